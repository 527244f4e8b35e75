//! Reads recorded runs: what happened, in which order, at what cost, and what it looked like.
//!
//! Nothing here runs anything: a run comes in as its records and a way to look blobs up.
//! [`report_html`] writes the page that lies beside every result; [`RunStory`] is what it is written from.

mod page;
mod story;

pub use page::report_html;
pub use story::{CandidateStory, EffectStory, RunStory};
