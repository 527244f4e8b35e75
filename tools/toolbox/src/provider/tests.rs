use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use planner::NanoUsd;
use tower::service_fn;

use super::*;
use crate::grant::More;
use crate::quote::{Quote, Refused, Reservation, Settlement};

/// What a test provider is asked.
#[derive(Debug)]
struct Echo {
    text: &'static str,
    same: bool,
    tokens: u64,
}

impl Echo {
    fn new(text: &'static str) -> Self {
        Self { text, same: false, tokens: 0 }
    }
}

impl ProviderCall for Echo {
    type Answer = String;
    const OPERATION: &'static str = "echo";

    fn identity(&self) -> Option<Sha256> {
        self.same.then(|| Sha256::of(self.text.as_bytes()))
    }

    fn tokens(&self) -> u64 {
        self.tokens
    }
}

/// A purse of nano-dollars that every attempt takes ten of.
#[derive(Debug, Clone, Default)]
pub(super) struct Purse(Arc<(AtomicU64, AtomicU64)>);

pub(super) const ATTEMPT: u64 = 10;

struct Open(Purse, u64);

impl Settlement for Open {
    fn settle(self: Box<Self>, spent: Quote) {
        let Purse(sums) = &self.0;
        sums.0.fetch_add(self.1, Ordering::SeqCst);
        sums.0.fetch_sub(spent.money.0, Ordering::SeqCst);
        sums.1.fetch_add(spent.money.0, Ordering::SeqCst);
    }

    fn release(self: Box<Self>) {
        self.0.0.0.fetch_add(self.1, Ordering::SeqCst);
    }
}

impl Purse {
    pub(super) fn with(money: u64) -> Self {
        Self(Arc::new((AtomicU64::new(money), AtomicU64::new(0))))
    }

    fn reserve(&self) -> Result<Reservation, Refused> {
        let took = self.0.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(ATTEMPT));
        let quote = Quote::money(NanoUsd(ATTEMPT));
        took.map(|_| Reservation::new(quote, Box::new(Open(self.clone(), ATTEMPT)))).map_err(|left| Refused::Short {
            dimension: crate::Dimension::Money,
            wanted: quote,
            left: Quote::money(NanoUsd(left)),
            scope: "test".to_owned(),
        })
    }

    pub(super) fn grant(&self) -> Grant {
        Grant::with_more(self.reserve().unwrap(), self.clone())
    }

    /// What is left and what was spent.
    pub(super) fn sums(&self) -> (u64, u64) {
        (self.0.0.load(Ordering::SeqCst), self.0.1.load(Ordering::SeqCst))
    }
}

impl More for Purse {
    fn more(&self, ended: Reservation, spent: Option<Quote>) -> BoxFuture<Result<Reservation, Refused>> {
        match spent {
            Some(spent) => ended.settle(spent),
            None => ended.release(),
        }
        let next = self.reserve();
        Box::pin(async move { next })
    }
}

pub(super) fn around(purse: &Purse, lane: Lane, time: u64) -> Around {
    Around { tenant: TenantId::local(), lane, deadline: Instant::now() + ms(time), grant: purse.grant() }
}

/// Answers one after the other, each after a time; the last again and again.
struct Script(Mutex<VecDeque<(u64, Result<String, Fault>)>>, AtomicUsize);

fn script(
    settings: ProviderSettings,
    answers: impl IntoIterator<Item = (u64, Result<&'static str, Fault>)>,
) -> (Provider<Echo>, Arc<Script>) {
    let answers = answers.into_iter().map(|(time, answer)| (time, answer.map(str::to_owned))).collect();
    let script = Arc::new(Script(Mutex::new(answers), AtomicUsize::new(0)));
    let of = script.clone();
    let adaptor = service_fn(move |_: Asked<Echo>| {
        let script = of.clone();
        async move {
            script.1.fetch_add(1, Ordering::SeqCst);
            let (time, answer) = {
                let mut answers = script.0.lock().unwrap_or_else(PoisonError::into_inner);
                if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
            };
            tokio::time::sleep(ms(time)).await;
            answer
        }
    });
    (Provider::new(settings, adaptor).unwrap(), script)
}

fn fault(class: FaultClass) -> Result<&'static str, Fault> {
    Err(Fault::new(class, "it is a test"))
}

