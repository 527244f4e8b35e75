//! Who picks from an option set: a person behind a product, or nobody.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use planner::{Choice, OptionSet, Question};

/// Picks from option sets and answers questions.
///
/// It is asked once a turn; while it thinks, the run waits.
pub trait Chooser: Send + 'static {
    /// Picks from `set`, whose files lie in `folder` when the run has an output folder. Who was shown it otherwise, by the
    /// run's events, drops it before it waits: a person may take days.
    fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> impl Future<Output = Choice> + Send;

    /// Whether a person picks, who may take days: the run rests meanwhile, and holds no thread.
    fn is_person(&self) -> bool {
        true
    }

    /// The picks that were made before the run, one a turn: they are recorded with it, and a run that is resumed goes on
    /// with them.
    fn picks(&self) -> Vec<Choice> {
        Vec::new()
    }

    /// Answers a question, or skips it.
    fn answer(&mut self, question: &Question) -> impl Future<Output = Option<String>> + Send {
        let _ = question;
        std::future::ready(None)
    }

    /// What it said last is on record, and on the disk.
    fn recorded(&mut self) {}
}

/// Picks that were made before the run: one a turn, then the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Auto {
    picks: Vec<Choice>,
}

/// Why automatic picks cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a pick; give `best`, or an option's number for each turn such as `2,1,best`")]
pub struct AutoError {
    /// The part that cannot be read.
    pub text: String,
}

/// Most automatic picks: as many as there can be turns.
const PICKS_MAX: usize = 20;

impl Auto {
    /// The best option of every turn.
    #[must_use]
    pub fn best() -> Self {
        Self { picks: vec![Choice::Best] }
    }

    /// The picks of a run as it was recorded; the best where there are none.
    pub(crate) fn of(picks: Vec<Choice>) -> Self {
        Self { picks }
    }

    /// Reads `best`, or an option's number (from 1) for each turn: `2,1,best`.
    ///
    /// # Errors
    ///
    /// [`AutoError`] with the part that is neither.
    pub fn parse(text: &str) -> Result<Self, AutoError> {
        let pick = |part: &str| match part.trim() {
            "best" => Some(Choice::Best),
            number => number.parse().ok().filter(|index| (1..=6).contains(index)).map(|index| Choice::Pick { index }),
        };
        let one = |part: &str| pick(part).ok_or_else(|| AutoError { text: part.chars().take(40).collect() });
        let picks: Vec<Choice> = text.split(',').take(PICKS_MAX + 1).map(one).collect::<Result<_, _>>()?;
        if picks.len() > PICKS_MAX {
            return Err(AutoError { text: text.chars().take(40).collect() });
        }
        Ok(Self { picks })
    }

    /// The highest number of an option that is picked; `None` when only the best are.
    #[must_use]
    pub fn highest(&self) -> Option<u32> {
        let index = |pick: &Choice| match pick {
            Choice::Pick { index } => Some(*index),
            _ => None,
        };
        self.picks.iter().filter_map(index).max()
    }

    /// How many turns the picks are for.
    #[must_use]
    pub fn turns(&self) -> u32 {
        u32::try_from(self.picks.len()).unwrap_or(u32::MAX)
    }
}

impl Chooser for Auto {
    fn is_person(&self) -> bool {
        false
    }

    fn picks(&self) -> Vec<Choice> {
        self.picks.clone()
    }

    async fn choose(&mut self, set: OptionSet, _: Option<PathBuf>) -> Choice {
        // By the turn, so that a run that is resumed goes on where it was.
        let turn = usize::try_from(set.turn.saturating_sub(1)).unwrap_or(usize::MAX);
        match self.picks.get(turn).cloned().unwrap_or(Choice::Best) {
            // A set may hold fewer options than was hoped for.
            Choice::Pick { index } if set.options.iter().all(|option| option.index != index) => Choice::Best,
            pick => pick,
        }
    }
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A chooser whose type is forgotten.
pub(crate) trait DynChooser: Send {
    fn is_person(&self) -> bool;
    fn picks(&self) -> Vec<Choice>;
    fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> BoxFuture<'_, Choice>;
    fn answer<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, Option<String>>;
    fn recorded(&mut self);
}

impl<C: Chooser> DynChooser for C {
    fn is_person(&self) -> bool {
        Chooser::is_person(self)
    }

    fn picks(&self) -> Vec<Choice> {
        Chooser::picks(self)
    }

    fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> BoxFuture<'_, Choice> {
        Box::pin(Chooser::choose(self, set, folder))
    }

    fn answer<'a>(&'a mut self, question: &'a Question) -> BoxFuture<'a, Option<String>> {
        Box::pin(Chooser::answer(self, question))
    }

    fn recorded(&mut self) {
        Chooser::recorded(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_are_read_from_text() {
        assert_eq!(Auto::parse("best").unwrap(), Auto::best());
        let auto = Auto::parse("2, 1,best").unwrap();
        assert_eq!(auto.picks, [Choice::Pick { index: 2 }, Choice::Pick { index: 1 }, Choice::Best]);
        assert_eq!(auto.turns(), 3);
        for bad in ["", "0", "7", "first", "1,,2", "1;2", "-1"] {
            assert!(Auto::parse(bad).is_err(), "{bad}");
        }
        assert!(Auto::parse(&vec!["1"; 21].join(",")).is_err());
    }
}
