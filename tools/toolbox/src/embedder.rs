//! Whatever makes embeddings: numbers for what a text means, near each other where meanings are.

use std::future::Future;
use std::sync::Arc;

use crate::context::Context;
use crate::error::ToolError;
use crate::quote::Quote;
use crate::toolbox::BoxFuture;

/// Most texts of one call.
pub const TEXTS_MAX: usize = 256;
/// Longest text, bytes; what is longer is cut.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;

/// A back end that makes embeddings.
pub trait Embedder: Send + Sync + 'static {
    /// The model, as traces have it. Whoever fills an index sees to it that questions are embedded by the same one.
    fn name(&self) -> &str;

    /// How many numbers one has.
    fn dimensions(&self) -> usize;

    /// A true upper bound on what the embeddings of those texts may cost.
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
}

/// Any embedder; cheap to clone. What comes out of it was checked: as many embeddings as texts, of finite numbers, all of one size.
#[derive(Clone)]
pub struct AnyEmbedder(Arc<dyn DynEmbedder>);

impl AnyEmbedder {
    /// Erases the type of `embedder`.
    #[must_use]
    pub fn new(embedder: impl Embedder) -> Self {
        Self(Arc::new(Held(Arc::new(embedder))))
    }

    /// The model, as traces have it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// How many numbers an embedding has.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.0.dimensions()
    }

    pub(crate) fn quote(&self, texts: &[String]) -> Quote {
        self.0.quote(texts)
    }

    pub(crate) fn marks(&self) -> bool {
        self.0.marks()
    }

    /// The embeddings of at most [`TEXTS_MAX`] texts, in their order, for `tool`.
    ///
    /// # Errors
    ///
    /// What the embedder says; [`ToolError::Unavailable`] when what it made are no embeddings.
    pub async fn embed(&self, tool: &str, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        let unavailable = |reason: &str| {
            let reason = format!("{}: {reason}", self.name());
            Err(ToolError::Unavailable { tool: tool.to_owned(), reason })
        };
        if texts.len() > TEXTS_MAX {
            return unavailable("too many texts at once");
        }
        let (count, size) = (texts.len(), self.dimensions());
        let cut = |mut text: String| {
            text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
            text
        };
        let texts = texts.into_iter().map(cut).collect();
        let made = self.0.embed(context.clone(), texts).await?;
        let sound = |one: &Vec<f32>| one.len() == size && one.iter().all(|number| number.is_finite());
        if made.len() != count || !made.iter().all(sound) {
            return unavailable("what it made are no embeddings of that many texts");
        }
        Ok(made)
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
    fn quote(&self, texts: &[String]) -> Quote;
    fn marks(&self) -> bool;
    fn embed(&self, context: Context, texts: Vec<String>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>>;
}

struct Held<E>(Arc<E>);

impl<E: Embedder> DynEmbedder for Held<E> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn dimensions(&self) -> usize {
        self.0.dimensions()
    }

    fn quote(&self, texts: &[String]) -> Quote {
        self.0.quote(texts)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    fn embed(&self, context: Context, texts: Vec<String>) -> BoxFuture<Result<Vec<Vec<f32>>, ToolError>> {
        let embedder = self.0.clone();
        Box::pin(async move { embedder.embed(&context, texts).await })
    }
}
