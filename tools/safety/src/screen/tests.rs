use proptest::prelude::*;

use super::*;
use crate::policy::{
    Decision, Override, Pack, Policies, PolicyError, Role, SCREEN_PACK, Scope, Setting, builtin, judge,
};

/// What the weights were made of, in the order of the example `train_screen`.
const CORPUS: [&str; 11] = [
    include_str!("../../corpus/phrases.txt"),
    include_str!("../../corpus/people.jsonl"),
    include_str!("../../corpus/force.jsonl"),
    include_str!("../../corpus/trade.jsonl"),
    include_str!("../../corpus/claims.jsonl"),
    include_str!("../../corpus/body.jsonl"),
    include_str!("../../corpus/ordinary.jsonl"),
    include_str!("../../corpus/indirect.jsonl"),
    include_str!("../../tests/unsafe.json"),
    include_str!("../../tests/disguised.json"),
    include_str!("../../tests/allowed.json"),
];
/// A line that no rule has words for.
const UNSAFE: &str = "Story graphic: menu of the week, gas, zaza, exotic, plug is open till 3am, dm not text";

fn judged(text: &str) -> Option<Suspicion> {
    Screen::builtin().judge(text).unwrap()
}

/// Weights that hold what has the word `word` in it.
fn against(word: &str) -> Weights {
    let mut weights = Screen::builtin().weights().clone();
    weights.unsafe_.fill(0);
    weights.bias = 0;
    (weights.whole, weights.part) = ([1; LENGTHS.len() + 1], [1; LENGTHS.len() + 1]);
    let features = Features::of(&readings(word).unwrap()[0]);
    features.window(0..1).for_each(|feature| weights.unsafe_[feature.bucket as usize] = 100);
    weights
}

#[test]
fn the_weights_are_of_the_corpus_that_is_here() {
    let weights = Screen::builtin().weights();
    assert_eq!(weights.corpus, digest(&CORPUS), "train the screen again: see the example `train_screen`");
    assert!(weights.to_bytes().len() <= 400 << 10);
    assert_eq!(Weights::read(&weights.to_bytes()).as_ref(), Ok(weights));
}

#[test]
fn weights_that_are_not_whole_do_not_read() {
    let bytes = Screen::builtin().weights().to_bytes();
    assert_eq!(Weights::read(b""), Err(WeightsError::Magic));
    assert_eq!(Weights::read(&[0; 4096]), Err(WeightsError::Magic));
    assert!(matches!(Weights::read(&bytes[..10]), Err(WeightsError::Size { .. })));
    assert!(matches!(Weights::read(&bytes[..bytes.len() - 1]), Err(WeightsError::Size { .. })));
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        Weights::read(&bytes)
    };
    assert_eq!(with(8, 9), Err(WeightsError::Version));
    assert_eq!(with(12, b'x'), Err(WeightsError::Range { what: "corpus" }));
    let slope = 12 + 64 + 4 * (GROUPS + 1);
    assert_eq!(with(slope + 3, 0x80), Err(WeightsError::Range { what: "slope" }));
    let category = bytes.len() - (5 + (1 << CATEGORY_BITS));
    assert_eq!(with(category, 99), Err(WeightsError::Range { what: "category" }));
}

#[test]
fn the_part_that_speaks_for_it_is_pointed_at() {
    let screen = Screen::new(against("zebra"));
    let filler = "a quiet poster about bread and tea ".repeat(20);
    let text = format!("{filler}zebra {filler}");
    let found = screen.judge(&text).unwrap().unwrap();
    assert!(text[found.range.clone()].contains("zebra") && found.range.len() < 140, "{found:?}");
    assert!(screen.judge(&filler).unwrap().is_none());
}

#[test]
fn a_disguise_hides_nothing() {
    let screen = Screen::new(against("zebra"));
    for text in ["z.e.b.r.a", "Zebra", "zébra", "ＺＥＢＲＡ"] {
        assert!(screen.judge(text).unwrap().is_some(), "{text}");
    }
}

#[test]
fn a_line_without_the_words_of_a_rule_is_held() {
    let policies = Policies::new(&builtin(), &Setting::default()).unwrap();
    let verdict = judge(UNSAFE, Scope::Brief, &policies).unwrap();
    assert_eq!(verdict.decision, Decision::Held, "{verdict:?}");
    let finding = &verdict.findings[0];
    assert!(finding.rule.starts_with(SCREEN_PACK) && finding.rule.ends_with(finding.category.name()));
    let reason = "somebody looked at it".to_owned();
    let mut lift = Override { role: Role::Reviewer, reason, rules: [finding.rule.clone()].into() };
    assert_eq!(lift.lift(&verdict).unwrap().decision, Decision::Allowed);
    lift.role = Role::Member;
    lift.lift(&verdict).unwrap_err();
}

