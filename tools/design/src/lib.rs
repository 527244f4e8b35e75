//! The nouns of design, and nothing that acts: briefs, brand kits, documents with their typed operations,
//! findings and scores.
//!
//! This crate is pure: it reads no file, clock or environment, and the same bytes in give the same bytes out.
//!
//! ```
//! use maquette_design::{Brief, Format};
//!
//! let brief = Brief::read("A poster for our jazz night on 9 October, doors 7.30pm").unwrap();
//! assert_eq!(brief.format.as_deref(), Some("A3"));
//! assert!(brief.facts.iter().any(|fact| fact.text == "7.30pm"));
//! assert_eq!(Format::parse("A3").unwrap().width, 1754);
//! ```
//!
//! The map: [`brief`] what a person asked for; [`kit`] a brand; [`document`] a layered design and
//! [`operation`] its edits, [`editing`] what people did to it, to be taken back, [`exact`] values as they say them, [`axes`] the places of its type; [`import`] documents of other programs; [`finding`] and
//! [`score`] what a critique says; [`plan`] a candidate before it is drawn;
//! [`color`], [`geometry`], [`mod@format`], [`random`] and [`canonical`] what they are made of.

pub mod axes;
pub mod brief;
pub mod canonical;
pub mod color;
mod data;
mod day;
pub mod document;
pub mod editing;
pub mod exact;
pub mod finding;
pub mod format;
pub mod geometry;
pub mod image_edit;
pub mod import;
mod keeping;
pub mod kit;
mod made_motif;
pub mod operation;
mod personal;
pub mod plan;
pub mod random;
pub mod score;
mod shown;

pub use axes::Axes;
pub use brief::{ANSWER_CHARS_MAX, Asked, Brief, BriefError, Copy, CopyBlock, CopyRole, Fact, FactKind};
pub use canonical::{BlobRef, Sha256};
pub use color::Srgb;
pub use data::{DataError, read_data};
pub use day::Day;
pub use document::{Document, Node, NodeId, Role};
pub use editing::{EditError, Editing};
pub use exact::{ExactRead, read_exact};
pub use finding::{Finding, Severity};
pub use format::{Format, FormatError};
pub use geometry::Rect;
pub use image_edit::{EditKind, EditOperation, ImageEdit, PictureRef, Stand};
pub use keeping::KeptLayer;
pub use kit::{BrandKit, KitError, KitFiles, TokenPath};
pub use made_motif::{made_motif, made_subject};
pub use operation::{Operation, OperationError};
pub use personal::{Personal, PersonalError, REMEMBERED_MAX};
pub use plan::{Archetype, DesignPlan, ImageRequest};
pub use random::Random;
pub use score::{Critique, Score, ScorePart};
pub use shown::{clip, is_obeyed, shown};
