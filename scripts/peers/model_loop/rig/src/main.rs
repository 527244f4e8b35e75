//! What rig takes for a round trip to a model, as CPU time of the process, beside a bare client: the same measure and the
//! same output as in `../peers.py`, with reqwest, through which rig sends, below. All of it runs on one thread.
//!
//! usage: maquette-peer-rig URL

#![allow(dead_code)] // `rig_tool` makes a static that nobody asked for

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cpu_time::ProcessTime;
use futures::StreamExt;
use rig::http_client::{DynHttpClient, HeaderMap, HttpMiddleware, Method, ReqwestClient, Result as Sent, Uri};
use rig::prelude::{Agent, AgentBuilder, MultiTurnStreamItem};
use rig::providers::openai::OpenAIConfig;
use rig::rig_reqwest::reqwest;
use rig::tool::ToolExecutionError;
use rig::wasm_compat::WasmBoxedFuture;

const VERSION: &str = "0.44.0"; // as in Cargo.toml
const CALLS: usize = 20;
const LOOPS: usize = 30;
const REPETITIONS: usize = 3;
const KEY: &str = "none";

static SEARCHES: AtomicUsize = AtomicUsize::new(0);

/// Searches the brand kit.
#[rig::rig_tool]
async fn search_brand(query: String) -> Result<String, ToolExecutionError> {
    let _ = query;
    SEARCHES.fetch_add(1, Ordering::Relaxed);
    Ok(r#"{"found":[]}"#.to_owned())
}

/// Keeps the body of each request.
struct Posted(Arc<Mutex<Vec<Bytes>>>);

impl HttpMiddleware for Posted {
    fn before_request_body<'a>(
        &'a self,
        _method: &'a Method,
        _uri: &'a Uri,
        _headers: &'a HeaderMap,
        body: Bytes,
    ) -> WasmBoxedFuture<'a, Sent<Bytes>> {
        self.0.lock().unwrap().push(body.clone());
        Box::pin(async move { Ok(body) })
    }
}

fn agent(url: &str, http: DynHttpClient) -> Agent {
    let model = OpenAIConfig::new(KEY).with_base_url(url).connect(http).chat("gpt-4o-mini");
    AgentBuilder::new(model)
        .preamble("You look up what a brand has. Search until you know enough, then say done.")
        .default_max_turns(CALLS)
        .tool(SearchBrand)
        .build()
}

/// One loop, which is known to have made all its calls.
async fn ask(agent: &Agent, streamed: bool) {
    let before = SEARCHES.load(Ordering::Relaxed);
    let run = agent.prompt("Which golds does the brand have?");
    let mut said = String::new();
    if streamed {
        let mut items = run.stream();
        while let Some(item) = items.next().await {
            if let MultiTurnStreamItem::FinalResponse(response) = item.expect("rig goes on") {
                said = response.output();
            }
        }
    } else {
        said = run.await.expect("rig comes to an end").output();
    }
    assert_eq!((said.as_str(), SEARCHES.load(Ordering::Relaxed) - before), ("done", CALLS - 1));
}

/// Microseconds of CPU a round trip, over all threads.
async fn cpu(round: impl AsyncFn()) -> f64 {
    let start = ProcessTime::now();
    for _ in 0..LOOPS {
        round().await;
    }
    start.elapsed().as_secs_f64() * 1e6 / (LOOPS * CALLS) as f64
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(1).expect("usage: maquette-peer-rig URL");
    for streamed in [false, true] {
        let posted = Arc::new(Mutex::new(Vec::new()));
        let http = DynHttpClient::new(ReqwestClient::default());
        ask(&agent(&url, http.clone().with_middleware(Posted(posted.clone()))), streamed).await;
        let bodies: Vec<Bytes> = std::mem::take(&mut *posted.lock().unwrap());
        assert_eq!(bodies.len(), CALLS);

        let client = reqwest::Client::new();
        let bare = async || {
            for body in &bodies {
                let request = client.post(format!("{url}/chat/completions")).bearer_auth(KEY);
                let request = request.header("content-type", "application/json").body(body.clone());
                let answer = request.send().await.expect("the server answers");
                assert!(answer.status().is_success());
                assert!(!answer.bytes().await.expect("the answer has an end").is_empty());
            }
        };
        let agent = agent(&url, http);
        ask(&agent, streamed).await;
        bare().await;
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..REPETITIONS {
            with.push(cpu(async || ask(&agent, streamed).await).await);
            without.push(cpu(&bare).await);
        }
        with.sort_by(f64::total_cmp);
        without.sort_by(f64::total_cmp);
        let how = if streamed { "streamed" } else { "whole" };
        println!("rig\t{VERSION}\t{how}\t{:.0}\t{:.0}\t{:.0}", with[0], with[REPETITIONS / 2], without[0]);
    }
}
