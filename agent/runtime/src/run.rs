//! A run that is under way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use design::{BlobRef, Format};
use planner::taste::Learned;
use planner::{NanoUsd, OptionSet};
use retrieval::Used;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};
use toolbox::provider::Lane;
use toolbox::{BlobStore, Context, Permission, Quote, Surroundings};
use tracing::Instrument;

use crate::beginning::Locked;
use crate::chooser::DynChooser;
use crate::driver::{Driver, Plan, Reuse};
use crate::engine::{ENGINE, Engine};
use crate::error::RunError;
use crate::events::{RunEvent, Told, WAITING_MAX};
use crate::ledger::{Ledger, Purse};
use crate::manifest::began_ms;
use crate::manifest::{RunKit, RunManifest};
use crate::output::OutFolder;
use crate::pinned::PinnedFiles;
use crate::recorder::Recorder;
use crate::recorder::log::now_ms;
use crate::request::{Request, new_run_id};
use crate::threads::Threads;

/// A file that a run delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredFile {
    /// Its bytes' name.
    pub blob: BlobRef,
    /// Its size, bytes.
    pub size: u64,
    /// Where it is, when the run has an output folder.
    pub path: Option<PathBuf>,
}

/// What a run made.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The run's id.
    pub run: String,
    /// The option that was delivered.
    pub option: String,
    /// Seed of everything random.
    pub seed: u64,
    /// The files by name: `final.png`, `final.svg`, `final.live.svg`, `final.pdf`, `design.json`.
    pub files: BTreeMap<String, DeliveredFile>,
    /// Every option set that was shown, with its choice.
    pub sets: Vec<OptionSet>,
    /// The output folder.
    pub out: Option<PathBuf>,
    /// What was spent.
    pub spent: NanoUsd,
    /// What of the kit the design shows.
    pub used: Vec<Used>,
    /// What was learned of the person's taste: [`now`](Learned::now) is for their next run ([`Request::taste`]), and where others go
    /// on at the same time it is added to what those learned ([`Learned::onto`]). Nothing, where the run did not go by it.
    pub learned: Option<Learned>,
    pub(crate) bytes: BTreeMap<String, Arc<[u8]>>,
}

impl Delivered {
    /// The bytes of a file.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<Arc<[u8]>> {
        self.bytes.get(name).cloned()
    }
}

/// Calls a run off; cheap to clone.
#[derive(Debug, Clone)]
pub struct Canceller(Arc<watch::Sender<bool>>);

impl Canceller {
    /// Calls the run off: it stops at once, and what it recorded stays intact.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

/// A run that is under way. Dropping it calls it off.
#[derive(Debug)]
pub struct Run {
    id: String,
    seed: u64,
    out: Option<PathBuf>,
    events: mpsc::Receiver<Box<RunEvent>>,
    /// Whether somebody reads these, or may yet: the run waits for them.
    read: Arc<AtomicBool>,
    end: oneshot::Receiver<Result<Delivered, RunError>>,
    canceller: Canceller,
}

impl Run {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seed of everything random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The output folder.
    #[must_use]
    pub fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// What calls it off.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }

    /// The next event; `None` after the last.
    pub async fn next(&mut self) -> Option<RunEvent> {
        self.events.recv().await.map(|event| *event)
    }

    /// Has it wait for nobody to read its events, until these are [taken](Self::take_events).
    pub(crate) fn unread(self) -> Self {
        self.read.store(false, Ordering::Relaxed);
        self
    }

    /// Its events, for somebody else to read.
    pub(crate) fn take_events(&mut self) -> mpsc::Receiver<Box<RunEvent>> {
        self.read.store(true, Ordering::Relaxed);
        let (_, none) = mpsc::channel(1);
        std::mem::replace(&mut self.events, none)
    }

