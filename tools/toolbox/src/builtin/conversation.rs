//! What was said in a conversation with a model. It lies in no store: the record of what was asked and what was answered says
//! all of it, so whoever goes on with a run that broke off [recalls](recall) it from there.

use std::sync::Arc;

use design::Sha256;
use design::canonical::write_value;
use planner::calls::{Call, CallResult, Converse as Args, Conversed, ModelCall, ShownPicture, Transcript};
use prompts::Library;
use serde::Serialize;

use super::told;
use crate::chat_model::{AskedCall, Message, Said};
use crate::context::Context;
use crate::error::ToolError;

/// A part of a conversation: the part before it, and what was said.
#[derive(Serialize)]
struct Part<'a> {
    after: Option<Sha256>,
    said: Vec<&'a Said>,
}

/// What a model is told now: the filled-in prompt, or what its calls came to, with the pictures that it is shown.
pub(super) fn said(prompts: &Library, asked: &Args, shown: &[ShownPicture]) -> Result<Vec<Said>, ToolError> {
    let mut said = Vec::new();
    if asked.after.is_none() {
        let prompt = told::prompt(Args::TOOL, prompts, &asked.prompt)?;
        said = told::filled_in(Args::TOOL, prompt, &asked.variables)?;
    }
    let result = |CallResult { id, content, .. }: &CallResult| Said::Tool { id: id.clone(), text: content.clone() };
    said.extend(asked.results.iter().map(result));
    // The dialect shows no picture in an answer: they come after the answers, before whatever else the model is told.
    said.extend(shown.iter().map(|ShownPicture { id, jpeg, bytes }| {
        let text = format!("What call {id} came to looks like this.");
        Said::Picture { text, jpeg: *jpeg, size: *bytes }
    }));
    said.extend(asked.reminder.iter().map(|text| Said::User { text: text.clone() }));
    Ok(said)
}

/// What a model said.
pub(super) fn answer(text: &str, calls: &[ModelCall]) -> Said {
    let call = |ModelCall { id, name, args, .. }: &ModelCall| {
        // Servers read what the model is reminded of, so it is reminded of JSON.
        let mut arguments = Vec::new();
        if args.is_null() {
            arguments.extend_from_slice(b"{}");
        } else {
            write_value(args, &mut arguments);
        }
        let arguments = String::from_utf8_lossy(&arguments).into_owned();
        AskedCall { id: id.clone(), name: name.clone(), arguments }
    };
    Said::Model { text: text.to_owned(), calls: calls.iter().map(call).collect() }
}

/// All that was said before.
pub(super) fn before(context: &Context, after: Option<&Transcript>) -> Result<Vec<Arc<Message>>, ToolError> {
    let Some(after) = after else { return Ok(Vec::new()) };
    let lost = || ToolError::invalid(Args::TOOL, "/after", "the conversation is lost".to_owned());
    context.conversation(&after.last).ok_or_else(lost)
}

/// Has what was said at hand for the next time: all that was said `before`, and `now`.
pub(super) fn keep(
    context: &Context,
    after: Option<&Transcript>,
    mut before: Vec<Arc<Message>>,
    now: Vec<Arc<Message>>,
) -> Transcript {
    let said: Vec<&Said> = now.iter().map(|told| &***told).collect();
    let (bytes, messages) = after.map_or((0, 0), |after| (after.bytes, after.messages));
    let bytes = bytes + said.iter().map(|said| said.bytes()).sum::<u64>();
    let messages = messages.saturating_add(u32::try_from(said.len()).unwrap_or(u32::MAX));
    let part = Part { after: after.map(|after| after.last), said };
    let last = Sha256::of(&serde_json::to_vec(&part).expect("messages have a JSON form"));
    before.extend(now);
    context.have_at_hand(last, before);
    Transcript { last, bytes, messages }
}

/// Has a conversation at hand as it was after an exchange that an earlier process had, or another run. Exchanges are
/// recalled in their order; where one before them is missing, the conversation is lost, and whoever goes on with it is told so.
pub fn recall(context: &Context, prompts: &Library, asked: &Args, answered: &Conversed) {
    let told = said(prompts, asked, &answered.pictures);
    let told = told.and_then(|said| Ok((said, before(context, asked.after.as_ref())?)));
    let Ok((mut now, mut messages)) = told else { return };
    now.push(answer(&answered.text, &answered.calls));
    messages.extend(told::messages(now));
    // By the digest that it has on record: another engine may put one thing or another in other words.
    context.have_at_hand(answered.transcript.last, messages);
}
