//! Where a tenant's ledger outlives the process.
//!
//! A reservation is on record before it is granted, and what became of it after. What a crash leaves open counts as spent
//! at its full amount until somebody who knows better settles it by its key. One process writes a ledger at a time; a
//! ceiling that many processes share needs a store with a compare-and-set of its own.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toolbox::Quote;

/// Most bytes of a ledger's file; it is written anew, without what is over, at half of that.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// Longest record, bytes.
const LINE_BYTES_MAX: u64 = 4_096;

/// One thing that happened to a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum LedgerRecord {
    /// Something is held back.
    Reserved {
        /// Its key, unique for the ledger.
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
    /// All that was settled before, in one sum; a file that is written anew begins with it.
    Carried {
        /// The window's number.
        window: u64,
        /// What was settled in it.
        settled: Quote,
        /// What was charged beyond quotes.
        overrun: Quote,
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

/// A ledger in one file, a record of JSON a line.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    bytes: u64,
    /// Whether a line was begun and not ended: nothing more may be added then.
    torn: bool,
}

impl FileStore {
    /// The ledger at `path`, which is made if it is not there, and held alone until dropped.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or another process holds it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.create(true).read(true).append(true).open(path)?;
        file.try_lock().map_err(|error| io::Error::other(format!("{} is in use: {error}", path.display())))?;
        let bytes = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), file, bytes, torn: false })
    }

    fn line(record: &LedgerRecord) -> io::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        if line.len() as u64 > LINE_BYTES_MAX {
            return Err(io::Error::other("a record of the ledger is too long; use shorter keys"));
        }
        Ok(line)
    }
}

impl LedgerStore for FileStore {
    fn load(&mut self) -> io::Result<Vec<LedgerRecord>> {
        if self.bytes > FILE_BYTES_MAX {
            return Err(io::Error::other(format!("{} is larger than 64 MiB", self.path.display())));
        }
        let mut reader = BufReader::new(File::open(&self.path)?);
        let (mut records, mut whole, mut line) = (Vec::new(), 0, Vec::new());
        loop {
            line.clear();
            let length = reader.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line)? as u64;
            if length == 0 {
                break;
            }
            let complete = line.last() == Some(&b'\n');
            match serde_json::from_slice(&line) {
                Ok(record) if complete => records.push(record),
                // The last line may have been cut by a crash: what was not written whole was not granted.
                _ if whole + length == self.bytes && !complete => {
                    self.file.set_len(whole)?;
                    self.bytes = whole;
                    break;
                }
                _ => {
                    let path = self.path.display();
                    return Err(io::Error::other(format!(
                        "{path} is damaged after {whole} bytes; restore it, or name another"
                    )));
                }
            }
            whole += length;
        }
        Ok(records)
    }

    fn append(&mut self, record: &LedgerRecord) -> io::Result<()> {
        if self.torn {
            return Err(io::Error::other(format!("{} ends in half a record", self.path.display())));
        }
        let line = Self::line(record)?;
        if let Err(error) = self.file.write_all(&line) {
            // Half a line is taken away again; where that fails too, nothing may follow it.
            self.torn = self.file.set_len(self.bytes).is_err();
            return Err(error);
        }
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn replace(&mut self, records: &[LedgerRecord]) -> io::Result<()> {
        let fresh = self.path.with_extension("new");
        let mut bytes = Vec::new();
        for record in records {
            bytes.extend(Self::line(record)?);
        }
        let mut options = OpenOptions::new();
        let mut file = options.create(true).read(true).append(true).open(&fresh)?;
        file.set_len(0)?;
        file.try_lock().map_err(|error| io::Error::other(format!("{} is in use: {error}", fresh.display())))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        std::fs::rename(&fresh, &self.path)?;
        self.file = file;
        self.bytes = bytes.len() as u64;
        self.torn = false;
        Ok(())
    }

    fn is_long(&self) -> bool {
        self.bytes > FILE_BYTES_MAX / 2
    }
}
