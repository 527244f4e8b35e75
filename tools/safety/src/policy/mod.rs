//! Rules as data, and what they say of a text.

mod appeal;
mod builtin;
mod judge;
mod matcher;
mod pack;
mod pattern;
mod policies;
mod reader;
#[cfg(test)]
mod tests;
mod verdict;

pub use appeal::{LIFTED_MAX, Override, OverrideError, REASON_CHARS_MAX, REASON_CHARS_MIN, Role, lifted_by};
pub use builtin::{builtin, messages};
pub use judge::{PLACES_MAX, judge};
pub use pack::{Audience, Category, Pack, Rule, Scope, Severity};
pub use pattern::{ELEMENTS_MAX, GAP_WORDS_MAX, PATTERN_CHARS_MAX};
pub use policies::{PACKS_MAX, PATTERNS_IN_ALL_MAX, Policies, PolicyError, SCREEN_PACK, Setting};
pub use reader::{
    MESSAGE_CHARS_MAX, OFF_MAX, PACK_BYTES_MAX, PATTERNS_MAX, PICTURES_MAX, RULES_MAX, SET_WORDS_MAX, SETS_MAX,
};
pub use verdict::{Decision, SafetyFinding, Verdict};
