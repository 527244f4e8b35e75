//! Recorded runs that go on, branch off, and are read.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{BRIEF, command, maquette, stderr, succeed};

const SMALL: &[&str] = &["--format", "400x400", "--candidates", "4", "--turns", "2", "--auto", "2,best"];

fn design(out: &str) -> Vec<&str> {
    [&["design", BRIEF, "--seed", "3", "--out", out], SMALL].concat()
}

fn stdout(folder: &Path, args: &[&str]) -> String {
    String::from_utf8_lossy(&succeed(folder, args).stdout).into_owned()
}

fn picture(folder: &Path, out: &str) -> Vec<u8> {
    std::fs::read(folder.join(out).join("final.png")).unwrap()
}

#[test]
fn a_run_that_was_killed_goes_on_to_the_same_design() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &design("whole"));
    let mut child =
        command(folder.path()).args(design("killed")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let log = folder.path().join("killed/run/log/000001.jsonl");
    let begun = Instant::now();
    // Some of it is on record, and it is not over.
    while std::fs::metadata(&log).map_or(0, |log| log.len()) < 20_000 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let replayed = maquette(folder.path(), &["replay", "killed"]);
    if replayed.status.code() == Some(3) {
        assert!(stderr(&replayed).contains("unfinished"), "{}", stderr(&replayed));
        let tree = stdout(folder.path(), &["trace", "show", "killed"]);
        assert!(tree.contains("maquette resume"), "{tree}");
    }
    succeed(folder.path(), &["resume", "killed"]);
    assert!(picture(folder.path(), "killed") == picture(folder.path(), "whole"));
    assert!(stdout(folder.path(), &["replay", "killed"]).starts_with("identical"));
    assert!(folder.path().join("killed/report.html").is_file());
    // Once more changes nothing, and puts back what is missing.
    std::fs::remove_file(folder.path().join("killed/final.png")).unwrap();
    succeed(folder.path(), &["resume", "killed", "--json"]);
    assert!(picture(folder.path(), "killed") == picture(folder.path(), "whole"));
}

#[test]
fn a_fork_with_another_seed_is_told_apart_and_replays() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &design("out"));
    let output = maquette(folder.path(), &["fork", "out", "--at", "2", "--set", "seed=99", "--out", "fork", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!((&last["event"], &last["data"]["set"]["seed"]), (&"fork.compared".into(), &"99".into()));
    assert_eq!(last["data"]["parting"]["what"], "effect.requested");
    assert!(stdout(folder.path(), &["replay", "fork"]).starts_with("identical"));
    let words = stdout(folder.path(), &["trace", "diff", "out", "fork"]);
    assert!(words.contains("changed: seed=99") && words.contains("first difference"), "{words}");
    assert!(stdout(folder.path(), &["trace", "diff", "out", "out"]).starts_with("they are the same"));
    let tree = stdout(folder.path(), &["trace", "show", "fork"]);
    assert!(tree.contains("branched off") && tree.contains("taken from"), "{tree}");

    for (change, word) in [
        ("colour=red", "colour=red"),
        ("seed=many", "seed"),
        ("policy=magic", "policy"),
        ("policy=model", "name it"),
        ("model=x", "without one"),
        ("seed", "seed"),
    ] {
        let refused = maquette(folder.path(), &["fork", "out", "--at", "2", "--set", change, "--out", "never"]);
        assert_eq!(refused.status.code(), Some(2), "{change}");
        assert!(stderr(&refused).contains(word), "{}", stderr(&refused));
        assert!(!folder.path().join("never").exists());
    }
    let beyond = maquette(folder.path(), &["fork", "out", "--at", "99999", "--out", "never"]);
    assert_eq!(beyond.status.code(), Some(2), "{}", stderr(&beyond));
}

#[test]
fn a_trace_is_shown_verified_and_salvaged() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &design("out"));
    let tree: Value = serde_json::from_str(&stdout(folder.path(), &["trace", "show", "out", "--json"])).unwrap();
    let records = tree["records"].as_u64().unwrap();
    assert_eq!(tree["turns"].as_array().unwrap().len(), 3);
    let step: Value = serde_json::from_str(&stdout(folder.path(), &["trace", "show", "out", "--step", "2"])).unwrap();
    assert_eq!((&step["kind"], &step["p"]["brief"]["text"]), (&"brief.read".into(), &BRIEF.into()));
    assert!(stdout(folder.path(), &["trace", "verify", "out"]).starts_with(&format!("sound: {records} records")));
    let beyond = maquette(folder.path(), &["trace", "show", "out", "--step", "99999"]);
    assert_eq!(beyond.status.code(), Some(2));

    let log = folder.path().join("out/run/log/000001.jsonl");
    let mut bytes = std::fs::read(&log).unwrap();
    let place = bytes.len() / 2;
    bytes[place] ^= 4;
    std::fs::write(&log, bytes).unwrap();
    let verified = maquette(folder.path(), &["trace", "verify", "out"]);
    assert_eq!(verified.status.code(), Some(3));
    let words = stderr(&verified);
    assert!((words.contains("record") || words.contains("line")) && words.contains("salvage"), "{words}");
    succeed(folder.path(), &["trace", "salvage", "out", "--out", "saved"]);
    succeed(folder.path(), &["resume", "saved"]);
    assert!(picture(folder.path(), "saved") == picture(folder.path(), "out"));
    succeed(folder.path(), &["trace", "report", "saved", "--out", "page.html"]);
    assert!(std::fs::read_to_string(folder.path().join("page.html")).unwrap().contains("Time line"));
    for verb in [&["trace", "show"][..], &["trace", "verify"], &["resume"], &["replay"]] {
        let nowhere = maquette(folder.path(), &[verb, &["nowhere"]].concat());
        assert_eq!(nowhere.status.code(), Some(2), "{verb:?}: {}", stderr(&nowhere));
    }
}

