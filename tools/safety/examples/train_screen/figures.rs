//! Where the screen draws the line, and how well it does.

use anyhow::Result;
use maquette_safety::policy::{Policies, SCREEN_PACK, SafetyFinding, Setting, Severity, builtin, judge};
use maquette_safety::screen::{LENGTHS, Screen, Weights};

use crate::constants::{
    ALIKE_PERCENT, FILES, FOLDS, MORE, ORDINARY_PERCENT, SHORT_ALIKE_PERCENT, SHORT_ORDINARY_PERCENT, SHORT_WORDS,
};
use crate::corpus::{Corpus, Text};
use crate::making::{Held, Maker, Thresholds};

/// Thresholds that hold few of the safe texts, each scored by what was learned of others.
pub(crate) fn thresholds(corpus: &Corpus, held: &[Held]) -> Thresholds {
    let of = |is_short: bool, is: &dyn Fn(&Text) -> bool| -> Vec<Held> {
        let texts = corpus.texts.iter().zip(held);
        let texts = texts.filter(|(text, held)| !text.is_unsafe && (held.words <= SHORT_WORDS) == is_short && is(text));
        texts.map(|(_, held)| *held).collect()
    };
    let strictest = |is_short: bool, ordinary: [f64; 2], alike: [f64; 2]| {
        let ordinary = few(&of(is_short, &|text| text.is_ordinary()), ordinary);
        let alike = few(&of(is_short, &|text| !text.is_ordinary()), alike);
        [ordinary[0].max(alike[0]), ordinary[1].max(alike[1])]
    };
    let short = strictest(true, SHORT_ORDINARY_PERCENT, SHORT_ALIKE_PERCENT);
    let long = strictest(false, ORDINARY_PERCENT, ALIKE_PERCENT);
    // No short text has parts.
    let at = |length: usize, short: i32, long: i32| {
        let is_short = LENGTHS.get(length).is_some_and(|most| *most <= SHORT_WORDS);
        MORE[length] + if is_short { short } else { long }
    };
    [
        std::array::from_fn(|length| at(length, short[0], long[0])),
        std::array::from_fn(|length| at(length, long[1], long[1])),
    ]
}

/// Scores from which on few of some texts are held: as a whole, and for a part.
fn few(held: &[Held], [whole, part]: [f64; 2]) -> [i32; 2] {
    let whole = beyond(held.iter().map(|held| held.whole).collect(), held.len(), whole);
    let parts = held.iter().filter(|held| held.whole < whole).filter_map(|held| held.part);
    [whole, beyond(parts.collect(), held.len(), part)]
}

/// The score that so many of a hundred are not below.
fn beyond(mut scores: Vec<i32>, of: usize, percent: f64) -> i32 {
    scores.sort_unstable_by(|one, other| other.cmp(one));
    let over = (of as f64 * percent / 100.0) as usize;
    scores.get(over).map_or(i32::MAX / 2, |score| score + 1)
}

/// Whether a text is held, given how it scores.
fn is_held(weights: &Weights, held: &Held) -> bool {
    let length = LENGTHS.iter().position(|most| held.words <= *most).unwrap_or(LENGTHS.len());
    held.whole >= weights.whole[length] || held.part.is_some_and(|part| part >= weights.part[length])
}

/// Prints the table.
pub(crate) fn tell(corpus: &Corpus, maker: &Maker<'_>, held: &[Held], weights: &Weights) -> Result<()> {
    let policies = Policies::new(&builtin(), &Setting::default())?;
    let ruled = |text: &Text| {
        let verdict = judge(&text.text, text.scope, &policies)?;
        let held = |found: &SafetyFinding| found.severity > Severity::Warn && !found.rule.starts_with(SCREEN_PACK);
        Ok(verdict.findings.iter().any(held))
    };
    let ruled: Vec<bool> = corpus.texts.iter().map(ruled).collect::<Result<_>>()?;
    println!("\nof 100 texts, what is held:   by rules  by the screen  by both together");
    let row = |name: &str, held: &[Held], which: &dyn Fn(&Text) -> bool| {
        let all: Vec<usize> = (0..held.len()).filter(|at| which(&corpus.texts[*at])).collect();
        let share = |is: &dyn Fn(usize) -> bool| {
            100.0 * all.iter().filter(|at| is(**at)).count() as f64 / all.len().max(1) as f64
        };
        let screened = |at: usize| is_held(weights, &held[at]);
        let both = share(&|at| ruled[at] || screened(at));
        println!("{name:28}{:10.1}{:15.1}{both:18.1}   of {}", share(&|at| ruled[at]), share(&screened), all.len());
    };
    println!("in {} parts, each kept out once", FOLDS);
    for file in FILES {
        row(&format!("  {file}, unsafe"), held, &|text| text.file == file && text.is_unsafe);
        row(&format!("  {file}, alike and safe"), held, &|text| {
            text.file == file && !text.is_unsafe && !text.is_ordinary()
        });
        row(&format!("  {file}, ordinary"), held, &|text| text.file == file && text.is_ordinary());
    }
    row("  all unsafe", held, &|text| text.is_of_corpus() && text.is_unsafe);
    row("  all alike and safe", held, &|text| text.is_of_corpus() && !text.is_unsafe && !text.is_ordinary());
    row("  suite, unsafe", held, &|text| text.file == "unsafe");
    row("  suite, allowed", held, &|text| text.file == "allowed");
    println!("each file kept out whole");
    for file in FILES {
        let screen = maker.screen(|at| corpus.texts[at].file != file);
        let held: Vec<Held> = (0..held.len()).map(|at| maker.score(&screen, at)).collect();
        row(&format!("  {file}, unsafe"), &held, &|text| text.file == file && text.is_unsafe);
        row(&format!("  {file}, safe"), &held, &|text| text.file == file && !text.is_unsafe);
    }
    let screen = maker.screen(|at| corpus.texts[at].is_of_corpus());
    let kept: Vec<Held> = (0..held.len()).map(|at| maker.score(&screen, at)).collect();
    row("  suite, unsafe", &kept, &|text| text.file == "unsafe");
    row("  suite, allowed", &kept, &|text| text.file == "allowed");
    let screen = Screen::new(weights.clone());
    let held: Vec<Held> = (0..held.len()).map(|at| maker.score(&screen, at)).collect();
    println!("of what it learned");
    row("  all unsafe", &held, &|text| text.is_of_corpus() && text.is_unsafe);
    row("  all safe", &held, &|text| text.is_of_corpus() && !text.is_unsafe);
    row("  suite, allowed", &held, &|text| text.file == "allowed");
    Ok(())
}

/// Prints what is held of a file of ordinary texts.
pub(crate) fn tell_of_file(file: &str, weights: &Weights) -> Result<()> {
    let screen = Screen::new(weights.clone());
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for record in csv::Reader::from_path(file)?.records() {
        for (column, text) in record?.iter().enumerate() {
            columns.resize(columns.len().max(column + 1), (0, 0));
            if text.contains(' ') {
                columns[column].1 += 1;
                let suspicions = screen.judge(text)?;
                if !suspicions.is_empty() {
                    columns[column].0 += 1;
                    println!("  {suspicions:?} {text}");
                }
            }
        }
    }
    for (column, (held, of)) in columns.iter().enumerate().filter(|(_, (_, of))| *of > 0) {
        println!("{file}, column {}: {held} of {of} held", column + 1);
    }
    Ok(())
}
