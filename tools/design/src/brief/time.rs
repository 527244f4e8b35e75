//! Times of day and spans of them.

use super::reading::{Mention, Reading, What};
use super::words::one_of;
use super::{FactKind, lexicon};

pub(super) fn recognise(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        match span(reading, i) {
            Some(end) => {
                // "6 PM CET"
                let zone = reading.free(end).is_some_and(|t| t.upper && is_zone(&t.lower));
                let end = end + usize::from(zone);
                reading.note(i..end, What::Fact(FactKind::Time));
                i = end;
            }
            None => i += 1,
        }
    }
}

fn is_zone(w: &str) -> bool {
    matches!(
        w,
        "cet"
            | "cest"
            | "gmt"
            | "bst"
            | "utc"
            | "est"
            | "edt"
            | "cst"
            | "cdt"
            | "pst"
            | "pdt"
            | "mst"
            | "et"
            | "pt"
            | "ist"
            | "aest"
    )
}

/// How a time was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// With am, pm or the like, or as noon: certain.
    Certain,
    /// `19:30`: a time, though a verse may look the same.
    Digital,
    /// `9`: a time only at the start of a span that ends in a certain one.
    Bare,
}

/// One time at token `i`, and the token after it.
fn clock(reading: &Reading<'_>, i: usize) -> Option<(Clock, usize)> {
    let token = reading.free(i)?;
    if matches!(token.lower.as_str(), "noon" | "midday" | "midnight") {
        return Some((Clock::Certain, i + 1));
    }
    if !token.is_number() {
        return None;
    }
    if let Some((hour, minute)) = token.lower.split_once('h') {
        let small =
            |part: &str, limit: u32| (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|n| n < limit);
        if small(hour, 25) && small(minute, 60) {
            return Some((Clock::Certain, i + 1));
        }
    }
    let digits = token.lower.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &token.lower[digits.len()..];
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    let valid = hour.len() <= 2
        && hour.parse::<u32>().is_ok_and(|h| h <= 24)
        && minute.len() == 2
        && minute.parse::<u32>().is_ok_and(|m| m < 60);
    if !valid {
        return None;
    }
    let split = digits.len() > hour.len();
    match suffix {
        "am" | "pm" | "h" | "uhr" => return Some((Clock::Certain, i + 1)),
        "" => {}
        // "19h30" is one token whose digits end in letters no more.
        _ => return None,
    }
    let next = reading.lower(i + 1);
    if matches!(next, "am" | "pm" | "o'clock" | "uhr") && reading.together(i, i + 1) {
        return Some((Clock::Certain, i + 2));
    }
    if matches!((next, reading.lower(i + 2), reading.lower(i + 3)), ("a" | "p", ".", "m")) {
        // The point of "a.m." belongs to it, even where it ends the sentence too.
        let point = reading.token(i + 4).is_some_and(|t| t.is_mark('.') && !t.spaced);
        return Some((Clock::Certain, i + 4 + usize::from(point)));
    }
    // "à partir de 10 h"
    if next == "h" && reading.together(i, i + 1) && !reading.token(i + 2).is_some_and(|t| t.is_mark('/')) {
        return Some((Clock::Certain, i + 2));
    }
    if let Some(end) = part_of_day(reading, i + 1).filter(|_| hour.parse::<u32>().is_ok_and(|h| h <= 12)) {
        return Some((Clock::Certain, end));
    }
    let colon = digits.contains(':');
    if colon && matches!(next, "h" | "hrs") {
        return Some((Clock::Certain, i + 2));
    }
    Some((
        if colon {
            Clock::Digital
        } else if split {
            // "open 9.00", but "9.00 €"
            let led =
                matches!(reading.before(i, 1), "open" | "opens" | "doors" | "at" | "from" | "um" | "ab" | "until");
            let counted = reading.lower(i + 1).starts_with(['%', '€', '£', '$']);
            // "friday 13 march at 3.15" is no price.
            let timed = reading.before(i, 1) == "at" && reading.is_timed(i);
            if is_alone(reading, i) && hour.parse::<u32>().is_ok_and(|h| h >= 7) && minute.ends_with(['0', '5']) {
                return Some((Clock::Digital, i + 1));
            }
            if !led || counted || !timed && hour.parse::<u32>().is_ok_and(|h| h < 6) {
                return None;
            }
            Clock::Digital
        } else {
            Clock::Bare
        },
        i + 1,
    ))
}

/// Whether a figure stands between marks beside a day: `22 October, 18.30, Observatory`.
fn is_alone(reading: &Reading<'_>, i: usize) -> bool {
    let led = i > 0 && reading.at_boundary(i - 1) && reading.together(i - 1, i);
    led && reading.at_boundary(i + 1) && reading.is_timed(i)
}

/// The end of `in the evening`, `at night` at token `at`.
fn part_of_day(reading: &Reading<'_>, at: usize) -> Option<usize> {
    match (reading.lower(at), reading.lower(at + 1), reading.lower(at + 2)) {
        ("in", "the", "morning" | "afternoon" | "evening") if reading.together(at, at + 2) => Some(at + 3),
        ("at", "night", _) if reading.together(at, at + 1) => Some(at + 2),
        _ => None,
    }
}

