//! F1: a few flat things at hero scale on one base, a large plain form behind them.

use design::{Rect, Srgb};
use kurbo::Affine;

use super::super::canvas::Canvas;
use super::super::motif::{Motif, Seat};
use super::super::shape::{bar, corners, disc, ellipse, loop_through};
use super::{Scene, centred, seated};

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let Some(motif) = scene.motif else { return super::rings::paint(canvas, scene) };
    match motif.seat {
        Seat::Air => afloat(canvas, scene, motif),
        Seat::Table | Seat::Land => on_a_base(canvas, scene, motif),
    }
}

/// The hero floats before a large disc or field, or is cropped by an edge; one or two small companions.
fn afloat(canvas: &mut Canvas, scene: &mut Scene<'_>, motif: &'static Motif) {
    let hero = scene.space.hero;
    let (x, y) = hero.center();
    let short = hero.w.min(hero.h);
    let back = backdrop(canvas, scene, (x, y), short * 0.5, hero.bottom());
    let sketch = motif.sketch();
    let tones = scene.tones(motif, back, true);
    let ink = sketch.bounds();
    let size = short * scene.random.range(0.82, 0.93);
    let degrees = [-12.0, -8.0, 0.0, 8.0, 12.0][scene.random.index(5)];
    let degrees = if ink.w > ink.h * 1.5 || matches!(motif.name, "sun" | "moon" | "globe") { 0.0 } else { degrees };
    let size = size.min(whole(scene.space.sheet(), (x, y), (ink.w, ink.h), degrees));
    let place = centred(&sketch, x, y, size, degrees);
    // Small companions tuck under the hero's lower corners.
    let side = if scene.random.chance(0.5) { 1.0 } else { -1.0 };
    let small = short * 0.34;
    for (n, (dx, dy)) in [(side * 0.4, 0.36), (-side * 0.42, -0.3)].into_iter().enumerate() {
        let mate = scene.kin(motif, |seat| seat == Seat::Air);
        let at = (x + dx * short, y + dy * short);
        let area = Rect::new(at.0 - small / 2.0, at.1 - small / 2.0, small, small);
        if let Some(mate) =
            mate.filter(|_| scene.random.chance(if n == 0 { 0.4 } else { 0.15 })).filter(|_| fits(scene, area))
        {
            let other = mate.sketch();
            let tones = scene.tones(mate, scene.scheme.ground, false);
            other.paint(canvas, centred(&other, at.0, at.1, small, -degrees), &tones);
        }
    }
    sketch.paint(canvas, place, &tones);
}

/// The hero stands on a table or the land; companions beside and half behind it.
fn on_a_base(canvas: &mut Canvas, scene: &mut Scene<'_>, motif: &'static Motif) {
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let sketch = motif.sketch();
    let ink = sketch.bounds();
    let foot = base_line(scene, hero, short);
    let room = foot - hero.y;
    let size = (room * 0.92 / ink.h).min(hero.w * 0.88 / ink.w);
    let (w, h) = (ink.w * size, ink.h * size);
    let spare = hero.w - w;
    let lean = scene.random.range(-0.5, 0.5);
    let x = hero.x + spare * (0.5 + if spare > w * 0.35 { 0.5 * lean } else { 0.0 });
    let back = backdrop(
        canvas,
        scene,
        (x + w / 2.0, foot - h * 0.55),
        (h * 0.5).min(short * 0.46).max(w.min(short) * 0.5),
        foot,
    );
    let floor = ground(canvas, scene, (x, w), foot, motif.seat == Seat::Land);
    let tones = scene.tones(motif, back, true);
    for (side, share) in companions(scene, spare, w) {
        let Some(mate) = scene.kin(motif, |seat| seat != Seat::Air) else { break };
        let other = mate.sketch();
        let mh = h * share;
        let mw = mh * other.bounds().w / other.bounds().h.max(1.0);
        let mx = if side > 0.0 { x + w - mw * 0.22 } else { x - mw * 0.78 };
        let target = Rect::new(mx, foot - mh, mw, mh);
        // Half of it must be seen beside the hero, or it is a sliver.
        let seen = if side > 0.0 { mx.max(x + w)..mx + mw } else { mx..x };
        if fits(scene, target) && seen.end - seen.start > mw * 0.45 {
            let tones = scene.tones(mate, back, false);
            other.paint(canvas, seated(&other, target), &tones);
        }
    }
    if let Some(floor) = floor {
        cast_shadow(canvas, scene, x, w, foot, floor);
    }
    sketch.paint(canvas, mirrored(seated(&sketch, Rect::new(x, foot - h, w, h)), scene, x + w / 2.0, motif), &tones);
    // Tufts grow from a floor, not from the air.
    if motif.seat == Seat::Land && floor.is_some() {
        foreground(canvas, scene, foot, h);
    }
}

/// Whether a companion is free and whole: cut by the edge of the picture it would look cut by accident.
fn fits(scene: &Scene<'_>, area: Rect) -> bool {
    scene.space.is_free(area, 0.0) && scene.space.sheet().contains(area, 0.5)
}

/// The largest longer side at which a thing of that shape, turned about (`x`, `y`), lies in the sheet.
fn whole(sheet: Rect, (x, y): (f64, f64), (w, h): (f64, f64), degrees: f64) -> f64 {
    let (sin, cos) = (libm::fabs(libm::sin(degrees.to_radians())), libm::cos(degrees.to_radians()));
    let long = w.max(h).max(1.0);
    let (wide, high) = ((w * cos + h * sin) / long, (w * sin + h * cos) / long);
    let across = 2.0 * (x - sheet.x).min(sheet.right() - x) / wide.max(1e-6);
    let down = 2.0 * (y - sheet.y).min(sheet.bottom() - y) / high.max(1e-6);
    across.min(down).max(1.0)
}

