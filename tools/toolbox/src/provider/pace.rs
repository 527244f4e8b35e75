//! Keeps to a number of calls and tokens a minute, and to the rest that a provider asks for.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;
use tower::ServiceExt;

use super::settings::ms;
use super::step::{Rest, Step};
use super::{Asked, CallError, ProviderCall, ProviderSettings};

/// The runtime's clock, which tests can stop.
#[derive(Debug, Clone)]
struct RuntimeClock(Instant);

impl Clock for RuntimeClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.elapsed().into()
    }
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, RuntimeClock, NoOpMiddleware<Nanos>>;

pub(super) struct Pace {
    name: String,
    clock: RuntimeClock,
    calls: Option<Limiter>,
    tokens: Option<(Limiter, NonZeroU32)>,
    rest: Mutex<Option<Instant>>,
    rest_max: Duration,
}

impl Pace {
    pub(super) fn new(settings: &ProviderSettings) -> Arc<Self> {
        let clock = RuntimeClock(Instant::now());
        // A tenth of a minute's worth may come at once.
        let limiter = |a_minute: u32| {
            let a_minute = NonZeroU32::new(a_minute)?;
            let burst = NonZeroU32::new(a_minute.get().div_ceil(10))?;
            let quota = Quota::per_minute(a_minute).allow_burst(burst);
            Some((RateLimiter::direct_with_clock(quota, clock.clone()), burst))
        };
        Arc::new(Self {
            name: settings.name.clone(),
            calls: settings.calls_per_minute.and_then(limiter).map(|(limiter, _)| limiter),
            tokens: settings.tokens_per_minute.and_then(limiter),
            clock,
            rest: Mutex::default(),
            rest_max: ms(settings.breaker_pause_max_ms),
        })
    }

    /// How long a call of so many tokens has to wait before it may take more; what it may take now, it takes.
    fn wait(&self, state: &mut Taken, tokens: u64) -> Option<Duration> {
        let now = Instant::now();
        let rest = *self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rest) = rest.map(|until| until.saturating_duration_since(now)).filter(|rest| !rest.is_zero()) {
            return Some(rest);
        }
        let until =
            |earliest: Nanos| Duration::from(earliest.duration_since(self.clock.now())).max(Duration::from_millis(1));
        if let Some(calls) = self.calls.as_ref().filter(|_| !state.call) {
            match calls.check() {
                Ok(()) => state.call = true,
                Err(not_yet) => return Some(until(not_yet.earliest_possible())),
            }
        }
        // A call larger than what may come at once takes all of that, as often as it takes.
        while let Some((limiter, burst)) = self.tokens.as_ref().filter(|_| state.tokens < tokens) {
            let part = (tokens - state.tokens).min(u64::from(burst.get()));
            let Some(cells) = u32::try_from(part).ok().and_then(NonZeroU32::new) else { break };
            match limiter.check_n(cells) {
                Ok(Ok(())) => state.tokens += part,
                Ok(Err(not_yet)) => return Some(until(not_yet.earliest_possible())),
                Err(_) => break,
            }
        }
        None
    }

    /// How long a call of so many tokens takes at least, when nobody else asks.
    fn least(&self, tokens: u64) -> Duration {
        self.tokens.as_ref().map_or(Duration::ZERO, |(_, burst)| {
            let beyond = tokens.saturating_sub(u64::from(burst.get()));
            Duration::from_secs_f64(beyond as f64 * 6.0 / f64::from(burst.get()))
        })
    }

    async fn enter(&self, tokens: u64, deadline: Instant) -> Result<(), CallError> {
        // One that cannot be in time takes nothing from those that can.
        let least = self.least(tokens);
        if least >= deadline.saturating_duration_since(Instant::now()) {
            return Err(CallError::Paced { provider: self.name.clone(), retry_in: least });
        }
        let mut taken = Taken::default();
        while let Some(wait) = self.wait(&mut taken, tokens) {
            if Instant::now() + wait >= deadline {
                return Err(CallError::Paced { provider: self.name.clone(), retry_in: wait });
            }
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// Nobody sends before what a provider asked for is over; an hour is not believed.
    fn rest_for(&self, time: Duration) {
        let Some(until) = Instant::now().checked_add(time.min(self.rest_max)) else { return };
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        *rest = Some(rest.map_or(until, |earlier| earlier.max(until)));
    }
}

/// What a call has of its limits already.
#[derive(Default)]
struct Taken {
    call: bool,
    tokens: u64,
}

impl<R: ProviderCall> Step<R> for Pace {
    async fn ask(self: Arc<Self>, rest: impl Rest<R>, asked: Asked<R>) -> Result<R::Answer, CallError> {
        let tokens = self.tokens.as_ref().map_or(0, |_| asked.request.tokens());
        self.enter(tokens, asked.around.deadline).await?;
        let result = rest.oneshot(asked).await;
        if let Err(CallError::Fault { fault, .. }) = &result
            && let Some(after) = fault.retry_after
        {
            self.rest_for(after);
        }
        result
    }
}
