//! Contrast of text with what is really behind it.

use std::collections::BTreeSet;

use design::document::Paint;
use design::format::Aspect;
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity, Srgb, TokenPath};
use render::InkMask;

use super::brand::paint_tokens;
use super::verdict;
use crate::subject::{Subject, TextElement};

/// Contrast that text needs. Source: WCAG 2.2, success criterion 1.4.3.
const RATIO_MIN: f64 = 4.5;
/// Contrast that large text needs.
const RATIO_LARGE_MIN: f64 = 3.0;
/// Large text, px on a page whose short side is 1080 px.
pub const LARGE_PX: f64 = 24.0;
/// Large text if bold (700 or more), px on a page whose short side is 1080 px.
pub const LARGE_BOLD_PX: f64 = 18.66;
/// Share of the worst pixels that is forgiven: edges of plates, single specks.
const FORGIVEN: f64 = 0.05;
/// How far around a glyph the ground counts, em.
const REACH_EM: f64 = 0.1;
/// About how many pixels of one run are looked at.
const SAMPLES_PER_RUN: f64 = 16_000.0;

/// Whether text of `size` px counts as large on a page `page`: see FORMATS, "large text". On skyscrapers and
/// leaderboards none does.
#[must_use]
pub fn is_large(size: f64, weight: u16, page: Rect) -> bool {
    if matches!(Aspect::of(page.w, page.h), Aspect::Tower | Aspect::Strip) {
        return false;
    }
    let scaled = size * 1080.0 / page.w.min(page.h).max(1.0);
    scaled >= LARGE_PX || (weight >= 700 && scaled >= LARGE_BOLD_PX)
}

/// The fifth percentile of the WCAG contrast ratio between a text's colour and the page without text, over the text's
/// ink and 0.1 em around it, is 4.5 at least; 3.0 for large text. A gradient counts by its worst colour.
pub(super) fn contrast(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let linear = linear_table();
    let mut findings = Vec::new();
    for text in &subject.texts {
        let styles: BTreeSet<usize> = text.set.runs.iter().map(|run| run.style).collect();
        let worst = styles
            .into_iter()
            .filter_map(|style| judge_style(subject, text, style, &linear))
            .reduce(|worst, one| if one.ratio / one.needed < worst.ratio / worst.needed { one } else { worst });
        if let Some(Weak { ratio, needed, style, ground }) = worst.filter(|weak| weak.ratio < weak.needed) {
            let message =
                format!("The contrast of `{}` with what is behind it is {ratio:.2}; it needs {needed}.", text.id());
            let finding =
                Finding::new("contrast", Severity::Gate, message).at(text.id(), text.ink).measured(ratio, needed);
            findings.push(match repainted(subject, text, style, &ground, needed, &linear) {
                Some(repair) => finding.mended_by(repair),
                None => finding,
            });
        }
    }
    verdict(findings)
}

/// How a style of a text stands against its ground.
struct Weak {
    ratio: f64,
    needed: f64,
    style: usize,
    ground: Ground,
}

fn judge_style(subject: &Subject<'_>, text: &TextElement<'_>, style: usize, linear: &[f64; 256]) -> Option<Weak> {
    let run = text.text.runs.get(style)?;
    let ground = Ground::under(subject, text, style)?;
    let kit = subject.layout.kit();
    let colors = paint_tokens(run.fill.as_ref().unwrap_or(text.fill)).into_iter().filter_map(|token| kit.color(token));
    let ratio = colors.map(|color| ground.contrast(color, text.element.opacity, linear)).reduce(f64::min)?;
    let size = text.set.runs.iter().filter(|run| run.style == style).map(|run| run.size).fold(0.0, f64::max);
    let needed = if is_large(size, run.font.weight, subject.page()) { RATIO_LARGE_MIN } else { RATIO_MIN };
    Some(Weak { ratio, needed, style, ground })
}

/// Channel value to linear light. Source: WCAG 2.2, "relative luminance".
pub(super) fn linear_table() -> [f64; 256] {
    let mut table = [0.0; 256];
    for (value, linear) in (0..=255_u8).zip(&mut table) {
        let c = f64::from(value) / 255.0;
        *linear = if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) };
    }
    table
}

