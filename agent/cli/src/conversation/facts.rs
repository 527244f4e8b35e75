//! What is fixed for a run that goes on, and what it spent, as its folder says.

use std::path::Path;

use maquette::{NanoUsd, RunFolder};

/// Facts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Turns at most.
    pub(crate) turns: u32,
    /// The most that may be spent.
    pub(crate) budget: NanoUsd,
    /// What was spent so far.
    pub(crate) spent: NanoUsd,
}

impl Facts {
    /// Reads them; `None` where the folder does not tell.
    pub(crate) fn read(out: &Path) -> Option<Self> {
        let records = RunFolder::open(out).ok()?.read_records().ok()?;
        let story = inspect::RunStory::read(&records);
        let settings = story.settings?;
        Some(Self { turns: settings.turns, budget: settings.budget, spent: story.spent })
    }
}
