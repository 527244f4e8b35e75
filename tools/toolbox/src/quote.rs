//! Prices before the call, and what holds the money back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use planner::{EffectId, NanoUsd};
use serde::Serialize;

/// A true upper bound on what one call may take, dimension by dimension.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Money.
    pub money: NanoUsd,
    /// Model tokens, in and out.
    pub tokens: u64,
    /// Images made.
    pub images: u32,
}

impl Quote {
    /// Nothing at all.
    pub const FREE: Self = Self { money: NanoUsd::ZERO, tokens: 0, images: 0 };

    /// Money alone.
    #[must_use]
    pub const fn money(money: NanoUsd) -> Self {
        Self { money, ..Self::FREE }
    }
}

/// Why a reservation was refused; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the budget has {left} USD left, which does not cover {wanted} USD")]
pub struct Refused {
    /// What the call would have taken.
    pub wanted: NanoUsd,
    /// What was left.
    pub left: NanoUsd,
}

/// Whoever keeps the money: grants a reservation in every scope or in none.
pub trait Reserve: Send + Sync {
    /// Holds `quote` back for the call `id`.
    ///
    /// # Errors
    ///
    /// [`Refused`] when a scope does not cover it; nothing is held back then.
    fn reserve(&self, id: &EffectId, quote: &Quote) -> Result<Reservation, Refused>;
}

/// What a reservation does to its ledger when it ends.
pub trait Settlement: Send + Sync {
    /// Turns the reserved amount into `spent`, which is what the call really took.
    fn settle(self: Box<Self>, spent: NanoUsd);
    /// Gives all of it back.
    fn release(self: Box<Self>);
}

/// Money held back for one call, and the permit without which no live call is made.
///
/// Dropped unsettled, it is released when nothing was sent and settled at its full amount when something was:
/// a lost call may have been charged for.
pub struct Reservation {
    amount: NanoUsd,
    sent: Sent,
    settlement: Option<Box<dyn Settlement>>,
}

/// Whether a call has left: set by whoever sends it, read by whoever pays.
#[derive(Debug, Clone, Default)]
pub struct Sent(Arc<AtomicBool>);

impl Sent {
    /// Says that the call is leaving: from here on it may cost.
    pub fn mark(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it has left.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Reservation {
    /// A reservation of `amount` that ends in `settlement`.
    #[must_use]
    pub fn new(amount: NanoUsd, settlement: Box<dyn Settlement>) -> Self {
        Self { amount, sent: Sent::default(), settlement: Some(settlement) }
    }

    /// What is held back.
    #[must_use]
    pub fn amount(&self) -> NanoUsd {
        self.amount
    }

    /// The mark that the sender sets when the call leaves.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.sent.clone()
    }

    /// Settles at what the call really took.
    pub fn settle(mut self, spent: NanoUsd) {
        if let Some(settlement) = self.settlement.take() {
            settlement.settle(spent);
        }
    }

    /// Gives it back: the call did not happen.
    pub fn release(mut self) {
        if let Some(settlement) = self.settlement.take() {
            settlement.release();
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(settlement) = self.settlement.take() {
            if self.sent.is_marked() { settlement.settle(self.amount) } else { settlement.release() }
        }
    }
}

impl std::fmt::Debug for Reservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reservation").field("amount", &self.amount).field("sent", &self.sent).finish_non_exhaustive()
    }
}
