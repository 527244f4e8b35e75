//! What a person can answer to a set of options: a table of commands, and their own words for the rest.
//!
//! The terminal reads what is typed by it, and a [`Session`](crate::Session) what is said in a product's own screens.

mod exact;
mod place;
mod plain;

use std::collections::BTreeSet;

use planner::taste::Feature;
use planner::{Aspect, Choice, taste};

pub use place::Place;
pub use plain::clean;

/// Longest answer that is read, bytes; more is a document that was pasted, or a cat.
pub const ANSWER_BYTES_MAX: usize = 4_000;

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A choice, which ends the turn.
    Choose(Choice),
    /// Something is to be told, of all options or of one; then it is asked again.
    Show(Show, Option<u32>),
    /// The set before this one again, as if what was chosen from it had not been.
    Undo,
    /// What was taken back, again.
    Redo,
    /// The set of an earlier turn again.
    Back(u32),
    /// Some of it stays as it is from now on, or no longer does.
    Keep(BTreeSet<Aspect>, bool),
    /// Something of what is believed of their taste is forgotten.
    Forget(Forgotten),
    /// The person goes away; the run can be resumed.
    Leave,
    /// It was not understood.
    Unclear(Unclear),
}

/// What of a taste is forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forgotten {
    /// All of it.
    Everything,
    /// The leaning at that place of those that are told, from 1.
    Leaning(u32),
    /// What is known of these features.
    Features(BTreeSet<Feature>),
}

/// What can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Why these: what speaks for each, and what it gives up.
    Why,
    /// What the person is believed to like.
    Taste,
    /// Every score, and what the critique found.
    Scores,
    /// What was spent, and what going on costs.
    Budget,
    /// Where the files are.
    Files,
    /// Scores and values beside every option, from now on, or no more.
    Details,
    /// The options themselves.
    Options,
    /// What can be answered.
    Help,
}

/// Why an answer is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// Nothing in it is known.
    Words,
    /// It names an option that there is not.
    NoSuch(u32),
    /// It speaks of an option, and does not say what of it.
    WhatOf(u32),
    /// It is longer than an answer is.
    TooLong,
    /// It goes back to a turn that there was not.
    NoSuchTurn {
        /// Which.
        turn: u32,
        /// The turn that it is said in.
        now: u32,
    },
    /// It takes back what was chosen before, and nothing was.
    NothingBefore,
    /// It takes back what was taken back, and nothing was.
    NothingAfter,
    /// It says exact values, and not of which option.
    OfWhich,
    /// It keeps what is kept already, or lets go of what is free.
    SoAlready,
    /// It asks for something new, and nothing more is made.
    NoTurnsLeft,
    /// It forgets a leaning that is not believed.
    NoSuchLeaning(u32),
}

/// Whether a command is said with the number of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    MayNumber,
    Number,
}

/// One command.
pub struct Command {
    /// What completion offers and help heads its line with.
    pub name: &'static str,
    /// How help writes it.
    pub usage: &'static str,
    /// Other ways to say it, words with single spaces.
    aliases: &'static [&'static str],
    takes: Takes,
    /// What it does, for help.
    pub help: &'static str,
    does: fn(Option<u32>) -> Answer,
}

