//! The file that holds what was learned: integers alone, so that every machine reads the same of a text.

use design::Sha256;

use super::features::{BUCKET_BITS, BUCKETS, Features, GROUPS};
use super::meaning::{self, MEANING};
use super::{DISGUISE_MORE, FEW_WORDS, PART_STEP, PART_WORDS, SUBJECTS_MIN};
use crate::policy::{Category, messages};
use crate::text::readings;

/// Longest file of weights, bytes.
pub const WEIGHTS_BYTES_MAX: usize = 2 << 20;
/// Bits of a bucket that the tables of the categories tell apart.
pub const CATEGORY_BITS: u32 = 14;
/// Lengths of texts, in words, up to which each threshold holds; one more holds for what is longer.
pub const LENGTHS: [usize; 8] = [1, 3, 5, 8, 12, 20, 40, 80];
/// What a bucket says whose feature is in no text of the corpus, or in one or two alone: nothing, and it counts for nothing.
pub const UNKNOWN: i8 = i8::MIN;
/// How a file begins.
const MAGIC: [u8; 8] = *b"mqscreen";
/// The format.
const VERSION: u8 = 3;
/// Hex digits of a digest.
const DIGEST: usize = 64;
/// Bytes before the buckets, how many of these are known among them.
const HEADER: usize = MAGIC.len() + 4 + DIGEST + 4 * (GROUPS + 2 + 2 * THRESHOLDS + MEANING) + 4;
/// The most that a byte of a gap says; it takes another from here on.
const GAP: u32 = 255;
/// Bytes of a category.
const CATEGORY: usize = 1 + 4 * (1 + MEANING) + (1 << CATEGORY_BITS);
/// Parts of a thousandth of the margin in which meanings are weighed.
pub const MEANING_STEPS: i32 = 16;
/// Thresholds of one kind.
const THRESHOLDS: usize = LENGTHS.len() + 1;

/// Why weights do not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// It is no file of weights.
    #[error("no weights of a screen")]
    Magic,
    /// It is of another format, or was made for other features.
    #[error("weights of a format or of features that this reader does not know")]
    Version,
    /// Its size is not what its header says.
    #[error("weights of {found} bytes, not {expected}")]
    Size {
        /// The bytes that there are.
        found: usize,
        /// The bytes that there should be: at least, or at most.
        expected: usize,
    },
    /// A number has no meaning where it stands.
    #[error("`{what}` of the weights is out of range")]
    Range {
        /// Which number.
        what: &'static str,
    },
}

/// What was learned. Scores are in thousandths of the margin that the training sets between safe and unsafe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// What it was trained on: see [`digest`].
    pub corpus: Sha256,
    /// What a step of a table is worth in each group, 1/256 000 of the margin.
    pub scales: [i32; GROUPS],
    /// The score of a text without features.
    pub bias: i32,
    /// The score that makes it e times as likely, above 0.
    pub slope: i32,
    /// The least score of a whole text that is held, by its length: see [`LENGTHS`].
    pub whole: [i32; THRESHOLDS],
    /// The least score of a part of a text, by the length of the text.
    pub part: [i32; THRESHOLDS],
    /// How far each number of what words mean together speaks for unsafe, 1/16 000 of the margin: see [`MEANING_STEPS`].
    pub meaning: [i32; MEANING],
    /// How far each bucket speaks for unsafe; [`UNKNOWN`] for most.
    pub unsafe_: Vec<i8>,
    /// The same of each category.
    pub categories: Vec<CategoryWeights>,
}

/// What speaks for a category, against all others that are unsafe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryWeights {
    /// Which.
    pub category: Category,
    /// The score of a text without features.
    pub bias: i32,
    /// How far each number of what words mean together does.
    pub meaning: [i32; MEANING],
    /// How far each bucket that is known does, less its low bits.
    pub table: Vec<i8>,
}

/// Of so many lines of the corpus one is held against what is looked at in it.
const LOOKED_AT: usize = 8;

/// The digest of what shapes weights: `files` in their order, which are the corpus and the constants of the training, the lexicon,
/// meanings,
/// what people are told, and what is looked at in a text, by the numbers that lines of the files come to. How a machine learns of
/// all that is not in it: the example `train_screen` with `--check` makes the weights anew.
#[must_use]
pub fn digest(files: &[&str]) -> Sha256 {
    let told: Vec<String> = messages().into_iter().collect();
    let known = [super::lexicon::text().as_bytes(), meaning::BYTES].map(Sha256::of);
    let mut all: Vec<Sha256> = known.into_iter().chain([Sha256::of_json(&told), looked_at(files)]).collect();
    all.extend(files.iter().map(|file| Sha256::of(file.as_bytes())));
    Sha256::of_json(&all)
}

/// The digest of what is looked at in lines of files, as they stand and as disguises are read, and of the sizes that go with it.
fn looked_at(files: &[&str]) -> Sha256 {
    let sizes = [BUCKETS, GROUPS, PART_WORDS, PART_STEP, FEW_WORDS, SUBJECTS_MIN].into_iter().chain(LENGTHS);
    let sizes = sizes.chain([MEANING, DISGUISE_MORE.unsigned_abs() as usize]);
    let mut bytes: Vec<u8> = sizes.flat_map(|size| (size as u64).to_le_bytes()).collect();
    for line in files.iter().flat_map(|file| file.lines().step_by(LOOKED_AT)) {
        for reading in readings(line).unwrap_or_default().iter().take(1) {
            for features in [Features::of(reading), Features::disguised(reading)] {
                let window = features.window(0..features.words());
                bytes.extend(window.flat_map(|feature| (feature.bucket | (feature.group as u32) << 24).to_le_bytes()));
            }
        }
    }
    Sha256::of(&bytes)
}

