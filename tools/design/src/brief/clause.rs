//! A notice taken apart: clauses between its marks, and what is left of each beside its facts.

use std::ops::Range;

use super::reading::{Reading, What};
use super::{CopyRole, FactKind, lexicon, terse, words::one_of};

/// What each token of a brief was recognised to be.
#[derive(Debug)]
pub(super) struct Sense {
    kinds: Vec<Option<What>>,
}

impl Sense {
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let mut kinds = vec![None; reading.len()];
        for mention in &reading.mentions {
            let first = reading.token_at(mention.span.start);
            let end = reading.tokens.partition_point(|t| t.span.start < mention.span.end);
            for kind in kinds.iter_mut().take(end).skip(first) {
                *kind = Some(mention.what);
            }
        }
        Self { kinds }
    }

    /// The kind of fact that token `k` states; `None` for words and for copy.
    pub(super) fn fact(&self, k: usize) -> Option<FactKind> {
        match self.kinds.get(k) {
            Some(Some(What::Fact(kind))) => Some(*kind),
            _ => None,
        }
    }

    /// Whether token `k` belongs to a fact that is set apart from the words around it: a day, an hour, a sum, an address.
    pub(super) fn is_apart(&self, k: usize) -> bool {
        matches!(
            self.fact(k),
            Some(FactKind::Date | FactKind::Time | FactKind::Price | FactKind::Url | FactKind::Phone)
        )
    }

    /// Whether token `k` stands in quotation marks or was announced as a headline.
    pub(super) fn is_quoted(&self, reading: &Reading<'_>, k: usize) -> bool {
        let Some(Some(What::Copy(role))) = self.kinds.get(k) else { return false };
        let quoted = reading.mentions.iter().any(|m| {
            let before = reading.text[..m.span.start].chars().next_back();
            m.span.contains(&reading.tokens[k].span.start)
                && before.is_some_and(|c| matches!(c, '\'' | '"' | '“' | '‘' | '«' | '„'))
        });
        quoted || *role == CopyRole::Headline
    }

    /// How many facts set apart, and how many of `kind` among them, `range` has.
    pub(super) fn count(&self, range: &Range<usize>, kind: FactKind) -> (usize, usize) {
        let (mut all, mut some) = (0, 0);
        for k in range.clone() {
            let begins = k == range.start || self.kinds.get(k) != self.kinds.get(k - 1);
            all += usize::from(self.is_apart(k) && begins);
            some += usize::from(self.fact(k) == Some(kind) && begins);
        }
        (all, some)
    }

    /// Whether a word of `range` is neither a fact nor a small word.
    pub(super) fn has_words(&self, reading: &Reading<'_>, range: &Range<usize>) -> bool {
        range.clone().any(|k| {
            let token = &reading.tokens[k];
            self.fact(k).is_none()
                && !self.is_quoted(reading, k)
                && (token.is_word() && !lexicon::is_function_word(&token.lower) || token.is_number())
        })
    }

    /// Whether every word of `range` belongs to facts of `kind`, small words aside.
    pub(super) fn is_all(&self, reading: &Reading<'_>, range: &Range<usize>, kind: FactKind) -> bool {
        let stated = |k: usize| self.fact(k) == Some(kind);
        range.clone().any(stated)
            && range.clone().all(|k| stated(k) || !reading.tokens[k].is_word() && !reading.tokens[k].is_number())
    }
}

/// What stands between two marks.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) range: Range<usize>,
    /// The mark before it; empty where a sentence begins.
    pub(super) led: String,
    /// The mark after it; empty where a sentence ends without one.
    pub(super) closed: String,
}

/// The clauses of a sentence.
pub(super) fn clauses(reading: &Reading<'_>, sentence: &Range<usize>) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    let (mut start, mut led) = (sentence.start, String::new());
    for i in sentence.clone().chain([sentence.end]) {
        let closes = i == sentence.end || closes(reading, i);
        if !closes {
            continue;
        }
        let closed = if i == sentence.end { "" } else { reading.lower(i) };
        if i > start {
            out.push(Clause { range: start..i, led: std::mem::take(&mut led), closed: closed.to_owned() });
        }
        start = i + 1;
        closed.clone_into(&mut led);
    }
    out
}

fn closes(reading: &Reading<'_>, i: usize) -> bool {
    reading.free(i).is_some_and(|t| {
        let dash = t.is_dash() && !(t.spaced && reading.token(i + 1).is_some_and(|next| next.spaced));
        t.is_stop() && !dash && !terse::abbreviates(reading, i) || t.is_spaced_bar()
    })
}

/// The clauses of a sentence with each label and what it labels in one: `Trainer: Yasmin Holt`.
pub(super) fn labelled(sense: &Sense, clauses: &[Clause]) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    for clause in clauses {
        let all = |range: &Range<usize>, kind| range.clone().all(|k| sense.fact(k) == Some(kind));
        // "12-4: plant stall": an hour is no label, while a day is one of hours: "Saturday: 10-2".
        let days = |last: &Clause| all(&last.range, FactKind::Date) && all(&clause.range, FactKind::Time);
        let labels =
            |last: &Clause| last.closed == ":" && (!last.range.clone().all(|k| sense.is_apart(k)) || days(last));
        match out.last_mut().filter(|last| labels(last)) {
            Some(last) => {
                last.range.end = clause.range.end;
                last.closed.clone_from(&clause.closed);
            }
            None => out.push(clause.clone()),
        }
    }
    out
}

/// What is left of a clause between its facts, without the small words that led to them.
pub(super) fn segments(reading: &Reading<'_>, sense: &Sense, clause: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = clause.start;
    for k in clause.clone().chain([clause.end]) {
        if k < clause.end && !sense.is_apart(k) {
            continue;
        }
        let segment = trimmed(reading, start..k, k < clause.end);
        if !segment.is_empty() {
            out.push(segment);
        }
        start = k + 1;
    }
    out
}

/// Without what only joins it to the words around it; `leads` on to a fact or ends its clause.
pub(super) fn trimmed(reading: &Reading<'_>, range: Range<usize>, leads: bool) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end);
    let mark = |k: usize| !reading.tokens[k].is_word() && !reading.tokens[k].is_number();
    let quotes = |k: usize| matches!(reading.lower(k), "\"" | "“" | "”");
    let closing = |k: usize| {
        let quoted = quotes(k) && range.clone().filter(|&k| quotes(k)).count().is_multiple_of(2);
        (reading.lower(k) == "'" || quoted) && !reading.tokens[k].spaced
    };
    let opening = |k: usize| quotes(k) && range.clone().filter(|&k| quotes(k)).count().is_multiple_of(2);
    while end > start {
        let w = reading.lower(end - 1);
        // "Walk in" and "Pay what you can" end on their small words.
        let joins = leads && lexicon::is_function_word(w);
        if !(joins || mark(end - 1) && !closing(end - 1)) {
            break;
        }
        end -= 1;
    }
    let joins = |k: usize| one_of!(reading.lower(k), "and or but then is are which") && !reading.tokens[k].opens;
    while start < end && (joins(start) || mark(start) && !opening(start)) {
        start += 1;
    }
    start..end
}
