//! Days and spans of days, in all usual English forms and the numeric ones.

use super::FactKind;
use super::reading::{Reading, What};
use super::words::one_of;

pub(super) fn recognise(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        match date(reading, i) {
            Some(end) => {
                reading.note(i..end, What::Fact(FactKind::Date));
                i = end;
            }
            None => i += 1,
        }
    }
}

/// Whether `w` names a month; `may` and `march` need more than that.
pub(super) fn is_month(w: &str) -> bool {
    one_of!(
        w,
        "january february march april may june july august september october november december jan feb mar \
         apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier \
         février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril \
         mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio maggio giugno luglio \
         settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro \
         januari februari maart mei juli augustus oktober stycznia lutego marca kwietnia maja czerwca lipca sierpnia \
         września października listopada grudnia января февраля марта апреля мая июня июля августа сентября октября \
         ноября декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня ocak \
         şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık augusti juni يناير فبراير مارس أبريل \
         مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    )
}

/// Whether `w` names a day of the week.
pub(super) fn is_weekday(w: &str) -> bool {
    one_of!(
        w,
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays \
         fridays saturdays sundays mon tue tues wed weds thu thur thurs fri sat sun montag dienstag mittwoch \
         donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes \
         miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda \
         terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag zondag poniedziałek wtorek \
         środa czwartek piątek sobota niedziela понедельник вторник среда четверг пятница суббота воскресенье \
         понеділок середа четвер п'ятниця субота неділя pazartesi salı çarşamba perşembe cuma cumartesi måndag \
         tisdag onsdag torsdag fredag lördag söndag السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة"
    )
}

fn is_day(w: &str) -> bool {
    let digits = w.bytes().take_while(u8::is_ascii_digit).count();
    let value = w.get(..digits).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    digits <= 2 && (1..=31).contains(&value) && matches!(&w[digits..], "" | "st" | "nd" | "rd" | "th" | "er")
}

fn is_year(w: &str) -> bool {
    w.len() == 4
        && (w.starts_with("19") || w.starts_with("20"))
        && w.bytes().skip(2).all(|b| b.is_ascii_digit() || b == b'x')
}

fn is_range_word(w: &str) -> bool {
    matches!(w, "to" | "until" | "through" | "thru" | "till" | "bis" | "au" | "&" | "and")
}

fn is_repeat(w: &str) -> bool {
    matches!(w, "this" | "next" | "every" | "each" | "coming" | "last")
}

/// The end of the date that begins at token `i`.
fn date(reading: &Reading<'_>, i: usize) -> Option<usize> {
    reading.free(i)?;
    numeric(reading, i)
        .or_else(|| repeated(reading, i))
        .or_else(|| calendar(reading, i))
        .or_else(|| relative(reading, i))
}

/// `2026-03-14`, `14/03/2026`, `14.03.26`.
fn numeric(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.free(i)?;
    if !token.is_number() {
        return None;
    }
    let digits = |k: usize, length: usize| {
        reading.free(k).is_some_and(|t| t.lower.len() == length && t.lower.bytes().all(|b| b.is_ascii_digit()))
    };
    let tight = |from: usize| (from..from + 2).all(|k| reading.free(k).is_some_and(|t| !t.spaced));
    // "1938–2024" and "11/2027"
    let joined = reading.token(i + 1).is_some_and(|t| t.is_dash()) && !reading.lower(i + 3).starts_with(['-', '–']);
    let years =
        joined && is_year(&token.lower) && is_year(reading.lower(i + 2)) || joined && digits(i, 4) && digits(i + 2, 4);
    let lived = years && matches!(token.lower.get(..1), Some("1" | "2"));
    // "1938 - 2024" between stops
    let apart = (i == 0 || reading.at_boundary(i - 1) || !reading.together(i - 1, i)) && reading.at_boundary(i + 3);
    if lived && apart && *token.lower < *reading.lower(i + 2) {
        return Some(i + 3);
    }
    let monthly = reading.lower(i + 1) == "/" && is_day(&token.lower) && is_year(reading.lower(i + 2)) && digits(i, 2);
    if tight(i + 1) && (lived || monthly && !reading.lower(i + 3).starts_with('/')) {
        return Some(i + 3);
    }
    let parts: Vec<&str> = token.lower.split('.').collect();
    if parts.len() == 3 && is_day(parts[0]) && is_day(parts[1]) && (parts[2].len() == 2 || is_year(parts[2])) {
        return Some(i + 1);
    }
    // "until 28.02."
    let led = one_of!(reading.before(i, 1), "until till by on from before bis am ab vom zum den le");
    // "22.03." between stops
    let alone = (i == 0 || reading.at_boundary(i - 1) || !reading.together(i - 1, i)) && reading.at_boundary(i + 1);
    let padded = token.lower.len() == 5;
    if parts.len() == 2
        && (led || alone && padded)
        && is_day(parts[0])
        && parts[1].len() == 2
        && is_day(parts[1])
        && parts[1] <= "12"
    {
        let point = reading.token(i + 1).is_some_and(|t| t.is_mark('.') && !t.spaced);
        return Some(i + 1 + usize::from(point && !alone));
    }
    let mark = reading.lower(i + 1);
    if !matches!(mark, "-" | "/") || reading.lower(i + 3) != mark {
        return None;
    }
    let (a, b, c) = (reading.lower(i), reading.lower(i + 2), reading.lower(i + 4));
    let close = (i + 1..i + 5).all(|k| reading.free(k).is_some_and(|t| !t.spaced));
    let iso = is_year(a) && is_day(b) && is_day(c);
    let common = is_day(a) && is_day(b) && (is_year(c) || c.len() == 2 && c.bytes().all(|b| b.is_ascii_digit()));
    (close && (iso || common)).then_some(i + 5)
}

/// `every Friday`, `this weekend`, `every first Monday`, `Monday to Friday`, `Saturdays`.
fn repeated(reading: &Reading<'_>, i: usize) -> Option<usize> {
    // "Mon-Sat 9-5, closed Sun"
    if reading.lower(i) == "closed" && is_weekday(reading.lower(i + 1)) {
        return weekday_range(reading, i + 2).or(Some(i + 2));
    }
    let mut at = i;
    if is_repeat(reading.lower(at)) {
        at += 1;
    }
    if matches!(reading.lower(at), "first" | "second" | "third" | "fourth" | "last" | "other" | "1st" | "2nd" | "3rd") {
        at += 1;
    }
    let repeated = at > i;
    if repeated
        && matches!(
            reading.lower(at),
            "weekend" | "week" | "day" | "month" | "morning" | "evening" | "night" | "weekday" | "year"
        )
    {
        // "every day" says when; "this year" and "this week" alone say little but are shown as given.
        let vague = reading.lower(i) == "this" && !matches!(reading.lower(at), "weekend" | "week");
        let counted = reading.lower(i) == "first"
            || reading.lower(i) == "second"
            || reading.lower(i) == "other"
            || reading.lower(i) == "last";
        // "our second branch opens next month" says little to a reader.
        let distant = reading.lower(i) == "next" && matches!(reading.lower(at), "month" | "year");
        return (!vague && !counted && !distant).then_some(at + 1);
    }
    if at == i + 1 && is_repeat(reading.lower(i)) && one_of!(reading.lower(at), "spring summer autumn fall winter") {
        return matches!(reading.before(i, 1), "coming" | "open" | "opens" | "opening" | "available" | "" | "." | ",")
            .then_some(at + 1);
    }
    let day = reading.free(at)?;
    if at == i && is_named_day(reading, at) {
        return None;
    }
    // "Mon-Fri" is one word.
    if day.lower.split_once('-').is_some_and(|(a, b)| is_weekday(a) && is_weekday(b)) {
        return Some(at + 1);
    }
    if !is_weekday(&day.lower) || !sure_weekday(reading, at) {
        return None;
    }
    let mut end = at + 1;
    if let Some(next) = weekday_range(reading, end) {
        end = next;
        // "Sat + Sun June 22-23"
        let pair = matches!(reading.lower(at + 1), "+" | "&" | "and");
        if let Some(dated) = calendar(reading, end).filter(|_| pair && reading.together(at, end)) {
            return Some(dated);
        }
    }
    // "Friday 3/14"
    let slashed = |k: usize| reading.free(k).is_some_and(|t| t.is_number() && is_day(&t.lower));
    if slashed(end) && reading.lower(end + 1) == "/" && slashed(end + 2) && reading.lower(end + 3) != "/" {
        return Some(end + 3);
    }
    // "Thursday 9 October", "Sunday, April 9th", "Friday the 13th", "Monday to Friday, 22 May" stay two facts.
    if end == at + 1
        && let Some(with_date) = after_weekday(reading, end)
    {
        return Some(with_date);
    }
    if repeated
        && reading.lower(end) == "of"
        && matches!(reading.lower(end + 1), "the" | "each" | "every")
        && reading.lower(end + 2) == "month"
    {
        end += 3;
    }
    if matches!(
        reading.lower(end),
        "night" | "nights" | "morning" | "mornings" | "evening" | "evenings" | "afternoon" | "afternoons"
    ) {
        end += 1;
    }
    Some(end)
}

/// Whether the weekday at `i` ends a name: `Black Friday`, `Holy Saturday`.
fn is_named_day(reading: &Reading<'_>, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).and_then(|b| reading.free(b)).filter(|_| reading.together(i - 1, i)) else {
        return false;
    };
    // "Otters Mon 4 pm": nothing is called after a day cut short.
    if reading.lower(i).len() <= 3 {
        return false;
    }
    let feast = matches!(
        before.lower.as_str(),
        "black"
            | "cyber"
            | "holy"
            | "good"
            | "easter"
            | "palm"
            | "ash"
            | "giving"
            | "fat"
            | "shrove"
            | "super"
            | "whit"
            | "maundy"
    );
    let dated = after_weekday(reading, i + 1).is_some();
    let adverb = matches!(before.lower.as_str(), "this" | "next" | "every" | "each" | "last" | "first" | "on");
    feast || before.capital && before.is_word() && !before.opens && !dated && !adverb && !is_weekday(&before.lower)
}

