//! A run that people answer from a product's own screens, now or weeks later.

mod desk;
mod error;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use planner::{Aspect, Choice, Question};
use tokio::sync::watch;

pub(crate) use self::desk::{AtDesk, Desk, Shown};
use self::desk::{Taken, Waits};
pub use self::error::{ChoiceError, SetId, SetIdError};
use crate::answer::{self, Answer, Place};
use crate::engine::Maquette;
use crate::error::RunError;
use crate::events::RunEvent;
use crate::recorder::log::now_ms;
use crate::request::Request;
use crate::resume::Resume;
use crate::run::{Canceller, Delivered, Run};

/// A run whose options somebody picks from elsewhere.
///
/// What is answered counts once: it has been taken when the call returns, is on the disk then, and any other answer to the same
/// set is an error that says why. Dropping a session calls its run off; one with an output folder goes on from there, in
/// another process or on another machine, with [`Maquette::resume_session`].
///
/// ```
/// use maquette::{Brief, Maquette, Request, Waiting};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let engine = Maquette::builder().build()?;
/// let brief = Brief::read("A poster for our winter book swap, 9 December, town library")?;
/// let mut session = engine.session(Request::new(brief).turns(3)).await?;
/// let mut events = session.events();
/// // A product sends these to its screens.
/// tokio::spawn(async move { while let Some(event) = events.next().await { println!("{event:?}") } });
/// let mut said = ["2, but calmer", "a1"].into_iter();
/// while let Some(waiting) = session.waits().await {
///     match waiting {
///         Waiting::Set(set) => drop(session.say(&set, said.next().unwrap_or("best")).await?),
///         Waiting::Question(question) => session.answer(&question.id.to_string(), None).await?,
///     }
/// }
/// let delivered = session.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "dropping a session calls its run off"]
pub struct Session {
    run: Run,
    desk: Arc<Desk>,
    waits: watch::Receiver<Waits>,
}

/// What a session waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// A set, for a choice.
    Set(SetId),
    /// A question, for an answer.
    Question(Question),
}

/// What happens in a session, as it happens.
#[derive(Debug)]
pub struct Events(tokio::sync::mpsc::Receiver<Box<RunEvent>>);

impl Events {
    /// The next event; `None` after the last.
    pub async fn next(&mut self) -> Option<RunEvent> {
        self.0.recv().await.map(|event| *event)
    }
}

impl Maquette {
    /// Starts a run that is answered by the session; whoever the request had picking does not. Call it inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`RunError`] for settings out of range or an output folder that cannot be used; nothing was made then.
    pub async fn session(&self, request: Request) -> Result<Session, RunError> {
        let desk = Desk::new(now_ms);
        let run = self.run(request.at_desk(&desk)).await?;
        Ok(Session::new(run, desk))
    }

    /// Goes on with a session that was interrupted, where it was: the same set waits, and what was chosen before was chosen.
    ///
    /// # Errors
    ///
    /// As [`Maquette::resume`].
    pub async fn resume_session(&self, resume: Resume) -> Result<Session, RunError> {
        let desk = Desk::new(now_ms);
        let run = self.resume(resume.at_desk(&desk)).await?;
        Ok(Session::new(run, desk))
    }
}

impl Session {
    fn new(run: Run, desk: Arc<Desk>) -> Self {
        let waits = desk.waits();
        Self { run: run.unread(), desk, waits }
    }

    /// The run's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.run.id()
    }

    /// What happens, from the beginning; the first call has it all, and later ones nothing. The run waits for a reader that
    /// falls a thousand events behind, for ten seconds; it goes on without one that was dropped, and waits for nobody before
    /// this is called. What there was no place for then is missing, as numbers tell ([`RunEvent::seq`]), but for how it ended.
    pub fn events(&mut self) -> Events {
        Events(self.run.take_events())
    }

    /// Waits for a set that waits for a choice, or a question that does for an answer; `None` once the run has its end.
    pub async fn waits(&mut self) -> Option<Waiting> {
        loop {
            match self.waits.borrow_and_update().clone() {
                Waits::For(waiting) => return Some(waiting),
                Waits::Over => return None,
                Waits::Not => {}
            }
            self.waits.changed().await.ok()?;
        }
    }

    /// Until when the set that waits is offered, ms since 1970; `None` where it is for good, or none waits.
    #[must_use]
    pub fn ends_ms(&self) -> Option<u64> {
        self.desk.ends_ms()
    }

    /// Chooses from a set. When it returns the choice is on record.
    ///
    /// # Errors
    ///
    /// [`ChoiceError`] for a set that does not wait for a choice, or a choice that there is not; nothing changed then.
    pub async fn choose(&self, set: &SetId, choice: Choice) -> Result<(), ChoiceError> {
        let checked = |place: &Place| place.check(&choice).map(|()| (Some(choice.clone()), ()));
        let (taken, ()) = self.desk.take(set, false, |place| checked(place).map_err(ChoiceError::Unclear))?;
        recorded(taken).await
    }

    /// Answers in words: "2", "none of these", "2 but with 1's photo", "undo", "lock the colours". What was understood comes
    /// back; where it asks to be told something, [`Answer::Show`], or to leave, nothing was chosen.
    ///
    /// # Errors
    ///
    /// [`ChoiceError`] for a set that does not wait for a choice, and words that choose nothing.
    pub async fn say(&self, set: &SetId, words: &str) -> Result<Answer, ChoiceError> {
        let read = |place: &Place| {
            let answer = answer::parse(words, place.count);
            Ok((place.choice(&answer).map_err(ChoiceError::Unclear)?, answer))
        };
        let (taken, answer) = self.desk.take(set, false, read)?;
        recorded(taken).await.map(|()| answer)
    }

    /// Keeps aspects as they are in what is made from now on, and no others.
    ///
    /// # Errors
    ///
    /// As [`choose`](Self::choose).
    pub async fn lock(&self, set: &SetId, aspects: BTreeSet<Aspect>) -> Result<(), ChoiceError> {
        self.choose(set, Choice::Lock { aspects }).await
    }

    /// Has a set shown again that is no longer offered, under another id.
    ///
    /// # Errors
    ///
    /// As [`choose`](Self::choose), but for a set that expired.
    pub async fn renew(&self, set: &SetId) -> Result<(), ChoiceError> {
        let again = |place: &Place| Ok((Some(Choice::Back { turn: place.turn, forget: false }), ()));
        let (taken, ()) = self.desk.take(set, true, again)?;
        recorded(taken).await
    }

    /// Answers a question by its id, or skips it.
    ///
    /// # Errors
    ///
    /// [`ChoiceError::NotAsked`] for a question that does not wait for an answer.
    pub async fn answer(&self, question: &str, answer: Option<String>) -> Result<(), ChoiceError> {
        self.desk.answer(question, answer)?.recorded().await
    }

    /// What calls the run off.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        self.run.canceller()
    }

    /// Waits for the end; events that were not read are dropped.
    ///
    /// # Errors
    ///
    /// [`RunError`] when there is no design.
    pub async fn finish(self) -> Result<Delivered, RunError> {
        self.run.finish().await
    }
}

async fn recorded(taken: Option<Taken>) -> Result<(), ChoiceError> {
    match taken {
        Some(taken) => taken.recorded().await,
        None => Ok(()),
    }
}
