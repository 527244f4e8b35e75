//! Web and mail addresses, handles, hashtags, telephone numbers, and numbers of tickets and codes.

use super::words::one_of;
use std::ops::Range;

use super::reading::{Reading, What};
use super::{CopyRole, FactKind};

pub(super) fn recognise(reading: &mut Reading<'_>) {
    addresses(reading);
    references(reading);
    phones(reading);
}

fn addresses(reading: &mut Reading<'_>) {
    let text = reading.text;
    let mut spans = Vec::new();
    for (start, chunk) in chunks(text) {
        for span in parts(chunk) {
            let part = &chunk[span.clone()];
            let span = start + span.start..start + span.end;
            if is_colour(part) {
                reading.take(reading.token_at(span.start)..reading.token_at(span.end));
            } else if is_address(part) {
                spans.push(span);
            }
        }
    }
    for span in spans {
        let first = reading.token_at(span.start);
        if reading.free(first).is_some() {
            reading.note_span(span, What::Fact(FactKind::Url));
        }
    }
}

/// The runs of non-space with their offsets.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(|chunk| (chunk.as_ptr() as usize - text.as_ptr() as usize, chunk))
}

/// The pieces of a chunk between brackets, commas and quotes, without punctuation at their ends.
fn parts(chunk: &str) -> Vec<Range<usize>> {
    let cut = |c: char| {
        matches!(
            c,
            '(' | ')' | '[' | ']' | ',' | ';' | '<' | '>' | '"' | '“' | '”' | '‘' | '’' | '\'' | '|' | '«' | '»'
        )
    };
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in chunk.char_indices().chain([(chunk.len(), ',')]) {
        if cut(c) {
            let piece = &chunk[start..i.max(start)];
            let trimmed = piece.trim_end_matches(['.', ':', '!', '?', '…', '-', '–']).len();
            let lead = piece.len() - piece.trim_start_matches(['.', ':', '-', '–', '!', '?']).len();
            if trimmed > lead {
                out.push(start + lead..start + trimmed);
            }
            start = i + c.len_utf8().min(chunk.len().saturating_sub(i));
        }
    }
    out
}

/// Whether `part` is a colour: `#FF5733`.
fn is_colour(part: &str) -> bool {
    part.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6 | 8)
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
            && digits.bytes().any(|b| b.is_ascii_digit())
    })
}

/// Whether `part` is a web address, a mail address, a handle or a hashtag.
fn is_address(part: &str) -> bool {
    if part.len() > 300 {
        return false;
    }
    if let Some(tag) = part.strip_prefix('#') {
        return tag.chars().all(|c| c.is_alphanumeric() || c == '_') && tag.chars().any(char::is_alphabetic);
    }
    if let Some(handle) = part.strip_prefix('@') {
        return !handle.is_empty() && handle.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    }
    let lower = part.to_lowercase();
    if let Some((user, host)) = lower.split_once('@') {
        let good = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        return !user.is_empty() && user.chars().all(good) && host.contains('.') && host.chars().all(good);
    }
    let scheme = ["https://", "http://"].iter().find_map(|s| lower.strip_prefix(s));
    let bare = scheme.unwrap_or(&lower);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let sound =
        labels.len() >= 2 && labels.iter().all(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-'));
    if !sound || !host.chars().any(char::is_alphabetic) {
        return false;
    }
    if scheme.is_some() || labels[0] == "www" {
        return true;
    }
    let tail = labels.last().copied().unwrap_or_default();
    // "Ends tonight.In our shop" is a missing space: a capital after the point gives it away.
    let original = part.split(['/', '?', '#']).next().unwrap_or_default();
    let typed = original.rsplit('.').next().unwrap_or_default();
    let missing_space = typed.starts_with(char::is_uppercase) && !typed.chars().all(char::is_uppercase);
    is_top_level(tail) && !missing_space
}

fn is_top_level(label: &str) -> bool {
    one_of!(
        label,
        "com org net edu gov int info biz name pro app dev shop store art io ai co me tv cc fm studio design \
         agency events club online site website space world life live today news blog cafe bar restaurant \
         coffee kitchen fit yoga music band film gallery museum school academy education church care clinic \
         dental travel tours hotel house garden farm eco green energy tech cloud digital xyz example test eu \
         uk us ca au nz ie de at ch fr be nl lu es pt it gr dk se no fi is pl cz sk hu ro bg hr si rs ee lv \
         lt ua ru tr il ae sa eg ma za ng ke in pk cn hk tw jp kr sg my id th vn ph br ar cl pe mx berlin \
         london paris nyc amsterdam scot wales bzh cat bayern wien koeln hamburg tokyo istanbul social fun team group \
         works zone direct guide network support agency place market run bike ski golf dance theater art photo photos \
         pics wine beer pizza vet dental doctor health beauty salon hair shoes clothing fashion jewelry toys gifts florist \
         flowers farm kids family pet dog love wedding party show tickets camp rocks tips one link page land city town"
    )
}

/// `No: 0504-9807-6040`, `code SPRING20`, `number 019`.
fn references(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        // "gran turns 90"
        if reading.lower(i) == "turns" && is_figure(reading, i + 1) && reading.at_boundary(i + 2) {
            reading.note(i + 1..i + 2, What::Copy(CopyRole::Body));
            i += 2;
            continue;
        }
        if let Some(end) = numbered(reading, i) {
            reading.note(i..end, What::Fact(FactKind::Name));
            i = end;
        } else if reading.lower(i) == "number" && reading.before(i, 1) == "the" && is_figure(reading, i + 1) {
            reading.note(i + 1..i + 2, What::Copy(CopyRole::Body));
            i += 2;
        } else if let Some(code) = coded(reading, i) {
            reading.note(code.clone(), What::Fact(FactKind::Offer));
            i = code.end;
        } else {
            i += 1;
        }
    }
}

