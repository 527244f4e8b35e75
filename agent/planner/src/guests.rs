//! Foreign tools in a lane: they judge designs after the house did, and change pictures before they are placed.
//!
//! None of them can end a lane: one that fails is left out, and the run says so.

use design::{Critique, Operation, Score, Severity};
use serde_json::Value;

use crate::calls::{FilterImage, FilteredImage, GeneratedImage, JudgeDesign, JudgedDesign};
use crate::effect::Effect;
use crate::event::EffectError;
use crate::settings::Judge;
use crate::state::{Awaited, Judging, Made, Run, degraded};
use crate::wave::{self, REPAIRS_MAX};

/// Asks every judge about a design that the house criticised.
pub(crate) fn judge(run: &mut Run, lane: &str, made: Made, repairs: Vec<Operation>) -> Vec<Effect> {
    let args = JudgeDesign { design: made.design };
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    at.judging = Some(Box::new(Judging { made, repairs, said: std::collections::BTreeMap::new() }));
    let judges: Vec<String> = run.settings.judges.iter().map(|judge| judge.tool.clone()).collect();
    (0..).zip(judges).map(|(place, tool)| run.call_tool(lane, Awaited::Judge(place), &tool, &args)).collect()
}

/// Takes what a judge says; with the last of them the design is weighed.
pub(crate) fn judged(run: &mut Run, lane: &str, place: u32, result: Result<&Value, &EffectError>) -> Vec<Effect> {
    let judges = run.settings.judges.clone();
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    let Some(mut judging) = at.judging.take() else { return Vec::new() };
    judging.said.insert(place, wave::parse(result).map_err(|error| error.message));
    if judging.said.len() < judges.len() {
        at.judging = Some(judging);
        return Vec::new();
    }
    let Judging { mut made, mut repairs, said } = *judging;
    let mut effects = Vec::new();
    for (judge, said) in judges.iter().zip(said.into_values()) {
        match said {
            Ok(said) => take(judge, said, &mut made.critique, &mut repairs),
            Err(why) => effects.push(degraded(lane, format!("{} is not heard", judge.tool), why)),
        }
    }
    made.critique.findings.sort_by_key(|finding| finding.severity);
    repairs.truncate(REPAIRS_MAX);
    effects.extend(wave::weighed(run, lane, made, repairs));
    effects
}

/// Adds what a judge says to what was said before: its findings, and its score at its weight.
fn take(judge: &Judge, said: JudgedDesign, critique: &mut Critique, repairs: &mut Vec<Operation>) {
    let before = critique.passes();
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
        return;
    };
    critique.scores.insert("total".to_owned(), total);
}

/// Has the first filter change a picture; where there is none, or nothing that it could change, the picture is placed.
pub(crate) fn filter(run: &mut Run, lane: &str, index: u32, made: &GeneratedImage) -> Vec<Effect> {
    let raster = matches!(made.media.as_str(), "image/png" | "image/jpeg" | "image/webp");
    match run.settings.filters.first().cloned() {
        Some(tool) if raster => {
            if let Some(at) = run.lanes.get_mut(lane) {
                at.unfiltered.insert(index, made.clone());
            }
            let args = FilterImage { picture: made.blob };
            vec![run.call_tool(lane, Awaited::Filtered(index, 0), &tool, &args)]
        }
        _ => wave::placed(run, lane, index, Ok(made.clone())),
    }
}

/// Takes a changed picture to the next filter, or to its place. One that a filter fails to change stays as it was.
pub(crate) fn filtered(
    run: &mut Run,
    lane: &str,
    index: u32,
    place: u32,
    result: Result<&Value, &EffectError>,
) -> Vec<Effect> {
    let filters = run.settings.filters.clone();
    let Some(mut made) = run.lanes.get_mut(lane).and_then(|at| at.unfiltered.remove(&index)) else { return Vec::new() };
    let mut effects = Vec::new();
    match wave::parse::<FilteredImage>(result) {
        Ok(filtered) => made = GeneratedImage { blob: filtered.picture, media: "image/png".to_owned(), ..made },
        Err(error) => {
            let tool = filters.get(place as usize).map_or("a filter", String::as_str);
            effects.push(degraded(lane, format!("a picture goes without {tool}"), &error.message));
        }
    }
    match filters.get(place as usize + 1) {
        Some(tool) => {
            let args = FilterImage { picture: made.blob };
            if let Some(at) = run.lanes.get_mut(lane) {
                at.unfiltered.insert(index, made);
            }
            effects.push(run.call_tool(lane, Awaited::Filtered(index, place + 1), tool, &args));
        }
        None => effects.extend(wave::placed(run, lane, index, Ok(made))),
    }
    effects
}
