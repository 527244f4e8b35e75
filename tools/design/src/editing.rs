//! A document that people edit together: what locks forbid is refused, and every step can be taken back.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Content, Document, Lock, NODES_MAX, Node, NodeId, Text};
use crate::operation::{Operation, OperationError};
use crate::shown::clip;

#[cfg(test)]
mod tests;

/// Most steps that can be taken back; of more, the oldest are forgotten.
pub const STEPS_MAX: usize = 1_000;

/// Longest operation that is taken, bytes of its JSON.
pub const OPERATION_BYTES_MAX: usize = 262_144;

/// How deep groups may be nested; deeper ones cannot be drawn.
const GROUPS_DEEP_MAX: usize = 32;

/// Largest coordinate, length (px) or turn (degrees).
const NUMBER_MAX: f64 = 1_000_000.0;

/// A document with what was done to it and what was taken back.
///
/// Locks bind edits, not their undoing: what was done before a lock was set lies below it in the same order. Serialised
/// and read again it is as it was.
///
/// ```
/// use maquette_design::document::{Content, Document, Lock, Node, Role, Shape};
/// use maquette_design::{BrandKit, Editing, Format, Operation, Rect};
///
/// let mut document = Document::new(&Format::parse("1080x1080").unwrap(), BrandKit::builtin().reference());
/// let disc = Content::Shape { shape: Shape::Ellipse, fill: None, stroke: None };
/// document.nodes.push(Node::new("disc", Role::Embellishment, Rect::new(0.0, 0.0, 80.0, 80.0), disc));
/// let mut editing = Editing::new(document).unwrap();
/// let before = editing.document().to_bytes();
///
/// let faint = Operation::SetOpacity { id: "disc".into(), opacity: 0.5 };
/// editing.apply(&faint).unwrap();
/// assert!(editing.undo().is_some());
/// assert_eq!(editing.document().to_bytes(), before);
/// editing.lock(&"disc".into(), &[Lock::Style]).unwrap();
/// assert!(editing.apply(&faint).unwrap_err().to_string().contains("unlock"));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Editing {
    document: Document,
    /// What takes each step back, the oldest first.
    done: VecDeque<Operation>,
    /// What makes each step again, the one that was taken back first, first.
    undone: VecDeque<Operation>,
}

/// [`Editing`] as it is written, before it is believed.
#[derive(Deserialize)]
struct Stored {
    document: Document,
    done: VecDeque<Operation>,
    undone: VecDeque<Operation>,
}

/// Why an edit was refused; the document is then unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// Somebody locked the layer, a group that it lies in, or a layer in it.
    #[error(
        "`{}` stays as it is: the {} of `{by}` {} locked; unlock `{by}` first",
        clip(&id.0), held(*lock).0, held(*lock).1, by = clip(&by.0)
    )]
    Locked {
        /// What was to be edited.
        id: NodeId,
        /// The node that carries the lock.
        by: NodeId,
        /// What is locked.
        lock: Lock,
    },
    /// The document does not take it.
    #[error(transparent)]
    Refused(#[from] OperationError),
    /// A number is infinite or none, so that no record of it could be read.
    #[error(
        "the edit of `{}` holds a number that is not finite; give every length, turn and size in digits",
        clip(&id.0)
    )]
    NotFinite {
        /// What was to be edited.
        id: NodeId,
    },
    /// A number is not one that the thing can have.
    #[error("the {what} of `{}` must lie between {low} and {high}", clip(&id.0))]
    OutOfRange {
        /// What was to be edited.
        id: NodeId,
        /// What the number says.
        what: &'static str,
        /// The least that it may be.
        low: i64,
        /// The most that it may be.
        high: i64,
    },
    /// The edit is longer than [`OPERATION_BYTES_MAX`].
    #[error(
        "the edit of `{}` has {bytes} bytes; at most {OPERATION_BYTES_MAX} are taken, so make it in parts",
        clip(&id.0)
    )]
    TooLarge {
        /// What was to be edited.
        id: NodeId,
        /// How long it is.
        bytes: usize,
    },
    /// Groups lie in groups too many times.
    #[error("`{}` lies in more than {GROUPS_DEEP_MAX} groups; take some of them apart", clip(&id.0))]
    TooDeep {
        /// The node that lies too deep.
        id: NodeId,
    },
    /// What was stored has more steps than are kept.
    #[error("{steps} steps are stored; at most {STEPS_MAX} each way are kept")]
    TooManySteps {
        /// How many there are.
        steps: usize,
    },
}

