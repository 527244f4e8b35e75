//! A server with an index of this process beside it, which answers when the server does not.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use retrieval::{Asset, Query};
use tokio::time::Instant;

use super::QdrantIndex;
use crate::brand_index::{Answer, BrandIndex, BrandIndexError, TenantScope};

/// Longest that a server is left alone.
const PAUSE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Both: the mirror is written first and answers when the server is away.
///
/// A server that does not answer in time is left alone for a while: it costs one deadline, not one for each question. After
/// that one of the questions asks it first how it is. What was put while it was away is missing there; whoever put it was told
/// so, and puts it again.
#[derive(Debug)]
pub struct Mirrored<M, S = QdrantIndex> {
    server: S,
    mirror: M,
    name: String,
    pause: Duration,
    state: Mutex<State>,
}

/// How a server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is asked.
    Asked,
    /// It is left alone, and why.
    LeftAlone {
        /// What happened, without secrets.
        reason: String,
    },
}

/// Until when a server is left alone, and why.
#[derive(Debug, Clone)]
struct Alone {
    until: Instant,
    server: String,
    reason: String,
}

#[derive(Debug, Default)]
struct State {
    alone: Option<Alone>,
    /// Somebody asks it how it is.
    probing: bool,
    /// How often this changed: what began before says nothing after.
    generation: u64,
}

/// What may be done with the server now.
enum Pass {
    Ask { generation: u64 },
    Probe { generation: u64 },
    LeaveAlone(Alone),
}

impl<M: BrandIndex, S: BrandIndex> Mirrored<M, S> {
    /// A server and its mirror; one that is away is left alone for `pause`, a day at most.
    #[must_use]
    pub fn new(server: S, mirror: M, pause: Duration) -> Self {
        let name = format!("{}, else {}", server.name(), mirror.name());
        Self { server, mirror, name, pause: pause.min(PAUSE_MAX), state: Mutex::default() }
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &S {
        &self.server
    }

    /// The mirror.
    #[must_use]
    pub fn mirror(&self) -> &M {
        &self.mirror
    }

    /// How the server stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.lock().alone {
            None => Standing::Asked,
            Some(alone) => Standing::LeftAlone { reason: alone.reason.clone() },
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self) -> Pass {
        let mut state = self.lock();
        let generation = state.generation;
        match &state.alone {
            None => Pass::Ask { generation },
            Some(alone) if Instant::now() < alone.until || state.probing => Pass::LeaveAlone(alone.clone()),
            Some(_) => {
                state.probing = true;
                Pass::Probe { generation }
            }
        }
    }

    /// Does something with the server if it can be asked.
    async fn with_server<T>(
        &self,
        action: impl Future<Output = Result<T, BrandIndexError>>,
    ) -> Result<T, BrandIndexError> {
        let generation = match self.pass() {
            Pass::Ask { generation } => generation,
            Pass::LeaveAlone(Alone { server, reason, .. }) => return Err(BrandIndexError::Away { server, reason }),
            Pass::Probe { generation } => {
                let probing = Probing(&self.state);
                if let Err(error) = self.server.health().await {
                    self.leave_alone(generation, &error);
                    return Err(error);
                }
                self.trust(generation);
                drop(probing);
                generation + 1
            }
        };
        let result = action.await;
        if let Err(error @ BrandIndexError::Away { .. }) = &result {
            self.leave_alone(generation, error);
        }
        result
    }

    fn leave_alone(&self, generation: u64, error: &BrandIndexError) {
        let mut state = self.lock();
        if state.generation == generation {
            tracing::warn!(%error, pause_ms = self.pause.as_millis() as u64, "the index is left alone");
            let (server, reason) = match error {
                BrandIndexError::Away { server, reason } | BrandIndexError::Refused { server, reason } => {
                    (server.clone(), reason.clone())
                }
                other => (self.server.name().to_owned(), other.to_string()),
            };
            state.alone = Some(Alone { until: Instant::now() + self.pause, server, reason });
            state.generation += 1;
        }
    }

    fn trust(&self, generation: u64) {
        let mut state = self.lock();
        if state.generation == generation {
            tracing::info!("the index answers again");
            state.alone = None;
            state.generation += 1;
        }
    }
}

/// Somebody asks the server how it is; a question that is called off does so no more.
struct Probing<'a>(&'a Mutex<State>);

impl Drop for Probing<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).probing = false;
    }
}

impl<M: BrandIndex, S: BrandIndex> BrandIndex for Mirrored<M, S> {
    fn name(&self) -> &str {
        &self.name
    }

    async fn put(&self, scope: &TenantScope, assets: Vec<Asset>) -> Result<(), BrandIndexError> {
        self.mirror.put(scope, assets.clone()).await?;
        self.with_server(self.server.put(scope, assets)).await
    }

    async fn remove(&self, scope: &TenantScope, ids: Vec<String>) -> Result<(), BrandIndexError> {
        self.mirror.remove(scope, ids.clone()).await?;
        self.with_server(self.server.remove(scope, ids)).await
    }

    async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        match self.with_server(self.server.search(scope, query.clone())).await {
            Err(error @ (BrandIndexError::Away { .. } | BrandIndexError::Refused { .. })) => {
                let answer = self.mirror.search(scope, query).await?;
                Ok(Answer { degraded: Some(error.to_string()), ..answer })
            }
            other => other,
        }
    }

    async fn count(&self, scope: &TenantScope) -> Result<u64, BrandIndexError> {
        match self.with_server(self.server.count(scope)).await {
            Err(BrandIndexError::Away { .. } | BrandIndexError::Refused { .. }) => self.mirror.count(scope).await,
            other => other,
        }
    }

    /// Whether one of them can be asked.
    async fn health(&self) -> Result<(), BrandIndexError> {
        match self.with_server(self.server.health()).await {
            Ok(()) => Ok(()),
            Err(_) => self.mirror.health().await,
        }
    }
}
