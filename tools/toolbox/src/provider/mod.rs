//! The tower stack around every call that leaves the process. Outermost first:
//!
//! 1. **span and deadline**: one absolute time for the call, its waiting and its attempts;
//! 2. **single flight**: equal requests of a tenant are made once, some answers are kept;
//! 3. **lanes**: what a person waits for before what can wait, both bounded, the batch lane shed first; the place is the
//!    permit of the concurrency limit, held until the whole answer is there;
//! 4. **retry**: typed classes, full jitter, a budget of repeats; each attempt has money of its own;
//! 5. **breaker**: a provider that fails too often is not ready for a while;
//! 6. **pace**: calls and tokens a minute, and the rest that a provider asks for;
//! 7. **attempt**: marks the money as gone, without which nothing leaves, and bounds the time of one attempt;
//! 8. **adaptor**: speaks the provider's dialect.
//!
//! Two things of a call lie around the stack, for they are the run's decisions and on its record: its reservation, which a
//! [`Grant`] stands for, and the tiers that it falls back to ([`Tool::tiers`](crate::Tool::tiers)).

#[cfg(feature = "comfyui")]
mod bare;
mod batch;
mod breaker;
#[cfg(feature = "comfyui")]
pub mod comfy;
mod error;
#[cfg(test)]
#[cfg(feature = "openai")]
mod fault_server;
mod flight;
#[cfg(feature = "openai")]
mod image_back_end;
mod lanes;
#[cfg(feature = "openai")]
pub mod openai;
#[cfg(feature = "openai")]
mod over_http;
mod pace;
#[cfg(feature = "openai")]
pub mod queue;
mod retry;
mod settings;
#[cfg(feature = "openai")]
mod sizes;
mod step;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use design::Sha256;
use tokio::time::Instant;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceBuilder, ServiceExt};
use tracing::Instrument;

use crate::context::Context;
use crate::grant::Grant;
use crate::tenant::TenantId;
use crate::toolbox::BoxFuture;
use planner::WorldOutcome;

pub use batch::{BatchError, BatchSettings, Batcher};
pub use breaker::BreakerState;
pub use error::{CallError, Fault, FaultClass};
pub use lanes::Lane;
pub use settings::{ProviderSettings, SettingsError};

use breaker::{Breaker, BreakerLayer};
use flight::Flights;
use lanes::Lanes;
use pace::Pace;
use retry::Retry;
use settings::ms;
use step::{Rest, Step, StepLayer};

/// A request that a provider answers.
pub trait ProviderCall: Send + Sync + 'static {
    /// The answer, whole.
    type Answer: Clone + Send + Sync + 'static;

    /// What it is called in traces: `chat`, `generate_content`, `embeddings`.
    const OPERATION: &'static str;

    /// What makes two requests one: the hash of all that shapes the answer. `None` for a request whose answer is never the
    /// same twice, which is therefore made each time.
    fn identity(&self) -> Option<Sha256> {
        None
    }

    /// Tokens that it may take at most, for providers with a limit of tokens a minute.
    fn tokens(&self) -> u64 {
        0
    }

    /// How long it is expected to take, in a measure of its provider's own: of those that wait for a place the longest goes first. It
    /// follows from the request alone, and nothing that is recorded depends on who goes first.
    fn expected(&self) -> u64 {
        0
    }
}

/// What goes with a request through the stack.
#[derive(Debug, Clone)]
pub struct Around {
    /// Whose request it is.
    pub tenant: TenantId,
    /// How urgent it is.
    pub lane: Lane,
    /// When its time is over.
    pub deadline: Instant,
    /// Its money.
    pub grant: Grant,
}

/// A request under way; cheap to clone.
#[derive(Debug)]
pub struct Asked<R> {
    /// The request.
    pub request: Arc<R>,
    /// What goes with it.
    pub around: Around,
}

impl<R> Clone for Asked<R> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), around: self.around.clone() }
    }
}

/// A provider behind its stack; cheap to clone, and meant to be shared by all that call it.
pub struct Provider<R: ProviderCall> {
    settings: Arc<ProviderSettings>,
    service: BoxCloneSyncService<Asked<R>, R::Answer, CallError>,
    lanes: Arc<Lanes>,
    breaker: Arc<Breaker>,
}

impl<R: ProviderCall> Clone for Provider<R> {
    fn clone(&self) -> Self {
        Self {
            settings: self.settings.clone(),
            service: self.service.clone(),
            lanes: self.lanes.clone(),
            breaker: self.breaker.clone(),
        }
    }
}

impl<R: ProviderCall> fmt::Debug for Provider<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("name", &self.settings.name).field("breaker", &self.breaker.state()).finish()
    }
}

/// How a provider is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderLoad {
    /// Calls under way.
    pub running: usize,
    /// Calls that wait.
    pub waiting: usize,
    /// Its breaker.
    pub breaker: BreakerState,
}

