//! Foreign tools in a lane: they judge designs after the house did, and change pictures before they are placed.
//!
//! None of them can end a lane: one that fails is left out, and the run says so; where it was required, the design is not shown. Who was asked is kept with what is asked: a run
//! that branches off meanwhile may have others.

use std::collections::{BTreeMap, BTreeSet};

use design::{Critique, Finding, NodeId, Operation, Score, Severity};
use serde_json::Value;

use crate::calls::{FilterImage, FilteredImage, GeneratedImage, JudgeDesign, JudgedDesign};
use crate::effect::Effect;
use crate::event::EffectError;
use crate::lane::{Judging, Made, Unfiltered};
use crate::settings::Judge;
use crate::state::{Awaited, Run, degraded};
use crate::wave::{self, REPAIRS_MAX};
use crate::wording;

/// Asks every judge about a design that the house criticised.
pub(crate) fn judge(run: &mut Run, lane: &str, made: Made, repairs: Vec<Operation>) -> Vec<Effect> {
    let (design, seed) = (made.design, run.settings.seed);
    let judges = run.settings.judges.clone();
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    at.judging = Some(Box::new(Judging { made, repairs, judges: judges.clone(), said: BTreeMap::new() }));
    let ask = |(place, judge): (u32, &Judge)| {
        let args = JudgeDesign { design, seed, by: judge.by.clone() };
        run.call_tool(lane, Awaited::Judge(place), &judge.tool, &args)
    };
    (0..).zip(&judges).map(ask).collect()
}

/// Takes what a judge says; with the last of them the design is weighed.
pub(crate) fn judged(run: &mut Run, lane: &str, place: u32, result: Result<&Value, &EffectError>) -> Vec<Effect> {
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    let Some(mut judging) = at.judging.take() else { return Vec::new() };
    judging.said.insert(place, wave::parse(result).map_err(|error| error.message));
    if judging.said.len() < judging.judges.len() {
        at.judging = Some(judging);
        return Vec::new();
    }
    let Judging { mut made, repairs, judges, said } = *judging;
    let (mut effects, mut foreign) = (Vec::new(), Vec::new());
    for (judge, said) in judges.iter().zip(said.into_values()) {
        match said {
            Ok(said) => foreign.push(take(judge, said, &mut made.critique)),
            Err(why) => {
                if judge.required {
                    turn_down(judge, &mut made.critique);
                }
                effects.push(degraded(lane, format!("{} is not heard", judge.tool), why));
            }
        }
    }
    made.critique.findings.sort_by_key(|finding| finding.severity);
    let foreign = beside(&repairs, foreign);
    effects.extend(wave::weighed(run, lane, made, repairs, foreign));
    effects
}

/// Turns down what was made before somebody had to judge, or judged by others: a run that branches off may be told so then.
pub(crate) fn turn_down_unheard(run: &mut Run, before: &[Judge]) {
    let is_new = |judge: &Judge| before.iter().all(|one| one.tool != judge.tool || one.by != judge.by);
    let required = run.settings.judges.iter().filter(|judge| judge.required);
    let required: Vec<(Judge, bool)> = required.map(|judge| (judge.clone(), is_new(judge))).collect();
    let made = run.lanes.values_mut().filter_map(|lane| lane.best.as_mut()).map(|made| &mut made.critique);
    let shown = run.parent.iter_mut().chain(run.offered.values_mut()).map(|candidate| &mut candidate.critique);
    for critique in made.chain(shown) {
        for (judge, is_new) in &required {
            if *is_new || !critique.scores.contains_key(&judge.tool) {
                turn_down(judge, critique);
            }
        }
    }
}

/// What was not judged by one who has to is not shown.
fn turn_down(judge: &Judge, critique: &mut Critique) {
    let why = format!("{} did not judge it, and nothing is shown that it did not judge", judge.tool);
    critique.findings.push(Finding::new(wording::UNJUDGED, Severity::Gate, why));
    critique.scores.insert("total".to_owned(), Score::WORST);
}

/// Adds what a judge says to what was said before: its findings, and its score at its weight. Gives its repairs.
fn take(judge: &Judge, said: JudgedDesign, critique: &mut Critique) -> Vec<Operation> {
    let before = critique.passes();
    let mut repairs = Vec::new();
    for finding in said.findings {
        if finding.severity <= Severity::Warn {
            repairs.extend(finding.repair.clone());
        }
        critique.findings.push(finding);
    }
    critique.scores.insert(judge.tool.clone(), said.score);
    let total = if critique.passes() {
        let (rest, own) = (u32::from(critique.total().steps()), u32::from(said.score.steps()));
        let total = (rest * (100 - judge.weight) + own * judge.weight) / 100;
        Score::from_f64(f64::from(total) / f64::from(Score::BEST.steps()))
    } else if before {
        // What one gate turns down has no total, whoever turns it down.
        Score::WORST
    } else {
        return repairs;
    };
    critique.scores.insert("total".to_owned(), total);
    repairs
}

