//! The house policy: rules that need no model, no key and no money.
//!
//! Search the kit, write copy, plan, let a wave of lanes work, gate, choose, show; narrow from what is picked; deliver.

use design::{Archetype, DesignPlan, Random, Score};
use serde_json::Value;

use crate::aspect::{self, Aspect};
use crate::calls::{
    BrandHits, BrandSearch, ExportDesign, ExportedDesign, PlanDesigns, PlannedDesigns, WriteCopy, WrittenCopy,
};
use crate::candidate::Candidate;
use crate::choose::{self, Chosen};
use crate::compare;
use crate::effect::{Effect, Outcome};
use crate::event::EffectError;
use crate::intent;
use crate::lane::{End, Lane};
use crate::ledger::Scope;
use crate::model;
use crate::narrowing;
use crate::option_set::{OptionSet, Preferred, Reveal};
use crate::present;
use crate::state::{Awaited, MAIN, Phase, Run, degraded};
use crate::wave;
use crate::wording;
use crate::writer;

/// Most waves of candidates in one turn.
pub const WAVES_MAX: u32 = 3;
/// Most plans that are asked for at once.
const PLANS_MAX: u32 = 64;
/// The archetype that takes any copy on any page; the composer does not propose it by itself.
const NOTICE: &str = "notice";
/// Most characters of a brief that go into a search.
const QUERY_CHARS_MAX: usize = 200;
/// Most hits asked of the kit.
const HITS_MAX: u32 = 8;

/// What follows from an event.
#[derive(Debug, Default)]
pub(crate) struct Next {
    pub(crate) effects: Vec<Effect>,
    pub(crate) outcome: Option<Outcome>,
}

impl Next {
    pub(crate) fn finish(outcome: Outcome) -> Self {
        Self { effects: Vec::new(), outcome: Some(outcome) }
    }

    pub(crate) fn after(mut self, mut earlier: Vec<Effect>) -> Self {
        earlier.append(&mut self.effects);
        Self { effects: earlier, ..self }
    }
}

impl From<Effect> for Next {
    fn from(effect: Effect) -> Self {
        Self { effects: vec![effect], outcome: None }
    }
}

impl From<Vec<Effect>> for Next {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, outcome: None }
    }
}

/// The outcome of a run that was called off.
pub(crate) fn cancelled() -> Outcome {
    failed("cancelled", "the run was called off before a design was delivered")
}

/// The outcome of a run that ran out of time with nothing to show.
pub(crate) fn too_late() -> Outcome {
    failed("deadline", "the deadline passed before any design was ready; allow more time or ask for fewer candidates")
}

fn failed(code: &str, message: impl Into<String>) -> Outcome {
    Outcome::Failed { code: code.to_owned(), message: message.into() }
}

fn failed_by(what: &str, error: &EffectError) -> Outcome {
    let code = match error.code.as_str() {
        code @ ("budget" | "refused" | "provider" | "cancelled") => code,
        "deadline" | "overloaded" => "provider",
        "does_not_fit" => "unfit",
        _ => "internal",
    };
    failed(code, format!("{what}: {}", error.message))
}

/// Starts a run whose brief was read; where it leaves open what nobody can see, with a question.
pub(crate) fn begin(run: &mut Run) -> Vec<Effect> {
    intent::ask(run).map_or_else(|| search(run), |question| vec![question])
}

/// Searches the brand kit for what the brief is about.
pub(crate) fn search(run: &mut Run) -> Vec<Effect> {
    run.phase = Phase::Searching;
    let words = run.brief.subject.as_ref().unwrap_or(&run.brief.text);
    let args = BrandSearch {
        query: words.chars().take(QUERY_CHARS_MAX).collect(),
        kinds: ["logo", "imagery", "font"].map(str::to_owned).to_vec(),
        limit: HITS_MAX,
        like: None,
        personal: run.settings.personal.clone(),
    };
    vec![run.call(MAIN, Awaited::Search, &args)]
}

