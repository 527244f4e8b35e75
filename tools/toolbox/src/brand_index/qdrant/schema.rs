//! The collection: named vectors, one for each lane, and an index for each facet.

use qdrant_client::qdrant::payload_index_params::IndexParams;
use qdrant_client::qdrant::vectors_config::Config;
use qdrant_client::qdrant::{
    CollectionExistsRequest, CollectionInfo, CreateCollection, CreateFieldIndexCollection, Distance, FieldType,
    GetCollectionInfoRequest, HnswConfigDiff, IntegerIndexParams, KeywordIndexParams, Modifier, MultiVectorComparator,
    MultiVectorConfig, PayloadIndexParams, SparseVectorConfig, SparseVectorParams, UpdateStatus, VectorParams,
    VectorParamsMap, VectorsConfig,
};
use retrieval::{LIFTED, LOOK};

use super::client::{Client, collections, points};
use super::point::field;
use crate::brand_index::BrandIndexError;

/// The dense vector of an embedding.
pub(super) const EMBEDDING: &str = "embedding";
/// The sparse vector of words and runs of letters.
pub(super) const WORDS: &str = "words";
/// The lifted colours of a palette.
pub(super) const COLORS: &str = "colors";
/// What a picture looks like.
pub(super) const LOOK_VECTOR: &str = "look";
/// Links of each point among those of its tenant. There are none among all, for nobody asks across tenants.
const LINKS_OF_TENANT: u64 = 16;
/// The facets that are words.
const KEYWORDS: [&str; 8] = [
    field::KIND,
    field::ROLE,
    field::ON,
    field::ORIENTATION,
    field::LICENCE,
    field::LANGUAGE,
    field::CAMPAIGN,
    field::KIT,
];

/// Makes the collection where there is none, and the indexes that it lacks; says what does not fit of one that is there.
pub(super) async fn ensure(client: &Client, name: &str, dimensions: Option<usize>) -> Result<(), BrandIndexError> {
    let exists = CollectionExistsRequest { collection_name: name.to_owned() };
    let send = |service, request| async move { collections(service).collection_exists(request).await };
    let answer = client.ask(client.deadline(), exists, send).await?;
    if !answer.result.is_some_and(|result| result.exists) {
        let send = |service, request| async move { collections(service).create(request).await };
        let made = client.ask(client.deadline(), collection(name, dimensions), send).await;
        // Somebody else may have made it meanwhile, or an attempt before: what counts is what is there then.
        if let Err(error) = made
            && info(client, name).await.is_err()
        {
            return Err(error);
        }
    }
    let info = info(client, name).await?;
    check(name, dimensions, &info)?;
    for (field, kind, params) in indexes() {
        if info.payload_schema.contains_key(field) {
            continue;
        }
        let request = CreateFieldIndexCollection {
            collection_name: name.to_owned(),
            wait: Some(true),
            field_name: field.to_owned(),
            field_type: Some(kind as i32),
            field_index_params: Some(PayloadIndexParams { index_params: Some(params) }),
            ..CreateFieldIndexCollection::default()
        };
        let send = |service, request| async move { points(service).create_field_index(request).await };
        let answer = client.ask(client.deadline(), request, send).await?;
        done(client, answer.result.map(|result| result.status))?;
    }
    Ok(())
}

/// What a collection is like.
async fn info(client: &Client, name: &str) -> Result<CollectionInfo, BrandIndexError> {
    let asked = GetCollectionInfoRequest { collection_name: name.to_owned() };
    let send = |service, request| async move { collections(service).get(request).await };
    Ok(client.ask(client.deadline(), asked, send).await?.result.unwrap_or_default())
}

/// Whether what was asked to be waited for is done.
pub(super) fn done(client: &Client, status: Option<i32>) -> Result<(), BrandIndexError> {
    match status.and_then(|status| UpdateStatus::try_from(status).ok()) {
        Some(UpdateStatus::Completed) => Ok(()),
        _ => Err(client.speaker.away("it does not say that it has finished")),
    }
}

