//! The words in which values are said.

use crate::document::{Case, Role, VAlign};

/// What a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Size,
    Weight,
    Opacity,
    Transparency,
    Rotation,
    At,
    X,
    Y,
    Width,
    Height,
    /// "wide" and "high", which follow their number.
    Wide,
    High,
    Leading,
    Tracking,
}

/// Where something is moved or set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Left,
    Right,
}

/// What a word or a phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// Says nothing of its own.
    Filler,
    /// Before the two numbers of a place "at", else nothing.
    To,
    Role(Role),
    /// Running text, unless a layer is named before it: "body text".
    Words,
    /// The plate of what is to be done next, and its text.
    Button,
    Accent,
    Ink,
    /// "font": a family is named beside it.
    Font,
    /// "colour": a colour is named beside it.
    Colour,
    Key(Key),
    Way(Way),
    Weight(u16),
    Italic(bool),
    Lock(bool),
    Case(Case),
    Centred,
    Aligned,
    Edge(VAlign),
    Vertically,
    Horizontally,
    Anticlockwise,
    /// No exact value; the text says why.
    Vague,
    /// What a design cannot hold; the text says what it can.
    Impossible(&'static str),
}

use Meaning as M;

const NO_EDGES: &str = "text is set left, centred or right here, never to both edges";
const NO_LOWER: &str = "text is shown as it is written or in capitals; write it in lower case";
const NO_EFFECT: &str = "letters and layers have no lines, outlines or shadows of their own here";

