//! Somebody who turned down one set after another is asked what should be different: by then it is worth more than another look.

use super::{change, next_turn};
use crate::candidate::Candidate;
use crate::effect::{Effect, Question};
use crate::house::Next;
use crate::intent::Asking;
use crate::state::{MAIN, Phase, Run, degraded};
use crate::taste::{self, Evidence, Feature, Look, Wish};

/// Sets that are turned down one after the other before the question is asked.
const REFUSALS: usize = 2;
/// Choices that are offered.
const CHOICES: usize = 4;
/// How far from the middle what was shown must lie for its opposite to be offered, standard deviations.
const LEANS: f64 = 0.15;

/// Asks what should be different, where so many sets in a row were turned down and a question may be asked.
pub(super) fn ask(run: &mut Run) -> Option<Effect> {
    let taste = run.taste.as_ref().filter(|_| run.settings.questions > 0)?;
    let shown: Vec<&[Look]> = taste.evidence.iter().rev().map_while(refusal).collect();
    // Asked again after as many more, and never twice of the same.
    if shown.is_empty() || !shown.len().is_multiple_of(REFUSALS) {
        return None;
    }
    let looks: Vec<Look> = shown.into_iter().take(REFUSALS).flatten().copied().collect();
    let choices = opposites(&looks).into_iter().map(|wish| wish.words().to_owned()).collect();
    let id = run.name_question();
    run.phase = Phase::Asking(Asking::of_refusals(id.clone()));
    Some(Effect::Ask(Question { id, text: "What should be different?".to_owned(), choices }))
}

/// What was shown in a set of this run that was turned down.
fn refusal(evidence: &Evidence) -> Option<&[Look]> {
    match evidence {
        Evidence::NoneOf { turn: 1.., shown } => Some(shown),
        _ => None,
    }
}

/// What would be unlike what was shown: of each feature in which that leaned one way, the other, where it leaned the most first.
fn opposites(shown: &[Look]) -> Vec<Wish> {
    let mean = |feature: Feature| shown.iter().map(|look| look.value(feature)).sum::<f64>() / shown.len().max(1) as f64;
    let mut leans: Vec<(Feature, f64)> = Feature::ALL.into_iter().map(|feature| (feature, mean(feature))).collect();
    leans.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let leans = leans.into_iter().take(CHOICES).filter(|(_, lean)| lean.abs() >= LEANS);
    leans.map(|(feature, lean)| Wish { feature, more: lean < 0.0 }).collect()
}

/// Takes the answer as wishes; one that holds none is said to, and others are shown as without an answer.
pub(crate) fn answered(run: &mut Run, answer: Option<&str>) -> Next {
    let Some(answer) = answer.map(str::trim).filter(|answer| !answer.is_empty()) else {
        return next_turn(run).into();
    };
    let wishes = taste::read(answer, 0).map(|read| read.wishes).unwrap_or_default();
    if wishes.is_empty() {
        let why = "nothing in the answer says how designs should differ; try “calmer” or “no photo”";
        return Next::from(next_turn(run)).after(vec![degraded(MAIN, "others are shown", why)]);
    }
    if let Some(best) = best(run) {
        let (turn, of) = (run.turn, best);
        let wished = wishes.iter().map(|wish| Evidence::Wished { turn, feature: wish.feature, more: wish.more, of });
        if let Some(taste) = &mut run.taste {
            wished.for_each(|one| taste.learn(one));
        }
    }
    change(run, None, &wishes, None)
}

/// The look of the best of what was turned down last, of which the answer was said.
fn best(run: &Run) -> Option<Look> {
    let id = &run.set.as_ref()?.best()?.id;
    run.offered.get(id).map(Candidate::look)
}
