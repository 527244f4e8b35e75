use maquette::taste::{Feature, Leaning};
use maquette::{Axis, NanoUsd};
use serde_json::json;

use super::*;
use crate::conversation::manner::Manner;
use crate::conversation::text::columns;

const FINE: Manner = Manner { plain: false, colour: false, previews: None };
const PLAIN: Manner = Manner { plain: true, colour: false, previews: None };

fn option(index: u32, label: &str) -> DesignOption {
    let blob = format!("sha256:{}", "0".repeat(64));
    serde_json::from_value(json!({
        "id": format!("c0{index}"), "index": index, "label": label,
        "rationale": "The headline leads and the picture follows.", "trade_off": "Little room for small print.",
        "axis_values": { "lead": if index == 2 { "picture" } else { "words" } },
        "scores": { "total": 0.8 - 0.01 * f64::from(index), "legibility": 1, "harmony": 1, "image_share": 0.4 },
        "findings": [], "cost_nano_usd": 0, "cost_usd": "0.00", "refine_cost_nano_usd": 0,
        "design": format!("option-{index}.json"), "png": format!("option-{index}.png"),
        "design_blob": blob, "png_blob": blob,
    }))
    .unwrap()
}

pub(crate) fn set() -> OptionSet {
    let reject = |id: &str, reason: &str| json!({ "id": id, "reason": reason, "findings": [] });
    let rejected =
        [reject("c04", "too like option 1"), reject("c05", "words hidden"), reject("c06", "too like option 1")];
    OptionSet {
        v: 1,
        id: "t1".into(),
        turn: 2,
        reveal: Reveal::Layout,
        axes: vec![Axis { id: "lead".into(), label: "What leads".into(), values: vec!["words".into()] }],
        options: vec![option(1, "Words first"), option(2, "大きな写真 and a name of some length"), option(3, "Offer")],
        rejected: rejected.map(|rejected| serde_json::from_value(rejected).unwrap()).into(),
        again: None,
        turns_left: Some(3),
        going_on: None,
        made: Vec::new(),
        before: Some(1),
        after: None,
        notes: Vec::new(),
        expires_after_s: None,
        locked: std::collections::BTreeSet::new(),
        choice: None,
        taste: Vec::new(),
        past_choices: None,
        preferred: None,
    }
}

fn turn(set: &OptionSet, turns: u32) -> Turn<'_> {
    let facts = Facts { turns, budget: NanoUsd(250_000_000), spent: NanoUsd(12_000_000), speaks_trade: false };
    Turn { set, folder: Some(Path::new("out/options/turn-2")), facts: Some(facts) }
}

fn said(manner: &Manner, width: usize, tell: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::new(manner, width);
    tell(&mut page);
    page.into_words()
}

#[test]
fn a_turn_says_where_it_is_and_what_is_offered() {
    let set = set();
    let turn = turn(&set, 5);
    let words = said(&FINE, 80, |page| {
        heading(page, &turn);
        options(page, &turn, false);
        invitation(page, &turn);
    });
    assert!(
        words.starts_with("Turn 2 of 5: 3 arrangements\nThey differ in what leads.\n\n1  Words first\n   The"),
        "{words}"
    );
    assert!(words.contains("1–3 to go on from one"), "{words}");
    let none_left = OptionSet { turns_left: Some(0), ..set.clone() };
    let last = super::Turn { set: &none_left, facts: turn.facts.map(|facts| Facts { turns: 2, ..facts }), ..turn };
    assert!(said(&FINE, 80, |page| heading(page, &last)).starts_with("Turn 2 of 2, the last: 3"));
    assert!(said(&FINE, 80, |page| invitation(page, &last)).starts_with("1–3 to take one"));
}

#[test]
fn what_can_be_said_is_of_the_level_until_somebody_wants_everything() {
    let mut set = set();
    let told = |set: &OptionSet, details| said(&FINE, 80, |page| help(page, set, details));
    assert!(told(&set, false).contains("“more symmetric”") && !told(&set, false).contains("headline 96 px"));
    assert!(told(&set, true).contains("“3: headline 96 px, Inter 800”") && told(&set, true).contains("warmer colours"));
    let invited = |set: &OptionSet| said(&FINE, 400, |page| invitation(page, &turn(set, 5)));
    assert!(invited(&set).contains("your own words: “more symmetric”, “bigger type”"), "{}", invited(&set));
    set.reveal = Reveal::Fine;
    assert!(invited(&set).contains("“1: headline 96 px, Inter 800”, “1: accent #0A7”"), "{}", invited(&set));
}

