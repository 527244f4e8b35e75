//! The money of a run's calls: the driver decides, records and answers, whoever asks for more.

use planner::{EffectId, Event, NanoUsd};
use tokio::sync::{mpsc, oneshot};
use toolbox::toolbox::BoxFuture;
use toolbox::{Grant, More, Quote, Refused, Reservation};

/// A call that asks for one more attempt.
pub(crate) struct Again {
    pub(crate) id: EffectId,
    /// The reservation of the attempt before, and what that took; `None` when it did not happen.
    pub(crate) ended: Reservation,
    pub(crate) spent: Option<Quote>,
    pub(crate) answer: oneshot::Sender<Result<Reservation, Refused>>,
}

/// Asks the driver.
pub(crate) struct AskDriver {
    pub(crate) id: EffectId,
    pub(crate) driver: mpsc::UnboundedSender<Box<Again>>,
}

impl More for AskDriver {
    fn more(&self, ended: Reservation, spent: Option<Quote>) -> BoxFuture<Result<Reservation, Refused>> {
        let (answer, answered) = oneshot::channel();
        // A driver that is gone drops the reservation, which settles what was sent.
        let sent = self.driver.send(Box::new(Again { id: self.id.clone(), ended, spent, answer })).is_ok();
        Box::pin(async move {
            if !sent {
                return Err(Refused::Once);
            }
            answered.await.unwrap_or(Err(Refused::Once))
        })
    }
}

/// Ends what is open of a call, and tells of it.
pub(crate) fn settle(id: &EffectId, grant: &Grant) -> Vec<Event> {
    grant.end().map_or_else(Vec::new, |(reservation, spent)| end(id, reservation, spent))
}

/// Ends a reservation, and tells of it; of calls that cost nothing there is nothing to tell.
pub(crate) fn end(id: &EffectId, reservation: Reservation, spent: Option<Quote>) -> Vec<Event> {
    let held = reservation.quote().money;
    let Some(spent) = spent else {
        reservation.release();
        let told = (held > NanoUsd::ZERO).then(|| Event::BudgetReleased { id: id.clone() });
        return told.into_iter().collect();
    };
    let amount = spent.money;
    reservation.settle(spent);
    let mut told = Vec::new();
    // A call that was to be free was not told of when it began.
    if held == NanoUsd::ZERO && amount > NanoUsd::ZERO {
        told.push(Event::BudgetReserved { id: id.clone(), amount: held, instead: None });
    }
    if held > NanoUsd::ZERO || amount > NanoUsd::ZERO {
        told.push(Event::BudgetSettled { id: id.clone(), amount });
    }
    told
}
