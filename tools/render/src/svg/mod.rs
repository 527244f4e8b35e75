//! The SVG writer. Every other raster format is drawn from what it writes.

mod live;
mod number;
mod outlined;
mod paint;
mod shape;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use base64::Engine as _;
use design::document::{Content, Fit, Node, Role};
use design::geometry::Rect;
use design::{BlobRef, NodeId};

use crate::layout::Layout;
use crate::picture::Drawable;
pub(crate) use number::{number, push_number};

/// How the words of an SVG are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SvgText {
    /// As outlines: looks the same everywhere.
    Outlined,
    /// As text that can be selected and searched; families are named, not embedded.
    Live,
}

/// Which layers of a document are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layers<'a> {
    /// All.
    All,
    /// All but text, for measuring what lies behind it.
    WithoutText,
    /// The glyphs of one text node, black and opaque on nothing.
    OnlyText(&'a NodeId),
}

/// How the id of the group of a text begins; its number follows. No other id begins so.
pub(crate) const TEXT_GROUP: &str = "text";

/// What is written of a layout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) words: SvgText,
    pub(crate) layers: Layers<'a>,
    /// How far the view reaches beyond the page, px.
    pub(crate) bleed: f64,
}

impl Layout {
    /// Writes the page as SVG: one group for each node with its id in `data-node`; numbers with at most four decimals.
    ///
    /// The same layout gives the same text everywhere.
    #[must_use]
    pub fn to_svg(&self, words: SvgText) -> String {
        self.write_svg(View { words, layers: Layers::All, bleed: 0.0 })
    }

    pub(crate) fn write_svg(&self, view: View<'_>) -> String {
        let page = &self.document().page;
        let b = view.bleed;
        let (w, h) = (number(page.w + 2.0 * b), number(page.h + 2.0 * b));
        let mut writer = Writer { layout: self, view, out: String::with_capacity(1 << 15), next_id: 0, turned: 0 };
        let _ = write!(
            writer.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{w}" height="{h}" viewBox="{x} {x} {w} {h}">"#,
            x = number(-b),
        );
        writer.nodes(&self.document().nodes);
        writer.out.push_str("</svg>\n");
        writer.out
    }
}

