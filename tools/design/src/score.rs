//! What a critique says in numbers.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::finding::{Finding, Severity};

/// A score from 0 (worst) to 1 (best) in steps of 1/10 000, so that sums and hashes are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u16);

impl Score {
    /// The worst score.
    pub const WORST: Self = Self(0);
    /// The best score.
    pub const BEST: Self = Self(10_000);

    /// Rounds `value` to the nearest step; values outside 0–1 are clamped and not-a-number is the worst.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        if value.is_nan() {
            return Self::WORST;
        }
        Self(libm::round(value.clamp(0.0, 1.0) * 10_000.0) as u16)
    }

    /// The score as a fraction of 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// The score in steps of 1/10 000.
    #[must_use]
    pub fn steps(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.as_f64())
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::from_f64)
    }
}

impl JsonSchema for Score {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Score".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

/// What a critique found in one design: its scores by name, and its findings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Critique {
    /// Score by scorer name; `total` is always among them.
    pub scores: BTreeMap<String, Score>,
    /// What was found, gates first.
    pub findings: Vec<Finding>,
    /// Measured features of the design by name (0–1), for telling designs apart and for learning taste.
    pub features: BTreeMap<String, Score>,
    /// The 256-bit PDQ hash of the picture, 64 hex digits.
    pub pdq: String,
    /// PDQ's quality of the picture, 0–100; below 50 the hash says little.
    pub pdq_quality: u8,
}

impl Critique {
    /// The weighted total, worst when it is missing.
    #[must_use]
    pub fn total(&self) -> Score {
        self.scores.get("total").copied().unwrap_or_default()
    }

    /// Whether every gate is passed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Gate)
    }
}
