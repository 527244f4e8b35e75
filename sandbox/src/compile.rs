//! From a component to code: looked over first, compiled once, kept in a folder that nobody else can put code into.

use std::fmt;
use std::hash::{Hash as _, Hasher};
use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use design::Sha256;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Digest as _;
use wasmparser::{ComponentInstance, Parser, Payload};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::fault::{LoadError, quoted};
use crate::limits::Limits;

/// Largest body of one function, bytes: compiling takes more than linear time in it.
const FUNCTION_BYTES_MAX: u64 = 256 * 1024;
/// How deep components lie in components.
const NESTED_MAX: usize = 8;
/// Most components that come of it: each use of one is compiled for itself, and uses of uses multiply.
const USES_MAX: u64 = 1_000;
/// Most parts of a component, all depths together.
const PARTS_MAX: u64 = 200_000;
/// Largest compiled guest, bytes.
const COMPILED_BYTES_MAX: u64 = 512 * 1024 * 1024;
const MAC_BYTES: usize = 32;

fn bad(error: &dyn fmt::Display) -> LoadError {
    LoadError::BadComponent { reason: quoted(&error.to_string()) }
}

/// What comes of a component that is being read: components made by its uses of others, and the most that one use may make.
#[derive(Default)]
struct Uses {
    made: u64,
    largest: u64,
}

/// Looks at what would be compiled, before any time is spent on it: its size, its functions, how deep it goes.
pub(crate) fn look_over(bytes: &[u8], limits: &Limits) -> Result<(), LoadError> {
    let too_big = |what, found, most| LoadError::TooBig { what, found, most };
    let size = bytes.len() as u64;
    if size > limits.component_bytes {
        return Err(too_big("bytes", size, limits.component_bytes));
    }
    if Parser::is_core_wasm(bytes) {
        return Err(LoadError::BadComponent {
            reason: "it is a core module; `maquette tool build` makes a component of it".to_owned(),
        });
    }
    if !Parser::is_component(bytes) {
        return Err(LoadError::BadComponent { reason: "it does not begin as WebAssembly does".to_owned() });
    }
    let (mut functions, mut parts) = (0, 0);
    let mut open = vec![Uses::default()];
    for payload in Parser::new(0).parse_all(bytes) {
        parts += 1;
        if parts > PARTS_MAX {
            return Err(too_big("parts", parts, PARTS_MAX));
        }
        match payload.map_err(|error| bad(&error))? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                let largest = open.last().map_or(0, |uses| uses.largest);
                open.push(Uses { made: 0, largest });
                if open.len() > NESTED_MAX {
                    return Err(too_big("levels", open.len() as u64, NESTED_MAX as u64));
                }
            }
            Payload::End(_) => {
                let made = open.pop().map_or(0, |uses| uses.made).saturating_add(1);
                if let Some(outer) = open.last_mut() {
                    outer.largest = outer.largest.max(made);
                }
            }
            Payload::ComponentInstanceSection(instances) => {
                for instance in instances {
                    let instance = instance.map_err(|error| bad(&error))?;
                    let Some(uses) = open.last_mut() else { continue };
                    if matches!(instance, ComponentInstance::Instantiate { .. }) {
                        // Whichever it is: it comes to no more than the largest that could be meant.
                        uses.made = uses.made.saturating_add(uses.largest.max(1));
                    }
                    if uses.made > USES_MAX {
                        return Err(too_big("components that come of it", uses.made, USES_MAX));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                functions += 1;
                if functions > limits.functions {
                    return Err(too_big("functions", functions, limits.functions));
                }
                let size = body.range().len() as u64;
                if size > FUNCTION_BYTES_MAX {
                    return Err(LoadError::CompileLimit {
                        reason: format!("one of its functions has {size} bytes, and {FUNCTION_BYTES_MAX} are the most"),
                    });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Compiles a component, or takes what was compiled before.
pub(crate) fn compile(
    engine: &Engine,
    bytes: &[u8],
    cache: Option<&Cache>,
    child: Option<&ChildCompiler>,
) -> Result<Component, LoadError> {
    let name = name(engine, bytes);
    if let Some(compiled) = cache.and_then(|cache| cache.get(&name))
        && let Ok(component) = deserialize(engine, &compiled)
    {
        return Ok(component);
    }
    let compiled = match child {
        Some(child) => child.compile(bytes)?,
        None => precompile(engine, bytes)?,
    };
    if let Some(cache) = cache {
        cache.put(&name, &compiled);
    }
    deserialize(engine, &compiled).map_err(|error| of_engine(&error))
}

pub(crate) fn precompile(engine: &Engine, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    guarded(|| engine.precompile_component(bytes))
}

/// What the engine says of a component.
fn of_engine(error: &wasmtime::Error) -> LoadError {
    let text = format!("{error:#}");
    // It says in words alone that there are too many memories, tables or instances.
    if text.contains("the pooling allocator") { LoadError::CompileLimit { reason: quoted(&text) } } else { bad(&text) }
}

/// The compiler is not ours, and what it reads is nobody's friend.
fn guarded<T>(work: impl FnOnce() -> wasmtime::Result<T>) -> Result<T, LoadError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| of_engine(&error)),
        Err(_) => Err(LoadError::BadComponent { reason: "the compiler broke off".to_owned() }),
    }
}

#[expect(
    unsafe_code,
    reason = "compiled guests are native code; these bytes were compiled here, or carry this install's seal"
)]
fn deserialize(engine: &Engine, compiled: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes are what `precompile_component` returned in this process, or what `Cache::get` found under a seal that
    // only a holder of this install's key can make. The engine itself refuses those of another version or configuration.
    unsafe { Component::deserialize(engine, compiled) }
}

