//! One tenant's assets, and every lane over them. Exact, but for embeddings where there are many: those are compared by their
//! signs first ([`Scan`]), and what is nearest by them may depend on what was there when the signs were taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asset::{self, Asset, AssetError, AssetKind};
use crate::best::best_of;
use crate::explain::{Reasons, Why};
use crate::facets::{Facets, Places};
use crate::filter::Filter;
use crate::fusion::{RRF_K, Ranking, rrf};
use crate::kept::Kept;
use crate::look::Look;
use crate::palette::{LIFTED, Lab, product};
use crate::personal::lift;
use crate::postings::{Fitting, PLACES_MAX, Postings};
use crate::query::{HITS_MAX, Lane, Plan, Query, WORDS_FLOOR};
use crate::vectors::{DimensionError, Scan, Vectors};
use crate::words::{Held, Sparse};

/// Most assets of one tenant.
pub const ASSETS_MAX: usize = 1_000_000;
// Packed when half of them are empty, places are at most twice as many.
const _: () = assert!(2 * ASSETS_MAX < PLACES_MAX);
/// Of what a question in the words of a colour asks, what the name of one holds.
pub const LIKE_SHARE: f32 = 0.45;
/// How many of the best by all words are looked at for a name with a colour in it.
pub const NAMES_LOOKED_AT: usize = 10;
/// Of what was asked, what a thing holds that shares letters with it and no word, 1/10 000: less is chance.
const LETTERS_FLOOR_STEPS: u32 = 1_000;
/// Where a place goes that is empty.
pub(crate) const GONE: u32 = u32::MAX;
/// A distance at which a colour is no nearer than any other, ΔE76.
const FAR: f64 = 100.0;

/// Why an asset is not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// It is larger than what is kept.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// Its embedding is of another model.
    #[error(transparent)]
    Dimension(#[from] DimensionError),
    /// There are too many.
    #[error("more than {ASSETS_MAX} assets of one tenant")]
    TooMany,
}

/// One tenant's assets, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct AssetIndex {
    /// Assets by their places, without their embeddings, which are kept together.
    slots: Vec<Option<Kept>>,
    by_id: BTreeMap<Arc<str>, u32>,
    /// What assets say of themselves, each once.
    said: BTreeSet<Arc<asset::Facets>>,
    facets: Facets,
    postings: Postings,
    /// The lifted colours of all palettes, and whose they are.
    colors: Vec<[f32; LIFTED]>,
    color_of: Vec<u32>,
    /// Places of assets that have a look.
    looks: Vec<u32>,
    vectors: Vectors,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// The lanes that answered.
    pub lanes: Vec<Lane>,
}

/// An asset that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// What kind of thing it is.
    pub kind: AssetKind,
    /// What it is called.
    pub name: String,
    /// How well it fits, in steps of 1/10 000: of what was asked in words, what it holds; of colours, how near they are.
    pub steps: u32,
    /// Why it was found.
    pub why: Vec<Why>,
}

impl Hit {
    /// Whether it shares letters with what was asked and no word, and few of them.
    #[must_use]
    pub fn is_by_chance(&self) -> bool {
        let by_letters = !self.why.is_empty() && self.why.iter().all(Why::is_by_letters);
        by_letters && self.steps < LETTERS_FLOOR_STEPS
    }
}

impl AssetIndex {
    /// Keeps an asset, in the place of the one that has its id.
    ///
    /// # Errors
    ///
    /// [`IndexError`]; nothing has changed then.
    pub fn put(&mut self, asset: Asset) -> Result<(), IndexError> {
        asset.check()?;
        self.vectors.check(&asset.embedding)?;
        if self.by_id.len() >= ASSETS_MAX && !self.has(&asset.id) {
            return Err(IndexError::TooMany);
        }
        self.remove(&asset.id);
        self.pack();
        let place = u32::try_from(self.slots.len()).map_err(|_| IndexError::TooMany)?;
        self.postings.add(place, &Held::of(&asset));
        for swatch in &asset.palette {
            self.colors.push(swatch.lifted());
            self.color_of.push(place);
        }
        if asset.look.is_some() {
            self.looks.push(place);
        }
        self.vectors.add(place, &asset.embedding);
        self.facets.add(place, &asset);
        let said = self.said.get(&asset.facets).cloned().unwrap_or_else(|| Arc::new(asset.facets.clone()));
        self.said.insert(said.clone());
        let kept = Kept::of(&asset, said);
        self.by_id.insert(kept.id.clone(), place);
        self.slots.push(Some(kept));
        Ok(())
    }

