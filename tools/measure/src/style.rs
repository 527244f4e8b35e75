//! The style of a picture in a few numbers: how light and how colourful it is and in which hues, whether it is drawn flat or
//! photographed, how much detail it has. And how far two pictures are from each other in it.
//!
//! What a picture shows is no part of its style; nor is its size: it is looked at small.
//!
//! ```
//! use maquette_measure::style::{Respect, Style};
//! use render::Pixels;
//!
//! let plain = |rgb: [u8; 3]| Pixels { width: 8, height: 8, data: [rgb[0], rgb[1], rgb[2], 255].repeat(64) };
//! let (night, day) = (Style::of(&plain([20, 20, 20])).unwrap(), Style::of(&plain([240, 240, 240])).unwrap());
//! assert_eq!(night.apart(&night).distance(), 0.0);
//! assert_eq!(night.apart(&day).most(), Respect::Lightness);
//! ```

#[cfg(test)]
mod tests;

use render::{Pixels, THUMBNAIL_PX};

use crate::grid::luma_of;
use crate::palette::{SEEN, points};

/// Steps of the circle of hues.
pub const HUES: usize = 12;
/// Width of a step of hue, degrees.
const HUE_STEP: f64 = 360.0 / HUES as f64;
/// OKLCH chroma below which a colour is a neutral to the eye, whose hue says nothing.
const CHROMA_MIN: f64 = 0.02;
/// Mean chroma from which on the hues of a picture count in full.
const CHROMA_HUED: f64 = 0.04;
/// Steps of 8 bits by which the channels of neighbours differ at most on a flat area.
const FLAT: u8 = 2;
/// Longer sides at which edges are looked at, px: details, and the large forms.
const FINE_PX: usize = 64;
const COARSE_PX: usize = 16;

/// The style of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Mean OKLab lightness, 0–1.
    pub lightness: f64,
    /// Standard deviation of the lightness.
    pub contrast: f64,
    /// Mean OKLab chroma.
    pub chroma: f64,
    /// Standard deviation of the chroma.
    pub chroma_spread: f64,
    /// Share of the chroma by hue, around 0°, 30° and so on in OKLab; all 0 for a picture of neutrals.
    pub hues: [f64; HUES],
    /// Share of the picture that is of one colour with what lies beside it: most of a drawing, little of a photograph.
    pub flat: f64,
    /// Mean step of luma (0–1) between neighbours at 64 px: details.
    pub fine: f64,
    /// The same at 16 px: large forms.
    pub coarse: f64,
}

/// In what two pictures may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Respect {
    /// [`Style::lightness`].
    Lightness,
    /// [`Style::contrast`].
    Contrast,
    /// [`Style::chroma`].
    Chroma,
    /// [`Style::chroma_spread`].
    ChromaSpread,
    /// [`Style::hues`].
    Hue,
    /// [`Style::flat`].
    Flatness,
    /// [`Style::fine`].
    Detail,
    /// [`Style::coarse`].
    Form,
}

/// A respect, what it weighs, and the difference that is 1: that of pictures of which everybody says at once that they are unlike.
const PARTS: [(Respect, f64, f64); 8] = [
    (Respect::Lightness, 1.0, 0.5),
    (Respect::Contrast, 0.5, 0.25),
    (Respect::Chroma, 1.0, 0.12),
    (Respect::ChromaSpread, 0.5, 0.08),
    (Respect::Hue, 1.0, 120.0),
    (Respect::Flatness, 1.5, 0.8),
    (Respect::Detail, 0.75, 0.08),
    (Respect::Form, 0.5, 0.16),
];

/// How far two styles are from each other in every respect.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart([f64; PARTS.len()]);

impl Apart {
    /// The distance, 0 (the same) to 1: the root of the weighted mean of the squares, so that much in one respect counts for more
    /// than a little in all.
    #[must_use]
    pub fn distance(&self) -> f64 {
        let weights: f64 = PARTS.iter().map(|(_, weight, _)| weight).sum();
        libm::sqrt(self.weighed().map(|(_, part)| part).sum::<f64>() / weights)
    }

