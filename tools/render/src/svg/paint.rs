//! Colours and gradients.

use std::fmt::Write as _;

use design::document::{Gradient, Paint};
use design::geometry::Rect;

use super::{Writer, number};

impl Writer<'_> {
    /// The value of `fill` or `stroke`; a gradient is defined on the spot. `area` is in the units of what is painted.
    pub(super) fn paint(&mut self, paint: &Paint, area: Rect) -> String {
        match paint {
            Paint::Token(token) => self.layout.color(token).to_string(),
            Paint::Gradient(gradient) => match gradient.stops.as_slice() {
                [only] => self.layout.color(&only.token).to_string(),
                _ => self.gradient(gradient, area),
            },
        }
    }

    fn gradient(&mut self, gradient: &Gradient, area: Rect) -> String {
        let id = self.fresh_id();
        let [x1, y1, x2, y2] = gradient_line(gradient.angle, area);
        let _ = write!(
            self.out,
            r#"<linearGradient id="p{id}" gradientUnits="userSpaceOnUse" x1="{}" y1="{}" x2="{}" y2="{}">"#,
            number(x1),
            number(y1),
            number(x2),
            number(y2),
        );
        for stop in &gradient.stops {
            let offset = number(if stop.offset.is_finite() { stop.offset.clamp(0.0, 1.0) } else { 0.0 });
            let color = self.layout.color(&stop.token);
            let _ = write!(self.out, r#"<stop offset="{offset}" stop-color="{color}"/>"#);
        }
        self.out.push_str("</linearGradient>");
        format!("url(#p{id})")
    }
}

/// Start and end of a gradient across `area`, so that its first and last colour meet the corners.
///
/// Source: CSS Images 3, "linear gradients"; the angle counts clockwise from "left to right".
fn gradient_line(degrees: f64, area: Rect) -> [f64; 4] {
    let turn = if degrees.is_finite() { (degrees % 360.0).to_radians() } else { 0.0 };
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    let reach = ((area.w * cos).abs() + (area.h * sin).abs()) / 2.0;
    let (x, y) = area.center();
    [x - cos * reach, y - sin * reach, x + cos * reach, y + sin * reach]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_reaches_from_edge_to_edge() {
        let area = Rect::new(10.0, 20.0, 100.0, 50.0);
        let rounded = |line: [f64; 4]| line.map(libm::round);
        assert_eq!(rounded(gradient_line(0.0, area)), [10.0, 45.0, 110.0, 45.0]);
        assert_eq!(rounded(gradient_line(90.0, area)), [60.0, 20.0, 60.0, 70.0]);
        assert_eq!(rounded(gradient_line(180.0, area)), [110.0, 45.0, 10.0, 45.0]);
    }
}
