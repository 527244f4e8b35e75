//! What of a text is looked at: parts of words, words, pairs of words, and what words are about, each as a number.

use std::ops::Range;

use super::lexicon::{self, Subject};
use super::meaning::{MEANING, Meaning, Meanings};
use crate::text::{Reading, Spelling};

/// Bits of a [`Feature::bucket`]: so many that a thing that was never met seldom passes for one that was.
pub const BUCKET_BITS: u32 = 22;
/// Buckets that features fall into.
pub const BUCKETS: usize = 1 << BUCKET_BITS;
/// Kinds of features: see [`Group`].
pub const GROUPS: usize = 5;
/// Letters of a part of a word, the borders of the word among them.
const PARTS: Range<usize> = 3..6;
/// Letters of a word that is looked at in parts; what goes beyond is no word.
const LETTERS_MAX: usize = 24;
/// Words from one of a pair to the other.
const PAIR_REACH: usize = 3;
/// Words from one subject of a pair to the other.
const SUBJECT_REACH: usize = 6;

/// What kind of thing a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A few letters in a row.
    Parts,
    /// A word.
    Words,
    /// Two words, with up to two between.
    Pairs,
    /// What a word is about.
    Subjects,
    /// What two words near each other are about, in any order.
    SubjectPairs,
}

/// One thing that is in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// What kind of thing it is.
    pub group: Group,
    /// The number that it has; others may share it. Below [`BUCKETS`].
    pub bucket: u32,
    /// The first of its words.
    first: u32,
    /// From which word on a window has it for the first time here: the same was there before.
    fresh_from: u32,
}

/// What is in a reading, word by word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    list: Vec<Feature>,
    /// Where the features that end with each word begin, and the end of all.
    starts: Vec<usize>,
    /// What each word means, where it is known.
    meanings: Vec<Option<Meaning>>,
}

impl Features {
    /// Of a reading.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        if reading.spelling() == Spelling::Plain {
            Self::spelt(reading, Spelling::Plain)
        } else {
            Self::disguised(reading)
        }
    }

    /// Of a reading, as words are spelt where they are read through a disguise: with one letter for I and L and no letter twice in
    /// a row.
    #[must_use]
    pub fn disguised(reading: &Reading) -> Self {
        Self::spelt(reading, Spelling::Collapsed)
    }

    fn spelt(reading: &Reading, spelling: Spelling) -> Self {
        let words: Vec<String> = reading.words().iter().map(|word| spelling.spell(reading.word(word))).collect();
        let subjects: Vec<&[Subject]> = words.iter().map(|word| lexicon::subjects(word, spelling)).collect();
        let meanings = words.iter().map(|word| Meanings::builtin().of(word, spelling).copied());
        let mut features = Self { meanings: meanings.collect(), ..Self::default() };
        for at in 0..words.len() {
            features.starts.push(features.list.len());
            features.add_word(&words, at);
            features.add_subjects(&subjects, at);
        }
        features.starts.push(features.list.len());
        features.date();
        features
    }

    /// How many words there are.
    #[must_use]
    pub fn words(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// What is in a range of the words, each thing once.
    pub fn window(&self, words: Range<usize>) -> impl Iterator<Item = &Feature> {
        let start = |word: usize| self.starts.get(word).or(self.starts.last()).copied().unwrap_or(0);
        let (from, list) = (words.start, start(words.start)..start(words.end));
        let inside = move |feature: &&Feature| feature.first as usize >= from && (feature.fresh_from as usize) <= from;
        self.list[list.start..list.end.max(list.start)].iter().filter(inside)
    }

    /// What a range of the words means together; `None` where no word of it is known. See [`Meanings::together`].
    #[must_use]
    pub fn meaning(&self, words: Range<usize>) -> Option<[i64; MEANING]> {
        Meanings::together(self.meanings.get(words).unwrap_or_default().iter())
    }

    /// How many subjects of the lexicon its words are about, each counted once.
    #[must_use]
    pub fn subjects(&self) -> usize {
        self.window(0..self.words()).filter(|feature| feature.group == Group::Subjects).count()
    }

    fn add_word(&mut self, words: &[String], at: usize) {
        let word = &words[at];
        let letters: Vec<char> =
            std::iter::once('<').chain(word.chars().take(LETTERS_MAX)).chain(std::iter::once('>')).collect();
        for part in PARTS.flat_map(|length| letters.windows(length)) {
            self.push(Group::Parts, at, part.iter().fold(Hash::new(Group::Parts), |hash, c| hash.char(*c)));
        }
        self.push(Group::Words, at, Hash::new(Group::Words).text(word));
        for reach in 1..=PAIR_REACH.min(at) {
            let hash = Hash::new(Group::Pairs).number(reach).text(&words[at - reach]).char(' ').text(word);
            self.push(Group::Pairs, at - reach, hash);
        }
    }

    fn add_subjects(&mut self, subjects: &[&[Subject]], at: usize) {
        for subject in subjects[at] {
            self.push(Group::Subjects, at, Hash::new(Group::Subjects).number(usize::from(*subject)));
        }
        for before in at.saturating_sub(SUBJECT_REACH)..at {
            for (one, other) in
                subjects[before].iter().flat_map(|one| subjects[at].iter().map(move |other| (one, other)))
            {
                let hash = Hash::new(Group::SubjectPairs);
                let hash = hash.number(usize::from(*one.min(other))).number(usize::from(*one.max(other)));
                self.push(Group::SubjectPairs, before, hash);
            }
        }
    }

    fn push(&mut self, group: Group, first: usize, hash: Hash) {
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        self.list.push(Feature { group, bucket: hash.bucket(), first, fresh_from: 0 });
    }

    /// Finds of each feature where the same was before.
    fn date(&mut self) {
        if self.list.len() > BUCKETS / 16 {
            return self.date_many();
        }
        // Bucket and place in one number, which sorts fast.
        let place = |at: usize| u64::try_from(at).unwrap_or(u64::MAX) & u64::from(u32::MAX);
        let numbered = self.list.iter().enumerate();
        let mut order: Vec<u64> = numbered.map(|(at, feature)| u64::from(feature.bucket) << 32 | place(at)).collect();
        order.sort_unstable();
        for pair in order.windows(2) {
            if pair[0] >> 32 == pair[1] >> 32 {
                let (before, at) = (self.list[pair[0] as u32 as usize], pair[1] as u32 as usize);
                self.list[at].fresh_from = before.fresh_from.max(before.first.saturating_add(1));
            }
        }
    }

    /// The same, in a step for each of them and one for each bucket.
    fn date_many(&mut self) {
        let mut fresh_from = vec![0; BUCKETS];
        for feature in &mut self.list {
            let Some(fresh) = fresh_from.get_mut(feature.bucket as usize) else { continue };
            feature.fresh_from = *fresh;
            *fresh = (*fresh).max(feature.first.saturating_add(1));
        }
    }
}

