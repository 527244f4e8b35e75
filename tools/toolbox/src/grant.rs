//! The money of one call: what is held back for the attempt that is under way, and what that attempt was charged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use planner::NanoUsd;

use crate::quote::{Quote, Refused, Reservation};
use crate::toolbox::BoxFuture;

/// Whoever holds money back for one more attempt of a call.
pub trait More: Send + Sync {
    /// Ends the reservation of the attempt before, at `spent` or, where that is `None`, as one that did not happen; then
    /// holds the same amount back once more.
    fn more(&self, ended: Reservation, spent: Option<Quote>) -> BoxFuture<Result<Reservation, Refused>>;
}

/// The money of one call, and the permit without which no live call is made. Cheap to clone.
///
/// An attempt is marked when it leaves: from then on it may cost. Should everybody drop the grant, what was charged is spent,
/// what was marked is spent at its full amount, and what was neither is given back.
#[derive(Clone)]
pub struct Grant(Arc<Held>);

struct Held {
    more: Option<Box<dyn More>>,
    attempt: Mutex<Attempt>,
    /// The grant out of which it is paid, and how much of that at most.
    part_of: Option<(Grant, NanoUsd)>,
}

/// What an attempt has done so far; a tool may ask more than once in it.
#[derive(Default)]
struct Attempt {
    reservation: Option<Reservation>,
    /// How much of it left, and of that may have happened without a word of what it cost.
    sent: u32,
    doubts: u32,
    money: Option<NanoUsd>,
    counts: Option<Quote>,
}

impl Attempt {
    /// What it took, where anything was said or left.
    fn spent(&self) -> Option<Quote> {
        let reservation = self.reservation.as_ref()?;
        let quote = reservation.quote();
        let counts = self.counts.unwrap_or(quote);
        let charged = self.money.map(|money| Quote { money, ..counts });
        match charged {
            Some(charged) if self.doubts > 0 => Some(charged.at_least(quote)),
            Some(charged) => Some(charged),
            None => (self.sent > 0 || reservation.is_presumed_sent()).then_some(quote),
        }
    }

    /// What a part of a call that costs so much took, where anything was said or left.
    fn owed(&self, price: NanoUsd) -> Option<NanoUsd> {
        match self.money {
            Some(money) if self.doubts > 0 => Some(money.max(price)),
            Some(money) => Some(money),
            None => (self.sent > 0 || self.doubts > 0).then_some(price),
        }
    }

    fn mark(&self) {
        if let Some(reservation) = &self.reservation {
            let left = self.sent > 0 || reservation.is_presumed_sent();
            if left { reservation.sent().mark() } else { reservation.sent().unmark() }
        }
    }
}

impl Grant {
    /// A grant for one attempt.
    #[must_use]
    pub fn new(reservation: Reservation) -> Self {
        Self::held(reservation, None)
    }

    /// A grant that `more` extends by the attempts that follow.
    #[must_use]
    pub fn with_more(reservation: Reservation, more: impl More + 'static) -> Self {
        Self::held(reservation, Some(Box::new(more)))
    }

    fn held(reservation: Reservation, more: Option<Box<dyn More>>) -> Self {
        let attempt = Attempt { reservation: Some(reservation), ..Attempt::default() };
        Self(Arc::new(Held { more, attempt: Mutex::new(attempt), part_of: None }))
    }

    /// A grant for one question that belongs to the call, out of what is held back for that: `price` of it at most. It is asked again
    /// only where it did not happen, and what was asked for before it is neither ended nor held back once more.
    #[must_use]
    pub fn part(&self, price: NanoUsd) -> Self {
        let part_of = Some((self.clone(), price));
        Self(Arc::new(Held { more: None, attempt: Mutex::default(), part_of }))
    }

    /// Ends a [part](Self::part): what it was charged, or its price where it may have happened without a word of that, is charged to
    /// the whole. Once: what follows is free.
    pub fn close(&self) {
        if let Some((whole, price)) = &self.0.part_of
            && let Some(owed) = std::mem::take(&mut *self.attempt()).owed(*price)
        {
            whole.charge(owed);
        }
    }

    fn attempt(&self) -> MutexGuard<'_, Attempt> {
        self.0.attempt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that something is leaving, and whether it may: nothing may that is not paid for any more, because its call has
    /// ended meanwhile.
    #[must_use = "what is not paid for must not leave"]
    pub fn mark_sent(&self) -> bool {
        if let Some((whole, _)) = &self.0.part_of {
            let may = whole.mark_sent();
            self.attempt().sent += u32::from(may);
            return may;
        }
        let mut attempt = self.attempt();
        if attempt.reservation.is_none() {
            return false;
        }
        attempt.sent += 1;
        attempt.mark();
        true
    }

    /// Says that something which left did not happen after all: it was turned away, or never arrived.
    pub fn did_not_happen(&self) {
        let mut attempt = self.attempt();
        let had_left = attempt.sent > 0;
        attempt.sent = attempt.sent.saturating_sub(1);
        attempt.mark();
        drop(attempt);
        if let Some((whole, _)) = self.0.part_of.as_ref().filter(|_| had_left) {
            whole.did_not_happen();
        }
    }

    /// Says that something which left may have happened, and nobody will say what it cost: the full amount, then.
    pub fn is_in_doubt(&self) {
        self.attempt().doubts += 1;
    }

