//! What people read: names of axes and values, labels, reasons. Tables first, rules after.
//!
//! A value that no table knows is shown as its own name in plain letters, so new archetypes and scorers need no entry.

use std::collections::{BTreeMap, BTreeSet};

use design::{CopyRole, Critique, DesignPlan, Finding, Severity};

use crate::candidate::Candidate;
use crate::choose;
use crate::event::EffectError;
use crate::option_set::{Axis, Reveal};
use crate::state::Awaited;

/// Value of a plan's axis → its name for people, and the phrase that a label is made of.
type Values = &'static [(&'static str, &'static str, &'static str)];

const ARCHETYPES: Values = &[
    ("monument", "One monumental word", "monumental word"),
    ("swiss-hang", "Hung from one line", "hanging grid"),
    ("split-field", "Picture and panel", "split field"),
    ("lone-object", "One lone object", "lone object"),
    ("fitted-stack", "Stacked fitted lines", "stacked lines"),
    ("numeral-lead", "A numeral leads", "big numeral"),
    ("window-frame", "Picture in a window", "framed window"),
    ("timetable", "A timetable", "timetable"),
    ("cover-lines", "Magazine cover", "cover lines"),
    ("tilted-axis", "One tilted axis", "tilted axis"),
    ("tile-mosaic", "Mosaic of tiles", "tile mosaic"),
    ("ticker-bands", "Repeated bands", "ticker bands"),
    ("crest", "A crest or label", "crest"),
    ("notice", "A plain notice", "plain notice"),
    ("programme", "The whole programme", "programme"),
    ("badge", "A seal on a cloth", "seal"),
    ("book-spine", "A title that runs upwards", "upright title"),
    ("whisper", "Small type, much air", "quiet page"),
    ("sandwich", "Picture between words", "layered words"),
    ("pattern-plate", "Plate on a pattern", "pattern plate"),
    ("hung-quote", "A hung quotation", "hung quote"),
    ("artefact", "An object as page", "artefact"),
    ("diagram-route", "A route or diagram", "drawn route"),
    ("spine", "A vertical spine", "vertical spine"),
    ("four-corners", "Words in four corners", "four corners"),
    ("chorus", "One unlike the rest", "chorus"),
    ("low-horizon", "A low horizon", "low horizon"),
    ("close-up", "Close up", "close-up"),
    ("orbit", "Circling a centre", "orbit"),
    ("glyph-swap", "A letter becomes a picture", "swapped letter"),
    ("versus", "Two sides", "two sides"),
    ("step-strip", "Numbered steps", "numbered steps"),
    ("overprint", "Overprinted forms", "overprint"),
];

const LEADS: Values = &[
    ("headline", "The headline", "big headline"),
    ("offer", "The offer", "big offer"),
    ("date", "The date", "big date"),
    ("name", "The name", "big name"),
    ("image", "The picture", "leading picture"),
];

const SCHEMES: Values = &[
    ("paper", "Light paper", "on paper"),
    ("flood", "A flood of colour", "on flooded colour"),
    ("dark", "Dark ground", "on dark"),
    ("tint", "A soft tint", "on a tint"),
    ("duo", "Two colours", "in two colours"),
];

const VOICES: Values = &[
    ("grotesk", "Bold grotesque", "bold type"),
    ("black", "Heavy and loud", "heavy type"),
    ("medium", "Plain and even", "plain type"),
    ("light", "Light and airy", "light type"),
    ("literary", "Bookish serif", "bookish serif"),
    ("italic", "Flowing italic", "flowing italics"),
    ("contrast", "Strong serif with plain text", "strong serif"),
    ("didone", "Fine and high in contrast", "fine serif"),
    ("mono", "Technical, with monospaced notes", "technical type"),
    ("condensed", "Tall and condensed", "condensed type"),
    ("expanded", "Wide and modern", "wide type"),
    ("soft", "Soft serif", "soft serif"),
    ("slab", "Sturdy slab serif", "slab serif"),
    ("geometric", "Geometric", "geometric type"),
    ("rounded", "Rounded and friendly", "rounded type"),
    ("retro", "Retro display", "retro type"),
    ("hand", "Written by hand", "handwriting"),
];