/// Takes a tool's answer into the run.
pub(crate) fn answered(run: &mut Run, lane: &str, awaited: Awaited, result: Result<&Value, &EffectError>) -> Next {
    match awaited {
        Awaited::Search => searched(run, result),
        Awaited::Copy => written(run, result),
        Awaited::Plans => planned(run, result),
        Awaited::Export => exported(run, result),
        Awaited::Model => model::answered(run, result),
        Awaited::ModelPlans(place) => model::planned(run, place, result),
        Awaited::ModelSearch(place) => model::searched(run, place, result),
        Awaited::ModelLook(place) => model::looked(run, place, result),
        Awaited::ModelForeign(place) => model::called(run, place, result),
        Awaited::Variants => writer::written(run, result),
        Awaited::Compared(order) => compare::answered(run, order, result),
        Awaited::LaneCopy
        | Awaited::Compose
        | Awaited::Image(_)
        | Awaited::Painted(_)
        | Awaited::Render
        | Awaited::Critique
        | Awaited::Judge(_)
        | Awaited::Filtered(_)
        | Awaited::Drawn
        | Awaited::Edited => {
            let effects = wave::answered(run, lane, awaited, result);
            barrier(run).after(effects)
        }
    }
}

fn searched(run: &mut Run, result: Result<&Value, &EffectError>) -> Next {
    let mut effects = Vec::new();
    match wave::parse::<BrandHits>(result) {
        Ok(BrandHits { hits, .. }) => run.found = hits.into_iter().take(HITS_MAX as usize).collect(),
        Err(error) => effects.push(degraded(MAIN, "the brand kit was not searched", error.message)),
    }
    run.phase = Phase::Writing;
    let args = WriteCopy { brief: run.brief.clone(), seed: seed(run, "copy") };
    effects.push(run.call(MAIN, Awaited::Copy, &args));
    effects.into()
}

fn written(run: &mut Run, result: Result<&Value, &EffectError>) -> Next {
    match wave::parse::<WrittenCopy>(result) {
        Ok(WrittenCopy { copy }) => {
            run.copy = copy;
            start_wave(run).into()
        }
        Err(error) => Next::finish(failed_by("no copy was written", &error)),
    }
}

/// A seed of its own for every purpose, turn and wave.
pub(crate) fn seed(run: &Run, purpose: &str) -> u64 {
    Random::new(run.settings.seed).fork(&format!("{purpose}.t{}.w{}", run.turn, run.wave)).seed()
}

pub(crate) fn start_wave(run: &mut Run) -> Vec<Effect> {
    run.reveal = aspect::open(run.reveal, &run.fixed());
    if model::leads(run) {
        return model::begin(run);
    }
    run.wave += 1;
    if let (Reveal::Words, Some(parent)) = (run.reveal, run.parent.clone()) {
        return writer::begin(run, &parent).unwrap_or_else(|| reword(run, &parent, run.settings.candidates));
    }
    run.phase = Phase::Planning;
    // Plans of archetypes that were turned down are dropped, and those that do not keep what is kept, so more are asked for.
    let count = run.settings.candidates * if run.avoid.is_empty() && run.fixed().is_empty() { 1 } else { 2 };
    let args = PlanDesigns {
        brief: run.brief.clone(),
        copy: run.copy.clone(),
        format: run.settings.format.clone(),
        count: count.min(PLANS_MAX),
        seed: seed(run, "plans"),
        around: run.parent.as_ref().map(|parent| parent.plan.clone()),
        vary: run.varied_axes(),
        photographed: run.is_photographed(),
        edits: run.settings.edits.clone(),
        begun: run.begun(),
        steering: run.steering(),
    };
    vec![run.call(MAIN, Awaited::Plans, &args)]
}

/// A wave of one plan in other words: every lane writes its own copy.
pub(crate) fn reword(run: &mut Run, parent: &Candidate, count: u32) -> Vec<Effect> {
    run.phase = Phase::Making;
    let mut random = Random::new(seed(run, "words"));
    let mut effects = Vec::new();
    for _ in 0..count {
        let lane = add_lane(run, Lane::new(parent.plan.clone(), parent.copy.clone()));
        effects.push(wave::write(run, &lane, random.seed()));
    }
    effects
}

pub(crate) fn add_lane(run: &mut Run, lane: Lane) -> String {
    let name = format!("t{}.c{:02}", run.turn, run.lanes.len() + 1);
    run.lanes.insert(name.clone(), lane);
    name
}

fn planned(run: &mut Run, result: Result<&Value, &EffectError>) -> Next {
    let plans = wave::parse::<PlannedDesigns>(result).map(|planned| match fresh_plans(run, planned) {
        // Copy that fits no archetype at all is still to be set somehow.
        none if none.is_empty() && run.lanes.is_empty() && run.locked_layers().is_none() => {
            notices(run).into_iter().map(|plan| (plan, None)).collect()
        }
        fresh => fresh,
    });
    match plans {
        Ok(plans) if !plans.is_empty() => {
            run.phase = Phase::Making;
            let mut effects = Vec::new();
            for (plan, fit) in plans {
                let lane = add_lane(run, Lane { fit, ..Lane::new(plan, run.copy.clone()) });
                effects.extend(wave::compose(run, &lane));
            }
            effects.into()
        }
        Ok(_) => Choosable::of(run).offer(run).after(vec![degraded(
            MAIN,
            "no more candidates were made",
            "there are no other plans",
        )]),
        Err(error) if run.lanes.is_empty() && run.parent.is_none() => {
            Next::finish(failed_by("no designs were planned", &error))
        }
        Err(error) => {
            Choosable::of(run).offer(run).after(vec![degraded(MAIN, "no more candidates were made", error.message)])
        }
    }
}

