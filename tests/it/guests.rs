//! Foreign tools in whole runs: they judge, mend, take their fuel from the ledger, and are believed by a replay.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use design::ImageRequest;
use maquette::sandbox::workshop::{self, BuildError};
use maquette::sandbox::{FuelPrice, Lock, LockError, Locked, Manifest, Package, Sandbox};
use maquette::tools::{Context, ImageModel, Media, Picture, Quote, ToolError};
use maquette::{Ledger, Maquette, NanoUsd, Replay, RunEventBody, RunFolder, Verdict};
use serde_json::Value;

use crate::guest::{Parts, answering};
use crate::{BRIEFS, deliver, first_set, request};

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| Sandbox::new().unwrap())
}

/// A tool's folder with that component.
pub(crate) fn tool(folder: &Path, id: &str, kind: &str, more: &str, parts: &Parts) -> Package {
    let describe: &'static str = format!(r#"{{"id":"{id}","ops":[{{"kind":"{kind}","name":"check"}}]}}"#).leak();
    let component = Parts { describe, ..parts.clone() }.component();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("tool.wasm"), component).unwrap();
    let manifest = format!(
        "[tool]\nid = \"{id}\"\nversion = \"1.0.0\"\nsummary = \"A tool for tests.\"\nabi = \"maquette:tool@0.1\"\n\
         component = \"tool.wasm\"\n[[op]]\nname = \"check\"\nkind = \"{kind}\"\nsummary = \"Checks.\"\n{more}"
    );
    std::fs::write(folder.join("tool.toml"), manifest).unwrap();
    Package::open_unlocked(sandbox(), folder).unwrap()
}

/// An example guest, built in a folder of its own; `None`, and it is said why, where its compiler is not here.
fn example(name: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("examples/tools").join(name);
    for (from, to) in [
        (house.join("examples/tools").join(name), folder.clone()),
        (house.join("sandbox/guest"), place.path().join("sandbox/guest")),
    ] {
        copy(&from, &to);
    }
    match workshop::build(&folder) {
        Ok(_) => Some((place, folder)),
        Err(error @ BuildError::NoCompiler { .. }) => {
            eprintln!("skipped for {name}: {error}");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true if entry.file_name() != "target" && entry.file_name() != "node_modules" => copy(&path, &target),
            true => {}
            false => drop(std::fs::copy(path, target).unwrap()),
        }
    }
}

fn engine(packages: &[Package]) -> Maquette {
    packages.iter().fold(Maquette::builder().workers(2), |builder, package| builder.guest(package)).build().unwrap()
}

/// What foreign tools answered in a run, and how much fuel that took.
fn answers(run: &Path) -> (Vec<Value>, u64) {
    let records = RunFolder::open(run).unwrap().read().unwrap().records;
    let outputs = records.iter().filter(|record| record.kind.as_str() == "effect.completed");
    let outputs: Vec<Value> = outputs.filter_map(|record| record.p.get("output").cloned()).collect();
    let answers: Vec<Value> = outputs
        .into_iter()
        .filter(|output| output.get("usage").is_some_and(|usage| usage.get("fuel").is_some()))
        .collect();
    let fuel = answers.iter().filter_map(|answer| answer["usage"]["fuel"].as_u64()).sum();
    (answers, fuel)
}

