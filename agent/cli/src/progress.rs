//! How a run goes, in plain words on stderr.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use maquette::RunEventBody;

/// Keeps the progress line off the screen while a person is asked.
pub(crate) static PAUSE: Pause = Pause(Mutex::new(None));

/// The bar that is on the screen, if any.
pub(crate) struct Pause(Mutex<Option<ProgressBar>>);

impl Pause {
    /// Runs `ask` with the bar out of sight.
    pub(crate) fn hold<T>(&self, ask: impl FnOnce() -> T) -> T {
        let bar = self.bar().clone();
        match bar {
            Some(bar) => bar.suspend(ask),
            None => ask(),
        }
    }

    fn bar(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The progress line of one run.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A line on stderr; hidden when stderr is no terminal.
    pub(crate) fn new(json: bool) -> Self {
        let target = if json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style =
            ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        bar.enable_steady_tick(Duration::from_millis(120));
        *PAUSE.bar() = Some(bar.clone());
        Self { bar }
    }

    /// Shows what just happened.
    pub(crate) fn show(&mut self, event: &RunEventBody) {
        match event {
            RunEventBody::Progress { message, .. } => self.bar.set_message(message.clone()),
            RunEventBody::Degraded { what, why } => self.bar.println(format!("note: {what}: {why}")),
            RunEventBody::BudgetWarned { message, .. } => self.bar.println(format!("budget: {message}")),
            _ => {}
        }
    }

    /// Takes the line off the screen.
    pub(crate) fn clear(&mut self) {
        *PAUSE.bar() = None;
        self.bar.finish_and_clear();
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
