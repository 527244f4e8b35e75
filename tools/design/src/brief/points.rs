//! What a brief wants brought out, as noun phrases in its own words: "fresh, organic milk".

use super::reading::Reading;
use super::words::one_of;
use super::{lexicon, literal, manner, subject};

/// Most points that are kept.
const POINTS_MAX: usize = 6;
/// Longest point, words.
const POINT_WORDS_MAX: usize = 7;

/// The points, those about goods first, then what is emphasised, then what is shown of the matter itself.
pub(super) fn points(reading: &Reading<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for rank in 0..3 {
        for i in 0..reading.len() {
            if out.len() >= POINTS_MAX {
                return out;
            }
            let Some(point) =
                trigger(reading, i).filter(|&(r, _)| r == rank).and_then(|(_, from)| phrase(reading, from))
            else {
                continue;
            };
            if !out.iter().any(|known| known.eq_ignore_ascii_case(&point)) {
                out.push(point);
            }
        }
    }
    out.extend(listed(reading));
    out.extend(subject::teller(reading).map(|range| reading.source(range).to_owned()));
    out
}

/// What a terse brief lists beside its facts: "street food, vinyl, second-hand".
fn listed(reading: &Reading<'_>) -> Option<String> {
    let sentence = reading.sentences().into_iter().next()?;
    if literal::addresses_designer(reading, sentence.clone())
        || (sentence.clone()).take(60).any(|k| lexicon::is_instruction(reading.lower(k)))
    {
        return None;
    }
    let plain = |k: usize| {
        reading.free(k).is_some_and(|t| {
            let small = lexicon::is_function_word(&t.lower) && !matches!(t.lower.as_str(), "of" | "and");
            t.is_word()
                && !t.capital
                && !small
                && !one_of!(&t.lower, "is are on at will has our we you it early until from live doors tickets")
        })
    };
    let mut best: Option<(usize, usize)> = None;
    let mut start = sentence.start;
    for i in sentence.clone() {
        if !one_of!(reading.lower(i), ": , ;") {
            continue;
        }
        start = if start == sentence.start { i + 1 } else { start };
        // A segment of plain words between marks, joined to the one before it by a comma.
        let end = (i + 1..sentence.end).find(|&k| reading.tokens[k].is_stop()).unwrap_or(sentence.end);
        let of_manner = || manner::is_all_manner((i + 1..end).map(|k| reading.lower(k)));
        let whole = end > i + 1 && (i + 1..end).all(plain) && !of_manner();
        if !whole {
            start = end + 1;
            continue;
        }
        if !reading.tokens[i].is_mark(',') || start > i {
            start = i + 1;
        }
        if best.is_none_or(|(a, b)| end - start > b - a) && end - start >= 2 {
            best = Some((start, end));
        }
    }
    best.filter(|&(a, b)| b - a <= 12 && b > a + 1).map(|(a, b)| reading.source(a..b).to_owned())
}

/// How sure the word at `i` leads to a point, and the token after it.
fn trigger(reading: &Reading<'_>, i: usize) -> Option<(u8, usize)> {
    let word = reading.free(i)?.lower.as_str();
    let rank = if one_of!(word, "selling sells specializing specialising serves serving offers offering") {
        0
    } else if one_of!(
        word,
        "emphasizes emphasizing emphasising emphasises emphasize highlight highlights highlighting stressing celebrating focusing focuses focus promotes promoting"
    ) {
        1
    } else if one_of!(
        word,
        "showcasing showcases featuring showcase convey conveying covering cover specifically particularly"
    ) {
        2
    } else {
        return None;
    };
    let mut from = i + 1;
    if word == "offers" && reading.lower(from) == "for" {
        from += 1;
    }
    while one_of!(
        reading.lower(from),
        "on in the a an their its our of idea importance significance benefits fact beauty use sense message positive"
    ) && from < i + 7
    {
        from += 1;
    }
    Some((rank, from))
}

