//! How a command ends badly: one sentence, a hint, an exit code.

use std::fmt;

/// Exit codes; part of the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// A broken invariant, or a machine that failed us: a full disk.
    Internal = 1,
    /// Usage or invalid input.
    Usage = 2,
    /// A replay diverged or cannot be verified.
    Replay = 3,
    /// The budget left nothing deliverable.
    Budget = 4,
    /// Refused by policy.
    Refused = 5,
    /// A provider is unavailable.
    Provider = 6,
    /// A check found failures.
    Check = 7,
    /// Interrupted; the run can be resumed.
    Interrupted = 130,
}

/// What went wrong and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Whether an `error` event has said it already.
    pub(crate) told: bool,
    /// Whether it is what the person wanted, and no error to them.
    pub(crate) calm: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hint: None, told: false, calm: false }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// An end without a design that the person asked for: scripts see it as an interruption, which it is to them.
    pub(crate) fn calm(message: impl Into<String>) -> Self {
        Self { calm: true, ..Self::new(Exit::Interrupted, message) }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The word that scripts see in `error` events.
    pub(crate) fn code(&self) -> &'static str {
        match self.exit {
            Exit::Internal => "internal",
            Exit::Usage => "invalid_input",
            Exit::Replay => "replay",
            Exit::Budget => "budget",
            Exit::Refused => "refused",
            Exit::Provider => "provider",
            Exit::Check => "check_failed",
            Exit::Interrupted => "interrupted",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.calm {
            f.write_str("error: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) if self.calm => write!(f, "\n{hint}"),
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// An error and its causes in one sentence.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    // A cause that its parent already spells out is not said twice.
    while let Some(error) = cause {
        let words = error.to_string();
        if !sentence.contains(&words) {
            sentence = format!("{sentence}: {words}");
        }
        cause = error.source();
    }
    sentence
}
