//! The sparse lane: which assets hold a term, and how much it counts in each.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::facets::Places;
use crate::fusion::Ranking;
use crate::words::{Held, Sparse, weight};

/// Bits of a posting that say how often the term is used, in halves; the others are the place.
const TIMES_BITS: u32 = 8;
/// Most places that fit beside them.
pub(crate) const PLACES_MAX: usize = 1 << (32 - TIMES_BITS);
/// Postings that were put one by one are sorted in among the others when they are so many, and one of so many.
const FRESH_MIN: usize = 1 << 16;
const FRESH_OF: usize = 16;
/// Scores that are looked through together.
const CHUNK: usize = 16;

/// A place, and how often a term is used there.
#[derive(Debug, Clone, Copy)]
struct Posting(u32);

impl Posting {
    fn new(place: u32, times: f32) -> Self {
        Self(place << TIMES_BITS | (times * 2.0) as u32)
    }

    fn place(self) -> usize {
        (self.0 >> TIMES_BITS) as usize
    }

    fn is_once(self) -> bool {
        self.0 & ((1 << TIMES_BITS) - 1) == 2
    }

    fn times(self) -> f32 {
        (self.0 & ((1 << TIMES_BITS) - 1)) as f32 / 2.0
    }
}

/// Assets by the terms in them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    sorted: Sorted,
    /// What was put since, by terms.
    fresh: BTreeMap<u32, Vec<Posting>>,
    fresh_count: usize,
    /// How many that held a term are gone.
    gone: BTreeMap<u32, usize>,
    /// Of each place, what holds its weights back, and what a term counts that is used once.
    held_back: Vec<f32>,
    once: Vec<f32>,
}

/// Postings close together.
#[derive(Debug, Clone, Default)]
struct Sorted {
    /// Rising.
    terms: Vec<u32>,
    /// Where the postings of each term end.
    ends: Vec<u32>,
    postings: Vec<Posting>,
}

impl Sorted {
    fn of(&self, term: u32) -> &[Posting] {
        let Ok(at) = self.terms.binary_search(&term) else { return &[] };
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.postings[from as usize..self.ends[at] as usize]
    }

    fn push(&mut self, term: u32, lists: [&[Posting]; 2]) {
        self.terms.push(term);
        lists.into_iter().for_each(|list| self.postings.extend(list));
        self.ends.push(self.postings.len() as u32);
    }
}

impl Postings {
    /// Adds an asset, whose place is beyond all before it.
    pub(crate) fn add(&mut self, place: u32, held: &Held) {
        self.held_back.resize(place as usize, 0.0);
        self.once.resize(place as usize, 0.0);
        self.held_back.push(held.held_back);
        self.once.push(weight(1.0, held.held_back));
        for (term, times) in &held.terms {
            self.fresh.entry(*term).or_default().push(Posting::new(place, *times));
        }
        self.fresh_count += held.terms.len();
        if self.fresh_count >= FRESH_MIN {
            self.settle();
        }
    }

    /// Counts an asset's terms no more. Its place stays in the lists until all is packed: taking one out of a long list costs as
    /// much as the list is long.
    pub(crate) fn remove(&mut self, held: &Held) {
        held.terms.iter().for_each(|(term, _)| *self.gone.entry(*term).or_default() += 1);
    }

    /// Sorts what was put since in among the others, where it is much.
    pub(crate) fn settle(&mut self) {
        let all = self.sorted.postings.len() + self.fresh_count;
        if self.fresh_count * FRESH_OF < all || u32::try_from(all).is_err() {
            return;
        }
        let (old, fresh) = (std::mem::take(&mut self.sorted), std::mem::take(&mut self.fresh));
        self.fresh_count = 0;
        let mut sorted = Sorted { postings: Vec::with_capacity(all), ..Sorted::default() };
        let mut olds = old.terms.iter().copied().peekable();
        for (term, list) in fresh {
            while let Some(before) = olds.next_if(|one| *one < term) {
                sorted.push(before, [old.of(before), &[]]);
            }
            olds.next_if_eq(&term);
            // Places rise: what came later is beyond.
            sorted.push(term, [old.of(term), &list]);
        }
        olds.for_each(|term| sorted.push(term, [old.of(term), &[]]));
        sorted.terms.shrink_to_fit();
        sorted.ends.shrink_to_fit();
        self.sorted = sorted;
    }

