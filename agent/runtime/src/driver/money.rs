//! The money of a run's calls: the driver decides, records and answers, whoever asks for more.

use planner::{EffectId, Event, NanoUsd};
use tokio::sync::{mpsc, oneshot};
use toolbox::toolbox::BoxFuture;
use toolbox::{More, Quote, Refused, Reservation};

use super::Intent;

/// A call that asks for one more attempt. Should nobody take it, the attempt before ends as it is said here.
pub(crate) struct Again(Option<Asking>);

/// The call and what it is about to do, the reservation of the attempt before, what that took (`None` when it did not happen), and who waits.
pub(crate) struct Asking {
    pub(crate) id: EffectId,
    pub(crate) intent: Intent,
    pub(crate) ended: Reservation,
    pub(crate) spent: Option<Quote>,
    pub(crate) answer: oneshot::Sender<Result<Reservation, Refused>>,
}

impl Again {
    pub(crate) fn take(mut self) -> Option<Asking> {
        self.0.take()
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        if let Some(Asking { ended, spent, .. }) = self.0.take() {
            close(ended, spent);
        }
    }
}

/// Asks the driver.
pub(crate) struct AskDriver {
    pub(crate) id: EffectId,
    pub(crate) intent: Intent,
    pub(crate) driver: mpsc::UnboundedSender<Box<Again>>,
}

impl More for AskDriver {
    fn more(&self, ended: Reservation, spent: Option<Quote>) -> BoxFuture<Result<Reservation, Refused>> {
        let (answer, answered) = oneshot::channel();
        let again = Again(Some(Asking { id: self.id.clone(), intent: self.intent, ended, spent, answer }));
        let sent = self.driver.send(Box::new(again)).is_ok();
        Box::pin(async move {
            if !sent {
                return Err(Refused::Once);
            }
            answered.await.unwrap_or(Err(Refused::Once))
        })
    }
}

/// What there is to tell of how a reservation ends; of calls that cost nothing there is nothing. It is on record before the
/// ledger [knows](close), so that after a crash the record says what the ledger has to.
pub(crate) fn told(id: &EffectId, reservation: &Reservation, spent: Option<&Quote>) -> Vec<Event> {
    if reservation.is_settled_before() {
        return Vec::new();
    }
    let held = reservation.quote().money;
    let Some(amount) = spent.map(|spent| spent.money) else {
        let told = (held > NanoUsd::ZERO).then(|| Event::BudgetReleased { id: id.clone() });
        return told.into_iter().collect();
    };
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

/// Ends a reservation in the ledger.
pub(crate) fn close(reservation: Reservation, spent: Option<Quote>) {
    match spent {
        Some(spent) => reservation.settle(spent),
        None => reservation.release(),
    }
}