/// Names what a component compiles to: for this engine, set up as it is.
fn name(engine: &Engine, bytes: &[u8]) -> String {
    struct Digester(sha2::Sha256);
    impl Hasher for Digester {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut compatible = Digester(sha2::Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut compatible);
    let compatible: [u8; 32] = compatible.0.finalize().into();
    format!("{}-{}", Sha256::of(bytes), Sha256::of(&compatible).short(8))
}

/// A program that compiles a component in a process of its own: it is called with two more arguments, the file of the component
/// and the file to write, ends with 0 when it wrote that, with 2 when the component is none, and puts a line about it on
/// stderr. One that limits its own time and memory is killed in our place.
#[derive(Debug, Clone)]
pub struct ChildCompiler {
    /// The program.
    pub program: PathBuf,
    /// What it is called with first.
    pub arguments: Vec<String>,
    /// How long is waited for it.
    pub wait: Duration,
}

impl ChildCompiler {
    fn compile(&self, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
        let limit = |reason: String| LoadError::CompileLimit { reason };
        let scratch = Scratch::new().map_err(|error| limit(format!("there is no place for it: {error}")))?;
        let (from, to) = (scratch.0.join("component.wasm"), scratch.0.join("compiled"));
        let failed = |error: std::io::Error| limit(format!("its process could not be started: {error}"));
        std::fs::write(&from, bytes).map_err(failed)?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(&from).arg(&to);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(failed)?;
        let end = Instant::now() + self.wait;
        let status = loop {
            match child.try_wait().map_err(failed)? {
                Some(status) => break status,
                None if Instant::now() < end => std::thread::sleep(Duration::from_millis(2)),
                None => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(limit(format!("it took longer than {} s", self.wait.as_secs())));
                }
            }
        };
        let mut said = Vec::new();
        if let Some(stderr) = child.stderr.take() {
            let _ = stderr.take(4_096).read_to_end(&mut said);
        }
        let said = String::from_utf8_lossy(&said);
        match status.code() {
            Some(0) => {
                let mut compiled = Vec::new();
                let file = std::fs::File::open(&to).map_err(failed)?;
                file.take(COMPILED_BYTES_MAX).read_to_end(&mut compiled).map_err(failed)?;
                Ok(compiled)
            }
            Some(2) => Err(LoadError::BadComponent { reason: quoted(said.trim()) }),
            Some(_) => Err(limit(quoted(said.trim()))),
            None => Err(limit("its process was ended: it took more time or memory than it may".to_owned())),
        }
    }
}

