//! The marks that typists have no keys for: quotes, dashes, signs.
//!
//! Only lines that the house wrote are touched: what a person gave is set as it was given, letter for letter.

use design::brief::FactKind;

/// `text` with the quotes, dashes and signs of its language in place of what keyboards have.
///
/// Straight quotes and apostrophes become typographic ones, `--` and a hyphen between spaces a dash, a hyphen between
/// figures an en dash, `x` between figures ×, three points an ellipsis. Addresses and telephone numbers stay as they are.
#[must_use]
pub(crate) fn polished(text: &str, language: &str, kind: Option<FactKind>) -> String {
    if matches!(kind, Some(FactKind::Url | FactKind::Phone)) || text.contains("://") || text.contains('@') {
        return text.to_owned();
    }
    let (open, close) = quotes(language);
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let before = at.checked_sub(1).and_then(|i| letters.get(i)).copied();
        let after = letters.get(at + 1).copied();
        let opens = before.is_none_or(|c| c.is_whitespace() || "([{–—/“„«".contains(c));
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match c {
            '"' => out.push_str(if opens { open } else { close }),
            // '90s and ’tis stand for what is left out; between letters it is an apostrophe.
            '\'' if opens && after.is_some_and(char::is_alphabetic) && letters[at + 1..].contains(&'\'') => {
                out.push('‘')
            }
            '\'' => out.push('’'),
            '.' if letters[at..].starts_with(&['.', '.', '.']) => {
                out.push('…');
                at += 2;
            }
            '-' if after == Some('-') => {
                out.push('–');
                at += 1;
            }
            '-' if before == Some(' ') && after == Some(' ') => out.push('–'),
            '-' if range(&letters, at) => out.push('–'),
            'x' | '*' if digit(before) && digit(after) => out.push('×'),
            'x' if before == Some(' ') && after == Some(' ') && digit(letters.get(at + 2).copied()) => {
                let counted = at >= 2 && letters[at - 2].is_ascii_digit();
                out.push(if counted { '×' } else { c });
            }
            c => out.push(c),
        }
        at += 1;
    }
    out
}

fn quotes(language: &str) -> (&'static str, &'static str) {
    match language.split(['-', '_']).next().unwrap_or_default() {
        "de" | "cs" | "sk" | "bg" | "sl" | "hr" | "is" | "lt" | "et" => ("„", "“"),
        "pl" | "ro" | "hu" | "nl" => ("„", "”"),
        "fr" => ("«\u{a0}", "\u{a0}»"),
        "es" | "it" | "pt" | "ru" | "uk" | "el" | "no" | "nb" | "da" => ("«", "»"),
        "sv" | "fi" => ("”", "”"),
        _ => ("“", "”"),
    }
}

/// Whether the hyphen at `at` stands between two figures, as in `9am-4pm`, and is the only one of its word.
fn range(letters: &[char], at: usize) -> bool {
    let joins = |c: &&char| !c.is_whitespace();
    let left: Vec<char> = letters[..at].iter().rev().take_while(joins).copied().collect();
    let right: Vec<char> = letters[at + 1..].iter().take_while(joins).copied().collect();
    let figure = |side: &[char]| side.iter().any(char::is_ascii_digit) && side.iter().all(|c| *c != '-' && *c != '/');
    let starts = right.first().is_some_and(char::is_ascii_digit);
    // "A4-size", "COVID-19": a letter before or after a hyphen is a word's.
    let times = left.iter().rev().collect::<String>();
    let ends = left.first().is_some_and(char::is_ascii_digit) || times.ends_with("am") || times.ends_with("pm");
    figure(&left) && figure(&right) && starts && ends && times.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, language: &str, want: &str) {
        assert_eq!(polished(text, language, None), want);
    }

    #[test]
    fn what_typists_type_becomes_what_printers_set() {
        check("Don't miss the '90s", "en", "Don’t miss the ’90s");
        check("\"Hello\" (\"again\")", "en", "“Hello” (“again”)");
        check("\"Guten Tag\"", "de", "„Guten Tag“");
        check("Open 9am-4pm, 20-30 people", "en", "Open 9am–4pm, 20–30 people");
        check("Music - food -- and more...", "en", "Music – food – and more…");
        check("A 30x40 print, 2 x 4", "en", "A 30×40 print, 2 × 4");
    }

    #[test]
    fn names_numbers_and_addresses_keep_their_hyphens() {
        check("A4-size, 2027-03-01, second-hand, 555-01-34", "en", "A4-size, 2027-03-01, second-hand, 555-01-34");
        assert_eq!(polished("a-b.example/it's", "en", Some(FactKind::Url)), "a-b.example/it's");
        check("mail o'brien@post.example", "en", "mail o'brien@post.example");
    }
}
