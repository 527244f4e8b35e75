//! Where what is asked waits for what is answered: the run on one side, people on the other.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use planner::{Choice, OptionSet, Question};
use tokio::sync::{oneshot, watch};

use super::Waiting;
use super::error::{ChoiceError, SetId};
use crate::answer::Place;
use crate::chooser::Chooser;

/// What was shown in a turn, and what was chosen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// The id of its set.
    pub(crate) set: String,
    /// Where a person stood who was shown it: by this an answer is read also when it comes a second time.
    place: Place,
    /// When, ms since 1970.
    pub(crate) shown_ms: u64,
    /// What was chosen, once it is.
    pub(crate) choice: Option<Choice>,
}

impl Shown {
    /// A set that was shown at a moment, ms since 1970, and has no choice yet.
    pub(crate) fn new(set: &OptionSet, shown_ms: u64) -> Self {
        Self { set: set.id.clone(), place: Place::from(set), shown_ms, choice: None }
    }
}

/// What waits for an answer.
enum Asked {
    Choice { turn: u32, reply: oneshot::Sender<Choice> },
    Question { id: String, reply: oneshot::Sender<Option<String>> },
}

/// What the run is at, for whoever waits to be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Waits {
    /// It works, or waits for another answer.
    #[default]
    Not,
    /// A set waits for a choice, or a question for an answer.
    For(Waiting),
    /// It has its end.
    Over,
}

#[derive(Default)]
struct Inner {
    run: String,
    /// How long a set is offered, ms.
    lasts_ms: Option<u64>,
    /// By turn; a run has so many of them at most.
    shown: BTreeMap<u32, Shown>,
    asked: Option<Asked>,
    /// Whoever answered last, until that is on record.
    answered: Option<oneshot::Sender<()>>,
}

impl Inner {
    fn id(&self, set: &str) -> SetId {
        SetId { run: self.run.clone(), set: set.to_owned() }
    }

    fn ends_ms(&self, turn: u32) -> Option<u64> {
        let shown_ms = self.shown.get(&turn)?.shown_ms;
        self.lasts_ms.map(|lasts| shown_ms.saturating_add(lasts))
    }

    /// Something was answered, and is told when it is on record.
    fn taken(&mut self) -> Taken {
        let (answered, recorded) = oneshot::channel();
        self.answered = Some(answered);
        Taken(recorded)
    }
}

/// Why nothing is chosen any more from a set that was left.
fn left<T>(
    set: &SetId,
    shown: &Shown,
    read: impl FnOnce(&Place) -> Result<(Option<Choice>, T), ChoiceError>,
) -> ChoiceError {
    let Some(chosen) = &shown.choice else { return ChoiceError::Over };
    match read(&shown.place) {
        Ok((Some(again), _)) if again == *chosen => ChoiceError::Twice { set: set.clone() },
        _ => ChoiceError::Late { set: set.clone(), chosen: Box::new(chosen.clone()) },
    }
}

/// Shared by the session and its run.
pub(crate) struct Desk {
    inner: Mutex<Inner>,
    waits: watch::Sender<Waits>,
    /// The time, ms since 1970.
    clock: fn() -> u64,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("waits", &*self.waits.borrow()).finish_non_exhaustive()
    }
}

/// An answer that was taken, and is on its way into the record.
pub(super) struct Taken(oneshot::Receiver<()>);

impl Taken {
    /// Waits until it is on record.
    pub(super) async fn recorded(self) -> Result<(), ChoiceError> {
        self.0.await.map_err(|_| ChoiceError::Over)
    }
}

