//! What a run does next: imperative, and exhaustive on purpose.

use std::fmt;

use design::{BlobRef, Finding, Operation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::option_set::OptionSet;

/// The name of an effect: its lane and its place in the lane. Assigned by the planner, so it replays.
///
/// Lanes are independent strands of work (`main`, `t1.c03`): events of different lanes commute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EffectId {
    /// The lane.
    pub lane: String,
    /// Its place in the lane, from 0.
    pub ord: u32,
}

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.lane, self.ord)
    }
}

/// One tool call that the driver is asked to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToolCall {
    /// Its name.
    pub id: EffectId,
    /// The tool's name.
    pub tool: String,
    /// Its arguments.
    pub args: serde_json::Value,
}

/// Something worth recording that asks for nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// A candidate is complete: composed, rendered, scored.
    CandidateMade {
        /// Its lane.
        candidate: String,
        /// Its design.
        design: BlobRef,
        /// Its picture.
        png: BlobRef,
        /// Weighted total of its scores, steps of 1/10 000.
        total: u16,
        /// Whether it passed every gate.
        passed: bool,
    },
    /// A critique was read.
    CritiqueDone {
        /// The candidate's lane.
        candidate: String,
        /// The gates that it failed.
        gates: Vec<Finding>,
        /// How many repairs were asked for because of it.
        repairs: u32,
    },
    /// The person edited a design that they were shown.
    EditApplied {
        /// The lane of the design that came of it.
        candidate: String,
        /// The option that was edited.
        option: String,
        /// What was done by hand.
        operations: Vec<Operation>,
        /// What was said in exact values, and how that was understood.
        exact: String,
        /// See `exact`.
        said: Vec<String>,
    },
    /// Something was done more simply than asked.
    Degraded {
        /// The lane it happened in: a candidate, or `main`.
        lane: String,
        /// What.
        what: String,
        /// Why.
        why: String,
    },
}

/// A question to the person; always skippable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Its name.
    pub id: EffectId,
    /// The words.
    pub text: String,
    /// Answers to choose from.
    pub choices: Vec<String>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A design was delivered.
    Delivered {
        /// The option it came from.
        option: String,
        /// The files by name (`final.png`, `final.svg`, `final.live.svg`, `final.pdf`, `design.json`).
        files: std::collections::BTreeMap<String, BlobRef>,
    },
    /// Nothing could be delivered.
    Failed {
        /// `budget`, `refused`, `provider`, `cancelled`, `deadline` or `internal`: decides the exit code.
        code: String,
        /// What, and what to do about it.
        message: String,
    },
}

/// What to do next. Exhaustive on purpose: a driver that forgets one does not compile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Call a tool; answer with `EffectCompleted` or `EffectFailed`.
    CallTool(ToolCall),
    /// Record something.
    Note(Note),
    /// Show an option set; answer with `ChoiceMade`.
    Present(Box<OptionSet>),
    /// Ask a question; answer with `QuestionAnswered`.
    Ask(Question),
    /// The run is over.
    Finish(Outcome),
}
