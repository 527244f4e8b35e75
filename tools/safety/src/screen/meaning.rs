//! What words mean, in a few numbers: words that are used alike have numbers alike, so that a word which no example had counts as
//! those that are used as it is.
//!
//! The numbers were learned: the example `train_screen` makes them of word vectors that were trained elsewhere (GloVe, Pennington,
//! Socher and Manning, 2014), turned to the directions in which the texts of the corpus differ most, and rounded to a byte. A word is
//! known by a hash, as it is spelt and as disguises are read.

use std::sync::LazyLock;

use crate::text::{Spelling, plain};

/// Numbers of a word.
pub const MEANING: usize = 16;
/// What the length of the meaning of some words is, in the unit of its numbers.
pub const MEANING_UNIT: i64 = 4_096;
/// Most words that are known.
pub const MEANINGS_MAX: usize = 32_768;
/// How a file begins.
const MAGIC: [u8; 8] = *b"mqmeans1";
/// Ends that a word which is not known may have besides.
pub const ENDS: [&str; 5] = ["s", "ed", "ing", "d", "es"];

/// The numbers of a word.
pub type Meaning = [i8; MEANING];

/// The meanings of many words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meanings {
    /// By the hash of a word as it is spelt: the place of its numbers.
    plain: Vec<(u32, u16)>,
    /// By the hash of a word as disguises are read.
    collapsed: Vec<(u32, u16)>,
    numbers: Vec<Meaning>,
}

/// The bytes of the meanings of the house.
pub(super) const BYTES: &[u8] = include_bytes!("../../data/screen_meanings.bin");

impl Meanings {
    /// The meanings of the house.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Meanings> =
            LazyLock::new(|| Meanings::read(BYTES).expect("a test reads the meanings"));
        &BUILTIN
    }

    /// Of words with their numbers, those first that count where two are read alike; what is beyond [`MEANINGS_MAX`] is left out.
    #[must_use]
    pub fn new(words: &[(String, Meaning)]) -> Self {
        let words = words.get(..MEANINGS_MAX).unwrap_or(words);
        let index = |spelling: Spelling| {
            let of = |(at, (word, _)): (usize, &(String, Meaning))| (hash(&spelling.spell(&plain(word))), at as u16);
            let mut index: Vec<(u32, u16)> = words.iter().enumerate().map(of).collect();
            index.sort_unstable();
            index.dedup_by_key(|(hash, _)| *hash);
            index
        };
        let numbers = words.iter().map(|(_, numbers)| *numbers).collect();
        Self { plain: index(Spelling::Plain), collapsed: index(Spelling::Collapsed), numbers }
    }

    /// What a word means that is spelt so, as far as it is known or what it is formed of.
    pub(crate) fn of(&self, word: &str, spelling: Spelling) -> Option<&Meaning> {
        let index = if spelling == Spelling::Plain { &self.plain } else { &self.collapsed };
        let known = |word: &str| {
            let at = index.binary_search_by_key(&hash(word), |(hash, _)| *hash).ok()?;
            self.numbers.get(usize::from(index[at].1))
        };
        known(word).or_else(|| ENDS.iter().filter_map(|end| word.strip_suffix(end)).find_map(known))
    }

    /// What some words mean together: the sum of their numbers, as long as [`MEANING_UNIT`]; `None` where none is known.
    #[must_use]
    pub fn together<'a>(words: impl Iterator<Item = &'a Option<Meaning>>) -> Option<[i64; MEANING]> {
        let mut sum = [0_i64; MEANING];
        for word in words.flatten() {
            sum.iter_mut().zip(word).for_each(|(sum, number)| *sum += i64::from(*number));
        }
        // In 1/16, so that the length of a single word is not rounded much.
        let length = sum.iter().map(|number| (number * number) << 8).sum::<i64>().isqrt();
        (length > 0).then(|| sum.map(|number| ((number * MEANING_UNIT) << 4) / length))
    }

    /// Reads a file; `None` where it is none, or is not whole.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (sizes, mut rest) = rest.split_at_checked(6)?;
        let size = |at: usize| usize::from(u16::from_le_bytes([sizes[at], sizes[at + 1]]));
        let (words, indices) = (size(0), [size(2), size(4)]);
        if words > MEANINGS_MAX || rest.len() != words * MEANING + (indices[0] + indices[1]) * 6 {
            return None;
        }
        let [plain, collapsed] = indices.map(|count| {
            let (index, after) = rest.split_at(count * 6);
            rest = after;
            let entry = |entry: &[u8]| {
                (u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]), u16::from_le_bytes([entry[4], entry[5]]))
            };
            index.chunks_exact(6).map(entry).collect::<Vec<_>>()
        });
        let is_index = |index: &Vec<(u32, u16)>| {
            index.is_sorted_by(|one, other| one.0 < other.0) && index.iter().all(|(_, at)| usize::from(*at) < words)
        };
        let numbers = rest.as_chunks::<MEANING>().0.iter().map(|numbers| numbers.map(u8::cast_signed)).collect();
        let is_whole = is_index(&plain) && is_index(&collapsed);
        is_whole.then_some(Self { plain, collapsed, numbers })
    }

    /// The file that [`read`](Self::read) reads these from.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for count in [self.numbers.len(), self.plain.len(), self.collapsed.len()] {
            bytes.extend(u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes());
        }
        for (hash, at) in self.plain.iter().chain(&self.collapsed) {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(at.to_le_bytes());
        }
        bytes.extend(self.numbers.iter().flatten().map(|number| number.cast_unsigned()));
        bytes
    }
}

