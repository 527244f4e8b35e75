//! F5: height lines of a smooth field that peaks at the focus and lies flat under text.

use design::Random;
use kurbo::BezPath;

use super::super::canvas::Canvas;
use super::super::shape::loop_through;
use super::Scene;

/// Cells along the longer side of the field.
const CELLS: usize = 96;

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let space = scene.space;
    let field = Field::new(scene);
    let filled = scene.random.chance(0.6);
    let levels = if filled { 5 + scene.random.index(3) } else { 10 + scene.random.index(5) };
    let colors = scene.scheme.upon(scene.scheme.ground, 4);
    for level in 0..levels {
        let share = (level as f64 + 0.6) / levels as f64;
        let path = field.line(0.24 + 0.72 * share, if filled { 7.0 * space.u } else { 6.0 * space.u });
        if filled {
            // A run through the palette and back: neighbours always differ.
            let color = match level % (colors.len() + 1) {
                0 => colors[0],
                n if n == colors.len() => scene.scheme.ground,
                n => colors[n],
            };
            canvas.fill_holed(&path, color);
        } else {
            let strong = level % 4 == 3;
            let color = if strong { colors[0] } else { scene.scheme.stand_off(scene.scheme.ground, scene.scheme.ink) };
            canvas.line(&path, color, space.u * if strong { 0.9 } else { 0.42 });
        }
    }
}

/// 0 at 0, 1 from 1 on, level at both ends.
fn ease(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Heights 0–1 on a grid that reaches past the sheet.
struct Field {
    columns: usize,
    rows: usize,
    cell: f64,
    heights: Vec<f64>,
}

impl Field {
    fn new(scene: &mut Scene<'_>) -> Self {
        let space = scene.space;
        let cell = space.width.max(space.height) / CELLS as f64;
        let columns = libm::ceil(space.width / cell) as usize + 5;
        let rows = libm::ceil(space.height / cell) as usize + 5;
        let noise = Noise::new(&mut scene.random);
        let (fx, fy) = space.hero.center();
        let short = space.hero.w.min(space.hero.h).max(20.0 * space.u);
        let reach = short * scene.random.range(0.5, 0.75);
        let (cx, cy) = (fx + scene.random.range(-0.18, 0.18) * short, fy + scene.random.range(-0.18, 0.18) * short);
        let stretch = scene.random.range(0.7, 1.4);
        let scale = scene.random.range(1.5, 2.3) / (space.width.min(space.height)).max(cell * 24.0);
        let mut heights = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = ((column as f64 - 2.0) * cell, (row as f64 - 2.0) * cell);
                let (dx, dy) = ((x - cx) / reach * stretch, (y - cy) / reach / stretch);
                let bump = libm::exp(-(dx * dx + dy * dy) * 0.8);
                let rough =
                    noise.at(x * scale, y * scale) * 0.7 + noise.at(x * scale * 2.1 + 9.0, y * scale * 2.1) * 0.3;
                let height = (0.62 * bump + 0.52 * rough) * ease(space.distance(x, y) / (30.0 * space.u));
                let rim = row == 0 || column == 0 || row + 1 == rows || column + 1 == columns;
                heights.push(if rim { -1.0 } else { height });
            }
        }
        Self { columns, rows, cell, heights }
    }

    /// The closed curves at `level`, those smaller than `least` px left out (marching squares).
    fn line(&self, level: f64, least: f64) -> BezPath {
        let mut path = BezPath::new();
        // From each crossed edge of the grid to the next one, walking with the higher side on the left.
        let mut next = std::collections::BTreeMap::new();
        for row in 0..self.rows - 1 {
            for column in 0..self.columns - 1 {
                self.cross(row, column, level, &mut next);
            }
        }
        while let Some((&start, _)) = next.iter().next() {
            let mut points = Vec::new();
            let mut at = start;
            while let Some(to) = next.remove(&at) {
                points.push(self.point(at, level));
                at = to;
            }
            let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
            for &(x, y) in &points {
                low = (low.0.min(x), low.1.min(y));
                high = (high.0.max(x), high.1.max(y));
            }
            if (high.0 - low.0).max(high.1 - low.1) >= least {
                let sparse: Vec<_> = points.iter().copied().step_by(2).collect();
                path.extend(loop_through(&sparse).elements().iter().copied());
            }
        }
        path
    }

    fn height(&self, row: usize, column: usize) -> f64 {
        self.heights[row * self.columns + column]
    }

    /// Links the crossed edges of one cell; an edge is (row, column, 0 across or 1 down).
    fn cross(&self, row: usize, column: usize, level: f64, next: &mut std::collections::BTreeMap<Edge, Edge>) {
        let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
        let edges = [(row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1)];
        let high = corners.map(|(r, c)| self.height(r, c) > level);
        // Going clockwise, a curve leaves where high turns low and enters where low turns high.
        let mut enters = Vec::with_capacity(2);
        let mut leaves = Vec::with_capacity(2);
        for side in 0..4 {
            match (high[side], high[(side + 1) % 4]) {
                (false, true) => enters.push(side),
                (true, false) => leaves.push(side),
                _ => {}
            }
        }
        for &enter in &enters {
            // In a saddle the nearest exit clockwise keeps the high corners apart.
            let leave = leaves.iter().copied().min_by_key(|leave| (leave + 4 - enter) % 4);
            if let Some(leave) = leave {
                next.insert(edges[leave], edges[enter]);
            }
        }
    }

    fn point(&self, (row, column, down): Edge, level: f64) -> (f64, f64) {
        let a = self.height(row, column);
        let b = if down == 1 { self.height(row + 1, column) } else { self.height(row, column + 1) };
        let t = if (b - a).abs() > 1e-12 { ((level - a) / (b - a)).clamp(0.0, 1.0) } else { 0.5 };
        let (dx, dy) = if down == 1 { (0.0, t) } else { (t, 0.0) };
        ((column as f64 - 2.0 + dx) * self.cell, (row as f64 - 2.0 + dy) * self.cell)
    }
}

type Edge = (usize, usize, u8);

/// Smooth value noise, 0–1.
pub(super) struct Noise {
    table: Vec<f64>,
}

impl Noise {
    pub(super) fn new(random: &mut Random) -> Self {
        Self { table: (0..256).map(|_| random.unit()).collect() }
    }

    /// The noise at a point; features are about 1 wide.
    pub(super) fn at(&self, x: f64, y: f64) -> f64 {
        let (ix, iy) = (libm::floor(x), libm::floor(y));
        let ease = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (tx, ty) = (ease(x - ix), ease(y - iy));
        let value = |dx: i64, dy: i64| {
            let (a, b) = (ix as i64 + dx, iy as i64 + dy);
            self.table[(a.wrapping_mul(73) ^ b.wrapping_mul(179)).rem_euclid(256) as usize]
        };
        let top = value(0, 0) + (value(1, 0) - value(0, 0)) * tx;
        let bottom = value(0, 1) + (value(1, 1) - value(0, 1)) * tx;
        top + (bottom - top) * ty
    }
}
