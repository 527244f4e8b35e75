//! Six variants of a headline, a body and a call to action from a server that takes 200 ms, fifty requests at once: in one
//! structured call, and in six that are made at the same time. What is left of it beside the 200 ms is ours and the machine's,
//! which runs the server too; what is left for a bare HTTP client that posts the same bodies is the machine's alone.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench copy
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set its stage up should panic")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use maquette::calls::{Call as _, CopySlot, WriteVariants as Args};
use maquette::prompts::Library;
use maquette::tools::builtin::WriteVariants;
use maquette::tools::prices::{ANY_MODEL, Prices, TokenRates};
use maquette::tools::provider::openai::{Endpoint, OpenAiChat};
use maquette::tools::provider::{Lane, ProviderSettings};
use maquette::tools::{
    AnyChatModel, Context, Grant, MemoryBlobs, Permission, PriceBook, Quote, Reserve as _, Stack, Surroundings,
    TenantId, Toolbox,
};
use maquette::{BrandKit, Brief, FontBook, Format, Ledger, NanoUsd};
use maquette_tests::model_server::{Answer, ModelServer};
use planner::{EffectId, PromptRef};
use serde_json::{Value, json};

/// How long the server takes.
const THINKS: Duration = Duration::from_millis(200);
/// Requests at once.
const AT_ONCE: usize = 50;
/// Times that these are made.
const TIMES: usize = 5;
/// Variants of a request.
const VARIANTS: u32 = 6;

/// As many variants as were asked for, none like another.
fn variants(number: usize, request: &Value) -> Answer {
    let told = request["messages"].to_string();
    let count = if told.contains(&format!("exactly {VARIANTS} variants")) { VARIANTS } else { 1 };
    let variant = |place: u32| json!({ "headline": format!("Bring a book, take a book {}", "again ".repeat((number + place as usize) % 5)), "body": "Shelves in the hall, tea at the door", "cta": "Come along" });
    let variants: Vec<Value> = (0..count).map(variant).collect();
    Answer::says(json!({ "variants": variants }).to_string()).after(THINKS)
}

fn percentile(sorted: &[Duration], per_cent: usize) -> Duration {
    sorted[(sorted.len() - 1) * per_cent / 100]
}

fn args(count: u32, seed: u64) -> Args {
    let prompt = Library::embedded().get("write_variants").unwrap();
    let slot = |name: &str, most| CopySlot { name: name.to_owned(), most };
    Args {
        model: "any".to_owned(),
        cheaper: Vec::new(),
        prompt: PromptRef {
            name: prompt.name().to_owned(),
            version: prompt.version().to_string(),
            digest: prompt.digest().to_owned(),
        },
        brief: Brief::read("A poster for the winter book swap, 9 December, town library").unwrap(),
        slots: vec![slot("headline", 60), slot("body", 80), slot("cta", 24)],
        count,
        max_tokens: 1_024,
        seed,
    }
}

/// What the same requests take a bare client, which knows nothing of what it posts.
async fn measure_bare(url: &str, bodies: &[Vec<u8>], calls: usize) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let mut requests = tokio::task::JoinSet::new();
        for group in bodies.chunks(calls).take(AT_ONCE).map(<[Vec<u8>]>::to_vec) {
            let (client, url) = (client.clone(), format!("{url}/chat/completions"));
            requests.spawn(async move {
                let begun = Instant::now();
                let mut parts = tokio::task::JoinSet::new();
                for body in group {
                    let post = client.post(&url).header("content-type", "application/json").body(body);
                    parts.spawn(async move { post.send().await.unwrap().bytes().await.unwrap().len() });
                }
                while let Some(part) = parts.join_next().await {
                    assert!(part.unwrap() > 0);
                }
                begun.elapsed()
            });
        }
        while let Some(took) = requests.join_next().await {
            times.push(took.unwrap());
        }
    }
    times.sort_unstable();
    let slow = percentile(&times, 95);
    println!(
        "{AT_ONCE} at once, {calls} posts of a bare client: p95 {slow:.1?}; beside the server {:.1?}",
        slow.saturating_sub(THINKS)
    );
}

