//! `tool.toml`: what a foreign tool is, by whoever offers it, and all that it may ever be granted.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use design::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::{LoadError, is_hidden, quoted};
use crate::kinds;
use crate::limits::{Class, Limits, Lowered};

/// The interface that is served.
pub const ABI: &str = "maquette:tool@0.1";
/// Name of the manifest in a tool's folder.
pub const MANIFEST_FILE: &str = "tool.toml";
/// Largest manifest, bytes.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024;
/// Largest schema, bytes.
const SCHEMA_BYTES_MAX: u64 = 64 * 1024;
/// Most operations of one tool.
const OPS_MAX: usize = 16;
/// Longest id, characters.
const ID_CHARS_MAX: usize = 40;
/// Longest description, characters.
const SUMMARY_CHARS_MAX: usize = 240;

/// Why a manifest is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// A file cannot be read.
    #[error("cannot read {}: {reason}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
    /// It is not what a manifest is.
    #[error("{}: {reason}", file.display())]
    Invalid {
        /// The file.
        file: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// What it describes cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// What an operation is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpKind {
    /// It scores designs.
    Score,
    /// It finds faults in designs, and says how to mend them.
    Lint,
    /// It changes pictures.
    Filter,
    /// Anything else: whoever knows it calls it.
    #[default]
    Call,
}

/// What a guest may be granted. What is not named here is not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Keep lines of a log.
    Log,
    /// Random bytes, the same ones for the same call.
    Random,
    /// When the run began.
    Clock,
    /// Hand blobs back.
    EmitBlob,
    /// Propose repairs that change the words of a design.
    EditText,
    /// Propose repairs that move, turn, fade, recolour or remove layers.
    EditLayout,
    /// Turn designs down by itself.
    Veto,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Log, Self::Random, Self::Clock, Self::EmitBlob, Self::EditText, Self::EditLayout, Self::Veto];

    /// As a manifest names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Random => "random",
            Self::Clock => "clock",
            Self::EmitBlob => "emit_blob",
            Self::EditText => "edit_text",
            Self::EditLayout => "edit_layout",
            Self::Veto => "veto",
        }
    }

    /// What it lets a tool do, for whoever is asked to grant it.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Log => "write lines into the run's log",
            Self::Random => "ask for random bytes, the same for the same call",
            Self::Clock => "learn when the run began",
            Self::EmitBlob => "hand pictures back",
            Self::EditText => "propose repairs that change words",
            Self::EditLayout => "propose repairs that move, recolour or remove layers",
            Self::Veto => "turn designs down",
        }
    }
}

/// One operation of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Its name, `snake_case`.
    pub name: String,
    /// What it is for.
    pub kind: OpKind,
    /// What it does, in a sentence.
    pub summary: String,
    /// The schema of its arguments.
    pub input: Value,
    /// The schema of its result.
    pub output: Value,
    /// Media of the blobs that it is handed.
    pub blobs_in: Vec<String>,
    /// What a score counts, in per cent of a design's total; 0–50.
    pub weight: u32,
    /// Scores below turn a design down, where the tool is granted that; 0–1.
    pub veto_below: Option<f64>,
    /// Calls with the results that they must have, relative to the folder.
    pub examples: Vec<String>,
}

/// What a tool is.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Who it is, `maker.tool`.
    pub id: String,
    /// Its version.
    pub version: semver_like::Version,
    /// What it does, in a sentence.
    pub summary: String,
    /// The component's file, relative to the folder.
    pub component: String,
    /// What is built into it, for `tool build`.
    pub source: Option<String>,
    /// The component's digest, as `tool build` stamped it.
    pub sha256: Option<String>,
    /// Its operations.
    pub ops: Vec<Op>,
    /// What it wants to be granted.
    pub grants: BTreeSet<Capability>,
    /// What it may take at most, by its own word.
    pub limits: Lowered,
    /// The digest of the manifest and of all its schemas.
    pub digest: Sha256,
}

/// Versions as `1.2.3`.
pub mod semver_like {
    use std::fmt;

    /// Major, minor, patch.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Version(pub u32, pub u32, pub u32);