/// The plans that were not tried in this turn, those of archetypes that were turned down last and only if needed.
pub(crate) fn fresh_plans(run: &Run, planned: PlannedDesigns) -> Vec<(DesignPlan, Option<Score>)> {
    let tried = run.lanes.values().map(|lane| &lane.plan).chain(run.parent.as_ref().map(|parent| &parent.plan));
    let mut seen: Vec<_> = tried.cloned().collect();
    let mut fresh = Vec::new();
    let fits = planned.fits.into_iter().map(Some).chain(std::iter::repeat(None));
    for (plan, fit) in planned.plans.into_iter().zip(fits).take(PLANS_MAX as usize) {
        if !seen.contains(&plan) && run.keeps(&plan) {
            seen.push(plan.clone());
            fresh.push((plan, fit));
        }
    }
    if let (false, true, Some(parent)) = (run.merged.is_empty(), run.lanes.is_empty(), &run.parent) {
        fresh.insert(0, (parent.plan.clone(), None));
    }
    fresh.sort_by_key(|(plan, _)| run.avoid.contains(&plan.archetype.0));
    fresh.truncate(run.settings.candidates as usize);
    // What is locked stays in its place, and no notice has one for it.
    if run.locked_layers().is_none() && run.wave == WAVES_MAX && run.passed().len() < run.settings.options as usize {
        rescue(&mut fresh);
    }
    fresh
}

/// Makes every other plan one of [`NOTICE`]: what two waves could not fit, the last one may.
fn rescue(plans: &mut [(DesignPlan, Option<Score>)]) {
    for (variant, (plan, fit)) in (0..).zip(plans.iter_mut().step_by(2)) {
        plan.archetype.0 = NOTICE.to_owned();
        plan.variant = variant;
        *fit = None;
    }
}

/// Plans of [`NOTICE`] that differ in their type and colours: there is only one way to lay it out.
fn notices(run: &Run) -> Vec<DesignPlan> {
    let mut random = Random::new(seed(run, "notices"));
    let (mut schemes, mut voices) = (wording::schemes().cycle(), wording::voices().cycle());
    let plans = (0..run.settings.candidates).map(|variant| DesignPlan {
        archetype: Archetype(NOTICE.to_owned()),
        variant,
        mirrored: false,
        voice: voices.next().unwrap_or_default().to_owned(),
        scheme: schemes.next().unwrap_or_default().to_owned(),
        palette: variant,
        lead: "headline".to_owned(),
        imagery: "none".to_owned(),
        motif: "abstract".to_owned(),
        seed: random.seed(),
    });
    plans.filter(|plan| run.parent.as_ref().is_none_or(|parent| parent.plan != *plan)).collect()
}

/// Waits until every lane of the wave is done; only then are lanes compared.
fn barrier(run: &mut Run) -> Next {
    if run.editing.is_some() {
        return narrowing::edited(run).unwrap_or_default();
    }
    if model::is_open(run) {
        return model::go_on(run);
    }
    if run.phase != Phase::Making || run.lanes.values().any(|lane| lane.end.is_none()) {
        return Next::default();
    }
    // A disk that is full stays full.
    let may_go_on = !is_spent(run) && !was_rejected_for(run, "storage") && !is_unheard(run);
    let choosable = Choosable::of(run);
    if run.wave < WAVES_MAX && may_go_on && choosable.is_short(run) {
        let without = without_exact(run, &choosable);
        return Next::from(start_wave(run)).after(without.into_iter().collect());
    }
    choosable.offer(run)
}

/// Lets go of what the brief says exactly, where no design passes with it and there is one more wave: a design is better than none.
fn without_exact(run: &mut Run, choosable: &Choosable) -> Option<Effect> {
    if run.set.is_some() || run.exact.is_empty() || !choosable.passed.is_empty() || run.wave + 1 < WAVES_MAX {
        return None;
    }
    let why = format!("no design passes with {}", run.exact.join("; "));
    run.exact.clear();
    Some(degraded(MAIN, "exact values of the brief are left out", why))
}

