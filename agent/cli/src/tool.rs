//! `maquette tool`: foreign tools, from the first line to the first run.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use maquette::sandbox::signature::{self, MakerKey, SIGNATURE_FILE, SignatureError, Trust};
use maquette::sandbox::workshop::{self, BuildError, Language, ScaffoldError};
use maquette::sandbox::{
    Cache, ChildCompiler, Limits, Lock, LockError, Locked, Manifest, ManifestError, OpKind, Package, Sandbox,
};
use serde_json::{Value, json};

use crate::args::{ToolAddArgs, ToolArgs, ToolCommand, ToolCompileArgs, ToolNewArgs, ToolRunArgs, ToolSignArgs};
use crate::failure::{Exit, Failure, chain};
use crate::print_line;

/// How long is waited for a component to be compiled.
const COMPILE_WAIT: Duration = Duration::from_secs(60);
/// Largest arguments, bytes.
const INPUT_BYTES_MAX: u64 = 4 << 20;

pub(crate) fn json(args: &ToolArgs) -> bool {
    match &args.command {
        ToolCommand::Check(args) | ToolCommand::Test(args) => args.json,
        ToolCommand::Ls(args) => args.json,
        ToolCommand::New(_)
        | ToolCommand::Build(_)
        | ToolCommand::Run(_)
        | ToolCommand::Add(_)
        | ToolCommand::Sign(_)
        | ToolCommand::Compile(_) => false,
    }
}

pub(crate) fn run(args: &ToolArgs) -> Result<(), Failure> {
    match &args.command {
        ToolCommand::New(args) => begin(args),
        ToolCommand::Build(args) => build(&args.folder),
        ToolCommand::Check(args) => check(&args.folder, args.json, false),
        ToolCommand::Test(args) => check(&args.folder, args.json, true),
        ToolCommand::Run(args) => call(args),
        ToolCommand::Sign(args) => sign(args),
        ToolCommand::Add(args) => add(args),
        ToolCommand::Ls(args) => list(args.json),
        ToolCommand::Compile(args) => compile(args),
    }
}

/// Compiles a component under limits of its own, for the process that started this one.
fn compile(args: &ToolCompileArgs) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
        let limited = setrlimit(Resource::Cpu, most(args.cpu_s))
            .and_then(|()| setrlimit(Resource::Data, most(args.memory_mib << 20)))
            .and_then(|()| setrlimit(Resource::Core, most(0)));
        limited.map_err(|error| Failure::new(Exit::Internal, format!("no limits can be set: {error}")))?;
    }
    let bytes = std::fs::read(&args.component)
        .map_err(|error| Failure::new(Exit::Internal, format!("the component cannot be read: {error}")))?;
    let sandbox = Sandbox::new().map_err(|error| Failure::new(Exit::Internal, error.to_string()))?;
    let compiled = sandbox.precompile(&bytes, &Limits::CEILING).map_err(|error| Failure::usage(error.to_string()))?;
    std::fs::write(&args.compiled, compiled)
        .map_err(|error| Failure::new(Exit::Internal, format!("what was compiled cannot be written: {error}")))
}

/// The sandbox, with a folder for what it compiled where this machine has one.
pub(crate) fn sandbox() -> Result<Sandbox, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::new(Exit::Internal, format!("this program does not know where it is: {error}")))?;
    let arguments = vec!["tool".to_owned(), "compile".to_owned()];
    let made = Sandbox::with_compiler(cache(), ChildCompiler { program, arguments, wait: COMPILE_WAIT });
    made.map_err(|error| Failure::new(Exit::Internal, error.to_string()))
}

fn cache() -> Option<Cache> {
    let home = |variable: &str, below: &str| {
        let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(below)))
    };
    let folder = home("XDG_CACHE_HOME", ".cache")?.join("maquette/guests");
    let key = home("XDG_CONFIG_HOME", ".config")?.join("maquette/guest-cache.key");
    Cache::with_key_file(&folder, &key).ok()
}

/// Tools for a run, as they were agreed to.
pub(crate) fn packages(folders: &[PathBuf]) -> Result<Vec<Package>, Failure> {
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    let (sandbox, lock) = (sandbox()?, lock()?);
    folders.iter().map(|folder| Package::open(&sandbox, folder, &lock).map_err(|error| refused(&error))).collect()
}

fn lock() -> Result<Lock, Failure> {
    Lock::read(Path::new(".")).map_err(|error| refused(&error))
}

fn refused(error: &LockError) -> Failure {
    let exit = match error {
        LockError::NotAdded { .. } | LockError::Changed { .. } => Exit::Refused,
        _ => Exit::Usage,
    };
    Failure::new(exit, chain(error))
}

