//! Pictures from outside, decoded within limits.

use std::io::Cursor;
use std::sync::Arc;

use image::metadata::Orientation;
use image::{ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::error::RenderError;
use crate::pixels::Pixels;
use crate::vector::Vector;

/// Largest picture file, bytes.
pub const PICTURE_BYTES_MAX: usize = 32 << 20;
/// Most pixels of a picture file.
pub const PICTURE_PIXELS_MAX: u64 = 64_000_000;
/// Longer side of the thumbnails that a layout keeps, px.
pub const THUMBNAIL_PX: u32 = 128;

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

/// Longer side of a vector picture as pixels, px.
const VECTOR_SIDE_PX: u32 = 1080;

impl Picture {
    /// The picture with its longer side `side_px` px at most; a vector picture has it just so.
    ///
    /// # Errors
    ///
    /// As [`into_pixels`](Self::into_pixels).
    pub fn thumbnail(&self, side_px: u32) -> Result<Pixels, RenderError> {
        match self {
            Self::Raster(pixels) => Ok(pixels.within(side_px)),
            Self::Vector(vector) => {
                vector.to_pixels(side_px).ok_or_else(|| RenderError::picture("the SVG has no size".to_owned()))
            }
        }
    }

    /// The picture as pixels; a vector picture is drawn with its longer side 1080 px long, on nothing.
    ///
    /// # Errors
    ///
    /// [`RenderError::Picture`] when a vector picture has no size to draw.
    pub fn into_pixels(self) -> Result<Pixels, RenderError> {
        match self {
            Self::Raster(pixels) => Ok(pixels),
            Self::Vector(_) => self.thumbnail(VECTOR_SIDE_PX),
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
        raster => decode_raster(bytes, raster).map(|(pixels, _)| Picture::Raster(pixels)),
    }
}

fn check_format(bytes: &[u8]) -> Result<Format, RenderError> {
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(RenderError::picture("the picture file is larger than 32 MiB"));
    }
    sniff(bytes).ok_or_else(|| RenderError::picture("the picture is not a PNG, JPEG, WebP or SVG file"))
}

/// Decodes a raster, upright as its camera says. The flag says whether every reader shows the file's bytes like that.
fn decode_raster(bytes: &[u8], format: Format) -> Result<(Pixels, bool), RenderError> {
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
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > PICTURE_PIXELS_MAX {
        return Err(RenderError::picture(format!(
            "the picture is {width} × {height} px; 1 to 64 million pixels are read"
        )));
    }
    // Some readers turn pictures as their metadata asks and some do not, and few agree on CMYK.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let cmyk = decoder.original_color_type() == ExtendedColorType::Cmyk8;
    let plain = orientation == Orientation::NoTransforms && !cmyk;
    let mut decoded = image::DynamicImage::from_decoder(decoder).map_err(damaged)?;
    decoded.apply_orientation(orientation);
    let decoded = decoded.into_rgba8();
    let (width, height) = decoded.dimensions();
    Ok((Pixels { width, height, data: decoded.into_raw() }, plain))
}

/// How many pixels a raster picture says it has, without decoding it.
pub(crate) fn pixels_claimed(bytes: &[u8]) -> Result<u64, RenderError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let size = reader.map_err(image::ImageError::IoError).and_then(ImageReader::into_dimensions);
    let (width, height) =
        size.map_err(|error| RenderError::picture(format!("a picture in the SVG is damaged: {error}")))?;
    Ok(u64::from(width) * u64::from(height))
}

/// A picture as a layout keeps it.
#[derive(Clone)]
pub(crate) enum Drawable {
    Raster { format: Format, width: u32, height: u32, bytes: Arc<[u8]>, thumbnail: Option<Arc<Pixels>> },
    Vector(Arc<Vector>),
}

impl Drawable {
    /// Reads a picture and keeps what is needed to draw it; of a raster picture a thumbnail too, `thumbnail_px` px at most, where
    /// one is wanted.
    pub(crate) fn read(bytes: &Arc<[u8]>, thumbnail_px: Option<u32>) -> Result<Self, RenderError> {
        match check_format(bytes)? {
            Format::Svg => Ok(Self::Vector(Arc::new(Vector::parse(bytes)?))),
            format => {
                let (pixels, plain) = decode_raster(bytes, format)?;
                let (width, height) = (pixels.width, pixels.height);
                let thumbnail = thumbnail_px.map(|side| Arc::new(pixels.within(side)));
                if plain {
                    return Ok(Self::Raster { format, width, height, bytes: Arc::clone(bytes), thumbnail });
                }
                Ok(Self::Raster { format: Format::Png, width, height, bytes: pixels.to_png()?.into(), thumbnail })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::png;

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let pixels = image::RgbImage::from_fn(20, 10, |x, y| image::Rgb([x as u8 * 9, y as u8 * 20, 90]));
        pixels.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn pictures_of_every_format_are_read() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = decode_picture(&encoded(format)).unwrap();
            assert_eq!(picture.size(), (20.0, 10.0), "{format:?}");
            assert!(matches!(picture, Picture::Raster(pixels) if pixels.data.len() == 800), "{format:?}");
        }
        let svg = decode_picture(b"  <svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>").unwrap();
        assert_eq!(svg.size(), (3.0, 4.0));
    }

    #[test]
    fn pictures_stand_upright() {
        let jpeg = encoded(ImageFormat::Jpeg);
        // An EXIF block with the one tag "orientation 6": turned a quarter to the right.
        let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let turned: Arc<[u8]> = [&jpeg[..2], exif, &jpeg[2..]].concat().into();
        assert_eq!(decode_picture(&turned).unwrap().size(), (10.0, 20.0));
        let kept = Drawable::read(&turned, None).unwrap();
        assert!(matches!(kept, Drawable::Raster { format: Format::Png, width: 10, height: 20, .. }));
        let plain = Drawable::read(&jpeg.into(), None).unwrap();
        assert!(matches!(plain, Drawable::Raster { format: Format::Jpeg, width: 20, height: 10, .. }));
    }

    #[test]
    fn what_cannot_be_shown_is_refused() {
        let refusal = |bytes: &[u8]| decode_picture(bytes).unwrap_err().to_string();
        assert!(refusal(b"GIF89a").contains("not a PNG"));
        assert!(refusal(b"").contains("not a PNG"));
        assert!(refusal(&vec![0; PICTURE_BYTES_MAX + 1]).contains("32 MiB"));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let bytes = encoded(format);
            assert!(refusal(&bytes[..bytes.len() / 3]).contains("damaged"), "{format:?}");
        }
        // A header that claims 60 000 × 60 000 px is refused before anything is allocated.
        let mut bomb = png(1, 1, [0, 0, 0, 255]);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = bomb[12..29].iter().fold(!0u32, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        });
        bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
        assert!(refusal(&bomb).contains("60000 × 60000"), "{}", refusal(&bomb));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_can_make_it_panic(head in 0..5usize, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut file = [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff\xe0", b"RIFF\x24\0\0\0WEBPVP8L", b"<svg", b""][head].to_vec();
            file.extend(bytes);
            let _ = decode_picture(&file);
        }

        #[test]
        fn a_damaged_picture_is_refused_or_read(
            kind in 0..3usize,
            changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8),
        ) {
            let mut bytes = encoded([ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP][kind]);
            for (at, value) in changes {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = decode_picture(&bytes);
        }
    }
}