/// Does what is left of a turn that somebody else led.
pub(crate) fn take_over(run: &mut Run) -> Next {
    if run.lanes.values().any(|lane| lane.end.is_none()) {
        // The barrier goes on from there.
        run.phase = Phase::Making;
        return Next::default();
    }
    let choosable = Choosable::of(run);
    if choosable.is_short(run) && run.wave < WAVES_MAX {
        return start_wave(run).into();
    }
    choosable.offer(run)
}

/// Whether nothing that was judged was judged by one who has to: who is not there is asked no more for this turn.
fn is_unheard(run: &Run) -> bool {
    let mut made = run.lanes.values().filter_map(|lane| lane.best.as_ref()).peekable();
    made.peek().is_some() && made.all(|made| made.critique.findings.iter().any(|one| one.rule == wording::UNJUDGED))
}

/// Whether money was refused: more of it would be.
fn is_spent(run: &Run) -> bool {
    let refusals = run.ledger.totals(Scope::Session).refusals;
    run.ledger.is_closed() || refusals > 0 || was_rejected_for(run, "budget")
}

fn was_rejected_for(run: &Run, code: &str) -> bool {
    run.lanes.values().filter_map(|lane| lane.end.as_ref()).any(|end| end.code() == code)
}

/// The candidates of a turn that may be shown, and those that are best together.
pub(crate) struct Choosable {
    passed: Vec<Candidate>,
    chosen: Chosen,
}

impl Choosable {
    /// Those that somebody named.
    pub(crate) fn named(passed: Vec<Candidate>, members: Vec<usize>) -> Self {
        Self { passed, chosen: Chosen { members, relaxed: None } }
    }

    pub(crate) fn of(run: &Run) -> Self {
        let passed = run.passed();
        let choose = if run.settings.sets == 0 { choose::choose_unphotographed } else { choose::choose };
        let chosen = choose(&passed, run.settings.options as usize, run.reveal, run.belief().as_ref());
        Self { passed, chosen }
    }

    /// Whether another wave would help: too few passed or, where options must differ at a glance, too few differ.
    fn is_short(&self, run: &Run) -> bool {
        let is_kept = run.fixed().contains(&Aspect::Layout) || run.merged.contains(&Aspect::Layout);
        let must_differ = matches!(run.reveal, Reveal::Direction | Reveal::Layout) && !is_kept;
        self.chosen.members.len() < run.settings.options as usize || (must_differ && self.chosen.relaxed.is_some())
    }

    /// Shows what was chosen, once the two best of it were compared, where somebody compares them.
    fn offer(self, run: &mut Run) -> Next {
        let shown: Vec<&Candidate> = self.chosen.members.iter().filter_map(|&at| self.passed.get(at)).collect();
        match compare::ask(run, &shown) {
            asked if asked.is_empty() => self.show(run, None),
            asked => asked.into(),
        }
    }

    /// Shows what was chosen.
    pub(crate) fn show(self, run: &mut Run, preferred: Option<Preferred>) -> Next {
        let Self { passed, mut chosen } = self;
        let count = run.settings.options as usize;
        let mut effects = Vec::new();
        let pool = if passed.is_empty() {
            let parent = run.parent.clone().filter(|parent| parent.critique.passes());
            let Some(parent) = parent else { return Next::finish(nothing_passed(run)) };
            effects.push(degraded(MAIN, "what was picked is shown again", "nothing made from it passed"));
            chosen = Chosen { members: vec![0], relaxed: None };
            vec![Candidate { id: format!("t{}.c00", run.turn), cost: crate::NanoUsd::ZERO, ..parent }]
        } else {
            if chosen.members.len() < count {
                let what = format!("{} of {count} options are shown", chosen.members.len());
                effects.push(degraded(MAIN, what, "no more candidates passed"));
            }
            effects.extend(chosen.relaxed.map(|relaxed| degraded(MAIN, relaxed.what(), relaxed.why())));
            passed
        };
        let mut set = OptionSet { preferred, ..present::option_set(run, &pool, &chosen) };
        if run.set.is_none() {
            let first = chosen.members.first().and_then(|&member| run.lanes.get(&pool.get(member)?.id));
            set.notes = first.map(|lane| lane.exactly.clone()).unwrap_or_default();
        }
        let shown = chosen.members.iter().filter_map(|&member| pool.get(member));
        run.offered.extend(shown.map(|candidate| (candidate.id.clone(), candidate.clone())));
        if run.taste.is_some() {
            run.made.push(run.turn);
        }
        run.set = Some(set.clone());
        run.phase = Phase::Choosing;
        effects.push(Effect::Present(Box::new(set)));
        effects.into()
    }
}

