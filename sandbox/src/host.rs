//! The engine: components compiled once, every call in an instance of its own.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Store, Trap, UpdateDeadline,
};

use crate::bindings::exports::maquette::tool::tool as wire;
use crate::bindings::{Guest as Bound, GuestPre};
use crate::compile::{self, Cache, ChildCompiler};
use crate::fault::{Fault, FaultCode, LoadError, Usage, quoted};
use crate::limits::Limits;
use crate::manifest::{ABI, Capability};
use crate::state::{BlobIn, BlobOut, CallState, Line};
use crate::ticker::{AtWork, Ticker};

/// What is served, in what components say.
const PACKAGE: &str = "maquette:tool/";
/// Guests at work at a time, unless said otherwise.
const AT_WORK: u32 = 32;
/// Stack of a guest, bytes: a quarter of what threads usually have.
const STACK_BYTES: usize = 512 * 1024;
/// The engine, as exactly as its line is known here: fuel is its own measure.
const WASMTIME: &str = "48";
/// Raised whenever something changes that decides what guests make or take.
const SET_UP: &str = "1";

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox cannot be set up: {reason}")]
pub struct SetUpError {
    reason: String,
}

/// Where foreign tools run. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    engine: Engine,
    linker: Linker<CallState>,
    ticker: Arc<Ticker>,
    cache: Option<Cache>,
    child: Option<ChildCompiler>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("cache", &self.0.cache).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox that compiles what it is given, each time that it is given it, for this machine.
    ///
    /// # Errors
    ///
    /// [`SetUpError`] when the machine does not have what it needs.
    pub fn new() -> Result<Self, SetUpError> {
        Self::set_up(config(), None, None)
    }

    /// The same with a folder for what was compiled.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_cache(cache: Cache) -> Result<Self, SetUpError> {
        Self::set_up(config(), Some(cache), None)
    }

    /// The same with a program that compiles in a process of its own.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_compiler(cache: Option<Cache>, child: ChildCompiler) -> Result<Self, SetUpError> {
        Self::set_up(config(), cache, Some(child))
    }

    /// The same for any machine of this kind: nothing is used that only some of its processors have. Guests make the same, and
    /// take the same fuel.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and where it is not known how to compile for such a machine.
    #[cfg(target_os = "linux")]
    pub fn portable() -> Result<Self, SetUpError> {
        let mut config = config();
        let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        config.target(&target).map_err(|error| SetUpError { reason: format!("{error:#}") })?;
        Self::set_up(config, None, None)
    }

    /// Compiles a component, for whoever does that in a process of its own and hands the result on.
    ///
    /// # Errors
    ///
    /// [`LoadError`]
    pub fn precompile(&self, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, LoadError> {
        compile::look_over(bytes, limits)?;
        compile::precompile(&self.0.engine, bytes)
    }

    fn set_up(config: Config, cache: Option<Cache>, child: Option<ChildCompiler>) -> Result<Self, SetUpError> {
        let failed = |error: &dyn fmt::Display| SetUpError { reason: error.to_string() };
        let engine = Engine::new(&config).map_err(|error| failed(&format!("{error:#}")))?;
        let mut linker = Linker::new(&engine);
        Bound::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut CallState| state)
            .map_err(|error| failed(&format!("{error:#}")))?;
        let ticker = Ticker::of(&engine, AT_WORK as usize).map_err(|error| failed(&error))?;
        Ok(Self(Arc::new(Inner { engine, linker, ticker, cache, child })))
    }

    /// What decides, beside a component and its arguments, what comes out and how much fuel it takes.
    #[must_use]
    pub fn set_up_id(&self) -> String {
        format!("wasmtime-{}/{SET_UP}", WASMTIME)
    }

    /// How many guests are at work at this moment.
    #[must_use]
    pub fn at_work(&self) -> usize {
        self.0.ticker.at_work()
    }

    /// Reads a component, checks what it asks for, and compiles it. Nothing of it runs.
    ///
    /// # Errors
    ///
    /// [`LoadError`], by its code.
    pub fn load(&self, bytes: &[u8], limits: &Limits) -> Result<Guest, LoadError> {
        compile::look_over(bytes, limits)?;
        let component = compile::compile(&self.0.engine, bytes, self.0.cache.as_ref(), self.0.child.as_ref())?;
        check_imports(&self.0.engine, &component)?;
        let misfit =
            |error: wasmtime::Error| LoadError::AbiUnsupported { served: ABI, reason: quoted(&format!("{error:#}")) };
        let instance = self.0.linker.instantiate_pre(&component).map_err(misfit)?;
        let pre = GuestPre::new(instance).map_err(misfit)?;
        Ok(Guest { sandbox: self.clone(), pre, sha256: design::Sha256::of(bytes) })
    }
}