/// Takes bytes one after the other.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(count).unwrap_or((&[], self.0));
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> i32 {
        self.take(4).try_into().map_or(0, i32::from_le_bytes)
    }

    fn numbers<const N: usize>(&mut self) -> [i32; N] {
        std::array::from_fn(|_| self.number())
    }

    /// The buckets that are known: of each, how many before it are not, and what it says.
    fn known(&mut self) -> Option<Vec<i8>> {
        let mut table = vec![UNKNOWN; BUCKETS];
        let mut next = 0_usize;
        for _ in 0..u32::from_le_bytes(self.take(4).try_into().ok()?) {
            loop {
                let gap = *self.take(1).first()?;
                next += usize::from(gap);
                if u32::from(gap) < GAP {
                    break;
                }
            }
            let weight = self.take(1).first()?.cast_signed();
            *table.get_mut(next).filter(|_| weight != UNKNOWN)? = weight;
            next += 1;
        }
        Some(table)
    }

    fn table(&mut self, length: usize) -> Vec<i8> {
        self.take(length).iter().map(|byte| byte.cast_signed()).collect()
    }
}

impl Weights {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`WeightsError`], where it is none, or is not whole.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let mut rest = Bytes(bytes);
        if rest.take(MAGIC.len()) != MAGIC {
            return Err(WeightsError::Magic);
        }
        let &[version, bucket_bits, category_bits, categories] = rest.take(4) else {
            return Err(WeightsError::Size { found: bytes.len(), expected: HEADER });
        };
        if (version, u32::from(bucket_bits), u32::from(category_bits)) != (VERSION, BUCKET_BITS, CATEGORY_BITS) {
            return Err(WeightsError::Version);
        }
        let least = HEADER + usize::from(categories) * CATEGORY;
        if bytes.len() > WEIGHTS_BYTES_MAX {
            return Err(WeightsError::Size { found: bytes.len(), expected: WEIGHTS_BYTES_MAX });
        }
        if bytes.len() < least {
            return Err(WeightsError::Size { found: bytes.len(), expected: least });
        }
        let corpus = str::from_utf8(rest.take(DIGEST)).ok().and_then(Sha256::parse);
        let corpus = corpus.ok_or(WeightsError::Range { what: "corpus" })?;
        let mut weights = Self {
            corpus,
            scales: rest.numbers(),
            bias: rest.number(),
            slope: rest.number(),
            whole: rest.numbers(),
            part: rest.numbers(),
            meaning: rest.numbers(),
            unsafe_: rest.known().ok_or(WeightsError::Range { what: "buckets" })?,
            categories: Vec::new(),
        };
        let expected = bytes.len() - rest.0.len() + usize::from(categories) * CATEGORY;
        if bytes.len() != expected {
            return Err(WeightsError::Size { found: bytes.len(), expected });
        }
        for _ in 0..categories {
            let category = rest.take(1).first().and_then(|at| Category::ALL.get(usize::from(*at)));
            let category = *category.ok_or(WeightsError::Range { what: "category" })?;
            let (bias, meaning, table) = (rest.number(), rest.numbers(), rest.table(1 << CATEGORY_BITS));
            weights.categories.push(CategoryWeights { category, bias, meaning, table });
        }
        if weights.slope <= 0 { Err(WeightsError::Range { what: "slope" }) } else { Ok(weights) }
    }

    /// The file that [`read`](Self::read) reads these from.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let categories = u8::try_from(self.categories.len()).unwrap_or(u8::MAX);
        bytes.extend([VERSION, BUCKET_BITS as u8, CATEGORY_BITS as u8, categories]);
        bytes.extend(self.corpus.to_string().bytes());
        let numbers = self.scales.iter().chain([&self.bias, &self.slope]).chain(&self.whole).chain(&self.part);
        let numbers = numbers.chain(&self.meaning);
        bytes.extend(numbers.flat_map(|number| number.to_le_bytes()));
        let known: Vec<(u32, i8)> = (0..)
            .zip(&self.unsafe_)
            .filter(|(_, weight)| **weight != UNKNOWN)
            .map(|(at, weight)| (at, *weight))
            .collect();
        bytes.extend(u32::try_from(known.len()).unwrap_or(u32::MAX).to_le_bytes());
        let mut next = 0;
        for (bucket, weight) in known {
            let gap = bucket - next;
            bytes.extend(std::iter::repeat_n(GAP as u8, (gap / GAP) as usize));
            bytes.extend([(gap % GAP) as u8, weight.cast_unsigned()]);
            next = bucket + 1;
        }
        for CategoryWeights { category, bias, meaning, table } in &self.categories {
            let place = Category::ALL.iter().position(|one| one == category).unwrap_or(usize::MAX);
            bytes.push(u8::try_from(place).unwrap_or(u8::MAX));
            bytes.extend([bias].into_iter().chain(meaning).flat_map(|number| number.to_le_bytes()));
            bytes.extend(table.iter().map(|weight| weight.cast_unsigned()));
        }
        bytes
    }
}
