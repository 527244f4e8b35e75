//! What a person wants, as far as their brief says it: slots that were said, guessed or left open, and what asking would be worth.
//!
//! A question costs patience, and pictures teach what words do not: it is asked only where what is not known decides much, the
//! guess is likely wrong, and no set of designs would bring it out. The numbers are those of a designer's judgement, in one table
//! below; they decide whether to ask, and nothing that is made.

mod question;
mod trade;

use design::{Brief, FactKind};
use serde::{Deserialize, Serialize};

pub(crate) use question::{Asking, answered, ask};

use crate::settings::Person;

/// What a question costs, as a share of what the design is worth to the person.
const QUESTION_COSTS: f64 = 0.15;

/// What a slot is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", content = "what", rename_all = "snake_case")]
pub enum About {
    /// What the design is for.
    Subject,
    /// When and where something takes place.
    When,
    /// Something that the brief asks for and does not give.
    Missing(String),
    /// Who reads it.
    Audience,
    /// How it speaks.
    Tone,
    /// Its colours.
    Colours,
    /// Its words, spelt as they shall be.
    Words,
    /// The size of its page.
    Page,
}

/// How something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Nothing says it.
    Unknown,
    /// It was guessed from what was said.
    Inferred,
    /// It was said.
    Said,
}

/// One thing that a design depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What.
    pub about: About,
    /// How it is known.
    pub known: Known,
    /// How likely what is assumed is right, 0–1.
    pub likely: f64,
    /// How much of the design's worth it decides, 0–1.
    pub matters: f64,
    /// How much of that is lost where the assumption is wrong, 0–1.
    pub loss: f64,
    /// How much of it a person finds out by being shown designs, 0–1.
    pub shown: f64,
}

impl Slot {
    /// What an answer would be worth beyond what being shown designs brings out, as a share of what the design is worth: the
    /// expected loss that it avoids.
    #[must_use]
    pub fn worth_asking(&self) -> f64 {
        self.matters * (1.0 - self.likely) * self.loss * (1.0 - self.shown)
    }
}

/// What a person wants, slot by slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// What the design depends on.
    pub slots: Vec<Slot>,
    /// Terms of the trade in the brief: `px`, a hex colour, "kerning".
    pub trade_terms: usize,
}

impl Intent {
    /// Reads it from a brief.
    #[must_use]
    pub fn of(brief: &Brief) -> Self {
        let mut slots = vec![subject(brief)];
        slots.extend(when(brief));
        slots.extend(brief.missing.iter().map(|what| Slot {
            about: About::Missing(what.clone()),
            known: Known::Unknown,
            likely: 0.1,
            matters: 0.5,
            loss: 0.8,
            shown: 0.0,
        }));
        // What pictures bring out better than words; how likely a guess is right hardly counts.
        slots.push(seen(About::Audience, known(brief, "/audience", brief.audience.is_some()), 0.2, 0.5));
        slots.push(seen(About::Tone, known(brief, "/tone", !brief.tone.is_empty()), 0.4, 0.9));
        slots.push(seen(About::Colours, known(brief, "/colours", !brief.colours.is_empty()), 0.3, 0.95));
        slots.push(seen(About::Words, known(brief, "/copy", !brief.copy.is_empty()), 0.4, 0.7));
        slots.push(seen(About::Page, known(brief, "/format", brief.format.is_some()), 0.3, 0.7));
        Self { slots, trade_terms: trade::terms(brief) }
    }

    /// The slot that is worth a question, if one is: the one whose answer is worth the most beyond what asking costs.
    #[must_use]
    pub fn worth_asking(&self) -> Option<&Slot> {
        let most = self.slots.iter().rev().max_by(|a, b| a.worth_asking().total_cmp(&b.worth_asking()));
        most.filter(|slot| slot.worth_asking() > QUESTION_COSTS)
    }

    /// How much of what the design depends on was said, 0–1; what was guessed counts half.
    #[must_use]
    pub fn specificity(&self) -> f64 {
        let all: f64 = self.slots.iter().map(|slot| slot.matters).sum();
        let share = |slot: &Slot| match slot.known {
            Known::Said => slot.matters,
            Known::Inferred => slot.matters / 2.0,
            Known::Unknown => 0.0,
        };
        self.slots.iter().map(share).sum::<f64>() / all
    }

    /// Whether the person seems to know design, by what they said and never by who they are.
    #[must_use]
    pub fn person(&self) -> Person {
        let says_much = self.trade_terms >= 1 && self.specificity() >= 0.6;
        if self.trade_terms >= 3 || says_much { Person::Professional } else { Person::Novice }
    }
}

fn known(brief: &Brief, pointer: &str, is_there: bool) -> Known {
    let guessed = brief.inferred.iter().any(|inferred| inferred == pointer);
    match (is_there, guessed) {
        (false, _) => Known::Unknown,
        (true, true) => Known::Inferred,
        (true, false) => Known::Said,
    }
}

/// A slot that pictures bring out.
fn seen(about: About, known: Known, matters: f64, shown: f64) -> Slot {
    let likely = match known {
        Known::Said => 1.0,
        Known::Inferred => 0.8,
        Known::Unknown => 0.4,
    };
    Slot { about, known, likely, matters, loss: 0.6, shown }
}