async fn measure(toolbox: &Toolbox, calls: u32, each: u32, context: &Context) {
    let ledger = Ledger::new(Quote::limit(NanoUsd(u64::MAX / 2)));
    let turn = ledger.scope("session", "bench", Quote::UNLIMITED).scope("turn", Quote::UNLIMITED);
    let stack = Stack::new();
    let mut times = Vec::new();
    for time in 0..TIMES {
        let mut requests = tokio::task::JoinSet::new();
        for request in 0..AT_ONCE {
            let (toolbox, context, stack, turn) = (toolbox.clone(), context.clone(), stack.clone(), turn.clone());
            requests.spawn(async move {
                let begun = Instant::now();
                let mut parts = tokio::task::JoinSet::new();
                for call in 0..calls {
                    let seed = (time * AT_ONCE + request) as u64 * 8 + u64::from(call);
                    let args = serde_json::to_value(args(each, seed)).unwrap();
                    let (toolbox, context, stack, turn) =
                        (toolbox.clone(), context.clone(), stack.clone(), turn.clone());
                    parts.spawn(async move {
                        let call = toolbox.prepare(Args::TOOL, &args).unwrap();
                        let id = EffectId { lane: "main".to_owned(), ord: seed as u32 };
                        let grant = Grant::new(turn.reserve(&id, &call.quote).unwrap());
                        let written = stack.call(call, &context, &grant).await.unwrap();
                        let (reservation, spent) = grant.end().unwrap();
                        reservation.settle(spent.unwrap());
                        written["variants"].as_array().unwrap().len()
                    });
                }
                let mut made = 0;
                while let Some(part) = parts.join_next().await {
                    made += part.unwrap();
                }
                assert!(made >= calls as usize, "{made} variants");
                begun.elapsed()
            });
        }
        while let Some(took) = requests.join_next().await {
            times.push(took.unwrap());
        }
    }
    times.sort_unstable();
    let (middle, slow) = (percentile(&times, 50), percentile(&times, 95));
    println!(
        "{AT_ONCE} at once, {calls} × {each} variants: p50 {middle:.1?}, p95 {slow:.1?}; ours {:.1?} and {:.1?}",
        middle.saturating_sub(THINKS),
        slow.saturating_sub(THINKS)
    );
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let server = ModelServer::start("127.0.0.1:0", variants).await.unwrap();
    let settings = ProviderSettings { running_max: 512, batch_running_max: 256, ..ProviderSettings::named("server") };
    let endpoint = Endpoint::new(&server.url(), None, settings).unwrap();
    let mut prices = PriceBook::default();
    prices.0.insert(ANY_MODEL.to_owned(), vec![Prices { tokens: vec![TokenRates::default()], ..Prices::default() }]);
    let chat = OpenAiChat::new(endpoint, Arc::new(prices), "2026-11-01").unwrap();
    let writer = WriteVariants::new(AnyChatModel::new(chat), Arc::new(Library::embedded().clone()));
    let toolbox = Toolbox::builder().tool(writer).build().unwrap();
    let context = Context::new(Surroundings {
        kit: BrandKit::builtin(),
        fonts: FontBook::embedded(),
        blobs: Arc::new(MemoryBlobs::default()),
        format: Format::default(),
        seed: 7,
        began_ms: 0,
        permission: Permission::house(),
        tenant: TenantId::local(),
        lane: Lane::Interactive,
        compute: Arc::new(tokio::sync::Semaphore::new(2)),
    });
    for (calls, each) in [(1, VARIANTS), (VARIANTS, 1)] {
        let before = server.seen().len();
        measure(&toolbox, calls, each, &context).await;
        let posted = server.seen()[before..].iter().map(|body| body.to_string().into_bytes()).collect::<Vec<_>>();
        measure_bare(&server.url(), &posted, calls as usize).await;
    }
}
