//! One line of a run's log, and the chain that makes tampering visible.

use design::{Sha256, canonical};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the record format.
pub const RECORD_VERSION: u32 = 1;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RecordKind(pub String);

/// One line of a run's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Version of the format, [`RECORD_VERSION`].
    pub v: u32,
    /// Place in the log, from 0.
    pub seq: u64,
    /// The lane of the effect or event; `main` for what belongs to the whole run.
    pub lane: String,
    /// Place in the lane.
    pub ord: u32,
    /// When it was written, ms since 1970; never compared, never hashed into a request.
    pub ts: u64,
    /// What it says: `effect.requested`, `choice.made`, …
    pub kind: RecordKind,
    /// `h` of the record before; empty in the first.
    pub prev: String,
    /// First 16 bytes of the SHA-256 over the canonical JSON of the record without `h`, hex.
    pub h: String,
    /// What it carries.
    pub p: serde_json::Value,
}

impl Record {
    /// Computes what `h` must be.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut value = serde_json::to_value(self).expect("a record has a JSON form");
        if let Some(fields) = value.as_object_mut() {
            fields.remove("h");
        }
        Sha256::of(&canonical::to_canonical_json(&value)).short(16)
    }

    /// Fills in `h`.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.h = self.digest();
        self
    }
}
