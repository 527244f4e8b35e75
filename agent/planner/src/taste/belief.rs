//! What is believed of a person's taste: many guesses, those that explain what they did more often than others.
//!
//! Sequential Monte Carlo with moves (Gilks and Berzuini, "Following a moving target", 2001): guesses are drawn from what is known
//! beforehand, weighed by each thing that the person did, drawn anew by weight where few are left, and moved about where all that
//! was done is as likely (preconditioned Crank–Nicolson: Cotter, Roberts, Stuart and White, 2013). Everything follows from the seed.

use design::Random;

use super::evidence::Evidence;
use super::feature::{Feature, Look};
use super::particle::{DIMENSIONS, Particle, normals};
use super::prior::{Prior, Said};

/// Guesses of a run.
pub const PARTICLES: usize = 2_000;
/// Share of the guesses that must still count, below which they are drawn anew.
const LEFT_MIN: f64 = 0.5;
/// Rounds of moves after that.
const MOVES: usize = 3;
/// What a standard deviation between two options is worth, by how much was done by which the person is known; then nothing.
const APART: [f64; 3] = [0.2, 0.2, 0.1];
/// How far a guess moves, as a share of what people differ by.
const STRIDE: f64 = 0.35;

/// What is believed.
#[derive(Debug, Clone)]
pub struct Belief {
    prior: Prior,
    evidence: Vec<Evidence>,
    random: Random,
    particles: Vec<Particle>,
    /// Of each, adding up to 1.
    weights: Vec<f64>,
}

/// What is believed of one feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opinion {
    /// Which.
    pub feature: Feature,
    /// What is liked best, standard deviations from what the house makes.
    pub ideal: f64,
    /// How unsure that is, standard deviations.
    pub spread: f64,
    /// How much it counts among all features, 0–1.
    pub importance: f64,
}

impl Opinion {
    /// How likely somebody leans the way of the ideal rather than the other, per cent: as a normal distribution has it.
    #[must_use]
    pub fn likely(&self) -> f64 {
        let deviations = self.ideal.abs() / self.spread.max(1e-6);
        50.0 * (1.0 + libm::erf(deviations / std::f64::consts::SQRT_2))
    }
}

impl Belief {
    /// What is believed of somebody of whom `said` was said and who did `evidence`, by so many guesses.
    #[must_use]
    pub fn new(said: &Said, evidence: &[Evidence], seed: u64, particles: usize) -> Self {
        let prior = said.prior();
        let mut random = Random::new(seed).fork("taste");
        let count = particles.max(1);
        let particles: Vec<Particle> = (0..count).map(|_| Particle::drawn(&mut random, &prior)).collect();
        let weights = vec![1.0 / count as f64; count];
        let mut belief = Self { prior, evidence: Vec::new(), random, particles, weights };
        evidence.iter().for_each(|one| belief.learn(one.clone()));
        belief
    }

    /// Weighs the guesses by one more thing that was done; the same as to believe all of it anew.
    pub fn learn(&mut self, last: Evidence) {
        let logs: Vec<f64> = self.particles.iter().map(|particle| last.log_likelihood(particle)).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (weight, log) in self.weights.iter_mut().zip(&logs) {
            *weight *= libm::exp(log - most);
        }
        let sum: f64 = self.weights.iter().sum();
        self.weights.iter_mut().for_each(|weight| *weight /= sum);
        self.evidence.push(last);
        let left = 1.0 / self.weights.iter().map(|weight| weight * weight).sum::<f64>();
        if left < LEFT_MIN * self.particles.len() as f64 {
            self.draw_anew();
            self.move_about();
        }
    }

    /// Draws as many guesses by their weights, evenly (systematic resampling).
    fn draw_anew(&mut self) {
        let count = self.particles.len();
        let step = 1.0 / count as f64;
        let mut at = self.random.unit() * step;
        let (mut sum, mut place) = (self.weights[0], 0);
        let mut drawn = Vec::with_capacity(count);
        for _ in 0..count {
            while at > sum && place + 1 < count {
                place += 1;
                sum += self.weights[place];
            }
            drawn.push(self.particles[place].clone());
            at += step;
        }
        self.particles = drawn;
        self.weights = vec![step; count];
    }

    /// Moves each guess where all that was done is about as likely.
    fn move_about(&mut self) {
        let Self { prior, evidence, random, particles, .. } = self;
        let likely = |particle: &Particle| evidence.iter().map(|one| one.log_likelihood(particle)).sum::<f64>();
        let keep = libm::sqrt(1.0 - STRIDE * STRIDE);
        for particle in particles {
            let mut here = likely(particle);
            for _ in 0..MOVES {
                let push = normals(random);
                let mut numbers = [0.0; DIMENSIONS];
                for (at, number) in numbers.iter_mut().enumerate() {
                    *number = keep * particle.numbers[at] + STRIDE * push[at];
                }
                let moved = Particle::new(numbers, prior);
                let there = likely(&moved);
                if random.unit() < libm::exp(there - here) {
                    (*particle, here) = (moved, there);
                }
            }
        }
    }

    /// How much each guess would like each of `looks`: a row for each look.
    #[must_use]
    pub(super) fn table(&self, looks: &[Look]) -> Vec<Vec<f64>> {
        let row = |look: &Look| {
            let (features, quality) = (look.values(), look.goodness());
            self.particles.iter().map(|particle| particle.likes(&features, quality)).collect()
        };
        looks.iter().map(row).collect()
    }

    /// How many things were done by which the person is known.
    pub(super) fn done(&self) -> usize {
        self.evidence.len()
    }

    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// What it is worth, in standard deviations of what is thought of all designs, that two options of a set lie a standard deviation
    /// apart: something while little was done by which the person is known, for they find out what there is; then nothing, for
    /// what is believed says what is worth a look. Chosen among 0, 0.05, 0.1, 0.2 and 0.4, for ever, for the first two sets or for
    /// three: the farthest with which simulated people end no farther from their best.
    #[must_use]
    pub fn apart(&self) -> f64 {
        APART.get(self.evidence.len()).copied().unwrap_or(0.0)
    }

    /// How much a design would be liked, in standard deviations of what is thought of all.
    #[must_use]
    pub fn likes(&self, look: &Look) -> f64 {
        let (features, quality) = (look.values(), look.goodness());
        let weighed = self.particles.iter().zip(&self.weights);
        weighed.map(|(particle, weight)| weight * particle.likes(&features, quality)).sum()
    }

    /// What is believed of each feature, in the order of [`Feature::ALL`].
    #[must_use]
    pub fn opinions(&self) -> Vec<Opinion> {
        let mean = |of: &dyn Fn(&Particle) -> f64| -> f64 {
            self.particles.iter().zip(&self.weights).map(|(particle, weight)| weight * of(particle)).sum()
        };
        let opinion = |(at, feature): (usize, Feature)| {
            let ideal = mean(&|particle| particle.ideal[at]);
            let square = mean(&|particle| (particle.ideal[at] - ideal) * (particle.ideal[at] - ideal));
            let importance = mean(&|particle| particle.importance[at] / particle.importance.iter().sum::<f64>());
            Opinion { feature, ideal, spread: libm::sqrt(square), importance }
        };
        Feature::ALL.into_iter().enumerate().map(opinion).collect()
    }
}
