//! What happens when the server is away and a mirror is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tonic::Code;

use super::double::Failure;
use super::*;
use crate::brand_index::qdrant::{Mirrored, Standing};

const PAUSE: Duration = Duration::from_secs(30);
const DEADLINE: Duration = Duration::from_secs(5);

/// A server as far as a mirror sees it: away or there, and how often it was asked.
#[derive(Clone, Default)]
struct Far {
    is_away: Arc<Mutex<bool>>,
    asked: Arc<AtomicUsize>,
    probed: Arc<AtomicUsize>,
}

impl Far {
    fn is_away(&self, is_away: bool) {
        *self.is_away.lock().unwrap() = is_away;
    }

    fn counts(&self) -> (usize, usize) {
        (self.asked.load(Ordering::SeqCst), self.probed.load(Ordering::SeqCst))
    }

    async fn answer<T>(&self, counter: &AtomicUsize, answer: T) -> Result<T, BrandIndexError> {
        counter.fetch_add(1, Ordering::SeqCst);
        if !*self.is_away.lock().unwrap() {
            return Ok(answer);
        }
        tokio::time::sleep(DEADLINE).await;
        Err(BrandIndexError::Away { server: "http://far".into(), reason: "no answer within 5000 ms".into() })
    }
}

impl BrandIndex for Far {
    fn name(&self) -> &str {
        "far"
    }

    async fn put(&self, _: &TenantScope, _: Vec<Asset>) -> Result<(), BrandIndexError> {
        self.answer(&self.asked, ()).await
    }

    async fn remove(&self, _: &TenantScope, _: Vec<String>) -> Result<(), BrandIndexError> {
        self.answer(&self.asked, ()).await
    }

    async fn search(&self, _: &TenantScope, _: Query) -> Result<Answer, BrandIndexError> {
        self.answer(&self.asked, Answer { hits: Vec::new(), lanes: Vec::new(), degraded: None }).await
    }

    async fn count(&self, _: &TenantScope) -> Result<u64, BrandIndexError> {
        self.answer(&self.asked, 7).await
    }

    async fn health(&self) -> Result<(), BrandIndexError> {
        self.answer(&self.probed, ()).await
    }
}

fn mirrored() -> (Far, Mirrored<Near, Far>) {
    let far = Far::default();
    let near = Near::of(&scope("acme"), &[Asset::new("a", AssetKind::Logo, "Ferry")]);
    (far.clone(), Mirrored::new(far, near, PAUSE))
}

async fn ask(index: &impl BrandIndex) -> Answer {
    index.search(&scope("acme"), Query::words("ferry", 3)).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_dead_server_costs_one_deadline_and_not_one_for_each_question() {
    let (far, index) = mirrored();
    assert_eq!(ask(&index).await.degraded, None);
    far.is_away(true);
    let began = tokio::time::Instant::now();
    for _ in 0..50 {
        let answer = ask(&index).await;
        assert_eq!(answer.hits.len(), 1);
        assert_eq!(answer.degraded.unwrap(), "the index at http://far is away: no answer within 5000 ms");
    }
    assert_eq!((began.elapsed(), far.counts()), (DEADLINE, (2, 0)));
    assert_eq!(index.standing(), Standing::LeftAlone { reason: "no answer within 5000 ms".into() });
    assert_eq!(index.count(&scope("acme")).await.unwrap(), 1);
    index.health().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_a_pause_one_question_asks_how_it_is() {
    let (far, index) = mirrored();
    let index = Arc::new(index);
    far.is_away(true);
    ask(&*index).await;
    // Still away: of many that ask at once one waits for it.
    tokio::time::sleep(PAUSE).await;
    let began = tokio::time::Instant::now();
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let index = index.clone();
            tokio::spawn(async move { (ask(&*index).await.degraded.is_some(), tokio::time::Instant::now()) })
        })
        .collect();
    let mut waited = 0;
    for one in asked {
        let (degraded, at) = one.await.unwrap();
        assert!(degraded);
        waited += usize::from(at > began);
    }
    assert_eq!((waited, far.counts()), (1, (1, 1)));
    // One that asks and is called off leaves the asking to another.
    tokio::time::sleep(PAUSE).await;
    tokio::time::timeout(Duration::from_secs(1), ask(&*index)).await.unwrap_err();
    far.is_away(false);
    let answer = ask(&*index).await;
    assert_eq!((answer.degraded, index.standing(), far.counts()), (None, Standing::Asked, (2, 3)));
    assert_eq!(index.count(&scope("acme")).await.unwrap(), 7);
}

#[tokio::test(start_paused = true)]
async fn what_is_written_is_in_the_mirror_even_where_the_server_is_away() {
    let (far, index) = mirrored();
    far.is_away(true);
    let put = |id: &str| vec![Asset::new(id, AssetKind::Logo, "Gull")];
    assert!(matches!(index.put(&scope("acme"), put("b")).await, Err(BrandIndexError::Away { .. })));
    assert!(matches!(index.put(&scope("acme"), put("c")).await, Err(BrandIndexError::Away { .. })));
    assert_eq!((index.count(&scope("acme")).await.unwrap(), far.counts()), (3, (1, 0)));
    assert!(index.remove(&scope("acme"), vec!["a".into()]).await.is_err());
    assert!(ask(&index).await.hits.iter().all(|hit| hit.id != "a"));
    // What the mirror does not take is not sent.
    far.is_away(false);
    tokio::time::sleep(PAUSE).await;
    assert!(matches!(index.put(&scope("acme"), put("")).await, Err(BrandIndexError::Asset(_))));
    assert_eq!(far.counts(), (1, 0));
    index.put(&scope("acme"), put("b")).await.unwrap();
    assert_eq!(index.name(), "far, else near");
}

#[tokio::test]
async fn a_real_connection_fails_over_and_comes_back() {
    let double = Double::start();
    let whose = scope("acme");
    let index = Mirrored::new(index(&double), Near::default(), Duration::ZERO);
    index.put(&whose, vec![Asset::new("a", AssetKind::Logo, "Ferry")]).await.unwrap();
    assert_eq!(ask(&index).await.degraded, None);
    double.state().always = Some(Failure::Says(Code::Unavailable, "closed for the night".into()));
    let answer = ask(&index).await;
    assert_eq!(answer.hits[0].id, "a");
    assert!(answer.degraded.is_some_and(|why| why.contains("closed for the night")));
    // What is refused is answered by the mirror, and the server is not left alone for it.
    double.state().always = None;
    assert_eq!(ask(&index).await.degraded, None);
    double.state().always = Some(Failure::Says(Code::InvalidArgument, "no index for role".into()));
    assert!(ask(&index).await.degraded.is_some_and(|why| why.contains("no index for role")));
    assert_eq!(index.standing(), Standing::Asked);
    double.state().always = None;
    assert_eq!(ask(&index).await.degraded, None);
}
