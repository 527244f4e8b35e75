//! Why a call gave no result, what that did to the world, and what a run does about it.

use planner::{EffectError, WorldOutcome};

use crate::provider::CallError;

/// One way in which arguments do not fit their schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer of the offending value; empty for the arguments as a whole.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

/// Why a call gave no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ToolError {
    /// There is no tool of that name.
    #[error("there is no tool `{tool}`; there are {known}")]
    UnknownTool {
        /// The name asked for.
        tool: String,
        /// The names that there are.
        known: String,
    },
    /// The arguments do not fit the schema.
    #[error("invalid arguments for `{tool}`: {}", list(problems))]
    InvalidInput {
        /// The tool.
        tool: String,
        /// Where and why, a few at most.
        problems: Vec<Problem>,
    },
    /// The arguments are sound, but what they ask for cannot be made of this copy, kit or page.
    #[error("`{tool}`: {reason}")]
    DoesNotFit {
        /// The tool.
        tool: String,
        /// What does not fit.
        reason: String,
    },
    /// Policy forbids it.
    #[error("`{tool}` refused: {reason}")]
    Refused {
        /// The tool.
        tool: String,
        /// Which rule, and why.
        reason: String,
    },
    /// A back end is asked for what it cannot do: nothing was reserved or sent.
    #[error(
        "`{tool}`: {by} does not do `{operation}`; it {offered}: name a back end that does, or set one up for it \
         (`[images.NAME.edit.{operation}]` of maquette.toml)"
    )]
    Unsupported {
        /// The tool.
        tool: String,
        /// The back end.
        by: String,
        /// What it was asked for: the name of a kind of edit.
        operation: &'static str,
        /// What it does instead, in words.
        offered: String,
    },
    /// What was asked for, or came back, may not be shown: somebody was asked about it, and nothing of it is kept.
    #[error("what `{tool}` would give is not shown: {reason}")]
    NotShown {
        /// The tool.
        tool: String,
        /// Which rule, and why.
        reason: String,
    },
    /// The arguments name a blob that is not in the store.
    #[error("`{tool}` was given {blob}, which is not in the store")]
    MissingBlob {
        /// The tool.
        tool: String,
        /// The blob's name.
        blob: design::BlobRef,
    },
    /// More calls are waiting than the stack admits.
    #[error("`{tool}` was turned away: {waiting} calls are waiting already")]
    Overloaded {
        /// The tool.
        tool: String,
        /// Calls that wait.
        waiting: usize,
    },
    /// The deadline passed; whether the call reached the other side is not known.
    #[error("`{tool}` did not answer within {limit_ms} ms")]
    DeadlinePassed {
        /// The tool.
        tool: String,
        /// The limit, ms.
        limit_ms: u64,
        /// Whether the call had left when the deadline passed.
        sent: bool,
    },
    /// What the tool needs from outside is not there.
    #[error("`{tool}`: the provider is unavailable: {reason}")]
    Unavailable {
        /// The tool.
        tool: String,
        /// What the provider said.
        reason: String,
    },
    /// A provider gave no answer.
    #[error("`{tool}`: {source}")]
    Provider {
        /// The tool.
        tool: String,
        /// Why not.
        source: CallError,
    },
    /// The result could not be stored.
    #[error("`{tool}` could not store its result")]
    Storage {
        /// The tool.
        tool: String,
        /// Why.
        source: crate::blobs::BlobError,
    },
    /// A call that only a live run may make was asked of a replay.
    #[error("`{tool}` depends on the world outside and cannot be recomputed")]
    NotDeterministic {
        /// The tool.
        tool: String,
    },
    /// A foreign tool gave no result.
    #[error("`{tool}` was stopped in its sandbox ({code}): {message}")]
    Guest {
        /// The tool.
        tool: String,
        /// How it failed, kebab-case; the words are the sandbox's and do not change.
        code: &'static str,
        /// What happened; what the guest said of it stands between quotation marks.
        message: String,
    },
    /// What a foreign tool made does not fit its own schema.
    #[error("the result of `{tool}` does not fit its schema: {}", list(problems))]
    InvalidOutput {
        /// The tool.
        tool: String,
        /// Where and why, a few at most.
        problems: Vec<Problem>,
    },
    /// A broken invariant: a panic, or a result that has no JSON form.
    #[error("`{tool}` failed inside: {reason}")]
    Internal {
        /// The tool.
        tool: String,
        /// What broke.
        reason: String,
    },
}