    /// Whether something left that may have happened.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.attempt().sent > 0
    }

    /// Adds to what the attempt was charged.
    pub fn charge(&self, cost: NanoUsd) {
        let mut attempt = self.attempt();
        let sum = attempt.money.unwrap_or_default().0.saturating_add(cost.0);
        attempt.money = Some(NanoUsd(sum));
    }

    /// Adds to what the attempt was charged, and to what it took in every other dimension.
    pub fn charge_all(&self, cost: Quote) {
        self.charge(cost.money);
        let mut attempt = self.attempt();
        attempt.counts = Some(attempt.counts.unwrap_or(Quote::FREE).plus(cost));
    }

    /// What was charged for the attempt so far; `None` when nobody said.
    #[must_use]
    pub fn charged(&self) -> Option<NanoUsd> {
        self.attempt().money
    }

    /// Ends the attempt at what it was charged, or at its full amount when it may have happened, or as one that did not;
    /// holds money back for the next.
    ///
    /// # Errors
    ///
    /// [`Refused`] when there is none for it.
    pub async fn again(&self) -> Result<(), Refused> {
        if self.0.part_of.is_some() {
            let happened = self.attempt().owed(NanoUsd::ZERO).is_some();
            return if happened { Err(Refused::Once) } else { Ok(()) };
        }
        let Some(more) = &self.0.more else { return Err(Refused::Once) };
        let ended = {
            let mut attempt = self.attempt();
            let spent = attempt.spent();
            let ended = std::mem::take(&mut *attempt);
            ended.reservation.map(|reservation| (reservation, spent))
        };
        let Some((reservation, spent)) = ended else { return Err(Refused::Once) };
        let next = more.more(reservation, spent).await?;
        self.attempt().reservation = Some(next);
        Ok(())
    }

    /// Ends the call: its open reservation, with what was charged for it. Nothing is open when it was refused one more attempt.
    #[must_use]
    pub fn end(&self) -> Option<(Reservation, Option<Quote>)> {
        let mut attempt = self.attempt();
        let spent = attempt.spent();
        let ended = std::mem::take(&mut *attempt);
        ended.reservation.map(|reservation| (reservation, spent))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let attempt = self.attempt.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((whole, price)) = &self.part_of
            && let Some(owed) = attempt.owed(*price)
        {
            whole.charge(owed);
        }
        let spent = attempt.spent();
        match (attempt.reservation.take(), spent) {
            (Some(reservation), Some(spent)) => reservation.settle(spent),
            (Some(reservation), None) => reservation.release(),
            (None, _) => {}
        }
    }
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant").field("reservation", &self.attempt().reservation).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Settlement;

    /// Keeps what it was settled at.
    struct Account(Arc<Mutex<Vec<Option<u64>>>>);

    impl Settlement for Account {
        fn settle(self: Box<Self>, spent: Quote) {
            self.0.lock().unwrap().push(Some(spent.money.0));
        }

        fn release(self: Box<Self>) {
            self.0.lock().unwrap().push(None);
        }
    }

    /// What a call of 50 is settled at that charged 40, or said nothing, and then asked a question of 10.
    async fn settled(charged: Option<u64>, asks: impl AsyncFnOnce(Grant)) -> Option<u64> {
        let log = Arc::new(Mutex::new(Vec::new()));
        let whole = Grant::new(Reservation::new(Quote::money(NanoUsd(50)), Box::new(Account(log.clone()))));
        assert!(whole.mark_sent());
        if let Some(charged) = charged {
            whole.charge(NanoUsd(charged));
        }
        let part = whole.part(NanoUsd(10));
        asks(part.clone()).await;
        part.close();
        part.close();
        drop((part, whole));
        let log = log.lock().unwrap();
        assert_eq!(log.len(), 1, "one call is settled once");
        log[0]
    }

    #[tokio::test]
    async fn a_question_that_belongs_to_a_call_adds_its_own_price_alone() {
        // Turned away, and asked again: what the picture cost is neither ended nor held back once more.
        let turned_away = async |part: Grant| {
            assert!(part.mark_sent());
            part.did_not_happen();
            part.again().await.unwrap();
            assert!(part.mark_sent());
            part.charge(NanoUsd(3));
        };
        assert_eq!(settled(Some(40), turned_away).await, Some(43));
        // Whoever does not say what it cost has its price.
        assert_eq!(settled(Some(40), async |part| assert!(part.mark_sent())).await, Some(50));
        // What may have happened is not asked again.
        let lost = async |part: Grant| {
            assert!(part.mark_sent());
            part.is_in_doubt();
            assert!(matches!(part.again().await, Err(Refused::Once)));
        };
        assert_eq!(settled(Some(40), lost).await, Some(50));
        // Nothing left, nothing is owed; and a call that said nothing is settled at its full amount.
        assert_eq!(settled(Some(40), async |_| ()).await, Some(40));
        assert_eq!(settled(None, async |_| ()).await, Some(50));
    }

    #[test]
    fn a_part_that_is_dropped_is_charged() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let whole = Grant::new(Reservation::new(Quote::money(NanoUsd(50)), Box::new(Account(log.clone()))));
        whole.charge(NanoUsd(40));
        let part = whole.part(NanoUsd(10));
        assert!(part.mark_sent());
        drop(part);
        drop(whole);
        assert_eq!(*log.lock().unwrap(), [Some(50)]);
    }
}
