//! What must be said.

use std::collections::BTreeMap;

use design::document::Content;
use design::{Finding, Node, NodeId, Score, Severity};
use safety::text::readings;

use super::verdict;
use crate::subject::{Subject, TextElement};

/// Text below this opacity is not there for anyone.
const OPACITY_MIN: f64 = 0.05;

/// Lower case, every stretch of white space one space, none at the ends.
pub(super) fn plain(text: &str) -> String {
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

/// Whether `text` holds `phrase` with no letter or digit running on at its ends.
pub(super) fn holds(text: &str, phrase: &str) -> bool {
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

/// What people can read: every text, the texts of every group as one, and those of a group with all that is in it. Words that
/// are written against their direction read otherwise, so they say nothing.
pub(super) fn passages(subject: &Subject<'_>) -> Vec<String> {
    let shown = |text: &&TextElement<'_>| text.element.opacity >= OPACITY_MIN && !is_reversed(&text.text.plain());
    let words: BTreeMap<&NodeId, String> =
        subject.texts.iter().filter(shown).map(|text| (text.id(), text.text.plain())).collect();
    let mut passages: Vec<String> = words.values().cloned().collect();
    gather(&subject.layout.document().nodes, &words, &mut passages);
    passages
}

/// The words of some nodes and their groups in the order of drawing; each group's are kept as a passage. Nesting is bounded by
/// the layout, which refuses deep groups.
fn gather(nodes: &[Node], words: &BTreeMap<&NodeId, String>, passages: &mut Vec<String>) -> Vec<String> {
    let mut all = Vec::new();
    for node in nodes {
        let Content::Group { children } = &node.content else {
            all.extend(words.get(&node.id).cloned());
            continue;
        };
        let own: Vec<&str> = children.iter().filter_map(|child| words.get(&child.id)).map(String::as_str).collect();
        let inner = gather(children, words, passages);
        if own.len() > 1 && own.len() < inner.len() {
            passages.push(own.join(" "));
        }
        if inner.len() > 1 {
            passages.push(inner.join(" "));
        }
        all.extend(inner);
    }
    all
}

/// Whether a mark in a text turns its letters round, whatever their alphabet.
pub(super) fn is_reversed(text: &str) -> bool {
    text.contains(['\u{202d}', '\u{202e}'])
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
        let Some(text) = disguised(subject, phrase) else {
            let message = format!("The required text \"{phrase}\" is not in the design.");
            return Finding::new("required_copy", Severity::Gate, message).measured(0.0, 1.0);
        };
        let message =
            format!("`{}` only looks like the required text \"{phrase}\": its letters are others.", text.id());
        Finding::new("required_copy", Severity::Gate, message).at(text.id(), text.ink).measured(0.0, 1.0)
    };
    verdict(missing.map(tell).collect())
}

/// The text that reads as a phrase without being spelt like it.
fn disguised<'s, 'a>(subject: &'s Subject<'a>, phrase: &str) -> Option<&'s TextElement<'a>> {
    let wanted = readings(phrase).ok()?.first()?.text().to_owned();
    let reads = |text: &&TextElement<'_>| {
        let all = readings(&text.text.plain()).unwrap_or_default();
        all.iter().any(|reading| reading.text().contains(wanted.as_str()))
    };
    // A phrase without a letter or digit is read as a space, which is everywhere.
    if wanted.trim().is_empty() { None } else { subject.texts.iter().find(reads) }
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
}
