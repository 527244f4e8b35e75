//! The heading of a notice: the thing itself, and what stands beside it in the same clause or behind its colon.

use std::ops::Range;

use super::clause::{Clause, Sense, segments, trimmed};
use super::reading::Reading;
use super::words::one_of;
use super::{FactKind, lexicon, scope, subject};

/// Longest heading, characters; what is longer is running text.
const HEADING_CHARS_MAX: usize = 60;

/// Longest call that is a heading with its mark, words.
const CALL_WORDS_MAX: usize = 6;

/// The heading of a notice.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// What is read first; `None` where something else leads, a quotation above all.
    pub(super) head: Option<Range<usize>>,
    /// What the same words say beside it, in order.
    pub(super) beside: Vec<Range<usize>>,
    /// How many clauses it used up.
    pub(super) clauses: usize,
}

/// Finds the heading in the clauses of the first sentence.
pub(super) fn heading(reading: &Reading<'_>, sense: &Sense, clauses: &[Clause]) -> Heading {
    // "doors 7.30pm" names nothing.
    let labels = |own: &Range<usize>| own.len() == 1 && one_of!(reading.lower(own.start), "doors start starts entry");
    let told = |clause: &Clause| {
        let own = segments(reading, sense, &clause.range).into_iter().next();
        own.filter(|own| !labels(own) || own.end == clause.range.end && clause.closed != ":")
    };
    let found = clauses.iter().enumerate().find_map(|(i, clause)| told(clause).map(|own| (i, clause, own)));
    let Some((at, first, own)) = found else { return Heading::default() };
    let next = clauses.get(at + 1);
    // "Due to the storm, the market opens …": the matter comes second.
    let opener = reading.lower(own.start);
    let joins = lexicon::is_preposition(opener) && !one_of!(opener, "out off up over");
    // "Closed Monday 4 May for the bank holiday", "Back on Tuesday": said whole with the day.
    let begins = reading.lower(first.range.start);
    let away = one_of!(begins, "closed closing") && own.start > first.range.start && joins
        || one_of!(begins, "back reopening") && own.end == first.range.start + 1;
    if away && at == 0 && reading.source(first.range.clone()).chars().count() <= HEADING_CHARS_MAX {
        return Heading { clauses: 1, ..one(first.range.clone()) };
    }
    let leads_on = first.closed == "," && (joins || one_of!(opener, "due because as when if"));
    if leads_on && next.and_then(told).is_some() {
        let mut heading = heading(reading, sense, &clauses[at + 1..]);
        heading.beside.push(own);
        heading.clauses += at + 1;
        return heading;
    }
    let list = |next: &Clause| clauses.get(at + 2).is_some_and(|after| next.closed == "," && is_plain(sense, after));
    let joined = next.and_then(|next| with_next(reading, sense, first, &own, next, list(next)));
    let used = joined.is_some();
    let mut heading = joined.unwrap_or_else(|| {
        // A question keeps its mark, and so does what is called out: "Sing for joy!"
        let calls =
            first.closed == "!" && first.range.start == 0 && own.len() <= CALL_WORDS_MAX && is_plain(sense, first);
        let marked = (first.closed == "?" || calls) && own.end == first.range.end;
        let whole = first.range.start..own.end + 1;
        let mut heading = if marked { fitting(reading, sense, one(whole)) } else { split(reading, sense, own) };
        heading.beside.extend(segments(reading, sense, &first.range).into_iter().skip(1));
        heading
    });
    // "Entry £3 towards the roof, jumble sale": what a label is of stands beside the matter.
    let labelled = clauses[..at].iter().flat_map(|clause| segments(reading, sense, &clause.range).into_iter().skip(1));
    heading.beside.extend(labelled);
    heading.clauses = at + 1 + usize::from(used);
    heading
}

fn one(head: Range<usize>) -> Heading {
    Heading { head: Some(head), ..Heading::default() }
}

/// The heading that two clauses make together; `None` where the first is one by itself.
fn with_next(
    reading: &Reading<'_>,
    sense: &Sense,
    first: &Clause,
    own: &Range<usize>,
    next: &Clause,
    list: bool,
) -> Option<Heading> {
    let opening = reading.lower(own.start);
    if first.closed == "," {
        // "Happy retirement, Margaret!"
        let wishes = one_of!(opening, "happy welcome congratulations goodbye farewell thank thanks well");
        let addressed = wishes && sense.is_all(reading, &next.range, FactKind::Name);
        return addressed.then(|| one(own.start..next.range.end));
    }
    if first.closed != ":" {
        return None;
    }
    let mut told = segments(reading, sense, &next.range).into_iter();
    if own.len() == 1 && one_of!(opening, "lost found wanted missing stolen free tonight") {
        // "Lost: silver bicycle"
        let mut heading = fitting(reading, sense, one(own.start..told.next()?.end));
        heading.beside.extend(told);
        return Some(heading);
    }
    let lead = lead_of(reading, sense, own, next, list).filter(|_| own.end == first.range.end)?;
    behind(reading, sense, own.clone(), next, &lead)
}