/// A folder that goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("maquette-compile-{}-{number}", std::process::id()));
        // Nobody else's: one that is there already is not used.
        std::fs::create_dir(&path)?;
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Why there is no cache.
#[derive(Debug, thiserror::Error)]
#[error("the folder for compiled guests cannot be used: {what}")]
pub struct CacheError {
    what: String,
    source: std::io::Error,
}

/// A folder of compiled guests. Each carries a seal made with a key that lies elsewhere: who can write into the folder and
/// does not have the key cannot put code into it. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    folder: PathBuf,
    key: [u8; 32],
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Cache {
    /// The cache in a folder, with a key that only its owner knows; at least 32 random bytes.
    ///
    /// # Errors
    ///
    /// [`CacheError`] when the folder cannot be made.
    pub fn open(folder: &Path, key: &[u8]) -> Result<Self, CacheError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| CacheError { what: format!("cannot make {}", folder.display()), source })?;
        Ok(Self { folder: folder.to_owned(), key: *Sha256::of(key).as_bytes() })
    }

    /// The same with the key in a file, which is made, for its owner alone, where there is none.
    ///
    /// # Errors
    ///
    /// [`CacheError`] when either cannot be read or made.
    pub fn with_key_file(folder: &Path, key: &Path) -> Result<Self, CacheError> {
        let failed = |source| CacheError { what: format!("cannot use the key in {}", key.display()), source };
        if !key.exists() {
            if let Some(parent) = key.parent() {
                std::fs::create_dir_all(parent).map_err(failed)?;
            }
            let mut fresh = [0u8; 32];
            getrandom::fill(&mut fresh).map_err(|error| failed(std::io::Error::other(error.to_string())))?;
            // Written whole before it has its name: another process reads all of it, or none.
            let scratch = key.with_extension(format!("{}.new", std::process::id()));
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&scratch).and_then(|mut file| file.write_all(&fresh)).map_err(failed)?;
            let named = std::fs::hard_link(&scratch, key);
            let _ = std::fs::remove_file(&scratch);
            match named {
                // Another process was quicker.
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(failed(error)),
                _ => {}
            }
        }
        let bytes = std::fs::read(key).map_err(failed)?;
        if bytes.len() < 32 {
            return Err(failed(std::io::Error::other("it has fewer than 32 bytes; take it away, and it is made anew")));
        }
        Self::open(folder, &bytes)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.guest"))
    }

    fn seal(&self, name: &str, compiled: &[u8]) -> Option<Hmac<sha2::Sha256>> {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(&(name.len() as u64).to_le_bytes());
        mac.update(name.as_bytes());
        mac.update(compiled);
        Some(mac)
    }

    /// What was compiled; `None` when it is not there, or its seal is not ours.
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let file = std::fs::File::open(self.file(name)).ok()?;
        let mut bytes = Vec::new();
        file.take(COMPILED_BYTES_MAX).read_to_end(&mut bytes).ok()?;
        let compiled = bytes.split_off_checked(MAC_BYTES)?;
        match self.seal(name, &compiled)?.verify_slice(&bytes) {
            Ok(()) => Some(compiled),
            Err(_) => {
                tracing::warn!(name, "a compiled guest does not carry this install's seal and is not used");
                None
            }
        }
    }

    /// Keeps what was compiled; where that is not possible it is compiled again.
    fn put(&self, name: &str, compiled: &[u8]) {
        let write = || -> std::io::Result<()> {
            let seal = self.seal(name, compiled).ok_or_else(|| std::io::Error::other("no seal"))?;
            let scratch = self.folder.join(format!("{name}.{}.new", std::process::id()));
            let mut file = std::fs::File::create(&scratch)?;
            file.write_all(&seal.finalize().into_bytes())?;
            file.write_all(compiled)?;
            file.sync_all()?;
            std::fs::rename(&scratch, self.file(name))
        };
        if let Err(error) = write() {
            tracing::warn!(name, %error, "a compiled guest is not kept");
        }
    }
}

/// Splits where that is possible.
trait SplitOff: Sized {
    fn split_off_checked(&mut self, at: usize) -> Option<Self>;
}

impl SplitOff for Vec<u8> {
    fn split_off_checked(&mut self, at: usize) -> Option<Self> {
        (self.len() >= at).then(|| self.split_off(at))
    }
}
