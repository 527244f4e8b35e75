//! Tools that are known when the program runs, and not before: their names, schemas and limits come with them.

use std::borrow::Cow;
use std::sync::Arc;

use design::Sha256;
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use crate::args;
use crate::context::Context;
use crate::error::{Problem, ToolError};
use crate::quote::Quote;
use crate::schema::to_strict;
use crate::tool::{Audience, ToolEffect};
use crate::toolbox::{DynTool, Perform, PreparedCall, Quick, ToolSpec, ToolboxError, check_name};

/// Most problems reported of a result.
const PROBLEMS_MAX: usize = 4;
/// Most parts of a schema, each counted as often as it is referred to.
const SCHEMA_STEPS_MAX: usize = 5_000;
/// How deep a schema goes, references included.
const SCHEMA_DEPTH_MAX: usize = 64;
/// Most patterns of one, and the longest.
const PATTERNS_MAX: usize = 32;
const PATTERN_BYTES_MAX: usize = 200;
/// Words of schemas that would have to be followed otherwise than the rest.
const UNCHECKED: [&str; 5] =
    ["$dynamicRef", "$recursiveRef", "patternProperties", "unevaluatedProperties", "unevaluatedItems"];

/// What is known of a foreign tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignSpec {
    /// Its name, `snake_case`.
    pub name: String,
    /// Its version, with whatever else decides what it makes.
    pub version: String,
    /// What it does, in a sentence.
    pub description: String,
    /// Who it is offered to.
    pub audience: Audience,
    /// The schema of its arguments.
    pub input: Value,
    /// The schema of its result.
    pub output: Value,
}

/// A tool of somebody else: it only computes, the same result for the same arguments, and nothing that it makes is believed
/// before it was checked. A replay takes its results from the record, unless it is asked to have them made again.
pub trait ForeignTool: Send + Sync + 'static {
    /// What is known of it.
    fn spec(&self) -> ForeignSpec;

    /// The most that a call may take.
    fn quote(&self) -> Quote;

    /// Computes the result where it is asked for, if that takes less time than handing it to another thread does; `None`, and
    /// nothing happened, if it does not.
    fn quick(&self, context: &Context, args: &Value) -> Option<Result<Value, ToolError>> {
        let _ = (context, args);
        None
    }

    /// Computes the result, on a thread that may block.
    ///
    /// # Errors
    ///
    /// [`ToolError`]
    fn call(&self, context: &Context, args: Value) -> Result<Value, ToolError>;
}

/// A schema from outside, ready to check with: its patterns take linear time, and it names nothing elsewhere.
///
/// # Errors
///
/// What is wrong with it.
pub fn validator(schema: &Value) -> Result<Validator, String> {
    bounded(schema)?;
    build(schema)
}

/// The same for a schema of our own.
fn build(schema: &Value) -> Result<Validator, String> {
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
    options.build(schema).map_err(|error| error.to_string().chars().take(240).collect())
}

/// Refuses schemas that could take more than a moment to check with: they are followed as a checker follows them, and counted.
fn bounded(schema: &Value) -> Result<(), String> {
    let (mut steps, mut patterns) = (0, 0);
    let mut open = vec![(schema, 0)];
    while let Some((part, depth)) = open.pop() {
        steps += 1;
        if steps > SCHEMA_STEPS_MAX || depth > SCHEMA_DEPTH_MAX {
            return Err(format!(
                "it refers to itself, is more than {SCHEMA_DEPTH_MAX} deep, or comes to more than {SCHEMA_STEPS_MAX} parts"
            ));
        }
        let parts = match part {
            Value::Array(parts) => {
                open.extend(parts.iter().map(|part| (part, depth + 1)));
                continue;
            }
            Value::Object(parts) => parts,
            _ => continue,
        };
        for (key, part) in parts {
            match (key.as_str(), part) {
                ("$ref", Value::String(target)) => {
                    let pointer = target.strip_prefix('#').ok_or("it refers to something outside of itself")?;
                    open.push((schema.pointer(pointer).ok_or("it refers to something that is not in it")?, depth + 1));
                }
                ("pattern", Value::String(pattern)) => {
                    patterns += 1;
                    if pattern.len() > PATTERN_BYTES_MAX || patterns > PATTERNS_MAX {
                        return Err(format!(
                            "it has more than {PATTERNS_MAX} patterns, or one of more than {PATTERN_BYTES_MAX} bytes"
                        ));
                    }
                }
                (word, _) if UNCHECKED.contains(&word) => {
                    return Err(format!("it has `{key}`, which is not checked here"));
                }
                // What is only referred to is counted where it is; values are no schemas.
                ("$defs" | "definitions" | "examples" | "default" | "const" | "enum", _) => {}
                (_, part) => open.push((part, depth + 1)),
            }
        }
    }
    Ok(())
}

/// Whether a value fits; where it does not, in a few places at most.
pub(crate) fn problems(validator: &Validator, value: &Value) -> Vec<Problem> {
    let problem = |error: jsonschema::ValidationError<'_>| Problem {
        pointer: error.instance_path().to_string(),
        message: error.masked().to_string().chars().take(240).collect(),
    };
    validator.iter_errors(value).take(PROBLEMS_MAX).map(problem).collect()
}

