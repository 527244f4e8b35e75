//! A document that somebody began: its layers stay as they are, and designs are laid out in the room that they leave.
//!
//! The room is the largest upright box of the page that no layer lies in. What the brief has to say and the document does not say
//! yet is composed for a page of that size, and put there; the ground goes on under all of it, unless the document has one.

use std::collections::BTreeSet;

use design::document::Content as Layer;
use design::{Copy, Document, Format, Node, NodeId, Rect, Role};

use crate::compose::Composition;
use crate::content::says;
use crate::picture::Pictures;
use crate::reflow::words_of;

/// Share of the page from which on a layer is a ground that others lie on.
const GROUND_SHARE: f64 = 0.6;
/// Share of the page that the room must have.
const ROOM_SHARE_MIN: f64 = 0.08;
/// Shortest side of the room, px, and as a share of the page's short side.
const ROOM_PX_MIN: f64 = 64.0;
const ROOM_SIDE_MIN: f64 = 0.15;
/// Air between the layers and the room, as a share of the page's short side.
const AIR: f64 = 0.02;
/// Proportions beyond which a room counts for less than its area: little can be set on a strip.
const STRIP: f64 = 0.35;
/// Most layers of the top level.
const LAYERS_MAX: usize = 64;
/// What is put behind a name that the document has already.
const OTHER: &str = "-2";

/// A document with the room that it leaves.
#[derive(Debug, Clone)]
pub struct Begun {
    document: Document,
    pictures: Pictures,
    room: Rect,
    format: Format,
    copy: Copy,
}

/// Why nothing can be added to a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BegunError {
    /// Its layers leave no room.
    #[error("the layers of the document leave no room for anything else; make them smaller, or leave some out")]
    NoRoom,
    /// It says all of it already.
    #[error("the document says all that the brief says; say what is to be added")]
    NothingToSay,
    /// It has more layers than are looked at.
    #[error("the document has more than {LAYERS_MAX} layers; group some of them")]
    TooManyLayers,
}

impl Begun {
    /// The document with what `copy` says and it does not say yet; `pictures` are those that it shows.
    ///
    /// # Errors
    ///
    /// [`BegunError`] where nothing can be added to it.
    pub fn new(document: Document, pictures: Pictures, copy: &Copy) -> Result<Self, BegunError> {
        if document.nodes.len() > LAYERS_MAX {
            return Err(BegunError::TooManyLayers);
        }
        let room = room(&document).ok_or(BegunError::NoRoom)?;
        let copy = left_to_say(&document, copy);
        if copy.blocks.iter().all(|block| block.text.trim().is_empty()) {
            return Err(BegunError::NothingToSay);
        }
        let side = |side: f64| side as u32;
        let (width, height, dpi) = (side(room.w), side(room.h), document.page.dpi);
        let format = Format { name: format!("{width}x{height}"), width, height, dpi, bleed_tenth_mm: 0 };
        Ok(Self { document, pictures, room, format, copy })
    }

    /// The room as a page of its own.
    #[must_use]
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// What is left to say.
    #[must_use]
    pub fn copy(&self) -> &Copy {
        &self.copy
    }

    /// The pictures that the document shows.
    #[must_use]
    pub fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// Whether it shows a picture already: a second one would be about something else.
    #[must_use]
    pub fn is_pictured(&self) -> bool {
        self.document.walk().any(|node| node.role == Role::Image)
    }

    /// The whole page: the document with what was composed for its room.
    #[must_use]
    pub fn whole(&self, composed: Composition) -> Composition {
        let Composition { document: part, mut images, findings } = composed;
        let names: BTreeSet<&NodeId> = self.document.walk().map(|node| &node.id).collect();
        let has_logo = self.document.walk().any(|node| node.role == Role::Logo);
        let has_ground = self.has_ground();
        let mut whole = Document { page: self.document.page.clone(), nodes: Vec::new(), ..part };
        for (place, node) in part.nodes.into_iter().enumerate() {
            if has_logo && node.role == Role::Logo {
                continue;
            }
            let mut node = self.moved(node, &names);
            if place == 0 && node.role == Role::Background {
                let page = whole.page.area().inset(-whole.page.bleed);
                (node.role, node.area) = if has_ground { (Role::Underlay, self.room) } else { (node.role, page) };
            }
            whole.nodes.push(node);
        }
        for image in &mut images {
            image.node = renamed(&image.node, &names);
        }
        whole.keep_layers_of(&self.document);
        Composition { document: whole, images, findings }
    }

