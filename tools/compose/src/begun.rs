//! A document that somebody began: its layers stay as they are, and designs are laid out in the room that they leave.
//!
//! The room is the largest upright box of the page that no layer lies in. What the brief has to say and the document does not say
//! yet is composed for a page of that size, and put there; the ground goes on under all of it, unless the document has one:
//! then the room has a plate of its own, and on a picture it is the smaller part.

use std::collections::BTreeSet;

use design::document::{Content as Layer, Shape};
use design::{BrandKit, Copy, Document, Format, Node, NodeId, Rect, Role};

use crate::compose::Composition;
use crate::content::says;
use crate::picture::Pictures;
use crate::reflow::words_of;

/// Share of the page from which on a layer is the ground that all others lie on.
const GROUND_SHARE: f64 = 0.97;
/// Share of a picture that is the ground which what is added may lie on, by its longer side.
const PLATE_SHARE: f64 = 0.42;
/// Share of the page that the room must have.
const ROOM_SHARE_MIN: f64 = 0.08;
/// Shortest side of the room, px, and as a share of the page's short side.
const ROOM_PX_MIN: f64 = 64.0;
const ROOM_SIDE_MIN: f64 = 0.15;
/// Air between the layers and the room, as a share of the page's short side.
const AIR: f64 = 0.02;
/// How near the edge of the page something reaches it, px.
const EDGE_PX: f64 = 0.5;
/// Area from which on layers meet, px².
const MEETS_MIN: f64 = 1.0;
/// Proportions beyond which a room counts for less than its area: little can be set on a strip.
const STRIP: f64 = 0.35;
/// Most layers of the top level.
const LAYERS_MAX: usize = 64;
/// What is put behind a name that the document has already: no layer of ours ends so.
const OTHER: &str = "-added";

/// A document with the room that it leaves.
#[derive(Debug, Clone)]
pub struct Begun<'a> {
    document: Document,
    pictures: Pictures,
    /// The kit, whatever of it is to be used for what is added.
    kit: &'a BrandKit,
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
    /// What was composed reaches over its layers.
    #[error("the arrangement reaches over the layers of the document; try another")]
    Meets,
    /// It has more layers than are looked at.
    #[error("the document has more than {LAYERS_MAX} layers; group some of them")]
    TooManyLayers,
}

/// Whether anything can be added to a document.
///
/// # Errors
///
/// [`BegunError`] where nothing can, whatever it says.
pub fn check_room(document: &Document) -> Result<(), BegunError> {
    roomy(document).map(drop)
}

fn roomy(document: &Document) -> Result<Rect, BegunError> {
    if document.nodes.len() > LAYERS_MAX {
        return Err(BegunError::TooManyLayers);
    }
    room(document).ok_or(BegunError::NoRoom)
}

