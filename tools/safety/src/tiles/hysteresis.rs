//! One frame after the other, or one edit: what hovers at a threshold does not come and go.

use super::decision::{Decision, decide};
use super::limit::{Limit, Quantile, Threshold};

/// Two thresholds the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "unsafe from {high} on until below {low}, which is higher; the second is at most the first",
    high = .high.get(),
    low = .low.get()
)]
pub struct HysteresisError {
    /// From where on something is unsafe.
    pub high: Threshold,
    /// Below what it is safe again.
    pub low: Threshold,
}

/// What was seen last, between two thresholds: it becomes unsafe at `high` and is safe again below `low`. Before
/// anything was seen it is unsafe, and the first is held against `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hysteresis {
    high: Threshold,
    low: Threshold,
    seen: Option<Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Safe,
    Unsafe,
}

impl Hysteresis {
    /// Nothing seen yet.
    ///
    /// # Errors
    ///
    /// [`HysteresisError`] where `low` is above `high`.
    pub fn new(high: Threshold, low: Threshold) -> Result<Self, HysteresisError> {
        if low > high { Err(HysteresisError { high, low }) } else { Ok(Self { high, low, seen: None }) }
    }

    /// Whether what was seen last may not be shown.
    #[must_use]
    pub fn is_unsafe(&self) -> bool {
        self.seen != Some(Seen::Safe)
    }

    /// What the next is held against.
    #[must_use]
    pub fn threshold(&self) -> Threshold {
        if self.seen == Some(Seen::Unsafe) { self.low } else { self.high }
    }

    /// Sees a probability, and says whether it is unsafe. One that is no number is.
    pub fn see(&mut self, probability: f32) -> bool {
        let reached = self.threshold().is_reached_by(probability);
        self.then(reached)
    }

    /// Sees the tiles of a frame, of which the `q`-quantile counts. No tiles are unsafe.
    pub fn see_tiles(&mut self, tiles: &[f32], q: Quantile) -> Decision {
        let decision = decide(tiles, &Limit { q, tau: self.threshold() });
        self.then(!decision.is_allowed());
        decision
    }

    fn then(&mut self, reached: bool) -> bool {
        self.seen = Some(if reached { Seen::Unsafe } else { Seen::Safe });
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{quantile, threshold};
    use super::*;

    fn between(high: f32, low: f32) -> Hysteresis {
        Hysteresis::new(threshold(high), threshold(low)).unwrap()
    }

    #[test]
    fn it_becomes_unsafe_at_high_and_is_safe_again_below_low() {
        let mut state = between(0.8, 0.4);
        let seen = [0.79, 0.8, 0.79, 0.4, 0.39, 0.5, 0.79, 0.9, 0.3].map(|x| state.see(x));
        assert_eq!(seen, [false, true, true, true, false, false, false, true, false]);
    }

    #[test]
    fn what_is_no_number_is_unsafe_and_stays_so_until_below_low() {
        let mut state = between(0.8, 0.4);
        let seen = [0.1, f32::NAN, 0.5, 0.3, f32::INFINITY, f32::NAN, f32::NEG_INFINITY].map(|x| state.see(x));
        assert_eq!(seen, [false, true, true, false, true, true, false]);
    }

    #[test]
    fn nothing_seen_is_unsafe_and_the_first_is_held_against_high() {
        let mut state = between(0.8, 0.4);
        assert!(state.is_unsafe());
        assert!(!state.see(0.5) && !state.is_unsafe());
    }

    #[test]
    fn equal_thresholds_are_one() {
        let mut state = between(0.5, 0.5);
        assert_eq!([0.5, 0.49, 0.5].map(|x| state.see(x)), [true, false, true]);
        let mut nothing_is_safe = between(0.0, 0.0);
        assert!([0.0, -1.0, 0.5].map(|x| nothing_is_safe.see(x)).iter().all(|found| *found));
    }

    #[test]
    fn frames_go_by_their_quantile() {
        let (mut state, q) = (between(0.8, 0.4), quantile(0.5));
        let mut verdict = |tiles: &[f32]| {
            let decision = state.see_tiles(tiles, q);
            (decision.is_allowed(), decision.tau.get())
        };
        assert_eq!(verdict(&[0.1, 0.5, 0.9]), (true, 0.8));
        assert_eq!(verdict(&[0.1, 0.8, 0.9]), (false, 0.8));
        assert_eq!(verdict(&[0.1, 0.5, 0.9]), (false, 0.4));
        assert_eq!(verdict(&[]), (false, 0.4));
        assert_eq!(verdict(&[0.1, 0.3, 0.9]), (true, 0.4));
    }

    #[test]
    fn thresholds_the_wrong_way_round_are_refused() {
        let error = Hysteresis::new(threshold(0.4), threshold(0.5)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "unsafe from 0.4 on until below 0.5, which is higher; the second is at most the first"
        );
    }
}
