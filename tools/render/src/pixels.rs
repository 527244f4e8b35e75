//! Pixels, and the raster files made of them.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Pixmap, Transform};

use crate::error::{PIXELS_MAX, RenderError};
use crate::layout::Layout;
use crate::svg::{Layers, SvgText, View};
use crate::vector;

/// A raster: `width` × `height` × RGBA8, row-major, sRGB, straight alpha.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Four bytes a pixel.
    pub data: Vec<u8>,
}

impl Layout {
    /// Draws the page, or some of its layers, `scale` times its size.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`] beyond [`PIXELS_MAX`] pixels; [`RenderError::NoSuchText`] when the text asked for is not
    /// there.
    pub fn to_pixels(&self, scale: f64, layers: Layers<'_>) -> Result<Pixels, RenderError> {
        if let Layers::OnlyText(id) = layers
            && self.text(id).is_none()
        {
            return Err(RenderError::NoSuchText { id: id.clone() });
        }
        let page = &self.document().page;
        let (w, h) = (libm::round(page.w * scale), libm::round(page.h * scale));
        let sound = w.is_finite() && h.is_finite() && w >= 1.0 && h >= 1.0 && w * h <= PIXELS_MAX as f64;
        let canvas = if sound { Pixmap::new(w as u32, h as u32) } else { None };
        let mut canvas = canvas.ok_or(RenderError::Size { width: page.w * scale, height: page.h * scale })?;
        let svg = self.write_svg(View { words: SvgText::Outlined, layers, bleed: 0.0 });
        let refused = |reason: String| RenderError::Document { reason };
        let tree = usvg::Tree::from_str(&svg, &vector::usvg_options()).map_err(|error| refused(error.to_string()))?;
        // The page may not be a whole number of px: it is stretched by less than one to fill the canvas.
        let fit = Transform::from_scale((w / page.w) as f32, (h / page.h) as f32);
        vector::contained(|| resvg::render(&tree, fit, &mut canvas.as_mut()))
            .ok_or_else(|| refused("one of its forms or pictures has no possible picture".to_owned()))?;
        Ok(Pixels { width: w as u32, height: h as u32, data: canvas.take_demultiplied() })
    }

    /// Draws the page `scale` times its size as PNG; the same bytes everywhere.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`] beyond [`PIXELS_MAX`] pixels.
    pub fn to_png(&self, scale: f64) -> Result<Vec<u8>, RenderError> {
        self.to_pixels(scale, Layers::All)?.to_png()
    }

    /// Draws the page `scale` times its size as JPEG of `quality` 1–100, on white where the page is transparent.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`] beyond [`PIXELS_MAX`] pixels, or [`RenderError::Encode`] beyond 65 535 px a side.
    pub fn to_jpeg(&self, scale: f64, quality: u8) -> Result<Vec<u8>, RenderError> {
        let pixels = self.to_pixels(scale, Layers::All)?;
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100))
            .write_image(&pixels.to_rgb_on_white(), pixels.width, pixels.height, ExtendedColorType::Rgb8)
            .map_err(|error| RenderError::Encode { format: "JPEG", reason: error.to_string() })?;
        Ok(out)
    }

    /// Draws the page `scale` times its size as lossless WebP.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`] beyond [`PIXELS_MAX`] pixels, or [`RenderError::Encode`] beyond 16 384 px a side.
    pub fn to_webp(&self, scale: f64) -> Result<Vec<u8>, RenderError> {
        let pixels = self.to_pixels(scale, Layers::All)?;
        let mut out = Vec::new();
        WebPEncoder::new_lossless(&mut out)
            .write_image(&pixels.data, pixels.width, pixels.height, ExtendedColorType::Rgba8)
            .map_err(|error| RenderError::Encode { format: "WebP", reason: error.to_string() })?;
        Ok(out)
    }
}

impl Pixels {
    /// The colour at a place, or `None` outside.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let start = (y as usize * self.width as usize + x as usize) * 4;
        self.data.get(start..start + 4).and_then(|rgba| rgba.try_into().ok())
    }

    /// Encodes as PNG, without alpha where every pixel is opaque; the same pixels give the same bytes.
    ///
    /// # Errors
    ///
    /// [`RenderError::Encode`] when `data` does not hold `width` × `height` pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, RenderError> {
        let refuse = |reason: String| RenderError::Encode { format: "PNG", reason };
        if self.data.len() as u64 != u64::from(self.width) * u64::from(self.height) * 4 {
            return Err(refuse(format!("{} bytes are not {} × {} pixels", self.data.len(), self.width, self.height)));
        }
        let mut out = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
        let opaque = self.data.chunks_exact(4).all(|rgba| rgba[3] == 255);
        let written = if opaque {
            encoder.write_image(&self.to_rgb_on_white(), self.width, self.height, ExtendedColorType::Rgb8)
        } else {
            encoder.write_image(&self.data, self.width, self.height, ExtendedColorType::Rgba8)
        };
        written.map_err(|error| refuse(error.to_string()))?;
        Ok(out)
    }

    fn to_rgb_on_white(&self) -> Vec<u8> {
        let over_white = |color: u8, alpha: u8| {
            let alpha = u32::from(alpha);
            ((u32::from(color) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        self.data.chunks_exact(4).flat_map(|rgba| [0, 1, 2].map(|channel| over_white(rgba[channel], rgba[3]))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Blobs, laid_out, page, text, words};

    fn layout() -> Layout {
        let document = page(200, 100, vec![words("w", [10.0, 10.0, 180.0, 80.0], text("Sale", 60.0))]);
        laid_out(&document, &Blobs::new()).unwrap()
    }

    #[test]
    fn every_file_shows_the_page_at_its_scale() {
        let layout = layout();
        let files = [layout.to_png(2.0), layout.to_jpeg(2.0, 90), layout.to_webp(2.0)].map(Result::unwrap);
        for (file, start) in files.iter().zip([&b"\x89PNG"[..], b"\xff\xd8\xff", b"RIFF"]) {
            assert!(file.starts_with(start));
            let crate::Picture::Raster(pixels) = crate::decode_picture(file).unwrap() else { panic!("no raster") };
            assert_eq!((pixels.width, pixels.height), (400, 200));
            let [r, g, b, a] = pixels.at(2, 2).unwrap();
            assert!(r.abs_diff(0xf5) < 4 && g.abs_diff(0xea) < 4 && b.abs_diff(0xdd) < 4 && a == 255, "{r} {g} {b}");
        }
    }

    #[test]
    fn sizes_that_cannot_be_drawn_are_refused() {
        let layout = layout();
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-9, 70.0, 1e9] {
            let refused = layout.to_pixels(scale, Layers::All);
            assert!(matches!(refused, Err(RenderError::Size { .. })), "{scale}");
        }
        assert!(Pixels { width: 3, height: 3, data: vec![0; 4] }.to_png().is_err());
    }

    #[test]
    fn transparency_survives_where_there_is_any() {
        let clear = Pixels { width: 1, height: 1, data: vec![10, 20, 30, 40] };
        let png = clear.to_png().unwrap();
        assert!(matches!(crate::decode_picture(&png).unwrap(), crate::Picture::Raster(pixels) if pixels == clear));
    }
}
