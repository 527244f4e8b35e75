//! F8: rings or rays round a centre off the middle; the subject, if any, sits at it.

use super::super::canvas::Canvas;
use super::super::shape::{band, disc, polar, polygon};
use super::{Scene, centred};

/// Relative widths of rings: uneven on purpose.
const WIDTHS: [f64; 8] = [1.0, 1.0, 2.0, 3.0, 1.0, 2.0, 5.0, 3.0];

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let (mx, my) = hero.center();
    let sketch = scene.motif.map(|motif| (motif, motif.sketch()));
    let slack = if sketch.is_some() { 0.04 } else { 0.14 };
    let (x, y) = (mx + scene.random.range(-slack, slack) * hero.w, my + scene.random.range(-slack, slack) * hero.h);
    let core = short * if sketch.is_some() { 0.43 } else { scene.random.range(0.12, 0.2) };
    let back =
        if scene.random.chance(0.55) { rays(canvas, scene, x, y, core) } else { rings(canvas, scene, x, y, core) };
    if let Some((motif, sketch)) = sketch {
        let tones = scene.tones(motif, back, true);
        let ink = sketch.bounds();
        // The motif's box lies in the disc with its corners a little out.
        let size = core * 2.0 * 0.96 * ink.w.max(ink.h) / libm::hypot(ink.w, ink.h) * 1.12;
        sketch.paint(canvas, centred(&sketch, x, y, size, 0.0), &tones);
    }
}

/// Wedges that reach past the sheet, and a disc; the disc's colour.
fn rays(canvas: &mut Canvas, scene: &mut Scene<'_>, x: f64, y: f64, core: f64) -> design::Srgb {
    let scheme = scene.scheme;
    let colors = scheme.upon(scheme.ground, 3);
    let reach = libm::hypot(scene.space.width, scene.space.height) * 1.2;
    let count = [13, 17, 21, 25][scene.random.index(4)];
    let first = scene.random.range(0.0, 360.0);
    let gap = core * 1.16;
    let mut wedges = kurbo::BezPath::new();
    for i in 0..count {
        let step = 360.0 / f64::from(count);
        let from = first + step * f64::from(i);
        let width = step * if i % 3 == 1 { 0.62 } else { 0.44 };
        let reach = [from, from + width / 2.0, from + width]
            .into_iter()
            .map(|angle| open_reach(scene, x, y, gap, reach, angle))
            .fold(reach, f64::min);
        if reach < gap * 1.1 {
            continue;
        }
        let points: Vec<_> = [(gap, from), (reach, from), (reach, from + width), (gap, from + width)]
            .into_iter()
            .map(|(r, angle)| {
                let p = polar(x, y, r, angle);
                (p.x, p.y)
            })
            .collect();
        wedges.extend(polygon(&points).elements().iter().copied());
    }
    canvas.fill(&wedges, colors[colors.len().min(2) - 1]);
    canvas.fill(&disc(x, y, core), colors[0]);
    colors[0]
}

/// How far a ray may go before it comes near an area to keep clear.
fn open_reach(scene: &Scene<'_>, x: f64, y: f64, from: f64, to: f64, angle: f64) -> f64 {
    let steps = 64;
    (0..=steps)
        .map(|i| from + (to - from) * f64::from(i) / f64::from(steps))
        .find(|&r| {
            let p = polar(x, y, r, angle);
            scene.space.distance(p.x, p.y) < 3.0 * scene.space.u
        })
        .map_or(to, |r| r - (to - from) / f64::from(steps))
}

/// Rings of uneven width in turn, one of them carrying a satellite; the core's colour.
fn rings(canvas: &mut Canvas, scene: &mut Scene<'_>, x: f64, y: f64, core: f64) -> design::Srgb {
    let scheme = scene.scheme;
    let colors = scheme.upon(scheme.ground, 4);
    // No ring runs through an area to keep clear, unless that would leave none at all.
    let reach = libm::hypot(scene.space.width, scene.space.height);
    let reach = reach.min((scene.space.distance(x, y) - 2.0 * scene.space.u).max(core * 1.5));
    let unit = scene.space.hero.w.min(scene.space.hero.h) * scene.random.range(0.028, 0.05);
    let start = scene.random.index(WIDTHS.len());
    let sweep = if scene.random.chance(0.5) { 360.0 } else { scene.random.range(200.0, 290.0) };
    let first = scene.random.range(0.0, 360.0);
    let mut edges = vec![core];
    let mut at = core + unit;
    for i in 0..9 {
        let width = WIDTHS[(start + i) % WIDTHS.len()] * unit;
        if at + width > reach {
            break;
        }
        let color = colors[(i + 1) % colors.len()];
        let part = if i % 2 == 1 { sweep } else { 360.0 };
        canvas.fill(&band(x, y, at, at + width, first, first + part - 0.01), color);
        edges.push(at + width / 2.0);
        at += width + unit * if i % 3 == 0 { 1.0 } else { 0.6 };
    }
    canvas.fill(&disc(x, y, core), colors[0]);
    let orbit = edges[edges.len().min(4) - 1];
    let moon = polar(x, y, orbit, scene.random.range(200.0, 340.0));
    canvas.fill(&disc(moon.x, moon.y, unit * 2.6), scheme.ground);
    canvas.fill(&disc(moon.x, moon.y, unit * 1.9), scheme.stand_off(scheme.ground, scheme.spark));
    colors[0]
}
