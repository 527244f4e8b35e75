//! Judges a text by policies: every reading of it, every rule of its scope, and what the screen makes of it.

use std::collections::BTreeSet;

use super::matcher::{Match, Part};
use super::pack::Scope;
use super::policies::{Policies, Ruling};
use super::verdict::{SafetyFinding, Verdict};
use crate::screen::{Screen, Suspicion};
use crate::text::{Reading, ReadingKind, TextError, readings};

/// Most places that one rule points at.
pub const PLACES_MAX: usize = 8;
/// How far from what a rule found that may be which it asks for beside, words.
const NEAR_WORDS: usize = 10;
/// How far from it may be what lifts it, words, over sentences: nearly all of a brief of usual length. It counts in the reading that
/// found something: what is spelt in a disguise lifts what is.
pub(super) const LIFTED_WORDS: usize = 40;
/// Places that are looked at for patterns in one text.
const WORK_MAX: usize = 400_000;

/// Judges a text. The same text, scope and policies give the same verdict, in time that grows as the text does.
///
/// # Errors
///
/// [`TextError`] where the text is too long, or repeats too much that has to be looked at; it is not to be shown then.
pub fn judge(text: &str, scope: Scope, policies: &Policies) -> Result<Verdict, TextError> {
    let mut work = WORK_MAX;
    let mut seen = BTreeSet::new();
    let mut told = vec![0; policies.rules.len()];
    let mut findings = Vec::new();
    let mut noticed = vec![false; policies.rules.len()];
    let readings = readings(text)?;
    for reading in &readings {
        let found = found(reading, policies, &mut work).ok_or(TextError::Tangled)?;
        for (rule, mut places) in found.into_iter().enumerate() {
            let ruling = &policies.rules[rule];
            // A notice is read as it stands, and that reading is the first.
            noticed[rule] |= places.noticed && reading.kind() == ReadingKind::Plain;
            if noticed[rule] || places.any.is_empty() || !ruling.scopes.contains(&scope) {
                continue;
            }
            places.sort();
            for place in places.any.iter().filter(|place| places.apply(place, ruling.needs_with)) {
                let words = reading.words();
                let range = reading.original(words[place.first].at..words[place.last].to);
                if told[rule] < PLACES_MAX && seen.insert((rule, range.start, range.end)) {
                    told[rule] += 1;
                    findings.push(SafetyFinding {
                        rule: ruling.name.clone(),
                        category: ruling.category,
                        severity: ruling.severity,
                        range,
                        message: ruling.message.clone(),
                    });
                }
            }
        }
    }
    Ok(Verdict::screened(findings, screened(&readings, policies)))
}

/// What the screen suspects, by the rules of it that apply.
fn screened(readings: &[Reading], policies: &Policies) -> Vec<SafetyFinding> {
    if !policies.has_screen() {
        return Vec::new();
    }
    let finding = |Suspicion { category, range, .. }: Suspicion| {
        let Ruling { name, severity, message, .. } = policies.screened(category)?.clone();
        Some(SafetyFinding { rule: name, category, severity, range, message })
    };
    Screen::builtin().judge_readings(readings).into_iter().filter_map(finding).collect()
}

/// Words of a reading that a pattern was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    first: usize,
    last: usize,
    /// Whether it takes this reading to find it.
    altered: bool,
}

/// Where the patterns of one rule were found.
#[derive(Debug, Clone, Default)]
struct Places {
    any: Vec<Place>,
    with: Vec<Place>,
    unless: Vec<Place>,
    lifts: Vec<Place>,
    /// Whether there is the notice that it asks for.
    noticed: bool,
}

/// The places of all rules in one reading, or nothing where it would take too long.
fn found(reading: &Reading, policies: &Policies, work: &mut usize) -> Option<Vec<Places>> {
    let mut places = vec![Places::default(); policies.rules.len()];
    // Of each word whether it or one before it is altered, counted: so a range is looked at in one step.
    let mut altered = vec![0_usize];
    for word in reading.words() {
        altered.push(altered.last().copied().unwrap_or(0) + usize::from(word.altered));
    }
    let plain = reading.kind() == ReadingKind::Plain;
    let mut keep = |Match { sought, first, last }: Match| {
        let sought = &policies.sought[sought];
        let rule = &mut places[sought.rule];
        let list = match sought.part {
            Part::Any => &mut rule.any,
            Part::With => &mut rule.with,
            Part::Unless => &mut rule.unless,
            Part::Lifts => &mut rule.lifts,
            Part::Lacks => {
                rule.noticed = true;
                return;
            }
        };
        list.push(Place { first, last, altered: plain || altered[last + 1] > altered[first] });
    };
    policies.matcher(reading.spelling())?.find(reading, &policies.sought, work, &mut keep)?;
    Some(places)
}

impl Places {
    /// Puts all lists in order, with how far each place and those before it reach.
    fn sort(&mut self) {
        for list in [&mut self.any, &mut self.with, &mut self.unless, &mut self.lifts] {
            list.sort_unstable();
            list.dedup();
        }
    }

    /// Whether a rule applies to a place of `any`.
    fn apply(&self, place: &Place, needs_with: bool) -> bool {
        if touches(&self.unless, place.first, place.last, |_| true) {
            return false;
        }
        let near = |words: usize| (place.first.saturating_sub(words), place.last + words);
        let (first, last) = near(LIFTED_WORDS);
        if touches(&self.lifts, first, last, |_| true) {
            return false;
        }
        let (first, last) = near(NEAR_WORDS);
        if needs_with {
            return touches(&self.with, first, last, |with| place.altered || with.altered);
        }
        place.altered
    }
}

/// Whether one of the places, in their order, shares a word with a range of words.
fn touches(places: &[Place], first: usize, last: usize, fits: impl Fn(&Place) -> bool) -> bool {
    // No pattern reaches further than this: what begins before ends before.
    let from = places.partition_point(|place| place.first + REACH_MAX < first);
    places[from..].iter().take_while(|place| place.first <= last).any(|place| place.last >= first && fits(place))
}

/// Most words that a pattern spans.
const REACH_MAX: usize = super::pattern::ELEMENTS_MAX * (1 + super::pattern::GAP_WORDS_MAX);
