//! Shapes by their measures: discs, bars, leaves, and curves through points.

use std::f64::consts::TAU;

use kurbo::{Affine, BezPath, Point, Vec2};

use super::outline::unit_arc;

/// The point at `angle` degrees (0 right, 90 down) and distance `r` from (`x`, `y`).
pub(super) fn polar(x: f64, y: f64, r: f64, angle: f64) -> Point {
    let turn = angle.to_radians();
    Point::new(x + r * libm::cos(turn), y + r * libm::sin(turn))
}

/// Turns by `degrees` clockwise about (`x`, `y`).
pub(super) fn turn(degrees: f64, x: f64, y: f64) -> Affine {
    let angle = degrees.to_radians();
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    Affine::new([cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y])
}

/// An ellipse.
pub(super) fn ellipse(x: f64, y: f64, rx: f64, ry: f64) -> BezPath {
    arc_on(x, y, rx, ry, 0.0, TAU, true)
}

/// A disc.
pub(super) fn disc(x: f64, y: f64, r: f64) -> BezPath {
    ellipse(x, y, r, r)
}

/// An open arc of a circle from angle `from` to `to`, degrees.
pub(super) fn arc(x: f64, y: f64, r: f64, from: f64, to: f64) -> BezPath {
    arc_on(x, y, r, r, from.to_radians(), (to - from).to_radians(), false)
}

/// The part of a disc cut off by the chord between two angles, degrees.
pub(super) fn segment(x: f64, y: f64, r: f64, from: f64, to: f64) -> BezPath {
    arc_on(x, y, r, r, from.to_radians(), (to - from).to_radians(), true)
}

/// A slice of a disc between two angles, degrees.
pub(super) fn sector(x: f64, y: f64, r: f64, from: f64, to: f64) -> BezPath {
    let mut path = arc(x, y, r, from, to);
    path.line_to((x, y));
    path.close_path();
    path
}

/// A slice of a ring between two radii and two angles, degrees.
pub(super) fn band(x: f64, y: f64, inner: f64, outer: f64, from: f64, to: f64) -> BezPath {
    let mut path = arc(x, y, outer, from, to);
    path.line_to(polar(x, y, inner, to));
    for (a, b, end) in unit_arc(to.to_radians(), (from - to).to_radians()) {
        let at = |p: Vec2| Point::new(x, y) + p * inner;
        path.curve_to(at(a), at(b), at(end));
    }
    path.close_path();
    path
}

fn arc_on(x: f64, y: f64, rx: f64, ry: f64, first: f64, span: f64, closed: bool) -> BezPath {
    let at = |p: Vec2| Point::new(x + p.x * rx, y + p.y * ry);
    let mut path = BezPath::new();
    path.move_to(at(Vec2::new(libm::cos(first), libm::sin(first))));
    for (a, b, end) in unit_arc(first, span) {
        path.curve_to(at(a), at(b), at(end));
    }
    if closed {
        path.close_path();
    }
    path
}

