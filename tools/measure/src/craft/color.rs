//! Colours in proportion and in harmony.

use std::collections::{BTreeMap, BTreeSet};

use design::{Finding, Score, Srgb};

use super::{band, plainly, ramp};
use crate::Subject;
use crate::gates::paint_tokens;
use crate::grid::Grid;
use crate::subject::TextElement;

/// OKLCH chroma below which a colour is a neutral to the eye.
const CHROMA_MIN: f64 = 0.04;
/// Width of a step of hue, degrees.
const HUE_STEP: usize = 6;

/// Colours that texts may be set in, what each beyond takes of the worth of the proportion, and how many do.
const INKS: usize = 2;
const INK_COSTS: f64 = 0.2;
const INKS_SPARE_MAX: usize = 3;

/// Contrast at which text is still read, and at which it is read with ease. Source: WCAG 2.2, success criteria 1.4.3 and 1.4.6.
const CONTRAST_LEAST: f64 = 3.0;
const CONTRAST_EASE: f64 = 7.0;
/// And from which on more of it is seen by nobody, with what the way there is worth.
const CONTRAST_FULL: f64 = 12.0;
const CRISP: f64 = 0.15;

/// Texts stand out from what they lie on: the WCAG contrast of a text's colour, as faint as it is, with the mean colours under its
/// lines, 3 (0) by 7 (0.85) to 12 (1). Half the mean of the texts, half the worst of them.
///
/// The gate of that kind looks at every pixel of the ink; this one tells what is read with ease from what just passes.
pub(super) fn text_contrast(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let score = |ratio: f64| {
        (1.0 - CRISP) * ramp(ratio, CONTRAST_LEAST, CONTRAST_EASE) + CRISP * ramp(ratio, CONTRAST_EASE, CONTRAST_FULL)
    };
    let scores: Vec<f64> = subject.texts.iter().map(|text| score(stands_out(subject, text))).collect();
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    let worst = scores.iter().copied().fold(1.0, f64::min);
    plainly(if scores.is_empty() { 1.0 } else { (mean + worst) / 2.0 })
}

/// The mean contrast of a text with what is under it, for the faintest of its colours.
fn stands_out(subject: &Subject<'_>, text: &TextElement<'_>) -> f64 {
    let kit = subject.layout.kit();
    let fills = text.text.runs.iter().map(|run| run.fill.as_ref().unwrap_or(text.fill));
    let colors: BTreeSet<Srgb> = fills.flat_map(paint_tokens).filter_map(|token| kit.color(token)).collect();
    let opacity = text.element.opacity;
    let mixed = |color: Srgb, ground: Srgb| {
        let blend = |a: u8, b: u8| libm::round(f64::from(a) * opacity + f64::from(b) * (1.0 - opacity)) as u8;
        Srgb::new(blend(color.r, ground.r), blend(color.g, ground.g), blend(color.b, ground.b))
    };
    let cells: Vec<Srgb> = text
        .lines
        .iter()
        .flat_map(|line| subject.ground_grid.touched(*line))
        .filter_map(|index| Some(subject.ground_grid.cells.get(index)?.color))
        .collect();
    let mean = |color: &Srgb| {
        let sum: f64 = cells.iter().map(|ground| mixed(*color, *ground).contrast(*ground)).sum();
        sum / cells.len().max(1) as f64
    };
    colors.iter().map(mean).reduce(f64::min).unwrap_or(CONTRAST_FULL)
}

/// Ground, second colour and accent stand near 60 : 30 : 10.
///
/// Mean of three bands: the largest colour's share of the page (0.45–0.88; the moods of the design guide run from 0.50
/// to 0.88), the accents' (chromatic colours but the two largest: 0.005–0.15), and the number of colours above 1 % that
/// differ by ΔE₀₀ 8 or more (2–5). Times 0.8 for three colours that texts are set in, and 0.2 less for each beyond, to 0.4 from
/// five on: two inks and what is stressed are enough.
pub(super) fn proportion(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let spare = inks(subject).saturating_sub(INKS).min(INKS_SPARE_MAX);
    plainly(proportion_of(&subject.grid) * (1.0 - INK_COSTS * spare as f64))
}

/// How many colours texts are set in; a gradient is the first of its own.
fn inks(subject: &Subject<'_>) -> usize {
    let kit = subject.layout.kit();
    let fills = subject
        .texts
        .iter()
        .flat_map(|text| text.text.runs.iter().map(|run| run.fill.as_ref().unwrap_or(text.fill)).collect::<Vec<_>>());
    let colors = fills.filter_map(|fill| kit.color(paint_tokens(fill).into_iter().next()?));
    colors.collect::<BTreeSet<Srgb>>().len()
}

