//! What a picture looks like, in few numbers: where it is light, what hues it has, which way its edges run. It finds what looks the
//! same, not what means the same.

use std::fmt;

use design::Srgb;
use render::Pixels;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Numbers of a look.
pub const LOOK: usize = LIGHT + HUES + EDGES;
/// Cells of a side whose lightness is taken.
const CELLS: usize = 8;
const LIGHT: usize = CELLS * CELLS;
/// Twelve hues and four greys.
const HUES: usize = 16;
/// Quarters of the picture, times directions.
const DIRECTIONS: usize = 9;
const EDGES: usize = 4 * DIRECTIONS;
/// Side of the picture that is looked at, px.
const SIDE: usize = 64;
/// How much each of the three parts counts; their squares sum to 1.
const SHARES: [f64; 3] = [std::f64::consts::FRAC_1_SQRT_2, 0.5, 0.5];
/// Chroma below which a colour is a grey, OKLCH.
const GREY: f64 = 0.04;

/// A look: its parts are each of length 1 times their share, in steps of 1/127.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Look([i8; LOOK]);

impl Look {
    /// What a picture looks like, on white where it is transparent.
    #[must_use]
    pub fn of(pixels: &Pixels) -> Self {
        let image = Square::of(pixels);
        let parts = [image.light(), image.hues(), image.edges()];
        let mut look = [0; LOOK];
        let mut at = 0;
        for (part, share) in parts.into_iter().zip(SHARES) {
            let length = libm::sqrt(part.iter().map(|x| x * x).sum::<f64>());
            for x in part {
                look[at] = if length > 1e-9 { libm::round(x / length * share * 127.0) as i8 } else { 0 };
                at += 1;
            }
        }
        Self(look)
    }

    /// How alike two looks are: about 1 for the same, about 0 for nothing in common.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        let sum: i32 = self.0.iter().zip(&other.0).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 / (127.0 * 127.0)
    }

    /// The look as a vector whose product is the [likeness](Self::likeness).
    #[must_use]
    pub fn vector(&self) -> Vec<f32> {
        self.0.iter().map(|x| f32::from(*x) / 127.0).collect()
    }
}

impl fmt::Debug for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Look({self})")
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|x| write!(f, "{:02x}", x.cast_unsigned()))
    }
}

impl Serialize for Look {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Look {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("a look is {} hex digits", 2 * LOOK));
        if text.len() != 2 * LOOK || !text.is_ascii() {
            return Err(wrong());
        }
        let mut look = [0; LOOK];
        for (at, x) in look.iter_mut().enumerate() {
            *x = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| wrong())?.cast_signed();
        }
        Ok(Self(look))
    }
}

impl JsonSchema for Look {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Look".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "What a picture looks like, in hex digits." })
    }
}

/// A picture squeezed into a square.
struct Square {
    colors: Vec<Srgb>,
    /// Lightness, 0–1.
    light: Vec<f64>,
}

