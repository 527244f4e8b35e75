//! A document in the making: changes become operations, all of a clause or none.

use std::collections::{BTreeMap, BTreeSet};

use super::atom::{Asked, Target};
use super::change::{Axis, Change, Side, plain};
use super::colour::matched;
use super::setting::{set_text, text_said};
use crate::document::{Align, Content, Document, Fit, Lock, Node, NodeId, Paint, Role};
use crate::editing::{EditError, forbidden};
use crate::geometry::Rect;
use crate::kit::BrandKit;
use crate::operation::Operation;
use crate::shown::clip;

/// Farthest that a layer may lie from the page's corner, px.
const PLACE_MAX: f64 = 10_000.0;

/// Longest side of a layer, px.
const SIDE_MAX: f64 = 10_000.0;

/// How far a text may reach over its plate, px.
const PLATE_SLACK: f64 = 2.0;

/// Largest share of the page that is a button's plate, not a panel.
const PLATE_SHARE_MAX: f64 = 0.25;

/// Most layers that one clause changes, those in groups counted.
const LAYERS_MAX: usize = 200;

/// Most plates that a text to act on may lie on.
const PLATES_MAX: usize = 4;

/// Roles whose fill carries the accent of a design.
const ACCENTED: [Role; 3] = [Role::Cta, Role::Underlay, Role::Embellishment];

