//! Colours as they are compared: points of CIELAB, and the few that make up a picture.

use design::Srgb;
use render::Pixels;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::PALETTE_MAX;

/// Numbers of a colour that is lifted so that a product orders like a distance.
pub const LIFTED: usize = 4;
/// Longest side of a picture whose colours are counted, px.
const SIDE_MAX: u32 = 96;
/// Steps per channel of the boxes that pixels are counted in.
const STEPS: usize = 16;
/// Rounds of moving the middles of clusters.
const ROUNDS: usize = 12;
/// Colours nearer than this are one; CIELAB, ΔE76.
const MERGED: f64 = 9.0;
/// What is less of a picture than this is no colour of it, per cent.
const SHARE_MIN: f64 = 1.5;

/// A colour and how much of the whole it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Swatch {
    /// The colour.
    #[schemars(with = "String")]
    pub color: Srgb,
    /// Its share of what is visible, per cent.
    pub percent: u8,
}

/// How far a colour that is hardly any of the whole is moved away, CIELAB in hundredths, squared.
const SMALL: f64 = 0.09;

impl Swatch {
    /// Lifted, and moved away by how little of the whole it is: what is blue in a corner is found as blue after what is blue.
    #[must_use]
    pub fn lifted(&self) -> [f32; LIFTED] {
        let rest = 1.0 - f64::from(self.percent.min(100)) / 100.0;
        let mut lifted = Lab::of(self.color).lifted();
        lifted[LIFTED - 1] -= (SMALL * rest * rest) as f32;
        lifted
    }
}

/// A colour in CIELAB under D65: lightness 0–100, and the two axes. Source: CIE 15, with the sRGB matrices of IEC 61966-2-1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lab {
    /// Lightness.
    pub l: f64,
    /// Green to red.
    pub a: f64,
    /// Blue to yellow.
    pub b: f64,
}

impl Lab {
    /// The colour in CIELAB.
    #[must_use]
    pub fn of(color: Srgb) -> Self {
        let linear = |byte: u8| {
            let x = f64::from(byte) / 255.0;
            if x <= 0.040_45 { x / 12.92 } else { libm::pow((x + 0.055) / 1.055, 2.4) }
        };
        let (r, g, b) = (linear(color.r), linear(color.g), linear(color.b));
        let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
        let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b;
        let z = (0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83;
        let f = |t: f64| if t > 0.008_856_451_679 { libm::cbrt(t) } else { t * 7.787_037_037 + 16.0 / 116.0 };
        Self { l: 116.0 * f(y) - 16.0, a: 500.0 * (f(x) - f(y)), b: 200.0 * (f(y) - f(z)) }
    }

    /// The square of the distance to another: ΔE76².
    #[must_use]
    pub fn distance2(self, other: Self) -> f64 {
        let (l, a, b) = (self.l - other.l, self.a - other.a, self.b - other.b);
        l * l + a * a + b * b
    }

    /// Lifted, as something that is searched: its product with a [question](Self::lifted_question) grows as the distance
    /// shrinks, by `|q|² − |x − q|²`, in hundredths.
    #[must_use]
    pub fn lifted(self) -> [f32; LIFTED] {
        let (l, a, b) = (self.l / 100.0, self.a / 100.0, self.b / 100.0);
        [2.0 * l, 2.0 * a, 2.0 * b, -(l * l + a * a + b * b)].map(|x| x as f32)
    }

    /// Lifted, as what is searched for.
    #[must_use]
    pub fn lifted_question(self) -> [f32; LIFTED] {
        [self.l / 100.0, self.a / 100.0, self.b / 100.0, 1.0].map(|x| x as f32)
    }
}

/// The product of a lifted colour with a lifted question.
#[must_use]
pub(crate) fn product(color: &[f32; LIFTED], question: &[f32; LIFTED]) -> f32 {
    color[0] * question[0] + color[1] * question[1] + color[2] * question[2] + color[3] * question[3]
}

struct Cell {
    lab: Lab,
    sum: [u64; 3],
    weight: u64,
}

/// The colours of a picture, largest first: at most five, found by moving cluster middles in CIELAB. What is transparent is no
/// colour of it; a picture that is transparent all over has none.
#[must_use]
pub fn palette(pixels: &Pixels) -> Vec<Swatch> {
    let cells = cells(&pixels.within(SIDE_MAX));
    let total: u64 = cells.iter().map(|cell| cell.weight).sum();
    if total == 0 {
        return Vec::new();
    }
    let mut middles = seeds(&cells);
    let mut sums = Vec::new();
    for _ in 0..ROUNDS {
        sums = assigned(&cells, &middles);
        let moved: Vec<Lab> = sums.iter().map(|sum| Lab::of(sum.color())).collect();
        if moved == middles {
            break;
        }
        middles = moved;
    }
    let mut swatches: Vec<Swatch> = merged(sums)
        .into_iter()
        .map(|sum| (sum.color(), sum.weight as f64 * 100.0 / total as f64))
        .filter(|(_, percent)| *percent >= SHARE_MIN)
        .map(|(color, percent)| Swatch { color, percent: libm::round(percent).clamp(1.0, 100.0) as u8 })
        .collect();
    swatches.sort_by(|a, b| b.percent.cmp(&a.percent).then(a.color.cmp(&b.color)));
    swatches
}

#[derive(Debug, Clone, Default)]
struct Sum {
    sum: [u64; 3],
    weight: u64,
}

impl Sum {
    fn color(&self) -> Srgb {
        let mean = |sum: u64| u8::try_from((sum + self.weight / 2) / self.weight.max(1)).unwrap_or(u8::MAX);
        Srgb::new(mean(self.sum[0]), mean(self.sum[1]), mean(self.sum[2]))
    }

