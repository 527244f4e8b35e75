//! What a notice states beside its facts, line by line in its own words: its heading, whom it is for, what there is to see,
//! what to do.
//!
//! Every word of a notice is meant for its readers, so none may be lost: what no recogniser took is a line here. Such lines are
//! asked for and not required, so that a small page may do without them.

use std::ops::Range;

use super::clause::{Clause, Sense, clauses, labelled, segments};
use super::heading::{Heading, heading};
use super::reading::Reading;
use super::words::one_of;
use super::{CopyRequest, CopyRole, FactKind, abroad, lexicon, manner, plain};

/// Most lines that are stated beside the heading.
const LINES_MAX: usize = 10;
/// Longest list that stays on one line, characters.
const LIST_CHARS_MAX: usize = 60;
/// Longest line that is kept whole around its sum or its address, characters.
const WHOLE_CHARS_MAX: usize = 56;
/// Longest line that can stand under the heading, characters.
const BESIDE_CHARS_MAX: usize = 64;
/// Longest line at all, characters.
const LINE_CHARS_MAX: usize = 140;

/// A line while it is put together.
#[derive(Debug)]
struct Line {
    range: Range<usize>,
    /// The clause that it is the whole of, so that a list may go on.
    lists: bool,
    asks: bool,
    /// Whether it can stand under the heading.
    second: bool,
}

/// The lines that a notice states; none for a brief that is no notice.
pub(super) fn statements(reading: &Reading<'_>) -> Vec<CopyRequest> {
    let abroad = abroad::statements(reading);
    if !abroad.is_empty() {
        return abroad;
    }
    let sentences = plain::sentences(reading);
    let Some(first) = sentences.first() else { return Vec::new() };
    let sense = Sense::of(reading);
    let opening = clauses(reading, first);
    let Heading { head, beside, clauses: used } = heading(reading, &sense, &opening);
    let beside = beside.into_iter().map(|range| Line {
        second: seconds(reading, &sense, &range),
        range,
        lists: false,
        asks: false,
    });
    let mut lines: Vec<Line> = beside.collect();
    for (i, sentence) in sentences.iter().enumerate() {
        let all = clauses(reading, sentence);
        let told = labelled(&sense, all.get(if i == 0 { used } else { 0 }..).unwrap_or_default());
        for clause in &told {
            state(reading, &sense, clause, &mut lines);
        }
    }
    lines.retain(|line| sense.has_words(reading, &line.range) || !line.lists);
    lines.retain(|line| !manner::is_all_manner(line.range.clone().map(|k| reading.lower(k))));
    let mut out = Vec::new();
    if let Some(head) = head {
        out.push(CopyRequest { role: CopyRole::Headline, text: reading.source(head).to_owned(), required: false });
    }
    let second = lines.iter().position(|line| line.second);
    let told = lines.into_iter().enumerate().take(LINES_MAX);
    out.extend(told.filter_map(|(i, line)| request(reading, line, second == Some(i))));
    out
}

fn request(reading: &Reading<'_>, line: Line, second: bool) -> Option<CopyRequest> {
    let text = reading.source(line.range).split_whitespace().collect::<Vec<_>>().join(" ");
    let role = match (second, line.asks) {
        (true, _) => CopyRole::Subhead,
        (false, true) => CopyRole::Cta,
        (false, false) => CopyRole::Body,
    };
    (text.chars().count() <= LINE_CHARS_MAX).then_some(CopyRequest { role, text, required: false })
}

/// Whether a line can stand under the heading: words alone, and not too many.
fn seconds(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let fact = |k: usize| sense.is_apart(k) || matches!(sense.fact(k), Some(FactKind::Offer | FactKind::Place));
    !range.clone().any(fact) && reading.source(range.clone()).chars().count() <= BESIDE_CHARS_MAX
}

