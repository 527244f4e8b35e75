//! Faces: listed, added, handed to a design, and recorded with it.

use std::path::Path;
use std::process::{Command, Output};

use crate::{maquette, stderr, succeed};

/// Runs `maquette fonts` for a person whose data folder and programs lie in `home`.
fn fonts(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("maquette"));
    command.env_clear().env("XDG_DATA_HOME", home).env("PATH", home.join("bin"));
    command.current_dir(home).arg("fonts").args(args).output().expect("the binary starts")
}

#[test]
fn without_npm_nothing_is_added_and_one_sentence_says_why() {
    let home = tempfile::tempdir().unwrap();
    let output = fonts(home.path(), &["add", "fraunces"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: npm is not installed"), "{}", stderr(&output));
    let output = fonts(home.path(), &["add", "../fraunces"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no name of a font family"), "{}", stderr(&output));
}

#[test]
fn the_list_has_the_embedded_faces_the_kits_and_the_face_book() {
    let home = tempfile::tempdir().unwrap();
    let brand = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/brands/fernhill");
    let output = fonts(home.path(), &["ls", "--json", "--brand", brand]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let family = |name: &str| list["families"].as_array().unwrap().iter().find(|family| family["family"] == name);
    let inter = family("Inter").unwrap();
    assert_eq!((&inter["origin"], &inter["licence"]), (&"embedded".into(), &"OFL-1.1".into()));
    assert_eq!(inter["styles"], "100–900, axes slnt");
    assert!(inter["files"].as_object().unwrap().values().all(|digest| digest.as_str().unwrap().len() > 60));
    assert!(list["missing"].to_string().contains("Fraunces"));
    assert!(list["voices"].to_string().contains("Fraunces"));
    assert_eq!(list["folder"], home.path().join("maquette/fonts").to_str().unwrap());
    let words = String::from_utf8(fonts(home.path(), &["ls"]).stdout).unwrap();
    assert!(words.contains("Libertinus Serif") && words.contains("400, 600, 700, italic"), "{words}");
}

#[test]
fn a_font_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&["design", "A poster for our fair", "--fonts", "gone"][..], &["fonts", "ls", "--fonts", "gone"]] {
        let output = maquette(folder.path(), args);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("no font folder gone"), "{}", stderr(&output));
    }
    std::fs::create_dir(folder.path().join("fonts")).unwrap();
    std::fs::write(folder.path().join("fonts/fonts.lock.json"), r#"{"v":1,"families":[{"id":"../x"}]}"#).unwrap();
    let output = maquette(folder.path(), &["design", "A poster for our fair", "--fonts", "fonts"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("fonts.lock.json is not a lock file"), "{}", stderr(&output));
}

#[test]
fn an_empty_font_folder_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("fonts")).unwrap();
    std::fs::write(folder.path().join("maquette.toml"), "fonts = \"fonts\"\n").unwrap();
    let args = ["design", "A poster for our fair on 3 May", "--format", "480x480", "--candidates", "3", "--out"];
    succeed(folder.path(), &[&args[..], &["configured"]].concat());
    std::fs::remove_file(folder.path().join("maquette.toml")).unwrap();
    succeed(folder.path(), &[&args[..], &["plain"]].concat());
    let read = |out: &str| std::fs::read(folder.path().join(out).join("final.png")).unwrap();
    assert!(read("configured") == read("plain"));
}
