//! What is fixed for all calls of a run, and the hashes that it shapes.

use std::collections::{BTreeMap, BTreeSet};

use design::Sha256;
use design::canonical::{to_canonical_json, write_value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::effect::ToolCall;

/// What shapes every request of a run besides its arguments; the payload of `config.pinned`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pin {
    /// Version of the engine.
    pub engine: String,
    /// Digest of the brand kit.
    pub kit: Sha256,
    /// Digests of the faces by family.
    #[serde(default)]
    pub fonts: BTreeMap<String, Sha256>,
    /// Version of every tool by its name.
    #[serde(default)]
    pub tools: BTreeMap<String, String>,
    /// Tools whose results depended on the world outside: they are not computed again, whatever a tool of that name does
    /// elsewhere.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub live: BTreeSet<String>,
    /// Tools of somebody else: their results are believed as they are on record, whoever has the tools.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub foreign: BTreeSet<String>,
}

impl Pin {
    /// The version of a tool; empty when it is not pinned.
    #[must_use]
    pub fn version(&self, tool: &str) -> &str {
        self.tools.get(tool).map_or("", String::as_str)
    }

    /// Whether what is computed under the other is what is computed under this one.
    #[must_use]
    pub fn computes_as(&self, other: &Self) -> bool {
        (&self.engine, &self.kit, &self.fonts) == (&other.engine, &other.kit, &other.fonts) && self.same_tools(other)
    }

    /// Whether the tools that compute are the same ones: a model that is not here computes nothing.
    pub(crate) fn same_tools(&self, other: &Self) -> bool {
        let apart = |pin: &Self, tool: &str| pin.live.contains(tool) || pin.foreign.contains(tool);
        let computes = |tool: &str| !apart(self, tool) && !apart(other, tool);
        let of = |pin: &Self| -> Vec<(String, String)> {
            let tools = pin.tools.iter().filter(|(tool, _)| computes(tool));
            tools.map(|(tool, version)| (tool.clone(), version.clone())).collect()
        };
        of(self) == of(other)
    }

    /// What shapes every call of a tool.
    fn shape(&self, tool: &str) -> CallShape {
        CallShape(to_canonical_json(&json!({
            "op": "execute_tool",
            "tool": tool,
            "version": self.version(tool),
            "kit": self.kit,
            "fonts": self.fonts,
            "engine": self.engine,
        })))
    }
}

/// What shapes every call of one tool under one pin, as canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CallShape(Vec<u8>);

impl CallShape {
    /// The hash of the call with these arguments.
    fn hash(&self, args: &Value) -> Sha256 {
        // The canonical JSON of one object, of which the arguments come first.
        let mut object = Vec::with_capacity(1024 + self.0.len());
        object.extend_from_slice(b"{\"args\":");
        write_value(args, &mut object);
        object.push(b',');
        object.extend_from_slice(&self.0[1..]);
        Sha256::of(&object)
    }
}

/// A pin, with what shapes the calls of its tools written down once: many calls are hashed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinShapes {
    pin: Pin,
    shapes: BTreeMap<String, CallShape>,
}

impl From<Pin> for PinShapes {
    fn from(pin: Pin) -> Self {
        let shapes = pin.tools.keys().map(|tool| (tool.clone(), pin.shape(tool))).collect();
        Self { pin, shapes }
    }
}

impl PinShapes {
    /// What is pinned.
    #[must_use]
    pub fn pin(&self) -> &Pin {
        &self.pin
    }

    /// The SHA-256 over everything that shapes a call, and never a time or an id.
    #[must_use]
    pub fn request_hash(&self, call: &ToolCall) -> Sha256 {
        match self.shapes.get(&call.tool) {
            Some(shape) => shape.hash(&call.args),
            None => self.pin.shape(&call.tool).hash(&call.args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::EffectId;
    use crate::fixture;

    #[test]
    fn a_request_hash_covers_what_shapes_a_request_and_no_id() {
        let pinned = PinShapes::from(fixture::pin());
        let pin = pinned.pin();
        let id = EffectId { lane: "main".to_owned(), ord: 0 };
        let call = ToolCall { id: id.clone(), tool: "render".to_owned(), args: json!({ "design": "a" }) };
        let hash = pinned.request_hash(&call);
        let whole = json!({
            "op": "execute_tool", "tool": "render", "version": pin.version("render"), "args": call.args, "kit": pin.kit,
            "fonts": pin.fonts, "engine": pin.engine,
        });
        assert_eq!(hash, Sha256::of_json(&whole));
        assert_eq!(hash, pinned.request_hash(&ToolCall { id: EffectId { ord: 9, ..id }, ..call.clone() }));
        assert_ne!(hash, pinned.request_hash(&ToolCall { args: json!({ "design": "b" }), ..call.clone() }));
        assert_ne!(hash, pinned.request_hash(&ToolCall { tool: "export".to_owned(), ..call.clone() }));
        assert_ne!(hash, PinShapes::from(Pin { engine: "other".to_owned(), ..pin.clone() }).request_hash(&call));
        assert_ne!(hash, PinShapes::from(Pin { kit: Sha256::of(b"other"), ..pin.clone() }).request_hash(&call));
    }
}
