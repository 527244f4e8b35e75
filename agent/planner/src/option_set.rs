//! What a person is shown: options that are all good and differ along stated axes.

use std::collections::{BTreeMap, BTreeSet};

use design::{BlobRef, Finding, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aspect::Aspect;
use crate::event::Choice;
use crate::money::NanoUsd;
use crate::taste::{GoingOn, Leaning};

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

impl Reveal {
    /// What a pick reveals next.
    #[must_use]
    pub fn narrowed(self) -> Self {
        match self {
            Self::Direction => Self::Layout,
            Self::Layout => Self::Style,
            Self::Style => Self::Words,
            Self::Words | Self::Fine => Self::Fine,
        }
    }
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
    /// The turn in which it was shown first, where it is shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<u32>,
    /// The turns in which sets were shown that were new then, this one's first among them: the `n`th is what people call turn `n`.
    /// Empty in runs that know nothing of tastes, where a turn is called by its number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<u32>,
    /// Turns after this one in which something new can still be made; not told of runs that know nothing of tastes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turns_left: Option<u32>,
    /// The turn that undoing goes back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// The turn that was left by undoing, to go back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// What going on is expected to bring, where something is made after it and a taste is gone by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub going_on: Option<GoingOn>,
    /// What stays as it is in what is made from it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub locked: BTreeSet<Aspect>,
    /// How long it is offered once it is shown, seconds; for good, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_after_s: Option<u32>,
    /// What became of an edit, a line for each thing: what was done and what was not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What was chosen, once it is.
    pub choice: Option<Choice>,
    /// What the person is believed to like, what tells the most about them first; empty where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taste: Vec<Leaning>,
    /// How many people's choices with the kit count in that; `None` where none do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past_choices: Option<u32>,
    /// Which of the two best a model that saw both prefers, where one was asked and said the same in both orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<Preferred>,
}

impl OptionSet {
    /// The number by which people call the turn of a set that was shown, from 1: those in which something was made are counted.
    #[must_use]
    pub fn called(&self, turn: u32) -> u32 {
        let place = self.made.iter().position(|made| *made == turn);
        place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or(turn)
    }

    /// The same of the turn in which this set was shown first.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.called(self.again.unwrap_or(self.turn))
    }

    /// The best option: the one that was preferred where the two best were compared, else the one with the highest total, the first
    /// of equals.
    #[must_use]
    pub fn best(&self) -> Option<&DesignOption> {
        let preferred = self.preferred.as_ref().and_then(|preferred| self.option(&preferred.option));
        let total = |option: &&DesignOption| option.scores.get("total").copied().unwrap_or_default();
        preferred.or_else(|| self.options.iter().rev().max_by_key(total))
    }

    /// What a model that saw both says for an option, in a sentence, where it prefers that.
    #[must_use]
    pub fn preference(&self, option: &DesignOption) -> Option<String> {
        let preferred = self.preferred.as_ref().filter(|preferred| preferred.option == option.id)?;
        let over = self.option(&preferred.over)?;
        Some(format!("A model that saw it beside option {} prefers it: {}", over.index, preferred.why))
    }

    fn option(&self, id: &str) -> Option<&DesignOption> {
        self.options.iter().find(|option| option.id == id)
    }
}

/// One option that was preferred to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Preferred {
    /// Its id.
    pub option: String,
    /// The id of the other.
    pub over: String,
    /// What was seen that decides it, in the model's words.
    pub why: String,
    /// Who judged, and how.
    pub by: String,
}
