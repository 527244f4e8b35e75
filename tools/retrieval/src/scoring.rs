//! What assets score by the terms of a question, of which the commonest are looked up only where they can still change who is best.

use crate::best::{Best, best_of};
use crate::facets::Places;
use crate::fusion::Ranking;
use crate::postings::Posting;

/// Scores that are looked through together.
const CHUNK: usize = 16;
/// Looking a term up for one place costs as much as adding up so many postings.
const LOOKED_UP: usize = 24;
/// What can still be added is tried for a bound once it is so little of all, and again whenever it is so much lower.
const LITTLE: f32 = 0.12;
const LOWER: f32 = 0.7;
/// What adding up in any order is off by at most, as a share.
const ROUNDED: f32 = 1e-4;

/// A term that is asked for.
pub(crate) struct Asked<'a> {
    /// What it counts where it weighs 1.
    pub(crate) rarity: f32,
    /// What it counts for a step of its weight.
    pub(crate) step: f32,
    /// What it adds to a score at most.
    pub(crate) most: f32,
    /// Who holds it, by rising places.
    pub(crate) lists: [&'a [Posting]; 2],
}

impl Asked<'_> {
    fn len(&self) -> usize {
        self.lists.iter().map(|list| list.len()).sum()
    }

    /// How it is held at a place.
    fn at(&self, place: u32) -> Option<Posting> {
        self.lists.iter().find_map(|list| {
            let at = list.binary_search_by_key(&(place as usize), |one| one.place()).ok()?;
            Some(list[at])
        })
    }
}

/// Scores on their way.
pub(crate) struct Scoring<'a> {
    /// By places.
    scores: Vec<f32>,
    limit: usize,
    allowed: &'a Places,
}

impl<'a> Scoring<'a> {
    pub(crate) fn new(places: usize, limit: usize, allowed: &'a Places) -> Self {
        Self { scores: vec![0.0; places], limit, allowed }
    }

    /// The best by all terms, which come with the rarest first.
    pub(crate) fn run(mut self, terms: &[Asked<'_>]) -> Ranking {
        // What is left from each term on: what it adds at most, and how many postings it has.
        let mut left = vec![(0.0_f32, 0_usize); terms.len() + 1];
        for (at, term) in terms.iter().enumerate().rev() {
            left[at] = (left[at + 1].0 + term.most, left[at + 1].1 + term.len());
        }
        let mut wanted = left[0].0 * LITTLE;
        for (at, term) in terms.iter().enumerate() {
            let (bound, postings) = left[at];
            // Looking through all scores costs about as much as adding up half as many postings.
            if postings > self.scores.len() / 2 && bound < wanted {
                let off = left[0].0 * terms.len() as f32 * f32::EPSILON;
                if let Some(places) = self.contenders(bound * (1.0 + ROUNDED) + off, postings / (terms.len() - at)) {
                    return self.among(&places, &terms[at..]);
                }
                wanted = bound * LOWER;
            }
            term.lists.iter().for_each(|list| self.add_up(term.step, list));
        }
        let mut best = Best::new(self.limit);
        self.each(f32::MIN_POSITIVE, &mut best, |best, place, score| best.add(place, score));
        best.ranking()
    }

    fn add_up(&mut self, step: f32, list: &[Posting]) {
        for posting in list {
            self.scores[posting.place()] += step * f32::from(posting.steps());
        }
    }

    /// Hands on every allowed place that scores as much as `least`, or as the floor of `best` once that is higher. Every weight is
    /// above zero, so what scores zero holds nothing of the question.
    fn each(&self, least: f32, best: &mut Best, mut take: impl FnMut(&mut Best, u32, f32)) {
        for (chunk, scores) in (0..).zip(self.scores.chunks(CHUNK)) {
            // Of most chunks none is good enough, which is seen for all of it at once.
            let floor = best.floor.max(least);
            if !scores.iter().fold(false, |any, score| any | (*score >= floor)) {
                continue;
            }
            for (place, score) in (chunk * CHUNK as u32..).zip(scores) {
                if *score >= best.floor.max(least) && self.allowed.has(place) {
                    take(best, place, *score);
                }
            }
        }
    }

    /// The places that can be among the best when `bound` is the most that can still be added; none, where they are more than it
    /// is worth to look terms of `postings` postings up for.
    fn contenders(&self, bound: f32, postings: usize) -> Option<Vec<u32>> {
        let mut best = Best::new(self.limit);
        self.each(f32::MIN_POSITIVE, &mut best, |best, place, score| best.add(place, score));
        let least = best.last()? - bound;
        if least <= 0.0 {
            return None;
        }
        let mut places = Vec::new();
        // Its floor stays below everything.
        self.each(least, &mut Best::new(0), |_, place, _| places.push(place));
        (places.len() * LOOKED_UP < postings).then_some(places)
    }

    /// The best among some places, for which the terms that are left are looked up.
    fn among(mut self, places: &[u32], terms: &[Asked<'_>]) -> Ranking {
        for term in terms {
            for place in places {
                if let Some(posting) = term.at(*place) {
                    self.scores[*place as usize] += term.step * f32::from(posting.steps());
                }
            }
        }
        best_of(places.iter().map(|place| (*place, self.scores[*place as usize])), self.limit, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postings::Postings;
    use crate::words::{Held, Sparse};
    use crate::{Asset, AssetKind};

    #[test]
    fn the_best_are_those_that_all_terms_added_up_would_find() {
        let mut random = design::Random::new(3);
        let parts = ["har", "bour", "quay", "lan", "tern", "fer", "ry", "gull", "pier", "sea"];
        let mut postings = Postings::default();
        let mut name = || {
            let mut word = || format!("{}{}", parts[random.index(10)], parts[random.index(10)]);
            format!("{} {} {}", word(), word(), word())
        };
        let mut names = Vec::new();
        for place in 0..6_000 {
            let asset = Asset { tags: vec!["harbour pier".into()], ..Asset::new("a", AssetKind::Logo, name()) };
            postings.add(place, &Held::of(&asset));
            names.push(asset.name);
            if place == 5_500 {
                postings.settle();
            }
        }
        let allowed: Places = (0..6_000).filter(|place| place % 7 > 0).collect();
        let mut cut_short = 0;
        for asked in names.iter().step_by(97) {
            let question = Sparse::question(asked);
            let few = postings.best(&question, 6_000, 10, &allowed).ranking;
            // Nobody is left out where all are wanted.
            let all = postings.best(&question, 6_000, 6_000, &allowed).ranking;
            assert_eq!(few, all[..10], "{asked}");
            let terms: Vec<Asked<'_>> = question.terms.iter().map(|term| postings.asked(*term, 1.0, 6_000)).collect();
            cut_short += usize::from(terms.iter().map(Asked::len).sum::<usize>() > 6_000);
        }
        assert!(cut_short > 30, "{cut_short}");
    }
}
