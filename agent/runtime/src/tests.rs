//! Whole runs with scripted tools.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use planner::calls::{ComposeDesign, ComposedDesign, RenderDesign, RenderedDesign};
use toolbox::{Context, ImageModel, Picture, Quote, ToolError};

use crate::fixture::{self, scripted};
use crate::{
    Auto, Choice, Chooser, Delivered, Maquette, NanoUsd, OptionSet, Request, RunError, RunEvent, RunEventBody, Verdict,
    replay,
};

/// Every file below a folder but the trace, by its path.
pub(crate) fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path != folder.join("run") {
                pending.push(path);
            } else if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

async fn deliver(engine: &Maquette, request: Request) -> Delivered {
    engine.run(request).await.unwrap().finish().await.unwrap()
}

#[tokio::test]
async fn a_run_delivers_files_and_a_trace_that_replays() {
    let out = tempfile::tempdir().unwrap();
    let delivered = deliver(&fixture::engine(2), fixture::request(out.path())).await;
    let results = results(out.path());
    for name in ["final.png", "final.svg", "final.live.svg", "final.pdf", "design.json", "options/turn-2/set.json"] {
        assert!(results.contains_key(name), "{name}: {:?}", results.keys());
    }
    assert_eq!(results["final.png"], *delivered.bytes("final.png").unwrap());
    let set: OptionSet = serde_json::from_slice(&results["options/turn-1/set.json"]).unwrap();
    assert_eq!((set.options.len(), set.choice), (3, Some(Choice::Best)));
    assert!(results.keys().filter(|name| name.starts_with("options/turn-1/option-")).count() == 6);

    let toolbox = fixture::toolbox("").build().unwrap();
    let report = crate::Replay::new(out.path()).toolbox(toolbox).run().await.unwrap();
    assert_eq!((report.verdict, &report.notes), (Verdict::Identical, &vec![]), "{report:?}");
    assert!(report.recomputed == report.effects && report.effects > 20, "{report:?}");
}

#[tokio::test]
async fn what_is_made_does_not_depend_on_how_many_threads_make_it() {
    let (one, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    deliver(&fixture::engine(1), fixture::request(one.path()).chooser(Auto::parse("2,best").unwrap())).await;
    deliver(&fixture::engine(4), fixture::request(many.path()).chooser(Auto::parse("2,best").unwrap())).await;
    assert!(results(one.path()) == results(many.path()));
}

#[tokio::test]
async fn runs_of_one_engine_do_not_disturb_each_other() {
    let engine = fixture::engine(2);
    let alone = tempfile::tempdir().unwrap();
    deliver(&engine, fixture::request(alone.path())).await;
    let folders: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
    let mut runs = Vec::new();
    for folder in &folders {
        runs.push(engine.run(fixture::request(folder.path())).await.unwrap());
    }
    // One of them is called off.
    runs.pop().unwrap().canceller().cancel();
    for run in runs {
        run.finish().await.unwrap();
    }
    assert!(folders[..3].iter().all(|folder| results(folder.path()) == results(alone.path())));
    assert!(!folders[3].path().join("final.png").exists());
}

#[tokio::test]
async fn a_folder_takes_one_run_at_a_time() {
    let out = tempfile::tempdir().unwrap();
    let engine = fixture::engine(2);
    let first = engine.run(fixture::request(out.path()).chooser(Ponder)).await.unwrap();
    let error = engine.run(fixture::request(out.path())).await.unwrap_err();
    assert!(matches!(error, RunError::Busy { .. }), "{error}");
    drop(first);
}

/// Picks what is not there.
struct Wild;

impl Chooser for Wild {
    async fn choose(&mut self, _: OptionSet, _: Option<std::path::PathBuf>) -> Choice {
        Choice::Pick { index: u32::MAX }
    }
}

#[tokio::test]
async fn a_pick_that_is_not_there_does_not_stop_a_run() {
    let out = tempfile::tempdir().unwrap();
    let delivered = deliver(&fixture::engine(2), fixture::request(out.path()).chooser(Wild)).await;
    assert_eq!(delivered.sets.len(), 2);
    assert_eq!(replay_scripted(out.path()).await.verdict, Verdict::Identical);
}

#[tokio::test]
async fn a_run_without_a_folder_keeps_its_files_in_memory() {
    let delivered = deliver(&fixture::engine(2), Request::new(fixture::brief()).candidates(4)).await;
    assert!(delivered.bytes("final.png").is_some_and(|bytes| !bytes.is_empty()));
    assert_eq!((delivered.out, delivered.sets.len()), (None, 1));
    assert!(delivered.files.values().all(|file| file.path.is_none()));
}

#[tokio::test]
async fn events_tell_the_run_from_beginning_to_end() {
    let mut run = fixture::engine(2).run(Request::new(fixture::brief()).candidates(4)).await.unwrap();
    let mut events: Vec<RunEvent> = Vec::new();
    while let Some(event) = run.next().await {
        events.push(event);
    }
    run.finish().await.unwrap();
    assert!(events.iter().enumerate().all(|(index, event)| event.seq == index as u64));
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), ("run.started", "run.completed"));
    let count = |name: &str| lines.iter().filter(|line| *line == name).count();
    assert_eq!((count("candidate.scored"), count("options.presented"), count("choice.made")), (4, 1, 1));
}

