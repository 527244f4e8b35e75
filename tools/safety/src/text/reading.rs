//! One way to read a text: its words, and where each of their letters stands in the text.

use std::ops::Range;

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadingKind {
    /// As it stands, folded.
    Plain,
    /// Words that are written together parted where their capitals are: `WordsLikeThese`.
    Parted,
    /// Letters that are spread, and words with signs in them, put together.
    Joined,
    /// Digits and signs in words read as letters. A small L and an I are one letter here, as a 1 may be either.
    Deleeted,
    /// The same, with letters that are repeated written once.
    Collapsed,
    /// Signs in the place of a letter read as a vowel.
    Unmasked(char),
}

/// How the words of a reading are written, and so the words that are looked for in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling {
    Plain,
    /// With one letter for I and L.
    OneLine,
    /// And with each letter once where it was repeated.
    Collapsed,
}

impl Spelling {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::OneLine, Self::Collapsed];

    /// How words are written in a reading of that kind.
    pub(crate) fn of(kind: ReadingKind) -> Self {
        match kind {
            ReadingKind::Plain | ReadingKind::Parted | ReadingKind::Joined => Self::Plain,
            ReadingKind::Deleeted | ReadingKind::Unmasked(_) => Self::OneLine,
            ReadingKind::Collapsed => Self::Collapsed,
        }
    }

    /// A folded word, written so.
    pub(crate) fn spell(self, word: &str) -> String {
        let mut spelt = String::with_capacity(word.len());
        for c in word.chars() {
            self.push(&mut spelt, 0, c);
        }
        spelt
    }

    /// Writes a letter of a word that begins at `start`; says whether there is a new letter.
    pub(super) fn push(self, text: &mut String, start: usize, c: char) -> bool {
        let c = if self != Self::Plain && c == 'l' { 'i' } else { c };
        let again = self == Self::Collapsed && text[start..].ends_with(c);
        if !again {
            text.push(c);
        }
        !again
    }
}

/// A word of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it begins in the reading.
    pub(crate) at: usize,
    /// Where it ends there.
    pub(crate) to: usize,
    /// Whether it reads otherwise than in the plain reading.
    pub(crate) altered: bool,
    /// Whether a sentence begins with it.
    pub(crate) begins: bool,
}

/// A text, read one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    kind: ReadingKind,
    /// The words with a space before and behind each.
    text: String,
    words: Vec<Word>,
    /// For each byte of `text` where its letter stands in the text that was read.
    places: Vec<(u32, u32)>,
}

impl Reading {
    pub(super) fn new(kind: ReadingKind) -> Self {
        Self { kind, text: " ".to_owned(), words: Vec::new(), places: vec![(0, 0)] }
    }

    /// Begins a word.
    pub(super) fn begin(&mut self, begins: bool) {
        let at = self.text.len();
        self.words.push(Word { at, to: at, altered: false, begins });
    }

    /// Writes a letter of the word.
    pub(super) fn push(&mut self, c: char, place: (u32, u32)) {
        let Some(word) = self.words.last_mut() else { return };
        let spelling = Spelling::of(self.kind);
        if spelling.push(&mut self.text, word.at, c) {
            self.places.resize(self.text.len(), place);
        } else if let Some(last) = self.places.last_mut() {
            last.1 = place.1;
        }
        word.to = self.text.len();
    }

    /// Ends the word.
    pub(super) fn end(&mut self, altered: bool) {
        let Some(word) = self.words.last_mut() else { return };
        if word.at == word.to {
            self.words.pop();
            return;
        }
        word.altered = altered;
        self.text.push(' ');
        let last = self.places.last().map_or(0, |place| place.1);
        self.places.push((last, last));
    }

    /// How it is read.
    #[must_use]
    pub fn kind(&self) -> ReadingKind {
        self.kind
    }

    /// The words, with a space before and behind each.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the letters of a range of bytes of [`text`](Self::text) stand in the text that was read.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let places = self.places.get(range).unwrap_or_default();
        let start = places.iter().map(|place| place.0).min().unwrap_or(0);
        let end = places.iter().map(|place| place.1).max().unwrap_or(0);
        start as usize..end as usize
    }

    pub(crate) fn spelling(&self) -> Spelling {
        Spelling::of(self.kind)
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The letters of a word.
    pub(crate) fn word(&self, word: &Word) -> &str {
        &self.text[word.at..word.to]
    }

    /// The word that a byte of [`text`](Self::text) belongs to.
    pub(crate) fn word_at(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.to <= at)
    }
}
