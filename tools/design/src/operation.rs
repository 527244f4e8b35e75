//! Typed, invertible edits of a document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canonical::BlobRef;
use crate::document::{Content, Document, Fit, Lock, NODES_MAX, Node, NodeId, Paint, Text};
use crate::geometry::Rect;

/// One edit. Applying it gives the edit that undoes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Operation {
    /// Puts a top-level node at `index` (0 is the bottom).
    AddNode {
        /// Where in the order of drawing.
        index: usize,
        /// The node.
        node: Box<Node>,
    },
    /// Takes a top-level node away.
    RemoveNode {
        /// Which.
        id: NodeId,
    },
    /// Moves and resizes a node.
    SetBox {
        /// Which.
        id: NodeId,
        /// Its new box.
        #[serde(rename = "box")]
        area: Rect,
    },
    /// Turns a node.
    SetRotation {
        /// Which.
        id: NodeId,
        /// Degrees clockwise.
        rotation: f64,
    },
    /// Makes a node more or less transparent.
    SetOpacity {
        /// Which.
        id: NodeId,
        /// 0–1.
        opacity: f64,
    },
    /// Gives a text or shape another colour.
    SetFill {
        /// Which.
        id: NodeId,
        /// The colour; `None` leaves a shape unfilled.
        fill: Option<Paint>,
    },
    /// Gives a text node other words or another setting.
    SetText {
        /// Which.
        id: NodeId,
        /// The text.
        text: Text,
    },
    /// Gives a picture node another raster picture.
    SetImage {
        /// Which.
        id: NodeId,
        /// The picture.
        blob: BlobRef,
        /// How it fills the box.
        fit: Fit,
    },
    /// Gives a picture node another vector picture.
    SetSvg {
        /// Which.
        id: NodeId,
        /// The picture.
        blob: BlobRef,
        /// How it fills the box.
        fit: Fit,
    },
    /// Gives a node other content altogether.
    SetContent {
        /// Which.
        id: NodeId,
        /// The content.
        content: Box<Content>,
    },
    /// Moves a top-level node in the order of drawing.
    Reorder {
        /// Which.
        id: NodeId,
        /// Its new index (0 is the bottom).
        index: usize,
    },
    /// Says what may not be changed in a node.
    SetLocks {
        /// Which.
        id: NodeId,
        /// What may not be changed from now on; nothing where it is empty.
        locked: Vec<Lock>,
    },
}

impl Operation {
    /// The node that it is about.
    #[must_use]
    pub fn target(&self) -> &NodeId {
        match self {
            Self::AddNode { node, .. } => &node.id,
            Self::RemoveNode { id }
            | Self::SetBox { id, .. }
            | Self::SetRotation { id, .. }
            | Self::SetOpacity { id, .. }
            | Self::SetFill { id, .. }
            | Self::SetText { id, .. }
            | Self::SetImage { id, .. }
            | Self::SetSvg { id, .. }
            | Self::SetContent { id, .. }
            | Self::Reorder { id, .. }
            | Self::SetLocks { id, .. } => id,
        }
    }
}

/// Why an edit could not be made; the document is then unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OperationError {
    /// No node of that name (at the top level, where the edit asks for one).
    #[error("there is no node `{id}`")]
    NoSuchNode {
        /// The name.
        id: NodeId,
    },
    /// A node of that name is there already.
    #[error("there is a node `{id}` already")]
    DuplicateNode {
        /// The name.
        id: NodeId,
    },
    /// The edit does not fit the node's kind.
    #[error("node `{id}` is not {expected}")]
    WrongKind {
        /// The name.
        id: NodeId,
        /// What it would have to be.
        expected: &'static str,
    },
    /// The document would hold more than [`NODES_MAX`] nodes.
    #[error("a document holds at most {NODES_MAX} nodes")]
    TooManyNodes,
}

