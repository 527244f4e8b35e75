//! Asks again where that may help, within the call's deadline, the provider's patience and the money that there is.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tower::ServiceExt;
use tower::retry::budget::{Budget, TpsBudget};

use super::settings::ms;
use super::step::{Rest, Step};
use super::{Asked, CallError, Fault, ProviderCall, ProviderSettings};
use crate::quote::Refused;

/// Repeats that are let through each second whatever the share is.
const REPEATS_PER_SECOND: u32 = 10;
/// For how long a call that went well pays for repeats.
const BUDGET_TTL: Duration = Duration::from_secs(10);

/// Asks again.
pub(super) struct Retry {
    name: String,
    attempts: u32,
    backoff: Duration,
    backoff_max: Duration,
    budget: TpsBudget,
}

impl Retry {
    pub(super) fn new(settings: &ProviderSettings) -> Self {
        // The budget takes its share as a whole number of calls, rounded down.
        let share = 1.0 / (settings.calls_per_repeat as f32 + 0.5);
        Self {
            name: settings.name.clone(),
            attempts: settings.attempts,
            backoff: ms(settings.backoff_ms),
            backoff_max: ms(settings.backoff_max_ms),
            budget: TpsBudget::new(BUDGET_TTL, REPEATS_PER_SECOND, share),
        }
    }

    /// How long to wait before attempt `next` (from 2): what the provider asks for, else anything up to a bound that
    /// doubles. Source: Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), full jitter.
    fn wait(&self, next: u32, fault: &Fault) -> Duration {
        let doubled = self.backoff.saturating_mul(1 << (next - 2).min(20)).min(self.backoff_max);
        // Only the time of a call depends on it.
        let random = RandomState::new().hash_one(next) as f64 / u64::MAX as f64;
        let jittered = doubled.mul_f64(random);
        fault.retry_after.map_or(jittered, |after| after.saturating_add(jittered.min(self.backoff)))
    }
}

impl<R: ProviderCall> Step<R> for Retry {
    async fn ask(self: Arc<Self>, rest: impl Rest<R>, asked: Asked<R>) -> Result<R::Answer, CallError> {
        let mut attempt = 1;
        loop {
            let fault = match rest.clone().oneshot(asked.clone()).await {
                Ok(answer) => {
                    self.budget.deposit();
                    return Ok(answer);
                }
                Err(CallError::Fault { fault, .. }) => fault,
                Err(error) => return Err(error),
            };
            let failed = |fault| CallError::Fault { provider: self.name.clone(), attempts: attempt, fault };
            if !fault.class.is_passing() || attempt >= self.attempts {
                return Err(failed(fault));
            }
            let wait = self.wait(attempt + 1, &fault);
            // A wait that outlasts the call is no wait: whoever asked can do something else meanwhile.
            let left = asked.around.deadline.saturating_duration_since(Instant::now());
            if wait >= left || !self.budget.withdraw() {
                return Err(failed(fault));
            }
            tracing::info!(attempt, class = fault.class.name(), wait_ms = wait.as_millis() as u64, "asking again");
            tokio::time::sleep(wait).await;
            match asked.around.grant.again().await {
                Ok(()) => {}
                Err(Refused::Once) => return Err(failed(fault)),
                Err(refused) => {
                    return Err(CallError::NoMoney { provider: self.name.clone(), fault, refused: Box::new(refused) });
                }
            }
            attempt += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::FaultClass;

    #[test]
    fn waits_grow_to_their_bound_and_never_undercut_what_is_asked_for() {
        let rules = Retry::new(&ProviderSettings { backoff_ms: 100, backoff_max_ms: 1_000, ..Default::default() });
        let fault = Fault::new(FaultClass::Server, "it failed");
        for next in [2, 3, 4, 9, u32::MAX] {
            let most = Duration::from_millis(100 << (next - 2).min(20)).min(Duration::from_secs(1));
            assert!((0..50).all(|_| rules.wait(next, &fault) <= most), "{next}");
        }
        let waits: Vec<_> = (0..20).map(|_| rules.wait(9, &fault)).collect();
        assert!(waits.iter().any(|wait| *wait != waits[0]), "not all at the same moment");
        let asked = Fault { retry_after: Some(Duration::from_secs(7)), ..fault };
        assert!((0..50).all(|_| rules.wait(2, &asked) >= Duration::from_secs(7)));
    }
}
