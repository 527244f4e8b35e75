//! Copy that is announced but not quoted: "the call to action is SHOP NOW", "the message reads: …", "the text BLACK and
//! FRIDAY"; and the phrases of terse briefs that can only be copy ("Lighter than yesterday, $129, Shop the drop").

use super::words::one_of;
use std::ops::Range;

use super::reading::{Reading, What};
use super::{CopyRole, FactKind, lexicon};

/// Most words of a phrase that is read as copy without being quoted.
const PHRASE_WORDS_MAX: usize = 9;

/// Copy that a word such as *text* or *message* announces.
pub(super) fn recognise_announced(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        let Some((role, after)) = announced(reading, i) else {
            i += 1;
            continue;
        };
        i = after.max(i + 1);
        if role == CopyRole::Cta
            && let Some(end) = called_for(reading, after)
        {
            reading.note(after + 1..end, What::Copy(role));
            i = end;
            continue;
        }
        let shouted = (after..after + 2).all(|k| reading.free(k).is_some_and(|t| t.upper));
        if reads_on(reading, after) && !shouted {
            i = message(reading, after, role).max(i);
        } else {
            i = capitals(reading, after, role).max(i);
        }
    }
}

/// The role that the word at `i` announces, and the token after its verb or colon.
fn announced(reading: &Reading<'_>, i: usize) -> Option<(CopyRole, usize)> {
    let token = reading.free(i)?;
    let (role, word_end) = match token.lower.as_str() {
        "text" | "texts" | "phrase" | "words" | "word" | "message" | "caption" | "copy" | "wording" | "quote"
        | "lettering" | "inscription" => (CopyRole::Body, i + 1),
        "slogan" | "tagline" | "motto" | "headline" | "title" => (CopyRole::Headline, i + 1),
        "subtitle" | "subheadline" | "subhead" => (CopyRole::Subhead, i + 1),
        "cta" | "call-to-action" | "button" => (CopyRole::Cta, i + 1),
        "call" if reading.lower(i + 1) == "to" && reading.lower(i + 2) == "action" => (CopyRole::Cta, i + 3),
        // "it must say SAVE US"
        "says" | "saying" | "reads" => (CopyRole::Body, i),
        "say" | "read" if matches!(reading.before(i, 1), "must" | "should" | "can" | "will") => (CopyRole::Body, i),
        _ => return None,
    };
    let mut at = word_end;
    for _ in 0..3 {
        match reading.lower(at) {
            "is" | "be" | "reads" | "read" | "reading" | "says" | "saying" | "say" | "should" | "must" | "will"
            | ":" | "includes" | "of" | "on" | "it" | "as" => at += 1,
            _ => break,
        }
    }
    Some((role, at))
}

/// The end of what `a call to action to shop now` calls for.
fn called_for(reading: &Reading<'_>, after: usize) -> Option<usize> {
    let verb = after + 1;
    if reading.lower(after) != "to" || !lexicon::is_reader_verb(reading.lower(verb)) {
        return None;
    }
    let plain = |k: usize| {
        reading.free(k).is_some_and(|t| t.is_word())
            && reading.together(verb, k)
            && !one_of!(reading.lower(k), "and or by with through for using")
    };
    (verb..verb + 6).take_while(|&k| plain(k)).last().map(|last| last + 1)
}

/// Whether what follows is introduced by a colon, `reads` or `says`: a message to the end of its sentences.
fn reads_on(reading: &Reading<'_>, after: usize) -> bool {
    let verb =
        (1..=2).any(|b| matches!(reading.before(after, b), "reads" | "read" | "says" | "say" | "saying" | "reading"));
    let colon = reading.before(after, 1) == ":";
    // "the slogan is Made for mornings"; of a text or a title that says less.
    let is = matches!(reading.before(after, 1), "is" | "be")
        && (2..=4)
            .any(|b| one_of!(reading.before(after, b), "slogan tagline motto headline caption cta action button"));
    (verb || colon || is) && reading.free(after).is_some_and(|t| t.capital || t.is_number())
}

/// Notes a message from `from` on: a headline or a call is one sentence, a text goes on up to what speaks to the designer.
fn message(reading: &mut Reading<'_>, from: usize, role: CopyRole) -> usize {
    let mut end = from;
    let mut sentence_start = from;
    let limit = (from + 120).min(reading.len());
    while sentence_start < limit {
        let mut stop = sentence_start;
        while stop < limit
            && (stop == sentence_start || reading.together(stop, stop - 1))
            && !is_quote(reading.lower(stop))
        {
            stop += 1;
        }
        let range = sentence_start..stop;
        let ends = sentence_start > from
            && (role != CopyRole::Body || addresses_designer(reading, range.clone()) || describes_page(reading, range));
        if stop == sentence_start || ends {
            break;
        }
        sentence(reading, sentence_start..stop, role);
        end = stop;
        if reading.together(stop, stop - 1) {
            break;
        }
        sentence_start = stop;
    }
    end
}

