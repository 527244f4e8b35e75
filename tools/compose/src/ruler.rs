//! Measuring text: each line is shaped once, at one size, and scaled.

use std::collections::BTreeMap;
use std::rc::Rc;

use design::Rect;
use design::document::{Align, Case, Feature, FontRef, Run, Text, VAlign};
use render::{FontBook, TextLayout, is_rtl, lay_out_text};

use crate::solver::Span;

/// Size at which text is measured, px; everything scales linearly from it.
const MEASURED_PX: f64 = 200.0;
/// Where it is measured: wide enough for any line, and away from its edges, so that ink may hang out.
const MEASURING_AREA: Rect = Rect { x: 0.0, y: 0.0, w: 100_000.0, h: 1_000.0 };
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
    /// Alternative forms of characters.
    pub(crate) features: Vec<Feature>,
}

impl Style {
    /// A run of text in this style.
    #[must_use]
    pub(crate) fn run(&self, text: &str, size: f64) -> Run {
        let features = self.features.clone();
        Run { tracking: self.tracking_em(), features, ..Run::new(text, self.font.clone(), size) }
    }

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

/// The box around one glyph's ink in em of its line: left and right from the line's start, top and bottom from its base
/// line, up positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// A line as it was measured.
type Measured = (Measure, Rc<[Ink]>);

/// How a script is spaced, besides what its faces say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScriptHabits {
    /// Whether its letters may be tracked; joined letters and those under one head line may not.
    pub(crate) tracked: bool,
    /// What its lines need more than Latin ones, as a multiple of the size.
    pub(crate) lead: f64,
}

impl ScriptHabits {
    fn of(language: &str) -> Self {
        let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match language.as_str() {
            _ if is_rtl(&language) => Self { tracked: false, lead: 0.2 },
            "hi" | "mr" | "ne" | "sa" | "bn" | "pa" | "gu" | "ta" | "te" | "kn" | "ml" | "si" | "th" | "lo" | "km"
            | "my" => Self { tracked: false, lead: 0.22 },
            "ja" | "zh" | "ko" => Self { tracked: false, lead: 0.15 },
            _ => Self { tracked: true, lead: 0.0 },
        }
    }
}

/// Measures lines and remembers them.
pub(crate) struct Ruler<'a> {
    fonts: &'a FontBook,
    language: String,
    rtl: bool,
    script: ScriptHabits,
    /// By style and then by words, so that a line is found without copying it.
    lines: BTreeMap<Style, BTreeMap<String, Measured>>,
    remembered: usize,
}

impl<'a> Ruler<'a> {
    /// A ruler for text of `language` in these faces.
    #[must_use]
    pub(crate) fn new(fonts: &'a FontBook, language: &str) -> Self {
        let (rtl, script) = (is_rtl(language), ScriptHabits::of(language));
        Self { fonts, language: language.to_owned(), rtl, script, lines: BTreeMap::new(), remembered: 0 }
    }

    /// Measures one line.
    pub(crate) fn line(&mut self, style: &Style, text: &str) -> Measure {
        self.measured(style, text).0
    }

    /// The ink of one line, glyph by glyph, in visual order.
    pub(crate) fn inks(&mut self, style: &Style, text: &str) -> Rc<[Ink]> {
        self.measured(style, text).1
    }

    fn measured(&mut self, style: &Style, text: &str) -> Measured {
        if let Some(measured) = self.lines.get(style).and_then(|lines| lines.get(text)) {
            return measured.clone();
        }
        let layout = self.lay_out(vec![style.run(text, MEASURED_PX)], style.upper);
        let measured: Measured = (self.measure(&layout), inks(&layout).map(|(_, ink)| ink).collect());
        if self.remembered >= REMEMBERED_MAX {
            self.lines.clear();
            self.remembered = 0;
        }
        self.remembered += 1;
        self.lines.entry(style.clone()).or_default().insert(text.to_owned(), measured.clone());
        measured
    }

    /// Measures a line of several styles, in em of the line, with the ink of each glyph and the span that it is of.
    pub(crate) fn spans(&self, spans: &[Span]) -> (Measure, Vec<(usize, Ink)>) {
        let upper = spans.first().is_some_and(|span| span.style.upper);
        let runs = spans.iter().map(|span| span.run(MEASURED_PX)).collect();
        let layout = self.lay_out(runs, upper);
        (self.measure(&layout), inks(&layout).collect())
    }

    fn lay_out(&self, runs: Vec<Run>, upper: bool) -> TextLayout {
        let set = Text {
            runs,
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.0,
            case: if upper { Case::Upper } else { Case::AsIs },
            wrap: false,
            language: self.language.clone(),
        };
        lay_out_text(self.fonts, &set, MEASURING_AREA)
    }

    fn measure(&self, layout: &TextLayout) -> Measure {
        let Some(line) = layout.lines.first() else { return Measure::default() };
        let em = |length: f64| length / MEASURED_PX;
        // From where the line starts: its right end where text reads leftwards.
        let (left, right) = (line.ink.x - line.bounds.x, line.ink.right() - line.bounds.x);
        let (start, end) = if self.rtl { (line.bounds.w - right, line.bounds.w - left) } else { (left, right) };
        Measure {
            width: em(line.bounds.w),
            ink_left: em(start),
            ink_right: em(end),
            ink_top: em(line.baseline - line.ink.y),
            ink_bottom: em(line.ink.bottom() - line.baseline),
            cap: em(line.baseline - line.cap_top),
        }
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

    /// How the script of the text is spaced.
    #[must_use]
    pub(crate) fn script(&self) -> ScriptHabits {
        self.script
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

fn inks(layout: &TextLayout) -> impl Iterator<Item = (usize, Ink)> + '_ {
    let (x, y) = layout.lines.first().map_or((0.0, 0.0), |line| (line.bounds.x, line.baseline));
    layout.runs.iter().flat_map(move |run| {
        run.inks().map(move |ink| {
            let em = |length: f64| length / MEASURED_PX;
            let (left, right) = (em(ink.x - x), em(ink.right() - x));
            (run.style, Ink { left, right, top: em(y - ink.y), bottom: em(y - ink.bottom()) })
        })
    })
}
