//! How a text is set, value by value.

use super::change::{Change, Side, plain};
use crate::axes::Axes;
use crate::document::{Align, Case, Text, VAlign};
use crate::geometry::round_px;

/// Smallest size that a run is scaled to, px: the grid of geometry.
const SIZE_MIN: f64 = 1.0 / 64.0;
/// Largest size that a run is scaled to, px.
const SIZE_MAX: f64 = 2_000.0;
/// Distances of base lines as multiples of the size.
const LEADINGS: std::ops::RangeInclusive<f64> = 0.5..=4.0;

/// The text with another value.
pub(super) fn set_text(mut text: Text, change: &Change) -> Result<Text, String> {
    match change {
        Change::Size(px) => resize(&mut text, *px),
        Change::Family(family) => {
            for run in &mut text.runs {
                if run.font.family != *family {
                    // Another family's axes are not this one's.
                    (run.font.family, run.font.axes) = (family.clone(), Axes::default());
                }
            }
        }
        Change::Weight(weight) => text.runs.iter_mut().for_each(|run| run.font.weight = *weight),
        Change::Italic(italic) => text.runs.iter_mut().for_each(|run| run.font.italic = *italic),
        Change::Align(side) => text.align = align(*side, &text.language),
        Change::VAlign(valign) => text.valign = *valign,
        Change::Leading(leading) => lead(&mut text, *leading),
        Change::LeadingPx(px) => {
            let leading = libm::round(px / largest(&text) * 1e4) / 1e4;
            if !LEADINGS.contains(&leading) {
                let (low, high) = (LEADINGS.start(), LEADINGS.end());
                return Err(format!(
                    "{} px is no line height for this text: it lies between {low} and {high} times its size",
                    plain(*px)
                ));
            }
            lead(&mut text, leading);
        }
        Change::Tracking(em) => text.runs.iter_mut().for_each(|run| run.tracking = *em),
        Change::Case(case) => text.case = *case,
        Change::Colour(_)
        | Change::Opacity(_)
        | Change::Rotation(_)
        | Change::At(..)
        | Change::Move(..)
        | Change::Width(_)
        | Change::Height(_)
        | Change::Centre(_)
        | Change::Lock(_) => {}
    }
    Ok(text)
}

/// The size that a text is known by: that of its largest run, px.
fn largest(text: &Text) -> f64 {
    text.runs.iter().map(|run| run.size).filter(|size| size.is_finite()).fold(0.0, f64::max)
}

/// The largest run gets the size; smaller ones keep their share of it, so that a price keeps its raised pence.
fn resize(text: &mut Text, px: f64) {
    let (px, largest) = (round_px(px), largest(text));
    for run in &mut text.runs {
        let scaled = round_px(run.size * (px / largest)).clamp(SIZE_MIN, SIZE_MAX);
        run.size = if largest > 0.0 && run.size < largest { scaled } else { px };
    }
}

/// Runs that have a leading of their own are set against others; where all have, the new one is theirs.
fn lead(text: &mut Text, leading: f64) {
    text.leading = leading;
    if text.runs.iter().all(|run| run.leading.is_some()) {
        text.runs.iter_mut().for_each(|run| run.leading = None);
    }
}

/// Lines of Arabic start at the right.
fn align(side: Side, language: &str) -> Align {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    // Those that are laid out from right to left.
    let from_right =
        matches!(primary.as_str(), "ar" | "arc" | "dv" | "fa" | "he" | "iw" | "ps" | "ur" | "yi" | "ug" | "sd");
    match (side, from_right) {
        (Side::Centre, _) => Align::Center,
        (Side::Left, false) | (Side::Right, true) => Align::Start,
        (Side::Left, true) | (Side::Right, false) => Align::End,
    }
}

/// The value in words.
pub(super) fn text_said(change: &Change) -> String {
    match change {
        Change::Size(px) => format!("{} px", plain(*px)),
        Change::Family(family) => family.clone(),
        Change::Weight(weight) => format!("weight {weight}"),
        Change::Italic(true) => "italic".to_owned(),
        Change::Italic(false) => "upright".to_owned(),
        Change::Align(Side::Left) => "lines at the left".to_owned(),
        Change::Align(Side::Centre) => "lines centred".to_owned(),
        Change::Align(Side::Right) => "lines at the right".to_owned(),
        Change::VAlign(VAlign::Top) => "lines at the top of their box".to_owned(),
        Change::VAlign(VAlign::Middle) => "lines in the middle of their box".to_owned(),
        Change::VAlign(VAlign::Bottom) => "lines at the bottom of their box".to_owned(),
        Change::Leading(leading) => format!("line height {}", plain(*leading)),
        Change::LeadingPx(px) => format!("line height {} px", plain(*px)),
        Change::Tracking(em) => format!("letter spacing {} em", libm::round(em * 1e4) / 1e4),
        Change::Case(Case::Upper) => "in capitals".to_owned(),
        Change::Case(Case::AsIs) => "in the case that it is written in".to_owned(),
        Change::Colour(_)
        | Change::Opacity(_)
        | Change::Rotation(_)
        | Change::At(..)
        | Change::Move(..)
        | Change::Width(_)
        | Change::Height(_)
        | Change::Centre(_)
        | Change::Lock(_) => String::new(),
    }
}
