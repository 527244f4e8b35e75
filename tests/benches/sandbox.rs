//! What a foreign tool's call costs: the engine alone, the sandbox, and the complete call (arguments checked, price held back,
//! fresh instance, result checked, on record), beside a process for each call and a process that stays. And how soon a
//! guest that spins is stopped.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench sandbox
//! ```
//!
//! The guests are those of `examples/tools` that this machine can build; each that it cannot is named.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use maquette::sandbox::{Call, Fault, Limits, Package, Sandbox, workshop};
use maquette::tools::{
    Context, Grant, MemoryBlobs, Permission, Quote, Reserve, Stack, Surroundings, TenantId, Toolbox,
};
use maquette::{BrandKit, FontBook, Format, Ledger, LogWriter};
use planner::{EffectId, Entry, Event, Pin, PinShapes, ToolCall};
use serde_json::{Value, json};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store};

/// Calls that are measured of each.
const CALLS: usize = 5_000;

/// The engine without anything around it.
mod bare {
    wasmtime::component::bindgen!({ path: "../sandbox/wit", world: "guest" });

    use self::maquette::tool::{host, types};

    /// Asked by nobody here.
    pub(crate) struct Nothing;

    impl types::Host for Nothing {}

    impl host::Host for Nothing {
        fn log(&mut self, _: u32, _: String) {}
        fn read_blob(&mut self, _: u32, _: u64, _: u32) -> Result<Vec<u8>, u32> {
            Err(1)
        }
        fn read_rows(&mut self, _: u32, _: u32, _: u32) -> Result<Vec<u8>, u32> {
            Err(1)
        }
        fn emit_blob(&mut self, _: String, _: Vec<u8>) -> Result<u32, u32> {
            Err(1)
        }
        fn random(&mut self, _: u32) -> Result<Vec<u8>, u32> {
            Err(1)
        }
        fn now_ms(&mut self) -> Result<u64, u32> {
            Err(1)
        }
    }
}

/// Microseconds of each of some calls, sorted.
struct Times(Vec<f64>);

