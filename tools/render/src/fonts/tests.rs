use std::sync::Arc;

use design::kit::{FontRole, KitFont};
use proptest::prelude::*;

use super::*;

fn font(family: &str, weight: u16) -> FontRef {
    FontRef { family: family.to_owned(), weight, italic: false }
}

fn kit_with(fonts: &[(&str, Option<&[u8]>)]) -> BrandKit {
    let mut kit = (*BrandKit::builtin()).clone();
    kit.fonts.clear();
    for (index, (family, bytes)) in fonts.iter().enumerate() {
        let file = bytes.map(|bytes| {
            let path = format!("fonts/{index}.otf");
            kit.files.0.insert(path.clone(), Arc::from(bytes));
            path
        });
        kit.fonts.push(KitFont { family: (*family).to_owned(), file, role: FontRole::Display, weight: 400 });
    }
    kit
}

#[test]
fn the_embedded_book_knows_its_families() {
    let book = FontBook::embedded();
    assert_eq!(book.families(), ["Inter", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"]);
    assert!(book.resolves(&font("inter", 250)) && !book.resolves(&font("Arial", 400)));
    assert!(book.covers(&font("Inter", 400), "Žluťoučký kůň, €20 — ½"));
    assert!(!book.covers(&font("Inter", 400), "שלום") && book.covers(&font("Libertinus Serif", 400), "שלום"));
    assert!(!book.covers(&font("Arial", 400), "a"));
    assert_eq!(book.hashes().len(), 15);
}

#[test]
fn a_kit_brings_its_own_faces() {
    let serif = typst_assets::fonts().next().unwrap();
    let (book, findings) =
        FontBook::for_kit(&kit_with(&[("House Serif", Some(serif)), ("Gone Grotesk", None)])).unwrap();
    assert_eq!(book.families()[0], "House Serif");
    assert!(book.resolves(&font("House Serif", 400)) && book.resolves(&font("Inter", 400)));
    assert!(book.hashes().contains_key("fonts/0.otf"));
    assert_eq!(findings.len(), 1);
    assert!(findings[0].rule == "missing_font" && findings[0].message.contains("Gone Grotesk"));
    let (_, none) = FontBook::for_kit(&kit_with(&[("Inter", None)])).unwrap();
    assert!(none.is_empty(), "{none:?}");
}

#[test]
fn a_file_that_is_no_font_is_named() {
    let sound = typst_assets::fonts().next().unwrap();
    for (bytes, why) in [
        (&b""[..], "damaged"),
        (b"not a font", "damaged"),
        (&sound[..200], "missing or damaged"),
        (b"wOF2\0\0\0\0\0\0\0\0", "WOFF"),
    ] {
        let error = FontBook::for_kit(&kit_with(&[("House", Some(bytes))])).unwrap_err().to_string();
        assert!(error.contains("fonts/0.otf") && error.contains(why), "{error}");
    }
    let mut kit = kit_with(&[("House", Some(sound))]);
    kit.files.0.clear();
    assert!(FontBook::for_kit(&kit).unwrap_err().to_string().contains("does not hold it"));
}

/// A sound face with some bytes changed.
fn damaged(changes: &[(usize, u8)]) -> Vec<u8> {
    // The smallest embedded file keeps the test quick.
    let mut bytes = typst_assets::fonts().min_by_key(|bytes| bytes.len()).unwrap().to_vec();
    for &(at, value) in changes {
        let at = at % bytes.len();
        bytes[at] = value;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_can_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), tag in 0..4usize) {
        let mut file = [&b"OTTO"[..], b"\0\x01\0\0", b"ttcf", b""][tag].to_vec();
        file.extend(bytes);
        let _ = FontBook::for_kit(&kit_with(&[("House", Some(&file))]));
    }

    #[test]
    fn a_damaged_face_is_refused_or_sets_text(
        head in prop::collection::vec((0..2_000usize, any::<u8>()), 0..6),
        body in prop::collection::vec((any::<usize>(), any::<u8>()), 0..200),
    ) {
        let changes: Vec<_> = head.into_iter().chain(body).collect();
        let file = damaged(&changes);
        if let Ok((book, _)) = FontBook::for_kit(&kit_with(&[("House", Some(&file))])) {
            let mut words = crate::fixture::text("Quick fi 12", 40.0);
            words.runs[0].font.family = "House".to_owned();
            let page = crate::fixture::page(300, 100, vec![crate::fixture::words("w", [0.0, 0.0, 300.0, 100.0], words)]);
            let layout = crate::lay_out(&page, &crate::fixture::kit(), &book, &crate::fixture::Blobs::new()).unwrap();
            prop_assert!(layout.text(&"w".into()).unwrap().ink.w.is_finite());
            let _ = layout.to_pdf();
        }
    }
}