/// `Sun` and `Sat` are days only where a day can stand.
fn sure_weekday(reading: &Reading<'_>, i: usize) -> bool {
    let w = reading.lower(i);
    if !matches!(w, "sun" | "sat" | "wed" | "mon" | "fri" | "mardi" | "thu" | "tue") {
        return true;
    }
    let next = reading.lower(i + 1);
    let dated = is_day(next)
        || is_month(next)
        || (matches!(next, "-" | "–" | "&" | "." | "+") || is_range_word(next)) && is_weekday(reading.lower(i + 2))
        || next == "," && (is_day(reading.lower(i + 2)) || is_month(reading.lower(i + 2)));
    let hour = reading.token(i + 1).is_some_and(|t| t.is_number() && t.lower.contains(':'))
        || matches!(reading.lower(i + 2), "am" | "pm") && reading.token(i + 1).is_some_and(|t| t.is_number());
    let dated = dated || hour && reading.together(i, i + 1);
    let led = matches!(reading.before(i, 1), "on" | "every" | "this" | "next" | "-" | "–" | "&");
    dated || led && reading.token(i).is_some_and(|t| t.capital) && reading.at_boundary(i + 1)
}

fn weekday_range(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let joined = reading.free(at).is_some_and(|t| t.is_dash() || t.is_mark('+') || is_range_word(&t.lower));
    (joined && reading.free(at + 1).is_some_and(|t| is_weekday(&t.lower))).then_some(at + 2)
}