const IMAGERY: Values = &[
    ("none", "No picture", "type alone"),
    ("cut-paper", "Cut paper", "cut paper"),
    ("mono-line", "One line", "line drawing"),
    ("modules", "Modules on a grid", "modules"),
    ("contours", "Contour lines", "contours"),
    ("screen", "Halftone", "halftone"),
    ("close-up", "Close up", "close-up"),
    ("photo", "Photograph", "photograph"),
    ("photo-duotone", "Photograph in two colours", "duotone photograph"),
    ("photo-framed", "Photograph in a form", "framed photograph"),
    ("rings", "Rings and rays", "rings"),
    ("strata", "Layered hills", "layered hills"),
    ("cutouts", "Organic cut-outs", "cut-outs"),
    ("growth", "Growing plants", "growing plants"),
    ("terrazzo", "Scattered pieces", "scattered pieces"),
    ("ribbon", "A travelling ribbon", "one ribbon"),
    ("blocks", "Isometric blocks", "blocks"),
    ("chorus", "Many alike, one different", "one exception"),
];

/// The words that a plan may use, by axis, with what each is for people.
pub(crate) fn vocabulary() -> serde_json::Value {
    let axis =
        |values: Values| -> BTreeMap<&str, &str> { values.iter().map(|(value, name, _)| (*value, *name)).collect() };
    let axes = BTreeMap::from([
        ("archetype", axis(ARCHETYPES)),
        ("voice", axis(VOICES)),
        ("scheme", axis(SCHEMES)),
        ("lead", axis(LEADS)),
        ("imagery", axis(IMAGERY)),
    ]);
    serde_json::json!(axes)
}

/// Whether a plan that somebody else made says only what there is.
///
/// # Errors
///
/// What it says that there is not, and what there is.
pub(crate) fn is_in_vocabulary(plan: &DesignPlan) -> Result<(), String> {
    let axes = [
        ("archetype", plan.archetype.0.as_str(), ARCHETYPES),
        ("voice", &plan.voice, VOICES),
        ("scheme", &plan.scheme, SCHEMES),
        ("lead", &plan.lead, LEADS),
        ("imagery", &plan.imagery, IMAGERY),
    ];
    for (axis, value, known) in axes {
        if !known.iter().any(|(name, ..)| *name == value) {
            let value: String = value.chars().take(40).collect();
            let names: Vec<&str> = known.iter().map(|(name, ..)| *name).collect();
            return Err(format!("there is no {axis} `{value}`; there are {}", names.join(", ")));
        }
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == ' ';
    if plan.motif.is_empty() || !plan.motif.chars().all(is_word) {
        return Err("`motif` is one thing, in a word".to_owned());
    }
    Ok(())
}

/// An axis as it is stated: its name, and how its value is read from a candidate.
pub(crate) struct StatedAxis {
    id: &'static str,
    label: &'static str,
    value: fn(&Candidate) -> String,
}

impl StatedAxis {
    /// The axis with the values of the shown.
    pub(crate) fn of(&self, shown: &[&Candidate]) -> Axis {
        let values = shown.iter().map(|candidate| (self.value)(candidate)).collect();
        Axis { id: self.id.to_owned(), label: self.label.to_owned(), values }
    }
}

const ARRANGEMENT: StatedAxis = StatedAxis {
    id: "archetype",
    label: "Arrangement",
    value: |candidate| value(ARCHETYPES, &candidate.plan.archetype.0),
};
const VARIANT: StatedAxis = StatedAxis {
    id: "variant",
    label: "Arrangement",
    value: |candidate| {
        let name = value(ARCHETYPES, &candidate.plan.archetype.0);
        format!("{name}, variant {}", u64::from(candidate.plan.variant) + 1)
    },
};
const LEAD: StatedAxis =
    StatedAxis { id: "lead", label: "What leads", value: |candidate| value(LEADS, &candidate.plan.lead) };
const COLOUR: StatedAxis =
    StatedAxis { id: "scheme", label: "Colour", value: |candidate| value(SCHEMES, &candidate.plan.scheme) };
const PALETTE: StatedAxis = StatedAxis {
    id: "palette",
    label: "Colour",
    value: |candidate| {
        let name = value(SCHEMES, &candidate.plan.scheme);
        format!("{name}, palette {}", u64::from(candidate.plan.palette) + 1)
    },
};
const VOICE: StatedAxis =
    StatedAxis { id: "voice", label: "Type voice", value: |candidate| value(VOICES, &candidate.plan.voice) };
const PICTURE: StatedAxis = StatedAxis { id: "imagery", label: "Picture", value: |candidate| picture(&candidate.plan) };
const WORDS: StatedAxis = StatedAxis { id: "words", label: "Words", value: headline };

/// The axes that a turn may state, its own first.
pub(crate) fn axes(reveal: Reveal) -> &'static [StatedAxis] {
    match reveal {
        Reveal::Direction => &[ARRANGEMENT, LEAD, PICTURE, COLOUR, VOICE],
        Reveal::Layout => &[ARRANGEMENT, LEAD, VARIANT, PICTURE, COLOUR],
        Reveal::Style => &[COLOUR, VOICE, PICTURE, PALETTE],
        Reveal::Words => &[WORDS],
        Reveal::Fine => &[COLOUR, PALETTE, PICTURE, VOICE, ARRANGEMENT, VARIANT],
    }
}

