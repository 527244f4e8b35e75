//! Embeddings of texts and pictures by ONNX models that lie in a folder of this machine, under a manifest named `encoder.json`.
//!
//! Nothing is fetched. Where both a reader and a looker lie there they are of one space, as CLIP's are: a picture is found by words,
//! and words by a picture.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use learned::{EncoderManifest, Encoders, Engine, LearnedError, MANIFEST_BYTES_MAX, MODEL_BYTES_MAX};
use render::{Picture, Pixels};
use retrieval::{Asset, AssetKind, DIMENSIONS_MAX};
use tokenizers::Tokenizer;

use crate::context::Context;
use crate::embedder::{AssetEncoder, Embedder, middle, words_of};
use crate::error::{ToolError, chain};
use crate::model_folder::{LocalModelError, TOKENIZER_BYTES_MAX, guarded, read, tokenizer};
use crate::quote::Quote;

/// The manifest's name in its folder.
pub const MANIFEST: &str = "encoder.json";
/// Longest side of what is made of a picture without pixels, px; models look at less.
const SIDE_MAX: u32 = 1_024;
/// The tool that errors name.
const TOOL: &str = "embeddings";

/// Encoders of a folder; cheap to clone.
#[derive(Clone)]
pub struct OnnxEmbeddings {
    name: Arc<str>,
    models: Arc<Models>,
}

struct Models {
    encoders: Encoders,
    /// Where texts are read.
    tokenizer: Option<Tokenizer>,
}

impl std::fmt::Debug for OnnxEmbeddings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OnnxEmbeddings({})", self.name)
    }
}

impl OnnxEmbeddings {
    /// The encoders in a folder, run by an engine. Reads them whole, which takes a moment: call it where threads may block.
    ///
    /// # Errors
    ///
    /// [`LocalModelError`] that names the file.
    pub fn open(folder: &Path, engine: &dyn Engine) -> Result<Self, LocalModelError> {
        let wrong = |name: &str, reason: String| LocalModelError::Content { file: folder.join(name), reason };
        let unfit = |error: LearnedError| wrong(MANIFEST, chain(&error));
        let manifest = read(&folder.join(MANIFEST), MANIFEST_BYTES_MAX as u64)?;
        let named = EncoderManifest::from_json(&manifest).map_err(|error| unfit(error.into()))?;
        let mut files = BTreeMap::new();
        let words = named.text.as_ref().map(|text| text.tokenizer.file.as_str());
        for file in named.files().into_keys() {
            let most = if words == Some(file) { TOKENIZER_BYTES_MAX } else { MODEL_BYTES_MAX as u64 };
            files.insert(file.to_owned(), read(&folder.join(file), most)?);
        }
        let encoders = Encoders::load(&manifest, files, engine).map_err(unfit)?;
        if encoders.dimensions() > DIMENSIONS_MAX {
            let reason = format!("{} numbers an embedding; an index takes {DIMENSIONS_MAX}", encoders.dimensions());
            return Err(wrong(MANIFEST, reason));
        }
        let tokenizer = named.text.as_ref().map(|text| {
            let tokenizer = tokenizer(encoders.tokenizer(), text.tokens as usize, None);
            tokenizer.map_err(|reason| wrong(&text.tokenizer.file, reason))
        });
        let models = Models { encoders, tokenizer: tokenizer.transpose()? };
        // Figures of two engines differ in their last digits, which is nothing between meanings.
        let name = format!("onnx/{}", models.encoders.id().short(12));
        Ok(Self { name: name.into(), models: Arc::new(models) })
    }

    /// What they were made from.
    #[must_use]
    pub fn manifest(&self) -> &EncoderManifest {
        self.models.encoders.manifest()
    }
}

impl Models {
    fn read(&self, text: &str) -> Result<Vec<f32>, String> {
        let Some(tokenizer) = &self.tokenizer else { return Err("texts are not read".to_owned()) };
        let tokens = guarded(|| tokenizer.encode(text, true).map_err(|error| error.to_string()))?;
        self.encoders.read(tokens.get_ids()).map_err(|error| chain(&error))
    }

    fn see(&self, file: &[u8]) -> Result<Vec<f32>, String> {
        self.encoders.see(&pixels(file)?).map_err(|error| chain(&error))
    }
}

/// A picture as a model is shown it: its own pixels, or those of its forms.
fn pixels(file: &[u8]) -> Result<Pixels, String> {
    match render::decode_picture(file).map_err(|error| chain(&error))? {
        Picture::Raster(pixels) => Ok(pixels),
        forms @ Picture::Vector(_) => forms.thumbnail(SIDE_MAX).map_err(|error| chain(&error)),
    }
}

/// Does for each what takes time, for as long as somebody waits.
fn each<T>(
    context: &Context,
    all: &[T],
    encode: impl Fn(&T) -> Result<Vec<f32>, String>,
) -> Result<Vec<Vec<f32>>, ToolError> {
    let one = |one: &T| {
        context.wanted(TOOL)?;
        encode(one).map_err(|reason| ToolError::Unavailable { tool: TOOL.to_owned(), reason })
    };
    all.iter().map(one).collect()
}

impl Embedder for OnnxEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    fn dimensions(&self) -> usize {
        self.models.encoders.dimensions()
    }

    fn reads(&self) -> bool {
        self.models.tokenizer.is_some()
    }

    fn sees(&self) -> bool {
        self.manifest().image.is_some()
    }

    fn quote(&self, _: &[String]) -> Quote {
        Quote::FREE
    }

    async fn embed(&self, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        let (models, inner) = (self.models.clone(), context.clone());
        context.compute(TOOL, move || each(&inner, &texts, |text| models.read(text))).await
    }

    async fn embed_pictures(&self, context: &Context, pictures: Vec<Vec<u8>>) -> Result<Vec<Vec<f32>>, ToolError> {
        let (models, inner) = (self.models.clone(), context.clone());
        context.compute(TOOL, move || each(&inner, &pictures, |picture| models.see(picture))).await
    }
}

impl AssetEncoder for OnnxEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    /// Where pictures are looked at nothing else is encoded: words lie nearer to words than to any picture, and would be all that a
    /// question in words finds. Texts are found by their words.
    fn encode(&self, asset: &Asset, file: &[u8]) -> Result<Vec<f32>, String> {
        let is_picture = matches!(asset.kind, AssetKind::Logo | AssetKind::Imagery);
        match (self.sees(), is_picture && asset.look.is_some()) {
            (true, true) => self.models.see(file),
            (true, false) => Ok(Vec::new()),
            (false, _) => self.models.read(&words_of(asset)),
        }
    }

    fn ask(&self, text: &str, picture: Option<&[u8]>) -> Result<Vec<f32>, String> {
        let words = (self.reads() && !text.trim().is_empty()).then(|| self.models.read(text));
        let picture = picture.filter(|_| self.sees()).map(|picture| self.models.see(picture));
        Ok(middle(&words.into_iter().chain(picture).collect::<Result<Vec<_>, _>>()?))
    }
}

#[cfg(test)]
mod tests;
