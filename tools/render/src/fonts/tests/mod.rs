mod packing;

use std::sync::Arc;

use design::Axes;
use design::kit::{FontRole, KitFont};
use proptest::prelude::*;

use super::*;

fn font(family: &str, weight: u16) -> FontRef {
    FontRef::new(family, weight)
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
        (b"wOF2\0\0\0\0\0\0\0\0", "without its end"),
        (b"wOFF\0\0\0\0\0\0\0\0", "without its end"),
    ] {
        let error = FontBook::for_kit(&kit_with(&[("House", Some(bytes))])).unwrap_err().to_string();
        assert!(error.contains("fonts/0.otf") && error.contains(why), "{error}");
    }
    let mut kit = kit_with(&[("House", Some(sound))]);
    kit.files.0.clear();
    assert!(FontBook::for_kit(&kit).unwrap_err().to_string().contains("does not hold it"));
}

/// The smallest embedded file with outlines of either kind.
fn smallest(tag: &[u8; 4]) -> &'static [u8] {
    typst_assets::fonts().filter(|bytes| bytes.starts_with(tag)).min_by_key(|bytes| bytes.len()).unwrap()
}

/// Glyphs of a line of text, and the page as SVG and PDF.
fn set_in(family: &str, axes: Axes, weight: u16, book: &FontBook) -> (Vec<(u32, f64)>, String, Vec<u8>) {
    let mut words = crate::fixture::text("Quick fi 12", 40.0);
    words.runs[0].font = FontRef { axes, ..FontRef::new(family, weight) };
    let page = crate::fixture::page(300, 100, vec![crate::fixture::words("w", [0.0, 0.0, 300.0, 100.0], words)]);
    let layout = crate::lay_out(&page, &crate::fixture::kit(), book, &crate::fixture::Blobs::new()).unwrap();
    let glyphs = layout.text(&"w".into()).unwrap().runs.iter().flat_map(|run| {
        assert_eq!(run.family, family);
        run.glyphs.iter().map(|glyph| (glyph.id, glyph.advance))
    });
    (glyphs.collect(), layout.to_svg(crate::SvgText::Outlined), layout.to_pdf().unwrap())
}

#[test]
fn every_packing_of_a_font_sets_and_exports_the_same() {
    for plain in [smallest(b"OTTO"), smallest(&[0, 1, 0, 0])] {
        let set = |bytes: &[u8]| {
            let (book, _) = FontBook::for_kit(&kit_with(&[("House", Some(bytes))])).unwrap();
            set_in("House", Axes::default(), 400, &book)
        };
        let (glyphs, svg, pdf) = set(plain);
        let used: std::collections::BTreeSet<u32> = glyphs.iter().map(|glyph| glyph.0).collect();
        assert!(
            used.len() > 8 && pdf.len() < plain.len() / 4,
            "a subset of {} glyphs in {} bytes",
            used.len(),
            pdf.len()
        );
        for packed in [packing::woff(plain), packing::woff2(plain)] {
            let (again, drawn, exported) = set(&packed);
            assert_eq!((&again, &drawn), (&glyphs, &svg));
            assert_eq!(exported.len(), pdf.len());
        }
    }
}

#[test]
fn installed_faces_stand_between_the_kit_and_the_embedded_ones() {
    let file = |family: &str, bytes: &[u8]| FaceFile {
        name: format!("{family}/face.woff2"),
        family: family.to_owned(),
        bytes: Arc::from(packing::woff2(bytes)),
    };
    let (serif, mono) = (smallest(b"OTTO"), smallest(&[0, 1, 0, 0]));
    let kit = kit_with(&[("House", Some(serif)), ("Guest", None), ("Gone", None), ("Gone", None)]);
    let files = [file("Guest", mono), file("House", mono)];
    let (book, findings) = FontBook::with(&kit, &files).unwrap();
    assert_eq!(book.families()[..3], ["House", "Guest", "Inter"]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].message.contains("\"Gone\""));
    let origins: Vec<Origin> = book.faces().iter().map(|face| face.origin).take(3).collect();
    assert_eq!(origins, [Origin::Kit, Origin::Installed, Origin::Embedded]);
    assert_eq!(book.hashes()["Guest/face.woff2"], Sha256::of(&files[0].bytes));
}

