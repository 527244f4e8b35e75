//! What a design is like, as a person's taste knows it: a few features with names, each in standard deviations of what the house makes.

use std::collections::BTreeMap;

use design::{DesignPlan, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many features there are.
pub const FEATURES: usize = 11;
/// Parts of a standard deviation in which a look is counted.
const STEPS: f64 = 1_000.0;
/// How far from the mean a look may be, standard deviations.
const FAR: f64 = 2.5;

/// One thing in which designs differ and that a person may like more or less of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// How much of the page is busy.
    Density,
    /// How far its light and its dark parts are from each other.
    Contrast,
    /// How light it is.
    Lightness,
    /// Reds and yellows rather than blues.
    Warmth,
    /// How strong its colours are.
    Colour,
    /// How much of the page the picture takes.
    Picture,
    /// How heavy the type is.
    Weight,
    /// How large the largest type is.
    Scale,
    /// How far its left mirrors its right.
    Symmetry,
    /// Books and banks rather than fairs.
    Formality,
    /// Hands, pieces and cuttings rather than grids.
    Play,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; FEATURES] = [
        Self::Density,
        Self::Contrast,
        Self::Lightness,
        Self::Warmth,
        Self::Colour,
        Self::Picture,
        Self::Weight,
        Self::Scale,
        Self::Symmetry,
        Self::Formality,
        Self::Play,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Density => "density",
            Self::Contrast => "contrast",
            Self::Lightness => "lightness",
            Self::Warmth => "warmth",
            Self::Colour => "colour",
            Self::Picture => "picture",
            Self::Weight => "weight",
            Self::Scale => "scale",
            Self::Symmetry => "symmetry",
            Self::Formality => "formality",
            Self::Play => "play",
        }
    }

    /// What has more of it, and what has less, for people: "warmer", "cooler".
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Density => ("fuller pages", "calmer pages"),
            Self::Contrast => ("stronger contrast", "softer contrast"),
            Self::Lightness => ("lighter pages", "darker pages"),
            Self::Warmth => ("warmer colours", "cooler colours"),
            Self::Colour => ("more colour", "less colour"),
            Self::Picture => ("larger pictures", "smaller pictures"),
            Self::Weight => ("bolder type", "lighter type"),
            Self::Scale => ("bigger headlines", "smaller headlines"),
            Self::Symmetry => ("symmetry", "asymmetry"),
            Self::Formality => ("a formal tone", "a casual tone"),
            Self::Play => ("playful pictures", "sober pictures"),
        }
    }

    /// The name of what a critique measured, with its mean and standard deviation among what the house makes; `None` for what is
    /// read from a plan. Source: the 6,000 designs of the house that passed, of 200 briefs in three kits.
    fn measured(self) -> Option<(&'static str, f64, f64)> {
        match self {
            Self::Density => Some(("density", 0.42, 0.17)),
            Self::Contrast => Some(("contrast", 0.66, 0.17)),
            Self::Lightness => Some(("lightness", 0.60, 0.25)),
            Self::Warmth => Some(("warmth", 0.56, 0.20)),
            Self::Colour => Some(("colourfulness", 0.32, 0.18)),
            Self::Picture => Some(("image_share", 0.36, 0.19)),
            Self::Weight => Some(("type_weight", 0.63, 0.16)),
            Self::Scale => Some(("scale", 0.27, 0.12)),
            Self::Symmetry => Some(("symmetry", 0.35, 0.20)),
            Self::Formality | Self::Play => None,
        }
    }

    fn place(self) -> usize {
        self as usize
    }
}

/// Voice → how formal it is, standard deviations.
const FORMALITY: &[(&str, f64)] = &[
    ("didone", 1.6),
    ("literary", 1.4),
    ("contrast", 1.0),
    ("light", 0.7),
    ("italic", 0.6),
    ("medium", 0.4),
    ("mono", 0.3),
    ("slab", 0.0),
    ("grotesk", -0.1),
    ("geometric", -0.1),
    ("expanded", -0.2),
    ("condensed", -0.3),
    ("soft", -0.5),
    ("black", -0.7),
    ("retro", -1.2),
    ("rounded", -1.5),
    ("hand", -1.8),
];
/// What a picture is made of → how playful that is, standard deviations.
const PLAY: &[(&str, f64)] = &[
    ("cut_paper", 1.3),
    ("cutouts", 1.3),
    ("terrazzo", 1.2),
    ("chorus", 0.8),
    ("ribbon", 0.7),
    ("growth", 0.4),
    ("blocks", 0.3),
    ("close_up", 0.2),
    ("rings", 0.0),
    ("mono_line", -0.2),
    ("modules", -0.4),
    ("strata", -0.4),
    ("screen", -0.5),
    ("contours", -0.8),
    ("photo_framed", -0.6),
    ("photo_duotone", -0.8),
    ("photo", -1.0),
    ("none", -1.4),
];

