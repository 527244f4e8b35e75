//! What was learned elsewhere: judges of pictures, and encoders of texts and pictures, as models in ONNX, handed in as bytes with
//! a manifest and run the same way as the Python reference runs them.
//!
//! ```
//! use design::Score;
//! use maquette_learned::Manifest;
//!
//! let manifest = Manifest::from_json(
//!     br##"{
//!         "name": "house-taste",
//!         "version": "3",
//!         "encoder": {
//!             "file": "taste.onnx",
//!             "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
//!             "input": {
//!                 "width": 224, "height": 224, "resize": "cover", "filter": "bicubic", "layout": "nchw",
//!                 "scale": "1/255", "mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28], "ground": "#ffffff"
//!             }
//!         },
//!         "heads": [
//!             { "name": "liked", "read": { "value": 0 }, "percentiles": [2.0, 5.0, 7.0], "better": "higher" }
//!         ]
//!     }"##,
//! )
//! .unwrap();
//! // Halfway between the middle one of what it was calibrated with and the highest.
//! assert_eq!(manifest.heads[0].calibrate(6.0), Score::from_f64(0.75));
//! ```
//!
//! The map: a [`Manifest`] says which files there are, how a picture becomes numbers for them, and how their answers become
//! scores; [`prepare`] makes the numbers, bit by bit as Pillow and NumPy make them; an [`Engine`] runs a model, by `tract` (a
//! feature) or by the ONNX Runtime (feature `ort`); a [`Judge`] is all of it together. [`Encoders`] say what texts and
//! pictures mean, in numbers that lie near each other where meanings do.
//!
//! What engines answer differs in the last digits from machine to machine, from engine to engine, and from a picture alone to one
//! of several: whoever records a run records the raw figures with [`Judge::id`] and [`Judge::engine`], and a replay believes them.
//! Files are looked through before an engine sees them ([`Outline`]), and what an engine panics over is an error. What a model
//! computes is not bounded: a file whose hash a manifest names is trusted as far as memory and time go.

mod encoders;
mod error;
#[cfg(feature = "fixture")]
pub mod fixture;
mod head;
mod judge;
mod loaded;
mod manifest;
mod model;
#[cfg(feature = "ort")]
mod ort_engine;
mod outline;
pub mod prepare;
mod reader;
mod resample;
#[cfg(test)]
mod tests;
#[cfg(feature = "tract")]
mod tract_engine;
mod wire;

pub use encoders::{EncoderManifest, Encoders, Pool, TOKENS_MAX, TextEncoder, TextInputs, TokenizerFile};
pub use error::LearnedError;
pub use judge::{BATCH_FLOATS_MAX, BATCH_PICTURES_MAX, HeadScore, Judge};
pub use manifest::{Better, Encoder, Filter, Head, Input, Layout, Manifest, Read, Resize, Scale};
pub use model::{Element, Engine, EngineError, Feed, MODEL_BYTES_MAX, Network, Numbers, OUTPUT_MAX, Port, Tensor};
#[cfg(feature = "ort")]
pub use ort_engine::OnnxRuntime;
pub use outline::{Dimension, Outline, OutlineError, Value};
pub use reader::{HEADS_MAX, MANIFEST_BYTES_MAX, PERCENTILES_MAX, SIDE_MAX};
#[cfg(feature = "tract")]
pub use tract_engine::Tract;
