//! Layers that a person locked, kept through designs that are made anew.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{Content, Document, Lock, Node, NodeId, Provenance, Role};

/// A layer that is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptLayer {
    /// The layer.
    pub id: NodeId,
    /// What it is for.
    pub role: Role,
}

/// Whether anything of a layer, or of one in it, was locked by somebody. The colours and the form of a kit's logo are locked in
/// every design; one that stays is locked in its place, too.
fn is_kept(node: &Node) -> bool {
    let is_of_kit = |node: &Node| node.role == Role::Logo && node.provenance == Provenance::Kit;
    node.walk().any(|node| if is_of_kit(node) { node.locked.contains(&Lock::Move) } else { !node.locked.is_empty() })
}

impl Document {
    /// The layers that are kept where a design is made anew: those of the top level of which anything is locked.
    #[must_use]
    pub fn kept_layers(&self) -> Vec<KeptLayer> {
        let kept = self.nodes.iter().filter(|node| is_kept(node));
        kept.map(|node| KeptLayer { id: node.id.clone(), role: node.role }).collect()
    }

    /// Puts in the layers that are kept of another design of the same page, each as it is there, whatever of it is locked. One
    /// takes the place of its namesake; else it lies on what it lay on, as far as that is here.
    pub fn keep_layers_of(&mut self, from: &Self) {
        let mut below: Vec<&NodeId> = Vec::new();
        for own in &from.nodes {
            if is_kept(own) {
                self.put_in_place(own, &below);
            }
            below.push(&own.id);
        }
    }

    fn put_in_place(&mut self, own: &Node, below: &[&NodeId]) {
        let at = self.nodes.iter().position(|node| node.id == own.id).or_else(|| {
            let beneath = below.iter().rev().find_map(|id| self.nodes.iter().position(|node| node.id == **id));
            beneath.map(|at| at + 1)
        });
        let at = at.unwrap_or(if own.role == Role::Background { 0 } else { self.nodes.len() });
        // Names are unique in a design. What goes was at that place or above it, or is told by how many are left below.
        let names: BTreeSet<&NodeId> = own.walk().map(|node| &node.id).collect();
        let left_below = self.nodes[..at].iter().filter(|node| !names.contains(&node.id)).count();
        remove(&mut self.nodes, &names);
        self.nodes.insert(left_below, own.clone());
    }
}

/// Takes away the nodes of these names, wherever they lie.
fn remove(nodes: &mut Vec<Node>, names: &BTreeSet<&NodeId>) {
    let mut pending: Vec<&mut Vec<Node>> = vec![nodes];
    while let Some(nodes) = pending.pop() {
        nodes.retain(|node| !names.contains(&node.id));
        for node in nodes {
            if let Content::Group { children } = &mut node.content {
                pending.push(children);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Shape;
    use crate::{BrandKit, Format, Rect};

    fn form(id: &str, x: f64) -> Node {
        let content = Content::Shape { shape: Shape::Ellipse, fill: None, stroke: None };
        Node::new(id, Role::Embellishment, Rect::new(x, 0.0, 10.0, 10.0), content)
    }

    fn locked(mut node: Node, lock: Lock) -> Node {
        node.locked = vec![lock];
        node
    }

    fn group(id: &str, children: Vec<Node>) -> Node {
        Node { content: Content::Group { children }, ..form(id, 0.0) }
    }

    fn document(nodes: Vec<Node>) -> Document {
        let mut document = Document::new(&Format::default(), BrandKit::builtin().reference());
        document.nodes = nodes;
        document
    }

    fn names(document: &Document) -> String {
        document.walk().map(|node| node.id.0.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_locked_is_kept_byte_for_byte_in_its_place() {
        let own = locked(form("b", 7.0), Lock::Style);
        let from = document(vec![form("a", 0.0), own.clone(), form("c", 0.0)]);
        assert_eq!(from.kept_layers().iter().map(|layer| layer.id.0.as_str()).collect::<Vec<_>>(), ["b"]);
        let mut to = document(vec![form("a", 1.0), form("x", 1.0), form("b", 1.0), form("c", 1.0)]);
        let before = to.clone();
        to.keep_layers_of(&from);
        assert_eq!((names(&to).as_str(), &to.nodes[2]), ("a x b c", &own));
        assert_eq!((&to.nodes[..2], &to.nodes[3]), (&before.nodes[..2], &before.nodes[3]));
        let again = to.clone();
        to.keep_layers_of(&from);
        assert_eq!(to, again);
        to.keep_layers_of(&before);
        assert_eq!(to, again);
    }

    #[test]
    fn a_kits_logo_is_kept_where_its_place_is() {
        let logo = |locked: &[Lock]| {
            let mut logo = Node { role: Role::Logo, provenance: Provenance::Kit, ..form("logo", 0.0) };
            logo.locked = locked.to_vec();
            document(vec![logo])
        };
        // As it is composed.
        assert!(logo(&[Lock::Style, Lock::Content]).kept_layers().is_empty());
        assert_eq!(logo(&[Lock::Move, Lock::Style, Lock::Content]).kept_layers().len(), 1);
    }

    #[test]
    fn what_has_no_namesake_lies_on_what_it_lay_on() {
        let from = document(vec![form("a", 0.0), locked(form("b", 0.0), Lock::Move), form("c", 0.0)]);
        let kept = |nodes: &[&str]| {
            let mut to = document(nodes.iter().map(|id| form(id, 1.0)).collect());
            to.keep_layers_of(&from);
            names(&to)
        };
        assert_eq!(kept(&["x", "a", "c"]), "x a b c");
        assert_eq!(kept(&["c", "x"]), "c x b");
        assert_eq!(kept(&[]), "b");
    }

    #[test]
    fn a_group_is_kept_whole_and_no_name_is_there_twice() {
        let inner = group("g", vec![form("p", 3.0), locked(form("q", 3.0), Lock::Content)]);
        let from = document(vec![inner.clone(), form("a", 0.0)]);
        let mut to = document(vec![form("p", 1.0), group("h", vec![form("q", 1.0), form("r", 1.0)]), form("a", 1.0)]);
        to.keep_layers_of(&from);
        assert_eq!(names(&to), "h r a g p q");
        assert_eq!(to.nodes.last(), Some(&inner));
    }
}
