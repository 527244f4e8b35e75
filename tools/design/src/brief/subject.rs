//! What a brief is about, as a noun phrase in its own words; what it wants brought out; what it asks of the reader.

use super::words::one_of;
use std::ops::Range;

use super::reading::Reading;
use super::{abroad, lexicon, literal, points};

/// Longest subject, words.
const SUBJECT_WORDS_MAX: usize = 10;

/// The subject: "spring plant sale".
pub(super) fn subject(reading: &Reading<'_>) -> Option<String> {
    if abroad::instructs(reading) {
        return abroad::matter(reading).map(|range| reading.source(range).to_owned());
    }
    if let Some(range) = told_to_others(reading) {
        return Some(reading.source(range).to_owned());
    }
    let sentences = reading.sentences();
    let told = |s: &&Range<usize>| s.start == 0 || !literal::addresses_designer(reading, (*s).clone());
    let found = sentences
        .iter()
        .take(3)
        .filter(told)
        .find_map(|sentence| in_sentence(reading, sentence.clone()).filter(|range| says_something(reading, range)));
    found.map(|range| {
        // "LOST CAT grey tabby": the words in capitals are the matter.
        let loud = range.clone().take_while(|&k| reading.tokens[k].upper).count();
        let quiet = range.clone().skip(loud).any(|k| reading.tokens[k].is_word() && !reading.tokens[k].capital);
        let range = if loud >= 2 && quiet { range.start..range.start + loud } else { range };
        let source = reading.source(range);
        source.trim_end_matches(['.', ',', ':', ';', '!']).to_owned()
    })
}

fn in_sentence(reading: &Reading<'_>, sentence: Range<usize>) -> Option<Range<usize>> {
    // "I'm opening a barber shop, I need a logo": what they have is what it is about where nothing else is.
    let own = || phrase(reading, own(reading, sentence.start)?, sentence.end);
    asked_for(reading, sentence.clone()).or_else(own)
}

fn asked_for(reading: &Reading<'_>, sentence: Range<usize>) -> Option<Range<usize>> {
    let first = reading.lower(sentence.start);
    if matches!(first, "promote" | "advertise" | "announce" | "celebrate" | "introduce" | "present" | "showcase") {
        return phrase(reading, matter(reading, sentence.start + 1, sentence.end), sentence.end);
    }
    match (sentence.start..sentence.end).take(16).find(|&k| is_page(reading, k)) {
        // "Instagram post: new pottery class for beginners": the page, then its matter.
        Some(medium) if reading.lower(medium + 1) == ":" => phrase(reading, medium + 2, sentence.end)
            .filter(|range| says_something(reading, range))
            .or_else(|| about(reading, &sentence, medium)),
        Some(medium) if !is_told_apart(reading, &sentence, medium) => about(reading, &sentence, medium),
        None if lexicon::is_instruction(first) => phrase(reading, sentence.start + 1, sentence.end),
        _ => {
            // "hello, our band plays …": whoever greets has not begun yet.
            let greeting = one_of!(first, "hi hey hello dear");
            let greeted = (sentence.start + 1..sentence.end.min(sentence.start + 6)).find(|&k| reading.at_boundary(k));
            let from = greeted.filter(|_| greeting).map_or(sentence.start, |k| k + 1);
            let from = own(reading, from).unwrap_or(from);
            let first = phrase(reading, from, sentence.end)?;
            // "Yoga studio: new moon class": the house, then its matter.
            let last = reading.lower(first.end - 1);
            let house = lexicon::is_enterprise(last) && last != "market" || last == "roastery";
            let matter = if house && reading.lower(first.end) == ":" {
                phrase(reading, first.end + 1, sentence.end)
            } else {
                None
            };
            Some(matter.unwrap_or(first))
        }
    }
}

