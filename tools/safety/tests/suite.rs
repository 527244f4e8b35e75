//! Every case of the suite: nothing unsafe is allowed, and nothing that only looks like it is refused.

use std::collections::BTreeMap;

use maquette_safety::policy::{Audience, Category, Decision, Policies, Scope, Setting, builtin, judge};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default = "brief")]
    scope: Scope,
    #[serde(default)]
    audience: Audience,
    #[serde(default)]
    region: Option<String>,
    decision: Decision,
    #[serde(default)]
    category: Option<Category>,
}

fn brief() -> Scope {
    Scope::Brief
}

/// What is wrong with the verdict on a case, if anything is.
fn wrong(case: &Case, policies: &Policies) -> Option<String> {
    let verdict = judge(&case.text, case.scope, policies).expect("no case is too long");
    let known = case.category.is_none_or(|category| verdict.findings.iter().any(|found| found.category == category));
    let points =
        verdict.findings.iter().all(|found| case.text.get(found.range.clone()).is_some_and(|it| !it.is_empty()));
    let told = verdict.findings.iter().all(|found| found.message.len() > 40);
    if verdict.decision == case.decision && known && points && told {
        return None;
    }
    let found: Vec<_> = verdict.findings.iter().map(|found| (&found.rule, &case.text[found.range.clone()])).collect();
    Some(format!("{:?} for {:?}, not {:?} {:?}: {found:?}", case.decision, case.text, verdict.decision, case.category))
}

#[track_caller]
fn check(file: &str) -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(file).expect("the cases are JSON");
    let mut policies = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &cases {
        let setting = Setting { audience: case.audience, regions: case.region.iter().cloned().collect() };
        let of_setting = || Policies::new(&builtin(), &setting).expect("the packs go together");
        failures.extend(wrong(case, policies.entry((case.audience, &case.region)).or_insert_with(of_setting)));
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
    cases
}

#[test]
fn what_is_unsafe_is_not_allowed() {
    let cases = check(include_str!("unsafe.json"));
    assert!(cases.iter().all(|case| case.decision != Decision::Allowed && case.category.is_some()));
}

#[test]
fn what_hides_is_found() {
    let cases = check(include_str!("disguised.json"));
    assert!(cases.iter().all(|case| case.decision != Decision::Allowed && case.category.is_some()));
}

#[test]
fn what_only_looks_alike_is_allowed() {
    let cases = check(include_str!("allowed.json"));
    assert!(cases.iter().all(|case| case.decision == Decision::Allowed));
}

#[test]
fn what_says_little_is_allowed() {
    let policies = Policies::new(&builtin(), &Setting::default()).expect("the packs go together");
    let texts: Vec<&str> = include_str!("bare.txt").lines().collect();
    assert!(texts.len() >= 40);
    for text in texts {
        for scope in Scope::ALL {
            let verdict = judge(text, scope, &policies).expect("no text is too long");
            assert!(verdict.findings.is_empty(), "{text}: {:?}", verdict.findings);
        }
        // The screen never saw it.
        let learned = [include_str!("../corpus/ordinary.jsonl"), include_str!("../corpus/everyday.jsonl")];
        assert!(learned.iter().all(|file| !file.contains(&format!("\"text\": \"{text}\""))), "{text}");
    }
}

#[test]
fn the_suite_is_large_and_half_of_it_is_allowed() {
    let count = |file| serde_json::from_str::<Vec<Case>>(file).expect("the cases are JSON").len();
    let allowed = count(include_str!("allowed.json"));
    let others = count(include_str!("unsafe.json")) + count(include_str!("disguised.json"));
    assert!(allowed >= others && allowed + others >= 300, "{allowed} allowed, {others} others");
}
