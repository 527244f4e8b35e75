//! Tesseract as a program of this machine, which reads what is written in pictures.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use planner::calls::MODERATE;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use crate::context::Context;
use crate::error::ToolError;
use crate::reader::Reader;

/// How sure it has to be of a word, 0–100: a word too many is judged, and does no harm where it says nothing.
const SURE: f64 = 40.0;
/// How long it may take to say what it is, and how much it may say of that, bytes.
const SAID_WITHIN: Duration = Duration::from_secs(10);
const SAID_BYTES_MAX: u64 = 64 << 10;
/// How many of it run at a time: it takes a core and some hundred megabytes for a page.
const AT_ONCE: usize = 2;
/// How the table of words begins that it answers with.
const TABLE: &str = "level\tpage_num\tblock_num\t";
/// Longest answer, bytes: some hundred bytes are a word.
const ANSWER_BYTES_MAX: u64 = 4 << 20;
/// Longest name of its languages: `eng+deu+fra`.
const LANGUAGES_CHARS_MAX: usize = 64;

/// Why there is nobody who reads.
#[derive(Debug, thiserror::Error)]
pub enum TesseractError {
    /// It could not be run.
    #[error("`{program}` cannot be run")]
    Program {
        /// Where it should be.
        program: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What ran is something else.
    #[error("`{program}` is not tesseract: asked for its version, it says nothing of that")]
    Other {
        /// What ran.
        program: PathBuf,
    },
    /// Languages that are none.
    #[error("`{languages}` names no languages of tesseract, such as `eng+deu`")]
    Languages {
        /// What was given.
        languages: String,
    },
    /// Languages that it does not have.
    #[error("`{program}` has no data for `{language}`")]
    Lacks {
        /// What was asked.
        program: PathBuf,
        /// The first that it lacks.
        language: String,
    },
}

/// Reads pictures by running Tesseract (version 4 or later) once for each, with the words of scattered lines: the program itself, for
/// what a script in its place starts is ended by that.
#[derive(Debug, Clone)]
pub struct Tesseract {
    program: PathBuf,
    languages: String,
    name: String,
    free: Arc<Semaphore>,
}

impl Tesseract {
    /// Asks the program for its version and its languages.
    ///
    /// # Errors
    ///
    /// [`TesseractError`] where it cannot be run, is another program, or does not have the languages.
    pub fn open(program: &Path, languages: &str) -> Result<Self, TesseractError> {
        let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if languages.len() > LANGUAGES_CHARS_MAX || !languages.split('+').all(is_part) {
            return Err(TesseractError::Languages { languages: design::clip(languages) });
        }
        let ask = |argument: &str| {
            asked(program, argument).map_err(|source| TesseractError::Program { program: program.to_owned(), source })
        };
        let said = ask("--version")?;
        let version = said.lines().next().and_then(|line| line.trim().strip_prefix("tesseract "));
        let version = version.ok_or_else(|| TesseractError::Other { program: program.to_owned() })?;
        let known = ask("--list-langs")?;
        if let Some(language) = languages.split('+').find(|one| known.lines().all(|line| line.trim() != *one)) {
            return Err(TesseractError::Lacks { program: program.to_owned(), language: language.to_owned() });
        }
        let name = format!("tesseract {} {languages}", design::clip(version));
        Ok(Self {
            program: program.to_owned(),
            languages: languages.to_owned(),
            name,
            free: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    async fn run(&self, png: &[u8]) -> std::io::Result<String> {
        let _running = self.free.acquire().await.map_err(std::io::Error::other)?;
        let mut command = Command::new(&self.program);
        // Sparse text: words anywhere, in no order. One thread, and nobody left running.
        command.args(["stdin", "stdout", "--psm", "11", "-l", &self.languages, "tsv"]).env("OMP_THREAD_LIMIT", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        let write = async move {
            // A program that does not want all of it has its say all the same.
            if let Some(mut stdin) = stdin {
                stdin.write_all(png).await.ok();
            }
            Ok(())
        };
        let ((), (said, is_done)) = tokio::try_join!(write, answer(&mut child))?;
        // What is no table was not read, and no page without words.
        match words(&said) {
            Some(words) if is_done => Ok(words),
            _ => Err(std::io::Error::other("it failed")),
        }
    }
}

/// What a program says when it is asked that.
fn asked(program: &Path, argument: &str) -> std::io::Result<String> {
    let mut command = std::process::Command::new(program);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let stdout = child.stdout.take();
    let (sender, said) = mpsc::channel();
    // By itself, so that nobody waits for whoever holds the other end open.
    std::thread::spawn(move || {
        let mut read = Vec::new();
        let all = stdout.map_or(Ok(0), |stdout| stdout.take(SAID_BYTES_MAX).read_to_end(&mut read));
        sender.send(all.map(|_| read)).ok();
    });
    let said = said.recv_timeout(SAID_WITHIN).map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut));
    // It has said what it was asked, or never will.
    child.kill().ok();
    child.wait()?;
    Ok(String::from_utf8_lossy(&said??).into_owned())
}

/// What a program says, and whether it is content with it.
async fn answer(child: &mut Child) -> std::io::Result<(String, bool)> {
    let mut said = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(ANSWER_BYTES_MAX + 1).read_to_end(&mut said).await?;
    }
    if said.len() as u64 > ANSWER_BYTES_MAX {
        return Err(std::io::Error::other("it says more than is read"));
    }
    let is_done = child.wait().await?.success();
    Ok((String::from_utf8_lossy(&said).into_owned(), is_done))
}

/// The words of a table that it is sure enough of, a line for each line of the picture; `None` for what is no table.
fn words(table: &str) -> Option<String> {
    if !table.starts_with(TABLE) {
        return None;
    }
    let mut read = String::new();
    let mut last = None;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [_, page, block, paragraph, line, _, _, _, _, _, sure, word] = cells[..] else { continue };
        if word.trim().is_empty() || sure.parse::<f64>().is_ok_and(|sure| sure < SURE) {
            continue;
        }
        let at = [page, block, paragraph, line];
        if last.is_some() {
            read.push(if last == Some(at) { ' ' } else { '\n' });
        }
        read.push_str(word.trim());
        last = Some(at);
    }
    Some(read)
}

impl Reader for Tesseract {
    fn name(&self) -> &str {
        &self.name
    }

