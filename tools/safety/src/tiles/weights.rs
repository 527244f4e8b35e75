//! Tiles that count by a weight, such as what part of the frame they stand for.

use pulp::Arch;

use super::decision::Decision;
use super::limit::Limit;

/// Why weights cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// There are not as many as tiles.
    #[error("{tiles} tiles and {weights} weights; each tile has one")]
    Count {
        /// How many tiles there are.
        tiles: usize,
        /// How many weights there are.
        weights: usize,
    },
    /// Their sum is too large.
    #[error("weights sum to more than 2^64 - 1; use smaller ones")]
    Sum,
}

/// Decides about tiles by weight: a frame is unsafe where less than `⌈q·W⌉` of the weight `W` lies below the threshold.
/// Weights are in fixed point, in any unit; tiles of weight 1 lead to what [`decide`](super::decide) says. No weight at
/// all blocks.
///
/// # Errors
///
/// [`WeightsError`] where a tile has no weight, or their sum is 2⁶⁴ or more.
pub fn decide_weighted(tiles: &[f32], weights: &[u64], limit: &Limit) -> Result<Decision, WeightsError> {
    if tiles.len() != weights.len() {
        return Err(WeightsError::Count { tiles: tiles.len(), weights: weights.len() });
    }
    let sum = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight)).ok_or(WeightsError::Sum)?;
    let tau = limit.tau.get();
    // No part of a sum that fits is larger than it. A number below 0 counts as 0, which is not below 0.
    let below = if tau > 0.0 { Arch::new().dispatch(|| weight_below(tiles, weights, tau)) } else { 0 };
    Ok(Decision::of(limit, sum, below))
}

#[inline(always)]
fn weight_below(tiles: &[f32], weights: &[u64], tau: f32) -> u64 {
    tiles.iter().zip(weights).map(|(x, weight)| if *x < tau { *weight } else { 0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::super::tests::limit;
    use super::super::{Reason, Verdict};
    use super::*;

    #[test]
    fn weights_count_as_so_many_tiles() {
        // Of 10 in weight 7 lie below: the 7th is safe, the 8th is not.
        let (tiles, weights) = ([0.9, 0.1, f32::NAN, 0.4], [2, 3, 1, 4]);
        let decided = |q| decide_weighted(&tiles, &weights, &limit(q, 0.5)).unwrap();
        let safe = decided(0.7);
        assert_eq!((safe.k, safe.count_below, safe.n, safe.verdict), (7, 7, 10, Verdict::Allowed));
        let not = decided(0.71);
        assert_eq!((not.k, not.verdict), (8, Verdict::Blocked(Reason::Quantile)));
    }

    #[test]
    fn what_weighs_nothing_has_no_say() {
        let decided = |weights: &[u64]| decide_weighted(&[f32::NAN, 0.1], weights, &limit(1.0, 0.5)).unwrap().verdict;
        assert_eq!(decided(&[0, 1]), Verdict::Allowed);
        assert_eq!(decided(&[1, 0]), Verdict::Blocked(Reason::Quantile));
        assert_eq!(decided(&[0, 0]), Verdict::Blocked(Reason::Empty));
        assert_eq!(decide_weighted(&[], &[], &limit(1.0, 0.5)).unwrap().verdict, Verdict::Blocked(Reason::Empty));
        let nothing_is_below_0 = decide_weighted(&[-1.0], &[5], &limit(0.0, 0.0)).unwrap();
        assert_eq!(nothing_is_below_0.count_below, 0);
    }

    #[test]
    fn weights_that_do_not_fit_are_refused() {
        let refused = |tiles: &[f32], weights: &[u64]| decide_weighted(tiles, weights, &limit(0.5, 0.5)).unwrap_err();
        assert_eq!(refused(&[0.1], &[]), WeightsError::Count { tiles: 1, weights: 0 });
        assert_eq!(refused(&[0.1; 2], &[u64::MAX, 1]), WeightsError::Sum);
        let all = decide_weighted(&[0.1; 2], &[u64::MAX - 1, 1], &limit(1.0, 0.5)).unwrap();
        assert_eq!((all.k, all.count_below, all.n), (u64::MAX, u64::MAX, u64::MAX));
        assert!(all.is_allowed());
    }
}
