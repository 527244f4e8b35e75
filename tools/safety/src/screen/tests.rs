use proptest::prelude::*;

use super::*;
use crate::policy::{
    Decision, Override, Pack, Policies, PolicyError, Role, SCREEN_PACK, Scope, Setting, Verdict, builtin, judge,
};

/// What the weights were made of, in the order of the example `train_screen`.
const CORPUS: [&str; 23] = [
    include_str!("../../corpus/phrases.txt"),
    include_str!("../../corpus/people.jsonl"),
    include_str!("../../corpus/force.jsonl"),
    include_str!("../../corpus/trade.jsonl"),
    include_str!("../../corpus/claims.jsonl"),
    include_str!("../../corpus/body.jsonl"),
    include_str!("../../corpus/ordinary.jsonl"),
    include_str!("../../corpus/indirect.jsonl"),
    include_str!("../../corpus/everyday.jsonl"),
    include_str!("../../corpus/plain.jsonl"),
    include_str!("../../corpus/coded.jsonl"),
    include_str!("../../corpus/veiled.jsonl"),
    include_str!("../../corpus/languages.jsonl"),
    include_str!("../../corpus/twins.jsonl"),
    include_str!("../../corpus/florid.jsonl"),
    include_str!("../../corpus/asides.jsonl"),
    include_str!("../../corpus/readers.jsonl"),
    include_str!("../../corpus/pairs.jsonl"),
    include_str!("../../corpus/mixed.jsonl"),
    include_str!("../../tests/unsafe.json"),
    include_str!("../../tests/disguised.json"),
    include_str!("../../tests/allowed.json"),
    include_str!("../../examples/train_screen/constants.rs"),
];
/// A line that no rule has words for.
const UNSAFE: &str = "Story graphic: menu of the week, gas, zaza, exotic, plug is open till 3am, dm not text";

/// Drugs and weapons, in words that no rule has.
const TWO: &str = "Story graphic: menu of the week, gas, zaza, exotic, plug is open till 3am, dm not text. And a second slide for the \
    other line: toolkit for turning the starter pistol into one that bites, jigs included, no questions, collect after dark";

fn judged(text: &str) -> Vec<Suspicion> {
    Screen::builtin().judge(text).unwrap()
}

fn house() -> Policies {
    Policies::new(&builtin(), &Setting::default()).unwrap()
}

/// The verdict on a brief after somebody lifted a rule.
fn lifted(verdict: &Verdict, rule: &str) -> Verdict {
    let reason = "somebody looked at it".to_owned();
    Override { role: Role::Reviewer, reason, rules: [rule.to_owned()].into() }.lift(verdict).unwrap()
}

/// Weights that hold what has the word `word` in it.
fn against(word: &str) -> Weights {
    let mut weights = Screen::builtin().weights().clone();
    weights.unsafe_.fill(0);
    (weights.bias, weights.meaning) = (0, [0; MEANING]);
    (weights.whole, weights.part) = ([1; LENGTHS.len() + 1], [1; LENGTHS.len() + 1]);
    let features = Features::of(&readings(word).unwrap()[0]);
    features.window(0..1).for_each(|feature| weights.unsafe_[feature.bucket as usize] = 100);
    weights
}

#[test]
fn the_weights_are_of_the_corpus_that_is_here() {
    let weights = Screen::builtin().weights();
    assert_eq!(weights.corpus, digest(&CORPUS), "train the screen again: see the example `train_screen`");
    assert!(weights.to_bytes().len() <= 1 << 20);
    assert_eq!(Weights::read(&weights.to_bytes()).as_ref(), Ok(weights));
}

#[test]
fn whatever_shapes_the_weights_changes_their_digest() {
    let own = digest(&CORPUS);
    for at in 0..CORPUS.len() {
        let (mut less, mut other) = (CORPUS.to_vec(), CORPUS);
        less.remove(at);
        let changed = format!("{}\n", CORPUS[at]);
        other[at] = &changed;
        assert!(digest(&less) != own && digest(&other) != own, "{at}");
    }
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
    let category = bytes.len() - (5 + 4 * MEANING + (1 << CATEGORY_BITS));
    assert_eq!(with(category, 99), Err(WeightsError::Range { what: "category" }));
    // More buckets than there are bytes for, one that says that it is unknown, and one too few.
    let known = slope + 4 * (1 + 2 * (LENGTHS.len() + 1) + MEANING) + 4;
    let first = Screen::builtin().weights().unsafe_.iter().position(|weight| *weight != UNKNOWN).unwrap();
    let buckets = Err(WeightsError::Range { what: "buckets" });
    assert_eq!(with(known - 1, 0xff), buckets);
    assert_eq!(with(known + first / 255 + 1, UNKNOWN.cast_unsigned()), buckets);
    let mut fewer = bytes.clone();
    let count = u32::from_le_bytes(fewer[known - 4..known].try_into().unwrap());
    fewer[known - 4..known].copy_from_slice(&(count - 1).to_le_bytes());
    assert!(matches!(Weights::read(&fewer), Err(WeightsError::Size { .. })));
    let beyond = [&bytes[..known - 4], &1_u32.to_le_bytes(), &[255; 20_000]].concat();
    assert_eq!(Weights::read(&[&beyond[..], &bytes[known..]].concat()), buckets);
}

#[test]
fn the_part_that_speaks_for_it_is_pointed_at() {
    let screen = Screen::new(against("zebra"));
    let filler = "a quiet poster about bread and tea ".repeat(20);
    let text = format!("{filler}zebra {filler}");
    let found = screen.judge(&text).unwrap();
    assert!(!found.is_empty());
    for one in &found {
        assert!(text[one.range.clone()].contains("zebra") && one.range.len() < 140, "{found:?}");
    }
    assert!(screen.judge(&filler).unwrap().is_empty());
}

