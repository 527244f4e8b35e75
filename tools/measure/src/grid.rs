//! A picture seen coarsely: mean colour and detail of cells, so that rules need not visit every pixel.

use std::collections::BTreeMap;

use design::Rect;
use design::Srgb;
use design::color::Lch;
use render::Pixels;

/// Cells along the longer side of a picture.
const CELLS_LONG: usize = 60;
/// Standard deviation of luma (0–1) above which a cell is not plain; a gradient across a whole page stays far below.
pub(crate) const PLAIN_SPREAD: f64 = 0.02;

/// A picture in square cells (those at the right and bottom edge may be narrower).
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Side of a cell, px of the page that the picture shows.
    pub cell_px: f64,
    /// Row by row.
    pub cells: Vec<Cell>,
}

/// A part of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its mean colour.
    pub color: Srgb,
    /// Its mean luma, 0–1: BT.709 weights on the gamma-coded channels.
    pub luma: f64,
    /// Standard deviation of its luma, 0–1.
    pub spread: f64,
}

/// BT.709 weights, in 1/256.
const LUMA_WEIGHTS: [u32; 3] = [54, 183, 19];

/// Luma in 1/256 of a step of 8 bits: BT.709 weights on the gamma-coded channels.
pub(crate) fn luma_of(rgba: &[u8]) -> u32 {
    let [r, g, b] = LUMA_WEIGHTS;
    u32::from(rgba[0]) * r + u32::from(rgba[1]) * g + u32::from(rgba[2]) * b
}

#[derive(Clone, Copy, Default)]
struct Sums {
    count: u64,
    rgb: [u64; 3],
    luma: u64,
    luma_squared: u64,
}

impl Sums {
    /// Of some pixels in a row: as many as a picture has on one side at most.
    fn of(part: &[u8]) -> Self {
        let (mut rgb, mut squared) = ([0_u32; 3], 0_u64);
        for pixel in part.chunks_exact(4) {
            for (sum, &channel) in rgb.iter_mut().zip(pixel) {
                *sum += u32::from(channel);
            }
            let y = luma_of(pixel) >> 8;
            squared += u64::from(y * y);
        }
        let rgb = rgb.map(u64::from);
        let luma = rgb.iter().zip(LUMA_WEIGHTS).map(|(sum, weight)| sum * u64::from(weight)).sum();
        Self { count: (part.len() / 4) as u64, rgb, luma, luma_squared: squared }
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.rgb.iter_mut().zip(other.rgb).for_each(|(sum, part)| *sum += part);
        self.luma += other.luma;
        self.luma_squared += other.luma_squared;
    }

    fn cell(self) -> Cell {
        let count = self.count.max(1);
        let mean = |sum: u64| sum as f64 / count as f64;
        let [r, g, b] = self.rgb.map(|sum| ((sum + count / 2) / count).min(255) as u8);
        let luma = mean(self.luma) / (255.0 * 256.0);
        let squared = mean(self.luma_squared) / (255.0 * 255.0);
        Cell { color: Srgb::new(r, g, b), luma, spread: libm::sqrt((squared - luma * luma).max(0.0)) }
    }
}

impl Grid {
    /// Looks at a picture coarsely. Sums are of integers, so no order of addition can change them. Large pictures are
    /// seen in every other row.
    #[must_use]
    pub fn of(pixels: &Pixels) -> Self {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let side = width.max(height).div_ceil(CELLS_LONG).max(1);
        let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
        let mut sums = vec![Sums::default(); columns * rows];
        let step = if side >= 8 { 2 } else { 1 };
        // Where a row is as the one above, so are its sums: most of a drawn page is like that.
        let mut last = vec![Sums::default(); columns];
        let mut above: &[u8] = &[];
        for (y, row) in pixels.data.chunks_exact((width * 4).max(1)).take(height).enumerate().step_by(step) {
            let first = (y / side) * columns;
            let parts = row.chunks(side * 4).zip(&mut last).zip(&mut sums[first..first + columns]);
            for (at, ((part, last), sum)) in parts.enumerate() {
                let start = at * side * 4;
                if above.get(start..start + part.len()) != Some(part) {
                    *last = Sums::of(part);
                }
                sum.add(last);
            }
            above = row;
        }
        Self { columns, rows, cell_px: side as f64, cells: sums.into_iter().map(Sums::cell).collect() }
    }

    /// The same, as a picture of a page so much larger: what lies where is told in px of the page.
    #[must_use]
    pub fn of_page(pixels: &Pixels, page_width: f64) -> Self {
        let grid = Self::of(pixels);
        let cell_px = grid.cell_px * page_width / f64::from(pixels.width.max(1));
        Self { cell_px, ..grid }
    }

