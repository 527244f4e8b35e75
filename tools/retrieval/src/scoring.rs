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
pub(crate) struct Scoring {
    /// By places; those that are not allowed are below every score whatever is added.
    scores: Vec<f32>,
    limit: usize,
}

impl Scoring {
    pub(crate) fn new(places: usize, limit: usize, allowed: &Places) -> Self {
        let mut scores = vec![f32::NEG_INFINITY; places];
        for (scores, bits) in scores.chunks_mut(Places::WORD).zip(allowed.words()) {
            if *bits == u64::MAX {
                scores.fill(0.0);
            } else {
                let allowed = scores.iter_mut().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                allowed.for_each(|(_, score)| *score = 0.0);
            }
        }
        Self { scores, limit }
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
        let tops = self.tops();
        self.best(&tops).ranking()
    }

    fn add_up(&mut self, step: f32, list: &[Posting]) {
        for posting in list {
            self.scores[posting.place()] += step * f32::from(posting.steps());
        }
    }

    /// The largest score of each chunk.
    fn tops(&self) -> Vec<f32> {
        let (chunks, rest) = self.scores.as_chunks::<CHUNK>();
        chunks.iter().map(largest).chain((!rest.is_empty()).then(|| fold_largest(rest))).collect()
    }

    /// Hands on every place that scores as much as `least`. Chunks whose largest score is less are not looked through.
    fn each(&self, tops: &[f32], least: f32, mut take: impl FnMut(u32, f32)) {
        let chunks = (0..).zip(self.scores.chunks(CHUNK)).zip(tops);
        for ((chunk, scores), _) in chunks.filter(|(_, top)| **top >= least) {
            let places = (chunk * CHUNK as u32..).zip(scores);
            places.filter(|(_, score)| **score >= least).for_each(|(place, score)| take(place, *score));
        }
    }

    /// The best so far. Every weight is above zero, so what scores zero holds nothing of the question.
    fn best(&self, tops: &[f32]) -> Best {
        // Largest scores of chunks are scores of so many places: the last of the best of them is none too high.
        let mut highest = Best::new(self.limit);
        tops.iter().for_each(|top| {
            if *top >= highest.floor {
                highest.add(0, *top);
            }
        });
        let least = highest.last().unwrap_or_default().max(f32::MIN_POSITIVE);
        let mut best = Best::new(self.limit);
        self.each(tops, least, |place, score| best.add(place, score));
        best
    }

    /// The places that can be among the best when `bound` is the most that can still be added; none, where they are more than it
    /// is worth to look terms of `postings` postings up for.
    fn contenders(&self, bound: f32, postings: usize) -> Option<Vec<u32>> {
        let tops = self.tops();
        let least = self.best(&tops).last()? - bound;
        if least <= 0.0 {
            return None;
        }
        let mut places = Vec::new();
        self.each(&tops, least, |place, _| places.push(place));
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

/// The largest of a chunk, half of it against the other half, so that it is done for many at once.
fn largest(chunk: &[f32; CHUNK]) -> f32 {
    let mut tops = *chunk;
    let mut width = CHUNK / 2;
    while width > 0 {
        for at in 0..width {
            tops[at] = if tops[at + width] > tops[at] { tops[at + width] } else { tops[at] };
        }
        width /= 2;
    }
    tops[0]
}

fn fold_largest(scores: &[f32]) -> f32 {
    scores.iter().copied().fold(f32::NEG_INFINITY, f32::max)
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
