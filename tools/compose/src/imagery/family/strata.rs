//! F9: a landscape of stacked ridges; the subject stands on one or rises behind them like a sun.

use design::{Rect, Srgb};
use kurbo::BezPath;

use super::super::canvas::Canvas;
use super::super::motif::Seat;
use super::super::shape::{bar, curve_through, disc};
use super::contours::Noise;
use super::{Scene, centred, seated};

/// Points along a ridge.
const STEPS: usize = 28;

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let stage = scene.space.stage();
    canvas.within(&bar(stage.x, stage.y, stage.w, stage.h), |canvas| landscape(canvas, scene, stage));
}

fn landscape(canvas: &mut Canvas, scene: &mut Scene<'_>, stage: Rect) {
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let planes = 4 + scene.random.index(3);
    let horizon = hero.y + hero.h * scene.random.range(0.42, 0.58);
    let colors = ramp(scene, planes);
    let noise = Noise::new(&mut scene.random);
    let standing = scene.motif.filter(|m| m.seat == Seat::Land);
    let rising = scene.motif.filter(|m| m.seat != Seat::Land);
    let x = hero.x + hero.w * [0.34, 0.5, 0.64][scene.random.index(3)];
    match rising {
        Some(motif) => {
            let sketch = motif.sketch();
            let tones = scene.tones(motif, scene.scheme.ground, true);
            let lift = if motif.seat == Seat::Air { 0.12 } else { 0.26 };
            // Its top stays on the stage; its foot is behind the first ridge.
            let size = (short * 0.84).min((horizon - stage.y) * 0.95 / (0.5 + lift));
            sketch.paint(canvas, centred(&sketch, x, horizon - size * lift, size, 0.0), &tones);
        }
        None => {
            let r = short * scene.random.range(0.15, 0.25);
            let sun = scene.scheme.stand_off(scene.scheme.ground, scene.scheme.spark);
            let aside = if x > hero.center().0 { -0.34 } else { 0.3 };
            let x = if standing.is_some() { x + aside * hero.w } else { x };
            canvas.fill(&disc(x, horizon - r * scene.random.range(0.1, 0.9), r), sun);
        }
    }
    for (plane, &color) in colors.iter().enumerate() {
        let depth = plane as f64 / planes as f64;
        let top = horizon + (hero.bottom() - horizon) * depth * (0.55 + 0.45 * depth);
        let height = short * (0.05 + 0.12 * depth) * if plane == 0 { 1.5 } else { 1.0 };
        let waves = 1.1 + 1.1 * (1.0 - depth);
        let ridge = |x: f64| top - height * (2.0 * noise.at((x - stage.x) / short * waves, plane as f64 * 17.5) - 1.0);
        canvas.fill(&hill(stage, &ridge), color);
        if plane + 2 == planes
            && let Some(motif) = standing
        {
            let sketch = motif.sketch();
            let tones = scene.tones(motif, scene.scheme.ground, true);
            let size = (ridge(x) - hero.y).min(short * 0.72).max(short * 0.3);
            let aspect = sketch.bounds().w / sketch.bounds().h.max(1.0);
            let target = Rect::new(x - size * aspect / 2.0, ridge(x) - size + short * 0.015, size * aspect, size);
            sketch.paint(canvas, seated(&sketch, target), &tones);
        }
    }
}

fn hill(stage: Rect, ridge: &dyn Fn(f64) -> f64) -> BezPath {
    let points: Vec<_> = (0..=STEPS)
        .map(|i| {
            let x = stage.x - stage.w * 0.05 + stage.w * 1.1 * i as f64 / STEPS as f64;
            (x, ridge(x))
        })
        .collect();
    let mut path = curve_through(&points);
    path.line_to((stage.right() + stage.w * 0.05, stage.bottom() + 1.0));
    path.line_to((stage.x - stage.w * 0.05, stage.bottom() + 1.0));
    path.close_path();
    path
}

/// Colours from the one nearest the ground to the one farthest from it in lightness, neighbours distinct.
fn ramp(scene: &Scene<'_>, planes: usize) -> Vec<Srgb> {
    let ground = scene.scheme.ground;
    let mut colors = scene.scheme.upon(ground, 8);
    colors.sort_by(|a, b| {
        let far = |c: &Srgb| (c.to_lch().l - ground.to_lch().l).abs();
        far(a).total_cmp(&far(b))
    });
    if colors.len() == 1 {
        colors.push(ground);
    }
    // Few colours alternate; many are spread from end to end.
    let n = colors.len();
    (0..planes).map(|i| if n >= planes { colors[i * (n - 1) / (planes - 1).max(1)] } else { colors[i % n] }).collect()
}