/// The axis of a set whose options differ in nothing that has a name.
pub(crate) fn fallback_axis(shown: &[&Candidate]) -> Axis {
    let values = (1..=shown.len()).map(|place| format!("Version {place}")).collect();
    Axis { id: "detail".to_owned(), label: "Detail".to_owned(), values }
}

fn entry(table: Values, name: &str) -> Option<(&'static str, &'static str)> {
    let name = name.replace('_', "-");
    table.iter().find(|(key, ..)| *key == name).map(|(_, value, phrase)| (*value, *phrase))
}

fn value(table: Values, name: &str) -> String {
    entry(table, name).map_or_else(|| capitalised(&plain(name)), |(value, _)| value.to_owned())
}

fn phrase(table: Values, name: &str) -> String {
    entry(table, name).map_or_else(|| plain(name), |(_, phrase)| phrase.to_owned())
}

/// A name in plain letters: `cut_paper` reads "cut paper".
pub(crate) fn plain(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The colour scheme of a candidate, for people.
pub(crate) fn scheme(candidate: &Candidate) -> String {
    value(SCHEMES, &candidate.plan.scheme)
}

fn picture(plan: &DesignPlan) -> String {
    if plan.imagery == "none" || plan.motif.is_empty() || plan.motif == "abstract" {
        return value(IMAGERY, &plan.imagery);
    }
    // What an image model is asked for is told in the brief's own words.
    let shown = design::made_subject(&plan.motif).map_or_else(|| plain(&plan.motif), str::to_owned);
    format!("{}: {shown}", value(IMAGERY, &plan.imagery))
}

fn headline(candidate: &Candidate) -> String {
    let block = candidate.copy.blocks.iter().find(|block| block.role == CopyRole::Headline);
    block.or(candidate.copy.blocks.first()).map_or_else(String::new, |block| block.text.clone())
}

/// How the first and the second half of a label are read from a candidate.
type Half = fn(&Candidate) -> String;

const HALVES: &[(Half, Half)] = {
    const LEAD: Half = |candidate| phrase(LEADS, &candidate.plan.lead);
    const ARRANGED: Half = |candidate| phrase(ARCHETYPES, &candidate.plan.archetype.0);
    const GROUND: Half = |candidate| phrase(SCHEMES, &candidate.plan.scheme);
    const PICTURED: Half = |candidate| format!("with {}", phrase(IMAGERY, &candidate.plan.imagery));
    const VOICED: Half = |candidate| format!("in {}", phrase(VOICES, &candidate.plan.voice));
    const VARIANT: Half = |candidate| format!("variant {}", u64::from(candidate.plan.variant) + 1);
    const PALETTE: Half = |candidate| format!("palette {}", u64::from(candidate.plan.palette) + 1);
    &[
        (ARRANGED, GROUND),
        (ARRANGED, PICTURED),
        (LEAD, GROUND),
        (ARRANGED, VOICED),
        (LEAD, PICTURED),
        (LEAD, VOICED),
        (ARRANGED, VARIANT),
        (ARRANGED, PALETTE),
    ]
};

/// Most words of a label.
const LABEL_WORDS_MAX: usize = 5;

/// A few words for each of the shown that tell it from the others: "Big numeral on dark".
pub(crate) fn labels(shown: &[&Candidate], reveal: Reveal) -> Vec<String> {
    if reveal == Reveal::Words {
        let words = shown.iter().map(|candidate| format!("“{}”", first_words(&headline(candidate))));
        return numbered(words.collect());
    }
    let all = HALVES.iter().map(|(first, second)| {
        let label = |candidate: &&Candidate| {
            let text = format!("{} {}", first(candidate), second(candidate));
            capitalised(&first_words(&text))
        };
        shown.iter().map(label).collect::<Vec<_>>()
    });
    let all: Vec<_> = all.collect();
    let told_apart = |labels: &[String]| labels.iter().collect::<BTreeSet<_>>().len();
    // The first of those that tell the most options apart.
    let best = all.into_iter().rev().max_by_key(|labels| told_apart(labels));
    numbered(best.unwrap_or_default())
}

fn first_words(text: &str) -> String {
    text.split_whitespace().take(LABEL_WORDS_MAX).collect::<Vec<_>>().join(" ")
}

/// Numbers labels that occur more than once.
fn numbered(labels: Vec<String>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let repeated = |label: &String| labels.iter().filter(|other| *other == label).count() > 1;
    let number = |label: &String| {
        if !repeated(label) {
            return label.clone();
        }
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        format!("{label}, {count}")
    };
    labels.iter().map(number).collect()
}

/// Why a candidate with failed gates is not shown: the first of them, and how many there are.
pub(crate) fn gate_failure(critique: &Critique) -> String {
    let mut gates = critique.findings.iter().filter(|finding| finding.severity == Severity::Gate);
    let Some(first) = gates.next() else { return "failed a gate".to_owned() };
    let message = first.message.trim_end_matches('.');
    match gates.count() {
        0 => message.to_owned(),
        more => format!("{message}, and {more} more"),
    }
}

/// Why a candidate that passed is not shown: what it resembles, else that others were better.
pub(crate) fn passed_over(candidate: &Candidate, shown: &[&Candidate]) -> String {
    let same = shown.iter().zip(1..).find(|(other, _)| other.design == candidate.design);
    if let Some((_, place)) = same {
        return format!("passed, but is the same design as option {place}");
    }
    let distance = |other: &Candidate| choose::look_apart(candidate, other);
    let nearest = shown.iter().zip(1..).filter_map(|(other, place)| Some((distance(other)?, place))).min();
    match nearest {
        Some((bits, place)) if bits < choose::PDQ_BITS_MIN => format!("passed, but looks too much like option {place}"),
        _ => "passed, but the options shown score higher together or differ more".to_owned(),
    }
}

/// Why a lane ended without a design.
pub(crate) fn failure(awaited: Awaited, error: &EffectError) -> String {
    let what = match awaited {
        Awaited::Compose => "could not be laid out",
        Awaited::Render => "could not be drawn",
        Awaited::Critique | Awaited::Judge(_) => "could not be scored",
        Awaited::LaneCopy | Awaited::Copy => "has no copy",
        Awaited::Image(_) | Awaited::Painted(_) | Awaited::Filtered(_) | Awaited::Drawn => "has no picture",
        Awaited::Edited => "could not be edited",
        Awaited::Search
        | Awaited::Plans
        | Awaited::Export
        | Awaited::Model
        | Awaited::ModelPlans(_)
        | Awaited::ModelSearch(_)
        | Awaited::ModelLook(_)
        | Awaited::ModelForeign(_)
        | Awaited::Compared(_)
        | Awaited::Variants => "was not made",
    };
    match error.code.as_str() {
        "does_not_fit" => format!("the copy does not fit this arrangement: {}", error.message),
        "budget" => format!("{what}: the budget is used up ({})", error.message),
        "refused" => format!("{what}: refused by policy ({})", error.message),
        _ => format!("{what}: {}", error.message),
    }
}

/// The colour schemes that there are words for.
pub(crate) fn schemes() -> impl Iterator<Item = &'static str> + Clone {
    SCHEMES.iter().map(|scheme| scheme.0)
}

