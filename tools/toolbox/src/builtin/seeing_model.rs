//! A model that is shown pictures of designs and asked about them in the words of one prompt.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::Content;
use design::{BlobRef, Document};
use prompts::{Library, Prompt};
use serde_json::{Map, Value};

use super::draw::drawing_failed;
use super::small_picture::{SHOWN_BYTES_MAX, small_jpeg};
use super::told;
use crate::chat_model::{AnyChatModel, ChatRequest, Said, picture_bytes};
use crate::context::Context;
use crate::error::ToolError;
use crate::mend::mend;
use crate::prices::ChatShape;
use crate::quote::Quote;

/// Most texts of a design that are told, and the longest of them, characters.
const TEXTS_MAX: usize = 40;
const TEXT_CHARS_MAX: usize = 240;
/// Most bytes of all of them as they are sent: a character has four bytes at most, each six when it is quoted twice.
const WORDS_BYTES_MAX: u64 = (TEXTS_MAX * TEXT_CHARS_MAX * 24) as u64;
/// What the dialect puts around a call.
const AROUND_BYTES: u64 = 2_048;
/// Longest thing seen that is told, characters.
const EVIDENCE_CHARS_MAX: usize = 240;

/// A model, and how it is asked.
#[derive(Clone)]
pub(super) struct SeeingModel {
    model: AnyChatModel,
    name: Arc<str>,
    prompt: Arc<Prompt>,
    tokens_max: u32,
}

impl std::fmt::Debug for SeeingModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeeingModel({}, {})", self.name, self.prompt.name())
    }
}

/// A design as a model is shown it.
pub(super) struct Shown {
    /// What it says, a text at a time.
    pub(super) words: Vec<String>,
    jpeg: Vec<u8>,
}

impl SeeingModel {
    /// The model that `model` calls `name`, asked by what is in production of a prompt, in so many tokens at most; none, where the
    /// prompts do not have it.
    pub(super) fn new(
        model: AnyChatModel,
        name: &str,
        prompts: &Library,
        prompt: &str,
        tokens_max: u32,
    ) -> Option<Self> {
        let prompt = told::in_production(prompts, prompt)?;
        Some(Self { model, name: name.into(), prompt: Arc::new(prompt.clone()), tokens_max })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Who is asked, and how.
    pub(super) fn by(&self) -> String {
        format!("{} {}", self.name, self.prompt())
    }

    /// How it is asked.
    pub(super) fn prompt(&self) -> String {
        let (prompt, digest) = (&self.prompt, self.prompt.digest());
        format!("{}@{} {}", prompt.name(), prompt.version(), &digest[..12.min(digest.len())])
    }

    pub(super) fn marks(&self) -> bool {
        self.model.marks()
    }

    /// A true upper bound on what it costs to ask about so many designs: `variables` are what is said without their words.
    pub(super) fn quote(&self, tool: &str, variables: &Value, designs: u64) -> Quote {
        let shape = told::filled_in(tool, &self.prompt, variables).map(|said| ChatShape {
            bytes: said.iter().map(Said::bytes).sum::<u64>()
                + designs * (WORDS_BYTES_MAX + picture_bytes(SHOWN_BYTES_MAX) + AROUND_BYTES)
                + AROUND_BYTES,
            messages: said.len() as u64 + designs,
            max_tokens: Some(u64::from(self.tokens_max)),
        });
        let quote = shape.map_err(|error| error.to_string()).and_then(|shape| self.model.quote(&self.name, &shape));
        quote.unwrap_or(Quote::UNLIMITED)
    }

    /// What it answers about designs, as JSON.
    pub(super) async fn ask(
        &self,
        tool: &'static str,
        context: &Context,
        variables: &Value,
        designs: &[Shown],
    ) -> Result<Value, ToolError> {
        let mut said = told::filled_in(tool, &self.prompt, variables)?;
        let mut pictures = BTreeMap::new();
        for (design, place) in designs.iter().zip(["The first.", "The second."]) {
            let blob = context.keep(tool, &design.jpeg)?;
            pictures.insert(blob, Arc::from(design.jpeg.as_slice()));
            let text = if designs.len() == 1 { "The design." } else { place };
            said.push(Said::Picture { text: text.to_owned(), jpeg: blob, size: design.jpeg.len() as u64 });
        }
        let mut parameters = Map::new();
        if let Some(temperature) = self.prompt.config().get("temperature") {
            parameters.insert("temperature".to_owned(), temperature.clone());
        }
        let request = ChatRequest {
            model: self.name.to_string(),
            messages: told::messages(said),
            pictures,
            tools: Arc::default(),
            max_tokens: self.tokens_max,
            seed: context.seed(),
            parameters,
        };
        let answer = self.model.reply(context, request).await.map_err(|error| match error {
            // It answered for this tool, whatever else its back end is asked for.
            ToolError::Provider { source, .. } => ToolError::Provider { tool: tool.to_owned(), source },
            error => error,
        })?;
        serde_json::from_str::<Value>(&answer.text)
            .ok()
            .or_else(|| mend(&answer.text))
            .ok_or_else(|| unanswered(tool, "it answered with something else than the JSON that it was asked for"))
    }
}

/// An answer that is none.
pub(super) fn unanswered(tool: &str, reason: impl Into<String>) -> ToolError {
    ToolError::Unavailable { tool: tool.to_owned(), reason: reason.into() }
}

/// A design, drawn small.
pub(super) async fn shown(tool: &'static str, context: &Context, design: BlobRef) -> Result<Shown, ToolError> {
    let inner = context.clone();
    let work = move || {
        let drawn = inner.drawn(tool, &design)?;
        let pixels = drawn.pixels(&|| !inner.is_stopped()).map_err(drawing_failed(tool))?;
        let too_large = || ToolError::invalid(tool, "/design", "cannot be made a small picture");
        Ok(Shown { words: words(drawn.layout().document()), jpeg: small_jpeg(pixels).ok_or_else(too_large)? })
    };
    context.compute(tool, work).await
}

/// What a design says.
fn words(document: &Document) -> Vec<String> {
    let texts = document.walk().filter_map(|node| match &node.content {
        Content::Text { text, .. } => Some(text.plain().chars().take(TEXT_CHARS_MAX).collect()),
        _ => None,
    });
    texts.take(TEXTS_MAX).collect()
}

/// What a model says that it saw, fit to be told: one line, short, with nothing in it that is obeyed.
pub(super) fn evidence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    design::shown(&line.chars().take(EVIDENCE_CHARS_MAX).collect::<String>()).to_string()
}
