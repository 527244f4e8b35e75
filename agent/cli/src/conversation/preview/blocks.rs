//! Pictures of half-blocks: every character is two pixels, one above the other.

use std::fmt::Write;

use image::Rgba;

use super::strip::Strip;

/// Below it a pixel is not drawn.
const OPAQUE_MIN: u8 = 128;
/// The levels of a channel in the colour cube of 256-colour terminals. Source: xterm's 256colres.h
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// A strip in half-blocks.
pub(super) fn draw(strip: &Strip<'_>, true_colour: bool) -> String {
    let pixels = strip.pixels((1, 2));
    let mut out = String::new();
    for row in 0..pixels.height() / 2 {
        let mut ink: (Option<Code>, Option<Code>) = (None, None);
        for column in 0..pixels.width() {
            let code = |pixel: &Rgba<u8>| (pixel[3] >= OPAQUE_MIN).then(|| Code::of(pixel, true_colour));
            let upper = code(pixels.get_pixel(column, row * 2));
            let lower = code(pixels.get_pixel(column, row * 2 + 1));
            if (upper, lower) != ink {
                out += "\u{1b}[0m";
                let (front, back) = if upper.is_some() { (upper, lower) } else { (lower, None) };
                front.iter().for_each(|code| code.write(&mut out, 38));
                back.iter().for_each(|code| code.write(&mut out, 48));
                ink = (upper, lower);
            }
            out.push(match (upper, lower) {
                (Some(_), _) => '▀',
                (None, Some(_)) => '▄',
                (None, None) => ' ',
            });
        }
        out += "\u{1b}[0m\n";
    }
    out
}

/// A colour as a terminal is told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    True([u8; 3]),
    Palette(u8),
}

impl Code {
    fn of(pixel: &Rgba<u8>, true_colour: bool) -> Self {
        let rgb = [pixel[0], pixel[1], pixel[2]];
        if true_colour { Self::True(rgb) } else { Self::Palette(nearest(rgb)) }
    }

    fn write(self, out: &mut String, which: u8) {
        // Writing to a string does not fail.
        let _ = match self {
            Self::True([r, g, b]) => write!(out, "\u{1b}[{which};2;{r};{g};{b}m"),
            Self::Palette(index) => write!(out, "\u{1b}[{which};5;{index}m"),
        };
    }
}

/// The nearest of the cube and the 24 greys.
fn nearest(rgb: [u8; 3]) -> u8 {
    let level = |value: u8| (0..6).min_by_key(|&level| value.abs_diff(LEVELS[level])).unwrap_or(0);
    let cube = rgb.map(level);
    let apart = |other: [u8; 3]| -> u32 {
        rgb.iter().zip(other).map(|(&a, b)| u32::from(a.abs_diff(b)) * u32::from(a.abs_diff(b))).sum()
    };
    let mean = (u32::from(rgb[0]) + u32::from(rgb[1]) + u32::from(rgb[2])) / 3;
    let step = (mean.saturating_sub(3) / 10).min(23) as u8;
    let grey = 8 + 10 * step;
    if apart([grey; 3]) < apart(cube.map(|level| LEVELS[level])) {
        return 232 + step;
    }
    16 + 36 * cube[0] as u8 + 6 * cube[1] as u8 + cube[2] as u8
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::super::strip::strips;
    use super::*;
    use crate::conversation::manner::Size;

    #[test]
    fn colours_are_those_of_the_palette() {
        for (rgb, index) in [
            ([0, 0, 0], 16),
            ([255, 255, 255], 231),
            ([255, 0, 0], 196),
            ([95, 135, 175], 67),
            ([8, 8, 8], 232),
            ([128, 128, 128], 244),
            ([238, 238, 238], 255),
        ] {
            assert_eq!(nearest(rgb), index, "{rgb:?}");
        }
    }

    #[test]
    fn a_line_is_as_wide_as_it_should_be_and_ends_without_colour() {
        let mut picture = RgbaImage::from_pixel(80, 80, Rgba([10, 20, 30, 255]));
        for x in 0..80 {
            for y in 40..80 {
                picture.put_pixel(x, y, Rgba([250, 240, 0, 255]));
            }
        }
        let pictures = [(picture.clone(), ""), (picture.clone(), ""), (picture, "")];
        let strips = strips(&pictures, Size { columns: 80, rows: 40, cell: (10, 20) });
        let (fine, coarse) = (draw(&strips[0], true), draw(&strips[0], false));
        assert_eq!(fine.lines().count(), strips[0].rows());
        for line in fine.lines().chain(coarse.lines()) {
            assert!(line.ends_with("\u{1b}[0m"));
            assert_eq!(crate::conversation::text::clean(line).chars().count(), strips[0].columns());
        }
        assert!(fine.contains("\u{1b}[38;2;10;20;30m") && coarse.contains("\u{1b}[38;5;"));
    }
}
