//! What a design is made of, as people speak of it: each is a few axes of its plan.

use std::collections::BTreeSet;

use design::DesignPlan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::option_set::Reveal;
use crate::taste::{Feature, Wish};

/// One thing that can be kept as it is, or be taken over from another design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Where things stand, and what leads.
    Layout,
    /// What is shown, and what it is made of.
    Picture,
    /// The colours.
    Colour,
    /// The voice of the type.
    Type,
    /// What it says.
    Words,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Layout, Self::Picture, Self::Colour, Self::Type, Self::Words];

    /// What it is called, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::Picture => "picture",
            Self::Colour => "colours",
            Self::Type => "type",
            Self::Words => "words",
        }
    }

    /// The axes of a plan that it is made of.
    fn axes(self) -> &'static [&'static str] {
        match self {
            Self::Layout => &["archetype", "lead", "mirrored", "variant"],
            // The seed is what it is drawn from.
            Self::Picture => &["imagery", "motif", "seed"],
            Self::Colour => &["palette", "scheme"],
            Self::Type => &["voice"],
            Self::Words => &[],
        }
    }

    /// Whether two plans have it in common.
    pub(crate) fn is_shared(self, plan: &DesignPlan, other: &DesignPlan) -> bool {
        let mut taken = plan.clone();
        self.take(&mut taken, other);
        taken == *plan
    }

    /// Gives a plan that of another one.
    pub(crate) fn take(self, plan: &mut DesignPlan, from: &DesignPlan) {
        match self {
            Self::Layout => {
                plan.archetype = from.archetype.clone();
                plan.lead.clone_from(&from.lead);
                (plan.mirrored, plan.variant) = (from.mirrored, from.variant);
            }
            Self::Picture => {
                plan.imagery.clone_from(&from.imagery);
                plan.motif.clone_from(&from.motif);
                plan.seed = from.seed;
            }
            Self::Colour => {
                plan.scheme.clone_from(&from.scheme);
                plan.palette = from.palette;
            }
            Self::Type => plan.voice.clone_from(&from.voice),
            Self::Words => {}
        }
    }
}

/// The axes that may vary in a turn, by their names in a plan; none means all. What is asked for may take others than the reveal
/// level has, what is locked or was taken over takes them away.
pub(crate) fn varied_axes(
    reveal: Reveal,
    wishes: &[Wish],
    locked: &BTreeSet<Aspect>,
    merged: &BTreeSet<Aspect>,
) -> Vec<&'static str> {
    let axes: Vec<&str> = if wishes.is_empty() && !merged.is_empty() {
        vec!["variant", "mirrored", "voice", "palette", "seed"]
    } else if wishes.is_empty() {
        match reveal {
            // All, named one by one where some are locked.
            Reveal::Direction if locked.is_empty() => Vec::new(),
            Reveal::Direction => all().collect(),
            Reveal::Layout => vec!["archetype", "variant", "lead", "mirrored", "seed"],
            Reveal::Style => vec!["voice", "scheme", "palette", "imagery", "seed"],
            Reveal::Words | Reveal::Fine => vec!["palette", "seed"],
        }
    } else {
        let wished: BTreeSet<&str> = wishes.iter().flat_map(|wish| changed_for(wish.feature)).copied().collect();
        wished.into_iter().chain(["seed"]).collect()
    };
    if axes.is_empty() {
        return axes;
    }
    let is_free = |axis: &&str| locked.union(merged).all(|aspect| !aspect.axes().contains(axis));
    let free: Vec<&str> = axes.into_iter().filter(is_free).collect();
    // Where all is kept that the turn is about, the rest may vary; an axis that there is not stands for nothing.
    let rest = || all().filter(is_free).collect::<Vec<_>>();
    [free, rest()].into_iter().find(|axes| !axes.is_empty()).unwrap_or_else(|| vec!["nothing"])
}

fn all() -> impl Iterator<Item = &'static str> {
    Aspect::ALL.iter().flat_map(|aspect| aspect.axes()).copied()
}

