//! The drawing of a page, carried over from usvg's tree to a PDF surface.

use std::collections::BTreeMap;

use krilla::Data;
use krilla::blend::BlendMode;
use krilla::geom::Size;
use krilla::image::Image;
use krilla::surface::Surface;
use krilla::text::Font;
use resvg::tiny_skia::{Pixmap, Transform};
use usvg::{Group, ImageKind, Node, Tree};

use super::convert;
use super::tags::Tags;
use crate::error::RenderError;
use crate::layout::Layout;
use crate::vector;

/// Most pixels of one part that is drawn as pixels.
const PART_PIXELS_MAX: f64 = 16_000_000.0;
/// Resolution of such parts where the page allows, px per inch.
const PART_DPI: f64 = 300.0;

pub(super) struct Drawing<'a, 's> {
    pub(super) layout: &'a Layout,
    pub(super) surface: &'a mut Surface<'s>,
    /// The faces used so far, by file, face and place in the design space.
    pub(super) fonts: BTreeMap<super::words::FontKey, Font>,
    tags: Tags,
}

impl<'a, 's> Drawing<'a, 's> {
    pub(super) fn new(layout: &'a Layout, surface: &'a mut Surface<'s>) -> Self {
        Self { layout, surface, fonts: BTreeMap::new(), tags: Tags::new() }
    }

    /// Draws everything, and says what each part of it is.
    pub(super) fn draw(mut self, tree: &Tree) -> Result<Tags, RenderError> {
        self.group(tree.root())?;
        Ok(self.tags)
    }

    fn nodes(&mut self, nodes: &[Node], parent: Transform) -> Result<(), RenderError> {
        nodes.iter().try_for_each(|node| {
            if let Node::Group(group) = node
                && !needs_pixels(node)
            {
                let opened = self.tags.open_group(self.layout, self.surface, group);
                return self.group(group).map(|()| self.close(opened));
            }
            let opened = self.tags.open_artifact(self.surface);
            match node {
                _ if needs_pixels(node) => self.pixels(node, parent)?,
                Node::Path(path) => self.path(path),
                Node::Image(image) => self.image(image)?,
                // The page's own words are outlines here, and pictures from outside hold none.
                Node::Group(_) | Node::Text(_) => {}
            }
            self.close(opened);
            Ok(())
        })
    }

    fn close(&mut self, opened: bool) {
        if opened {
            self.tags.close(self.surface);
        }
    }

    fn group(&mut self, group: &Group) -> Result<(), RenderError> {
        let Some(transform) = convert::transform(group.transform()) else { return Ok(()) };
        self.surface.push_transform(&transform);
        let mut pushed = 1;
        let mut clip = group.clip_path();
        while let Some(current) = clip {
            if let Some((path, rule)) = simple_clip(current) {
                self.surface.push_clip_path(&path, &rule);
                pushed += 1;
            }
            clip = current.clip_path();
        }
        if group.blend_mode() != usvg::BlendMode::Normal {
            self.surface.push_blend_mode(blend(group.blend_mode()));
            pushed += 1;
        }
        if group.opacity().get() < 1.0 {
            self.surface.push_opacity(convert::share(group.opacity().get()));
            pushed += 1;
        } else if group.isolate() {
            self.surface.push_isolated();
            pushed += 1;
        }
        let drawn = match self.layout.text_by_group(group.id()) {
            Some(text) => self.words(text, group),
            None => self.nodes(group.children(), group.abs_transform()),
        };
        for _ in 0..pushed {
            self.surface.pop();
        }
        drawn
    }

    fn path(&mut self, path: &usvg::Path) {
        if !path.is_visible() {
            return;
        }
        let Some(form) = convert::path(path.data(), Transform::identity()) else { return };
        let fill = path.fill().and_then(convert::fill);
        let stroke = path.stroke().and_then(convert::stroke);
        let steps = match path.paint_order() {
            usvg::PaintOrder::FillAndStroke => [(fill, None), (None, stroke)],
            usvg::PaintOrder::StrokeAndFill => [(None, stroke), (fill, None)],
        };
        for (fill, stroke) in steps {
            // Krilla fills with black when it is given neither.
            if fill.is_some() || stroke.is_some() {
                self.surface.set_fill(fill);
                self.surface.set_stroke(stroke);
                self.surface.draw_path(&form);
            }
        }
    }

    fn image(&mut self, image: &usvg::Image) -> Result<(), RenderError> {
        let (width, height) = (image.size().width(), image.size().height());
        let Some(size) = Size::from_wh(width, height).filter(|_| convert::writable([width, height])) else {
            return Ok(());
        };
        let data = |bytes: &std::sync::Arc<Vec<u8>>| Data::from(std::sync::Arc::clone(bytes));
        let decoded = match image.kind() {
            _ if !image.is_visible() => return Ok(()),
            ImageKind::PNG(bytes) => Image::from_png(data(bytes), true),
            ImageKind::JPEG(bytes) => Image::from_jpeg(data(bytes), true),
            ImageKind::WEBP(bytes) => Image::from_webp(data(bytes), true),
            ImageKind::GIF(_) | ImageKind::SVG(_) => return Ok(()),
        };
        let decoded = decoded.map_err(|reason| RenderError::Encode { format: "PDF", reason })?;
        self.surface.draw_image(decoded, size);
        Ok(())
    }

