//! All prompts of a folder, or those that are built in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::alias::{Alias, AliasError, Aliases};
use crate::digest_of;
use crate::lock::{Lock, LockError};
use crate::prompt::{Prompt, PromptError, is_name};
use crate::version::Version;

/// Longest file, bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// Most files.
const FILES_MAX: usize = 4_096;

/// Why files are no library of prompts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// A file is no prompt.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The lock cannot be read.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The history of the aliases cannot be read.
    #[error(transparent)]
    Alias(#[from] AliasError),
    /// A file is not called what is in it.
    #[error("{file} holds the prompt {holds}; it must be called {expected}")]
    Name {
        /// The file.
        file: String,
        /// What is in it.
        holds: String,
        /// What it would have to be called.
        expected: String,
    },
    /// Examples cannot be read.
    #[error("{file} holds no examples: {what}")]
    Examples {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// An alias stands for what is not there any more, or not as it was.
    #[error("{alias} of `{prompt}` is {version}, and there is no file with the digest that it had")]
    Lost {
        /// The alias.
        alias: Alias,
        /// The prompt.
        prompt: String,
        /// The version.
        version: Version,
    },
    /// The history of aliases lacks what was known of it.
    #[error("aliases.jsonl was cut short: the move that prompts.lock names last is not in it; put its lines back")]
    CutShort,
    /// There are too many files.
    #[error("more than {FILES_MAX} files")]
    TooMany,
}

/// Prompts by name, with what is known of them.
#[derive(Debug, Clone, Default)]
pub struct Library {
    prompts: BTreeMap<String, Prompt>,
    /// Versions that others took the place of.
    archive: BTreeMap<(String, Version), Prompt>,
    examples: BTreeMap<String, BTreeMap<String, Value>>,
    lock: Lock,
    aliases: Aliases,
}

/// The files that are built in, by their paths in this folder.
const EMBEDDED: &[(&str, &str)] = &[
    ("_craft.prompt", include_str!("../_craft.prompt")),
    ("_data.prompt", include_str!("../_data.prompt")),
    ("aliases.jsonl", include_str!("../aliases.jsonl")),
    ("archive/compare_designs@1.0.0.prompt", include_str!("../archive/compare_designs@1.0.0.prompt")),
    ("archive/design_turn@1.0.0.prompt", include_str!("../archive/design_turn@1.0.0.prompt")),
    ("compare_designs.prompt", include_str!("../compare_designs.prompt")),
    ("design_turn.prompt", include_str!("../design_turn.prompt")),
    ("edit_picture.prompt", include_str!("../edit_picture.prompt")),
    ("examples/compare_designs.json", include_str!("../examples/compare_designs.json")),
    ("examples/design_turn.json", include_str!("../examples/design_turn.json")),
    ("examples/edit_picture.json", include_str!("../examples/edit_picture.json")),
    ("examples/judge_design.json", include_str!("../examples/judge_design.json")),
    ("examples/make_picture.json", include_str!("../examples/make_picture.json")),
    ("examples/write_variants.json", include_str!("../examples/write_variants.json")),
    ("judge_design.prompt", include_str!("../judge_design.prompt")),
    ("make_picture.prompt", include_str!("../make_picture.prompt")),
    ("prompts.lock", include_str!("../prompts.lock")),
    ("write_variants.prompt", include_str!("../write_variants.prompt")),
];

impl Library {
    /// The library that is built in.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(|| Self::from_files(Self::embedded_files()).expect("what is built in was read by a test"))
    }

    /// The files that are built in, by their paths.
    #[must_use]
    pub fn embedded_files() -> BTreeMap<String, String> {
        EMBEDDED.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    /// Reads the files of a folder, by their paths in it: `NAME.prompt`, `_PARTIAL.prompt`, `archive/NAME@VERSION.prompt`,
    /// `examples/NAME.json`, `prompts.lock`, `aliases.jsonl`. Others are passed over.
    ///
    /// # Errors
    ///
    /// [`LibraryError`] that names the file.
    pub fn from_files(files: BTreeMap<String, String>) -> Result<Self, LibraryError> {
        if files.len() > FILES_MAX {
            return Err(LibraryError::TooMany);
        }
        let mut partials = BTreeMap::new();
        for (file, text) in &files {
            if let Some(name) = file.strip_suffix(".prompt").and_then(|name| name.strip_prefix('_')) {
                if text.len() > FILE_BYTES_MAX {
                    return Err(PromptError::TooLong { file: file.clone() }.into());
                }
                partials.insert(name.to_owned(), text.replace("\r\n", "\n"));
            }
        }
        let mut library = Self::default();
        for (file, text) in &files {
            library.take(file, text, &partials)?;
        }
        library.is_whole()?;
        Ok(library)
    }

    fn take(&mut self, file: &str, text: &str, partials: &BTreeMap<String, String>) -> Result<(), LibraryError> {
        match file {
            "prompts.lock" => self.lock = Lock::read(text)?,
            "aliases.jsonl" => self.aliases = Aliases::read(text)?,
            _ if file.starts_with('_') => {}
            _ => match file.rsplit_once('/') {
                None if file.ends_with(".prompt") => {
                    let prompt = Prompt::read(file, text, partials)?;
                    is_called(file, &prompt, &format!("{}.prompt", prompt.name()))?;
                    self.prompts.insert(prompt.name().to_owned(), prompt);
                }
                Some(("archive", name)) if name.ends_with(".prompt") => {
                    let prompt = Prompt::read(file, text, &BTreeMap::new())?;
                    is_called(file, &prompt, &archive_file(&prompt))?;
                    self.archive.insert((prompt.name().to_owned(), prompt.version()), prompt);
                }
                Some(("examples", name)) if name.ends_with(".json") => {
                    let wrong = |what: String| LibraryError::Examples { file: file.to_owned(), what };
                    let examples = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
                    let name = name.trim_end_matches(".json");
                    if !is_name(name) {
                        return Err(wrong("it is called after no prompt".to_owned()));
                    }
                    self.examples.insert(name.to_owned(), examples);
                }
                _ => {}
            },
        }
        Ok(())
    }

    /// Whether every alias stands for something that is there.
    fn is_whole(&self) -> Result<(), LibraryError> {
        let last = &self.lock.last_move;
        if !last.is_empty() && self.aliases.moves().iter().all(|step| step.h != *last) {
            return Err(LibraryError::CutShort);
        }
        for prompt in self.prompts.keys() {
            for (alias, version) in self.aliases.standing(prompt) {
                if self.by_alias(prompt, alias).is_none() {
                    return Err(LibraryError::Lost { alias, prompt: prompt.clone(), version });
                }
            }
        }
        Ok(())
    }

    /// The prompts as their files are now, by name.
    pub fn prompts(&self) -> impl Iterator<Item = &Prompt> {
        self.prompts.values()
    }

    /// A prompt as its file is now.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Prompt> {
        self.prompts.get(name)
    }

    /// A version of a prompt.
    #[must_use]
    pub fn version(&self, name: &str, version: Version) -> Option<&Prompt> {
        let head = self.prompts.get(name).filter(|prompt| prompt.version() == version);
        head.or_else(|| self.archive.get(&(name.to_owned(), version)))
    }

    /// What an alias of a prompt stands for, with the digest that it had when that was said.
    #[must_use]
    pub fn by_alias(&self, name: &str, alias: Alias) -> Option<&Prompt> {
        let (version, digest) = self.aliases.get(alias, name)?;
        self.exact(name, version, digest)
    }

    /// The version of a prompt with that digest: what a run was told, whatever its file has become.
    #[must_use]
    pub fn exact(&self, name: &str, version: Version, digest: &str) -> Option<&Prompt> {
        let head = self.prompts.get(name);
        let kept = self.archive.get(&(name.to_owned(), version));
        [head, kept].into_iter().flatten().find(|prompt| prompt.version() == version && prompt.digest() == digest)
    }

    /// The prompt that somebody means who says `production`, `canary`, a version such as `1.2.0`, or `head` for its file as it is
    /// now; and how it was meant, for the record.
    #[must_use]
    pub fn resolve(&self, name: &str, meant: &str) -> Option<&Prompt> {
        match (meant, meant.parse::<Alias>(), meant.parse::<Version>()) {
            ("head", ..) => self.get(name),
            (_, Ok(alias), _) => self.by_alias(name, alias),
            (_, _, Ok(version)) => self.version(name, version),
            _ => None,
        }
    }

    /// Whether the version of a prompt was in use, or is kept, with another digest.
    pub(crate) fn is_known_otherwise(&self, prompt: &Prompt) -> bool {
        let (name, version, digest) = (prompt.name(), prompt.version(), prompt.digest());
        let moved =
            self.aliases.moves().iter().any(|step| step.prompt == name && step.to == version && step.digest != digest);
        moved || self.archive.get(&(name.to_owned(), version)).is_some_and(|kept| kept.digest() != digest)
    }

    /// The versions of a prompt that there are, oldest first.
    #[must_use]
    pub fn versions(&self, name: &str) -> Vec<Version> {
        let archived = self.archive.keys().filter(|(of, _)| of == name).map(|(_, version)| *version);
        let mut versions: Vec<Version> = archived.chain(self.get(name).map(Prompt::version)).collect();
        versions.sort_unstable();
        versions.dedup();
        versions
    }

    /// What was agreed on.
    #[must_use]
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// Which versions are in use.
    #[must_use]
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The examples of a prompt: variables, by name.
    #[must_use]
    pub fn examples(&self, name: &str) -> Option<&BTreeMap<String, Value>> {
        self.examples.get(name)
    }

    /// The digest of what a prompt becomes, by example.
    pub(crate) fn renders(&self, prompt: &Prompt) -> Result<BTreeMap<String, String>, String> {
        let examples = self.examples.get(prompt.name()).into_iter().flatten();
        let rendered = examples.map(|(name, variables)| {
            let messages = prompt.render(variables).map_err(|error| format!("the example `{name}`: {error}"))?;
            let text = serde_json::to_string(&messages).map_err(|error| error.to_string())?;
            Ok((name.clone(), digest_of([text.as_str()])))
        });
        rendered.collect()
    }
}

