//! Embeddings of texts by a sentence encoder of the BERT family that lies in a folder of this machine.
//!
//! Nothing is fetched: whoever wants meanings compared puts `config.json`, `tokenizer.json` and `model.safetensors` there.

use std::path::Path;
use std::sync::Arc;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use design::Sha256;
use retrieval::Asset;
use tokenizers::{PaddingParams, Tokenizer};

use crate::context::Context;
use crate::embedder::{AssetEncoder, Embedder, middle, words_of};
use crate::error::ToolError;
use crate::model_folder::{LocalModelError, TOKENIZER_BYTES_MAX, guarded, read, tokenizer};
use crate::quote::Quote;

/// Largest files that are read, bytes.
const CONFIG_BYTES_MAX: u64 = 64 * 1024;
const WEIGHTS_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Most of each that an encoder has.
const HIDDEN_MAX: usize = 4_096;
const LAYERS_MAX: usize = 64;
/// Longest text, tokens; sentence encoders were taught on such.
const TOKENS_MAX: usize = 256;
/// Texts that are encoded at a time.
const BATCH: usize = 16;

/// A sentence encoder; cheap to clone.
#[derive(Clone)]
pub struct LocalEmbeddings {
    name: Arc<str>,
    dimensions: usize,
    model: Arc<Model>,
}

struct Model {
    bert: BertModel,
    tokenizer: Tokenizer,
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
        let read = |name: &str, most: u64| read(&folder.join(name), most);
        let wrong = |name: &str, reason: String| LocalModelError::Content { file: folder.join(name), reason };
        let settings = read("config.json", CONFIG_BYTES_MAX)?;
        let config: Config =
            serde_json::from_slice(&settings).map_err(|error| wrong("config.json", error.to_string()))?;
        let sizes = [config.hidden_size, config.intermediate_size / 8, config.num_attention_heads];
        let heads = config.num_attention_heads.max(1);
        if sizes.iter().any(|size| !(1..=HIDDEN_MAX).contains(size))
            || config.num_hidden_layers > LAYERS_MAX
            || !config.hidden_size.is_multiple_of(heads)
            || config.max_position_embeddings < 2
        {
            return Err(wrong("config.json", "is no encoder of sentences".to_owned()));
        }
        let words = read("tokenizer.json", TOKENIZER_BYTES_MAX)?;
        let max_length = TOKENS_MAX.min(config.max_position_embeddings);
        let tokenizer = tokenizer(&words, max_length, Some(PaddingParams::default()));
        let tokenizer = tokenizer.map_err(|reason| wrong("tokenizer.json", reason))?;
        if tokenizer.get_vocab_size(true) > config.vocab_size {
            return Err(wrong("tokenizer.json", "has more tokens than the model".to_owned()));
        }
        let weights = read("model.safetensors", WEIGHTS_BYTES_MAX)?;
        // Embeddings are compared with those of the same files alone, whatever their folder is called.
        let files = [Sha256::of(&settings), Sha256::of(&words), Sha256::of(&weights)];
        let name = format!("local/{}", Sha256::of_json(&files).short(12));
        let unfit = |error: candle_core::Error| wrong("model.safetensors", error.to_string());
        let weights = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu).map_err(unfit)?;
        let bert = BertModel::load(weights, &config).map_err(unfit)?;
        let model = Arc::new(Model { bert, tokenizer });
        Ok(Self { name: name.into(), dimensions: config.hidden_size, model })
    }
}

impl Model {
    /// The mean of what the last layer says of each token.
    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, String> {
        let encode = || self.tokenizer.encode_batch(texts.to_vec(), true).map_err(|error| error.to_string());
        let encoded = guarded(encode)?;
        let length = encoded.first().map_or(0, |one| one.get_ids().len());
        let matrix = |of: fn(&tokenizers::Encoding) -> &[u32]| {
            let all: Vec<u32> = encoded.iter().flat_map(|one| of(one).iter().copied()).collect();
            Tensor::from_vec(all, (texts.len(), length), &Device::Cpu)
        };
        let run = || {
            let mask = matrix(tokenizers::Encoding::get_attention_mask)?;
            let (ids, kinds) = (matrix(tokenizers::Encoding::get_ids)?, matrix(tokenizers::Encoding::get_type_ids)?);
            let said = self.bert.forward(&ids, &kinds, Some(&mask))?;
            let mask = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
            // Padding says nothing, and a text of nothing but padding is a zero.
            let count = mask.sum(1)?.clamp(1e-9, f64::INFINITY)?;
            said.broadcast_mul(&mask)?.sum(1)?.broadcast_div(&count)?.to_vec2::<f32>()
        };
        run().map_err(|error: candle_core::Error| error.to_string())
    }
}

impl Embedder for LocalEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn quote(&self, _: &[String]) -> Quote {
        Quote::FREE
    }

    async fn embed(&self, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        const TOOL: &str = "embeddings";
        let (model, inner) = (self.model.clone(), context.clone());
        let work = move || {
            let mut made = Vec::with_capacity(texts.len());
            for batch in texts.chunks(BATCH) {
                inner.wanted(TOOL)?;
                let embedded = model.embed(batch);
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
        Ok(self.model.embed(&[words_of(asset)])?.pop().unwrap_or_default())
    }

    fn ask(&self, text: &str, _: Option<&[u8]>) -> Result<Vec<f32>, String> {
        if text.trim().is_empty() { Ok(Vec::new()) } else { Ok(middle(&self.model.embed(&[text.to_owned()])?)) }
    }
}

#[cfg(test)]
mod tests;
