//! The sparse lane: which assets hold a term, and how much it counts in each.

use std::collections::BTreeMap;

use crate::facets::Places;
use crate::fusion::Ranking;
use crate::index::GONE;
use crate::scoring::{Asked, Scoring};
use crate::words::{Held, STEPS, Sparse};

/// Bits of a posting that say what the term weighs, in steps; the others are the place.
const STEPS_BITS: u32 = 8;
/// Most places that fit beside them.
pub(crate) const PLACES_MAX: usize = 1 << (32 - STEPS_BITS);
/// Postings that were put one by one are sorted in among the others when they are so many, and one of so many.
const FRESH_MIN: usize = 1 << 16;
const FRESH_OF: usize = 16;
/// A place, and what a term weighs there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Posting(u32);

impl Posting {
    fn new(place: u32, steps: u8) -> Self {
        Self(place << STEPS_BITS | u32::from(steps))
    }

    pub(crate) fn place(self) -> usize {
        (self.0 >> STEPS_BITS) as usize
    }

    pub(crate) fn steps(self) -> u8 {
        self.0 as u8
    }

    /// Moves to where its place goes; whether it goes anywhere.
    fn moves(&mut self, to: &[u32]) -> bool {
        let new = to[self.place()];
        self.0 = new << STEPS_BITS | u32::from(self.steps());
        new != GONE
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
    /// How many places there are.
    pub(crate) places: usize,
}

/// Postings close together.
#[derive(Debug, Clone, Default)]
struct Sorted {
    /// Rising.
    terms: Vec<u32>,
    /// Where the postings of each term end.
    ends: Vec<u32>,
    /// What each term weighs at most, in steps.
    most: Vec<u8>,
    postings: Vec<Posting>,
}

fn most(list: &[Posting]) -> u8 {
    list.iter().map(|one| one.steps()).max().unwrap_or_default()
}

impl Sorted {
    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        from as usize..self.ends[at] as usize
    }

    /// The postings of a term, and what it weighs at most.
    fn of(&self, term: u32) -> (&[Posting], u8) {
        match self.find(term) {
            Some(at) => (&self.postings[self.range(at)], self.most[at]),
            None => (&[], 0),
        }
    }

    /// Where a term is. Terms are hashes and lie evenly, so that it is sought from where it would be expected, in steps that
    /// double, and then between the last two.
    fn find(&self, term: u32) -> Option<usize> {
        let expected = ((u64::from(term) * self.terms.len() as u64) >> 32) as usize;
        let (below, above) = self.terms.split_at(expected);
        let (mut from, mut to) = (expected, expected);
        let mut step = 8;
        if above.first().is_some_and(|first| *first <= term) {
            while self.terms.get(to).is_some_and(|one| *one <= term) {
                (from, to) = (to, (to + step).min(self.terms.len()));
                step *= 2;
            }
        } else if !below.is_empty() {
            while from > 0 && self.terms[from - 1] >= term {
                (from, to) = (from.saturating_sub(step), from);
                step *= 2;
            }
        }
        Some(from + self.terms[from..to].binary_search(&term).ok()?)
    }

    /// Takes in what was put since. Lists move from the last on, to where nothing lies that has still to move, so that there is
    /// never a second copy of them.
    fn merge(&mut self, fresh: BTreeMap<u32, Vec<Posting>>, all: usize) {
        self.postings.reserve_exact(all - self.postings.len());
        self.postings.resize(all, Posting::default());
        let new = fresh.keys().filter(|term| self.terms.binary_search(term).is_err()).count();
        let count = self.terms.len() + new;
        let (mut terms, mut ends, mut bounds) = (vec![0; count], vec![0; count], vec![0; count]);
        let (mut old, mut to) = (self.terms.len(), all);
        let mut fresh = fresh.into_iter().rev().peekable();
        for at in (0..count).rev() {
            let before = old.checked_sub(1).map(|at| self.terms[at]);
            let (term, list) = match fresh.next_if(|(term, _)| before.is_none_or(|before| *term >= before)) {
                Some((term, list)) => (term, list),
                None => (before.unwrap_or_default(), Vec::new()),
            };
            (terms[at], ends[at], bounds[at]) = (term, to as u32, most(&list));
            // Places rise: what came later is beyond.
            to -= list.len();
            self.postings[to..to + list.len()].copy_from_slice(&list);
            if before == Some(term) {
                old -= 1;
                let range = self.range(old);
                to -= range.len();
                bounds[at] = bounds[at].max(self.most[old]);
                self.postings.copy_within(range, to);
            }
        }
        (self.terms, self.ends, self.most) = (terms, ends, bounds);
    }