    impl Version {
        /// Reads `1.2.3`.
        #[must_use]
        pub fn parse(text: &str) -> Option<Self> {
            let mut parts = text.split('.').map(|part| part.parse().ok());
            let version = Self(parts.next()??, parts.next()??, parts.next()??);
            (parts.next().is_none() && version.to_string() == text).then_some(version)
        }
    }

    impl fmt::Display for Version {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}.{}.{}", self.0, self.1, self.2)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    tool: WrittenTool,
    #[serde(default)]
    op: Vec<WrittenOp>,
    #[serde(default)]
    grants: WrittenGrants,
    #[serde(default)]
    limits: Lowered,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTool {
    id: String,
    version: String,
    summary: String,
    abi: String,
    component: String,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOp {
    name: String,
    #[serde(default)]
    kind: OpKind,
    summary: String,
    #[serde(default)]
    input_schema: Option<String>,
    #[serde(default)]
    output_schema: Option<String>,
    #[serde(default)]
    blobs_in: Vec<String>,
    #[serde(default)]
    weight: Option<u32>,
    #[serde(default)]
    veto_below: Option<f64>,
    #[serde(default)]
    examples: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenGrants {
    log: bool,
    random: bool,
    clock: bool,
    emit_blob: bool,
    edit_text: bool,
    edit_layout: bool,
    veto: bool,
}

impl WrittenGrants {
    fn granted(&self) -> BTreeSet<Capability> {
        let said = |capability: &Capability| match capability {
            Capability::Log => self.log,
            Capability::Random => self.random,
            Capability::Clock => self.clock,
            Capability::EmitBlob => self.emit_blob,
            Capability::EditText => self.edit_text,
            Capability::EditLayout => self.edit_layout,
            Capability::Veto => self.veto,
        };
        Capability::ALL.into_iter().filter(said).collect()
    }
}

impl Manifest {
    /// Reads the manifest of the tool in a folder, and the schemas that it names. The tool itself is not run.
    ///
    /// # Errors
    ///
    /// [`ManifestError`], with what to mend.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let file = folder.join(MANIFEST_FILE);
        let text = read_text(&file, MANIFEST_BYTES_MAX)?;
        let invalid = |reason: String| ManifestError::Invalid { file: file.clone(), reason };
        let written: Written = toml::from_str(&text).map_err(|error| invalid(toml_problem(&text, &error)))?;
        let Written { tool, op: ops, grants, limits } = written;
        check_tool(&tool).map_err(invalid)?;
        let class = Limits::of(limits.class);
        if let Some((name, most)) = limits.raised(&class) {
            let reason = format!("[limits] {name} is more than the {most} of its class; a manifest only lowers");
            return Err(invalid(reason));
        }
        if ops.is_empty() || ops.len() > OPS_MAX {
            return Err(invalid(format!("a tool has 1 to {OPS_MAX} [[op]] tables")));
        }
        let grants = grants.granted();
        let mut read = Vec::new();
        for op in ops {
            if read.iter().any(|other: &Op| other.name == op.name) {
                return Err(invalid(format!("there are two operations `{}`", op.name)));
            }
            check_op(&op, &grants).map_err(invalid)?;
            read.push(read_op(folder, op)?);
        }
        // The digest of the component is pinned by itself, and is stamped into the file after the rest was decided.
        let stamped = tool.sha256.clone().unwrap_or_default();
        let unstamped = text.replace(&stamped, "");
        let schemas: Vec<(&Value, &Value)> = read.iter().map(|op| (&op.input, &op.output)).collect();
        let version = semver_like::Version::parse(&tool.version);
        let version = version.ok_or_else(|| invalid(format!("version {:?} is not as 1.2.3", tool.version)))?;
        Ok(Self {
            digest: Sha256::of_json(&(unstamped, schemas)),
            id: tool.id,
            version,
            summary: tool.summary,
            component: tool.component,
            source: tool.source,
            sha256: tool.sha256,
            ops: read,
            grants,
            limits,
        })
    }

    /// The operations as `describe` has to give them: names and what they are for, by name.
    #[must_use]
    pub fn described(&self) -> Value {
        let mut ops: Vec<&Op> = self.ops.iter().collect();
        ops.sort_by(|a, b| a.name.cmp(&b.name));
        let ops = ops.iter().map(|op| json!({ "name": op.name, "kind": op.kind }));
        json!({ "id": self.id, "ops": ops.collect::<Vec<_>>() })
    }

    /// Whether it may do that.
    #[must_use]
    pub fn grants(&self, capability: Capability) -> bool {
        self.grants.contains(&capability)
    }

    /// What it may take.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits::of(self.limits.class).lowered(&self.limits).at_most(Limits::CEILING)
    }

    /// Its kind.
    #[must_use]
    pub fn class(&self) -> Class {
        self.limits.class
    }

    /// The component's bytes; those that the manifest is stamped with, where it is.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] when they cannot be read, are too many or are other ones.
    pub fn component(&self, folder: &Path) -> Result<Vec<u8>, ManifestError> {
        let file = folder.join(&self.component);
        let bytes = read_bytes(&file, self.limits().component_bytes)?;
        if let Some(named) = &self.sha256 {
            let found = Sha256::of(&bytes);
            if found.to_string() != *named {
                return Err(LoadError::HashMismatch { found, named: named.clone() }.into());
            }
        }
        Ok(bytes)
    }
}

/// What is wrong with a TOML file and in which line, without the line itself: it may hold anything.
pub(crate) fn toml_problem(text: &str, error: &toml::de::Error) -> String {
    let line =
        error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count() + 1);
    format!("line {line}: {}", quoted(error.message()))
}

