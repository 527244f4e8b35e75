//! How a run goes, in plain words on stderr.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use maquette::RunEventBody;

use crate::conversation::Manner;
use crate::conversation::early::Early;

/// Keeps the progress line off the screen while a person is asked.
pub(crate) static PAUSE: Pause = Pause(Mutex::new(Line { bar: None, asked: false }));

/// The line that is on the screen, if any.
pub(crate) struct Pause(Mutex<Line>);

struct Line {
    bar: Option<ProgressBar>,
    /// Whether somebody is being asked.
    asked: bool,
}

impl Pause {
    /// Runs `ask` with the line off the screen. Nothing is locked meanwhile: whoever ends the run need not wait for an answer.
    pub(crate) fn hold<T>(&self, ask: impl FnOnce() -> T) -> T {
        {
            let mut line = self.line();
            line.asked = true;
            line.clear();
        }
        let said = ask();
        self.line().asked = false;
        said
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn show(&mut self, message: &str) {
        if !self.asked {
            self.bar.get_or_insert_with(bar).set_message(message.to_owned());
        }
    }

    fn note(&self, note: &str) {
        match &self.bar {
            // Whole, whatever is in it: pictures are no lines to be cut to the width.
            Some(bar) => drop(bar.suspend(|| writeln!(std::io::stderr(), "{note}"))),
            // A closed pipe ends the run elsewhere.
            None => drop(writeln!(std::io::stderr(), "{note}")),
        }
    }
}

/// A line on stderr.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// How one run is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Nothing is told.
    Nothing,
    /// A line that changes.
    Line,
    /// A new line for every kind of work, and nothing that moves.
    Plain,
}

/// The progress of one run.
pub(crate) struct Progress {
    telling: Telling,
    stage: String,
    /// What was noted since options were last shown: many designs may have the same said of them, which is one thing to know.
    noted: BTreeSet<String>,
    /// Steps made and steps in all of the pictures that are on their way, by the candidates that wait for them.
    pictures: BTreeMap<String, (u32, u32)>,
    early: Early,
}

/// Most pictures on their way that are told of at once.
const PICTURES_MAX: usize = 8;

/// How far pictures are, on a line: `making pictures: 12 of 20, 3 of 20`.
fn pictures(under_way: &BTreeMap<String, (u32, u32)>) -> String {
    let told = under_way.values().map(|(step, of)| match of {
        0 => format!("step {step}"),
        of => format!("{} of {of}", step.min(of)),
    });
    format!("making pictures: {}", told.collect::<Vec<_>>().join(", "))
}

impl Progress {
    pub(crate) fn new(telling: Telling, manner: &Manner) -> Self {
        let early = Early::new(manner, Instant::now());
        Self { telling, stage: String::new(), noted: BTreeSet::new(), pictures: BTreeMap::new(), early }
    }

    /// Shows what just happened.
    pub(crate) fn show(&mut self, event: &RunEventBody) {
        if let Some(first) = self.early.heard(event, Instant::now()) {
            self.note(&first);
        }
        match event {
            RunEventBody::Progress { stage, message, .. } => {
                if matches!(stage.as_str(), "generate_image" | "edit_image") {
                    self.pictures.clear();
                }
                self.step(stage, message);
            }
            RunEventBody::PictureProgress { candidate, step, of, .. } => self.picture(candidate, *step, *of),
            RunEventBody::Degraded { what, why } => {
                let note = format!("note: {what}: {why}");
                if !self.noted.contains(&note) {
                    self.note(&note);
                    self.noted.insert(note);
                }
            }
            RunEventBody::OptionsPresented { .. } => self.noted.clear(),
            RunEventBody::BudgetWarned { message, .. } => self.note(&format!("budget: {message}")),
            _ => {}
        }
    }

    /// Shows how far pictures are: all of them in the line that changes, or once that they are on their way.
    fn picture(&mut self, candidate: &str, step: u32, of: u32) {
        if !self.pictures.contains_key(candidate) && self.pictures.len() >= PICTURES_MAX {
            self.pictures.pop_first();
        }
        self.pictures.insert(candidate.to_owned(), (step, of));
        match self.telling {
            Telling::Nothing => {}
            Telling::Line => PAUSE.line().show(&pictures(&self.pictures)),
            Telling::Plain => self.step("picture.progress", "a picture is on its way"),
        }
    }

    fn step(&mut self, stage: &str, message: &str) {
        match self.telling {
            Telling::Nothing => {}
            Telling::Line => PAUSE.line().show(message),
            Telling::Plain => {
                if self.stage != stage {
                    stage.clone_into(&mut self.stage);
                    self.note(&format!("Working: {message}"));
                }
            }
        }
    }

    fn note(&self, note: &str) {
        if self.telling != Telling::Nothing {
            PAUSE.line().note(note);
        }
    }

    /// Takes the line off the screen.
    pub(crate) fn clear(&mut self) {
        PAUSE.line().clear();
    }
}

/// How many there were so far, on stderr; cheap to clone.
#[derive(Clone)]
pub(crate) struct Counter(ProgressBar);

impl Counter {
    /// Counts what `what` names; hidden when stderr is no terminal.
    pub(crate) fn new(what: &str, json: bool) -> Self {
        let target = if json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template(&format!("{{spinner}} {{human_pos}} {what}"));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Shows how many there were.
    pub(crate) fn show(&self, count: u64) {
        self.0.set_position(count);
    }

    /// Takes the line off the screen.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_on_its_way_has_a_place_on_the_line() {
        let mut progress = Progress::new(Telling::Nothing, &Manner { plain: true, colour: false, previews: None });
        progress.picture("t1.c02", 3, 20);
        progress.picture("t1.c01", 12, 20);
        progress.picture("t1.c02", 4, 20);
        progress.picture("t1.c03", 7, 0);
        assert_eq!(pictures(&progress.pictures), "making pictures: 12 of 20, 4 of 20, step 7");
        (0..40).for_each(|at| progress.picture(&format!("t2.c{at:02}"), 1, 9));
        assert_eq!(progress.pictures.len(), PICTURES_MAX);
    }
}
