//! Going back: an earlier set is shown again, as it was, and the run goes on from there.

use std::collections::BTreeSet;

use design::Copy;
use serde::{Deserialize, Serialize};

use crate::aspect::Aspect;
use crate::candidate::Candidate;
use crate::effect::Effect;
use crate::house::Next;
use crate::option_set::{OptionSet, Reveal};
use crate::state::{MAIN, Phase, Run, degraded};
use crate::taste::{Evidence, Feature, Taste};

/// Sets that are kept to go back to; the oldest are forgotten first.
const PAST_MAX: usize = 32;
/// Most turns of a run, those that show a set again included.
const TURNS_IN_ALL_MAX: u32 = 80;

/// A set that was shown, and where the run stood then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Past {
    set: OptionSet,
    parent: Option<Candidate>,
    reveal: Reveal,
    avoid: BTreeSet<String>,
    copy: Copy,
    locked: BTreeSet<Aspect>,
    exact: Vec<String>,
    /// What was known of the person when it was left.
    evidence: Vec<Evidence>,
}

/// Keeps the set that is left, with what was chosen.
pub(super) fn remember(run: &mut Run) {
    let Some(set) = run.set.clone() else { return };
    let (parent, reveal) = (run.parent.clone(), run.reveal);
    let evidence = run.taste.as_ref().map(|taste| taste.evidence.clone()).unwrap_or_default();
    let (avoid, copy, locked) = (run.avoid.clone(), run.copy.clone(), run.locked.clone());
    run.past.push(Past { set, parent, reveal, avoid, copy, locked, exact: run.exact.clone(), evidence });
    let over = run.past.len().saturating_sub(PAST_MAX);
    run.past.drain(..over);
}

/// Shows the set of an earlier turn again, as it was then, and forgets what was learned since, where that is meant; else what was
/// forgotten of the time before it is known again. What is not there leaves the person where they are.
pub(super) fn back(run: &mut Run, turn: u32, forget: bool) -> Next {
    let Some(past) = run.past.iter().rev().find(|past| past.set.turn == turn).cloned() else {
        return again(run, Some(format!("there is no set of turn {turn} to go back to")));
    };
    if let Some(taste) = &mut run.taste {
        if forget {
            // What was brought along was done before the first turn.
            taste.evidence.retain(|evidence| evidence.turn() < turn);
        } else {
            let forgotten: Vec<_> = past.evidence.into_iter().filter(|one| !taste.evidence.contains(one)).collect();
            forgotten.into_iter().for_each(|one| taste.learn(one));
        }
    }
    let left = forget.then_some(run.turn);
    run.parent = past.parent;
    run.reveal = past.reveal;
    run.avoid = past.avoid;
    run.copy = past.copy;
    run.locked = past.locked;
    run.exact = past.exact;
    run.set = Some(OptionSet { after: left, notes: Vec::new(), ..past.set });
    again(run, None)
}

/// Keeps aspects as they are from here on, and no others.
pub(super) fn locked(run: &mut Run, aspects: &BTreeSet<Aspect>) -> Next {
    if run.parent.is_none() && !aspects.is_empty() {
        return again(run, Some("nothing was picked yet, so there is nothing to keep".to_owned()));
    }
    run.locked.clone_from(aspects);
    let turn = run.turn;
    if let Some(set) = &mut run.set {
        // Undoing it goes back to the same set without.
        (set.before, set.after) = (run.taste.as_ref().map(|_| turn), None);
        set.notes.clear();
    }
    again(run, None)
}

/// Forgets what tells something of a taste, also of the time that can be gone back to.
pub(super) fn forgot(run: &mut Run, features: &BTreeSet<Feature>) -> Next {
    let Some(taste) = &mut run.taste else {
        return again(run, Some("nothing is kept of your taste in this run".to_owned()));
    };
    taste.forget(features);
    for past in &mut run.past {
        let mut then = Taste { evidence: std::mem::take(&mut past.evidence), ..Taste::default() };
        then.forget(features);
        past.evidence = then.evidence;
        past.set.going_on = None;
    }
    if let Some(set) = &mut run.set {
        set.notes.clear();
        // It was told by what is forgotten.
        set.going_on = None;
    }
    again(run, None)
}

/// Shows the set again, under a turn of its own that does not count among those in which designs are made.
pub(super) fn again(run: &mut Run, why: Option<String>) -> Next {
    let mut effects: Vec<Effect> =
        why.into_iter().map(|why| degraded(MAIN, "the same set is shown again", why)).collect();
    if run.turn >= TURNS_IN_ALL_MAX {
        // Nobody goes back so often; a run that did would have no end.
        let Some(best) = run.set.as_ref().and_then(OptionSet::best).map(|option| option.id.clone()) else {
            return Next::default();
        };
        effects.push(degraded(MAIN, "the best of what was shown is delivered", "no turns are left to go back"));
        return crate::house::deliver(run, best).after(effects);
    }
    let seed = run.settings.seed;
    let taste = run.taste.as_ref().map(|taste| taste.leanings(seed)).unwrap_or_default();
    let others = run.others();
    run.turn += 1;
    run.revisits += 1;
    let left = run.turns_left();
    let Some(set) = &mut run.set else { return Next::default() };
    let first = set.again.unwrap_or(set.turn);
    set.turn = run.turn;
    set.id = format!("t{}", run.turn);
    set.again = Some(first);
    set.choice = None;
    set.turns_left = left;
    (set.taste, set.past_choices) = (taste, others);
    set.made.clone_from(&run.made);
    set.going_on = set.going_on.filter(|_| left != Some(0));
    set.locked.clone_from(&run.locked);
    run.wishes.clear();
    run.merged.clear();
    run.phase = Phase::Choosing;
    effects.push(Effect::Present(Box::new(set.clone())));
    effects.into()
}
