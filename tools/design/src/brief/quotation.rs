//! Quoted text: what stands in quotation marks is shown as given.

use std::ops::Range;

use super::reading::{Reading, What};
use super::{CopyRole, FactKind, lexicon};

/// Longest quotation that is read as copy, characters.
const QUOTE_CHARS_MAX: usize = 400;

pub(super) fn recognise(reading: &mut Reading<'_>) {
    for inner in spans(reading.text) {
        let first = reading.token_at(inner.start);
        if describes(reading, &inner) {
            continue;
        }
        let what = role(reading, first.saturating_sub(1), &reading.text[inner.clone()]);
        reading.note_span(inner, what);
    }
}

/// The closing marks that may end a quotation opened by `open`.
fn closers(open: char) -> &'static [char] {
    match open {
        '"' => &['"', '”'],
        '“' => &['”', '"', '“'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '‘' => &['’', '\''],
        '\'' => &['\'', '’'],
        '`' => &['`', '\''],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

/// The insides of all quotations, bytes, trimmed. Linear: a scan that finds no end rules out later ones up to there.
fn spans(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let (mut i, mut fruitless) = (0, [0usize; 10]);
    while i < chars.len() {
        let open = chars[i].1;
        let slot = ['"', '“', '„', '«', '‘', '\'', '`', '「', '『'].iter().position(|&c| c == open);
        let Some(slot) = slot.filter(|&s| i >= fruitless[s] && opens(&chars, i)) else {
            i += 1;
            continue;
        };
        match close(&chars, i) {
            Some(end) => {
                let (from, to) = (chars[i].0 + open.len_utf8(), chars[end].0);
                let inner = &text[from..to];
                let lead = inner.len() - inner.trim_start().len();
                let length = inner.trim().trim_end_matches(',').len();
                if length > 0 {
                    out.push(from + lead..from + lead + length);
                }
                i = end + 1;
            }
            None => {
                fruitless[slot] = i + QUOTE_CHARS_MAX / 2;
                i += 1;
            }
        }
    }
    out
}

/// An opening mark follows a gap or a bracket and precedes the text; primes after digits are inches and minutes.
fn opens(chars: &[(usize, char)], i: usize) -> bool {
    let before = i.checked_sub(1).map_or(' ', |b| chars[b].1);
    let after = chars.get(i + 1).map_or(' ', |&(_, c)| c);
    let free = matches!(chars[i].1, '“' | '„' | '«' | '「' | '『')
        || !before.is_alphanumeric() && !matches!(before, '.' | ',' | '!' | '?');
    free && (chars[i].1 == '«' || !after.is_whitespace())
}

fn close(chars: &[(usize, char)], open: usize) -> Option<usize> {
    let closers = closers(chars[open].1);
    let single = closers.contains(&'\'');
    let limit = chars.len().min(open + 2 + QUOTE_CHARS_MAX);
    let mut doubtful = None;
    for i in open + 2..limit {
        let c = chars[i].1;
        if c == '\n' && chars.get(i + 1).is_some_and(|&(_, n)| n == '\n') {
            break;
        }
        if single && matches!(c, '\'' | '‘') && opens(chars, i) && chars[i - 1].1.is_whitespace() && doubtful.is_some()
        {
            break;
        }
        if !closers.contains(&c) {
            continue;
        }
        if !single {
            return Some(i);
        }
        let after = chars.get(i + 1).map_or(' ', |&(_, c)| c);
        let before = chars[i - 1].1;
        // `ain't` goes on; in `snowin''` the last mark closes.
        if after.is_alphanumeric() || before.is_whitespace() || closers.contains(&after) {
            continue;
        }
        // `customers' favourite` may go on; keep it in mind.
        let next = chars.get(i + 2).map_or(' ', |&(_, c)| c);
        if before == 's' && after == ' ' && next.is_lowercase() {
            doubtful = doubtful.or(Some(i));
            continue;
        }
        return Some(doubtful.filter(|_| chars[open..i].iter().any(|&(_, c)| c == '.')).unwrap_or(i));
    }
    doubtful
}

/// Whether the quotation names a manner (`a 'retro' look`) and is no copy.
fn describes(reading: &Reading<'_>, inner: &Range<usize>) -> bool {
    let last = reading.tokens.partition_point(|t| t.span.start < inner.end);
    let next = reading.lower(last + 1);
    let manner = matches!(
        next,
        "style"
            | "look"
            | "feel"
            | "feeling"
            | "vibe"
            | "vibes"
            | "effect"
            | "aesthetic"
            | "mood"
            | "font"
            | "typeface"
    );
    manner && reading.text[inner.clone()].split_whitespace().count() <= 2
}

/// What the words before the quotation at token `mark` say about it.
pub(super) fn role(reading: &Reading<'_>, mark: usize, inner: &str) -> What {
    for back in 1..=6 {
        let Some(i) = mark.checked_sub(back).filter(|&i| reading.together(i, mark)) else { break };
        match reading.lower(i) {
            "headline" | "title" | "titled" | "heading" | "slogan" | "tagline" | "motto" | "entitled" => {
                return What::Copy(CopyRole::Headline);
            }
            "cta" | "button" | "action" | "call-to-action" => return What::Copy(CopyRole::Cta),
            "subtitle" | "subhead" | "subheadline" | "subheading" => return What::Copy(CopyRole::Subhead),
            "disclaimer" | "footnote" => return What::Copy(CopyRole::Legal),
            word if back <= 3 && lexicon::is_enterprise(word) => return What::Fact(FactKind::Name),
            "'" | "\"" | "”" | "’" => break,
            _ => {}
        }
    }
    let close = reading.tokens.partition_point(|t| t.span.start < reading.tokens[mark].span.end + inner.len());
    if (close..close + 8).any(|k| reading.together(mark, k) && reading.lower(k) == "indicates") {
        return What::Fact(FactKind::Name);
    }
    let first = inner.split_whitespace().next().unwrap_or_default().to_lowercase();
    let words = inner.split_whitespace().count();
    if (2..=4).contains(&words)
        && !inner.to_lowercase().ends_with("name")
        && matches!(
            first.as_str(),
            "shop" | "swipe" | "book" | "buy" | "order" | "register" | "sign" | "click" | "learn" | "subscribe"
        )
    {
        return What::Copy(CopyRole::Cta);
    }
    What::Copy(CopyRole::Body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let got: Vec<&str> = spans(text).into_iter().map(|s| &text[s]).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn every_kind_of_quotation_mark_is_read() {
        check("say 'Open late' and \"Come in\" or “Stay” or ‘Rest’", &["Open late", "Come in", "Stay", "Rest"]);
        check("sagt „Jetzt neu“ und «Bientôt» et « Nuit bleue »", &["Jetzt neu", "Bientôt", "Nuit bleue"]);
        check("('Bring tea')", &["Bring tea"]);
    }

    #[test]
    fn apostrophes_do_not_end_a_quotation() {
        check("text 'Don't stop believin''.", &["Don't stop believin'"]);
        check("the shop's text 'Friends' day out' in red", &["Friends' day out"]);
        check("text 'Mother's Day' and 'It's on'", &["Mother's Day", "It's on"]);
        check("customers' orders and kids' toys", &[]);
    }

    #[test]
    fn what_is_not_closed_is_no_quotation() {
        check("rock 'n roll and 24\" by 36\"", &[]);
        check("say 'nothing", &[]);
        check(&"'a ".repeat(20_000), &[]);
    }
}
