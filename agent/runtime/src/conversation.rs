//! What a model and a run said to each other, by the run's record.

use std::collections::BTreeMap;

use design::canonical::to_canonical_json;
use planner::calls::{Call as _, Converse, Conversed};
use planner::record::kind;
use planner::{Effect, EffectId, Event, Record};
use serde::Deserialize as _;
use serde_json::Value;

/// What was asked and what was answered.
pub(crate) type Exchange = (Converse, Conversed);

/// Exchanges as they are read from a log, in their order: those of the last conversation.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    asked: BTreeMap<EffectId, Converse>,
    done: Vec<Exchange>,
}

impl Exchanges {
    /// Those of a log.
    pub(crate) fn of(records: &[Record]) -> Self {
        let mut exchanges = Self::default();
        for record in records {
            if record.kind.as_str() == kind::EFFECT_REQUESTED {
                if let Ok(Some(Effect::CallTool(call))) = record.effect()
                    && call.tool == Converse::TOOL
                    && let Ok(asked) = Converse::deserialize(call.args)
                {
                    exchanges.asked.insert(call.id, asked);
                }
            } else if let Ok(Some(event)) = record.event() {
                exchanges.take(&event);
            }
        }
        exchanges
    }

    /// Takes in what happened next.
    pub(crate) fn take(&mut self, event: &Event) {
        if let Event::EffectCompleted { id, output } = event
            && let Some(asked) = self.asked.remove(id)
            && let Ok(answered) = Conversed::deserialize(output)
        {
            if asked.after.is_none() {
                self.done.clear();
            }
            self.done.push((asked, answered));
        }
    }

    pub(crate) fn done(self) -> Vec<Exchange> {
        self.done
    }
}

/// The exchange that a call and its result are, where they are one.
pub(crate) fn exchange(tool: &str, args: &Value, output: &Value) -> Option<Exchange> {
    if tool != Converse::TOOL {
        return None;
    }
    // As it reads back from a log, which is what the tool was given.
    let asked = serde_json::from_slice(&to_canonical_json(args)).ok()?;
    Some((asked, Conversed::deserialize(output).ok()?))
}
