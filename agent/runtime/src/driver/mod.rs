//! The loop against the world: performs what the planner asks for, and tells it what happened.

mod beginning;
mod branch;
mod calls;
mod ending;
mod money;
mod waiting;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use design::Brief;
use planner::{
    Effect, EffectId, Entry, Event, Note, NoteCounter, OptionSet, Outcome, Settings, Standing, State, WorldOutcome,
};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::task::JoinSet;
use toolbox::toolbox::BoxFuture;
use toolbox::{Context, Grant, ImageProgress, ProgressSink};

use crate::chooser::DynChooser;
use crate::conversation::Exchange;
use crate::engine::Engine;
use crate::error::RunError;
use crate::events::{RunEvent, RunEventBody, Told};
use crate::ledger::Purse;
use crate::output::OutFolder;
use crate::pinned::PinnedFiles;
use crate::progress::Progress;
use crate::recorder::Recorder;
use crate::run::Delivered;
pub(crate) use branch::{Branch, Reuse, THEN};
use money::Again;
use waiting::{Asking, Resting};

/// Most reports of how far pictures are that wait to be told; more are dropped.
const REPORTS_MAX: usize = 64;

/// What a run starts from.
pub(crate) struct Plan {
    pub(crate) run: String,
    pub(crate) settings: Settings,
    pub(crate) brief: Option<Box<Brief>>,
    /// `run.json`.
    pub(crate) manifest: Value,
    pub(crate) files: PinnedFiles,
    /// Where an earlier process left it.
    pub(crate) standing: Option<Box<Standing>>,
    /// What became of calls that change something, by the records that asked for them.
    pub(crate) reconciled: BTreeMap<u64, WorldOutcome>,
    /// Results that it may use again.
    pub(crate) reuse: Reuse,
    /// What it branches off.
    pub(crate) branch: Option<Box<Branch>>,
    /// What was said in the conversation that it goes on with.
    pub(crate) exchanges: Vec<Exchange>,
}

/// What a task of a run came back with.
enum Done {
    Call(Box<calls::Call>),
    Chosen(Box<dyn DynChooser>, Event),
}

/// What is to be done next.
enum Next {
    /// Take an event in: record it, and step.
    Take(Event),
    /// Step an event that is on record.
    Step(Event),
    /// Set a call going.
    Start(BoxFuture<Done>, Intent),
    /// Make a call that waits for nothing.
    Make(BoxFuture<Box<calls::Call>>),
}

