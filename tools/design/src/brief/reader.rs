//! From text to brief: the recognisers in the order in which they may take what they recognise.

use std::collections::BTreeSet;

use super::reading::{Mention, Reading, What};
use super::{
    BRIEF_BYTES_MAX, Brief, BriefError, CopyRequest, CopyRole, Fact, absence, address, contact, date, exactly, literal,
    manner, money, name, page, points, position, quotation, statement, subject, terse, text, time,
};

/// Most pieces of copy, and most facts, that are kept; the rest of a brief that long is no design's copy.
pub(super) const ITEMS_MAX: usize = 64;

impl Brief {
    /// Reads a brief from free text.
    ///
    /// Text that must appear ends in [`copy`](Self::copy) and [`facts`](Self::facts), spelt as given; what was guessed is named in
    /// [`inferred`](Self::inferred). Time is linear in the length of the text.
    ///
    /// # Errors
    ///
    /// [`BriefError::Empty`] when there is nothing but white space, [`BriefError::TooLong`] beyond [`BRIEF_BYTES_MAX`].
    pub fn read(text: &str) -> Result<Self, BriefError> {
        if text.len() > BRIEF_BYTES_MAX {
            return Err(BriefError::TooLong { bytes: text.len() });
        }
        let text = text::clean(text);
        if text.is_empty() {
            return Err(BriefError::Empty);
        }
        let (printed, exact) = exactly::take(&text);
        let mut reading = Reading::new(&printed);
        quotation::recognise(&mut reading);
        contact::recognise(&mut reading);
        literal::recognise_announced(&mut reading);
        date::recognise(&mut reading);
        time::recognise(&mut reading);
        money::recognise(&mut reading);
        address::recognise(&mut reading);
        name::take_courtesies(&mut reading);
        position::recognise(&mut reading);
        terse::recognise_priced(&mut reading);
        terse::recognise_stock(&mut reading);
        terse::recognise_told(&mut reading);
        terse::recognise_lines(&mut reading);
        literal::recognise_phrases(&mut reading);
        terse::recognise_loud(&mut reading);
        terse::recognise_shouted(&mut reading);
        name::recognise(&mut reading);
        // A colour may be told with the layer that is to have it.
        let colours = manner::colours(&Reading::new(&text));
        Ok(Self { text: text.clone(), colours, exact, ..assemble(&reading) })
    }

    /// What must appear in a delivered design, spelt as given: no item twice, none that another holds, in the order of the text.
    #[must_use]
    pub fn required(&self) -> Vec<String> {
        // What was quoted yields only to other quotations; a fact yields to whatever holds it.
        let copy = self.copy.iter().filter(|c| c.required).map(|c| (c.text.as_str(), true));
        let facts = self.facts.iter().map(|f| (f.text.as_str(), false));
        let mut items: Vec<(usize, &str, bool, String)> = copy
            .chain(facts)
            .map(|(t, quoted)| (self.text.find(t).unwrap_or(usize::MAX), t, quoted, fold(t)))
            .filter(|(.., folded)| !folded.is_empty())
            .collect();
        items.sort_by_key(|&(at, text, ..)| (at, std::cmp::Reverse(text.len())));
        let mut out = Vec::new();
        for (i, (_, text, quoted, folded)) in items.iter().enumerate() {
            let held = items.iter().enumerate().any(|(k, (_, _, other_quoted, other))| {
                let wider = other.len() > folded.len() && (*other_quoted || !quoted) || k < i && other == folded;
                // A site is no part of a mail address there.
                k != i && wider && holds(other, folded) && !other.ends_with(&format!("@{folded}"))
            });
            if !held {
                out.push((*text).to_owned());
            }
        }
        out
    }
}