fn after_weekday(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let skip = usize::from(matches!(reading.lower(at), "," | "."));
    let the = usize::from(reading.lower(at + skip) == "the");
    let from = at + skip + the;
    reading.free(from)?;
    if !reading.together(at.saturating_sub(1), from) {
        return None;
    }
    calendar(reading, from).filter(|_| the == 0 || is_day(reading.lower(from))).or_else(|| {
        // "Friday the 13th", "sunday 18th"
        let ordinal = reading.lower(from).len() > 2 && is_day(reading.lower(from));
        (ordinal && skip == 0).then_some(from + 1)
    })
}

/// Anything with a month in it.
fn calendar(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let first = reading.free(i)?;
    if first.is_number() && is_day(&first.lower) {
        return day_first(reading, i);
    }
    if is_month(&first.lower) {
        return month_first(reading, i);
    }
    None
}

/// `14 March`, `12-14 August`, `3rd of May 2026`, `28 February – 2 March`.
fn day_first(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let mut at = i + 1;
    if reading.lower(at) == "." {
        at += 1;
    }
    // "6, 7 & 8 December"
    while reading.lower(at) == ","
        && is_day(reading.lower(at + 1))
        && matches!(reading.lower(at + 2), "," | "&" | "and")
        && at < i + 12
    {
        at += 2;
    }
    if reading.free(at).is_some_and(|t| t.is_dash() || t.is_mark('/') || is_range_word(&t.lower))
        && reading.free(at + 1).is_some_and(|t| is_day(&t.lower))
    {
        at += 2;
        if reading.lower(at) == "." {
            at += 1;
        }
    }
    if matches!(reading.lower(at), "of" | "de") {
        at += 1;
    }
    let month = reading.free(at)?;
    if !is_month(&month.lower) || !reading.together(i, at) {
        return None;
    }
    let mut end = with_year(reading, at + 1);
    let ranged = reading.free(end).is_some_and(|t| t.is_dash() || is_range_word(&t.lower) && !t.is("and"));
    if ranged
        && reading.free(end + 1).is_some_and(|t| is_day(&t.lower))
        && let Some(other) = day_first_simple(reading, end + 1)
    {
        end = other;
    }
    Some(end)
}