    fn pack(&mut self, to: &[u32]) {
        let (mut kept, mut terms) = (0, 0);
        let mut from = 0;
        for at in 0..self.terms.len() {
            let (begin, end) = (kept, self.ends[at] as usize);
            for one in from..end {
                let mut posting = self.postings[one];
                if posting.moves(to) {
                    self.postings[kept] = posting;
                    kept += 1;
                }
            }
            from = end;
            if kept > begin {
                (self.terms[terms], self.ends[terms], self.most[terms]) = (self.terms[at], kept as u32, self.most[at]);
                terms += 1;
            }
        }
        self.postings.truncate(kept);
        self.terms.truncate(terms);
        self.ends.truncate(terms);
        self.most.truncate(terms);
        self.postings.shrink_to_fit();
    }
}

impl Postings {
    /// Adds an asset, whose place is beyond all before it.
    pub(crate) fn add(&mut self, place: u32, held: &Held) {
        self.places = place as usize + 1;
        for (term, steps) in &held.terms {
            self.fresh.entry(*term).or_default().push(Posting::new(place, *steps));
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
        let fresh = std::mem::take(&mut self.fresh);
        self.fresh_count = 0;
        self.sorted.merge(fresh, all);
    }

    /// Lets go of places that are empty: `to` says where each goes, [`GONE`] for those that are gone.
    pub(crate) fn pack(&mut self, to: &[u32]) {
        self.gone.clear();
        self.places = to.iter().filter(|new| **new != GONE).count();
        self.sorted.pack(to);
        self.fresh.values_mut().for_each(|list| list.retain_mut(|posting| posting.moves(to)));
        self.fresh.retain(|_, list| !list.is_empty());
        self.fresh_count = self.fresh.values().map(Vec::len).sum();
    }

    /// The best by the terms of a question of those that are allowed, `all` being how many assets there are.
    ///
    /// Each term counts by how rare it is: `ln((n − df + 0.5) / (df + 0.5) + 1)`, as a server's IDF modifier has it.
    pub(crate) fn best(&self, question: &Sparse, all: usize, limit: usize, allowed: &Places) -> Fitting {
        let mut terms: Vec<Asked<'_>> =
            question.terms.iter().zip(&question.weights).map(|(term, asked)| self.asked(*term, *asked, all)).collect();
        let best = terms.iter().map(|term| term.rarity).sum();
        // The rarest first: what is left then can lift nothing to the top that has none of them.
        terms.sort_by(|a, b| b.rarity.total_cmp(&a.rarity));
        let ranking = Scoring::new(self.places, limit, allowed).run(&terms);
        Fitting { ranking, best }
    }

    pub(crate) fn asked(&self, term: u32, asked: f32, all: usize) -> Asked<'_> {
        let (sorted, most) = self.sorted.of(term);
        let fresh = self.fresh.get(&term).map_or(&[][..], Vec::as_slice);
        let gone = self.gone.get(&term).copied().unwrap_or(0);
        let rarity = asked * rarity(all, (sorted.len() + fresh.len()).saturating_sub(gone));
        let step = rarity / STEPS;
        Asked { rarity, step, most: step * f32::from(most.max(self::most(fresh))), lists: [sorted, fresh] }
    }
}

fn rarity(all: usize, holders: usize) -> f32 {
    let (all, holders) = (all as f32, holders as f32);
    libm::logf((all - holders + 0.5).max(0.0) / (holders + 0.5) + 1.0)
}

/// The best by words.
pub(crate) struct Fitting {
    pub(crate) ranking: Ranking,
    /// About the best score that the question could have.
    best: f32,
}

impl Fitting {
    /// How much of what was asked one holds that scores that, 0–1 and a little beyond.
    pub(crate) fn share(&self, score: f32) -> f32 {
        if self.best > 0.0 { score / self.best } else { 0.0 }
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
            let allowed = (0..4).filter(|place| all == 4 || *place > 0).collect();
            let best = postings.best(&Sparse::question("dark harbour"), all, 10, &allowed).ranking;
            best.iter().map(|(place, _)| *place).collect::<Vec<_>>()
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
        let allowed = (0..300).collect();
        for text in words {
            let best = |postings: &Postings| postings.best(&Sparse::question(text), 300, 300, &allowed).ranking;
            assert_eq!(best(&sorted), best(&plain));
            assert!(!best(&plain).is_empty());
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
            let best = postings.best(&question, 1, 1, &std::iter::once(0).collect()).ranking;
            assert!((best[0].1 - rarity(1, 1) * weight).abs() < 1e-6, "{best:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn terms_are_found_where_they_are(
            terms in proptest::collection::btree_set(0_u32..=u32::MAX, 0..300),
            close in proptest::collection::btree_set(5_000_u32..5_300, 0..200),
            asked in 4_990_u32..5_310,
        ) {
            for terms in [terms, close] {
                let sorted = Sorted { terms: terms.iter().copied().collect(), ..Sorted::default() };
                for term in sorted.terms.iter().copied().chain([asked, 0, u32::MAX]) {
                    proptest::prop_assert_eq!(sorted.find(term), sorted.terms.binary_search(&term).ok());
                }
            }
        }
    }
}
