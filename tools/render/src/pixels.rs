//! Pixels, and the raster files made of them.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, Rgba};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};

use crate::error::{PIXELS_MAX, RenderError, Wanted};
use crate::layout::Layout;
use crate::svg::{Layers, SvgText, View};
use crate::{png, vector};

/// Bytes of pixels that are worked on between two looks at whether they are still wanted.
const BAND_BYTES: usize = 1 << 20;

/// Takes the alpha out of the colours of premultiplied pixels.
fn demultiply(pixels: &mut [u8]) {
    // Most pages are opaque all over, and that is soon seen.
    if pixels.chunks_exact(4).fold(u8::MAX, |least, pixel| least & pixel[3]) == u8::MAX {
        return;
    }
    for pixel in pixels.chunks_exact_mut(4).filter(|pixel| pixel[3] != 255) {
        let [r, g, b, a] = [pixel[0], pixel[1], pixel[2], pixel[3]];
        if let Some(color) = PremultipliedColorU8::from_rgba(r.min(a), g.min(a), b.min(a), a) {
            let color = color.demultiply();
            pixel.copy_from_slice(&[color.red(), color.green(), color.blue(), color.alpha()]);
        }
    }
}

fn contained<T>(draw: impl FnOnce() -> T) -> Result<T, RenderError> {
    let reason = "one of its forms or pictures has no possible picture";
    vector::contained(draw).ok_or_else(|| RenderError::Document { reason: reason.to_owned() })
}

fn to_straight(canvas: Pixmap, wanted: Wanted<'_>) -> Result<Pixels, RenderError> {
    let (width, height) = (canvas.width(), canvas.height());
    let mut data = canvas.take();
    for band in data.chunks_mut(BAND_BYTES) {
        RenderError::unless_wanted(wanted)?;
        demultiply(band);
    }
    Ok(Pixels { width, height, data })
}

/// A page drawn with its texts and without, at one scale: see [`Layout::to_drawing`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The page as people see it.
    pub page: Pixels,
    /// The page without its texts: what lies behind them.
    pub ground: Pixels,
}

