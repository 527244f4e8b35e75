//! One guess at a person's taste: what they would like best, what they look at, and how much they go by the score.

use design::Random;

use super::feature::{FEATURES, Look};
use super::prior::Prior;

/// Numbers that a guess is made of: an ideal and an importance of each feature, the share of the score, and the noise.
pub(super) const DIMENSIONS: usize = 2 * FEATURES + 2;
/// Deviation of the logarithms of importances: most people look at a few things.
const IMPORTANCE_SPREAD: f64 = 0.9;
/// Middle and spread of the logit of the score's share.
const SHARE: (f64, f64) = (0.0, 0.9);
/// Middle and spread of the logarithm of how noisily a person picks, in deviations of what they like.
const NOISE: (f64, f64) = (-1.0, 0.45);

/// A guess. Before anything is known of a person its numbers are drawn from the normal distribution.
#[derive(Debug, Clone)]
pub(super) struct Particle {
    pub(super) numbers: [f64; DIMENSIONS],
    pub(super) ideal: [f64; FEATURES],
    pub(super) importance: [f64; FEATURES],
    /// What the score counts, 0–1; the rest is the person's own.
    share: f64,
    /// How noisily it picks.
    pub(super) noise: f64,
    /// What the squared distance of a design is on average, and how much that varies.
    middle: f64,
    deviation: f64,
}

impl Particle {
    /// The guess of these numbers, before which `prior` was known.
    pub(super) fn new(numbers: [f64; DIMENSIONS], prior: &Prior) -> Self {
        let mut ideal = [0.0; FEATURES];
        let mut importance = [0.0; FEATURES];
        let (mut middle, mut variance) = (0.0, 0.0);
        for at in 0..FEATURES {
            ideal[at] = prior.ideal[at] + prior.spread[at] * numbers[at];
            importance[at] = libm::exp(IMPORTANCE_SPREAD * numbers[FEATURES + at]);
            let squared = ideal[at] * ideal[at];
            // Of a feature that is distributed normally: mean and variance of its squared distance from the ideal.
            middle += importance[at] * (1.0 + squared);
            variance += importance[at] * importance[at] * (2.0 + 4.0 * squared);
        }
        let share = 1.0 / (1.0 + libm::exp(-(SHARE.0 + SHARE.1 * numbers[2 * FEATURES])));
        let noise = libm::exp(NOISE.0 + NOISE.1 * numbers[2 * FEATURES + 1]);
        Self { numbers, ideal, importance, share, noise, middle, deviation: libm::sqrt(variance) }
    }

    pub(super) fn drawn(random: &mut Random, prior: &Prior) -> Self {
        Self::new(normals(random), prior)
    }

    /// How much such a person would like a design, in deviations of what they think of all.
    pub(super) fn likes(&self, features: &[f64; FEATURES], quality: f64) -> f64 {
        let mut distance = 0.0;
        for ((value, ideal), importance) in features.iter().zip(&self.ideal).zip(&self.importance) {
            distance += importance * (value - ideal) * (value - ideal);
        }
        self.share * quality + (1.0 - self.share) * (self.middle - distance) / self.deviation
    }

    pub(super) fn likes_look(&self, look: &Look) -> f64 {
        self.likes(&look.values(), look.goodness())
    }
}

/// Numbers of the normal distribution (Box and Muller, 1958).
pub(super) fn normals(random: &mut Random) -> [f64; DIMENSIONS] {
    let mut numbers = [0.0; DIMENSIONS];
    for pair in numbers.chunks_mut(2) {
        // Above 0, so that its logarithm is a number.
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - random.unit()));
        let turn = std::f64::consts::TAU * random.unit();
        let (sine, cosine) = libm::sincos(turn);
        for (number, part) in pair.iter_mut().zip([cosine, sine]) {
            *number = radius * part;
        }
    }
    numbers
}
