//! Why a ComfyUI server, or a workflow, cannot be used; all of it is said before the first call.

use super::graph::WORKFLOW_BYTES_MAX;
use super::slots::Slot;
use crate::prices::PriceError;
use crate::provider::over_http::EndpointError;
use crate::provider::{Fault, SettingsError};

/// Why a ComfyUI server, or a workflow, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComfyError {
    /// The endpoint cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// There is no price: what has none is not called.
    #[error("{0}; a machine of one's own has `image_nano_usd`, which may be 0")]
    Price(#[from] PriceError),
    /// A setting is out of its range.
    #[error("`{setting}` must be {allowed}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// The workflow is too large.
    #[error("the workflow has {bytes} bytes; {WORKFLOW_BYTES_MAX} are read at most")]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// It is not JSON, or no object.
    #[error("the workflow is not JSON of the API format: {reason}")]
    NotJson {
        /// Why not.
        reason: String,
    },
    /// It is what the editor keeps, not what the server runs.
    #[error("that is the editor's format; export the workflow for the API (Workflow, Export (API))")]
    EditorFormat,
    /// It has no node, or too many.
    #[error("the workflow has {count} nodes; 1 to 1,000 are read")]
    NodeCount {
        /// How many.
        count: usize,
    },
    /// Something in it is no node.
    #[error("`{node}` of the workflow is no node with a `class_type` and `inputs`")]
    NotANode {
        /// Which.
        node: String,
    },
    /// A place is not written as one.
    #[error(
        "`{place}` is no place for `{slot}`; write node and input, such as \"6.text\", or up to 16 of them in a list"
    )]
    BadPlace {
        /// The slot.
        slot: Slot,
        /// What is written.
        place: String,
    },
    /// A node that is named is not there.
    #[error("the workflow has no node `{node}`")]
    NoSuchNode {
        /// Which.
        node: String,
    },
    /// An input that is named is not there.
    #[error("node `{node}` of the workflow has no input `{input}`")]
    NoSuchInput {
        /// Of which node.
        node: String,
        /// Which.
        input: String,
    },
    /// An input comes from another node.
    #[error("`{slot}` cannot fill `{node}.{input}`, which another node gives; name the place where that one has it")]
    Linked {
        /// The slot.
        slot: Slot,
        /// The node.
        node: String,
        /// Its input.
        input: String,
    },
    /// An input takes something else.
    #[error("`{slot}` cannot fill `{node}.{input}`, which is no {wanted}")]
    OtherKind {
        /// The slot.
        slot: Slot,
        /// The node.
        node: String,
        /// Its input.
        input: String,
        /// What the slot gives: `text` or `number`.
        wanted: &'static str,
    },
    /// A placeholder names no slot.
    #[error(
        "`{{{{{name}}}}}` in `{node}.{input}` names no slot; there are prompt, negative, width, height, seed and batch, and image, mask, \
         reference, reference2, left, top, right and bottom for edits"
    )]
    UnknownSlot {
        /// The node.
        node: String,
        /// Its input.
        input: String,
        /// The name.
        name: String,
    },
    /// Two slots fill one place.
    #[error("two slots fill `{node}.{input}`")]
    TwoSlots {
        /// The node.
        node: String,
        /// Its input.
        input: String,
    },
    /// Nothing gives what a node would have to be given.
    #[error("node `{node}` ({class}) has nothing from `{slot}`: name its place in `slots`, or the slot in `without`")]
    MissingSlot {
        /// The slot.
        slot: Slot,
        /// The node.
        node: String,
        /// Its class.
        class: String,
    },
    /// A slot has nothing to be filled with there.
    #[error("node `{node}` waits for `{slot}`, which nothing gives for `{operation}`")]
    NotGiven {
        /// The slot.
        slot: Slot,
        /// The node.
        node: String,
        /// What the workflow is for.
        operation: &'static str,
    },
    /// A workflow has no place for what it is about.
    #[error(
        "a workflow for `{operation}` needs a place for `{slot}`: name one in `slots`, or write `{{{{{slot}}}}}` there"
    )]
    NoPlace {
        /// The slot.
        slot: Slot,
        /// What the workflow is for.
        operation: &'static str,
    },
    /// One side of the picture is given and the other is not.
    #[error("only one side of the picture has a place: name one for `{slot}` too")]
    OneSide {
        /// The slot that is missing.
        slot: Slot,
    },
    /// No node shows or keeps a picture.
    #[error("no node of the workflow keeps a picture; name one in `output`")]
    NoOutput,
    /// Several do.
    #[error("several nodes of the workflow keep pictures ({}); name one in `output`", nodes.join(", "))]
    SeveralOutputs {
        /// Which.
        nodes: Vec<String>,
    },
    /// The server has no such class of nodes.
    #[error("the server has no nodes of the class `{class}`, which node `{node}` is of")]
    UnknownClass {
        /// The node.
        node: String,
        /// Its class.
        class: String,
    },
    /// Nodes of that class have no such input at that server.
    #[error("nodes of the class `{class}` have no input `{input}` at the server; node `{node}` is to be given one")]
    UnknownInput {
        /// The node.
        node: String,
        /// Its class.
        class: String,
        /// The input.
        input: String,
    },
    /// The server could not be asked.
    #[error("the server could not be asked: {0}")]
    Server(Fault),
}

impl From<SettingsError> for ComfyError {
    fn from(error: SettingsError) -> Self {
        Self::Endpoint(error.into())
    }
}
