//! The brand kit and the installed faces as a run pinned them, so that nothing but its folder is needed to make it again.

use std::collections::BTreeMap;

use design::{BlobRef, BrandKit, KitError, KitFiles};
use planner::record::kind;
use render::FaceFile;
use serde::{Deserialize, Serialize};

use crate::run_folder::{ReadError, RunFolder};

/// Most installed files that a run may name.
const FONT_FILES_MAX: usize = 8_192;

/// An installed file as it is recorded.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PinnedFont {
    pub(crate) name: String,
    pub(crate) family: String,
    pub(crate) blob: BlobRef,
}

/// Why a run's brand kit cannot be had from its folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PinnedKitError {
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Read(#[from] ReadError),
    /// The run ended before its configuration was recorded.
    #[error("the run ended before its configuration was recorded")]
    NotPinned,
    /// The list of files is no list.
    #[error("the brand kit's files are not recorded")]
    Files(#[source] serde_json::Error),
    /// The list of installed faces is no list.
    #[error("the installed faces are not recorded")]
    Fonts(#[source] serde_json::Error),
    /// A file of the kit, or an installed face, is not there, or not as it was.
    #[error("{blob} is missing or was changed")]
    Blob {
        /// The file's content by name.
        blob: BlobRef,
    },
    /// The files are no kit.
    #[error("the recorded brand kit cannot be read")]
    Kit(#[source] KitError),
}

impl RunFolder {
    /// The brand kit that the run was made with.
    ///
    /// # Errors
    ///
    /// [`PinnedKitError`] when the log or a file of the kit is not as it was written.
    pub fn kit(&self) -> Result<BrandKit, PinnedKitError> {
        let record = self.record_of(kind::CONFIG_PINNED)?.ok_or(PinnedKitError::NotPinned)?;
        let files = record.p.get("kit_files").cloned().unwrap_or_default();
        let files: BTreeMap<String, BlobRef> = serde_json::from_value(files).map_err(PinnedKitError::Files)?;
        let mut kit = KitFiles::default();
        for (path, blob) in files {
            let bytes = self.blob(&blob).ok().flatten().ok_or(PinnedKitError::Blob { blob })?;
            kit.0.insert(path, bytes);
        }
        BrandKit::from_files(&kit).map_err(PinnedKitError::Kit)
    }

    /// The installed faces that the run was made with.
    ///
    /// # Errors
    ///
    /// [`PinnedKitError`] when the log or a face is not as it was written.
    pub fn fonts(&self) -> Result<Vec<FaceFile>, PinnedKitError> {
        let record = self.record_of(kind::CONFIG_PINNED)?.ok_or(PinnedKitError::NotPinned)?;
        let Some(listed) = record.p.get("font_files") else { return Ok(Vec::new()) };
        let listed: Vec<PinnedFont> = serde_json::from_value(listed.clone()).map_err(PinnedKitError::Fonts)?;
        let read = |PinnedFont { name, family, blob }: PinnedFont| {
            let bytes = self.blob(&blob).ok().flatten().ok_or(PinnedKitError::Blob { blob })?;
            Ok(FaceFile { name, family, bytes })
        };
        listed.into_iter().take(FONT_FILES_MAX).map(read).collect()
    }
}
