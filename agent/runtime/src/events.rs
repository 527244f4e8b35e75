//! What an embedder is told while a run goes on; the same lines that the command line prints with `--json`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use design::{BlobRef, NodeId};
use planner::{Choice, NanoUsd, OptionSet, Question};
use retrieval::Used;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::mpsc::Sender;
use toolbox::Preview;

/// Version of the events' format.
const EVENT_VERSION: u32 = 1;

/// One thing that happened, for people and products.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunEvent {
    /// Format version, 1.
    pub v: u32,
    /// Its number in the run, from 0.
    pub seq: u64,
    /// What happened: `event` and `data`.
    #[serde(flatten)]
    pub body: RunEventBody,
}

impl RunEvent {
    pub(crate) fn new(seq: u64, body: RunEventBody) -> Self {
        Self { v: EVENT_VERSION, seq, body }
    }
}

/// Where a run tells what happens.
pub(crate) struct Told {
    pub(crate) sender: Sender<Box<RunEvent>>,
    pub(crate) read: Arc<AtomicBool>,
}

impl Told {
    /// Whether somebody reads it, or may yet, so that it is worth waiting for them.
    pub(crate) fn is_read(&self) -> bool {
        self.read.load(Ordering::Relaxed)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "event", content = "data")]
pub enum RunEventBody {
    /// The run began.
    #[serde(rename = "run.started")]
    RunStarted {
        /// The run's id.
        run: String,
        /// Seed of everything random; the same seed, brief and kit make the same designs.
        seed: u64,
        /// Page format, by name or `WxH`.
        format: String,
        /// The brand kit's id.
        kit: String,
        /// Candidates made a turn.
        candidates: u32,
        /// Where the results go.
        out: Option<PathBuf>,
    },
    /// A step was done.
    #[serde(rename = "progress")]
    Progress {
        /// The tool whose call was done.
        stage: String,
        /// Calls of that tool that were done.
        done: u32,
        /// Calls of that tool that were asked for so far.
        total: u32,
        /// The same in words.
        message: String,
    },
    /// A back end says how far a picture is. It is no part of the record: a run that is made again tells none.
    #[serde(rename = "picture.progress")]
    PictureProgress {
        /// The candidate that waits for it.
        candidate: String,
        /// The node that will show it.
        node: NodeId,
        /// Steps made, of those of the part of the work that is under way.
        step: u32,
        /// Steps in all; 0 where nobody says.
        of: u32,
        /// What it looks like so far, where the back end shows it and nobody has to judge it first; in memory alone. It comes from
        /// outside as it is: at most a mebibyte, to be decoded within limits.
        #[serde(skip)]
        preview: Option<Preview>,
    },
    /// A candidate is complete.
    #[serde(rename = "candidate.scored")]
    CandidateScored {
        /// The candidate.
        candidate: String,
        /// Weighted total of its scores, 0–1.
        total: f64,
        /// Whether it passed every gate.
        passed: bool,
        /// Its document.
        design: BlobRef,
        /// Its picture.
        png: BlobRef,
    },
    /// An option set is shown.
    #[serde(rename = "options.presented")]
    OptionsPresented {
        /// The turn, from 1.
        turn: u32,
        /// The set.
        set: Box<OptionSet>,
        /// Where its files are.
        folder: Option<PathBuf>,
    },
    /// A question is asked.
    #[serde(rename = "question.asked")]
    QuestionAsked {
        /// The question.
        question: Question,
    },
    /// A choice was made.
    #[serde(rename = "choice.made")]
    ChoiceMade {
        /// The turn, from 1.
        turn: u32,
        /// The choice.
        choice: Choice,
    },
    /// Most of the budget is spent or spoken for.
    #[serde(rename = "budget.warned")]
    BudgetWarned {
        /// What is left.
        left_nano_usd: NanoUsd,
        /// The same in dollars.
        left_usd: String,
        /// The limit.
        limit_nano_usd: NanoUsd,
        /// What is left and what that is good for, in a sentence.
        message: String,
    },
    /// Something was done more simply than asked.
    #[serde(rename = "degraded")]
    Degraded {
        /// What.
        what: String,
        /// Why.
        why: String,
    },
    /// A design was delivered.
    #[serde(rename = "run.completed")]
    RunCompleted {
        /// The option that was delivered.
        option: String,
        /// The files by name.
        files: BTreeMap<String, BlobRef>,
        /// Where they are.
        out: Option<PathBuf>,
        /// What was spent.
        spent_nano_usd: NanoUsd,
        /// The same in dollars.
        spent_usd: String,
        /// What of the kit the design shows.
        used: Vec<Used>,
    },
    /// The run ended without a design.
    #[serde(rename = "error")]
    Error {
        /// `usage`, `budget`, `refused`, `provider`, `cancelled` or `internal`.
        code: String,
        /// What, and where.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_line_of_the_documented_form() {
        let body = RunEventBody::Degraded { what: "a picture is left out".into(), why: "no model".into() };
        assert_eq!(
            serde_json::to_value(RunEvent::new(3, body)).unwrap(),
            json!({ "v": 1, "seq": 3, "event": "degraded", "data": { "what": "a picture is left out", "why": "no model" } })
        );
    }
}
