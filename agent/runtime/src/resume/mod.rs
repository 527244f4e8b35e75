//! Goes on with a run that was interrupted: what it finished is not done again, and nothing is paid for twice.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::Format;
use planner::calls::{JUDGE_BY_PICTURE, JUDGE_BY_RUBRIC, MODERATE};
use planner::record::kind;
use planner::{Effect, Event, Judge, Pin, Record, Settings, Standing, WorldOutcome};
use serde::Deserialize;
use serde_json::Value;
use toolbox::ToolEffect;
use toolbox::provider::Lane;

use crate::chooser::{Auto, Chooser, DynChooser};
use crate::conversation::{Exchange, Exchanges};
use crate::driver::{Plan, Reuse, THEN};
use crate::engine::Engine;
use crate::error::RunError;
use crate::fork::settings_of;
use crate::ledger::Ledger;
use crate::manifest::RunManifest;
use crate::output::OutFolder;
use crate::recorder::{Recorder, recovery};
use crate::run::{Run, Whose, launch};
use crate::run_folder::RunFolder;
use crate::session::{AtDesk, Desk, Shown};

/// A recorded run to go on with.
///
/// The engine must be the one that began it: the same version, brand kit, faces and tools.
/// [`RunFolder::kit`] and [`RunFolder::fonts`] say which kit and faces those are.
#[must_use = "a run does not go on until an engine resumes it"]
pub struct Resume {
    path: PathBuf,
    chooser: Option<Box<dyn DynChooser>>,
    ledger: Option<Ledger>,
    lane: Lane,
    reconciled: BTreeMap<u64, WorldOutcome>,
    desk: Option<Arc<Desk>>,
}

impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resume").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Resume {
    /// The run in `path`: an output folder, or the `run/` in it.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let (path, lane) = (path.into(), Lane::default());
        Self { path, chooser: None, ledger: None, lane, reconciled: BTreeMap::new(), desk: None }
    }

    /// Sets who picks; else it is as was recorded: the picks that were made before the run, or the best.
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

    /// Has the run answered at a desk.
    pub(crate) fn at_desk(self, desk: &Arc<Desk>) -> Self {
        Self { desk: Some(Arc::clone(desk)), ..self.chooser(AtDesk(Arc::clone(desk))) }
    }

    /// Says what became of a call that changes something, and that record `seq` asked for: only whoever can look knows.
    pub fn reconciled(mut self, seq: u64, outcome: WorldOutcome) -> Self {
        self.reconciled.insert(seq, outcome);
        self
    }
}

/// Takes up the run's folder and sets the driver going.
pub(crate) async fn start(engine: Arc<Engine>, resume: Resume) -> Result<Run, RunError> {
    let Resume { path, chooser, ledger, lane, reconciled, desk } = resume;
    let shared = engine.clone();
    let known = reconciled.clone();
    let taken = tokio::task::spawn_blocking(move || take_up(&shared, &path, &known)).await;
    let Taken { manifest, value, standing, reuse, exchanges, shown, recorder, out } =
        taken.map_err(|error| RunError::internal(error.to_string()))??;
    if let Some(desk) = desk {
        desk.open(&manifest.run, manifest.settings.expires_after_s, shown);
    }
    let format = Format::parse(&manifest.settings.format)?;
    let chooser = chooser.unwrap_or_else(|| Box::new(Auto::of(manifest.picks)));
    let plan = Plan {
        run: manifest.run,
        settings: manifest.settings,
        brief: manifest.brief,
        manifest: value,
        files: manifest.files,
        standing: Some(Box::new(standing)),
        reconciled,
        reuse,
        branch: None,
        exchanges,
    };
    let whose = Whose { ledger, lane, hold_back: manifest.hold_back_nano_usd, chooser };
    Ok(launch(engine, plan, format, out, recorder, whose))
}

struct Taken {
    manifest: RunManifest,
    value: Value,
    standing: Standing,
    reuse: Reuse,
    exchanges: Vec<Exchange>,
    shown: BTreeMap<u32, Shown>,
    recorder: Recorder,
    out: Option<OutFolder>,
}

fn take_up(engine: &Engine, path: &Path, reconciled: &BTreeMap<u64, WorldOutcome>) -> Result<Taken, RunError> {
    let stays = |reason: String| RunError::NotResumable { reason };
    let folder = RunFolder::open(path)?;
    // First the lock: nobody writes from here on.
    let log = recovery::take_up(&folder)?;
    let recorded = folder.read()?;
    let manifest: RunManifest = serde_json::from_value(recorded.manifest.clone())
        .map_err(|error| stays(format!("run.json does not say what it began with: {error}")))?;
    if manifest.kit.sha256 != engine.kit.sha256 {
        return Err(stays("it was begun with another version of the brand kit".to_owned()));
    }
    let standing = Standing::of(&recorded.records, engine.pinned.pin().clone()).map_err(|verdict| match verdict {
        planner::Verdict::Diverged(divergence) => stays(divergence.to_string()),
        planner::Verdict::Unverifiable { reason } => stays(reason),
        planner::Verdict::Identical | planner::Verdict::Equivalent { .. } => stays("it is not judged".to_owned()),
    })?;
    let reuse = reuse(&manifest, &recorded.records)?;
    let exchanges = Exchanges::of(&recorded.records).done();
    let shown = shown(&recorded.records);
    if let Some(settings) = settings_of(&recorded.records) {
        engine.can_lead(&settings)?;
        if !standing.state.is_finished() {
            engine.can_photograph(&settings, &recorded.records)?;
        }
        same_guests(engine, &settings, &recorded.records).map_err(stays)?;
    }
    if !standing.differences.is_empty() {
        return Err(stays(format!("it was {}", standing.differences.join(", "))));
    }
    reconciled_all(engine, &standing, reconciled)?;
    let out = folder.out().map(OutFolder::reopen).transpose()?;
    let recorder = Recorder::going_on(folder.path(), log);
    Ok(Taken { manifest, value: recorded.manifest, standing, reuse, exchanges, shown, recorder, out })
}