fn config() -> Config {
    let mut pool = PoolingAllocationConfig::new();
    let most = Limits::CEILING;
    let at_work = AT_WORK;
    pool.total_component_instances(at_work)
        .total_core_instances(at_work * most.instances as u32)
        .max_core_instances_per_component(most.instances as u32)
        .max_component_instance_size(1 << 20)
        .max_core_instance_size(1 << 20)
        .total_memories(at_work * most.memories as u32)
        .max_memories_per_component(most.memories as u32)
        .max_memories_per_module(most.memories as u32)
        .max_memory_size(most.memory_bytes as usize)
        .total_tables(at_work * most.tables as u32)
        .max_tables_per_component(most.tables as u32)
        .max_tables_per_module(16)
        .table_elements(most.table_elements as usize)
        .max_unused_warm_slots(at_work)
        .linear_memory_keep_resident(64 * 1024)
        .table_keep_resident(16 * 1024);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .memory_reservation(most.memory_bytes)
        .memory_guard_size(64 * 1024)
        .memory_init_cow(true)
        .consume_fuel(true)
        .epoch_interruption(true)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .wasm_component_model(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .max_wasm_stack(STACK_BYTES)
        .wasm_backtrace_max_frames(None);
    config
}

/// Whether a component asks for what is served and for nothing else.
fn check_imports(engine: &Engine, component: &Component) -> Result<(), LoadError> {
    let kind = component.component_type();
    for (name, _) in kind.imports(engine) {
        let served = name.strip_prefix(PACKAGE).is_some_and(|rest| {
            let (interface, version) = rest.split_once('@').unwrap_or((rest, ""));
            matches!(interface, "host" | "types") && version.starts_with("0.1.")
        });
        if served {
            continue;
        }
        let hint = if name.starts_with("wasi:") {
            "build it without WASI: for wasm32-unknown-unknown in Rust and C, with --stub-wasi in JavaScript"
        } else if name.starts_with(PACKAGE) {
            "maquette:tool@0.1 is served here; build it against that"
        } else {
            "a guest may import maquette:tool/host alone"
        };
        return Err(LoadError::ImportDenied { name: name.chars().take(120).collect(), hint });
    }
    Ok(())
}

/// A component that is ready to be called. Cheap to clone.
#[derive(Clone)]
pub struct Guest {
    sandbox: Sandbox,
    pre: GuestPre<CallState>,
    sha256: design::Sha256,
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest").field("sha256", &self.sha256).finish_non_exhaustive()
    }
}

/// One call.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The operation.
    pub op: &'a str,
    /// Its arguments, JSON.
    pub input: &'a str,
    /// Bytes that it is handed.
    pub blobs: Vec<BlobIn>,
    /// What it may ask for.
    pub grants: &'a BTreeSet<Capability>,
    /// What it may take.
    pub limits: Limits,
    /// What its random bytes follow from.
    pub seed: u64,
    /// When the run began, ms since 1970.
    pub now_ms: u64,
    /// Says that nobody waits for it any more.
    pub stopped: Option<Arc<AtomicBool>>,
}

