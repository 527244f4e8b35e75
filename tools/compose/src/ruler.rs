//! Measuring text: each line is shaped once, at one size, and scaled.

use std::collections::BTreeMap;

use design::Rect;
use design::document::{Align, Case, FontRef, Run, Text, VAlign};
use render::{FontBook, is_rtl, lay_out_text};

/// Size at which text is measured, px; everything scales linearly from it.
const MEASURED_PX: f64 = 200.0;
/// Most lines that are remembered; a search that asks for more starts afresh.
const REMEMBERED_MAX: usize = 4_000;

/// How text is set, apart from its size.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Style {
    /// The face.
    pub(crate) font: FontRef,
    /// Letter spacing in thousandths of an em.
    pub(crate) tracking: i32,
    /// All capitals.
    pub(crate) upper: bool,
}

impl Style {
    /// Letter spacing, em.
    #[must_use]
    pub(crate) fn tracking_em(&self) -> f64 {
        f64::from(self.tracking) / 1000.0
    }
}

/// What a line measures, in em; x from its start (the right end where text reads leftwards), y from its base line, up positive.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Measure {
    /// From the first to the last letter, by their advances.
    pub(crate) width: f64,
    /// Where ink starts, from the start of the line; negative when it hangs out.
    pub(crate) ink_left: f64,
    /// Where ink ends.
    pub(crate) ink_right: f64,
    /// Highest ink over the base line.
    pub(crate) ink_top: f64,
    /// Lowest ink under the base line.
    pub(crate) ink_bottom: f64,
    /// Height of capitals.
    pub(crate) cap: f64,
}

/// Measures lines and remembers them.
pub(crate) struct Ruler<'a> {
    fonts: &'a FontBook,
    language: String,
    rtl: bool,
    /// By style and then by words, so that a line is found without copying it.
    lines: BTreeMap<Style, BTreeMap<String, Measure>>,
    remembered: usize,
}

impl<'a> Ruler<'a> {
    /// A ruler for text of `language` in these faces.
    #[must_use]
    pub(crate) fn new(fonts: &'a FontBook, language: &str) -> Self {
        let rtl = is_rtl(language);
        Self { fonts, language: language.to_owned(), rtl, lines: BTreeMap::new(), remembered: 0 }
    }

    /// Measures one line.
    pub(crate) fn line(&mut self, style: &Style, text: &str) -> Measure {
        if let Some(measure) = self.lines.get(style).and_then(|lines| lines.get(text)) {
            return *measure;
        }
        let set = Text {
            runs: vec![Run {
                text: text.to_owned(),
                font: style.font.clone(),
                size: MEASURED_PX,
                tracking: style.tracking_em(),
                fill: None,
            }],
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.0,
            case: if style.upper { Case::Upper } else { Case::AsIs },
            wrap: false,
            language: self.language.clone(),
        };
        let layout = lay_out_text(self.fonts, &set, Rect::new(0.0, 0.0, 100_000.0, 1_000.0));
        let measure = layout.lines.first().map_or_else(Measure::default, |line| Measure {
            width: line.bounds.w / MEASURED_PX,
            ink_left: if self.rtl { line.bounds.right() - line.ink.right() } else { line.ink.x - line.bounds.x }
                / MEASURED_PX,
            ink_right: if self.rtl { line.bounds.right() - line.ink.x } else { line.ink.right() - line.bounds.x }
                / MEASURED_PX,
            ink_top: (line.baseline - line.ink.y) / MEASURED_PX,
            ink_bottom: (line.ink.bottom() - line.baseline) / MEASURED_PX,
            cap: (line.baseline - line.cap_top) / MEASURED_PX,
        });
        if self.remembered >= REMEMBERED_MAX {
            self.lines.clear();
            self.remembered = 0;
        }
        self.remembered += 1;
        self.lines.entry(style.clone()).or_default().insert(text.to_owned(), measure);
        measure
    }

    /// Width of a space between words, em.
    pub(crate) fn space(&mut self, style: &Style) -> f64 {
        (self.line(style, "n n").width - self.line(style, "nn").width).max(0.05)
    }

    /// The faces that it measures with.
    #[must_use]
    pub(crate) fn fonts(&self) -> &'a FontBook {
        self.fonts
    }

    /// Whether the text reads from right to left.
    #[must_use]
    pub(crate) fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// The language of the text.
    #[must_use]
    pub(crate) fn language(&self) -> &str {
        &self.language
    }
}