#[tokio::test]
async fn what_a_guest_takes_is_in_the_ledger_and_what_it_says_is_believed() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("tool");
    let parts = answering(
        br#"{"score":0.5,"findings":[{"code":"dull","severity":"gate","message":"Dull.","node":"headline"}]}"#,
    );
    let package = tool(&folder, "acme.judge", "score", "weight = 50\n", &parts).priced(FuelPrice(1_000_000));
    let ledger = Ledger::new(Quote::UNLIMITED);
    let out = place.path().join("out");
    let asked = request(BRIEFS[1]).format("300x300").candidates(3).seed(7).ledger(&ledger).out(&out);
    let delivered = deliver(&engine(std::slice::from_ref(&package)), asked).await;

    let (said, fuel) = answers(&out);
    assert!(said.len() >= 3 && fuel > 0, "{said:?}");
    assert_eq!(ledger.accounts().settled.fuel, fuel);
    // A millionth of a dollar for a million units, rounded up once a call.
    assert!(
        delivered.spent >= NanoUsd(fuel / 1_000) && delivered.spent > NanoUsd::ZERO,
        "{} for {fuel}",
        delivered.spent
    );
    // It may not turn designs down, so its gate is a warning; its score is half of the total.
    let options = &first_set(&delivered).options;
    for option in options {
        assert_eq!(option.scores["acme_judge_check"].steps(), 5_000);
        assert!(option.findings.iter().any(|finding| finding.rule == "acme_judge_check.dull"));
    }

    // Without the component everything replays; with it everything is made again.
    std::fs::remove_dir_all(&folder).unwrap();
    let report = Replay::new(&out).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Identical, "{report:?}");
    let with = engine(&[package]).toolbox().clone();
    let verified = Replay::new(&out).toolbox(with).verify_guests().run().await.unwrap();
    assert_eq!((verified.verdict, verified.recomputed), (Verdict::Identical, report.recomputed + said.len() as u64));
    // Asked to verify what is not here, a replay says so.
    let missing = Replay::new(&out).verify_guests().run().await.unwrap();
    assert_eq!(missing.verdict, Verdict::Equivalent, "{missing:?}");
    // Another component under the same name is another tool: what it says is no word against the first.
    let other = tool(&folder, "acme.judge", "score", "weight = 50\n", &answering(br#"{"score":0.25}"#));
    let report = Replay::new(&out).toolbox(engine(&[other]).toolbox().clone()).verify_guests().run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
    assert!(report.notes.iter().any(|note| note.contains("as it was then")), "{report:?}");
}

#[tokio::test]
async fn hostile_guests_waste_their_fuel_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let hostile = [
        ("acme.spins", Parts::invoking("(loop $l (br $l))"), "fuel"),
        ("acme.breaks", Parts::invoking("unreachable"), "broke off"),
        ("acme.lies", answering(b"{\"score\":7}"), "does not fit"),
        ("acme.babbles", answering(b"{\"score\":NaN}"), "not JSON"),
        ("acme.bomb", Parts::invoking("(drop (memory.grow (i32.const 60000))) unreachable"), "memory"),
    ];
    let limits = "[limits]\nfuel = 5000000\n";
    let packages: Vec<Package> =
        hostile.iter().map(|(id, parts, _)| tool(&place.path().join(id), id, "score", limits, parts)).collect();
    let plain = deliver(&engine(&[]), request(BRIEFS[1]).format("300x300").candidates(3).seed(7)).await;
    let out = place.path().join("out");
    let asked = request(BRIEFS[1]).format("300x300").candidates(3).seed(7).out(&out);
    let mut run = engine(&packages).run(asked).await.unwrap();
    let mut told = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, why, .. } = event.body {
            told.push(format!("{what}: {why}"));
        }
    }
    let delivered = run.finish().await.unwrap();
    for (id, _, why) in &hostile {
        let name = format!("{}_check is not heard", id.replace('.', "_"));
        let said = told.iter().filter(|told| told.starts_with(&name) && told.contains(why)).count();
        assert!(said >= 3, "{name}: {told:#?}");
    }
    // As if they were not there.
    assert_eq!(delivered.bytes("design.json"), plain.bytes("design.json"));
    assert_eq!(maquette::replay(&out).await.unwrap().verdict, Verdict::Identical);
}

