//! Proper names: what is *called* or *named* something, holidays, and runs of capitalised words.

use super::words::one_of;
use std::collections::BTreeSet;
use std::ops::Range;

use super::reading::{Reading, What};
use super::text::TokenKind;
use super::{FactKind, lexicon};

/// Longest name, words.
const NAME_WORDS_MAX: usize = 10;

pub(super) fn recognise(reading: &mut Reading<'_>) {
    given(reading);
    // German writes every noun with a capital.
    if shouts(reading) || super::manner::language(reading) == "de" {
        return;
    }
    let known = known_names(reading);
    let mut i = 0;
    while i < reading.len() {
        match run(reading, i) {
            Some(end) => {
                judge(reading, i..end, &known);
                i = end;
            }
            None => i += 1,
        }
    }
}

/// Whether so many words are capitalised that capitals say nothing.
fn shouts(reading: &Reading<'_>) -> bool {
    let words = reading.tokens.iter().filter(|t| t.is_word() && !t.opens);
    let (all, capitals) = words.fold((0usize, 0usize), |(all, n), t| (all + 1, n + usize::from(t.capital)));
    all >= 6 && capitals * 4 > all * 3
}

/// Words that are capitalised in mid-sentence somewhere: names, wherever they stand.
fn known_names(reading: &Reading<'_>) -> BTreeSet<String> {
    reading.tokens.iter().filter(|t| t.capital && !t.opens && !is_weak(&t.lower)).map(|t| t.lower.clone()).collect()
}

/// Whether a word is no name on its own.
fn is_weak(w: &str) -> bool {
    lexicon::is_function_word(w)
        || lexicon::is_acronym(w)
        || lexicon::is_common_capital(w)
        || lexicon::is_demonym(w)
        || lexicon::is_platform(w)
        || lexicon::is_medium(w)
        || w.strip_suffix('s').is_some_and(|one| one.len() >= 2 && lexicon::is_acronym(one))
        || matches!(w.as_bytes(), [b'a'..=b'c', b'0'..=b'9'])
        || w.contains('-')
            && w.split('-').all(|p| lexicon::is_acronym(p) || lexicon::is_platform(p) || lexicon::is_demonym(p))
}

/// Whether `w` is a holiday on its own.
fn is_holiday(w: &str) -> bool {
    one_of!(
        w,
        "easter christmas xmas halloween thanksgiving diwali hanukkah chanukah ramadan eid holi oktoberfest \
         kwanzaa purim passover pentecost advent carnival juneteenth lent epiphany midsummer nowruz vesak \
         hogmanay valentine's yuletide"
    )
}

/// `called X`, `named X`, `the store's name is X`, `the brand is X`.
fn given(reading: &mut Reading<'_>) {
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
    let end = (first..first + 3).take_while(|&k| plain(k) && reading.together(at, k)).last()? + 1;
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
        "at" | "in" | "from" => run()
            .last()
            .is_some_and(|last| is_place_noun(reading.lower(last)) || lexicon::is_geography(reading.lower(last))),
        _ => false,
    }
}

fn is_place_noun(w: &str) -> bool {
    lexicon::is_venue_noun(w) || lexicon::is_street(w)
}

fn is_small_word(w: &str) -> bool {
    one_of!(w, "of the a an in on and & for to with de la 'n' n by or at from is +")
}

