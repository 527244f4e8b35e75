//! A run as a tree that a person can read: turns, lanes, calls; what each took and cost.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use planner::record::kind;
use planner::{EffectId, Event, MAIN, NanoUsd, Note, Outcome, Record, Settings};
use serde::Serialize;

use crate::story::told_choice;

/// A run as a tree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RunTree {
    /// The run's id.
    pub run: String,
    /// The engine that made it; of a fork, the last.
    pub engine: String,
    /// The brand kit's id.
    pub kit: String,
    /// What was fixed for it.
    pub settings: Option<Settings>,
    /// How it ended, for people; empty for a run that did not.
    pub outcome: String,
    /// From the first record to the last, ms.
    pub ms: u64,
    /// What was spent.
    pub spent_nano_usd: NanoUsd,
    /// How many records there are.
    pub records: u64,
    /// What happened to the whole run, and its turns.
    pub turns: Vec<Turn>,
    /// Where the turns are, and the lanes in them: a log may name any number.
    #[serde(skip)]
    turn_at: BTreeMap<u32, usize>,
    #[serde(skip)]
    lane_at: BTreeMap<(usize, String), usize>,
}

/// One turn of a run; turn 0 is what came before the first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Turn {
    /// Its number.
    pub turn: u32,
    /// What was shown and chosen, for people.
    pub shown: String,
    /// Its lanes, `main` first.
    pub lanes: Vec<Strand>,
}

/// One lane of a turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Strand {
    /// Its name.
    pub lane: String,
    /// What became of it, for people.
    pub end: String,
    /// Its calls and what else is worth telling, in the order of their records.
    pub steps: Vec<Step>,
}

/// One thing that happened in a lane.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Step {
    /// The record.
    pub seq: u64,
    /// A tool, or what was done more simply.
    pub what: String,
    /// How it ended: `done`, `failed: …`, `refused by the budget`; empty while it is under way.
    pub end: String,
    /// From its request to its result, ms.
    pub ms: Option<u64>,
    /// What was paid for it.
    pub spent_nano_usd: NanoUsd,
    /// Model tokens that it took, where its result says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// Units of fuel that a foreign tool took, where its result says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// The run that its result was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reused: Option<String>,
}

/// Where a call stands in the tree.
type At = (usize, usize, usize);

/// What a model asked for, for people; `None` where a result is no model's.
fn asked_for(result: &serde_json::Value) -> Option<String> {
    let calls = result.pointer("/output/calls").and_then(serde_json::Value::as_array)?;
    result.pointer("/output/transcript")?;
    let call = |call: &serde_json::Value| {
        let name: String = call.get("name")?.as_str()?.chars().take(40).collect();
        let fits = call.get("problems").is_none_or(|problems| problems.as_array().is_some_and(Vec::is_empty));
        Some(if fits { name } else { format!("{name} (does not fit)") })
    };
    let names: Vec<String> = calls.iter().filter_map(call).collect();
    Some(if names.is_empty() { "asked for nothing".to_owned() } else { format!("asked for {}", names.join(", ")) })
}

