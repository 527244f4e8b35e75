use proptest::prelude::*;

use super::*;
use crate::fixture::{self, Trace, World, run};
use crate::{Choice, Instead, NanoUsd, Note, Reveal, Scope};

fn broken(tool: &'static str, code: &'static str) -> World {
    World { broken: [(tool, code)].into(), ..World::default() }
}

fn degradations(trace: &Trace) -> Vec<String> {
    let notes = trace.effects().filter_map(|effect| match effect {
        Effect::Note(Note::Degraded { what, .. }) => Some(what.clone()),
        Effect::Note(_) | Effect::CallTool(_) | Effect::Present(_) | Effect::Ask(_) | Effect::Finish(_) => None,
    });
    notes.collect()
}

/// Checks how a run with these choices ends: with that option of the last set delivered, or with the code of a failure.
#[track_caller]
fn check(world: &World, turns: u32, choices: &[Choice], want: Result<u32, &str>) -> Trace {
    let settings = Settings { turns, ..fixture::settings() };
    let trace = run(&settings, world, choices, 1);
    let got = match trace.state.outcome() {
        Some(Outcome::Delivered { option, .. }) => {
            let set = trace.sets().last().copied().expect("a delivered option was shown");
            Ok(set.options.iter().find(|shown| shown.id == *option).expect("a delivered option was shown").index)
        }
        Some(Outcome::Failed { code, .. }) => Err(code.as_str()),
        None => panic!("the run stalled: {:?}", trace.steps.last()),
    };
    assert_eq!(got, want, "{choices:?}");
    trace
}

#[test]
fn a_run_ends_in_a_delivered_design() {
    let trace = check(&World::default(), 1, &[], Ok(1));
    let sets = trace.sets();
    assert_eq!(sets.len(), 1);
    assert_eq!((sets[0].options.len(), sets[0].rejected.len()), (3, 2));
    assert!((1..=3).contains(&sets[0].axes.len()));
    assert!(sets[0].options.is_sorted_by_key(|option| std::cmp::Reverse(option.scores["total"])));
    for axis in &sets[0].axes {
        let values = sets[0].options.iter().map(|option| option.axis_values[&axis.id].clone());
        assert_eq!(values.collect::<Vec<_>>(), axis.values);
    }
}

#[test]
fn a_pick_narrows_level_by_level() {
    let picks = vec![Choice::Pick { index: 2 }; 5];
    let trace = check(&World::default(), 6, &picks, Ok(1));
    let reveals: Vec<_> = trace.sets().iter().map(|set| set.reveal).collect();
    let levels = [Reveal::Direction, Reveal::Layout, Reveal::Style, Reveal::Words, Reveal::Fine, Reveal::Fine];
    assert_eq!(reveals, levels);
}

#[test]
fn every_choice_ends_or_narrows() {
    let world = World::default();
    check(&world, 3, &[Choice::Accept { index: 2 }], Ok(2));
    check(&world, 1, &[Choice::Pick { index: 2 }], Ok(2));
    check(&world, 3, &[Choice::Stop], Ok(1));
    check(&world, 1, &[Choice::Pick { index: 9 }], Ok(1));
    check(&world, 1, &[Choice::NoneOfThese], Ok(1));
}

#[test]
fn none_of_these_shows_other_arrangements() {
    let trace = run(&Settings { turns: 2, ..fixture::settings() }, &World::default(), &[Choice::NoneOfThese], 1);
    let archetypes = |set: usize| trace.sets()[set].axes[0].values.clone();
    assert_eq!(trace.sets()[1].reveal, Reveal::Direction);
    assert_eq!(trace.sets()[0].axes[0].id, "archetype");
    let first = archetypes(0);
    // Five plans of seven archetypes, three of them turned down: the four others fill the set.
    assert!(archetypes(1).iter().all(|archetype| !first.contains(archetype)), "{first:?} {:?}", archetypes(1));
}