/// The voices that there are words for.
pub(crate) fn voices() -> impl Iterator<Item = &'static str> + Clone {
    VOICES.iter().map(|voice| voice.0)
}

/// What pictures are made of that there are words for.
#[cfg(test)]
pub(crate) fn imageries() -> impl Iterator<Item = &'static str> {
    IMAGERY.iter().map(|imagery| imagery.0)
}

/// The rule of what was not judged by one who has to.
pub(crate) const UNJUDGED: &str = "unjudged";

/// Whether a finding is about policy rather than craft.
pub(crate) fn is_policy(finding: &Finding) -> bool {
    finding.severity == Severity::Gate && matches!(finding.rule.as_str(), "policy" | "banned_words" | "safety")
}

/// The most frequent of `reasons`; the first in the alphabet of equals.
pub(crate) fn commonest<'a>(reasons: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for reason in reasons {
        *counts.entry(reason).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or_else(|| "no candidate was finished".to_owned(), |(reason, _)| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn candidate(archetype: &str, lead: &str, scheme: &str) -> Candidate {
        let mut candidate = fixture::candidate(&format!("t1.c-{archetype}-{lead}-{scheme}"), 0.5);
        candidate.plan.archetype.0 = archetype.to_owned();
        candidate.plan.lead = lead.to_owned();
        candidate.plan.scheme = scheme.to_owned();
        candidate
    }

    #[track_caller]
    fn check_labels(shown: &[(&str, &str, &str)], want: &[&str]) {
        let candidates: Vec<_> = shown.iter().map(|(a, l, s)| candidate(a, l, s)).collect();
        let labels = labels(&candidates.iter().collect::<Vec<_>>(), Reveal::Direction);
        assert_eq!(labels, want);
        assert!(labels.iter().all(|label| (2..=6).contains(&label.split(' ').count())), "{labels:?}");
    }

    #[test]
    fn a_label_tells_an_option_from_the_others() {
        check_labels(
            &[("numeral_lead", "offer", "flood"), ("orbit", "offer", "flood")],
            &["Big numeral on flooded colour", "Orbit on flooded colour"],
        );
        // One arrangement: what leads tells them apart.
        check_labels(
            &[("spine", "date", "dark"), ("spine", "name", "dark")],
            &["Big date on dark", "Big name on dark"],
        );
        // A name that no table knows.
        check_labels(&[("folded_map", "headline", "paper")], &["Folded map on paper"]);
        check_labels(
            &[("spine", "date", "dark"), ("spine", "date", "dark")],
            &["Vertical spine on dark, 1", "Vertical spine on dark, 2"],
        );
    }
}
