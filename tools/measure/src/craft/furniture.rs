//! What is drawn for texts to stand with: rules that part them, plates that carry them.

use design::document::{Align, Content};
use design::geometry::Rect;
use design::{Finding, Operation, Severity};

use super::place::{anchors, gap, same_edge};
use crate::Subject;
use crate::subject::{Element, TextElement};

/// A shape is a rule that is no thicker, units, and so many times as wide as it is high.
const RULE_THICK: f64 = 1.0;
const RULE_LONG: f64 = 5.0;
/// A rule parts texts that are no further above or below it, units.
const PARTED: f64 = 6.0;
/// A shape is the plate of a label that is no higher than so many times the label's ink, nor wider.
const PLATE_HIGH: f64 = 4.5;
const PLATE_WIDE: f64 = 4.0;
/// A label stands in the middle of its plate that is off by no more, units.
const MIDDLE: f64 = 0.5;

/// Rules that share no edge and no middle with any of the texts that they part: moved by themselves, or left behind.
pub(super) fn stray_rules(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .elements
        .iter()
        .filter(|element| is_rule(element, subject))
        .filter_map(|rule| stray(rule, subject))
        .collect()
}

fn is_rule(element: &Element<'_>, subject: &Subject<'_>) -> bool {
    let (area, page) = (element.area, subject.page());
    let bleeds = area.x <= page.x || area.right() >= page.right();
    is_level_shape(element) && area.h <= RULE_THICK * subject.unit() && area.w >= RULE_LONG * area.h && !bleeds
}

fn is_level_shape(element: &Element<'_>) -> bool {
    matches!(element.node.content, Content::Shape { .. }) && element.turn % 180.0 == 0.0
}

fn stray(rule: &Element<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let (area, unit) = (rule.area, subject.unit());
    let edges = [area.x, area.center().0, area.right()];
    let parted = |text: &&TextElement<'_>| {
        let apart = (area.y - text.ink.bottom()).max(text.ink.y - area.bottom());
        text.is_level() && apart <= PARTED * unit && text.ink.x < area.right() && text.ink.right() > area.x
    };
    let off = |text: &TextElement<'_>| {
        let gaps = anchors(text).into_iter().zip(edges).map(|(anchor, edge)| gap([edge; 2], anchor));
        let least = gaps.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or_default();
        (least, same_edge(text, unit))
    };
    let offs: Vec<(f64, f64)> = subject.texts.iter().filter(parted).map(off).collect();
    let (least, _) = *offs.iter().min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
    if offs.iter().any(|(off, same)| off.abs() <= *same) {
        return None;
    }
    let id = &rule.node.id;
    let message = format!("`{id}` misses the edges of the texts that it parts by {:.1} px.", least.abs());
    let snap = Operation::SetBox { id: id.clone(), area: rule.node.area.translate(least, 0.0) };
    let finding = Finding::new("alignment", Severity::Warn, message).at(id, area);
    let finding = finding.measured(least.abs(), unit);
    let stays = subject.page().contains(area.translate(least, 0.0), 0.0);
    Some(if stays { finding.mended_by(snap) } else { finding })
}

/// Labels that are set to the middle of a plate of their own and do not stand there.
pub(super) fn off_plates(subject: &Subject<'_>) -> Vec<Finding> {
    let plates: Vec<Rect> =
        subject.elements.iter().filter(|element| is_level_shape(element)).map(|plate| plate.area).collect();
    let labels = subject.texts.iter().filter(|text| text.is_level() && text.text.align == Align::Center);
    labels.filter_map(|label| off_plate(label, &plates, subject.unit())).collect()
}

fn off_plate(label: &TextElement<'_>, plates: &[Rect], unit: f64) -> Option<Finding> {
    let ink = label.ink;
    let carries = |plate: &&Rect| {
        let (x, y) = ink.center();
        let fits =
            plate.h >= ink.h && plate.h <= PLATE_HIGH * ink.h && plate.w >= ink.w && plate.w <= PLATE_WIDE * ink.w;
        fits && (plate.x..=plate.right()).contains(&x) && (plate.y..=plate.bottom()).contains(&y)
    };
    let plate = plates.iter().filter(carries).min_by(|a, b| a.area().total_cmp(&b.area()))?;
    let off = plate.center().0 - ink.center().0;
    if off.abs() <= MIDDLE * unit {
        return None;
    }
    let message = format!("`{}` stands {:.1} px off the middle of its plate.", label.id(), off.abs());
    let snap = Operation::SetBox { id: label.id().clone(), area: label.element.node.area.translate(off, 0.0) };
    let finding = Finding::new("alignment", Severity::Warn, message).at(label.id(), ink);
    Some(finding.measured(off.abs(), MIDDLE * unit).mended_by(snap))
}
