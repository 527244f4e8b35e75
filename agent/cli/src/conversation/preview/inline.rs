//! Pictures that a terminal draws itself, sent to it as PNG.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::ImageFormat;

use super::strip::Strip;

/// Most characters of one part. Source: the protocol's "remote client" section.
const CHUNK: usize = 4_096;
/// How many times finer than its cells a picture is sent: terminals that say nothing of their cells may have fine ones.
const FINER: u32 = 2;

/// A strip as Kitty's graphics protocol has it.
pub(super) fn kitty(strip: &Strip<'_>, cell: (u32, u32)) -> String {
    let Some((data, _)) = png(strip, cell) else { return String::new() };
    let mut out = String::new();
    // Base64 is ASCII: it can be cut anywhere.
    let chunks: Vec<&str> = data.as_bytes().chunks(CHUNK).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect();
    for (place, chunk) in chunks.iter().enumerate() {
        let more = u8::from(place + 1 < chunks.len());
        // q=2: it answers nothing, which would be read as what the person typed.
        let _ = match place {
            0 => write!(out, "\u{1b}_Ga=T,f=100,q=2,c={},r={},m={more};", strip.columns(), strip.rows()),
            _ => write!(out, "\u{1b}_Gq=2,m={more};"),
        };
        out += chunk;
        out += "\u{1b}\\";
    }
    out + "\n"
}

/// A strip as an inline image of iTerm2.
pub(super) fn iterm(strip: &Strip<'_>, cell: (u32, u32)) -> String {
    let Some((data, bytes)) = png(strip, cell) else { return String::new() };
    let (columns, rows) = (strip.columns(), strip.rows());
    format!("\u{1b}]1337;File=inline=1;size={bytes};width={columns};height={rows};preserveAspectRatio=0:{data}\u{7}\n")
}

/// The strip as PNG in Base64, and the bytes of the PNG.
fn png(strip: &Strip<'_>, cell: (u32, u32)) -> Option<(String, usize)> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    strip.pixels((cell.0 * FINER, cell.1 * FINER)).write_to(&mut bytes, ImageFormat::Png).ok()?;
    let bytes = bytes.into_inner();
    Some((STANDARD.encode(&bytes), bytes.len()))
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::super::strip::strips;
    use super::*;
    use crate::conversation::manner::Size;

    fn noisy() -> RgbaImage {
        RgbaImage::from_fn(200, 200, |x, y| Rgba([(x * 37 + y * 11) as u8, (x * y) as u8, (x ^ y) as u8, 255]))
    }

    fn decoded(data: &str) -> RgbaImage {
        let bytes = STANDARD.decode(data).unwrap();
        image::load_from_memory_with_format(&bytes, ImageFormat::Png).unwrap().to_rgba8()
    }

    #[test]
    fn kitty_gets_a_whole_picture_in_parts() {
        let pictures = [(noisy(), "")];
        let strips = strips(&pictures, Size { columns: 80, rows: 40, cell: (8, 16) });
        let sent = kitty(&strips[0], (8, 16));
        let parts: Vec<&str> = sent.trim_end().split_terminator("\u{1b}\\").collect();
        assert!(parts.len() > 2);
        let mut data = String::new();
        for (place, part) in parts.iter().enumerate() {
            let (keys, chunk) = part.strip_prefix("\u{1b}_G").unwrap().split_once(';').unwrap();
            assert_eq!(keys.contains("m=1"), place + 1 < parts.len(), "{keys}");
            assert!(chunk.len() <= CHUNK && keys.contains("q=2"));
            data += chunk;
        }
        assert_eq!(decoded(&data), strips[0].pixels((16, 32)));
    }

    #[test]
    fn iterm_gets_a_whole_picture_at_once() {
        let pictures = [(noisy(), "")];
        let strips = strips(&pictures, Size { columns: 80, rows: 40, cell: (8, 16) });
        let sent = iterm(&strips[0], (8, 16));
        let (keys, data) = sent.trim_end().trim_end_matches('\u{7}').split_once(':').unwrap();
        assert!(keys.starts_with("\u{1b}]1337;File=inline=1;"), "{keys}");
        assert_eq!(decoded(data), strips[0].pixels((16, 32)));
    }
}