/// What people are to be told of: `tell people we have evening classes`, `let parents know about our open day`.
fn told_to_others(reading: &Reading<'_>) -> Option<Range<usize>> {
    let others = |k: usize| {
        one_of!(
            reading.lower(k),
            "people everyone everybody customers them folks parents neighbours neighbors guests students members visitors others"
        )
    };
    let told = |k: usize| {
        let tells = one_of!(reading.lower(k), "tell tells telling") && others(k + 1);
        let knows = reading.lower(k) == "know" && k.checked_sub(1).is_some_and(others) && reading.before(k, 2) == "let";
        (tells.then_some(k + 2)).or(knows.then_some(k + 1))
    };
    let opens = |sentence: &Range<usize>| {
        one_of!(
            reading.lower(sentence.start),
            "i i'd i'm i've we we'd we're we've my our let tell help want need something hi hello hey please"
        )
    };
    let mut sentences = reading.sentences().into_iter().take(2).filter(opens);
    let mut at = sentences.find_map(|sentence| sentence.filter(|&k| reading.free(k).is_some()).find_map(told))?;
    at += usize::from(one_of!(reading.lower(at), "that about of"));
    if one_of!(reading.lower(at), "we i we're i'm") {
        at += 1;
        while one_of!(
            reading.lower(at),
            "are am now also have having do doing offer offering run running host hosting hold holding sell selling serve serving \
             teach teaching make making start starting"
        ) {
            at += 1;
        }
    }
    let end = reading.sentences().into_iter().find(|sentence| sentence.contains(&at))?.end;
    phrase(reading, at, end).filter(|range| says_something(reading, range))
}

/// Whose it is that people are told of: "little pottery studio" of `I run a little pottery studio and want to tell people …`.
pub(super) fn teller(reading: &Reading<'_>) -> Option<Range<usize>> {
    told_to_others(reading)?;
    let mut sentences = reading.sentences().into_iter().take(3);
    sentences.find_map(|sentence| phrase(reading, own(reading, sentence.start)?, sentence.end))
}

/// Where what somebody has begins in what they say of themselves: `I run a little pottery studio`, `We're opening a barber shop`.
fn own(reading: &Reading<'_>, from: usize) -> Option<usize> {
    let mut at = from + usize::from(one_of!(reading.lower(from), "i we i'm we're i've we've"));
    while at > from
        && at < from + 4
        && one_of!(
            reading.lower(at),
            "am are run own have opened opening starting running launching planning having organising organizing hosting \
             want to sell selling"
        )
    {
        at += 1;
    }
    (at > from && one_of!(reading.lower(at), "a an the our my")).then_some(at)
}

/// "Portrait course for beginners, £120, story": the page is told at the end, apart from the matter, and asks for nothing.
fn is_told_apart(reading: &Reading<'_>, sentence: &Range<usize>, medium: usize) -> bool {
    let last = medium + 1 >= sentence.end || reading.token(medium + 1).is_none_or(|token| token.is_stop());
    let mut first = medium;
    while first > sentence.start && lexicon::is_platform(reading.lower(first - 1)) {
        first -= 1;
    }
    let apart = first > sentence.start && reading.lower(first - 1) == ",";
    let alone = medium + 2 >= sentence.end;
    last && apart && alone && !lexicon::is_instruction(reading.lower(sentence.start))
}

/// Whether token `k` is the medium that the sentence asks for.
fn is_page(reading: &Reading<'_>, k: usize) -> bool {
    let w = reading.lower(k);
    let modifier = matches!(
        w,
        "image"
            | "design"
            | "graphic"
            | "illustration"
            | "picture"
            | "frame"
            | "menu"
            | "magazine"
            | "label"
            | "announcement"
            | "presentation"
    );
    // The one page whose name is none of the words for a medium.
    let rectangle = w == "rectangle" && reading.before(k, 1) == "medium";
    (lexicon::is_medium(w) || rectangle)
        && (!modifier || !reading.token(k).is_some_and(|t| t.opens))
        && !matches!(reading.lower(k + 1), "store" | "shop" | "collection")
}

/// The subject of a sentence that asks for a medium: what follows *for*, *promoting* or *about*, else what the medium is called by.
fn about(reading: &Reading<'_>, sentence: &Range<usize>, medium: usize) -> Option<Range<usize>> {
    let mut last = medium;
    while last + 1 < sentence.end
        && lexicon::is_medium(reading.lower(last + 1))
        && !lexicon::is_determiner(reading.lower(last + 2))
    {
        last += 1;
    }
    // "an invitation to a housewarming party": what one is asked to.
    if one_of!(reading.lower(last), "invitation invite") && reading.lower(last + 1) == "to" {
        let asked_to = phrase(reading, matter(reading, last + 2, sentence.end), sentence.end);
        if let Some(asked_to) = asked_to.filter(|range| says_something(reading, range)) {
            return Some(asked_to);
        }
    }
    // "a spring season sale advertisement": what stands before the medium is the subject when it says enough.
    let before = modifiers(reading, sentence.start, medium);
    let named = |k: usize| reading.token(k).is_some_and(|t| t.capital && !t.opens);
    let telling = medium > 0
        && before.clone().any(|k| is_occasion(reading.lower(k)) || named(k))
        && reading.lower(medium - 1) != "themed";
    if before.len() >= 2 && telling {
        return Some(before);
    }
    // "Weekend brunch menu for a small cafe": any such house may have it.
    if is_menu_of_any(reading, medium, last, &before) {
        return Some(if before.len() > 1 { before } else { before.start..medium + 1 });
    }
    let after = (last + 1..sentence.end.min(last + 20)).filter(|&k| leads(reading, k)).find_map(|k| {
        phrase(reading, matter(reading, k + 1, sentence.end), sentence.end)
            .filter(|range| says_something(reading, range))
    });
    after.or((!before.is_empty() && reading.lower(before.end - 1) != "themed").then_some(before))
}

