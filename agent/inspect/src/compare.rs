//! Two runs side by side: what was changed, where they part, and what came of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use design::{BlobRef, Score};
use planner::record::kind;
use planner::{Effect, Event, Mismatch, NanoUsd, Outcome, Record};
use serde::Serialize;
use serde_json::Value;

use crate::tree::duration;

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RunResult {
    /// The run's id.
    pub run: String,
    /// The option that was delivered; why there is none; empty for a run without an end.
    pub outcome: String,
    /// Its scores.
    pub scores: BTreeMap<String, Score>,
    /// Its picture.
    pub png: Option<BlobRef>,
    /// What was spent.
    pub spent_nano_usd: NanoUsd,
    /// From the first record to the last, ms.
    pub ms: u64,
    /// Calls that were made.
    pub calls: u64,
    /// Calls whose result was taken from another run.
    pub reused: u64,
}

/// The first thing in which two runs differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parting {
    /// Its lane and place there.
    pub at: String,
    /// A kind of record.
    pub what: String,
    /// The record of the first run; `None` where it has none.
    pub a_seq: Option<u64>,
    /// The record of the second.
    pub b_seq: Option<u64>,
    /// Where in it (RFC 6901).
    pub pointer: String,
    /// What it is in the first.
    pub a: String,
    /// What it is in the second.
    pub b: String,
}

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The first.
    pub a: RunResult,
    /// The second.
    pub b: RunResult,
    /// Where the second branched off another run, what was changed.
    pub set: BTreeMap<String, String>,
    /// The first thing in which they differ, by the order of the first; `None` when they are the same.
    pub parting: Option<Parting>,
}

/// Lane, place in it, kind: what a record of one run is matched by.
type Place<'r> = (&'r str, u32, &'r str);

impl Comparison {
    /// Compares two runs by their records, their payloads put back.
    #[must_use]
    pub fn between(a: &[Record], b: &[Record]) -> Self {
        let set = b.iter().find_map(|record| match record.event() {
            Ok(Some(Event::Forked(fork))) => Some(fork.set),
            _ => None,
        });
        Self { a: RunResult::of(a), b: RunResult::of(b), set: set.unwrap_or_default(), parting: parting(a, b) }
    }

    /// The comparison as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if !self.set.is_empty() {
            let set: Vec<String> = self.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
            let _ = writeln!(text, "changed: {}", set.join(", "));
        }
        match &self.parting {
            None => text.push_str("they are the same\n"),
            Some(Parting { at, what, a_seq, b_seq, pointer, a, b }) => {
                let seq = |seq: &Option<u64>| seq.map_or_else(|| "-".to_owned(), |seq| seq.to_string());
                let _ = writeln!(
                    text,
                    "first difference: {what} of {at} (records {} and {}) {pointer}",
                    seq(a_seq),
                    seq(b_seq)
                );
                let _ = writeln!(text, "  - {a}\n  + {b}");
            }
        }
        let (a, b) = (&self.a, &self.b);
        let mut row = |name: &str, a: String, b: String| {
            let mark = if a == b { ' ' } else { '*' };
            let _ = writeln!(text, "{mark} {name:<20} {a:>24} {b:>24}");
        };
        row("run", a.run.clone(), b.run.clone());
        row("outcome", a.outcome.chars().take(24).collect(), b.outcome.chars().take(24).collect());
        row("spent", format!("${}", a.spent_nano_usd), format!("${}", b.spent_nano_usd));
        row("time", duration(a.ms), duration(b.ms));
        row("calls", a.calls.to_string(), b.calls.to_string());
        row("of them reused", a.reused.to_string(), b.reused.to_string());
        let score =
            |result: &RunResult, name: &str| result.scores.get(name).map_or_else(|| "-".to_owned(), Score::to_string);
        let mut names: Vec<&String> = a.scores.keys().chain(b.scores.keys()).collect();
        names.sort_by_key(|name| (name.as_str() != "total", name.as_str()));
        names.dedup();
        for name in names {
            let (x, y) = (score(a, name), score(b, name));
            if x != y || name == "total" {
                row(name, x, y);
            }
        }
        text
    }
}

