//! The model policy: a language model leads a turn through the tools that it is [`offered`].
//!
//! Whatever it says, the loop holds: its designs go through the same lanes, gates and budget as any other, a number of rounds
//! ends every turn, and where it does not get on the house policy does what is left. It never sees more than it is told.

use std::collections::BTreeMap;

use design::{Archetype, BlobRef, DesignPlan, Random, Sha256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::by_hand;
use crate::calls::{
    BrandHit, BrandHits, BrandSearch, CallResult, Converse, Conversed, DescribedDesign, ModelCall, PlanDesigns,
    PlannedDesigns, Transcript,
};
use crate::choose;
use crate::effect::Effect;
use crate::event::EffectError;
use crate::house::{self, Choosable, Next};
use crate::lane::Lane;
use crate::offered::{
    self, DrawIllustration, EditDesign, LookAtDesign, MakeDesign, Offered, PresentOptions, ProposeDesigns, SearchBrand,
};
use crate::option_set::Reveal;
use crate::settings::{ModelSettings, Policy, PromptRef};
use crate::state::{Awaited, MAIN, Phase, Run, degraded};
use crate::wave;
use crate::wording;

/// Most times that a model is asked in one turn.
pub(crate) const ROUNDS_MAX: u32 = 24;
/// Most pictures of designs that it is shown in one turn.
const LOOKS_MAX: u32 = 8;
/// Most answers of a turn that bring nothing on: no call that can be made.
const IDLE_MAX: u32 = 2;
/// Most calls of one answer that are made; the others are told so.
const CALLS_MAX: usize = 16;
/// Most designs of one turn.
const LANES_MAX: usize = 32;
/// How often one call may be asked for while nothing has changed.
const SAME_MAX: u32 = 2;
/// Most findings that are told of one design.
const FINDINGS_MAX: usize = 4;
/// Longest answer of a foreign tool that a model is told, bytes of JSON.
const FOREIGN_BYTES_MAX: usize = 16 * 1024;
/// Longest id of a call that is repeated, characters.
const ID_CHARS_MAX: usize = 128;
/// Longest answer to one call, bytes.
const RESULT_BYTES_MAX: usize = 16 * 1024;

/// A turn's conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Talk {
    /// Whether the house policy does the rest of the turn.
    over: bool,
    /// Whether it does the rest of the run: the model is gone.
    gone: bool,
    transcript: Option<Transcript>,
    /// What the conversation began with, whatever a fork has it begin with next.
    prompt: Option<PromptRef>,
    rounds: u32,
    idle: u32,
    /// What the last answer asked for.
    asked: Vec<Asked>,
    /// Pictures that it was shown.
    looks: u32,
    /// How often each call was asked for, by what it says and how many designs there were.
    same: BTreeMap<String, u32>,
}

/// A call that the model asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Asked {
    id: String,
    doing: Doing,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Doing {
    /// It has its answer.
    Told(Value),
    /// It waits for a tool.
    Tool,
    /// Its plans are there, and wait for the other tools: in whatever order these answer, designs have the same names.
    Plans(PlannedDesigns),
    /// It waits for designs.
    Designs(Vec<String>),
    /// It waits for a design that it made by hand, and looks at it.
    Revision(String),
    /// It waits to be told what lies where in this one, and looks at it.
    Look(String),
    /// It is told, and looks at this design.
    Seen(String, Value),
    /// These are to be shown once everything else is done.
    Present(Vec<String>),
}

/// Whether there is a model that gets on.
pub(crate) fn is_there(run: &Run) -> bool {
    run.settings.policy == Policy::Model && run.settings.model.is_some() && !run.talk.over && !run.talk.gone
}

/// Whether a model leads this turn from here.
pub(crate) fn leads(run: &Run) -> bool {
    // The words are the writer's.
    is_there(run) && run.reveal != Reveal::Words
}