impl Document {
    /// Makes the edit and returns the one that undoes it.
    ///
    /// # Errors
    ///
    /// [`OperationError`] when the node is missing or of another kind; the document is then unchanged.
    pub fn apply(&mut self, operation: &Operation) -> Result<Operation, OperationError> {
        match operation {
            Operation::AddNode { index, node } => self.add(*index, node),
            Operation::RemoveNode { id } => {
                let index = self.index_of(id)?;
                Ok(Operation::AddNode { index, node: Box::new(self.nodes.remove(index)) })
            }
            Operation::Reorder { id, index } => {
                let old = self.index_of(id)?;
                let node = self.nodes.remove(old);
                self.nodes.insert((*index).min(self.nodes.len()), node);
                Ok(Operation::Reorder { id: id.clone(), index: old })
            }
            Operation::SetBox { id, area } => {
                let old = std::mem::replace(&mut self.find(id)?.area, *area);
                Ok(Operation::SetBox { id: id.clone(), area: old })
            }
            Operation::SetRotation { id, rotation } => {
                let old = std::mem::replace(&mut self.find(id)?.rotation, *rotation);
                Ok(Operation::SetRotation { id: id.clone(), rotation: old })
            }
            Operation::SetOpacity { id, opacity } => {
                let old = std::mem::replace(&mut self.find(id)?.opacity, opacity.clamp(0.0, 1.0));
                Ok(Operation::SetOpacity { id: id.clone(), opacity: old })
            }
            Operation::SetFill { id, fill } => self.set_fill(id, fill.as_ref()),
            Operation::SetText { id, text } => match &mut self.find(id)?.content {
                Content::Text { text: old, .. } => {
                    Ok(Operation::SetText { id: id.clone(), text: std::mem::replace(old, text.clone()) })
                }
                _ => Err(OperationError::WrongKind { id: id.clone(), expected: "a text" }),
            },
            Operation::SetImage { id, blob, fit } => self.set_picture(id, Content::Image { blob: *blob, fit: *fit }),
            Operation::SetSvg { id, blob, fit } => self.set_picture(id, Content::Svg { blob: *blob, fit: *fit }),
            Operation::SetContent { id, content } => {
                let old = std::mem::replace(&mut self.find(id)?.content, (**content).clone());
                Ok(Operation::SetContent { id: id.clone(), content: Box::new(old) })
            }
            Operation::SetLocks { id, locked } => {
                let old = std::mem::replace(&mut self.find(id)?.locked, locked.clone());
                Ok(Operation::SetLocks { id: id.clone(), locked: old })
            }
        }
    }

    fn add(&mut self, index: usize, node: &Node) -> Result<Operation, OperationError> {
        if self.node(&node.id).is_some() {
            return Err(OperationError::DuplicateNode { id: node.id.clone() });
        }
        if self.walk().count() >= NODES_MAX {
            return Err(OperationError::TooManyNodes);
        }
        self.nodes.insert(index.min(self.nodes.len()), node.clone());
        Ok(Operation::RemoveNode { id: node.id.clone() })
    }

    fn set_fill(&mut self, id: &NodeId, new: Option<&Paint>) -> Result<Operation, OperationError> {
        let wrong = || OperationError::WrongKind { id: id.clone(), expected: "a text or a shape" };
        match (&mut self.find(id)?.content, new) {
            (Content::Text { fill, .. }, Some(new)) => {
                let old = std::mem::replace(fill, new.clone());
                Ok(Operation::SetFill { id: id.clone(), fill: Some(old) })
            }
            (Content::Shape { fill, .. }, new) => {
                let old = std::mem::replace(fill, new.cloned());
                Ok(Operation::SetFill { id: id.clone(), fill: old })
            }
            _ => Err(wrong()),
        }
    }

    fn set_picture(&mut self, id: &NodeId, new: Content) -> Result<Operation, OperationError> {
        let content = &mut self.find(id)?.content;
        match content {
            Content::Image { .. } | Content::Svg { .. } => {
                let old = std::mem::replace(content, new);
                Ok(Operation::SetContent { id: id.clone(), content: Box::new(old) })
            }
            _ => Err(OperationError::WrongKind { id: id.clone(), expected: "a picture" }),
        }
    }

    fn index_of(&self, id: &NodeId) -> Result<usize, OperationError> {
        self.nodes.iter().position(|node| node.id == *id).ok_or_else(|| OperationError::NoSuchNode { id: id.clone() })
    }

    fn find(&mut self, id: &NodeId) -> Result<&mut Node, OperationError> {
        fn search<'a>(nodes: &'a mut [Node], id: &NodeId) -> Option<&'a mut Node> {
            for node in nodes {
                if node.id == *id {
                    return Some(node);
                }
                if let Content::Group { children } = &mut node.content
                    && let Some(found) = search(children, id)
                {
                    return Some(found);
                }
            }
            None
        }
        search(&mut self.nodes, id).ok_or_else(|| OperationError::NoSuchNode { id: id.clone() })
    }
}
