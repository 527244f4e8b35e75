//! From shaped lines to glyphs at their places on the page.

use std::sync::Arc;

use design::document::{Align, Text, VAlign};
use design::geometry::{Rect, round_px};
use parley::layout::{Cluster, Layout as Shaped, Line as ShapedLine, Run as ShapedRun};

use super::shown::{Shown, sane, shift_of};
use super::{Glyph, GlyphRun, Line, OVERFLOW_SLACK_PX, TextLayout};
use crate::fonts::{FontBook, FontInstance, is_ignorable};

/// A text whose lines are set but have no place yet.
#[derive(Debug, Clone)]
pub(crate) struct Unplaced {
    /// Its lines and glyphs, every line at y = 0 with its visible part from x = 0 on.
    layout: TextLayout,
    measures: Vec<Measure>,
    rtl: bool,
}

/// What a line measures before it has a place; lengths in px, x from the line's own left end.
#[derive(Debug, Clone)]
struct Measure {
    ascent: f64,
    descent: f64,
    cap: f64,
    leading: f64,
    width: f64,
}

/// Sets every line of a shaped text.
pub(super) fn set(fonts: &FontBook, text: &Text, shown: &Shown, shaped: &Shaped<usize>) -> Unplaced {
    let mut layout = TextLayout { overflows: shown.cut, ..TextLayout::default() };
    let mut measures = Vec::new();
    if !shown.text.is_empty() {
        for (index, line) in shaped.lines().enumerate() {
            measures.push(set_line(fonts, text, shown, &line, index, &mut layout));
        }
    }
    Unplaced { layout, measures, rtl: shaped.is_rtl() }
}

impl Unplaced {
    /// The lines at their places in `area`.
    pub(super) fn place(&self, text: &Text, area: Rect) -> TextLayout {
        let mut layout = self.layout.clone();
        if self.measures.is_empty() {
            layout.ink = Rect::new(area.x, area.y, 0.0, 0.0);
            layout.bounds = layout.ink;
            return layout;
        }
        stand(text, self.rtl, area, &self.measures, &mut layout);
        bound(area, &mut layout);
        layout
    }
}

/// Sets the glyphs of a line at y = 0, its visible part starting at x = 0, and says what it measures.
fn set_line(
    fonts: &FontBook,
    text: &Text,
    shown: &Shown,
    line: &ShapedLine<'_, usize>,
    index: usize,
    layout: &mut TextLayout,
) -> Measure {
    let leading = sane(text.leading, 0.1, 10.0, 1.2);
    let mut measure = Measure { ascent: 0.0, descent: 0.0, cap: 0.0, leading: 0.0, width: 0.0 };
    let first_run = layout.runs.len();
    let mut cursor = Cursor::default();
    let mut largest = 0.0;
    for run in line.runs() {
        // Style changes that matter to a face split runs, so the first cluster speaks for all.
        let style = run.clusters().next().and_then(|cluster| text.runs.get(cluster.style().brush));
        let asked = style.map_or_else(Vec::new, |style| fonts.variations(&style.font));
        let instance = fonts.instance(&run, &asked);
        let size = f64::from(run.font_size());
        let metrics = run.font_metrics();
        // A damaged file may claim anything; no sound face stands outside these bounds.
        measure.ascent = measure.ascent.max(sane(f64::from(metrics.ascent), 0.3 * size, 2.0 * size, size));
        measure.descent = measure.descent.max(sane(f64::from(metrics.descent), 0.0, size, 0.2 * size));
        let own = style.and_then(|style| style.leading).map_or(leading, |own| sane(own, 0.1, 10.0, leading));
        measure.leading = measure.leading.max(own * size);
        if size > largest {
            largest = size;
            let cap = instance.as_ref().and_then(|instance| instance.face.cap_height).unwrap_or(0.7);
            measure.cap = (cap + style.map_or((0.0, 0.0), shift_of).1) * size;
        }
        if let Some(instance) = instance {
            set_run(&instance, shown, &run, index, &mut cursor, layout);
        }
    }
    // Spaces at the ends of a line and the spacing after its last letter are not seen, so they do not count.
    let (left, right) = cursor.seen.unwrap_or((0.0, 0.0));
    measure.width = (right - left).max(0.0);
    for glyph in layout.runs[first_run..].iter_mut().flat_map(|run| &mut run.glyphs) {
        glyph.x -= left;
    }
    let words = shown.text.get(line.text_range()).unwrap_or_default();
    layout.lines.push(Line { text: words.trim_end().to_owned(), ..Line::default() });
    measure
}

