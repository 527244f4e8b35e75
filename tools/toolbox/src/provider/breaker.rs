//! Leaves a provider alone that fails too often, and tries it with one call at a time until it is well again.
//!
//! The breaker is a matter of readiness: a service behind an open one is not ready and says for how long, so that a
//! call fails over at once instead of queueing for what will not come.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Instant;
use tower::{Layer, Service};

use super::settings::ms;
use super::{Asked, CallError, FaultClass, ProviderSettings};
use crate::toolbox::BoxFuture;

/// Over how long the share of failures is taken.
const WINDOW: Duration = Duration::from_secs(10);
/// Calls that a window must have for its share to count.
const WINDOW_CALLS_MIN: u32 = 20;

/// How a breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls go through.
    Closed,
    /// None does.
    Open,
    /// One does, to see.
    Probing,
}

pub(super) struct Breaker {
    name: String,
    failures_max: u32,
    per_cent_max: u32,
    pause: Duration,
    pause_max: Duration,
    state: Mutex<State>,
}

struct State {
    /// Until when nothing goes through; `None` when closed.
    open: Option<Instant>,
    /// A call is under way that decides.
    probing: bool,
    /// How often it opened without closing in between.
    opened: u32,
    in_a_row: u32,
    window: (Instant, u32, u32),
    /// How often it opened or closed: what began before says nothing after.
    generation: u64,
}

/// How a call ended, as far as the provider's health goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Well,
    Ill,
    /// Nothing can be had there until somebody pays.
    Penniless,
    /// It says nothing.
    Unknown,
}

impl Breaker {
    pub(super) fn new(settings: &ProviderSettings) -> Arc<Self> {
        let state =
            State { open: None, probing: false, opened: 0, in_a_row: 0, window: (Instant::now(), 0, 0), generation: 0 };
        Arc::new(Self {
            name: settings.name.clone(),
            failures_max: settings.breaker_failures,
            per_cent_max: settings.breaker_per_cent,
            pause: ms(settings.breaker_pause_ms),
            pause_max: ms(settings.breaker_pause_max_ms),
            state: Mutex::new(state),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state(&self) -> BreakerState {
        let state = self.lock();
        match (state.open, state.probing) {
            (None, _) => BreakerState::Closed,
            (Some(_), true) => BreakerState::Probing,
            (Some(_), false) => BreakerState::Open,
        }
    }

    /// Lets a call through, or says for how long none is.
    fn enter(self: &Arc<Self>) -> Result<Watch, CallError> {
        let mut state = self.lock();
        let now = Instant::now();
        if let Some(until) = state.open {
            if now < until || state.probing {
                let retry_in =
                    until.saturating_duration_since(now).max(if state.probing { self.pause } else { Duration::ZERO });
                return Err(CallError::Open { provider: self.name.clone(), retry_in });
            }
            state.probing = true;
        }
        let (probe, generation) = (state.open.is_some(), state.generation);
        Ok(Watch { breaker: self.clone(), probe, generation, health: Health::Unknown })
    }

    fn ended(&self, probe: bool, generation: u64, health: Health) {
        let mut state = self.lock();
        if state.generation != generation {
            return;
        }
        state.probing &= !probe;
        let now = Instant::now();
        match health {
            Health::Unknown => {}
            Health::Well => {
                state.generation += u64::from(state.open.is_some());
                (state.open, state.opened, state.in_a_row) = (None, 0, 0);
                state.count(now, false);
            }
            Health::Penniless => {
                state.open = Some(now + self.pause_max);
                state.generation += 1;
            }
            Health::Ill => {
                state.in_a_row += 1;
                state.count(now, true);
                let (_, calls, failures) = state.window;
                let share = calls >= WINDOW_CALLS_MIN && failures * 100 > calls * self.per_cent_max;
                if probe || share || state.in_a_row >= self.failures_max {
                    let pause = self.pause.saturating_mul(1 << state.opened.min(20)).min(self.pause_max);
                    tracing::warn!(provider = %self.name, pause_ms = pause.as_millis() as u64, "left alone");
                    state.open = Some(now + pause);
                    state.generation += 1;
                    state.opened += 1;
                    (state.in_a_row, state.window) = (0, (now, 0, 0));
                }
            }
        }
    }
}

impl State {
    fn count(&mut self, now: Instant, failed: bool) {
        if now.saturating_duration_since(self.window.0) > WINDOW {
            self.window = (now, 0, 0);
        }
        self.window.1 += 1;
        self.window.2 += u32::from(failed);
    }
}

/// Watches one call; dropped without a word, the call says nothing of the provider.
struct Watch {
    breaker: Arc<Breaker>,
    probe: bool,
    generation: u64,
    health: Health,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.breaker.ended(self.probe, self.generation, self.health);
    }
}

#[derive(Clone)]
pub(super) struct BreakerLayer(pub(super) Arc<Breaker>);

impl<S> Layer<S> for BreakerLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { inner, breaker: self.0.clone(), watch: None }
    }
}

pub(super) struct Guarded<S> {
    inner: S,
    breaker: Arc<Breaker>,
    watch: Option<Watch>,
}

impl<S: Clone> Clone for Guarded<S> {
    /// A clone has to become ready of its own.
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), breaker: self.breaker.clone(), watch: None }
    }
}

impl<S, R, A> Service<Asked<R>> for Guarded<S>
where
    S: Service<Asked<R>, Response = A, Error = CallError>,
    S::Future: Send + 'static,
{
    type Response = A;
    type Error = CallError;
    type Future = BoxFuture<Result<A, CallError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), CallError>> {
        ready!(self.inner.poll_ready(context))?;
        if self.watch.is_none() {
            self.watch = Some(self.breaker.enter()?);
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, asked: Asked<R>) -> Self::Future {
        let watch = self.watch.take();
        let answer = self.inner.call(asked);
        Box::pin(async move {
            let mut watch = watch;
            let result = answer.await;
            if let Some(watch) = &mut watch {
                watch.health = match &result {
                    Ok(_) => Health::Well,
                    Err(CallError::Fault { fault, .. }) if fault.class == FaultClass::Quota => Health::Penniless,
                    Err(CallError::Fault { fault, .. }) if fault.class.is_ill() => Health::Ill,
                    // It answered, though not what one hoped for.
                    Err(CallError::Fault { .. }) => Health::Well,
                    Err(_) => Health::Unknown,
                };
            }
            result
        })
    }
}
