//! The sparse lane: which assets hold a term, and how much it counts in each.

use std::collections::BTreeMap;

use crate::fusion::Ranking;
use crate::words::Sparse;

/// Assets by the terms in them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    by_term: BTreeMap<u32, Held>,
}

/// What holds a term.
#[derive(Debug, Clone, Default)]
struct Held {
    by: Vec<(u32, f32)>,
    /// How many of those are still there.
    live: usize,
}

impl Postings {
    /// Adds an asset, whose place is beyond all before it.
    pub(crate) fn add(&mut self, place: u32, sparse: &Sparse) {
        for (term, weight) in sparse.terms.iter().zip(&sparse.weights) {
            let held = self.by_term.entry(*term).or_default();
            held.by.push((place, *weight));
            held.live += 1;
        }
    }

    /// Counts an asset's terms no more. Its place stays in the lists until all is packed: taking one out of a long list costs as
    /// much as the list is long.
    pub(crate) fn remove(&mut self, sparse: &Sparse) {
        for term in &sparse.terms {
            if let Some(held) = self.by_term.get_mut(term) {
                held.live = held.live.saturating_sub(1);
            }
        }
    }

    /// The score of every asset that holds a term of the question, `all` being how many assets there are, of `places` places.
    ///
    /// Each term counts by how rare it is: `ln((n − df + 0.5) / (df + 0.5) + 1)`, as a server's IDF modifier has it.
    pub(crate) fn scores(&self, question: &Sparse, all: usize, places: usize) -> Scores {
        let mut scores = Scores { sums: vec![0.0; places], touched: Vec::new(), best: 0.0 };
        for (term, asked) in question.terms.iter().zip(&question.weights) {
            let held = self.by_term.get(term);
            let weight = asked * rarity(all, held.map_or(0, |held| held.live));
            scores.best += weight;
            for (place, own) in held.map_or(&[][..], |held| &held.by) {
                let sum = &mut scores.sums[*place as usize];
                // Every weight is above zero, so a sum that is zero was not touched.
                if *sum == 0.0 {
                    scores.touched.push(*place);
                }
                *sum += weight * own;
            }
        }
        scores
    }
}

fn rarity(all: usize, holders: usize) -> f32 {
    let (all, holders) = (all as f32, holders as f32);
    libm::logf((all - holders + 0.5).max(0.0) / (holders + 0.5) + 1.0)
}

/// What assets score.
pub(crate) struct Scores {
    sums: Vec<f32>,
    touched: Vec<u32>,
    /// About the best score that the question could have.
    best: f32,
}

impl Scores {
    pub(crate) fn of(&self, place: u32) -> f32 {
        self.sums.get(place as usize).copied().unwrap_or(0.0)
    }

    /// How much of what was asked an asset holds, 0–1 and a little beyond.
    pub(crate) fn share(&self, place: u32) -> f32 {
        if self.best > 0.0 { self.of(place) / self.best } else { 0.0 }
    }

    /// The best that `lets` lets through, best first.
    pub(crate) fn best(&self, limit: usize, lets: impl Fn(u32) -> bool) -> Ranking {
        best_of(self.touched.iter().map(|place| (*place, self.of(*place))), limit, lets)
    }
}

/// The best of all that `lets` lets through, best first and equal ones by their places.
pub(crate) fn best_of(all: impl Iterator<Item = (u32, f32)>, limit: usize, lets: impl Fn(u32) -> bool) -> Ranking {
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    let mut kept: Ranking = Vec::with_capacity(2 * limit + 1);
    let mut floor = f32::NEG_INFINITY;
    for (place, score) in all {
        if score < floor || !lets(place) {
            continue;
        }
        kept.push((place, score));
        if kept.len() > 2 * limit {
            kept.select_nth_unstable_by(limit, order);
            kept.truncate(limit);
            floor = kept.iter().map(|(_, score)| *score).fold(f32::INFINITY, f32::min);
        }
    }
    kept.sort_unstable_by(order);
    kept.truncate(limit);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asset, AssetKind};

    fn sparse(name: &str) -> Sparse {
        Sparse::of(&Asset::new("a", AssetKind::Logo, name))
    }

    #[test]
    fn rare_terms_count_for_more_and_what_is_gone_is_not_found() {
        let names = ["harbour dark", "plain dark", "plain dark", "plain light"];
        let mut postings = Postings::default();
        (0..).zip(names).for_each(|(place, name)| postings.add(place, &sparse(name)));
        let found = |postings: &Postings, all: usize| {
            let scores = postings.scores(&Sparse::question("dark harbour"), all, 4);
            scores.best(10, |place| all == 4 || place > 0).iter().map(|(place, _)| *place).collect::<Vec<_>>()
        };
        assert_eq!(found(&postings, 4)[..3], [0, 1, 2]);
        postings.remove(&sparse(names[0]));
        assert_eq!(found(&postings, 3)[..2], [1, 2]);
        names[1..].iter().for_each(|name| postings.remove(&sparse(name)));
        assert!(postings.by_term.values().all(|held| held.live == 0));
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
