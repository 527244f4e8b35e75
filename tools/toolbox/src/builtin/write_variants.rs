//! `write_variants`: a model writes words in several ways, and rules say which of them may be shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use planner::calls::{Call, CopySlot, CopyVariant, DroppedLine, WriteVariants as Args, WrittenVariants};
use prompts::{Library, Prompt};
use serde_json::{Map, Value, json};

use super::told;
use crate::chat_model::{AnyChatModel, ChatRequest, Said};
use crate::context::Context;
use crate::error::ToolError;
use crate::mend::mend;
use crate::prices::ChatShape;
use crate::quote::Quote;
use crate::tool::{Audience, Tier, Tool, ToolEffect};

/// Most ways of saying it.
const VARIANTS_MAX: usize = 12;
/// Most slots.
const SLOTS_MAX: usize = 8;
/// Longest line that is told of when it is dropped, characters.
const DROPPED_CHARS_MAX: usize = 200;
/// What the dialect puts around a call.
const AROUND_BYTES: u64 = 2_048;

/// Writes words with a model.
#[derive(Debug, Clone)]
pub struct WriteVariants {
    model: AnyChatModel,
    prompts: Arc<Library>,
}

impl WriteVariants {
    /// Writes with `model` by `prompts`.
    #[must_use]
    pub fn new(model: AnyChatModel, prompts: Arc<Library>) -> Self {
        Self { model, prompts }
    }

    fn prompt(&self, args: &Args) -> Result<&Prompt, ToolError> {
        told::prompt(Self::NAME, &self.prompts, &args.prompt)
    }

    /// What the model is told. The kit's voice is not known before the call, so the price is that of the longest.
    fn said(&self, args: &Args, voice: &Value, banned: &[String]) -> Result<Vec<Said>, ToolError> {
        let facts: Vec<&str> = args.brief.facts.iter().map(|fact| fact.text.as_str()).collect();
        let brief = &args.brief;
        let variables = json!({
            "brief": { "text": brief.text, "subject": brief.subject, "tone": brief.tone, "audience": brief.audience },
            "voice": voice, "slots": args.slots, "facts": facts, "banned": banned, "count": args.count,
        });
        told::filled_in(Self::NAME, self.prompt(args)?, &variables)
    }

    fn shape(args: &Args, said: &[Said]) -> ChatShape {
        ChatShape {
            bytes: said.iter().map(Said::bytes).sum::<u64>() + AROUND_BYTES,
            messages: said.len() as u64,
            max_tokens: Some(u64::from(args.max_tokens)),
        }
    }
}

impl WriteVariants {
    /// What bounds the price of a call, whatever the kit's voice is.
    fn longest(&self, input: &Args) -> Result<ChatShape, String> {
        let said = self.said(input, &Value::Null, &[]).map_err(|error| error.to_string())?;
        let shape = Self::shape(input, &said);
        Ok(ChatShape { bytes: shape.bytes + VOICE_BYTES_MAX, ..shape })
    }
}

/// How a kit speaks, no longer than [`VOICE_BYTES_MAX`] allows a call to be priced for.
fn voice(context: &Context) -> (Value, Vec<String>) {
    let cut = |text: &String| text.chars().take(120).collect::<String>();
    let kit = context.kit();
    let samples: Vec<String> = kit.voice.samples.iter().take(6).map(cut).collect();
    let tone: Vec<String> = kit.voice.tone.iter().take(12).map(cut).collect();
    let banned = kit.voice.banned.iter().chain(&kit.blocked_terms).take(60).map(cut).collect();
    (json!({ "tone": tone, "samples": samples }), banned)
}

/// Most bytes that a kit's voice takes as it is sent: 78 texts of 120 characters, each six bytes at most when it is quoted twice.
const VOICE_BYTES_MAX: u64 = 78 * 120 * 12;

impl Tool for WriteVariants {
    const NAME: &'static str = Args::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str =
        "Has a model write the words of a design in several ways, and drops what may not be shown.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Args;
    type Output = WrittenVariants;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, input: &Args) -> Quote {
        let quote = self.longest(input).and_then(|shape| self.model.quote(&input.model, &shape));
        quote.unwrap_or(Quote::UNLIMITED)
    }

    fn tiers(&self, input: &Args) -> Vec<Tier> {
        self.longest(input).map(|shape| told::tiers(&self.model, &input.cheaper, &shape)).unwrap_or_default()
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: Args) -> Result<WrittenVariants, ToolError> {
        if input.slots.is_empty() || input.slots.len() > SLOTS_MAX {
            return Err(ToolError::invalid(Self::NAME, "/slots", format!("1 to {SLOTS_MAX} slots are written")));
        }
        let (voice, banned) = voice(context);
        let messages = self.said(&input, &voice, &banned)?;
        let mut parameters = Map::new();
        if let Some(temperature) = self.prompt(&input)?.config().get("temperature") {
            parameters.insert("temperature".to_owned(), temperature.clone());
        }
        let request = ChatRequest {
            model: told::granted(context, &input.model, &input.cheaper).to_owned(),
            messages: told::messages(messages),
            pictures: std::collections::BTreeMap::new(),
            tools: Arc::default(),
            max_tokens: input.max_tokens,
            seed: input.seed,
            parameters,
        };
        let answer = self.model.reply(context, request).await?;
        let unreadable = || ToolError::Unavailable {
            tool: Self::NAME.to_owned(),
            reason: "what it wrote is not the JSON that it was asked for".to_owned(),
        };
        let read = serde_json::from_str::<Value>(&answer.text).ok().or_else(|| mend(&answer.text));
        let written = read.ok_or_else(unreadable)?;
        let ways = written.get("variants").and_then(Value::as_array).ok_or_else(unreadable)?;
        let (mut variants, mut dropped, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for way in ways.iter().take(VARIANTS_MAX.min(input.count as usize)) {
            let mut variant = CopyVariant::default();
            for slot in &input.slots {
                let Some(line) = way.get(&slot.name).and_then(Value::as_str).map(tidy).filter(|line| !line.is_empty())
                else {
                    continue;
                };
                match objection(slot, &line, &input, context) {
                    None => drop(variant.lines.insert(slot.name.clone(), line)),
                    Some(why) => {
                        let line = line.chars().take(DROPPED_CHARS_MAX).collect();
                        dropped.push(DroppedLine { slot: slot.name.clone(), line, why });
                    }
                }
            }
            if !variant.lines.is_empty() && seen.insert(variant.lines.clone()) {
                variants.push(variant);
            }
        }
        let (tokens_in, tokens_out) = (answer.usage.map(|usage| usage.input), answer.usage.map(|usage| usage.output));
        let (model, fingerprint) = (answer.model, answer.fingerprint);
        Ok(WrittenVariants { variants, dropped, model, fingerprint, tokens_in, tokens_out })
    }
}