/// Whether a menu is for whichever house: its meal is what it is about.
fn is_menu_of_any(reading: &Reading<'_>, medium: usize, last: usize, before: &Range<usize>) -> bool {
    let meal = |k: usize| {
        one_of!(
            reading.lower(k),
            "breakfast brunch lunch lunchtime dinner supper drinks cocktail wine dessert tea coffee tasting sunday"
        )
    };
    let house = |k: usize| lexicon::is_enterprise(reading.lower(k));
    let leads = reading.lower(last + 1) == "for" && one_of!(reading.lower(last + 2), "a an");
    let ends = (last + 3..last + 7).find(|&k| reading.at_boundary(k));
    reading.lower(medium) == "menu" && leads && before.clone().any(meal) && ends.is_some_and(|end| house(end - 1))
}

/// Goes on from token `from` over what only leads on: "a video about", "the celebration of", "a 10% discount on".
fn matter(reading: &Reading<'_>, from: usize, limit: usize) -> usize {
    let mut at = from;
    while at < limit {
        let w = reading.lower(at);
        let carrier = one_of!(
            w,
            "video discussion message awareness celebration discount offer idea importance benefits series benefit collection announcement image promotion"
        );
        let skip = lexicon::is_determiner(w)
            || leads(reading, at)
            || w == "to"
            || w == "special" && reading.lower(at + 1) == "offer"
            || reading.free(at).is_none() && reading.tokens[at].is_number()
            || w == "%"
            || carrier && (leads(reading, at + 1) || matches!(reading.lower(at + 1), "providing" | "surrounding"))
            || w == "providing"
            || w == "tips" && reading.lower(at + 1) == "on" && reading.lower(at + 2) == "how"
            || w == "sale" && matches!(reading.lower(at + 1), "for" | "in" | "on");
        if !skip {
            break;
        }
        // "a sale in the old town" is about the old town.
        at += if w == "sale" { 2 } else { 1 };
    }
    at
}

/// Whether a phrase is about the matter and not about the picture.
fn says_something(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let visual = range.clone().any(|k| {
        let w = reading.lower(k);
        points::is_visual(w)
            && !one_of!(
                w,
                "event sale offer promotion website company brand girl women men use women's set menu view card dish"
            )
    });
    let last = range.end.saturating_sub(1);
    let designed = reading.lower(last) == "design"
        && !one_of!(reading.before(last, 1), "garden interior web graphic fashion product landscape");
    let empty = designed
        || range.len() == 1
            && one_of!(
                reading.lower(range.start),
                "focus sale event event tips men women promotion crisis company website"
            );
    let told = reading.lower(range.start) == "how";
    // "Bold." is how it is to look.
    let manner = range.clone().all(|k| super::manner::is_tone(reading.lower(k)));
    told || !visual && !empty && !manner
}

/// Words that lead to the subject.
fn leads(reading: &Reading<'_>, k: usize) -> bool {
    one_of!(
        reading.lower(k),
        "for of about promoting promote promotes advertising advertise announcing announce on celebrating \
         celebrate celebration showcasing showcases showcase featuring features highlighting highlights \
         offering selling raise supporting introducing presenting with"
    )
}

/// The words between an article and the medium that describe what is promoted.
fn modifiers(reading: &Reading<'_>, from: usize, medium: usize) -> Range<usize> {
    let mut start = medium;
    while start > from {
        let w = reading.lower(start - 1);
        let capital = |k: usize| reading.token(k).is_some_and(|t| t.capital);
        let pair = w == "and" && start >= 2 && capital(start) && capital(start - 2);
        let manner = !pair && (matches!(w, "," | "-") || lexicon::is_function_word(w))
            || lexicon::is_instruction(w) && w != "offer"
            || lexicon::is_platform(w)
            || lexicon::is_medium(w)
            || !reading.tokens[start - 1].is_word();
        if manner || is_style(w) {
            break;
        }
        start -= 1;
    }
    start..medium
}

