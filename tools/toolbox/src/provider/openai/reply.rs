//! What a chat model answers, whole or piece by piece.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::prices::{Usage, UsagePointers};
use crate::provider::{Fault, FaultClass};

/// Most tool calls taken of one answer.
const TOOL_CALLS_MAX: usize = 128;

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

/// A reply as it comes in.
#[derive(Default)]
pub(super) struct Reply {
    text: String,
    tool_calls: Vec<ToolCallReply>,
    finish: Option<String>,
    usage: Option<Usage>,
    model: Option<String>,
    fingerprint: Option<String>,
}

impl Reply {
    /// Whether anything came that was made.
    pub(super) fn is_begun(&self) -> bool {
        !self.text.is_empty() || !self.tool_calls.is_empty() || self.usage.is_some() || self.finish.is_some()
    }

    pub(super) fn take<'a>(&mut self, piece: &'a Value, part: &str, pointers: &UsagePointers) {
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
        let Some(choice) = piece.get("choices").and_then(|choices| choices.get(0)) else { return };
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
            let text = |value: Option<&'a Value>| value.and_then(Value::as_str).unwrap_or_default();
            let part = |name: &str| text(call.get("function").and_then(|function| function.get(name)));
            // Names come whole, arguments in pieces.
            if own.id.is_empty() {
                text(call.get("id")).clone_into(&mut own.id);
            }
            if own.name.is_empty() {
                part("name").clone_into(&mut own.name);
            }
            own.arguments.push_str(part("arguments"));
        }
    }

    /// The reply, if it is whole: one that does not say why it ended broke off.
    pub(super) fn finish(self) -> Result<ChatReply, Fault> {
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
