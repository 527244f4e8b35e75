//! What somebody answers who was asked about their brief, taken into it.

use super::{Brief, text};

/// Most characters of an answer; the rest is left out.
pub const ANSWER_CHARS_MAX: usize = 400;

/// What was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// What the design is for.
    Subject,
    /// Something that the brief asks for and does not give, as it is named in [`Brief::missing`].
    Missing(&'a str),
    /// Facts of any kind: the day, the place.
    Facts,
}

impl Brief {
    /// The brief with an answer in it, as if it had been said from the beginning. An answer of nothing, and one that makes the
    /// brief too long, changes nothing.
    #[must_use]
    pub fn answered(&self, asked: Asked<'_>, answer: &str) -> Self {
        let answer: String = text::clean(answer).chars().take(ANSWER_CHARS_MAX).collect();
        let answer = answer.trim().trim_end_matches('.');
        if answer.is_empty() {
            return self.clone();
        }
        let said = self.with_words(asked, answer);
        // One that was given field by field stays what it is but for what was answered.
        let was_read = Self::read(&self.text).is_ok_and(|read| read == *self);
        let mut brief = match Self::read(&said) {
            Ok(brief) if was_read => brief,
            Ok(_) => self.with_fields(asked, answer, said),
            Err(_) => return self.clone(),
        };
        if let Asked::Missing(what) = asked {
            brief.missing.retain(|missing| missing != what);
        }
        brief
    }

    /// The brief without something that it asks for and nobody has.
    #[must_use]
    pub fn without_missing(&self, what: &str) -> Self {
        let missing = self.missing.iter().filter(|missing| *missing != what).cloned().collect();
        Self { missing, ..self.clone() }
    }

    /// Its words with the answer among them.
    fn with_words(&self, asked: Asked<'_>, answer: &str) -> String {
        let text = self.text.trim_end();
        let ended = text.ends_with(['.', '!', '?']);
        match asked {
            Asked::Subject => {
                let vague = self.subject.as_deref().filter(|subject| text.contains(subject));
                match vague {
                    Some(vague) => text.replacen(vague, answer, 1),
                    // Behind what its first words ask for.
                    None => {
                        let end = first_mark(text);
                        format!("{} for {answer}{}", &text[..end], &text[end..])
                    }
                }
            }
            Asked::Missing(what) if ended => format!("{text} {what}: {answer}."),
            Asked::Missing(what) => format!("{text}. {what}: {answer}."),
            Asked::Facts if ended => format!("{text} {answer}."),
            Asked::Facts => format!("{text}, {answer}"),
        }
    }

    fn with_fields(&self, asked: Asked<'_>, answer: &str, said: String) -> Self {
        let mut brief = Self { text: said, ..self.clone() };
        if asked == Asked::Subject {
            brief.subject = Some(answer.to_owned());
            brief.inferred.retain(|pointer| pointer != "/subject");
        }
        let facts = Self::read(answer).map(|read| read.facts).unwrap_or_default();
        for fact in facts {
            if !brief.facts.contains(&fact) {
                brief.facts.push(fact);
            }
        }
        brief
    }
}

/// Where the first mark stands that ends a phrase, not one within a number or a name: `Poster, A3`, `Post: 20% off`.
fn first_mark(text: &str) -> usize {
    let ends = |&at: &usize| text[at + 1..].chars().next().is_none_or(char::is_whitespace);
    text.match_indices(['.', '!', '?', ':', ';', ',']).map(|(at, _)| at).find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::FactKind;

    fn read(text: &str) -> Brief {
        Brief::read(text).unwrap()
    }

    #[test]
    fn a_subject_takes_the_place_of_a_vague_one() {
        let brief = read("something nice for my shop").answered(Asked::Subject, "a spring sale");
        assert_eq!(brief.text, "a spring sale for my shop");
        assert!(brief.subject.as_deref().is_some_and(|subject| subject.contains("spring sale")), "{brief:?}");
        assert_eq!(read("poster").answered(Asked::Subject, "a jazz night").text, "poster for a jazz night");
        for (text, said) in [
            ("Post: 20% off, 3 Mill Lane", "Post for a jazz night: 20% off, 3 Mill Lane"),
            ("Poster, A3", "Poster for a jazz night, A3"),
            ("A poster 10.5 cm wide", "A poster 10.5 cm wide for a jazz night"),
        ] {
            let brief = Brief { subject: None, ..read(text) };
            assert_eq!(brief.with_words(Asked::Subject, "a jazz night"), said);
        }
        let said = read("Make me a poster.").answered(Asked::Subject, "a jazz night");
        assert_eq!(said.text, "Make me a poster for a jazz night.");
        assert!(said.subject.is_some_and(|subject| subject.contains("jazz night")));
    }

    #[test]
    fn facts_are_read_from_an_answer_and_nothing_is_missing_that_was_given() {
        let brief = read("A flyer for the spring fair").answered(Asked::Facts, "Saturday 9 May, 2pm");
        assert!(brief.facts.iter().any(|fact| fact.kind == FactKind::Date && fact.text.contains("9 May")), "{brief:?}");
        let asked = Brief { missing: vec!["church address".to_owned()], ..read("A flyer for the spring fair.") };
        let given = asked.answered(Asked::Missing("church address"), "12 Mill Lane");
        assert!(given.missing.is_empty() && given.text.contains("12 Mill Lane"), "{given:?}");
        assert!(asked.without_missing("church address").missing.is_empty());
    }

    #[test]
    fn what_was_given_field_by_field_stays() {
        let fields = Brief { tone: vec!["grave".to_owned()], ..read("A flyer for the fair") };
        let brief = fields.answered(Asked::Facts, "on 9 May");
        assert_eq!((&brief.tone, brief.facts.len()), (&fields.tone, 1));
        assert_eq!(brief.answered(Asked::Subject, "the summer fair").subject.as_deref(), Some("the summer fair"));
    }

    proptest! {
        #[test]
        fn no_answer_breaks_a_brief(text in "\\PC{1,60}", answer in "\\PC{0,600}") {
            prop_assume!(!text.trim().is_empty());
            let Ok(brief) = Brief::read(&text) else { return Ok(()) };
            for asked in [Asked::Subject, Asked::Facts, Asked::Missing("the day")] {
                let answered = brief.answered(asked, &answer);
                prop_assert!(!answered.text.is_empty());
                prop_assert!(answered.text.chars().count() <= brief.text.chars().count() + ANSWER_CHARS_MAX + 40);
            }
        }
    }
}