/// Where the next glyph of a line goes.
#[derive(Default)]
struct Cursor {
    x: f64,
    /// Left and right end of what is visible so far.
    seen: Option<(f64, f64)>,
}

fn set_run(
    instance: &Arc<FontInstance>,
    shown: &Shown,
    run: &ShapedRun<'_, usize>,
    line: usize,
    cursor: &mut Cursor,
    layout: &mut TextLayout,
) {
    let mut open: Option<(GlyphRun, Vec<(usize, usize)>)> = None;
    for cluster in run.visual_clusters() {
        let style = cluster.style().brush;
        if open.as_ref().is_none_or(|(open, _)| open.style != style) {
            layout.runs.extend(open.take().and_then(|(run, sources)| finish_run(shown, run, &sources)));
            let fresh = GlyphRun {
                line,
                style,
                family: instance.face.family.clone(),
                size: f64::from(run.font_size()),
                rtl: run.is_rtl(),
                text: String::new(),
                glyphs: Vec::new(),
                instance: Arc::clone(instance),
            };
            open = Some((fresh, Vec::new()));
        }
        if let Some((open, sources)) = &mut open {
            set_cluster(shown, &cluster, cursor, open, sources, &mut layout.missing);
        }
    }
    layout.runs.extend(open.and_then(|(run, sources)| finish_run(shown, run, &sources)));
}

fn set_cluster(
    shown: &Shown,
    cluster: &Cluster<'_, usize>,
    cursor: &mut Cursor,
    run: &mut GlyphRun,
    sources: &mut Vec<(usize, usize)>,
    missing: &mut Vec<char>,
) {
    let range = cluster.text_range();
    let words = shown.text.get(range.clone()).unwrap_or_default();
    if words.starts_with('\n') {
        return;
    }
    if cluster.is_ligature_continuation() {
        // The ligature's glyph stands for these letters too.
        if let Some(last) = sources.last_mut() {
            *last = (last.0.min(range.start), last.1.max(range.end));
        }
        return;
    }
    let space = words.chars().all(char::is_whitespace);
    if !space && cluster.glyphs().any(|glyph| glyph.id == 0) {
        for c in words.chars().filter(|c| !c.is_whitespace() && !is_ignorable(*c)) {
            if !missing.contains(&c) {
                missing.push(c);
            }
        }
        return;
    }
    let piece = shown.pieces.get(run.style);
    let tracking = piece.map_or(0.0, |piece| f64::from(piece.tracking));
    let (dx, dy) = piece.map_or((0.0, 0.0), |piece| piece.shift);
    for glyph in cluster.glyphs() {
        let advance = f64::from(glyph.advance);
        if !advance.is_finite() {
            continue;
        }
        let (x, y) = (cursor.x + dx + f64::from(glyph.x), dy + f64::from(glyph.y));
        run.glyphs.push(Glyph { id: glyph.id, x, y, advance, text: 0..0 });
        sources.push((range.start, range.end));
        if !space {
            // A line starts where its first letter would stand; a shift moves the letter, not the line.
            let (start, end) = (cursor.x, cursor.x + dx + advance - tracking);
            let (left, right) = cursor.seen.unwrap_or((start, end));
            cursor.seen = Some((left.min(start), right.max(end)));
        }
        cursor.x += advance;
    }
}

/// Gives a run its words, and each glyph the part of them that it stands for.
fn finish_run(shown: &Shown, mut run: GlyphRun, sources: &[(usize, usize)]) -> Option<GlyphRun> {
    let start = sources.iter().map(|source| source.0).min()?;
    let end = sources.iter().map(|source| source.1).max()?;
    run.text = shown.text.get(start..end)?.to_owned();
    for (glyph, source) in run.glyphs.iter_mut().zip(sources) {
        glyph.text = source.0 - start..source.1 - start;
    }
    Some(run)
}

