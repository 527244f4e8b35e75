//! A token as it is handed on.

use std::sync::Arc;

use super::value::TokenValue;
use crate::kit::TokenPath;

/// Most characters of a description or a reason for deprecation that are kept.
pub const DESCRIPTION_CHARS_MAX: usize = 1024;

/// A design token, checked, its references followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is worth.
    pub value: TokenValue,
    /// Why it should no longer be used; empty when no reason is given, `None` when it may be used.
    pub deprecated: Option<String>,
    /// What it is for, at most [`DESCRIPTION_CHARS_MAX`] characters.
    pub description: Option<String>,
    /// The file that it comes from, by its path inside the kit.
    pub file: Arc<str>,
    /// The token that it refers to as a whole.
    pub alias_of: Option<TokenPath>,
}

/// Text for people, no longer than it may be.
pub(super) fn bounded(text: &str) -> String {
    text.chars().take(DESCRIPTION_CHARS_MAX).collect()
}
