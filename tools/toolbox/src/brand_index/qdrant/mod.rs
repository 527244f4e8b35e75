//! Assets that a Qdrant server keeps: one collection for all tenants, and whose they are in every request.
//!
//! A [`QdrantIndex`] asks a server the same that an index of this process answers, lane by lane; [`Mirrored`] puts such an index
//! beside it for when the server is away. Nothing that a server answers is believed: points of other tenants, and what may not
//! be found, are left out and counted.
//!
//! ```no_run
//! use maquette_tools::brand_index::qdrant::{QdrantIndex, QdrantSettings};
//! use maquette_tools::{BrandIndex, TenantId, TenantScope};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let index = QdrantIndex::connect(QdrantSettings::at("http://localhost:6334")).await?;
//! let scope = TenantScope::of(TenantId::new("acme")?);
//! let answer = index.search(&scope, retrieval::Query::words("ocean freight", 3)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Two things differ from an index of this process. A server does not say how rare each term is, so what is said of a hit found by
//! words alone ([`Hit::steps`](retrieval::Hit::steps)), and whether a colour is called what was asked, counts all terms the same.
//! And what is equal stands in the order of ids here, of uploads there.

mod answer;
mod client;
mod fault;
mod filter;
mod mirror;
mod point;
mod query;
mod schema;
mod search;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use qdrant_client::qdrant::{CountPoints, DeletePoints, HealthCheckRequest, PointStruct, PointsSelector, UpsertPoints};
use retrieval::{Asset, DimensionError, IndexError, KEY_BYTES_MAX, Query};
use tokio::sync::OnceCell;

use self::answer::Strays;
use self::client::{Client, points, root};
use self::schema::done;
use self::search::Search;
use super::{Answer, BrandIndex, BrandIndexError, TenantScope};

pub use mirror::{Mirrored, Standing};
pub use settings::{ATTEMPTS_MAX, BATCH_BYTES_MAX, BATCH_POINTS_MAX, QdrantSettings};

/// The version of the server that the messages are of; the one before it is the first that counts words for a tenant alone.
const SERVER_VERSION: (u64, u64) = (1, 20);
/// How many minor versions a server may be apart from it.
const MINORS_APART: u64 = 1;

/// An index on a Qdrant server.
pub struct QdrantIndex {
    client: Client,
    collection: String,
    dimensions: Option<usize>,
    batch_points: usize,
    batch_bytes: usize,
    ensured: OnceCell<()>,
    foreign: AtomicU64,
    strays: AtomicU64,
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerHealth {
    /// Its version, as it says.
    pub version: String,
    /// What is odd about it; `None` where nothing is.
    pub finding: Option<String>,
}

impl QdrantIndex {
    /// An index on that server. Nothing is sent yet, so the server may be away.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::SetUp`] for settings that cannot work, such as a key that others could read on its way.
    pub fn new(settings: QdrantSettings) -> Result<Self, BrandIndexError> {
        Ok(Self {
            client: Client::new(&settings)?,
            collection: settings.collection,
            dimensions: settings.dimensions,
            batch_points: settings.batch_points,
            batch_bytes: settings.batch_bytes,
            ensured: OnceCell::new(),
            foreign: AtomicU64::new(0),
            strays: AtomicU64::new(0),
        })
    }

    /// An index on a server that is there, with its collection.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]
    pub async fn connect(settings: QdrantSettings) -> Result<Self, BrandIndexError> {
        let index = Self::new(settings)?;
        index.ensure().await?;
        Ok(index)
    }

    /// Makes the collection and its indexes where they are missing, once. Whatever is put comes after that.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]; a collection with other vectors is [`BrandIndexError::SetUp`].
    pub async fn ensure(&self) -> Result<(), BrandIndexError> {
        let made = || schema::ensure(&self.client, &self.collection, self.dimensions);
        self.ensured.get_or_try_init(made).await.copied()
    }

    /// Asks the server how it is.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`] where it does not answer.
    pub async fn probe(&self) -> Result<ServerHealth, BrandIndexError> {
        let send = |service, request| async move { root(service).health_check(request).await };
        let reply = self.client.ask(self.client.deadline(), HealthCheckRequest {}, send).await?;
        let version = self.client.speaker.said(&reply.version);
        let finding = odd_version(&version);
        Ok(ServerHealth { version, finding })
    }

    /// How many points of other tenants the server has answered with. It should be none.
    #[must_use]
    pub fn foreign_points(&self) -> u64 {
        self.foreign.load(Ordering::Relaxed)
    }

    /// How many points of its answers could not be read, were not allowed, or came twice. It should be none.
    #[must_use]
    pub fn stray_points(&self) -> u64 {
        self.strays.load(Ordering::Relaxed)
    }

