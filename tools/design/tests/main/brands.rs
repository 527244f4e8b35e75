//! The example brands are read as a person's would be.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use maquette_design::kit::LogoVariant;
use maquette_design::{BrandKit, KitFiles, Sha256, TokenPath};

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

/// Colours, roles and what was inferred, as lines.
fn described(kit: &BrandKit) -> String {
    let colors: String = kit.colors.iter().map(|(token, color)| format!("{token} {color}\n")).collect();
    let roles = &kit.roles;
    let lists = [&roles.ground, &roles.ink, &roles.accent, &roles.support, &kit.neutrals];
    let lists = lists.map(|tokens| tokens.iter().map(|token| format!(" {token}")).collect::<String>());
    format!("{colors}{}\n{}", lists.join("\n"), kit.inferred.join(" "))
}

#[track_caller]
fn reads_as(kit: &BrandKit, colors: usize, digest: &str) {
    let text = described(kit);
    assert_eq!(kit.colors.len(), colors, "{text}");
    assert_eq!(Sha256::of(text.as_bytes()).to_string(), digest, "{text}");
}

/// Pinned: a change of the reader may not move what these kits are made of.
#[test]
fn the_kits_of_this_repository_read_as_ever() {
    reads_as(&brand("fernhill"), 15, "024c2ee3f3e0858e3adc48fde4a73a3ebfe74db0727632ccba63ac52b602b0cb");
    reads_as(&brand("northlight"), 16, "6080d36638cc4ddcd232bfa65714a51b2fabbee30d5e0da9c4176ad41b114d29");
    reads_as(&BrandKit::builtin(), 108, "01ad0d6982bc95d6555798245275e29f16c61a8c53b03ea231711e8c52d7054e");
}
