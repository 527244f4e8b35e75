//! The same run again: no network, no cost, nothing written.
//!
//! Recorded events go through [`planner::step`], which must ask for the recorded effects; calls of deterministic tools
//! are computed again and their results compared.

mod recompute;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::{BrandKit, Format};
use planner::record::kind;
use planner::{Divergence, Event, Record, Replayed, Replayer, ToolCall};
use render::FontBook;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use toolbox::{Context, Surroundings, Toolbox, builtin};

use crate::engine::pin;
use crate::error::with_causes;
use crate::run_folder::{ReadError, Recorded, RunFolder};
use recompute::{Job, ReplayBlobs, recompute};

/// What a replay says of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same effects, and the same results computed again.
    Identical,
    /// The same effects; something could not be computed again.
    Equivalent,
    /// Something else was asked for or made.
    Diverged {
        /// The first record that differs, from 0.
        at: u64,
    },
    /// The run cannot be judged: it is unfinished.
    Unverifiable,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Identical => f.write_str("identical"),
            Self::Equivalent => f.write_str("equivalent"),
            Self::Diverged { at } => write!(f, "diverged@{at}"),
            Self::Unverifiable => f.write_str("unverifiable"),
        }
    }
}

/// The first difference between a run and its replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The record, from 0.
    pub seq: u64,
    /// Its lane.
    pub lane: String,
    /// Its place in the lane.
    pub ord: u32,
    /// What this engine asks for or makes.
    pub replayed: String,
    /// What the log holds.
    pub recorded: String,
}

/// What a replay found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The run's id.
    pub run: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Records that were read.
    pub records: u64,
    /// Tool calls among them.
    pub effects: u64,
    /// Tool calls that were computed again.
    pub recomputed: u64,
    /// Whether the log has its end.
    pub finished: bool,
    /// Where the replay first differs.
    pub divergence: Option<Difference>,
    /// What keeps the verdict from being a better one.
    pub notes: Vec<String>,
}

/// Replays a run with the built-in tools, on all cores.
///
/// # Errors
///
/// [`ReadError`] when the run cannot be read or something in it was changed.
pub async fn replay(run: &Path) -> Result<Report, ReadError> {
    Replay::new(run).run().await
}

/// A replay that is set up.
#[derive(Debug)]
#[must_use = "a replay does nothing until it is run"]
pub struct Replay {
    path: PathBuf,
    toolbox: Option<Toolbox>,
    workers: usize,
}

impl Replay {
    /// A replay of the run in `path`: an output folder, or the `run/` in it.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { path: path.into(), toolbox: None, workers }
    }

    /// Sets the tools; the built-in ones are the default.
    pub fn toolbox(self, toolbox: Toolbox) -> Self {
        Self { toolbox: Some(toolbox), ..self }
    }

    /// Sets how many threads compute at a time, one at least.
    pub fn workers(self, workers: usize) -> Self {
        Self { workers: workers.max(1), ..self }
    }

    /// Replays; call it inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the run cannot be read or something in it was changed.
    pub async fn run(self) -> Result<Report, ReadError> {
        let Self { path, toolbox, workers } = self;
        let reading = tokio::task::spawn_blocking(move || {
            let folder = RunFolder::open(&path)?;
            let recorded = folder.read()?;
            Ok((folder, recorded))
        });
        let read: Result<(RunFolder, Recorded), ReadError> = match reading.await {
            Ok(read) => read,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        let (folder, recorded) = read?;
        let missing = folder.missing_results(&recorded);
        let toolbox = toolbox.map_or_else(|| builtin::standard().build(), Ok);
        let mut report = match toolbox
            .map_err(|error| error.to_string())
            .and_then(|toolbox| Stand::new(&folder, &recorded, toolbox))
        {
            Ok(stand) => stand.replay(&recorded, workers).await,
            Err(reason) => report(&recorded, Verdict::Unverifiable, vec![reason]),
        };
        if !missing.is_empty() {
            report.notes.push(format!("not beside the trace any more: {}", missing.join(", ")));
        }
        Ok(report)
    }
}

fn report(recorded: &Recorded, verdict: Verdict, notes: Vec<String>) -> Report {
    let effects = recorded.records.iter().filter(|record| record.kind.as_str() == kind::EFFECT_REQUESTED).count();
    Report {
        run: recorded.manifest.get("run").and_then(Value::as_str).unwrap_or_default().to_owned(),
        verdict,
        records: recorded.records.len() as u64,
        effects: effects as u64,
        recomputed: 0,
        finished: recorded.is_finished(),
        divergence: None,
        notes,
    }
}