/// Does without the model for the rest of the turn, or of the run.
pub(crate) fn dismiss(run: &mut Run, gone: bool) {
    run.talk = Talk { over: true, gone, ..Talk::default() };
}

/// Begins the conversation of a turn.
pub(crate) fn begin(run: &mut Run) -> Vec<Effect> {
    let Some(settings) = run.settings.model.clone() else { return Vec::new() };
    run.talk = Talk { prompt: Some(settings.prompt.clone()), ..Talk::default() };
    let variables = variables(run, &settings);
    vec![ask(run, &settings, variables, Vec::new(), None)]
}

/// Forgets the conversation of a turn that is over.
pub(crate) fn end_turn(run: &mut Run) {
    run.talk = Talk { gone: run.talk.gone, ..Talk::default() };
}

fn ask(
    run: &mut Run,
    settings: &ModelSettings,
    variables: Value,
    results: Vec<CallResult>,
    reminder: Option<&str>,
) -> Effect {
    run.phase = Phase::Thinking;
    run.talk.rounds += 1;
    let seed = Random::new(run.settings.seed).fork(&format!("model.t{}.r{}", run.turn, run.talk.rounds)).seed();
    let args = Converse {
        model: settings.model.clone(),
        cheaper: settings.cheaper.clone(),
        prompt: run.talk.prompt.clone().unwrap_or_else(|| settings.prompt.clone()),
        variables,
        after: run.talk.transcript.clone(),
        results,
        reminder: reminder.map(str::to_owned),
        tools: offered::NAMES.iter().map(|&name| name.to_owned()).chain(run.settings.called.iter().cloned()).collect(),
        max_tokens: settings.max_tokens,
        // Small enough for any server.
        seed: seed % (1 << 31),
    };
    run.call(MAIN, Awaited::Model, &args)
}

fn variables(run: &Run, settings: &ModelSettings) -> Value {
    let about = match run.reveal {
        Reveal::Direction => "direction",
        Reveal::Layout => "layout",
        Reveal::Style => "style",
        Reveal::Words => "words",
        Reveal::Fine => "detail",
    };
    let words: Vec<Value> =
        run.copy.blocks.iter().map(|block| json!({ "role": block.role, "text": block.text })).collect();
    let left = run.settings.budget.saturating_sub(run.ledger.totals(crate::Scope::Session).committed());
    let mut variables = json!({
        "brief": { "text": run.brief.text, "subject": run.brief.subject, "tone": run.brief.tone, "colours": run.brief.colours },
        "copy": words,
        "kit": { "id": run.kit, "found": run.found },
        "format": run.settings.format,
        "vocabulary": wording::vocabulary(),
        "candidates": run.settings.candidates,
        "options": run.settings.options,
        "turn": run.turn,
        "about": about,
        "person": settings.person,
        "picked": run.parent.as_ref().map(|parent| &parent.plan),
        "left": format!("${left} is left"),
    });
    // Told where there is something to tell, so that what was recorded before is asked as it was.
    let wishes: Vec<&str> = run.wishes.iter().map(|wish| wish.words()).collect();
    if !wishes.is_empty() {
        variables["wishes"] = json!(wishes.join(", "));
    }
    let kept: Vec<&str> = run.fixed().union(&run.merged).map(|aspect| aspect.words()).collect();
    if !kept.is_empty() {
        variables["kept"] = json!(kept.join(", "));
    }
    variables
}

