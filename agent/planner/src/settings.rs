//! What is fixed for a whole run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::NanoUsd;

/// Most scorers that may count otherwise.
const WEIGHTS_MAX: usize = 64;

/// Who decides inside [`step`](crate::step).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Rules; no model, no key, free.
    #[default]
    House,
}

/// What a scorer counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ScorerWeight {
    /// The scorer, by the name of its score; `fit` is how well a design suits the brief.
    pub scorer: String,
    /// What it counts, in whatever unit the others count; `fit` in per cent of the total.
    pub weight: u32,
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
    /// The most that the session may spend.
    pub budget: NanoUsd,
    /// The most that one turn may spend, where turns have a limit of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_budget: Option<NanoUsd>,
    /// What scorers count that count otherwise than usually.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<ScorerWeight>,
}

impl Settings {
    /// The settings with every count inside its limits, so that no number can run away.
    #[must_use]
    pub fn within_limits(mut self) -> Self {
        self.candidates = self.candidates.clamp(1, 32);
        self.options = self.options.clamp(1, 6);
        self.turns = self.turns.clamp(1, 20);
        self.seed &= (1 << 53) - 1;
        self.weights.truncate(WEIGHTS_MAX);
        self
    }

    /// What a scorer counts, where that is not as usual.
    #[must_use]
    pub fn weight(&self, scorer: &str) -> Option<u32> {
        self.weights.iter().find(|weight| weight.scorer == scorer).map(|weight| weight.weight)
    }
}
