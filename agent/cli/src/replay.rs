//! `maquette replay`.

use std::path::Path;

use maquette::{Maquette, Replay, Report, RunFolder, Verdict};

use crate::args::ReplayArgs;
use crate::failure::{Exit, Failure, chain};
use crate::{guests, print_line};

pub(crate) fn run(args: &ReplayArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
    let mut replay = Replay::new(&args.run);
    if args.verify_tools {
        replay = replay.verify_guests();
    }
    if !args.tool.is_empty() {
        let builder = guests::with(Maquette::builder(), &args.tool)?;
        let engine = builder.build().map_err(|error| Failure::usage(chain(&error)))?;
        replay = replay.toolbox(engine.toolbox().clone());
    }
    let report = runtime.block_on(replay.run()).map_err(|error| {
        let exit = if error.code() == "usage" { Exit::Usage } else { Exit::Replay };
        Failure::new(exit, chain(&error))
    })?;
    if let Some(path) = &args.report {
        write_report(&args.run, &report, path)?;
    }
    if args.json {
        let line = serde_json::to_string(&report)
            .map_err(|error| Failure::new(Exit::Internal, format!("the report has no JSON form: {error}")))?;
        print_line(&line)?;
    } else {
        print_line(&report.verdict.to_string())?;
        for note in &report.notes {
            eprintln!("{note}");
        }
        eprintln!("{} records read, {} effects, {} made again", report.records, report.effects, report.recomputed);
    }
    match report.verdict {
        Verdict::Equivalent if args.verify_tools => {
            let why = report.notes.first().cloned().unwrap_or_else(|| "something was not computed again".to_owned());
            Err(told(Failure::new(Exit::Replay, format!("not all of it could be verified: {why}")), args.json))
        }
        Verdict::Identical | Verdict::Equivalent => Ok(()),
        Verdict::Diverged { at } => {
            let what = report.divergence.as_ref().map_or_else(String::new, |found| {
                format!(
                    ": {} of {}#{} at {} was {}, and is now {}",
                    found.what,
                    found.lane,
                    found.ord,
                    if found.pointer.is_empty() { "/" } else { &found.pointer },
                    found.recorded,
                    found.replayed
                )
            });
            Err(told(Failure::new(Exit::Replay, format!("the replay diverged at record {at}{what}")), args.json))
        }
        Verdict::Unverifiable => {
            let why = report.notes.first().cloned().unwrap_or_else(|| "the log has no end".to_owned());
            Err(told(Failure::new(Exit::Replay, format!("the run cannot be verified: {why}")), args.json))
        }
    }
}

/// Under `--json` the report itself says it.
fn told(mut failure: Failure, json: bool) -> Failure {
    failure.told = json;
    failure
}

/// Writes the run's report, with where it came out otherwise.
fn write_report(run: &Path, report: &Report, path: &Path) -> Result<(), Failure> {
    let unreadable = |error: &dyn std::error::Error| Failure::new(Exit::Replay, chain(error));
    let folder = RunFolder::open(run).map_err(|error| unreadable(&error))?;
    let records = folder.read_records().map_err(|error| unreadable(&error))?;
    let parted = report.divergence.as_ref().map(|found| inspect::Parted {
        seq: found.seq,
        id: format!("{}#{}", found.lane, found.ord),
        what: found.what.clone(),
        pointer: found.pointer.clone(),
        recorded: found.recorded.clone(),
        replayed: found.replayed.clone(),
        recorded_png: report.pictures.as_ref().map(|pair| pair.recorded.clone()),
        replayed_png: report.pictures.as_ref().map(|pair| pair.replayed.clone()),
    });
    let story = inspect::RunStory::read(&records);
    let page = inspect::report_html(&story, parted.as_ref(), &|name| folder.blob(name).ok().flatten());
    std::fs::write(path, page).map_err(|error| Failure::usage(format!("{} cannot be written: {error}", path.display())))
}
