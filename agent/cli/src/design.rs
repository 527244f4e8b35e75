//! `maquette design`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use design::{Brief, BriefError, brief::BRIEF_BYTES_MAX};
use maquette::{
    Auto, BrandKit, Canceller, Delivered, Maquette, NanoUsd, Request, Run, RunError, RunEventBody, RunFolder,
};

use crate::args::DesignArgs;
use crate::configuration::Configuration;
use crate::failure::{Exit, Failure, chain};
use crate::person::Person;
use crate::progress::Progress;
use crate::{attended, fonts, print_line};

/// Turns that a person gets unless they say otherwise.
const TURNS_ATTENDED: u32 = 5;

pub(crate) fn run(mut args: DesignArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
    let interrupt = Interrupt::listen(&runtime)?;
    Configuration::read(Path::new("."))?.complete(&mut args);
    let brief = read_brief(&args)?;
    let engine = engine(&args)?;
    let request = request(&args, brief)?;
    let json = args.json;
    // Nothing was touched so far; from here on an interruption is recorded.
    interrupt.check()?;
    let delivered = runtime.block_on(async {
        let run = engine.run(request).await.map_err(failure)?;
        watch(run, json, &interrupt).await
    });
    // A question that nobody answers may still hold stdin: it must not hold the exit.
    runtime.shutdown_background();
    let delivered = delivered?;
    write_report(&delivered)?;
    if !json {
        conclude(&delivered)?;
    }
    Ok(())
}

