//! Many tenants in one process: nobody finds anything of another's, and what is dropped stops.
//!
//! Sixteen sessions of four tenants here; `scripts/check-tenants.sh` makes 200 of 20, and a thousand that wait.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use design::{ImageRequest, KitFiles, Random, Sha256};
use maquette::tools::provider::{Asked, Fault, Provider, ProviderCall, ProviderSettings};
use maquette::tools::{Context, ImageModel, Media, Picture, Quote, ToolError};
use maquette::{
    BrandKit, Brief, Choice, Chooser, FileStore, Ledger, Maquette, NanoUsd, OptionSet, Request, Runtime, TenantId,
    Window,
};
use tower::service_fn;

/// What a picture costs, nano-USD.
const PICTURE: u64 = 1_000;

fn from_env(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// A word that nobody but this tenant knows.
fn secret(tenant: usize) -> String {
    format!("Zx{tenant:03}quill")
}

fn kit(tenant: usize) -> BrandKit {
    let own = secret(tenant);
    let builtin = BrandKit::builtin();
    let files = builtin.files.0.iter().map(|(path, bytes)| {
        if path != "kit.json" {
            return (path.clone(), bytes.clone());
        }
        let mut kit: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        kit["id"] = own.to_lowercase().into();
        kit["name"] = own.clone().into();
        kit["voice"]["samples"] = serde_json::json!([format!("{own} says so.")]);
        (path.clone(), serde_json::to_vec(&kit).unwrap().into())
    });
    BrandKit::from_files(&KitFiles(files.collect())).unwrap()
}

/// The same for everybody, so that only the tenant tells two requests apart.
struct Paint;

impl ProviderCall for Paint {
    type Answer = Arc<str>;
    const OPERATION: &'static str = "generate_content";

    fn identity(&self) -> Option<Sha256> {
        Some(Sha256::of(b"a picture"))
    }
}

/// Paints the tenant's name, through a stack that keeps answers.
struct Painter(Provider<Paint>);

fn painter(calls: Arc<AtomicUsize>) -> Painter {
    let adaptor = service_fn(move |asked: Asked<Paint>| {
        calls.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let name = asked.around.tenant.name();
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect id='{name}' width='9' height='9' fill='#963'/></svg>"
            );
            Ok::<Arc<str>, Fault>(svg.into())
        }
    });
    Painter(
        Provider::new(ProviderSettings { kept_answers: 64, ..ProviderSettings::named("painter") }, adaptor).unwrap(),
    )
}

impl ImageModel for Painter {
    fn name(&self) -> &str {
        "painter"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(PICTURE)) }
    }

    fn marks(&self) -> bool {
        true
    }

    async fn generate(&self, context: &Context, _: ImageRequest) -> Result<Picture, ToolError> {
        let answer = self.0.ask(context, Paint).await;
        let svg = answer.map_err(|source| ToolError::Provider { tool: "generate_image".to_owned(), source })?;
        Ok(Picture { bytes: svg.as_bytes().to_vec(), media: Media::Svg })
    }
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Memory that the process holds, MB, where the system tells. Pages of its own file, which the system takes back as it likes,
/// are not among it.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? * 1_024.0 / 1e6)
}

/// Memory that the process holds once it has given back what was freed, MB: a quarter of a second after its last work, and
/// for what the host's threads held when those have left, which tokio's do after ten.
async fn resident_at_rest_mb() -> Option<f64> {
    if limit("MAQUETTE_KEPT_MB").is_finite() {
        tokio::time::sleep(Duration::from_secs(12)).await;
    }
    resident_mb()
}

/// A bound that `scripts/check-tenants.sh` sets, for it depends on the machine and on the build.
fn limit(name: &str) -> f64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(f64::INFINITY)
}

