//! What a design is made of, and by whom.

use std::collections::BTreeSet;
use std::sync::Arc;

use design::kit::Logo;
use design::{BlobRef, BrandKit, Document, made_subject};
use planner::calls::{GeneratedImage, MadeBy};
use planner::{Event, Policy, Record};
use serde::Deserialize as _;
use serde_json::{Value, json};
use toolbox::Media;

use crate::run_folder::RunFolder;

/// Made by a model that was trained on what others made. Source: the IPTC's digital source types, as all below.
pub(super) const TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
/// Put together of several things of which such a model made some.
const WITH_TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
/// Put together of several things of which some were made by rule.
const COMPOSITE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic";
/// Made by rule alone.
const ALGORITHMIC: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";
/// Most parts that are named.
const PARTS_MAX: usize = 32;

/// Something that a design shows and that did not come into being with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is, for people.
    pub title: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// How a model made it, where one did; else it is the brand's.
    pub made: Option<Box<MadeBy>>,
}

/// What a design is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// The run that made it.
    pub run: Option<String>,
    /// The brand kit: its id and version.
    pub kit: String,
    /// Whether a language model led the run.
    pub is_led_by_model: bool,
    /// Pictures and logos that it shows, those that a model made first.
    pub parts: Vec<Part>,
}

impl Origins {
    /// What a design is made of, as far as it, its kit and its run say.
    pub(crate) fn of(document: &Document, kit: &BrandKit, run: Option<&RunFolder>) -> Self {
        let records = run.and_then(|run| run.read_records().ok()).unwrap_or_default();
        let mut parts = made(document, &records, run);
        parts.extend(of_the_brand(document, kit));
        parts.truncate(PARTS_MAX);
        Self {
            run: run.and_then(|run| run.id().ok()),
            kit: format!("{} {}", kit.id, kit.version),
            is_led_by_model: records.iter().any(is_led),
            parts,
        }
    }

    /// How the design came into being, as the IPTC names that.
    pub(super) fn source_type(&self) -> &'static str {
        match self {
            Self { is_led_by_model: true, .. } => WITH_TRAINED,
            Self { parts, .. } if parts.iter().any(|part| part.made.is_some()) => WITH_TRAINED,
            Self { parts, .. } if parts.is_empty() => ALGORITHMIC,
            _ => COMPOSITE,
        }
    }

    /// What goes on record of it beside what everybody's credentials say.
    pub(super) fn told(&self) -> Value {
        let pictures: Vec<&MadeBy> = self.parts.iter().filter_map(|part| part.made.as_deref()).collect();
        json!({ "run": self.run, "kit": self.kit, "led_by_model": self.is_led_by_model, "pictures": pictures })
    }
}

/// Whether that record says that a language model leads.
fn is_led(record: &Record) -> bool {
    match record.event() {
        Ok(Some(Event::RunStarted { settings, .. })) => settings.policy == Policy::Model,
        Ok(Some(Event::Forked(forked))) => forked.settings.policy == Policy::Model,
        _ => false,
    }
}

/// The pictures of a design that a model made, as it sent them.
fn made(document: &Document, records: &[Record], run: Option<&RunFolder>) -> Vec<Part> {
    let Some(run) = run else { return Vec::new() };
    let answer = |record: &Record| match record.event() {
        Ok(Some(Event::EffectCompleted { output, .. })) => GeneratedImage::deserialize(&output).ok(),
        _ => None,
    };
    let answers: Vec<GeneratedImage> =
        records.iter().filter_map(answer).filter(|answer| answer.made.is_some()).collect();
    let blobs: BTreeSet<BlobRef> = document.blobs().into_iter().collect();
    let mut shown: Vec<&GeneratedImage> = answers.iter().filter(|answer| blobs.contains(&answer.blob)).collect();
    // One that a filter changed, or that was developed for another page, has another name there.
    let is_of_one = document.source.as_ref().is_some_and(|source| made_subject(&source.plan.motif).is_some());
    if shown.is_empty() && is_of_one {
        shown.extend(answers.last());
    }
    let mut seen = BTreeSet::new();
    let made = shown.into_iter().filter_map(|answer| answer.made.clone()).filter(|made| seen.insert(made.original));
    made.filter_map(|made| {
        let bytes = run.blob(&made.original).ok().flatten()?;
        let media = Media::of_pixels(&bytes)?.name();
        let what = if made.operation.is_some() { "picture changed by" } else { "picture made by" };
        Some(Part { title: format!("{what} {}", design::shown(&made.by)), media, bytes, made: Some(made) })
    })
    .collect()
}

/// The pictures and logos of the brand that a design shows.
fn of_the_brand(document: &Document, kit: &BrandKit) -> Vec<Part> {
    let blobs: BTreeSet<BlobRef> = document.blobs().into_iter().collect();
    let motif = document.source.as_ref().and_then(|source| source.plan.motif.strip_prefix("kit:"));
    let logos = kit.logos.iter().map(|Logo { id, file, .. }| (format!("{} logo, {id}", kit.name), id, file));
    let imagery =
        kit.imagery.iter().map(|image| (format!("{} picture, {}", kit.name, image.id), &image.id, &image.file));
    let mut seen = BTreeSet::new();
    let shown = logos.chain(imagery).filter_map(|(title, id, file)| {
        let bytes = kit.file(file)?;
        let is_shown = blobs.contains(&BlobRef::of(bytes)) || motif == Some(id.as_str());
        let media =
            if file.to_lowercase().ends_with(".svg") { Media::Svg.name() } else { Media::of_pixels(bytes)?.name() };
        let part = Part { title: design::shown(&title), media, bytes: bytes.clone(), made: None };
        (is_shown && seen.insert(file)).then_some(part)
    });
    shown.collect()
}