fn span(reading: &Reading<'_>, i: usize) -> Option<usize> {
    if reading.lower(i) == "24"
        && reading.lower(i + 1) == "/"
        && reading.lower(i + 2) == "7"
        && reading.free(i).is_some()
    {
        return Some(i + 3);
    }
    let (first, mut end) = clock(reading, i)?;
    if matches!(reading.before(i, 1), "$" | "€" | "£" | "¥" | "₹" | "+") {
        return None;
    }
    // "at 6 and 8 PM"
    let pair = first == Clock::Bare && matches!(reading.lower(end), "and" | "or" | "&") && reading.before(i, 1) == "at";
    let joined = reading.free(end).is_some_and(|t| {
        pair || t.is_dash() || matches!(t.lower.as_str(), "to" | "until" | "till" | "til" | "bis" | "–")
    });
    if joined {
        match (first, clock(reading, end + 1)) {
            (_, Some((Clock::Certain, last))) => return Some(last),
            (Clock::Certain | Clock::Digital, Some((Clock::Digital, last))) => return Some(last),
            // "noon till 5"
            (Clock::Certain, Some((Clock::Bare, last))) if reading.at_boundary(last) => return Some(last),
            (Clock::Certain, None)
                if matches!(reading.lower(end + 1), "late" | "close" | "dawn" | "sunset" | "sundown") =>
            {
                return Some(end + 2);
            }
            // "open daily 10–5", "Sat 12 July, 12-5"
            (Clock::Bare, Some((Clock::Bare, last))) => {
                let ends = reading.at_boundary(last) || lexicon::is_function_word(reading.lower(last));
                // "10am-4pm Tuesday to Saturday, 12-4 Sunday", but "5-11 Saturdays 10am"
                let hour = |mention: &Mention| mention.what == What::Fact(FactKind::Time);
                let of_day = super::date::is_weekday(reading.lower(last))
                    && reading.before(i, 1) == ","
                    && reading.mentions.last().is_some_and(hour)
                    && reading.is_timed(i)
                    && !reading.free(last + 1).is_some_and(super::text::Token::is_number);
                if is_opening(reading, i) && ends || of_day {
                    return Some(last);
                }
            }
            _ => {}
        }
    } else if first == Clock::Certain && matches!(reading.lower(end), "late" | "onwards" | "onward") {
        end += 1;
    }
    match first {
        Clock::Certain => Some(end),
        // "John 3:16" is a verse.
        Clock::Digital => {
            let verse = i.checked_sub(1).and_then(|b| reading.token(b)).is_some_and(|t| {
                let here = reading.together(i - 1, i);
                here && t.capital && !super::date::is_weekday(&t.lower) && !super::date::is_month(&t.lower) && !t.opens
            });
            // Where there is a day, "keynote Mira Tamm 9:30" says when.
            (!verse || reading.is_timed(i)).then_some(end)
        }
        Clock::Bare => None,
    }
}

/// Whether hours can stand at token `i`: right after a day, or after a word for opening.
fn is_opening(reading: &Reading<'_>, i: usize) -> bool {
    let skipped = (1..=2).find(|&b| !matches!(reading.before(i, b), "," | "from" | ":")).unwrap_or(1);
    let Some(before) = i.checked_sub(skipped) else { return false };
    let day = reading.is_timed(i) && reading.free(before).is_none();
    // "Friday 3 May we park on the square from 12 to 3"
    let spanned = reading.before(i, 1) == "from"
        && reading.is_timed(i)
        && !one_of!(reading.before(i, 2), "age ages aged kids children grade grades size sizes years level levels");
    day || spanned || matches!(reading.lower(before), "open" | "hours" | "daily")
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
    fn times_are_read_in_every_usual_form() {
        for text in [
            "9am–4pm",
            "9-11PM",
            "7.30pm",
            "10:00 AM",
            "24/7",
            "6pm to 9pm",
            "5 PM - 8 PM",
            "8 o'clock",
            "6pm till late",
            "noon",
            "19:30",
            "19:30–22:00",
            "10 am - 10 pm",
            "7 p.m.",
            "10 a.m.–1 p.m.",
            "10:00 h",
            "6.30am",
            "noon to midnight",
            "20h30",
            "6:00 PM CET",
        ] {
            check(&format!("We open at {text} in the hall"), &[text]);
        }
    }

    #[test]
    fn bare_hours_need_a_word_that_says_so() {
        check("Open daily 10–5. Hours: 9-17", &["10–5", "9-17"]);
        check("noon till 5, open 9.00, at 6 and 8 PM", &["noon till 5", "9.00", "6 and 8 PM"]);
        let mut reading = Reading::new("Lecture, 22 October, 18.30, Observatory, 4.50");
        super::super::date::recognise(&mut reading);
        recognise(&mut reading);
        let times = reading.mentions.iter().filter(|m| m.what == What::Fact(FactKind::Time));
        assert_eq!(times.map(|m| &reading.text[m.span.clone()]).collect::<Vec<_>>(), ["18.30"]);
        check("We sing at 6 in the evening; ages from 3 to 8", &["6 in the evening"]);
    }

    #[test]
    fn counts_and_verses_are_no_times() {
        check("Read John 3:16, 12 talks, 3-hour class, 15-minute lunch, $9, ages 3–8", &[]);
    }
}
