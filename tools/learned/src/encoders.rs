//! Encoders of one space: texts and pictures in, numbers out that lie near each other where meanings do.

use std::collections::BTreeMap;

use design::Sha256;
use render::Pixels;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::LearnedError;
use crate::head::normalise;
use crate::judge::{image_model, trial};
use crate::loaded::{Asked, Loaded, Wanted, checked};
use crate::manifest::Encoder;
use crate::model::{Element, Engine, Numbers, OUTPUT_MAX};
use crate::prepare::prepare;

/// Most tokens of a text that an encoder reads.
pub const TOKENS_MAX: u32 = 512;
/// Most numbers that a model says of all tokens of a text.
const SAID_MAX: usize = TOKENS_MAX as usize * 4_096;
/// The form of [`Encoders::id`]; another when anything here computes other figures from the same files.
const ID_VERSION: u32 = 1;

/// Encoders of one space: of texts, of pictures, or of both; the form of an `encoder.json`.
///
/// ```
/// # use maquette_learned::EncoderManifest;
/// let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let manifest = format!(
///     r##"{{
///         "name": "words-and-pictures", "version": "1",
///         "text": {{
///             "file": "text.onnx", "sha256": "{sha256}",
///             "tokenizer": {{ "file": "tokenizer.json", "sha256": "{sha256}" }},
///             "tokens": 77, "pool": "none"
///         }},
///         "image": {{
///             "file": "image.onnx", "sha256": "{sha256}",
///             "input": {{
///                 "width": 224, "height": 224, "resize": "cover", "filter": "bicubic", "layout": "nchw",
///                 "scale": "1/255", "mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28], "ground": "#ffffff"
///             }}
///         }}
///     }}"##
/// );
/// let manifest = EncoderManifest::from_json(manifest.as_bytes())?;
/// assert_eq!(manifest.files().len(), 3);
/// # Ok::<(), design::DataError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncoderManifest {
    /// What people call it.
    pub name: String,
    /// Which one of that name it is.
    pub version: String,
    /// The model that reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextEncoder>,
    /// The model that looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Encoder>,
}

/// The model that reads a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextEncoder {
    /// Its ONNX file, by its path in the folder of the manifest.
    pub file: String,
    /// What the file's bytes hash to.
    pub sha256: Sha256,
    /// The file that says how a text becomes tokens: a `tokenizer.json`.
    pub tokenizer: TokenizerFile,
    /// How many tokens the model is given: a longer text is cut, a shorter one padded.
    pub tokens: u32,
    /// The token that a text is padded with.
    #[serde(default)]
    pub pad: u32,
    /// What the model calls its inputs.
    #[serde(default)]
    pub inputs: TextInputs,
    /// Which of its outputs is used; its first, unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// How what it says of tokens becomes what it says of the text.
    pub pool: Pool,
}

/// How a text becomes tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenizerFile {
    /// The file, by its path in the folder of the manifest.
    pub file: String,
    /// What its bytes hash to.
    pub sha256: Sha256,
}

/// What a model that reads calls its inputs: `input_ids` and `attention_mask`, unless said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TextInputs {
    /// The tokens.
    pub ids: String,
    /// 1 for a token of the text, 0 for padding; `null`, where it has no such input.
    pub mask: Option<String>,
    /// Which of two texts a token is of, which is always the first; nothing, where it has no such input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<String>,
}

impl Default for TextInputs {
    fn default() -> Self {
        Self { ids: "input_ids".to_owned(), mask: Some("attention_mask".to_owned()), kinds: None }
    }
}

/// How what a model says of each token becomes what it says of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// The model says it of the text.
    None,
    /// What it says of the first token.
    First,
    /// The mean over the tokens that are no padding.
    Mean,
}

impl EncoderManifest {
    /// The files that it names, with what their bytes hash to.
    #[must_use]
    pub fn files(&self) -> BTreeMap<&str, Sha256> {
        let text = self.text.iter().flat_map(|text| {
            [(text.file.as_str(), text.sha256), (text.tokenizer.file.as_str(), text.tokenizer.sha256)]
        });
        text.chain(self.image.iter().map(|image| (image.file.as_str(), image.sha256))).collect()
    }
}

/// Encoders that are ready: their models loaded, and tried once.
pub struct Encoders {
    manifest: EncoderManifest,
    id: Sha256,
    engine: String,
    dimensions: usize,
    text: Option<Loaded>,
    image: Option<Loaded>,
    tokenizer: Vec<u8>,
}

