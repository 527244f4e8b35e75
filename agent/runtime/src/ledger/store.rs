//! Where a tenant's ledger outlives the process.
//!
//! A reservation is on record before it is granted, and what became of it after. What a crash leaves open counts as spent
//! at its full amount until somebody who knows better settles it by its key. One process writes a ledger at a time; a
//! ceiling that many processes share needs a store with a compare-and-set of its own.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use design::Sha256;
use serde::{Deserialize, Serialize};
use toolbox::Quote;

use super::Window;

/// Bytes of a file from which nothing more is held back in it; what is open can still be settled.
const GRANTED_BYTES_MAX: u64 = 64 << 20;
/// Most bytes of a file that is read: what is granted, settled, and the sums before.
const FILE_BYTES_MAX: u64 = 4 * GRANTED_BYTES_MAX;
/// A file smaller than this is not worth writing anew.
const LONG_BYTES_MIN: u64 = 1 << 20;
/// Longest record, bytes.
const LINE_BYTES_MAX: u64 = 4_096;
/// Hexadecimal digits of a line's digest.
const DIGEST_CHARS: usize = 16;

/// One thing that happened to a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum LedgerRecord {
    /// Something is held back.
    Reserved {
        /// Its key: no other reservation of the ledger ever has it.
        key: String,
        /// How much.
        quote: Quote,
    },
    /// It was turned into what was really taken.
    Settled {
        /// Its key.
        key: String,
        /// How much.
        spent: Quote,
    },
    /// It was given back.
    Released {
        /// Its key.
        key: String,
    },
    /// A window began: what was settled before counts no more.
    Began {
        /// Its number.
        window: u64,
    },
    /// How things stand, in the place of all that led there.
    Carried {
        /// Which ledger it is: part of the keys.
        #[serde(default)]
        id: u64,
        /// How often the ledger was opened: part of the keys.
        epoch: u64,
        /// What the limit is for.
        kind: Window,
        /// The window's number.
        window: u64,
        /// What was settled in it.
        settled: Quote,
        /// What was charged beyond quotes in it.
        overrun: Quote,
        /// Whether nothing more is granted.
        closed: bool,
    },
}

/// Keeps a tenant's records in their order.
pub trait LedgerStore: Send {
    /// All records so far.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or are not what was written.
    fn load(&mut self) -> io::Result<Vec<LedgerRecord>>;

    /// Adds a record. It is there for the next process when this returns.
    ///
    /// # Errors
    ///
    /// When it is not certain that it is kept.
    fn append(&mut self, record: &LedgerRecord) -> io::Result<()>;

    /// Puts `records` in the place of all before, at once or not at all.
    ///
    /// # Errors
    ///
    /// When they are not; then the former are still there.
    fn replace(&mut self, records: &[LedgerRecord]) -> io::Result<()>;

    /// Whether what is over should be left out by a [`replace`](Self::replace).
    fn is_long(&self) -> bool {
        false
    }
}

/// A ledger in one file: a record a line, a digest before its JSON.
///
/// It survives a crash of the process; [`synced`](Self::synced), a crash of the machine as well.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// Held for as long as the store is open. A file of its own: that of the records gives way to a new one.
    _lock: File,
    bytes: u64,
    /// Bytes after it was last written anew.
    fresh_bytes: u64,
    /// Whether a line was begun and not ended: nothing more may be added then.
    torn: bool,
    synced: bool,
}

impl FileStore {
    /// The ledger at `path`, which is made if it is not there, and held alone until dropped.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or another process holds it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, ".lock"))?;
        lock.try_lock().map_err(|error| io::Error::other(format!("{} is in use: {error}", path.display())))?;
        let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let bytes = file.metadata()?.len();
        let path = path.to_owned();
        Ok(Self { path, file, _lock: lock, bytes, fresh_bytes: bytes, torn: false, synced: false })
    }

    /// The same store, every record of which is on the disk before it counts. That takes as long as the disk does.
    #[must_use]
    pub fn synced(self) -> Self {
        Self { synced: true, ..self }
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        if self.synced { file.sync_data() } else { Ok(()) }
    }
}

/// The path with something after its whole name: no two ledgers share it.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn digest(json: &[u8]) -> String {
    Sha256::of(json).short(DIGEST_CHARS / 2)
}

fn line_of(record: &LedgerRecord) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(record)?;
    let line = [digest(&json).as_bytes(), b" ", &json, b"\n"].concat();
    if line.len() as u64 > LINE_BYTES_MAX {
        return Err(io::Error::other("a record of the ledger is too long; use shorter names"));
    }
    Ok(line)
}

/// The record of a line without its end; `None` when it is not what was written.
fn record_of(line: &[u8]) -> Option<LedgerRecord> {
    let (sum, json) = (line.get(..DIGEST_CHARS)?, line.get(DIGEST_CHARS + 1..)?);
    (digest(json).as_bytes() == sum && line[DIGEST_CHARS] == b' ').then(|| serde_json::from_slice(json).ok()).flatten()
}

impl LedgerStore for FileStore {
    fn load(&mut self) -> io::Result<Vec<LedgerRecord>> {
        if self.bytes > FILE_BYTES_MAX {
            return Err(io::Error::other(format!("{} is larger than 256 MiB", self.path.display())));
        }
        let mut reader = BufReader::new(File::open(&self.path)?);
        let (mut records, mut whole, mut line) = (Vec::new(), 0, Vec::new());
        loop {
            line.clear();
            let length = reader.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line)? as u64;
            if length == 0 {
                return Ok(records);
            }
            let complete = line.pop_if(|byte| *byte == b'\n').is_some();
            match record_of(&line).filter(|_| complete) {
                Some(record) => records.push(record),
                // The last line may have been cut by a crash: what was not written whole was not granted.
                None if whole + length == self.bytes && !complete => {
                    self.file.set_len(whole)?;
                    self.bytes = whole;
                    return Ok(records);
                }
                None => {
                    let path = self.path.display();
                    let message = format!("{path} is damaged after {whole} bytes; restore it, or name another");
                    return Err(io::Error::other(message));
                }
            }
            whole += length;
        }
    }

    fn append(&mut self, record: &LedgerRecord) -> io::Result<()> {
        if self.torn {
            return Err(io::Error::other(format!("{} ends in half a record", self.path.display())));
        }
        let line = line_of(record)?;
        if matches!(record, LedgerRecord::Reserved { .. }) && self.bytes + line.len() as u64 > GRANTED_BYTES_MAX {
            return Err(io::Error::other(format!("{} is full", self.path.display())));
        }
        if let Err(error) = self.file.write_all(&line).and_then(|()| self.sync(&self.file)) {
            // Half a line is taken away again; where that fails too, nothing may follow it.
            self.torn = self.file.set_len(self.bytes).is_err();
            return Err(error);
        }
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn replace(&mut self, records: &[LedgerRecord]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for record in records {
            bytes.extend(line_of(record)?);
        }
        // The lock of this ledger is held, so nobody else writes its new file.
        let fresh = beside(&self.path, ".new");
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&fresh)?;
        file.set_len(0)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        std::fs::rename(&fresh, &self.path)?;
        (self.file, self.torn) = (file, false);
        self.bytes = bytes.len() as u64;
        self.fresh_bytes = self.bytes;
        // Whatever becomes of the folder, one of the two files is there whole.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        self.sync(&File::open(folder.unwrap_or(Path::new(".")))?)
    }

    fn is_long(&self) -> bool {
        self.bytes > LONG_BYTES_MIN.max(2 * self.fresh_bytes)
    }
}
