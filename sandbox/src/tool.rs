//! A guest's operation as a tool among the others: named, priced, checked, on record.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{BlobRef, Document, Finding, NodeId, Operation, Score, Severity, Sha256};
use planner::NanoUsd;
use planner::calls::{FilterImage, FilteredImage, GuestUsage, JudgeDesign, JudgedDesign};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use toolbox::{Audience, Context, ForeignSpec, ForeignTool, Quote, ToolError};

use crate::fault::{Fault, FaultCode, Usage};
use crate::host::{Answer, Call};
use crate::kinds::{self, Judged, Seen};
use crate::limits::{Class, Limits};
use crate::manifest::{Op, OpKind};
use crate::package::Package;
use crate::state::BlobIn;

/// What a warning of a linter takes from its score.
const WARNING_STEPS: u32 = 2_000;
/// How much smaller a repaired text may be set at most.
const FIT_MIN: f64 = 0.9;
/// Fuel of a call that is tried where it is asked for: about as long as handing it to another thread takes.
const QUICK_FUEL: u64 = 300_000;

/// What fuel costs, in nano-USD for a thousand million units: integers, rounded up once a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FuelPrice(pub u64);

impl FuelPrice {
    /// What so much costs.
    #[must_use]
    pub fn of(self, fuel: u64) -> NanoUsd {
        let nano = (u128::from(self.0) * u128::from(fuel)).div_ceil(1_000_000_000);
        NanoUsd(u64::try_from(nano).unwrap_or(u64::MAX))
    }
}

/// One operation of a package.
#[derive(Debug, Clone)]
pub struct GuestTool {
    package: Package,
    op: usize,
    name: String,
}

impl GuestTool {
    pub(crate) fn new(package: Package, op: usize) -> Self {
        let id = package.manifest.id.replace(['.', '-'], "_");
        let name = format!("{id}_{}", package.manifest.ops[op].name);
        Self { package, op, name }
    }

    /// Its name in the toolbox.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The operation.
    #[must_use]
    pub fn op(&self) -> &Op {
        &self.package.manifest.ops[self.op]
    }

    /// Calls the guest with arguments that fit; the grant of the call pays for what it took, however it ends.
    ///
    /// `None` says that it takes more than `fuel`, which is less than it may take: then nothing happened.
    fn invoke(
        &self,
        context: &Context,
        input: &str,
        blobs: Vec<BlobIn>,
        seed: u64,
        fuel: u64,
    ) -> Result<Option<Answer>, ToolError> {
        let op = self.op();
        let digests: Vec<Sha256> = blobs.iter().map(BlobIn::sha256).collect();
        let seed = Sha256::of_json(&(seed, &self.name, input, digests)).seed();
        let call = Call {
            op: &op.name,
            input,
            blobs,
            grants: &self.package.granted,
            limits: Limits { fuel: fuel.min(self.package.limits.fuel), ..self.package.limits },
            seed,
            now_ms: context.began_ms(),
            stopped: Some(context.stopper()),
        };
        let result = self.package.guest.call(call);
        if fuel < self.package.limits.fuel && result.as_ref().is_err_and(|fault| fault.code == FaultCode::FuelExhausted)
        {
            return Ok(None);
        }
        let usage = match &result {
            Ok(answer) => answer.usage,
            Err(fault) => fault.usage,
        };
        if let Some(grant) = context.grant() {
            let fuel = usage.fuel;
            grant.charge_all(Quote { money: self.package.price.of(fuel), fuel, calls: 1, ..Quote::FREE });
        }
        let answer = result.map_err(|fault| self.failed(fault))?;
        for line in &answer.lines {
            tracing::debug!(tool = %self.name, level = line.level, "{}", line.said);
        }
        Ok(Some(answer))
    }

    /// Does what its kind does, with so much fuel.
    fn answer(&self, context: &Context, args: Value, fuel: u64) -> Result<Option<Value>, ToolError> {
        fn value(tool: &GuestTool, answer: Option<impl Serialize>) -> Result<Option<Value>, ToolError> {
            let internal =
                |error: serde_json::Error| ToolError::Internal { tool: tool.name.clone(), reason: error.to_string() };
            answer.map(serde_json::to_value).transpose().map_err(internal)
        }
        match self.op().kind {
            OpKind::Score | OpKind::Lint => value(self, self.judge(context, self.read(args)?, fuel)?),
            OpKind::Filter => value(self, self.filter(context, self.read(args)?, fuel)?),
            OpKind::Call => {
                let answer = self.invoke(context, &args.to_string(), Vec::new(), 0, fuel)?;
                Ok(answer.map(|answer| json!({ "output": answer.output, "usage": told(answer.usage) })))
            }
        }
    }

