use std::collections::BTreeSet;

use design::DataError;
use proptest::prelude::*;

use super::*;
use crate::text::{TEXT_BYTES_MAX, TextError};

/// A pack with one rule.
fn pack(id: &str, severity: &str, more: &str) -> Pack {
    let json = format!(
        r#"{{"v": 1, "id": "{id}", "version": "1", "rules": [{{"id": "cake", "category": "crime", "severity": "{severity}",
        "scopes": ["copy"], "any": ["steal~ ? cake~"] {more}}}]}}"#
    );
    Pack::from_json(json.as_bytes()).unwrap()
}

fn decision(packs: &[Pack], text: &str) -> Decision {
    judge(text, Scope::Copy, &Policies::new(packs, &Setting::default()).unwrap()).unwrap().decision
}

fn house() -> Policies {
    Policies::new(&builtin(), &Setting::default()).unwrap()
}

#[track_caller]
fn told(json: &str, reason: &str) {
    let error = Pack::from_json(json.as_bytes()).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}

#[test]
fn every_pack_of_the_house_is_read() {
    for pack in builtin() {
        let bytes = serde_json::to_vec(&pack).unwrap();
        assert_eq!(Pack::from_json(&bytes).unwrap(), pack);
    }
}

#[test]
fn a_pattern_is_found_with_its_gaps_and_forms_in_one_sentence() {
    let packs = [pack("a", "block", "")];
    for text in [
        "Steal cake",
        "stealing the cakes",
        "I STEAL\nMY CAKE",
        "steal. cake",
        "#StealCake",
        "stealthecake",
        "st3al c@ke",
    ] {
        assert_eq!(decision(&packs, text), Decision::Refused, "{text}");
    }
    for text in ["steal a whole cake", "What a steal. Cake is on the house", "steel cake", "a cake to steal"] {
        assert_eq!(decision(&packs, text), Decision::Allowed, "{text}");
    }
}

