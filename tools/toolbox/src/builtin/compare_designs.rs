//! `compare_designs`: a model looks at two designs side by side and says which is better, with what it saw.
//!
//! Models that look are better at this than at marks, and lean towards a place in the order: whoever asks asks in both orders, and
//! takes two different answers for none.

use planner::calls::{Better, Call, CompareDesigns as Args, ComparedDesigns};
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
const PROMPT: &str = "compare_designs";
/// Most tokens of an answer.
const TOKENS_MAX: u32 = 512;

/// Has a chat model that sees compare designs.
#[derive(Debug, Clone)]
pub struct CompareDesigns(SeeingModel);

#[derive(Deserialize)]
struct Answer {
    evidence: String,
    better: Better,
}

impl CompareDesigns {
    /// The judge that `model` calls `name`, asked by what is in production of `prompts`; none, where they do not say how it is asked.
    #[must_use]
    pub fn new(model: AnyChatModel, name: &str, prompts: &Library) -> Option<Self> {
        SeeingModel::new(model, name, prompts, PROMPT, TOKENS_MAX).map(Self)
    }

    /// How it is asked.
    #[must_use]
    pub fn prompt(&self) -> String {
        self.0.prompt()
    }
}

impl Tool for CompareDesigns {
    const NAME: &'static str = Args::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Has a model that sees say which of two designs is better.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Args;
    type Output = ComparedDesigns;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, _: &Args) -> Quote {
        self.0.quote(Self::NAME, &json!({ "first": [], "second": [] }), 2)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    async fn call(&self, context: &Context, input: Args) -> Result<ComparedDesigns, ToolError> {
        let first = shown(Self::NAME, context, input.first).await?;
        let second = shown(Self::NAME, context, input.second).await?;
        let variables = json!({ "first": first.words, "second": second.words });
        let written: Value = self.0.ask(Self::NAME, context, &variables, &[first, second]).await?;
        let answer = Answer::deserialize(&written).ok().filter(|answer| !answer.evidence.trim().is_empty());
        let Answer { evidence: seen, better } =
            answer.ok_or_else(|| unanswered(Self::NAME, "it did not say which is better, with what it saw"))?;
        Ok(ComparedDesigns { better, evidence: evidence(&seen) })
    }
}

#[cfg(test)]
mod tests {
    use design::{BrandKit, Document, Format};

    use super::*;
    use crate::chat_model::{ChatAnswer, ChatModel, ChatRequest, Said};
    use crate::prices::ChatShape;

    /// Answers with what it was made with.
    struct Says(&'static str);

    impl ChatModel for Says {
        fn quote(&self, _: &str, shape: &ChatShape) -> Result<Quote, String> {
            Ok(Quote { tokens: shape.bytes, ..Quote::FREE })
        }

        async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
            let shown: Vec<&str> = request
                .said()
                .filter_map(|said| match said {
                    Said::Picture { text, .. } => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            assert_eq!(shown, ["The first.", "The second."]);
            Ok(ChatAnswer { text: self.0.to_owned(), finish: "stop".to_owned(), ..ChatAnswer::default() })
        }
    }

    async fn compared(text: &'static str) -> Result<ComparedDesigns, ToolError> {
        let kit = BrandKit::builtin();
        let document = Document::new(&Format::default(), kit.reference());
        let context = crate::fixture::context((*kit).clone());
        let design = context.keep("test", &document.to_bytes())?;
        let tool = CompareDesigns::new(AnyChatModel::new(Says(text)), "eye", Library::embedded()).unwrap();
        let input = Args { first: design, second: design, by: None };
        // Two pictures, however small they come out.
        assert!(tool.quote(&input).tokens > 100_000);
        tool.call(&context, input).await
    }

    #[tokio::test]
    async fn one_of_both_is_better_or_neither_is() {
        let said = compared(r#"Well: {"evidence": "the  second is\ncalm", "better": "second"}"#).await.unwrap();
        assert_eq!((said.better, said.evidence.as_str()), (Better::Second, "the second is calm"));
        let neither = compared(r#"{"evidence": "alike", "better": "neither"}"#).await.unwrap();
        assert_eq!(neither.better, Better::Neither);
    }

    #[tokio::test]
    async fn an_answer_without_a_verdict_or_without_evidence_is_none() {
        for text in [
            "",
            "the first",
            "{}",
            r#"{"better": "first"}"#,
            r#"{"evidence": " ", "better": "first"}"#,
            r#"{"evidence": "x", "better": "both"}"#,
        ] {
            let error = compared(text).await.unwrap_err();
            assert!(matches!(error, ToolError::Unavailable { .. }), "{text}: {error}");
        }
    }
}