/// Repairs of foreign tools that get along with those of the house and with each other: none edits what the house edits, two of
/// them do not edit the same thing of a node, and of one of them the last edit of a thing counts.
fn beside(house: &[Operation], foreign: Vec<Vec<Operation>>) -> Vec<Operation> {
    let by_house: BTreeSet<&NodeId> = house.iter().map(Operation::target).collect();
    let same = |one: &Operation, other: &Operation| {
        let removes = |edit: &Operation| matches!(edit, Operation::RemoveNode { .. });
        let alike = std::mem::discriminant(one) == std::mem::discriminant(other);
        one.target() == other.target() && (alike || removes(one) || removes(other))
    };
    let mut repairs: Vec<Operation> = Vec::new();
    for own in foreign {
        let mut edits: Vec<Operation> = Vec::new();
        for edit in own {
            let is_taken = by_house.contains(edit.target()) || repairs.iter().any(|other| same(other, &edit));
            let is_gone = edits.iter().any(|other| same(other, &edit) && matches!(other, Operation::RemoveNode { .. }));
            if is_taken || is_gone {
                continue;
            }
            edits.retain(|other| !same(other, &edit));
            edits.push(edit);
        }
        repairs.extend(edits);
    }
    repairs.truncate(REPAIRS_MAX);
    repairs
}

/// Has the first filter change a picture; where there is none, or nothing that it could change, the picture is placed.
pub(crate) fn filter(run: &mut Run, lane: &str, index: u32, made: &GeneratedImage) -> Vec<Effect> {
    let raster = matches!(made.media.as_str(), "image/png" | "image/jpeg" | "image/webp");
    let filters = if raster { run.settings.filters.clone() } else { Vec::new() };
    next_filter(run, lane, index, Unfiltered { made: made.clone(), filters, done: 0 })
}

/// Takes a changed picture to the next filter, or to its place. One that a filter fails to change stays as it was.
pub(crate) fn filtered(run: &mut Run, lane: &str, index: u32, result: Result<&Value, &EffectError>) -> Vec<Effect> {
    let Some(mut at) = run.lanes.get_mut(lane).and_then(|at| at.unfiltered.remove(&index)) else { return Vec::new() };
    let mut effects = Vec::new();
    match wave::parse::<FilteredImage>(result) {
        Ok(filtered) => {
            at.made = GeneratedImage { blob: filtered.picture, media: "image/png".to_owned(), ..at.made };
        }
        Err(error) => {
            let tool = at.filters.get(at.done as usize).map_or("a filter", String::as_str);
            effects.push(degraded(lane, format!("a picture goes without {tool}"), &error.message));
        }
    }
    at.done += 1;
    effects.extend(next_filter(run, lane, index, at));
    effects
}

fn next_filter(run: &mut Run, lane: &str, index: u32, at: Unfiltered) -> Vec<Effect> {
    let Some(tool) = at.filters.get(at.done as usize).cloned() else {
        return wave::placed(run, lane, index, Ok(at.made));
    };
    let args = FilterImage { picture: at.made.blob, seed: run.settings.seed };
    if let Some(lane) = run.lanes.get_mut(lane) {
        lane.unfiltered.insert(index, at);
    }
    vec![run.call_tool(lane, Awaited::Filtered(index), &tool, &args)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fade(id: &str, opacity: f64) -> Operation {
        Operation::SetOpacity { id: id.into(), opacity }
    }

    fn remove(id: &str) -> Operation {
        Operation::RemoveNode { id: id.into() }
    }

    #[test]
    fn what_was_made_before_somebody_had_to_judge_is_not_shown_after() {
        use crate::fixture;
        let mut run = Run::new(fixture::settings(), "kit".to_owned(), design::Brief::read("Swap").unwrap());
        run.parent = Some(fixture::candidate("t1.c01", 0.8));
        let mut heard = fixture::candidate("t1.c02", 0.7);
        heard.critique.scores.insert("moderate".to_owned(), Score::BEST);
        run.offered.insert("t1.c02".to_owned(), heard);
        turn_down_unheard(&mut run, &[]);
        assert!(run.parent.as_ref().unwrap().critique.passes(), "nobody has to");
        let judges = vec![Judge { tool: "moderate".to_owned(), weight: 0, required: true, by: None }];
        run.settings.judges.clone_from(&judges);
        turn_down_unheard(&mut run, &judges);
        assert!(!run.parent.as_ref().unwrap().critique.passes());
        assert!(run.offered["t1.c02"].critique.passes());
        run.settings.judges[0].by = Some("a stricter one".to_owned());
        turn_down_unheard(&mut run, &judges);
        assert!(!run.offered["t1.c02"].critique.passes());
    }

    #[test]
    fn what_one_who_has_to_did_not_judge_is_worth_nothing() {
        let judge = Judge { tool: "moderate".to_owned(), weight: 0, required: true, by: None };
        let mut critique = crate::fixture::candidate("a", 0.8).critique;
        assert!(critique.passes());
        turn_down(&judge, &mut critique);
        assert!(!critique.passes() && critique.total() == Score::WORST);
    }

    #[test]
    fn repairs_get_along() {
        let house = [fade("a", 0.1)];
        let first = vec![fade("a", 0.2), fade("b", 0.3), fade("b", 0.4), remove("c"), remove("c"), fade("c", 0.5)];
        let turn = |id: &str| Operation::SetRotation { id: id.into(), rotation: 5.0 };
        let second = vec![fade("b", 0.6), turn("b"), turn("c"), remove("b"), fade("d", 0.7)];
        let repairs = beside(&house, vec![first, second]);
        assert_eq!(repairs, [fade("b", 0.4), remove("c"), turn("b"), fade("d", 0.7)]);
    }
}
