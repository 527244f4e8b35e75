//! How a run begins, or goes on where an earlier process left it.

use std::collections::{BTreeMap, VecDeque};

use design::Sha256;
use design::canonical::to_canonical_json;
use planner::record::kind;
use planner::{Attempt, Effect, Entry, Event, Pending, Standing};
use serde_json::{Value, json};
use toolbox::builtin;

use super::{Driver, Reuse};
use crate::conversation::Exchange;
use crate::error::RunError;
use crate::events::RunEventBody;
use crate::ledger::AttemptState;
use crate::pinned::PinnedFiles;

impl Driver {
    /// Begins the run, or goes on where an earlier process left it: what is missing of its beginning is recorded, and what it
    /// asked for and has no answer to is done.
    pub(super) async fn start(&mut self) -> Result<(), RunError> {
        std::mem::take(&mut self.plan.exchanges).iter().for_each(|exchange| self.recall(exchange));
        if let Some(branch) = self.plan.branch.take() {
            return self.branch_off(*branch).await;
        }
        let standing = self.plan.standing.take().map_or_else(Standing::default, |standing| *standing);
        (self.state, self.notes, self.sets) = (standing.state, standing.notes, standing.sets);
        self.reuse = std::mem::take(&mut self.plan.reuse);
        let started =
            Event::RunStarted { settings: Box::new(self.plan.settings.clone()), kit: self.engine.kit.id.clone() };
        if !standing.begun {
            self.record_start(Entry::of_event(&started))?;
        }
        if standing.pinned.is_none() {
            self.pin_config(0, None)?;
            self.record_prompts(0)?;
        }
        // Both are the record's now.
        (self.plan.manifest, self.plan.files) = (Value::Null, PinnedFiles::default());
        self.tell_start();
        if !standing.begun {
            // Nothing follows from it until the brief is there.
            self.step(&started, &mut VecDeque::new())?;
        }
        self.take_over(&standing.attempts, standing.lost_records)?;
        if standing.ended {
            (self.outcome, self.ended) = (self.state.outcome().cloned(), true);
            return Ok(());
        }
        let begun = standing.pending;
        self.go_on(begun).await?;
        let brief = self.plan.brief.take().filter(|_| !standing.briefed);
        self.feed(brief.map(|brief| Event::BriefRead { brief })).await
    }

    /// Has a conversation at hand as it was after an exchange that was not had here.
    pub(super) fn recall(&self, (asked, answered): &Exchange) {
        builtin::recall(&self.context, &self.engine.shared.prompts, asked, answered);
    }

    /// Records the beginning, which names the run and its manifest.
    pub(super) fn record_start(&mut self, mut started: Entry) -> Result<(), RunError> {
        started.p["run"] = json!(self.plan.run);
        started.p["run_json"] = json!(Sha256::of(&to_canonical_json(&self.plan.manifest)));
        self.recorder.record(&started)
    }

    pub(super) fn tell_start(&mut self) {
        self.emit(RunEventBody::RunStarted {
            run: self.plan.run.clone(),
            seed: self.plan.settings.seed,
            format: self.plan.settings.format.clone(),
            kit: self.engine.kit.id.clone(),
            candidates: self.plan.settings.candidates,
            out: self.out.as_ref().map(|out| out.root().to_owned()),
        });
        for finding in self.engine.findings.clone() {
            self.emit(RunEventBody::Degraded { what: "a face is replaced".to_owned(), why: finding.message });
        }
    }

    /// Takes over what was spent before, and shows what was shown before.
    pub(super) fn take_over(
        &mut self,
        attempts: &BTreeMap<String, Attempt>,
        lost_records: bool,
    ) -> Result<(), RunError> {
        let state = |key: &str| match attempts.get(key) {
            Some(Attempt { open: true, .. }) => AttemptState::Open,
            Some(Attempt { settled: Some(amount), .. }) => AttemptState::Settled(*amount),
            Some(Attempt { settled: None, .. }) => AttemptState::Released,
            // A reservation is on record before anything leaves; but records were lost.
            None if lost_records => AttemptState::Open,
            None => AttemptState::Released,
        };
        let unrecorded = |error| RunError::storage("cannot bring the ledger in line with the run's record", error);
        self.ledger.reconcile(state).map_err(unrecorded)?;
        if let Some(ledger) = self.state.ledger() {
            self.ledger.carry(ledger, self.state.turn());
        }
        let Some(out) = &self.out else { return Ok(()) };
        self.sets.iter().try_for_each(|set| out.write_set(set, &**self.recorder.blobs()).map(drop))
    }

    /// Does what an earlier process left undone.
    pub(super) async fn go_on(&mut self, pending: Vec<Pending>) -> Result<(), RunError> {
        for Pending { effect, .. } in pending.iter().filter(|pending| pending.seq.is_none()) {
            self.record_effect(effect)?;
        }
        let mut queue = VecDeque::new();
        for Pending { effect, seq, money } in pending {
            match effect {
                // Nobody waits for it any more: only its money is still to be told.
                Effect::CallTool(call) if seq.is_some() && !self.state.awaits(&call.id) => {
                    self.end_unawaited(&call, money)?;
                }
                Effect::CallTool(call) => queue.extend(self.call_again(call, seq, money)?),
                effect => self.perform(effect, &mut queue)?,
            }
        }
        self.work_off(queue).await
    }

    /// Records which versions of its prompts a model is told, for the `times`-th time: their aliases are looked up once.
    pub(super) fn record_prompts(&mut self, times: u32) -> Result<(), RunError> {
        let Some(model) = self.plan.settings.model.clone() else { return Ok(()) };
        let both = [(&model.prompt, model.meant.as_str()), (&model.writer, model.writer_meant.as_str())];
        for (place, (prompt, meant)) in (0..).zip(both) {
            let mut resolved = json!(prompt);
            resolved["meant"] = json!(meant);
            resolved["model"] = json!(model.model);
            self.recorder.record(&Entry::main(kind::PROMPT_RESOLVED, times.saturating_mul(2) + place, resolved))?;
        }
        Ok(())
    }

    /// Records all that a replay needs: versions, faces, and the kit's own files.
    pub(super) fn pin_config(&mut self, ord: u32, reuse: Option<&Reuse>) -> Result<(), RunError> {
        let mut entry = Entry { ord, ..Entry::of_pin(self.engine.pinned.pin()) };
        let files = json!(self.plan.files);
        for (name, value) in files.as_object().into_iter().flatten() {
            entry.p[name] = value.clone();
        }
        entry.p["format"] = json!(self.plan.settings.format);
        if let Some(reuse) = reuse {
            entry.p["reuse"] = json!(reuse);
        }
        self.recorder.record(&entry)
    }
}