fn day_first_simple(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let at = i + 1 + usize::from(matches!(reading.lower(i + 1), "of" | "."));
    reading.free(at).is_some_and(|t| is_month(&t.lower)).then(|| with_year(reading, at + 1))
}

/// `March 14`, `Sep 16 - Sep 20`, `October 22-25, 2023`, `December 2022`, `March 23rd to 25th`.
fn month_first(reading: &Reading<'_>, i: usize) -> Option<usize> {
    // "May through October"
    let months = reading.tokens[i].capital
        && (is_range_word(reading.lower(i + 1)) || reading.token(i + 1).is_some_and(|t| t.is_dash()))
        && reading.free(i + 2).is_some_and(|t| t.capital && is_month(&t.lower))
        && !reading.free(i + 3).is_some_and(|t| t.is_number() && is_day(&t.lower));
    if months {
        return Some(with_year(reading, i + 3));
    }
    let mut at = i + 1;
    if reading.lower(at) == "." && reading.free(at + 1).is_some_and(|t| is_day(&t.lower) || is_year(&t.lower)) {
        at += 1;
    }
    let next = reading.free(at).filter(|t| {
        let ordinal = t.lower.len() > 2 && is_day(&t.lower);
        reading.together(i, at)
            && (reading.tokens[i].capital
                || ordinal
                || !matches!(reading.lower(i), "march" | "may" | "mar" | "mars" | "dec" | "sep"))
    });
    let Some(next) = next.filter(|t| t.is_number() && !t.lower.contains(['.', ':'])) else {
        return lone_month(reading, i);
    };
    if is_year(&next.lower) {
        return Some(at + 1);
    }
    if !is_day(&next.lower) {
        return lone_month(reading, i);
    }
    let mut end = at + 1;
    if reading.free(end).is_some_and(|t| t.is_dash() || is_range_word(&t.lower)) {
        let spans_months = reading.free(end + 1).is_some_and(|t| is_month(&t.lower))
            && reading.free(end + 2).is_some_and(|t| is_day(&t.lower));
        if spans_months {
            end += 3;
        } else if reading.free(end + 1).is_some_and(|t| is_day(&t.lower)) && !is_hour(reading, end + 1) {
            end += 2;
        }
    }
    Some(with_year(reading, end))
}

/// Whether the number at `i` tells an hour: `to 9 pm`.
fn is_hour(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.lower(i + 1), "am" | "pm" | "a.m" | "p.m" | "o'clock" | ":")
}

/// A month on its own is a date after a preposition that says so.
fn lone_month(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.free(i)?;
    let led = one_of!(
        reading.before(i, 1),
        "in until till from by through throughout during all every this next before early late mid"
    );
    let full = token.lower.len() > 4 || matches!(token.lower.as_str(), "may" | "june" | "july");
    (led && full && token.capital).then_some(i + 1)
}

