//! What is done when a server fails, lies, or says too much.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

use qdrant_client::qdrant::value::Kind;
use qdrant_client::qdrant::{ListValue, PointId, ScoredPoint, Value};
use secrecy::SecretString;
use tokio::io::AsyncReadExt as _;
use tonic::Code;

use super::double::{Failure, Heard};
use super::*;

const KEY: &str = "qd-5f3a9c77e1";

fn says(code: Code) -> Failure {
    Failure::Says(code, format!("{code:?} it is"))
}

async fn counted(double: &Double, index: &QdrantIndex) -> (Result<u64, BrandIndexError>, usize) {
    double.heard();
    let result = index.count(&scope("acme")).await;
    (result, double.heard().len())
}

#[tokio::test]
async fn what_passes_is_asked_again_and_not_for_ever() {
    let double = Double::start();
    let index = index(&double);
    double.fails([says(Code::Unavailable), says(Code::ResourceExhausted)]);
    let (result, asked) = counted(&double, &index).await;
    assert_eq!((result.unwrap(), asked), (0, 3));
    double.state().always = Some(says(Code::Unavailable));
    let (result, asked) = counted(&double, &index).await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })) && asked == 3, "{result:?} {asked}");
    // Writes too: each may arrive twice.
    double.state().always = None;
    index.ensure().await.unwrap();
    double.fails([says(Code::Unavailable)]);
    index.put(&scope("acme"), vec![Asset::new("a", AssetKind::Logo, "A")]).await.unwrap();
    assert_eq!(index.count(&scope("acme")).await.unwrap(), 1);
}

/// A way to the double on which the first connection breaks once something was sent.
async fn breaking(double: &Double) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, to) = (format!("http://{}", listener.local_addr().unwrap()), double.address());
    tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        first.read_exact(&mut [0; 40]).await.unwrap();
        drop(first);
        while let Ok((mut here, _)) = listener.accept().await {
            let mut there = tokio::net::TcpStream::connect(to).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut here, &mut there).await });
        }
    });
    url
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_anew() {
    let double = Double::start();
    let url = breaking(&double).await;
    let index = QdrantIndex::new(QdrantSettings { url, ..settings(&double) }).unwrap();
    let (result, asked) = counted(&double, &index).await;
    assert_eq!((result.unwrap(), asked), (0, 1));
    let url = breaking(&double).await;
    let once = QdrantIndex::new(QdrantSettings { url, attempts: 1, ..settings(&double) }).unwrap();
    let (result, asked) = counted(&double, &once).await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })) && asked == 0, "{result:?} {asked}");
}

#[tokio::test]
async fn a_collection_that_may_not_be_made_says_why() {
    let double = Double::start();
    let index = index(&double);
    let denied = Failure::Says(Code::PermissionDenied, "read only".into());
    // It looks whether there is one, and may not make it.
    double.state().always = None;
    double.fails([Failure::Says(Code::Unavailable, "once".into()), Failure::Says(Code::Unavailable, "twice".into())]);
    double.state().denied = Some(denied);
    let error = index.ensure().await.unwrap_err();
    assert!(matches!(&error, BrandIndexError::Refused { reason, .. } if reason.contains("read only")), "{error}");
    // It can be tried again, and somebody else may have made it meanwhile.
    double.state().denied = None;
    index.ensure().await.unwrap();
    assert!(double.heard().iter().any(|one| matches!(one, Heard::Index(_))));
    // Without one nothing is found, and that is said.
    let other = QdrantSettings { collection: "other".into(), ..settings(&double) };
    double.state().collection = None;
    let result = QdrantIndex::new(other).unwrap().search(&scope("acme"), Query::words("ferry", 1)).await;
    assert!(matches!(result, Err(BrandIndexError::Refused { .. })), "{result:?}");
}

