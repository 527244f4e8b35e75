//! Brings colours that sRGB cannot show into it.
//!
//! Source: CSS Color Module Level 4, §13.2, "Binary Search Gamut Mapping with Local MINDE": the chroma is lowered in
//! OKLCH at constant lightness and hue, until clipping what is left over cannot be noticed.

use super::color_space::{Triple, linear_to_srgb, oklab_of_linear_srgb, oklab_to_linear_srgb};
use crate::color::Srgb;

/// ΔE_OK below which two colours look alike.
const JND: f64 = 0.02;

/// How close the search comes.
const EPSILON: f64 = 0.0001;

/// Most halvings; 24 are enough for any chroma that is read.
const HALVINGS_MAX: usize = 64;

/// How far outside a channel may lie before it counts; a tenth of one 8-bit step.
const SLACK: f64 = 0.000_5;

/// The sRGB colour of a linear one, and whether it had to be changed to fit.
pub(super) fn to_srgb(linear: Triple) -> (Srgb, bool) {
    let encoded = linear.map(linear_to_srgb);
    if fits(encoded) { (bytes(encoded), false) } else { (bytes(mapped(linear)), true) }
}

fn fits(encoded: Triple) -> bool {
    encoded.iter().all(|x| (-SLACK..=1.0 + SLACK).contains(x))
}

fn clip(encoded: Triple) -> Triple {
    encoded.map(|x| x.clamp(0.0, 1.0))
}

pub(super) fn bytes(encoded: Triple) -> Srgb {
    let [r, g, b] = clip(encoded).map(|x| libm::round(x * 255.0) as u8);
    Srgb::new(r, g, b)
}

/// The encoded sRGB colour, inside the gamut, that stands for a linear one outside it.
fn mapped(linear: Triple) -> Triple {
    let [l, a, b] = oklab_of_linear_srgb(linear);
    if l >= 1.0 {
        return [1.0; 3];
    }
    if l <= 0.0 {
        return [0.0; 3];
    }
    let chroma = libm::hypot(a, b);
    // The direction of the hue; a grey cannot lie outside at these lightnesses, but must not divide by zero.
    let (a, b) = if chroma > 0.0 { (a / chroma, b / chroma) } else { (0.0, 0.0) };
    let at = |c: f64| [l, a * c, b * c];
    let shown = |lab: Triple| oklab_to_linear_srgb(lab).map(linear_to_srgb);
    let mut clipped = clip(shown(at(chroma)));
    if difference(clipped, at(chroma)) < JND {
        return clipped;
    }
    let (mut low, mut high, mut low_fits) = (0.0, chroma, true);
    for _ in 0..HALVINGS_MAX {
        if high - low <= EPSILON {
            break;
        }
        let middle = (low + high) / 2.0;
        let encoded = shown(at(middle));
        if low_fits && fits(encoded) {
            low = middle;
            continue;
        }
        clipped = clip(encoded);
        let error = difference(clipped, at(middle));
        if error >= JND {
            high = middle;
        } else if JND - error < EPSILON {
            break;
        } else {
            low_fits = false;
            low = middle;
        }
    }
    clipped
}

/// ΔE_OK between an encoded sRGB colour and one in Oklab.
fn difference(encoded: Triple, lab: Triple) -> f64 {
    let other = oklab_of_linear_srgb(encoded.map(super::color_space::srgb_to_linear));
    let [l, a, b] = [other[0] - lab[0], other[1] - lab[1], other[2] - lab[2]];
    libm::sqrt(l * l + a * a + b * b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::color_space::srgb_to_linear;
    use super::*;

    fn hue(lab: Triple) -> f64 {
        libm::atan2(lab[2], lab[1]).to_degrees()
    }

    fn turn(a: f64, b: f64) -> f64 {
        ((a - b + 540.0) % 360.0 - 180.0).abs()
    }

    /// How far a colour's hue turns when it is mapped, and when it is clipped.
    fn turns(lightness: f64, chroma: f64, degrees: f64) -> (f64, f64) {
        let angle = f64::to_radians(degrees);
        let lab = [lightness, chroma * libm::cos(angle), chroma * libm::sin(angle)];
        let linear = oklab_to_linear_srgb(lab);
        let shown = |encoded: Triple| hue(oklab_of_linear_srgb(encoded.map(srgb_to_linear)));
        (turn(shown(mapped(linear)), degrees), turn(shown(clip(linear.map(linear_to_srgb))), degrees))
    }

    #[test]
    fn mapping_turns_the_hue_less_than_clipping() {
        let (mut by_mapping, mut by_clipping, mut worse) = (0.0, 0.0, 0);
        let mut count = 0;
        for hue in (0..360).step_by(5) {
            for lightness in [0.35, 0.5, 0.65, 0.8] {
                let (mapped, clipped) = turns(lightness, 0.36, f64::from(hue));
                by_mapping += mapped;
                by_clipping += clipped;
                worse += usize::from(mapped > clipped + 0.5);
                count += 1;
            }
        }
        assert!(by_mapping < by_clipping / 3.0, "mapping turns by {by_mapping}, clipping by {by_clipping}");
        assert!(worse * 20 <= count, "mapping is worse for {worse} of {count}");
    }

    #[test]
    fn the_worked_example_of_css_is_met() {
        // CSS Color 4, §13.2: display-p3 yellow and green, brought into sRGB.
        let p3 = |c: Triple| to_srgb(super::super::color_space::display_p3(c));
        let (green, moved) = p3([0.0, 1.0, 0.0]);
        assert!(moved);
        assert!(green.r < 30 && green.g >= 246 && green.b < 60, "{green}");
        let (yellow, moved) = p3([1.0, 1.0, 0.0]);
        assert!(moved);
        assert!(yellow.r > 250 && yellow.g > 250 && yellow.b < 100, "{yellow}");
    }

    #[test]
    fn beyond_white_and_black_there_is_white_and_black() {
        assert_eq!(to_srgb([1.4, 1.2, 1.3]), (Srgb::WHITE, true));
        assert_eq!(to_srgb([-0.2, -0.1, -0.3]), (Srgb::BLACK, true));
    }

    proptest! {
        #[test]
        fn colours_inside_stay(r: u8, g: u8, b: u8) {
            let linear = [r, g, b].map(|c| srgb_to_linear(f64::from(c) / 255.0));
            prop_assert_eq!(to_srgb(linear), (Srgb::new(r, g, b), false));
        }

        #[test]
        fn any_colour_is_mapped_inside(linear in [-2.0..3.0f64, -2.0..3.0f64, -2.0..3.0f64]) {
            let inside = mapped(linear);
            prop_assert!(inside.iter().all(|x| (0.0..=1.0).contains(x)), "{:?}", inside);
        }
    }
}
