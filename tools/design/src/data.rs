//! Files of data from bytes: JSON of one form, within a limit, with the place of what is wrong.

use serde::de::DeserializeOwned;

use crate::shown::clip_to;

/// Longest reason, characters: it names what would have been right.
const REASON_CHARS_MAX: usize = 400;

/// Why a file of data is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// It is larger than what is read.
    #[error("it has {found} bytes; at most {max} are read")]
    TooLarge {
        /// Its bytes.
        found: usize,
        /// How many are read.
        max: usize,
    },
    /// It is no JSON of this form.
    #[error("line {line}, column {column}: {reason}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What was expected.
        reason: String,
    },
    /// A part of it has no meaning.
    #[error("{pointer}: {reason}")]
    Invalid {
        /// Which part, as a JSON pointer.
        pointer: String,
        /// What was expected.
        reason: String,
    },
}

impl DataError {
    /// A part that has no meaning.
    #[must_use]
    pub fn invalid(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { pointer: pointer.into(), reason: reason.into() }
    }

    fn malformed(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        // The place is said once, in front.
        let reason = clip_to(text.strip_suffix(suffix.as_str()).unwrap_or(&text), REASON_CHARS_MAX);
        Self::Malformed { line: error.line().max(1), column: error.column().max(1), reason }
    }
}

/// Reads a file of data of at most `max` bytes; what it means is checked by whoever asked.
///
/// # Errors
///
/// [`DataError::TooLarge`] or [`DataError::Malformed`].
pub fn read_data<T: DeserializeOwned>(bytes: &[u8], max: usize) -> Result<T, DataError> {
    if bytes.len() > max {
        return Err(DataError::TooLarge { found: bytes.len(), max });
    }
    serde_json::from_slice(bytes).map_err(|error| DataError::malformed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_a_place() {
        assert_eq!(read_data::<Vec<u8>>(b"[1, 2]", 6), Ok(vec![1, 2]));
        assert_eq!(read_data::<Vec<u8>>(b"[1, 2]", 5), Err(DataError::TooLarge { found: 6, max: 5 }));
        let error = read_data::<Vec<u8>>(b"[1,\n  300]", 64).unwrap_err();
        let DataError::Malformed { line: 2, column, reason } = &error else { panic!("{error}") };
        assert!(*column >= 5 && !reason.contains("line") && reason.contains("300"), "{error}");
        let empty = read_data::<Vec<u8>>(b"", 64).unwrap_err();
        assert!(matches!(empty, DataError::Malformed { line: 1, column: 1, .. }), "{empty}");
        // What is recited has an end and stays on its line.
        let long = format!("{{\"{}\": 1}}", "\\u0007n".repeat(9_000));
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let error = read_data::<Nothing>(long.as_bytes(), 1 << 20).unwrap_err().to_string();
        assert!(error.len() < 2_000 && !error.contains(char::is_control), "{error}");
    }
}
