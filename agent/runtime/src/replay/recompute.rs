//! Computes recorded results again and compares them.

use std::sync::Arc;

use design::BlobRef;
use planner::{Divergence, EffectError, Mismatch, ToolCall};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use toolbox::{BlobError, BlobStore, Context, MemoryBlobs, Stack, Toolbox};

use crate::run_folder::RunFolder;

/// A recorded call with its recorded result.
pub(crate) struct Job {
    pub(crate) seq: u64,
    /// The record that asked for it.
    pub(crate) asked: u64,
    pub(crate) call: ToolCall,
    pub(crate) result: Result<Value, EffectError>,
}

/// A result that came out otherwise.
pub(crate) struct Parted {
    pub(crate) divergence: Divergence,
    /// The pictures of both, made and recorded, where they differ.
    pub(crate) pictures: Option<(BlobRef, BlobRef)>,
}

/// What computing again found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) recomputed: u64,
    /// Results of foreign tools that were taken from the record.
    pub(crate) believed: u64,
    pub(crate) first: Option<Parted>,
    pub(crate) remarks: Vec<String>,
}

/// What a tool was when its result was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Was {
    /// One that computes.
    Computed,
    /// One whose results depended on the world outside.
    Live,
    /// Somebody else's, whose results are believed.
    Believed,
    /// Somebody else's, and another one here.
    Other,
}

/// Reads from a run's folder; what is computed again is kept in memory and thrown away.
pub(crate) struct ReplayBlobs {
    folder: RunFolder,
    made: MemoryBlobs,
}

impl ReplayBlobs {
    pub(crate) fn new(folder: RunFolder) -> Self {
        Self { folder, made: MemoryBlobs::default() }
    }
}

impl BlobStore for ReplayBlobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobRef, BlobError> {
        let name = BlobRef::of(bytes);
        // The recorded bytes are the same ones when they have the same name.
        if self.folder.has_blob(&name) { Ok(name) } else { self.made.put(bytes) }
    }

    fn get(&self, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError> {
        match self.made.get(name)? {
            Some(bytes) => Ok(Some(bytes)),
            None => self.folder.blob(name),
        }
    }
}

/// Computes all jobs again, each in its own surroundings, `workers` and a few at a time. There is no ledger here, so no live call can be made.
pub(crate) async fn recompute(jobs: Vec<(Job, Context, Was)>, toolbox: &Toolbox, workers: usize) -> Found {
    let stack = Stack::new();
    let mut found = Found::default();
    let mut tasks = JoinSet::new();
    for (job, context, was) in jobs {
        match toolbox.spec(&job.call.tool) {
            _ if was == Was::Believed => found.believed += 1,
            _ if was == Was::Other => {
                found.remark(format!("there is no foreign tool `{}` here as it was then", job.call.tool));
            }
            _ if was == Was::Live => {
                found.remark(format!("`{}` depends on the world outside and was not called", job.call.tool));
            }
            None => found.remark(format!("there is no tool `{}` here", job.call.tool)),
            Some(spec) if !spec.deterministic => {
                found.remark(format!("`{}` depends on the world outside and was not called", job.call.tool));
            }
            Some(_) => {
                while tasks.len() > 2 * workers {
                    found.take(tasks.join_next().await);
                }
                tasks.spawn(compare(job, toolbox.clone(), stack.clone(), context));
            }
        }
    }
    while let Some(done) = tasks.join_next().await {
        found.take(Some(done));
    }
    found
}

impl Found {
    fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    fn take(&mut self, done: Option<Result<Compared, tokio::task::JoinError>>) {
        match done {
            Some(Ok(Compared::OutOfTime(tool))) => {
                self.remark(format!("`{tool}` was stopped by a clock, then or now, which says nothing of it"));
            }
            Some(Ok(compared)) => {
                self.recomputed += 1;
                if let Compared::Parted(parted) = compared
                    && self.first.as_ref().is_none_or(|first| parted.divergence.seq < first.divergence.seq)
                {
                    self.first = Some(*parted);
                }
            }
            Some(Err(error)) => self.remark(format!("a call could not be computed again: {error}")),
            None => {}
        }
    }
}

/// What comparing came to.
enum Compared {
    Same,
    Parted(Box<Parted>),
    /// A clock had a part in it.
    OutOfTime(String),
}

async fn compare(job: Job, toolbox: Toolbox, stack: Stack, context: Context) -> Compared {
    let Job { seq, call, result: recorded, .. } = job;
    let made = match toolbox.prepare(&call.tool, &call.args) {
        Ok(prepared) => stack.recompute(prepared, &context).await,
        Err(error) => Err(error),
    };
    let by_a_clock = |code: &str| matches!(code, "deadline" | "given-up");
    let clocked = made.as_ref().is_err_and(|error| by_a_clock(error.code()))
        || recorded.as_ref().is_err_and(|error| by_a_clock(&error.code));
    if clocked && toolbox.spec(&call.tool).is_some_and(|spec| spec.is_foreign) {
        return Compared::OutOfTime(call.tool);
    }
    let error = |text: &str| json!({ "error": text });
    let (made, recorded) = match (made, recorded) {
        (Ok(made), Ok(recorded)) => (made, recorded),
        (Err(made), Err(recorded)) => {
            let made = made.to_effect_error();
            if made == recorded {
                return Compared::Same;
            }
            (json!({ "error": made }), json!({ "error": recorded }))
        }
        (Ok(made), Err(recorded)) => (made, error(&recorded.message)),
        (Err(made), Ok(recorded)) => (error(&made.to_string()), recorded),
    };
    let Some(mismatch) = Mismatch::between(&made, &recorded) else { return Compared::Same };
    let divergence = Divergence::of_result(seq, &call, mismatch);
    let picture = |value: &Value| value.get("png").and_then(Value::as_str).and_then(BlobRef::parse);
    let pictures = picture(&made).zip(picture(&recorded)).filter(|(made, recorded)| made != recorded);
    Compared::Parted(Box::new(Parted { divergence, pictures }))
}
