//! What can be said of a set at each level, for buttons and lines of help: of a first look nobody is shown the size of a headline.

use serde::Serialize;

use crate::option_set::{OptionSet, Reveal};

/// Something that can be said of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The level that it belongs to.
    pub reveal: Reveal,
    /// What it changes, for people.
    pub label: &'static str,
    /// What is said to have it; one that [is exact](Self::is_exact) is said of one option, behind its number: `2: headline 96 px`.
    pub say: &'static str,
    /// Whether it edits one option, and what it says are values that others can stand for. Else it asks for other designs.
    pub is_exact: bool,
    /// How many options there must be for it.
    pub options_min: u32,
}

const fn wish(reveal: Reveal, label: &'static str, say: &'static str) -> Control {
    Control { reveal, label, say, is_exact: false, options_min: 1 }
}

const fn exact(label: &'static str, say: &'static str) -> Control {
    Control { reveal: Reveal::Fine, label, say, is_exact: true, options_min: 1 }
}

/// All controls, from the first look to the last.
pub const CONTROLS: &[Control] = &[
    wish(Reveal::Direction, "Manner", "more playful"),
    wish(Reveal::Direction, "Manner", "more serious"),
    wish(Reveal::Direction, "Room", "calmer"),
    wish(Reveal::Direction, "Room", "fuller"),
    wish(Reveal::Direction, "Picture", "a bigger picture"),
    wish(Reveal::Layout, "Arrangement", "more symmetric"),
    wish(Reveal::Layout, "Arrangement", "more dynamic"),
    wish(Reveal::Layout, "Type size", "bigger type"),
    wish(Reveal::Layout, "Picture", "a smaller picture"),
    wish(Reveal::Layout, "Room", "more space"),
    wish(Reveal::Style, "Colours", "warmer colours"),
    wish(Reveal::Style, "Colours", "cooler colours"),
    wish(Reveal::Style, "Colours", "less colour"),
    wish(Reveal::Style, "Light", "darker"),
    wish(Reveal::Style, "Light", "brighter"),
    wish(Reveal::Style, "Type", "bolder type"),
    wish(Reveal::Style, "Type", "thinner type"),
    Control { options_min: 2, ..wish(Reveal::Words, "Words", "2 but with 1's words") },
    wish(Reveal::Words, "Words", "lock the words"),
    exact("Type", "headline 96 px, Inter 800"),
    exact("Colour", "accent #0A7"),
    exact("Place", "logo up 20 px"),
    exact("Size", "picture 400 px wide"),
    exact("What stays", "lock the headline"),
];

impl OptionSet {
    /// What can be said of it at its level, where it has the options to say it of.
    pub fn controls(&self) -> impl Iterator<Item = &'static Control> {
        let (reveal, count) = (self.reveal, self.options.len());
        let is_sayable = move |control: &&Control| control.options_min as usize <= count;
        CONTROLS.iter().filter(move |control| control.reveal == reveal).filter(is_sayable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste;

    #[test]
    fn every_wish_is_one_that_is_understood() {
        for control in CONTROLS.iter().filter(|control| !control.is_exact && !control.say.starts_with("lock")) {
            let read = taste::read(control.say, 3).unwrap_or_else(|| panic!("{}", control.say));
            assert!(!read.wishes.is_empty() || read.with.is_some(), "{}", control.say);
        }
    }

    #[test]
    fn each_level_has_its_own_and_none_is_said_twice() {
        let levels = [Reveal::Direction, Reveal::Layout, Reveal::Style, Reveal::Words, Reveal::Fine];
        for level in levels {
            assert!(CONTROLS.iter().filter(|control| control.reveal == level).count() >= 2, "{level:?}");
        }
        let said: std::collections::BTreeSet<_> = CONTROLS.iter().map(|control| control.say).collect();
        assert_eq!(said.len(), CONTROLS.len());
        assert!(CONTROLS.is_sorted_by_key(|control| levels.iter().position(|level| *level == control.reveal)));
    }
}