impl Times {
    fn of(calls: usize, mut call: impl FnMut()) -> Self {
        (0..calls / 20).for_each(|_| call());
        let mut times: Vec<f64> = (0..calls)
            .map(|_| {
                let begun = Instant::now();
                call();
                begun.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    fn at(&self, share: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * share) as usize]
    }

    fn print(&self, what: &str) {
        let (p50, p99, least) = (self.at(0.5), self.at(0.99), self.0[0]);
        println!("{what:<44} p50 {p50:8.1} µs   p99 {p99:8.1}   least {least:8.1}");
    }
}

fn main() {
    if std::env::args().any(|arg| arg == "--answer") {
        answer();
        return;
    }
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the house").to_owned();
    let place = std::env::temp_dir().join(format!("maquette-bench-sandbox-{}", std::process::id()));
    let sandbox = Sandbox::new().expect("a sandbox");
    let jobs = [
        ("layout-c", "snap", json!({ "box": [83.5, -13, 600, 120.25] })),
        ("harmony-rs", "palette", json!({ "colours": ["#1d3557", "#e63946", "#f1faee", "#a8dadc"] })),
    ];
    for (name, op, input) in jobs {
        match built(&house, &place, name) {
            Ok(folder) => measure(&sandbox, name, op, &input, &folder),
            Err(error) => println!("{name} is not measured: {error}"),
        }
    }
    processes();
    spinning(&sandbox);
    let _ = std::fs::remove_dir_all(&place);
}

fn built(house: &Path, place: &Path, name: &str) -> Result<PathBuf, String> {
    let folder = place.join("examples/tools").join(name);
    copy(&house.join("examples/tools").join(name), &folder);
    copy(&house.join("sandbox/guest"), &place.join("sandbox/guest"));
    workshop::build(&folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if !path.is_dir() {
            std::fs::copy(path, target).expect("a copy");
        } else if entry.file_name() != "target" {
            copy(&path, &target);
        }
    }
}

fn measure(sandbox: &Sandbox, name: &str, op: &str, input: &Value, folder: &Path) {
    let package = Package::open_unlocked(sandbox, folder).expect("a tool");
    let component = package.manifest().component(folder).expect("a component");
    let text = input.to_string();
    let (engine, pre) = bare(&component);
    let call = bare::exports::maquette::tool::tool::Call { op: op.to_owned(), input: text.clone(), blobs: Vec::new() };
    let alone = Times::of(CALLS, || {
        let mut store = Store::new(&engine, bare::Nothing);
        store.set_fuel(Limits::SMALL.fuel).expect("fuel");
        store.set_epoch_deadline(1_000);
        let guest = pre.instantiate(&mut store).expect("an instance");
        let reply = guest.maquette_tool_tool().call_invoke(&mut store, &call).expect("no trap").expect("an answer");
        assert!(!reply.output.is_empty());
    });
    alone.print(&format!("{name}: the engine alone"));

    let grants = BTreeSet::new();
    let in_sandbox = Times::of(CALLS, || {
        let call = Call {
            op,
            input: &text,
            blobs: Vec::new(),
            grants: &grants,
            limits: package.limits(),
            seed: 7,
            now_ms: 0,
            stopped: None,
        };
        package.guest().call(call).expect("an answer");
    });
    in_sandbox.print(&format!("{name}: in the sandbox"));
    let complete = complete(&package, op, input);
    complete.print(&format!("{name}: complete, on record"));
    println!("{name}: over the engine alone {:.1} µs at p50", complete.at(0.5) - alone.at(0.5));
}

fn bare(component: &[u8]) -> (Engine, bare::GuestPre<bare::Nothing>) {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(64).max_memory_size(64 << 20);
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool)).consume_fuel(true).epoch_interruption(true);
    let engine = Engine::new(&config).expect("an engine");
    let component = Component::from_binary(&engine, component).expect("a component");
    let mut linker = Linker::new(&engine);
    bare::Guest::add_to_linker::<_, wasmtime::component::HasSelf<_>>(&mut linker, |state| state).expect("a linker");
    let pre = bare::GuestPre::new(linker.instantiate_pre(&component).expect("a fit")).expect("a fit");
    (engine, pre)
}

