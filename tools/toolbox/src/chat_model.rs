//! Whatever answers in words: a model behind an endpoint, or one that an embedder brings.

use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
#[cfg(feature = "openai")]
use std::sync::OnceLock;

use design::{BlobRef, Sha256};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::error::ToolError;
use crate::prices::{ChatShape, Usage};
use crate::quote::Quote;
use crate::toolbox::BoxFuture;

/// A call that a model asks for, as it wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedCall {
    /// The model's name for it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, as text.
    pub arguments: String,
}

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Said {
    /// By whoever set the task.
    System {
        /// The words.
        text: String,
    },
    /// By the person, or shown to the model.
    User {
        /// The words.
        text: String,
    },
    /// By the model.
    Model {
        /// The words.
        text: String,
        /// The calls that it asked for.
        calls: Vec<AskedCall>,
    },
    /// By a tool.
    Tool {
        /// The call that it answers.
        id: String,
        /// The answer.
        text: String,
    },
    /// A picture that the model is shown.
    Picture {
        /// What it is of.
        text: String,
        /// The picture.
        jpeg: BlobRef,
        /// Its size, bytes.
        size: u64,
    },
}

impl Said {
    /// The picture that is shown, where one is.
    pub(crate) fn picture(&self) -> Option<BlobRef> {
        match self {
            Self::Picture { jpeg, .. } => Some(*jpeg),
            _ => None,
        }
    }

    /// Bytes that it takes as it is sent, at most.
    pub(crate) fn bytes(&self) -> u64 {
        /// What the dialect puts around a message or a call.
        const AROUND: u64 = 128;
        AROUND
            + match self {
                Self::System { text } | Self::User { text } => quoted(text),
                Self::Tool { id, text } => quoted(id) + quoted(text),
                Self::Picture { text, size, .. } => quoted(text) + picture_bytes(*size),
                Self::Model { text, calls } => {
                    let call =
                        |call: &AskedCall| AROUND + quoted(&call.id) + quoted(&call.name) + quoted(&call.arguments);
                    quoted(text) + calls.iter().map(call).sum::<u64>()
                }
            }
    }
}

/// Bytes of a text in quotes, as JSON has it.
fn quoted(text: &str) -> u64 {
    let byte = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0x00..=0x1f => 6,
        _ => 1,
    };
    text.bytes().map(byte).sum::<u64>() + 2
}

/// A message, and how the dialect has it: a conversation is sent whole each time, so its messages are written down once.
#[derive(Debug, Clone)]
pub struct Message {
    said: Said,
    #[cfg(feature = "openai")]
    written: OnceLock<Written>,
}

/// A part of what is sent: JSON, and its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) json: Arc<str>,
    pub(crate) sha256: Sha256,
}

impl From<String> for Written {
    fn from(json: String) -> Self {
        Self { sha256: Sha256::of(json.as_bytes()), json: json.into() }
    }
}

impl Message {
    /// As the dialect has it; `write` writes it down the first time.
    #[cfg(feature = "openai")]
    pub(crate) fn written(&self, write: impl FnOnce(&Said) -> String) -> &Written {
        self.written.get_or_init(|| write(&self.said).into())
    }
}

impl From<Said> for Message {
    fn from(said: Said) -> Self {
        Self {
            said,
            #[cfg(feature = "openai")]
            written: OnceLock::new(),
        }
    }
}

impl Deref for Message {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

/// Most tokens that anybody charges for a small picture, with room: they do not follow its bytes.
pub(crate) const PICTURE_TOKENS: u64 = 8_192;

/// What a picture of `size` bytes counts: its base64 and what the dialect puts around it, or what it is charged.
pub(crate) fn picture_bytes(size: u64) -> u64 {
    (size.div_ceil(3) * 4 + 128).max(PICTURE_TOKENS)
}

/// A tool that a model is offered. It is offered many times, so it is written down once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolOffer {
    name: String,
    written: Written,
}

impl ToolOffer {
    /// A tool by its name, what it does, and the strict schema of its arguments.
    #[must_use]
    pub fn new(name: &str, description: &str, schema: &Value) -> Self {
        let wire = json!({
            "type": "function",
            "function": { "name": name, "description": description, "strict": true, "parameters": schema },
        });
        Self { name: name.to_owned(), written: wire.to_string().into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the dialect has it: JSON.
    #[must_use]
    pub fn on_the_wire(&self) -> &str {
        &self.written.json
    }

    /// That, and its digest.
    #[cfg(feature = "openai")]
    pub(crate) fn written(&self) -> &Written {
        &self.written
    }
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The model, as its endpoint names it.
    pub model: String,
    /// The conversation.
    pub messages: Vec<Arc<Message>>,
    /// The pictures of the conversation.
    pub pictures: BTreeMap<BlobRef, Arc<[u8]>>,
    /// The tools that it may ask for.
    pub tools: Arc<[ToolOffer]>,
    /// Most tokens of the answer.
    pub max_tokens: u32,
    /// Its seed, where it takes one.
    pub seed: u64,
    /// More parameters, as the dialect names them: `temperature`.
    pub parameters: Map<String, Value>,
}

impl ChatRequest {
    /// What was said so far.
    pub fn said(&self) -> impl DoubleEndedIterator<Item = &Said> {
        self.messages.iter().map(|told| &***told)
    }
}

/// What a model answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatAnswer {
    /// Its words.
    pub text: String,
    /// The calls that it asks for.
    pub calls: Vec<AskedCall>,
    /// Why it stopped.
    pub finish: String,
    /// What it took, where that is known.
    pub usage: Option<Usage>,
    /// The model that answered, as its server names it.
    pub model: Option<String>,
    /// The server's name for how that was set up.
    pub fingerprint: Option<String>,
}

/// A model that answers in words and asks for tools.
pub trait ChatModel: Send + Sync + 'static {
    /// A true upper bound on what a call of that shape may cost.
    ///
    /// # Errors
    ///
    /// Why there is none: what has no price is not called.
    fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String>;

    /// Whether it says by itself when a call leaves; see [`Tool::marks`](crate::Tool::marks).
    fn marks(&self) -> bool {
        false
    }

    /// Answers.
    ///
    /// # Errors
    ///
    /// [`ToolError`].
    fn reply(
        &self,
        context: &Context,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatAnswer, ToolError>> + Send;
}

/// Any chat model; cheap to clone.
#[derive(Clone)]
pub struct AnyChatModel(Arc<dyn DynChatModel>);

impl AnyChatModel {
    /// Erases the type of `model`.
    #[must_use]
    pub fn new(model: impl ChatModel) -> Self {
        Self(Arc::new(Held(Arc::new(model))))
    }

    pub(crate) fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String> {
        self.0.quote(model, shape)
    }

    pub(crate) fn marks(&self) -> bool {
        self.0.marks()
    }

    pub(crate) async fn reply(&self, context: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        self.0.reply(context.clone(), request).await
    }
}

impl std::fmt::Debug for AnyChatModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnyChatModel")
    }
}

trait DynChatModel: Send + Sync {
    fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String>;
    fn marks(&self) -> bool;
    fn reply(&self, context: Context, request: ChatRequest) -> BoxFuture<Result<ChatAnswer, ToolError>>;
}

struct Held<M>(Arc<M>);

impl<M: ChatModel> DynChatModel for Held<M> {
    fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String> {
        self.0.quote(model, shape)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    fn reply(&self, context: Context, request: ChatRequest) -> BoxFuture<Result<ChatAnswer, ToolError>> {
        let model = self.0.clone();
        Box::pin(async move { model.reply(&context, request).await })
    }
}
