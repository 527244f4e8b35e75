//! Ordinary texts, put together of phrases.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use design::Random;

/// How deep phrases stand in phrases.
const DEPTH_MAX: usize = 8;

/// Phrases by the name of their slot; `{slot}` stands for one of them.
pub(crate) struct Grammar {
    slots: BTreeMap<String, Vec<String>>,
}

impl Grammar {
    /// Reads lines of `slot: choice | choice`.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let mut slots = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let Some((slot, choices)) = line.split_once(": ") else { bail!("no slot in `{line}`") };
            slots.insert(slot.to_owned(), choices.split(" | ").map(|choice| choice.trim().to_owned()).collect());
        }
        Ok(Self { slots })
    }

    /// One of the phrases of a slot.
    pub(crate) fn say(&self, slot: &str, random: &mut Random) -> String {
        self.expand(slot, 0, random)
    }

    fn expand(&self, slot: &str, depth: usize, random: &mut Random) -> String {
        let Some(choice) = self.slots.get(slot).and_then(|choices| random.pick(choices)) else { return String::new() };
        let mut said = String::new();
        let mut rest = choice.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            let (slot, behind) = behind.split_once('}').unwrap_or((behind, ""));
            said.push_str(before);
            if depth < DEPTH_MAX {
                said.push_str(&self.expand(slot, depth + 1, random));
            }
            rest = behind;
        }
        said + rest
    }
}
