//! PNG files, row by row.

use std::io::Write as _;

use png::{ColorType, DeflateCompression, Encoder, EncodingError, Filter};

use crate::error::{RenderError, Wanted};

/// Rows written between two looks at whether the file is still wanted.
const ROWS: usize = 64;

/// Bytes of an IDAT chunk.
const CHUNK: usize = 1 << 15;

/// Encodes rows of `color`, 8 bits a channel; `data` holds `width` × `height` pixels.
///
/// What the fast coder would make larger than it was (noise) is stored as it is.
pub(crate) fn encode(
    data: &[u8],
    width: u32,
    height: u32,
    color: ColorType,
    wanted: Wanted<'_>,
) -> Result<Vec<u8>, RenderError> {
    let fast = write(data, (width, height), color, DeflateCompression::FdeflateUltraFast, wanted)?;
    if fast.len() <= data.len() + data.len() / 64 {
        return Ok(fast);
    }
    write(data, (width, height), color, DeflateCompression::NoCompression, wanted)
}

fn write(
    data: &[u8],
    (width, height): (u32, u32),
    color: ColorType,
    compression: DeflateCompression,
    wanted: Wanted<'_>,
) -> Result<Vec<u8>, RenderError> {
    let failed = |error: EncodingError| RenderError::Encode { format: "PNG", reason: error.to_string() };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_filter(Filter::Adaptive);
    encoder.set_deflate_compression(compression);
    let mut file = encoder.write_header().map_err(failed)?;
    let mut rows = file.stream_writer_with_size(CHUNK).map_err(failed)?;
    for part in data.chunks((width as usize * color.samples()).max(1) * ROWS) {
        RenderError::unless_wanted(wanted)?;
        rows.write_all(part).map_err(|error| failed(error.into()))?;
    }
    rows.finish().map_err(failed)?;
    file.finish().map_err(failed)?;
    Ok(out)
}