/// Never makes up its mind.
struct Ponder;

impl Chooser for Ponder {
    async fn choose(&mut self, _: OptionSet, folder: Option<std::path::PathBuf>) -> Choice {
        assert!(
            folder.is_some_and(|folder| folder.join("option-1.png").is_file()),
            "a person has something to look at"
        );
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_run_that_is_called_off_leaves_an_unfinished_trace_that_is_intact() {
    let out = tempfile::tempdir().unwrap();
    let mut run = fixture::engine(2).run(fixture::request(out.path()).chooser(Ponder)).await.unwrap();
    while let Some(event) = run.next().await {
        if matches!(event.body, RunEventBody::OptionsPresented { .. }) {
            run.canceller().cancel();
        }
    }
    let error = run.finish().await.unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert!(!out.path().join("final.png").exists());
    let report = replay_scripted(out.path()).await;
    assert_eq!((report.verdict, report.finished), (Verdict::Unverifiable, false), "{report:?}");
    assert!(report.recomputed > 10, "what is there was checked: {report:?}");
}

async fn replay_scripted(out: &Path) -> crate::Report {
    let toolbox = fixture::toolbox("").build().unwrap();
    crate::Replay::new(out).toolbox(toolbox).run().await.unwrap()
}

#[tokio::test]
async fn a_run_that_is_dropped_leaves_a_trace_that_is_intact() {
    for events in [1, 5, 9, 14] {
        let out = tempfile::tempdir().unwrap();
        let mut run = fixture::engine(2).run(fixture::request(out.path())).await.unwrap();
        for _ in 0..events {
            run.next().await.unwrap();
        }
        drop(run);
        // The folder is free again when the driver has let go of its log.
        let log = out.path().join("run/log/000001.jsonl");
        while fs::File::open(&log).unwrap().try_lock().is_err() {
            tokio::task::yield_now().await;
        }
        let report = replay_scripted(out.path()).await;
        assert_eq!((report.verdict, report.finished), (Verdict::Unverifiable, false), "{events}: {report:?}");
    }
}

#[tokio::test]
async fn an_earlier_run_in_the_folder_is_replaced() {
    let out = tempfile::tempdir().unwrap();
    deliver(&fixture::engine(2), fixture::request(out.path())).await;
    deliver(&fixture::engine(2), fixture::request(out.path()).turns(1)).await;
    assert!(!out.path().join("options/turn-2").exists());
    assert_eq!(replay_scripted(out.path()).await.verdict, Verdict::Identical);
}

#[tokio::test]
async fn a_tool_that_panics_costs_its_candidate_and_not_the_run() {
    fn compose(context: &Context, args: &ComposeDesign, _: bool) -> Result<ComposedDesign, ToolError> {
        assert!(args.plan.variant != 1, "no room");
        let design = context.keep("compose", args.plan.archetype.0.as_bytes())?;
        Ok(ComposedDesign {
            design,
            images: Vec::new(),
            findings: Vec::new(),
            edits: std::collections::BTreeMap::new(),
        })
    }
    let engine = Maquette::builder().toolbox(fixture::toolbox("").replace(scripted(compose))).build().unwrap();
    let delivered = deliver(&engine, Request::new(fixture::brief()).candidates(5)).await;
    let rejected: Vec<&str> = delivered.sets[0].rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert!(rejected.iter().any(|reason| reason.contains("panicked")), "{rejected:?}");
    assert_eq!(delivered.sets[0].options.len(), 3);
}

#[tokio::test]
async fn a_run_that_cannot_be_written_fails_and_leaves_no_result() {
    fn render(context: &Context, args: &RenderDesign, _: bool) -> Result<RenderedDesign, ToolError> {
        // As on a full disk: the store takes nothing any more.
        let out = std::env::temp_dir().join("maquette-test-unwritable").join(std::process::id().to_string());
        let blobs = out.join("run/blobs");
        let _ = fs::rename(&blobs, out.join("run/moved"));
        let _ = fs::write(&blobs, "in the way");
        let png = context.keep("render", b"png")?;
        let (said, unread) = (Vec::new(), Vec::new());
        Ok(RenderedDesign { design: args.design, png, width: 1, height: 1, said, unread, locked: Vec::new() })
    }
    let out = std::env::temp_dir().join("maquette-test-unwritable").join(std::process::id().to_string());
    let engine = Maquette::builder().toolbox(fixture::toolbox("").replace(scripted(render))).build().unwrap();
    let error = engine.run(fixture::request(&out)).await.unwrap().finish().await.unwrap_err();
    assert!(matches!(error, RunError::Storage { .. }), "{error:?}");
    assert_eq!(error.code(), "internal");
    let results = results(&out);
    fs::remove_dir_all(&out).unwrap();
    assert!(results.is_empty(), "{:?}", results.keys());
}

/// Makes pictures for money.
struct Paid;

impl ImageModel for Paid {
    fn name(&self) -> &str {
        "paid-1"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &design::ImageRequest) -> Quote {
        Quote { images: 1, ..Quote::money(NanoUsd(40)) }
    }

    async fn generate(&self, context: &Context, request: design::ImageRequest) -> Result<Picture, ToolError> {
        context.charge(NanoUsd(30));
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 9"/>"#, request.seed % 9 + 1);
        Ok(Picture { bytes: svg.into_bytes(), media: toolbox::Media::Svg })
    }
}

#[tokio::test]
async fn nothing_is_spent_that_was_not_reserved() {
    let out = tempfile::tempdir().unwrap();
    let engine = Maquette::builder().workers(1).toolbox(fixture::toolbox("")).images(Paid).build().unwrap();
    let request = fixture::request(out.path()).turns(1).budget(NanoUsd(100));
    let mut run = engine.run(request).await.unwrap();
    let mut warned = false;
    while let Some(event) = run.next().await {
        warned |= matches!(event.body, RunEventBody::BudgetWarned { .. });
    }
    let delivered = run.finish().await.unwrap();
    assert!(warned && delivered.spent <= NanoUsd(100) && delivered.spent >= NanoUsd(60), "{}", delivered.spent);
    let log = fs::read_to_string(out.path().join("run/log/000001.jsonl")).unwrap();
    for kind in ["budget.reserved", "budget.settled", r#""code":"budget""#, "degraded"] {
        assert!(log.contains(kind), "{kind}");
    }
    // What was bought cannot be computed again, so the best verdict is that it leads to the same designs.
    let toolbox = fixture::toolbox("").replace(toolbox::builtin::GenerateImage::new(toolbox::AnyImageModel::new(Paid)));
    let report = crate::Replay::new(out.path()).toolbox(toolbox.build().unwrap()).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
}

#[tokio::test]
async fn runs_that_share_a_ledger_spend_no_more_than_it_has() {
    let engine = Maquette::builder().workers(2).toolbox(fixture::toolbox("")).images(Paid).build().unwrap();
    let ledger = crate::Ledger::new(Quote::limit(NanoUsd(100)));
    let out = tempfile::tempdir().unwrap();
    let mut runs = Vec::new();
    for number in 0..4 {
        let request = fixture::request(&out.path().join(number.to_string())).turns(1).budget(NanoUsd(90));
        runs.push(engine.run(request.id(format!("run-{number}")).ledger(&ledger)).await.unwrap());
    }
    let mut spent = 0;
    for run in runs {
        // With too little money a run is made of what costs nothing, and delivers all the same.
        spent += run.finish().await.unwrap().spent.0;
    }
    let accounts = ledger.accounts();
    assert_eq!(
        (accounts.settled, accounts.reserved),
        (Quote { images: spent / 30, ..Quote::money(NanoUsd(spent)) }, Quote::FREE)
    );
    assert!((60..=100).contains(&spent), "{spent}");
}

/// Charges, and then says that nothing happened.
struct Grasping;

impl ImageModel for Grasping {
    fn name(&self) -> &str {
        "grasping-1"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &design::ImageRequest) -> Quote {
        Quote { images: 1, ..Quote::money(NanoUsd(40)) }
    }

    async fn generate(&self, context: &Context, _: design::ImageRequest) -> Result<Picture, ToolError> {
        context.charge(NanoUsd(30));
        Err(ToolError::Refused { tool: "generate_image".to_owned(), reason: "not today".to_owned() })
    }
}

#[tokio::test]
async fn what_was_charged_is_spent_whatever_the_call_says() {
    let engine = Maquette::builder().workers(1).toolbox(fixture::toolbox("")).images(Grasping).build().unwrap();
    let ledger = crate::Ledger::new(Quote::limit(NanoUsd(1_000)));
    let out = tempfile::tempdir().unwrap();
    let request = fixture::request(out.path()).turns(1).budget(NanoUsd(1_000)).ledger(&ledger);
    let delivered = engine.run(request).await.unwrap().finish().await.unwrap();
    assert_eq!((delivered.spent, ledger.accounts().settled.money), (NanoUsd(120), NanoUsd(120)));
}

#[tokio::test]
async fn a_turn_has_a_ceiling_of_its_own() {
    let engine = Maquette::builder().workers(1).toolbox(fixture::toolbox("")).images(Paid).build().unwrap();
    let out = tempfile::tempdir().unwrap();
    let request = fixture::request(out.path()).turns(1).budget(NanoUsd(1_000)).turn_budget(NanoUsd(50));
    let delivered = engine.run(request).await.unwrap().finish().await.unwrap();
    assert_eq!(delivered.spent, NanoUsd(30));
}

#[tokio::test]
async fn settings_and_folders_that_cannot_be_are_refused_before_anything_is_written() {
    let out = tempfile::tempdir().unwrap();
    let engine = fixture::engine(1);
    let none = engine.run(fixture::request(&out.path().join("new")).candidates(0)).await;
    assert_eq!(none.unwrap_err().code(), "usage");
    assert!(!out.path().join("new").exists());
    fs::write(out.path().join("file"), "x").unwrap();
    let under_a_file = engine.run(fixture::request(&out.path().join("file/out"))).await;
    assert_eq!(under_a_file.unwrap_err().code(), "usage");
    let nowhere = replay(out.path()).await;
    assert_eq!(nowhere.unwrap_err().code(), "usage");
}

#[tokio::test]
async fn a_credential_in_a_brief_is_in_no_file_of_the_run() {
    let out = tempfile::tempdir().unwrap();
    let key = "sk-proj-abcDEF123456ghiJKL7890mn";
    let brief =
        design::Brief::read(&format!("A flyer for the book swap on 9 December, town library. Key: {key}")).unwrap();
    deliver(&fixture::engine(2), Request::new(brief).candidates(3).out(out.path())).await;
    let mut pending = vec![out.path().to_owned()];
    while let Some(next) = pending.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                pending.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "{}", path.display());
            }
        }
    }
    let report = crate::Replay::new(out.path()).toolbox(fixture::toolbox("").build().unwrap()).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Unverifiable);
    assert!(report.notes[0].contains("redacted"), "{report:?}");
}
