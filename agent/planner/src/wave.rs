//! One candidate at work: compose, picture, draw, criticise, repair once.
//!
//! A lane knows nothing of the other lanes: its answers depend on its own events alone, so lanes commute.

use design::document::Fit;
use design::{BlobRef, Critique, ImageRequest, Operation, Severity};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::by_hand;
use crate::calls::{
    ComposeDesign, ComposedDesign, CritiqueDesign, CritiquedDesign, EditImage, GenerateImage, GeneratedImage,
    PaintImage, RenderDesign, RenderedDesign, WriteCopy, WrittenCopy,
};
use crate::candidate::FIT;
use crate::effect::{Effect, EffectId, Note};
use crate::event::{EffectError, Instead, WorldOutcome};
use crate::guests;
use crate::lane::{End, Lane, Made};
use crate::photograph::{self, Photograph};
use crate::state::{Awaited, MAIN, Run, degraded};
use crate::wording;

/// Most pictures that one design may wait for.
const IMAGES_MAX: usize = 16;
/// From where on photographs have their places that were asked for in no request.
const BEYOND: u32 = 1_000;
/// Most repairs that one pass makes.
pub(crate) const REPAIRS_MAX: usize = 64;

/// Reads a tool's answer; what cannot be read is an error like any other.
pub(crate) fn parse<T: DeserializeOwned>(result: Result<&Value, &EffectError>) -> Result<T, EffectError> {
    let output = result.map_err(Clone::clone)?;
    T::deserialize(output).map_err(|error| EffectError {
        code: "internal".to_owned(),
        message: format!("the tool's output could not be read: {error}"),
        outcome: WorldOutcome::Landed,
    })
}

/// Starts a lane that first needs words of its own.
pub(crate) fn write(run: &mut Run, lane: &str, seed: u64) -> Effect {
    let args = WriteCopy { brief: run.brief.clone(), seed };
    run.call(lane, Awaited::LaneCopy, &args)
}

/// Starts a lane whose words are there.
pub(crate) fn compose(run: &mut Run, lane: &str) -> Vec<Effect> {
    let Some(at) = run.lanes.get(lane) else { return Vec::new() };
    let args = ComposeDesign {
        plan: at.plan.clone(),
        copy: at.copy.clone(),
        format: run.settings.format.clone(),
        colours: run.brief.colours.clone(),
        edits: run.settings.edits.clone(),
        begun: run.begun(),
    };
    vec![run.call(lane, Awaited::Compose, &args)]
}

/// Takes a tool's answer into a lane.
pub(crate) fn answered(
    run: &mut Run,
    lane: &str,
    awaited: Awaited,
    result: Result<&Value, &EffectError>,
) -> Vec<Effect> {
    let done = match awaited {
        Awaited::LaneCopy => written(run, lane, result),
        Awaited::Compose => composed(run, lane, result),
        Awaited::Image(index) => match parse::<GeneratedImage>(result) {
            Err(error) => Ok(made_otherwise(run, lane, index, &error)),
            Ok(made) => {
                remember(run, lane, index, &made);
                Ok(guests::filter(run, lane, index, &made))
            }
        },
        Awaited::Filtered(index) => Ok(guests::filtered(run, lane, index, result)),
        Awaited::Painted(index) => pictured(run, lane, index, result),
        Awaited::Render => drawn(run, lane, result),
        Awaited::Critique => criticised(run, lane, result),
        Awaited::Judge(place) => Ok(guests::judged(run, lane, place, result)),
        Awaited::Drawn => by_hand::drawn(run, lane, result),
        Awaited::Edited => by_hand::edited(run, lane, result),
        Awaited::Search
        | Awaited::Copy
        | Awaited::Plans
        | Awaited::Export
        | Awaited::Model
        | Awaited::ModelPlans(_)
        | Awaited::ModelSearch(_)
        | Awaited::ModelLook(_)
        | Awaited::ModelForeign(_)
        | Awaited::Compared(_)
        | Awaited::Variants => return Vec::new(),
    };
    done.unwrap_or_else(|error| failed(run, lane, awaited, &error))
}

fn written(run: &mut Run, lane: &str, result: Result<&Value, &EffectError>) -> Result<Vec<Effect>, EffectError> {
    let WrittenCopy { copy } = parse(result)?;
    if let Some(at) = run.lanes.get_mut(lane) {
        at.copy = copy;
    }
    Ok(compose(run, lane))
}

