//! Why a run could not start, or ended without a design.

use std::error::Error;
use std::path::PathBuf;

use design::FormatError;

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
    /// The page format is not known.
    #[error(transparent)]
    Format(#[from] FormatError),
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
    /// Its class: `usage`, `budget`, `refused`, `provider`, `cancelled` or `internal`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. }
            | Self::Format(_)
            | Self::OutUnwritable { .. }
            | Self::OutOccupied { .. }
            | Self::Busy { .. } => "usage",
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
            Self::Setting { .. } | Self::Format(_) | Self::Ended { .. } | Self::Cancelled => None,
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
