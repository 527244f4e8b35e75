//! `brand_search`: what a brand kit, and the catalogue of the brand's assets beside it, have to offer for a question.

use std::sync::{Arc, Mutex, PoisonError};

use design::{BlobRef, BrandKit, Day};
use planner::calls::{BrandHit, BrandHits, BrandSearch as Question, Call};
use retrieval::{AssetIndex, AssetKind, Filter, Hit, Lane, Query, assets_of, see};

use crate::brand_index::{AnyBrandIndex, TenantScope};
use crate::context::Context;
use crate::embedder::{AnyEmbedder, middle};
use crate::error::ToolError;
use crate::quote::Quote;
use crate::tool::{Tool, ToolEffect};

/// Most hits that are returned.
const HITS_MAX: u32 = 100;
/// Most things of a kit that are searched.
const ENTRIES_MAX: usize = 20_000;
/// Longest reason that something did not answer, characters.
const REASON_CHARS_MAX: usize = 300;
/// Longest name of an embedder that is recorded, characters.
const NAME_CHARS_MAX: usize = 200;

/// The things of a kit, ready to be searched once they were.
#[derive(Debug, Default)]
pub(crate) struct Searched {
    words: Mutex<Option<Arc<AssetIndex>>>,
    /// With its pictures looked at, which takes time: whoever asks in words does not wait for that.
    pictures: Mutex<Option<Arc<AssetIndex>>>,
}

impl Searched {
    pub(crate) fn clear(&self) {
        for place in [&self.words, &self.pictures] {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    fn of(&self, kit: &BrandKit, pictures: bool) -> Arc<AssetIndex> {
        let place = if pictures { &self.pictures } else { &self.words };
        let mut known = place.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_with(|| Arc::new(index(kit, pictures))).clone()
    }
}

fn index(kit: &BrandKit, pictures: bool) -> AssetIndex {
    let mut index = AssetIndex::default();
    for asset in assets_of(kit, pictures).into_iter().take(ENTRIES_MAX) {
        // Of what a kit names nothing is too large: it was cut.
        let _ = index.put(asset);
    }
    index.settle();
    index
}

/// The assets of brands beside their kits, in an index that more than one run searches, and what makes embeddings of questions.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Where they are found.
    pub index: AnyBrandIndex,
    /// What made the embeddings that are in it; without one, meaning is not compared.
    pub embedder: Option<AnyEmbedder>,
}

/// Looks something up in the brand kit, and in the catalogue where there is one.
#[derive(Debug, Clone, Default)]
pub struct BrandSearch {
    catalogue: Option<Catalogue>,
}

impl BrandSearch {
    /// A search of the kit and of that catalogue.
    #[must_use]
    pub fn with(catalogue: Catalogue) -> Self {
        Self { catalogue: Some(catalogue) }
    }

    fn embedder(&self) -> Option<&AnyEmbedder> {
        self.catalogue.as_ref()?.embedder.as_ref()
    }
}

impl Tool for BrandSearch {
    const NAME: &'static str = Question::TOOL;
    const VERSION: &'static str = "2.0.0";
    const DESCRIPTION: &'static str =
        "Searches the brand kit's logos, fonts, colours, pictures, voice and templates by words, colours and looks.";
    type Input = Question;
    type Output = BrandHits;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    /// A kit is pinned; a catalogue changes.
    fn deterministic(&self) -> bool {
        self.catalogue.is_none()
    }

    fn quote(&self, input: &Question) -> Quote {
        let reader = self.embedder().filter(|embedder| embedder.reads());
        reader.map_or(Quote::FREE, |embedder| embedder.quote(std::slice::from_ref(&input.query)))
    }

    fn marks(&self) -> bool {
        self.embedder().is_some_and(AnyEmbedder::marks)
    }

    fn is_light(&self) -> bool {
        self.catalogue.is_none()
    }

