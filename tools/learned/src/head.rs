//! How a model's answer becomes a figure, and a figure a score.

use design::Score;

use crate::manifest::{Better, Head, Read};

impl Head {
    /// The score of a raw figure: where it lies among the percentiles, linearly between two of them. What lies below or above all
    /// of them, and what is no number, is scored like the nearest end and the worst.
    #[must_use]
    pub fn calibrate(&self, raw: f32) -> Score {
        let last = self.percentiles.len().saturating_sub(1);
        if raw.is_nan() || last == 0 {
            return Score::WORST;
        }
        let above = self.percentiles.partition_point(|percentile| *percentile <= raw);
        let place = match above {
            0 => 0.0,
            above if above > last => last as f64,
            above => {
                let (low, high) = (f64::from(self.percentiles[above - 1]), f64::from(self.percentiles[above]));
                (above - 1) as f64 + (f64::from(raw) - low) / (high - low)
            }
        };
        let share = place / last as f64;
        Score::from_f64(match self.better {
            Better::Higher => share,
            Better::Lower => 1.0 - share,
        })
    }
}

impl Read {
    /// Whether it can be read off an answer of this many numbers; otherwise what it needs.
    pub(crate) fn check(&self, length: usize) -> Result<(), String> {
        match self {
            Self::Value(at) | Self::Softmax(at) if *at >= length => Err(format!("number {at}, counted from 0")),
            Self::Expected(values) | Self::Mean(values) if values.len() != length => {
                Err(format!("{} numbers", values.len()))
            }
            Self::Value(_) | Self::Softmax(_) | Self::Expected(_) | Self::Mean(_) => Ok(()),
        }
    }

    /// The figure of an answer that passed [`check`](Self::check); `None` when weights are none.
    pub(crate) fn raw(&self, answer: &[f32]) -> Option<f32> {
        match self {
            Self::Value(at) => answer.get(*at).copied(),
            Self::Softmax(at) => softmax(answer).get(*at).map(|share| *share as f32),
            Self::Expected(values) => mean(&softmax(answer), values),
            Self::Mean(values) => mean(&answer.iter().map(|weight| f64::from(*weight)).collect::<Vec<_>>(), values),
        }
    }
}

fn softmax(answer: &[f32]) -> Vec<f64> {
    let highest = answer.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = answer.iter().map(|x| libm::exp(f64::from(*x) - f64::from(highest))).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

fn mean(weights: &[f64], values: &[f32]) -> Option<f32> {
    let sum: f64 = weights.iter().sum();
    let weighed: f64 = weights.iter().zip(values).map(|(weight, value)| weight * f64::from(*value)).sum();
    let mean = (weighed / sum) as f32;
    let are_weights = sum > 0.0 && weights.iter().all(|weight| *weight >= 0.0);
    (are_weights && mean.is_finite()).then_some(mean)
}

/// Makes numbers one long; what is nothing stays nothing.
pub(crate) fn normalise(numbers: &mut [f32]) {
    let length = libm::sqrt(numbers.iter().map(|x| f64::from(*x) * f64::from(*x)).sum());
    if length > 0.0 {
        numbers.iter_mut().for_each(|x| *x = (f64::from(*x) / length) as f32);
    }
}
