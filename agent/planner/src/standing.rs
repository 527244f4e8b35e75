//! Where a log that has no end leaves its run, so that the run can go on.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::effect::{Effect, EffectId};
use crate::entry::NoteCounter;
use crate::event::Event;
use crate::money::NanoUsd;
use crate::option_set::OptionSet;
use crate::pin::Pin;
use crate::record::{Record, kind};
use crate::replay::{Replayed, Replayer, Verdict};
use crate::state::State;

/// An effect that is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The effect.
    pub effect: Effect,
    /// The record that asked for it; `None` when it is still to be recorded.
    pub seq: Option<u64>,
    /// What of its money is on record.
    pub money: Held,
}

/// What a log says of the money of a call that has no result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Held {
    /// Nothing is held back for it: it did not leave, or another attempt was to follow.
    #[default]
    Nothing,
    /// It is held back: the attempt may have left, and nobody knows.
    Open {
        /// How much.
        amount: NanoUsd,
        /// Under which key in the ledger.
        key: String,
    },
    /// It was settled: the attempt left, and what it brought was lost.
    Settled {
        /// How much had been held back.
        reserved: NanoUsd,
    },
}

/// One attempt of a call, as far as its money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What it was settled at; `None` when it was given back, or is open.
    pub settled: Option<NanoUsd>,
    /// Whether it is open.
    pub open: bool,
}

/// Where a log that has no end leaves its run. The default is a run of which nothing is on record.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Whether the run began, by the record.
    pub begun: bool,
    /// What the run pinned, where that is on record.
    pub pinned: Option<Pin>,
    /// Whether the brief is on record.
    pub briefed: bool,
    /// The planner's state.
    pub state: State,
    /// The notes that were counted so far.
    pub notes: NoteCounter,
    /// The option sets that were shown, with what was chosen from them.
    pub sets: Vec<OptionSet>,
    /// Every attempt that money was held back for, by its key in the ledger.
    pub attempts: BTreeMap<String, Attempt>,
    /// Whether records are missing from the log: what it does not say may have happened all the same.
    pub lost_records: bool,
    /// What is to be done, in the order in which it was asked for.
    pub pending: Vec<Pending>,
    /// Whether the end is on record: nothing is to be done.
    pub ended: bool,
    /// What this engine is, next to the one that made the log; empty when they are one.
    pub differences: Vec<String>,
}

impl Standing {
    /// Reads where a log leaves its run, on the engine, kit and tools that `here` names.
    ///
    /// # Errors
    ///
    /// [`Verdict`], diverged or unverifiable, when the log is not what this planner does.
    pub fn of(records: &[Record], here: Pin) -> Result<Self, Verdict> {
        let live = here.live.clone();
        let mut replayer = Replayer::new(here);
        let mut open: BTreeMap<(u64, EffectId), Pending> = BTreeMap::new();
        let mut seqs: BTreeMap<EffectId, u64> = BTreeMap::new();
        let (mut attempts, mut keys) = (BTreeMap::new(), BTreeMap::<EffectId, String>::new());
        let mut sets: Vec<OptionSet> = Vec::new();
        let mut waits: Option<Pending> = None;
        let (mut begun, mut briefed, mut pinned, mut ended) = (false, false, None, false);
        for record in records {
            if record.kind.as_str() == kind::CONFIG_PINNED {
                pinned = record.payload().ok();
            }
            match replayer.read(record) {
                Some(Replayed::Request(call)) => {
                    seqs.insert(call.id.clone(), record.seq);
                    let key = (record.seq, call.id.clone());
                    let effect = Effect::CallTool(call);
                    open.insert(key, Pending { effect, seq: Some(record.seq), money: Held::Nothing });
                }
                Some(Replayed::Effect(effect)) => match *effect {
                    Effect::Present(set) => {
                        sets.push((*set).clone());
                        let (effect, seq) = (Effect::Present(set), Some(record.seq));
                        waits = Some(Pending { effect, seq, money: Held::Nothing });
                    }
                    effect @ Effect::Ask(_) => {
                        waits = Some(Pending { effect, seq: Some(record.seq), money: Held::Nothing });
                    }
                    Effect::Finish(_) => ended = true,
                    Effect::Note(_) | Effect::CallTool(_) => {}
                },
                Some(Replayed::Event(event)) => {
                    begun |= matches!(event, Event::RunStarted { .. });
                    briefed |= matches!(event, Event::BriefRead { .. });
                    let mut money = |id: &EffectId, change: &dyn Fn(&Held) -> Held| {
                        let pending = seqs.get(id).and_then(|seq| open.get_mut(&(*seq, id.clone())));
                        if let Some(pending) = pending {
                            pending.money = change(&pending.money);
                        }
                    };
                    match event {
                        Event::BudgetReserved { id, amount, .. } => {
                            let key = record.p.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
                            attempts.insert(key.clone(), Attempt { settled: None, open: true });
                            keys.insert(id.clone(), key.clone());
                            money(&id, &|_| Held::Open { amount, key: key.clone() });
                        }
                        Event::BudgetReleased { id } => {
                            if let Some(key) = keys.remove(&id) {
                                attempts.insert(key, Attempt { settled: None, open: false });
                            }
                            money(&id, &|_| Held::Nothing);
                        }
                        Event::BudgetSettled { id, amount } => {
                            if let Some(key) = keys.remove(&id) {
                                attempts.insert(key, Attempt { settled: Some(amount), open: false });
                            }
                            let more = record.p.get("more").is_some();
                            money(&id, &|held| match held {
                                Held::Open { amount, .. } if !more => Held::Settled { reserved: *amount },
                                _ => Held::Nothing,
                            });
                        }
                        Event::EffectCompleted { id, .. }
                        | Event::EffectFailed { id, .. }
                        | Event::BudgetRefused { id, .. } => {
                            seqs.remove(&id).and_then(|seq| open.remove(&(seq, id)));
                        }
                        Event::ChoiceMade { turn, choice } => {
                            waits = None;
                            if let Some(set) = sets.iter_mut().rev().find(|set| set.turn == turn) {
                                set.choice = Some(choice);
                            }
                        }
                        Event::QuestionAnswered { .. } => waits = None,
                        Event::RunStarted { .. }
                        | Event::BriefRead { .. }
                        | Event::Forked(_)
                        | Event::DeadlinePassed
                        | Event::Cancelled => {}
                    }
                }
                Some(Replayed::Other) | None => {}
            }
        }
        let mut differences = replayer.differences().to_vec();
        if pinned.as_ref().is_some_and(|pinned: &Pin| pinned.live != live) {
            differences.push("made with other tools that depend on the world outside".to_owned());
        }
        let (state, notes, owed) = replayer.into_rest()?;
        let mut pending: Vec<Pending> = open.into_values().collect();
        pending.extend(waits);
        pending.extend(owed.into_iter().map(|effect| Pending { effect, seq: None, money: Held::Nothing }));
        // A salvaged log says why it was cut; a torn tail held nothing that was acted on.
        let salvaged =
            |record: &Record| record.kind.as_str() == kind::LOG_RECOVERED && record.p.get("reason").is_some();
        let lost_records = records.iter().any(salvaged);
        Ok(Self { begun, pinned, briefed, state, notes, sets, attempts, lost_records, pending, ended, differences })
    }
}
