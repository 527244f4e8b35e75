//! Where runs without an output folder keep what they make: a folder of this process, gone with it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// How the folders of processes are named.
const PREFIX: &str = "process-";
/// What a process holds locked as long as it lives.
const LOCK: &str = ".lock";
/// Folders that may vanish under one's hands before it is given up.
const TRIES_MAX: usize = 8;

/// A folder of this process inside one that several may share.
pub(crate) struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes a folder inside `root`, and removes those of processes that ended without doing so.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        sweep(root);
        let mut last = None;
        for _ in 0..TRIES_MAX {
            match Self::make(root) {
                Ok(scratch) => return Ok(scratch),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::other("no folder could be made")))
    }

    /// A folder without its lock yet looks like one of a process that has ended.
    fn make(root: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(root)?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.try_lock().map_err(io::Error::other)?;
        Ok(Self { folder, _lock: lock })
    }

    /// The folder of a tenant.
    pub(crate) fn of(&self, tenant: &str) -> PathBuf {
        self.folder.path().join(tenant)
    }
}

/// Removes what ended processes left; what cannot be removed stays.
fn sweep(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let Some(lock) = is_ours.then(|| File::open(entry.path().join(LOCK)).ok()).flatten() else { continue };
        if lock.try_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_process_that_ended_is_removed_by_the_next() {
        let root = tempfile::tempdir().unwrap();
        let left = root.path().join("process-left");
        fs::create_dir_all(left.join("acme/run-1")).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::create_dir_all(root.path().join("somebody-elses")).unwrap();
        let living = Scratch::open(root.path()).unwrap();
        let other = Scratch::open(root.path()).unwrap();
        assert!(!left.exists() && root.path().join("somebody-elses").exists());
        assert!(living.folder.path().exists() && living.of("a") != other.of("a"));
        drop((living, other));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