/// `the number 80`
fn is_figure(reading: &Reading<'_>, i: usize) -> bool {
    reading.free(i).is_some_and(|t| t.is_number() && t.lower.len() <= 3 && t.lower.bytes().all(|b| b.is_ascii_digit()))
}

fn numbered(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.free(i)?;
    if !(token.is("no") || token.is("nr") || token.is("n°") || token.is("№")) || !token.capital && !token.is("№") {
        return None;
    }
    let mut next = i + 1;
    while reading.free(next).is_some_and(|t| t.is_mark(':') || t.is_mark('.') || t.is_mark('#')) {
        next += 1;
    }
    let end = digit_groups(reading, next)?;
    (next > i + 1 || end > next).then_some(end)
}

/// The end of digit groups joined by hyphens, from token `from`.
fn digit_groups(reading: &Reading<'_>, from: usize) -> Option<usize> {
    let digits = |i: usize| reading.free(i).is_some_and(|t| t.is_number());
    if !digits(from) {
        return None;
    }
    let mut end = from + 1;
    while reading.free(end).is_some_and(|t| t.is_dash() && !t.spaced)
        && digits(end + 1)
        && !reading.tokens[end + 1].spaced
    {
        end += 2;
    }
    Some(end)
}

/// The tokens of a promotion code that `code` announces, letters in capitals with digits or capitals alone; of the number
/// of a voucher that `number` announces, in which there are digits.
fn coded(reading: &Reading<'_>, i: usize) -> Option<Range<usize>> {
    let word = reading.free(i)?;
    if !(word.is("code") || word.is("number")) {
        return None;
    }
    let next = if reading.lower(i + 1) == ":" || reading.lower(i + 1) == "is" { i + 2 } else { i + 1 };
    let token = reading.free(next)?;
    let source = &reading.text[token.span.clone()];
    let mixed = source.chars().any(|c| c.is_ascii_digit()) && source.chars().any(char::is_uppercase);
    // "LPC-2291"
    let tight = |k: usize| reading.free(k).is_some_and(|t| !t.spaced && (t.is_dash() || !t.is_stop()));
    let end = (next + 1..next + 8).take_while(|&k| tight(k)).last().unwrap_or(next) + 1;
    let numbered = || reading.source(next..end).chars().any(|c| c.is_ascii_digit());
    (mixed || token.upper && (word.is("code") || numbered())).then_some(next..end)
}

fn phones(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        match phone(reading, i) {
            Some(end) => {
                reading.note(i..end, What::Fact(FactKind::Phone));
                i = end;
            }
            None => i += 1,
        }
    }
}

