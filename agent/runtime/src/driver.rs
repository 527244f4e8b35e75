//! The loop against the world: performs what the planner asks for, and tells it what happened.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use design::canonical::to_canonical_json;
use design::{BlobRef, Brief, Sha256};
use planner::{
    Effect, EffectId, Entry, Event, Instead, NanoUsd, Note, NoteCounter, OptionSet, Outcome, Question, Settings, State,
    ToolCall, WorldOutcome,
};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::{JoinError, JoinSet};
use toolbox::{Context, Grant, PreparedCall, Recovery, Reservation, Reserve, Tier, ToolError};
use tracing::Instrument;

use crate::chooser::DynChooser;
use crate::engine::Engine;
use crate::error::RunError;
use crate::events::{RunEvent, RunEventBody};
use crate::ledger::Purse;
use crate::money::{self, Again, AskDriver};
use crate::output::{OutFolder, fetch, is_file_name};
use crate::pinned::PinnedFont;
use crate::progress::Progress;
use crate::recorder::Recorder;
use crate::rest::Packed;
use crate::run::{Delivered, DeliveredFile};

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
    grant: Grant,
}

/// What was granted for a call.
struct Granted {
    reservation: Reservation,
    tier: u32,
    instead: Option<Instead>,
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
    ask: mpsc::UnboundedSender<Box<Again>>,
    asked: mpsc::UnboundedReceiver<Box<Again>>,
    chooser: Option<Box<dyn DynChooser>>,
    events: mpsc::Sender<Box<RunEvent>>,
    cancelled: watch::Receiver<bool>,
    state: State,
    notes: NoteCounter,
    tasks: JoinSet<Done>,
    /// A task that ended while it was waited for a person.
    done: Option<Result<Done, JoinError>>,
    started: bool,
    /// The state and the sets of a run that waits for a person.
    packed: Option<Packed>,
    progress: Progress,
    sets: Vec<OptionSet>,
    outcome: Option<Outcome>,
    emitted: u64,
    /// The threshold that each limit was warned at: the run's, and that of each turn.
    warned: BTreeMap<(bool, u32), u64>,
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
        events: mpsc::Sender<Box<RunEvent>>,
        cancelled: watch::Receiver<bool>,
    ) -> Self {
        // One question at a time from each call that is under way. What is sent is boxed: a channel makes room for 32 at once.
        let (ask, asked) = mpsc::unbounded_channel();
        Self {
            engine,
            plan,
            context,
            recorder,
            out,
            ledger,
            ask,
            asked,
            chooser: Some(chooser),
            events,
            cancelled,
            state: State::default(),
            notes: NoteCounter::default(),
            tasks: JoinSet::new(),
            done: None,
            started: false,
            packed: None,
            progress: Progress::default(),
            sets: Vec::new(),
            outcome: None,
            emitted: 0,
            warned: BTreeMap::new(),
        }
    }

    /// Waits until there is a place among the runs at work; `None` when it was called off meanwhile.
    pub(crate) async fn its_turn(&mut self, active: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        let mut cancelled = self.cancelled.clone();
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|&cancelled| cancelled) => None,
            permit = active.clone().acquire_owned() => permit.ok(),
        }
    }

    /// Works until a person is waited for, or to the end.
    pub(crate) async fn work(&mut self) -> Option<Result<Delivered, RunError>> {
        let result = self.drive().await.transpose()?;
        if let Err(error) = &result {
            self.tasks.abort_all();
            // An interrupted log is left unfinished, so that it can be resumed; whatever else ended is said so.
            let _ = self.recorder.sync();
            let hint = error.hint().map(str::to_owned);
            let message = crate::error::with_causes(error);
            self.emit(RunEventBody::Error { code: error.code().to_owned(), message, hint }).await;
        }
        Some(result)
    }

    /// Waits for a person, without doing or holding anything that could be done without.
    pub(crate) async fn wait(&mut self) {
        let mut cancelled = self.cancelled.clone();
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|&cancelled| cancelled) => {}
            done = self.tasks.join_next() => self.done = done,
        }
    }

    /// Whether it was called off, or whoever could do that is gone, and with them whoever would read the result.
    fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow() || self.cancelled.has_changed().is_err()
    }

    /// Whether nothing is under way but a person's thinking.
    fn waits_for_a_person(&self) -> bool {
        self.started && self.outcome.is_none() && self.chooser.is_none() && self.tasks.len() == 1 && self.done.is_none()
    }

    /// Lets go of what can be had again.
    fn rest(&mut self) {
        self.context.rest();
        let at_hand = (std::mem::take(&mut self.state), std::mem::take(&mut self.sets));
        self.packed = Packed::of(&at_hand);
        if self.packed.is_none() {
            (self.state, self.sets) = at_hand;
        }
    }

    async fn drive(&mut self) -> Result<Option<Delivered>, RunError> {
        if let Some(packed) = self.packed.take() {
            let unpacked = packed.unpack().ok_or_else(|| RunError::internal("its state does not unpack"))?;
            (self.state, self.sets) = unpacked;
        }
        if !self.started {
            self.started = true;
            self.start().await?;
        }
        while self.outcome.is_none() {
            if self.waits_for_a_person() && !self.is_cancelled() {
                self.rest();
                return Ok(None);
            }
            let done = match self.done.take() {
                Some(done) => Some(done),
                None => {
                    let mut cancelled = self.cancelled.clone();
                    tokio::select! {
                        biased;
                        // An error says that whoever could cancel is gone, and with them whoever would read the result.
                        _ = cancelled.wait_for(|&cancelled| cancelled) => return Err(RunError::Cancelled),
                        Some(again) = self.asked.recv() => {
                            self.again(*again).await?;
                            continue;
                        }
                        done = self.tasks.join_next() => done,
                    }
                }
            };
            match done {
                Some(Ok(done)) => self.take(done).await?,
                Some(Err(error)) => return Err(RunError::internal(format!("a task broke: {error}"))),
                None => return Err(RunError::internal("nothing is under way and nothing was decided")),
            }
        }
        self.finish().await.map(Some)
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
        for file in &self.engine.shared.installed {
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
        if matches!(event, Event::BudgetReserved { .. }) {
            self.warn_of_budget().await;
        }
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
        let prepared = match self.engine.shared.toolbox.prepare(&tool, &args) {
            Ok(prepared) => prepared,
            Err(error) => {
                let progress = self.progress.done(&tool);
                self.emit(progress).await;
                return Some(Event::EffectFailed { id, error: error.to_effect_error() });
            }
        };
        let granted = match self.grant(&id, &prepared) {
            Ok(granted) => granted,
            Err(refused) => {
                let progress = self.progress.done(&tool);
                self.emit(progress).await;
                return Some(refused);
            }
        };
        let Granted { reservation, tier, instead } = granted;
        let amount = reservation.quote().money;
        let grant = Grant::with_more(reservation, AskDriver { id: id.clone(), driver: self.ask.clone() });
        let (stack, context) = (self.engine.shared.stack.clone(), self.context.clone());
        let span = tracing::info_span!(
            "execute_tool",
            gen_ai.operation.name = "execute_tool",
            gen_ai.tool.name = %tool,
            gen_ai.tool.call.id = %id,
            maquette.cost_nano_usd = tracing::field::Empty,
        );
        // Calls that cost nothing would only fill the log.
        let reserved = (amount > NanoUsd::ZERO || instead.is_some()).then(|| Event::BudgetReserved {
            id: id.clone(),
            amount,
            instead,
        });
        let task = async move {
            let result = stack.call_tier(prepared, &context, &grant, tier).await;
            tracing::Span::current().record("maquette.cost_nano_usd", grant.charged().unwrap_or(amount).0);
            Done::Call(Box::new(Call { id, tool, result, grant }))
        };
        self.tasks.spawn(task.instrument(span));
        reserved
    }

    /// Reserves for a call: as it is asked for, or in the best of its cheaper tiers that there is money for.
    fn grant(&mut self, id: &EffectId, call: &PreparedCall) -> Result<Granted, Event> {
        let turn = self.ledger.turn(self.state.turn());
        let refused = match turn.reserve(id, &call.quote) {
            Ok(reservation) => return Ok(Granted { reservation, tier: 0, instead: None }),
            Err(refused) => refused,
        };
        let mut least = call.quote.money;
        for (tier, Tier { what, quote }) in (1..).zip(&call.tiers) {
            if let Ok(reservation) = turn.reserve(id, quote) {
                let saved = call.quote.money.saturating_sub(quote.money);
                return Ok(Granted { reservation, tier, instead: Some(Instead { what: what.clone(), saved }) });
            }
            least = least.min(quote.money);
        }
        Err(Event::BudgetRefused { id: id.clone(), amount: least, left: refused.left() })
    }

    /// Ends an attempt and pays for the next, both on record before it is made.
    async fn again(&mut self, again: Again) -> Result<(), RunError> {
        let Again { id, ended, spent, answer } = again;
        let quote = ended.quote();
        let mut told = VecDeque::from(money::end(&id, ended, spent));
        let granted = self.ledger.turn(self.state.turn()).reserve(&id, &quote);
        if granted.is_ok() && quote.money > NanoUsd::ZERO {
            told.push_back(Event::BudgetReserved { id: id.clone(), amount: quote.money, instead: None });
        }
        self.feed(told).await?;
        // Nobody waits for it any more: it was given up meanwhile.
        if let Err(Ok(unused)) = answer.send(granted) {
            self.feed(money::end(&id, unused, None).into()).await?;
        }
        Ok(())
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
        let Call { id, tool, result, grant } = call;
        // What was charged was charged, whatever the call says of the world.
        if matches!(&result, Err(error) if error.outcome() == WorldOutcome::DidNotHappen) {
            grant.did_not_happen();
        }
        let mut queue = VecDeque::from(money::settle(&id, &grant));
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

    /// Warns of a limit each time that it crosses a threshold.
    async fn warn_of_budget(&mut self) {
        for outlook in self.state.outlook() {
            let crossed = outlook.crossed();
            let limit = (outlook.of_turn, self.state.turn());
            let warned = self.warned.entry(if outlook.of_turn { limit } else { (false, 0) }).or_default();
            if crossed <= *warned {
                continue;
            }
            *warned = crossed;
            self.emit(RunEventBody::BudgetWarned {
                left_nano_usd: outlook.left,
                left_usd: outlook.left.to_string(),
                limit_nano_usd: outlook.limit,
                message: outlook.to_string(),
            })
            .await;
        }
    }

    async fn emit(&mut self, body: RunEventBody) {
        let event = Box::new(RunEvent::new(self.emitted, body));
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
