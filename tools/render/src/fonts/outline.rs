//! Glyph outlines, read once per face and place in its design space.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider as _};

use super::{Face, lock};

/// Most outlines remembered per face; beyond them outlines are read again.
const OUTLINES_MAX: usize = 4096;
/// Most segments of one outline; real glyphs stay below a tenth of it, and what is larger draws nothing.
const SEGMENTS_MAX: usize = 20_000;

/// A face at one place in its design space: "Inter at weight 900".
pub(crate) struct FontInstance {
    pub(crate) face: Arc<Face>,
    coords: Vec<NormalizedCoord>,
    /// The same place as the axes count it: `wght` 900.
    pub(crate) variations: Vec<([u8; 4], f32)>,
    outlines: Mutex<BTreeMap<u32, Arc<Outline>>>,
}

/// One step of an outline; coordinates in font units, y up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Segment {
    Move([f32; 2]),
    Line([f32; 2]),
    Quad([f32; 4]),
    Cubic([f32; 6]),
    Close,
}

/// The form of a glyph.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) segments: Vec<Segment>,
    /// Left, bottom, right, top in font units, y up; `None` without ink.
    pub(crate) bounds: Option<[f64; 4]>,
}

impl FontInstance {
    pub(super) fn new(face: Arc<Face>, coords: &[i16], variations: Vec<([u8; 4], f32)>) -> Self {
        let coords = coords.iter().map(|&bits| NormalizedCoord::from_bits(bits)).collect();
        Self { face, coords, variations, outlines: Mutex::new(BTreeMap::new()) }
    }

    /// The place in the design space as the font file counts it, F2Dot14 bits per axis.
    pub(crate) fn coords(&self) -> Vec<i16> {
        self.coords.iter().map(|coord| coord.to_bits()).collect()
    }

    /// The form of a glyph; empty when the file holds none.
    pub(crate) fn outline(&self, glyph: u32) -> Arc<Outline> {
        if let Some(known) = lock(&self.outlines).get(&glyph) {
            return Arc::clone(known);
        }
        let outline = Arc::new(self.read(glyph).unwrap_or_default());
        let mut outlines = lock(&self.outlines);
        if outlines.len() < OUTLINES_MAX {
            outlines.insert(glyph, Arc::clone(&outline));
        }
        outline
    }

    fn read(&self, glyph: u32) -> Option<Outline> {
        let font = self.face.font()?;
        let glyph = font.outline_glyphs().get(GlyphId::new(glyph))?;
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::new(&self.coords));
        let mut pen = Pen::default();
        glyph.draw(settings, &mut pen).ok()?;
        let sound = pen.segments.len() <= SEGMENTS_MAX && pen.bounds.is_none_or(|b| b.iter().all(|x| x.is_finite()));
        sound.then_some(Outline { segments: pen.segments, bounds: pen.bounds })
    }
}

#[derive(Default)]
struct Pen {
    segments: Vec<Segment>,
    bounds: Option<[f64; 4]>,
    start: [f32; 2],
    at: [f32; 2],
}

impl Pen {
    fn push(&mut self, segment: Segment) {
        if self.segments.len() <= SEGMENTS_MAX {
            self.segments.push(segment);
        }
    }

    fn cover(&mut self, x: f64, y: f64) {
        let [left, bottom, right, top] = self.bounds.unwrap_or([x, y, x, y]);
        self.bounds = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
    }

    fn cover_point(&mut self, [x, y]: [f32; 2]) {
        self.cover(f64::from(x), f64::from(y));
    }

    /// Covers the curve through `points`, from its ends and from where it turns round in x or in y.
    fn cover_curve<const N: usize>(&mut self, points: [[f32; 2]; N]) {
        self.cover_point(points[N - 1]);
        let axis = |i: usize| points.map(|point| f64::from(point[i]));
        let (xs, ys) = (axis(0), axis(1));
        for t in turns(&xs).into_iter().chain(turns(&ys)).flatten() {
            self.cover(bezier(&xs, t), bezier(&ys, t));
        }
    }
}

/// Where the derivative of a Bézier curve of two or three degrees is zero, strictly inside it.
fn turns(p: &[f64]) -> [Option<f64>; 2] {
    let inside = |t: f64| (t > 0.0 && t < 1.0).then_some(t);
    let (a, b, c) = match *p {
        [p0, p1, p2] => (0.0, p0 - 2.0 * p1 + p2, p1 - p0),
        [p0, p1, p2, p3] => (p3 - 3.0 * p2 + 3.0 * p1 - p0, 2.0 * (p2 - 2.0 * p1 + p0), p1 - p0),
        _ => return [None, None],
    };
    if a.abs() < 1e-9 {
        return [inside(-c / b), None];
    }
    let root = (b * b - 4.0 * a * c).sqrt();
    [inside((-b + root) / (2.0 * a)), inside((-b - root) / (2.0 * a))]
}

/// A point of a Bézier curve (de Casteljau).
fn bezier(p: &[f64], t: f64) -> f64 {
    let mut work = [0.0; 4];
    work[..p.len()].copy_from_slice(p);
    for left in (1..p.len()).rev() {
        for i in 0..left {
            work[i] += (work[i + 1] - work[i]) * t;
        }
    }
    work[0]
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = [x, y];
        self.at = [x, y];
        self.push(Segment::Move([x, y]));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.cover_point(self.at);
        self.at = [x, y];
        self.cover_point(self.at);
        self.push(Segment::Line([x, y]));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.cover_point(self.at);
        self.cover_curve([self.at, [cx, cy], [x, y]]);
        self.at = [x, y];
        self.push(Segment::Quad([cx, cy, x, y]));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.cover_point(self.at);
        self.cover_curve([self.at, [ax, ay], [bx, by], [x, y]]);
        self.at = [x, y];
        self.push(Segment::Cubic([ax, ay, bx, by, x, y]));
    }

    fn close(&mut self) {
        self.at = self.start;
        self.push(Segment::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_follow_the_curve_and_not_its_handles() {
        let mut pen = Pen::default();
        pen.move_to(0.0, 0.0);
        pen.quad_to(50.0, 100.0, 100.0, 0.0);
        assert_eq!(pen.bounds, Some([0.0, 0.0, 100.0, 50.0]));
        pen.curve_to(100.0, -100.0, 0.0, -100.0, 0.0, 0.0);
        assert_eq!(pen.bounds, Some([0.0, -75.0, 100.0, 50.0]));
    }
}
