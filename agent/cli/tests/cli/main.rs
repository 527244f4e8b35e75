//! The binary as people and scripts meet it.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage up should panic")]

mod bad_input;
mod brands;
mod conversation;
mod designing;
mod fonts;
#[cfg(feature = "sandbox")]
#[path = "../../../../sandbox/tests/it/guest.rs"]
mod guest;
#[cfg(feature = "openai")]
mod out_of_money;
mod rendering;
mod replaying;
mod terminal;
#[cfg(feature = "sandbox")]
mod tools;
mod tracing;

use std::path::Path;
use std::process::{Command, Output};

const BRIEF: &str = "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.";

/// `maquette` in `folder`, with nothing of the caller's environment that could shape it.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("maquette"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAQUETTE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// Runs `maquette` in `folder`.
fn maquette(folder: &Path, args: &[&str]) -> Output {
    command(folder).args(args).output().expect("the binary starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn succeed(folder: &Path, args: &[&str]) -> Output {
    let output = maquette(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}
