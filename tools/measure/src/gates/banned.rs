//! What may not be said: the words that the brand bans or its policy blocks, whatever they are dressed up as.

use std::collections::BTreeSet;

use design::{Finding, Rect, Score, Severity};
use safety::policy::{self, Category, Pack, Policies, PolicyError, Scope, Setting};
use safety::text::readings;
use unicode_normalization::UnicodeNormalization as _;

use super::verdict;
use super::words::{holds, is_reversed, passages, plain};
use crate::subject::{Subject, TextElement};

/// Most words of a term that is looked for in disguise, and most bytes of it.
const TERM_WORDS_MAX: usize = 8;
const TERM_BYTES_MAX: usize = 256;
/// Most of what all texts say together that is judged at once, bytes.
const TOGETHER_BYTES_MAX: usize = 32 * 1024;

/// Most lines behind one that a word is put together from.
const JOINED_MAX: usize = 3;
/// A word that is none, so that what stands on its sides is not read together.
const APART: &str = " qqqqqqq ";
/// Most lines that are read by where they stand on the page, too.
const PLACED_MAX: usize = 1_000;

/// A word or phrase that may not be said.
struct Term<'a> {
    /// The rule that its findings are of.
    rule: &'static str,
    words: &'a str,
    folded: String,
}

/// No word that the kit bans or its policy blocks is shown: whatever its case or letter forms, in letters that look alike, with
/// signs or nothing seen between its letters, in digits, backwards, or parted by lines and texts.
pub(super) fn banned_words(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let kit = subject.layout.kit();
    let banned = kit.voice.banned.iter().map(|term| ("banned_words", term));
    let blocked = kit.blocked_terms.iter().map(|term| ("policy", term));
    let terms: Vec<Term<'_>> =
        banned.chain(blocked).map(|(rule, words)| Term { rule, words, folded: folded(words) }).collect();
    if terms.is_empty() {
        return verdict(Vec::new());
    }
    let (mut findings, mut told) = (Vec::new(), BTreeSet::new());
    openly(subject, &terms, &mut findings, &mut told);
    match watch(&terms) {
        None => {}
        Some(Ok(policies)) => {
            in_disguise(subject, &terms, &policies, &mut findings, &mut told);
            across(subject, &terms, &policies, &mut findings, &mut told);
        }
        Some(Err(error)) => {
            let message = format!("The words that the brand bans cannot be looked for in disguise: {error}.");
            findings.push(Finding::new("banned_words", Severity::Gate, message));
        }
    }
    verdict(findings)
}

fn allowed_not(term: &Term<'_>) -> String {
    format!("The brand does not allow \"{}\" to be said.", term.words)
}

/// Compatibility-normalised and case-folded, so that look-alike forms of a word are the word.
fn folded(text: &str) -> String {
    // Upper case first: it folds letters that have more than one lower case (ſ, ς).
    let upper: String = text.nfkc().flat_map(char::to_uppercase).collect();
    plain(&upper.nfkc().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}')).collect::<String>())
}

/// Terms that stand in a text or a group as they are. `told` gets the places of those that were told.
fn openly(subject: &Subject<'_>, terms: &[Term<'_>], findings: &mut Vec<Finding>, told: &mut BTreeSet<usize>) {
    for text in &subject.texts {
        let words = folded(&text.text.plain());
        for (at, term) in terms.iter().enumerate().filter(|(_, term)| holds(&words, &term.folded)) {
            findings.push(Finding::new(term.rule, Severity::Gate, allowed_not(term)).at(text.id(), text.ink));
            told.insert(at);
        }
    }
    let whole = passages(subject).iter().map(|text| folded(text)).collect::<Vec<_>>();
    for (at, term) in terms.iter().enumerate() {
        if !told.contains(&at) && whole.iter().any(|passage| holds(passage, &term.folded)) {
            findings.push(Finding::new(term.rule, Severity::Gate, allowed_not(term)));
            told.insert(at);
        }
    }
}