/// Lower-cased with even spaces and straight apostrophes, for comparison.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `whole` holds `part` at word boundaries; both folded.
pub(super) fn holds(whole: &str, part: &str) -> bool {
    if part.is_empty() {
        return false;
    }
    whole.match_indices(part).any(|(at, _)| {
        let before = whole[..at].chars().next_back();
        let after = whole[at + part.len()..].chars().next();
        let edge = |outer: Option<char>, inner: Option<char>| {
            !(outer.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphanumeric))
        };
        edge(before, part.chars().next()) && edge(after, part.chars().next_back())
    })
}

/// What was noted, as copy and as facts: nothing twice, in the order of the text.
fn noted(reading: &Reading<'_>) -> (Vec<CopyRequest>, Vec<Fact>) {
    let mut mentions: Vec<&Mention> = reading.mentions.iter().collect();
    mentions.sort_by_key(|m| (m.span.start, m.span.end));
    // What is quoted somewhere is copy, wherever else it is named.
    mentions.sort_by_key(|m| matches!(m.what, What::Fact(_)));
    let (mut copy, mut facts) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for mention in mentions {
        let text = &reading.text[mention.span.clone()];
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() || !seen.insert(fold(&line)) {
            continue;
        }
        match mention.what {
            What::Copy(role) if copy.len() < ITEMS_MAX => copy.push(CopyRequest { role, text: line, required: true }),
            What::Fact(kind) if facts.len() < ITEMS_MAX => facts.push(Fact { kind, text: line }),
            What::Copy(_) | What::Fact(_) => {}
        }
    }
    (copy, facts)
}

