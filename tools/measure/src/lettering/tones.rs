//! The tones of a picture, and what in it is darker or lighter than what is around it.

use render::Pixels;

/// How far around a pixel its neighbourhood reaches, px: for small and for large type.
const REACHES: [usize; 2] = [11, 36];
/// How far from the mean of its neighbourhood a pixel is at least to be ink, luma of 255.
const APART: f64 = 8.0;
/// And in standard deviations of it.
const DEVIATIONS: f64 = 0.2;

/// The luma of a picture.
pub(super) struct Tones {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) luma: Vec<u8>,
}

/// Which pixels are ink.
pub(super) struct Ink {
    pub(super) is_ink: Vec<bool>,
    /// How many are, above and left of a place.
    sums: Vec<u32>,
    stride: usize,
}

impl Ink {
    fn new(is_ink: Vec<bool>, width: usize) -> Self {
        let stride = width + 1;
        let mut sums = vec![0; stride];
        for row in is_ink.chunks_exact(width) {
            let above = sums.len() - stride;
            sums.push(0);
            let mut sum = 0;
            for (x, ink) in row.iter().enumerate() {
                sum += u32::from(*ink);
                sums.push(sums[above + x + 1] + sum);
            }
        }
        Self { is_ink, sums, stride }
    }

    /// How much ink there is in a box.
    pub(super) fn within(&self, columns: (usize, usize), rows: (usize, usize)) -> u32 {
        let at = |x: usize, y: usize| self.sums.get(y * self.stride + x).copied().unwrap_or(0);
        (at(columns.1, rows.1) + at(columns.0, rows.0)).saturating_sub(at(columns.1, rows.0) + at(columns.0, rows.1))
    }
}

impl Tones {
    /// Nothing when the picture has no pixels, or fewer than it says.
    pub(super) fn of(pixels: &Pixels) -> Option<Self> {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        if width == 0 || height == 0 || pixels.data.len() != width * height * 4 {
            return None;
        }
        let on_white = |rgba: &[u8]| {
            let (luma, alpha) = (crate::grid::luma_of(rgba) >> 8, u32::from(rgba[3]));
            ((luma * alpha + 255 * (255 - alpha) + 127) / 255).min(255) as u8
        };
        Some(Self { width, height, luma: pixels.data.chunks_exact(4).map(on_white).collect() })
    }

    /// The tone at a place; that of the nearest pixel outside of the picture.
    pub(super) fn at(&self, x: isize, y: isize) -> u8 {
        let near = |at: isize, count: usize| at.clamp(0, count as isize - 1) as usize;
        let index = near(y, self.height) * self.width + near(x, self.width);
        self.luma.get(index).copied().unwrap_or(0)
    }

    /// What is darker, and what is lighter, than its neighbourhoods.
    pub(super) fn inks(&self) -> Vec<Ink> {
        let sums = Sums::of(self);
        REACHES.iter().flat_map(|reach| self.apart(&sums, *reach)).collect()
    }

    fn apart(&self, sums: &Sums, reach: usize) -> [Ink; 2] {
        let count = self.luma.len();
        let (mut dark, mut light) = (vec![false; count], vec![false; count]);
        for y in 0..self.height {
            let rows = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
            for x in 0..self.width {
                let columns = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
                let (mean, deviation) = sums.around(columns, rows);
                let at = y * self.width + x;
                let off = f64::from(self.luma[at]) - mean;
                let least = APART + DEVIATIONS * deviation;
                dark[at] = off < -least;
                light[at] = off > least;
            }
        }
        [Ink::new(dark, self.width), Ink::new(light, self.width)]
    }
}

/// Sums of luma, and of its squares, over all that is above and left of a place.
struct Sums {
    stride: usize,
    luma: Vec<u64>,
    squares: Vec<u64>,
}

impl Sums {
    fn of(tones: &Tones) -> Self {
        let stride = tones.width + 1;
        let mut luma = vec![0; stride * (tones.height + 1)];
        let mut squares = luma.clone();
        for (y, row) in tones.luma.chunks_exact(tones.width).enumerate() {
            let (mut sum, mut sum_of_squares) = (0, 0);
            for (x, tone) in row.iter().enumerate() {
                sum += u64::from(*tone);
                sum_of_squares += u64::from(*tone) * u64::from(*tone);
                let at = (y + 1) * stride + x + 1;
                luma[at] = luma[at - stride] + sum;
                squares[at] = squares[at - stride] + sum_of_squares;
            }
        }
        Self { stride, luma, squares }
    }

    /// Mean and standard deviation of a box.
    fn around(&self, columns: (usize, usize), rows: (usize, usize)) -> (f64, f64) {
        let (top, bottom) = (rows.0 * self.stride, rows.1 * self.stride);
        let sum = |of: &[u64]| {
            (of[bottom + columns.1] + of[top + columns.0] - of[top + columns.1] - of[bottom + columns.0]) as f64
        };
        let count = ((columns.1 - columns.0) * (rows.1 - rows.0)) as f64;
        let mean = sum(&self.luma) / count;
        (mean, libm::sqrt((sum(&self.squares) / count - mean * mean).max(0.0)))
    }
}
