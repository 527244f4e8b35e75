//! What a person says of a set in their own words: "calmer", "2 but with bolder type", "the second, less colour".

use std::collections::BTreeSet;

use super::feature::Feature::{
    self, Colour, Contrast, Density, Formality, Lightness, Picture, Play, Scale, Symmetry, Warmth, Weight,
};
use super::memory::Wish;
use crate::aspect::Aspect;
use crate::event::{Borrowed, Choice};

/// Most wishes that are heard at once.
pub const WISHES_MAX: usize = 6;
/// Most characters that are read.
const CHARS_MAX: usize = 2_000;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The option that is spoken of, from 1.
    pub index: Option<u32>,
    /// What is asked for.
    pub wishes: Vec<Wish>,
    /// What is to be taken over from another option: "2 but with 1's photo".
    pub with: Option<Borrowed>,
}

impl From<Read> for Choice {
    fn from(Read { index, wishes, with }: Read) -> Self {
        match (index, wishes.is_empty() && with.is_none()) {
            (Some(index), true) => Self::Pick { index },
            _ => Self::More { index, wishes, with },
        }
    }
}

/// Words for what designs are made of.
const ASPECTS: &[(&str, Aspect)] = &[
    ("layout", Aspect::Layout),
    ("arrangement", Aspect::Layout),
    ("composition", Aspect::Layout),
    ("picture", Aspect::Picture),
    ("photo", Aspect::Picture),
    ("image", Aspect::Picture),
    ("illustration", Aspect::Picture),
    ("drawing", Aspect::Picture),
    ("colour", Aspect::Colour),
    ("colours", Aspect::Colour),
    ("color", Aspect::Colour),
    ("colors", Aspect::Colour),
    ("palette", Aspect::Colour),
    ("type", Aspect::Type),
    ("font", Aspect::Type),
    ("typeface", Aspect::Type),
    ("lettering", Aspect::Type),
    ("words", Aspect::Words),
    ("text", Aspect::Words),
    ("headline", Aspect::Words),
    ("wording", Aspect::Words),
];

/// What a word calls.
#[must_use]
pub fn aspect(word: &str) -> Option<Aspect> {
    ASPECTS.iter().find(|(name, _)| *name == word).map(|(_, aspect)| *aspect)
}

/// Word → what more of it is. Words of which [`TYPE`], [`PICTURE`] and [`COLOURS`] decide what they are about are in [`SIZES`].
const WORDS: &[(&str, Feature, bool)] = &[
    ("calm", Density, false),
    ("quiet", Density, false),
    ("clean", Density, false),
    ("simple", Density, false),
    ("minimal", Density, false),
    ("airy", Density, false),
    ("space", Density, false),
    ("empty", Density, false),
    ("busy", Density, true),
    ("full", Density, true),
    ("crowded", Density, true),
    ("cluttered", Density, true),
    ("rich", Density, true),
    ("contrast", Contrast, true),
    ("punchy", Contrast, true),
    ("crisp", Contrast, true),
    ("soft", Contrast, false),
    ("gentle", Contrast, false),
    ("bright", Lightness, true),
    ("pale", Lightness, true),
    ("dark", Lightness, false),
    ("moody", Lightness, false),
    ("warm", Warmth, true),
    ("cosy", Warmth, true),
    ("cozy", Warmth, true),
    ("cool", Warmth, false),
    ("cold", Warmth, false),
    ("colourful", Colour, true),
    ("colorful", Colour, true),
    ("colour", Colour, true),
    ("color", Colour, true),
    ("vivid", Colour, true),
    ("muted", Colour, false),
    ("grey", Colour, false),
    ("gray", Colour, false),
    ("picture", Picture, true),
    ("photo", Picture, true),
    ("image", Picture, true),
    ("illustration", Picture, true),
    ("formal", Formality, true),
    ("serious", Formality, true),
    ("elegant", Formality, true),
    ("classy", Formality, true),
    ("refined", Formality, true),
    ("casual", Formality, false),
    ("friendly", Formality, false),
    ("relaxed", Formality, false),
    ("playful", Play, true),
    ("fun", Play, true),
    ("funny", Play, true),
    ("lively", Play, true),
    ("sober", Play, false),
    ("boring", Play, false),
    ("symmetric", Symmetry, true),
    ("symmetrical", Symmetry, true),
    ("centred", Symmetry, true),
    ("centered", Symmetry, true),
    ("dynamic", Symmetry, false),
    ("asymmetric", Symmetry, false),
];