/// Every command; the order is that of help. A choice that is new to the planner is a line here.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "pick",
        usage: "2",
        aliases: &["narrow", "narrow from"],
        takes: Takes::Number,
        help: "go on from option 2: the next ones are like it",
        does: |index| index.map_or(Answer::Unclear(Unclear::Words), |index| Answer::Choose(Choice::Pick { index })),
    },
    Command {
        name: "accept",
        usage: "a2",
        aliases: &["a", "take", "use"],
        takes: Takes::Number,
        help: "take option 2 as it is: it is delivered",
        does: accept,
    },
    Command {
        name: "deliver",
        usage: "deliver [2]",
        aliases: &["export"],
        takes: Takes::MayNumber,
        help: "the same; without a number, the best",
        does: accept,
    },
    Command {
        name: "best",
        usage: "Enter",
        aliases: &["the best", "stop", "done"],
        takes: Takes::Nothing,
        help: "take the best of these (also: best)",
        does: accept,
    },
    Command {
        name: "none",
        usage: "n",
        aliases: &["n", "no", "none of these", "none of them", "others", "other", "neither"],
        takes: Takes::Nothing,
        help: "none of these: show others",
        does: |_| Answer::Choose(Choice::NoneOfThese),
    },
    Command {
        name: "undo",
        usage: "undo",
        aliases: &["u", "take that back"],
        takes: Takes::Nothing,
        help: "the options before these; what you chose from them is forgotten",
        does: |_| Answer::Undo,
    },
    Command {
        name: "redo",
        usage: "redo",
        aliases: &["undo the undo"],
        takes: Takes::Nothing,
        help: "the options that you left by undo",
        does: |_| Answer::Redo,
    },
    Command {
        name: "back",
        usage: "back 1",
        aliases: &["go back to", "back to", "back to turn", "turn"],
        takes: Takes::Number,
        help: "the options of turn 1 again; what was learned stays",
        does: |turn| turn.map_or(Answer::Undo, Answer::Back),
    },
    Command {
        name: "why",
        usage: "why [2]",
        aliases: &["why these"],
        takes: Takes::MayNumber,
        help: "why these: what speaks for each, what it gives up, what was left out",
        does: |index| Answer::Show(Show::Why, index),
    },
    Command {
        name: "taste",
        usage: "taste",
        aliases: &["what do you think i like", "what do i like", "what am i believed to like"],
        takes: Takes::Nothing,
        help: "what you are believed to like so far",
        does: |_| Answer::Show(Show::Taste, None),
    },
    Command {
        name: "forget",
        usage: "forget [2]",
        aliases: &[],
        takes: Takes::MayNumber,
        help: "forget all that is believed of your taste, or line 2 of what `taste` tells",
        does: |place| Answer::Forget(place.map_or(Forgotten::Everything, Forgotten::Leaning)),
    },
    Command {
        name: "scores",
        usage: "scores [2]",
        aliases: &["score", "findings"],
        takes: Takes::MayNumber,
        help: "every score from 0 to 1, and what the critique found",
        does: |index| Answer::Show(Show::Scores, index),
    },
    Command {
        name: "details",
        usage: "details",
        aliases: &["everything", "show everything", "values"],
        takes: Takes::Nothing,
        help: "scores and sizes beside every option, or no more",
        does: |_| Answer::Show(Show::Details, None),
    },
    Command {
        name: "budget",
        usage: "budget",
        aliases: &["cost", "costs", "money", "spent"],
        takes: Takes::Nothing,
        help: "what was spent, and what going on costs",
        does: |_| Answer::Show(Show::Budget, None),
    },
    Command {
        name: "open",
        usage: "open [2]",
        aliases: &["files", "file", "paths", "path", "where"],
        takes: Takes::MayNumber,
        help: "where the pictures and documents are",
        does: |index| Answer::Show(Show::Files, index),
    },
    Command {
        name: "again",
        usage: "again",
        aliases: &["options", "show", "redraw"],
        takes: Takes::Nothing,
        help: "show the options again",
        does: |_| Answer::Show(Show::Options, None),
    },
    Command {
        name: "help",
        usage: "?",
        aliases: &["h", "commands"],
        takes: Takes::Nothing,
        help: "this",
        does: |_| Answer::Show(Show::Help, None),
    },
    Command {
        name: "quit",
        usage: "q",
        aliases: &["q", "exit", "leave", "bye"],
        takes: Takes::Nothing,
        help: "leave without a design; `maquette resume` goes on where you were",
        does: |_| Answer::Leave,
    },
];

fn accept(index: Option<u32>) -> Answer {
    Answer::Choose(index.map_or(Choice::Stop, |index| Choice::Accept { index }))
}

