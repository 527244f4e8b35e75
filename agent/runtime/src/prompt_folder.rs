//! A folder of prompts: read as a library, and the three things that change it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use prompts::{Alias, AliasError, FILE_BYTES_MAX, Library, LibraryError, Problem, Prompt, Version};

use crate::request::now;

/// Most files of a folder that are read.
const FILES_MAX: usize = 4_096;
/// Largest history of aliases, bytes.
const HISTORY_BYTES_MAX: u64 = 16 << 20;
const HISTORY: &str = "aliases.jsonl";
const LOCK: &str = "prompts.lock";

/// Why a folder of prompts cannot be read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PromptFolderError {
    /// What is in it are no prompts.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The alias may not be moved.
    #[error(transparent)]
    Alias(#[from] AliasError),
    /// There is no such prompt, or no such version of it.
    #[error("there is no prompt `{prompt}` as {version}")]
    NoSuchPrompt {
        /// The prompt.
        prompt: String,
        /// What was asked for: a version, an alias, `head`.
        version: String,
    },
    /// Something stands against it: an edit that nobody agreed on.
    #[error("`{}`: {}", first.prompt, first.what)]
    Problem {
        /// The first of the problems.
        first: Problem,
    },
    /// A file cannot be read or written.
    #[error("cannot use {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// More than is read.
    #[error("{} holds more than {FILES_MAX} files, or one that is too large", path.display())]
    TooMuch {
        /// The folder.
        path: PathBuf,
    },
}

/// A folder of prompts.
#[derive(Debug)]
pub struct PromptFolder {
    root: PathBuf,
    prompts: Library,
}

impl PromptFolder {
    /// Reads the prompts of a folder.
    ///
    /// # Errors
    ///
    /// [`PromptFolderError`] that names the file.
    pub fn open(root: &Path) -> Result<Self, PromptFolderError> {
        let mut files = BTreeMap::new();
        for (below, endings) in
            [("", &[".prompt", ".lock", ".jsonl"][..]), ("archive", &[".prompt"]), ("examples", &[".json"])]
        {
            read_files(root, below, endings, &mut files)?;
        }
        Ok(Self { root: root.to_owned(), prompts: Library::from_files(files)? })
    }

    /// Its prompts.
    #[must_use]
    pub fn prompts(&self) -> &Library {
        &self.prompts
    }

    /// Its prompts, kept.
    #[must_use]
    pub fn into_prompts(self) -> Library {
        self.prompts
    }

    /// Agrees on the prompts as they are now, if every version says how far its changes go.
    ///
    /// # Errors
    ///
    /// [`PromptFolderError::Problem`] with the first version that rises by too little.
    pub fn update_lock(&mut self) -> Result<(), PromptFolderError> {
        let updated = self.prompts.lock().updated(&self.prompts);
        let lock = updated.map_err(Self::problem)?;
        self.write(LOCK, lock.to_text().as_bytes())?;
        *self = Self::open(&self.root)?;
        Ok(())
    }

    /// Lets an alias stand for a version of a prompt, and keeps that version's file.
    ///
    /// # Errors
    ///
    /// [`PromptFolderError`] when the version is not there, was not agreed on, or may not be what the alias stands for.
    pub fn promote(
        &mut self,
        alias: Alias,
        prompt: &str,
        version: Option<Version>,
        who: &str,
        why: &str,
    ) -> Result<Version, PromptFolderError> {
        let found = match version {
            Some(version) => self.prompts.version(prompt, version),
            None => self.prompts.get(prompt),
        };
        let missing = || PromptFolderError::NoSuchPrompt {
            prompt: prompt.to_owned(),
            version: version.map_or_else(|| "head".to_owned(), |version| version.to_string()),
        };
        let found = found.cloned().ok_or_else(missing)?;
        let problems = self.prompts.lock().check(&self.prompts);
        if let Some(first) = problems.into_iter().find(|problem| problem.prompt == prompt) {
            return Err(PromptFolderError::Problem { first });
        }
        let mut aliases = self.prompts.aliases().clone();
        let what = (found.version(), found.digest());
        let line = aliases.promote(alias, prompt, what, (who, why, &now()))?;
        self.keep(&found)?;
        self.add_to_history(&line)?;
        Ok(found.version())
    }

    /// Lets an alias stand for what it stood for before.
    ///
    /// # Errors
    ///
    /// [`PromptFolderError`] when there is nothing before.
    pub fn roll_back(
        &mut self,
        alias: Alias,
        prompt: &str,
        who: &str,
        why: &str,
    ) -> Result<Version, PromptFolderError> {
        let mut aliases = self.prompts.aliases().clone();
        let (version, line) = aliases.roll_back(alias, prompt, (who, why, &now()))?;
        self.add_to_history(&line)?;
        Ok(version)
    }

    fn problem(problems: Vec<Problem>) -> PromptFolderError {
        let unknown = || Problem { prompt: String::new(), what: "something is wrong".to_owned() };
        PromptFolderError::Problem { first: problems.into_iter().next().unwrap_or_else(unknown) }
    }

    /// Keeps the file of a version: its alias means it whatever its file becomes.
    fn keep(&self, prompt: &Prompt) -> Result<(), PromptFolderError> {
        let path = self.root.join(prompt.archive_path());
        let text = fs::read_to_string(&path).unwrap_or_else(|_| prompt.to_file());
        let kept = Prompt::read(&prompt.archive_path(), &text, &BTreeMap::new()).map_err(LibraryError::from)?;
        if kept.digest() != prompt.digest() {
            let what = format!("{} holds something else than this version", path.display());
            return Err(PromptFolderError::Problem { first: Problem { prompt: prompt.name().to_owned(), what } });
        }
        if path.exists() { Ok(()) } else { self.write(&prompt.archive_path(), text.as_bytes()) }
    }

