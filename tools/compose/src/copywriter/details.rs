//! The facts as people print them: dates with their times, venues with their towns, names in one line.

use design::brief::{Fact, FactKind, discount_scope};
use design::{Brief, CopyRole};

use super::phrase::{fold, holds, length, sentence_case};
use super::sheet::Sheet;
use super::stated;

/// Longest line that facts are joined to, characters.
const LINE_CHARS_MAX: usize = 56;
/// Fewest rows of a price list.
const LIST_ROWS_MIN: usize = 2;
/// Fewest rows of an agenda.
const AGENDA_ROWS_MIN: usize = 3;

/// Adds every line that the brief gives word for word.
pub(super) fn literal(brief: &Brief, sheet: &mut Sheet) {
    for line in brief.copy.iter().filter(|line| line.required) {
        let role = match line.role {
            CopyRole::Headline if sheet.has(CopyRole::Headline) => CopyRole::Subhead,
            role => role,
        };
        let role = if role == CopyRole::Subhead && sheet.has(CopyRole::Subhead) { CopyRole::Body } else { role };
        sheet.add(role, None, &line.text);
    }
}

/// Adds every fact that is not said yet.
pub(super) fn facts(brief: &Brief, sheet: &mut Sheet) {
    price_list(brief, sheet);
    agenda(brief, sheet);
    for kind in [FactKind::Offer, FactKind::Price] {
        for fact in open(brief, sheet, &[kind]) {
            let line = with_label(brief, &with_scope(brief, &with_off(brief, &fact.text)));
            sheet.add(CopyRole::Body, Some(kind), &line);
        }
    }
    joined(brief, sheet, &[FactKind::Date, FactKind::Time], ", ");
    places(brief, sheet);
    joined(brief, sheet, &[FactKind::Name], ", ");
    for fact in open(brief, sheet, &[FactKind::Name]) {
        sheet.add(CopyRole::Body, Some(FactKind::Name), &fact.text);
    }
    for fact in open(brief, sheet, &[FactKind::Url]) {
        sheet.add(CopyRole::Body, Some(FactKind::Url), &fact.text);
    }
    joined(brief, sheet, &[FactKind::Phone], " · ");
}

/// Adds the rows of a price list: what is sold with what it costs, where the brief says one straight after the other.
fn price_list(brief: &Brief, sheet: &mut Sheet) {
    let mut rows = Vec::new();
    for pair in in_order(brief).windows(2) {
        let [(name_at, name), (price_at, price)] = pair else { continue };
        let between = brief.text.get(name_at + name.text.len()..*price_at).unwrap_or("x");
        let close =
            between.chars().count() <= 6 && !between.chars().any(|c| c.is_alphanumeric() || c == '\n' || c == ',');
        if name.kind == FactKind::Name && price.kind == FactKind::Price && close {
            rows.push(format!("{} {}", sentence_case(&name.text), price.text));
        }
    }
    if rows.len() >= LIST_ROWS_MIN {
        for row in rows {
            sheet.add(CopyRole::Body, Some(FactKind::Price), &row);
        }
    }
}

/// Adds the rows of an agenda: what begins when, where the brief says an hour and then its matter, three times at least.
fn agenda(brief: &Brief, sheet: &mut Sheet) {
    let mut rows: Vec<String> = Vec::new();
    let mut end: Option<usize> = None;
    for (at, fact) in in_order(brief) {
        match (fact.kind, end) {
            (FactKind::Time, _) => {
                rows.push(fact.text.clone());
                end = Some(at + fact.text.len());
            }
            (FactKind::Name, Some(before)) => {
                let between = brief.text.get(before..at).unwrap_or("\n");
                let Some(row) = rows.last_mut().filter(|_| is_joint(between)) else {
                    end = None;
                    continue;
                };
                // A single space sets the hour off; what follows is a list.
                let joint = if between.contains(',') { ", " } else { " " };
                row.push_str(joint);
                row.push_str(&if joint == " " { sentence_case(&fact.text) } else { fact.text.clone() });
                end = Some(at + fact.text.len());
            }
            _ => end = None,
        }
    }
    rows.retain(|row| row.contains(' ') && row.chars().any(char::is_alphabetic));
    if rows.len() >= AGENDA_ROWS_MIN {
        for row in rows {
            sheet.add(CopyRole::Body, Some(FactKind::Time), &row);
        }
    }
}

