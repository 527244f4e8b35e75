use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::fixture;

async fn record(out: &Path) {
    fixture::engine(2).run(fixture::request(out).turns(1)).await.unwrap().finish().await.unwrap();
}

async fn replay_with(sabotaged: &str, out: &Path) -> Result<Report, ReadError> {
    Replay::new(out).toolbox(fixture::toolbox(sabotaged).build().unwrap()).run().await
}

#[tokio::test]
async fn a_sabotaged_tool_makes_the_replay_diverge_at_its_first_result() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let recorded = RunFolder::open(out.path()).unwrap().read().unwrap();
    for tool in ["write_copy", "compose", "generate_image", "render", "critique", "export"] {
        let report = replay_with(tool, out.path()).await.unwrap();
        let difference = report.divergence.unwrap_or_else(|| panic!("{tool} is not missed: {:?}", report.verdict));
        assert_eq!(report.verdict, Verdict::Diverged { at: difference.seq });
        let result = &recorded.records[difference.seq as usize];
        assert_eq!(result.kind.as_str(), kind::EFFECT_COMPLETED, "{tool}");
        let asked = recorded.records.iter().find(|record| {
            record.kind.as_str() == kind::EFFECT_REQUESTED && (&record.lane, record.ord) == (&result.lane, result.ord)
        });
        assert_eq!(asked.unwrap().p["tool"], tool);
        assert!(difference.what == tool && difference.pointer.starts_with('/'), "{difference:?}");
    }
}

#[tokio::test]
async fn a_run_replays_elsewhere_and_from_its_trace_alone() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(out.path()).await;
    fs::rename(out.path().join("run"), elsewhere.path().join("copied")).unwrap();
    let report = replay_with("", &elsewhere.path().join("copied")).await.unwrap();
    assert_eq!(report.verdict, Verdict::Identical, "{report:?}");
}

#[tokio::test]
async fn a_replay_writes_nothing() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let before = files(out.path());
    replay_with("render", out.path()).await.unwrap();
    assert_eq!(files(out.path()), before);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { pending.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_changed_byte_anywhere_is_found_and_named() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    // A set's own file is for people: its choice is added after it was shown, and the trace holds the set.
    for path in files(out.path()).into_iter().filter(|path| !path.ends_with("set.json")) {
        let sound = fs::read(&path).unwrap();
        for at in [0, sound.len() / 3, sound.len() / 2, sound.len() - 2] {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            let error = match replay_with("", out.path()).await {
                Err(error) => error.to_string(),
                Ok(report) => panic!("byte {at} of {}: {:?}", path.display(), report.verdict),
            };
            let text = path.to_str().unwrap();
            let named = match () {
                () if text.contains("/blobs/") => error.contains("sha256:"),
                () if text.ends_with(".jsonl") => error.contains("record") || error.contains("line"),
                () if text.ends_with("run.json") => error.contains("run.json"),
                () => error.contains(text),
            };
            assert!(named, "byte {at} of {text}: {error}");
        }
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(replay_with("", out.path()).await.unwrap().verdict, Verdict::Identical);
}

#[tokio::test]
async fn a_log_that_lost_its_end_is_unverifiable_and_one_that_lost_its_middle_is_refused() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let log = out.path().join("run/log/000001.jsonl");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 7]).unwrap();
    let report = replay_with("", out.path()).await.unwrap();
    assert_eq!((report.verdict, report.finished), (Verdict::Unverifiable, false));
    assert!(report.notes.iter().any(|note| note.contains("not written whole")), "{:?}", report.notes);

    let lines: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    fs::write(&log, [&lines[..9], &lines[10..]].concat().concat()).unwrap();
    let error = replay_with("", out.path()).await.unwrap_err();
    assert_eq!(error.to_string(), "record 9 says that it is record 10");
}

#[tokio::test]
async fn a_missing_blob_is_named_with_its_record() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let blob = files(&out.path().join("run/blobs")).remove(3);
    fs::remove_file(blob).unwrap();
    let error = replay_with("", out.path()).await.unwrap_err();
    assert!(matches!(error, ReadError::MissingBlob { .. }), "{error}");
}

#[tokio::test]
async fn another_version_of_a_tool_is_not_computed_again() {
    struct Newer;
    impl toolbox::PureTool for Newer {
        const NAME: &'static str = "brand_search";
        const VERSION: &'static str = "9.0.0";
        const DESCRIPTION: &'static str = "A later version.";
        type Input = planner::calls::BrandSearch;
        type Output = planner::calls::BrandHits;

        fn compute(&self, _: &Context, _: Self::Input) -> Result<Self::Output, toolbox::ToolError> {
            unreachable!("it is not called")
        }
    }
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let toolbox = fixture::toolbox("").replace(toolbox::Pure::new(Newer)).build().unwrap();
    let report = Replay::new(out.path()).toolbox(toolbox).run().await.unwrap();
    assert_eq!((report.verdict, report.recomputed), (Verdict::Equivalent, 0), "{report:?}");
}

