//! F7: the subject, or a lit sphere, as a coarse screen of dots or swelling lines in one ink.

use design::Srgb;
use kurbo::{BezPath, Point};

use super::super::canvas::Canvas;
use super::super::motif::Sketch;
use super::super::scheme::Tone;
use super::super::shape::{bar, disc, flatten, turn};
use super::{Scene, centred};

/// Rows or columns of the screen across a sphere, which is all tone.
const COARSE: [f64; 3] = [30.0, 36.0, 42.0];
/// Rows or columns of the screen across a motif, which has parts to be told.
const FINE: [f64; 3] = [44.0, 52.0, 60.0];

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let hero = scene.space.hero;
    let short = hero.w.min(hero.h);
    let (x, y) = hero.center();
    let size = short * 0.94;
    let scheme = scene.scheme;
    let field = scheme.panel;
    let back = if scene.random.chance(0.5) && field.delta_e(scheme.ground) > 14.0 && field.delta_e(scheme.ink) > 30.0 {
        if scene.random.chance(0.5) {
            canvas.fill(&disc(x, y, short * 0.5), field);
        } else {
            canvas.fill(&bar(x - short * 0.36, y - short * 0.5, short * 0.72, short), field);
        }
        field
    } else {
        scheme.ground
    };
    let ink = scheme.stand_off(back, if scene.random.chance(0.5) { scheme.ink } else { scheme.accent });
    let image = match scene.motif {
        Some(motif) => {
            let sketch = motif.sketch();
            Image::of(&sketch, (x, y), size)
        }
        None => Image { parts: Vec::new(), x, y, r: size / 2.0 },
    };
    let pitch = size / if scene.motif.is_some() { FINE } else { COARSE }[scene.random.index(3)];
    let angle = [15.0, 45.0, 75.0][scene.random.index(3)];
    if scene.random.chance(0.55) {
        dots(canvas, scene, &image, (x, y), size, pitch, angle, ink);
    } else {
        lines(canvas, scene, &image, (x, y), size, pitch * 1.1, ink);
    }
}

/// A subject as darkness: polygons with their tone, back to front, or a sphere when there are none.
struct Image {
    parts: Vec<(Vec<Vec<Point>>, f64, kurbo::Rect)>,
    x: f64,
    y: f64,
    r: f64,
}

impl Image {
    fn of(sketch: &Sketch, (x, y): (f64, f64), size: f64) -> Self {
        let place = centred(sketch, x, y, size, 0.0);
        let scale = super::super::motif::scale_of(place);
        let mut parts = Vec::new();
        for part in sketch.parts.iter().filter(|part| part.tone != Tone::Shade && part.cut.is_none()) {
            let darkness = match part.tone {
                Tone::Body => 0.72,
                Tone::Second | Tone::Leaf => 0.5,
                Tone::Skin => 0.35,
                Tone::Third => 0.62,
                Tone::Light | Tone::Paper => 0.1,
                Tone::Ink | Tone::Line | Tone::Shade => 0.95,
            };
            let outline = match part.stroke {
                None => part.path.clone(),
                Some(width) => stroke_outline(&part.path, width.max(2.6)),
            };
            let lines = flatten(&(place * outline), 0.4 * scale.max(0.2));
            let area = bounds(&lines);
            parts.push((lines, darkness, area));
        }
        Self { parts, x, y, r: size / 2.0 }
    }

    /// Darkness 0–1 at a point, lit from the upper left.
    fn at(&self, x: f64, y: f64) -> f64 {
        let (dx, dy) = ((x - self.x) / self.r, (y - self.y) / self.r);
        if self.parts.is_empty() {
            let rim = dx * dx + dy * dy;
            if rim > 1.0 {
                return 0.0;
            }
            let light = 0.577 * (-dx - dy + libm::sqrt(1.0 - rim));
            return (0.96 - 0.95 * light).clamp(0.04, 0.97);
        }
        let p = Point::new(x, y);
        let hit = self.parts.iter().rev().find(|(lines, _, area)| area.contains(p) && inside(lines, p));
        hit.map_or(0.0, |(_, darkness, _)| (darkness * (0.86 + 0.34 * (dx * 0.8 + dy * 0.4))).clamp(0.05, 0.97))
    }
}

