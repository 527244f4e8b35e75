//! What is kept of a person: what was said of their taste, and what they did.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::belief::{Belief, PARTICLES};
use super::evidence::Evidence;
use super::feature::{Feature, Look};
use super::prior::Said;

/// Most things that are kept of one person; older ones are forgotten first.
pub const EVIDENCE_MAX: usize = 48;
/// Most designs of a set.
const SHOWN_MAX: usize = 8;

/// What is known of somebody's taste. Everything that is believed follows from it, so that forgetting a thing undoes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Taste {
    /// What was said of it beforehand.
    #[serde(skip_serializing_if = "Said::is_empty")]
    pub said: Said,
    /// What the person did, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// What a run learned of somebody's taste: with what it began, what was forgotten in it, and what was known at its end. Only what
/// changed counts beyond the run, so that of two at the same time neither undoes the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// What was known when it began.
    pub before: Taste,
    /// The features that were forgotten, in the order in which they were; none is all of them.
    pub forgot: Vec<BTreeSet<Feature>>,
    /// What was known at its end.
    pub now: Taste,
}

impl Learned {
    /// Whether a taste stays as it is with it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.forgot.is_empty() && self.before.evidence == self.now.evidence
    }

    /// What is known once it is added to what is known elsewhere, by whatever else was learned since the run began; the first `told`
    /// things that were forgotten, that was told of before, and what was learned there since is not forgotten with them.
    #[must_use]
    pub fn onto(&self, mut known: Taste, told: usize) -> Taste {
        let (mut before, mut now) = (self.before.clone(), self.now.clone());
        self.forgot.iter().for_each(|features| before.forget(features));
        self.forgot.iter().skip(told).for_each(|features| known.forget(features));
        for taste in [&mut before, &mut now, &mut known] {
            taste.evidence.iter_mut().for_each(Evidence::set_before);
        }
        // What both know is no news; each is known as often as it was done.
        for old in &before.evidence {
            if let Some(at) = now.evidence.iter().position(|one| one == old) {
                now.evidence.remove(at);
            }
        }
        now.evidence.into_iter().for_each(|one| known.learn(one));
        known
    }
}

/// A wish for more or less of something: "calmer", "bolder type".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Wish {
    /// Of what.
    pub feature: Feature,
    /// Whether for more.
    pub more: bool,
}

impl Wish {
    /// How far a design goes that way from another, standard deviations.
    #[must_use]
    pub fn moved(self, from: &Look, to: &Look) -> f64 {
        let apart = to.value(self.feature) - from.value(self.feature);
        if self.more { apart } else { -apart }
    }

    /// What it asks for, for people: "bolder type".
    #[must_use]
    pub fn words(self) -> &'static str {
        let (more, less) = self.feature.words();
        if self.more { more } else { less }
    }
}

/// By whose taste designs are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Steering {
    /// What is known of it.
    pub taste: Taste,
    /// What is asked for in this turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<Wish>,
    /// The design that it is asked of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Look>,
}

/// What somebody is believed to like, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Leaning {
    /// In what.
    pub feature: Feature,
    /// Whether more of it.
    pub more: bool,
    /// For people: "calmer pages".
    pub words: String,
    /// How likely it is that they lean that way rather than the other, per cent.
    pub likely: u8,
}

/// Leanings that are told.
const LEANINGS_MAX: usize = 4;
/// How likely one must be, per cent.
const LIKELY_MIN: f64 = 70.0;

impl Taste {
    /// Keeps a thing that the person did.
    pub fn learn(&mut self, evidence: Evidence) {
        self.evidence.push(evidence);
        let over = self.evidence.len().saturating_sub(EVIDENCE_MAX);
        self.evidence.drain(..over);
    }

    /// Forgets what was said and done that tells something of these features; of all of them, where none is named.
    pub fn forget(&mut self, features: &BTreeSet<Feature>) {
        if features.is_empty() {
            *self = Self::default();
            return;
        }
        self.said.0.retain(|said| !features.contains(&said.feature));
        self.evidence.retain_mut(|evidence| features.iter().all(|feature| evidence.forget(*feature)));
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.said.is_empty() && self.evidence.is_empty()
    }

    /// The taste with no more than is kept, and nothing in it that nobody can have done.
    #[must_use]
    pub fn within_limits(mut self) -> Self {
        self.evidence.retain(|evidence| match evidence {
            Evidence::Picked { shown, picked, .. } => shown.len() <= SHOWN_MAX && (*picked as usize) < shown.len(),
            Evidence::NoneOf { shown, .. } => shown.len() <= SHOWN_MAX,
            Evidence::Wished { .. } | Evidence::Changed { .. } => true,
        });
        self.evidence.iter_mut().for_each(Evidence::keep_within_limits);
        let over = self.evidence.len().saturating_sub(EVIDENCE_MAX);
        self.evidence.drain(..over);
        self.said = self.said.within_limits();
        self
    }

    /// What follows from it.
    #[must_use]
    pub fn belief(&self, seed: u64) -> Belief {
        Belief::new(&self.said, &self.evidence, seed, PARTICLES)
    }

    /// What somebody is believed to like: the likeliest leanings in what counts for them.
    #[must_use]
    pub fn leanings(&self, seed: u64) -> Vec<Leaning> {
        if self.is_empty() { Vec::new() } else { self.belief(seed).leanings() }
    }
}

impl Belief {
    /// The likeliest leanings in what counts.
    pub(crate) fn leanings(&self) -> Vec<Leaning> {
        let mut opinions = self.opinions();
        let share = 1.0 / opinions.len().max(1) as f64;
        opinions.retain(|opinion| opinion.importance >= 0.8 * share && opinion.likely() >= LIKELY_MIN);
        opinions.sort_by(|a, b| (b.likely() * b.importance).total_cmp(&(a.likely() * a.importance)));
        opinions.truncate(LEANINGS_MAX);
        let leaning = |opinion: &super::Opinion| {
            let (feature, more) = (opinion.feature, opinion.ideal > 0.0);
            let words = Wish { feature, more }.words().to_owned();
            Leaning { feature, more, words, likely: opinion.likely().min(99.0) as u8 }
        };
        opinions.iter().map(leaning).collect()
    }
}
