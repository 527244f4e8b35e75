//! Plain forms.

use std::fmt::Write as _;

use design::document::{Node, Paint, Shape, Stroke};
use design::geometry::Rect;

use super::{Writer, number, push_escaped, push_number};

/// Length of the handles that make a cubic curve a quarter of a circle, as a share of its radius.
const QUARTER: f64 = 0.552_284_749_8;

impl Writer<'_> {
    pub(super) fn shape(&mut self, node: &Node, shape: &Shape, fill: Option<&Paint>, stroke: Option<&Stroke>) {
        let stroke = stroke.filter(|stroke| stroke.width.is_finite() && stroke.width > 0.0);
        if fill.is_none() && stroke.is_none() {
            return;
        }
        let area = node.area;
        // Path data counts from the corner of the box, and so does the gradient that paints it.
        let local = match shape {
            Shape::Path { .. } => Rect::new(0.0, 0.0, area.w, area.h),
            Shape::Rect { .. } | Shape::Ellipse => area,
        };
        let fill = fill.map_or_else(|| "none".to_owned(), |paint| self.paint(paint, local));
        let stroke = stroke.map(|stroke| (self.paint(&stroke.paint, local), stroke.width));
        self.out.push_str("<path d=\"");
        match shape {
            Shape::Rect { radius } if *radius > 0.0 => push_rounded(&mut self.out, area, *radius),
            Shape::Rect { .. } => {
                let area = self.bled(node);
                push_rect(&mut self.out, area);
            }
            Shape::Ellipse => push_ellipse(&mut self.out, area),
            Shape::Path { d } => push_escaped(&mut self.out, d),
        }
        let _ = write!(self.out, r#"" fill="{fill}""#);
        if let Some((paint, width)) = stroke {
            let _ = write!(self.out, r#" stroke="{paint}" stroke-width="{}""#, number(width));
        }
        if matches!(shape, Shape::Path { .. }) {
            let _ = write!(self.out, r#" transform="translate({} {})""#, number(area.x), number(area.y));
        }
        self.out.push_str("/>");
    }
}

fn push_step(out: &mut String, command: char, points: &[f64]) {
    out.push(command);
    for (index, &value) in points.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        push_number(out, value, 4);
    }
}

pub(super) fn push_rect(out: &mut String, r: Rect) {
    push_step(out, 'M', &[r.x, r.y]);
    push_step(out, 'H', &[r.right()]);
    push_step(out, 'V', &[r.bottom()]);
    push_step(out, 'H', &[r.x]);
    out.push('Z');
}

/// Corners are cubic curves rather than arcs, which readers turn into curves by platform-dependent trigonometry.
fn push_rounded(out: &mut String, r: Rect, radius: f64) {
    let radius = if radius.is_finite() { radius.min(r.w / 2.0).min(r.h / 2.0) } else { 0.0 };
    let handle = radius * (1.0 - QUARTER);
    let (left, top, right, bottom) = (r.x, r.y, r.right(), r.bottom());
    push_step(out, 'M', &[left + radius, top]);
    push_step(out, 'H', &[right - radius]);
    push_step(out, 'C', &[right - handle, top, right, top + handle, right, top + radius]);
    push_step(out, 'V', &[bottom - radius]);
    push_step(out, 'C', &[right, bottom - handle, right - handle, bottom, right - radius, bottom]);
    push_step(out, 'H', &[left + radius]);
    push_step(out, 'C', &[left + handle, bottom, left, bottom - handle, left, bottom - radius]);
    push_step(out, 'V', &[top + radius]);
    push_step(out, 'C', &[left, top + handle, left + handle, top, left + radius, top]);
    out.push('Z');
}

fn push_ellipse(out: &mut String, r: Rect) {
    let (cx, cy) = r.center();
    let (rx, ry) = (r.w / 2.0, r.h / 2.0);
    let (hx, hy) = (rx * QUARTER, ry * QUARTER);
    push_step(out, 'M', &[r.right(), cy]);
    push_step(out, 'C', &[r.right(), cy + hy, cx + hx, r.bottom(), cx, r.bottom()]);
    push_step(out, 'C', &[cx - hx, r.bottom(), r.x, cy + hy, r.x, cy]);
    push_step(out, 'C', &[r.x, cy - hy, cx - hx, r.y, cx, r.y]);
    push_step(out, 'C', &[cx + hx, r.y, r.right(), cy - hy, r.right(), cy]);
    out.push('Z');
}
