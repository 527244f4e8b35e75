//! Two lanes to one provider: what a person waits for goes first, and the batch lane never takes every place.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tower::ServiceExt;

use super::step::{Rest, Step};
use super::{Asked, CallError, ProviderCall, ProviderSettings};

/// How urgent a call is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Somebody waits for it.
    #[default]
    Interactive,
    /// It can wait, and gives way first.
    Batch,
}

/// Who may go and who waits.
pub(super) struct Lanes {
    name: String,
    running_max: usize,
    batch_max: usize,
    waiting_max: usize,
    queues: Mutex<Queues>,
}

#[derive(Default)]
struct Queues {
    running: usize,
    batch_running: usize,
    interactive: VecDeque<Waiter>,
    batch: VecDeque<Waiter>,
}

type Waiter = oneshot::Sender<Result<Pass, CallError>>;

impl Queues {
    fn waiting(&self) -> usize {
        self.interactive.len() + self.batch.len()
    }

    /// Forgets those who left: their calls were dropped, or their time was over.
    fn forget_gone(&mut self) {
        self.interactive.retain(|waiter| !waiter.is_closed());
        self.batch.retain(|waiter| !waiter.is_closed());
    }
}

/// A place among the running; given on when dropped.
pub(super) struct Pass {
    lanes: Arc<Lanes>,
    lane: Lane,
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut queues = self.lanes.queues();
        queues.running -= 1;
        queues.batch_running -= usize::from(self.lane == Lane::Batch);
        let next = self.lanes.next(&mut queues);
        drop(queues);
        Lanes::let_in(next);
    }
}

impl Lanes {
    pub(super) fn new(settings: &ProviderSettings) -> Arc<Self> {
        Arc::new(Self {
            name: settings.name.clone(),
            running_max: settings.running_max,
            batch_max: settings.batch_running_max,
            waiting_max: settings.waiting_max,
            queues: Mutex::default(),
        })
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for a lane, if one is free for it.
    fn place(self: &Arc<Self>, queues: &mut Queues, lane: Lane) -> Option<Pass> {
        let free =
            queues.running < self.running_max && (lane == Lane::Interactive || queues.batch_running < self.batch_max);
        free.then(|| {
            queues.running += 1;
            queues.batch_running += usize::from(lane == Lane::Batch);
            Pass { lanes: self.clone(), lane }
        })
    }

    /// Takes those who may go now out of the queues. They are told when the lock is free: a pass that finds nobody is
    /// dropped, and takes the lock again.
    fn next(self: &Arc<Self>, queues: &mut Queues) -> Vec<(Waiter, Pass)> {
        let mut next = Vec::new();
        for lane in [Lane::Interactive, Lane::Batch] {
            loop {
                let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
                while queue.front().is_some_and(oneshot::Sender::is_closed) {
                    queue.pop_front();
                }
                if queue.is_empty() {
                    break;
                }
                let Some(pass) = self.place(queues, lane) else { break };
                let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
                next.extend(queue.pop_front().map(|waiter| (waiter, pass)));
            }
        }
        next
    }

    fn let_in(next: Vec<(Waiter, Pass)>) {
        for (waiter, pass) in next {
            // Whoever left meanwhile gives the place back with the message.
            let _ = waiter.send(Ok(pass));
        }
    }

    /// Waits for a place.
    pub(super) async fn enter(self: &Arc<Self>, lane: Lane) -> Result<Pass, CallError> {
        let (tell, told) = oneshot::channel();
        let shed = {
            let mut queues = self.queues();
            let first = match lane {
                Lane::Interactive => queues.interactive.is_empty(),
                Lane::Batch => queues.interactive.is_empty() && queues.batch.is_empty(),
            };
            if first && let Some(pass) = self.place(&mut queues, lane) {
                return Ok(pass);
            }
            if queues.waiting() >= self.waiting_max {
                queues.forget_gone();
            }
            let mut shed = None;
            if queues.waiting() >= self.waiting_max {
                // The batch lane is shed first, its youngest before those that waited longer.
                shed = (lane == Lane::Interactive).then(|| queues.batch.pop_back()).flatten();
                if shed.is_none() {
                    return Err(self.overloaded(queues.waiting()));
                }
            }
            let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
            queue.push_back(tell);
            shed.map(|waiter| (waiter, self.overloaded(queues.waiting())))
        };
        if let Some((waiter, error)) = shed {
            let _ = waiter.send(Err(error));
        }
        // Nobody drops a waiter without a word, while the lanes are there.
        told.await.unwrap_or_else(|_| Err(self.overloaded(0)))
    }

    fn overloaded(&self, waiting: usize) -> CallError {
        CallError::Overloaded { provider: self.name.clone(), waiting }
    }

    /// Calls that run and that wait.
    pub(super) fn load(&self) -> (usize, usize) {
        let mut queues = self.queues();
        queues.forget_gone();
        (queues.running, queues.waiting())
    }
}

impl<R: ProviderCall> Step<R> for Lanes {
    async fn ask(self: Arc<Self>, rest: impl Rest<R>, asked: Asked<R>) -> Result<R::Answer, CallError> {
        let _pass = self.enter(asked.around.lane).await?;
        rest.oneshot(asked).await
    }
}