fn settings() -> ProviderSettings {
    ProviderSettings { name: "test".to_owned(), ..Default::default() }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_money_of_its_own() {
    use FaultClass::{Busy, Server};
    // One that did not happen, one in doubt, one that answers: two are paid for.
    let (provider, script) = script(settings(), [(1, fault(Busy)), (1, fault(Server)), (1, Ok("done"))]);
    let purse = Purse::with(100);
    let around = around(&purse, Lane::Interactive, 60_000);
    let grant = around.grant.clone();
    assert_eq!(provider.ask_around(around, Echo::new("a")).await.unwrap(), "done");
    assert_eq!(script.1.load(Ordering::SeqCst), 3);
    let (last, spent) = grant.end().unwrap();
    last.settle(spent.unwrap());
    assert_eq!(purse.sums(), (80, 20));
}

#[tokio::test(start_paused = true)]
async fn without_money_nothing_is_asked_again() {
    let (provider, script) = script(settings(), [(1, fault(FaultClass::Server)), (1, Ok("done"))]);
    let purse = Purse::with(15);
    let error = provider.ask_around(around(&purse, Lane::Interactive, 60_000), Echo::new("a")).await.unwrap_err();
    assert!(matches!(error, CallError::NoMoney { .. }), "{error}");
    assert_eq!((script.1.load(Ordering::SeqCst), purse.sums()), (1, (5, 10)));
}

#[tokio::test(start_paused = true)]
async fn a_class_decides_whether_it_is_asked_again() {
    use FaultClass::{
        Blocked, Broken, Busy, Connect, Denied, Expired, Invalid, Lost, Quota, RateLimited, Server, Stalled, Unreadable,
    };
    for class in [Connect, RateLimited, Busy, Server, Stalled, Broken] {
        let (provider, script) = script(settings(), [(1, fault(class))]);
        let purse = Purse::with(100);
        let error = provider.ask_around(around(&purse, Lane::Batch, 60_000), Echo::new("a")).await.unwrap_err();
        assert_eq!((error.class(), script.1.load(Ordering::SeqCst)), (Some(class), 3));
        let in_doubt = class.outcome() == WorldOutcome::InDoubt;
        assert_eq!(purse.sums(), if in_doubt { (70, 30) } else { (100, 0) }, "{class:?}");
    }
    for class in [Quota, Unreadable, Denied, Invalid, Blocked, Lost, Expired] {
        let (provider, script) = script(settings(), [(1, fault(class))]);
        let error =
            provider.ask_around(around(&Purse::with(100), Lane::Batch, 60_000), Echo::new("a")).await.unwrap_err();
        assert_eq!((error.class(), script.1.load(Ordering::SeqCst)), (Some(class), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn errors_that_are_known_to_be_free_are_not_paid_for() {
    let error = || Err(Fault { status: Some(500), ..Fault::new(FaultClass::Server, "it is a test") });
    let (provider, _) = script(ProviderSettings { errors_are_free: true, ..settings() }, [(1, error())]);
    let purse = Purse::with(100);
    assert!(provider.ask_around(around(&purse, Lane::Batch, 60_000), Echo::new("a")).await.is_err());
    assert_eq!(purse.sums(), (100, 0));
}

#[tokio::test(start_paused = true)]
async fn a_rest_longer_than_the_call_is_not_waited_for() {
    let hour = Fault { retry_after: Some(Duration::from_secs(3_600)), ..Fault::new(FaultClass::RateLimited, "slowly") };
    let (provider, script) = script(settings(), [(1, Err(hour)), (1, Ok("done"))]);
    let begun = Instant::now();
    let error = provider.ask_around(around(&Purse::with(100), Lane::Interactive, 10_000), Echo::new("a")).await;
    assert_eq!(error.unwrap_err().class(), Some(FaultClass::RateLimited));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    // Nobody else is sent there meanwhile; an hour is not believed.
    let second = provider.ask_around(around(&Purse::with(100), Lane::Interactive, 10_000), Echo::new("b")).await;
    assert!(matches!(second, Err(CallError::Paced { .. })), "{second:?}");
    assert_eq!(script.1.load(Ordering::SeqCst), 1);
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert!(provider.ask_around(around(&Purse::with(100), Lane::Interactive, 10_000), Echo::new("c")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_asks_for_is_waited_for_where_there_is_time() {
    let soon = Fault { retry_after: Some(Duration::from_secs(2)), ..Fault::new(FaultClass::RateLimited, "slowly") };
    let (provider, _) = script(settings(), [(1, Err(soon)), (1, Ok("done"))]);
    let begun = Instant::now();
    provider.ask_around(around(&Purse::with(100), Lane::Interactive, 10_000), Echo::new("a")).await.unwrap();
    assert!((2_000..2_300).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_breaker_opens_lets_one_through_and_closes() {
    let answers =
        (0..5).map(|_| (1, fault(FaultClass::Connect))).chain([(1, fault(FaultClass::Connect)), (1, Ok("well"))]);
    let (provider, script) = script(ProviderSettings { attempts: 1, ..settings() }, answers);
    let ask = || provider.ask_around(around(&Purse::with(100), Lane::Interactive, 60_000), Echo::new("a"));
    for _ in 0..5 {
        assert_eq!(ask().await.unwrap_err().class(), Some(FaultClass::Connect));
    }
    assert_eq!(provider.load().breaker, BreakerState::Open);
    assert!(matches!(ask().await, Err(CallError::Open { .. })));
    assert_eq!(script.1.load(Ordering::SeqCst), 5, "an open breaker sends nothing");
    // Its probe fails: it stays open for twice as long.
    tokio::time::sleep(ms(1_001)).await;
    let (probe, other) = tokio::join!(ask(), ask());
    assert_eq!(probe.unwrap_err().class(), Some(FaultClass::Connect));
    assert!(matches!(other, Err(CallError::Open { .. })), "one at a time");
    tokio::time::sleep(ms(1_500)).await;
    assert!(matches!(ask().await, Err(CallError::Open { .. })));
    tokio::time::sleep(ms(600)).await;
    assert_eq!(ask().await.unwrap(), "well");
    assert_eq!(provider.load().breaker, BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_lets_the_next_through() {
    let answers = (0..5).map(|_| (1, fault(FaultClass::Connect))).chain([(1_000, Ok("well"))]);
    let (provider, _) = script(ProviderSettings { attempts: 1, ..settings() }, answers);
    let ask = || provider.ask_around(around(&Purse::with(100), Lane::Interactive, 60_000), Echo::new("a"));
    for _ in 0..5 {
        assert!(ask().await.is_err());
    }
    tokio::time::sleep(ms(1_001)).await;
    assert!(tokio::time::timeout(ms(10), ask()).await.is_err());
    assert_eq!(ask().await.unwrap(), "well");
}

#[tokio::test(start_paused = true)]
async fn an_account_without_money_is_left_alone_at_once() {
    let (provider, script) = script(settings(), [(1, fault(FaultClass::Quota))]);
    let ask = || provider.ask_around(around(&Purse::with(100), Lane::Interactive, 10_000), Echo::new("a"));
    assert_eq!(ask().await.unwrap_err().class(), Some(FaultClass::Quota));
    assert!(matches!(ask().await, Err(CallError::Open { .. })));
    assert_eq!(script.1.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_bounds_everything_and_what_was_sent_is_paid_for() {
    let (provider, _) = script(settings(), [(3_600_000, Ok("late"))]);
    let purse = Purse::with(100);
    let error = provider.ask_around(around(&purse, Lane::Interactive, 500), Echo::new("a")).await.unwrap_err();
    assert!(matches!(error, CallError::Deadline { sent: true, .. }), "{error}");
    assert_eq!(purse.sums(), (90, 10));
    // Nothing leaves when the time is over before it begins.
    let error = provider.ask_around(around(&purse, Lane::Interactive, 0), Echo::new("a")).await.unwrap_err();
    assert!(matches!(error, CallError::Deadline { sent: false, .. }), "{error}");
    assert_eq!(purse.sums(), (90, 10));
    // One attempt may not take it all.
    let error = provider.ask_around(around(&purse, Lane::Interactive, 119_000), Echo::new("a")).await.unwrap_err();
    assert_eq!((error.class(), purse.sums()), (None, (70, 30)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn equal_requests_of_a_tenant_are_made_once_and_paid_for_once() {
    let (provider, script) = script(ProviderSettings { kept_answers: 2, ..settings() }, [(100, Ok("same"))]);
    let purse = Purse::with(1_000);
    let ask = |tenant: &str, text| {
        let around = Around { tenant: TenantId::new(tenant).unwrap(), ..around(&purse, Lane::Interactive, 10_000) };
        let (grant, provider) = (around.grant.clone(), provider.clone());
        tokio::spawn(async move {
            let answer = provider.ask_around(around, Echo { same: true, ..Echo::new(text) }).await.unwrap();
            if let Some((reservation, spent)) = grant.end() {
                reservation.settle(spent.unwrap());
            }
            answer
        })
    };
    let (a, b, c, other) = (ask("acme", "x"), ask("acme", "x"), ask("acme", "x"), ask("globex", "x"));
    // Whoever asked first may leave: the others get their answer all the same.
    tokio::time::sleep(ms(10)).await;
    a.abort();
    for answer in [b, c, other] {
        assert_eq!(answer.await.unwrap(), "same");
    }
    assert_eq!(script.1.load(Ordering::SeqCst), 2, "once for each tenant");
    assert_eq!(ask("globex", "x").await.unwrap(), "same");
    assert_eq!((script.1.load(Ordering::SeqCst), purse.sums().1), (2, 20), "kept, and paid for once each");
    // The oldest gives way.
    for text in ["y", "z"] {
        ask("globex", text).await.unwrap();
    }
    ask("globex", "x").await.unwrap();
    assert_eq!(script.1.load(Ordering::SeqCst), 5);
}

#[tokio::test(start_paused = true)]
async fn whoever_joins_a_flight_whose_money_is_gone_pays_for_their_own() {
    let narrow = ProviderSettings { running_max: 1, batch_running_max: 1, ..settings() };
    let (provider, script) = script(narrow, [(200, Ok("done"))]);
    let purse = Purse::with(1_000);
    let ask = |text, time| {
        let (provider, around) = (provider.clone(), around(&purse, Lane::Interactive, time));
        let grant = around.grant.clone();
        tokio::spawn(async move {
            let result = provider.ask_around(around, Echo { same: true, ..Echo::new(text) }).await;
            // As a run does when its call is over.
            match grant.end() {
                Some((reservation, Some(spent))) => reservation.settle(spent),
                Some((reservation, None)) => reservation.release(),
                None => {}
            }
            result
        })
    };
    let blocks = ask("x", 10_000);
    tokio::task::yield_now().await;
    let first = ask("y", 50);
    tokio::task::yield_now().await;
    let joined = ask("y", 10_000);
    assert!(matches!(first.await.unwrap(), Err(CallError::Deadline { sent: false, .. })));
    assert!(blocks.await.unwrap().is_ok());
    assert_eq!(joined.await.unwrap().unwrap(), "done");
    assert_eq!((script.1.load(Ordering::SeqCst), purse.sums()), (2, (980, 20)));
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_floods_leaves_places_to_those_who_wait() {
    let flooded = ProviderSettings { running_max: 8, batch_running_max: 6, waiting_max: 200, ..settings() };
    let (provider, _) = script(flooded, [(100, Ok("done"))]);
    let purse = Purse::with(1_000_000);
    // Twenty times what can run.
    let batch: Vec<_> = (0..160)
        .map(|_| {
            tokio::spawn({
                let (provider, around) = (provider.clone(), around(&purse, Lane::Batch, 600_000));
                async move { provider.ask_around(around, Echo::new("b")).await }
            })
        })
        .collect();
    tokio::time::sleep(ms(5)).await;
    let mut times = Vec::new();
    for _ in 0..20 {
        let begun = Instant::now();
        provider.ask_around(around(&purse, Lane::Interactive, 10_000), Echo::new("i")).await.unwrap();
        times.push(begun.elapsed().as_millis());
    }
    times.sort_unstable();
    assert!(times[18] <= 200, "{times:?}");
    let mut done = 0;
    for call in batch {
        done += usize::from(call.await.unwrap().is_ok());
    }
    assert_eq!(done, 160, "none is lost");
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_sheds_the_batch_first_and_says_so() {
    let full = ProviderSettings { running_max: 1, batch_running_max: 1, waiting_max: 2, ..settings() };
    let (provider, _) = script(full, [(100, Ok("done"))]);
    let purse = Purse::with(1_000_000);
    let ask = |lane| {
        let (provider, around) = (provider.clone(), around(&purse, lane, 10_000));
        tokio::spawn(async move { provider.ask_around(around, Echo::new("a")).await })
    };
    let running = ask(Lane::Batch);
    tokio::task::yield_now().await;
    let (first, second) = (ask(Lane::Batch), ask(Lane::Batch));
    tokio::task::yield_now().await;
    assert!(matches!(ask(Lane::Batch).await.unwrap(), Err(CallError::Overloaded { waiting: 2, .. })));
    let waited_for = ask(Lane::Interactive);
    assert!(matches!(second.await.unwrap(), Err(CallError::Overloaded { .. })), "the youngest gives way");
    for kept in [running, first, waited_for] {
        assert!(kept.await.unwrap().is_ok());
    }
    // Those who left make room.
    let long = ask(Lane::Interactive);
    tokio::task::yield_now().await;
    let gone = [ask(Lane::Interactive), ask(Lane::Interactive)];
    tokio::task::yield_now().await;
    gone.iter().for_each(tokio::task::JoinHandle::abort);
    tokio::task::yield_now().await;
    assert!(ask(Lane::Interactive).await.unwrap().is_ok());
    assert!(long.await.unwrap().is_ok());
    assert_eq!(provider.load(), ProviderLoad { running: 0, waiting: 0, breaker: BreakerState::Closed });
}

#[tokio::test(start_paused = true)]
async fn calls_and_tokens_keep_to_their_minute() {
    let (provider, _) = script(ProviderSettings { calls_per_minute: Some(60), ..settings() }, [(0, Ok("done"))]);
    let ask = |tokens, time| {
        let around = around(&Purse::with(100), Lane::Interactive, time);
        provider.ask_around(around, Echo { tokens, ..Echo::new("a") })
    };
    let begun = Instant::now();
    for _ in 0..16 {
        ask(0, 60_000).await.unwrap();
    }
    // A tenth of a minute's worth at once, then one a second.
    assert!((9_900..10_200).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    assert!(matches!(ask(0, 500).await, Err(CallError::Paced { .. })), "longer than the call has");

    let (provider, _) = script(ProviderSettings { tokens_per_minute: Some(6_000), ..settings() }, [(0, Ok("done"))]);
    let begun = Instant::now();
    for _ in 0..3 {
        let around = around(&Purse::with(100), Lane::Interactive, 60_000);
        // More than may come at once.
        provider.ask_around(around, Echo { tokens: 1_000, ..Echo::new("a") }).await.unwrap();
    }
    assert!((23_900..24_300).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[test]
fn settings_are_checked_and_unknown_ones_refused() {
    assert_eq!(ProviderSettings::default().check(), Ok(()));
    let check = |change: fn(&mut ProviderSettings), setting: &str| {
        let mut settings = ProviderSettings::default();
        change(&mut settings);
        assert_eq!(settings.check().unwrap_err().setting, setting);
    };
    check(|settings| settings.running_max = 0, "running_max");
    check(|settings| settings.batch_running_max = 17, "batch_running_max");
    check(|settings| settings.attempts = 0, "attempts");
    check(|settings| settings.attempt_ms = 0, "attempt_ms");
    check(|settings| settings.tokens_per_minute = Some(0), "tokens_per_minute");
    assert!(serde_json::from_str::<ProviderSettings>(r#"{ "attempts": 2 }"#).is_ok());
    assert!(serde_json::from_str::<ProviderSettings>(r#"{ "atempts": 2 }"#).is_err());
}