fn is_plain(sense: &Sense, clause: &Clause) -> bool {
    clause.range.clone().all(|k| sense.fact(k).is_none())
}

/// What stands before a colon, when what comes after it leads.
enum Lead {
    /// A word for notices: "Notice".
    Label,
    /// A kind of work or evening whose title follows: "Annual report 2026", "Film night".
    Genre,
    /// Whoever speaks: "Yoga studio".
    House,
}

fn lead_of(reading: &Reading<'_>, sense: &Sense, own: &Range<usize>, next: &Clause, list: bool) -> Option<Lead> {
    let words = own.clone().filter(|&k| reading.tokens[k].is_word());
    let last = words.clone().next_back().map_or("", |k| reading.lower(k));
    let titled = sense.is_all(reading, &next.range, FactKind::Name);
    let works = one_of!(
        last,
        "report lecture talk webinar seminar panel exhibition screening documentary study guide survey review play podcast \
         keynote debate book novel musical opera sermon"
    );
    let evening = subject::is_occasion(last)
        && !one_of!(last, "class course workshop sale offer opening lesson run walk")
        || one_of!(last, "film concert premiere");
    let discount = next.range.clone().any(|k| sense.fact(k) == Some(FactKind::Offer));
    let label = one_of!(
        last,
        "notice reminder attention important note news update announcement alert new introducing in open soon"
    );
    // "Reminder for parents: school photos"
    let many =
        one_of!(reading.lower(own.start + 2), "all everyone parents residents members staff students neighbours");
    let addressed = reading.lower(own.start + 1) == "for" || reading.lower(own.start + 1) == "to" && many;
    let reminds = reading.lower(own.start) == "reminder" && addressed;
    if words.count() <= 2 && label || reminds {
        return Some(Lead::Label);
    }
    let dated = own.clone().any(|k| reading.tokens[k].is_number());
    let named = sense.is_all(reading, own, FactKind::Name) || sense.is_all(reading, own, FactKind::Place);
    let house =
        lexicon::is_enterprise(last) && !one_of!(last, "market service club") || last == "roastery" || named && !dated;
    // "New Year offer at our gym": what is on there.
    let priced = sense.count(&next.range, FactKind::Price).1 > 0;
    let house = house && !priced && !own.clone().any(|k| subject::is_occasion(reading.lower(k)));
    if works && !list || evening && titled {
        return Some(Lead::Genre);
    }
    let told = segments(reading, sense, &next.range).into_iter().next().is_some_and(|segment| segment.len() >= 2);
    (house && told && !discount && !list).then_some(Lead::House)
}

/// The heading that stands behind a colon.
fn behind(reading: &Reading<'_>, sense: &Sense, own: Range<usize>, next: &Clause, lead: &Lead) -> Option<Heading> {
    // A quotation leads by itself.
    if next.range.clone().any(|k| sense.is_quoted(reading, k)) {
        return Some(Heading { beside: vec![own], ..Heading::default() });
    }
    let mut told = segments(reading, sense, &next.range).into_iter();
    let matter = told.next()?;
    let mut heading = match lead {
        Lead::Label | Lead::Genre => fitting(reading, sense, one(matter)),
        Lead::House => split(reading, sense, matter),
    };
    if !matches!(lead, Lead::House) || sense.has_words(reading, &own) {
        heading.beside.insert(0, own);
    }
    heading.beside.extend(told);
    Some(heading)
}

/// `Photo exhibition "Slow Light" by Ines Vogt`: the quotation leads by itself, and the words around it stand beside it.
fn quoting(reading: &Reading<'_>, sense: &Sense, own: &Range<usize>) -> Option<Heading> {
    let from = own.clone().find(|&k| sense.is_quoted(reading, k))?;
    let to = (from..own.end).find(|&k| !sense.is_quoted(reading, k)).unwrap_or(own.end);
    let around = [trimmed(reading, opened(reading, own.start..from), true), trimmed(reading, to..own.end, false)];
    let beside = around.into_iter().filter(|range| sense.has_words(reading, range)).collect();
    Some(Heading { beside, ..Heading::default() })
}

