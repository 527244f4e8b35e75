//! Edges that texts stand on, and those that just miss.

use std::collections::BTreeSet;

use design::document::Align;
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity};

use super::frame::set_elements;
use super::{furniture, ramp};
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
/// And those that miss each other by so much are two edges to the eye, units: where texts or what is set beside them hold both, and
/// where nothing holds the one.
const APART: f64 = 9.0;
const FAR_APART: [f64; 2] = [9.0, 25.0];
/// Share of its worth that a miss takes.
const MISS_COSTS: f64 = 0.3;

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
    /// Whether another text or what is set beside them stands on it, too.
    is_held: bool,
}

/// What is left of the worth of alignment by how far neighbouring edges of a kind miss each other, 0–1.
fn missed(edges: &[Edge], unit: f64) -> f64 {
    let mut worth = 1.0;
    for kind in 0..3 {
        let mut alike: Vec<&Edge> = edges.iter().filter(|edge| edge.kind == kind).collect();
        alike.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
        for pair in alike.windows(2) {
            let off = gap(pair[0].at, pair[1].at).abs() / unit;
            let are_held = pair[0].is_held && pair[1].is_held;
            let looks_wrong =
                if are_held { ramp(off, APART, NEAR_MISS) } else { ramp(off, FAR_APART[1], FAR_APART[0]) };
            worth *= 1.0 - MISS_COSTS * looks_wrong;
        }
    }
    worth
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

/// Edges are shared, and none just misses another.
///
/// The share of texts that are held: by an edge that another text stands on too, by an edge or the middle of what is set beside
/// them (pictures, plates, rules), though not by one within 2.6 units of the paper's; where none of a kind is held, one needs
/// nothing, and no more than two in all. Times 0.85 for each edge beyond three. Times 0.75 for each turn of texts beyond one, level
/// and upright not counted, to 0.40 for those 30 degrees apart. Times 0.7 for each of these: a miss (neighbouring edges of one kind
/// that are 0.2 to 1.5 units apart, less of one up to 9 units; where nothing holds one of them, up to 9 and to 25; large type may
/// reach over by 1.2 % of its size), a rule that just misses the texts that it parts, a label off the middle of its plate. Those that
/// just miss carry the move that mends them. Source: the design guide, trait P5. Every text counts by itself, so one aligned pair
/// does not clear the others.
pub(super) fn alignment(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let Edges { edges, mut findings } = Edges::of(subject);
    let furniture: Vec<Finding> =
        furniture::stray_rules(subject).into_iter().chain(furniture::off_plates(subject)).collect();
    let missed = missed(&edges, subject.unit()) * libm::pow(1.0 - MISS_COSTS, furniture.len().min(50) as f64);
    findings.extend(furniture);
    let turned = turned(subject);
    let texts: usize = edges.iter().map(|edge| edge.texts).sum();
    let held = if texts < 2 { 1.0 } else { held(&edges) as f64 / texts as f64 };
    let spare = libm::pow(0.85, edges.len().saturating_sub(3).min(50) as f64);
    (Score::from_f64(held * spare * missed * turned), findings)
}

/// The edges of the level texts of a page.
struct Edges {
    edges: Vec<Edge>,
    findings: Vec<Finding>,
}

impl Edges {
    fn of(subject: &Subject<'_>) -> Self {
        let unit = subject.unit();
        let mut all = Self { edges: Vec::new(), findings: Vec::new() };
        for text in subject.texts.iter().filter(|text| text.is_level()) {
            let (kind, at, reach) = (own_anchor(text), anchors(text)[own_anchor(text)], same_edge(text, unit));
            let off = |edge: &Edge| gap(at, edge.at);
            let same = |edge: &&mut Edge| edge.kind == kind && off(edge).abs() <= reach.max(edge.reach);
            if let Some(edge) = all.edges.iter_mut().find(same) {
                edge.texts += 1;
                continue;
            }
            let others = all.edges.iter().filter(|edge| edge.kind == kind);
            let nearest = others.min_by(|a, b| off(a).abs().total_cmp(&off(b).abs()));
            if let Some(edge) = nearest.filter(|edge| off(edge).abs() <= NEAR_MISS * unit) {
                all.findings.push(near_miss(text, off(edge), reach.max(edge.reach), subject));
            }
            all.edges.push(Edge { kind, at, reach, texts: 1, is_held: false });
        }
        hold(&mut all.edges, subject);
        all
    }
}

fn near_miss(text: &TextElement<'_>, off: f64, same: f64, subject: &Subject<'_>) -> Finding {
    let message = format!("`{}` misses an edge of the other texts by {:.1} px.", text.id(), off.abs());
    let finding = Finding::new("alignment", Severity::Warn, message).at(text.id(), text.ink).measured(off.abs(), same);
    let area = text.element.node.area.translate(off, 0.0);
    let straight = text.element.turn == text.element.node.rotation;
    if straight && subject.page().contains(text.ink.translate(off, 0.0), 0.0) {
        finding.mended_by(Operation::SetBox { id: text.id().clone(), area })
    } else {
        finding
    }
}

/// An edge so near to the page's is the paper's and none of a layout's, units: three quarters of a margin.
const PAPER: f64 = 2.6;
/// Kinds of edges of which none is held that need nothing to be.
const EXCUSED_MAX: usize = 2;

/// Tells which edges are held.
fn hold(edges: &mut [Edge], subject: &Subject<'_>) {
    let (page, unit) = (subject.page(), subject.unit());
    let set: Vec<Rect> = set_elements(subject).filter(|area| page.contains(*area, -unit)).collect();
    // What is set to a side stands on a side, and what is set to the middle on the middle.
    let meets = |edge: &Edge, area: &Rect| {
        let lines = if edge.kind == 1 { [area.center().0; 2] } else { [area.x, area.right()] };
        lines.into_iter().any(|line| gap(edge.at, [line; 2]).abs() <= edge.reach)
    };
    let papers = |edge: &Edge| edge.at.into_iter().any(|at| (at - page.x).min(page.right() - at) < PAPER * unit);
    for edge in edges {
        edge.is_held = !papers(edge) && (edge.texts > 1 || set.iter().any(|area| meets(edge, area)));
    }
}

/// How many texts are held by their edges.
fn held(edges: &[Edge]) -> usize {
    let (held, alone): (Vec<&Edge>, Vec<&Edge>) = edges.iter().partition(|edge| edge.is_held);
    let excused = (0..3).filter(|kind| {
        let of_kind = |edges: &[&Edge]| edges.iter().any(|edge| edge.kind == *kind);
        of_kind(&alone) && !of_kind(&held)
    });
    held.iter().map(|edge| edge.texts).sum::<usize>() + excused.count().min(EXCUSED_MAX)
}

/// Share of its worth that alignment loses by each turn of texts beyond one: from turns that are hardly told apart to such as nobody
/// takes for one, with the degrees that part them.
const TURN_COSTS: [f64; 2] = [0.25, 0.6];
const TURNED_APART: [f64; 2] = [4.0, 30.0];

/// What is left of the worth of alignment where texts are turned in more than one way: level and upright ones are not turned.
fn turned(subject: &Subject<'_>) -> f64 {
    let turn = |text: &TextElement<'_>| libm::round(text.element.turn.rem_euclid(90.0) * 4.0) as u32 % 360;
    let turns: BTreeSet<u32> = subject.texts.iter().map(turn).filter(|turn| *turn > 0).collect();
    let turns: Vec<f64> = turns.into_iter().map(|turn| f64::from(turn) / 4.0).collect();
    let costs = turns.windows(2).map(|pair| {
        let apart = (pair[1] - pair[0]).min(90.0 - pair[1] + pair[0]);
        TURN_COSTS[0] + (TURN_COSTS[1] - TURN_COSTS[0]) * ramp(apart, TURNED_APART[0], TURNED_APART[1])
    });
    costs.map(|cost| 1.0 - cost).product()
}
