//! What is given, and what is wanted of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::ImportError;
use crate::source::SourceKind;

/// Most files that are looked at.
pub const GIVEN_FILES_MAX: usize = 4_096;
/// Most bytes of all files together.
pub const GIVEN_BYTES_MAX: usize = 256 << 20;
/// Most bytes of one file of text.
pub const TEXT_BYTES_MAX: usize = 4 << 20;

/// The files of a folder, or the one file that was pointed at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Bytes by path inside the folder, `/` between parts.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// What the kit is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its id, for machines.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its version; `1` when nothing is said.
    pub version: Option<String>,
    /// What its text files are, where people know better than [`detect`](crate::detect).
    pub kind: Option<SourceKind>,
}

impl Given {
    pub(crate) fn check(&self) -> Result<(), ImportError> {
        if self.files.is_empty() {
            return Err(ImportError::Empty);
        }
        let too_large = |what, found, limit| Err(ImportError::TooLarge { what, found, limit });
        if self.files.len() > GIVEN_FILES_MAX {
            return too_large("files", self.files.len(), GIVEN_FILES_MAX);
        }
        let bytes = self.files.values().fold(0usize, |sum, file| sum.saturating_add(file.len()));
        if bytes > GIVEN_BYTES_MAX { too_large("bytes", bytes, GIVEN_BYTES_MAX) } else { Ok(()) }
    }
}

impl Wanted {
    pub(crate) fn check(&self) -> Result<(), ImportError> {
        let version = self.version.as_deref().unwrap_or("1");
        for (field, text) in [("id", self.id.as_str()), ("name", &self.name), ("version", version)] {
            if text.trim().is_empty() || text.chars().count() > 128 || text.chars().any(char::is_control) {
                return Err(ImportError::Wanted { field });
            }
        }
        Ok(())
    }
}
