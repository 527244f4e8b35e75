//! What a model makes with its own hands.

use std::collections::BTreeMap;

use design::document::Role;
use design::{BlobRef, ImageRequest, NodeId, Rect, TokenPath};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Makes a drawing into the picture of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DrawIllustration {
    /// What the picture was to be: its page, its colours.
    pub request: ImageRequest,
    /// The drawing, as SVG of shapes alone.
    pub svg: String,
}

/// A drawing that is safe and in the colours of the kit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DrawnIllustration {
    /// The picture, as SVG.
    pub blob: BlobRef,
    /// What is otherwise than it was drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A form that an edit may add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A rectangle.
    Rect,
    /// An ellipse.
    Ellipse,
}

/// Most edits of one call.
pub const EDITS_MAX: usize = 32;

/// An edit of a design that says nothing: no words, no picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum DesignEdit {
    /// Moves and resizes a node.
    Move {
        /// Which.
        node: NodeId,
        /// Its new box, page px.
        #[serde(rename = "box")]
        area: Rect,
    },
    /// Turns a node.
    Turn {
        /// Which.
        node: NodeId,
        /// Degrees clockwise.
        degrees: f64,
    },
    /// Makes a node more or less transparent.
    Fade {
        /// Which.
        node: NodeId,
        /// 0–1.
        opacity: f64,
    },
    /// Gives a text or a shape another colour of the kit.
    Recolour {
        /// Which.
        node: NodeId,
        /// The colour.
        token: TokenPath,
    },
    /// Moves a node in the order of drawing.
    Reorder {
        /// Which.
        node: NodeId,
        /// Its new index, 0 is the bottom.
        index: u32,
    },
    /// Takes a node away.
    Remove {
        /// Which.
        node: NodeId,
    },
    /// Puts a form on the page.
    Add {
        /// What kind.
        form: Form,
        /// Its box, page px.
        #[serde(rename = "box")]
        area: Rect,
        /// Its colour.
        token: TokenPath,
        /// Where in the order of drawing, 0 is the bottom.
        index: u32,
    },
}

/// Makes edits to a design, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditDesign {
    /// The document.
    pub design: BlobRef,
    /// The edits.
    pub edits: Vec<DesignEdit>,
}

/// A design that was edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditedDesign {
    /// The document after the edits.
    pub design: BlobRef,
}

/// Says what lies where in a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DescribeDesign {
    /// The document.
    pub design: BlobRef,
}

/// What lies where in a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DescribedDesign {
    /// Width of the page, px.
    pub width: f64,
    /// Height of the page, px.
    pub height: f64,
    /// Its layers, bottom first.
    pub nodes: Vec<DescribedNode>,
    /// Layers on top of those, of which nothing is told.
    #[serde(default)]
    pub more: usize,
    /// The kit's colours as hex, by token.
    pub colours: BTreeMap<String, String>,
}

/// A layer of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DescribedNode {
    /// Its name.
    pub id: NodeId,
    /// What it is for.
    pub role: Role,
    /// Its box, page px.
    #[serde(rename = "box")]
    pub area: Rect,
    /// Degrees clockwise.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rotation: f64,
    /// The words that it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its colour, by token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}
