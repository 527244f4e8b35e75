//! Aliases: which version of a prompt is in use, by a history that is only ever added to.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digest_of;
use crate::version::Version;

/// Most moves that are read.
const MOVES_MAX: usize = 100_000;
/// Longest reason, characters.
const WHY_CHARS_MAX: usize = 400;

/// A name for a version of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alias {
    /// What runs use. Protected: only what was `canary` may become it, and going back is to what it was before.
    Production,
    /// What is tried.
    Canary,
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Production => "production",
            Self::Canary => "canary",
        })
    }
}

impl FromStr for Alias {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "production" => Ok(Self::Production),
            "canary" => Ok(Self::Canary),
            _ => Err(format!("there is no alias `{text}`; there are production and canary")),
        }
    }
}

/// Why an alias cannot be moved, or its history not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AliasError {
    /// A line is none of the history.
    #[error("line {line} of aliases.jsonl is no move of an alias: {what}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A line was changed, or taken out.
    #[error("line {line} of aliases.jsonl does not follow from the one before it: the history was changed")]
    Chain {
        /// Which, from 1.
        line: usize,
    },
    /// The history has too many moves.
    #[error("aliases.jsonl has more than {MOVES_MAX} lines")]
    TooLong,
    /// It is what the alias stands for already.
    #[error("{alias} is {prompt}@{version} already")]
    Already {
        /// The alias.
        alias: Alias,
        /// The prompt.
        prompt: String,
        /// The version.
        version: Version,
    },
    /// Nobody tried it.
    #[error("{prompt}@{version} was never canary as it is now; promote it to canary first, and try it")]
    Untried {
        /// The prompt.
        prompt: String,
        /// The version.
        version: Version,
    },
    /// There is nothing to go back to.
    #[error("there is nothing before that {alias} of `{prompt}` could go back to")]
    NothingBefore {
        /// The alias.
        alias: Alias,
        /// The prompt.
        prompt: String,
    },
    /// A reason is missing.
    #[error("say why, in at most {WHY_CHARS_MAX} characters")]
    NoReason,
}

/// One move of an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The alias.
    pub alias: Alias,
    /// When, as whoever moved it said.
    pub at: String,
    /// The digest of what it stands for from there on.
    pub digest: String,
    /// What it stood for before; none at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Version>,
    /// SHA-256 over the line before and all fields of this one, 64 hex digits.
    #[serde(default)]
    pub h: String,
    /// The prompt.
    pub prompt: String,
    /// The version that it stands for from there on.
    pub to: Version,
    /// Who moved it.
    pub who: String,
    /// Why.
    pub why: String,
}

impl Move {
    fn digest_after(&self, before: &str) -> String {
        let from = self.from.map(|from| from.to_string()).unwrap_or_default();
        let (alias, to) = (self.alias.to_string(), self.to.to_string());
        digest_of([before, &alias, &self.at, &self.digest, &from, &self.prompt, &to, &self.who, &self.why])
    }
}

/// What the aliases stand for, and how that came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    moves: Vec<Move>,
}

/// Whether something may go on living as it is said to.
#[derive(Debug, Clone)]
struct Wanted<'a> {
    alias: Alias,
    prompt: &'a str,
    version: Version,
    digest: &'a str,
}

impl Aliases {
    /// Reads `aliases.jsonl`.
    ///
    /// # Errors
    ///
    /// [`AliasError`] for a line that is none, or that was changed.
    pub fn read(text: &str) -> Result<Self, AliasError> {
        let mut moves: Vec<Move> = Vec::new();
        for (place, line) in text.lines().enumerate() {
            if place >= MOVES_MAX {
                return Err(AliasError::TooLong);
            }
            let line_number = place + 1;
            let read: Move = serde_json::from_str(line)
                .map_err(|error| AliasError::Line { line: line_number, what: error.to_string() })?;
            let before = moves.last().map_or("", |before| before.h.as_str());
            if read.h != read.digest_after(before) {
                return Err(AliasError::Chain { line: line_number });
            }
            moves.push(read);
        }
        Ok(Self { moves })
    }

    /// All moves, first to last.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// What an alias stands for: the version and its digest.
    #[must_use]
    pub fn get(&self, alias: Alias, prompt: &str) -> Option<(Version, &str)> {
        self.of(alias, prompt).next_back().map(|last| (last.to, last.digest.as_str()))
    }

    /// What the aliases of a prompt stand for.
    #[must_use]
    pub fn standing(&self, prompt: &str) -> BTreeMap<Alias, Version> {
        let both = [Alias::Production, Alias::Canary].into_iter();
        both.filter_map(|alias| Some((alias, self.get(alias, prompt)?.0))).collect()
    }