/// What a call brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The result, as JSON.
    pub output: Value,
    /// Bytes that it handed back, in its order.
    pub blobs: Vec<BlobOut>,
    /// Its log.
    pub lines: Vec<Line>,
    /// Lines that were not kept.
    pub dropped_lines: u64,
    /// What it took.
    pub usage: Usage,
}

impl Guest {
    /// The component's digest.
    #[must_use]
    pub fn sha256(&self) -> design::Sha256 {
        self.sha256
    }

    /// Its sandbox.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// What it says of itself.
    ///
    /// # Errors
    ///
    /// [`Fault`], for it runs to say so.
    pub fn describe(&self, limits: &Limits) -> Result<Value, Fault> {
        let state = CallState::new(*limits, BTreeSet::new(), Vec::new(), 0, 0);
        let (_place, mut store, said) =
            self.run(state, None, |guest, store| guest.maquette_tool_tool().call_describe(store));
        match said {
            Ok(said) => read_json(&said, limits.output_bytes).map_err(|fault| self.told(&mut store, fault)),
            Err(error) => Err(self.fault(&mut store, &error)),
        }
    }

    /// Calls it, in an instance that nobody had before and nobody has after.
    ///
    /// # Errors
    ///
    /// [`Fault`], with what the call took.
    pub fn call(&self, call: Call<'_>) -> Result<Answer, Fault> {
        let limits = call.limits;
        if call.input.len() as u64 > limits.input_bytes {
            let message = format!("the arguments are larger than {} bytes", limits.input_bytes);
            return Err(Fault { code: FaultCode::InputInvalid, message, ..Fault::default() });
        }
        let told = wire::Call {
            op: call.op.to_owned(),
            input: call.input.to_owned(),
            blobs: call.blobs.iter().map(BlobIn::info).collect(),
        };
        let state = CallState::new(limits, call.grants.clone(), call.blobs, call.seed, call.now_ms);
        let (_place, mut store, said) =
            self.run(state, call.stopped, |guest, store| guest.maquette_tool_tool().call_invoke(store, &told));
        let reply = match said {
            Ok(Ok(reply)) => reply,
            Ok(Err(failure)) => {
                let message = format!("{} {}", quoted(&failure.code), quoted(&failure.message));
                let field = failure.field.unwrap_or_default().chars().take(120).filter(|c| !c.is_control()).collect();
                let fault = Fault { code: FaultCode::ToolError, message, field, ..Fault::default() };
                return Err(self.told(&mut store, fault));
            }
            Err(error) => return Err(self.fault(&mut store, &error)),
        };
        let output = match read_json(&reply.output, limits.output_bytes) {
            Ok(output) => output,
            Err(fault) => return Err(self.told(&mut store, fault)),
        };
        let usage = used(&store, limits.fuel);
        let state = store.into_data();
        let blobs: Option<Vec<BlobOut>> = reply
            .blobs
            .iter()
            .take(state.emitted.len() + 1)
            .map(|index| state.emitted.get(*index as usize).cloned())
            .collect();
        let Some(blobs) = blobs.filter(|blobs| blobs.len() == reply.blobs.len()) else {
            let message = "it names blobs that it did not hand back".to_owned();
            return Err(Fault { code: FaultCode::OutputInvalid, message, usage, ..Fault::default() });
        };
        Ok(Answer { output, blobs, lines: state.lines, dropped_lines: state.dropped_lines, usage })
    }

