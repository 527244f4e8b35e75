//! Prices before the call, and what holds the money back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use planner::{EffectId, NanoUsd};
use serde::{Deserialize, Serialize};

/// What calls take, dimension by dimension: as a quote, a true upper bound for one call, known before it; as a limit, the
/// most that may be taken in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quote {
    /// Money.
    pub money: NanoUsd,
    /// Model tokens, in and out.
    pub tokens: u64,
    /// Images made.
    pub images: u64,
    /// Calls made.
    pub calls: u64,
    /// Instructions of guests.
    pub fuel: u64,
}

/// One of the things that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Money.
    Money,
    /// Model tokens.
    Tokens,
    /// Images.
    Images,
    /// Calls.
    Calls,
    /// Instructions of guests.
    Fuel,
}

impl Quote {
    /// Nothing at all.
    pub const FREE: Self = Self { money: NanoUsd::ZERO, tokens: 0, images: 0, calls: 0, fuel: 0 };
    /// No limit.
    pub const UNLIMITED: Self =
        Self { money: NanoUsd(u64::MAX), tokens: u64::MAX, images: u64::MAX, calls: u64::MAX, fuel: u64::MAX };

    /// Money alone.
    #[must_use]
    pub const fn money(money: NanoUsd) -> Self {
        Self { money, ..Self::FREE }
    }

    /// A limit on money alone.
    #[must_use]
    pub const fn limit(money: NanoUsd) -> Self {
        Self { money, ..Self::UNLIMITED }
    }

    fn each(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            money: NanoUsd(with(self.money.0, other.money.0)),
            tokens: with(self.tokens, other.tokens),
            images: with(self.images, other.images),
            calls: with(self.calls, other.calls),
            fuel: with(self.fuel, other.fuel),
        }
    }

    /// The sum; the largest number where it would not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.each(other, u64::saturating_add)
    }

    /// The difference; zero where it would be negative.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.each(other, u64::saturating_sub)
    }

    /// The smaller of both, each dimension by itself.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        self.each(other, u64::min)
    }

    /// The larger of both, each dimension by itself.
    #[must_use]
    pub fn at_least(self, other: Self) -> Self {
        self.each(other, u64::max)
    }

    /// The first dimension in which this is more than `other`.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Option<Dimension> {
        let pairs = [
            (Dimension::Money, self.money.0, other.money.0),
            (Dimension::Tokens, self.tokens, other.tokens),
            (Dimension::Images, self.images, other.images),
            (Dimension::Calls, self.calls, other.calls),
            (Dimension::Fuel, self.fuel, other.fuel),
        ];
        pairs.into_iter().find(|(_, own, most)| own > most).map(|(dimension, ..)| dimension)
    }
}

/// Why a reservation was refused; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A scope does not cover it.
    #[error("{}", short(*dimension, wanted, left, scope))]
    Short {
        /// What there is too little of.
        dimension: Dimension,
        /// What the call would have taken.
        wanted: Quote,
        /// What the scope has left.
        left: Quote,
        /// The scope: `tenant`, `session`, `turn`, …
        scope: String,
    },
    /// A provider charged more than its quote: nothing more is granted in the scope until somebody looks into it.
    #[error("the budget of this {scope} is closed: a provider charged more than its quote")]
    Closed {
        /// The scope.
        scope: String,
    },
    /// The call was granted one attempt.
    #[error("this call was granted one attempt")]
    Once,
    /// The reservation could not be put on record, and what is not on record is not granted.
    #[error("the ledger cannot be written: {reason}; nothing is granted until it can")]
    Unrecorded {
        /// What the store said.
        reason: String,
    },
}

impl Refused {
    /// The money that was left in the scope that refused.
    #[must_use]
    pub fn left(&self) -> NanoUsd {
        match self {
            Self::Short { left, .. } => left.money,
            Self::Closed { .. } | Self::Once | Self::Unrecorded { .. } => NanoUsd::ZERO,
        }
    }
}

fn short(dimension: Dimension, wanted: &Quote, left: &Quote, scope: &str) -> String {
    let (wanted, left, of) = match dimension {
        Dimension::Money => (format!("{} USD", wanted.money), format!("{} USD", left.money), ""),
        Dimension::Tokens => (wanted.tokens.to_string(), left.tokens.to_string(), " tokens"),
        Dimension::Images => (wanted.images.to_string(), left.images.to_string(), " images"),
        Dimension::Calls => (wanted.calls.to_string(), left.calls.to_string(), " calls"),
        Dimension::Fuel => (wanted.fuel.to_string(), left.fuel.to_string(), " units of fuel"),
    };
    format!("the budget of this {scope} has {left}{of} left, which does not cover {wanted}{of}")
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
    /// Turns the reserved amounts into `spent`, which is what the call really took.
    fn settle(self: Box<Self>, spent: Quote);
    /// Gives all of it back.
    fn release(self: Box<Self>);
}

/// What is held back for one call, and the permit without which no live call is made.
///
/// Dropped unsettled, it is released when nothing was sent and settled at its full amount when something was:
/// a lost call may have been charged for.
pub struct Reservation {
    quote: Quote,
    key: Option<String>,
    sent: Sent,
    /// An earlier process may have sent what it is for.
    presumed: bool,
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

    /// Says that the call did not leave after all.
    pub fn unmark(&self) {
        self.0.store(false, Ordering::Release);
    }

    /// Whether it has left.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Reservation {
    /// A reservation of `quote` that ends in `settlement`.
    #[must_use]
    pub fn new(quote: Quote, settlement: Box<dyn Settlement>) -> Self {
        Self { quote, key: None, sent: Sent::default(), presumed: false, settlement: Some(settlement) }
    }

    /// The same under its key in the ledger, by which it is found again after a crash.
    #[must_use]
    pub fn keyed(mut self, key: String) -> Self {
        self.key = Some(key);
        self
    }

    /// The same for a call that an earlier process may have sent: it is given back by nobody, and costs its full amount unless
    /// a repeat of the call says what it did.
    #[must_use]
    pub fn presumed_sent(mut self) -> Self {
        self.presumed = true;
        self.sent.mark();
        self
    }

    /// Whether an earlier process [may have sent](Self::presumed_sent) what it is for.
    #[must_use]
    pub fn is_presumed_sent(&self) -> bool {
        self.presumed
    }

    /// Its key in the ledger, where it has one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// What stands for a reservation of `quote` that was settled before: a call that is repeated because what it brought was
    /// lost, and that its provider does not charge again.
    #[must_use]
    pub fn settled_before(quote: Quote) -> Self {
        Self { quote, key: None, sent: Sent::default(), presumed: false, settlement: None }
    }

    /// Whether it was [settled before](Self::settled_before), so that nothing follows from how it ends.
    #[must_use]
    pub fn is_settled_before(&self) -> bool {
        self.settlement.is_none()
    }

    /// What is held back.
    #[must_use]
    pub fn quote(&self) -> Quote {
        self.quote
    }

    /// The mark that the sender sets when the call leaves.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.sent.clone()
    }

    /// Settles at what the call really took.
    pub fn settle(mut self, spent: Quote) {
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
            if self.sent.is_marked() { settlement.settle(self.quote) } else { settlement.release() }
        }
    }
}

impl std::fmt::Debug for Reservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reservation").field("quote", &self.quote).field("sent", &self.sent).finish_non_exhaustive()
    }
}
