//! Vector pictures from outside, made harmless: checked as text, parsed by usvg, and written anew from what it kept.

mod cost;
mod guard;
mod isolated;
#[cfg(test)]
mod tests;

use resvg::tiny_skia::{Pixmap, PixmapMut, Transform};
use usvg::{ImageHrefResolver, ImageKind, Options, Tree, WriteOptions};

use crate::error::{RenderError, Wanted};
use crate::picture;
use crate::pixels::Pixels;

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

/// Draws a tree as long as it is wanted, node by node.
pub(crate) fn draw_while(tree: &Tree, fit: Transform, canvas: &mut PixmapMut<'_>, wanted: Wanted<'_>) {
    let page = (canvas.width(), canvas.height());
    draw_children(tree.root(), fit, canvas, page, wanted);
}

fn draw_children(
    group: &usvg::Group,
    place: Transform,
    canvas: &mut PixmapMut<'_>,
    page: (u32, u32),
    wanted: Wanted<'_>,
) {
    for node in group.children().iter().take_while(|_| wanted()) {
        match node {
            // What is not composed by itself is drawn child by child, straight on the page.
            usvg::Node::Group(inner) if !inner.should_isolate() => {
                draw_children(inner, place.pre_concat(inner.transform()), canvas, page, wanted);
            }
            usvg::Node::Group(inner) if isolated::is_plain(inner) => {
                let _ = isolated::draw(inner, place, canvas, page, wanted);
            }
            node => {
                // One node alone is drawn at the canvas' corner: this moves it back to its place.
                let Some(bounds) = node.abs_layer_bounding_box() else { continue };
                let _ = resvg::render_node(node, place.pre_translate(bounds.x(), bounds.y()), canvas);
            }
        }
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