impl Drawing {
    /// Whether both pictures are as large as that page is at its own size.
    #[must_use]
    pub fn is_whole(&self, page: &design::document::Page) -> bool {
        let whole = |pixels: &Pixels| {
            let (w, h) = (f64::from(pixels.width), f64::from(pixels.height));
            (w, h) == (libm::round(page.w), libm::round(page.h)) && pixels.data.len() as f64 == w * h * 4.0
        };
        whole(&self.page) && whole(&self.ground)
    }
}

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
        self.to_pixels_while(scale, layers, &|| true)
    }

    /// [`to_pixels`](Self::to_pixels) as long as it is wanted.
    ///
    /// # Errors
    ///
    /// As [`to_pixels`](Self::to_pixels); [`RenderError::GivenUp`] when it was not wanted to the end.
    pub fn to_pixels_while(&self, scale: f64, layers: Layers<'_>, wanted: Wanted<'_>) -> Result<Pixels, RenderError> {
        if let Layers::OnlyText(id) = layers
            && self.text(id).is_none()
        {
            return Err(RenderError::NoSuchText { id: id.clone() });
        }
        let (mut canvas, tree, fit) = self.prepared(scale, layers, wanted)?;
        contained(|| vector::draw(&tree, fit, &mut canvas, wanted))?;
        to_straight(canvas, wanted)
    }

    /// Draws the page `scale` times its size, with its texts and without.
    ///
    /// The same pixels as of [`to_pixels`](Self::to_pixels), for less: what lies below its texts is drawn once.
    ///
    /// # Errors
    ///
    /// As [`to_pixels`](Self::to_pixels).
    pub fn to_drawing(&self, scale: f64) -> Result<Drawing, RenderError> {
        self.to_drawing_while(scale, &|| true)
    }

    /// [`to_drawing`](Self::to_drawing) as long as it is wanted.
    ///
    /// # Errors
    ///
    /// As [`to_drawing`](Self::to_drawing); [`RenderError::GivenUp`] when it was not wanted to the end.
    pub fn to_drawing_while(&self, scale: f64, wanted: Wanted<'_>) -> Result<Drawing, RenderError> {
        let (mut canvas, tree, fit) = self.prepared(scale, Layers::All, wanted)?;
        let Some(ground) = contained(|| vector::draw_both(&tree, fit, &mut canvas, wanted))? else {
            let drawn = |layers| self.to_pixels_while(scale, layers, wanted);
            return Ok(Drawing { page: drawn(Layers::All)?, ground: drawn(Layers::WithoutText)? });
        };
        Ok(Drawing { page: to_straight(canvas, wanted)?, ground: to_straight(ground, wanted)? })
    }

    /// An empty canvas, what is to be drawn on it, and how that fits.
    fn prepared(
        &self,
        scale: f64,
        layers: Layers<'_>,
        wanted: Wanted<'_>,
    ) -> Result<(Pixmap, usvg::Tree, Transform), RenderError> {
        let page = &self.document().page;
        let (w, h) = (libm::round(page.w * scale), libm::round(page.h * scale));
        let sound = w.is_finite() && h.is_finite() && w >= 1.0 && h >= 1.0 && w * h <= PIXELS_MAX as f64;
        let canvas = if sound { Pixmap::new(w as u32, h as u32) } else { None };
        let canvas = canvas.ok_or(RenderError::Size { width: page.w * scale, height: page.h * scale })?;
        let svg = self.write_svg(View { words: SvgText::Outlined, layers, bleed: 0.0 });
        RenderError::unless_wanted(wanted)?;
        let tree = usvg::Tree::from_str(&svg, &vector::usvg_options())
            .map_err(|error| RenderError::Document { reason: error.to_string() })?;
        // The page may not be a whole number of px: it is stretched by less than one to fill the canvas.
        let fit = Transform::from_scale((w / page.w) as f32, (h / page.h) as f32);
        Ok((canvas, tree, fit))
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
        self.to_pixels(scale, Layers::All)?.to_jpeg(quality)
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

    /// A part of it, `width` × `height` px from a place on; `None` where that does not lie within it.
    #[must_use]
    pub fn part(&self, x: u32, y: u32, width: u32, height: u32) -> Option<Self> {
        let inside = |from: u32, size: u32, whole: u32| from.checked_add(size).is_some_and(|end| end <= whole);
        if !inside(x, width, self.width) || !inside(y, height, self.height) {
            return None;
        }
        let mut data = Vec::with_capacity(width as usize * height as usize * 4);
        for row in y..y + height {
            let start = (row as usize * self.width as usize + x as usize) * 4;
            data.extend_from_slice(self.data.get(start..start + width as usize * 4)?);
        }
        Some(Self { width, height, data })
    }

    /// The picture with its longer side `side_px` px at most, each pixel the mean of those that it stands for.
    #[must_use]
    pub fn within(&self, side_px: u32) -> Self {
        let longer = self.width.max(self.height);
        let whole = ImageBuffer::<Rgba<u8>, _>::from_raw(self.width, self.height, self.data.as_slice());
        let Some(whole) = whole.filter(|_| longer > side_px && side_px > 0) else { return self.clone() };
        let side = |side: u32| {
            let side = u64::from(side) * u64::from(side_px) / u64::from(longer);
            u32::try_from(side).unwrap_or(side_px).max(1)
        };
        let small = image::imageops::thumbnail(&whole, side(self.width), side(self.height));
        Self { width: small.width(), height: small.height(), data: small.into_raw() }
    }

    /// Encodes as JPEG of `quality` 1–100, on white where it is transparent.
    ///
    /// # Errors
    ///
    /// [`RenderError::Encode`] beyond 65 535 px a side.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>, RenderError> {
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100))
            .write_image(&self.to_rgb_on_white(), self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(|error| RenderError::Encode { format: "JPEG", reason: error.to_string() })?;
        Ok(out)
    }

    /// Encodes as PNG, without alpha where every pixel is opaque; the same pixels give the same bytes.
    ///
    /// # Errors
    ///
    /// [`RenderError::Encode`] when `data` does not hold `width` × `height` pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, RenderError> {
        self.to_png_while(&|| true)
    }

    /// [`to_png`](Self::to_png) as long as it is wanted.
    ///
    /// # Errors
    ///
    /// As [`to_png`](Self::to_png); [`RenderError::GivenUp`] when it was not wanted to the end.
    pub fn to_png_while(&self, wanted: Wanted<'_>) -> Result<Vec<u8>, RenderError> {
        if self.data.len() as u64 != u64::from(self.width) * u64::from(self.height) * 4 {
            let reason = format!("{} bytes are not {} × {} pixels", self.data.len(), self.width, self.height);
            return Err(RenderError::Encode { format: "PNG", reason });
        }
        let opaque = self.data.chunks_exact(4).all(|rgba| rgba[3] == 255);
        png::encode(self, if opaque { ::png::ColorType::Rgb } else { ::png::ColorType::Rgba }, wanted)
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
    use crate::fixture::{Blobs, laid_out, page, picture, shape, text, words};
    use design::document::{Content, Fit, Shape};

    fn layout() -> Layout {
        let document = page(200, 100, vec![words("w", [10.0, 10.0, 180.0, 80.0], text("Sale", 60.0))]);
        laid_out(&document, &Blobs::new()).unwrap()
    }

    #[test]
    fn a_part_is_what_lies_there_and_nothing_beside_a_picture_is_one() {
        let picture = Pixels { width: 3, height: 2, data: (0..24).collect() };
        let part = picture.part(1, 1, 2, 1).unwrap();
        assert_eq!((part.width, part.height, part.data), (2, 1, (16..24).collect()));
        assert_eq!(picture.part(0, 0, 3, 2).as_ref(), Some(&picture));
        for (x, y, width, height) in [(2, 0, 2, 1), (0, 2, 1, 1), (u32::MAX, 0, 1, 1), (0, 1, 1, u32::MAX)] {
            assert_eq!(picture.part(x, y, width, height), None);
        }
        // One that does not hold what it says.
        assert_eq!(Pixels { width: 3, height: 2, data: vec![0; 12] }.part(0, 1, 1, 1), None);
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

    #[test]
    fn what_nobody_wants_is_given_up_at_any_step() {
        let layout = layout();
        let pixels = layout.to_pixels(8.0, Layers::All).unwrap();
        let looks = std::cell::Cell::new(0);
        let until = |most: usize| {
            looks.set(0);
            let looks = &looks;
            move || looks.replace(looks.get() + 1) < most
        };
        for (most, done) in [(0, false), (1, false), (3, false), (1000, true)] {
            let drawn = layout.to_pixels_while(8.0, Layers::All, &until(most));
            assert_eq!(drawn.as_ref().ok(), done.then_some(&pixels), "{most}");
            assert!(done || drawn == Err(RenderError::GivenUp));
            let both = layout.to_drawing_while(8.0, &until(most));
            assert_eq!(both.as_ref().map(|drawing| &drawing.page).ok(), done.then_some(&pixels), "{most}");
            let file = pixels.to_png_while(&until(most));
            assert_eq!(file.is_ok(), done, "{most}");
            assert!(done || file == Err(RenderError::GivenUp));
        }
    }

    /// A page with a picture that has clip paths and layers of its own, and texts, one of them turned and faint.
    fn busy(beside: Option<design::Node>) -> Layout {
        let mut blobs = Blobs::new();
        let vector =
            br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g transform="translate(1 2) scale(.7)">
            <circle cx="5" cy="5" r="4" fill="#c03"/><path d="M0 0L9 3" stroke="#063" opacity=".5"/></g>
            <clipPath id="c"><circle cx="6" cy="5" r="3"/><g transform="rotate(20)"><path d="M1 1L5 0L4 4Z" clip-rule="evenodd"/></g></clipPath>
            <g clip-path="url(#c)" opacity=".7"><rect width="9" height="4" fill="#06c"/><g opacity=".4"><circle cx="4" cy="4" r="4"/><path d="M0 9L9 0" stroke="#fff"/></g></g></svg>"##;
        let mut turned = words("t", [20.0, 120.0, 160.0, 60.0], text("turned", 30.0));
        turned.rotation = 11.0;
        turned.opacity = 0.6;
        let nodes = vec![
            picture("v", [-20.0, 10.0, 151.3, 97.7], vector, Fit::Cover, &mut blobs),
            words("w", [10.3, 10.7, 180.0, 80.0], text("Sale", 60.0)),
            turned,
            shape("above", [150.0, 90.0, 40.0, 60.0], Shape::Ellipse, "accent"),
        ];
        laid_out(&page(211, 187, nodes.into_iter().chain(beside).collect()), &blobs).unwrap()
    }

    #[test]
    fn a_page_drawn_with_and_without_its_texts_is_the_page_drawn_twice() {
        let apart = |a: &Pixels, b: &Pixels| a.data.iter().zip(&b.data).map(|(a, b)| a.abs_diff(*b)).max();
        let layout = busy(None);
        for scale in [1.0, 0.37, 2.9] {
            let Drawing { page, ground } = layout.to_drawing(scale).unwrap();
            assert!(page == layout.to_pixels(scale, Layers::All).unwrap(), "{scale}");
            assert!(ground == layout.to_pixels(scale, Layers::WithoutText).unwrap(), "{scale}");
            assert!(apart(&page, &ground) > Some(100));
        }
        // A group that fades with a text in it.
        let beneath = shape("beneath", [100.0, 130.0, 70.0, 40.0], Shape::Rect { radius: 4.0 }, "ink");
        let children = vec![beneath, words("inner", [104.0, 134.0, 60.0, 30.0], text("in it", 20.0))];
        let mut group = crate::fixture::node("group", [100.0, 130.0, 70.0, 40.0], Content::Group { children });
        group.opacity = 0.7;
        let layout = busy(Some(group));
        for scale in [1.0, 0.37, 2.9] {
            let Drawing { page, ground } = layout.to_drawing(scale).unwrap();
            assert!(page == layout.to_pixels(scale, Layers::All).unwrap(), "{scale}");
            assert!(ground == layout.to_pixels(scale, Layers::WithoutText).unwrap(), "{scale}");
        }
        // Nothing to leave out.
        let Drawing { page: drawn, ground } =
            laid_out(&page(200, 100, Vec::new()), &Blobs::new()).unwrap().to_drawing(1.0).unwrap();
        assert!(drawn == ground);
    }

    #[test]
    fn a_page_drawn_node_by_node_is_the_page_drawn_in_one_go() {
        let layout = busy(None);
        for scale in [1.0, 0.37, 2.9] {
            let drawn = layout.to_pixels(scale, Layers::All).unwrap();
            let svg = layout.to_svg(SvgText::Outlined);
            let tree = usvg::Tree::from_str(&svg, &vector::usvg_options()).unwrap();
            let mut canvas = Pixmap::new(drawn.width, drawn.height).unwrap();
            let fit = Transform::from_scale(drawn.width as f32 / 211.0, drawn.height as f32 / 187.0);
            resvg::render(&tree, fit, &mut canvas.as_mut());
            let whole = canvas.take_demultiplied();
            let most = drawn.data.iter().zip(&whole).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(most <= Some(1), "{most:?} at {scale}");
        }
    }

    #[test]
    fn noise_takes_no_more_than_it_did() {
        let mut random = design::Random::new(5);
        let data: Vec<u8> = (0..300 * 200 * 4).map(|_| random.index(256) as u8).collect();
        let noise = Pixels { width: 300, height: 200, data };
        let file = noise.to_png().unwrap();
        assert!(file.len() < noise.data.len() + 1024, "{}", file.len());
        assert!(matches!(crate::decode_picture(&file).unwrap(), crate::Picture::Raster(pixels) if pixels == noise));
    }
}
