//! Whether what is believed is what somebody likes, and whether showing by it leads people sooner to what they want.

use std::collections::BTreeSet;

use design::Random;
use proptest::prelude::*;

use super::simulation::{Course, Population, Way, course};
use super::*;

fn look(random: &mut Random) -> Look {
    Look::new(std::array::from_fn(|_| random.range(-2.0, 2.0)), random.range(-2.0, 2.0))
}

/// What is believed of somebody who picks the warmest and calmest of what is shown.
fn of_warm_and_calm(turns: u32) -> Belief {
    let mut random = Random::new(3);
    let picks: Vec<Evidence> = (1..=turns)
        .map(|turn| {
            let shown: Vec<Look> = (0..3).map(|_| look(&mut random)).collect();
            let liked = |look: &Look| look.value(Feature::Warmth) - look.value(Feature::Density);
            let best = (0..3).max_by(|a, b| liked(&shown[*a]).total_cmp(&liked(&shown[*b])));
            let picked = best.unwrap() as u32;
            Evidence::Picked { turn, shown, picked }
        })
        .collect();
    Belief::new(&Said::default(), &picks, 1, PARTICLES)
}

#[test]
fn what_is_picked_again_and_again_is_believed_to_be_liked() {
    let before = of_warm_and_calm(0).opinions();
    assert!(before.iter().all(|opinion| opinion.ideal.abs() < 0.15), "{before:?}");
    let after = of_warm_and_calm(40).opinions();
    let of = |feature: Feature| after.iter().find(|opinion| opinion.feature == feature).unwrap();
    assert!(of(Feature::Warmth).ideal > 0.5 && of(Feature::Density).ideal < -0.5, "{after:?}");
    let others = after.iter().filter(|one| !matches!(one.feature, Feature::Warmth | Feature::Density));
    let most = others.map(|opinion| opinion.importance).fold(0.0, f64::max);
    assert!(of(Feature::Warmth).importance > most && of(Feature::Density).importance > most, "{after:?}");
}

#[test]
fn a_wish_moves_what_is_believed_that_way() {
    let of = Look::default();
    let ideal = |more| {
        let wish = Evidence::Wished { turn: 1, feature: Feature::Weight, more, of };
        let belief = Belief::new(&Said::default(), &[wish], 1, PARTICLES);
        belief.opinions()[Feature::Weight as usize].ideal
    };
    assert!(ideal(true) > 0.3 && ideal(false) < -0.3, "{} {}", ideal(true), ideal(false));
}

#[test]
fn who_likes_nothing_of_a_set_is_believed_to_like_what_is_unlike_it() {
    let warm = |value: f64| {
        let mut features = [0.0; FEATURES];
        features[Feature::Warmth as usize] = value;
        Look::new(features, 0.0)
    };
    let shown = vec![warm(1.6), warm(1.9), warm(2.2)];
    let belief = Belief::new(&Said::default(), &[Evidence::NoneOf { turn: 1, shown }], 1, PARTICLES);
    assert!(belief.likes(&warm(-0.5)) > belief.likes(&warm(1.9)) + 0.2);
}

#[test]
fn three_alike_are_not_shown_where_others_may_be_liked_as_well() {
    let belief = of_warm_and_calm(0);
    let mut random = Random::new(8);
    let one = look(&mut random);
    let mut looks = vec![one, one, one];
    looks.extend((0..3).map(|_| look(&mut random)));
    let members = most_useful(&belief, &looks, 3, &|_, _| 0.0, &|_, _| true);
    assert!(members.iter().filter(|member| **member < 3).count() <= 1, "{members:?}");
    assert!(usefulness(&belief, &[one, one, one]) <= usefulness(&belief, &[looks[0], looks[3], looks[4]]));
    assert_eq!(usefulness(&belief, &[]), 0.0);
}