#[tokio::test]
async fn what_does_not_pass_fails_at_once() {
    let double = Double::start();
    let index = index(&double);
    use Code::*;
    for code in [InvalidArgument, NotFound, PermissionDenied, Unauthenticated, FailedPrecondition, Unimplemented] {
        double.fails([says(code)]);
        let (result, asked) = counted(&double, &index).await;
        assert!(matches!(result, Err(BrandIndexError::Refused { .. })) && asked == 1, "{code:?} {result:?} {asked}");
    }
    for code in [Internal, Unknown, Cancelled, DataLoss, DeadlineExceeded] {
        double.fails([says(code)]);
        let (result, asked) = counted(&double, &index).await;
        assert!(matches!(result, Err(BrandIndexError::Away { .. })) && asked == 1, "{code:?} {result:?} {asked}");
    }
    // Nor is a write sent again by anything below.
    index.ensure().await.unwrap();
    for code in [Internal, Unknown, Cancelled] {
        double.heard();
        double.fails([says(code)]);
        index.put(&scope("acme"), vec![Asset::new("a", AssetKind::Logo, "A")]).await.unwrap_err();
        assert!(matches!(double.heard()[..], [Heard::Upsert(_)]), "{code:?}");
    }
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_is() {
    let double = Double::start();
    let index = index(&double);
    double.fails([Failure::After(1)]);
    let began = Instant::now();
    let (result, asked) = counted(&double, &index).await;
    assert!(result.is_ok() && asked == 2 && began.elapsed() >= Duration::from_secs(1), "{result:?} {asked}");
    // Longer than there is time is not waited for.
    double.fails([Failure::After(u64::MAX)]);
    let began = Instant::now();
    let (result, asked) = counted(&double, &index).await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })) && asked == 1, "{result:?} {asked}");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_server_that_never_answers_costs_one_deadline() {
    let double = Double::start();
    double.state().always = Some(Failure::Silence);
    let hasty = |url: String| QdrantSettings { deadline: Duration::from_millis(200), ..QdrantSettings::at(url) };
    let index = QdrantIndex::new(hasty(double.url())).unwrap();
    let began = Instant::now();
    let (result, asked) = counted(&double, &index).await;
    let Err(BrandIndexError::Away { reason, .. }) = result else { panic!("{result:?}") };
    assert_eq!((reason.as_str(), asked), ("no answer within 200 ms", 1));
    // A question that is more than one request has one deadline too.
    let result = index.search(&scope("acme"), Query::words("blue ferry", 3)).await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })), "{result:?}");
    // One that takes connections and says nothing at all.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let index = QdrantIndex::new(hasty(format!("http://{}", mute.local_addr().unwrap()))).unwrap();
    let result = index.health().await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })), "{result:?}");
    assert!((Duration::from_millis(600)..Duration::from_secs(10)).contains(&began.elapsed()));
    // One that is not there.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let index = QdrantIndex::new(hasty(format!("http://{free}"))).unwrap();
    let result = index.count(&scope("acme")).await;
    assert!(matches!(result, Err(BrandIndexError::Away { .. })), "{result:?}");
}

#[tokio::test]
async fn a_key_is_sent_with_everything_and_recited_nowhere() {
    let double = Double::start();
    let with_key = QdrantSettings { api_key: Some(SecretString::from(KEY)), ..settings(&double) };
    let mut shown = format!("{with_key:?} {with_key:#?}");
    let index = QdrantIndex::new(with_key).unwrap();
    shown += &format!("{index:?}");
    let noise = format!("bad key {KEY}\n\u{1b}[31m{KEY}\0 q\u{7}d-5f3a9c77e1 {}{KEY}", "é".repeat(280));
    for code in (1..=16).map(Code::from_i32) {
        double.state().always = Some(Failure::Says(code, noise.clone()));
        let error = index.search(&scope("acme"), Query::words("ferry", 1)).await.unwrap_err();
        let (BrandIndexError::Away { reason, .. } | BrandIndexError::Refused { reason, .. }) = &error else {
            panic!("{error:?}")
        };
        assert!(reason.chars().count() <= 300 && !reason.chars().any(char::is_control), "{reason:?}");
        shown += &format!("{error} {error:?} {error:#?}");
    }
    double.state().always = None;
    double.state().version = format!("1.20.0 {KEY}\n");
    shown += &format!("{:?}", index.probe().await.unwrap());
    assert!(!shown.contains(KEY) && !shown.contains("5f3a9c") && shown.contains("***"), "{shown}");
    assert!(double.state().keys.iter().all(|key| key.as_deref() == Some(KEY)));
}

