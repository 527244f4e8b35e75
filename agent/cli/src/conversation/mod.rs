//! A person at the keyboard: shown options, asked, told what was understood.

mod details;
pub(crate) mod early;
mod facts;
mod line;
mod manner;
mod page;
mod preview;
mod tell;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use maquette::answer::{self, ANSWER_BYTES_MAX, Answer, Place, Show, Unclear};
use maquette::{Choice, Chooser, OptionSet, Question};

use self::facts::Facts;
pub(crate) use self::line::raw::give_back;
use self::line::{Keyboard, Line};
pub(crate) use self::manner::Manner;
use self::manner::Size;
use self::page::Page;
use self::preview::Pictured;
use self::tell::Turn;
use crate::follow::Leaver;
use crate::progress::PAUSE;

/// Answers to one question; whoever says more than that is no person, and is taken to have left.
const ANSWERS_MAX: usize = 500;

/// Asks on stderr and reads answers from the terminal.
pub(crate) struct Person {
    talk: Arc<Mutex<Talk>>,
    leaver: Leaver,
}

/// What came of asking.
enum Said<T> {
    This(T),
    Left,
    Interrupted,
}

struct Talk {
    keyboard: Keyboard,
    manner: Manner,
    /// The output folder of the run.
    out: PathBuf,
    /// Whether two lines are still to be said of how this goes.
    is_new: bool,
    /// Whether scores and values stand beside every option, where the person said so.
    details: Option<bool>,
    /// How the last choice was understood, until it is on record.
    understood: Option<String>,
}

impl Person {
    /// Somebody who is asked about the run in `out`.
    pub(crate) fn new(manner: &Manner, leaver: Leaver, out: &Path) -> Self {
        let keyboard = Keyboard::new(manner.plain);
        let (manner, out) = (manner.clone(), out.to_owned());
        let talk = Talk { keyboard, manner, out, is_new: true, details: None, understood: None };
        Self { talk: Arc::new(Mutex::new(talk)), leaver }
    }

    /// Has a talk on a thread that may wait for days, with nothing else on the screen.
    async fn talk<T: Send + 'static>(&self, ask: impl FnOnce(&mut Talk) -> Said<T> + Send + 'static) -> T {
        let talk = Arc::clone(&self.talk);
        let said = tokio::task::spawn_blocking(move || PAUSE.hold(|| ask(&mut lock(&talk)))).await;
        match said {
            Ok(Said::This(said)) => return said,
            Ok(Said::Interrupted) => self.leaver.interrupt(),
            Ok(Said::Left) | Err(_) => self.leaver.leave(),
        }
        // The run is being called off; nothing was chosen.
        std::future::pending().await
    }
}

fn lock(talk: &Mutex<Talk>) -> MutexGuard<'_, Talk> {
    talk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Chooser for Person {
    async fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> Choice {
        self.talk(move |talk| talk.choose(&set, folder.as_deref())).await
    }

    async fn answer(&mut self, question: &Question) -> Option<String> {
        let question = question.clone();
        self.talk(move |talk| talk.answer(&question)).await
    }

    fn recorded(&mut self) {
        // Whoever goes away as soon as they read it finds that it was done.
        PAUSE.hold(|| {
            let mut talk = lock(&self.talk);
            if let Some(understood) = talk.understood.take() {
                talk.say(|page| page.line(&understood));
            }
        });
    }
}

impl Talk {
    fn choose(&mut self, set: &OptionSet, folder: Option<&Path>) -> Said<Choice> {
        let (turn, place) = (Turn { set, folder, facts: Facts::read(&self.out) }, Place::from(set));
        self.keyboard.forget_typed_ahead();
        if std::mem::take(&mut self.is_new) {
            let details = self.has_details(&turn);
            self.say(|page| tell::welcome(page, details));
        }
        self.show_options(&turn);
        for _ in 0..ANSWERS_MAX {
            self.say(|page| tell::invitation(page, &turn));
            let answer = match self.keyboard.read(self.prompt()) {
                Line::Said(said) => answer::parse(&said, turn.count()),
                Line::Ended => Answer::Leave,
                Line::Interrupted => return Said::Interrupted,
            };
            match (place.choice(&answer), answer) {
                (_, Answer::Leave) => return Said::Left,
                (Ok(Some(choice)), _) => {
                    self.understood = Some(tell::understood(&choice, &turn));
                    return Said::This(choice);
                }
                (_, Answer::Show(Show::Options, _)) => self.show_options(&turn),
                (_, Answer::Show(Show::Details, _)) => {
                    self.details = Some(!self.has_details(&turn));
                    self.show_options(&turn);
                }
                (_, Answer::Show(show, index)) => self.show(show, index, &turn),
                (Err(unclear), _) => self.say(|page| page.line(&tell::unclear(&unclear, turn.count()))),
                (Ok(None), _) => {}
            }
        }
        Said::Left
    }

