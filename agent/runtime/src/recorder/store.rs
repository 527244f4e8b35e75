//! The blobs of a run: files named by their content, whole or not there.

use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use design::BlobRef;
use toolbox::blobs::BLOB_BYTES_MAX;
use toolbox::{BlobError, BlobStore};

use super::secrets::Scanner;

/// Most bytes of recent blobs kept in memory.
const CACHE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Blobs in a folder, the recent ones in memory too.
pub(crate) struct FolderBlobs {
    root: PathBuf,
    kept: Mutex<BTreeSet<BlobRef>>,
    cache: Mutex<Cache>,
    next_temporary: AtomicU64,
    scanner: Scanner,
    /// Part of the names of unfinished files.
    process: u64,
    /// Folders whose entries may not be on the disk yet.
    renamed_in: Mutex<BTreeSet<PathBuf>>,
    /// Held while something is written, so that nothing is when it is over.
    closed: RwLock<bool>,
    /// Whether what is written has to outlive the machine.
    lasting: bool,
}

#[derive(Default)]
struct Cache {
    entries: VecDeque<(BlobRef, Arc<[u8]>)>,
    bytes: usize,
}

/// Where a blob lies below the folder of blobs: `sha256/ab/cd…`.
pub(crate) fn blob_path(root: &Path, name: &BlobRef) -> PathBuf {
    let hex = name.0.to_string();
    root.join("sha256").join(&hex[..2]).join(&hex[2..])
}

/// Reads a blob file and checks that it holds what its name says.
pub(crate) fn read_blob(root: &Path, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError> {
    let path = blob_path(root, name);
    let failed = |source| BlobError::Io { what: format!("cannot read {}", path.display()), source };
    let file = match open_file(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut bytes = Vec::new();
    file.take(BLOB_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > BLOB_BYTES_MAX || BlobRef::of(&bytes) != *name {
        return Err(BlobError::Corrupt { blob: *name });
    }
    Ok(Some(bytes.into()))
}

/// Opens a file to read it. A pipe would have whoever reads it wait, and a device may have no end.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    File::open(path)
}

/// Has the entries of a folder on the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_data()
}

impl FolderBlobs {
    /// A store below `root`, which must be there.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { lasting: true, ..Self::passing(root) }
    }

    /// A store of what goes with its run.
    pub(crate) fn passing(root: PathBuf) -> Self {
        Self {
            root,
            kept: Mutex::default(),
            cache: Mutex::default(),
            next_temporary: AtomicU64::new(0),
            scanner: Scanner::default(),
            process: RandomState::new().hash_one(0_u8),
            renamed_in: Mutex::default(),
            closed: RwLock::new(false),
            lasting: false,
        }
    }

    /// Refuses everything from now on: work that outlives its run leaves no trace.
    pub(crate) fn close(&self) {
        *self.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
    }

    fn write(&self, name: &BlobRef, bytes: &[u8]) -> Result<(), BlobError> {
        let path = blob_path(&self.root, name);
        let failed = |source| BlobError::Io { what: format!("cannot write {}", path.display()), source };
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(failed)?;
        // Told apart from whatever another process, or a fork that shares files with this run, may have left there.
        let serial = self.next_temporary.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".{:016x}-{serial}.partial", self.process));
        let write = if self.lasting { write_synced(&temporary, bytes) } else { fs::write(&temporary, bytes) };
        let written = write.and_then(|()| fs::rename(&temporary, &path));
        if self.lasting {
            self.renamed_in.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        }
        written.map_err(|error| {
            let _ = fs::remove_file(&temporary);
            failed(error)
        })
    }

    /// Has the names of what was written so far on the disk.
    pub(crate) fn sync_folders(&self) -> io::Result<()> {
        let folders = std::mem::take(&mut *self.renamed_in.lock().unwrap_or_else(PoisonError::into_inner));
        let above: BTreeSet<&Path> = folders.iter().filter_map(|folder| folder.parent()).collect();
        folders.iter().map(PathBuf::as_path).chain(above).try_for_each(sync_folder)
    }

    fn remember(&self, name: BlobRef, bytes: Arc<[u8]>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.bytes += bytes.len();
        cache.entries.push_back((name, bytes));
        while cache.bytes > CACHE_BYTES_MAX {
            let Some((_, oldest)) = cache.entries.pop_front() else { break };
            cache.bytes -= oldest.len();
        }
    }
}

/// Writes a new file and waits until it is on disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What is left there of an earlier attempt goes first: writing into it could change what shares its bytes.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

impl BlobStore for FolderBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobRef, BlobError> {
        let size = bytes.len() as u64;
        if size > BLOB_BYTES_MAX {
            return Err(BlobError::TooLarge { bytes: size });
        }
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        if *closed {
            let source = io::Error::new(io::ErrorKind::BrokenPipe, "the run is over");
            return Err(BlobError::Io { what: "cannot keep a blob".to_owned(), source });
        }
        let clean = self.scanner.bytes(bytes);
        let bytes = &*clean;
        let name = BlobRef::of(bytes);
        if self.kept.lock().unwrap_or_else(PoisonError::into_inner).contains(&name) {
            return Ok(name);
        }
        self.write(&name, bytes)?;
        // Two threads may both have written the same bytes: the second rename changed nothing.
        if self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name) {
            self.remember(name, bytes.into());
        }
        Ok(name)
    }

    fn rest(&self) {
        // What is forgotten is written again, should it be made again.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
        *self.cache.lock().unwrap_or_else(PoisonError::into_inner) = Cache::default();
    }

    fn get(&self, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError> {
        let cached = {
            let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            cache.entries.iter().find(|(key, _)| key == name).map(|(_, bytes)| bytes.clone())
        };
        match cached {
            Some(bytes) => Ok(Some(bytes)),
            None => read_blob(&self.root, name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_a_file_named_by_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::new(folder.path().to_owned());
        let name = blobs.put(b"abc").unwrap();
        let path = blob_path(folder.path(), &name);
        assert_eq!(fs::read(&path).unwrap(), b"abc");
        assert_eq!(read_blob(folder.path(), &name).unwrap().as_deref(), Some(b"abc".as_slice()));
        fs::write(&path, b"abd").unwrap();
        assert!(matches!(read_blob(folder.path(), &name), Err(BlobError::Corrupt { .. })));
    }

    #[test]
    fn a_blob_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sha256"), b"in the way").unwrap();
        let blobs = FolderBlobs::new(folder.path().to_owned());
        assert!(matches!(blobs.put(b"abc"), Err(BlobError::Io { .. })));
        assert_eq!(blobs.get(&BlobRef::of(b"abc")).map_err(|_| ()).unwrap_or_default(), None);
    }

    #[test]
    fn a_closed_store_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::new(folder.path().to_owned());
        blobs.close();
        assert!(blobs.put(b"abc").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
