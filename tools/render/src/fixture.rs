//! Small documents for the tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::{Align, Case, Content, Fit, FontRef, Paint, Run, Shape, Text, VAlign};
use design::{BlobRef, BrandKit, Document, Format, Node, Rect, Role, Srgb, TokenPath};

use crate::{FontBook, Layout, RenderError, lay_out};

pub(crate) type Blobs = BTreeMap<BlobRef, Arc<[u8]>>;

/// A kit with the colours `ground` (cream), `ink` (near black) and `accent` (red).
pub(crate) fn kit() -> BrandKit {
    let mut kit = (*BrandKit::builtin()).clone();
    for (token, hex) in [("ground", "#f5eadd"), ("ink", "#1a1a2e"), ("accent", "#ff5030")] {
        kit.colors.insert(token.into(), Srgb::parse_hex(hex).unwrap());
    }
    kit
}

pub(crate) fn paint(token: &str) -> Paint {
    Paint::Token(TokenPath::from(token))
}

pub(crate) fn run(words: &str, family: &str, weight: u16, size: f64) -> Run {
    Run::new(words, FontRef::new(family, weight), size)
}

/// A wrapped text of Inter.
pub(crate) fn text(words: &str, size: f64) -> Text {
    Text {
        runs: vec![run(words, "Inter", 400, size)],
        align: Align::Start,
        valign: VAlign::Top,
        leading: 1.2,
        case: Case::AsIs,
        wrap: true,
        language: "en".to_owned(),
    }
}

pub(crate) fn node(id: &str, area: [f64; 4], content: Content) -> Node {
    Node::new(id, Role::Body, Rect::from(area), content)
}

pub(crate) fn words(id: &str, area: [f64; 4], text: Text) -> Node {
    node(id, area, Content::Text { text, fill: paint("ink") })
}

pub(crate) fn shape(id: &str, area: [f64; 4], shape: Shape, token: &str) -> Node {
    node(id, area, Content::Shape { shape, fill: Some(paint(token)), stroke: None })
}

pub(crate) fn picture(id: &str, area: [f64; 4], bytes: &[u8], fit: Fit, blobs: &mut Blobs) -> Node {
    let blob = BlobRef::of(bytes);
    blobs.insert(blob, Arc::from(bytes));
    node(id, area, Content::Image { blob, fit })
}

/// A page of `w` × `h` px with a cream background under `nodes`.
pub(crate) fn page(w: u32, h: u32, nodes: Vec<Node>) -> Document {
    let format = Format::parse(&format!("{w}x{h}")).unwrap();
    let mut document = Document::new(&format, kit().reference());
    let mut ground = shape("ground", [0.0, 0.0, f64::from(w), f64::from(h)], Shape::Rect { radius: 0.0 }, "ground");
    ground.role = Role::Background;
    document.nodes.push(ground);
    document.nodes.extend(nodes);
    document
}

pub(crate) fn laid_out(document: &Document, blobs: &Blobs) -> Result<Layout, RenderError> {
    lay_out(document, &kit(), &FontBook::embedded(), blobs)
}

/// A PNG of `w` × `h` px in one colour.
pub(crate) fn png(w: u32, h: u32, rgba: [u8; 4]) -> Vec<u8> {
    let data = rgba.repeat((w * h) as usize);
    crate::Pixels { width: w, height: h, data }.to_png().unwrap()
}
