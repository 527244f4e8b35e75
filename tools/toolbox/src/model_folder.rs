//! Models in folders of this machine: their files, within limits.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Why the model of a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalModelError {
    /// A file is not there or cannot be read.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file is larger than what is read.
    #[error("{}: larger than {most} bytes", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The limit.
        most: u64,
    },
    /// A file does not hold what it should.
    #[error("{}: {reason}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
///
/// [`LocalModelError`] that names the file.
pub fn read(file: &Path, most: u64) -> Result<Vec<u8>, LocalModelError> {
    let io = |source| LocalModelError::Io { file: file.to_owned(), source };
    // Not a pipe, which may never end.
    if !std::fs::metadata(file).map_err(io)?.is_file() {
        return Err(io(std::io::Error::other("is no file")));
    }
    let mut bytes = Vec::new();
    File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(io)?;
    if bytes.len() as u64 > most { Err(LocalModelError::TooLarge { file: file.to_owned(), most }) } else { Ok(bytes) }
}