/// The terms as rules over every reading of a text. What is no word at all (a sign, a number) has no disguise.
fn watch(terms: &[Term<'_>]) -> Option<Result<Policies, PolicyError>> {
    let rules: Vec<policy::Rule> =
        terms.iter().enumerate().filter_map(|(at, term)| Some(rule(at, patterns(term.words)?))).collect();
    let pack = |(at, rules): (usize, &[policy::Rule])| Pack {
        v: 1,
        id: format!("kit-{at}"),
        version: "1".to_owned(),
        regions: BTreeSet::new(),
        audience: policy::Audience::General,
        sets: std::collections::BTreeMap::new(),
        rules: rules.to_vec(),
        off: BTreeSet::new(),
        pictures: BTreeSet::new(),
    };
    let packs: Vec<Pack> = rules.chunks(256).take(policy::PACKS_MAX).enumerate().map(pack).collect();
    // What the screen suspects is no term.
    let policies = || Policies::new(&packs, &Setting::default()).map(Policies::without_screen);
    (!packs.is_empty()).then(policies)
}

/// The rule of the term at a place.
fn rule(at: usize, any: Vec<String>) -> policy::Rule {
    policy::Rule {
        id: at.to_string(),
        category: Category::RegulatedClaim,
        severity: policy::Severity::Block,
        scopes: BTreeSet::from([Scope::Copy]),
        any,
        with: Vec::new(),
        unless: Vec::new(),
        lifts: Vec::new(),
        lacks: Vec::new(),
        message: None,
    }
}

/// The words of a term; those that only a sign parts also as one.
fn patterns(term: &str) -> Option<Vec<String>> {
    if term.len() > TERM_BYTES_MAX {
        return None;
    }
    let read = readings(term).ok()?;
    let words: Vec<&str> = read.first()?.text().split_whitespace().collect();
    let is_word = |word: &&str| word.chars().all(char::is_alphanumeric);
    let sound = (1..=TERM_WORDS_MAX).contains(&words.len())
        && words.iter().all(is_word)
        && words.iter().any(|word| !word.chars().all(char::is_numeric));
    if !sound {
        return None;
    }
    let one = (words.len() > 1 && !term.trim().contains(char::is_whitespace)).then(|| words.concat());
    Some(std::iter::once(words.join(" ")).chain(one).collect())
}

/// The places of the terms that a text says, each with where in it.
fn said(text: &str, policies: &Policies) -> Option<Vec<(usize, std::ops::Range<usize>)>> {
    let verdict = policy::judge(text, Scope::Copy, policies).ok()?;
    let term = |name: &str| name.rsplit('/').next()?.parse::<usize>().ok();
    Some(verdict.findings.into_iter().filter_map(|found| Some((term(&found.rule)?, found.range))).collect())
}

/// Terms that one text says in a disguise.
fn in_disguise(
    subject: &Subject<'_>,
    terms: &[Term<'_>],
    policies: &Policies,
    findings: &mut Vec<Finding>,
    told: &mut BTreeSet<usize>,
) {
    let mut fresh = BTreeSet::new();
    for text in &subject.texts {
        let words = text.text.plain();
        let turned: Option<String> = is_reversed(&words).then(|| words.chars().rev().collect());
        let mut here = BTreeSet::new();
        for shown in std::iter::once(words).chain(turned) {
            let Some(said) = said(&shown, policies) else {
                let message = format!("`{}` is too long, or repeats too much, to be judged.", text.id());
                findings.push(Finding::new("banned_words", Severity::Gate, message).at(text.id(), text.ink));
                continue;
            };
            here.extend(said.into_iter().map(|(at, _)| at).filter(|at| !told.contains(at)));
        }
        for term in here.iter().filter_map(|at| terms.get(*at)) {
            let message = format!("{} `{}` says it in disguise.", allowed_not(term), text.id());
            findings.push(Finding::new(term.rule, Severity::Gate, message).at(text.id(), text.ink));
        }
        fresh.extend(here);
    }
    told.extend(fresh);
}

/// A line of a text as it is seen.
struct Line<'s, 'a> {
    text: &'s TextElement<'a>,
    words: &'s str,
    area: Rect,
}

/// Terms that lines and texts say together, read as they are drawn and as they stand on the page, by rows and by columns: words
/// that follow each other, and what is left of a word at the end of a line with what is left at the start of the next.
fn across(
    subject: &Subject<'_>,
    terms: &[Term<'_>],
    policies: &Policies,
    findings: &mut Vec<Finding>,
    told: &mut BTreeSet<usize>,
) {
    let lines = lines(subject);
    let mut orders: Vec<Vec<&Line<'_, '_>>> = vec![lines.iter().collect()];
    if lines.len() <= PLACED_MAX {
        orders.extend([by_rows(&lines), by_columns(&lines)]);
    }
    for pieces in orders.iter().flat_map(|order| [following(order), joined(order)]) {
        for Piece { words, starts } in pieces {
            let Some(said) = said(&words, policies) else {
                let message = "What the lines say together repeats too much to be judged.";
                findings.push(Finding::new("banned_words", Severity::Gate, message));
                return;
            };
            for (at, range) in said {
                let Some(term) = terms.get(at).filter(|_| !told.contains(&at)) else { continue };
                let first = starts.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
                let Some(text) = starts.get(first).map(|(_, line)| line.text) else { continue };
                let message = format!("{} It is said in parts, from `{}` on.", allowed_not(term), text.id());
                findings.push(Finding::new(term.rule, Severity::Gate, message).at(text.id(), text.ink));
                told.insert(at);
            }
        }
    }
}

/// Every line that shows something, in the order of drawing.
fn lines<'s, 'a>(subject: &'s Subject<'a>) -> Vec<Line<'s, 'a>> {
    let of = |text: &'s TextElement<'a>| {
        let shown = text.set.lines.iter().filter(|line| line.ink.area() > 0.0);
        shown.zip(&text.lines).map(move |(line, area)| Line { text, words: line.text.trim(), area: *area })
    };
    subject.texts.iter().flat_map(of).collect()
}

/// The lines row by row from the top, each row from the left.
fn by_rows<'l, 's, 'a>(lines: &'l [Line<'s, 'a>]) -> Vec<&'l Line<'s, 'a>> {
    let mut order: Vec<&Line<'_, '_>> = lines.iter().collect();
    order.sort_by(|a, b| a.area.center().1.total_cmp(&b.area.center().1));
    let mut rows: Vec<Vec<&Line<'_, '_>>> = Vec::new();
    for line in order {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| line.area.center().1 < first.area.bottom()) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.area.x.total_cmp(&b.area.x)));
    rows.into_iter().flatten().collect()
}

