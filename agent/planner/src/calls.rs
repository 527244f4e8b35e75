//! The built-in tools as the planner knows them: names, arguments and outputs.
//!
//! The toolbox implements these; every argument that shapes a result is in the arguments, so that it is hashed.

use std::collections::BTreeMap;

use design::document::Role;
use design::{
    BlobRef, Brief, Copy, Critique, DesignPlan, Finding, ImageRequest, NodeId, Operation, Personal, Rect, Score,
    Sha256, TokenPath,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::settings::{PromptRef, ScorerWeight};
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

/// Has a foreign tool judge a design; which one is in the call's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JudgeDesign {
    /// The document, drawn before.
    pub design: BlobRef,
    /// What its random bytes follow from, where it is granted any.
    pub seed: u64,
    /// Who judges, and how, where the tool's name does not say that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// The tool that has a classifier judge a design, with the arguments and the answer of a foreign judge.
pub const MODERATE: &str = "moderate";

/// The tool that has a model answer the questions of a rubric about a design, with the same arguments and answer.
pub const JUDGE_BY_RUBRIC: &str = "judge_by_rubric";

/// Has a model that sees say which of two designs is better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompareDesigns {
    /// The document that is shown first, drawn before.
    pub first: BlobRef,
    /// The one that is shown after it.
    pub second: BlobRef,
    /// Who judges, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Which of two designs is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The one that was shown first.
    First,
    /// The one that was shown after it.
    Second,
    /// Neither, as far as can be seen.
    Neither,
}

/// What a model says of two designs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedDesigns {
    /// Which is better.
    pub better: Better,
    /// What it saw that decides it.
    pub evidence: String,
}

/// The tool that has a learned model score the picture of a design, with the same arguments and answer.
pub const JUDGE_BY_PICTURE: &str = "judge_by_picture";

/// What a foreign tool says of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JudgedDesign {
    /// How good it is.
    pub score: Score,
    /// What is wrong with it, each with what would mend it.
    pub findings: Vec<Finding>,
    /// What the call took.
    pub usage: GuestUsage,
}

/// Has a foreign tool change a picture; which one is in the call's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilterImage {
    /// The picture: a PNG, JPEG or WebP.
    pub picture: BlobRef,
    /// What its random bytes follow from, where it is granted any.
    pub seed: u64,
}

/// A picture that a foreign tool changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilteredImage {
    /// The picture.
    pub picture: BlobRef,
    /// What the call took.
    pub usage: GuestUsage,
}

/// What a call of a foreign tool took; the same for the same call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuestUsage {
    /// Instructions, nearly.
    pub fuel: u64,
    /// Memory at its largest, bytes.
    pub memory_bytes: u64,
    /// Times that it asked the house for something.
    pub host_calls: u64,
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

/// What was said in a conversation so far. It lies in no store: the exchanges on record say all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// Digest of what was said last, which covers the digest of what was said before.
    pub last: Sha256,
    /// Bytes of all of it as it is sent, at most: they bound what the next call costs.
    pub bytes: u64,
    /// Messages of all of it.
    pub messages: u32,
}

/// What a call that a model asked for came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallResult {
    /// The model's name for the call.
    pub id: String,
    /// What it is told.
    pub content: String,
    /// A picture that it is shown besides: the PNG of a design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<BlobRef>,
}

/// Goes on with a conversation with a model, or begins one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Converse {
    /// The model, as its endpoint names it.
    pub model: String,
    /// Models that may be asked in its place, cheapest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cheaper: Vec<String>,
    /// The prompt that the conversation began with.
    pub prompt: PromptRef,
    /// What it is filled in with; null in a conversation that goes on.
    pub variables: serde_json::Value,
    /// The conversation that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Transcript>,
    /// What came of the calls that the model asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<CallResult>,
    /// What it is told besides, where it asked for no calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<String>,
    /// The tools that it may ask for, by their names in [`offered`](crate::offered).
    pub tools: Vec<String>,
    /// Most tokens of its answer.
    pub max_tokens: u32,
    /// Its seed, for endpoints that take one.
    pub seed: u64,
}

/// A call that a model asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelCall {
    /// Its name for the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, which fit the tool's schema; null where they do not.
    pub args: serde_json::Value,
    /// What does not fit, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// Whether its JSON had to be mended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

/// A picture that a model was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownPicture {
    /// The call whose result it is of.
    pub id: String,
    /// The picture, small.
    pub jpeg: BlobRef,
    /// Its size, bytes.
    pub bytes: u64,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conversed {
    /// Its words.
    pub text: String,
    /// The calls that it asks for, in order.
    pub calls: Vec<ModelCall>,
    /// Why it stopped: `stop`, `length`, `tool_calls`, `content_filter`.
    pub finish: String,
    /// The conversation with that answer.
    pub transcript: Transcript,
    /// Pictures that it was shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<ShownPicture>,
    /// The model that answered, as the server names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The server's name for how that model was set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Tokens in, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Tokens out, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
}

/// A place for words, and how many it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopySlot {
    /// `headline`, `body` or `cta`.
    pub name: String,
    /// Most characters.
    pub most: u32,
}

/// Has a model write the words of a design in several ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriteVariants {
    /// The model, as its endpoint names it.
    pub model: String,
    /// Models that may be asked in its place, cheapest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cheaper: Vec<String>,
    /// What it is told.
    pub prompt: PromptRef,
    /// What the person asked for.
    pub brief: Brief,
    /// What is to be written.
    pub slots: Vec<CopySlot>,
    /// How many ways, 1–12.
    pub count: u32,
    /// Most tokens of its answer.
    pub max_tokens: u32,
    /// Its seed, for endpoints that take one.
    pub seed: u64,
}

/// One way of saying it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyVariant {
    /// By the name of the slot.
    pub lines: BTreeMap<String, String>,
}

/// A line that may not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedLine {
    /// The slot.
    pub slot: String,
    /// The line.
    pub line: String,
    /// Why not.
    pub why: String,
}

/// What a model wrote, as far as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenVariants {
    /// The ways, all different, each with one line at least.
    pub variants: Vec<CopyVariant>,
    /// What was left out of them.
    pub dropped: Vec<DroppedLine>,
    /// The model that answered, as the server names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The server's name for how that model was set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Tokens in, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Tokens out, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
}

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
