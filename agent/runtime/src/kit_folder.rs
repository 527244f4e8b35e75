//! A brand kit from its folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use design::kit::{FILES_BYTES_MAX, FILES_MAX};
use design::{BrandKit, KitError, KitFiles};

/// Deepest folder inside a kit.
const FOLDERS_DEEP_MAX: usize = 8;

/// Why a kit's folder could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KitLoadError {
    /// The files are not a kit.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// More than a kit may hold.
    #[error("the brand folder holds more than {what}")]
    TooMuch {
        /// What there is too much of.
        what: String,
    },
    /// A link that leads out of the folder.
    #[error("{} leads out of the brand folder", path.display())]
    Outside {
        /// The link.
        path: PathBuf,
    },
}

/// Reads a kit's folder: all files below it, hidden ones left out, links followed only inside.
///
/// # Errors
///
/// [`KitLoadError`]; a folder without `kit.json` is [`KitError::NoManifest`].
pub fn load_kit(folder: &Path) -> Result<BrandKit, KitLoadError> {
    let failed = |source| KitLoadError::Io { path: folder.to_owned(), source };
    let root = fs::canonicalize(folder).map_err(failed)?;
    if !root.is_dir() {
        return Err(failed(io::ErrorKind::NotADirectory.into()));
    }
    // Looked for first: a folder that is no kit may be anything, and large.
    if !root.join("kit.json").exists() {
        return Err(KitError::NoManifest.into());
    }
    let mut reader = Reader { root, files: KitFiles::default(), bytes: 0 };
    reader.read_folder("", 0)?;
    Ok(BrandKit::from_files(&reader.files)?)
}

struct Reader {
    root: PathBuf,
    files: KitFiles,
    bytes: usize,
}

impl Reader {
    fn read_folder(&mut self, inside: &str, depth: usize) -> Result<(), KitLoadError> {
        if depth > FOLDERS_DEEP_MAX {
            return Err(KitLoadError::TooMuch { what: format!("{FOLDERS_DEEP_MAX} folders inside each other") });
        }
        let folder = self.root.join(inside);
        let failed = |source| KitLoadError::Io { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            // Names that are not UTF-8 cannot be named by a kit.json either.
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let inside = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
            self.read_entry(&inside, depth)?;
        }
        Ok(())
    }

    fn read_entry(&mut self, inside: &str, depth: usize) -> Result<(), KitLoadError> {
        let path = self.root.join(inside);
        let failed = |source| KitLoadError::Io { path: path.clone(), source };
        let real = fs::canonicalize(&path).map_err(failed)?;
        if !real.starts_with(&self.root) {
            return Err(KitLoadError::Outside { path });
        }
        let kind = fs::metadata(&real).map_err(failed)?;
        if kind.is_dir() {
            return self.read_folder(inside, depth + 1);
        }
        if !kind.is_file() {
            return Ok(());
        }
        if self.files.0.len() >= FILES_MAX {
            return Err(KitLoadError::TooMuch { what: format!("{FILES_MAX} files") });
        }
        let left = FILES_BYTES_MAX.saturating_sub(self.bytes);
        let mut bytes = Vec::new();
        let file = fs::File::open(&real).map_err(failed)?;
        file.take(left as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() > left {
            return Err(KitLoadError::TooMuch { what: format!("{} MiB", FILES_BYTES_MAX / (1024 * 1024)) });
        }
        self.bytes += bytes.len();
        self.files.0.insert(inside.to_owned(), bytes.into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in &BrandKit::builtin().files.0 {
            fs::write(folder.path().join(path), bytes).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_reads_as_the_kit_in_it() {
        let folder = folder();
        fs::write(folder.path().join(".hidden"), "x").unwrap();
        assert_eq!(load_kit(folder.path()).unwrap(), *BrandKit::builtin());
    }

    #[test]
    fn a_folder_without_manifest_is_no_kit() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::Kit(KitError::NoManifest))));
        assert!(matches!(load_kit(&folder.path().join("nowhere")), Err(KitLoadError::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let (folder, other) = (folder(), tempfile::tempdir().unwrap());
        fs::write(other.path().join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(other.path().join("secret"), folder.path().join("logo.svg")).unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::Outside { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let folder = folder();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::TooMuch { .. })));
    }

    #[test]
    fn more_files_than_a_kit_may_hold_are_refused() {
        let folder = folder();
        for index in 0..FILES_MAX {
            fs::write(folder.path().join(format!("{index}.txt")), "x").unwrap();
        }
        assert!(matches!(load_kit(folder.path()), Err(KitLoadError::TooMuch { .. })));
    }
}