fn composed(run: &mut Run, lane: &str, result: Result<&Value, &EffectError>) -> Result<Vec<Effect>, EffectError> {
    let ComposedDesign { design, mut images, findings, mut edits } = parse(result)?;
    images.truncate(IMAGES_MAX);
    let kept = run.kept().map(|kept| kept.layers.clone()).unwrap_or_default();
    // What is kept is not made again, nor paid for; it is known of later turns, where nobody may keep it any more.
    let asked = images.len();
    images.retain(|request| !kept.iter().any(|layer| layer.id == request.node));
    let locked = photograph::kept(run, asked - images.len());
    let Some(at) = run.lanes.get_mut(lane) else { return Ok(Vec::new()) };
    at.photographs = (BEYOND..).zip(locked).collect();
    at.composed = Some(design);
    at.findings = findings;
    at.images.clone_from(&images);
    if images.is_empty() {
        return Ok(draw_first(run, lane));
    }
    edits.retain(|_, edit| run.settings.edits.contains(&edit.kind()));
    let plan = at.plan.clone();
    let carried = photograph::carried(run, &plan, &images);
    if let Some(at) = run.lanes.get_mut(lane) {
        (at.carried, at.edits) = (carried, edits);
    }
    Ok((0..).zip(images).map(|(index, request)| ask(run, lane, index, request)).collect())
}

/// Asks for a picture: for one that stays as it was made, else for an edit where one was planned, else for a new one.
fn ask(run: &mut Run, lane: &str, index: u32, request: ImageRequest) -> Effect {
    let at = run.lanes.get(lane);
    let made = at.and_then(|at| at.carried.get(&index)).cloned();
    let edit = at.and_then(|at| at.edits.get(&request.node)).cloned();
    match edit.filter(|_| made.is_none()) {
        Some(edit) => {
            let is_anew = at.is_some_and(|at| at.anew.contains(&index));
            let made = photograph::edited(run, &edit).filter(|_| !is_anew);
            run.call(lane, Awaited::Image(index), &EditImage { request, edit, made })
        }
        None => run.call(lane, Awaited::Image(index), &GenerateImage { request, made }),
    }
}

/// Remembers a photograph that a model made, for the turns that keep it.
fn remember(run: &mut Run, lane: &str, index: u32, answer: &GeneratedImage) {
    let Some(at) = run.lanes.get_mut(lane) else { return };
    let Some(request) = at.images.get(index as usize) else { return };
    let photograph = Photograph::of(request, answer, !at.carried.contains_key(&index));
    at.photographs.extend(photograph.map(|photograph| (index, photograph)));
}

/// What follows when a picture cannot be had: one that was to stay is made anew, and any other is painted by rule.
fn made_otherwise(run: &mut Run, lane: &str, index: u32, error: &EffectError) -> Vec<Effect> {
    let Some(at) = run.lanes.get(lane) else { return Vec::new() };
    let Some(request) = at.images.get(index as usize).cloned() else { return Vec::new() };
    let edit = at.edits.get(&request.node).filter(|_| !at.carried.contains_key(&index));
    let was_edited = edit.is_some_and(|edit| photograph::edited(run, edit).is_some());
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    if !(at.carried.remove(&index).is_some() || was_edited && at.anew.insert(index)) {
        return painted_instead(run, lane, index, error);
    }
    let told = degraded(lane, "a photograph is made anew", &error.message);
    vec![told, ask(run, lane, index, request)]
}

/// Has a picture painted that could not be had otherwise, and says so.
fn painted_instead(run: &mut Run, lane: &str, index: u32, error: &EffectError) -> Vec<Effect> {
    let request = run.lanes.get(lane).and_then(|at| at.images.get(index as usize)).cloned();
    let Some(request) = request else { return Vec::new() };
    let what = if request.motif.starts_with("kit:") && !run.settings.edits.is_empty() {
        "a photograph of the kit is shown as it is"
    } else {
        "a picture is painted by rule"
    };
    let told = degraded(lane, what, &error.message);
    vec![told, run.call(lane, Awaited::Painted(index), &PaintImage { request })]
}

/// Says that a call is made in a cheaper way than was asked for.
pub(crate) fn done_cheaper(id: &EffectId, instead: &Instead) -> Effect {
    // The main lane asks for no picture.
    let what = if id.lane == MAIN { "the model that was meant" } else { "the picture as it was meant to be" };
    let why = format!("there was no money for {what}; this saves {} USD", instead.saved);
    degraded(&id.lane, instead.what.clone(), why)
}

