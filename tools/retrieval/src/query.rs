//! What is asked, and which lanes answer it: colour words are no words to search for, and a name is one even when it holds a colour.

use design::kit::color_words;
use design::{Personal, Srgb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::AssetKind;
use crate::filter::Filter;
use crate::look::Look;
use crate::words::{Sparse, folded};

/// Longest question that is read, characters.
pub const QUERY_CHARS_MAX: usize = 2_000;
/// Most hits of a query.
pub const HITS_MAX: usize = 100;
/// Most colours that a question asks for.
pub const COLORS_MAX: usize = 8;
/// Of the best words' score, what a hit has that colours may order anew.
pub const WORDS_FLOOR: f32 = 0.6;

/// What a name holds of the words beside a colour, for the colour to be part of it: one letter may be wrong.
const PART_SHARE: f32 = 0.08;

/// Words that say nothing of what is looked for.
const STOP_WORDS: [&str; 28] = [
    "a",
    "an",
    "the",
    "our",
    "my",
    "your",
    "some",
    "something",
    "for",
    "of",
    "in",
    "on",
    "with",
    "to",
    "and",
    "or",
    "is",
    "that",
    "this",
    "like",
    "similar",
    "about",
    "from",
    "please",
    "find",
    "show",
    "me",
    "one",
];

/// A way of finding things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// By words and the runs of letters in them.
    Words,
    /// By colours.
    Colors,
    /// By what a picture looks like.
    Look,
    /// By an embedding.
    Embedding,
    /// By what the person used and likes.
    Personal,
}

impl Lane {
    /// Its name, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Colors => "colors",
            Self::Look => "look",
            Self::Embedding => "embedding",
            Self::Personal => "personal",
        }
    }
}

/// What is asked of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// In words; may be empty.
    pub text: String,
    /// Colours that it should have.
    pub colors: Vec<Srgb>,
    /// What it should look like.
    pub look: Option<Look>,
    /// The embedding of the question, of any length but none.
    pub embedding: Vec<f32>,
    /// What may be found at all.
    pub filter: Filter,
    /// How many are wanted.
    pub limit: usize,
    /// Who asks.
    pub personal: Personal,
}

impl Query {
    /// A question in words.
    #[must_use]
    pub fn words(text: impl Into<String>, limit: usize) -> Self {
        Self { text: text.into(), limit, ..Self::default() }
    }

    /// How many are found before they are ordered anew: more than are wanted.
    #[must_use]
    pub fn prefetched(&self) -> usize {
        (self.limit.min(HITS_MAX) * 4).max(40)
    }
}

/// What of a question is for which lane.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Words to search for.
    pub words: String,
    /// The words with those of colours among them, where there are any: they may be a name.
    pub with_colors: Option<String>,
    /// What is asked to be like something of the brand: `like our ocean blue`.
    pub like: Option<String>,
    /// Colours.
    pub colors: Vec<Srgb>,
    /// A name that is a colour as well: what is called that comes first.
    pub first: Option<String>,
    /// The background that it is said to be for: `light`, `dark` or `photo`.
    pub on: Option<String>,
}

/// What the words of colours in a question are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Colours.
    Not,
    /// Part of a name: `red hat`.
    Part,
    /// With the rest all of a name: `orange`. Where nothing is left beside them they are colours too.
    Whole,
}

impl Plan {
    /// The plan once it is known what the words of colours are.
    #[must_use]
    pub fn settled(self, named: Named) -> Self {
        let all = self.with_colors.clone();
        match named {
            Named::Not => Self { with_colors: None, ..self },
            Named::Whole if self.words.is_empty() => Self { first: all, with_colors: None, ..self },
            Named::Part | Named::Whole => {
                Self { words: all.unwrap_or_default(), with_colors: None, colors: Vec::new(), ..self }
            }
        }
    }

