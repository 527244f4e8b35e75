//! A run told from its records.

use std::collections::BTreeMap;

use design::{BlobRef, Brief};
use planner::{NanoUsd, OptionSet, Outcome, Record, Settings};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a run's records say, in the order a person asks for it.
///
/// Records that it does not know are counted and otherwise left alone, so a newer log still tells its story.
#[derive(Debug, Clone, Default)]
pub struct RunStory {
    /// What was fixed for the run.
    pub settings: Option<Settings>,
    /// The brand kit's id.
    pub kit: String,
    /// What the person asked for.
    pub brief: Option<Brief>,
    /// The option sets, first turn first, each with the choice that was made from it.
    pub sets: Vec<OptionSet>,
    /// Every candidate that was finished, in the order of its lane.
    pub candidates: Vec<CandidateStory>,
    /// Every effect, in the order in which it was asked for.
    pub effects: Vec<EffectStory>,
    /// What was done more simply than asked: what and why.
    pub degraded: Vec<(String, String)>,
    /// What was spent.
    pub spent: NanoUsd,
    /// How it ended; `None` for a run that did not.
    pub outcome: Option<Outcome>,
    /// How many records were read.
    pub records: usize,
}

/// One candidate of a run.
#[derive(Debug, Clone)]
pub struct CandidateStory {
    /// Its lane.
    pub lane: String,
    /// Its picture.
    pub png: Option<BlobRef>,
    /// Weighted total, steps of 1/10 000.
    pub total: u64,
    /// Whether it passed every gate.
    pub passed: bool,
}

/// One effect of a run.
#[derive(Debug, Clone)]
pub struct EffectStory {
    /// Lane and place in the lane, `t1.c03#2`.
    pub id: String,
    /// The tool.
    pub tool: String,
    /// Where in the log it was asked for.
    pub seq: u64,
    /// `asked`, `done` or `failed: …`.
    pub state: String,
    /// Wall time between the two records, ms.
    pub ms: Option<u64>,
}

impl RunStory {
    /// Tells the story of `records`, oldest first.
    #[must_use]
    pub fn read(records: &[Record]) -> Self {
        let mut story = Self { records: records.len(), ..Self::default() };
        let mut asked: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for record in records {
            story.take(record, &mut asked);
        }
        story.candidates.sort_by(|a, b| a.lane.cmp(&b.lane));
        story
    }

    fn take(&mut self, record: &Record, asked: &mut BTreeMap<String, (usize, u64)>) {
        let p = &record.p;
        match record.kind.0.as_str() {
            "run.started" => {
                self.settings = field(p, "settings");
                self.kit = text(p, "kit");
            }
            "brief.read" => self.brief = field(p, "brief"),
            "effect.requested" => {
                let id = effect_id(p);
                asked.insert(id.clone(), (self.effects.len(), record.ts));
                let tool = text(p, "tool");
                self.effects.push(EffectStory { id, tool, seq: record.seq, state: "asked".to_owned(), ms: None });
            }
            "effect.completed" => self.settle(p, record.ts, asked, "done".to_owned()),
            "effect.failed" => {
                let why = p.pointer("/error/message").and_then(Value::as_str).unwrap_or("no reason given");
                self.settle(p, record.ts, asked, format!("failed: {why}"));
            }
            "budget.settled" => {
                let amount = field::<NanoUsd>(p, "amount").unwrap_or_default();
                self.spent = self.spent.checked_add(amount).unwrap_or(self.spent);
            }
            "candidate.made" => self.candidates.push(CandidateStory {
                lane: text(p, "candidate"),
                png: field(p, "png"),
                total: p.get("total").and_then(Value::as_u64).unwrap_or(0),
                passed: p.get("passed").and_then(Value::as_bool).unwrap_or(false),
            }),
            "degraded" => self.degraded.push((text(p, "what"), text(p, "why"))),
            "options.presented" => {
                let set = field(p, "set").or_else(|| serde_json::from_value(p.clone()).ok());
                self.sets.extend(set);
            }
            "choice.made" => {
                if let (Some(choice), Some(set)) = (field(p, "choice"), self.sets.last_mut()) {
                    set.choice = Some(choice);
                }
            }
            "run.completed" | "run.failed" => self.outcome = field(p, "outcome"),
            _ => {}
        }
    }

    fn settle(&mut self, p: &Value, ts: u64, asked: &BTreeMap<String, (usize, u64)>, state: String) {
        let Some(&(index, since)) = asked.get(&effect_id(p)) else { return };
        if let Some(effect) = self.effects.get_mut(index) {
            effect.state = state;
            effect.ms = Some(ts.saturating_sub(since));
        }
    }
}

fn field<T: DeserializeOwned>(p: &Value, name: &str) -> Option<T> {
    p.get(name).and_then(|value| serde_json::from_value(value.clone()).ok())
}

fn text(p: &Value, name: &str) -> String {
    p.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn effect_id(p: &Value) -> String {
    let lane = p.pointer("/id/lane").and_then(Value::as_str).unwrap_or_default();
    let ord = p.pointer("/id/ord").and_then(Value::as_u64).unwrap_or_default();
    format!("{lane}#{ord}")
}
