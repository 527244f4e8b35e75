//! The decision itself, by counting what lies below the threshold.

use pulp::Arch;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::limit::{FrameLimit, Limit, Quantile, Threshold};

/// Numbers that are counted in 32 bits before they are added up.
const BLOCK: usize = 1 << 16;

/// What was decided, and everything that it follows from: blocked where `count_below < k`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// What it came to.
    pub verdict: Verdict,
    /// The quantile that was looked at.
    pub q: Quantile,
    /// The threshold that it was held against.
    pub tau: Threshold,
    /// The rank of the quantile among the tiles, the first being 1; of weighted tiles, in weight.
    pub k: u64,
    /// Tiles that lie below the threshold, or their weight.
    pub count_below: u64,
    /// Tiles in all, or their weight.
    pub n: u64,
}

/// What a decision came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It may be shown.
    Allowed,
    /// It may not.
    Blocked(Reason),
}

/// Why something may not be shown. Where there is more than one reason, the first of these.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There were no tiles, or none that weigh anything: nothing was judged.
    Empty,
    /// The frame as a whole reaches its threshold.
    FullFrame {
        /// Its probability; none where it is no finite number.
        probability: Option<f32>,
        /// Its threshold.
        tau: Threshold,
    },
    /// The quantile of the tiles reaches its threshold.
    Quantile,
}

impl Decision {
    /// The decision that a count leads to.
    pub(super) fn of(limit: &Limit, n: u64, count_below: u64) -> Self {
        let k = limit.q.rank(n);
        let verdict = if n == 0 {
            Verdict::Blocked(Reason::Empty)
        } else if count_below < k {
            Verdict::Blocked(Reason::Quantile)
        } else {
            Verdict::Allowed
        };
        Self { verdict, q: limit.q, tau: limit.tau, k, count_below, n }
    }

    /// Whether it may be shown.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allowed
    }
}

/// Decides about tiles, exactly, in one pass.
#[must_use]
pub fn decide(tiles: &[f32], limit: &Limit) -> Decision {
    Decision::of(limit, tiles.len() as u64, count_below(tiles, limit.tau))
}

/// The quantile itself, as [`decide`] holds it against a threshold: of `n` numbers in order the one at rank `⌈q·n⌉`. What is no
/// number counts as more than any, and of no numbers there is none.
#[must_use]
pub fn quantile_of(tiles: &[f32], q: Quantile) -> Option<f32> {
    let mut ordered: Vec<f32> =
        tiles.iter().map(|x| if x.is_nan() { f32::INFINITY } else { x.max(0.0) + 0.0 }).collect();
    let rank = usize::try_from(q.rank(ordered.len() as u64)).ok()?;
    let at = rank.checked_sub(1).filter(|at| *at < ordered.len())?;
    Some(*ordered.select_nth_unstable_by(at, f32::total_cmp).1)
}

/// Decides about a frame by what it is as a whole and by its tiles: an unsafe whole blocks whatever the tiles say,
/// since what is unsafe may be larger than any of them.
#[must_use]
pub fn decide_frame(full_frame: f32, tiles: &[f32], limit: &FrameLimit) -> Decision {
    let decision = decide(tiles, &limit.tiles);
    let tau = limit.full_frame;
    if decision.n == 0 || !tau.is_reached_by(full_frame) {
        return decision;
    }
    let probability = full_frame.is_finite().then_some(full_frame);
    Decision { verdict: Verdict::Blocked(Reason::FullFrame { probability, tau }), ..decision }
}

/// How many lie below a threshold. What is no number does not, since it compares false.
fn count_below(tiles: &[f32], tau: Threshold) -> u64 {
    // A number below 0 counts as 0, which is not below 0.
    if tau.get() > 0.0 { Arch::new().dispatch(|| count(tiles, tau.get())) } else { 0 }
}