/// Every index: its field and what it is.
fn indexes() -> impl Iterator<Item = (&'static str, FieldType, IndexParams)> {
    let tenant = KeywordIndexParams { is_tenant: Some(true), ..KeywordIndexParams::default() };
    let days = IntegerIndexParams { lookup: Some(false), range: Some(true), ..IntegerIndexParams::default() };
    let keyword = |field| (field, FieldType::Keyword, IndexParams::KeywordIndexParams(KeywordIndexParams::default()));
    [
        (field::TENANT, FieldType::Keyword, IndexParams::KeywordIndexParams(tenant)),
        (field::EXPIRES, FieldType::Integer, IndexParams::IntegerIndexParams(days)),
    ]
    .into_iter()
    .chain(KEYWORDS.into_iter().map(keyword))
}

fn vector(size: usize, distance: Distance) -> VectorParams {
    VectorParams { size: size as u64, distance: distance as i32, ..VectorParams::default() }
}

/// The vectors that are not sparse.
fn vectors(dimensions: Option<usize>) -> impl Iterator<Item = (&'static str, VectorParams)> {
    let best_of_each = MultiVectorConfig { comparator: MultiVectorComparator::MaxSim as i32 };
    let colors = VectorParams { multivector_config: Some(best_of_each), ..vector(LIFTED, Distance::Dot) };
    let embedding = dimensions.map(|size| (EMBEDDING, vector(size, Distance::Cosine)));
    [(COLORS, colors), (LOOK_VECTOR, vector(LOOK, Distance::Dot))].into_iter().chain(embedding)
}

fn collection(name: &str, dimensions: Option<usize>) -> CreateCollection {
    let map = vectors(dimensions).map(|(name, params)| (name.to_owned(), params)).collect();
    let words = SparseVectorParams { modifier: Some(Modifier::Idf as i32), ..SparseVectorParams::default() };
    CreateCollection {
        collection_name: name.to_owned(),
        hnsw_config: Some(HnswConfigDiff { m: Some(0), payload_m: Some(LINKS_OF_TENANT), ..HnswConfigDiff::default() }),
        vectors_config: Some(VectorsConfig { config: Some(Config::ParamsMap(VectorParamsMap { map })) }),
        sparse_vectors_config: Some(SparseVectorConfig { map: [(WORDS.to_owned(), words)].into() }),
        ..CreateCollection::default()
    }
}

/// Whether a collection that is there has the vectors that are asked for.
fn check(name: &str, dimensions: Option<usize>, info: &CollectionInfo) -> Result<(), BrandIndexError> {
    let params = info.config.as_ref().and_then(|config| config.params.as_ref());
    let wrong = |what: String| Err(BrandIndexError::SetUp(format!("collection {name} has {what}; use another name")));
    let config = params.and_then(|params| params.vectors_config.as_ref()?.config.as_ref());
    let Some(Config::ParamsMap(own)) = config else { return wrong("no named vectors".to_owned()) };
    for (vector, wanted) in vectors(dimensions) {
        let Some(own) = own.map.get(vector) else { return wrong(format!("no vector {vector}")) };
        if own.size != wanted.size {
            return wrong(format!("{} numbers in vector {vector} where {} are wanted", own.size, wanted.size));
        }
        if own.distance != wanted.distance || own.multivector_config != wanted.multivector_config {
            return wrong(format!("a vector {vector} that is compared in another way"));
        }
    }
    let sparse = params.and_then(|params| params.sparse_vectors_config.as_ref()?.map.get(WORDS));
    if sparse.is_none_or(|sparse| sparse.modifier != Some(Modifier::Idf as i32)) {
        return wrong(format!("no sparse vector {WORDS} that weighs rare terms"));
    }
    Ok(())
}