/// Phrases, their words parted by single spaces, and what they stand for.
const WORDS: &[(&str, Meaning)] = &[
    ("headline", M::Role(Role::Headline)),
    ("headlines", M::Role(Role::Headline)),
    ("heading", M::Role(Role::Headline)),
    ("title", M::Role(Role::Headline)),
    ("h1", M::Role(Role::Headline)),
    ("subhead", M::Role(Role::Subhead)),
    ("subheads", M::Role(Role::Subhead)),
    ("sub head", M::Role(Role::Subhead)),
    ("subheading", M::Role(Role::Subhead)),
    ("sub heading", M::Role(Role::Subhead)),
    ("subheadline", M::Role(Role::Subhead)),
    ("sub headline", M::Role(Role::Subhead)),
    ("subtitle", M::Role(Role::Subhead)),
    ("tagline", M::Role(Role::Subhead)),
    ("strapline", M::Role(Role::Subhead)),
    ("h2", M::Role(Role::Subhead)),
    ("body", M::Role(Role::Body)),
    ("paragraph", M::Role(Role::Body)),
    ("details", M::Role(Role::Body)),
    ("text", M::Words),
    ("copy", M::Words),
    ("legal", M::Role(Role::Legal)),
    ("small print", M::Role(Role::Legal)),
    ("fine print", M::Role(Role::Legal)),
    ("disclaimer", M::Role(Role::Legal)),
    ("cta", M::Role(Role::Cta)),
    ("call to action", M::Role(Role::Cta)),
    ("button", M::Button),
    ("cta button", M::Button),
    ("logo", M::Role(Role::Logo)),
    ("logotype", M::Role(Role::Logo)),
    ("mark", M::Role(Role::Logo)),
    ("image", M::Role(Role::Image)),
    ("picture", M::Role(Role::Image)),
    ("photo", M::Role(Role::Image)),
    ("photograph", M::Role(Role::Image)),
    ("illustration", M::Role(Role::Image)),
    ("art", M::Role(Role::Image)),
    ("artwork", M::Role(Role::Image)),
    ("background", M::Role(Role::Background)),
    ("ground", M::Role(Role::Background)),
    ("underlay", M::Role(Role::Underlay)),
    ("plate", M::Role(Role::Underlay)),
    ("panel", M::Role(Role::Underlay)),
    ("embellishment", M::Role(Role::Embellishment)),
    ("embellishments", M::Role(Role::Embellishment)),
    ("ornament", M::Role(Role::Embellishment)),
    ("ornaments", M::Role(Role::Embellishment)),
    ("accent", M::Accent),
    ("accents", M::Accent),
    ("ink", M::Ink),
    ("font", M::Font),
    ("typeface", M::Font),
    ("family", M::Font),
    ("face", M::Font),
    ("font family", M::Font),
    ("colour", M::Colour),
    ("color", M::Colour),
    ("coloured", M::Colour),
    ("colored", M::Colour),
    ("fill", M::Colour),
    ("recolour", M::Colour),
    ("recolor", M::Colour),
    ("size", M::Key(Key::Size)),
    ("font size", M::Key(Key::Size)),
    ("type size", M::Key(Key::Size)),
    ("text size", M::Key(Key::Size)),
    ("weight", M::Key(Key::Weight)),
    ("font weight", M::Key(Key::Weight)),
    ("opacity", M::Key(Key::Opacity)),
    ("opaque", M::Key(Key::Opacity)),
    ("transparency", M::Key(Key::Transparency)),
    ("transparent", M::Key(Key::Transparency)),
    ("rotate", M::Key(Key::Rotation)),
    ("rotated", M::Key(Key::Rotation)),
    ("rotation", M::Key(Key::Rotation)),
    ("turn", M::Key(Key::Rotation)),
    ("turned", M::Key(Key::Rotation)),
    ("tilt", M::Key(Key::Rotation)),
    ("tilted", M::Key(Key::Rotation)),
    ("angle", M::Key(Key::Rotation)),
    ("to", M::To),
    ("at", M::Key(Key::At)),
    ("position", M::Key(Key::At)),
    ("positioned", M::Key(Key::At)),
    ("placed", M::Key(Key::At)),
    ("place", M::Key(Key::At)),
    ("x", M::Key(Key::X)),
    ("y", M::Key(Key::Y)),
    ("width", M::Key(Key::Width)),
    ("height", M::Key(Key::Height)),
    ("wide", M::Key(Key::Wide)),
    ("high", M::Key(Key::High)),
    ("tall", M::Key(Key::High)),
    ("line height", M::Key(Key::Leading)),
    ("line spacing", M::Key(Key::Leading)),
    ("leading", M::Key(Key::Leading)),
    ("tracking", M::Key(Key::Tracking)),
    ("letter spacing", M::Key(Key::Tracking)),
    ("letterspacing", M::Key(Key::Tracking)),
    ("up", M::Way(Way::Up)),
    ("upward", M::Way(Way::Up)),
    ("upwards", M::Way(Way::Up)),
    ("down", M::Way(Way::Down)),
    ("downward", M::Way(Way::Down)),
    ("downwards", M::Way(Way::Down)),
    ("left", M::Way(Way::Left)),
    ("right", M::Way(Way::Right)),
    ("thin", M::Weight(100)),
    ("hairline", M::Weight(100)),
    ("extralight", M::Weight(200)),
    ("extra light", M::Weight(200)),
    ("light", M::Weight(300)),
    ("regular", M::Weight(400)),
    ("normal", M::Weight(400)),
    ("medium", M::Weight(500)),
    ("semibold", M::Weight(600)),
    ("semi bold", M::Weight(600)),
    ("demibold", M::Weight(600)),
    ("demi bold", M::Weight(600)),
    ("bold", M::Weight(700)),
    ("extrabold", M::Weight(800)),
    ("extra bold", M::Weight(800)),
    ("ultra bold", M::Weight(800)),
    ("heavy", M::Weight(900)),
    ("italic", M::Italic(true)),
    ("oblique", M::Italic(true)),
    ("upright", M::Italic(false)),
    ("roman", M::Italic(false)),
    ("lock", M::Lock(true)),
    ("locked", M::Lock(true)),
    ("fixed", M::Lock(true)),
    ("unlock", M::Lock(false)),
    ("unlocked", M::Lock(false)),
    ("uppercase", M::Case(Case::Upper)),
    ("upper case", M::Case(Case::Upper)),
    ("all caps", M::Case(Case::Upper)),
    ("capitals", M::Case(Case::Upper)),
    ("all capitals", M::Case(Case::Upper)),
    ("as written", M::Case(Case::AsIs)),
    ("mixed case", M::Case(Case::AsIs)),
    ("centre", M::Centred),
    ("center", M::Centred),
    ("centred", M::Centred),
    ("centered", M::Centred),
    ("aligned", M::Aligned),
    ("align", M::Aligned),
    ("alignment", M::Aligned),
    ("flush", M::Aligned),
    ("ranged", M::Aligned),
    ("top", M::Edge(VAlign::Top)),
    ("middle", M::Edge(VAlign::Middle)),
    ("bottom", M::Edge(VAlign::Bottom)),
    ("vertically", M::Vertically),
    ("horizontally", M::Horizontally),
    ("anticlockwise", M::Anticlockwise),
    ("anti clockwise", M::Anticlockwise),
    ("counterclockwise", M::Anticlockwise),
    ("counter clockwise", M::Anticlockwise),
    ("bigger", M::Vague),
    ("larger", M::Vague),
    ("smaller", M::Vague),
    ("bolder", M::Vague),
    ("lighter", M::Vague),
    ("darker", M::Vague),
    ("brighter", M::Vague),
    ("wider", M::Vague),
    ("narrower", M::Vague),
    ("higher", M::Vague),
    ("lower", M::Vague),
    ("justified", M::Impossible(NO_EDGES)),
    ("justify", M::Impossible(NO_EDGES)),
    ("lowercase", M::Impossible(NO_LOWER)),
    ("lower case", M::Impossible(NO_LOWER)),
    ("underlined", M::Impossible(NO_EFFECT)),
    ("underline", M::Impossible(NO_EFFECT)),
    ("shadow", M::Impossible(NO_EFFECT)),
    ("outline", M::Impossible(NO_EFFECT)),
    ("stroke", M::Impossible(NO_EFFECT)),
];