    fn failed(&self, Fault { code, message, field, .. }: Fault) -> ToolError {
        let message = if field.is_empty() { message } else { format!("{message} at {field}") };
        match code {
            FaultCode::Internal => ToolError::Internal { tool: self.name.clone(), reason: message },
            code => ToolError::Guest { tool: self.name.clone(), code: code.as_str(), message },
        }
    }

    fn read<T: DeserializeOwned>(&self, value: Value) -> Result<T, ToolError> {
        serde_json::from_value(value).map_err(|error| ToolError::invalid(&self.name, "", error.to_string()))
    }

    /// A guest's answer, which fits the schema of its operation or counts as none.
    fn fitting<T: DeserializeOwned>(&self, output: Value) -> Result<T, ToolError> {
        let fault = |message: String| ToolError::Guest {
            tool: self.name.clone(),
            code: FaultCode::OutputInvalid.as_str(),
            message,
        };
        if let Some(error) = self.package.output_validator(self.op).iter_errors(&output).next() {
            let message: String = error.masked().to_string().chars().take(240).collect();
            return Err(fault(format!(
                "its result does not fit at {:?}: {message}",
                error.instance_path().to_string()
            )));
        }
        serde_json::from_value(output).map_err(|error| fault(error.to_string()))
    }

    fn judge(&self, context: &Context, args: JudgeDesign, fuel: u64) -> Result<Option<JudgedDesign>, ToolError> {
        let JudgeDesign { design, seed, by: _ } = args;
        let drawn = context.drawn(&self.name, &design)?;
        let document = drawn.layout().document();
        let seen = Seen::of(document, context.kit());
        let input = serde_json::to_string(&seen)
            .map_err(|error| ToolError::Internal { tool: self.name.clone(), reason: error.to_string() })?;
        let op = self.op();
        let blobs = if op.blobs_in.is_empty() {
            Vec::new()
        } else {
            let failed = |error: &dyn std::error::Error| ToolError::DoesNotFit {
                tool: self.name.clone(),
                reason: error.to_string(),
            };
            let pixels = drawn.pixels(&|| !context.is_stopped()).map_err(|error| failed(&error))?;
            let png = pixels.to_png_while(&|| !context.is_stopped()).map_err(|error| failed(&error))?;
            vec![BlobIn::decoded("image/png", png, pixels.clone())]
        };
        let Some(answer) = self.invoke(context, &input, blobs, seed, fuel)? else { return Ok(None) };
        let judged: Judged = self.fitting(answer.output)?;
        let (granted, kit) = (&self.package.granted, context.kit());
        let mut verdict = kinds::take(judged, &self.name, granted, op.veto_below, document, kit);
        self.fit(context, document, &mut verdict.findings);
        let warnings = verdict.findings.iter().filter(|finding| finding.severity <= Severity::Warn).count();
        let taken = WARNING_STEPS.saturating_mul(u32::try_from(warnings).unwrap_or(u32::MAX));
        let best = u32::from(Score::BEST.steps());
        let of_findings = || Score::from_f64(f64::from(best.saturating_sub(taken)) / f64::from(best));
        let score = verdict.score.unwrap_or_else(of_findings);
        Ok(Some(JudgedDesign { score, findings: verdict.findings, usage: told(answer.usage) }))
    }

    /// Makes words fit that a repair puts in the place of others: a dash is wider than a hyphen, and boxes are no wider than their
    /// words. What would have to be set much smaller is no repair.
    fn fit(&self, context: &Context, document: &Document, findings: &mut [Finding]) {
        // The last repair of a text holds all of them.
        let mut last: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (place, finding) in findings.iter().enumerate() {
            if let Some(Operation::SetText { id, .. }) = &finding.repair {
                last.insert(id.clone(), place);
            }
        }
        for (id, place) in last {
            let Some(edit @ Operation::SetText { text, .. }) = &findings[place].repair else { continue };
            let mut tried = document.clone();
            if tried.apply(edit).is_err() {
                continue;
            }
            let Ok(layout) = context.try_out(&self.name, &tried) else { continue };
            let Some((set, area)) = layout.text(&id).zip(kinds::find(&tried.nodes, &id.0).map(|node| node.area)) else {
                continue;
            };
            if !set.overflows {
                continue;
            }
            let share = area.w / set.bounds.w.max(area.w + 1.0);
            let mut text = text.clone();
            // Lengths lie on a grid of 1/64 px, and the last of it is slack.
            text.runs.iter_mut().for_each(|run| run.size = (run.size * share * 64.0).floor() / 64.0);
            findings[place].repair = (share >= FIT_MIN).then_some(Operation::SetText { id, text });
        }
    }