#[test]
fn what_stands_near_around_or_anywhere_decides_with_it() {
    let near = [pack("a", "block", r#", "with": ["oven~"]"#)];
    assert_eq!(decision(&near, "steal cake"), Decision::Allowed);
    assert_eq!(decision(&near, "From the oven we steal cake"), Decision::Refused);
    assert_eq!(decision(&near, "From the 0ven we steal cake"), Decision::Refused);
    let around = [pack("a", "block", r#", "unless": ["never steal"]"#)];
    assert_eq!(decision(&around, "Never steal cake"), Decision::Allowed);
    assert_eq!(decision(&around, "Never steal cake. Now steal the cake"), Decision::Refused);
    let lifted = [pack("a", "hold", r#", "lifts": ["museum"]"#)];
    let far = |words: usize| format!("steal cake {}museum", "now ".repeat(words));
    assert_eq!(decision(&lifted, &far(super::judge::LIFTED_WORDS - 1)), Decision::Allowed);
    assert_eq!(decision(&lifted, &far(super::judge::LIFTED_WORDS)), Decision::Held);
    assert_eq!(decision(&lifted, "At the museum. There we steal cake"), Decision::Allowed);
    assert_eq!(decision(&lifted, "At the museum we st3al cake"), Decision::Allowed);
    let one_of_two = format!("{} steal cake", far(2));
    assert_eq!(decision(&lifted, &format!("steal cake {}{one_of_two}", "now ".repeat(50))), Decision::Held);
    let notice = [pack("a", "hold", r#", "lacks": ["it is a game"]"#)];
    assert_eq!(decision(&notice, "steal cake"), Decision::Held);
    assert_eq!(decision(&notice, "steal cake (it is a game)"), Decision::Allowed);
}

#[test]
fn the_strictest_pack_decides() {
    let packs = [pack("a", "warn", ""), pack("b", "block", ""), pack("c", "hold", "")];
    let verdict = judge("steal cake", Scope::Copy, &Policies::new(&packs, &Setting::default()).unwrap()).unwrap();
    assert_eq!(verdict.decision, Decision::Refused);
    let rules: Vec<_> = verdict.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["b/cake", "c/cake", "a/cake"]);
    assert_eq!(decision(&packs[..1], "steal cake"), Decision::Allowed);
}

#[test]
fn a_tenant_switches_off_what_holds_and_never_what_blocks() {
    let mut tenant = pack("tenant", "warn", "");
    tenant.off = BTreeSet::from(["a/cake".to_owned()]);
    assert_eq!(decision(&[pack("a", "hold", ""), tenant.clone()], "steal cake"), Decision::Allowed);
    let error = |packs: &[Pack]| Policies::new(packs, &Setting::default()).unwrap_err();
    let (pack_name, rule) = ("tenant".to_owned(), "a/cake".to_owned());
    let blocks = error(&[pack("a", "block", ""), tenant.clone()]);
    assert_eq!(blocks, PolicyError::Blocks { pack: pack_name.clone(), rule: rule.clone() });
    assert_eq!(error(std::slice::from_ref(&tenant)), PolicyError::NoRule { pack: pack_name.clone(), rule });
    assert_eq!(error(&[tenant.clone(), tenant]), PolicyError::Taken { pack: pack_name });
}

#[test]
fn a_pack_is_for_its_audience_and_region() {
    let rules = |audience, region: &str| {
        let regions = BTreeSet::from([region.to_owned()]);
        let policies = Policies::new(&builtin(), &Setting { audience, regions }).unwrap();
        policies.rules().map(|rule| rule.split('/').next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert!(rules(Audience::General, "fr").is_superset(&BTreeSet::from(["general".to_owned(), "claims".to_owned()])));
    assert!(!rules(Audience::Teen, "fr").contains("child") && rules(Audience::Child, "fr").contains("child"));
    assert!(!rules(Audience::General, "fr").contains("uk") && rules(Audience::General, "uk").contains("uk"));
}

#[test]
fn a_pack_without_meaning_is_told_with_its_place() {
    let rule = r#"{"id": "a", "category": "hate", "severity": "block", "scopes": ["copy"], "any": ["some cake"]}"#;
    let of = |rules: &str| format!(r#"{{"v": 1, "id": "a", "version": "1", "rules": [{rules}]}}"#);
    told("{", "line 1");
    told(&of(&rule.replace("hate", "cake")), "unknown variant");
    told(&of(rule).replace("\"v\": 1", "\"v\": 2"), "/v: ");
    told(&of(rule).replace("\"v\"", "\"w\""), "unknown field");
    told(&of(&format!("{rule}, {rule}")), "/rules/1/id: `a` is taken");
    told(&of(&rule.replace("some cake", "so* cake")), "/rules/0/any/0: `so*`");
    told(&of(&rule.replace("[\"copy\"]", "[]")), "/rules/0/scopes");
    for list in ["lifts", "lacks"] {
        told(&of(&rule.replace("]}", &format!("], \"{list}\": [\"cake\"]}}"))), &format!("/rules/0/{list}"));
    }
    told(&of(&rule.replace("]}", "], \"message\": \"\"}")), "/rules/0/message");
    told(&of(rule).replace("\"id\": \"a\", \"version\"", "\"id\": \"A b\", \"version\""), "/id: `A b`");
    let long = format!("\"{}\"", "some cake\",\"".repeat(PATTERNS_MAX) + "cake");
    told(&of(&rule.replace("\"some cake\"", &long)), "/rules/0/any: 257");
    let error = Pack::from_json(&vec![b' '; PACK_BYTES_MAX + 1]).unwrap_err();
    assert_eq!(error, DataError::TooLarge { found: PACK_BYTES_MAX + 1, max: PACK_BYTES_MAX });
}

#[test]
fn no_message_says_what_gave_it_away() {
    let policies = house();
    for rule in &policies.rules {
        for scope in Scope::ALL {
            let verdict = judge(&rule.message, scope, &policies).unwrap();
            assert_eq!(verdict.decision, Decision::Allowed, "{}: {:?}", rule.name, verdict.findings);
        }
    }
}

#[test]
fn what_is_found_is_pointed_at() {
    let text = "Plakat: Ｆаke \u{200b}p4ssports — now";
    let verdict = judge(text, Scope::Brief, &house()).unwrap();
    assert_eq!(&text[verdict.findings[0].range.clone()], "Ｆаke \u{200b}p4ssports");
}

#[test]
fn long_and_tangled_texts_end_soon() {
    let policies = house();
    let long = "a".repeat(TEXT_BYTES_MAX + 1);
    assert_eq!(judge(&long, Scope::Copy, &policies), Err(TextError::TooLong { found: TEXT_BYTES_MAX + 1 }));
    for part in ["kill ", "kill", "k.i.l.l ", "k1ll p30ple ", "fake * ", "a ", "A", "naked sexy ", "\u{fdfa}", "stop "]
    {
        let text = part.repeat(TEXT_BYTES_MAX / part.len());
        // Judged or given back as too tangled; what counts is that it ends.
        match judge(&text, Scope::Copy, &policies) {
            Ok(verdict) => assert!(verdict.findings.len() <= PLACES_MAX * policies.rules.len()),
            Err(error) => assert_eq!(error, TextError::Tangled),
        }
    }
}

#[test]
fn the_format_has_a_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(Pack)).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["rules"].is_object());
}

/// Words of the rules among others, with what people put between.
fn tangles() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "kill",
        "k1ll",
        "people",
        "fake",
        "passports",
        "cake",
        "stop",
        "the",
        "n4ked",
        "child",
        ".",
        "*",
        " ",
        "\u{200b}",
        "! ",
        "е",
        "Ｆ",
        "I",
        "\n",
        "-",
        "10kg",
        "lose",
        "guaranteed",
        "returns",
        "$",
        "😀",
        "\u{301}",
    ]);
    prop::collection::vec((word, prop::sample::select(vec!["", " ", "  ", "."])), 0..60)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_a_verdict_that_points_into_it(text in prop_oneof!["\\PC{0,120}".boxed(), tangles().boxed()]) {
        static HOUSE: std::sync::OnceLock<Policies> = std::sync::OnceLock::new();
        let policies = HOUSE.get_or_init(house);
        for scope in Scope::ALL {
            let verdict = judge(&text, scope, policies).unwrap();
            prop_assert_eq!(&verdict, &judge(&text, scope, policies).unwrap());
            for finding in verdict.findings {
                prop_assert!(text.get(finding.range).is_some_and(|found| !found.is_empty()));
            }
        }
    }

    #[test]
    fn any_bytes_are_a_pack_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), pattern in "[a-c*?#~|<> ]{0,40}") {
        let _ = Pack::from_json(&bytes);
        let mut odd = pack("a", "block", "");
        odd.rules[0].any = vec![pattern];
        if odd.check().is_ok() {
            prop_assert!(judge("a b c ab bc 1a", Scope::Copy, &Policies::new(&[odd], &Setting::default()).unwrap()).is_ok());
        }
    }
}