/// Takes a clause apart into its matter and what is said of it: whose it is, whom it is for, where.
fn split(reading: &Reading<'_>, sense: &Sense, own: Range<usize>) -> Heading {
    if let Some(heading) = quoting(reading, sense, &own) {
        return heading;
    }
    let our = one_of!(reading.lower(own.start), "our my");
    let whole = opened(reading, own);
    if our && let Some(name) = name_of_kind(reading, sense, &whole) {
        return one(name);
    }
    if speaks(reading, &whole) {
        return fitting(reading, sense, one(whole));
    }
    let inner = whole.start + 1..whole.end;
    let apart = |k: usize| sense.fact(k).is_some() && sense.fact(k) == sense.fact(k - 1);
    for k in inner.filter(|&k| !apart(k)) {
        let rest = k + 1..whole.end;
        let head = trimmed(reading, whole.start..k, true);
        let named = |range: &Range<usize>| {
            range.clone().any(|k| matches!(sense.fact(k), Some(FactKind::Name | FactKind::Place)))
        };
        let beside = match reading.lower(k) {
            "of" if one_of!(reading.before(k, 1), "opening launch premiere reopening") && named(&rest) => rest,
            "for" if is_for_people(reading, sense, &rest) => k..whole.end,
            "by" | "with" | "at" | "in" | "from" | "on" | "under" | "behind" | "near" if named(&rest) => k..whole.end,
            _ => continue,
        };
        if head.is_empty() || !sense.has_words(reading, &head) {
            continue;
        }
        // A name or a place that is said with nothing beside it is a fact already.
        let told = sense.has_words(reading, &beside);
        let beside = if told { vec![beside] } else { Vec::new() };
        return fitting(reading, sense, Heading { head: Some(head), beside, clauses: 0 });
    }
    fitting(reading, sense, one(whole))
}

/// The name in `band The Salt Roads`, which says it all; `school Summer Fair` is no name of a school.
fn name_of_kind(reading: &Reading<'_>, sense: &Sense, whole: &Range<usize>) -> Option<Range<usize>> {
    let kind = reading.lower(whole.start);
    let house = lexicon::is_enterprise(kind) || one_of!(kind, "band trio quartet quintet orchestra choir podcast");
    let name = whole.start + 1..whole.end;
    let named = !name.is_empty() && name.clone().all(|k| sense.fact(k) == Some(FactKind::Name));
    let last = reading.before(whole.end, 1);
    let event = lexicon::is_put_on(last) || lexicon::is_holiday(last);
    (house && named && !event).then_some(name)
}

/// A heading that is too long goes on in a line beside it, from one of its small words on.
fn fitting(reading: &Reading<'_>, sense: &Sense, mut heading: Heading) -> Heading {
    let Some(head) = heading.head.clone() else { return heading };
    let offers = head.clone().any(|k| sense.fact(k) == Some(FactKind::Offer) && reading.tokens[k].is_number());
    let length = |range: Range<usize>| reading.source(range).chars().count();
    if offers {
        // "Get 20% off your first order": the discount leads as it is printed.
        if let Some(rest) = beside_offer(reading, sense, &head) {
            heading.beside.insert(0, rest);
        }
        heading.head = None;
    } else if length(head.clone()) > HEADING_CHARS_MAX {
        let joint =
            |k: usize| one_of!(reading.lower(k), "for in at with by from on to through during and who where that");
        let cut = (head.start + 2..head.end).rev().find(|&k| joint(k) && length(head.start..k) <= HEADING_CHARS_MAX);
        heading.head = cut.map(|k| head.start..k);
        heading.beside.insert(0, cut.unwrap_or(head.start)..head.end);
    }
    heading
}

/// What a discount that leads is on, as it stands behind it: `20% off | haircuts when you bring a friend`. How far one reaches that
/// is on `all bouquets` or `your first order` is told with the discount itself ([`scope::discount_scope`]).
fn beside_offer(reading: &Reading<'_>, sense: &Sense, head: &Range<usize>) -> Option<Range<usize>> {
    let offer = |k: usize| sense.fact(k) == Some(FactKind::Offer);
    let first = head.clone().find(|&k| offer(k))?;
    let end = (first..head.end).find(|&k| !offer(k))?;
    let leads =
        first == head.start || first == head.start + 1 && one_of!(reading.lower(head.start), "get save enjoy take");
    let told = scope_end(reading, end..head.end).filter(|&told| !(end..told).any(|k| sense.fact(k).is_some()));
    let rest = trimmed(reading, told.unwrap_or(end)..head.end, false);
    let idle = rest.len() == 1 && one_of!(reading.lower(rest.start), "now today only");
    (leads && !idle && sense.has_words(reading, &rest)).then_some(rest)
}