    /// The score of every asset that holds a term of the question, `all` being how many assets there are.
    ///
    /// Each term counts by how rare it is: `ln((n − df + 0.5) / (df + 0.5) + 1)`, as a server's IDF modifier has it.
    pub(crate) fn scores(&self, question: &Sparse, all: usize) -> Scores<'_> {
        let mut scores = Scores { sums: vec![0.0; self.once.len()], once: &self.once, best: 0.0 };
        for (term, asked) in question.terms.iter().zip(&question.weights) {
            let lists = [self.sorted.of(*term), self.fresh.get(term).map_or(&[][..], Vec::as_slice)];
            let gone = self.gone.get(term).copied().unwrap_or(0);
            let holders = lists.iter().map(|list| list.len()).sum::<usize>().saturating_sub(gone);
            let rarity = asked * rarity(all, holders);
            scores.best += rarity;
            for list in lists {
                self.add_up(&mut scores.sums, rarity, list);
            }
        }
        scores
    }

    /// Adds a term up, in parts of what a term counts that is used once.
    fn add_up(&self, sums: &mut [f32], rarity: f32, list: &[Posting]) {
        for posting in list {
            let place = posting.place();
            let times = if posting.is_once() { 1.0 } else { self.times_once(posting.times(), place) };
            sums[place] += rarity * times;
        }
    }

    fn times_once(&self, times: f32, place: usize) -> f32 {
        weight(times, self.held_back[place]) / self.once[place]
    }
}

fn rarity(all: usize, holders: usize) -> f32 {
    let (all, holders) = (all as f32, holders as f32);
    libm::logf((all - holders + 0.5).max(0.0) / (holders + 0.5) + 1.0)
}

/// What assets score.
pub(crate) struct Scores<'a> {
    /// In parts of what a term counts there that is used once.
    sums: Vec<f32>,
    once: &'a [f32],
    /// About the best score that the question could have.
    best: f32,
}

impl Scores<'_> {
    pub(crate) fn of(&self, place: u32) -> f32 {
        self.sums.get(place as usize).map_or(0.0, |sum| sum * self.once[place as usize])
    }

    /// How much of what was asked an asset holds, 0–1 and a little beyond.
    pub(crate) fn share(&self, place: u32) -> f32 {
        if self.best > 0.0 { self.of(place) / self.best } else { 0.0 }
    }

    /// The best that are allowed, best first. Every weight is above zero, so what scores zero holds nothing of the question.
    pub(crate) fn best(&self, limit: usize, allowed: &Places) -> Ranking {
        let mut best = Best::new(limit);
        for ((chunk, sums), once) in (0..).zip(self.sums.chunks(CHUNK)).zip(self.once.chunks(CHUNK)) {
            // Of most chunks none is good enough, which is seen for all of it at once.
            let floor = best.floor.max(f32::MIN_POSITIVE);
            if !sums.iter().zip(once).fold(false, |any, (sum, once)| any | (sum * once >= floor)) {
                continue;
            }
            for (place, (sum, once)) in (chunk * CHUNK as u32..).zip(sums.iter().zip(once)) {
                let score = sum * once;
                if score > 0.0 && score >= best.floor && allowed.has(place) {
                    best.add(place, score);
                }
            }
        }
        best.ranking()
    }
}

/// The best of all that `lets` lets through, best first and equal ones by their places.
pub(crate) fn best_of(all: impl Iterator<Item = (u32, f32)>, limit: usize, lets: impl Fn(u32) -> bool) -> Ranking {
    let mut best = Best::new(limit);
    for (place, score) in all {
        if score >= best.floor && lets(place) {
            best.add(place, score);
        }
    }
    best.ranking()
}