fn bounds(lines: &[Vec<Point>]) -> kurbo::Rect {
    let empty = kurbo::Rect::new(f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    lines
        .iter()
        .flatten()
        .fold(empty, |r, p| kurbo::Rect::new(r.x0.min(p.x), r.y0.min(p.y), r.x1.max(p.x), r.y1.max(p.y)))
}

/// Non-zero winding of closed polygons round a point.
fn inside(lines: &[Vec<Point>], p: Point) -> bool {
    let mut winding = 0;
    for line in lines {
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if (a.y <= p.y) != (b.y <= p.y) {
                let x = a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x);
                if x > p.x {
                    winding += if a.y < b.y { 1 } else { -1 };
                }
            }
        }
    }
    winding != 0
}

/// The outline of a stroke: a capsule for each straight piece.
fn stroke_outline(path: &BezPath, width: f64) -> BezPath {
    let mut outline = BezPath::new();
    for line in flatten(path, 0.8) {
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let along = (b - a) / (b - a).hypot().max(1e-9) * (width / 2.0);
            let across = kurbo::Vec2::new(-along.y, along.x);
            outline.move_to(a - along * 0.5 + across);
            outline.line_to(b + along * 0.5 + across);
            outline.line_to(b + along * 0.5 - across);
            outline.line_to(a - along * 0.5 - across);
            outline.close_path();
        }
    }
    outline
}

#[expect(clippy::too_many_arguments, reason = "a screen is its image, place, pitch, angle and ink")]
fn dots(
    canvas: &mut Canvas,
    scene: &Scene<'_>,
    image: &Image,
    (x, y): (f64, f64),
    size: f64,
    pitch: f64,
    angle: f64,
    ink: Srgb,
) {
    let steps = (size / pitch * 0.75) as i32;
    let spin = turn(angle, x, y);
    let mut path = BezPath::new();
    for row in -steps..=steps {
        for column in -steps..=steps {
            let p = spin * Point::new(x + f64::from(column) * pitch, y + f64::from(row) * pitch);
            let dark = image.at(p.x, p.y) * scene.space.openness(p.x, p.y);
            let r = pitch * 0.62 * libm::sqrt(dark);
            if r > pitch * 0.12 {
                path.extend(disc(p.x, p.y, r).elements().iter().copied());
            }
        }
    }
    canvas.fill(&path, ink);
}

fn lines(canvas: &mut Canvas, scene: &Scene<'_>, image: &Image, (x, y): (f64, f64), size: f64, pitch: f64, ink: Srgb) {
    let rows = (size / pitch * 0.5) as i32;
    let step = size / 110.0;
    let mut path = BezPath::new();
    for row in -rows..=rows {
        let cy = y + f64::from(row) * pitch;
        let mut run: Vec<(f64, f64)> = Vec::new();
        for i in -58..=58 {
            let cx = x + f64::from(i) * step;
            let dark = image.at(cx, cy) * scene.space.openness(cx, cy);
            if dark > 0.02 && i < 58 {
                run.push((cx, (pitch * 0.47 * dark).max(pitch * 0.05)));
            } else {
                swell(&mut path, &run, cy);
                run.clear();
            }
        }
    }
    canvas.fill(&path, ink);
}

/// Adds one swelling line: its upper edge there, its lower edge back.
fn swell(path: &mut BezPath, run: &[(f64, f64)], y: f64) {
    if run.len() < 2 {
        return;
    }
    for (i, &(x, half)) in run.iter().enumerate() {
        let p = (x, y - half);
        if i == 0 { path.move_to(p) } else { path.line_to(p) }
    }
    for &(x, half) in run.iter().rev() {
        path.line_to((x, y + half));
    }
    path.close_path();
}
