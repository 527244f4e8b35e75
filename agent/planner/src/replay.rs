//! Replays a log against this planner: the same events must ask for the same effects.
//!
//! The pure part. Recomputing the deterministic tools and comparing their outputs is the runtime's, which reports
//! what it finds through [`Replayer::differ`]; the verdict is one.

use std::collections::{BTreeMap, BTreeSet};

use design::Sha256;
use serde_json::Value;

use crate::difference::{Mismatch, cut};
use crate::effect::{Effect, ToolCall};
use crate::entry::{Entry, EntryError, NoteCounter};
use crate::event::Event;
use crate::pin::{Pin, PinShapes};
use crate::record::{RECORD_VERSION, Record, kind};
use crate::state::State;
use crate::step::step;

/// Where a replay first differs from its log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("diverged at record {seq} ({lane}#{ord}): {what}{pointer} is {expected} here, and {found} there")]
pub struct Divergence {
    /// The record, from 0.
    pub seq: u64,
    /// Its lane.
    pub lane: String,
    /// Its place in the lane.
    pub ord: u32,
    /// What differs: a kind of record, or the result of a tool.
    pub what: String,
    /// Where in it (RFC 6901); empty when it differs as a whole.
    pub pointer: String,
    /// What this engine asks for or makes.
    pub expected: String,
    /// What the log holds.
    pub found: String,
}

impl Divergence {
    /// A result of a tool that is not the recorded one, at record `seq`.
    #[must_use]
    pub fn of_result(seq: u64, call: &ToolCall, mismatch: Mismatch) -> Self {
        let Mismatch { pointer, a, b } = mismatch;
        let (lane, ord, what) = (call.id.lane.clone(), call.id.ord, call.tool.clone());
        Self { seq, lane, ord, what, pointer, expected: a, found: b }
    }
}

/// What a replay says of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The same effects, the same results.
    Identical,
    /// The same effects and pixels; something else differs or could not be recomputed.
    Equivalent {
        /// What.
        reasons: Vec<String>,
    },
    /// Something else was asked for or made.
    Diverged(Box<Divergence>),
    /// The log cannot be judged.
    Unverifiable {
        /// Why.
        reason: String,
    },
}

/// What a record turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// An event, which was stepped.
    Event(Event),
    /// A tool call, which this planner asks for too: its result may be recomputed.
    Request(ToolCall),
    /// A note, an option set, a question or the end, as this planner asks for it.
    Effect(Box<Effect>),
    /// Something that decides nothing.
    Other,
}

/// An effect that was asked for and has not been seen in the log.
#[derive(Debug, Clone)]
struct Owed {
    /// How many were asked for before it.
    order: u64,
    effect: Effect,
    /// What its record has to carry; of a call that is said by the call and what is pinned when it is recorded.
    p: Option<Value>,
}

/// Lane, place in the lane, and kind of a record.
type Key = (String, u32, String);

/// Steps the recorded events in order, and checks that the recorded effects are those that come out.
///
/// Payloads that the recorder put into blobs must be put back before a record is read; the chain is checked apart
/// ([`verify_chain`](crate::verify_chain)), on the records as they were written.
#[derive(Debug, Clone)]
pub struct Replayer {
    here: PinShapes,
    pinned: Option<PinShapes>,
    state: State,
    notes: NoteCounter,
    owed: BTreeMap<Key, Owed>,
    asked: u64,
    ended: bool,
    last: u64,
    stopped: Option<Verdict>,
    /// Tools of which another version was asked for.
    named: BTreeSet<String>,
    /// What the engine that made the log is, next to this one.
    differences: Vec<String>,
    reasons: Vec<String>,
}

