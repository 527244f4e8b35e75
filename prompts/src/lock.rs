//! `prompts.lock`: what was agreed on of every prompt, so that no edit goes unseen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{Change, Level};
use crate::library::Library;
use crate::prompt::{Contract, Prompt};
use crate::version::Version;

/// Why a lock file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("prompts.lock cannot be read: {0}")]
pub struct LockError(pub String);

/// What was agreed on of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// Its version.
    pub version: Version,
    /// Its digest.
    pub digest: String,
    /// The tools that it offers.
    #[serde(default)]
    pub tools: Vec<String>,
    /// JSON Schema of what goes in, as JSON text.
    pub input: String,
    /// JSON Schema of what comes out, as JSON text; `null` for free text.
    pub output: String,
    /// The digest of what it becomes, by example.
    #[serde(default)]
    pub renders: BTreeMap<String, String>,
}

/// What was agreed on of all prompts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The digest of the last move of an alias that was known of: a history without it was cut short. Empty before the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_move: String,
    /// By name.
    #[serde(default)]
    pub prompts: BTreeMap<String, Locked>,
}

/// Something about the prompts that must not stay so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The prompt.
    pub prompt: String,
    /// What, and what to do about it.
    pub what: String,
}

impl Locked {
    fn of(prompt: &Prompt, library: &Library) -> Result<Self, String> {
        let Contract { input, output, tools } = prompt.contract().clone();
        let renders = library.renders(prompt)?;
        let (version, digest) = (prompt.version(), prompt.digest().to_owned());
        Ok(Self { version, digest, tools, input: input.to_string(), output: output.to_string(), renders })
    }

    fn contract(&self) -> Contract {
        let schema = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        Contract { input: schema(&self.input), output: schema(&self.output), tools: self.tools.clone() }
    }

    /// How a prompt differs from what was agreed on.
    fn changes(&self, now: &Self) -> Vec<Change> {
        let mut changes = now.contract().changes_since(&self.contract());
        let differs = |name: &&String| now.renders.get(*name) != self.renders.get(*name);
        let told = self.renders.keys().chain(now.renders.keys()).filter(differs);
        let mut names: Vec<&String> = told.collect();
        names.sort();
        names.dedup();
        changes.extend(
            names.into_iter().map(|name| Change {
                level: Level::Minor,
                what: format!("the example `{name}` becomes something else"),
            }),
        );
        if changes.is_empty() && now.digest != self.digest {
            changes.push(Change { level: Level::Patch, what: "its file is another one".to_owned() });
        }
        changes
    }
}

impl Lock {
    /// Reads `prompts.lock`.
    ///
    /// # Errors
    ///
    /// [`LockError`] for what is none.
    pub fn read(text: &str) -> Result<Self, LockError> {
        toml::from_str(text).map_err(|error| LockError(error.message().to_owned()))
    }

    /// The text of `prompts.lock`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!(
            "# Written by `maquette prompt lint --update`. A prompt that is edited gets a higher version.\n\n{body}"
        )
    }

    /// The same with the last move of an alias.
    #[must_use]
    pub fn known(self, library: &Library) -> Self {
        Self { last_move: library.aliases().moves().last().map(|last| last.h.clone()).unwrap_or_default(), ..self }
    }

    /// What changed of each prompt since it was agreed on.
    ///
    /// # Errors
    ///
    /// [`Problem`] for a prompt whose examples it does not take.
    pub fn changes(&self, library: &Library) -> Result<BTreeMap<String, Vec<Change>>, Problem> {
        let mut all = BTreeMap::new();
        for prompt in library.prompts() {
            let locked = |what| Problem { prompt: prompt.name().to_owned(), what };
            let now = Locked::of(prompt, library).map_err(locked)?;
            let new = || vec![Change { level: Level::Major, what: "it is new".to_owned() }];
            let changes = self.prompts.get(prompt.name()).map_or_else(new, |before| before.changes(&now));
            all.insert(prompt.name().to_owned(), changes);
        }
        Ok(all)
    }

    /// What of a library must not stay so: prompts that were edited without a version that says how far that goes.
    #[must_use]
    pub fn check(&self, library: &Library) -> Vec<Problem> {
        let mut problems = Vec::new();
        for prompt in library.prompts() {
            let mut told = |what: String| problems.push(Problem { prompt: prompt.name().to_owned(), what });
            let Some(before) = self.prompts.get(prompt.name()) else {
                told("it is not in prompts.lock".to_owned());
                continue;
            };
            match Locked::of(prompt, library) {
                Err(what) => told(what),
                Ok(now) if now == *before => {}
                Ok(now) => told(stale(before, &now)),
            }
        }
        let gone = self.prompts.keys().filter(|name| library.get(name).is_none());
        problems.extend(
            gone.map(|name| Problem { prompt: name.clone(), what: "there is no such prompt any more".to_owned() }),
        );
        problems
    }

    /// The lock of a library as it is now, if every version says how far its changes go.
    ///
    /// # Errors
    ///
    /// The problems: versions that rise by too little.
    pub fn updated(&self, library: &Library) -> Result<Self, Vec<Problem>> {
        let (mut prompts, mut problems) = (BTreeMap::new(), Vec::new());
        for prompt in library.prompts() {
            let name = prompt.name().to_owned();
            match Locked::of(prompt, library) {
                Err(what) => problems.push(Problem { prompt: name, what }),
                // Whoever takes the line out of the lock does not make a version another one.
                Ok(now) if library.is_known_otherwise(prompt) => {
                    let what = format!("{} was in use with another file; give this one a higher version", now.version);
                    problems.push(Problem { prompt: name, what });
                }
                Ok(now) => match self.prompts.get(&name).and_then(|before| too_little(before, &now)) {
                    Some(what) => problems.push(Problem { prompt: name, what }),
                    None => drop(prompts.insert(name, now)),
                },
            }
        }
        if problems.is_empty() { Ok(Self { prompts, ..Self::default() }.known(library)) } else { Err(problems) }
    }
}

