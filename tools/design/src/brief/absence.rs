//! Facts that a brief asks for and does not give: "include the church address".

use super::words::one_of;
use std::collections::BTreeSet;
use std::ops::Range;

use super::reading::{Reading, What};
use super::{FactKind, lexicon};

/// The nouns of facts, each with the kinds that would settle it.
fn settled_by(noun: &str) -> Option<&'static [FactKind]> {
    Some(match noun {
        "address" | "location" | "venue" => &[FactKind::Place],
        "website" | "url" | "webpage" | "site" | "link" => &[FactKind::Url],
        "phone" | "telephone" | "number" => &[FactKind::Phone],
        "email" | "e-mail" | "handle" => &[FactKind::Url],
        "contact" => &[FactKind::Phone, FactKind::Url],
        "date" | "dates" | "deadline" => &[FactKind::Date],
        "time" | "times" | "hours" => &[FactKind::Time],
        "price" | "prices" | "cost" | "fee" => &[FactKind::Price],
        "discount" | "code" => &[FactKind::Offer],
        "name" | "names" => &[],
        "performer" | "speaker" | "artist" => &[FactKind::Name],
        "registration" => &[],
        "seat" | "review" => &[],
        _ => return None,
    })
}

pub(super) fn missing(reading: &Reading<'_>) -> Vec<String> {
    let given = Given::of(reading);
    let mut out: Vec<String> = Vec::new();
    for sentence in reading.sentences() {
        let mut i = sentence.start;
        while i < sentence.end {
            let asked = if asks(reading, i) { Some(i + 1..sentence.end) } else { demanded(reading, i, &sentence) };
            let asked = asked.or_else(|| referred(reading, i));
            if let Some(asked) = asked {
                let (found, end) = list(reading, &given, asked);
                for item in found {
                    if !out.iter().any(|known| known.eq_ignore_ascii_case(&item)) && out.len() < 16 {
                        out.push(item);
                    }
                }
                i = end.max(i + 1);
            } else {
                i += 1;
            }
        }
    }
    out.extend(review(reading));
    out
}

/// Verbs that ask for something to be shown.
fn asks(reading: &Reading<'_>, i: usize) -> bool {
    let asked = one_of!(
        reading.lower(i),
        "include includes including included provide provides providing feature display mention add showcase \
         showcasing contain contains about put"
    );
    // "leave space for the date"
    let space = reading.lower(i) == "for" && matches!(reading.before(i, 1), "space" | "room");
    (asked || space) && reading.free(i).is_some()
}

/// `included`, `displayed`: what is said of a fact that the design shows.
fn is_shown(w: &str) -> bool {
    one_of!(w, "included displayed shown featured mentioned provided listed visible given")
}

/// `through the website provided`: the noun of a fact that the brief means to have given.
fn referred(reading: &Reading<'_>, i: usize) -> Option<Range<usize>> {
    let referred =
        matches!(reading.lower(i + 1), "provided" | "given" | "listed" | "below") && reading.together(i, i + 1);
    let start = if settled_by(reading.before(i, 1)).is_some() || reading.lower(i) == "number" { i - 1 } else { i };
    (referred && settled_by(reading.lower(i)).is_some()).then_some(start..i + 1)
}

/// What the brief gives, found once.
#[derive(Debug)]
struct Given {
    kinds: BTreeSet<FactKind>,
    /// Someone is said to be called something.
    name: bool,
    /// There is a code to use.
    code: bool,
    /// There is a figure of a discount.
    discount: bool,
}

impl Given {
    fn of(reading: &Reading<'_>) -> Self {
        let mut given = Self { kinds: BTreeSet::new(), name: false, code: false, discount: false };
        for mention in &reading.mentions {
            let What::Fact(kind) = mention.what else { continue };
            given.kinds.insert(kind);
            if kind == FactKind::Offer {
                let text = &reading.text[mention.span.clone()];
                given.code |= !text.contains([' ', '%']) && text.contains(char::is_uppercase);
                given.discount |= text.contains(|c: char| c.is_ascii_digit());
            }
        }
        given.name =
            (1..reading.len()).any(|i| matches!(reading.before(i, 1), "called" | "named") && reading.free(i).is_none());
        given
    }

    /// Whether it settles what `noun` asks for, of which `kinds` are enough.
    fn settles(&self, noun: &str, kinds: &[FactKind]) -> bool {
        match noun {
            "code" => self.code,
            "discount" => self.discount,
            "name" | "names" => self.name,
            _ => kinds.iter().any(|kind| self.kinds.contains(kind)),
        }
    }
}

