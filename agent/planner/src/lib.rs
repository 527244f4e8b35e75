//! Decides what a run does next, and performs no I/O.
//!
//! [`step`] takes what happened and returns what to do. The driver in `agent/runtime` does it and reports back.
//! A trace is the list of events; replay is the same list through the same function.
//!
//! The map: [`event`] and [`effect`] what goes in and out; [`calls`] the tools' arguments and outputs; [`ledger`]
//! what was spent; [`choose`] which candidates are shown together; [`option_set`] what a person is shown; [`record`]
//! a line of the log, [`entry`] what it says, [`chain`] how lines hang together,
//! [`replay`] the same log through the same function, [`standing`] where one without an end leaves its run.

pub mod aspect;
mod by_hand;
pub mod calls;
mod candidate;
pub mod chain;
pub mod choose;
mod compare;
mod controls;
pub mod difference;
pub mod effect;
pub mod entry;
pub mod event;
#[cfg(test)]
mod fixture;
mod guests;
mod house;
pub mod intent;
mod lane;
pub mod ledger;
mod model;
pub mod money;
mod narrowing;
pub mod offered;
pub mod option_set;
pub mod outlook;
mod photograph;
pub mod pin;
mod present;
pub mod record;
pub mod replay;
mod seen;
pub mod settings;
pub mod standing;
mod state;
mod step;
pub mod taste;
mod telling;
mod wave;
mod wording;
mod writer;

pub use aspect::Aspect;
pub use candidate::{Candidate, FIT, FIT_PERCENT, Kept};
pub use chain::{Chain, ChainError, EntryLine, LineError, Lines, LogError, verify_chain};
pub use controls::{CONTROLS, Control};
pub use difference::Mismatch;
pub use effect::{Effect, EffectId, Note, Outcome, Question, ToolCall};
pub use entry::{Entry, EntryError, NoteCounter, Requested};
pub use event::{Borrowed, Choice, EffectError, Event, ForkPoint, Forked, Instead, WorldOutcome};
pub use house::WAVES_MAX;
pub use ledger::{Ledger, Scope};
pub use money::NanoUsd;
pub use option_set::{Axis, DesignOption, OptionSet, Preferred, Rejected, Reveal};
pub use outlook::Outlook;
pub use photograph::Photograph;
pub use pin::{Pin, PinShapes};
pub use record::{Record, RecordKind};
pub use replay::{Divergence, Replayed, Replayer, Verdict};
pub use settings::{CHEAPER_MAX, Judge, ModelSettings, Person, Policy, PromptRef, Safety, ScorerWeight, Settings};
pub use standing::{Attempt, Held, Pending, Standing};
pub use state::{MAIN, State};
pub use step::step;
