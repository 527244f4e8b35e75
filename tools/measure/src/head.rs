//! A small learned judge of our own: which of two versions of a design was damaged, told from numbers that rules and plain
//! measures give. It is trained by the example `train_head` and gates nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use design::{Critique, Score};
use serde::Deserialize;

use crate::figures::figures;
use crate::subject::Subject;

/// What the example `train_head` made.
const SHIPPED: &str = include_str!("learned_head.json");

/// Most bytes of the weights of a head, and most hidden units.
const BYTES_MAX: usize = 64 << 10;
const HIDDEN_MAX: usize = 64;

/// Why a head does not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeadError {
    /// The file is too large.
    #[error("weights of {bytes} bytes; a head has {BYTES_MAX} at most")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The file is no JSON of that form.
    #[error("weights that do not read")]
    Json(#[from] serde_json::Error),
    /// A figure has too few or too many weights, or one that is no use.
    #[error("figure {index} of the head does not have a positive spread and {hidden} weights for hidden units")]
    Figure {
        /// Its place, by name, from 0.
        index: usize,
        /// Hidden units of the head.
        hidden: usize,
    },
    /// There are too many hidden units, or the spread of its answers is not positive.
    #[error("a head has {HIDDEN_MAX} hidden units at most and a positive spread of its answers")]
    Shape,
}

/// How one figure is read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    mean: f64,
    spread: f64,
    /// Straight to the answer.
    weight: f64,
    /// To each hidden unit.
    #[serde(default)]
    hidden: Vec<f64>,
}

/// A unit between: the hyperbolic tangent of what it is given.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    bias: f64,
    weight: f64,
}

/// The weights of a head. Its default reads nothing and finds every design middling.
///
/// A figure is taken less its mean, divided by its spread; the answer is their weighted sum and that of the hidden units, less the
/// `center` and divided by the `spread` of the answers to the designs that it was trained with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    figures: BTreeMap<String, Figure>,
    hidden: Vec<Unit>,
    center: f64,
    spread: f64,
}

impl Default for Head {
    fn default() -> Self {
        Self { figures: BTreeMap::new(), hidden: Vec::new(), center: 0.0, spread: 1.0 }
    }
}

impl Head {
    /// The head that comes with the crate.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static HEAD: LazyLock<Head> = LazyLock::new(|| Head::read(SHIPPED).unwrap_or_default());
        &HEAD
    }

    /// Reads the weights of a head, as the example `train_head` writes them.
    ///
    /// # Errors
    ///
    /// [`HeadError`], where they are too many, do not read or do not agree with each other.
    pub fn read(json: &str) -> Result<Self, HeadError> {
        if json.len() > BYTES_MAX {
            return Err(HeadError::TooLarge { bytes: json.len() });
        }
        let head: Self = serde_json::from_str(json)?;
        let hidden = head.hidden.len();
        if hidden > HIDDEN_MAX || head.spread <= 0.0 {
            return Err(HeadError::Shape);
        }
        let unsound = |figure: &Figure| figure.spread <= 0.0 || figure.hidden.len() != hidden;
        match head.figures.values().position(unsound) {
            Some(index) => Err(HeadError::Figure { index, hidden }),
            None => Ok(head),
        }
    }

    /// Names of the figures that it reads.
    pub fn reads(&self) -> impl Iterator<Item = &str> {
        self.figures.keys().map(String::as_str)
    }

    /// Its answer to the [`figures`] of a design: 0 for one like those that it was trained with, more for better ones, in
    /// standard deviations. A figure that is missing counts as usual.
    #[must_use]
    pub fn answer(&self, figures: &BTreeMap<String, f64>) -> f64 {
        let (mut sum, mut units) = (0.0, vec![0.0; self.hidden.len()]);
        for (name, figure) in &self.figures {
            let Some(value) = figures.get(name).filter(|value| value.is_finite()) else { continue };
            let value = (value - figure.mean) / figure.spread;
            sum += figure.weight * value;
            units.iter_mut().zip(&figure.hidden).for_each(|(unit, weight)| *unit += weight * value);
        }
        for (unit, given) in self.hidden.iter().zip(units) {
            sum += unit.weight * libm::tanh(unit.bias + given);
        }
        (sum - self.center) / self.spread
    }

    /// The answer as a score: the logistic function of it, 0.5 for a design like those that it was trained with.
    #[must_use]
    pub fn score(&self, figures: &BTreeMap<String, f64>) -> Score {
        Score::from_f64(1.0 / (1.0 + libm::exp(-self.answer(figures))))
    }
}

/// What the shipped head says of a design that the house's scorers judged. It is in no total, and gates nothing.
#[must_use]
pub fn learned_head(subject: &Subject<'_>, critique: &Critique) -> Score {
    Head::shipped().score(&figures(subject, critique))
}
