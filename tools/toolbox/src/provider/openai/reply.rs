//! What a chat model answers, whole or piece by piece.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::chat_model::{AskedCall, ChatAnswer};
use crate::prices::{Usage, UsagePointers};
use crate::provider::{Fault, FaultClass};

/// Most tool calls taken of one answer.
const TOOL_CALLS_MAX: usize = 128;

/// An answer, or a piece of one, as far as it is read here. Its texts and numbers are read leniently: servers put null, lists
/// and objects where the dialect has them.
#[derive(Deserialize)]
pub(super) struct Piece<'a> {
    #[serde(borrow, default)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(borrow, default)]
    model: Option<&'a RawValue>,
    #[serde(borrow, default)]
    system_fingerprint: Option<&'a RawValue>,
    #[serde(borrow, default)]
    usage: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow, default)]
    finish_reason: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Option<Words<'a>>,
    /// What it says next, in a stream.
    #[serde(borrow, default)]
    delta: Option<Words<'a>>,
}

#[derive(Deserialize)]
struct Words<'a> {
    #[serde(borrow, default)]
    content: Option<&'a RawValue>,
    #[serde(borrow, default)]
    tool_calls: Option<Vec<Call<'a>>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow, default)]
    index: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    function: Option<Function<'a>>,
}

#[derive(Deserialize)]
struct Function<'a> {
    #[serde(borrow, default)]
    name: Option<&'a RawValue>,
    #[serde(borrow, default)]
    arguments: Option<&'a RawValue>,
}

impl<'a> Piece<'a> {
    /// Reads one.
    pub(super) fn read(json: &'a str) -> Result<Self, Fault> {
        let shape = |_| Fault::new(FaultClass::Unreadable, "what it answered has another shape");
        serde_json::from_str(json).map_err(shape)
    }

    /// Whether it holds anything that a model said.
    pub(super) fn has_choice(&self) -> bool {
        self.choices.as_ref().is_some_and(|choices| !choices.is_empty())
    }
}

/// A text, where it is one.
fn text(value: Option<&RawValue>) -> Option<String> {
    let json = value?.get();
    json.starts_with('"').then(|| serde_json::from_str(json).ok()).flatten()
}

/// An answer as it comes in.
#[derive(Default)]
pub(super) struct Reply {
    answer: ChatAnswer,
    finish: Option<String>,
}

impl Reply {
    /// Whether anything came that was made.
    pub(super) fn is_begun(&self) -> bool {
        let ChatAnswer { text, calls, usage, .. } = &self.answer;
        !text.is_empty() || !calls.is_empty() || usage.is_some() || self.finish.is_some()
    }

    /// Takes a piece in, `json` as it came.
    pub(super) fn take(&mut self, piece: Piece<'_>, json: &str, pointers: &UsagePointers) {
        // Some servers count as they go, some begin with zeros.
        if let Some(usage) = usage(&piece, json, pointers) {
            let most = self.answer.usage.unwrap_or_default();
            self.answer.usage = Some(Usage {
                input: usage.input.max(most.input),
                cached: usage.cached.max(most.cached),
                kept: usage.kept.max(most.kept),
                output: usage.output.max(most.output),
            });
        }
        self.answer.model = self.answer.model.take().or_else(|| text(piece.model));
        self.answer.fingerprint = self.answer.fingerprint.take().or_else(|| text(piece.system_fingerprint));
        let Some(choice) = piece.choices.into_iter().flatten().next() else { return };
        if let Some(finish) = text(choice.finish_reason) {
            self.finish = Some(finish);
        }
        let Some(said) = choice.message.or(choice.delta) else { return };
        self.answer.text.push_str(&text(said.content).unwrap_or_default());
        for (place, call) in said.tool_calls.into_iter().flatten().enumerate() {
            self.take_call(place, &call);
        }
    }

    /// Takes a call of a tool in, or a piece of one.
    fn take_call(&mut self, place: usize, call: &Call<'_>) {
        let index = call.index.and_then(|index| index.get().parse().ok()).unwrap_or(place);
        if index >= TOOL_CALLS_MAX {
            return;
        }
        let calls = &mut self.answer.calls;
        if calls.len() <= index {
            calls.resize_with(index + 1, AskedCall::default);
        }
        let own = &mut calls[index];
        // Names come whole, arguments in pieces.
        if own.id.is_empty() {
            own.id = text(call.id).unwrap_or_default();
        }
        let Some(function) = &call.function else { return };
        if own.name.is_empty() {
            own.name = text(function.name).unwrap_or_default();
        }
        match function.arguments.map(RawValue::get) {
            // Some servers give the arguments themselves instead of their text.
            Some(json) if json.starts_with('{') => own.arguments.push_str(json),
            _ => own.arguments.push_str(&text(function.arguments).unwrap_or_default()),
        }
    }

    /// The answer, if it is whole: one that does not say why it ended broke off.
    pub(super) fn finish(self) -> Result<ChatAnswer, Fault> {
        let Self { answer, finish } = self;
        let finish = finish.ok_or_else(|| Fault::new(FaultClass::Broken, "the answer ended without saying why"))?;
        let said = !answer.text.is_empty() || !answer.calls.is_empty();
        // Words that took no tokens were not counted.
        let usage = answer.usage.filter(|usage| usage.input > 0 && (usage.output > 0 || !said));
        Ok(ChatAnswer { finish, usage, ..answer })
    }
}

/// What it says that the answer took, so far.
fn usage(piece: &Piece<'_>, json: &str, pointers: &UsagePointers) -> Option<Usage> {
    if !pointers.are_within("usage") {
        return pointers.read(&serde_json::from_str(json).ok()?);
    }
    let usage: Value = serde_json::from_str(piece.usage?.get()).ok()?;
    pointers.read(&Value::Object(Map::from_iter([("usage".to_owned(), usage)])))
}
