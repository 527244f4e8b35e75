//! What goes with a design to another page as it is: pictures that were given, and what a person locked.

use design::document::{Content as Layer, Fit, Lock, Text};
use design::geometry::round_px;
use design::{Document, Node, NodeId, Operation, Rect, Role};

use super::is_painted;

/// The picture of a design, when it must be shown as it is: it was given, made by a model, or is locked.
pub(super) fn picture(document: &Document) -> Option<&Node> {
    let pictures = document
        .walk()
        .filter(|node| node.role == Role::Image && matches!(node.content, Layer::Image { .. } | Layer::Svg { .. }));
    let largest = pictures.max_by(|a, b| a.area.area().total_cmp(&b.area.area()))?;
    let locked = largest.locked.contains(&Lock::Content);
    (locked || !is_painted(largest)).then_some(largest)
}

/// The edit that shows the picture of `own` in another node, cropped to its box.
pub(super) fn shown_in(own: &Node, id: &NodeId) -> Operation {
    match &own.content {
        Layer::Image { blob, .. } => Operation::SetImage { id: id.clone(), blob: *blob, fit: Fit::Cover },
        Layer::Svg { blob, .. } => Operation::SetSvg { id: id.clone(), blob: *blob, fit: Fit::Cover },
        other => Operation::SetContent { id: id.clone(), content: Box::new(other.clone()) },
    }
}

/// Carries locks over, and what they hold: type and colours of a locked style, the place of what may not move, as a share
/// of the page. A locked layer that the new arrangement does not have is laid on top. The logo follows its kit's rules.
pub(super) fn carry(from: &Document, to: &mut Document) {
    let locked = from.nodes.iter().filter(|node| !node.locked.is_empty() && node.role != Role::Logo);
    for own in locked {
        let (old_page, new_page) = (from.page.area(), to.page.area());
        let counterpart = to.nodes.iter_mut().find(|node| node.id == own.id);
        match counterpart {
            Some(node) => {
                node.locked.clone_from(&own.locked);
                node.provenance = own.provenance;
                node.alt.clone_from(&own.alt);
                if own.locked.contains(&Lock::Style) {
                    take_style(node, own);
                }
                if own.locked.contains(&Lock::Move) && own.role != Role::Background {
                    *node = moved(own, node, old_page, new_page);
                }
            }
            None if own.role != Role::Background && !matches!(own.content, Layer::Text { .. }) => {
                let placed = moved(own, own, old_page, new_page);
                to.nodes.push(placed);
            }
            None => {}
        }
    }
}

fn take_style(node: &mut Node, own: &Node) {
    match (&mut node.content, &own.content) {
        (Layer::Text { text, fill }, Layer::Text { text: own_text, fill: own_fill }) => {
            fill.clone_from(own_fill);
            text.case = own_text.case;
            if let Some(face) = own_text.runs.first() {
                for run in &mut text.runs {
                    run.font.clone_from(&face.font);
                    run.tracking = face.tracking;
                    run.fill.clone_from(&face.fill);
                }
            }
        }
        (Layer::Shape { fill, stroke, .. }, Layer::Shape { fill: own_fill, stroke: own_stroke, .. }) => {
            fill.clone_from(own_fill);
            stroke.clone_from(own_stroke);
        }
        _ => {}
    }
}

/// `node` where `own` stood: the same share of the way across, at the scale of the page.
fn moved(own: &Node, node: &Node, old_page: Rect, new_page: Rect) -> Node {
    let scale = (new_page.w / old_page.w.max(1.0)).min(new_page.h / old_page.h.max(1.0));
    let (w, h) = (own.area.w * scale, own.area.h * scale);
    let along = |start: f64, size: f64, old: f64, new: f64, length: f64| {
        let room = old - size;
        // Of what fills its page the middle is kept.
        let share = if room.abs() < 1.0 { 0.5 } else { (start / room).clamp(-1.0, 2.0) };
        share * (new - length)
    };
    let x = along(own.area.x, own.area.w, old_page.w, new_page.w, w);
    let y = along(own.area.y, own.area.h, old_page.h, new_page.h, h);
    let mut placed = Node { area: Rect::new(x, y, w, h), rotation: own.rotation, ..node.clone() };
    if let (Layer::Text { text, .. }, Layer::Text { text: own_text, .. }) = (&mut placed.content, &own.content) {
        *text = scaled(own_text, scale);
    }
    placed
}

fn scaled(text: &Text, scale: f64) -> Text {
    let mut text = text.clone();
    text.runs.iter_mut().for_each(|run| run.size = round_px(run.size * scale).max(1.0));
    text
}
