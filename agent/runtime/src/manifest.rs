//! `run.json`: what a run began with. Its digest is in the first record, so that it cannot be changed unseen.

use planner::Settings;
use schemars::JsonSchema;
use serde::Serialize;

/// What a run began with.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunManifest {
    /// Format version, 1.
    pub v: u32,
    /// The run's id.
    pub run: String,
    /// Version of the engine.
    pub maquette: String,
    /// When it began, ms since 1970; nothing that is made depends on it.
    pub created_ms: u64,
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
}

/// The brand kit that a run was made with.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunKit {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of all its files.
    pub sha256: design::Sha256,
}
