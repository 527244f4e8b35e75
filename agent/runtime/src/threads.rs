//! Threads that runs work on: as many as work at a time, kept for the next for a while.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::memory;

/// How long a thread has nothing to do before it leaves, unless it is the last one: long enough to be no break between two jobs.
const REST: Duration = Duration::from_millis(250);
/// How long the last one is kept: longer than the ten seconds for which tokio keeps the threads that computed, so that what
/// these held is given back as well.
const IDLE_MAX: Duration = Duration::from_secs(11);

type Job = Box<dyn FnOnce() + Send>;

/// Threads that wait for work, the last to have finished first. Cheap to clone.
///
/// They are not the runtime's own for blocking work: a run waits for what those compute.
#[derive(Clone, Default)]
pub(crate) struct Threads(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    threads: Vec<(u64, Sender<Job>)>,
    started: u64,
}

impl Threads {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `job` on a thread that has nothing to do, or on a new one.
    ///
    /// # Errors
    ///
    /// When no thread could be started; the job is dropped then.
    pub(crate) fn run(&self, job: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let mut job: Job = Box::new(job);
        loop {
            let (thread, name) = {
                let mut waiting = self.waiting();
                waiting.started += 1;
                (waiting.threads.pop(), waiting.started)
            };
            let Some((_, thread)) = thread else {
                let threads = self.clone();
                let thread = std::thread::Builder::new().name("maquette-run".to_owned());
                return thread.spawn(move || threads.work(name, job)).map(drop);
            };
            match thread.send(job) {
                Ok(()) => return Ok(()),
                // It broke.
                Err(refused) => job = refused.0,
            }
        }
    }

    fn work(&self, name: u64, first: Job) {
        let (sender, jobs) = channel::<Job>();
        let mut job = first;
        loop {
            job();
            self.waiting().threads.push((name, sender.clone()));
            let mut next = jobs.recv_timeout(REST);
            if next.is_err() {
                if self.leaves(name, 1) {
                    return;
                }
                // Somebody may have chosen it in this very moment.
                next = jobs.try_recv().map_err(|_| RecvTimeoutError::Timeout);
                if next.is_err() {
                    memory::give_back();
                    next = jobs.recv_timeout(IDLE_MAX);
                }
            }
            job = match next {
                Ok(job) => job,
                Err(_) if self.leaves(name, 0) => return memory::give_back(),
                // Somebody has chosen it in this very moment.
                Err(_) => match jobs.recv_timeout(IDLE_MAX) {
                    Ok(job) => job,
                    Err(_) => return,
                },
            };
        }
    }

    /// Takes a thread off the list, if so many others are on it; `false` as well when it was chosen for work already.
    fn leaves(&self, name: u64, others: usize) -> bool {
        let mut waiting = self.waiting();
        let place = waiting.threads.iter().position(|(own, _)| *own == name);
        let place = place.filter(|_| waiting.threads.len() > others);
        place.map(|place| waiting.threads.remove(place)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_used_again_and_a_broken_one_is_replaced() {
        let threads = Threads::default();
        let (tell, told) = channel();
        let run = |threads: &Threads| {
            let tell = tell.clone();
            threads.run(move || tell.send(std::thread::current().id()).unwrap()).unwrap();
            told.recv().unwrap()
        };
        let first = run(&threads);
        while threads.waiting().threads.is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(run(&threads), first);
        while threads.waiting().threads.is_empty() {
            std::thread::yield_now();
        }
        threads.run(|| panic!("it is a test")).unwrap();
        assert_ne!(run(&threads), first);
    }
}