/// What was shown in every turn, when, and what was chosen.
fn shown(records: &[Record]) -> BTreeMap<u32, Shown> {
    let mut shown: BTreeMap<u32, Shown> = BTreeMap::new();
    for record in records {
        if let Ok(Some(Effect::Present(set))) = record.effect() {
            shown.insert(set.turn, Shown::new(&set, record.ts));
        } else if let Ok(Some(Event::ChoiceMade { turn, choice })) = record.event()
            && let Some(shown) = shown.get_mut(&turn)
        {
            shown.choice = Some(choice);
        }
    }
    shown
}

/// Whether the foreign tools that take part in the run are here, and no others of their names.
fn same_guests(engine: &Engine, settings: &Settings, records: &[Record]) -> Result<(), String> {
    let pinned = records.iter().rev().find(|record| record.kind.as_str() == kind::CONFIG_PINNED);
    let Some(Ok(pinned)) = pinned.map(Record::payload::<Pin>) else { return Ok(()) };
    // Who judges is who judged before: another one would be asked of half a run.
    for judge in settings.judges.iter().filter(|judge| judge.by.is_some()) {
        let here = engine.shared.judges.iter().find(|here| here.tool == judge.tool);
        if let Some(here) = here.filter(|here| here.by != judge.by) {
            let name = |judge: &Judge| design::shown(judge.by.as_deref().unwrap_or_default());
            return Err(format!("its designs were judged by `{}`, and here is `{}`", name(judge), name(here)));
        }
    }
    let judges = settings.judges.iter().map(|judge| &judge.tool);
    for tool in judges.chain(&settings.filters).chain(&settings.called) {
        if pinned.version(tool) != engine.pinned.pin().version(tool) {
            return Err(match tool.as_str() {
                MODERATE => {
                    "nothing of it is shown without the moderator that it was begun with; name it with --moderator, or its folder with --picture-moderator or --text-moderator"
                        .to_owned()
                }
                JUDGE_BY_RUBRIC => {
                    "the model that judged its designs is not here; name it with --judge-model".to_owned()
                }
                JUDGE_BY_PICTURE => {
                    "the learned judge of its designs is not here; name its folder with --judge".to_owned()
                }
                _ => format!("the foreign tool {tool} that it was begun with is not here; name its folder with --tool"),
            });
        }
    }
    Ok(())
}

/// Calls that change something each time are known to have happened, or not, before anything is done.
fn reconciled_all(
    engine: &Engine,
    standing: &Standing,
    reconciled: &BTreeMap<u64, WorldOutcome>,
) -> Result<(), RunError> {
    for pending in &standing.pending {
        let (Effect::CallTool(call), Some(seq)) = (&pending.effect, pending.seq) else { continue };
        let effect = engine.shared.toolbox.spec(&call.tool).map(|spec| spec.effect);
        if effect == Some(ToolEffect::Write) && !reconciled.contains_key(&seq) {
            return Err(RunError::Unreconciled { seq, id: call.id.to_string(), tool: call.tool.clone() });
        }
    }
    Ok(())
}

/// What a run that branched off another may use again of it.
fn reuse(manifest: &RunManifest, records: &[Record]) -> Result<Reuse, RunError> {
    if manifest.parent.is_none() {
        return Ok(Reuse::default());
    }
    let stays = || {
        let reason = "it broke off before it had branched off the other run; fork that again".to_owned();
        RunError::NotResumable { reason }
    };
    let is_fork = |record: &Record| matches!(record.event(), Ok(Some(Event::Forked(_))));
    let forked = records.iter().rposition(is_fork).ok_or_else(stays)?;
    let then = records[forked].p.get(THEN).and_then(Value::as_u64).ok_or_else(stays)?;
    let pinned =
        records.get(forked + 1).filter(|record| record.kind.as_str() == kind::CONFIG_PINNED).ok_or_else(stays)?;
    // They were recorded together.
    if then > (records.len() - forked - 2) as u64 {
        return Err(stays());
    }
    let reuse = pinned.p.get("reuse").ok_or_else(stays)?;
    Reuse::deserialize(reuse).map_err(|_| stays())
}