#[test]
fn too_few_passing_candidates_bring_more_waves() {
    let mut shown = std::collections::BTreeSet::new();
    for gates in 60..100 {
        let trace = run(&fixture::settings(), &World { gates, ..World::default() }, &[], 1);
        let Some(set) = trace.sets().first().copied() else { continue };
        let failed = set.rejected.iter().filter(|rejected| rejected.reason.contains("hard to read")).count();
        assert_eq!(set.options.len() + set.rejected.len(), 5 * trace.calls("plan_designs"));
        if set.options.len() < 3 {
            assert_eq!((trace.calls("plan_designs"), set.options.len() + failed), (3, 15));
            assert_eq!(degradations(&trace), [format!("{} of 3 options are shown", set.options.len())]);
        }
        shown.insert(set.options.len());
    }
    assert!(shown.contains(&3) && shown.len() > 1, "full and short sets were seen: {shown:?}");
}

#[test]
fn copy_that_fits_nothing_is_set_as_a_notice() {
    let world = World { fits_notices_only: true, ..World::default() };
    let trace = check(&world, 1, &[], Ok(1));
    let set = trace.sets()[0];
    assert_eq!((trace.calls("plan_designs"), set.options.len()), (3, 3));
    assert!(set.options.iter().all(|option| option.label.starts_with("Plain notice")), "{:?}", set.options[0].label);
    assert!(set.rejected.iter().all(|one| one.reason.starts_with("the copy does not fit this arrangement")));
}

#[test]
fn copy_that_no_plan_suits_is_set_as_a_notice_in_every_turn() {
    let world = World { no_plans: true, ..World::default() };
    let trace = check(&world, 2, &[Choice::Pick { index: 1 }], Ok(1));
    assert_eq!(trace.sets().iter().map(|set| set.options.len()).collect::<Vec<_>>(), [3, 3]);
    assert!(trace.sets()[0].options.iter().all(|option| option.label.starts_with("Plain notice")));
}

#[test]
fn a_run_whose_candidates_all_fail_says_why() {
    let trace = check(&World { gates: 100, ..World::default() }, 1, &[], Err("unfit"));
    assert_eq!(trace.calls("plan_designs"), 3);
    assert!(matches!(trace.state.outcome(), Some(Outcome::Failed { message, .. }) if message.contains("hard to read")));
}

#[test]
fn a_candidate_is_repaired_once_at_most() {
    let trace = check(&World { repairs: 100, ..World::default() }, 1, &[], Ok(1));
    assert_eq!((trace.calls("compose"), trace.calls("render"), trace.calls("critique")), (5, 10, 10));
}

#[test]
fn a_model_is_asked_so_often_and_no_more_whatever_it_says() {
    let mut own = 0;
    for seed in 0..60 {
        let settings = Settings { seed, turns: 2, ..fixture::led() };
        let trace = run(&settings, &World::default(), &[Choice::Pick { index: 1 }], seed);
        let outcome = trace.state.outcome().unwrap();
        assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
        assert!(trace.calls("converse") <= 2 * 24);
        let left = degradations(&trace).iter().filter(|what| what.contains("by rule")).count();
        own += usize::from(left == 0);
        // Nothing is shown that failed a gate, whoever names it.
        let shown = trace.sets().into_iter().flat_map(|set| set.options.clone());
        assert!(shown.flat_map(|option| option.findings).all(|finding| finding.severity != design::Severity::Gate));
    }
    assert!((1..60).contains(&own), "{own} of 60 runs were led to their end");
}

