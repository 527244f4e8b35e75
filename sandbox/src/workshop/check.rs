//! Whether a tool is what it says, does what its examples say, and does it again.

use std::path::Path;

use design::Sha256;
use serde::Deserialize;
use serde_json::Value;

use crate::fault::{Fault, FaultCode, Usage};
use crate::host::{Answer, Call, Sandbox};
use crate::manifest::{ManifestError, Op, read_text};
use crate::package::Package;

/// Largest example, bytes.
const EXAMPLE_BYTES_MAX: u64 = 1024 * 1024;
/// What a call should leave of its fuel and memory, per cent: the next input is larger.
const HEADROOM_PERCENT: u64 = 20;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was looked at.
    pub what: String,
    /// How it came out; `None` is a warning.
    pub passed: Option<bool>,
    /// What there is to say of it.
    pub detail: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// All that was looked at.
    pub lines: Vec<Line>,
}

impl Checked {
    /// Whether nothing failed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.lines.iter().all(|line| line.passed != Some(false))
    }

    fn add(&mut self, what: impl Into<String>, passed: impl Into<Option<bool>>, detail: impl Into<String>) {
        self.lines.push(Line { what: what.into(), passed: passed.into(), detail: detail.into() });
    }
}

/// A call, and what it must come to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    op: String,
    input: Value,
    #[serde(default)]
    seed: u64,
    /// The result; any, where it is left out.
    #[serde(default)]
    output: Option<Value>,
    /// How it fails, where it is to.
    #[serde(default)]
    fails: Option<FaultCode>,
    /// What it takes.
    #[serde(default)]
    fuel: Option<ExampleFuel>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFuel {
    /// The component that takes it; any, where it is left out: compilers that build a state of memory into a component make
    /// another of the same source each time, and each takes the same.
    #[serde(default)]
    component: Option<String>,
    units: u64,
}

impl ExampleFuel {
    fn is_of(&self, component: Sha256) -> bool {
        self.component.as_ref().is_none_or(|own| Sha256::parse(own) == Some(component))
    }
}

/// Calls an operation with arguments that were checked first, as `tool run` does.
///
/// # Errors
///
/// [`Fault`]
pub fn run(package: &Package, op: &str, input: &Value, seed: u64) -> Result<Answer, Fault> {
    let (place, op) = find(package, op)?;
    let invalid = |code: FaultCode, field: String, message: String| Fault { code, field, message, ..Fault::default() };
    let checks =
        toolbox::foreign::validator(&op.input).map_err(|reason| invalid(FaultCode::Internal, String::new(), reason))?;
    if let Some(error) = checks.iter_errors(input).next() {
        return Err(invalid(FaultCode::InputInvalid, error.instance_path().to_string(), error.masked().to_string()));
    }
    let call = Call {
        op: &op.name,
        input: &input.to_string(),
        blobs: Vec::new(),
        grants: &package.granted,
        limits: package.limits,
        seed,
        now_ms: 0,
        stopped: None,
    };
    let answer = package.guest.call(call)?;
    if let Some(error) = package.output_validator(place).iter_errors(&answer.output).next() {
        let (field, message) = (error.instance_path().to_string(), error.masked().to_string());
        return Err(Fault { usage: answer.usage, ..invalid(FaultCode::OutputInvalid, field, message) });
    }
    Ok(answer)
}

fn find<'p>(package: &'p Package, op: &str) -> Result<(usize, &'p Op), Fault> {
    let ops = &package.manifest.ops;
    ops.iter().enumerate().find(|(_, known)| known.name == op).ok_or_else(|| {
        let known: Vec<&str> = ops.iter().map(|op| op.name.as_str()).collect();
        let message = format!("there is no operation {op:?}; there are {}", known.join(", "));
        Fault { code: FaultCode::InputInvalid, message, ..Fault::default() }
    })
}

