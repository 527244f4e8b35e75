//! Pictures made smaller and larger, bit by bit as Pillow does it to 8-bit channels.
//!
//! Each pixel of the result is a weighed mean of a row of pixels, then of a column of those: weights come from a filter that is as
//! wide as the step between two results where the picture shrinks, are whole numbers of 1/2²², and what the rows gave is rounded
//! to 8 bits before the columns are taken. Rows always come first, as in every Pillow before 13, which most models have learned
//! with; from 13 on it takes the columns of some tall pictures first, whose channels differ by 1 of 255 then.

use std::ops::Range;

use crate::manifest::Filter;

/// Bits after the point of a weight.
const PRECISION_BITS: u32 = 22;

/// Red, green and blue of each pixel, row-major.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rgb {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) data: Vec<[u8; 3]>,
}

impl Filter {
    /// How far it reaches, px.
    fn reach(self) -> f64 {
        match self {
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
            Self::Lanczos => 3.0,
        }
    }

    /// Its weight `x` px from the middle.
    fn weight(self, x: f64) -> f64 {
        let x = libm::fabs(x);
        match self {
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Bicubic if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
            Self::Lanczos if x < 3.0 => sinc(x) * sinc(x / 3.0),
            Self::Bicubic | Self::Lanczos => 0.0,
        }
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let x = x * std::f64::consts::PI;
    libm::sin(x) / x
}

/// The weights that pixel `at` of `to` takes of a line of `from` pixels, and where they begin.
struct Kernel {
    first: usize,
    weights: Vec<i32>,
}

impl Kernel {
    fn new(filter: Filter, from: u32, to: u32, at: u32) -> Self {
        let scale = f64::from(from) / f64::from(to);
        let stretch = scale.max(1.0);
        let reach = filter.reach() * stretch;
        let center = (f64::from(at) + 0.5) * scale;
        let first = (center - reach + 0.5).max(0.0) as u32;
        let end = ((center + reach + 0.5) as u32).min(from);
        let exact: Vec<f64> =
            (first..end).map(|x| filter.weight((f64::from(x) - center + 0.5) * (1.0 / stretch))).collect();
        let sum: f64 = exact.iter().sum();
        let one = f64::from(1 << PRECISION_BITS);
        // Half away from zero; the sum is above zero for every filter, since its middle lies within.
        let weights = exact.iter().map(|weight| libm::round(weight / sum * one) as i32).collect();
        Self { first: first as usize, weights }
    }

    /// The weighed mean of pixels, `step` apart, the first of which is the line's first.
    fn mean(&self, line: &[[u8; 3]], step: usize) -> [u8; 3] {
        let mut sums = [1_i64 << (PRECISION_BITS - 1); 3];
        for (pixel, weight) in line[self.first * step..].iter().step_by(step).zip(&self.weights) {
            for (sum, channel) in sums.iter_mut().zip(pixel) {
                *sum += i64::from(*channel) * i64::from(*weight);
            }
        }
        sums.map(|sum| (sum >> PRECISION_BITS).clamp(0, 255) as u8)
    }
}

/// The part `columns` × `rows` of what `picture` is once it is `to` large. Only what that part is made of is worked on.
///
/// # Panics
///
/// When the part does not lie in a picture of size `to`: a broken invariant of whoever calls.
pub(crate) fn resample(picture: &Rgb, to: (u32, u32), columns: Range<u32>, rows: Range<u32>, filter: Filter) -> Rgb {
    assert!(columns.end <= to.0 && rows.end <= to.1, "the part lies in the whole");
    let (width, height) = (columns.len(), rows.len());
    let upright: Vec<Kernel> = rows.map(|row| Kernel::new(filter, picture.height, to.1, row)).collect();
    // Rows that no result is made of are left out.
    let first = upright.first().map_or(0, |kernel| kernel.first);
    let end = upright.last().map_or(0, |kernel| kernel.first + kernel.weights.len());
    let mut narrow = vec![[0; 3]; width * (end - first)];
    for (x, column) in columns.enumerate() {
        let kernel = Kernel::new(filter, picture.width, to.0, column);
        for (y, row) in (first..end).enumerate() {
            narrow[y * width + x] = kernel.mean(&picture.data[row * picture.width as usize..], 1);
        }
    }
    let mut data = Vec::with_capacity(width * height);
    for mut kernel in upright {
        kernel.first -= first;
        data.extend((0..width).map(|x| kernel.mean(&narrow[x..], width)));
    }
    Rgb { width: width as u32, height: height as u32, data }
}
