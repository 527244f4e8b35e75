//! Which designs are shown together: those of which one is most likely to be liked.
//!
//! The expected utility of the selection (Viappiani and Boutilier, NIPS 2010; qEUBO: Astudillo and others, AISTATS 2023): the mean,
//! over all guesses at the taste, of how much the best of the set would be liked. The set that is best to show is the one that
//! teaches the most, so nothing weighs showing against asking here.

use super::belief::Belief;
use super::feature::Look;

/// Rounds in which members give way to others.
const ROUNDS: usize = 3;
/// Chooses `count` of `looks`, so that no two of them are without leave of `allowed`: greedily, then by exchange. Their places, those
/// that would be liked most first; fewer where there are not so many that may stand beside each other. `apart` is what it is worth
/// that two of them lie as far apart as they do, in standard deviations of what is thought of all designs: [`Belief::apart`] times
/// that for what is shown, nothing for drafts, which nobody sees.
#[must_use]
pub fn most_useful(
    belief: &Belief,
    looks: &[Look],
    count: usize,
    apart: &dyn Fn(usize, usize) -> f64,
    allowed: &dyn Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let table = Table { rows: belief.table(looks), weights: belief.weights(), apart };
    let mut members: Vec<usize> = Vec::new();
    let mut best = vec![f64::NEG_INFINITY; table.weights.len()];
    while members.len() < count.min(looks.len()) {
        let Some((next, _)) = table.best_beside(&best, &members, None, allowed) else { break };
        table.raise(&mut best, next);
        members.push(next);
    }
    for _ in 0..ROUNDS {
        let before = members.clone();
        for place in 0..members.len() {
            let mut rest = vec![f64::NEG_INFINITY; table.weights.len()];
            for (other, member) in members.iter().enumerate() {
                if other != place {
                    table.raise(&mut rest, *member);
                }
            }
            if let Some((next, _)) = table.best_beside(&rest, &members, Some(place), allowed) {
                members[place] = next;
            }
        }
        if members == before {
            break;
        }
    }
    let liked = |&member: &usize| table.mean(&table.rows[member]);
    members.sort_by(|a, b| liked(b).total_cmp(&liked(a)).then(a.cmp(b)));
    members
}

/// The mean, over all guesses, of how much the best of a set would be liked, standard deviations.
#[must_use]
pub fn usefulness(belief: &Belief, looks: &[Look]) -> f64 {
    let table = Table { rows: belief.table(looks), weights: belief.weights(), apart: &|_, _| 0.0 };
    let mut best = vec![f64::NEG_INFINITY; table.weights.len()];
    (0..looks.len()).for_each(|row| table.raise(&mut best, row));
    if looks.is_empty() { 0.0 } else { table.mean(&best) }
}

/// How much each guess would like each design.
struct Table<'a> {
    rows: Vec<Vec<f64>>,
    weights: &'a [f64],
    apart: &'a dyn Fn(usize, usize) -> f64,
}

impl Table<'_> {
    fn mean(&self, row: &[f64]) -> f64 {
        row.iter().zip(self.weights).map(|(value, weight)| value * weight).sum()
    }

    fn raise(&self, best: &mut [f64], row: usize) {
        for (most, value) in best.iter_mut().zip(&self.rows[row]) {
            *most = most.max(*value);
        }
    }

    /// The design that adds the most to those of which `best` is the best, in the place of one of the members or beside them all;
    /// on a tie the member that is there, then the first.
    fn best_beside(
        &self,
        best: &[f64],
        members: &[usize],
        instead: Option<usize>,
        allowed: &dyn Fn(usize, usize) -> bool,
    ) -> Option<(usize, f64)> {
        let others =
            || members.iter().enumerate().filter(|(place, _)| Some(*place) != instead).map(|(_, member)| *member);
        let held = instead.and_then(|place| members.get(place)).copied();
        let free = (0..self.rows.len())
            .filter(|row| Some(*row) != held && others().all(|other| other != *row && allowed(*row, other)));
        let mut found: Option<(usize, f64)> = None;
        for row in held.into_iter().chain(free) {
            let values = best.iter().zip(&self.rows[row]).zip(self.weights);
            let useful: f64 = values.map(|((most, value), weight)| weight * most.max(*value)).sum();
            let worth = useful + others().map(|other| (self.apart)(row, other)).sum::<f64>();
            if found.is_none_or(|(_, most)| worth > most) {
                found = Some((row, worth));
            }
        }
        found
    }
}