    /// Whether that is the name which comes before all colours.
    #[must_use]
    pub fn is_first(&self, name: &str) -> bool {
        self.first.as_ref().is_some_and(|first| closed(first) == closed(name))
    }

    /// Reads a question.
    #[must_use]
    pub fn of(query: &Query) -> Self {
        let text: String = query.text.chars().take(QUERY_CHARS_MAX).collect();
        let mut colors: Vec<Srgb> = query.colors.iter().copied().take(COLORS_MAX).collect();
        let (text, on) = without_background(&text);
        let like = like_ours(&text);
        let found = color_words(&text);
        let told = !found.colors.is_empty();
        colors.extend(found.colors);
        colors.truncate(COLORS_MAX);
        let words = meant(&found.rest);
        let with_colors = told.then(|| meant(&text));
        Self { words, with_colors, like, colors, first: None, on }
    }

    /// Whether the words of colours are a name, or part of one, in the light of the names that were found by all words.
    #[must_use]
    pub fn named<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Named {
        let Some(all) = &self.with_colors else { return Named::Not };
        let (asked, rest, close) = (folded(all), folded(&self.words), closed(all));
        let rest: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty() && !is_kind(word)).collect();
        let colors: Vec<&str> = asked.split(' ').filter(|word| !rest.contains(word) && !is_kind(word)).collect();
        let part = |name: &str| {
            let own = folded(name);
            let holds = |word: &&str| own.split(' ').any(|one| one == *word);
            let fits = || shared(&Sparse::question(&rest.join(" ")), name) >= PART_SHARE;
            closed(name).starts_with(&close) || (colors.iter().all(holds) && fits())
        };
        let mut named = Named::Not;
        for name in names {
            if closed(name) == close {
                return Named::Whole;
            }
            // A colour alone is a name only when it is all of it.
            if !rest.is_empty() && part(name) {
                named = Named::Part;
            }
        }
        named
    }

    /// What may be found: what the question asks for, on the background that its words name where it names none itself.
    #[must_use]
    pub fn filter(&self, query: &Query) -> Filter {
        let mut filter = query.filter.clone();
        if filter.on.is_empty() {
            filter.on.extend(self.on.clone());
        }
        filter
    }

    /// The words as they are searched.
    #[must_use]
    pub fn question(&self) -> Sparse {
        Sparse::question(&self.words)
    }
}

/// A name with nothing between its letters.
fn closed(name: &str) -> String {
    folded(name).replace(' ', "")
}

/// Whether it is a word for a kind of thing.
fn is_kind(word: &str) -> bool {
    AssetKind::ALL.iter().any(|kind| kind.words().contains(&word))
}

/// How many of the terms of a question a name holds, 0–1.
fn shared(question: &Sparse, name: &str) -> f32 {
    let own = Sparse::question(name);
    let held = question.terms.iter().filter(|term| own.terms.binary_search(term).is_ok()).count();
    held as f32 / question.terms.len().max(1) as f32
}

/// The words without those that say nothing; all of them, where nothing else is left.
fn meant(text: &str) -> String {
    let said = |word: &&str| !STOP_WORDS.contains(&folded(word).as_str());
    let kept: Vec<&str> = text.split_whitespace().filter(said).collect();
    if kept.is_empty() { text.trim().to_owned() } else { kept.join(" ") }
}

/// A text without the words for a background, and which it is: `for a photo background`, `on dark`.
fn without_background(text: &str) -> (String, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let ground = |at: usize| match words.get(at).map(|word| folded(word)).unwrap_or_default().as_str() {
        "light" | "white" | "pale" => Some("light"),
        "dark" | "black" => Some("dark"),
        "photo" | "photos" | "photograph" | "photographic" | "picture" => Some("photo"),
        _ => None,
    };
    let is = |at: usize, all: &[&str]| words.get(at).is_some_and(|word| all.contains(&folded(word).as_str()));
    for at in 0..words.len() {
        let from = if is(at, &["on", "for", "over"]) { at + 1 } else { at };
        let from = from + usize::from(from > at && is(from, &["a", "an", "the"]));
        let Some(on) = ground(from) else { continue };
        let named = is(from + 1, &["background", "backgrounds", "ground", "grounds", "backdrop"]);
        // Without that word it takes an `on`: a dark logo is no logo for dark.
        if named || is(at, &["on", "over"]) {
            let rest = [&words[..at], &words[from + 1 + usize::from(named)..]].concat();
            return (rest.join(" "), Some(on.to_owned()));
        }
    }
    (text.to_owned(), None)
}