    /// The respect that the distance is most of; of equal ones the first.
    #[must_use]
    pub fn most(&self) -> Respect {
        let most = self.weighed().reduce(|best, one| if one.1 > best.1 { one } else { best });
        most.map_or(Respect::Lightness, |(respect, _)| respect)
    }

    /// How far in one respect, 0–1.
    #[must_use]
    pub fn part(&self, respect: Respect) -> f64 {
        PARTS.iter().zip(self.0).find(|((name, ..), _)| *name == respect).map_or(0.0, |(_, part)| part)
    }

    fn weighed(&self) -> impl Iterator<Item = (Respect, f64)> + '_ {
        PARTS.iter().zip(self.0).map(|((respect, weight, _), part)| (*respect, weight * part * part))
    }
}

impl Style {
    /// The style of a picture; `None` where nothing of it is to be seen.
    #[must_use]
    pub fn of(pixels: &Pixels) -> Option<Self> {
        let small = pixels.within(THUMBNAIL_PX);
        let points = points(&small);
        let total: f64 = points.iter().map(|(.., weight)| weight).sum();
        if total <= 0.0 {
            return None;
        }
        let of_all = |value: fn(&[f64; 3]) -> f64| {
            let mean = points.iter().map(|(_, lab, weight)| value(lab) * weight).sum::<f64>() / total;
            let square = |lab: &[f64; 3]| (value(lab) - mean) * (value(lab) - mean);
            let variance = points.iter().map(|(_, lab, weight)| square(lab) * weight).sum::<f64>() / total;
            (mean, libm::sqrt(variance))
        };
        let (lightness, contrast) = of_all(|lab| lab[0]);
        let (chroma, chroma_spread) = of_all(chroma_of);
        let tones = Tones::of(&small);
        Some(Self {
            lightness,
            contrast,
            chroma,
            chroma_spread,
            hues: hues(points.iter().map(|(_, lab, weight)| (lab, *weight))),
            flat: flat(&small),
            fine: tones.within(FINE_PX).edges(),
            coarse: tones.within(COARSE_PX).edges(),
        })
    }

    /// How far it is from another, in every respect.
    #[must_use]
    pub fn apart(&self, other: &Self) -> Apart {
        let difference = |respect: Respect| match respect {
            Respect::Lightness => self.lightness - other.lightness,
            Respect::Contrast => self.contrast - other.contrast,
            Respect::Chroma => self.chroma - other.chroma,
            Respect::ChromaSpread => self.chroma_spread - other.chroma_spread,
            Respect::Hue => self.turned(other),
            Respect::Flatness => self.flat - other.flat,
            Respect::Detail => self.fine - other.fine,
            Respect::Form => self.coarse - other.coarse,
        };
        Apart(PARTS.map(|(respect, _, full)| (difference(respect).abs() / full).min(1.0)))
    }

    /// How far the hues have to be turned on average to be those of the other, degrees; less where one is nearly of neutrals.
    fn turned(&self, other: &Self) -> f64 {
        let hued = (self.chroma.min(other.chroma) / CHROMA_HUED).min(1.0);
        hued * moved(&self.hues, &other.hues) * HUE_STEP
    }
}

fn chroma_of(lab: &[f64; 3]) -> f64 {
    libm::sqrt(lab[1] * lab[1] + lab[2] * lab[2])
}

/// The shares of the chroma by hue. A hue between the middles of two steps is divided between them, so that none falls over an edge.
fn hues<'a>(points: impl Iterator<Item = (&'a [f64; 3], f64)>) -> [f64; HUES] {
    let mut hues = [0.0; HUES];
    for (lab, weight) in points {
        let chroma = chroma_of(lab);
        if chroma < CHROMA_MIN {
            continue;
        }
        let step = libm::atan2(lab[2], lab[1]).to_degrees().rem_euclid(360.0) / HUE_STEP;
        let (first, rest) = (step as usize % HUES, step - step.floor());
        hues[first] += chroma * weight * (1.0 - rest);
        hues[(first + 1) % HUES] += chroma * weight * rest;
    }
    let total: f64 = hues.iter().sum();
    if total > 0.0 { hues.map(|hue| hue / total) } else { hues }
}