impl<R: ProviderCall> Provider<R> {
    /// Puts the stack around an adaptor, which makes one attempt and answers with a [`Fault`] where there is none.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] for a setting out of its range.
    pub fn new<S>(settings: ProviderSettings, adaptor: S) -> Result<Self, SettingsError>
    where
        S: Service<Asked<R>, Response = R::Answer, Error = Fault> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        settings.check()?;
        let (lanes, breaker) = (Lanes::new(&settings), Breaker::new(&settings));
        let attempt = AttemptRules {
            name: settings.name.clone(),
            limit: ms(settings.attempt_ms),
            errors_are_free: settings.errors_are_free,
        };
        let service = ServiceBuilder::new()
            .layer(StepLayer(Arc::new(Deadline { provider: settings.name.clone() })))
            .layer(StepLayer(Flights::new(&settings)))
            .layer(StepLayer(lanes.clone()))
            .layer(StepLayer(Arc::new(Retry::new(&settings))))
            .layer(BreakerLayer(breaker.clone()))
            .layer(StepLayer(Pace::new(&settings)))
            .layer_fn(|inner| Attempt { inner, rules: attempt.clone() })
            .service(adaptor);
        Ok(Self { settings: Arc::new(settings), service: BoxCloneSyncService::new(service), lanes, breaker })
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// How it is doing.
    #[must_use]
    pub fn load(&self) -> ProviderLoad {
        let (running, waiting) = self.lanes.load();
        ProviderLoad { running, waiting, breaker: self.breaker.state() }
    }

    /// Asks it, with the money, the time and the urgency of the tool call that `context` is for.
    ///
    /// # Errors
    ///
    /// [`CallError`]; its table says what each class means for the world and for the money.
    pub async fn ask(&self, context: &Context, request: R) -> Result<R::Answer, CallError> {
        let Some(grant) = context.grant().cloned() else {
            return Err(CallError::NotGranted { provider: self.settings.name.clone() });
        };
        let own = Instant::now() + ms(self.settings.call_ms);
        let deadline = context.deadline().map_or(own, |deadline| deadline.min(own));
        let around = Around { tenant: context.tenant().clone(), lane: context.lane(), deadline, grant };
        self.ask_around(around, request).await
    }

    /// Asks it outside of a tool call.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub async fn ask_around(&self, around: Around, request: R) -> Result<R::Answer, CallError> {
        let span = tracing::info_span!(
            "provider",
            gen_ai.operation.name = R::OPERATION,
            gen_ai.provider.name = %self.settings.name,
            error.kind = tracing::field::Empty,
        );
        let asked = Asked { request: Arc::new(request), around };
        let service = self.service.clone();
        async move {
            let result = service.oneshot(asked).await;
            if let Err(error) = &result {
                tracing::Span::current().record("error.kind", error.name());
            }
            result
        }
        .instrument(span)
        .await
    }
}

/// Gives up when the call's time is over.
struct Deadline {
    provider: String,
}

impl<R: ProviderCall> Step<R> for Deadline {
    async fn ask(self: Arc<Self>, rest: impl Rest<R>, asked: Asked<R>) -> Result<R::Answer, CallError> {
        let (grant, deadline) = (asked.around.grant.clone(), asked.around.deadline);
        let late = || CallError::Deadline { provider: self.provider.clone(), sent: grant.is_sent() };
        // Nothing leaves for an answer that nobody waits for.
        if Instant::now() >= deadline {
            return Err(late());
        }
        tokio::time::timeout_at(deadline, rest.oneshot(asked)).await.unwrap_or_else(|_| Err(late()))
    }
}

#[derive(Clone)]
struct AttemptRules {
    name: String,
    limit: Duration,
    errors_are_free: bool,
}

/// Makes one attempt: its money is marked as gone when it leaves, and as not gone when it turns out not to have happened.
#[derive(Clone)]
struct Attempt<S> {
    inner: S,
    rules: AttemptRules,
}

impl<S, R, A> Service<Asked<R>> for Attempt<S>
where
    S: Service<Asked<R>, Response = A, Error = Fault>,
    S::Future: Send + 'static,
    A: Send + 'static,
{
    type Response = A;
    type Error = CallError;
    type Future = BoxFuture<Result<A, CallError>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), CallError>> {
        let provider = self.rules.name.clone();
        self.inner.poll_ready(context).map_err(|fault| CallError::Fault {
            provider,
            attempts: 1,
            fault: Box::new(fault),
        })
    }

    fn call(&mut self, asked: Asked<R>) -> Self::Future {
        let (grant, deadline) = (asked.around.grant.clone(), asked.around.deadline);
        let provider = self.rules.name.clone();
        // A process that was suspended may wake up late.
        if Instant::now() >= deadline {
            return Box::pin(async move { Err(CallError::Deadline { provider, sent: grant.is_sent() }) });
        }
        if !grant.mark_sent() {
            return Box::pin(async move { Err(CallError::NotGranted { provider }) });
        }
        let (answer, rules) = (self.inner.call(asked), self.rules.clone());
        Box::pin(async move {
            let limit = rules.limit;
            let result = tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| {
                Err(Fault::new(FaultClass::Stalled, format!("no whole answer within {} ms", limit.as_millis())))
            });
            result.map_err(|mut fault| {
                let own_error = fault.status.is_some_and(|status| (500..=599).contains(&status));
                if rules.errors_are_free && own_error {
                    fault.outcome = WorldOutcome::DidNotHappen;
                }
                match fault.outcome {
                    WorldOutcome::DidNotHappen => grant.did_not_happen(),
                    WorldOutcome::InDoubt | WorldOutcome::Landed => grant.is_in_doubt(),
                }
                CallError::Fault { provider: rules.name, attempts: 1, fault: Box::new(fault) }
            })
        })
    }
}
