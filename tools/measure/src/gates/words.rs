//! What must be said, and what may not be.

use std::collections::BTreeMap;

use design::{Finding, NodeId, Score, Severity};
use unicode_normalization::UnicodeNormalization as _;

use super::verdict;
use crate::subject::Subject;

/// Text below this opacity is not there for anyone.
const OPACITY_MIN: f64 = 0.05;

/// Lower case, every stretch of white space one space, none at the ends.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// [`plain`], with the signs that typing has no key for as they are typed: dashes, quotes, dots, the space before am and pm, one
/// mark where there are several. A text that is set well says what was typed.
fn typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' | '\u{2b9}' | '\u{2bc}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2026}' => out.push_str("..."),
            '!' | '?' if out.ends_with(c) => {}
            c => out.push(c),
        }
    }
    for half in ["am", "pm"] {
        for digit in '0'..='9' {
            out = out.replace(&format!("{digit} {half}"), &format!("{digit}{half}"));
        }
    }
    out
}

/// Compatibility-normalised and case-folded, so that look-alike forms of a word are the word.
fn folded(text: &str) -> String {
    // Upper case first: it folds letters that have more than one lower case (ſ, ς).
    let upper: String = text.nfkc().flat_map(char::to_uppercase).collect();
    plain(&upper.nfkc().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}')).collect::<String>())
}

/// Whether `text` holds `phrase` with no letter or digit running on at its ends.
fn holds(text: &str, phrase: &str) -> bool {
    let runs_on = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
    };
    !phrase.is_empty()
        && text.match_indices(phrase).any(|(at, found)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            !runs_on(found.chars().next(), before.chars().next_back())
                && !runs_on(found.chars().next_back(), after.chars().next())
        })
}

/// What people can read: every text, and the texts of every group as one.
fn passages(subject: &Subject<'_>) -> Vec<String> {
    let mut groups: BTreeMap<&NodeId, Vec<String>> = BTreeMap::new();
    let mut passages = Vec::new();
    for text in subject.texts.iter().filter(|text| text.element.opacity >= OPACITY_MIN) {
        let words = text.text.plain();
        if let Some(group) = text.element.group {
            groups.entry(group).or_default().push(words.clone());
        }
        passages.push(words);
    }
    passages.extend(groups.into_values().filter(|texts| texts.len() > 1).map(|texts| texts.join(" ")));
    passages
}

/// Every required piece of copy, and every text that the kit requires, is there: case, white space and typography aside, spelt as
/// given and at word boundaries, within one text or one group.
pub(super) fn required_copy(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let passages: Vec<String> = passages(subject).iter().map(|text| typed(text)).collect();
    let copy = subject.copy.blocks.iter().filter(|block| block.required).map(|block| block.text.as_str());
    let kit = subject.layout.kit().voice.required.iter().map(String::as_str);
    let missing = copy.chain(kit).filter(|phrase| {
        let phrase = typed(phrase);
        !phrase.is_empty() && !passages.iter().any(|passage| holds(passage, &phrase))
    });
    let tell = |phrase: &str| {
        let message = format!("The required text \"{phrase}\" is not in the design.");
        Finding::new("required_copy", Severity::Gate, message).measured(0.0, 1.0)
    };
    verdict(missing.map(tell).collect())
}

/// No word that the kit bans or its policy blocks is shown, whatever its case or letter forms.
pub(super) fn banned_words(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let kit = subject.layout.kit();
    let banned = kit.voice.banned.iter().map(|term| ("banned_words", term));
    let blocked = kit.blocked_terms.iter().map(|term| ("policy", term));
    let terms: Vec<_> = banned.chain(blocked).map(|(rule, term)| (rule, term, folded(term))).collect();
    let mut findings = Vec::new();
    for text in &subject.texts {
        let words = folded(&text.text.plain());
        for (rule, term, _) in terms.iter().filter(|(_, _, folded)| holds(&words, folded)) {
            let message = format!("The brand does not allow \"{term}\" to be said.");
            findings.push(Finding::new(rule, Severity::Gate, message).at(text.id(), text.ink));
        }
    }
    let whole = passages(subject).iter().map(|text| folded(text)).collect::<Vec<_>>();
    for (rule, term, folded) in &terms {
        let told = findings.iter().any(|finding: &Finding| finding.message.contains(&format!("\"{term}\"")));
        if !told && whole.iter().any(|passage| holds(passage, folded)) {
            findings.push(Finding::new(
                rule,
                Severity::Gate,
                format!("The brand does not allow \"{term}\" to be said."),
            ));
        }
    }
    verdict(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_at_word_boundaries() {
        for (text, phrase, want) in [
            ("doors open 7pm sharp", "7pm", true),
            ("doors open 17pm", "7pm", false),
            ("£45 off", "£4", false),
            ("only £4", "£4", true),
            ("call 020 7946 0018.", "020 7946 0018", true),
            ("plants for all", "plant", false),
            ("rock & roll", "& roll", true),
            ("", "a", false),
            ("abc", "", false),
            ("seven7 7", "7", true),
        ] {
            assert_eq!(holds(text, phrase), want, "{phrase:?} in {text:?}");
        }
    }

    #[test]
    fn what_is_set_well_says_what_was_typed() {
        for (set, given) in [
            ("Friday, 6–8\u{a0}pm", "Friday, 6-8pm"),
            ("St Mary’s Hall…", "St Mary's Hall..."),
            ("“Yes!”", "\"Yes!!\""),
            ("9 am – 4 pm", "9am – 4pm"),
        ] {
            assert_eq!(typed(set), typed(given));
        }
        for (set, given) in
            [("6–9 pm", "6-8pm"), ("St Marys Hall", "St Mary's Hall"), ("16 pm", "6pm"), ("Yes?", "Yes!")]
        {
            assert!(!holds(&typed(set), &typed(given)), "{set:?} {given:?}");
        }
    }

    #[test]
    fn letter_forms_fold_to_the_word() {
        for (shown, banned) in
            [("ＣＨＥＡＰ", "cheap"), ("ﬁnest", "FINEST"), ("Straße", "STRASSE"), ("che\u{ad}ap", "cheap")]
        {
            assert_eq!(folded(shown), folded(banned), "{shown}");
        }
        assert_eq!(plain("  Spring\n Plant\tSALE "), "spring plant sale");
    }
}
