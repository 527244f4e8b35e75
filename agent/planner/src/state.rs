//! What the planner remembers between events.

use std::collections::{BTreeMap, BTreeSet};

use design::{Brief, Copy, DesignPlan, Role, exact};
use serde::{Deserialize, Serialize};

use crate::aspect::{self, Aspect};
use crate::calls::{BrandHit, Call};
use crate::candidate::{Candidate, FIT, FIT_PERCENT, Kept, fitted};
use crate::compare::Comparing;
use crate::effect::{Effect, EffectId, Note, Outcome, ToolCall};
use crate::intent::Asking;
use crate::lane::{End, Lane};
use crate::ledger::{Ledger, Scope};
use crate::model::Talk;
use crate::money::NanoUsd;
use crate::narrowing::{EXACT_MAX, Editing, Past};
use crate::option_set::{OptionSet, Rejected, Reveal};
use crate::outlook::Outlook;
use crate::photograph::Edited;
use crate::settings::Settings;
use crate::taste::{Belief, Evidence, Said, SaidOf, Steering, Taste, Wish};

/// The lane of what belongs to the whole run.
pub const MAIN: &str = "main";

/// What the planner remembers. Its default is a run before `RunStarted`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State(pub(crate) Stage);

impl State {
    /// Whether the run is over; no event changes anything then.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.0, Stage::Finished { .. })
    }

    /// The option set that waits for a choice.
    #[must_use]
    pub fn waiting_for(&self) -> Option<&OptionSet> {
        match &self.0 {
            Stage::Running(run) if run.phase == Phase::Choosing => run.set.as_ref(),
            Stage::Waiting | Stage::Started { .. } | Stage::Running(_) | Stage::Finished { .. } => None,
        }
    }

    /// The option set last shown, with what was chosen from it.
    #[must_use]
    pub fn last_set(&self) -> Option<&OptionSet> {
        match &self.0 {
            Stage::Running(run) => run.set.as_ref(),
            Stage::Waiting | Stage::Started { .. } | Stage::Finished { .. } => None,
        }
    }

    /// What is known of the person's taste by what was brought along and what they did, for their next run; nothing, where the run
    /// does not go by it. What a brief says of a tone is of that brief alone.
    #[must_use]
    pub fn taste(&self) -> Option<Taste> {
        match &self.0 {
            Stage::Running(run) => run.learned(),
            Stage::Finished { taste, .. } => taste.as_deref().cloned(),
            Stage::Waiting | Stage::Started { .. } => None,
        }
    }

    /// The turn that is under way, from 1; 0 before the brief was read and after the end.
    #[must_use]
    pub fn turn(&self) -> u32 {
        match &self.0 {
            Stage::Running(run) => run.turn,
            Stage::Waiting | Stage::Started { .. } | Stage::Finished { .. } => 0,
        }
    }

    /// What was reserved and spent so far; `None` before the brief was read.
    #[must_use]
    pub fn ledger(&self) -> Option<&Ledger> {
        match &self.0 {
            Stage::Running(run) => Some(&run.ledger),
            Stage::Finished { ledger, .. } => ledger.as_ref(),
            Stage::Waiting | Stage::Started { .. } => None,
        }
    }

    /// How the limits stand, the tighter first: the turn's, where it has one, and the run's.
    #[must_use]
    pub fn outlook(&self) -> Vec<Outlook> {
        let Stage::Running(run) = &self.0 else { return Vec::new() };
        let turn =
            run.settings.turn_budget.map(|limit| Outlook::new(&run.ledger, Some((run.turn, limit)), run.picture));
        let mut outlook: Vec<_> = turn.into_iter().collect();
        outlook.push(Outlook::new(&run.ledger, None, run.picture));
        outlook.sort_by_key(|limit| limit.left);
        outlook
    }

    /// Whether the result of a call is waited for.
    #[must_use]
    pub fn awaits(&self, id: &EffectId) -> bool {
        match &self.0 {
            Stage::Running(run) => run.awaits(id),
            Stage::Waiting | Stage::Started { .. } | Stage::Finished { .. } => false,
        }
    }

    /// How the run ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.0 {
            Stage::Finished { outcome, .. } => Some(outcome),
            Stage::Waiting | Stage::Started { .. } | Stage::Running(_) => None,
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// Nothing has happened.
    #[default]
    Waiting,
    /// The settings are known, the brief is not.
    Started { settings: Box<Settings>, kit: String },
    /// Designs are being made.
    Running(Box<Run>),
    /// Over.
    Finished { outcome: Outcome, ledger: Option<Ledger>, taste: Option<Box<Taste>> },
}