/// Goes on past `, 2026` or ` 2026` when one follows.
fn with_year(reading: &Reading<'_>, end: usize) -> usize {
    let year = |i: usize| reading.free(i).is_some_and(|t| is_year(&t.lower));
    let alone = |i: usize| {
        !reading.free(i + 1).is_some_and(|t| {
            t.is_dash() && !t.spaced && reading.free(i + 2).is_some_and(|n| n.is_number() && !n.spaced)
        })
    };
    if year(end) && alone(end) {
        end + 1
    } else if reading.lower(end) == "," && year(end + 1) && alone(end + 1) {
        end + 2
    } else {
        end
    }
}

/// `tonight`, `tomorrow`, `daily`, `since 1991`.
fn relative(reading: &Reading<'_>, i: usize) -> Option<usize> {
    // "9 tonight"
    let hour = reading.lower(i).parse::<u32>().is_ok_and(|h| (1..=12).contains(&h));
    if hour && matches!(reading.lower(i + 1), "tonight" | "tomorrow") {
        return Some(i + 2);
    }
    let part = matches!(reading.lower(i), "end" | "beginning" | "middle" | "start");
    if part && reading.lower(i + 1) == "of" && reading.free(i + 2).is_some_and(|t| t.capital && is_month(&t.lower)) {
        return Some(i + 3);
    }
    // "by the 10th"
    let ordinal = reading.lower(i) == "the" && reading.lower(i + 1).len() > 2 && is_day(reading.lower(i + 1));
    if ordinal && matches!(reading.before(i, 1), "by" | "on" | "until" | "before") && reading.at_boundary(i + 2) {
        return Some(i + 2);
    }
    // "the year 2027 should be shown"
    let told = match reading.before(i, 1) {
        "year" => reading.before(i, 2) == "the",
        "is" | ":" => reading.before(i, 2) == "year",
        _ => false,
    };
    if told && is_year(reading.lower(i)) {
        return Some(i + 1);
    }
    match reading.lower(i) {
        "tonight" | "tomorrow" => Some(i + 1),
        "since" | "est" | "established" => {
            let year = i + 1 + usize::from(reading.lower(i + 1) == ".");
            reading.free(year).is_some_and(|t| is_year(&t.lower)).then_some(year + 1)
        }
        "open" | "opens" if reading.lower(i + 1) == "daily" => Some(i + 2),
        "daily" if reading.lower(i + 1) == "except" && is_weekday(reading.lower(i + 2)) => Some(i + 3),
        _ => None,
    }
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
    fn days_are_read_in_every_usual_form() {
        for text in [
            "14 March",
            "14th of March 2027",
            "March 14",
            "March 14th, 2027",
            "Aug. 8, 2018",
            "Friday 14 March",
            "Sunday, April 9th",
            "October 12th, 20XX",
            "12-14 August",
            "3–5 June",
            "March 28-29",
            "March 23rd to 25th",
            "Sep 16 - Sep 20",
            "October 22-25, 2023",
            "28 February – 2 March",
            "4 & 5 May",
            "6, 7 & 8 December",
            "closed Sun",
            "sunday 18th",
            "daily except Mondays",
            "Friday 3/14",
            "Sat + Sun June 22-23",
            "1938–2024",
            "every Friday",
            "this Saturday",
            "every first Monday",
            "last Sunday of the month",
            "Monday to Friday",
            "Mon-Fri",
            "this weekend",
            "Saturdays",
            "2026-03-14",
            "14/03/2026",
            "14.03.2026",
            "December 2022",
            "since 1991",
            "Friday the 13th",
            "Friday night",
            "tomorrow",
            "1938–2024",
            "11/2027",
            "march 14th",
            "9 tonight",
            "14/15 June",
            "est. 1987",
            "end of March",
            "May through October",
        ] {
            check(&format!("It is on {text} at the hall"), &[text]);
        }
    }

    #[test]
    fn words_that_look_like_days_are_none() {
        check("You may march 5 miles in the sun; it may be 3 hours", &[]);
        check("open until 1 March and in May", &["1 March", "May"]);
        check("until 28.02. or by the 10th. Open from 9.30", &["28.02.", "the 10th"]);
        check("100 talks, 24 rooms, the first class of 2 days", &[]);
    }
}
