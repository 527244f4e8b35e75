//! A brand: colours as design tokens, faces, logos, voice and rules.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canonical::Sha256;
use crate::color::Srgb;
use crate::document::KitRef;

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

/// Which tokens a kit hands to each colour role, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColorRoles {
    /// What designs lie on.
    #[serde(default)]
    pub ground: Vec<TokenPath>,
    /// Text.
    #[serde(default)]
    pub ink: Vec<TokenPath>,
    /// What stands out; the signature first.
    #[serde(default)]
    pub accent: Vec<TokenPath>,
    /// Second fields, facets, ornaments.
    #[serde(default)]
    pub support: Vec<TokenPath>,
}

/// One version of a brand's mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// Unique in the kit.
    pub id: String,
    /// Path of the file: SVG, PNG, JPEG or WebP.
    pub file: String,
    /// `full`, `mark` or `mono`.
    #[serde(default = "full")]
    pub variant: LogoVariant,
    /// Grounds that it may lie on.
    #[serde(default)]
    pub on: Vec<LogoGround>,
    /// Clear space around it, as a share of its height.
    #[serde(default = "half")]
    pub clear_space: f64,
    /// Smallest height, px.
    #[serde(default)]
    pub min_px: f64,
}

fn full() -> LogoVariant {
    LogoVariant::Full
}

fn half() -> f64 {
    0.5
}

/// How much of the mark a logo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogoVariant {
    /// Mark and name.
    Full,
    /// The mark alone.
    Mark,
    /// One colour.
    Mono,
}

/// A ground that a logo is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogoGround {
    /// Light grounds.
    Light,
    /// Dark grounds.
    Dark,
    /// Pictures.
    Photo,
}

/// A face of the brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KitFont {
    /// Family, as documents name it.
    pub family: String,
    /// Path of the file (TTF or OTF); without one the family is an embedded one.
    #[serde(default)]
    pub file: Option<String>,
    /// What it sets.
    pub role: FontRole,
    /// Weight, 1–1000.
    #[serde(default = "regular")]
    pub weight: u16,
}

fn regular() -> u16 {
    400
}

/// What a face sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FontRole {
    /// Headlines.
    Display,
    /// Everything that is read.
    Text,
    /// Labels, numerals, asides.
    Accent,
}

/// How the brand speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Tone words.
    #[serde(default)]
    pub tone: Vec<String>,
    /// Words that may not be shown.
    #[serde(default)]
    pub banned: Vec<String>,
    /// Text that must be shown.
    #[serde(default)]
    pub required: Vec<String>,
    /// How the brand has spoken before.
    #[serde(default)]
    pub samples: Vec<String>,
}

/// A picture of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KitImage {
    /// Unique in the kit.
    pub id: String,
    /// Path of the file: SVG, PNG, JPEG or WebP.
    pub file: String,
    /// What it shows.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Under which licence.
    #[serde(default)]
    pub licence: Option<String>,
    /// Last day on which it may be used, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires: Option<String>,
}

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
    /// Every colour token, aliases resolved.
    pub colors: BTreeMap<TokenPath, Srgb>,
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
    /// JSON pointers of what was inferred rather than said: `/roles/ink`.
    pub inferred: Vec<String>,
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
    #[error("{file}: {reason}")]
    Invalid {
        /// The file's path inside the kit.
        file: String,
        /// What is wrong, with the JSON pointer or line where that helps.
        reason: String,
    },
    /// A file that the manifest names is not there.
    #[error("kit.json names `{file}`, which is not in the brand folder")]
    MissingFile {
        /// The file's path inside the kit.
        file: String,
    },
    /// Tokens that refer to each other in a circle.
    #[error("{file}: tokens refer to each other in a circle: {path}")]
    Cycle {
        /// The file's path inside the kit.
        file: String,
        /// The circle, `a → b → a`.
        path: String,
    },
    /// No colour tokens at all.
    #[error("the kit has no colour tokens; a design needs two at least")]
    NoColors,
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
