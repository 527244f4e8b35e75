//! What a person is told: the options, what lies behind them, and how their answer was understood.

use std::collections::BTreeMap;
use std::path::Path;

use design::Score;
use maquette::taste::Wish;
use maquette::{CONTROLS, Choice, Control, DesignOption, OptionSet, Reveal};

use super::details;
use super::facts::Facts;
use super::page::Page;
use super::text::list;
use maquette::answer::{COMMANDS, Unclear};

/// Reasons for which candidates were left out, at most.
const REASONS_MAX: usize = 6;
/// Findings told of an option, at most.
const FINDINGS_MAX: usize = 12;
/// Things that can be said of a set that stand where it is answered.
const SAMPLES: usize = 2;
/// Columns of a score's name.
const SCORE_COLUMNS: usize = 20;

/// One turn of a conversation.
pub(crate) struct Turn<'a> {
    pub(crate) set: &'a OptionSet,
    /// Where its files are.
    pub(crate) folder: Option<&'a Path>,
    pub(crate) facts: Option<Facts>,
}

impl Turn<'_> {
    /// Whether nothing can be made after it.
    pub(crate) fn is_last(&self) -> bool {
        let by_number = || self.facts.is_some_and(|facts| self.set.turn >= facts.turns);
        self.set.turns_left.map_or_else(by_number, |left| left == 0)
    }

    /// Its number among the turns in which something new is made.
    fn number(&self) -> u32 {
        let made = self.facts.zip(self.set.turns_left).map(|(facts, left)| facts.turns.saturating_sub(left));
        made.unwrap_or_else(|| self.set.number())
    }

    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.set.options.len()).unwrap_or(u32::MAX)
    }

    fn options(&self, index: Option<u32>) -> impl Iterator<Item = &DesignOption> {
        self.set.options.iter().filter(move |option| index.is_none_or(|index| option.index == index))
    }
}

/// Two lines for who was never here, and one for who is told scores and sizes.
pub(crate) fn welcome(page: &mut Page, details: bool) {
    page.quiet("Look at the options, then say what you want next: a number, or your own words.");
    page.quiet("Nothing is final until you take one. Type ? for help at any time.");
    if details {
        page.quiet("Scores and sizes are told as well; `details` leaves them out.");
    }
    page.gap();
}

/// Which turn it is and how its options differ.
pub(crate) fn heading(page: &mut Page, turn: &Turn<'_>) {
    let set = turn.set;
    let of = turn.facts.map(|facts| format!(" of {}", facts.turns)).unwrap_or_default();
    let last = if turn.is_last() { ", the last" } else { "" };
    let what = match set.reveal {
        Reveal::Direction => "directions",
        Reveal::Layout => "arrangements",
        Reveal::Style => "styles",
        Reveal::Words => "wordings",
        Reveal::Fine => "variations",
    };
    let count = turn.count();
    let what = if count == 1 { what.trim_end_matches('s') } else { what };
    let which = set.again.map_or_else(|| format!("{}{of}", turn.number()), |_| format!("{} again", set.number()));
    page.strong(&format!("Turn {which}{last}: {count} {what}"));
    let axes: Vec<String> = set.axes.iter().map(|axis| axis.label.to_lowercase()).collect();
    for note in &set.notes {
        page.line(note);
    }
    if count > 1 && !axes.is_empty() {
        page.line(&format!("They differ in {}.", list(&axes)));
    }
    page.gap();
}

/// The options, each with why it is here and what it gives up; with `details`, with its scores and values.
pub(crate) fn options(page: &mut Page, turn: &Turn<'_>, details: bool) {
    for option in turn.options(None) {
        page.option(option.index, &option.label);
        if page.is_plain() {
            page.under("Why", &option.rationale);
            page.under("What it gives up", &option.trade_off);
        } else {
            page.under("", &format!("{} {}", option.rationale, option.trade_off));
        }
        if details {
            details::tell(page, option, turn.folder);
        }
        if let Some(said) = turn.set.preference(option) {
            page.quietly_under("A second opinion", &said);
        }
        if let Some(folder) = turn.folder.filter(|_| page.is_plain()) {
            page.whole("Picture", &folder.join(&option.png).display().to_string());
        }
        page.gap();
    }
    if turn.set.going_on.is_some_and(|going_on| !going_on.pays) {
        page.line("If you like one of these, take it: another turn is likely to change little.");
        page.gap();
    }
}

