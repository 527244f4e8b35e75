//! Branches a run off another one: what would have happened otherwise.
//!
//! The new run shares the records before a point, and from there on happens under other settings, or with another brand kit.
//! A request that is the same as one of the other run has the other's result: it is not made again, and not paid for.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::Format;
use planner::record::kind;
use planner::{
    Effect, EffectId, Event, ForkPoint, Forked, Judge, ModelSettings, NanoUsd, Policy, Record, ScorerWeight, Settings,
    Standing,
};
use prompts::Library;
use toolbox::provider::Lane;

use crate::chooser::{Auto, Chooser, DynChooser};
use crate::conversation::Exchanges;
use crate::driver::{Branch, Plan, Reuse};
use crate::engine::{ENGINE, Engine};
use crate::error::RunError;
use crate::ledger::Ledger;
use crate::manifest::began_ms;
use crate::manifest::{RunKit, RunManifest};
use crate::pinned::PinnedFiles;
use crate::recorder::BLOBS;
use crate::recorder::log::now_ms;
use crate::request::{Model, PROMPT, WRITER, new_run_id};
use crate::run::{Begun, Run, Whose, begin, launch};
use crate::run_folder::{Recorded, RunFolder};

/// A run that is to branch off another.
#[must_use = "a fork does nothing until an engine makes it"]
pub struct Fork {
    path: PathBuf,
    at: u64,
    out: PathBuf,
    set: BTreeMap<String, String>,
    budget: Option<NanoUsd>,
    seed: Option<u64>,
    weights: Vec<ScorerWeight>,
    policy: Option<Policy>,
    model: Option<String>,
    prompt: Option<String>,
    writer_prompt: Option<String>,
    chooser: Option<Box<dyn DynChooser>>,
    ledger: Option<Ledger>,
    lane: Lane,
    is_drawn: bool,
}

