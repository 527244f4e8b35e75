//! Postal addresses: a number and a street, and what follows them.

use super::reading::{Reading, What};
use super::words::one_of;
use super::{FactKind, lexicon};

pub(super) fn recognise(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        match address(reading, i) {
            Some(end) => {
                reading.note(i..end, What::Fact(FactKind::Place));
                i = end;
            }
            None => i += 1,
        }
    }
}

fn address(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let venue = common_venue(reading, i).or_else(|| listed_venue(reading, i)).or_else(|| saint(reading, i));
    if let Some(end) = venue.or_else(|| corner(reading, i)) {
        return Some(end);
    }
    number_first(reading, i).or_else(|| street_first(reading, i)).map(|end| with_town(reading, end))
}

/// `in the gym`, `at the village hall`, once it is said when: where a school or a parish meets.
fn common_venue(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let led = reading.before(i, 1) == "the" && matches!(reading.before(i, 2), "in" | "at");
    let plain = |k: usize| reading.free(k).is_some_and(|t| t.is_word() && !t.capital);
    // "in the school hall" is not "in the school".
    let room = |end: usize| is_meeting_room(reading.lower(end - 1)) && reading.together(i, end - 1);
    let end = (i + 1..=i + 2).rev().find(|&end| room(end))?;
    let ends = reading.at_boundary(end) || lexicon::is_function_word(reading.lower(end));
    (led && (i..end).all(plain) && ends && reading.is_timed(i)).then_some(end)
}

/// `town square` or `the boathouse` between commas, beside a day, an hour or a price.
fn listed_venue(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let plain = |k: usize| reading.free(k).is_some_and(|t| t.is_word() && !t.capital);
    let comma = |k: usize| matches!(reading.lower(k), "," | ";");
    let before = i.checked_sub(2)?;
    let end = (i + 1..=i + 3).find(|&k| !plain(k))?;
    let led = reading.lower(i) == "the";
    let is_venue = |w: &str| is_meeting_room(w) || led && lexicon::is_venue_noun(w);
    let room = end > i + 1 && (i..end).all(plain) && is_venue(reading.lower(end - 1));
    let beside = reading.free(before).is_none() || comma(end) && reading.free(end + 1).is_none();
    (comma(i - 1) && room && reading.at_boundary(end) && beside && reading.is_timed(i)).then_some(end)
}

/// `st. brendan's primary school`, of those who write without capitals.
fn saint(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let plain = |k: usize| reading.free(k).is_some_and(|t| t.is_word() && !t.capital) && reading.together(i, k);
    if !(matches!(reading.lower(i), "st" | "saint") && plain(i)) {
        return None;
    }
    let name = i + 1 + usize::from(reading.lower(i + 1) == ".");
    let end =
        (name + 1..name + 4).find(|&k| one_of!(reading.lower(k), "school church college hospital chapel parish hall"));
    end.filter(|&end| (name..=end).all(plain)).map(|end| end + 1)
}

/// Where people meet, without a name.
fn is_meeting_room(w: &str) -> bool {
    one_of!(
        w,
        "gym library cafeteria canteen auditorium playground courtyard hall barn rooftop backyard schoolyard lobby foyer \
         clubhouse gymnasium churchyard park garden gardens square field school church chapel beach harbour harbor pub \
         theatre theater museum"
    )
}

/// `Alder Street and 5th Avenue`.
fn corner(reading: &Reading<'_>, i: usize) -> Option<usize> {
    // "corner of 2nd and Main"
    let cornered = reading.before(i, 1) == "of" && reading.before(i, 2) == "corner";
    let street = |from: usize| {
        let named = |k: usize| reading.free(k).is_some_and(|t| t.capital || t.is_number());
        let end = (from + 1..from + 4).take_while(|&k| named(k)).find(|&k| lexicon::is_street(reading.lower(k)));
        let end = end.or((cornered && named(from)).then_some(from))?;
        (named(from) && reading.together(from, end)).then_some(end + 1)
    };
    if reading.lower(i) == "corner" && reading.lower(i + 1) == "of" {
        return corner(reading, i + 2);
    }
    let first = street(i)?;
    matches!(reading.lower(first), "and" | "&" | "at").then(|| street(first + 1)).flatten()
}

fn is_house_number(w: &str) -> bool {
    let digits = w.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && w.len() <= digits + 1
}

