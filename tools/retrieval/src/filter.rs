//! What may be found at all.

use std::collections::BTreeSet;

use design::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::{Asset, AssetKind};

/// What assets must be to be found. A list that is empty asks nothing; of the others one value must be met.
///
/// What an asset does not say of itself it is not: without a licence it is under none of those asked for. Two things need not
/// be said: an asset without language suits every language, and one without backgrounds every background.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Kinds of things.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<AssetKind>,
    /// What they are for.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<String>,
    /// Backgrounds that they are made for.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub on: BTreeSet<String>,
    /// `landscape`, `portrait`, `square`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub orientations: BTreeSet<String>,
    /// Licences that are allowed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub licences: BTreeSet<String>,
    /// The day on which they are used: what has expired before it is not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usable_on: Option<Day>,
    /// Languages of their words.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub languages: BTreeSet<String>,
    /// Campaigns that they belong to.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub campaigns: BTreeSet<String>,
    /// Kits that they come from.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub kits: BTreeSet<String>,
}

impl Filter {
    /// Nothing but things of that kind.
    #[must_use]
    pub fn of_kind(kind: AssetKind) -> Self {
        Self { kinds: BTreeSet::from([kind]), ..Self::default() }
    }

    /// Whether it asks nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an asset is what is asked for.
    #[must_use]
    pub fn lets(&self, asset: &Asset) -> bool {
        let facets = &asset.facets;
        let said = |wanted: &BTreeSet<String>, value: &Option<String>| {
            wanted.is_empty() || value.as_ref().is_some_and(|value| wanted.contains(value))
        };
        (self.kinds.is_empty() || self.kinds.contains(&asset.kind))
            && said(&self.roles, &facets.role)
            && (self.on.is_empty() || facets.on.is_empty() || !self.on.is_disjoint(&facets.on))
            && said(&self.orientations, &facets.orientation)
            && said(&self.licences, &facets.licence)
            && self.usable_on.is_none_or(|day| facets.expires.is_none_or(|last| day <= last))
            && (facets.language.is_none() || said(&self.languages, &facets.language))
            && said(&self.campaigns, &facets.campaign)
            && said(&self.kits, &facets.kit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Facets;

    fn set(values: &[&str]) -> BTreeSet<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    #[test]
    fn what_is_not_said_is_not_so_but_for_language_and_background() {
        let plain = Asset::new("a", AssetKind::Imagery, "Plain");
        let lets = |filter: Filter| filter.lets(&plain);
        assert!(lets(Filter::default()) && Filter::default().is_open());
        assert!(lets(Filter::of_kind(AssetKind::Imagery)) && !lets(Filter::of_kind(AssetKind::Logo)));
        assert!(!lets(Filter { licences: set(&["MIT"]), ..Filter::default() }));
        assert!(!lets(Filter { campaigns: set(&["spring"]), ..Filter::default() }));
        assert!(lets(Filter { languages: set(&["de"]), ..Filter::default() }));
        assert!(lets(Filter { on: set(&["dark"]), usable_on: Some(Day(20_300_101)), ..Filter::default() }));
    }

    #[test]
    fn what_is_said_decides() {
        let facets = Facets {
            licence: Some("MIT".into()),
            language: Some("de".into()),
            on: set(&["dark", "photo"]),
            expires: Some(Day(20_261_127)),
            ..Facets::default()
        };
        let asset = Asset { facets, ..Asset::new("a", AssetKind::Imagery, "Said") };
        let lets = |filter: Filter| filter.lets(&asset);
        assert!(lets(Filter { licences: set(&["MIT", "CC0-1.0"]), ..Filter::default() }));
        assert!(!lets(Filter { licences: set(&["CC0-1.0"]), ..Filter::default() }));
        assert!(!lets(Filter { languages: set(&["fr"]), ..Filter::default() }));
        assert!(!lets(Filter { on: set(&["light"]), ..Filter::default() }));
        assert!(lets(Filter { usable_on: Some(Day(20_261_127)), ..Filter::default() }));
        assert!(!lets(Filter { usable_on: Some(Day(20_261_128)), ..Filter::default() }));
    }
}
