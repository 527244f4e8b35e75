//! What is drawn for texts to stand with: rules that part them, plates that carry them.

use design::document::{Align, Content, Role, Shape};
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity};

use super::edges::{anchors, gap, own_anchor, same_edge};
use super::ramp;
use crate::Subject;
use crate::subject::{Element, TextElement};

/// A shape is a rule that is no thicker, units or px, and so many times as wide as it is high.
const RULE_THICK: f64 = 1.0;
const RULE_THICK_PX: f64 = 2.0;
const RULE_LONG: f64 = 5.0;
/// A rule parts texts that are no further above or below it, units.
const PARTED: f64 = 6.0;
/// A rule that misses every edge by less looks like a mistake, and else as if it was meant, units.
const RULE_MISS: f64 = 3.0;
/// A shape is the plate of a label that is no more times as high and as wide as the label's ink.
const PLATE_HIGH: f64 = 4.5;
const PLATE_WIDE: f64 = 4.0;
/// A label stands in the middle of its plate that is off by no more, units or shares of its size; where it is off by more than
/// [`PLATE_MISS`] units, it was meant to stand there.
const MIDDLE: f64 = 0.5;
const MIDDLE_OF_SIZE: f64 = 0.03;
const PLATE_MISS: f64 = 5.0;
/// What is fainter shows nothing.
pub(super) const SEEN: f64 = 0.1;

/// Share of a text's ink off its plate that nobody sees, and from which on it hangs off wholly; and how much of it
/// has to be on a plate to be carried by it.
const OFF_PLATE: [f64; 2] = [0.02, 0.3];
const TOUCHES: [f64; 2] = [0.03, 0.1];
/// Samples of a line on a round plate.
const ACROSS: usize = 16;
const DOWN: usize = 4;

/// Plates carry what lies on them.
///
/// Of texts whose ink meets a plate: the share of it that hangs off the plate that carries most of it, 0.02 (1) to 0.30 (0); less of
/// that where 0.03 to 0.10 of it is on one, which only touches. Half the mean, half the worst; 1 where there are no plates. Source: underlay effectiveness, Hsu et al., "PosterLayout", 2023.
pub(super) fn underlay(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let (mut scores, mut findings) = (Vec::new(), Vec::new());
    for text in &subject.texts {
        let ink = text.lines.iter().map(|line| line.area()).sum::<f64>().max(f64::MIN_POSITIVE);
        let carries = |plate: &&Element<'_>| {
            let shows = !matches!(&plate.node.content, Content::Shape { fill: None, .. } | Content::Text { .. });
            plate.node.role == Role::Underlay && plate.z < text.element.z && plate.opacity > SEEN && shows
        };
        let on = |plate: &Element<'_>| text.lines.iter().map(|line| carried(plate, *line)).sum::<f64>() / ink;
        let most = subject.elements.iter().filter(carries).map(on).fold(0.0, f64::max);
        if most < TOUCHES[0] {
            continue;
        }
        let off = 1.0 - most;
        let hangs = ramp(off, OFF_PLATE[0], OFF_PLATE[1]) * ramp(most, TOUCHES[0], TOUCHES[1]);
        scores.push(1.0 - hangs);
        if hangs > 0.5 {
            let message = format!("{:.0} % of `{}` hangs off its plate.", off * 100.0, text.id());
            let finding = Finding::new("underlay", Severity::Warn, message).at(text.id(), text.ink);
            findings.push(finding.measured(off, OFF_PLATE[0]));
        }
    }
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    let worst = scores.iter().copied().fold(1.0, f64::min);
    (Score::from_f64(if scores.is_empty() { 1.0 } else { (mean + worst) / 2.0 }), findings)
}

/// How much of `area` lies on a plate, px²; on a round one by so many samples across and down.
fn carried(plate: &Element<'_>, area: Rect) -> f64 {
    let on = plate.area.intersection(area).area();
    if on <= 0.0 || !matches!(plate.node.content, Content::Shape { shape: Shape::Ellipse, .. }) {
        return on;
    }
    let (x, y) = plate.area.center();
    let far = |px: f64, py: f64| (2.0 * (px - x) / plate.area.w, 2.0 * (py - y) / plate.area.h);
    let places = (0..ACROSS).flat_map(|i| (0..DOWN).map(move |j| (i, j)));
    let inside = places.filter(|&(i, j)| {
        let (dx, dy) =
            far(area.x + area.w * (i as f64 + 0.5) / ACROSS as f64, area.y + area.h * (j as f64 + 0.5) / DOWN as f64);
        dx * dx + dy * dy <= 1.0
    });
    area.area() * inside.count() as f64 / (ACROSS * DOWN) as f64
}

/// Rules that just miss the edges and middles of the texts that they part: moved by themselves, or left behind.
pub(super) fn stray_rules(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .elements
        .iter()
        .filter(|element| is_rule(element, subject))
        .filter_map(|rule| stray(rule, subject))
        .collect()
}

pub(super) fn is_rule(element: &Element<'_>, subject: &Subject<'_>) -> bool {
    let (area, page) = (element.area, subject.page());
    let bleeds = area.x <= page.x || area.right() >= page.right();
    let thin = area.h > 0.0 && area.h <= (RULE_THICK * subject.unit()).max(RULE_THICK_PX);
    is_level_shape(element) && thin && area.w >= RULE_LONG * area.h && !bleeds
}

