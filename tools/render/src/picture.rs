//! Pictures from outside, decoded within limits.

use std::io::Cursor;
use std::sync::Arc;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::error::RenderError;
use crate::pixels::Pixels;
use crate::vector::Vector;

/// Largest picture file, bytes.
pub const PICTURE_BYTES_MAX: usize = 32 << 20;
/// Most pixels of a picture file.
pub const PICTURE_PIXELS_MAX: u64 = 64_000_000;

/// A picture that can be shown.
#[derive(Debug)]
pub enum Picture {
    /// Pixels.
    Raster(Pixels),
    /// Forms.
    Vector(Arc<Vector>),
}

impl Picture {
    /// Width and height, px.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        match self {
            Self::Raster(pixels) => (f64::from(pixels.width), f64::from(pixels.height)),
            Self::Vector(vector) => (vector.width(), vector.height()),
        }
    }
}

/// What a file claims to be by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    WebP,
    Svg,
}

impl Format {
    /// Its media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// Names the format by the first bytes; `None` when it is none that is read.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::WebP),
        _ => {
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
            text.starts_with(b"<").then_some(Format::Svg)
        }
    }
}

/// Decodes a PNG, JPEG or WebP, or reads an SVG and leaves out all that could do harm.
///
/// # Errors
///
/// [`RenderError::Picture`] when the file is in another format, damaged, or larger than [`PICTURE_BYTES_MAX`] bytes or
/// [`PICTURE_PIXELS_MAX`] pixels; for an SVG also when it holds scripts, entities or links to anything outside itself.
pub fn decode_picture(bytes: &[u8]) -> Result<Picture, RenderError> {
    match check_format(bytes)? {
        Format::Svg => Ok(Picture::Vector(Arc::new(Vector::parse(bytes)?))),
        raster => decode_raster(bytes, raster).map(Picture::Raster),
    }
}

fn check_format(bytes: &[u8]) -> Result<Format, RenderError> {
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(RenderError::picture("the picture file is larger than 32 MiB"));
    }
    sniff(bytes).ok_or_else(|| RenderError::picture("the picture is not a PNG, JPEG, WebP or SVG file"))
}

fn decode_raster(bytes: &[u8], format: Format) -> Result<Pixels, RenderError> {
    let damaged = |error: image::ImageError| RenderError::picture(format!("the picture is damaged: {error}"));
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::WebP => ImageFormat::WebP,
        Format::Svg => return Err(RenderError::picture("an SVG has no pixels")),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(PICTURE_PIXELS_MAX * 8);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > PICTURE_PIXELS_MAX {
        return Err(RenderError::picture(format!(
            "the picture is {width} × {height} px; 1 to 64 million pixels are read"
        )));
    }
    let decoded = image::DynamicImage::from_decoder(decoder).map_err(damaged)?;
    Ok(Pixels { width, height, data: decoded.into_rgba8().into_raw() })
}

/// A picture as a layout keeps it.
#[derive(Clone)]
pub(crate) enum Drawable {
    Raster { format: Format, width: u32, height: u32, bytes: Arc<[u8]> },
    Vector(Arc<Vector>),
}

impl Drawable {
    /// Reads a picture and keeps what is needed to draw it.
    pub(crate) fn read(bytes: &Arc<[u8]>) -> Result<Self, RenderError> {
        match check_format(bytes)? {
            Format::Svg => Ok(Self::Vector(Arc::new(Vector::parse(bytes)?))),
            format => {
                let Pixels { width, height, .. } = decode_raster(bytes, format)?;
                Ok(Self::Raster { format, width, height, bytes: Arc::clone(bytes) })
            }
        }
    }
}
