//! The sheet that families draw on: marks go in, SVG source comes out.

use std::fmt::Write as _;

use design::Srgb;
use kurbo::{BezPath, PathEl, Point};

/// Most elements of a picture.
pub(super) const ELEMENTS_MAX: usize = 4_000;
/// Largest picture, bytes; what would pass it is not drawn.
pub(super) const BYTES_MAX: usize = 400_000;

/// A picture in the making.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    /// Steps per px on which coordinates lie: 10 on large sheets, 100 on small ones.
    steps: f64,
    body: String,
    elements: usize,
    clips: usize,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Self {
        let steps = if width.min(height) >= 400.0 { 10.0 } else { 100.0 };
        Self { width, height, steps, body: String::new(), elements: 0, clips: 0 }
    }

    /// Fills the whole sheet.
    pub(super) fn flood(&mut self, color: Srgb) {
        let (w, h) = (number(self.width, 100.0), number(self.height, 100.0));
        self.add(|body, _| _ = write!(body, r#"<rect width="{w}" height="{h}" fill="{color}"/>"#));
    }

    /// Fills a shape.
    pub(super) fn fill(&mut self, path: &BezPath, color: Srgb) {
        self.add(|body, steps| {
            body.push_str("<path d=\"");
            write_path(body, path, steps);
            _ = write!(body, r#"" fill="{color}"/>"#);
        });
    }

    /// Fills a shape by the even-odd rule, so that inner outlines are holes.
    pub(super) fn fill_holed(&mut self, path: &BezPath, color: Srgb) {
        self.add(|body, steps| {
            body.push_str("<path d=\"");
            write_path(body, path, steps);
            _ = write!(body, r#"" fill="{color}" fill-rule="evenodd"/>"#);
        });
    }

    /// Lays a translucent facet over what is there; `opacity` 0–0.18.
    pub(super) fn shade(&mut self, path: &BezPath, color: Srgb, opacity: f64) {
        let opacity = number(opacity.clamp(0.0, 0.18), 100.0);
        self.add(|body, steps| {
            body.push_str("<path d=\"");
            write_path(body, path, steps);
            _ = write!(body, r#"" fill="{color}" fill-opacity="{opacity}"/>"#);
        });
    }

    /// Draws along a path with round ends and joins.
    pub(super) fn line(&mut self, path: &BezPath, color: Srgb, width: f64) {
        let width = number(width, 100.0);
        self.add(|body, steps| {
            body.push_str("<path d=\"");
            write_path(body, path, steps);
            _ = write!(body, r#"" fill="none" stroke="{color}" stroke-width="{width}""#);
            body.push_str(r#" stroke-linecap="round" stroke-linejoin="round"/>"#);
        });
    }

    /// Draws what `inside` draws, cut to `shape`.
    pub(super) fn within(&mut self, shape: &BezPath, inside: impl FnOnce(&mut Self)) {
        self.clips += 1;
        let id = self.clips;
        let before = self.body.len();
        self.add(|body, steps| {
            _ = write!(body, r#"<clipPath id="c{id}"><path d=""#);
            write_path(body, shape, steps);
            body.push_str("\"/></clipPath>");
        });
        if self.body.len() == before {
            return;
        }
        _ = write!(self.body, r#"<g clip-path="url(#c{id})">"#);
        self.elements += 2;
        let opened = self.body.len();
        inside(self);
        if self.body.len() == opened {
            self.body.truncate(before);
            self.elements -= 3;
        } else {
            self.body.push_str("</g>");
        }
    }

    fn add(&mut self, write: impl FnOnce(&mut String, f64)) {
        if self.elements >= ELEMENTS_MAX - 8 {
            return;
        }
        let before = self.body.len();
        write(&mut self.body, self.steps);
        // Room is kept for the closing tags of every open group.
        if self.body.len() > BYTES_MAX - 4_000 {
            self.body.truncate(before);
        } else {
            self.elements += 1;
        }
    }

    /// The finished source.
    pub(super) fn finish(self) -> String {
        let (w, h) = (number(self.width, 100.0), number(self.height, 100.0));
        let body = self.body;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">{body}</svg>"#
        )
    }
}

/// A length on the grid of 1/`steps`, as short as it can be written; 0 for what is not finite.
fn number(value: f64, steps: f64) -> String {
    let mut text = String::new();
    write_number(&mut text, value, steps);
    text
}

fn write_number(out: &mut String, value: f64, steps: f64) {
    let grid = if value.is_finite() { libm::round(value.clamp(-1e6, 1e6) * steps) as i64 } else { 0 };
    let steps = steps as i64;
    let (whole, part) = (grid.abs() / steps, grid.abs() % steps);
    if grid < 0 {
        out.push('-');
    }
    if whole != 0 || part == 0 {
        _ = write!(out, "{whole}");
    }
    if part != 0 {
        let digits = if steps == 10 { format!("{part}") } else { format!("{part:02}") };
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

fn write_path(out: &mut String, path: &BezPath, steps: f64) {
    let mut last = None;
    let mut put = |out: &mut String, letter: char, points: &[Point]| {
        if last != Some(letter) || letter == 'M' {
            out.push(letter);
        } else {
            out.push(' ');
        }
        last = Some(letter);
        for (at, p) in points.iter().enumerate() {
            if at > 0 {
                out.push(' ');
            }
            write_number(out, p.x, steps);
            out.push(' ');
            write_number(out, p.y, steps);
        }
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => put(out, 'M', &[p]),
            PathEl::LineTo(p) => put(out, 'L', &[p]),
            PathEl::QuadTo(a, p) => put(out, 'Q', &[a, p]),
            PathEl::CurveTo(a, b, p) => put(out, 'C', &[a, b, p]),
            PathEl::ClosePath => put(out, 'Z', &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_wild() {
        let cases = [(1.0, "1"), (0.25, ".25"), (-0.5, "-.5"), (12.304, "12.3"), (-0.001, "0"), (f64::NAN, "0")];
        for (value, want) in cases {
            assert_eq!(number(value, 100.0), want, "{value}");
        }
        assert_eq!(number(3.07, 10.0), "3.1");
    }

    #[test]
    fn a_full_sheet_takes_no_more() {
        let mut canvas = Canvas::new(1000.0, 1000.0);
        for _ in 0..2 * ELEMENTS_MAX {
            canvas.fill(&super::super::shape::disc(5.0, 5.0, 2.0), Srgb::BLACK);
        }
        let svg = canvas.finish();
        assert!(svg.len() <= BYTES_MAX && svg.matches("<path").count() <= ELEMENTS_MAX);
    }
}
