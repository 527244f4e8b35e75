//! `maquette trace`: reading recorded runs.

use std::path::Path;
use std::time::Duration;

use inspect::{Comparison, RunTree};
use maquette::{Fork, ReadError, Record, RunError, RunFolder};
use serde::Serialize;
use serde_json::json;

use crate::args::{CatalogueArgs, EndpointArgs, TraceArgs, TraceBisectArgs, TraceCommand};
use crate::failure::{Exit, Failure, chain};
use crate::follow::failure;
use crate::fork::{Change, engine_of, write_comparison};
use crate::print_line;

/// Lines of a tree that a person is shown.
const LINES_MAX: usize = 400;

pub(crate) fn json(args: &TraceArgs) -> bool {
    match &args.command {
        TraceCommand::Show(args) => args.json,
        TraceCommand::Verify(args) => args.json,
        TraceCommand::Salvage(args) => args.json,
        TraceCommand::Diff(args) => args.json,
        TraceCommand::Bisect(args) => args.json,
        TraceCommand::Report(_) | TraceCommand::Export(_) => false,
    }
}

pub(crate) fn run(args: &TraceArgs) -> Result<(), Failure> {
    match &args.command {
        TraceCommand::Show(args) => match args.step {
            Some(seq) => show_step(&args.run, seq),
            None => show(&args.run, args.json),
        },
        TraceCommand::Verify(args) => verify(&args.run, args.json),
        TraceCommand::Salvage(args) => {
            let salvaged = maquette::salvage(&args.run, &args.out).map_err(failure)?;
            if args.json {
                return print_json(&salvaged);
            }
            print_line(&format!("{} records saved in {}", salvaged.records, args.out.display()))?;
            if let Some(reason) = &salvaged.reason {
                eprintln!("{} bytes left behind: {reason}", salvaged.lost_bytes);
                eprintln!("go on with it: maquette resume {}", args.out.display());
            }
            Ok(())
        }
        TraceCommand::Diff(args) => {
            let comparison = Comparison::between(&records(&args.a)?, &records(&args.b)?);
            if let Some(page) = &args.html {
                write_comparison(&comparison, &open(&args.a)?, &open(&args.b)?, page)?;
            }
            if args.json { print_json(&comparison) } else { print_line(comparison.to_text().trim_end()) }
        }
        TraceCommand::Bisect(args) => bisect(args),
        TraceCommand::Report(args) => report(&args.run, args.out.as_deref()),
        TraceCommand::Export(args) => export(&args.run, args.otlp.as_deref()),
    }
}

fn open(run: &Path) -> Result<RunFolder, Failure> {
    RunFolder::open(run).map_err(unreadable)
}

fn unreadable(error: ReadError) -> Failure {
    failure(error.into())
}

fn records(run: &Path) -> Result<Vec<Record>, Failure> {
    open(run)?.read_records().map_err(unreadable)
}

fn show(run: &Path, json: bool) -> Result<(), Failure> {
    let tree = RunTree::of(&records(run)?);
    if json { print_json(&tree) } else { print_line(tree.to_text(LINES_MAX).trim_end()) }
}

fn show_step(run: &Path, seq: u64) -> Result<(), Failure> {
    let record = open(run)?.record(seq).map_err(unreadable)?;
    let record = record.ok_or_else(|| Failure::usage(format!("the run has no record {seq}")))?;
    let text = serde_json::to_string_pretty(&record)
        .map_err(|error| Failure::new(Exit::Internal, format!("record {seq} has no JSON form: {error}")))?;
    print_line(&text)
}

/// Says whether everything is as it was written: the log, the manifest, the blobs and the results beside them.
fn verify(run: &Path, json: bool) -> Result<(), Failure> {
    let folder = open(run)?;
    match folder.read() {
        Ok(recorded) => {
            let (records, finished) = (recorded.records.len(), recorded.is_finished());
            if json {
                return print_json(
                    &json!({ "sound": true, "records": records, "finished": finished, "torn_bytes": recorded.torn_bytes }),
                );
            }
            let end = if finished { "to its end" } else { "and has no end; maquette resume goes on with it" };
            print_line(&format!("sound: {records} records, {end}"))?;
            if recorded.torn_bytes > 0 {
                eprintln!("{} bytes of a last line were not written whole", recorded.torn_bytes);
            }
            Ok(())
        }
        Err(error) => {
            if json {
                print_json(&json!({ "sound": false, "reason": chain(&error) }))?;
            }
            let mut failure = unreadable(error);
            failure.told = json;
            Err(failure)
        }
    }
}