/// How a design looks: each feature, and how good the critique says it is, in thousandths of a standard deviation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Look {
    /// In the order of [`Feature::ALL`].
    pub features: [i16; FEATURES],
    /// The total.
    pub quality: i16,
}

/// Standard deviation of the totals of what is shown in one turn.
const QUALITY: f64 = 0.035;

impl Look {
    /// The look of standardised values; what is farther than two and a half deviations, or no number, is there.
    #[must_use]
    pub fn new(features: [f64; FEATURES], quality: f64) -> Self {
        Self { features: features.map(steps), quality: steps(quality) }
    }

    /// How a design that was planned so and measured so looks; how good it is is told among others alone.
    #[must_use]
    pub fn of(plan: &DesignPlan, features: &BTreeMap<String, Score>) -> Self {
        let value = |feature: Feature| match feature.measured() {
            Some((name, mean, deviation)) => {
                features.get(name).map_or(0.0, |value| (value.as_f64() - mean) / deviation)
            }
            None if feature == Feature::Formality => of_table(FORMALITY, &plan.voice),
            None => of_table(PLAY, &plan.imagery),
        };
        Self::new(Feature::ALL.map(value), 0.0)
    }

    /// The looks of designs that may be chosen among: totals of one turn are not those of another, so how good each is is told
    /// from their mean.
    #[must_use]
    pub fn among(designs: &[(Self, Score)]) -> Vec<Self> {
        let mean = designs.iter().map(|(_, total)| total.as_f64()).sum::<f64>() / designs.len().max(1) as f64;
        designs.iter().map(|(look, total)| look.of_quality((total.as_f64() - mean) / QUALITY)).collect()
    }

    /// The same look of another quality, standard deviations.
    #[must_use]
    pub fn of_quality(self, quality: f64) -> Self {
        Self { quality: steps(quality), ..self }
    }

    /// Sets a feature to the mean of what the house makes.
    pub(super) fn level(&mut self, feature: Feature) {
        self.features[feature.place()] = 0;
    }

    /// The look with nothing in it farther than two and a half deviations.
    pub(super) fn within_limits(self) -> Self {
        Self::new(self.values(), self.goodness())
    }

    /// The value of a feature, standard deviations.
    #[must_use]
    pub fn value(&self, feature: Feature) -> f64 {
        f64::from(self.features[feature.place()]) / STEPS
    }

    pub(super) fn values(&self) -> [f64; FEATURES] {
        self.features.map(|value| f64::from(value) / STEPS)
    }

    pub(super) fn goodness(&self) -> f64 {
        f64::from(self.quality) / STEPS
    }

    /// Root mean square of the differences of two looks, standard deviations.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        let squares = self.values().into_iter().zip(other.values()).map(|(a, b)| (a - b) * (a - b));
        libm::sqrt(squares.sum::<f64>() / FEATURES as f64)
    }
}

fn of_table(table: &[(&str, f64)], name: &str) -> f64 {
    // As plans and people write it.
    let name = name.replace('-', "_");
    table.iter().find(|(key, _)| *key == name).map_or(0.0, |(_, value)| *value)
}

fn steps(value: f64) -> i16 {
    if value.is_nan() {
        return 0;
    }
    libm::round(value.clamp(-FAR, FAR) * STEPS) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn features_are_where_they_say() {
        for (place, feature) in Feature::ALL.into_iter().enumerate() {
            assert_eq!(feature.place(), place);
        }
    }

    #[test]
    fn everything_that_pictures_and_type_are_called_has_its_place() {
        let known = |table: &[(&str, f64)], name: &str| table.iter().any(|(key, _)| *key == name.replace('-', "_"));
        for voice in crate::wording::voices() {
            assert!(known(FORMALITY, voice), "{voice}");
        }
        for imagery in crate::wording::imageries() {
            assert!(known(PLAY, imagery), "{imagery}");
        }
        assert_eq!((of_table(PLAY, "cut_paper"), of_table(PLAY, "photo-duotone")), (1.3, -0.8));
    }

    #[test]
    fn a_look_is_what_was_measured_and_planned() {
        let mut candidate = fixture::candidate("t1.c01", 0.84);
        candidate.plan.voice = "hand".to_owned();
        candidate.plan.imagery = "none".to_owned();
        candidate.critique.features.insert("warmth".to_owned(), Score::from_f64(0.76));
        let look = Look::of(&candidate.plan, &candidate.critique.features);
        let told = [Feature::Formality, Feature::Play, Feature::Warmth, Feature::Density].map(|one| look.value(one));
        assert_eq!((told, look.quality), ([-1.8, -1.4, 1.0, 0.0], 0));
        let among = Look::among(&[(look, Score::from_f64(0.9)), (look, Score::from_f64(0.83))]);
        assert_eq!(among.iter().map(|look| look.quality).collect::<Vec<_>>(), [1_000, -1_000]);
        assert_eq!(Look::new([f64::NAN; FEATURES], 9.0), Look { features: [0; FEATURES], quality: 2_500 });
    }
}
