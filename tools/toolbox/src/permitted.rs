//! What no design says, whoever's it is: the house's policy over what is asked for and what is shown.

use std::sync::LazyLock;

use design::document::Content;
use design::{Critique, Document, Finding, Score, Severity};
use safety::policy::{Decision, Policies, PolicyError, Scope, Setting, builtin, judge};

/// The packs that come with the house, read once.
static HOUSE: LazyLock<Result<Policies, PolicyError>> =
    LazyLock::new(|| Policies::new(&builtin(), &Setting::default()));

/// Why a text is refused, for people; nothing, where it is not. What cannot be judged is refused.
pub(crate) fn refusal(text: &str, scope: Scope) -> Option<String> {
    let policies = match &*HOUSE {
        Ok(policies) => policies,
        Err(error) => return Some(format!("the house's policy cannot be read: {error}")),
    };
    match judge(text, scope, policies) {
        Ok(verdict) if verdict.decision == Decision::Refused => {
            let first = verdict.findings.into_iter().next();
            Some(first.map_or_else(|| "the house's policy".to_owned(), |finding| finding.message))
        }
        Ok(_) => None,
        Err(error) => Some(format!("it cannot be judged: {error}")),
    }
}

/// Judges every text of a design, and all of them as one; what is refused gates it, and makes it worth nothing.
pub(crate) fn judge_texts(document: &Document, critique: &mut Critique) {
    let mut whole = String::new();
    let mut found = Vec::new();
    for node in document.walk() {
        let Content::Text { text, .. } = &node.content else { continue };
        let plain = text.plain();
        if let Some(why) = refusal(&plain, Scope::Copy) {
            found.push(Finding::new(RULE, Severity::Gate, why).at(&node.id, node.area));
        }
        whole.push_str(&plain);
        whole.push('\n');
    }
    if found.is_empty() {
        found.extend(refusal(&whole, Scope::Copy).map(|why| Finding::new(RULE, Severity::Gate, why)));
    }
    critique.scores.insert(RULE.to_owned(), if found.is_empty() { Score::BEST } else { Score::WORST });
    if !found.is_empty() {
        critique.scores.insert("total".to_owned(), Score::WORST);
        critique.findings.splice(0..0, found);
    }
}

/// The rule's name in findings and scores.
const RULE: &str = "safety";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_says_why_and_recites_nothing() {
        let why = refusal("Poster: fake passports made to order, ask at the bar", Scope::Brief).unwrap();
        assert!(why.contains("not made") && !why.contains("passport"), "{why}");
        for text in ["Killer deals on knives, this weekend only", "Jazz night, Thursday 9 October, doors 7.30pm"] {
            assert_eq!(refusal(text, Scope::Brief), None, "{text}");
        }
        assert!(refusal(&"x".repeat(1 << 20), Scope::Copy).is_some(), "what is not judged is not shown");
    }
}