/// `12 Harbour Street`, `7694 170th St W`, `11150 State 21`.
fn number_first(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let number = reading.free(i)?;
    if !number.is_number() || !is_house_number(&number.lower) {
        return None;
    }
    if let Some(end) = unnamed_street(reading, i) {
        return Some(end);
    }
    let street = (i + 1..=i + 6).take_while(|&k| in_street(reading, i, k)).find(|&k| {
        let lower = reading.lower(k);
        let bare = matches!(lower, "rue" | "via" | "calle" | "avenue" | "place")
            || reading.lower(k + 1) == "."
            || reading.free(k + 1).is_some_and(|t| t.is_number());
        lexicon::is_street(lower) && (k > i + 1 || bare) || is_compound_street(lower)
    })?;
    if matches!(reading.lower(street), "rue" | "via" | "calle" | "avenue" | "place") && street == i + 1 {
        let end = (street..i + 7).take_while(|&k| in_street(reading, i, k)).last()?;
        return Some(end + 1);
    }
    let named = reading.token(i + 1).is_some_and(|t| t.capital || t.is_number() || t.is("st"));
    if !named {
        return None;
    }
    Some(with_direction(reading, street + 1))
}

/// `318 Willow Bend` on a line of its own: a street by its place, whatever it is called.
fn unnamed_street(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let number =
        reading.free(i).filter(|t| t.opens && t.lower.len() >= 2 && t.lower.bytes().all(|b| b.is_ascii_digit()))?;
    let named = |k: usize| reading.free(k).is_some_and(|t| t.capital && !t.upper && t.sentence == number.sentence);
    let end = (i + 1..i + 4).take_while(|&k| named(k)).last()? + 1;
    let alone = !reading.together(i, end) || reading.lower(end) == "," && end > i + 2;
    let last = reading.lower(end - 1);
    let counted = last.ends_with('s') || super::subject::is_occasion(last);
    (end == i + 3 && alone && !counted).then_some(end)
}

/// Whether token `k` may be part of a street that begins at `i`.
fn in_street(reading: &Reading<'_>, i: usize, k: usize) -> bool {
    reading.free(k).is_some_and(|t| {
        let word = t.capital
            || t.is_number()
            || lexicon::is_street(&t.lower)
            || matches!(t.lower.as_str(), "of" | "the" | "de" | "la" | "des" | "du" | "del" | "di" | "los");
        word && reading.together(i, k)
    })
}

/// German and Scandinavian streets are one word.
fn is_compound_street(w: &str) -> bool {
    w.chars().count() > 6
        && ["straße", "strasse", "str", "gasse", "platz", "vägen", "gatan", "gade", "straat", "laan", "weg"]
            .iter()
            .any(|end| w.ends_with(end))
}

/// `Rue de l'Église 7`, `Hauptstraße 12`, `Pier 4`.
fn street_first(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let first = reading.free(i)?;
    if !first.capital {
        // "booth 14B"
        let stand = one_of!(first.lower.as_str(), "booth stand") && !reading.at_boundary(i + 1);
        let numbered = reading.free(i + 1).is_some_and(|t| t.is_number() && is_house_number(&t.lower));
        return (stand && numbered && reading.at_boundary(i + 2)).then_some(i + 2);
    }
    let house = |k: usize| reading.free(k).is_some_and(|t| t.is_number() && is_house_number(&t.lower));
    if matches!(
        first.lower.as_str(),
        "pier"
            | "hall"
            | "room"
            | "suite"
            | "gate"
            | "platform"
            | "terminal"
            | "dock"
            | "building"
            | "studio"
            | "floor"
            | "level"
            | "unit"
            | "booth"
            | "stand"
    ) && house(i + 1)
        && (!first.opens || reading.lower(i + 2) == ",")
        && !is_named(reading, i)
    {
        // "Level 3, 90 Collins Street"
        let street = (reading.lower(i + 2) == ",").then(|| number_first(reading, i + 3)).flatten();
        return Some(street.filter(|_| reading.together(i, i + 3)).unwrap_or(i + 2));
    }
    // "Lindenstr. 5"
    let at = i + 1 + usize::from(reading.lower(i + 1) == "." && first.lower.ends_with("str"));
    if is_compound_street(&first.lower) && house(at) {
        return Some(at + 1);
    }
    if matches!(
        first.lower.as_str(),
        "rue" | "avenue" | "via" | "calle" | "plaza" | "piazza" | "boulevard" | "place" | "rua" | "avenida" | "ulica"
    ) {
        let end = (i + 1..=i + 6)
            .take_while(|&k| reading.free(k).is_some_and(|t| t.is_word() || t.is_number()) && reading.together(i, k))
            .find(|&k| house(k))?;
        return Some(end + 1);
    }
    None
}

/// Whether the word at `i` ends a name: `Suntec Hall 4`.
fn is_named(reading: &Reading<'_>, i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|b| reading.free(b));
    before.is_some_and(|t| t.is_word() && t.capital && !lexicon::is_instruction(&t.lower)) && reading.together(i - 1, i)
}

