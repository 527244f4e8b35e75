//! A document laid out once, ready to be written in any format.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::{Content, NODES_MAX, Paint, Shape};
use design::{BlobRef, BrandKit, Document, Node, NodeId, Srgb};

use crate::error::RenderError;
use crate::fonts::FontBook;
use crate::picture::{Drawable, THUMBNAIL_PX};
use crate::pixels::Pixels;
use crate::svg::TEXT_GROUP;
use crate::text::{TextLayout, lay_out_text};

/// Deepest nesting of groups.
const GROUPS_DEEP_MAX: usize = 32;
/// Largest side of a page, px.
const PAGE_SIDE_MAX: f64 = 16_384.0;
/// Largest coordinate of a node, px: far outside of every page, near enough for exact arithmetic.
const COORDINATE_MAX: f64 = 1e6;
/// Longest path data of one shape, bytes.
const PATH_BYTES_MAX: usize = 1 << 20;

/// Where the bytes of pictures come from.
pub trait BlobSource {
    /// The bytes that `name` names, if they are here.
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>>;
}

impl BlobSource for BTreeMap<BlobRef, Arc<[u8]>> {
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        self.get(name).cloned()
    }
}

/// A document laid out once: every text set, every picture read, every colour known.
///
/// What is written from it depends on nothing else, so the same layout gives the same bytes everywhere.
pub struct Layout {
    document: Document,
    kit: BrandKit,
    families: Vec<String>,
    texts: BTreeMap<NodeId, TextLayout>,
    pictures: BTreeMap<BlobRef, Drawable>,
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layout").field("page", &self.document.page).field("texts", &self.texts).finish_non_exhaustive()
    }
}

/// Lays a document out: sets its texts, reads its pictures from `blobs` or else from the kit's files, checks its colours.
///
/// # Errors
///
/// [`RenderError`] when a picture is missing or cannot be used, a colour is not in the kit, or the document is not
/// sound (two nodes of one name, a page without area, coordinates or nesting beyond all bounds).
pub fn lay_out(
    document: &Document,
    kit: &BrandKit,
    fonts: &FontBook,
    blobs: &dyn BlobSource,
) -> Result<Layout, RenderError> {
    check_page(document)?;
    check_depth(&document.nodes, 0)?;
    let mut layout = Layout {
        document: document.clone(),
        kit: kit.clone(),
        families: fonts.families(),
        texts: BTreeMap::new(),
        pictures: BTreeMap::new(),
    };
    let mut names = std::collections::BTreeSet::new();
    for (count, node) in document.walk().enumerate() {
        if count >= NODES_MAX {
            return Err(unsound(format!("it has more than {NODES_MAX} nodes")));
        }
        if !names.insert(&node.id) {
            return Err(unsound(format!("two nodes are named `{}`", node.id)));
        }
        layout.read_node(node, fonts, blobs)?;
    }
    Ok(layout)
}

fn unsound(reason: String) -> RenderError {
    RenderError::Document { reason }
}

fn check_page(document: &Document) -> Result<(), RenderError> {
    let page = &document.page;
    let side = |length: f64| (1.0..=PAGE_SIDE_MAX).contains(&length);
    if !side(page.w) || !side(page.h) {
        return Err(unsound(format!(
            "its page is {} × {} px; sides of 1 to {PAGE_SIDE_MAX} px can be drawn",
            page.w, page.h
        )));
    }
    if !(0.0..=page.w.min(page.h)).contains(&page.bleed) {
        return Err(unsound(format!("its bleed is {} px; it may be 0 px up to the page's short side", page.bleed)));
    }
    Ok(())
}

fn check_depth(nodes: &[Node], depth: usize) -> Result<(), RenderError> {
    if depth > GROUPS_DEEP_MAX {
        return Err(unsound(format!("its groups are nested more than {GROUPS_DEEP_MAX} deep")));
    }
    nodes.iter().try_for_each(|node| match &node.content {
        Content::Group { children } => check_depth(children, depth + 1),
        Content::Text { .. } | Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => Ok(()),
    })
}

impl Layout {
    /// The document as it was laid out.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The kit that gave its colours.
    #[must_use]
    pub fn kit(&self) -> &BrandKit {
        &self.kit
    }

    /// The families that its texts could be set in.
    #[must_use]
    pub fn families(&self) -> &[String] {
        &self.families
    }

    /// The layout of a text node, before the rotation of the node and its groups.
    #[must_use]
    pub fn text(&self, id: &NodeId) -> Option<&TextLayout> {
        self.texts.get(id)
    }

    /// Width and height of the picture that a node shows, in its own px; `None` when the node shows none.
    #[must_use]
    pub fn picture_size(&self, id: &NodeId) -> Option<(f64, f64)> {
        match &self.document.node(id)?.content {
            Content::Image { blob, .. } | Content::Svg { blob, .. } => match self.pictures.get(blob)? {
                Drawable::Raster { width, height, .. } => Some((f64::from(*width), f64::from(*height))),
                Drawable::Vector(vector) => Some((vector.width(), vector.height())),
            },
            Content::Group { .. } | Content::Text { .. } | Content::Shape { .. } => None,
        }
    }

