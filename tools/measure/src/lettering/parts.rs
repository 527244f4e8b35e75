//! Connected parts of ink, and which of them may be letters.

use super::tones::{Ink, Tones};

/// Heights of letters, px.
const HEIGHT: std::ops::RangeInclusive<usize> = 6..=180;
/// Widest letter, heights.
const WIDTH_MAX: f64 = 2.6;
/// Share of its box that a letter's ink takes.
const FILL: std::ops::RangeInclusive<f64> = 0.14..=0.92;
/// So many times as high as wide, a letter may fill its box: l, I, 1.
const BAR: f64 = 2.2;
/// Thickest place over mean thickness: about 1.3 for strokes, 2 for a square, 2.5 for a disc.
const SWELL_MAX: f64 = 3.0;
/// Thickest stroke, heights.
const THICKNESS_MAX: f64 = 0.42;
/// Most holes: B and 8 have two; loops of a few faces have more.
const HOLES_MAX: usize = 3;
/// Share of the step from ink to ground that its edge takes within two pixels.
const SHARP_MIN: f64 = 0.5;
/// Share of its edges that are any.
const EDGED_MIN: f64 = 0.85;
/// How much tones of one letter differ at most, as a share of that step.
const FLAT_MAX: f64 = 0.3;
/// Least step from ink to ground, luma of 255.
const STEP_MIN: f64 = 14.0;
/// Most candidates that are looked at.
const PARTS_MAX: usize = 6_000;

/// A stretch of ink on one row of pixels, the end not in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) y: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A connected part of ink.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) runs: Vec<Run>,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Its pixels.
    pub(super) area: usize,
    /// Width of its strokes, px.
    pub(super) thickness: f64,
    /// Its mean tone.
    pub(super) tone: f64,
    pub(super) holes: usize,
    /// How much of the ink in its box is its own, share.
    pub(super) own: f64,
    /// Whether it has the shape of a letter.
    pub(super) is_letter: bool,
    /// Whether it is of one tone with sharp edges, too.
    pub(super) is_drawn: bool,
}

impl Part {
    /// The share of its box that is ink.
    pub(super) fn fill(&self) -> f64 {
        self.area as f64 / (self.width * self.height).max(1) as f64
    }
}

/// The parts of ink that are as large as letters, from the top.
pub(super) fn parts(tones: &Tones, ink: &Ink) -> Vec<Part> {
    let depth = depths(tones, ink);
    let (runs, links) = runs(tones, ink);
    let mut joined = Joined((0..runs.len()).collect());
    links.iter().for_each(|(a, b)| joined.join(*a, *b));
    let mut of = vec![Vec::new(); runs.len()];
    let mut counts = vec![0_usize; runs.len()];
    for (at, run) in runs.iter().enumerate() {
        of[joined.root(at)].push(*run);
    }
    for (a, _) in &links {
        counts[joined.root(*a)] += 1;
    }
    let whole = of.into_iter().zip(counts).filter(|(runs, _)| !runs.is_empty());
    whole.filter_map(|(runs, links)| part(tones, ink, &depth, runs, links)).take(PARTS_MAX).collect()
}

/// The stretches of ink, and which of them touch, corners included.
fn runs(tones: &Tones, ink: &Ink) -> (Vec<Run>, Vec<(usize, usize)>) {
    let (mut runs, mut links): (Vec<Run>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    let mut above = 0..0;
    for (y, row) in ink.is_ink.chunks_exact(tones.width).enumerate() {
        let first = runs.len();
        let mut x = 0;
        for same in row.chunk_by(|a, b| a == b) {
            if same.first() == Some(&true) {
                runs.push(Run { y, start: x, end: x + same.len() });
            }
            x += same.len();
        }
        let mut upper = above.clone();
        for lower in first..runs.len() {
            while upper.start < upper.end && runs[upper.start].end < runs[lower].start {
                upper.start += 1;
            }
            let touching = upper.clone().take_while(|at| runs[*at].start <= runs[lower].end);
            links.extend(touching.map(|at| (at, lower)));
        }
        above = first..runs.len();
    }
    (runs, links)
}

/// Which runs are of one part.
struct Joined(Vec<usize>);

impl Joined {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The first run of a part is its root, so parts come in the order of their tops.
        self.0[a.max(b)] = a.min(b);
    }
}