/// What the main lane waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// The person is asked something about the brief.
    Asking(Asking),
    /// The brand kit is searched.
    Searching,
    /// The copy is written.
    Writing,
    /// A wave is planned.
    Planning,
    /// A model is asked what to do.
    Thinking,
    /// The lanes of a wave are at work.
    Making,
    /// The two best are compared.
    Comparing,
    /// An option set was shown.
    Choosing,
    /// The files of this option are written.
    Exporting { option: String },
}

/// What a pending tool call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Awaited {
    Search,
    Copy,
    Plans,
    LaneCopy,
    Compose,
    /// The picture with that index.
    Image(u32),
    /// The picture with that index, painted in the place of one that could not be had.
    Painted(u32),
    Render,
    Critique,
    /// What the foreign tool in that place of the settings says of a design.
    Judge(u32),
    /// The picture for the request with that index, changed by a foreign tool.
    Filtered(u32),
    Export,
    /// What a model says.
    Model,
    /// Plans, for the call of a model in that place of its answer.
    ModelPlans(u32),
    /// Hits in the brand kit, for that call.
    ModelSearch(u32),
    /// Words in several ways.
    Variants,
    /// A picture that a model drew.
    Drawn,
    /// A design that a model edited.
    Edited,
    /// What lies where, for the call of a model in that place of its answer.
    ModelLook(u32),
    /// What a foreign tool answers, for that call.
    ModelForeign(u32),
    /// Which of two designs is better, in the order of that place.
    Compared(u32),
}

/// A run whose brief was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) settings: Settings,
    pub(crate) kit: String,
    pub(crate) brief: Brief,
    /// What the brand kit was found to have for it.
    pub(crate) found: Vec<BrandHit>,
    pub(crate) copy: Copy,
    pub(crate) phase: Phase,
    /// The turn, from 1.
    pub(crate) turn: u32,
    pub(crate) reveal: Reveal,
    /// What the turn narrows from.
    pub(crate) parent: Option<Candidate>,
    /// Archetypes that were shown and turned down.
    pub(crate) avoid: BTreeSet<String>,
    /// The wave of the turn, from 1.
    pub(crate) wave: u32,
    /// The candidates of the turn by lane.
    pub(crate) lanes: BTreeMap<String, Lane>,
    /// The set last shown.
    pub(crate) set: Option<OptionSet>,
    /// The conversation with the model that leads the turn, where one does.
    pub(crate) talk: Talk,
    /// Everything that was ever offered, by option id.
    pub(crate) offered: BTreeMap<String, Candidate>,
    pending: BTreeMap<String, BTreeMap<u32, Awaited>>,
    next: BTreeMap<String, u32>,
    pub(crate) ledger: Ledger,
    /// The most that was reserved for a picture.
    picture: NanoUsd,
    /// The least that a picture would have taken for which there was no money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    too_dear: Option<NanoUsd>,
    /// What is known of the person's taste; nothing, where the run does not go by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) taste: Option<Box<Taste>>,
    /// What was asked for of the parent, for this turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) wishes: Vec<Wish>,
    /// Exact values that the person said, which hold for all that is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) exact: Vec<String>,
    /// An edit of the person that is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) editing: Option<Box<Editing>>,
    /// What stays as it is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) locked: BTreeSet<Aspect>,
    /// What the parent took over from another design, where it was put together from two and is to be made.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) merged: BTreeSet<Aspect>,
    /// The sets that were left, to go back to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) past: Vec<Past>,
    /// The turns in which sets were shown that were new then.
    #[serde(default)]
    pub(crate) made: Vec<u32>,
    /// Turns in which a set was shown again.
    #[serde(default)]
    pub(crate) revisits: u32,
    /// What came of edits of the kit's photographs in the turns before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) edited: Vec<Edited>,
    /// The options that are being compared before a set is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comparing: Option<Box<Comparing>>,
}

