//! Facets as sets of places: a filter is asked of very many assets, and a few sets are sooner put together than as many assets asked.

use std::collections::BTreeMap;

use design::Day;

use crate::asset::{Asset, AssetKind};
use crate::filter::Filter;
use crate::index::GONE;

/// From so many on, and where they are one place of so many, places are kept as bits.
const BITS_FROM: usize = 64;
const BITS_OF: usize = 32;

/// A set of places: a bit for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Vec<u64>);

impl Places {
    /// Places of a word of [`Places::words`], the first being its lowest bit.
    pub(crate) const WORD: usize = 64;

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    pub(crate) fn has(&self, place: u32) -> bool {
        self.0.get(place as usize / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    fn add(&mut self, place: u32) {
        let at = place as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (place % 64);
    }

    fn remove(&mut self, place: u32) {
        if let Some(bits) = self.0.get_mut(place as usize / 64) {
            *bits &= !(1 << (place % 64));
        }
    }

    /// Those that are in it, rising.
    fn places(&self) -> impl Iterator<Item = u32> {
        let set = |(word, bits): (u32, &u64)| {
            let bits = *bits;
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        };
        (0..).zip(&self.0).flat_map(set)
    }

    fn keep(&mut self, other: &Self) {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        self.0.iter_mut().zip(others).for_each(|(own, other)| *own &= other);
    }
}

impl FromIterator<u32> for Places {
    fn from_iter<I: IntoIterator<Item = u32>>(all: I) -> Self {
        let mut places = Self::default();
        all.into_iter().for_each(|place| places.add(place));
        places
    }
}

/// The places that share a value, which rise: a list, or bits where they are many.
#[derive(Debug, Clone)]
enum Sharing {
    Few(Vec<u32>),
    Many(Places),
}

impl Default for Sharing {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Sharing {
    fn add(&mut self, place: u32) {
        match self {
            Self::Many(places) => places.add(place),
            Self::Few(list) => {
                list.push(place);
                if list.len() >= BITS_FROM && list.len() * BITS_OF > place as usize {
                    *self = Self::Many(list.iter().copied().collect());
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Few(list) => list.is_empty(),
            Self::Many(places) => places.0.iter().all(|bits| *bits == 0),
        }
    }

    fn pack(&mut self, to: &[u32]) {
        let old: Vec<u32> = match self {
            Self::Few(list) => std::mem::take(list),
            Self::Many(places) => places.places().collect(),
        };
        *self = Self::default();
        old.into_iter()
            .map(|place| to[place as usize])
            .filter(|place| *place != GONE)
            .for_each(|place| self.add(place));
    }

    fn put_into(&self, places: &mut Places) {
        match self {
            Self::Few(list) => list.iter().for_each(|place| places.add(*place)),
            Self::Many(own) => {
                if own.0.len() > places.0.len() {
                    places.0.resize(own.0.len(), 0);
                }
                places.0.iter_mut().zip(&own.0).for_each(|(bits, own)| *bits |= own);
            }
        }
    }

    fn take_out_of(&self, places: &mut Places) {
        match self {
            Self::Few(list) => list.iter().for_each(|place| places.remove(*place)),
            Self::Many(own) => places.0.iter_mut().zip(&own.0).for_each(|(bits, own)| *bits &= !own),
        }
    }
}

/// Who shares a value, by values.
type Values<V> = BTreeMap<V, Sharing>;

/// The places of assets by what decides whether these may be used.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facets {
    /// Those that are there; what was taken out stays in the other sets.
    live: Places,
    kinds: Values<AssetKind>,
    roles: Values<String>,
    on: Values<String>,
    /// Those that do not say for which background they are.
    on_unsaid: Sharing,
    orientations: Values<String>,
    licences: Values<String>,
    expires: Values<Day>,
    languages: Values<String>,
    /// Those that do not say their language.
    language_unsaid: Sharing,
    campaigns: Values<String>,
    kits: Values<String>,
}

impl Facets {
    /// Keeps what an asset says of itself, whose place is beyond all before it.
    pub(crate) fn add(&mut self, place: u32, asset: &Asset) {
        let own = &asset.facets;
        self.live.add(place);
        self.kinds.entry(asset.kind).or_default().add(place);
        for (values, value) in [
            (&mut self.roles, &own.role),
            (&mut self.orientations, &own.orientation),
            (&mut self.licences, &own.licence),
            (&mut self.languages, &own.language),
            (&mut self.campaigns, &own.campaign),
            (&mut self.kits, &own.kit),
        ] {
            if let Some(value) = value {
                share(values, value, place);
            }
        }
        own.on.iter().for_each(|ground| share(&mut self.on, ground, place));
        if own.on.is_empty() {
            self.on_unsaid.add(place);
        }
        if own.language.is_none() {
            self.language_unsaid.add(place);
        }
        if let Some(last) = own.expires {
            self.expires.entry(last).or_default().add(place);
        }
    }

    /// A place that is empty is allowed by no filter.
    pub(crate) fn remove(&mut self, place: u32) {
        self.live.remove(place);
    }

    /// Lets go of places that are empty: `to` says where each goes, [`GONE`] for those that are gone.
    pub(crate) fn pack(&mut self, to: &[u32]) {
        self.live = self.live.places().map(|place| to[place as usize]).collect();
        pack_all(&mut self.kinds, to);
        pack_all(&mut self.expires, to);
        for values in [
            &mut self.roles,
            &mut self.on,
            &mut self.orientations,
            &mut self.licences,
            &mut self.languages,
            &mut self.campaigns,
            &mut self.kits,
        ] {
            pack_all(values, to);
        }
        self.on_unsaid.pack(to);
        self.language_unsaid.pack(to);
    }

    /// The places of those that may be found; the same as [`Filter::lets`] says of each.
    pub(crate) fn allowed(&self, filter: &Filter) -> Places {
        let mut allowed = self.live.clone();
        keep_any(&mut allowed, &filter.kinds, &self.kinds, None);
        keep_any(&mut allowed, &filter.roles, &self.roles, None);
        keep_any(&mut allowed, &filter.on, &self.on, Some(&self.on_unsaid));
        keep_any(&mut allowed, &filter.orientations, &self.orientations, None);
        keep_any(&mut allowed, &filter.licences, &self.licences, None);
        keep_any(&mut allowed, &filter.languages, &self.languages, Some(&self.language_unsaid));
        keep_any(&mut allowed, &filter.campaigns, &self.campaigns, None);
        keep_any(&mut allowed, &filter.kits, &self.kits, None);
        if let Some(day) = filter.usable_on {
            self.expires.range(..day).for_each(|(_, expired)| expired.take_out_of(&mut allowed));
        }
        allowed
    }
}

fn pack_all<V: Ord>(values: &mut Values<V>, to: &[u32]) {
    values.retain(|_, sharing| {
        sharing.pack(to);
        !sharing.is_empty()
    });
}

fn share(values: &mut Values<String>, value: &str, place: u32) {
    match values.get_mut(value) {
        Some(sharing) => sharing.add(place),
        None => values.entry(value.to_owned()).or_default().add(place),
    }
}

/// Keeps those that have any of the wanted values, or say none where that is enough; all, where nothing is wanted.
fn keep_any<V: Ord>(
    allowed: &mut Places,
    wanted: &std::collections::BTreeSet<V>,
    values: &Values<V>,
    unsaid: Option<&Sharing>,
) {
    if wanted.is_empty() {
        return;
    }
    let mut any = Places(vec![0; allowed.0.len()]);
    wanted.iter().filter_map(|value| values.get(value)).chain(unsaid).for_each(|sharing| sharing.put_into(&mut any));
    allowed.keep(&any);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_become_many_and_stay_the_same() {
        for step in [1, 7, 100] {
            let mut sharing = Sharing::default();
            let places: Vec<u32> = (0..500).map(|at| at * step).collect();
            places.iter().for_each(|place| sharing.add(*place));
            assert_eq!(matches!(sharing, Sharing::Many(_)), step < 32, "one of {step}");
            let mut set = Places::default();
            sharing.put_into(&mut set);
            assert_eq!((0..60_000).filter(|place| set.has(*place)).collect::<Vec<_>>(), places);
            sharing.take_out_of(&mut set);
            assert!((0..60_000).all(|place| !set.has(place)));
        }
    }
}