/// How deep in ink each pixel lies, in thirds of a pixel: 3 at the edge. Source: Borgefors, "Distance transformations in digital
/// images", 1986, the weights 3 and 4.
fn depths(tones: &Tones, ink: &Ink) -> Vec<u16> {
    let (width, height) = (tones.width, tones.height);
    let stride = width + 2;
    let mut depth = vec![0_u16; stride * (height + 2)];
    for y in 0..height {
        for x in 0..width {
            if ink.is_ink[y * width + x] {
                let at = (y + 1) * stride + x + 1;
                let near = [(at - 1, 3), (at - stride, 3), (at - stride - 1, 4), (at - stride + 1, 4)];
                depth[at] = near.iter().map(|(near, far)| depth[*near] + far).min().unwrap_or(0);
            }
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let at = (y + 1) * stride + x + 1;
            let near = [(at + 1, 3), (at + stride, 3), (at + stride + 1, 4), (at + stride - 1, 4)];
            depth[at] = near.iter().map(|(near, far)| depth[*near] + far).fold(depth[at], u16::min);
        }
    }
    (0..height).flat_map(|y| depth[(y + 1) * stride + 1..(y + 1) * stride + 1 + width].to_vec()).collect()
}

fn part(tones: &Tones, ink: &Ink, depth: &[u16], runs: Vec<Run>, links: usize) -> Option<Part> {
    let (top, bottom) = (runs.first()?.y, runs.last()?.y + 1);
    let start = runs.iter().map(|run| run.start).min()?;
    let end = runs.iter().map(|run| run.end).max()?;
    let (width, height) = (end - start, bottom - top);
    if !HEIGHT.contains(&height) && !HEIGHT.contains(&width) {
        return None;
    }
    let area: usize = runs.iter().map(|run| run.end - run.start).sum();
    let (mut edges, mut deepest, mut sum) = (0_usize, 0_u16, 0_u64);
    for run in &runs {
        edges += 2;
        for x in run.start..run.end {
            let at = run.y * tones.width + x;
            let is_ink = |at: Option<usize>| at.and_then(|at| ink.is_ink.get(at)).copied().unwrap_or(false);
            edges += usize::from(!is_ink(at.checked_sub(tones.width))) + usize::from(!is_ink(Some(at + tones.width)));
            deepest = deepest.max(depth[at]);
            sum += u64::from(tones.luma[at]);
        }
    }
    let tone = sum as f64 / area.max(1) as f64;
    let thickest = (2.0 * f64::from(deepest) / 3.0 - 0.5).max(1.0);
    let mean = 2.0 * area as f64 / edges.max(1) as f64;
    let holes = (links + 1).saturating_sub(runs.len());
    let own = area as f64 / ink.within((start, end), (top, bottom)).max(1) as f64;
    let mut part = Part {
        runs,
        width,
        height,
        area,
        thickness: mean.max(thickest / 2.0),
        tone,
        holes,
        own,
        is_letter: false,
        is_drawn: false,
    };
    let (fill, tall) = (part.fill(), height as f64);
    let shaped = FILL.contains(&fill) || tall >= BAR * width as f64 || width as f64 >= BAR * tall;
    part.is_letter = HEIGHT.contains(&height)
        && (width as f64) <= WIDTH_MAX * tall
        && shaped
        && holes <= HOLES_MAX
        && thickest <= SWELL_MAX * mean.max(1.0)
        && thickest <= THICKNESS_MAX * tall.max(width as f64);
    part.is_drawn = part.is_letter && is_drawn(tones, &part);
    Some(part)
}

/// Whether a part is of one tone with sharp edges on all sides, as what is drawn is, and what is photographed seldom.
fn is_drawn(tones: &Tones, part: &Part) -> bool {
    let mut steps: Vec<(u8, u8)> = Vec::with_capacity(part.runs.len() * 2);
    let mut spread = 0.0;
    for run in &part.runs {
        let y = run.y as isize;
        for (edge, out) in [(run.start as isize, -1), (run.end as isize - 1, 1)] {
            // From just inside to just outside, and to the farthest tone near there: the next letter may be near.
            let inside = if run.end - run.start > 1 { edge - out } else { edge };
            let step = |to: isize| tones.at(inside, y).abs_diff(tones.at(edge + to * out, y));
            steps.push((step(1), step(1).max(step(2)).max(step(3))));
        }
        // Its middle, where no edge smooths it.
        let middle = tones.at(((run.start + run.end) / 2) as isize, y);
        spread += (f64::from(middle) - part.tone).abs();
    }
    let mean = |of: fn(&(u8, u8)) -> u8| steps.iter().map(|step| f64::from(of(step))).sum::<f64>() / steps.len() as f64;
    let (near, far) = (mean(|step| step.0), mean(|step| step.1));
    // What is hollow only for being larger than its neighbourhood has no edge on the inside.
    let edged = steps.iter().filter(|step| f64::from(step.1) >= 0.4 * far).count() as f64 / steps.len() as f64;
    let flat = spread / part.runs.len().max(1) as f64;
    far >= STEP_MIN && edged >= EDGED_MIN && near >= SHARP_MIN * far && flat <= FLAT_MAX * far
}
