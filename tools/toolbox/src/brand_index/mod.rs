//! Where the assets of brands are found: an index of this process, or a server.
//!
//! Every method takes a [`TenantScope`]: there is no way of asking without saying whose assets are meant.

mod embedded;
#[cfg(feature = "qdrant")]
pub mod qdrant;

use std::future::Future;
use std::sync::Arc;

use retrieval::{Asset, Hit, IndexError, Lane, Query};

pub use self::embedded::{EmbeddedIndex, FolderFinding, LABEL_BYTES_MAX, Synced};
use crate::tenant::TenantId;
use crate::toolbox::BoxFuture;

/// Whose assets are meant. Made of a tenant alone, so that nobody widens it by a filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantScope(TenantId);

impl TenantScope {
    /// Everything of that tenant, and nothing else.
    #[must_use]
    pub fn of(tenant: TenantId) -> Self {
        Self(tenant)
    }

    /// Whose assets they are.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.0
    }
}

/// Why an index does not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrandIndexError {
    /// An asset cannot be kept.
    #[error(transparent)]
    Asset(#[from] IndexError),
    /// What is kept on disk cannot be read or written.
    #[error("{what}: {source}")]
    Storage {
        /// What was done to which file.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A server did not answer in time, or not at all.
    #[error("the index at {server} is away: {reason}")]
    Away {
        /// Where it should be, without secrets.
        server: String,
        /// What happened, without secrets.
        reason: String,
    },
    /// A server does not take what it was asked; asking again is of no use.
    #[error("the index at {server} refuses: {reason}")]
    Refused {
        /// Where it is, without secrets.
        server: String,
        /// What it said, without secrets.
        reason: String,
    },
    /// It is set up in a way that cannot work.
    #[error("{0}")]
    SetUp(String),
}

/// What an index found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Best first.
    pub hits: Vec<Hit>,
    /// The lanes that answered.
    pub lanes: Vec<Lane>,
    /// Why another index answered than the one that was asked; `None`, where all is well.
    pub degraded: Option<String>,
}

/// An index over the assets of many tenants.
pub trait BrandIndex: Send + Sync + 'static {
    /// What it is, as traces have it.
    fn name(&self) -> &str;

    /// Keeps assets, each in the place of the one that has its id; all of them are kept once it returns.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]; some of them may be kept then, and keeping all of them again is harmless.
    fn put(&self, scope: &TenantScope, assets: Vec<Asset>) -> impl Future<Output = Result<(), BrandIndexError>> + Send;

    /// Takes assets out by their ids; those that are not there are gone already.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]
    fn remove(&self, scope: &TenantScope, ids: Vec<String>)
    -> impl Future<Output = Result<(), BrandIndexError>> + Send;

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]
    fn search(&self, scope: &TenantScope, query: Query)
    -> impl Future<Output = Result<Answer, BrandIndexError>> + Send;

    /// How many assets there are.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]
    fn count(&self, scope: &TenantScope) -> impl Future<Output = Result<u64, BrandIndexError>> + Send;

    /// Whether it can be asked now.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`] that says why not.
    fn health(&self) -> impl Future<Output = Result<(), BrandIndexError>> + Send;
}

/// Any index; cheap to clone.
#[derive(Clone)]
pub struct AnyBrandIndex(Arc<dyn DynBrandIndex>);

impl AnyBrandIndex {
    /// Erases the type of `index`.
    #[must_use]
    pub fn new(index: impl BrandIndex) -> Self {
        Self(Arc::new(Held(Arc::new(index))))
    }

    /// What it is, as traces have it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// As [`BrandIndex::search`].
    ///
    /// # Errors
    ///
    /// [`BrandIndexError`]
    pub async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        self.0.search(scope.clone(), query).await
    }
}

impl std::fmt::Debug for AnyBrandIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyBrandIndex({})", self.name())
    }
}

trait DynBrandIndex: Send + Sync {
    fn name(&self) -> &str;
    fn search(&self, scope: TenantScope, query: Query) -> BoxFuture<Result<Answer, BrandIndexError>>;
}

struct Held<I>(Arc<I>);

impl<I: BrandIndex> DynBrandIndex for Held<I> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn search(&self, scope: TenantScope, query: Query) -> BoxFuture<Result<Answer, BrandIndexError>> {
        let index = self.0.clone();
        Box::pin(async move { index.search(&scope, query).await })
    }
}
