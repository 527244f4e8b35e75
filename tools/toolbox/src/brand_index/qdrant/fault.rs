//! What a server's refusals mean, and how they are recited.
//!
//! | code | asked again | what it is |
//! |---|---|---|
//! | `Unavailable`, and a connection that fails or breaks | yes | away |
//! | `ResourceExhausted` | yes, after what `retry-after` asks for | away |
//! | no answer in time, `DeadlineExceeded`, `Cancelled` | no | away |
//! | `Internal`, `Unknown`, `DataLoss` | no | away |
//! | any other | no | refused |

use std::error::Error;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tonic::{Code, Status};

use crate::brand_index::BrandIndexError;

/// Longest of a server's words that are recited, characters.
pub(super) const SAID_CHARS_MAX: usize = 300;
/// Most of a server's words that are looked through, bytes.
const SAID_BYTES_MAX: usize = 64 * 1024;
/// What stands in the place of a key.
const HIDDEN: &str = "***";

/// Who answers, and what is hidden of what it says.
#[derive(Clone)]
pub(super) struct Speaker {
    pub(super) server: String,
    pub(super) key: Option<SecretString>,
}

impl Speaker {
    /// A server's words as they are recited: without the key, on one line, and short. The key goes before they are cut, for
    /// half a key is one too.
    pub(super) fn said(&self, text: &str) -> String {
        let text = &text[..text.floor_char_boundary(SAID_BYTES_MAX)];
        // What parts a key is no part of it.
        let plain: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
        let plain = match &self.key {
            Some(key) => plain.replace(key.expose_secret(), HIDDEN),
            None => plain,
        };
        plain.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SAID_CHARS_MAX).collect()
    }

    pub(super) fn away(&self, reason: &str) -> BrandIndexError {
        BrandIndexError::Away { server: self.server.clone(), reason: self.said(reason) }
    }

    pub(super) fn refused(&self, reason: &str) -> BrandIndexError {
        BrandIndexError::Refused { server: self.server.clone(), reason: self.said(reason) }
    }

    /// What a status is for whoever asked.
    pub(super) fn error(&self, status: &Status) -> BrandIndexError {
        let code = status.code();
        let reason = match status.message() {
            "" => code.description().to_owned(),
            message => format!("{message} ({code:?})"),
        };
        match code {
            Code::Ok
            | Code::Cancelled
            | Code::Unknown
            | Code::DeadlineExceeded
            | Code::ResourceExhausted
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss => self.away(&reason),
            Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::Unauthenticated => self.refused(&reason),
        }
    }
}

/// Whether asking again may help.
pub(super) fn is_passing(status: &Status) -> bool {
    // What has a source was made here: the connection failed.
    let broken = status.source().is_some() && matches!(status.code(), Code::Unknown | Code::Internal);
    broken || matches!(status.code(), Code::Unavailable | Code::ResourceExhausted)
}

/// How long a server wants to be left alone.
pub(super) fn retry_after(status: &Status) -> Option<Duration> {
    let seconds = status.metadata().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_said_is_short_and_plain_and_holds_no_key(
            key in "[!-~]{1,40}", parts in prop::collection::vec(".{0,80}|[\\x00-\\x1f\\x7f-\\x9f]{1,4}", 0..12),
        ) {
            let speaker = Speaker { server: "http://far".into(), key: Some(key.clone().into()) };
            let said = speaker.said(&parts.join(&key));
            prop_assert!(said.chars().count() <= SAID_CHARS_MAX && !said.chars().any(char::is_control), "{said:?}");
            prop_assert!(said.split(HIDDEN).all(|part| !part.contains(&key)), "{said:?}");
        }
    }
}
