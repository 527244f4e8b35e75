//! The texts that tokens come from, and how an error names a place in them.

use super::place;
use crate::kit::KitError;
use crate::kit::reader::clip;

/// The files that are read, by number.
#[derive(Debug, Default)]
pub(in crate::kit) struct Texts<'a> {
    files: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Texts<'a> {
    /// Adds a file; its number stands for it from here on.
    pub(in crate::kit) fn add(&mut self, name: &'a str, text: &'a [u8]) -> usize {
        self.files.push((name, text));
        self.files.len() - 1
    }

    pub(super) fn name(&self, file: usize) -> &'a str {
        self.files.get(file).map_or("", |(name, _)| name)
    }

    pub(super) fn text(&self, file: usize) -> &'a [u8] {
        self.files.get(file).map_or(&[], |(_, text)| text)
    }

    /// An error about what stands at a JSON pointer of a file. `what` names it for people; it may be empty.
    pub(super) fn invalid(&self, file: usize, pointer: &str, what: &str, reason: &str) -> KitError {
        let reason = if what.is_empty() { reason.to_owned() } else { format!("{what}: {reason}") };
        KitError::Invalid { file: clip(self.name(file)), place: Some(place::find(self.text(file), pointer)), reason }
    }
}

/// Why a value cannot be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// Something in the value itself.
    Here {
        /// The way into the value, innermost part first.
        way: Vec<String>,
        /// What is wrong.
        reason: String,
    },
    /// Something elsewhere, placed already. Boxed, because nearly every result has room for one.
    Placed(Box<KitError>),
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self::Here { way: Vec::new(), reason: reason.into() }
    }

    /// The same fault, one level further out.
    pub(super) fn under(mut self, part: &str) -> Self {
        if let Self::Here { way, .. } = &mut self {
            way.push(part.to_owned());
        }
        self
    }
}

impl From<String> for Fault {
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

impl From<&str> for Fault {
    fn from(reason: &str) -> Self {
        Self::new(reason)
    }
}

impl From<KitError> for Fault {
    fn from(error: KitError) -> Self {
        Self::Placed(Box::new(error))
    }
}
