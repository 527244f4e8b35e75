//! A linear support vector machine: dual coordinate descent over texts.

use design::Random;
use maquette_safety::screen::features::{BUCKETS, Feature, Features, GROUPS};
use maquette_safety::screen::meaning::{MEANING, MEANING_UNIT};

use crate::constants::{KNOWN_TEXTS, MEANING_WORTH, ROUNDS, WORTH};

/// One text as it is learned from.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// What is in it.
    pub(crate) features: Vec<Feature>,
    /// What its words mean together.
    meaning: [f32; MEANING],
}

impl Example {
    /// Of a range of words of a text.
    pub(crate) fn of(features: &Features, words: std::ops::Range<usize>) -> Self {
        let meaning = features.meaning(words.clone()).unwrap_or_default();
        let meaning = meaning.map(|number| (number as f64 / MEANING_UNIT as f64 * MEANING_WORTH) as f32);
        Self { features: features.window(words).copied().collect(), meaning }
    }

    /// What is known of it: what is in a group counts less, the more of it there is.
    pub(crate) fn known(&self, known: &Known) -> Point {
        let features =
            self.features.iter().filter_map(|feature| Some((known.place(feature.bucket)?, feature.group as usize)));
        let features: Vec<(u32, usize)> = features.collect();
        let mut counts = [0_u32; GROUPS];
        features.iter().for_each(|(_, group)| counts[*group] += 1);
        let worth: [f32; GROUPS] = std::array::from_fn(|at| (WORTH[at] / f64::from(counts[at]).sqrt()) as f32);
        Point { values: features.iter().map(|(place, group)| (*place, worth[*group])).collect(), meaning: self.meaning }
    }
}

/// The buckets that a machine knows, each with its place among them.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    places: Vec<u32>,
    pub(crate) buckets: Vec<u32>,
}

impl Known {
    /// What is in [`KNOWN_TEXTS`] texts or more, given the buckets of each, once.
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut counts = vec![0_u32; BUCKETS];
        texts.flatten().for_each(|bucket| counts[*bucket as usize] += 1);
        let mut known = Self { places: vec![u32::MAX; BUCKETS], buckets: Vec::new() };
        for (bucket, _) in (0..).zip(&counts).filter(|(_, count)| **count >= KNOWN_TEXTS) {
            known.places[bucket as usize] = known.buckets.len() as u32;
            known.buckets.push(bucket);
        }
        known
    }

    fn place(&self, bucket: u32) -> Option<u32> {
        self.places.get(bucket as usize).copied().filter(|place| *place != u32::MAX)
    }
}

/// What is known of a text.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// What is in it, by its place, and how much that counts.
    values: Vec<(u32, f32)>,
    meaning: [f32; MEANING],
}

impl Point {
    /// The same, told apart less: buckets that share their high bits are one.
    pub(crate) fn coarse(&self, known: &Known, bits: u32) -> Self {
        let values =
            self.values.iter().map(|(place, value)| (known.buckets[*place as usize] >> bits, *value)).collect();
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
pub(crate) type Task = (Point, bool, f64);

impl Machine {
    /// Learns of points with so many places, with squared hinge loss and an L2 penalty. Source: Hsieh, Chang, Lin, Keerthi and
    /// Sundararajan, "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1.
    pub(crate) fn trained(places: usize, tasks: &[Task], random: &mut Random) -> Self {
        let mut machine = Self { weights: vec![0.0; places], meaning: [0.0; MEANING], bias: 0.0 };
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
                    text.values.iter().for_each(|(place, value)| machine.weights[*place as usize] += step * value);
                    machine.meaning.iter_mut().zip(&text.meaning).for_each(|(weight, value)| *weight += step * value);
                }
            }
        }
        machine
    }

    /// What it answers: above 0 where it is what is looked for, about 1 or -1 where that is certain.
    pub(crate) fn answer(&self, text: &Point) -> f32 {
        let values = text.values.iter().map(|(place, value)| self.weights[*place as usize] * value);
        let meaning = self.meaning.iter().zip(&text.meaning).map(|(weight, value)| weight * value);
        self.bias + values.sum::<f32>() + meaning.sum::<f32>()
    }
}
