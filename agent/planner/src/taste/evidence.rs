//! What a person did that tells something of their taste.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::feature::{Feature, Look};
use super::particle::Particle;

/// What somebody who likes nothing of a set hopes for, standard deviations of what they think of all designs.
const HOPE: f64 = 0.8;
/// How sharply a wish for more of something tells where the ideal is, per standard deviation.
const WISH: f64 = 2.0;
/// How much less noisily somebody changes a design than they pick one.
const CHANGED: f64 = 0.7;

/// One thing that a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Evidence {
    /// Picked one of a set.
    Picked {
        /// In which turn; 0 before the run.
        turn: u32,
        /// What was shown.
        shown: Vec<Look>,
        /// The place of what was picked.
        picked: u32,
    },
    /// Turned a set down.
    NoneOf {
        /// In which turn.
        turn: u32,
        /// What was shown.
        shown: Vec<Look>,
    },
    /// Asked for more or less of something: "calmer", "bolder type".
    Wished {
        /// In which turn.
        turn: u32,
        /// Of what.
        feature: Feature,
        /// Whether for more.
        more: bool,
        /// The design that it was said of.
        of: Look,
    },
    /// Changed a design.
    Changed {
        /// In which turn.
        turn: u32,
        /// How it was.
        before: Look,
        /// How it is.
        after: Look,
    },
}

impl Evidence {
    /// The turn in which it was done.
    #[must_use]
    pub fn turn(&self) -> u32 {
        match self {
            Self::Picked { turn, .. }
            | Self::NoneOf { turn, .. }
            | Self::Wished { turn, .. }
            | Self::Changed { turn, .. } => *turn,
        }
    }

    /// Keeps its looks where looks are.
    pub(super) fn keep_within_limits(&mut self) {
        match self {
            Self::Picked { shown, .. } | Self::NoneOf { shown, .. } => {
                shown.iter_mut().for_each(|look| *look = look.within_limits());
            }
            Self::Wished { of, .. } => *of = of.within_limits(),
            Self::Changed { before, after, .. } => (*before, *after) = (before.within_limits(), after.within_limits()),
        }
    }

    /// Whether anything is left of it once a feature tells nothing: what was shown is as if it were alike in that.
    pub(super) fn forget(&mut self, feature: Feature) -> bool {
        match self {
            Self::Picked { shown, .. } => shown.iter_mut().for_each(|look| look.level(feature)),
            // It is held against what somebody hopes for: levelled, it would say that the middle was turned down.
            Self::NoneOf { .. } => return false,
            Self::Wished { feature: of, .. } if *of == feature => return false,
            Self::Wished { .. } => {}
            Self::Changed { before, after, .. } => {
                before.level(feature);
                after.level(feature);
            }
        }
        true
    }

    /// Says that it was done before the run.
    pub(crate) fn set_before(&mut self) {
        match self {
            Self::Picked { turn, .. }
            | Self::NoneOf { turn, .. }
            | Self::Wished { turn, .. }
            | Self::Changed { turn, .. } => *turn = 0,
        }
    }

    /// The design that a wish was said of.
    pub(crate) fn wished_of(&self) -> Option<Look> {
        match self {
            Self::Wished { of, .. } => Some(*of),
            Self::Picked { .. } | Self::NoneOf { .. } | Self::Changed { .. } => None,
        }
    }

    /// How likely such a person does that, as a logarithm: multinomial logit of what is shown, with what they hope for beside it
    /// where they turned all down.
    pub(super) fn log_likelihood(&self, particle: &Particle) -> f64 {
        match self {
            Self::Picked { shown, picked, .. } => {
                let likes: Vec<f64> = shown.iter().map(|look| particle.likes_look(look)).collect();
                likes.get(*picked as usize).map_or(0.0, |one| log_share(*one, &likes, particle.noise))
            }
            Self::NoneOf { shown, .. } => {
                let likes = shown.iter().map(|look| particle.likes_look(look)).chain([HOPE]);
                log_share(HOPE, &likes.collect::<Vec<_>>(), particle.noise)
            }
            Self::Wished { feature, more, of, .. } => {
                let at = *feature as usize;
                let apart = particle.ideal[at] - of.value(*feature);
                // Nobody asks for more of what they do not look at.
                let counts = particle.importance[at].min(2.0);
                -log_of_one_and_exp(-WISH * counts * if *more { apart } else { -apart })
            }
            Self::Changed { before, after, .. } => {
                let likes = [particle.likes_look(before), particle.likes_look(after)];
                log_share(likes[1], &likes, particle.noise * CHANGED)
            }
        }
    }
}

/// Logarithm of the share of one among all, by how much each is liked.
fn log_share(one: f64, all: &[f64], noise: f64) -> f64 {
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = all.iter().map(|other| libm::exp((other - most) / noise)).sum();
    (one - most) / noise - libm::log(sum)
}

fn log_of_one_and_exp(x: f64) -> f64 {
    if x > 30.0 { x } else { libm::log1p(libm::exp(x)) }
}
