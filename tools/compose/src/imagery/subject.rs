//! From the words of a brief to motifs and families.

use std::collections::BTreeMap;

use design::Brief;
use design::brief::FactKind;

use super::lexicon::{MOTIF_WORDS, TONE_WORDS, WEAK_WORDS};
use super::motif;

/// Longest stretch of a brief that is read for subjects, bytes.
const READ_MAX: usize = 8 * 1024;
/// What a weak word is worth against a plain one.
const WEAK: f64 = 0.33;
/// What plain words must be worth together for weak ones to count no more.
const PLAIN_MIN: f64 = 0.5;
/// Stands in the lexicon for what is not drawn.
const NOTHING: &str = "abstract";
/// Share of the best motif's weight from which another is still meant.
const NEAR: f64 = 0.45;
/// Most motifs that are returned.
const SUBJECTS_MAX: usize = 8;

/// The motifs that fit the brief, best first; empty when no word names or suggests a thing.
///
/// Words count more in the brief's subject than elsewhere, and early ones more than late ones; longer phrases are
/// read first, and what they cover is not read again.
#[must_use]
pub fn subjects(brief: &Brief) -> Vec<&'static str> {
    let mut found: Vec<Meant> = Vec::new();
    let mut note = |text: &str, worth: f64| {
        for (name, score, weak) in read(text) {
            let at = found.iter().position(|meant| meant.name == name).unwrap_or_else(|| {
                found.push(Meant { name, plain: 0.0, weak: 0.0 });
                found.len() - 1
            });
            // However often a brief says sale, shop and discount, it says one thing.
            let meant = &mut found[at];
            if weak { meant.weak = meant.weak.max(score * worth) } else { meant.plain += score * worth }
        }
    };
    // Who lives in Orchard Lane grows no pears.
    let places = brief.facts.iter().filter(|fact| fact.kind == FactKind::Place);
    note(&places.fold(brief.text.clone(), |text, place| text.replace(&place.text, " ")), 1.0);
    if let Some(subject) = &brief.subject {
        note(subject, 0.8);
    }
    let named = found.iter().any(|meant| meant.plain >= PLAIN_MIN);
    let mut scores: Vec<(&'static str, f64)> = found
        .iter()
        .filter(|meant| !named || meant.plain > 0.0)
        .map(|meant| (meant.name, meant.plain + meant.weak))
        .collect();
    // The sort is stable: equal scores keep the order of the text.
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    if scores.first().is_some_and(|(name, _)| *name == NOTHING) {
        return Vec::new();
    }
    scores.retain(|(name, _)| *name != NOTHING);
    // A thing that is hardly meant is worse than none.
    let best = scores.first().map_or(0.0, |(_, score)| *score);
    scores.retain(|(_, score)| *score >= NEAR * best);
    scores.truncate(SUBJECTS_MAX);
    scores.into_iter().map(|(name, _)| name).collect()
}

/// A motif with how much it is meant, by plain words and by weak ones.
struct Meant {
    name: &'static str,
    plain: f64,
    weak: f64,
}

/// Motifs named or suggested by a text, with their weights and whether the word is a weak one, in the order in which
/// they come.
fn read(text: &str) -> Vec<(&'static str, f64, bool)> {
    let mut end = text.len().min(READ_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let words: Vec<String> = words(&text[..end]);
    let index = index();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if is_idle(&words[at..]) {
            at += 1;
            continue;
        }
        let hit = (1..=3.min(words.len() - at)).rev().find_map(|n| {
            let phrase = words[at..at + n].join(" ");
            look_up(&index, &phrase).map(|entry| (n, entry))
        });
        let Some((n, (motifs, worth))) = hit else {
            at += 1;
            continue;
        };
        let early = 1.0 - 0.4 * at as f64 / words.len() as f64;
        for (rank, entry) in motifs.split(' ').enumerate() {
            let (name, weight) = weighted(entry);
            let name = if name == NOTHING { Some(NOTHING) } else { motif::find(name).map(|motif| motif.name) };
            found.extend(name.map(|name| (name, worth * weight * early / (1.0 + 0.35 * rank as f64), worth <= WEAK)));
        }
        at += n;
    }
    found
}

/// Whether the first of some words means no thing here: who runs a studio does not run, and a business card is no business.
fn is_idle(words: &[String]) -> bool {
    let next = words.get(1).map_or("", String::as_str);
    match words[0].as_str() {
        "run" | "running" | "runs" => matches!(next, "a" | "an" | "the" | "our" | "my"),
        "business" => matches!(next, "card" | "cards"),
        _ => false,
    }
}

/// A motif's name and its weight: `eye*.6` weighs 0.6, a bare name 1.
fn weighted(entry: &str) -> (&str, f64) {
    match entry.split_once('*') {
        Some((name, weight)) => (name, weight.parse().unwrap_or(1.0)),
        None => (entry, 1.0),
    }
}

/// Lower-case words of letters and digits.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-' | '&'))
        .map(|word| word.trim_matches(['\'', '’', '-', '&']).to_lowercase())
        .map(|word| word.strip_suffix("'s").or(word.strip_suffix("’s")).map_or(word.clone(), str::to_owned))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The motifs that a word suggests, and how much the word is worth.
type Entry = (&'static str, f64);

/// Motifs by word.
fn index() -> BTreeMap<&'static str, Entry> {
    let mut index: BTreeMap<&str, Entry> = BTreeMap::new();
    for &(motifs, words) in MOTIF_WORDS {
        for word in words.split(", ") {
            // The list goes from the particular to the general.
            index.entry(word).or_insert((motifs, 1.0));
        }
    }
    for word in WEAK_WORDS.split(", ") {
        if let Some((_, worth)) = index.get_mut(word) {
            *worth = WEAK;
        }
    }
    index
}

/// The motifs of a phrase, in the singular or the plural.
fn look_up(index: &BTreeMap<&'static str, Entry>, phrase: &str) -> Option<Entry> {
    let find = |key: &str| index.get(key).copied();
    find(phrase)
        .or_else(|| phrase.strip_suffix("ies").and_then(|stem| find(&format!("{stem}y"))))
        .or_else(|| phrase.strip_suffix("ves").and_then(|stem| find(&format!("{stem}f"))))
        .or_else(|| phrase.strip_suffix("es").and_then(find))
        .or_else(|| phrase.strip_suffix('s').and_then(find))
}

/// Families that fit the brief's tone and the motif, best first; never empty.
#[must_use]
pub fn families(brief: &Brief, motif: &str) -> Vec<&'static str> {
    let shows = motif::find(motif).is_some();
    let text = words(&brief.text);
    let mut scores: Vec<(&'static str, f64)> = super::family::ALL
        .iter()
        .map(|family| {
            let base = match (shows, family.shows > 0.0) {
                (true, true) => 1.0,
                (true, false) => 0.2,
                (false, true) => 0.3,
                (false, false) => 0.8,
            };
            (family.name, base)
        })
        .collect();
    for (tones, names) in TONE_WORDS {
        let said =
            |tone: &&str| brief.tone.iter().any(|t| t.eq_ignore_ascii_case(tone)) || text.iter().any(|w| w == tone);
        if tones.split(' ').any(|tone| said(&tone)) {
            for (rank, name) in names.split(' ').enumerate() {
                if let Some((_, score)) = scores.iter_mut().find(|(family, _)| *family == name) {
                    *score += 0.9 / (1.0 + 0.4 * rank as f64);
                }
            }
        }
    }
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    scores.into_iter().map(|(name, _)| name).collect()
}
