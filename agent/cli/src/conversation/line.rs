//! Reading a line: with editing, history and completion where the terminal can, plainly elsewhere.

use std::io::{BufRead, Read, Write};

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, Config, Context, Editor, Helper};

use maquette::answer::{ANSWER_BYTES_MAX, completions};

/// Answers that are remembered for the arrow keys.
const HISTORY_MAX: usize = 100;
/// Most bytes of a line that are thrown away to reach its end.
const DRAINED_BYTES_MAX: u64 = 16 << 20;

/// What came of waiting for a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Somebody said that; no more than an answer and one byte of it are read.
    Said(String),
    /// The end of input, or a terminal that went away.
    Ended,
    /// Ctrl-C.
    Interrupted,
}

/// Whatever lines are read from.
pub(crate) enum Keyboard {
    Edited(Box<Editor<Names, MemHistory>>),
    Plain,
}

impl Keyboard {
    /// With editing, unless it is plain or the terminal cannot.
    pub(crate) fn new(plain: bool) -> Self {
        let edited = (!plain).then(editor).and_then(Result::ok);
        edited.map_or(Self::Plain, |editor| Self::Edited(Box::new(editor)))
    }

    /// Forgets what was typed before anybody was asked: it cannot have been an answer to this.
    pub(crate) fn forget_typed_ahead(&self) {
        #[cfg(unix)]
        // Where that cannot be done there is nothing to forget.
        let _ = rustix::termios::tcflush(std::io::stdin(), rustix::termios::QueueSelector::IFlush);
    }

    /// Asks and waits for a line.
    pub(crate) fn read(&mut self, prompt: &str) -> Line {
        match self {
            Self::Plain => {
                let mut stderr = std::io::stderr().lock();
                // A terminal that went away will end the run on its own.
                let _ = write!(stderr, "{prompt}").and_then(|()| stderr.flush());
                drop(stderr);
                read_line(&mut std::io::stdin().lock())
            }
            Self::Edited(editor) => {
                let _held = raw::hold();
                match editor.readline(prompt) {
                    Ok(line) => {
                        if line.len() <= ANSWER_BYTES_MAX && !line.trim().is_empty() {
                            // A history that is full forgets the oldest.
                            let _ = editor.add_history_entry(line.as_str());
                        }
                        Line::Said(line)
                    }
                    Err(ReadlineError::Interrupted) => Line::Interrupted,
                    Err(ReadlineError::Eof) => Line::Ended,
                    // Bytes that are no characters: asked again, and never taken for Enter.
                    Err(ReadlineError::Io(error)) if error.kind() == std::io::ErrorKind::InvalidData => {
                        Line::Said("\u{fffd}".into())
                    }
                    Err(_) => Line::Ended,
                }
            }
        }
    }
}

fn editor() -> rustyline::Result<Editor<Names, MemHistory>> {
    let config = Config::builder()
        // Answers are asked for on stderr; stdout is for results.
        .behavior(Behavior::PreferTerm)
        .auto_add_history(false)
        .max_history_size(HISTORY_MAX)?
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(Names));
    Ok(editor)
}

/// One line, or as much of it as an answer may have; the rest of it is thrown away.
fn read_line(reader: &mut impl BufRead) -> Line {
    let mut bytes = Vec::new();
    let most = ANSWER_BYTES_MAX as u64 + 1;
    match reader.take(most).read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => return Line::Ended,
        Ok(_) => {}
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == most {
        // What is left of it is no answer either. An error comes again with the next line.
        let _ = skip_line(reader);
    }
    Line::Said(String::from_utf8_lossy(&bytes).into_owned())
}

fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    let mut skipped = 0;
    while skipped < DRAINED_BYTES_MAX {
        let ready = reader.fill_buf()?;
        let (length, ended) = match ready.iter().position(|&byte| byte == b'\n') {
            Some(place) => (place + 1, true),
            None => (ready.len(), ready.is_empty()),
        };
        reader.consume(length);
        skipped += length as u64;
        if ended {
            break;
        }
    }
    Ok(())
}

/// Completes the names of commands.
pub(crate) struct Names;

impl Completer for Names {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..at).unwrap_or_default();
        Ok((0, completions(typed).into_iter().map(str::to_owned).collect()))
    }
}

impl Hinter for Names {
    type Hint = String;
}
impl Highlighter for Names {}
impl Validator for Names {}
impl Helper for Names {}

/// Gives the terminal back as it was when the program ends while a line is edited.
pub(crate) mod raw {
    #[cfg(unix)]
    use std::sync::{Mutex, MutexGuard, PoisonError};

    #[cfg(unix)]
    static BEFORE: Mutex<Option<rustix::termios::Termios>> = Mutex::new(None);

    /// While it lives, a line is edited.
    pub(crate) struct Held(());

    #[cfg(unix)]
    fn before() -> MutexGuard<'static, Option<rustix::termios::Termios>> {
        BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn hold() -> Held {
        #[cfg(unix)]
        {
            *before() = rustix::termios::tcgetattr(std::io::stdin()).ok();
        }
        Held(())
    }

    impl Drop for Held {
        fn drop(&mut self) {
            // Whoever edited gave it back.
            #[cfg(unix)]
            before().take();
        }
    }

    /// Gives it back, if a line is still edited.
    pub(crate) fn give_back() {
        #[cfg(unix)]
        if let Some(before) = before().take() {
            // A terminal that went away needs nothing back.
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, &before);
            // Pasted text is not marked any more.
            eprint!("\u{1b}[?2004l");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_and_bounded() {
        let long = "x".repeat(ANSWER_BYTES_MAX * 5);
        let mut input = std::io::Cursor::new(format!("2\n\n{long}\ncalmer\r\n\u{1b}[Alast").into_bytes());
        assert_eq!(read_line(&mut input), Line::Said("2\n".into()));
        assert_eq!(read_line(&mut input), Line::Said("\n".into()));
        assert!(matches!(read_line(&mut input), Line::Said(said) if said.len() == ANSWER_BYTES_MAX + 1));
        assert_eq!(read_line(&mut input), Line::Said("calmer\r\n".into()));
        assert_eq!(read_line(&mut input), Line::Said("\u{1b}[Alast".into()));
        assert_eq!(read_line(&mut input), Line::Ended);
        assert_eq!(read_line(&mut std::io::Cursor::new(b"\xff\xfe\n")), Line::Said("\u{fffd}\u{fffd}\n".into()));
    }
}
