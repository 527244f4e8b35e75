//! The good way of each dialect: what is asked, what is paid, and how many at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::double::{PNG, header};
use super::*;
use crate::image_model::Media;
use crate::provider::Lane;
use crate::provider::fault_server::{answer, refuses};

/// Everything that a double was sent so far.
fn sent(double: &mut Double) -> Vec<String> {
    std::iter::from_fn(|| double.server.seen.try_recv().ok()).collect()
}

#[tokio::test]
async fn a_picture_is_submitted_for_asked_after_and_fetched() {
    for dialect in ALL {
        let double = Double::start(dialect, |_| 60, |_| None).await;
        let settings = settings(dialect, &double.server.base);
        let mut met = meet_with(double, settings, stack(), 20_000).await;
        let picture = met.result.as_ref().unwrap();
        assert_eq!((&*picture.bytes, picture.media), (PNG, Media::Png), "{dialect:?}");
        let want_result = usize::from(dialect == QueueDialect::Fal);
        let counts = [Door::Submit, Door::Result, Door::Cancel, Door::Picture].map(|door| met.asked(door));
        assert_eq!(counts, [1, want_result, 0, 1], "{dialect:?}");
        assert!(met.asked(Door::Status) >= 2, "{dialect:?}");
        // What each says that it cost, where that is less than was quoted.
        let cost = match dialect {
            QueueDialect::Fal => ATTEMPT,
            QueueDialect::Bfl => 5,
            QueueDialect::Replicate => 4,
        };
        assert_eq!(met.spent, cost, "{dialect:?}");
        let sent = sent(&mut met.double);
        for request in &sent {
            let key = request.contains(KEY);
            assert_eq!(key, !request.starts_with("GET /pictures/"), "the key is for the queue alone: {request}");
        }
        submission_is_right(dialect, &sent[0]);
    }
}

#[tokio::test]
async fn a_model_that_takes_what_not_to_show_is_told_it_in_its_own_field() {
    let request = design::ImageRequest { negative: "text".to_owned(), ..request() };
    let mut settings = settings(QueueDialect::Replicate, "http://127.0.0.1:1");
    let told = |settings: &QueueSettings| {
        let images = images(settings.clone(), stack());
        let body: Value =
            serde_json::from_slice(&images.call(&paid(&Purse::with(1_000), 5_000), &request).unwrap().body).unwrap();
        (images.capabilities().negative, body["input"].get("negative_prompt").cloned())
    };
    assert_eq!(told(&settings), (false, None));
    settings.tiers[0].negative = Some("negative_prompt".to_owned());
    assert_eq!(told(&settings), (true, Some(json!("text"))));
    for field in ["", "num_outputs", "a b", "prompt", "seed", "width"] {
        settings.tiers[0].negative = Some(field.to_owned());
        assert!(QueueImages::new(settings.clone(), None, stack(), &prices(), "2026-11-28").is_err(), "{field}");
    }
}

fn submission_is_right(dialect: QueueDialect, request: &str) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let line = head.lines().next().unwrap();
    match dialect {
        QueueDialect::Fal => {
            assert_eq!(line, "POST /v1/fal-ai/flux/dev HTTP/1.1");
            assert_eq!(header(request, "authorization"), Some("Key sk-test-1234567890"));
            assert_eq!(header(request, "x-fal-no-retry"), Some("1"));
            let size = json!({ "width": 1024, "height": 1536 });
            assert_eq!(body, json!({ "prompt": "a red bicycle", "image_size": size, "seed": 7, "steps": 20 }));
        }
        QueueDialect::Bfl => {
            assert_eq!(line, "POST /v1/flux-2-pro HTTP/1.1");
            assert_eq!(header(request, "x-key"), Some(KEY));
            let told = json!({ "prompt": "a red bicycle", "width": 1024, "height": 1536, "seed": 7, "steps": 20 });
            assert_eq!(body, told);
        }
        QueueDialect::Replicate => {
            assert_eq!(line, "POST /v1/models/black-forest-labs/flux-schnell/predictions HTTP/1.1");
            assert_eq!(header(request, "authorization"), Some("Bearer sk-test-1234567890"));
            assert_eq!((header(request, "cancel-after"), header(request, "prefer")), (Some("8s"), None));
            let told = json!({ "prompt": "a red bicycle", "aspect_ratio": "2:3", "seed": 7, "steps": 20 });
            assert_eq!(body, json!({ "input": told }));
        }
    }
}