impl Replayer {
    /// A replay on the engine, kit and tools that `here` names.
    #[must_use]
    pub fn new(here: Pin) -> Self {
        Self {
            here: here.into(),
            pinned: None,
            state: State::default(),
            notes: NoteCounter::default(),
            owed: BTreeMap::new(),
            asked: 0,
            ended: false,
            last: 0,
            stopped: None,
            named: BTreeSet::new(),
            differences: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// Where the run stands after what was read.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether recorded results can be recomputed here: the engine and the kit are those of the log.
    #[must_use]
    pub fn can_recompute(&self) -> bool {
        self.pinned.as_ref().is_none_or(|pinned| pinned.pin().computes_as(self.here.pin()))
    }

    /// Whether a tool's recorded results depended on the world outside.
    #[must_use]
    pub fn was_live(&self, tool: &str) -> bool {
        self.pinned.as_ref().is_some_and(|pinned| pinned.pin().live.contains(tool))
    }

    /// Takes the next record in; `None` once the replay has stopped.
    pub fn read(&mut self, record: &Record) -> Option<Replayed> {
        if self.stopped.is_some() {
            return None;
        }
        self.last = record.seq;
        if !record.is_readable() {
            let (seq, version) = (record.seq, record.v);
            let reason = format!("record {seq} is of format version {version}, and {RECORD_VERSION} is read here");
            self.stopped = Some(Verdict::Unverifiable { reason });
            return None;
        }
        if record.is_redacted() {
            let reason = format!("record {} holds a credential that was redacted", record.seq);
            self.stopped = Some(Verdict::Unverifiable { reason });
            return None;
        }
        match self.take(record) {
            Ok(replayed) => replayed,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                self.stopped = Some(Verdict::Unverifiable { reason: format!("{error}: {cause}") });
                None
            }
        }
    }

    /// Reports that a recomputed result is not the recorded one; the first report stands.
    pub fn differ(&mut self, record: &Record, mismatch: Mismatch) {
        self.diverge(record, mismatch);
    }

    /// Reports what keeps the replay from being identical without making it diverge.
    pub fn remark(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    /// What this engine is, next to the one that the log was made by; empty when they are one.
    #[must_use]
    pub fn differences(&self) -> &[String] {
        &self.differences
    }

    /// What is left of a run whose log has no end: where it stands, and the effects that were asked for and are not on record,
    /// in the order in which they were.
    ///
    /// # Errors
    ///
    /// [`Verdict`] when what was read is not what this planner does.
    pub fn into_rest(self) -> Result<(State, NoteCounter, Vec<Effect>), Verdict> {
        if let Some(stopped) = self.stopped {
            return Err(stopped);
        }
        let mut owed: Vec<Owed> = self.owed.into_values().collect();
        owed.sort_by_key(|owed| owed.order);
        let mut notes = self.notes;
        for owed in &owed {
            // It is counted when it is recorded.
            if let Effect::Note(note) = &owed.effect {
                notes.forget(note);
            }
        }
        Ok((self.state, notes, owed.into_iter().map(|owed| owed.effect).collect()))
    }

    /// The verdict on what was read.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        if let Some(stopped) = self.stopped {
            return stopped;
        }
        if !self.ended {
            let reason = "the run is unfinished: its log has no end".to_owned();
            return Verdict::Unverifiable { reason };
        }
        if let Some(((lane, ord, what), owed)) = self.owed.into_iter().next() {
            let pin = self.pinned.as_ref().unwrap_or(&self.here);
            let (seq, expected, found) = (self.last, describe(&owed.payload(pin)), "the end of the log".to_owned());
            let divergence = Divergence { seq, lane, ord, what, pointer: String::new(), expected, found };
            return Verdict::Diverged(Box::new(divergence));
        }
        let reasons = [self.differences, self.reasons].concat();
        if reasons.is_empty() { Verdict::Identical } else { Verdict::Equivalent { reasons } }
    }

