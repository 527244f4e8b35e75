//! Where things stand: weight, margins, gaps.

use design::document::Content;
use design::format::Aspect;
use design::geometry::Rect;
use design::{Finding, Score, Severity};

use super::{band, frame, plainly, ramp};
use crate::Subject;

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
/// Half: the share of texts whose ink is 3.5 units (7 % of a strip's height) or more from every edge, the others by how
/// near they come. A fifth: an element bleeds or text stands on the margin (within 10 units) of two sides at least. The
/// rest: the content stands in one frame, which is the panel that carries all texts or the page. Its margins differ by 0.5
/// units (1) to 6 (0), those within 12 units compared; level texts set to the middle and without a plate of their own are off
/// it by 0.3 units (1) to 6 (0).
pub(super) fn margins(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let (page, unit) = (subject.page(), subject.unit());
    let wanted = if subject.aspect() == Aspect::Strip { 7.0 } else { 3.5 } * unit;
    let mut findings = Vec::new();
    let mut kept = 0.0;
    for text in &subject.texts {
        let near = frame::gaps(page, text.ink).into_iter().fold(f64::MAX, f64::min);
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
            && frame::gaps(page, element.area).into_iter().any(|gap| gap <= 0.0)
    });
    let all = subject.texts.iter().map(|text| text.ink).reduce(Rect::union).unwrap_or_default();
    let reached = frame::gaps(page, all).into_iter().filter(|gap| *gap <= 10.0 * unit).count();
    let courage = if bleeds || reached >= 2 { 1.0 } else { 0.0 };
    let framed = frame::framed(subject);
    (Score::from_f64(0.5 * kept + 0.2 * courage + 0.3 * framed), findings)
}

/// Gaps between texts tell what belongs together.
///
/// Of texts that stand one below the other (nearest below, sharing some of the width; with its middle, where they are turned in two ways), the gaps
/// between the boxes of their ink: the largest is twice the smallest or more (1) or all are alike (0.4, with three gaps or more); times 0.6 for each gap of
/// less than 0.4 units; times 0.93 for each gap size beyond five. Source: the design guide, traits P8, P12 and C5.
pub(super) fn rhythm(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let unit = subject.unit();
    let mut gaps: Vec<f64> = Vec::new();
    for upper in &subject.texts {
        let below = subject.texts.iter().filter(|lower| {
            let stands_below = if upper.element.turn != lower.element.turn {
                lower.ink.center().1 > upper.ink.center().1
            } else {
                lower.ink.y >= upper.ink.bottom() - 0.5 * unit
            };
            lower.id() != upper.id()
                && stands_below
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
