//! How much money is left and what it is good for: what a policy and a person may read.

use std::fmt;

use crate::ledger::{Ledger, Scope, Totals};
use crate::money::NanoUsd;

/// Shares of a limit, per cent, from which on it is worth a word.
const THRESHOLDS: [u64; 3] = [50, 80, 95];

/// How one limit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Whether it is the turn's limit; the run's otherwise.
    pub of_turn: bool,
    /// The limit.
    pub limit: NanoUsd,
    /// What may still be reserved.
    pub left: NanoUsd,
    /// How many more pictures it covers at the dearest price that was reserved for one; `None` when none was.
    pub pictures: Option<u64>,
}

impl Outlook {
    pub(crate) fn new(ledger: &Ledger, turn: Option<(u32, NanoUsd)>, picture: NanoUsd) -> Self {
        let (limit, totals) = match turn {
            Some((turn, limit)) => (limit, ledger.totals(Scope::Turn(turn))),
            None => (ledger.limit(), ledger.totals(Scope::Session)),
        };
        let left = limit.saturating_sub(Totals::committed(totals)).min(ledger.left());
        let pictures = (picture > NanoUsd::ZERO).then(|| left.0 / picture.0);
        Self { of_turn: turn.is_some(), limit, left, pictures }
    }

    /// The highest threshold that was crossed, per cent of the limit; 0 while there is plenty.
    #[must_use]
    pub fn crossed(&self) -> u64 {
        let taken = u128::from(self.limit.saturating_sub(self.left).0) * 100;
        let crossed = |threshold: &u64| taken > 0 && taken >= u128::from(self.limit.0) * u128::from(*threshold);
        THRESHOLDS.into_iter().rev().find(crossed).unwrap_or(0)
    }
}

impl fmt::Display for Outlook {
    /// `0.031 of 0.10 USD left this turn, 3 pictures affordable`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = if self.of_turn { " this turn" } else { "" };
        write!(f, "{} of {} USD left{of}", self.left, self.limit)?;
        match self.pictures {
            None => Ok(()),
            Some(0) => f.write_str(", no further picture affordable"),
            Some(1) => f.write_str(", one picture affordable"),
            Some(pictures) => write!(f, ", {pictures} pictures affordable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EffectId, Event};

    #[test]
    fn it_says_what_is_left_and_what_that_is_good_for() {
        let mut ledger = Ledger::new(NanoUsd(100_000_000));
        let reserve = |amount: u64, ord: u32| Event::BudgetReserved {
            id: EffectId { lane: "main".to_owned(), ord },
            amount: NanoUsd(amount),
            instead: None,
        };
        let run = |ledger: &Ledger| Outlook::new(ledger, None, NanoUsd(10_000_000));
        assert_eq!((run(&ledger).crossed(), run(&ledger).pictures), (0, Some(10)));
        ledger.fold(1, &reserve(69_000_000, 0));
        assert_eq!(run(&ledger).to_string(), "0.031 of 0.10 USD left, 3 pictures affordable");
        assert_eq!(run(&ledger).crossed(), 50);
        // A turn has no more than its run.
        let turn = Outlook::new(&ledger, Some((2, NanoUsd(50_000_000))), NanoUsd::ZERO);
        assert_eq!(turn.to_string(), "0.031 of 0.05 USD left this turn");
        ledger.fold(2, &reserve(27_000_000, 1));
        assert_eq!(run(&ledger).to_string(), "0.004 of 0.10 USD left, no further picture affordable");
        assert_eq!(run(&ledger).crossed(), 95);
    }

    #[test]
    fn nothing_to_spend_is_no_news() {
        assert_eq!(Outlook::new(&Ledger::new(NanoUsd::ZERO), None, NanoUsd::ZERO).crossed(), 0);
    }
}
