//! The first design of a turn that takes long, shown as soon as it is there.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use maquette::{BlobRef, RunEventBody, RunFolder};

use super::manner::{Manner, Size};
use super::preview::{self, Protocol};

/// From when on a turn takes long: what is there sooner comes with the others before anybody has looked.
const LONG: Duration = Duration::from_secs(3);
/// Widest that one design is shown before the others, columns.
const COLUMNS_MAX: usize = 36;
/// What is said of it.
const WORDS: &str = "The first design is ready; the others are on their way.";

/// Waits for the first design of each turn.
pub(crate) struct Early {
    previews: Option<Protocol>,
    out: Option<PathBuf>,
    since: Instant,
    /// The first one, where it was there before the turn took long.
    held: Option<BlobRef>,
    is_told: bool,
}

impl Early {
    pub(crate) fn new(manner: &Manner, now: Instant) -> Self {
        Self { previews: manner.previews, out: None, since: now, held: None, is_told: false }
    }

    /// What is to be shown at what happened now.
    pub(crate) fn heard(&mut self, event: &RunEventBody, now: Instant) -> Option<String> {
        match event {
            RunEventBody::RunStarted { out, .. } => {
                self.out.clone_from(out);
                self.begin(now);
            }
            RunEventBody::ChoiceMade { .. } => self.begin(now),
            RunEventBody::OptionsPresented { .. } => self.is_told = true,
            RunEventBody::CandidateScored { passed: true, png, .. } => {
                self.held.get_or_insert(*png);
            }
            _ => {}
        }
        if self.is_told || now.duration_since(self.since) < LONG {
            return None;
        }
        let png = self.held.take()?;
        self.is_told = true;
        Some(self.shown(&png))
    }

    fn begin(&mut self, now: Instant) {
        (self.since, self.held, self.is_told) = (now, None, false);
    }

    fn shown(&self, png: &BlobRef) -> String {
        let picture = || {
            let run = RunFolder::open(self.out.as_deref()?).ok()?;
            let (bytes, size) = (run.blob(png).ok()??, Size::now());
            let size = Size { columns: size.columns.min(COLUMNS_MAX), ..size };
            Some(preview::show_one(&bytes, "", self.previews?, size))
        };
        let picture = picture().unwrap_or_default();
        if picture.is_empty() { WORDS.to_owned() } else { format!("{WORDS}\n{}", picture.trim_end()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(passed: bool) -> RunEventBody {
        let blob = BlobRef::of(b"a picture");
        RunEventBody::CandidateScored { candidate: "t1.c01".to_owned(), total: 0.5, passed, design: blob, png: blob }
    }

    #[test]
    fn the_first_design_of_a_turn_that_takes_long_is_told_once() {
        let (began, manner) = (Instant::now(), Manner { plain: true, colour: false, previews: None });
        let at = |seconds: u64| began + Duration::from_secs(seconds);
        let mut early = Early::new(&manner, began);
        assert_eq!(early.heard(&scored(false), at(4)), None, "one that failed is none");
        assert_eq!(early.heard(&scored(true), at(5)).as_deref(), Some(WORDS));
        assert_eq!(early.heard(&scored(true), at(6)), None);
        // The next turn begins with a choice; what is there at once is held until the turn has taken long, whatever comes then.
        let pick = maquette::Choice::Pick { index: 1 };
        assert_eq!(early.heard(&RunEventBody::ChoiceMade { turn: 1, choice: pick }, at(60)), None);
        assert_eq!(early.heard(&scored(true), at(61)), None);
        assert_eq!(early.heard(&scored(false), at(64)).as_deref(), Some(WORDS));
        assert_eq!(early.heard(&scored(true), at(66)), None, "it was told");
    }

    #[test]
    fn a_turn_that_takes_no_time_tells_of_its_designs_together() {
        let (began, manner) = (Instant::now(), Manner { plain: true, colour: false, previews: None });
        let mut early = Early::new(&manner, began);
        assert_eq!(early.heard(&scored(true), began), None);
        let set = Box::new(super::super::tell::tests::set());
        let shown = RunEventBody::OptionsPresented { turn: 1, set, folder: None };
        assert_eq!(early.heard(&shown, began + Duration::from_secs(2)), None);
        assert_eq!(early.heard(&scored(true), began + Duration::from_secs(9)), None);
    }
}