/// Words of more and less of whatever stands beside them: by type, by picture, by colours, and by themselves.
const SIZES: &[(&str, [(Feature, bool); 4])] = &[
    ("bold", [(Weight, true), (Contrast, true), (Colour, true), (Weight, true)]),
    ("heavy", [(Weight, true), (Density, true), (Colour, true), (Weight, true)]),
    ("strong", [(Weight, true), (Contrast, true), (Colour, true), (Contrast, true)]),
    ("thin", [(Weight, false), (Density, false), (Colour, false), (Weight, false)]),
    ("light", [(Weight, false), (Lightness, true), (Lightness, true), (Lightness, true)]),
    ("big", [(Scale, true), (Picture, true), (Colour, true), (Scale, true)]),
    ("large", [(Scale, true), (Picture, true), (Colour, true), (Scale, true)]),
    ("huge", [(Scale, true), (Picture, true), (Colour, true), (Scale, true)]),
    ("small", [(Scale, false), (Picture, false), (Colour, false), (Scale, false)]),
    ("little", [(Scale, false), (Picture, false), (Colour, false), (Scale, false)]),
    ("tiny", [(Scale, false), (Picture, false), (Colour, false), (Scale, false)]),
    ("loud", [(Scale, true), (Contrast, true), (Colour, true), (Colour, true)]),
];
const TYPE: &[&str] =
    &["type", "text", "headline", "heading", "title", "font", "fonts", "letters", "lettering", "words", "typeface"];
const PICTURE: &[&str] = &["picture", "pictures", "photo", "photos", "image", "images", "illustration", "drawing"];
const COLOURS: &[&str] = &["colour", "colours", "color", "colors", "palette"];
/// Words behind which the opposite is meant.
const OPPOSITE: &[&str] = &["less", "fewer", "too", "overly", "reduce", "lower"];
/// Words by which an option is turned down.
const SPURNS: &[&str] =
    &["not", "no", "hate", "dislike", "except", "never", "without", "don't", "isn't", "ugly", "drop"];
const NUMBERS: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
];

/// Reads what somebody says of a set of `count` options; `None` where nothing in it is understood.
#[must_use]
pub fn read(text: &str, count: u32) -> Option<Read> {
    let text = text.chars().take(CHARS_MAX).collect::<String>().to_lowercase();
    let clauses: Vec<Vec<&str>> = text.split([',', ';', ':', '.', '!', '?', '\n', '–', '—']).map(words).collect();
    let words: Vec<&str> = clauses.concat();
    let with = borrowed(&words, count);
    let other = with.as_ref().map(|with| with.index);
    let index = clauses.iter().find_map(|clause| spoken_of(clause, count, other));
    let mut wishes: Vec<Wish> = Vec::new();
    // What is said of one thing says nothing of what stands behind a comma: "no, warmer".
    for clause in &clauses {
        for (at, word) in clause.iter().enumerate() {
            let Some((feature, more)) = meant(clause, at, word) else { continue };
            let wish = Wish { feature, more: more != is_opposite(clause, at) };
            if wishes.iter().all(|other| other.feature != feature) && wishes.len() < WISHES_MAX {
                wishes.push(wish);
            }
        }
    }
    (index.is_some() || !wishes.is_empty() || with.is_some()).then_some(Read { index, wishes, with })
}

fn words(clause: &str) -> Vec<&str> {
    clause.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect()
}

/// The option that a clause speaks well of: "I hate 2" and "not the second" name none.
fn spoken_of(clause: &[&str], count: u32, other: Option<u32>) -> Option<u32> {
    clause.iter().enumerate().find_map(|(at, word)| {
        let index = number(word.trim_end_matches("'s")).filter(|index| (1..=count).contains(index))?;
        let before = &clause[at.saturating_sub(3)..at];
        let mut since = before.iter().rev().take_while(|word| **word != "but");
        let is_spurned = since.any(|word| SPURNS.contains(word));
        (!is_spurned && Some(index) != other).then_some(index)
    })
}

/// What is to be taken over from another option: "with 1's photo and type", "with the colours and the type of 3".
fn borrowed(words: &[&str], count: u32) -> Option<Borrowed> {
    // Aspects in a row, with nothing but "and" and "the" between.
    let mut row: BTreeSet<Aspect> = BTreeSet::new();
    let mut owner = None;
    for (at, word) in words.iter().enumerate() {
        if let Some(aspect) = aspect(word) {
            row.insert(aspect);
        } else if matches!(*word, "of" | "from") && !row.is_empty() {
            owner = words[at + 1..words.len().min(at + 4)].iter().find_map(|word| number(word));
            break;
        } else if !matches!(*word, "and" | "the") {
            if owner.is_some() && !row.is_empty() {
                break;
            }
            row.clear();
            owner = word.strip_suffix("'s").or_else(|| word.strip_suffix('s')).and_then(number);
        }
    }
    let index = owner.filter(|index| (1..=count).contains(index) && !row.is_empty())?;
    Some(Borrowed { index, aspects: row })
}

/// The number that a word is: "2", "second", "two".
#[must_use]
pub fn number(word: &str) -> Option<u32> {
    let named = NUMBERS.iter().find(|(name, _)| name == &word).map(|(_, number)| *number);
    named.or_else(|| word.parse().ok())
}

