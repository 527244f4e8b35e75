//! The file of one tenant: records that are only ever added, each with a check, so that a crash loses nothing that was told to be
//! kept.
//!
//! A line that names the format and the tenant; then records of a head (length of the body, a check of that length, a check of
//! the body) and a body.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use design::Sha256;

use crate::brand_index::BrandIndexError;

/// Largest body of a record, bytes: an asset at all its limits, with every letter escaped, and what is known of its file.
pub(super) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of a head: length, its check, the body's check.
const HEAD_BYTES: usize = 16;
const FORMAT: &str = "maquette-assets 1";

/// A file of records, open to be added to.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    path: PathBuf,
    length: u64,
    /// A write failed in the middle and could not be taken back: nothing more is added behind it.
    broken: bool,
}

pub(super) fn storage(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> BrandIndexError {
    let what = what.into();
    |source| BrandIndexError::Storage { what, source }
}

fn damaged(path: &Path, at: u64, reason: &str) -> BrandIndexError {
    let source =
        std::io::Error::new(std::io::ErrorKind::InvalidData, format!("{reason}; restore the file from a copy"));
    BrandIndexError::Storage { what: format!("{}: byte {at}", path.display()), source }
}

fn head(body: &[u8], at: u64) -> [u8; HEAD_BYTES] {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut head = [0; HEAD_BYTES];
    head[..4].copy_from_slice(&length);
    head[4..8].copy_from_slice(&length_check(length, at));
    head[8..].copy_from_slice(&check::<8>(body));
    head
}

/// What says that a length is one, and of this place.
fn length_check(length: [u8; 4], at: u64) -> [u8; 4] {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&length);
    bytes[4..].copy_from_slice(&at.to_le_bytes());
    check::<4>(&bytes)
}

/// The first bytes of a digest.
fn check<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let digest = Sha256::of(bytes);
    std::array::from_fn(|at| digest.as_bytes()[at])
}

impl Log {
    /// Opens the log of a tenant, made where there is none, and hands every body to `take` in order. What a crash left half
    /// written at its end is put aside in a file of its own.
    pub(super) fn open(
        path: &Path,
        tenant: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<Self, BrandIndexError> {
        let failed = || storage(path.display().to_string());
        let mut options = OpenOptions::new();
        let (mut log, end) = Self::begun(path, tenant, options.read(true).write(true).create(true).truncate(false))?;
        let begin = format!("{FORMAT} {tenant}\n");
        if end < begin.len() as u64 {
            log.cut(0)?;
            log.append_bytes(begin.as_bytes())?;
            sync_folder_of(path)?;
            return Ok(log);
        }
        let sound = log.read(end, &mut take)?;
        if sound < end {
            log.put_aside(sound, end)?;
            log.cut(sound)?;
        }
        log.length = sound;
        log.file.seek(SeekFrom::Start(sound)).map_err(failed())?;
        Ok(log)
    }

    /// Hands every body of a tenant's log to `take` in order, and changes nothing. No log is an empty one; what a crash left at its
    /// end is left there.
    pub(super) fn read_only(
        path: &Path,
        tenant: &str,
        take: &mut impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), BrandIndexError> {
        if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Ok(());
        }
        let (mut log, end) = Self::begun(path, tenant, OpenOptions::new().read(true))?;
        if log.length <= end {
            log.read(end, take)?;
        }
        Ok(())
    }

    /// A log whose first line was looked at, and where it ends.
    fn begun(path: &Path, tenant: &str, options: &OpenOptions) -> Result<(Self, u64), BrandIndexError> {
        let failed = || storage(path.display().to_string());
        let known = std::fs::symlink_metadata(path);
        if known.as_ref().is_ok_and(|known| !known.is_file()) {
            return Err(failed()(std::io::Error::other("is no file")));
        }
        let mut file = options.open(path).map_err(failed())?;
        let end = file.metadata().map_err(failed())?.len();
        let begin = format!("{FORMAT} {tenant}\n");
        let mut found = vec![0; begin.len().min(usize::try_from(end).unwrap_or(usize::MAX))];
        file.read_exact(&mut found).map_err(failed())?;
        if !begin.as_bytes().starts_with(&found) {
            return Err(damaged(path, 0, "is no file of this tenant's assets"));
        }
        Ok((Self { file, path: path.to_owned(), length: begin.len() as u64, broken: false }, end))
    }

    /// Reads the records up to `end`; where the sound ones end.
    fn read(&mut self, end: u64, take: &mut impl FnMut(&[u8]) -> Result<(), String>) -> Result<u64, BrandIndexError> {
        let (path, mut at) = (self.path.clone(), self.length);
        let failed = || storage(path.display().to_string());
        let mut reader = BufReader::with_capacity(1 << 20, &mut self.file);
        let mut body = Vec::new();
        while at + HEAD_BYTES as u64 <= end {
            let mut head = [0; HEAD_BYTES];
            reader.read_exact(&mut head).map_err(failed())?;
            let length: [u8; 4] = std::array::from_fn(|i| head[i]);
            let size = u32::from_le_bytes(length) as usize;
            if head[4..8] != length_check(length, at) || size > BODY_BYTES_MAX {
                // A machine that stopped may have made room for what it never wrote.
                return if head == [0; HEAD_BYTES] && only_zeros(&mut reader).map_err(failed())? {
                    Ok(at)
                } else {
                    Err(damaged(&path, at, "a record was changed"))
                };
            }
            let next = at + (HEAD_BYTES + size) as u64;
            if next > end {
                return Ok(at);
            }
            body.resize(size, 0);
            reader.read_exact(&mut body).map_err(failed())?;
            if head[8..] != check::<8>(&body) {
                return Err(damaged(&path, at, "a record was changed"));
            }
            take(&body).map_err(|reason| damaged(&path, at, &reason))?;
            at = next;
        }
        Ok(at)
    }