impl std::fmt::Debug for Fork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fork").field("path", &self.path).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Fork {
    /// Branches off the run in `path` at record `at`: the last event up to there happens again, and all that follows from it.
    /// The results and the new trace go to `out`.
    pub fn new(path: impl Into<PathBuf>, at: u64, out: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            at,
            out: out.into(),
            set: BTreeMap::new(),
            budget: None,
            seed: None,
            weights: Vec::new(),
            policy: None,
            model: None,
            prompt: None,
            writer_prompt: None,
            chooser: None,
            ledger: None,
            lane: Lane::default(),
            is_drawn: false,
        }
    }

    /// Has pictures drawn from there on that an image model made before, where the engine has none: without that word, such a run is
    /// not branched off.
    pub fn drawn(self) -> Self {
        Self { is_drawn: true, ..self }.says("images", "procedural".to_owned())
    }

    /// Sets the most that it may spend, what the other run spent before it branched off included.
    pub fn budget(self, budget: NanoUsd) -> Self {
        Self { budget: Some(budget), ..self }.says("budget", budget.to_string())
    }

    /// Sets the seed of everything random from there on, below 2⁵³.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }.says("seed", seed.to_string())
    }

    /// Sets what a scorer counts from there on; `fit` in per cent of the total.
    pub fn weight(mut self, scorer: &str, weight: u32) -> Self {
        self.weights.retain(|other| other.scorer != scorer);
        self.weights.push(ScorerWeight { scorer: scorer.to_owned(), weight });
        self.says(&format!("scorer.{scorer}"), weight.to_string())
    }

    /// Sets who decides from there on.
    pub fn policy(self, policy: Policy) -> Self {
        let name = match policy {
            Policy::House => "house",
            Policy::Model => "model",
        };
        Self { policy: Some(policy), ..self }.says("policy", name.to_owned())
    }

    /// Lets another model lead from there on, as its endpoint names it.
    pub fn model(self, model: impl Into<String>) -> Self {
        let model = model.into();
        Self { policy: Some(Policy::Model), model: Some(model.clone()), ..self }.says("model", model)
    }

    /// Sets which version of its prompt the model is told from there on: an alias, a version, or `head`.
    pub fn prompt(self, which: impl Into<String>) -> Self {
        let which = which.into();
        Self { prompt: Some(which.clone()), ..self }.says(&format!("prompt.{PROMPT}"), which)
    }

    /// Sets which version of its prompt a model is told from there on that writes words.
    pub fn writer_prompt(self, which: impl Into<String>) -> Self {
        let which = which.into();
        Self { writer_prompt: Some(which.clone()), ..self }.says(&format!("prompt.{WRITER}"), which)
    }

    /// Sets who picks from there on; else it is as was recorded: the picks that were made before the run, or the best.
    pub fn chooser(self, chooser: impl Chooser) -> Self {
        Self { chooser: Some(Box::new(chooser)), ..self }
    }

    /// Sets whose money it spends, where the engine has no ledger of its tenant.
    pub fn ledger(self, ledger: &Ledger) -> Self {
        Self { ledger: Some(ledger.clone()), ..self }
    }

    /// Sets how urgent its calls to providers are.
    pub fn lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    fn says(mut self, key: &str, value: String) -> Self {
        self.set.insert(key.to_owned(), value);
        self
    }

    /// The settings from there on.
    fn settings(&self, before: &Settings, engine: &Engine) -> Result<Settings, RunError> {
        let exact = |what, given: u64| {
            if given < 1 << 53 { Ok(given) } else { Err(RunError::Setting { what, allowed: "below 2^53", given }) }
        };
        let mut settings = before.clone();
        // What others chose with one kit says nothing of another.
        settings.past_choices.iter().try_for_each(|past| past.check(&engine.kit.id))?;
        if let Some(seed) = self.seed {
            settings.seed = exact("the seed", seed)?;
        }
        if let Some(budget) = self.budget {
            settings.budget = NanoUsd(exact("the budget in nano-dollars", budget.0)?);
        }
        self.check_scorers()?;
        settings.weights.retain(|before| self.weights.iter().all(|weight| weight.scorer != before.scorer));
        settings.weights.extend(self.weights.iter().cloned());
        settings.weights.sort();
        // Whoever takes part from there on is whoever this engine has.
        settings.judges.clone_from(&engine.shared.judges);
        // But for one who has to judge: without it nothing is shown here either.
        let is_here = |judge: &&Judge| engine.shared.judges.iter().any(|here| here.tool == judge.tool);
        let required = before.judges.iter().filter(|judge| judge.required && !is_here(judge));
        settings.judges.splice(0..0, required.cloned().collect::<Vec<_>>());
        settings.filters.clone_from(&engine.shared.filters);
        settings.called.clone_from(&engine.shared.called);
        settings.photographs = engine.shared.photographs;
        settings.edits.clone_from(&engine.shared.edits);
        settings.keeps_photographs = before.photographs || engine.shared.photographs;
        if let Some(policy) = self.policy {
            settings.policy = policy;
        }
        if self.policy == Some(Policy::House) {
            settings.model = None;
        } else if [&self.model, &self.prompt, &self.writer_prompt].iter().any(|set| set.is_some())
            || self.policy.is_some()
        {
            settings.model = Some(Box::new(self.leader(before, &engine.shared.prompts)?));
        }
        engine.can_lead(&settings)?;
        // What it branches off with is judged from there on, too.
        engine.may_be_judged(&settings, before)?;
        Ok(settings)
    }

    /// Whether all that is to count otherwise is a scorer that counts.
    fn check_scorers(&self) -> Result<(), RunError> {
        let counts = |rule: &&measure::Rule| matches!(rule.kind, measure::ScorerKind::Weighted(_));
        let known: Vec<&str> = measure::house().filter(counts).map(|rule| rule.name).chain([planner::FIT]).collect();
        match self.weights.iter().find(|weight| !known.contains(&weight.scorer.as_str())) {
            None => Ok(()),
            Some(weight) => Err(RunError::Scorer { name: design::clip(&weight.scorer), known: known.join(", ") }),
        }
    }

    /// The model that leads from there on: the one before, with what is changed of it.
    fn leader(&self, before: &Settings, library: &Library) -> Result<ModelSettings, RunError> {
        let before = before.model.as_deref();
        let name = self.model.as_ref().or(before.map(|model| &model.model));
        let name =
            name.ok_or_else(|| RunError::Model { reason: "name it: the run before was led by none".to_owned() })?;
        let mut model = Model::new(name.as_str());
        if let Some(which) = &self.prompt {
            model = model.prompt(which.as_str());
        }
        if let Some(which) = &self.writer_prompt {
            model = model.writer_prompt(which.as_str());
        }
        let Some(before) = before else { return model.resolve(library) };
        let mut leader = ModelSettings { model: name.clone(), ..before.clone() };
        // The versions that it was told, whatever their aliases mean by now, but for what is changed.
        if self.prompt.is_some() || self.writer_prompt.is_some() {
            let other = model.resolve(library)?;
            if self.prompt.is_some() {
                (leader.prompt, leader.meant) = (other.prompt, other.meant);
            }
            if self.writer_prompt.is_some() {
                (leader.writer, leader.writer_meant) = (other.writer, other.writer_meant);
            }
        }
        Ok(leader)
    }
}

