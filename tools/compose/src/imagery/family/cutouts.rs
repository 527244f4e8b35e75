//! F10: a few organic forms cut by hand, the largest three times the smallest; fronds among them.

use design::Srgb;
use kurbo::BezPath;

use super::super::canvas::Canvas;
use super::super::shape::{capsule, loop_through, polar, turn};
use super::{Scene, centred};

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let stage = scene.space.stage();
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let colors = scene.scheme.upon(scene.scheme.ground, 5);
    let (hx, hy) = hero.center();
    let (hx, hy) = if scene.motif.is_some() {
        (hx, hy)
    } else {
        (hx + scene.random.range(-0.2, 0.2) * hero.w, hy + scene.random.range(-0.2, 0.2) * hero.h)
    };
    // At its widest the form still lies inside: one that is cut a little looks cut by accident.
    let main = short * scene.random.range(0.39, 0.43);
    let mut placed = vec![(hx, hy, main)];
    let mut forms: Vec<(f64, f64, f64, bool)> = Vec::new();
    for (n, share) in [0.62, 0.5, 0.44, 0.36, 0.3, 0.3, 0.24, 0.24].into_iter().enumerate() {
        let r = main * share;
        for _ in 0..60 {
            let x = stage.x + scene.random.range(-0.06, 1.06) * stage.w;
            let y = stage.y + scene.random.range(-0.06, 1.06) * stage.h;
            let apart = placed.iter().all(|&(px, py, pr)| libm::hypot(px - x, py - y) > (pr + r) * 0.96);
            if apart && scene.space.distance(x, y) > r + 3.0 * scene.space.u {
                placed.push((x, y, r));
                forms.push((x, y, r, n % 2 == 0));
                break;
            }
        }
    }
    for (n, &(x, y, r, frond)) in forms.iter().enumerate() {
        let color = colors[(n + 1) % colors.len()];
        if frond {
            let path = algae(scene, x, y, r * 1.15);
            canvas.fill(&path, color);
        } else {
            canvas.fill(&blob(scene, x, y, r), color);
            if scene.random.chance(0.6) {
                let inner = pick_other(&colors, color, scene.scheme.ground);
                canvas.fill(&blob(scene, x, y, r * 0.42), inner);
            }
        }
    }
    let field = if scene.motif.is_some() { scene.scheme.panel } else { colors[0] };
    let field = scene.scheme.stand_off(scene.scheme.ground, field);
    canvas.fill(&blob(scene, hx, hy, main), field);
    if let Some(motif) = scene.motif {
        let sketch = motif.sketch();
        let tones = scene.tones(motif, field, true);
        sketch.paint(canvas, centred(&sketch, hx, hy, main * 1.92, 0.0), &tones);
    } else {
        let path = algae(scene, hx, hy, main * 0.72);
        canvas.fill(&path, pick_other(&colors, field, scene.scheme.ground));
    }
}

fn pick_other(colors: &[Srgb], not: Srgb, but: Srgb) -> Srgb {
    colors.iter().copied().find(|c| c.delta_e(not) > 14.0).unwrap_or(but)
}

/// A closed form through five to eight points round a centre.
fn blob(scene: &mut Scene<'_>, x: f64, y: f64, r: f64) -> BezPath {
    let n = 5 + scene.random.index(4);
    let first = scene.random.range(0.0, 360.0);
    let points: Vec<_> = (0..n)
        .map(|i| {
            let p = polar(x, y, r * scene.random.range(0.8, 1.14), first + 360.0 * i as f64 / n as f64);
            (p.x, p.y)
        })
        .collect();
    loop_through(&points)
}

/// A frond: a spine with round lobes on both sides, longest in the middle.
fn algae(scene: &mut Scene<'_>, x: f64, y: f64, r: f64) -> BezPath {
    let lobes = 4 + scene.random.index(2);
    let thick = r * 1.5 / (lobes as f64 + 1.0);
    let bend = scene.random.range(-0.22, 0.22);
    let spine = |t: f64| (x + r * bend * 4.0 * t * (1.0 - t), y + r * (1.0 - 2.0 * t) * 0.9);
    let mut path = BezPath::new();
    for step in 0..8 {
        let (a, b) = (spine(f64::from(step) / 8.0), spine(f64::from(step + 1) / 8.0));
        path.extend(capsule(a, b, thick * 0.62).elements().iter().copied());
    }
    for lobe in 0..lobes {
        let t = (lobe as f64 + 0.6) / (lobes as f64 + 0.6);
        let from = spine(t);
        let reach = r * (0.74 - 0.9 * (t - 0.45) * (t - 0.45));
        for side in [-1.0, 1.0] {
            let tip = (from.0 + side * reach * 0.86, from.1 - reach * 0.46);
            path.extend(capsule(from, tip, thick * 0.8).elements().iter().copied());
        }
    }
    turn(scene.random.range(-50.0, 50.0), x, y) * path
}
