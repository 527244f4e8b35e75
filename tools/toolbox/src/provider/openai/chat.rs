//! Chat completions.

use std::sync::Arc;

use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tower::service_fn;

use super::transport::{Expect, error_in};
use super::{Endpoint, EndpointError, fault_of};
use crate::context::Context;
use crate::prices::{ChatShape, PriceBook, PriceError, Usage, UsagePointers};
use crate::provider::{Asked, CallError, Fault, FaultClass, Provider, ProviderCall};
use crate::quote::Quote;

/// Most tool calls taken of one answer.
const TOOL_CALLS_MAX: usize = 128;

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    /// Whoever set the task.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub role: ChatRole,
    /// What is said.
    pub content: String,
}

/// What a chat model is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatCall {
    /// The model.
    pub model: String,
    /// The conversation.
    pub messages: Vec<ChatMessage>,
    /// Most tokens of the answer; always sent, for nothing else bounds the price.
    pub max_tokens: u32,
    /// Whether the answer comes as it is made.
    pub stream: bool,
    /// More fields of the request, as the server names them: `temperature`, `seed`, `tools`, `response_format`. They do not
    /// take the place of those above.
    #[serde(default)]
    pub more: Map<String, Value>,
}

impl ChatCall {
    /// The body that is sent.
    #[must_use]
    pub fn body(&self) -> Value {
        let mut body = self.more.clone();
        let own = json!({
            "model": self.model,
            "messages": self.messages,
            "max_tokens": self.max_tokens,
            "stream": self.stream,
            // Several answers would cost several times as much.
            "n": 1,
        });
        if let Value::Object(own) = own {
            body.extend(own);
        }
        if self.stream {
            body.insert("stream_options".to_owned(), json!({ "include_usage": true }));
        }
        Value::Object(body)
    }

    /// What bounds its price: all that is sent, and the most that is answered.
    #[must_use]
    pub fn shape(&self) -> ChatShape {
        let tools = self.more.get("tools").and_then(Value::as_array).map_or(0, Vec::len);
        ChatShape {
            bytes: self.body().to_string().len() as u64,
            messages: (self.messages.len() + tools) as u64,
            max_tokens: Some(u64::from(self.max_tokens)),
        }
    }
}

/// A tool that the model wants called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCallReply {
    /// The model's name for the call.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments, as the model wrote them.
    pub arguments: String,
}

/// What a chat model answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatReply {
    /// Its words.
    pub text: String,
    /// The tools that it wants called.
    pub tool_calls: Vec<ToolCallReply>,
    /// Why it stopped: `stop`, `length`, `tool_calls`, `content_filter`.
    pub finish: String,
    /// What it took, where the server says so.
    pub usage: Option<Usage>,
    /// The model that answered, as the server names it.
    pub model: Option<String>,
    /// The server's name for how that model was set up.
    pub fingerprint: Option<String>,
}

impl ProviderCall for ChatCall {
    type Answer = Arc<ChatReply>;
    const OPERATION: &'static str = "chat";

    fn tokens(&self) -> u64 {
        self.shape().bytes + u64::from(self.max_tokens)
    }
}

/// Chat models behind an endpoint. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    provider: Provider<ChatCall>,
    prices: Arc<PriceBook>,
    day: Arc<str>,
    pointers: Arc<UsagePointers>,
}

impl OpenAiChat {
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
        let (settings, pointers) = (endpoint.settings().clone(), Arc::new(pointers));
        let read = pointers.clone();
        let adaptor = service_fn(move |asked: Asked<ChatCall>| {
            let (endpoint, pointers) = (endpoint.clone(), read.clone());
            async move {
                let asked = if asked.request.stream {
                    streamed(&endpoint, &asked.request, &pointers).await
                } else {
                    whole(&endpoint, &asked.request, &pointers).await
                };
                asked.map(Arc::new).map_err(|fault| endpoint.without_key(fault))
            }
        });
        Ok(Self { provider: Provider::new(settings, adaptor)?, prices, day: day.into(), pointers })
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
        &self.pointers
    }

    /// Its provider, to see how it is doing.
    #[must_use]
    pub fn provider(&self) -> &Provider<ChatCall> {
        &self.provider
    }

    /// Asks, with the money of the tool call that `context` is for, which is charged what the server says that it took.
    ///
    /// # Errors
    ///
    /// [`CallError`].
    pub async fn ask(&self, context: &Context, call: ChatCall) -> Result<Arc<ChatReply>, CallError> {
        let model = call.model.clone();
        let reply = self.provider.ask(context, call).await?;
        // A server that does not say is paid what it was quoted.
        if let Some(usage) = reply.usage
            && let Ok(spent) = self.prices.chat(&model, &usage, &self.day)
            && let Some(grant) = context.grant()
        {
            grant.charge_all(spent);
        }
        Ok(reply)
    }
}