pub(super) fn luminance(rgb: [u8; 3], linear: &[f64; 256]) -> f64 {
    let [r, g, b] = rgb.map(|channel| linear[usize::from(channel)]);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The colours behind a text, with how many pixels have them.
struct Ground(Vec<([u8; 3], u32)>);

impl Ground {
    /// The ground of the runs that have the style; `None` when none has ink on the page.
    fn under(subject: &Subject<'_>, text: &TextElement<'_>, style: usize) -> Option<Self> {
        let mut seen: Vec<([u8; 3], u32)> = Vec::new();
        let page = (subject.ground.width, subject.ground.height);
        for (run, ink) in text.inks(|run| run.style == style) {
            let mask = near(&ink, (run.size * REACH_EM).ceil().clamp(1.0, 512.0) as u32, page);
            let area = f64::from(mask.width) * f64::from(mask.height);
            let step = libm::sqrt(area / SAMPLES_PER_RUN).floor().max(1.0) as usize;
            let width = subject.ground.width as usize;
            for (y, row) in mask.coverage.chunks_exact(mask.width as usize).enumerate().step_by(step) {
                let start = ((mask.y as usize + y) * width + mask.x as usize) * 4;
                let Some(pixels) = subject.ground.data.get(start..start + row.len() * 4) else { continue };
                let inked = row.iter().zip(pixels.chunks_exact(4)).step_by(step).filter(|(ink, _)| **ink > 0);
                for color in inked.map(|(_, rgba)| on_white(rgba)) {
                    // Most of what lies behind a text is one colour.
                    match seen.last_mut().filter(|(last, _)| *last == color) {
                        Some((_, count)) => *count += 1,
                        None => seen.push((color, 1)),
                    }
                }
            }
        }
        seen.sort_unstable_by_key(|(color, _)| *color);
        let counted = seen.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same.iter().map(|one| one.1).sum()));
        let counted: Vec<([u8; 3], u32)> = counted.collect();
        (!counted.is_empty()).then_some(Self(counted))
    }

    /// The contrast that all but the worst twentieth of the pixels have at least with `color` at `opacity`.
    fn contrast(&self, color: Srgb, opacity: f64, linear: &[f64; 256]) -> f64 {
        let mut ratios: Vec<(f64, u32)> = self
            .0
            .iter()
            .map(|&(ground, count)| {
                let shown = [color.r, color.g, color.b];
                let blend =
                    |(&c, g): (&u8, u8)| libm::round(f64::from(c) * opacity + f64::from(g) * (1.0 - opacity)) as u8;
                let mut mixed = shown;
                if opacity < 1.0 {
                    mixed.iter_mut().zip(shown.iter().zip(ground)).for_each(|(out, pair)| *out = blend(pair));
                }
                let (a, b) = (luminance(mixed, linear), luminance(ground, linear));
                ((a.max(b) + 0.05) / (a.min(b) + 0.05), count)
            })
            .collect();
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: u64 = ratios.iter().map(|ratio| u64::from(ratio.1)).sum();
        let forgiven = (total as f64 * FORGIVEN) as u64;
        let mut passed = 0;
        for (ratio, count) in ratios {
            passed += u64::from(count);
            if passed > forgiven {
                return ratio;
            }
        }
        1.0
    }
}

