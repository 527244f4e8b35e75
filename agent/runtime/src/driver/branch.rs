//! A run that branches off another: the other's records up to a point, then its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use design::Sha256;
use planner::record::kind;
use planner::{Effect, EffectId, Entry, Event, Held, Pending, Record, Requested, Standing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Driver, Next};
use crate::error::RunError;
use crate::pinned::PinnedFiles;

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

/// How many events follow the one that says that a run branched off: with them it is whole.
pub(crate) const THEN: &str = "then";

/// Results of another run, by their request hashes: the same request is not made again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reuse {
    run: String,
    /// By the calls that they are of: equal requests may have different results.
    results: BTreeMap<Sha256, Vec<(EffectId, Value)>>,
    /// Calls whose results were taken from there.
    #[serde(skip)]
    taken: BTreeSet<EffectId>,
}

impl Reuse {
    /// What was completed in the run of that id.
    pub(crate) fn of(run: &str, records: &[Record]) -> Self {
        let mut asked: BTreeMap<EffectId, Sha256> = BTreeMap::new();
        let mut results: BTreeMap<Sha256, Vec<(EffectId, Value)>> = BTreeMap::new();
        for record in records {
            if record.kind.as_str() == kind::EFFECT_REQUESTED {
                if let Ok(Requested { id, request_hash, .. }) = record.payload() {
                    asked.insert(id, request_hash);
                }
            } else if let Ok(Some(Event::EffectCompleted { id, output })) = record.event()
                && let Some(hash) = asked.remove(&id)
            {
                results.entry(hash).or_default().push((id, output));
            }
        }
        Self { run: run.to_owned(), results, taken: BTreeSet::new() }
    }

    /// Takes the result of a request, where there is one.
    pub(crate) fn take(&mut self, id: &EffectId, hash: impl FnOnce() -> Sha256) -> Option<Value> {
        // Most runs branch off no other.
        let results = (!self.results.is_empty()).then(|| self.results.get(&hash()))??;
        let (_, result) = results.iter().find(|(of, _)| of == id).or_else(|| results.first())?;
        self.taken.insert(id.clone());
        Some(result.clone())
    }

    /// The run that the result of a call was taken from.
    pub(crate) fn taken(&self, id: &EffectId) -> Option<&str> {
        self.taken.contains(id).then_some(&self.run)
    }
}

impl Driver {
    /// Records what is shared, and what comes before anything is done here, all of it at once; then goes on from there.
    pub(super) async fn branch_off(&mut self, branch: Branch) -> Result<(), RunError> {
        let Branch { shared, standing, forked, next, under_way, reuse } = branch;
        for record in shared {
            let entry = Entry { lane: record.lane, ord: record.ord, kind: record.kind, p: record.p };
            if entry.kind.as_str() == kind::RUN_STARTED {
                self.record_start(entry)?;
            } else {
                self.recorder.record(&entry)?;
            }
        }
        let then: Vec<Event> = std::iter::once(next).chain(under_way).collect();
        self.record_event(&forked, Some((THEN, json!(then.len()))))?;
        let pins = u32::from(standing.pinned.is_some());
        self.pin_config(pins, Some(&reuse))?;
        self.record_prompts(pins)?;
        for event in &then {
            self.record_event(event, None)?;
        }
        // From here on it is a run of its own, which can go on after a crash.
        self.recorder.sync()?;
        (self.plan.manifest, self.plan.files) = (Value::Null, PinnedFiles::default());
        (self.state, self.notes, self.sets) = (standing.state, standing.notes, standing.sets);
        self.reuse = reuse;
        self.tell_start();
        self.take_over(&BTreeMap::new(), false)?;
        self.fold(&forked);
        let is_choice = matches!(then.first(), Some(Event::ChoiceMade { .. } | Event::QuestionAnswered { .. }));
        let mut queue = VecDeque::new();
        for event in then {
            if let Event::BudgetSettled { amount, .. } = &event {
                self.ledger.carry_one(*amount, self.state.turn());
            }
            if let Event::ChoiceMade { .. } = &event {
                self.take_answer(&event)?;
            }
            queue.push_back(Next::Step(event));
        }
        self.work_off(queue).await?;
        // Calls that were under way have their answers; a question may be open, and what follows from the last event is done.
        let pending = standing.pending.into_iter().filter(|pending| match &pending.effect {
            Effect::CallTool(_) => pending.seq.is_none(),
            Effect::Present(_) | Effect::Ask(_) => !is_choice,
            Effect::Note(_) | Effect::Finish(_) => true,
        });
        self.go_on(pending.map(|pending| Pending { money: Held::Nothing, ..pending }).collect()).await
    }
}
