//! Chat completions.

use std::sync::Arc;

use base64::Engine as _;
use design::Sha256;
use planner::WorldOutcome;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tower::service_fn;

use super::{Endpoint, EndpointError, fault_of};
use crate::chat_model::{AskedCall, ChatAnswer, ChatModel, ChatRequest, PICTURE_TOKENS, Said, ToolOffer};
use crate::context::Context;
use crate::error::ToolError;
use crate::prices::{ChatShape, PriceBook, PriceError, Usage, UsagePointers};
use crate::provider::{Asked, CallError, Fault, FaultClass, Provider, ProviderCall};
use crate::quote::Quote;

/// Most tool calls taken of one answer.
const TOOL_CALLS_MAX: usize = 128;
/// Largest answer that comes whole, bytes: taken apart it is many times as large.
const REPLY_BYTES_MAX: usize = 1 << 20;
/// Largest answer that comes in pieces, which are taken apart one by one.
const STREAM_BYTES_MAX: usize = 8 << 20;
/// Fields that would make a call cost more than it is quoted: more answers, other models, dearer ways of serving or thinking.
const UNBOUNDED: [&str; 9] = [
    "n",
    "best_of",
    "max_completion_tokens",
    "service_tier",
    "web_search_options",
    "models",
    "audio",
    "modalities",
    "plugins",
];

/// Fields of a request that are its own.
const OWN: [&str; 5] = ["model", "messages", "max_tokens", "stream", "n"];

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
    /// A tool.
    Tool,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub role: ChatRole,
    /// What is said.
    pub content: String,
    /// Tools that the model wanted called, as the wire has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<Value>,
    /// The call that a tool answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// A picture that is shown with it, as a `data:` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Arc<str>>,
}

impl ChatMessage {
    /// A message of words.
    #[must_use]
    pub fn new(role: ChatRole, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), tool_calls: Vec::new(), tool_call_id: None, picture: None }
    }

    /// As the dialect has it.
    fn on_the_wire(&self) -> Value {
        let mut message = json!({ "role": self.role });
        message["content"] = match &self.picture {
            None => json!(self.content),
            Some(picture) => json!([
                { "type": "text", "text": self.content },
                { "type": "image_url", "image_url": { "url": picture, "detail": "low" } },
            ]),
        };
        if !self.tool_calls.is_empty() {
            message["tool_calls"] = Value::Array(self.tool_calls.clone());
        }
        if let Some(id) = &self.tool_call_id {
            message["tool_call_id"] = json!(id);
        }
        message
    }
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
    /// take the place of those above, and fields that would break the bound on its price are left out.
    #[serde(default)]
    pub more: Map<String, Value>,
    /// Tools that are offered, as they were written down; in the place of `tools` above.
    #[serde(skip)]
    pub offers: Arc<[ToolOffer]>,
}

