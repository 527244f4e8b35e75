//! Names that are given as such: what is *called* or *titled* something, `the store's name is X`.

use super::reading::{Reading, What};
use super::words::one_of;
use super::{FactKind, lexicon};

/// Longest name, words.
pub(super) const NAME_WORDS_MAX: usize = 10;

/// `called X`, `named X`, `the store's name is X`, `the brand is X`.
pub(super) fn recognise(reading: &mut Reading<'_>) {
    for i in 0..reading.len() {
        let at = match reading.lower(i) {
            "called" | "named" | "titled" | "entitled" | "dubbed" if reading.free(i).is_some() => i + 1,
            "name" | "brand" | "title" if matches!(reading.lower(i + 1), "is" | ":") => i + 2,
            "name" if matches!(reading.lower(i + 1), "of") => {
                match (i + 2..i + 8).find(|&k| reading.lower(k) == "is") {
                    Some(is) if reading.together(i, is) => is + 1,
                    _ => continue,
                }
            }
            // "a production of Romeo and Juliet"
            "production" | "performance" | "screening" | "staging" | "premiere" | "adaptation"
                if reading.lower(i + 1) == "of" =>
            {
                i + 2
            }
            "name" if reading.free(i + 1).is_some_and(|t| t.upper) && lexicon::is_enterprise(reading.before(i, 1)) => {
                i + 1
            }
            _ => continue,
        };
        if !reading.together(i, at) {
            continue;
        }
        if let Some(end) = title(reading, at) {
            reading.note(at..end, What::Fact(FactKind::Name));
        } else if reading.before(i, 1) != "the"
            && matches!(reading.lower(i), "called" | "named")
            && let Some(end) = small_name(reading, at)
        {
            reading.note(at..end, What::Fact(FactKind::Name));
        }
    }
}

/// The end of a name in lower case that ends its phrase: `called luna,`, `called the copper pot and`.
fn small_name(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let plain = |k: usize| {
        reading
            .free(k)
            .is_some_and(|t| t.is_word() && !lexicon::is_function_word(&t.lower) && !lexicon::is_medium(&t.lower))
    };
    let first = at + usize::from(reading.lower(at) == "the");
    // "wick & willow"
    let pair = |k: usize| k > first && reading.lower(k) == "&" && plain(k + 1);
    let end = (first..first + 3).take_while(|&k| (plain(k) || pair(k)) && reading.together(at, k)).last()? + 1;
    (reading.at_boundary(end) || lexicon::is_function_word(reading.lower(end))).then_some(end)
}

/// The end of a title at token `at`: capitals, with small words between them.
fn title(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let first = reading.free(at)?;
    if !(first.capital || first.is_number()) || lexicon::is_platform(&first.lower) {
        return None;
    }
    let strong = |k: usize| reading.free(k).is_some_and(|t| (t.capital || t.is_number()) && reading.together(at, k));
    let mut end = at + 1;
    while end < at + NAME_WORDS_MAX {
        if strong(end) {
            end += 1;
            continue;
        }
        let small = (end..end + 3).take_while(|&k| reading.free(k).is_some_and(|t| is_small_word(&t.lower))).count();
        if small > 0 && strong(end + small) && !leaves(reading, end) {
            end += small + 1;
        } else {
            break;
        }
    }
    // "MI Skin Care (TB)"
    if reading.lower(end) == "(" && reading.free(end + 1).is_some_and(|t| t.upper) && reading.lower(end + 2) == ")" {
        end += 3;
    }
    let numeric = reading.source(at..end).chars().all(|c| !c.is_alphabetic());
    (!numeric).then_some(end)
}

/// Whether the small word at `k` leaves the title for its author or its place: `… by Elise Marchetti`, `… at Corn Hall`.
fn leaves(reading: &Reading<'_>, k: usize) -> bool {
    let from = k + 1 + usize::from(reading.lower(k + 1) == "the");
    let run = || (from..from + 5).take_while(|&n| reading.free(n).is_some_and(|t| t.capital) && reading.together(k, n));
    match reading.lower(k) {
        "by" => from == k + 1 && !lexicon::is_function_word(reading.lower(from)),
        "at" | "in" | "from" => run().last().is_some_and(|last| {
            lexicon::is_place_noun(reading.lower(last)) || lexicon::is_geography(reading.lower(last))
        }),
        _ => false,
    }
}

fn is_small_word(w: &str) -> bool {
    one_of!(w, "of the a an in on and & for to with de la 'n' n by or at from is +")
}