fn is_quote(w: &str) -> bool {
    matches!(w, "'" | "\"" | "“" | "”" | "„" | "‘" | "’" | "«" | "»" | "「" | "『")
}

/// `Blue background, bold font.`, `Date: 4 May`: no part of a message.
fn describes_page(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let field = (range.start + 1..range.end.min(range.start + 4)).any(|k| reading.tokens[k].is_mark(':'));
    field || range.take(12).any(|k| is_page_part(reading.lower(k)))
}

/// Parts and qualities of a page: what mentions one is said to the designer.
pub(super) fn is_page_part(w: &str) -> bool {
    one_of!(
        w,
        "background backgrounds theme font fonts colour colours color colors palette style styles layout typography tone \
         photo photos image images illustration illustrations logo logos headline guidelines brief attached attachment \
         look feel aesthetic lettering creative imagery texture whitespace pantone ral helvetica futura garamond bodoni \
         arial baskerville caslon montserrat roboto sans serif farbe farben hintergrund stil schrift couleur couleurs fond \
         colores fondo estilo colori sfondo"
    )
}

/// Notes one sentence of a message, and its leading short phrases apart: `Sympathy, WITH DEEPEST, We are …`.
fn sentence(reading: &mut Reading<'_>, range: Range<usize>, role: CopyRole) {
    let mut start = range.start;
    // One comma belongs to the sentence: "Happy birthday, Grandma".
    let capital = |k: usize| reading.token(k).is_some_and(|t| t.capital);
    let listed = range.clone().filter(|&i| reading.tokens[i].is_mark(',') && capital(i + 1)).count() >= 2;
    for i in range.clone().filter(|_| listed) {
        let comma = reading.tokens[i].is_mark(',');
        let breaks = comma
            && i > start
            && i - start <= 3
            && reading.token(i + 1).is_some_and(|t| t.capital)
            && !signs_off(reading, start);
        if breaks {
            reading.note(start..i, What::Copy(role));
            reading.take(i..i + 1);
            start = i + 1;
        }
    }
    // The full stop belongs to a sentence, not to a phrase.
    let mut end = range.end;
    let words = || (start..end).filter(|&k| reading.tokens[k].kind != super::text::TokenKind::Mark);
    let titled = role == CopyRole::Headline
        && words().all(|k| {
            !reading.tokens[k].is_word() || reading.tokens[k].capital || lexicon::is_function_word(reading.lower(k))
        });
    let sentence = words().count() >= 4 && !titled;
    if end > start + 1 && reading.tokens[end - 1].is_mark('.') && !sentence {
        reading.take(end - 1..end);
        end -= 1;
    }
    if end > start {
        reading.note(start..end, What::Copy(role));
    }
}

fn signs_off(reading: &Reading<'_>, start: usize) -> bool {
    matches!(
        reading.lower(start),
        "love"
            | "yours"
            | "sincerely"
            | "regards"
            | "best"
            | "warmly"
            | "with"
            | "xoxo"
            | "cheers"
            | "from"
            | "dear"
            | "hello"
            | "hi"
    ) && !reading.tokens[start].upper
}

/// Notes runs of capitals from `from` on: `SHOP NOW`, `BLACK and FRIDAY`, `#OpenLate and SPACED`.
fn capitals(reading: &mut Reading<'_>, from: usize, role: CopyRole) -> usize {
    let mut at = from;
    loop {
        // Addresses and quotations in such a list are noted already.
        while reading.token(at).is_some() && reading.free(at).is_none() && at < from + 16 {
            at += 1;
        }
        if at > from && matches!(reading.lower(at), "and" | ",") && reading.free(at + 1).is_some_and(|t| t.upper) {
            at += 1;
        }
        let mut end = at;
        while reading
            .free(end)
            .is_some_and(|t| t.upper || end > at && (t.is_number() || t.is_mark('!') && !t.spaced || t.is_mark('&')))
            && (end == at || reading.together(at, end))
        {
            end += 1;
        }
        if end == at || end == at + 1 && lexicon::is_acronym(reading.lower(at)) {
            return at;
        }
        reading.note(at..end, What::Copy(role));
        at = end;
        if !matches!(reading.lower(at), "and" | "," | "or") {
            return at;
        }
        if reading.free(at + 1).is_some_and(|t| t.upper) {
            at += 1;
        }
    }
}

/// Whether a sentence tells the designer what to do rather than the reader something.
pub(super) fn addresses_designer(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let first = reading.lower(range.start);
    if lexicon::is_instruction(first)
        || matches!(first, "please" | "additionally" | "also" | "specifically" | "overall")
    {
        return true;
    }
    let subject = usize::from(lexicon::is_determiner(first)) + range.start;
    let about = (subject..(subject + 4).min(range.end)).take_while(|&k| !is_verb(reading.lower(k))).any(|k| {
        let w = reading.lower(k);
        lexicon::is_medium(w)
            || one_of!(w, "theme colors colours color colour background text message font style tone scheme photo it audience deadline \
                 budget client brief")
    });
    let about = about && (subject..(subject + 8).min(range.end)).any(|k| is_verb(reading.lower(k)));
    let told = range.clone().take(12).any(|k| matches!(reading.lower(k), "should" | "must"));
    about || told && !matches!(first, "you" | "we")
}