#[tokio::test]
async fn asking_after_a_job_is_repeated_and_submitting_it_is_not() {
    for dialect in ALL {
        let met = meet(dialect, |knock| match (knock.door, knock.nth) {
            (Door::Status | Door::Picture, 0) => Some(refuses("502 Bad Gateway", "", &json!({ "detail": "no" }))),
            (Door::Status | Door::Picture, 1) => Some(vec![crate::provider::fault_server::Act::Reset]),
            (Door::Status, 2) => Some(answer("200 OK", "text/html", "", "<html>")),
            (Door::Status, 3) => Some(refuses("404 Not Found", "", &json!({ "status": "Task not found" }))),
            (Door::Status, 4) => Some(refuses("429 Too Many Requests", "retry-after: 0\r\n", &json!({}))),
            (Door::Result, 0) => Some(refuses("503 Service Unavailable", "", &json!({}))),
            _ => None,
        });
        let met = met.await;
        assert!(met.result.is_ok(), "{dialect:?}: {:?}", met.result);
        assert_eq!((met.asked(Door::Submit), met.asked(Door::Cancel)), (1, 0), "{dialect:?}");
    }
}

#[tokio::test]
async fn a_version_a_name_and_a_move_within_the_house() {
    let mut double = Double::start(
        QueueDialect::Replicate,
        |_| 0,
        |knock| {
            let to = "location: /pictures/moved.png\r\n";
            (knock.door == Door::Picture && knock.nth == 0).then(|| refuses("302 Found", to, &json!({})))
        },
    )
    .await;
    let mut settings = settings(QueueDialect::Replicate, &double.server.base);
    settings.idempotency_header = Some("Idempotency-Key".to_owned());
    settings.tiers[0] =
        QueueTier { model: "a/b:0f3c".to_owned(), image_nano_usd: Some(3), ..settings.tiers[0].clone() };
    let images = images(settings, stack());
    let purse = Purse::with(1_000);
    let context = paid(&purse, 20_000).for_call(Some(purse.grant()), None, 0, Some("call-1".into()));
    assert_eq!(images.generate(&context, request()).await.unwrap().bytes, PNG);
    drop(context);
    assert_eq!(purse.sums(), (997, 3));
    let sent = sent(&mut double);
    assert!(
        sent[0].starts_with("POST /v1/predictions HTTP/1.1") && sent[0].contains(r#""version":"0f3c""#),
        "{}",
        sent[0]
    );
    assert_eq!(header(&sent[0], "idempotency-key"), Some("call-1"));
}

#[tokio::test]
async fn a_large_picture_is_taken_up_to_its_bound() {
    fn large(knock: &double::Knock<'_>) -> Option<Vec<crate::provider::fault_server::Act>> {
        let bytes = || [PNG, &vec![0; 20 << 20]].concat();
        (knock.door == Door::Picture).then(|| answer("200 OK", "image/png", "", bytes()))
    }
    let double = Double::start(QueueDialect::Bfl, |_| 0, large).await;
    let settings = QueueSettings { picture_bytes_max: 32 << 20, ..settings(QueueDialect::Bfl, &double.server.base) };
    let met = meet_with(double, settings, stack(), 20_000).await;
    assert_eq!(met.result.unwrap().bytes.len(), PNG.len() + (20 << 20));
    let met = meet(QueueDialect::Bfl, large).await;
    let error = met.result.unwrap_err().to_string();
    assert!(error.contains("larger than 1048576 bytes") && met.spent == ATTEMPT, "{error}");
}

/// Ten jobs of 0.2 to 0.8 s over four places: each place is taken as long as anybody waits.
#[tokio::test]
async fn no_place_is_idle_while_a_job_waits() {
    let latency = |job: usize| 200 + (job as u64 * 7 % 10) * 65;
    let double = Double::start(QueueDialect::Fal, latency, |_| None).await;
    let four = ProviderSettings { running_max: 4, batch_running_max: 4, waiting_max: 16, ..stack() };
    let images = images(settings(QueueDialect::Fal, &double.server.base), four);
    let (idle, busy) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let watch = tokio::spawn({
        let (images, idle, busy) = (images.clone(), idle.clone(), busy.clone());
        async move {
            loop {
                let load = images.provider().load();
                idle.fetch_add(usize::from(load.waiting > 0 && load.running < 4), Ordering::SeqCst);
                busy.fetch_add(usize::from(load.waiting > 0 && load.running == 4), Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    let begun = Instant::now();
    let jobs: Vec<_> = (0..10)
        .map(|_| {
            let images = images.clone();
            tokio::spawn(async move {
                let purse = Purse::with(ATTEMPT);
                images.generate(&paid(&purse, 30_000), request()).await.map(drop)
            })
        })
        .collect();
    for job in jobs {
        job.await.unwrap().unwrap();
    }
    let (took, sum) = (begun.elapsed(), (0..10).map(latency).sum::<u64>());
    watch.abort();
    println!("ten jobs of {sum} ms in all over four places: {took:?}");
    assert_eq!((double.world.most_open(), double.world.asked(Door::Submit)), (4, 10));
    assert_eq!(idle.load(Ordering::SeqCst), 0);
    assert!(busy.load(Ordering::SeqCst) > 10);
    // Graham's bound of such a schedule is sum/4 and three quarters of the longest; the rest is the machine's.
    assert!(took < Duration::from_millis(sum * 3 / 4), "{took:?}");
}

#[tokio::test]
async fn a_cheaper_tier_is_told_and_made() {
    let mut double = Double::start(QueueDialect::Fal, |_| 0, |_| None).await;
    let mut settings = settings(QueueDialect::Fal, &double.server.base);
    let first = settings.tiers[0].clone();
    settings.tiers.push(QueueTier {
        what: "a quicker model is asked".to_owned(),
        model: "fal-ai/flux/schnell".to_owned(),
        sizes: vec![(512, 768)],
        size_field: Some(SizeField::WidthHeight),
        seed: false,
        image_nano_usd: Some(1),
        ..first
    });
    let images = images(settings, stack());
    assert_eq!(images.quote(&request()).money.0, ATTEMPT);
    let tiers = images.tiers(&request());
    assert_eq!((tiers.len(), tiers[0].what.as_str(), tiers[0].quote.money.0), (1, "a quicker model is asked", 1));
    let purse = Purse::with(100);
    let context = paid(&purse, 9_000).for_call(Some(purse.grant()), None, 1, None);
    images.generate(&context, request()).await.unwrap();
    drop(context);
    assert_eq!(purse.sums(), (99, 1));
    let sent = sent(&mut double);
    assert!(sent[0].starts_with("POST /v1/fal-ai/flux/schnell "), "{}", sent[0]);
    let body: Value = serde_json::from_str(sent[0].split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body, json!({ "prompt": "a red bicycle", "width": 512, "height": 768, "steps": 20 }));
    assert_eq!(images.provider().settings().name, "test");
    let around = crate::provider::tests::around(&purse, Lane::Batch, 9_000);
    let beyond = paid(&purse, 9_000).for_call(Some(around.grant), None, 2, None);
    assert!(matches!(images.generate(&beyond, request()).await, Err(ToolError::Internal { .. })));
}