/// Words that say nothing of their own.
const FILLERS: &[&str] = &[
    "the",
    "a",
    "an",
    "please",
    "make",
    "set",
    "be",
    "in",
    "with",
    "of",
    "its",
    "it",
    "is",
    "are",
    "should",
    "put",
    "give",
    "use",
    "now",
    "my",
    "our",
    "just",
    "also",
    "exactly",
    "change",
    "by",
    "for",
    "as",
    "on",
    "page",
    "move",
    "moved",
    "shift",
    "nudge",
    "layer",
    "type",
    "clockwise",
];

/// Most words of a phrase.
const PHRASE_MAX: usize = 3;

/// What the longest phrase at the beginning of `words` (lower case) stands for, and how many words it has.
pub(super) fn meaning(words: &[String]) -> Option<(usize, Meaning)> {
    (1..=PHRASE_MAX.min(words.len())).rev().find_map(|count| {
        let phrase = words[..count].join(" ");
        let known = WORDS.iter().find(|(known, _)| *known == phrase).map(|(_, meaning)| *meaning);
        let filler = || (count == 1 && FILLERS.contains(&phrase.as_str())).then_some(Meaning::Filler);
        Some((count, known.or_else(filler)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts_and_none_is_said_twice() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(meaning(&words("call to action x")), Some((3, Meaning::Role(Role::Cta))));
        assert_eq!(meaning(&words("line height 1")), Some((2, Meaning::Key(Key::Leading))));
        assert_eq!(meaning(&words("line 1")), None);
        let mut all: Vec<&str> = WORDS.iter().map(|(phrase, _)| *phrase).chain(FILLERS.iter().copied()).collect();
        assert!(all.iter().all(|phrase| phrase.split(' ').count() <= PHRASE_MAX));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
