//! The encoder in a folder: what texts and pictures mean, by models of this machine.

use std::path::Path;
use std::sync::Arc;

use maquette::Builder;
use maquette::tools::{AnyEmbedder, AssetEncoder, Embedder};

use crate::failure::Failure;
#[cfg(any(feature = "local-models", feature = "onnx-models"))]
use crate::failure::chain;

/// An encoder, as runs ask it and as an index is filled by it.
#[derive(Clone)]
pub(crate) struct Encoder {
    pub(crate) embedder: AnyEmbedder,
    pub(crate) assets: Arc<dyn AssetEncoder>,
}

impl Encoder {
    #[cfg_attr(
        not(any(feature = "local-models", feature = "onnx-models")),
        expect(dead_code, reason = "no encoder is built in")
    )]
    fn of(encoder: impl Embedder + AssetEncoder + Clone) -> Self {
        Self { embedder: AnyEmbedder::new(encoder.clone()), assets: Arc::new(encoder) }
    }

    /// The encoder in a folder: ONNX models where there is a manifest of some, else a sentence encoder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        if folder.join("encoder.json").exists() { onnx(folder) } else { sentences(folder) }
    }

    /// What a question means, by its words and the picture that it shows.
    pub(crate) fn meaning(&self, text: &str, like: Option<&[u8]>) -> Result<Vec<f32>, Failure> {
        let asked = self.assets.ask(text, like);
        asked.map_err(|what| Failure::usage(format!("what is meant is not compared: {what}")))
    }
}

#[cfg(feature = "onnx-models")]
fn onnx(folder: &Path) -> Result<Encoder, Failure> {
    let encoder = maquette::tools::onnx_model::OnnxEmbeddings::open(folder, &crate::learned::engine()?);
    encoder.map(Encoder::of).map_err(|error| Failure::usage(chain(&error)))
}

#[cfg(not(feature = "onnx-models"))]
fn onnx(folder: &Path) -> Result<Encoder, Failure> {
    Err(crate::learned::lacks(folder, "onnx-models"))
}

#[cfg(feature = "local-models")]
fn sentences(folder: &Path) -> Result<Encoder, Failure> {
    let encoder = maquette::tools::local_model::LocalEmbeddings::open(folder);
    encoder.map(Encoder::of).map_err(|error| Failure::usage(chain(&error)))
}

/// The engine with the house's moderator of words, by the sentence encoder in a folder.
#[cfg(feature = "local-models")]
pub(crate) fn moderated(builder: Builder, folder: &Path) -> Result<Builder, Failure> {
    use maquette::tools::TextModerator;

    let moderator = TextModerator::open(folder).map_err(|error| Failure::usage(chain(&error)))?;
    Ok(builder.moderator(moderator, TextModerator::moderation()))
}

#[cfg(not(feature = "local-models"))]
pub(crate) fn moderated(_: Builder, folder: &Path) -> Result<Builder, Failure> {
    Err(crate::learned::lacks(folder, "local-models"))
}

#[cfg(not(feature = "local-models"))]
fn sentences(folder: &Path) -> Result<Encoder, Failure> {
    if folder.join("config.json").exists() {
        return Err(crate::learned::lacks(folder, "local-models"));
    }
    Err(Failure::usage(format!("{} holds no encoder: there is no encoder.json", folder.display())))
}
