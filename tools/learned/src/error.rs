//! Why what was learned does not load, or says nothing.

use design::{DataError, Sha256};

use crate::model::{EngineError, MODEL_BYTES_MAX};
use crate::outline::OutlineError;

/// Why a judge or an encoder does not load, or says nothing of a picture or a text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LearnedError {
    /// The manifest is not taken.
    #[error("the manifest cannot be used")]
    Manifest(#[from] DataError),
    /// A file that the manifest names was not handed in.
    #[error("`{file}` is named by the manifest and not there")]
    Missing {
        /// The file.
        file: String,
    },
    /// A file is larger than what is read.
    #[error("`{file}` has {found} bytes; at most {MODEL_BYTES_MAX} are read")]
    TooLarge {
        /// The file.
        file: String,
        /// Its bytes.
        found: usize,
    },
    /// A file is not the one that the manifest means.
    #[error("`{file}` has the SHA-256 {found}, and the manifest says {expected}")]
    Hash {
        /// The file.
        file: String,
        /// What the manifest says.
        expected: Sha256,
        /// What its bytes hash to.
        found: Sha256,
    },
    /// A file is no ONNX model that is taken.
    #[error("`{file}` cannot be used as a model")]
    Outline {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: OutlineError,
    },
    /// What a model takes or gives is not what the manifest says.
    #[error("`{file}` does not fit the manifest: {reason}")]
    Port {
        /// The file.
        file: String,
        /// What was expected and what is there.
        reason: String,
    },
    /// The engine did not load or run a model.
    #[error("`{file}` cannot be run")]
    Engine {
        /// The file.
        file: String,
        /// What the engine says.
        source: EngineError,
    },
    /// A model answers with nothing, with more than is read, or with another number of numbers than before.
    #[error("`{file}` answered {count} at once with {found} numbers; expected 1 to {most} for each, as many each time")]
    Output {
        /// The file.
        file: String,
        /// How many pictures or texts it was given.
        count: usize,
        /// Its numbers.
        found: usize,
        /// Most for each.
        most: usize,
    },
    /// A model answers with something that is no finite number.
    #[error("`{file}` answered with something that is no finite number")]
    NotFinite {
        /// The file.
        file: String,
    },
    /// A head reads what the answer does not have.
    #[error("the head `{head}` reads {needed}, and the answer has {found} numbers")]
    Read {
        /// The head.
        head: String,
        /// What it reads.
        needed: String,
        /// How many numbers there are.
        found: usize,
    },
    /// The numbers that a head takes for weights add up to nothing.
    #[error("the head `{head}` takes numbers for weights that are below zero or add up to nothing")]
    Weights {
        /// The head.
        head: String,
    },
    /// A picture is no picture, or too large.
    #[error("a picture of {width} × {height} px cannot be looked at: {reason}")]
    Picture {
        /// Its width, px.
        width: u32,
        /// Its height, px.
        height: u32,
        /// What was expected.
        reason: String,
    },
    /// Both encoders of a folder have to answer with as many numbers, or what they say cannot be compared.
    #[error("texts become {text} numbers and pictures {image}; both models have to be of one space")]
    Space {
        /// Numbers of a text.
        text: usize,
        /// Numbers of a picture.
        image: usize,
    },
    /// A folder has no encoder for what it was asked about.
    #[error("`{name}` has no encoder for {what}")]
    Lacks {
        /// What the manifest calls itself.
        name: String,
        /// Texts or pictures.
        what: &'static str,
    },
}
