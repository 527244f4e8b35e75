//! What records say of events and effects, and back.
//!
//! A payload is the JSON of its event or effect without the tag; the record's kind stands for the tag.
//! Records match by (kind, lane, place in the lane), requests besides by their hash.

use std::collections::BTreeMap;

use design::Sha256;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::effect::{Effect, EffectId, Note, Outcome, Question, ToolCall};
use crate::event::Event;
use crate::option_set::OptionSet;
use crate::pin::{Pin, PinShapes};
use crate::record::{Record, RecordKind, kind};
use crate::state::MAIN;

/// What a record is to say, before it is sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The lane.
    pub lane: String,
    /// Place in the lane, among records of its kind.
    pub ord: u32,
    /// What it says.
    pub kind: RecordKind,
    /// What it carries.
    pub p: Value,
}

/// The payload of `effect.requested`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requested {
    /// The call's name.
    pub id: EffectId,
    /// The tool.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// Its arguments.
    pub args: Value,
    /// Everything that shaped the request: [`PinShapes::request_hash`].
    pub request_hash: Sha256,
    /// What tells the provider a repeat from another call, where the tool's effect is idempotent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// A payload that does not fit its kind.
#[derive(Debug, thiserror::Error)]
#[error("record {seq} is no sound `{kind}`")]
pub struct EntryError {
    /// The record's place in the log, from 0.
    pub seq: u64,
    /// Its kind.
    pub kind: RecordKind,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

/// Counts the notes of every lane: they have no id of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteCounter(BTreeMap<String, u32>);

impl NoteCounter {
    fn next(&mut self, lane: &str) -> u32 {
        let count = self.0.entry(lane.to_owned()).or_default();
        let ord = *count;
        *count = count.saturating_add(1);
        ord
    }

    /// Forgets the last note of a lane: it was counted, and is not on record.
    pub(crate) fn forget(&mut self, note: &Note) {
        if let Some(count) = self.0.get_mut(note.lane()) {
            *count = count.saturating_sub(1);
        }
    }
}

impl Note {
    /// The lane that it belongs to.
    fn lane(&self) -> &str {
        match self {
            Self::CandidateMade { candidate, .. }
            | Self::CritiqueDone { candidate, .. }
            | Self::EditApplied { candidate, .. } => candidate,
            Self::Degraded { lane, .. } => lane,
        }
    }
}

impl Entry {
    /// An entry of the main lane.
    #[must_use]
    pub fn main(kind: &str, ord: u32, p: Value) -> Self {
        Self { lane: MAIN.to_owned(), ord, kind: kind.into(), p }
    }

    fn at(id: &EffectId, kind: &str, p: Value) -> Self {
        Self { lane: id.lane.clone(), ord: id.ord, kind: kind.into(), p }
    }

    /// The entry of what is pinned, for the first time in a log.
    #[must_use]
    pub fn of_pin(pin: &Pin) -> Self {
        Self::main(kind::CONFIG_PINNED, 0, to_json(pin))
    }

    /// The entry of an event.
    #[must_use]
    pub fn of_event(event: &Event) -> Self {
        let mut p = match event {
            // By far the most and the largest: its output is copied once.
            Event::EffectCompleted { id, output } => json_of_completed(id, output),
            event => untagged(event, "event"),
        };
        match event {
            Event::RunStarted { .. } => Self::main(kind::RUN_STARTED, 0, p),
            Event::BriefRead { .. } => Self::main(kind::BRIEF_READ, 0, p),
            Event::BudgetReserved { id, .. } => Self::at(id, kind::BUDGET_RESERVED, p),
            Event::BudgetRefused { id, amount, left } => {
                // A refusal is how the effect failed; `left` tells it from a tool's own failure.
                let message = format!("the call may cost {amount} USD and {left} USD are left");
                p["error"] = json!({ "code": "budget", "message": message, "outcome": "did_not_happen" });
                Self::at(id, kind::EFFECT_FAILED, p)
            }
            Event::BudgetSettled { id, .. } => Self::at(id, kind::BUDGET_SETTLED, p),
            Event::BudgetReleased { id } => Self::at(id, kind::BUDGET_RELEASED, p),
            Event::EffectCompleted { id, .. } => Self::at(id, kind::EFFECT_COMPLETED, p),
            Event::EffectFailed { id, .. } => Self::at(id, kind::EFFECT_FAILED, p),
            Event::ChoiceMade { turn, .. } => Self::main(kind::CHOICE_MADE, *turn, p),
            Event::QuestionAnswered { id, .. } => Self::at(id, kind::QUESTION_ANSWERED, p),
            Event::Forked(_) => {
                p["override"] = json!("fork");
                Self::main(kind::OVERRIDE_APPLIED, 0, p)
            }
            Event::DeadlinePassed => Self::main(kind::OVERRIDE_APPLIED, 0, json!({ "override": "deadline_passed" })),
            Event::Cancelled => Self::main(kind::OVERRIDE_APPLIED, 0, json!({ "override": "cancelled" })),
        }
    }