#[test]
fn a_key_does_not_leave_this_machine_in_the_open() {
    let with = |url: &str, key: &str| {
        let settings = QdrantSettings { api_key: Some(SecretString::from(key)), ..QdrantSettings::at(url) };
        QdrantIndex::new(settings)
    };
    for url in ["http://localhost:6334", "http://127.0.0.1:6334", "http://127.8.8.8", "http://[::1]:6334"] {
        with(url, KEY).unwrap();
    }
    with("https://qdrant.example:6334", KEY).unwrap();
    QdrantIndex::new(QdrantSettings::at("http://qdrant.example:6334")).unwrap();
    for url in ["http://qdrant.example:6334", "http://10.0.0.1", "http://localhost.example", "http://[::2]"] {
        let error = with(url, KEY).unwrap_err();
        assert!(error.to_string().contains("https://") && !format!("{error:?}").contains(KEY), "{error}");
    }
    for key in
        ["", "qd-5f3a 9c77", "qd-5f3a9c77\n", "\tqd-5f3a9c77", "qd-5f3a\09c77", "qd-5f3aé", &"5f3a".repeat(9_000)]
    {
        let error = with("https://qdrant.example", key).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("5f3a"), "{error}");
    }
}

#[test]
fn what_is_no_address_is_refused_without_being_recited() {
    let long = format!("http://{}", "x".repeat(3_000));
    for url in [
        "",
        "localhost:6334",
        "ftp://host",
        "http://",
        "http://user:5f3a@host",
        "http://host/path",
        "http://host?a=5f3a",
        "http://ho st",
        long.as_str(),
    ] {
        let settings = QdrantSettings::at(url);
        let shown = format!("{settings:?} {}", QdrantIndex::new(settings.clone()).unwrap_err());
        assert!(!shown.contains("5f3a") && shown.len() < 500, "{shown}");
    }
    let wrong: [fn(&mut QdrantSettings); 6] = [
        |one| one.collection = "../other".into(),
        |one| one.collection.clear(),
        |one| one.dimensions = Some(0),
        |one| one.attempts = 0,
        |one| one.batch_points = 501,
        |one| one.deadline = Duration::ZERO,
    ];
    for change in wrong {
        let mut settings = QdrantSettings::at("http://localhost:6334");
        change(&mut settings);
        assert!(matches!(QdrantIndex::new(settings), Err(BrandIndexError::SetUp(_))));
    }
}

/// Asks for everything, with answers that something was done to.
async fn tampered(tamper: impl Fn(&mut Vec<ScoredPoint>) + Send + Sync + 'static) -> (Answer, QdrantIndex) {
    let double = Double::start();
    let index = index(&double);
    let own = ["Ocean", "Ferry", "Gull"].map(|name| Asset::new(name, AssetKind::Logo, name)).to_vec();
    index.put(&scope("acme"), own).await.unwrap();
    double.state().tamper = Some(Arc::new(tamper));
    let filter = Filter::of_kind(AssetKind::Logo);
    let answer = index.search(&scope("acme"), Query { filter, ..Query::words("logo", 10) }).await.unwrap();
    (answer, index)
}