#[test]
fn the_same_seed_believes_the_same() {
    let bits = |belief: &Belief| belief.opinions().iter().map(|one| one.ideal.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&of_warm_and_calm(5)), bits(&of_warm_and_calm(5)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_chosen_is_nearly_the_best_there_is(seed in any::<u64>(), forbidden in 0..7usize) {
        let mut random = Random::new(seed);
        let looks: Vec<Look> = (0..7).map(|_| look(&mut random)).collect();
        let belief = Belief::new(&Said::default(), &[], seed, 300);
        let allowed = |a: usize, b: usize| a != forbidden && b != forbidden;
        let members = most_useful(&belief, &looks, 3, &|_, _| 0.0, &allowed);
        let mut best = f64::NEG_INFINITY;
        for a in 0..7 {
            for b in a + 1..7 {
                for c in b + 1..7 {
                    if ![a, b, c].contains(&forbidden) {
                        best = best.max(usefulness(&belief, &[looks[a], looks[b], looks[c]]));
                    }
                }
            }
        }
        // One that stands beside no other may still stand alone.
        if members.len() == 3 {
            let worth = usefulness(&belief, &members.iter().map(|member| looks[*member]).collect::<Vec<_>>());
            prop_assert!(!members.contains(&forbidden));
            prop_assert!(worth >= best - 0.05, "{} {}", worth, best);
        } else {
            prop_assert_eq!(members, vec![forbidden]);
        }
    }
}

/// Regret after turn 5 as a share of that of the plain way, by a hundred people.
fn share(common: f64, noise: f64) -> f64 {
    let population = Population { common, noise, unseen: false };
    let regret = |way| -> f64 {
        let courses = (0..100).map(|seed| course(population, way, seed, 500));
        courses.map(|course: Course| course.regret[4]).sum()
    };
    regret(Way::FULL) / regret(Way::PLAIN)
}

/// The bounds are those of two thousand people (the example `simulated_users`), and what a hundred may be off by.
#[test]
fn people_end_nearer_to_what_they_want_than_around_the_best_by_score() {
    let shares = [(0.35, 0.25, 0.50), (0.35, 0.6, 0.62), (0.8, 0.25, 0.72), (0.8, 0.6, 0.72)]
        .map(|(common, noise, most)| (share(common, noise), most));
    assert!(shares.iter().all(|(share, most)| *share <= most + 0.12), "{shares:?}");
}

#[test]
fn what_is_learned_a_thing_at_a_time_is_believed_as_if_all_of_it_came_at_once() {
    let mut random = Random::new(5);
    let picks: Vec<Evidence> = (1..=6)
        .map(|turn| Evidence::Picked { turn, shown: (0..3).map(|_| look(&mut random)).collect(), picked: turn % 3 })
        .collect();
    let mut belief = Belief::new(&Said::default(), &picks[..2], 9, 400);
    picks[2..].iter().for_each(|pick| belief.learn(pick.clone()));
    let at_once = Belief::new(&Said::default(), &picks, 9, 400);
    assert_eq!(belief.opinions(), at_once.opinions());
}

#[test]
fn of_two_runs_at_a_time_neither_undoes_what_the_other_learned() {
    let wished = |turn, feature| Evidence::Wished { turn, feature, more: true, of: Look::default() };
    let taste = |evidence: &[Evidence]| Taste { evidence: evidence.to_vec(), ..Taste::default() };
    let before = taste(&[wished(0, Feature::Warmth), wished(0, Feature::Density)]);
    let run = |forgot: &[Feature], now: &[Evidence]| {
        let forgot = forgot.iter().map(|one| [*one].into()).collect();
        Learned { before: before.clone(), forgot, now: taste(now) }
    };
    let (warm, dense) = (wished(0, Feature::Warmth), wished(0, Feature::Density));
    let one = run(&[], &[warm.clone(), dense.clone(), wished(1, Feature::Play), wished(2, Feature::Play)]);
    let other = run(&[Feature::Warmth], &[dense.clone(), wished(1, Feature::Weight)]);
    let played = [wished(0, Feature::Play), wished(0, Feature::Play)];
    assert_eq!(
        other.onto(one.onto(before.clone(), 0), 0),
        taste(&[&[dense.clone()][..], &played, &[wished(0, Feature::Weight)]].concat())
    );
    assert_eq!(
        one.onto(other.onto(before.clone(), 0), 0),
        taste(&[&[dense, wished(0, Feature::Weight)][..], &played].concat())
    );
    // All that was known is forgotten, and what was learned after that is not.
    let all =
        Learned { before: before.clone(), forgot: vec![BTreeSet::new()], now: taste(&[wished(3, Feature::Play)]) };
    assert_eq!(all.onto(one.onto(before.clone(), 0), 0), taste(&[wished(0, Feature::Play)]));
    let nothing = run(&[], &before.evidence);
    assert!(nothing.is_nothing() && !all.is_nothing());
    assert_eq!(nothing.onto(before.clone(), 0), before);
    // What somebody picked is as level as it was made where it is known.
    let picked = |turn| Evidence::Picked { turn, shown: vec![Look::default(); 3], picked: 1 };
    let mut level = picked(0);
    level.forget(Feature::Warmth);
    let forgot =
        Learned { before: taste(&[picked(2)]), forgot: vec![[Feature::Warmth].into()], now: taste(&[level.clone()]) };
    assert_eq!(forgot.onto(taste(&[picked(2)]), 0), taste(&[level]));
}