/// What follows `like our`, `like the` or `our`.
fn like_ours(text: &str) -> Option<String> {
    let plain = folded(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let like = words.iter().position(|word| matches!(*word, "like" | "similar" | "near" | "close"));
    let ours = words.iter().position(|word| *word == "our");
    let from = like.or(ours)? + 1;
    let rest: Vec<&str> =
        words[from..].iter().copied().skip_while(|word| matches!(*word, "to" | "our" | "the" | "my")).collect();
    (!rest.is_empty()).then(|| rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        Plan::of(&Query::words(text, 10))
    }

    #[test]
    fn colours_are_taken_out_of_the_words() {
        let blue = plan("the blue google logo");
        assert_eq!((blue.words.as_str(), blue.colors.len()), ("google logo", 1));
        assert_eq!(blue.with_colors.as_deref(), Some("blue google logo"));
        let hex = plan("#1a73e8");
        assert_eq!((hex.words.as_str(), hex.colors.as_slice()), ("", &[Srgb::new(0x1a, 0x73, 0xe8)][..]));
        let plain = plan("customer quote about delivery");
        assert_eq!((plain.words.as_str(), plain.colors.len()), ("customer quote delivery", 0));
        assert_eq!(plan("something like our ocean blue").like.as_deref(), Some("ocean blue"));
        assert_eq!(plan("the").words, "the");
    }

    #[test]
    fn a_name_may_hold_a_colour() {
        for (text, names, named) in [
            ("red hat", &["Red Hat"][..], Named::Whole),
            ("the red hat logo", &["Red Hat"], Named::Part),
            ("red ha", &["Red Hat"], Named::Part),
            ("red hta", &["Red Hat"], Named::Part),
            ("orange", &["Orange Pi", "Orange"], Named::Whole),
            ("orange", &["Orange Pi"], Named::Not),
            ("green google logo", &["Google", "Google Maps", "Greenhouse", "Green Software"], Named::Not),
            ("google", &["Google"], Named::Not),
        ] {
            assert_eq!(plan(text).named(names.iter().copied()), named, "{text}");
        }
        let name = plan("red hat").settled(Named::Whole);
        assert_eq!((name.words.as_str(), name.colors.len()), ("red hat", 0));
        let both = plan("orange").settled(Named::Whole);
        assert!(
            both.words.is_empty() && both.colors.len() == 1 && both.is_first("Orange") && !both.is_first("Orange Pi")
        );
    }

    #[test]
    fn a_background_is_no_colour_and_no_word() {
        for (text, words, on) in [
            ("the dark logo for a photo background", "dark logo", Some("photo")),
            ("monochrome logo for dark backgrounds", "monochrome logo", Some("dark")),
            ("logo on white", "logo", Some("light")),
            ("black background", "", Some("dark")),
            ("dark logo", "dark logo", None),
            ("photo of a harbour", "photo harbour", None),
        ] {
            let plan = plan(text);
            assert_eq!(plan.on.as_deref(), on, "{text}");
            assert!(plan.colors.is_empty(), "{text}");
            assert_eq!(plan.words, words, "{text}");
        }
    }

    #[test]
    fn a_question_is_bounded() {
        let long = plan(&"blue ".repeat(1_000_000));
        assert!(long.with_colors.is_some_and(|text| text.len() <= QUERY_CHARS_MAX));
    }
}
