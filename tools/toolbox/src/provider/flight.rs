//! Equal requests of one tenant are made once: those that come while one is under way wait for its answer, and some
//! answers are kept. Nobody's key is another tenant's.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use design::Sha256;
use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use tokio::time::Instant;
use tower::ServiceExt;

use super::step::{Rest, Step};
use super::{Asked, CallError, Lane, ProviderCall, ProviderSettings};
use crate::quote::Quote;
use crate::tenant::TenantId;
use crate::toolbox::BoxFuture;

type Key = (TenantId, Lane, Sha256);
type Answered<A> = Result<A, CallError>;
type Flight<A> = Shared<BoxFuture<Answered<A>>>;

/// What is under way and what is kept.
pub(super) struct Flights<A> {
    kept_max: usize,
    state: Mutex<State<A>>,
}

struct State<A> {
    under_way: BTreeMap<Key, WeakShared<BoxFuture<Answered<A>>>>,
    /// Of each tenant its own, so that none can make another's give way.
    kept: BTreeMap<TenantId, Kept<A>>,
}

struct Kept<A> {
    answers: BTreeMap<Sha256, A>,
    /// The oldest first.
    order: VecDeque<Sha256>,
}

impl<A: Clone> Flights<A> {
    pub(super) fn new(settings: &ProviderSettings) -> Arc<Self> {
        let state = State { under_way: BTreeMap::new(), kept: BTreeMap::new() };
        Arc::new(Self { kept_max: settings.kept_answers, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State<A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self, tenant: &TenantId, hash: Sha256) -> Option<A> {
        if self.kept_max == 0 {
            return None;
        }
        self.state().kept.get(tenant).and_then(|kept| kept.answers.get(&hash)).cloned()
    }

    fn keep(&self, tenant: &TenantId, hash: Sha256, answer: &A) {
        if self.kept_max == 0 {
            return;
        }
        let mut state = self.state();
        let none = || Kept { answers: BTreeMap::new(), order: VecDeque::new() };
        let kept = state.kept.entry(tenant.clone()).or_insert_with(none);
        if kept.answers.insert(hash, answer.clone()).is_none() {
            kept.order.push_back(hash);
        }
        while kept.order.len() > self.kept_max {
            let oldest = kept.order.pop_front();
            oldest.and_then(|oldest| kept.answers.remove(&oldest));
        }
    }

    /// Joins the flight with that key, or starts it. Says whether it was started.
    fn join(&self, key: Key, start: impl FnOnce() -> BoxFuture<Answered<A>>) -> (Flight<A>, bool) {
        let mut state = self.state();
        if let Some(flight) = state.under_way.get(&key).and_then(WeakShared::upgrade) {
            return (flight, false);
        }
        let flight = start().shared();
        // Those that everybody left are forgotten now and then, so that their number stays that of the calls.
        if state.under_way.len().is_power_of_two() {
            state.under_way.retain(|_, flight| flight.upgrade().is_some());
        }
        if let Some(weak) = flight.downgrade() {
            state.under_way.insert(key, weak);
        }
        (flight, true)
    }

    /// Forgets a flight that is over; another may have begun under its key.
    fn landed(&self, key: &Key, flight: &Flight<A>) {
        let mut state = self.state();
        if state.under_way.get(key).and_then(WeakShared::upgrade).is_some_and(|other| other.ptr_eq(flight)) {
            state.under_way.remove(key);
        }
    }
}

impl<R: ProviderCall> Step<R> for Flights<R::Answer> {
    async fn ask(self: Arc<Self>, rest: impl Rest<R>, asked: Asked<R>) -> Answered<R::Answer> {
        let Some(hash) = asked.request.identity() else { return rest.oneshot(asked).await };
        let (tenant, grant, deadline) =
            (asked.around.tenant.clone(), asked.around.grant.clone(), asked.around.deadline);
        if let Some(answer) = self.kept(&tenant, hash) {
            grant.charge_all(Quote::FREE);
            return Ok(answer);
        }
        let key = (tenant.clone(), asked.around.lane, hash);
        let alone = (rest.clone(), asked.clone());
        let (flight, own) = self.join(key.clone(), || Box::pin(rest.oneshot(asked)));
        let result = flight.clone().await;
        self.landed(&key, &flight);
        match &result {
            Ok(answer) => {
                self.keep(&tenant, hash, answer);
                if !own {
                    // Whoever started it pays for it.
                    grant.charge_all(Quote::FREE);
                }
                result
            }
            // Another's time, money and bad luck are not this call's.
            Err(_) if !own && Instant::now() < deadline => alone.0.oneshot(alone.1).await,
            Err(_) => result,
        }
    }
}
