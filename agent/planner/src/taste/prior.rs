//! What is known of a person's taste before they have picked anything: what their brief says of the tone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::feature::{FEATURES, Feature};

/// How far from the mean people's ideals lie, standard deviations of what the house makes.
const SPREAD: f64 = 1.1;
/// The same of a feature of which the brief says something.
const SPREAD_SAID: f64 = 0.8;
/// How far a word of the brief moves what is liked best, standard deviations.
const SAID: f64 = 0.8;

/// Word of a tone → what it says of a taste: the feature, and whether there is more of it.
const TONES: &[(&str, &[(Feature, bool)])] = &[
    ("calm", &[(Feature::Density, false), (Feature::Contrast, false)]),
    ("quiet", &[(Feature::Density, false), (Feature::Scale, false)]),
    ("minimal", &[(Feature::Density, false), (Feature::Picture, false)]),
    ("clean", &[(Feature::Density, false)]),
    ("simple", &[(Feature::Density, false)]),
    ("elegant", &[(Feature::Formality, true), (Feature::Weight, false)]),
    ("luxury", &[(Feature::Formality, true), (Feature::Lightness, false)]),
    ("formal", &[(Feature::Formality, true)]),
    ("serious", &[(Feature::Formality, true), (Feature::Play, false)]),
    ("professional", &[(Feature::Formality, true), (Feature::Play, false)]),
    ("bold", &[(Feature::Weight, true), (Feature::Scale, true)]),
    ("loud", &[(Feature::Weight, true), (Feature::Colour, true)]),
    ("energetic", &[(Feature::Colour, true), (Feature::Symmetry, false)]),
    ("playful", &[(Feature::Play, true), (Feature::Formality, false)]),
    ("fun", &[(Feature::Play, true), (Feature::Colour, true)]),
    ("friendly", &[(Feature::Formality, false), (Feature::Warmth, true)]),
    ("warm", &[(Feature::Warmth, true)]),
    ("cosy", &[(Feature::Warmth, true)]),
    ("cool", &[(Feature::Warmth, false)]),
    ("colourful", &[(Feature::Colour, true)]),
    ("bright", &[(Feature::Lightness, true), (Feature::Colour, true)]),
    ("dark", &[(Feature::Lightness, false)]),
    ("moody", &[(Feature::Lightness, false)]),
    ("soft", &[(Feature::Contrast, false), (Feature::Weight, false)]),
    ("modern", &[(Feature::Symmetry, false)]),
    ("classic", &[(Feature::Symmetry, true), (Feature::Formality, true)]),
    ("traditional", &[(Feature::Symmetry, true), (Feature::Formality, true)]),
];

/// What a brief's words say of a taste, or a profile does: by feature, in standard deviations of what the house makes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prior {
    /// The middle of what people like best.
    pub(super) ideal: [f64; FEATURES],
    /// How far they are from it.
    pub(super) spread: [f64; FEATURES],
}

/// What is said of a taste before anything was picked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Said(pub Vec<SaidOf>);

/// What is said of one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidOf {
    /// Which.
    pub feature: Feature,
    /// Where the middle of what is liked best lies, thousandths of a standard deviation of what the house makes.
    pub ideal: i16,
}

impl Said {
    /// What the words of a tone say.
    #[must_use]
    pub fn of_tone(tone: &[String]) -> Self {
        let mut said: BTreeMap<Feature, f64> = BTreeMap::new();
        for word in tone {
            let word = word.to_lowercase();
            let told = TONES.iter().find(|(name, _)| *name == word).map_or(&[][..], |(_, told)| told);
            for (feature, more) in told {
                let moved = said.entry(*feature).or_default();
                *moved = (*moved + if *more { SAID } else { -SAID }).clamp(-1.6, 1.6);
            }
        }
        Self(said.into_iter().map(|(feature, moved)| SaidOf { feature, ideal: (moved * 1_000.0) as i16 }).collect())
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What both say; the other where they speak of the same.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.retain(|said| other.0.iter().all(|again| again.feature != said.feature));
        self.0.extend(other.0);
        self
    }

    /// At most one thing of each feature.
    pub(super) fn within_limits(self) -> Self {
        let mut kept: Vec<SaidOf> = Vec::new();
        for said in self.0 {
            if kept.iter().all(|other| other.feature != said.feature) {
                kept.push(said);
            }
        }
        Self(kept)
    }

    pub(super) fn prior(&self) -> Prior {
        let mut prior = Prior { ideal: [0.0; FEATURES], spread: [SPREAD; FEATURES] };
        for (place, feature) in Feature::ALL.into_iter().enumerate() {
            if let Some(said) = self.0.iter().find(|said| said.feature == feature) {
                prior.ideal[place] = f64::from(said.ideal) / 1_000.0;
                prior.spread[place] = SPREAD_SAID;
            }
        }
        prior
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_says_something_of_a_taste() {
        let said = Said::of_tone(&["Calm".to_owned(), "bold".to_owned(), "unheard of".to_owned()]);
        let told: Vec<(Feature, i16)> = said.0.iter().map(|one| (one.feature, one.ideal)).collect();
        let want = [(Feature::Density, -800), (Feature::Contrast, -800), (Feature::Weight, 800), (Feature::Scale, 800)];
        assert_eq!(told, want);
        // Words that agree do not carry further than people go, and what is known otherwise has the last word.
        let said = Said::of_tone(&["elegant", "formal", "serious", "professional"].map(str::to_owned));
        let formal = SaidOf { feature: Feature::Formality, ideal: 1_600 };
        assert!(said.0.contains(&formal));
        let casual = SaidOf { feature: Feature::Formality, ideal: -500 };
        let both = said.and(Said(vec![casual, casual])).within_limits();
        assert!(both.0.contains(&casual) && both.0.iter().filter(|one| one.feature == casual.feature).count() == 1);
    }
}