#[test]
fn a_pack_switches_the_screen_off_category_by_category() {
    let category = judged(UNSAFE).unwrap().category;
    let pack = |id: &str, off: &str| {
        let json = format!(r#"{{"v": 1, "id": "{id}", "version": "1", "rules": [], "off": ["{off}"]}}"#);
        Pack::from_json(json.as_bytes()).unwrap()
    };
    let with =
        |pack: Pack| Policies::new(&builtin().into_iter().chain([pack]).collect::<Vec<_>>(), &Setting::default());
    let off = with(pack("own", &format!("screen/{}", category.name()))).unwrap();
    assert_eq!(judge(UNSAFE, Scope::Brief, &off).unwrap().decision, Decision::Allowed);
    assert!(off.rules().all(|rule| rule != format!("screen/{}", category.name())));
    assert!(matches!(with(pack("own", "screen/nothing")), Err(PolicyError::NoRule { .. })));
    assert!(matches!(with(pack(SCREEN_PACK, "screen/hate")), Err(PolicyError::Taken { .. })));
}

#[test]
fn a_rule_and_the_screen_say_the_same_once() {
    let policies = Policies::new(&builtin(), &Setting::default()).unwrap();
    let verdict = judge("Fake passp0rts, delivered", Scope::Brief, &policies).unwrap();
    assert!(verdict.findings.iter().all(|finding| !finding.rule.starts_with(SCREEN_PACK)), "{verdict:?}");
}

#[test]
fn a_few_words_of_copy_are_not_held() {
    for text in [
        "Sale",
        "Doors 7pm",
        "Maria Fernanda",
        "Free entry",
        "£4.50",
        "Sold out",
        "",
        "50% off",
        "18+",
        "Shots £2",
        "Last orders",
        "Kids eat free",
        "Knife & Fork",
        "Book now",
        "The Grave Digger Arms",
        "Guns N' Roses tribute",
    ] {
        assert_eq!(Screen::builtin().judge(text), Ok(None), "{text}");
    }
}

#[test]
fn every_part_of_a_text_is_looked_at() {
    assert_eq!(parts(PART_WORDS).count(), 0);
    for words in PART_WORDS + 1..100 {
        let parts: Vec<Range<usize>> = parts(words).collect();
        assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, words));
        assert!(parts.iter().all(|part| part.len() == PART_WORDS));
        assert!(parts.windows(2).all(|pair| (1..=PART_STEP).contains(&(pair[1].start - pair[0].start))));
    }
}

#[test]
fn a_likelihood_grows_with_the_score() {
    let screen = Screen::builtin();
    let likelihoods: Vec<u16> = (-8_000..8_000).step_by(50).map(|score| screen.likelihood(score)).collect();
    assert!(likelihoods.is_sorted() && likelihoods[0] < 10 && likelihoods[likelihoods.len() - 1] > 9_990);
    assert_eq!(screen.likelihood(0), LIKELIHOOD_MAX / 2);
    assert!(screen.likelihood(i32::MAX) <= LIKELIHOOD_MAX && screen.likelihood(i32::MIN) < 10);
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>(), more in "[a-zA-Z0-9 .,!@*\n]{0,400}") {
        for text in [&text, &more, &format!("{more}{text}{more}")] {
            if let Some(found) = Screen::new(against("a")).judge(text).unwrap() {
                prop_assert!(text.get(found.range.clone()).is_some_and(|part| !part.is_empty()));
                prop_assert!(found.likelihood <= LIKELIHOOD_MAX);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_not(mut bytes in prop::collection::vec(any::<u8>(), 0..600), whole in any::<bool>()) {
        if whole {
            let mut weights = Screen::builtin().weights().to_bytes();
            let length = bytes.len().min(weights.len() - 8);
            weights[8..8 + length].copy_from_slice(&bytes[..length]);
            bytes = weights;
        }
        if let Ok(weights) = Weights::read(&bytes) {
            _ = Screen::new(weights).judge("bread and tea and bread and more of it than anybody would eat in one week of May");
        }
    }
}
