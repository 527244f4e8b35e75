//! What is fixed for a run that goes on, and what it spent, as its folder says.

use std::path::Path;

use maquette::intent::Intent;
use maquette::{Choice, NanoUsd, OptionSet, Person, RunFolder};

/// Facts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Turns at most.
    pub(crate) turns: u32,
    /// The most that may be spent.
    pub(crate) budget: NanoUsd,
    /// What was spent so far.
    pub(crate) spent: NanoUsd,
    /// Whether they speak the trade: by their brief, and by what they said since; never by who they are.
    pub(crate) speaks_trade: bool,
}

impl Facts {
    /// Reads them; `None` where the folder does not tell.
    pub(crate) fn read(out: &Path) -> Option<Self> {
        let records = RunFolder::open(out).ok()?.read_records().ok()?;
        let story = inspect::RunStory::read(&records);
        let settings = story.settings?;
        let in_brief = story.brief.as_ref().is_some_and(|brief| Intent::of(brief).person() == Person::Professional);
        let says_values =
            |set: &OptionSet| matches!(&set.choice, Some(Choice::Edit { exact, .. }) if !exact.is_empty());
        let speaks_trade = in_brief || story.sets.iter().any(says_values);
        Some(Self { turns: settings.turns, budget: settings.budget, spent: story.spent, speaks_trade })
    }
}
