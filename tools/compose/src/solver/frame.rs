//! The page's measures, for resolving edges.

use design::{Format, Rect};

use super::column::{Shop, Solved};
use crate::archetype::{At, Edge, Ends};

/// The page's measures, for resolving edges.
pub(super) struct Frame {
    w: f64,
    h: f64,
    left: f64,
    right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    unit: f64,
}

impl Frame {
    pub(super) fn of(shop: &Shop<'_, '_>, format: &Format) -> Self {
        let (w, h) = (f64::from(format.width), f64::from(format.height));
        let margin = shop.scale.px(shop.scale.margin) * shop.mercy.clamp(0.5, 1.0);
        Self {
            w,
            h,
            left: margin,
            right: w - margin,
            top: (h * shop.scale.safe.0).max(margin),
            bottom: h - (h * shop.scale.safe.1).max(margin),
            unit: shop.scale.step(0) * shop.mercy.clamp(0.4, 1.0),
        }
    }

    fn x(&self, at: At, solved: &[Solved]) -> f64 {
        let of = |index: usize| solved.get(index).map(|column| column.area);
        let x = match at.edge {
            Edge::Page(f) => f * self.w,
            Edge::Live(f) => self.left + f * (self.right - self.left),
            Edge::Left(i) => of(i).map_or(self.left, |area| area.x),
            Edge::Right(i) => of(i).map_or(self.right, |area| area.right()),
            Edge::Head(_) | Edge::Tail(_) | Edge::Top(_) | Edge::Bottom(_) => self.left,
        };
        x + at.by * self.unit
    }

    fn y(&self, at: At, solved: &[Solved]) -> f64 {
        let of = |index: usize| solved.get(index);
        let y = match at.edge {
            Edge::Page(f) => f * self.h,
            Edge::Live(f) => self.top + f * (self.bottom - self.top),
            Edge::Head(i) => of(i).map_or(self.top, |column| column.head_end),
            Edge::Tail(i) => of(i).map_or(self.bottom, |column| column.tail_start),
            Edge::Top(i) => of(i).map_or(self.top, |column| column.area.y),
            Edge::Bottom(i) => of(i).map_or(self.bottom, |column| column.area.bottom()),
            Edge::Left(_) | Edge::Right(_) => self.top,
        };
        y + at.by * self.unit
    }

    pub(super) fn span_x(&self, ends: Ends, solved: &[Solved]) -> (f64, f64) {
        (self.x(ends.0, solved), self.x(ends.1, solved))
    }

    pub(super) fn span_y(&self, ends: Ends, solved: &[Solved]) -> (f64, f64) {
        (self.y(ends.0, solved), self.y(ends.1, solved))
    }

    pub(super) fn rect(&self, x: Ends, y: Ends, solved: &[Solved]) -> Rect {
        let ((x0, x1), (y0, y1)) = (self.span_x(x, solved), self.span_y(y, solved));
        Rect::new(x0, y0, x1 - x0, y1 - y0)
    }
}
