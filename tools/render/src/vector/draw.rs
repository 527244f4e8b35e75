//! Trees drawn node by node, as long as they are wanted.

use resvg::tiny_skia::{Pixmap, PixmapMut, Transform};
use usvg::{Group, Node, Tree};

use super::isolated;
use super::scratch::Scratch;
use crate::error::Wanted;
use crate::svg::TEXT_GROUP;

/// What holds for all of one drawing.
#[derive(Clone, Copy)]
pub(super) struct Drawing<'a> {
    /// How large the page is on which all of it is drawn, px.
    pub(super) page: (u32, u32),
    /// Whether texts are drawn too.
    texts: bool,
    pub(super) scratch: &'a Scratch,
    pub(super) wanted: Wanted<'a>,
}

/// Draws a tree.
pub(crate) fn draw(tree: &Tree, fit: Transform, canvas: &mut Pixmap, wanted: Wanted<'_>) {
    let page = (canvas.width(), canvas.height());
    let drawing = Drawing { page, texts: true, scratch: &Scratch::default(), wanted };
    drawing.children(tree.root(), fit, &mut canvas.as_mut());
}

/// Draws a tree as [`draw`] does, and on a canvas of its own what is left of it without its texts.
///
/// Up to the first text both are one.
pub(crate) fn draw_both(tree: &Tree, fit: Transform, canvas: &mut Pixmap, wanted: Wanted<'_>) -> Pixmap {
    let (page, scratch) = ((canvas.width(), canvas.height()), Scratch::default());
    let drawing = Drawing { page, texts: true, scratch: &scratch, wanted };
    let mut ground = None;
    drawing.both(tree.root(), fit, canvas, &mut ground);
    ground.unwrap_or_else(|| scratch.copy(canvas))
}

/// Whether the group is the one of a text, or holds one.
fn holds_text(group: &Group) -> bool {
    is_text(group) || group.children().iter().any(|node| matches!(node, Node::Group(inner) if holds_text(inner)))
}

fn is_text(group: &Group) -> bool {
    group.id().starts_with(TEXT_GROUP)
}

impl Drawing<'_> {
    fn both(self, group: &Group, place: Transform, canvas: &mut Pixmap, ground: &mut Option<Pixmap>) {
        let without = Self { texts: false, ..self };
        for node in group.children().iter().take_while(|_| (self.wanted)()) {
            match node {
                Node::Group(inner) if holds_text(inner) => {
                    let below = ground.get_or_insert_with(|| self.scratch.copy(canvas));
                    if is_text(inner) || inner.should_isolate() {
                        without.node(node, place, &mut below.as_mut());
                        self.node(node, place, &mut canvas.as_mut());
                    } else {
                        self.both(inner, place.pre_concat(inner.transform()), canvas, ground);
                    }
                }
                node => {
                    self.node(node, place, &mut canvas.as_mut());
                    if let Some(ground) = ground {
                        self.node(node, place, &mut ground.as_mut());
                    }
                }
            }
        }
    }

    pub(super) fn children(self, group: &Group, place: Transform, canvas: &mut PixmapMut<'_>) {
        for node in group.children().iter().take_while(|_| (self.wanted)()) {
            self.node(node, place, canvas);
        }
    }

    fn node(self, node: &Node, place: Transform, canvas: &mut PixmapMut<'_>) {
        match node {
            Node::Group(inner) if !self.texts && is_text(inner) => {}
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