impl Square {
    fn of(pixels: &Pixels) -> Self {
        let small = pixels.within(2 * SIDE as u32);
        let on_white = |[r, g, b, a]: [u8; 4]| {
            let over = |x: u8| ((u32::from(x) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
            Srgb::new(over(r), over(g), over(b))
        };
        let place = |at: usize, side: u32| (at as u64 * u64::from(side) / SIDE as u64) as u32;
        let at = |x, y| small.at(place(x, small.width), place(y, small.height)).map_or(Srgb::WHITE, on_white);
        let colors: Vec<Srgb> = (0..SIDE * SIDE).map(|n| at(n % SIDE, n / SIDE)).collect();
        let luma = |c: &Srgb| (0.299 * f64::from(c.r) + 0.587 * f64::from(c.g) + 0.114 * f64::from(c.b)) / 255.0;
        let light = colors.iter().map(luma).collect();
        Self { colors, light }
    }

    /// Mean lightness of each cell, less that of the whole.
    fn light(&self) -> Vec<f64> {
        let mut cells = vec![0.0; LIGHT];
        let step = SIDE / CELLS;
        for (n, light) in self.light.iter().enumerate() {
            cells[(n / SIDE / step) * CELLS + n % SIDE / step] += light / (step * step) as f64;
        }
        let mean = cells.iter().sum::<f64>() / LIGHT as f64;
        cells.iter().map(|cell| cell - mean).collect()
    }

    /// How much there is of each hue, neighbours sharing what lies between them, and of each grey.
    fn hues(&self) -> Vec<f64> {
        let mut bins = [0.0; HUES];
        for color in self.colors.iter().step_by(3) {
            let lch = color.to_lch();
            if lch.c < GREY {
                bins[12 + ((lch.l * 4.0) as usize).min(3)] += 1.0;
                continue;
            }
            let place = lch.h / 30.0;
            let (low, part) = (libm::floor(place) as usize, place - libm::floor(place));
            bins[low % 12] += 1.0 - part;
            bins[(low + 1) % 12] += part;
        }
        // Large fields outweigh small ones, but not by as much as they are larger.
        bins.iter().map(|count| libm::sqrt(*count)).collect()
    }

    /// Which way edges run in each quarter, opposite ways being one.
    fn edges(&self) -> Vec<f64> {
        let mut bins = vec![0.0; EDGES];
        let light = |x: usize, y: usize| self.light[y * SIDE + x];
        for y in 1..SIDE - 1 {
            for x in 1..SIDE - 1 {
                let (dx, dy) = (light(x + 1, y) - light(x - 1, y), light(x, y + 1) - light(x, y - 1));
                let strength = libm::sqrt(dx * dx + dy * dy);
                if strength < 0.02 {
                    continue;
                }
                let turn = (libm::atan2(dy, dx) / std::f64::consts::PI).rem_euclid(1.0);
                let quarter = 2 * (2 * y / SIDE) + 2 * x / SIDE;
                bins[quarter * DIRECTIONS + ((turn * DIRECTIONS as f64) as usize).min(DIRECTIONS - 1)] += strength;
            }
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 3]) -> Pixels {
        let at = |x, y| {
            let [r, g, b] = paint(x, y);
            [r, g, b, 255]
        };
        let data = (0..height).flat_map(|y| (0..width).flat_map(|x| at(x, y)).collect::<Vec<u8>>()).collect();
        Pixels { width, height, data }
    }

    fn horizon(width: u32, at: f64, sky: [u8; 3]) -> Pixels {
        picture(width, width / 2, |_, y| if f64::from(y) < at * f64::from(width / 2) { sky } else { [40, 60, 30] })
    }

    #[test]
    fn what_looks_the_same_is_alike_at_every_size() {
        let (one, two) =
            (Look::of(&horizon(200, 0.5, [120, 170, 230])), Look::of(&horizon(640, 0.52, [110, 165, 235])));
        let stripes = Look::of(&picture(200, 100, |x, _| if x / 10 % 2 == 0 { [250, 30, 60] } else { [255; 3] }));
        assert!((one.likeness(&one) - 1.0).abs() < 0.05);
        assert!(one.likeness(&two) > 0.9, "{}", one.likeness(&two));
        assert!(one.likeness(&stripes) < 0.4, "{}", one.likeness(&stripes));
    }

    #[test]
    fn a_look_reads_back_and_a_plain_picture_has_one() {
        for pixels in [horizon(64, 0.3, [200, 100, 50]), picture(1, 1, |_, _| [0; 3]), picture(3, 900, |_, _| [255; 3])]
        {
            let look = Look::of(&pixels);
            let text = serde_json::to_string(&look).unwrap();
            assert_eq!(serde_json::from_str::<Look>(&text).unwrap(), look);
            let product: f32 = look.vector().iter().zip(look.vector()).map(|(a, b)| a * b).sum();
            assert!((product - look.likeness(&look)).abs() < 1e-4);
        }
        serde_json::from_str::<Look>("\"é\"").unwrap_err();
    }
}
