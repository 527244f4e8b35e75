//! Clauses as what they speak of: layers, values, and what the values say.

use std::collections::{BTreeMap, BTreeSet};

use super::token::{Token, clauses};
use super::words::{Key, Meaning, Way, meaning};
use crate::color::Srgb;
use crate::document::{Case, Content, Document, NodeId, Role, VAlign};
use crate::kit::{BrandKit, TokenPath, color_words};
use crate::shown::{clip_to, shown};

/// Most families that are told of.
const TOLD_MAX: usize = 8;

/// Most families that are known.
const FAMILIES_MAX: usize = 4_096;

/// Longest name that is recited, characters.
const NAME_CHARS_MAX: usize = 60;

/// What a clause speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Role(Role),
    Node(NodeId),
    /// What is to be done next, with its plate.
    Button,
    /// Whatever carries an accent colour.
    Accent,
}

/// A colour as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asked {
    /// By its digits, with an opacity of 0–255 where one was given.
    Hex(Srgb, Option<u8>),
    Token(TokenPath),
    Named(String),
}

/// A number with what it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantity {
    pub(super) value: f64,
    pub(super) unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    /// A length that was brought to px.
    Px,
    Percent,
    Degree,
    Em,
}

/// A part of a clause.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Atom {
    Target(Target),
    Colour(Asked),
    Quantity(Quantity),
    Glue,
    Times,
    Family(String),
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
}

/// What clauses are read with.
pub(super) struct Reader<'a> {
    document: &'a Document,
    kit: &'a BrandKit,
    ids: BTreeMap<String, &'a NodeId>,
    roles: BTreeSet<Role>,
    /// Families by their words in lower case.
    families: Vec<(Vec<String>, String)>,
}

/// Why a clause is not read.
pub(super) struct Unread {
    /// The layer that it named.
    pub(super) target: Option<Target>,
    pub(super) why: String,
}