/// Words beside a number that say no more than the number does: "the second one, please".
const FILLERS: &[&str] = &[
    "the", "one", "option", "number", "more", "like", "i", "i'd", "prefer", "choose", "pick", "take", "want", "love",
    "go", "on", "with", "from", "of", "please", "ok", "okay", "yes", "let's", "design",
];

/// Reads an answer to a set of `count` options.
pub fn parse(answer: &str, count: u32) -> Answer {
    if answer.len() > ANSWER_BYTES_MAX {
        return Answer::Unclear(Unclear::TooLong);
    }
    let said = clean(answer);
    let text = said.trim().to_lowercase();
    match text.as_str() {
        // A line of nothing but keys that were pressed by mistake delivers nothing.
        "" if !answer.trim().is_empty() => return Answer::Unclear(Unclear::Words),
        "" => return Answer::Choose(Choice::Stop),
        "?" => return Answer::Show(Show::Help, None),
        _ => {}
    }
    if let Some(exactly) = exact::read(said.trim(), count) {
        return within(exactly, count);
    }
    let words = words(&text);
    let answer = named(&words)
        .or_else(|| kept(&words))
        .or_else(|| exact::locked(said.trim(), count))
        .or_else(|| forgotten(&words))
        .unwrap_or_else(|| own_words(&text, &words, count));
    within(answer, count)
}

/// "lock the colours", "keep layout and type", "unlock everything".
fn kept(words: &[&str]) -> Option<Answer> {
    let (first, rest) = words.split_first()?;
    let keep = match *first {
        "lock" | "keep" => true,
        "unlock" | "free" | "release" => false,
        _ => return None,
    };
    let everything = rest.iter().any(|word| matches!(*word, "all" | "everything")) || (!keep && rest.is_empty());
    let named: BTreeSet<Aspect> = rest.iter().filter_map(|word| taste::aspect(word)).collect();
    let known = |word: &&str| taste::aspect(word).is_some() || matches!(*word, "the" | "and" | "all" | "everything");
    let aspects = if everything { Aspect::ALL.into() } else { named };
    (!aspects.is_empty() && rest.iter().all(known)).then_some(Answer::Keep(aspects, keep))
}

/// "forget that", "forget 2", "forget warmer colours".
fn forgotten(words: &[&str]) -> Option<Answer> {
    let (_, rest) = words.split_first().filter(|(first, _)| **first == "forget")?;
    let named = || -> Option<Forgotten> {
        let read = taste::read(&rest.join(" "), 0)?;
        let features: BTreeSet<Feature> = read.wishes.iter().map(|wish| wish.feature).collect();
        (!features.is_empty() && read.with.is_none()).then_some(Forgotten::Features(features))
    };
    let what = match rest {
        [] | ["everything" | "all"] | ["my", "taste"] | ["what", "you", "know"] => Some(Forgotten::Everything),
        // What is told first; all of it is said by name, for it does not come back.
        ["that"] => Some(Forgotten::Leaning(1)),
        _ => number(rest).map(Forgotten::Leaning).or_else(named),
    };
    Some(what.map_or(Answer::Unclear(Unclear::Words), Answer::Forget))
}

/// The names that begin with what was typed so far.
pub fn completions(typed: &str) -> Vec<&'static str> {
    let typed = typed.to_lowercase();
    COMMANDS.iter().map(|command| command.name).filter(|name| name.starts_with(&typed)).collect()
}

/// Words, with the number that is tied to the first set apart: `a2` is `a 2`.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    if let Some(first) = words.first().copied() {
        let letters = first.trim_end_matches(|c: char| c.is_ascii_digit());
        if !letters.is_empty() && letters.len() < first.len() {
            words.splice(..1, [letters, &first[letters.len()..]]);
        }
    }
    words
}

/// The command that is said, by its name or otherwise, and nothing beside it.
fn named(words: &[&str]) -> Option<Answer> {
    if let Some(number) = number(words) {
        return Some(Answer::Choose(Choice::Pick { index: number }));
    }
    COMMANDS.iter().find_map(|command| {
        let names = std::iter::once(command.name).chain(command.aliases.iter().copied());
        let rest = names.filter_map(|name| after(words, name)).min_by_key(|rest| rest.len())?;
        let index = number(rest);
        let said = match command.takes {
            Takes::Nothing => rest.is_empty(),
            Takes::MayNumber => rest.is_empty() || index.is_some(),
            Takes::Number => index.is_some(),
        };
        said.then(|| (command.does)(index))
    })
}

