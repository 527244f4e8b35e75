//! Whether looking on is worth it: what another set is expected to bring against what it costs.
//!
//! The expected value of more information, with the designs of this turn that are not shown standing for those of the next: how
//! much more one would like the best of all of them than the best of those that are shown, in the mean over all guesses at the
//! taste. Among simulated people (150 of each of four populations, eight turns) it is .12, .15, .07, .06, .06, .05 before the
//! turns from the first to the sixth, where what they pick next is better by .13, .12, .06, .03, .02, .02: near enough while it
//! decides, and hopeful after.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::belief::Belief;
use super::feature::Look;
use super::selection::usefulness;

/// What one more look costs somebody, standard deviations of what they think of all designs. Who stops by it looks 4.3 times, and
/// their regret is .05 higher than after eight turns.
const A_LOOK: f64 = 0.06;

/// Things done from which on somebody is told that looking on is not worth it.
const KNOWN: usize = 2;

/// What going on is expected to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GoingOn {
    /// How much more the best of another set would be liked than the best of this one, thousandths of a standard deviation of what
    /// the person thinks of all designs.
    pub gain: u16,
    /// Whether that is more than another turn costs: a look, and the more of the money that is left the more. While hardly anything
    /// was done by which the person is known it always is: what they would like may be nothing that was made.
    pub pays: bool,
}

impl GoingOn {
    /// After a set of `shown` that was chosen of `made`, where a turn takes such a share of the money that is left, 0–1.
    #[must_use]
    pub fn after(belief: &Belief, made: &[Look], shown: &[Look], share: f64) -> Self {
        let gain = (usefulness(belief, made) - usefulness(belief, shown)).clamp(0.0, 10.0);
        let costs = A_LOOK * (1.0 + share.clamp(0.0, 1.0));
        // As it is told: nothing hangs on what was rounded away.
        let (gain, costs) = (libm::round(gain * 1_000.0) as u16, libm::round(costs * 1_000.0) as u16);
        Self { gain, pays: gain >= costs || belief.done() < KNOWN }
    }
}

#[cfg(test)]
mod tests {
    use design::Random;

    use super::super::{Evidence, FEATURES, PARTICLES, Said};
    use super::*;

    fn made() -> Vec<Look> {
        let mut random = Random::new(4);
        (0..10).map(|_| Look::new([(); FEATURES].map(|()| random.range(-1.5, 1.5)), 0.0)).collect()
    }

    #[test]
    fn looking_on_pays_while_there_is_something_to_see_and_money_for_it() {
        let made = made();
        let first_over = |other: usize| {
            let shown = vec![made[0], made[other], made[other % 9 + 1]];
            Evidence::Picked { turn: other as u32, shown, picked: 0 }
        };
        let believed = |picks: usize| {
            let picks: Vec<Evidence> = (1..=picks).map(first_over).collect();
            Belief::new(&Said::default(), &picks, 1, PARTICLES)
        };
        let (unknown, hardly, known) = (believed(0), believed(2), believed(9));
        let after = |belief: &Belief, shown: &[Look], share| GoingOn::after(belief, &made, shown, share);
        let first = after(&unknown, &made[..3], 0.0);
        assert!(first.pays && first.gain > 60, "{first:?}");
        // All there is was shown; but who is not known may like what was not made.
        assert_eq!(after(&unknown, &made, 0.0), GoingOn { gain: 0, pays: true });
        assert_eq!(after(&hardly, &made, 0.0), GoingOn { gain: 0, pays: false });
        // Who picks the same again and again has it.
        let last = after(&known, &made[..3], 0.0);
        assert!(last.gain < first.gain / 2 && !last.pays, "{last:?} after {first:?}");
        // The dearer a turn, the less it pays.
        let dear = |share: u32| after(&hardly, &made[1..4], f64::from(share) / 100.0);
        assert!((0..=100).map(dear).is_sorted_by(|a, b| a.pays >= b.pays && a.gain == b.gain));
    }
}
