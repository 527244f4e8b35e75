//! Texts that were shaped a short while ago: whoever fits a text to its box lays it out several times.

use std::collections::BTreeMap;

use design::Axes;
use design::document::Text;

use super::place::Unplaced;

/// Most texts that are remembered; one more and all are forgotten, so that the memory is bounded at little cost.
const TEXTS_MAX: usize = 512;
/// Longest key of a text that is remembered, bytes.
const KEY_BYTES_MAX: usize = 2_048;

/// The texts that one thread shaped last.
#[derive(Default)]
pub(crate) struct Memory {
    texts: BTreeMap<Key, Unplaced>,
}

/// Everything about a text that shapes it: all but where it stands in its area, and its colours.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(Vec<u8>);

impl Key {
    pub(super) fn of(text: &Text, width: f64) -> Self {
        let mut key = Self(Vec::with_capacity(256));
        key.number(if text.wrap { width } else { f64::INFINITY });
        key.number(text.leading);
        key.0.push(text.case as u8);
        key.words(&text.language);
        for run in &text.runs {
            key.words(&run.text);
            key.words(&run.font.family);
            key.0.extend(run.font.weight.to_le_bytes());
            key.0.push(u8::from(run.font.italic));
            key.axes(&run.font.axes);
            key.number(run.size);
            key.number(run.tracking);
            run.shift.iter().for_each(|shift| key.number(*shift));
            key.number(run.leading.unwrap_or(f64::NAN));
            key.0.push(run.features.len().min(255) as u8);
            key.0.extend(run.features.iter().take(255).map(|feature| *feature as u8));
        }
        key
    }

    /// Words with their length before them, so that no two texts share a key.
    fn words(&mut self, words: &str) {
        self.0.extend(words.len().to_le_bytes());
        self.0.extend(words.as_bytes());
    }

    fn number(&mut self, number: f64) {
        self.0.extend(number.to_bits().to_le_bytes());
    }

    fn axes(&mut self, axes: &Axes) {
        for (tag, place) in axes.iter() {
            self.words(tag);
            self.number(place);
        }
        // No words are so long: here the axes end.
        self.0.extend(usize::MAX.to_le_bytes());
    }
}

impl Memory {
    pub(super) fn get(&self, key: &Key) -> Option<&Unplaced> {
        self.texts.get(key)
    }

    pub(super) fn keep(&mut self, key: Key, unplaced: Unplaced) {
        if key.0.len() > KEY_BYTES_MAX {
            return;
        }
        if self.texts.len() >= TEXTS_MAX {
            self.texts.clear();
        }
        self.texts.insert(key, unplaced);
    }
}
