//! Brand kits: begun, made of what is there, checked, shown, searched.

use crate::{maquette, stderr, succeed};

const NORTHLIGHT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/brands/northlight");

#[test]
fn a_style_sheet_becomes_a_kit_that_designs_are_made_with() {
    let place = tempfile::tempdir().unwrap();
    let sheet = ":root { --acme-background: #fff7ec; --acme-text: #1d2433; --acme-brand: oklch(55% 0.16 255); }";
    std::fs::write(place.path().join("tokens.css"), sheet).unwrap();
    let output = succeed(place.path(), &["brand", "import", "tokens.css", "--out", "kit", "--name", "Acme"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("Acme 1: 3 tokens, 3 colours") && told.contains("sound"), "{told}");
    let output = succeed(place.path(), &["brand", "show", "kit", "--json"]);
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&shown["name"], &shown["roles"]["ink"][0]), (&"Acme".into(), &"acme.text".into()));
    succeed(
        place.path(),
        &[
            "design",
            "Jazz night, Friday 8pm",
            "--brand",
            "kit",
            "--format",
            "200x200",
            "--candidates",
            "3",
            "--auto",
            "best",
            "--out",
            "out",
        ],
    );

    let again = maquette(place.path(), &["brand", "import", "tokens.css", "--out", "kit"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is there already"), "{}", stderr(&again));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let place = tempfile::tempdir().unwrap();
    succeed(place.path(), &["brand", "new", "kit", "--name", "Quay"]);
    succeed(place.path(), &["brand", "check", "kit"]);
    std::fs::write(
        place.path().join("kit/brand.tokens.json"),
        "{\n  \"sea\": {\n    \"$value\": \"#123456\"\n  }\n}\n",
    )
    .unwrap();
    let output = maquette(place.path(), &["brand", "check", "kit"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("brand.tokens.json:3:") && stderr(&output).contains("$type"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn things_of_a_kit_are_found_and_it_is_said_why() {
    let place = tempfile::tempdir().unwrap();
    let best = |args: &[&str]| -> (String, String) {
        let all = [&["brand", "search", NORTHLIGHT][..], args, &["--json"]].concat();
        let output = succeed(place.path(), &all);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let hit = &found["hits"][0];
        (hit["id"].as_str().unwrap().to_owned(), hit["why"][0]["said"].as_str().unwrap_or("").to_owned())
    };
    let (id, why) = best(&["monochrome logo for dark backgrounds", "--kind", "logo"]);
    assert!(id.starts_with("logo:mono-light") && !why.is_empty(), "{id}: {why}");
    let (id, why) = best(&["rofs"]);
    assert!(id == "imagery:roofs" && why.contains("written like"), "{id}: {why}");
    let roofs = format!("{NORTHLIGHT}/imagery/roofs.svg");
    let (id, _) = best(&["", "--like", &roofs]);
    assert_eq!(id, "imagery:roofs");
    let (id, why) = best(&["navy", "--kind", "color"]);
    assert!(id.starts_with("color:") && why.contains(" from #"), "{id}: {why}");
}

#[test]
fn a_person_marks_what_searches_then_find_sooner() {
    let place = tempfile::tempdir().unwrap();
    let ids = |more: &[&str]| -> Vec<String> {
        let arguments = [&["brand", "search", NORTHLIGHT, "logo", "--json"][..], more].concat();
        let output = succeed(place.path(), &arguments);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        found["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    let plain = ids(&[]);
    let last = plain.iter().rfind(|id| id.starts_with("logo:")).unwrap();
    succeed(place.path(), &["brand", "mark", NORTHLIGHT, last, "--person", "ada.jsonl"]);
    let marked = ids(&["--person", "ada.jsonl"]);
    let at = |ids: &[String]| ids.iter().position(|id| id == last).unwrap();
    assert!(at(&marked) < at(&plain), "{plain:?} {marked:?}");
    let unknown = maquette(place.path(), &["brand", "mark", NORTHLIGHT, "logo:nowhere", "--person", "ada.jsonl"]);
    assert!(unknown.status.code() == Some(2) && stderr(&unknown).contains("maquette brand search"));
    succeed(place.path(), &["brand", "mark", NORTHLIGHT, last, "--person", "ada.jsonl", "--undo"]);
    assert_eq!(ids(&["--person", "ada.jsonl"]), plain);

    // A design tells what it shows of the kit, and the person's file remembers it.
    let arguments = ["design", "Jazz night, Friday 8pm", "--brand", NORTHLIGHT, "--person", "ada.jsonl"];
    let quick = ["--format", "720x720", "--candidates", "3", "--auto", "best", "--out", "out"];
    let output = succeed(place.path(), &[&arguments[..], &quick].concat());
    assert!(stderr(&output).contains("from the kit: "), "{}", stderr(&output));
    let remembered = std::fs::read_to_string(place.path().join("ada.jsonl")).unwrap();
    assert!(remembered.contains(r#""used":"logo:"#), "{remembered}");
    assert!(!remembered.contains("likes"), "{remembered}");
    // What is picked is known the next time, in what is made for that brand.
    let picks = ["--format", "480x480", "--candidates", "4", "--auto", "2,1", "--out", "picked"];
    succeed(place.path(), &[&arguments[..], &picks].concat());
    let remembered = std::fs::read_to_string(place.path().join("ada.jsonl")).unwrap();
    assert!(remembered.contains(r#""likes":{"kit":"northlight""#), "{remembered}");
    succeed(place.path(), &[&arguments[..], &["--format", "480x480", "--auto", "best", "--out", "known"]].concat());
    let run = std::fs::read_to_string(place.path().join("known/run/run.json")).unwrap();
    assert!(run.contains(r#""did":"picked""#) && !run.contains(r#""did":"none_of""#), "{run}");
    std::fs::write(place.path().join("ada.jsonl"), "no signal\n").unwrap();
    let broken = maquette(place.path(), &[&arguments[..], &quick].concat());
    assert!(broken.status.code() == Some(2) && stderr(&broken).contains("ada.jsonl:1"), "{}", stderr(&broken));
}

#[test]
fn things_are_found_by_what_kind_they_are() {
    let place = tempfile::tempdir().unwrap();
    for (asked, kind) in [("font", "font"), ("photo", "imagery"), ("the logo", "logo")] {
        let output = succeed(place.path(), &["brand", "search", NORTHLIGHT, asked, "--kind", kind, "--json"]);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let hits = found["hits"].as_array().unwrap();
        assert!(
            !hits.is_empty() && hits.iter().all(|hit| !hit["why"].as_array().unwrap().is_empty()),
            "{asked}: {found}"
        );
    }
}

#[test]
fn a_folder_of_files_becomes_a_catalogue_that_is_searched_beside_the_kit() {
    let place = tempfile::tempdir().unwrap();
    let photos = place.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    let square = |color: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><rect width=\"40\" height=\"40\" fill=\"{color}\"/></svg>"
        )
    };
    std::fs::write(photos.join("harbour-dawn.svg"), square("#e2725b")).unwrap();
    std::fs::write(photos.join("market.svg"), square("#3f7d4e")).unwrap();
    let over = "{ \"name\": \"harbour in fog\", \"expires\": \"2001-01-01\" }";
    std::fs::write(photos.join("fog.svg"), square("#cccccc")).unwrap();
    std::fs::write(photos.join("fog.svg.json"), over).unwrap();
    std::fs::write(photos.join("notes.docx"), "no picture").unwrap();

    let search =
        |more: &[&str]| maquette(place.path(), &[&["brand", "search", NORTHLIGHT, "harbour at dawn"], more].concat());
    let early = search(&["--catalogue", "catalogue"]);
    assert_eq!(early.status.code(), Some(2));
    assert!(stderr(&early).contains("there is no catalogue") && stderr(&early).contains("brand index"));

    let index = || {
        let output = succeed(place.path(), &["brand", "index", "photos", "--catalogue", "catalogue", "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        ["assets", "added", "changed", "unchanged", "removed"].map(|key| told[key].as_u64().unwrap())
    };
    assert_eq!(index(), [3, 3, 0, 0, 0]);
    std::fs::remove_file(photos.join("market.svg")).unwrap();
    std::fs::write(photos.join("harbour-dawn.svg"), square("#e2725c")).unwrap();
    assert_eq!(index(), [2, 0, 1, 1, 1]);

    let found = search(&["--catalogue", "catalogue", "--json", "--kind", "imagery"]);
    let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let hits: Vec<_> = found["hits"].as_array().unwrap().iter().filter(|hit| hit["elsewhere"] == true).collect();
    let ids: Vec<_> = hits.iter().map(|hit| hit["id"].as_str().unwrap()).collect();
    // What may not be used any more is there, and not found.
    assert_eq!(ids, ["imagery:photos/harbour-dawn.svg"]);
    // Another folder of that name takes nothing out, and a slip makes no catalogue.
    std::fs::create_dir_all(place.path().join("other/photos")).unwrap();
    std::fs::write(place.path().join("other/photos/quay.svg"), square("#123456")).unwrap();
    let other = maquette(place.path(), &["brand", "index", "other/photos/.", "--catalogue", "catalogue"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("known as `photos`") && stderr(&other).contains("--label"), "{}", stderr(&other));
    assert_eq!(index(), [2, 0, 0, 2, 0]);
    assert_eq!(search(&["--catalogue", "photos"]).status.code(), Some(2));
    assert!(!photos.join("lock").exists());
    // What a file says of another is recited, and changes no terminal.
    std::fs::write(photos.join("fog.svg.json"), "{ \"\\u001b]0;x\\u0007\": 1 }").unwrap();
    let told = succeed(place.path(), &["brand", "index", "photos", "--catalogue", "catalogue"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("fog.svg: ") && !told.contains('\u{1b}'), "{told:?}");

    let words = search(&["--catalogue", "catalogue"]);
    assert!(String::from_utf8(words.stdout).unwrap().contains("in the catalogue:\n"));

    // A run looks there as well, and its replay needs neither the catalogue nor the files.
    let design = ["design", "Harbour walk, Sunday 7am", "--format", "200x200", "--candidates", "3", "--out", "out"];
    succeed(place.path(), &[&design[..], &["--catalogue", "catalogue"]].concat());
    std::fs::remove_dir_all(place.path().join("catalogue")).unwrap();
    let replayed = succeed(place.path(), &["replay", "out"]);
    assert_eq!(String::from_utf8(replayed.stdout).unwrap().trim(), "equivalent");
}

#[test]
fn what_people_chose_with_a_kit_says_where_runs_of_others_begin() {
    let place = tempfile::tempdir().unwrap();
    let look = format!(r#"{{"features":[{}],"quality":0}}"#, ["0"; 11].join(","));
    let wish = format!(r#"{{"did":"wished","turn":0,"feature":"warmth","more":true,"of":{look}}}"#);
    let evidence = [wish.as_str(); 3].join(",");
    let likes = format!(r#"{{"v":1,"at":1,"likes":{{"kit":"northlight","taste":{{"evidence":[{evidence}]}}}}}}"#);
    let files: Vec<String> = (0..6).map(|person| format!("person-{person}.jsonl")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for file in &files {
        std::fs::write(place.path().join(file), format!("{likes}\n")).unwrap();
    }
    let count = [&["brand", "choices", NORTHLIGHT, "--out", "past.json"][..], &files].concat();
    let agree = |file: &str| succeed(place.path(), &["brand", "consent", NORTHLIGHT, "--person", file]);
    // Four who agreed are too few to be nobody; the others were not asked.
    files.iter().take(4).for_each(|file| drop(agree(file)));
    let few = maquette(place.path(), &count);
    assert!(few.status.code() == Some(2) && stderr(&few).contains("maquette brand consent"), "{}", stderr(&few));
    files.iter().skip(4).for_each(|file| drop(agree(file)));
    succeed(place.path(), &["brand", "consent", NORTHLIGHT, "--person", files[0], "--withdraw"]);
    let counted = succeed(place.path(), &count);
    assert!(String::from_utf8_lossy(&counted.stdout).contains("5 people counted, 1 left out"));
    let past = std::fs::read_to_string(place.path().join("past.json")).unwrap();
    assert!(past.contains(r#""consent": true"#) && past.contains(r#""warmth""#) && !past.contains("did"), "{past}");

    let arguments = |out: &'static str, brand: &'static str| {
        let brief = ["design", "Jazz night, Friday 8pm", "--brand", brand, "--past-choices", "past.json"];
        [&brief[..], &["--format", "240x240", "--candidates", "4", "--auto", "1,best", "--out", out]].concat()
    };
    succeed(place.path(), &arguments("out", NORTHLIGHT));
    let set = std::fs::read_to_string(place.path().join("out/options/turn-1/set.json")).unwrap();
    assert!(set.contains(r#""past_choices":5"#) && set.contains("warmer colours"), "{set}");
    succeed(place.path(), &["replay", "out"]);
    // Others chose with another kit, and those who say that nobody agreed are not used.
    std::fs::write(place.path().join("past.json"), past.replace("northlight", "elsewhere")).unwrap();
    let other = maquette(place.path(), &arguments("other", NORTHLIGHT));
    assert!(other.status.code() == Some(2) && stderr(&other).contains("`elsewhere`"), "{}", stderr(&other));
    std::fs::write(place.path().join("past.json"), past.replace("true", "false")).unwrap();
    let refused = maquette(place.path(), &arguments("refused", NORTHLIGHT));
    assert!(refused.status.code() == Some(2) && stderr(&refused).contains("did not agree"), "{}", stderr(&refused));
    for garbage in ["", "[]", "\0", &past.replace("warmth", "smell")] {
        std::fs::write(place.path().join("past.json"), garbage).unwrap();
        let broken = maquette(place.path(), &arguments("broken", NORTHLIGHT));
        assert!(broken.status.code() == Some(2) && stderr(&broken).contains("past.json"), "{}", stderr(&broken));
    }
}
