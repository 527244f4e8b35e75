//! Many small requests as one: embeddings and scores are cheaper by the dozen. Nobody waits for company longer than is said.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// When a batch is full, and how long it may wait to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSettings {
    /// Most items of a batch.
    pub items_max: usize,
    /// Longest that the first item waits for others.
    pub wait_max: Duration,
    /// Items that may wait for a batch at a time.
    pub waiting_max: usize,
    /// Batches under way at a time; a full batch waits for its place among them.
    pub running_max: usize,
    /// Longest that a batch may take.
    pub run_max: Duration,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self {
            items_max: 32,
            wait_max: Duration::from_millis(4),
            waiting_max: 1_024,
            running_max: 2,
            run_max: Duration::from_secs(30),
        }
    }
}

/// Why an item has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError<E> {
    /// Too many wait already.
    #[error("too many requests wait for a batch")]
    Overloaded,
    /// The batch broke, took too long, or had no result for the item.
    #[error("the batch had no result for this request")]
    Lost,
    /// It has an error of its own.
    #[error(transparent)]
    Item(E),
}

struct Item<I, O, E> {
    input: I,
    tell: oneshot::Sender<Result<O, E>>,
}

/// Collects requests into batches; cheap to clone. Must be made inside a tokio runtime. It ends when the last clone is
/// dropped.
pub struct Batcher<I, O, E> {
    items: mpsc::Sender<Item<I, O, E>>,
}

impl<I, O, E> Clone for Batcher<I, O, E> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone() }
    }
}

impl<I, O, E> fmt::Debug for Batcher<I, O, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batcher").field("room", &self.items.capacity()).finish()
    }
}

impl<I, O, E> Batcher<I, O, E>
where
    I: Send + 'static,
    O: Send + 'static,
    E: Send + 'static,
{
    /// Collects requests for `perform`, which answers them in order, one result each.
    #[must_use]
    pub fn new<F, Fut>(settings: BatchSettings, perform: F) -> Self
    where
        F: Fn(Vec<I>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Vec<Result<O, E>>> + Send + 'static,
    {
        let (items, waiting) = mpsc::channel(settings.waiting_max.max(1));
        tokio::spawn(collect(settings, waiting, perform));
        Self { items }
    }

    /// Has one request answered. Dropped before its batch leaves, it is left out of it.
    ///
    /// # Errors
    ///
    /// [`BatchError`] when too many wait, the batch broke, or the item has an error of its own.
    pub async fn ask(&self, input: I) -> Result<O, BatchError<E>> {
        let (tell, told) = oneshot::channel();
        self.items.try_send(Item { input, tell }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => BatchError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => BatchError::Lost,
        })?;
        told.await.map_err(|_| BatchError::Lost)?.map_err(BatchError::Item)
    }
}

