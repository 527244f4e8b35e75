//! A recorded run, made again, broken and interrupted.

use std::path::{Path, PathBuf};

use crate::{BRIEF, maquette, stderr, succeed};

#[track_caller]
fn replay(folder: &Path, run: &str) -> (Option<i32>, String) {
    let output = maquette(folder, &["replay", run]);
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn a_run_replays_identically_wherever_it_is_copied() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--auto", "1,best", "--out", "out"]);
    let (code, words) = replay(folder.path(), "out");
    assert_eq!(code, Some(0), "{words}");
    assert!(words.starts_with("identical"), "{words}");
    succeed(folder.path(), &["replay", "out", "--verify-tools"]);
    std::fs::rename(folder.path().join("out/run"), folder.path().join("elsewhere")).unwrap();
    let before = files(&folder.path().join("elsewhere"));
    assert_eq!(replay(folder.path(), "elsewhere").0, Some(0));
    assert_eq!(files(&folder.path().join("elsewhere")), before, "a replay writes nothing");
}

#[test]
fn one_changed_byte_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    succeed(
        folder.path(),
        &["design", "A note about the late opening, Friday 6pm", "--candidates", "4", "--out", "out"],
    );
    let log = folder.path().join("out/run/log/000001.jsonl");
    let intact = std::fs::read(&log).unwrap();
    for share in [0.03, 0.4, 0.97] {
        let mut broken = intact.clone();
        let at = (broken.len() as f64 * share) as usize;
        broken[at] ^= 0x01;
        std::fs::write(&log, &broken).unwrap();
        let (code, words) = replay(folder.path(), "out");
        let line = intact[..at].iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!(code, Some(3), "byte {at}: {words}");
        assert!(words.contains("record"), "byte {at} of record {line}: {words}");
    }
    std::fs::write(&log, &intact).unwrap();
    let blob = files(&folder.path().join("out/run/blobs")).into_iter().next().unwrap();
    let mut bytes = std::fs::read(&blob).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&blob, bytes).unwrap();
    let (code, words) = replay(folder.path(), "out");
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains("sha256:"), "{words}");
}

#[test]
fn a_log_without_an_end_is_unverifiable_and_intact() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--candidates", "4", "--out", "out"]);
    let log = folder.path().join("out/run/log/000001.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&log, lines[..lines.len() / 2].join("\n") + "\n").unwrap();
    let (code, words) = replay(folder.path(), "out");
    assert_eq!(code, Some(3), "{words}");
    assert!(words.starts_with("unverifiable"), "{words}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_and_leaves_the_records_intact() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("maquette"))
        .current_dir(folder.path())
        .args(["design", BRIEF, "--format", "A3", "--candidates", "32", "--json", "--out", "out"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The first event says that the run is recorded; then the interrupt falls into its middle.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("run.started"));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!folder.path().join("out/final.png").exists());
    let (code, words) = replay(folder.path(), "out");
    assert_eq!(code, Some(3), "{words}");
    assert!(words.starts_with("unverifiable"), "{words}");
}