impl Run {
    pub(crate) fn new(settings: Settings, kit: String, brief: Brief) -> Self {
        let ledger = Ledger::new(settings.budget);
        let taste = settings.taste.clone().map(|mut taste| {
            // Who is nearer has the last word: the person, then their brief; and those who chose with the kit before have one where
            // nothing is known of the person alone.
            let others = settings.past_choices.as_ref().filter(|_| taste.is_empty());
            let others = others.map(|past| past.said()).unwrap_or_default();
            taste.said = others.and(Said::of_tone(&brief.tone)).and(std::mem::take(&mut taste.said));
            taste.evidence.iter_mut().for_each(Evidence::set_before);
            taste
        });
        Self {
            taste,
            wishes: Vec::new(),
            exact: brief
                .exact
                .iter()
                .take(EXACT_MAX)
                .map(|said| said.chars().take(exact::TEXT_CHARS_MAX).collect())
                .collect(),
            editing: None,
            locked: BTreeSet::new(),
            merged: BTreeSet::new(),
            past: Vec::new(),
            made: Vec::new(),
            revisits: 0,
            settings,
            kit,
            brief,
            found: Vec::new(),
            copy: Copy::default(),
            phase: Phase::Searching,
            turn: 1,
            reveal: Reveal::Direction,
            parent: None,
            avoid: BTreeSet::new(),
            wave: 0,
            lanes: BTreeMap::new(),
            set: None,
            talk: Talk::default(),
            offered: BTreeMap::new(),
            pending: BTreeMap::new(),
            next: BTreeMap::new(),
            ledger,
            picture: NanoUsd::ZERO,
            too_dear: None,
            edited: Vec::new(),
            comparing: None,
        }
    }

    /// What outlives the run of what is known of the person's taste.
    pub(crate) fn learned(&self) -> Option<Taste> {
        let taste = self.taste.as_ref()?;
        let brought = self.settings.taste.as_ref().map(|taste| taste.said.clone()).unwrap_or_default();
        let said = brought.0.into_iter().filter(|said| taste.said.0.contains(said)).collect();
        Some(Taste { said: Said(said), evidence: taste.evidence.clone() })
    }

    /// How many people's choices with the kit count in what is believed of the person's taste; `None` where none do.
    pub(crate) fn others(&self) -> Option<u32> {
        let (past, taste) = (self.settings.past_choices.as_ref()?, self.taste.as_ref()?);
        // What the brief says of the same is not theirs.
        let tone = Said::of_tone(&self.brief.tone);
        let is_theirs = |said: &SaidOf| tone.0.iter().all(|own| own.feature != said.feature);
        let mut theirs = past.said().0.into_iter().filter(is_theirs);
        let cold = self.settings.taste.as_ref().is_some_and(|brought| brought.is_empty());
        (cold && theirs.any(|said| taste.said.0.contains(&said))).then_some(past.people)
    }

    /// What is believed of the person's taste, where the run goes by it.
    pub(crate) fn belief(&self) -> Option<Belief> {
        self.taste.as_ref().map(|taste| taste.belief(self.settings.seed))
    }

    /// The layers that designs of this turn have as they are: those of what was picked, else those of what the person began with.
    pub(crate) fn kept(&self) -> Option<&Kept> {
        match &self.parent {
            Some(parent) => parent.kept.as_ref(),
            None => self.settings.begun.as_deref(),
        }
    }

    /// The layers that the person began with and that designs are laid out around: those that are still locked in what was picked.
    pub(crate) fn begun(&self) -> Option<Kept> {
        let begun = self.settings.begun.as_deref()?;
        let Some(parent) = &self.parent else { return Some(begun.clone()) };
        parent.kept.as_ref()?.only(|layer| begun.layers.contains(layer))
    }

    /// The layers that somebody locked in a design that was made. Those that a person began with leave room for any arrangement.
    pub(crate) fn locked_layers(&self) -> Option<Kept> {
        let begun = self.settings.begun.as_deref().map(|begun| begun.layers.as_slice()).unwrap_or_default();
        self.parent.as_ref()?.kept.as_ref()?.only(|layer| !begun.contains(layer))
    }

