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

/// How often a call that waits is overtaken by longer ones at most.
const OVERTAKEN_MAX: u8 = 16;

type Told = oneshot::Sender<Result<Pass, CallError>>;

/// A call that waits.
struct Waiter {
    told: Told,
    /// How long it is expected to take, in its provider's own measure.
    expected: u64,
    overtaken: u8,
}

/// Puts a call among those that wait: the longer it is expected to take the earlier, for what is begun last should be short. Of equals
/// the first comes first, and nobody is overtaken for ever.
fn put(queue: &mut VecDeque<Waiter>, waiter: Waiter) {
    let yields = |one: &&mut Waiter| one.expected < waiter.expected && one.overtaken < OVERTAKEN_MAX;
    let overtaken = queue.iter_mut().rev().take_while(yields).map(|one| one.overtaken += 1).count();
    queue.insert(queue.len() - overtaken, waiter);
}

impl Queues {
    fn waiting(&self) -> usize {
        self.interactive.len() + self.batch.len()
    }

    /// Forgets those who left: their calls were dropped, or their time was over.
    fn forget_gone(&mut self) {
        self.interactive.retain(|waiter| !waiter.told.is_closed());
        self.batch.retain(|waiter| !waiter.told.is_closed());
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
    fn next(self: &Arc<Self>, queues: &mut Queues) -> Vec<(Told, Pass)> {
        let mut next = Vec::new();
        for lane in [Lane::Interactive, Lane::Batch] {
            loop {
                let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
                while queue.front().is_some_and(|waiter| waiter.told.is_closed()) {
                    queue.pop_front();
                }
                if queue.is_empty() {
                    break;
                }
                let Some(pass) = self.place(queues, lane) else { break };
                let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
                next.extend(queue.pop_front().map(|waiter| (waiter.told, pass)));
            }
        }
        next
    }

    fn let_in(next: Vec<(Told, Pass)>) {
        for (told, pass) in next {
            // Whoever left meanwhile gives the place back with the message.
            let _ = told.send(Ok(pass));
        }
    }

    /// Waits for a place, with a call that is expected to take so long.
    pub(super) async fn enter(self: &Arc<Self>, lane: Lane, expected: u64) -> Result<Pass, CallError> {
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
                // The batch lane is shed first, and of that who would go last.
                shed = (lane == Lane::Interactive).then(|| queues.batch.pop_back()).flatten();
                if shed.is_none() {
                    return Err(self.overloaded(queues.waiting()));
                }
            }
            let queue = if lane == Lane::Interactive { &mut queues.interactive } else { &mut queues.batch };
            put(queue, Waiter { told: tell, expected, overtaken: 0 });
            shed.map(|waiter| (waiter, self.overloaded(queues.waiting())))
        };
        if let Some((waiter, error)) = shed {
            let _ = waiter.told.send(Err(error));
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
        let _pass = self.enter(asked.around.lane, asked.request.expected()).await?;
        rest.oneshot(asked).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order in which calls that wait are let in, one place being free at a time.
    async fn order(expected: &[u64]) -> Vec<u64> {
        let lanes = Lanes::new(&ProviderSettings { running_max: 1, ..ProviderSettings::named("test") });
        let first = lanes.enter(Lane::Interactive, 0).await.unwrap();
        let gone: Arc<Mutex<Vec<u64>>> = Arc::default();
        let mut tasks = tokio::task::JoinSet::new();
        for &expected in expected {
            let (own, gone) = (lanes.clone(), gone.clone());
            tasks.spawn(async move {
                let _pass = own.enter(Lane::Interactive, expected).await.unwrap();
                gone.lock().unwrap().push(expected);
            });
            // Whoever waits does so before the next comes.
            tokio::task::yield_now().await;
        }
        assert_eq!(lanes.load(), (1, expected.len()));
        drop(first);
        while tasks.join_next().await.is_some() {}
        std::mem::take(&mut *gone.lock().unwrap())
    }

    #[tokio::test]
    async fn the_longest_goes_first_and_of_equals_the_first() {
        assert_eq!(order(&[3, 9, 3, 7, 9]).await, [9, 9, 7, 3, 3]);
        assert_eq!(order(&[0, 0, 0]).await, [0, 0, 0]);
    }

    #[tokio::test]
    async fn nobody_is_overtaken_for_ever() {
        let expected: Vec<u64> = std::iter::once(1).chain(vec![8; 40]).collect();
        let order = order(&expected).await;
        assert_eq!(order.iter().position(|expected| *expected == 1), Some(usize::from(OVERTAKEN_MAX)));
    }
}
