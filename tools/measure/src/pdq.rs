//! PDQ: a 256-bit perceptual hash of a picture, and how much it can be trusted.
//!
//! Pictures that look alike have hashes few bits apart; 31 bits or fewer count as the same picture, provided that both
//! qualities are 50 or more. Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
//! Facebook, 2019, and the reference implementation's description in `facebook/ThreatExchange`.
//!
//! The steps: BT.601 luma; a tent filter (two box filters on each axis); 64 × 64 samples at cell centres; the 16 × 16
//! lowest frequencies, without the constant ones, of their discrete cosine transform; one bit for each frequency above
//! the median. The reference runs its box filters over every pixel; here both of one axis are merged into one set of
//! weights and applied only where a sample is taken, which is the same sum in another order.

use std::fmt;
use std::str::FromStr;

use render::Pixels;

/// Side of the picture that is transformed.
const SAMPLES: usize = 64;
/// Frequencies kept on each axis.
const FREQUENCIES: usize = 16;
/// Pictures with a shorter side say nothing: their hash is zero, at quality zero.
const SIDE_MIN: usize = 5;
/// Gradient sum that makes one point of quality. Source: the reference implementation.
const GRADIENT_PER_POINT: i32 = 90;

/// A 256-bit PDQ hash; written as 64 hex digits, frequency (15, 15) first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Text that is no PDQ hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PDQ hash is 64 hex digits")]
pub struct HashError;

impl Hash {
    /// The hash of those 32 bytes, most significant first.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes, most significant first.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Reads 64 hex digits.
    ///
    /// # Errors
    ///
    /// [`HashError`] when `text` is anything else.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(HashError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let nibble = |digit: u8| char::from(digit).to_digit(16).ok_or(HashError);
            *byte = u8::try_from(nibble(pair[0])? * 16 + nibble(pair[1])?).map_err(|_| HashError)?;
        }
        Ok(Self(bytes))
    }

    /// How many bits differ, 0–256.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        Self::parse(text)
    }
}

/// Hashes a picture and says how much its hash can be trusted, 0–100; below 50 it says little.
///
/// Transparent pixels are seen on white. The same pixels give the same bits on every machine.
#[must_use]
pub fn hash(pixels: &Pixels) -> (Hash, u8) {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let long_enough = pixels.data.len() >= width.saturating_mul(height).saturating_mul(4);
    if width < SIDE_MIN || height < SIDE_MIN || !long_enough {
        return (Hash([0; 32]), 0);
    }
    let samples = downsample(&pixels.data, width, height);
    (threshold(&transform(&samples)), quality(&samples))
}

/// Pixels of a row that are looked at together.
const STRETCH: usize = 64;

/// BT.601 luma of one row of straight-alpha RGBA on white, 0–255. `luma` holds that of the row `above`, and keeps it where both
/// are alike, as most of a drawn page is.
fn luma_row(row: &[u8], above: &[u8], luma: &mut [f32]) {
    for (at, (luma, row)) in luma.chunks_mut(STRETCH).zip(row.chunks(STRETCH * 4)).enumerate() {
        let start = at * STRETCH * 4;
        if above.get(start..start + row.len()) != Some(row) {
            fill_luma(row, luma);
        }
    }
}

fn fill_luma(row: &[u8], luma: &mut [f32]) {
    for (y, pixel) in luma.iter_mut().zip(row.chunks_exact(4)) {
        let [r, g, b, a] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from);
        let opaque = 0.299 * r + 0.587 * g + 0.114 * b;
        *y = if a == 255.0 { opaque } else { 255.0 + (opaque - 255.0) * (a / 255.0) };
    }
}

/// One sample along an axis: its first input and the weight of each input from there on.
struct Tap {
    first: usize,
    weights: Vec<f32>,
}

impl Tap {
    fn end(&self) -> usize {
        self.first + self.weights.len()
    }
}

/// The inputs that a box filter of `window` averages at `center`, clipped to `length`.
fn span(center: usize, window: usize, length: usize) -> std::ops::Range<usize> {
    let half = (window + 2) / 2;
    center.saturating_sub(window - half)..(center + half).min(length)
}