    /// The aspects that stay as they are: those that are locked, and those that locked layers are of.
    pub(crate) fn fixed(&self) -> BTreeSet<Aspect> {
        let of_layers = self.locked_layers().as_ref().map(Kept::fixed).unwrap_or_default();
        &self.locked | &of_layers
    }

    /// Whether a plan has what is kept, and what was taken over, in common with what the turn narrows from.
    pub(crate) fn keeps(&self, plan: &DesignPlan) -> bool {
        let Some(parent) = &self.parent else { return true };
        self.fixed().union(&self.merged).all(|aspect| aspect.is_shared(plan, &parent.plan))
    }

    /// Gives a plan what is kept and what was taken over.
    pub(crate) fn keep(&self, plan: &mut DesignPlan) {
        let Some(parent) = &self.parent else { return };
        self.fixed().union(&self.merged).for_each(|aspect| aspect.take(plan, &parent.plan));
    }

    /// The axes that may vary in this turn; none means all.
    pub(crate) fn varied_axes(&self) -> Vec<String> {
        let axes = aspect::varied_axes(self.reveal, &self.wishes, &self.fixed(), &self.merged);
        axes.into_iter().map(str::to_owned).collect()
    }

    /// By whose taste designs are looked for, where something is known of it.
    pub(crate) fn steering(&self) -> Option<Box<Steering>> {
        let taste = self.taste.as_ref()?;
        if taste.evidence.is_empty() {
            return None;
        }
        // Where nothing was picked yet a wish was said of what was shown best.
        let wished = || taste.evidence.iter().rev().find_map(Evidence::wished_of);
        let of = self.parent.as_ref().map(Candidate::look).or_else(wished);
        Some(Box::new(Steering { taste: (**taste).clone(), wishes: self.wishes.clone(), of }))
    }

    /// Asks for a tool call in `lane`, and remembers what it is for.
    pub(crate) fn call<C: Call>(&mut self, lane: &str, awaited: Awaited, args: &C) -> Effect {
        self.call_tool(lane, awaited, C::TOOL, args)
    }

    /// The same for a tool that is known by its name alone.
    pub(crate) fn call_tool(&mut self, lane: &str, awaited: Awaited, tool: &str, args: &impl Serialize) -> Effect {
        let next = self.next.entry(lane.to_owned()).or_default();
        let id = EffectId { lane: lane.to_owned(), ord: *next };
        *next += 1;
        self.pending.entry(id.lane.clone()).or_default().insert(id.ord, awaited);
        let args = serde_json::to_value(args).expect("arguments have string keys and finite numbers");
        Effect::CallTool(ToolCall { id, tool: tool.to_owned(), args })
    }

    /// A name for a question.
    pub(crate) fn name_question(&mut self) -> EffectId {
        let next = self.next.entry(MAIN.to_owned()).or_default();
        let id = EffectId { lane: MAIN.to_owned(), ord: *next };
        *next += 1;
        id
    }

    /// What `id` was awaited for; `None`, and no change, when it is unknown or was answered before.
    pub(crate) fn answered(&mut self, id: &EffectId) -> Option<Awaited> {
        let lane = self.pending.get_mut(&id.lane)?;
        let awaited = lane.remove(&id.ord);
        if lane.is_empty() {
            self.pending.remove(&id.lane);
        }
        awaited
    }

    /// Whether the result of `id` is waited for.
    fn awaits(&self, id: &EffectId) -> bool {
        self.pending.get(&id.lane).is_some_and(|lane| lane.contains_key(&id.ord))
    }

    /// Whether `id` was ever asked for.
    pub(crate) fn asked_for(&self, id: &EffectId) -> bool {
        self.next.get(&id.lane).is_some_and(|next| id.ord < *next)
    }

    /// Whether a call is a foreign tool's part in a lane, which is done without where there is no money for it.
    pub(crate) fn is_by_the_way(&self, id: &EffectId) -> bool {
        let awaited = self.pending.get(&id.lane).and_then(|lane| lane.get(&id.ord));
        matches!(awaited, Some(Awaited::Judge(_) | Awaited::Filtered(_) | Awaited::Compared(_)))
    }

