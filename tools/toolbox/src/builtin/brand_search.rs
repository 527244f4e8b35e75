//! `brand_search`: what a brand kit has to offer for a question.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use design::kit::LogoVariant;
use design::{BrandKit, Srgb};
use planner::calls::{BrandHit, BrandHits, BrandSearch as Question, Call};

use crate::context::Context;
use crate::error::ToolError;
use crate::lexical::LexicalIndex;
use crate::tool::PureTool;

/// Most hits that are returned.
const HITS_MAX: u32 = 100;
/// Most things of a kit that are searched.
const ENTRIES_MAX: usize = 20_000;
/// Most choices of kinds that are kept ready to be searched.
const INDEXES_MAX: usize = 4;
/// Kinds of things that there are to find.
const KINDS: [&str; 5] = ["logo", "font", "color", "imagery", "voice"];

/// The things of a kit by their words, for each choice of kinds that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Searched(Mutex<BTreeMap<[bool; KINDS.len()], Arc<KitIndex>>>);

#[derive(Debug, Default)]
struct KitIndex {
    entries: Vec<Entry>,
    index: LexicalIndex,
}

impl Searched {
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The index of those kinds, in the order of [`KINDS`].
    fn of(&self, kit: &BrandKit, kinds: [bool; KINDS.len()]) -> Arc<KitIndex> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= INDEXES_MAX && !known.contains_key(&kinds) {
            known.clear();
        }
        known.entry(kinds).or_insert_with(|| Arc::new(KitIndex::new(kit, kinds))).clone()
    }
}

impl KitIndex {
    fn new(kit: &BrandKit, kinds: [bool; KINDS.len()]) -> Self {
        let all: [fn(&BrandKit) -> Vec<Worded>; KINDS.len()] = [logos, fonts, colors, imagery, voice];
        let wanted = all.into_iter().zip(kinds).filter(|(_, wanted)| *wanted);
        let mut known = Self::default();
        for Worded { entry, words } in wanted.flat_map(|(all, _)| all(kit)).take(ENTRIES_MAX) {
            known.index.add(&words);
            known.entries.push(entry);
        }
        known
    }
}

/// Looks something up in the brand kit, by its words.
#[derive(Debug, Clone, Copy, Default)]
pub struct BrandSearch;

impl PureTool for BrandSearch {
    const NAME: &'static str = Question::TOOL;
    const VERSION: &'static str = "1.0.0";
    const LIGHT: bool = true;
    const DESCRIPTION: &'static str =
        "Searches the brand kit's logos, fonts, colours, pictures and voice by their words.";
    type Input = Question;
    type Output = BrandHits;

    fn compute(&self, context: &Context, input: Question) -> Result<BrandHits, ToolError> {
        if let Some(index) = input.kinds.iter().position(|kind| !KINDS.contains(&kind.as_str())) {
            let message = format!("is not one of {}", KINDS.join(", "));
            return Err(ToolError::invalid(Self::NAME, format!("/kinds/{index}"), message));
        }
        let wanted = |kind: &str| input.kinds.is_empty() || input.kinds.iter().any(|one| one == kind);
        let kinds = KINDS.map(wanted);
        let searched = context.searched().of(context.kit(), kinds);
        let found = searched.index.search(&input.query).into_iter().take(input.limit.min(HITS_MAX) as usize);
        let hit = |found: crate::lexical::Found| {
            let Entry { kind, id, name } = &searched.entries[found.entry];
            let score = f64::from(found.steps) / 10_000.0;
            BrandHit { kind: (*kind).to_owned(), id: id.clone(), name: name.clone(), score }
        };
        Ok(BrandHits { hits: found.map(hit).collect(), lanes: vec!["lexical".to_owned()], semantic: false })
    }
}

/// One thing of a kit.
#[derive(Debug)]
struct Entry {
    kind: &'static str,
    id: String,
    name: String,
}

/// One thing of a kit, with the words that it is found by.
struct Worded {
    entry: Entry,
    words: String,
}

impl Worded {
    fn new(kind: &'static str, id: &str, name: String, words: &str) -> Self {
        // Its kind, id and name find it too.
        let words = format!("{kind} {id} {name} {words}");
        Self { entry: Entry { kind, id: id.to_owned(), name }, words }
    }
}

fn logos(kit: &BrandKit) -> Vec<Worded> {
    let entry = |logo: &design::kit::Logo| {
        let variant = match logo.variant {
            LogoVariant::Full => "full",
            LogoVariant::Mark => "mark symbol",
            LogoVariant::Mono => "mono monochrome",
        };
        let grounds: Vec<String> = logo.on.iter().map(|ground| format!("{ground:?}")).collect();
        let name = format!("{} logo, {}", kit.name, logo.id);
        Worded::new("logo", &logo.id, name, &format!("{variant} mark brand on {}", grounds.join(" ")))
    };
    kit.logos.iter().map(entry).collect()
}