#[test]
fn the_change_that_makes_the_difference_is_found() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &design("out"));
    let bisect = [
        "trace",
        "bisect",
        "out",
        "--at",
        "2",
        "--set",
        "budget=0.30",
        "--set",
        "seed=99",
        "--set",
        "policy=house",
        "--json",
    ];
    let found: Value = serde_json::from_str(&stdout(folder.path(), &bisect)).unwrap();
    assert_eq!(found["makes_the_difference"], serde_json::json!(["seed=99"]), "{found}");
    assert_eq!(found["tried"].as_array().unwrap().len(), 3);
    let words = stdout(folder.path(), &["trace", "bisect", "out", "--at", "2", "--set", "budget=0.30"]);
    assert!(words.contains("none of them"), "{words}");
    succeed(folder.path(), &["fork", "out", "--at", "2", "--set", "seed=99", "--out", "fork"]);
    let page = std::fs::read_to_string(folder.path().join("fork/compare.html")).unwrap();
    assert_eq!(page.matches("<img").count(), 2);
}

#[test]
fn spans_are_written_and_sent() {
    use std::io::{Read, Write};
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &design("out"));
    let spans = stdout(folder.path(), &["trace", "export", "out", "--jsonl"]);
    let first: Value = serde_json::from_str(spans.lines().next().unwrap()).unwrap();
    assert!(first["name"] == "invoke_agent maquette" && spans.lines().count() > 30);

    // A collector that takes one request.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let collector = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut part) = (Vec::new(), [0; 65_536]);
        loop {
            let count = stream.read(&mut part).unwrap();
            request.extend_from_slice(&part[..count]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let length: Option<usize> = text
                .to_lowercase()
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
            if let (Some(begin), Some(length)) = (text.find("\r\n\r\n"), length)
                && request.len() >= begin + 4 + length
            {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
                return serde_json::from_slice::<Value>(&request[begin + 4..]).unwrap();
            }
            assert!(count > 0, "it hung up");
        }
    });
    succeed(folder.path(), &["trace", "export", "out", "--otlp", &url]);
    let sent = collector.join().unwrap();
    assert_eq!(sent["resourceSpans"][0]["scopeSpans"][0]["spans"][0], first);
    let nobody = maquette(folder.path(), &["trace", "export", "out", "--otlp", "http://127.0.0.1:9/v1/traces"]);
    assert_eq!(nobody.status.code(), Some(6), "{}", stderr(&nobody));
    assert_eq!(maquette(folder.path(), &["trace", "export", "out", "--otlp", "ftp://x"]).status.code(), Some(2));
    assert_eq!(maquette(folder.path(), &["trace", "export", "out"]).status.code(), Some(2));
}
