//! What a round trip to a model costs us, beside the model: the request is built and priced, the stack passed, the answer read
//! and checked, the tool that it asks for called, and all of it recorded on disk. A server elsewhere answers at once.
//!
//! ```sh
//! cargo run --release -p maquette-tests --bin model-server -- 127.0.0.1:8094 &
//! cargo bench -p maquette-tests --bench model_loop -- --url http://127.0.0.1:8094/v1
//! ```
//!
//! Prints name, version, how answers come, the least and the median of CPU time a round trip, and that of a bare HTTP client
//! which posts the same bytes; µs, separated by tabs.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set its stage up should panic")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cpu_time::ProcessTime;
use maquette::tools::prices::{ANY_MODEL, ChatShape, PicoUsd, Prices, TokenRates};
use maquette::tools::provider::ProviderSettings;
use maquette::tools::provider::openai::{ChatPost, Endpoint, OpenAiChat};
use maquette::tools::{ChatAnswer, ChatModel, ChatRequest, Context, PriceBook, Quote, ToolError};
use maquette::{Brief, Maquette, Model, NanoUsd, Request};

/// Model calls of a loop.
const CALLS: usize = 20;
/// Loops that are timed, three times.
const LOOPS: usize = 10;
/// Connections that a bare client warms up before it is timed.
const WARM: usize = 20;

/// Notes what the process has worked so far whenever the model is asked, or else what it is asked.
#[derive(Clone)]
struct Timed {
    model: OpenAiChat,
    keeps: bool,
    asked: Arc<Mutex<Vec<ProcessTime>>>,
    kept: Arc<Mutex<Vec<ChatRequest>>>,
}

impl ChatModel for Timed {
    fn quote(&self, model: &str, shape: &ChatShape) -> Result<Quote, String> {
        ChatModel::quote(&self.model, model, shape)
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn reply(&self, context: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        self.asked.lock().unwrap().push(ProcessTime::now());
        if self.keeps {
            self.kept.lock().unwrap().push(request.clone());
        }
        self.model.reply(context, request).await
    }
}

/// CPU time of one round trip in a run, and what was sent, where that is to be kept.
async fn one_loop(url: &str, streams: bool, on_disk: bool, keeps: bool) -> (Duration, Vec<ChatRequest>) {
    let endpoint = Endpoint::new(url, None, ProviderSettings::named("server")).unwrap();
    let mut prices = PriceBook::default();
    let price = TokenRates { input: PicoUsd(150_000), output: PicoUsd(600_000), ..TokenRates::default() };
    prices.0.insert(ANY_MODEL.to_owned(), vec![Prices { tokens: vec![price], ..Prices::default() }]);
    let chat = OpenAiChat::new(endpoint, Arc::new(prices), "2026-11-01").unwrap();
    let chat = if streams { chat } else { chat.whole_answers() };
    let model = Timed { model: chat, keeps, asked: Arc::default(), kept: Arc::default() };
    let engine = Maquette::builder().workers(1).chat(model.clone()).build().unwrap();
    let out = tempfile::tempdir().unwrap();
    let brief = Brief::read("A poster for the winter book swap, 9 December, town library").unwrap();
    let request = Request::new(brief).format("400x400").candidates(1).options(1).budget(NanoUsd(5_000_000_000));
    let request = request.model(Model::new("any"));
    let request = if on_disk { request.out(out.path()) } else { request };
    let run = engine.run(request).await.unwrap();
    run.finish().await.unwrap();
    let asked = std::mem::take(&mut *model.asked.lock().unwrap());
    assert!(asked.len() >= CALLS, "asked {} times", asked.len());
    // From the second time that it is asked to the last of the loop: the first finds nothing warm.
    let worked = asked[CALLS - 1].duration_since(asked[1]);
    let requests = std::mem::take(&mut *model.kept.lock().unwrap()).into_iter().take(CALLS).collect();
    (worked / (CALLS as u32 - 2), requests)
}

/// CPU time of a bare client that posts the same.
async fn bare(url: &str, streams: bool, requests: &[ChatRequest]) -> Duration {
    let client = reqwest::Client::new();
    let post = async |request: &ChatRequest| {
        let body = ChatPost::asking(request, streams).body().to_owned();
        let begun = ProcessTime::now();
        let sent = client.post(format!("{url}/chat/completions")).header("content-type", "application/json").body(body);
        let read = sent.send().await.unwrap().bytes().await.unwrap();
        assert!(!read.is_empty());
        begun.elapsed()
    };
    for request in requests.iter().cycle().take(WARM) {
        post(request).await;
    }
    let mut worked = Duration::ZERO;
    for request in &requests[1..] {
        worked += post(request).await;
    }
    worked / (requests.len() as u32 - 1)
}

fn main() {
    let mut args = std::env::args();
    let Some(url) = args.by_ref().find(|arg| arg == "--url").and_then(|_| args.next()) else {
        println!("skipped: give --url, the address of a model server");
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (streams, on_disk) in [(false, false), (true, false), (true, true)] {
        let (mut ours, mut bares) = (Vec::new(), Vec::new());
        let (_, requests) = runtime.block_on(one_loop(&url, streams, on_disk, true));
        for _ in 0..3 * LOOPS {
            ours.push(runtime.block_on(one_loop(&url, streams, on_disk, false)).0.as_secs_f64() * 1e6);
            bares.push(runtime.block_on(bare(&url, streams, &requests)).as_secs_f64() * 1e6);
        }
        ours.sort_by(f64::total_cmp);
        bares.sort_by(f64::total_cmp);
        let how = if streams { "streamed" } else { "whole" };
        let name = if on_disk { "maquette, synced to disk" } else { "maquette" };
        println!(
            "{name}\t{}\t{how}\t{:.0}\t{:.0}\t{:.0}",
            env!("CARGO_PKG_VERSION"),
            ours[0],
            ours[ours.len() / 2],
            bares[0]
        );
    }
}
