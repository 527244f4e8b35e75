//! A run that waits for a person: it holds no thread and little else.

use std::path::PathBuf;

use planner::{Event, OptionSet, Question, State};

use super::{Done, Driver};
use crate::chooser::DynChooser;
use crate::error::RunError;
use crate::events::RunEventBody;
use crate::rest::Packed;

/// What somebody is asked.
#[derive(Debug)]
pub(super) enum Asking {
    /// Which option, and where their files are.
    Choice(Box<OptionSet>, Option<PathBuf>),
    Question(Question),
}

impl Asking {
    async fn put_to(self, chooser: &mut dyn DynChooser) -> Event {
        match self {
            Self::Choice(set, folder) => {
                let turn = set.turn;
                Event::ChoiceMade { turn, choice: chooser.choose(*set, folder).await }
            }
            Self::Question(question) => {
                let answer = chooser.answer(&question).await;
                Event::QuestionAnswered { id: question.id, answer }
            }
        }
    }
}

/// What a run at work has at hand, packed where that is possible.
pub(super) enum Resting {
    Packed { at_hand: Packed, asked: Asked },
    AtHand(Asking),
}

/// What is asked, without what the packed state knows of it.
pub(super) enum Asked {
    Choice(Option<PathBuf>),
    Question(Packed),
}

impl Resting {
    fn asking(&self) -> Option<Asking> {
        let Self::Packed { at_hand, asked } = self else { return None };
        match asked {
            Asked::Question(question) => question.unpack().map(Asking::Question),
            Asked::Choice(folder) => {
                let (state, _): (State, Vec<OptionSet>) = at_hand.unpack()?;
                Some(Asking::Choice(Box::new(state.waiting_for()?.clone()), folder.clone()))
            }
        }
    }
}

impl Driver {
    pub(super) fn present(&mut self, set: OptionSet) -> Result<(), RunError> {
        // What a person sees is on the disk.
        self.recorder.sync()?;
        let folder = match &self.out {
            Some(out) => Some(out.write_set(&set, &**self.recorder.blobs())?),
            None => None,
        };
        let (turn, shown) = (set.turn, Box::new(set.clone()));
        self.emit(RunEventBody::OptionsPresented { turn, set: shown, folder: folder.clone() });
        if self.sets.last().is_none_or(|last| last.id != set.id) {
            self.sets.push(set.clone());
        }
        self.asking = Some(Asking::Choice(Box::new(set), folder));
        Ok(())
    }

    pub(super) fn ask(&mut self, question: Question) -> Result<(), RunError> {
        self.recorder.sync()?;
        self.emit(RunEventBody::QuestionAsked { question: question.clone() });
        self.asking = Some(Asking::Question(question));
        Ok(())
    }

    /// Tells what was answered, and whoever answered that it is on record and on the disk; what was chosen is written beside its set.
    pub(super) fn take_answer(&mut self, event: &Event) -> Result<(), RunError> {
        if !matches!(event, Event::ChoiceMade { .. } | Event::QuestionAnswered { .. }) {
            return Ok(());
        }
        self.recorder.sync()?;
        if let Event::ChoiceMade { turn, choice } = event {
            if let Some(set) = self.sets.iter_mut().rev().find(|set| set.turn == *turn) {
                set.choice = Some(choice.clone());
                if let Some(out) = &self.out {
                    out.rewrite_set(set)?;
                }
            }
            self.emit(RunEventBody::ChoiceMade { turn: *turn, choice: choice.clone() });
        }
        if let Some(chooser) = &mut self.chooser {
            chooser.recorded();
        }
        Ok(())
    }

    /// Whether a person is asked, and nothing else is under way.
    pub(super) fn may_rest(&self) -> bool {
        let person = self.chooser.as_ref().is_some_and(|chooser| chooser.is_person());
        person && self.tasks.is_empty() && self.outcome.is_none() && !self.is_cancelled()
    }

    /// Asks on a task of its own, so that the run can go on and be called off meanwhile.
    pub(super) fn think(&mut self, asking: Asking) -> Result<(), RunError> {
        let chooser = self.chooser.take();
        let mut chooser = chooser.ok_or_else(|| RunError::internal("two things were asked of a person at once"))?;
        self.tasks.spawn(async move {
            let event = asking.put_to(&mut *chooser).await;
            Done::Chosen(chooser, event)
        });
        Ok(())
    }

    /// Lets go of what can be had again, and packs the rest.
    pub(super) fn rest(&mut self, asking: Asking) {
        self.context.rest();
        self.recorder.rest();
        let at_hand = (std::mem::take(&mut self.state), std::mem::take(&mut self.sets));
        let asked = match &asking {
            Asking::Choice(set, folder) => {
                (at_hand.0.waiting_for() == Some(&**set)).then(|| Asked::Choice(folder.clone()))
            }
            Asking::Question(question) => Packed::of(question).map(Asked::Question),
        };
        self.resting = Some(match Packed::of(&at_hand).zip(asked) {
            Some((at_hand, asked)) => Resting::Packed { at_hand, asked },
            None => {
                (self.state, self.sets) = at_hand;
                Resting::AtHand(asking)
            }
        });
    }

    /// Has at hand again what was packed.
    pub(super) fn wake(&mut self) -> Result<(), RunError> {
        if let Some(Resting::Packed { at_hand, .. }) = self.resting.take() {
            let unpacked: Option<(State, Vec<OptionSet>)> = at_hand.unpack();
            (self.state, self.sets) = unpacked.ok_or_else(|| RunError::internal("its state does not unpack"))?;
        }
        Ok(())
    }

    /// Moves what is kept for long out of the places where there was work: memory that is let go of there can be used
    /// for other work as a whole.
    pub(crate) fn settled(self: Box<Self>) -> Box<Self> {
        let mut driver = Box::new(*self);
        if let Some(Resting::Packed { at_hand, .. }) = &mut driver.resting {
            *at_hand = at_hand.clone();
        }
        driver
    }

    /// Asks a person and waits for what they say, or until the run is called off.
    pub(crate) async fn wait(&mut self) {
        let mut cancelled = self.cancelled.clone();
        let asking = match self.resting.take() {
            Some(Resting::AtHand(asking)) => Some(asking),
            Some(packed @ Resting::Packed { .. }) => {
                let asking = packed.asking();
                self.resting = Some(packed);
                asking
            }
            None => None,
        };
        let (Some(asking), Some(chooser)) = (asking, &mut self.chooser) else { return };
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|&cancelled| cancelled) => {}
            event = asking.put_to(&mut **chooser) => self.chosen = Some(event),
        }
    }
}
