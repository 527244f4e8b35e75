//! F11: foliage that fans out of one root, five kinds of leaf in layers, blooms at the fringe, the subject among it.

use design::{Rect, Srgb};
use kurbo::{BezPath, Point};

use super::super::canvas::Canvas;
use super::super::motif::{self, Motif};
use super::super::shape::{curve_through, leaf, leaf_half, polar};
use super::{Scene, centred, seated};

/// Motifs that are themselves blooms.
const BLOOMS: [&str; 4] = ["tulip", "flower", "sunflower", "rose"];

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let root = root(scene);
    let greens = greens(scene);
    let spread = scene.random.range(66.0, 84.0);
    // Back to front: long blades, blooms, sprigs, broad leaves, low leaves.
    for i in 0..7 {
        let angle = root.angle + spread * (f64::from(i) / 3.0 - 1.0) * 1.08 + scene.random.range(-5.0, 5.0);
        let reach = root.reach * scene.random.range(0.82, 1.0);
        blade(canvas, scene, &root, angle, reach, 0.26, greens[(i as usize + 1) % 2 + 1]);
    }
    let bloom = scene.motif.filter(|m| BLOOMS.contains(&m.name));
    for (n, share) in [-0.62, 0.08, 0.66].into_iter().enumerate() {
        let angle = root.angle + spread * share + scene.random.range(-7.0, 7.0);
        flower(canvas, scene, &root, angle, bloom, n);
    }
    for share in [-0.86, -0.34, 0.42, 0.9] {
        let angle = root.angle + spread * share + scene.random.range(-6.0, 6.0);
        let reach = root.reach * scene.random.range(0.66, 0.86);
        sprig(canvas, scene, &root, angle, reach, greens[2]);
    }
    for i in 0..6 {
        let angle = root.angle + spread * (f64::from(i) / 2.5 - 1.0) + scene.random.range(-4.0, 4.0);
        let reach = root.reach * scene.random.range(0.5, 0.68);
        blade(canvas, scene, &root, angle, reach, 0.42, greens[(i as usize) % 2]);
    }
    for share in [-1.12, -0.5, 0.5, 1.12] {
        blade(canvas, scene, &root, root.angle + spread * share, root.reach * 0.38, 0.5, greens[1]);
    }
    if let Some(motif) = scene.motif.filter(|_| bloom.is_none()) {
        subject(canvas, scene, motif, &root);
    }
}

/// Where it all grows from.
struct Root {
    at: Point,
    angle: f64,
    reach: f64,
}

/// The middle of the foot of the hero's place, or one of its sides when it is wide.
fn root(scene: &mut Scene<'_>) -> Root {
    let hero = scene.space.hero;
    let wide = hero.w > hero.h * 1.7;
    let (dx, lean) = match scene.random.index(3) {
        0 => (0.5, 0.0),
        1 => (if wide { 0.16 } else { 0.3 }, 14.0),
        _ => (if wide { 0.84 } else { 0.7 }, -14.0),
    };
    let at = Point::new(hero.x + hero.w * dx, hero.bottom() + hero.h * 0.03);
    let reach = (hero.h * 0.98).min(hero.w * 1.2);
    Root { at, angle: -90.0 + lean, reach }
}

/// Dark, middle and light foliage.
fn greens(scene: &Scene<'_>) -> [Srgb; 3] {
    let scheme = scene.scheme;
    let leaf = scheme.stand_off(scheme.ground, scheme.leaf);
    let dark = if scheme.leaf_dark.delta_e(leaf) > 8.0 { scheme.leaf_dark } else { scheme.ink };
    let dark = if dark.luminance() < leaf.luminance() { dark } else { leaf };
    let dark = if dark.delta_e(scheme.ground) > 14.0 { dark } else { leaf };
    let third = scheme.all.iter().copied().find(|c| {
        let (hue, chroma) = (c.to_lch().h, c.to_lch().c);
        *c != leaf && *c != dark && c.delta_e(scheme.ground) > 14.0 && chroma > 0.04 && (95.0..200.0).contains(&hue)
    });
    [dark, leaf, third.unwrap_or(leaf)]
}

/// The longest share of `reach` at which a leaf from the root stays in the open.
fn free_reach(scene: &Scene<'_>, root: &Root, angle: f64, reach: f64) -> f64 {
    let open = |share: f64| {
        (1..=6).all(|i| {
            let p = polar(root.at.x, root.at.y, reach * share * f64::from(i) / 6.0, angle);
            scene.space.distance(p.x, p.y) > 4.0 * scene.space.u
        })
    };
    [1.0, 0.85, 0.7, 0.55, 0.4, 0.28].into_iter().find(|share| open(*share)).map_or(0.0, |share| reach * share)
}