/// Whether a tool may have that id.
///
/// # Errors
///
/// What an id is.
pub fn check_id(id: &str) -> Result<(), String> {
    let part = |part: &str| {
        let first = part.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        first && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let parts: Vec<&str> = id.split('.').collect();
    if parts.len() != 2 || id.len() > ID_CHARS_MAX || !parts.into_iter().all(part) {
        return Err(format!(
            "id {id:?} is not as `maker.tool`: two words of a-z, 0-9 and `-`, a letter first, {ID_CHARS_MAX} characters at most"
        ));
    }
    Ok(())
}

fn check_tool(tool: &WrittenTool) -> Result<(), String> {
    check_id(&tool.id)?;
    if tool.abi != ABI {
        return Err(format!("abi {:?} is not served here; `{ABI}` is", tool.abi));
    }
    if let Some(sha256) = &tool.sha256
        && Sha256::parse(sha256).is_none()
    {
        return Err("sha256 is not 64 hexadecimal digits; `maquette tool build` stamps it".to_owned());
    }
    check_summary(&tool.summary)?;
    if Path::new(&tool.component).extension().is_none_or(|ext| ext != "wasm") {
        return Err(format!("component {:?} is not a .wasm file; `maquette tool build` writes it", tool.component));
    }
    check_path(&tool.component)
}

fn check_summary(summary: &str) -> Result<(), String> {
    if summary.trim().is_empty() || summary.chars().count() > SUMMARY_CHARS_MAX || summary.chars().any(is_hidden) {
        return Err(format!("a summary is one line of 1 to {SUMMARY_CHARS_MAX} characters, none of them hidden"));
    }
    Ok(())
}

/// A file inside of the folder.
fn check_path(path: &str) -> Result<(), String> {
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || !inside || path.contains('\\') {
        return Err(format!("{path:?} is not a file inside of the tool's folder"));
    }
    Ok(())
}

fn check_op(op: &WrittenOp, grants: &BTreeSet<Capability>) -> Result<(), String> {
    let name = &op.name;
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 20 || !name.chars().all(word) {
        return Err(format!("operation {name:?} is not 1 to 20 characters of a-z, 0-9 and `_`"));
    }
    check_summary(&op.summary)?;
    let own = op.input_schema.is_some() || op.output_schema.is_some();
    match op.kind {
        OpKind::Call if op.input_schema.is_none() || op.output_schema.is_none() => {
            return Err(format!("operation `{name}` needs input_schema and output_schema"));
        }
        OpKind::Score | OpKind::Lint | OpKind::Filter if own => {
            return Err(format!(
                "operation `{name}` has the schemas of its kind; leave input_schema and output_schema out"
            ));
        }
        OpKind::Filter if !grants.contains(&Capability::EmitBlob) => {
            return Err(format!("operation `{name}` changes pictures; [grants] needs emit_blob = true"));
        }
        _ => {}
    }
    if !matches!(op.kind, OpKind::Score | OpKind::Lint) && op.weight.is_some() {
        return Err(format!("operation `{name}` does not judge, so it has no weight"));
    }
    if op.kind != OpKind::Score && op.veto_below.is_some() {
        return Err(format!("operation `{name}` does not score, so it has no veto_below"));
    }
    if op.weight.is_some_and(|weight| weight > 50) {
        return Err(format!("operation `{name}` counts more than half of a design's total"));
    }
    if op.veto_below.is_some() && !grants.contains(&Capability::Veto) {
        return Err(format!("operation `{name}` turns designs down; [grants] needs veto = true"));
    }
    if op.veto_below.is_some_and(|least| !(0.0..=1.0).contains(&least)) {
        return Err(format!("operation `{name}`: veto_below is 0 to 1"));
    }
    match op.kind {
        OpKind::Call if !op.blobs_in.is_empty() => {
            return Err(format!("operation `{name}` is only called, and is handed no blobs"));
        }
        OpKind::Score | OpKind::Lint if op.blobs_in.iter().any(|media| media != "image/png") => {
            return Err(format!("operation `{name}` is handed designs as image/png, and as nothing else"));
        }
        _ => {}
    }
    if let Some(media) =
        op.blobs_in.iter().find(|media| !matches!(media.as_str(), "image/png" | "image/jpeg" | "image/webp"))
    {
        return Err(format!("operation `{name}` is never handed {media:?}; image/png, image/jpeg and image/webp are"));
    }
    [&op.input_schema, &op.output_schema]
        .into_iter()
        .flatten()
        .chain(&op.examples)
        .try_for_each(|path| check_path(path))
}

fn read_op(folder: &Path, op: WrittenOp) -> Result<Op, ManifestError> {
    let schema = |path: &Option<String>, usual: fn(OpKind) -> Value| match path {
        None => Ok(usual(op.kind)),
        Some(path) => {
            let file = folder.join(path);
            let text = read_text(&file, SCHEMA_BYTES_MAX)?;
            serde_json::from_str(&text).map_err(|error| ManifestError::Invalid { file, reason: error.to_string() })
        }
    };
    Ok(Op {
        input: schema(&op.input_schema, kinds::input_schema)?,
        output: schema(&op.output_schema, kinds::output_schema)?,
        name: op.name,
        kind: op.kind,
        summary: op.summary,
        blobs_in: op.blobs_in,
        weight: op.weight.unwrap_or(match op.kind {
            OpKind::Score => 10,
            OpKind::Lint => 5,
            OpKind::Filter | OpKind::Call => 0,
        }),
        veto_below: op.veto_below,
        examples: op.examples,
    })
}

/// The bytes of a file that is no larger than it may be; nothing else than a file is read.
pub(crate) fn read_bytes(file: &Path, most: u64) -> Result<Vec<u8>, ManifestError> {
    use std::io::Read as _;
    let unreadable = |reason: String| ManifestError::Unreadable { file: file.to_owned(), reason };
    // Asked first: opening a pipe waits for whoever writes into it.
    let what = std::fs::metadata(file).map_err(|error| unreadable(error.to_string()))?;
    if !what.is_file() {
        return Err(unreadable("it is not a file".to_owned()));
    }
    let open = std::fs::File::open(file).map_err(|error| unreadable(error.to_string()))?;
    let mut bytes = Vec::new();
    open.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > most {
        return Err(unreadable(format!("it is larger than {most} bytes")));
    }
    Ok(bytes)
}

pub(crate) fn read_text(file: &Path, most: u64) -> Result<String, ManifestError> {
    String::from_utf8(read_bytes(file, most)?)
        .map_err(|_| ManifestError::Unreadable { file: file.to_owned(), reason: "it is not UTF-8".to_owned() })
}