/// Takes the model's answer.
pub(crate) fn answered(run: &mut Run, result: Result<&Value, &EffectError>) -> Next {
    let Conversed { calls, transcript, finish, .. } = match wave::parse::<Conversed>(result) {
        Ok(answer) => answer,
        Err(error) => {
            // Money that is short now is short later, unless turns have their own.
            let gone = error.code != "budget" || run.settings.turn_budget.is_none();
            return without(run, &error.message, gone);
        }
    };
    run.talk.transcript = Some(transcript);
    let mut effects = Vec::new();
    let mut asked = Vec::new();
    let mut moved = false;
    for (place, call) in calls.into_iter().enumerate() {
        let id: String = call.id.chars().take(ID_CHARS_MAX).collect();
        let doing = if place < CALLS_MAX {
            take(run, &call, place, &mut effects)
        } else {
            told(format!("at most {CALLS_MAX} calls are made at once; ask again"))
        };
        moved |= !matches!(doing, Doing::Told(_));
        asked.push(Asked { id, doing });
    }
    run.talk.idle = if moved { 0 } else { run.talk.idle + 1 };
    if run.talk.idle > IDLE_MAX {
        let why =
            if finish == "length" { "its answers were cut off" } else { "it did not call a tool that could be called" };
        return without(run, why, false).after(effects);
    }
    run.phase = Phase::Making;
    if asked.is_empty() {
        return answer(run).after(effects);
    }
    run.talk.asked = asked;
    go_on(run).after(effects)
}

fn told(what: impl Into<String>) -> Doing {
    Doing::Told(json!({ "error": what.into() }))
}

/// Does what a call asks for, or says why not.
fn take(run: &mut Run, call: &ModelCall, place: usize, effects: &mut Vec<Effect>) -> Doing {
    if !call.problems.is_empty() {
        return told(format!("the arguments do not fit: {}", call.problems.join("; ")));
    }
    // The same call, while nothing has changed, has the same answer.
    let same = Sha256::of_json(&(&call.name, &call.args, run.lanes.len())).short(16);
    let times = run.talk.same.entry(same).or_default();
    *times += 1;
    if *times > SAME_MAX {
        return told("that was asked before and nothing has changed; do something else, or present what there is");
    }
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    match call.name.as_str() {
        ProposeDesigns::NAME => with(&call.args, |asked: ProposeDesigns| propose(run, place, &asked, effects)),
        MakeDesign::NAME => with(&call.args, |asked: MakeDesign| {
            in_room(run, |run| make(run, asked, effects)).map_or_else(told, |name| Doing::Designs(vec![name]))
        }),
        SearchBrand::NAME => with(&call.args, |asked: SearchBrand| search(run, place, asked, effects)),
        LookAtDesign::NAME => with(&call.args, |asked: LookAtDesign| {
            by_hand::look(run, place, &asked, effects).map_or_else(told, |()| Doing::Look(asked.design))
        }),
        DrawIllustration::NAME => with(&call.args, |asked: DrawIllustration| {
            in_room(run, |run| by_hand::draw(run, asked, effects)).map_or_else(told, Doing::Revision)
        }),
        EditDesign::NAME => with(&call.args, |asked: EditDesign| {
            in_room(run, |run| by_hand::edit(run, asked, effects)).map_or_else(told, Doing::Revision)
        }),
        PresentOptions::NAME => with(&call.args, |asked: PresentOptions| Doing::Present(asked.designs)),
        foreign if run.settings.called.iter().any(|called| called == foreign) => {
            effects.push(run.call_tool(MAIN, Awaited::ModelForeign(place), foreign, &call.args));
            Doing::Tool
        }
        other => {
            let name: String = other.chars().take(60).collect();
            told(format!("there is no tool `{name}`; there are {}", offered::NAMES.join(", ")))
        }
    }
}

fn with<T: Offered>(args: &Value, act: impl FnOnce(T) -> Doing) -> Doing {
    match T::deserialize(args) {
        Ok(asked) => act(asked),
        Err(error) => told(format!("the arguments do not fit: {error}")),
    }
}

/// How many more designs the turn takes.
fn room(run: &Run) -> usize {
    LANES_MAX.min(2 * run.settings.candidates as usize).saturating_sub(run.lanes.len())
}

/// Does what makes one more design, if the turn takes one.
fn in_room<T>(run: &mut Run, make: impl FnOnce(&mut Run) -> Result<T, String>) -> Result<T, String> {
    if room(run) == 0 {
        return Err("this turn has as many designs as it takes; present the best of them".to_owned());
    }
    make(run)
}