fn is_verb(w: &str) -> bool {
    one_of!(w, "is are will should can features has includes offers reads takes was goes must showcases shows")
}

/// Most words of a phrase that asks for something.
const ASKED_WORDS_MAX: usize = 5;

/// The phrases of a terse brief that begin with a capital in mid-sentence, and short calls to action of their own.
pub(super) fn recognise_phrases(reading: &mut Reading<'_>) {
    for sentence in reading.sentences() {
        let designer = addresses_designer(reading, sentence.clone());
        if let Some(range) = call(reading, &sentence) {
            reading.note(range, What::Copy(CopyRole::Cta));
            continue;
        }
        let mut start = sentence.start;
        for i in sentence.clone().chain([sentence.end]) {
            let ends = i == sentence.end
                || reading.tokens[i].is_stop() && (reading.tokens[i].spaced || !reading.tokens[i].is_dash());
            if !ends {
                continue;
            }
            let led = start.checked_sub(1).map_or("", |b| reading.lower(b));
            // "Farben: Tannengrün und Gold"
            let paged = led == ":" && is_page_part(reading.before(start, 2));
            let inside = !paged
                && start > sentence.start
                && if designer { led == ":" } else { matches!(led, ":" | "," | ";" | "–" | "—" | "-") };
            let spoken = led == ":" || !(start..i).any(|k| is_verb(reading.lower(k)));
            if inside && spoken && is_phrase(reading, start..i) {
                // "Learn Spanish in 15 minutes a day" is no button.
                let asks = lexicon::is_reader_verb(reading.lower(start)) && i - start <= ASKED_WORDS_MAX;
                let role = if asks { CopyRole::Cta } else { CopyRole::Body };
                let place = led == "," && is_venue(reading, start..i);
                let what = if place { What::Fact(FactKind::Place) } else { What::Copy(role) };
                reading.note(start..i, what);
            }
            start = i + 1;
        }
    }
}

/// Whether a phrase beside a day is where it is: `Newton School hall`, `Chapel of St Anne`.
fn is_venue(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let venue = |k: usize| {
        lexicon::is_venue_noun(reading.lower(k))
            || one_of!(reading.lower(k), "garage surgery pharmacy vestry crypt pitch grounds")
    };
    let last = range.end - 1;
    let called = venue(last) && !reading.tokens[last].capital && reading.tokens[last - 1].capital
        || venue(last) && range.clone().take(2).all(|k| reading.tokens[k].capital);
    let of = venue(range.start) && reading.lower(range.start + 1) == "of" && reading.tokens[last].capital;
    (called || of) && reading.is_timed(range.start)
}

/// A phrase of two words or more that begins with a capital, goes on in lower case and holds nothing recognised yet.
fn is_phrase(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let words = range.len();
    let capital = reading.token(range.start).is_some_and(|t| t.capital);
    let lower = range.clone().any(|k| reading.token(k).is_some_and(|t| t.is_word() && !t.capital));
    let free = range.clone().all(|k| reading.free(k).is_some_and(|t| t.is_word() || t.is_number() || t.is_mark('&')));
    let jargon = range.clone().any(|k| {
        let w = reading.lower(k);
        lexicon::is_medium(w) || lexicon::is_platform(w) || is_page_part(w)
    });
    // "I'll get it to you" is said to the designer.
    let first = reading.lower(range.start);
    let said = one_of!(first, "i we'll we’ll we'd we’d let") || first.starts_with("i'") || first.starts_with("i’");
    // "Oakridge Primary at the bottom"
    let placed = range.clone().any(|k| {
        reading.before(k, 1) == "the"
            && one_of!(reading.lower(k), "bottom top corner front back middle left right footer")
    });
    (2..=PHRASE_WORDS_MAX).contains(&words) && capital && lower && free && !jargon && !said && !placed
}

/// A sentence that is a call to action: `Start now`, `Join the discussion.`
fn call(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let mut end = sentence.end;
    while end > sentence.start && reading.tokens[end - 1].is_stop() && !reading.tokens[end - 1].is_mark(')') {
        end -= 1;
    }
    let range = sentence.start..end;
    let first = reading.token(range.start)?;
    let free = range.clone().all(|k| reading.free(k).is_some_and(|t| t.is_word()));
    let jargon = range.clone().any(|k| {
        lexicon::is_medium(reading.lower(k))
            || lexicon::is_platform(reading.lower(k))
            || matches!(reading.lower(k), "customers" | "viewers" | "people" | "audience")
            // "Go with burgundy."
            || super::manner::is_colour(reading.lower(k))
            || is_page_part(reading.lower(k))
    });
    let verb = lexicon::is_reader_verb(&first.lower) && first.capital && first.sentence > 0;
    (verb && free && !jargon && (2..=5).contains(&range.len())).then_some(range)
}