/// What a word asks for more of, by itself or by what stands beside it.
fn meant(words: &[&str], at: usize, word: &str) -> Option<(Feature, bool)> {
    let is = |name: &str| word == name || stems(word).iter().any(|stem| stem == name);
    if let Some((_, by)) = SIZES.iter().find(|(name, _)| is(name)) {
        let beside = &words[at + 1..words.len().min(at + 3)];
        let names = |list: &[&str]| beside.iter().any(|word| list.contains(word));
        let place = [TYPE, PICTURE, COLOURS].iter().position(|list| names(list)).unwrap_or(3);
        return Some(by[place]);
    }
    let (name, feature, more) = WORDS.iter().find(|(name, ..)| is(name))?;
    // "A bigger picture" is said of its size already, "the picture" of nothing; "more colour" is a wish, "the colours" none.
    let noun = [PICTURE, COLOURS].iter().any(|list| list.contains(name)) || matches!(*name, "space" | "contrast");
    let asked = at > 0
        && matches!(words[at - 1], "more" | "less" | "fewer" | "much" | "no" | "without" | "stronger" | "softer");
    (!noun || asked).then_some((*feature, *more))
}

/// Whether the opposite is meant: "less busy", "too dark", "not so loud".
fn is_opposite(words: &[&str], at: usize) -> bool {
    let before = &words[at.saturating_sub(2)..at];
    let near = before.last().copied().unwrap_or_default();
    OPPOSITE.contains(&near) || before.iter().any(|word| matches!(*word, "not" | "no" | "without" | "isn't" | "don't"))
}

/// The word without the endings of comparison and manner: "calmer", "boldest", "busier".
fn stems(word: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for ending in ["er", "est"] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3) else { continue };
        stems.extend([stem.to_owned(), format!("{stem}e")]);
        if let Some(stem) = stem.strip_suffix('i') {
            stems.push(format!("{stem}y"));
        }
        // "bigger", "thinner".
        let mut letters = stem.chars().rev();
        if let (Some(last), Some(before)) = (letters.next(), letters.next())
            && last == before
        {
            stems.push(stem[..stem.len() - last.len_utf8()].to_owned());
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, index: Option<u32>, wishes: &[(Feature, bool)]) {
        let wishes = wishes.iter().map(|&(feature, more)| Wish { feature, more }).collect();
        assert_eq!(read(text, 3), Some(Read { index, wishes, with: None }), "{text}");
    }

    #[test]
    fn what_people_say_of_a_set_is_read() {
        check("calmer", None, &[(Density, false)]);
        check("Bolder type, please", None, &[(Weight, true)]);
        check("2 but warmer", Some(2), &[(Warmth, true)]);
        check("more like the second one, with a bigger picture", Some(2), &[(Picture, true)]);
        check("less busy and not so dark", None, &[(Density, false), (Lightness, true)]);
        check("too loud!", None, &[(Colour, false)]);
        check("lighter type on a lighter page", None, &[(Weight, false), (Lightness, true)]);
        check("thinner letters", None, &[(Weight, false)]);
        check("more colour, less contrast", None, &[(Colour, true), (Contrast, false)]);
        check("BUSIER", None, &[(Density, true)]);
        check("simpler, more elegant", None, &[(Density, false), (Formality, true)]);
        check("option 3", Some(3), &[]);
        check("no, warmer", None, &[(Warmth, true)]);
        check("not this, bolder type", None, &[(Weight, true)]);
        check("no! calmer please", None, &[(Density, false)]);
        check("I hate 2, calmer", None, &[(Density, false)]);
        check("not 2, warmer", None, &[(Warmth, true)]);
        check("not 1 but 3, warmer", Some(3), &[(Warmth, true)]);
        check("7 but calmer", None, &[(Density, false)]);
    }

    #[test]
    fn what_another_option_has_can_be_asked_for() {
        let with =
            |index: u32, aspects: &[Aspect]| Some(Borrowed { index, aspects: aspects.iter().copied().collect() });
        let asked = [
            ("2 but with 1's photo", Some(2), with(1, &[Aspect::Picture])),
            ("2 with 1s photo", Some(2), with(1, &[Aspect::Picture])),
            ("like the second, with the colours and the type of 3", Some(2), with(3, &[Aspect::Colour, Aspect::Type])),
            ("1's photo and type, please, but 2", Some(2), with(1, &[Aspect::Picture, Aspect::Type])),
            ("the layout of 1 with the palette of option 3", Some(3), with(1, &[Aspect::Layout])),
            ("with the palette from option 3", None, with(3, &[Aspect::Colour])),
        ];
        for (text, index, with) in asked {
            assert_eq!(read(text, 3), Some(Read { index, wishes: Vec::new(), with }), "{text}");
        }
        assert_eq!(Choice::from(read("the second", 3).unwrap()), Choice::Pick { index: 2 });
    }

    #[test]
    fn what_says_nothing_of_taste_is_left() {
        for text in ["", "why", "hello there", "the picture", "put our phone number on it", "9", "更多"] {
            assert_eq!(read(text, 3), None, "{text}");
        }
        assert!(read(&"calmer ".repeat(10_000), 3).is_some());
    }
}
