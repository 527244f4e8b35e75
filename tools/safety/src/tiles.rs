//! One decision about a frame from the probabilities that a classifier gives its tiles.
//!
//! A frame is unsafe where the q-quantile of its tiles is at least a threshold τ. The quantile is the one that is one
//! of the numbers (type 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996; `inverted_cdf` in
//! NumPy): of `n` numbers in order the one at rank `k = ⌈q·n⌉`, at least the first. Since it is at least τ exactly
//! where fewer than `k` numbers lie below τ, [`decide`] only counts; nothing is sorted.
//!
//! It fails closed: what is no number is unsafe, and so is +∞; no tiles at all block. A number below 0 counts as 0.
//! Where there are fewer tiles than `1 / (1 − q)` the quantile is the largest of them: one unsafe tile blocks.
//!
//! A [`Histogram`] answers for many thresholds and quantiles at once, can be merged, and is exact at multiples of
//! 1/256 below 1; at 1 its last step, from 255/256 on, counts as unsafe.

mod boxes;
mod decision;
mod histogram;
mod hysteresis;
mod limit;
#[cfg(test)]
mod tests;
mod weights;

pub use boxes::{CELLS_MAX, Frame, GridError, SIDE_MAX, Tile};
pub use decision::{Decision, Reason, Verdict, decide, decide_frame, quantile_of};
pub use histogram::{BINS, Estimate, Histogram, HistogramFullError};
pub use hysteresis::{Hysteresis, HysteresisError};
pub use limit::{FrameLimit, Limit, Quantile, RangeError, Threshold};
pub use weights::{WeightsError, decide_weighted};