    fn of<'a, 'b>(&'a self, alias: Alias, prompt: &'b str) -> impl DoubleEndedIterator<Item = &'a Move> + use<'a, 'b> {
        self.moves.iter().filter(move |step| step.alias == alias && step.prompt == prompt)
    }

    /// Lets an alias stand for a version; returns the line to add to the history.
    ///
    /// # Errors
    ///
    /// [`AliasError`] when that may not be: `production` takes what was `canary` with the same digest.
    pub fn promote(
        &mut self,
        alias: Alias,
        prompt: &str,
        (version, digest): (Version, &str),
        (who, why, at): (&str, &str, &str),
    ) -> Result<String, AliasError> {
        let wanted = Wanted { alias, prompt, version, digest };
        let tried = self.of(Alias::Canary, prompt).any(|step| step.to == version && step.digest == digest);
        if alias == Alias::Production && !tried {
            return Err(AliasError::Untried { prompt: prompt.to_owned(), version });
        }
        self.add(&wanted, who, why, at)
    }

    /// Lets an alias stand for what it stood for before; returns that version and the line to add to the history.
    ///
    /// # Errors
    ///
    /// [`AliasError`] when there is nothing before.
    pub fn roll_back(
        &mut self,
        alias: Alias,
        prompt: &str,
        (who, why, at): (&str, &str, &str),
    ) -> Result<(Version, String), AliasError> {
        // Going back twice goes back further: what was left by going back is not gone to again.
        let mut trail: Vec<&Move> = Vec::new();
        for step in self.of(alias, prompt) {
            match trail.iter().rposition(|earlier| earlier.digest == step.digest) {
                Some(place) => trail.truncate(place + 1),
                None => trail.push(step),
            }
        }
        let nothing = || AliasError::NothingBefore { alias, prompt: prompt.to_owned() };
        let before = trail.len().checked_sub(2).and_then(|place| trail.get(place)).ok_or_else(nothing)?;
        let (version, digest) = (before.to, before.digest.clone());
        let line = self.add(&Wanted { alias, prompt, version, digest: &digest }, who, why, at)?;
        Ok((version, line))
    }

    fn add(&mut self, wanted: &Wanted<'_>, who: &str, why: &str, at: &str) -> Result<String, AliasError> {
        let Wanted { alias, prompt, version, digest } = *wanted;
        if why.trim().is_empty() || why.chars().count() > WHY_CHARS_MAX {
            return Err(AliasError::NoReason);
        }
        let from = self.get(alias, prompt);
        if from == Some((version, digest)) {
            return Err(AliasError::Already { alias, prompt: prompt.to_owned(), version });
        }
        let from = from.map(|(version, _)| version);
        let [at, digest, prompt, who, why] = [at, digest, prompt, who, why].map(str::to_owned);
        let mut step = Move { alias, at, digest, from, h: String::new(), prompt, to: version, who, why };
        step.h = step.digest_after(self.moves.last().map_or("", |before| before.h.as_str()));
        let line = serde_json::to_string(&step)
            .map_err(|error| AliasError::Line { line: self.moves.len() + 1, what: error.to_string() })?;
        self.moves.push(step);
        Ok(line + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY: (&str, &str, &str) = ("ann", "it reads better", "2026-01-01");

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn production_takes_what_was_tried_and_goes_back_to_what_it_was() {
        let (mut aliases, mut text) = (Aliases::default(), String::new());
        for (v, digest) in [("1.0.0", "aa"), ("1.1.0", "bb"), ("1.2.0", "cc")] {
            let untried = aliases.promote(Alias::Production, "plan", (version(v), digest), BY);
            assert_eq!(untried, Err(AliasError::Untried { prompt: "plan".to_owned(), version: version(v) }));
            text += &aliases.promote(Alias::Canary, "plan", (version(v), digest), BY).unwrap();
            // The same version with another file is another thing.
            assert!(aliases.promote(Alias::Production, "plan", (version(v), "edited"), BY).is_err());
            text += &aliases.promote(Alias::Production, "plan", (version(v), digest), BY).unwrap();
        }
        assert!(matches!(
            aliases.promote(Alias::Canary, "plan", (version("1.2.0"), "cc"), BY),
            Err(AliasError::Already { .. })
        ));
        for want in ["1.1.0", "1.0.0"] {
            let (to, line) = aliases.roll_back(Alias::Production, "plan", BY).unwrap();
            text += &line;
            assert_eq!(to, version(want));
        }
        assert!(matches!(aliases.roll_back(Alias::Production, "plan", BY), Err(AliasError::NothingBefore { .. })));
        assert_eq!(aliases.get(Alias::Production, "plan"), Some((version("1.0.0"), "aa")));
        assert_eq!(aliases.get(Alias::Production, "other"), None);
        let read = Aliases::read(&text).unwrap();
        assert_eq!(read, aliases);

        // No line can be changed, moved or taken out of the middle.
        let lines: Vec<&str> = text.lines().collect();
        for place in 0..lines.len() - 1 {
            let mut without = lines.clone();
            without.remove(place);
            assert!(Aliases::read(&without.join("\n")).is_err(), "without line {place}");
        }
        assert!(Aliases::read(&text.replacen("ann", "eve", 1)).is_err());
        let silent = aliases.promote(Alias::Canary, "plan", (version("1.1.0"), "bb"), ("ann", " ", "now"));
        assert_eq!(silent, Err(AliasError::NoReason));
    }
}
