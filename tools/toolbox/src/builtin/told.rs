//! What a model is told: the version of a prompt that a run was begun with, filled in.

use std::sync::Arc;

use planner::PromptRef;
use prompts::{Library, Prompt, Role, Version};
use serde_json::Value;

use crate::chat_model::{AnyChatModel, Message, Said};
use crate::context::Context;
use crate::error::ToolError;
use crate::prices::ChatShape;
use crate::quote::Quote;
use crate::tool::Tier;

/// The prompt that `tool` was asked to tell, by its digest: whatever its file has become since.
pub(super) fn prompt<'a>(tool: &str, library: &'a Library, asked: &PromptRef) -> Result<&'a Prompt, ToolError> {
    let version = asked.version.parse::<Version>().ok();
    version.and_then(|version| library.exact(&asked.name, version, &asked.digest)).ok_or_else(|| {
        let message = format!("there is no {}@{} with that digest here", asked.name, asked.version);
        ToolError::invalid(tool, "/prompt", message)
    })
}

/// The version of a prompt that is told unless another is meant.
const PRODUCTION: &str = "production";

/// What is in production of a prompt, else its newest version; nothing, where the prompts do not have it.
pub(super) fn in_production<'a>(library: &'a Library, name: &str) -> Option<&'a Prompt> {
    library.resolve(name, PRODUCTION).or_else(|| library.get(name))
}

/// What is in production of a prompt as it is built in.
///
/// # Panics
///
/// Never, for a name that a test asks for.
pub(super) fn built_in(name: &str) -> &'static Prompt {
    in_production(Library::embedded(), name).expect("a test asks for it")
}

/// The words of a message to a model that reads no conversation.
pub(super) fn words(said: &Said) -> Option<&str> {
    match said {
        Said::System { text } | Said::User { text } => Some(text.trim()),
        _ => None,
    }
}

/// The model that a call is granted: the one that was meant, or one that may be asked in its place.
pub(super) fn granted<'a>(context: &Context, model: &'a str, cheaper: &'a [String]) -> &'a str {
    let tier = context.tier() as usize;
    tier.checked_sub(1).and_then(|place| cheaper.get(place)).map_or(model, String::as_str)
}

/// Cheaper models as tiers of a call; one without a price is none.
pub(super) fn tiers(model: &AnyChatModel, cheaper: &[String], shape: &ChatShape) -> Vec<Tier> {
    let quote = |name: &String| model.quote(name, shape).unwrap_or(Quote::UNLIMITED);
    cheaper.iter().map(|name| Tier { what: format!("{name} is asked instead"), quote: quote(name) }).collect()
}

/// What is said, as messages that are sent many times.
pub(super) fn messages(said: Vec<Said>) -> Vec<Arc<Message>> {
    said.into_iter().map(|said| Arc::new(said.into())).collect()
}

/// The messages of a prompt that is filled in.
pub(super) fn filled_in(tool: &str, prompt: &Prompt, variables: &Value) -> Result<Vec<Said>, ToolError> {
    let messages =
        prompt.render(variables).map_err(|error| ToolError::invalid(tool, "/variables", error.to_string()))?;
    let said = messages.into_iter().map(|message| {
        let text = message.text();
        match message.role {
            Role::System => Said::System { text },
            Role::User | Role::Tool => Said::User { text },
            Role::Model => Said::Model { text, calls: Vec::new() },
        }
    });
    Ok(said.collect())
}
