//! Brand kits from what a team has already: tokens in a dozen notations, marks, faces, and a page on how to write.
//!
//! Files go in, the files of a checked kit come out, with a finding for everything that was guessed, skipped or could not
//! be read. Nothing is ever run, fetched or looked up.
//!
//! ```
//! use maquette_import::{Given, Wanted, import};
//!
//! let css = ":root { --oak-background: #fff; --oak-text: #1c1c1c; --oak-brand: oklch(52% 0.14 155); }";
//! let mut given = Given::default();
//! given.files.insert("oak.css".to_owned(), css.as_bytes().into());
//! let wanted = Wanted { id: "oak".to_owned(), name: "Oak".to_owned(), version: None, kind: None };
//! let imported = import(&given, &wanted)?;
//! let kit = design::BrandKit::from_files(&imported.files)?;
//! assert_eq!(kit.roles.ink[0].0, "oak.text");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The map: `source` tells what a file is; `literal`, `script` and `sheet_text` read notations; `css`, `sass`, `theme`,
//! `token_tree`, `figma` and `listed` read tokens; `merge`, `names` and `write` make one tree of them; `logo`, `hue`,
//! `font` and `voice` read the rest; `roles` and `kit` put the kit together.

mod css;
mod error;
mod figma;
mod finding;
mod font;
mod given;
mod hue;
mod kit;
mod listed;
mod literal;
mod logo;
mod merge;
mod names;
mod parts;
mod resolver;
mod roles;
mod sass;
mod scope;
mod script;
mod sheet_text;
mod source;
#[cfg(test)]
mod tests;
mod theme;
mod token;
mod token_tree;
mod value;
mod voice;
mod write;

pub use error::ImportError;
pub use finding::ImportFinding;
pub use given::{GIVEN_BYTES_MAX, GIVEN_FILES_MAX, Given, TEXT_BYTES_MAX, Wanted};
pub use kit::{Imported, import};
pub use source::{Source, SourceKind, detect};
