//! F14: isometric blocks of uneven height, thinned to a silhouette; one of them in the spark.

use design::Srgb;

use super::super::canvas::Canvas;
use super::super::shape::polygon;
use super::contours::Noise;
use super::{Scene, centred};

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let side = 4 + scene.random.index(3);
    let n = side as f64;
    // The lattice's rhombus is 2·n·a wide and n·a high; with the towers it fills the hero's place.
    let a = (hero.w / (1.86 * n)).min(hero.h / (n + 3.2)).max(short * 0.03);
    let (cx, foot) = (hero.center().0, hero.bottom() - (hero.h - a * (n + 3.2)).max(0.0) * 0.3);
    let noise = Noise::new(&mut scene.random);
    let colors = scene.scheme.upon(scene.scheme.ground, 4);
    let lucky = (scene.random.index(side), scene.random.index(side));
    let mut roof = None;
    for sum in 0..(2 * side - 1) {
        for i in 0..side {
            let Some(j) = sum.checked_sub(i).filter(|j| *j < side) else { continue };
            let height = steps(&noise, i, j, n);
            if height <= 0.0 && (i, j) != lucky {
                continue;
            }
            let height = if (i, j) == lucky { height.max(2.0) } else { height };
            let x = cx + (i as f64 - j as f64) * a * 0.93;
            let y = foot - (2.0 * n - 1.0 - i as f64 - j as f64) * a * 0.5 - a * 0.5;
            let color = if (i, j) == lucky {
                scene.scheme.stand_off(scene.scheme.ground, scene.scheme.spark)
            } else {
                tint(&colors, height)
            };
            block(canvas, scene, (x, y), a, height * a * 0.62, color);
            if (i, j) == lucky {
                roof = Some((x, y - height * a * 0.62, color));
            }
        }
    }
    if let (Some(motif), Some((x, y, color))) = (scene.motif, roof) {
        let sketch = motif.sketch();
        let tones = scene.tones(motif, color, true);
        let ink = sketch.bounds();
        let size = (short * 0.34).min((y - hero.y).max(a));
        let h = size * ink.h / ink.w.max(ink.h);
        sketch.paint(canvas, centred(&sketch, x, y - h / 2.0, size, 0.0), &tones);
    }
}

/// Height in steps of the block at a place on the lattice; the silhouette falls away at one corner.
fn steps(noise: &Noise, i: usize, j: usize, n: f64) -> f64 {
    let rough = noise.at(i as f64 * 0.9, j as f64 * 0.9);
    let far = (2.0 * n - i as f64 - j as f64) / (2.0 * n);
    libm::floor(rough * 4.4 * (0.5 + far) - 0.35).clamp(0.0, 5.0)
}

fn tint(colors: &[Srgb], height: f64) -> Srgb {
    colors[(height as usize) % colors.len().clamp(1, 3)]
}

/// One block standing with the middle of its floor at a point: light top, left in half shade, right in shade.
fn block(canvas: &mut Canvas, scene: &Scene<'_>, (x, y): (f64, f64), a: f64, h: f64, color: Srgb) {
    let (w, d) = (a * 0.93, a * 0.5);
    let hull = [(x - w, y), (x, y + d), (x + w, y), (x + w, y - h), (x, y - d - h), (x - w, y - h)];
    canvas.fill(&polygon(&hull), color);
    let left = [(x - w, y), (x, y + d), (x, y + d - h), (x - w, y - h)];
    let right = [(x + w, y), (x, y + d), (x, y + d - h), (x + w, y - h)];
    let dark = scene.scheme.shade;
    canvas.shade(&polygon(&left), dark, 0.08);
    canvas.shade(&polygon(&right), dark, 0.18);
    if dark.delta_e(color) < 12.0 {
        // On the darkest colour no shade shows: the edges are drawn instead.
        let edge = [(x - w, y - h), (x, y + d - h), (x + w, y - h)];
        let mut path = super::super::shape::polyline(&edge);
        path.extend(super::super::shape::polyline(&[(x, y + d - h), (x, y + d)]).elements().iter().copied());
        canvas.line(&path, scene.scheme.stand_off(color, scene.scheme.ground), a * 0.03);
    }
}
