//! From a sentence to files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{BRIEF, maquette, stderr, succeed};

const FILES: [&str; 6] = ["final.png", "final.svg", "final.live.svg", "final.pdf", "design.json", "report.html"];

fn finals(out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    ["final.png", "final.svg", "design.json"].map(|name| (name, std::fs::read(out.join(name)).unwrap())).into()
}

#[test]
fn a_sentence_becomes_three_options_and_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let output = succeed(folder.path(), &["design", BRIEF, "--out", "out"]);
    let out = folder.path().join("out");
    for name in FILES {
        assert!(out.join(name).metadata().unwrap().len() > 500, "{name}");
    }
    let set: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("options/turn-1/set.json")).unwrap()).unwrap();
    assert_eq!(set["options"].as_array().unwrap().len(), 3);
    for option in set["options"].as_array().unwrap() {
        for field in ["design", "png"] {
            assert!(out.join("options/turn-1").join(option[field].as_str().unwrap()).exists());
        }
    }
    let design: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("design.json")).unwrap()).unwrap();
    // Its source names what it was to say; what counts is what the layers say.
    let design = design["nodes"].to_string().to_lowercase().replace("\\n", " ");
    for required in ["30%", "saturday", "9am–4pm", "12 harbour street"] {
        assert!(design.contains(required), "{required} is missing");
    }
    assert!(stderr(&output).contains("delivered"));
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_one_thread_or_two() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--seed", "7", "--threads", "1", "--out", "one"]);
    succeed(folder.path(), &["design", BRIEF, "--seed", "7", "--threads", "2", "--out", "two"]);
    assert!(finals(&folder.path().join("one")) == finals(&folder.path().join("two")));
    succeed(folder.path(), &["design", BRIEF, "--seed", "8", "--out", "three"]);
    assert!(finals(&folder.path().join("one")) != finals(&folder.path().join("three")), "the seed must matter");
}

#[test]
fn under_json_stdout_is_events_only() {
    let folder = tempfile::tempdir().unwrap();
    let output = succeed(folder.path(), &["design", BRIEF, "--json", "--out", "out"]);
    let events: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"run.started"));
    assert_eq!(names.last(), Some(&"run.completed"));
    for name in ["candidate.scored", "options.presented", "choice.made"] {
        assert!(names.contains(&name), "{name} is missing among {names:?}");
    }
    for (index, event) in events.iter().enumerate() {
        assert_eq!((&event["v"], &event["seq"]), (&1.into(), &index.into()));
        assert!(event["data"].is_object());
    }
}

#[test]
fn picks_given_in_advance_make_a_turn_each() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--auto", "2,1,best", "--out", "out"]);
    for turn in 1..=3 {
        assert!(folder.path().join(format!("out/options/turn-{turn}/set.json")).exists());
    }
    assert!(!folder.path().join("out/options/turn-4").exists());
}

#[test]
fn a_design_renders_to_every_kind_of_file_and_scores() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--out", "out"]);
    let starts: [(&str, &[u8]); 5] = [
        ("a.png", b"\x89PNG"),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.webp", b"RIFF"),
        ("a.svg", b"<svg"),
        ("a.pdf", b"%PDF"),
    ];
    for (name, start) in starts {
        succeed(folder.path(), &["render", "out/design.json", "--out", name]);
        assert!(std::fs::read(folder.path().join(name)).unwrap().starts_with(start), "{name}");
    }
    assert_eq!(
        std::fs::read(folder.path().join("a.png")).unwrap(),
        std::fs::read(folder.path().join("out/final.png")).unwrap(),
        "rendering a delivered design again gives the delivered bytes"
    );
    let output = succeed(folder.path(), &["score", "out/design.json", "--json"]);
    let critique: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(critique["scores"]["total"].as_f64().unwrap() > 0.3);
    let hierarchy = critique["parts"].as_array().unwrap().iter().find(|part| part["scorer"] == "hierarchy").unwrap();
    assert!(hierarchy["weight"].as_u64().unwrap() > 0 && hierarchy["percentile"].as_u64().unwrap() <= 100);
    assert_eq!(critique["scores"]["safety"], 1.0);
    let picture = succeed(folder.path(), &["score", "out/final.png"]);
    let told = String::from_utf8(picture.stdout).unwrap();
    assert_eq!(told.matches("There is writing here").count(), 1, "{told}");
    let card = succeed(folder.path(), &["score", "out/design.json", "--html"]);
    let card = String::from_utf8(card.stdout).unwrap();
    assert!(card.starts_with("<!DOCTYPE html>") && card.contains("Passes every gate."));
    succeed(folder.path(), &["score", "out/final.png", "--html=card.html"]);
    assert!(std::fs::read_to_string(folder.path().join("card.html")).unwrap().contains("pixels alone"));
}

