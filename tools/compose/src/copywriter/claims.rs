//! Words that somebody else wrote, held against the brief: what they may not say.
//!
//! A writer may put things in other words, and may not know anything: a number, a date, an address or a name that the brief does
//! not give is made up, however likely it is.

use design::{BrandKit, Brief};

use super::phrase::{fold, holds};

/// Words that begin with a capital and claim nothing: days and months do, and are looked up in the brief like any name.
const PLAIN_CAPITALS: [&str; 2] = ["I", "OK"];
/// Words in figures' place that claim an amount.
const AMOUNTS: [&str; 24] = [
    "free",
    "half",
    "double",
    "twice",
    "guaranteed",
    "award-winning",
    "certified",
    "official",
    "cheapest",
    "lowest",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "tonight",
    "tomorrow",
    "weekend",
    "midnight",
    "noon",
    "discount",
];

/// Why a line may not be shown; `None` when it may.
#[must_use]
pub fn objection(line: &str, brief: &Brief, kit: &BrandKit) -> Option<String> {
    let folded = fold(line);
    let banned = kit.voice.banned.iter().chain(&kit.blocked_terms);
    if let Some(word) = banned.map(|word| fold(word)).find(|word| holds_any_form(&folded, word)) {
        return Some(format!("it says \"{word}\", which the brand never does"));
    }
    let known = known(brief, kit);
    let made_up = claims(line).into_iter().find(|claim| !holds(&known, &fold(claim)));
    made_up.map(|claim| format!("it says \"{claim}\", which the brief does not"))
}

/// All that may be said as a fact, folded.
fn known(brief: &Brief, kit: &BrandKit) -> String {
    let facts = brief.facts.iter().map(|fact| fact.text.as_str());
    let copy = brief.copy.iter().map(|copy| copy.text.as_str());
    let rest = brief.points.iter().map(String::as_str).chain([brief.text.as_str(), kit.name.as_str()]);
    fold(&facts.chain(copy).chain(rest).collect::<Vec<_>>().join("\n"))
}

/// Whether a banned word is said, with whatever ending.
fn holds_any_form(line: &str, word: &str) -> bool {
    holds(line, word)
        || (word.chars().count() > 3 && line.split(|c: char| !c.is_alphanumeric()).any(|said| said.starts_with(word)))
}

/// What a line claims: figures, addresses, amounts in words, and names, by their capitals.
fn claims(line: &str) -> Vec<String> {
    let mut claims = Vec::new();
    // A title in capitals throughout, or with every word raised, names nothing by them.
    let words: Vec<&str> = line
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !"$€£%@#+".contains(c)))
        .collect();
    let raised = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
    let told_by_case = words.iter().filter(raised).count() * 2 <= words.len() + 1;
    let mut begins = true;
    for (word, given) in words.iter().zip(line.split_whitespace()) {
        let bare = word.trim_end_matches("'s").trim_end_matches("’s");
        let lower = bare.to_lowercase();
        let is_address = word.contains('@') || word.contains("://") || word.trim_end_matches('.').contains('.');
        if word.chars().any(|c| c.is_numeric() || "$€£%".contains(c)) || is_address || AMOUNTS.contains(&lower.as_str())
        {
            claims.push((*word).to_owned());
        } else if !begins && told_by_case && raised(&word) && !PLAIN_CAPITALS.contains(word) {
            claims.push(bare.to_owned());
        }
        begins = given.ends_with(['.', '!', '?', ':', '–', '—']);
    }
    claims.retain(|claim| !claim.is_empty());
    claims
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief() -> Brief {
        Brief::read("A poster for the book swap at Mill Lane Library, 9 December, 6pm. Free entry. Bring Grandma. www.swap.example").unwrap()
    }

    #[track_caller]
    fn check(line: &str, word: Option<&str>) {
        let mut kit = (*BrandKit::builtin()).clone();
        kit.voice.banned = vec!["cheap".to_owned(), "must-have".to_owned()];
        let objection = objection(line, &brief(), &kit);
        match word {
            None => assert_eq!(objection, None, "{line}"),
            Some(word) => assert!(objection.as_ref().is_some_and(|said| said.contains(word)), "{line}: {objection:?}"),
        }
    }

    #[test]
    fn what_the_brief_says_may_be_said_in_other_words() {
        for line in [
            "Bring one book, take another home.",
            "Swap Books, Not Stories",
            "SWAP A STORY",
            "See you on 9 December, 6pm.",
            "Free entry, full shelves",
            "Mill Lane Library is swapping",
            "Your shelf misses them. Come and swap.",
            "www.swap.example",
            "Even Grandma's shelf needs air",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn what_it_does_not_say_is_made_up() {
        check("See you on 10 December", Some("10"));
        check("Doors open at 7pm", Some("7pm"));
        check("Win 50% off at the bar", Some("50%"));
        check("Meet us at Harrow Hall tonight", Some("Harrow"));
        check("Books, tea and Nora Lindqvist", Some("Nora"));
        check("Visit www.other.example", Some("www.other.example"));
        check("Write to us: a@b.example", Some("a@b.example"));
        check("Join us this saturday", Some("saturday"));
        check("Our award-winning swap", Some("award-winning"));
        check("A cheaper evening", Some("cheap"));
        check("The must-have swap", Some("must-have"));
    }
}
