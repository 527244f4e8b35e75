//! What a server is asked and what is made of its answers, with a server of this process in its place; and with a real one, where
//! there is one.

mod double;
mod engine;
mod faults;
mod mirror;
mod parity;
mod server;
mod wire;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use design::{Random, Srgb};
use retrieval::{Asset, AssetIndex, AssetKind, Day, Facets, Filter, LOOK, Look, Personal, Query, Swatch};

use self::double::Double;
use super::{QdrantIndex, QdrantSettings};
use crate::brand_index::{Answer, BrandIndex, BrandIndexError, TenantScope};
use crate::tenant::TenantId;

const NAMES: [&str; 8] = ["Ocean", "Harbour", "Quay", "Lantern", "Ferry", "Gull", "Red Hat", "Orange"];
const LICENCES: [&str; 3] = ["CC0-1.0", "MIT", "house"];
const GROUNDS: [&str; 3] = ["light", "dark", "photo"];
const LANGUAGES: [&str; 3] = ["de", "en", "pt-BR"];
const DIMENSIONS: usize = 8;

fn scope(tenant: &str) -> TenantScope {
    TenantScope::of(TenantId::new(tenant).unwrap())
}

fn settings(double: &Double) -> QdrantSettings {
    QdrantSettings {
        dimensions: Some(DIMENSIONS),
        deadline: Duration::from_secs(20),
        ..QdrantSettings::at(double.url())
    }
}

fn index(double: &Double) -> QdrantIndex {
    QdrantIndex::new(settings(double)).unwrap()
}

fn one(random: &mut Random, of: &[&str]) -> Option<String> {
    random.chance(0.6).then(|| of[random.index(of.len())].to_owned())
}

fn numbers(random: &mut Random) -> Vec<f32> {
    (0..DIMENSIONS).map(|_| random.range(-1.0, 1.0) as f32).collect()
}

fn look(random: &mut Random) -> Look {
    let digits: String = (0..LOOK).map(|_| format!("{:02x}", random.index(256))).collect();
    serde_json::from_value(digits.into()).unwrap()
}

fn color(random: &mut Random) -> Srgb {
    Srgb::new(random.index(256) as u8, random.index(256) as u8, random.index(256) as u8)
}

fn day(random: &mut Random) -> Day {
    Day(20_260_101 + random.index(28) as u32)
}

fn asset(random: &mut Random, id: &str) -> Asset {
    let facets = Facets {
        role: one(random, &["full", "mark"]),
        on: one(random, &GROUNDS).into_iter().collect(),
        orientation: one(random, &["landscape", "square"]),
        licence: one(random, &LICENCES),
        expires: random.chance(0.5).then(|| day(random)),
        language: one(random, &LANGUAGES),
        campaign: one(random, &["spring", "autumn"]),
        kit: one(random, &["acme", "quay"]),
    };
    let kind = AssetKind::ALL[random.index(AssetKind::ALL.len())];
    let name = format!("{} {}", NAMES[random.index(NAMES.len())], one(random, &NAMES).unwrap_or_default());
    let palette = (0..random.index(4)).map(|_| Swatch { color: color(random), percent: random.index(101) as u8 });
    Asset {
        palette: palette.collect(),
        tags: one(random, &["night", "ship", "blue"]).into_iter().collect(),
        look: random.chance(0.6).then(|| look(random)),
        embedding: if random.chance(0.7) { numbers(random) } else { Vec::new() },
        facets,
        ..Asset::new(id, kind, name.trim())
    }
}

fn assets(random: &mut Random, count: usize) -> Vec<Asset> {
    (0..count).map(|at| asset(random, &format!("asset-{at:04}"))).collect()
}

fn filter(random: &mut Random) -> Filter {
    let mut some = |of: &[&str]| if random.chance(0.25) { one(random, of).into_iter().collect() } else { [].into() };
    Filter {
        roles: some(&["full", "mark"]),
        on: some(&GROUNDS),
        orientations: some(&["landscape", "square"]),
        licences: some(&["CC0-1.0", "MIT", "nobody's"]),
        languages: some(&LANGUAGES),
        campaigns: some(&["spring"]),
        kits: some(&["acme", "other"]),
        kinds: random.chance(0.2).then(|| AssetKind::ALL[random.index(AssetKind::ALL.len())]).into_iter().collect(),
        usable_on: random.chance(0.3).then(|| day(random)),
    }
}

fn query(random: &mut Random) -> Query {
    const TEXTS: [&str; 12] = [
        "",
        "ocaen",
        "red hat",
        "orange",
        "blue ferry",
        "something like our ocean",
        "the lantern on dark",
        "green harbour quay",
        "like our red hat for a photo background",
        "night ship",
        "#1a73e8",
        "zzzz",
    ];
    let personal = Personal {
        recent: random.chance(0.2).then(|| format!("asset-{:04}", random.index(30))).into_iter().collect(),
        favourites: random.chance(0.2).then(|| format!("asset-{:04}", random.index(30))).into_iter().collect(),
        language: random.chance(0.2).then(|| "de".to_owned()),
    };
    Query {
        text: TEXTS[random.index(TEXTS.len())].to_owned(),
        colors: (0..random.index(6).saturating_sub(3)).map(|_| color(random)).collect(),
        look: random.chance(0.2).then(|| look(random)),
        embedding: if random.chance(0.3) { numbers(random) } else { Vec::new() },
        filter: if random.chance(0.5) { filter(random) } else { Filter::default() },
        limit: 1 + random.index(12),
        personal,
    }
}

/// An index of this process, as simple as can be.
#[derive(Default)]
struct Near(Mutex<BTreeMap<TenantScope, AssetIndex>>);

impl Near {
    fn of(scope: &TenantScope, assets: &[Asset]) -> Self {
        let near = Self::default();
        let mut index = AssetIndex::default();
        assets.iter().for_each(|asset| index.put(asset.clone()).unwrap());
        near.0.lock().unwrap().insert(scope.clone(), index);
        near
    }
}

impl BrandIndex for Near {
    fn name(&self) -> &str {
        "near"
    }

    async fn put(&self, scope: &TenantScope, assets: Vec<Asset>) -> Result<(), BrandIndexError> {
        let mut all = self.0.lock().unwrap();
        let index = all.entry(scope.clone()).or_default();
        Ok(assets.into_iter().try_for_each(|asset| index.put(asset))?)
    }

    async fn remove(&self, scope: &TenantScope, ids: Vec<String>) -> Result<(), BrandIndexError> {
        if let Some(index) = self.0.lock().unwrap().get_mut(scope) {
            ids.iter().for_each(|id| assert!(index.remove(id)));
        }
        Ok(())
    }

    async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        let found = self.0.lock().unwrap().entry(scope.clone()).or_default().search(&query);
        Ok(Answer { hits: found.hits, lanes: found.lanes, degraded: None })
    }

    async fn count(&self, scope: &TenantScope) -> Result<u64, BrandIndexError> {
        Ok(self.0.lock().unwrap().get(scope).map_or(0, |index| index.len() as u64))
    }

    async fn health(&self) -> Result<(), BrandIndexError> {
        Ok(())
    }
}
