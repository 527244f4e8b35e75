//! A brand: colours as design tokens, faces, logos, voice and rules.
//!
//! [`BrandKit::from_files`] reads one from the files of a folder, [`BrandKit::builtin`] is the neutral one that serves
//! when there is none. Everything in a kit is data from outside: sizes are bounded, nothing in it can panic, and an
//! error says which file, where in it, and what to do.
//!
//! ```
//! use std::sync::Arc;
//! use maquette_design::{BrandKit, KitFiles};
//!
//! let mut files = KitFiles::default();
//! for (path, text) in [
//!     ("kit.json", r#"{ "v": 1, "id": "oak", "name": "Oak", "version": "1", "tokens": ["*.tokens.json"] }"#),
//!     ("oak.tokens.json", r##"{ "oak": { "$type": "color", "leaf": { "$value": "#1b7f4b" } } }"##),
//! ] {
//!     files.0.insert(path.to_owned(), Arc::from(text.as_bytes()));
//! }
//! let kit = BrandKit::from_files(&files).unwrap();
//! assert_eq!(kit.roles.accent[0].0, "oak.leaf");
//! assert!(kit.inferred.contains(&"/roles/accent".to_owned()));
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::Sha256;
use crate::color::Srgb;
use crate::document::KitRef;

mod builtin;
mod choice;
mod color_name;
mod dtcg;
mod manifest;
mod narrowed;
mod reader;
mod roles;
#[cfg(test)]
mod tests;

pub use color_name::{ColorWords, color_words};
pub use dtcg::{
    Border, Color, ColorSpace, DESCRIPTION_CHARS_MAX, Dimension, DimensionUnit, Duration, EXTENDED_MAX, EXTENDS_MAX,
    FAMILY_BYTES_MAX, GradientStop, KitFinding, KitFindingCode, LIST_MAX, LineCap, LineStyle, NESTED_MAX,
    PART_REFERENCES_MAX, Place, SOURCES_MAX, Shadow, StrokeStyle, TOKENS_MAX, Token, TokenKind, TokenValue, Transition,
    Typography,
};
pub use manifest::{ColorRoles, FontRole, KitFont, KitImage, Logo, LogoGround, LogoVariant, Manifest, Policy, Voice};
pub use narrowed::Narrowed;
pub use reader::{FILES_BYTES_MAX, FILES_MAX, JSON_BYTES_MAX};

/// A DTCG token's path: `brand.color.primary`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct TokenPath(pub String);

impl fmt::Display for TokenPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for TokenPath {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

/// The files of a kit by their path inside the folder, `/` between parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KitFiles(pub BTreeMap<String, Arc<[u8]>>);

/// A brand, checked: every token resolves, every named file is there.
#[derive(Debug, Clone, PartialEq)]
pub struct BrandKit {
    /// The kit's id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of all its files by path and content.
    pub sha256: Sha256,
    /// Every opaque colour token, aliases resolved.
    pub colors: BTreeMap<TokenPath, Srgb>,
    /// Every token of any type, aliases resolved. Colours that were made up are not here.
    pub tokens: BTreeMap<TokenPath, Token>,
    /// Which tokens serve which role; never empty in any role but `support`.
    pub roles: ColorRoles,
    /// Tokens that count as the kit's neutrals.
    pub neutrals: Vec<TokenPath>,
    /// Versions of the mark, preferred first.
    pub logos: Vec<Logo>,
    /// Faces; may be empty.
    pub fonts: Vec<KitFont>,
    /// How the brand speaks.
    pub voice: Voice,
    /// Its pictures.
    pub imagery: Vec<KitImage>,
    /// Words and topics that the brand's policy blocks (`policy.blocked_terms`).
    pub blocked_terms: Vec<String>,
    /// Layouts of the brand, as written in `kit.json`.
    pub templates: Vec<Value>,
    /// Rules of the brand, as written in `kit.json`.
    pub rules: Vec<Value>,
    /// JSON pointers of what was inferred rather than said: `/roles/ink`. Colours that were made up because the kit
    /// has no readable pair are here too: `/tokens/derived.paper`.
    pub inferred: Vec<String>,
    /// What was accepted, but is worth a word.
    pub findings: Vec<KitFinding>,
    /// The files, for logos, faces and pictures.
    pub files: KitFiles,
}

/// Why a kit could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KitError {
    /// The folder holds no `kit.json`.
    #[error("there is no kit.json in the brand folder; a brand kit is a folder with kit.json and *.tokens.json files")]
    NoManifest,
    /// A file is not what it should be.
    #[error("{}: {reason}", at(file, *place))]
    Invalid {
        /// The file's path inside the kit.
        file: String,
        /// Where in it, where that is known.
        place: Option<Place>,
        /// What is wrong, with the token's path or the JSON pointer where that helps.
        reason: String,
    },
    /// A file that the manifest names is not there.
    #[error("kit.json names `{file}`, which is not in the brand folder")]
    MissingFile {
        /// The file's path inside the kit.
        file: String,
    },
    /// Tokens that refer to each other in a circle.
    #[error("{}: tokens refer to each other in a circle: {path}", at(file, *place))]
    Cycle {
        /// The file's path inside the kit.
        file: String,
        /// Where in it the circle is entered.
        place: Option<Place>,
        /// The circle, `a → b → a`.
        path: String,
    },
    /// More than is read.
    #[error("the brand folder has {found} {what}; at most {limit} are read")]
    TooLarge {
        /// What there is too much of: `files` or `bytes`.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much is read.
        limit: usize,
    },
    /// No colour tokens at all.
    #[error("the kit has no colour tokens; a design needs two at least")]
    NoColors,
}

/// A file and a place in it, as compilers write them.
fn at(file: &str, place: Option<Place>) -> String {
    place.map_or_else(|| file.to_owned(), |place| format!("{file}:{place}"))
}

impl BrandKit {
    /// The colour of a token.
    #[must_use]
    pub fn color(&self, token: &TokenPath) -> Option<Srgb> {
        self.colors.get(token).copied()
    }

    /// How documents refer to it.
    #[must_use]
    pub fn reference(&self) -> KitRef {
        KitRef { id: self.id.clone(), sha256: self.sha256 }
    }

    /// The bytes of one of its files.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.0.get(path)
    }
}