/// What was read; the words as given, the colours and the exact values are of more than that.
fn assemble(reading: &Reading<'_>) -> Brief {
    let (mut copy, facts) = noted(reading);
    let mut seen: BTreeSet<String> =
        copy.iter().map(|c| fold(&c.text)).chain(facts.iter().map(|f| fold(&f.text))).collect();
    let stated = statement::statements(reading);
    let heading = stated.iter().find(|line| line.role == CopyRole::Headline).map(|line| line.text.clone());
    for line in stated {
        if copy.len() < ITEMS_MAX && (seen.insert(fold(&line.text)) || line.role == CopyRole::Headline) {
            copy.push(line);
        }
    }
    let mut inferred = Vec::new();
    let format = page::recognise(reading);
    if format.as_ref().is_some_and(|(_, guessed)| *guessed) {
        inferred.push("/format".to_owned());
    }
    let called = heading.map(|heading| heading.trim_end_matches('!').to_owned());
    let subject = called.or_else(|| subject::subject(reading));
    if subject.is_some() {
        inferred.push("/subject".to_owned());
    }
    let audience = manner::audience(reading);
    if audience.is_some() {
        inferred.push("/audience".to_owned());
    }
    let said = copy.iter().find(|c| c.role == CopyRole::Cta).map(|c: &CopyRequest| c.text.clone());
    let cta = said.clone().or_else(|| subject::action(reading));
    if said.is_none() && cta.is_some() {
        inferred.push("/cta".to_owned());
    }
    inferred.push("/language".to_owned());
    Brief {
        v: 1,
        text: String::new(),
        format: format.map(|(name, _)| name),
        copy,
        facts,
        subject,
        points: points::points(reading),
        audience,
        cta,
        tone: manner::tone(reading),
        colours: Vec::new(),
        exact: Vec::new(),
        language: manner::language(reading),
        missing: absence::missing(reading),
        inferred,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(Brief::read(text).unwrap().required(), want, "{text}");
    }

    #[test]
    fn what_must_appear_is_read_from_instructions() {
        check(
            "Create an Instagram ad for Nora Field's Night Market Tour at Corn Exchange. Tickets are $14 at nightmarket.example.",
            &["Nora Field", "Night Market Tour", "Corn Exchange", "$14", "nightmarket.example"],
        );
        check(
            "Design a poster for a bakery called The Long Loaf. The call to action is TASTE NOW.",
            &["The Long Loaf", "TASTE NOW"],
        );
        check(
            "Make a card. The message reads: Thank you, WITH LOVE, We will miss you all.",
            &["Thank you", "WITH LOVE", "We will miss you all."],
        );
        check("Create a Facebook ad for a clinic. The image features a doctor in Venice, Italy.", &[]);
    }

    #[test]
    fn what_must_appear_is_read_from_terse_briefs() {
        check(
            "Ceramics fair: 15% off bowls, this Sunday 10am–3pm, 8 Mill Lane. Warm flyer.",
            &["15% off", "this Sunday", "10am–3pm", "8 Mill Lane"],
        );
        check(
            "Story for a tent launch: Further than the map, $240, Pack the car. Bold.",
            &["Further than the map", "$240", "Pack the car"],
        );
    }

    #[test]
    fn an_inn_of_two_is_one_place() {
        check(
            "Pub quiz every Thursday 8pm at the Fox and Hounds, £2 per person",
            &["every Thursday", "8pm", "Fox and Hounds", "£2 per person"],
        );
        check("Pub quiz at The Fox and Hounds, Thursday 8pm", &["The Fox and Hounds", "Thursday", "8pm"]);
        check("Folk night in the Rose and Crown, Friday 8pm", &["Rose and Crown", "Friday", "8pm"]);
        check("Create an ad for oat bars. Available in the UK and Ireland.", &[]);
    }

    #[test]
    fn an_empty_and_a_long_brief_are_refused() {
        assert_eq!(Brief::read(" \n\u{200b} "), Err(BriefError::Empty));
        assert_eq!(Brief::read("\u{1f389}\u{1f389}"), Err(BriefError::Empty));
        assert_eq!(
            Brief::read(&"a".repeat(BRIEF_BYTES_MAX + 1)),
            Err(BriefError::TooLong { bytes: BRIEF_BYTES_MAX + 1 })
        );
    }

    #[test]
    fn what_one_item_holds_is_not_required_twice() {
        check("A cover for an Easter fair with the text 'Easter on the Green'", &["Easter on the Green"]);
    }

    #[test]
    fn the_longest_briefs_without_a_stop_are_read() {
        // Each of these took minutes while some recogniser looked back over its whole sentence.
        for piece in [
            "'a ",
            "1 2 3 ",
            " É",
            "with the a an ",
            "how to ",
            "in Paris 9pm ",
            "3 May in the gym ",
            "+ ( ",
            "a.b.c.",
            "« a ",
            "include name and ",
            "of A Of B ",
            "A's B ",
            "(A B C) ",
            "UK ",
            "Plakat für „x“, ",
            "tell people we \"",
            "X flyer, ",
            "X flyer - ",
            "Flyer - A4 - ",
            "Monday: 9-5, ",
            "photo of a ",
            "at the A and B ",
            "our band A ",
            "Sing! ",
        ] {
            let text = piece.repeat(BRIEF_BYTES_MAX / piece.len());
            let brief = Brief::read(&text).unwrap();
            assert!(brief.copy.len() + brief.facts.len() <= 2 * ITEMS_MAX, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_without_harm(text in any::<String>()) {
            let _ = Brief::read(&text).map(|b| b.required());
        }

        #[test]
        fn any_mixture_of_brief_words_reads_without_harm(words in prop::collection::vec(prop::sample::select(vec![
            "the", "'", "\"", "“", "”", "No", ":", "code", "March", "23rd", "-", "to", "$", "%", "off", "free", "called", "A", "’s", ",", ".", "\n", "(", ")",
            "text", "reads", "at", "12", "Street", "+", "/", "#", "@", "x.com", "Easter", "in", "July", "every", "Friday", "up", "9pm", "É", "日", "12x12", "&",
            "flyer", "photo", "our", "band", "menu", "!", "and", "green", "–", "St", "A4", "Sunday", "9-5", "Reminder",
        ]), 0..60), spaced in any::<bool>()) {
            let text = words.join(if spaced { " " } else { "" });
            if let Ok(brief) = Brief::read(&text) {
                let folded = fold(&brief.text);
                for item in brief.required() {
                    prop_assert!(folded.contains(&fold(&item)), "{item} is not in {text}");
                }
            }
        }
    }
}
