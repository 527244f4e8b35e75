//! Embeddings of texts by a sentence encoder of the BERT family that lies in a folder of this machine.
//!
//! Nothing is fetched: whoever wants meanings compared puts `config.json`, `tokenizer.json` and `model.safetensors` there.

mod encoder;
mod moderator;
mod tuning;

use std::path::Path;
use std::sync::Arc;

use retrieval::Asset;

use crate::context::Context;
use crate::embedder::{AssetEncoder, Embedder, middle, words_of};
use crate::error::ToolError;
use crate::model_folder::LocalModelError;
use crate::quote::Quote;
use encoder::{BATCH, Encoder};
pub use moderator::TextModerator;

/// A sentence encoder; cheap to clone.
#[derive(Clone)]
pub struct LocalEmbeddings {
    name: Arc<str>,
    encoder: Arc<Encoder>,
}

impl std::fmt::Debug for LocalEmbeddings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LocalEmbeddings({})", self.name)
    }
}

impl LocalEmbeddings {
    /// The encoder in a folder. Reads it whole, which takes a moment: call it where threads may block.
    ///
    /// # Errors
    ///
    /// [`LocalModelError`] that names the file.
    pub fn open(folder: &Path) -> Result<Self, LocalModelError> {
        let encoder = Encoder::open(folder, |tensors, _| Ok(tensors))?;
        let name = format!("local/{}", encoder.id.short(12));
        Ok(Self { name: name.into(), encoder: Arc::new(encoder) })
    }
}

impl Embedder for LocalEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    fn dimensions(&self) -> usize {
        self.encoder.dimensions
    }

    fn quote(&self, _: &[String]) -> Quote {
        Quote::FREE
    }

    async fn embed(&self, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        const TOOL: &str = "embeddings";
        let (encoder, inner) = (self.encoder.clone(), context.clone());
        let work = move || {
            let mut made = Vec::with_capacity(texts.len());
            for batch in texts.chunks(BATCH) {
                inner.wanted(TOOL)?;
                let embedded = encoder.embed(batch);
                made.extend(embedded.map_err(|reason| ToolError::Unavailable { tool: TOOL.to_owned(), reason })?);
            }
            Ok(made)
        };
        context.compute(TOOL, work).await
    }
}

impl AssetEncoder for LocalEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    fn encode(&self, asset: &Asset, _: &[u8]) -> Result<Vec<f32>, String> {
        Ok(self.encoder.embed(&[words_of(asset)])?.pop().unwrap_or_default())
    }

    fn ask(&self, text: &str, _: Option<&[u8]>) -> Result<Vec<f32>, String> {
        if text.trim().is_empty() { Ok(Vec::new()) } else { Ok(middle(&self.encoder.embed(&[text.to_owned()])?)) }
    }
}

#[cfg(test)]
mod tests;