#[inline(always)]
fn count(tiles: &[f32], tau: f32) -> u64 {
    let mut count = 0;
    for block in tiles.chunks(BLOCK) {
        let below: u32 = block.iter().map(|x| u32::from(*x < tau)).sum();
        count += u64::from(below);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::tests::{limit, threshold};
    use super::*;

    #[track_caller]
    fn check(tiles: &[f32], q: f64, tau: f32, (k, below): (u64, u64), verdict: Verdict) {
        let found = decide(tiles, &limit(q, tau));
        assert_eq!((found.k, found.count_below, found.n), (k, below, tiles.len() as u64), "{tiles:?} {q} {tau}");
        assert_eq!(found.verdict, verdict, "{tiles:?} {q} {tau}");
    }

    const UNSAFE: Verdict = Verdict::Blocked(Reason::Quantile);

    #[test]
    fn nothing_to_judge_is_blocked() {
        for (q, tau) in [(0.0, 0.0), (0.0, 1.0), (0.5, 0.5), (1.0, 1.0)] {
            check(&[], q, tau, (1, 0), Verdict::Blocked(Reason::Empty));
        }
    }

    #[test]
    fn one_tile_is_every_quantile() {
        for q in [0.0, 0.5, 1.0] {
            check(&[0.4], q, 0.5, (1, 1), Verdict::Allowed);
            check(&[0.5], q, 0.5, (1, 0), UNSAFE);
        }
    }

    #[test]
    fn the_ends_are_the_least_and_the_largest() {
        let tiles = [0.9, 0.1, 0.5];
        check(&tiles, 0.0, 0.1, (1, 0), UNSAFE);
        check(&tiles, 0.0, 0.11, (1, 1), Verdict::Allowed);
        check(&tiles, 1.0, 0.9, (3, 2), UNSAFE);
        check(&tiles, 1.0, 0.91, (3, 3), Verdict::Allowed);
        // Two of three are at most the middle one.
        check(&tiles, 0.5, 0.5, (2, 1), UNSAFE);
        check(&tiles, 0.5, 0.51, (2, 2), Verdict::Allowed);
        check(&tiles, 0.34, 0.51, (2, 2), Verdict::Allowed);
        check(&tiles, 0.33, 0.11, (1, 1), Verdict::Allowed);
    }

    #[test]
    fn what_is_no_number_is_unsafe_and_too_small_ones_are_0() {
        let (inf, nan) = (f32::INFINITY, f32::NAN);
        check(&[nan], 1.0, 1.0, (1, 0), UNSAFE);
        check(&[-nan, 0.0], 1.0, 1.0, (2, 1), UNSAFE);
        check(&[inf, 0.0], 1.0, 1.0, (2, 1), UNSAFE);
        check(&[-inf, -1.0, -0.0], 1.0, 0.001, (3, 3), Verdict::Allowed);
        // At a threshold of 0 everything is unsafe.
        check(&[-inf, -1.0, -0.0, 0.0], 0.0, 0.0, (1, 0), UNSAFE);
        check(&[f32::from_bits(1)], 0.0, 0.0, (1, 0), UNSAFE);
    }

    #[test]
    fn ties_with_the_threshold_are_unsafe() {
        check(&[0.5; 10], 0.0, 0.5, (1, 0), UNSAFE);
        check(&[0.4, 0.4, 0.5, 0.5], 0.5, 0.5, (2, 2), Verdict::Allowed);
        check(&[0.4, 0.4, 0.5, 0.5], 0.51, 0.5, (3, 2), UNSAFE);
    }

    #[test]
    fn many_are_counted_as_few_are() {
        let count = BLOCK + 77;
        let tiles: Vec<f32> = (0..count).map(|at| if at % 3 == 0 { 0.2 } else { 0.8 }).collect();
        let found = decide(&tiles, &limit(0.5, 0.5));
        assert_eq!(found.count_below, count.div_ceil(3) as u64);
        assert!(!found.is_allowed());
    }

    #[test]
    fn an_unsafe_whole_blocks_whatever_its_tiles_are() {
        let limits = FrameLimit { tiles: limit(1.0, 0.5), full_frame: threshold(0.6) };
        let whole = |probability| Verdict::Blocked(Reason::FullFrame { probability, tau: threshold(0.6) });
        let verdict = |full, tiles: &[f32]| decide_frame(full, tiles, &limits).verdict;
        assert_eq!(verdict(0.59, &[0.1; 9]), Verdict::Allowed);
        assert_eq!(verdict(0.6, &[0.1; 9]), whole(Some(0.6)));
        assert_eq!(verdict(f32::NAN, &[0.1; 9]), whole(None));
        assert_eq!(verdict(0.7, &[0.9; 9]), whole(Some(0.7)));
        assert_eq!(verdict(0.1, &[0.1, 0.5]), UNSAFE);
        assert_eq!(verdict(0.1, &[]), Verdict::Blocked(Reason::Empty));
        assert_eq!(verdict(0.9, &[]), Verdict::Blocked(Reason::Empty));
    }

    #[test]
    fn a_decision_is_written_with_its_reasons() {
        let limits = FrameLimit { tiles: limit(0.9, 0.5), full_frame: threshold(0.5) };
        let decision = decide_frame(f32::INFINITY, &[0.1], &limits);
        let text = serde_json::to_string(&decision).unwrap();
        let verdict = r#"{"verdict":{"blocked":{"full_frame":{"probability":null,"tau":0.5}}}"#;
        assert_eq!(text, format!(r#"{verdict},"q":0.9,"tau":0.5,"k":1,"count_below":1,"n":1}}"#));
        assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), decision);
    }
}
