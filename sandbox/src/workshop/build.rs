//! From source to a stamped component, with whatever compiler is there.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use design::Sha256;

use crate::encode::{EncodeError, WIT, encode};
use crate::manifest::{MANIFEST_FILE, Manifest, ManifestError};

/// Longest that a compiler may take; the first build of a tool in Rust fetches and builds what it needs.
const BUILD_TIME_MAX: Duration = Duration::from_secs(600);
/// Most bytes kept of what a compiler says.
const SAID_BYTES_MAX: u64 = 16 * 1024;
/// Largest module that a compiler may write, bytes.
const MODULE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const HEADER: &str = include_str!("../../guest/maquette_tool.h");

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The manifest cannot be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// There is nothing to build.
    #[error("{MANIFEST_FILE} names no source: a file in C or JavaScript, or a Cargo.toml")]
    NoSource,
    /// No compiler is there.
    #[error("there is no {what} here; {hint}")]
    NoCompiler {
        /// What is missing.
        what: &'static str,
        /// Where to get it.
        hint: &'static str,
    },
    /// A compiler failed.
    #[error("{program} failed:\n{said}")]
    Failed {
        /// The program.
        program: String,
        /// What it said.
        said: String,
    },
    /// What a compiler wrote is no module for a component.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A file cannot be read or written.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The component's file.
    pub component: PathBuf,
    /// Its size, bytes.
    pub bytes: u64,
    /// Its digest, as the manifest has it from now on.
    pub sha256: Sha256,
}

/// Builds the tool in a folder: compiles its source, makes a component of it, and stamps its digest into the manifest.
///
/// # Errors
///
/// [`BuildError`]
pub fn build(folder: &Path) -> Result<Built, BuildError> {
    let manifest = Manifest::read(folder)?;
    let source = manifest.source.as_deref().ok_or(BuildError::NoSource)?;
    let scratch = Scratch::new(folder)?;
    let module = match Path::new(source).extension().and_then(|ext| ext.to_str()) {
        Some("c") => build_c(folder, source, &scratch.0)?,
        Some("js" | "mjs") => build_js(folder, source, &scratch.0)?,
        Some("toml") => build_rust(folder, source)?,
        _ => return Err(BuildError::NoSource),
    };
    let module = read(&module)?;
    let component = encode(&module)?;
    let file = folder.join(&manifest.component);
    std::fs::write(&file, &component).map_err(|source| BuildError::Io { file: file.clone(), source })?;
    let sha256 = Sha256::of(&component);
    stamp(&folder.join(MANIFEST_FILE), &sha256)?;
    Ok(Built { component: file, bytes: component.len() as u64, sha256 })
}

/// A folder for what is in between, which goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new(folder: &Path) -> Result<Self, BuildError> {
        let name = Sha256::of(folder.as_os_str().as_encoded_bytes()).short(6);
        let path = std::env::temp_dir().join(format!("maquette-build-{}-{name}", std::process::id()));
        let io = |source| BuildError::Io { file: path.clone(), source };
        std::fs::create_dir_all(path.join("wit")).map_err(io)?;
        std::fs::write(path.join("maquette_tool.h"), HEADER).map_err(io)?;
        std::fs::write(path.join("wit/tool.wit"), WIT).map_err(io)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(file: &Path) -> Result<Vec<u8>, BuildError> {
    let io = |source| BuildError::Io { file: file.to_owned(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(file).map_err(io)?.take(MODULE_BYTES_MAX).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

/// Puts the digest where the manifest has it, or below the component's name.
fn stamp(file: &Path, sha256: &Sha256) -> Result<(), BuildError> {
    let io = |source| BuildError::Io { file: file.to_owned(), source };
    let text = std::fs::read_to_string(file).map_err(io)?;
    let stamped = format!("sha256 = \"{sha256}\"");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let begins = |line: &String, word: &str| {
        line.trim_start().strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    if let Some(line) = lines.iter_mut().find(|line| begins(line, "sha256")) {
        *line = stamped;
    } else if let Some(at) = lines.iter().position(|line| begins(line, "component")) {
        lines.insert(at + 1, stamped);
    }
    let scratch = file.with_extension("toml.new");
    std::fs::write(&scratch, lines.join("\n") + "\n").map_err(io)?;
    std::fs::rename(&scratch, file).map_err(io)
}

/// A program by its name, where there is one.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// Runs a compiler to its end, or for as long as it may take.
fn run(mut command: Command) -> Result<(), BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |said: String| BuildError::Failed { program: program.clone(), said };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let stderr = child.stderr.take();
    let said = std::thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(mut stderr) = stderr {
            let _ = stderr.by_ref().take(SAID_BYTES_MAX).read_to_end(&mut said);
            // The rest is read too, so that it does not wait for us.
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
        }
        String::from_utf8_lossy(&said).into_owned()
    });
    let end = Instant::now() + BUILD_TIME_MAX;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(10)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed(format!("it took longer than {} s", BUILD_TIME_MAX.as_secs())));
            }
            Err(error) => return Err(failed(error.to_string())),
        }
    };
    let said = said.join().unwrap_or_default();
    if status.success() { Ok(()) } else { Err(failed(said.trim().to_owned())) }
}