impl RunResult {
    fn of(records: &[Record]) -> Self {
        let mut result = Self::default();
        if let (Some(first), Some(last)) = (records.first(), records.last()) {
            result.ms = last.ts.saturating_sub(first.ts);
            result.run = first.p.get("run").and_then(Value::as_str).unwrap_or_default().to_owned();
        }
        let mut offered = BTreeMap::new();
        for record in records {
            result.reused += u64::from(record.p.get("reused").is_some());
            match record.kind.as_str() {
                kind::EFFECT_REQUESTED => result.calls += 1,
                kind::OPTIONS_PRESENTED => {
                    if let Ok(Some(Effect::Present(set))) = record.effect() {
                        offered.extend(set.options.into_iter().map(|option| (option.id.clone(), option)));
                    }
                }
                kind::BUDGET_SETTLED => {
                    if let Ok(Some(Event::BudgetSettled { amount, .. })) = record.event() {
                        let sum = result.spent_nano_usd.checked_add(amount);
                        result.spent_nano_usd = sum.unwrap_or(result.spent_nano_usd);
                    }
                }
                kind::RUN_COMPLETED | kind::RUN_FAILED => match record.effect() {
                    Ok(Some(Effect::Finish(Outcome::Delivered { option, files }))) => {
                        result.png = files.get("final.png").copied();
                        result.scores = offered.get(&option).map(|option| option.scores.clone()).unwrap_or_default();
                        result.outcome = option;
                    }
                    Ok(Some(Effect::Finish(Outcome::Failed { code, message }))) => {
                        result.outcome = format!("{code}: {message}");
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        result
    }
}

/// What a record says that may differ between two runs: not when, not by whom, not what it cost.
fn compared(record: &Record) -> Option<Value> {
    let p = match record.kind.as_str() {
        kind::RUN_STARTED => serde_json::json!({ "settings": record.p.get("settings"), "kit": record.p.get("kit") }),
        kind::BRIEF_READ | kind::CHOICE_MADE | kind::QUESTION_ANSWERED | kind::CANDIDATE_MADE | kind::CRITIQUE_DONE => {
            record.p.clone()
        }
        kind::EFFECT_REQUESTED => serde_json::json!({ "tool": record.p.get("tool"), "args": record.p.get("args") }),
        kind::EFFECT_COMPLETED => serde_json::json!({ "output": record.p.get("output") }),
        kind::EFFECT_FAILED => serde_json::json!({ "error": record.p.get("error") }),
        kind::RUN_COMPLETED | kind::RUN_FAILED => serde_json::json!({ "outcome": record.p.get("outcome") }),
        _ => return None,
    };
    Some(p)
}

fn parting(a: &[Record], b: &[Record]) -> Option<Parting> {
    let place =
        |record: &'_ Record| -> (String, u32, String) { (record.lane.clone(), record.ord, record.kind.0.clone()) };
    let others: BTreeMap<Place<'_>, (&Record, Value)> = b
        .iter()
        .filter_map(|record| {
            Some(((record.lane.as_str(), record.ord, record.kind.as_str()), (record, compared(record)?)))
        })
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for record in a {
        let Some(mine) = compared(record) else { continue };
        seen.insert(place(record));
        let other = others.get(&(record.lane.as_str(), record.ord, record.kind.as_str()));
        let mismatch = match other {
            Some((_, theirs)) => Mismatch::between(&mine, theirs),
            None => Some(Mismatch { pointer: String::new(), a: "there".to_owned(), b: "nothing".to_owned() }),
        };
        if let Some(mismatch) = mismatch {
            return Some(parted(record, Some(record.seq), other.map(|(record, _)| record.seq), mismatch));
        }
    }
    let more = b.iter().find(|record| compared(record).is_some() && !seen.contains(&place(record)))?;
    let mismatch = Mismatch { pointer: String::new(), a: "nothing".to_owned(), b: "there".to_owned() };
    Some(parted(more, None, Some(more.seq), mismatch))
}

fn parted(record: &Record, a_seq: Option<u64>, b_seq: Option<u64>, mismatch: Mismatch) -> Parting {
    let Mismatch { pointer, a, b } = mismatch;
    Parting { at: format!("{}#{}", record.lane, record.ord), what: record.kind.0.clone(), a_seq, b_seq, pointer, a, b }
}
