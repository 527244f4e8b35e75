//! Made-up assets of many tenants, and questions about them: the same for the same seed, on every machine.
#![allow(dead_code, reason = "each of those that include it uses a part of it")]
#![allow(unreachable_pub, reason = "it is a part of several programs")]

mod brands;
mod questions;

use std::collections::BTreeSet;

use design::{Day, Random, Srgb};
use maquette_retrieval::{Asset, AssetKind, Facets, LOOK, Look, Swatch};

pub use brands::Brands;
pub use questions::Ask;

/// Words that names are made of; the first of them are common.
const WORDS: usize = 6_000;
/// Words that tags are taken from.
const TAGS: usize = 300;
/// Middles that embeddings and looks lie around.
const MIDDLES: usize = 300;
/// How far they lie from them, in each number.
const AROUND: f64 = 0.9;

const LICENCES: [&str; 5] = ["CC0-1.0", "MIT", "CC-BY-4.0", "OFL-1.1", "house"];
const GROUNDS: [&str; 3] = ["light", "dark", "photo"];
const LANGUAGES: [&str; 4] = ["de", "en", "fr", "pt-BR"];
const ROLES: [&str; 4] = ["full", "mark", "mono", "accent"];
const SIDES: [&str; 3] = ["landscape", "portrait", "square"];
const CAMPAIGNS: [&str; 4] = ["spring", "autumn", "launch", "jubilee"];

/// What assets and questions are made of.
pub struct Corpus {
    random: Random,
    words: Vec<String>,
    middles: Vec<Vec<f32>>,
    looks: Vec<Vec<f64>>,
}

impl Corpus {
    /// A corpus whose embeddings have so many numbers.
    pub fn new(seed: u64, dimensions: usize) -> Self {
        let mut random = Random::new(seed);
        let words = (0..WORDS).map(|_| word(&mut random)).collect();
        let middle = |random: &mut Random, size| (0..size).map(|_| random.range(-1.0, 1.0) as f32).collect();
        let middles = (0..MIDDLES).map(|_| middle(&mut random, dimensions)).collect();
        let looks = (0..MIDDLES).map(|_| (0..LOOK).map(|_| random.range(-12.0, 12.0)).collect()).collect();
        Self { random, words, middles, looks }
    }

    /// The next asset, under that number.
    pub fn asset(&mut self, number: usize) -> Asset {
        let kind = AssetKind::ALL[self.random.index(AssetKind::ALL.len())];
        let name = self.name();
        let aliases = if self.random.chance(0.3) { vec![self.name()] } else { Vec::new() };
        let tags = (0..1 + self.random.index(4)).map(|_| self.words[self.random.index(TAGS)].clone()).collect();
        let text = match kind {
            AssetKind::Voice => (0..12).map(|_| self.word()).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        let seen = matches!(kind, AssetKind::Logo | AssetKind::Imagery);
        let palette = match kind {
            AssetKind::Color => self.palette(1),
            _ if seen => self.palette(3),
            _ => Vec::new(),
        };
        let look = if seen { Some(self.look()) } else { None };
        let (facets, embedding) = (self.facets(), self.embedding());
        Asset { aliases, tags, text, palette, look, facets, embedding, ..Asset::new(id(number), kind, name) }
    }

    fn word(&mut self) -> String {
        let unit = self.random.unit();
        self.words[(unit * unit * WORDS as f64) as usize].clone()
    }

    fn name(&mut self) -> String {
        // Some are called as colours are.
        if self.random.chance(0.005) {
            return ["Orange", "Blue Harbour", "Green"][self.random.index(3)].to_owned();
        }
        (0..1 + self.random.index(3)).map(|_| capital(&self.word())).collect::<Vec<_>>().join(" ")
    }

    fn color(&mut self) -> Srgb {
        let mut part = || self.random.index(256) as u8;
        Srgb::new(part(), part(), part())
    }

    fn palette(&mut self, most: usize) -> Vec<Swatch> {
        let count = 1 + self.random.index(most);
        (0..count).map(|at| Swatch { color: self.color(), percent: (100 >> (at + count - 1)) as u8 }).collect()
    }

    fn look(&mut self) -> Look {
        let middle = &self.looks[self.random.index(MIDDLES)];
        let around = |x: &f64| (x + self.random.range(-6.0, 6.0)) as i8;
        let digits = middle.iter().map(around).map(|x| format!("{:02x}", x.cast_unsigned())).collect();
        serde_json::from_value(serde_json::Value::String(digits)).expect("a look is written in hex digits")
    }

    fn embedding(&mut self) -> Vec<f32> {
        let middle = &self.middles[self.random.index(MIDDLES)];
        middle.iter().map(|x| x + self.random.range(-AROUND, AROUND) as f32).collect()
    }

    fn one(&mut self, share: f64, of: &[&str]) -> Option<String> {
        self.random.chance(share).then(|| of[self.random.index(of.len())].to_owned())
    }

    fn some(&mut self, share: f64, of: &[&str]) -> BTreeSet<String> {
        if !self.random.chance(share) {
            return BTreeSet::new();
        }
        (0..=self.random.index(2)).filter_map(|_| self.one(1.0, of)).collect()
    }

    fn day(&mut self, share: f64) -> Option<Day> {
        self.random.chance(share).then(|| Day(20_270_101 + self.random.index(28) as u32))
    }

    fn facets(&mut self) -> Facets {
        Facets {
            role: self.one(0.7, &ROLES),
            on: self.some(0.4, &GROUNDS),
            orientation: self.one(0.7, &SIDES),
            licence: self.one(0.9, &LICENCES),
            expires: self.day(0.3),
            language: self.one(0.5, &LANGUAGES),
            campaign: self.one(0.3, &CAMPAIGNS),
            kit: Some("acme".to_owned()),
        }
    }
}

/// The id of the asset of that number.
pub fn id(number: usize) -> String {
    format!("{number:06}")
}

/// The number in an id.
pub fn number(id: &str) -> usize {
    id.parse().expect("ids are numbers")
}

fn word(random: &mut Random) -> String {
    const ONSETS: [&str; 20] =
        ["b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "qu", "r", "s", "st", "t", "v", "z"];
    const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
    const ENDS: [&str; 8] = ["", "", "n", "r", "l", "m", "rt", "sk"];
    let syllables = 2 + random.index(2);
    let mut syllable = |last: bool| {
        let mut part = |of: &[&'static str]| of[random.index(of.len())];
        let (onset, vowel) = (part(&ONSETS), part(&VOWELS));
        format!("{onset}{vowel}{}", if last { part(&ENDS) } else { "" })
    };
    (1..=syllables).map(|at| syllable(at == syllables)).collect()
}

fn capital(word: &str) -> String {
    word[..1].to_ascii_uppercase() + &word[1..]
}
