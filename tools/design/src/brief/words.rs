//! Closed lists of words, written as one string and looked up by search.

use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A list of words without spaces in them.
#[derive(Debug)]
pub(super) struct WordList {
    source: &'static str,
    words: OnceLock<BTreeSet<&'static str>>,
}

impl WordList {
    /// A list of the words of `source`, which stand apart by spaces.
    pub(super) const fn new(source: &'static str) -> Self {
        Self { source, words: OnceLock::new() }
    }

    /// Whether `word` is in the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.get_or_init(|| self.source.split_whitespace().collect()).contains(word)
    }
}

/// Whether a word is one of those in a string literal: `one_of!(word, "red green blue")`.
macro_rules! one_of {
    ($word:expr, $words:literal) => {{
        static WORDS: $crate::brief::words::WordList = $crate::brief::words::WordList::new($words);
        WORDS.has($word)
    }};
}
pub(super) use one_of;

#[cfg(test)]
mod tests {
    #[test]
    fn a_word_is_found_whole() {
        assert!(one_of!("green", "red green blue") && !one_of!("gre", "red green blue") && !one_of!("", "red green"));
    }
}
