//! The toolbox: tools by name, typed outside and erased once inside.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use design::Sha256;
use jsonschema::Validator;
use planner::calls::{CONTROL_TOOLS, Call as _, WriteCopy};
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use crate::args;
use crate::builtin::{Moderate, ModeratedCopy};
use crate::context::Context;
use crate::error::ToolError;
use crate::foreign::{Foreign, ForeignTool};
use crate::quote::Quote;
use crate::schema::{NotStrict, to_strict};
use crate::tool::{Audience, Pure, PureTool, Tier, Tool, ToolEffect};

/// Longest a call that leaves the process may take, unless the tool is pure.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);
/// Longest name of a tool, characters.
const NAME_CHARS_MAX: usize = 64;

/// Why a toolbox could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToolboxError {
    /// Two tools have one name.
    #[error("there are two tools named `{tool}`; give one another name, or replace it on purpose")]
    Duplicate {
        /// The name.
        tool: String,
    },
    /// The name belongs to the planner.
    #[error("`{tool}` is a control tool of the planner; give the tool another name")]
    Reserved {
        /// The name.
        tool: String,
    },
    /// The name is not `snake_case`.
    #[error("`{tool}` is not a tool name; use lower-case letters, digits and `_`, at most {NAME_CHARS_MAX}")]
    BadName {
        /// The name.
        tool: String,
    },
    /// A tool that models are offered has a schema without a strict form.
    #[error("the arguments of `{tool}` have no strict schema; close its maps, or make it an internal tool")]
    NotStrict {
        /// The tool.
        tool: String,
        /// What stands in the way.
        source: NotStrict,
    },
    /// The schema does not compile.
    #[error("the schema of `{tool}` is not valid: {reason}")]
    BadSchema {
        /// The tool.
        tool: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A moderator cannot judge what a tool is asked.
    #[error(
        "`{tool}` does more than compute, so that no moderator can judge what it is asked: have it ask one itself, and name none that \
         reads"
    )]
    NotModerated {
        /// The tool.
        tool: String,
    },
    /// A tool was to be replaced that is not there.
    #[error("there is no tool `{tool}` to replace")]
    NothingToReplace {
        /// The name.
        tool: String,
    },
}

/// What is known of a tool without calling it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToolSpec {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its version.
    pub version: Cow<'static, str>,
    /// What it does.
    pub description: Cow<'static, str>,
    /// What a call does to the world.
    pub effect: ToolEffect,
    /// Who it is offered to.
    pub audience: Audience,
    /// Whether a replay may recompute it.
    pub deterministic: bool,
    /// Whether it is somebody else's: a replay believes the record, and makes its results again when it is asked to.
    pub is_foreign: bool,
    /// The full schema of its arguments.
    pub input: Value,
    /// The strict schema of its arguments; internal tools have none.
    pub strict_input: Option<Value>,
    /// The schema of its result.
    pub output: Value,
    /// The version with a digest of both schemas, `1.0.0+5f2c81aa`: a tool whose schema changed is another one, whatever it
    /// says of itself.
    pub pinned_version: String,
}

/// A future on the heap.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
pub(crate) type Quick = Box<dyn FnOnce(&Context) -> Option<Result<Value, ToolError>> + Send>;
pub(crate) type Perform = Box<dyn FnOnce(Context) -> BoxFuture<Result<Value, ToolError>> + Send>;

/// A call whose arguments are sound and whose price is known; performed by the [`Stack`](crate::Stack).
pub struct PreparedCall {
    /// The tool's name.
    pub tool: Cow<'static, str>,
    /// What it may take at most.
    pub quote: Quote,
    /// Cheaper ways of doing nearly the same, the best first.
    pub tiers: Vec<Tier>,
    /// Whether a replay may recompute it.
    pub deterministic: bool,
    /// What it does to the world.
    pub effect: ToolEffect,
    /// What tells a repeat of it from another call: the same for all of its attempts, and after a crash.
    pub key: Option<String>,
    pub(crate) limit: Option<Duration>,
    pub(crate) marks: bool,
    pub(crate) light: bool,
    /// What is tried where the call is asked for, before it is performed elsewhere.
    pub(crate) quick: Option<Quick>,
    pub(crate) perform: Perform,
}