fn is_style(w: &str) -> bool {
    one_of!(
        w,
        "bold eye-catching catchy elegant playful festive fun cute colorful colourful professional beautiful \
         stylish modern minimalist simple creative promotional new special luxurious romantic informative \
         vibrant cutting-edge motivational exciting abstract warm calm dark energetic event business greeting \
         gift discount customer advertisement clever strong small big"
    )
}

/// Words that make a phrase an occasion to design for.
pub(super) fn is_occasion(w: &str) -> bool {
    one_of!(
        w,
        "sale expo trip hunt party festival event fair show concert wedding birthday launch opening workshop class course \
         seminar webinar talk screening lecture conference exhibition auction market dinner lunch mass service services hunt ride \
         run race tour meeting reunion recruitment recruiting graduation anniversary rehearsal interview \
         design discussion offer day week night"
    )
}

/// A noun phrase from token `from`: without its article, up to what ends it.
fn phrase(reading: &Reading<'_>, from: usize, limit: usize) -> Option<Range<usize>> {
    if reading.lower(from) == "how" && reading.lower(from + 1) == "to" {
        let end = (from..limit.min(from + 9)).find(|&k| {
            reading.tokens[k].is_stop()
                || one_of!(reading.lower(k), "through by using with specifically and for while via")
        });
        return Some(from..end.unwrap_or(limit.min(from + 9)));
    }
    let mut start = from;
    while start < limit
        && (lexicon::is_determiner(reading.lower(start))
            || matches!(reading.lower(start), "to" | "celebrate" | "promote"))
    {
        start += 1;
    }
    let mut end = start;
    while end < limit && end - start < SUBJECT_WORDS_MAX {
        let token = &reading.tokens[end];
        let stop = token.is_stop() && !token.is_dash()
            || token.is_dash() && token.spaced
            || matches!(token.lower.as_str(), "'" | "\"" | "“" | "‘" | "@") && !super::run::owned_by_many(reading, end);
        let sum = end > start
            && reading.free(end).is_none()
            && (token.is_number() || one_of!(token.lower.as_str(), "% $ € £"));
        if stop || sum || ends_phrase(reading, end, start) {
            break;
        }
        end += 1;
    }
    while end > start && (lexicon::is_function_word(reading.lower(end - 1)) || reading.tokens[end - 1].is_dash()) {
        end -= 1;
    }
    (end > start && (start..end).any(|k| reading.tokens[k].is_word())).then_some(start..end)
}

fn ends_phrase(reading: &Reading<'_>, k: usize, start: usize) -> bool {
    let w = reading.lower(k);
    if k == start {
        return false;
    }
    // "Renew your parking permit": what is to be done, and to what.
    if k == start + 1
        && lexicon::is_determiner(w)
        && (lexicon::is_reader_verb(reading.lower(start)) || is_errand(reading.lower(start)))
    {
        return false;
    }
    // "Switch to green energy": and to what.
    if k == start + 1 && w == "to" && one_of!(reading.lower(start), "switch move upgrade welcome") {
        return false;
    }
    // A name goes on over its small words: "Christmas in July party".
    let named = k > 0 && reading.free(k).is_none() && reading.free(k - 1).is_none() && reading.tokens[k].is_word();
    if named || matches!(w, "of" | "&" | "the" | "a") || w == "to" && reading.lower(k + 1) == "school" {
        return false;
    }
    if matches!(w, "and") {
        // "moving and storage service" goes on; "sale and encourage" does not.
        return lexicon::is_instruction(reading.lower(k + 1)) || lexicon::is_determiner(reading.lower(k + 1));
    }
    lexicon::is_function_word(w) || is_participle(w)
}

/// What notices ask people to do.
fn is_errand(w: &str) -> bool {
    one_of!(w, "renew recycle bring help support protect report switch share keep mind return collect meet")
}

/// Forms that begin a clause after the noun.
fn is_participle(w: &str) -> bool {
    one_of!(
        w,
        "featuring offering emphasizing emphasising highlighting showcasing promoting including called named \
         using targeting focusing taking happening providing specializing conveying announcing selling \
         advertising seeking specifically held based located designed available emphasizes \
         emphasize features highlights goes illustrated starting live titled sold offered wish is"
    )
}