/// What a lock holds, and its verb.
fn held(lock: Lock) -> (&'static str, &'static str) {
    match lock {
        Lock::Move => ("place", "is"),
        Lock::Style => ("colours and type", "are"),
        Lock::Content => ("content", "is"),
    }
}

impl Editing {
    /// Begins to edit a document; nothing was done to it yet.
    ///
    /// # Errors
    ///
    /// [`EditError`] when the document is none that could be brought back byte for byte: names that occur twice, more
    /// nodes or deeper groups than are taken, numbers out of their ranges.
    pub fn new(document: Document) -> Result<Self, EditError> {
        check_deep(&document.nodes, 0)?;
        check_names(&BTreeSet::new(), document.walk())?;
        document.walk().try_for_each(check_numbers)?;
        if json(&(&document.page, &document.nodes)).is_none() {
            let id = document.nodes.first().map_or_else(|| "page".into(), |node| node.id.clone());
            return Err(EditError::NotFinite { id });
        }
        Ok(Self { document, done: VecDeque::new(), undone: VecDeque::new() })
    }

    /// The document as it is now.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document, without what was done to it.
    #[must_use]
    pub fn into_document(self) -> Document {
        self.document
    }

    /// How many steps can be taken back, and how many made again.
    #[must_use]
    pub fn steps(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    /// Makes an edit. What was taken back before can then not be made again.
    ///
    /// # Errors
    ///
    /// [`EditError`] when a lock forbids it, a number is out of range, or the document does not take it; the document
    /// and its steps are then unchanged.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), EditError> {
        let operation = sound(operation)?;
        if let Some((by, lock)) = forbidden(&self.document, &operation) {
            return Err(EditError::Locked { id: operation.target().clone(), by, lock });
        }
        let inverse = make(&mut self.document, &operation)?;
        self.undone.clear();
        push(&mut self.done, inverse);
        Ok(())
    }

    /// Takes the last step back and gives what was done for it; `None` when there is none.
    pub fn undo(&mut self) -> Option<Operation> {
        step(&mut self.document, &mut self.done, &mut self.undone)
    }

    /// Makes the step that was taken back last again and gives what was done for it; `None` when there is none.
    pub fn redo(&mut self) -> Option<Operation> {
        step(&mut self.document, &mut self.undone, &mut self.done)
    }

    /// Locks more of a node: a step like any other.
    ///
    /// # Errors
    ///
    /// [`EditError::Refused`] when there is no such node.
    pub fn lock(&mut self, id: &NodeId, locks: &[Lock]) -> Result<(), EditError> {
        let mut locked: BTreeSet<Lock> = self.locks(id)?;
        locked.extend(locks);
        self.apply(&Operation::SetLocks { id: id.clone(), locked: locked.into_iter().collect() })
    }

    /// Takes locks off a node: a step like any other.
    ///
    /// # Errors
    ///
    /// [`EditError::Refused`] when there is no such node.
    pub fn unlock(&mut self, id: &NodeId, locks: &[Lock]) -> Result<(), EditError> {
        let mut locked: BTreeSet<Lock> = self.locks(id)?;
        locked.retain(|lock| !locks.contains(lock));
        self.apply(&Operation::SetLocks { id: id.clone(), locked: locked.into_iter().collect() })
    }

    fn locks(&self, id: &NodeId) -> Result<BTreeSet<Lock>, EditError> {
        let node = self.document.node(id).ok_or_else(|| OperationError::NoSuchNode { id: id.clone() })?;
        Ok(node.locked.iter().copied().collect())
    }
}

impl TryFrom<Stored> for Editing {
    type Error = EditError;

    fn try_from(stored: Stored) -> Result<Self, EditError> {
        let Stored { document, done, undone } = stored;
        let steps = done.len().max(undone.len());
        if steps > STEPS_MAX {
            return Err(EditError::TooManySteps { steps });
        }
        for operation in done.iter().chain(&undone) {
            sound(operation)?;
        }
        Ok(Self { done, undone, ..Self::new(document)? })
    }
}

/// Makes the last step of `from` and puts its inverse on `to`. A step that the document does not take was never made on
/// it, nor was what lies below it: somebody wrote them there, and they are forgotten.
fn step(document: &mut Document, from: &mut VecDeque<Operation>, to: &mut VecDeque<Operation>) -> Option<Operation> {
    let operation = from.pop_back()?;
    match make(document, &operation) {
        Ok(inverse) => {
            push(to, inverse);
            Some(operation)
        }
        Err(_) => {
            from.clear();
            None
        }
    }
}

