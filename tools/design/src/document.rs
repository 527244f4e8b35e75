//! A layered design: a page and its nodes, absolute boxes, live text, token references.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::axes::Axes;
use crate::brief::Copy;
use crate::canonical::{BlobRef, Sha256};
use crate::format::Format;
use crate::geometry::Rect;
use crate::kit::TokenPath;
use crate::plan::DesignPlan;

/// Most nodes in one document, groups and their children counted.
pub const NODES_MAX: usize = 2_000;

/// A layered design. Order of nodes is z: later nodes lie on top. Equal designs are equal bytes: no run id, no time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Format version, 1.
    pub v: u32,
    /// The page.
    pub page: Page,
    /// The brand kit whose tokens the nodes name.
    pub kit: KitRef,
    /// The idea in at most nine words, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idea: Option<String>,
    /// The layout archetype it was made by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archetype: Option<String>,
    /// What it was composed from, so that it can be composed anew for another page; `None` for foreign documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The layers, bottom first.
    pub nodes: Vec<Node>,
}

/// What a document was composed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The choices that make it the design it is.
    pub plan: DesignPlan,
    /// All that it had to say, pieces that found no room included.
    pub copy: Copy,
    /// Colours that were asked for, by name or hex: the plan's palettes are numbered within them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colours: Vec<String>,
}

/// The page of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Width of the trimmed page, px.
    pub w: f64,
    /// Height of the trimmed page, px.
    pub h: f64,
    /// Always `px`.
    pub unit: String,
    /// Pixels per inch.
    pub dpi: u32,
    /// Bleed on every side, px.
    pub bleed: f64,
}

impl Page {
    /// The page of `format`.
    #[must_use]
    pub fn of(format: &Format) -> Self {
        Self {
            w: f64::from(format.width),
            h: f64::from(format.height),
            unit: "px".to_owned(),
            dpi: format.dpi,
            bleed: format.bleed_px(),
        }
    }

    /// The trimmed page as a box at the origin.
    #[must_use]
    pub fn area(&self) -> Rect {
        Rect::new(0.0, 0.0, self.w, self.h)
    }

    /// The short side, px; sizes in the design guide are hundredths of it.
    #[must_use]
    pub fn short_side(&self) -> f64 {
        self.w.min(self.h)
    }
}

/// Which kit a document was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KitRef {
    /// The kit's id.
    pub id: String,
    /// The digest of all its files.
    pub sha256: Sha256,
}

/// The name of a node, unique in its document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NodeId(pub String);

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for NodeId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// What a node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What everything lies on.
    Background,
    /// A plate under text.
    Underlay,
    /// A picture.
    Image,
    /// The brand's mark.
    Logo,
    /// The line that is read first.
    Headline,
    /// The line that supports it.
    Subhead,
    /// Running text and details.
    Body,
    /// What to do next.
    Cta,
    /// Small print.
    Legal,
    /// Rules, frames, ornaments.
    Embellishment,
}

/// What may not be changed in a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// Its box.
    Move,
    /// Its colours and type.
    Style,
    /// Its text or picture.
    Content,
}

/// Where a node came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The brand kit.
    Kit,
    /// Made by the runtime or a model.
    Generated,
    /// Given by the person.
    User,
    /// A template or an archetype.
    Template,
}

/// One layer of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// Unique in the document.
    pub id: NodeId,
    /// What it is for.
    pub role: Role,
    /// Where it lies in page px, before rotation; children of groups too are in page px.
    #[serde(rename = "box")]
    pub area: Rect,
    /// Clockwise turn about the centre of the box, degrees.
    #[serde(default)]
    pub rotation: f64,
    /// 0 transparent to 1 opaque.
    #[serde(default = "opaque")]
    pub opacity: f64,
    /// What may not be changed.
    #[serde(default)]
    pub locked: Vec<Lock>,
    /// Where it came from.
    pub provenance: Provenance,
    /// What a picture shows, in words, for those who do not see it; a picture without them is decoration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// What it shows.
    #[serde(flatten)]
    pub content: Content,
}

