//! Reads recorded runs: what happened, in which order, at what cost, and what it looked like.
//!
//! Nothing here runs anything: a run comes in as its records and a way to look blobs up.
//! [`report_html`] writes the page that lies beside every result, from a [`RunStory`]; a [`RunTree`] is the same for a terminal,
//! and a [`Comparison`] sets two runs side by side. A [`ScoreCard`] is a page about one design.

mod bisect;
mod card;
mod compare;
mod compare_page;
mod otlp;
mod page;
mod parted;
mod spans;
mod story;
mod timeline;
mod tree;

pub use bisect::smallest_flip;
pub use card::{LearnedLine, ScoreCard, score_card_html};
pub use compare::{Comparison, Parting, RunResult};
pub use compare_page::{BlobLookup, comparison_html};
pub use otlp::otlp_protobuf;
pub use page::report_html;
pub use parted::Parted;
pub use spans::{otlp_request, spans};
pub use story::{CandidateStory, EffectStory, MoneyStory, RunStory};
pub use tree::{RunTree, Step, Strand, Turn};