#[test]
fn a_damaged_design_is_stopped_at_a_gate() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--out", "out"]);
    let path = folder.path().join("out/design.json");
    let mut design: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let text = design["nodes"].as_array_mut().unwrap().iter_mut().find(|node| node["kind"] == "text").unwrap();
    text["box"] = serde_json::json!([-400.0, 10.0, 20.0, 20.0]);
    std::fs::write(&path, design.to_string()).unwrap();
    let output = maquette(folder.path(), &["score", "out/design.json"]);
    assert_eq!(output.status.code(), Some(7), "{}", stderr(&output));
}

#[test]
fn a_doctor_finds_what_a_run_needs() {
    let folder = tempfile::tempdir().unwrap();
    let output = succeed(folder.path(), &["doctor"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("Inter") && words.contains("house policy"), "{words}");
}

#[test]
fn what_nobody_may_show_is_refused_with_a_reason() {
    let place = tempfile::tempdir().unwrap();
    let brief = "Flyer: fake passports and driving licences made to order, message us. Cash only.";
    let refused = crate::maquette(place.path(), &["design", brief, "--format", "200x200", "--out", "out"]);
    assert_eq!(refused.status.code(), Some(5), "{}", crate::stderr(&refused));
    assert!(crate::stderr(&refused).contains("fraud, forgery or theft"), "{}", crate::stderr(&refused));
    assert!(!place.path().join("out/final.png").exists());
}

/// Rules of a house beside ours.
const PACK: &str = r#"{ "v": 1, "id": "acme", "version": "1.0.0", "rules": [{ "id": "rivals", "category": "third_party_mark",
    "severity": "hold", "scopes": ["brief", "copy"], "any": ["globex"] }] }"#;

#[test]
fn what_is_held_is_made_once_somebody_answers_for_it() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("acme.json"), PACK).unwrap();
    let brief = "Poster for the Globex summer fair, Saturday 14 June, 2pm, Harbour Hall.";
    let usual = ["design", brief, "--format", "400x400", "--candidates", "4", "--out", "out"];
    let with = |more: &[&str]| crate::maquette(place.path(), &[&usual[..], &["--rules", "acme.json"], more].concat());
    let held = with(&[]);
    assert_eq!(held.status.code(), Some(5), "{}", crate::stderr(&held));
    assert!(crate::stderr(&held).contains("`reviewer` may lift `acme/rivals`"), "{}", crate::stderr(&held));
    assert!(crate::stderr(&held).contains("--lift-as ROLE"), "{}", crate::stderr(&held));
    let lift = ["--lift", "acme/rivals", "--lift-as", "member", "--because", "we should like to"];
    assert_eq!(with(&lift).status.code(), Some(5));
    let lift = ["--lift", "acme/rivals", "--lift-as", "reviewer", "--because", "their agreement is on file"];
    let made = with(&lift);
    assert_eq!(made.status.code(), Some(0), "{}", crate::stderr(&made));
    let log = std::fs::read_to_string(place.path().join("out/run/log/000001.jsonl")).unwrap();
    assert!(log.contains("their agreement is on file") && log.contains("was lifted by the role `reviewer`"));
    crate::succeed(place.path(), &["replay", "out"]);
    // What was lifted for the run is lifted for its design.
    crate::succeed(place.path(), &["score", "out/design.json"]);
    crate::succeed(place.path(), &["render", "out/design.json", "--out", "a.png"]);
    let again = ["render", "out/design.json", "--out", "b.png", "--rules", "acme.json"];
    assert_eq!(crate::maquette(place.path(), &again).status.code(), Some(5), "nobody lifts it this time");
    assert!(!place.path().join("b.png").exists());
    for wrong in
        [&["--lift", "acme/none", "--lift-as", "owner", "--because", "because we can"][..], &["--lift", "acme/rivals"]]
    {
        assert_eq!(with(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
