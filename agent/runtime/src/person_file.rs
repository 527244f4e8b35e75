//! What a person used and marked, kept in a file: a line for each time, so that it is known how things were at any moment; and what
//! is known of their taste in what is made for a brand, a line for each brand, so that what they have forgotten is nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use design::{Personal, REMEMBERED_MAX};
use planner::taste::{Learned, Taste};
use serde::{Deserialize, Serialize};

/// Largest file that is read, bytes.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most runs of a brand that are remembered as counted; the earliest are forgotten first.
const RUNS_MAX: usize = 64;
/// Longest id or language that is kept, bytes.
const ID_BYTES_MAX: usize = 256;
/// Version of the lines.
const VERSION: u32 = 1;
/// How a line begins, and how long one may be, bytes: a taste with all that is kept of one.
const LINE_BEGINS: &[u8] = br#"{"v":1,"at":"#;
const LINE_BYTES_MAX: usize = 128 * 1024;

/// Something that a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Made a design with an asset or a template.
    Used(String),
    /// Marked one as a favourite.
    Marked(String),
    /// Took the mark off.
    Unmarked(String),
    /// Works in a language.
    Works(String),
    /// Agrees that what they chose for a brand, by its kit's id, is counted with what others chose: see [`PersonFile::counted_as_of`].
    Agreed(String),
    /// Agrees no more.
    Withdrew(String),
    /// Is known, in what is made for a brand, to have this taste; what was known of that before is part of it. Of two for the same
    /// brand the last one counts; see [`PersonFile::learn`].
    Likes(Likes),
}

/// What is known of a person's taste in what is made for a brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likes {
    /// The brand kit's id.
    pub kit: String,
    /// The taste.
    pub taste: Taste,
    /// The runs that it was learned from, the latest last: a run may be gone on with, and is counted once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Heard>,
}

/// What a run has told so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// The run's id.
    pub run: String,
    /// How many things the person had forgotten in it.
    pub forgot: u32,
    /// Whether it had its end: then all of it is known.
    pub over: bool,
}

/// What a run for a brand tells of a person's taste.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'a> {
    /// The brand kit's id.
    pub kit: &'a str,
    /// The run's id.
    pub run: &'a str,
    /// Whether the run has its end; one that was left tells what was forgotten alone.
    pub over: bool,
    /// What was learned.
    pub learned: &'a Learned,
}

impl Signal {
    fn about(&self) -> &str {
        match self {
            Self::Used(about)
            | Self::Marked(about)
            | Self::Unmarked(about)
            | Self::Works(about)
            | Self::Agreed(about)
            | Self::Withdrew(about) => about,
            Self::Likes(likes) => &likes.kit,
        }
    }
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    v: u32,
    /// When, ms since 1970.
    at: u64,
    #[serde(flatten)]
    signal: Signal,
}

impl Line {
    fn likes(&self) -> Option<Likes> {
        match &self.signal {
            Signal::Likes(likes) => Some(Likes { taste: likes.taste.clone().within_limits(), ..likes.clone() }),
            _ => None,
        }
    }
}

/// What is known once a run was heard; `None` where all that it tells is.
fn taught(known: Option<Likes>, lesson: Lesson<'_>) -> Option<Likes> {
    let Likes { taste, mut runs, .. } =
        known.unwrap_or_else(|| Likes { kit: lesson.kit.to_owned(), taste: Taste::default(), runs: Vec::new() });
    let before = runs.iter().position(|heard| heard.run == lesson.run).map(|at| runs.remove(at));
    let told = before.as_ref().map_or(0, |heard| heard.forgot);
    let forgot = u32::try_from(lesson.learned.forgot.len()).unwrap_or(u32::MAX);
    if before.is_some_and(|heard| heard.over || (!lesson.over && forgot <= told)) {
        return None;
    }
    runs.push(Heard { run: lesson.run.to_owned(), forgot: forgot.max(told), over: lesson.over });
    runs.drain(..runs.len().saturating_sub(RUNS_MAX));
    let taste = lesson.learned.onto(taste, usize::try_from(told).unwrap_or(usize::MAX));
    Some(Likes { kit: lesson.kit.to_owned(), taste, runs })
}

/// Why a person's file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PersonFileError {
    /// It cannot be read or written.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It is larger than what is read.
    #[error("{} is larger than {FILE_BYTES_MAX} bytes; begin another", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
    },
    /// A line is none.
    #[error("{}:{line}: is no signal: {reason}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A signal is about nothing, or about something with too long a name.
    #[error("a signal is about something with a name of 1 to {ID_BYTES_MAX} bytes")]
    About,
}

