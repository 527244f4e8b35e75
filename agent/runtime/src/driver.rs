//! The loop against the world: performs what the planner asks for, and tells it what happened.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use design::canonical::to_canonical_json;
use design::{BlobRef, Brief, Sha256};
use planner::{
    Effect, EffectId, Entry, Event, NanoUsd, Note, NoteCounter, OptionSet, Outcome, Question, Settings, State,
    ToolCall, WorldOutcome,
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use toolbox::{Context, Quote, Recovery, Reservation, Reserve, ToolError};
use tracing::Instrument;

use crate::chooser::DynChooser;
use crate::engine::Engine;
use crate::error::RunError;
use crate::events::{RunEvent, RunEventBody};
use crate::ledger::Purse;
use crate::output::{OutFolder, fetch, is_file_name};
use crate::pinned::PinnedFont;
use crate::progress::Progress;
use crate::recorder::Recorder;
use crate::run::{Delivered, DeliveredFile};

/// Share of the budget, per cent, from which on a run warns.
const WARN_PER_CENT: u64 = 80;

/// What a run starts from.
pub(crate) struct Plan {
    pub(crate) run: String,
    pub(crate) settings: Settings,
    pub(crate) brief: Brief,
    pub(crate) manifest: Value,
}

/// A tool call that is over.
struct Call {
    id: EffectId,
    tool: String,
    result: Result<Value, ToolError>,
    reservation: Reservation,
    context: Context,
}

/// What a task of a run came back with.
enum Done {
    Call(Box<Call>),
    Chosen(Box<dyn DynChooser>, Event),
}

/// Performs one run.
pub(crate) struct Driver {
    engine: Arc<Engine>,
    plan: Plan,
    context: Context,
    recorder: Recorder,
    out: Option<OutFolder>,
    ledger: Purse,
    chooser: Option<Box<dyn DynChooser>>,
    events: mpsc::Sender<RunEvent>,
    cancelled: watch::Receiver<bool>,
    state: State,
    notes: NoteCounter,
    tasks: JoinSet<Done>,
    progress: Progress,
    sets: Vec<OptionSet>,
    outcome: Option<Outcome>,
    emitted: u64,
    warned: bool,
}

impl Driver {
    #[expect(clippy::too_many_arguments, reason = "called once, with parts that have nothing else in common")]
    pub(crate) fn new(
        engine: Arc<Engine>,
        plan: Plan,
        context: Context,
        recorder: Recorder,
        out: Option<OutFolder>,
        ledger: Purse,
        chooser: Box<dyn DynChooser>,
        events: mpsc::Sender<RunEvent>,
        cancelled: watch::Receiver<bool>,
    ) -> Self {
        Self {
            engine,
            plan,
            context,
            recorder,
            out,
            ledger,
            chooser: Some(chooser),
            events,
            cancelled,
            state: State::default(),
            notes: NoteCounter::default(),
            tasks: JoinSet::new(),
            progress: Progress::default(),
            sets: Vec::new(),
            outcome: None,
            emitted: 0,
            warned: false,
        }
    }

    /// Runs to the end.
    pub(crate) async fn run(mut self) -> Result<Delivered, RunError> {
        let result = self.drive().await;
        if let Err(error) = &result {
            self.tasks.abort_all();
            // An interrupted log is left unfinished, so that it can be resumed; whatever else ended is said so.
            let _ = self.recorder.sync();
            let hint = error.hint().map(str::to_owned);
            let message = crate::error::with_causes(error);
            self.emit(RunEventBody::Error { code: error.code().to_owned(), message, hint }).await;
        }
        result
    }

    async fn drive(&mut self) -> Result<Delivered, RunError> {
        self.start().await?;
        while self.outcome.is_none() {
            let mut cancelled = self.cancelled.clone();
            tokio::select! {
                biased;
                // An error says that whoever could cancel is gone, and with them whoever would read the result.
                _ = cancelled.wait_for(|&cancelled| cancelled) => return Err(RunError::Cancelled),
                done = self.tasks.join_next() => match done {
                    Some(Ok(done)) => self.take(done).await?,
                    Some(Err(error)) => return Err(RunError::internal(format!("a task broke: {error}"))),
                    None => return Err(RunError::internal("nothing is under way and nothing was decided")),
                },
            }
        }
        self.finish().await
    }

    async fn start(&mut self) -> Result<(), RunError> {
        let started = Event::RunStarted { settings: self.plan.settings.clone(), kit: self.engine.kit.id.clone() };
        let mut entry = Entry::of_event(&started);
        entry.p["run"] = json!(self.plan.run);
        entry.p["run_json"] = json!(Sha256::of(&to_canonical_json(&self.plan.manifest)));
        self.recorder.record(entry)?;
        self.pin_config()?;
        self.emit(RunEventBody::RunStarted {
            run: self.plan.run.clone(),
            seed: self.plan.settings.seed,
            format: self.plan.settings.format.clone(),
            kit: self.engine.kit.id.clone(),
            candidates: self.plan.settings.candidates,
            out: self.out.as_ref().map(|out| out.root().to_owned()),
        })
        .await;
        for finding in self.engine.findings.clone() {
            self.emit(RunEventBody::Degraded { what: "a face is replaced".to_owned(), why: finding.message }).await;
        }
        let mut queue = VecDeque::new();
        self.step(&started, &mut queue).await?;
        let brief = Event::BriefRead { brief: Box::new(self.plan.brief.clone()) };
        queue.push_back(brief);
        self.feed(queue).await
    }

    /// Records all that a replay needs: versions, faces, and the kit's own files.
    fn pin_config(&mut self) -> Result<(), RunError> {
        let mut entry = Entry::of_pin(&self.engine.pin);
        let mut files = BTreeMap::new();
        for (path, bytes) in &self.engine.kit.files.0 {
            let blob = self.recorder.blobs().put(bytes);
            let blob = blob.map_err(|error| RunError::storage("cannot keep the brand kit", error))?;
            files.insert(path.clone(), blob);
        }
        entry.p["kit_files"] = json!(files);
        let mut fonts = Vec::new();
        for file in &self.engine.installed {
            let blob = self.recorder.blobs().put(&file.bytes);
            let blob = blob.map_err(|error| RunError::storage("cannot keep the installed faces", error))?;
            fonts.push(PinnedFont { name: file.name.clone(), family: file.family.clone(), blob });
        }
        if !fonts.is_empty() {
            entry.p["font_files"] = json!(fonts);
        }
        entry.p["format"] = json!(self.plan.settings.format);
        self.recorder.record(entry)
    }

    /// Takes events in one after the other, and does what they lead to.
    async fn feed(&mut self, mut queue: VecDeque<Event>) -> Result<(), RunError> {
        while let Some(event) = queue.pop_front() {
            self.recorder.record(Entry::of_event(&event))?;
            self.step(&event, &mut queue).await?;
        }
        Ok(())
    }

    /// Steps the planner; all of its effects are on record before the first is performed.
    async fn step(&mut self, event: &Event, queue: &mut VecDeque<Event>) -> Result<(), RunError> {
        let (state, effects) = planner::step(std::mem::take(&mut self.state), event);
        self.state = state;
        for effect in &effects {
            let entry = Entry::of_effect(effect, &self.engine.pin, &mut self.notes);
            // The end is recorded when the files are there.
            if !matches!(effect, Effect::Finish(_)) {
                self.recorder.record(entry)?;
            }
        }
        for effect in effects {
            match effect {
                Effect::CallTool(call) => queue.extend(self.call(call).await),
                Effect::Note(note) => self.note(note).await,
                Effect::Present(set) => self.present(*set).await?,
                Effect::Ask(question) => self.ask(question).await?,
                Effect::Finish(outcome) => self.outcome = Some(outcome),
            }
        }
        Ok(())
    }

    /// Sets a tool call going; returns what happened at once: the reservation, or why there is no call.
    async fn call(&mut self, call: ToolCall) -> Option<Event> {
        let ToolCall { id, tool, args } = call;
        self.progress.asked(&tool);
        let prepared = match self.engine.toolbox.prepare(&tool, &args) {
            Ok(prepared) => prepared,
            Err(error) => {
                let progress = self.progress.done(&tool);
                self.emit(progress).await;
                return Some(Event::EffectFailed { id, error: error.to_effect_error() });
            }
        };
        let quote = prepared.quote;
        let reservation = match self.ledger.turn(self.state.turn()).reserve(&id, &quote) {
            Ok(reservation) => reservation,
            Err(refused) => {
                let progress = self.progress.done(&tool);
                self.emit(progress).await;
                return Some(Event::BudgetRefused { id, amount: quote.money, left: refused.left() });
            }
        };
        let (stack, context) = (self.engine.stack.clone(), self.context.for_call());
        let span = tracing::info_span!(
            "execute_tool",
            gen_ai.operation.name = "execute_tool",
            gen_ai.tool.name = %tool,
            gen_ai.tool.call.id = %id,
            maquette.cost_nano_usd = tracing::field::Empty,
        );
        let reserved = Event::BudgetReserved { id: id.clone(), amount: quote.money };
        let task = async move {
            let result = stack.call(prepared, &context, &reservation).await;
            tracing::Span::current().record("maquette.cost_nano_usd", context.charged().unwrap_or(quote.money).0);
            Done::Call(Box::new(Call { id, tool, result, reservation, context }))
        };
        self.tasks.spawn(task.instrument(span));
        self.warn_of_budget().await;
        // Calls that cost nothing would only fill the log.
        (quote.money > NanoUsd::ZERO).then_some(reserved)
    }

    async fn note(&mut self, note: Note) {
        match note {
            Note::CandidateMade { candidate, design, png, total, passed } => {
                let total = f64::from(total) / 10_000.0;
                self.emit(RunEventBody::CandidateScored { candidate, total, passed, design, png }).await;
            }
            Note::Degraded { what, why, .. } => self.emit(RunEventBody::Degraded { what, why }).await,
            Note::CritiqueDone { .. } => {}
        }
    }

    async fn present(&mut self, set: OptionSet) -> Result<(), RunError> {
        let folder = match &self.out {
            Some(out) => Some(out.write_set(&set, &**self.recorder.blobs())?),
            None => None,
        };
        self.sets.push(set.clone());
        let (turn, shown) = (set.turn, Box::new(set.clone()));
        self.emit(RunEventBody::OptionsPresented { turn, set: shown, folder: folder.clone() }).await;
        let mut chooser = self.chooser()?;
        self.tasks.spawn(async move {
            let choice = chooser.choose(&set, folder.as_deref()).await;
            Done::Chosen(chooser, Event::ChoiceMade { turn, choice })
        });
        Ok(())
    }

    async fn ask(&mut self, question: Question) -> Result<(), RunError> {
        self.emit(RunEventBody::QuestionAsked { question: question.clone() }).await;
        let mut chooser = self.chooser()?;
        self.tasks.spawn(async move {
            let answer = chooser.answer(&question).await;
            Done::Chosen(chooser, Event::QuestionAnswered { id: question.id, answer })
        });
        Ok(())
    }

    /// Takes the chooser for a task of its own, so that the run can be called off while a person thinks.
    fn chooser(&mut self) -> Result<Box<dyn DynChooser>, RunError> {
        self.chooser.take().ok_or_else(|| RunError::internal("two things were asked of a person at once"))
    }

    async fn take(&mut self, done: Done) -> Result<(), RunError> {
        match done {
            Done::Call(call) => self.take_call(*call).await,
            Done::Chosen(chooser, event) => {
                self.chooser = Some(chooser);
                if let Event::ChoiceMade { turn, choice } = &event {
                    self.take_choice(*turn, choice).await?;
                }
                self.feed(VecDeque::from([event])).await
            }
        }
    }

    async fn take_choice(&mut self, turn: u32, choice: &planner::Choice) -> Result<(), RunError> {
        if let Some(set) = self.sets.iter_mut().rev().find(|set| set.turn == turn) {
            set.choice = Some(choice.clone());
            if let Some(out) = &self.out {
                out.rewrite_set(set)?;
            }
        }
        self.emit(RunEventBody::ChoiceMade { turn, choice: choice.clone() }).await;
        Ok(())
    }

    async fn take_call(&mut self, call: Call) -> Result<(), RunError> {
        let Call { id, tool, result, reservation, context } = call;
        let mut queue = VecDeque::new();
        queue.extend(settle(&id, &result, reservation, &context));
        let progress = self.progress.done(&tool);
        self.emit(progress).await;
        queue.push_back(match result {
            Ok(output) => Event::EffectCompleted { id, output },
            Err(error) if error.recovery() == Recovery::FailRun => {
                return Err(RunError::storage(format!("the call {id} of `{tool}` could not be kept"), error));
            }
            Err(error) => Event::EffectFailed { id, error: error.to_effect_error() },
        });
        self.feed(queue).await
    }

    async fn warn_of_budget(&mut self) {
        let accounts = self.ledger.accounts();
        let limit = accounts.limit.money;
        let taken = limit.saturating_sub(accounts.left().money);
        let near = u128::from(taken.0) * 100 >= u128::from(limit.0) * u128::from(WARN_PER_CENT);
        if self.warned || taken.0 == 0 || !near {
            return;
        }
        self.warned = true;
        let left = accounts.left().money;
        let limit_nano_usd = limit;
        self.emit(RunEventBody::BudgetWarned { left_nano_usd: left, left_usd: left.to_string(), limit_nano_usd }).await;
    }

    async fn emit(&mut self, body: RunEventBody) {
        let event = RunEvent::new(self.emitted, body);
        self.emitted += 1;
        let mut cancelled = self.cancelled.clone();
        tokio::select! {
            biased;
            _ = self.events.send(event) => {}
            _ = cancelled.wait_for(|&cancelled| cancelled) => {}
        }
    }

    /// Writes the end: the files first where nobody looks, then the record, then the files where they belong.
    async fn finish(&mut self) -> Result<Delivered, RunError> {
        // Calls that nobody waits for any more end first: what they took is part of what was spent.
        self.tasks.shutdown().await;
        let outcome = self.outcome.clone().ok_or_else(|| RunError::internal("a run ended without an outcome"))?;
        let (option, files) = match &outcome {
            Outcome::Delivered { option, files } => (option.clone(), files.clone()),
            Outcome::Failed { code, message } => {
                self.record_end(&outcome, &BTreeMap::new())?;
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
        self.record_end(&outcome, &files)?;
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
        })
        .await;
        Ok(delivered)
    }

    fn record_end(&mut self, outcome: &Outcome, files: &BTreeMap<String, BlobRef>) -> Result<(), RunError> {
        let effect = Effect::Finish(outcome.clone());
        let mut entry = Entry::of_effect(&effect, &self.engine.pin, &mut self.notes);
        entry.p["records"] = json!(self.recorder.records() + 1);
        entry.p["files"] = json!(files);
        entry.p["spent_nano_usd"] = json!(self.ledger.accounts().settled.money);
        self.recorder.record(entry)?;
        self.recorder.sync()
    }

    fn delivered(
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
        Delivered {
            run: self.plan.run.clone(),
            option,
            seed: self.plan.settings.seed,
            files,
            sets: std::mem::take(&mut self.sets),
            out,
            spent: self.ledger.accounts().settled.money,
            bytes,
        }
    }
}

/// Ends the reservation of a call, and tells of it; of calls that cost nothing there is nothing to tell.
fn settle(id: &EffectId, result: &Result<Value, ToolError>, reservation: Reservation, context: &Context) -> Vec<Event> {
    let quote = reservation.quote();
    let charged = context.charged();
    let spent = charged.unwrap_or(quote.money);
    // What was charged was charged, whatever the call says of the world.
    let happened = !matches!(result, Err(error) if error.outcome() == WorldOutcome::DidNotHappen)
        || charged.is_some_and(|charged| charged > NanoUsd::ZERO);
    let mut told = Vec::new();
    // A call that was to be free was not told of when it began.
    if quote.money == NanoUsd::ZERO && happened && spent > NanoUsd::ZERO {
        told.push(Event::BudgetReserved { id: id.clone(), amount: quote.money });
    }
    if happened {
        reservation.settle(Quote { money: spent, ..quote });
        told.push(Event::BudgetSettled { id: id.clone(), amount: spent });
    } else {
        reservation.release();
        told.push(Event::BudgetReleased { id: id.clone() });
    }
    let free = quote.money == NanoUsd::ZERO && (!happened || spent == NanoUsd::ZERO);
    if free { Vec::new() } else { told }
}
