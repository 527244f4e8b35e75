//! How a run goes, in plain words on stderr.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use maquette::RunEventBody;

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
            Some(bar) => bar.println(note),
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
}

impl Progress {
    pub(crate) fn new(telling: Telling) -> Self {
        Self { telling, stage: String::new(), noted: BTreeSet::new() }
    }

    /// Shows what just happened.
    pub(crate) fn show(&mut self, event: &RunEventBody) {
        match event {
            RunEventBody::Progress { stage, message, .. } => self.step(stage, message),
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