/// The document as it would be, and what was done to it.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    kit: &'a BrandKit,
    pub(super) document: Document,
    pub(super) operations: Vec<Operation>,
    /// Where the operation of each kind on each node stands: a later one takes its place.
    places: BTreeMap<(NodeId, u8), usize>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(document: &Document, kit: &'a BrandKit) -> Self {
        Self { kit, document: document.clone(), operations: Vec::new(), places: BTreeMap::new() }
    }

    /// Makes the changes of one clause and says each in a line.
    pub(super) fn make(&mut self, targets: &[Target], changes: &[Change]) -> Result<Vec<String>, String> {
        let is_sized = |wanted: fn(&Change) -> bool| changes.iter().any(wanted);
        let both =
            is_sized(|change| matches!(change, Change::Width(_))) && is_sized(|it| matches!(it, Change::Height(_)));
        changes.iter().map(|change| self.change(targets, change, both)).collect()
    }

    fn change(&mut self, targets: &[Target], change: &Change, both: bool) -> Result<String, String> {
        if let Change::Colour(asked) = change {
            return self.recolour(targets, asked);
        }
        if targets.contains(&Target::Accent) {
            return Err("the accent is a colour; name a layer for other values".to_owned());
        }
        let tops = self.tops(targets)?;
        let said = match *change {
            Change::Opacity(opacity) => {
                self.each(&tops, |id| Operation::SetOpacity { id: id.clone(), opacity })?;
                format!("{}% opaque", plain(opacity * 100.0))
            }
            Change::Rotation(rotation) => {
                self.each(&tops, |id| Operation::SetRotation { id: id.clone(), rotation })?;
                format!("turned by {}°", plain(rotation))
            }
            Change::Lock(is_locked) => {
                let locked = if is_locked { vec![Lock::Move, Lock::Style, Lock::Content] } else { Vec::new() };
                self.each(&tops, |id| Operation::SetLocks { id: id.clone(), locked: locked.clone() })?;
                if is_locked { "locked" } else { "unlocked" }.to_owned()
            }
            Change::At(x, y) => self.put(&tops, x, y)?,
            Change::Move(dx, dy) => {
                let mut moved = BTreeSet::new();
                tops.iter().try_for_each(|id| self.shift(id, dx, dy, &mut moved))?;
                moved_said(dx, dy)
            }
            Change::Centre(axis) => self.centre(&tops, axis)?,
            Change::Width(w) => self.resize(targets, &tops, Some(w), None, both)?,
            Change::Height(h) => self.resize(targets, &tops, None, Some(h), both)?,
            _ => self.reset(&tops, change)?,
        };
        Ok(format!("{}: {said}", self.label(targets)))
    }

    fn apply(&mut self, operation: Operation) -> Result<(), String> {
        if let Some((by, lock)) = forbidden(&self.document, &operation) {
            return Err(EditError::Locked { id: operation.target().clone(), by, lock }.to_string());
        }
        self.document.apply(&operation).map_err(|error| error.to_string())?;
        if let Operation::SetLocks { id, .. } = &operation {
            // What follows may be done because of it, and what went before could not be done after it.
            self.places.retain(|(node, _), _| node != id);
            self.operations.push(operation);
            return Ok(());
        }
        let kind = match operation {
            Operation::SetBox { .. } => 0,
            Operation::SetRotation { .. } => 1,
            Operation::SetOpacity { .. } => 2,
            Operation::SetFill { .. } => 3,
            _ => 4,
        };
        let place = *self.places.entry((operation.target().clone(), kind)).or_insert(self.operations.len());
        match self.operations.get_mut(place) {
            Some(earlier) => *earlier = operation,
            None => self.operations.push(operation),
        }
        Ok(())
    }

    fn each(&mut self, ids: &[NodeId], operation: impl Fn(&NodeId) -> Operation) -> Result<(), String> {
        ids.iter().try_for_each(|id| self.apply(operation(id)))
    }

    /// The layers that are meant, without those that lie in others that are.
    fn tops(&self, targets: &[Target]) -> Result<Vec<NodeId>, String> {
        let mut found: Vec<&Node> = Vec::new();
        for target in targets {
            let before = found.len();
            let mut pending: Vec<&Node> = self.document.nodes.iter().rev().collect();
            while let Some(node) = pending.pop() {
                match &node.content {
                    _ if self.is_meant(node, target) => found.push(node),
                    Content::Group { children } => pending.extend(children.iter().rev()),
                    _ => {}
                }
            }
            if found.len() == before {
                return Err(self.missing(target));
            }
        }
        let count: usize = found.iter().map(|node| node.walk().count()).sum();
        if count > LAYERS_MAX {
            return Err(format!(
                "{count} layers are meant; at most {LAYERS_MAX} are changed at once, so name some of them"
            ));
        }
        let mut seen = BTreeSet::new();
        Ok(found.into_iter().map(|node| node.id.clone()).filter(|id| seen.insert(id.clone())).collect())
    }

    fn is_meant(&self, node: &Node, target: &Target) -> bool {
        match target {
            Target::Role(role) => node.role == *role,
            Target::Button => node.role == Role::Cta,
            Target::Node(id) => node.id == *id,
            Target::Accent => self.is_accented(node),
        }
    }

    fn is_accented(&self, node: &Node) -> bool {
        let (Content::Text { fill, .. } | Content::Shape { fill: Some(fill), .. }) = &node.content else {
            return false;
        };
        matches!(fill, Paint::Token(token) if self.kit.roles.accent.contains(token)) && ACCENTED.contains(&node.role)
    }

    fn missing(&self, target: &Target) -> String {
        if *target == Target::Accent {
            return "no button, plate or ornament is filled with an accent of the kit".to_owned();
        }
        let roles: BTreeSet<Role> = self.document.walk().map(|node| node.role).collect();
        let roles: Vec<&str> = roles.into_iter().map(name).collect();
        format!("there is no {} in this design; it has {}", said(target), roles.join(", "))
    }

    fn label(&self, targets: &[Target]) -> String {
        let labels = targets.iter().map(|target| {
            let count = self.tops(std::slice::from_ref(target)).map_or(0, |found| found.len());
            if count > 1 { format!("{} ({count} layers)", said(target)) } else { said(target) }
        });
        labels.collect::<Vec<_>>().join(" and ")
    }

    /// The layers without others in them that are in one and of the wanted kind; those of its role come before others.
    fn leaves(&self, top: &NodeId, wanted: fn(&Content) -> bool) -> Vec<NodeId> {
        let Some(top) = self.document.node(top) else { return Vec::new() };
        let all: Vec<&Node> = top.walk().filter(|node| wanted(&node.content)).collect();
        let own: Vec<&Node> = all.iter().copied().filter(|node| node.role == top.role).collect();
        if own.is_empty() { all } else { own }.into_iter().map(|node| node.id.clone()).collect()
    }

    /// Sets texts anew.
    fn reset(&mut self, tops: &[NodeId], change: &Change) -> Result<String, String> {
        let holds_words = |content: &Content| matches!(content, Content::Text { text, .. } if !text.runs.is_empty());
        for top in tops {
            let ids = self.leaves(top, holds_words);
            if ids.is_empty() {
                return Err(format!(
                    "`{}` holds no text; say of a picture or form how wide, high or opaque it is",
                    clip(&top.0)
                ));
            }
            for id in ids {
                let Some(Content::Text { text, .. }) = self.document.node(&id).map(|node| &node.content) else {
                    continue;
                };
                let text = set_text(text.clone(), change)?;
                self.apply(Operation::SetText { id, text })?;
            }
        }
        Ok(text_said(change))
    }

    fn recolour(&mut self, targets: &[Target], asked: &Asked) -> Result<String, String> {
        let label = self.label(targets);
        let matched = matched(self.kit, asked)?;
        for target in targets {
            for top in self.tops(std::slice::from_ref(target))? {
                let plates = if *target == Target::Button { self.plates(&top) } else { Vec::new() };
                let ids = if plates.is_empty() { self.filled(&top)? } else { plates };
                for id in ids {
                    self.fill(&id, Paint::token(&matched.token))?;
                    if let Some(opacity) = matched.opacity {
                        self.apply(Operation::SetOpacity { id, opacity })?;
                    }
                }
            }
        }
        Ok(format!("{label}: {}", matched.said))
    }

    /// The texts of a layer, or its forms where it has no texts.
    fn filled(&self, top: &NodeId) -> Result<Vec<NodeId>, String> {
        let texts = self.leaves(top, |content| matches!(content, Content::Text { .. }));
        let forms = || self.leaves(top, |content| matches!(content, Content::Shape { .. }));
        let ids = if texts.is_empty() { forms() } else { texts };
        if ids.is_empty() {
            return Err(format!("`{}` is a picture, and pictures keep their colours", clip(&top.0)));
        }
        Ok(ids)
    }

    /// Fills a layer, and the runs of it that have a colour of their own.
    fn fill(&mut self, id: &NodeId, paint: Paint) -> Result<(), String> {
        if let Some(Content::Text { text, .. }) = self.document.node(id).map(|node| &node.content)
            && text.runs.iter().any(|run| run.fill.is_some())
        {
            let mut text = text.clone();
            text.runs.iter_mut().for_each(|run| run.fill = None);
            self.apply(Operation::SetText { id: id.clone(), text })?;
        }
        self.apply(Operation::SetFill { id: id.clone(), fill: Some(paint) })
    }

    /// The plates that a text to act on lies on; other layers have none.
    fn plates(&self, id: &NodeId) -> Vec<NodeId> {
        let Some(node) = self.document.node(id).filter(|node| node.role == Role::Cta) else { return Vec::new() };
        let own: BTreeSet<&NodeId> = node.walk().map(|node| &node.id).collect();
        let holds_others = |plate: Rect| {
            let texts = self.document.walk().filter(|other| matches!(other.content, Content::Text { .. }));
            texts.filter(|other| !own.contains(&other.id)).any(|other| {
                let (x, y) = other.area.center();
                plate.contains(Rect::new(x, y, 0.0, 0.0), 0.0)
            })
        };
        let plates = self.document.walk().filter(|plate| {
            plate.role == Role::Underlay
                && matches!(plate.content, Content::Shape { .. })
                && !own.contains(&plate.id)
                && plate.area.contains(node.area, PLATE_SLACK)
                && plate.area.area() <= PLATE_SHARE_MAX * self.document.page.area().area()
        });
        let plates = plates.take(PLATES_MAX).filter(|plate| !holds_others(plate.area));
        plates.map(|plate| plate.id.clone()).collect()
    }

    /// The box of a layer with its plate.
    fn outer(&self, id: &NodeId) -> Rect {
        let own = self.document.node(id).map_or_else(Rect::default, |node| node.area);
        let plates = self.plates(id);
        plates.iter().filter_map(|plate| self.document.node(plate)).fold(own, |all, plate| all.union(plate.area))
    }

    /// Moves a layer with what lies in it and the plate that it lies on; each once.
    fn shift(&mut self, id: &NodeId, dx: f64, dy: f64, moved: &mut BTreeSet<NodeId>) -> Result<(), String> {
        let mut ids = self.plates(id);
        ids.extend(self.document.node(id).into_iter().flat_map(Node::walk).map(|node| node.id.clone()));
        for id in ids {
            if !moved.insert(id.clone()) {
                continue;
            }
            let Some(node) = self.document.node(&id) else { continue };
            let area = node.area.translate(dx, dy);
            if area.x.abs() > PLACE_MAX || area.y.abs() > PLACE_MAX {
                return Err(format!(
                    "`{}` would lie more than {PLACE_MAX} px away from the page's corner",
                    clip(&id.0)
                ));
            }
            self.apply(Operation::SetBox { id, area })?;
        }
        Ok(())
    }

    fn put(&mut self, tops: &[NodeId], x: Option<f64>, y: Option<f64>) -> Result<String, String> {
        let id = self.single(tops)?.clone();
        let outer = self.outer(&id);
        let (dx, dy) = (x.map_or(0.0, |x| x - outer.x), y.map_or(0.0, |y| y - outer.y));
        self.shift(&id, dx, dy, &mut BTreeSet::new())?;
        let axis = |name: &str, place: Option<f64>| place.map(|place| format!("{name} {}", plain(place)));
        Ok(format!("at {}", [axis("x", x), axis("y", y)].into_iter().flatten().collect::<Vec<_>>().join(", ")))
    }

    /// The one layer that is meant: several cannot have one place.
    fn single<'t>(&self, tops: &'t [NodeId]) -> Result<&'t NodeId, String> {
        const TOLD_MAX: usize = 8;
        match tops {
            [id] => Ok(id),
            _ => {
                let told: Vec<String> = tops.iter().take(TOLD_MAX).map(|id| format!("`{}`", clip(&id.0))).collect();
                Err(format!("{} layers cannot lie at one place; name one of {}", tops.len(), told.join(", ")))
            }
        }
    }

    fn centre(&mut self, tops: &[NodeId], axis: Axis) -> Result<String, String> {
        let page = self.document.page.area();
        if axis == Axis::Down {
            let id = self.single(tops)?.clone();
            let outer = self.outer(&id);
            self.shift(&id, 0.0, (page.h - outer.h) / 2.0 - outer.y, &mut BTreeSet::new())?;
            return Ok("in the middle of the page's height".to_owned());
        }
        let mut moved = BTreeSet::new();
        for id in tops {
            let outer = self.outer(id);
            self.shift(id, (page.w - outer.w) / 2.0 - outer.x, 0.0, &mut moved)?;
            let set = match self.document.node(id).map(|node| &node.content) {
                Some(Content::Text { text, .. }) if text.align != Align::Center => Some(text.clone()),
                _ => None,
            };
            // A box in the middle shows nothing of it as long as its lines begin at its side.
            if let Some(text) = set {
                let text = set_text(text, &Change::Align(Side::Centre))?;
                self.apply(Operation::SetText { id: id.clone(), text })?;
            }
        }
        Ok("in the middle of the page's width".to_owned())
    }

    fn resize(
        &mut self,
        targets: &[Target],
        tops: &[NodeId],
        w: Option<f64>,
        h: Option<f64>,
        both: bool,
    ) -> Result<String, String> {
        let mut in_proportion = String::new();
        for top in tops {
            let plates = if targets.contains(&Target::Button) { self.plates(top) } else { Vec::new() };
            let is_plate = !plates.is_empty();
            let ids = if is_plate { plates } else { vec![top.clone()] };
            for id in ids {
                let Some(node) = self.document.node(&id) else { continue };
                let area = resized(node, w, h, both, is_plate)?;
                let follows = if w.is_some() {
                    (area.h != node.area.h, area.h, "high")
                } else {
                    (area.w != node.area.w, area.w, "wide")
                };
                if let (true, length, word) = follows {
                    in_proportion = format!(", and in proportion {} px {word}", plain(length));
                }
                self.apply(Operation::SetBox { id, area })?;
            }
        }
        let in_proportion = if tops.len() == 1 { in_proportion } else { String::new() };
        let word = if w.is_some() { "wide" } else { "high" };
        Ok(format!("{} px {word}{in_proportion}", plain(w.or(h).unwrap_or_default())))
    }
}