/// Looks a tool over: whether it fits the interface, says of itself what its manifest says, does what its examples say, the
/// same in every instance, and with something left of what it may take.
#[must_use]
pub fn check(sandbox: &Sandbox, folder: &Path) -> Checked {
    let mut checked = Checked::default();
    let package = match Package::open_unlocked(sandbox, folder) {
        Ok(package) => package,
        Err(error) => {
            let what = match &error {
                ManifestError::Load(error) => format!("component ({})", error.code()),
                _ => "manifest".to_owned(),
            };
            checked.add(what, false, error.to_string());
            return checked;
        }
    };
    let manifest = package.manifest();
    checked.add("manifest", true, format!("{} {}, {} operations", manifest.id, manifest.version, manifest.ops.len()));
    let stamped = manifest.sha256.is_some();
    let hint = "no sha256 in the manifest: `maquette tool build` stamps it";
    checked.add(
        "component",
        if stamped { Some(true) } else { None },
        if stamped { "its SHA-256 is the stamped one" } else { hint },
    );
    checked.add("interface", true, "imports and exports are those of maquette:tool@0.1");
    match package.check_description() {
        Ok(()) => checked.add("description", true, "describe says what the manifest says"),
        Err(error) => checked.add("description", false, error.to_string()),
    }
    let mut most = Usage::default();
    let mut examples = 0;
    for op in &manifest.ops {
        for file in &op.examples {
            examples += 1;
            match try_example(&package, op, file) {
                Ok((usage, detail)) => {
                    most.fuel = most.fuel.max(usage.fuel);
                    most.memory_bytes = most.memory_bytes.max(usage.memory_bytes);
                    checked.add(file.clone(), true, detail);
                }
                Err(detail) => checked.add(file.clone(), false, detail),
            }
        }
    }
    if examples == 0 {
        checked.add("examples", None, "there are none; a tool without examples is not known to do anything");
    }
    let limits = package.limits();
    for (what, used, most) in [("fuel", most.fuel, limits.fuel), ("memory", most.memory_bytes, limits.memory_bytes)] {
        let left = 100 - (used.saturating_mul(100) / most.max(1)).min(100);
        let passed = if left >= HEADROOM_PERCENT { Some(true) } else { None };
        checked.add(what, passed, format!("{used} of {most} at most, {left} % left"));
    }
    checked
}

/// Has an example made in two fresh instances, and in a third after another call: all three must be equal, and as it says.
fn try_example(package: &Package, op: &Op, file: &str) -> Result<(Usage, String), String> {
    let text = read_text(&package.folder.join(file), EXAMPLE_BYTES_MAX).map_err(|error| error.to_string())?;
    let example: Example = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if example.op != op.name {
        return Err(format!("it is of the operation {:?}, and named by {:?}", example.op, op.name));
    }
    let call = || run(package, &example.op, &example.input, example.seed);
    let (first, second) = (call(), call());
    // Nothing of this call may be seen by the next.
    let _ = package.guest.describe(&package.limits);
    let third = call();
    if first != second || first != third {
        return Err("it does not come out the same in every instance".to_owned());
    }
    let usage = match &first {
        Ok(answer) => answer.usage,
        Err(fault) => fault.usage,
    };
    match (first, example.output, example.fails) {
        (Err(fault), _, Some(code)) if fault.code == code => {
            return Ok((usage, format!("fails as it should: {fault}")));
        }
        (Err(fault), ..) => return Err(fault.to_string()),
        (Ok(_), _, Some(code)) => return Err(format!("it should fail with {code}")),
        (Ok(answer), Some(output), None) if same(&answer.output, &output) => {}
        (Ok(answer), Some(output), None) => return Err(format!("it answers {}, not {output}", answer.output)),
        (Ok(_), None, None) => {}
    }
    let component = package.guest.sha256();
    if let Some(fuel) = &example.fuel
        && fuel.is_of(component)
        && fuel.units != usage.fuel
    {
        return Err(format!("it takes {} units of fuel, not {}", usage.fuel, fuel.units));
    }
    let known = example.fuel.is_none_or(|fuel| fuel.is_of(component));
    let other = if known { "" } else { "; of another component than the one whose fuel is known" };
    Ok((usage, format!("the same three times, {} units of fuel{other}", usage.fuel)))
}

/// Whether two results are one: 1 and 1.0 are.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}