    fn take(&mut self, record: &Record) -> Result<Option<Replayed>, EntryError> {
        if record.kind.as_str() == kind::CONFIG_PINNED {
            self.pin(record.payload()?, record.seq);
            return Ok(Some(Replayed::Other));
        }
        if let Some(event) = record.event()? {
            self.advance(&event);
            return Ok(Some(Replayed::Event(event)));
        }
        if !record.kind.is_effect() {
            return Ok(Some(Replayed::Other));
        }
        self.ended |= record.kind.is_end();
        let key = (record.lane.clone(), record.ord, record.kind.0.clone());
        let owed = self.owed.remove(&key);
        let is_owed = owed.as_ref().is_some_and(|owed| self.is_record_of(owed, record));
        match owed {
            Some(owed) if is_owed => Ok(Some(match owed.effect {
                Effect::CallTool(call) => {
                    self.name_version(&call, record.seq);
                    Replayed::Request(call)
                }
                effect => Replayed::Effect(Box::new(effect)),
            })),
            Some(owed) => {
                // What is no sound effect is not judged.
                record.effect()?;
                let name = record.kind.as_str();
                let p = owed.payload(self.pinned.as_ref().unwrap_or(&self.here));
                let mismatch = Mismatch::between(&compared(name, &p), &compared(name, &record.p));
                self.diverge(record, mismatch.unwrap_or_else(|| whole(&describe(&p), &describe(&record.p))));
                Ok(None)
            }
            None => {
                record.effect()?;
                self.diverge(record, whole("nothing", &describe(&record.p)));
                Ok(None)
            }
        }
    }

    /// Names the first record that asks for another version of a tool than there is here.
    fn name_version(&mut self, call: &ToolCall, seq: u64) {
        let Some(pinned) = self.pinned.as_ref().filter(|pinned| !pinned.pin().live.contains(&call.tool)) else {
            return;
        };
        let (there, here) = (pinned.pin().version(&call.tool), self.here.pin().version(&call.tool));
        if there != here && !pinned.pin().foreign.contains(&call.tool) && self.named.insert(call.tool.clone()) {
            let here = if here.is_empty() { "none" } else { here };
            self.reasons.push(format!("record {seq} asks for `{}` {there}, and there is {here} here", call.tool));
        }
    }

    fn pin(&mut self, pinned: Pin, seq: u64) {
        let here = self.here.pin();
        let differences = [
            (pinned.engine != here.engine, format!("recorded by engine {}", pinned.engine)),
            (pinned.kit != here.kit, format!("made with another version of the brand kit, pinned by record {seq}")),
            (pinned.fonts != here.fonts, format!("made with other font files, pinned by record {seq}")),
            (!pinned.same_tools(here), format!("made with other versions of the tools, pinned by record {seq}")),
        ];
        self.named.clear();
        // Of a log that branched off another, the last is what its own part was made with.
        self.differences = differences.into_iter().filter(|(differs, _)| *differs).map(|(_, reason)| reason).collect();
        self.pinned = Some(pinned.into());
    }

    fn advance(&mut self, event: &Event) {
        let (state, effects) = step(std::mem::take(&mut self.state), event);
        self.state = state;
        // Nothing but a call depends on what is pinned.
        let pin = self.pinned.as_ref().unwrap_or(&self.here);
        for effect in effects {
            let (key, p) = match &effect {
                Effect::CallTool(call) => {
                    ((call.id.lane.clone(), call.id.ord, kind::EFFECT_REQUESTED.to_owned()), None)
                }
                effect => {
                    let Entry { lane, ord, kind, p } = Entry::of_effect(effect, pin, &mut self.notes);
                    ((lane, ord, kind.0), Some(p))
                }
            };
            self.owed.insert(key, Owed { order: self.asked, effect, p });
            self.asked += 1;
        }
    }

    /// Whether a record, of the kind, lane and place of an effect, is the record of it.
    fn is_record_of(&self, owed: &Owed, record: &Record) -> bool {
        let Effect::CallTool(call) = &owed.effect else {
            let name = record.kind.as_str();
            return owed.p.as_ref().is_some_and(|p| {
                *p == record.p || Sha256::of_json(&compared(name, p)) == Sha256::of_json(&compared(name, &record.p))
            });
        };
        let says = |name: &str| record.p.get(name).and_then(Value::as_str);
        let args = record.p.get("args");
        // The hash covers the arguments, so they are compared first only because that is quick.
        let same =
            args == Some(&call.args) || args.is_some_and(|args| Sha256::of_json(args) == Sha256::of_json(&call.args));
        if !same || says("tool") != Some(&call.tool) {
            return false;
        }
        let pin = self.pinned.as_ref().unwrap_or(&self.here);
        says("request_hash") == Some(pin.request_hash(call).to_string().as_str())
    }