/// Where the words end that say how far a discount reaches, of those behind it.
fn scope_end(reading: &Reading<'_>, behind: Range<usize>) -> Option<usize> {
    if reading.before(behind.start, 1) != "off" {
        return None;
    }
    let from = reading.tokens[behind.start - 1].span.end;
    let text = &reading.text[from..reading.tokens[behind.end - 1].span.end];
    let scope = scope::discount_scope(text)?;
    let end = from + (text.len() - text.trim_start().len()) + scope.len();
    Some(behind.clone().find(|&k| reading.tokens[k].span.start >= end).unwrap_or(behind.end))
}

/// Without the word that only opens it: `Launching our`, `Introducing the new`, `Our`.
fn opened(reading: &Reading<'_>, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    let opens = one_of!(reading.lower(start), "launching introducing presenting meet")
        && lexicon::is_determiner(reading.lower(start + 1));
    start += usize::from(opens);
    // "The Velvet Moles" are called so.
    let named = |k: usize| reading.tokens[k].capital && !reading.tokens[k].opens;
    let joins = |k: usize| one_of!(reading.lower(k), "a an the our") && !named(k) && !speaks(reading, &range);
    while start + 1 < range.end && (reading.lower(start) == "my" || joins(start)) {
        start += 1;
    }
    // "our new oat milk": that it is new is why it is said.
    start..range.end
}

/// Whether a clause is a sentence or tells its readers to do something, so that it is said as a whole.
fn speaks(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let first = reading.lower(range.start);
    let orders = lexicon::is_reader_verb(first) && !one_of!(first, "play meet contact")
        || one_of!(
            first,
            "please let's we you it there help switch renew bring keep support protect recycle build celebrate"
        );
    let object = one_of!(reading.lower(range.start + 1), "your our us the a an this these to for in up");
    let verb = |k: usize| match reading.lower(k) {
        "open" => !one_of!(reading.lower(k + 1), "day evening house mic studio studios air"),
        // "Choir looking for basses"
        "looking" => reading.lower(k + 1) == "for",
        w => one_of!(
            w,
            "is are will has have needs need closes close opens moves must can cannot was were turns starts begins returns reopens"
        ),
    };
    let says = range.clone().skip(1).any(|k| k + 1 < range.end && verb(k));
    orders && object || one_of!(first, "please let's we you") || says
}

/// Whether what follows `for` is a kind of people, or whatever else something is made for, and no reason.
fn is_for_people(reading: &Reading<'_>, sense: &Sense, rest: &Range<usize>) -> bool {
    let first = reading.lower(rest.start);
    let deed = first.ends_with("ing") && !one_of!(first, "nursing learning");
    let plain = rest.clone().all(|k| sense.fact(k).is_none());
    let definite = lexicon::is_determiner(first) && !one_of!(first, "all the any every");
    // "for the self-employed", but "for the new playground".
    let those = first != "the" || rest.len() <= 2;
    let terms = one_of!(first, "sale rent hire free you us me life hope good ever");
    plain && !terms && !deed && !definite && those && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::Brief;
    use super::super::fixture::check_stated as check;

    #[test]
    fn the_name_of_a_house_is_its_heading() {
        check(
            "Poster for our band The Salt Roads, 12 March, playing at the Anchor",
            &["The Salt Roads", "playing at the Anchor"],
        );
        check("Poster for our school Summer Fair, 12 July 2pm", &["school Summer Fair"]);
    }

    #[test]
    fn a_call_keeps_its_mark() {
        let text = "Sing for joy! Community choir on 4 September";
        check(text, &["Sing for joy!", "Community choir"]);
        assert_eq!(Brief::read(text).unwrap().subject.as_deref(), Some("Sing for joy"));
        check(
            "Thank you for ten years! Hartley's Bakery invites everyone to cake on Saturday 2 August",
            &["Thank you for ten years!", "Hartley's Bakery invites everyone to cake"],
        );
        check("Poster for our summer fair! Saturday 3 May, 2pm", &["summer fair"]);
    }

    #[test]
    fn a_label_heads_nothing() {
        check(
            "Reminder for parents: school photos on Wednesday, full uniform please",
            &["school photos", "Reminder for parents", "full uniform please"],
        );
        check(
            "Reminder to book your place: spaces are limited, 3 May",
            &["Reminder to book your place", "spaces are limited"],
        );
        check(
            "Entry £3 towards the church roof, jumble sale Saturday 3 May 10am",
            &["jumble sale", "towards the church roof"],
        );
    }
}
