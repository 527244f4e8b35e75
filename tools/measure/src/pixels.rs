//! The critique of a picture that has no document: a PNG, or an SVG of unknown making.

use std::collections::BTreeMap;

use design::{Critique, Score};
use render::Pixels;

use crate::craft::{color, ramp};
use crate::grid::Grid;
use crate::{features, pdq};

/// Judges a picture by its pixels alone: harmony and proportion of its colours, calm, room, contrast. There are no gates:
/// what a picture says and how legible it is, pixels do not tell.
#[must_use]
pub fn critique_pixels(pixels: &Pixels) -> Critique {
    let grid = Grid::of(pixels);
    let features = features::of_pixels(&grid);
    let feature = |name: &str| features.get(name).map_or(0.0, |value| value.as_f64());
    let judged = [
        ("harmony", color::harmony_of(&grid)),
        ("colour_proportion", color::proportion_of(&grid)),
        ("calm", features::calm(&grid)),
        ("white_space", ramp(feature("void"), 0.02, 0.12)),
        ("tonal_contrast", ramp(feature("contrast"), 0.1, 0.5)),
    ];
    let mut scores: BTreeMap<String, Score> =
        judged.iter().map(|(name, value)| ((*name).to_owned(), Score::from_f64(*value))).collect();
    let total = judged.iter().map(|(_, value)| value).sum::<f64>() / judged.len() as f64;
    scores.insert("total".to_owned(), Score::from_f64(total));
    let (hash, quality) = pdq::hash(pixels);
    Critique { scores, findings: Vec::new(), features, pdq: hash.to_string(), pdq_quality: quality }
}
