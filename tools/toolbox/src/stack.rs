//! The tower stack around every tool call. A pure tool has no more of it than the span and the adaptor: threads to compute
//! on bound it, a clock must not decide what it makes, and one that was turned away would be missing from a record that
//! can be made again. Around the others, outermost first:
//!
//! 1. **span**: the caller's span covers the call, its waiting included;
//! 2. **admission**: at most [`WAITING_MAX`] calls wait, more are turned away;
//! 3. **deadline**: absolute, counted from the moment the call was made, waiting included;
//! 4. **concurrency limit**: a permit is held until the call is over;
//! 5. **adaptor**: performs the call on a task of its own, which is aborted when nobody waits for it any more, and
//!    turns a panic into an error.
//!
//! A [light](crate::Tool::is_light) call has none of it but the span: it is made where it is asked for. A foreign one is tried
//! there first, with next to no fuel.
//!
//! What leaves the process goes through the stack of its [`provider`](crate::provider) as well.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::Value;
use tokio::time::Instant;
use tower::limit::ConcurrencyLimitLayer;
use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceBuilder, ServiceExt};
use tracing::Instrument;

use crate::context::{Context, panic_message};
use crate::error::ToolError;
use crate::grant::Grant;
use crate::toolbox::{BoxFuture, PreparedCall};

/// Most calls that may wait or run at a time.
pub const WAITING_MAX: usize = 1_024;
/// Most calls that run at a time; computing is limited further by the context's threads.
const RUNNING_MAX: usize = 512;

struct Request {
    call: PreparedCall,
    context: Context,
    span: tracing::Span,
    deadline: Option<(Instant, Duration)>,
}

/// Performs prepared calls; cheap to clone.
#[derive(Clone)]
pub struct Stack {
    pure: BoxCloneSyncService<Request, Value, ToolError>,
    service: BoxCloneSyncService<Request, Value, ToolError>,
}

impl std::fmt::Debug for Stack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stack")
    }
}

impl Default for Stack {
    fn default() -> Self {
        Self::new()
    }
}

impl Stack {
    /// The stack with its usual limits.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limits(WAITING_MAX, RUNNING_MAX)
    }

    fn with_limits(waiting_max: usize, running_max: usize) -> Self {
        let service = ServiceBuilder::new()
            .layer_fn(|inner| Spanned { inner })
            .layer(AdmissionLayer { waiting: Arc::default(), waiting_max })
            .layer_fn(|inner| Deadline { inner })
            .layer(ConcurrencyLimitLayer::new(running_max))
            .service(Adaptor);
        let pure = ServiceBuilder::new().layer_fn(|inner| Spanned { inner }).service(Adaptor);
        Self { pure: BoxCloneSyncService::new(pure), service: BoxCloneSyncService::new(service) }
    }

    /// Makes a live call. The grant is the permit: only a ledger's reservation makes one, so nothing is called that was
    /// not paid for, and a replay, which has no ledger, cannot call at all.
    ///
    /// # Errors
    ///
    /// What the tool says, or what the stack decides about it.
    pub async fn call(&self, call: PreparedCall, context: &Context, grant: &Grant) -> Result<Value, ToolError> {
        self.perform(call, context, Some(grant.clone()), 0).await
    }

    /// Makes a live call in one of its cheaper [tiers](PreparedCall::tiers), counted from 1.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn call_tier(
        &self,
        call: PreparedCall,
        context: &Context,
        grant: &Grant,
        tier: u32,
    ) -> Result<Value, ToolError> {
        self.perform(call, context, Some(grant.clone()), tier).await
    }

    /// Recomputes a deterministic call, as a replay does: without money, without effect on the world.
    ///
    /// # Errors
    ///
    /// [`ToolError::NotDeterministic`] for a tool that depends on the world; else what the tool says.
    pub async fn recompute(&self, call: PreparedCall, context: &Context) -> Result<Value, ToolError> {
        if !call.deterministic {
            return Err(ToolError::NotDeterministic { tool: call.tool.clone().into_owned() });
        }
        self.perform(call, context, None, 0).await
    }

    async fn perform(
        &self,
        mut call: PreparedCall,
        context: &Context,
        grant: Option<Grant>,
        tier: u32,
    ) -> Result<Value, ToolError> {
        let deadline = call.limit.map(|limit| (Instant::now() + limit, limit));
        let context = context.for_call(grant, deadline.map(|(at, _)| at), tier, call.key.as_deref().map(Arc::from));
        if call.light {
            return in_place(call, context).await;
        }
        if let Some(quick) = call.quick.take() {
            let tried = std::panic::catch_unwind(AssertUnwindSafe(|| quick(&context)));
            let internal = |reason: String| ToolError::Internal { tool: call.tool.clone().into_owned(), reason };
            match tried {
                Ok(None) => {}
                Ok(Some(result)) => return result,
                Err(payload) => return Err(internal(panic_message(&*payload))),
            }
        }
        let request = Request { call, context, span: tracing::Span::current(), deadline };
        let service = if request.call.deterministic { &self.pure } else { &self.service };
        service.clone().oneshot(request).await
    }
}