#[test]
fn a_disguise_hides_nothing() {
    let screen = Screen::new(against("zebra"));
    for text in ["z.e.b.r.a", "Zebra", "zébra", "ＺＥＢＲＡ"] {
        let text = format!("a quiet poster about bread and {text}");
        assert!(!screen.judge(&text).unwrap().is_empty(), "{text}");
    }
}

#[test]
fn a_line_without_the_words_of_a_rule_is_held() {
    let verdict = judge(UNSAFE, Scope::Brief, &house()).unwrap();
    assert_eq!(verdict.decision, Decision::Held, "{verdict:?}");
    let finding = &verdict.findings[0];
    assert!(finding.rule.starts_with(SCREEN_PACK) && finding.rule.ends_with(finding.category.name()));
    let reason = "somebody looked at it".to_owned();
    let rules = verdict.findings.iter().map(|finding| finding.rule.clone()).collect();
    let mut lift = Override { role: Role::Reviewer, reason, rules };
    assert_eq!(lift.lift(&verdict).unwrap().decision, Decision::Allowed);
    lift.role = Role::Member;
    lift.lift(&verdict).unwrap_err();
}

#[test]
fn a_pack_switches_the_screen_off_category_by_category() {
    let category = judged(UNSAFE)[0].category;
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
    let verdict = judge("Fake passp0rts, delivered", Scope::Brief, &house()).unwrap();
    assert!(verdict.findings.iter().all(|finding| !finding.rule.starts_with(SCREEN_PACK)), "{verdict:?}");
}

/// A tenant's pack that holds the name of a rival.
fn rivals() -> Pack {
    let json = r#"{"v": 1, "id": "acme", "version": "1", "rules": [{"id": "rivals", "category": "third_party_mark",
        "severity": "hold", "scopes": ["brief", "copy"], "any": ["globex"]}]}"#;
    Pack::from_json(json.as_bytes()).unwrap()
}

#[test]
fn what_a_rule_covered_comes_up_when_the_rule_is_lifted() {
    let packs: Vec<Pack> = builtin().into_iter().chain([rivals()]).collect();
    let policies = Policies::new(&packs, &Setting::default()).unwrap();
    let text = UNSAFE.replace("plug is", "plug at Globex is");
    let verdict = judge(&text, Scope::Brief, &policies).unwrap();
    assert_eq!(verdict.findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["acme/rivals"]);
    let left = lifted(&verdict, "acme/rivals");
    assert_eq!(left.decision, Decision::Held);
    assert!(left.findings.iter().any(|finding| finding.rule == "screen/drugs"), "{left:?}");
    // In either order, and both at once.
    assert_eq!(lifted(&left, "screen/drugs").decision, Decision::Allowed);
    assert_eq!(lifted(&lifted(&verdict, "screen/drugs"), "acme/rivals").decision, Decision::Allowed);
    let both = ["acme/rivals".to_owned(), "screen/drugs".to_owned()].into();
    let both = Override { role: Role::Reviewer, reason: "somebody looked at it".to_owned(), rules: both };
    assert_eq!(both.lift_from(&verdict).unwrap().0.decision, Decision::Allowed);
    assert_eq!(both.lift(&verdict).unwrap().decision, Decision::Allowed);
}

#[test]
fn every_category_is_told_and_lifting_one_leaves_the_others() {
    let verdict = judge(TWO, Scope::Brief, &house()).unwrap();
    let rules: Vec<&str> = verdict.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(rules.contains(&"screen/drugs") && rules.contains(&"screen/weapons"), "{verdict:?}");
    for (one, other) in [("screen/drugs", "screen/weapons"), ("screen/weapons", "screen/drugs")] {
        let left = lifted(&verdict, one);
        assert_eq!(left.decision, Decision::Held);
        assert!(left.findings.iter().any(|finding| finding.rule == other), "{left:?}");
    }
    let finding = |rule: &str| verdict.findings.iter().find(|finding| finding.rule == rule).unwrap();
    assert!(TWO[finding("screen/drugs").range.clone()].contains("zaza"));
    assert!(TWO[finding("screen/weapons").range.clone()].contains("pistol"));
}

#[test]
fn without_the_screen_the_packs_alone_judge() {
    let rules = house().without_screen();
    assert_eq!(judge(UNSAFE, Scope::Brief, &rules).unwrap(), Verdict::of(Vec::new()));
    assert_eq!(judge("Fake passp0rts, delivered", Scope::Brief, &rules).unwrap().decision, Decision::Refused);
    assert!(rules.rules().all(|rule| !rule.starts_with(SCREEN_PACK)));
    let all = house();
    let own: Vec<&str> = all.rules().filter(|rule| !rule.starts_with(SCREEN_PACK)).collect();
    assert!(rules.rules().eq(own));
}

#[test]
fn a_few_words_about_nothing_in_particular_are_not_held() {
    let screen = Screen::new(against("like"));
    let long = "make it like the poster that hung here last year";
    assert!(!screen.judge(long).unwrap().is_empty());
    for text in ["make it like that", "like", "make one like the other"] {
        assert_eq!(screen.judge(text).unwrap(), [], "{text}");
    }
    assert!(suffices(&Features::of(&readings("steal guns").unwrap()[0])));
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
        assert_eq!(judged(text), [], "{text}");
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
            for found in Screen::new(against("a")).judge(text).unwrap() {
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