/// Turns a motif to face the other way in half of the seeds; things with a reading direction stay.
fn mirrored(place: Affine, scene: &mut Scene<'_>, axis: f64, motif: &Motif) -> Affine {
    let fixed = matches!(motif.name, "clock" | "books" | "church" | "cup");
    if fixed || scene.random.chance(0.5) {
        return place;
    }
    Affine::new([-1.0, 0.0, 0.0, 1.0, 2.0 * axis, 0.0]) * place
}

/// The height on which things stand.
fn base_line(scene: &mut Scene<'_>, hero: Rect, short: f64) -> f64 {
    let floor = short * scene.random.range(0.04, 0.12);
    hero.bottom() - floor
}

/// Which sides get a companion, and how large against the hero.
fn companions(scene: &mut Scene<'_>, spare: f64, w: f64) -> Vec<(f64, f64)> {
    let side = if scene.random.chance(0.5) { 1.0 } else { -1.0 };
    let mut list = Vec::new();
    if scene.random.chance(if spare > w * 0.5 { 0.55 } else { 0.2 }) {
        list.push((side, scene.random.range(0.42, 0.58)));
    }
    if spare > w * 1.2 && !list.is_empty() {
        list.push((-side, scene.random.range(0.26, 0.36)));
    }
    list
}

/// A large disc, an arch, a soft form, or nothing but the ground; the colour behind the hero.
fn backdrop(canvas: &mut Canvas, scene: &mut Scene<'_>, (x, y): (f64, f64), r: f64, foot: f64) -> Srgb {
    let scheme = scene.scheme;
    let color = scheme.panel;
    if color.delta_e(scheme.ground) < 6.0 {
        return scheme.ground;
    }
    // Whole, or not at all: a disc that the sheet cuts a little looks cut by accident.
    let (width, height) = (scene.space.width, scene.space.height);
    // And clear of the edges: a disc that kisses one looks no better.
    let air = 0.035 * width.min(height);
    let inner = x.min(width - x).min(y).min((height - y).max(foot - y)) - air;
    let r = (r * scene.random.range(1.0, 1.16)).min(inner);
    if r < 8.0 {
        return scheme.ground;
    }
    let clear = Rect::new(x - r, y - r, 2.0 * r, 2.0 * r);
    match scene.random.index(4) {
        _ if !scene.space.is_free(clear, 0.0) => return scheme.ground,
        0 | 1 => canvas.fill(&disc(x, y, r), color),
        2 => canvas.fill(
            &corners(x - r * 0.86, y - r, r * 1.72, (foot - y + r).max(r), [r * 0.86, r * 0.86, 0.0, 0.0]),
            color,
        ),
        _ => {
            let points: Vec<_> = (0..7)
                .map(|i| {
                    let p = super::super::shape::polar(
                        x,
                        y,
                        r * scene.random.range(0.86, 1.14),
                        f64::from(i) * 360.0 / 7.0,
                    );
                    (p.x, p.y)
                })
                .collect();
            canvas.fill(&loop_through(&points), color);
        }
    }
    color
}

/// The table or the land below `foot`, right across the sheet where nothing must stay clear; its colour.
fn ground(canvas: &mut Canvas, scene: &mut Scene<'_>, (x, w): (f64, f64), foot: f64, land: bool) -> Option<Srgb> {
    let space = scene.space;
    let below = Rect::new(0.0, foot, space.width, space.height - foot);
    let scheme = scene.scheme;
    let color = if land { scheme.leaf } else { scheme.spark };
    let color = if color.delta_e(scheme.ground) < 8.0 { scheme.accent } else { color };
    if scene.transparent || !space.is_free(below, 0.0) {
        // Its shadow alone, where there is no floor across the sheet: a shelf that stops in the air holds nothing.
        let high = (0.035 * w).max(0.8 * space.u).min(space.height - foot).max(0.5);
        canvas.shade(&ellipse(x + 0.5 * w, foot, 0.52 * w, high), scheme.shade, 0.22);
        return None;
    }
    canvas.fill(&bar(0.0, foot, space.width, space.height - foot), color);
    Some(color)
}

/// A flat shadow on the floor, to the right.
fn cast_shadow(canvas: &mut Canvas, scene: &Scene<'_>, x: f64, w: f64, foot: f64, floor: Srgb) {
    let depth = (scene.space.height - foot).min(w * 0.1);
    if depth < 1.0 || scene.scheme.shade.delta_e(floor) < 4.0 {
        return;
    }
    let shadow = super::super::shape::polygon(&[
        (x + w * 0.16, foot),
        (x + w * 0.9, foot),
        (x + w * 1.16, foot + depth * 0.8),
        (x + w * 0.42, foot + depth * 0.8),
    ]);
    canvas.shade(&shadow, scene.scheme.shade, 0.14);
}

/// Tufts of leaves in front of what stands in the land.
fn foreground(canvas: &mut Canvas, scene: &mut Scene<'_>, foot: f64, h: f64) {
    let space = scene.space;
    let tuft = h * 0.13;
    for _ in 0..3 {
        let x = space.hero.x + scene.random.unit() * space.hero.w;
        if !space.is_free(Rect::new(x - tuft, foot - tuft, 2.0 * tuft, 1.4 * tuft), 0.0) {
            continue;
        }
        for (dx, reach) in [(-0.7, 0.7), (0.0, 1.0), (0.6, 0.75)] {
            let blade = super::super::shape::leaf(
                (x, foot + tuft * 0.3),
                (x + dx * tuft, foot - reach * tuft),
                tuft * 0.42,
                0.5,
            );
            canvas.fill(&blade, scene.scheme.leaf_dark);
        }
    }
}