/// What stands after a name of one word or more.
fn after<'a, 'b>(words: &'a [&'b str], name: &str) -> Option<&'a [&'b str]> {
    name.split(' ').try_fold(words, |words, part| {
        let (first, rest) = words.split_first()?;
        (*first == part).then_some(rest)
    })
}

/// The number that is all that was said, or all after "option".
fn number(words: &[&str]) -> Option<u32> {
    match words {
        [number] | ["option" | "number", number] => number.parse().ok(),
        _ => None,
    }
}

fn own_words(text: &str, words: &[&str], count: u32) -> Answer {
    // "7 but calmer" of three: what is meant is not there.
    let first = words.first().and_then(|word| word.parse::<u32>().ok());
    if let Some(first) = first.filter(|first| !(1..=count).contains(first)) {
        return Answer::Unclear(Unclear::NoSuch(first));
    }
    match taste::read(text, count) {
        // "I hate 2": it is spoken of, and nothing is said that could be done.
        None => {
            let spoken_of =
                words.iter().filter_map(|word| taste::number(word)).find(|index| (1..=count).contains(index));
            Answer::Unclear(spoken_of.map_or(Unclear::Words, Unclear::WhatOf))
        }
        Some(taste::Read { index: Some(index), wishes, with: None }) if wishes.is_empty() => {
            let said = |word: &&str| !FILLERS.contains(word);
            if words.iter().filter(|word| said(word)).count() == 1 {
                Answer::Choose(Choice::Pick { index })
            } else {
                Answer::Unclear(Unclear::WhatOf(index))
            }
        }
        Some(read) => Answer::Choose(read.into()),
    }
}

