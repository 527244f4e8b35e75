//! What happened: past tense, and the only input of the planner.

use std::collections::BTreeSet;

use design::{Brief, Operation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aspect::Aspect;
use crate::effect::EffectId;
use crate::money::NanoUsd;
use crate::settings::Settings;
use crate::taste::{Feature, Wish};

/// What a failed effect did to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorldOutcome {
    /// Nothing happened.
    DidNotHappen,
    /// It may have happened.
    InDoubt,
    /// It happened, and its result was lost or bad.
    Landed,
}

/// Why an effect gave no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EffectError {
    /// The kind of error, `snake_case`: `invalid_input`, `does_not_fit`, `refused`, `budget`, `stopped`, `internal`.
    pub code: String,
    /// What went wrong.
    pub message: String,
    /// What it did to the world.
    pub outcome: WorldOutcome,
}

/// What the person chose from an option set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "choice", rename_all = "snake_case")]
pub enum Choice {
    /// The option with that index (from 1); narrow from there, or deliver it on the last turn.
    Pick {
        /// Its index, from 1.
        index: u32,
    },
    /// More like the option with that index, or else like what the turn narrowed from, and changed as is asked.
    More {
        /// Its index, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index: Option<u32>,
        /// What is asked for.
        wishes: Vec<Wish>,
        /// What it takes over from another option.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<Borrowed>,
    },
    /// The set of an earlier turn again: another is picked from it, or the same.
    Back {
        /// Which turn's.
        turn: u32,
        /// Whether what was learned from that turn on is forgotten.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        forget: bool,
    },
    /// The same set; what is named stays as it is in what is made from now on, and nothing else does.
    Lock {
        /// What.
        aspects: BTreeSet<Aspect>,
    },
    /// The same set; what was said and done that tells something of these features of a taste is forgotten for good, of all of them
    /// where none is named.
    Forget {
        /// Which.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        features: BTreeSet<Feature>,
    },
    /// The same set with the option of that index edited, if that may still be shown: by hand, and by exact values, which hold for
    /// what is made from then on as well.
    Edit {
        /// Its index, from 1.
        index: u32,
        /// Edits by hand, in order; they are of that design alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        operations: Vec<Operation>,
        /// Exact values in words: "headline 96 px, Inter 800, accent #0A7".
        #[serde(default, skip_serializing_if = "String::is_empty")]
        exact: String,
    },
    /// The option with the best total.
    Best,
    /// Deliver the option with that index now.
    Accept {
        /// Its index, from 1.
        index: u32,
    },
    /// None of them: show others.
    NoneOfThese,
    /// Stop: deliver the best of this set.
    Stop,
}

/// What one design takes over from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Borrowed {
    /// The index of the other option, from 1.
    pub index: u32,
    /// What.
    pub aspects: BTreeSet<Aspect>,
}

/// A cheaper way of doing an effect, taken because there was no money for what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instead {
    /// What is done, for people: `a smaller picture is made`.
    pub what: String,
    /// What less may be spent for it.
    pub saved: NanoUsd,
    /// Which of the call's cheaper ways it is, from 1; 0 where that was not recorded.
    #[serde(default)]
    pub tier: u32,
}

/// Where a run branched off another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ForkPoint {
    /// The other run's id.
    pub run: String,
    /// The first record that happened otherwise, or under other settings, from 0.
    pub seq: u64,
    /// `h` of the record before it; empty for a run that begins anew.
    pub h: String,
}

/// How a run branched off another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forked {
    /// Where.
    pub parent: ForkPoint,
    /// What was changed, as it was asked for: `seed`, `budget`, `kit`, …
    pub set: std::collections::BTreeMap<String, String>,
    /// What is fixed from here on.
    pub settings: Settings,
    /// The brand kit's id from here on.
    pub kit: String,
}

/// What happened. A trace holds these and the effects asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The run began with these settings.
    RunStarted {
        /// What is fixed for the run.
        settings: Box<Settings>,
        /// The brand kit's id.
        kit: String,
    },
    /// The brief was read.
    BriefRead {
        /// What the person asked for.
        brief: Box<Brief>,
    },
    /// A reservation passed every scope.
    BudgetReserved {
        /// For which effect.
        id: EffectId,
        /// The upper bound reserved.
        amount: NanoUsd,
        /// What is done instead of what was asked for, where there was no money for that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<Instead>,
    },
    /// A reservation was refused; the effect will not happen.
    BudgetRefused {
        /// Which effect.
        id: EffectId,
        /// What it would have taken, in the cheapest way that there is of doing it.
        amount: NanoUsd,
        /// What was left.
        left: NanoUsd,
    },
    /// What an effect really cost.
    BudgetSettled {
        /// Which effect.
        id: EffectId,
        /// What it cost.
        amount: NanoUsd,
    },
    /// A reservation was given back.
    BudgetReleased {
        /// Which effect.
        id: EffectId,
    },
    /// A tool returned.
    EffectCompleted {
        /// Which call.
        id: EffectId,
        /// The tool's output.
        output: serde_json::Value,
    },
    /// A tool gave no result.
    EffectFailed {
        /// Which call.
        id: EffectId,
        /// Why.
        error: EffectError,
    },
    /// The person chose.
    ChoiceMade {
        /// In which turn, from 1.
        turn: u32,
        /// What.
        choice: Choice,
    },
    /// The person answered, or skipped (`None`).
    QuestionAnswered {
        /// Which question.
        id: EffectId,
        /// The answer.
        answer: Option<String>,
    },
    /// The run branched off another one here: what follows happens under other settings.
    Forked(Box<Forked>),
    /// The driver's clock passed the deadline: time is an event, never a call.
    DeadlinePassed,
    /// The person or the product called it off.
    Cancelled,
}
