//! Terms of the trade: who uses them has set type before.

use design::Brief;

/// Terms that nobody uses by chance.
const TERMS: &[&str] = &[
    "px",
    "pt",
    "kerning",
    "leading",
    "tracking",
    "baseline",
    "gutter",
    "bleed",
    "cmyk",
    "pantone",
    "hex",
    "serif",
    "sans",
    "grotesk",
    "lockup",
    "wordmark",
    "moodboard",
    "negative",
    "whitespace",
    "grid",
    "crop",
    "duotone",
    "underlay",
    "scrim",
    "ligatures",
    "smallcaps",
    "typeface",
    "x-height",
    "optical",
    "dpi",
    "safe-area",
];
/// Most of a brief that is looked through, words.
const WORDS_MAX: usize = 400;

/// How many terms of the trade a brief uses, hex colours among them; the same one counts once.
pub(super) fn terms(brief: &Brief) -> usize {
    let mut found = std::collections::BTreeSet::new();
    for word in brief.text.split_whitespace().take(WORDS_MAX) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#').to_lowercase();
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if TERMS.contains(&unit) {
            found.insert(unit.to_owned());
        } else if is_hex(&word) {
            found.insert("#".to_owned());
        }
    }
    found.len()
}

fn is_hex(word: &str) -> bool {
    let digits = word.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_once_each() {
        let count = |text: &str| terms(&Brief::read(text).unwrap());
        assert_eq!(count("Headline 96px, body 24 px, accent #0A7 and #fff"), 2);
        assert_eq!(count("A nice poster for our hexagon club"), 0);
        assert_eq!(count("Tight kerning, a serif, generous leading"), 3);
    }
}
