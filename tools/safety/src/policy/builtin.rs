//! The packs that come with the house.

use super::pack::Pack;

const FILES: [&str; 7] = [
    include_str!("../../data/general.json"),
    include_str!("../../data/languages.json"),
    include_str!("../../data/child.json"),
    include_str!("../../data/claims.json"),
    include_str!("../../data/marks_and_likeness.json"),
    include_str!("../../data/uk.json"),
    include_str!("../../data/de.json"),
];

/// The packs that come with the house: those for everybody and everywhere, and those of an audience or a region.
#[must_use]
pub fn builtin() -> Vec<Pack> {
    FILES.map(|file| serde_json::from_str(file).expect("a test reads every pack")).into()
}