fn phone(reading: &Reading<'_>, from: usize) -> Option<usize> {
    let first = reading.free(from)?;
    // "ext. 204"
    if first.is("ext") {
        let number = from + 1 + usize::from(reading.lower(from + 1) == ".");
        return reading.free(number).is_some_and(|t| t.is_number()).then_some(number + 1);
    }
    let plus = first.is_mark('+');
    if !plus && !first.is_mark('(') && !first.is_number() {
        return None;
    }
    let (mut end, mut digits, mut groups, mut i) = (from, 0, Vec::new(), from);
    // The longest number has 15 digits (ITU-T E.164); separators come between.
    while i < from + 24 {
        let Some(token) = reading.free(i).filter(|t| t.sentence == first.sentence) else { break };
        let count = token.lower.bytes().filter(u8::is_ascii_digit).count();
        let plain = token.is_number() && token.lower.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if plain {
            if digits + count > 17 {
                break;
            }
            digits += count;
            groups.push(token.lower.as_str());
            end = i + 1;
        } else if !(token.is_mark('(')
            || token.is_mark(')')
            || token.is_dash()
            || token.is_mark('.')
            || token.is_mark('/')
            || i == from && plus)
        {
            break;
        }
        i += 1;
    }
    let years =
        groups.len() == 2 && groups.iter().all(|g| g.len() == 4 && (g.starts_with("19") || g.starts_with("20")));
    let called = (1..=4).any(|b| {
        matches!(
            reading.before(from, b),
            "call"
                | "phone"
                | "tel"
                | "telephone"
                | "calling"
                | "contact"
                | "number"
                | "whatsapp"
                | "mobile"
                | "fax"
                | "text"
        )
    });
    let lone = groups.len() == 1 && !plus && !called && !groups[0].starts_with('0') && digits < 10;
    let next_is_unit = reading.lower(end) == "%"
        || reading.before(from, 1) == "$"
        || reading.before(from, 1) == "€"
        || reading.before(from, 1) == "£";
    let date = groups.len() == 3
        && groups.iter().all(|g| g.len() <= 4)
        && digits <= 8
        && !plus
        && groups.iter().any(|g| g.len() == 4)
        && groups.iter().any(|g| g.len() <= 2);
    (digits >= 7 && !years && !lone && !next_is_unit && !date)
        .then_some(if reading.lower(from) == "(" && !reading.source(from..end).contains(')') { from } else { end })
        .filter(|&e| e > from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut reading = Reading::new(text);
        recognise(&mut reading);
        let mut got: Vec<_> = reading.mentions.iter().map(|m| m.span.clone()).collect();
        got.sort_by_key(|s| s.start);
        assert_eq!(got.into_iter().map(|s| &text[s]).collect::<Vec<_>>(), want, "{text}");
    }

    #[test]
    fn addresses_of_the_web_are_read_in_any_case() {
        check(
            "Visit www.blue-door.com. Or (blue.art), BLUEDOOR.CO.UK!",
            &["www.blue-door.com", "blue.art", "BLUEDOOR.CO.UK"],
        );
        check("mail hi@blue.example or follow @blue_door #BlueDoor", &["hi@blue.example", "@blue_door", "#BlueDoor"]);
        check("https://blue.zz/path?x=1, thanks", &["https://blue.zz/path?x=1"]);
        check("Ends tonight.In our shop e.g. here at 7.30pm on 3.5.2026", &[]);
    }

    #[test]
    fn telephone_numbers_have_seven_digits_or_more() {
        check("Call 555-010-4477 or +44 20 7946 0018.", &["555-010-4477", "+44 20 7946 0018"]);
        check("ring + 49 30 901820 or (030) 555 0199", &["+ 49 30 901820", "(030) 555 0199"]);
        check("from 2025-2026, 12-14 August, 1200 seats, 2026-03-14", &[]);
    }

    #[test]
    fn tickets_and_codes_are_numbers_of_their_own() {
        check("Ticket No: 0412-7781-5520 row 4", &["No: 0412-7781-5520"]);
        check("coupon No:8812-33. Use code SPRING20", &["No:8812-33", "SPRING20"]);
        check("a voucher with the number PC-2081 and the number of GUESTS", &["PC-2081"]);
    }
}