    /// Takes an asset out; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(place) = self.by_id.remove(id) else { return false };
        if let Some(kept) = self.slots[place as usize].take() {
            self.postings.remove(&Held::of(&kept.asset(&[])));
            self.facets.remove(place);
            // Terms, colours and looks of a place that is empty are let through by no filter; they go when the index is packed.
            self.vectors.remove(place);
        }
        true
    }

    /// Makes what is kept to be quick fit what is there now; after many assets were put.
    pub fn settle(&mut self) {
        self.pack();
        self.postings.settle();
        self.vectors.settle();
    }

    /// Packed when half of its places are empty: everything moves up, in its order.
    fn pack(&mut self) {
        if self.slots.len() < 64 || self.by_id.len() * 2 > self.slots.len() {
            return;
        }
        let mut live = 0..;
        let to: Vec<u32> =
            self.slots.iter().map(|slot| slot.as_ref().and_then(|_| live.next()).unwrap_or(GONE)).collect();
        let goes = |place: u32| to[place as usize];
        self.slots.retain(Option::is_some);
        self.slots.shrink_to_fit();
        self.by_id.values_mut().for_each(|place| *place = goes(*place));
        self.said.retain(|said| Arc::strong_count(said) > 1);
        self.facets.pack(&to);
        self.postings.pack(&to);
        let mut owners = self.color_of.iter().map(|place| goes(*place) != GONE);
        self.colors.retain(|_| owners.next().unwrap_or_default());
        for places in [&mut self.color_of, &mut self.looks] {
            places.iter_mut().for_each(|place| *place = goes(*place));
            places.retain(|place| *place != GONE);
        }
        self.vectors.pack(&to);
    }

    /// How many assets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Whether there is an asset of that id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// An asset by its id, laid out anew.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Asset> {
        self.laid_out(*self.by_id.get(id)?)
    }

    /// All assets by their ids, each laid out anew.
    pub fn assets(&self) -> impl Iterator<Item = Asset> {
        self.by_id.values().filter_map(|place| self.laid_out(*place))
    }

    /// Numbers of the embeddings that are there; none, where there are no embeddings.
    #[must_use]
    pub fn dimensions(&self) -> Option<usize> {
        self.vectors.dimensions()
    }

    fn kept(&self, place: u32) -> Option<&Kept> {
        self.slots.get(place as usize)?.as_ref()
    }

    fn laid_out(&self, place: u32) -> Option<Asset> {
        Some(self.kept(place)?.asset(self.vectors.get(place)))
    }

    /// Answers a question.
    #[must_use]
    pub fn search(&self, query: &Query) -> Found {
        self.search_with(query, Scan::Quantised)
    }

    /// Answers a question, with embeddings compared as is said.
    #[must_use]
    pub fn search_with(&self, query: &Query, scan: Scan) -> Found {
        let plan = self.plan(query);
        let allowed = self.facets.allowed(&plan.filter(query));
        let search = Search { index: self, query, allowed, limit: query.prefetched() };
        let (ranking, mut lanes) = search.run(&plan, scan);
        let id = |place: u32| {
            let kept = self.kept(place);
            (kept.map_or("", |kept| &kept.id), kept.and_then(|kept| kept.facets.language.as_deref()))
        };
        let ranking = lift(&query.personal, ranking, id);
        if !query.personal.is_empty() {
            lanes.push(Lane::Personal);
        }
        let hits = ranking.into_iter().take(query.limit.min(HITS_MAX));
        let reasons = Reasons::of(query, &plan);
        let hit = |(place, score): (u32, f32)| {
            let kept = self.kept(place)?;
            let steps = libm::round(f64::from(score).clamp(0.0, 1.0) * 10_000.0) as u32;
            let why = reasons.why(&kept.told());
            Some(Hit { id: kept.id.to_string(), kind: kept.kind, name: kept.name().to_owned(), steps, why })
        };
        Found { hits: hits.filter_map(hit).collect(), lanes }
    }

    /// Reads a question in the light of what there is: `like our ocean blue` is the colour of that name, and `red hat` a name.
    #[must_use]
    pub fn plan(&self, query: &Query) -> Plan {
        let plan = Plan::of(query);
        if let Some(color) = plan.like.as_deref().and_then(|like| self.color_called(like, &query.filter)) {
            return Plan { words: String::new(), with_colors: None, colors: vec![color], ..plan };
        }
        let Some(all) = &plan.with_colors else { return plan };
        let best = self.words(&Sparse::question(all), NAMES_LOOKED_AT, &self.facets.allowed(&query.filter)).ranking;
        let names = best.iter().filter_map(|(place, _)| self.kept(*place)).flat_map(Kept::names);
        let named = plan.named(names);
        plan.settled(named)
    }

    /// The colour that the brand calls that.
    fn color_called(&self, name: &str, filter: &Filter) -> Option<design::Srgb> {
        let colors = Filter { kinds: [AssetKind::Color].into(), ..filter.clone() };
        let found = self.words(&Sparse::question(name), 1, &self.facets.allowed(&colors));
        let (place, score) = found.ranking.first()?;
        let color = self.kept(*place)?.palette.first()?.color;
        (found.share(*score) >= LIKE_SHARE).then_some(color)
    }

    /// The best by words.
    fn words(&self, question: &Sparse, limit: usize, allowed: &Places) -> Fitting {
        self.postings.best(question, self.len(), limit, allowed)
    }
}