#[test]
fn a_failed_tool_costs_no_more_than_it_must() {
    check(&broken("write_copy", "refused"), 1, &[], Err("refused"));
    check(&broken("plan_designs", "internal"), 1, &[], Err("internal"));
    check(&broken("compose", "does_not_fit"), 1, &[], Err("unfit"));
    check(&broken("render", "budget"), 1, &[], Err("budget"));
    check(&broken("critique", "provider"), 1, &[], Err("provider"));
    check(&broken("export", "internal"), 1, &[], Err("internal"));
    check(&broken("export", "overloaded"), 1, &[], Err("provider"));
    let full = check(&broken("render", "storage"), 1, &[], Err("internal"));
    assert_eq!(full.calls("plan_designs"), 1, "a disk that is full stays full");
    let kept = check(&broken("brand_search", "internal"), 1, &[], Ok(1));
    assert_eq!(degradations(&kept), ["the brand kit was not searched"]);
    let bare = run(&fixture::settings(), &broken("generate_image", "provider"), &[], 1);
    assert_eq!(degradations(&bare), ["a picture is painted by rule"; 10]);
    assert_eq!(bare.calls("paint_image"), 10, "each once");
    assert_eq!(bare.sets()[0].options.len(), 3);
    // Where not even that is to be had, the design is shown without.
    let world =
        World { broken: [("generate_image", "provider"), ("paint_image", "internal")].into(), ..World::default() };
    let without = check(&world, 1, &[], Ok(1));
    let told = |what: &str| degradations(&without).iter().filter(|told| *told == what).count();
    assert_eq!((told("a picture is painted by rule"), told("a picture is left out")), (10, 10));
    assert_eq!(without.sets()[0].options.len(), 3);
}

#[test]
fn a_cheaper_way_is_told_with_what_it_saves() {
    let trace = run(&fixture::settings(), &World::default(), &[], 1);
    let asks = |effect: &Effect| matches!(effect, Effect::CallTool(call) if call.tool == "generate_image");
    let asked = trace.steps.iter().position(|(_, effects)| effects.iter().any(asks)).unwrap();
    let events = trace.steps[..=asked].iter().map(|(event, _)| event);
    let state = events.fold(State::default(), |state, event| step(state, event).0);
    let Some(Effect::CallTool(call)) = trace.steps[asked].1.iter().find(|effect| asks(effect)) else { panic!() };
    let instead = Instead { what: "a smaller picture is made".to_owned(), saved: NanoUsd(30_000_000), tier: 1 };
    let reserved = Event::BudgetReserved { id: call.id.clone(), amount: NanoUsd(100), instead: Some(instead) };
    let (state, effects) = step(state, &reserved);
    let [Effect::Note(Note::Degraded { lane, what, why })] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((lane, what.as_str()), (&call.id.lane, "a smaller picture is made"));
    assert!(why.ends_with("this saves 0.03 USD"), "{why}");
    // What a picture costs is known from then on.
    assert_eq!(state.outlook()[0].to_string(), "0.0000009 of 0.000001 USD left, 9 pictures affordable");
}

#[test]
fn pictures_that_look_alike_are_shown_only_for_want_of_others() {
    let trace = check(&World { alike: true, ..World::default() }, 1, &[], Ok(1));
    assert_eq!(trace.calls("plan_designs"), 3);
    assert_eq!(degradations(&trace), ["some options look alike"]);
}

#[test]
fn an_option_knows_what_it_cost() {
    let trace = check(&World { price: Some(9), ..World::default() }, 1, &[], Ok(1));
    let set = trace.sets()[0];
    // Compose, two pictures, render, critique: five calls settled at 6 each.
    assert!(set.options.iter().all(|option| option.cost_nano_usd == NanoUsd(30)), "{:?}", set.options[0].cost_nano_usd);
    // Besides five candidates: a search, copy and plans.
    assert_eq!(set.options[0].refine_cost_nano_usd, NanoUsd(5 * 30 + 3 * 6));
}

