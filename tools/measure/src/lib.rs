//! The critique: gates and scorers over a laid-out design and its pixels, perceptual hashes.
//!
//! ```
//! use maquette_measure::critique;
//! # use design::{BrandKit, Copy, Document, Format};
//! # use render::{FontBook, lay_out};
//! # let kit = BrandKit::builtin();
//! # let document = Document::new(&Format::default(), kit.reference());
//! # let layout = lay_out(&document, &kit, &FontBook::embedded(), &std::collections::BTreeMap::new()).unwrap();
//! # let copy = Copy::default();
//! let critique = critique(&layout, &copy).unwrap();
//! assert!(critique.passes());
//! println!("{} {}", critique.total(), critique.pdq);
//! ```
//!
//! The map: a [`Subject`] is what is judged; [`Scorer`]s judge it, the [`house`]'s being gates (required copy, overflow,
//! contrast, brand, …) and weighted rules of craft (hierarchy, alignment, white space, …); [`pdq`] hashes pictures;
//! [`learned_head`] is a second opinion, learned from damage and in no total;
//! [`critique_pixels`] judges a picture without a document; [`mod@style`] tells how far two pictures are apart in style; [`lettering`] tells whether there is writing in one. Nothing here
//! changes a document: findings carry the operation that would mend them.

mod craft;
pub mod damage;
mod features;
mod figures;
mod gates;
pub mod grid;
mod head;
mod kit_styles;
pub mod lettering;
pub mod look_alike;
mod palette;
pub mod pdq;
mod pixels;
mod scorer;
mod standing;
pub mod style;
mod subject;
#[cfg(test)]
mod tests;

pub use figures::figures;
pub use gates::{LARGE_BOLD_PX, LARGE_PX, is_large};
pub use head::{Head, HeadError, learned_head};
pub use palette::{Swatch, palette};
pub use pixels::critique_pixels;
pub use scorer::{Rule, Scorer, ScorerKind, critique, critique_drawn, critique_drawn_while, glance, house, judge};
pub use standing::{parts, percentile};
pub use subject::{Element, Subject, TextElement};