    fn answer(&mut self, question: &Question) -> Said<Option<String>> {
        self.keyboard.forget_typed_ahead();
        self.say(|page| {
            page.gap();
            page.strong(&question.text);
            for (place, choice) in question.choices.iter().enumerate() {
                page.entry(&(place + 1).to_string(), choice, 2);
            }
            page.quiet("A number, your own words, or Enter to skip.");
        });
        for _ in 0..ANSWERS_MAX {
            match self.keyboard.read(self.prompt()) {
                Line::Said(said) if said.len() > ANSWER_BYTES_MAX => {
                    self.say(|page| page.line(&tell::unclear(&Unclear::TooLong, 2)));
                }
                Line::Said(said) => return Said::This(answered(&said, &question.choices)),
                Line::Ended => return Said::Left,
                Line::Interrupted => return Said::Interrupted,
            }
        }
        Said::Left
    }

    fn prompt(&self) -> &'static str {
        if self.manner.plain { "Your answer: " } else { "> " }
    }

    fn show_options(&self, turn: &Turn<'_>) {
        self.say(|page| tell::heading(page, turn));
        if let (Some(protocol), Some(folder)) = (self.manner.previews, turn.folder) {
            let pictured = turn.set.options.iter().map(|option| Pictured {
                file: folder.join(&option.png),
                caption: text::clean(&format!("{} {}", option.index, option.label)),
            });
            write(&preview::show(&pictured.collect::<Vec<_>>(), protocol, Size::now()));
        }
        let details = self.has_details(turn);
        self.say(|page| tell::options(page, turn, details));
    }

    /// Whether scores and values stand beside every option: as the person said, else for who speaks the trade.
    fn has_details(&self, turn: &Turn<'_>) -> bool {
        self.details.unwrap_or_else(|| turn.facts.is_some_and(|facts| facts.speaks_trade))
    }

    fn show(&self, show: Show, index: Option<u32>, turn: &Turn<'_>) {
        self.say(|page| match show {
            Show::Why => tell::why(page, turn, index),
            Show::Taste => tell::taste(page, turn.set),
            Show::Scores => tell::scores(page, turn, index),
            Show::Budget => tell::budget(page, turn),
            Show::Files => tell::files(page, turn, index),
            Show::Help | Show::Options | Show::Details => tell::help(page, turn.set, self.has_details(turn)),
        });
    }

    /// Sets something for the terminal as it is now.
    fn say(&self, tell: impl FnOnce(&mut Page)) {
        let mut page = Page::new(&self.manner, Size::now().text_columns());
        tell(&mut page);
        page.gap();
        write(&page.into_words());
    }
}

/// The choice that a number or a name stands for, or the words themselves; nothing is a question skipped.
fn answered(said: &str, choices: &[String]) -> Option<String> {
    let said = text::clean(said).trim().to_owned();
    let by_number = said.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let named = by_number.or_else(|| choices.iter().find(|choice| choice.to_lowercase() == said.to_lowercase()));
    named.cloned().or(Some(said)).filter(|said| !said.is_empty())
}

fn write(words: &str) {
    let mut stderr = std::io::stderr().lock();
    // A terminal that went away will end the run on its own.
    let _ = stderr.write_all(words.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_by_number_by_name_or_in_words() {
        let choices = ["Portrait".to_owned(), "Landscape".to_owned()];
        assert_eq!(answered(" 2\n", &choices).as_deref(), Some("Landscape"));
        assert_eq!(answered("portrait", &choices).as_deref(), Some("Portrait"));
        assert_eq!(answered("Square, \u{1b}[31mplease", &choices).as_deref(), Some("Square, please"));
        assert_eq!(answered("3", &choices).as_deref(), Some("3"));
        assert_eq!(answered("\n", &choices), None);
        assert_eq!(answered("0", &[]).as_deref(), Some("0"));
    }
}