fn manifest_failure(error: &ManifestError) -> Failure {
    Failure::usage(chain(error))
}

fn begin(args: &ToolNewArgs) -> Result<(), Failure> {
    let language = Language::parse(&args.lang).ok_or_else(|| {
        Failure::usage(format!("{:?} is not a language for tools", args.lang)).hint("rust, c and js are")
    })?;
    let name = args.folder.file_name().and_then(|name| name.to_str()).unwrap_or("tool").to_lowercase();
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let id = args.id.clone().unwrap_or_else(|| format!("my.{}", name.trim_matches('-')));
    maquette::sandbox::manifest::check_id(&id).map_err(|reason| Failure::usage(reason).hint("--id maker.tool"))?;
    workshop::scaffold(&args.folder, &id, language).map_err(|error| match error {
        ScaffoldError::Exists { .. } => Failure::usage(error.to_string()),
        error => Failure::new(Exit::Usage, error.to_string()),
    })?;
    // What was written must be what is read.
    Manifest::read(&args.folder).map_err(|error| manifest_failure(&error))?;
    let folder = quoted(&args.folder);
    print_line(&format!("{folder} holds a linter that works. Next:"))?;
    if language == Language::JavaScript {
        print_line(&format!("  (cd {folder} && npm install)"))?;
    }
    print_line(&format!("  maquette tool build {folder}"))?;
    print_line(&format!("  maquette tool check {folder}"))?;
    print_line(&format!("  maquette tool add {folder}"))?;
    print_line(&format!("  maquette design \"…\" --tool {folder}"))
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = path.chars().all(|c| c.is_alphanumeric() || "/._-+".contains(c));
    if plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

fn build(folder: &Path) -> Result<(), Failure> {
    let built = workshop::build(folder).map_err(|error| match &error {
        BuildError::Failed { .. } | BuildError::Encode(_) => Failure::new(Exit::Check, chain(&error)),
        _ => Failure::usage(chain(&error)),
    })?;
    print_line(&format!("{}: {} bytes, sha256 {}", built.component.display(), built.bytes, built.sha256))
}

fn check(folder: &Path, json: bool, examples_only: bool) -> Result<(), Failure> {
    let checked = workshop::check(&sandbox()?, folder);
    for line in &checked.lines {
        if examples_only && !line.what.contains(".json") && line.passed != Some(false) {
            continue;
        }
        if json {
            let state = match line.passed {
                Some(true) => "ok",
                Some(false) => "failed",
                None => "warning",
            };
            print_line(&json!({ "what": line.what, "state": state, "detail": line.detail }).to_string())?;
        } else {
            let mark = match line.passed {
                Some(true) => "ok  ",
                Some(false) => "FAIL",
                None => "warn",
            };
            print_line(&format!("{mark}  {:<28} {}", line.what, line.detail))?;
        }
    }
    if examples_only && checked.passes() && !checked.lines.iter().any(|line| line.what.contains(".json")) {
        return Err(Failure::new(Exit::Check, "there are no examples")
            .hint("name them in tool.toml: examples = [\"examples/one.json\"]"));
    }
    if checked.passes() {
        return Ok(());
    }
    let failed = checked.lines.iter().filter(|line| line.passed == Some(false)).count();
    Err(Failure::new(Exit::Check, format!("{failed} of {} checks failed", checked.lines.len())))
}

fn call(args: &ToolRunArgs) -> Result<(), Failure> {
    let mut text = String::new();
    std::io::stdin()
        .take(INPUT_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("the arguments on stdin cannot be read: {error}")))?;
    let input: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("the arguments on stdin are not JSON: {error}")))?;
    let package = Package::open_unlocked(&sandbox()?, &args.folder).map_err(|error| manifest_failure(&error))?;
    let answer = workshop::run(&package, &args.op, &input, args.seed.unwrap_or_default());
    let answer = answer.map_err(|fault| Failure::new(Exit::Check, fault.to_string()))?;
    for line in &answer.lines {
        eprintln!("log {}: {}", line.level, line.said);
    }
    eprintln!("{} units of fuel, {} bytes of memory", answer.usage.fuel, answer.usage.memory_bytes);
    print_line(&answer.output.to_string())
}

