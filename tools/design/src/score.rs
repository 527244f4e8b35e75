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

/// What one score is to the total, and how it stands among others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScorePart {
    /// The scorer's name.
    pub scorer: String,
    /// How much its score counts in the total, which is the mean of all scores by their weights; none, where it vetoes alone.
    pub weight: Option<u32>,
    /// Of a hundred designs that the house makes and shows, how many score less; none, where that is not known.
    pub percentile: Option<u8>,
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

    /// How the design is arranged; `None` when that was not measured.
    #[must_use]
    pub fn arrangement(&self) -> Option<Arrangement> {
        let first = self.features.range("arr_".to_owned()..).next();
        first.filter(|(name, _)| name.starts_with("arr_"))?;
        Some(Arrangement(ARRANGED_BLOCKS.map(|(block, _)| self.block(block))))
    }

    /// Centre x and y, width and height of a block as shares of the page; `None` when the design has no such block.
    fn block(&self, block: &str) -> Option<[f64; 4]> {
        let feature = |side: &str| self.features.get(&arrangement_feature(block, side)).map(|value| value.as_f64());
        let [x, y, w, h] = [feature("x")?, feature("y")?, feature("w")?, feature("h")?];
        (w > 0.0 && h > 0.0).then_some([x, y, w, h])
    }
}

/// Where the blocks of a design stand; its default has none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Arrangement([Option<[f64; 4]>; ARRANGED_BLOCKS.len()]);

impl Arrangement {
    /// How differently two designs are arranged, 0 (alike) to 1; from about 0.12 people see two layouts.
    ///
    /// For each of [`ARRANGED_BLOCKS`], the largest difference among centre, width and height as shares of the page; a
    /// block that only one design has counts 0.6. The distance is their weighted mean. Mirroring left to right counts
    /// as the same arrangement: of the design and its reflection the nearer one counts.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        let apart = |mirrored: bool| -> f64 {
            let blocks = self.0.iter().zip(&other.0).zip(&ARRANGED_BLOCKS);
            blocks.map(|((a, b), (_, weight))| weight * block_distance(*a, *b, mirrored)).sum()
        };
        apart(false).min(apart(true))
    }
}

/// The blocks whose places make an arrangement, with their weights in [`Arrangement::distance`].
pub const ARRANGED_BLOCKS: [(&str, f64); 3] = [("head", 0.45), ("art", 0.3), ("facts", 0.25)];

/// What a block counts that only one of two designs has.
const BLOCK_MISSING: f64 = 0.6;

/// The name of the feature that holds one side (`x`, `y`: centre; `w`, `h`: size; shares of the page) of a block.
#[must_use]
pub fn arrangement_feature(block: &str, side: &str) -> String {
    format!("arr_{block}_{side}")
}

fn block_distance(a: Option<[f64; 4]>, b: Option<[f64; 4]>, mirrored: bool) -> f64 {
    match (a, b) {
        (None, None) => 0.0,
        (Some(a), Some([x, y, w, h])) => {
            let b = [if mirrored { 1.0 - x } else { x }, y, w, h];
            a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        }
        (Some(_), None) | (None, Some(_)) => BLOCK_MISSING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(blocks: &[(&str, [f64; 4])]) -> Critique {
        let features = blocks.iter().flat_map(|(block, sides)| {
            ["x", "y", "w", "h"]
                .into_iter()
                .zip(sides)
                .map(|(side, &value)| (arrangement_feature(block, side), Score::from_f64(value)))
        });
        Critique { features: features.collect(), ..Critique::default() }
    }

    #[track_caller]
    fn check(a: &[(&str, [f64; 4])], b: &[(&str, [f64; 4])], want: std::ops::RangeInclusive<f64>) {
        let arrangement = |blocks| arranged(blocks).arrangement().unwrap_or_default();
        let (a, b) = (arrangement(a), arrangement(b));
        let got = a.distance(&b);
        assert!(want.contains(&got), "{got} is outside of {want:?}");
        assert!((got - b.distance(&a)).abs() < 1e-12, "the way back is as long");
    }

    #[test]
    fn a_mirrored_arrangement_is_the_same() {
        let left = [("head", [0.3, 0.2, 0.5, 0.3]), ("art", [0.75, 0.6, 0.4, 0.6])];
        let right = [("head", [0.7, 0.2, 0.5, 0.3]), ("art", [0.25, 0.6, 0.4, 0.6])];
        check(&left, &right, 0.0..=0.001);
    }

    #[test]
    fn blocks_are_mirrored_together_or_not_at_all() {
        let one = [("head", [0.3, 0.2, 0.5, 0.3]), ("art", [0.75, 0.6, 0.4, 0.6])];
        let half_mirrored = [("head", [0.7, 0.2, 0.5, 0.3]), ("art", [0.75, 0.6, 0.4, 0.6])];
        check(&one, &half_mirrored, 0.1..=0.3);
    }

    #[test]
    fn a_moved_headline_is_another_arrangement() {
        let top = [("head", [0.4, 0.2, 0.6, 0.2]), ("facts", [0.4, 0.9, 0.6, 0.1])];
        let bottom = [("head", [0.4, 0.75, 0.6, 0.2]), ("facts", [0.4, 0.9, 0.6, 0.1])];
        check(&top, &bottom, 0.2..=0.3);
        check(&top, &top[..1], 0.15..=0.15);
        check(&[], &[], 0.0..=0.0);
    }
}
