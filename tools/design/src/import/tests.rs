//! A small layout of our own in the schema of LICA, and what becomes of it when it is damaged.

use proptest::prelude::*;

use super::*;
use crate::document::{Content, Role, Shape};

const LAYOUT: &str = include_str!("../../tests/import/flea-market.json");

fn read(json: &str) -> Result<Imported, ImportError> {
    read_foreign(json.as_bytes(), &BrandKit::builtin())
}

#[test]
fn a_layout_reads_as_live_text_forms_and_panels() {
    assert!(is_foreign(LAYOUT.as_bytes()));
    let imported = read(LAYOUT).unwrap();
    let document = &imported.document;
    assert_eq!((document.page.w, document.page.h), (1080.0, 1350.0));
    let texts: Vec<(Role, String)> = document
        .walk()
        .filter_map(|node| match &node.content {
            Content::Text { text, .. } => Some((node.role, text.plain())),
            _ => None,
        })
        .collect();
    let wanted = [
        (Role::Headline, "Flea Market"),
        (Role::Subhead, "under the railway arches"),
        (Role::Body, "Sunday 4 May, 9am–3pm"),
        (Role::Cta, "Book a stall"),
        (Role::Legal, "Dogs on leads, please."),
    ];
    assert_eq!(texts, wanted.map(|(role, text)| (role, text.to_owned())));
    assert_eq!(imported.pictures.len(), 2);
    assert_eq!(imported.left_out, 2, "one without a size, one of an unknown kind");
    let turned = document.walk().find(|node| node.rotation != 0.0).unwrap();
    assert_eq!((turned.role, turned.rotation), (Role::Image, -6.5));
    let round = document.walk().find(|node| matches!(&node.content, Content::Shape { shape: Shape::Path { .. }, .. }));
    assert!(round.is_some(), "the button keeps its outline");
    for node in document.walk() {
        let fill = match &node.content {
            Content::Shape { fill, .. } => fill.as_ref(),
            Content::Text { fill, .. } => Some(fill),
            _ => None,
        };
        let Some(crate::document::Paint::Token(token)) = fill else { panic!("{} has no token", node.id) };
        assert!(BrandKit::builtin().color(token).is_some());
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let nested = |depth: usize| {
        let (open, close) = (r#"{"type":"GROUP","components":["#.repeat(depth), "]}".repeat(depth));
        format!(r#"{{"width":"100px","height":"100px","components":[{open}{close}]}}"#)
    };
    assert!(read(&nested(10)).is_ok());
    assert!(matches!(read(&nested(40)), Err(ImportError::TooMuch { .. })));
    assert!(matches!(read(&nested(5_000)), Err(ImportError::Invalid(_))));
    let many = vec![r#"{"type":"GROUP"}"#; LAYERS_MAX + 1].join(",");
    let many = format!(r#"{{"width":"100px","height":"100px","components":[{many}]}}"#);
    assert!(matches!(read(&many), Err(ImportError::TooMuch { .. })));
    assert!(matches!(read(&" ".repeat(IMPORT_BYTES_MAX + 1)), Err(ImportError::TooLong { .. })));
    for page in [r#""width":"0px","height":"9px""#, r#""width":"1e9px","height":"90px""#, r#""width":[]"#] {
        assert!(matches!(read(&format!(r#"{{{page},"components":[]}}"#)), Err(ImportError::Page { .. })), "{page}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Bytes changed, cut out or doubled anywhere never panic, and what still reads is a sound document.
    #[test]
    fn a_damaged_layout_is_read_or_refused(
        edits in prop::collection::vec((0usize..4_000, 0u8..3, any::<u8>(), 0usize..40), 1..12)
    ) {
        let mut bytes = LAYOUT.as_bytes().to_vec();
        for (at, kind, byte, length) in edits {
            let at = at % bytes.len().max(1);
            let end = (at + length).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..end); }
                _ => { let piece = bytes[at..end].to_vec(); bytes.splice(at..at, piece); }
            }
            if bytes.is_empty() { break; }
        }
        sound(&bytes);
    }

    /// Values of any kind where lengths, colours and outlines belong.
    #[test]
    fn strange_values_are_read_or_refused(
        text in "[-0-9eE.,()a-zMLCZ# \"]{0,40}", number in any::<f64>(), field in 0usize..14
    ) {
        let names = ["left", "top", "width", "height", "transform", "opacity", "background", "clipPath", "color",
            "fontSize", "fontFamily", "fontWeight", "lineHeight", "letterSpacing"];
        let mut layout: serde_json::Value = serde_json::from_str(LAYOUT).unwrap();
        for component in layout["components"].as_array_mut().unwrap() {
            let value = if text.len() % 2 == 0 { text.clone().into() } else { serde_json::json!(number) };
            component[names[field]] = value;
        }
        sound(&serde_json::to_vec(&layout).unwrap());
    }
}

fn sound(bytes: &[u8]) {
    let Ok(imported) = read_foreign(bytes, &BrandKit::builtin()) else { return };
    let document = imported.document;
    assert!(document.nodes.len() <= LAYERS_MAX + 1);
    for node in document.walk() {
        let area = node.area;
        assert!([area.x, area.y, area.w, area.h, node.rotation].into_iter().all(|x| x.is_finite() && x.abs() < 1e6));
        assert!((0.0..=1.0).contains(&node.opacity));
    }
    assert_eq!(serde_json::from_slice::<Document>(&document.to_bytes()).unwrap(), document);
}
