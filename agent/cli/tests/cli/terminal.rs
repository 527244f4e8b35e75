//! A pseudo-terminal in which the program runs: keys go in, words come out.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::BRIEF;

/// Longest wait for words, and for the end: a machine may be busy.
const WAIT: Duration = Duration::from_secs(90);
/// Ctrl-C and Ctrl-D as keys.
pub(crate) const CTRL_C: &str = "\u{3}";
pub(crate) const CTRL_D: &str = "\u{4}";

/// A terminal in which `maquette` runs.
pub(crate) struct Terminal {
    pub(crate) child: Box<dyn Child + Send + Sync>,
    pub(crate) master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Receiver<Vec<u8>>,
    /// Everything that was written to it.
    pub(crate) raw: Vec<u8>,
    /// How much of what was said was waited for already, characters.
    heard: usize,
}

impl Terminal {
    pub(crate) fn open(folder: &Path, columns: u16, environment: &[(&str, &str)], args: &[&str]) -> Self {
        let size = PtySize { rows: 40, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin!("maquette"));
        command.env_clear();
        for (name, value) in environment {
            command.env(name, value);
        }
        command.cwd(folder);
        command.args(args);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The terminal's end is an error on some systems.
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, screen, raw: Vec::new(), heard: 0 }
    }

    /// A small design, so that a turn takes a second or two.
    pub(crate) fn design(folder: &Path, columns: u16, environment: &[(&str, &str)], more: &[&str]) -> Self {
        let args = ["design", BRIEF, "--format", "480x480", "--candidates", "5", "--out", "out"];
        Self::open(folder, columns, environment, &[&args, more].concat())
    }

    /// What was said, without what a terminal acts on, with single spaces.
    pub(crate) fn said(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        stripped(&text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until `words` are said, after what was waited for before.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, words: &str) {
        let until = Instant::now() + WAIT;
        loop {
            let said = self.said();
            if let Some(place) = said.get(self.heard..).and_then(|new| new.find(words)) {
                self.heard += place + words.len();
                return;
            }
            match self.screen.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.raw.extend(bytes),
                Err(RecvTimeoutError::Timeout) => panic!("{words:?} is not said within {WAIT:?}:\n{said}"),
                Err(RecvTimeoutError::Disconnected) => panic!("{words:?} is not said:\n{said}"),
            }
        }
    }

    /// Waits until it is asked.
    #[track_caller]
    pub(crate) fn prompt(&mut self) {
        self.wait_for("? for help");
        self.wait_for(">");
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Types a line.
    pub(crate) fn say(&mut self, line: &str) {
        self.press(&format!("{line}\r"));
    }

    /// Waits for the end, and says how it went.
    #[track_caller]
    pub(crate) fn end(&mut self) -> u32 {
        let until = Instant::now() + WAIT;
        loop {
            while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(20)) {
                self.raw.extend(bytes);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(200)) {
                    self.raw.extend(bytes);
                }
                return status.exit_code();
            }
            assert!(Instant::now() < until, "it does not end:\n{}", self.said());
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It ended already, unless the test failed.
        let _ = self.child.kill();
    }
}

/// A text without escape sequences of the forms that the program writes.
pub(crate) fn stripped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next() {
                Some('[') => {
                    chars.find(|c| ('@'..='~').contains(c));
                }
                Some(']' | '_' | 'P') => {
                    let mut last = ' ';
                    chars.find(|&c| {
                        let ended = c == '\u{7}' || (last == '\u{1b}' && c == '\\');
                        last = c;
                        ended
                    });
                }
                _ => {}
            },
            c => out.push(c),
        }
    }
    out
}

pub(crate) const XTERM: &[(&str, &str)] = &[("TERM", "xterm-256color")];
pub(crate) const MONO: &[(&str, &str)] = &[("TERM", "xterm-256color"), ("NO_COLOR", "1")];

/// Whether everything that a run delivers is there.
#[track_caller]
pub(crate) fn delivered(folder: &Path) {
    for name in ["final.png", "final.svg", "final.pdf", "design.json", "report.html"] {
        assert!(folder.join("out").join(name).exists(), "{name}");
    }
}
