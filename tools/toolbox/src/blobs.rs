//! Where tools keep bytes: by their content.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use design::BlobRef;

/// Why a blob could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// The store could not be written or read.
    #[error("{what}")]
    Io {
        /// Which file, and what was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The bytes in the store are not those that the name says.
    #[error("{blob} does not hold the bytes that its name says")]
    Corrupt {
        /// The blob's name.
        blob: BlobRef,
    },
    /// Larger than a blob may be.
    #[error("a blob of {bytes} bytes is larger than the {BLOB_BYTES_MAX} that are kept")]
    TooLarge {
        /// Its size, bytes.
        bytes: u64,
    },
}

/// Largest blob, bytes: an A3 page as an uncompressed picture is a quarter of this.
pub const BLOB_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A store of bytes by their SHA-256.
pub trait BlobStore: Send + Sync {
    /// Keeps `bytes` and returns their name; keeping them twice is keeping them once.
    ///
    /// # Errors
    ///
    /// [`BlobError`] when they could not be kept; nothing is half-kept then.
    fn put(&self, bytes: &[u8]) -> Result<BlobRef, BlobError>;

    /// The bytes of that name; `None` when there are none.
    ///
    /// # Errors
    ///
    /// [`BlobError`] when the store cannot be read or holds other bytes under that name.
    fn get(&self, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError>;

    /// Forgets copies that are only at hand to be quick.
    fn rest(&self) {}
}

/// A store in memory.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<BTreeMap<BlobRef, Arc<[u8]>>>);

impl BlobStore for MemoryBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobRef, BlobError> {
        let size = bytes.len() as u64;
        if size > BLOB_BYTES_MAX {
            return Err(BlobError::TooLarge { bytes: size });
        }
        let name = BlobRef::of(bytes);
        // A poisoned map is still whole: no code that holds the lock can stop half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_insert_with(|| bytes.into());
        Ok(name)
    }

    fn get(&self, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_are_kept_once() {
        let blobs = MemoryBlobs::default();
        let name = blobs.put(b"abc").unwrap();
        assert_eq!(blobs.put(b"abc").unwrap(), name);
        assert_eq!(blobs.get(&name).unwrap().as_deref(), Some(b"abc".as_slice()));
        assert_eq!(blobs.get(&BlobRef::of(b"other")).unwrap(), None);
    }
}
