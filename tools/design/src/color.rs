//! sRGB colours, and what is measured between them.

use std::fmt;
use std::sync::LazyLock;

use palette::color_difference::Ciede2000;
use palette::convert::FromColorUnclamped;
use palette::{FromColor, Lab, LinSrgb, Oklch, Srgb as PaletteSrgb};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The linear light of each channel value, 0–1. Source: IEC 61966-2-1.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|channel| {
        let c = channel as f64 / 255.0;
        if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    })
});

/// An opaque sRGB colour, 8 bits a channel; written as `#rrggbb`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Srgb {
    /// Red, 0–255.
    pub r: u8,
    /// Green, 0–255.
    pub g: u8,
    /// Blue, 0–255.
    pub b: u8,
}

/// A colour by OKLCH lightness, chroma and hue. Source: Ottosson, "A perceptual color space for image processing", 2020.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lch {
    /// Lightness, 0–1.
    pub l: f64,
    /// Chroma, 0 to about 0.37 within sRGB.
    pub c: f64,
    /// Hue, degrees, 0 ≤ h < 360.
    pub h: f64,
}

impl Srgb {
    /// Black.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A colour by its channels.
    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Reads `#rgb` or `#rrggbb`, with or without the `#`.
    #[must_use]
    pub fn parse_hex(text: &str) -> Option<Self> {
        let hex = text.trim().trim_start_matches('#');
        if !hex.is_ascii() {
            return None;
        }
        let wide: String = match hex.len() {
            3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => hex.to_owned(),
            _ => return None,
        };
        let channel = |at: usize| u8::from_str_radix(&wide[at..at + 2], 16).ok();
        Some(Self::new(channel(0)?, channel(2)?, channel(4)?))
    }

    /// Relative luminance, 0–1. Source: WCAG 2.2, "relative luminance".
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = [self.r, self.g, self.b].map(|channel| LINEAR[usize::from(channel)]);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio, 1–21. Source: WCAG 2.2, "contrast ratio".
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour in OKLCH.
    #[must_use]
    pub fn to_lch(self) -> Lch {
        let [r, g, b] = [self.r, self.g, self.b].map(|channel| LINEAR[usize::from(channel)]);
        let lch = Oklch::from_color(LinSrgb::new(r, g, b));
        Lch { l: lch.l, c: lch.chroma, h: lch.hue.into_positive_degrees() }
    }

    /// The nearest sRGB colour of `lch`: chroma is lowered until it fits, lightness and hue stay.
    #[must_use]
    pub fn from_lch(lch: Lch) -> Self {
        // Unclamped, or every chroma would seem to fit.
        let at = |c: f64| PaletteSrgb::<f64>::from_color_unclamped(Oklch::new(lch.l.clamp(0.0, 1.0), c, lch.h));
        let fits = |c: f64| {
            let rgb = at(c);
            [rgb.red, rgb.green, rgb.blue].into_iter().all(|x| (-0.0005..=1.0005).contains(&x))
        };
        let (mut low, mut high) = (0.0, lch.c.max(0.0));
        if !fits(high) {
            // 24 halvings leave an error far below one 8-bit step.
            for _ in 0..24 {
                let middle = (low + high) / 2.0;
                if fits(middle) { low = middle } else { high = middle }
            }
            high = low;
        }
        let rgb = at(high);
        let byte = |x: f64| libm::round(x.clamp(0.0, 1.0) * 255.0) as u8;
        Self::new(byte(rgb.red), byte(rgb.green), byte(rgb.blue))
    }

    /// The colour a share `t` (0–1) of the way to `other`, mixed in OKLCH the short way round.
    #[must_use]
    pub fn mix(self, other: Self, t: f64) -> Self {
        let (a, b) = (self.to_lch(), other.to_lch());
        // A grey has no hue of its own: it takes the other's.
        let (ha, hb) = match (a.c < 0.005, b.c < 0.005) {
            (true, _) => (b.h, b.h),
            (_, true) => (a.h, a.h),
            _ => (a.h, b.h),
        };
        let turn = (hb - ha + 540.0) % 360.0 - 180.0;
        let h = (ha + turn * t + 360.0) % 360.0;
        Self::from_lch(Lch { l: a.l + (b.l - a.l) * t, c: a.c + (b.c - a.c) * t, h })
    }

    /// The colour in CIELAB under D65: lightness 0–100, green to red, blue to yellow. Source: CIE 15.
    #[must_use]
    pub fn to_lab(self) -> [f64; 3] {
        let lab = self.in_lab();
        [lab.l, lab.a, lab.b]
    }

    /// Colour difference ΔE₀₀; about 1 is just noticeable. Source: Sharma, Wu and Dalal, CIEDE2000, 2005.
    #[must_use]
    pub fn delta_e(self, other: Self) -> f64 {
        self.in_lab().difference(other.in_lab())
    }

    fn in_lab(self) -> Lab<palette::white_point::D65, f64> {
        let [r, g, b] = [self.r, self.g, self.b].map(|channel| LINEAR[usize::from(channel)]);
        Lab::from_color(LinSrgb::new(r, g, b))
    }
}

impl fmt::Display for Srgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl Serialize for Srgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Srgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_hex(&text).ok_or_else(|| serde::de::Error::custom("expected `#rrggbb`"))
    }
}

