//! Which picture goes with which arrangement.

use std::collections::BTreeMap;

use design::Brief;

use crate::archetype::Kind;
use crate::imagery;
use crate::photo;

/// Families that can be each kind of picture, the most telling first.
fn kindred(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Object => &["cut_paper", "mono_line"],
        Kind::CloseUp => &["close_up"],
        Kind::Scene => &["cut_paper", "strata", "growth", "cutouts"],
        Kind::Pattern => &["modules", "terrazzo", "chorus", "growth", "contours"],
        Kind::Chorus => &["chorus"],
        Kind::Forms => &["cutouts", "rings", "strata", "ribbon"],
        Kind::Tiles => &["modules", "chorus", "terrazzo"],
        Kind::Abstract => &["rings", "cutouts", "contours", "ribbon", "strata", "blocks", "modules"],
    }
}

/// The kindred families that can be painted.
pub(super) fn painted(kind: Kind) -> Vec<&'static str> {
    let known = imagery::family_names();
    let fitting: Vec<&'static str> = kindred(kind).iter().copied().filter(|family| known.contains(family)).collect();
    if fitting.is_empty() { known } else { fitting }
}

/// Whether an imagery can be that kind of picture.
pub(super) fn suits(imagery: &str, kind: Kind) -> bool {
    treatments(kind).contains(&imagery)
        || (kind == Kind::Object && imagery == photo::CUT_OUT)
        || painted(kind).contains(&imagery)
}

/// What a photograph can be made to be that kind of picture.
pub(super) fn treatments(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Object => &[photo::FRAMED],
        Kind::Scene | Kind::CloseUp => &[photo::GRADED, photo::DUOTONE],
        Kind::Pattern | Kind::Chorus | Kind::Forms | Kind::Tiles | Kind::Abstract => &[],
    }
}

/// The family of a further picture: the plan's own where it can be of that kind, else the first that can.
pub(crate) fn family_of(imagery: &str, kind: Kind) -> String {
    let families = painted(kind);
    let own = families.iter().find(|family| **family == imagery);
    own.or(families.first()).map_or_else(|| imagery.to_owned(), |family| (*family).to_owned())
}

/// Whether a family shows the motif where it cannot be: a key half buried in hills, bread that grows among leaves.
pub(super) fn is_absurd(family: &str, motif: &str) -> bool {
    motif != "abstract"
        && match family {
            "strata" => !imagery::is_of_the_land(motif),
            "growth" => !imagery::is_of_the_land(motif) && !imagery::is_grown(motif),
            _ => false,
        }
}

/// Motifs that fit the brief, best first.
pub(super) fn motifs(brief: &Brief) -> Vec<String> {
    imagery::subjects(brief).into_iter().map(str::to_owned).collect()
}

/// The family for a kind of picture: what suits the kind and the brief, and was not used too often.
pub(super) fn family(brief: &Brief, motif: &str, kind: Kind, used: &BTreeMap<String, usize>) -> String {
    let ranked = imagery::families(brief, motif);
    let cost = |(place, name): &(usize, &'static str)| {
        let often = used.get(&format!("imagery:{name}")).copied().unwrap_or(0) as f64;
        let liked = ranked.iter().position(|family| family == name).unwrap_or(ranked.len()) as f64;
        // Without the motif a picture of a thing says nothing.
        let shows_nothing = matches!(kind, Kind::Abstract | Kind::Forms);
        let dumb = if motif != "abstract" && !shows_nothing && !imagery::shows_motif(name) { 1.2 } else { 0.0 };
        1.1 * often + 0.4 * *place as f64 + 0.25 * liked + dumb
    };
    let painted = painted(kind);
    let sensible = painted.iter().any(|name| !is_absurd(name, motif));
    let families = painted.into_iter().filter(|name| !sensible || !is_absurd(name, motif)).enumerate();
    families.min_by(|a, b| cost(a).total_cmp(&cost(b))).map_or_else(|| "none".to_owned(), |(_, name)| name.to_owned())
}