    fn report(&self, strays: Strays) {
        if strays != Strays::default() {
            tracing::warn!(foreign = strays.foreign, other = strays.other, "the index answers with what is no answer");
            self.foreign.fetch_add(strays.foreign, Ordering::Relaxed);
            self.strays.fetch_add(strays.other, Ordering::Relaxed);
        }
    }

    /// Checks an asset and makes a point of it.
    fn point(&self, scope: &TenantScope, asset: Asset) -> Result<PointStruct, BrandIndexError> {
        asset.check().map_err(IndexError::from)?;
        let found = asset.embedding.len();
        match self.dimensions {
            _ if found == 0 => {}
            Some(expected) if expected == found => {}
            Some(expected) => return Err(IndexError::from(DimensionError { expected, found }).into()),
            None => {
                let name = &self.collection;
                return Err(BrandIndexError::SetUp(format!("collection {name} is set up to keep no embeddings")));
            }
        }
        // Nothing of an asset is anything that JSON has not.
        point::point(scope, asset).map_err(|error| BrandIndexError::SetUp(error.to_string()))
    }

    async fn upsert(&self, points_of: Vec<PointStruct>) -> Result<(), BrandIndexError> {
        let request = UpsertPoints {
            collection_name: self.collection.clone(),
            wait: Some(true),
            points: points_of,
            ..UpsertPoints::default()
        };
        let send = |service, request| async move { points(service).upsert(request).await };
        let answer = self.client.ask(self.client.deadline(), request, send).await?;
        done(&self.client, answer.result.map(|result| result.status))
    }
}

impl fmt::Debug for QdrantIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QdrantIndex")
            .field("server", &self.client.speaker.server)
            .field("collection", &self.collection)
            .finish()
    }
}

impl BrandIndex for QdrantIndex {
    fn name(&self) -> &str {
        "qdrant"
    }

    async fn put(&self, scope: &TenantScope, assets: Vec<Asset>) -> Result<(), BrandIndexError> {
        // Of those with one id the last is meant; all are checked before any is sent.
        let last: BTreeMap<String, Asset> = assets.into_iter().map(|asset| (asset.id.clone(), asset)).collect();
        let made = last.into_values().map(|asset| self.point(scope, asset)).collect::<Result<Vec<_>, _>>()?;
        if made.is_empty() {
            return Ok(());
        }
        self.ensure().await?;
        for chunk in point::chunks(made, self.batch_points, self.batch_bytes) {
            self.upsert(chunk).await?;
        }
        Ok(())
    }

    async fn remove(&self, scope: &TenantScope, ids: Vec<String>) -> Result<(), BrandIndexError> {
        // Ids that no asset can have are not there.
        let ids: Vec<String> = ids.into_iter().filter(|id| (1..=KEY_BYTES_MAX).contains(&id.len())).collect();
        for chunk in ids.chunks(self.batch_points) {
            let request = DeletePoints {
                collection_name: self.collection.clone(),
                wait: Some(true),
                points: Some(PointsSelector::from(filter::of_ids(scope, chunk))),
                ..DeletePoints::default()
            };
            let send = |service, request| async move { points(service).delete(request).await };
            let answer = self.client.ask(self.client.deadline(), request, send).await?;
            done(&self.client, answer.result.map(|result| result.status))?;
        }
        Ok(())
    }

    async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        let by = self.client.deadline();
        Search { index: self, scope, query: &query, by }.run().await
    }

    async fn count(&self, scope: &TenantScope) -> Result<u64, BrandIndexError> {
        let request = CountPoints {
            collection_name: self.collection.clone(),
            filter: Some(filter::of_tenant(scope)),
            exact: Some(true),
            ..CountPoints::default()
        };
        let send = |service, request| async move { points(service).count(request).await };
        let answer = self.client.ask(self.client.deadline(), request, send).await?;
        answer.result.map(|result| result.count).ok_or_else(|| self.client.speaker.away("it counts nothing"))
    }

    async fn health(&self) -> Result<(), BrandIndexError> {
        let health = self.probe().await?;
        if let Some(finding) = health.finding {
            tracing::warn!(finding, "the index can be asked");
        }
        Ok(())
    }
}

/// What is odd about a server's version.
fn odd_version(version: &str) -> Option<String> {
    let (major, minor) = SERVER_VERSION;
    let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(own), Some(other)) if own == major && other.abs_diff(minor) <= MINORS_APART => None,
        (Some(own), Some(other)) if (own, other) < SERVER_VERSION => Some(format!(
            "the server is version {version}; one that is older than 1.19 counts how rare a word is among all tenants"
        )),
        (Some(_), Some(_)) => Some(format!("the server is version {version}; {major}.{minor} is what is spoken here")),
        _ => Some("the server does not say its version".to_owned()),
    }
}