impl RunTree {
    /// Reads the tree of a run from its records. Payloads that lie in blobs need not be put back.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let mut tree = Self { records: records.len() as u64, ..Self::default() };
        if let (Some(first), Some(last)) = (records.first(), records.last()) {
            tree.ms = last.ts.saturating_sub(first.ts);
            tree.run = first.p.get("run").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        }
        tree.turn(0);
        let mut calls: BTreeMap<EffectId, (At, u64)> = BTreeMap::new();
        for record in records {
            tree.take(record, &mut calls);
        }
        tree.turns.retain(|turn| !turn.lanes.is_empty() || !turn.shown.is_empty());
        tree
    }

    fn take(&mut self, record: &Record, calls: &mut BTreeMap<EffectId, (At, u64)>) {
        match record.kind.as_str() {
            kind::CONFIG_PINNED => {
                let engine = record.p.get("engine").and_then(serde_json::Value::as_str);
                self.engine = engine.unwrap_or_default().to_owned();
            }
            kind::EFFECT_REQUESTED => {
                let text = |pointer: &str| record.p.pointer(pointer).and_then(serde_json::Value::as_str);
                let mut tool = text("/tool").unwrap_or("?").to_owned();
                if let (Some(model), Some(prompt)) = (text("/args/model"), text("/args/prompt/name")) {
                    let version = text("/args/prompt/version").unwrap_or_default();
                    tool = format!("{tool} {model}, told {prompt}@{version}");
                }
                let at = self.step(record, Step { seq: record.seq, what: tool, ..Step::default() });
                let id = EffectId { lane: record.lane.clone(), ord: record.ord };
                calls.insert(id, (at, record.ts));
            }
            kind::LOG_RECOVERED => {
                let what = "a torn tail was cut off: the run was resumed".to_owned();
                self.step(record, Step { seq: record.seq, what, ..Step::default() });
            }
            kind::OPTIONS_PRESENTED => {
                let turn = self.turn(record.ord);
                turn.shown = "options shown".to_owned();
            }
            kind::RUN_COMPLETED | kind::RUN_FAILED => {
                if let Ok(Some(planner::Effect::Finish(outcome))) = record.effect() {
                    self.outcome = match outcome {
                        Outcome::Delivered { option, .. } => format!("delivered {option}"),
                        Outcome::Failed { code, message } => format!("{code}: {message}"),
                    };
                }
            }
            _ => self.take_event(record, calls),
        }
    }

    fn take_event(&mut self, record: &Record, calls: &BTreeMap<EffectId, (At, u64)>) {
        let id = EffectId { lane: record.lane.clone(), ord: record.ord };
        let call = calls.get(&id).copied();
        match (record.kind.as_str(), call) {
            (kind::EFFECT_COMPLETED, Some((at, since))) => {
                let text = |name: &str| record.p.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
                let count = |name: &str| record.p.pointer(name).and_then(serde_json::Value::as_u64);
                let tokens = [count("/output/tokens_in"), count("/output/tokens_out")].into_iter().flatten();
                let tokens = tokens.reduce(u64::saturating_add);
                let fuel = count("/output/usage/fuel");
                let reused = text("reused");
                self.end(at, "done".to_owned(), record.ts.saturating_sub(since));
                if let (Some(asked), Some(step)) = (asked_for(&record.p), self.at(at)) {
                    step.what = format!("{}: {asked}", step.what);
                }
                if let Some(step) = self.at(at) {
                    (step.tokens, step.fuel, step.reused) = (tokens, fuel, reused);
                }
                return;
            }
            (kind::EFFECT_FAILED, Some((at, since))) => {
                let refused = record.p.get("left").is_some();
                let message = record.p.pointer("/error/message").and_then(serde_json::Value::as_str).unwrap_or("?");
                let end = if refused { "refused by the budget".to_owned() } else { format!("failed: {message}") };
                self.end(at, end, record.ts.saturating_sub(since));
                return;
            }
            _ => {}
        }
        match record.event() {
            Ok(Some(Event::RunStarted { settings, kit })) => (self.settings, self.kit) = (Some(*settings), kit),
            Ok(Some(Event::Forked(fork))) => {
                let changed: Vec<String> = fork.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
                let what =
                    format!("branched off {} at record {}: {}", fork.parent.run, fork.parent.seq, changed.join(", "));
                (self.settings, self.kit) = (Some(fork.settings.clone()), fork.kit.clone());
                self.step(record, Step { seq: record.seq, what, ..Step::default() });
            }
            Ok(Some(Event::BudgetSettled { amount, .. })) => {
                self.spent_nano_usd = self.spent_nano_usd.checked_add(amount).unwrap_or(self.spent_nano_usd);
                if let Some(step) = call.and_then(|(at, _)| self.at(at)) {
                    step.spent_nano_usd = step.spent_nano_usd.checked_add(amount).unwrap_or(step.spent_nano_usd);
                }
            }
            Ok(Some(Event::ChoiceMade { turn, choice })) => {
                let turn = self.turn(turn);
                turn.shown = format!("options shown, {}", told_choice(&choice));
            }
            Ok(Some(_)) => {}
            _ => self.take_note(record),
        }
    }

    fn take_note(&mut self, record: &Record) {
        match record.effect() {
            Ok(Some(planner::Effect::Note(Note::CandidateMade { total, passed, .. }))) => {
                let gate = if passed { "" } else { ", stopped at a gate" };
                let end = format!("{:.2}{gate}", f64::from(total) / 10_000.0);
                self.strand(record).1.end = end;
            }
            Ok(Some(planner::Effect::Note(Note::Degraded { what, why, .. }))) => {
                let what = format!("{what}: {why}");
                self.step(record, Step { seq: record.seq, what, ..Step::default() });
            }
            _ => {}
        }
    }

    fn turn(&mut self, number: u32) -> &mut Turn {
        let next = self.turns.len();
        let at = *self.turn_at.entry(number).or_insert(next);
        if at == next {
            self.turns.push(Turn { turn: number, ..Turn::default() });
        }
        &mut self.turns[at]
    }

    /// The lane of a record in its turn, and where that is.
    fn strand(&mut self, record: &Record) -> ((usize, usize), &mut Strand) {
        let turn = match record.lane.as_str() {
            // What belongs to the whole run happens in the turn that is under way.
            MAIN => self.turns.last().map_or(0, |turn| turn.turn),
            lane => turn_of(lane),
        };
        self.turn(turn);
        let turn_at = self.turn_at.get(&turn).copied().unwrap_or(0);
        let lanes = &mut self.turns[turn_at].lanes;
        let at = *self.lane_at.entry((turn_at, record.lane.clone())).or_insert(lanes.len());
        if at == lanes.len() {
            lanes.push(Strand { lane: record.lane.clone(), ..Strand::default() });
        }
        ((turn_at, at), &mut lanes[at])
    }

    fn step(&mut self, record: &Record, step: Step) -> At {
        let ((turn, lane), strand) = self.strand(record);
        strand.steps.push(step);
        (turn, lane, strand.steps.len() - 1)
    }

    fn at(&mut self, (turn, lane, step): At) -> Option<&mut Step> {
        self.turns.get_mut(turn)?.lanes.get_mut(lane)?.steps.get_mut(step)
    }

    fn end(&mut self, at: At, end: String, ms: u64) {
        if let Some(step) = self.at(at) {
            (step.end, step.ms) = (end, Some(ms));
        }
    }

    /// The tree as text, a line for each thing; at most `lines` of them.
    #[must_use]
    pub fn to_text(&self, lines: usize) -> String {
        let mut text = String::new();
        let end = if self.outcome.is_empty() { "has no end; maquette resume goes on with it" } else { &self.outcome };
        let _ = writeln!(text, "run {} · {end}", self.run);
        let _ = writeln!(
            text,
            "engine {} · kit {} · {} records · {} · ${}",
            self.engine,
            self.kit,
            self.records,
            duration(self.ms),
            self.spent_nano_usd
        );
        if let Some(settings) = &self.settings {
            let Settings { format, seed, candidates, turns, budget, .. } = settings;
            let _ =
                writeln!(text, "{format} · seed {seed} · {candidates} candidates · {turns} turns · budget ${budget}");
        }
        let mut left = lines;
        for turn in &self.turns {
            let title = if turn.turn == 0 { "before".to_owned() } else { format!("turn {}", turn.turn) };
            let shown = if turn.shown.is_empty() { String::new() } else { format!(" · {}", turn.shown) };
            let _ = writeln!(text, "{title}{shown}");
            for (place, strand) in turn.lanes.iter().enumerate() {
                let last = place + 1 == turn.lanes.len();
                let (branch, trunk) = if last { ("└─", "  ") } else { ("├─", "│ ") };
                let end = if strand.end.is_empty() { String::new() } else { format!(" · {}", strand.end) };
                let _ = writeln!(text, "{branch} {}{end}", strand.lane);
                for step in &strand.steps {
                    if left == 0 {
                        let _ = writeln!(text, "{trunk}   … more; --json has all of it");
                        return text;
                    }
                    left -= 1;
                    let _ = writeln!(text, "{trunk}   {}", step.to_line());
                }
            }
        }
        text
    }
}

