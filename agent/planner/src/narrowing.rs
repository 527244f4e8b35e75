//! From one turn to the next: what a choice tells, and what is made after it.

mod edit;
mod refused;
mod revisit;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(crate) use edit::{EXACT_MAX, Editing, edited};
pub(crate) use refused::answered as answered_refusals;
pub(crate) use revisit::Past;

use crate::aspect::{self, Aspect};
use crate::candidate::{Candidate, Kept};
use crate::effect::Effect;
use crate::event::Choice;
use crate::house::{self, Next};
use crate::model;
use crate::option_set::Reveal;
use crate::photograph;
use crate::state::{MAIN, Phase, Run, degraded};
use crate::taste::{Evidence, WISHES_MAX, Wish};

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
    let named = match choice {
        Choice::Back { turn, forget } => return revisit::back(run, *turn, *forget),
        Choice::Lock { aspects } => return revisit::locked(run, aspects),
        Choice::Forget { features } => return revisit::forgot(run, features),
        Choice::Edit { index, operations, exact } => return edit::begin(run, *index, operations, exact),
        Choice::Pick { index } | Choice::Accept { index } | Choice::More { index: Some(index), .. } => {
            let found = option_at(run, *index);
            effects.extend(found.is_none().then(|| no_option(run, *index, "the best option is taken")));
            found
        }
        Choice::Best | Choice::Stop | Choice::NoneOfThese | Choice::More { index: None, .. } => None,
    };
    let wishes = wishes(choice);
    learn(run, choice, named.as_deref(), wishes, &best);
    let is_named = named.is_some();
    let option = named.unwrap_or(best);
    if matches!(choice, Choice::Accept { .. } | Choice::Stop) || run.is_last_turn() {
        effects.extend(unheard(choice, is_named));
        return house::deliver(run, option).after(effects);
    }
    let next = match choice {
        Choice::NoneOfThese => show_others(run).into(),
        Choice::More { with, .. } => {
            let giver = with.as_ref().and_then(|with| {
                let found = option_at(run, with.index);
                effects.extend(found.is_none().then(|| no_option(run, with.index, "nothing is taken over")));
                Some((found?, &with.aspects))
            });
            // What something is taken over into is what was narrowed from, and before that the best there is.
            let base = is_named || (giver.is_some() && run.parent.is_none());
            change(run, base.then_some(option.as_str()), wishes, giver)
        }
        _ => narrow(run, &option),
    };
    next.after(effects)
}

/// What is asked for; more at once than anybody says is not heard.
fn wishes(choice: &Choice) -> &[Wish] {
    match choice {
        Choice::More { wishes, .. } => &wishes[..wishes.len().min(WISHES_MAX)],
        _ => &[],
    }
}

/// What was asked for and is not done, because nothing more is made.
fn unheard(choice: &Choice, is_named: bool) -> Option<Effect> {
    let what = if is_named { "the option is delivered as it is" } else { "the best of what was shown is delivered" };
    let why = match choice {
        Choice::NoneOfThese => "no turns are left to show others",
        Choice::More { wishes, with, .. } if !wishes.is_empty() || with.is_some() => "no turns are left to change it",
        _ => return None,
    };
    Some(degraded(MAIN, what, why))
}

/// The option with an index.
fn option_at(run: &Run, index: u32) -> Option<String> {
    let options = run.set.as_ref().map_or(&[][..], |set| &set.options);
    options.iter().find(|option| option.index == index).map(|option| option.id.clone())
}

fn no_option(run: &Run, index: u32, what: &str) -> Effect {
    let count = run.set.as_ref().map_or(0, |set| set.options.len());
    degraded(MAIN, what, format!("there is no option {index} in this set of {count}"))
}

/// What a choice tells of the person's taste. Nobody's taste is told by the best, which is taken for want of a choice.
fn learn(run: &mut Run, choice: &Choice, named: Option<&str>, wishes: &[Wish], best: &str) {
    let (Some(taste), Some(set), turn) = (&mut run.taste, &run.set, run.turn) else { return };
    let of = |id: &str| run.offered.get(id).map(Candidate::look);
    let shown = Candidate::looks(set.options.iter().filter_map(|option| run.offered.get(&option.id)));
    if shown.len() != set.options.len() {
        return;
    }
    let place = set.options.iter().position(|shown| Some(shown.id.as_str()) == named);
    let picked = place.and_then(|place| u32::try_from(place).ok());
    match (choice, picked) {
        (Choice::NoneOfThese, _) => taste.learn(Evidence::NoneOf { turn, shown }),
        (_, Some(picked)) if shown.len() > 1 => taste.learn(Evidence::Picked { turn, shown, picked }),
        _ => {}
    }
    let parent = run.parent.as_ref().map(Candidate::look);
    let said_of = named.and_then(of).or(parent).or_else(|| of(best));
    let wished = |wish: &Wish| Some(Evidence::Wished { turn, feature: wish.feature, more: wish.more, of: said_of? });
    wishes.iter().filter_map(wished).for_each(|wished| taste.learn(wished));
}

fn show_others(run: &mut Run) -> Vec<Effect> {
    let shown = run.set.iter().flat_map(|set| &set.options);
    let plans = shown.filter_map(|option| run.offered.get(&option.id)).map(|candidate| &candidate.plan);
    let archetypes: Vec<_> = plans.map(|plan| plan.archetype.0.clone()).collect();
    run.avoid.extend(archetypes);
    refused::ask(run).map_or_else(|| next_turn(run), |question| vec![question])
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
    let kept = run.locked_layers().as_ref().map(Kept::fixed).unwrap_or_default();
    let mut told = Vec::new();
    if let (Some((giver, aspects)), Some(parent)) = (&giver, &mut run.parent) {
        let (fixed, free): (BTreeSet<Aspect>, BTreeSet<Aspect>) = aspects.iter().partition(|one| kept.contains(one));
        let not_taken = |aspect: &Aspect| {
            let what = format!("the {} of the other design is not taken over", aspect.words());
            degraded(MAIN, what, "a layer is locked that goes with it; unlock that first")
        };
        told.extend(fixed.iter().map(not_taken));
        for aspect in &free {
            aspect.take(&mut parent.plan, &giver.plan);
            if *aspect == Aspect::Picture {
                parent.photographs.clone_from(&giver.photographs);
            }
            if *aspect == Aspect::Words {
                parent.copy.clone_from(&giver.copy);
                run.copy.clone_from(&giver.copy);
            }
        }
        run.merged = free;
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
    Next::from(next_turn_with(run, wishes.to_vec())).after(told)
}

fn narrow(run: &mut Run, option: &str) -> Next {
    let Some(parent) = run.offered.get(option).cloned() else { return Next::default() };
    run.copy = parent.copy.clone();
    run.parent = Some(parent);
    run.reveal = run.reveal.narrowed();
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
    photograph::remember_edits(run);
    run.lanes.clear();
    house::start_wave(run)
}
