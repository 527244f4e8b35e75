//! Archetypes 16 and 22: a motif many times over, with one exception.

use design::Rect;

use super::super::canvas::Canvas;
use super::super::shape::disc;
use super::{Scene, centred};

/// Most cells: more would be wallpaper.
const CELLS_MAX: f64 = 26.0;

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let Some(motif) = scene.motif else { return abstract_chorus(canvas, scene) };
    let sketch = motif.sketch();
    let cells = grid(scene);
    let back = scene.scheme.ground;
    let plain = scene.tones(motif, back, false);
    let mut odd = scene.tones(motif, back, true);
    for _ in 0..4 {
        if odd.of(super::super::scheme::Tone::Body) != plain.of(super::super::scheme::Tone::Body) {
            break;
        }
        odd = scene.tones(motif, back, true);
    }
    let mate = scene.mate(motif);
    let swap = mate.name != motif.name && scene.random.chance(0.5);
    let other = mate.sketch();
    let exception = third_point(&cells, scene.space.hero);
    for (at, cell) in cells.iter().enumerate() {
        let (x, y) = cell.center();
        let size = cell.w.min(cell.h) * 0.84;
        if at != exception {
            sketch.paint(canvas, centred(&sketch, x, y, size, 0.0), &plain);
        } else if swap {
            let tones = scene.tones(mate, back, true);
            other.paint(canvas, centred(&other, x, y, size, 0.0), &tones);
        } else {
            sketch.paint(canvas, centred(&sketch, x, y, size, 14.0), &odd);
        }
    }
}

/// Discs, one of them missing its place in line.
fn abstract_chorus(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let cells = grid(scene);
    let colors = scene.scheme.upon(scene.scheme.ground, 2);
    let exception = third_point(&cells, scene.space.hero);
    for (at, cell) in cells.iter().enumerate() {
        let (x, y) = cell.center();
        let r = cell.w.min(cell.h) * 0.36;
        let odd = at == exception;
        canvas.fill(&disc(x, y, if odd { r * 1.3 } else { r }), colors[usize::from(!odd).min(colors.len() - 1)]);
    }
}

/// Square cells that fill the sheet and meet no area to keep clear, at most [`CELLS_MAX`].
fn grid(scene: &mut Scene<'_>) -> Vec<Rect> {
    let space = scene.space;
    let hero = space.hero;
    let whole = space.clear().is_empty();
    let area = if whole { space.sheet() } else { hero };
    let short = area.w.min(area.h);
    let long = area.w.max(area.h);
    // Many, but each large enough to be looked at: a narrow band holds two rows.
    let across = if long > 1.7 * short { 2.0 } else { [3.0, 4.0][scene.random.index(2)] };
    let mut cell = short / across;
    while (short / cell) * (long / cell) > CELLS_MAX {
        cell *= 1.25;
    }
    let (columns, rows) = (libm::floor(area.w / cell).max(1.0), libm::floor(area.h / cell).max(1.0));
    let (w, h) = (area.w / columns, area.h / rows);
    let brick = scene.random.chance(0.4);
    let mut cells = Vec::new();
    for row in 0..rows as usize {
        let odd = brick && row % 2 == 1;
        for column in 0..columns as usize + usize::from(odd) {
            let x = area.x + (column as f64 - if odd { 0.5 } else { 0.0 }) * w;
            let cell = Rect::new(x, area.y + row as f64 * h, w, h);
            let bleeds = x < area.x || cell.right() > area.right() + 1.0;
            if (whole || !bleeds) && space.is_free(cell, 0.0) {
                cells.push(cell);
            }
        }
    }
    cells
}

/// The cell nearest the point a third from the right and a third from the top.
fn third_point(cells: &[Rect], area: Rect) -> usize {
    let (x, y) = (area.x + area.w * 0.64, area.y + area.h * 0.38);
    let apart = |r: &Rect| libm::hypot(r.center().0 - x, r.center().1 - y);
    (0..cells.len()).min_by(|a, b| apart(&cells[*a]).total_cmp(&apart(&cells[*b]))).unwrap_or(0)
}