    async fn call(&self, context: &Context, input: Question) -> Result<BrandHits, ToolError> {
        let query = query(context, &input)?;
        let (query, mut hits) = match &input.like {
            None => {
                let hits = of_kit(context, &query, false);
                (query, hits)
            }
            Some(like) => {
                let (inner, like, mut query) = (context.clone(), *like, query);
                let seen = context.compute(Self::NAME, move || {
                    let bytes = inner.fetch(Self::NAME, &like)?;
                    let no_picture = || ToolError::invalid(Self::NAME, "/like", "is no picture that can be read");
                    query.look = Some(see(&bytes).ok_or_else(no_picture)?.look);
                    let hits = of_kit(&inner, &query, true);
                    Ok((query, hits))
                });
                seen.await?
            }
        };
        if let Some(catalogue) = &self.catalogue {
            add_catalogue(catalogue, context, query, input.like.as_ref(), &mut hits).await;
        }
        hits.hits.truncate(input.limit.min(HITS_MAX) as usize);
        Ok(hits)
    }
}

/// What is asked of the lanes.
fn query(context: &Context, input: &Question) -> Result<Query, ToolError> {
    let kind = |(at, name): (usize, &String)| {
        AssetKind::parse(name).ok_or_else(|| {
            let all = AssetKind::ALL.map(AssetKind::name).join(", ");
            ToolError::invalid(BrandSearch::NAME, format!("/kinds/{at}"), format!("is not one of {all}"))
        })
    };
    let kinds = input.kinds.iter().enumerate().map(kind).collect::<Result<_, _>>()?;
    input.personal.check().map_err(|error| ToolError::invalid(BrandSearch::NAME, "/personal", error.to_string()))?;
    // Nothing is found that might not be used any more when the run began.
    let filter = Filter { kinds, usable_on: Some(Day::of_ms(context.began_ms())), ..Filter::default() };
    let limit = input.limit.min(HITS_MAX) as usize;
    Ok(Query { filter, personal: input.personal.clone(), ..Query::words(input.query.clone(), limit) })
}

/// What is in the kit.
fn of_kit(context: &Context, query: &Query, pictures: bool) -> BrandHits {
    let found = context.searched().of(context.kit(), pictures).search(query);
    let hits = meant(found.hits).map(|hit| {
        // The kit has ids of its own for each kind.
        let prefix = format!("{}:", hit.kind);
        let id = hit.id.strip_prefix(&prefix).unwrap_or(&hit.id).to_owned();
        BrandHit { id, ..told(hit) }
    });
    let lanes = found.lanes.iter().map(|lane| lane.name().to_owned()).collect();
    BrandHits { hits: hits.collect(), lanes, semantic: false, embedder: None, degraded: Vec::new() }
}

/// The hits that are there for more than chance.
fn meant(hits: Vec<Hit>) -> impl Iterator<Item = Hit> {
    hits.into_iter().filter(|hit| !hit.is_by_chance())
}

fn told(hit: Hit) -> BrandHit {
    BrandHit {
        kind: hit.kind.name().to_owned(),
        id: hit.id,
        name: hit.name,
        score: f64::from(hit.steps) / 10_000.0,
        why: hit.why.into_iter().map(|why| why.said).collect(),
        elsewhere: false,
    }
}

/// Adds what the catalogue finds. Where it does not answer the kit still does, and the answer says so.
async fn add_catalogue(
    catalogue: &Catalogue,
    context: &Context,
    mut query: Query,
    like: Option<&BlobRef>,
    hits: &mut BrandHits,
) {
    let mut missing = |what: &str, error: &dyn std::error::Error| {
        hits.degraded.push(format!("{what}: {error}").chars().take(REASON_CHARS_MAX).collect());
    };
    if let Some(embedder) = &catalogue.embedder {
        let mut meant = Vec::new();
        for asked in [words_meant(embedder, context, &query.text).await, picture_meant(embedder, context, like).await] {
            match asked {
                Ok(embeddings) => meant.extend(embeddings),
                Err(error) => missing("meanings are not compared", &error),
            }
        }
        query.embedding = middle(&meant);
    }
    let answer = match catalogue.index.search(&TenantScope::of(context.tenant().clone()), query).await {
        Ok(answer) => answer,
        Err(error) => return missing("the catalogue does not answer", &error),
    };
    hits.degraded.extend(answer.degraded);
    hits.semantic = answer.lanes.contains(&Lane::Embedding);
    let embedder = catalogue.embedder.as_ref().filter(|_| hits.semantic);
    hits.embedder = embedder.map(|embedder| embedder.name().chars().take(NAME_CHARS_MAX).collect());
    for lane in answer.lanes.iter().map(|lane| lane.name().to_owned()) {
        if !hits.lanes.contains(&lane) {
            hits.lanes.push(lane);
        }
    }
    let others = meant(answer.hits).map(|hit| BrandHit { elsewhere: true, ..told(hit) }).collect();
    hits.hits = merged(std::mem::take(&mut hits.hits), others);
}

/// What the words of a question mean, where they are read.
async fn words_meant(embedder: &AnyEmbedder, context: &Context, text: &str) -> Result<Vec<Vec<f32>>, ToolError> {
    if !embedder.reads() || text.trim().is_empty() {
        return Ok(Vec::new());
    }
    embedder.embed(BrandSearch::NAME, context, vec![text.to_owned()]).await
}

/// What the picture of a question means, where there is one and pictures are looked at.
async fn picture_meant(
    embedder: &AnyEmbedder,
    context: &Context,
    like: Option<&BlobRef>,
) -> Result<Vec<Vec<f32>>, ToolError> {
    let Some(&like) = like.filter(|_| embedder.sees()) else { return Ok(Vec::new()) };
    let inner = context.clone();
    let fetch = move || Ok(inner.fetch(BrandSearch::NAME, &like)?.to_vec());
    let picture = context.compute(BrandSearch::NAME, fetch).await?;
    embedder.embed_pictures(BrandSearch::NAME, context, vec![picture]).await
}

/// Two rankings as one, each in its own order, which says more than scores do; the kit's first of what fits as well.
fn merged(own: Vec<BrandHit>, others: Vec<BrandHit>) -> Vec<BrandHit> {
    let (mut own, mut others) = (own.into_iter().peekable(), others.into_iter().peekable());
    std::iter::from_fn(|| match (own.peek(), others.peek()) {
        (Some(first), Some(other)) if first.score < other.score => others.next(),
        (Some(_), _) => own.next(),
        (None, _) => others.next(),
    })
    .collect()
}

#[cfg(test)]
mod tests;