    /// The entry of a tool call.
    #[must_use]
    pub fn of_call(call: &ToolCall, pinned: &PinShapes) -> Self {
        let requested = Requested {
            id: call.id.clone(),
            tool: call.tool.clone(),
            tool_version: pinned.pin().version(&call.tool).to_owned(),
            args: Value::Null,
            request_hash: pinned.request_hash(call),
            idempotency_key: None,
        };
        // By far the largest: copied once.
        let mut p = to_json(&requested);
        p["args"] = call.args.clone();
        Self::at(&call.id, kind::EFFECT_REQUESTED, p)
    }

    /// The entry of an effect. That of the end may be given more fields: the log's length, the files' hashes.
    #[must_use]
    pub fn of_effect(effect: &Effect, pinned: &PinShapes, notes: &mut NoteCounter) -> Self {
        match effect {
            Effect::CallTool(call) => Self::of_call(call, pinned),
            Effect::Note(note) => {
                let kind = match note {
                    Note::CandidateMade { .. } => kind::CANDIDATE_MADE,
                    Note::CritiqueDone { .. } => kind::CRITIQUE_DONE,
                    Note::EditApplied { .. } => kind::EDIT_APPLIED,
                    Note::Degraded { .. } => kind::DEGRADED,
                };
                let lane = note.lane();
                let ord = notes.next(lane);
                Self { lane: lane.to_owned(), ord, kind: kind.into(), p: untagged(note, "note") }
            }
            Effect::Present(set) => Self::main(kind::OPTIONS_PRESENTED, set.turn, json!({ "set": set })),
            Effect::Ask(question) => Self::at(&question.id, kind::QUESTION_ASKED, to_json(question)),
            Effect::Finish(outcome) => {
                let kind = match outcome {
                    Outcome::Delivered { .. } => kind::RUN_COMPLETED,
                    Outcome::Failed { .. } => kind::RUN_FAILED,
                };
                Self::main(kind, 0, json!({ "outcome": outcome }))
            }
        }
    }
}

impl Record {
    /// The event that it records; `None` when it records something else.
    ///
    /// # Errors
    ///
    /// [`EntryError`] when the payload does not fit the kind.
    pub fn event(&self) -> Result<Option<Event>, EntryError> {
        let tag = match self.kind.as_str() {
            kind::RUN_STARTED => "run_started",
            kind::BRIEF_READ => "brief_read",
            kind::BUDGET_RESERVED => "budget_reserved",
            kind::BUDGET_SETTLED => "budget_settled",
            kind::BUDGET_RELEASED => "budget_released",
            // By far the most and the largest: its output is copied once.
            kind::EFFECT_COMPLETED => match self.p.get("output") {
                Some(output) => {
                    return Ok(Some(Event::EffectCompleted { id: self.field("id")?, output: output.clone() }));
                }
                None => "effect_completed",
            },
            kind::EFFECT_FAILED if self.p.get("left").is_some() => "budget_refused",
            kind::EFFECT_FAILED => "effect_failed",
            kind::CHOICE_MADE => "choice_made",
            kind::QUESTION_ANSWERED => "question_answered",
            kind::OVERRIDE_APPLIED => match self.p.get("override").and_then(Value::as_str) {
                Some(tag @ ("deadline_passed" | "cancelled")) => tag,
                Some("fork") => "forked",
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.tagged("event", tag).map(Some)
    }

    /// The effect that it records; `None` when it records something else.
    ///
    /// # Errors
    ///
    /// [`EntryError`] when the payload does not fit the kind.
    pub fn effect(&self) -> Result<Option<Effect>, EntryError> {
        let effect = match self.kind.as_str() {
            kind::EFFECT_REQUESTED => {
                let Requested { id, tool, args, .. } = self.payload()?;
                Effect::CallTool(ToolCall { id, tool, args })
            }
            kind::CANDIDATE_MADE => Effect::Note(self.tagged("note", "candidate_made")?),
            kind::CRITIQUE_DONE => Effect::Note(self.tagged("note", "critique_done")?),
            kind::EDIT_APPLIED => Effect::Note(self.tagged("note", "edit_applied")?),
            kind::DEGRADED => Effect::Note(self.tagged("note", "degraded")?),
            kind::OPTIONS_PRESENTED => Effect::Present(Box::new(self.field::<OptionSet>("set")?)),
            kind::QUESTION_ASKED => Effect::Ask(self.payload::<Question>()?),
            kind::RUN_COMPLETED | kind::RUN_FAILED => Effect::Finish(self.field("outcome")?),
            _ => return Ok(None),
        };
        Ok(Some(effect))
    }

    /// Reads the payload.
    ///
    /// # Errors
    ///
    /// [`EntryError`] when it has another shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, EntryError> {
        self.read(&self.p)
    }

    fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T, EntryError> {
        self.read(self.p.get(name).unwrap_or(&Value::Null))
    }

    fn tagged<T: DeserializeOwned>(&self, tag: &str, value: &str) -> Result<T, EntryError> {
        let mut fields = self.p.as_object().cloned().unwrap_or_else(Map::new);
        fields.insert(tag.to_owned(), value.into());
        self.read(&Value::Object(fields))
    }

    fn read<T: DeserializeOwned>(&self, value: &Value) -> Result<T, EntryError> {
        let sound = T::deserialize(value);
        sound.map_err(|source| EntryError { seq: self.seq, kind: self.kind.clone(), source })
    }
}

fn to_json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("recorded types have string keys and finite numbers")
}

fn json_of_completed(id: &EffectId, output: &Value) -> Value {
    Value::Object(Map::from_iter([("id".to_owned(), to_json(id)), ("output".to_owned(), output.clone())]))
}

fn untagged<T: Serialize>(value: &T, tag: &str) -> Value {
    let mut value = to_json(value);
    if let Some(fields) = value.as_object_mut() {
        fields.remove(tag);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Chain;
    use crate::fixture::{self, World, run};
    use crate::{Choice, ForkPoint, Forked, NanoUsd, Settings};

    fn record(entry: Entry) -> Record {
        let record = Chain::default().seal(entry, 0);
        // As read from a line.
        serde_json::from_slice(&crate::chain::write_line(&record)).unwrap()
    }

    #[test]
    fn every_event_and_effect_of_a_run_reads_back() {
        let settings = Settings { turns: 3, ..fixture::settings() };
        let world = World { repairs: 50, gates: 30, price: Some(3), ..World::default() };
        let trace = run(&settings, &world, &[Choice::Pick { index: 1 }, Choice::NoneOfThese], 1);
        let mut notes = NoteCounter::default();
        for (event, effects) in &trace.steps {
            // Compared as canonical JSON, in which 540.0 is 540.
            let read = record(Entry::of_event(event)).event().unwrap().unwrap();
            assert_eq!(Sha256::of_json(&read), Sha256::of_json(event), "{event:?}");
            for effect in effects {
                let record = record(Entry::of_effect(effect, &PinShapes::from(fixture::pin()), &mut notes));
                assert!(record.kind.is_known(), "{}", record.kind);
                assert_eq!(Sha256::of_json(&record.effect().unwrap().unwrap()), Sha256::of_json(effect), "{effect:?}");
                assert_eq!(record.event().unwrap(), None);
            }
        }
    }

    #[test]
    fn rare_events_read_back() {
        let id = EffectId { lane: "t1.c03".to_owned(), ord: 2 };
        let refused = Event::BudgetRefused { id: id.clone(), amount: NanoUsd(5), left: NanoUsd(3) };
        let failed = Event::EffectFailed { id: id.clone(), error: fixture::error("stopped") };
        let released = Event::BudgetReleased { id: id.clone() };
        let skipped = Event::QuestionAnswered { id: id.clone(), answer: None };
        let forked = Event::Forked(Box::new(Forked {
            parent: ForkPoint { run: "a".to_owned(), seq: 40, h: "00".repeat(16) },
            set: [("seed".to_owned(), "7".to_owned())].into(),
            settings: Settings { seed: 7, ..fixture::settings() },
            kit: "b".to_owned(),
        }));
        for event in [refused, failed, released, skipped, forked, Event::DeadlinePassed, Event::Cancelled] {
            assert_eq!(record(Entry::of_event(&event)).event().unwrap(), Some(event));
        }
        let choices = vec!["today".to_owned()];
        let question = Effect::Ask(Question { id, text: "when?".to_owned(), choices });
        let entry = Entry::of_effect(&question, &PinShapes::from(fixture::pin()), &mut NoteCounter::default());
        assert_eq!(record(entry).effect().unwrap(), Some(question));
    }

    #[test]
    fn an_unknown_kind_is_kept_and_means_nothing() {
        let entry = Entry::main("taste.learned", 0, json!({ "warm": 0.7 }));
        let record = record(entry.clone());
        assert_eq!((record.event().unwrap(), record.effect().unwrap()), (None, None));
        assert!(!record.kind.is_known());
        assert_eq!((record.kind, record.p), (entry.kind, entry.p));
    }

    #[test]
    fn a_payload_that_does_not_fit_names_its_record() {
        let error = record(Entry::main(kind::CHOICE_MADE, 1, json!({ "turn": "one" }))).event().unwrap_err();
        assert_eq!(error.to_string(), "record 0 is no sound `choice.made`");
    }
}