/// Whether two facts of one row may stand so far apart: by marks, or by a label such as "Panel:".
fn is_joint(between: &str) -> bool {
    let label = between.trim().strip_suffix(':').is_some_and(|label| label.split_whitespace().count() <= 2);
    let marks = between.chars().count() <= 4 && !between.chars().any(char::is_alphanumeric);
    !between.contains('\n') && (label || marks)
}

/// The facts with where they stand in the brief, each after the one before it where its words come more than once.
fn in_order(brief: &Brief) -> Vec<(usize, &Fact)> {
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut out: Vec<(usize, &Fact)> = Vec::new();
    for fact in &brief.facts {
        let after = |from: usize| brief.text.get(from..).and_then(|rest| rest.find(&fact.text)).map(|at| from + at);
        // They are told in the order of the text: "Gyoza (6) 6".
        let last = out.last().map_or(0, |(at, fact)| at + fact.text.len());
        let from = seen.get(fact.text.as_str()).copied().unwrap_or(0);
        let Some(at) = after(last.max(from)).or_else(|| after(from)) else { continue };
        seen.insert(&fact.text, at + fact.text.len());
        out.push((at, fact));
    }
    out.sort_by_key(|(at, _)| *at);
    out
}

/// The facts of some kinds that no block says yet, in the order of the brief.
fn open(brief: &Brief, sheet: &Sheet, kinds: &[FactKind]) -> Vec<Fact> {
    brief.facts.iter().filter(|f| kinds.contains(&f.kind) && !sheet.says(&f.text)).cloned().collect()
}

/// Adds facts of some kinds in as few lines as they fit.
fn joined(brief: &Brief, sheet: &mut Sheet, kinds: &[FactKind], joint: &str) {
    let mut items = open(brief, sheet, kinds);
    // Numbers of tickets stand alone.
    items.retain(|f| f.kind != FactKind::Name || !f.text.starts_with("No"));
    if kinds.contains(&FactKind::Date) {
        // The day, then the hour; by when to answer comes after both.
        items.sort_by_key(|f| if is_deadline(brief, f) { 2 } else { u8::from(f.kind == FactKind::Time) });
    }
    let Some(kind) = items.first().map(|f| f.kind) else { return };
    let mut line = String::new();
    for item in items {
        let labelled = if kinds.contains(&FactKind::Name) { item.text.clone() } else { with_label(brief, &item.text) };
        // After the day the hour goes on in lower case: "Thursday 9 October, doors 7.30pm".
        let labelled = if line.is_empty() || labelled == item.text { labelled } else { lower_first(&labelled) };
        let apart = is_deadline(brief, &item);
        if !line.is_empty() && (apart || length(&line) + joint.len() + length(&labelled) > LINE_CHARS_MAX) {
            sheet.add(CopyRole::Body, Some(kind), &line);
            line.clear();
        }
        let labelled = if apart && labelled == item.text { by_when(brief, &item) } else { labelled };
        let labelled = if line.is_empty() { capital_first(&labelled, &item.text) } else { labelled };
        if !line.is_empty() {
            line.push_str(joint);
        }
        line.push_str(&labelled);
    }
    sheet.add(CopyRole::Body, Some(kind), &line);
}

/// What stands before a fact in its clause.
fn before_in_clause<'a>(brief: &'a Brief, fact: &str) -> &'a str {
    let before = brief.text.find(fact).map_or("", |at| &brief.text[..at]);
    before.rsplit(['.', ';', '!', '?', '\n', ',']).next().unwrap_or_default()
}

/// The three words before a fact, folded.
fn lead_of(brief: &Brief, fact: &str) -> Vec<String> {
    let words: Vec<String> = before_in_clause(brief, fact).split_whitespace().map(fold).collect();
    words[words.len().saturating_sub(3)..].to_vec()
}

