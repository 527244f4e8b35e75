//! Where things stand: edges, weight, margins, gaps.

use std::collections::BTreeMap;

use design::document::{Align, Content};
use design::format::Aspect;
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity};

use super::{band, furniture, plainly, ramp};
use crate::Subject;
use crate::subject::TextElement;

/// Edges this near are one edge, units.
const SAME_EDGE: f64 = 0.2;
/// Round letters reach over the edge that they stand on, and it looks straight: so large a share of a text's size.
const OVERSHOOT: f64 = 0.012;
/// And no more than that, units.
const OVERSHOOT_MAX: f64 = 0.5;
/// Edges that miss each other by less than this look like a mistake, units.
const NEAR_MISS: f64 = 1.5;

/// The lines that a text can be aligned by: left, centre, right, px; by its letters' advance and by their ink.
pub(super) fn anchors(text: &TextElement<'_>) -> [[f64; 2]; 3] {
    let (set, ink) = (text.set.bounds, text.ink);
    [[set.x, ink.x], [set.center().0, ink.center().0], [set.right(), ink.right()]]
}

/// An edge that texts stand on.
struct Edge {
    /// As an index into [`anchors`].
    kind: usize,
    /// By the letters' advance and by their ink, px.
    at: [f64; 2],
    /// What is as near stands on it, px.
    reach: f64,
    /// How many texts do.
    texts: usize,
}

/// The edge that a text is set to, as an index into [`anchors`].
pub(super) fn own_anchor(text: &TextElement<'_>) -> usize {
    match text.text.align {
        Align::Start => 0,
        Align::Center => 1,
        Align::End => 2,
    }
}

/// How far `from` would move to meet `to`, px: large type stands on an edge with its ink, small type with its advance,
/// so any of the two may meet any.
pub(super) fn gap(from: [f64; 2], to: [f64; 2]) -> f64 {
    let gaps = from.into_iter().flat_map(|a| to.into_iter().map(move |b| b - a));
    gaps.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or_default()
}

/// How near a text's edge is to another that it stands on, px.
pub(super) fn same_edge(text: &TextElement<'_>, unit: f64) -> f64 {
    (SAME_EDGE * unit).max((OVERSHOOT * text.size).min(OVERSHOOT_MAX * unit))
}

/// Few edges, shared by most texts, and none that just misses another.
///
/// The share of texts on the two strongest edges, 0.4 (0) to 0.8 (1), times 0.85 for each edge beyond three, times 0.75 for each
/// turn beyond those that the page is built on: level, upright, and the one that most turned texts share; times 0.7 for each of
/// these: a near miss (0.2–1.5 units between edges of one kind; large type may reach over by 1.2 % of its size), a rule that just
/// misses the texts that it parts, a label off the middle of its plate. They carry the move that mends them.
/// Source: the design guide, trait P5. Every text counts by itself, so one aligned pair does not clear the others.
pub(super) fn alignment(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let texts: Vec<&TextElement<'_>> = subject.texts.iter().filter(|text| text.is_level()).collect();
    let unit = subject.unit();
    let mut edges: Vec<Edge> = Vec::new();
    let mut findings = Vec::new();
    for text in &texts {
        let (kind, at, reach) = (own_anchor(text), anchors(text)[own_anchor(text)], same_edge(text, unit));
        let same = |edge: &&mut Edge| edge.kind == kind && gap(at, edge.at).abs() <= reach.max(edge.reach);
        if let Some(edge) = edges.iter_mut().find(same) {
            edge.texts += 1;
            continue;
        }
        let near = edges.iter().find(|edge| edge.kind == kind && gap(at, edge.at).abs() <= NEAR_MISS * unit);
        if let Some(edge) = near {
            let off = gap(at, edge.at);
            let message = format!("`{}` misses an edge of the other texts by {:.1} px.", text.id(), off.abs());
            let finding = Finding::new("alignment", Severity::Warn, message).at(text.id(), text.ink);
            let moved = text.element.node.area.translate(off, 0.0);
            let snap = Operation::SetBox { id: text.id().clone(), area: moved };
            let stays = subject.page().contains(text.ink.translate(off, 0.0), 0.0);
            let finding = finding.measured(off.abs(), reach.max(edge.reach));
            findings.push(if stays { finding.mended_by(snap) } else { finding });
        }
        edges.push(Edge { kind, at, reach, texts: 1 });
    }
    findings.extend(furniture::stray_rules(subject));
    findings.extend(furniture::off_plates(subject));
    let missed = libm::pow(0.7, findings.len().min(50) as f64);
    let turned = libm::pow(0.75, spare_turns(subject).min(50) as f64);
    if texts.len() < 2 {
        return (Score::from_f64(turned * missed), findings);
    }
    let mut counts: Vec<usize> = edges.iter().map(|edge| edge.texts).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let shared = counts.iter().take(2).sum::<usize>() as f64 / texts.len() as f64;
    let spare = counts.len().saturating_sub(3);
    let penalties = libm::pow(0.85, spare.min(50) as f64) * missed * turned;
    (Score::from_f64(ramp(shared, 0.4, 0.8) * penalties), findings)
}

/// How many turns there are among the texts that the page is not built on.
fn spare_turns(subject: &Subject<'_>) -> usize {
    let turn = |text: &TextElement<'_>| libm::round(text.element.turn.rem_euclid(90.0) * 4.0) as u32 % 360;
    let mut turns: BTreeMap<u32, usize> = BTreeMap::new();
    subject.texts.iter().map(turn).filter(|turn| *turn > 0).for_each(|turn| *turns.entry(turn).or_default() += 1);
    // A few degrees apart they are meant to be one, and are not.
    turns.len().saturating_sub(1)
}

