//! Vector pictures from outside, made harmless: checked as text, parsed by usvg, and written anew from what it kept.

mod compose;
mod cost;
mod draw;
mod guard;
mod isolated;
mod scratch;
#[cfg(test)]
mod tests;

use resvg::tiny_skia::{Pixmap, Transform};
use usvg::{ImageHrefResolver, ImageKind, Options, Tree, WriteOptions};

use crate::error::RenderError;
use crate::picture;
use crate::pixels::Pixels;

pub(crate) use draw::{draw, draw_both};

/// A vector picture that holds nothing but forms: no scripts, no text, no links, no entities.
pub struct Vector {
    tree: Tree,
}

impl std::fmt::Debug for Vector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vector").field("width", &self.width()).field("height", &self.height()).finish_non_exhaustive()
    }
}

impl Vector {
    /// Reads an SVG file.
    ///
    /// # Errors
    ///
    /// [`RenderError::Picture`] when it is no SVG, or holds what could do harm or never end.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, RenderError> {
        let source = guard::check_source(bytes)?;
        let options = usvg::roxmltree::ParsingOptions {
            allow_dtd: true, // Harmless without entities, and common: drawing programs write one.
            nodes_limit: guard::XML_NODES_MAX,
            entity_resolver: None,
        };
        let xml = usvg::roxmltree::Document::parse_with_options(source, options)
            .map_err(|error| RenderError::picture(format!("the SVG is malformed: {error}")))?;
        guard::check_tree(&xml)?;
        let tree = contained(|| Tree::from_xmltree(&xml, &usvg_options()))
            .ok_or_else(|| RenderError::picture("the SVG is refused: it cannot be read to its end"))?
            .map_err(|error| RenderError::picture(format!("the SVG cannot be used: {error}")))?;
        guard::check_drawing(&tree)?;
        Ok(Self { tree })
    }

    /// Width of its viewport, px.
    #[must_use]
    pub fn width(&self) -> f64 {
        f64::from(self.tree.size().width())
    }

    /// Height of its viewport, px.
    #[must_use]
    pub fn height(&self) -> f64 {
        f64::from(self.tree.size().height())
    }

    /// Draws it with its longer side `side_px` px long, on nothing.
    pub(crate) fn to_pixels(&self, side_px: u32) -> Option<Pixels> {
        let scale = f64::from(side_px) / self.width().max(self.height());
        let whole = |length: f64| (libm::round(length * scale) as u32).clamp(1, side_px);
        let mut canvas = Pixmap::new(whole(self.width()), whole(self.height()))?;
        let scale = scale as f32;
        contained(|| resvg::render(&self.tree, Transform::from_scale(scale, scale), &mut canvas.as_mut()))?;
        Some(Pixels { width: canvas.width(), height: canvas.height(), data: canvas.take_demultiplied() })
    }

    /// Its elements as SVG, without the root, every id prefixed.
    pub(crate) fn elements(&self, id_prefix: &str) -> String {
        let options = WriteOptions {
            id_prefix: Some(id_prefix.to_owned()),
            coordinates_precision: 4,
            transforms_precision: 6,
            indent: usvg::Indent::None,
            ..WriteOptions::default()
        };
        let whole = self.tree.to_string(&options);
        let inner = whole.find('>').zip(whole.rfind("</svg>"));
        inner.and_then(|(open, close)| whole.get(open + 1..close)).unwrap_or_default().to_owned()
    }
}

/// Does work on what comes from outside; `None` when it panics.
///
/// The guards keep out what is known to make usvg and resvg panic; this is for what is not known.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// How usvg reads any SVG of ours: nothing is ever fetched, and only raster pictures inside the file itself are shown.
pub(crate) fn usvg_options() -> Options<'static> {
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| match picture::sniff(&data)? {
                picture::Format::Png => Some(ImageKind::PNG(data)),
                picture::Format::Jpeg => Some(ImageKind::JPEG(data)),
                picture::Format::WebP => Some(ImageKind::WEBP(data)),
                picture::Format::Svg => None,
            }),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}