fn is_called(file: &str, prompt: &Prompt, name: &str) -> Result<(), LibraryError> {
    if file == name || file == format!("archive/{name}") {
        return Ok(());
    }
    let holds = format!("{}@{}", prompt.name(), prompt.version());
    Err(LibraryError::Name { file: file.to_owned(), holds, expected: name.to_owned() })
}

/// The name of the file that a version is kept in when another takes its place, below `archive/`.
pub(crate) fn archive_file(prompt: &Prompt) -> String {
    format!("{}@{}.prompt", prompt.name(), prompt.version())
}

impl Prompt {
    /// The path, in a folder of prompts, of the file that this version is kept in when another takes its place.
    #[must_use]
    pub fn archive_path(&self) -> String {
        format!("archive/{}", archive_file(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_sound_agreed_on_and_in_use() {
        let library = Library::from_files(Library::embedded_files()).unwrap();
        assert_eq!(library.lock().check(&library), []);
        for prompt in library.prompts() {
            assert!(library.by_alias(prompt.name(), Alias::Production).is_some(), "{prompt:?}");
            assert!(!prompt.description().is_empty() && library.examples(prompt.name()).is_some(), "{prompt:?}");
        }
        // Every file of the folder is built in.
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            assert!(!name.ends_with(".prompt") || EMBEDDED.iter().any(|(path, _)| *path == name), "{name}");
        }
    }

    #[test]
    fn an_alias_finds_the_version_that_it_was_given() {
        let by = ("ann", "because", "2026-01-01");
        let one = "---\nname: a\nversion: 1.0.0\n---\nOne{{>p}}";
        let two = "---\nname: a\nversion: 1.1.0\n---\nTwo{{>p}}";
        let with = |files: &[(&str, &str)]| {
            Library::from_files(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
        };
        let first = with(&[("a.prompt", one), ("_p.prompt", "!")]).unwrap();
        let old = first.get("a").unwrap();
        let mut aliases = Aliases::default();
        let history = aliases.promote(Alias::Canary, "a", (old.version(), old.digest()), by).unwrap();
        // Another version, another partial: the alias still means what it meant.
        let kept = (old.archive_path(), old.to_file());
        let files =
            [("a.prompt", two), ("_p.prompt", "?"), ("aliases.jsonl", &history), (kept.0.as_str(), kept.1.as_str())];
        let library = with(&files).unwrap();
        assert_eq!(library.resolve("a", "canary").unwrap().template(), "One!");
        assert_eq!(library.resolve("a", "head").unwrap().template(), "Two?");
        assert_eq!(library.resolve("a", "1.1.0").unwrap().template(), "Two?");
        assert_eq!(library.resolve("a", "production"), None);
        assert_eq!(library.versions("a").len(), 2);
        // Without its file nobody can say what it means.
        assert!(matches!(with(&files[..3]), Err(LibraryError::Lost { alias: Alias::Canary, .. })));
        let edited = kept.1.replacen("One", "Own", 1);
        assert!(matches!(with(&[files[0], files[1], files[2], (&kept.0, &edited)]), Err(LibraryError::Lost { .. })));
    }

    #[test]
    fn a_file_is_called_what_is_in_it() {
        let text = "---\nname: a\nversion: 1.0.0\n---\nx";
        for file in ["b.prompt", "archive/a@2.0.0.prompt"] {
            assert!(Library::from_files([(file.to_owned(), text.to_owned())].into()).is_err(), "{file}");
        }
    }
}