/// Where a clause is being read.
struct Place<'t> {
    tokens: &'t [Token],
    /// Every token in lower case.
    words: &'t [String],
    at: usize,
    is_named: bool,
    wants_family: bool,
    wants_colour: bool,
    atoms: Vec<Atom>,
    unknown: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, kit: &'a BrandKit, families: &'a [String]) -> Self {
        let mut ids: BTreeMap<String, &NodeId> = BTreeMap::new();
        for node in document.walk() {
            ids.entry(node.id.0.to_lowercase()).or_insert(&node.id);
        }
        let roles = document.walk().map(|node| node.role).collect();
        let set = document.walk().flat_map(|node| match &node.content {
            Content::Text { text, .. } => text.runs.as_slice(),
            _ => &[],
        });
        let of_kit = kit.fonts.iter().map(|font| font.family.as_str());
        let all = families.iter().map(String::as_str).chain(of_kit).chain(set.map(|run| run.font.family.as_str()));
        let mut known: Vec<(Vec<String>, String)> = Vec::new();
        let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
        for family in all.take(FAMILIES_MAX) {
            let words = words_of(family);
            if !words.is_empty() && seen.insert(words.clone()) {
                known.push((words, family.to_owned()));
            }
        }
        Self { document, kit, ids, roles, families: known }
    }

    /// Whether a word is the name of a layer or of a colour.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.ids.contains_key(&word.to_lowercase()) || self.kit.colors.contains_key(&TokenPath::from(word))
    }

    /// What the tokens of a clause are; an error says what of it is not understood, or not possible, and which layer the
    /// clause named before that.
    pub(super) fn atoms(&self, tokens: &[Token]) -> Result<Vec<Atom>, Unread> {
        let words: Vec<String> = tokens.iter().map(Token::plain).collect();
        let mut place = Place {
            tokens,
            words: &words,
            at: 0,
            is_named: false,
            wants_family: false,
            wants_colour: false,
            atoms: Vec::new(),
            unknown: Vec::new(),
        };
        while place.at < tokens.len() {
            let before = place.at;
            if let Err(why) = self.read(&mut place) {
                return Err(Unread { target: place.target(), why });
            }
            if place.at == before {
                place.unknown.push(before);
                place.at += 1;
            }
        }
        if place.unknown.is_empty() {
            return Ok(place.atoms);
        }
        Err(Unread { target: place.target(), why: self.unknown(&place) })
    }

    /// Reads what begins where the place is; it stays there when nothing does.
    fn read(&self, place: &mut Place<'_>) -> Result<(), String> {
        let sign = match &place.tokens[place.at] {
            Token::Number(value) => {
                // A family's name may begin with a number.
                if !self.family(place, 2) {
                    self.quantity(place, *value);
                }
                return Ok(());
            }
            Token::Hex(digits) => Some(Atom::Colour(hex(digits)?)),
            Token::Glue => Some(Atom::Glue),
            Token::Times => Some(Atom::Times),
            Token::Percent | Token::Degree | Token::Other(_) => return Ok(()),
            Token::Word(_) => None,
        };
        if let Some(atom) = sign {
            place.push(1, atom);
            return Ok(());
        }
        if self.family(place, 2) || self.token(place) || colour_name(place, 2) {
            return Ok(());
        }
        if let Some((count, meaning)) = meaning(&place.words[place.at..]) {
            return self.meaning(place, count, meaning);
        }
        let _ = self.black(place) || self.family(place, 1) || colour_name(place, 1) || self.id(place);
        Ok(())
    }

    fn meaning(&self, place: &mut Place<'_>, count: usize, meaning: Meaning) -> Result<(), String> {
        let accent = if meaning == Meaning::Ink { self.kit.roles.ink.first() } else { self.kit.roles.accent.first() };
        let atom = match meaning {
            Meaning::To if place.leads_to_two() => Atom::Key(Key::At),
            Meaning::Filler | Meaning::To => return place.skip(count),
            Meaning::Words if place.is_named => return place.skip(count),
            Meaning::Font => {
                place.wants_family = true;
                return place.skip(count);
            }
            Meaning::Colour => {
                place.wants_colour = true;
                return place.skip(count);
            }
            Meaning::Vague => {
                let word = &place.words[place.at];
                return Err(format!("`{word}` is no exact value; say one, such as `96 px` or `80%`"));
            }
            Meaning::Impossible(why) => return Err(why.to_owned()),
            Meaning::Role(role) => self.role(place, role),
            Meaning::Words => self.role(place, Role::Body),
            Meaning::Button => Atom::Target(Target::Button),
            Meaning::Accent | Meaning::Ink if place.is_named || place.wants_colour => match accent {
                Some(token) => Atom::Colour(Asked::Token(token.clone())),
                None => return Err("the kit has no colour for that".to_owned()),
            },
            Meaning::Accent => Atom::Target(Target::Accent),
            Meaning::Ink => return Err("say which layer is to have the kit's ink, as in `headline ink`".to_owned()),
            Meaning::Key(key) => Atom::Key(key),
            Meaning::Way(way) => Atom::Way(way),
            Meaning::Weight(weight) => Atom::Weight(weight),
            Meaning::Italic(italic) => Atom::Italic(italic),
            Meaning::Lock(lock) => Atom::Lock(lock),
            Meaning::Case(case) => Atom::Case(case),
            Meaning::Centred => Atom::Centred,
            Meaning::Aligned => Atom::Aligned,
            Meaning::Edge(edge) => Atom::Edge(edge),
            Meaning::Vertically => Atom::Vertically,
            Meaning::Horizontally => Atom::Horizontally,
            Meaning::Anticlockwise => Atom::Anticlockwise,
        };
        place.push(count, atom);
        Ok(())
    }

    /// A role, or the layer that is named by its word where no layer has the role.
    fn role(&self, place: &Place<'_>, role: Role) -> Atom {
        match self.ids.get(&place.words[place.at]) {
            Some(id) if !self.roles.contains(&role) => Atom::Target(Target::Node((*id).clone())),
            _ => Atom::Target(Target::Role(role)),
        }
    }

    fn id(&self, place: &mut Place<'_>) -> bool {
        let Some(id) = self.ids.get(&place.words[place.at]) else { return false };
        place.push(1, Atom::Target(Target::Node((*id).clone())));
        true
    }

    /// Takes the known family of the most words, if it has `least` of them.
    fn family(&self, place: &mut Place<'_>, least: usize) -> bool {
        let rest = &place.words[place.at..];
        let fitting = self.families.iter().filter(|(words, _)| words.len() >= least && rest.starts_with(words));
        let Some((words, family)) = fitting.max_by_key(|(words, _)| words.len()) else { return false };
        place.push(words.len(), Atom::Family(family.clone()));
        true
    }

    fn token(&self, place: &mut Place<'_>) -> bool {
        let Token::Word(word) = &place.tokens[place.at] else { return false };
        let token = TokenPath::from(word.as_str());
        // A word that is both names a layer first.
        if !self.kit.colors.contains_key(&token) || (!place.is_named && self.ids.contains_key(&word.to_lowercase())) {
            return false;
        }
        place.push(1, Atom::Colour(Asked::Token(token)));
        true
    }

    /// "Black" is a weight beside a family, else a colour.
    fn black(&self, place: &mut Place<'_>) -> bool {
        let is_weight = matches!(place.atoms.last(), Some(Atom::Family(_) | Atom::Key(Key::Weight)));
        if place.words[place.at] != "black" || !is_weight {
            return false;
        }
        place.push(1, Atom::Weight(900));
        true
    }

    fn quantity(&self, place: &mut Place<'_>, value: f64) {
        let dpi = f64::from(self.document.page.dpi);
        let (count, value, unit) = match (place.tokens.get(place.at + 1), place.words.get(place.at + 1)) {
            (Some(Token::Percent), _) => (2, value, Unit::Percent),
            (Some(Token::Degree), _) => (2, value, Unit::Degree),
            (_, Some(word)) => match word.as_str() {
                "px" | "pixel" | "pixels" => (2, value, Unit::Px),
                "pt" | "pts" | "point" | "points" => (2, value * dpi / 72.0, Unit::Px),
                "mm" => (2, value * dpi / 25.4, Unit::Px),
                "cm" => (2, value * dpi / 2.54, Unit::Px),
                "percent" => (2, value, Unit::Percent),
                "deg" | "degree" | "degrees" => (2, value, Unit::Degree),
                "em" => (2, value, Unit::Em),
                _ => (1, value, Unit::None),
            },
            _ => (1, value, Unit::None),
        };
        place.push(count, Atom::Quantity(Quantity { value, unit }));
    }

    /// Says which words were not understood; a word that may be a family, with the families that are known.
    fn unknown(&self, place: &Place<'_>) -> String {
        let written: Vec<String> = place.unknown.iter().map(|&at| written(&place.tokens[at])).collect();
        let written = clip_to(&written.join(" "), NAME_CHARS_MAX);
        let is_capital = |&at: &usize| match &place.tokens[at] {
            Token::Word(word) => word.starts_with(char::is_uppercase),
            _ => false,
        };
        let is_beside = place.is_named || place.atoms.iter().any(|atom| matches!(atom, Atom::Weight(_)));
        if place.wants_family || (is_beside && place.unknown.iter().all(is_capital)) {
            return format!("`{written}` is no family that is at hand; known are {}", self.told());
        }
        if place.wants_colour {
            return format!("`{written}` is no colour; give its digits, as in `#1b2a41`, or a token of the kit");
        }
        format!("`{written}` is not understood")
    }

    fn told(&self) -> String {
        let told: Vec<String> =
            self.families.iter().take(TOLD_MAX).map(|(_, family)| clip_to(family, NAME_CHARS_MAX)).collect();
        if told.is_empty() { "none".to_owned() } else { told.join(", ") }
    }
}

