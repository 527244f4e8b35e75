//! Proper names: which runs of capitalised words, holidays among them, are names to be shown.

use super::words::one_of;
use std::collections::BTreeSet;
use std::ops::Range;

use super::reading::{Reading, What};
use super::text::TokenKind;
use super::{FactKind, lexicon, literal, run, title};

pub(super) fn recognise(reading: &mut Reading<'_>) {
    title::recognise(reading);
    // German writes every noun with a capital.
    if super::manner::language(reading) == "de" {
        return recognise_german(reading);
    }
    if run::shouts(reading) {
        return;
    }
    let known = known_names(reading);
    let mut i = 0;
    while i < reading.len() {
        match run::end(reading, i) {
            Some(end) => {
                judge(reading, i..end, &known);
                i = end;
            }
            None => i += 1,
        }
    }
}

/// Names and places among German nouns: `Oldenburger Lichtermarkt`, `am Schlossplatz`.
fn recognise_german(reading: &mut Reading<'_>) {
    for i in 0..reading.len() {
        let noun = |k: usize| reading.free(k).is_some_and(|t| t.is_word() && t.capital && t.lower.chars().count() >= 5);
        let town = noun(i)
            && !reading.tokens[i].opens
            && reading.lower(i).ends_with("er")
            && one_of!(reading.before(i, 1), "der die das den dem des zum zur beim vom im am")
            && noun(i + 1)
            && reading.together(i, i + 1);
        let place = [
            "platz", "halle", "haus", "park", "kirche", "museum", "theater", "hof", "saal", "garten", "zentrum",
            "schloss",
        ];
        let held = one_of!(reading.before(i, 1), "am im beim")
            || one_of!(reading.before(i, 1), "der dem") && one_of!(reading.before(i, 2), "in an auf");
        if town {
            reading.note(i..i + 2, What::Fact(FactKind::Name));
        } else if held && noun(i) && place.iter().any(|end| reading.lower(i).ends_with(end) && reading.lower(i) != *end)
        {
            reading.note(i..i + 1, What::Fact(FactKind::Place));
        }
    }
}

/// Takes `Hey Dana,` and `Cheers, Malik`: who writes to whom is no copy.
pub(super) fn take_courtesies(reading: &mut Reading<'_>) {
    if one_of!(reading.lower(0), "hi hey hello dear") {
        let end = (1..6).find(|&k| reading.at_boundary(k));
        reading.take(0..end.unwrap_or(1));
    }
    let last = reading.len().saturating_sub(8);
    let parting = (last.max(1)..reading.len()).find(|&k| {
        reading.tokens[k].opens && one_of!(reading.lower(k), "thanks thx cheers regards sincerely best many kind warm")
    });
    if let Some(at) = parting {
        let signed = (at..reading.len()).all(|k| {
            let token = &reading.tokens[k];
            token.is_stop()
                || token.capital
                || one_of!(token.lower.as_str(), "regards wishes thanks in advance so much a lot again")
        });
        if signed {
            reading.take(at..reading.len());
        }
    }
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
        || ["-style", "-inspired", "-themed", "-like"].iter().any(|end| w.ends_with(end))
        || matches!(w.as_bytes(), [b'a'..=b'c', b'0'..=b'9'] | [b'q', b'1'..=b'4'])
        || w.contains('-')
            && w.split('-').all(|p| lexicon::is_acronym(p) || lexicon::is_platform(p) || lexicon::is_demonym(p))
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
    let holiday = words.iter().any(|w| lexicon::is_holiday(w));
    if names_nothing(reading, &range, &words, known) || holiday && single && decorates(reading, range.end) {
        return;
    }
    // "a pottery in Cornwall": a place that no list foresees.
    let unknown = single && !reading.tokens[range.start].upper && reading.before(range.start, 1) == "in";
    let mountain = words.len() == 2 && matches!(words[0], "mount" | "mt" | "lake") && !lexicon::is_place_noun(words[1]);
    let geography = words.iter().all(|w| lexicon::is_geography(w)) || unknown && !holiday || mountain;
    let (range, place) = with_region(reading, range, geography);
    // "a postcard from Santorini, Greece"
    let geography = geography || place && lexicon::is_geography(reading.lower(range.end - 1));
    let seen = pictured(reading, range.start, holiday) || is_model(reading, &range) || is_topic(reading, &range);
    if seen || geography && !takes_place(reading, &range) {
        // "a view of Venice, Italy": the country goes with the town.
        reading.take(range);
        return;
    }
    let kind = if place || is_venue(reading, &range) { FactKind::Place } else { FactKind::Name };
    note_trimmed(reading, with_vintage(reading, range), kind);
}

/// Goes back over the year of what is sold: `2019 | Toyota Corolla`.
fn with_vintage(reading: &Reading<'_>, range: Range<usize>) -> Range<usize> {
    let Some(at) = range.start.checked_sub(1) else { return range };
    let year = reading.free(at).is_some_and(|t| t.lower.len() == 4 && t.lower.bytes().all(|b| b.is_ascii_digit()));
    let apart = at == 0 || reading.at_boundary(at - 1) || !reading.together(at - 1, at);
    let vintage = year && apart && range.len() >= 2 && matches!(reading.lower(at).get(..2), Some("19" | "20"));
    if vintage && reading.together(at, range.start) { at..range.end } else { range }
}