#[test]
fn a_run_that_runs_out_of_money_shows_what_it_has() {
    let affordable = |calls| World { affordable: Some(calls), ..World::default() };
    // Without money for a search a run has no copy either.
    check(&affordable(0), 1, &[], Err("budget"));
    check(&affordable(2), 1, &[], Err("budget"));
    check(&affordable(8), 1, &[], Err("budget"));
    // Enough for some candidates, not for writing the files.
    let some = check(&affordable(26), 1, &[], Err("budget"));
    assert_eq!(some.sets().len(), 1);
    assert!(degradations(&some).contains(&"a candidate is left out".to_owned()), "{:?}", degradations(&some));
    assert_eq!(some.calls("plan_designs"), 1, "no wave is started that cannot be paid");
    // Three calls, five candidates of five calls, one export.
    check(&affordable(29), 1, &[], Ok(1));
}

#[test]
fn pictures_of_one_candidate_may_come_in_any_order() {
    let trace = run(&fixture::settings(), &World::default(), &[], 1);
    let mut events: Vec<_> = trace.steps.iter().map(|(event, _)| event.clone()).collect();
    let answer = |ord| {
        let id = EffectId { lane: "t1.c01".to_owned(), ord };
        move |event: &Event| matches!(event, Event::EffectCompleted { id: of, .. } if *of == id)
    };
    let first = events.iter().position(answer(1)).unwrap();
    let second = events.iter().position(answer(2)).unwrap();
    events.swap(first, second);
    let state = events.iter().fold(State::default(), |state, event| step(state, event).0);
    assert_eq!(state, trace.state);
}

#[test]
fn the_same_design_is_not_shown_twice() {
    let picks = vec![Choice::Pick { index: 1 }; 3];
    let trace = check(&World { one_copy: true, ..World::default() }, 4, &picks, Ok(1));
    // The turn of other words brings none: what was picked is shown again.
    let set = trace.sets()[3];
    assert_eq!((set.reveal, set.options.len()), (Reveal::Words, 1));
    assert_eq!(set.options[0].design_blob, trace.sets()[2].options[0].design_blob);
    assert_eq!(degradations(&trace).last().unwrap(), "what was picked is shown again");
}

#[test]
fn a_choice_is_kept_with_its_set() {
    let trace = run(&fixture::settings(), &World::default(), &[Choice::Pick { index: 2 }], 1);
    let before = trace.steps[..trace.steps.len() - 1].iter().map(|(event, _)| event);
    let state = before.fold(State::default(), |state, event| step(state, event).0);
    assert_eq!(state.last_set().unwrap().choice, Some(Choice::Pick { index: 2 }));
    assert_eq!(state.waiting_for(), None);
}

/// Steps a run until `stop` holds of the last effects, then sends `event`.
fn interrupted(world: &World, stop: impl Fn(&Effect) -> bool, event: &Event) -> (State, Vec<Effect>) {
    let trace = run(&fixture::settings(), world, &[], 1);
    let cut = trace.steps.iter().position(|(_, effects)| effects.iter().any(&stop)).unwrap();
    let events = trace.steps[..=cut].iter().map(|(event, _)| event);
    let state = events.fold(State::default(), |state, event| step(state, event).0);
    step(state, event)
}

fn is_call(tool: &'static str) -> impl Fn(&Effect) -> bool {
    move |effect| matches!(effect, Effect::CallTool(call) if call.tool == tool)
}

#[test]
fn a_deadline_delivers_the_best_so_far() {
    let world = World::default();
    let (state, effects) = interrupted(&world, is_call("compose"), &Event::DeadlinePassed);
    assert!(matches!(state.outcome(), Some(Outcome::Failed { code, .. }) if code == "deadline"));
    assert_eq!(effects.len(), 1);
    let made = |effect: &Effect| matches!(effect, Effect::Note(Note::CandidateMade { .. }));
    let (state, effects) = interrupted(&world, made, &Event::DeadlinePassed);
    assert!(!state.is_finished());
    assert!(is_call("export")(effects.last().unwrap()), "{effects:?}");
    let shown = |effect: &Effect| matches!(effect, Effect::Present(_));
    let (_, effects) = interrupted(&world, shown, &Event::DeadlinePassed);
    assert!(is_call("export")(effects.last().unwrap()), "{effects:?}");
    let (_, effects) = interrupted(&world, is_call("export"), &Event::DeadlinePassed);
    assert!(effects.is_empty(), "{effects:?}");
}