impl Place<'_> {
    fn target(&self) -> Option<Target> {
        self.atoms.iter().find_map(|atom| match atom {
            Atom::Target(target) => Some(target.clone()),
            _ => None,
        })
    }

    /// Whether the two numbers of a place come next.
    fn leads_to_two(&self) -> bool {
        match &self.tokens[self.at + 1..] {
            [Token::Number(_), Token::Glue, ..] => true,
            [Token::Number(_), Token::Word(_), glue, ..] => *glue == Token::Glue,
            _ => false,
        }
    }

    fn push(&mut self, count: usize, atom: Atom) {
        self.at += count;
        self.is_named |= matches!(atom, Atom::Target(_));
        self.atoms.push(atom);
    }

    fn skip(&mut self, count: usize) -> Result<(), String> {
        self.at += count;
        Ok(())
    }
}

fn written(token: &Token) -> String {
    match token {
        Token::Word(word) => shown(word),
        _ => token.plain(),
    }
}

/// The words of a family's name as they would be read in a text.
fn words_of(family: &str) -> Vec<String> {
    clauses(family, &|_| false).iter().flat_map(|clause| clause.tokens.iter().map(Token::plain)).collect()
}

/// Takes the longest name of a colour, if it has `least` words: "navy", "light blue".
fn colour_name(place: &mut Place<'_>, least: usize) -> bool {
    const NAME_MAX: usize = 3;
    let rest = &place.words[place.at..];
    let named = (least..=NAME_MAX.min(rest.len())).rev().find_map(|count| {
        let words = &rest[..count];
        let only_words = place.tokens[place.at..place.at + count].iter().all(|token| matches!(token, Token::Word(_)));
        let name = words.join(" ");
        let found = color_words(&name);
        (only_words && found.rest.is_empty() && found.colors.len() == 1).then_some((count, name))
    });
    let Some((count, name)) = named else { return false };
    place.push(count, Atom::Colour(Asked::Named(name)));
    true
}

/// Reads the digits of a colour: 3, 6, or 8 with an opacity.
fn hex(digits: &str) -> Result<Asked, String> {
    let no_colour = || format!("`#{}` is no colour; give 3, 6 or 8 digits of 0–9 and a–f", clip_to(digits, 12));
    let alpha = match digits.len() {
        8 => Some(digits.get(6..).and_then(|alpha| u8::from_str_radix(alpha, 16).ok()).ok_or_else(no_colour)?),
        _ => None,
    };
    let color = digits.get(..digits.len().min(6)).and_then(Srgb::parse_hex).ok_or_else(no_colour)?;
    if matches!(digits.len(), 3 | 6 | 8) { Ok(Asked::Hex(color, alpha)) } else { Err(no_colour()) }
}
