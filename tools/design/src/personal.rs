//! What a person used and likes, as it was when a run began.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most things that are remembered as used, and most that are liked.
pub const REMEMBERED_MAX: usize = 200;
/// Longest id of one of them, and longest tag of a language, bytes.
const ID_BYTES_MAX: usize = 256;

/// Signals of one person, read once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Personal {
    /// Assets and templates used before, the last one first.
    pub recent: Vec<String>,
    /// Those that the person marked.
    pub favourites: BTreeSet<String>,
    /// The language that the person works in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Signals that are more than a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a person has at most {REMEMBERED_MAX} recent things and as many favourites, with ids of 1 to {ID_BYTES_MAX} bytes"
)]
pub struct PersonalError;

impl Personal {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recent.is_empty() && self.favourites.is_empty() && self.language.is_none()
    }

    /// Whether an asset was used or marked.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.favourites.contains(id) || self.recent.iter().any(|one| one == id)
    }

    /// Checks that it is no more than a run is told.
    ///
    /// # Errors
    ///
    /// [`PersonalError`]
    pub fn check(&self) -> Result<(), PersonalError> {
        let mut ids = self.recent.iter().chain(&self.favourites).chain(&self.language);
        let many = self.recent.len() > REMEMBERED_MAX || self.favourites.len() > REMEMBERED_MAX;
        if many || ids.any(|id| id.is_empty() || id.len() > ID_BYTES_MAX) { Err(PersonalError) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_bounded() {
        let sound = Personal { recent: vec!["logo:full".into()], language: Some("de".into()), ..Personal::default() };
        sound.check().unwrap();
        assert!(sound.knows("logo:full") && !sound.knows("full") && !sound.is_empty());
        for wrong in [
            Personal { recent: vec!["a".into(); REMEMBERED_MAX + 1], ..Personal::default() },
            Personal { favourites: [String::new()].into(), ..Personal::default() },
            Personal { language: Some("x".repeat(300)), ..Personal::default() },
        ] {
            assert_eq!(wrong.check(), Err(PersonalError));
        }
    }
}
