//! `judge_by_rubric`: a model looks at the picture of a design and answers twelve questions with yes or no, each with what it saw.
//!
//! Models agree with designers about single plain questions more than about marks out of ten, and about what they had to write down
//! first more than about what comes to their mind; both is seen to here. Even so they err, so what one says is a share of the total
//! and never a gate. The questions follow the four dimensions and twelve indicators of AesEval-Bench (2026).

use std::collections::BTreeMap;
use std::sync::Arc;

use design::document::Content;
use design::{Document, Finding, Score, Severity};
use planner::calls::{GuestUsage, JUDGE_BY_RUBRIC, JudgeDesign, JudgedDesign};
use prompts::{Library, Prompt};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::draw::drawing_failed;
use super::small_picture::{SHOWN_BYTES_MAX, small_jpeg};
use super::told;
use crate::chat_model::{AnyChatModel, ChatRequest, Said, picture_bytes};
use crate::context::Context;
use crate::error::ToolError;
use crate::mend::mend;
use crate::prices::ChatShape;
use crate::quote::Quote;
use crate::tool::{Audience, Tool, ToolEffect};

/// The prompt by which it is asked.
const PROMPT: &str = "judge_design";
/// The version of it that is told.
const PRODUCTION: &str = "production";
/// Most tokens of an answer: twelve sentences, and what is around them.
const TOKENS_MAX: u32 = 2_048;
/// Most texts of a design that are told, and the longest of them, characters.
const TEXTS_MAX: usize = 40;
const TEXT_CHARS_MAX: usize = 240;
/// Most bytes of all that a prompt says beside them, and of a text in quotes.
const WORDS_BYTES_MAX: u64 = (TEXTS_MAX * TEXT_CHARS_MAX * 12) as u64;
/// What the dialect puts around a call.
const AROUND_BYTES: u64 = 2_048;
/// Longest evidence that is told, characters.
const EVIDENCE_CHARS_MAX: usize = 240;

/// What is asked of a design, by dimension: the name that an answer goes by, and the question.
pub const INDICATORS: [(&str, &str); 12] = [
    ("balance", "Is the weight of the page spread so that no side is empty or heavy by accident?"),
    ("layering", "Is it plain what lies before what, with nothing covering what has to be seen?"),
    ("white_space", "Is there room around groups, with no large hole and no crowding?"),
    ("alignment", "Do edges of texts and pictures share lines, with none off by a little?"),
    ("legibility", "Can every text be read at arm's length, for its size, its face and what lies behind it?"),
    ("hierarchy", "Is it plain in a second what to read first, then second, then the rest?"),
    ("picture_quality", "Are pictures and drawings clean, whole and in one style, with no artefact?"),
    ("relevance", "Do pictures and forms show what the words are about?"),
    ("harmony", "Do the colours belong together, with one plan behind them?"),
    ("contrast", "Do important things stand out from their ground by lightness, not by hue alone?"),
    ("appeal", "Would a passer-by stop to look at it?"),
    ("mood", "Do colours and type feel as the subject does?"),
];

/// Has a chat model that sees judge designs.
#[derive(Clone)]
pub struct JudgeByRubric {
    model: AnyChatModel,
    name: Arc<str>,
    prompt: Arc<Prompt>,
}

impl std::fmt::Debug for JudgeByRubric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JudgeByRubric({})", self.name)
    }
}

#[derive(Deserialize)]
struct Answer {
    name: String,
    #[serde(default)]
    evidence: String,
    yes: bool,
}

impl JudgeByRubric {
    /// The judge that `model` calls `name`, asked by what is in production of `prompts`; none, where they do not say how it is asked.
    #[must_use]
    pub fn new(model: AnyChatModel, name: &str, prompts: &Library) -> Option<Self> {
        let prompt = prompts.resolve(PROMPT, PRODUCTION).or_else(|| prompts.get(PROMPT))?;
        Some(Self { model, name: name.into(), prompt: Arc::new(prompt.clone()) })
    }

