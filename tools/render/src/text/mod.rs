//! Text laid out once: bidi, shaping, line breaking and alignment, down to positioned glyphs.

mod breaks;
mod memory;
mod place;
mod shown;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use design::document::Text;
use design::geometry::Rect;
use parley::layout::Layout as Shaped;
use parley::setting::Tag;
use parley::style::{FontFamily, FontFamilyName, FontFeature, FontFeatures, FontVariation, FontWeight, StyleProperty};

use crate::fonts::{FontBook, FontInstance, Scratch};
pub use breaks::{BreakPlace, is_rtl, line_breaks};
pub(crate) use memory::Memory;
use shown::Shown;

/// How far ink may lie outside its box before it counts as overflowing, px: half the reach of anti-aliasing.
pub const OVERFLOW_SLACK_PX: f64 = 0.5;

/// Most alternative forms that one run asks for.
const FEATURES_MAX: usize = 16;

/// A text, laid out. All lengths are page px on the grid of 1/64 px, y down.
#[derive(Debug, Clone, Default)]
pub struct TextLayout {
    /// The lines, top first; an empty text has none.
    pub lines: Vec<Line>,
    /// The glyphs: a run is of one line, one face, one style of the text.
    pub runs: Vec<GlyphRun>,
    /// The box around everything that is drawn; empty, at the first line's start, when nothing is.
    pub ink: Rect,
    /// The box of all lines: from the first line's ascent to the last line's descent, as wide as the widest line.
    pub bounds: Rect,
    /// Whether ink lies outside the area by more than [`OVERFLOW_SLACK_PX`], or a line is wider than it.
    pub overflows: bool,
    /// Characters that no face has a glyph for, each once; nothing is drawn for them.
    pub missing: Vec<char>,
}

/// A line of a text.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The words as shown (capitals where the text asks for them), in reading order, without the break at the end.
    pub text: String,
    /// From its ascent to its descent and from its first to its last visible glyph, by their advances.
    pub bounds: Rect,
    /// The box around its ink; empty when it has none.
    pub ink: Rect,
    /// Where the letters stand, px from the top of the page.
    pub baseline: f64,
    /// Top of the capitals of its largest run, px from the top of the page.
    pub cap_top: f64,
}

/// Glyphs of one face, size and style on one line, in visual order from left to right.
#[derive(Clone)]
pub struct GlyphRun {
    /// Index of the line.
    pub line: usize,
    /// Index of the run of the text whose style it has.
    pub style: usize,
    /// Family of the face that is really used; differs from the one asked for where that has no glyph.
    pub family: String,
    /// Size of the em, px.
    pub size: f64,
    /// Whether the run reads from right to left.
    pub rtl: bool,
    /// The words as shown, in reading order.
    pub text: String,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    pub(crate) instance: Arc<FontInstance>,
}

/// One positioned glyph.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its index in the font file.
    pub id: u32,
    /// Origin on the base line, px of the page.
    pub x: f64,
    /// Origin on the base line, px of the page.
    pub y: f64,
    /// Distance to the next glyph's origin, px, letter spacing included.
    pub advance: f64,
    /// The bytes of the run's text that it stands for.
    pub text: Range<usize>,
}

impl std::fmt::Debug for GlyphRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GlyphRun")
            .field("line", &self.line)
            .field("family", &self.family)
            .field("size", &self.size)
            .field("text", &self.text)
            .field("glyphs", &self.glyphs.len())
            .finish_non_exhaustive()
    }
}

impl GlyphRun {
    /// The font file that its glyphs are of, by its path in the kit or the font folder or its name among the embedded.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.instance.face.file
    }

    /// Where on the axes of a variable face it is set, by tag.
    #[must_use]
    pub fn variations(&self) -> std::collections::BTreeMap<String, f32> {
        let told = |(tag, place): &([u8; 4], f32)| (String::from_utf8_lossy(tag).into_owned(), *place);
        self.instance.variations.iter().map(told).collect()
    }

    /// The box around the ink of each glyph that leaves a trace, page px.
    pub fn inks(&self) -> impl Iterator<Item = Rect> + '_ {
        let scale = self.size / self.instance.face.units_per_em;
        self.glyphs.iter().filter_map(move |glyph| {
            let [left, bottom, right, top] = self.instance.outline(glyph.id).bounds?;
            let (x, y) = (glyph.x + left * scale, glyph.y - top * scale);
            Some(Rect::new(x, y, (right - left) * scale, (top - bottom) * scale))
        })
    }

    /// Whether any of its glyphs leaves a trace; spaces do not.
    pub(crate) fn has_ink(&self) -> bool {
        self.glyphs.iter().any(|glyph| self.instance.outline(glyph.id).bounds.is_some())
    }
}