fn push(steps: &mut VecDeque<Operation>, operation: Operation) {
    if steps.len() >= STEPS_MAX {
        steps.pop_front();
    }
    steps.push_back(operation);
}

/// Makes an operation whose numbers are sound, and gives what undoes it.
fn make(document: &mut Document, operation: &Operation) -> Result<Operation, EditError> {
    check_fit(document, operation)?;
    Ok(document.apply(operation)?)
}

/// The operation as a record of it would be read: on the grid of geometry, every number finite and in range.
fn sound(operation: &Operation) -> Result<Operation, EditError> {
    let id = operation.target();
    match operation {
        Operation::AddNode { node, .. } => check_deep(std::slice::from_ref(node), 0)?,
        Operation::SetContent { content, .. } => check_deep(children(content), 1)?,
        _ => {}
    }
    let not_finite = || EditError::NotFinite { id: id.clone() };
    let value = json(operation).ok_or_else(not_finite)?;
    let bytes = value.to_string().len();
    if bytes > OPERATION_BYTES_MAX {
        return Err(EditError::TooLarge { id: id.clone(), bytes });
    }
    let operation: Operation = serde_json::from_value(value).map_err(|_| not_finite())?;
    match &operation {
        Operation::AddNode { node, .. } => node.walk().try_for_each(check_numbers)?,
        Operation::SetContent { content, .. } => {
            children(content).iter().flat_map(Node::walk).try_for_each(check_numbers)?;
        }
        Operation::SetBox { id, area } => {
            [area.x, area.y, area.w, area.h].into_iter().try_for_each(|length| check_number(id, "box", length))?;
        }
        Operation::SetRotation { id, rotation } => check_number(id, "rotation", *rotation)?,
        Operation::SetOpacity { id, opacity } => check_opacity(id, *opacity)?,
        _ => {}
    }
    Ok(operation)
}

/// The JSON of edits and nodes; `None` where a number has none. A number that is not finite is written as null, and
/// null is written for nothing else but a fill that is taken away.
fn json<T: Serialize>(value: &T) -> Option<Value> {
    let value = serde_json::to_value(value).ok()?;
    let unfilled = value.get("op").is_some_and(|op| op == "set_fill") && value.get("fill") == Some(&Value::Null);
    (unfilled || !crate::canonical::holds_null(&value)).then_some(value)
}

fn children(content: &Content) -> &[Node] {
    match content {
        Content::Group { children } => children,
        Content::Text { .. } | Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => &[],
    }
}

fn check_deep(nodes: &[Node], depth: usize) -> Result<(), EditError> {
    nodes.iter().try_for_each(|node| {
        if depth > GROUPS_DEEP_MAX {
            return Err(EditError::TooDeep { id: node.id.clone() });
        }
        check_deep(children(&node.content), depth + 1)
    })
}

fn check_numbers(node: &Node) -> Result<(), EditError> {
    let area = node.area;
    [area.x, area.y, area.w, area.h].into_iter().try_for_each(|length| check_number(&node.id, "box", length))?;
    check_number(&node.id, "rotation", node.rotation)?;
    check_opacity(&node.id, node.opacity)
}

fn check_number(id: &NodeId, what: &'static str, number: f64) -> Result<(), EditError> {
    // Written so that what is no number is out of range, too.
    if number.abs() <= NUMBER_MAX {
        return Ok(());
    }
    let high = NUMBER_MAX as i64;
    Err(EditError::OutOfRange { id: id.clone(), what, low: -high, high })
}

fn check_opacity(id: &NodeId, opacity: f64) -> Result<(), EditError> {
    if (0.0..=1.0).contains(&opacity) {
        return Ok(());
    }
    Err(EditError::OutOfRange { id: id.clone(), what: "opacity", low: 0, high: 1 })
}