/// Whether a date says by when to answer, not when something is on: "apply by 30 April", "entries close 1 March".
fn is_deadline(brief: &Brief, fact: &Fact) -> bool {
    let lead = lead_of(brief, &fact.text);
    let says = |words: &[&str]| lead.iter().any(|word| words.contains(&word.as_str()));
    let last = lead.last().map(String::as_str);
    fact.kind == FactKind::Date
        && (last == Some("by")
            || says(&["deadline", "rsvp", "closes", "closing"])
            || says(&["close"]) && !is_in_a_close(brief, &fact.text)
            || matches!(last, Some("before")) && says(&["apply", "register", "enter", "book", "reply", "rsvp"]))
}

/// Whether a street is named before `fact` in the same clause: "last seen in Elm Close on Tuesday".
fn is_in_a_close(brief: &Brief, fact: &str) -> bool {
    let clause = fold(before_in_clause(brief, fact));
    let mut places = brief.facts.iter().filter(|place| place.kind == FactKind::Place).map(|place| fold(&place.text));
    places.any(|place| place.ends_with(" close") && holds(&clause, &place))
}

/// A deadline with the words that make it one.
fn by_when(brief: &Brief, fact: &Fact) -> String {
    let lead = lead_of(brief, &fact.text);
    let says = |words: &[&str]| lead.iter().any(|word| words.contains(&word.as_str()));
    let english = brief.language == "en" || brief.language.starts_with("en-");
    match () {
        () if !english => fact.text.clone(),
        () if says(&["rsvp", "reply"]) => format!("RSVP by {}", fact.text),
        () if says(&["apply", "applications"]) => format!("Apply by {}", fact.text),
        () if says(&["register", "registration"]) => format!("Register by {}", fact.text),
        () if says(&["enter", "entries", "entry"]) => format!("Enter by {}", fact.text),
        () => format!("By {}", fact.text),
    }
}