impl<'a> Begun<'a> {
    /// The document with what `copy` says and it does not say yet; `pictures` are those that it shows, and `kit` is all of its kit.
    ///
    /// # Errors
    ///
    /// [`BegunError`] where nothing can be added to it.
    pub fn new(document: Document, pictures: Pictures, kit: &'a BrandKit, copy: &Copy) -> Result<Self, BegunError> {
        let room = roomy(&document)?;
        let copy = left_to_say(&document, copy);
        if copy.blocks.iter().all(|block| block.text.trim().is_empty()) {
            return Err(BegunError::NothingToSay);
        }
        let side = |side: f64| side as u32;
        let (width, height, dpi) = (side(room.w), side(room.h), document.page.dpi);
        let format = Format { name: format!("{width}x{height}"), width, height, dpi, bleed_tenth_mm: 0 };
        Ok(Self { document, pictures, kit, room, format, copy })
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

    /// All of the kit that the document is of.
    #[must_use]
    pub fn kit(&self) -> &'a BrandKit {
        self.kit
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
    ///
    /// # Errors
    ///
    /// [`BegunError::Meets`] where something of that reaches out of the room over a layer, as a slanted band may.
    pub fn whole(&self, composed: Composition) -> Result<Composition, BegunError> {
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
                // A ground that is a picture, too, stays to be seen around the room.
                let page = whole.page.area().inset(-whole.page.bleed);
                (node.role, node.area) = if has_ground { (Role::Underlay, self.room) } else { (node.role, page) };
            }
            if place > 0 && self.meets(&node) {
                return Err(BegunError::Meets);
            }
            whole.nodes.push(node);
        }
        for image in &mut images {
            image.node = renamed(&image.node, &names);
        }
        whole.keep_layers_of(&self.document);
        // A ground lies below all else, whatever it is: a photograph, too.
        let (grounds, others): (Vec<Node>, Vec<Node>) =
            whole.nodes.into_iter().partition(|node| self.is_own_ground(node));
        whole.nodes = [grounds, others].concat();
        Ok(Composition { document: whole, images, findings })
    }

    /// Whether a layer lies on one of the document's.
    fn meets(&self, node: &Node) -> bool {
        let (own, page) = (bounds(node), self.document.page.area());
        let mut others = self.document.nodes.iter().filter(|other| !is_ground(other, page));
        others.any(|other| own.intersection(bounds(other)).area() > MEETS_MIN)
    }

    fn is_own_ground(&self, node: &Node) -> bool {
        let page = self.document.page.area();
        self.document.nodes.iter().any(|own| own.id == node.id && is_ground(own, page))
    }

    fn has_ground(&self) -> bool {
        let page = self.document.page.area();
        self.document.nodes.iter().any(|node| is_ground(node, page))
    }

    /// The box of a form or a picture that reaches the edge of the page, with the page's bleed there.
    fn bled(&self, area: Rect, node: &Node) -> Rect {
        let (page, bleed) = (&self.document.page, self.document.page.bleed);
        let is_cut = matches!(
            node.content,
            Layer::Shape { shape: Shape::Rect { .. }, .. } | Layer::Image { .. } | Layer::Svg { .. }
        );
        if bleed <= 0.0 || !is_cut || node.rotation != 0.0 {
            return area;
        }
        let beyond = |reaches: bool| if reaches { bleed } else { 0.0 };
        let (left, top) = (beyond(area.x <= EDGE_PX), beyond(area.y <= EDGE_PX));
        let right = beyond(area.right() >= page.w - EDGE_PX);
        let bottom = beyond(area.bottom() >= page.h - EDGE_PX);
        Rect::new(area.x - left, area.y - top, area.w + left + right, area.h + top + bottom)
    }

    /// A layer of the room as it lies on the page.
    fn moved(&self, mut node: Node, names: &BTreeSet<&NodeId>) -> Node {
        node.area = self.bled(node.area.translate(self.room.x, self.room.y), &node);
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

/// What a document does not say yet. A word alone is said where it stands alone: "No sale today" announces no sale.
fn left_to_say(document: &Document, copy: &Copy) -> Copy {
    let own = words_of(document);
    let pieces: Vec<&str> = own.blocks.iter().map(|block| block.text.as_str()).collect();
    let all = pieces.join(" \u{2014} ");
    let is_said = |text: &str| {
        let is_one_word = text.split_whitespace().nth(1).is_none();
        if is_one_word { pieces.iter().any(|piece| says(text, piece)) } else { says(&all, text) }
    };
    let blocks = copy.blocks.iter().filter(|block| !is_said(&block.text));
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
    let (_, rect) = best?;
    let is_on_picture = document.nodes.iter().any(|node| is_ground(node, page) && is_picture(node));
    Some(if is_on_picture { plate(rect) } else { rect })
}

/// The part of a room on a picture that is covered for what is added: its lower part, or its left one where it is wide.
fn plate(room: Rect) -> Rect {
    if room.w > 1.2 * room.h {
        return whole_px(Rect { w: room.w * PLATE_SHARE, ..room });
    }
    let height = room.h * PLATE_SHARE;
    whole_px(Rect { y: room.bottom() - height, h: height, ..room })
}

fn is_picture(node: &Node) -> bool {
    node.walk().any(|node| matches!(node.content, Layer::Image { .. } | Layer::Svg { .. }))
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

#[cfg(test)]
mod tests {
    use design::brief::CopyRole;
    use design::document::{Align, Case, FontRef, Lock, Paint, Run, Text, VAlign};
    use design::{Brief, CopyBlock};
    use render::FontBook;

    use super::*;
    use crate::plans::ProposeRequest;

    fn text(id: &str, role: Role, area: Rect, words: &str, kit: &BrandKit) -> Node {
        let dark = |token: &&design::TokenPath| kit.color(token).is_some_and(|color| color.luminance() < 0.05);
        let text = Text {
            runs: vec![Run::new(words, FontRef::new("Inter", 700), 60.0)],
            align: Align::Start,
            valign: VAlign::Top,
            leading: 1.1,
            case: Case::default(),
            wrap: true,
            language: "en".to_owned(),
        };
        let fill = Paint::token(kit.neutrals.iter().find(dark).unwrap());
        locked(Node::new(id, role, area, Layer::Text { text, fill }))
    }

    fn locked(mut node: Node) -> Node {
        node.locked = vec![Lock::Move, Lock::Style, Lock::Content];
        node
    }

    fn form(id: &str, role: Role, area: Rect) -> Node {
        locked(Node::new(id, role, area, Layer::Shape { shape: Shape::Rect { radius: 0.0 }, fill: None, stroke: None }))
    }

    fn document(nodes: Vec<Node>) -> Document {
        let mut document = Document::new(&Format::default(), BrandKit::builtin().reference());
        document.nodes = nodes;
        document
    }

    fn copy(said: &[(CopyRole, &str)]) -> Copy {
        let block = |(role, text): &(CopyRole, &str)| CopyBlock {
            role: *role,
            kind: None,
            text: (*text).to_owned(),
            required: true,
            rank: 1,
        };
        Copy { blocks: said.iter().map(block).collect(), language: "en".to_owned() }
    }

    #[test]
    fn the_room_is_the_largest_box_that_nothing_lies_in() {
        let room = |nodes: Vec<Node>| super::room(&document(nodes)).map(|rect| (rect.x, rect.y, rect.w, rect.h));
        let air = AIR * 1080.0;
        assert_eq!(room(Vec::new()), Some((0.0, 0.0, 1080.0, 1080.0)));
        let top = form("top", Role::Image, Rect::new(0.0, 0.0, 1080.0, 400.0));
        let below = libm::ceil(400.0 + air);
        assert_eq!(room(vec![top.clone()]), Some((0.0, below, 1080.0, 1080.0 - below)));
        // What covers the page is its ground.
        let ground = form("ground", Role::Background, Rect::new(-10.0, -10.0, 1100.0, 1100.0));
        assert_eq!(room(vec![ground, top.clone()]), Some((0.0, below, 1080.0, 1080.0 - below)));
        let side = form("side", Role::Image, Rect::new(0.0, 400.0, 500.0, 680.0));
        let right = libm::ceil(500.0 + air);
        assert_eq!(room(vec![top.clone(), side]), Some((right, below, 1080.0 - right, 1080.0 - below)));
        let rest = form("rest", Role::Image, Rect::new(0.0, 400.0, 1080.0, 600.0));
        assert_eq!(room(vec![top, rest]), None, "a strip of 80 px is no room");
        let turned = Node { rotation: 45.0, ..form("turned", Role::Image, Rect::new(340.0, 340.0, 400.0, 400.0)) };
        assert!(room(vec![turned]).is_some_and(|(_, _, width, height)| width.min(height) < 340.0));
        let endless = form("endless", Role::Image, Rect::new(f64::NAN, 0.0, f64::INFINITY, 10.0));
        let _ = room(vec![endless]);
    }

    #[test]
    fn what_is_said_is_not_said_again() {
        let kit = BrandKit::builtin();
        let area = Rect::new(40.0, 40.0, 900.0, 120.0);
        let own = document(vec![text("title", Role::Headline, area, "Fresh  bread,\ndaily", &kit)]);
        let all = copy(&[(CopyRole::Headline, "Fresh bread, daily"), (CopyRole::Body, "12 Mill Lane")]);
        let begun = Begun::new(own.clone(), Pictures::new(), &kit, &all).unwrap();
        assert_eq!(begun.copy().blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["12 Mill Lane"]);
        let alone = copy(&[(CopyRole::Headline, "Bread"), (CopyRole::Body, "fresh bread")]);
        assert_eq!(Begun::new(own.clone(), Pictures::new(), &kit, &alone).unwrap().copy().blocks[0].text, "Bread");
        let said = copy(&[(CopyRole::Headline, "fresh bread, daily")]);
        assert_eq!(Begun::new(own, Pictures::new(), &kit, &said).unwrap_err(), BegunError::NothingToSay);
        let many = (0..=LAYERS_MAX).map(|at| form(&at.to_string(), Role::Embellishment, area)).collect();
        assert_eq!(Begun::new(document(many), Pictures::new(), &kit, &all).unwrap_err(), BegunError::TooManyLayers);
    }

    #[test]
    fn what_was_begun_stays_and_all_else_lies_in_its_room() {
        let kit = BrandKit::builtin();
        let (fonts, brief) =
            (FontBook::embedded(), Brief::read("Plant sale on 4 May, 9am. 12 Mill Lane. Poster.").unwrap());
        let copy = crate::write_copy(&brief, &kit, 3);
        for place in [Rect::new(60.0, 60.0, 960.0, 200.0), Rect::new(60.0, 60.0, 380.0, 960.0)] {
            let own = document(vec![text("headline", Role::Headline, place, "Come and see", &kit)]);
            let begun = Begun::new(own.clone(), Pictures::new(), &kit, &copy).unwrap();
            let request = ProposeRequest {
                brief: &brief,
                copy: begun.copy(),
                kit: &kit,
                fonts: &fonts,
                format: begun.format(),
                count: 6,
                seed: 3,
                around: None,
                vary: &[],
                photographed: false,
                begun: Some(&begun),
                edits: &[],
            };
            let plans = crate::search(&request);
            assert!(plans.len() >= 4, "{}", plans.len());
            for found in plans {
                let composed = crate::compose(&found.plan, begun.copy(), &kit, &fonts, begun.format()).unwrap();
                let whole = begun.whole(composed).unwrap();
                let (document, waits) = (&whole.document, &whole.images);
                assert_eq!(document.page, own.page);
                assert!(document.nodes.contains(&own.nodes[0]), "byte for byte");
                let names: BTreeSet<&NodeId> = document.walk().map(|node| &node.id).collect();
                assert_eq!(names.len(), document.walk().count(), "no name twice");
                assert!(waits.iter().all(|image| names.contains(&image.node)));
                let others =
                    document.nodes.iter().filter(|node| node.role != Role::Background && node.id != own.nodes[0].id);
                for node in others {
                    let meets = bounds(node).intersection(place).area();
                    assert!(meets < 1.0, "{}: {:?} meets {place:?}", node.id, node.area);
                }
            }
        }
    }

    #[test]
    fn its_own_ground_logo_and_picture_are_the_only_ones() {
        let kit = BrandKit::builtin();
        let copy = copy(&[(CopyRole::Headline, "Plant sale"), (CopyRole::Body, "4 May, 9am")]);
        let own = document(vec![
            form("ground", Role::Background, Rect::new(0.0, 0.0, 1080.0, 1080.0)),
            form("photo", Role::Image, Rect::new(0.0, 0.0, 1080.0, 500.0)),
            form("logo", Role::Logo, Rect::new(40.0, 520.0, 120.0, 60.0)),
        ]);
        let begun = Begun::new(own, Pictures::new(), &kit, &copy).unwrap();
        assert!(begun.is_pictured());
        let mut part = Document::new(begun.format(), kit.reference());
        part.nodes = vec![
            form("ground", Role::Background, Rect::new(0.0, 0.0, 10.0, 10.0)),
            form("logo", Role::Logo, Rect::new(0.0, 0.0, 10.0, 10.0)),
            form("line", Role::Embellishment, Rect::new(5.0, 5.0, 10.0, 10.0)),
        ];
        let whole =
            begun.whole(Composition { document: part, images: Vec::new(), findings: Vec::new() }).unwrap().document;
        let told = whole.nodes.iter().map(|node| (node.id.0.as_str(), node.role)).collect::<Vec<_>>();
        assert_eq!(told.iter().filter(|(_, role)| *role == Role::Logo).count(), 1, "{told:?}");
        assert_eq!(told[..2], [("ground", Role::Background), ("photo", Role::Image)], "{told:?}");
        let panel = whole.nodes.iter().find(|node| node.id.0 == "ground-added").unwrap();
        assert_eq!((panel.role, panel.area), (Role::Underlay, begun.room));
        let line = whole.nodes.iter().find(|node| node.id.0 == "line").unwrap();
        assert_eq!((line.area.x, line.area.y), (begun.room.x + 5.0, begun.room.y + 5.0));
    }

    #[test]
    fn a_photograph_that_is_the_ground_lies_below_and_is_seen() {
        let kit = BrandKit::builtin();
        let copy = copy(&[(CopyRole::Headline, "Plant sale"), (CopyRole::Body, "4 May, 9am")]);
        let blob = design::BlobRef::of(b"a photograph");
        let content = Layer::Image { blob, fit: design::document::Fit::Cover };
        let mut photo = locked(Node::new("photo", Role::Image, Rect::new(0.0, 0.0, 1080.0, 1080.0), content));
        photo.alt = Some("a greenhouse".to_owned());
        let logo = form("logo", Role::Logo, Rect::new(40.0, 40.0, 120.0, 60.0));
        let begun = Begun::new(document(vec![photo, logo]), Pictures::new(), &kit, &copy).unwrap();
        assert!(begun.room.area() < 0.45 * 1080.0 * 1080.0 && begun.room.bottom() > 1079.0, "{:?}", begun.room);
        let mut part = Document::new(begun.format(), kit.reference());
        let own = |id: &str, role| form(id, role, Rect::new(0.0, 0.0, begun.room.w, begun.room.h));
        part.nodes = vec![own("ground", Role::Background), own("art", Role::Embellishment)];
        let whole =
            begun.whole(Composition { document: part, images: Vec::new(), findings: Vec::new() }).unwrap().document;
        let told: Vec<&str> = whole.nodes.iter().map(|node| node.id.0.as_str()).collect();
        assert_eq!((told[0], told.len()), ("photo", 4), "{told:?}");
        assert_eq!(whole.nodes.iter().find(|node| node.id.0 == "ground").unwrap().role, Role::Underlay);
    }

    #[test]
    fn what_reaches_the_edge_of_a_page_with_bleed_bleeds() {
        let kit = BrandKit::builtin();
        let format = Format::parse("A5").unwrap();
        let mut own = Document::new(&format, kit.reference());
        own.nodes = vec![form("top", Role::Image, Rect::new(0.0, 0.0, own.page.w, 400.0))];
        let copy = copy(&[(CopyRole::Headline, "Plant sale")]);
        let begun = Begun::new(own, Pictures::new(), &kit, &copy).unwrap();
        let mut part = Document::new(begun.format(), kit.reference());
        part.nodes = vec![
            form("ground", Role::Background, Rect::new(0.0, 0.0, begun.room.w, begun.room.h)),
            form("field", Role::Embellishment, Rect::new(0.0, 100.0, begun.room.w, begun.room.h - 100.0)),
            form("inner", Role::Embellishment, Rect::new(50.0, 10.0, 100.0, 10.0)),
        ];
        let whole =
            begun.whole(Composition { document: part, images: Vec::new(), findings: Vec::new() }).unwrap().document;
        let of = |id: &str| whole.nodes.iter().find(|node| node.id.0 == id).unwrap().area;
        let (bleed, page) = (whole.page.bleed, whole.page.area());
        assert!(bleed > 0.0 && of("ground").contains(page.inset(-bleed), 0.01));
        assert_eq!((of("field").x, of("field").bottom()), (-bleed, page.h + bleed));
        assert_eq!(of("inner").w, 100.0);
    }
}
