use std::io::Write as _;

use super::*;

const OFL: &str = "This Font Software is licensed under the SIL Open Font License, Version 1.1.";

/// A package as npm packs it.
fn archive(name: &str, licence: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let manifest = format!(r#"{{"name":"{name}","version":"5.0.1","license":"{licence}"}}"#);
    let metadata = r#"{"id":"house","family":"House Serif","license":{"attribution":"Copyright The House\u001b[2J"}}"#;
    let texts = [("package.json", manifest.as_str()), ("metadata.json", metadata), ("LICENSE", OFL)];
    let texts = texts.map(|(path, text)| (path, text.as_bytes().to_vec()));
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, bytes) in texts.iter().chain(files) {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // Hostile names are written as they are; `append_data` would refuse them.
        let path = format!("package/{path}");
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        archive.append(&header, bytes.as_slice()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn font() -> Vec<u8> {
    typst_assets::fonts().next().unwrap().to_vec()
}

/// A font in a WOFF file: its tables as they are.
fn woff2_named() -> (&'static str, Vec<u8>) {
    // The ending says WOFF2; what is inside is told by its first bytes.
    ("files/house-latin-400-normal.woff2", font())
}

fn package() -> Vec<u8> {
    archive("@fontsource/house", "OFL-1.1", &[woff2_named()])
}

fn add(folder: &mut FontFolder, archive: &[u8]) -> Result<InstalledFamily, FontFolderError> {
    add_package(folder, "house", "@fontsource/house".to_owned(), archive)
}

#[test]
fn a_package_becomes_a_pinned_family() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(&root.path().join("fonts")).unwrap();
    assert!(folder.families().is_empty() && folder.read().unwrap().is_empty());
    let added = add(&mut folder, &package()).unwrap();
    assert_eq!((added.family.as_str(), added.licence.as_str()), ("House Serif", "OFL-1.1"));
    assert_eq!(added.attribution, "Copyright The House[2J", "nothing that a terminal would act on");
    let again = FontFolder::open(folder.root()).unwrap();
    assert_eq!(again.families(), [added]);
    let files = again.read().unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].name.as_str(), &*files[0].bytes), ("house/house-latin-400-normal.woff2", &*font()));
    assert_eq!(fs::read_to_string(folder.root().join("house/LICENSE")).unwrap(), OFL);
    // The same again changes nothing.
    add(&mut folder, &package()).unwrap();
    assert_eq!(FontFolder::open(folder.root()).unwrap().families().len(), 1);
}

#[test]
fn a_file_that_was_changed_is_not_used() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    add(&mut folder, &package()).unwrap();
    let path = root.path().join("house/house-latin-400-normal.woff2");
    for change in [|bytes: &mut Vec<u8>| bytes[99] ^= 1, |bytes: &mut Vec<u8>| bytes.push(0)] {
        let mut bytes = font();
        change(&mut bytes);
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(folder.read(), Err(FontFolderError::Changed { .. })));
    }
}

#[test]
fn a_version_that_was_repacked_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    add(&mut folder, &package()).unwrap();
    let other = typst_assets::fonts().nth(1).unwrap().to_vec();
    let repacked = archive("@fontsource/house", "OFL-1.1", &[(woff2_named().0, other)]);
    assert!(matches!(add(&mut folder, &repacked), Err(FontFolderError::Repacked { .. })));
}

#[test]
fn what_is_no_open_font_package_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    let mut refused = |archive: &[u8], why: &str| {
        let error = add(&mut folder, archive).unwrap_err();
        let told = crate::error::with_causes(&error);
        assert!(told.contains(why), "{told}");
    };
    refused(&archive("@fontsource/house", "Apache-2.0", &[woff2_named()]), "Apache-2.0");
    refused(&archive("@fontsource/other", "OFL-1.1", &[woff2_named()]), "another name");
    refused(&archive("@fontsource/house", "OFL-1.1", &[]), "no WOFF2 files");
    refused(&archive("@fontsource/house", "OFL-1.1", &[(woff2_named().0, b"no font".to_vec())]), "cannot be used");
    refused(&archive("@fontsource/house", "OFL-1.1", &[("files/../../evil-latin-400-normal.woff2", font())]), "WOFF2");
    refused(b"not an archive", "unpacked");
    let sound = package();
    refused(&sound[..sound.len() / 2], "unpacked");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "nothing is written of a package that is refused");
}

#[test]
fn a_font_that_unpacks_without_end_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    let endless = archive("@fontsource/house", "OFL-1.1", &[(woff2_named().0, vec![0; 17 << 20])]);
    assert!(endless.len() < 1 << 20);
    let told = crate::error::with_causes(&add(&mut folder, &endless).unwrap_err());
    assert!(told.contains("16 MiB"), "{told}");
}