/// With a capital, unless it is the fact alone, which is printed as given.
fn capital_first(line: &str, fact: &str) -> String {
    if line == fact { line.to_owned() } else { sentence_case(line) }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// The venue, then its street, then its town.
fn places(brief: &Brief, sheet: &mut Sheet) {
    let mut items = open(brief, sheet, &[FactKind::Place]);
    items.sort_by_key(|f| {
        let street = f.text.chars().any(|c| c.is_ascii_digit());
        let venue = f.text.contains(' ') && !f.text.contains(',');
        if venue && !street { 0 } else { 1 + u8::from(!street) }
    });
    let mut line = String::new();
    for item in items {
        let text = if line.is_empty() { venue_case(&item.text) } else { item.text.clone() };
        if !line.is_empty() && length(&line) + 2 + length(&text) > LINE_CHARS_MAX {
            sheet.add(CopyRole::Body, Some(FactKind::Place), &line);
            line.clear();
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&text);
    }
    sheet.add(CopyRole::Body, Some(FactKind::Place), &line);
}

/// "the gym" is printed "In the gym".
fn venue_case(place: &str) -> String {
    if place.starts_with("the ") { format!("In {place}") } else { place.to_owned() }
}

/// The fact with the words that terse briefs set before it: "doors 7.30pm", "early tickets until 1 March".
fn with_label(brief: &Brief, fact: &str) -> String {
    let english = brief.language == "en" || brief.language.starts_with("en-");
    let Some(at) = brief.text.find(fact).filter(|_| english) else { return fact.to_owned() };
    let before = &brief.text[..at];
    let start = before.rfind([',', '.', ';', ':', '!', '?', '\n', '(']).map_or(0, |i| i + 1);
    let label = before[start..].trim();
    let words: Vec<String> = label.split_whitespace().map(fold).collect();
    let after = brief.text[at + fact.len()..].trim_start();
    let ends = after.is_empty() || after.starts_with([',', '.', ';', ':', '!', ')']);
    let plain = words.iter().all(|w| w.chars().all(char::is_alphabetic) && !is_sentence_word(w));
    let label_folded = fold(label);
    let another = brief.facts.iter().any(|f| super::phrase::holds(&label_folded, &fold(&f.text)));
    // "Blood donors needed this week": its heading is said once.
    let heading = stated::heading(brief).is_some_and(|heading| holds(&fold(&heading), &label_folded));
    let another = another || heading;
    if !words.is_empty() && words.len() <= 3 && ends && plain && !another {
        return super::phrase::sentence_case(&format!("{label} {fact}"));
    }
    // A rate without its term would mislead.
    if words.iter().rev().take(5).any(|w| w == "monthly") && fact.starts_with(['$', '€', '£']) {
        return format!("{fact} a month");
    }
    if words.ends_with(&["rsvp".to_owned(), "by".to_owned()]) {
        return format!("RSVP by {fact}");
    }
    match words.last().map(String::as_str) {
        Some("until" | "till") => format!("Until {fact}"),
        Some("from") if fact.starts_with(['$', '€', '£']) => format!("From {fact}"),
        // "from 8am", "from 3 to 7 February"; a notice says no more than that.
        Some("from") if stated::heading(brief).is_some() && !fact.contains(['-', '–']) => format!("From {fact}"),
        _ => fact.to_owned(),
    }
}

/// "50%" of a discount says more as "50% off".
fn with_off(brief: &Brief, fact: &str) -> String {
    let english = brief.language == "en" || brief.language.starts_with("en-");
    if !english || !fact.ends_with('%') {
        return fact.to_owned();
    }
    let after = brief.text.find(fact).map_or("", |at| &brief.text[at + fact.len()..]);
    let next = fold(after.split_whitespace().next().unwrap_or_default());
    let given = next.starts_with("discount") || next.starts_with("reduction");
    // "a discount of 35%", "the discount is 35% off"
    let told = brief.text.find(fact).map_or("", |at| &brief.text[..at]);
    let led = [
        "discount of",
        "discount is",
        "discount offer of",
        "discounts of",
        "sale of",
        "discount up to",
        "discounts up to",
        "discounts of up to",
    ]
    .iter()
    .any(|lead| fold(told).ends_with(lead));
    let discounted = holds(&fold(&brief.text), "discount")
        || holds(&fold(&brief.text), "discounts")
        || holds(&fold(&brief.text), "discounted");
    if given || led || discounted { format!("{fact} off") } else { fact.to_owned() }
}

/// A discount with what it is given on: "30% off everything", "20% OFF all sofas".
pub(super) fn with_scope(brief: &Brief, fact: &str) -> String {
    let english = brief.language == "en" || brief.language.starts_with("en-");
    let discount = fold(fact).ends_with("off");
    let after = brief.text.find(fact).filter(|_| english && discount).map(|at| &brief.text[at + fact.len()..]);
    // When it holds is told elsewhere: "30% off everything Saturday".
    let timed = brief.facts.iter().filter(|f| matches!(f.kind, FactKind::Date | FactKind::Time));
    let before = |text: &str| timed.filter_map(|f| text.find(&f.text)).min().unwrap_or(text.len());
    let after = after.map(|text| &text[..before(text)]);
    let another = |scope: &str| brief.facts.iter().any(|f| holds(&fold(scope), &fold(&f.text)));
    match after.and_then(discount_scope).filter(|scope| !another(scope)) {
        Some(scope) => format!("{fact} {}", scope.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => fact.to_owned(),
    }
}

/// Words of running text, after which a fact is no label's.
fn is_sentence_word(w: &str) -> bool {
    matches!(
        w,
        "is" | "are"
            | "from"
            | "since"
            | "every"
            | "the"
            | "a"
            | "an"
            | "our"
            | "and"
            | "at"
            | "on"
            | "in"
            | "for"
            | "to"
            | "of"
            | "with"
            | "costs"
            | "will"
            | "by"
            | "create"
            | "design"
            | "include"
            | "offer"
            | "or"
            | "be"
            | "that"
            | "offers"
            | "use"
            | "promote"
            | "poster"
            | "story"
            | "offering"
            | "discount"
            | "available"
    )
}
