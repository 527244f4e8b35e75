//! Layered documents of other programs, read as documents of ours.
//!
//! What is read is data from outside: its size, the number of its layers and their nesting are limited, its links are
//! never followed, and what cannot be understood is left out rather than guessed. Colours become the nearest tokens of
//! the kit, pictures (which lie elsewhere) plain panels that whoever has a painter can replace, texts live text with the
//! role that their size and place suggest.

mod css;
mod lica;
mod outline;
mod roles;
#[cfg(test)]
mod tests;

use crate::document::{Document, NodeId};
use crate::kit::BrandKit;

pub use lica::read_lica;
pub use outline::fitted as fitted_outline;

/// Largest document that is read, bytes.
pub const IMPORT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most layers that are read, nested ones counted.
pub const LAYERS_MAX: usize = 1_000;
/// Deepest nesting of layers that is read.
pub const LAYERS_DEEP_MAX: usize = 16;
/// Most characters that are read of one text.
const TEXT_CHARS_MAX: usize = 4_000;
/// Most points of one outline.
const OUTLINE_NUMBERS_MAX: usize = 20_000;

/// A foreign document, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The document; wherever a picture belongs there is a plain panel.
    pub document: Document,
    /// The panels that stand for pictures, in the order of drawing.
    pub pictures: Vec<NodeId>,
    /// Layers that were left out: without size, without anything to show, or of a kind that is not known.
    pub left_out: usize,
}

/// Why a foreign document could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Larger than [`IMPORT_BYTES_MAX`].
    #[error("the document is {bytes} bytes long; at most {IMPORT_BYTES_MAX} are read")]
    TooLong {
        /// Its length, bytes.
        bytes: usize,
    },
    /// Not JSON of the expected shape.
    #[error("the document is not a layered layout")]
    Invalid(#[from] serde_json::Error),
    /// The page has no usable size.
    #[error("the page is `{width}` × `{height}`; sides of 16 to 16384 px are read")]
    Page {
        /// Its width, as written.
        width: String,
        /// Its height, as written.
        height: String,
    },
    /// More than is read.
    #[error("the document has more than {limit} {what}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        limit: usize,
    },
}

/// Whether `bytes` look like a layered document of another program that is read here.
#[must_use]
pub fn is_foreign(bytes: &[u8]) -> bool {
    bytes.len() <= IMPORT_BYTES_MAX
        && serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|value| {
            value.get("components").is_some_and(serde_json::Value::is_array) && value.get("nodes").is_none()
        })
}

/// Reads a layered document of another program in the colours of `kit`.
///
/// # Errors
///
/// [`ImportError`] for a document that is too large, of another shape, or has no page.
pub fn read_foreign(bytes: &[u8], kit: &BrandKit) -> Result<Imported, ImportError> {
    read_lica(bytes, kit)
}