/// `review text`, when a review has an author and no words.
fn review(reading: &Reading<'_>) -> Option<String> {
    let authored = (0..reading.len()).any(|i| {
        let by = (i + 1..i + 4).find(|&k| matches!(reading.lower(k), "from" | "by"));
        matches!(reading.lower(i), "review" | "testimonial" | "quote")
            && by.is_some_and(|by| {
                reading.together(i, by) && reading.token(by + 1).is_some() && reading.free(by + 1).is_none()
            })
    });
    let quoted = reading.mentions.iter().any(|m| matches!(m.what, What::Copy(_)));
    (authored && !quoted).then(|| "review text".to_owned())
}

/// `the store name should be displayed`, `the code must be used`: the tokens of the noun phrase before such a demand.
fn demanded(reading: &Reading<'_>, i: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let should = matches!(reading.lower(i), "should" | "must") && reading.lower(i + 1) == "be";
    let shown = matches!(reading.lower(i), "is" | "are") && is_shown(reading.lower(i + 1));
    if !should && !shown {
        return None;
    }
    // A phrase that is longer than this is a clause.
    let first = sentence.start.max(i.saturating_sub(8));
    let start = (first..i).rev().find(|&k| reading.tokens[k].is_stop()).map_or(first, |k| k + 1);
    Some(start..i)
}

/// Reads `the shop name, address and website`: the facts asked for, and the token after the list.
fn list(reading: &Reading<'_>, given: &Given, range: Range<usize>) -> (Vec<String>, usize) {
    let mut out = Vec::new();
    let mut at = range.start;
    let end = range.end.min(range.start + 40);
    while at < end {
        let stop = (at..end)
            .find(|&k| reading.tokens[k].is_stop() || matches!(reading.lower(k), "and" | "or" | "as" | "&"))
            .unwrap_or(end);
        out.extend(fact(reading, given, at, stop));
        at = stop + 1;
    }
    (out, at)
}

/// The fact that tokens `at..stop` ask for, in their words, when the brief does not give it.
fn fact(reading: &Reading<'_>, given: &Given, at: usize, stop: usize) -> Option<String> {
    let filler = |w: &str| {
        lexicon::is_function_word(w)
            || matches!(w, "information" | "details" | "relevant" | "company" | "event" | "include" | "including")
    };
    // "a line for the recipient's name"
    let space = (at..stop.min(at + 4))
        .find(|&k| matches!(reading.lower(k), "line" | "space" | "room") && reading.lower(k + 1) == "for");
    let mut start = space.map_or(at, |k| k + 2);
    while start < stop
        && filler(reading.lower(start))
        && !(matches!(reading.lower(start), "company" | "event") && reading.lower(start + 1) == "name")
    {
        start += 1;
    }
    let phrase = |k: usize| {
        reading.free(k).is_some_and(|t| t.is_word())
            && !lexicon::is_preposition(reading.lower(k))
            && !matches!(reading.lower(k), "offered" | "is" | "are" | "used" | "available")
    };
    let end = (start..stop.min(start + 5)).take_while(|&k| phrase(k)).last()? + 1;
    let last = if matches!(reading.lower(end - 1), "information" | "info" | "details") {
        end.checked_sub(2)?
    } else {
        end - 1
    };
    let noun = reading.lower(last);
    // "a download link", but "a link in bio"
    if noun == "link" && last == start {
        return None;
    }
    let kinds = settled_by(noun).filter(|_| last >= start)?;
    // What is spelt out right after the noun is given: "website address www.…", "phone number (+1 …)", "name is …".
    let spelt_out = (end..(end + 4).min(reading.len())).any(|k| {
        reading.together(at, k)
            && (reading.free(k).is_none() || reading.lower(k) == "is" && !is_shown(reading.lower(k + 1)))
    });
    let owner = |w: &str| {
        let person = ["er", "or", "ist", "ant", "ent", "ian"].iter().any(|end| w.ends_with(end));
        person && !lexicon::is_enterprise(w) && !lexicon::is_venue_noun(w)
    };
    let person = (start..end).any(|k| reading.lower(k).strip_suffix("'s").is_some_and(owner));
    if spelt_out || !person && given.settles(noun, kinds) {
        return None;
    }
    let wording = reading.source(start..end);
    let wording = if person { wording.to_owned() } else { wording.replace("'s ", " ").replace("’s ", " ") };
    (wording.len() <= 60).then(|| wording.to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::brief::Brief;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(Brief::read(text).unwrap().missing, want, "{text}");
    }

    #[test]
    fn what_is_asked_for_and_not_given_is_missing() {
        check("Design a cover for a chapel. Include the chapel's address.", &["chapel address"]);
        check(
            "Create a flyer for a yard sale. Include the shop name, address and website.",
            &["shop name", "address", "website"],
        );
        check("Make a card for a vet, including the date and time.", &["date", "time"]);
    }

    #[test]
    fn what_is_given_is_not_missing() {
        check("Create a flyer. Include the website address www.blue.example.", &[]);
        check("A card that includes contact information: 555-010-4477.", &[]);
    }
}
