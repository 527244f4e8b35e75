//! `maquette replay`.

use maquette::Verdict;

use crate::args::ReplayArgs;
use crate::failure::{Exit, Failure, chain};
use crate::print_line;

pub(crate) fn run(args: &ReplayArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
    let report = runtime.block_on(maquette::replay(&args.run)).map_err(|error| {
        let exit = if error.code() == "usage" { Exit::Usage } else { Exit::Replay };
        Failure::new(exit, chain(&error))
    })?;
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