    /// Draws a node as pixels. `parent` is the transform of its parent on the canvas, px.
    fn pixels(&mut self, node: &Node, parent: Transform) -> Result<(), RenderError> {
        let page = &self.layout.document().page;
        let Some(seen) = node.abs_layer_bounding_box() else { return Ok(()) };
        let canvas = usvg::NonZeroRect::from_xywh(
            0.0,
            0.0,
            (page.w + 2.0 * page.bleed) as f32,
            (page.h + 2.0 * page.bleed) as f32,
        );
        let area = canvas.and_then(|canvas| canvas.to_rect().intersect(&seen.to_rect()));
        let (Some(area), Some(back)) = (area, parent.invert()) else { return Ok(()) };
        let wanted = (PART_DPI / f64::from(page.dpi.max(1))).clamp(1.0, 4.0);
        let affordable = (PART_PIXELS_MAX / f64::from(area.width() * area.height()).max(1.0)).sqrt();
        let scale = wanted.min(affordable) as f32;
        let (w, h) = ((area.width() * scale).ceil().max(1.0), (area.height() * scale).ceil().max(1.0));
        let Some(mut part) = Pixmap::new(w as u32, h as u32) else { return Ok(()) };
        // `render_node` moves the node to the origin; that is taken back, for its parent's place counts here.
        let place = Transform::from_scale(scale, scale)
            .pre_translate(-area.x(), -area.y())
            .pre_concat(parent)
            .pre_translate(seen.x(), seen.y());
        // What cannot be drawn is left out; the pixel formats refuse the whole page for it.
        let _ = vector::contained(|| resvg::render_node(node, place, &mut part.as_mut()));
        let image = Image::from_rgba8(part.take_demultiplied(), w as u32, h as u32);
        let place = convert::transform(back.pre_translate(area.x(), area.y()));
        if let (Some(size), Some(place)) = (Size::from_wh(w / scale, h / scale), place) {
            self.surface.push_transform(&place);
            self.surface.draw_image(image, size);
            self.surface.pop();
        }
        Ok(())
    }
}

/// Whether PDF has no direct words for a node.
fn needs_pixels(node: &Node) -> bool {
    match node {
        Node::Group(group) => {
            let mut clip = group.clip_path();
            let mut simple = true;
            while let Some(current) = clip {
                simple &= simple_clip(current).is_some();
                clip = current.clip_path();
            }
            !simple || group.mask().is_some() || !group.filters().is_empty()
        }
        Node::Path(path) => {
            let pattern = |paint: &usvg::Paint| matches!(paint, usvg::Paint::Pattern(_));
            path.fill().is_some_and(|fill| pattern(fill.paint()))
                || path.stroke().is_some_and(|stroke| pattern(stroke.paint()))
        }
        Node::Image(_) | Node::Text(_) => false,
    }
}

/// The path of a clip that is one path, which nearly all are.
fn simple_clip(clip: &usvg::ClipPath) -> Option<(krilla::geom::Path, krilla::paint::FillRule)> {
    let mut root = clip.root();
    let mut place = clip.transform().pre_concat(root.transform());
    loop {
        match root.children() {
            [Node::Group(only)] if only.clip_path().is_none() => {
                place = place.pre_concat(only.transform());
                root = only;
            }
            [Node::Path(only)] if root.clip_path().is_none() => {
                let rule = only.fill().map_or(usvg::FillRule::NonZero, usvg::Fill::rule);
                return Some((convert::path(only.data(), place)?, convert::rule(rule)));
            }
            _ => return None,
        }
    }
}

fn blend(mode: usvg::BlendMode) -> BlendMode {
    match mode {
        usvg::BlendMode::Normal => BlendMode::Normal,
        usvg::BlendMode::Multiply => BlendMode::Multiply,
        // PDF has no "plus lighter"; screen comes nearest.
        usvg::BlendMode::Screen | usvg::BlendMode::PlusLighter => BlendMode::Screen,
        usvg::BlendMode::Overlay => BlendMode::Overlay,
        usvg::BlendMode::Darken => BlendMode::Darken,
        usvg::BlendMode::Lighten => BlendMode::Lighten,
        usvg::BlendMode::ColorDodge => BlendMode::ColorDodge,
        usvg::BlendMode::ColorBurn => BlendMode::ColorBurn,
        usvg::BlendMode::HardLight => BlendMode::HardLight,
        usvg::BlendMode::SoftLight => BlendMode::SoftLight,
        usvg::BlendMode::Difference => BlendMode::Difference,
        usvg::BlendMode::Exclusion => BlendMode::Exclusion,
        usvg::BlendMode::Hue => BlendMode::Hue,
        usvg::BlendMode::Saturation => BlendMode::Saturation,
        usvg::BlendMode::Color => BlendMode::Color,
        usvg::BlendMode::Luminosity => BlendMode::Luminosity,
    }
}