fn pictured(
    run: &mut Run,
    lane: &str,
    index: u32,
    result: Result<&Value, &EffectError>,
) -> Result<Vec<Effect>, EffectError> {
    Ok(placed(run, lane, index, parse(result).map_err(|error| error.message)))
}

/// Puts a picture where it was asked for, and draws the design with the last of them.
pub(crate) fn placed(run: &mut Run, lane: &str, index: u32, picture: Result<GeneratedImage, String>) -> Vec<Effect> {
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    let Some(request) = at.images.get(index as usize) else { return Vec::new() };
    let operation = picture.map(|GeneratedImage { blob, media, .. }| {
        // The request's node, not the answer's: a tool may not reach into the rest of the design.
        let (id, fit) = (request.node.clone(), Fit::Cover);
        if media.starts_with("image/svg") {
            Operation::SetSvg { id, blob, fit }
        } else {
            Operation::SetImage { id, blob, fit }
        }
    });
    at.pictures.insert(index, operation);
    if at.pictures.len() < at.images.len() { Vec::new() } else { draw_first(run, lane) }
}

/// Draws the composed design with its pictures, in the order in which they were asked for.
pub(crate) fn draw_first(run: &mut Run, lane: &str) -> Vec<Effect> {
    let Some(at) = run.lanes.get(lane) else { return Vec::new() };
    let Some(design) = at.composed else { return Vec::new() };
    let missing = at.pictures.values().filter_map(|picture| picture.as_ref().err());
    let mut effects: Vec<_> = missing.map(|why| degraded(lane, "a picture is left out", why)).collect();
    let operations = at.pictures.values().filter_map(|picture| picture.as_ref().ok()).cloned().collect();
    effects.push(render(run, lane, design, operations));
    effects
}

/// Has a design drawn, with the exact values that the person said.
pub(crate) fn render(run: &mut Run, lane: &str, design: BlobRef, operations: Vec<Operation>) -> Effect {
    let editing = run.editing.as_ref().filter(|editing| editing.lane == lane);
    let edited = editing.is_some_and(|editing| !editing.exact.is_empty());
    // What is edited has its locked layers, and may be to lose them.
    let kept = run.kept().filter(|_| editing.is_none()).map(|kept| kept.design);
    let exact = run.exact.clone();
    run.call(lane, Awaited::Render, &RenderDesign { design, operations, exact, edited, kept })
}

fn drawn(run: &mut Run, lane: &str, result: Result<&Value, &EffectError>) -> Result<Vec<Effect>, EffectError> {
    let RenderedDesign { design, png, said, unread, locked, .. } = parse(result)?;
    if let Some(editing) = run.editing.as_mut().filter(|editing| editing.lane == lane) {
        (editing.said, editing.unread) = (said, unread);
    } else if run.set.is_none()
        && let Some(at) = run.lanes.get_mut(lane)
    {
        at.exactly = said.into_iter().chain(unread.iter().map(|line| format!("Not read: {line}"))).collect();
    }
    let Some(at) = run.lanes.get_mut(lane) else { return Ok(Vec::new()) };
    at.locked = locked;
    (at.drawn, at.without_foreign) = (Some((design, png)), None);
    let weights = run.settings.weights.iter().filter(|weight| weight.scorer != FIT).cloned().collect();
    let args = CritiqueDesign { design, copy: at.copy.clone(), weights };
    Ok(vec![run.call(lane, Awaited::Critique, &args)])
}

fn criticised(run: &mut Run, lane: &str, result: Result<&Value, &EffectError>) -> Result<Vec<Effect>, EffectError> {
    let CritiquedDesign { critique, mut repairs } = parse(result)?;
    let Some(at) = run.lanes.get_mut(lane) else { return Ok(Vec::new()) };
    let Some((design, png)) = at.drawn.take() else { return Ok(Vec::new()) };
    let critique = with_composed(critique, at);
    repairs.truncate(REPAIRS_MAX);
    let made = Made { design, png, critique, locked: std::mem::take(&mut at.locked) };
    if run.settings.judges.is_empty() {
        Ok(weighed(run, lane, made, repairs, Vec::new()))
    } else {
        Ok(guests::judge(run, lane, made, repairs))
    }
}