fn propose(run: &mut Run, place: u32, asked: &ProposeDesigns, effects: &mut Vec<Effect>) -> Doing {
    let count = asked.count.clamp(1, 16).min(u32::try_from(room(run)).unwrap_or(0));
    if count == 0 {
        return told("this turn has as many designs as it takes; present the best of them");
    }
    let seed =
        Random::new(run.settings.seed).fork(&format!("proposed.t{}.r{}.{place}", run.turn, run.talk.rounds)).seed();
    let args = PlanDesigns {
        steering: run.steering(),
        brief: run.brief.clone(),
        copy: run.copy.clone(),
        format: run.settings.format.clone(),
        count,
        seed,
        around: run.parent.as_ref().map(|parent| parent.plan.clone()),
        vary: run.varied_axes(),
        photographed: run.is_photographed(),
        edits: run.settings.edits.clone(),
        begun: run.begun(),
    };
    effects.push(run.call(MAIN, Awaited::ModelPlans(place), &args));
    Doing::Tool
}

fn search(run: &mut Run, place: u32, asked: SearchBrand, effects: &mut Vec<Effect>) -> Doing {
    let query = asked.query.chars().take(200).collect();
    let personal = run.settings.personal.clone();
    let args = BrandSearch { query, kinds: Vec::new(), limit: 8, like: None, personal };
    effects.push(run.call(MAIN, Awaited::ModelSearch(place), &args));
    Doing::Tool
}

fn make(run: &mut Run, asked: MakeDesign, effects: &mut Vec<Effect>) -> Result<String, String> {
    let number = run.lanes.len();
    let mut plan = DesignPlan {
        archetype: Archetype(asked.archetype),
        variant: asked.variant,
        mirrored: asked.mirrored,
        voice: asked.voice,
        scheme: asked.scheme,
        palette: asked.palette,
        lead: asked.lead,
        imagery: asked.imagery,
        motif: asked.motif,
        seed: Random::new(run.settings.seed).fork(&format!("made.t{}.{number}", run.turn)).seed(),
    };
    run.keep(&mut plan);
    wording::is_in_vocabulary(&plan)?;
    let lane = Lane { idea: Some(asked.idea.chars().take(240).collect()), ..Lane::new(plan, run.copy.clone()) };
    let name = house::add_lane(run, lane);
    effects.extend(wave::compose(run, &name));
    Ok(name)
}

/// Takes the plans that a search proposed.
pub(crate) fn planned(run: &mut Run, place: u32, result: Result<&Value, &EffectError>) -> Next {
    let doing = match wave::parse::<PlannedDesigns>(result) {
        Ok(planned) => Doing::Plans(planned),
        Err(error) => told(error.message),
    };
    settle(run, place, doing);
    go_on(run)
}

/// Makes designs of the plans that a search proposed.
fn make_planned(run: &mut Run, planned: PlannedDesigns, effects: &mut Vec<Effect>) -> Doing {
    let fresh = house::fresh_plans(run, planned);
    let mut names = Vec::new();
    for (plan, fit) in fresh.into_iter().take(room(run)) {
        let name = house::add_lane(run, Lane { fit, ..Lane::new(plan, run.copy.clone()) });
        effects.extend(wave::compose(run, &name));
        names.push(name);
    }
    if names.is_empty() { told("the search has no other plans") } else { Doing::Designs(names) }
}

/// Takes what a search of the kit found.
pub(crate) fn searched(run: &mut Run, place: u32, result: Result<&Value, &EffectError>) -> Next {
    let doing = match wave::parse::<BrandHits>(result) {
        Ok(BrandHits { hits, .. }) => {
            let hits: Vec<Value> = hits.iter().map(told_hit).collect();
            Doing::Told(json!({ "found": hits }))
        }
        Err(error) => told(error.message),
    };
    settle(run, place, doing);
    go_on(run)
}