#[test]
fn a_hostile_lock_file_leads_nowhere() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    add(&mut folder, &package()).unwrap();
    let path = root.path().join(LOCK_FILE);
    let sound = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        (r#""id": "house""#, r#""id": "../house""#),
        ("house-latin-400-normal.woff2", "../../etc/passwd"),
        ("house-latin-400-normal.woff2", "/etc/passwd.woff2"),
        (r#""v": 1"#, r#""v": 2"#),
        ("House Serif", "House\\u0007Serif"),
        (r#""families""#, r#""family""#),
    ] {
        assert!(sound.contains(from), "{from}");
        fs::write(&path, sound.replace(from, to)).unwrap();
        assert!(matches!(FontFolder::open(root.path()), Err(FontFolderError::Lock { .. })), "{to}");
    }
    fs::write(&path, vec![b' '; 2 << 20]).unwrap();
    assert!(matches!(FontFolder::open(root.path()), Err(FontFolderError::Io { .. })));
}

#[test]
fn names_are_those_of_packages() {
    for (name, id) in [
        ("Barlow Condensed", Some("barlow-condensed")),
        ("@fontsource/anton", Some("anton")),
        ("@fontsource-variable/noto-sans-jp", Some("noto-sans-jp")),
        ("baloo_2", Some("baloo-2")),
        ("", None),
        ("../anton", None),
        ("anton@latest", None),
        ("git+ssh://x/y", None),
        ("--registry=x", None),
        ("@other/anton", None),
        ("Ünïcode", None),
    ] {
        assert_eq!(slug(name).as_deref(), id, "{name}");
    }
    assert_eq!(slug(&"a".repeat(65)), None);
}

#[cfg(unix)]
fn client(folder: &Path, script: &str) -> Npm {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("npm");
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
    file.set_permissions(fs::Permissions::from_mode(0o755)).unwrap();
    drop(file);
    Npm::at(path)
}

#[cfg(unix)]
#[test]
fn a_family_without_a_variable_package_comes_from_the_other() {
    let (tools, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let tgz = tools.path().join("house.tgz");
    fs::write(&tgz, package()).unwrap();
    let script = format!(
        r#"for last; do :; done
case "$last" in
@fontsource/house) cp {} ./house-5.0.1.tgz;;
@fontsource/broken) echo '{{"error":{{"code":"EAI_AGAIN","summary":"no network"}}}}'; exit 1;;
*) echo '{{"error":{{"code":"E404","summary":"not found"}}}}'; exit 1;;
esac"#,
        tgz.display()
    );
    let npm = client(tools.path(), &script);
    let mut folder = FontFolder::create(root.path()).unwrap();
    assert_eq!(add_family(&mut folder, &npm, "House").unwrap().package, "@fontsource/house");
    let error = add_family(&mut folder, &npm, "nobody").unwrap_err();
    assert!(matches!(error, FontFolderError::Npm(NpmError::NoPackage { .. })), "{error}");
    let error = add_family(&mut folder, &npm, "broken").unwrap_err();
    assert!(
        matches!(&error, FontFolderError::Npm(NpmError::Failed { reason, .. }) if reason == "no network"),
        "{error}"
    );
}

#[test]
fn without_npm_it_says_so() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = FontFolder::create(root.path()).unwrap();
    let nowhere = Npm::at(root.path().join("no-such-program"));
    let error = add_family(&mut folder, &nowhere, "anton").unwrap_err();
    assert!(matches!(error, FontFolderError::Npm(NpmError::NoNpm)) && error.to_string().starts_with("npm is not"));
}

/// Bytes of real packages, damaged in many ways. Needs a font folder, which `maquette fonts add` makes.
#[test]
fn damaged_files_of_a_real_folder_are_refused_or_set_text() {
    let Some(root) = std::env::var_os("MAQUETTE_TEST_FONTS") else {
        eprintln!("skipped: MAQUETTE_TEST_FONTS names no font folder");
        return;
    };
    let files = FontFolder::open(Path::new(&root)).unwrap().read().unwrap();
    let kit = BrandKit::builtin();
    let (mut refused, mut set) = (0, 0);
    for file in files.iter().step_by(files.len().div_ceil(24)) {
        for round in 0..40_u64 {
            let mut random = design::Random::new(round);
            let mut bytes = file.bytes.to_vec();
            // Headers and directories are hit more often than their share.
            let reach = if round % 2 == 0 { bytes.len() } else { bytes.len().min(400) };
            for _ in 0..=round % 8 {
                let at = random.index(reach);
                bytes[at] ^= 1 << random.index(8);
            }
            if round % 10 == 9 {
                bytes.truncate(random.index(bytes.len()));
            }
            let damaged = FaceFile { bytes: bytes.into(), ..file.clone() };
            match FontBook::with(&kit, &[damaged]) {
                Err(_) => refused += 1,
                Ok((book, _)) => {
                    set += 1;
                    let run = design::document::Run::new(
                        "Quick fi 12 ليل घाट 夜市".to_owned(),
                        design::document::FontRef::new(file.family.as_str(), 700),
                        40.0,
                    );
                    let text = design::document::Text {
                        runs: vec![run],
                        align: design::document::Align::Start,
                        valign: design::document::VAlign::Top,
                        leading: 1.2,
                        case: design::document::Case::AsIs,
                        wrap: true,
                        language: "en".to_owned(),
                    };
                    let laid = render::lay_out_text(&book, &text, design::Rect::new(0.0, 0.0, 300.0, 300.0));
                    assert!(laid.ink.w.is_finite());
                }
            }
        }
    }
    eprintln!("{refused} damaged files refused, {set} set");
    assert!(refused > 0);
}
