//! The way to a server: one connection, and every request with a deadline and a bound on its attempts.
//!
//! The messages and stubs are those of `qdrant-client`; its own `Qdrant` is not used. That asks again by itself whatever the
//! request, takes answers of any size, prints, and recites keys.

use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::time::Duration;

use qdrant_client::qdrant::collections_client::CollectionsClient;
use qdrant_client::qdrant::points_client::PointsClient;
use qdrant_client::qdrant::qdrant_client::QdrantClient;
use tokio::time::Instant;
use tonic::codegen::InterceptedService;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Response, Status};

use super::fault::{Speaker, is_passing, retry_after};
use super::settings::QdrantSettings;
use crate::brand_index::BrandIndexError;

/// Largest answer that is read, bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How often a connection is tried that nothing comes over, and how long it may take: one whose other end is gone without a word
/// would take requests for many minutes.
const ALIVE_EVERY: Duration = Duration::from_secs(20);
const ALIVE_WITHIN: Duration = Duration::from_secs(10);
/// How long to wait before the second attempt at most; it doubles.
const BACKOFF: Duration = Duration::from_millis(50);
/// How long to wait between attempts at most, where the server does not ask for more.
const BACKOFF_MAX: Duration = Duration::from_secs(1);

/// Adds the key to every request.
#[derive(Clone)]
pub(super) struct Key(Option<MetadataValue<Ascii>>);

impl Interceptor for Key {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(key) = &self.0 {
            request.metadata_mut().insert("api-key", key.clone());
        }
        Ok(request)
    }
}

/// A connection that puts the key on every request.
pub(super) type Service = InterceptedService<Channel, Key>;

/// A server, ready to be asked.
pub(super) struct Client {
    pub(super) speaker: Speaker,
    endpoint: Endpoint,
    /// Made when it is first needed, for that takes a runtime.
    channel: OnceLock<Channel>,
    key: Key,
    deadline: Duration,
    attempts: u32,
}

impl Client {
    pub(super) fn new(settings: &QdrantSettings) -> Result<Self, BrandIndexError> {
        let address = settings.check()?;
        let key = Key(settings.key(&address)?);
        let speaker = Speaker { server: address.shown.clone(), key: settings.api_key.clone() };
        let endpoint = Endpoint::from(address.uri.clone())
            .connect_timeout(settings.deadline)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(ALIVE_EVERY)
            .keep_alive_timeout(ALIVE_WITHIN)
            .keep_alive_while_idle(true);
        let endpoint = if address.is_https {
            let secured = endpoint.tls_config(ClientTlsConfig::new().with_native_roots());
            secured.map_err(|error| BrandIndexError::SetUp(speaker.said(&format!("no secure connection: {error}"))))?
        } else {
            endpoint
        };
        let (deadline, attempts) = (settings.deadline, settings.attempts);
        Ok(Self { speaker, endpoint, channel: OnceLock::new(), key, deadline, attempts })
    }

    /// When something that begins now is late.
    pub(super) fn deadline(&self) -> Instant {
        Instant::now() + self.deadline
    }

    fn service(&self) -> Service {
        let channel = self.channel.get_or_init(|| self.endpoint.connect_lazy());
        InterceptedService::new(channel.clone(), self.key.clone())
    }

    /// Makes a request until it is answered, refused or late. It may arrive twice, so it must be one that may.
    pub(super) async fn ask<Q, A, F>(
        &self,
        by: Instant,
        request: Q,
        send: impl Fn(Service, Request<Q>) -> F,
    ) -> Result<A, BrandIndexError>
    where
        Q: Clone,
        F: Future<Output = Result<Response<A>, Status>>,
    {
        for attempt in 1.. {
            let left = by.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let mut request = Request::new(request.clone());
            request.set_timeout(left);
            let Ok(answer) = tokio::time::timeout_at(by, send(self.service(), request)).await else { break };
            let status = match answer {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => status,
            };
            let left = by.saturating_duration_since(Instant::now());
            // The connection has a clock of its own, which may be a little ahead.
            if left.is_zero() || (status.code() == Code::Cancelled && status.source().is_some()) {
                break;
            }
            let wait = wait(attempt + 1, retry_after(&status));
            if !is_passing(&status) || attempt >= self.attempts || wait >= left {
                return Err(self.speaker.error(&status));
            }
            tracing::info!(attempt, code = ?status.code(), wait_ms = wait.as_millis() as u64, "asking the index again");
            tokio::time::sleep(wait).await;
        }
        Err(self.speaker.away(&format!("no answer within {} ms", self.deadline.as_millis())))
    }
}

/// How long to wait before attempt `next` (from 2): what the server asks for, and anything up to a bound that doubles. Source:
/// Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), full jitter.
fn wait(next: u32, after: Option<Duration>) -> Duration {
    let doubled = BACKOFF.saturating_mul(1 << next.saturating_sub(2).min(20)).min(BACKOFF_MAX);
    // Only the time of a call depends on it.
    let jittered = doubled.mul_f64(RandomState::new().hash_one(next) as f64 / u64::MAX as f64);
    after.map_or(jittered, |after| after.saturating_add(jittered.min(BACKOFF)))
}

pub(super) fn points(service: Service) -> PointsClient<Service> {
    PointsClient::new(service).max_decoding_message_size(ANSWER_BYTES_MAX).max_encoding_message_size(usize::MAX)
}

pub(super) fn collections(service: Service) -> CollectionsClient<Service> {
    CollectionsClient::new(service).max_decoding_message_size(ANSWER_BYTES_MAX)
}

pub(super) fn root(service: Service) -> QdrantClient<Service> {
    QdrantClient::new(service).max_decoding_message_size(ANSWER_BYTES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_their_bound_and_never_undercut_what_is_asked_for() {
        for next in [2, 3, 4, 9, u32::MAX] {
            assert!((0..50).all(|_| wait(next, None) <= BACKOFF_MAX), "{next}");
            assert!((0..50).all(|_| wait(next, Some(Duration::from_secs(7))) >= Duration::from_secs(7)));
        }
        assert!((0..50).all(|_| wait(2, None) <= BACKOFF));
        let waits: Vec<_> = (0..20).map(|_| wait(9, None)).collect();
        assert!(waits.iter().any(|wait| *wait != waits[0]), "not all at the same moment");
    }
}