/// Signs a tool as it is now.
fn sign(args: &ToolSignArgs) -> Result<(), Failure> {
    let wrong = |error: SignatureError| Failure::usage(chain(&error));
    if !args.key.exists() {
        MakerKey::create(&args.key).map_err(wrong)?;
        print_line(&format!("made a key in {}; keep it to yourself", args.key.display()))?;
    }
    let key = MakerKey::read(&args.key).map_err(wrong)?;
    let manifest = Manifest::read(&args.folder).map_err(|error| manifest_failure(&error))?;
    let component = manifest.component(&args.folder).map_err(|error| manifest_failure(&error))?;
    let file = args.folder.join(SIGNATURE_FILE);
    std::fs::write(&file, key.sign(&manifest, &component))
        .map_err(|error| Failure::usage(format!("{} cannot be written: {error}", file.display())))?;
    print_line(&format!("signed; who trusts you has this line in tools.trust:\n{} YOUR NAME", key.public()))
}

/// Says who vouches for a tool: the key of somebody who is trusted, or nobody.
fn vouched(folder: &Path, manifest: &Manifest, component: &[u8]) -> Result<Option<String>, Failure> {
    let wrong = |error: SignatureError| Failure::new(Exit::Refused, chain(&error));
    let trust = Trust::read(Path::new(".")).map_err(wrong)?;
    let signer = signature::signer(folder, manifest, component).map_err(wrong)?;
    let trusted = signer.as_deref().and_then(|key| trust.name(key));
    print_line(&match (&signer, trusted) {
        (_, Some(name)) => format!("signed by {name}, whom tools.trust names"),
        (Some(key), None) => format!("signed with {key}, which tools.trust does not name"),
        (None, None) => "nobody signed it".to_owned(),
    })?;
    Ok(signer.filter(|key| trust.name(key).is_some()))
}

/// Shows what a tool wants, and agrees to it when somebody says so.
fn add(args: &ToolAddArgs) -> Result<(), Failure> {
    let folder = args.folder.as_path();
    let manifest = Manifest::read(folder).map_err(|error| manifest_failure(&error))?;
    let component = manifest.component(folder).map_err(|error| manifest_failure(&error))?;
    // Nothing is agreed to that would not be loaded.
    let package = Package::open_unlocked(&sandbox()?, folder).map_err(|error| manifest_failure(&error))?;
    let limits = package.limits();
    print_line(&format!("{} {}: {}", manifest.id, manifest.version, manifest.summary))?;
    for tool in package.tools() {
        let role = match tool.op().kind {
            OpKind::Score => "scores designs",
            OpKind::Lint => "finds faults in designs",
            OpKind::Filter => "changes pictures",
            OpKind::Call => "is called by models",
        };
        print_line(&format!("  {} {role}: {}", tool.name(), tool.op().summary))?;
    }
    if manifest.grants.is_empty() {
        print_line("it asks for nothing: it computes, and that is all")?;
    } else {
        print_line("it asks to:")?;
        for grant in &manifest.grants {
            print_line(&format!("  {:<12} {}", grant.name(), grant.what()))?;
        }
    }
    print_line(&format!(
        "it may take {} million units of fuel, {} MiB of memory and {} ms a call; no files, no network, no clock of its own",
        limits.fuel / 1_000_000,
        limits.memory_bytes >> 20,
        limits.wall_ms
    ))?;
    let signer = vouched(folder, &manifest, &component)?;
    if args.yes && signer.is_none() && !args.allow_unsigned {
        return Err(Failure::new(Exit::Refused, "nobody whom you trust signed it")
            .hint("--allow-unsigned agrees to that as well; the lock says so"));
    }
    if !args.yes {
        if !crate::attended() {
            return Err(Failure::usage("nobody is here to agree").hint("look at the list above, and say --yes"));
        }
        eprint!("Agree? [y/N] ");
        let mut answer = String::new();
        let _ = std::io::stdin().read_line(&mut answer);
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            return Err(Failure::new(Exit::Refused, "nothing was added"));
        }
    }
    let mut lock = lock()?;
    let locked = Locked::of(&manifest, &component, &folder.display().to_string());
    let locked = signer.into_iter().fold(locked, Locked::signed_by);
    lock.add(locked).map_err(|error| refused(&error))?;
    print_line("added to tools.lock")
}

fn list(json: bool) -> Result<(), Failure> {
    for tool in lock()?.tools() {
        if json {
            print_line(&serde_json::to_string(tool).unwrap_or_default())?;
        } else {
            let grants: Vec<&str> = tool.grants.iter().map(String::as_str).collect();
            let grants = if grants.is_empty() { "nothing".to_owned() } else { grants.join(", ") };
            print_line(&format!(
                "{:<28} {:<10} {:<32} granted: {grants}; {}",
                tool.id,
                tool.version,
                tool.path,
                if tool.unsigned { "unsigned" } else { "signed" }
            ))?;
        }
    }
    Ok(())
}
