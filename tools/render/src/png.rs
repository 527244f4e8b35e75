//! PNG files, row by row.

use std::io::Write as _;

use png::{ColorType, DeflateCompression, Encoder, EncodingError, Filter};

use crate::error::{RenderError, Wanted};
use crate::pixels::Pixels;

/// Rows written between two looks at whether the file is still wanted.
const ROWS: usize = 64;

/// Bytes of an IDAT chunk.
const CHUNK: usize = 1 << 15;

/// Encodes pixels, 8 bits a channel; as RGB without their alpha, which is 255 everywhere then.
///
/// What the fast coder would make larger than it was (noise) is stored as it is.
pub(crate) fn encode(pixels: &Pixels, color: ColorType, wanted: Wanted<'_>) -> Result<Vec<u8>, RenderError> {
    let fast = write(pixels, color, DeflateCompression::FdeflateUltraFast, wanted)?;
    let bytes = pixels.data.len() / 4 * color.samples();
    if fast.len() <= bytes + bytes / 64 {
        return Ok(fast);
    }
    write(pixels, color, DeflateCompression::NoCompression, wanted)
}

fn write(
    pixels: &Pixels,
    color: ColorType,
    compression: DeflateCompression,
    wanted: Wanted<'_>,
) -> Result<Vec<u8>, RenderError> {
    let failed = |error: EncodingError| RenderError::Encode { format: "PNG", reason: error.to_string() };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, pixels.width, pixels.height);
    encoder.set_color(color);
    encoder.set_filter(Filter::Adaptive);
    encoder.set_deflate_compression(compression);
    let mut file = encoder.write_header().map_err(failed)?;
    let mut rows = file.stream_writer_with_size(CHUNK).map_err(failed)?;
    for band in pixels.data.chunks((pixels.width as usize * 4).max(1) * ROWS) {
        RenderError::unless_wanted(wanted)?;
        let written = if color == ColorType::Rgb {
            let rgb: Vec<u8> = band.chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
            rows.write_all(&rgb)
        } else {
            rows.write_all(band)
        };
        written.map_err(|error| failed(error.into()))?;
    }
    rows.finish().map_err(failed)?;
    file.finish().map_err(failed)?;
    Ok(out)
}