    /// Keeps what lies between two places in a file beside this one.
    fn put_aside(&mut self, from: u64, end: u64) -> Result<(), BrandIndexError> {
        let aside = self.path.with_extension(format!("torn-{from}"));
        let failed = || storage(aside.display().to_string());
        self.file.seek(SeekFrom::Start(from)).map_err(failed())?;
        let mut torn = (&mut self.file).take(end - from);
        // Whatever lies there is replaced, never written through.
        let _ = std::fs::remove_file(&aside);
        let mut file = File::create_new(&aside).map_err(failed())?;
        std::io::copy(&mut torn, &mut file).and_then(|_| file.sync_all()).map_err(failed())
    }

    fn cut(&mut self, to: u64) -> Result<(), BrandIndexError> {
        let cut = self.file.set_len(to).and_then(|()| self.file.seek(SeekFrom::Start(to)));
        cut.map_err(storage(self.path.display().to_string()))?;
        self.length = to;
        Ok(())
    }

    /// Adds records; on the disk when it returns, or as if they had never been added.
    pub(super) fn append(&mut self, bodies: &[Vec<u8>]) -> Result<(), BrandIndexError> {
        let mut bytes = Vec::with_capacity(bodies.iter().map(|body| HEAD_BYTES + body.len()).sum());
        for body in bodies {
            // It would be taken for damage when it is read.
            if body.len() > BODY_BYTES_MAX {
                let source =
                    std::io::Error::other(format!("a record of {} bytes, of {BODY_BYTES_MAX} at most", body.len()));
                return Err(storage(self.path.display().to_string())(source));
            }
            let at = self.length + bytes.len() as u64;
            bytes.extend_from_slice(&head(body, at));
            bytes.extend_from_slice(body);
        }
        self.append_bytes(&bytes)
    }

    fn append_bytes(&mut self, bytes: &[u8]) -> Result<(), BrandIndexError> {
        let failed = storage(self.path.display().to_string());
        if self.broken {
            return Err(failed(std::io::Error::other("an earlier write failed; open the index again")));
        }
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.broken = self.cut(self.length).is_err();
                Err(failed(error))
            }
        }
    }

    /// Whether nothing more can be added.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Writes everything anew in the place of what is there: whole, or not at all.
    pub(super) fn rewrite(
        &mut self,
        tenant: &str,
        bodies: impl Iterator<Item = Vec<u8>>,
    ) -> Result<(), BrandIndexError> {
        let draft = self.path.with_extension("new");
        let written = self.write_draft(&draft, tenant, bodies);
        // What is left of one that came to nothing takes room that is short already.
        *self = written.inspect_err(|_| drop(std::fs::remove_file(&draft)))?;
        // Until the name is on the disk a crash would bring the old file back, without what is added from here on.
        let named = sync_folder_of(&self.path);
        self.broken = named.is_err();
        named
    }

    fn write_draft(
        &self,
        draft: &Path,
        tenant: &str,
        bodies: impl Iterator<Item = Vec<u8>>,
    ) -> Result<Self, BrandIndexError> {
        let failed = || storage(draft.display().to_string());
        let _ = std::fs::remove_file(draft);
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(draft).map_err(failed())?;
        let mut fresh = Self { file, path: self.path.clone(), length: 0, broken: false };
        let write = |fresh: &mut Self, bytes: &[u8]| {
            fresh.length += bytes.len() as u64;
            fresh.file.write_all(bytes)
        };
        write(&mut fresh, format!("{FORMAT} {tenant}\n").as_bytes()).map_err(failed())?;
        for body in bodies {
            let head = head(&body, fresh.length);
            write(&mut fresh, &[&head[..], &body].concat()).map_err(failed())?;
        }
        fresh.file.sync_all().and_then(|()| std::fs::rename(draft, &self.path)).map_err(failed())?;
        Ok(fresh)
    }
}

fn only_zeros(reader: &mut impl Read) -> std::io::Result<bool> {
    let mut piece = [0; 4096];
    loop {
        match reader.read(&mut piece)? {
            0 => return Ok(true),
            read if piece[..read].iter().any(|byte| *byte != 0) => return Ok(false),
            _ => {}
        }
    }
}

/// Has the names in a file's folder on the disk.
fn sync_folder_of(path: &Path) -> Result<(), BrandIndexError> {
    let Some(folder) = path.parent().filter(|_| cfg!(unix)) else { return Ok(()) };
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(storage(folder.display().to_string()))
}
