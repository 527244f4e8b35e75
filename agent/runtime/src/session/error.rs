//! Which set a choice is for, and why it was not taken.

use std::fmt;
use std::str::FromStr;

use planner::Choice;
use serde::{Deserialize, Serialize};

use crate::answer::Unclear;

/// Most characters of either part of a [`SetId`].
const PART_CHARS_MAX: usize = 200;

/// A set that was shown: of which session, and which of its sets. Written `RUN/SET`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SetId {
    /// The session's run.
    pub run: String,
    /// The set in it.
    pub set: String,
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.run, self.set)
    }
}

/// A text that names no set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no set; write it as it was given, `RUN/SET`")]
pub struct SetIdError(String);

impl FromStr for SetId {
    type Err = SetIdError;

    fn from_str(text: &str) -> Result<Self, SetIdError> {
        // A run's name may have slashes, a set's has none.
        let parts = text.rsplit_once('/').filter(|(run, set)| {
            [run, set].iter().all(|part| !part.is_empty() && part.chars().count() <= PART_CHARS_MAX)
        });
        let (run, set) = parts.ok_or_else(|| SetIdError(text.chars().take(60).collect()))?;
        Ok(Self { run: run.to_owned(), set: set.to_owned() })
    }
}

impl TryFrom<String> for SetId {
    type Error = SetIdError;

    fn try_from(text: String) -> Result<Self, SetIdError> {
        text.parse()
    }
}

impl From<SetId> for String {
    fn from(id: SetId) -> Self {
        id.to_string()
    }
}

/// Why a choice was not taken: it had no effect, and what is on record stays as it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// It is for a set of another session.
    #[error("{set} is a set of another session than {session}")]
    Foreign {
        /// The set.
        set: SetId,
        /// This session.
        session: String,
    },
    /// Nobody was shown that set here.
    #[error("{set} was never shown")]
    NeverShown {
        /// The set.
        set: SetId,
    },
    /// It was taken before: the same again.
    #[error("the same was chosen from {set} before; it counts once")]
    Twice {
        /// The set.
        set: SetId,
    },
    /// Something else was chosen from that set before.
    #[error("something else was chosen from {set} before; to choose again, go back to it")]
    Late {
        /// The set.
        set: SetId,
        /// What was.
        chosen: Box<Choice>,
    },
    /// The set is no longer offered.
    #[error("{set} is no longer offered; have it shown again")]
    Expired {
        /// The set.
        set: SetId,
        /// Since when, ms since 1970.
        since_ms: u64,
    },
    /// It is no choice that there is from that set.
    #[error("it cannot be chosen from that set")]
    Unclear(Unclear),
    /// That question is not asked, or was answered before.
    #[error("the question {id} is not asked")]
    NotAsked {
        /// The question.
        id: String,
    },
    /// The session has its end, or was called off, before it was on record.
    #[error("the session ended before that was taken")]
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_and_read_again() {
        let id = SetId { run: "a/b-1".to_owned(), set: "t2".to_owned() };
        assert_eq!(id.to_string().parse(), Ok(id.clone()));
        assert_eq!(serde_json::from_str::<SetId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        for bad in ["", "t2", "/t2", "run/", &format!("{}/t1", "x".repeat(300))] {
            assert!(bad.parse::<SetId>().is_err(), "{bad}");
        }
    }
}
