//! Finds patterns in a reading: their rarest words by an automaton, the rest around them.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeMap;

use super::pattern::{Choice, Pattern, Wild};
use crate::text::{Reading, Spelling, Word};

/// Fewest letters of what is found where words are written as one.
const CLOSED_LETTERS_MIN: usize = 9;
/// What a gap stands for there.
const FILLERS: [&str; 9] = ["a", "an", "the", "all", "my", "your", "to", "of", "some"];

/// A pattern, and what for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    pub(super) rule: usize,
    pub(super) part: Part,
    pub(super) pattern: Pattern,
}

/// What a pattern is to its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Any,
    With,
    Unless,
    Lifts,
    Lacks,
}

/// Where a pattern was found, in words of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) sought: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Finds patterns in readings of one spelling.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    automaton: AhoCorasick,
    /// For each word of the automaton the choices that it belongs to.
    heads: Vec<Vec<Head>>,
    choices: Vec<Spelt>,
    /// For each choice the patterns that are looked for by it, and its place in them.
    anchored: Vec<Vec<(usize, usize)>>,
    fillers: [String; FILLERS.len()],
}

#[derive(Debug, Clone, Copy)]
struct Head {
    choice: usize,
    wild_start: Wild,
    wild_end: bool,
}

/// A choice in one spelling.
#[derive(Debug, Clone, Default)]
struct Spelt {
    /// Whole words, in order.
    whole: Vec<String>,
    /// Their lengths, each once, in bytes.
    lengths: Vec<usize>,
    /// Parts of words: what they are, and whether letters may stand before and behind.
    parts: Vec<(String, Wild, bool)>,
}

impl Spelt {
    fn of(choice: &Choice, spelling: Spelling) -> Self {
        let mut spelt = Self::default();
        for form in &choice.forms {
            let text = spelling.spell(&form.text);
            if form.wild_start != Wild::Nothing || form.wild_end {
                spelt.parts.push((text, form.wild_start, form.wild_end));
            } else {
                spelt.whole.push(text);
            }
        }
        spelt.whole.sort();
        spelt.whole.dedup();
        spelt.lengths = spelt.whole.iter().map(String::len).collect();
        spelt.lengths.sort_unstable();
        spelt.lengths.dedup();
        spelt
    }

    fn holds_whole(&self, word: &str) -> bool {
        self.whole.binary_search_by(|whole| whole.as_str().cmp(word)).is_ok()
    }

    fn holds(&self, word: &str) -> bool {
        let fits = |(part, start, end): &(String, Wild, bool)| match (start, end) {
            (Wild::Nothing, _) => word.starts_with(part.as_str()),
            (Wild::Letters, true) => word.contains(part.as_str()),
            (Wild::Letters, false) => word.ends_with(part.as_str()),
            (Wild::Digits, _) => word.strip_suffix(part.as_str()).is_some_and(is_number),
        };
        self.holds_whole(word) || self.parts.iter().any(fits)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit())
}

/// The place in a pattern by which it is looked for: where words are longest, as those are rarest.
fn anchor(pattern: &Pattern, choices: &[Choice]) -> usize {
    let shortest = |choice: usize| choices[choice].forms.iter().map(|form| form.text.len()).min().unwrap_or(0);
    let rank =
        |at: &usize| (shortest(pattern.elements[*at]), std::cmp::Reverse(choices[pattern.elements[*at]].forms.len()));
    (0..pattern.elements.len()).max_by_key(rank).unwrap_or(0)
}