    fn add_to_history(&mut self, line: &str) -> Result<(), PromptFolderError> {
        let path = self.root.join(HISTORY);
        let failed = |source| PromptFolderError::Io { path: path.clone(), source };
        let mut file = OpenOptions::new().append(true).create(true).open(&path).map_err(failed)?;
        // A line that was not ended is another one.
        let ended = fs::read(&path).map_err(failed)?.last().is_none_or(|last| *last == b'\n');
        let line = if ended { line.to_owned() } else { format!("\n{line}") };
        file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        *self = Self::open(&self.root)?;
        // A crash in between leaves the lock with an earlier move, which is in the history, too.
        self.write(LOCK, self.prompts.lock().clone().known(&self.prompts).to_text().as_bytes())?;
        *self = Self::open(&self.root)?;
        Ok(())
    }

    /// Writes a file beside the others, whole or not at all.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), PromptFolderError> {
        let path = self.root.join(name);
        let failed = |source| PromptFolderError::Io { path: path.clone(), source };
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_data()).map_err(failed)?;
        file.persist(&path).map(drop).map_err(|error| failed(error.error))
    }
}

fn read_files(
    root: &Path,
    below: &str,
    endings: &[&str],
    files: &mut BTreeMap<String, String>,
) -> Result<(), PromptFolderError> {
    let folder = root.join(below);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| PromptFolderError::Io { path, source }
    };
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !below.is_empty() => return Ok(()),
        entries => entries.map_err(failed(&folder))?,
    };
    for entry in entries {
        let path = entry.map_err(failed(&folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if !endings.iter().any(|ending| name.ends_with(ending)) || name.starts_with('.') {
            continue;
        }
        let most = if name == HISTORY { HISTORY_BYTES_MAX } else { FILE_BYTES_MAX as u64 };
        let metadata = fs::metadata(&path).map_err(failed(&path))?;
        if files.len() >= FILES_MAX || metadata.len() > most || !metadata.is_file() {
            return Err(PromptFolderError::TooMuch { path: folder });
        }
        let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        files.insert(name, fs::read_to_string(&path).map_err(failed(&path))?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "---\nname: a\nversion: 1.0.0\ninput: { schema: { x: string } }\n---\nOne {{x}}{{>p}}";

    fn folder() -> (tempfile::TempDir, PromptFolder) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("examples")).unwrap();
        fs::write(root.path().join("a.prompt"), ONE).unwrap();
        fs::write(root.path().join("_p.prompt"), "!").unwrap();
        fs::write(root.path().join("examples/a.json"), r#"{ "one": { "x": "y" } }"#).unwrap();
        let folder = PromptFolder::open(root.path()).unwrap();
        (root, folder)
    }

    #[test]
    fn a_prompt_is_agreed_on_tried_used_and_taken_back() {
        let (root, mut prompts) = folder();
        let by = ("ann", "it reads better");
        assert!(matches!(
            prompts.promote(Alias::Canary, "a", None, by.0, by.1),
            Err(PromptFolderError::Problem { .. })
        ));
        prompts.update_lock().unwrap();
        prompts.promote(Alias::Canary, "a", None, by.0, by.1).unwrap();
        prompts.promote(Alias::Production, "a", None, by.0, by.1).unwrap();

        // An edit without a version that says so is not agreed on, nor used.
        let edit = |from: &str, to: &str| {
            let text = fs::read_to_string(root.path().join("a.prompt")).unwrap();
            fs::write(root.path().join("a.prompt"), text.replacen(from, to, 1)).unwrap();
            PromptFolder::open(root.path()).unwrap()
        };
        let mut edited = edit("One", "Two");
        assert!(edited.update_lock().is_err());
        assert!(edited.promote(Alias::Canary, "a", None, by.0, by.1).is_err());
        assert_eq!(edited.prompts().by_alias("a", Alias::Production).unwrap().template(), "One {{x}}!");
        let mut raised = edit("1.0.0", "1.1.0");
        raised.update_lock().unwrap();
        for alias in [Alias::Canary, Alias::Production] {
            raised.promote(alias, "a", None, by.0, by.1).unwrap();
        }
        assert_eq!(raised.prompts().by_alias("a", Alias::Production).unwrap().template(), "Two {{x}}!");
        assert_eq!(raised.roll_back(Alias::Production, "a", by.0, "it was worse").unwrap().to_string(), "1.0.0");
        let again = PromptFolder::open(root.path()).unwrap();
        assert_eq!(again.prompts().by_alias("a", Alias::Production).unwrap().template(), "One {{x}}!");
        assert_eq!(again.prompts().aliases().moves().len(), 5);
    }

    #[test]
    fn a_history_that_was_changed_is_not_believed() {
        let (root, mut prompts) = folder();
        prompts.update_lock().unwrap();
        prompts.promote(Alias::Canary, "a", None, "ann", "new").unwrap();
        let path = root.path().join(HISTORY);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("ann", "eve", 1)).unwrap();
        let error = PromptFolder::open(root.path()).unwrap_err();
        assert!(error.to_string().contains("the history was changed"), "{error}");
        // Nor one whose end is missing.
        fs::write(&path, "").unwrap();
        let error = PromptFolder::open(root.path()).unwrap_err();
        assert!(error.to_string().contains("cut short"), "{error}");
    }
}