/// Calling a run off stops its guests, and so does letting go of it: they would spin for five seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_that_spins_stops_with_its_run() {
    let place = tempfile::tempdir().unwrap();
    let limits = "[limits]\nclass = \"scripted\"\n";
    tool(place.path(), "acme.spins", "score", limits, &Parts::invoking("(loop $l (br $l))"));
    // One of its own: the guests of the tests beside this one are not counted.
    let sandbox = Sandbox::new().unwrap();
    let package = Package::open_unlocked(&sandbox, place.path()).unwrap();
    let engine = engine(std::slice::from_ref(&package));
    let until = async |at_work: bool| {
        let changed = async {
            while (sandbox.at_work() > 0) != at_work {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), changed).await.expect("it comes to that");
    };
    for dropped in [false, true] {
        let run = engine.run(request(BRIEFS[1]).format("300x300").candidates(3).seed(7)).await.unwrap();
        until(true).await;
        let begun = Instant::now();
        if dropped {
            drop(run);
        } else {
            run.canceller().cancel();
            assert_eq!(run.finish().await.unwrap_err().code(), "cancelled");
        }
        until(false).await;
        let took = begun.elapsed();
        eprintln!("a run that is {}: its guest stopped after {took:?}", if dropped { "dropped" } else { "called off" });
        assert!(took < Duration::from_millis(package.limits().wall_ms / 2), "{took:?}");
    }
}

#[tokio::test]
async fn a_guest_that_may_turn_designs_down_is_asked_before_they_are_shown() {
    let place = tempfile::tempdir().unwrap();
    let more = "veto_below = 0.5\n[grants]\nveto = true\n";
    let package = tool(place.path(), "acme.strict", "score", more, &answering(b"{\"score\":0.1}"));
    let run = engine(&[package]).run(request(BRIEFS[1]).format("300x300").candidates(3).seed(7)).await.unwrap();
    let error = run.finish().await.unwrap_err();
    assert!(error.to_string().contains("acme_strict_check"), "{error}");
}

#[test]
fn two_tools_of_one_name_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let one = tool(&place.path().join("one"), "acme.same", "score", "", &answering(b"{\"score\":1}"));
    let two = tool(&place.path().join("two"), "acme.same", "lint", "", &answering(b"{}"));
    let error = Maquette::builder().guest(&one).guest(&two).build().unwrap_err();
    assert!(error.to_string().contains("acme_same_check"), "{error}");
}

#[test]
fn what_changed_since_it_was_agreed_to_is_not_loaded() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("tool");
    let schema =
        r#"{"type":"object","properties":{"word":{"type":"string"}},"required":["word"],"additionalProperties":false}"#;
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("word.json"), schema).unwrap();
    let more = "input_schema = \"word.json\"\noutput_schema = \"word.json\"\n";
    tool(&folder, "acme.judge", "call", more, &Parts::default());
    let mut lock = Lock::read(place.path()).unwrap();
    let open = |lock: &Lock| Package::open(sandbox(), &folder, lock).map(|_| ());
    assert!(matches!(open(&lock).unwrap_err(), LockError::NotAdded { .. }));
    let manifest = Manifest::read(&folder).unwrap();
    lock.add(Locked::of(&manifest, &manifest.component(&folder).unwrap(), "tool")).unwrap();
    let lock = Lock::read(place.path()).unwrap();
    open(&lock).unwrap();

    let written = std::fs::read_to_string(folder.join("tool.toml")).unwrap();
    for changed in [
        format!("{written}[grants]\nveto = true\n"),
        written.replace("Checks.", "Checks!"),
        written.replace("1.0.0", "1.0.1"),
        format!("{written}[limits]\nfuel = 1\n"),
    ] {
        std::fs::write(folder.join("tool.toml"), changed).unwrap();
        assert!(matches!(open(&lock).unwrap_err(), LockError::Changed { what: "manifest", .. }));
    }
    std::fs::write(folder.join("tool.toml"), &written).unwrap();
    open(&lock).unwrap();
    std::fs::write(folder.join("word.json"), r#"{"type":"object","properties":{"word":{"type":"number"}}}"#).unwrap();
    assert!(matches!(open(&lock).unwrap_err(), LockError::Changed { what: "manifest", .. }), "a forged schema");
    std::fs::write(folder.join("word.json"), schema).unwrap();
    std::fs::write(folder.join("tool.wasm"), answering(b"{\"score\":0}").component()).unwrap();
    assert!(matches!(open(&lock).unwrap_err(), LockError::Changed { what: "component", .. }));
}