impl std::fmt::Debug for Encoders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoders").field("name", &self.manifest.name).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Encoders {
    /// Loads encoders from their manifest and the files that this names, by their names; others are not looked at.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] with what is wrong first.
    pub fn load(
        manifest: &[u8],
        mut files: BTreeMap<String, Vec<u8>>,
        engine: &dyn Engine,
    ) -> Result<Self, LearnedError> {
        let manifest = EncoderManifest::from_json(manifest)?;
        let mut files = checked(&manifest.files(), &mut files)?;
        let image = manifest.image.as_ref().map(|encoder| looker(encoder).load(&files, engine)).transpose()?;
        let text = manifest.text.as_ref().map(|encoder| encoder.asked().load(&files, engine)).transpose()?;
        let tokenizer = manifest.text.as_ref().and_then(|text| files.remove(&text.tokenizer.file)).unwrap_or_default();
        let id = Sha256::of_json(&(ID_VERSION, &manifest, manifest.files()));
        let mut encoders =
            Self { manifest, id, engine: engine.name().to_owned(), dimensions: 0, text, image, tokenizer };
        let image = encoders.image.is_some().then(|| encoders.see(&trial(37))).transpose()?.map(|seen| seen.len());
        let pad = encoders.manifest.text.as_ref().map_or(0, |text| text.pad);
        let text = encoders.text.is_some().then(|| encoders.read(&[pad])).transpose()?.map(|read| read.len());
        // A picture's answer is its embedding; a text's may be one for each token.
        encoders.image.iter_mut().zip(image).for_each(|(model, length)| model.settle(length));
        encoders.dimensions = match (text, image) {
            (Some(text), Some(image)) if text != image => return Err(LearnedError::Space { text, image }),
            (text, image) => text.or(image).unwrap_or(0),
        };
        Ok(encoders)
    }

    /// What it was made from.
    #[must_use]
    pub fn manifest(&self) -> &EncoderManifest {
        &self.manifest
    }

    /// A hash over the manifest, and by way of that over every file: embeddings of one id may be compared with each other.
    #[must_use]
    pub fn id(&self) -> Sha256 {
        self.id
    }

    /// The name of what runs it.
    #[must_use]
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// How many numbers a text or a picture becomes.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The bytes of the file that says how a text becomes tokens; none, where texts are not read.
    #[must_use]
    pub fn tokenizer(&self) -> &[u8] {
        &self.tokenizer
    }

    /// What a picture means, of length 1.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] when pictures are not looked at, the picture is none, or the model does not get through.
    pub fn see(&self, picture: &Pixels) -> Result<Vec<f32>, LearnedError> {
        let (Some(encoder), Some(model)) = (&self.manifest.image, &self.image) else {
            return Err(self.lacks("pictures"));
        };
        let mut seen = model.run(prepare(picture, &encoder.input)?, 1)?;
        normalise(&mut seen);
        Ok(seen)
    }

    /// What a text means, of length 1, given its tokens; zeros, where it has none. Of a text that is longer than what the model is
    /// given, the last token takes the place of the last that is read: it marks the end.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] when texts are not read, or the model does not get through.
    pub fn read(&self, tokens: &[u32]) -> Result<Vec<f32>, LearnedError> {
        let (Some(encoder), Some(model)) = (&self.manifest.text, &self.text) else {
            return Err(self.lacks("texts"));
        };
        let Some(&end) = tokens.last() else { return Ok(vec![0.0; self.dimensions]) };
        let length = encoder.tokens as usize;
        let mut ids: Vec<i64> = tokens.iter().take(length).map(|&token| i64::from(token)).collect();
        let there = ids.len();
        if tokens.len() > length {
            ids[length - 1] = i64::from(end);
        }
        ids.resize(length, i64::from(encoder.pad));
        let mut inputs = vec![Numbers::Whole(ids)];
        if encoder.inputs.mask.is_some() {
            inputs.push(Numbers::Whole((0..length).map(|at| i64::from(at < there)).collect()));
        }
        if encoder.inputs.kinds.is_some() {
            inputs.push(Numbers::Whole(vec![0; length]));
        }
        let mut read = encoder.pooled(&model.answer(inputs, 1)?, there)?;
        normalise(&mut read);
        Ok(read)
    }

    fn lacks(&self, what: &'static str) -> LearnedError {
        LearnedError::Lacks { name: self.manifest.name.clone(), what }
    }
}

/// The model that looks, which has to say one thing of the whole picture.
fn looker(encoder: &Encoder) -> Asked<'_> {
    Asked { rank: Some(2), ..image_model(encoder) }
}

impl TextEncoder {
    fn asked(&self) -> Asked<'_> {
        let names = [Some(&self.inputs.ids), self.inputs.mask.as_ref(), self.inputs.kinds.as_ref()];
        let input = |name| Wanted { name: Some(name), element: Element::Whole, shape: vec![self.tokens as usize] };
        let inputs = names.into_iter().flatten().map(|name| input(name.as_str())).collect();
        let (rank, most) = if self.pool == Pool::None { (2, OUTPUT_MAX) } else { (3, SAID_MAX) };
        // What a text means may not depend on its neighbours, and questions come one at a time.
        Asked { file: &self.file, inputs, output: self.output.as_deref(), rank: Some(rank), most, many: false }
    }

    /// What is said of a text of `there` tokens, given what is said of all that the model was given.
    fn pooled(&self, said: &[f32], there: usize) -> Result<Vec<f32>, LearnedError> {
        let tokens = self.tokens as usize;
        if self.pool == Pool::None {
            return Ok(said.to_vec());
        }
        let size = said.len() / tokens;
        if size == 0 || size * tokens != said.len() {
            let reason = format!("expected numbers for each of {tokens} tokens, found {} in all", said.len());
            return Err(LearnedError::Port { file: self.file.clone(), reason });
        }
        let count = if self.pool == Pool::First { 1 } else { there.clamp(1, tokens) };
        let mut sums = vec![0.0_f64; size];
        for token in said.chunks_exact(size).take(count) {
            sums.iter_mut().zip(token).for_each(|(sum, number)| *sum += f64::from(*number));
        }
        Ok(sums.into_iter().map(|sum| (sum / count as f64) as f32).collect())
    }
}
