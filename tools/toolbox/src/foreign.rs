//! Tools that are known when the program runs, and not before: their names, schemas and limits come with them.

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
use crate::toolbox::{DynTool, Perform, PreparedCall, ToolSpec, ToolboxError, check_name};

/// Most problems reported of a result.
const PROBLEMS_MAX: usize = 4;

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
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
    options.build(schema).map_err(|error| error.to_string().chars().take(240).collect())
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
        let checks = |schema: &Value| validator(schema).map_err(bad);
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
        let (tool, output) = (self.tool.clone(), self.output.clone());
        let perform: Perform = Box::new(move |context| {
            Box::pin(async move {
                let (inner, named) = (context.clone(), name.clone());
                let work = move || {
                    let result = args::as_recorded(tool.call(&inner, args)?);
                    let problems = problems(&output, &result);
                    if problems.is_empty() {
                        Ok(result)
                    } else {
                        Err(ToolError::InvalidOutput { tool: named.into(), problems })
                    }
                };
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
            marks: false,
            light: false,
            perform,
        })
    }
}
