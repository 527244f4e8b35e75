//! Pictures as sixels, in the 216 colours of a cube, dithered so that gradients stay even.

use std::collections::BTreeMap;
use std::fmt::Write;

use image::RgbaImage;

/// Levels of a channel.
const LEVELS: u32 = 6;
/// Below it a pixel is not drawn.
const OPAQUE_MIN: u8 = 128;
/// Order in which pixels of a square get the next level. Source: Bayer, 1973.
const BAYER: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// A picture as sixels; the cursor stands at the beginning of the line below it then.
pub(super) fn encode(picture: &RgbaImage) -> String {
    let (width, height) = picture.dimensions();
    // P2 = 1: what is not drawn stays as it was. The raster says how large it is, in square pixels.
    let mut out = format!("\u{1b}P0;1q\"1;1;{width};{height}");
    for colour in 0..LEVELS * LEVELS * LEVELS {
        let share = |level: u32| level * 100 / (LEVELS - 1);
        let (r, g, b) = (colour / (LEVELS * LEVELS), colour / LEVELS % LEVELS, colour % LEVELS);
        let _ = write!(out, "#{colour};2;{};{};{}", share(r), share(g), share(b));
    }
    for top in (0..height).step_by(6) {
        band(picture, top, &mut out);
        out.push('-');
    }
    out + "\u{1b}\\\n"
}

/// Six lines, colour after colour.
fn band(picture: &RgbaImage, top: u32, out: &mut String) {
    let (width, height) = picture.dimensions();
    let mut bits: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for line in top..height.min(top + 6) {
        for column in 0..width {
            let Some(colour) = colour(picture, column, line) else { continue };
            bits.entry(colour).or_insert_with(|| vec![0; width as usize])[column as usize] |= 1 << (line - top);
        }
    }
    for (colour, bits) in bits {
        let _ = write!(out, "#{colour}");
        for same in bits.chunk_by(|a, b| a == b) {
            let sixel = char::from(same[0] + b'?');
            let _ = match same.len() {
                1..4 => write!(out, "{}", sixel.to_string().repeat(same.len())),
                many => write!(out, "!{many}{sixel}"),
            };
        }
        out.push('$');
    }
}

fn colour(picture: &RgbaImage, column: u32, line: u32) -> Option<u32> {
    let pixel = picture.get_pixel(column, line);
    if pixel[3] < OPAQUE_MIN {
        return None;
    }
    let threshold = BAYER[(line % 4) as usize][(column % 4) as usize] * 2 + 1;
    // In 32nds of a level, rounded by the threshold.
    let level = |value: u8| ((u32::from(value) * (LEVELS - 1) * 32 / 255 + threshold) / 32).min(LEVELS - 1);
    Some((level(pixel[0]) * LEVELS + level(pixel[1])) * LEVELS + level(pixel[2]))
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn number(chars: &mut std::iter::Peekable<impl Iterator<Item = char>>) -> u32 {
        let mut number = String::new();
        while let Some(c) = chars.next_if(char::is_ascii_digit) {
            number.push(c);
        }
        number.parse().unwrap()
    }

    /// What a terminal would draw: a colour's number for every pixel.
    fn decoded(sixels: &str, width: usize, height: usize) -> Vec<Vec<Option<u32>>> {
        let mut page = vec![vec![None; width]; height];
        let body = sixels.split_once('q').unwrap().1.trim_end_matches("\u{1b}\\\n");
        let (mut x, mut top, mut colour, mut count) = (0, 0, 0, 1);
        let mut chars = body.chars().skip_while(|&c| c != '#').peekable();
        while let Some(c) = chars.next() {
            match c {
                '#' => {
                    colour = number(&mut chars);
                    while chars.next_if_eq(&';').is_some() {
                        number(&mut chars);
                    }
                }
                '!' => count = number(&mut chars) as usize,
                '$' => x = 0,
                '-' => (x, top) = (0, top + 6),
                sixel => {
                    for _ in 0..count {
                        for bit in (0..6).filter(|bit| (sixel as u32 - 63) >> bit & 1 == 1) {
                            page[top + bit][x] = Some(colour);
                        }
                        x += 1;
                    }
                    count = 1;
                }
            }
        }
        page
    }

    #[test]
    fn what_is_sent_is_the_picture() {
        let mut picture = RgbaImage::from_pixel(10, 9, Rgba([255, 0, 0, 255]));
        picture.put_pixel(3, 7, Rgba([255, 255, 255, 255]));
        picture.put_pixel(9, 0, Rgba([0, 0, 0, 0]));
        let page = decoded(&encode(&picture), 10, 9);
        for (y, line) in page.iter().enumerate() {
            for (x, colour) in line.iter().enumerate() {
                let expected = match (x, y) {
                    (3, 7) => Some(215),
                    (9, 0) => None,
                    _ => Some(180),
                };
                assert_eq!(*colour, expected, "{x}, {y}");
            }
        }
    }
}