/// Whether the words say what something is like or how much there is of it, or only open a sentence.
fn names_nothing(reading: &Reading<'_>, range: &Range<usize>, words: &[&str], known: &BTreeSet<String>) -> bool {
    let named = range.start + usize::from(range.len() > 1 && reading.lower(range.start) == "the");
    let (single, opens) = (words.len() == 1, reading.tokens[named].opens);
    let holiday = words.iter().any(|w| lexicon::is_holiday(w));
    let idle = |w: &str| {
        lexicon::is_function_word(w) || lexicon::is_acronym(w) || lexicon::is_demonym(w) || lexicon::is_platform(w)
    };
    let digits = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    let weak = single || opens;
    // "I'll send it": who writes, not what for.
    if single && (words[0].starts_with("i'") || words[0].starts_with("i’")) {
        return true;
    }
    // "Try free for a week" after a dash is no name.
    if single && lexicon::is_reader_verb(words[0]) && !reading.tokens[range.start].upper {
        return true;
    }
    let manner = |w: &str| one_of!(w, "art deco nouveau pop gothic retro vintage modern minimalist bauhaus");
    if words.iter().all(|w| digits(w) || manner(w) || if weak { is_weak(w) } else { idle(w) }) {
        return true;
    }
    // The "C" of a colour fan, a column, a size.
    if single && words[0].chars().count() == 1 {
        return true;
    }
    // "Serves 8": a count, not a name.
    let counts = words.len() == 2 && words[1].len() <= 2 && digits(words[1]) && opens;
    if counts && !run::is_series(words[0]) && !stands_out(reading, range.start, known) {
        return true;
    }
    single && opens && !holiday && !stands_out(reading, range.start, known)
}

/// Leaves out what opens a sentence without naming anything, and what the design is.
fn strip(reading: &Reading<'_>, run: Range<usize>, known: &BTreeSet<String>) -> Range<usize> {
    let (mut start, mut end) = (run.start, run.end);
    while start < end {
        let token = &reading.tokens[start];
        // "The Copper Kettle. 12 Mill Lane": a name that is a phrase of its own keeps its article.
        let whole = reading.at_boundary(end) && reading.lower(end) != ":";
        let article = token.is("the") && end - start > 1 && (whole || !token.opens);
        let opener = token.opens
            && !known.contains(&token.lower)
            && (lexicon::is_instruction(&token.lower)
                || lexicon::is_reader_verb(&token.lower)
                || end - start > 1 && introduces(&token.lower));
        // In mid-sentence the capital is meant: "at All Souls Chapel".
        let meant = !token.opens && end - start > 2;
        let small = lexicon::is_function_word(&token.lower) && !article && !meant;
        let label = run::is_page_word(&token.lower) || token.opens && lexicon::is_medium(&token.lower);
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
         selling wanted speaker speakers host guest guests artist artists venue where when who company client brand name's name’s ngo pta sponsor sponsors sponsored start starts starting meet"
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

/// Whether the name says how the design should look: `in the style of Saul Bass`, `Wes Anderson films`, `Avoid Comic Sans`.
fn is_model(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let led = (2..=3).any(|b| {
        one_of!(reading.before(range.start, b), "style manner spirit vein inspired inspiration reminiscent")
            && one_of!(reading.before(range.start, b - 1), "of by from")
    });
    let typed = range.clone().any(|k| literal::is_page_part(reading.lower(k)));
    let sentence = reading.tokens[range.start].sentence;
    let first = reading.lower(reading.tokens.partition_point(|t| t.sentence < sentence));
    led || typed || one_of!(reading.lower(range.end), "style font typeface vibe vibes aesthetic") || first == "avoid"
}

/// Whether the name is what is talked about: `the history of the Roman Empire`.
fn is_topic(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let at = range.start - usize::from(reading.before(range.start, 1) == "the");
    let told = reading.before(at, 1) == "of" && one_of!(reading.before(at, 2), "history story origins culture");
    let about = reading.before(at, 1) == "about" && range.len() > 1;
    let last = reading.lower(range.end - 1);
    (told || about) && !lexicon::is_put_on(last) && !lexicon::is_place_noun(last) && !lexicon::is_holiday(last)
}

/// Goes on over `, UK` after a town.
fn with_region(reading: &Reading<'_>, range: Range<usize>, geography: bool) -> (Range<usize>, bool) {
    let led = matches!(reading.before(range.start, 1), "in" | "at" | "near" | "to" | "from") || geography;
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
    let named = |k: usize| reading.mentions.last().is_some_and(|m| m.span.end == reading.tokens[k].span.end);
    // "for the Rusty Anchor pub in Cork"
    let house = range.start >= 3 && lexicon::is_enterprise(reading.before(range.start, 2));
    let within = reading.before(range.start, 1) == "in"
        && range.start >= 2
        && (named(range.start - 2) || house && named(range.start - 3));
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
    led && !lexicon::is_holiday(last)
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
    // "at Lena and Omar's": both are at home there.
    let other = reading.token(range.end + 1).is_some_and(|t| t.capital)
        && (reading.lower(range.end + 1).ends_with("'s") || reading.lower(range.end + 1).ends_with("’s"));
    if kind == FactKind::Place
        && matches!(reading.lower(range.end), "and" | "&")
        && other
        && reading.at_boundary(range.end + 2)
    {
        range.end += 2;
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