/// What a model is told of a thing that was found: what it is, why, and whether a design can have it.
fn told_hit(hit: &BrandHit) -> Value {
    let mut told = json!({ "kind": hit.kind, "id": hit.id, "name": hit.name });
    if !hit.why.is_empty() {
        told["why"] = json!(hit.why);
    }
    if hit.elsewhere {
        told["in_kit"] = json!(false);
    }
    told
}

/// Takes what a foreign tool answers.
pub(crate) fn called(run: &mut Run, place: u32, result: Result<&Value, &EffectError>) -> Next {
    let doing = match result.map(|answer| answer.get("output").unwrap_or(&Value::Null)) {
        Ok(output) if output.to_string().len() > FOREIGN_BYTES_MAX => told("its answer is too long to be told"),
        Ok(output) => Doing::Told(json!({ "answer_of_a_foreign_tool": output })),
        Err(error) => told(&error.message),
    };
    settle(run, place, doing);
    go_on(run)
}

/// Takes what lies where in a design.
pub(crate) fn looked(run: &mut Run, place: u32, result: Result<&Value, &EffectError>) -> Next {
    let name = match run.talk.asked.get(place as usize).map(|asked| &asked.doing) {
        Some(Doing::Look(name)) => name.clone(),
        _ => return Next::default(),
    };
    let doing = match wave::parse::<DescribedDesign>(result) {
        Ok(described) => Doing::Seen(name.clone(), by_hand::seen(run, &name, described)),
        Err(error) => told(error.message),
    };
    settle(run, place, doing);
    go_on(run)
}

fn settle(run: &mut Run, place: u32, doing: Doing) {
    if let Some(asked) = run.talk.asked.get_mut(place as usize) {
        asked.doing = doing;
    }
}

/// Whether an answer of the model is being worked off.
pub(crate) fn is_open(run: &Run) -> bool {
    !run.talk.asked.is_empty()
}

/// Lets the model be asked again: something else is so that it may get on.
pub(crate) fn call_back(run: &mut Run) {
    run.talk.gone = false;
}

/// Goes on once everything that the last answer asked for is done: shows what is to be shown, or asks again.
pub(crate) fn go_on(run: &mut Run) -> Next {
    let waits = run.talk.asked.iter().any(|asked| matches!(asked.doing, Doing::Tool | Doing::Look(_)));
    if run.phase != Phase::Making || !is_open(run) || waits {
        return Next::default();
    }
    let mut effects = Vec::new();
    for place in 0..run.talk.asked.len() {
        if let Doing::Plans(planned) = &mut run.talk.asked[place].doing {
            let planned = std::mem::take(planned);
            run.talk.asked[place].doing = make_planned(run, planned, &mut effects);
        }
    }
    let is_made = |name: &String| run.lanes.get(name).is_none_or(|lane| lane.end.is_some());
    let is_done = |asked: &Asked| match &asked.doing {
        Doing::Tool | Doing::Look(_) | Doing::Plans(_) => false,
        Doing::Designs(names) => names.iter().all(is_made),
        Doing::Revision(name) => is_made(name),
        Doing::Told(_) | Doing::Seen(..) | Doing::Present(_) => true,
    };
    if !run.talk.asked.iter().all(is_done) {
        return effects.into();
    }
    answer(run).after(effects)
}

