//! Places for guests at work, and the clock behind their deadlines: it ticks while there are any, and for a while after.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

use wasmtime::{Engine, EngineWeak};

/// How long a tick is: a guest is stopped within two of them.
pub(crate) const TICK: Duration = Duration::from_millis(5);
/// How many ticks without a guest before it rests: starting it costs more than a tick does.
const IDLE_TICKS: u32 = 400;

/// Counts guests at work, and wakes the clock for the first. One more than there are places for waits for its turn, which
/// comes: each of the others is stopped when its time is over.
#[derive(Debug)]
pub(crate) struct Ticker {
    places: usize,
    at_work: AtomicUsize,
    rests: AtomicBool,
    lock: Mutex<()>,
    wake: Condvar,
    free: Condvar,
}

/// A guest at work.
pub(crate) struct AtWork(Arc<Ticker>);

impl Drop for AtWork {
    fn drop(&mut self) {
        let before = self.0.at_work.fetch_sub(1, Ordering::SeqCst);
        if before >= self.0.places {
            let _held = self.0.lock.lock().unwrap_or_else(PoisonError::into_inner);
            self.0.free.notify_one();
        }
    }
}

impl Ticker {
    /// The clock of an engine; it ends with the engine.
    pub(crate) fn of(engine: &Engine, places: usize) -> std::io::Result<Arc<Self>> {
        let ticker = Arc::new(Self {
            places,
            free: Condvar::new(),
            at_work: AtomicUsize::new(0),
            rests: AtomicBool::new(false),
            lock: Mutex::new(()),
            wake: Condvar::new(),
        });
        let (weak, engine) = (Arc::downgrade(&ticker), engine.weak());
        std::thread::Builder::new().name("guest-clock".to_owned()).spawn(move || tick(&weak, &engine))?;
        Ok(ticker)
    }

    /// Waits for a place, and has the clock tick until the guest is done. A call that nobody waits for any more does not wait
    /// either: it takes a place that is not there, and ends at its first tick.
    pub(crate) fn begin(self: &Arc<Self>, stopped: Option<&AtomicBool>) -> AtWork {
        while !self.take_place() {
            if stopped.is_some_and(|stopped| stopped.load(Ordering::Relaxed)) {
                self.at_work.fetch_add(1, Ordering::SeqCst);
                break;
            }
            let held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
            if self.at_work.load(Ordering::SeqCst) >= self.places {
                // Looked at again after a while, whoever told or forgot to.
                drop(self.free.wait_timeout(held, TICK));
            }
        }
        if self.rests.load(Ordering::SeqCst) {
            let _held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
            self.wake.notify_all();
        }
        AtWork(self.clone())
    }

    pub(crate) fn at_work(&self) -> usize {
        self.at_work.load(Ordering::SeqCst)
    }

    fn take_place(&self) -> bool {
        let one_more = |at_work: usize| (at_work < self.places).then_some(at_work + 1);
        self.at_work.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more).is_ok()
    }
}

fn tick(ticker: &Weak<Ticker>, engine: &EngineWeak) {
    let mut idle = 0;
    loop {
        std::thread::sleep(TICK);
        let (Some(ticker), Some(engine)) = (ticker.upgrade(), engine.upgrade()) else { return };
        engine.increment_epoch();
        drop(engine);
        idle = if ticker.at_work.load(Ordering::SeqCst) > 0 { 0 } else { idle + 1 };
        if idle >= IDLE_TICKS {
            let held = ticker.lock.lock().unwrap_or_else(PoisonError::into_inner);
            ticker.rests.store(true, Ordering::SeqCst);
            // Looked at once more after it was said: a guest that began meanwhile found the clock awake.
            if ticker.at_work.load(Ordering::SeqCst) == 0 {
                // Now and then it looks whether its engine is still there.
                let _ = ticker.wake.wait_timeout(held, Duration::from_secs(5));
            }
            ticker.rests.store(false, Ordering::SeqCst);
            idle = IDLE_TICKS - 1;
        }
    }
}
