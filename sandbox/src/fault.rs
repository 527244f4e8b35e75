//! What can go wrong with a guest, each under a code that does not change.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest text kept of what a guest says of itself, characters.
const SAID_CHARS_MAX: usize = 300;

/// Why a component is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// It is no component that this engine reads.
    #[error("it is not a component that can be read: {reason}")]
    BadComponent {
        /// What the reader said.
        reason: String,
    },
    /// It is larger than its class may be.
    #[error("it has {what} {found}, and {most} are the most of its class")]
    TooBig {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much there may be.
        most: u64,
    },
    /// Its bytes are not those that the manifest names.
    #[error("its SHA-256 is {found}, and the manifest says {named}; build it again, or do not use it")]
    HashMismatch {
        /// What it is.
        found: design::Sha256,
        /// What it should be.
        named: String,
    },
    /// It asks for something that no guest has.
    #[error("it imports `{name}`, which no guest has: {hint}")]
    ImportDenied {
        /// The import.
        name: String,
        /// What mends it.
        hint: &'static str,
    },
    /// It is of another version of the interface, or lacks a part of it.
    #[error("it does not fit `{served}`: {reason}")]
    AbiUnsupported {
        /// What is served here.
        served: &'static str,
        /// What does not fit.
        reason: String,
    },
    /// Compiling it took more than it may.
    #[error("it could not be compiled within its limits: {reason}")]
    CompileLimit {
        /// Which limit.
        reason: String,
    },
    /// A schema of the manifest cannot be used.
    #[error("the schema of `{op}` is not usable: {reason}")]
    SchemaInvalid {
        /// The operation.
        op: String,
        /// Why not.
        reason: String,
    },
    /// It says of itself something else than its manifest does.
    #[error("what it says of itself is not what its manifest says: {reason}")]
    DescribeMismatch {
        /// The difference.
        reason: String,
    },
}

impl LoadError {
    /// Its code, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadComponent { .. } => "bad-component",
            Self::TooBig { .. } => "too-big",
            Self::HashMismatch { .. } => "hash-mismatch",
            Self::ImportDenied { .. } => "import-denied",
            Self::AbiUnsupported { .. } => "abi-unsupported",
            Self::CompileLimit { .. } => "compile-limit",
            Self::SchemaInvalid { .. } => "schema-invalid",
            Self::DescribeMismatch { .. } => "describe-mismatch",
        }
    }
}

/// Why a call gave no result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FaultCode {
    /// The arguments do not fit the schema; the guest did not run.
    InputInvalid,
    /// The guest says that it cannot.
    ToolError,
    /// Its result does not fit the schema, or is not JSON.
    OutputInvalid,
    /// Its result is too large.
    OutputTooLarge,
    /// It used up its fuel.
    FuelExhausted,
    /// It used up its time.
    Deadline,
    /// Nobody waits for it any more.
    GivenUp,
    /// It wanted more memory than it may have.
    MemoryLimit,
    /// It called itself too often.
    StackOverflow,
    /// It handed back too many blobs, or too large ones.
    BlobLimit,
    /// It asked the house for too much.
    HostCallLimit,
    /// It did what no program may: an unreachable instruction, memory out of bounds, a division by zero.
    Trap,
    /// The house failed it.
    #[default]
    Internal,
}

impl FaultCode {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InputInvalid => "input-invalid",
            Self::ToolError => "tool-error",
            Self::OutputInvalid => "output-invalid",
            Self::OutputTooLarge => "output-too-large",
            Self::FuelExhausted => "fuel-exhausted",
            Self::Deadline => "deadline",
            Self::GivenUp => "given-up",
            Self::MemoryLimit => "memory-limit",
            Self::StackOverflow => "stack-overflow",
            Self::BlobLimit => "blob-limit",
            Self::HostCallLimit => "host-call-limit",
            Self::Trap => "trap",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a call gave no result, and what it took all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Fault {
    /// Its kind.
    pub code: FaultCode,
    /// What happened. What a guest said of itself stands between quotation marks, without control characters.
    pub message: String,
    /// Where in the arguments or the result, a JSON pointer; empty for all of it.
    pub field: String,
    /// What the call took.
    pub usage: Usage,
}

/// What a call took; the same for the same call, so that it can be compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Instructions, nearly.
    pub fuel: u64,
    /// Linear memory at its largest, bytes.
    pub memory_bytes: u64,
    /// Times that it asked the house for something.
    pub host_calls: u64,
}

/// What a guest says, as it may be shown: one line, without control characters, bounded, between quotation marks.
#[must_use]
pub fn quoted(said: &str) -> String {
    let harmless = |c: char| if is_hidden(c) { ' ' } else { c };
    let mut text: String = said.chars().take(SAID_CHARS_MAX).map(harmless).collect();
    if said.chars().nth(SAID_CHARS_MAX).is_some() {
        text.push('…');
    }
    format!("\u{201c}{}\u{201d}", text.replace(['\u{201c}', '\u{201d}'], "\""))
}

/// Marks that a line obeys, that join, or that are not seen at all.
pub(crate) fn is_hidden(c: char) -> bool {
    let unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    unseen || design::is_obeyed(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guest_says_cannot_pretend_to_be_more() {
        assert_eq!(quoted("a\x1b[31m b\r\nc\u{202e}"), "\u{201c}a [31m b  c \u{201d}");
        assert_eq!(quoted("\u{201d} said the house"), "\u{201c}\" said the house\u{201d}");
        assert_eq!(quoted(&"x".repeat(1_000)).chars().count(), SAID_CHARS_MAX + 3);
    }
}