    fn filter(&self, context: &Context, args: FilterImage, fuel: u64) -> Result<Option<FilteredImage>, ToolError> {
        let FilterImage { picture, seed } = args;
        let bytes = context.fetch(&self.name, &picture)?;
        let media = media_of(&bytes);
        if !self.op().blobs_in.iter().any(|taken| taken == media) {
            let reason = format!("it does not take {media}");
            return Err(ToolError::DoesNotFit { tool: self.name.clone(), reason });
        }
        let blob = BlobIn::new(media, bytes);
        let info = blob.info();
        let Some(answer) = self.invoke(context, "{}", vec![blob], seed, fuel)? else { return Ok(None) };
        let no_picture = |why: String| ToolError::Guest {
            tool: self.name.clone(),
            code: FaultCode::OutputInvalid.as_str(),
            message: why,
        };
        let [made] = answer.blobs.as_slice() else {
            return Err(no_picture(format!("it handed {} pictures back instead of one", answer.blobs.len())));
        };
        if size_of_png(&made.bytes) != Some((info.width, info.height)) {
            return Err(no_picture(format!("it did not hand back a PNG of {} × {} px", info.width, info.height)));
        }
        // Read and written anew: nothing of what a guest wrote is shown as it wrote it.
        let pixels = render::decode_picture(&made.bytes).and_then(render::Picture::into_pixels);
        let pixels = pixels.map_err(|error| no_picture(format!("what it handed back is no picture: {error}")))?;
        let wanted = || !context.is_stopped();
        let png = pixels.to_png_while(&wanted).map_err(|error| no_picture(error.to_string()))?;
        let picture: BlobRef = context.keep(&self.name, &png)?;
        Ok(Some(FilteredImage { picture, usage: told(answer.usage) }))
    }
}

fn told(usage: Usage) -> GuestUsage {
    let Usage { fuel, memory_bytes, host_calls } = usage;
    GuestUsage { fuel, memory_bytes, host_calls }
}

/// The size that a PNG says it has, px. Source: PNG, third edition, 5.6 and 11.2.1: the first chunk is IHDR.
fn size_of_png(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(..8)? == b"\x89PNG\r\n\x1a\n" && bytes.get(12..16)? == b"IHDR").then_some((side(16)?, side(20)?))
}

fn media_of(bytes: &Arc<[u8]>) -> &'static str {
    match bytes.get(..4) {
        Some([0x89, b'P', b'N', b'G']) => "image/png",
        Some([0xff, 0xd8, ..]) => "image/jpeg",
        Some(b"RIFF") => "image/webp",
        _ => "application/octet-stream",
    }
}

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

impl ForeignTool for GuestTool {
    fn spec(&self) -> ForeignSpec {
        let (manifest, op) = (&self.package.manifest, self.op());
        let (audience, input, output) = match op.kind {
            OpKind::Score | OpKind::Lint => (Audience::Internal, schema::<JudgeDesign>(), schema::<JudgedDesign>()),
            OpKind::Filter => (Audience::Internal, schema::<FilterImage>(), schema::<FilteredImage>()),
            OpKind::Call => {
                let usage = schema::<GuestUsage>();
                let output = json!({
                    "type": "object",
                    "required": ["output", "usage"],
                    "properties": { "output": op.output, "usage": usage },
                });
                (Audience::Offered, op.input.clone(), output)
            }
        };
        // All that decides what it makes and takes.
        let shaped = (&manifest.digest, self.package.guest.sha256(), self.package.limits, self.package.granted_names());
        let set_up = self.package.guest.sandbox().set_up_id();
        let version = format!("{}-{}", manifest.version, Sha256::of_json(&(shaped, set_up)).short(8));
        ForeignSpec { name: self.name.clone(), version, description: op.summary.clone(), audience, input, output }
    }

    fn quote(&self) -> Quote {
        let fuel = self.package.limits.fuel;
        Quote { money: self.package.price.of(fuel), fuel, calls: 1, ..Quote::FREE }
    }

    fn quick(&self, context: &Context, args: &Value) -> Option<Result<Value, ToolError>> {
        let op = self.op();
        // Interpreters take longer to begin with, and so does drawing.
        let begins_at_once = self.package.manifest.class() == Class::Small && op.blobs_in.is_empty();
        let is_at_hand = match op.kind {
            OpKind::Call => true,
            OpKind::Score | OpKind::Lint => {
                let design = args.get("design").and_then(Value::as_str).and_then(BlobRef::parse);
                design.is_some_and(|design| context.is_drawn(&design))
            }
            OpKind::Filter => false,
        };
        if !begins_at_once || !is_at_hand {
            return None;
        }
        self.answer(context, args.clone(), QUICK_FUEL).transpose()
    }

    fn call(&self, context: &Context, args: Value) -> Result<Value, ToolError> {
        let answer = self.answer(context, args, u64::MAX)?;
        let none = || ToolError::Internal { tool: self.name.clone(), reason: "it gave no answer".to_owned() };
        answer.ok_or_else(none)
    }
}
