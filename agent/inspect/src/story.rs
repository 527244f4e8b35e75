//! A run told from its records.

use std::collections::{BTreeMap, BTreeSet};

use design::{BlobRef, Brief, Finding};
use planner::{Aspect, Choice, Effect, EffectId, Event, NanoUsd, Note, OptionSet, Outcome, Record, Settings};

/// Where each effect stands in the story, and when it was asked for, ms.
type Asked = BTreeMap<EffectId, (usize, u64)>;

/// What a run's records say, in the order a person asks for it.
///
/// Records that it does not know are counted and otherwise left alone, so a newer log still tells its story.
#[derive(Debug, Clone, Default)]
pub struct RunStory {
    /// What was fixed for the run.
    pub settings: Option<Settings>,
    /// The brand kit's id.
    pub kit: String,
    /// What the person asked for.
    pub brief: Option<Brief>,
    /// The option sets, first turn first, each with the choice that was made from it.
    pub sets: Vec<OptionSet>,
    /// Every candidate that was finished, in the order of its lane.
    pub candidates: Vec<CandidateStory>,
    /// Candidates of which something was refused, or not judged.
    withheld: BTreeSet<String>,
    /// Every effect, in the order in which it was asked for.
    pub effects: Vec<EffectStory>,
    /// What was done more simply than asked: what and why.
    pub degraded: Vec<(String, String)>,
    /// What was held back, paid and given back, in the order of its records.
    pub money: Vec<MoneyStory>,
    /// What was spent.
    pub spent: NanoUsd,
    /// From the first record to the last, ms.
    pub ms: u64,
    /// Where it branched off another run: its id, the record, and what was changed.
    pub forked: Option<(String, u64, String)>,
    /// How it ended; `None` for a run that did not.
    pub outcome: Option<Outcome>,
    /// How many records were read.
    pub records: usize,
}

/// One candidate of a run.
#[derive(Debug, Clone)]
pub struct CandidateStory {
    /// Its lane.
    pub lane: String,
    /// Its picture.
    pub png: BlobRef,
    /// Weighted total, steps of 1/10 000.
    pub total: u16,
    /// Whether it passed every gate.
    pub passed: bool,
    /// Whether it may not be shown to anybody: its words or its picture were refused, or not judged.
    pub withheld: bool,
}

/// One effect of a run.
#[derive(Debug, Clone)]
pub struct EffectStory {
    /// Lane and place in the lane, `t1.c03#2`.
    pub id: String,
    /// The tool.
    pub tool: String,
    /// Where in the log it was asked for.
    pub seq: u64,
    /// `asked`, `done` or `failed: …`.
    pub state: String,
    /// From the run's first record to the request, ms.
    pub at_ms: u64,
    /// Wall time between the two records, ms.
    pub ms: Option<u64>,
    /// What it was asked with, as JSON; cut where it is long.
    pub args: String,
    /// What it brought, as JSON; cut where it is long.
    pub output: String,
    /// What was paid for it.
    pub spent: NanoUsd,
}

/// One step of a run's money.
#[derive(Debug, Clone)]
pub struct MoneyStory {
    /// The record.
    pub seq: u64,
    /// The call, `t1.c03#2`.
    pub id: String,
    /// `held back`, `paid`, `given back` or `refused`.
    pub what: &'static str,
    /// How much.
    pub amount: NanoUsd,
    /// What had been paid by then.
    pub paid: NanoUsd,
}

/// Longest JSON of a call's arguments or result that is told, characters.
const JSON_CHARS_MAX: usize = 3_000;

fn shown(value: &serde_json::Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut cut: String = text.chars().take(JSON_CHARS_MAX).collect();
    if cut.len() < text.len() {
        cut.push_str("\n… maquette trace show --step has all of it");
    }
    cut
}

impl RunStory {
    /// Tells the story of `records`, oldest first.
    #[must_use]
    pub fn read(records: &[Record]) -> Self {
        let mut story = Self { records: records.len(), ..Self::default() };
        let mut asked = BTreeMap::new();
        let begun = records.first().map_or(0, |record| record.ts);
        story.ms = records.last().map_or(0, |record| record.ts.saturating_sub(begun));
        for record in records {
            // A payload that does not fit its kind is for `verify` to name; here the rest is still worth telling.
            if let Ok(Some(event)) = record.event() {
                story.happened(event, record, &asked);
            } else if let Ok(Some(effect)) = record.effect() {
                story.asked(effect, record, begun, &mut asked);
            }
        }
        story.candidates.sort_by(|a, b| a.lane.cmp(&b.lane));
        story
    }

