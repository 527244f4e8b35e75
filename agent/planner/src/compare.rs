//! The two best of a set before a model that sees both, in both orders: what it prefers whatever the order is recommended.
//!
//! Scores tell good from bad better than good from good. Models that look lean towards a place in the order, so one that answers
//! differently when the order is turned around has said nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calls::{Better, CompareDesigns, ComparedDesigns, JUDGE_BY_RUBRIC};
use crate::candidate::Candidate;
use crate::effect::Effect;
use crate::event::EffectError;
use crate::house::{Choosable, Next};
use crate::option_set::Preferred;
use crate::state::{Awaited, MAIN, Phase, Run, degraded};
use crate::wave;

/// Totals that are further apart, in steps of a ten-thousandth, are not asked about: the rules have said which is better.
const CLOSE_STEPS: u16 = 500;

/// Two options that are being compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comparing {
    /// The one with the higher total, and the other.
    pair: [String; 2],
    by: String,
    /// What was said of them in this order, and in the other; `Err` says why nothing was.
    said: BTreeMap<u32, Result<ComparedDesigns, String>>,
}

/// Has the two best of what is to be shown compared, where a judge is there and their totals are close: a call for each order.
pub(crate) fn ask(run: &mut Run, shown: &[&Candidate]) -> Vec<Effect> {
    let judge = run.settings.judges.iter().find(|judge| judge.tool == JUDGE_BY_RUBRIC);
    let Some(by) = judge.map(|judge| judge.by.clone().unwrap_or_default()) else { return Vec::new() };
    let mut best: Vec<&Candidate> = shown.to_vec();
    let steps = |candidate: &Candidate| candidate.critique.total().steps();
    best.sort_by_key(|candidate| std::cmp::Reverse(steps(candidate)));
    let [first, second, ..] = best.as_slice() else { return Vec::new() };
    if steps(first).abs_diff(steps(second)) > CLOSE_STEPS {
        return Vec::new();
    }
    let pair = [first.id.clone(), second.id.clone()];
    let designs = [first.design, second.design];
    run.comparing = Some(Box::new(Comparing { pair, by: by.clone(), said: BTreeMap::new() }));
    run.phase = Phase::Comparing;
    let orders = [designs, [designs[1], designs[0]]];
    let ask = |(order, [first, second]): (u32, [design::BlobRef; 2])| {
        run.call(MAIN, Awaited::Compared(order), &CompareDesigns { first, second, by: Some(by.clone()) })
    };
    (0..).zip(orders).map(ask).collect()
}

/// Takes what was said of one order; with the other the set is shown.
pub(crate) fn answered(run: &mut Run, order: u32, result: Result<&Value, &EffectError>) -> Next {
    let Some(mut comparing) = run.comparing.take().filter(|_| run.phase == Phase::Comparing) else {
        return Next::default();
    };
    comparing.said.insert(order, wave::parse(result).map_err(|error| error.message));
    if comparing.said.len() < comparing.pair.len() {
        run.comparing = Some(comparing);
        return Next::default();
    }
    let (preferred, effects) = match verdict(&comparing) {
        Ok(preferred) => (preferred, Vec::new()),
        Err(why) => (None, vec![degraded(MAIN, "the two best are not compared", why)]),
    };
    Choosable::of(run).show(run, preferred).after(effects)
}

/// What both orders agree on.
fn verdict(Comparing { pair, by, said }: &Comparing) -> Result<Option<Preferred>, String> {
    let mut said = said.values();
    let (Some(here), Some(there)) = (said.next(), said.next()) else { return Ok(None) };
    let (here, there) = (here.as_ref().map_err(Clone::clone)?, there.as_ref().map_err(Clone::clone)?);
    let [first, second] = pair;
    let (option, over, why) = match (here.better, there.better) {
        (Better::First, Better::Second) => (first, second, &here.evidence),
        (Better::Second, Better::First) => (second, first, &here.evidence),
        _ => return Ok(None),
    };
    Ok(Some(Preferred { option: option.clone(), over: over.clone(), why: why.clone(), by: by.clone() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(here: Option<Better>, there: Option<Better>) -> Comparing {
        let told = |better: Option<Better>| {
            let evidence = "the title is read first".to_owned();
            better.map(|better| ComparedDesigns { better, evidence }).ok_or_else(|| "nobody answers".to_owned())
        };
        Comparing {
            pair: ["a".to_owned(), "b".to_owned()],
            by: "eye".to_owned(),
            said: [(0, told(here)), (1, told(there))].into(),
        }
    }

    #[test]
    fn what_is_said_in_both_orders_is_preferred_and_else_nothing() {
        use Better::{First, Neither, Second};
        let option = |here, there| verdict(&said(Some(here), Some(there))).unwrap().map(|preferred| preferred.option);
        assert_eq!(option(First, Second).as_deref(), Some("a"));
        assert_eq!(option(Second, First).as_deref(), Some("b"));
        // Whoever is shown first wins: that is a lean, not a judgement.
        for (here, there) in [(First, First), (Second, Second), (Neither, First), (First, Neither), (Neither, Neither)]
        {
            assert_eq!(option(here, there), None, "{here:?} {there:?}");
        }
        assert_eq!(verdict(&said(None, Some(First))).unwrap_err(), "nobody answers");
    }
}