/// Visual mass stands where the arrangement wants it.
///
/// The mass of a cell is its difference in luma from the dominant colour. Symmetric arrangements (70 % of the texts
/// centred on the page): offset of the centre of mass from the middle up to 6 % of the width (1), 20 % (0). Others: up to
/// 22 % (1), 40 % (0). Vertically 38–62 % of the height (1), 20 and 80 % (0). Horizontal counts twice. Source: Ngo, Teo
/// and Byrne, "Modelling interface aesthetics", 2003, with the design guide's ranges.
pub(super) fn balance(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let ground = subject.grid.dominant();
    let [r, g, b] = [ground.r, ground.g, ground.b];
    let base = f64::from(crate::grid::luma_of(&[r, g, b])) / (255.0 * 256.0);
    let (mut mass, mut mx, mut my) = (0.0, 0.0, 0.0);
    for (index, cell) in subject.grid.cells.iter().enumerate() {
        let weight = (cell.luma - base).abs() + cell.spread;
        let (x, y) = subject.grid.center(index);
        mass += weight;
        mx += weight * x;
        my += weight * y;
    }
    if mass <= 1e-9 {
        return plainly(0.5);
    }
    let (x, y) = ((mx / mass - 0.5).abs(), my / mass);
    let middle = subject.page().w / 2.0;
    let centred =
        subject.texts.iter().filter(|text| (text.ink.center().0 - middle).abs() < 2.0 * subject.unit()).count();
    let symmetric = centred * 10 >= subject.texts.len() * 7 && !subject.texts.is_empty();
    let across = if symmetric { ramp(x, 0.2, 0.06) } else { ramp(x, 0.4, 0.22) };
    plainly((2.0 * across + band(y, [0.2, 0.38, 0.62, 0.8])) / 3.0)
}

/// Texts keep off the edges of the page, and something dares to use them.
///
/// Three quarters: the share of texts whose ink is 3.5 units (7 % of a strip's height) or more from every edge, the
/// others by how near they come. One quarter: an element bleeds or text stands on the margin (within 10 units) of two
/// sides at least.
pub(super) fn margins(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let (page, unit) = (subject.page(), subject.unit());
    let wanted = if subject.aspect() == Aspect::Strip { 7.0 } else { 3.5 } * unit;
    let mut findings = Vec::new();
    let mut kept = 0.0;
    for text in &subject.texts {
        let near = gaps_to_edges(page, text.ink).into_iter().fold(f64::MAX, f64::min);
        kept += ramp(near / wanted, 0.0, 1.0);
        if near < wanted / 2.0 {
            let message = format!("`{}` stands {near:.0} px from the edge of the page.", text.id());
            findings
                .push(Finding::new("margins", Severity::Warn, message).at(text.id(), text.ink).measured(near, wanted));
        }
    }
    let kept = if subject.texts.is_empty() { 1.0 } else { kept / subject.texts.len() as f64 };
    let bleeds = subject.elements.iter().any(|element| {
        !matches!(element.node.content, Content::Text { .. })
            && element.area.area() < 0.95 * page.area()
            && gaps_to_edges(page, element.area).into_iter().any(|gap| gap <= 0.0)
    });
    let all = subject.texts.iter().map(|text| text.ink).reduce(Rect::union).unwrap_or_default();
    let reached = gaps_to_edges(page, all).into_iter().filter(|gap| *gap <= 10.0 * unit).count();
    let courage = if bleeds || reached >= 2 { 1.0 } else { 0.0 };
    (Score::from_f64(0.75 * kept + 0.25 * courage), findings)
}

/// Distance of `area` from the left, top, right and bottom edge of the page, px; negative outside.
fn gaps_to_edges(page: Rect, area: Rect) -> [f64; 4] {
    [area.x - page.x, area.y - page.y, page.right() - area.right(), page.bottom() - area.bottom()]
}

/// Gaps between texts tell what belongs together.
///
/// Of texts that stand one below the other (nearest below, sharing some of the width), the gaps between their ink: the
/// largest is twice the smallest or more (1) or all are alike (0.4, with three gaps or more); times 0.6 for each gap of
/// less than 0.4 units; times 0.93 for each gap size beyond five. Source: the design guide, traits P8, P12 and C5.
pub(super) fn rhythm(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let unit = subject.unit();
    let mut gaps: Vec<f64> = Vec::new();
    for upper in &subject.texts {
        let below = subject.texts.iter().filter(|lower| {
            lower.id() != upper.id()
                && lower.ink.y >= upper.ink.bottom() - 0.5 * unit
                && lower.ink.x < upper.ink.right()
                && lower.ink.right() > upper.ink.x
        });
        gaps.extend(below.map(|lower| lower.ink.y - upper.ink.bottom()).reduce(f64::min));
    }
    gaps.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (gaps.first(), gaps.last()) else { return plainly(0.8) };
    let crowded = gaps.iter().filter(|gap| **gap < 0.4 * unit).count();
    let grouped = if gaps.len() < 3 { 1.0 } else { 0.4 + 0.6 * ramp(most / least.max(0.4 * unit), 1.1, 2.0) };
    let mut sizes = gaps.clone();
    sizes.dedup_by(|b, a| (*b - *a).abs() < 0.5 * unit);
    let spare = sizes.len().saturating_sub(5);
    plainly(grouped * libm::pow(0.6, crowded.min(50) as f64) * libm::pow(0.93, spare.min(50) as f64))
}