#[test]
fn what_a_guest_says_of_itself_is_compared_with_its_manifest() {
    let place = tempfile::tempdir().unwrap();
    let package = tool(place.path(), "acme.judge", "score", "", &answering(b"{\"score\":1}"));
    package.check_description().unwrap();
    let manifest = std::fs::read_to_string(place.path().join("tool.toml")).unwrap();
    std::fs::write(place.path().join("tool.toml"), manifest.replace("acme.judge", "acme.other")).unwrap();
    let forged = Package::open_unlocked(sandbox(), place.path()).unwrap();
    assert!(forged.check_description().unwrap_err().to_string().contains("not what its manifest says"));
}

#[test]
fn example_guests_do_what_their_examples_say() {
    for name in ["layout-c", "copylint-js", "harmony-rs"] {
        let Some((_place, folder)) = example(name) else { continue };
        let checked = workshop::check(sandbox(), &folder);
        assert!(checked.passes() && checked.lines.len() >= 6, "{name}: {checked:#?}");
        // Word for word the same, fuel included, with nothing of this processor that others of its kind lack.
        #[cfg(target_os = "linux")]
        assert_eq!(workshop::check(&Sandbox::portable().unwrap(), &folder), checked, "{name}");
    }
}

/// The example guests over twenty briefs: the scorer changes winners, the linters mend, all of it replays without them.
#[tokio::test]
async fn example_guests_change_what_wins_and_mend_what_is_made() {
    let built: Vec<_> =
        ["layout-c", "copylint-js", "harmony-rs"].into_iter().map(|name| (name, example(name))).collect();
    let packages: Vec<Package> = built
        .iter()
        .filter_map(|(_, built)| Some(Package::open_unlocked(sandbox(), &built.as_ref()?.1).unwrap()))
        .collect();
    let ids: BTreeSet<&str> = packages.iter().map(|package| package.manifest().id.as_str()).collect();
    if ids.is_empty() {
        return;
    }
    let scorers: Vec<Package> =
        packages.iter().filter(|package| package.manifest().id == "northlight.harmony").cloned().collect();
    let (plain, scored, judged) = (engine(&[]), engine(&scorers), engine(&packages));
    let place = tempfile::tempdir().unwrap();
    let (mut other_winners, mut runs) = (0, Vec::new());
    let mut mended = std::collections::BTreeMap::<String, usize>::new();
    for (number, brief) in briefs().into_iter().enumerate() {
        let asked = || request(&brief).format("240x300").candidates(4).seed(number as u64);
        if !scorers.is_empty() {
            let (before, after) = (deliver(&plain, asked()).await, deliver(&scored, asked()).await);
            other_winners += usize::from(before.bytes("design.json") != after.bytes("design.json"));
        }
        let out = place.path().join(number.to_string());
        deliver(&judged, asked().out(&out)).await;
        for (tool, repairs) in mended_in(&out) {
            *mended.entry(tool).or_default() += repairs;
        }
        runs.push(out);
    }
    println!("{other_winners} of {} winners are others; repairs that were kept: {mended:?}", runs.len());
    assert!(scorers.is_empty() || other_winners > 0);
    for (id, tool) in [("northlight.grid", "northlight_grid_check"), ("northlight.copy", "northlight_copy_check")] {
        assert!(!ids.contains(id) || mended.get(tool).is_some_and(|repairs| *repairs > 0), "{tool}: {mended:?}");
    }
    drop((packages, scorers, scored, judged, built));
    for run in &runs {
        assert_eq!(maquette::replay(run).await.unwrap().verdict, Verdict::Identical);
    }
}