pub(crate) struct Foreign<T> {
    tool: Arc<T>,
    spec: ToolSpec,
    input: Validator,
    output: Arc<Validator>,
}

impl<T: ForeignTool> Foreign<T> {
    pub(crate) fn new(tool: T) -> Result<Self, ToolboxError> {
        let ForeignSpec { name, version, description, audience, input, output } = tool.spec();
        check_name(&name)?;
        let bad = |reason: String| ToolboxError::BadSchema { tool: name.clone(), reason };
        // Those of somebody else were bounded when they were read; around them are ours.
        let checks = |schema: &Value| build(schema).map_err(bad);
        let (for_input, for_output) = (checks(&input)?, Arc::new(checks(&output)?));
        let strict_input = match audience {
            Audience::Internal => None,
            Audience::Offered => {
                let strict = to_strict(&input);
                Some(strict.map_err(|source| ToolboxError::NotStrict { tool: name.clone(), source })?)
            }
        };
        let pinned_version = format!("{version}+{}", Sha256::of_json(&(&input, &output)).short(4));
        let spec = ToolSpec {
            name: name.into(),
            version: version.into(),
            description: description.into(),
            effect: ToolEffect::Read,
            audience,
            deterministic: true,
            is_foreign: true,
            input,
            strict_input,
            output,
            pinned_version,
        };
        Ok(Self { tool: Arc::new(tool), spec, input: for_input, output: for_output })
    }
}

impl<T: ForeignTool> DynTool for Foreign<T> {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn prepare(&self, args: &Value) -> Result<PreparedCall, ToolError> {
        let name = self.spec.name.clone();
        let args: Value = args::decode(&name, &self.spec.input, &self.input, args)?;
        let fit = |result: Value, output: &Validator, name: Cow<'static, str>| {
            let result = args::as_recorded(result);
            let problems = problems(output, &result);
            if problems.is_empty() { Ok(result) } else { Err(ToolError::InvalidOutput { tool: name.into(), problems }) }
        };
        let (tool, output, named, given) = (self.tool.clone(), self.output.clone(), name.clone(), args.clone());
        let quick: Quick =
            Box::new(move |context| Some(tool.quick(context, &given)?.and_then(|result| fit(result, &output, named))));
        let (tool, output) = (self.tool.clone(), self.output.clone());
        let perform: Perform = Box::new(move |context| {
            Box::pin(async move {
                let (inner, named) = (context.clone(), name.clone());
                let work = move || tool.call(&inner, args).and_then(|result| fit(result, &output, named));
                context.compute(&name, work).await
            })
        });
        Ok(PreparedCall {
            tool: self.spec.name.clone(),
            quote: self.tool.quote(),
            tiers: Vec::new(),
            deterministic: true,
            effect: ToolEffect::Read,
            key: None,
            limit: None,
            // It charges what it took; one that nobody waits for any more took next to nothing.
            marks: true,
            light: false,
            quick: Some(quick),
            perform,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn refused(schema: &Value, why: &str) {
        let reason = validator(schema).map(|_| ()).unwrap_err();
        assert!(reason.contains(why), "{reason}");
    }

    #[test]
    fn schemas_that_would_take_long_to_check_with_are_refused() {
        let mut defs = serde_json::Map::new();
        for level in 0..40 {
            let next = json!({ "$ref": format!("#/$defs/a{}", level + 1) });
            defs.insert(format!("a{level}"), json!({ "allOf": [next, next] }));
        }
        defs.insert("a40".to_owned(), json!({ "type": "string" }));
        refused(&json!({ "$defs": defs, "$ref": "#/$defs/a0" }), "comes to more than");
        let list = json!({ "$defs": { "list": { "properties": { "next": { "$ref": "#/$defs/list" } } } }, "$ref": "#/$defs/list" });
        refused(&list, "refers to itself");
        refused(&json!({ "$ref": "https://example.com/schema.json" }), "outside of itself");
        refused(&json!({ "$ref": "#/$defs/gone" }), "not in it");
        refused(&json!({ "pattern": "a".repeat(300) }), "patterns");
        refused(&json!({ "patternProperties": { "(a+)+$": {} } }), "not checked here");
        // Backward references take more than linear time, and are no patterns here.
        refused(&json!({ "pattern": "(a)\\1" }), "");
    }

    #[test]
    fn usual_schemas_are_taken() {
        let schema = json!({
            "$defs": { "colour": { "type": "string", "pattern": "^#[0-9a-f]{6}$" } },
            "type": "object",
            "properties": { "one": { "$ref": "#/$defs/colour" }, "many": { "items": { "$ref": "#/$defs/colour" } } },
        });
        assert!(validator(&schema).unwrap().is_valid(&json!({ "one": "#123456", "many": ["#abcdef"] })));
        assert!(!validator(&schema).unwrap().is_valid(&json!({ "one": "red" })));
    }
}