/// One question on its way through the lanes.
struct Search<'a> {
    index: &'a AssetIndex,
    query: &'a Query,
    /// What may be found.
    allowed: Places,
    /// How many each lane finds.
    limit: usize,
}

impl Search<'_> {
    /// What the lanes find, made one ranking, with scores of 0–1; and which lanes they were.
    fn run(&self, plan: &Plan, scan: Scan) -> (Ranking, Vec<Lane>) {
        let mut lanes = Vec::new();
        let mut found: Vec<Ranking> = Vec::new();
        let mut add = |lane: Lane, ranking: Ranking| {
            lanes.push(lane);
            found.push(ranking);
        };
        let question = plan.question();
        if !question.is_empty() {
            add(Lane::Words, self.words(&question, !plan.colors.is_empty()));
        }
        // Numbers of another model are not compared with.
        // Of what points nowhere everything is as near.
        let is_meant = self.query.embedding.iter().any(|x| *x != 0.0);
        if is_meant && self.index.dimensions() == Some(self.query.embedding.len()) {
            add(Lane::Embedding, self.embedding(scan));
        }
        if let Some(look) = &self.query.look {
            add(Lane::Look, self.look(look));
        }
        let fused = match found.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            many => {
                let rankings: Vec<(&Ranking, f32)> = many.iter().map(|ranking| (ranking, 1.0)).collect();
                let mut fused = rrf(&rankings, RRF_K);
                fused.truncate(self.limit);
                // The first place in all of them is 1.
                let first = many.len() as f32 / RRF_K;
                Some(fused.into_iter().map(|(place, score)| (place, score / first)).collect())
            }
        };
        if plan.colors.is_empty() {
            return (fused.unwrap_or_default(), lanes);
        }
        lanes.push(Lane::Colors);
        let mut ranking = self.colors(plan, fused.as_ref());
        if let Some(name) = &plan.first {
            let called = self.words(&Sparse::question(name), false);
            let is_called =
                |place: u32| self.index.kept(place).is_some_and(|kept| kept.names().any(|one| plan.is_first(one)));
            let first: Ranking = called.into_iter().filter(|(place, _)| is_called(*place)).collect();
            ranking.retain(|(place, _)| !first.iter().any(|(one, _)| one == place));
            ranking.splice(0..0, first);
        }
        (ranking, lanes)
    }

    /// By words; where colours will order them anew, only those that hold nearly as much as the best.
    fn words(&self, question: &Sparse, ordered_anew: bool) -> Ranking {
        let found = self.index.words(question, self.limit, &self.allowed);
        let best = found.ranking.first().map_or(0.0, |(_, score)| *score);
        let floor = if ordered_anew { best * WORDS_FLOOR } else { 0.0 };
        let near = found.ranking.iter().filter(|(_, score)| *score >= floor);
        near.map(|(place, score)| (*place, found.share(*score))).collect()
    }

    fn embedding(&self, scan: Scan) -> Ranking {
        self.index.vectors.nearest(&self.query.embedding, self.limit, scan, &self.allowed)
    }

    fn look(&self, look: &Look) -> Ranking {
        let own = |place: &u32| Some((*place, look.likeness(self.index.kept(*place)?.look.as_deref()?)));
        let all = self.index.looks.iter().filter_map(own);
        best_of(all, self.limit, |place| self.allowed.has(place))
    }

    /// By colours, among all or among those that were found; for each colour that is asked for, the nearest that an asset has.
    fn colors(&self, plan: &Plan, among: Option<&Ranking>) -> Ranking {
        let index = self.index;
        let asked: Vec<Lab> = plan.colors.iter().map(|color| Lab::of(*color)).collect();
        let questions: Vec<[f32; LIFTED]> = asked.iter().map(|lab| lab.lifted_question()).collect();
        let sum = |own: &[[f32; LIFTED]]| -> f32 {
            let best = |question| own.iter().map(|color| product(color, question)).fold(f32::NEG_INFINITY, f32::max);
            questions.iter().map(best).sum()
        };
        // Colours stand in the order of their places, those of one place together.
        let all = index.color_of.chunk_by(|a, b| a == b).scan(0, |from, chunk| {
            let own = &index.colors[*from..*from + chunk.len()];
            *from += chunk.len();
            Some((chunk[0], own))
        });
        let ranking = match among {
            None => best_of(all.map(|(place, own)| (place, sum(own))), self.limit, |place| self.allowed.has(place)),
            Some(among) => {
                let own = |place: &u32| {
                    let from = index.color_of.partition_point(|one| one < place);
                    let to = index.color_of.partition_point(|one| one <= place);
                    (from < to).then(|| (*place, sum(&index.colors[from..to])))
                };
                best_of(among.iter().filter_map(|(place, _)| own(place)), self.limit, |_| true)
            }
        };
        // What is said of each is how near it is, in the mean of the colours.
        let near = |place: u32| {
            let own = index.kept(place).map_or(&[][..], |kept| &kept.palette);
            let distance =
                |lab: &Lab| own.iter().map(|one| Lab::of(one.color).distance2(*lab)).fold(FAR * FAR, f64::min);
            let mean = asked.iter().map(|lab| libm::sqrt(distance(lab))).sum::<f64>() / asked.len() as f64;
            (1.0 - mean / FAR) as f32
        };
        ranking.into_iter().map(|(place, _)| (place, near(place))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use design::{Day, Random, Srgb};

    use super::*;
    use crate::asset::Facets;
    use crate::palette::Swatch;

    const WORDS: [&str; 6] = ["ocean", "harbour", "quay", "lantern", "ferry", "gull"];

    fn one(random: &mut Random, of: &[&str]) -> Option<String> {
        random.chance(0.7).then(|| random.pick(of).map(|value| (*value).to_owned())).flatten()
    }

    fn some(random: &mut Random, of: &[&str]) -> BTreeSet<String> {
        if random.chance(0.6) {
            BTreeSet::new()
        } else {
            (0..=random.index(2)).filter_map(|_| one(random, of)).collect()
        }
    }

    fn day(random: &mut Random) -> Day {
        Day(20_260_101 + random.index(28) as u32)
    }

    const LICENCES: [&str; 4] = ["CC0-1.0", "MIT", "CC-BY-4.0", "house"];
    const GROUNDS: [&str; 3] = ["light", "dark", "photo"];
    const LANGUAGES: [&str; 3] = ["de", "en", "pt-BR"];
    const ROLES: [&str; 3] = ["full", "mark", "mono"];
    const SIDES: [&str; 3] = ["landscape", "portrait", "square"];
    const SEASONS: [&str; 2] = ["spring", "autumn"];

    fn asset(random: &mut Random, id: &str) -> Asset {
        let kind = AssetKind::ALL[random.index(AssetKind::ALL.len())];
        let facets = Facets {
            role: one(random, &ROLES),
            on: some(random, &GROUNDS),
            orientation: one(random, &SIDES),
            licence: one(random, &LICENCES),
            expires: random.chance(0.5).then(|| day(random)),
            language: one(random, &LANGUAGES),
            campaign: one(random, &SEASONS),
            kit: one(random, &["acme", "quay"]),
        };
        let color = Srgb::new(random.index(256) as u8, random.index(256) as u8, 200);
        let name = format!("{} {}", WORDS[random.index(6)], WORDS[random.index(6)]);
        let embedding = vec![random.unit() as f32, random.unit() as f32, 1.0];
        Asset { facets, palette: vec![Swatch { color, percent: 100 }], embedding, ..Asset::new(id, kind, name) }
    }

    fn filter(random: &mut Random) -> Filter {
        let kinds = random.chance(0.3).then(|| AssetKind::ALL[random.index(AssetKind::ALL.len())]);
        Filter {
            kinds: kinds.into_iter().collect(),
            roles: some(random, &ROLES),
            on: some(random, &GROUNDS),
            orientations: some(random, &SIDES),
            licences: some(random, &["CC0-1.0", "MIT", "nobody's"]),
            usable_on: random.chance(0.5).then(|| day(random)),
            languages: some(random, &LANGUAGES),
            campaigns: some(random, &SEASONS),
            kits: some(random, &["acme", "quay", "other"]),
        }
    }

    /// A hundred thousand filters over the indexes of two tenants, which hold other assets under the same ids.
    #[test]
    fn nothing_foreign_or_forbidden_is_ever_found() {
        let mut random = Random::new(11);
        let mut tenants: Vec<(AssetIndex, Vec<Asset>)> = Vec::new();
        for _ in 0..2 {
            let assets: Vec<Asset> = (0..60).map(|at| asset(&mut random, &format!("asset-{at}"))).collect();
            let mut index = AssetIndex::default();
            assets.iter().for_each(|asset| index.put(asset.clone()).unwrap());
            index.settle();
            tenants.push((index, assets));
        }
        let (mut hits, mut whole) = (0_usize, 0_usize);
        for turn in 0..100_000 {
            let (index, assets) = &tenants[turn % 2];
            let filter = filter(&mut random);
            let text = [WORDS[random.index(6)], "blue ferry", "", "quay on dark"][random.index(4)];
            let colors = if random.chance(0.3) { vec![Srgb::new(10, 20, 200)] } else { Vec::new() };
            let embedding = if random.chance(0.3) { vec![0.5, 0.5, 1.0] } else { Vec::new() };
            let query = Query { colors, embedding, filter, ..Query::words(text, 60) };
            let asked = index.plan(&query).filter(&query);
            let found = index.search(&query);
            for hit in &found.hits {
                let own = assets.iter().find(|asset| asset.id == hit.id).unwrap();
                assert!(own.name == hit.name && own.kind == hit.kind, "another tenant's {hit:?}");
                assert!(query.filter.lets(own) && asked.lets(own), "{query:?}: {own:?}");
            }
            // Asked for nothing but a colour, all that are let through are found.
            if text.is_empty() && query.embedding.is_empty() && !query.colors.is_empty() {
                assert_eq!(found.hits.len(), assets.iter().filter(|asset| query.filter.lets(asset)).count());
                whole += 1;
            }
            hits += found.hits.len();
        }
        assert!(hits > 100_000 && whole > 2_000, "{hits} hits, {whole} whole");
    }

    #[test]
    fn what_is_put_again_or_taken_out_is_as_if_it_had_never_been() {
        let mut random = Random::new(5);
        let (mut worn, mut fresh) = (AssetIndex::default(), AssetIndex::default());
        for round in 0..4 {
            for at in 0..100 {
                let asset = asset(&mut random, &format!("asset-{at:03}"));
                worn.put(asset.clone()).unwrap();
                if round == 3 && at % 2 == 0 {
                    fresh.put(asset).unwrap();
                }
            }
        }
        (0..100).filter(|at| at % 2 == 1).for_each(|at| assert!(worn.remove(&format!("asset-{at:03}"))));
        worn.settle();
        assert!(!worn.remove("asset-001") && worn.len() == fresh.len());
        for text in WORDS {
            let query = Query { embedding: vec![0.1, 0.9, 1.0], ..Query::words(format!("{text} blue"), 20) };
            assert_eq!(worn.search(&query), fresh.search(&query));
        }
    }
}
