//! The packs that come with the house.

use std::collections::BTreeSet;

use super::pack::{Category, Pack};

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

/// What a person is told by the rules that come with the house, and by the categories: the screen learns that none of it is unsafe.
#[must_use]
pub fn messages() -> BTreeSet<String> {
    let packs = builtin();
    let of_rules = packs.iter().flat_map(|pack| pack.rules.iter().filter_map(|rule| rule.message.clone()));
    of_rules.chain(Category::ALL.map(|category| category.message().to_owned())).collect()
}
