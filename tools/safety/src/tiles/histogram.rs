//! How the probabilities of tiles are spread, in 256 steps.

use pulp::Arch;

use super::decision::Decision;
use super::limit::{Limit, Quantile, Threshold};

/// Steps of a histogram. A power of two, so that finding the step of a number rounds nothing.
pub const BINS: usize = 256;
/// Histograms that are filled in turn: a step that comes twice in a row need not wait until it was written.
const LANES: usize = 4;
/// Numbers whose steps are found at once.
const BLOCK: usize = 1 << 10;
/// From here to its double, numbers of 32 bits are whole.
const WHOLE: f32 = 8_388_608.0;
/// From so many numbers on it pays to fill several histograms and to add them up.
const LANES_FROM: usize = 512;

/// More numbers than a histogram can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a histogram counts {max} numbers, and these would be {wanted}; begin another", max = u32::MAX)]
pub struct HistogramFullError {
    /// How many it would have held.
    pub wanted: u64,
}

/// How many numbers lie in each of 256 steps of 0 to 1; at most 2³² − 1 in all. What is no number, +∞ and everything
/// from 1 on lies in the last, what is below 0 in the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    counts: [u32; BINS],
    count: u32,
}

/// Where a quantile lies, as far as a histogram can tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// It is not below this: the lower end of its step.
    pub low: f32,
    /// Where it would be if the numbers of its step lay evenly.
    pub value: f32,
    /// It is below this: the upper end, or in the last step, which holds what is not below 1 too, 1.
    pub high: f32,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: [0; BINS], count: 0 }
    }
}

/// A histogram whose counts were kept somewhere.
impl TryFrom<[u32; BINS]> for Histogram {
    type Error = HistogramFullError;

    fn try_from(counts: [u32; BINS]) -> Result<Self, HistogramFullError> {
        let wanted = counts.iter().map(|count| u64::from(*count)).sum();
        let count = u32::try_from(wanted).map_err(|_| HistogramFullError { wanted })?;
        Ok(Self { counts, count })
    }
}

impl Histogram {
    /// The histogram of tiles.
    ///
    /// # Errors
    ///
    /// [`HistogramFullError`] for more than 2³² − 1.
    pub fn of(tiles: &[f32]) -> Result<Self, HistogramFullError> {
        let mut histogram = Self::default();
        histogram.add(tiles)?;
        Ok(histogram)
    }

    /// Adds tiles.
    ///
    /// # Errors
    ///
    /// [`HistogramFullError`] where they would be more than 2³² − 1; none is added then.
    pub fn add(&mut self, tiles: &[f32]) -> Result<(), HistogramFullError> {
        self.count = self.room_for(tiles.len() as u64)?;
        Arch::new().dispatch(|| fill(&mut self.counts, tiles));
        Ok(())
    }

    /// Adds what another counted.
    ///
    /// # Errors
    ///
    /// [`HistogramFullError`] where they would be more than 2³² − 1; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), HistogramFullError> {
        self.count = self.room_for(u64::from(other.count))?;
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, count)| *own += count);
        Ok(())
    }

    fn room_for(&self, more: u64) -> Result<u32, HistogramFullError> {
        let wanted = u64::from(self.count).saturating_add(more);
        u32::try_from(wanted).map_err(|_| HistogramFullError { wanted })
    }

    /// How many numbers were counted.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many lie in each step.
    #[must_use]
    pub fn counts(&self) -> &[u32; BINS] {
        &self.counts
    }

    /// Where the quantile lies, off by less than 1/256 where it is a number from 0 to 1; none of no numbers.
    #[must_use]
    pub fn quantile(&self, q: Quantile) -> Option<Estimate> {
        let rank = q.rank(u64::from(self.count));
        let mut before = 0;
        for (bin, count) in self.counts.iter().enumerate() {
            let count = u64::from(*count);
            if before + count >= rank {
                let share = ((rank - before) as f32 - 0.5) / count as f32;
                let at = |steps: f32| (bin as f32 + steps) / BINS as f32;
                return Some(Estimate { low: at(0.0), value: at(share), high: at(1.0) });
            }
            before += count;
        }
        None
    }

    /// Decides about what was counted. A threshold that is a multiple of 1/256 below 1 leads to what
    /// [`decide`](super::decide) says; any other is rounded down to one, so that nothing is allowed that would be
    /// blocked there. The decision names the threshold that was used.
    #[must_use]
    pub fn decide(&self, limit: &Limit) -> Decision {
        let edge = ((limit.tau.get() * BINS as f32) as usize).min(BINS - 1);
        // Up to 255/256, which is a threshold.
        let tau = Threshold::try_from(edge as f32 / BINS as f32).unwrap_or(limit.tau);
        let below = self.counts[..edge].iter().map(|count| u64::from(*count)).sum();
        Decision::of(&Limit { tau, ..*limit }, u64::from(self.count), below)
    }
}

/// Adds numbers to counts that have room for them.
#[inline(always)]
fn fill(counts: &mut [u32; BINS], tiles: &[f32]) {
    let mut bins = [0_u8; BLOCK];
    if tiles.len() < LANES_FROM {
        sort_into(tiles, &mut bins);
        bins[..tiles.len()].iter().for_each(|bin| counts[usize::from(*bin)] += 1);
        return;
    }
    let mut lanes = [[0_u32; BINS]; LANES];
    for block in tiles.chunks(BLOCK) {
        sort_into(block, &mut bins);
        let (groups, rest) = bins[..block.len()].as_chunks::<LANES>();
        for group in groups {
            for (lane, bin) in lanes.iter_mut().zip(group) {
                lane[usize::from(*bin)] += 1;
            }
        }
        rest.iter().for_each(|bin| lanes[0][usize::from(*bin)] += 1);
    }
    for lane in lanes {
        counts.iter_mut().zip(lane).for_each(|(count, more)| *count += more);
    }
}

/// Finds the step of each number. A conversion to whole numbers would do, but compiles to one number at a time: this
/// takes half the time of the whole.
#[inline(always)]
fn sort_into(tiles: &[f32], bins: &mut [u8; BLOCK]) {
    for (bin, x) in bins.iter_mut().zip(tiles) {
        // Exact, being a power of two. What is no number fails the first comparison and lies in the last step.
        let y = x * BINS as f32;
        let y = if y < 255.0 { y } else { 255.0 };
        let y = if y > 0.0 { y } else { 0.0 };
        // The nearest whole number is what is left in the lowest bits; where that is above, the one below it.
        let shifted = y + WHOLE;
        let is_above = shifted - WHOLE > y;
        *bin = (shifted.to_bits() as u8).wrapping_sub(u8::from(is_above));
    }
}