fn with_direction(reading: &Reading<'_>, end: usize) -> usize {
    let mut end = end;
    // The number of a state route: "State 21".
    let county = reading.before(end, 1) == "road" && reading.before(end, 2) == "county";
    if (county || matches!(reading.before(end, 1), "state" | "route" | "highway" | "hwy"))
        && reading.free(end).is_some_and(|t| t.is_number())
    {
        end += 1;
    }
    if reading.free(end).is_some_and(|t| {
        t.capital
            && matches!(
                t.lower.as_str(),
                "n" | "s" | "e" | "w" | "nw" | "ne" | "sw" | "se" | "north" | "south" | "east" | "west"
            )
    }) {
        end += 1;
    }
    end
}

/// Goes on over `, Any City`, `, California 95014`, ` in Tiverton, Rhode Island`.
fn with_town(reading: &Reading<'_>, end: usize) -> usize {
    let mut end = end;
    for _ in 0..4 {
        let mut at = end;
        if reading.lower(at) == "." && reading.together(end - 1, at + 1) {
            at += 1;
        }
        if reading.lower(at) == "," || reading.lower(at) == "in" && at == end {
            at += 1;
        }
        let stop = storey(reading, at).unwrap_or_else(|| town(reading, at));
        if stop == at {
            break;
        }
        end = stop;
    }
    end
}

/// The end of `3rd floor`, `Suite 12` at token `at`.
fn storey(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let number = |k: usize| reading.free(k).is_some_and(|t| t.lower.starts_with(|c: char| c.is_ascii_digit()));
    let part = |k: usize| one_of!(reading.lower(k), "floor level suite unit apartment apt flat room");
    let found = number(at) && one_of!(reading.lower(at + 1), "floor level") || part(at) && number(at + 1);
    (found && reading.together(at.saturating_sub(1), at + 1)).then_some(at + 2)
}

/// The end of a town, state or postal code at token `at`; `at` itself when there is none.
fn town(reading: &Reading<'_>, at: usize) -> usize {
    let mut end = at;
    while end < at + 5 {
        let Some(token) = reading.free(end).filter(|_| reading.together(at.saturating_sub(1), end)) else { break };
        // "123 st. Any city 4567"
        let city = matches!(token.lower.as_str(), "city" | "town") && end > at;
        let postal = token.is_number()
            && ((3..=6).contains(&token.lower.len()) && token.lower.bytes().all(|b| b.is_ascii_digit())
                // The second half of a British code: "LS1 4AP".
                || end > at && token.lower.len() == 3 && token.upper);
        // "44 ELM ST EVERYTHING MUST GO": in capitals a town needs its comma.
        let shouted = token.upper
            && token.lower.len() > 2
            && reading.before(at, 1) != ","
            && !lexicon::is_geography(&token.lower);
        let word = token.capital
            && !shouted
            && !lexicon::is_instruction(&token.lower)
            && !lexicon::is_function_word(&token.lower)
            || token.capital && token.is("any");
        if !(city || postal || word) {
            break;
        }
        end += 1;
    }
    // "…, Tickets £5" is no town.
    let priced = reading.token(end).is_some_and(|t| {
        t.is_number() || reading.free(end).is_none() || matches!(t.lower.as_str(), "£" | "$" | "€" | ":")
    });
    if priced && end == at + 1 && reading.together(at, end) { at } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut reading = Reading::new(text);
        recognise(&mut reading);
        let got: Vec<&str> = reading.mentions.iter().map(|m| &text[m.span.clone()]).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn addresses_run_from_the_number_to_the_town() {
        for text in [
            "12 Harbour Street",
            "99 Anyroad St, Anytown",
            "42 Birch Ave., Old Town",
            "8120 12th St W Fairview, Oregon",
            "20500 State 9, Lansing",
            "31 Mill Lane in Hadley, West Sussex",
            "14 Rue de la Paix",
            "Hauptstraße 12, 10115 Berlin",
            "Rue de l'Église 7, 1050 Bruxelles",
            "456 st. Any city 7788",
            "3300 County Road 9, Milton",
            "9 Canal Way, Leeds LS1 4AP",
            "Alder Street and 5th Avenue",
            "corner of 2nd and Main",
            "42 Rue des Lilas, Montreal",
            "44 Corniche Street, 3rd floor, Alexandria",
            "9 Elm Street, Suite 12, Anytown",
            "st. brendan's primary school",
        ] {
            check(&format!("Find us at {text} and say hello"), &[text]);
        }
        check("We meet at Pier 4, free entry", &["Pier 4"]);
    }

    #[test]
    fn numbers_of_other_things_are_no_addresses() {
        check("30 Days of Yoga, 5 Easy Recipes, open 24 hours a day on the way", &[]);
    }
}