/// Whether the document has the places and the names that an operation asks for.
fn check_fit(document: &Document, operation: &Operation) -> Result<(), EditError> {
    match operation {
        Operation::AddNode { index, node } => {
            check_index(&node.id, *index, document.nodes.len())?;
            check_names(&document.walk().map(|node| &node.id).collect(), node.walk())
        }
        Operation::Reorder { id, index } => check_index(id, *index, document.nodes.len().saturating_sub(1)),
        Operation::SetContent { id, content } => {
            let path = path(document, id);
            check_deep(children(content), path.len())?;
            let gone: BTreeSet<&NodeId> =
                path.last().into_iter().flat_map(|node| node.walk().skip(1)).map(|node| &node.id).collect();
            let others = document.walk().map(|node| &node.id).filter(|other| !gone.contains(other)).collect();
            check_names(&others, children(content).iter().flat_map(Node::walk))
        }
        _ => Ok(()),
    }
}

fn check_index(id: &NodeId, index: usize, last: usize) -> Result<(), EditError> {
    if index <= last {
        return Ok(());
    }
    Err(EditError::OutOfRange { id: id.clone(), what: "place in the order", low: 0, high: last as i64 })
}

/// Whether nodes that come to others have names of their own, and are not too many.
fn check_names<'a>(others: &BTreeSet<&NodeId>, nodes: impl Iterator<Item = &'a Node>) -> Result<(), EditError> {
    let mut new: BTreeSet<&NodeId> = BTreeSet::new();
    for node in nodes {
        if others.contains(&node.id) || !new.insert(&node.id) {
            return Err(OperationError::DuplicateNode { id: node.id.clone() }.into());
        }
        if others.len() + new.len() > NODES_MAX {
            return Err(OperationError::TooManyNodes.into());
        }
    }
    Ok(())
}

/// The nodes from the top level down to the one of that name; none where there is none.
fn path<'a>(document: &'a Document, id: &NodeId) -> Vec<&'a Node> {
    let mut pending: Vec<(&Node, usize)> = document.nodes.iter().rev().map(|node| (node, 0)).collect();
    let mut path: Vec<&Node> = Vec::new();
    while let Some((node, depth)) = pending.pop() {
        path.truncate(depth);
        path.push(node);
        if node.id == *id {
            return path;
        }
        pending.extend(children(&node.content).iter().rev().map(|child| (child, depth + 1)));
    }
    Vec::new()
}

/// The node whose lock forbids an operation, and what is locked; `None` where none does.
///
/// A group's locks hold for all that lies in it. What is done to a group is done to all that lies in it.
pub(crate) fn forbidden(document: &Document, operation: &Operation) -> Option<(NodeId, Lock)> {
    let path = path(document, operation.target());
    let node = path.last()?;
    let touched = touched(node, operation);
    path.iter().copied().chain(node.walk().skip(1)).find_map(|node| {
        let lock = touched.iter().find(|lock| node.locked.contains(lock))?;
        Some((node.id.clone(), *lock))
    })
}

/// What of a node an operation changes.
fn touched(node: &Node, operation: &Operation) -> Vec<Lock> {
    match operation {
        Operation::SetBox { .. } | Operation::SetRotation { .. } | Operation::Reorder { .. } => vec![Lock::Move],
        Operation::SetOpacity { .. } | Operation::SetFill { .. } => vec![Lock::Style],
        Operation::SetText { text, .. } => match &node.content {
            Content::Text { text: old, .. } => touched_text(old, text),
            _ => Vec::new(),
        },
        Operation::SetImage { .. } | Operation::SetSvg { .. } => vec![Lock::Content],
        Operation::SetContent { content, .. } => {
            let grouped = [&node.content, content].into_iter().any(|it| matches!(it, Content::Group { .. }));
            let mut touched = vec![Lock::Style, Lock::Content];
            touched.extend(grouped.then_some(Lock::Move));
            touched
        }
        Operation::RemoveNode { .. } => vec![Lock::Move, Lock::Style, Lock::Content],
        Operation::AddNode { .. } | Operation::SetLocks { .. } => Vec::new(),
    }
}

/// Words are content; how they are set is style.
fn touched_text(old: &Text, new: &Text) -> Vec<Lock> {
    let worded = |text: &Text| (text.plain(), text.language.clone());
    let set = |text: &Text| {
        let mut text = text.clone();
        text.language.clear();
        text.runs.iter_mut().for_each(|run| run.text.clear());
        text
    };
    // Where words and runs stay, yet lie otherwise in each other, other words are set in a style.
    let parted = worded(old) == worded(new) && old != new;
    let mut touched = Vec::new();
    touched.extend((set(old) != set(new) || parted).then_some(Lock::Style));
    touched.extend((worded(old) != worded(new)).then_some(Lock::Content));
    touched
}
