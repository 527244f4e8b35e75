//! The characters as they are shown: capitals applied, controls removed, sizes within sane bounds.

use std::ops::Range;

use design::document::{Case, Run, Text};
use parley::BaseDirection;

use super::breaks::is_rtl;
use crate::fonts::FontBook;

/// Most bytes that are shown of one text; what is longer overflows any page.
const SHOWN_BYTES_MAX: usize = 1 << 16;

/// A text as it is shown.
pub(super) struct Shown {
    pub(super) text: String,
    /// One for each run of the text.
    pub(super) pieces: Vec<Piece>,
    pub(super) direction: BaseDirection,
    /// Whether some of the text was left out because it is too long.
    pub(super) cut: bool,
}

/// The part of the shown text that comes from one run.
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    /// Size of the em, px, made finite and positive.
    pub(super) size: f32,
    /// Letter spacing, px.
    pub(super) tracking: f32,
    /// How far it stands from its place, px right and up.
    pub(super) shift: (f64, f64),
}

/// Farthest that a run may stand from its place, em.
const SHIFT_MAX: f64 = 64.0;

/// The shift of a run within sane bounds, em right and up.
pub(super) fn shift_of(run: &Run) -> (f64, f64) {
    (sane(run.shift[0], -SHIFT_MAX, SHIFT_MAX, 0.0), sane(run.shift[1], -SHIFT_MAX, SHIFT_MAX, 0.0))
}

impl Shown {
    pub(super) fn of(text: &Text, fonts: &FontBook) -> Self {
        let language = text.language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let mut shown = String::with_capacity(text.runs.iter().map(|run| run.text.len()).sum::<usize>().min(1 << 12));
        let mut cut = false;
        let mut pieces = Vec::with_capacity(text.runs.len());
        for run in &text.runs {
            let start = shown.len();
            let sharp = text.case == Case::Upper && run.text.contains('ß') && fonts.covers(&run.font, "ẞ");
            let mut letters = run.text.chars().peekable();
            let mut before = None;
            while let Some(c) = letters.next() {
                if shown.len() >= SHOWN_BYTES_MAX {
                    cut = true;
                    break;
                }
                match (text.case, c) {
                    (Case::Upper, 'ß') if sharp => shown.push('ẞ'),
                    (Case::Upper, '\u{386}'..='\u{3ce}') if language == "el" => {
                        push_greek(&mut shown, c, before, letters.peek().copied());
                    }
                    _ => push(&mut shown, c, text.case, &language),
                }
                before = Some(c);
            }
            let size = sane(run.size, 0.25, 16_384.0, 16.0);
            let tracking = sane(run.tracking, -0.5, 8.0, 0.0) * size;
            let (dx, dy) = shift_of(run);
            let shift = (dx * size, dy * size);
            pieces.push(Piece { range: start..shown.len(), size: size as f32, tracking: tracking as f32, shift });
        }
        let direction = if is_rtl(&language) { BaseDirection::Rtl } else { BaseDirection::Auto };
        Self { text: shown, pieces, direction, cut }
    }

    /// The width at which lines break: the area's, and the letter spacing after a line's last letter, which is not seen.
    pub(super) fn wrap_width(&self, width: f64) -> f32 {
        let trailing = self.pieces.iter().map(|piece| piece.tracking).fold(0.0, f32::max);
        // A sixty-fourth more: an area made to measure may not break its line by rounding.
        (width.max(0.0) + 1.0 / 64.0) as f32 + trailing
    }
}

/// `value` within bounds, `fallback` when it is no number.
pub(super) fn sane(value: f64, min: f64, max: f64, fallback: f64) -> f64 {
    if value.is_finite() { value.clamp(min, max) } else { fallback }
}

fn push(shown: &mut String, c: char, case: Case, language: &str) {
    match c {
        '\n' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
        '\t' => shown.push(' '),
        c if c.is_control() => {}
        'i' if case == Case::Upper && matches!(language, "tr" | "az") => shown.push('İ'),
        c if case == Case::Upper => shown.extend(c.to_uppercase()),
        c => shown.push(c),
    }
}

/// Greek capitals drop the accent: ά is Α. An ι or υ that the accent kept apart gets a diaeresis instead, and the word ή
/// keeps its accent, which tells it from η. Source: Unicode Standard, chapter 3.13, tailorings for Greek.
fn push_greek(shown: &mut String, c: char, before: Option<char>, after: Option<char>) {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let plain = match c {
        'ή' | 'Ή' if !is_letter(before) && !is_letter(after) => 'Ή',
        'ά' | 'Ά' => 'Α',
        'έ' | 'Έ' => 'Ε',
        'ή' | 'Ή' => 'Η',
        'ί' | 'Ί' => 'Ι',
        'ό' | 'Ό' => 'Ο',
        'ύ' | 'Ύ' => 'Υ',
        'ώ' | 'Ώ' => 'Ω',
        'ΐ' => 'Ϊ',
        'ΰ' => 'Ϋ',
        c => {
            // The vowel after an accented one stands apart from it.
            let accented = matches!(before, Some('ά' | 'έ' | 'ό' | 'Ά' | 'Έ' | 'Ό'));
            match c {
                'ι' | 'Ι' if accented => shown.push('Ϊ'),
                'υ' | 'Υ' if accented => shown.push('Ϋ'),
                c => shown.extend(c.to_uppercase()),
            }
            return;
        }
    };
    shown.push(plain);
}