/// Two passes of a box filter, sampled at the centres of [`SAMPLES`] cells.
fn taps(length: usize) -> Vec<Tap> {
    let window = length.div_ceil(2 * SAMPLES);
    (0..SAMPLES)
        .map(|cell| {
            let outer = span((2 * cell + 1) * length / (2 * SAMPLES), window, length);
            let first = span(outer.start, window, length).start;
            let last = span(outer.end - 1, window, length).end;
            let mut weights = vec![0.0_f64; last - first];
            for center in outer.clone() {
                let inner = span(center, window, length);
                let weight = 1.0 / (outer.len() * inner.len()) as f64;
                weights[inner.start - first..inner.end - first].iter_mut().for_each(|w| *w += weight);
            }
            Tap { first, weights: weights.into_iter().map(|w| w as f32).collect() }
        })
        .collect()
}

fn downsample(data: &[u8], width: usize, height: usize) -> [[f32; SAMPLES]; SAMPLES] {
    let (rows, columns) = (taps(height), taps(width));
    let mut sums = vec![0.0_f32; SAMPLES * width];
    let mut luma = vec![0.0_f32; width];
    // Samples reach over few rows and in order, so each row is read once and added to the few that it belongs to.
    let (mut done, mut above): (usize, &[u8]) = (0, &[]);
    for (y, row) in data.chunks_exact(width * 4).take(height).enumerate() {
        while rows.get(done).is_some_and(|tap| tap.end() <= y) {
            done += 1;
        }
        luma_row(row, above, &mut luma);
        above = row;
        for (tap, sum) in rows.iter().zip(sums.chunks_exact_mut(width)).skip(done).take_while(|(tap, _)| tap.first <= y)
        {
            if let Some(&weight) = tap.weights.get(y - tap.first) {
                sum.iter_mut().zip(&luma).for_each(|(sum, &y)| *sum += weight * y);
            }
        }
    }
    let mut samples = [[0.0; SAMPLES]; SAMPLES];
    for (line, out) in sums.chunks_exact(width).zip(&mut samples) {
        for (column, sample) in columns.iter().zip(out) {
            *sample = column.weights.iter().zip(&line[column.first..]).map(|(&weight, &y)| weight * y).sum();
        }
    }
    samples
}

/// Sum of the steps between neighbouring samples that are one percent of the range or more.
fn quality(samples: &[[f32; SAMPLES]; SAMPLES]) -> u8 {
    // The cast drops the fraction, as the reference does: small steps are not to add up to a large one.
    let step = |u: f32, v: f32| (((u - v) * 100.0) / 255.0) as i32;
    let mut sum = 0;
    for (i, row) in samples.iter().enumerate() {
        for (j, &u) in row.iter().enumerate() {
            if let Some(below) = samples.get(i + 1) {
                sum += step(u, below[j]).abs();
            }
            if let Some(&right) = row.get(j + 1) {
                sum += step(u, right).abs();
            }
        }
    }
    u8::try_from((sum / GRADIENT_PER_POINT).clamp(0, 100)).unwrap_or(100)
}

/// The lowest frequencies of the two-dimensional cosine transform, the constant row and column left out.
fn transform(samples: &[[f32; SAMPLES]; SAMPLES]) -> [[f64; FREQUENCIES]; FREQUENCIES] {
    let mut basis = [[0.0_f64; SAMPLES]; FREQUENCIES];
    for (i, row) in basis.iter_mut().enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            let angle = std::f64::consts::PI / (2 * SAMPLES) as f64 * ((i + 1) * (2 * j + 1)) as f64;
            *value = libm::sqrt(2.0 / SAMPLES as f64) * libm::cos(angle);
        }
    }
    let mut half = [[0.0_f64; SAMPLES]; FREQUENCIES];
    for (wave, out) in basis.iter().zip(&mut half) {
        for (&weight, row) in wave.iter().zip(samples) {
            out.iter_mut().zip(row).for_each(|(sum, &y)| *sum += weight * f64::from(y));
        }
    }
    let mut frequencies = [[0.0_f64; FREQUENCIES]; FREQUENCIES];
    for (row, out) in half.iter().zip(&mut frequencies) {
        for (wave, value) in basis.iter().zip(out) {
            *value = row.iter().zip(wave).map(|(y, weight)| y * weight).sum();
        }
    }
    frequencies
}

/// One bit for each frequency above the median (of the two middle values the lower).
fn threshold(frequencies: &[[f64; FREQUENCIES]; FREQUENCIES]) -> Hash {
    let mut sorted: Vec<f64> = frequencies.as_flattened().to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2 - 1];
    let mut bytes = [0_u8; 32];
    for (k, &value) in frequencies.as_flattened().iter().enumerate() {
        if value > median {
            bytes[31 - k / 8] |= 1 << (k % 8);
        }
    }
    Hash(bytes)
}

#[cfg(test)]
mod tests;