impl PreparedCall {
    /// Whether its tool [says by itself](Tool::marks) when something leaves.
    #[must_use]
    pub fn marks(&self) -> bool {
        self.marks
    }

    /// Whether it [waits for nothing](Tool::is_light) and is made at once.
    #[must_use]
    pub fn is_light(&self) -> bool {
        self.light
    }
}

impl fmt::Debug for PreparedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedCall").field("tool", &self.tool).field("quote", &self.quote).finish_non_exhaustive()
    }
}

/// Whether a tool may have that name.
pub(crate) fn check_name(name: &str) -> Result<(), ToolboxError> {
    let tool = || name.chars().take(NAME_CHARS_MAX).collect();
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(word) {
        return Err(ToolboxError::BadName { tool: tool() });
    }
    if CONTROL_TOOLS.contains(&name) {
        return Err(ToolboxError::Reserved { tool: tool() });
    }
    Ok(())
}

pub(crate) trait DynTool: Send + Sync {
    fn spec(&self) -> &ToolSpec;
    fn prepare(&self, args: &Value) -> Result<PreparedCall, ToolError>;
}

struct Erased<T> {
    tool: Arc<T>,
    spec: ToolSpec,
    validator: Validator,
}

impl<T: Tool> Erased<T> {
    fn new(tool: T) -> Result<Self, ToolboxError> {
        check_name(T::NAME)?;
        let name = T::NAME.to_owned();
        let schema = |settings: SchemaSettings| settings.into_generator();
        let input = schema(SchemaSettings::draft2020_12()).into_root_schema_for::<T::Input>().to_value();
        let output =
            schema(SchemaSettings::draft2020_12().for_serialize()).into_root_schema_for::<T::Output>().to_value();
        let strict_input = match T::AUDIENCE {
            Audience::Internal => None,
            Audience::Offered => {
                let strict = to_strict(&input);
                Some(strict.map_err(|source| ToolboxError::NotStrict { tool: name.clone(), source })?)
            }
        };
        let validator = jsonschema::validator_for(&input)
            .map_err(|error| ToolboxError::BadSchema { tool: name, reason: error.to_string() })?;
        let pinned_version = format!("{}+{}", T::VERSION, Sha256::of_json(&(&input, &output)).short(4));
        let spec = ToolSpec {
            name: T::NAME.into(),
            version: T::VERSION.into(),
            description: T::DESCRIPTION.into(),
            effect: tool.effect(),
            audience: T::AUDIENCE,
            deterministic: tool.deterministic(),
            is_foreign: false,
            input,
            strict_input,
            output,
            pinned_version,
        };
        Ok(Self { tool: Arc::new(tool), spec, validator })
    }
}

impl<T: Tool> DynTool for Erased<T> {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn prepare(&self, args: &Value) -> Result<PreparedCall, ToolError> {
        let input: T::Input = args::decode(T::NAME, &self.spec.input, &self.validator, args)?;
        let quote = self.tool.quote(&input);
        // What is made again for comparison is made as it was asked for.
        let tiers = if self.spec.deterministic { Vec::new() } else { self.tool.tiers(&input) };
        let tool = self.tool.clone();
        let perform: Perform = Box::new(move |context| {
            Box::pin(async move {
                let output = tool.call(&context, input).await?;
                let output = serde_json::to_value(&output)
                    .map_err(|error| ToolError::Internal { tool: T::NAME.to_owned(), reason: error.to_string() })?;
                Ok(args::as_recorded(output))
            })
        });
        // A pure tool bounds itself; a clock must not decide what it makes.
        let limit = (!self.spec.deterministic).then_some(DEADLINE);
        Ok(PreparedCall {
            tool: T::NAME.into(),
            quote,
            tiers,
            deterministic: self.spec.deterministic,
            effect: self.spec.effect,
            key: None,
            limit,
            marks: self.tool.marks(),
            light: self.spec.deterministic && self.tool.is_light(),
            quick: None,
            perform,
        })
    }
}

/// Tools by name; cheap to clone.
#[derive(Clone)]
pub struct Toolbox {
    tools: Arc<BTreeMap<Cow<'static, str>, Arc<dyn DynTool>>>,
}

