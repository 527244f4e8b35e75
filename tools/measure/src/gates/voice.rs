//! How it is said: no harder to read than the brand speaks, and no louder. Both are warnings: a brief may ask for more.

use design::document::Role;
use design::{Finding, Score, Severity};

use super::verdict;
use crate::subject::{Subject, TextElement};

/// Texts of fewer words have no reading level: a name, a date and a street are no prose.
const WORDS_MIN: usize = 12;
/// Tones that do not raise their voice.
const QUIET: [&str; 14] = [
    "calm",
    "quiet",
    "understated",
    "formal",
    "serious",
    "refined",
    "elegant",
    "restrained",
    "measured",
    "sober",
    "discreet",
    "gentle",
    "minimal",
    "dignified",
];
/// Letters that a text has to have before capitals are shouted; an abbreviation has fewer.
const SHOUTED_MIN: usize = 12;

/// The US school grade that a text is read from (Kincaid et al., "Derivation of new readability formulas", 1975):
/// 0.39 · words ÷ sentences + 11.8 · syllables ÷ words − 15.59. None for a text of fewer than [`WORDS_MIN`] words.
fn grade(text: &str) -> Option<f64> {
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 0).collect();
    if words.len() < WORDS_MIN {
        return None;
    }
    let ends = |word: &&&str| word.trim_end_matches(['"', '\'', ')', '”', '’']).ends_with(['.', '!', '?', '…', ':']);
    let last_is_open = words.last().is_some_and(|word| !ends(&word));
    let sentences = words.iter().filter(ends).count() + usize::from(last_is_open);
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let count = words.len() as f64;
    Some(0.39 * count / sentences.max(1) as f64 + 11.8 * syllables as f64 / count - 15.59)
}

/// Syllables of an English word, nearly: runs of vowels, without an e at the end that is not heard; one at least.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let starts = |at: &usize| is_vowel(&letters[*at]) && (*at == 0 || !is_vowel(&letters[at - 1]));
    let runs = (0..letters.len()).filter(starts).count();
    let is_silent = match letters.as_slice() {
        [.., before, 'e'] => !is_vowel(before) && *before != 'l',
        [.., before, 'e', 's' | 'd'] => !is_vowel(before) && !matches!(before, 's' | 'x' | 'z' | 't' | 'd' | 'l'),
        _ => false,
    };
    (runs - usize::from(is_silent && runs > 1)).max(1)
}

/// Whether a text raises its voice: a mark of exclamation, or so many letters of which none is small.
fn is_loud(text: &str) -> bool {
    // Scripts without small letters have no large ones.
    let large = text.chars().filter(|c| c.is_uppercase()).count();
    text.contains(['!', '！']) || (large >= SHOUTED_MIN && !text.chars().any(char::is_lowercase))
}

/// Prose is no harder to read than the kit allows, where it says so and it is English; a kit that speaks quietly does not shout.
pub(super) fn voice(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let voice = &subject.layout.kit().voice;
    let is_quiet = voice.tone.iter().any(|tone| QUIET.contains(&tone.trim().to_lowercase().as_str()));
    let is_english = subject.copy.language.is_empty() || subject.copy.language.starts_with("en");
    let most = voice.grade_max.filter(|_| is_english).map(f64::from);
    let finding = |text: &TextElement<'_>, message: String| Finding {
        node: Some(text.id().clone()),
        area: Some(text.ink),
        ..Finding::new("voice", Severity::Warn, message)
    };
    let mut findings = Vec::new();
    for text in subject.texts.iter().filter(|text| text.element.node.role != Role::Logo) {
        let words = text.text.plain();
        if let (Some(most), Some(grade)) = (most, grade(&words))
            && grade > most
        {
            let message = format!(
                "This is read from grade {grade:.1} on, and the brand is read from grade {most:.0}; shorter sentences and plainer words would do."
            );
            findings.push(Finding { value: Some(grade), threshold: Some(most), ..finding(text, message) });
        }
        if is_quiet && is_loud(&words) {
            findings.push(finding(text, "The brand speaks quietly, and this raises its voice.".to_owned()));
        }
    }
    verdict(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_those_that_are_heard() {
        for (word, count) in [
            ("cat", 1),
            ("make", 1),
            ("table", 2),
            ("wanted", 2),
            ("baked", 1),
            ("boxes", 2),
            ("again", 2),
            ("rhythm", 1),
            ("the", 1),
            ("readability", 5),
            ("b", 1),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn the_grade_is_that_of_the_formula() {
        // 12 words, 2 sentences, 12 syllables: 0.39 · 6 + 11.8 − 15.59.
        let plain = "The cat sat on the mat. The dog ran to the door.";
        assert!((grade(plain).unwrap() - (0.39 * 6.0 + 11.8 - 15.59)).abs() < 1e-9);
        let hard = "Participating establishments reserve unconditional discretion regarding cancellation of \
                    promotional arrangements notwithstanding previously communicated availability.";
        assert!(grade(hard).unwrap() > 20.0);
        assert_eq!(grade("Saturday 14 March, 12 Harbour Street, 9am to 4pm"), None);
    }

    #[test]
    fn a_voice_is_raised_by_marks_and_capitals() {
        assert!(is_loud("Come in!") && is_loud("EVERYTHING MUST GO"));
        assert!(
            is_loud("どうぞ！") && !is_loud("春の植物市は土曜日の朝九時から") && !is_loud("سوق النباتات يوم السبت")
        );
        assert!(!is_loud("Come in") && !is_loud("BBC FOUR") && !is_loud("Everything must GO"));
    }
}
