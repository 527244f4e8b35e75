//! A small screen that was learned: what the rules have no words for, and what sounds like what they forbid.
//!
//! ```
//! use maquette_safety::screen::Screen;
//!
//! let screen = Screen::builtin();
//! assert!(screen.judge("Poster for the school fair: cakes, a raffle and face painting").unwrap().is_none());
//! ```
//!
//! It is linear: every thing that is in a text (see [`features`]) speaks for or against, as far as it did in the texts of
//! `tools/safety/corpus`, which were written for it; the example `train_screen` makes the weights of them. The whole text is looked
//! at, and every part of so many words, so that one line of a long brief is found. It is wrong now and then, as rules are not, so
//! that it holds a text for a person and never refuses one. All of it is in integers: every machine decides alike.

pub mod features;
mod lexicon;
#[cfg(test)]
mod tests;
mod weights;

use std::ops::Range;
use std::sync::LazyLock;

use crate::policy::Category;
use crate::text::{Reading, TextError, readings};
use features::{Features, GROUPS};
pub use weights::{CATEGORY_BITS, LENGTHS, WEIGHTS_BYTES_MAX, Weights, WeightsError, digest};

/// Words of a part that is looked at by itself.
pub const PART_WORDS: usize = 16;
/// Words from one part to the next.
pub const PART_STEP: usize = 4;
/// What the likelihood is out of.
pub const LIKELIHOOD_MAX: u16 = 10_000;
/// The logistic function at every half of its unit, from 0, in 1/10 000.
const LOGISTIC: [u16; 17] =
    [5000, 6225, 7311, 8176, 8808, 9241, 9526, 9707, 9820, 9890, 9933, 9959, 9975, 9985, 9991, 9994, 9997];

/// What the screen makes of a text that it would have looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// What it may be.
    pub category: Category,
    /// How likely that is, from 0 to [`LIKELIHOOD_MAX`].
    pub likelihood: u16,
    /// The part of the text that speaks for it most, in bytes.
    pub range: Range<usize>,
}

/// A screen with its weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    weights: Weights,
}

/// What of a text scores most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// How far it is beyond its threshold, thousandths of the margin; below 0 where it is not.
    pub beyond: i32,
    /// Its score.
    pub score: i32,
    /// Its words.
    pub words: Range<usize>,
}

impl Screen {
    /// The screen of the house.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Screen> = LazyLock::new(|| {
            let weights = Weights::read(include_bytes!("../../data/screen.bin")).expect("a test reads the weights");
            Screen::new(weights)
        });
        &BUILTIN
    }

    /// A screen with those weights.
    #[must_use]
    pub fn new(weights: Weights) -> Self {
        Self { weights }
    }

    /// The weights.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// What it has against a text, if anything, be it a brief, copy or a prompt.
    ///
    /// # Errors
    ///
    /// [`TextError`] where the text is too long.
    pub fn judge(&self, text: &str) -> Result<Option<Suspicion>, TextError> {
        Ok(self.judge_readings(&readings(text)?))
    }

    /// What it has against a text that was read, if anything: against the reading that it has most against.
    #[must_use]
    pub fn judge_readings(&self, readings: &[Reading]) -> Option<Suspicion> {
        let mut worst: Option<(Scored, Features, &Reading)> = None;
        for reading in readings {
            let features = Features::of(reading);
            let scored = self.worst(&features);
            if scored.beyond >= 0 && worst.as_ref().is_none_or(|(other, ..)| other.beyond < scored.beyond) {
                worst = Some((scored, features, reading));
            }
        }
        let (scored, features, reading) = worst?;
        // Where the whole text is held, the part that scores most says best why.
        let at = parts(scored.words.len()).max_by_key(|part| self.score(&features, part.clone()));
        let words = reading.words().get(at.unwrap_or(scored.words.clone())).unwrap_or_default();
        let range = reading.original(words.first()?.at..words.last()?.to);
        let category = self.category(&features, scored.words)?;
        Some(Suspicion { category, likelihood: self.likelihood(scored.score), range })
    }

    /// What of a text scores most beyond its threshold: all of it, or a part.
    #[must_use]
    pub fn worst(&self, features: &Features) -> Scored {
        let words = features.words();
        let length = LENGTHS.iter().position(|most| words <= *most).unwrap_or(LENGTHS.len());
        let score = self.score(features, 0..words);
        let mut worst = Scored { beyond: score.saturating_sub(self.weights.whole[length]), score, words: 0..words };
        for part in parts(words) {
            let score = self.score(features, part.clone());
            let beyond = score.saturating_sub(self.weights.part[length]);
            if beyond > worst.beyond {
                worst = Scored { beyond, score, words: part };
            }
        }
        worst
    }

    /// How far a range of words speaks for unsafe, in thousandths of the margin.
    #[must_use]
    pub fn score(&self, features: &Features, words: Range<usize>) -> i32 {
        let table = |bucket: u32| self.weights.unsafe_.get(bucket as usize).copied().unwrap_or(0);
        self.sum(features, words, self.weights.bias, table)
    }

    /// The category that a range of words speaks for most.
    fn category(&self, features: &Features, words: Range<usize>) -> Option<Category> {
        let score = |(_, bias, table): &&(Category, i32, Vec<i8>)| {
            let low = features::BUCKET_BITS - CATEGORY_BITS;
            let table = |bucket: u32| table.get((bucket >> low) as usize).copied().unwrap_or(0);
            self.sum(features, words.clone(), *bias, table)
        };
        self.weights.categories.iter().max_by_key(score).map(|(category, ..)| *category)
    }

    /// The sum of a table over what is in a range of words: in each group divided by the root of how much there is.
    fn sum(&self, features: &Features, words: Range<usize>, bias: i32, table: impl Fn(u32) -> i8) -> i32 {
        let mut groups = [(0_i64, 0_u64); GROUPS];
        for feature in features.window(words) {
            let (sum, count) = &mut groups[feature.group as usize];
            *sum += i64::from(table(feature.bucket));
            *count += 1;
        }
        let scaled = groups.iter().zip(&self.weights.scales).map(|((sum, count), scale)| {
            let root = i64::try_from((count << 16).isqrt()).unwrap_or(i64::MAX);
            sum * i64::from(*scale) / root.max(1)
        });
        let score = i64::from(bias).saturating_add(scaled.sum());
        i32::try_from(score.clamp(i64::from(i32::MIN), i64::from(i32::MAX))).unwrap_or(0)
    }

    /// The likelihood that a score means.
    fn likelihood(&self, score: i32) -> u16 {
        // In 1/16 of the half units that the table knows.
        let steps = i64::from(score) * 32 / i64::from(self.weights.slope);
        let size = steps.unsigned_abs();
        let at = usize::try_from(size / 16).unwrap_or(usize::MAX).min(LOGISTIC.len() - 1);
        let (low, high) = (u64::from(LOGISTIC[at]), u64::from(*LOGISTIC.get(at + 1).unwrap_or(&LOGISTIC[at])));
        let value = u16::try_from(low + (high - low) * (size % 16) / 16).unwrap_or(LIKELIHOOD_MAX);
        if steps < 0 { LIKELIHOOD_MAX - value } else { value }
    }
}

/// The parts of a text of so many words: all overlap, and the last ends where the text does.
pub fn parts(words: usize) -> impl Iterator<Item = Range<usize>> {
    let last = words.saturating_sub(PART_WORDS);
    let count = if words > PART_WORDS { last.div_ceil(PART_STEP) + 1 } else { 0 };
    (0..count).map(move |at| {
        let start = (at * PART_STEP).min(last);
        start..start + PART_WORDS
    })
}
