//! The craft: archetypes, colour roles, copywriting, procedural imagery, repair.
//!
//! The map: [`propose`] spreads plans and [`search`](search()) tries many for the ten best; [`compose`](compose()) turns a plan into a document by way of [`archetype`]
//! (layouts as data), [`content`] (what there is to say), [`scale`], [`sense`], [`voice`] and [`colour`];
//! [`copywriter`] finds the words; [`reflow`](mod@reflow) makes a design anew for another page; [`imagery`] paints the pictures, and `photo` develops those of a kit; [`picture`](picture()) does either; [`illustration`] takes the drawings of others in; [`Begun`] is a document to which designs are added; [`repairs`] mends what a critique found.

pub mod archetype;
mod art;
mod begun;
pub mod colour;
mod compose;
pub mod content;
pub mod copywriter;
mod form;
mod idea;
pub mod illustration;
pub mod imagery;
mod logo;
mod photo;
mod picture;
mod plans;
mod proof;
pub mod reflow;
mod repair;
mod row;
mod ruler;
pub mod scale;
mod search;
pub mod sense;
mod solver;
mod stress;
#[cfg(test)]
mod tests;
mod typography;
pub mod voice;

pub use begun::{Begun, BegunError, check_room};
pub use compose::{ComposeError, Composer, Composition, EMPTY_SVG, compose};
pub use copywriter::{blocked_topic, objection, write_copy};
pub use idea::idea_objection;
pub use imagery::{ImageryError, motif_names, paint, subjects};
pub use photo::cut_out::{CutOutError, cut_out};
pub use photo::edits::{edits_for, is_cut_out};
pub use photo::outward::{OutpaintError, Place, outpainted, placed_on};
pub use photo::{TREATMENTS, developed, developed_whole, resized};
pub use picture::{Painted, Pictures, picture};
pub use plans::{ProposeRequest, propose};
pub use repair::repairs;
pub use search::{Draft, Found, distance, drafts, search, search_while};
