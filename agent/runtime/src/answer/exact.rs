//! Exact values: "2: headline 96 px, Inter 800, accent #0A7".

use planner::Choice;

use super::{Answer, Unclear};

/// Units that nobody says who does not mean a value.
const UNITS: &[&str] = &["px", "pt", "mm", "cm", "%", "°", "deg", "degrees"];
/// Words that the values may be introduced by.
const EDITS: &[&str] = &["edit", "set", "change", "make", "in", "on", "option", "number"];

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
