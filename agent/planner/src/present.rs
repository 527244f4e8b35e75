//! Builds the option set that a person is shown.

use std::collections::{BTreeMap, BTreeSet};

use design::{Brief, Finding, Severity};

use crate::candidate::Candidate;
use crate::choose::Chosen;
use crate::ledger::Scope;
use crate::money::NanoUsd;
use crate::option_set::{Axis, DesignOption, OptionSet, Rejected, Reveal};
use crate::seen;
use crate::state::Run;
use crate::taste::{Belief, GoingOn};
use crate::telling::Telling;
use crate::wording;

/// Most axes that a set states.
const AXES_MAX: usize = 3;

/// The set of the `chosen` of `pool`, with what else was made in the turn.
pub(crate) fn option_set(run: &Run, pool: &[Candidate], chosen: &Chosen) -> OptionSet {
    let shown: Vec<&Candidate> = chosen.members.iter().filter_map(|&member| pool.get(member)).collect();
    // As those were stated that were recorded before tastes.
    let axes = stated_axes(&shown, run.reveal, run.taste.is_some());
    let labels = wording::labels(&shown, run.reveal);
    let refine_cost = run.ledger.totals(Scope::Turn(run.turn)).committed();
    let belief = run.belief();
    let telling = Telling::of(&run.settings);
    let options = shown.iter().zip(labels).enumerate();
    let options = options.map(|(place, (candidate, label))| DesignOption {
        label,
        findings: found(candidate, &run.brief),
        axis_values: axes.iter().map(|axis| (axis.id.clone(), axis.values[place].clone())).collect(),
        ..option(candidate, place, &shown, refine_cost, telling)
    });
    OptionSet {
        v: 1,
        id: format!("t{}", run.turn),
        turn: run.turn,
        reveal: run.reveal,
        options: options.collect(),
        axes,
        rejected: rejected(run, &shown),
        again: None,
        made: run.taste.iter().flat_map(|_| run.made.iter().copied().chain([run.turn])).collect(),
        notes: Vec::new(),
        turns_left: run.turns_left(),
        before: run.taste.as_ref().and_then(|_| run.turn.checked_sub(1)).filter(|turn| *turn > 0),
        after: None,
        going_on: belief.as_ref().and_then(|belief| going_on(run, belief, pool, &shown, refine_cost)),
        locked: run.locked.clone(),
        expires_after_s: run.settings.expires_after_s,
        choice: None,
        taste: known(run).then_some(&belief).and_then(Option::as_ref).map(Belief::leanings).unwrap_or_default(),
        past_choices: run.others(),
        preferred: None,
    }
}

/// Whether anything is known of the person's taste.
fn known(run: &Run) -> bool {
    run.taste.as_ref().is_some_and(|taste| !taste.is_empty())
}

/// What another turn is expected to bring, where there is one.
fn going_on(run: &Run, belief: &Belief, pool: &[Candidate], shown: &[&Candidate], cost: NanoUsd) -> Option<GoingOn> {
    run.turns_left().filter(|left| *left > 0)?;
    let made = Candidate::looks(pool);
    let place = |candidate: &&Candidate| pool.iter().position(|other| other.id == candidate.id);
    let shown: Vec<_> = shown.iter().filter_map(place).filter_map(|place| made.get(place)).copied().collect();
    let left = run.ledger.left().0.max(1);
    Some(GoingOn::after(belief, &made, &shown, cost.0 as f64 / left as f64))
}

fn option(
    candidate: &Candidate,
    place: usize,
    shown: &[&Candidate],
    refine_cost: NanoUsd,
    telling: Telling,
) -> DesignOption {
    let others: Vec<_> = shown.iter().filter(|other| other.id != candidate.id).map(|other| &other.critique).collect();
    let index = u32::try_from(place + 1).unwrap_or(u32::MAX);
    let mut scores = candidate.critique.scores.clone();
    scores.entry("total".to_owned()).or_insert(candidate.critique.total());
    DesignOption {
        id: candidate.id.clone(),
        index,
        label: String::new(),
        idea: candidate.idea.clone(),
        rationale: telling.rationale(&candidate.critique, &others),
        trade_off: telling.trade_off(&candidate.critique, &others),
        axis_values: BTreeMap::new(),
        scores,
        findings: Vec::new(),
        cost_nano_usd: candidate.cost,
        cost_usd: candidate.cost.to_string(),
        refine_cost_nano_usd: refine_cost,
        design: format!("option-{index}.json"),
        png: format!("option-{index}.png"),
        design_blob: candidate.design,
        png_blob: candidate.png,
    }
}

/// An edited design in the place of the option that was edited: named as that was, and judged anew.
pub(crate) fn edited(
    was: &DesignOption,
    candidate: &Candidate,
    others: &[&Candidate],
    brief: &Brief,
    telling: Telling,
) -> DesignOption {
    let place = usize::try_from(was.index.saturating_sub(1)).unwrap_or_default();
    DesignOption {
        label: was.label.clone(),
        axis_values: was.axis_values.clone(),
        findings: found(candidate, brief),
        ..option(candidate, place, others, was.refine_cost_nano_usd, telling)
    }
}

/// What the critique of an option found, and what its brief does not give.
fn found(candidate: &Candidate, brief: &Brief) -> Vec<Finding> {
    candidate.critique.findings.iter().cloned().chain(missing_facts(brief)).collect()
}