/// The lines column by column: each stands below the nearest one above it that shares some of its width.
fn by_columns<'l, 's, 'a>(lines: &'l [Line<'s, 'a>]) -> Vec<&'l Line<'s, 'a>> {
    let mut order: Vec<&Line<'_, '_>> = lines.iter().collect();
    order.sort_by(|a, b| a.area.center().1.total_cmp(&b.area.center().1));
    let mut columns: Vec<Vec<&Line<'_, '_>>> = Vec::new();
    for line in order {
        let under = |column: &&mut Vec<&Line<'_, '_>>| {
            column.last().is_some_and(|last| {
                line.area.x < last.area.right()
                    && line.area.right() > last.area.x
                    && line.area.center().1 > last.area.bottom()
            })
        };
        let bottom = |column: &Vec<&Line<'_, '_>>| column.last().map_or(0.0, |last| last.area.bottom());
        let nearest = columns.iter_mut().filter(under).max_by(|a, b| bottom(a).total_cmp(&bottom(b)));
        match nearest {
            Some(column) => column.push(line),
            None => columns.push(vec![line]),
        }
    }
    columns.into_iter().flatten().collect()
}

/// Lines put together to be judged, and where each begins.
struct Piece<'l, 's, 'a> {
    words: String,
    starts: Vec<(usize, &'l Line<'s, 'a>)>,
}

