//! Going back: an earlier set is shown again, as it was, and the run goes on from there.

use std::collections::BTreeSet;

use design::Copy;
use serde::{Deserialize, Serialize};

use crate::aspect::Aspect;
use crate::effect::Effect;
use crate::house::Next;
use crate::option_set::{OptionSet, Reveal};
use crate::state::{Candidate, MAIN, Phase, Run, degraded};

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
}

/// Keeps the set that is left, with what was chosen.
pub(super) fn remember(run: &mut Run) {
    let Some(set) = run.set.clone() else { return };
    let (parent, reveal) = (run.parent.clone(), run.reveal);
    run.past.push(Past { set, parent, reveal, avoid: run.avoid.clone(), copy: run.copy.clone() });
    let over = run.past.len().saturating_sub(PAST_MAX);
    run.past.drain(..over);
}

/// Shows the set of an earlier turn again, and forgets what was learned since, where that is meant. What is not there leaves the
/// person where they are.
pub(super) fn back(run: &mut Run, turn: u32, forget: bool) -> Next {
    let Some(past) = run.past.iter().rev().find(|past| past.set.turn == turn).cloned() else {
        return again(run, Some(format!("there is no set of turn {turn} to go back to")));
    };
    if forget && let Some(taste) = &mut run.taste {
        taste.evidence.retain(|evidence| evidence.turn() < turn);
    }
    run.parent = past.parent;
    run.reveal = past.reveal;
    run.avoid = past.avoid;
    run.copy = past.copy;
    run.set = Some(past.set);
    again(run, None)
}

/// Keeps aspects as they are from here on, and no others.
pub(super) fn locked(run: &mut Run, aspects: &BTreeSet<Aspect>) -> Next {
    if run.parent.is_none() && !aspects.is_empty() {
        return again(run, Some("nothing was picked yet, so there is nothing to keep".to_owned()));
    }
    run.locked.clone_from(aspects);
    again(run, None)
}

/// Shows the set again, under a turn of its own that does not count among those in which designs are made.
fn again(run: &mut Run, why: Option<String>) -> Next {
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
    let Some(set) = &mut run.set else { return Next::default() };
    let first = set.again.unwrap_or(set.turn);
    run.turn += 1;
    run.revisits += 1;
    set.turn = run.turn;
    set.id = format!("t{}", run.turn);
    set.again = Some(first);
    set.choice = None;
    set.taste = taste;
    set.locked.clone_from(&run.locked);
    run.wishes.clear();
    run.merged.clear();
    run.phase = Phase::Choosing;
    effects.push(Effect::Present(Box::new(set.clone())));
    effects.into()
}
