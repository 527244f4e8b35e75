//! Runs of capitalised words, with the small words and marks that names hold: `Sofia de la Cruz`, `Bed & Board Ltd.`.

use super::reading::Reading;
use super::text::Token;
use super::title::NAME_WORDS_MAX;
use super::words::one_of;
use super::{date, lexicon};

/// Whether so many words are capitalised that capitals say nothing.
pub(super) fn shouts(reading: &Reading<'_>) -> bool {
    // Days and months have capitals in any brief.
    let dated = |t: &&Token| !t.upper && (date::is_weekday(&t.lower) || date::is_month(&t.lower));
    let words = reading.tokens.iter().filter(|t| t.is_word() && !t.opens && !dated(t));
    let (all, capitals) = words.fold((0usize, 0usize), |(all, n), t| (all + 1, n + usize::from(t.capital)));
    all >= 6 && capitals * 4 > all * 3
}

/// The end of a run of capitals at token `i`.
pub(super) fn end(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let first = reading.free(i)?;
    if !first.capital || lexicon::is_platform(&first.lower) {
        return None;
    }
    let capital = |k: usize| {
        reading.free(k).is_some_and(|t| {
            t.capital && t.spaced && !is_paper(reading, k) && !lexicon::is_platform(&t.lower) && reading.together(i, k)
        })
    };
    let mut end = i + 1;
    while end < i + NAME_WORDS_MAX && !owns(reading, i, end) {
        let lower = |k: usize| reading.lower(end + k);
        // "Hearts for Hope"
        let cause =
            lower(0) == "for" && one_of!(lower(1), "hope life peace change all good kids children humanity justice");
        let ampersand = one_of!(lower(0), "& x × vs") && reading.tokens[end].spaced;
        // "University of Tasmania"
        let house = one_of!(
            first.lower.as_str(),
            "university church bank museum city school house college institute academy friends festival art house \
             council county town feast lord king queen prince kingdom"
        );
        let of = joined(reading, end) && (!first.opens || house) && !serves(reading, i, end);
        let initial = reading.before(end, 1).chars().count() == 1;
        let point = lower(0) == "." && !reading.tokens[end].spaced && reading.together(i, end + 1);
        let honorific = point && (initial || one_of!(reading.before(end, 1), "dr mr mrs ms prof st"));
        let suffix = point && one_of!(reading.before(end, 1), "ltd inc co corp bros jr sr");
        end += if honorific && capital(end + 1) {
            2
        } else if suffix {
            1
        } else if owned_by_many(reading, end) && capital(end + 1) {
            2
        } else if let Some(firm) = firm(reading, i, end) {
            firm - end
        } else if capital(end) && !is_page_word(lower(0)) || is_prefixed(reading, end) || numbered(reading, end) {
            1
        } else if (ampersand || of || cause || is_inn(reading, i, end)) && capital(end + 1) || in_july(reading, end) {
            2
        } else if matches!(
            (lower(0), lower(1)),
            ("of", "the") | ("de", "la" | "los" | "las") | ("van" | "von", "der" | "den" | "de")
        ) && capital(end + 2)
        {
            3
        } else {
            break;
        };
    }
    Some(end)
}

/// Whether token `k` is how large a page is, and no model: `Simple A4 yoga flyer`, but `Audi A4`.
fn is_paper(reading: &Reading<'_>, k: usize) -> bool {
    let page = lexicon::is_medium(reading.lower(k + 1)) || one_of!(reading.lower(k + 1), "portrait landscape");
    let styled = one_of!(reading.before(k, 1), "simple clean bold fun modern");
    lexicon::is_paper_size(reading.lower(k)) && (page || styled)
}

/// Whether two are one house: `at the Fox | and Hounds`.
fn is_inn(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    let article = usize::from(reading.lower(i) == "the");
    let at = if article == 1 { i } else { i.saturating_sub(1) };
    let placed =
        reading.lower(at) == "the" && one_of!(reading.before(at, 1), "at in of behind opposite near outside beside");
    let plain = |k: usize| !lexicon::is_geography(reading.lower(k)) && !lexicon::is_place_noun(reading.lower(k));
    let ends = !reading.token(end + 2).is_some_and(|t| t.capital && t.is_word());
    let two = reading.lower(end) == "and" && end == i + 1 + article;
    two && placed && ends && plain(end - 1) && plain(end + 1)
}

/// Whether `of` leads from a person to the house they serve: `Tessa Grant | of Summit Realty`.
fn serves(reading: &Reading<'_>, i: usize, of: usize) -> bool {
    let house = |w: &str| {
        lexicon::is_enterprise(w)
            || one_of!(w, "realty properties group partners inc ltd llc records books bank media estates")
    };
    let run = (of + 1..of + 5).take_while(|&k| reading.free(k).is_some_and(|t| t.capital) && reading.together(i, k));
    let person = of == i + 2 && !(i..of).any(|k| house(reading.lower(k)) || lexicon::is_place_noun(reading.lower(k)));
    person && reading.lower(of) == "of" && run.last().is_some_and(|last| last > of + 1 && house(reading.lower(last)))
}

