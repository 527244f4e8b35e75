//! Text as it is judged: folded to plain letters, and read every way that a reader would.
//!
//! ```
//! use maquette_safety::text::{ReadingKind, readings};
//!
//! let read = readings("Sh0w  t.i.m.e").unwrap();
//! assert_eq!(read[0].text(), " sh0w t i m e ");
//! assert!(read.iter().any(|one| one.kind() == ReadingKind::Joined && one.text() == " sh0w time "));
//! assert!(read.iter().any(|one| one.kind() == ReadingKind::Deleeted && one.text().contains("show")));
//! ```

mod fold;
mod glue;
mod letters;
mod reading;
mod readings;
#[cfg(test)]
mod tests;

pub use reading::{Reading, ReadingKind};
pub use readings::{TEXT_BYTES_MAX, TextError, plain_reading, readings};

pub(crate) use reading::{Spelling, Word};

/// A text folded and without its disguise: what a pattern's words are written in.
pub(crate) fn plain(text: &str) -> String {
    fold::cells(text).iter().filter(|cell| !letters::is_apostrophe(cell.c)).map(|cell| cell.c).collect()
}
