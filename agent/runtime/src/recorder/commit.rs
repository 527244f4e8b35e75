//! Puts files on the disk shortly after they were written, those of many runs one after the other on one thread.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long others may join before the disk is asked: what was paid for is to be durable within five.
const GATHER: Duration = Duration::from_millis(2);

/// A file that is to be on the disk soon.
#[derive(Debug, Clone)]
pub(super) struct Commit(Arc<Pending>);

#[derive(Debug)]
struct Pending {
    file: Arc<File>,
    queued: AtomicBool,
    failed: AtomicBool,
}

impl Commit {
    pub(super) fn of(file: Arc<File>) -> Self {
        Self(Arc::new(Pending { file, queued: AtomicBool::new(false), failed: AtomicBool::new(false) }))
    }

    /// Has what was written so far on the disk within milliseconds.
    pub(super) fn soon(&self) -> io::Result<()> {
        if self.0.queued.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let sent = committer().is_some_and(|committer| committer.send(self.0.clone()).is_ok());
        if !sent {
            self.0.queued.store(false, Ordering::Release);
            self.0.file.sync_data()?;
        }
        Ok(())
    }

    /// Whether the disk failed.
    pub(super) fn has_failed(&self) -> bool {
        self.0.failed.load(Ordering::Acquire)
    }
}

/// The thread of the process that does it; `None` where there can be none.
fn committer() -> Option<&'static Sender<Arc<Pending>>> {
    static COMMITTER: OnceLock<Option<Sender<Arc<Pending>>>> = OnceLock::new();
    let start = || {
        let (sender, files) = mpsc::channel::<Arc<Pending>>();
        let work = move || {
            while let Ok(first) = files.recv() {
                let until = Instant::now() + GATHER;
                let mut gathered = vec![first];
                while let Some(left) = until.checked_duration_since(Instant::now()) {
                    match files.recv_timeout(left) {
                        Ok(next) => gathered.push(next),
                        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                    }
                }
                for pending in gathered {
                    // What is written from here on asks again.
                    pending.queued.store(false, Ordering::Release);
                    if pending.file.sync_data().is_err() {
                        pending.failed.store(true, Ordering::Release);
                    }
                }
            }
        };
        std::thread::Builder::new().name("maquette-commit".to_owned()).spawn(work).ok().map(|_| sender)
    };
    COMMITTER.get_or_init(start).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_committed_as_often_as_it_is_asked_for() {
        let commit = Commit::of(Arc::new(tempfile::tempfile().unwrap()));
        for _ in 0..3 {
            commit.soon().unwrap();
            let begun = Instant::now();
            while commit.0.queued.load(Ordering::Acquire) {
                assert!(begun.elapsed() < Duration::from_secs(10));
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        assert!(!commit.has_failed());
    }
}