/// How far the one distribution is from the other on the circle, steps: what is moved times how far.
///
/// Source: Rabin, Delon and Gousseau, "Circular earth mover's distance", 2008: the sum of what the running sums differ by, less
/// the median of that.
fn moved(one: &[f64; HUES], other: &[f64; HUES]) -> f64 {
    if one.iter().sum::<f64>() <= 0.0 || other.iter().sum::<f64>() <= 0.0 {
        return 0.0;
    }
    let mut running = [0.0; HUES];
    let mut sum = 0.0;
    for (at, (a, b)) in one.iter().zip(other).enumerate() {
        sum += a - b;
        running[at] = sum;
    }
    let mut sorted = running;
    sorted.sort_by(f64::total_cmp);
    // Any value between the two middle ones gives the same sum.
    let median = sorted[HUES / 2];
    running.iter().map(|sum| (sum - median).abs()).sum()
}

/// The share of pixels that are of one colour with those to the right of them and below.
fn flat(pixels: &Pixels) -> f64 {
    let (mut seen, mut flat) = (0_u32, 0_u32);
    for y in 1..pixels.height {
        for x in 1..pixels.width {
            let at = |x: u32, y: u32| pixels.at(x, y).filter(|rgba| rgba[3] >= SEEN);
            let Some(((here, left), above)) = at(x, y).zip(at(x - 1, y)).zip(at(x, y - 1)) else { continue };
            let same = |other: [u8; 4]| (0..3).all(|channel| here[channel].abs_diff(other[channel]) <= FLAT);
            seen += 1;
            flat += u32::from(same(left) && same(above));
        }
    }
    // Of a picture that is one pixel wide or high nothing is to be compared: it has no tones.
    if seen == 0 { 1.0 } else { f64::from(flat) / f64::from(seen) }
}

/// The lumas (0–1) of a picture, none where it is transparent.
struct Tones {
    width: usize,
    height: usize,
    lumas: Vec<Option<f64>>,
}

impl Tones {
    fn of(pixels: &Pixels) -> Self {
        let luma = |rgba: &[u8]| (rgba[3] >= SEEN).then(|| f64::from(luma_of(rgba)) / (255.0 * 256.0));
        let lumas = pixels.data.chunks_exact(4).map(luma).collect();
        Self { width: pixels.width as usize, height: pixels.height as usize, lumas }
    }

    fn at(&self, x: usize, y: usize) -> Option<f64> {
        self.lumas.get(y * self.width + x).copied().flatten()
    }

    /// The same with its longer side `side` px long at most, each the mean of those that it stands for.
    fn within(&self, side: usize) -> Self {
        let long = self.width.max(self.height).max(1);
        let shorter = |length: usize| if long > side { (length * side / long).max(1) } else { length };
        let (width, height) = (shorter(self.width), shorter(self.height));
        let mut sums = vec![(0.0, 0_u32); width * height];
        for y in 0..self.height {
            for x in 0..self.width {
                let cell = (y * height / self.height) * width + x * width / self.width;
                if let (Some(luma), Some((sum, count))) = (self.at(x, y), sums.get_mut(cell)) {
                    *sum += luma;
                    *count += 1;
                }
            }
        }
        let mean = |(sum, count): (f64, u32)| (count > 0).then(|| sum / f64::from(count));
        Self { width, height, lumas: sums.into_iter().map(mean).collect() }
    }

    /// The mean step between neighbours.
    fn edges(&self) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u32);
        for y in 0..self.height {
            for x in 0..self.width {
                let Some(here) = self.at(x, y) else { continue };
                let right = if x + 1 < self.width { self.at(x + 1, y) } else { None };
                for other in right.into_iter().chain(self.at(x, y + 1)) {
                    sum += (here - other).abs();
                    count += 1;
                }
            }
        }
        sum / f64::from(count.max(1))
    }
}
