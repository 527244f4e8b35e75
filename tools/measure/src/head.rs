//! A small learned judge of our own: which of two versions of a design was damaged, told from numbers that rules and plain
//! measures give. It is trained by the example `train_head` and gates nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use design::{Copy, Critique, Score, Sha256};
use render::{Drawing, Layout};
use serde::Deserialize;

use crate::figures::figures;
use crate::subject::Subject;

/// What the example `train_head` made.
const SHIPPED: &str = include_str!("learned_head.json");

/// Most bytes of the weights of a head.
const BYTES_MAX: usize = 64 << 10;

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
    /// A figure does not vary.
    #[error("figure {index} of the head does not have a positive spread")]
    Figure {
        /// Its place, by name, from 0.
        index: usize,
    },
    /// Its answers do not vary.
    #[error("the answers of the head do not have a positive spread")]
    Spread,
}

/// How one figure is read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    mean: f64,
    spread: f64,
    weight: f64,
}

/// The weights of a head. Its default reads nothing and finds every design middling.
///
/// A figure is taken less its mean, divided by its spread; the answer is their weighted sum, less the `center` and divided by the
/// `spread` of the answers to the designs that it was trained with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    figures: BTreeMap<String, Figure>,
    center: f64,
    spread: f64,
}

impl Default for Head {
    fn default() -> Self {
        Self { figures: BTreeMap::new(), center: 0.0, spread: 1.0 }
    }
}

impl Head {
    /// The head that comes with the crate.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static HEAD: LazyLock<Head> = LazyLock::new(|| Head::read(SHIPPED).unwrap_or_default());
        &HEAD
    }

    /// The digest of the weights of the head that comes with the crate.
    #[must_use]
    pub fn shipped_id() -> Sha256 {
        Sha256::of(SHIPPED.as_bytes())
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
        if head.spread <= 0.0 {
            return Err(HeadError::Spread);
        }
        match head.figures.values().position(|figure| figure.spread <= 0.0) {
            Some(index) => Err(HeadError::Figure { index }),
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
        let mut sum = 0.0;
        for (name, figure) in &self.figures {
            let Some(value) = figures.get(name).filter(|value| value.is_finite()) else { continue };
            sum += figure.weight * (value - figure.mean) / figure.spread;
        }
        (sum - self.center) / self.spread
    }

    /// An answer as a score: the logistic function of it, 0.5 for a design like those that the head was trained with.
    #[must_use]
    pub fn score(answer: f64) -> Score {
        Score::from_f64(1.0 / (1.0 + libm::exp(-answer)))
    }
}

/// What the shipped head [answers](Head::answer) of a page that was drawn at its own size, and judged by the house's scorers. It is
/// in no total, and gates nothing.
#[must_use]
pub fn learned_head(layout: &Layout, copy: &Copy, drawing: &Drawing, critique: &Critique) -> f64 {
    Head::shipped().answer(&figures(&Subject::new(layout, copy, drawing), critique))
}