/// A shape that shows, and stands level.
pub(super) fn is_level_shape(element: &Element<'_>) -> bool {
    let Content::Shape { fill, stroke, .. } = &element.node.content else { return false };
    element.turn % 180.0 == 0.0 && element.opacity > SEEN && (fill.is_some() || stroke.is_some())
}

/// Moves an element along the page; nothing, where a turned group has it move elsewhere or it leaves the page.
fn moved(element: &Element<'_>, off: f64, subject: &Subject<'_>) -> Option<Operation> {
    let straight = element.turn == element.node.rotation;
    let stays = subject.page().contains(element.area.translate(off, 0.0), 0.0);
    let area = element.node.area.translate(off, 0.0);
    (straight && stays).then(|| Operation::SetBox { id: element.node.id.clone(), area })
}

fn stray(rule: &Element<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let (area, unit) = (rule.area, subject.unit());
    let level = || subject.texts.iter().filter(|text| text.is_level());
    // A line beside words leads to them, or frames them.
    if level().any(|text| text.ink.y < area.bottom() && text.ink.bottom() > area.y) {
        return None;
    }
    let parted = |text: &&TextElement<'_>| {
        let apart = (area.y - text.ink.bottom()).max(text.ink.y - area.bottom());
        apart <= PARTED * unit && text.ink.x < area.right() && text.ink.right() > area.x
    };
    let edges = [area.x, area.center().0, area.right()];
    let centred = (edges[1] - subject.page().center().0).abs() <= unit;
    let meets = |text: &TextElement<'_>| {
        let mut met = anchors(text).into_iter().zip(edges);
        met.any(|(anchor, edge)| gap([edge; 2], anchor).abs() <= same_edge(text, unit))
    };
    if centred || level().any(meets) || spans_card(rule, subject) {
        return None;
    }
    // Ragged ends stand nowhere: only what a text is set to can be missed.
    let off = |text: &TextElement<'_>| {
        let own = own_anchor(text);
        (gap([edges[own]; 2], anchors(text)[own]), same_edge(text, unit))
    };
    let (least, same) = level().filter(parted).map(off).min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
    if least.abs() > RULE_MISS * unit {
        return None;
    }
    let id = &rule.node.id;
    let message = format!("`{id}` misses the edges of the texts that it parts by {:.1} px.", least.abs());
    let finding = Finding::new("alignment", Severity::Warn, message).at(id, area).measured(least.abs(), same);
    Some(match moved(rule, least, subject) {
        Some(snap) => finding.mended_by(snap),
        None => finding,
    })
}

/// Whether a rule reaches from edge to edge of a shape that it lies on.
fn spans_card(rule: &Element<'_>, subject: &Subject<'_>) -> bool {
    let same = |one: f64, other: f64| (one - other).abs() <= subject.unit();
    let spans = |card: &&Element<'_>| {
        let inside = card.area.y <= rule.area.y && card.area.bottom() >= rule.area.bottom();
        inside && same(card.area.x, rule.area.x) && same(card.area.right(), rule.area.right())
    };
    let below = subject.elements.iter().filter(|element| element.z < rule.z && is_level_shape(element));
    below.filter(|element| element.area.h > rule.area.h).any(|card| spans(&card))
}

/// Labels that are set to the middle of a plate of their own and just miss it.
pub(super) fn off_plates(subject: &Subject<'_>) -> Vec<Finding> {
    let labels = subject.texts.iter().filter(|text| text.is_level() && text.text.align == Align::Center);
    labels.filter_map(|label| off_plate(label, subject)).collect()
}

fn off_plate(label: &TextElement<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let (ink, unit) = (label.ink, subject.unit());
    let plate = plate_of(label, subject)?;
    let off = gap(anchors(label)[1], [plate.center().0; 2]);
    let same = (MIDDLE * unit).max(MIDDLE_OF_SIZE * label.size);
    if off.abs() <= same || off.abs() > PLATE_MISS * unit {
        return None;
    }
    let message = format!("`{}` stands {:.1} px off the middle of its plate.", label.id(), off.abs());
    let finding = Finding::new("alignment", Severity::Warn, message).at(label.id(), ink).measured(off.abs(), same);
    Some(match moved(&label.element, off, subject) {
        Some(snap) => finding.mended_by(snap),
        None => finding,
    })
}

/// The smallest shape below a label that is not much larger than it and carries nothing else.
pub(super) fn plate_of(label: &TextElement<'_>, subject: &Subject<'_>) -> Option<Rect> {
    let ink = label.ink;
    let on = |plate: Rect, area: Rect| {
        let (x, y) = area.center();
        (plate.x..=plate.right()).contains(&x) && (plate.y..=plate.bottom()).contains(&y)
    };
    let carries = |plate: &&Element<'_>| {
        let area = plate.area;
        let fits = area.h >= ink.h && area.h <= PLATE_HIGH * ink.h && area.w >= ink.w && area.w <= PLATE_WIDE * ink.w;
        let others = || subject.elements.iter().filter(|other| other.z > plate.z && other.z != label.element.z);
        plate.z < label.element.z && fits && on(area, ink) && !others().any(|other| on(area, other.area))
    };
    let plates = subject.elements.iter().filter(|element| is_level_shape(element)).filter(carries);
    plates.map(|plate| plate.area).min_by(|a, b| a.area().total_cmp(&b.area()))
}
