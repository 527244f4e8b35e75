//! Chat completions.

use std::fmt;
use std::sync::Arc;

use planner::WorldOutcome;
use reqwest::Url;
use serde_json::json;
use serde_json::value::RawValue;
use tower::service_fn;

use super::post::{ChatCall, ChatPost};
use super::reply::{Piece, Reply};
use super::{Endpoint, EndpointError, Transport, fault_of};
use crate::chat_model::{ChatAnswer, ChatModel, ChatRequest};
use crate::context::Context;
use crate::error::ToolError;
use crate::prices::{ChatShape, PriceBook, PriceError, UsagePointers};
use crate::provider::{Asked, CallError, Fault, FaultClass, Provider};
use crate::quote::Quote;

/// Largest answer that comes whole, bytes: taken apart it is many times as large.
const REPLY_BYTES_MAX: usize = 1 << 20;
/// Largest answer that comes in pieces, which are taken apart one by one.
const STREAM_BYTES_MAX: usize = 8 << 20;

/// Chat models behind an endpoint. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    provider: Provider<ChatPost>,
    prices: Arc<PriceBook>,
    day: Arc<str>,
    dialect: Arc<Dialect>,
    /// Whether answers are read as they are made.
    streams: bool,
}

/// How an endpoint is asked.
struct Dialect {
    endpoint: Endpoint,
    completions: Url,
    /// What reads answers as they are made.
    streams: Transport,
    pointers: UsagePointers,
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialect").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl OpenAiChat {
    /// Has every answer come whole, for servers that cannot stream calls of tools: a stalled one is noticed later.
    #[must_use]
    pub fn whole_answers(self) -> Self {
        Self { streams: false, ..self }
    }

    /// The chat models of an endpoint at the prices of a day (`YYYY-MM-DD`): a book that is edited later changes nothing.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] for a setting out of its range.
    pub fn new(endpoint: Endpoint, prices: Arc<PriceBook>, day: &str) -> Result<Self, EndpointError> {
        Self::with_usage(endpoint, prices, day, UsagePointers::default())
    }

    /// The same with a server's own places for what a call took.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_usage(
        endpoint: Endpoint,
        prices: Arc<PriceBook>,
        day: &str,
        pointers: UsagePointers,
    ) -> Result<Self, EndpointError> {
        let settings = endpoint.settings().clone();
        let dialect = Arc::new(Dialect {
            completions: endpoint.url("/chat/completions")?,
            streams: endpoint.transport().up_to(STREAM_BYTES_MAX),
            endpoint,
            pointers,
        });
        let (day, spoken): (Arc<str>, _) = (day.into(), dialect.clone());
        let (book, on) = (prices.clone(), day.clone());
        let adaptor = service_fn(move |asked: Asked<ChatPost>| {
            let (dialect, prices, day) = (spoken.clone(), book.clone(), on.clone());
            async move {
                let call = &*asked.request;
                let reply = if call.stream { streamed(&dialect, call).await? } else { whole(&dialect, call).await? };
                // Charged as soon as it is known; a server that does not say is paid what it was quoted.
                let spent = reply.usage.and_then(|usage| prices.chat(&call.model, &usage, &day).ok());
                if let Some(spent) = spent {
                    asked.around.grant.charge_all(spent);
                }
                Ok(Arc::new(reply))
            }
        });
        Ok(Self { provider: Provider::new(settings, adaptor)?, prices, day, dialect, streams: true })
    }

    /// A true upper bound on what an attempt may cost.
    ///
    /// # Errors
    ///
    /// [`PriceError`] when the model has no price.
    pub fn quote(&self, call: &ChatCall) -> Result<Quote, PriceError> {
        self.prices.quote_chat(&call.model, &call.shape(), &self.day)
    }

    /// Where this server says what a call took.
    #[must_use]
    pub fn pointers(&self) -> &UsagePointers {
        &self.dialect.pointers
    }

    /// Its provider, to see how it is doing.
    #[must_use]
    pub fn provider(&self) -> &Provider<ChatPost> {
        &self.provider
    }

    /// Asks, with the money of the tool call that `context` is for, which is charged what the server says that it took.
    ///
    /// # Errors
    ///
    /// [`CallError`].
    pub async fn ask(&self, context: &Context, call: ChatCall) -> Result<Arc<ChatAnswer>, CallError> {
        self.provider.ask(context, (&call).into()).await
    }
}

impl ChatModel for OpenAiChat {
    fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String> {
        self.prices.quote_chat(model, shape, &self.day).map_err(|error| error.to_string())
    }

    fn marks(&self) -> bool {
        true
    }

    async fn reply(&self, context: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        let answer = self.provider.ask(context, ChatPost::asking(&request, self.streams)).await;
        let answer = answer.map_err(|source| ToolError::Provider { tool: "converse".to_owned(), source })?;
        // Kept by nobody else but where equal calls share one.
        Ok(Arc::unwrap_or_clone(answer))
    }
}

async fn whole(dialect: &Dialect, call: &ChatPost) -> Result<ChatAnswer, Fault> {
    let Dialect { endpoint, pointers, .. } = dialect;
    let client = endpoint.client(REPLY_BYTES_MAX, Some(call.body.clone()));
    let answer: Result<Box<RawValue>, _> = client.chat().create_byot(json!({})).await;
    let answer = answer.map_err(|error| fault_of(&error))?;
    let piece = Piece::read(answer.get())?;
    if !piece.has_choice() {
        return Err(Fault::new(FaultClass::Unreadable, "the answer holds no choice"));
    }
    let mut reply = Reply::default();
    reply.take(piece, answer.get(), pointers);
    reply.finish()
}

async fn streamed(dialect: &Dialect, call: &ChatPost) -> Result<ChatAnswer, Fault> {
    let Dialect { endpoint, pointers, .. } = dialect;
    let request = endpoint.post(&dialect.completions, call.body.clone())?;
    let mut reply = Reply::default();
    let read = dialect.streams.events(request, |json| {
        reply.take(Piece::read(json)?, json, pointers);
        Ok(())
    });
    match read.await {
        Ok(()) => reply.finish(),
        // Words that came were made, and may be charged for.
        Err(fault) if reply.is_begun() => Err(Fault { outcome: WorldOutcome::InDoubt, ..fault }),
        Err(fault) => Err(fault),
    }
}
