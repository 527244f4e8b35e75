//! Whatever makes embeddings: numbers for what a text means, near each other where meanings are.

mod cache;

use std::future::Future;
use std::sync::Arc;

use retrieval::Asset;

use self::cache::{Cache, Source};
use crate::context::Context;
use crate::error::ToolError;
use crate::quote::Quote;
use crate::toolbox::BoxFuture;

/// Most texts of one call.
pub const TEXTS_MAX: usize = 256;
/// Longest text, bytes; what is longer is cut.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;
/// Most pictures of one call.
pub const PICTURES_MAX: usize = 16;

/// A back end that makes embeddings.
pub trait Embedder: Send + Sync + 'static {
    /// The model, as traces have it. Whoever fills an index sees to it that questions are embedded by the same one.
    fn name(&self) -> &str;

    /// How many numbers one has.
    fn dimensions(&self) -> usize;

    /// Whether it reads: texts become embeddings.
    fn reads(&self) -> bool {
        true
    }

    /// Whether it sees: pictures become embeddings, among those of texts where it reads as well.
    fn sees(&self) -> bool {
        false
    }

    /// A true upper bound on what the embeddings of those texts may cost. Pictures are looked at here, and cost nothing.
    fn quote(&self, texts: &[String]) -> Quote;

    /// Whether it says by itself when a call leaves; see [`Tool::marks`](crate::Tool::marks).
    fn marks(&self) -> bool {
        false
    }

    /// The embeddings of texts, in their order.
    ///
    /// # Errors
    ///
    /// [`ToolError`], best made with [`ToolError::Unavailable`] or [`ToolError::Refused`].
    fn embed(
        &self,
        context: &Context,
        texts: Vec<String>,
    ) -> impl Future<Output = Result<Vec<Vec<f32>>, ToolError>> + Send;

    /// The embeddings of pictures, given the bytes of their files, in their order.
    ///
    /// # Errors
    ///
    /// [`ToolError`]; [`ToolError::Unavailable`] where it does not see.
    fn embed_pictures(
        &self,
        _: &Context,
        _: Vec<Vec<u8>>,
    ) -> impl Future<Output = Result<Vec<Vec<f32>>, ToolError>> + Send {
        let reason = format!("{} does not look at pictures", self.name());
        std::future::ready(Err(ToolError::Unavailable { tool: "embeddings".to_owned(), reason }))
    }
}

/// Says what the assets of an index mean while it is filled, where threads may block.
pub trait AssetEncoder: Send + Sync + 'static {
    /// The model, as [`Embedder::name`] has it: embeddings of other names are not compared with its.
    fn name(&self) -> &str;

    /// The embedding of an asset, given the bytes of its file; empty, where it says nothing of assets like that.
    ///
    /// # Errors
    ///
    /// Why it does not get through, in a few words.
    fn encode(&self, asset: &Asset, file: &[u8]) -> Result<Vec<f32>, String>;

    /// The embedding of a question in words, with a picture, or both; empty, where it says nothing of either.
    ///
    /// # Errors
    ///
    /// Why it does not get through, in a few words.
    fn ask(&self, text: &str, picture: Option<&[u8]>) -> Result<Vec<f32>, String>;
}

/// What is meant by all of those together, each counting for as much however long it is; nothing, where nothing is meant.
#[must_use]
pub fn middle(meant: &[Vec<f32>]) -> Vec<f32> {
    let mut sums = vec![0.0; meant.first().map_or(0, Vec::len)];
    for one in meant {
        let length = libm::sqrt(one.iter().map(|x| f64::from(*x) * f64::from(*x)).sum());
        if length > 0.0 {
            sums.iter_mut().zip(one).for_each(|(sum, x)| *sum += f64::from(*x) / length);
        }
    }
    // Of what points nowhere everything would be as near.
    if sums.iter().all(|sum| *sum == 0.0) { Vec::new() } else { sums.into_iter().map(|sum| sum as f32).collect() }
}

/// What a reader is given of an asset: its names, what it is about, what it says.
#[must_use]
pub fn words_of(asset: &Asset) -> String {
    let all = asset.names().chain(asset.tags.iter().map(String::as_str)).chain([asset.text.as_str()]);
    let mut words = all.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(". ");
    words.truncate(words.floor_char_boundary(TEXT_BYTES_MAX));
    words
}

/// Any embedder; cheap to clone. What comes out of it was checked: as many embeddings as texts, of finite numbers, all of one size.
/// What a tenant asked before is not made again: it is kept for a while, by all clones together.
#[derive(Clone)]
pub struct AnyEmbedder {
    embedder: Arc<dyn DynEmbedder>,
    cache: Arc<Cache>,
}