    async fn read(&self, _: &Context, png: Arc<[u8]>) -> Result<String, ToolError> {
        self.run(&png).await.map_err(|error| {
            let reason = format!("{} cannot read a picture: {error}", self.name);
            ToolError::Unavailable { tool: MODERATE.to_owned(), reason }
        })
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use design::document::{Align, Case, Content, FontRef, Paint, Role, Run, Text, VAlign};
    use design::{BrandKit, Document, Format, Node, Rect};
    use render::{FontBook, Layers};

    use super::*;
    use crate::moderator::{AnyModerator, Moderated};
    use crate::reader::{AnyReader, ReadingModerator, WRITING};

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";

    /// A program that says its version, and else does that.
    fn program(folder: &Path, does: &str) -> PathBuf {
        let path = folder.join("reads");
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in --version) echo 'tesseract 5.9.9';; --list-langs) echo eng;; *) {does};; esac\n"
        );
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    async fn read(does: &str, png: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let reader = Tesseract::open(&program(folder.path(), does), "eng").unwrap();
        assert_eq!(reader.name(), "tesseract 5.9.9 eng");
        let context = crate::fixture::context((*BrandKit::builtin()).clone());
        reader.read(&context, png.into()).await.map_err(|error| error.to_string())
    }

    #[test]
    fn words_come_line_by_line_and_no_guesses() {
        let row = |line: u32, sure: &str, word: &str| format!("5\t1\t1\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{word}");
        let rows = [
            row(1, "96.1", "Open"),
            row(1, "88", "day"),
            row(1, "12", "|,"),
            row(1, "-1", ""),
            row(2, "90", "free"),
            "5\t1".to_owned(),
        ];
        assert_eq!(words(&format!("{HEAD}\n{}", rows.join("\n"))), Some("Open day\nfree".to_owned()));
        assert_eq!((words(""), words("Open day"), words(HEAD)), (None, None, Some(String::new())));
    }

    #[tokio::test]
    async fn a_picture_is_handed_over_and_what_is_read_comes_back() {
        let table = format!(
            "printf '{}\\n5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t91\\t%s\\n' \"$(wc -c | tr -d ' ')\"",
            HEAD.replace('\t', "\\t")
        );
        let much = vec![7; 300_000];
        assert_eq!(read(&table, &much).await.unwrap(), "300000");
        // Without waiting for the picture.
        let at_once = format!("printf '{}\\n'", HEAD.replace('\t', "\\t"));
        assert_eq!(read(&at_once, &much).await.unwrap(), "");
    }

    #[tokio::test]
    async fn one_that_fails_or_says_too_much_has_read_nothing() {
        for does in ["exit 3", "exit 0", "echo Open day"] {
            assert!(read(does, b"png").await.unwrap_err().contains("cannot read"), "{does}");
        }
        assert!(read("yes words", b"png").await.unwrap_err().contains("more than is read"));
    }

    /// A page that says that, as people see it.
    fn page(says: &str) -> Vec<u8> {
        let kit = BrandKit::builtin();
        let text = Text {
            runs: vec![Run::new(says, FontRef::new("Inter", 600), 48.0)],
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.3,
            case: Case::AsIs,
            wrap: true,
            language: "en".to_owned(),
        };
        let dark = kit.neutrals.iter().find(|token| kit.color(token).is_some_and(|color| color.luminance() < 0.02));
        let content = Content::Text { text, fill: Paint::Token(dark.unwrap().clone()) };
        let mut document = Document::new(&Format::default(), kit.reference());
        document.nodes = vec![Node::new("words", Role::Body, Rect::new(80.0, 80.0, 900.0, 900.0), content)];
        let layout =
            render::lay_out(&document, &kit, &FontBook::embedded(), &std::collections::BTreeMap::new()).unwrap();
        layout.to_pixels(1.0, Layers::All).unwrap().to_png().unwrap()
    }

    /// By Tesseract itself, where `MAQUETTE_TESSERACT` says where it is.
    #[tokio::test]
    async fn real_pages_are_read_and_their_words_judged() {
        let Some(program) = std::env::var_os("MAQUETTE_TESSERACT") else {
            println!("skipped: MAQUETTE_TESSERACT names no program");
            return;
        };
        let reader = Tesseract::open(Path::new(&program), "eng").unwrap();
        let context = crate::fixture::context((*BrandKit::builtin()).clone());
        let moderator = AnyModerator::new(ReadingModerator::new(AnyReader::new(reader.clone()), None));
        for (says, likely) in [
            ("Open day at the old mill, Saturday 4 May, everybody is welcome", 0.0),
            ("Miracle drops cure cancer in seven days", 1.0),
            ("Heilige Miracle drops, they CURE CANCER", 1.0),
        ] {
            let png: Arc<[u8]> = page(says).into();
            let read = reader.read(&context, png.clone()).await.unwrap();
            let missing = says.split(' ').filter(|word| !read.contains(*word)).count();
            assert!(missing * 8 <= says.split(' ').count(), "{says}: {read}");
            let moderated = Moderated { text: String::new(), png: Some(png) };
            assert_eq!(moderator.judge(MODERATE, &context, moderated).await.unwrap()[WRITING], likely, "{read}");
        }
    }

    #[tokio::test]
    async fn what_is_no_tesseract_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = program(folder.path(), "exit 0");
        for languages in ["", "eng+", "../eng", "eng deu", &"a".repeat(65)] {
            let error = Tesseract::open(&path, languages).unwrap_err();
            assert!(matches!(error, TesseractError::Languages { .. }), "{languages}");
        }
        let lacking = Tesseract::open(&path, "eng+deu").unwrap_err();
        assert!(matches!(&lacking, TesseractError::Lacks { language, .. } if language == "deu"), "{lacking}");
        let absent = Tesseract::open(&folder.path().join("absent"), "eng").unwrap_err();
        assert!(matches!(absent, TesseractError::Program { .. }), "{absent}");
        let other = Tesseract::open(Path::new("/bin/echo"), "eng").unwrap_err();
        assert!(matches!(other, TesseractError::Other { .. }), "{other}");
    }
}
