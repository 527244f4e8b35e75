//! A run that branches off another: the other's records up to a point, then its own.

use std::collections::{BTreeMap, VecDeque};

use design::Sha256;
use planner::record::kind;
use planner::{Effect, EffectId, Entry, Event, Held, Pending, Record, Requested, Standing};
use serde_json::Value;

use super::Driver;
use crate::error::RunError;

/// What a run branches off.
pub(crate) struct Branch {
    /// The records that it shares, the first of them the beginning.
    pub(crate) shared: Vec<Record>,
    /// Where those leave it.
    pub(crate) standing: Standing,
    /// That it branched off, and how.
    pub(crate) forked: Event,
    /// What happens next, as it did in the other run.
    pub(crate) next: Event,
    /// How the calls went on in the other run that were under way, in its order.
    pub(crate) under_way: Vec<Event>,
    /// What may be used again.
    pub(crate) reuse: Reuse,
}

/// Results of another run, by their request hashes: the same request is not made again.
#[derive(Debug, Default)]
pub(crate) struct Reuse {
    run: String,
    results: BTreeMap<Sha256, Value>,
    /// Calls whose results were taken from there.
    taken: BTreeMap<EffectId, ()>,
}

impl Reuse {
    /// What was completed in the run of that id.
    pub(crate) fn of(run: &str, records: &[Record]) -> Self {
        let mut asked: BTreeMap<EffectId, Sha256> = BTreeMap::new();
        let mut results = BTreeMap::new();
        for record in records {
            if record.kind.as_str() == kind::EFFECT_REQUESTED {
                if let Ok(Requested { id, request_hash, .. }) = record.payload() {
                    asked.insert(id, request_hash);
                }
            } else if let Ok(Some(Event::EffectCompleted { id, output })) = record.event()
                && let Some(hash) = asked.remove(&id)
            {
                results.insert(hash, output);
            }
        }
        Self { run: run.to_owned(), results, taken: BTreeMap::new() }
    }

    /// Takes the result of a request, where there is one.
    pub(crate) fn take(&mut self, id: &EffectId, hash: &Sha256) -> Option<Value> {
        let result = self.results.get(hash).cloned()?;
        self.taken.insert(id.clone(), ());
        Some(result)
    }

    /// The run that the result of a call was taken from.
    pub(crate) fn taken(&self, id: &EffectId) -> Option<&str> {
        self.taken.contains_key(id).then_some(&self.run)
    }
}

impl Driver {
    /// Records what is shared, and goes on from there.
    pub(super) async fn branch_off(&mut self, branch: Branch) -> Result<(), RunError> {
        let Branch { shared, standing, forked, next, under_way, reuse } = branch;
        for record in shared {
            let entry = Entry { lane: record.lane, ord: record.ord, kind: record.kind, p: record.p };
            if entry.kind.as_str() == kind::RUN_STARTED {
                self.record_start(entry)?
            } else {
                self.recorder.record(&entry)?
            }
        }
        (self.state, self.notes, self.sets) = (standing.state, standing.notes, standing.sets);
        self.reuse = reuse;
        self.tell_start().await;
        if let Some(ledger) = self.state.ledger() {
            self.ledger.carry(ledger, self.state.turn());
        }
        if let Some(out) = &self.out {
            self.sets.iter().try_for_each(|set| out.write_set(set, &**self.recorder.blobs()).map(drop))?;
        }
        self.recorder.record(&Entry::of_event(&forked))?;
        self.step(&forked, &mut VecDeque::new()).await?;
        let pins = 1 + u32::from(standing.pinned.is_some());
        self.pin_config(pins - 1)?;
        (self.plan.manifest, self.plan.files) = (Value::Null, crate::pinned::PinnedFiles::default());
        // Calls that were under way there have an answer there; their money was the other run's.
        let answered = |id: &EffectId| {
            std::iter::once(&next).chain(&under_way).any(|event| matches!(event, Event::EffectCompleted { id: of, .. } | Event::EffectFailed { id: of, .. } if of == id))
        };
        let is_choice = matches!(next, Event::ChoiceMade { .. } | Event::QuestionAnswered { .. });
        let pending: Vec<Pending> = standing
            .pending
            .into_iter()
            .filter(|pending| match &pending.effect {
                Effect::CallTool(call) => !answered(&call.id),
                Effect::Present(_) | Effect::Ask(_) => !is_choice,
                Effect::Note(_) | Effect::Finish(_) => true,
            })
            .map(|pending| Pending { money: Held::Nothing, ..pending })
            .collect();
        self.feed([next]).await?;
        self.feed(under_way).await?;
        self.go_on(pending).await
    }
}