fn read_brief(args: &DesignArgs) -> Result<Brief, Failure> {
    let Some(path) = &args.brief_file else {
        let words = args.brief.as_deref().unwrap_or_default();
        // JSON is JSON, wherever it comes from.
        let json = words.trim_start().starts_with('{') && words.contains("\"v\"");
        let read = if json { Brief::from_json(words.as_bytes()) } else { Brief::read(words) };
        return read.map_err(brief_failure);
    };
    let unreadable = |error: std::io::Error| Failure::usage(format!("{} cannot be read: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    // A pipe or a device does not say how long it is, and may have no end.
    file.take(BRIEF_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > BRIEF_BYTES_MAX {
        let bytes = usize::try_from(length).unwrap_or(usize::MAX).max(bytes.len());
        return Err(brief_failure(BriefError::TooLong { bytes }));
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Brief::from_json(&bytes).map_err(brief_failure);
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{} is not UTF-8", path.display())))?;
    Brief::read(&text).map_err(brief_failure)
}

fn brief_failure(error: BriefError) -> Failure {
    Failure::usage(chain(&error)).hint("maquette design \"Spring plant sale, this Saturday 9am–4pm. Playful poster.\"")
}

fn engine(args: &DesignArgs) -> Result<Maquette, Failure> {
    let mut builder = Maquette::builder();
    if let Some(folder) = &args.brand {
        builder = builder.kit(load_kit(folder)?);
    }
    builder = builder.fonts(fonts::load(args.fonts.as_deref())?);
    if let Some(threads) = args.threads {
        if !(1..=64).contains(&threads) {
            return Err(Failure::usage("--threads must be from 1 to 64"));
        }
        builder = builder.workers(threads);
    }
    builder.build().map_err(|error| Failure::usage(chain(&error)))
}

/// Loads a brand kit for any command.
pub(crate) fn load_kit(folder: &Path) -> Result<BrandKit, Failure> {
    maquette::load_kit(folder).map_err(|error| {
        Failure::usage(format!("brand {}: {}", folder.display(), chain(&error)))
            .hint("a brand kit is a folder with kit.json and token files; see examples/brands")
    })
}

fn request(args: &DesignArgs, brief: Brief) -> Result<Request, Failure> {
    let attended = attended() && args.auto.is_none() && !args.json;
    let auto = match args.auto.as_deref() {
        Some(words) => Auto::parse(words).map_err(|error| Failure::usage(chain(&error)))?,
        None => Auto::best(),
    };
    let options = args.options.unwrap_or(Request::OPTIONS);
    if let Some(pick) = auto.highest().filter(|pick| *pick > options) {
        return Err(Failure::usage(format!("--auto picks option {pick}, and a set has {options}")));
    }
    let turns = args.turns.unwrap_or(if attended { TURNS_ATTENDED } else { auto.turns() });
    let dollars = |flag: &str, amount: &str| {
        NanoUsd::parse_usd(amount)
            .ok_or_else(|| Failure::usage(format!("{flag} `{amount}` is not an amount in dollars such as 0.25")))
    };
    let budget = dollars("--budget", args.budget.as_deref().unwrap_or("0.25"))?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("maquette-out").join(maquette::new_run_id()));
    let mut request = Request::new(brief).turns(turns).budget(budget).out(out);
    if let Some(turn) = args.turn_budget.as_deref() {
        request = request.turn_budget(dollars("--turn-budget", turn)?);
    }
    if let Some(format) = &args.format {
        request = request.format(format.as_str());
    }
    if let Some(candidates) = args.candidates {
        request = request.candidates(candidates);
    }
    if let Some(options) = args.options {
        request = request.options(options);
    }
    if let Some(seed) = args.seed {
        request = request.seed(seed);
    }
    Ok(if attended { request.chooser(Person::new()) } else { request.chooser(auto) })
}

/// Follows a run to its end, telling the person or the script how it goes.
async fn watch(mut run: Run, json: bool, interrupt: &Interrupt) -> Result<Delivered, Failure> {
    let mut progress = Progress::new(json);
    interrupt.cancels(run.canceller());
    let mut told = false;
    while let Some(event) = run.next().await {
        if json {
            let line = serde_json::to_string(&event)
                .map_err(|error| Failure::new(Exit::Internal, format!("an event has no JSON form: {error}")))?;
            print_line(&line)?;
        }
        told |= json && matches!(event.body, RunEventBody::Error { .. });
        progress.show(&event.body);
    }
    let id = run.id().to_owned();
    let finished = run.finish().await;
    progress.clear();
    finished.map_err(|error| {
        let mut failure = if interrupt.came() {
            Failure::new(Exit::Interrupted, format!("interrupted; the records of run {id} are intact"))
        } else {
            failure(error)
        };
        failure.told = told;
        failure
    })
}

/// Ctrl-C, listened to from the first moment: before a run begins it ends the program, then it calls the run off.
struct Interrupt(Arc<Mutex<Interrupted>>);

#[derive(Default)]
struct Interrupted {
    came: bool,
    canceller: Option<Canceller>,
}

impl Interrupt {
    fn listen(runtime: &tokio::runtime::Runtime) -> Result<Self, Failure> {
        let state = Arc::new(Mutex::new(Interrupted::default()));
        let shared = Arc::clone(&state);
        let _guard = runtime.enter();
        // On Unix the handler is in place when this returns, not when a task first runs.
        #[cfg(unix)]
        let mut signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
            .map_err(|error| Failure::new(Exit::Internal, format!("Ctrl-C cannot be listened to: {error}")))?;
        runtime.spawn(async move {
            #[cfg(unix)]
            let came = signal.recv().await.is_some();
            #[cfg(not(unix))]
            let came = tokio::signal::ctrl_c().await.is_ok();
            if came {
                let mut state = lock(&shared);
                state.came = true;
                if let Some(canceller) = &state.canceller {
                    canceller.cancel();
                }
            }
        });
        Ok(Self(state))
    }

    /// Makes it call off a run; at once, if it came already.
    fn cancels(&self, canceller: Canceller) {
        let mut state = lock(&self.0);
        if state.came {
            canceller.cancel();
        }
        state.canceller = Some(canceller);
    }

    fn came(&self) -> bool {
        lock(&self.0).came
    }

    fn check(&self) -> Result<(), Failure> {
        if self.came() { Err(Failure::new(Exit::Interrupted, "interrupted before the run began")) } else { Ok(()) }
    }
}

fn lock(state: &Mutex<Interrupted>) -> std::sync::MutexGuard<'_, Interrupted> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn failure(error: RunError) -> Failure {
    let exit = match error.code() {
        "usage" => Exit::Usage,
        "budget" => Exit::Budget,
        "refused" => Exit::Refused,
        "provider" => Exit::Provider,
        "cancelled" => Exit::Interrupted,
        _ => Exit::Internal,
    };
    let failure = Failure::new(exit, chain(&error));
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Puts `report.html` beside the results.
fn write_report(delivered: &Delivered) -> Result<(), Failure> {
    let Some(out) = &delivered.out else { return Ok(()) };
    let unwritable = |error: &dyn std::error::Error| {
        Failure::new(Exit::Internal, format!("report.html: {}", chain(error)))
            .hint("the design itself was delivered; only its report is missing")
    };
    let folder = RunFolder::open(out).map_err(|error| unwritable(&error))?;
    let recorded = folder.read().map_err(|error| unwritable(&error))?;
    let story = inspect::RunStory::read(&recorded.records);
    let page = inspect::report_html(&story, &|name| folder.blob(name).ok().flatten());
    let draft = out.join(".report.html.tmp");
    std::fs::write(&draft, page)
        .and_then(|()| std::fs::rename(&draft, out.join("report.html")))
        .inspect_err(|_| drop(std::fs::remove_file(&draft)))
        .map_err(|error| unwritable(&error))
}

/// Paths, and two lines about each option.
fn conclude(delivered: &Delivered) -> Result<(), Failure> {
    let mut words = Vec::new();
    if let Some(set) = delivered.sets.last() {
        for option in &set.options {
            let chosen = if option.id == delivered.option { "  ← delivered" } else { "" };
            writeln!(
                words,
                "  {}  {}{chosen}\n     {} {}",
                option.index, option.label, option.rationale, option.trade_off
            )
            .unwrap_or_default();
        }
    }
    let words = String::from_utf8_lossy(&words).into_owned();
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "\n{words}");
    if let Some(out) = &delivered.out {
        let _ = writeln!(stderr, "seed {} · spent ${}", delivered.seed, delivered.spent);
        for name in ["final.png", "final.svg", "final.pdf", "design.json", "report.html"] {
            print_line(&out.join(name).display().to_string())?;
        }
    }
    Ok(())
}