#[test]
fn a_run_that_is_called_off_ends_at_once() {
    for tool in ["brand_search", "plan_designs", "render", "export"] {
        let (state, effects) = interrupted(&World::default(), is_call(tool), &Event::Cancelled);
        assert!(matches!(state.outcome(), Some(Outcome::Failed { code, .. }) if code == "cancelled"), "{tool}");
        assert_eq!(effects.len(), 1);
    }
}

#[test]
fn a_refused_reservation_is_an_answer() {
    let id = EffectId { lane: "main".to_owned(), ord: 1 };
    let event = Event::BudgetRefused { id: id.clone(), amount: NanoUsd(5), left: NanoUsd(1) };
    let (state, _) = interrupted(&World::default(), is_call("write_copy"), &event);
    assert!(matches!(state.outcome(), Some(Outcome::Failed { code, .. }) if code == "budget"));
    assert_eq!(state.ledger().unwrap().totals(Scope::Session).refusals, 1);
    let unknown = Event::BudgetRefused { id: EffectId { ord: 99, ..id }, amount: NanoUsd(5), left: NanoUsd(1) };
    let (state, effects) = interrupted(&World::default(), is_call("write_copy"), &unknown);
    assert!(!state.is_finished() && effects.is_empty());
    assert_eq!(state.ledger().unwrap().totals(Scope::Session).refusals, 0);
}

#[test]
fn a_state_survives_being_written_down() {
    let trace = run(&Settings { turns: 2, ..fixture::settings() }, &World::default(), &[], 1);
    let mut state = State::default();
    for (event, effects) in &trace.steps {
        let json = serde_json::to_string(&state).unwrap();
        let read: State = serde_json::from_str(&json).unwrap();
        assert_eq!(read, state);
        let (next, done) = step(read, event);
        assert_eq!(&done, effects);
        state = next;
    }
    assert_eq!(state, trace.state);
}

/// Those of a run that the house leads, or a model.
fn settings(led: bool) -> Settings {
    if led { fixture::led() } else { fixture::settings() }
}

fn worlds() -> impl Strategy<Value = World> {
    let price = proptest::option::of(0..60u64);
    (0..=100u64, 0..=100u64, any::<bool>(), price).prop_map(|(gates, repairs, alike, price)| World {
        gates,
        repairs,
        alike,
        price,
        ..World::default()
    })
}

fn choices() -> impl Strategy<Value = Vec<Choice>> {
    let choice = prop_oneof![
        (0..5u32).prop_map(|index| Choice::Pick { index }),
        (0..5u32).prop_map(|index| Choice::Accept { index }),
        Just(Choice::Best),
        Just(Choice::NoneOfThese),
        Just(Choice::Stop),
    ];
    proptest::collection::vec(choice, 0..4)
}