fn nothing_passed(run: &Run) -> Outcome {
    let failures = run.failed();
    let reason = wording::commonest(failures.iter().map(|rejected| rejected.reason.as_str()));
    let message = format!("none of {} candidates may be shown; most often: {reason}", failures.len());
    if is_spent(run) {
        let advice = run.ledger.would_do().filter(|_| !run.ledger.is_closed()).map_or_else(
            || "raise the budget or ask for fewer candidates".to_owned(),
            |least| format!("{least} USD would do for a design at least"),
        );
        return failed("budget", format!("{message}; {advice}"));
    }
    let broken = |rejected: &crate::Rejected| rejected.findings.iter().any(wording::is_policy);
    // What could not be laid out says nothing about policy.
    let judged = || failures.iter().filter(|rejected| !rejected.findings.is_empty());
    let unheard = |rejected: &crate::Rejected| rejected.findings.iter().any(|one| one.rule == wording::UNJUDGED);
    // Those that were judged say why; where none was, nobody was there to judge.
    let refused = judged().any(broken) && judged().all(|rejected| broken(rejected) || unheard(rejected));
    let unjudged = judged().next().is_some() && judged().all(unheard);
    let codes: Vec<_> = run.lanes.values().filter_map(|lane| lane.end.as_ref()).map(End::code).collect();
    match codes.first() {
        _ if refused => failed("refused", message),
        _ if unjudged => failed("provider", message),
        Some(&code @ ("refused" | "provider")) if codes.iter().all(|&other| other == code) => failed(code, message),
        // Every tool did its work, and still there is nothing to show: the brief, the page and the kit do not go together.
        _ if codes.iter().all(|code| matches!(*code, "gate" | "does_not_fit")) => {
            failed("unfit", format!("{message}; shorten the brief, or change the format or the brand kit"))
        }
        _ => failed("internal", message),
    }
}

impl End {
    fn code(&self) -> &str {
        match self {
            Self::Made => "gate",
            Self::Rejected { code, .. } => code,
        }
    }
}

pub(crate) fn deliver(run: &mut Run, option: String) -> Next {
    let Some(candidate) = run.offered.get(&option) else {
        return Next::finish(failed("internal", format!("option `{option}` was never made")));
    };
    // It was shown, and may not be any more: somebody has to judge now who did not then.
    if !candidate.critique.passes() {
        let why = wording::gate_failure(&candidate.critique);
        return Next::finish(failed("provider", format!("option `{option}` is not delivered: {why}")));
    }
    let design = candidate.design;
    run.drop_pending();
    run.phase = Phase::Exporting { option };
    run.call(MAIN, Awaited::Export, &ExportDesign { design }).into()
}

fn exported(run: &Run, result: Result<&Value, &EffectError>) -> Next {
    let Phase::Exporting { option } = &run.phase else { return Next::default() };
    Next::finish(match wave::parse::<ExportedDesign>(result) {
        Ok(ExportedDesign { files }) => Outcome::Delivered { option: option.clone(), files },
        Err(error) => failed_by("the files could not be written", &error),
    })
}

/// Delivers the best there is: what is shown, else what passed in this turn, else what was picked or shown before.
pub(crate) fn deadline(run: &mut Run) -> Next {
    let passed = match run.phase {
        Phase::Exporting { .. } => return Next::default(),
        Phase::Choosing => Vec::new(),
        Phase::Asking(_)
        | Phase::Searching
        | Phase::Writing
        | Phase::Planning
        | Phase::Thinking
        | Phase::Making
        | Phase::Comparing => run.passed(),
    };
    let best = choose::by_total(&passed).first().map(|&best| passed[best].clone());
    let option = match (best, &run.parent) {
        (Some(best), _) => {
            let id = best.id.clone();
            run.offered.insert(id.clone(), best);
            Some(id)
        }
        (None, Some(parent)) if run.phase != Phase::Choosing => Some(parent.id.clone()),
        (None, _) => run.set.as_ref().and_then(OptionSet::best).map(|option| option.id.clone()),
    };
    match option {
        Some(option) => {
            let effects = vec![degraded(MAIN, "the best so far is delivered", "the deadline passed")];
            deliver(run, option).after(effects)
        }
        None => Next::finish(too_late()),
    }
}
