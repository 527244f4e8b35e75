//! Exact values: "2: headline 96 px, Inter 800, accent #0A7".

use planner::Choice;

use super::{Answer, Unclear};

/// Units that nobody says who does not mean a value.
const UNITS: &[&str] = &["px", "pt", "mm", "cm", "%", "°", "deg", "degrees"];
/// Words that the values may be introduced by.
const EDITS: &[&str] = &["edit", "set", "change", "make", "in", "on", "option", "number"];

/// Words by which a layer is locked, or no longer is.
const LOCKS: &[&str] = &["lock", "unlock"];
/// Longest name of a layer that is locked, words.
const LAYER_WORDS_MAX: usize = 6;

/// "2: lock the headline", "lock the headline of 2": a layer of an option, where what is locked is no aspect of all designs.
pub(super) fn locked(text: &str, count: u32) -> Option<Answer> {
    let (index, said) = of_which(text);
    let (index, said) = match index {
        Some(index) => (Some(index), said.to_owned()),
        None => of_last(text).map_or((None, text.to_owned()), |(index, said)| (Some(index), said)),
    };
    let mut words = said.split_whitespace();
    let verb = words.next().map(str::to_lowercase).filter(|verb| LOCKS.contains(&verb.as_str()))?;
    let layer: Vec<&str> = words.collect();
    if !(1..=LAYER_WORDS_MAX).contains(&layer.len()) {
        return None;
    }
    let Some(index) = index.or((count == 1).then_some(1)) else { return Some(Answer::Unclear(Unclear::OfWhich)) };
    let exact = format!("{} {verb}ed", layer.join(" "));
    Some(Answer::Choose(Choice::Edit { index, operations: Vec::new(), exact }))
}

/// The option that is spoken of last, and what is said of it: "lock the headline of 2".
fn of_last(text: &str) -> Option<(u32, String)> {
    let (said, index) = text.trim().rsplit_once(' ')?;
    let (said, joint) = said.trim().rsplit_once(' ')?;
    let index = index.trim_end_matches(['.', '!']).parse().ok()?;
    matches!(joint.to_lowercase().as_str(), "of" | "in" | "on").then(|| (index, said.trim().to_owned()))
}

/// An answer that says values; `None` for one that says none.
pub(super) fn read(text: &str, count: u32) -> Option<Answer> {
    if !text
        .split_whitespace()
        .zip(text.split_whitespace().skip(1).chain([""]))
        .any(|(word, next)| is_value(word, next))
    {
        return None;
    }
    let (index, exact) = of_which(text);
    let index = index.or((count == 1).then_some(1));
    Some(match index {
        Some(index) => Answer::Choose(Choice::Edit { index, operations: Vec::new(), exact: exact.to_owned() }),
        None => Answer::Unclear(Unclear::OfWhich),
    })
}

/// Whether a word, with the one after it, is a value: `96px`, `96 px`, `#0A7`, `at 40,40`.
fn is_value(word: &str, next: &str) -> bool {
    let word = word.trim_end_matches([',', ';', '.', ':', ')']);
    let next = next.trim_end_matches([',', ';', '.', ':', ')']).to_lowercase();
    if let Some(digits) = word.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    if word.eq_ignore_ascii_case("at") && next.contains(',') {
        return next.split(',').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let is_number = unit.len() < word.len() && word.bytes().any(|byte| byte.is_ascii_digit());
    let unit = if unit.is_empty() { next } else { unit.to_lowercase() };
    is_number && UNITS.contains(&unit.as_str())
}

/// The option that is spoken of first, and what is said of it.
fn of_which(text: &str) -> (Option<u32>, &str) {
    let mut rest = text;
    loop {
        let word = rest.split([' ', ':', ',']).next().unwrap_or_default();
        let behind = rest.get(word.len()..).unwrap_or_default().trim_start_matches([' ', ':', ',']);
        if let Ok(index) = word.parse::<u32>() {
            // "96 px headline" begins with a value.
            let is_size = behind.split_whitespace().next().is_some_and(|next| is_value(word, next));
            return if is_size { (None, text) } else { (Some(index), behind) };
        }
        if word.is_empty() || !EDITS.contains(&word.to_lowercase().as_str()) {
            return (None, text);
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, said: Option<(u32, &str)>) {
        let edit = |(index, exact): (u32, &str)| {
            Answer::Choose(Choice::Edit { index, operations: Vec::new(), exact: exact.to_owned() })
        };
        assert_eq!(read(text, 3), said.map(edit), "{text}");
    }

    #[test]
    fn a_layer_is_locked_where_it_is_said_of_which_option() {
        let edit = |index, exact: &str| {
            Some(Answer::Choose(Choice::Edit { index, operations: Vec::new(), exact: exact.to_owned() }))
        };
        assert_eq!(locked("2: lock the headline", 3), edit(2, "the headline locked"));
        assert_eq!(locked("lock the headline and the logo of 2", 3), edit(2, "the headline and the logo locked"));
        assert_eq!(locked("unlock headline in 1", 3), edit(1, "headline unlocked"));
        assert_eq!(locked("lock the headline", 1), edit(1, "the headline locked"));
        assert_eq!(locked("lock the headline", 3), Some(Answer::Unclear(Unclear::OfWhich)));
        for other in [
            "keep it simple",
            "lock",
            "2",
            "2 but calmer",
            "a lock on 2",
            "lock one two three four five six seven of 2",
        ] {
            assert_eq!(locked(other, 3), None, "{other}");
        }
    }

    #[test]
    fn values_are_told_from_wishes() {
        check("2: headline 96 px, Inter 800, accent #0A7", Some((2, "headline 96 px, Inter 800, accent #0A7")));
        check("2 headline 96px", Some((2, "headline 96px")));
        check("option 3: logo at 40,40", Some((3, "logo at 40,40")));
        check("edit 1, rotate image 3°", Some((1, "rotate image 3°")));
        check("Set 2: image opacity 80%", Some((2, "image opacity 80%")));
        for wish in
            ["2", "calmer", "2 but calmer", "2 with 1's photo", "back 2", "#1", "number #2 is best", "at 2, please"]
        {
            assert_eq!(read(wish, 3), None, "{wish}");
        }
        assert_eq!(read("headline 96 px", 3), Some(Answer::Unclear(Unclear::OfWhich)));
        assert_eq!(read("96 px headline", 3), Some(Answer::Unclear(Unclear::OfWhich)));
        assert!(matches!(read("headline 96 px", 1), Some(Answer::Choose(Choice::Edit { index: 1, .. }))));
    }
}