    fn diverge(&mut self, record: &Record, mismatch: Mismatch) {
        if self.stopped.is_none() {
            let Mismatch { pointer, a, b } = mismatch;
            let (seq, lane, ord, what) = (record.seq, record.lane.clone(), record.ord, record.kind.0.clone());
            let divergence = Divergence { seq, lane, ord, what, pointer, expected: a, found: b };
            self.stopped = Some(Verdict::Diverged(Box::new(divergence)));
        }
    }
}

fn whole(a: &str, b: &str) -> Mismatch {
    Mismatch { pointer: String::new(), a: a.to_owned(), b: b.to_owned() }
}

impl Owed {
    /// What its record has to carry.
    fn payload(&self, pin: &PinShapes) -> Value {
        match (&self.effect, &self.p) {
            (Effect::CallTool(call), _) => Entry::of_call(call, pin).p,
            (_, p) => p.clone().unwrap_or_default(),
        }
    }
}

/// What is compared of a payload: a request's hash and arguments, an end's outcome (its other fields are the
/// recorder's), all of anything else.
fn compared(name: &str, p: &Value) -> Value {
    let only = |fields: &[&str]| -> Value {
        let kept = fields.iter().filter_map(|name| Some(((*name).to_owned(), p.get(*name)?.clone())));
        Value::Object(kept.collect())
    };
    match name {
        kind::EFFECT_REQUESTED => only(&["tool", "args", "request_hash"]),
        kind::RUN_COMPLETED | kind::RUN_FAILED => only(&["outcome"]),
        _ => p.clone(),
    }
}