impl Node {
    /// A layer as it is before anybody says more of it: upright, opaque, free to be changed, made by the runtime.
    #[must_use]
    pub fn new(id: impl Into<NodeId>, role: Role, area: Rect, content: Content) -> Self {
        Self {
            id: id.into(),
            role,
            area,
            rotation: 0.0,
            opacity: opaque(),
            locked: Vec::new(),
            provenance: Provenance::Generated,
            alt: None,
            content,
        }
    }

    /// The node and all that lies in it, groups before their children.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        walk(vec![self])
    }
}

/// All nodes from those that are pending, the last first.
fn walk(mut pending: Vec<&Node>) -> impl Iterator<Item = &Node> {
    std::iter::from_fn(move || {
        let node = pending.pop()?;
        if let Content::Group { children } = &node.content {
            pending.extend(children.iter().rev());
        }
        Some(node)
    })
}

fn opaque() -> f64 {
    1.0
}

/// What a node shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Nodes that belong together; rotation and opacity apply to all of them.
    Group {
        /// The nodes, bottom first, in page px.
        children: Vec<Node>,
    },
    /// Live text.
    Text {
        /// The words and how they are set.
        text: Text,
        /// Colour of runs that have none of their own.
        fill: Paint,
    },
    /// A raster picture.
    Image {
        /// The encoded picture (PNG, JPEG or WebP).
        blob: BlobRef,
        /// How it fills its box.
        #[serde(default)]
        fit: Fit,
    },
    /// A plain form.
    Shape {
        /// The form.
        shape: Shape,
        /// What it is filled with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<Paint>,
        /// How its outline is drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stroke: Option<Stroke>,
    },
    /// A vector picture.
    Svg {
        /// The SVG source.
        blob: BlobRef,
        /// How it fills its box.
        #[serde(default)]
        fit: Fit,
    },
}

/// How a picture fills its box; it is never stretched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Covers the box and is cropped to it, centred.
    #[default]
    Cover,
    /// Lies wholly inside the box, centred.
    Contain,
}

/// A plain form that fills its box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Corner radius, px.
        #[serde(default)]
        radius: f64,
    },
    /// An ellipse.
    Ellipse,
    /// A path.
    Path {
        /// SVG path data in px from the top-left corner of the box.
        d: String,
    },
}

/// How an outline is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stroke {
    /// Its colour.
    pub paint: Paint,
    /// Its width, px.
    pub width: f64,
}

/// A colour by its token, or a gradient between tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paint {
    /// A token of the kit.
    Token(TokenPath),
    /// A linear gradient.
    Gradient(Gradient),
}

impl Paint {
    /// A paint of one token.
    #[must_use]
    pub fn token(path: &TokenPath) -> Self {
        Self::Token(path.clone())
    }
}

/// A linear gradient over the box of its node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gradient {
    /// Direction, degrees clockwise from "left to right".
    pub angle: f64,
    /// Two stops or more, offsets rising.
    pub stops: Vec<GradientStop>,
}

/// One colour of a gradient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GradientStop {
    /// 0 at the start to 1 at the end.
    pub offset: f64,
    /// The colour.
    pub token: TokenPath,
}

/// Live text: its words and how they are set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// Stretches of one style; their texts together are the text. `\n` breaks a line.
    pub runs: Vec<Run>,
    /// Horizontal alignment in the box.
    #[serde(default)]
    pub align: Align,
    /// Vertical alignment in the box.
    #[serde(default)]
    pub valign: VAlign,
    /// Distance of base lines as a multiple of the size.
    pub leading: f64,
    /// Letter case as shown.
    #[serde(default)]
    pub case: Case,
    /// Whether lines break where the box ends; else only at `\n`.
    #[serde(default)]
    pub wrap: bool,
    /// Language, BCP 47.
    #[serde(default)]
    pub language: String,
}

