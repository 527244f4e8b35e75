//! What a server says of a prompt: in its history, in its queue, and in the refusal of one that it does not take.

use std::fmt;

use planner::WorldOutcome;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use super::graph::Output;
use crate::provider::{Fault, FaultClass};

/// Longest name of a file or a folder, bytes.
const NAME_BYTES_MAX: usize = 1_024;
/// Most mistakes of a workflow that are told.
const MISTAKES_MAX: usize = 4;

/// What takes keys and private headers out of a text, before it is cut: half a key is one too.
pub(super) type Hide<'a> = &'a dyn Fn(&str) -> String;

/// A picture that a server keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) folder: String,
    pub(super) kind: &'static str,
}

impl File {
    /// The first picture among what a node made; what is none is passed over.
    pub(super) fn first_of(made: &Value) -> Option<Self> {
        made.get("images")?.as_array()?.iter().find_map(Self::read)
    }

    fn read(image: &Value) -> Option<Self> {
        let text = |name: &str| image.get(name).and_then(Value::as_str).filter(|text| text.len() <= NAME_BYTES_MAX);
        let kinds = ["output", "temp", "input"];
        let kind = text("type").unwrap_or("output");
        Some(Self {
            name: text("filename").filter(|name| !name.is_empty())?.to_owned(),
            folder: text("subfolder").unwrap_or_default().to_owned(),
            kind: kinds.into_iter().find(|own| *own == kind)?,
        })
    }
}

/// Where a prompt is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sight {
    /// Nowhere.
    Absent,
    /// In the queue.
    Waiting,
    /// Under way.
    Running,
    /// Done, with what came of it where that is kept.
    Done(Option<File>),
    /// It came to nothing.
    Failed(Fault),
}

/// Where a prompt is by the history; `None` where that does not know it.
pub(super) fn in_history(history: &Value, id: &str, outputs: &[Output], hide: Hide<'_>) -> Option<Sight> {
    let entry = history.get(id)?;
    let status = entry.get("status");
    let said = |name: &str| {
        status.and_then(|status| status.get("messages")).and_then(Value::as_array).and_then(|said| {
            said.iter()
                .rev()
                .find(|message| message.get(0).and_then(Value::as_str) == Some(name))
                .and_then(|message| message.get(1))
        })
    };
    if said("execution_interrupted").is_some() {
        return Some(Sight::Failed(interrupted()));
    }
    // Servers of old say nothing of it.
    let is_error = status.and_then(|status| status.get("status_str")).and_then(Value::as_str) == Some("error");
    if is_error {
        return Some(Sight::Failed(failed(said("execution_error").unwrap_or(&Value::Null), hide)));
    }
    let made = |output: &Output| entry.get("outputs").and_then(|made| made.get(&output.node)).and_then(File::first_of);
    Some(Sight::Done(outputs.iter().find_map(made)))
}

/// The fault of a prompt that somebody stopped.
pub(super) fn interrupted() -> Fault {
    Fault::new(FaultClass::Broken, "somebody at the server interrupted it")
}

/// The fault of a prompt that failed in one of its nodes, by the data of its event.
pub(super) fn failed(data: &Value, hide: Hide<'_>) -> Fault {
    let text = |name: &str| data.get(name).and_then(Value::as_str).map(|text| short(&hide(text), 160));
    let class = text("node_type").unwrap_or_else(|| "a node".to_owned());
    let kind = text("exception_type").unwrap_or_else(|| "an error".to_owned());
    let message = text("exception_message").unwrap_or_default();
    let message = format!("{class} failed with {kind}: {}", message.trim());
    // A machine that is full now may not be later; any other failure comes again.
    let is_full = kind.contains("OutOfMemory") || message.contains("out of memory");
    let fault = Fault::new(if is_full { FaultClass::Server } else { FaultClass::Invalid }, message);
    Fault { outcome: WorldOutcome::InDoubt, ..fault }
}

fn short(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// The same refusal with what is wrong with which node. Values are left out: they are what somebody asked for.
pub(super) fn explained(fault: Fault, body: &[u8], hide: Hide<'_>) -> Fault {
    let Some(answer) = serde_json::from_slice::<Value>(body).ok().filter(|answer| answer.get("node_errors").is_some())
    else {
        return fault;
    };
    let kind = answer.pointer("/error/type").and_then(Value::as_str).map(|kind| short(&hide(kind), 64));
    let nodes = answer.get("node_errors").and_then(Value::as_object).into_iter().flatten();
    let mistakes = nodes.flat_map(|(node, said)| {
        let class = said.get("class_type").and_then(Value::as_str).unwrap_or("node");
        let errors = said.get("errors").and_then(Value::as_array).into_iter().flatten();
        errors.map(move |error| {
            let text = |pointer: &str| error.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let (kind, input) = (text("/type"), text("/extra_info/input_name"));
            let part = |text: &str, chars: usize| short(&hide(text), chars);
            format!("{} {}.{}: {}", part(class, 40), part(node, 20), part(input, 40), part(kind, 60))
        })
    });
    let mistakes: Vec<String> = mistakes.take(MISTAKES_MAX).collect();
    let code = fault.code.clone().or(kind);
    let message = if mistakes.is_empty() { fault.message.clone() } else { mistakes.join("; ") };
    let told = Fault::new(fault.class, message);
    Fault { code, message: told.message, ..fault }
}

/// What waits and what runs, by name. Whatever else is said of it, every workflow of everybody, is passed over.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Queue {
    #[serde(default, rename = "queue_running")]
    running: Vec<Entry>,
    #[serde(default, rename = "queue_pending")]
    waiting: Vec<Entry>,
}