/// The best so far, and some that were.
struct Best {
    kept: Ranking,
    limit: usize,
    /// What is below it is not among the best.
    floor: f32,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { kept: Vec::with_capacity(2 * limit + 1), limit, floor: f32::NEG_INFINITY }
    }

    fn order(a: &(u32, f32), b: &(u32, f32)) -> Ordering {
        b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
    }

    fn add(&mut self, place: u32, score: f32) {
        self.kept.push((place, score));
        if self.kept.len() > 2 * self.limit {
            self.kept.select_nth_unstable_by(self.limit, Self::order);
            self.kept.truncate(self.limit);
            self.floor = self.kept.iter().map(|(_, score)| *score).fold(f32::INFINITY, f32::min);
        }
    }

    fn ranking(mut self) -> Ranking {
        self.kept.sort_unstable_by(Self::order);
        self.kept.truncate(self.limit);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asset, AssetKind};

    fn held(name: &str) -> Held {
        Held::of(&Asset::new("a", AssetKind::Logo, name))
    }

    #[test]
    fn rare_terms_count_for_more_and_what_is_gone_is_not_found() {
        let names = ["harbour dark", "plain dark", "plain dark", "plain light"];
        let mut postings = Postings::default();
        (0..).zip(names).for_each(|(place, name)| postings.add(place, &held(name)));
        let found = |postings: &Postings, all: usize| {
            let scores = postings.scores(&Sparse::question("dark harbour"), all);
            let allowed = (0..4).filter(|place| all == 4 || *place > 0).collect();
            scores.best(10, &allowed).iter().map(|(place, _)| *place).collect::<Vec<_>>()
        };
        assert_eq!(found(&postings, 4)[..3], [0, 1, 2]);
        postings.remove(&held(names[0]));
        assert_eq!(found(&postings, 3)[..2], [1, 2]);
    }

    #[test]
    fn what_is_sorted_scores_as_it_did() {
        let mut random = design::Random::new(2);
        let words = ["harbour", "quay", "lantern", "ferry", "gull", "pier"];
        let mut pick = || words[random.index(words.len())];
        let (mut sorted, mut plain) = (Postings::default(), Postings::default());
        for place in 0..300 {
            let own = held(&format!("{} {}", pick(), pick()));
            sorted.add(place, &own);
            plain.add(place, &own);
            if place % 70 == 69 {
                sorted.settle();
            }
        }
        assert!(!sorted.sorted.terms.is_empty() && sorted.fresh_count > 0 && plain.sorted.terms.is_empty());
        for text in words {
            let scores = |postings: &Postings| postings.scores(&Sparse::question(text), 300).sums;
            assert_eq!(scores(&sorted), scores(&plain));
            assert!(scores(&plain).iter().any(|score| *score > 0.0));
        }
    }

    #[test]
    fn what_is_searched_here_weighs_what_a_server_is_sent() {
        let text = "gull ".repeat(400) + "ferry ferry pier";
        let asset = Asset { text, ..Asset::new("a", AssetKind::Voice, "Quay") };
        let mut postings = Postings::default();
        postings.add(0, &Held::of(&asset));
        let own = Sparse::of(&asset);
        for (term, weight) in own.terms.iter().zip(&own.weights) {
            let question = Sparse { terms: vec![*term], weights: vec![1.0] };
            let score = postings.scores(&question, 1).of(0);
            assert!((score - rarity(1, 1) * weight).abs() < 1e-6, "{score}");
        }
    }

    #[test]
    fn the_best_are_the_best_of_all() {
        let mut random = design::Random::new(4);
        for limit in [0, 1, 3, 10] {
            let all: Vec<(u32, f32)> = (0..500).map(|place| (place, (random.index(60)) as f32)).collect();
            let mut sorted: Vec<(u32, f32)> =
                all.iter().copied().filter(|(place, _)| !place.is_multiple_of(3)).collect();
            sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            sorted.truncate(limit);
            assert_eq!(best_of(all.into_iter(), limit, |place| !place.is_multiple_of(3)), sorted);
        }
    }
}