/// Adds what one clause states.
fn state(reading: &Reading<'_>, sense: &Sense, clause: &Clause, lines: &mut Vec<Line>) {
    let worded = clause.range.clone().any(|k| reading.tokens[k].is_word()) || is_figure(reading, sense, clause);
    // "make it funny"
    let first = clause.range.start;
    let asked = one_of!(reading.lower(first), "make keep")
        && reading.lower(first + 1) == "it"
        && plain::is_of_design(reading, &(first + 2..clause.range.end));
    if !worded || asked || plain::is_picture_of(reading, first) || plain::is_of_design(reading, &clause.range) {
        return;
    }
    if let Some(at) = after_price(reading, sense, &clause.range) {
        let (price, rest) = (clause.range.start..at, at..clause.range.end);
        state(reading, sense, &Clause { range: price, closed: String::new(), ..clause.clone() }, lines);
        return state(reading, sense, &Clause { range: rest, led: String::new(), ..clause.clone() }, lines);
    }
    if let Some(whole) = whole(reading, sense, clause) {
        // "boots, poles and jackets from £5"
        let listed = clause.led == "," && whole.clone().any(|k| one_of!(reading.lower(k), "and or"));
        if let Some(last) = lines.last_mut().filter(|last| listed && goes_on(reading, last, &whole)) {
            *last = Line { range: last.range.start..whole.end, lists: false, asks: false, second: false };
            return;
        }
        lines.push(Line { range: whole, lists: false, asks: false, second: false });
        return;
    }
    for range in segments(reading, sense, &clause.range) {
        let lists = range == clause.range;
        // "Lost cat: Biscuit, ginger tabby": a name may begin a list.
        let named = lists && clause.led == ":" && sense.is_all(reading, &range, FactKind::Name);
        let filler = range.len() == 1 && one_of!(reading.lower(range.start), "instead too again only also please");
        let says = sense.has_words(reading, &range) || is_where(reading, sense, &range) || named;
        if filler || !says {
            continue;
        }
        let joins = lists && clause.led == ",";
        if let Some(last) = lines.last_mut().filter(|last| joins && goes_on(reading, last, &range)) {
            last.range.end = range.end;
            last.second &= seconds(reading, sense, &last.range);
            continue;
        }
        let asks = asks(reading, sense, &range);
        // "Doors" of "Doors 7.30pm" says nothing alone.
        let labels = sense.is_apart(range.end) && range.end < clause.range.end;
        let opens = clause.led.is_empty() || clause.led == ":";
        let second = opens && !labels && !asks && seconds(reading, sense, &range);
        lines.push(Line { range, lists, asks, second });
    }
}

/// Whether a list goes on with `next` on the same line.
fn goes_on(reading: &Reading<'_>, last: &Line, next: &Range<usize>) -> bool {
    let fits = reading.source(last.range.start..next.end).chars().count() <= LIST_CHARS_MAX;
    last.lists && !last.asks && last.range.end + 1 == next.start && fits
}

/// Whether a segment says where with a small word that must not be lost: `in the main hall`, `near Market Hall`.
fn is_where(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let room = one_of!(reading.lower(range.start), "in at on") && reading.lower(range.start + 1) == "the";
    let beside = one_of!(reading.lower(range.start), "near behind outside opposite beside under beyond");
    let from = range.start + if room { 2 } else { 1 };
    let placed = |k: usize| matches!(sense.fact(k), Some(FactKind::Place | FactKind::Name));
    let common = (from..range.end).all(|k| sense.fact(k) == Some(FactKind::Place) && !reading.tokens[k].capital);
    let named = (from..range.end).all(|k| placed(k) || lexicon::is_determiner(reading.lower(k)));
    range.end > from && (room && common || beside && named)
}