impl Text {
    /// The words without their styles.
    #[must_use]
    pub fn plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A stretch of text of one style.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The words.
    pub text: String,
    /// The face.
    pub font: FontRef,
    /// Size of the em, px.
    pub size: f64,
    /// Letter spacing, em.
    #[serde(default)]
    pub tracking: f64,
    /// Its own colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Paint>,
    /// How far it stands from its place on the line, em of its own size, right and up positive: raised signs, words
    /// stacked beside a figure. What comes after it stays where it would be without.
    #[serde(default, skip_serializing_if = "is_in_place")]
    pub shift: [f64; 2],
    /// Distance of its base line to the one above as a multiple of its size; the text's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leading: Option<f64>,
    /// Alternative forms of its characters; faces that have none show their usual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Feature>,
}

impl Run {
    /// A run on its line, in the usual forms, coloured like its text.
    #[must_use]
    pub fn new(text: impl Into<String>, font: FontRef, size: f64) -> Self {
        let (shift, leading, features) = ([0.0; 2], None, Vec::new());
        Self { text: text.into(), font, size, tracking: 0.0, fill: None, shift, leading, features }
    }
}

fn is_in_place(shift: &[f64; 2]) -> bool {
    *shift == [0.0; 2]
}

/// An alternative form of characters that a face may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Figures of one width, for rows and tables (`tnum`).
    TabularFigures,
    /// Figures as high as capitals (`lnum`).
    LiningFigures,
    /// Dashes, brackets and colons at the height of capitals (`case`).
    CaseForms,
}

impl Feature {
    /// Its OpenType tag.
    #[must_use]
    pub fn tag(self) -> [u8; 4] {
        match self {
            Self::TabularFigures => *b"tnum",
            Self::LiningFigures => *b"lnum",
            Self::CaseForms => *b"case",
        }
    }
}

/// A face by name; resolved among the kit's faces and the embedded ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FontRef {
    /// Family, as kits name it: "Inter".
    pub family: String,
    /// Weight, 1–1000; 400 is regular.
    pub weight: u16,
    /// Whether slanted.
    #[serde(default)]
    pub italic: bool,
    /// Places on the axes of a variable face, besides its weight.
    #[serde(default, skip_serializing_if = "Axes::is_empty")]
    pub axes: Axes,
}

impl FontRef {
    /// An upright face.
    #[must_use]
    pub fn new(family: impl Into<String>, weight: u16) -> Self {
        Self { family: family.into(), weight, italic: false, axes: Axes::default() }
    }
}

/// Horizontal alignment of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Where lines of the language start: left in English, right in Arabic.
    #[default]
    Start,
    /// Centred.
    Center,
    /// Where lines of the language end.
    End,
}

/// Vertical alignment of text in its box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VAlign {
    /// At the top.
    #[default]
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// Letter case as shown; the text itself keeps its spelling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// As written.
    #[default]
    AsIs,
    /// All capitals.
    Upper,
}

impl Document {
    /// An empty page of `format` for `kit`.
    #[must_use]
    pub fn new(format: &Format, kit: KitRef) -> Self {
        Self { v: 1, page: Page::of(format), kit, idea: None, archetype: None, source: None, nodes: Vec::new() }
    }

    /// All nodes, bottom first, groups before their children.
    pub fn walk(&self) -> impl Iterator<Item = &Node> {
        walk(self.nodes.iter().rev().collect())
    }

    /// The node of that name.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.walk().find(|node| node.id == *id)
    }

    /// The blobs that its pictures name, in order of drawing.
    #[must_use]
    pub fn blobs(&self) -> Vec<BlobRef> {
        self.walk()
            .filter_map(|node| match &node.content {
                Content::Image { blob, .. } | Content::Svg { blob, .. } => Some(*blob),
                Content::Group { .. } | Content::Text { .. } | Content::Shape { .. } => None,
            })
            .collect()
    }

    /// Its canonical bytes: what `design.json` holds and what its hash is made of.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::canonical::to_canonical_json(self)
    }
}