    /// Runs `work` in a fresh instance, with the fuel and in the time that it may take.
    fn run<T>(
        &self,
        state: CallState,
        stopped: Option<Arc<AtomicBool>>,
        work: impl FnOnce(&Bound, &mut Store<CallState>) -> wasmtime::Result<T>,
    ) -> (AtWork, Store<CallState>, wasmtime::Result<T>) {
        let inner = &self.sandbox.0;
        let limits = state.limits;
        let mut store = Store::new(&inner.engine, state);
        store.limiter(|state| state);
        store.set_hostcall_fuel(store.data().copied_at_once() as usize);
        // A guest's time begins when it has its place, which it gives back after its instance: first in, last out.
        let at_work = inner.ticker.begin(stopped.as_deref());
        let end = Instant::now() + Duration::from_millis(limits.wall_ms);
        store.epoch_deadline_callback(move |mut context| {
            if stopped.as_ref().is_some_and(|stopped| stopped.load(Ordering::Relaxed)) {
                return Err(context.data_mut().stop(FaultCode::GivenUp, "nobody waits for it any more"));
            }
            Ok(if Instant::now() >= end { UpdateDeadline::Interrupt } else { UpdateDeadline::Continue(1) })
        });
        store.set_epoch_deadline(1);
        let result = store.set_fuel(limits.fuel).and_then(|()| {
            let guest = self.pre.instantiate(&mut store)?;
            work(&guest, &mut store)
        });
        (at_work, store, result)
    }

    /// What an error was: what the house knows first, then what the engine says, for a guest that is short of memory only looks
    /// as if it gave up.
    fn fault(&self, store: &mut Store<CallState>, error: &wasmtime::Error) -> Fault {
        let text = format!("{error:#}");
        let state = store.data_mut();
        let (limits, stopped, refused) = (state.limits, state.stopped.take(), state.refused.take());
        let most = state.copied_at_once();
        let (code, message) = if let Some(stopped) = stopped {
            stopped
        } else if text.contains("fuel allocated for hostcalls") {
            (FaultCode::OutputTooLarge, format!("it handed more than {most} bytes over at once"))
        } else if text.contains("maximum concurrent") {
            (FaultCode::Internal, quoted(&text))
        } else {
            match (error.downcast_ref::<Trap>(), refused) {
                (Some(Trap::OutOfFuel), _) => {
                    (FaultCode::FuelExhausted, format!("it used up its {} units of fuel", limits.fuel))
                }
                (Some(Trap::Interrupt), _) => {
                    (FaultCode::Deadline, format!("it took longer than {} ms", limits.wall_ms))
                }
                (Some(Trap::StackOverflow), _) => (FaultCode::StackOverflow, "it called itself too often".to_owned()),
                (_, Some(refused)) => (FaultCode::MemoryLimit, refused),
                (Some(trap), None) => (FaultCode::Trap, format!("it broke off: {trap}")),
                (None, None) if text.contains("utf-8") || text.contains("UTF-8") => {
                    (FaultCode::OutputInvalid, "what it handed over is not UTF-8".to_owned())
                }
                (None, None) if text.contains("resource limit exceeded") || text.contains("exceeds the limit") => {
                    (FaultCode::MemoryLimit, format!("it wanted more than its class may have: {}", quoted(&text)))
                }
                (None, None) => (FaultCode::Trap, format!("it broke off: {}", quoted(&text))),
            }
        };
        self.told(store, Fault { code, message, ..Fault::default() })
    }

    /// A fault with what the call took.
    fn told(&self, store: &mut Store<CallState>, fault: Fault) -> Fault {
        let fuel = store.data().limits.fuel;
        Fault { usage: used(store, fuel), ..fault }
    }
}

/// What a call took so far.
fn used(store: &Store<CallState>, fuel: u64) -> Usage {
    Usage { fuel: fuel.saturating_sub(store.get_fuel().unwrap_or(0)), ..store.data().usage }
}

/// A guest's JSON.
fn read_json(text: &str, bytes_max: u64) -> Result<Value, Fault> {
    if text.len() as u64 > bytes_max {
        let message = format!("its result is larger than {bytes_max} bytes");
        return Err(Fault { code: FaultCode::OutputTooLarge, message, ..Fault::default() });
    }
    serde_json::from_str(text).map_err(|error| {
        let message = format!("its result is not JSON: {error}");
        Fault { code: FaultCode::OutputInvalid, message, ..Fault::default() }
    })
}