    /// The model that judges.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.name
    }

    /// Who judges, and how: another model, or other questions, is another judge.
    #[must_use]
    pub fn by(&self) -> String {
        let digest = self.prompt.digest();
        format!("{} {PROMPT}@{} {}", self.name, self.prompt.version(), &digest[..12.min(digest.len())])
    }

    fn said(&self, words: &[String]) -> Result<Vec<Said>, ToolError> {
        let question = |(name, question): (&str, &str)| json!({ "name": name, "question": question });
        let variables = json!({ "questions": INDICATORS.map(question), "words": words });
        told::filled_in(Self::NAME, &self.prompt, &variables)
    }

    /// What bounds the price of a call, whatever the design is.
    fn longest(&self) -> Result<ChatShape, String> {
        let said = self.said(&[]).map_err(|error| error.to_string())?;
        Ok(ChatShape {
            bytes: said.iter().map(Said::bytes).sum::<u64>()
                + WORDS_BYTES_MAX
                + picture_bytes(SHOWN_BYTES_MAX)
                + AROUND_BYTES,
            messages: said.len() as u64 + 1,
            max_tokens: Some(u64::from(TOKENS_MAX)),
        })
    }

    fn request(&self, context: &Context, words: &[String], jpeg: &[u8]) -> Result<ChatRequest, ToolError> {
        let mut said = self.said(words)?;
        let blob = context.keep(Self::NAME, jpeg)?;
        said.push(Said::Picture { text: "The design.".to_owned(), jpeg: blob, size: jpeg.len() as u64 });
        let mut parameters = Map::new();
        if let Some(temperature) = self.prompt.config().get("temperature") {
            parameters.insert("temperature".to_owned(), temperature.clone());
        }
        Ok(ChatRequest {
            model: self.name.to_string(),
            messages: told::messages(said),
            pictures: [(blob, Arc::from(jpeg))].into(),
            tools: Arc::default(),
            max_tokens: TOKENS_MAX,
            seed: context.seed(),
            parameters,
        })
    }
}

/// What a model answered to each question, in their order. One that was answered twice, or without evidence, was not answered.
fn read(text: &str) -> Result<Vec<(&'static str, Answer)>, String> {
    let written = serde_json::from_str::<Value>(text).ok().or_else(|| mend(text));
    let list = written.as_ref().and_then(|written| written.get("answers")).and_then(Value::as_array);
    let list = list.ok_or("it answered with something else than the JSON that it was asked for")?;
    let mut answers: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for answer in list.iter().take(4 * INDICATORS.len()) {
        if let Ok(answer) = Answer::deserialize(answer) {
            answers.entry(answer.name.clone()).or_default().push(answer);
        }
    }
    let mut one = |(name, _): (&'static str, &str)| match answers.remove(name).unwrap_or_default() {
        mut all if all.len() == 1 && !all[0].evidence.trim().is_empty() => Ok((name, all.remove(0))),
        _ => Err(format!("it did not answer `{name}` once, with what it saw")),
    };
    INDICATORS.into_iter().map(&mut one).collect()
}

/// What is said against a design: it is no gate, whatever a model thinks.
fn finding((name, answer): &(&'static str, Answer)) -> Option<Finding> {
    if answer.yes {
        return None;
    }
    let evidence: String = answer.evidence.split_whitespace().collect::<Vec<_>>().join(" ");
    let evidence: String = evidence.chars().take(EVIDENCE_CHARS_MAX).collect();
    let message =
        format!("A model that looked at it says no to {}: {}", name.replace('_', " "), design::shown(&evidence));
    Some(Finding::new(JUDGE_BY_RUBRIC, Severity::Info, message))
}

/// What a design says, a text at a time.
fn words(document: &Document) -> Vec<String> {
    let texts = document.walk().filter_map(|node| match &node.content {
        Content::Text { text, .. } => Some(text.plain().chars().take(TEXT_CHARS_MAX).collect()),
        _ => None,
    });
    texts.take(TEXTS_MAX).collect()
}

impl Tool for JudgeByRubric {
    const NAME: &'static str = JUDGE_BY_RUBRIC;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Has a model that sees answer the questions of a rubric about a design.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = JudgeDesign;
    type Output = JudgedDesign;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, _: &JudgeDesign) -> Quote {
        let quote = self.longest().and_then(|shape| self.model.quote(&self.name, &shape));
        quote.unwrap_or(Quote::UNLIMITED)
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: JudgeDesign) -> Result<JudgedDesign, ToolError> {
        let unavailable = |reason: String| ToolError::Unavailable { tool: Self::NAME.to_owned(), reason };
        let inner = context.clone();
        let seen = context.compute(Self::NAME, move || {
            let drawn = inner.drawn(Self::NAME, &input.design)?;
            let pixels = drawn.pixels(&|| !inner.is_stopped()).map_err(drawing_failed(Self::NAME))?;
            let too_large = || ToolError::invalid(Self::NAME, "/design", "cannot be made a small picture");
            Ok((words(drawn.layout().document()), small_jpeg(pixels).ok_or_else(too_large)?))
        });
        let (words, jpeg) = seen.await?;
        let request = self.request(context, &words, &jpeg)?;
        let answer = self.model.reply(context, request).await?;
        let answers = read(&answer.text).map_err(unavailable)?;
        let yes = answers.iter().filter(|(_, answer)| answer.yes).count();
        let score = Score::from_f64(yes as f64 / INDICATORS.len() as f64);
        Ok(JudgedDesign { score, findings: answers.iter().filter_map(finding).collect(), usage: GuestUsage::default() })
    }
}

#[cfg(test)]
mod tests;