/// What is said of a prompt that is not as it was agreed on.
fn stale(before: &Locked, now: &Locked) -> String {
    too_little(before, now).unwrap_or_else(|| {
        format!(
            "it went from {} to {}; agree on that with `maquette prompt lint --update`",
            before.version, now.version
        )
    })
}

/// Why the version does not say how far the changes go; `None` when it does.
fn too_little(before: &Locked, now: &Locked) -> Option<String> {
    let changes = before.changes(now);
    let level = changes.iter().map(|change| change.level).max()?;
    let step = now.version.step_from(&before.version);
    if step.is_some_and(|step| step >= level) {
        return None;
    }
    let worst = changes.iter().find(|change| change.level == level).map_or("", |change| change.what.as_str());
    let least = before.version.after(level);
    Some(format!("{worst}: that takes version {least} at least, and it is {}", now.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(text: &str) -> Library {
        let files = [("a.prompt", text), ("examples/a.json", r#"{ "one": { "x": "swap" } }"#)];
        Library::from_files(files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()).unwrap()
    }

    const SOUND: &str = "---\nname: a\nversion: 1.2.3\ninput: { schema: { x: string } }\n---\nA {{x}}";

    fn lock() -> Lock {
        let lock = Lock::default().updated(&library(SOUND)).unwrap();
        Lock::read(&lock.to_text()).unwrap()
    }

    #[test]
    fn a_lock_holds_what_it_was_made_of() {
        assert_eq!(lock().check(&library(SOUND)), []);
        assert_eq!(Lock::default().check(&library(SOUND)).len(), 1);
    }

    /// Checks which version a change takes at least.
    #[track_caller]
    fn check(changes: &[(&str, &str)], least: &str) {
        let edited = |version: &str| {
            let text = changes.iter().fold(SOUND.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
            library(&text.replacen("1.2.3", version, 1))
        };
        let problems = lock().check(&edited("1.2.3"));
        assert!(problems.len() == 1 && problems[0].what.contains(least), "{problems:?}");
        assert!(lock().updated(&edited("1.2.3")).is_err());
        // As low as it may be, and nothing lower.
        let updated = lock().updated(&edited(least)).unwrap();
        assert_eq!(updated.check(&edited(least)), []);
        let lower = match least {
            "2.0.0" => Some("1.3.0"),
            "1.3.0" => Some("1.2.4"),
            _ => None,
        };
        assert!(lower.is_none_or(|lower| lock().updated(&edited(lower)).is_err()));
    }

    #[test]
    fn an_edit_takes_a_version_that_says_how_far_it_goes() {
        check(&[("A {{x}}", "B {{x}}")], "1.3.0");
        check(&[("A {{x}}", "A {{#if x}}{{x}}{{/if}}")], "1.2.4");
        check(&[("x: string", "x: string, y?: string")], "1.3.0");
        check(&[("x: string", "x: any"), ("A {{x}}", "B {{x}}")], "1.3.0");
        check(&[("x: string }", "x: string, y: string }, default: { y: z }")], "2.0.0");
    }
}
