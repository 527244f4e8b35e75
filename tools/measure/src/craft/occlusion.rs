//! Words and pictures: what stands out of a picture is not hidden by what is written over it.

use design::document::{Content, Role};
use design::{Finding, Score, Severity};

use super::furniture::SEEN;
use super::ramp;
use crate::Subject;

/// Share of what stands out that words may lie on, and at which they hide it.
const SOME: f64 = 0.15;
const MOST: f64 = 0.75;
/// Mean salience of the page's cells below which there is no picture to speak of, ΔE of CIELAB.
const FAINT: f64 = 0.2;

/// What stands out of the pictures is not covered by words.
///
/// The share of the pictures' salience that lies under the lines of text: 0.15 (1) to 0.75 (0). The salience of a cell is how much
/// farther its colour, on the page without texts, is from the page's mean colour than colours are on average, in CIELAB: what a page
/// is mostly made of does not stand out. Only cells count whose uppermost layer is a picture: plates and
/// markers are there to be written on. Words that are an ornament themselves cover nothing. Sources: salience, Achanta et al., "Frequency-tuned salient
/// region detection", 2009, here of cells; occlusion, Hsu et al., "PosterLayout", 2023.
pub(super) fn occlusion(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let pictured = pictured(subject);
    if !pictured.contains(&true) {
        return (Score::BEST, Vec::new());
    }
    let salience = salience(subject, &pictured);
    let all: f64 = salience.iter().sum();
    if all < FAINT * salience.len() as f64 {
        return (Score::BEST, Vec::new());
    }
    let mut covered = vec![0.0_f64; salience.len()];
    let mut worst = (0.0, None);
    for text in subject.texts.iter().filter(|text| text.role() != Role::Embellishment) {
        let mut hidden = 0.0;
        for (index, share) in text.lines.iter().flat_map(|line| subject.ground_grid.shares(*line)) {
            if let (Some(salience), Some(covered)) = (salience.get(index), covered.get_mut(index)) {
                hidden += salience * share;
                *covered = (*covered + share).min(1.0);
            }
        }
        if hidden > worst.0 {
            worst = (hidden, Some(text));
        }
    }
    let hidden: f64 = salience.iter().zip(&covered).map(|(salience, covered)| salience * covered).sum();
    let share = hidden / all;
    let mut findings = Vec::new();
    if let Some(text) = worst.1.filter(|_| share > (SOME + MOST) / 2.0) {
        let message = format!("Words lie on {:.0} % of what stands out of the picture.", share * 100.0);
        findings.push(Finding::new("occlusion", Severity::Warn, message).at(text.id(), text.ink).measured(share, SOME));
    }
    (Score::from_f64(ramp(share, MOST, SOME)), findings)
}

/// How far each cell of the pictures stands out, ΔE of CIELAB; 0 for what is no picture.
fn salience(subject: &Subject<'_>, pictured: &[bool]) -> Vec<f64> {
    let grid = &subject.ground_grid;
    let labs = grid.to_lab();
    let count = labs.len().max(1) as f64;
    let mean = [0, 1, 2].map(|axis| labs.iter().map(|lab| lab[axis]).sum::<f64>() / count);
    let far: Vec<f64> = labs
        .iter()
        .map(|lab| libm::sqrt(lab.iter().zip(mean).map(|(value, mean)| (value - mean) * (value - mean)).sum()))
        .collect();
    let usual = far.iter().sum::<f64>() / count;
    let standing_out = far.iter().zip(pictured).map(|(far, is_picture)| if *is_picture { far - usual } else { 0.0 });
    standing_out.map(|beyond| beyond.max(0.0)).collect()
}

/// Whether the uppermost layer of each cell that is no text, rule or dot is a picture, by their boxes.
fn pictured(subject: &Subject<'_>) -> Vec<bool> {
    let grid = &subject.ground_grid;
    let mut pictured = vec![false; grid.cells.len()];
    for element in subject.elements.iter().filter(|element| element.opacity > SEEN) {
        let is_picture = match (&element.node.content, element.node.role) {
            (Content::Text { .. } | Content::Shape { fill: None, .. }, _) => continue,
            (Content::Shape { .. }, Role::Embellishment) => continue,
            (Content::Image { .. }, Role::Background) | (_, Role::Image | Role::Embellishment) => true,
            _ => false,
        };
        for (index, share) in grid.shares(element.area) {
            if let Some(cell) = pictured.get_mut(index).filter(|_| share >= 0.5) {
                *cell = is_picture;
            }
        }
    }
    pictured
}
