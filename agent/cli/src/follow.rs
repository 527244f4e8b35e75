//! Follows a run from its start to its results, for every command that makes one.

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use maquette::retrieval::Used;
use maquette::{Canceller, Delivered, Run, RunError, RunEventBody, RunFolder};

use crate::conversation::{self, Manner};
use crate::failure::{Exit, Failure, chain};
use crate::print_line;
use crate::progress::{Progress, Telling};

/// Most things of the kit that are told.
const USED_TOLD_MAX: usize = 8;

/// Threads to run on, and Ctrl-C listened to from the first moment.
pub(crate) struct Follower {
    runtime: tokio::runtime::Runtime,
    interrupt: Interrupt,
    json: bool,
    telling: Telling,
    manner: Manner,
}

impl Follower {
    pub(crate) fn new(json: bool, manner: &Manner) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
        let interrupt = Interrupt::listen(&runtime)?;
        let told = !json && std::io::stderr().is_terminal();
        let telling = match (told, manner.plain) {
            (false, _) => Telling::Nothing,
            (true, true) => Telling::Plain,
            (true, false) => Telling::Line,
        };
        Ok(Self { runtime, interrupt, json, telling, manner: manner.clone() })
    }

    /// By which whoever is asked calls the run off.
    pub(crate) fn leaver(&self) -> Leaver {
        Leaver(Arc::clone(&self.interrupt.0))
    }

    /// Starts a run and follows it to its end; its report is beside its results then, and its results are told.
    pub(crate) fn follow(self, start: impl Future<Output = Result<Run, RunError>>) -> Result<Delivered, Failure> {
        // Nothing was touched so far; from here on an interruption is recorded.
        self.interrupt.check()?;
        let delivered = self.runtime.block_on(async {
            let run = start.await.map_err(failure)?;
            let progress = Progress::new(self.telling, &self.manner);
            watch(run, self.json, progress, &self.interrupt).await
        });
        conversation::give_back();
        // A question that nobody answers may still hold stdin: it must not hold the exit.
        self.runtime.shutdown_background();
        let delivered = delivered?;
        write_report(&delivered)?;
        if !self.json {
            conclude(&delivered)?;
        }
        Ok(delivered)
    }
}

/// Follows a run to its end, telling the person or the script how it goes.
async fn watch(mut run: Run, json: bool, mut progress: Progress, interrupt: &Interrupt) -> Result<Delivered, Failure> {
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
    let (id, out) = (run.id().to_owned(), run.out().map(Path::to_owned));
    let finished = run.finish().await;
    progress.clear();
    finished.map_err(|error| {
        let hinted = |failure: Failure| match &out {
            Some(out) => failure.hint(format!("go on with it: maquette resume {}", out.display())),
            None => failure,
        };
        let mut failure = match interrupt.how() {
            Some(Ending::Interrupted) => {
                hinted(Failure::new(Exit::Interrupted, format!("interrupted; the records of run {id} are intact")))
            }
            Some(Ending::Left) => hinted(Failure::calm("you left; nothing was delivered, and nothing is lost")),
            None => failure(error),
        };
        failure.told = told;
        failure
    })
}

/// Ctrl-C, listened to from the first moment: before a run begins it ends the program, then it calls the run off.
struct Interrupt(Arc<Mutex<Interrupted>>);

#[derive(Default)]
struct Interrupted {
    how: Option<Ending>,
    canceller: Option<Canceller>,
}

/// Who ended a run before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Ctrl-C, wherever it was pressed.
    Interrupted,
    /// Somebody who was asked and went away.
    Left,
}

impl Interrupted {
    /// Calls the run off; what came first is what counts.
    fn end(&mut self, how: Ending) {
        self.how.get_or_insert(how);
        if let Some(canceller) = &self.canceller {
            canceller.cancel();
        }
    }
}

/// Calls a run off for whoever is asked about it.
#[derive(Clone)]
pub(crate) struct Leaver(Arc<Mutex<Interrupted>>);

impl Leaver {
    /// As Ctrl-C does, which is no signal while a line is edited.
    pub(crate) fn interrupt(&self) {
        lock(&self.0).end(Ending::Interrupted);
    }

    /// The person goes away.
    pub(crate) fn leave(&self) {
        lock(&self.0).end(Ending::Left);
    }
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
                lock(&shared).end(Ending::Interrupted);
            }
        });
        Ok(Self(state))
    }

    /// Makes it call off a run; at once, if it came already.
    fn cancels(&self, canceller: Canceller) {
        let mut state = lock(&self.0);
        if state.how.is_some() {
            canceller.cancel();
        }
        state.canceller = Some(canceller);
    }

    fn how(&self) -> Option<Ending> {
        lock(&self.0).how
    }

    fn check(&self) -> Result<(), Failure> {
        if self.how().is_some() {
            Err(Failure::new(Exit::Interrupted, "interrupted before the run began"))
        } else {
            Ok(())
        }
    }
}

fn lock(state: &Mutex<Interrupted>) -> std::sync::MutexGuard<'_, Interrupted> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

pub(crate) fn failure(error: RunError) -> Failure {
    let exit = match error.code() {
        "usage" => Exit::Usage,
        "corrupt" => Exit::Replay,
        "budget" => Exit::Budget,
        "refused" => Exit::Refused,
        "provider" => Exit::Provider,
        "cancelled" => Exit::Interrupted,
        _ => Exit::Internal,
    };
    let failure = Failure::new(exit, chain(&error));
    // A refusal that somebody may lift names the rule and the role.
    if matches!(error, RunError::Ended { .. }) && error.code() == "refused" && error.to_string().contains(" may lift `")
    {
        return failure.hint("--lift PACK/RULE --lift-as ROLE --because \"why\"; all of it is recorded");
    }
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
    let page = inspect::report_html(&story, None, &|name| folder.blob(name).ok().flatten());
    let draft = out.join(".report.html.tmp");
    // Made anew, so that nothing which lies there is written through.
    let _ = std::fs::remove_file(&draft);
    std::fs::File::create_new(&draft)
        .and_then(|mut file| file.write_all(page.as_bytes()))
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
        if let Some(kit) = from_kit(&delivered.used) {
            let _ = writeln!(stderr, "from the kit: {kit}");
        }
        for name in ["final.png", "final.svg", "final.pdf", "design.json", "report.html"] {
            print_line(&out.join(name).display().to_string())?;
        }
    }
    Ok(())
}

/// What of the kit a design shows, on a line.
fn from_kit(used: &[Used]) -> Option<String> {
    let named: Vec<&str> = used.iter().take(USED_TOLD_MAX).map(|used| used.name.as_str()).collect();
    let more = used.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!named.is_empty()).then(|| format!("{}{more}", named.join(" · ")))
}
