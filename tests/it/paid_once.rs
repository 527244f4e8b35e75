//! Photographs that a back end has charged for when the run is killed, before anything of it is on record: who goes on asks by the
//! name of the call where the back end knows it, and says exactly what is in doubt where it does not.
//!
//! The run is made by a child, this binary again; the back end is here, outlives it, and counts what it charges.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path as InPath, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette::tools::PriceBook;
use maquette::tools::prices::{ImageRate, PicoUsd, Prices};
use maquette::tools::provider::ProviderSettings;
use maquette::tools::provider::comfy::{ComfySettings, ComfyUi};
use maquette::tools::provider::openai::{Endpoint, ImageTier, OpenAiImages};
use maquette::{Auto, Maquette, NanoUsd, Record, Resume, RunFolder};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::photographs::scene;
use crate::{BRIEFS, request};

/// Where the child works, and the back end that it asks; without it, it has nothing to do.
const FOLDER: &str = "MAQUETTE_PAID_FOLDER";
const SERVER: &str = "MAQUETTE_PAID_SERVER";
/// What a picture costs, nano-USD.
const PRICE: u64 = 10_000_000;

/// A back end that charges for everything that reaches it.
#[derive(Clone)]
struct Server {
    charged: Arc<Mutex<BTreeMap<String, u32>>>,
    /// Told of the first charge, whose answer never comes: whoever asked is dead by then.
    first: mpsc::UnboundedSender<()>,
}

impl Server {
    /// Charges, and says whether it is the first time that it does.
    fn charge(&self, name: String) -> bool {
        let mut charged = self.charged.lock().unwrap();
        let is_first = charged.is_empty();
        *charged.entry(name).or_default() += 1;
        is_first
    }

    fn charges(&self) -> u64 {
        self.charged.lock().unwrap().values().map(|count| u64::from(*count)).sum()
    }

    async fn dies(&self) {
        self.first.send(()).unwrap();
        std::future::pending().await
    }
}

/// The OpenAI dialect, which has no names for calls.
async fn generations(State(server): State<Server>, Json(asked): Json<Value>) -> Json<Value> {
    use base64::Engine as _;

    if server.charge(format!("{asked} {}", server.charges())) {
        server.dies().await;
    }
    let seed = asked["prompt"].as_str().unwrap_or_default().len() as u64;
    let image = base64::engine::general_purpose::STANDARD.encode(scene(seed + server.charges() * 31));
    Json(json!({ "data": [{ "b64_json": image }] }))
}

/// A ComfyUI server: a prompt has the name that its sender gave it, and is kept under that.
async fn prompt(State(server): State<Server>, Json(asked): Json<Value>) -> Json<Value> {
    let id = asked["prompt_id"].as_str().unwrap().to_owned();
    if server.charge(id.clone()) {
        server.dies().await;
    }
    Json(json!({ "prompt_id": id, "number": 1, "node_errors": {} }))
}

async fn history(State(server): State<Server>, InPath(id): InPath<String>) -> Json<Value> {
    if !server.charged.lock().unwrap().contains_key(&id) {
        return Json(json!({}));
    }
    let image = json!({ "filename": format!("{id}.png"), "subfolder": "", "type": "output" });
    Json(
        json!({ id: { "outputs": { "3": { "images": [image] } }, "status": { "status_str": "success", "messages": [] } } }),
    )
}

