//! The log of a run: one record a line, hash-chained, appended whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use planner::{Chain, Entry, chain};

/// Writes records. The file is locked for as long as the writer lives, so a run has one writer at most.
#[derive(Debug)]
pub(crate) struct LogWriter {
    file: File,
    bytes: u64,
    chain: Chain,
}

impl LogWriter {
    /// Creates the log at `path`.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create_new(true).append(true).open(path)?;
        file.try_lock().map_err(io::Error::from)?;
        Ok(Self { file, bytes: 0, chain: Chain::default() })
    }

    /// Appends one record; a record that cannot be written whole is not in the log at all.
    pub(crate) fn append(&mut self, entry: Entry) -> io::Result<()> {
        let mut chain = self.chain.clone();
        let line = chain::write_line(&chain.seal(entry, now_ms()));
        if let Err(error) = self.file.write_all(&line) {
            // Cutting a file needs no room, so this works on a full disk too.
            let _ = self.file.set_len(self.bytes);
            return Err(error);
        }
        self.bytes += line.len() as u64;
        self.chain = chain;
        Ok(())
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> u64 {
        self.chain.len()
    }

    /// Waits until everything is on disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

/// Milliseconds since 1970; 0 on a clock set before that.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