/// One line for each step: what happened, and what is to be done.
fn script(trace: &Trace) -> String {
    let line = |(event, effects): &(Event, Vec<Effect>)| {
        let event = match event {
            Event::EffectCompleted { id, .. } => format!("{id} done"),
            Event::EffectFailed { id, error } => format!("{id} failed: {}", error.code),
            Event::ChoiceMade { turn, choice } => format!("turn {turn}: {choice:?}"),
            other => serde_json::to_value(other).unwrap()["event"].as_str().unwrap().to_owned(),
        };
        let effects = effects.iter().map(|effect| match effect {
            Effect::CallTool(call) => format!("{} {}", call.id, call.tool),
            Effect::Note(Note::CandidateMade { candidate, total, passed, .. }) => {
                format!("made {candidate} {total} {}", if *passed { "passed" } else { "failed" })
            }
            Effect::Note(Note::CritiqueDone { candidate, gates, repairs }) => {
                format!("criticised {candidate}: {} gates, {repairs} repairs", gates.len())
            }
            Effect::Note(Note::EditApplied { candidate, option, .. }) => format!("edited {option} as {candidate}"),
            Effect::Note(Note::Degraded { lane, what, why }) => format!("degraded {lane}: {what} ({why})"),
            Effect::Present(set) => {
                let options = set.options.iter().map(|option| format!("{} {:?}", option.id, option.label));
                let axes = set.axes.iter().map(|axis| format!("{}: {}", axis.label, axis.values.join(" | ")));
                let rejected = set.rejected.iter().map(|one| format!("{} {}", one.id, one.reason));
                format!(
                    "present {} {:?}\n    {}\n    {}\n    not shown: {}",
                    set.id,
                    set.reveal,
                    options.collect::<Vec<_>>().join(", "),
                    axes.collect::<Vec<_>>().join("; "),
                    rejected.collect::<Vec<_>>().join("; "),
                )
            }
            Effect::Ask(question) => format!("ask {}", question.text),
            Effect::Finish(Outcome::Delivered { option, files }) => {
                format!("delivered {option}: {}", files.keys().cloned().collect::<Vec<_>>().join(", "))
            }
            Effect::Finish(Outcome::Failed { code, message }) => format!("failed {code}: {message}"),
        });
        let effects: Vec<_> = effects.collect();
        format!("{event} -> {}", if effects.is_empty() { "nothing".to_owned() } else { effects.join("; ") })
    };
    trace.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_asks_for_its_effects_in_order() {
    let settings = Settings { turns: 2, candidates: 3, options: 2, ..fixture::settings() };
    let world = World { gates: 40, repairs: 40, ..World::default() };
    let trace = run(&settings, &world, &[Choice::Pick { index: 2 }], 1);
    insta::assert_snapshot!(script(&trace));
}

#[test]
fn a_run_with_another_seed_is_another_run() {
    let one = run(&fixture::settings(), &World::default(), &[], 1);
    let other = run(&Settings { seed: 8, ..fixture::settings() }, &World::default(), &[], 1);
    assert_ne!(one.sets()[0].options[0].design_blob, other.sets()[0].options[0].design_blob);
}

/// Any event about the lanes and turns of a small run; outputs are those of some tool, seldom of the right one.
fn any_event() -> impl Strategy<Value = Event> {
    let lane = prop_oneof![Just("main"), Just("t1.c01"), Just("t1.c02"), Just("t2.c01"), Just("")];
    let id = (lane, 0..9u32).prop_map(|(lane, ord)| EffectId { lane: lane.to_owned(), ord });
    let amount = prop_oneof![0..400u64, Just(u64::MAX)].prop_map(NanoUsd);
    let output =
        proptest::sample::select(run(&fixture::settings(), &World::default(), &[], 1).steps).prop_map(|(event, _)| {
            match event {
                Event::EffectCompleted { output, .. } => output,
                _ => serde_json::json!([null]),
            }
        });
    let code = prop_oneof![Just("internal"), Just("budget"), Just("refused"), Just("odd")];
    let settings = (0..40u32, 0..9u32, 0..30u32, any::<u64>(), amount.clone()).prop_map(
        |(candidates, options, turns, seed, budget)| Settings {
            candidates,
            options,
            turns,
            seed,
            budget,
            ..fixture::settings()
        },
    );
    let choice = prop_oneof![
        any::<u32>().prop_map(|index| Choice::Pick { index }),
        any::<u32>().prop_map(|index| Choice::Accept { index }),
        Just(Choice::Best),
        Just(Choice::NoneOfThese),
        Just(Choice::Stop),
    ];
    prop_oneof![
        1 => settings.prop_map(|settings| Event::RunStarted { settings: Box::new(settings), kit: "plain".to_owned() }),
        1 => Just(Event::BriefRead { brief: Box::new(fixture::brief()) }),
        8 => (id.clone(), output).prop_map(|(id, output)| Event::EffectCompleted { id, output }),
        2 => (id.clone(), code).prop_map(|(id, code)| Event::EffectFailed { id, error: fixture::error(code) }),
        2 => (id.clone(), amount.clone()).prop_map(|(id, amount)| Event::BudgetReserved { id, amount, instead: None }),
        2 => (id.clone(), amount.clone()).prop_map(|(id, amount)| Event::BudgetSettled { id, amount }),
        1 => (id.clone(), amount).prop_map(|(id, amount)| Event::BudgetRefused { id, amount, left: NanoUsd(1) }),
        1 => id.clone().prop_map(|id| Event::BudgetReleased { id }),
        1 => id.prop_map(|id| Event::QuestionAnswered { id, answer: None }),
        3 => (0..4u32, choice).prop_map(|(turn, choice)| Event::ChoiceMade { turn, choice }),
        1 => prop_oneof![9 => Just(Event::BudgetReleased { id: EffectId { lane: "x".into(), ord: 0 } }),
            1 => Just(Event::DeadlinePassed), 1 => Just(Event::Cancelled)],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lanes_may_finish_in_any_order(
        world in worlds(), choices in choices(), turns in 1..6u32, orders in any::<(u64, u64)>(), led in any::<bool>(),
    ) {
        let settings = Settings { turns, ..settings(led) };
        // Enough money that no order crosses the limit on its way.
        let settings = Settings { budget: NanoUsd(1_000_000), ..settings };
        let one = run(&settings, &world, &choices, orders.0);
        let other = run(&settings, &world, &choices, orders.1);
        prop_assert_eq!(&one.state, &other.state);
        prop_assert!(one.state.is_finished());
        prop_assert_eq!(one.sorted_effects(), other.sorted_effects());
    }

    #[test]
    fn stray_events_never_change_what_is_made(
        world in worlds(), choices in choices(), strays in proptest::collection::vec((any::<u16>(), any::<u16>()), 0..40),
        led in any::<bool>(),
    ) {
        // Events of the same run, repeated at other places: late, early or unknown there.
        let settings = Settings { turns: 3, ..settings(led) };
        let trace = run(&settings, &world, &choices, 1);
        let mut events: Vec<_> = trace.steps.iter().map(|(event, _)| event.clone()).collect();
        for (from, to) in strays {
            let event = trace.steps[usize::from(from) % trace.steps.len()].0.clone();
            events.insert(usize::from(to) % (events.len() + 1), event);
        }
        let mut state = State::default();
        let mut finished = 0;
        for event in &events {
            let was_finished = state.is_finished();
            let (next, effects) = step(state, event);
            prop_assert!(!was_finished || effects.is_empty());
            finished += effects.iter().filter(|effect| matches!(effect, Effect::Finish(_))).count();
            if let Some(ledger) = next.ledger() {
                prop_assert!(ledger.totals(Scope::Session).committed() <= ledger.limit());
            }
            state = next;
        }
        prop_assert!(finished <= 1);
    }

    #[test]
    fn any_event_in_any_state_is_answered(
        world in worlds(), cut in any::<prop::sample::Index>(), events in proptest::collection::vec(any_event(), 0..80),
        led in any::<bool>(),
    ) {
        // A sound run up to some point, anything after it.
        let trace = run(&Settings { turns: 3, ..settings(led) }, &world, &[], 1);
        let sound = trace.steps[..cut.index(trace.steps.len())].iter().map(|(event, _)| event.clone());
        let mut state = State::default();
        for event in sound.chain(events) {
            let before = state.clone();
            let (next, effects) = step(state, &event);
            if before.is_finished() {
                prop_assert_eq!(&next, &before);
                prop_assert!(effects.is_empty());
            }
            if let Some(ledger) = next.ledger() {
                prop_assert!(ledger.totals(Scope::Session).committed() <= ledger.limit());
            }
            let ends = effects.iter().any(|effect| matches!(effect, Effect::Finish(_)));
            prop_assert_eq!(ends, next.is_finished() && !before.is_finished());
            state = next;
        }
    }
}
