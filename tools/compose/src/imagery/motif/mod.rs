//! Motifs: things drawn as a few flat shapes in a box of 100 × 100, standing on y = 90, lit from the upper left.
//!
//! A motif is a function that lays parts on a [`Sketch`], back to front, each in a [`Tone`]; families place, colour,
//! outline or rasterise the sketch. One file per theme.

mod animals;
mod bureau;
mod errand;
mod food;
mod household;
mod instruments;
mod leisure;
mod pantry;
mod people;
mod places;
mod plants;
mod sky;
mod sport;
mod study;
mod travel;
mod wardrobe;

use design::Rect;
use kurbo::{Affine, BezPath, Shape as _};

use super::canvas::Canvas;
use super::outline::outline;
use super::scheme::{FACET, Tone, Tones};
use super::shape::bar;

/// How a motif meets the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat {
    /// It stands on a table, a shelf or a floor.
    Table,
    /// It stands in a landscape.
    Land,
    /// It floats or hangs: sky things, flat things seen from above.
    Air,
}

/// A thing that can be drawn.
#[derive(Debug)]
pub(super) struct Motif {
    /// Its name in requests.
    pub(super) name: &'static str,
    /// How it meets the world.
    pub(super) seat: Seat,
    /// Natural hues of body and second mass, OKLCH degrees.
    pub(super) hues: [Option<f64>; 2],
    /// Motifs that keep it company.
    pub(super) kin: &'static [&'static str],
    /// Draws it.
    pub(super) draw: fn(&mut Sketch),
}

const RED: Option<f64> = Some(28.0);
const ORANGE: Option<f64> = Some(55.0);
const BROWN: Option<f64> = Some(60.0);
const YELLOW: Option<f64> = Some(90.0);
const GREEN: Option<f64> = Some(145.0);
const BLUE: Option<f64> = Some(250.0);
const PINK: Option<f64> = Some(5.0);
const ANY: Option<f64> = None;

/// All motifs by theme; names are unique.
pub(super) fn all() -> impl Iterator<Item = &'static Motif> {
    [
        food::MOTIFS,
        plants::MOTIFS,
        animals::MOTIFS,
        sky::MOTIFS,
        places::MOTIFS,
        travel::MOTIFS,
        study::MOTIFS,
        leisure::MOTIFS,
        instruments::MOTIFS,
        sport::MOTIFS,
        wardrobe::MOTIFS,
        household::MOTIFS,
        pantry::MOTIFS,
        bureau::MOTIFS,
        errand::MOTIFS,
        people::MOTIFS,
    ]
    .into_iter()
    .flatten()
}

/// Whether it is a plant or an animal.
pub(super) fn is_grown(name: &str) -> bool {
    plants::MOTIFS.iter().chain(animals::MOTIFS).any(|motif| motif.name == name)
}

/// The motif called `name`.
pub(super) fn find(name: &str) -> Option<&'static Motif> {
    all().find(|motif| motif.name == name)
}

impl Motif {
    /// The motif, drawn.
    pub(super) fn sketch(&self) -> Sketch {
        let mut sketch = Sketch::default();
        (self.draw)(&mut sketch);
        sketch
    }
}

/// A shape or the path data of one.
pub(super) trait Drawn {
    /// As a path.
    fn path(self) -> BezPath;
}

impl Drawn for BezPath {
    fn path(self) -> BezPath {
        self
    }
}

impl Drawn for &str {
    fn path(self) -> BezPath {
        #[cfg(test)]
        assert!(super::outline::reads_whole(self), "`{self}` is not path data");
        outline(self)
    }
}

/// One part of a motif.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) tone: Tone,
    pub(super) path: BezPath,
    /// Width of the stroke; `None` when the shape is filled.
    pub(super) stroke: Option<f64>,
    /// The silhouette that it is cut to, by index into [`Sketch::cuts`].
    pub(super) cut: Option<usize>,
}

/// A motif as parts, back to front.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    pub(super) parts: Vec<Part>,
    pub(super) cuts: Vec<BezPath>,
    cut: Option<usize>,
}

impl Sketch {
    /// Adds a filled shape.
    pub(super) fn fill(&mut self, tone: Tone, shape: impl Drawn) {
        self.parts.push(Part { tone, path: shape.path(), stroke: None, cut: self.cut });
    }

    /// Adds a stroke.
    pub(super) fn line(&mut self, tone: Tone, width: f64, shape: impl Drawn) {
        self.parts.push(Part { tone, path: shape.path(), stroke: Some(width), cut: self.cut });
    }

    /// Adds what `inside` draws, cut to `shape`.
    pub(super) fn within(&mut self, shape: impl Drawn, inside: impl FnOnce(&mut Self)) {
        self.cuts.push(shape.path());
        self.cut = Some(self.cuts.len() - 1);
        inside(self);
        self.cut = None;
    }

    /// Adds a filled shape, and a darker facet where `dark` covers it.
    pub(super) fn faceted(&mut self, tone: Tone, shape: impl Drawn, dark: impl Drawn) {
        let shape = shape.path();
        self.fill(tone, shape.clone());
        self.within(shape, |s| s.fill(Tone::Shade, dark));
    }

    /// Adds a filled shape whose part right of `x` is in shade.
    pub(super) fn half_lit(&mut self, tone: Tone, shape: impl Drawn, x: f64) {
        self.faceted(tone, shape, bar(x, -20.0, 140.0, 140.0));
    }

    /// What lies above the middle: a bloom without its stem and leaves.
    pub(super) fn head(mut self) -> Self {
        let low = |path: &BezPath| path.bounding_box().y1 > 72.0;
        self.parts.retain(|part| part.tone != Tone::Leaf && (part.cut.is_some() || !low(&part.path)));
        self
    }

    /// The box that the parts fill, strokes included.
    pub(super) fn bounds(&self) -> Rect {
        let mut bounds: Option<kurbo::Rect> = None;
        for part in self.parts.iter().filter(|part| part.cut.is_none()) {
            let reach = part.stroke.unwrap_or(0.0) / 2.0;
            let area = part.path.bounding_box().inflate(reach, reach);
            bounds = Some(bounds.map_or(area, |b| b.union(area)));
        }
        let b = bounds.unwrap_or(kurbo::Rect::new(0.0, 0.0, 100.0, 100.0));
        Rect::new(b.x0, b.y0, b.width(), b.height())
    }

    /// Draws it through `place`, which must not skew or stretch.
    pub(super) fn paint(&self, canvas: &mut Canvas, place: Affine, tones: &Tones) {
        let mut at = 0;
        while at < self.parts.len() {
            let cut = self.parts[at].cut;
            let run = self.parts[at..].iter().take_while(|part| part.cut == cut).count();
            let parts = &self.parts[at..at + run];
            match cut {
                None => paint_parts(canvas, parts, place, tones),
                Some(cut) => {
                    canvas.within(&(place * self.cuts[cut].clone()), |c| paint_parts(c, parts, place, tones));
                }
            }
            at += run;
        }
    }
}

fn paint_parts(canvas: &mut Canvas, parts: &[Part], place: Affine, tones: &Tones) {
    let scale = scale_of(place);
    for part in parts {
        let path = place * part.path.clone();
        let color = tones.of(part.tone);
        match part.stroke {
            Some(width) => canvas.line(&path, color, width * scale),
            None if part.tone == Tone::Shade => canvas.shade(&path, color, FACET),
            None => canvas.fill(&path, color),
        }
    }
}

/// How much larger `place` makes things.
pub(super) fn scale_of(place: Affine) -> f64 {
    libm::sqrt(place.determinant().abs())
}
