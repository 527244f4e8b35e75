//! Boxes turned about a point.

use design::Rect;

/// A box turned clockwise about a point, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Turned {
    pub(crate) rect: Rect,
    pub(crate) about: (f64, f64),
    pub(crate) turn: f64,
}

impl Turned {
    /// A box that stands straight.
    pub(crate) fn level(rect: Rect) -> Self {
        Self { rect, about: rect.center(), turn: 0.0 }
    }

    /// Its corners on the page.
    fn corners(&self) -> [(f64, f64); 4] {
        let r = self.rect;
        [(r.x, r.y), (r.right(), r.y), (r.right(), r.bottom()), (r.x, r.bottom())]
            .map(|point| rotated(point, self.about, self.turn))
    }

    /// The level box around it.
    pub(crate) fn bounds(&self) -> Rect {
        if self.turn == 0.0 { self.rect } else { around(self.corners()) }
    }

    /// The box around it as `other` sees it, which itself stands straight there.
    pub(crate) fn bounds_in(&self, other: &Self) -> Rect {
        if self.turn == other.turn && (self.turn == 0.0 || self.about == other.about) {
            return self.rect;
        }
        around(self.corners().map(|point| rotated(point, other.about, -other.turn)))
    }

    /// Whether the two may have a point in common; certain where it says no.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let in_frame = |a: &Self, b: &Self| a.bounds_in(b).intersection(b.rect).area() > 0.0;
        in_frame(self, other) && in_frame(other, self)
    }
}

/// A point turned clockwise about another (y grows downwards), degrees. Quarter turns are exact.
pub(crate) fn rotated((x, y): (f64, f64), about: (f64, f64), degrees: f64) -> (f64, f64) {
    let (dx, dy) = (x - about.0, y - about.1);
    let (sin, cos) = match degrees {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        -90.0 => (-1.0, 0.0),
        _ => (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians())),
    };
    (about.0 + dx * cos - dy * sin, about.1 + dx * sin + dy * cos)
}

fn around(points: [(f64, f64); 4]) -> Rect {
    let low = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).fold(f64::INFINITY, f64::min);
    let high = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
    let (x, y) = (low(|p| p.0), low(|p| p.1));
    Rect::new(x, y, high(|p| p.0) - x, high(|p| p.1) - y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn_swaps_width_and_height() {
        let upright = Turned { rect: Rect::new(0.0, 0.0, 40.0, 10.0), about: (20.0, 5.0), turn: -90.0 };
        assert_eq!(upright.bounds(), Rect::new(15.0, -15.0, 10.0, 40.0));
        assert!(upright.meets(&Turned::level(Rect::new(16.0, -10.0, 2.0, 2.0))));
        assert!(!upright.meets(&Turned::level(Rect::new(0.0, 0.0, 10.0, 10.0))));
    }

    #[test]
    fn what_is_turned_alike_about_one_point_is_seen_as_it_was() {
        let band = Turned { rect: Rect::new(-20.0, 0.0, 140.0, 40.0), about: (50.0, 20.0), turn: -8.0 };
        let words = Turned { rect: Rect::new(10.0, 5.0, 80.0, 30.0), about: (50.0, 20.0), turn: -8.0 };
        assert!(band.rect.contains(words.bounds_in(&band), 0.0));
        // A level text in the empty corner of the band's box is clear of the band.
        let corner = Turned::level(Rect::new(0.0, -14.0, 30.0, 10.0));
        assert!(band.bounds().intersection(corner.rect).area() > 0.0 && !band.meets(&corner));
    }
}