    /// The raster picture that a node shows, its longer side [`THUMBNAIL_PX`] at most. It is kept where the kit has pictures to
    /// hold it against; `None` where it has none, and where the node shows no pixels.
    #[must_use]
    pub fn thumbnail(&self, id: &NodeId) -> Option<&Pixels> {
        match &self.document.node(id)?.content {
            Content::Image { blob, .. } | Content::Svg { blob, .. } => match self.pictures.get(blob)? {
                Drawable::Raster { thumbnail, .. } => thumbnail.as_deref(),
                Drawable::Vector(_) => None,
            },
            Content::Group { .. } | Content::Text { .. } | Content::Shape { .. } => None,
        }
    }

    /// The place of a text node among all, by name.
    pub(crate) fn text_index(&self, id: &NodeId) -> usize {
        self.texts.range(..id).count()
    }

    /// The text whose group in the SVG has this id.
    pub(crate) fn text_by_group(&self, id: &str) -> Option<&TextLayout> {
        let index: usize = id.strip_prefix(TEXT_GROUP)?.parse().ok()?;
        self.texts.values().nth(index)
    }

    /// The text, or the picture that shows something, whose group in the SVG has this id.
    pub(crate) fn node_by_group(&self, id: &str) -> Option<&Node> {
        let name = match id.strip_prefix(TEXT_GROUP) {
            Some(index) => self.texts.keys().nth(index.parse().ok()?)?.0.as_str(),
            None => id.strip_prefix("figure-")?,
        };
        self.document.walk().find(|node| node.id.0 == name)
    }

    pub(crate) fn picture(&self, blob: &BlobRef) -> Option<&Drawable> {
        self.pictures.get(blob)
    }

    /// The colours of a paint; the first alone when it is no gradient.
    pub(crate) fn color(&self, token: &design::TokenPath) -> Srgb {
        // Every token was looked up when the document was laid out.
        self.kit.color(token).unwrap_or_default()
    }

    fn read_node(&mut self, node: &Node, fonts: &FontBook, blobs: &dyn BlobSource) -> Result<(), RenderError> {
        let area = node.area;
        let sound = |x: f64| x.is_finite() && x.abs() <= COORDINATE_MAX;
        if ![area.x, area.y, area.w, area.h, node.rotation].into_iter().all(sound) || !node.opacity.is_finite() {
            return Err(unsound(format!("the box, rotation or opacity of node `{}` is beyond all bounds", node.id)));
        }
        match &node.content {
            Content::Group { .. } => Ok(()),
            Content::Text { text, fill } => {
                self.check_paint(node, Some(fill))?;
                text.runs.iter().try_for_each(|run| self.check_paint(node, run.fill.as_ref()))?;
                self.texts.insert(node.id.clone(), lay_out_text(fonts, text, area));
                Ok(())
            }
            Content::Shape { shape, fill, stroke } => {
                if matches!(shape, Shape::Path { d } if d.len() > PATH_BYTES_MAX) {
                    return Err(unsound(format!("the path of node `{}` is longer than 1 MiB", node.id)));
                }
                self.check_paint(node, fill.as_ref())?;
                self.check_paint(node, stroke.as_ref().map(|stroke| &stroke.paint))
            }
            Content::Image { blob, .. } | Content::Svg { blob, .. } => self.read_picture(node, blob, blobs),
        }
    }

    fn check_paint(&self, node: &Node, paint: Option<&Paint>) -> Result<(), RenderError> {
        let known = |token: &design::TokenPath| match self.kit.color(token) {
            Some(_) => Ok(()),
            None => Err(RenderError::UnknownToken { node: node.id.clone(), token: token.clone() }),
        };
        match paint {
            None => Ok(()),
            Some(Paint::Token(token)) => known(token),
            Some(Paint::Gradient(gradient)) if gradient.stops.is_empty() => {
                Err(unsound(format!("a gradient of node `{}` has no colours", node.id)))
            }
            Some(Paint::Gradient(gradient)) => gradient.stops.iter().try_for_each(|stop| known(&stop.token)),
        }
    }

    fn read_picture(&mut self, node: &Node, blob: &BlobRef, blobs: &dyn BlobSource) -> Result<(), RenderError> {
        if self.pictures.contains_key(blob) {
            return Ok(());
        }
        let in_kit = || self.kit.files.0.values().find(|bytes| BlobRef::of(bytes) == *blob).cloned();
        let bytes = blobs
            .blob(blob)
            .or_else(in_kit)
            .ok_or_else(|| RenderError::MissingBlob { node: node.id.clone(), blob: *blob })?;
        let thumbnail_px = (!self.kit.imagery.is_empty()).then_some(THUMBNAIL_PX);
        let drawable = Drawable::read(&bytes, thumbnail_px)
            .map_err(|source| RenderError::NodePicture { node: node.id.clone(), source: Box::new(source) })?;
        self.pictures.insert(*blob, drawable);
        Ok(())
    }
}
