//! F13: one thick path with round bends that travels the sheet and ends at the subject.

use kurbo::{BezPath, Point};

use super::super::canvas::Canvas;
use super::super::shape::disc;
use super::{Scene, centred};

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let stage = scene.space.stage();
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let width = short * scene.random.range(0.07, 0.11);
    let size = short * if scene.motif.is_some() { 0.56 } else { 0.2 };
    let right = scene.random.chance(0.5);
    // Fractions of the hero's place; the path enters from one side and ends near the other.
    let mut stops: Vec<(f64, f64)> = match scene.random.index(3) {
        0 => vec![(-0.2, 0.9), (0.3, 0.9), (0.3, 0.14), (0.62, 0.14), (0.62, 0.56)],
        1 => vec![(0.14, 1.3), (0.14, 0.2), (0.44, 0.2), (0.44, 0.8), (0.72, 0.8), (0.72, 0.42)],
        _ => vec![(-0.2, 0.12), (0.82, 0.12), (0.82, 0.42), (0.2, 0.42), (0.2, 0.84), (0.66, 0.84), (0.66, 0.66)],
    };
    if right {
        stops.iter_mut().for_each(|stop| stop.0 = 1.0 - stop.0);
    }
    let points: Vec<Point> =
        stops.iter().map(|&(fx, fy)| Point::new(hero.x + fx * hero.w, hero.y + fy * hero.h)).collect();
    let Some(&end) = points.last() else { return };
    let scheme = scene.scheme;
    let colors = scheme.upon(scheme.ground, 3);
    let path = rounded_line(&points, width * 1.7);
    let lanes = 1 + scene.random.index(3);
    for lane in (0..lanes).rev() {
        let color = colors[lane % colors.len()];
        let share = (2 * lane + 1) as f64 / (2 * lanes - 1) as f64;
        canvas.line(&path, color, width * share);
    }
    let field = scheme.stand_off(scheme.ground, if lanes == 1 { scheme.panel } else { colors[0] });
    let x = end.x.clamp(stage.x + size * 0.55, (stage.right() - size * 0.55).max(stage.x + size * 0.55));
    let y = end.y.clamp(stage.y + size * 0.55, (stage.bottom() - size * 0.55).max(stage.y + size * 0.55));
    canvas.fill(&disc(x, y, size * 0.58), field);
    match scene.motif {
        Some(motif) => {
            let sketch = motif.sketch();
            let tones = scene.tones(motif, field, true);
            sketch.paint(canvas, centred(&sketch, x, y, size * 0.9, 0.0), &tones);
        }
        None => canvas.fill(&disc(x, y, size * 0.26), scheme.ground),
    }
}

/// A line through points whose corners are bends of radius `r`, or less where there is no room.
fn rounded_line(points: &[Point], r: f64) -> BezPath {
    let mut path = BezPath::new();
    for (i, &p) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(p);
        } else if i + 1 == points.len() {
            path.line_to(p);
        } else {
            let (before, after) = (points[i - 1] - p, points[i + 1] - p);
            let reach = r.min(before.hypot() / 2.0).min(after.hypot() / 2.0);
            let a = p + before / before.hypot().max(1e-9) * reach;
            let b = p + after / after.hypot().max(1e-9) * reach;
            path.line_to(a);
            // The constant makes a cubic a quarter circle.
            path.curve_to(a + (p - a) * 0.552, b + (p - b) * 0.552, b);
        }
    }
    path
}
