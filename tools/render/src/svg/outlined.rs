//! Text as outlines.

use std::fmt::Write as _;

use design::document::{Node, Paint, Text};

use super::{SvgText, Writer, push_number};
use crate::fonts::Segment;
use crate::text::GlyphRun;

impl Writer<'_> {
    pub(super) fn text(&mut self, node: &Node, text: &Text, fill: &Paint) {
        let layout = self.layout;
        let Some(set) = layout.text(&node.id) else { return };
        for run in &set.runs {
            let paint = text.runs.get(run.style).and_then(|style| style.fill.as_ref()).unwrap_or(fill);
            match self.view.words {
                SvgText::Outlined => self.outlined_run(run, paint, node),
                SvgText::Live => self.live_run(run, paint, node, text),
            }
        }
    }

    /// The glyphs of a text, black.
    pub(super) fn mask(&mut self, node: &Node) {
        let Some(set) = self.layout.text(&node.id) else { return };
        for run in set.runs.iter().filter(|run| run.has_ink()) {
            self.glyphs(run, "#000000");
        }
    }

    fn outlined_run(&mut self, run: &GlyphRun, paint: &Paint, node: &Node) {
        if run.has_ink() {
            let fill = self.paint(paint, node.area);
            self.glyphs(run, &fill);
        }
    }

    fn glyphs(&mut self, run: &GlyphRun, fill: &str) {
        let _ = write!(self.out, r#"<path fill="{fill}" d=""#);
        let scale = run.size / run.instance.face.units_per_em;
        for glyph in &run.glyphs {
            let outline = run.instance.outline(glyph.id);
            for segment in &outline.segments {
                let (command, points): (char, &[f32]) = match segment {
                    Segment::Move(points) => ('M', points),
                    Segment::Line(points) => ('L', points),
                    Segment::Quad(points) => ('Q', points),
                    Segment::Cubic(points) => ('C', points),
                    Segment::Close => ('Z', &[]),
                };
                self.out.push(command);
                for (index, pair) in points.chunks_exact(2).enumerate() {
                    if index > 0 {
                        self.out.push(' ');
                    }
                    push_number(&mut self.out, glyph.x + f64::from(pair[0]) * scale, 3);
                    self.out.push(' ');
                    push_number(&mut self.out, glyph.y - f64::from(pair[1]) * scale, 3);
                }
            }
        }
        self.out.push_str("\"/>");
    }
}