impl AnyEmbedder {
    /// Erases the type of `embedder`.
    #[must_use]
    pub fn new(embedder: impl Embedder) -> Self {
        Self { embedder: Arc::new(Held(Arc::new(embedder))), cache: Arc::default() }
    }

    /// The model, as traces have it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.embedder.name()
    }

    /// How many numbers an embedding has.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.embedder.dimensions()
    }

    /// Whether texts become embeddings.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.embedder.reads()
    }

    /// Whether pictures become embeddings.
    #[must_use]
    pub fn sees(&self) -> bool {
        self.embedder.sees()
    }

    pub(crate) fn quote(&self, texts: &[String]) -> Quote {
        self.embedder.quote(texts)
    }

    pub(crate) fn marks(&self) -> bool {
        self.embedder.marks()
    }

    /// The embeddings of at most [`TEXTS_MAX`] texts, in their order, for `tool`.
    ///
    /// # Errors
    ///
    /// What the embedder says; [`ToolError::Unavailable`] when what it made are no embeddings.
    pub async fn embed(&self, tool: &str, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        if texts.len() > TEXTS_MAX {
            return Err(self.unavailable(tool, "too many texts at once"));
        }
        let cut = |mut text: String| {
            text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
            text
        };
        let make = async |texts: Vec<String>| {
            let count = texts.len();
            self.checked(tool, self.embedder.embed(context.clone(), texts).await?, count)
        };
        let texts = texts.into_iter().map(cut).collect();
        self.cache.all(context.tenant(), Source::Text, texts, make).await
    }

    /// The embeddings of at most [`PICTURES_MAX`] pictures, given the bytes of their files, in their order, for `tool`.
    ///
    /// # Errors
    ///
    /// What the embedder says; [`ToolError::Unavailable`] when what it made are no embeddings.
    pub async fn embed_pictures(
        &self,
        tool: &str,
        context: &Context,
        pictures: Vec<Vec<u8>>,
    ) -> Result<Vec<Vec<f32>>, ToolError> {
        if pictures.len() > PICTURES_MAX {
            return Err(self.unavailable(tool, "too many pictures at once"));
        }
        let make = async |pictures: Vec<Vec<u8>>| {
            let count = pictures.len();
            self.checked(tool, self.embedder.embed_pictures(context.clone(), pictures).await?, count)
        };
        self.cache.all(context.tenant(), Source::Picture, pictures, make).await
    }

    fn checked(&self, tool: &str, made: Vec<Vec<f32>>, count: usize) -> Result<Vec<Vec<f32>>, ToolError> {
        let size = self.dimensions();
        let sound = |one: &Vec<f32>| one.len() == size && one.iter().all(|number| number.is_finite());
        if made.len() != count || !made.iter().all(sound) {
            return Err(self.unavailable(tool, "what it made are no embeddings of that many"));
        }
        Ok(made)
    }

    fn unavailable(&self, tool: &str, reason: &str) -> ToolError {
        ToolError::Unavailable { tool: tool.to_owned(), reason: format!("{}: {reason}", self.name()) }
    }
}

impl std::fmt::Debug for AnyEmbedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyEmbedder({})", self.name())
    }
}

trait DynEmbedder: Send + Sync {
    fn name(&self) -> &str;
    fn dimensions(&self) -> usize;
    fn reads(&self) -> bool;
    fn sees(&self) -> bool;
    fn quote(&self, texts: &[String]) -> Quote;
    fn marks(&self) -> bool;
    fn embed(&self, context: Context, texts: Vec<String>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>>;
    fn embed_pictures(&self, context: Context, pictures: Vec<Vec<u8>>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>>;
}

struct Held<E>(Arc<E>);

impl<E: Embedder> DynEmbedder for Held<E> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn dimensions(&self) -> usize {
        self.0.dimensions()
    }

    fn reads(&self) -> bool {
        self.0.reads()
    }

    fn sees(&self) -> bool {
        self.0.sees()
    }

    fn quote(&self, texts: &[String]) -> Quote {
        self.0.quote(texts)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    fn embed_pictures(&self, context: Context, pictures: Vec<Vec<u8>>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>> {
        let embedder = self.0.clone();
        Box::pin(async move { embedder.embed_pictures(&context, pictures).await })
    }

    fn embed(&self, context: Context, texts: Vec<String>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>> {
        let embedder = self.0.clone();
        Box::pin(async move { embedder.embed(&context, texts).await })
    }
}