/// The action that a brief asks of the reader: "Encourage customers to shop now" → "shop now".
pub(super) fn action(reading: &Reading<'_>) -> Option<String> {
    for i in 0..reading.len() {
        if !matches!(
            reading.lower(i),
            "encourage"
                | "encourages"
                | "encouraging"
                | "invite"
                | "inviting"
                | "urge"
                | "direct"
                | "directs"
                | "ask"
                | "encouraged"
        ) {
            continue;
        }
        let Some(to) = (i + 1..i + 8).find(|&k| reading.lower(k) == "to" && reading.together(i, k)) else { continue };
        let verb = to + 1;
        if !lexicon::is_reader_verb(reading.lower(verb)) {
            continue;
        }
        let mut end = verb + 1;
        while end < verb + 5
            && reading.free(end).is_some_and(|t| t.is_word())
            && reading.together(verb, end)
            && !matches!(
                reading.lower(end),
                "by" | "with" | "through" | "and" | "for" | "or" | "from" | "in" | "at" | "using" | "to"
            )
        {
            end += 1;
        }
        while end > verb + 1 && lexicon::is_determiner(reading.lower(end - 1)) {
            end -= 1;
        }
        return Some(reading.source(verb..end).to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::Brief;

    #[test]
    fn whoever_greets_has_not_begun_yet() {
        let subject = |text: &str| Brief::read(text).unwrap().subject.unwrap_or_default().to_lowercase();
        assert!(subject("hello, our band The Paper Tigers plays on 27 June").starts_with("band"));
        assert!(!subject("hi there, pottery on Tuesdays from 7pm").starts_with("hi"));
    }

    #[test]
    fn what_people_are_to_be_told_of_is_the_matter() {
        let of = |text: &str| {
            let brief = Brief::read(text).unwrap();
            (brief.subject.unwrap_or_default(), brief.points)
        };
        let (subject, points) = of(
            "Hello! I run a little pottery studio and want something to tell people we have evening classes on Tuesdays",
        );
        assert_eq!((subject.as_str(), points), ("evening classes", vec!["little pottery studio".to_owned()]));
        assert_eq!(of("Let parents know about our open evening, Tuesday 3 March").0, "open evening");
        assert_eq!(of("I'm opening a barber shop and need a logo").0, "barber shop");
        assert!(
            !of("Create a poster for a history museum. It shows a guide telling visitors about old ships.")
                .0
                .contains("ships")
        );
    }

    #[test]
    fn what_is_to_be_done_goes_with_what_it_is_done_to() {
        for (text, subject) in [
            ("Renew your parking permit online by 31 March.", "Renew your parking permit online"),
            ("Join our hack night on Friday 6 March, 6pm", "Join our hack night"),
            ("Bring your own bread, Saturday 10am", "Bring your own bread"),
            ("Switch to green energy by 31 December and get two months free.", "Switch to green energy"),
        ] {
            assert_eq!(Brief::read(text).unwrap().subject.as_deref(), Some(subject), "{text}");
        }
    }

    #[test]
    fn what_belongs_to_many_is_told_with_them() {
        for (text, subject) in [
            ("Kids' robotics camp, ages 8–12, 20–24 July, Makers' Hall. £120.", "Kids' robotics camp"),
            ("Farmers’ market every Sunday, 9–1, Mill Square.", "Farmers’ market"),
            ("Flyer for the women's running club, Mondays 6pm", "women's running club"),
        ] {
            assert_eq!(Brief::read(text).unwrap().subject.as_deref(), Some(subject), "{text}");
        }
    }

    #[test]
    fn a_page_that_is_told_at_the_end_is_not_what_is_asked_for() {
        for (text, subject) in [
            (
                "Portrait photography course for beginners, six Wednesdays from 8 April, £120, story",
                "Portrait photography course",
            ),
            ("Spanish evening classes, Mondays 7pm, Instagram story", "Spanish evening classes"),
            ("Weekend brunch menu for a small cafe: eggs on sourdough 8.50, shakshuka 9", "Weekend brunch"),
            ("Lunch menu for a ramen bar: shoyu ramen 12, gyoza 6", "Lunch menu"),
            ("Design a dinner menu for a charity gala, 3 May", "charity gala"),
        ] {
            assert_eq!(Brief::read(text).unwrap().subject.as_deref(), Some(subject), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_page_is_never_the_subject() {
        let subject = |text: &str| Brief::read(text).unwrap().subject;
        let tyres = subject("Medium rectangle: winter tyres fitted in 30 minutes, from £49 each, Brook Garage");
        assert!(tyres.as_deref().is_some_and(|tyres| tyres.starts_with("winter tyres")), "{tyres:?}");
    }
}