/// Whether the mark at `at` makes a possessive of several: `Mariners' Club`.
pub(super) fn owned_by_many(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.lower(at), "'" | "’")
        && reading.free(at).is_some_and(|t| !t.spaced)
        && reading.before(at, 1).ends_with('s')
        && reading.token(at + 1).is_some_and(|t| t.spaced)
}

/// The end of a firm of several partners: `Whitfield | , Crane & Osborne LLP`.
fn firm(reading: &Reading<'_>, i: usize, end: usize) -> Option<usize> {
    let capital = |k: usize| reading.free(k).is_some_and(|t| t.capital) && reading.together(i, k);
    let partners = end == i + 1
        && reading.lower(end) == ","
        && capital(end + 1)
        && reading.lower(end + 2) == "&"
        && capital(end + 3)
        && one_of!(
            reading.lower(end + 4),
            "llp llc ltd pllc lawyers solicitors attorneys architects associates partners"
        );
    partners.then_some(end + 5)
}

/// `al-Fitr`: a capital after a small article.
fn is_prefixed(reading: &Reading<'_>, at: usize) -> bool {
    reading.free(at).is_some_and(|t| {
        let (article, name) = reading.text[t.span.clone()].split_once('-').unwrap_or_default();
        matches!(article, "al" | "el" | "ul" | "ad" | "as" | "an" | "ar") && name.starts_with(char::is_uppercase)
    })
}

/// Whether `in July` follows on Christmas.
fn in_july(reading: &Reading<'_>, at: usize) -> bool {
    reading.before(at, 1) == "christmas" && reading.lower(at) == "in" && reading.lower(at + 1) == "july"
}

/// Words for a page that end a name even when they are capitalised: `Black Friday Poster`.
pub(super) fn is_page_word(w: &str) -> bool {
    matches!(
        w,
        "poster"
            | "flyer"
            | "banner"
            | "ad"
            | "advertisement"
            | "thumbnail"
            | "invitation"
            | "billboard"
            | "logo"
            | "coupon"
            | "voucher"
    )
}

fn joined(reading: &Reading<'_>, at: usize) -> bool {
    one_of!(reading.lower(at), "of de du des da di do dos das del von van der y la le el al")
        && reading.free(at).is_some()
}

/// Whether token `at` is a number that belongs to the name before it: `Signal 2027`, `Part 01`, `Jeremiah 29:11`.
fn numbered(reading: &Reading<'_>, at: usize) -> bool {
    let Some(number) = reading.free(at).filter(|t| t.is_number() && t.spaced && reading.together(at, at - 1)) else {
        return false;
    };
    let series = is_series(reading.before(at, 1));
    // A run over "10K" is called so.
    let figure = number.lower.strip_suffix('k').unwrap_or(&number.lower);
    let plain = figure.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let next = reading.token(at + 1);
    let ends = reading.at_boundary(at + 1) && !next.is_some_and(|t| t.is_dash() && !t.spaced)
        || next.is_some_and(|t| lexicon::is_function_word(&t.lower));
    let opener = reading.token(at - 1).is_some_and(|t| t.opens && lexicon::is_instruction(&t.lower));
    // "the Aero 3 headphones"
    let model = number.lower.len() <= 2
        && next.is_some_and(|t| t.is_word())
        && at >= 2
        && matches!(reading.lower(at - 2), "the" | "a" | "an" | "our" | "new" | "its");
    plain && !opener && (series || ends || model)
}

/// Words that a number belongs to: `Part 01`.
pub(super) fn is_series(w: &str) -> bool {
    one_of!(w, "part episode chapter volume vol season edition round level week lesson module issue no")
}

/// Whether the word before `end` ends a possessive that owns another name: `Harbour Guild's | Winter Lantern Walk`.
fn owns(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    let owner = reading.before(end, 1);
    let possessive = owner.ends_with("'s")
        && !matches!(
            owner,
            "valentine's"
                | "women's"
                | "mother's"
                | "father's"
                | "new year's"
                | "year's"
                | "children's"
                | "men's"
                | "patrick's"
                | "king's"
                | "queen's"
                | "nurse's"
        );
    let follows = |k: usize| reading.free(k).is_some_and(|t| t.capital);
    // "Jungle Jim's Soft Play" and "Grandma Ruth's Apple Pie" are one name; what is put on is another's.
    let last = (end..end + 6).take_while(|&k| follows(k)).last();
    if !house_owns(reading, i, end) && !last.is_some_and(|last| lexicon::is_put_on(reading.lower(last))) {
        return false;
    }
    (possessive && end - i >= 2 || house_owns(reading, i, end)) && follows(end) && follows(end + 1)
}

/// `Betty's Studio | Sewing Day`
fn house_owns(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    end - i >= 2 && reading.lower(i).ends_with("'s") && lexicon::is_venue_noun(reading.before(end, 1))
}
