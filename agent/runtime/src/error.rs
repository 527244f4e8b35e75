//! Why a run could not start, or ended without a design.

use std::error::Error;
use std::path::PathBuf;

use design::{FormatError, PersonalError};
use planner::taste::PastChoicesError;
use toolbox::SafetyError;

use crate::run_folder::ReadError;

/// Why a run could not start, or ended without a design.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A setting is out of its range.
    #[error("{what} must be {allowed}, not {given}")]
    Setting {
        /// Which.
        what: &'static str,
        /// The range.
        allowed: &'static str,
        /// What was given.
        given: u64,
    },
    /// The run is to be led by a model that cannot lead it.
    #[error("no model can lead the run: {reason}")]
    Model {
        /// Why not.
        reason: String,
    },
    /// The document that the designs are to begin with cannot be used.
    #[error("the designs cannot begin with that document: {reason}")]
    Beginning {
        /// Why not.
        reason: String,
    },
    /// What is to count otherwise is no scorer.
    #[error("`{name}` is no scorer; there are {known}")]
    Scorer {
        /// What was named.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The page format is not known.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// What is said of the person is more than a run is told.
    #[error(transparent)]
    Personal(#[from] PersonalError),
    /// What people who chose with the kit before like may not count.
    #[error(transparent)]
    PastChoices(#[from] PastChoicesError),
    /// What the designs are to be held against cannot be read, or nobody can lift what is lifted.
    #[error(transparent)]
    Safety(#[from] SafetyError),
    /// The output folder cannot be written.
    #[error("cannot write to the output folder {}", path.display())]
    OutUnwritable {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The output folder holds files that are not of an earlier run.
    #[error("{} is not an output folder of an earlier run, and `{file}` in it would be overwritten", path.display())]
    OutOccupied {
        /// The folder.
        path: PathBuf,
        /// A file that would be overwritten.
        file: String,
    },
    /// Another run writes to the output folder.
    #[error("another run is writing to {}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The run could not be written: a full disk, say.
    #[error("{what}")]
    Storage {
        /// What could not be written.
        what: String,
        /// Why not.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The run ended without a design, for a reason that it recorded.
    #[error("{message}")]
    Ended {
        /// `budget`, `refused`, `provider`, `cancelled`, `unfit` (brief, page and kit do not go together) or `internal`.
        code: String,
        /// What, and what to do about it.
        message: String,
    },
    /// The recorded run cannot be read.
    #[error(transparent)]
    Recorded(#[from] ReadError),
    /// The recorded run is none that can go on here.
    #[error("the run cannot go on: {reason}")]
    NotResumable {
        /// Why not.
        reason: String,
    },
    /// An image model makes the run's photographs, and the engine has none.
    #[error("an image model{} makes the photographs of that run, and none is here", named(by.as_deref()))]
    NoImages {
        /// Who made those that there are.
        by: Option<String>,
    },
    /// The run broke off in a call that changes something, and nobody knows whether that happened.
    #[error("record {seq} asked for the call {id} of `{tool}`, which may have happened")]
    Unreconciled {
        /// The record that asked for it.
        seq: u64,
        /// The call.
        id: String,
        /// Its tool.
        tool: String,
    },
    /// The run was called off; what it recorded is intact.
    #[error("the run was interrupted; what it recorded is intact")]
    Cancelled,
    /// A broken invariant.
    #[error("the run broke: {reason}")]
    Internal {
        /// What broke.
        reason: String,
    },
}

impl RunError {
    /// Its class: `usage`, `corrupt` (a recorded run that is not as it was written, or not as this engine makes it), `budget`,
    /// `refused`, `provider`, `cancelled` or `internal`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. }
            | Self::Beginning { .. }
            | Self::Scorer { .. }
            | Self::Format(_)
            | Self::Personal(_)
            | Self::PastChoices(_)
            | Self::Safety(_)
            | Self::Model { .. }
            | Self::OutUnwritable { .. }
            | Self::OutOccupied { .. }
            | Self::NoImages { .. }
            | Self::Unreconciled { .. }
            | Self::Busy { .. } => "usage",
            Self::Recorded(error) => error.code(),
            Self::NotResumable { .. } => "corrupt",
            Self::Ended { code, .. } => match code.as_str() {
                "budget" => "budget",
                "refused" => "refused",
                "provider" => "provider",
                "cancelled" => "cancelled",
                "unfit" => "usage",
                _ => "internal",
            },
            Self::Cancelled => "cancelled",
            Self::Storage { .. } | Self::Internal { .. } => "internal",
        }
    }

    /// What to do next, where the message does not say it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::OutUnwritable { .. } => Some("choose another folder, or mend its permissions"),
            Self::OutOccupied { .. } => Some("choose a folder that is new or empty"),
            Self::Busy { .. } => Some("wait for the other run, or choose another folder"),
            Self::Storage { .. } => Some("make room on the disk and run again; the log so far is kept for inspection"),
            Self::Internal { .. } => Some("please report it together with the run folder"),
            Self::Unreconciled { .. } => {
                Some("look whether it did, and say so: that it happened, or that it did not happen")
            }
            Self::Recorded(ReadError::NotARun { .. }) => Some("give an output folder, or the `run` folder in one"),
            Self::Recorded(_) => Some("its sound part can be saved into a new folder: maquette trace salvage"),
            Self::NoImages { .. } => Some(
                "name it with --images NAME, its table in maquette.toml; or fork the run with --images procedural, which draws instead from there on",
            ),
            Self::NotResumable { .. } => Some("fork it, or resume it with the engine that began it"),
            Self::Setting { .. }
            | Self::Beginning { .. }
            | Self::Scorer { .. }
            | Self::Format(_)
            | Self::Personal(_)
            | Self::PastChoices(_)
            | Self::Safety(_)
            | Self::Model { .. }
            | Self::Ended { .. }
            | Self::Cancelled => None,
        }
    }

    pub(crate) fn storage(what: impl Into<String>, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Storage { what: what.into(), source: Box::new(source) }
    }

    pub(crate) fn internal(reason: impl Into<String>) -> Self {
        Self::Internal { reason: reason.into() }
    }
}

/// An error with its causes, on one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // A transparent error repeats its cause.
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// The name of a back end between words, where it is known.
fn named(by: Option<&str>) -> String {
    by.map_or_else(String::new, |by| format!(" (`{}`)", design::shown(&design::clip(by))))
}