#[test]
fn plainly_said_every_line_is_a_fact_that_says_what_it_is() {
    let set = set();
    let turn = turn(&set, 5);
    let words = said(&PLAIN, 80, |page| {
        heading(page, &turn);
        options(page, &turn, false);
        invitation(page, &turn);
    });
    assert_eq!(
        words.lines().take(6).collect::<Vec<_>>(),
        [
            "Turn 2 of 5: 3 arrangements",
            "They differ in what leads.",
            "Option 1: Words first",
            "Why: The headline leads and the picture follows.",
            "What it gives up: Little room for small print.",
            "Picture: out/options/turn-2/option-1.png",
        ]
    );
    assert!(words.chars().all(|c| !matches!(c, '·' | '–' | '─'..='▟' | '\u{1b}')), "{words}");
}

#[test]
fn nothing_is_wider_than_a_narrow_terminal() {
    let mut set = set();
    set.taste = vec![Leaning { feature: Feature::Density, more: false, words: "calmer pages".into(), likely: 84 }];
    let turn = turn(&set, 5);
    let words = said(&FINE, 40, |page| {
        welcome(page, true);
        options(page, &turn, true);
        heading(page, &turn);
        options(page, &turn, false);
        invitation(page, &turn);
        why(page, &turn, None);
        taste(page, &set);
        scores(page, &turn, Some(2));
        budget(page, &turn);
        help(page, &set, false);
        help(page, &set, true);
        for answer in [Unclear::Words, Unclear::NoSuch(9), Unclear::WhatOf(2), Unclear::TooLong, Unclear::NoTurnsLeft] {
            page.line(&unclear(&answer, 3));
        }
    });
    for line in words.lines() {
        assert!(columns(line) <= 40, "{line}");
    }
    for said in ["calmer pages", "2 too like option 1", "fairly sure"] {
        assert!(words.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{said}: {words}");
    }
}

#[test]
fn scores_and_files_are_those_of_the_option_that_was_meant() {
    let set = set();
    let turn = turn(&set, 5);
    let words = said(&FINE, 80, |page| scores(page, &turn, Some(2)));
    assert!(words.contains("total") && words.contains("0.78") && words.contains("image share"), "{words}");
    assert!(words.contains("1.00 each: harmony and legibility."), "{words}");
    assert!(!words.contains("Words first") && words.contains("No finding."));
    let words = said(&FINE, 80, |page| files(page, &turn, Some(3)));
    assert!(words.contains("out/options/turn-2/option-3.png") && !words.contains("option-1.png"));
}

#[test]
fn money_is_told_in_dollars() {
    let mut set = set();
    let words = said(&FINE, 80, |page| budget(page, &turn(&set, 5)));
    assert!(words.contains("Spent $0.012 of $0.25; $0.238 is left."), "{words}");
    assert!(words.contains("Turns left after this one: 3.") && words.contains("costs nothing"), "{words}");
    set.options[1].refine_cost_nano_usd = NanoUsd(40_000_000);
    let words = said(&FINE, 80, |page| budget(page, &turn(&set, 5)));
    assert!(words.contains("Going on from 2: about $0.04."), "{words}");
}

#[test]
fn choices_are_told_back() {
    let set = set();
    let wishes = maquette::taste::read("2 but calmer, with bolder type", 3).unwrap().wishes;
    let more = |index| Choice::More { index, wishes: wishes.clone(), with: None };
    for (choice, words) in [
        (Choice::Pick { index: 1 }, "Going on from 1, Words first."),
        (Choice::Accept { index: 3 }, "Taking 3, Offer."),
        (Choice::Stop, "Taking the best: 1, Words first."),
        (more(Some(2)), "More like 2, with calmer pages and bolder type."),
        (more(None), "Once more, with calmer pages and bolder type."),
    ] {
        assert_eq!(understood(&choice, &turn(&set, 5)), words);
    }
    // A set that does not say how many turns are left is the last where its number says so.
    for turns_left in [Some(0), None] {
        let last = OptionSet { turns_left, ..set.clone() };
        assert_eq!(understood(&Choice::Pick { index: 1 }, &turn(&last, 2)), "Taking 1, Words first.");
    }
}
