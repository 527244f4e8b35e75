//! Boxes on a page, rounded so that they can be hashed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rounds a length to the grid of 1/64 px on which geometry is stored, so that equal designs are equal bytes.
///
/// Not-a-number and infinities become 0: no stored length may be either.
#[must_use]
pub fn round_px(px: f64) -> f64 {
    if px.is_finite() { libm::round(px * 64.0) / 64.0 } else { 0.0 }
}

/// An axis-aligned box in page pixels, origin top-left, y down; written as `[x, y, w, h]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
#[schemars(with = "[f64; 4]")]
pub struct Rect {
    /// Left edge, px.
    pub x: f64,
    /// Top edge, px.
    pub y: f64,
    /// Width, px, never negative.
    pub w: f64,
    /// Height, px, never negative.
    pub h: f64,
}

impl From<[f64; 4]> for Rect {
    fn from([x, y, w, h]: [f64; 4]) -> Self {
        Self::new(x, y, w, h)
    }
}

impl From<Rect> for [f64; 4] {
    fn from(r: Rect) -> Self {
        [r.x, r.y, r.w, r.h]
    }
}

impl Rect {
    /// A box with its four lengths rounded to 1/64 px and negative sizes clamped to 0.
    #[must_use]
    pub fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x: round_px(x), y: round_px(y), w: round_px(w).max(0.0), h: round_px(h).max(0.0) }
    }

    /// Right edge, px.
    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    /// Bottom edge, px.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Horizontal and vertical centre, px.
    #[must_use]
    pub fn center(self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Area in square px.
    #[must_use]
    pub fn area(self) -> f64 {
        self.w * self.h
    }

    /// The part that both boxes cover; empty (zero size) when they do not meet.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let x = self.x.max(other.x);
        let y = self.y.max(other.y);
        Self::new(x, y, self.right().min(other.right()) - x, self.bottom().min(other.bottom()) - y)
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Whether `other` lies inside this box, with `slack` px of forgiveness on every side.
    #[must_use]
    pub fn contains(self, other: Self, slack: f64) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// The box shrunk by `by` px on every side (grown when negative).
    #[must_use]
    pub fn inset(self, by: f64) -> Self {
        Self::new(self.x + by, self.y + by, self.w - 2.0 * by, self.h - 2.0 * by)
    }

    /// The box moved by `dx`, `dy` px.
    #[must_use]
    pub fn translate(self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy, self.w, self.h)
    }

    /// The axis-aligned box around this one turned by `degrees` clockwise about its centre.
    #[must_use]
    pub fn rotated_bounds(self, degrees: f64) -> Self {
        let turn = degrees.to_radians();
        let (sin, cos) = (libm::fabs(libm::sin(turn)), libm::fabs(libm::cos(turn)));
        let (cx, cy) = self.center();
        let (w, h) = (self.w * cos + self.h * sin, self.w * sin + self.h * cos);
        Self::new(cx - w / 2.0, cy - h / 2.0, w, h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_lie_on_the_grid_of_a_sixty_fourth() {
        let r = Rect::new(0.1, 1.0 / 3.0, f64::NAN, -4.0);
        assert_eq!(r.x * 64.0, libm::round(r.x * 64.0));
        assert_eq!((r.w, r.h), (0.0, 0.0));
        assert_eq!(serde_json::to_string(&Rect::new(1.0, 2.0, 3.5, 4.0)).unwrap(), "[1.0,2.0,3.5,4.0]");
    }

    #[test]
    fn boxes_that_do_not_meet_share_nothing() {
        let apart = Rect::new(0.0, 0.0, 10.0, 10.0).intersection(Rect::new(20.0, 0.0, 10.0, 10.0));
        assert_eq!(apart.area(), 0.0);
    }
}