async fn view(
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> (StatusCode, [(&'static str, &'static str); 1], Bytes) {
    let seed = query.unwrap_or_default().bytes().map(u64::from).sum::<u64>();
    (StatusCode::OK, [("content-type", "image/png")], scene(seed).into())
}

fn comfy(base: &str) -> ComfyUi {
    let workflow = json!({
        "1": { "class_type": "EmptyImage", "inputs": { "width": "{{width}}", "height": "{{height}}", "batch_size": 1, "color": 0 } },
        "2": { "class_type": "ImageAddNoise", "inputs": { "image": ["1", 0], "seed": "{{seed}}", "strength": 0.5 } },
        "3": { "class_type": "SaveImage", "inputs": { "images": ["2", 0], "filename_prefix": "maquette" } },
    });
    let settings = ComfySettings {
        image_nano_usd: Some(PRICE),
        sizes: vec![(320, 240)],
        socket: false,
        poll_ms: 20,
        patience_ms: 2_000,
        ..ComfySettings::default()
    };
    let stack = ProviderSettings { running_max: 1, batch_running_max: 1, ..ComfyUi::usual("studio") };
    let endpoint = Endpoint::new(base, None, stack).unwrap();
    ComfyUi::new(endpoint, &workflow.to_string(), settings, &PriceBook::default(), "2026-11-01").unwrap()
}

fn openai(base: &str) -> OpenAiImages {
    let stack =
        ProviderSettings { running_max: 1, batch_running_max: 1, attempts: 1, ..ProviderSettings::named("studio") };
    let endpoint = Endpoint::new(&format!("{base}/v1"), None, stack).unwrap();
    let rate = ImageRate { size: None, quality: None, image: PicoUsd(PRICE * 1_000) };
    let prices = PriceBook([("flux".to_owned(), vec![Prices { images: vec![rate], ..Prices::default() }])].into());
    let tier = json!({ "what": "as it is", "model": "flux", "sizes": [[320, 240]] });
    let tiers: Vec<ImageTier> = vec![serde_json::from_value(tier).unwrap()];
    OpenAiImages::new(endpoint, tiers, &prices, "2026-11-01").unwrap()
}

fn engine(base: &str) -> Maquette {
    let builder = Maquette::builder().workers(2);
    match base.rsplit_once('/') {
        Some((base, "comfy")) => builder.images(comfy(base)),
        Some((base, _)) => builder.images(openai(base)),
        None => builder,
    }
    .build()
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let (engine, out) = (engine(&std::env::var(SERVER).unwrap()), Path::new(&folder).join("out"));
    let run = if RunFolder::open(&out).is_ok() {
        engine.resume(Resume::new(&out)).await.unwrap()
    } else {
        let asked = request(BRIEFS[2]).format("540x540").candidates(5).chooser(Auto::parse("best").unwrap());
        engine.run(asked.budget(NanoUsd(60 * PRICE)).out(&out)).await.unwrap()
    };
    run.finish().await.unwrap();
}

fn spawn(folder: &Path, server: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "paid_once::child", "--nocapture"]).env(FOLDER, folder).env(SERVER, server);
    let words = std::fs::File::create(folder.join("words")).unwrap();
    command.stdout(Stdio::null()).stderr(words).spawn().unwrap()
}

/// Calls of which money is held back by the record, and what was settled.
fn money(records: &[Record]) -> (usize, Vec<u64>) {
    let of = |kind: &str| records.iter().filter(|record| record.kind.as_str() == kind).collect::<Vec<_>>();
    let settled: Vec<u64> = of("budget.settled").iter().map(|record| record.p["amount"].as_u64().unwrap()).collect();
    (of("budget.reserved").len() - settled.len() - of("budget.released").len(), settled)
}

/// Kills a run whose first picture was charged for, goes on with it, and says how many calls were open at its death, what was
/// settled in the end, and what the back end charged by the names that it has for calls.
async fn killed_when_charged(dialect: &str) -> (usize, Vec<u64>, Server) {
    let (first, mut charged) = mpsc::unbounded_channel();
    let server = Server { charged: Arc::default(), first };
    let doors = Router::new()
        .route("/v1/images/generations", post(generations))
        .route("/prompt", post(prompt))
        .route("/history/{id}", get(history))
        .route("/queue", get(|| async { Json(json!({ "queue_running": [], "queue_pending": [] })) }))
        .route("/view", get(view))
        .with_state(server.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/{dialect}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, doors).await.unwrap() });

    let folder = tempfile::tempdir().unwrap();
    let mut child = spawn(folder.path(), &base);
    charged.recv().await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(server.charges(), 1, "one picture is charged for, and nobody knows");
    let read = || RunFolder::open(&folder.path().join("out")).unwrap().read().unwrap().records;
    let (open, settled) = money(&read());
    assert!(open >= 1 && settled.is_empty(), "{open} {settled:?}");

    let (path, base) = (folder.path().to_owned(), base.clone());
    let ended = tokio::task::spawn_blocking(move || spawn(&path, &base).wait().unwrap()).await.unwrap();
    let words = std::fs::read_to_string(folder.path().join("words")).unwrap();
    assert!(ended.success(), "{words}");
    let (left, settled) = money(&read());
    assert_eq!(left, 0, "nothing is held back at the end");
    let report = maquette::replay(&folder.path().join("out")).await.unwrap();
    assert!(matches!(report.verdict, maquette::Verdict::Equivalent), "{report:?}");
    (open, settled, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_back_end_that_knows_calls_by_name_is_asked_by_name_and_charges_once() {
    let (_, settled, server) = killed_when_charged("comfy").await;
    let charged = server.charged.lock().unwrap().clone();
    assert!(charged.len() >= 2 && charged.values().all(|times| *times == 1), "{charged:?}");
    assert_eq!(settled, vec![PRICE; charged.len()], "each is paid for once, that of the dead among them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_another_back_end_may_have_charged_is_told_to_the_cent() {
    let (open, settled, server) = killed_when_charged("openai").await;
    let spent: u64 = settled.iter().sum();
    // One was charged and lost; what else was held back may have been.
    let known = (server.charges() - 1) * PRICE;
    assert_eq!(spent, known + open as u64 * PRICE, "{open} in doubt, {settled:?}");
}