/// Where a clause goes on after what costs so much: `Full service for £79 | until 30 November`.
fn after_price(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> Option<usize> {
    let price = range.clone().find(|&k| sense.is_apart(k)).filter(|&k| sense.fact(k) == Some(FactKind::Price))?;
    let end = (price..range.end).find(|&k| sense.fact(k) != Some(FactKind::Price))?;
    let goes_on = (end..range.end).any(|k| sense.is_apart(k));
    (goes_on && sense.has_words(reading, &(range.start..price))).then_some(end)
}

/// Whether a clause is a number that nothing took: it is said as it stands.
fn is_figure(reading: &Reading<'_>, sense: &Sense, clause: &Clause) -> bool {
    clause.range.clone().any(|k| reading.tokens[k].is_number() && sense.fact(k).is_none())
}

/// A clause that is said whole with its one sum or address: `Six weeks for £60`, `Walk in or book at give.example`.
fn whole(reading: &Reading<'_>, sense: &Sense, clause: &Clause) -> Option<Range<usize>> {
    let range = clause.range.clone();
    let fits = reading.source(range.clone()).chars().count() <= WHOLE_CHARS_MAX;
    let (apart, prices) = sense.count(&range, FactKind::Price);
    let offered = range.clone().any(|k| sense.fact(k) == Some(FactKind::Offer));
    let priced = apart == 1 && prices == 1 && (offered || sense.has_words(reading, &range));
    let reached = [FactKind::Url, FactKind::Phone].iter().any(|&kind| sense.count(&range, kind).1 == 1);
    // "Register by 1 October at …": by when stands on a line of its own.
    let deadline = reading.lower(range.start + 1) == "by" && sense.is_apart(range.start + 2);
    let contact = reached && !deadline && apart <= 2 && sense.has_words(reading, &range);
    let until = apart == 1 && prices == 0 && !reached && is_until(reading, sense, &range);
    let label = range.clone().any(|k| reading.tokens[k].is_mark(':') && !sense.is_apart(k));
    let labelled = label && apart == 1 && sense.has_words(reading, &range);
    let hours = is_hours(reading, sense, clause);
    let timed = (clause.led == "," || range.start > 0 && clause.led.is_empty()) && is_part(reading, sense, &range);
    (fits && (priced || contact || until || labelled || timed || hours || is_series(reading, sense, &range)))
        .then_some(range)
}

/// `Monday to Friday 8-18` where other days have hours of their own: which belong together would be lost.
fn is_hours(reading: &Reading<'_>, sense: &Sense, clause: &Clause) -> bool {
    let (apart, times) = sense.count(&clause.range, FactKind::Time);
    let days = sense.count(&clause.range, FactKind::Date).1;
    let joins = |k: usize| one_of!(reading.lower(k), ": and &");
    let all = clause.range.clone().all(|k| sense.is_apart(k) || joins(k));
    // "Saturday 9-16", "Saturday: 9-16", "9am-4pm Saturday"
    let pairs = (1..reading.len())
        .filter(|&k| {
            let colon = k >= 2 && reading.lower(k - 1) == ":";
            let kinds = (sense.fact(k - if colon { 2 } else { 1 }), sense.fact(k));
            let (day, hour) = (Some(FactKind::Date), Some(FactKind::Time));
            kinds == (day, hour) || !colon && kinds == (hour, day)
        })
        .count();
    all && apart == 2 * days && days >= 1 && times == days && pairs >= 2
}

/// `Santa at noon`, and behind another day `back on Tuesday`, `opening 3 September 6pm`: what has an hour or a day of its own.
fn is_part(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let Some(when) = range.clone().find(|&k| sense.is_apart(k)).filter(|&k| k > range.start) else { return false };
    let (apart, times) = sense.count(range, FactKind::Time);
    let days = sense.count(range, FactKind::Date).1;
    let dated = (0..range.start).any(|k| sense.fact(k) == Some(FactKind::Date));
    let led = one_of!(reading.before(when, 1), "at on") && when > range.start + 1;
    // "start in June"
    let begins = one_of!(reading.lower(range.start), "start starts starting begin begins beginning")
        && one_of!(reading.before(when, 1), "on in from")
        && when == range.start + 2;
    // "assembly each morning"
    let again = one_of!(reading.lower(when), "each every daily") && dated;
    // "Start 10am", "ends Sunday midnight"
    let starts = one_of!(reading.lower(range.start), "start starts finish ends") && when == range.start + 1;
    let whole = (when..range.end).all(|k| sense.is_apart(k)) && when <= range.start + 2;
    match (apart, days, times) {
        (1, 0, 1) => led || again || starts,
        (1, 1, 0) => {
            begins
                || again
                || starts
                || led && (dated || one_of!(reading.lower(range.start), "back reopening open opening closed"))
        }
        (2, 1, 1) => starts && whole || dated && (led || whole),
        _ => false,
    }
}

/// `Sheep grazing in this field until 30 September`, `Entries close 1 March`: the last words say how long, or by when.
fn is_until(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let Some(fact) = range.clone().find(|&k| sense.is_apart(k)) else { return false };
    let ends = (fact..range.end).all(|k| sense.is_apart(k));
    let words = fact > range.start + 1 && sense.has_words(reading, &(range.start..fact));
    let offered = range.clone().any(|k| sense.fact(k) == Some(FactKind::Offer));
    ends && words && !offered && one_of!(reading.before(fact, 1), "until till since by before close closes closing")
}

/// `Six Mondays from 3 November`, `Open every day from 6pm`: so many days, and since when.
fn is_series(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let counts = one_of!(reading.lower(range.start), "two three four five six seven eight nine ten twelve open")
        || reading.tokens[range.start].is_number() && sense.fact(range.start).is_none();
    let days = range.start + 1..range.end;
    counts
        && sense.fact(days.start) == Some(FactKind::Date)
        && days.clone().all(|k| sense.is_apart(k) || lexicon::is_function_word(reading.lower(k)))
}

/// Whether a line asks its readers for the answer that a button would: `Sign up at reception`.
fn asks(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    let first = reading.lower(range.start);
    let answer = lexicon::is_reader_verb(first)
        && !one_of!(
            first,
            "meet see play give come follow listen watch read learn get find choose discover explore travel"
        );
    answer && range.len() >= 2 && range.clone().all(|k| sense.fact(k).is_none())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::stated;
    use super::super::{Brief, CopyRole};

    #[track_caller]
    fn check(text: &str, want: &[(CopyRole, &str)]) {
        let want: Vec<(CopyRole, String)> = want.iter().map(|(role, line)| (*role, (*line).to_owned())).collect();
        assert_eq!(stated(text), want, "{text}");
    }

    #[test]
    fn what_stands_beside_the_facts_is_stated_in_its_own_words() {
        check(
            "Street circus: jugglers, stilt walkers, a brass band. Saturday 9 May, 2pm, meet at the well. Hats for £4 with a feather. \
             Lively.",
            &[
                (CopyRole::Headline, "Street circus"),
                (CopyRole::Subhead, "jugglers, stilt walkers, a brass band"),
                (CopyRole::Body, "meet at the well"),
                (CopyRole::Body, "Hats for £4 with a feather"),
            ],
        );
        check(
            "Boiler service for £79 until 30 November. Sign up at the counter.",
            &[(CopyRole::Headline, "Boiler service"), (CopyRole::Cta, "Sign up at the counter")],
        );
        check(
            "Winter check! Full service for £79 until 30 November.",
            &[(CopyRole::Headline, "Winter check!"), (CopyRole::Body, "Full service for £79")],
        );
    }

    #[test]
    fn how_a_design_should_feel_is_no_statement() {
        let head = [(CopyRole::Headline, "Christmas market on the quay")];
        check("Christmas market on the quay, 12-13 December. Festive, deep red and gold.", &head);
        check(
            "Yoga by the sea every Sunday at 8am, North Beach. Calm and light.",
            &[(CopyRole::Headline, "Yoga by the sea")],
        );
    }

    #[test]
    fn a_brief_that_asks_for_a_design_states_nothing_of_itself() {
        for text in [
            "Create a poster for a street circus. Jugglers, stilt walkers, a brass band.",
            "I want people to come to our street circus. Jugglers and stilt walkers.",
            "STREET CIRCUS SAT 9 MAY 2PM OLD WELL SQUARE JUGGLERS",
            "Cirque de rue, samedi 9 mai, avec des jongleurs et une fanfare pour les enfants.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn no_statement_is_required() {
        let text = "Street circus. Jugglers, stilt walkers. Saturday 9 May.";
        assert_eq!(Brief::read(text).unwrap().required(), ["Saturday 9 May"]);
    }
}