impl Step {
    fn to_line(&self) -> String {
        let mut line = format!("{:>6}  {}", self.seq, self.what);
        if let Some(ms) = self.ms {
            let _ = write!(line, " · {}", duration(ms));
        }
        if !self.spent_nano_usd.is_zero() {
            let _ = write!(line, " · ${}", self.spent_nano_usd);
        }
        if let Some(tokens) = self.tokens {
            let _ = write!(line, " · {tokens} tokens");
        }
        if let Some(fuel) = self.fuel {
            let _ = write!(line, " · {fuel} fuel");
        }
        if let Some(run) = &self.reused {
            let _ = write!(line, " · taken from {run}");
        }
        match self.end.as_str() {
            "done" => {}
            "" if self.ms.is_none() && self.what.contains(' ') => {}
            "" => line.push_str(" · no result"),
            end => {
                let _ = write!(line, " · {end}");
            }
        }
        line
    }
}

/// The turn of a lane, `t3.c07`; 0 where its name says none.
fn turn_of(lane: &str) -> u32 {
    let number = lane.strip_prefix('t').and_then(|rest| rest.split('.').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A time for people.
pub(crate) fn duration(ms: u64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{}.{:02} s", ms / 1_000, ms % 1_000 / 10) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_a_model_asked_for_is_told() {
        let asked = |calls: Value| asked_for(&json!({ "output": { "calls": calls, "transcript": { "last": "x" } } }));
        assert_eq!(asked(json!([])).as_deref(), Some("asked for nothing"));
        let calls = json!([{ "name": "make_design" }, { "name": "ask", "problems": ["no"] }]);
        assert_eq!(asked(calls).as_deref(), Some("asked for make_design, ask (does not fit)"));
        assert_eq!(asked_for(&json!({ "output": { "calls": [] } })), None);
    }
}
