//! A document that a person brings along: its layers stay as they are, and designs are laid out around them.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::{Lock, Page};
use design::{BlobRef, Document, Format};
use planner::Kept;
use render::BlobSource;
use toolbox::BlobStore;

use crate::design_file::DesignFile;
use crate::engine::Engine;
use crate::error::{RunError, with_causes};

/// Most bytes of all of its pictures together.
const PICTURE_BYTES_MAX: usize = 64 << 20;

/// Most of its layers, those in groups counted: what is added has room beside them.
const LAYERS_MAX: usize = 1_000;

/// A document that designs are added to, with the pictures that it shows.
#[derive(Debug, Clone)]
pub struct Beginning {
    document: Document,
    pictures: Pictures,
}

#[derive(Debug, Clone)]
struct Pictures(BTreeMap<BlobRef, Arc<[u8]>>);

impl BlobSource for Pictures {
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        self.0.get(name).cloned()
    }
}

impl From<&DesignFile> for Beginning {
    fn from(design: &DesignFile) -> Self {
        let blobs = design.document().blobs();
        let pictures = blobs.into_iter().filter_map(|name| Some((name, design.picture(&name)?)));
        Self::new(design.document().clone(), pictures.collect())
    }
}

impl Beginning {
    /// A document, and the bytes of the pictures that it shows by their names.
    #[must_use]
    pub fn new(document: Document, pictures: BTreeMap<BlobRef, Arc<[u8]>>) -> Self {
        Self { document, pictures: Pictures(pictures) }
    }

    /// The page that it is of.
    ///
    /// # Errors
    ///
    /// [`RunError::Beginning`] where there is no such format.
    pub(crate) fn format(&self) -> Result<Format, RunError> {
        let page = &self.document.page;
        let size = || Format::parse(&format!("{}x{}", page.w, page.h)).ok();
        let named = Format::names().filter_map(|name| Format::parse(name).ok());
        let mut all = named.chain(size());
        let format = all.find(|format| Page::of(format) == *page);
        format.ok_or_else(|| {
            let (w, h, dpi) = (page.w, page.h, page.dpi);
            unusable(format!("no format has a page of {w} × {h} px at {dpi} dpi and a bleed of {} px", page.bleed))
        })
    }

    /// The document as runs of an engine keep it: in its kit, with all of its layers locked; checked.
    ///
    /// # Errors
    ///
    /// [`RunError::Beginning`] where it cannot be drawn with that kit, or is too large.
    pub(crate) fn locked(mut self, engine: &Engine) -> Result<Locked, RunError> {
        let bytes: usize = self.pictures.0.values().map(|bytes| bytes.len()).sum();
        if bytes > PICTURE_BYTES_MAX {
            return Err(unusable(format!("its pictures have more than {PICTURE_BYTES_MAX} bytes")));
        }
        if self.pictures.0.iter().any(|(name, bytes)| BlobRef::of(bytes) != *name) {
            return Err(unusable("the bytes of a picture are not those of its name".to_owned()));
        }
        if self.document.nodes.is_empty() || self.document.walk().count() > LAYERS_MAX {
            return Err(unusable(format!("it has no layer, or more than {LAYERS_MAX}")));
        }
        if self.document.kit.id != engine.kit.id {
            let (own, other) = (design::clip(&self.document.kit.id), &engine.kit.id);
            let reason =
                format!("it was made with the brand kit `{own}`, and the run has `{other}` (--brand names another)");
            return Err(unusable(reason));
        }
        compose::check_room(&self.document).map_err(|error| unusable(error.to_string()))?;
        for node in &mut self.document.nodes {
            node.locked = vec![Lock::Move, Lock::Style, Lock::Content];
        }
        self.document.kit = engine.kit.reference();
        (self.document.source, self.document.archetype, self.document.idea) = (None, None, None);
        let drawn = render::lay_out(&self.document, &engine.kit, &engine.fonts, &self.pictures);
        drawn.map_err(|error| unusable(with_causes(&error)))?;
        let document = self.document.to_bytes();
        let kept = Kept { design: BlobRef::of(&document), layers: self.document.kept_layers() };
        let files = std::iter::once(Arc::from(document)).chain(self.pictures.0.into_values()).collect();
        Ok(Locked { kept, files })
    }
}

/// A document that designs are added to, ready to be kept.
#[derive(Debug)]
pub(crate) struct Locked {
    /// What a run's settings say of it.
    pub(crate) kept: Kept,
    /// It and its pictures.
    files: Vec<Arc<[u8]>>,
}

impl Locked {
    /// Puts it and its pictures where a run finds them.
    pub(crate) fn keep(&self, blobs: &dyn BlobStore) -> Result<(), RunError> {
        for bytes in &self.files {
            blobs
                .put(bytes)
                .map_err(|error| RunError::storage("cannot keep the document that designs begin with", error))?;
        }
        Ok(())
    }
}

fn unusable(reason: String) -> RunError {
    RunError::Beginning { reason }
}
