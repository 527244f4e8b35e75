//! What a person likes, as far as what they said and did tells: believed, used to choose what is shown, and open to them.
//!
//! A [`Look`] is a design in a dozen numbers that have names. [`Taste`] keeps what a person did ([`Evidence`]); [`Belief`] is what
//! follows from it: many guesses at what they like best. [`most_useful`] chooses what is shown together.

mod belief;
mod evidence;
mod feature;
mod memory;
mod particle;
mod past_choices;
mod prior;
mod selection;
pub mod simulation;
mod stopping;
#[cfg(test)]
mod tests;
mod words;

pub use belief::{Belief, Opinion, PARTICLES};
pub use evidence::Evidence;
pub use feature::{FEATURES, Feature, Look};
pub use memory::{EVIDENCE_MAX, Leaning, Learned, Steering, Taste, Wish};
pub use past_choices::{PEOPLE_MAX, PEOPLE_MIN, PastChoices, PastChoicesError};
pub use prior::{Said, SaidOf};
pub use selection::{most_useful, usefulness};
pub use stopping::GoingOn;
pub use words::{Read, WISHES_MAX, aspect, number, read};
