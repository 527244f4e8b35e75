//! Rows of a price list or an agenda: two texts that are read as one.

use design::document::Content;
use design::{Document, Node, NodeId, Rect};

/// What is added to the name of a row's first text to name the second.
pub(crate) const ROW_SUFFIX: &str = "-beside";

/// Puts the two texts of every row into one group, so that they stay together and are read together.
pub(crate) fn group(document: &mut Document) {
    let mut nodes: Vec<Node> = Vec::with_capacity(document.nodes.len());
    for node in document.nodes.drain(..) {
        let first = node.id.0.strip_suffix(ROW_SUFFIX);
        let at = first.and_then(|first| nodes.iter().rposition(|other| other.id.0 == first));
        let Some(at) = at else {
            nodes.push(node);
            continue;
        };
        let first = nodes.remove(at);
        nodes.insert(at, row(first, node));
    }
    document.nodes = nodes;
}

fn row(first: Node, second: Node) -> Node {
    let (a, b) = (first.area, second.area);
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let area = Rect::new(x, y, a.right().max(b.right()) - x, a.bottom().max(b.bottom()) - y);
    let id = NodeId(format!("{}-row", first.id.0));
    Node::new(id, first.role, area, Content::Group { children: vec![first, second] })
}