/// Lays `text` out in `area`.
///
/// Lines break at `\n` and, if the text wraps, where the area ends. Base lines are `leading` × the line's largest size
/// apart, or as far as the run of the line asks for that wants the most. A run that is shifted moves alone. Vertically, `Top` puts the first line's ascent at the top of the area, `Bottom` the last line's descent at its
/// bottom, and `Middle` centres what the eye sees, from the first line's capitals to the last base line, as far as the
/// block stays inside.
///
/// The same text, area and faces give the same layout everywhere. Cost: about 20 µs for a short line once warm, and 1 µs
/// when the same text was laid out a short while ago in any area of the width: what was shaped is remembered.
#[must_use]
pub fn lay_out_text(fonts: &FontBook, text: &Text, area: Rect) -> TextLayout {
    fonts.with_scratch(|scratch| {
        let key = memory::Key::of(text, area.w);
        if let Some(unplaced) = scratch.memory.get(&key) {
            return unplaced.place(text, area);
        }
        let shown = Shown::of(text, fonts);
        let max_advance = text.wrap.then(|| shown.wrap_width(area.w));
        let shaped = shape(fonts, scratch, text, &shown, max_advance);
        let unplaced = place::set(fonts, text, &shown, &shaped);
        let layout = unplaced.place(text, area);
        scratch.memory.keep(key, unplaced);
        layout
    })
}

fn shape(
    fonts: &FontBook,
    scratch: &mut Scratch,
    text: &Text,
    shown: &Shown,
    max_advance: Option<f32>,
) -> Shaped<usize> {
    let mut builder = scratch.layout.ranged_builder(&mut scratch.fonts, &shown.text, 1.0, false);
    builder.set_base_direction(shown.direction);
    if let Ok(language) = parley::style::Language::parse(&text.language) {
        builder.push_default(StyleProperty::Locale(Some(language)));
    }
    let mut letters = Vec::new();
    for (index, (run, piece)) in text.runs.iter().zip(&shown.pieces).enumerate() {
        let range = piece.range.clone();
        let words = shown.text.get(range.clone()).unwrap_or_default();
        let stack: Vec<FontFamilyName<'_>> =
            fonts.stack(&run.font, words, &text.language).into_iter().map(FontFamilyName::named).collect();
        builder.push(StyleProperty::Brush(index), range.clone());
        for (place, alias) in fonts.whole_letters(&run.font, words) {
            let stack: Vec<FontFamilyName<'_>> =
                std::iter::once(FontFamilyName::named(alias)).chain(stack.iter().cloned()).collect();
            letters.push((range.start + place.start..range.start + place.end, stack));
        }
        builder.push(StyleProperty::FontFamily(FontFamily::List(stack.into())), range.clone());
        for (place, stack) in letters.drain(..) {
            builder.push(StyleProperty::FontFamily(FontFamily::List(stack.into())), place);
        }
        builder.push(StyleProperty::FontStyle(fonts.style(&run.font)), range.clone());
        let weight = FontWeight::new(f32::from(run.font.weight.clamp(1, 1000)));
        builder.push(StyleProperty::FontWeight(weight), range.clone());
        builder.push(StyleProperty::FontSize(piece.size), range.clone());
        builder.push(StyleProperty::LetterSpacing(piece.tracking), range.clone());
        if !run.features.is_empty() {
            let tags = run.features.iter().take(FEATURES_MAX).map(|feature| Tag::new(&feature.tag()));
            let features: Vec<FontFeature> = tags.map(|tag| FontFeature::new(tag, 1)).collect();
            builder.push(StyleProperty::FontFeatures(FontFeatures::List(features.into())), range.clone());
        }
        let places = fonts.variations(&run.font);
        if !places.is_empty() {
            let places: Vec<FontVariation> =
                places.iter().map(|(tag, place)| FontVariation::new(Tag::new(tag), *place)).collect();
            builder.push(StyleProperty::FontVariations(places[..].into()), range.clone());
        }
    }
    let mut layout = builder.build(&shown.text);
    layout.break_all_lines(max_advance);
    layout
}