    fn happened(&mut self, event: Event, record: &Record, asked: &Asked) {
        let ts = record.ts;
        match event {
            Event::RunStarted { settings, kit } => {
                self.settings = Some(*settings);
                self.kit = kit;
            }
            Event::BriefRead { brief } => self.brief = Some(*brief),
            Event::EffectCompleted { id, output } => {
                self.settle(&id, ts, asked, "done".to_owned());
                if let Some(effect) = asked.get(&id).and_then(|(index, _)| self.effects.get_mut(*index)) {
                    effect.output = shown(&output);
                }
            }
            Event::EffectFailed { id, error } => self.settle(&id, ts, asked, format!("failed: {}", error.message)),
            Event::BudgetRefused { id, amount, .. } => {
                self.settle(&id, ts, asked, "refused by the budget".to_owned());
                self.paid(record, &id, "refused", amount);
            }
            Event::BudgetReserved { id, amount, .. } => self.paid(record, &id, "held back", amount),
            Event::BudgetSettled { id, amount } => {
                self.spent = self.spent.checked_add(amount).unwrap_or(self.spent);
                if let Some(effect) = asked.get(&id).and_then(|(index, _)| self.effects.get_mut(*index)) {
                    effect.spent = effect.spent.checked_add(amount).unwrap_or(effect.spent);
                }
                self.paid(record, &id, "paid", amount);
            }
            Event::BudgetReleased { id } => self.paid(record, &id, "given back", NanoUsd::ZERO),
            Event::ChoiceMade { choice, .. } => {
                if let Some(set) = self.sets.last_mut() {
                    set.choice = Some(choice);
                }
            }
            Event::Forked(fork) => {
                let set: Vec<String> = fork.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
                self.forked = Some((fork.parent.run, fork.parent.seq, set.join(", ")));
                (self.settings, self.kit) = (Some(fork.settings), fork.kit);
            }
            Event::QuestionAnswered { .. } | Event::DeadlinePassed | Event::Cancelled => {}
        }
    }

    fn paid(&mut self, record: &Record, id: &EffectId, what: &'static str, amount: NanoUsd) {
        self.money.push(MoneyStory { seq: record.seq, id: id.to_string(), what, amount, paid: self.spent });
    }

    fn asked(&mut self, effect: Effect, record: &Record, begun: u64, asked: &mut Asked) {
        match effect {
            Effect::CallTool(call) => {
                let id = call.id.to_string();
                asked.insert(call.id, (self.effects.len(), record.ts));
                self.effects.push(EffectStory {
                    id,
                    tool: call.tool,
                    seq: record.seq,
                    state: "asked".to_owned(),
                    at_ms: record.ts.saturating_sub(begun),
                    ms: None,
                    args: shown(&call.args),
                    output: String::new(),
                    spent: NanoUsd::ZERO,
                });
            }
            Effect::Note(Note::CandidateMade { candidate, png, total, passed, .. }) => {
                let withheld = !passed && self.withheld.contains(&candidate);
                self.candidates.push(CandidateStory { lane: candidate, png, total, passed, withheld });
            }
            Effect::Note(Note::Degraded { what, why, .. }) => self.degraded.push((what, why)),
            Effect::Present(set) => self.sets.push(*set),
            Effect::Finish(outcome) => self.outcome = Some(outcome),
            Effect::Note(Note::CritiqueDone { candidate, gates, .. }) => {
                let may_not_be_seen = |finding: &Finding| {
                    matches!(finding.rule.as_str(), "safety" | "unjudged" | "policy" | "banned_words")
                };
                if gates.iter().any(may_not_be_seen) {
                    self.withheld.insert(candidate);
                }
            }
            Effect::Ask(_) | Effect::Note(Note::EditApplied { .. }) => {}
        }
    }

    fn settle(&mut self, id: &EffectId, ts: u64, asked: &Asked, state: String) {
        let Some(&(index, since)) = asked.get(id) else { return };
        if let Some(effect) = self.effects.get_mut(index) {
            effect.state = state;
            effect.ms = Some(ts.saturating_sub(since));
        }
    }
}

/// A choice, for people.
pub(crate) fn told_choice(choice: &Choice) -> String {
    match choice {
        Choice::Pick { index } => format!("option {index} picked"),
        Choice::Accept { index } => format!("option {index} accepted"),
        Choice::More { index, wishes, with } => {
            let wishes = wishes.iter().map(|wish| wish.words().to_owned());
            let names =
                |aspects: &BTreeSet<Aspect>| aspects.iter().map(|one| one.words()).collect::<Vec<_>>().join(" and ");
            let with = with.iter().map(|with| format!("the {} of option {}", names(&with.aspects), with.index));
            let like = index.map_or_else(String::new, |index| format!(" like option {index}"));
            format!("more{like} asked for: {}", wishes.chain(with).collect::<Vec<_>>().join(", "))
        }
        Choice::Edit { index, operations, exact } => {
            let by_hand = (!operations.is_empty()).then(|| format!("{} edits by hand", operations.len()));
            let exact = Some(design::shown(exact)).filter(|exact| !exact.is_empty());
            let what: Vec<String> = by_hand.into_iter().chain(exact).collect();
            format!("option {index} edited: {}", what.join(", "))
        }
        Choice::Back { turn, .. } => format!("back to the set of turn {turn}"),
        Choice::Lock { aspects } if aspects.is_empty() => "nothing kept any more".to_owned(),
        Choice::Lock { aspects } => {
            format!("kept from here: {}", aspects.iter().map(|one| one.words()).collect::<Vec<_>>().join(", "))
        }
        Choice::Forget { features } if features.is_empty() => "what was known of their taste forgotten".to_owned(),
        Choice::Forget { features } => {
            let words = features.iter().map(|feature| feature.words().0).collect::<Vec<_>>();
            format!("forgotten whether they like {}", words.join(", "))
        }
        Choice::Best => "the best picked".to_owned(),
        Choice::NoneOfThese => "none of them wanted".to_owned(),
        Choice::Stop => "stopped there".to_owned(),
    }
}