    /// Whether a call has a new photograph made: what is done to the brand's own has other prices.
    fn is_photograph(&self, id: &EffectId) -> bool {
        let awaited = self.pending.get(&id.lane).and_then(|lane| lane.get(&id.ord));
        let Some(Awaited::Image(index)) = awaited else { return false };
        let Some(lane) = self.lanes.get(&id.lane) else { return true };
        let edit = lane.images.get(*index as usize).and_then(|request| lane.edits.get(&request.node));
        edit.is_none_or(|edit| edit.image().is_none())
    }

    /// Learns what was reserved for a call.
    pub(crate) fn priced(&mut self, id: &EffectId, amount: NanoUsd) {
        if self.is_photograph(id) {
            self.picture = self.picture.max(amount);
        }
    }

    /// Learns what there was no money for.
    pub(crate) fn refused(&mut self, id: &EffectId, amount: NanoUsd) {
        if self.is_photograph(id) {
            self.too_dear = Some(self.too_dear.map_or(amount, |before| before.min(amount)));
        }
    }

    /// Whether designs are laid out for photographs that an image model makes: where it makes some, and the run can still pay for
    /// one. What is planned as a drawing is better than a photograph that cannot be had.
    pub(crate) fn is_photographed(&self) -> bool {
        // Who limits a turn may have money in the next one; otherwise there will be no more than there was.
        let left = self.settings.turn_budget.map_or(NanoUsd::ZERO, |limit| limit.min(self.ledger.left()));
        let is_out = self.settings.spares_photographs && self.too_dear.is_some_and(|amount| amount > left);
        self.settings.photographs && !is_out
    }

    /// Waits for nothing any more: what still arrives is late.
    pub(crate) fn drop_pending(&mut self) {
        self.pending.clear();
    }

    /// The complete candidates of the turn, those that failed a gate too, in the order of their lanes.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = Candidate> + '_ {
        let fit_percent = self.settings.weight(FIT).unwrap_or(FIT_PERCENT).min(100);
        self.lanes.iter().filter(|(_, lane)| lane.end == Some(End::Made)).filter_map(move |(id, lane)| {
            let made = lane.best.as_ref()?;
            Some(Candidate {
                id: id.clone(),
                plan: lane.plan.clone(),
                idea: lane.idea.clone(),
                copy: lane.copy.clone(),
                is_pictured: !lane.images.is_empty() || made.locked.iter().any(|layer| layer.role == Role::Image),
                photographs: lane.photographs.values().cloned().collect(),
                design: made.design,
                png: made.png,
                critique: lane
                    .fit
                    .map_or_else(|| made.critique.clone(), |fit| fitted(&made.critique, fit, fit_percent)),
                cost: self.ledger.totals(Scope::Lane(id)).committed(),
                kept: Kept::of(made),
            })
        })
    }

    /// The candidates of the turn that passed every gate, each design once, and none that was picked already.
    pub(crate) fn passed(&self) -> Vec<Candidate> {
        let mut seen: BTreeSet<_> = self.parent.iter().map(|parent| parent.design).collect();
        let passed = self.candidates().filter(|candidate| candidate.critique.passes());
        passed.filter(|candidate| seen.insert(candidate.design)).collect()
    }

    /// The lanes of the turn that may not be shown, and why.
    pub(crate) fn failed(&self) -> Vec<Rejected> {
        self.lanes.iter().filter_map(|(id, lane)| lane.rejection(id)).collect()
    }

    pub(crate) fn is_last_turn(&self) -> bool {
        self.turns_to_come() == 0
    }

    fn turns_to_come(&self) -> u32 {
        self.settings.turns.saturating_sub(self.turn.saturating_sub(self.revisits))
    }

    /// The same, where sets tell it.
    pub(crate) fn turns_left(&self) -> Option<u32> {
        self.taste.as_ref().map(|_| self.turns_to_come())
    }
}

/// A note that something in `lane` was done more simply than asked.
pub(crate) fn degraded(lane: &str, what: impl Into<String>, why: impl Into<String>) -> Effect {
    Effect::Note(Note::Degraded { lane: lane.to_owned(), what: what.into(), why: why.into() })
}