fn report(run: &Path, out: Option<&Path>) -> Result<(), Failure> {
    let folder = open(run)?;
    let records = folder.read_records().map_err(unreadable)?;
    let story = inspect::RunStory::read(&records);
    let page = inspect::report_html(&story, None, &|name| folder.blob(name).ok().flatten());
    let out = out.map_or_else(|| Path::new("report.html").to_owned(), Path::to_owned);
    std::fs::write(&out, page)
        .map_err(|error| Failure::usage(format!("{} cannot be written: {error}", out.display())))?;
    print_line(&out.display().to_string())
}

/// Most changes that are told apart: each takes a run or more.
const CHANGES_MAX: usize = 8;

/// Finds the fewest changes with which another picture is delivered.
fn bisect(args: &TraceBisectArgs) -> Result<(), Failure> {
    if args.set.len() > CHANGES_MAX {
        return Err(Failure::usage(format!("at most {CHANGES_MAX} changes are told apart")));
    }
    let folder = open(&args.run)?;
    let changes = args.set.iter().map(|change| Change::parse(change)).collect::<Result<Vec<_>, _>>()?;
    let recorded = records(&args.run)?;
    let story = inspect::RunStory::read(&recorded);
    if story.settings.iter().flat_map(|settings| &settings.judges).any(|judge| judge.required) {
        let why = "a run whose designs a moderator has to judge cannot be made again without asking it";
        return Err(Failure::usage(why).hint("fork it with each change: maquette fork --moderator NAME --base-url URL"));
    }
    let before = Comparison::between(&recorded, &[]).a.png;
    let scratch = tempfile::tempdir()
        .map_err(|error| Failure::new(Exit::Internal, format!("there is no place for temporary files: {error}")))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
    let mut tried = Vec::new();
    let flips = |part: &[usize]| -> Result<bool, Failure> {
        let chosen: Vec<&Change> = part.iter().map(|at| &changes[*at]).collect();
        let engine = engine_of(&folder, &chosen, None, &EndpointArgs::default(), &[], &CatalogueArgs::default())?;
        let out = scratch.path().join(tried.len().to_string());
        let fork = chosen.iter().fold(Fork::new(&args.run, args.at, &out), |fork, change| change.applied(fork));
        let ended = runtime.block_on(async { engine.fork(fork).await?.finish().await });
        let differs = match ended {
            Ok(delivered) => delivered.files.get("final.png").map(|file| file.blob) != before,
            // That nothing is delivered is a difference, too.
            Err(RunError::Ended { .. }) => true,
            Err(error) => return Err(failure(error)),
        };
        let words: Vec<&str> = part.iter().map(|at| args.set[*at].as_str()).collect();
        if !args.json {
            eprintln!("{}  {}", if differs { "differs" } else { "same   " }, words.join(", "));
        }
        tried.push(json!({ "set": words, "differs": differs }));
        Ok(differs)
    };
    let found = inspect::smallest_flip(changes.len(), flips)?;
    let found = found.map(|part| part.into_iter().map(|at| args.set[at].clone()).collect::<Vec<_>>());
    if args.json {
        return print_json(&json!({ "makes_the_difference": found, "tried": tried }));
    }
    match found {
        Some(found) => print_line(&format!("{} makes the difference", found.join(" with "))),
        None => print_line("none of them makes a difference, nor do all together"),
    }
}

/// Longest wait for a collector.
const COLLECTOR_WAIT: Duration = Duration::from_secs(30);

fn export(run: &Path, url: Option<&str>) -> Result<(), Failure> {
    let records = records(run)?;
    let Some(url) = url else {
        return inspect::spans(&records).iter().try_for_each(print_json);
    };
    if !url.starts_with("http://") {
        return Err(Failure::usage(format!("`{url}` is no http:// address"))
            .hint("send them to a collector on this machine, such as http://127.0.0.1:4318/v1/traces"));
    }
    let request = inspect::otlp_request(&records);
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(COLLECTOR_WAIT)).build().into();
    let send = |kind: &str, body: &[u8]| agent.post(url).header("content-type", kind).send(body);
    let sent = match send("application/json", request.to_string().as_bytes()) {
        // Some collectors take the binary encoding alone.
        Err(ureq::Error::StatusCode(415)) => send("application/x-protobuf", &inspect::otlp_protobuf(&request)),
        sent => sent,
    };
    sent.map_err(|error| Failure::new(Exit::Provider, format!("the collector at {url} did not take them: {error}")))?;
    print_line(&format!("{} spans sent to {url}", inspect::spans(&records).len()))
}

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Failure::new(Exit::Internal, format!("it has no JSON form: {error}")))?;
    print_line(&text)
}