/// What a call is about to do: how much of the record has to be where before it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intent {
    /// It computes.
    Computes,
    /// It leaves the process.
    Leaves,
    /// It changes something each time that it is made.
    Changes,
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
    /// How far pictures are, where somebody listens.
    pictures: mpsc::Receiver<Box<ImageProgress>>,
    chooser: Option<Box<dyn DynChooser>>,
    events: Told,
    cancelled: watch::Receiver<bool>,
    state: State,
    notes: NoteCounter,
    tasks: JoinSet<Done>,
    /// The money of the calls that are under way.
    grants: BTreeMap<EffectId, Grant>,
    /// The keys of reservations that are about to be recorded.
    keys: BTreeMap<EffectId, String>,
    /// Results of the run that it branched off.
    reuse: Reuse,
    /// Calls that hold something back by the record.
    open: BTreeSet<EffectId>,
    /// Its place among the runs at work.
    permit: Option<OwnedSemaphorePermit>,
    started: bool,
    /// What a person is to be asked, and what they said.
    asking: Option<Asking>,
    chosen: Option<Event>,
    /// What is at hand of a run that is at work.
    resting: Option<Resting>,
    progress: Progress,
    sets: Vec<OptionSet>,
    outcome: Option<Outcome>,
    /// Whether the end is on record.
    ended: bool,
    emitted: u64,
    /// What happened and is not told yet.
    untold: VecDeque<Box<RunEvent>>,
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
        events: Told,
        cancelled: watch::Receiver<bool>,
    ) -> Self {
        // One question at a time from each call that is under way. What is sent is boxed: a channel makes room for 32 at once.
        let (ask, asked) = mpsc::unbounded_channel();
        let (progress, pictures) = ProgressSink::channel(REPORTS_MAX);
        let context = if events.is_closed() { context } else { context.with_progress(progress) };
        Self {
            engine,
            plan,
            context,
            recorder,
            out,
            ledger,
            ask,
            asked,
            pictures,
            chooser: Some(chooser),
            events,
            cancelled,
            state: State::default(),
            notes: NoteCounter::default(),
            tasks: JoinSet::new(),
            grants: BTreeMap::new(),
            keys: BTreeMap::new(),
            reuse: Reuse::default(),
            open: BTreeSet::new(),
            permit: None,
            started: false,
            asking: None,
            chosen: None,
            resting: None,
            progress: Progress::default(),
            sets: Vec::new(),
            outcome: None,
            ended: false,
            emitted: 0,
            untold: VecDeque::new(),
            warned: BTreeMap::new(),
        }
    }

    /// Waits until there is a place among the runs at work, or it is called off: it has no more to do then than to say so.
    pub(crate) async fn its_turn(&mut self) {
        let (mut cancelled, active) = (self.cancelled.clone(), self.engine.shared.active.clone());
        self.permit = tokio::select! {
            biased;
            _ = cancelled.wait_for(|&cancelled| cancelled) => None,
            permit = active.acquire_owned() => permit.ok(),
        };
    }

    /// Works until a person is waited for, or to the end.
    pub(crate) async fn work(&mut self) -> Option<Result<Delivered, RunError>> {
        let result = self.drive().await.transpose();
        if result.as_ref().is_none_or(Result::is_ok) {
            self.tell().await;
        }
        self.permit = None;
        // Other texts are set next, by whoever comes next; others at work miss no more than what they had at hand to begin with.
        self.engine.fonts.forget();
        let result = result?;
        if let Err(error) = &result {
            self.give_up().await;
            // An interrupted log is left unfinished, so that it can be resumed; whatever else ended is said so.
            let _ = self.recorder.sync();
            let hint = error.hint().map(str::to_owned);
            let message = crate::error::with_causes(error);
            self.emit(RunEventBody::Error { code: error.code().to_owned(), message, hint });
            self.tell().await;
        }
        Some(result)
    }

    /// Whether it was called off, or whoever could do that is gone, and with them whoever would read the result.
    fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow() || self.cancelled.has_changed().is_err()
    }

    async fn drive(&mut self) -> Result<Option<Delivered>, RunError> {
        self.wake()?;
        if !self.started {
            if self.is_cancelled() {
                return Err(RunError::Cancelled);
            }
            self.started = true;
            self.start().await?;
        }
        while self.outcome.is_none() {
            if let Some(asking) = self.asking.take() {
                if self.may_rest() {
                    self.rest(asking);
                    return Ok(None);
                }
                // Whoever is asked was shown what there is.
                self.tell().await;
                self.think(asking)?;
            }
            if let Some(event) = self.chosen.take() {
                self.feed([event]).await?;
                continue;
            }
            // Whoever looks at a run that hangs, or goes on with one that was killed, finds what it did so far.
            self.recorder.flush()?;
            self.tell().await;
            let mut cancelled = self.cancelled.clone();
            let done = tokio::select! {
                biased;
                // An error says that whoever could cancel is gone, and with them whoever would read the result.
                _ = cancelled.wait_for(|&cancelled| cancelled) => return Err(RunError::Cancelled),
                Some(again) = self.asked.recv() => {
                    self.again(*again).await?;
                    continue;
                }
                done = self.tasks.join_next() => done,
                Some(picture) = self.pictures.recv() => {
                    self.tell_progress(*picture);
                    continue;
                }
            };
            match done {
                Some(Ok(done)) => self.take(done).await?,
                Some(Err(error)) => return Err(RunError::internal(format!("a task broke: {error}"))),
                None => return Err(RunError::internal("nothing is under way and nothing was decided")),
            }
        }
        self.tell().await;
        self.finish().await.map(Some)
    }

    /// Takes events in one after the other, and does what they lead to.
    async fn feed(&mut self, events: impl IntoIterator<Item = Event>) -> Result<(), RunError> {
        self.work_off(events.into_iter().map(Next::Take).collect()).await
    }

    async fn work_off(&mut self, mut queue: VecDeque<Next>) -> Result<(), RunError> {
        while let Some(next) = queue.pop_front() {
            match next {
                Next::Take(event) => {
                    self.record_event(&event, None)?;
                    self.take_answer(&event)?;
                    self.step(&event, &mut queue)?;
                }
                Next::Step(event) => self.step(&event, &mut queue)?,
                Next::Start(task, intent) => {
                    self.ready(intent)?;
                    self.tasks.spawn(task);
                }
                Next::Make(task) => {
                    let (tool, event) = self.put_by(*task.await)?;
                    self.step(&event, &mut queue)?;
                    self.is_done(&tool);
                }
            }
        }
        Ok(())
    }

    /// Has on record, where it has to be, what a call is and what it holds back, before it leaves.
    fn ready(&mut self, intent: Intent) -> Result<(), RunError> {
        match intent {
            Intent::Computes => Ok(()),
            Intent::Leaves => self.recorder.flush(),
            Intent::Changes => self.recorder.sync(),
        }
    }

    /// Records an event, and what is worth knowing of it besides.
    fn record_event(&mut self, event: &Event, also: Option<(&str, Value)>) -> Result<(), RunError> {
        let mut entry = Entry::of_event(event);
        match event {
            Event::EffectCompleted { id, .. } => {
                if let Some(run) = self.reuse.taken(id) {
                    entry.p["reused"] = json!(run);
                }
            }
            Event::BudgetReserved { id, .. } => {
                if let Some(key) = self.keys.remove(id) {
                    entry.p["key"] = json!(key);
                }
            }
            _ => {}
        }
        if let Some((name, value)) = also {
            entry.p[name] = value;
        }
        self.recorder.record(&entry)?;
        self.watch_reservations(event);
        Ok(())
    }

    /// Steps an event from which nothing follows.
    fn fold(&mut self, event: &Event) {
        let (state, effects) = planner::step(std::mem::take(&mut self.state), event);
        debug_assert!(effects.is_empty(), "{effects:?}");
        self.state = state;
    }

    /// Steps the planner; all of its effects are on record before the first is performed.
    fn step(&mut self, event: &Event, queue: &mut VecDeque<Next>) -> Result<(), RunError> {
        let (state, effects) = planner::step(std::mem::take(&mut self.state), event);
        self.state = state;
        if matches!(event, Event::BudgetReserved { .. }) {
            self.warn_of_budget();
        }
        effects.iter().try_for_each(|effect| self.record_effect(effect))?;
        for effect in effects {
            self.perform(effect, queue)?;
        }
        Ok(())
    }

    fn record_effect(&mut self, effect: &Effect) -> Result<(), RunError> {
        let mut entry = Entry::of_effect(effect, &self.engine.pinned, &mut self.notes);
        match effect {
            // The end is recorded when the files are there.
            Effect::Finish(_) => return Ok(()),
            Effect::CallTool(call) => {
                if let Some(key) = self.idempotency_key(call) {
                    entry.p["idempotency_key"] = json!(key);
                }
            }
            Effect::Note(_) | Effect::Present(_) | Effect::Ask(_) => {}
        }
        self.recorder.record(&entry)
    }

    fn perform(&mut self, effect: Effect, queue: &mut VecDeque<Next>) -> Result<(), RunError> {
        match effect {
            Effect::CallTool(call) => queue.extend(self.call(call)),
            Effect::Note(note) => self.note(note),
            Effect::Present(set) => self.present(*set)?,
            Effect::Ask(question) => self.ask(question)?,
            Effect::Finish(outcome) => self.outcome = Some(outcome),
        }
        Ok(())
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::CandidateMade { candidate, design, png, total, passed } => {
                let total = f64::from(total) / 10_000.0;
                self.emit(RunEventBody::CandidateScored { candidate, total, passed, design, png });
            }
            Note::Degraded { what, why, .. } => self.emit(RunEventBody::Degraded { what, why }),
            Note::CritiqueDone { .. } | Note::EditApplied { .. } => {}
        }
    }

    async fn take(&mut self, done: Done) -> Result<(), RunError> {
        match done {
            Done::Call(call) => self.take_call(*call).await,
            Done::Chosen(chooser, event) => {
                self.chooser = Some(chooser);
                self.chosen = Some(event);
                Ok(())
            }
        }
    }

    /// Warns of a limit each time that it crosses a threshold.
    fn warn_of_budget(&mut self) {
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
            });
        }
    }

    /// Tells how far a picture is: once for each step, and for what it looks like.
    fn tell_progress(&mut self, picture: ImageProgress) {
        let ImageProgress { candidate, node, step, of, preview } = picture;
        let candidate = candidate.map_or_else(String::new, |candidate| candidate.to_string());
        self.emit(RunEventBody::PictureProgress { candidate, node, step, of, preview });
    }

    /// Tells of something as soon as there is nothing to do for the moment.
    fn emit(&mut self, body: RunEventBody) {
        if !self.events.is_closed() {
            self.untold.push_back(Box::new(RunEvent::new(self.emitted, body)));
        }
        self.emitted += 1;
    }

    /// Tells of what happened, all of it at once: whoever listens is woken once.
    async fn tell(&mut self) {
        while let Some(event) = self.untold.pop_front() {
            let Some(event) = self.events.offer(event) else { continue };
            // Whoever reads is slow: others may work meanwhile.
            let worked = self.permit.take().is_some();
            let mut cancelled = self.cancelled.clone();
            tokio::select! {
                biased;
                () = self.events.wait(event) => {}
                _ = cancelled.wait_for(|&cancelled| cancelled) => {}
            }
            if worked {
                self.its_turn().await;
            }
        }
    }
}
