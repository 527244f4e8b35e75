//! A design service for many tenants: a session is a stream of events, and whoever hangs up calls it off.
//!
//! ```sh
//! cargo run --release -p maquette-examples --features jemalloc --example server -- 127.0.0.1:8077
//! curl -N -H 'x-tenant: acme' '127.0.0.1:8077/designs?brief=A+poster+for+the+winter+book+swap'
//! ```
//!
//! You will see the run's events as they happen; stop `curl` half-way, and `/idle` soon says that every worker is free.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::{Stream, stream};
use maquette::tools::Quote;
use maquette::{BrandKit, Brief, Ledger, Maquette, NanoUsd, Request, Runtime, TenantId};

/// Runs that wait for people hold little once freed memory goes back to the system, which this allocator sees to.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

type Refusal = (StatusCode, String);

/// The engines by tenant, each with five dollars to spend.
#[derive(Clone)]
struct Service {
    runtime: Runtime,
    engines: Arc<Mutex<BTreeMap<TenantId, Maquette>>>,
}

#[derive(serde::Deserialize)]
struct Wish {
    brief: String,
}

fn unusable(error: impl std::fmt::Display) -> Refusal {
    (StatusCode::BAD_REQUEST, error.to_string())
}

impl Service {
    fn engine(&self, tenant: &str) -> Result<Maquette, Refusal> {
        let tenant = TenantId::new(tenant).map_err(unusable)?;
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = engines.get(&tenant) {
            return Ok(engine.clone());
        }
        // A product looks its customer's kit and ledger up here.
        let engine = self.runtime.tenant(tenant.clone(), BrandKit::builtin()).map_err(unusable)?;
        let engine = engine.with_ledger(&Ledger::new(Quote::limit(NanoUsd(5_000_000_000))));
        engines.insert(tenant, engine.clone());
        Ok(engine)
    }
}

async fn designs(
    State(service): State<Service>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Refusal> {
    let tenant = headers.get("x-tenant").and_then(|name| name.to_str().ok()).unwrap_or("guest");
    let request = Request::new(Brief::read(&wish.brief).map_err(unusable)?).turn_budget(NanoUsd(100_000_000));
    let run = service.engine(tenant)?.run(request).await.map_err(unusable)?;
    // The stream owns the run: when the client hangs up, both are dropped, and the run stops.
    let events = stream::unfold(run, |mut run| async {
        let event = run.next().await?;
        Some((Event::default().json_data(&event), run))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8077".to_owned());
    let scratch = std::env::temp_dir().join("maquette-server");
    let runtime = Runtime::builder().scratch(scratch).build()?;
    let service = Service { runtime, engines: Arc::default() };
    let idle = |State(service): State<Service>| async move { service.runtime.idle_workers().to_string() };
    let app = axum::Router::new().route("/designs", get(designs)).route("/idle", get(idle)).with_state(service);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on {address}");
    axum::serve(listener, app).await?;
    Ok(())
}