#[tokio::test]
async fn what_a_server_should_not_answer_is_left_out_and_counted() {
    let put = |field: &'static str, value: &'static str| {
        move |points: &mut Vec<ScoredPoint>| {
            points[1].payload.insert(field.to_owned(), value.into());
        }
    };
    let (answer, index) = tampered(|_| ()).await;
    assert_eq!((answer.hits.len(), index.foreign_points(), index.stray_points()), (3, 0, 0));
    let (answer, index) = tampered(put("tenant", "quay")).await;
    assert_eq!((answer.hits.len(), index.foreign_points(), index.stray_points()), (2, 1, 0));
    // A lie about what it is: another asset than its id says, or one that was not asked for.
    for asset in [r#"{"id":"Other","kind":"logo","name":"x"}"#, r#"{"id":"Ferry","kind":"font","name":"x"}"#, "{", "[]"]
    {
        let (answer, index) = tampered(put("asset", asset)).await;
        assert_eq!((answer.hits.len(), index.foreign_points(), index.stray_points()), (2, 0, 1), "{asset}");
    }
    let (answer, index) = tampered(|points| points.push(points[0].clone())).await;
    assert_eq!((answer.hits.len(), index.stray_points()), (3, 1));
    // More than was asked for is not read.
    let (answer, index) = tampered(|points| *points = vec![points[0].clone(); 5_000]).await;
    assert_eq!((answer.hits.len(), index.stray_points()), (1, 9));
    let (answer, _) = tampered(|points| points.iter_mut().for_each(|one| one.score = f32::NAN)).await;
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["Ferry", "Gull", "Ocean"]);
}

fn garbage(random: &mut Random, depth: usize) -> Value {
    let kind = match random.index(if depth < 20 { 7 } else { 5 }) {
        0 => Kind::NullValue(0),
        1 => Kind::DoubleValue(f64::NAN),
        2 => Kind::IntegerValue(random.next_u64().cast_signed()),
        3 => Kind::StringValue("[".repeat(random.index(200_000))),
        4 => {
            Kind::StringValue(r#"{"id":"a","kind":"logo","name":"#.to_owned() + &"\"\\u0000\"}".repeat(random.index(3)))
        }
        5 => Kind::ListValue(ListValue { values: (0..random.index(3)).map(|_| garbage(random, depth + 1)).collect() }),
        _ => Kind::ListValue(ListValue { values: vec![garbage(random, depth + 1)] }),
    };
    Value { kind: Some(kind) }
}

#[tokio::test]
async fn garbage_is_no_answer_and_does_no_harm() {
    for seed in 0..30 {
        let (answer, index) = tampered(move |points| {
            let mut random = Random::new(seed);
            for point in points.iter_mut() {
                for field in ["asset", "tenant", "kind"] {
                    if random.chance(0.7) {
                        point.payload.insert(field.to_owned(), garbage(&mut random, 0));
                    }
                }
                if random.chance(0.5) {
                    point.id = [None, Some(PointId::default()), Some(7.into())][random.index(3)].clone();
                }
                point.score = [f32::NAN, f32::INFINITY, -1e30, 3.0][random.index(4)];
            }
        })
        .await;
        assert!(answer.hits.len() as u64 + index.foreign_points() + index.stray_points() == 3);
        assert!(answer.hits.iter().all(|hit| hit.steps <= 10_000));
    }
}

#[tokio::test]
async fn a_version_that_is_far_away_is_a_finding() {
    let double = Double::start();
    let index = index(&double);
    for (version, is_odd) in [
        ("1.20.1", false),
        ("1.19.0", false),
        ("1.21.0-dev", false),
        ("1.18.3", true),
        ("2.20.0", true),
        ("", true),
        ("x.y", true),
        ("99999999999999999999.1", true),
    ] {
        double.state().version = version.to_owned();
        let health = index.probe().await.unwrap();
        assert_eq!(health.finding.is_some(), is_odd, "{health:?}");
        index.health().await.unwrap();
    }
    assert!(double.heard().iter().all(|one| matches!(one, Heard::Health)));
}