fn describe(p: &Value) -> String {
    cut(&p.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::chain::{self, Chain};
    use crate::fixture::{self, World, run};
    use crate::{Choice, Settings};

    /// The log of a run with two turns, as read from its file.
    fn log(order: u64) -> Vec<Record> {
        let settings = Settings { turns: 2, ..fixture::settings() };
        let world = World { repairs: 40, gates: 20, price: Some(3), ..World::default() };
        let trace = run(&settings, &world, &[Choice::Pick { index: 2 }], order);
        let (mut chain, mut notes) = (Chain::default(), NoteCounter::default());
        let mut bytes = chain::write_line(&chain.seal(Entry::of_pin(&fixture::pin()), 1));
        for (event, effects) in &trace.steps {
            bytes.extend(chain::write_line(&chain.seal(Entry::of_event(event), 2)));
            for effect in effects {
                let entry = Entry::of_effect(effect, &fixture::pin().into(), &mut notes);
                bytes.extend(chain::write_line(&chain.seal(entry, 3)));
            }
        }
        chain::read_log(&bytes).unwrap().records
    }

    fn replay(records: &[Record], here: Pin) -> Verdict {
        let mut replayer = Replayer::new(here);
        for record in records {
            replayer.read(record);
        }
        replayer.verdict()
    }

    #[test]
    fn a_log_replays_identically_whatever_order_its_lanes_finished_in() {
        let outcome = |records: &[Record]| records.last().map(|end| end.p["outcome"].clone());
        let first = outcome(&log(0));
        for order in 0..100 {
            let records = log(order);
            assert_eq!(replay(&records, fixture::pin()), Verdict::Identical, "order {order}");
            assert_eq!(outcome(&records), first, "order {order}");
        }
    }

    /// Checks that a changed log diverges at the record it was changed at.
    #[track_caller]
    fn check(kind: &str, change: impl FnOnce(&mut Record)) {
        let mut records = log(1);
        let place = records.iter().position(|record| record.kind.as_str() == kind).unwrap();
        change(&mut records[place]);
        match replay(&records, fixture::pin()) {
            Verdict::Diverged(divergence) => assert_eq!(divergence.seq, place as u64, "{divergence}"),
            verdict => panic!("{verdict:?}"),
        }
    }

    #[test]
    fn the_first_difference_is_named() {
        check(kind::EFFECT_REQUESTED, |record| record.p["args"]["limit"] = json!(9));
        check(kind::EFFECT_REQUESTED, |record| record.p["request_hash"] = json!("00".repeat(32)));
        check(kind::EFFECT_REQUESTED, |record| record.ord = 77);
        check(kind::CANDIDATE_MADE, |record| record.p["total"] = json!(10_000));
        check(kind::OPTIONS_PRESENTED, |record| record.p["set"]["options"][0]["label"] = json!("Best"));
        check(kind::RUN_COMPLETED, |record| record.p["outcome"]["option"] = json!("t9.c01"));
    }

    #[test]
    fn a_changed_result_makes_what_follows_diverge() {
        let mut records = log(1);
        let is_copy = |record: &&mut Record| record.p.pointer("/output/copy").is_some();
        records.iter_mut().find(is_copy).unwrap().p["output"]["copy"]["blocks"][0]["text"] = json!("Other words");
        let Verdict::Diverged(divergence) = replay(&records, fixture::pin()) else { panic!("it did not diverge") };
        assert!(divergence.expected.contains("Other words"), "{divergence}");
    }

    #[test]
    fn a_lost_effect_is_missed_at_the_end() {
        let mut records = log(1);
        let place = records.iter().rposition(|record| record.kind.as_str() == kind::CANDIDATE_MADE).unwrap();
        records.remove(place);
        // The notes of a lane are counted by the planner, so the lost one is still owed.
        let Verdict::Diverged(divergence) = replay(&records, fixture::pin()) else { panic!("it did not diverge") };
        assert_eq!(divergence.found, "the end of the log");
    }

    #[test]
    fn a_log_without_an_end_is_unverifiable() {
        let records = log(1);
        let cut = &records[..records.len() - 1];
        assert!(
            matches!(replay(cut, fixture::pin()), Verdict::Unverifiable { reason } if reason.contains("unfinished"))
        );
        assert!(matches!(replay(&[], fixture::pin()), Verdict::Unverifiable { .. }));
    }

    #[test]
    fn a_record_of_a_later_format_is_not_judged() {
        let mut records = log(1);
        records[4].v = 9;
        let reason = "record 4 is of format version 9, and 1 is read here".to_owned();
        assert_eq!(replay(&records, fixture::pin()), Verdict::Unverifiable { reason });
    }

    #[test]
    fn a_payload_that_cannot_be_read_is_unverifiable() {
        let mut records = log(1);
        records[3].p = json!(null);
        assert!(
            matches!(replay(&records, fixture::pin()), Verdict::Unverifiable { reason } if reason.contains("record 3"))
        );
    }

    #[test]
    fn another_engine_is_equivalent_at_best() {
        let here = Pin { engine: "9.9.9".to_owned(), ..fixture::pin() };
        let Verdict::Equivalent { reasons } = replay(&log(1), here) else { panic!("it is not equivalent") };
        assert_eq!(reasons, ["recorded by engine 0.1.0"]);
    }

    #[test]
    fn the_first_call_of_another_version_of_a_tool_is_named() {
        let mut here = fixture::pin();
        let records = log(1);
        let asks = |record: &&Record| record.p.get("tool").is_some_and(|tool| tool == "compose");
        let first = records.iter().find(asks).unwrap().seq;
        here.tools.insert("compose".to_owned(), "9.0.0".to_owned());
        let Verdict::Equivalent { reasons } = replay(&records, here) else { panic!("it is not equivalent") };
        assert!(reasons[1].starts_with(&format!("record {first} asks for `compose`")), "{reasons:?}");
    }

    #[test]
    fn what_the_runtime_recomputes_counts() {
        let records = log(1);
        let mut replayer = Replayer::new(fixture::pin());
        for record in &records {
            let replayed = replayer.read(record);
            if matches!(&replayed, Some(Replayed::Event(Event::EffectCompleted { .. }))) {
                replayer.differ(record, whole("another picture", "this one"));
            }
        }
        assert!(
            matches!(replayer.verdict(), Verdict::Diverged(divergence) if divergence.expected == "another picture")
        );
    }

    #[test]
    fn records_of_later_versions_are_passed_over() {
        let mut records = log(1);
        let later = Record { kind: "taste.learned".into(), p: json!({ "warm": 1 }), ..records[4].clone() };
        records.insert(4, later);
        assert_eq!(replay(&records, fixture::pin()), Verdict::Identical);
    }
}