/// Gives every line, and with it every glyph, its place in the area.
fn stand(text: &Text, rtl: bool, area: Rect, measures: &[Measure], layout: &mut TextLayout) {
    let mut baselines = Vec::with_capacity(measures.len());
    let mut y = 0.0;
    for (index, measure) in measures.iter().enumerate() {
        y += if index == 0 { measure.ascent } else { measure.leading };
        baselines.push(y);
    }
    let (Some(first), Some(last)) = (measures.first(), measures.last()) else { return };
    let height = y + last.descent;
    let room = area.h - height;
    let top = match text.valign {
        VAlign::Top => 0.0,
        VAlign::Bottom => room,
        VAlign::Middle => {
            let seen_middle = (first.ascent - first.cap + y) / 2.0;
            let centred = area.h / 2.0 - seen_middle;
            if room >= 0.0 { centred.clamp(0.0, room) } else { centred }
        }
    };
    let to_end = match (text.align, rtl) {
        (Align::Start, false) | (Align::End, true) => 0.0,
        (Align::Center, _) => 0.5,
        (Align::End, false) | (Align::Start, true) => 1.0,
    };
    let mut lefts = Vec::with_capacity(measures.len());
    for ((line, measure), baseline) in layout.lines.iter_mut().zip(measures).zip(&baselines) {
        let baseline = round_px(area.y + top + baseline);
        let left = round_px(area.x + (area.w - measure.width) * to_end);
        line.baseline = baseline;
        line.cap_top = round_px(baseline - measure.cap);
        line.bounds = Rect::new(left, baseline - measure.ascent, measure.width, measure.ascent + measure.descent);
        lefts.push(left);
    }
    for run in &mut layout.runs {
        let (left, baseline) = (lefts[run.line], layout.lines[run.line].baseline);
        for glyph in &mut run.glyphs {
            glyph.x = round_px(left + glyph.x);
            glyph.y = round_px(baseline - glyph.y);
            glyph.advance = round_px(glyph.advance);
        }
    }
}

/// Draws the boxes around ink and lines, and says whether they leave the area.
///
/// Letters such as J may hang out at the side where their line starts. The text is moved in by as much, as one, so that
/// its ink stays in its box wherever there is room for it.
fn bound(area: Rect, layout: &mut TextLayout) {
    measure_ink(area, layout);
    let ink = layout.ink;
    let shift = if ink.w > area.w {
        0.0
    } else if ink.x < area.x {
        area.x - ink.x
    } else {
        (area.right() - ink.right()).min(0.0)
    };
    if shift != 0.0 {
        for line in &mut layout.lines {
            line.bounds = line.bounds.translate(shift, 0.0);
        }
        for glyph in layout.runs.iter_mut().flat_map(|run| &mut run.glyphs) {
            glyph.x = round_px(glyph.x + shift);
        }
        measure_ink(area, layout);
    }
    let outside = layout.ink.w > 0.0 && !area.contains(layout.ink, OVERFLOW_SLACK_PX);
    // A wrapped line can be too wide as well: a word that is longer than the area does not break.
    let too_wide = layout.bounds.w > area.w + OVERFLOW_SLACK_PX;
    layout.overflows |= outside || too_wide;
}

fn measure_ink(area: Rect, layout: &mut TextLayout) {
    let mut inks: Vec<Option<[f64; 4]>> = vec![None; layout.lines.len()];
    for run in &layout.runs {
        let scale = run.size / run.instance.face.units_per_em;
        for glyph in &run.glyphs {
            let Some([left, bottom, right, top]) = run.instance.outline(glyph.id).bounds else { continue };
            let ink =
                [glyph.x + left * scale, glyph.y - top * scale, glyph.x + right * scale, glyph.y - bottom * scale];
            let line = &mut inks[run.line];
            *line = Some(line.map_or(ink, |seen| join(seen, ink)));
        }
    }
    for (line, ink) in layout.lines.iter_mut().zip(&inks) {
        line.ink = ink.map_or_else(|| Rect::new(line.bounds.x, line.baseline, 0.0, 0.0), rect);
    }
    let start = layout.lines.first().map_or(area, |line| Rect::new(line.bounds.x, line.baseline, 0.0, 0.0));
    let all = inks.iter().flatten().copied().reduce(join);
    layout.ink = all.map_or(Rect::new(start.x, start.y, 0.0, 0.0), rect);
    layout.bounds = layout.lines.iter().map(|line| line.bounds).reduce(Rect::union).unwrap_or(layout.ink);
}

fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn rect([left, top, right, bottom]: [f64; 4]) -> Rect {
    Rect::new(left, top, right - left, bottom - top)
}
