//! Builds the option set that a person is shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::choose::Chosen;
use crate::ledger::Scope;
use crate::money::NanoUsd;
use crate::option_set::{Axis, DesignOption, OptionSet, Rejected, Reveal};
use crate::state::{Candidate, Run};
use crate::wording;

/// Most axes that a set states.
const AXES_MAX: usize = 3;

/// The set of the `chosen` of `pool`, with what else was made in the turn.
pub(crate) fn option_set(run: &Run, pool: &[Candidate], chosen: &Chosen) -> OptionSet {
    let shown: Vec<&Candidate> = chosen.members.iter().filter_map(|&member| pool.get(member)).collect();
    let axes = stated_axes(&shown, run.reveal);
    let labels = wording::labels(&shown, run.reveal);
    let refine_cost = run.ledger.totals(Scope::Turn(run.turn)).committed();
    let options = shown.iter().zip(labels).enumerate();
    let options = options.map(|(place, (candidate, label))| DesignOption {
        label,
        axis_values: axes.iter().map(|axis| (axis.id.clone(), axis.values[place].clone())).collect(),
        ..option(candidate, place, &shown, refine_cost)
    });
    OptionSet {
        v: 1,
        id: format!("t{}", run.turn),
        turn: run.turn,
        reveal: run.reveal,
        options: options.collect(),
        axes,
        rejected: rejected(run, &shown),
        choice: None,
    }
}

fn option(candidate: &Candidate, place: usize, shown: &[&Candidate], refine_cost: NanoUsd) -> DesignOption {
    let others: Vec<_> = shown.iter().filter(|other| other.id != candidate.id).map(|other| &other.critique).collect();
    let index = u32::try_from(place + 1).unwrap_or(u32::MAX);
    let mut scores = candidate.critique.scores.clone();
    scores.entry("total".to_owned()).or_insert(candidate.critique.total());
    DesignOption {
        id: candidate.id.clone(),
        index,
        label: String::new(),
        rationale: wording::rationale(&candidate.critique, &others),
        trade_off: wording::trade_off(&candidate.critique),
        axis_values: BTreeMap::new(),
        scores,
        findings: candidate.critique.findings.clone(),
        cost_nano_usd: candidate.cost,
        cost_usd: candidate.cost.to_string(),
        refine_cost_nano_usd: refine_cost,
        design: format!("option-{index}.json"),
        png: format!("option-{index}.png"),
        design_blob: candidate.design,
        png_blob: candidate.png,
    }
}

/// Everything that was made in the turn and is not shown: what failed, and what passed and was not chosen.
fn rejected(run: &Run, shown: &[&Candidate]) -> Vec<Rejected> {
    let mut rejected = run.failed();
    let passed = run.candidates().filter(|candidate| candidate.critique.passes());
    let passed_over = passed.filter(|candidate| shown.iter().all(|other| other.id != candidate.id));
    rejected.extend(passed_over.map(|candidate| Rejected {
        reason: wording::passed_over(&candidate, shown),
        id: candidate.id,
        findings: candidate.critique.findings,
    }));
    rejected.sort_by(|a, b| a.id.cmp(&b.id));
    rejected
}

/// The option with the highest total; the first of equals.
pub(crate) fn best_option(set: &OptionSet) -> Option<String> {
    let total = |place: usize| set.options[place].scores.get("total").copied().unwrap_or_default();
    let best = (0..set.options.len()).rev().max_by_key(|&place| total(place))?;
    Some(set.options[best].id.clone())
}

/// The axes along which the shown differ, at most [`AXES_MAX`], the turn's own first; one at least.
fn stated_axes(shown: &[&Candidate], reveal: Reveal) -> Vec<Axis> {
    let mut axes: Vec<_> = wording::axes(reveal).iter().map(|axis| axis.of(shown)).collect();
    axes.retain(|axis| distinct(&axis.values) > 1);
    // What tells most options apart comes first; the table's order decides between equals.
    axes.sort_by_key(|axis| std::cmp::Reverse(distinct(&axis.values)));
    axes.truncate(AXES_MAX);
    if axes.is_empty() {
        axes.push(wording::fallback_axis(shown));
    }
    axes
}

fn distinct(values: &[String]) -> usize {
    values.iter().collect::<BTreeSet<_>>().len()
}