/// Reads the other run, starts a folder and sets the driver going.
pub(crate) async fn start(engine: Arc<Engine>, mut fork: Fork) -> Result<Run, RunError> {
    let (chooser, ledger, lane) = (fork.chooser.take(), fork.ledger.take(), fork.lane);
    let shared = engine.clone();
    let made = tokio::task::spawn_blocking(move || branch_off(&shared, fork)).await;
    let (plan, begun, manifest) = made.map_err(|error| RunError::internal(error.to_string()))??;
    let format = Format::parse(&manifest.settings.format)?;
    let chooser = chooser.unwrap_or_else(|| Box::new(Auto::of(manifest.picks)));
    let whose = Whose { ledger, lane, hold_back: manifest.hold_back_nano_usd, chooser };
    Ok(launch(engine, plan, format, begun.out, begun.recorder, whose))
}

fn branch_off(engine: &Engine, fork: Fork) -> Result<(Plan, Begun, RunManifest), RunError> {
    let folder = RunFolder::open(&fork.path)?;
    let recorded = folder.read()?;
    let stays = |reason: String| RunError::NotResumable { reason };
    let before: RunManifest = serde_json::from_value(recorded.manifest.clone())
        .map_err(|error| stays(format!("run.json does not say what it began with: {error}")))?;
    if is_same(&folder, &fork.out) {
        return Err(RunError::OutOccupied { path: fork.out.clone(), file: "run".to_owned() });
    }
    let point = Point::of(&recorded, fork.at)?;
    if !fork.is_drawn {
        engine.can_photograph(&point.settings, &recorded.records)?;
    }
    let settings = fork.settings(&point.settings, engine)?;
    let mut set = fork.set;
    if before.kit.sha256 != engine.kit.sha256 {
        set.insert("kit".to_owned(), format!("{} {}", engine.kit.id, engine.kit.version));
    }
    let h = point.shared.last().map_or_else(String::new, |record| record.h.clone());
    let parent = ForkPoint { run: before.run.clone(), seq: point.seq, h };
    let manifest = RunManifest {
        run: new_run_id(),
        maquette: ENGINE.to_owned(),
        created_ms: now_ms(),
        began_ms: Some(began_ms(&recorded.manifest)),
        seed: settings.seed,
        budget_nano_usd: settings.budget,
        settings: settings.clone(),
        kit: RunKit { id: engine.kit.id.clone(), version: engine.kit.version.clone(), sha256: engine.kit.sha256 },
        parent: Some(parent.clone()),
        set: set.clone(),
        files: PinnedFiles::default(),
        ..before.clone()
    };
    let reuse = Reuse::of(&before.run, &recorded.records);
    let forked = Forked { parent, set, settings: settings.clone(), kit: engine.kit.id.clone() };
    let mut exchanges = Exchanges::of(&point.shared);
    std::iter::once(&point.next).chain(&point.under_way).for_each(|event| exchanges.take(event));
    let branch = point.branch(Event::Forked(Box::new(forked)), reuse)?;
    // Nothing was touched so far.
    let begun = begin(engine, Some(&fork.out), manifest.clone(), None)?;
    if let Some(out) = &begun.out {
        share_blobs(&folder.path().join(BLOBS), &out.run().join(BLOBS))
            .map_err(|source| RunError::storage("cannot take the other run's blobs over", source))?;
    }
    let plan = Plan {
        run: manifest.run.clone(),
        // What the beginning says: the other run's, which the fork then changes.
        settings,
        brief: None,
        manifest: begun.manifest.clone(),
        files: begun.files.clone(),
        standing: None,
        reconciled: BTreeMap::new(),
        reuse: Reuse::default(),
        branch: Some(Box::new(branch)),
        exchanges: exchanges.done(),
    };
    Ok((plan, begun, manifest))
}

/// Where a run branches off.
struct Point {
    /// The first record that is not shared.
    seq: u64,
    shared: Vec<Record>,
    next: Event,
    under_way: Vec<Event>,
    standing: Standing,
    /// What was fixed until then.
    settings: Settings,
}

