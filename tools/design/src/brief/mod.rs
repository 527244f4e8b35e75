//! What a person asked for, read from free text or JSON.
//!
//! *Said* and *inferred* are kept apart: a field whose JSON pointer is in [`Brief::inferred`] was guessed.

mod abroad;
mod absence;
mod address;
mod answer;
mod clause;
mod contact;
mod date;
mod exactly;
#[cfg(test)]
mod fixture;
mod heading;
mod json;
mod lexicon;
mod literal;
mod manner;
mod money;
mod name;
mod opening;
mod page;
mod plain;
mod points;
mod position;
mod quotation;
mod reader;
mod reading;
mod run;
mod scope;
mod statement;
mod subject;
mod terse;
mod text;
mod time;
mod title;
mod words;

pub use answer::{ANSWER_CHARS_MAX, Asked};
use schemars::JsonSchema;
pub use scope::discount_scope;
use serde::{Deserialize, Serialize};

/// Largest brief, bytes.
pub const BRIEF_BYTES_MAX: usize = 64 * 1024;

/// What a piece of copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyRole {
    /// The line that is read first.
    Headline,
    /// The line that supports it.
    Subhead,
    /// Running text and details.
    Body,
    /// What to do next.
    Cta,
    /// Small print.
    Legal,
}

/// What kind of fact a piece of text states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A day or a span of days.
    Date,
    /// A time of day or a span of times.
    Time,
    /// An amount of money.
    Price,
    /// A venue or an address.
    Place,
    /// A telephone number.
    Phone,
    /// A web or mail address, or a handle.
    Url,
    /// Who or what it is about: people, organisations, titles.
    Name,
    /// A discount or another inducement.
    Offer,
}

/// Text that must appear, spelt as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyRequest {
    /// What it is for.
    pub role: CopyRole,
    /// The text, spelt as given.
    pub text: String,
    /// Whether a design without it may not be delivered.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// One fact that the brief states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// What kind of fact.
    pub kind: FactKind,
    /// The fact, spelt as given.
    pub text: String,
}

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Brief {
    /// Format version, 1.
    pub v: u32,
    /// The words as given.
    pub text: String,
    /// The page format, when one was named.
    pub format: Option<String>,
    /// Text that must appear as given (quoted text above all).
    pub copy: Vec<CopyRequest>,
    /// Dates, times, prices, places, names and the like, spelt as given.
    pub facts: Vec<Fact>,
    /// What the design is about, in the brief's own words: "spring plant sale".
    pub subject: Option<String>,
    /// What it wants brought out, in its own words, the matter itself first: "fresh, organic milk".
    #[serde(default)]
    pub points: Vec<String>,
    /// Who it is for.
    pub audience: Option<String>,
    /// The action asked of the reader, spelt as given.
    pub cta: Option<String>,
    /// Tone words: "playful", "elegant".
    pub tone: Vec<String>,
    /// Colours asked for, by name or hex.
    pub colours: Vec<String>,
    /// Exact values of its layers, which are set and not printed: "headline 96 px, Inter 800"; see [`exact`](crate::exact).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<String>,
    /// Language of the copy, BCP 47.
    pub language: String,
    /// Facts that were asked for but not given: "church address".
    pub missing: Vec<String>,
    /// JSON pointers of the fields that were guessed.
    pub inferred: Vec<String>,
}

/// Why a brief could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BriefError {
    /// Nothing but white space.
    #[error("the brief is empty; say in a sentence what the design is for")]
    Empty,
    /// Larger than [`BRIEF_BYTES_MAX`].
    #[error("the brief is {bytes} bytes long; at most {BRIEF_BYTES_MAX} are read")]
    TooLong {
        /// Its length, bytes.
        bytes: usize,
    },
    /// JSON that is not a brief.
    #[error("the brief is not valid at `{pointer}`: {reason}")]
    Invalid {
        /// JSON pointer of the offending field.
        pointer: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// One piece of copy that goes into a design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyBlock {
    /// What it is for.
    pub role: CopyRole,
    /// What kind of fact it states; `None` for lines that were written.
    pub kind: Option<FactKind>,
    /// The text.
    pub text: String,
    /// Whether it must appear.
    pub required: bool,
    /// 1 is what matters most; blocks with a high number are dropped first where room is short.
    pub rank: u8,
}

/// All the copy of a design, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Copy {
    /// The pieces; one headline at least.
    pub blocks: Vec<CopyBlock>,
    /// Language, BCP 47.
    pub language: String,
}
