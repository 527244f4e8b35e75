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

use design::{BlobRef, Format};
use planner::record::kind;
use planner::{Divergence, Event, Pin, Record, Replayed, Replayer, Settings, ToolCall};
use render::FontBook;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use toolbox::{Context, Permission, Surroundings, Toolbox, builtin};

use crate::engine::pin;
use crate::error::with_causes;
use crate::fork::settings_in;
use crate::manifest::began_ms;
use crate::pinned::PinnedFiles;
use crate::run_folder::{ReadError, Recorded, RunFolder};
use recompute::{Job, ReplayBlobs, Was, recompute};

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
    /// What differs: a kind of record, or the result of a tool.
    pub what: String,
    /// Where in it (RFC 6901); empty when it differs as a whole.
    pub pointer: String,
    /// What this engine asks for or makes.
    pub replayed: String,
    /// What the log holds.
    pub recorded: String,
}

/// A picture as it was recorded, and as it is made now: the bytes of two PNG files.
#[derive(Debug, Clone)]
pub struct PicturePair {
    /// As it was recorded.
    pub recorded: Arc<[u8]>,
    /// As it is made now.
    pub replayed: Arc<[u8]>,
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
    /// The pictures where they first differ, as they were recorded and as they are made now.
    #[serde(skip)]
    pub pictures: Option<PicturePair>,
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
    guests: bool,
    workers: usize,
}

impl Replay {
    /// A replay of the run in `path`: an output folder, or the `run/` in it.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { path: path.into(), toolbox: None, guests: false, workers }
    }

    /// Sets the tools; the built-in ones are the default.
    pub fn toolbox(self, toolbox: Toolbox) -> Self {
        Self { toolbox: Some(toolbox), ..self }
    }

    /// Has the results of foreign tools made again, too, by those among the tools; else they are believed as they are on record.
    pub fn verify_guests(self) -> Self {
        Self { guests: true, ..self }
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
        let Self { path, toolbox, guests, workers } = self;
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
        let replayed = match toolbox {
            Ok(toolbox) => replay_parts(&folder, &recorded, toolbox, guests, workers).await,
            Err(error) => Err(error.to_string()),
        };
        let mut report = replayed.unwrap_or_else(|reason| report(&recorded, Verdict::Unverifiable, vec![reason]));
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
        pictures: None,
        notes,
    }
}

/// A part of a log that was made under one configuration: all of it, but for a run that branched off another.
struct Part {
    /// What was pinned.
    pinned: Pin,
    /// The first record that it is pinned for.
    since: u64,
    settings: Settings,
    files: PinnedFiles,
}

/// The parts of a log, first to last.
fn parts(records: &[Record]) -> Result<Vec<Part>, String> {
    let mut settings = None;
    let mut parts: Vec<Part> = Vec::new();
    for record in records {
        if record.kind.as_str() != kind::CONFIG_PINNED {
            settings = settings_in(record).or(settings);
            continue;
        }
        let pinned = record.payload().map_err(|error| with_causes(&error))?;
        let files = PinnedFiles::read(&record.p).map_err(|error| with_causes(&error))?;
        let settings = settings.clone().ok_or("record 0 does not say how the run began")?;
        parts.push(Part { pinned, since: record.seq, settings, files });
    }
    if parts.is_empty() { Err("the run ended before its configuration was recorded".to_owned()) } else { Ok(parts) }
}

/// What a part of a log is made again with: its own kit and faces, this engine's tools.
struct Stand {
    context: Context,
    since: u64,
    /// What this engine is with them.
    here: Pin,
    /// Whether it makes what was recorded.
    computes: bool,
    /// Versions of the foreign tools that took part.
    foreign: BTreeMap<String, String>,
}

impl Stand {
    /// What a tool was when its result was recorded, and is here.
    fn was(&self, tool: &str, guests: bool) -> Was {
        match self.foreign.get(tool) {
            None => Was::Computed,
            Some(_) if !guests => Was::Believed,
            Some(version) if self.here.version(tool) == version => Was::Computed,
            Some(_) => Was::Other,
        }
    }
}

