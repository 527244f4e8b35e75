//! What a model is asked and says: a conversation by which it leads, and words in several ways.

use std::collections::BTreeMap;

use design::{BlobRef, Brief, Sha256};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::settings::PromptRef;

/// What was said in a conversation so far. It lies in no store: the exchanges on record say all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// Digest of what was said last, which covers the digest of what was said before.
    pub last: Sha256,
    /// Bytes of all of it as it is sent, at most: they bound what the next call costs.
    pub bytes: u64,
    /// Messages of all of it.
    pub messages: u32,
}

/// What a call that a model asked for came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallResult {
    /// The model's name for the call.
    pub id: String,
    /// What it is told.
    pub content: String,
    /// A picture that it is shown besides: the PNG of a design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<BlobRef>,
}

/// Goes on with a conversation with a model, or begins one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Converse {
    /// The model, as its endpoint names it.
    pub model: String,
    /// Models that may be asked in its place, cheapest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cheaper: Vec<String>,
    /// The prompt that the conversation began with.
    pub prompt: PromptRef,
    /// What it is filled in with; null in a conversation that goes on.
    pub variables: serde_json::Value,
    /// The conversation that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Transcript>,
    /// What came of the calls that the model asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<CallResult>,
    /// What it is told besides, where it asked for no calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<String>,
    /// The tools that it may ask for, by their names in [`offered`](crate::offered).
    pub tools: Vec<String>,
    /// Most tokens of its answer.
    pub max_tokens: u32,
    /// Its seed, for endpoints that take one.
    pub seed: u64,
}

/// A call that a model asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelCall {
    /// Its name for the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, which fit the tool's schema; null where they do not.
    pub args: serde_json::Value,
    /// What does not fit, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Whether its JSON had to be mended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

/// A picture that a model was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownPicture {
    /// The call whose result it is of.
    pub id: String,
    /// The picture, small.
    pub jpeg: BlobRef,
    /// Its size, bytes.
    pub bytes: u64,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conversed {
    /// Its words.
    pub text: String,
    /// The calls that it asks for, in order.
    pub calls: Vec<ModelCall>,
    /// Why it stopped: `stop`, `length`, `tool_calls`, `content_filter`.
    pub finish: String,
    /// The conversation with that answer.
    pub transcript: Transcript,
    /// Pictures that it was shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<ShownPicture>,
    /// The model that answered, as the server names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The server's name for how that model was set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Tokens in, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Tokens out, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
}

/// A place for words, and how many it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopySlot {
    /// `headline`, `body` or `cta`.
    pub name: String,
    /// Most characters.
    pub most: u32,
}

/// Has a model write the words of a design in several ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriteVariants {
    /// The model, as its endpoint names it.
    pub model: String,
    /// Models that may be asked in its place, cheapest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cheaper: Vec<String>,
    /// What it is told.
    pub prompt: PromptRef,
    /// What the person asked for.
    pub brief: Brief,
    /// What is to be written.
    pub slots: Vec<CopySlot>,
    /// How many ways, 1–12.
    pub count: u32,
    /// Most tokens of its answer.
    pub max_tokens: u32,
    /// Its seed, for endpoints that take one.
    pub seed: u64,
}

/// One way of saying it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyVariant {
    /// By the name of the slot.
    pub lines: BTreeMap<String, String>,
}

/// A line that may not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedLine {
    /// The slot.
    pub slot: String,
    /// The line.
    pub line: String,
    /// Why not.
    pub why: String,
}

/// What a model wrote, as far as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenVariants {
    /// The ways, all different, each with one line at least.
    pub variants: Vec<CopyVariant>,
    /// What was left out of them.
    pub dropped: Vec<DroppedLine>,
    /// The model that answered, as the server names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The server's name for how that model was set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Tokens in, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Tokens out, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
}