fn fonts(kit: &BrandKit) -> Vec<Worded> {
    let entry = |font: &design::kit::KitFont| {
        let words = format!("type face typeface {:?} weight {}", font.role, font.weight);
        Worded::new("font", &format!("{} {}", font.family, font.weight), font.family.clone(), &words)
    };
    kit.fonts.iter().map(entry).collect()
}

fn colors(kit: &BrandKit) -> Vec<Worded> {
    let roles = &kit.roles;
    let by_role =
        [("ground", &roles.ground), ("ink", &roles.ink), ("accent", &roles.accent), ("support", &roles.support)];
    let entry = |(path, color): (&design::TokenPath, &Srgb)| {
        let uses: Vec<&str> =
            by_role.iter().filter(|(_, tokens)| tokens.contains(path)).map(|(name, _)| *name).collect();
        let neutral = if kit.neutrals.contains(path) { "neutral" } else { "" };
        let hex = format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b);
        Worded::new("color", &path.0, hex, &format!("colour palette {} {neutral}", uses.join(" ")))
    };
    kit.colors.iter().map(entry).collect()
}

fn imagery(kit: &BrandKit) -> Vec<Worded> {
    let entry = |image: &design::kit::KitImage| {
        Worded::new("imagery", &image.id, image.file.clone(), &format!("picture image photo {}", image.tags.join(" ")))
    };
    kit.imagery.iter().map(entry).collect()
}

fn voice(kit: &BrandKit) -> Vec<Worded> {
    let voice = &kit.voice;
    let lists = [("tone", &voice.tone), ("sample", &voice.samples), ("required", &voice.required)];
    let entries = lists.iter().flat_map(|(list, lines)| {
        (0..).zip(*lines).map(move |(index, line): (u32, &String)| {
            Worded::new("voice", &format!("{list}-{index}"), line.clone(), "tone words copy writing")
        })
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use design::KitFiles;
    use serde_json::json;

    use super::*;

    fn kit() -> BrandKit {
        let manifest = json!({
            "v": 1, "id": "quay", "name": "Quay", "version": "1", "tokens": ["*.tokens.json"],
            "logos": [
                { "id": "full", "file": "a.svg", "on": ["light"] },
                { "id": "night", "file": "a.svg", "on": ["dark"], "variant": "mono" },
            ],
            "fonts": [{ "family": "Inter", "role": "display" }],
            "imagery": [{ "id": "boats", "file": "a.svg", "tags": ["harbour", "boat", "morning"] }],
            "voice": { "tone": ["calm"], "samples": ["Fresh from the harbour"] },
        });
        let tokens = json!({ "quay": { "$type": "color", "seaGreen": { "$value": "#2e8b57" }, "ink": { "$value": "#111111" }, "paper": { "$value": "#ffffff" } } });
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;
        let files =
            [("kit.json", manifest.to_string()), ("quay.tokens.json", tokens.to_string()), ("a.svg", svg.to_owned())];
        let files = files.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        BrandKit::from_files(&KitFiles(files.into())).unwrap()
    }

    #[track_caller]
    fn check(query: &str, kinds: &[&str], best: Option<(&str, &str)>) {
        let context = crate::fixture::context(kit());
        let kinds = kinds.iter().map(|&kind| kind.to_owned()).collect();
        let input = Question { query: query.to_owned(), kinds, limit: 3 };
        let answer = BrandSearch.compute(&context, input).unwrap();
        assert!(answer.hits.len() <= 3 && !answer.semantic);
        let hit = answer.hits.first().map(|hit| (hit.kind.as_str(), hit.id.as_str()));
        assert_eq!(hit, best, "{query}: {:?}", answer.hits);
    }

    #[test]
    fn things_are_found_by_their_words() {
        check("morning boats in the harbour", &[], Some(("imagery", "boats")));
        check("a logo for dark grounds", &["logo"], Some(("logo", "night")));
        check("sea green", &[], Some(("color", "quay.seaGreen")));
        check("harbour", &["voice"], Some(("voice", "sample-0")));
        check("quantum", &[], None);
    }

    #[test]
    fn a_kind_that_there_is_not_is_refused() {
        let input = Question { query: "x".into(), kinds: vec!["logo".into(), "smell".into()], limit: 3 };
        let error = BrandSearch.compute(&crate::fixture::context(kit()), input).unwrap_err();
        assert!(error.to_string().contains("/kinds/1"), "{error}");
    }
}