/// Shows what is to be shown, or tells the model what its calls came to.
fn answer(run: &mut Run) -> Next {
    let asked = std::mem::take(&mut run.talk.asked);
    let mut results = Vec::new();
    for Asked { id, doing } in asked {
        let mut picture = None;
        let content = match doing {
            Doing::Told(content) => content,
            Doing::Tool | Doing::Look(_) | Doing::Plans(_) => json!({ "error": "it was not made" }),
            Doing::Seen(name, content) => {
                picture = shown(run, &name);
                content
            }
            Doing::Revision(name) => {
                picture = shown(run, &name);
                json!({ "designs": [judged(run, &name)] })
            }
            Doing::Designs(names) => {
                json!({ "designs": names.iter().map(|name| judged(run, name)).collect::<Vec<_>>() })
            }
            Doing::Present(names) => match presentable(run, &names) {
                Ok(choosable) => return choosable.show(run, None),
                Err(why) => json!({ "error": why }),
            },
        };
        let mut content = content.to_string();
        if content.len() > RESULT_BYTES_MAX {
            content = json!({ "error": "the answer is too long to be told" }).to_string();
        }
        results.push(CallResult { id, content, picture });
    }
    if run.talk.rounds >= ROUNDS_MAX {
        return without(run, "it was asked as often as a turn allows", false);
    }
    let Some(settings) = run.settings.model.clone() else { return without(run, "no model is set", true) };
    let reminder = results
        .is_empty()
        .then_some("Nothing happens without a tool call. Make designs, or present those that passed.");
    ask(run, &settings, Value::Null, results, reminder).into()
}

/// The picture of a design, for a model that sees and has not seen enough.
fn shown(run: &mut Run, name: &str) -> Option<BlobRef> {
    let sees = run.settings.model.as_ref().is_some_and(|model| model.sees);
    if !sees || run.talk.looks >= LOOKS_MAX {
        return None;
    }
    let png = run.lanes.get(name)?.best.as_ref()?.png;
    run.talk.looks += 1;
    Some(png)
}

/// What a model is told of a design.
fn judged(run: &Run, name: &str) -> Value {
    let Some(lane) = run.lanes.get(name) else { return json!({ "design": name, "rejected": "it was never made" }) };
    if let Some(rejected) = lane.rejection(name) {
        return json!({ "design": name, "passed": false, "reason": rejected.reason });
    }
    let Some(made) = &lane.best else { return json!({ "design": name, "passed": false }) };
    let findings: Vec<Value> = made
        .critique
        .findings
        .iter()
        .take(FINDINGS_MAX)
        .map(|finding| json!({ "severity": finding.severity, "message": finding.message }))
        .collect();
    let plan = &lane.plan;
    let mut told = json!({
        "design": name, "passed": true, "total": made.critique.total(), "findings": findings,
        "plan": { "archetype": plan.archetype, "voice": plan.voice, "scheme": plan.scheme, "imagery": plan.imagery },
    });
    if !lane.notes.is_empty() {
        told["notes"] = json!(lane.notes);
    }
    told
}

/// The set that the model wants shown, if it may be.
fn presentable(run: &Run, names: &[String]) -> Result<Choosable, String> {
    let passed = run.passed();
    let count = (run.settings.options as usize).min(passed.len());
    if count == 0 {
        return Err("no design passed yet, so there is nothing to show".to_owned());
    }
    let mut members = Vec::new();
    for name in names {
        let place = passed.iter().position(|candidate| candidate.id == *name);
        let name: String = name.chars().take(40).collect();
        let place = place.ok_or_else(|| format!("`{name}` is no design of this turn that passed every gate"))?;
        if members.contains(&place) {
            return Err(format!("`{name}` is named twice"));
        }
        members.push(place);
    }
    if members.len() != count {
        return Err(format!("name {count} designs; {} were named and {} passed", members.len(), passed.len()));
    }
    if let Some((a, b)) = choose::first_alike(&passed, &members)
        && passed.len() > count
    {
        return Err(format!("`{}` and `{}` look alike; show others, or make some", passed[a].id, passed[b].id));
    }
    Ok(Choosable::named(passed, members))
}

/// Lets the house policy do the rest of the turn, or of the run.
fn without(run: &mut Run, why: &str, gone: bool) -> Next {
    dismiss(run, gone);
    let why: String = why.chars().take(240).collect();
    let note = degraded(MAIN, "the rest is planned by rule", format!("the model does not get on: {why}"));
    house::take_over(run).after(vec![note])
}