    /// The cells that `area` (px) touches, as ranges of columns and rows.
    fn span(&self, area: Rect) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let range = |low: f64, high: f64, limit: usize| {
            let limit_f = limit as f64;
            let start = (low / self.cell_px).floor().clamp(0.0, limit_f) as usize;
            start..((high / self.cell_px).ceil().clamp(0.0, limit_f) as usize).max(start)
        };
        (range(area.x, area.right(), self.columns), range(area.y, area.bottom(), self.rows))
    }

    /// The indices of the cells that `area` (px) touches.
    pub fn touched(&self, area: Rect) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = self.span(area);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    /// The cells that `area` (px) touches, each with the share of it that is covered, 0–1.
    pub fn shares(&self, area: Rect) -> impl Iterator<Item = (usize, f64)> + use<> {
        let (width, side) = (self.columns.max(1), self.cell_px);
        self.touched(area).map(move |index| {
            let (column, row) = ((index % width) as f64, (index / width) as f64);
            let cell = Rect::new(column * side, row * side, side, side);
            (index, cell.intersection(area).area() / cell.area().max(f64::MIN_POSITIVE))
        })
    }

    /// The centre of a cell as shares of the picture.
    #[must_use]
    pub fn center(&self, index: usize) -> (f64, f64) {
        let (column, row) = (index % self.columns.max(1), index / self.columns.max(1));
        ((column as f64 + 0.5) / self.columns as f64, (row as f64 + 0.5) / self.rows as f64)
    }

    /// The colour that most plain cells have, coarsely: what the design lies on. White when there are no cells.
    #[must_use]
    pub fn dominant(&self) -> Srgb {
        let mut counts: std::collections::BTreeMap<[u8; 3], (usize, [u64; 3])> = std::collections::BTreeMap::new();
        for cell in &self.cells {
            let weight = if cell.spread <= PLAIN_SPREAD { 4 } else { 1 };
            let rgb = [cell.color.r, cell.color.g, cell.color.b];
            let (count, sums) = counts.entry(rgb.map(|channel| channel >> 4)).or_default();
            *count += weight;
            sums.iter_mut().zip(rgb).for_each(|(sum, channel)| *sum += u64::from(channel) * weight as u64);
        }
        // Of equally frequent colours the first in the order of the map, so that the choice is always the same.
        let most = counts.values().reduce(|best, one| if one.0 > best.0 { one } else { best });
        most.map_or(Srgb::WHITE, |(count, sums)| {
            let [r, g, b] = sums.map(|sum| (sum / (*count).max(1) as u64).min(255) as u8);
            Srgb::new(r, g, b)
        })
    }

    /// Every cell's colour in OKLCH.
    #[must_use]
    pub fn to_lch(&self) -> Vec<Lch> {
        self.converted(Srgb::to_lch)
    }

    /// Every cell's colour in CIELAB.
    #[must_use]
    pub fn to_lab(&self) -> Vec<[f64; 3]> {
        self.converted(Srgb::to_lab)
    }

    fn converted<T: Copy>(&self, convert: fn(Srgb) -> T) -> Vec<T> {
        // Cells of one flat colour are common, side by side or not; each colour is converted once.
        let mut known: BTreeMap<Srgb, T> = BTreeMap::new();
        let mut last = None;
        let mut converted = |color: Srgb| match last {
            Some((same, converted)) if same == color => converted,
            _ => last.insert((color, *known.entry(color).or_insert_with(|| convert(color)))).1,
        };
        self.cells.iter().map(|cell| converted(cell.color)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 3]) -> Grid {
        let at = |i: u32| color(i % width, i / width);
        let data = (0..width * height)
            .flat_map(|i| {
                let [r, g, b] = at(i);
                [r, g, b, 255]
            })
            .collect();
        Grid::of(&Pixels { width, height, data })
    }

    #[test]
    fn a_plain_picture_is_plain_everywhere() {
        let grid = painted(600, 300, |_, _| [200, 30, 30]);
        assert_eq!((grid.columns, grid.rows), (60, 30));
        assert!(grid.cells.iter().all(|cell| cell.color == Srgb::new(200, 30, 30) && cell.spread < 0.005));
        assert_eq!(grid.dominant(), Srgb::new(200, 30, 30));
    }

    #[test]
    fn stripes_are_detail_and_halves_are_not() {
        let stripes = painted(600, 600, |x, _| if x % 4 < 2 { [0; 3] } else { [255; 3] });
        assert!(stripes.cells.iter().all(|cell| (cell.spread - 0.5).abs() < 0.02));
        let halves = painted(600, 600, |x, _| if x < 300 { [0; 3] } else { [255; 3] });
        assert!(halves.cells.iter().all(|cell| cell.spread < 0.005));
    }

    #[test]
    fn boxes_touch_the_cells_that_they_cover() {
        let grid = painted(600, 600, |_, _| [255; 3]);
        assert_eq!(grid.touched(Rect::new(0.0, 0.0, 10.0, 10.0)).collect::<Vec<_>>(), [0]);
        assert_eq!(grid.touched(Rect::new(5.0, 5.0, 10.0, 1.0)).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(grid.touched(Rect::new(-50.0, 900.0, 10.0, 1.0)).count(), 0);
    }
}