/// The end of a run of capitals at token `i`.
fn run(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let first = reading.free(i)?;
    if !first.capital || lexicon::is_platform(&first.lower) {
        return None;
    }
    let capital = |k: usize| {
        reading
            .free(k)
            .is_some_and(|t| t.capital && t.spaced && !lexicon::is_platform(&t.lower) && reading.together(i, k))
    };
    let mut end = i + 1;
    while end < i + NAME_WORDS_MAX && !owns(reading, i, end) {
        let lower = |k: usize| reading.lower(end + k);
        let ampersand = one_of!(lower(0), "& x × vs") && reading.tokens[end].spaced;
        let of = joined(reading, end) && !first.opens;
        let initial = reading.before(end, 1).chars().count() == 1;
        let point = lower(0) == "." && !reading.tokens[end].spaced && reading.together(i, end + 1);
        let honorific = point && (initial || one_of!(reading.before(end, 1), "dr mr mrs ms prof st"));
        let suffix = point && one_of!(reading.before(end, 1), "ltd inc co corp bros jr sr");
        end += if honorific && capital(end + 1) {
            2
        } else if suffix {
            1
        } else if let Some(firm) = firm(reading, i, end) {
            firm - end
        } else if capital(end) && !is_page_word(lower(0)) || numbered(reading, end) {
            1
        } else if (ampersand || of) && capital(end + 1) || in_july(reading, end) {
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

/// Whether `in July` follows on Christmas.
fn in_july(reading: &Reading<'_>, at: usize) -> bool {
    reading.before(at, 1) == "christmas" && reading.lower(at) == "in" && reading.lower(at + 1) == "july"
}

/// Words for a page that end a name even when they are capitalised: `Black Friday Poster`.
fn is_page_word(w: &str) -> bool {
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
    one_of!(reading.lower(at), "of de du da di del von van der y la le el al") && reading.free(at).is_some()
}

/// Whether token `at` is a number that belongs to the name before it: `Signal 2027`, `Part 01`, `Jeremiah 29:11`.
fn numbered(reading: &Reading<'_>, at: usize) -> bool {
    let Some(number) = reading.free(at).filter(|t| t.is_number() && t.spaced && reading.together(at, at - 1)) else {
        return false;
    };
    let series = one_of!(
        reading.before(at, 1),
        "part episode chapter volume vol season edition round level week lesson module issue no"
    );
    let plain = number.lower.bytes().all(|b| b.is_ascii_digit() || b == b':');
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
    // "at Jungle Jim's Soft Play" and "St Luke's Roof Fund" are one name.
    let led = matches!(reading.before(i, 1), "at" | "@") || reading.before(i, 2) == "at";
    if led || one_of!(reading.lower(i), "st saint san santa") {
        return false;
    }
    // "Betty's Studio | Sewing Day"
    let house = end - i >= 2 && reading.lower(i).ends_with("'s") && lexicon::is_venue_noun(owner);
    (possessive && end - i >= 2 || house) && follows(end) && follows(end + 1)
}

/// Decides whether the run is a name, and notes it.
fn judge(reading: &mut Reading<'_>, run: Range<usize>, known: &BTreeSet<String>) {
    let range = strip(reading, run, known);
    if range.is_empty() {
        return;
    }
    let words: Vec<&str> =
        (range.clone().filter(|&k| reading.tokens[k].kind != TokenKind::Mark).map(|k| reading.lower(k)))
            .filter(|w| !matches!(*w, "of" | "the"))
            .collect();
    let single = words.len() == 1;
    let holiday = words.iter().any(|w| is_holiday(w));
    let idle = |w: &str| {
        lexicon::is_function_word(w) || lexicon::is_acronym(w) || lexicon::is_demonym(w) || lexicon::is_platform(w)
    };
    let digits = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    let weak = single || reading.tokens[range.start].opens;
    // "Try free for a week" after a dash is no name.
    if single && lexicon::is_reader_verb(words[0]) && !reading.tokens[range.start].upper {
        return;
    }
    if words.iter().all(|w| digits(w) || if weak { is_weak(w) } else { idle(w) }) {
        return;
    }
    if single && reading.tokens[range.start].opens && !holiday && !stands_out(reading, range.start, known) {
        return;
    }
    if holiday && single && decorates(reading, range.end) {
        return;
    }
    // "a pottery in Cornwall": a place that no list foresees.
    let unknown = single && !reading.tokens[range.start].upper && reading.before(range.start, 1) == "in";
    let geography = words.iter().all(|w| lexicon::is_geography(w)) || unknown && !holiday;
    let (range, place) = with_region(reading, range, geography);
    if pictured(reading, range.start, holiday) || geography && !takes_place(reading, &range) {
        // "a view of Venice, Italy": the country goes with the town.
        reading.take(range);
        return;
    }
    let kind = if place || is_venue(reading, &range) { FactKind::Place } else { FactKind::Name };
    note_trimmed(reading, range, kind);
}

/// Leaves out what opens a sentence without naming anything, and what the design is.
fn strip(reading: &Reading<'_>, run: Range<usize>, known: &BTreeSet<String>) -> Range<usize> {
    let (mut start, mut end) = (run.start, run.end);
    while start < end {
        let token = &reading.tokens[start];
        let article = token.is("the") && !token.opens && end - start > 1;
        let opener = token.opens
            && !known.contains(&token.lower)
            && (lexicon::is_instruction(&token.lower)
                || lexicon::is_reader_verb(&token.lower)
                || end - start > 1 && introduces(&token.lower));
        // In mid-sentence the capital is meant: "at All Souls Chapel".
        let meant = !token.opens && end - start > 2;
        let small = lexicon::is_function_word(&token.lower) && !article && !meant;
        let label = is_page_word(&token.lower) || token.opens && lexicon::is_medium(&token.lower);
        if !(opener || small || label) {
            break;
        }
        start += 1;
    }
    while end > start {
        let last = reading.lower(end - 1);
        if lexicon::is_function_word(last) && last != "it" && last != "up" && last != "me" && last != "us" {
            end -= 1;
        } else {
            break;
        }
    }
    start..end
}

/// Words that open a line before the name of whom it is about.
fn introduces(w: &str) -> bool {
    one_of!(
        w,
        "starring featuring introducing presenting hosting hiring celebrating announcing promoting advertising seeking \
         selling wanted speaker speakers host guest guests artist artists venue where when who company client brand"
    )
}

/// Whether a word that opens a sentence is still a name: it has odd capitals, or is capitalised elsewhere.
fn stands_out(reading: &Reading<'_>, i: usize, known: &BTreeSet<String>) -> bool {
    let token = &reading.tokens[i];
    let source = &reading.text[token.span.clone()];
    let inner = source.chars().skip(1).any(char::is_uppercase);
    known.contains(&token.lower) || token.upper && token.lower.len() >= 3 || inner && !token.upper
}

/// Whether the holiday before `next` only decorates: `Christmas decorations`, `Easter eggs`.
fn decorates(reading: &Reading<'_>, next: usize) -> bool {
    one_of!(
        reading.lower(next),
        "decorations decoration elements tree trees eggs lights ornaments motifs symbols colors colours hat hats pumpkins bunny"
    )
}

/// Whether the sentence describes a picture, so that what it names is seen, not read.
fn pictured(reading: &Reading<'_>, i: usize, holiday: bool) -> bool {
    let sentence = reading.tokens[i].sentence;
    let start = reading.tokens.partition_point(|t| t.sentence < sentence);
    let subject = (start..start + 3).any(|k| {
        matches!(reading.lower(k), "image" | "picture" | "photo" | "illustration" | "background" | "visual" | "artwork")
    });
    let shows = (start + 1..(start + 6).min(i)).any(|k| {
        matches!(
            reading.lower(k),
            "features" | "shows" | "depicts" | "showcases" | "should" | "is" | "displays" | "feature" | "show"
        )
    });
    let view = (1..=3).any(|b| reading.before(i, b) == "view")
        || holiday && (1..=3).any(|b| matches!(reading.before(i, b), "traditional" | "elements"));
    // "Show a couple in the Scottish Highlands."
    let scene = matches!(reading.lower(start), "show" | "depict" | "illustrate" | "draw" | "picture")
        && (1..=2).any(|b| one_of!(reading.before(i, b), "in at of over near on from"));
    // "facts about birds, particularly the Blue Macaw"
    let example = (1..=2).any(|b| one_of!(reading.before(i, b), "particularly especially specifically"));
    subject && shows || view || scene || example
}

/// Goes on over `, UK` after a town.
fn with_region(reading: &Reading<'_>, range: Range<usize>, geography: bool) -> (Range<usize>, bool) {
    let led = matches!(reading.before(range.start, 1), "in" | "at" | "near" | "to") || geography;
    if !led || reading.lower(range.end) != "," {
        return (range, false);
    }
    let mut end = range.end + 1;
    while reading.free(end).is_some_and(|t| {
        t.capital
            && reading.together(range.start, end)
            && (lexicon::is_geography(&t.lower) || t.upper && t.lower.len() == 2)
    }) && end < range.end + 4
    {
        end += 1;
    }
    if end > range.end + 1 { (range.start..end, true) } else { (range, false) }
}

/// Whether something is on at the place: it is a phrase of its own, or its sentence says when.
fn takes_place(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let alone = range.start > 0
        && reading.at_boundary(range.start - 1)
        && reading.lower(range.start - 1) != "."
        && reading.at_boundary(range.end);
    // "Lisbon from €89"
    let priced = reading.token(range.end).is_some() && reading.free(range.end).is_none();
    if alone || priced && reading.together(range.start, range.end) {
        return true;
    }
    // "at Maison Leroux in Bristol"
    let within = reading.before(range.start, 1) == "in"
        && range.start >= 2
        && reading.mentions.last().is_some_and(|m| m.span.end == reading.tokens[range.start - 2].span.end);
    if within {
        return true;
    }
    let led = matches!(reading.before(range.start, 1), "in" | "at" | "near");
    let located = (1..=12).any(|b| {
        range.start >= b
            && reading.together(range.start - b, range.start)
            && one_of!(reading.before(range.start, b), "located based held hosted place location address")
    });
    led && (reading.is_timed(range.start) || located)
}

fn is_venue(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let last = reading.lower(range.end - 1);
    let led = matches!(reading.before(range.start, 1), "at" | "in" | "@")
        || reading.before(range.start, 1) == "the" && matches!(reading.before(range.start, 2), "at" | "in");
    let alone = range.start > 0 && reading.at_boundary(range.start - 1) && reading.at_boundary(range.end);
    led && !is_holiday(last)
        || alone
            && (lexicon::is_venue_noun(last)
                || lexicon::is_venue_noun(reading.lower(range.start))
                || lexicon::is_geography(last))
}

/// Notes the name without a possessive `'s` at its end.
fn note_trimmed(reading: &mut Reading<'_>, range: Range<usize>, kind: FactKind) {
    let mut range = range;
    // "by Seline media", "by Kiolete agency": the credit goes on.
    let credit = matches!(
        reading.lower(range.end),
        "media"
            | "agency"
            | "studio"
            | "studios"
            | "productions"
            | "pictures"
            | "records"
            | "films"
            | "group"
            | "collective"
    );
    if reading.before(range.start, 1) == "by" && credit && reading.at_boundary(range.end + 1) {
        range.end += 1;
    }
    let source = reading.source(range.clone());
    // "a Rubik's toy": after an article the possessive is the brand.
    let brand = range.len() == 1 && matches!(reading.before(range.start, 1), "a" | "an");
    // "at Luigi's." owns nothing that is named.
    let house = reading.at_boundary(range.end) || lexicon::is_function_word(reading.lower(range.end));
    let holiday =
        brand || house || reading.lower(range.end - 1) == "valentine's" || reading.lower(range.end - 1) == "year's";
    let trimmed = if holiday {
        source
    } else {
        source.strip_suffix("'s").or_else(|| source.strip_suffix("’s")).unwrap_or(source)
    };
    let start = reading.tokens[range.start].span.start;
    reading.note_span(start..start + trimmed.len(), What::Fact(kind));
}