#[test]
fn a_letter_is_taken_whole_from_the_file_that_has_it() {
    let whole = typst_assets::fonts()
        .find(|bytes| {
            use skrifa::MetadataProvider as _;
            let charmap = skrifa::FontRef::from_index(bytes, 0).unwrap().charmap();
            "Nguyenêễ\u{303}".chars().all(|c| charmap.map(c).is_some())
        })
        .unwrap();
    let file = |name: &str, characters: &str| FaceFile {
        name: name.to_owned(),
        family: "House".to_owned(),
        bytes: Arc::from(packing::with_characters(whole, characters)),
    };
    // As subsets are cut: the first file has the plain letters and the accent, the second the letter with both.
    let files = [file("latin", "Nguyenêa \u{303}"), file("vietnamese", "ễ")];
    let (book, _) = FontBook::with(&kit_with(&[]), &files).unwrap();
    assert!(!book.families().iter().any(|family| family.contains('\u{1f}')), "{:?}", book.families());
    let glyph = |c: char| {
        use skrifa::MetadataProvider as _;
        skrifa::FontRef::from_index(whole, 0).unwrap().charmap().map(c).unwrap().to_u32()
    };
    let mut words = crate::fixture::text("Nguyễn a", 40.0);
    words.runs[0].font = FontRef::new("House", 400);
    let set = crate::lay_out_text(&book, &words, design::Rect::new(0.0, 0.0, 400.0, 60.0));
    let glyphs: Vec<u32> = set.runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| glyph.id)).collect();
    assert!(glyphs.contains(&glyph('ễ')), "{glyphs:?}");
    assert!(!glyphs.contains(&glyph('\u{303}')), "no accent stands alone");
    assert_eq!(glyphs.len(), "Nguyễn a".chars().count());
}

#[test]
fn axes_of_a_variable_face_are_addressed_by_tag() {
    let book = FontBook::embedded();
    let inter = book.faces().into_iter().find(|face| face.family == "Inter").unwrap();
    assert_eq!(inter.axes.iter().map(|axis| axis.tag.as_str()).collect::<Vec<_>>(), ["wght", "slnt"]);
    let slanted = |places: &[(&str, f64)]| set_in("Inter", Axes::of(places), 400, &book).1;
    let upright = slanted(&[]);
    assert_ne!(slanted(&[("slnt", -10.0)]), upright);
    // Weight has its own field, and what the face has no axis for changes nothing.
    for places in [&[("wght", 900.0)][..], &[("wdth", 60.0)], &[("slant", 3.0)], &[("\u{e9}\u{e9}", 1.0)]] {
        assert_eq!(slanted(places), upright, "{places:?}");
    }
    assert_eq!(slanted(&[("slnt", -900.0)]), slanted(&[("slnt", -10.0)]));
}

#[test]
fn a_packed_bomb_is_refused_before_it_is_unpacked() {
    let refused = |bytes: &[u8], why: &str| {
        let error = FontBook::for_kit(&kit_with(&[("House", Some(bytes))])).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    let plain = smallest(b"OTTO");
    // A table that says it is four gigabytes long.
    let mut woff = packing::woff(plain);
    woff[44 + 12..44 + 16].copy_from_slice(&u32::MAX.to_be_bytes());
    refused(&woff, "32 MiB");
    // Every table is the whole file.
    let mut woff = packing::woff(plain);
    let (tables, length) = (usize::from(woff[13]), woff.len() as u32);
    for entry in (0..tables).map(|index| 44 + index * 20) {
        woff[entry + 4..entry + 8].copy_from_slice(&0_u32.to_be_bytes());
        woff[entry + 8..entry + 12].copy_from_slice(&length.to_be_bytes());
    }
    refused(&woff, "damaged");
    let mut woff2 = packing::woff2(plain);
    woff2[16..20].copy_from_slice(&(64_u32 << 20).to_be_bytes());
    refused(&woff2, "32 MiB");
    let mut many = packing::woff2(plain);
    many[12..14].copy_from_slice(&[255, 255]);
    refused(&many, "tables");
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
    fn a_damaged_packing_is_refused_or_sets_text(
        second: bool,
        truetype: bool,
        changes in prop::collection::vec((0..1_200usize, any::<u8>()), 0..8),
        end in prop_oneof![Just(usize::MAX), 0..400_000usize],
    ) {
        let plain = smallest(if truetype { &[0, 1, 0, 0] } else { b"OTTO" });
        let mut file = if second { packing::woff2(plain) } else { packing::woff(plain) };
        for (at, value) in changes {
            file[at] = value;
        }
        file.truncate(end);
        if let Ok((book, _)) = FontBook::for_kit(&kit_with(&[("House", Some(&file))])) {
            let mut words = crate::fixture::text("Quick fi 12", 40.0);
            words.runs[0].font.family = "House".to_owned();
            let _ = crate::lay_out_text(&book, &words, design::Rect::new(0.0, 0.0, 300.0, 100.0));
        }
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
