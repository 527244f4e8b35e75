//! What tests share.

use std::sync::Arc;

use design::document::{Align, Case, Content, FontRef, Paint, Role, Run, Text, VAlign};
use design::{BrandKit, Document, Format, ImageRequest, Node};
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
        negative: String::new(),
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

/// A page with those lines on it.
pub(crate) fn page(lines: &[&str]) -> Vec<u8> {
    let kit = BrandKit::builtin();
    let mut document = Document::new(&Format::default(), kit.reference());
    let dark = |token: &&design::TokenPath| kit.color(token).is_some_and(|color| color.luminance() < 0.05);
    let ink = Paint::token(kit.neutrals.iter().find(dark).unwrap());
    let mut place = 80.0;
    for (at, line) in lines.iter().enumerate() {
        let text = Text {
            runs: vec![Run::new(*line, FontRef::new("Inter", 700), 96.0)],
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.1,
            case: Case::AsIs,
            wrap: true,
            language: "en".to_owned(),
        };
        let content = Content::Text { text, fill: ink.clone() };
        document.nodes.push(Node::new(
            format!("line-{at}").as_str(),
            Role::Body,
            [60.0, place, 960.0, 150.0].into(),
            content,
        ));
        place += 190.0;
    }
    let layout = render::lay_out(&document, &kit, &render::FontBook::embedded(), &std::collections::BTreeMap::new());
    layout.unwrap().to_png(1.0).unwrap()
}