/// Enters the caller's span.
#[derive(Clone)]
struct Spanned<S> {
    inner: S,
}

impl<S> Service<Request> for Spanned<S>
where
    S: Service<Request, Response = Value, Error = ToolError>,
    S::Future: Send + 'static,
{
    type Response = Value;
    type Error = ToolError;
    type Future = BoxFuture<Result<Value, ToolError>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), ToolError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let span = request.span.clone();
        Box::pin(self.inner.call(request).instrument(span))
    }
}

/// Turns calls away when too many wait.
#[derive(Clone)]
struct AdmissionLayer {
    waiting: Arc<AtomicUsize>,
    waiting_max: usize,
}

impl<S> Layer<S> for AdmissionLayer {
    type Service = Admission<S>;

    fn layer(&self, inner: S) -> Admission<S> {
        Admission { inner, waiting: self.waiting.clone(), waiting_max: self.waiting_max }
    }
}

#[derive(Clone)]
struct Admission<S> {
    inner: S,
    waiting: Arc<AtomicUsize>,
    waiting_max: usize,
}

/// One call that waits or runs; counted until dropped.
struct Admitted(Arc<AtomicUsize>);

impl Drop for Admitted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<S> Service<Request> for Admission<S>
where
    S: Service<Request, Response = Value, Error = ToolError>,
    S::Future: Send + 'static,
{
    type Response = Value;
    type Error = ToolError;
    type Future = BoxFuture<Result<Value, ToolError>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), ToolError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let waiting = self.waiting.fetch_add(1, Ordering::AcqRel);
        let admitted = Admitted(self.waiting.clone());
        if waiting >= self.waiting_max {
            let tool = request.call.tool.clone().into_owned();
            return Box::pin(async move { Err(ToolError::Overloaded { tool, waiting }) });
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            let _admitted = admitted;
            answer.await
        })
    }
}

/// Gives up when the call's deadline passes. Always ready: it waits for what is inside on the call's own time.
#[derive(Clone)]
struct Deadline<S> {
    inner: S,
}

impl<S> Service<Request> for Deadline<S>
where
    S: Service<Request, Response = Value, Error = ToolError> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Value;
    type Error = ToolError;
    type Future = BoxFuture<Result<Value, ToolError>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), ToolError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (tool, grant, deadline) = (request.call.tool.clone(), request.context.grant().cloned(), request.deadline);
        let answer = self.inner.clone().oneshot(request);
        let Some((at, limit)) = deadline else {
            return Box::pin(answer);
        };
        Box::pin(async move {
            tokio::time::timeout_at(at, answer).await.unwrap_or_else(|_| {
                let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
                let sent = grant.is_some_and(|grant| grant.is_sent());
                Err(ToolError::DeadlinePassed { tool: tool.into_owned(), limit_ms, sent })
            })
        })
    }
}

/// Marks the money of a call as gone, where its tool does not do that itself.
fn mark(call: &PreparedCall, context: &Context) -> Result<(), ToolError> {
    if context.grant().is_some_and(|grant| !call.marks && !grant.mark_sent()) {
        let reason = "its call has ended".to_owned();
        return Err(ToolError::Refused { tool: call.tool.clone().into_owned(), reason });
    }
    Ok(())
}

/// Performs a call that waits for nothing.
async fn in_place(call: PreparedCall, context: Context) -> Result<Value, ToolError> {
    mark(&call, &context)?;
    AssertUnwindSafe((call.perform)(context)).catch_unwind().await.unwrap_or_else(|payload| {
        Err(ToolError::Internal { tool: call.tool.clone().into_owned(), reason: panic_message(&*payload) })
    })
}

/// Performs the call.
#[derive(Clone)]
struct Adaptor;

/// A task that ends when nobody waits for it any more, and what tells its work so.
struct Owned<T>(tokio::task::JoinHandle<T>, Arc<AtomicBool>);

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        self.1.store(true, Ordering::Relaxed);
        self.0.abort();
    }
}

impl<T> Future for Owned<T> {
    type Output = Result<T, tokio::task::JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl Service<Request> for Adaptor {
    type Response = Value;
    type Error = ToolError;
    type Future = BoxFuture<Result<Value, ToolError>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), ToolError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Box::pin(async move {
            let Request { call, context, span, deadline } = request;
            // Its place may come in the moment in which its time is over.
            if let Some((_, limit)) = deadline.filter(|(at, _)| Instant::now() >= *at) {
                let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
                return Err(ToolError::DeadlinePassed { tool: call.tool.clone().into_owned(), limit_ms, sent: false });
            }
            mark(&call, &context)?;
            let stopper = context.stopper();
            let task = Owned(tokio::spawn((call.perform)(context).instrument(span)), stopper);
            task.await.unwrap_or_else(|error| {
                let reason = match error.try_into_panic() {
                    Ok(payload) => panic_message(&*payload),
                    Err(_) => "the run is shutting down".to_owned(),
                };
                Err(ToolError::Internal { tool: call.tool.clone().into_owned(), reason })
            })
        })
    }
}

#[cfg(test)]
mod tests;
