//! F13: one thing, larger than its place: what the edges cut off, the eye adds.

use super::super::canvas::Canvas;
use super::super::motif::Seat;
use super::{Scene, centred, seated};

/// Most of the thing that may be cut off, as a share of its longer side.
const CUT_MAX: f64 = 0.24;

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let Some(motif) = scene.motif else { return super::rings::paint(canvas, scene) };
    let (sheet, mut reach) = (scene.space.sheet(), scene.space.reach);
    // Too little of it in the picture, and nobody could tell what it is.
    let seen = reach.intersection(sheet);
    if seen.area() < (1.0 - CUT_MAX) * reach.area() || seen.area() <= 0.0 {
        reach = sheet;
    }
    let sketch = motif.sketch();
    let ground = scene.scheme.ground;
    let tones = scene.tones(motif, ground, true);
    let place = if motif.seat == Seat::Air && (scene.space.reach.x < 0.0 || scene.space.reach.right() > sheet.w) {
        let (x, y) = reach.center();
        let ink = sketch.bounds();
        let size = (reach.w / ink.w).min(reach.h / ink.h) * ink.w.max(ink.h);
        centred(&sketch, x, y, size, [-10.0, -6.0, 6.0][scene.random.index(3)])
    } else {
        seated(&sketch, reach)
    };
    sketch.paint(canvas, place, &tones);
}