impl fmt::Debug for Toolbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.tools.keys()).finish()
    }
}

impl Toolbox {
    /// An empty toolbox to put tools in.
    pub fn builder() -> ToolboxBuilder {
        ToolboxBuilder { tools: BTreeMap::new(), error: None }
    }

    /// What is known of every tool, by name.
    pub fn specs(&self) -> impl Iterator<Item = &ToolSpec> {
        self.tools.values().map(|tool| tool.spec())
    }

    /// What is known of one tool.
    #[must_use]
    pub fn spec(&self, name: &str) -> Option<&ToolSpec> {
        self.tools.get(name).map(|tool| tool.spec())
    }

    /// Checks the arguments of a call and learns its price; nothing happens yet.
    ///
    /// # Errors
    ///
    /// [`ToolError::UnknownTool`] or [`ToolError::InvalidInput`], with the places that are wrong.
    pub fn prepare(&self, name: &str, args: &Value) -> Result<PreparedCall, ToolError> {
        let tool = self.tools.get(name).ok_or_else(|| ToolError::UnknownTool {
            tool: name.chars().take(NAME_CHARS_MAX).collect(),
            known: self.tools.keys().map(|name| &**name).collect::<Vec<_>>().join(", "),
        })?;
        tool.prepare(args)
    }
}

/// Collects tools; the first thing that is wrong is said by [`build`](Self::build).
#[must_use = "a builder does nothing until it is built"]
pub struct ToolboxBuilder {
    tools: BTreeMap<Cow<'static, str>, Arc<dyn DynTool>>,
    error: Option<ToolboxError>,
}

impl ToolboxBuilder {
    /// Adds a tool.
    pub fn tool<T: Tool>(self, tool: T) -> Self {
        self.put(T::NAME, Erased::new(tool), false)
    }

    /// Adds a tool that only computes.
    pub fn pure<T: PureTool>(self, tool: T) -> Self {
        self.put(T::NAME, Erased::new(Pure::new(tool)), false)
    }

    /// Adds a tool of somebody else.
    pub fn foreign<T: ForeignTool>(self, tool: T) -> Self {
        let name = tool.spec().name;
        self.put(name, Foreign::new(tool), false)
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace<T: Tool>(self, tool: T) -> Self {
        self.put(T::NAME, Erased::new(tool), true)
    }

    /// Has a moderator that reads judge the brief where copy is written for it, by whichever tool computes that. Before one that does
    /// more than compute nobody stands who could say what it is paid for: there is an error then.
    pub fn guard_briefs(mut self, moderate: &Moderate) -> Self {
        let Some(writer) = self.tools.get_mut(WriteCopy::TOOL).filter(|_| moderate.reads()) else { return self };
        if writer.spec().deterministic && !writer.spec().is_foreign {
            *writer = Arc::new(ModeratedCopy::new(writer.clone(), moderate.clone()));
        } else {
            self.error.get_or_insert(ToolboxError::NotModerated { tool: WriteCopy::TOOL.to_owned() });
        }
        self
    }

    fn put(
        mut self,
        name: impl Into<Cow<'static, str>>,
        tool: Result<impl DynTool + 'static, ToolboxError>,
        replace: bool,
    ) -> Self {
        let name = name.into();
        let result = match (self.tools.contains_key(&name), replace) {
            (true, false) => Err(ToolboxError::Duplicate { tool: name.clone().into_owned() }),
            (false, true) => Err(ToolboxError::NothingToReplace { tool: name.clone().into_owned() }),
            _ => tool,
        };
        match result {
            Ok(erased) => {
                self.tools.insert(name, Arc::new(erased));
            }
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
        self
    }

    /// What is known of the tools so far.
    pub fn specs(&self) -> impl Iterator<Item = &ToolSpec> {
        self.tools.values().map(|tool| tool.spec())
    }

    /// The toolbox.
    ///
    /// # Errors
    ///
    /// [`ToolboxError`] for the first tool that was refused.
    pub fn build(self) -> Result<Toolbox, ToolboxError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(Toolbox { tools: Arc::new(self.tools) }),
        }
    }
}

impl fmt::Debug for ToolboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.tools.keys()).finish()
    }
}