fn build_c(folder: &Path, source: &str, scratch: &Path) -> Result<PathBuf, BuildError> {
    let (object, module) = (scratch.join("tool.o"), scratch.join("tool.core.wasm"));
    let flags = ["-Os", "-ffreestanding", "-nostdlib", "-Wall"];
    if let Some(clang) =
        program(&["clang", "clang-22", "clang-19", "clang-18", "clang-17", "clang-16", "clang-15", "clang-14"])
    {
        let linker = linker().ok_or(BuildError::NoCompiler {
            what: "linker for wasm",
            hint: "install lld, or Rust with rustup, which brings one",
        })?;
        let mut compile = Command::new(clang);
        compile
            .args(["--target=wasm32", "-c", "-o"])
            .arg(&object)
            .args(flags)
            .arg("-I")
            .arg(scratch)
            .arg(folder.join(source));
        run(compile)?;
        let mut link = Command::new(&linker[0]);
        link.args(&linker[1..]).args(["--no-entry", "--stack-first", "-z", "stack-size=65536", "--strip-all"]);
        link.arg(&object).arg("-o").arg(&module);
        run(link)?;
        return Ok(module);
    }
    let zig = program(&["zig", "ziglang"]).ok_or(BuildError::NoCompiler {
        what: "compiler for C",
        hint: "install clang and lld (Debian: apt install clang lld), or zig",
    })?;
    let mut compile = Command::new(zig);
    compile.args(["cc", "-target", "wasm32-freestanding", "-Wl,--no-entry", "-Wl,--strip-all"]).args(flags);
    compile.arg("-I").arg(scratch).arg(folder.join(source)).arg("-o").arg(&module);
    run(compile)?;
    Ok(module)
}

/// `wasm-ld`, or the linker that comes with Rust.
fn linker() -> Option<Vec<OsString>> {
    if let Some(linker) = program(&[
        "wasm-ld",
        "wasm-ld-22",
        "wasm-ld-19",
        "wasm-ld-18",
        "wasm-ld-17",
        "wasm-ld-16",
        "wasm-ld-15",
        "wasm-ld-14",
    ]) {
        return Some(vec![linker.into()]);
    }
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let sysroot = String::from_utf8(sysroot.stdout).ok()?;
    let hosts = std::fs::read_dir(Path::new(sysroot.trim()).join("lib/rustlib")).ok()?;
    let linkers = hosts.flatten().map(|host| host.path().join("bin/rust-lld"));
    let linker = linkers.into_iter().find(|linker| linker.is_file())?;
    Some(vec![linker.into(), "-flavor".into(), "wasm".into()])
}

fn build_js(folder: &Path, source: &str, scratch: &Path) -> Result<PathBuf, BuildError> {
    let folder = folder.canonicalize().map_err(|source| BuildError::Io { file: folder.to_owned(), source })?;
    let installed = folder.ancestors().map(|folder| folder.join("node_modules/.bin/componentize-qjs"));
    let compiler = installed.into_iter().find(|file| file.is_file()).or_else(|| program(&["componentize-qjs"]));
    let compiler = compiler.ok_or(BuildError::NoCompiler {
        what: "componentize-qjs",
        hint: "run `npm install componentize-qjs` in the tool's folder",
    })?;
    let component = scratch.join("tool.wasm");
    let mut compile = Command::new(compiler);
    // The path from where it is called to the source ends up in the component's memory, and what the guest takes with it.
    compile.current_dir(&folder);
    compile.arg("--wit").arg(scratch.join("wit")).arg("--js").arg(folder.join(source));
    compile.args(["-n", "guest", "--stub-wasi", "--sync", "--opt-size", "-o"]).arg(&component);
    run(compile)?;
    Ok(component)
}

fn build_rust(folder: &Path, source: &str) -> Result<PathBuf, BuildError> {
    let cargo = program(&["cargo"]).ok_or(BuildError::NoCompiler {
        what: "cargo",
        hint: "install Rust with rustup, and then run `rustup target add wasm32-unknown-unknown`",
    })?;
    let manifest = folder.join(source);
    let target = folder.join("target");
    let mut compile = Command::new(cargo);
    compile.args(["build", "--release", "--quiet", "--target", "wasm32-unknown-unknown", "--manifest-path"]);
    compile.arg(&manifest).arg("--target-dir").arg(&target);
    // What the house is built with is not what a guest is built with.
    for variable in ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        compile.env_remove(variable);
    }
    run(compile).map_err(|error| match error {
        BuildError::Failed { said, .. }
            if said.contains("can't find crate for `core`") || said.contains("can't find crate for `std`") =>
        {
            BuildError::NoCompiler {
                what: "Rust for wasm32-unknown-unknown",
                hint: "run `rustup target add wasm32-unknown-unknown`",
            }
        }
        error => error,
    })?;
    let made = target.join("wasm32-unknown-unknown/release");
    let io = |source| BuildError::Io { file: made.clone(), source };
    let files = std::fs::read_dir(&made).map_err(io)?.flatten().map(|entry| entry.path());
    let newest = files
        .filter(|file| file.extension().is_some_and(|ext| ext == "wasm"))
        .max_by_key(|file| file.metadata().and_then(|meta| meta.modified()).ok());
    newest.ok_or_else(|| io(std::io::Error::other("the crate made no .wasm file; it needs crate-type = [\"cdylib\"]")))
}
