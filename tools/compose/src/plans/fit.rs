//! How well an archetype holds what there is to say.

use super::{PRICE_ROWS_MIN, READ_FACTS_MIN};
use crate::archetype::{Archetype, Part};
use crate::content::Content;

/// How well an archetype holds a content, 0–1; `None` when it does not.
pub(super) fn fit(archetype: &Archetype, content: &Content, lead: &str) -> Option<f64> {
    let wants = &archetype.wants;
    let head = &content.headline.text;
    let letters = head.chars().count();
    let words = head.split_whitespace().count();
    let longest = head.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    let in_all = content.words();
    let figure = content.lockup.is_some();
    let has_figure_place = archetype.layouts.iter().flat_map(|layouts| layouts.iter()).any(|layout| {
        layout
            .columns
            .iter()
            .any(|column| column.head.iter().chain(column.tail).any(|part| matches!(part, Part::Lockup(_))))
    });
    if wants.figure != (figure && has_figure_place && wants.figure)
        || (figure && !wants.figure && !matches!(archetype.name, "split-field" | "lone-object" | "artefact" | "spine"))
    {
        return None;
    }
    let facts = content.facts.len();
    let holds = (wants.letters.0..=wants.letters.1).contains(&letters)
        && words <= wants.words
        && longest <= wants.longest
        && in_all <= wants.words_in_all
        && (wants.facts.0..=wants.facts.1).contains(&facts);
    if !holds || archetype.name == "menu" && content.prices() < PRICE_ROWS_MIN {
        return None;
    }
    let roomy = 1.0 - 0.5 * in_all as f64 / wants.words_in_all.clamp(1, 200) as f64;
    let facts_first = match archetype.name {
        "timetable" if (5..10).contains(&facts) => 0.5,
        // A price list is read in rows, whatever else there is to say.
        "menu" | "programme" | "timetable" if content.rows() >= PRICE_ROWS_MIN => 0.9,
        "programme" if facts >= READ_FACTS_MIN => 0.5,
        "numeral-lead" => 0.0,
        "monument" if letters <= 10 => 0.3,
        _ => 0.0,
    };
    let led = match lead {
        "headline" => 0.05,
        _ => 0.0,
    };
    Some((0.5 * roomy + facts_first + led + 0.2).min(if content.rows() >= PRICE_ROWS_MIN { 1.6 } else { 1.0 }))
}
