//! Facets as numbers: a filter is asked of very many assets, and words are slow to compare.

use std::collections::{BTreeMap, BTreeSet};

use design::Day;

use crate::asset::{Asset, AssetKind};
use crate::filter::Filter;

/// The number of nothing said.
const UNSAID: u32 = 0;

/// The numbers of values, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values(BTreeMap<String, u32>);

/// The facets of an asset by their numbers.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    kind: AssetKind,
    role: u32,
    on: Box<[u32]>,
    orientation: u32,
    licence: u32,
    expires: Option<Day>,
    language: u32,
    campaign: u32,
    kit: u32,
}

/// A filter by its numbers; a list that asks nothing is none.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    kinds: Option<BTreeSet<AssetKind>>,
    roles: Option<Vec<u32>>,
    on: Option<Vec<u32>>,
    orientations: Option<Vec<u32>>,
    licences: Option<Vec<u32>>,
    usable_on: Option<Day>,
    languages: Option<Vec<u32>>,
    campaigns: Option<Vec<u32>>,
    kits: Option<Vec<u32>>,
}

impl Values {
    pub(crate) fn codes(&mut self, asset: &Asset) -> Codes {
        let facets = &asset.facets;
        let mut code = |value: &String| -> u32 {
            let next = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
            *self.0.entry(value.clone()).or_insert(next)
        };
        let on = facets.on.iter().map(&mut code).collect();
        let mut of = |value: &Option<String>| value.as_ref().map_or(UNSAID, &mut code);
        Codes {
            kind: asset.kind,
            role: of(&facets.role),
            on,
            orientation: of(&facets.orientation),
            licence: of(&facets.licence),
            expires: facets.expires,
            language: of(&facets.language),
            campaign: of(&facets.campaign),
            kit: of(&facets.kit),
        }
    }

    /// A filter in numbers; values that nothing has are left out, and a list of those alone lets nothing through.
    pub(crate) fn wanted(&self, filter: &Filter) -> Wanted {
        let codes = |values: &BTreeSet<String>| {
            (!values.is_empty()).then(|| values.iter().filter_map(|value| self.0.get(value).copied()).collect())
        };
        Wanted {
            kinds: (!filter.kinds.is_empty()).then(|| filter.kinds.clone()),
            roles: codes(&filter.roles),
            on: codes(&filter.on),
            orientations: codes(&filter.orientations),
            licences: codes(&filter.licences),
            usable_on: filter.usable_on,
            languages: codes(&filter.languages),
            campaigns: codes(&filter.campaigns),
            kits: codes(&filter.kits),
        }
    }
}

impl Wanted {
    /// Whether an asset is what is asked for; the same answer as [`Filter::lets`].
    pub(crate) fn lets(&self, own: &Codes) -> bool {
        let said = |wanted: &Option<Vec<u32>>, code: u32| wanted.as_ref().is_none_or(|codes| codes.contains(&code));
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&own.kind))
            && said(&self.roles, own.role)
            && self.on.as_ref().is_none_or(|on| own.on.is_empty() || own.on.iter().any(|code| on.contains(code)))
            && said(&self.orientations, own.orientation)
            && said(&self.licences, own.licence)
            && self.usable_on.is_none_or(|day| own.expires.is_none_or(|last| day <= last))
            && (own.language == UNSAID || said(&self.languages, own.language))
            && said(&self.campaigns, own.campaign)
            && said(&self.kits, own.kit)
    }
}
