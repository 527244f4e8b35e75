//! Embeddings of texts.

use std::sync::Arc;

use design::Sha256;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::service_fn;

use super::{Endpoint, EndpointError, fault_of};
use crate::context::Context;
use crate::embedder::{Embedder, TEXT_BYTES_MAX, TEXTS_MAX};
use crate::error::ToolError;
use crate::prices::{ChatShape, PriceBook, PriceError, Usage};
use crate::provider::{Asked, Fault, FaultClass, Provider, ProviderCall};
use crate::quote::Quote;

/// Most numbers of an embedding.
const DIMENSIONS_MAX: usize = 4_096;
/// Most bytes that a number takes in an answer.
const NUMBER_BYTES: usize = 32;

/// Why an endpoint's embeddings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenAiEmbeddingsError {
    /// The endpoint cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The model has no price: what has none is not called.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// No model makes embeddings of that size.
    #[error("an embedding has 1 to {DIMENSIONS_MAX} numbers")]
    Dimensions,
}

#[derive(Debug)]
struct EmbeddingsCall {
    body: Value,
    texts: usize,
    bytes: u64,
    /// What it may cost, for servers that do not say what it did.
    most: Quote,
}

impl ProviderCall for EmbeddingsCall {
    type Answer = Arc<Vec<Vec<f32>>>;
    const OPERATION: &'static str = "embeddings";

    /// The same texts have the same embeddings, so what is asked twice at once is asked once.
    fn identity(&self) -> Option<Sha256> {
        Some(Sha256::of_json(&self.body))
    }

    fn tokens(&self) -> u64 {
        self.bytes
    }
}

/// An embedding model behind an endpoint. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiEmbeddings {
    name: Arc<str>,
    model: Arc<str>,
    dimensions: usize,
    prices: Arc<Priced>,
    provider: Provider<EmbeddingsCall>,
}

/// Prices of a day.
#[derive(Debug)]
struct Priced {
    book: Arc<PriceBook>,
    day: String,
}

impl Priced {
    /// What texts may cost: no tokenizer makes more tokens of a text than it has bytes.
    fn most(&self, model: &str, texts: &[String]) -> Result<Quote, PriceError> {
        let bytes = texts.iter().map(|text| text.len().min(TEXT_BYTES_MAX) as u64).sum();
        let shape = ChatShape { bytes, messages: texts.len() as u64, max_tokens: Some(0) };
        self.book.quote_chat(model, &shape, &self.day)
    }
}

impl OpenAiEmbeddings {
    /// The embedding model of an endpoint, whose embeddings have so many numbers, at the prices of a day (`YYYY-MM-DD`).
    ///
    /// # Errors
    ///
    /// [`OpenAiEmbeddingsError`] when the model has no price or the endpoint cannot be used.
    pub fn new(
        endpoint: Endpoint,
        model: &str,
        dimensions: usize,
        book: Arc<PriceBook>,
        day: &str,
    ) -> Result<Self, OpenAiEmbeddingsError> {
        if !(1..=DIMENSIONS_MAX).contains(&dimensions) {
            return Err(OpenAiEmbeddingsError::Dimensions);
        }
        let prices = Arc::new(Priced { book, day: day.to_owned() });
        prices.most(model, &[])?;
        let name = format!("{}/{model}", endpoint.settings().name).into();
        let settings = endpoint.settings().clone();
        let (priced, called): (_, Arc<str>) = (prices.clone(), model.into());
        let model = called.clone();
        let adaptor = service_fn(move |asked: Asked<EmbeddingsCall>| {
            let (endpoint, priced, model) = (endpoint.clone(), priced.clone(), called.clone());
            async move {
                let (made, usage) = embed(&endpoint, &asked.request, dimensions).await?;
                let took = usage.and_then(|usage| priced.book.chat(&model, &usage, &priced.day).ok());
                asked.around.grant.charge_all(took.unwrap_or(asked.request.most));
                Ok(Arc::new(made))
            }
        });
        let provider = Provider::new(settings, adaptor).map_err(EndpointError::from)?;
        Ok(Self { name, model, dimensions, prices, provider })
    }
}

impl Embedder for OpenAiEmbeddings {
    fn name(&self) -> &str {
        &self.name
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn quote(&self, texts: &[String]) -> Quote {
        self.prices.most(&self.model, texts).unwrap_or(Quote::UNLIMITED)
    }

    fn marks(&self) -> bool {
        true
    }

    async fn embed(&self, context: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        let tool = || "embeddings".to_owned();
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        if texts.len() > TEXTS_MAX {
            return Err(ToolError::invalid("embeddings", "/texts", format!("more than {TEXTS_MAX} texts at once")));
        }
        let most = self.quote(&texts);
        let bytes = texts.iter().map(|text| text.len() as u64).sum();
        // A server that is sent an empty text refuses all of them.
        let input: Vec<&str> = texts.iter().map(|text| if text.is_empty() { " " } else { text }).collect();
        let body = json!({ "model": self.model, "input": input, "encoding_format": "float" });
        let call = EmbeddingsCall { body, texts: texts.len(), bytes, most };
        let answer = self.provider.ask(context, call).await;
        answer.map(Arc::unwrap_or_clone).map_err(|source| ToolError::Provider { tool: tool(), source })
    }
}

/// An answer, without what is of no use.
#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    data: Vec<MadeEmbedding>,
    usage: Option<MadeUsage>,
}

#[derive(Deserialize)]
struct MadeEmbedding {
    index: Option<usize>,
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct MadeUsage {
    prompt_tokens: Option<u64>,
}

async fn embed(
    endpoint: &Endpoint,
    call: &EmbeddingsCall,
    dimensions: usize,
) -> Result<(Vec<Vec<f32>>, Option<Usage>), Fault> {
    let most = (call.texts + 1) * (dimensions + 64) * NUMBER_BYTES;
    let answer: Result<Made, _> = endpoint.client(most, None).embeddings().create_byot(&call.body).await;
    let Made { data, usage } = answer.map_err(|error| fault_of(&error))?;
    let unreadable = |what: &str| Err(Fault::new(FaultClass::Unreadable, what));
    if data.len() != call.texts {
        return unreadable("the answer has another number of embeddings than there were texts");
    }
    let mut made = vec![Vec::new(); call.texts];
    for (at, MadeEmbedding { index, embedding }) in data.into_iter().enumerate() {
        // Servers that make them at the same time may answer in another order.
        match made.get_mut(index.unwrap_or(at)) {
            Some(place) if place.is_empty() && embedding.len() == dimensions => *place = embedding,
            _ => return unreadable("the answer holds embeddings of another size, or one text's twice"),
        }
    }
    let usage = usage.and_then(|usage| usage.prompt_tokens).map(|input| Usage { input, ..Usage::default() });
    Ok((made, usage))
}
