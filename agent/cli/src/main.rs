//! The command line of Maquette: arguments, printing, exit codes and configuration, and no other logic.

mod args;
mod brand;
mod catalogue;
mod configuration;
mod conversation;
mod crash;
mod credentials;
mod design;
mod doctor;
mod encoder;
mod endpoint;
mod failure;
mod file;
mod follow;
mod fonts;
mod fork;
mod guests;
#[cfg(feature = "openai")]
mod images;
mod learned;
mod past_choices;
mod permission;
mod progress;
mod prompt;
mod remember;
mod render;
mod replay;
mod resume;
mod score;
#[cfg(feature = "sandbox")]
mod tool;
mod trace;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::{Exit, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = match &cli.command {
        Command::Design(args) => args.json,
        Command::Replay(args) => args.json,
        Command::Resume(args) => args.json,
        Command::Fork(args) => args.json,
        Command::Trace(args) => trace::json(args),
        Command::Score(args) => args.json,
        Command::Fonts(args) => fonts::json(args),
        Command::Brand(args) => brand::json(args),
        Command::Prompt(args) => prompt::json(args),
        #[cfg(feature = "sandbox")]
        Command::Tool(args) => tool::json(args),
        Command::Render(_) | Command::Doctor => false,
    };
    match crash::contained(|| run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure, json);
            ExitCode::from(failure.exit as u8)
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Design(args) => design::run(*args),
        Command::Replay(args) => replay::run(&args),
        Command::Resume(args) => resume::run(&args),
        Command::Fork(args) => fork::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Render(args) => render::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Fonts(args) => fonts::run(args),
        Command::Brand(args) => brand::run(&args),
        Command::Prompt(args) => prompt::run(&args),
        #[cfg(feature = "sandbox")]
        Command::Tool(args) => tool::run(&args),
        Command::Doctor => doctor::run(),
    }
}

/// Says what went wrong, on stderr; under `--json` also as an event, unless the run already said so.
fn complain(failure: &Failure, json: bool) {
    // A closed pipe is no reason to fail twice.
    let _ = writeln!(std::io::stderr(), "{failure}");
    if json && !failure.told {
        let event = serde_json::json!({
            "v": 1, "seq": 0, "event": "error",
            "data": { "code": failure.code(), "message": failure.message, "hint": failure.hint },
        });
        let _ = writeln!(std::io::stdout(), "{event}");
    }
}

/// Writes a line to stdout; a reader that went away is a quiet end.
fn print_line(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Failure::new(Exit::Internal, "the reader of stdout went away"),
        _ => Failure::new(Exit::Internal, format!("stdout cannot be written: {error}")),
    })
}

/// Whether there is a person at the keyboard.
fn attended() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}