/// A number for what a feature is: Fowler, Noll and Vo's FNV-1a in 64 bits, its high bits stirred by Fibonacci's multiplier.
#[derive(Debug, Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn new(group: Group) -> Self {
        Self(0xcbf2_9ce4_8422_2325).byte(group as u8)
    }

    fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    fn number(self, number: usize) -> Self {
        let [low, high, ..] = number.to_le_bytes();
        self.byte(low).byte(high)
    }

    fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte)
    }

    fn char(self, c: char) -> Self {
        let mut bytes = [0; 4];
        self.text(c.encode_utf8(&mut bytes))
    }

    fn bucket(self) -> u32 {
        ((self.0 ^ self.0 >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BUCKET_BITS)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::readings;

    fn features(text: &str) -> Features {
        Features::of(&readings(text).unwrap()[0])
    }

    fn buckets(features: &Features, words: Range<usize>) -> Vec<u32> {
        let mut buckets: Vec<u32> = features.window(words).map(|feature| feature.bucket).collect();
        buckets.sort_unstable();
        buckets
    }

    #[test]
    fn a_window_has_what_its_words_have_alone() {
        let whole = features("bring the cash and bring the knives and bring no receipt");
        for (from, to, text) in [
            (0, 11, "bring the cash and bring the knives and bring no receipt"),
            (1, 6, "the cash and bring the"),
            (4, 9, "bring the knives and bring"),
        ] {
            let alone = features(text);
            assert_eq!(buckets(&whole, from..to), buckets(&alone, 0..alone.words()), "{text}");
        }
    }

    #[test]
    fn many_things_are_dated_as_few_are() {
        let mut few = features("bring the cash and bring the knives and bring the cash and no receipt for the cash");
        let slow = few.clone();
        few.date_many();
        assert_eq!(few, slow);
    }

    #[test]
    fn a_thing_is_in_a_window_once() {
        let twice = features("tea tea tea");
        let words = twice.window(0..3).filter(|feature| feature.group == Group::Words).count();
        assert_eq!((twice.words(), words), (3, 1));
    }

    #[test]
    fn what_is_beyond_the_text_is_nothing() {
        assert_eq!(features("").window(0..9).count(), 0);
        assert_eq!(features("tea").window(1..1).count() + features("tea").window(7..9).count(), 0);
    }
}
