//! `run.json`: what a run began with. Its digest is in the first record, so that it cannot be changed unseen.

use std::collections::BTreeMap;

use design::Brief;
use planner::{Choice, ForkPoint, NanoUsd, Settings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pinned::PinnedFiles;

/// What a run began with: enough to begin it again, should nothing else have been recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunManifest {
    /// Format version, 1.
    pub v: u32,
    /// The run's id.
    pub run: String,
    /// Version of the engine.
    pub maquette: String,
    /// When it began, ms since 1970; nothing that is made depends on it.
    pub created_ms: u64,
    /// When the run that it branched off began, where it did: what foreign tools are told that ask for the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_ms: Option<u64>,
    /// Seed of everything random.
    pub seed: u64,
    /// Page format, by name or `WxH`.
    pub format: String,
    /// What plans.
    pub policy: planner::Policy,
    /// What it may spend, nano-USD.
    pub budget_nano_usd: planner::NanoUsd,
    /// All that is fixed for the run.
    pub settings: Settings,
    /// The brand kit.
    pub kit: RunKit,
    /// What the person asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief: Option<Box<Brief>>,
    /// Picks that were made before the run, one a turn; empty when somebody else picks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub picks: Vec<Choice>,
    /// How much of the budget is kept for delivering, nano-USD.
    #[serde(default, skip_serializing_if = "NanoUsd::is_zero")]
    pub hold_back_nano_usd: NanoUsd,
    /// Where it branched off another run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ForkPoint>,
    /// What a fork changed, as it was asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// The files of the brand kit, and the installed faces.
    #[serde(flatten)]
    pub files: PinnedFiles,
}

/// The brand kit that a run was made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunKit {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of all its files.
    pub sha256: design::Sha256,
}

/// When a run began, by its `run.json`, ms since 1970.
pub(crate) fn began_ms(manifest: &serde_json::Value) -> u64 {
    let said = |name: &str| manifest.get(name).and_then(serde_json::Value::as_u64);
    said("began_ms").or_else(|| said("created_ms")).unwrap_or_default()
}
