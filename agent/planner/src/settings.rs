//! What is fixed for a whole run.

use std::collections::BTreeSet;

use design::{EditKind, Personal};
use safety::policy::{Audience, Override, Pack};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::candidate::Kept;
use crate::money::NanoUsd;
use crate::taste::{PastChoices, Taste};

/// Most tokens of one answer of a model.
const MODEL_TOKENS_MAX: u32 = 32_768;
/// Most models that may be asked in the place of another.
pub const CHEAPER_MAX: usize = 4;
/// Most scorers that may count otherwise.
const WEIGHTS_MAX: usize = 64;
/// Most foreign tools of a kind.
const GUESTS_MAX: usize = 16;
/// Most that one of them counts.
const JUDGE_PERCENT_MAX: u32 = 50;

/// Who decides inside [`step`](crate::step).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Rules; no model, no key, free.
    #[default]
    House,
    /// A language model, through the same tools, budget and gates; the house policy takes over where it does not get on.
    Model,
}

/// How much the person knows of design.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Nothing in particular.
    #[default]
    Novice,
    /// It is their work.
    Professional,
}

/// A version of a prompt, as an alias of it was resolved for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PromptRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its digest.
    pub digest: String,
}

/// What the model policy is told with, and by whom it is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ModelSettings {
    /// The model, as its endpoint names it.
    pub model: String,
    /// What it is told at the beginning of a turn.
    pub prompt: PromptRef,
    /// What it is told when it writes words.
    pub writer: PromptRef,
    /// How the first was asked for: an alias, a version, or `head`.
    pub meant: String,
    /// How the second was asked for.
    #[serde(default = "production")]
    pub writer_meant: String,
    /// The model that writes words, where it is not the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<String>,
    /// Models that are asked in its place when there is no money for it, in that order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cheaper: Vec<String>,
    /// Most tokens of one answer.
    pub max_tokens: u32,
    /// Who it makes designs for.
    #[serde(default)]
    pub person: Person,
    /// Whether it is shown pictures of its designs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sees: bool,
}

fn production() -> String {
    "production".to_owned()
}

/// What a scorer counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ScorerWeight {
    /// The scorer, by the name of its score; `fit` is how well a design suits the brief.
    pub scorer: String,
    /// What it counts, in whatever unit the others count; `fit` in per cent of the total.
    pub weight: u32,
}

/// A foreign tool that judges designs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Judge {
    /// Its name in the toolbox.
    pub tool: String,
    /// What its score counts, in per cent of the total, 0–50.
    pub weight: u32,
    /// Whether what it did not judge is not shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Who it has judge, and how, where its name does not say that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Whom the designs of a run are for, and where: what may be shown to one may not be to another. Empty, it is the house's policy
/// for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Safety {
    /// Whom they are for.
    pub audience: Audience,
    /// Where they are shown, in small letters: `de`, `uk`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub regions: BTreeSet<String>,
    /// Rules beside the house's, which none of them takes back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<Pack>,
    /// Rules that somebody lifted who may, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lifted: Vec<Override>,
}

impl Safety {
    /// Whether it is the house's policy for everybody.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What is fixed for a whole run; pinned in its trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// Page format, by name or `WxH`.
    pub format: String,
    /// Candidates made a turn, 1–32.
    pub candidates: u32,
    /// Options shown a turn, 1–6.
    pub options: u32,
    /// Turns at most, 1–20.
    pub turns: u32,
    /// Seed of everything random, below 2⁵³.
    pub seed: u64,
    /// Who decides.
    pub policy: Policy,
    /// The model, where one decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Box<ModelSettings>>,
    /// The most that the session may spend.
    pub budget: NanoUsd,
    /// The most that one turn may spend, where turns have a limit of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_budget: Option<NanoUsd>,
    /// What scorers count that count otherwise than usually.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<ScorerWeight>,
    /// Foreign tools that judge designs after the house did, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judges: Vec<Judge>,
    /// Foreign tools that change the pictures of designs, one after another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// Foreign tools that a model may call, whatever they do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<String>,
    /// Whether an image model makes photographs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub photographs: bool,
    /// Whether designs are planned without photographs once there was no money for one; in runs of before they were planned all the
    /// same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spares_photographs: bool,
    /// What can be done to pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditKind>,
    /// Whether a photograph that stays in a turn is developed anew for its place, and not made again: in runs of before it was made
    /// again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_photographs: bool,
    /// How option sets are chosen and told, [`Settings::SETS`] by now: 0 in runs of before photographs that were paid for had a
    /// place in every set and what an option is praised for was never what it gives up.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sets: u32,
    /// The document that the person began with: all of its layers stay as they are, and designs are laid out around them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Box<Kept>>,
    /// What the person used and likes, as it was when the run began: what is marked later has no say in it.
    #[serde(default, skip_serializing_if = "Personal::is_empty")]
    pub personal: Personal,
    /// What is known of the person's taste when the run begins; without it the run does not go by what they pick.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taste: Option<Box<Taste>>,
    /// What people who chose with the kit before like on the whole, where somebody counted them: it says where the taste of a person
    /// begins of whom nothing else is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past_choices: Option<Box<PastChoices>>,
    /// What its designs are held against before they are shown.
    #[serde(default, skip_serializing_if = "Safety::is_usual")]
    pub safety: Safety,
    /// Questions that a person may be asked before anything is made.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub questions: u32,
    /// How long an option set is offered to people elsewhere, seconds; for good, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_after_s: Option<u32>,
}

impl Settings {
    /// How the sets of a new run are chosen and told.
    pub const SETS: u32 = 1;

    /// The settings with every count inside its limits, so that no number can run away.
    #[must_use]
    pub fn within_limits(mut self) -> Self {
        self.candidates = self.candidates.clamp(1, 32);
        self.options = self.options.clamp(1, 6);
        self.turns = self.turns.clamp(1, 20);
        self.seed &= (1 << 53) - 1;
        self.weights.truncate(WEIGHTS_MAX);
        self.judges.truncate(GUESTS_MAX);
        self.judges.iter_mut().for_each(|judge| judge.weight = judge.weight.min(JUDGE_PERCENT_MAX));
        self.filters.truncate(GUESTS_MAX);
        self.called.truncate(GUESTS_MAX);
        if self.personal.check().is_err() {
            self.personal = Personal::default();
        }
        self.taste = self.taste.map(|taste| Box::new(taste.within_limits()));
        if let Some(model) = &mut self.model {
            model.max_tokens = model.max_tokens.clamp(1, MODEL_TOKENS_MAX);
            model.cheaper.truncate(CHEAPER_MAX);
        }
        self
    }

    /// What a scorer counts, where that is not as usual.
    #[must_use]
    pub fn weight(&self, scorer: &str) -> Option<u32> {
        self.weights.iter().find(|weight| weight.scorer == scorer).map(|weight| weight.weight)
    }
}
