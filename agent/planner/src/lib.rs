//! Decides what a run does next, and performs no I/O.
//!
//! [`step`] takes what happened and returns what to do. The driver in `agent/runtime` does it and reports back.
//! A trace is the list of events; replay is the same list through the same function.

pub mod effect;
pub mod event;
pub mod money;
pub mod option_set;
pub mod record;
pub mod settings;

pub use effect::{Effect, EffectId, Note, Outcome, Question, ToolCall};
pub use event::{Choice, EffectError, Event, WorldOutcome};
pub use money::NanoUsd;
pub use option_set::{Axis, DesignOption, OptionSet, Rejected, Reveal};
pub use record::{Record, RecordKind};
pub use settings::{Policy, Settings};
