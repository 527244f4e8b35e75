//! A text character by character, as it is judged, with where each came from.

use super::letters::{fold as fold_char, is_decoration};

/// A character as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) c: char,
    /// Whether it was a capital.
    pub(super) upper: bool,
    /// Where it stands in the text, in bytes.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Cell {
    pub(super) fn is_letter(self) -> bool {
        // Marks that are left are part of how a word is written.
        self.c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(self.c)
    }
}

/// The characters of a text: compatibility forms, capitals and look-alikes folded, without what is not seen and without the marks
/// that are heaped on letters.
pub(super) fn cells(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(text.len());
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for (at, whole) in text.char_indices() {
        let (start, end) = (place(at), place(at + whole.len_utf8()));
        let upper = whole.is_uppercase();
        fold_char(whole, &mut |c| {
            if !is_decoration(c, cells.last().map(|cell| cell.c)) {
                cells.push(Cell { c, upper, start, end });
            }
        });
    }
    cells
}