/// Twenty briefs, some of them typed as people type.
fn briefs() -> Vec<String> {
    let typed = [
        "Choir open evening, Thursday 6-8pm, St Mary's Hall... bring a friend!!",
        "Yard sale Saturday 9-12am, 14 Elm Street. Everything must go!!",
        "Poster: Annie's Bakery opens on 3 March, 7am, first loaf free!!",
        "Chess club, Mondays 4-6pm, library... beginners welcome",
    ];
    let more = BRIEFS.iter().copied().chain(typed).map(str::to_owned);
    let shorter = BRIEFS.iter().map(|brief| brief.chars().take(90).collect());
    more.chain(shorter).take(20).collect()
}

/// Findings with a repair that a tool had of a candidate's first design and no more of its second.
fn mended_in(run: &Path) -> std::collections::BTreeMap<String, usize> {
    let records = RunFolder::open(run).unwrap().read().unwrap().records;
    let mut first = std::collections::BTreeMap::<(String, String), usize>::new();
    let mut mended = std::collections::BTreeMap::<String, usize>::new();
    let mut asked = std::collections::BTreeMap::<String, String>::new();
    for record in &records {
        if record.kind.as_str() == "effect.requested" {
            let tool = record.p["tool"].as_str().unwrap_or_default().to_owned();
            asked.insert(record.p["id"].to_string(), tool);
        }
        let Some(findings) = record.p.pointer("/output/findings").and_then(Value::as_array) else { continue };
        let Some(tool) = asked.get(&record.p["id"].to_string()).filter(|tool| tool.starts_with("northlight_")) else {
            continue;
        };
        let repairs = findings.iter().filter(|finding| !finding["repair"].is_null()).count();
        match first.get(&(record.lane.clone(), tool.clone())) {
            None => drop(first.insert((record.lane.clone(), tool.clone()), repairs)),
            Some(before) => *mended.entry(tool.clone()).or_default() += before.saturating_sub(repairs),
        }
    }
    mended
}

/// Pictures of one colour, as PNG.
struct Plain;

impl ImageModel for Plain {
    fn name(&self) -> &str {
        "plain"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote::FREE
    }

    async fn generate(&self, _: &Context, _: ImageRequest) -> Result<Picture, ToolError> {
        let pixels = render::Pixels { width: 60, height: 40, data: [120, 170, 60, 255].repeat(60 * 40) };
        Ok(Picture { bytes: pixels.to_png().unwrap(), media: Media::Png })
    }
}

/// A filter that hands back the picture that it is handed, or half of it.
fn filter(share: u32) -> Parts {
    Parts::invoking(format!(
        "(local.set $n (i32.div_u (i32.load (i32.add (local.get $blobs) (i32.const 8))) (i32.const {share})))
         (call $read_blob (i32.const 0) (i64.const 0) (local.get $n) (i32.const 64))
         (call $emit_blob (i32.const 8192) (i32.const 9) (i32.load (i32.const 68)) (i32.load (i32.const 72)) (i32.const 80))
         (i32.store (i32.const 96) (i32.load (i32.const 84)))
         (i32.store8 (i32.const 32) (i32.const 0))
         (i32.store (i32.const 36) (local.get $in)) (i32.store (i32.const 40) (local.get $in_len))
         (i32.store (i32.const 44) (i32.const 96)) (i32.store (i32.const 48) (i32.const 1))
         (return (i32.const 32))"
    ))
}

#[tokio::test]
async fn filters_change_pictures_and_what_they_break_stays_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let more = "blobs_in = [\"image/png\"]\n[grants]\nemit_blob = true\n";
    let same = tool(&place.path().join("same"), "acme.same", "filter", more, &filter(1));
    let half = tool(&place.path().join("half"), "acme.half", "filter", more, &filter(2));
    let builder = Maquette::builder().workers(2).images(Plain).guest(&half).guest(&same);
    let out = place.path().join("out");
    let mut run = builder
        .build()
        .unwrap()
        .run(request(BRIEFS[1]).format("300x300").candidates(3).seed(7).out(&out))
        .await
        .unwrap();
    let mut told = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, .. } = event.body {
            told.push(what);
        }
    }
    run.finish().await.unwrap();
    assert!(told.iter().any(|what| what == "a picture goes without acme_half_check"), "{told:?}");
    let (answers, fuel) = answers(&out);
    assert!(fuel > 0 && answers.iter().any(|answer| answer.get("picture").is_some()), "{answers:?}");
    assert_eq!(maquette::replay(&out).await.unwrap().verdict, Verdict::Equivalent);
}

