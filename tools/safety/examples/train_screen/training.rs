//! A linear support vector machine: dual coordinate descent over texts.

use design::Random;
use maquette_safety::screen::features::{BUCKETS, Features, GROUPS};
use maquette_safety::screen::meaning::{MEANING, MEANING_UNIT};

use crate::constants::{MEANING_WORTH, ROUNDS, WORTH};

/// One text as it is learned from.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// What is in it, by bucket, and how much that counts.
    pub(crate) values: Vec<(u32, f32)>,
    /// What its words mean together.
    pub(crate) meaning: [f32; MEANING],
}

impl Example {
    /// Of a range of words of a text: what is in a group counts less, the more of it there is.
    pub(crate) fn of(features: &Features, words: std::ops::Range<usize>) -> Self {
        let mut counts = [0_u32; GROUPS];
        features.window(words.clone()).for_each(|feature| counts[feature.group as usize] += 1);
        let worth: [f32; GROUPS] = std::array::from_fn(|at| (WORTH[at] / f64::from(counts[at]).sqrt()) as f32);
        let value =
            |feature: &maquette_safety::screen::features::Feature| (feature.bucket, worth[feature.group as usize]);
        let meaning = features.meaning(words.clone()).unwrap_or_default();
        let meaning = meaning.map(|number| (number as f64 / MEANING_UNIT as f64 * MEANING_WORTH) as f32);
        Self { values: features.window(words).map(value).collect(), meaning }
    }

    /// The same, told apart less: buckets that share their high bits are one.
    pub(crate) fn coarse(&self, bits: u32) -> Self {
        let values = self.values.iter().map(|(bucket, value)| (bucket >> bits, *value)).collect();
        Self { values, meaning: self.meaning }
    }

    /// The square of how much is in it.
    fn size(&self) -> f32 {
        let values = self.values.iter().map(|(_, value)| value);
        1.0 + values.chain(&self.meaning).map(|value| value * value).sum::<f32>()
    }
}

/// What was learned, before it is rounded.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) weights: Vec<f32>,
    pub(crate) meaning: [f32; MEANING],
    pub(crate) bias: f32,
}

/// One text in training: whether it is what is looked for, and what it costs to be wrong about it.
pub(crate) type Task<'a> = (&'a Example, bool, f64);

impl Machine {
    /// Learns with squared hinge loss and an L2 penalty. Source: Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate
    /// descent method for large-scale linear SVM", ICML 2008, algorithm 1.
    pub(crate) fn trained(tasks: &[Task<'_>], random: &mut Random) -> Self {
        let mut machine = Self { weights: vec![0.0; BUCKETS], meaning: [0.0; MEANING], bias: 0.0 };
        let mut shares = vec![0.0_f32; tasks.len()];
        let sizes: Vec<f32> = tasks.iter().map(|(text, ..)| text.size()).collect();
        let mut order: Vec<usize> = (0..tasks.len()).filter(|at| tasks[*at].2 > 0.0).collect();
        for _ in 0..ROUNDS {
            random.shuffle(&mut order);
            for at in &order {
                let (text, sought, cost) = &tasks[*at];
                let sign = if *sought { 1.0 } else { -1.0 };
                let give = (0.5 / cost) as f32;
                let slope = sign * machine.answer(text) - 1.0 + give * shares[*at];
                let share = (shares[*at] - slope / (sizes[*at] + give)).max(0.0);
                let step = (share - shares[*at]) * sign;
                if step != 0.0 {
                    shares[*at] = share;
                    machine.bias += step;
                    text.values.iter().for_each(|(bucket, value)| machine.weights[*bucket as usize] += step * value);
                    machine.meaning.iter_mut().zip(&text.meaning).for_each(|(weight, value)| *weight += step * value);
                }
            }
        }
        machine
    }

    /// What it answers: above 0 where it is what is looked for, about 1 or -1 where that is certain.
    pub(crate) fn answer(&self, text: &Example) -> f32 {
        let values = text.values.iter().map(|(bucket, value)| self.weights[*bucket as usize] * value);
        let meaning = self.meaning.iter().zip(&text.meaning).map(|(weight, value)| weight * value);
        self.bias + values.sum::<f32>() + meaning.sum::<f32>()
    }
}