/// One line, with single spaces and nothing that cannot be seen.
fn tidy(line: &str) -> String {
    // Marks between a number and its sign, say, go without leaving a gap.
    let marks = line.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}'));
    let seen: String = marks.map(|c| if design::is_obeyed(c) { ' ' } else { c }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn objection(slot: &CopySlot, line: &str, args: &Args, context: &Context) -> Option<String> {
    let chars = line.chars().count();
    if chars > slot.most as usize {
        return Some(format!("it is {chars} characters long, and {} fit", slot.most));
    }
    compose::objection(line, &args.brief, context.kit())
}

#[cfg(test)]
mod tests {
    use design::{BrandKit, Brief};
    use planner::PromptRef;

    use super::*;
    use crate::chat_model::{ChatAnswer, ChatModel};
    use crate::grant::Grant;
    use crate::quote::{Reservation, Settlement};
    use crate::{Stack, Toolbox};

    struct Free;

    impl Settlement for Free {
        fn settle(self: Box<Self>, _: Quote) {}
        fn release(self: Box<Self>) {}
    }

    /// Says what it was made with.
    struct Says(&'static str);

    impl ChatModel for Says {
        fn quote(&self, _: &str, shape: &ChatShape) -> Result<Quote, String> {
            assert!(shape.bytes > VOICE_BYTES_MAX || shape.max_tokens.is_some());
            Ok(Quote::FREE)
        }

        async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
            assert!(request.tools.is_empty() && request.messages.len() == 2);
            Ok(ChatAnswer { text: self.0.to_owned(), finish: "stop".to_owned(), ..ChatAnswer::default() })
        }
    }

    async fn write(text: &'static str, count: u32) -> Result<WrittenVariants, ToolError> {
        let library = Arc::new(Library::embedded().clone());
        let prompt = library.get("write_variants").unwrap().clone();
        let tool = WriteVariants::new(AnyChatModel::new(Says(text)), library);
        let toolbox = Toolbox::builder().tool(tool).build().unwrap();
        let slot = |name: &str, most| CopySlot { name: name.to_owned(), most };
        let args = Args {
            model: "any".to_owned(),
            cheaper: Vec::new(),
            prompt: PromptRef {
                name: prompt.name().to_owned(),
                version: prompt.version().to_string(),
                digest: prompt.digest().to_owned(),
            },
            brief: Brief::read("A poster for the book swap, 9 December, 6pm, town library.").unwrap(),
            slots: vec![slot("headline", 24), slot("cta", 16)],
            count,
            max_tokens: 400,
            seed: 1,
        };
        let context = crate::fixture::context((*BrandKit::builtin()).clone());
        let prepared = toolbox.prepare(Args::TOOL, &serde_json::to_value(&args).unwrap())?;
        let grant = Grant::new(Reservation::new(Quote::FREE, Box::new(Free)));
        let output = Stack::new().call(prepared, &context, &grant).await?;
        Ok(serde_json::from_value(output).unwrap())
    }

    #[tokio::test]
    async fn what_may_not_be_shown_is_dropped_and_told() {
        let written = write(
            r#"Here: {"variants": [
                {"headline": "Swap a story", "body": "", "cta": "Come by"},
                {"headline": "Swap a story", "cta": "Come by"},
                {"headline": "A headline that goes on and on and on", "cta": "Bring one"},
                {"headline": "Doors at 7pm", "cta": "Call 555"},
                {"headline": "Shelves\n want\u0000 company", "cta": "Come on 9 December"},
                "nothing",
            ]}"#,
            6,
        )
        .await
        .unwrap();
        let lines: Vec<Vec<&str>> =
            written.variants.iter().map(|variant| variant.lines.values().map(String::as_str).collect()).collect();
        assert_eq!(lines, [vec!["Come by", "Swap a story"], vec!["Bring one"], vec!["Shelves want company"]]);
        let dropped: Vec<&str> = written.dropped.iter().map(|dropped| dropped.line.as_str()).collect();
        assert_eq!(
            dropped,
            ["A headline that goes on and on and on", "Doors at 7pm", "Call 555", "Come on 9 December"]
        );
    }

    #[tokio::test]
    async fn no_more_than_were_asked_for_are_taken_and_nonsense_is_an_error() {
        let many = r#"{"variants": [{"headline": "One"}, {"headline": "Two"}, {"headline": "Three"}]}"#;
        assert_eq!(write(many, 2).await.unwrap().variants.len(), 2);
        for nonsense in ["", "I would rather not.", "[]", "{\"variants\": 3}", "{}"] {
            assert!(matches!(write(nonsense, 2).await, Err(ToolError::Unavailable { .. })), "{nonsense}");
        }
    }
}