#[tokio::test]
async fn a_run_goes_on_with_the_tools_that_it_began_with_and_branches_off_with_others() {
    let place = tempfile::tempdir().unwrap();
    let scorer = |name: &str, score: &str| {
        let id = format!("acme.{name}");
        let parts = answering(format!("{{\"score\":{score}}}").as_bytes());
        tool(&place.path().join(name), &id, "score", "weight = 50\n", &parts)
    };
    let (one, two) = (scorer("one", "0.9"), scorer("two", "0.1"));
    let out = place.path().join("out");
    deliver(&engine(std::slice::from_ref(&one)), request(BRIEFS[1]).format("300x300").candidates(3).seed(7).out(&out))
        .await;
    let records = RunFolder::open(&out).unwrap().read().unwrap().records;

    // Broken off while it was being judged.
    let asked =
        records.iter().position(|record| record.p.get("tool").is_some_and(|tool| tool == "acme_one_check")).unwrap();
    let log = std::fs::read_to_string(out.join("run/log/000001.jsonl")).unwrap();
    let broken = place.path().join("broken");
    copy(&out, &broken);
    let lines: Vec<&str> = log.lines().take(asked + 1).collect();
    std::fs::write(broken.join("run/log/000001.jsonl"), lines.join("\n") + "\n").unwrap();
    for engine in [engine(&[]), engine(&[scorer("one", "0.8")])] {
        let error = engine.resume(maquette::Resume::new(&broken)).await.map(drop).unwrap_err();
        assert!(error.to_string().contains("acme_one_check") && error.to_string().contains("--tool"), "{error}");
    }
    let one = scorer("one", "0.9");
    engine(std::slice::from_ref(&one)).resume(maquette::Resume::new(&broken)).await.unwrap().finish().await.unwrap();
    assert_eq!(maquette::replay(&broken).await.unwrap().verdict, Verdict::Identical);

    // Branched off there with one more, with none, and with another in its place.
    let at = records[asked].seq + 2;
    for (name, packages) in [("more", vec![one.clone(), two.clone()]), ("none", vec![]), ("other", vec![two])] {
        let to = place.path().join(name);
        let forked = engine(&packages).fork(maquette::Fork::new(&out, at, &to)).await.unwrap();
        forked.finish().await.unwrap();
        let report = maquette::replay(&to).await.unwrap();
        assert_eq!(report.verdict, Verdict::Identical, "{name}: {report:?}");
    }
}

#[tokio::test]
async fn what_a_clock_stopped_is_neither_the_same_nor_another() {
    let place = tempfile::tempdir().unwrap();
    let slow = "[limits]\nwall_ms = 1\n";
    let spin = Parts::invoking("(loop $l (br $l))");
    let package = tool(place.path(), "acme.slow", "score", slow, &spin);
    let out = place.path().join("out");
    deliver(&engine(std::slice::from_ref(&package)), request(BRIEFS[0]).format("200x200").candidates(3).out(&out))
        .await;
    let records = RunFolder::open(&out).unwrap().read().unwrap().records;
    assert!(records.iter().any(|record| record.p.pointer("/error/code").is_some_and(|code| code == "deadline")));
    let report = Replay::new(&out).toolbox(engine(&[package]).toolbox().clone()).verify_guests().run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
    assert!(report.notes.iter().any(|note| note.contains("stopped by a clock")), "{report:?}");
}
