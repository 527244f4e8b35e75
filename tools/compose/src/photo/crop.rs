//! Where to cut: the window that holds most of what draws the eye, little of it at its edges and none of it under words.

use design::Rect;
use render::Pixels;

/// Windows by size, as shares of the largest that fits: closer ones only where the subject is small.
const SIZES: [f64; 4] = [1.0, 0.86, 0.74, 0.64];
/// Places tried along either side.
const STEPS: usize = 8;
/// How far from an edge of the window something counts as cut, as a share of its side.
const EDGE: f64 = 0.05;
/// What the middle of a photograph adds to what draws the eye: people point cameras at things.
const MIDDLE: f64 = 0.35;

/// A window of a photograph, as shares of its width and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Crop(Rect);

impl Crop {
    /// The best window of the shape `w` × `h` px, judged on a small print; nothing that draws the eye may lie in `clear`,
    /// px of the window.
    pub(super) fn of(print: &Pixels, w: f64, h: f64, clear: &[Rect]) -> Self {
        Self::of_sizes(print, (w, h), clear, &SIZES)
    }

    /// The best of the largest windows of that shape: nothing is cut off that need not be.
    pub(super) fn widest(print: &Pixels, w: f64, h: f64, clear: &[Rect]) -> Self {
        Self::of_sizes(print, (w, h), clear, &SIZES[..1])
    }

    fn of_sizes(print: &Pixels, (w, h): (f64, f64), clear: &[Rect], sizes: &[f64]) -> Self {
        let map = Salience::of(print);
        let (pw, ph) = (f64::from(print.width), f64::from(print.height));
        let fits = (pw / w).min(ph / h);
        let mut best = (f64::MIN, Rect::new(0.0, 0.0, pw, ph));
        for &size in sizes {
            let (cw, ch) = (w * fits * size, h * fits * size);
            for row in 0..=STEPS {
                for column in 0..=STEPS {
                    let at = |step: usize, room: f64| room * step as f64 / STEPS as f64;
                    let window = Rect::new(at(column, pw - cw), at(row, ph - ch), cw, ch);
                    let worth = map.worth(window, w, clear) - 0.16 * (1.0 - size);
                    if worth > best.0 + 1e-9 {
                        best = (worth, window);
                    }
                }
            }
        }
        let Rect { x, y, w, h } = best.1;
        Self(Rect::new(x / pw, y / ph, w / pw, h / ph))
    }

    /// The share of what draws the eye that it holds.
    pub(super) fn holds(self, map: &Salience) -> f64 {
        let (w, h) = (map.width as f64, map.height as f64);
        let Rect { x, y, w: cw, h: ch } = self.0;
        map.within(Rect::new(x * w, y * h, cw * w, ch * h))
    }

    /// The window of `source`, `width` × `height` px.
    pub(super) fn cut(self, source: &Pixels, width: u32, height: u32) -> Pixels {
        let (w, h) = (f64::from(source.width), f64::from(source.height));
        let Rect { x, y, w: cw, h: ch } = self.0;
        sampled(source, Rect::new(x * w, y * h, cw * w, ch * h), width, height)
    }
}

/// How much each pixel of a small print draws the eye; all together 1.
pub(super) struct Salience {
    width: usize,
    height: usize,
    /// Sums of all pixels above and to the left, a row and a column longer than the print.
    sums: Vec<f64>,
}

impl Salience {
    /// That of a print.
    pub(super) fn of(print: &Pixels) -> Self {
        Self::summed(print, &weights(print))
    }

    /// That of what stands out alone: what is like most of the picture does not count.
    pub(super) fn standing_out(print: &Pixels) -> Self {
        let mut weights = weights(print);
        let mean = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
        weights.iter_mut().for_each(|weight| *weight = (*weight - mean).max(0.0));
        Self::summed(print, &weights)
    }