impl JsonSchema for Srgb {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Srgb".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^#[0-9a-f]{6}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Srgb::BLACK.contrast(Srgb::WHITE) - 21.0).abs() < 1e-9);
        // Relative luminance, section 1.4.3 of WCAG 2.2: 0.2126, 0.7152 and 0.0722 of the channels, and 0.05 of flare. The greys are
        // the darkest and lightest on either side of 4.5, 3 and 7 on white.
        for (colour, on_white) in [
            ("#ff0000", 1.05 / 0.2626),
            ("#00ff00", 1.05 / 0.7652),
            ("#0000ff", 1.05 / 0.1222),
            ("#ffff00", 1.05 / 0.9778),
            ("#767676", 4.5422),
            ("#777777", 4.4781),
            ("#949494", 3.0335),
            ("#959595", 2.9953),
            ("#595959", 7.0047),
            ("#5a5a5a", 6.8969),
        ] {
            let contrast = Srgb::parse_hex(colour).unwrap().contrast(Srgb::WHITE);
            assert!((contrast - on_white).abs() < 1e-3, "{colour}: {contrast}");
        }
    }

    #[test]
    fn what_is_looked_up_is_what_the_library_works_out() {
        for channel in 0..=255_u8 {
            let color = Srgb::new(channel, 255 - channel, channel.wrapping_mul(7));
            let rgb: PaletteSrgb<f64> = PaletteSrgb::new(color.r, color.g, color.b).into_format();
            let (lch, lab) = (Oklch::from_color(rgb), Lab::from_color(rgb));
            let own = color.to_lch();
            assert!((own.l - lch.l).abs() < 1e-12 && (own.c - lch.chroma).abs() < 1e-12, "{color}");
            assert!(
                color.to_lab().into_iter().zip([lab.l, lab.a, lab.b]).all(|(a, b): (f64, f64)| (a - b).abs() < 1e-9),
                "{color}"
            );
        }
    }

    #[test]
    fn oklch_reads_back_and_stays_in_gamut() {
        for hex in ["#1b7f4b", "#ff5030", "#f5eadd", "#000000", "#ffffff", "#2f1fc7"] {
            let colour = Srgb::parse_hex(hex).unwrap();
            assert_eq!(Srgb::from_lch(colour.to_lch()), colour);
        }
        let vivid = Srgb::from_lch(Lch { l: 0.7, c: 0.4, h: 150.0 });
        let read = vivid.to_lch();
        assert!((read.h - 150.0).abs() < 1.5 && (read.l - 0.7).abs() < 0.01, "{read:?}");
    }

    #[test]
    fn differences_agree_with_all_published_pairs() {
        // Source: Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data,
        // and mathematical observations", 2005, table 1.
        let pairs: [([f64; 3], [f64; 3], f64); 34] = [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 3.1571, -77.2803], [50.0, 0.0, -82.7485], 2.8615),
            ([50.0, 2.8361, -74.02], [50.0, 0.0, -82.7485], 3.4412),
            ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0),
            ([50.0, -1.1848, -84.8006], [50.0, 0.0, -82.7485], 1.0),
            ([50.0, -0.9009, -85.5211], [50.0, 0.0, -82.7485], 1.0),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, -1.0, 2.0], [50.0, 0.0, 0.0], 2.3669),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.001], 7.1792),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
            ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0012], 7.2195),
            ([50.0, -0.001, 2.49], [50.0, 0.0009, -2.49], 4.8045),
            ([50.0, -0.001, 2.49], [50.0, 0.001, -2.49], 4.8045),
            ([50.0, -0.001, 2.49], [50.0, 0.0011, -2.49], 4.7461),
            ([50.0, 2.5, 0.0], [50.0, 0.0, -2.5], 4.3065),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
            ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.903),
            ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
            ([50.0, 2.5, 0.0], [50.0, 3.1736, 0.5854], 1.0),
            ([50.0, 2.5, 0.0], [50.0, 3.2972, 0.0], 1.0),
            ([50.0, 2.5, 0.0], [50.0, 1.8634, 0.5757], 1.0),
            ([50.0, 2.5, 0.0], [50.0, 3.2592, 0.335], 1.0),
            ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
            ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.263),
            ([61.2901, 3.7196, -5.3901], [61.4292, 2.248, -4.962], 1.8731),
            ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
            ([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373),
            ([36.4612, 47.858, 18.3852], [36.2715, 50.5065, 21.2231], 1.4146),
            ([90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441),
            ([90.9257, -0.5406, -0.9208], [88.6381, -0.8985, -0.7239], 1.5381),
            ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
            ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
        ];
        for (a, b, published) in pairs {
            let lab = |[l, a, b]: [f64; 3]| palette::Lab::<palette::white_point::D65, f64>::new(l, a, b);
            for difference in [lab(a).difference(lab(b)), lab(b).difference(lab(a))] {
                assert!((difference - published).abs() < 1e-4, "{a:?} {b:?}: {difference}, published {published}");
            }
        }
    }

    #[test]
    fn differences_of_colours_are_those_of_their_places_in_lab() {
        assert!((Srgb::WHITE.delta_e(Srgb::BLACK) - 100.0).abs() < 0.1);
        let (a, b) = (Srgb::new(100, 100, 100), Srgb::new(101, 100, 100));
        assert!(a.delta_e(b) > 0.2 && a.delta_e(b) < 1.0 && (a.delta_e(b) - b.delta_e(a)).abs() < 1e-9);
    }
}
