//! The built-in tools as the planner knows them: names, arguments and outputs.
//!
//! The toolbox implements these; every argument that shapes a result is in the arguments, so that it is hashed.

mod by_hand;
mod conversing;
mod editing_images;
mod judging;

use std::collections::BTreeMap;

use design::{
    BlobRef, Brief, Copy, Critique, DesignPlan, EditKind, Finding, ImageEdit, ImageRequest, KeptLayer, NodeId,
    Operation, Personal, Score, Sha256,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use by_hand::*;
pub use conversing::*;
pub use editing_images::*;
pub use judging::*;

use crate::candidate::Kept;
use crate::settings::ScorerWeight;
use crate::taste::Steering;

/// The arguments of one built-in tool, and what it answers with.
pub trait Call: Serialize + DeserializeOwned + JsonSchema {
    /// The tool's name on the wire.
    const TOOL: &'static str;
    /// What it answers with.
    type Output: Serialize + DeserializeOwned + JsonSchema;
}

macro_rules! calls {
    ($($args:ident => $tool:literal, $output:ident;)*) => {
        $(impl Call for $args {
            const TOOL: &'static str = $tool;
            type Output = $output;
        })*

        /// Names of the built-in tools.
        pub const TOOLS: &[&str] = &[$($tool),*];
    };
}

calls! {
    BrandSearch => "brand_search", BrandHits;
    WriteCopy => "write_copy", WrittenCopy;
    PlanDesigns => "plan_designs", PlannedDesigns;
    ComposeDesign => "compose", ComposedDesign;
    GenerateImage => "generate_image", GeneratedImage;
    PaintImage => "paint_image", GeneratedImage;
    EditImage => "edit_image", GeneratedImage;
    RenderDesign => "render", RenderedDesign;
    CritiqueDesign => "critique", CritiquedDesign;
    ExportDesign => "export", ExportedDesign;
    Converse => "converse", Conversed;
    WriteVariants => "write_variants", WrittenVariants;
    DrawIllustration => "draw_illustration", DrawnIllustration;
    EditDesign => "edit_design", EditedDesign;
    DescribeDesign => "describe_design", DescribedDesign;
    CompareDesigns => "compare_designs", ComparedDesigns;
}

/// Names that only [`step`](crate::step) resolves; the toolbox refuses them.
pub const CONTROL_TOOLS: &[&str] = &["present_options", "ask", "deliver"];

/// Looks something up in the brand kit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BrandSearch {
    /// What for, in words.
    pub query: String,
    /// Kinds of things to find: `logo`, `font`, `color`, `imagery`, `voice`, `template`; empty for all.
    pub kinds: Vec<String>,
    /// Most hits to return.
    pub limit: u32,
    /// A picture that it should look like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<BlobRef>,
    /// What the person used and likes, as of the beginning of the run.
    #[serde(default, skip_serializing_if = "Personal::is_empty")]
    pub personal: Personal,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BrandHits {
    /// The hits, best first.
    pub hits: Vec<BrandHit>,
    /// Which lanes of retrieval answered: `words`, `colors`, `look`, `embedding`, `personal`.
    pub lanes: Vec<String>,
    /// Whether meaning was compared, not only words.
    pub semantic: bool,
    /// The model by which meaning was compared, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedder: Option<String>,
    /// What did not answer, or what answered in its place, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub degraded: Vec<String>,
}

/// One thing in a brand kit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BrandHit {
    /// What kind of thing.
    pub kind: String,
    /// Its id in the kit.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// How well it fits, 0–1.
    pub score: f64,
    /// Why it was found, a reason each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// Whether it is not in the kit but in the catalogue of the brand's assets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
}

/// Writes the copy of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriteCopy {
    /// What the person asked for.
    pub brief: Brief,
    /// Another seed may give other words.
    pub seed: u64,
}

/// The copy of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenCopy {
    /// The copy.
    pub copy: Copy,
}

/// Plans candidates spread over the axes that may vary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDesigns {
    /// What the person asked for.
    pub brief: Brief,
    /// The copy to be set.
    pub copy: Copy,
    /// Page format, by name or `WxH`.
    pub format: String,
    /// How many plans.
    pub count: u32,
    /// Another seed gives other plans.
    pub seed: u64,
    /// The plan to stay close to.
    pub around: Option<DesignPlan>,
    /// Axes that may differ from it; empty for all.
    pub vary: Vec<String>,
    /// By whose taste they are looked for, where something is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steering: Option<Box<Steering>>,
    /// Whether an image model makes photographs for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub photographed: bool,
    /// What can be done to pictures for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditKind>,
    /// The layers that somebody began with: what is made is laid out in the room that they leave on their page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Kept>,
}

