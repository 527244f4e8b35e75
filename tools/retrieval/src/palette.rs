//! Colours as they are compared: points of CIELAB.

use design::Srgb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Numbers of a colour that is lifted so that a product orders like a distance.
pub const LIFTED: usize = 4;
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

impl From<measure::Swatch> for Swatch {
    fn from(seen: measure::Swatch) -> Self {
        let percent = libm::round(seen.share * 100.0).clamp(1.0, 100.0) as u8;
        Self { color: seen.color, percent }
    }
}

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

/// A colour in CIELAB under D65: lightness 0–100, and the two axes. Source: CIE 15.
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
        let [l, a, b] = color.to_lab();
        Self { l, a, b }
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