impl Stand {
    fn of(
        part: Part,
        folder: &RunFolder,
        toolbox: &Toolbox,
        began_ms: u64,
        compute: &Arc<Semaphore>,
    ) -> Result<Self, String> {
        let kit = folder.kit_of(&part.files).map_err(|error| with_causes(&error))?;
        let installed = folder.fonts_of(&part.files).map_err(|error| with_causes(&error))?;
        let (fonts, _) =
            FontBook::with(&kit, &installed).map_err(|error| format!("the recorded faces are not read: {error}"))?;
        let format = Format::parse(&part.settings.format).map_err(|error| error.to_string())?;
        let here = pin(&kit, &fonts, toolbox);
        let context = Context::new(Surroundings {
            kit: Arc::new(kit),
            fonts,
            blobs: Arc::new(ReplayBlobs::new(folder.clone())),
            format,
            seed: part.settings.seed,
            began_ms,
            permission: Permission::of(&part.settings.safety),
            tenant: toolbox::TenantId::local(),
            lane: toolbox::provider::Lane::Batch,
            compute: compute.clone(),
        });
        let foreign = part.pinned.foreign.iter().map(|tool| (tool.clone(), part.pinned.version(tool).to_owned()));
        let foreign = foreign.collect();
        Ok(Self { context, since: part.since, computes: part.pinned.computes_as(&here), here, foreign })
    }
}

/// Replays a log, part by part.
async fn replay_parts(
    folder: &RunFolder,
    recorded: &Recorded,
    toolbox: Toolbox,
    guests: bool,
    workers: usize,
) -> Result<Report, String> {
    let compute = Arc::new(Semaphore::new(workers.min(Semaphore::MAX_PERMITS)));
    let began_ms = began_ms(&recorded.manifest);
    let parts = parts(&recorded.records)?;
    let stands: Result<Vec<Stand>, String> =
        parts.into_iter().map(|part| Stand::of(part, folder, &toolbox, began_ms, &compute)).collect();
    let stands = stands?;
    let own = stands.last().ok_or("nothing was pinned")?;
    let mut replayer = Replayer::new(own.here.clone());
    let (mut jobs, mut fed) = (Vec::new(), 0_u64);
    for job in read_all(&mut replayer, &recorded.records) {
        // What a call is made with was pinned before it was asked for.
        let stand = stands.iter().rev().find(|stand| stand.since < job.asked);
        match stand.filter(|stand| stand.computes) {
            Some(stand) => {
                let was = stand.was(&job.call.tool, guests);
                let was = if replayer.was_live(&job.call.tool) { Was::Live } else { was };
                jobs.push((job, stand.context.clone(), was));
            }
            None => fed += 1,
        }
    }
    if fed > 0 && own.computes {
        replayer.remark(format!("{fed} results of the run that it branched off were made by another engine"));
    }
    let found = recompute(jobs, &toolbox, workers).await;
    let believed = found.believed;
    found.remarks.into_iter().for_each(|remark| replayer.remark(remark));
    let bytes = |name: &BlobRef| stands.iter().find_map(|stand| stand.context.blobs().get(name).ok().flatten());
    let pictures = found.first.as_ref().and_then(|parted| parted.pictures);
    let pictures =
        pictures.and_then(|(made, was)| Some(PicturePair { recorded: bytes(&was)?, replayed: bytes(&made)? }));
    let first = found.first.map(|parted| parted.divergence);
    let first_seq = first.as_ref().map(|first| first.seq);
    let mut report = judge(recorded, replayer, first, found.recomputed);
    if believed > 0 {
        report.notes.push(format!("{believed} results of foreign tools are believed as they are on record"));
    }
    // The planner may have parted from the log before any result did.
    report.pictures = pictures.filter(|_| report.divergence.as_ref().map(|found| found.seq) == first_seq);
    Ok(report)
}

/// Steps all records, and returns the calls that have a result.
fn read_all(replayer: &mut Replayer, records: &[Record]) -> Vec<Job> {
    let mut asked: BTreeMap<(String, u32), (u64, ToolCall)> = BTreeMap::new();
    let mut jobs = Vec::new();
    for record in records {
        match replayer.read(record) {
            Some(Replayed::Request(call)) => {
                asked.insert((call.id.lane.clone(), call.id.ord), (record.seq, call));
            }
            Some(Replayed::Event(event)) => {
                let (id, result) = match event {
                    Event::EffectCompleted { id, output } => (id, Ok(output)),
                    Event::EffectFailed { id, error } => (id, Err(error)),
                    _ => continue,
                };
                if let Some((asked, call)) = asked.remove(&(id.lane, id.ord)) {
                    jobs.push(Job { seq: record.seq, asked, call, result });
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
                _ => *divergence,
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
    let Divergence { seq, lane, ord, what, pointer, expected, found } = divergence;
    let difference = Difference { seq, lane, ord, what, pointer, replayed: expected, recorded: found };
    let report = report(recorded, Verdict::Diverged { at: seq }, Vec::new());
    Report { recomputed, divergence: Some(difference), ..report }
}