impl Point {
    /// The last event up to record `at`, the brief at the earliest: before that there is nothing to share.
    fn of(recorded: &Recorded, at: u64) -> Result<Self, RunError> {
        let stays = |reason: String| RunError::NotResumable { reason };
        let records = &recorded.records;
        let brief = records.iter().position(|record| record.kind.as_str() == kind::BRIEF_READ);
        let brief = brief.ok_or_else(|| stays("it ended before its brief was recorded".to_owned()))?;
        let last = records.len().saturating_sub(1);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        if at > last {
            let allowed = "a record of the run; `maquette trace show` lists them";
            return Err(RunError::Setting { what: "the point of a fork", allowed, given: at as u64 });
        }
        let at = at.max(brief);
        let event = |place: usize| records.get(place).and_then(|record| record.event().ok().flatten());
        let place = (brief..=at).rev().find(|place| event(*place).is_some()).unwrap_or(brief);
        let next = event(place).ok_or_else(|| stays(format!("record {place} cannot be read")))?;
        let shared = records[..place].to_vec();
        let pinned = shared.iter().rev().find(|record| record.kind.as_str() == kind::CONFIG_PINNED);
        let pin = pinned.and_then(|record| record.payload().ok());
        let pin = pin.ok_or_else(|| stays("it ended before its configuration was recorded".to_owned()))?;
        let standing = Standing::of(&shared, pin).map_err(|verdict| match verdict {
            planner::Verdict::Diverged(divergence) => stays(divergence.to_string()),
            planner::Verdict::Unverifiable { reason } => stays(reason),
            planner::Verdict::Identical | planner::Verdict::Equivalent { .. } => stays("it is not judged".to_owned()),
        })?;
        let settings = settings_of(&shared).ok_or_else(|| stays("record 0 does not say how it began".to_owned()))?;
        let waiting: BTreeSet<EffectId> = standing
            .pending
            .iter()
            .filter_map(|pending| match &pending.effect {
                Effect::CallTool(call) if pending.seq.is_some() => Some(call.id.clone()),
                _ => None,
            })
            .collect();
        let rest = records[place + 1..].iter().filter_map(|record| record.event().ok().flatten());
        let under_way = rest.filter(|event| concerns(event).is_some_and(|id| waiting.contains(id))).collect();
        Ok(Self { seq: place as u64, shared, next, under_way, standing, settings })
    }

    fn branch(self, forked: Event, reuse: Reuse) -> Result<Branch, RunError> {
        let Self { shared, next, under_way, standing, .. } = self;
        let answered: Vec<&EffectId> = std::iter::once(&next).chain(&under_way).filter_map(answers).collect();
        let lost = standing.pending.iter().find_map(|pending| match &pending.effect {
            Effect::CallTool(call) if pending.seq.is_some() && !answered.contains(&&call.id) => Some(&call.id),
            _ => None,
        });
        if let Some(id) = lost {
            let reason = format!("the call {id} was under way there and has no result; fork it at an earlier record");
            return Err(RunError::NotResumable { reason });
        }
        Ok(Branch { shared, standing, forked, next, under_way, reuse })
    }
}

/// The effect that an event is about.
fn concerns(event: &Event) -> Option<&EffectId> {
    match event {
        Event::BudgetReserved { id, .. } | Event::BudgetSettled { id, .. } | Event::BudgetReleased { id } => Some(id),
        event => answers(event),
    }
}

/// The effect that an event answers.
fn answers(event: &Event) -> Option<&EffectId> {
    match event {
        Event::EffectCompleted { id, .. } | Event::EffectFailed { id, .. } | Event::BudgetRefused { id, .. } => {
            Some(id)
        }
        _ => None,
    }
}

/// What a record says is fixed from there on.
pub(crate) fn settings_in(record: &Record) -> Option<Settings> {
    match record.event() {
        Ok(Some(Event::RunStarted { settings, .. })) => Some(*settings),
        Ok(Some(Event::Forked(fork))) => Some(fork.settings),
        _ => None,
    }
}

/// What is fixed after these records.
pub(crate) fn settings_of(records: &[Record]) -> Option<Settings> {
    records.iter().rev().find_map(settings_in)
}

/// Whether `out` is where the other run lies.
pub(crate) fn is_same(folder: &RunFolder, out: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let theirs = [Some(folder.path()), folder.out()].into_iter().flatten().filter_map(real);
    real(out).is_some_and(|out| theirs.into_iter().any(|path| path == out))
}

/// Has the blobs of another run at hand: the same files where the disk can, else copies.
fn share_blobs(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        // What is unfinished there is of no use here.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            share_blobs(&entry.path(), &target)?;
        } else if kind.is_file() && !target.exists() && fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