    fn add(&mut self, sum: [u64; 3], weight: u64) {
        self.sum.iter_mut().zip(sum).for_each(|(all, one)| *all += one);
        self.weight += weight;
    }
}

/// Pixels counted in boxes of similar colours, each weighed by how opaque it is.
fn cells(pixels: &Pixels) -> Vec<Cell> {
    let mut sums = vec![Sum::default(); STEPS * STEPS * STEPS];
    for y in 0..pixels.height {
        for x in 0..pixels.width {
            let Some([r, g, b, a]) = pixels.at(x, y) else { continue };
            let step = |byte: u8| usize::from(byte) * STEPS / 256;
            let weight = u64::from(a);
            if weight < 32 {
                continue;
            }
            sums[(step(r) * STEPS + step(g)) * STEPS + step(b)]
                .add([r, g, b].map(|byte| u64::from(byte) * weight), weight);
        }
    }
    let seen = sums.into_iter().filter(|sum| sum.weight > 0);
    seen.map(|sum| Cell { lab: Lab::of(sum.color()), sum: sum.sum, weight: sum.weight }).collect()
}

/// The largest cell, then each time the one that is farthest from all chosen, larger ones preferred.
fn seeds(cells: &[Cell]) -> Vec<Lab> {
    let mut middles: Vec<Lab> = Vec::new();
    let Some(first) = cells.iter().max_by_key(|cell| cell.weight) else { return middles };
    middles.push(first.lab);
    while middles.len() < PALETTE_MAX {
        let far = |cell: &Cell| {
            let nearest = middles.iter().map(|middle| cell.lab.distance2(*middle)).fold(f64::MAX, f64::min);
            nearest * libm::sqrt(cell.weight as f64)
        };
        let Some(next) = cells.iter().max_by(|a, b| far(a).total_cmp(&far(b))) else { break };
        if far(next) <= 0.0 {
            break;
        }
        middles.push(next.lab);
    }
    middles
}

fn assigned(cells: &[Cell], middles: &[Lab]) -> Vec<Sum> {
    let mut sums = vec![Sum::default(); middles.len()];
    for cell in cells {
        let distance = |at: &usize| cell.lab.distance2(middles[*at]);
        let nearest = (0..middles.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        if let Some(at) = nearest {
            sums[at].add(cell.sum, cell.weight);
        }
    }
    sums.retain(|sum| sum.weight > 0);
    sums
}

/// Clusters that look the same are one.
fn merged(mut sums: Vec<Sum>) -> Vec<Sum> {
    sums.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.sum.cmp(&b.sum)));
    let mut kept: Vec<Sum> = Vec::new();
    for sum in sums {
        let lab = Lab::of(sum.color());
        match kept.iter_mut().find(|one| Lab::of(one.color()).distance2(lab) < MERGED * MERGED) {
            Some(one) => one.add(sum.sum, sum.weight),
            None => kept.push(sum),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
        let data = (0..height).flat_map(|y| (0..width).flat_map(|x| paint(x, y)).collect::<Vec<u8>>()).collect();
        Pixels { width, height, data }
    }

    #[test]
    fn known_colours_have_their_places() {
        let red = Lab::of(Srgb::new(255, 0, 0));
        assert!((red.l - 53.24).abs() < 0.02 && (red.a - 80.09).abs() < 0.03 && (red.b - 67.2).abs() < 0.03, "{red:?}");
        let white = Lab::of(Srgb::WHITE);
        assert!((white.l - 100.0).abs() < 0.01 && white.a.abs() < 0.02 && white.b.abs() < 0.02, "{white:?}");
    }

    #[test]
    fn a_lifted_product_orders_like_the_distance() {
        let question = Lab::of(Srgb::new(20, 90, 200));
        let mut colors: Vec<Lab> = (0..200u8)
            .map(|n| Lab::of(Srgb::new(n.wrapping_mul(37), n.wrapping_mul(101), n.wrapping_mul(13))))
            .collect();
        colors.sort_by(|a, b| a.distance2(question).total_cmp(&b.distance2(question)));
        let products: Vec<f32> =
            colors.iter().map(|color| product(&color.lifted(), &question.lifted_question())).collect();
        assert!(products.windows(2).all(|pair| pair[0] >= pair[1] - 1e-5));
    }

    #[test]
    fn the_colours_of_a_picture_are_found_by_their_shares() {
        let flag = picture(120, 60, |x, _| match x {
            0..60 => [200, 30, 30, 255],
            60..96 => [250, 250, 250, 255],
            _ => [20, 40, 140, 255],
        });
        let colors = palette(&flag);
        let near = |swatch: &Swatch, color| swatch.color.delta_e(color) < 2.0;
        assert_eq!(colors.len(), 3, "{colors:?}");
        assert!(near(&colors[0], Srgb::new(200, 30, 30)) && colors[0].percent.abs_diff(50) <= 2);
        assert!(near(&colors[1], Srgb::new(250, 250, 250)) && colors[1].percent.abs_diff(30) <= 2);
        assert!(near(&colors[2], Srgb::new(20, 40, 140)) && colors[2].percent.abs_diff(20) <= 2);
    }

    #[test]
    fn what_is_transparent_is_no_colour() {
        assert!(palette(&picture(8, 8, |_, _| [9, 9, 9, 0])).is_empty());
        let mark = palette(&picture(40, 40, |x, _| if x < 10 { [0, 120, 60, 255] } else { [255, 255, 255, 0] }));
        assert_eq!(mark.len(), 1);
        assert_eq!(mark[0].percent, 100);
    }
}
