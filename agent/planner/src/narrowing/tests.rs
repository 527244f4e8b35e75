//! Going on from a set, and going back.

use serde_json::Value;

use crate::aspect::Aspect;
use crate::calls::PlanDesigns;
use crate::event::Borrowed;
use crate::fixture::{self, World, run};
use crate::taste::{Evidence, Feature, Taste, Wish};
use crate::{Choice, Effect, OptionSet, Settings};

fn settings(turns: u32) -> Settings {
    Settings { turns, taste: Some(Box::default()), ..fixture::settings() }
}

/// The sets that were shown, and what plans were asked for, of a run in which these were chosen.
fn follow(turns: u32, choices: &[Choice]) -> (Vec<OptionSet>, Vec<PlanDesigns>) {
    let trace = run(&settings(turns), &World::default(), choices, 1);
    let effects = trace.steps.iter().flat_map(|(_, effects)| effects);
    let asked = effects.filter_map(|effect| match effect {
        Effect::CallTool(call) if call.tool == "plan_designs" => serde_json::from_value(call.args.clone()).ok(),
        _ => None,
    });
    let asked = asked.collect();
    (trace.sets().into_iter().cloned().collect(), asked)
}

fn ids(set: &OptionSet) -> Vec<&str> {
    set.options.iter().map(|option| option.id.as_str()).collect()
}

fn aspects<const N: usize>(aspects: [Aspect; N]) -> std::collections::BTreeSet<Aspect> {
    aspects.into()
}

#[test]
fn what_is_picked_and_asked_for_steers_what_is_made_next() {
    let bolder = Wish { feature: Feature::Weight, more: true };
    let more = Choice::More { index: Some(3), wishes: vec![bolder], with: None };
    let (sets, asked) = follow(3, &[Choice::Pick { index: 2 }, more, Choice::Stop]);
    assert!(asked[0].steering.is_none() && sets[0].taste.is_empty());
    let taste = &asked[1].steering.as_ref().unwrap().taste;
    assert!(matches!(&taste.evidence[..], [Evidence::Picked { turn: 1, picked: 1, shown }] if shown.len() == 3));
    let steering = asked[2].steering.as_ref().unwrap();
    assert_eq!((steering.taste.evidence.len(), &steering.wishes[..], steering.of.is_some()), (3, &[bolder][..], true));
    assert_eq!(asked[2].vary, ["voice", "seed"]);
    assert_eq!(sets.len(), 3);
}

#[test]
fn what_nobody_chose_teaches_nothing() {
    let (_, asked) = follow(2, &[Choice::Best]);
    assert!(asked[1].steering.is_none());
    let (_, asked) = follow(2, &[Choice::NoneOfThese]);
    assert!(matches!(&asked[1].steering.as_ref().unwrap().taste.evidence[..], [Evidence::NoneOf { turn: 1, .. }]));
}

#[test]
fn an_earlier_set_is_shown_again_as_it_was_and_the_run_goes_on_from_it() {
    let back = |forget| Choice::Back { turn: 1, forget };
    for forget in [true, false] {
        let choices = [Choice::Pick { index: 1 }, back(forget), Choice::Pick { index: 3 }, Choice::Stop];
        let (sets, asked) = follow(3, &choices);
        assert_eq!(
            sets.iter().map(|set| (set.turn, set.again)).collect::<Vec<_>>(),
            [(1, None), (2, None), (3, Some(1)), (4, None)]
        );
        assert_eq!((ids(&sets[2]), sets[2].reveal, &sets[2].choice), (ids(&sets[0]), sets[0].reveal, &None));
        assert_eq!(sets[3].reveal, sets[1].reveal);
        let evidence = &asked[2].steering.as_ref().unwrap().taste.evidence;
        assert_eq!(evidence.iter().map(Evidence::turn).collect::<Vec<_>>(), if forget { vec![3] } else { vec![1, 3] });
    }
}

#[test]
fn what_is_not_there_to_go_back_to_leaves_the_person_where_they_are() {
    let (sets, asked) = follow(2, &[Choice::Back { turn: 9, forget: true }, Choice::Stop]);
    assert_eq!((sets.len(), ids(&sets[1]), asked.len()), (2, ids(&sets[0]), 1));
    // However often somebody goes back, a run has an end, and delivers.
    let trace = run(&settings(2), &World::default(), &vec![Choice::Back { turn: 1, forget: false }; 200], 1);
    assert!(trace.sets().len() <= 80);
    assert!(matches!(trace.state.outcome(), Some(crate::Outcome::Delivered { .. })));
}

#[test]
fn what_is_locked_stays_as_it_is() {
    let lock = Choice::Lock { aspects: aspects([Aspect::Layout, Aspect::Words]) };
    let pick = || Choice::Pick { index: 1 };
    let (sets, asked) = follow(5, &[lock.clone(), pick(), lock, pick(), pick(), pick(), Choice::Stop]);
    // Nothing was picked yet when it was locked first.
    assert!(sets[1].locked.is_empty() && ids(&sets[1]) == ids(&sets[0]));
    assert_eq!(sets[3].locked, aspects([Aspect::Layout, Aspect::Words]));
    for plans in &asked[2..] {
        assert!(!plans.vary.iter().any(|axis| ["archetype", "variant", "lead", "mirrored"].contains(&axis.as_str())));
    }
    assert!(sets.iter().all(|set| set.reveal != crate::Reveal::Words));
}

#[test]
fn two_designs_are_put_together() {
    let with = Some(Borrowed { index: 1, aspects: aspects([Aspect::Layout]) });
    let more = Choice::More { index: Some(2), wishes: Vec::new(), with };
    let trace = run(&settings(2), &World::default(), &[more, Choice::Stop], 1);
    let composed = |turn: &str| -> Vec<Value> {
        let calls = trace.steps.iter().flat_map(|(_, effects)| effects).filter_map(|effect| match effect {
            Effect::CallTool(call) if call.tool == "compose" && call.id.lane.starts_with(turn) => Some(call),
            _ => None,
        });
        calls.map(|call| call.args["plan"].clone()).collect()
    };
    let first = composed("t1.");
    let of = |index: usize| {
        let id = &trace.sets()[0].options[index].id;
        let at: usize = id.rsplit('c').next().unwrap().parse().unwrap();
        &first[at - 1]
    };
    let merged = &composed("t2.")[0];
    assert_eq!((&merged["archetype"], &merged["seed"]), (&of(0)["archetype"], &of(1)["seed"]));
}

#[test]
fn a_taste_from_outside_is_kept_within_limits() {
    let odd = Evidence::Picked { turn: 1, shown: Vec::new(), picked: 7 };
    let wish =
        |turn| Evidence::Wished { turn, feature: Feature::Warmth, more: true, of: crate::taste::Look::default() };
    let evidence: Vec<Evidence> = [odd].into_iter().chain((0..100).map(wish)).collect();
    let kept = Taste { evidence, ..Taste::default() }.within_limits();
    assert_eq!((kept.evidence.len(), kept.evidence.last().unwrap().turn()), (crate::taste::EVIDENCE_MAX, 99));
    let leanings = kept.leanings(1);
    assert!(leanings.iter().any(|one| one.feature == Feature::Warmth && one.more && one.likely > 90), "{leanings:?}");
}
