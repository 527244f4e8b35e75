//! Packages that teams use, where somebody has unpacked them: `MAQUETTE_KITS` names the folder that holds them.

use std::path::Path;

use super::*;

/// A package's folder begins with, the part of it that holds tokens, and how many colours it has at least.
const PACKAGES: [(&str, &str, usize); 10] = [
    ("carbon-themes", "js/generated", 150),
    ("carbon-themes", "src/dtcg", 300),
    ("carbon-themes", "scss/generated", 150),
    ("primer-primitives", "dist/css", 400),
    ("primer-primitives", "src/tokens", 200),
    ("open-props", "", 250),
    ("open-props", "open-props.tokens.json", 150),
    ("adobe-spectrum-tokens", "src", 400),
    ("mozilla-protocol-tokens", "dist", 80),
    ("govuk-frontend", "dist/govuk/settings", 60),
];

#[expect(clippy::disallowed_methods, reason = "the packages lie outside of the repository")]
fn folder(root: &Path, at: &Path, files: &mut Given) {
    let mut inside: Vec<_> = std::fs::read_dir(at).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inside.sort();
    if at.is_file() {
        inside.push(at.to_owned());
    }
    for path in inside {
        if path.is_dir() {
            folder(root, &path, files);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.files.insert(name, bytes.into());
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "where the packages lie is the person's to say")]
fn packages_that_teams_use_become_kits() {
    let Ok(kits) = std::env::var("MAQUETTE_KITS") else {
        eprintln!("skipped: MAQUETTE_KITS names no folder with unpacked packages");
        return;
    };
    let mut packages: Vec<_> = std::fs::read_dir(&kits).unwrap().flatten().map(|entry| entry.path()).collect();
    packages.sort();
    for (name, part, floor) in PACKAGES {
        let package =
            packages.iter().find(|path| path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with(name));
        let Some(package) = package else {
            eprintln!("skipped: {name} is not among them");
            continue;
        };
        let mut files = Given::default();
        folder(package, &package.join(part), &mut files);
        let imported = import(&files, &wanted()).unwrap_or_else(|error| panic!("{name} {part}: {error}"));
        let kit = BrandKit::from_files(&imported.files).unwrap();
        let modes = imported.files.0.keys().filter(|path| path.starts_with("modes/")).count();
        eprintln!(
            "{name}/{part}: {} files, {} colours, {modes} theme files, {} logos, {} faces, {} findings; ground {}, ink {}, accent {}",
            files.files.len(),
            kit.colors.len(),
            kit.logos.len(),
            kit.fonts.len(),
            imported.findings.len(),
            kit.roles.ground[0],
            kit.roles.ink[0],
            kit.roles.accent[0]
        );
        if std::env::var("MAQUETTE_KITS_TOLD").is_ok() {
            eprintln!("{}", told(&imported));
        }
        assert!(kit.colors.len() >= floor, "{name} {part}: {} colours", kit.colors.len());
    }
}
