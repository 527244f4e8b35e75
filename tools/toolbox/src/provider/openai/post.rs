//! What a chat model is asked, as it is sent.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use design::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::chat_model::{AskedCall, ChatAnswer, ChatRequest, PICTURE_TOKENS, Said, ToolOffer, Written};
use crate::prices::ChatShape;
use crate::provider::ProviderCall;

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
const OWN: [&str; 6] = ["model", "messages", "tools", "max_tokens", "stream", "n"];

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

impl ChatRole {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
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

    fn written(&self) -> Written {
        let asked = self.tool_calls.iter().map(Value::to_string);
        let picture = self.picture.as_deref();
        message_json(self.role, &self.content, picture, asked, self.tool_call_id.as_deref()).into()
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
}

impl ChatCall {
    /// What bounds its price: all that is sent, and the most that is answered.
    #[must_use]
    pub fn shape(&self) -> ChatShape {
        ChatPost::from(self).shape
    }
}

/// A call as it is sent: what it says is written down once, for however many attempts there are.
#[derive(Debug, Clone)]
pub struct ChatPost {
    pub(super) model: String,
    pub(super) stream: bool,
    pub(super) body: Bytes,
    shape: ChatShape,
    identity: Option<Sha256>,
}

impl From<&ChatCall> for ChatPost {
    fn from(call: &ChatCall) -> Self {
        let messages: Vec<Written> = call.messages.iter().map(ChatMessage::written).collect();
        let tools = call.more.get("tools").and_then(Value::as_array);
        let tools: Vec<Written> = tools.into_iter().flatten().map(|tool| tool.to_string().into()).collect();
        let pictures = call.messages.iter().filter(|message| message.picture.is_some()).count();
        Parts {
            model: &call.model,
            messages: messages.iter().collect(),
            pictures,
            tools: tools.iter().collect(),
            max_tokens: call.max_tokens,
            stream: call.stream,
            more: &call.more,
        }
        .post()
    }
}

impl ChatPost {
    /// What a model is asked, as it is sent.
    #[must_use]
    pub fn asking(request: &ChatRequest, stream: bool) -> Self {
        // Pictures may be gone by the time that they are shown again, so these are written down each time.
        let shown: Vec<Option<Written>> = request.messages.iter().map(|told| picture_json(told, request)).collect();
        let messages = request.messages.iter().zip(&shown);
        let messages = messages.map(|(told, shown)| shown.as_ref().unwrap_or_else(|| told.written(said_json)));
        let mut more = request.parameters.clone();
        if !request.tools.is_empty() {
            more.insert("tool_choice".to_owned(), json!("auto"));
        }
        more.insert("seed".to_owned(), json!(request.seed));
        Parts {
            model: &request.model,
            messages: messages.collect(),
            pictures: shown.iter().flatten().count(),
            tools: request.tools.iter().map(ToolOffer::written).collect(),
            max_tokens: request.max_tokens,
            stream,
            more: &more,
        }
        .post()
    }

    /// The body that is sent: JSON.
    #[must_use]
    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }
}

/// What a body is put together from.
struct Parts<'a> {
    model: &'a str,
    messages: Vec<&'a Written>,
    pictures: usize,
    tools: Vec<&'a Written>,
    max_tokens: u32,
    stream: bool,
    more: &'a Map<String, Value>,
}

