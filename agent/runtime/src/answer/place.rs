//! Where a person stands when they answer, and what their answer chooses there.

use std::collections::BTreeSet;

use planner::taste::Feature;
use planner::{Aspect, Choice, OptionSet};

use super::{Answer, Forgotten, Unclear};

/// What of a set an answer is read by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The turn in which the set is shown, from 1.
    pub turn: u32,
    /// The turn that undoing goes back to, and the one that was left by undoing.
    pub before: Option<u32>,
    /// See [`before`](Self::before).
    pub after: Option<u32>,
    /// Turns in which something new can still be made, where that is known.
    pub turns_left: Option<u32>,
    /// The turns that people call 1, 2, …; empty where a turn is called by its own number.
    pub made: Vec<u32>,
    /// How many options it has.
    pub count: u32,
    /// What stays as it is.
    pub locked: BTreeSet<Aspect>,
    /// What the person is believed to lean to, as it is told.
    pub leanings: Vec<Feature>,
}

impl From<&OptionSet> for Place {
    fn from(set: &OptionSet) -> Self {
        Self {
            turn: set.turn,
            before: set.before,
            after: set.after,
            turns_left: set.turns_left,
            made: set.made.clone(),
            count: u32::try_from(set.options.len()).unwrap_or(u32::MAX),
            locked: set.locked.clone(),
            leanings: set.taste.iter().map(|leaning| leaning.feature).collect(),
        }
    }
}

impl Place {
    /// What an answer chooses here; `None` where it chooses nothing.
    ///
    /// # Errors
    ///
    /// [`Unclear`] for what cannot be chosen here: an option or a turn that there is not, the set before the first.
    pub fn choice(&self, answer: &Answer) -> Result<Option<Choice>, Unclear> {
        let choice = match answer {
            Answer::Choose(choice) => choice.clone(),
            Answer::Undo => Choice::Back { turn: self.before.ok_or(Unclear::NothingBefore)?, forget: true },
            Answer::Redo => Choice::Back { turn: self.after.ok_or(Unclear::NothingAfter)?, forget: false },
            Answer::Back(called) => Choice::Back { turn: self.turn_called(*called)?, forget: false },
            Answer::Keep(aspects, keep) => {
                let kept = self.kept(aspects, *keep);
                if kept == self.locked {
                    return Err(Unclear::SoAlready);
                }
                Choice::Lock { aspects: kept }
            }
            Answer::Forget(what) => Choice::Forget { features: self.forgotten(what)? },
            Answer::Unclear(unclear) => return Err(unclear.clone()),
            Answer::Show(..) | Answer::Leave => return Ok(None),
        };
        self.check(&choice)?;
        Ok(Some(choice))
    }

    /// Whether a choice is one that there is here.
    ///
    /// # Errors
    ///
    /// [`Unclear`] for an option or a turn that there is not, and something new where nothing more is made.
    pub fn check(&self, choice: &Choice) -> Result<(), Unclear> {
        let is_here = |index: u32| (1..=self.count).contains(&index);
        let named = match choice {
            Choice::NoneOfThese | Choice::More { .. } if self.turns_left == Some(0) => {
                return Err(Unclear::NoTurnsLeft);
            }
            Choice::Pick { index } | Choice::Accept { index } | Choice::Edit { index, .. } => vec![*index],
            Choice::More { index, with, .. } => {
                index.iter().copied().chain(with.as_ref().map(|with| with.index)).collect()
            }
            Choice::Back { turn, .. } if !(1..self.turn).contains(turn) => {
                return Err(Unclear::NoSuchTurn { turn: *turn, now: self.turn });
            }
            Choice::Back { .. }
            | Choice::Lock { .. }
            | Choice::Forget { .. }
            | Choice::Best
            | Choice::NoneOfThese
            | Choice::Stop => Vec::new(),
        };
        named.into_iter().find(|index| !is_here(*index)).map_or(Ok(()), |index| Err(Unclear::NoSuch(index)))
    }

    /// The turn that people call by a number.
    fn turn_called(&self, called: u32) -> Result<u32, Unclear> {
        if self.made.is_empty() {
            return Ok(called);
        }
        let now = u32::try_from(self.made.len()).unwrap_or(u32::MAX);
        let place = usize::try_from(called).ok().and_then(|called| called.checked_sub(1));
        let turn = place.and_then(|place| self.made.get(place)).copied();
        turn.filter(|turn| *turn < self.turn).ok_or(Unclear::NoSuchTurn { turn: called, now })
    }