/// The signals of one person in a file that only grows.
#[derive(Debug, Clone)]
pub struct PersonFile(PathBuf);

impl PersonFile {
    /// The file at that place; it is made when something is first added.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self(file.into())
    }

    fn io(&self) -> impl Fn(std::io::Error) -> PersonFileError + '_ {
        |source| PersonFileError::Io { file: self.0.clone(), source }
    }

    /// Adds what a person did at a moment, ms since 1970; on disk when it returns.
    ///
    /// # Errors
    ///
    /// [`PersonFileError`]; the file is as it was then.
    pub fn add(&self, at: u64, signals: &[Signal]) -> Result<(), PersonFileError> {
        if signals.iter().any(|signal| !(1..=ID_BYTES_MAX).contains(&signal.about().len())) {
            return Err(PersonFileError::About);
        }
        let lines =
            signals.iter().map(|signal| serde_json::to_string(&Line { v: VERSION, at, signal: signal.clone() }));
        let lines = lines.collect::<Result<Vec<_>, _>>().map_err(|error| self.io()(error.into()))?;
        let text: String = lines.into_iter().map(|line| line + "\n").collect();
        let _lock = self.lock()?;
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&self.0).map_err(self.io())?;
        // Nothing is added to, or cut off, a file that is none of ours.
        let (_, length) = self.read(&mut file)?;
        if length + text.len() as u64 > FILE_BYTES_MAX {
            return Err(PersonFileError::TooLarge { file: self.0.clone() });
        }
        // A line that was torn when a machine stopped was never told to be there.
        file.set_len(length).map_err(self.io())?;
        file.seek(SeekFrom::Start(length)).map_err(self.io())?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(|error| {
            let _ = file.set_len(length);
            self.io()(error)
        })
    }

    /// Adds what a run for a brand learned of the person's taste, at a moment, ms since 1970, to what others learned meanwhile, once
    /// for each run; on disk when it returns. What was known before is no longer in the file, and so nothing is that was forgotten.
    ///
    /// # Errors
    ///
    /// [`PersonFileError`]; the file is as it was then.
    pub fn learn(&self, at: u64, lesson: Lesson<'_>) -> Result<(), PersonFileError> {
        if [lesson.kit, lesson.run].iter().any(|name| !(1..=ID_BYTES_MAX).contains(&name.len())) {
            return Err(PersonFileError::About);
        }
        let _lock = self.lock()?;
        let (lines, _) = self.read_all()?;
        let is_of_kit = |line: &Line| matches!(&line.signal, Signal::Likes(likes) if likes.kit == lesson.kit);
        let known = lines.iter().rev().find(|line| is_of_kit(line)).and_then(Line::likes);
        let Some(likes) = taught(known, lesson) else { return Ok(()) };
        let others = lines.into_iter().filter(|line| !is_of_kit(line));
        let now = Line { v: VERSION, at, signal: Signal::Likes(likes) };
        let lines = others.chain([now]).map(|line| serde_json::to_string(&line));
        let lines = lines.collect::<Result<Vec<_>, _>>().map_err(|error| self.io()(error.into()))?;
        let text: String = lines.into_iter().map(|line| line + "\n").collect();
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(PersonFileError::TooLarge { file: self.0.clone() });
        }
        self.replace(text.as_bytes())
    }

    /// Puts a file with that text in the place of what is there.
    fn replace(&self, text: &[u8]) -> Result<(), PersonFileError> {
        // A name that leads elsewhere goes on to.
        let there = std::fs::canonicalize(&self.0).ok();
        let place = there.clone().unwrap_or_else(|| self.0.clone());
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(self.io())?;
        draft.write_all(text).map_err(self.io())?;
        if there.is_some() {
            let permissions = std::fs::metadata(&place).map_err(self.io())?.permissions();
            draft.as_file().set_permissions(permissions).map_err(self.io())?;
        }
        draft.as_file().sync_all().map_err(self.io())?;
        draft.persist(&place).map_err(|error| self.io()(error.error))?;
        // The name, too, outlives a machine that stops; elsewhere a folder is no file to be synced.
        #[cfg(unix)]
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(self.io())?;
        Ok(())
    }

    /// Keeps others from writing until it is dropped: a file beside, which nothing is ever put in the place of.
    fn lock(&self) -> Result<File, PersonFileError> {
        self.is_file()?;
        let mut name = self.0.clone().into_os_string();
        name.push(".lock");
        let mut options = OpenOptions::new();
        let lock = options.write(true).create(true).truncate(false).open(PathBuf::from(name)).map_err(self.io())?;
        lock.lock().map_err(self.io())?;
        Ok(lock)
    }

    /// The lines that there are, none where there is no file.
    fn read_all(&self) -> Result<(Vec<Line>, u64), PersonFileError> {
        if !self.is_file()? {
            return Ok((Vec::new(), 0));
        }
        self.read(&mut File::open(&self.0).map_err(self.io())?)
    }

    /// What was known of the person at a moment, ms since 1970: what came later has no say. Nothing, where there is no file.
    ///
    /// # Errors
    ///
    /// [`PersonFileError`] when it cannot be read as it was written.
    pub fn as_of(&self, at: u64) -> Result<Personal, PersonFileError> {
        let (lines, _) = self.read_all()?;
        let then: Vec<Signal> = lines.into_iter().filter(|line| line.at <= at).map(|line| line.signal).collect();
        Ok(folded(&then))
    }

    /// What was known of the person's taste in what is made for a brand, at a moment, ms since 1970. Nothing, where there is no file.
    ///
    /// # Errors
    ///
    /// [`PersonFileError`] when it cannot be read as it was written.
    pub fn taste_as_of(&self, at: u64, kit: &str) -> Result<Taste, PersonFileError> {
        let (lines, _) = self.read_all()?;
        let is_of_kit = |signal: &Signal| matches!(signal, Signal::Likes(likes) if likes.kit == kit);
        let last = lines.iter().rev().find(|line| line.at <= at && is_of_kit(&line.signal));
        Ok(last.and_then(Line::likes).map(|likes| likes.taste).unwrap_or_default())
    }

    /// What is known at a moment, ms since 1970, of the person's taste in what is made for a brand, where they agreed that it is
    /// counted with that of others ([`PastChoices::of`](planner::taste::PastChoices::of)); `None` where they did not, or do no more.
    ///
    /// # Errors
    ///
    /// [`PersonFileError`] when it cannot be read as it was written.
    pub fn counted_as_of(&self, at: u64, kit: &str) -> Result<Option<Taste>, PersonFileError> {
        let (lines, _) = self.read_all()?;
        // Whoever withdrew has, whatever a clock says.
        let agreed = lines.iter().rev().find_map(|line| match &line.signal {
            Signal::Agreed(of) if of == kit => Some(line.at <= at),
            Signal::Withdrew(of) if of == kit => Some(false),
            _ => None,
        });
        if agreed == Some(true) { self.taste_as_of(at, kit).map(Some) } else { Ok(None) }
    }

    /// Whether there is a file. A device or a pipe may be read, or take lines, for ever.
    fn is_file(&self) -> Result<bool, PersonFileError> {
        match std::fs::metadata(&self.0) {
            Ok(known) if known.is_file() => Ok(true),
            Ok(_) => Err(self.io()(std::io::Error::other("is no file"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.io()(error)),
        }
    }

    /// The lines of the file, and how much of it is whole lines, bytes.
    fn read(&self, file: &mut File) -> Result<(Vec<Line>, u64), PersonFileError> {
        let mut text = Vec::new();
        file.take(FILE_BYTES_MAX + 1).read_to_end(&mut text).map_err(self.io())?;
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(PersonFileError::TooLarge { file: self.0.clone() });
        }
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let (mut lines, mut number) = (Vec::new(), 1);
        for line in text[..whole].split(|byte| *byte == b'\n') {
            if !line.is_empty() {
                let line: Line = serde_json::from_slice(line).map_err(|error| self.wrong(number, error.to_string()))?;
                if line.v != VERSION || !(1..=ID_BYTES_MAX).contains(&line.signal.about().len()) {
                    let what = format!("version {VERSION}, about something with a name of 1 to {ID_BYTES_MAX} bytes");
                    return Err(self.wrong(number, what));
                }
                lines.push(line);
            }
            number += 1;
        }
        // What was torn is how a line begins.
        let torn = &text[whole..];
        if torn.len() > LINE_BYTES_MAX || torn.iter().zip(LINE_BEGINS).any(|(own, begins)| own != begins) {
            return Err(self.wrong(number - 1, "what stands there is no line that was torn".to_owned()));
        }
        Ok((lines, whole as u64))
    }

    fn wrong(&self, line: usize, reason: String) -> PersonFileError {
        PersonFileError::Line { file: self.0.clone(), line, reason }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// What signals come to, in the order in which they came.
fn folded(signals: &[Signal]) -> Personal {
    // By what was marked: when it was marked last.
    let mut favourites: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut used, mut language) = (Vec::new(), None);
    for (at, signal) in signals.iter().enumerate() {
        match signal {
            Signal::Used(id) => used.push(id),
            Signal::Marked(id) => drop(favourites.insert(id, at)),
            Signal::Unmarked(id) => drop(favourites.remove(id.as_str())),
            Signal::Works(tag) => language = Some(tag.clone()),
            Signal::Agreed(_) | Signal::Withdrew(_) | Signal::Likes(_) => {}
        }
    }
    // The last ones, each once.
    let mut seen = BTreeSet::new();
    let recent = used.into_iter().rev().filter(|id| seen.insert(*id)).take(REMEMBERED_MAX).cloned().collect();
    let mut favourites: Vec<(&str, usize)> = favourites.into_iter().collect();
    favourites.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let favourites = favourites.into_iter().take(REMEMBERED_MAX).map(|(id, _)| id.to_owned()).collect();
    Personal { recent, favourites, language }
}

#[cfg(test)]
mod tests {
    use planner::taste::{EVIDENCE_MAX, Evidence, Feature, Look};

    use super::*;

    fn file() -> (tempfile::TempDir, PersonFile) {
        let place = tempfile::tempdir().unwrap();
        let file = PersonFile::at(place.path().join("ada.jsonl"));
        (place, file)
    }

    #[test]
    fn what_came_later_has_no_say() {
        let (_place, file) = file();
        assert!(file.as_of(u64::MAX).unwrap().is_empty());
        file.add(10, &[Signal::Used("template:ticket".into()), Signal::Works("de".into())]).unwrap();
        file.add(20, &[Signal::Marked("logo:full".into()), Signal::Used("template:wave".into())]).unwrap();
        file.add(30, &[Signal::Used("template:ticket".into()), Signal::Unmarked("logo:full".into())]).unwrap();
        assert!(file.as_of(9).unwrap().is_empty());
        let then = file.as_of(20).unwrap();
        assert_eq!(
            (then.recent, then.favourites.len()),
            (vec!["template:wave".to_owned(), "template:ticket".into()], 1)
        );
        let now = file.as_of(30).unwrap();
        assert_eq!((now.recent, now.favourites.len()), (vec!["template:ticket".to_owned(), "template:wave".into()], 0));
        assert_eq!(now.language.as_deref(), Some("de"));
    }

    #[test]
    fn a_torn_line_was_never_there_and_a_broken_one_is_named() {
        let (_place, file) = file();
        file.add(1, &[Signal::Used("a".into())]).unwrap();
        let whole = std::fs::read(file.path()).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(file.path(), [&whole[..], &whole[..cut]].concat()).unwrap();
            assert_eq!(file.as_of(9).unwrap().recent, ["a"]);
            file.add(2, &[Signal::Used("b".into())]).unwrap();
            assert_eq!(file.as_of(9).unwrap().recent, ["b", "a"]);
        }
        for broken in [
            &b"{\"v\":1}\n"[..],
            b"{\"v\":2,\"at\":1,\"used\":\"a\"}\n",
            b"\xff\n",
            b"{\"v\":1,\"at\":1,\"used\":\"\"}\n",
        ] {
            std::fs::write(file.path(), [&whole[..], broken].concat()).unwrap();
            assert!(file.as_of(9).unwrap_err().to_string().contains(":2: "));
        }
        file.add(1, &[Signal::Used(String::new())]).unwrap_err();
        file.add(1, &[Signal::Used("x".repeat(300))]).unwrap_err();
    }

    #[test]
    fn a_file_that_is_none_of_ours_stays_as_it_is() {
        let (place, file) = file();
        let long = format!("{{\"v\":1,\"at\":{}", "1".repeat(200_000));
        for other in ["{ \"notes\": \"of mine\" }", "\0\0\0", "one\ntwo", &long] {
            std::fs::write(file.path(), other).unwrap();
            file.add(1, &[Signal::Used("a".into())]).unwrap_err();
            file.as_of(9).unwrap_err();
            assert_eq!(std::fs::read_to_string(file.path()).unwrap(), other);
        }
        PersonFile::at(place.path()).as_of(9).unwrap_err();
        #[cfg(unix)]
        {
            // Nobody writes to it, and nobody waits for that.
            let pipe = place.path().join("pipe");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert!(PersonFile::at(&pipe).as_of(9).unwrap_err().to_string().contains("is no file"));
            PersonFile::at(&pipe).add(1, &[Signal::Used("a".into())]).unwrap_err();
        }
    }

    #[test]
    fn a_taste_is_kept_for_each_brand() {
        let (_place, file) = file();
        let evidence = |turn| vec![Evidence::NoneOf { turn, shown: vec![Look::default(); 3] }; EVIDENCE_MAX];
        let likes = |kit: &str, turn| {
            let taste = Taste { evidence: evidence(turn), ..Taste::default() };
            Signal::Likes(Likes { kit: kit.to_owned(), taste, runs: Vec::new() })
        };
        file.add(10, &[likes("acme", 1), Signal::Used("a".into()), likes("other", 3)]).unwrap();
        file.add(20, &[likes("acme", 2)]).unwrap();
        let turn = |at, kit| file.taste_as_of(at, kit).unwrap().evidence.first().map(Evidence::turn);
        assert_eq!((turn(9, "acme"), turn(10, "acme"), turn(20, "acme")), (None, Some(1), Some(2)));
        assert_eq!((turn(20, "other"), turn(20, "nobody"), file.as_of(20).unwrap().recent.len()), (Some(3), None, 1));
        let longest = std::fs::read_to_string(file.path()).unwrap().lines().map(str::len).max().unwrap();
        assert!(longest < LINE_BYTES_MAX, "{longest}");
    }

    #[test]
    fn who_did_not_agree_or_does_no_more_is_not_counted() {
        let (_place, file) = file();
        let acme = || "acme".to_owned();
        let taste =
            Taste { evidence: vec![Evidence::NoneOf { turn: 0, shown: vec![Look::default()] }], ..Taste::default() };
        file.add(10, &[Signal::Likes(Likes { kit: acme(), taste: taste.clone(), runs: Vec::new() })]).unwrap();
        file.add(20, &[Signal::Agreed("other".into())]).unwrap();
        assert_eq!(file.counted_as_of(20, "acme").unwrap(), None);
        file.add(30, &[Signal::Agreed(acme())]).unwrap();
        // What is learned afterwards leaves it as it is.
        let learned = Learned { before: taste.clone(), now: taste.clone(), ..Learned::default() };
        file.learn(40, Lesson { kit: "acme", run: "one", over: true, learned: &learned }).unwrap();
        assert_eq!(file.counted_as_of(40, "acme").unwrap(), Some(taste));
        assert_eq!(file.counted_as_of(29, "acme").unwrap(), None);
        file.add(50, &[Signal::Withdrew(acme())]).unwrap();
        // Also by a clock that is ahead.
        assert_eq!((file.counted_as_of(50, "acme").unwrap(), file.counted_as_of(45, "acme").unwrap()), (None, None));
    }

    #[test]
    fn what_runs_learn_is_added_and_what_is_forgotten_is_nowhere() {
        let (_place, file) = file();
        let wished = |feature| Evidence::Wished { turn: 0, feature, more: true, of: Look::default() };
        let taste = |evidence: &[Evidence]| Taste { evidence: evidence.to_vec(), ..Taste::default() };
        let known = |at| file.taste_as_of(at, "acme").unwrap();
        file.add(5, &[Signal::Used("a".into())]).unwrap();
        let learned = |now: &[Evidence]| Learned { now: taste(now), ..Learned::default() };
        let learn = |at, kit, run, learned: &Learned| file.learn(at, Lesson { kit, run, over: true, learned });
        // Two runs that began with nothing.
        learn(10, "acme", "one", &learned(&[wished(Feature::Warmth)])).unwrap();
        learn(20, "acme", "two", &learned(&[wished(Feature::Play)])).unwrap();
        learn(20, "other", "two", &learned(&[wished(Feature::Weight)])).unwrap();
        // A run that has its end is delivered again where it is gone on with, and counts once.
        learn(20, "acme", "one", &learned(&[wished(Feature::Warmth)])).unwrap();
        assert_eq!(known(20), taste(&[wished(Feature::Warmth), wished(Feature::Play)]));
        let forgot = vec![[Feature::Warmth].into()];
        let now = taste(&[wished(Feature::Play)]);
        learn(30, "acme", "three", &Learned { before: known(20), forgot, now: now.clone() }).unwrap();
        assert_eq!(known(30), now);
        assert!(!std::fs::read_to_string(file.path()).unwrap().contains("warmth"));
        let all = Learned { before: now.clone(), forgot: vec![BTreeSet::new()], now: Taste::default() };
        learn(40, "acme", "four", &all).unwrap();
        assert_eq!(std::fs::read_to_string(file.path()).unwrap().lines().count(), 3);
        assert_eq!((known(40), file.as_of(40).unwrap().recent), (Taste::default(), vec!["a".to_owned()]));
        learn(40, "", "five", &learned(&[])).unwrap_err();
        learn(40, "acme", "", &learned(&[])).unwrap_err();
        std::fs::write(file.path(), "notes of mine").unwrap();
        learn(50, "acme", "six", &all).unwrap_err();
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "notes of mine");
    }

    #[test]
    fn what_was_forgotten_in_a_run_that_was_left_is_not_forgotten_again_when_it_goes_on() {
        let (_place, file) = file();
        let wished = |turn, feature| Evidence::Wished { turn, feature, more: true, of: Look::default() };
        let taste = |evidence: &[Evidence]| Taste { evidence: evidence.to_vec(), ..Taste::default() };
        let learn = |at, run, over, learned: &Learned| {
            file.learn(at, Lesson { kit: "acme", run, over, learned }).unwrap();
            file.taste_as_of(at, "acme").unwrap()
        };
        let (old, since) = (taste(&[wished(0, Feature::Warmth)]), wished(0, Feature::Weight));
        learn(10, "first", true, &Learned { now: old.clone(), ..Learned::default() });
        let left = Learned { forgot: vec![BTreeSet::new()], ..Learned::default() };
        assert_eq!(learn(20, "second", false, &left), Taste::default());
        learn(30, "third", true, &Learned { now: taste(&[wished(1, Feature::Weight)]), ..Learned::default() });
        assert_eq!(learn(40, "second", false, &left), taste(std::slice::from_ref(&since)));
        let end = Learned { before: old, forgot: vec![BTreeSet::new()], now: taste(&[wished(2, Feature::Play)]) };
        assert_eq!(learn(50, "second", true, &end), taste(&[since, wished(0, Feature::Play)]));
    }

    #[test]
    fn runs_that_learn_at_the_same_time_lose_nothing() {
        let (_place, file) = file();
        let wished = |turn| Evidence::Wished { turn, feature: Feature::Play, more: true, of: Look::default() };
        std::thread::scope(|scope| {
            for writer in 0..6_u64 {
                let file = &file;
                scope.spawn(move || {
                    for at in 0..6 {
                        let now = Taste { evidence: vec![wished(1)], ..Taste::default() };
                        let (run, learned) = (format!("{writer}-{at}"), Learned { now, ..Learned::default() });
                        file.learn(at, Lesson { kit: "acme", run: &run, over: true, learned: &learned }).unwrap();
                        file.add(at, &[Signal::Used(format!("{writer}-{at}"))]).unwrap();
                    }
                });
            }
        });
        assert_eq!(file.taste_as_of(99, "acme").unwrap().evidence.len(), 36);
        assert_eq!(file.as_of(99).unwrap().recent.len(), 36);
    }

    #[test]
    fn many_signals_come_to_no_more_than_a_run_is_told() {
        let (_place, file) = file();
        let many: Vec<Signal> =
            (0..1_000).flat_map(|at| [Signal::Used(format!("t{at}")), Signal::Marked(format!("t{at}"))]).collect();
        file.add(1, &many).unwrap();
        let personal = file.as_of(1).unwrap();
        personal.check().unwrap();
        assert_eq!((personal.recent[0].as_str(), personal.recent.len()), ("t999", REMEMBERED_MAX));
        assert!(personal.favourites.contains("t999") && !personal.favourites.contains("t1"));
    }

    #[test]
    fn many_writers_lose_nothing() {
        let (_place, file) = file();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let file = &file;
                scope.spawn(move || {
                    (0..20).for_each(|at| file.add(at, &[Signal::Used(format!("{writer}-{at}"))]).unwrap())
                });
            }
        });
        assert_eq!(file.as_of(99).unwrap().recent.len(), 160);
    }
}