impl Queue {
    pub(super) fn sight(&self, id: &str) -> Sight {
        let holds = |entries: &[Entry]| entries.iter().any(|entry| entry.0 == id);
        match (holds(&self.running), holds(&self.waiting)) {
            (true, _) => Sight::Running,
            (false, true) => Sight::Waiting,
            (false, false) => Sight::Absent,
        }
    }
}

/// The name of a prompt, which stands second in a list.
#[derive(Debug)]
struct Entry(String);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Second;

        impl<'de> Visitor<'de> for Second {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of a number and a name")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
                list.next_element::<IgnoredAny>()?;
                let name = list.next_element()?.unwrap_or_default();
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Entry(name))
            }
        }

        deserializer.deserialize_seq(Second)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_queue_is_read_by_its_names() {
        let queue = json!({
            "queue_running": [[3, "a", { "6": {} }, {}, ["9"]]],
            "queue_pending": [[4, "b", {}, {}, [], { "sensitive": 1 }], [5, "c"]],
        });
        let queue: Queue = serde_json::from_value(queue).unwrap();
        assert_eq!(
            ["a", "b", "c", "d"].map(|id| queue.sight(id)),
            [Sight::Running, Sight::Waiting, Sight::Waiting, Sight::Absent]
        );
        serde_json::from_str::<Queue>("{}").unwrap();
    }

    #[test]
    fn a_history_tells_what_became_of_a_prompt() {
        let outputs =
            [Output { node: "12".to_owned(), is_sent: false }, Output { node: "9".to_owned(), is_sent: false }];
        let see = |entry: Value| in_history(&json!({ "a": entry }), "a", &outputs, &str::to_owned);
        let image = json!({ "filename": "x_1.png", "subfolder": "s", "type": "temp" });
        let file = File { name: "x_1.png".to_owned(), folder: "s".to_owned(), kind: "temp" };
        assert_eq!(in_history(&json!({}), "a", &outputs, &str::to_owned), None);
        let done = json!({ "outputs": { "9": { "images": [{ "filename": 1 }, image] } }, "status": { "status_str": "success", "messages": [] } });
        assert_eq!(see(done), Some(Sight::Done(Some(file.clone()))));
        assert_eq!(see(json!({ "outputs": { "9": { "images": [image] } } })), Some(Sight::Done(Some(file))));
        assert_eq!(see(json!({ "outputs": { "8": { "images": [image] } } })), Some(Sight::Done(None)));
        let elsewhere = json!({ "filename": "x", "type": "../../etc" });
        assert_eq!(see(json!({ "outputs": { "9": { "images": [elsewhere] } } })), Some(Sight::Done(None)));
        let failed = |kind: &str, data: Value| {
            see(json!({ "status": { "status_str": "error", "messages": [["execution_start", {}], [kind, data]] } }))
        };
        let data = json!({ "node_type": "KSampler", "exception_type": "torch.OutOfMemoryError", "exception_message": "Allocation\n" });
        let Some(Sight::Failed(fault)) = failed("execution_error", data) else { panic!("it failed") };
        assert_eq!((fault.class, fault.outcome), (FaultClass::Server, WorldOutcome::InDoubt));
        assert_eq!(fault.message, "KSampler failed with torch.OutOfMemoryError: Allocation");
        let Some(Sight::Failed(fault)) = failed("execution_error", json!({})) else { panic!("it failed") };
        assert_eq!((fault.class, fault.outcome), (FaultClass::Invalid, WorldOutcome::InDoubt));
        let Some(Sight::Failed(fault)) = failed("execution_interrupted", json!({})) else { panic!("it failed") };
        assert_eq!(fault.class, FaultClass::Broken);
    }

    #[test]
    fn a_refusal_names_nodes_and_no_values() {
        let body = json!({
            "error": { "type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation" },
            "node_errors": { "4": { "class_type": "CheckpointLoaderSimple", "errors": [{
                "type": "value_not_in_list", "message": "Value not in list", "details": "ckpt_name: 'my secret.safetensors'",
                "extra_info": { "input_name": "ckpt_name", "received_value": "my secret.safetensors" } }] } },
        });
        let plain = Fault::new(FaultClass::Invalid, "Prompt outputs failed validation");
        let fault = explained(plain.clone(), body.to_string().as_bytes(), &str::to_owned);
        assert_eq!(fault.message, "CheckpointLoaderSimple 4.ckpt_name: value_not_in_list");
        assert_eq!(fault.code.as_deref(), Some("prompt_outputs_failed_validation"));
        assert_eq!(explained(plain.clone(), b"<html>", &str::to_owned), plain);
    }
}