    fn has_ground(&self) -> bool {
        let page = self.document.page.area();
        self.document.nodes.iter().any(|node| is_ground(node, page))
    }

    /// A layer of the room as it lies on the page.
    fn moved(&self, mut node: Node, names: &BTreeSet<&NodeId>) -> Node {
        node.area = node.area.translate(self.room.x, self.room.y);
        node.id = renamed(&node.id, names);
        if let Layer::Group { children } = &mut node.content {
            let inner = std::mem::take(children);
            *children = inner.into_iter().map(|child| self.moved(child, names)).collect();
        }
        node
    }
}

/// A name that the document has not.
fn renamed(id: &NodeId, names: &BTreeSet<&NodeId>) -> NodeId {
    let mut own = id.clone();
    while names.contains(&own) {
        own.0.push_str(OTHER);
    }
    own
}

fn is_ground(node: &Node, page: Rect) -> bool {
    node.area.intersection(page).area() >= GROUND_SHARE * page.area()
}

/// What a document does not say yet. What it says as its headline is the headline of all of it.
fn left_to_say(document: &Document, copy: &Copy) -> Copy {
    let own = words_of(document);
    let said: Vec<&str> = own.blocks.iter().map(|block| block.text.as_str()).collect();
    let said = said.join(" \u{2014} ");
    let blocks = copy.blocks.iter().filter(|block| !says(&said, &block.text));
    Copy { blocks: blocks.cloned().collect(), language: copy.language.clone() }
}

/// The largest box of the page, in whole pixels, that no layer lies in.
fn room(document: &Document) -> Option<Rect> {
    let page = document.page.area();
    let air = AIR * document.page.short_side();
    let taken = document.nodes.iter().filter(|node| !is_ground(node, page));
    let taken: Vec<Rect> = taken.map(|node| bounds(node).inset(-air).intersection(page)).collect();
    let taken: Vec<Rect> = taken.into_iter().filter(|rect| rect.area() > 0.0).collect();
    let edges = |low: f64, high: f64, of: &dyn Fn(&Rect) -> [f64; 2]| {
        let mut edges: Vec<f64> = taken.iter().flat_map(of).chain([low, high]).collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        edges
    };
    let lefts = edges(0.0, page.w, &|rect| [rect.x, rect.x + rect.w]);
    let mut best: Option<(f64, Rect)> = None;
    for (at, &left) in lefts.iter().enumerate() {
        for &right in &lefts[at + 1..] {
            for (top, bottom) in gaps(&taken, (left, right), page.h) {
                let rect = whole_px(Rect::new(left, top, right - left, bottom - top));
                let short = rect.w.min(rect.h);
                let worth = rect.area() * (short / rect.w.max(rect.h).max(1.0) / STRIP).min(1.0);
                let holds = rect.area() >= ROOM_SHARE_MIN * page.area()
                    && short >= ROOM_PX_MIN.max(ROOM_SIDE_MIN * document.page.short_side());
                if holds && best.as_ref().is_none_or(|(known, _)| worth > *known) {
                    best = Some((worth, rect));
                }
            }
        }
    }
    best.map(|(_, rect)| rect)
}

/// The stretches of the page, from top to bottom, in which nothing lies between two edges.
fn gaps(taken: &[Rect], (left, right): (f64, f64), height: f64) -> Vec<(f64, f64)> {
    let meets = |rect: &&Rect| rect.x < right && rect.x + rect.w > left;
    let mut spans: Vec<(f64, f64)> = taken.iter().filter(meets).map(|rect| (rect.y, rect.y + rect.h)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut gaps, mut from) = (Vec::new(), 0.0_f64);
    for (top, bottom) in spans.into_iter().chain([(height, height)]) {
        if top > from {
            gaps.push((from, top));
        }
        from = from.max(bottom);
    }
    gaps
}

fn whole_px(rect: Rect) -> Rect {
    let (x, y) = (libm::ceil(rect.x), libm::ceil(rect.y));
    Rect::new(x, y, libm::floor(rect.x + rect.w) - x, libm::floor(rect.y + rect.h) - y)
}

/// The upright box around a layer as it is turned, and all that lies in it.
fn bounds(node: &Node) -> Rect {
    let own = node.area.rotated_bounds(node.rotation);
    let Layer::Group { children } = &node.content else { return own };
    children.iter().map(bounds).fold(own, |all, child| all.union(child))
}
