//! Judges beside the house, and foreign tools that change pictures.

use design::{BlobRef, Finding, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Has a foreign tool judge a design; which one is in the call's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JudgeDesign {
    /// The document, drawn before.
    pub design: BlobRef,
    /// What its random bytes follow from, where it is granted any.
    pub seed: u64,
    /// Who judges, and how, where the tool's name does not say that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The tool that has a classifier judge a design, with the arguments and the answer of a foreign judge.
pub const MODERATE: &str = "moderate";

/// The tool that has a model answer the questions of a rubric about a design, with the same arguments and answer.
pub const JUDGE_BY_RUBRIC: &str = "judge_by_rubric";

/// Has a model that sees say which of two designs is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompareDesigns {
    /// The document that is shown first, drawn before.
    pub first: BlobRef,
    /// The one that is shown after it.
    pub second: BlobRef,
    /// Who judges, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Which of two designs is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The one that was shown first.
    First,
    /// The one that was shown after it.
    Second,
    /// Neither, as far as can be seen.
    Neither,
}

/// What a model says of two designs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedDesigns {
    /// Which is better.
    pub better: Better,
    /// What it saw that decides it.
    pub evidence: String,
}

/// The tool that has a learned model score the picture of a design, with the same arguments and answer.
pub const JUDGE_BY_PICTURE: &str = "judge_by_picture";

/// What a foreign tool says of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JudgedDesign {
    /// How good it is.
    pub score: Score,
    /// What is wrong with it, each with what would mend it.
    pub findings: Vec<Finding>,
    /// What the call took.
    pub usage: GuestUsage,
}

/// Has a foreign tool change a picture; which one is in the call's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilterImage {
    /// The picture: a PNG, JPEG or WebP.
    pub picture: BlobRef,
    /// What its random bytes follow from, where it is granted any.
    pub seed: u64,
}

/// A picture that a foreign tool changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilteredImage {
    /// The picture.
    pub picture: BlobRef,
    /// What the call took.
    pub usage: GuestUsage,
}

/// What a call of a foreign tool took; the same for the same call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuestUsage {
    /// Instructions, nearly.
    pub fuel: u64,
    /// Memory at its largest, bytes.
    pub memory_bytes: u64,
    /// Times that it asked the house for something.
    pub host_calls: u64,
}
