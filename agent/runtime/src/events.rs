//! What an embedder is told while a run goes on; the same lines that the command line prints with `--json`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use design::{BlobRef, NodeId};
use planner::{Choice, NanoUsd, OptionSet, Question};
use retrieval::Used;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;
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

/// Events that wait for whoever reads them; a run waits for a reader who is further behind.
pub(crate) const WAITING_MAX: usize = 1_024;
/// Places among them that are kept for how a run ends.
const KEPT_FOR_END: usize = 2;
/// How long a run waits for a reader in all, until they have caught up by half: then it goes on, and they miss what they have no
/// place for.
const READER_MAX: Duration = Duration::from_secs(10);

/// Where a run tells what happens.
pub(crate) struct Told {
    sender: Sender<Box<RunEvent>>,
    /// Whether somebody reads it, or may yet.
    read: Arc<AtomicBool>,
    /// How long they are still waited for.
    patience: Duration,
}

impl Told {
    pub(crate) fn new(sender: Sender<Box<RunEvent>>, read: Arc<AtomicBool>) -> Self {
        Self { sender, read, patience: READER_MAX }
    }

    /// Whether nobody will ever read it.
    pub(crate) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Tells an event; where there is no place for it and its reader is worth waiting for, it comes back.
    pub(crate) fn offer(&mut self, event: Box<RunEvent>) -> Option<Box<RunEvent>> {
        let free = self.sender.capacity();
        if free <= KEPT_FOR_END && !event.body.is_end() {
            let waits = self.read.load(Ordering::Relaxed) && !self.patience.is_zero();
            return waits.then_some(event);
        }
        if free >= self.sender.max_capacity() / 2 {
            self.patience = READER_MAX;
        }
        // Whoever closed it has no use for it, and no run ends more often than there are places for that.
        drop(self.sender.try_send(event));
        None
    }

    /// Tells an event as soon as there is a place for it, or gives its reader up for a while.
    pub(crate) async fn wait(&mut self, event: Box<RunEvent>) {
        let begun = Instant::now();
        let tell = async {
            if let Ok(mut places) = self.sender.reserve_many(KEPT_FOR_END + 1).await
                && let Some(place) = places.next()
            {
                place.send(event);
            }
        };
        drop(tokio::time::timeout(self.patience, tell).await);
        self.patience = self.patience.saturating_sub(begun.elapsed());
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

impl RunEventBody {
    /// Whether it is how a run ends.
    fn is_end(&self) -> bool {
        matches!(self, Self::RunCompleted { .. } | Self::Error { .. })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A run's events and how it ends, as many as were told without anybody waiting.
    fn told(mut told: Told, mut events: tokio::sync::mpsc::Receiver<Box<RunEvent>>) -> (Vec<u64>, usize) {
        let event = |seq: u64, body| Box::new(RunEvent::new(seq, body));
        let nothing = || RunEventBody::Degraded { what: String::new(), why: String::new() };
        let end = RunEventBody::Error { code: "internal".to_owned(), message: String::new(), hint: None };
        let all = (0..20).map(|seq| event(seq, nothing())).chain([event(20, end)]);
        let waits = all.filter_map(|event| told.offer(event)).count();
        let mut seqs = Vec::new();
        while let Ok(event) = events.try_recv() {
            seqs.push(event.seq);
        }
        (seqs, waits)
    }

    #[test]
    fn nobody_is_waited_for_who_does_not_read_and_the_end_has_its_place() {
        let run = |read: bool| {
            let (sender, events) = tokio::sync::mpsc::channel(8);
            told(Told::new(sender, Arc::new(AtomicBool::new(read))), events)
        };
        assert_eq!(run(false), ([0, 1, 2, 3, 4, 5, 20].to_vec(), 0));
        assert_eq!(run(true), ([0, 1, 2, 3, 4, 5, 20].to_vec(), 14));
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_stands_still_is_waited_for_once_and_hears_of_the_end() {
        let event = |seq: u64| {
            let body = RunEventBody::Degraded { what: String::new(), why: String::new() };
            Box::new(RunEvent::new(seq, body))
        };
        let (sender, mut events) = tokio::sync::mpsc::channel(4);
        let mut told = Told::new(sender, Arc::new(AtomicBool::new(true)));
        let begun = Instant::now();
        for seq in 0..20 {
            if let Some(event) = told.offer(event(seq)) {
                told.wait(event).await;
            }
        }
        assert_eq!(begun.elapsed().as_secs(), READER_MAX.as_secs());
        let end = RunEventBody::Error { code: "cancelled".to_owned(), message: String::new(), hint: None };
        assert_eq!(told.offer(Box::new(RunEvent::new(20, end))), None);
        let mut seqs = Vec::new();
        while let Ok(event) = events.try_recv() {
            seqs.push(event.seq);
        }
        assert_eq!(seqs, [0, 1, 20]);
        // They read again, and are waited for again.
        assert_eq!((21..27).filter_map(|seq| told.offer(event(seq))).count(), 4);
        let waits = told.offer(event(27)).unwrap();
        let (read, ()) = tokio::join!(events.recv(), told.wait(waits));
        assert_eq!(read.unwrap().seq, 21);
        assert_eq!(events.recv().await.unwrap().seq, 22);
        assert_eq!(events.recv().await.unwrap().seq, 27);
    }

    #[test]
    fn an_event_is_one_line_of_the_documented_form() {
        let body = RunEventBody::Degraded { what: "a picture is left out".into(), why: "no model".into() };
        assert_eq!(
            serde_json::to_value(RunEvent::new(3, body)).unwrap(),
            json!({ "v": 1, "seq": 3, "event": "degraded", "data": { "what": "a picture is left out", "why": "no model" } })
        );
    }
}
