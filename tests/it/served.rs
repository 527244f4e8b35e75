//! Models behind a real server on loopback: it plays every fault that servers have, and conversations that were recorded.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use maquette::tools::PriceBook;
use maquette::tools::prices::{ANY_MODEL, PicoUsd, Prices, TokenRates};
use maquette::tools::provider::ProviderSettings;
use maquette::tools::provider::openai::{Endpoint, OpenAiChat};
use maquette::{Delivered, Maquette, Model, NanoUsd, RunEventBody, Verdict};
use maquette_tests::cassette::Cassette;
use maquette_tests::model_server::{Answer, Fault, ModelServer};
use serde_json::{Value, json};

use crate::{BRIEFS, first_set, request};

/// What a run may spend.
const BUDGET: NanoUsd = NanoUsd(2_000_000_000);

fn engine(server: &ModelServer) -> Maquette {
    let settings = ProviderSettings {
        attempts: 3,
        backoff_ms: 5,
        backoff_max_ms: 20,
        first_byte_ms: 300,
        idle_ms: 300,
        attempt_ms: 2_000,
        call_ms: 4_000,
        ..ProviderSettings::named("server")
    };
    let endpoint = Endpoint::new(&server.url(), None, settings).unwrap();
    let mut prices = PriceBook::default();
    let price = TokenRates { input: PicoUsd(150_000), output: PicoUsd(600_000), ..TokenRates::default() };
    prices.0.insert(ANY_MODEL.to_owned(), vec![Prices { tokens: vec![price], ..Prices::default() }]);
    let chat = OpenAiChat::new(endpoint, Arc::new(prices), "2026-11-01").unwrap();
    Maquette::builder().workers(2).chat(chat).build().unwrap()
}

/// What the tools of this request answered last.
fn designs(request: &Value) -> Vec<Value> {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let told = messages.iter().rev().take_while(|message| message["role"] == "tool");
    let told = told.filter_map(|message| serde_json::from_str::<Value>(message["content"].as_str()?).ok());
    told.filter_map(|told| told["designs"].as_array().cloned()).flatten().collect()
}

/// A model that knows what it does.
fn sensible(request: &Value) -> Answer {
    let passed: Vec<Value> = designs(request)
        .into_iter()
        .filter(|design| design["passed"] == true)
        .map(|design| design["design"].clone())
        .take(3)
        .collect();
    if passed.len() == 3 {
        Answer::calls("present_options", json!({ "designs": passed }))
    } else {
        Answer::calls("propose_designs", json!({ "count": 3 }))
    }
}

struct Served {
    delivered: Delivered,
    simpler: Vec<String>,
}

/// A run to its end, with all that always holds of one.
async fn served(server: &ModelServer, again: bool) -> Served {
    let out = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[1]).format("300x300").candidates(3).seed(7).budget(BUDGET).model(Model::new("played"));
    let mut run = engine(server).run(asked.out(out.path())).await.unwrap();
    let mut simpler = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, .. } = event.body {
            simpler.push(what);
        }
    }
    let delivered = run.finish().await.unwrap();
    assert!(delivered.spent <= BUDGET);
    assert_eq!(first_set(&delivered).options.len(), 3);
    if again {
        let report = maquette::replay(out.path()).await.unwrap();
        assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
    }
    Served { delivered, simpler }
}

#[tokio::test]
async fn a_run_gets_over_every_fault_of_a_server_or_goes_on_without_it() {
    // Whether a second attempt is worth it.
    let faults = [
        (Fault::TooMany(None), true),
        (Fault::TooMany(Some(0)), true),
        (Fault::TooMany(Some(3_600)), false),
        (Fault::NoQuota, false),
        (Fault::Broken, true),
        (Fault::Reset, true),
        (Fault::Silent(Duration::from_secs(1)), true),
        (Fault::Stalls(Duration::from_secs(1)), true),
        (Fault::Truncated, true),
        (Fault::NoFinish, true),
        (Fault::Html, true),
        (Fault::ErrorInside, true),
        (Fault::IntegerCode, true),
        (Fault::Detail, true),
    ];
    for (fault, passing) in faults {
        // Once: it is got over, where that is possible at all.
        let once =
            ModelServer::start(
                "127.0.0.1:0",
                move |number, request| {
                    if number == 0 { Answer::fails(fault) } else { sensible(request) }
                },
            );
        let once = once.await.unwrap();
        let Served { delivered, simpler } = served(&once, false).await;
        let asked = once.seen().len();
        let led = !simpler.iter().any(|what| what == "the rest is planned by rule");
        assert!(!led || passing, "{fault:?} once: led after {asked} requests, {simpler:?}");
        println!("{fault:?} once: {asked} requests, led {led}, {} USD", delivered.spent);
        // For ever: the house goes on, after a bounded number of attempts.
        let ever = ModelServer::start("127.0.0.1:0", move |_, _| Answer::fails(fault)).await.unwrap();
        let Served { simpler, .. } = served(&ever, false).await;
        let told = simpler.iter().filter(|what| *what == "the rest is planned by rule").count();
        assert_eq!(told, 1, "{fault:?} for ever: {simpler:?}");
        assert!((1..=3).contains(&ever.seen().len()), "{fault:?}: {} requests", ever.seen().len());
    }
}

/// Where the recorded conversation lies.
fn tape() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cassettes/choir.jsonl")
}

/// A conversation is the same as long as nobody changes what a model is told; after such a change it is recorded anew with
/// `UPDATE_CASSETTES=1`.
#[tokio::test]
async fn a_recorded_conversation_is_had_again() {
    if std::env::var_os("UPDATE_CASSETTES").is_some() {
        let recorded = Arc::new(Mutex::new(Cassette::default()));
        let tape_of = recorded.clone();
        let server = ModelServer::start("127.0.0.1:0", move |_, request| {
            let answer = sensible(request);
            tape_of.lock().unwrap().record(Cassette::take(request, &answer));
            answer
        });
        served(&server.await.unwrap(), false).await;
        std::fs::create_dir_all(tape().parent().unwrap()).unwrap();
        recorded.lock().unwrap().save(&tape()).unwrap();
    }
    let cassette = Arc::new(Cassette::open(&tape()).unwrap());
    let played = cassette.clone();
    let server = ModelServer::start("127.0.0.1:0", move |_, request| {
        played.play(request).unwrap_or_else(|| Answer::fails(Fault::NoQuota))
    });
    let server = server.await.unwrap();
    let Served { delivered, simpler } = served(&server, true).await;
    assert!(cassette.unknown().is_empty(), "record it anew: it does not hold {:?}", cassette.unknown());
    assert_eq!((server.seen().len(), simpler.len()), (cassette.len(), 0), "{simpler:?}");
    assert!(delivered.spent > NanoUsd::ZERO);
    // Another word is another request.
    let mut other = server.seen().remove(0);
    other["seed"] = json!(1);
    assert!(cassette.play(&other).is_none());
}