    fn summed(print: &Pixels, weights: &[f64]) -> Self {
        let (width, height) = (print.width as usize, print.height as usize);
        let total = weights.iter().sum::<f64>().max(1e-9);
        let mut sums = vec![0.0; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0.0;
            for x in 0..width {
                row += weights[y * width + x] / total;
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { width, height, sums }
    }

    /// The share inside a box, to whole pixels.
    pub(super) fn within(&self, area: Rect) -> f64 {
        let column = |x: f64| (libm::round(x).max(0.0) as usize).min(self.width);
        let row = |y: f64| (libm::round(y).max(0.0) as usize).min(self.height);
        let (left, right, top, bottom) = (column(area.x), column(area.right()), row(area.y), row(area.bottom()));
        if right <= left || bottom <= top {
            return 0.0;
        }
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
    }

    /// What a window holds, less what its edges cut and what would lie under words.
    fn worth(&self, window: Rect, w: f64, clear: &[Rect]) -> f64 {
        let held = self.within(window);
        let inner = Rect::new(
            window.x + EDGE * window.w,
            window.y + EDGE * window.h,
            window.w * (1.0 - 2.0 * EDGE),
            window.h * (1.0 - 2.0 * EDGE),
        );
        let scale = window.w / w;
        let covered: f64 = clear
            .iter()
            .map(|area| {
                let placed =
                    Rect::new(window.x + area.x * scale, window.y + area.y * scale, area.w * scale, area.h * scale);
                self.within(placed.intersection(window))
            })
            .sum();
        held - 0.8 * (held - self.within(inner)) - 1.2 * covered
    }
}

/// How far a colour is from the mean one, and how much it differs from its neighbours. Source of the first: Achanta et
/// al., "Frequency-tuned salient region detection", 2009, on opponent axes instead of CIELAB.
fn weights(print: &Pixels) -> Vec<f64> {
    let (width, height) = (print.width as usize, print.height as usize);
    let opponents: Vec<[f64; 3]> = print
        .data
        .chunks_exact(4)
        .map(|rgba| {
            let [r, g, b] = [0, 1, 2].map(|channel| f64::from(rgba[channel]));
            [(r + g + b) / 3.0, (r - g) * 0.7, ((r + g) / 2.0 - b) * 0.7]
        })
        .collect();
    let count = opponents.len().max(1) as f64;
    let mean = [0, 1, 2].map(|axis| opponents.iter().map(|o| o[axis]).sum::<f64>() / count);
    let apart = |a: &[f64; 3], b: &[f64; 3]| libm::sqrt(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>());
    let mut weights = vec![0.0; opponents.len()];
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            let right = opponents[y * width + (x + 1).min(width - 1)];
            let below = opponents[(y + 1).min(height - 1) * width + x];
            let edge = apart(&opponents[at], &right) + apart(&opponents[at], &below);
            let (dx, dy) = (x as f64 / width as f64 - 0.5, y as f64 / height as f64 - 0.5);
            let middle = 1.0 + MIDDLE * (1.0 - 4.0 * (dx * dx + dy * dy));
            weights[at] = (apart(&opponents[at], &mean) + 0.8 * edge) * middle;
        }
    }
    weights
}

/// A part of a picture at another size: the mean of the pixels under each new one, which between them is the two nearest.
pub(super) fn sampled(source: &Pixels, window: Rect, width: u32, height: u32) -> Pixels {
    let columns = spans(window.x, window.w, width, source.width);
    let rows = spans(window.y, window.h, height, source.height);
    let mut data = Vec::with_capacity(width as usize * height as usize * 4);
    for &(top, bottom) in &rows {
        for &(left, right) in &columns {
            let mut sums = [0_u64; 4];
            for y in top..bottom {
                let start = (y * source.width as usize + left) * 4;
                for rgba in source.data[start..start + (right - left) * 4].chunks_exact(4) {
                    // A photograph lies on white, should it be see-through.
                    let alpha = u64::from(rgba[3]);
                    for channel in 0..3 {
                        sums[channel] += u64::from(rgba[channel]) * alpha + 255 * (255 - alpha);
                    }
                }
            }
            let count = ((bottom - top) * (right - left)) as u64 * 255;
            data.extend([0, 1, 2].map(|channel| ((sums[channel] + count / 2) / count) as u8));
            data.push(255);
        }
    }
    Pixels { width, height, data }
}

/// The pixels under each of `count` new ones along one side, one at least.
pub(super) fn spans(from: f64, length: f64, count: u32, most: u32) -> Vec<(usize, usize)> {
    let step = length / f64::from(count.max(1));
    let most = most.max(1) as usize;
    (0..count)
        .map(|index| {
            let start = (libm::floor(from + step * f64::from(index)).max(0.0) as usize).min(most - 1);
            let end = (libm::floor(from + step * f64::from(index + 1)).max(0.0) as usize)
                .clamp(start + 1, most.max(start + 1));
            (start, end)
        })
        .collect()
}