/// Writes one SVG. Writing to a `String` cannot fail, so the results of `write!` are dropped.
pub(crate) struct Writer<'a> {
    layout: &'a Layout,
    view: View<'a>,
    out: String,
    next_id: usize,
    /// How many of the groups around the node being written are rotated.
    turned: usize,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        let before = self.out.len();
        let turned = usize::from(node.rotation % 360.0 != 0.0);
        self.turned += turned;
        self.open_node(node);
        let opened = self.out.len();
        match (&node.content, self.view.layers) {
            (Content::Group { children }, _) => self.nodes(children),
            (Content::Text { text, fill }, Layers::All) => self.text(node, text, fill),
            (Content::Text { .. }, Layers::OnlyText(id)) if node.id == *id => self.mask(node),
            (_, Layers::OnlyText(_)) | (Content::Text { .. }, Layers::WithoutText) => {}
            (Content::Shape { shape, fill, stroke }, _) => self.shape(node, shape, fill.as_ref(), stroke.as_ref()),
            (Content::Image { blob, fit } | Content::Svg { blob, fit }, _) => self.picture(node, blob, *fit),
        }
        self.turned -= turned;
        if self.out.len() == opened {
            self.out.truncate(before);
        } else {
            self.out.push_str("</g>");
        }
    }

    fn open_node(&mut self, node: &Node) {
        self.out.push_str("<g data-node=\"");
        push_escaped(&mut self.out, &node.id.0);
        self.out.push('"');
        if matches!(node.content, Content::Text { .. }) {
            // The PDF writer finds the place of the text by this id.
            let index = self.layout.text_index(&node.id);
            let _ = write!(self.out, r#" id="{TEXT_GROUP}{index}""#);
        } else if node.alt.is_some() {
            self.out.push_str(" id=\"figure-");
            push_escaped(&mut self.out, &node.id.0);
            self.out.push_str("\" role=\"img\" aria-label=\"");
            push_escaped(&mut self.out, node.alt.as_deref().unwrap_or_default());
            self.out.push('"');
        }
        if node.rotation % 360.0 != 0.0 {
            let turn = node.rotation.to_radians();
            let (sin, cos) = (libm::sin(turn), libm::cos(turn));
            let (x, y) = node.area.center();
            self.out.push_str(" transform=\"matrix(");
            for (value, decimals, end) in [
                (cos, 6, ' '),
                (sin, 6, ' '),
                (-sin, 6, ' '),
                (cos, 6, ' '),
                (x - cos * x + sin * y, 4, ' '),
                (y - sin * x - cos * y, 4, ')'),
            ] {
                push_number(&mut self.out, value, decimals);
                self.out.push(end);
            }
            self.out.push('"');
        }
        if node.opacity < 1.0 && !matches!(self.view.layers, Layers::OnlyText(_)) {
            let _ = write!(self.out, r#" opacity="{}""#, number(node.opacity.max(0.0)));
        }
        self.out.push('>');
    }

    /// The box of a node, extended to the end of the bleed where it reaches the edge of the page and ends before that.
    fn bled(&self, node: &Node) -> Rect {
        let (area, page, bleed) = (node.area, self.layout.document().page.area(), self.view.bleed);
        let may_grow = matches!(node.role, Role::Background | Role::Image | Role::Underlay | Role::Embellishment);
        if bleed <= 0.0 || !may_grow || self.turned > 0 {
            return area;
        }
        // `beyond` is how far the box reaches over the edge already: a picture that lies in the bleed keeps its scale.
        let grow = |beyond: f64| if beyond >= 0.0 { (bleed - beyond).max(0.0) } else { 0.0 };
        let (left, top) = (grow(page.x - area.x), grow(page.y - area.y));
        let right = grow(area.right() - page.right());
        let bottom = grow(area.bottom() - page.bottom());
        Rect::new(area.x - left, area.y - top, area.w + left + right, area.h + top + bottom)
    }

    fn picture(&mut self, node: &Node, blob: &BlobRef, fit: Fit) {
        let Some(drawable) = self.layout.picture(blob) else { return };
        let area = match fit {
            Fit::Cover => self.bled(node),
            Fit::Contain => node.area,
        };
        if area.w <= 0.0 || area.h <= 0.0 {
            return;
        }
        match drawable {
            Drawable::Raster { format, bytes, .. } => {
                let aspect = if fit == Fit::Cover { "xMidYMid slice" } else { "xMidYMid meet" };
                let _ = write!(
                    self.out,
                    r#"<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="{aspect}" xlink:href="data:{};base64,"#,
                    number(area.x),
                    number(area.y),
                    number(area.w),
                    number(area.h),
                    format.media(),
                );
                base64::engine::general_purpose::STANDARD.encode_string(bytes, &mut self.out);
                self.out.push_str("\"/>");
            }
            Drawable::Vector(vector) => {
                let (scale_x, scale_y) = (area.w / vector.width(), area.h / vector.height());
                let scale = if fit == Fit::Cover { scale_x.max(scale_y) } else { scale_x.min(scale_y) };
                let (w, h) = (vector.width() * scale, vector.height() * scale);
                let (x, y) = (area.x + (area.w - w) / 2.0, area.y + (area.h - h) / 2.0);
                let id = self.fresh_id();
                let window = if fit == Fit::Cover { area } else { Rect::new(x, y, w, h) };
                // What covers the page is cut off by the page's own edge.
                let clipped = !window.contains(self.layout.document().page.area().inset(-self.view.bleed), 0.0);
                if clipped {
                    let _ = write!(self.out, r#"<clipPath id="c{id}"><path d=""#);
                    shape::push_rect(&mut self.out, window);
                    let _ = write!(self.out, r#""/></clipPath><g clip-path="url(#c{id})">"#);
                }
                let _ = write!(self.out, r#"<g transform="matrix("#);
                for (value, end) in [(scale, ' '), (0.0, ' '), (0.0, ' '), (scale, ' ')] {
                    push_number(&mut self.out, value, 6);
                    self.out.push(end);
                }
                let _ = write!(self.out, r#"{} {})">"#, number(x), number(y));
                self.out.push_str(&vector.elements(&format!("v{id}-")));
                self.out.push_str(if clipped { "</g></g>" } else { "</g>" });
            }
        }
    }

    /// A number that no other id of this SVG holds.
    fn fresh_id(&mut self) -> usize {
        self.next_id += 1;
        self.next_id
    }
}

/// Appends `text` so that it can stand in an attribute or between tags.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML 1.0, not even escaped.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            c => out.push(c),
        }
    }
}
