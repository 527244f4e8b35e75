//! Which picture goes with which arrangement.

use std::collections::BTreeMap;

use design::Brief;

use crate::archetype::Kind;

/// Families that can be each kind of picture, the most telling first.
fn kindred(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Object => &["cut_paper", "mono_line", "rings", "screen", "cutouts"],
        Kind::Scene => &["cut_paper", "strata", "growth", "cutouts", "rings", "screen"],
        Kind::Pattern => &["modules", "terrazzo", "chorus", "growth", "contours", "screen"],
        Kind::Chorus => &["chorus"],
        Kind::Abstract => &["rings", "contours", "ribbon", "strata", "blocks", "cutouts", "modules", "screen"],
    }
}

/// Whether a family can be that kind of picture.
pub(super) fn suits(family: &str, kind: Kind) -> bool {
    kindred(kind).contains(&family)
}

/// Motifs that fit the brief, best first.
pub(super) fn motifs(brief: &Brief) -> Vec<String> {
    let _ = brief;
    Vec::new()
}

/// The family for a kind of picture: what suits the brief, and was not used too often.
pub(super) fn family(brief: &Brief, motif: &str, kind: Kind, used: &BTreeMap<String, usize>) -> String {
    let _ = (brief, motif);
    let cost = |(place, name): &(usize, &&'static str)| {
        used.get(&format!("imagery:{name}")).copied().unwrap_or(0) as f64 + 0.5 * *place as f64
    };
    let families = kindred(kind).iter().enumerate();
    families
        .min_by(|a, b| cost(a).total_cmp(&cost(b)))
        .map_or_else(|| "none".to_owned(), |(_, name)| (*name).to_owned())
}
