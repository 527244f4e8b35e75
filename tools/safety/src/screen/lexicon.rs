//! What words are about: a small lexicon of our own, so that a word which no example had counts as those like it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::text::{Spelling, plain};

/// A subject, by its place in the lexicon.
pub(super) type Subject = u16;

/// The lexicon: `subject: words`, a subject a line.
const WORDS: &str = include_str!("../../data/screen_words.txt");
/// Most subjects.
const SUBJECTS_MAX: usize = 4_096;
/// Ends that words of the lexicon may have besides, and what stands there without them.
const ENDS: [(&str, &str); 9] =
    [("", ""), ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("ies", "y")];

/// The subjects of each word of a way to spell.
type Subjects = BTreeMap<String, Vec<Subject>>;

/// The lexicon as it stands.
static PLAIN: LazyLock<Subjects> = LazyLock::new(|| read(Spelling::Plain));
/// The lexicon spelt as disguises read.
static COLLAPSED: LazyLock<Subjects> = LazyLock::new(|| read(Spelling::Collapsed));

fn read(spelling: Spelling) -> Subjects {
    let mut lexicon = Subjects::new();
    let lines = WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    for (at, (_, words)) in lines.take(SUBJECTS_MAX).enumerate() {
        for word in words.split_whitespace() {
            let subjects = lexicon.entry(spelling.spell(&plain(word))).or_default();
            let subject = Subject::try_from(at).unwrap_or(Subject::MAX);
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    lexicon
}

/// What a word is about, as far as the lexicon knows it or what it is formed of.
pub(super) fn subjects(word: &str, spelling: Spelling) -> &'static [Subject] {
    let lexicon: &'static Subjects = if spelling == Spelling::Plain { &PLAIN } else { &COLLAPSED };
    let mut formed = String::new();
    for (end, without) in ENDS {
        let Some(stem) = word.strip_suffix(end) else { continue };
        formed.clear();
        formed.extend([stem, without]);
        if let Some(subjects) = lexicon.get(&formed) {
            return subjects;
        }
    }
    &[]
}

/// The lexicon's text.
pub(super) fn text() -> &'static str {
    WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_and_its_forms_are_about_the_same() {
        let of = |word: &str| subjects(word, Spelling::Plain);
        assert!(!of("kill").is_empty());
        assert_eq!(of("kill"), of("killing"));
        assert_eq!(of("forge"), of("forged"));
        assert_eq!(of("steal"), subjects(&Spelling::Collapsed.spell("steals"), Spelling::Collapsed));
        assert!(of("teapot").is_empty() && of("").is_empty());
    }
}
