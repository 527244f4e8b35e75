//! A small screen that was learned: what the rules have no words for, and what sounds like what they forbid.
//!
//! ```
//! use maquette_safety::screen::Screen;
//!
//! let screen = Screen::builtin();
//! assert!(screen.judge("Poster for the school fair: cakes, a raffle and face painting").unwrap().is_empty());
//! ```
//!
//! It is linear: every thing that is in a text (see [`features`]) speaks for or against, and so does what its words mean together
//! (see [`meaning`]), as far as they did in the texts of `tools/safety/corpus`, which were written for it; the example `train_screen`
//! makes the weights of them. The whole text is looked at, and every part of so many words, so that one line of a long brief is
//! found. It is wrong more often than rules are, so that it holds a text for a person and never refuses one. A text that reads some
//! other way through a disguise has to be further beyond in that reading ([`DISGUISE_MORE`]). All of it is in
//! integers: every machine decides alike.
//!
//! Of a few words it knows little. In five folds of the training, up to [`FEW_WORDS`] are held only where they are about
//! [`SUBJECTS_MIN`] subjects of the lexicon, at a threshold that short texts have to themselves: of 2,130 everyday requests 21
//! are held, of 830 ordinary briefs, copy and prompts 34. That set the thresholds too, so these counts are in-sample by as much. The lexicon and the meanings are English: of other languages it knows words and parts of words alone.

pub mod features;
mod lexicon;
pub mod meaning;
#[cfg(test)]
mod tests;
mod weights;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::policy::Category;
use crate::text::{Reading, TextError, plain_reading, readings};
use features::{Features, GROUPS};
use meaning::{MEANING, MEANING_UNIT};
pub use weights::{
    CATEGORY_BITS, CategoryWeights, LENGTHS, MEANING_STEPS, UNKNOWN, WEIGHTS_BYTES_MAX, Weights, WeightsError, digest,
};

/// Words of a part that is looked at by itself.
pub const PART_WORDS: usize = 16;
/// Words from one part to the next.
pub const PART_STEP: usize = 4;
/// Words up to which a text is a few: such a text is held only where enough of its words are of the lexicon.
pub const FEW_WORDS: usize = 6;
/// Subjects of the lexicon that a few words are about where they are held.
pub const SUBJECTS_MIN: usize = 2;
/// How much more it takes to hold a text for how it reads through a disguise, thousandths of the margin: most that have an address or
/// a price in them read some other way, too, and sound like less and less.
pub const DISGUISE_MORE: i32 = 400;
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

/// A part of a text, or all of it, that is beyond its threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// How far it is beyond its threshold, thousandths of the margin.
    pub beyond: i32,
    /// Its score.
    pub score: i32,
    /// Its words.
    pub words: Range<usize>,
}

/// What is worst of a text for a category.
struct Worst {
    /// Whether it is of this category before all others: it says best why.
    leads: bool,
    /// Which reading it is of.
    at: usize,
    scored: Scored,
}

impl Worst {
    fn rank(&self) -> (bool, i32) {
        (self.leads, self.scored.beyond)
    }
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

    /// What it has against a text, be it a brief, copy or a prompt: the worst part for each category, what leads a part and is
    /// furthest beyond first.
    ///
    /// # Errors
    ///
    /// [`TextError`] where the text is too long.
    pub fn judge(&self, text: &str) -> Result<Vec<Suspicion>, TextError> {
        Ok(self.judge_readings(&readings(text)?))
    }

    /// What it has against a text that was read: for each category against the reading and the part that it has most against.
    #[must_use]
    pub fn judge_readings(&self, readings: &[Reading]) -> Vec<Suspicion> {
        let features: Vec<Features> = readings.iter().map(Features::of).collect();
        let mut worst: BTreeMap<Category, Worst> = BTreeMap::new();
        for (at, (reading, features)) in readings.iter().zip(&features).enumerate() {
            // What no disguise altered was judged as it stands.
            let altered =
                |words: Range<usize>| reading.words().get(words).is_some_and(|words| words.iter().any(|w| w.altered));
            let held = self.held(features, if at == 0 { 0 } else { DISGUISE_MORE });
            for scored in held.into_iter().filter(|scored| at == 0 || altered(scored.words.clone())) {
                for (category, leads) in self.categories(features, scored.words.clone()) {
                    let found = Worst { leads, at, scored: scored.clone() };
                    if worst.get(&category).is_none_or(|known| known.rank() < found.rank()) {
                        worst.insert(category, found);
                    }
                }
            }
        }
        let mut worst: Vec<(Category, Worst)> = worst.into_iter().collect();
        worst.sort_by_key(|(_, worst)| Reverse(worst.rank()));
        // Where each is, is looked for once: there are many parts.
        let suspicion = |(category, worst): (Category, Worst)| {
            let range = self.place(&readings[worst.at], &features[worst.at], category, &worst)?;
            Some(Suspicion { category, likelihood: self.likelihood(worst.scored.score), range })
        };
        worst.into_iter().filter_map(suspicion).collect()
    }

    /// How far all of a text, as it stands, speaks for unsafe, thousandths of the margin: for whoever weighs that with more.
    ///
    /// # Errors
    ///
    /// [`TextError`] where the text is too long.
    pub fn score_of(&self, text: &str) -> Result<i32, TextError> {
        let features = Features::of(&plain_reading(text)?);
        Ok(self.score(&features, 0..features.words()))
    }

