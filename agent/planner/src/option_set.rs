//! What a person is shown: options that are all good and differ along stated axes.

use std::collections::BTreeMap;

use design::{BlobRef, Finding, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Choice;
use crate::money::NanoUsd;

/// How far a person has narrowed: what the options of a set may differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reveal {
    /// Different ideas: arrangement, imagery and voice.
    Direction,
    /// Different arrangements of one idea.
    Layout,
    /// Different palettes and faces of one arrangement.
    Style,
    /// Different words.
    Words,
    /// Small differences.
    Fine,
}

/// One way in which the options of a set differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Axis {
    /// `archetype`, `lead`, `scheme`, `voice`, `imagery`, …
    pub id: String,
    /// Its name, for people.
    pub label: String,
    /// The values among the options, in their order.
    pub values: Vec<String>,
}

/// One design offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignOption {
    /// Unique in the run.
    pub id: String,
    /// Its place in the set, from 1.
    pub index: u32,
    /// A few words that tell it from the others.
    pub label: String,
    /// The idea behind it, in the words of whoever had it; data like any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idea: Option<String>,
    /// Why it is here, one line.
    pub rationale: String,
    /// What it gives up, one line.
    pub trade_off: String,
    /// Its value on every axis of the set.
    pub axis_values: BTreeMap<String, String>,
    /// Its scores by name; `total` among them.
    pub scores: BTreeMap<String, Score>,
    /// What its critique found.
    pub findings: Vec<Finding>,
    /// What it cost to make.
    pub cost_nano_usd: NanoUsd,
    /// The same in dollars.
    pub cost_usd: String,
    /// What refining it is expected to cost.
    pub refine_cost_nano_usd: NanoUsd,
    /// File name of its document beside the set.
    pub design: String,
    /// File name of its picture beside the set.
    pub png: String,
    /// The document.
    pub design_blob: BlobRef,
    /// The picture.
    pub png_blob: BlobRef,
}

/// A candidate that is not offered, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// The candidate.
    pub id: String,
    /// Why, in words.
    pub reason: String,
    /// What its critique found.
    pub findings: Vec<Finding>,
}

/// What a person is shown in one turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionSet {
    /// Format version, 1.
    pub v: u32,
    /// Unique in the run.
    pub id: String,
    /// The turn, from 1.
    pub turn: u32,
    /// What the options may differ in.
    pub reveal: Reveal,
    /// How they differ.
    pub axes: Vec<Axis>,
    /// The options, best first.
    pub options: Vec<DesignOption>,
    /// What else was made.
    pub rejected: Vec<Rejected>,
    /// What was chosen, once it is.
    pub choice: Option<Choice>,
}
