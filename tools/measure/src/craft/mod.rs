//! What makes a design better or worse: rules of craft, each from 0 to 1, with their weights in the total.
//!
//! Thresholds come from the project's design guide (ranges in hundredths of the page's short side, "units") and from the
//! sources that each rule names; they are starting points to be calibrated, so they stand as constants beside the
//! formula that they shape.

pub(crate) mod color;
mod edges;
mod frame;
mod furniture;
mod occlusion;
mod place;
pub(crate) mod space;
mod type_setting;

use design::{Finding, Score};

use crate::Subject;
use crate::scorer::{Rule, ScorerKind};

/// The weighted scorers.
pub(crate) const RULES: &[Rule] = &[
    weighted("hierarchy", 18, type_setting::hierarchy),
    weighted("scale_contrast", 9, type_setting::scale_contrast),
    weighted("legibility", 20, type_setting::legibility),
    weighted("text_contrast", 8, color::text_contrast),
    weighted("alignment", 11, edges::alignment),
    weighted("balance", 8, place::balance),
    weighted("margins", 8, place::margins),
    weighted("rhythm", 7, place::rhythm),
    weighted("white_space", 10, space::white_space),
    weighted("quiet_ground", 8, space::quiet_ground),
    weighted("art_presence", 9, space::art_presence),
    weighted("underlay", 7, furniture::underlay),
    weighted("occlusion", 6, occlusion::occlusion),
    weighted("clutter", 7, space::clutter),
    weighted("colour_proportion", 7, color::proportion),
    weighted("harmony", 6, color::harmony),
];

const fn weighted(name: &'static str, weight: u32, judge: fn(&Subject<'_>) -> (Score, Vec<Finding>)) -> Rule {
    Rule { name, kind: ScorerKind::Weighted(weight), judge }
}

/// 0 at `zero`, 1 at `one`, straight between, clamped outside; `zero` may be the larger.
pub(crate) fn ramp(value: f64, zero: f64, one: f64) -> f64 {
    if value.is_nan() || zero == one { 0.0 } else { ((value - zero) / (one - zero)).clamp(0.0, 1.0) }
}

/// 1 between `low` and `high`, falling to 0 at `lowest` and `highest`.
pub(crate) fn band(value: f64, [lowest, low, high, highest]: [f64; 4]) -> f64 {
    ramp(value, lowest, low).min(ramp(value, highest, high))
}

/// A score without findings.
fn plainly(value: f64) -> (Score, Vec<Finding>) {
    (Score::from_f64(value), Vec::new())
}
