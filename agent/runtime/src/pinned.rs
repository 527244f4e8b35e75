//! The brand kit and the installed faces as a run pinned them, so that nothing but its folder is needed to make it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{BlobRef, BrandKit, KitError, KitFiles};
use planner::record::kind;
use render::FaceFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use toolbox::{BlobError, BlobStore};

use crate::run_folder::{ReadError, RunFolder};

/// Most installed files that a run may name.
const FONT_FILES_MAX: usize = 8_192;

/// An installed file as it is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PinnedFont {
    /// Its file name.
    pub name: String,
    /// The family that it belongs to.
    pub family: String,
    /// Its content.
    pub blob: BlobRef,
}

/// The files that a run was made with, by their content.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PinnedFiles {
    /// The brand kit's, by their paths in it.
    #[serde(default)]
    pub kit_files: BTreeMap<String, BlobRef>,
    /// The installed faces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub font_files: Vec<PinnedFont>,
}

impl PinnedFiles {
    /// Reads what a manifest, or a record of what was pinned, says of them.
    pub(crate) fn read(p: &Value) -> Result<Self, PinnedKitError> {
        if p.get("kit_files").is_none() {
            return Err(PinnedKitError::NotPinned);
        }
        Self::deserialize(p).map_err(PinnedKitError::Files)
    }

    /// Keeps the files of a kit and the installed faces.
    pub(crate) fn keep(kit: &BrandKit, installed: &[FaceFile], blobs: &dyn BlobStore) -> Result<Self, BlobError> {
        let keep = |(path, bytes): (&String, &Arc<[u8]>)| Ok((path.clone(), blobs.put(bytes)?));
        let font = |file: &FaceFile| {
            let blob = blobs.put(&file.bytes)?;
            Ok(PinnedFont { name: file.name.clone(), family: file.family.clone(), blob })
        };
        Ok(Self {
            kit_files: kit.files.0.iter().map(keep).collect::<Result<_, _>>()?,
            font_files: installed.iter().map(font).collect::<Result<_, _>>()?,
        })
    }
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
    #[error("the files of the brand kit and the installed faces are not recorded")]
    Files(#[source] serde_json::Error),
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
    /// The brand kit that the run was made with; of a fork, its own.
    ///
    /// # Errors
    ///
    /// [`PinnedKitError`] when the log or a file of the kit is not as it was written.
    pub fn kit(&self) -> Result<BrandKit, PinnedKitError> {
        self.kit_of(&self.pinned_files()?)
    }

    /// The installed faces that the run was made with.
    ///
    /// # Errors
    ///
    /// [`PinnedKitError`] when the log or a face is not as it was written.
    pub fn fonts(&self) -> Result<Vec<FaceFile>, PinnedKitError> {
        self.fonts_of(&self.pinned_files()?)
    }

    pub(crate) fn kit_of(&self, files: &PinnedFiles) -> Result<BrandKit, PinnedKitError> {
        let mut kit = KitFiles::default();
        let mut read: BTreeMap<BlobRef, Arc<[u8]>> = BTreeMap::new();
        for (path, blob) in &files.kit_files {
            // Many names of one file take its bytes once.
            let bytes = match read.get(blob) {
                Some(bytes) => bytes.clone(),
                None => self.pinned_file(*blob)?,
            };
            read.insert(*blob, bytes.clone());
            kit.0.insert(path.clone(), bytes);
        }
        BrandKit::from_files(&kit).map_err(PinnedKitError::Kit)
    }

    pub(crate) fn fonts_of(&self, files: &PinnedFiles) -> Result<Vec<FaceFile>, PinnedKitError> {
        let read = |PinnedFont { name, family, blob }: &PinnedFont| {
            Ok(FaceFile { name: name.clone(), family: family.clone(), bytes: self.pinned_file(*blob)? })
        };
        files.font_files.iter().take(FONT_FILES_MAX).map(read).collect()
    }

    /// The last record of what was pinned says it; of a run that ended before the first, its manifest.
    fn pinned_files(&self) -> Result<PinnedFiles, PinnedKitError> {
        let files = match self.last_record_of(kind::CONFIG_PINNED)? {
            Some(record) => record.p,
            None => self.manifest()?,
        };
        PinnedFiles::read(&files)
    }

    fn pinned_file(&self, blob: BlobRef) -> Result<Arc<[u8]>, PinnedKitError> {
        self.blob(&blob).ok().flatten().ok_or(PinnedKitError::Blob { blob })
    }
}
