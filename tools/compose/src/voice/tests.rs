use std::collections::BTreeSet;
use std::sync::Arc;

use design::Sha256;
use render::FaceFile;

use super::*;

/// A book in which these families are installed; their letters are those of an embedded face.
fn book(families: &[&str]) -> FontBook {
    let bytes: Arc<[u8]> = Arc::from(typst_assets::fonts().next().unwrap());
    let file = |family: &&str| FaceFile {
        name: format!("{family}.otf"),
        family: (*family).to_owned(),
        bytes: Arc::clone(&bytes),
    };
    FontBook::with(&BrandKit::builtin(), &families.iter().map(file).collect::<Vec<_>>()).unwrap().0
}

fn kit(fonts: &[(&str, FontRole, u16)]) -> BrandKit {
    let mut kit = (*BrandKit::builtin()).clone();
    kit.fonts = fonts
        .iter()
        .map(|(family, role, weight)| KitFont {
            family: (*family).to_owned(),
            file: None,
            role: *role,
            weight: *weight,
        })
        .collect();
    kit
}

fn said() -> Copy {
    Copy { blocks: Vec::new(), language: "en".to_owned() }
}

#[test]
fn the_book_is_sound() {
    let embedded = FontBook::embedded();
    let mut names = BTreeSet::new();
    for entry in FAMILIES {
        assert!(names.insert(entry.name), "{} twice", entry.name);
        assert!(embedded.has(entry.stand_in) && !embedded.has(entry.name), "{}", entry.name);
    }
    let known = |name: &str| embedded.has(name) || family(name).is_some();
    for cast in CASTS {
        let last = cast.speakers.last().unwrap().family;
        assert_eq!(embedded.has(last), cast.stand_in.is_none(), "{}", cast.name);
        let all = cast.speakers.iter().map(|s| s.family).chain(cast.servers.iter().chain(cast.labels).copied());
        for name in all {
            assert!(known(name), "{name} of {}", cast.name);
        }
        assert!(embedded.has(cast.servers.last().unwrap()), "{}", cast.name);
    }
}

#[test]
fn without_installed_faces_nine_voices_speak_in_the_embedded_ones() {
    let fonts = FontBook::embedded();
    let names: Vec<&str> = voices(&fonts).map(|voice| voice.name).collect();
    assert_eq!(names, ["grotesk", "black", "medium", "light", "literary", "italic", "contrast", "didone", "mono"]);
    let kit = kit(&[]);
    for name in names.into_iter().chain(["condensed", "soft", "hand", "no such voice"]) {
        let voice = Voice::of(name, &kit, &fonts, &said());
        for font in [&voice.display, &voice.numeral, &voice.sub, &voice.text, &voice.label] {
            assert!(fonts.resolves(font), "{name}: {font:?}");
        }
    }
    assert_eq!(Voice::of("soft", &kit, &fonts, &said()).display, FontRef::new("Libertinus Serif", 700));
}

#[test]
fn an_installed_face_gives_its_voice_its_own_face() {
    let fonts = book(&["Fraunces", "DM Sans", "Anton", "Cormorant"]);
    let kit = kit(&[]);
    let names: BTreeSet<&str> = voices(&fonts).map(|voice| voice.name).collect();
    assert!(names.is_superset(&BTreeSet::from(["soft", "condensed", "literary"])) && !names.contains("slab"));
    let soft = Voice::of("soft", &kit, &fonts, &said());
    assert_eq!((soft.display.family.as_str(), soft.text.family.as_str()), ("Fraunces", "DM Sans"));
    assert_eq!(soft.display.axes.get("opsz"), Some(144.0));
    assert!(soft.text.axes.is_empty());
    let condensed = Voice::of("condensed", &kit, &fonts, &said());
    assert_eq!((condensed.display, condensed.text.family.as_str()), (FontRef::new("Anton", 400), "Inter"));
    assert!(condensed.heavy && condensed.capitals);
    assert!(Voice::of("italic", &kit, &fonts, &said()).display.italic);
}

#[test]
fn a_kit_speaks_in_its_own_face_or_in_what_stands_in_for_it() {
    let named = kit(&[("Anton", FontRole::Display, 400), ("Work Sans", FontRole::Text, 400)]);
    let with = Voice::of("literary", &named, &book(&["Anton", "Work Sans"]), &said());
    assert_eq!((with.display.family.as_str(), with.text.family.as_str()), ("Anton", "Work Sans"));
    let without = Voice::of("literary", &named, &FontBook::embedded(), &said());
    assert_eq!((without.display, without.text), (FontRef::new("Inter", 900), FontRef::new("Inter", 400)));
    assert!(with.heavy && without.heavy);
    // A family that nobody knows leaves the voice its own faces.
    let strange = Voice::of("literary", &kit(&[("Acme Sans", FontRole::Display, 700)]), &FontBook::embedded(), &said());
    assert_eq!(strange.display.family, "Libertinus Serif");
}

#[test]
fn the_same_book_gives_the_same_faces() {
    let hashes = |families: &[&str]| -> Vec<Sha256> { book(families).hashes().into_values().collect() };
    assert_eq!(hashes(&["Anton"]), hashes(&["Anton"]));
}