/// The box of a layer with another width or height: marks, and pictures that are seen whole, keep their proportions
/// unless both are said; plates keep their middle, for what lies on them.
fn resized(node: &Node, w: Option<f64>, h: Option<f64>, both: bool, is_plate: bool) -> Result<Rect, String> {
    let seen_whole = match &node.content {
        Content::Group { .. } => {
            return Err(format!("`{}` is a group: it is moved, not resized; name a layer in it", clip(&node.id.0)));
        }
        Content::Image { fit, .. } | Content::Svg { fit, .. } => node.role == Role::Logo || *fit == Fit::Contain,
        Content::Text { .. } | Content::Shape { .. } => false,
    };
    let old = node.area;
    let keeps = seen_whole && !both && old.w > 0.0 && old.h > 0.0;
    let new_w = w.unwrap_or(if keeps { old.w * h.unwrap_or(old.h) / old.h } else { old.w });
    let new_h = h.unwrap_or(if keeps { old.h * w.unwrap_or(old.w) / old.w } else { old.h });
    if new_w > SIDE_MAX || new_h > SIDE_MAX {
        return Err(format!("`{}` would have a side of more than {SIDE_MAX} px", clip(&node.id.0)));
    }
    let area = Rect::new(old.x, old.y, new_w, new_h);
    Ok(if is_plate { area.translate((old.w - area.w) / 2.0, (old.h - area.h) / 2.0) } else { area })
}

fn moved_said(dx: f64, dy: f64) -> String {
    match (dx, dy) {
        (x, _) if x > 0.0 => format!("{} px to the right", plain(x)),
        (x, _) if x < 0.0 => format!("{} px to the left", plain(-x)),
        (_, y) if y < 0.0 => format!("{} px up", plain(-y)),
        (_, y) => format!("{} px down", plain(y)),
    }
}

/// A layer as people are told of it.
fn said(target: &Target) -> String {
    match target {
        Target::Role(role) => name(*role).to_owned(),
        Target::Node(id) => format!("`{}`", clip(&id.0)),
        Target::Button => "button".to_owned(),
        Target::Accent => "accent".to_owned(),
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Background => "background",
        Role::Underlay => "underlay",
        Role::Image => "image",
        Role::Logo => "logo",
        Role::Headline => "headline",
        Role::Subhead => "subhead",
        Role::Body => "body",
        Role::Cta => "cta",
        Role::Legal => "legal",
        Role::Embellishment => "embellishment",
    }
}