/// Puts lines together, in as many pieces as it takes to judge them.
struct Pieces<'l, 's, 'a>(Vec<Piece<'l, 's, 'a>>);

impl<'l, 's, 'a> Pieces<'l, 's, 'a> {
    fn push(&mut self, before: &str, line: &'l Line<'s, 'a>, words: &str) {
        let full = |piece: &Piece<'_, '_, '_>| piece.words.len() + words.len() > TOGETHER_BYTES_MAX;
        if self.0.last().is_none_or(full) {
            self.0.push(Piece { words: String::new(), starts: Vec::new() });
        }
        let Some(piece) = self.0.last_mut() else { return };
        piece.words.push_str(before);
        piece.starts.push((piece.words.len(), line));
        piece.words.push_str(words);
    }
}

/// All that lines say one after the other.
fn following<'l, 's, 'a>(lines: &[&'l Line<'s, 'a>]) -> Vec<Piece<'l, 's, 'a>> {
    let mut pieces = Pieces(Vec::new());
    lines.iter().for_each(|line| pieces.push(" ", line, line.words));
    pieces.0
}

/// Each line with those behind it, as if the ends of lines parted no word: the next, and more where the next is one word.
fn joined<'l, 's, 'a>(lines: &[&'l Line<'s, 'a>]) -> Vec<Piece<'l, 's, 'a>> {
    let mut pieces = Pieces(Vec::new());
    for at in 0..lines.len() {
        let is_word = |line: &&&Line<'_, '_>| !line.words.contains(char::is_whitespace);
        let more = lines[at + 1..].iter().take(JOINED_MAX).take_while(is_word).count();
        for count in 1..=(more + 1).min(JOINED_MAX) {
            let Some(window) = lines.get(at..=at + count) else { break };
            for (place, line) in window.iter().enumerate() {
                // A hyphen at the end of a line parts a word that is one.
                let words = if place < count { line.words.trim_end_matches('-') } else { line.words };
                pieces.push(if place == 0 { APART } else { "" }, line, words);
            }
        }
    }
    pieces.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_forms_fold_to_the_word() {
        for (shown, banned) in
            [("ＣＨＥＡＰ", "cheap"), ("ﬁnest", "FINEST"), ("Straße", "STRASSE"), ("che\u{ad}ap", "cheap")]
        {
            assert_eq!(folded(shown), folded(banned), "{shown}");
        }
        assert_eq!(plain("  Spring\n Plant\tSALE "), "spring plant sale");
    }

    #[test]
    fn terms_become_patterns_where_they_are_words() {
        for (term, want) in [
            ("Cheap", Some(vec!["cheap"])),
            ("game-changing", Some(vec!["game changing", "gamechanging"])),
            ("last chance", Some(vec!["last chance"])),
            ("24/7", None),
            ("&", None),
            ("", None),
            ("a b c d e f g h i", None),
        ] {
            let want = want.map(|patterns| patterns.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(patterns(term), want, "{term}");
        }
        let terms = ["cheap", "&", "*", "#1", "<set>", "a|b", "te*", "x~", "ｃｒｙｐｔｏ", "\u{202e}", "नमस्ते"];
        let terms: Vec<Term<'_>> =
            terms.iter().map(|words| Term { rule: "banned_words", words, folded: folded(words) }).collect();
        let policies = watch(&terms).unwrap().unwrap();
        assert!(policies.rules().all(|rule| rule.starts_with("kit-")), "no text of a design is screened for terms");
        assert_eq!(said("so ch3ap", &policies).unwrap().first().unwrap().0, 0);
    }
}
