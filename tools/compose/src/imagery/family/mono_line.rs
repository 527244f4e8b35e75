//! F2: a still life in one stroke, with exactly one region filled.

use design::{Rect, Srgb};
use kurbo::{Affine, Shape as _};

use super::super::canvas::Canvas;
use super::super::motif::{Part, Seat, Sketch, scale_of};
use super::super::scheme::Tone;
use super::super::shape::{arc, disc, polyline};
use super::{Scene, seated};

pub(super) fn paint(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let Some(motif) = scene.motif else { return abstract_line(canvas, scene) };
    let space = scene.space;
    let hero = space.hero;
    let pen = Pen::new(scene);
    let sketch = motif.sketch();
    let ink = sketch.bounds();
    let on_base = motif.seat != Seat::Air;
    let foot = hero.bottom() - pen.width * 1.5 - if on_base { hero.h * 0.05 } else { 0.0 };
    let mate = scene.kin(motif, |seat| (seat != Seat::Air) == on_base).filter(|_| scene.random.chance(0.7));
    let full = ((foot - hero.y - pen.width) / ink.h).min(hero.w * 0.92 / ink.w);
    // With company the subject steps back a little and to one side.
    let scale = full * if mate.is_some() && hero.w < full * ink.w * 1.3 { 0.82 } else { 1.0 };
    let (w, h) = (ink.w * scale, ink.h * scale);
    let spare = hero.w - w;
    let side = if scene.random.chance(0.5) { 1.0 } else { -1.0 };
    let x = hero.x + spare * (0.5 + 0.4 * side * f64::from(mate.is_some()));
    if let Some(mate) = mate {
        let other = mate.sketch();
        let mh = h * scene.random.range(0.4, 0.56);
        let mw = mh * other.bounds().w / other.bounds().h.max(1.0);
        let mx = if side < 0.0 { x + w - mw * 0.3 } else { x - mw * 0.7 };
        let target = Rect::new(mx.clamp(hero.x, (hero.right() - mw).max(hero.x)), foot - mh, mw, mh);
        if scene.space.is_free(target, 0.0) {
            pen.draw(canvas, &other, seated(&other, target), None);
        }
    }
    if on_base {
        canvas.line(&polyline(&[(hero.x, foot), (hero.right(), foot)]), pen.ink, pen.width);
    }
    let place = seated(&sketch, Rect::new(x, foot - h, w, h));
    let place =
        if scene.random.chance(0.4) { Affine::new([-1.0, 0.0, 0.0, 1.0, 2.0 * x + w, 0.0]) * place } else { place };
    pen.draw(canvas, &sketch, place, Some(fullest(&sketch)));
}

/// Arcs round one filled disc, each open where the last was closed.
fn abstract_line(canvas: &mut Canvas, scene: &mut Scene<'_>) {
    let hero = scene.space.hero;
    let pen = Pen::new(scene);
    let r = hero.w.min(hero.h) / 2.0;
    let (x, y) = hero.center();
    let first = scene.random.range(0.0, 360.0);
    let sweep = scene.random.range(200.0, 300.0);
    canvas.fill(&disc(x, y, r * 0.24), pen.fill);
    for n in 0..5 {
        let share = 0.36 + 0.14 * f64::from(n);
        let from = first + 47.0 * f64::from(n);
        canvas.line(&arc(x, y, r * share, from, from + sweep), pen.ink, pen.width);
    }
}

/// The part that takes the one fill: the largest of the second tone, else of the body.
fn fullest(sketch: &Sketch) -> usize {
    let worth = |part: &Part| {
        let tone = match part.tone {
            Tone::Second | Tone::Third => 1.0,
            Tone::Body | Tone::Leaf => 0.25,
            _ => 0.0,
        };
        if part.stroke.is_some() || part.cut.is_some() { 0.0 } else { tone * part.path.bounding_box().area() }
    };
    let order = |a: &usize, b: &usize| worth(&sketch.parts[*a]).total_cmp(&worth(&sketch.parts[*b]));
    (0..sketch.parts.len()).max_by(order).unwrap_or(0)
}

struct Pen {
    ink: Srgb,
    paper: Srgb,
    fill: Srgb,
    width: f64,
}

impl Pen {
    fn new(scene: &mut Scene<'_>) -> Self {
        let scheme = scene.scheme;
        let short = scene.space.hero.w.min(scene.space.hero.h);
        let width = (short * scene.random.range(0.012, 0.02)).max(1.2);
        let ink = scheme.stand_off(scheme.ground, scheme.ink);
        let fill = [scheme.accent, scheme.spark, scheme.panel];
        let fill = fill.into_iter().find(|c| c.delta_e(scheme.ground) > 14.0 && c.delta_e(ink) > 14.0);
        Self { ink, paper: scheme.ground, fill: fill.unwrap_or(scheme.accent), width }
    }

    /// Draws a sketch as outlines that hide what is behind them; part `filled` takes the fill.
    fn draw(&self, canvas: &mut Canvas, sketch: &Sketch, place: Affine, filled: Option<usize>) {
        for (at, part) in sketch.parts.iter().enumerate().filter(|(_, part)| part.tone != Tone::Shade) {
            match part.cut {
                None => self.part(canvas, part, place, filled == Some(at)),
                Some(cut) => {
                    canvas.within(&(place * sketch.cuts[cut].clone()), |c| self.part(c, part, place, false));
                }
            }
        }
    }

    fn part(&self, canvas: &mut Canvas, part: &Part, place: Affine, filled: bool) {
        let path = place * part.path.clone();
        match part.stroke {
            None => {
                canvas.fill(&path, if filled { self.fill } else { self.paper });
                canvas.line(&path, self.ink, self.width);
            }
            Some(width) => {
                let wide = width * scale_of(place);
                if wide > 3.0 * self.width {
                    canvas.line(&path, self.ink, wide);
                    canvas.line(&path, self.paper, wide - 2.0 * self.width);
                } else {
                    canvas.line(&path, self.ink, self.width);
                }
            }
        }
    }
}