/// A finding for each fact that the brief asks for and does not give: it is left out, never invented.
fn missing_facts(brief: &Brief) -> impl Iterator<Item = Finding> {
    brief.missing.iter().map(|fact| {
        let message = format!("The brief asks for the {fact} and does not give it, so it is left out.");
        Finding::new("missing_fact", Severity::Info, message)
    })
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

/// The axes along which the shown differ, at most [`AXES_MAX`], the turn's own first; one at least.
fn stated_axes(shown: &[&Candidate], reveal: Reveal, as_seen: bool) -> Vec<Axis> {
    let mut axes: Vec<_> = wording::axes(reveal).iter().map(|axis| axis.of(shown)).collect();
    if as_seen {
        axes = axes.into_iter().map(|axis| seen::corrected(axis, shown)).collect();
    }
    axes.retain(|axis| distinct(&axis.values) > 1);
    // What tells most options apart comes first; the table's order decides between equals.
    axes.sort_by_key(|axis| std::cmp::Reverse(distinct(&axis.values)));
    // Two readings of one axis (a scheme, and its palette) are stated once.
    let mut labels = BTreeSet::new();
    axes.retain(|axis| labels.insert(axis.label.clone()));
    axes.truncate(AXES_MAX);
    if axes.is_empty() {
        axes.push(wording::fallback_axis(shown));
    }
    axes
}

fn distinct(values: &[String]) -> usize {
    values.iter().collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use design::Score;

    use super::*;
    use crate::fixture::{self, World, run};

    #[test]
    fn a_fact_that_was_asked_for_and_not_given_is_a_finding_of_every_option() {
        let brief = Brief { missing: vec!["shop address".to_owned()], ..fixture::brief() };
        let found: Vec<Finding> = missing_facts(&brief).collect();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rule.as_str(), found[0].severity), ("missing_fact", Severity::Info));
        assert!(found[0].message.contains("shop address"));
    }

    #[test]
    fn an_edited_option_keeps_its_name_and_place_and_what_the_brief_does_not_give() {
        let brief = Brief { missing: vec!["shop address".to_owned()], ..fixture::brief() };
        let (made, other) = (fixture::candidate("t1.c01", 0.8), fixture::candidate("t1.c02", 0.7));
        let was = DesignOption {
            label: "Orbit".to_owned(),
            ..option(&made, 1, &[&made, &other], NanoUsd(7), Telling::Compared)
        };
        let now = edited(&was, &fixture::candidate("t1.e01", 0.9), &[&other], &brief, Telling::Compared);
        assert_eq!((now.label.as_str(), now.index, now.png.as_str()), ("Orbit", 2, "option-2.png"));
        assert_eq!((now.id.as_str(), now.refine_cost_nano_usd), ("t1.e01", NanoUsd(7)));
        assert_eq!(now.scores["total"], Score::from_f64(0.9));
        assert_eq!(now.findings.iter().filter(|finding| finding.rule == "missing_fact").count(), 1);
    }

    #[test]
    fn a_set_has_the_fields_that_readers_rely_on() {
        let trace = run(&fixture::settings(), &World { price: Some(9), ..World::default() }, &[], 1);
        let set = serde_json::to_value(trace.sets()[0]).unwrap();
        let head = serde_json::json!({
            "v": set["v"], "id": set["id"], "turn": set["turn"], "reveal": set["reveal"], "choice": set["choice"],
        });
        let want = serde_json::json!({ "v": 1, "id": "t1", "turn": 1, "reveal": "direction", "choice": null });
        assert_eq!(head, want);
        for (place, option) in (1..).zip(set["options"].as_array().unwrap()) {
            assert_eq!(option["index"], place);
            assert_eq!(option["design"], format!("option-{place}.json"));
            assert_eq!(option["png"], format!("option-{place}.png"));
            assert_eq!((&option["cost_nano_usd"], &option["cost_usd"]), (&30.into(), &"0.00000003".into()));
            assert!(option["scores"]["total"].is_number());
            for words in ["label", "rationale", "trade_off"] {
                assert!(!option[words].as_str().unwrap().is_empty(), "{words}");
            }
        }
    }

    #[track_caller]
    fn check_axes(reveal: Reveal, change: impl Fn(usize, &mut Candidate), want: &[(&str, &[&str])]) {
        let mut candidates: Vec<_> = (0..3).map(|i| fixture::candidate(&format!("t1.c{i}"), 0.5)).collect();
        candidates.iter_mut().enumerate().for_each(|(i, candidate)| change(i, candidate));
        let axes = stated_axes(&candidates.iter().collect::<Vec<_>>(), reveal, false);
        let axes: Vec<_> = axes.iter().map(|axis| (axis.label.as_str(), axis.values.clone())).collect();
        let want: Vec<_> =
            want.iter().map(|(label, values)| (*label, values.iter().map(ToString::to_string).collect())).collect();
        assert_eq!(axes, want);
    }

    #[test]
    fn axes_state_what_differs_and_nothing_else() {
        let schemes = ["paper", "dark", "dark"];
        let voices = ["light", "mono", "italic"];
        check_axes(
            Reveal::Style,
            |i, candidate| {
                candidate.plan.scheme = schemes[i].to_owned();
                candidate.plan.voice = voices[i].to_owned();
            },
            // What tells all three apart comes first; palettes are named with their scheme.
            &[
                ("Type voice", &["Light and airy", "Technical, with monospaced notes", "Flowing italic"]),
                ("Colour", &["Light paper", "Dark ground", "Dark ground"]),
            ],
        );
        check_axes(Reveal::Direction, |_, _| {}, &[("Detail", &["Version 1", "Version 2", "Version 3"])]);
        check_axes(
            Reveal::Words,
            |i, candidate| candidate.copy = fixture::copy(["Swap", "Read", "Keep"][i]),
            &[("Words", &["Swap", "Read", "Keep"])],
        );
    }
}
