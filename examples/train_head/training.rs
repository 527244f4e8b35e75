//! Fits the head: of each pair the original is to answer with more (the logistic loss of the difference, as in Burges et al.,
//! "Learning to rank using gradient descent", 2005), by Adam over all pairs at once.

use std::collections::BTreeMap;

use measure::ScorerKind;

use crate::pairs::{Pair, TOTAL};

const STEPS: usize = 600;
const RATE: f64 = 0.02;
/// How strongly weights are drawn to where they began.
const PULL: f64 = 0.03;
/// A point of the mean of the rules counts this much before anything is learned.
const TRUST: f64 = 40.0;
/// What a gate counts before anything is learned; the heaviest rule counts 20.
const GATE: u32 = 30;
/// Figures that spread less over the designs of training say nothing of others.
const SPREAD_MIN: f64 = 0.005;

/// The head as it is fitted. It is a plain sum: with six hidden units the kinds of training were told worse when each was left out
/// in turn.
pub(crate) struct Net {
    names: Vec<String>,
    /// Mean and spread of each figure.
    usual: Vec<(f64, f64)>,
    /// What the rules of the house count; it is no part of what is learned that one of them may be fallen short of.
    floors: Vec<f64>,
    weights: Vec<f64>,
    center: f64,
    spread: f64,
}

/// What a net is fitted with, standardised.
type Rows = Vec<[Vec<f64>; 2]>;

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    (mean, (values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt())
}

/// As it is written down.
fn rounded(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

impl Net {
    /// The head that tells the pairs of training apart.
    pub(crate) fn trained(pairs: &[Pair]) -> Self {
        let known = |pair: &&Pair| !pair.held.brief && !pair.held.kind && !pair.held.archetype;
        let pairs: Vec<&Pair> = pairs.iter().filter(known).collect();
        let mut net = Self::begun(&pairs);
        let rows: Rows = pairs.iter().map(|pair| [net.row(&pair.original), net.row(&pair.damaged)]).collect();
        net.fit(&rows);
        let answers: Vec<f64> = rows.iter().flatten().map(|row| net.answer(row)).collect();
        let (center, spread) = moments(answers.iter().copied());
        Self { center: rounded(center), spread: rounded(spread), ..net }
    }

    /// Before anything is learned: the rules count what they count in the house, all else nothing.
    fn begun(pairs: &[&Pair]) -> Self {
        let designs = || pairs.iter().flat_map(|pair| [&pair.original, &pair.damaged]);
        let (mut names, mut usual) = (Vec::new(), Vec::new());
        for name in designs().next().into_iter().flat_map(BTreeMap::keys).filter(|name| *name != TOTAL) {
            let (mean, spread) = moments(designs().map(|figures| figures[name]));
            if spread >= SPREAD_MIN {
                names.push(name.clone());
                usual.push((rounded(mean), rounded(spread)));
            }
        }
        let house: BTreeMap<String, u32> = measure::house()
            .map(|rule| match rule.kind {
                ScorerKind::Veto => (format!("score_{}", rule.name), GATE),
                ScorerKind::Weighted(weight) => (format!("score_{}", rule.name), weight),
            })
            .collect();
        let all: u32 = house.values().filter(|weight| **weight != GATE).sum();
        let first = |(name, usual): (&String, &(f64, f64))| {
            house.get(name).map_or(0.0, |weight| TRUST * usual.1 * f64::from(*weight) / f64::from(all))
        };
        let weights = names.iter().zip(&usual).map(first).collect();
        let least = |name: &String| if house.contains_key(name) { 0.0 } else { f64::NEG_INFINITY };
        let floors = names.iter().map(least).collect();
        Self { names, usual, floors, weights, center: 0.0, spread: 1.0 }
    }

    fn row(&self, figures: &BTreeMap<String, f64>) -> Vec<f64> {
        let standard = |(name, (mean, spread)): (&String, &(f64, f64))| (figures[name] - mean) / spread;
        self.names.iter().zip(&self.usual).map(standard).collect()
    }

    fn answer(&self, row: &[f64]) -> f64 {
        dot(&self.weights, row)
    }

    fn fit(&mut self, rows: &Rows) {
        let begun = self.weights.clone();
        let (mut first, mut second) = (vec![0.0; begun.len()], vec![0.0; begun.len()]);
        for step in 1..=STEPS {
            let mut slopes = vec![0.0; begun.len()];
            for [original, damaged] in rows {
                let ahead = self.answer(original) - self.answer(damaged);
                let share = 1.0 / (1.0 + ahead.exp()) / rows.len() as f64;
                let apart = original.iter().zip(damaged);
                slopes.iter_mut().zip(apart).for_each(|(slope, (one, other))| *slope -= share * (one - other));
            }
            let (slow, fast) = (1.0 - 0.9_f64.powi(step as i32), 1.0 - 0.999_f64.powi(step as i32));
            for (at, weight) in self.weights.iter_mut().enumerate() {
                let slope = slopes[at] + PULL * (*weight - begun[at]);
                first[at] = 0.9 * first[at] + 0.1 * slope;
                second[at] = 0.999 * second[at] + 0.001 * slope * slope;
                *weight -= RATE * (first[at] / slow) / ((second[at] / fast).sqrt() + 1e-8);
                // That a rule finds more fault with a design is never in its favour.
                *weight = weight.max(self.floors[at]);
            }
        }
        self.weights.iter_mut().for_each(|weight| *weight = rounded(*weight));
    }

    /// The form of `tools/measure/src/learned_head.json`.
    pub(crate) fn to_json(&self) -> String {
        let figure = |(at, name): (usize, &String)| {
            let ((mean, spread), weight) = (self.usual[at], self.weights[at]);
            format!("    \"{name}\": {{\"mean\": {mean}, \"spread\": {spread}, \"weight\": {weight}}}")
        };
        let figures: Vec<String> = self.names.iter().enumerate().map(figure).collect();
        format!(
            "{{\n  \"figures\": {{\n{}\n  }},\n  \"center\": {},\n  \"spread\": {}\n}}\n",
            figures.join(",\n"),
            self.center,
            self.spread
        )
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}
