//! What a discount is given on.

use super::words::one_of;

/// Most words, and characters, of what a discount is given on.
const WORDS_MAX: usize = 6;
const CHARS_MAX: usize = 34;

/// The words right behind a discount that say how far it reaches, of `after`, the text behind it: `everything` in
/// "30% off everything, this Saturday", `all sofas` in "20% OFF all sofas until Sunday". It is told with the discount, for without it
/// the discount would promise more than the brief does; wares alone (`20% off haircuts`) can stand beside it.
#[must_use]
pub fn discount_scope(after: &str) -> Option<&str> {
    let clause = &after[..clause_end(after)];
    let begun = clause.starts_with(char::is_whitespace).then(|| clause.trim_start())?;
    let words = begun.split_inclusive(char::is_whitespace);
    let bytes: usize = words.take_while(|word| !ends(&word.trim_end().to_lowercase())).map(str::len).sum();
    let scope = begun[..bytes].trim_end();
    let first = scope.split_whitespace().next()?.to_lowercase();
    // "20% off all Monday classes", cut where the day begins, is off nothing that is named.
    let named = scope.contains(char::is_whitespace) || is_whole(&first);
    // A scope cut short would promise another thing than the brief does.
    let fits = scope.split_whitespace().count() <= WORDS_MAX && scope.chars().count() <= CHARS_MAX;
    (begins(&first) && named && fits).then_some(scope)
}

/// Where the clause that a text begins with ends. A mark within a number ends none: `all orders over £49.50`.
fn clause_end(text: &str) -> usize {
    let digit = |at: usize| text[at..].starts_with(|c: char| c.is_ascii_digit());
    let ends = |(at, c): &(usize, char)| match c {
        ',' | '.' | ':' => !digit(at + 1),
        c => matches!(c, ';' | '!' | '?' | '\n' | '(' | ')' | '"' | '•' | '…' | '·'),
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

fn begins(word: &str) -> bool {
    is_whole(word) || one_of!(word, "all any every each selected your")
}

/// Whether a word says how far a discount reaches by itself.
fn is_whole(word: &str) -> bool {
    one_of!(word, "everything storewide sitewide")
}

/// Whether a word ends what a discount is given on: when it holds, who gets it, how.
fn ends(word: &str) -> bool {
    one_of!(
        word,
        "this until till on at from for with in by to when through during plus only today now use using who if - – — / |"
    )
}

#[cfg(test)]
mod tests {
    use super::discount_scope;

    #[test]
    fn a_scope_reaches_to_when_or_how_it_holds() {
        for (after, scope) in [
            (" everything, this Saturday", Some("everything")),
            (" all sofas until Sunday", Some("all sofas")),
            (" All sofas", Some("All sofas")),
            (" your first order.", Some("your first order")),
            (" all haircuts when you bring a friend", Some("all haircuts")),
            (" all plants - this weekend", Some("all plants")),
            (" all sofas • this weekend", Some("all sofas")),
            (" all orders over £49.50.", Some("all orders over £49.50")),
            (" all 2.5kg bags, this Saturday", Some("all 2.5kg bags")),
            // Wares alone, nothing, something else.
            (" haircuts", None),
            ("", None),
            (", all day", None),
            (" this weekend", None),
            (" all ", None),
            (" selected this week", None),
            // It is told whole or not at all.
            (" all of the plants and pots and tools and seeds", None),
            (" all Verkehrsinfrastrukturfinanzierungen", None),
        ] {
            assert_eq!(discount_scope(after), scope, "{after:?}");
        }
    }
}
