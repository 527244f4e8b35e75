//! What a tool is: typed arguments in, a typed result out, and a price known before.

use std::future::Future;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::error::ToolError;
use crate::quote::Quote;

/// What a call does to the world: decides what a retry or a fork may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolEffect {
    /// It only reads: may be repeated freely.
    Read,
    /// It changes something; repeating it with the same arguments changes nothing more.
    Idempotent,
    /// It changes something each time.
    Write,
}

/// Who a tool is offered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Models and policies: its schema must have a strict form.
    Offered,
    /// Policies only: its arguments may hold maps and free JSON.
    Internal,
}

/// A cheaper way of doing nearly what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// What is done instead, for people: `a smaller picture`.
    pub what: String,
    /// What it may cost at most.
    pub quote: Quote,
}

/// One capability that the planner may call.
///
/// ```
/// use maquette_tools::{Context, Quote, Tool, ToolEffect, ToolError};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Words { text: String }
/// #[derive(Serialize, JsonSchema)]
/// struct Count { words: u32 }
/// struct CountWords;
///
/// impl Tool for CountWords {
///     const NAME: &'static str = "count_words";
///     const VERSION: &'static str = "1.0.0";
///     const DESCRIPTION: &'static str = "Counts the words of a text.";
///     type Input = Words;
///     type Output = Count;
///     fn effect(&self) -> ToolEffect { ToolEffect::Read }
///     fn quote(&self, _: &Words) -> Quote { Quote::FREE }
///     async fn call(&self, _: &Context, input: Words) -> Result<Count, ToolError> {
///         Ok(Count { words: input.text.split_whitespace().count() as u32 })
///     }
/// }
/// ```
pub trait Tool: Send + Sync + 'static {
    /// Name on the wire, `snake_case`. Traces refer to it, so it never changes.
    const NAME: &'static str;
    /// Semantic version; part of every request hash.
    const VERSION: &'static str;
    /// What it does, in a sentence; models read it.
    const DESCRIPTION: &'static str;
    /// Who it is offered to.
    const AUDIENCE: Audience = Audience::Offered;
    /// Arguments, already parsed and checked against the schema when `call` sees them.
    type Input: DeserializeOwned + JsonSchema + Send + 'static;
    /// What the planner is told.
    type Output: Serialize + JsonSchema + Send;

    /// What a call does to the world.
    fn effect(&self) -> ToolEffect;

    /// Whether equal arguments give equal results for ever, so that a replay may recompute and compare them.
    fn deterministic(&self) -> bool {
        false
    }

    /// A true upper bound on what one attempt may cost; reserved before it starts, settled after.
    fn quote(&self, input: &Self::Input) -> Quote;

    /// Cheaper ways of doing nearly the same, the best first: the first that there is money for is taken when there is
    /// none for the call as asked. Its place, from 1, is the call's [`Context::tier`].
    fn tiers(&self, input: &Self::Input) -> Vec<Tier> {
        let _ = input;
        Vec::new()
    }

    /// Whether the tool says by itself when a call leaves ([`Grant::mark_sent`](crate::Grant::mark_sent)), as those do whose
    /// calls go through a [`Provider`](crate::provider::Provider). Any other call counts as gone from its first moment.
    fn marks(&self) -> bool {
        false
    }

    /// Whether a call takes less time than handing it to another thread does: it is made where it is asked for. Believed of
    /// [deterministic](Self::deterministic) tools alone, for others may wait.
    fn is_light(&self) -> bool {
        false
    }

    /// Performs the call.
    ///
    /// # Errors
    ///
    /// [`ToolError`]; its [`outcome`](ToolError::outcome) says what happened to the world,
    /// its [`recovery`](ToolError::recovery) what the run does about it.
    fn call(
        &self,
        context: &Context,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;
}

/// A tool that only computes: free, deterministic, without any effect on the world.
///
/// It runs on a thread that may block, as many at once as the engine has workers, unless it is [light](Self::LIGHT); see
/// [`Pure`].
pub trait PureTool: Send + Sync + 'static {
    /// Name on the wire, `snake_case`.
    const NAME: &'static str;
    /// Semantic version; raised whenever a result changes.
    const VERSION: &'static str;
    /// What it does, in a sentence.
    const DESCRIPTION: &'static str;
    /// Who it is offered to.
    const AUDIENCE: Audience = Audience::Offered;
    /// Whether it takes less time than handing it to another thread does, a few microseconds, but for its first call of a run:
    /// it is made where it is asked for.
    const LIGHT: bool = false;
    /// Arguments.
    type Input: DeserializeOwned + JsonSchema + Send + 'static;
    /// Result.
    type Output: Serialize + JsonSchema + Send + 'static;

    /// Computes the result.
    ///
    /// # Errors
    ///
    /// [`ToolError`] when there is none; the same one each time.
    fn compute(&self, context: &Context, input: Self::Input) -> Result<Self::Output, ToolError>;
}

/// A [`PureTool`] as a [`Tool`].
#[derive(Debug, Default)]
pub struct Pure<T>(std::sync::Arc<T>);

impl<T: PureTool> Pure<T> {
    /// Wraps `tool`.
    #[must_use]
    pub fn new(tool: T) -> Self {
        Self(std::sync::Arc::new(tool))
    }
}

impl<T: PureTool> Tool for Pure<T> {
    const NAME: &'static str = T::NAME;
    const VERSION: &'static str = T::VERSION;
    const DESCRIPTION: &'static str = T::DESCRIPTION;
    const AUDIENCE: Audience = T::AUDIENCE;
    type Input = T::Input;
    type Output = T::Output;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn deterministic(&self) -> bool {
        true
    }

    fn quote(&self, _: &Self::Input) -> Quote {
        Quote::FREE
    }

    fn is_light(&self) -> bool {
        T::LIGHT
    }

    async fn call(&self, context: &Context, input: Self::Input) -> Result<Self::Output, ToolError> {
        if T::LIGHT {
            return self.0.compute(context, input);
        }
        let (tool, inner) = (self.0.clone(), context.clone());
        context.compute(T::NAME, move || tool.compute(&inner, input)).await
    }
}