/// What a run does about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// The arguments were wrong: whoever made them may try others.
    AskAgain,
    /// This strand of work ends; the run goes on with the others.
    GiveUpLane,
    /// The same call may be made once more, later.
    RetryLater,
    /// The run cannot go on.
    FailRun,
}

impl ToolError {
    /// What the call did to the world.
    #[must_use]
    pub fn outcome(&self) -> WorldOutcome {
        match self {
            Self::UnknownTool { .. }
            | Self::InvalidInput { .. }
            | Self::DoesNotFit { .. }
            | Self::Refused { .. }
            | Self::Unsupported { .. }
            | Self::MissingBlob { .. }
            | Self::Overloaded { .. }
            | Self::NotDeterministic { .. }
            // It took fuel, and did nothing else to anybody.
            | Self::Guest { .. }
            | Self::InvalidOutput { .. }
            | Self::DeadlinePassed { sent: false, .. } => WorldOutcome::DidNotHappen,
            Self::DeadlinePassed { sent: true, .. } | Self::Unavailable { .. } | Self::Internal { .. } => {
                WorldOutcome::InDoubt
            }
            Self::Provider { source, .. } => source.outcome(),
            Self::NotShown { .. } | Self::Storage { .. } => WorldOutcome::Landed,
        }
    }

    /// What the run does about it.
    #[must_use]
    pub fn recovery(&self) -> Recovery {
        match self {
            Self::UnknownTool { .. } | Self::InvalidInput { .. } => Recovery::AskAgain,
            Self::DoesNotFit { .. }
            | Self::Refused { .. }
            | Self::Unsupported { .. }
            | Self::NotShown { .. }
            | Self::MissingBlob { .. }
            | Self::DeadlinePassed { sent: true, .. }
            // What a repeat could mend was repeated already.
            | Self::Provider { .. }
            // A guest that failed fails again.
            | Self::Guest { .. }
            | Self::InvalidOutput { .. }
            | Self::Internal { .. } => Recovery::GiveUpLane,
            Self::Overloaded { .. } | Self::DeadlinePassed { sent: false, .. } | Self::Unavailable { .. } => {
                Recovery::RetryLater
            }
            Self::Storage { .. } | Self::NotDeterministic { .. } => Recovery::FailRun,
        }
    }

    /// Its kind in traces, `snake_case`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTool { .. } => "unknown_tool",
            Self::InvalidInput { .. } => "invalid_input",
            Self::DoesNotFit { .. } => "does_not_fit",
            Self::Refused { .. } | Self::NotShown { .. } => "refused",
            Self::Unsupported { .. } => "unsupported",
            Self::MissingBlob { .. } => "missing_blob",
            Self::Overloaded { .. } => "overloaded",
            Self::DeadlinePassed { .. } => "deadline",
            Self::Provider { source: CallError::NoMoney { .. }, .. } => "budget",
            Self::Unavailable { .. } | Self::Provider { .. } => "provider",
            Self::Storage { .. } => "storage",
            Self::NotDeterministic { .. } => "not_deterministic",
            Self::Guest { code, .. } => code,
            Self::InvalidOutput { .. } => "output-invalid",
            Self::Internal { .. } => "internal",
        }
    }

    /// What the planner is told.
    #[must_use]
    pub fn to_effect_error(&self) -> EffectError {
        EffectError { code: self.code().to_owned(), message: self.to_string(), outcome: self.outcome() }
    }

    /// Arguments that are wrong as a whole or in one place.
    #[must_use]
    pub fn invalid(tool: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let problem = Problem { pointer: pointer.into(), message: message.into() };
        Self::InvalidInput { tool: tool.to_owned(), problems: vec![problem] }
    }
}

fn list(problems: &[Problem]) -> String {
    let one = |problem: &Problem| match problem.pointer.as_str() {
        "" => problem.message.clone(),
        pointer => format!("{pointer}: {}", problem.message),
    };
    problems.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An error with what is behind it, on one line.
#[cfg(feature = "onnx-models")]
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
