//! A step of the stack, and the one tower layer that all those steps share which are always ready.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower::{Layer, Service};

use super::{Asked, CallError, ProviderCall};
use crate::toolbox::BoxFuture;

/// What lies further in: cheap to clone, asked once a clone.
pub(super) trait Rest<R: ProviderCall>:
    Service<Asked<R>, Response = R::Answer, Error = CallError, Future: Send> + Clone + Send + 'static
{
}

impl<R: ProviderCall, S> Rest<R> for S where
    S: Service<Asked<R>, Response = R::Answer, Error = CallError, Future: Send> + Clone + Send + 'static
{
}

/// What happens around the rest of the stack. It waits inside its call, so it is always ready.
pub(super) trait Step<R: ProviderCall>: Send + Sync + 'static {
    /// Asks the rest, or answers in its place.
    fn ask(
        self: Arc<Self>,
        rest: impl Rest<R>,
        asked: Asked<R>,
    ) -> impl Future<Output = Result<R::Answer, CallError>> + Send;
}

/// Puts a step around what lies further in.
pub(super) struct StepLayer<T>(pub(super) Arc<T>);

impl<T, S> Layer<S> for StepLayer<T> {
    type Service = Stepped<T, S>;

    fn layer(&self, rest: S) -> Stepped<T, S> {
        Stepped { step: self.0.clone(), rest }
    }
}

/// A step and what lies further in.
pub(super) struct Stepped<T, S> {
    step: Arc<T>,
    rest: S,
}

impl<T, S: Clone> Clone for Stepped<T, S> {
    fn clone(&self) -> Self {
        Self { step: self.step.clone(), rest: self.rest.clone() }
    }
}

impl<R: ProviderCall, T: Step<R>, S: Rest<R>> Service<Asked<R>> for Stepped<T, S> {
    type Response = R::Answer;
    type Error = CallError;
    type Future = BoxFuture<Result<R::Answer, CallError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, asked: Asked<R>) -> Self::Future {
        Box::pin(self.step.clone().ask(self.rest.clone(), asked))
    }
}
