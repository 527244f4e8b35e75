//! What a server answered, read with care, and made into hits.

use std::collections::BTreeSet;

use design::Srgb;
use qdrant_client::qdrant::ScoredPoint;
use retrieval::{Asset, Filter, HITS_MAX, Hit, Lab, Plan, Query, Sparse, explain};

use super::point::{Stray, kept};
use crate::brand_index::TenantScope;

/// A distance at which a colour is no nearer than any other, ΔE76.
const FAR: f64 = 100.0;

/// An asset that a server answered with.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) asset: Asset,
    /// What the server scored it with; any number, and none at all.
    pub(super) score: f32,
}

/// What of an answer was none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Strays {
    /// Of other tenants.
    pub(super) foreign: u64,
    /// Not to be read, not allowed, or there twice.
    pub(super) other: u64,
}

/// Reads at most `most` points, best first and equal ones by their ids. What is another tenant's, or may not be found, is left
/// out whatever the server thinks.
pub(super) fn read(
    scope: &TenantScope,
    filter: &Filter,
    points: &[ScoredPoint],
    most: usize,
    strays: &mut Strays,
) -> Vec<Seen> {
    let mut ids = BTreeSet::new();
    let mut seen = Vec::new();
    for point in points.iter().take(most) {
        match kept(scope, point) {
            Ok(asset) if filter.lets(&asset) && ids.insert(asset.id.clone()) => {
                seen.push(Seen { asset, score: point.score });
            }
            Err(Stray::Foreign) => strays.foreign += 1,
            Ok(_) | Err(Stray::Unreadable) => strays.other += 1,
        }
    }
    seen.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.asset.id.cmp(&b.asset.id)));
    seen
}

/// What a score stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scale {
    /// How much of the question's terms an asset holds.
    Words,
    /// The server's score, of which this is the best.
    Best(f32),
    /// How near its colours are.
    Colors,
}

impl Scale {
    /// How well an asset fits, 0–1.
    fn of(self, plan: &Plan, seen: &Seen) -> f32 {
        match self {
            Self::Words => share(&plan.question(), &seen.asset),
            Self::Best(best) => seen.score / best,
            Self::Colors => near(&plan.colors, &seen.asset),
        }
    }
}

/// How many of the terms of a question an asset holds, 0–1 and a little beyond. A server does not say how rare each of them is, so
/// all count the same here, though not in the order of what is found.
pub(super) fn share(question: &Sparse, asset: &Asset) -> f32 {
    let own = Sparse::of(asset);
    let held = |term: &u32| own.terms.binary_search(term).map_or(0.0, |at| own.weights[at]);
    let best: f32 = question.weights.iter().sum();
    let sum: f32 = question.terms.iter().zip(&question.weights).map(|(term, weight)| weight * held(term)).sum();
    if best > 0.0 { sum / best } else { 0.0 }
}

/// How near the nearest of an asset's colours are to those that are asked for, in the mean of these.
fn near(asked: &[Srgb], asset: &Asset) -> f32 {
    let distance = |color: &Srgb| {
        let to = |own: Srgb| Lab::of(own).distance2(Lab::of(*color));
        libm::sqrt(asset.palette.iter().map(|one| to(one.color)).fold(FAR * FAR, f64::min))
    };
    (1.0 - asked.iter().map(distance).sum::<f64>() / asked.len().max(1) as f64 / FAR) as f32
}

/// The hits, lifted by what the person likes. `first` comes before all others.
pub(super) fn hits(query: &Query, plan: &Plan, scale: Scale, first: Vec<Seen>, seen: Vec<Seen>) -> Vec<Hit> {
    let name = Sparse::question(plan.first.as_deref().unwrap_or_default());
    let called = first.into_iter().filter(|one| one.asset.names().any(|name| plan.is_first(name)));
    let mut found: Vec<(Asset, f32)> = called.map(|one| (share(&name, &one.asset), one.asset)).map(turned).collect();
    let ids: BTreeSet<String> = found.iter().map(|(asset, _)| asset.id.clone()).collect();
    let rest = seen.into_iter().filter(|one| !ids.contains(&one.asset.id));
    found.extend(rest.map(|one| (scale.of(plan, &one), one.asset)).map(turned));
    let ranking = (0..).zip(&found).map(|(place, (_, score))| (place, *score)).collect();
    let of = |place: u32| {
        let asset = found.get(place as usize).map(|(asset, _)| asset);
        (asset.map_or("", |one| one.id.as_str()), asset.and_then(|one| one.facets.language.as_deref()))
    };
    let hit = |(place, score): (u32, f32)| {
        let (asset, _) = found.get(place as usize)?;
        let steps = libm::round(f64::from(score).clamp(0.0, 1.0) * 10_000.0) as u32;
        Some(Hit {
            id: asset.id.clone(),
            kind: asset.kind,
            name: asset.name.clone(),
            steps,
            why: explain(query, plan, asset),
        })
    };
    retrieval::lift(&query.personal, ranking, of).into_iter().take(query.limit.min(HITS_MAX)).filter_map(hit).collect()
}

fn turned((score, asset): (f32, Asset)) -> (Asset, f32) {
    (asset, score)
}