fn phrase(reading: &Reading<'_>, from: usize) -> Option<String> {
    let mut end = from;
    while end < from + POINT_WORDS_MAX && reading.together(from, end) {
        let Some(token) = reading.free(end) else { break };
        let w = token.lower.as_str();
        let listed = token.is_mark(',')
            && end == from + 1
            && reading.free(end + 1).is_some_and(|t| t.is_word())
            && !lexicon::is_function_word(reading.lower(end + 1))
            && !lexicon::is_function_word(reading.lower(end + 2));
        let joins = matches!(w, "and" | "of" | "&")
            && end > from
            && reading.free(end + 1).is_some_and(|t| t.is_word())
            && !lexicon::is_function_word(reading.lower(end + 1))
            && !is_clause(reading.lower(end + 1));
        if !(token.is_word() && !lexicon::is_function_word(w) && !is_clause(w) || listed || joins) {
            break;
        }
        end += 1;
    }
    // Cut short in the middle of a list, it would end on a stump.
    if end == from + POINT_WORDS_MAX
        && reading.free(end).is_some_and(|t| t.is_word())
        && !lexicon::is_function_word(reading.lower(end))
    {
        return None;
    }
    while end > from && (matches!(reading.lower(end - 1), "and" | "of" | "&" | ",")) {
        end -= 1;
    }
    let range = from..end;
    let words = range.clone().filter(|&k| reading.tokens[k].is_word()).count();
    let visual = range.clone().any(|k| is_visual(reading.lower(k)));
    let gerund = reading.lower(from).ends_with("ing")
        && !matches!(
            reading.lower(from),
            "building" | "wedding" | "camping" | "evening" | "hiking" | "cleaning" | "shopping" | "healing"
        );
    // A person or a price right after it means that the phrase was cut: "lectures by Ann".
    (2..=POINT_WORDS_MAX).contains(&words).then_some(())?;
    (!visual && !gerund).then(|| reading.source(range).to_owned())
}

fn is_clause(w: &str) -> bool {
    one_of!(
        w,
        "available using including featuring showcasing emphasizing highlighting offering such while doing drinking eating wearing harvesting encouraging \
         called named they it this emphasize emphasizes makes saving surrounding performing rolling prominently offered provided"
    ) || lexicon::is_instruction(w)
        && !matches!(w, "design" | "support" | "offer" | "focus" | "place" | "present" | "set" | "show" | "share")
}

/// Words of pictures and pages: a phrase with one of them is an instruction.
pub(super) fn is_visual(w: &str) -> bool {
    lexicon::is_medium(w) && !one_of!(w, "menu design magazine creative sign label header presentation")
        || lexicon::is_platform(w)
        || one_of!(
            w,
            "men man woman women couple baby boy girl skull statue background elements element symbols collage lights texture figures records cartoon \
             color colors colour colours theme text font bright illustration gradient pattern sombrero stool microphone discount discounts date name website \
             address logo information message customers viewers people audience users event sale importance idea someone brand company use picture pictures \
             photo photos scene set view stage signs shapes trees various greeting contact details topics related dish offer promotion gender rate rates emphasis need sense"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(points(&Reading::new(text)), want, "{text}");
    }

    #[test]
    fn goods_and_what_is_stressed_are_points() {
        check(
            "An ad for a creamery selling ripe, raw cheese that emphasizes the patience and care of its makers.",
            &["ripe, raw cheese", "patience and care"],
        );
    }

    #[test]
    fn how_it_should_feel_is_no_point() {
        check("Yoga class for beginners every Tuesday at 7pm, calm and light, Studio Fern", &[]);
        check("Baby shower for Priya, 21 February at 3pm, pastel colours", &[]);
        check("Night market, 9 May: street food, vinyl, second-hand", &["street food, vinyl, second-hand"]);
    }

    #[test]
    fn pictures_and_clauses_are_no_points() {
        check("A poster featuring men in hats. Emphasize that they can save money, showcasing a blue background.", &[]);
    }
}