/// What can be answered, on a line.
pub(crate) fn invitation(page: &mut Page, turn: &Turn<'_>) {
    let count = turn.count();
    let numbers = if count == 1 { "1".to_owned() } else { format!("1–{count}") };
    let sample = samples(turn.set, true).into_iter().take(SAMPLES).collect::<Vec<_>>().join(", ");
    if page.is_plain() {
        let numbers = numbers.replace('–', " to ");
        page.line(&match turn.is_last() {
            true => format!("Type {numbers} to take one, Enter for the best, ? for help, q to leave."),
            false => format!(
                "Type {numbers} to go on from one, a and its number to take it, n for none, Enter to take the best, your own words such as {sample}, ? for help, q to leave."
            ),
        });
        return;
    }
    page.quiet(&match turn.is_last() {
        true => format!("{numbers} to take one · Enter for the best · ? for help · q to leave"),
        false => format!(
            "{numbers} to go on from one · a1 to take 1 · n for none · Enter for the best · your own words: {sample} · ? for help"
        ),
    });
}

/// What can be said of a set at its level, in quotes; the first of each kind alone, where they are to differ.
fn samples(set: &OptionSet, differ: bool) -> Vec<String> {
    let first = set.options.first().map_or(1, |option| option.index);
    let mut kinds: Vec<&str> = Vec::new();
    let mut is_told = |control: &&Control| {
        let is_new = !kinds.contains(&control.label);
        kinds.push(control.label);
        is_new || !differ
    };
    set.controls().filter(|control| is_told(control)).map(|control| quoted(control, first)).collect()
}

/// What is said to have a control, in quotes; one that edits an option is said of that one.
fn quoted(control: &Control, index: u32) -> String {
    if control.is_exact { format!("“{index}: {}”", control.say) } else { format!("“{}”", control.say) }
}

/// Why these.
pub(crate) fn why(page: &mut Page, turn: &Turn<'_>, index: Option<u32>) {
    let set = turn.set;
    for option in turn.options(index) {
        page.option(option.index, &option.label);
        if let Some(idea) = &option.idea {
            page.under("Its idea", idea);
        }
        page.under("Why", &option.rationale);
        page.under("What it gives up", &option.trade_off);
        if let Some(said) = set.preference(option) {
            page.under("A second opinion", &said);
        }
        for axis in &set.axes {
            if let Some(value) = option.axis_values.get(&axis.id) {
                page.quietly_under("How it differs", &format!("{}: {value}", axis.label));
            }
        }
        page.gap();
    }
    if index.is_none() {
        left_out(page, set);
        sureness(page, set);
    }
}

