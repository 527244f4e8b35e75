//! The log of a run: one record a line, hash-chained, in segments.
//!
//! What is recorded waits in memory for a moment, so that a record costs no call of the system. Four things end the wait:
//! [`flush`](LogWriter::flush) hands all of it to the system, where it outlives the process;
//! [`commit`](LogWriter::commit) does that, and has it on the disk within milliseconds, many runs' at a time;
//! [`sync`](LogWriter::sync) returns when it is on the disk; and 64 KiB are flushed by themselves.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use design::canonical::write_value;
use planner::{Chain, Entry, EntryLine};

use super::commit::Commit;

/// Bytes after which a segment gives way to the next.
const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes that wait at most.
const WAITING_BYTES_MAX: usize = 64 * 1024;

/// The name of a segment, counted from 1.
pub(crate) fn segment_name(number: u32) -> String {
    format!("{number:06}.jsonl")
}

/// Writes records. The first segment is locked for as long as the writer lives, so a run has one writer at most.
#[derive(Debug)]
pub struct LogWriter {
    folder: PathBuf,
    /// The first segment.
    lock: Arc<File>,
    number: u32,
    file: Arc<File>,
    /// Bytes of the segment that the system has.
    bytes: u64,
    waiting: Vec<u8>,
    chain: Chain,
    commit: Commit,
    /// Something was not written: nothing may follow it.
    broken: bool,
}

impl LogWriter {
    /// Creates a log in `folder`, which must be there.
    ///
    /// # Errors
    ///
    /// When there is one, or it cannot be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create_new(true).append(true).open(folder.join(segment_name(1)))?;
        file.try_lock().map_err(io::Error::from)?;
        Ok(Self::going_on(folder, Arc::new(file), 1, None, 0, Chain::default()))
    }

    /// Goes on after what was read: `lock` is the first segment, locked; `last` the last one, where that is another.
    pub(crate) fn going_on(
        folder: &Path,
        lock: Arc<File>,
        number: u32,
        last: Option<File>,
        bytes: u64,
        chain: Chain,
    ) -> Self {
        let file = last.map_or_else(|| lock.clone(), Arc::new);
        let (folder, commit) = (folder.to_owned(), Commit::of(file.clone()));
        Self { folder, lock, number, file, bytes, waiting: Vec::new(), chain, commit, broken: false }
    }

    /// Records one entry.
    ///
    /// # Errors
    ///
    /// When this, or something before it, could not be written; nothing more is then.
    pub fn append(&mut self, entry: &Entry) -> io::Result<()> {
        self.append_at(entry, now_ms())
    }

    /// Records an entry that was recorded elsewhere at another time, ms since 1970.
    pub(crate) fn append_at(&mut self, entry: &Entry, ts: u64) -> io::Result<()> {
        let mut p = Vec::new();
        write_value(&entry.p, &mut p);
        self.append_line(&EntryLine { lane: &entry.lane, ord: entry.ord, kind: &entry.kind, p: &p }, ts)
    }

    pub(crate) fn append_line(&mut self, entry: &EntryLine<'_>, ts: u64) -> io::Result<()> {
        self.check()?;
        if self.bytes + self.waiting.len() as u64 >= SEGMENT_BYTES {
            self.next_segment()?;
        }
        self.chain.write(entry, ts, &mut self.waiting);
        if self.waiting.len() >= WAITING_BYTES_MAX { self.flush() } else { Ok(()) }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.chain.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chain.is_empty()
    }

    /// Hands what waits to the system: it outlives the process.
    ///
    /// # Errors
    ///
    /// When it could not be written whole: then nothing of it is in the log.
    pub fn flush(&mut self) -> io::Result<()> {
        self.check()?;
        if self.waiting.is_empty() {
            return Ok(());
        }
        if let Err(error) = (&*self.file).write_all(&self.waiting) {
            self.broken = true;
            // Cutting a file needs no room, so this works on a full disk too.
            let _ = self.file.set_len(self.bytes);
            return Err(error);
        }
        self.bytes += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// Has all of it on the disk within five milliseconds or as soon as the disk can, and does not wait for that.
    ///
    /// # Errors
    ///
    /// As [`flush`](Self::flush); when the disk then fails, so does whatever is recorded next.
    pub fn commit(&mut self) -> io::Result<()> {
        self.flush()?;
        self.commit.soon()
    }

    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn sync(&mut self) -> io::Result<()> {
        self.flush()?;
        // A disk that failed once may have lost what it was given, whatever it says next.
        self.file.sync_data().inspect_err(|_| self.broken = true)?;
        self.check()
    }

    fn check(&self) -> io::Result<()> {
        if self.broken || self.commit.has_failed() {
            return Err(io::Error::other("what was recorded before could not be written"));
        }
        Ok(())
    }

    fn next_segment(&mut self) -> io::Result<()> {
        self.sync()?;
        let path = self.folder.join(segment_name(self.number + 1));
        let file = Arc::new(OpenOptions::new().create_new(true).append(true).open(path)?);
        // Its name is on the disk before anything that it holds.
        File::open(&self.folder)?.sync_data()?;
        (self.number, self.bytes, self.commit) = (self.number + 1, 0, Commit::of(file.clone()));
        self.file = file;
        Ok(())
    }
}

impl Drop for LogWriter {
    fn drop(&mut self) {
        let _ = self.flush();
        // Whoever comes next need not wait until a commit that is under way lets go of the file.
        let _ = self.lock.unlock();
    }
}

/// This moment, milliseconds since 1970; 0 on a clock set before that.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use planner::chain;
    use serde_json::json;

    use super::*;

    fn entry(ord: u32, size: usize) -> Entry {
        Entry::main("x.test", ord, json!({ "text": "x".repeat(size) }))
    }

    #[test]
    fn a_long_log_lies_in_segments_that_make_one_chain() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogWriter::create(folder.path()).unwrap();
        for ord in 0..40 {
            log.append(&entry(ord, 1 << 20)).unwrap();
        }
        log.commit().unwrap();
        log.sync().unwrap();
        let segment = |number| std::fs::read(folder.path().join(segment_name(number))).unwrap();
        assert!(segment(1).len() as u64 >= SEGMENT_BYTES && segment(3).ends_with(b"\n"));
        let whole = [segment(1), segment(2), segment(3)].concat();
        assert_eq!(chain::read_log(&whole).unwrap().records.len(), 40);
        assert!(!folder.path().join(segment_name(4)).exists());
    }

    #[test]
    fn what_waits_is_there_when_the_writer_is_gone_and_one_writes_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(segment_name(1));
        let mut log = LogWriter::create(folder.path()).unwrap();
        log.append(&entry(0, 10)).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
        assert!(LogWriter::create(folder.path()).is_err());
        assert!(File::open(&path).unwrap().try_lock().is_err());
        drop(log);
        assert_eq!(chain::read_log(&std::fs::read(&path).unwrap()).unwrap().records.len(), 1);
        assert!(File::open(&path).unwrap().try_lock().is_ok());
    }
}
