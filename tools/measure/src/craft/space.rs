//! Room: plain space, quiet grounds under text, and enough to look at.

use design::document::{Content, Role};
use design::{Finding, Score, Severity};

use super::{band, plainly, ramp};
use crate::Subject;
use crate::features::image_share;
use crate::grid::{Grid, PLAIN_SPREAD};

/// Luma deviation under text at which the ground is quiet, and at which it is busy. Source: the design guide's 0.06–0.08.
const QUIET: f64 = 0.06;
const BUSY: f64 = 0.16;

/// Plain space is a good share of the page, and some of it is one piece.
///
/// Mean of the plain share (1 from 0.30 to 0.85) and the largest plain rectangle (1 from 0.12 of the page, 0.08 on tiny
/// formats). Plain is a cell without detail and without text; flat colour counts as space, pattern does not.
pub(super) fn white_space(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let lines: Vec<usize> =
        subject.texts.iter().flat_map(|text| &text.lines).flat_map(|line| subject.grid.touched(*line)).collect();
    let plain = plain_cells(&subject.grid, &lines);
    let share = plain.iter().filter(|plain| **plain).count() as f64 / plain.len().max(1) as f64;
    let void = largest_void(&subject.grid, &lines);
    let enough = if subject.tiny() { 0.08 } else { 0.12 };
    let score = (band(share, [0.1, 0.3, 0.85, 1.05]) + ramp(void, 0.02, enough)) / 2.0;
    let mut findings = Vec::new();
    if void < enough / 2.0 {
        let message = format!("The largest empty area is {:.0} % of the page.", void * 100.0);
        findings.push(Finding::new("white_space", Severity::Warn, message).measured(void, enough));
    }
    (Score::from_f64(score), findings)
}

fn plain_cells(grid: &Grid, taken: &[usize]) -> Vec<bool> {
    let mut plain: Vec<bool> = grid.cells.iter().map(|cell| cell.spread <= PLAIN_SPREAD).collect();
    for &index in taken {
        if let Some(cell) = plain.get_mut(index) {
            *cell = false;
        }
    }
    plain
}

/// The largest rectangle of plain cells as a share of the picture, by the histogram method: for each row, the largest
/// rectangle that stands on it.
pub(crate) fn largest_void(grid: &Grid, taken: &[usize]) -> f64 {
    let plain = plain_cells(grid, taken);
    let mut heights = vec![0_usize; grid.columns];
    let mut largest = 0;
    for row in plain.chunks_exact(grid.columns.max(1)) {
        for (height, plain) in heights.iter_mut().zip(row) {
            *height = if *plain { *height + 1 } else { 0 };
        }
        largest = largest.max(largest_under(&heights));
    }
    largest as f64 / plain.len().max(1) as f64
}

fn largest_under(heights: &[usize]) -> usize {
    let mut rising: Vec<(usize, usize)> = Vec::new();
    let mut largest = 0;
    for (at, height) in heights.iter().copied().chain([0]).enumerate() {
        let mut start = at;
        while let Some(&(from, tall)) = rising.last().filter(|(_, tall)| *tall >= height) {
            rising.pop();
            largest = largest.max(tall * (at - from));
            start = from;
        }
        rising.push((start, height));
    }
    largest
}

/// What lies under text is quiet: luma's deviation over each text's lines, on the page without text, is 0.06 or less.
///
/// Half the mean over the texts, half the worst of them.
pub(super) fn quiet_ground(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let mut scores = Vec::new();
    let mut findings = Vec::new();
    for text in &subject.texts {
        let worst = text.lines.iter().map(|line| deviation(&subject.ground_grid, *line)).fold(0.0, f64::max);
        scores.push(ramp(worst, BUSY, QUIET));
        if worst > BUSY {
            let message = format!("The ground under `{}` is busy.", text.id());
            findings.push(
                Finding::new("busy_ground", Severity::Warn, message).at(text.id(), text.ink).measured(worst, QUIET),
            );
        }
    }
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    let worst = scores.iter().copied().fold(1.0, f64::min);
    (Score::from_f64(if scores.is_empty() { 1.0 } else { (mean + worst) / 2.0 }), findings)
}

