//! `judge_by_rubric`: a model looks at the picture of a design and answers twelve questions with yes or no, each with what it saw.
//!
//! Models agree with designers about single plain questions more than about marks out of ten, and about what they had to write down
//! first more than about what comes to their mind; both is seen to here. Even so they err, so what one says is a share of the total
//! and never a gate. The questions follow the four dimensions and twelve indicators of AesEval-Bench (2026).

use std::collections::BTreeMap;

use design::{Finding, Score, Severity};
use planner::calls::{GuestUsage, JUDGE_BY_RUBRIC, JudgeDesign, JudgedDesign};
use prompts::Library;
use serde::Deserialize;
use serde_json::{Value, json};

use super::seeing_model::{SeeingModel, evidence, shown, unanswered};
use crate::chat_model::AnyChatModel;
use crate::context::Context;
use crate::error::ToolError;
use crate::quote::Quote;
use crate::tool::{Audience, Tool, ToolEffect};

/// The prompt by which it is asked.
const PROMPT: &str = "judge_design";
/// Most tokens of an answer: twelve sentences, and what is around them.
const TOKENS_MAX: u32 = 2_048;

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
#[derive(Debug, Clone)]
pub struct JudgeByRubric(SeeingModel);

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
        SeeingModel::new(model, name, prompts, PROMPT, TOKENS_MAX).map(Self)
    }

    /// The model that judges.
    #[must_use]
    pub fn model(&self) -> &str {
        self.0.name()
    }

    /// Who judges, and how: another model, or other questions, is another judge.
    #[must_use]
    pub fn by(&self) -> String {
        self.0.by()
    }
}

/// What is asked about a design that says those words.
fn asked(words: &[String]) -> Value {
    let question = |(name, question): (&str, &str)| json!({ "name": name, "question": question });
    json!({ "questions": INDICATORS.map(question), "words": words })
}

/// What a model answered to each question, in their order. One that was answered twice, or without evidence, was not answered.
fn read(written: &Value) -> Result<Vec<(&'static str, Answer)>, String> {
    let list = written.get("answers").and_then(Value::as_array).ok_or("it answered no question")?;
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
    let (name, seen) = (name.replace('_', " "), evidence(&answer.evidence));
    let message = format!("A model that looked at it says no to {name}: {seen}");
    Some(Finding::new(JUDGE_BY_RUBRIC, Severity::Info, message))
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
        self.0.quote(Self::NAME, &asked(&[]), 1)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    async fn call(&self, context: &Context, input: JudgeDesign) -> Result<JudgedDesign, ToolError> {
        let design = shown(Self::NAME, context, input.design).await?;
        let variables = asked(&design.words);
        let written = self.0.ask(Self::NAME, context, &variables, &[design]).await?;
        let answers = read(&written).map_err(|reason| unanswered(Self::NAME, reason))?;
        let yes = answers.iter().filter(|(_, answer)| answer.yes).count();
        let score = Score::from_f64(yes as f64 / INDICATORS.len() as f64);
        Ok(JudgedDesign { score, findings: answers.iter().filter_map(finding).collect(), usage: GuestUsage::default() })
    }
}

#[cfg(test)]
mod tests;