    /// Waits for the end; events that were not read are dropped.
    ///
    /// # Errors
    ///
    /// [`RunError`] when there is no design.
    pub async fn finish(mut self) -> Result<Delivered, RunError> {
        // Nobody is woken for what nobody reads.
        self.events.close();
        // The driver's thread always answers, unless it broke.
        (&mut self.end).await.unwrap_or_else(|_| Err(RunError::internal("its driver stopped without an answer")))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.canceller.cancel();
    }
}

/// Checks a request, starts its folder and sets the driver going.
pub(crate) async fn start(engine: Arc<Engine>, request: Request) -> Result<Run, RunError> {
    let (mut settings, format) = request.settings(&engine.kit.sha256)?;
    if let Some(past) = &settings.past_choices {
        past.check(&engine.kit.id)?;
    }
    settings.judges.clone_from(&engine.shared.judges);
    settings.filters.clone_from(&engine.shared.filters);
    settings.called.clone_from(&engine.shared.called);
    settings.photographs = engine.shared.photographs;
    settings.spares_photographs = settings.photographs;
    settings.edits.clone_from(&engine.shared.edits);
    settings.keeps_photographs = engine.shared.photographs;
    let beginning = match request.beginning.clone() {
        Some(beginning) => {
            let shared = engine.clone();
            let locked = tokio::task::spawn_blocking(move || beginning.locked(&shared)).await;
            Some(locked.map_err(|error| RunError::internal(error.to_string()))??)
        }
        None => None,
    };
    settings.begun = beginning.as_ref().map(|locked| Box::new(locked.kept.clone()));
    if let Some(model) = &request.model {
        settings.policy = planner::Policy::Model;
        settings.model = Some(Box::new(model.resolve(&engine.shared.prompts)?));
        engine.can_lead(&settings)?;
    }
    let id = request.id.clone().unwrap_or_else(new_run_id);
    let brief = Box::new(request.brief);
    let kit = RunKit { id: engine.kit.id.clone(), version: engine.kit.version.clone(), sha256: engine.kit.sha256 };
    let manifest = RunManifest {
        v: 1,
        run: id.clone(),
        maquette: ENGINE.to_owned(),
        created_ms: now_ms(),
        began_ms: None,
        seed: settings.seed,
        format: settings.format.clone(),
        policy: settings.policy,
        budget_nano_usd: settings.budget,
        settings: settings.clone(),
        kit,
        brief: Some(brief.clone()),
        picks: request.chooser.picks(),
        hold_back_nano_usd: request.hold_back,
        parent: None,
        set: BTreeMap::new(),
        files: PinnedFiles::default(),
    };
    let wanted_out = request.out.clone();
    let shared = engine.clone();
    let begun =
        tokio::task::spawn_blocking(move || begin(&shared, wanted_out.as_deref(), manifest, beginning.as_ref())).await;
    let Begun { out, recorder, files, manifest } = begun.map_err(|error| RunError::internal(error.to_string()))??;
    let plan = Plan {
        run: id,
        settings,
        brief: Some(brief),
        manifest,
        files,
        standing: None,
        reconciled: BTreeMap::new(),
        reuse: Reuse::default(),
        branch: None,
        exchanges: Vec::new(),
    };
    let whose =
        Whose { ledger: request.ledger, lane: request.lane, hold_back: request.hold_back, chooser: request.chooser };
    Ok(launch(engine, plan, format, out, recorder, whose))
}

/// Who a run is for, and with what money.
pub(crate) struct Whose {
    pub(crate) ledger: Option<Ledger>,
    pub(crate) lane: Lane,
    pub(crate) hold_back: NanoUsd,
    pub(crate) chooser: Box<dyn DynChooser>,
}

/// Sets a driver going.
pub(crate) fn launch(
    engine: Arc<Engine>,
    plan: Plan,
    format: Format,
    out: Option<OutFolder>,
    recorder: Recorder,
    whose: Whose,
) -> Run {
    let began_ms = began_ms(&plan.manifest);
    let (id, seed, settings) = (plan.run.clone(), plan.settings.seed, plan.settings.clone());
    let context = Context::new(Surroundings {
        kit: engine.kit.clone(),
        fonts: engine.fonts.clone(),
        blobs: recorder.blobs().clone(),
        format,
        seed,
        began_ms,
        permission: Permission::of(&settings.safety),
        tenant: engine.tenant.clone(),
        lane: whose.lane,
        compute: engine.shared.compute.clone(),
    });
    let (sender, events) = mpsc::channel(WAITING_MAX);
    let read = Arc::new(AtomicBool::new(true));
    let told = Told::new(sender, read.clone());
    let (answer, end) = oneshot::channel();
    let (cancel, cancelled) = watch::channel(false);
    let folder = out.as_ref().map(|out| out.root().to_owned());
    let tenant = engine.ledger.clone().or(whose.ledger).unwrap_or_else(|| Ledger::new(Quote::UNLIMITED));
    let session = tenant.scope("session", &id, Quote::limit(settings.budget));
    let ledger = Purse::new(session, settings.turn_budget, whose.hold_back);
    let threads = engine.shared.threads.clone();
    let driver = Driver::new(engine, plan, context, recorder, out, ledger, whose.chooser, told, cancelled);
    let span = tracing::info_span!("invoke_agent", gen_ai.operation.name = "invoke_agent", maquette.run = %id);
    let driven = drive(Box::new(driver), threads, span);
    tokio::spawn(async move {
        // Whoever dropped the run does not wait for its result.
        let _ = answer.send(driven.await);
    });
    Run { id, seed, out: folder, events, read, end, canceller: Canceller(Arc::new(cancel)) }
}

/// Drives a run to its end: on a thread of its own while it is at work, because it writes to disk between events, and on
/// none while it waits for a person.
async fn drive(mut driver: Box<Driver>, threads: Threads, span: tracing::Span) -> Result<Delivered, RunError> {
    let runtime = tokio::runtime::Handle::current();
    loop {
        driver.its_turn().await;
        let (back, worked) = oneshot::channel();
        let (handle, span) = (runtime.clone(), span.clone());
        let work = move || {
            let mut driver = driver;
            let answer = match handle.block_on(driver.work().instrument(span)) {
                None => Worked::Rests(driver),
                Some(end) => {
                    // Its folder is free, and its scratch gone, before anybody hears of the end.
                    drop(driver);
                    Worked::Ended(Box::new(end))
                }
            };
            let _ = back.send(answer);
        };
        let started = threads.run(work);
        started.map_err(|error| RunError::internal(format!("no thread could be started: {error}")))?;
        // The driver's thread always answers, unless it broke.
        match worked.await {
            Ok(Worked::Rests(rested)) => driver = rested.settled(),
            Ok(Worked::Ended(end)) => return *end,
            Err(_) => return Err(RunError::internal("its driver stopped without an answer")),
        }
        driver.wait().await;
    }
}

/// How a driver's thread ends.
enum Worked {
    /// A person is waited for.
    Rests(Box<Driver>),
    Ended(Box<Result<Delivered, RunError>>),
}

pub(crate) struct Begun {
    pub(crate) out: Option<OutFolder>,
    pub(crate) recorder: Recorder,
    pub(crate) files: PinnedFiles,
    pub(crate) manifest: Value,
}

pub(crate) fn begin(
    engine: &Engine,
    out: Option<&Path>,
    mut manifest: RunManifest,
    beginning: Option<&Locked>,
) -> Result<Begun, RunError> {
    let keep = |blobs: &dyn BlobStore| {
        if let Some(beginning) = beginning {
            beginning.keep(blobs)?;
        }
        let kept = PinnedFiles::keep(&engine.kit, &engine.shared.installed, blobs);
        kept.map_err(|error| RunError::storage("cannot keep the brand kit and the installed faces", error))
    };
    let Some(out) = out else {
        let scratch = engine.shared.scratch.as_ref().map(|scratch| scratch.of(engine.tenant.name()));
        let recorder = scratch.map_or_else(|| Ok(Recorder::in_memory()), |scratch| Recorder::in_scratch(&scratch))?;
        let files = keep(&**recorder.blobs())?;
        return Ok(Begun { out: None, recorder, files, manifest: Value::Null });
    };
    let out = OutFolder::prepare(out)?;
    let (recorder, manifest) = Recorder::create(&out.run(), |blobs| {
        manifest.files = keep(blobs)?;
        Ok(json!(manifest))
    })?;
    let files = serde_json::from_value(manifest.clone()).unwrap_or_default();
    Ok(Begun { out: Some(out), recorder, files, manifest })
}
