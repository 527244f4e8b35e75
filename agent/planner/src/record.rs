//! One line of a run's log.
//!
//! How lines are linked and written is [`chain`](crate::chain)'s; what they say of events and effects is
//! [`entry`](crate::entry)'s.

use std::fmt;

use design::{Sha256, canonical};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the mark begins that stands in the place of a credential: `[redacted:1f0c…]`.
pub const REDACTED: &str = "[redacted:";

/// Version of the record format.
pub const RECORD_VERSION: u32 = 1;

/// What turns a record into that of the next version, the first from version 1. What a version once wrote is read for good:
/// a change of meaning adds a step here, and a run recorded before it to the golden ones.
const UPCASTERS: [fn(&mut Record); RECORD_VERSION as usize - 1] = [];

/// The kinds of record that this version writes.
pub mod kind {
    macro_rules! kinds {
        ($($name:ident = $text:literal, $doc:literal;)*) => {
            $(#[doc = $doc] pub const $name: &str = $text;)*
            /// All of them.
            pub const ALL: &[&str] = &[$($text),*];
        };
    }

    kinds! {
        RUN_STARTED = "run.started", "The run began.";
        CONFIG_PINNED = "config.pinned", "What shapes every request: [`Pin`](crate::Pin).";
        BRIEF_READ = "brief.read", "The brief was read.";
        PROMPT_RESOLVED = "prompt.resolved", "A prompt's alias was resolved.";
        EFFECT_REQUESTED = "effect.requested", "A tool call was asked for; written before it is made.";
        EFFECT_COMPLETED = "effect.completed", "A tool returned.";
        EFFECT_FAILED = "effect.failed", "A tool gave no result, or its reservation was refused.";
        BUDGET_RESERVED = "budget.reserved", "Money was reserved.";
        BUDGET_SETTLED = "budget.settled", "What an effect really cost.";
        BUDGET_RELEASED = "budget.released", "A reservation was given back.";
        DEGRADED = "degraded", "Something was done more simply than asked.";
        CANDIDATE_MADE = "candidate.made", "A candidate is complete.";
        CRITIQUE_DONE = "critique.done", "A critique was read.";
        OPTIONS_PRESENTED = "options.presented", "An option set was shown.";
        CHOICE_MADE = "choice.made", "The person chose.";
        EDIT_APPLIED = "edit.applied", "The person edited a design.";
        QUESTION_ASKED = "question.asked", "A question was asked.";
        QUESTION_ANSWERED = "question.answered", "It was answered, or skipped.";
        OVERRIDE_APPLIED = "override.applied", "Something from outside took over: a deadline, a cancellation, a fork.";
        LOG_RECOVERED = "log.recovered", "A torn tail was cut off.";
        RUN_COMPLETED = "run.completed", "The end: a design was delivered.";
        RUN_FAILED = "run.failed", "The end: nothing was.";
    }
}

/// What a record says: one of [`kind`], or the kind of a later version, which is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RecordKind(pub String);

impl RecordKind {
    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this version writes such records.
    #[must_use]
    pub fn is_known(&self) -> bool {
        kind::ALL.contains(&self.as_str())
    }

    /// Whether such a record holds an effect that the planner asked for.
    #[must_use]
    pub fn is_effect(&self) -> bool {
        let others = [kind::EFFECT_REQUESTED, kind::OPTIONS_PRESENTED, kind::QUESTION_ASKED];
        let notes = [kind::CANDIDATE_MADE, kind::CRITIQUE_DONE, kind::EDIT_APPLIED, kind::DEGRADED];
        self.is_end() || others.contains(&self.as_str()) || notes.contains(&self.as_str())
    }

    /// Whether such a record ends a log.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self.as_str(), kind::RUN_COMPLETED | kind::RUN_FAILED)
    }
}

impl From<&str> for RecordKind {
    fn from(kind: &str) -> Self {
        Self(kind.to_owned())
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One line of a run's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Version of the format, [`RECORD_VERSION`].
    pub v: u32,
    /// Place in the log, from 0.
    pub seq: u64,
    /// The lane of the effect or event; `main` for what belongs to the whole run.
    pub lane: String,
    /// Place in the lane.
    pub ord: u32,
    /// When it was written, ms since 1970; never compared, never hashed into a request.
    pub ts: u64,
    /// What it says: `effect.requested`, `choice.made`, …
    pub kind: RecordKind,
    /// `h` of the record before; empty in the first.
    pub prev: String,
    /// First 16 bytes of the SHA-256 over the canonical JSON of the record without `h`, hex.
    pub h: String,
    /// What it carries.
    pub p: serde_json::Value,
}

impl Record {
    /// Computes what `h` must be.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut value = serde_json::to_value(self).expect("a record has a JSON form");
        if let Some(fields) = value.as_object_mut() {
            fields.remove("h");
        }
        Sha256::of(&canonical::to_canonical_json(&value)).short(16)
    }

    /// The same record as this version writes it; one of a later version stays as it is.
    #[must_use]
    pub fn upcast(mut self) -> Self {
        let older = usize::try_from(self.v.saturating_sub(1)).unwrap_or(usize::MAX);
        for change in UPCASTERS.iter().skip(older) {
            change(&mut self);
        }
        self
    }

    /// Whether this version can tell what it means; records of later versions are shown, and decide nothing.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        (1..=RECORD_VERSION).contains(&self.v)
    }

    /// Whether something in it was redacted: what follows from it cannot be made again.
    #[must_use]
    pub fn is_redacted(&self) -> bool {
        let mut pending = vec![&self.p];
        while let Some(value) = pending.pop() {
            match value {
                // Few texts have a bracket at all.
                serde_json::Value::String(text) if text.contains('[') && text.contains(REDACTED) => return true,
                serde_json::Value::Array(items) => pending.extend(items),
                serde_json::Value::Object(fields) => pending.extend(fields.values()),
                _ => {}
            }
        }
        false
    }

    /// Fills in `h`.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.h = self.digest();
        self
    }
}