/// What a run is replayed with: its own kit, this engine's tools.
struct Stand {
    kit: Arc<BrandKit>,
    fonts: FontBook,
    format: Format,
    seed: u64,
    toolbox: Toolbox,
    folder: RunFolder,
}

impl Stand {
    /// Sets the stand up from what the run pinned.
    fn new(folder: &RunFolder, recorded: &Recorded, toolbox: Toolbox) -> Result<Self, String> {
        let unfinished = "the run ended before its configuration was recorded";
        let started = recorded.first(kind::RUN_STARTED).ok_or(unfinished)?;
        let Ok(Some(Event::RunStarted { settings, .. })) = started.event() else {
            return Err("record 0 does not say how the run began".to_owned());
        };
        let kit = folder.kit().map_err(|error| with_causes(&error))?;
        let installed = folder.fonts().map_err(|error| with_causes(&error))?;
        let (fonts, _) =
            FontBook::with(&kit, &installed).map_err(|error| format!("the recorded faces are not read: {error}"))?;
        let format = Format::parse(&settings.format).map_err(|error| error.to_string())?;
        Ok(Self { kit: Arc::new(kit), fonts, format, seed: settings.seed, toolbox, folder: folder.clone() })
    }

    async fn replay(self, recorded: &Recorded, workers: usize) -> Report {
        let mut replayer = Replayer::new(pin(&self.kit, &self.fonts, &self.toolbox));
        let jobs = read_all(&mut replayer, &recorded.records);
        let mut recomputed = 0;
        let mut first = None;
        if replayer.can_recompute() {
            let context = Context::new(Surroundings {
                kit: self.kit,
                fonts: self.fonts,
                blobs: Arc::new(ReplayBlobs::new(self.folder)),
                format: self.format,
                seed: self.seed,
                tenant: toolbox::TenantId::local(),
                lane: toolbox::provider::Lane::Batch,
                compute: Arc::new(Semaphore::new(workers.min(Semaphore::MAX_PERMITS))),
            });
            let found = recompute(jobs, |tool| replayer.was_live(tool), &self.toolbox, &context, workers).await;
            recomputed = found.recomputed;
            found.remarks.into_iter().for_each(|remark| replayer.remark(remark));
            first = found.first;
        }
        judge(recorded, replayer, first, recomputed)
    }
}

/// Steps all records, and returns the calls whose results can be computed again.
fn read_all(replayer: &mut Replayer, records: &[Record]) -> Vec<Job> {
    let mut asked: BTreeMap<(String, u32), ToolCall> = BTreeMap::new();
    let mut jobs = Vec::new();
    for record in records {
        match replayer.read(record) {
            Some(Replayed::Request(call)) => {
                asked.insert((call.id.lane.clone(), call.id.ord), call);
            }
            Some(Replayed::Event(event)) => {
                let (id, result) = match event {
                    Event::EffectCompleted { id, output } => (id, Ok(output)),
                    Event::EffectFailed { id, error } => (id, Err(error)),
                    _ => continue,
                };
                if let Some(call) = asked.remove(&(id.lane, id.ord)) {
                    jobs.push(Job { seq: record.seq, call, result });
                }
            }
            Some(Replayed::Effect(_) | Replayed::Other) => {}
            None => break,
        }
    }
    jobs
}

/// The verdict: the first difference counts, wherever it was found.
fn judge(recorded: &Recorded, replayer: Replayer, first: Option<Divergence>, recomputed: u64) -> Report {
    let (stepped, mut notes) = match replayer.verdict() {
        planner::Verdict::Identical => (Verdict::Identical, Vec::new()),
        planner::Verdict::Equivalent { reasons } => (Verdict::Equivalent, reasons),
        planner::Verdict::Diverged(divergence) => {
            let first = match first {
                Some(first) if first.seq <= divergence.seq => first,
                _ => divergence,
            };
            return diverged(recorded, first, recomputed);
        }
        planner::Verdict::Unverifiable { reason } => (Verdict::Unverifiable, vec![reason]),
    };
    if let Some(first) = first {
        return diverged(recorded, first, recomputed);
    }
    if recorded.torn_bytes > 0 {
        let (bytes, seq) = (recorded.torn_bytes, recorded.records.len());
        notes.push(format!("the last {bytes} bytes of the log, record {seq}, were not written whole"));
    }
    Report { recomputed, ..report(recorded, stepped, notes) }
}

fn diverged(recorded: &Recorded, divergence: Divergence, recomputed: u64) -> Report {
    let Divergence { seq, lane, ord, expected, found } = divergence;
    let difference = Difference { seq, lane, ord, replayed: expected, recorded: found };
    let report = report(recorded, Verdict::Diverged { at: seq }, Vec::new());
    Report { recomputed, divergence: Some(difference), ..report }
}