/// The answer, unless it is about an option that there is not.
fn within(answer: Answer, count: u32) -> Answer {
    let index = match &answer {
        Answer::Choose(Choice::Pick { index } | Choice::Accept { index } | Choice::Edit { index, .. }) => Some(*index),
        Answer::Show(_, index) => *index,
        _ => None,
    };
    match index.filter(|index| !(1..=count).contains(index)) {
        Some(index) => Answer::Unclear(Unclear::NoSuch(index)),
        None => answer,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use planner::taste::{Feature, Wish};

    use super::*;

    #[track_caller]
    fn check(text: &str, answer: Answer) {
        assert_eq!(parse(text, 3), answer, "{text:?}");
    }

    fn more(index: Option<u32>, feature: Feature, more: bool) -> Answer {
        Answer::Choose(Choice::More { index, wishes: vec![Wish { feature, more }], with: None })
    }

    #[test]
    fn every_control_is_said_as_it_is_told() {
        for control in planner::CONTROLS {
            let said = if control.is_exact { format!("2: {}", control.say) } else { control.say.to_owned() };
            assert!(!matches!(parse(&said, 3), Answer::Unclear(_) | Answer::Show(..)), "{said}");
            // Wishes can be said of one option, too.
            let is_wish = !control.is_exact && control.reveal != planner::Reveal::Words;
            let of_one = format!("2 but {}", control.say);
            assert!(!is_wish || !matches!(parse(&of_one, 3), Answer::Unclear(_)), "{of_one}");
        }
    }

    #[test]
    fn commands_are_read_by_every_name() {
        for text in ["2", " 2 ", "2.", "option 2", "pick 2", "narrow from 2", "the second one, please", "I like two"] {
            check(text, Answer::Choose(Choice::Pick { index: 2 }));
        }
        for text in ["a2", "A 2", "accept 2", "accept option 2", "deliver 2", "export 2", "take 2"] {
            check(text, Answer::Choose(Choice::Accept { index: 2 }));
        }
        for text in ["", "  ", "best", "the best", "deliver", "export"] {
            check(text, Answer::Choose(Choice::Stop));
        }
        for text in ["n", "none", "None of these!", "no"] {
            check(text, Answer::Choose(Choice::NoneOfThese));
        }
        for (text, show, index) in [
            ("why", Show::Why, None),
            ("why 3?", Show::Why, Some(3)),
            ("What do you think I like?", Show::Taste, None),
            ("scores 1", Show::Scores, Some(1)),
            ("budget", Show::Budget, None),
            ("open 2", Show::Files, Some(2)),
            ("?", Show::Help, None),
            ("HELP", Show::Help, None),
            ("again", Show::Options, None),
        ] {
            check(text, Answer::Show(show, index));
        }
        for text in ["q", "quit", "exit"] {
            check(text, Answer::Leave);
        }
    }

    #[test]
    fn own_words_are_wishes() {
        check("calmer", more(None, Feature::Density, false));
        check("2 but warmer", more(Some(2), Feature::Warmth, true));
        check("accept 2 but calmer", more(Some(2), Feature::Density, false));
        check("none of these, calmer please", more(None, Feature::Density, false));
        check("\u{1b}[200~calmer\u{1b}[201~", more(None, Feature::Density, false));
    }

    #[test]
    fn what_is_not_understood_chooses_nothing() {
        for text in ["hello there", "pick", "a", "更多", "!!!", "\u{1b}[A", "\u{0}", "yes"] {
            check(text, Answer::Unclear(Unclear::Words));
        }
        for (text, index) in [("7", 7), ("0", 0), ("a9", 9), ("scores 4", 4), ("7 but calmer", 7), ("option 5", 5)] {
            check(text, Answer::Unclear(Unclear::NoSuch(index)));
        }
        check("best 2", Answer::Unclear(Unclear::WhatOf(2)));
        check("n2", Answer::Unclear(Unclear::WhatOf(2)));
        check("I hate 2", Answer::Unclear(Unclear::WhatOf(2)));
        check("not the second", Answer::Unclear(Unclear::WhatOf(2)));
        check(&"calmer ".repeat(1_500), Answer::Unclear(Unclear::TooLong));
        check("99999999999999999999", Answer::Unclear(Unclear::Words));
    }

    #[test]
    fn what_is_believed_is_forgotten_by_name() {
        for text in ["forget", "Forget everything!", "forget my taste"] {
            check(text, Answer::Forget(Forgotten::Everything));
        }
        check("forget 2", Answer::Forget(Forgotten::Leaning(2)));
        check("forget that", Answer::Forget(Forgotten::Leaning(1)));
        check("forget it", Answer::Unclear(Unclear::Words));
        check("forget warmer colours", Answer::Forget(Forgotten::Features([Feature::Warmth].into())));
        check("forget the milk", Answer::Unclear(Unclear::Words));
    }

    #[test]
    fn no_two_commands_share_a_name() {
        let names = COMMANDS.iter().flat_map(|command| command.aliases.iter().copied().chain([command.name]));
        let names: Vec<&str> = names.collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| *name == name.to_lowercase()));
    }

    #[test]
    fn going_back_and_keeping_are_said_in_words() {
        assert_eq!(parse("undo", 3), Answer::Undo);
        assert_eq!(parse("back to turn 2", 3), Answer::Back(2));
        let kept = |aspects: &[Aspect], keep| Answer::Keep(aspects.iter().copied().collect(), keep);
        assert_eq!(parse("lock the colours and type", 3), kept(&[Aspect::Colour, Aspect::Type], true));
        assert_eq!(parse("unlock", 3), kept(&Aspect::ALL, false));
        assert!(matches!(parse("2 but with 1's photo", 3), Answer::Choose(Choice::More { with: Some(_), .. })));
    }

    #[test]
    fn names_are_completed() {
        assert_eq!(completions("sc"), ["scores"]);
        assert_eq!(completions("b"), ["best", "back", "budget"]);
        assert_eq!(completions("").len(), COMMANDS.len());
        assert!(completions("calm").is_empty());
    }
}