pub(super) fn on_white(rgba: &[u8]) -> [u8; 3] {
    if rgba[3] == u8::MAX {
        return [rgba[0], rgba[1], rgba[2]];
    }
    let alpha = u32::from(rgba[3]);
    [0, 1, 2].map(|channel| ((u32::from(rgba[channel]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

/// Marks every pixel of the page that is no farther than `reach` from ink on both axes.
fn near(ink: &InkMask, reach: u32, page: (u32, u32)) -> InkMask {
    let span = |from: u32, size: u32, limit: u32| {
        let start = from.saturating_sub(reach);
        (start, from.saturating_add(size).saturating_add(reach).min(limit.max(from + size)) - start)
    };
    let ((x, width), (y, height)) = (span(ink.x, ink.width, page.0), span(ink.y, ink.height, page.1));
    let (across, inked, reach) = (width as usize, ink.width as usize, reach as usize);
    let (left, top) = ((ink.x - x) as usize, (ink.y - y) as usize);
    let mut coverage = vec![0; across * height as usize];
    let mut before = Vec::new();
    for (row, ink) in coverage.chunks_exact_mut(across).skip(top).zip(ink.coverage.chunks_exact(inked)) {
        row[left..left + inked].copy_from_slice(ink);
        spread(row, reach, 1, &mut before);
    }
    spread(&mut coverage, reach, across, &mut before);
    InkMask { x, y, width, height, coverage }
}

/// Spreads ink over `reach` places of `stride` on both sides, twice as far with each pass.
fn spread(ink: &mut [u8], reach: usize, stride: usize, before: &mut Vec<u8>) {
    for forward in [true, false] {
        let mut reached = 0;
        while reached < reach {
            let by = (reached + 1).min(reach - reached);
            reached += by;
            before.clear();
            before.extend_from_slice(ink);
            let away = (by * stride).min(ink.len());
            let (onto, from) = match forward {
                true => (&mut ink[away..], &before[..]),
                false => (&mut ink[..], &before[away..]),
            };
            onto.iter_mut().zip(from).for_each(|(onto, from)| *onto |= from);
        }
    }
}

/// The kit's colour that reads best on the ground, if any reads well enough. Inks come first among equals.
fn repainted(
    subject: &Subject<'_>,
    text: &TextElement<'_>,
    style: usize,
    ground: &Ground,
    needed: f64,
    linear: &[f64; 256],
) -> Option<Operation> {
    let kit = subject.layout.kit();
    let tokens = kit.roles.ink.iter().chain(&kit.roles.ground).chain(&kit.neutrals);
    let mut best: Option<(f64, &TokenPath)> = None;
    for token in tokens {
        let Some(color) = kit.color(token) else { continue };
        let ratio = ground.contrast(color, text.element.opacity, linear);
        if best.is_none_or(|(most, _)| ratio > most) {
            best = Some((ratio, token));
        }
    }
    let (_, token) = best.filter(|(ratio, _)| *ratio >= needed)?;
    let id = text.id().clone();
    if text.text.runs.get(style)?.fill.is_none() {
        return Some(Operation::SetFill { id, fill: Some(Paint::token(token)) });
    }
    let mut words = text.text.clone();
    words.runs.get_mut(style)?.fill = Some(Paint::token(token));
    Some(Operation::SetText { id, text: words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_is_measured_on_a_page_of_1080() {
        let square = Rect::new(0.0, 0.0, 1080.0, 1080.0);
        for (size, weight, page, want) in [
            (24.0, 400, square, true),
            (23.9, 400, square, false),
            (18.66, 700, square, true),
            (18.66, 600, square, false),
            (12.0, 400, Rect::new(0.0, 0.0, 540.0, 675.0), true),
            (80.0, 900, Rect::new(0.0, 0.0, 728.0, 90.0), false),
            (40.0, 900, Rect::new(0.0, 0.0, 160.0, 600.0), false),
        ] {
            assert_eq!(is_large(size, weight, page), want, "{size} px, {weight}");
        }
    }

    #[test]
    fn the_worst_twentieth_is_forgiven_and_no_more() {
        let linear = linear_table();
        let ground = |dark: u32| Ground(vec![([0; 3], dark), ([255; 3], 1000 - dark)]);
        let black = |dark| ground(dark).contrast(Srgb::BLACK, 1.0, &linear);
        assert!((black(50) - 21.0).abs() < 1e-9);
        assert!((black(51) - 1.0).abs() < 1e-9);
        // Half transparent black on white is the grey #808080, of contrast 3.95.
        let faint = Ground(vec![([255; 3], 9)]).contrast(Srgb::BLACK, 0.5, &linear);
        assert!((faint - Srgb::new(128, 128, 128).contrast(Srgb::WHITE)).abs() < 1e-9);
    }

    #[test]
    fn ink_spreads_as_far_as_it_reaches() {
        let mut coverage = vec![0; 11 * 11];
        coverage[5 * 11 + 5] = 200;
        let ink = InkMask { x: 0, y: 0, width: 11, height: 11, coverage };
        let mask = near(&ink, 2, (11, 11));
        assert_eq!((mask.x, mask.y, mask.width, mask.height), (0, 0, 11, 11));
        let inked: Vec<(usize, usize)> = (0..121).filter(|i| mask.coverage[*i] > 0).map(|i| (i % 11, i / 11)).collect();
        assert_eq!(inked.len(), 25);
        assert!(inked.iter().all(|&(x, y)| x.abs_diff(5) <= 2 && y.abs_diff(5) <= 2));
        // Around a single pixel near a corner of a page: cut off at its edges.
        for reach in [1, 2, 3, 4, 5, 7, 30] {
            let ink = InkMask { x: 2, y: 17, width: 1, height: 1, coverage: vec![9] };
            let mask = near(&ink, reach, (20, 19));
            assert_eq!((mask.x, mask.y), (2_u32.saturating_sub(reach), 17_u32.saturating_sub(reach)), "{reach}");
            let ends = (mask.x + mask.width, mask.y + mask.height);
            assert_eq!(ends, ((3 + reach).min(20), (18 + reach).min(19)), "{reach}");
            assert!(mask.coverage.iter().all(|ink| *ink > 0), "{reach}");
        }
    }
}
