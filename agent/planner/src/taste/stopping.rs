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

/// What going on is expected to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GoingOn {
    /// How much more the best of another set would be liked than the best of this one, thousandths of a standard deviation of what
    /// the person thinks of all designs.
    pub gain: u16,
    /// Whether that is more than another turn costs: a look, and the more of the money that is left the more.
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
        Self { gain, pays: gain >= costs }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, FEATURES, PARTICLES, Said};
    use super::*;

    /// Looks of which all features are as much.
    fn looks(values: &[f64]) -> Vec<Look> {
        values.iter().map(|value| Look::new([*value; FEATURES], 0.0)).collect()
    }

    #[test]
    fn looking_on_pays_while_there_is_something_to_see_and_money_for_it() {
        let nothing_known = Belief::new(&Said::default(), &[], 1, PARTICLES);
        let made = looks(&[-2.0, -1.0, 0.0, 1.0, 2.0]);
        let going_on = |belief: &Belief, shown: &[f64], share| GoingOn::after(belief, &made, &looks(shown), share);
        // The middle is shown, and some like the ends.
        let middle = going_on(&nothing_known, &[-0.1, 0.0, 0.1], 0.0);
        assert!(middle.pays && middle.gain > 60, "{middle:?}");
        // All there is was shown.
        let all = going_on(&nothing_known, &[-2.0, -1.0, 0.0, 1.0, 2.0], 0.0);
        assert_eq!(all, GoingOn { gain: 0, pays: false });
        // The dearer a turn, the less it pays; and who is known to like the middle has it.
        let dear = (0..=100).map(|share| going_on(&nothing_known, &[-0.6, 0.0, 0.6], f64::from(share) / 100.0));
        assert!(dear.is_sorted_by(|a, b| a.pays >= b.pays && a.gain == b.gain));
        let picked = |turn| Evidence::Picked { turn, shown: looks(&[-2.0, 0.0, 2.0]), picked: 1 };
        let known = Belief::new(&Said::default(), &(1..=9).map(picked).collect::<Vec<_>>(), 1, PARTICLES);
        let after = going_on(&known, &[-0.1, 0.0, 0.1], 0.0);
        assert!(after.gain < middle.gain / 2, "{after:?} {middle:?}");
    }
}
