//! How a run ends: delivered, or given up.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use design::BlobRef;
use planner::taste::Learned;
use planner::{Choice, Effect, Entry, Event, OptionSet, Outcome};
use serde_json::json;

use super::{Done, Driver, money};
use crate::error::RunError;
use crate::events::RunEventBody;
use crate::output::{fetch, is_file_name};
use crate::run::{Delivered, DeliveredFile};

impl Driver {
    /// Stops what is under way. What came back by then is on record, and what the rest may have cost, so that nothing is lost,
    /// or paid for without a word.
    pub(super) async fn give_up(&mut self) {
        // A record that cannot be written is said so elsewhere; the rest is tried all the same.
        self.asked.close();
        while let Ok(again) = self.asked.try_recv() {
            if let Some(money::Asking { id, ended, spent, .. }) = again.take() {
                let _ = self.end_attempt(&id, ended, spent, true);
            }
        }
        self.tasks.abort_all();
        while let Some(done) = self.tasks.join_next().await {
            if let Ok(Done::Call(call)) = done {
                let _ = self.put_by(*call);
            }
        }
        for (id, grant) in std::mem::take(&mut self.grants) {
            let Some((reservation, spent)) = grant.end() else { continue };
            for event in money::told(&id, &reservation, spent.as_ref()) {
                let _ = self.record_event(&event, None);
            }
            let _ = self.recorder.flush();
            money::close(reservation, spent);
        }
        // One more attempt was paid for, and its call was given up before it heard of that.
        for id in std::mem::take(&mut self.open) {
            let _ = self.record_event(&Event::BudgetReleased { id }, None);
        }
    }

    /// Writes the end: the files first where nobody looks, then the record, then the files where they belong.
    pub(super) async fn finish(&mut self) -> Result<Delivered, RunError> {
        // Calls that nobody waits for any more end first: what they took is part of what was spent.
        self.give_up().await;
        let outcome = self.outcome.clone().ok_or_else(|| RunError::internal("a run ended without an outcome"))?;
        let (option, files) = match &outcome {
            Outcome::Delivered { option, files } => (option.clone(), files.clone()),
            Outcome::Failed { code, message } => {
                if !self.ended {
                    self.record_end(&outcome, &BTreeMap::new())?;
                }
                return Err(RunError::Ended { code: code.clone(), message: message.clone() });
            }
        };
        let mut bytes = BTreeMap::new();
        for (name, blob) in &files {
            if !is_file_name(name) {
                return Err(RunError::internal(format!("a tool delivers a file named {name:?}")));
            }
            bytes.insert(name.clone(), fetch(&**self.recorder.blobs(), blob)?);
        }
        let stage = self.out.as_ref().map(|out| out.stage(&bytes)).transpose()?;
        if !self.ended {
            self.record_end(&outcome, &files)?;
        }
        if let (Some(stage), Some(out)) = (stage, &self.out) {
            stage.publish(out, &files.keys().cloned().collect::<Vec<_>>())?;
        }
        let delivered = self.delivered(option, &files, bytes);
        self.emit(RunEventBody::RunCompleted {
            option: delivered.option.clone(),
            files,
            out: delivered.out.clone(),
            spent_nano_usd: delivered.spent,
            spent_usd: delivered.spent.to_string(),
            used: delivered.used.clone(),
        });
        Ok(delivered)
    }

    pub(super) fn record_end(&mut self, outcome: &Outcome, files: &BTreeMap<String, BlobRef>) -> Result<(), RunError> {
        let effect = Effect::Finish(outcome.clone());
        let mut entry = Entry::of_effect(&effect, &self.engine.pinned, &mut self.notes);
        entry.p["records"] = json!(self.recorder.records() + 1);
        entry.p["files"] = json!(files);
        entry.p["spent_nano_usd"] = json!(self.ledger.accounts().settled.money);
        self.recorder.record(&entry)?;
        self.recorder.sync()
    }

    pub(super) fn delivered(
        &mut self,
        option: String,
        files: &BTreeMap<String, BlobRef>,
        bytes: BTreeMap<String, Arc<[u8]>>,
    ) -> Delivered {
        let out: Option<PathBuf> = self.out.as_ref().map(|out| out.root().to_owned());
        let file = |name: &String, blob: &BlobRef| DeliveredFile {
            blob: *blob,
            size: bytes.get(name).map_or(0, |bytes| bytes.len() as u64),
            path: out.as_ref().map(|out| out.join(name)),
        };
        let files = files.iter().map(|(name, blob)| (name.clone(), file(name, blob))).collect();
        // Whatever a tool of somebody else delivers: what is no design uses nothing.
        let document = bytes.get("design.json").and_then(|bytes| serde_json::from_slice(bytes).ok());
        let used = document.map_or_else(Vec::new, |document| retrieval::used(&document, &self.engine.kit));
        Delivered {
            run: self.plan.run.clone(),
            option,
            seed: self.plan.settings.seed,
            files,
            learned: self.learned(),
            sets: std::mem::take(&mut self.sets),
            out,
            spent: self.ledger.accounts().settled.money,
            used,
            bytes,
        }
    }

    /// What was learned of the person's taste.
    fn learned(&self) -> Option<Learned> {
        let forgot = |set: &OptionSet| match &set.choice {
            Some(Choice::Forget { features }) => Some(features.clone()),
            _ => None,
        };
        Some(Learned {
            before: self.plan.settings.taste.as_deref().cloned().unwrap_or_default(),
            forgot: self.sets.iter().filter_map(forgot).collect(),
            now: self.state.taste()?,
        })
    }
}
