//! What a notice states beside its facts: the heading it gives itself, and its lines in its own words.

use design::brief::{CopyRequest, FactKind};
use design::{Brief, CopyRole};

use super::details::with_scope;
use super::occasion::Occasion;
use super::phrase::{content_words, fold, holds, sentence_case};
use super::sheet::Sheet;

/// The heading that a notice gives itself.
pub(super) fn heading(brief: &Brief) -> Option<String> {
    let line = lines(brief).find(|line| line.role == CopyRole::Headline)?;
    // "Birthday invitation for Leo who turns 5"
    let turns = line.text.split_once(" who turns ").filter(|(_, age)| age.starts_with(|c: char| c.is_ascii_digit()));
    Some(sentence_case(&turns.map_or_else(|| line.text.clone(), |(who, age)| format!("{who} turns {age}"))))
}

/// The discount that a notice without a heading begins with: `20% off all haircuts`.
pub(super) fn discount(brief: &Brief) -> Option<String> {
    let offer = brief.facts.first().filter(|fact| fact.kind == FactKind::Offer && says_enough(brief))?;
    offer.text.contains(|c: char| c.is_ascii_digit()).then(|| with_scope(brief, &offer.text))
}

/// Whether a notice says more than its heading, so that the house has nothing to add.
pub(super) fn says_enough(brief: &Brief) -> bool {
    lines(brief).any(|line| line.role != CopyRole::Headline)
}

/// Whether a notice that sells nothing says itself how to answer it.
pub(super) fn says_how(brief: &Brief, occasion: Occasion) -> bool {
    let reached = |kind: FactKind| matches!(kind, FactKind::Url | FactKind::Phone);
    let told = |line: &CopyRequest| line.role == CopyRole::Cta || kind(brief, &line.text).is_some_and(reached);
    let anywhere = says_enough(brief) && brief.facts.iter().any(|fact| reached(fact.kind));
    lines(brief).any(told) || anywhere && !matches!(occasion, Occasion::Sale | Occasion::Product)
}

fn lines(brief: &Brief) -> impl Iterator<Item = &CopyRequest> {
    brief.copy.iter().filter(|line| !line.required)
}

/// Adds the lines that hold something recognised: a sum with what it buys, a place with what happens there.
pub(super) fn around_facts(brief: &Brief, sheet: &mut Sheet) {
    for line in lines(brief).filter(|line| line.role != CopyRole::Headline) {
        let text = fold(&line.text);
        let copied = brief.copy.iter().any(|copy| copy.required && holds(&text, &fold(&copy.text)));
        let stated = brief.facts.iter().any(|fact| holds(&text, &fold(&fact.text)));
        if copied || stated || line.role == CopyRole::Subhead {
            add(brief, sheet, line);
        }
    }
}

/// Adds the other lines, unless what was added since says them.
pub(super) fn rest(brief: &Brief, sheet: &mut Sheet) {
    for line in lines(brief).filter(|line| line.role != CopyRole::Headline) {
        let said = sheet.said();
        let known = content_words(&fold(&line.text)).all(|word| holds(&said, word));
        if !known {
            add(brief, sheet, line);
        }
    }
}

fn add(brief: &Brief, sheet: &mut Sheet, line: &CopyRequest) {
    let kind = kind(brief, &line.text);
    let taken = |role| sheet.has(role) || kind.is_some();
    let role = match line.role {
        CopyRole::Subhead | CopyRole::Cta if taken(line.role) => CopyRole::Body,
        role => role,
    };
    let text = if kind == Some(FactKind::Url) && line.text.starts_with(char::is_lowercase) && !line.text.contains(' ') {
        line.text.clone()
    } else {
        sentence_case(&line.text)
    };
    if sheet.allows(&text) {
        sheet.state(role, kind, &text);
    }
}

/// The kind of line it is: that of the fact in it which a reader looks for first.
fn kind(brief: &Brief, line: &str) -> Option<FactKind> {
    let folded = fold(line);
    let has = |kind: FactKind| brief.facts.iter().any(|f| f.kind == kind && holds(&folded, &fold(&f.text)));
    let order = [
        FactKind::Url,
        FactKind::Phone,
        FactKind::Price,
        FactKind::Offer,
        FactKind::Time,
        FactKind::Date,
        FactKind::Place,
    ];
    order.into_iter().find(|&kind| has(kind))
}
