//! The ledger of a run: money is held back before a call and settled after it.

use std::sync::{Arc, Mutex, PoisonError};

use planner::{EffectId, NanoUsd};
use toolbox::{Quote, Refused, Reservation, Reserve, Settlement};

/// Keeps **settled + reserved ≤ limit** under any interleaving. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    accounts: Arc<Mutex<Accounts>>,
}

/// What a ledger holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// The most that may be spent.
    pub limit: NanoUsd,
    /// Held back for calls that are under way.
    pub reserved: NanoUsd,
    /// Spent.
    pub settled: NanoUsd,
    /// Whether a call took more than its quote: nothing more is granted then.
    pub overrun: bool,
}

impl Accounts {
    /// What is left to reserve.
    #[must_use]
    pub fn left(&self) -> NanoUsd {
        if self.overrun {
            return NanoUsd::ZERO;
        }
        self.limit.saturating_sub(self.settled).saturating_sub(self.reserved)
    }
}

impl Ledger {
    /// A ledger with `limit` to spend.
    #[must_use]
    pub fn new(limit: NanoUsd) -> Self {
        let accounts = Accounts { limit, reserved: NanoUsd::ZERO, settled: NanoUsd::ZERO, overrun: false };
        Self { accounts: Arc::new(Mutex::new(accounts)) }
    }

    /// How things stand.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        // A poisoned lock is harmless: every change below is one assignment after its checks.
        *self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reserve for Ledger {
    fn reserve(&self, _: &EffectId, quote: &Quote) -> Result<Reservation, Refused> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let left = accounts.left();
        if quote.money > left {
            return Err(Refused { wanted: quote.money, left });
        }
        accounts.reserved = NanoUsd(accounts.reserved.0.saturating_add(quote.money.0));
        let entry = Entry { accounts: self.accounts.clone(), amount: quote.money };
        Ok(Reservation::new(quote.money, Box::new(entry)))
    }
}

struct Entry {
    accounts: Arc<Mutex<Accounts>>,
    amount: NanoUsd,
}

impl Settlement for Entry {
    fn settle(self: Box<Self>, spent: NanoUsd) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.reserved = accounts.reserved.saturating_sub(self.amount);
        accounts.settled = NanoUsd(accounts.settled.0.saturating_add(spent.0));
        accounts.overrun |= spent > self.amount;
    }

    fn release(self: Box<Self>) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.reserved = accounts.reserved.saturating_sub(self.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> EffectId {
        EffectId { lane: "t1.c00".to_owned(), ord: 0 }
    }

    fn reserve(ledger: &Ledger, nanos: u64) -> Result<Reservation, Refused> {
        ledger.reserve(&id(), &Quote::money(NanoUsd(nanos)))
    }

    #[test]
    fn what_is_held_back_cannot_be_spent_twice() {
        let ledger = Ledger::new(NanoUsd(100));
        let first = reserve(&ledger, 60).unwrap();
        assert_eq!(reserve(&ledger, 41).unwrap_err(), Refused { wanted: NanoUsd(41), left: NanoUsd(40) });
        first.settle(NanoUsd(10));
        reserve(&ledger, 90).unwrap().release();
        assert_eq!(ledger.accounts().left(), NanoUsd(90));
    }

    #[test]
    fn a_call_that_took_more_than_its_quote_closes_the_ledger() {
        let ledger = Ledger::new(NanoUsd(100));
        reserve(&ledger, 10).unwrap().settle(NanoUsd(11));
        assert!(ledger.accounts().overrun);
        assert!(reserve(&ledger, 1).is_err());
    }

    #[test]
    fn threads_never_cross_the_limit_together() {
        let ledger = Ledger::new(NanoUsd(1_000));
        std::thread::scope(|scope| {
            for thread in 0..4u64 {
                let ledger = &ledger;
                scope.spawn(move || {
                    for round in 0..500u64 {
                        let Ok(reservation) = reserve(ledger, 1 + (thread * 7 + round) % 13) else { continue };
                        let accounts = ledger.accounts();
                        assert!(accounts.settled.0 + accounts.reserved.0 <= 1_000, "{accounts:?}");
                        match round % 3 {
                            0 => reservation.settle(NanoUsd(1)),
                            1 => reservation.release(),
                            _ => drop(reservation),
                        }
                    }
                });
            }
        });
        let accounts = ledger.accounts();
        assert_eq!(accounts.reserved, NanoUsd::ZERO);
        assert!(accounts.settled.0 <= 1_000);
    }
}
