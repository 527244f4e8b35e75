//! The money of a run's calls: the driver decides, records and answers, whoever asks for more.

use planner::{EffectId, Event, NanoUsd};
use tokio::sync::{mpsc, oneshot};
use toolbox::toolbox::BoxFuture;
use toolbox::{More, Quote, Refused, Reservation};

/// A call that asks for one more attempt. Should nobody take it, the attempt before ends as it is said here.
pub(crate) struct Again(Option<Asking>);

/// The call, the reservation of the attempt before, what that took (`None` when it did not happen), and who waits.
type Asking = (EffectId, Reservation, Option<Quote>, oneshot::Sender<Result<Reservation, Refused>>);

impl Again {
    pub(crate) fn take(mut self) -> Option<Asking> {
        self.0.take()
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        if let Some((id, ended, spent, _)) = self.0.take() {
            end(&id, ended, spent);
        }
    }
}

/// Asks the driver.
pub(crate) struct AskDriver {
    pub(crate) id: EffectId,
    pub(crate) driver: mpsc::UnboundedSender<Box<Again>>,
}

impl More for AskDriver {
    fn more(&self, ended: Reservation, spent: Option<Quote>) -> BoxFuture<Result<Reservation, Refused>> {
        let (answer, answered) = oneshot::channel();
        let again = Again(Some((self.id.clone(), ended, spent, answer)));
        let sent = self.driver.send(Box::new(again)).is_ok();
        Box::pin(async move {
            if !sent {
                return Err(Refused::Once);
            }
            answered.await.unwrap_or(Err(Refused::Once))
        })
    }
}

/// Ends a reservation, and tells of it; of calls that cost nothing there is nothing to tell.
pub(crate) fn end(id: &EffectId, reservation: Reservation, spent: Option<Quote>) -> Vec<Event> {
    if reservation.is_settled_before() {
        return Vec::new();
    }
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
