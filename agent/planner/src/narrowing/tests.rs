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

#[test]
fn undoing_is_undone_and_what_was_known_is_known_again() {
    let pick = |index| Choice::Pick { index };
    let undo = Choice::Back { turn: 1, forget: true };
    let redo = Choice::Back { turn: 2, forget: false };
    let (sets, asked) = follow(5, &[pick(1), undo, redo, pick(2), Choice::Stop]);
    let places: Vec<_> = sets.iter().map(|set| (set.turn, set.again, set.before, set.after)).collect();
    assert_eq!(
        places,
        [
            (1, None, None, None),
            (2, None, Some(1), None),
            (3, Some(1), None, Some(2)),
            (4, Some(2), Some(1), None),
            (5, None, Some(4), None)
        ]
    );
    assert_eq!(ids(&sets[3]), ids(&sets[1]));
    let evidence = &asked[2].steering.as_ref().unwrap().taste.evidence;
    assert_eq!(evidence.iter().map(Evidence::turn).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(sets.iter().map(|set| set.turns_left.unwrap()).collect::<Vec<_>>(), [4, 3, 3, 3, 2]);
}

#[test]
fn undoing_a_lock_gives_back_what_was_kept_before() {
    let lock = |aspect| Choice::Lock { aspects: aspects([aspect]) };
    let undo = |turn| Choice::Back { turn, forget: true };
    let pick = Choice::Pick { index: 1 };
    let (sets, _) = follow(5, &[pick, lock(Aspect::Colour), lock(Aspect::Type), undo(3), undo(2), Choice::Stop]);
    let kept: Vec<_> = sets.iter().map(|set| set.locked.iter().copied().collect::<Vec<_>>()).collect();
    assert_eq!(kept, [vec![], vec![], vec![Aspect::Colour], vec![Aspect::Type], vec![Aspect::Colour], vec![]]);
    assert_eq!(
        sets.iter().map(|set| set.before).collect::<Vec<_>>(),
        [None, Some(1), Some(2), Some(3), Some(2), Some(1)]
    );
}

#[test]
fn what_was_brought_along_is_not_undone() {
    let wish = Evidence::Wished { turn: 7, feature: Feature::Warmth, more: true, of: crate::taste::Look::default() };
    let brought = Taste { evidence: vec![wish; 3], ..Taste::default() };
    let settings = Settings { taste: Some(Box::new(brought)), ..settings(3) };
    let choices = [Choice::Pick { index: 1 }, Choice::Back { turn: 1, forget: true }, Choice::Pick { index: 2 }];
    let trace = run(&settings, &World::default(), &choices, 1);
    let mut steered = trace.steps.iter().flat_map(|(_, effects)| effects).filter_map(|effect| match effect {
        Effect::CallTool(call) if call.tool == "plan_designs" => {
            serde_json::from_value::<PlanDesigns>(call.args.clone()).ok()?.steering
        }
        _ => None,
    });
    let last = steered.next_back().unwrap();
    assert_eq!(last.taste.evidence.iter().map(Evidence::turn).collect::<Vec<_>>(), [0, 0, 0, 3]);
}

#[test]
fn what_others_chose_counts_until_it_is_forgotten_and_never_becomes_the_persons_own() {
    let past = |ideal| crate::taste::PastChoices {
        v: 1,
        kit: "kit".into(),
        consent: true,
        people: 12,
        ideals: [(Feature::Warmth, ideal)].into(),
    };
    let settings =
        |past: Option<_>| Settings { taste: Some(Box::default()), past_choices: past.map(Box::new), ..settings(4) };
    let forget = Choice::Forget { features: [Feature::Warmth].into() };
    let choices = [Choice::Pick { index: 1 }, forget, Choice::Stop];
    let trace = run(&settings(Some(past(1_600))), &World::default(), &choices, 1);
    let sets = trace.sets();
    let told: Vec<_> = sets.iter().map(|set| set.past_choices).collect();
    assert_eq!(told, [Some(12), Some(12), None]);
    let warm = |set: &OptionSet| set.taste.iter().any(|one| one.feature == Feature::Warmth && one.more);
    assert!(warm(sets[0]) && !warm(sets[2]), "{:?}", sets[0].taste);
    // What is kept of the person is what they did.
    let learned = trace.state.taste().unwrap();
    assert!(learned.said.is_empty() && learned.evidence.len() <= 1, "{learned:?}");
    // Without it nothing is known at first.
    let without = run(&settings(None), &World::default(), &choices, 1);
    assert!(without.sets()[0].taste.is_empty() && without.sets()[0].past_choices.is_none());
}

#[test]
fn a_wish_is_heard_before_anything_was_picked_and_an_option_that_there_is_not_teaches_nothing() {
    let warmer = Wish { feature: Feature::Warmth, more: true };
    let wish = Choice::More { index: None, wishes: vec![warmer; 40], with: None };
    let (_, asked) = follow(3, &[wish, Choice::Stop]);
    let steering = asked[1].steering.as_ref().unwrap();
    assert!(steering.of.is_some());
    assert_eq!(steering.wishes.len(), crate::taste::WISHES_MAX);
    let (_, asked) = follow(3, &[Choice::Pick { index: 9 }, Choice::Stop]);
    assert!(asked[1].steering.is_none());
    // Something is taken over into the best there is where nothing was picked.
    let with = Some(Borrowed { index: 3, aspects: aspects([Aspect::Colour]) });
    let (sets, _) = follow(3, &[Choice::More { index: None, wishes: Vec::new(), with }, Choice::Stop]);
    assert_eq!(sets[1].reveal, crate::Reveal::Fine);
}

fn renders(trace: &fixture::Trace, lane: &str) -> Vec<Value> {
    let effects = trace.steps.iter().flat_map(|(_, effects)| effects);
    let calls = effects.filter_map(|effect| match effect {
        Effect::CallTool(call) if call.tool == "render" && call.id.lane.starts_with(lane) => Some(call.args.clone()),
        _ => None,
    });
    calls.collect()
}

#[test]
fn an_edit_takes_the_place_of_its_option_and_exact_values_hold_from_then_on() {
    let exact = "headline 96 px".to_owned();
    let edit = Choice::Edit { index: 2, operations: Vec::new(), exact: exact.clone() };
    let undo = Choice::Back { turn: 1, forget: true };
    let pick = |index| Choice::Pick { index };
    let trace = run(&settings(5), &World::default(), &[edit.clone(), pick(2), undo, pick(2), Choice::Stop], 1);
    let sets = trace.sets();
    assert_eq!((sets[1].again, sets[1].before, sets[1].turns_left), (Some(1), Some(1), Some(4)));
    assert_eq!(sets[1].notes, [exact.as_str()]);
    let (before, after) = (&sets[0].options, &sets[1].options);
    assert_eq!((&before[0], &before[2]), (&after[0], &after[2]));
    assert_eq!((after[1].id.as_str(), after[1].index), ("t1.e01", 2));
    assert_ne!(before[1].png_blob, after[1].png_blob);
    assert!(renders(&trace, "t3.").iter().all(|args| args["exact"][0] == exact.as_str()));
    // As it was before, without.
    assert_eq!(ids(sets[3]), ids(sets[0]));
    assert!(renders(&trace, "t5.").iter().all(|args| args.get("exact").is_none()));
    let notes = trace.steps.iter().flat_map(|(_, effects)| effects);
    let applied = |effect: &&Effect| matches!(effect, Effect::Note(crate::Note::EditApplied { option, .. }) if *option == before[1].id);
    assert_eq!(notes.filter(applied).count(), 1);
}

#[test]
fn an_edit_that_may_not_be_shown_or_says_nothing_leaves_the_set_as_it_was() {
    let edit = |index, exact: &str| Choice::Edit { index, operations: Vec::new(), exact: exact.to_owned() };
    let choices = [edit(2, "gibberish"), edit(9, "headline 96 px"), edit(1, "  "), Choice::Pick { index: 2 }];
    let trace = run(&settings(2), &World::default(), &choices, 1);
    let sets = trace.sets();
    assert_eq!(sets.len(), 5);
    assert!(sets[1..4].iter().all(|set| ids(set) == ids(sets[0])));
    assert_eq!(sets[1].notes, ["Not read: gibberish"]);
    assert!(renders(&trace, "t5.").iter().all(|args| args.get("exact").is_none()));
}

#[test]
fn what_is_forgotten_counts_no_more_and_comes_back_by_no_way() {
    let warmer = Wish { feature: Feature::Warmth, more: true };
    let wish = || Choice::More { index: Some(1), wishes: vec![warmer], with: None };
    let forget = |features: &[Feature]| Choice::Forget { features: features.iter().copied().collect() };
    let back = Choice::Back { turn: 1, forget: false };
    let taste = |choices: &[Choice]| {
        let trace = run(&settings(4), &World::default(), choices, 1);
        let sets = trace.sets();
        assert_eq!(ids(sets[1]), ids(sets[2]), "the same set is shown again");
        trace.state.taste().unwrap()
    };
    let known = taste(&[wish(), forget(&[]), Choice::Stop]);
    assert!(known.is_empty(), "{known:?}");
    let choices = [wish(), forget(&[Feature::Warmth]), back, Choice::Stop];
    let known = taste(&choices);
    assert!(!known.is_empty() && known.evidence.iter().all(|one| one.wished_of().is_none()));
    let warmth = |evidence: &Evidence| match evidence {
        Evidence::Picked { shown, .. } => shown.iter().any(|look| look.value(Feature::Warmth) != 0.0),
        _ => true,
    };
    assert!(!known.evidence.iter().any(warmth), "{known:?}");
}

#[test]
fn who_turns_down_set_after_set_is_asked_what_should_be_different() {
    let refuse = Choice::NoneOfThese;
    let asked = |questions: u32, refusals: usize| -> Vec<crate::Question> {
        let settings = Settings { questions, ..settings(9) };
        let choices = vec![refuse.clone(); refusals].into_iter().chain([Choice::Stop]).collect::<Vec<_>>();
        let trace = run(&settings, &World::default(), &choices, 1);
        assert!(matches!(trace.state.outcome(), Some(crate::Outcome::Delivered { .. })));
        let effects = trace.steps.iter().flat_map(|(_, effects)| effects);
        let questions = effects.filter_map(|effect| match effect {
            Effect::Ask(question) => Some(question.clone()),
            _ => None,
        });
        // What the brief leaves open is asked before anything is made.
        questions.filter(|question| question.text == "What should be different?").collect()
    };
    assert_eq!((asked(1, 1).len(), asked(0, 4).len()), (0, 0));
    let questions = asked(1, 2);
    assert_eq!(questions.len(), 1);
    assert!(questions[0].choices.iter().all(|choice| crate::taste::read(choice, 0).is_some()), "{questions:?}");
}