impl Parts<'_> {
    fn post(&self) -> ChatPost {
        let rest = self.rest();
        let written: usize = self.messages.iter().chain(&self.tools).map(|part| part.json.len() + 1).sum();
        let mut body = String::with_capacity(written + rest.len() + 64);
        let list = |body: &mut String, name: &str, parts: &[&Written]| {
            body.push_str(name);
            for (place, part) in parts.iter().enumerate() {
                if place > 0 {
                    body.push(',');
                }
                body.push_str(&part.json);
            }
            body.push_str("],");
        };
        body.push('{');
        list(&mut body, r#""messages":["#, &self.messages);
        if !self.tools.is_empty() {
            list(&mut body, r#""tools":["#, &self.tools);
        }
        body.push_str(&rest);
        body.push('}');
        // Some servers' templates write every tool down twice.
        let again: usize = self.tools.iter().map(|tool| tool.json.len()).sum();
        let shape = ChatShape {
            bytes: (body.len() + again) as u64 + self.pictures as u64 * PICTURE_TOKENS,
            messages: (self.messages.len() + self.tools.len()) as u64,
            max_tokens: Some(u64::from(self.max_tokens)),
        };
        let identity = self.more.contains_key("seed").then(|| self.identity(&rest));
        ChatPost { model: self.model.to_owned(), stream: self.stream, body: body.into(), shape, identity }
    }

    /// All but the messages and the tools.
    fn rest(&self) -> String {
        // Several answers would cost several times as much.
        let mut rest = format!(
            r#""model":{},"max_tokens":{},"stream":{},"n":1"#,
            Quoted(self.model),
            self.max_tokens,
            self.stream
        );
        if self.stream {
            rest.push_str(r#","stream_options":{"include_usage":true}"#);
        }
        let own =
            |name: &str| OWN.contains(&name) || UNBOUNDED.contains(&name) || (name == "stream_options" && self.stream);
        for (name, value) in self.more.iter().filter(|(name, _)| !own(name)) {
            let _ = write!(rest, ",{}:{value}", Quoted(name));
        }
        rest
    }

    /// The digest of all of it.
    fn identity(&self, rest: &str) -> Sha256 {
        let counts = [self.messages.len() as u64, self.tools.len() as u64].map(u64::to_le_bytes);
        let counts = counts.iter().map(<[u8; 8]>::as_slice);
        let digests = self.messages.iter().chain(&self.tools).map(|part| part.sha256.as_bytes().as_slice());
        Sha256::of_parts(&counts.chain(digests).chain([rest.as_bytes()]).collect::<Vec<_>>())
    }
}

/// A text as JSON has it.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self.0).map_err(|_| fmt::Error)?)
    }
}

/// A message as the dialect has it.
fn message_json(
    role: ChatRole,
    content: &str,
    picture: Option<&str>,
    calls: impl ExactSizeIterator<Item = String>,
    answers: Option<&str>,
) -> String {
    let mut out = format!(r#"{{"role":"{}","content":"#, role.name());
    let content = Quoted(content);
    let _ = match picture {
        None => write!(out, "{content}"),
        Some(picture) => write!(
            out,
            r#"[{{"type":"text","text":{content}}},{{"type":"image_url","image_url":{{"url":{},"detail":"low"}}}}]"#,
            Quoted(picture)
        ),
    };
    if calls.len() > 0 {
        let calls: Vec<String> = calls.collect();
        let _ = write!(out, r#","tool_calls":[{}]"#, calls.join(","));
    }
    if let Some(id) = answers {
        let _ = write!(out, r#","tool_call_id":{}"#, Quoted(id));
    }
    out.push('}');
    out
}

/// What was said, as the dialect has it, without a picture.
fn said_json(said: &Said) -> String {
    let none = std::iter::empty::<String>;
    let call = |AskedCall { id, name, arguments }: &AskedCall| {
        let (id, name, arguments) = (Quoted(id), Quoted(name), Quoted(arguments));
        format!(r#"{{"id":{id},"type":"function","function":{{"name":{name},"arguments":{arguments}}}}}"#)
    };
    match said {
        Said::System { text } => message_json(ChatRole::System, text, None, none(), None),
        Said::User { text } | Said::Picture { text, .. } => message_json(ChatRole::User, text, None, none(), None),
        Said::Model { text, calls } => message_json(ChatRole::Assistant, text, None, calls.iter().map(call), None),
        Said::Tool { id, text } => message_json(ChatRole::Tool, text, None, none(), Some(id)),
    }
}

/// A picture that is shown, as the dialect has it, where it is there.
fn picture_json(said: &Said, request: &ChatRequest) -> Option<Written> {
    let Said::Picture { text, jpeg, .. } = said else { return None };
    let jpeg = STANDARD.encode(request.pictures.get(jpeg)?);
    let picture = format!("data:image/jpeg;base64,{jpeg}");
    Some(message_json(ChatRole::User, text, Some(&picture), std::iter::empty(), None).into())
}

impl ProviderCall for ChatPost {
    type Answer = Arc<ChatAnswer>;
    const OPERATION: &'static str = "chat";

    /// The same words to the same model with the same seed have the same answer, where answers are kept.
    fn identity(&self) -> Option<Sha256> {
        self.identity
    }

    fn tokens(&self) -> u64 {
        self.shape.bytes + self.shape.max_tokens.unwrap_or_default()
    }
}
