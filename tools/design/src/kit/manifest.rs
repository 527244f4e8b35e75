//! What `kit.json` says, as written; nothing is resolved yet.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::TokenPath;

/// `kit.json`. Strict: a field that is not listed here is an error, so that a slip of the pen is never a silent loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Address of the JSON Schema, for editors; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Format version, 1.
    pub v: u32,
    /// The kit's id, for machines.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its version.
    pub version: String,
    /// DTCG token files by path, or one resolver document; `*` stands for any part of a file or folder name.
    pub tokens: Vec<String>,
    /// Which context of each modifier of the resolver document counts; its default where none is chosen.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub modifiers: BTreeMap<String, String>,
    /// Which tokens serve which role; a role that is empty or left out is inferred.
    #[serde(default)]
    pub roles: ColorRoles,
    /// Tokens that count as neutrals; inferred when empty or left out.
    #[serde(default)]
    pub neutrals: Vec<TokenPath>,
    /// Versions of the mark, preferred first.
    #[serde(default)]
    pub logos: Vec<Logo>,
    /// Faces, preferred first.
    #[serde(default)]
    pub fonts: Vec<KitFont>,
    /// How the brand speaks.
    #[serde(default)]
    pub voice: Voice,
    /// Pictures.
    #[serde(default)]
    pub imagery: Vec<KitImage>,
    /// Layouts of the brand, kept as written.
    #[serde(default)]
    pub templates: Vec<Value>,
    /// Rules of the brand, kept as written.
    #[serde(default)]
    pub rules: Vec<Value>,
    /// What the brand refuses to show.
    #[serde(default)]
    pub policy: Policy,
}

/// What the brand refuses to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Words and topics that may not be asked for or shown.
    #[serde(default)]
    pub blocked_terms: Vec<String>,
}

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
    /// The highest US school grade that its prose may ask for, by Flesch and Kincaid; not looked at, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade_max: Option<u8>,
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
