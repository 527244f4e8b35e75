//! Where the ink of a text lies, without drawing the page.

use design::document::Content;
use design::{Node, NodeId};
use resvg::tiny_skia::{FillRule, Mask as Coverage, Path, PathBuilder, Rect as Bounds, Transform};

use crate::fonts::Segment;
use crate::layout::Layout;
use crate::text::GlyphRun;

/// The ink of some glyphs on a part of the page: `width` × `height` shares of 1/255, row-major.
///
/// The shares are those that the page is drawn with, so a pixel of 255 shows nothing but the text's own colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InkMask {
    /// Left edge, px of the drawn page.
    pub x: u32,
    /// Top edge, px of the drawn page.
    pub y: u32,
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// How much of each pixel is ink.
    pub coverage: Vec<u8>,
}

impl Layout {
    /// The ink of one run of a text node as it lies on the page drawn at its own size, with up to `margin` px around it;
    /// what is outside of the page is cut off.
    ///
    /// `run` is an index into [`TextLayout::runs`](crate::TextLayout::runs). `None` when there is no such run, or when no
    /// ink of it is on the page. Opacity does not matter; rotations do, those of groups too.
    #[must_use]
    pub fn ink_mask(&self, id: &NodeId, run: usize, margin: u32) -> Option<InkMask> {
        let turn = turn_of(&self.document().nodes, id, Transform::identity())?;
        let path = outline(self.text(id)?.runs.get(run)?)?.transform(turn)?;
        let page = &self.document().page;
        let limit = |length: f64| libm::round(length).max(1.0) as u32;
        let (columns, rows) =
            (span(path.bounds(), limit(page.w), margin, true)?, span(path.bounds(), limit(page.h), margin, false)?);
        let (width, height) = (columns.1 - columns.0, rows.1 - rows.0);
        let mut coverage = Coverage::new(width, height)?;
        let shift = Transform::from_translate(-(columns.0 as f32), -(rows.0 as f32));
        coverage.fill_path(&path, FillRule::Winding, true, shift);
        Some(InkMask { x: columns.0, y: rows.0, width, height, coverage: coverage.take() })
    }
}

/// First and last pixel that `bounds` and its margin touch on one axis of the page; `None` when it is outside.
fn span(bounds: Bounds, limit: u32, margin: u32, horizontal: bool) -> Option<(u32, u32)> {
    let (low, high) = if horizontal { (bounds.left(), bounds.right()) } else { (bounds.top(), bounds.bottom()) };
    let (low, high) = (f64::from(low).floor() - f64::from(margin), f64::from(high).ceil() + f64::from(margin));
    let limit = f64::from(limit);
    (low < limit && high > 0.0).then(|| (low.clamp(0.0, limit) as u32, high.clamp(0.0, limit) as u32))
}

/// How the node of that name is turned on the page, its groups' rotations included; `None` when there is none.
fn turn_of(nodes: &[Node], id: &NodeId, outer: Transform) -> Option<Transform> {
    nodes.iter().find_map(|node| {
        let turn = if node.rotation % 360.0 == 0.0 { outer } else { outer.pre_concat(rotation(node)) };
        if node.id == *id {
            return Some(turn);
        }
        match &node.content {
            Content::Group { children } => turn_of(children, id, turn),
            Content::Text { .. } | Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => None,
        }
    })
}

fn rotation(node: &Node) -> Transform {
    let turn = node.rotation.to_radians();
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let (x, y) = node.area.center();
    let [sx, ky, kx, sy] = [cos, sin, -sin, cos].map(|value| value as f32);
    Transform::from_row(sx, ky, kx, sy, (x - cos * x + sin * y) as f32, (y - sin * x - cos * y) as f32)
}

fn outline(run: &GlyphRun) -> Option<Path> {
    let scale = run.size / run.instance.face.units_per_em;
    let mut path = PathBuilder::new();
    for glyph in &run.glyphs {
        let x = |units: f32| (glyph.x + f64::from(units) * scale) as f32;
        let y = |units: f32| (glyph.y - f64::from(units) * scale) as f32;
        for segment in &run.instance.outline(glyph.id).segments {
            match *segment {
                Segment::Move([a, b]) => path.move_to(x(a), y(b)),
                Segment::Line([a, b]) => path.line_to(x(a), y(b)),
                Segment::Quad([a, b, c, d]) => path.quad_to(x(a), y(b), x(c), y(d)),
                Segment::Cubic([a, b, c, d, e, f]) => path.cubic_to(x(a), y(b), x(c), y(d), x(e), y(f)),
                Segment::Close => path.close(),
            }
        }
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use design::document::{Align, Case, FontRef, Paint, Provenance, Run, Text, VAlign};
    use design::{BrandKit, Document, Format, Rect, Role};

    use super::*;
    use crate::{FontBook, Layers, lay_out};

    fn page_with(rotation: f64, words: &str) -> Layout {
        let kit = BrandKit::builtin();
        let token = kit.roles.ink[0].clone();
        let run = Run::new(words, FontRef::new("Inter", 700), 60.0);
        let text = Text {
            runs: vec![run],
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.1,
            case: Case::AsIs,
            wrap: true,
            language: "en".to_owned(),
        };
        let format = Format::parse("400x300").unwrap();
        let mut document = Document::new(&format, kit.reference());
        document.nodes.push(Node {
            id: "words".into(),
            role: Role::Headline,
            area: Rect::new(40.0, 50.0, 300.0, 200.0),
            rotation,
            opacity: 0.4,
            locked: Vec::new(),
            provenance: Provenance::Generated,
            alt: None,
            content: Content::Text { text, fill: Paint::Token(token) },
        });
        lay_out(&document, &kit, &FontBook::embedded(), &BTreeMap::new()).unwrap()
    }

    #[test]
    fn masks_of_all_runs_are_the_ink_that_is_drawn() {
        for rotation in [0.0, 17.0, 90.0] {
            let layout = page_with(rotation, "Night market");
            let drawn = layout.to_pixels(1.0, Layers::OnlyText(&"words".into())).unwrap();
            let mut seen = vec![0_u8; 400 * 300];
            for run in 0..layout.text(&"words".into()).unwrap().runs.len() {
                let mask = layout.ink_mask(&"words".into(), run, 3).unwrap();
                for (y, row) in mask.coverage.chunks_exact(mask.width as usize).enumerate() {
                    let at = (mask.y as usize + y) * 400 + mask.x as usize;
                    seen[at..at + row.len()].iter_mut().zip(row).for_each(|(seen, &ink)| *seen = (*seen).max(ink));
                }
            }
            let worst = drawn.data.chunks_exact(4).zip(&seen).map(|(rgba, &ink)| rgba[3].abs_diff(ink)).max();
            assert!(worst.unwrap() <= 24, "{rotation}°: {worst:?}"); // outlines of the SVG have three decimals
            assert!(seen.contains(&255), "{rotation}°");
        }
    }

    #[test]
    fn there_is_no_mask_without_ink() {
        assert_eq!(page_with(0.0, " ").ink_mask(&"words".into(), 0, 0), None);
        assert_eq!(page_with(0.0, "a").ink_mask(&"words".into(), 7, 0), None);
        assert_eq!(page_with(0.0, "a").ink_mask(&"other".into(), 0, 0), None);
    }
}