/// What follows from all that was said of a design: it is kept if it is the better one, and repaired once.
pub(crate) fn weighed(
    run: &mut Run,
    lane: &str,
    made: Made,
    house: Vec<Operation>,
    foreign: Vec<Operation>,
) -> Vec<Effect> {
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    let (design, critique) = (made.design, &made.critique);
    let wanted = !at.repaired && is_worth_repairing(critique);
    // What strangers propose may be what cannot be drawn.
    at.without_foreign = (wanted && !foreign.is_empty() && !house.is_empty()).then(|| (design, house.clone()));
    let repairs: Vec<Operation> = if wanted { house.into_iter().chain(foreign).collect() } else { Vec::new() };
    let mut effects = vec![Effect::Note(Note::CritiqueDone {
        candidate: lane.to_owned(),
        gates: gates(critique),
        repairs: u32::try_from(repairs.len()).unwrap_or(u32::MAX),
    })];
    keep_better(at, made);
    if repairs.is_empty() {
        effects.extend(complete(at, lane));
    } else {
        at.repaired = true;
        effects.push(render(run, lane, design, repairs));
    }
    effects
}

/// Adds what composing found to what the critique found.
fn with_composed(mut critique: Critique, lane: &Lane) -> Critique {
    for finding in &lane.findings {
        if !critique.findings.contains(finding) {
            critique.findings.push(finding.clone());
        }
    }
    critique.findings.sort_by_key(|finding| finding.severity);
    critique
}

fn gates(critique: &Critique) -> Vec<design::Finding> {
    critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).cloned().collect()
}

fn is_worth_repairing(critique: &Critique) -> bool {
    critique.findings.iter().any(|finding| finding.severity <= Severity::Warn)
}

/// Fewer failed gates first, then the higher total; on a tie what was there stays.
fn keep_better(lane: &mut Lane, new: Made) {
    let rank = |made: &Made| (std::cmp::Reverse(gates(&made.critique).len()), made.critique.total());
    if lane.best.as_ref().is_none_or(|old| rank(&new) > rank(old)) {
        lane.best = Some(new);
    }
}

fn complete(at: &mut Lane, lane: &str) -> Option<Effect> {
    at.end = Some(End::Made);
    let made = at.best.as_ref()?;
    Some(Effect::Note(Note::CandidateMade {
        candidate: lane.to_owned(),
        design: made.design,
        png: made.png,
        total: made.critique.total().steps(),
        passed: made.critique.passes(),
    }))
}

