//! What is searched: one thing of a brand, with what it can be found by and what decides whether it may be used.

use std::collections::BTreeSet;
use std::fmt;

use design::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::look::Look;
use crate::palette::Swatch;

/// Longest id, and longest value of a facet, bytes.
pub const KEY_BYTES_MAX: usize = 256;
/// Longest name or alias, bytes.
pub const NAME_BYTES_MAX: usize = 512;
/// Most aliases of an asset, and most tags.
pub const NAMES_MAX: usize = 64;
/// Longest text, bytes: a quote, a description.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;
/// Most colours of a palette.
pub const PALETTE_MAX: usize = 5;
/// Most numbers of an embedding.
pub const DIMENSIONS_MAX: usize = 4_096;

/// What kind of thing an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// A version of the mark.
    Logo,
    /// A face.
    Font,
    /// A colour.
    Color,
    /// A picture.
    Imagery,
    /// Something that was said: a quote, a tone word, a required line.
    Voice,
    /// A layout.
    Template,
}

impl AssetKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Logo, Self::Font, Self::Color, Self::Imagery, Self::Voice, Self::Template];

    /// Its name, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Font => "font",
            Self::Color => "color",
            Self::Imagery => "imagery",
            Self::Voice => "voice",
            Self::Template => "template",
        }
    }

    /// What people call things of it.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Logo => &["logo", "mark"],
            Self::Font => &["font", "typeface"],
            Self::Color => &["color", "colour"],
            Self::Imagery => &["picture", "image", "photo"],
            Self::Voice => &["voice", "quote", "words"],
            Self::Template => &["template", "layout"],
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for AssetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What decides whether an asset may be used; a [`Filter`](crate::Filter) asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Facets {
    /// What it is for: `ground`, `headline`, `mono`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Backgrounds that it is made for: `light`, `dark`, `photo`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub on: BTreeSet<String>,
    /// `landscape`, `portrait` or `square`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orientation: Option<String>,
    /// Under which licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Last day on which it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
    /// The language of its words: `de`, `pt-BR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The campaign that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The kit that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kit: Option<String>,
}

/// One thing of a brand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Unique for its tenant.
    pub id: String,
    /// What kind of thing it is.
    pub kind: AssetKind,
    /// What people call it.
    pub name: String,
    /// What else they call it, in other languages too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What it says, or a description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its colours, largest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palette: Vec<Swatch>,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// What decides whether it may be used.
    #[serde(default)]
    pub facets: Facets,
    /// Its embedding, of length 1; empty where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub embedding: Vec<f32>,
}

/// An asset that is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("asset `{id}`: {what}")]
pub struct AssetError {
    /// The start of its id.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

impl Asset {
    /// An asset with a name alone.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: AssetKind, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            name: name.into(),
            aliases: Vec::new(),
            tags: Vec::new(),
            text: String::new(),
            palette: Vec::new(),
            look: None,
            facets: Facets::default(),
            embedding: Vec::new(),
        }
    }

    /// Its name and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }

    /// Checks that nothing of it is larger than what is kept.
    ///
    /// # Errors
    ///
    /// [`AssetError`]
    pub fn check(&self) -> Result<(), AssetError> {
        let fail = |what: String| {
            let id = self.id.chars().take(80).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            Err(AssetError { id, what })
        };
        if self.id.is_empty() || self.id.len() > KEY_BYTES_MAX || self.id.chars().any(char::is_control) {
            return fail(format!("an id has 1 to {KEY_BYTES_MAX} bytes on one line"));
        }
        let names = std::iter::once(&self.name).chain(&self.aliases).chain(&self.tags);
        if names.into_iter().any(|name| name.len() > NAME_BYTES_MAX) {
            return fail(format!("a name, alias or tag has at most {NAME_BYTES_MAX} bytes"));
        }
        if self.aliases.len() > NAMES_MAX || self.tags.len() > NAMES_MAX {
            return fail(format!("at most {NAMES_MAX} aliases and as many tags"));
        }
        if self.text.len() > TEXT_BYTES_MAX {
            return fail(format!("its text has at most {TEXT_BYTES_MAX} bytes"));
        }
        if self.palette.len() > PALETTE_MAX {
            return fail(format!("at most {PALETTE_MAX} colours"));
        }
        let facets = &self.facets;
        let values =
            [&facets.role, &facets.orientation, &facets.licence, &facets.language, &facets.campaign, &facets.kit];
        let long = values.into_iter().flatten().chain(&facets.on).any(|value| value.len() > KEY_BYTES_MAX);
        if long || facets.on.len() > NAMES_MAX {
            return fail(format!("a facet has at most {KEY_BYTES_MAX} bytes"));
        }
        if self.embedding.len() > DIMENSIONS_MAX || self.embedding.iter().any(|x| !x.is_finite()) {
            return fail(format!("an embedding has at most {DIMENSIONS_MAX} finite numbers"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_not_kept() {
        let sound = Asset::new("a", AssetKind::Logo, "A");
        sound.check().unwrap();
        let cases = [
            Asset { id: String::new(), ..sound.clone() },
            Asset { id: "a\nb".into(), ..sound.clone() },
            Asset { name: "x".repeat(NAME_BYTES_MAX + 1), ..sound.clone() },
            Asset { tags: vec![String::new(); NAMES_MAX + 1], ..sound.clone() },
            Asset { text: "x".repeat(TEXT_BYTES_MAX + 1), ..sound.clone() },
            Asset { embedding: vec![f32::NAN], ..sound.clone() },
        ];
        for case in cases {
            case.check().unwrap_err();
        }
    }
}
