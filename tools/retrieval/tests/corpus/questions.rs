//! Questions of every kind about made-up assets.

use design::Srgb;
use maquette_retrieval::{Asset, AssetKind, Filter, Query};

use super::{Corpus, GROUNDS, LANGUAGES, LICENCES};

/// Letters that a wrong one is taken from.
const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
const COLORS: [&str; 8] = ["blue", "red", "green", "yellow", "dark blue", "orange", "purple", "light grey"];

/// What a question asks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    Exact,
    Misspelt,
    Prefix,
    Colors,
    WordsAndColors,
    Look,
    Embedding,
    WordsAndEmbedding,
    WordsAndLook,
    All,
}

impl Ask {
    pub const ALL: [Self; 10] = [
        Self::Exact,
        Self::Misspelt,
        Self::Prefix,
        Self::Colors,
        Self::WordsAndColors,
        Self::Look,
        Self::Embedding,
        Self::WordsAndEmbedding,
        Self::WordsAndLook,
        Self::All,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "words, exact",
            Self::Misspelt => "words, misspelt",
            Self::Prefix => "words, cut short",
            Self::Colors => "colours",
            Self::WordsAndColors => "words + colours",
            Self::Look => "look",
            Self::Embedding => "embedding",
            Self::WordsAndEmbedding => "words + embedding",
            Self::WordsAndLook => "words + look",
            Self::All => "words + embedding + colours",
        }
    }
}

impl Corpus {
    /// The next question, about an asset or one like it.
    pub fn question(&mut self, ask: Ask, about: &Asset) -> Query {
        let name = about.name.to_lowercase();
        let query = Query { filter: self.filter(), limit: 10, ..Query::default() };
        match ask {
            Ask::Exact => Query { text: name, ..query },
            Ask::Misspelt => Query { text: self.misspelt(&name), ..query },
            Ask::Prefix => Query { text: name[..(name.len() * 2 / 3).max(3).min(name.len())].to_owned(), ..query },
            Ask::Colors if self.random.chance(0.5) => Query { text: self.color_word(), ..query },
            Ask::Colors => Query { colors: self.colors(), ..query },
            Ask::WordsAndColors if self.random.chance(0.5) => {
                Query { text: format!("{} {name}", self.color_word()), ..query }
            }
            Ask::WordsAndColors => Query { text: name, colors: self.colors(), ..query },
            Ask::Look => Query { look: Some(self.look()), ..query },
            Ask::Embedding => Query { embedding: self.embedding(), ..query },
            Ask::WordsAndEmbedding => Query { text: name, embedding: self.embedding(), ..query },
            Ask::WordsAndLook => Query { text: self.misspelt(&name), look: Some(self.look()), ..query },
            Ask::All => {
                let text = format!("{} {name}", self.color_word());
                Query { text, embedding: self.embedding(), ..query }
            }
        }
    }

    /// A question as people ask most: in words, by an embedding of them, now and then with a colour.
    pub fn hybrid(&mut self, about: &Asset) -> Query {
        let ask = if self.random.chance(0.2) { Ask::All } else { Ask::WordsAndEmbedding };
        self.question(ask, about)
    }

    fn color_word(&mut self) -> String {
        COLORS[self.random.index(COLORS.len())].to_owned()
    }

    fn colors(&mut self) -> Vec<Srgb> {
        (0..=self.random.index(2)).map(|_| self.color()).collect()
    }

    /// One letter left out, put in or put in the place of another; or two that changed places.
    fn misspelt(&mut self, name: &str) -> String {
        let mut letters = name.as_bytes().to_vec();
        let at = 1 + self.random.index(letters.len() - 2);
        let wrong = LETTERS[self.random.index(LETTERS.len())];
        match self.random.index(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, wrong),
            2 => letters[at] = wrong,
            _ => letters.swap(at, at + 1),
        }
        String::from_utf8(letters).expect("names are ASCII")
    }

    fn filter(&mut self) -> Filter {
        if self.random.chance(0.4) {
            return Filter::default();
        }
        let kind = self.random.index(AssetKind::ALL.len() * 3);
        Filter {
            kinds: AssetKind::ALL.get(kind).copied().into_iter().collect(),
            licences: self.some(0.4, &LICENCES),
            usable_on: self.day(0.4),
            languages: self.some(0.3, &LANGUAGES),
            on: self.some(0.3, &GROUNDS),
            ..Filter::default()
        }
    }
}