/// A failed repair pass leaves what was there before; any other failure ends the lane without a design.
fn failed(run: &mut Run, lane: &str, awaited: Awaited, error: &EffectError) -> Vec<Effect> {
    let Some(at) = run.lanes.get_mut(lane) else { return Vec::new() };
    at.drawn = None;
    at.judging = None;
    if let (Awaited::Render, Some((design, operations))) = (awaited, at.without_foreign.take()) {
        let told = degraded(lane, "repairs of foreign tools are left out", &error.message);
        return vec![told, render(run, lane, design, operations)];
    }
    if at.best.is_some() {
        let mut effects = vec![degraded(lane, "a repair is left out", &error.message)];
        effects.extend(complete(at, lane));
        return effects;
    }
    let reason = wording::failure(awaited, error);
    let mut effects = Vec::new();
    if error.code == "budget" {
        effects.push(degraded(lane, "a candidate is left out", &reason));
    }
    at.end = Some(End::Rejected { code: error.code.clone(), reason });
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, World, run};
    use crate::{Event, Settings, State, step};
    use design::{EditKind, Finding, Score};

    /// Checks which of two critiques of a lane is kept: (failed gates, total) before and after the repair.
    #[track_caller]
    fn check(before: (usize, f64), after: (usize, f64), keeps_before: bool) {
        let made = |name: &str, (gates, total): (usize, f64)| {
            let mut candidate = fixture::candidate(name, total);
            candidate.critique.findings = vec![Finding::new("overflow", Severity::Gate, "too long"); gates];
            Made { design: candidate.design, png: candidate.png, critique: candidate.critique, locked: Vec::new() }
        };
        let mut lane = Lane::new(fixture::plan("spine", 1), fixture::copy("Swap"));
        let first = made("before", before);
        keep_better(&mut lane, first.clone());
        keep_better(&mut lane, made("after", after));
        assert_eq!(lane.best.unwrap().design == first.design, keeps_before, "{before:?} {after:?}");
    }

    #[test]
    fn the_better_of_a_design_and_its_repair_is_kept() {
        check((0, 0.6), (0, 0.7), false);
        check((0, 0.6), (0, 0.5), true);
        check((0, 0.6), (0, 0.6), true);
        check((1, 0.0), (0, 0.2), false);
        check((0, 0.2), (1, 0.9), true);
        check((2, 0.0), (1, 0.0), false);
    }

    #[test]
    fn a_repair_that_fails_leaves_what_was_there() {
        let trace = run(&fixture::settings(), &World { repairs: 100, ..World::default() }, &[], 1);
        let is_repair =
            |effect: &Effect| matches!(effect, Effect::CallTool(call) if call.tool == "render" && call.id.ord == 5);
        let asked = |(_, effects): &(Event, Vec<Effect>)| effects.iter().any(is_repair);
        let cut = trace.steps.iter().position(asked).unwrap();
        let events = trace.steps[..=cut].iter().map(|(event, _)| event);
        let state = events.fold(State::default(), |state, event| step(state, event).0);
        let Some(Effect::CallTool(call)) = trace.steps[cut].1.iter().find(|effect| is_repair(effect)) else { panic!() };
        let failure = Event::EffectFailed { id: call.id.clone(), error: fixture::error("internal") };
        let (_, effects) = step(state, &failure);
        let lane = call.id.lane.as_str();
        let Effect::Note(Note::Degraded { what, .. }) = &effects[0] else { panic!("{effects:?}") };
        assert_eq!(what, "a repair is left out");
        assert!(
            matches!(&effects[1], Effect::Note(Note::CandidateMade { candidate, passed: true, .. }) if candidate == lane)
        );
    }

    #[test]
    fn pictures_are_edited_where_that_can_be_done_and_made_where_not() {
        let settings = Settings { edits: vec![EditKind::RemoveBackground], ..fixture::settings() };
        let trace = run(&settings, &World::default(), &[], 1);
        let calls = trace.steps.iter().flat_map(|(_, effects)| effects).filter_map(|effect| match effect {
            Effect::CallTool(call) if call.tool.ends_with("_image") => Some(call),
            _ => None,
        });
        let calls: Vec<_> = calls.collect();
        let nodes = |tool: &str| {
            let own = calls.iter().filter(|call| call.tool == tool);
            own.map(|call| call.args["request"]["node"].as_str().unwrap()).collect::<Vec<_>>()
        };
        let (edited, made) = (nodes("edit_image"), nodes("generate_image"));
        assert!(!edited.is_empty() && edited.iter().all(|node| *node == "art"), "{edited:?}");
        assert_eq!(made, vec!["mark"; edited.len()], "what the back end does not do is made as ever");
    }

    #[test]
    fn an_edit_that_fails_leaves_the_photograph_as_it_is() {
        let settings = Settings { edits: vec![EditKind::RemoveBackground], ..fixture::settings() };
        let trace = run(&settings, &World::default(), &[], 1);
        let asks = |effect: &Effect| matches!(effect, Effect::CallTool(call) if call.tool == "edit_image");
        let cut = trace.steps.iter().position(|(_, effects)| effects.iter().any(asks)).unwrap();
        let state = trace.steps[..=cut].iter().fold(State::default(), |state, (event, _)| step(state, event).0);
        let Some(Effect::CallTool(call)) = trace.steps[cut].1.iter().find(|effect| asks(effect)) else { panic!() };
        let failure = Event::EffectFailed { id: call.id.clone(), error: fixture::error("provider") };
        let (_, effects) = step(state, &failure);
        assert!(matches!(&effects[0], Effect::Note(Note::Degraded { .. })), "{effects:?}");
        let Effect::CallTool(instead) = &effects[1] else { panic!("{effects:?}") };
        assert_eq!((instead.tool.as_str(), &instead.args["request"]["node"]), ("paint_image", &"art".into()));
    }

    #[test]
    fn a_critique_that_finds_nothing_to_warn_of_is_not_repaired() {
        let mut critique = Critique { scores: [("total".to_owned(), Score::BEST)].into(), ..Critique::default() };
        critique.findings.push(Finding::new("off_page", Severity::Info, "the picture bleeds"));
        assert!(!is_worth_repairing(&critique));
        critique.findings.push(Finding::new("balance", Severity::Warn, "the page leans"));
        assert!(is_worth_repairing(&critique));
    }
}
