//! A person at the keyboard, choosing.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use maquette::{Choice, Chooser, OptionSet, Question};

use crate::progress::PAUSE;

/// Times that an answer which makes no sense is asked for again before the best is taken.
const TRIES_MAX: u32 = 20;

/// Asks on stderr and reads answers from stdin.
pub(crate) struct Person;

impl Person {
    pub(crate) fn new() -> Self {
        Self
    }
}

impl Chooser for Person {
    async fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> Choice {
        let shown = describe(&set, folder.as_deref());
        let count = set.options.len();
        tokio::task::spawn_blocking(move || PAUSE.hold(|| ask(&shown, count))).await.unwrap_or(Choice::Stop)
    }

    async fn answer(&mut self, question: &Question) -> Option<String> {
        let question = question.clone();
        tokio::task::spawn_blocking(move || {
            PAUSE.hold(|| {
                say(&format!("\n{} ({}; Enter to skip) ", question.text, question.choices.join(" / ")));
                read_line().filter(|answer| !answer.is_empty())
            })
        })
        .await
        .unwrap_or(None)
    }
}

fn describe(set: &OptionSet, folder: Option<&Path>) -> String {
    let axes: Vec<String> = set.axes.iter().map(|axis| axis.label.to_lowercase()).collect();
    let mut words =
        format!("\nTurn {} · {} options; they differ in {}\n", set.turn, set.options.len(), axes.join(", "));
    for option in &set.options {
        words += &format!("\n  {}  {}\n     {} {}\n", option.index, option.label, option.rationale, option.trade_off);
        words += &set.preference(option).map(|said| format!("     {said}\n")).unwrap_or_default();
        if let Some(folder) = folder {
            words += &format!("     {}\n", folder.join(&option.png).display());
        }
    }
    words
}

fn ask(shown: &str, count: usize) -> Choice {
    say(shown);
    for _ in 0..TRIES_MAX {
        say(&format!(
            "\n1–{count} narrow from it · a1–a{count} deliver it · n none of these · Enter deliver the best > "
        ));
        match read_line().as_deref().and_then(|answer| parse(answer, count)) {
            Some(choice) => return choice,
            None => say("That is not one of the answers.\n"),
        }
    }
    Choice::Stop
}

fn parse(answer: &str, count: usize) -> Option<Choice> {
    let index = |text: &str| text.parse::<u32>().ok().filter(|&index| (1..=count as u32).contains(&index));
    match answer {
        "" | "best" | "q" => Some(Choice::Stop),
        "n" | "none" => Some(Choice::NoneOfThese),
        _ => match answer.strip_prefix('a') {
            Some(rest) => index(rest.trim()).map(|index| Choice::Accept { index }),
            None => index(answer).map(|index| Choice::Pick { index }),
        },
    }
}

fn say(words: &str) {
    let mut stderr = std::io::stderr().lock();
    // A terminal that went away will end the run on its own.
    let _ = write!(stderr, "{words}").and_then(|()| stderr.flush());
}

/// One line from stdin; the end of input is an empty answer.
fn read_line() -> Option<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok().map(|_| line.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_a_person_means_them() {
        assert_eq!(parse("2", 3), Some(Choice::Pick { index: 2 }));
        assert_eq!(parse("a 3", 3), Some(Choice::Accept { index: 3 }));
        assert_eq!(parse("", 3), Some(Choice::Stop));
        assert_eq!(parse("n", 3), Some(Choice::NoneOfThese));
        for wrong in ["4", "0", "a", "a9", "-1", "two"] {
            assert_eq!(parse(wrong, 3), None, "{wrong}");
        }
    }
}