async fn collect<I, O, E, F, Fut>(settings: BatchSettings, mut waiting: mpsc::Receiver<Item<I, O, E>>, perform: F)
where
    I: Send + 'static,
    O: Send + 'static,
    E: Send + 'static,
    F: Fn(Vec<I>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Vec<Result<O, E>>> + Send + 'static,
{
    let perform = std::sync::Arc::new(perform);
    let mut running = tokio::task::JoinSet::new();
    let items_max = settings.items_max.max(1);
    while let Some(first) = waiting.recv().await {
        let leaves = Instant::now() + settings.wait_max;
        let mut batch = vec![first];
        while batch.len() < items_max {
            match tokio::time::timeout_at(leaves, waiting.recv()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
            batch.retain(|item| !item.tell.is_closed());
        }
        while running.len() >= settings.running_max.max(1) {
            // What a broken batch held is told so by its dropped senders.
            let _ = running.join_next().await;
        }
        batch.retain(|item| !item.tell.is_closed());
        if batch.is_empty() {
            continue;
        }
        let (inputs, tell): (Vec<_>, Vec<_>) = batch.into_iter().map(|item| (item.input, item.tell)).unzip();
        let perform = perform.clone();
        running.spawn(async move {
            // Those that have no result are told so by their dropped senders.
            let results = tokio::time::timeout(settings.run_max, perform(inputs)).await.unwrap_or_default();
            for (tell, result) in tell.into_iter().zip(results) {
                let _ = tell.send(result);
            }
        });
        while running.try_join_next().is_some() {}
    }
    while running.join_next().await.is_some() {}
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    type Doubler = Batcher<u32, u32, String>;

    /// Doubles numbers and remembers its batches; odd ones are refused, seven breaks its batch.
    fn doubler(settings: BatchSettings, took: Duration) -> (Doubler, Arc<Mutex<Vec<Vec<u32>>>>) {
        let batches = Arc::new(Mutex::new(Vec::new()));
        let seen = batches.clone();
        let batcher = Batcher::new(settings, move |inputs: Vec<u32>| {
            seen.lock().unwrap().push(inputs.clone());
            async move {
                tokio::time::sleep(took).await;
                assert!(!inputs.contains(&7), "seven");
                let double = |n| if n % 2 == 0 { Ok(n * 2) } else { Err(format!("{n} is odd")) };
                inputs.into_iter().map(double).collect()
            }
        });
        (batcher, batches)
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_batch_leaves_at_once_and_a_small_one_after_its_wait() {
        let settings = BatchSettings { items_max: 3, wait_max: Duration::from_millis(5), ..Default::default() };
        let (batcher, batches) = doubler(settings, Duration::ZERO);
        let begun = Instant::now();
        let (a, b, c) = tokio::join!(batcher.ask(2), batcher.ask(3), batcher.ask(4));
        assert_eq!((a, b, c), (Ok(4), Err(BatchError::Item("3 is odd".to_owned())), Ok(8)));
        assert!(begun.elapsed() < Duration::from_millis(1), "{:?}", begun.elapsed());
        // The wait counts from the first item, however many follow it.
        let late = async {
            tokio::time::sleep(Duration::from_millis(4)).await;
            batcher.ask(8).await
        };
        let begun = Instant::now();
        let (a, b) = tokio::join!(batcher.ask(6), late);
        assert_eq!((a, b), (Ok(12), Ok(16)));
        assert!(begun.elapsed() <= Duration::from_millis(6), "{:?}", begun.elapsed());
        assert_eq!(*batches.lock().unwrap(), [vec![2, 3, 4], vec![6, 8]]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_is_left_out_and_a_broken_batch_takes_nobody_else_along() {
        let (batcher, batches) = doubler(BatchSettings::default(), Duration::ZERO);
        {
            let left = batcher.ask(10);
            tokio::pin!(left);
            let poll = futures_util::FutureExt::now_or_never(&mut left);
            assert!(poll.is_none());
        }
        assert_eq!(batcher.ask(2).await, Ok(4));
        assert_eq!(*batches.lock().unwrap(), [vec![2]]);
        assert_eq!(batcher.ask(7).await, Err(BatchError::Lost));
        assert_eq!(batcher.ask(4).await, Ok(8));
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_that_hangs_is_given_up() {
        let settings = BatchSettings { run_max: Duration::from_secs(2), running_max: 1, ..Default::default() };
        let (batcher, _) = doubler(settings, Duration::from_secs(3_600));
        let begun = Instant::now();
        assert_eq!(batcher.ask(2).await, Err(BatchError::Lost));
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn the_queue_is_bounded() {
        let settings = BatchSettings { items_max: 1, waiting_max: 2, running_max: 1, ..Default::default() };
        let (batcher, _) = doubler(settings, Duration::from_secs(1));
        let calls: Vec<_> = (0..10)
            .map(|n| {
                tokio::spawn({
                    let batcher = batcher.clone();
                    async move { batcher.ask(n * 2).await }
                })
            })
            .collect();
        let mut turned_away = 0;
        for call in calls {
            turned_away += usize::from(call.await.unwrap() == Err(BatchError::Overloaded));
        }
        // At most one runs, one is held by the collector, two wait.
        assert!((6..=8).contains(&turned_away), "{turned_away}");
    }
}