/// Planned candidates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedDesigns {
    /// The plans, all different.
    pub plans: Vec<DesignPlan>,
    /// Motifs that fit the brief, best first.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// How well each plan suits the brief, in their order; empty where nothing is known of it.
    #[serde(default)]
    pub fits: Vec<Score>,
}

/// Lays a design out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComposeDesign {
    /// What it is to be.
    pub plan: DesignPlan,
    /// The copy to be set.
    pub copy: Copy,
    /// Page format, by name or `WxH`.
    pub format: String,
    /// Colours that the brief asks for, by name or hex: the plan's palettes are numbered within them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colours: Vec<String>,
    /// What can be done to pictures for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditKind>,
    /// The layers that somebody began with: what is made is laid out in the room that they leave on their page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Kept>,
}

/// A design that may still wait for pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComposedDesign {
    /// The document.
    pub design: BlobRef,
    /// The pictures it waits for.
    pub images: Vec<ImageRequest>,
    /// What composing found.
    pub findings: Vec<Finding>,
    /// What is to be done for those of them that are no picture yet: by the node that shows it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub edits: BTreeMap<NodeId, ImageEdit>,
}

/// Paints a picture by rule, at no cost: what a design has when its picture cannot be had otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PaintImage {
    /// What it is to be.
    pub request: ImageRequest,
}

/// Makes a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GenerateImage {
    /// What it is to be.
    pub request: ImageRequest,
    /// How it was made already: then nobody is asked, and it is developed for its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Box<MadeBy>>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneratedImage {
    /// Its bytes.
    pub blob: BlobRef,
    /// `image/svg+xml`, `image/png`, …
    pub media: String,
    /// The node that will show it.
    pub node: NodeId,
    /// How it was made, where a model made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Box<MadeBy>>,
}

/// How a model made a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MadeBy {
    /// The back end and the model.
    pub by: String,
    /// The prompt that was filled in: `name@version`.
    pub prompt: String,
    /// The SHA-256 of what was asked for, word for word.
    pub prompt_sha256: Sha256,
    /// The seed that was asked for; not every model takes one.
    pub seed: u64,
    /// What it sent, before it was cropped and coloured.
    pub original: BlobRef,
    /// What it did to a picture, where it did not make one out of nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<EditKind>,
    /// The pictures that were handed to it, as they were kept: the one that it changed first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<BlobRef>,
    /// Under what terms it may be used, as whoever set the back end up says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The PDQ hash of what it sent, 64 hex digits, where it says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdq: Option<String>,
}

/// Edits a design and draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RenderDesign {
    /// The document.
    pub design: BlobRef,
    /// Edits to make first, in order.
    pub operations: Vec<Operation>,
    /// Exact values that somebody said, each text read as edits after those: "headline 96 px, Inter 800".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<String>,
    /// Whether the last of those texts is said of this very design: then that alone locks layers, or unlocks them, and is told of.
    /// What was said of another is set here, too, and locks nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// A document of the same page whose locked layers take the place of their namesakes, after the edits and the exact values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<BlobRef>,
}

/// A drawn design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RenderedDesign {
    /// The document after the edits.
    pub design: BlobRef,
    /// Its picture.
    pub png: BlobRef,
    /// Width of the picture, px.
    pub width: u32,
    /// Height of the picture, px.
    pub height: u32,
    /// What was understood of the exact values, a line for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
    /// What was not, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// The layers of which something is locked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked: Vec<KeptLayer>,
}

/// Scores a design and looks for faults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CritiqueDesign {
    /// The document, drawn before.
    pub design: BlobRef,
    /// The copy that it has to show.
    pub copy: Copy,
    /// What scorers count that count otherwise than usually.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<ScorerWeight>,
}

/// A critique, and what would mend the design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CritiquedDesign {
    /// The critique.
    pub critique: Critique,
    /// Edits that would mend what it found.
    pub repairs: Vec<Operation>,
}

/// Writes the files that are delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExportDesign {
    /// The document.
    pub design: BlobRef,
}

/// The files that are delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExportedDesign {
    /// By name: `final.png`, `final.svg`, `final.live.svg`, `final.pdf`, `design.json`.
    pub files: BTreeMap<String, BlobRef>,
}