impl Matcher {
    /// # Errors
    ///
    /// Where there is more than an automaton holds.
    pub(super) fn new(
        spelling: Spelling,
        choices: &[Choice],
        sought: &[Sought],
    ) -> Result<Self, aho_corasick::BuildError> {
        let mut anchored = vec![Vec::new(); choices.len()];
        for (at, one) in sought.iter().enumerate() {
            let element = anchor(&one.pattern, choices);
            anchored[one.pattern.elements[element]].push((at, element));
        }
        let mut words: BTreeMap<String, Vec<Head>> = BTreeMap::new();
        for (at, choice) in choices.iter().enumerate().filter(|(at, _)| !anchored[*at].is_empty()) {
            for form in &choice.forms {
                let head = Head { choice: at, wild_start: form.wild_start, wild_end: form.wild_end };
                words.entry(spelling.spell(&form.text)).or_default().push(head);
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(words.keys())?;
        Ok(Self {
            automaton,
            heads: words.into_values().collect(),
            choices: choices.iter().map(|choice| Spelt::of(choice, spelling)).collect(),
            anchored,
            fillers: FILLERS.map(|filler| spelling.spell(filler)),
        })
    }

    /// Calls `found` with every pattern in a reading, some more than once. `work` is what may still be looked at; where it is used
    /// up the answer is `None`.
    pub(super) fn find(
        &self,
        reading: &Reading,
        sought: &[Sought],
        work: &mut usize,
        found: &mut impl FnMut(Match),
    ) -> Option<()> {
        for hit in self.automaton.find_overlapping_iter(reading.text()) {
            let at = reading.word_at(hit.start());
            let word = &reading.words()[at];
            for head in &self.heads[hit.pattern().as_usize()] {
                let before = &reading.text()[word.at..hit.start()];
                let starts = before.is_empty() && head.wild_start != Wild::Digits
                    || head.wild_start == Wild::Letters
                    || head.wild_start == Wild::Digits && is_number(before);
                let whole = starts && (hit.end() == word.to || head.wild_end);
                for (one, element) in &self.anchored[head.choice] {
                    let pattern = &sought[*one].pattern;
                    let closes = pattern.elements.len() > 1;
                    if !whole && !closes {
                        continue;
                    }
                    *work = work.checked_sub(1)?;
                    let range = hit.start() - word.at..hit.end() - word.at;
                    if whole && let Some((first, last)) = self.around(reading, pattern, *element, at) {
                        found(Match { sought: *one, first, last });
                    } else if closes && self.inside(reading.word(word), pattern, *element, range) {
                        found(Match { sought: *one, first: at, last: at });
                    }
                }
            }
        }
        Some(())
    }

    /// Whether the other words of a pattern stand around word `at`; the first and the last of them.
    fn around(&self, reading: &Reading, pattern: &Pattern, element: usize, at: usize) -> Option<(usize, usize)> {
        let words = reading.words();
        let mut places = vec![at];
        for left in (0..element).rev() {
            let choice = &self.choices[pattern.elements[left]];
            places = steps(
                &places,
                pattern.gaps[left + 1],
                |from| before(words, from),
                |to| choice.holds(reading.word(&words[to])),
            );
        }
        let first = places.into_iter().max()?;
        places = vec![at];
        for right in element + 1..pattern.elements.len() {
            let choice = &self.choices[pattern.elements[right]];
            places = steps(
                &places,
                pattern.gaps[right],
                |from| behind(words, from),
                |to| choice.holds(reading.word(&words[to])),
            );
        }
        Some((first, places.into_iter().min()?))
    }

    /// Whether a word holds all words of a pattern in a row, the one of place `element` at `range`.
    fn inside(&self, word: &str, pattern: &Pattern, element: usize, range: std::ops::Range<usize>) -> bool {
        let mut places = vec![range.start];
        for left in (0..element).rev() {
            let part = |from: usize, length: usize| {
                let to = from.checked_sub(length)?;
                Some((to, word.get(to..from)?))
            };
            places = self.reached(places, pattern.elements[left], pattern.gaps[left + 1] > 0, part);
        }
        let Some(first) = places.into_iter().min() else { return false };
        places = vec![range.end];
        for right in element + 1..pattern.elements.len() {
            let part = |from: usize, length: usize| Some((from + length, word.get(from..from + length)?));
            places = self.reached(places, pattern.elements[right], pattern.gaps[right] > 0, part);
        }
        places.into_iter().max().is_some_and(|last| last - first >= CLOSED_LETTERS_MIN)
    }

    /// Places in a word that are reached from `places` over one that belongs to a choice, or one more where there is a gap. `part`
    /// says for a place and a length where that leads, and over which letters.
    fn reached<'a>(
        &self,
        mut places: Vec<usize>,
        choice: usize,
        gap: bool,
        part: impl Fn(usize, usize) -> Option<(usize, &'a str)>,
    ) -> Vec<usize> {
        let mut further = Vec::new();
        if gap {
            for (place, filler) in
                places.iter().flat_map(|place| self.fillers.iter().map(move |filler| (place, filler)))
            {
                further.extend(part(*place, filler.len()).filter(|(_, letters)| letters == filler).map(|(to, _)| to));
            }
        }
        places.append(&mut further);
        let choice = &self.choices[choice];
        for (place, length) in places.iter().flat_map(|place| choice.lengths.iter().map(move |length| (place, length)))
        {
            further.extend(part(*place, *length).filter(|(_, letters)| choice.holds_whole(letters)).map(|(to, _)| to));
        }
        further.sort_unstable();
        further.dedup();
        further
    }
}

/// The word before, in the same sentence.
fn before(words: &[Word], at: usize) -> Option<usize> {
    if words[at].begins { None } else { at.checked_sub(1) }
}

/// The word behind, in the same sentence.
fn behind(words: &[Word], at: usize) -> Option<usize> {
    words.get(at + 1).filter(|word| !word.begins).map(|_| at + 1)
}

/// Places that fit, one step and up to `gap` words more from each of `places`.
fn steps(
    places: &[usize],
    gap: usize,
    step: impl Fn(usize) -> Option<usize>,
    fits: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut next = Vec::new();
    for place in places {
        let mut to = *place;
        for _ in 0..=gap {
            let Some(further) = step(to) else { break };
            to = further;
            if fits(to) {
                next.push(to);
            }
        }
    }
    next.sort_unstable();
    next.dedup();
    next
}
