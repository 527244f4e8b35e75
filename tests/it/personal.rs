//! What a person used and marked counts as it was when a run began, and not a moment later.

use std::path::Path;

use design::{Random, Srgb};
use maquette::retrieval::{Asset, AssetIndex, AssetKind, Query};
use maquette::{Brief, Maquette, PersonFile, Personal, Replay, Request, RunFolder, Signal, Verdict, load_kit};

const KIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/brands/northlight");

fn request(out: &Path, personal: Personal) -> Request {
    let brief = Brief::read("Winter book swap, Saturday 9 December, Town Library. Our logo, big.").unwrap();
    Request::new(brief).format("240x240").candidates(3).personal(personal).out(out)
}

/// What the first search of a run was asked with, and what it found.
fn first_search(out: &Path) -> (serde_json::Value, serde_json::Value) {
    let recorded = RunFolder::open(out).unwrap().read().unwrap();
    let asked = recorded.records.iter().find(|record| record.p.get("tool").is_some_and(|tool| tool == "brand_search"));
    let asked = asked.unwrap();
    let found = recorded.records.iter().find(|record| record.seq > asked.seq && record.p["id"] == asked.p["id"]);
    (asked.p["args"].clone(), found.unwrap().p.clone())
}

#[tokio::test]
async fn what_is_marked_after_a_run_began_changes_neither_it_nor_its_replay() {
    let place = tempfile::tempdir().unwrap();
    let engine = Maquette::builder().kit(load_kit(Path::new(KIT)).unwrap()).build().unwrap();
    let file = PersonFile::at(place.path().join("ada.jsonl"));
    let logos: Vec<String> = engine.kit().logos.iter().map(|logo| format!("logo:{}", logo.id)).collect();
    file.add(100, &[Signal::Marked(logos[0].clone())]).unwrap();

    // The same moment, read before and after something else was marked.
    let (quiet, meddled) = (place.path().join("quiet"), place.path().join("meddled"));
    let began = file.as_of(200).unwrap();
    engine.run(request(&quiet, began.clone())).await.unwrap().finish().await.unwrap();
    let mut run = engine.run(request(&meddled, file.as_of(200).unwrap())).await.unwrap();
    assert!(run.next().await.is_some(), "it is under way");
    file.add(300, &[Signal::Marked(logos[1].clone()), Signal::Unmarked(logos[0].clone())]).unwrap();
    run.finish().await.unwrap();
    assert_eq!(file.as_of(200).unwrap(), began, "a moment that is gone stays as it was");
    assert_ne!(file.as_of(300).unwrap(), began);
    assert_eq!(first_search(&quiet), first_search(&meddled));
    assert_eq!(first_search(&meddled).0["personal"]["favourites"], serde_json::json!([logos[0]]));
    for name in ["final.svg", "design.json"] {
        assert!(std::fs::read(quiet.join(name)).unwrap() == std::fs::read(meddled.join(name)).unwrap(), "{name}");
    }
    let report = Replay::new(&meddled).run().await.unwrap();
    assert_eq!((report.verdict, report.recomputed), (Verdict::Identical, report.effects), "{report:?}");

    // A run of which nothing is known says nothing of anybody.
    let plain = place.path().join("plain");
    engine.run(request(&plain, Personal::default())).await.unwrap().finish().await.unwrap();
    assert!(first_search(&plain).0.get("personal").is_none());
}

/// Thirty people over a year: what each made designs with, what they marked, and what they then look for in few words.
#[test]
fn thirty_histories_bring_the_right_template_forward() {
    let place = tempfile::tempdir().unwrap();
    let mut random = Random::new(30);
    let subjects = ["concert", "market", "workshop", "exhibition", "open day", "harvest", "reading", "race"];
    let mut index = AssetIndex::default();
    let mut templates = Vec::new();
    for subject in subjects {
        for variant in 0..12 {
            let id = format!("template:{}-{variant:02}", subject.replace(' ', "-"));
            let asset = Asset::new(&id, AssetKind::Template, format!("{subject} poster"));
            index.put(asset).unwrap();
            templates.push((id, subject));
        }
    }
    let (mut before, mut after) = (0, 0);
    for person in 0..30 {
        let file = PersonFile::at(place.path().join(format!("{person}.jsonl")));
        // The one that comes back most and last is right; others are used in between, and next year's do not count yet.
        let (right, subject) = templates[random.index(templates.len())].clone();
        for day in 0..20 {
            let (other, _) = &templates[random.index(templates.len())];
            file.add(day * 10, &[Signal::Used(other.clone())]).unwrap();
        }
        file.add(201, &[Signal::Used(right.clone())]).unwrap();
        let (later, _) = &templates[random.index(templates.len())];
        file.add(400, &[Signal::Used(later.clone()), Signal::Marked(later.clone())]).unwrap();
        let place_of = |personal: Personal| {
            let found = index.search(&Query { personal, ..Query::words(format!("{subject} poster"), 30) });
            found.hits.iter().position(|hit| hit.id == right).unwrap()
        };
        let personal = file.as_of(300).unwrap();
        assert_eq!(personal.recent[0], right);
        let (without, with) = (place_of(Personal::default()), place_of(personal));
        assert!(with < without || without == 0 && with == 0, "person {person}: {without} → {with}");
        before += without;
        after += with;
    }
    assert!(after * 3 < before, "on average place {} → {}", before / 30, after / 30);
    // It makes nothing be found that does not fit.
    let personal = Personal { favourites: [templates[0].0.clone()].into(), ..Personal::default() };
    let query = Query { personal, colors: vec![Srgb::new(1, 2, 3)], ..Query::default() };
    assert!(index.search(&query).hits.is_empty());
}
