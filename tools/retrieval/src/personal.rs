//! What a person used and likes lifts what was found.

use design::{Personal, REMEMBERED_MAX};

use crate::fusion::{RRF_K, Ranking, rrf};

/// How much what a person likes counts beside what was found: it lifts by a place or two, and makes nothing be found.
const WEIGHT: f32 = 0.25;

/// Lifts what a person knows: what was marked before what was used, that by how lately, and then what speaks the person's
/// language. `id` gives the id of a place and the language of its words.
#[must_use]
pub fn lift<'a>(personal: &Personal, found: Ranking, id: impl Fn(u32) -> (&'a str, Option<&'a str>)) -> Ranking {
    if personal.is_empty() {
        return found;
    }
    let rank = |place: u32| -> Option<usize> {
        let (id, language) = id(place);
        let marked = personal.favourites.contains(id).then_some(0);
        let used = || personal.recent.iter().take(REMEMBERED_MAX).position(|one| one == id).map(|at| at + 1);
        let speaks = || (language.is_some() && language == personal.language.as_deref()).then_some(REMEMBERED_MAX + 1);
        marked.or_else(used).or_else(speaks)
    };
    let mut known: Vec<(usize, u32)> = found.iter().filter_map(|(place, _)| Some((rank(*place)?, *place))).collect();
    if known.is_empty() {
        return found;
    }
    // Those that are equal keep the order in which they were found.
    known.sort_by_key(|(rank, _)| *rank);
    let known: Ranking = known.into_iter().map(|(_, place)| (place, 0.0)).collect();
    let lifted = rrf(&[(&found, 1.0), (&known, WEIGHT)], RRF_K);
    // Places are where they were, scores what they were found with.
    let score = |place: u32| found.iter().find(|(one, _)| *one == place).map_or(0.0, |(_, score)| *score);
    lifted.into_iter().map(|(place, _)| (place, score(place))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

    fn order(personal: &Personal) -> Vec<&'static str> {
        let found = (0..).zip([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]).collect();
        let lifted = lift(personal, found, |place| (IDS[place as usize], (place == 7).then_some("de")));
        lifted.into_iter().map(|(place, _)| IDS[place as usize]).collect()
    }

    #[test]
    fn what_is_known_is_lifted_and_nothing_else_is_found() {
        assert_eq!(order(&Personal::default()), IDS);
        let recent = Personal { recent: vec!["f".into(), "nowhere".into()], ..Personal::default() };
        let lifted = order(&recent);
        assert!(lifted.iter().position(|id| *id == "f") < Some(3), "{lifted:?}");
        assert_eq!(lifted[0], "a", "what fits best stays");
        let german = Personal { language: Some("de".into()), ..Personal::default() };
        assert!(order(&german).iter().position(|id| *id == "h") < Some(7));
    }

    #[test]
    fn what_is_marked_is_before_what_is_used() {
        let both =
            Personal { recent: vec!["e".into()], favourites: BTreeSet::from(["f".to_owned()]), ..Personal::default() };
        let order = order(&both);
        let at = |id| order.iter().position(|one| *one == id);
        assert!(at("f") < Some(5) && at("e") < Some(5), "{order:?}");
    }
}
