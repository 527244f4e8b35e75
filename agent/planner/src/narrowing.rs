//! From one turn to the next: what a choice tells, and what is made after it.

mod revisit;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(crate) use revisit::Past;

use crate::aspect::{self, Aspect};
use crate::effect::Effect;
use crate::event::Choice;
use crate::house::{self, Next};
use crate::model;
use crate::option_set::Reveal;
use crate::state::{Candidate, MAIN, Phase, Run, degraded};
use crate::taste::{Evidence, Wish};

/// What a pick reveals next.
fn narrowed(reveal: Reveal) -> Reveal {
    match reveal {
        Reveal::Direction => Reveal::Layout,
        Reveal::Layout => Reveal::Style,
        Reveal::Style => Reveal::Words,
        Reveal::Words | Reveal::Fine => Reveal::Fine,
    }
}

/// Takes what the person chose.
pub(crate) fn chosen(run: &mut Run, turn: u32, choice: &Choice) -> Next {
    if run.phase != Phase::Choosing || turn != run.turn {
        return Next::default();
    }
    let Some(set) = &mut run.set else { return Next::default() };
    set.choice = Some(choice.clone());
    let Some(best) = set.best().map(|option| option.id.clone()) else { return Next::default() };
    revisit::remember(run);
    let mut effects = Vec::new();
    let option = match choice {
        Choice::Back { turn, forget } => return revisit::back(run, *turn, *forget),
        Choice::Lock { aspects } => return revisit::locked(run, aspects),
        Choice::Pick { index } | Choice::Accept { index } | Choice::More { index: Some(index), .. } => {
            option_at(run, *index, &mut effects).unwrap_or(best)
        }
        Choice::Best | Choice::Stop | Choice::NoneOfThese | Choice::More { index: None, .. } => best,
    };
    learn(run, choice, &option);
    let delivers = matches!(choice, Choice::Accept { .. } | Choice::Stop) || run.is_last_turn();
    if delivers {
        let unheard = match choice {
            Choice::NoneOfThese => Some("no turns are left to show others"),
            Choice::More { wishes, with, .. } if !wishes.is_empty() || with.is_some() => {
                Some("no turns are left to change it")
            }
            _ => None,
        };
        effects.extend(unheard.map(|why| degraded(MAIN, "the best of what was shown is delivered", why)));
        return house::deliver(run, option).after(effects);
    }
    let next = match choice {
        Choice::NoneOfThese => show_others(run).into(),
        Choice::More { index, wishes, with } => {
            let with = with.as_ref().and_then(|with| Some((option_at(run, with.index, &mut effects)?, &with.aspects)));
            change(run, index.map(|_| option.as_str()), wishes, with)
        }
        _ => narrow(run, &option),
    };
    next.after(effects)
}

/// The option with an index; where there is none that is told.
fn option_at(run: &Run, index: u32, effects: &mut Vec<Effect>) -> Option<String> {
    let options = run.set.as_ref().map_or(&[][..], |set| &set.options);
    let found = options.iter().find(|option| option.index == index).map(|option| option.id.clone());
    if found.is_none() {
        let why = format!("there is no option {index} in this set of {}", options.len());
        effects.push(degraded(MAIN, "the best option is taken", why));
    }
    found
}

/// What a choice tells of the person's taste. Nobody's taste is told by the best, which is taken for want of a choice.
fn learn(run: &mut Run, choice: &Choice, option: &str) {
    let (Some(taste), Some(set), turn) = (&mut run.taste, &run.set, run.turn) else { return };
    let of = |id: &str| run.offered.get(id).map(Candidate::look);
    let shown = Candidate::looks(set.options.iter().filter_map(|option| run.offered.get(&option.id)));
    if shown.len() != set.options.len() {
        return;
    }
    let place = set.options.iter().position(|shown| shown.id == option);
    let picked = place.and_then(|place| u32::try_from(place).ok());
    match choice {
        Choice::NoneOfThese => taste.learn(Evidence::NoneOf { turn, shown }),
        Choice::Pick { .. } | Choice::Accept { .. } | Choice::More { index: Some(_), .. } if shown.len() > 1 => {
            taste.learn(Evidence::Picked { turn, shown, picked: picked.unwrap_or(0) });
        }
        _ => {}
    }
    if let Choice::More { index, wishes, .. } = choice {
        let parent = run.parent.as_ref().map(Candidate::look);
        let of = if index.is_some() { of(option) } else { parent.or_else(|| of(option)) };
        let wished = |wish: &Wish| Some(Evidence::Wished { turn, feature: wish.feature, more: wish.more, of: of? });
        wishes.iter().filter_map(wished).for_each(|wished| taste.learn(wished));
    }
}

fn show_others(run: &mut Run) -> Vec<Effect> {
    let shown = run.set.iter().flat_map(|set| &set.options);
    let plans = shown.filter_map(|option| run.offered.get(&option.id)).map(|candidate| &candidate.plan);
    let archetypes: Vec<_> = plans.map(|plan| plan.archetype.0.clone()).collect();
    run.avoid.extend(archetypes);
    next_turn(run)
}

/// Makes more like an option, or else like what the turn narrowed from; where that is nothing yet, others. Some of it may be taken
/// over from another option.
fn change(run: &mut Run, option: Option<&str>, wishes: &[Wish], with: Option<(String, &BTreeSet<Aspect>)>) -> Next {
    if let Some(parent) = option.and_then(|option| run.offered.get(option)).cloned() {
        run.copy = parent.copy.clone();
        run.parent = Some(parent);
        run.avoid.clear();
    }
    run.merged.clear();
    let giver = with.and_then(|(id, aspects)| Some((run.offered.get(&id)?.clone(), aspects)));
    if let (Some((giver, aspects)), Some(parent)) = (&giver, &mut run.parent) {
        for aspect in *aspects {
            aspect.take(&mut parent.plan, &giver.plan);
            if *aspect == Aspect::Words {
                parent.copy.clone_from(&giver.copy);
                run.copy.clone_from(&giver.copy);
            }
        }
        run.merged.clone_from(aspects);
    }
    if run.parent.is_some() {
        // A wish is about the arrangement or about colours and type, and shows what it is about.
        let arranges = |wish: &Wish| aspect::changed_for(wish.feature).contains(&"archetype");
        run.reveal = match (wishes.iter().any(arranges), giver.is_some() && wishes.is_empty()) {
            (_, true) => Reveal::Fine,
            (true, false) => Reveal::Layout,
            (false, false) => Reveal::Style,
        };
    }
    next_turn_with(run, wishes.to_vec()).into()
}

fn narrow(run: &mut Run, option: &str) -> Next {
    let Some(parent) = run.offered.get(option).cloned() else { return Next::default() };
    run.copy = parent.copy.clone();
    run.parent = Some(parent);
    run.reveal = narrowed(run.reveal);
    if run.reveal == Reveal::Words && run.locked.contains(&Aspect::Words) {
        run.reveal = Reveal::Fine;
    }
    run.avoid.clear();
    next_turn(run).into()
}

fn next_turn(run: &mut Run) -> Vec<Effect> {
    run.merged.clear();
    next_turn_with(run, Vec::new())
}

fn next_turn_with(run: &mut Run, wishes: Vec<Wish>) -> Vec<Effect> {
    run.wishes = wishes;
    run.turn += 1;
    run.wave = 0;
    model::end_turn(run);
    run.lanes.clear();
    house::start_wave(run)
}
