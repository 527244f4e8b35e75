//! The example brands are read as a person's would be.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use maquette_design::kit::LogoVariant;
use maquette_design::{BrandKit, KitFiles, TokenPath};

#[expect(clippy::disallowed_methods, reason = "the examples are files")]
fn brand(name: &str) -> BrandKit {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/brands").join(name);
    let mut files = BTreeMap::new();
    let mut pending = vec![root.clone()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let inside =
                    path.strip_prefix(&root).ok().and_then(Path::to_str).expect("names are UTF-8").replace('\\', "/");
                files.insert(inside, Arc::from(std::fs::read(path).expect("the file can be read")));
            }
        }
    }
    BrandKit::from_files(&KitFiles(files)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_example_brands_are_complete() {
    for name in ["fernhill", "northlight"] {
        let kit = brand(name);
        assert_eq!(kit.id, name);
        assert_eq!(kit.inferred, Vec::<String>::new(), "{name}");
        assert!((10..=16).contains(&kit.colors.len()), "{name}: {}", kit.colors.len());
        for variant in [LogoVariant::Full, LogoVariant::Mark, LogoVariant::Mono] {
            assert!(kit.logos.iter().any(|logo| logo.variant == variant), "{name}: {variant:?}");
        }
        assert!(!kit.voice.tone.is_empty() && !kit.fonts.is_empty(), "{name}");
    }
}

#[test]
fn inks_are_readable_on_every_ground_of_the_example_brands() {
    for name in ["fernhill", "northlight"] {
        let kit = brand(name);
        let color = |token: &TokenPath| kit.color(token).unwrap();
        for ground in &kit.roles.ground {
            let best = kit.roles.ink.iter().map(|ink| color(ink).contrast(color(ground))).fold(1.0, f64::max);
            assert!(best >= 4.5, "{name}: {ground} has {best}");
        }
    }
}

#[test]
fn logos_are_outlines_that_refer_to_nothing() {
    for name in ["fernhill", "northlight"] {
        let kit = brand(name);
        for (path, bytes) in kit.files.0.iter().filter(|(path, _)| path.ends_with(".svg")) {
            let source = std::str::from_utf8(bytes).unwrap();
            for banned in ["<text", "<image", "<script", "<style", "href", "url(", "<!"] {
                assert!(!source.contains(banned), "{name}/{path} has {banned}");
            }
            assert!(source.contains("viewBox"), "{name}/{path}");
        }
    }
}