#[tokio::test]
async fn a_tool_whose_schema_changed_is_named_with_the_first_record_that_asks_for_it() {
    /// What it took before, and one thing more.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Wider {
        #[serde(flatten)]
        _before: planner::calls::BrandSearch,
        _hint: Option<String>,
    }
    struct Changed;
    impl toolbox::PureTool for Changed {
        const NAME: &'static str = "brand_search";
        const VERSION: &'static str = <toolbox::builtin::BrandSearch as toolbox::Tool>::VERSION;
        const DESCRIPTION: &'static str = "The same version, with another schema.";
        const AUDIENCE: toolbox::tool::Audience = toolbox::tool::Audience::Internal;
        type Input = Wider;
        type Output = planner::calls::BrandHits;

        fn compute(&self, _: &Context, _: Wider) -> Result<Self::Output, toolbox::ToolError> {
            unreachable!("it is not called")
        }
    }
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let toolbox = fixture::toolbox("").replace(toolbox::Pure::new(Changed)).build().unwrap();
    let report = Replay::new(out.path()).toolbox(toolbox).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent);
    let records = RunFolder::open(out.path()).unwrap().read().unwrap().records;
    let asks = records.iter().find(|record| record.p.get("tool").is_some_and(|tool| tool == "brand_search")).unwrap();
    let named = format!("record {} asks for `brand_search`", asks.seq);
    assert!(report.notes.iter().any(|note| note.starts_with(&named)), "{:?}", report.notes);
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_found_and_its_place_is_named() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let folder = RunFolder::open(out.path()).unwrap();
    let trace: Vec<PathBuf> = files(&out.path().join("run"));
    let flips = std::env::var("MAQUETTE_FLIPS").ok().and_then(|flips| flips.parse().ok()).unwrap_or(300);
    let mut random = design::Random::new(23);
    for flip in 0..flips {
        let path = &trace[random.index(trace.len())];
        let sound = fs::read(path).unwrap();
        let mut changed = sound.clone();
        let at = random.index(changed.len());
        changed[at] ^= 1 << random.index(8);
        fs::write(path, &changed).unwrap();
        let text = path.to_str().unwrap();
        let read = folder.read();
        fs::write(path, &sound).unwrap();
        let named = match &read {
            Err(error) if text.contains("/blobs/") => error.to_string().contains("sha256:"),
            Err(error) if text.ends_with(".jsonl") => {
                error.to_string().contains("record") || error.to_string().contains("line")
            }
            Err(error) => error.to_string().contains("run.json"),
            // A last line feed that is none any more is a torn tail, which is never verified.
            Ok(recorded) => text.ends_with(".jsonl") && at + 1 == sound.len() && recorded.torn_bytes > 0,
        };
        assert!(named, "flip {flip}: byte {at} of {text}: {:?}", read.map(|recorded| recorded.records.len()));
    }
    assert!(folder.read().is_ok());
}

/// Changes a record of a log and seals all of it anew, as somebody would who wants it unseen.
fn reseal(log: &Path, change: impl Fn(&mut planner::Record) -> bool) -> u64 {
    let records = planner::chain::read_log(&fs::read(log).unwrap()).unwrap().records;
    let (mut chain, mut bytes, mut changed) = (planner::Chain::default(), Vec::new(), None);
    for mut record in records {
        if changed.is_none() && change(&mut record) {
            changed = Some(record.seq);
        }
        let planner::Record { lane, ord, kind, p, ts, .. } = record;
        bytes.extend(planner::chain::write_line(&chain.seal(planner::Entry { lane, ord, kind, p }, ts)));
    }
    fs::write(log, bytes).unwrap();
    changed.expect("there is such a record")
}

#[tokio::test]
async fn a_result_that_was_changed_and_sealed_again_is_the_first_that_differs() {
    let changes: [fn(&mut planner::Record) -> bool; 3] = [
        |record| {
            let score = record.p.pointer_mut("/output/critique/scores/alignment");
            score.map(|score| *score = serde_json::json!(0.0123)).is_some()
        },
        |record| record.p.pointer_mut("/output/width").map(|width| *width = serde_json::json!(9)).is_some(),
        |record| {
            let is_choice = record.kind.as_str() == kind::EFFECT_REQUESTED && record.p["tool"] == "render";
            is_choice
                && record.p.pointer_mut("/args/design").is_some_and(|design| {
                    *design = serde_json::json!(format!("sha256:{}", "0".repeat(64)));
                    true
                })
        },
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let out = tempfile::tempdir().unwrap();
        record(out.path()).await;
        let changed = reseal(&out.path().join("run/log/000001.jsonl"), change);
        match replay_with("", out.path()).await {
            Ok(report) => assert_eq!(report.verdict, Verdict::Diverged { at: changed }, "change {place}: {report:?}"),
            // A blob that nobody has is missed before.
            Err(error) => assert!(place == 2 && error.to_string().contains(&format!("record {changed}")), "{error}"),
        }
    }
}
