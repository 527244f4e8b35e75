//! A sentence encoder in a folder: its files within limits, and what a text means by it.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor, safetensors};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use design::Sha256;
use tokenizers::{PaddingParams, Tokenizer};

use crate::model_folder::{LocalModelError, TOKENIZER_BYTES_MAX, guarded, read, tokenizer};

/// The files of a folder.
pub(crate) const WEIGHTS: &str = "model.safetensors";
const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
/// Largest files that are read, bytes.
const CONFIG_BYTES_MAX: u64 = 64 * 1024;
const WEIGHTS_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Most of each that an encoder has.
const HIDDEN_MAX: usize = 4_096;
const LAYERS_MAX: usize = 64;
/// Longest text, tokens; sentence encoders were taught on such.
const TOKENS_MAX: usize = 256;
/// Texts that are encoded at a time.
pub(crate) const BATCH: usize = 16;

/// What an encoder is made of, by name.
pub(crate) type Tensors = HashMap<String, Tensor>;

/// A sentence encoder of the BERT family.
pub(crate) struct Encoder {
    bert: BertModel,
    tokenizer: Tokenizer,
    /// Numbers of what a text means.
    pub(crate) dimensions: usize,
    /// Its files.
    pub(crate) id: Sha256,
}

impl Encoder {
    /// The encoder in a folder, its weights as `tuned` leaves them, which is told their hash.
    ///
    /// # Errors
    ///
    /// [`LocalModelError`] that names the file.
    pub(crate) fn open(
        folder: &Path,
        tuned: impl FnOnce(Tensors, &Sha256) -> Result<Tensors, String>,
    ) -> Result<Self, LocalModelError> {
        let read = |name: &str, most: u64| read(&folder.join(name), most);
        let wrong = |name: &str, reason: String| LocalModelError::Content { file: folder.join(name), reason };
        let settings = read(CONFIG, CONFIG_BYTES_MAX)?;
        let config = config(&settings).map_err(|reason| wrong(CONFIG, reason))?;
        let words = read(TOKENIZER, TOKENIZER_BYTES_MAX)?;
        let max_length = TOKENS_MAX.min(config.max_position_embeddings);
        let tokenizer = tokenizer(&words, max_length, Some(PaddingParams::default()));
        let tokenizer = tokenizer.map_err(|reason| wrong(TOKENIZER, reason))?;
        if tokenizer.get_vocab_size(true) > config.vocab_size {
            return Err(wrong(TOKENIZER, "has more tokens than the model".to_owned()));
        }
        let weights = read(WEIGHTS, WEIGHTS_BYTES_MAX)?;
        // Embeddings are compared with those of the same files alone, whatever their folder is called.
        let files = [Sha256::of(&settings), Sha256::of(&words), Sha256::of(&weights)];
        let unfit = |error: candle_core::Error| wrong(WEIGHTS, error.to_string());
        let tensors = safetensors::load_buffer(&weights, &Device::Cpu).map_err(unfit)?;
        drop(weights);
        let tensors = tuned(tensors, &files[2]).map_err(|reason| wrong(WEIGHTS, reason))?;
        let bert = BertModel::load(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu), &config);
        Ok(Self { bert: bert.map_err(unfit)?, tokenizer, dimensions: config.hidden_size, id: Sha256::of_json(&files) })
    }

    /// The mean of what the last layer says of each token.
    pub(crate) fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, String> {
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

/// What the settings say, as far as it is an encoder's.
fn config(settings: &[u8]) -> Result<Config, String> {
    let config: Config = serde_json::from_slice(settings).map_err(|error| error.to_string())?;
    let sizes = [config.hidden_size, config.intermediate_size / 8, config.num_attention_heads];
    let heads = config.num_attention_heads.max(1);
    if sizes.iter().any(|size| !(1..=HIDDEN_MAX).contains(size))
        || config.num_hidden_layers > LAYERS_MAX
        || !config.hidden_size.is_multiple_of(heads)
        || config.max_position_embeddings < 2
    {
        return Err("is no encoder of sentences".to_owned());
    }
    Ok(config)
}
