//! What the whole stack costs a call: arguments checked, money held back in three scopes, the tool's stack, the provider's
//! stack, an instant service, settled. At 5,000 calls a second, five each millisecond, with tracing written as text.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench stack
//! ```

use std::io;
use std::time::{Duration, Instant};

use maquette::tools::provider::{Asked, Fault, Lane, Provider, ProviderCall, ProviderSettings};
use maquette::tools::{
    Context, Grant, MemoryBlobs, Permission, Quote, Reserve, Stack, Surroundings, TenantId, Tool, ToolEffect,
    ToolError, Toolbox,
};
use maquette::{BrandKit, FontBook, Format, Ledger, NanoUsd};
use planner::EffectId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower::service_fn;
use tracing_subscriber::fmt::format::FmtSpan;

/// Calls a second.
const RATE: usize = 5_000;
/// How long they are measured.
const SECONDS: usize = 10;

struct Ask(String);

impl ProviderCall for Ask {
    type Answer = usize;
    const OPERATION: &'static str = "chat";

    fn tokens(&self) -> u64 {
        self.0.len() as u64
    }
}

#[derive(Deserialize, JsonSchema)]
struct Words {
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Count {
    words: usize,
}

/// Asks an instant service.
struct Instantly(Provider<Ask>);

impl Tool for Instantly {
    const NAME: &'static str = "instantly";
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Counts words at a provider.";
    type Input = Words;
    type Output = Count;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, _: &Words) -> Quote {
        Quote { calls: 1, ..Quote::money(NanoUsd(40)) }
    }

    fn marks(&self) -> bool {
        true
    }

    async fn call(&self, context: &Context, input: Words) -> Result<Count, ToolError> {
        let words = self.0.ask(context, Ask(input.text)).await;
        let words = words.map_err(|source| ToolError::Provider { tool: Self::NAME.to_owned(), source })?;
        context.charge(NanoUsd(30));
        Ok(Count { words })
    }
}

fn percentile(sorted: &[Duration], per_mille: usize) -> Duration {
    sorted[(sorted.len() - 1) * per_mille / 1_000]
}

/// CPU time of the process, where the system tells.
fn cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

fn main() {
    let subscriber = tracing_subscriber::fmt().with_writer(io::sink).with_max_level(tracing::Level::INFO);
    // Every span is written when it ends.
    let subscriber = subscriber.with_span_events(FmtSpan::CLOSE).finish();
    tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build();
    runtime.expect("a runtime").block_on(measure());
}

async fn measure() {
    let settings = ProviderSettings { calls_per_minute: Some(u32::MAX / 2), ..ProviderSettings::named("instant") };
    let adaptor = service_fn(|asked: Asked<Ask>| async move { Ok::<_, Fault>(asked.request.0.split(' ').count()) });
    let provider = Provider::new(settings, adaptor).expect("sound settings");
    let toolbox = Toolbox::builder().tool(Instantly(provider)).build().expect("a sound tool");
    let (stack, ledger) = (Stack::new(), Ledger::new(Quote::limit(NanoUsd(u64::MAX / 2))));
    let turn = ledger.scope("session", "bench", Quote::UNLIMITED).scope("turn", Quote::UNLIMITED);
    let context = Context::new(Surroundings {
        kit: BrandKit::builtin(),
        fonts: FontBook::embedded(),
        blobs: std::sync::Arc::new(MemoryBlobs::default()),
        format: Format::default(),
        seed: 1,
        began_ms: 0,
        permission: Permission::house(),
        tenant: TenantId::local(),
        lane: Lane::Interactive,
        compute: std::sync::Arc::new(tokio::sync::Semaphore::new(2)),
    });
    let args = serde_json::json!({ "text": "how many words are these" });
    let one = move |ord: u32| {
        let (toolbox, stack, turn, context, args) =
            (toolbox.clone(), stack.clone(), turn.clone(), context.clone(), args.clone());
        async move {
            let begun = Instant::now();
            let call = toolbox.prepare("instantly", &args).expect("sound arguments");
            let id = EffectId { lane: "t1.c00".to_owned(), ord };
            let grant = Grant::new(turn.reserve(&id, &call.quote).expect("there is room"));
            stack.call(call, &context, &grant).await.expect("an answer");
            let (reservation, spent) = grant.end().expect("it is open");
            reservation.settle(spent.expect("it was charged"));
            begun.elapsed()
        }
    };
    for (name, seconds) in [("warming up", 1), ("measured", SECONDS)] {
        let mut times = Vec::with_capacity(RATE * seconds);
        let mut calls = tokio::task::JoinSet::new();
        let mut tick = tokio::time::interval(Duration::from_millis(1));
        let (before, begun) = (cpu(), Instant::now());
        for millisecond in 0..1_000 * seconds {
            tick.tick().await;
            for call in 0..RATE / 1_000 {
                calls.spawn(one((millisecond * RATE / 1_000 + call) as u32));
            }
            while let Some(done) = calls.try_join_next() {
                times.push(done.expect("no panic"));
            }
        }
        times.extend(calls.join_all().await);
        times.sort_unstable();
        let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
        let (p50, p99, most) = (percentile(&times, 500), percentile(&times, 990), times[times.len() - 1]);
        println!("{name}: {} calls, {rate:.0}/s, p50 {p50:?}, p99 {p99:?}, most {most:?}", times.len());
        if let (Some(before), Some(after)) = (before, cpu()) {
            println!("CPU a call, pacing included: {:?}", (after - before) / times.len() as u32);
        }
    }
    assert_eq!(ledger.accounts().reserved, Quote::FREE);
}