fn left_out(page: &mut Page, set: &OptionSet) {
    if set.rejected.is_empty() {
        return;
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    set.rejected.iter().for_each(|rejected| *reasons.entry(&rejected.reason).or_default() += 1);
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let count = set.rejected.len();
    page.line(&format!("{count} more {} made and left out:", if count == 1 { "was" } else { "were" }));
    for (reason, count) in reasons.iter().take(REASONS_MAX) {
        page.entry(&count.to_string(), reason, 2);
    }
    if reasons.len() > REASONS_MAX {
        page.line(&format!("and {} for other reasons.", reasons[REASONS_MAX..].iter().map(|(_, n)| n).sum::<usize>()));
    }
}

fn sureness(page: &mut Page, set: &OptionSet) {
    match set.taste.first() {
        None => page.line(match set.turn {
            0 | 1 => "Nothing is known of your taste yet: they were chosen to be good and unlike each other.",
            _ => "What you did so far leaves your taste open: they were chosen to be good and unlike each other.",
        }),
        Some(first) => {
            let sure = match first.likely {
                90.. => "almost certain",
                80.. => "fairly sure",
                _ => "a guess so far",
            };
            let whose = if set.past_choices.is_some() { "Your taste and that of others" } else { "Your taste" };
            page.line(&format!("{whose} counted, too: {} ({sure}; `taste` tells more).", first.words));
        }
    }
}

/// What the person is believed to like.
pub(crate) fn taste(page: &mut Page, set: &OptionSet) {
    if set.taste.is_empty() {
        page.line("Nothing yet. Every pick, every “none” and every wish of yours teaches a little.");
        return;
    }
    page.line(match set.past_choices {
        Some(_) => "You seem to like, or others do who chose with this kit:",
        None => "You seem to like:",
    });
    for (place, leaning) in (1..).zip(&set.taste) {
        let words = format!("{}, with a likelihood of {} %", leaning.words, leaning.likely);
        page.entry(&format!("{place}"), &words, 2);
    }
    if let Some(people) = set.past_choices {
        page.quiet(&format!(
            "What {people} people chose with this kit counts in this run until you say or do otherwise."
        ));
    }
    page.quiet("Say so where one is wrong, “fuller pages”, or have it forgotten: “forget 1”, “forget everything”.");
}

/// Every score and finding; what is perfect is named on one line, where that is not to be heard.
pub(crate) fn scores(page: &mut Page, turn: &Turn<'_>, index: Option<u32>) {
    for option in turn.options(index) {
        page.option(option.index, &option.label);
        let total = option.scores.get_key_value("total");
        let mut others: Vec<(&String, &Score)> = option.scores.iter().filter(|(name, _)| *name != "total").collect();
        others.sort_by_key(|(_, score)| **score);
        let at_best = |(_, score): &(&String, &Score)| !page.is_plain() && **score == Score::BEST;
        let (perfect, told): (Vec<_>, Vec<_>) = others.into_iter().partition(at_best);
        for (name, score) in total.into_iter().chain(told) {
            page.entry(&name.replace('_', " "), &score.to_string(), SCORE_COLUMNS);
        }
        if !perfect.is_empty() {
            let names: Vec<String> = perfect.iter().map(|(name, _)| name.replace('_', " ")).collect();
            page.under("The best there is", &format!("{} each: {}.", Score::BEST, list(&names)));
        }
        findings(page, option);
        page.gap();
    }
}

fn findings(page: &mut Page, option: &DesignOption) {
    for finding in option.findings.iter().take(FINDINGS_MAX) {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        let words = format!("{severity}, {}: {}", finding.rule.replace('_', " "), finding.message);
        page.under("Finding", &words);
    }
    match option.findings.len() {
        0 => page.under("Findings", "No finding."),
        many if many > FINDINGS_MAX => page.under("Findings", &format!("And {} more.", many - FINDINGS_MAX)),
        _ => {}
    }
}

/// What was spent, and what going on costs.
pub(crate) fn budget(page: &mut Page, turn: &Turn<'_>) {
    match turn.facts {
        Some(facts) => {
            let left = facts.budget.saturating_sub(facts.spent);
            page.line(&format!("Spent ${} of ${}; ${left} is left.", facts.spent, facts.budget));
            let left = facts.turns.saturating_sub(turn.number());
            page.line(&format!("Turns left after this one: {left}."));
        }
        None => page.line("The run's folder does not say what was spent."),
    }
    if turn.set.options.iter().all(|option| option.refine_cost_nano_usd.is_zero()) {
        page.line("Going on from any of them costs nothing.");
        return;
    }
    for option in turn.options(None) {
        page.under("Cost", &format!("Going on from {}: about ${}.", option.index, option.refine_cost_nano_usd));
    }
}

/// Where files are.
pub(crate) fn files(page: &mut Page, turn: &Turn<'_>, index: Option<u32>) {
    let Some(folder) = turn.folder else {
        page.line("This run keeps no files beside itself.");
        return;
    };
    for option in turn.options(index) {
        page.option(option.index, &option.label);
        page.whole("Picture", &folder.join(&option.png).display().to_string());
        page.whole("Document", &folder.join(&option.design).display().to_string());
    }
}

/// Every command, and what can be said of the options at their level; with `details`, at every level.
pub(crate) fn help(page: &mut Page, set: &OptionSet, details: bool) {
    for command in COMMANDS {
        page.entry(command.usage, command.help, 11);
    }
    page.gap();
    if details {
        page.line("Or say it in your own words, at any time:");
        controls(page, CONTROLS, set.options.last().map_or(1, |option| option.index));
    } else {
        page.line(&format!("Or say it in your own words: {}.", samples(set, false).join(", ")));
    }
    page.line("Any of it of one option, too: “2 but calmer”. To keep things as they are: “lock colours”, “lock the headline of 2”.");
}

/// What can be said, by what it changes.
fn controls(page: &mut Page, all: &[Control], index: u32) {
    for alike in all.chunk_by(|a, b| (a.reveal, a.label) == (b.reveal, b.label)) {
        let said: Vec<String> = alike.iter().map(|control| quoted(control, index)).collect();
        let label = alike.first().map_or("", |control| control.label);
        page.entry(label, &said.join(", "), 11);
    }
}

/// How a choice was understood.
pub(crate) fn understood(choice: &Choice, turn: &Turn<'_>) -> String {
    let named = |index: u32| {
        let option = turn.set.options.iter().find(|option| option.index == index);
        option.map_or_else(|| index.to_string(), |option| format!("{index}, {}", option.label))
    };
    match choice {
        Choice::Pick { index } if !turn.is_last() => format!("Going on from {}.", named(*index)),
        Choice::Pick { index } | Choice::Accept { index } => format!("Taking {}.", named(*index)),
        Choice::NoneOfThese => "None of these: here come others.".to_owned(),
        Choice::Best | Choice::Stop => {
            let best = turn.set.best().map(|option| named(option.index));
            format!("Taking the best: {}.", best.unwrap_or_default())
        }
        Choice::Edit { index, .. } => format!("Editing {}.", named(*index)),
        Choice::Back { turn: to, .. } => format!("Back to the options of turn {}.", turn.set.called(*to)),
        Choice::Forget { features } if features.is_empty() => {
            "What was believed of your taste is forgotten.".to_owned()
        }
        Choice::Forget { features } => {
            let names: Vec<&str> = features.iter().map(|feature| feature.words().0).collect();
            format!("Forgotten, whether you like {}.", list(&names))
        }
        Choice::Lock { aspects } if aspects.is_empty() => "Nothing is kept any more.".to_owned(),
        Choice::Lock { aspects } => {
            format!("Kept as it is from here on: {}.", list(&aspects.iter().map(|one| one.words()).collect::<Vec<_>>()))
        }
        Choice::More { index, wishes, with } => {
            let borrowed = with.as_ref().map(|with| {
                let aspects: Vec<&str> = with.aspects.iter().map(|one| one.words()).collect();
                format!("the {} of {}", list(&aspects), with.index)
            });
            let wishes = wishes.iter().map(|wish: &Wish| wish.words());
            let wishes: Vec<&str> = wishes.chain(borrowed.as_deref()).collect();
            let like = index.map_or_else(|| "Once more".to_owned(), |index| format!("More like {index}"));
            if wishes.is_empty() { format!("{like}.") } else { format!("{like}, with {}.", list(&wishes)) }
        }
    }
}

/// Why an answer was none, and two that are.
pub(crate) fn unclear(unclear: &Unclear, count: u32) -> String {
    match unclear {
        Unclear::Words => {
            "I do not know what to do with that. Try “2”, or say what should change: “calmer”. ? lists everything."
                .into()
        }
        Unclear::NoSuch(index) if count == 1 => {
            format!("There is no option {index}, there is one: “1”, or “a1” to take it.")
        }
        Unclear::NoSuch(index) => {
            format!(
                "There is no option {index}; there are {count}. Try “{count}” to go on from it, or “a{count}” to take it."
            )
        }
        Unclear::WhatOf(index) => {
            format!("What of option {index}? “{index}” goes on from it, “{index} but calmer” changes it.")
        }
        Unclear::TooLong => {
            "That is longer than an answer can be, and was not read. Try “2”, or “2 but calmer”.".into()
        }
        Unclear::NoSuchTurn { turn, now } => format!("There is no turn {turn} to go back to; this is turn {now}."),
        Unclear::NothingAfter => "Nothing was undone here.".into(),
        Unclear::OfWhich => "Of which option? Say its number first: “2: headline 96 px”.".into(),
        Unclear::SoAlready => "It is so already.".into(),
        Unclear::NoTurnsLeft => format!(
            "This was the last turn, so nothing new can be made. Enter takes the best, 1–{count} takes that one, q leaves without. (`--turns` gives more next time.)"
        ),
        Unclear::NoSuchLeaning(place) => format!("Nothing is told of you on a line {place}; `taste` lists what is."),
        Unclear::NothingBefore => "These are the first: there is nothing before them.".into(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