impl ChatCall {
    /// The body that is sent: JSON.
    #[must_use]
    pub fn body(&self) -> String {
        let messages: Vec<Value> = self.messages.iter().map(ChatMessage::on_the_wire).collect();
        let mut body = String::from("{");
        let mut put = |name: &str, value: &str| {
            if body.len() > 1 {
                body.push(',');
            }
            body.push_str(&Value::from(name).to_string());
            body.push(':');
            body.push_str(value);
        };
        put("model", &json!(self.model).to_string());
        put("messages", &Value::Array(messages).to_string());
        put("max_tokens", &self.max_tokens.to_string());
        put("stream", if self.stream { "true" } else { "false" });
        // Several answers would cost several times as much.
        put("n", "1");
        if self.stream {
            put("stream_options", r#"{"include_usage":true}"#);
        }
        if !self.offers.is_empty() {
            let offers: Vec<&str> = self.offers.iter().map(ToolOffer::on_the_wire).collect();
            put("tools", &format!("[{}]", offers.join(",")));
        }
        let own = |name: &str| {
            OWN.contains(&name)
                || UNBOUNDED.contains(&name)
                || (name == "stream_options" && self.stream)
                || (name == "tools" && !self.offers.is_empty())
        };
        for (name, value) in self.more.iter().filter(|(name, _)| !own(name)) {
            put(name, &value.to_string());
        }
        body.push('}');
        body
    }

    /// What bounds its price: all that is sent, and the most that is answered.
    #[must_use]
    pub fn shape(&self) -> ChatShape {
        self.shape_of(&self.body())
    }

    fn shape_of(&self, body: &str) -> ChatShape {
        let tools = self.more.get("tools").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        // Some servers' templates write every tool down twice.
        let again = tools.iter().map(|tool| tool.to_string().len()).sum::<usize>()
            + self.offers.iter().map(|offer| offer.on_the_wire().len()).sum::<usize>();
        let pictures = self.messages.iter().filter(|message| message.picture.is_some()).count() as u64;
        ChatShape {
            bytes: (body.len() + again) as u64 + pictures * PICTURE_TOKENS,
            messages: (self.messages.len() + tools.len() + self.offers.len()) as u64,
            max_tokens: Some(u64::from(self.max_tokens)),
        }
    }
}

/// A call as it is sent: what it says is written down once, for however many attempts there are.
#[derive(Debug, Clone)]
pub struct ChatPost {
    model: String,
    stream: bool,
    /// Whether it says by which seed it is to be answered.
    seeded: bool,
    body: Arc<str>,
    shape: ChatShape,
}

impl From<ChatCall> for ChatPost {
    fn from(call: ChatCall) -> Self {
        let body: Arc<str> = call.body().into();
        let seeded = call.more.contains_key("seed");
        Self { shape: call.shape_of(&body), model: call.model, stream: call.stream, seeded, body }
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

impl ProviderCall for ChatPost {
    type Answer = Arc<ChatReply>;
    const OPERATION: &'static str = "chat";

    /// The same words to the same model with the same seed have the same answer, where answers are kept.
    fn identity(&self) -> Option<Sha256> {
        self.seeded.then(|| Sha256::of(self.body.as_bytes()))
    }

    fn tokens(&self) -> u64 {
        self.shape.bytes + self.shape.max_tokens.unwrap_or_default()
    }
}

/// Chat models behind an endpoint. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    provider: Provider<ChatPost>,
    prices: Arc<PriceBook>,
    day: Arc<str>,
    pointers: Arc<UsagePointers>,
    /// Whether answers are read as they are made.
    streams: bool,
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
        let (day, pointers): (Arc<str>, _) = (day.into(), Arc::new(pointers));
        let (book, on, read) = (prices.clone(), day.clone(), pointers.clone());
        let adaptor = service_fn(move |asked: Asked<ChatPost>| {
            let (endpoint, prices, day, pointers) = (endpoint.clone(), book.clone(), on.clone(), read.clone());
            async move {
                let call = &*asked.request;
                let reply = if call.stream {
                    streamed(&endpoint, call, &pointers).await?
                } else {
                    whole(&endpoint, call, &pointers).await?
                };
                // Charged as soon as it is known; a server that does not say is paid what it was quoted.
                let spent = reply.usage.and_then(|usage| prices.chat(&call.model, &usage, &day).ok());
                if let Some(spent) = spent {
                    asked.around.grant.charge_all(spent);
                }
                Ok(Arc::new(reply))
            }
        });
        Ok(Self { provider: Provider::new(settings, adaptor)?, prices, day, pointers, streams: true })
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
    pub fn provider(&self) -> &Provider<ChatPost> {
        &self.provider
    }

    /// Asks, with the money of the tool call that `context` is for, which is charged what the server says that it took.
    ///
    /// # Errors
    ///
    /// [`CallError`].
    pub async fn ask(&self, context: &Context, call: ChatCall) -> Result<Arc<ChatReply>, CallError> {
        self.provider.ask(context, call.into()).await
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
        let reply = self.ask(context, ChatCall { stream: self.streams, ..ChatCall::from(request) }).await;
        let reply = reply.map_err(|source| ToolError::Provider { tool: "converse".to_owned(), source })?;
        Ok(ChatAnswer {
            text: reply.text.clone(),
            calls: reply
                .tool_calls
                .iter()
                .map(|call| AskedCall {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    arguments: call.arguments.clone(),
                })
                .collect(),
            finish: reply.finish.clone(),
            usage: reply.usage,
            model: reply.model.clone(),
            fingerprint: reply.fingerprint.clone(),
        })
    }
}

impl From<ChatRequest> for ChatCall {
    fn from(request: ChatRequest) -> Self {
        let said = |said: Said| match said {
            Said::System { text } => ChatMessage::new(ChatRole::System, text),
            Said::User { text } => ChatMessage::new(ChatRole::User, text),
            Said::Model { text, calls } => ChatMessage {
                tool_calls: calls.iter().map(AskedCall::on_the_wire).collect(),
                ..ChatMessage::new(ChatRole::Assistant, text)
            },
            Said::Tool { id, text } => ChatMessage { tool_call_id: Some(id), ..ChatMessage::new(ChatRole::Tool, text) },
            Said::Picture { text, jpeg, .. } => {
                let shown = request.pictures.get(&jpeg).map(|bytes| {
                    format!("data:image/jpeg;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)).into()
                });
                ChatMessage { picture: shown, ..ChatMessage::new(ChatRole::User, text) }
            }
        };
        let mut more = request.parameters;
        if !request.tools.is_empty() {
            more.insert("tool_choice".to_owned(), json!("auto"));
        }
        more.insert("seed".to_owned(), json!(request.seed));
        Self {
            model: request.model,
            messages: request.messages.into_iter().map(said).collect(),
            max_tokens: request.max_tokens,
            stream: true,
            more,
            offers: request.tools,
        }
    }
}

async fn whole(endpoint: &Endpoint, call: &ChatPost, pointers: &UsagePointers) -> Result<ChatReply, Fault> {
    let body: &RawValue = serde_json::from_str(&call.body)
        .map_err(|_| Fault::new(FaultClass::Invalid, "the request could not be made"))?;
    let answer: Result<Value, _> = endpoint.client(REPLY_BYTES_MAX).chat().create_byot(body).await;
    let answer = answer.map_err(|error| fault_of(&error))?;
    if answer.pointer("/choices/0").is_none() {
        return Err(Fault::new(FaultClass::Unreadable, "the answer holds no choice"));
    }
    let mut reply = Reply::default();
    reply.take(&answer, "message", pointers);
    reply.finish()
}

async fn streamed(endpoint: &Endpoint, call: &ChatPost, pointers: &UsagePointers) -> Result<ChatReply, Fault> {
    let request = endpoint.post("/chat/completions", &call.body)?;
    let mut reply = Reply::default();
    let transport = endpoint.transport().up_to(STREAM_BYTES_MAX);
    let read = transport.events(request, |piece| {
        reply.take(&piece, "delta", pointers);
        Ok(())
    });
    match read.await {
        Ok(()) => reply.finish(),
        // Words that came were made, and may be charged for.
        Err(fault) if reply.is_begun() => Err(Fault { outcome: WorldOutcome::InDoubt, ..fault }),
        Err(fault) => Err(fault),
    }
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
    /// Whether anything came that was made.
    fn is_begun(&self) -> bool {
        !self.text.is_empty() || !self.tool_calls.is_empty() || self.usage.is_some() || self.finish.is_some()
    }

    fn take(&mut self, piece: &Value, part: &str, pointers: &UsagePointers) {
        // Some servers count as they go, some begin with zeros.
        if let Some(usage) = pointers.read(piece) {
            let most = self.usage.unwrap_or_default();
            self.usage = Some(Usage {
                input: usage.input.max(most.input),
                cached: usage.cached.max(most.cached),
                kept: usage.kept.max(most.kept),
                output: usage.output.max(most.output),
            });
        }
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
        let said = !self.text.is_empty() || !self.tool_calls.is_empty();
        Ok(ChatReply {
            text: self.text,
            tool_calls: self.tool_calls,
            finish,
            // Words that took no tokens were not counted.
            usage: self.usage.filter(|usage| usage.input > 0 && (usage.output > 0 || !said)),
            model: self.model,
            fingerprint: self.fingerprint,
        })
    }
}
