//! Small changes to phrases: case, folding, what holds what.

/// Lower-cased with even spaces and straight apostrophes, for comparison.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `whole` holds `part` at word boundaries; both folded.
pub(super) fn holds(whole: &str, part: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !part.is_empty()
        && whole.match_indices(part).any(|(at, _)| {
            let before = whole[..at].chars().next_back();
            let after = whole[at + part.len()..].chars().next();
            let cuts = word(before) && word(part.chars().next()) || word(after) && word(part.chars().next_back());
            !cuts
        })
}

/// The phrase with a capital at its beginning.
pub(super) fn sentence_case(text: &str) -> String {
    let text = text.trim();
    let first_word = text.split_whitespace().next().unwrap_or_default();
    // "eBay" and "iPhone" keep their own capitals.
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// How many characters a line has.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

/// The words of a folded phrase that carry meaning.
pub(super) fn content_words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').filter(|w| {
        w.len() > 2 && !matches!(*w, "the" | "you" | "and" | "for" | "with" | "our" | "your" | "its" | "their" | "from")
    })
}

/// Whether most of what `phrase` says is said in `said` already; both folded.
pub(super) fn echoes(said: &str, phrase: &str) -> bool {
    let (mut all, mut known) = (0usize, 0usize);
    for word in content_words(phrase) {
        all += 1;
        let stem = word.trim_end_matches("'s").trim_end_matches('s');
        known += usize::from(content_words(said).any(|w| w.trim_end_matches("'s").trim_end_matches('s') == stem));
    }
    known * 2 >= all || all == 0
}

/// Whether a line is what is left of a sentence whose matter is a fact: "Get" of "Get 20% off".
pub(super) fn is_fragment(line: &str) -> bool {
    fold(line).split_whitespace().all(|w| {
        matches!(w, "get" | "save" | "enjoy" | "take" | "buy" | "grab" | "claim" | "receive" | "win" | "use" | "pay")
            || matches!(w, "join" | "come" | "visit" | "try" | "have" | "up" | "to" | "off" | "the" | "your" | "our")
    })
}