    /// All of a text and its parts, as far as they are beyond their thresholds and `more` beyond that. Where any is, a part counts
    /// from the score on that would hold it as a text of its own: the text is suspect, and what else it is about is not to hide
    /// behind the worst of it.
    #[must_use]
    pub fn held(&self, features: &Features, more: i32) -> Vec<Scored> {
        if !suffices(features) {
            return Vec::new();
        }
        let words = features.words();
        let whole = std::iter::once((0..words, self.weights.whole[length(words)]));
        let all = whole.chain(parts(words).map(|part| (part, self.weights.part[length(words)])));
        let scored = |(words, least): (Range<usize>, i32)| {
            let score = self.score(features, words.clone());
            Scored { beyond: score.saturating_sub(least).saturating_sub(more), score, words }
        };
        let mut scored: Vec<Scored> = all.map(scored).collect();
        if scored.iter().all(|one| one.beyond < 0) {
            return Vec::new();
        }
        for part in scored.iter_mut().skip(1) {
            let least = self.weights.whole[length(part.words.len())].saturating_add(more);
            part.beyond = part.beyond.max(part.score.saturating_sub(least));
        }
        scored.retain(|one| one.beyond >= 0);
        scored
    }

    /// Where in a text words are that are held. Where that is all of it, or they are of another category before this one, the part
    /// that speaks most for unsafe and for this one says best why.
    fn place(&self, reading: &Reading, features: &Features, category: Category, worst: &Worst) -> Option<Range<usize>> {
        let words = &worst.scored.words;
        let is_whole = *words == (0..features.words());
        let weights = self.weights.categories.iter().find(|weights| weights.category == category);
        let speaks = |part: &Range<usize>| weights.map_or(0, |of| self.category_score(features, part.clone(), of));
        let score = |part: &Range<usize>| self.score(features, part.clone()).saturating_add(speaks(part));
        let most = || parts(features.words()).max_by_key(score);
        let at = (is_whole || !worst.leads).then(most).flatten();
        let words = reading.words().get(at.unwrap_or(words.clone()))?;
        Some(reading.original(words.first()?.at..words.last()?.to))
    }

    /// How far a range of words speaks for unsafe, in thousandths of the margin.
    #[must_use]
    pub fn score(&self, features: &Features, words: Range<usize>) -> i32 {
        self.sum(features, words, self.weights.bias, &self.weights.meaning, |_, weight| weight)
    }

    /// The categories that a range of words speaks for, and whether it is the one that it does most: that, and every other that it
    /// speaks for at all.
    fn categories(&self, features: &Features, words: Range<usize>) -> Vec<(Category, bool)> {
        let score = |of: &CategoryWeights| (self.category_score(features, words.clone(), of), of.category);
        let scores: Vec<(i32, Category)> = self.weights.categories.iter().map(score).collect();
        let most = scores.iter().map(|(score, _)| *score).max().unwrap_or_default();
        let spoken = scores.into_iter().filter(|(score, _)| *score == most || *score >= 0);
        spoken.map(|(score, category)| (category, score == most)).collect()
    }

    /// How far a range of words speaks for a category.
    fn category_score(&self, features: &Features, words: Range<usize>, of: &CategoryWeights) -> i32 {
        let low = features::BUCKET_BITS - CATEGORY_BITS;
        let table = |bucket: u32, _| of.table.get((bucket >> low) as usize).copied().unwrap_or(0);
        self.sum(features, words, of.bias, &of.meaning, table)
    }

    /// The sum of a table over what is in a range of words and known, in each group divided by the root of how much there is, and
    /// of what the words mean together. What nothing is known of counts for nothing: else the more strange words there are, the
    /// less would the others say.
    fn sum(
        &self,
        features: &Features,
        words: Range<usize>,
        bias: i32,
        meaning: &[i32; MEANING],
        table: impl Fn(u32, i8) -> i8,
    ) -> i32 {
        let means = features.meaning(words.clone()).map_or(0, |together| {
            let sum: i64 = together.iter().zip(meaning).map(|(number, weight)| number * i64::from(*weight)).sum();
            sum / (MEANING_UNIT * i64::from(MEANING_STEPS))
        });
        let mut groups = [(0_i64, 0_u64); GROUPS];
        for feature in features.window(words) {
            let known = self.weights.unsafe_.get(feature.bucket as usize).copied().filter(|weight| *weight != UNKNOWN);
            let Some(weight) = known else { continue };
            let (sum, count) = &mut groups[feature.group as usize];
            *sum += i64::from(table(feature.bucket, weight));
            *count += 1;
        }
        let scaled = groups.iter().zip(&self.weights.scales).map(|((sum, count), scale)| {
            let root = i64::try_from((count << 16).isqrt()).unwrap_or(i64::MAX);
            sum * i64::from(*scale) / root.max(1)
        });
        let score = i64::from(bias).saturating_add(scaled.sum()).saturating_add(means);
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

/// The place in [`LENGTHS`] of a text of so many words.
fn length(words: usize) -> usize {
    LENGTHS.iter().position(|most| words <= *most).unwrap_or(LENGTHS.len())
}

/// Whether there is enough in a text to go by: a few words that are about nothing in particular happen to sound like anything.
#[must_use]
pub fn suffices(features: &Features) -> bool {
    features.words() > FEW_WORDS || features.subjects() >= SUBJECTS_MIN
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