impl Desk {
    pub(crate) fn new(clock: fn() -> u64) -> Arc<Self> {
        Arc::new(Self { inner: Mutex::default(), waits: watch::Sender::default(), clock })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing that is done under the lock leaves half of it.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens it for a run, with what was shown before.
    pub(crate) fn open(&self, run: &str, lasts_s: Option<u32>, shown: BTreeMap<u32, Shown>) {
        let mut inner = self.lock();
        run.clone_into(&mut inner.run);
        inner.lasts_ms = lasts_s.map(|seconds| u64::from(seconds) * 1_000);
        inner.shown = shown;
    }

    /// What the run is at, as it changes.
    pub(super) fn waits(&self) -> watch::Receiver<Waits> {
        self.waits.subscribe()
    }

    /// Until when the set that waits is offered, ms since 1970.
    pub(super) fn ends_ms(&self) -> Option<u64> {
        let inner = self.lock();
        match &inner.asked {
            Some(Asked::Choice { turn, .. }) => inner.ends_ms(*turn),
            _ => None,
        }
    }

    /// Takes what `read` makes of the place where the person stands, if `set` waits for a choice; nothing where it makes no
    /// choice of it. What else it says comes back. A set that is no longer offered is still shown again.
    pub(super) fn take<T>(
        &self,
        set: &SetId,
        renews: bool,
        read: impl FnOnce(&Place) -> Result<(Option<Choice>, T), ChoiceError>,
    ) -> Result<(Option<Taken>, T), ChoiceError> {
        let mut inner = self.lock();
        if set.run != inner.run {
            return Err(ChoiceError::Foreign { set: set.clone(), session: inner.run.clone() });
        }
        let known = inner.shown.iter().find(|(_, shown)| shown.set == set.set);
        let Some((&turn, shown)) = known else { return Err(ChoiceError::NeverShown { set: set.clone() }) };
        if !matches!(&inner.asked, Some(Asked::Choice { turn: waits, .. }) if *waits == turn) {
            return Err(left(set, shown, read));
        }
        if let Some(since_ms) = inner.ends_ms(turn).filter(|ends| !renews && (self.clock)() >= *ends) {
            return Err(ChoiceError::Expired { set: set.clone(), since_ms });
        }
        let (choice, said) = read(&shown.place)?;
        let Some(choice) = choice else { return Ok((None, said)) };
        let Some(Asked::Choice { reply, .. }) = inner.asked.take() else { return Err(ChoiceError::Over) };
        reply.send(choice.clone()).map_err(|_| ChoiceError::Over)?;
        if let Some(shown) = inner.shown.get_mut(&turn) {
            shown.choice = Some(choice);
        }
        self.waits.send_replace(Waits::Not);
        Ok((Some(inner.taken()), said))
    }

    /// Takes the answer to a question, if it is asked.
    pub(super) fn answer(&self, id: &str, answer: Option<String>) -> Result<Taken, ChoiceError> {
        let mut inner = self.lock();
        let asked = matches!(&inner.asked, Some(Asked::Question { id: asked, .. }) if asked == id);
        let question = if asked { inner.asked.take() } else { None };
        let Some(Asked::Question { reply, .. }) = question else {
            return Err(ChoiceError::NotAsked { id: id.chars().take(60).collect() });
        };
        reply.send(answer).map_err(|_| ChoiceError::Over)?;
        self.waits.send_replace(Waits::Not);
        Ok(inner.taken())
    }

    fn put(&self, set: &OptionSet) -> oneshot::Receiver<Choice> {
        let (reply, answer) = oneshot::channel();
        let mut inner = self.lock();
        let now = (self.clock)();
        if inner.shown.get(&set.turn).is_none_or(|shown| shown.set != set.id) {
            inner.shown.insert(set.turn, Shown::new(set, now));
        }
        inner.asked = Some(Asked::Choice { turn: set.turn, reply });
        // While it is locked: whoever knows the set by its event may answer at once.
        self.waits.send_replace(Waits::For(Waiting::Set(inner.id(&set.id))));
        answer
    }

    fn put_question(&self, question: &Question) -> oneshot::Receiver<Option<String>> {
        let (reply, answer) = oneshot::channel();
        let mut inner = self.lock();
        inner.asked = Some(Asked::Question { id: question.id.to_string(), reply });
        self.waits.send_replace(Waits::For(Waiting::Question(question.clone())));
        answer
    }

    fn end(&self) {
        let mut inner = self.lock();
        (inner.asked, inner.answered) = (None, None);
        drop(inner);
        self.waits.send_replace(Waits::Over);
    }
}

/// The run's side of the desk.
pub(crate) struct AtDesk(pub(crate) Arc<Desk>);

impl Chooser for AtDesk {
    async fn choose(&mut self, set: OptionSet, _: Option<PathBuf>) -> Choice {
        let answer = self.0.put(&set);
        // A person may take days, and has seen it by the run's events.
        drop(set);
        match answer.await {
            Ok(choice) => choice,
            // The desk went away: the run is being called off.
            Err(_) => std::future::pending().await,
        }
    }

    async fn answer(&mut self, question: &Question) -> Option<String> {
        match self.0.put_question(question).await {
            Ok(answer) => answer,
            Err(_) => std::future::pending().await,
        }
    }

    fn recorded(&mut self) {
        if let Some(answered) = self.0.lock().answered.take() {
            // Whoever answered may have gone.
            let _ = answered.send(());
        }
    }
}

impl Drop for AtDesk {
    fn drop(&mut self) {
        self.0.end();
    }
}
