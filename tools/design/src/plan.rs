//! A candidate before it is drawn: a point in a named space of choices.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::NodeId;
use crate::geometry::Rect;
use crate::kit::TokenPath;

/// A layout archetype by name; `tools/compose` knows which there are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Archetype(pub String);

impl fmt::Display for Archetype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one candidate is to be. Every field is an axis along which option sets may differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DesignPlan {
    /// The layout archetype.
    pub archetype: Archetype,
    /// Which of the archetype's variants, 0-based; wraps around.
    pub variant: u32,
    /// Whether the arrangement is mirrored left to right.
    pub mirrored: bool,
    /// The voice of the type: which pairing of faces.
    pub voice: String,
    /// How colour roles are handed out: `paper`, `flood`, `dark`, `tint`, `duo`.
    pub scheme: String,
    /// Which of the scheme's colour assignments, 0-based; wraps around.
    pub palette: u32,
    /// What leads: `headline`, `offer`, `date`, `name` or `image`.
    pub lead: String,
    /// The family of imagery, or `none`.
    pub imagery: String,
    /// The motif that the imagery draws, or `abstract`.
    pub motif: String,
    /// Seed of everything else.
    pub seed: u64,
}

impl DesignPlan {
    /// Its choices by axis name, for telling plans apart.
    #[must_use]
    pub fn axes(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("archetype", self.archetype.0.clone()),
            ("imagery", self.imagery.clone()),
            ("lead", self.lead.clone()),
            ("motif", self.motif.clone()),
            ("scheme", self.scheme.clone()),
            ("voice", self.voice.clone()),
        ])
    }
}

/// A picture that a composed design waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImageRequest {
    /// The node that will show it.
    pub node: NodeId,
    /// What it is to show, in words.
    pub prompt: String,
    /// What it is not to show, in words, where whoever makes it takes that apart from the prompt.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub negative: String,
    /// The family of imagery.
    pub imagery: String,
    /// The motif.
    pub motif: String,
    /// Width of the picture, px.
    pub width: f64,
    /// Height of the picture, px.
    pub height: f64,
    /// Areas to keep quiet because text will lie there, px from the picture's top-left corner.
    pub keep_clear: Vec<Rect>,
    /// Where the subject should sit, px from the picture's top-left corner.
    pub focus: Option<Rect>,
    /// Colours by role (`ground`, `panel`, `ink`, `accent`, `spark`, …), as kit tokens.
    pub palette: BTreeMap<String, TokenPath>,
    /// Whether the picture has no ground of its own: what lies beneath shows through.
    pub transparent: bool,
    /// Seed of the picture.
    pub seed: u64,
}
