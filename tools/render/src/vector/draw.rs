//! Trees drawn node by node, as long as they are wanted.

use resvg::tiny_skia::{Pixmap, PixmapMut, Transform};
use usvg::{Group, Node, Tree};

use super::isolated;
use super::scratch::Scratch;
use crate::error::Wanted;
use crate::svg::TEXT_GROUP;

/// What holds for all that is drawn of one tree.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    /// How large the page is on which all of it is drawn, px.
    pub(super) page: (u32, u32),
    pub(super) scratch: &'a Scratch,
    pub(super) wanted: Wanted<'a>,
}

/// Draws a tree.
pub(crate) fn draw(tree: &Tree, fit: Transform, canvas: &mut Pixmap, wanted: Wanted<'_>) {
    let (page, scratch) = ((canvas.width(), canvas.height()), Scratch::new(canvas));
    Pass { page, scratch: &scratch, wanted }.children(tree.root(), fit, &mut canvas.as_mut());
}

/// Draws a tree as [`draw`] does, and on a canvas of its own what is left of it without its texts: up to the first of them both are
/// one. `None`, and half a drawing, where a text is composed with others before it comes on the page.
pub(crate) fn draw_both(tree: &Tree, fit: Transform, canvas: &mut Pixmap, wanted: Wanted<'_>) -> Option<Pixmap> {
    let (page, scratch) = ((canvas.width(), canvas.height()), Scratch::new(canvas));
    let mut ground = None;
    Pass { page, scratch: &scratch, wanted }.both(tree.root(), fit, canvas, &mut ground)?;
    Some(ground.unwrap_or_else(|| scratch.copy(canvas)))
}

/// Whether the group is the one of a text, or holds one.
fn holds_text(group: &Group) -> bool {
    is_text(group) || group.children().iter().any(|node| matches!(node, Node::Group(inner) if holds_text(inner)))
}

fn is_text(group: &Group) -> bool {
    group.id().starts_with(TEXT_GROUP)
}

impl Pass<'_> {
    fn both(self, group: &Group, place: Transform, canvas: &mut Pixmap, ground: &mut Option<Pixmap>) -> Option<()> {
        for node in group.children().iter().take_while(|_| (self.wanted)()) {
            match node {
                Node::Group(inner) if is_text(inner) => {
                    ground.get_or_insert_with(|| self.scratch.copy(canvas));
                    self.node(node, place, &mut canvas.as_mut());
                }
                Node::Group(inner) if holds_text(inner) => {
                    (!inner.should_isolate()).then_some(())?;
                    self.both(inner, place.pre_concat(inner.transform()), canvas, ground)?;
                }
                node => {
                    self.node(node, place, &mut canvas.as_mut());
                    if let Some(ground) = ground {
                        self.node(node, place, &mut ground.as_mut());
                    }
                }
            }
        }
        Some(())
    }

    pub(super) fn children(self, group: &Group, place: Transform, canvas: &mut PixmapMut<'_>) {
        for node in group.children().iter().take_while(|_| (self.wanted)()) {
            self.node(node, place, canvas);
        }
    }

    fn node(self, node: &Node, place: Transform, canvas: &mut PixmapMut<'_>) {
        match node {
            // What is not composed by itself is drawn child by child, straight on the page.
            Node::Group(inner) if !inner.should_isolate() => {
                self.children(inner, place.pre_concat(inner.transform()), canvas);
            }
            Node::Group(inner) if isolated::is_plain(inner) => {
                let _ = isolated::draw(inner, place, canvas, self);
            }
            node => {
                // One node alone is drawn at the canvas' corner: this moves it back to its place.
                let Some(bounds) = node.abs_layer_bounding_box() else { return };
                let _ = resvg::render_node(node, place.pre_translate(bounds.x(), bounds.y()), canvas);
            }
        }
    }
}