/// Waits until nobody computes any more; how long that took.
async fn until_idle(runtime: &Runtime, workers: usize) -> Duration {
    let begun = Instant::now();
    while runtime.idle_workers() < workers {
        assert!(begun.elapsed() < Duration::from_secs(30), "work goes on that nobody waits for");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    begun.elapsed()
}

struct Tenant {
    engine: Maquette,
    ledger: Ledger,
}

fn tenant(runtime: &Runtime, place: usize, folder: &Path) -> Tenant {
    let name = secret(place);
    let store = FileStore::open(&folder.join(format!("{name}.ledger"))).unwrap();
    let ledger = Ledger::open(Quote::limit(NanoUsd(1_000_000)), Window::None, store, 0).unwrap();
    let engine = runtime.tenant(TenantId::new(&name).unwrap(), kit(place)).unwrap().with_ledger(&ledger);
    Tenant { engine, ledger }
}

fn brief(tenant: usize) -> Brief {
    let own = secret(tenant);
    Brief::read(&format!("A poster for the autumn fair of {own} Bakery, 3 October, Mill Lane. Photo of bread."))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_tenant_finds_anything_of_another() {
    let (sessions, tenants) = (from_env("MAQUETTE_SESSIONS", 16), from_env("MAQUETTE_TENANTS", 4));
    let folder = tempfile::tempdir().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let runtime = Runtime::builder().workers(2).images(painter(calls.clone())).build().unwrap();
    let none = resident_at_rest_mb().await;
    let all: Vec<Tenant> = (0..tenants).map(|place| tenant(&runtime, place, folder.path())).collect();
    let start = resident_at_rest_mb().await;
    if let (Some(none), Some(some)) = (none, start) {
        println!("{tenants} engines: {:.1} MB", some - none);
    }
    let mut random = Random::new(7);
    // The first round brings in what is shared from then on: faces, their glyphs, the allocator's pages.
    for round in 1..=3 {
        let finished = many_sessions(&all, sessions, round, &mut random, folder.path()).await;
        let idle = until_idle(&runtime, 2).await;
        println!("{sessions} sessions of {tenants} tenants: {finished} finished, idle {idle:?} after the last");
        let worked = resident_mb();
        // The last of the dropped runs end their accounts, too.
        if let (Some(start), Some(worked), Some(rest)) = (start, worked, resident_at_rest_mb().await) {
            println!("round {round}: {start:.0} MB at first, {worked:.0} MB after it, {rest:.0} MB at rest");
            assert!(rest - start <= limit("MAQUETTE_KEPT_MB"), "memory does not return to its start");
        }
    }
    for (place, tenant) in all.iter().enumerate() {
        let accounts = tenant.ledger.accounts();
        assert_eq!(accounts.reserved, Quote::FREE, "{place} has something held back for nobody");
        assert_eq!(accounts.settled.money.0 % PICTURE, 0);
        assert!(!accounts.closed);
        assert_eq!(secrets_kept_by(folder.path(), place, tenants), [place]);
    }
    // Pictures were had once for each tenant, unless all that wanted one were dropped.
    let calls = calls.load(Ordering::SeqCst);
    assert!((1..=tenants + 2 * sessions).contains(&calls));
    println!("{calls} pictures made");
}

/// Runs many sessions at once; a third are dropped early, a third somewhere in the middle, the rest are read to their end.
/// How many got there.
async fn many_sessions(all: &[Tenant], sessions: usize, round: usize, random: &mut Random, folder: &Path) -> usize {
    let mut runs = tokio::task::JoinSet::new();
    for session in 0..sessions {
        let place = session % all.len();
        let out = folder.join(secret(place)).join(format!("{round}-{session}"));
        let request = Request::new(brief(place)).format("400x400").candidates(2).options(2).out(out);
        let engine = all[place].engine.clone();
        let drop_after = match session % 3 {
            0 => random.index(50),
            1 => random.index(4_000),
            _ => 600_000,
        };
        runs.spawn(async move {
            let mut run = engine.run(request).await.unwrap();
            let read = async {
                let mut told = String::new();
                while let Some(event) = run.next().await {
                    told.push_str(&serde_json::to_string(&event).unwrap());
                }
                told
            };
            (place, tokio::time::timeout(Duration::from_millis(drop_after as u64), read).await.ok())
        });
    }
    let mut finished = 0;
    while let Some(run) = runs.join_next().await {
        let (place, told) = run.unwrap();
        let Some(told) = told else { continue };
        finished += 1;
        assert!(told.contains("run.completed"), "{told}");
        for other in (0..all.len()).filter(|other| *other != place) {
            assert!(!told.contains(&secret(other)), "{place} was told of {other}");
        }
    }
    finished
}

/// Whose secrets lie in what is kept for a tenant: its runs, their blobs, its ledger.
fn secrets_kept_by(folder: &Path, place: usize, tenants: usize) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let ledger = folder.join(format!("{}.ledger", secret(place)));
    for file in files_below(&folder.join(secret(place))).iter().chain([&ledger]) {
        let bytes = std::fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        found.extend((0..tenants).filter(|other| text.contains(&secret(*other).to_lowercase())));
    }
    found.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_stops() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    let engine = runtime.tenant(TenantId::local(), BrandKit::builtin()).unwrap();
    let mut random = Random::new(11);
    let mut times = Vec::new();
    for drop_no in 0..from_env("MAQUETTE_DROPS", 4) {
        // A large page as well: one drawing of it takes as long as all of a small one.
        let format = if drop_no % 2 == 0 { "instagram-post" } else { "A3" };
        let mut runs = Vec::new();
        for place in 0..4 {
            let request = Request::new(brief(place)).format(format).candidates(4);
            runs.push(engine.run(request).await.unwrap());
        }
        tokio::time::sleep(Duration::from_millis(random.index(1_500) as u64)).await;
        drop(runs);
        times.push(until_idle(&runtime, 2).await);
    }
    times.sort_unstable();
    let slowest = times[times.len() - 1];
    println!("idle after the drop: {:?} in the middle, {slowest:?} at most of {}", times[times.len() / 2], times.len());
    assert!(slowest.as_secs_f64() * 1e3 <= limit("MAQUETTE_DROP_MS").min(10_000.0), "{slowest:?}");
}

/// A person who does not come back.
struct Away(tokio::sync::mpsc::UnboundedSender<()>);

impl Chooser for Away {
    async fn choose(&mut self, set: OptionSet, _: Option<PathBuf>) -> Choice {
        drop(set);
        let _ = self.0.send(());
        std::future::pending().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_wait_for_a_person_hold_little() {
    let count = from_env("MAQUETTE_IDLE", 8);
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::builder().workers(2).active_runs(4).scratch(folder.path()).build().unwrap();
    let engine = runtime.tenant(TenantId::local(), BrandKit::builtin()).unwrap();
    let ask = |place| Request::new(brief(place)).format("400x400").candidates(3);
    // The empty runtime is one that has worked: its faces are read, its threads have their memory.
    let mut warm = tokio::task::JoinSet::new();
    for place in 0..count.min(40) {
        let run = engine.run(ask(place)).await.unwrap();
        warm.spawn(async move { run.finish().await.map(drop) });
    }
    while let Some(run) = warm.join_next().await {
        run.unwrap().unwrap();
    }
    let begin = resident_at_rest_mb().await;
    let (shown, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    let mut runs = tokio::task::JoinSet::new();
    for place in 0..count {
        let mut run = engine.run(ask(place).chooser(Away(shown.clone()))).await.unwrap();
        runs.spawn(async move { while run.next().await.is_some() {} });
    }
    for _ in 0..count {
        waiting.recv().await.unwrap();
    }
    let waits = resident_at_rest_mb().await;
    // Blobs lie below the tenant, not in memory.
    let blobs = || files_below(folder.path()).into_iter().filter(|file| file.to_string_lossy().contains("/local/run-"));
    assert!(blobs().next().is_some());
    let threads = std::fs::read_dir("/proc/self/task").map(Iterator::count).unwrap_or(0);
    if let (Some(begin), Some(now)) = (begin, waits) {
        println!(
            "{count} sessions that wait: {:.1} MB, {:.1} KB each, {threads} threads in all",
            now - begin,
            (now - begin) * 1e3 / count as f64
        );
        assert!(now - begin <= limit("MAQUETTE_IDLE_MB"));
    }
    drop(runs);
    // Their folders go with them.
    let begun = Instant::now();
    while blobs().next().is_some() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