/// The level from there on at which something is not kept as it is.
pub(crate) fn open(reveal: Reveal, locked: &BTreeSet<Aspect>) -> Reveal {
    let kept = |aspects: &[Aspect]| aspects.iter().all(|aspect| locked.contains(aspect));
    let is_kept = match reveal {
        Reveal::Layout => kept(&[Aspect::Layout]),
        Reveal::Style => kept(&[Aspect::Picture, Aspect::Colour, Aspect::Type]),
        Reveal::Words => kept(&[Aspect::Words]),
        Reveal::Direction | Reveal::Fine => false,
    };
    if is_kept { open(reveal.narrowed(), locked) } else { reveal }
}

/// The axes whose values make more or less of a feature.
pub(crate) fn changed_for(feature: Feature) -> &'static [&'static str] {
    match feature {
        Feature::Contrast | Feature::Lightness | Feature::Warmth | Feature::Colour => &["palette", "scheme"],
        Feature::Weight | Feature::Formality => &["voice"],
        Feature::Play => &["imagery"],
        Feature::Density => &["archetype", "imagery", "lead", "variant"],
        Feature::Picture | Feature::Scale | Feature::Symmetry => &["archetype", "lead", "mirrored", "variant"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_is_locked_does_not_vary() {
        let locked = |aspects: &[Aspect]| aspects.iter().copied().collect::<BTreeSet<_>>();
        let none = locked(&[]);
        assert!(varied_axes(Reveal::Direction, &[], &none, &none).is_empty());
        let free = varied_axes(Reveal::Direction, &[], &locked(&[Aspect::Layout, Aspect::Type]), &none);
        assert_eq!(free, ["imagery", "motif", "seed", "palette", "scheme"]);
        let free = varied_axes(Reveal::Style, &[], &locked(&[Aspect::Colour]), &none);
        assert_eq!(free, ["voice", "imagery", "seed"]);
        let warmer = [Wish { feature: Feature::Warmth, more: true }];
        assert_eq!(varied_axes(Reveal::Words, &warmer, &none, &none), ["palette", "scheme", "seed"]);
        let free = varied_axes(Reveal::Fine, &[], &locked(&[Aspect::Layout]), &locked(&[Aspect::Colour]));
        assert_eq!(free, ["voice", "seed"]);
        // What a picture is drawn from belongs to it.
        let picture = locked(&[Aspect::Picture]);
        assert_eq!(varied_axes(Reveal::Fine, &[], &picture, &none), ["palette"]);
        let both = locked(&[Aspect::Picture, Aspect::Colour]);
        assert_eq!(varied_axes(Reveal::Fine, &[], &both, &none), ["archetype", "lead", "mirrored", "variant", "voice"]);
        assert_eq!(varied_axes(Reveal::Fine, &[], &locked(&Aspect::ALL), &none), ["nothing"]);
    }

    #[test]
    fn a_level_whose_all_is_kept_is_passed_over() {
        let open = |reveal, aspects: &[Aspect]| open(reveal, &aspects.iter().copied().collect());
        assert_eq!(open(Reveal::Layout, &[Aspect::Layout]), Reveal::Style);
        assert_eq!(open(Reveal::Style, &[Aspect::Colour]), Reveal::Style);
        assert_eq!(open(Reveal::Layout, &Aspect::ALL), Reveal::Fine);
        assert_eq!(open(Reveal::Words, &[Aspect::Words]), Reveal::Fine);
    }

    #[test]
    fn a_plan_takes_what_belongs_to_an_aspect_and_nothing_else() {
        let mut other = fixture::plan("orbit", 2);
        other.voice = "hand".to_owned();
        other.scheme = "dark".to_owned();
        let mut plan = fixture::plan("spine", 1);
        Aspect::Colour.take(&mut plan, &other);
        assert_eq!((plan.scheme.as_str(), plan.archetype.0.as_str()), ("dark", "spine"));
        assert_ne!(plan.voice, "hand");
        for aspect in Aspect::ALL {
            aspect.take(&mut plan, &other);
        }
        assert_eq!(plan, other);
    }
}
