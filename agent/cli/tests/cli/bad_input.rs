//! Whatever goes in: one clear sentence, the right exit code, nothing half-written.

use std::path::Path;

use crate::{maquette, stderr};

/// Runs `design` (or another command) and checks code and words; `--out` must not come into being.
#[track_caller]
fn check(folder: &Path, args: &[&str], code: i32, words: &[&str]) {
    let output = maquette(folder, args);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{args:?} says: {said}");
    }
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("error:")).collect();
    assert_eq!(lines.len(), 1, "one sentence, not {said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(!folder.join("out").exists(), "{args:?} left something behind");
}

fn kit(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join("kit").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

const MANIFEST: &str = r#"{"v":1,"id":"k","name":"K","version":"1","tokens":["*.tokens.json"]}"#;
const TOKENS: &str =
    r##"{"c":{"$type":"color","paper":{"$value":"#fffdf5"},"ink":{"$value":"#16202b"},"red":{"$value":"#c8321f"}}}"##;

#[test]
fn a_brief_must_say_something_and_not_too_much() {
    let folder = tempfile::tempdir().unwrap();
    check(folder.path(), &["design", "", "--out", "out"], 2, &["empty"]);
    check(folder.path(), &["design", "  \n\t ", "--out", "out"], 2, &["empty"]);
    std::fs::write(folder.path().join("long.txt"), "word ".repeat(220_000)).unwrap();
    check(folder.path(), &["design", "--brief-file", "long.txt", "--out", "out"], 2, &["bytes"]);
    std::fs::write(folder.path().join("bad.json"), r#"{"v":1,"text":7}"#).unwrap();
    check(folder.path(), &["design", "--brief-file", "bad.json", "--out", "out"], 2, &["/text"]);
    check(folder.path(), &["design", "--brief-file", "missing.txt", "--out", "out"], 2, &["missing.txt"]);
}

#[test]
fn formats_and_numbers_out_of_range_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (flag, value, word) in [
        ("--format", "billboard", "billboard"),
        ("--format", "10x10", "10x10"),
        ("--format", "99999x99999", "64 to 8192"),
        ("--candidates", "0", "candidates"),
        ("--options", "99", "options"),
        ("--turns", "0", "turns"),
        ("--budget", "lots", "budget"),
        ("--auto", "worst", "worst"),
        ("--threads", "0", "threads"),
    ] {
        check(folder.path(), &["design", "A poster for our fair", flag, value, "--out", "out"], 2, &[word]);
    }
}

#[test]
fn a_brand_folder_must_hold_a_kit() {
    let folder = tempfile::tempdir().unwrap();
    let design = ["design", "A poster for our fair", "--brand", "kit", "--out", "out"];
    check(folder.path(), &design, 2, &["kit"]);
    std::fs::create_dir(folder.path().join("kit")).unwrap();
    check(folder.path(), &design, 2, &["kit.json"]);
    kit(folder.path(), &[("kit.json", "{not json")]);
    check(folder.path(), &design, 2, &["kit.json"]);
    kit(folder.path(), &[("kit.json", MANIFEST), ("a.tokens.json", "[1,")]);
    check(folder.path(), &design, 2, &["a.tokens.json"]);
    let circle = r#"{"c":{"$type":"color","a":{"$value":"{c.b}"},"b":{"$value":"{c.a}"}}}"#;
    kit(folder.path(), &[("a.tokens.json", circle)]);
    check(folder.path(), &design, 2, &["circle"]);
}

#[test]
fn files_of_a_kit_that_are_broken_or_hostile_are_refused() {
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY a \"{}\"><!ENTITY b \"{}\">]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>&b;</title></svg>",
        "x".repeat(64),
        "&a;".repeat(64)
    );
    let huge = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9" width="1e9" height="1e9"><rect width="1e9" height="1e9"/></svg>"#;
    let outward = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>"#;
    for (name, text) in [
        ("logo.png", "\u{89}PNG\r\n garbage"),
        ("logo.svg", bomb.as_str()),
        ("logo.svg", huge),
        ("logo.svg", outward),
        ("logo.svg", "<svg"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let manifest =
            MANIFEST.replace("\"tokens\"", &format!("\"logos\":[{{\"id\":\"l\",\"file\":\"{name}\"}}],\"tokens\""));
        kit(folder.path(), &[("kit.json", &manifest), ("a.tokens.json", TOKENS), (name, text)]);
        check(folder.path(), &["design", "A poster for our fair", "--brand", "kit", "--out", "out"], 2, &[name]);
    }
    let folder = tempfile::tempdir().unwrap();
    let manifest =
        MANIFEST.replace("\"tokens\"", r#""fonts":[{"family":"Odd","file":"odd.ttf","role":"display"}],"tokens""#);
    kit(folder.path(), &[("kit.json", &manifest), ("a.tokens.json", TOKENS), ("odd.ttf", "OTTOgarbage")]);
    check(folder.path(), &["design", "A poster for our fair", "--brand", "kit", "--out", "out"], 2, &["odd.ttf"]);
}

#[test]
fn an_output_folder_that_cannot_be_written_is_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "in the way").unwrap();
    let output = maquette(folder.path(), &["design", "A poster for our fair", "--out", "file/out"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/final.png"), "precious").unwrap();
    let output = maquette(folder.path(), &["design", "A poster for our fair", "--out", "mine"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(std::fs::read(folder.path().join("mine/final.png")).unwrap(), b"precious");
}

#[test]
fn other_commands_name_the_file_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), "{}").unwrap();
    std::fs::write(folder.path().join("a.png"), "no picture").unwrap();
    check(folder.path(), &["render", "a.json", "--out", "a.pdf"], 2, &["a.json"]);
    check(folder.path(), &["render", "none.json", "--out", "a.pdf"], 2, &["none.json"]);
    check(folder.path(), &["render", "a.json", "--out", "a.gif"], 2, &["a.gif"]);
    check(folder.path(), &["score", "a.png"], 2, &["a.png"]);
    check(folder.path(), &["replay", "."], 2, &["run"]);
    assert!(!folder.path().join("a.pdf").exists());
}

#[test]
fn a_folder_of_models_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    kit(path, &[("kit.json", MANIFEST), ("c.tokens.json", TOKENS)]);
    for name in ["photos", "models", "empty"] {
        std::fs::create_dir(path.join(name)).unwrap();
    }
    std::fs::write(path.join("photos/quay.txt"), "Quay at dawn").unwrap();
    std::fs::write(path.join("photos/quay.svg"), r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#)
        .unwrap();
    std::fs::write(path.join("models/encoder.json"), "{}").unwrap();
    std::fs::write(path.join("models/judge.json"), "{}").unwrap();
    let index = ["brand", "index", "photos", "--catalogue", "catalogue"];
    check(path, &[&index[..], &["--encoder", "models"]].concat(), 2, &["models"]);
    check(path, &[&index[..], &["--encoder", "empty"]].concat(), 2, &["empty"]);
    assert!(!path.join("catalogue").exists(), "nothing is begun that cannot be done");
    assert!(maquette(path, &index).status.success());
    let search = ["brand", "search", "kit", "quay", "--catalogue", "catalogue"];
    check(path, &[&search[..], &["--encoder", "models"]].concat(), 2, &["models"]);
    check(path, &["brand", "search", "kit", "quay", "--encoder", "models"], 2, &["none is named", "--catalogue"]);
    check(path, &["design", "Jazz night", "--encoder", "models", "--out", "out"], 2, &["none is named"]);
    check(path, &["score", "photos/quay.svg", "--judge", "models"], 2, &["models"]);
}
