//! Foreign tools from the command line.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::guest::{Parts, answering};
use crate::{BRIEF, command, maquette, stderr, succeed};

/// A scorer that likes everything half.
fn scorer(folder: &Path) {
    let describe = r#"{"id":"acme.half","ops":[{"kind":"score","name":"check"}]}"#;
    let component = Parts { describe, ..answering(br#"{"score":0.5}"#) }.component();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("tool.wasm"), component).unwrap();
    let manifest = "[tool]\nid = \"acme.half\"\nversion = \"1.0.0\"\nsummary = \"Likes everything half.\"\nabi = \"maquette:tool@0.1\"\n\
                    component = \"tool.wasm\"\n[[op]]\nname = \"check\"\nkind = \"score\"\nsummary = \"Says a half.\"\n";
    std::fs::write(folder.join("tool.toml"), manifest).unwrap();
}

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_tool_judges_once_somebody_agreed_to_it() {
    let place = tempfile::tempdir().unwrap();
    let home = place.path().join("home");
    scorer(&place.path().join("half"));
    let run = |args: &[&str]| command(place.path()).env("HOME", &home).args(args).output().unwrap();
    let design = [
        "design",
        BRIEF,
        "--format",
        "300x300",
        "--candidates",
        "3",
        "--auto",
        "best",
        "--out",
        "out",
        "--tool",
        "half",
    ];

    let refused = run(&design);
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("maquette tool add half"), "{}", stderr(&refused));
    // Nobody is here to agree.
    let alone = run(&["tool", "add", "half"]);
    assert_eq!(alone.status.code(), Some(2), "{}", stderr(&alone));
    assert!(stdout(&alone).contains("it asks for nothing") && stderr(&alone).contains("--yes"), "{}", stderr(&alone));
    // Nor is it enough to agree: nobody vouches for it.
    let unsigned = run(&["tool", "add", "half", "--yes"]);
    assert_eq!(unsigned.status.code(), Some(5), "{}", stderr(&unsigned));
    let added = run(&["tool", "add", "half", "--yes", "--allow-unsigned"]);
    assert_eq!(added.status.code(), Some(0), "{}", stderr(&added));
    assert!(stdout(&run(&["tool", "ls"])).contains("unsigned"));
    // Signed by somebody who is trusted.
    let signed = run(&["tool", "sign", "half", "--key", "maker.key"]);
    assert_eq!(signed.status.code(), Some(0), "{}", stderr(&signed));
    let stranger = run(&["tool", "add", "half", "--yes"]);
    assert_eq!(stranger.status.code(), Some(5), "{}", stderr(&stranger));
    let line = stdout(&signed).lines().last().unwrap().replace("YOUR NAME", "Acme\u{202e}");
    std::fs::write(place.path().join("tools.trust"), line).unwrap();
    let trusted = run(&["tool", "add", "half", "--yes"]);
    assert_eq!(trusted.status.code(), Some(0), "{}", stderr(&trusted));
    assert!(stdout(&trusted).contains("signed by \u{201c}Acme \u{201d}"), "{}", stdout(&trusted));
    assert!(stdout(&run(&["tool", "ls"])).contains("; signed"));

    let made = run(&design);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let set = std::fs::read_to_string(place.path().join("out/options/turn-1/set.json")).unwrap();
    assert!(set.contains("\"acme_half_check\":0.5"), "{set}");
    // What it compiled is kept, and sealed with a key that nobody else reads.
    assert_eq!(std::fs::read_dir(home.join(".cache/maquette/guests")).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(home.join(".config/maquette/guest-cache.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }

    let verified = run(&["replay", "out", "--verify-tools", "--tool", "half"]);
    assert_eq!((verified.status.code(), stdout(&verified).trim()), (Some(0), "identical"), "{}", stderr(&verified));
    std::fs::write(place.path().join("half/tool.wasm"), answering(b"{\"score\":1}").component()).unwrap();
    // A signature that is another component's is no signature.
    let forged = run(&["tool", "add", "half", "--yes"]);
    assert_eq!(forged.status.code(), Some(5), "{}", stderr(&forged));
    assert!(stderr(&forged).contains("another component"), "{}", stderr(&forged));
    let changed = run(&design);
    assert_eq!(changed.status.code(), Some(5), "{}", stderr(&changed));
    assert!(stderr(&changed).contains("component of acme.half changed"), "{}", stderr(&changed));
    std::fs::remove_dir_all(place.path().join("half")).unwrap();
    assert_eq!(stdout(&run(&["replay", "out"])).trim(), "identical");
}

#[test]
fn a_tool_is_begun_built_checked_and_called() {
    let place = tempfile::tempdir().unwrap();
    for (lang, source) in [("c", "tool.c"), ("js", "tool.js"), ("rust", "src/lib.rs")] {
        let begun = succeed(place.path(), &["tool", "new", lang, "--lang", lang, "--id", "acme.headlines"]);
        assert!(stdout(&begun).contains("maquette tool build"));
        assert!(place.path().join(lang).join(source).is_file());
        assert_eq!(maquette(place.path(), &["tool", "new", lang, "--lang", lang]).status.code(), Some(2));
        let built = maquette(place.path(), &["tool", "build", lang]);
        if built.status.code() == Some(2) && stderr(&built).contains("there is no") {
            eprintln!("skipped for {lang}: {}", stderr(&built).trim());
            continue;
        }
        assert_eq!(built.status.code(), Some(0), "{lang}: {}", stderr(&built));
        let checked = succeed(place.path(), &["tool", "check", lang, "--json"]);
        assert!(stdout(&checked).lines().count() >= 7 && !stdout(&checked).contains("failed"), "{}", stdout(&checked));
        succeed(place.path(), &["tool", "test", lang]);
        let mut child = command(place.path())
            .args(["tool", "run", lang, "check"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"{\"page\":1}").unwrap();
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(7), "{}", stderr(&ran));
        assert!(stderr(&ran).contains("input-invalid"), "{}", stderr(&ran));
        // An example that says otherwise.
        let example = place.path().join(lang).join("examples/long_headline.json");
        let otherwise = std::fs::read_to_string(&example).unwrap().replace("47", "46");
        std::fs::write(example, otherwise).unwrap();
        assert_eq!(maquette(place.path(), &["tool", "test", lang]).status.code(), Some(7));
    }
}

#[test]
fn a_component_that_takes_too_much_to_compile_ends_its_own_process_alone() {
    let place = tempfile::tempdir().unwrap();
    scorer(&place.path().join("half"));
    let compile = |more: &[&str]| {
        let args = [&["tool", "compile"], more, &["half/tool.wasm", "out.bin"]].concat();
        maquette(place.path(), &args)
    };
    assert_eq!(compile(&[]).status.code(), Some(0));
    assert!(place.path().join("out.bin").is_file());
    let short = compile(&["--memory-mib", "1"]);
    assert_ne!(short.status.code(), Some(0), "{}", stderr(&short));
    std::fs::write(place.path().join("half/tool.wasm"), b"\0asm nothing").unwrap();
    assert_eq!(compile(&[]).status.code(), Some(2));
}
