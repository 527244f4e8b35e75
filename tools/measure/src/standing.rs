//! How a score stands among those of other designs: what is common for one scorer is rare for another.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use design::{Critique, Score, ScorePart};

use crate::scorer::{ScorerKind, house};

/// Of each scorer, the scores of designs that the house showed, in steps of 1/10 000: the least, and at each further twentieth of
/// them. Made by the example `calibrate`.
const SHOWN: &str = include_str!("standing.json");

static TWENTIETHS: LazyLock<BTreeMap<String, Vec<u16>>> =
    LazyLock::new(|| serde_json::from_str(SHOWN).unwrap_or_default());

/// Of a hundred designs that the house showed, how many score less by a scorer, rounded down; none, for scorers of which that is
/// not known, or that score nearly all of them alike.
#[must_use]
pub fn percentile(scorer: &str, score: Score) -> Option<u8> {
    let at = TWENTIETHS.get(scorer).filter(|at| at.first() < at.last())?;
    Some(libm::floor(among(at, score.steps())) as u8)
}

/// Where a value stands among values that rise evenly, 0–100.
fn among(rising: &[u16], value: u16) -> f64 {
    let place = |at: usize| at as f64 / (rising.len() - 1) as f64 * 100.0;
    let below = rising.partition_point(|one| *one < value);
    if below == 0 || below == rising.len() {
        return if below == 0 { 0.0 } else { 100.0 };
    }
    if rising[below] == value {
        return place(below);
    }
    let (low, high) = (f64::from(rising[below - 1]), f64::from(rising[below]));
    place(below - 1) + (f64::from(value) - low) / (high - low) * (place(below) - place(below - 1))
}

/// What the total of a critique by the house's scorers is made of, the total first, then by the scorers' order.
#[must_use]
pub fn parts(critique: &Critique, weights: &BTreeMap<String, u32>) -> Vec<ScorePart> {
    let part = |scorer: &str, weight: Option<u32>| {
        let score = *critique.scores.get(scorer)?;
        Some(ScorePart { scorer: scorer.to_owned(), weight, percentile: percentile(scorer, score) })
    };
    let own = house().filter_map(|rule| {
        let weight = match rule.kind {
            ScorerKind::Veto => None,
            ScorerKind::Weighted(usual) => Some(weights.get(rule.name).copied().unwrap_or(usual)),
        };
        part(rule.name, weight)
    });
    let mut parts: Vec<ScorePart> = part("total", None).into_iter().chain(own).collect();
    let known: Vec<String> = parts.iter().map(|part| part.scorer.clone()).collect();
    let others = critique.scores.keys().filter(|scorer| !known.contains(scorer));
    parts.extend(others.filter_map(|scorer| part(scorer, weights.get(scorer).copied())));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_between_those_around_it() {
        let rising = [100, 200, 200, 200, 500];
        for (value, place) in [(0, 0.0), (100, 0.0), (150, 12.5), (200, 25.0), (350, 87.5), (500, 100.0), (900, 100.0)]
        {
            assert!((among(&rising, value) - place).abs() < 1e-9, "{value}: {}", among(&rising, value));
        }
    }

    #[test]
    fn every_weighted_scorer_and_the_total_have_a_standing_that_rises() {
        assert!(!TWENTIETHS.is_empty() && TWENTIETHS.values().all(|at| at.len() == 21 && at.is_sorted()));
        let weighted = house().filter(|rule| matches!(rule.kind, ScorerKind::Weighted(_))).map(|rule| rule.name);
        for name in weighted.chain(["total"]) {
            assert!(TWENTIETHS.contains_key(name), "{name}");
        }
        assert!(percentile("total", Score::WORST) < percentile("total", Score::from_f64(0.95)));
        assert_eq!(percentile("total", Score::BEST), Some(100));
        assert_eq!(percentile("nobody", Score::BEST), None);
    }

    #[test]
    fn all_scores_are_parts_and_weights_are_those_that_counted() {
        let scores = ["total", "hierarchy", "overflow", "acme.half"].map(|name| (name.to_owned(), Score::BEST));
        let critique = Critique { scores: scores.into(), ..Critique::default() };
        let parts = parts(&critique, &BTreeMap::from([("hierarchy".to_owned(), 3), ("acme.half".to_owned(), 5)]));
        let told: Vec<_> = parts.iter().map(|part| (part.scorer.as_str(), part.weight)).collect();
        assert_eq!(told, [("total", None), ("overflow", None), ("hierarchy", Some(3)), ("acme.half", Some(5))]);
    }
}
