//! A run of every version of the record format, kept for good: it reads, verifies, is shown, and replays from what it recorded.

use std::path::{Path, PathBuf};

use maquette::{Replay, RunFolder, Verdict};

fn golden() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut runs: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    runs.sort();
    runs
}

#[tokio::test]
async fn runs_of_every_format_version_are_read_and_replay_from_what_they_recorded() {
    let runs = golden();
    assert!(runs.len() >= 2, "one that the house led and one that a model led");
    for run in runs {
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        // A copy: nothing that is tried here may change it.
        let copy = tempfile::tempdir().unwrap();
        copy_folder(&run, copy.path());
        let recorded = RunFolder::open(copy.path()).unwrap().read().unwrap();
        assert!(recorded.is_finished() && recorded.torn_bytes == 0, "{name}");
        assert!(recorded.records.iter().all(|record| record.is_readable() && record.kind.is_known()), "{name}");
        // Without tools there is nothing to compute again: its records alone must lead where they led.
        let toolbox = maquette::tools::Toolbox::builder().build().unwrap();
        let report = Replay::new(copy.path()).toolbox(toolbox).run().await.unwrap();
        assert_eq!((report.verdict, report.recomputed), (Verdict::Equivalent, 0), "{name}: {report:?}");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
