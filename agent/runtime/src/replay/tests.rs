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