/// The whole way of a call in a run, as its driver goes it.
fn complete(package: &Package, op: &str, input: &Value) -> Times {
    let tool = package.tools().find(|tool| tool.op().name == op).expect("an operation");
    let name = tool.name().to_owned();
    let toolbox = Toolbox::builder().foreign(tool).build().expect("a toolbox");
    let kit = BrandKit::builtin();
    let fonts = FontBook::with(&kit, &[]).expect("faces").0;
    let context = Context::new(Surroundings {
        kit,
        fonts,
        blobs: Arc::new(MemoryBlobs::default()),
        format: Format::default(),
        seed: 7,
        began_ms: 0,
        permission: Permission::house(),
        tenant: TenantId::local(),
        lane: maquette::tools::provider::Lane::Interactive,
        compute: Arc::new(tokio::sync::Semaphore::new(2)),
    });
    let tools = toolbox.specs().map(|spec| (spec.name.to_string(), spec.pinned_version.clone())).collect();
    let pin = PinShapes::from(Pin {
        engine: "0.1.0".to_owned(),
        kit: context.kit().sha256,
        fonts: std::collections::BTreeMap::new(),
        tools,
        live: BTreeSet::new(),
        foreign: BTreeSet::new(),
    });
    let tenant = Ledger::new(Quote::UNLIMITED);
    let session = tenant.scope("session", "run", Quote::UNLIMITED);
    let stack = Stack::new();
    let folder = std::env::temp_dir().join(format!("maquette-bench-log-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("log")).expect("a folder");
    let mut log = LogWriter::create(&folder).expect("a log");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("threads");
    let mut ord = 0;
    let times = Times::of(CALLS, || {
        let id = EffectId { lane: "main".to_owned(), ord };
        ord += 1;
        let call = ToolCall { id: id.clone(), tool: name.clone(), args: input.clone() };
        log.append(&Entry::of_call(&call, &pin)).expect("a record");
        let prepared = toolbox.prepare(&call.tool, &call.args).expect("sound arguments");
        let reservation = session.reserve(&id, &prepared.quote).expect("money");
        let grant = Grant::new(reservation);
        let output = runtime.block_on(stack.call(prepared, &context, &grant)).expect("an answer");
        let (reservation, spent) = grant.end().expect("a reservation");
        reservation.settle(spent.expect("what it took"));
        log.append(&Entry::of_event(&Event::EffectCompleted { id, output })).expect("a record");
    });
    let _ = std::fs::remove_dir_all(&folder);
    times
}

/// The same arguments to a process: one for each call, and one that stays.
fn processes() {
    let this = std::env::current_exe().expect("this program");
    let input = r##"{"colours":["#1d3557","#e63946","#f1faee","#a8dadc"]}"##;
    let each = Times::of(200, || {
        let mut child = Command::new(&this)
            .arg("--answer")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        writeln!(child.stdin.take().expect("its stdin"), "{input}").expect("a line");
        let output = child.wait_with_output().expect("its end");
        assert!(!output.stdout.is_empty());
    });
    each.print("a process for each call");
    let mut child =
        Command::new(&this).arg("--answer").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
    let mut to = child.stdin.take().expect("its stdin");
    let mut from = BufReader::new(child.stdout.take().expect("its stdout"));
    let mut line = String::new();
    let stays = Times::of(CALLS, || {
        writeln!(to, "{input}").expect("a line");
        line.clear();
        from.read_line(&mut line).expect("a line");
        assert!(!line.is_empty());
    });
    drop(to);
    let _ = child.wait();
    stays.print("a process that stays, no isolation of calls");
}

/// The child of [`processes`]: reads a line, adds its colours up, answers.
fn answer() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let value: Value = serde_json::from_str(&line).expect("JSON");
        let colours = value["colours"].as_array().map_or(0, Vec::len);
        println!("{}", json!({ "score": colours }));
    }
}

/// How soon a guest is stopped that does nothing but spin.
fn spinning(sandbox: &Sandbox) {
    let module = wat::parse_str(include_str!("../../sandbox/tests/spin.wat")).expect("a module");
    let component = maquette::sandbox::encode::encode(&module).expect("a component");
    let guest = sandbox.load(&component, &Limits::SMALL).expect("a guest");
    let grants = BTreeSet::new();
    let deadline = 50;
    let limits = Limits { fuel: u64::MAX / 2, wall_ms: deadline, ..Limits::SMALL };
    let fails = |limits: Limits, stopped: Option<Arc<AtomicBool>>| -> Fault {
        let (op, input, blobs) = ("x", "{}", Vec::new());
        let call = Call { op, input, blobs, grants: &grants, limits, seed: 0, now_ms: 0, stopped };
        guest.call(call).expect_err("it spins")
    };
    let late = Times::of(40, || {
        let begun = Instant::now();
        let fault = fails(limits, None);
        assert_eq!(fault.code.as_str(), "deadline");
        assert!(begun.elapsed() >= Duration::from_millis(deadline));
    });
    let mut after = Vec::new();
    for _ in 0..40 {
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = stopped.clone();
        let caller = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20));
            flag.store(true, Ordering::Relaxed);
            Instant::now()
        });
        let limits = Limits { wall_ms: 5_000, ..limits };
        let fault = fails(limits, Some(stopped));
        assert_eq!(fault.code.as_str(), "given-up");
        after.push(caller.join().expect("a thread").elapsed().as_secs_f64() * 1e3);
    }
    after.sort_by(f64::total_cmp);
    println!(
        "a guest that spins, called off: stopped {:.1} ms after it at p50, {:.1} at most",
        after[after.len() / 2],
        after[after.len() - 1]
    );
    let over = |share: f64| late.at(share) / 1e3 - deadline as f64;
    println!(
        "a guest that spins, deadline {deadline} ms: stopped {:.1} ms after it at p50, {:.1} at most",
        over(0.5),
        over(1.0)
    );
}