/// A number for a word: Fowler, Noll and Vo's FNV-1a in 32 bits.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings() -> Meanings {
        let word = |word: &str, first: i8| {
            let mut numbers = [0; MEANING];
            (numbers[0], numbers[1]) = (first, 5);
            (word.to_owned(), numbers)
        };
        Meanings::new(&[word("lamp", 10), word("coffee", -20), word("cofee", 99)])
    }

    #[test]
    fn a_word_is_known_as_it_is_spelt_and_as_disguises_are_read() {
        let meanings = meanings();
        let first = |word: &str, spelling: Spelling| meanings.of(word, spelling).map(|numbers| numbers[0]);
        assert_eq!(first("lamp", Spelling::Plain), Some(10));
        assert_eq!(first("lamps", Spelling::Plain), Some(10));
        assert_eq!((first("teapot", Spelling::Plain), first("", Spelling::Plain)), (None, None));
        // Of two that are read alike the first counts.
        let disguised = Spelling::Collapsed.spell("coffee");
        assert_eq!(first(&disguised, Spelling::Collapsed), Some(-20));
    }

    #[test]
    fn words_mean_together_what_lies_between_them() {
        let word = |numbers: [i8; 2]| {
            let mut all = [0; MEANING];
            all[..2].copy_from_slice(&numbers);
            Some(all)
        };
        let near = |one: i64, other: i64| (one - other).abs() <= 8;
        let together = Meanings::together([word([30, 0]), None, word([0, 40])].iter()).unwrap();
        assert!(near(together[0], MEANING_UNIT * 3 / 5) && near(together[1], MEANING_UNIT * 4 / 5), "{together:?}");
        assert!(near(Meanings::together([word([1, 0])].iter()).unwrap()[0], MEANING_UNIT));
        assert_eq!(Meanings::together([None, None].iter()), None);
        assert_eq!(Meanings::together([word([7, -7]), word([-7, 7])].iter()), None);
        let most = vec![word([i8::MIN, i8::MIN]); 100_000];
        assert!(Meanings::together(most.iter()).is_some());
    }

    #[test]
    fn a_file_that_is_not_whole_does_not_read() {
        let meanings = meanings();
        let bytes = meanings.to_bytes();
        assert_eq!(Meanings::read(&bytes), Some(meanings));
        for cut in 0..bytes.len() {
            assert_eq!(Meanings::read(&bytes[..cut]), None, "{cut}");
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0xff;
            // Whatever reads is safe to ask.
            if let Some(read) = Meanings::read(&other) {
                read.of("lamp", Spelling::Plain);
            }
        }
        assert!(Meanings::read(BYTES).is_some_and(|house| house.of("poster", Spelling::Plain).is_some()));
    }
}