/// An upright box.
pub(super) fn bar(x: f64, y: f64, w: f64, h: f64) -> BezPath {
    polygon(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
}

/// An upright box with corners of radius `r`.
pub(super) fn rounded(x: f64, y: f64, w: f64, h: f64, r: f64) -> BezPath {
    corners(x, y, w, h, [r; 4])
}

/// An upright box with its own radius at each corner: top left, top right, bottom right, bottom left.
pub(super) fn corners(x: f64, y: f64, w: f64, h: f64, radii: [f64; 4]) -> BezPath {
    let most = w.min(h) / 2.0;
    let [a, b, c, d] = if radii.iter().all(|r| *r <= most) {
        radii
    } else {
        // Two radii share an edge: neither may pass what is left of it.
        let side = |r: f64, beside: f64, along: f64| r.min(along - beside.min(along / 2.0)).max(0.0);
        [
            side(radii[0], radii[1], w).min(side(radii[0], radii[3], h)),
            side(radii[1], radii[0], w).min(side(radii[1], radii[2], h)),
            side(radii[2], radii[3], w).min(side(radii[2], radii[1], h)),
            side(radii[3], radii[2], w).min(side(radii[3], radii[0], h)),
        ]
    };
    let mut path = BezPath::new();
    path.move_to((x + a, y));
    let mut corner = |line: (f64, f64), centre: (f64, f64), r: f64, first: f64| {
        path.line_to(line);
        if r > 1e-9 {
            for (p, q, end) in unit_arc(first.to_radians(), TAU / 4.0) {
                let at = |v: Vec2| Point::new(centre.0 + v.x * r, centre.1 + v.y * r);
                path.curve_to(at(p), at(q), at(end));
            }
        }
    };
    corner((x + w - b, y), (x + w - b, y + b), b, -90.0);
    corner((x + w, y + h - c), (x + w - c, y + h - c), c, 0.0);
    corner((x + d, y + h), (x + d, y + h - d), d, 90.0);
    corner((x, y + a), (x + a, y + a), a, 180.0);
    path.close_path();
    path
}

/// A bar with round ends of width `w` from one point to another.
pub(super) fn capsule(from: (f64, f64), to: (f64, f64), w: f64) -> BezPath {
    let (a, b) = (Point::from(from), Point::from(to));
    let angle = libm::atan2(b.y - a.y, b.x - a.x);
    let r = w / 2.0;
    let mut path = BezPath::new();
    let half_pi = TAU / 4.0;
    path.move_to(a + Vec2::new(libm::cos(angle + half_pi), libm::sin(angle + half_pi)) * r);
    for (p, q, end) in unit_arc(angle + half_pi, TAU / 2.0) {
        path.curve_to(a + p * r, a + q * r, a + end * r);
    }
    path.line_to(b + Vec2::new(libm::cos(angle - half_pi), libm::sin(angle - half_pi)) * r);
    for (p, q, end) in unit_arc(angle - half_pi, TAU / 2.0) {
        path.curve_to(b + p * r, b + q * r, b + end * r);
    }
    path.close_path();
    path
}

/// A leaf of two arcs between its ends, `w` wide; the widest point lies at share `belly` (0–1) of its length.
pub(super) fn leaf(from: (f64, f64), to: (f64, f64), w: f64, belly: f64) -> BezPath {
    let mut path = leaf_half(from, to, w / 2.0, belly, 1.0);
    let back = leaf_half(to, from, w / 2.0, 1.0 - belly, 1.0);
    path.extend(back.elements().iter().copied().skip(1));
    path.close_path();
    path
}

/// One half of a leaf, open along its midrib; `side` 1 is left of the direction of growth, −1 right.
pub(super) fn leaf_half(from: (f64, f64), to: (f64, f64), half: f64, belly: f64, side: f64) -> BezPath {
    let (a, b) = (Point::from(from), Point::from(to));
    let along = b - a;
    let length = along.hypot().max(1e-9);
    let across = Vec2::new(along.y, -along.x) / length * (half * 4.0 / 3.0 * side);
    let mut path = BezPath::new();
    path.move_to(a);
    path.curve_to(a + along * (belly - 0.28).max(0.02) + across, a + along * (belly + 0.22).min(0.98) + across, b);
    path
}

/// A straight-edged closed shape.
pub(super) fn polygon(points: &[(f64, f64)]) -> BezPath {
    let mut path = polyline(points);
    path.close_path();
    path
}

/// Straight lines through points.
pub(super) fn polyline(points: &[(f64, f64)]) -> BezPath {
    let mut path = BezPath::new();
    for (at, &point) in points.iter().enumerate() {
        if at == 0 { path.move_to(point) } else { path.line_to(point) }
    }
    path
}

/// A smooth closed curve through points (uniform Catmull–Rom).
pub(super) fn loop_through(points: &[(f64, f64)]) -> BezPath {
    let n = points.len();
    let at = |i: usize| Point::from(points[i % n]);
    let mut path = BezPath::new();
    if n < 3 {
        return path;
    }
    path.move_to(at(0));
    for i in 0..n {
        let (before, a, b, after) = (at(i + n - 1), at(i), at(i + 1), at(i + 2));
        path.curve_to(a + (b - before) / 6.0, b - (after - a) / 6.0, b);
    }
    path.close_path();
    path
}

/// A smooth open curve through points (uniform Catmull–Rom).
pub(super) fn curve_through(points: &[(f64, f64)]) -> BezPath {
    let mut path = BezPath::new();
    let Some(&first) = points.first() else { return path };
    path.move_to(first);
    extend_through(&mut path, points);
    path
}

/// Continues `path`, which ends at the first of `points`, smoothly through the rest.
pub(super) fn extend_through(path: &mut BezPath, points: &[(f64, f64)]) {
    let last = points.len().saturating_sub(1);
    let at = |i: usize| Point::from(points[i.min(last)]);
    for i in 0..last {
        let (before, a, b, after) = (at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2));
        path.curve_to(a + (b - before) / 6.0, b - (after - a) / 6.0, b);
    }
}

/// A star of `n` points between two radii, the first pointing up.
pub(super) fn star(x: f64, y: f64, outer: f64, inner: f64, n: usize) -> BezPath {
    let step = 180.0 / n.max(2) as f64;
    let points: Vec<_> = (0..2 * n.max(2))
        .map(|i| {
            let p = polar(x, y, if i % 2 == 0 { outer } else { inner }, -90.0 + step * i as f64);
            (p.x, p.y)
        })
        .collect();
    polygon(&points)
}

/// Straight pieces of `path`, each point within `tolerance` of the curve; one list per subpath.
pub(super) fn flatten(path: &BezPath, tolerance: f64) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    kurbo::flatten(path.elements().iter().copied(), tolerance, |element| match element {
        kurbo::PathEl::MoveTo(p) => lines.push(vec![p]),
        kurbo::PathEl::LineTo(p) => {
            if let Some(line) = lines.last_mut() {
                line.push(p);
            }
        }
        kurbo::PathEl::ClosePath => {
            if let Some(line) = lines.last_mut()
                && let Some(&first) = line.first()
            {
                line.push(first);
            }
        }
        // Flattening leaves no curves.
        kurbo::PathEl::QuadTo(..) | kurbo::PathEl::CurveTo(..) => {}
    });
    lines
}