pub(crate) fn proportion_of(grid: &Grid) -> f64 {
    let shares = palette(grid);
    let Some(&(_, largest)) = shares.first() else { return 0.0 };
    let accents: f64 =
        shares.iter().skip(2).filter(|(color, _)| color.to_lch().c > CHROMA_MIN).map(|(_, share)| share).sum();
    let colors = shares.iter().filter(|(_, share)| *share >= 0.01).count() as f64;
    let ground = band(largest, [0.15, 0.45, 0.88, 0.995]);
    // Accents below half a percent are no fault where the second colour is the accent.
    let accent = ramp(accents, 0.45, 0.15);
    let count = band(colors, [0.5, 2.0, 6.0, 14.0]);
    (ground * 2.0 + accent + count) / 4.0
}

/// The picture's colours with their shares, largest first; colours closer than ΔE₀₀ 8 are one.
fn palette(grid: &Grid) -> Vec<(Srgb, f64)> {
    let mut counts: BTreeMap<[u8; 3], (u64, [u64; 3])> = BTreeMap::new();
    for cell in &grid.cells {
        let rgb = [cell.color.r, cell.color.g, cell.color.b];
        let (count, sums) = counts.entry(rgb.map(|channel| channel >> 5)).or_default();
        *count += 1;
        sums.iter_mut().zip(rgb).for_each(|(sum, channel)| *sum += u64::from(channel));
    }
    let mut colors: Vec<(Srgb, u64)> = counts
        .into_values()
        .map(|(count, sums)| {
            let [r, g, b] = sums.map(|sum| (sum / count.max(1)).min(255) as u8);
            (Srgb::new(r, g, b), count)
        })
        .collect();
    // Stable: equal counts stay in the order of their colours.
    colors.sort_by_key(|color| std::cmp::Reverse(color.1));
    let mut merged: Vec<(Srgb, u64)> = Vec::new();
    for (color, count) in colors {
        match merged.iter_mut().find(|(known, _)| known.delta_e(color) < 8.0) {
            Some(known) => known.1 += count,
            None => merged.push((color, count)),
        }
    }
    merged.sort_by_key(|color| std::cmp::Reverse(color.1));
    let total = grid.cells.len().max(1) as f64;
    merged.into_iter().map(|(color, count)| (color, count as f64 / total)).collect()
}

/// The hues fit one of the templates of harmony.
///
/// The chroma-weighted share of hues inside the best placed template, from 0.5 (0) to 0.95 (1). Broad templates cover
/// much by themselves, so they count a little less. Source: Cohen-Or et al., "Color harmonization", 2006: templates i,
/// V, L, I, T, Y, X as sectors of the hue circle (here that of OKLCH). A picture without chroma is in harmony.
pub(super) fn harmony(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    plainly(harmony_of(&subject.grid))
}

/// Sectors as (centre, width) in degrees, and what the template is worth when all hues lie inside.
type Template = (&'static [(f64, f64)], f64);

const TEMPLATES: [Template; 7] = [
    (&[(0.0, 36.0)], 1.0),                 // i, widened for the tints and shades of one hue
    (&[(0.0, 94.0)], 0.98),                // V
    (&[(0.0, 36.0), (180.0, 36.0)], 1.0),  // I
    (&[(0.0, 36.0), (90.0, 80.0)], 0.95),  // L
    (&[(0.0, 94.0), (180.0, 36.0)], 0.95), // Y
    (&[(0.0, 94.0), (180.0, 94.0)], 0.88), // X
    (&[(0.0, 180.0)], 0.85),               // T
];

pub(crate) fn harmony_of(grid: &Grid) -> f64 {
    let mut hues = [0.0_f64; 360 / HUE_STEP];
    for lch in grid.to_lch().into_iter().filter(|lch| lch.c > CHROMA_MIN) {
        let step = (lch.h / HUE_STEP as f64) as usize % hues.len();
        hues[step] += lch.c;
    }
    let total: f64 = hues.iter().sum();
    if total < 0.5 {
        return 1.0; // The chroma of a handful of cells: to the eye a picture of neutrals.
    }
    let placed = |(sectors, worth): &Template, turn: usize| {
        let inside = |step: usize| {
            let hue = (step as f64 + 0.5) * HUE_STEP as f64 - (turn * HUE_STEP) as f64;
            sectors.iter().any(|(center, width)| {
                let apart = (hue - center).rem_euclid(360.0);
                apart.min(360.0 - apart) <= width / 2.0
            })
        };
        let covered: f64 = hues.iter().enumerate().filter(|(step, _)| inside(*step)).map(|(_, chroma)| chroma).sum();
        ramp(covered / total, 0.5, 0.95) * worth
    };
    let turns = TEMPLATES.iter().flat_map(|template| (0..hues.len()).map(move |turn| placed(template, turn)));
    turns.fold(0.0, f64::max)
}
