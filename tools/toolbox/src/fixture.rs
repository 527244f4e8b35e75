//! What tests share.

use std::sync::Arc;

use design::{BrandKit, Format, ImageRequest};
use render::FontBook;
use tokio::sync::Semaphore;

use crate::{Context, MemoryBlobs, Permission, Surroundings};

/// A context with an empty store and one thread to compute on.
pub(crate) fn context(kit: BrandKit) -> Context {
    context_with(kit, Permission::house())
}

/// The same, with texts held against that.
pub(crate) fn context_with(kit: BrandKit, permission: Arc<Permission>) -> Context {
    Context::new(Surroundings {
        kit: Arc::new(kit),
        fonts: FontBook::embedded(),
        blobs: Arc::new(MemoryBlobs::default()),
        format: Format::default(),
        seed: 1,
        began_ms: 0,
        permission,
        tenant: crate::TenantId::local(),
        lane: crate::provider::Lane::Interactive,
        compute: Arc::new(Semaphore::new(1)),
    })
}

/// A request for a square photograph without words on it.
pub(crate) fn image_request() -> ImageRequest {
    ImageRequest {
        node: "art".into(),
        prompt: "a quiet harbour".to_owned(),
        imagery: "photo".to_owned(),
        motif: "abstract".to_owned(),
        width: 400.0,
        height: 400.0,
        keep_clear: Vec::new(),
        focus: None,
        palette: std::collections::BTreeMap::new(),
        transparent: false,
        seed: 1,
    }
}
