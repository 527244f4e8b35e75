//! The best of many, without all of them being sorted.

use std::cmp::Ordering;

use crate::fusion::Ranking;

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
pub(crate) struct Best {
    kept: Ranking,
    limit: usize,
    /// What is below it is not among the best.
    pub(crate) floor: f32,
}

impl Best {
    pub(crate) fn new(limit: usize) -> Self {
        Self { kept: Vec::with_capacity(2 * limit + 1), limit, floor: f32::NEG_INFINITY }
    }

    fn order(a: &(u32, f32), b: &(u32, f32)) -> Ordering {
        b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
    }

    pub(crate) fn add(&mut self, place: u32, score: f32) {
        self.kept.push((place, score));
        if self.kept.len() > 2 * self.limit {
            self.cut();
            self.floor = self.kept.iter().map(|(_, score)| *score).fold(f32::INFINITY, f32::min);
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.limit {
            self.kept.select_nth_unstable_by(self.limit, Self::order);
            self.kept.truncate(self.limit);
        }
    }

    /// The score of the last that is among the best; none, where there are fewer than are wanted.
    pub(crate) fn last(mut self) -> Option<f32> {
        self.cut();
        let full = self.limit > 0 && self.kept.len() == self.limit;
        full.then(|| self.kept.iter().map(|(_, score)| *score).fold(f32::INFINITY, f32::min))
    }

    pub(crate) fn ranking(mut self) -> Ranking {
        self.kept.sort_unstable_by(Self::order);
        self.kept.truncate(self.limit);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_the_best_of_all() {
        let mut random = design::Random::new(4);
        for limit in [0, 1, 3, 10] {
            let all: Vec<(u32, f32)> = (0..500).map(|place| (place, (random.index(60)) as f32)).collect();
            let mut sorted: Vec<(u32, f32)> =
                all.iter().copied().filter(|(place, _)| !place.is_multiple_of(3)).collect();
            sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            sorted.truncate(limit);
            let mut best = Best::new(limit);
            all.iter()
                .filter(|(place, _)| !place.is_multiple_of(3))
                .for_each(|(place, score)| best.add(*place, *score));
            assert_eq!(best.last(), sorted.last().map(|(_, score)| *score));
            assert_eq!(best_of(all.into_iter(), limit, |place| !place.is_multiple_of(3)), sorted);
        }
        assert_eq!(Best::new(3).last(), None);
    }
}