    /// The features that are forgotten; none is all of them.
    fn forgotten(&self, what: &Forgotten) -> Result<BTreeSet<Feature>, Unclear> {
        match what {
            Forgotten::Everything => Ok(BTreeSet::new()),
            Forgotten::Features(features) => Ok(features.clone()),
            Forgotten::Leaning(place) => {
                let at = usize::try_from(*place).ok().and_then(|place| place.checked_sub(1));
                let feature = at.and_then(|at| self.leanings.get(at));
                feature.map(|feature| [*feature].into()).ok_or(Unclear::NoSuchLeaning(*place))
            }
        }
    }

    /// What is kept once `aspects` are kept as well, or no longer are.
    fn kept(&self, aspects: &BTreeSet<Aspect>, keep: bool) -> BTreeSet<Aspect> {
        if keep { &self.locked | aspects } else { &self.locked - aspects }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::parse;

    fn place(turn: u32, before: Option<u32>) -> Place {
        let (locked, leanings) = ([Aspect::Colour].into(), vec![Feature::Density, Feature::Warmth]);
        Place {
            turn,
            before,
            after: before.map(|turn| turn + 2),
            turns_left: Some(1),
            made: Vec::new(),
            count: 3,
            locked,
            leanings,
        }
    }

    #[track_caller]
    fn check(place: &Place, said: &str, chosen: Result<Option<Choice>, Unclear>) {
        assert_eq!(place.choice(&parse(said, place.count)), chosen, "{said}");
    }

    #[test]
    fn what_is_said_is_chosen_where_it_is_said() {
        let (first, third) = (place(1, None), place(5, Some(2)));
        check(&third, "2", Ok(Some(Choice::Pick { index: 2 })));
        check(&third, "undo", Ok(Some(Choice::Back { turn: 2, forget: true })));
        check(&third, "redo", Ok(Some(Choice::Back { turn: 4, forget: false })));
        check(&first, "redo", Err(Unclear::NothingAfter));
        check(&third, "lock colours", Err(Unclear::SoAlready));
        check(&Place { turns_left: Some(0), ..third.clone() }, "calmer", Err(Unclear::NoTurnsLeft));
        check(&Place { turns_left: Some(0), ..third.clone() }, "n", Err(Unclear::NoTurnsLeft));
        check(&Place { turns_left: Some(0), ..third.clone() }, "2", Ok(Some(Choice::Pick { index: 2 })));
        check(&third, "back 1", Ok(Some(Choice::Back { turn: 1, forget: false })));
        let revisited = Place { made: vec![1, 3, 4], ..third.clone() };
        check(&revisited, "back 2", Ok(Some(Choice::Back { turn: 3, forget: false })));
        check(&revisited, "back 4", Err(Unclear::NoSuchTurn { turn: 4, now: 3 }));
        check(&third, "forget 2", Ok(Some(Choice::Forget { features: [Feature::Warmth].into() })));
        check(&third, "forget 3", Err(Unclear::NoSuchLeaning(3)));
        check(&third, "forget everything", Ok(Some(Choice::Forget { features: BTreeSet::new() })));
        check(&third, "why", Ok(None));
        check(&third, "q", Ok(None));
        check(&third, "lock type", Ok(Some(Choice::Lock { aspects: [Aspect::Colour, Aspect::Type].into() })));
        check(&third, "unlock colours", Ok(Some(Choice::Lock { aspects: BTreeSet::new() })));
        check(&first, "undo", Err(Unclear::NothingBefore));
        check(&first, "back 1", Err(Unclear::NoSuchTurn { turn: 1, now: 1 }));
        check(&first, "back 0", Err(Unclear::NoSuchTurn { turn: 0, now: 1 }));
        check(&first, "9", Err(Unclear::NoSuch(9)));
        check(&first, "gibberish", Err(Unclear::Words));
    }

    #[test]
    fn a_choice_that_was_not_said_is_checked_as_well() {
        let with = |index, with| Choice::More {
            index,
            wishes: Vec::new(),
            with: Some(planner::Borrowed { index: with, aspects: [Aspect::Picture].into() }),
        };
        assert_eq!(place(1, None).check(&with(Some(2), 1)), Ok(()));
        assert_eq!(place(1, None).check(&with(Some(2), 4)), Err(Unclear::NoSuch(4)));
        assert_eq!(place(1, None).check(&with(Some(0), 1)), Err(Unclear::NoSuch(0)));
        assert_eq!(place(1, None).check(&Choice::Accept { index: 4 }), Err(Unclear::NoSuch(4)));
        assert_eq!(
            place(3, Some(2)).check(&Choice::Back { turn: 9, forget: true }),
            Err(Unclear::NoSuchTurn { turn: 9, now: 3 })
        );
    }
}
