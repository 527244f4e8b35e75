//! What a judge is made of: its files, how pictures are prepared for them, how their answers are read.

use std::collections::BTreeMap;

use design::{Sha256, Srgb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A judge: one model that looks at a picture, and heads that read what it sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What people call it.
    pub name: String,
    /// Which one of that name it is.
    pub version: String,
    /// The model that looks; it is run once a picture, and all heads share what it sees.
    pub encoder: Encoder,
    /// What is read off it, one score each.
    pub heads: Vec<Head>,
}

/// The model that looks at a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Encoder {
    /// Its ONNX file, by its path in the folder of the manifest.
    pub file: String,
    /// What the file's bytes hash to.
    pub sha256: Sha256,
    /// How a picture becomes numbers.
    pub input: Input,
    /// Which of its outputs is used; its first, unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

/// How a picture becomes the numbers that a model takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What the model calls its input; not needed where it has one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Width of what it sees, px.
    pub width: u32,
    /// Height of what it sees, px.
    pub height: u32,
    /// What happens to pictures of another shape.
    pub resize: Resize,
    /// How pixels are weighed when the size changes.
    pub filter: Filter,
    /// The order of the numbers.
    pub layout: Layout,
    /// What a channel's 0–255 is multiplied by.
    pub scale: Scale,
    /// What is taken from each channel after that: red, green, blue.
    pub mean: [f32; 3],
    /// What each channel is divided by after that.
    pub std: [f32; 3],
    /// The colour that what is transparent is laid on.
    pub ground: Srgb,
}

/// What happens to pictures of another shape than the model's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Resize {
    /// Both sides are made to fit, whatever becomes of circles.
    Stretch,
    /// The shorter side is made to fit and the middle of the longer one is taken, as torchvision's `Resize` and `CenterCrop` do.
    Cover,
    /// The longer side is made to fit and the rest is filled, as Pillow's `ImageOps.pad` does.
    Contain {
        /// What the rest is filled with.
        pad: Srgb,
    },
}

/// How pixels are weighed when the size of a picture changes. All of them take in every pixel when it becomes smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// A triangle, one pixel to each side.
    Bilinear,
    /// Keys's cubic with a = −0.5, two pixels to each side.
    Bicubic,
    /// A windowed sinc, three pixels to each side.
    Lanczos,
}

/// The order of the numbers of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// All of red, then all of green, then all of blue.
    Nchw,
    /// Red, green and blue of each pixel together.
    Nhwc,
}

/// What a channel's 0–255 is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Scale {
    /// Channels are 0–1.
    #[serde(rename = "1/255")]
    Unit,
    /// Channels stay 0–255.
    #[serde(rename = "1")]
    Byte,
}

/// One score that is read off what the encoder sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The scorer's name, `snake_case`.
    pub name: String,
    /// A second ONNX file over what the encoder sees; without it the encoder's own answer is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What that file's bytes hash to; there whenever the file is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// Which figure is made of the answer.
    pub read: Read,
    /// Whether what the encoder sees is made one long (divided by the root of its sum of squares) first.
    #[serde(default)]
    pub normalise_embedding: bool,
    /// Raw figures of pictures that it was calibrated with, evenly spaced from the lowest to the highest, rising.
    pub percentiles: Vec<f32>,
    /// Which end of them is the good one.
    pub better: Better,
}

/// Which figure is made of what a model answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// The number at this place, from 0.
    Value(usize),
    /// The share that the number at this place has of all, after a softmax.
    Softmax(usize),
    /// The mean of these values, each weighed by its number after a softmax.
    Expected(Vec<f32>),
    /// The mean of these values, each weighed by its number as it is: for models that end in a softmax.
    Mean(Vec<f32>),
}

/// Which raw figures are the good ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The highest percentile is scored 1.
    Higher,
    /// The lowest percentile is scored 1.
    Lower,
}

impl Manifest {
    /// The files that it names, with what their bytes hash to.
    #[must_use]
    pub fn files(&self) -> BTreeMap<&str, Sha256> {
        let heads = self.heads.iter().filter_map(|head| Some((head.file.as_deref()?, head.sha256?)));
        heads.chain([(self.encoder.file.as_str(), self.encoder.sha256)]).collect()
    }
}