async fn whole(endpoint: &Endpoint, call: &ChatCall, pointers: &UsagePointers) -> Result<ChatReply, Fault> {
    let (client, slot) = endpoint.client(Expect::Json);
    let answer: Result<Value, _> = client.chat().create_byot(call.body()).await;
    let answer = answer.map_err(|error| fault_of(&error, &slot))?;
    let mut reply = Reply::default();
    reply.take(&answer, "message");
    reply.usage = pointers.read(&answer);
    reply.finish()
}

async fn streamed(endpoint: &Endpoint, call: &ChatCall, pointers: &UsagePointers) -> Result<ChatReply, Fault> {
    let (client, slot) = endpoint.client(Expect::Events);
    let pieces = client.chat().create_stream_byot::<_, Value>(call.body()).await;
    let mut pieces = pieces.map_err(|error| fault_of(&error, &slot))?;
    let mut reply = Reply::default();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| fault_of(&error, &slot))?;
        if let Some(fault) = error_in(&piece) {
            return Err(fault);
        }
        reply.take(&piece, "delta");
        reply.usage = pointers.read(&piece).or(reply.usage);
    }
    // The stream may have ended because its transport did.
    slot.take().map_or_else(|| reply.finish(), Err)
}

/// A reply as it comes in.
#[derive(Default)]
struct Reply {
    text: String,
    tool_calls: Vec<ToolCallReply>,
    finish: Option<String>,
    usage: Option<Usage>,
    model: Option<String>,
    fingerprint: Option<String>,
}

impl Reply {
    fn take(&mut self, piece: &Value, part: &str) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.model = self.model.take().or_else(|| piece.get("model").and_then(text));
        self.fingerprint = self.fingerprint.take().or_else(|| piece.get("system_fingerprint").and_then(text));
        let Some(choice) = piece.pointer("/choices/0") else { return };
        if let Some(finish) = choice.get("finish_reason").and_then(text) {
            self.finish = Some(finish);
        }
        let Some(said) = choice.get(part) else { return };
        self.text.push_str(said.get("content").and_then(Value::as_str).unwrap_or_default());
        let calls = said.get("tool_calls").and_then(Value::as_array);
        for (place, call) in calls.into_iter().flatten().enumerate() {
            let index = call.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
            let index = index.unwrap_or(place);
            if index >= TOOL_CALLS_MAX {
                continue;
            }
            if self.tool_calls.len() <= index {
                self.tool_calls.resize_with(index + 1, ToolCallReply::default);
            }
            let own = &mut self.tool_calls[index];
            let part = |pointer: &str| call.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            // Names come whole, arguments in pieces.
            if own.id.is_empty() {
                part("/id").clone_into(&mut own.id);
            }
            if own.name.is_empty() {
                part("/function/name").clone_into(&mut own.name);
            }
            own.arguments.push_str(part("/function/arguments"));
        }
    }

    /// The reply, if it is whole: one that does not say why it ended broke off.
    fn finish(self) -> Result<ChatReply, Fault> {
        let finish =
            self.finish.ok_or_else(|| Fault::new(FaultClass::Broken, "the answer ended without saying why"))?;
        Ok(ChatReply {
            text: self.text,
            tool_calls: self.tool_calls,
            finish,
            usage: self.usage,
            model: self.model,
            fingerprint: self.fingerprint,
        })
    }
}