/// A broad leaf with a shaded half and veins.
fn blade(canvas: &mut Canvas, scene: &Scene<'_>, root: &Root, angle: f64, reach: f64, width: f64, color: Srgb) {
    let reach = free_reach(scene, root, angle, reach);
    if reach < 8.0 * scene.space.u {
        return;
    }
    let tip = polar(root.at.x, root.at.y, reach, angle);
    let from = polar(root.at.x, root.at.y, reach * 0.06, angle);
    let w = reach * width * 0.9;
    let (a, b) = ((from.x, from.y), (tip.x, tip.y));
    canvas.fill(&leaf(a, b, w, 0.55), color);
    let mut half = leaf_half(a, b, w / 2.0, 0.55, if angle > -90.0 { -1.0 } else { 1.0 });
    half.close_path();
    canvas.shade(&half, scene.scheme.shade, 0.18);
    let vein = greens(scene).into_iter().find(|green| green.delta_e(color) >= 8.0).unwrap_or(scene.scheme.ground);
    let mut veins = BezPath::new();
    for i in 2..=6 {
        let share = 0.12 + 0.125 * f64::from(i);
        let at = from.lerp(tip, share - 0.1);
        let span = w * 0.36 * libm::sin(std::f64::consts::PI * share.min(0.98));
        for side in [-1.0, 1.0] {
            veins.move_to(at);
            veins.line_to(polar(at.x, at.y, span, angle + side * 42.0));
        }
    }
    veins.move_to(from);
    veins.line_to(from.lerp(tip, 0.93));
    canvas.line(&veins, vein, (reach * 0.009).max(0.6));
}

/// A stem with paired leaflets, each smaller than the last.
fn sprig(canvas: &mut Canvas, scene: &mut Scene<'_>, root: &Root, angle: f64, reach: f64, color: Srgb) {
    let reach = free_reach(scene, root, angle, reach * 1.1);
    if reach < 14.0 * scene.space.u {
        return;
    }
    let bend = scene.random.range(-12.0, 12.0);
    let stem: Vec<_> = (0..=8)
        .map(|i| {
            let t = f64::from(i) / 8.0;
            let p = polar(root.at.x, root.at.y, reach * t, angle + bend * t);
            (p.x, p.y)
        })
        .collect();
    canvas.line(&curve_through(&stem), color, (reach * 0.012).max(0.6));
    for (i, &(x, y)) in stem.iter().enumerate().skip(3) {
        let size = reach * 0.2 * libm::pow(0.9, (i - 3) as f64);
        for side in [-52.0, 52.0] {
            let tip = polar(x, y, size, angle + bend + side);
            canvas.fill(&leaf((x, y), (tip.x, tip.y), size * 0.46, 0.56), color);
        }
    }
    if let Some(&(x, y)) = stem.last() {
        let tip = polar(x, y, reach * 0.1, angle + bend);
        canvas.fill(&leaf((x, y), (tip.x, tip.y), reach * 0.05, 0.5), color);
    }
}

/// A bloom on a stem at the fringe: the motif's, or a plain one of three petals.
fn flower(
    canvas: &mut Canvas,
    scene: &mut Scene<'_>,
    root: &Root,
    angle: f64,
    bloom: Option<&'static Motif>,
    n: usize,
) {
    let wanted = root.reach * scene.random.range(0.92, 1.04);
    let reach = free_reach(scene, root, angle, wanted);
    if reach < wanted * 0.6 {
        return;
    }
    let head = polar(root.at.x, root.at.y, reach, angle);
    let scheme = scene.scheme;
    canvas.line(&curve_through(&[(root.at.x, root.at.y), (head.x, head.y)]), scheme.leaf, (reach * 0.014).max(0.6));
    let names = ["tulip", "flower"];
    let Some(bloom) = bloom.or_else(|| motif::find(names[n % 2])) else { return };
    let sketch = bloom.sketch().head();
    let size = root.reach * if n == 1 { 0.24 } else { 0.2 };
    let tones = scene.scheme.tones(
        scheme.ground,
        if n == 1 { [Some(90.0), None] } else { bloom.hues },
        n != 1,
        &mut scene.random,
    );
    sketch.paint(canvas, centred(&sketch, head.x, head.y, size, angle + 90.0), &tones);
}

/// The subject stands in front, at the root.
fn subject(canvas: &mut Canvas, scene: &mut Scene<'_>, motif: &'static Motif, root: &Root) {
    let hero = scene.space.hero;
    let sketch = motif.sketch();
    let ink = sketch.bounds();
    let h = (root.reach * 0.62).min(hero.w * 0.6 * ink.h / ink.w);
    let w = h * ink.w / ink.h;
    let x = (root.at.x - w / 2.0).clamp(hero.x, (hero.right() - w).max(hero.x));
    let tones = scene.tones(motif, scene.scheme.leaf, true);
    let target = Rect::new(x, hero.bottom() - h - hero.h * 0.02, w, h);
    if scene.space.is_free(target, 0.0) {
        sketch.paint(canvas, seated(&sketch, target), &tones);
    }
}