/// Standard deviation of luma over an area: within the cells and between them.
fn deviation(grid: &Grid, area: design::Rect) -> f64 {
    let cells: Vec<_> = grid.touched(area).filter_map(|index| grid.cells.get(index)).collect();
    let count = cells.len().max(1) as f64;
    let mean = cells.iter().map(|cell| cell.luma).sum::<f64>() / count;
    let between = |luma: f64| (luma - mean) * (luma - mean);
    let variance = cells.iter().map(|cell| cell.spread * cell.spread + between(cell.luma)).sum::<f64>() / count;
    libm::sqrt(variance)
}

/// There is something to look at: what is drawn beside text covers 0.15 of the page or more, or the type itself is the
/// picture (largest glyphs of 20 units or more count three quarters).
pub(super) fn art_presence(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let pictures = subject.elements.iter().any(|element| {
        matches!(element.node.role, Role::Image | Role::Embellishment | Role::Underlay | Role::Background)
            && !matches!(element.node.content, Content::Text { .. })
    });
    let drawn = if pictures { image_share(&subject.ground_grid) } else { 0.0 };
    let hero = subject.hero().map_or(0.0, |text| text.size / subject.unit());
    plainly(ramp(drawn, 0.0, 0.15).max(0.75 * ramp(hero, 8.0, 20.0)))
}

/// Area below which an ornament is a speck, share of the page; so many of them are still a few.
const SPECK: f64 = 0.012;
const FEW: f64 = 3.0;
/// So many times as long as it is wide, an ornament is a rule.
const RULE: f64 = 5.0;
/// So many specks are a mess.
const MESS: f64 = 12.0;

/// There is no more to look at than holds together.
///
/// Two thirds: ornaments that are layers of their own and smaller than 1.2 % of the page, 3 (1) to 12 (0). One third: the share of
/// texts whose ink no ornament touches that is not large enough to carry it. A pattern drawn as one picture is one thing.
pub(super) fn clutter(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let page = subject.page().area().max(1.0);
    let specks: Vec<_> = subject
        .elements
        .iter()
        .filter(|element| {
            element.node.role == Role::Embellishment && matches!(element.node.content, Content::Shape { .. })
        })
        .filter(|element| element.area.area() < SPECK * page)
        // Rules and bars part things; they are not strewn.
        .filter(|element| element.area.w.max(element.area.h) < RULE * element.area.w.min(element.area.h))
        .collect();
    let hit = |text: &&crate::TextElement<'_>| {
        specks.iter().any(|speck| {
            let common = speck.area.intersection(text.ink).area();
            // A plate or a rule behind the words is no speck on them.
            common > 0.0 && common < 0.9 * text.ink.area()
        })
    };
    let hits = subject.texts.iter().filter(hit).count() as f64;
    let clear = 1.0 - hits / subject.texts.len().max(1) as f64;
    let score = (2.0 * ramp(specks.len() as f64, MESS, FEW) + clear) / 3.0;
    let mut findings = Vec::new();
    if specks.len() as f64 > (FEW + MESS) / 2.0 {
        let message = format!("{} small ornaments lie about the page.", specks.len());
        findings.push(Finding::new("clutter", Severity::Warn, message).measured(specks.len() as f64, FEW));
    }
    (Score::from_f64(score), findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_rectangle_stands_on_some_row() {
        for (heights, want) in [
            (&[][..], 0),
            (&[3], 3),
            (&[2, 1, 5, 6, 2, 3], 10),
            (&[1, 1, 1, 1], 4),
            (&[0, 4, 0, 4, 4], 8),
            (&[5, 4, 3, 2, 1], 9),
        ] {
            assert_eq!(largest_under(heights), want, "{heights:?}");
        }
    }
}