/// What it is for: no picture shows that it is for something else.
fn subject(brief: &Brief) -> Slot {
    let stated = brief.subject.as_deref().filter(|subject| !is_vague(subject));
    let copied = brief.copy.iter().any(|copy| copy.required && !is_vague(&copy.text));
    // "20% off all bouquets this weekend": nobody has to ask what that is for.
    let offered = brief.facts.len() > 1 && brief.facts.iter().any(|fact| fact.kind == FactKind::Offer);
    let known = match stated {
        _ if copied => Known::Said,
        Some(_) => known(brief, "/subject", true),
        None if offered => Known::Inferred,
        None => Known::Unknown,
    };
    let likely = match known {
        Known::Said => 1.0,
        Known::Inferred => 0.9,
        Known::Unknown => 0.1,
    };
    Slot { about: About::Subject, known, likely, matters: 1.0, loss: 0.9, shown: 0.1 }
}

/// When it takes place, where it takes place at a time.
fn when(brief: &Brief) -> Option<Slot> {
    let said = |kind: FactKind| brief.facts.iter().any(|fact| fact.kind == kind);
    let is_said = said(FactKind::Date) || said(FactKind::Time);
    if !is_said && !takes_place(&brief.text) {
        return None;
    }
    let known = if is_said { Known::Said } else { Known::Unknown };
    // Some have it printed without, to be filled in by hand.
    let likely = if is_said { 1.0 } else { 0.3 };
    Some(Slot { about: About::When, known, likely, matters: 0.5, loss: 0.8, shown: 0.1 })
}

/// Words that name nothing.
const VAGUE: &[&str] = &[
    "a",
    "an",
    "the",
    "some",
    "something",
    "anything",
    "thing",
    "things",
    "stuff",
    "one",
    "nice",
    "cool",
    "good",
    "great",
    "pretty",
    "beautiful",
    "awesome",
    "design",
    "poster",
    "flyer",
    "banner",
    "card",
    "ad",
    "post",
    "picture",
    "image",
    "graphic",
    "me",
    "my",
    "our",
    "for",
    "new",
    "it",
    "this",
    "simple",
    "modern",
    "please",
];

/// Things that take place at a time, which a reader has to know.
const TAKES_PLACE: &[&str] = &[
    "concert",
    "gig",
    "recital",
    "fair",
    "fete",
    "fête",
    "festival",
    "party",
    "workshop",
    "meeting",
    "market",
    "wedding",
    "exhibition",
    "lecture",
    "tournament",
    "screening",
    "reunion",
    "fundraiser",
    "quiz",
    "rehearsal",
    "performance",
    "auction",
    "jumble",
    "swap",
    "webinar",
    "conference",
    "hackathon",
    "marathon",
    "parade",
    "picnic",
    "barbecue",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether a text names nothing that a design could be about.
fn is_vague(text: &str) -> bool {
    words(text).all(|word| VAGUE.contains(&word.as_str()))
}

fn takes_place(text: &str) -> bool {
    words(text).take(200).any(|word| TAKES_PLACE.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn asks(brief: &str) -> Option<About> {
        Intent::of(&Brief::read(brief).unwrap()).worth_asking().map(|slot| slot.about.clone())
    }

    #[test]
    fn a_question_is_asked_only_where_no_picture_answers_it() {
        assert_eq!(asks("something nice for my shop"), Some(About::Subject));
        assert_eq!(asks("make me a poster"), Some(About::Subject));
        assert_eq!(asks("concert poster"), Some(About::When));
        // Colours and tone are not said, and seen soon enough.
        assert_eq!(asks("An ad for our sourdough bread"), None);
        assert_eq!(asks("A poster for our concert on 9 May, 7pm, at the town hall"), None);
        assert_eq!(asks("Instagram post: 20% off all bouquets this weekend, 3 Mill Lane"), None);
        let full = "Poster for the Low Lantern quartet at The Old Pump House, Thursday 9 October, doors 7.30pm. \
                    Tickets £12. Elegant, dark blue.";
        assert_eq!(asks(full), None);
        let missing = Brief { missing: vec!["address".to_owned()], ..Brief::read("An ad for our bread").unwrap() };
        let asked = Intent::of(&missing).worth_asking().map(|slot| slot.about.clone());
        assert_eq!(asked, Some(About::Missing("address".to_owned())));
    }

    #[test]
    fn what_pictures_bring_out_is_never_worth_a_question() {
        for about in [About::Audience, About::Tone, About::Colours, About::Words, About::Page] {
            let worst = Intent::of(&Brief::read("x").unwrap());
            let slot = worst.slots.iter().find(|slot| slot.about == about).unwrap();
            assert!(slot.worth_asking() < QUESTION_COSTS, "{slot:?}");
        }
    }

    #[test]
    fn who_says_more_is_more_specific_and_who_speaks_the_trade_is_taken_for_one_of_it() {
        let intent = |text: &str| Intent::of(&Brief::read(text).unwrap());
        let (little, much) =
            (intent("something nice"), intent("A4 poster, elegant, dark blue: \"Winter Swap\", 9 May"));
        assert!(little.specificity() < 0.2, "{}", little.specificity());
        assert!(much.specificity() > 0.6, "{}", much.specificity());
        assert_eq!((little.person(), much.person()), (Person::Novice, Person::Novice));
        let professional =
            intent("Headline 96 px Inter 800, accent #0A7, tight leading, 12-column grid: \"Winter Swap\"");
        assert_eq!(professional.person(), Person::Professional);
    }
}
