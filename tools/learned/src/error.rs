//! Why a judge does not load, or gives no score.

use design::Sha256;

use crate::model::{EngineError, MODEL_BYTES_MAX, OUTPUT_MAX};
use crate::outline::OutlineError;
use crate::reader::ManifestError;

/// Why a judge does not load, or gives no score.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// The manifest is not taken.
    #[error("the manifest of this judge cannot be used")]
    Manifest(#[from] ManifestError),
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
    #[error(
        "`{file}` answered {pictures} pictures with {found} numbers; expected 1 to {OUTPUT_MAX} for each, as many each time"
    )]
    Output {
        /// The file.
        file: String,
        /// For how many pictures.
        pictures: usize,
        /// Its numbers.
        found: usize,
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
    #[error("a picture of {width} × {height} px cannot be judged: {reason}")]
    Picture {
        /// Its width, px.
        width: u32,
        /// Its height, px.
        height: u32,
        /// What was expected.
        reason: String,
    },
}
