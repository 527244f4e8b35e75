//! Why something was found, in words for people.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::{Asset, AssetKind, Facets};
use crate::look::Look;
use crate::palette::{Lab, Swatch};
use crate::query::{Lane, Plan, Query};
use crate::words::{KnownTerms, folded};

/// Most words that are recited.
const WORDS_MAX: usize = 6;
/// Longest name that is recited, characters.
const NAME_CHARS_MAX: usize = 60;

/// A reason: the lane, and what it saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// The lane that it comes from.
    pub lane: Lane,
    /// What it saw: `shares ocean, blue`.
    pub said: String,
}

/// How a reason begins that has letters in common alone.
const WRITTEN_LIKE: &str = "is written like";

impl Why {
    /// Whether no word, colour or look is shared, but letters in words: a slip of the pen, or chance.
    #[must_use]
    pub fn is_by_letters(&self) -> bool {
        self.lane == Lane::Words && self.said.starts_with(WRITTEN_LIKE)
    }
}

/// Why an asset answers a question: the same on every back end, for it follows from the two alone.
#[must_use]
pub fn explain(query: &Query, plan: &Plan, asset: &Asset) -> Vec<Why> {
    Reasons::of(query, plan).why(&Told::from(asset))
}

/// What reasons are found in.
pub(crate) struct Told<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: AssetKind,
    /// Its name and its aliases.
    pub(crate) names: Vec<&'a str>,
    pub(crate) tags: Vec<&'a str>,
    pub(crate) text: &'a str,
    pub(crate) facets: &'a Facets,
    pub(crate) palette: &'a [Swatch],
    pub(crate) look: Option<&'a Look>,
}

impl<'a> From<&'a Asset> for Told<'a> {
    fn from(asset: &'a Asset) -> Self {
        Self {
            id: &asset.id,
            kind: asset.kind,
            names: asset.names().collect(),
            tags: asset.tags.iter().map(String::as_str).collect(),
            text: &asset.text,
            facets: &asset.facets,
            palette: &asset.palette,
            look: asset.look.as_ref(),
        }
    }
}

/// A question, read once for all that was found.
pub(crate) struct Reasons<'a> {
    query: &'a Query,
    plan: &'a Plan,
    /// Its words in order, each once.
    words: Vec<String>,
    closed: String,
    /// Its terms.
    terms: KnownTerms,
}

impl<'a> Reasons<'a> {
    pub(crate) fn of(query: &'a Query, plan: &'a Plan) -> Self {
        let asked = folded(&plan.words);
        let words: BTreeSet<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
        let words = words.into_iter().map(str::to_owned).collect();
        Self { query, plan, words, closed: asked.replace(' ', ""), terms: KnownTerms::of(&plan.question()) }
    }

    pub(crate) fn why(&self, asset: &Told<'_>) -> Vec<Why> {
        let (query, plan) = (self.query, self.plan);
        let mut why = Vec::new();
        let mut add = |lane: Lane, said: Option<String>| why.extend(said.map(|said| Why { lane, said }));
        if !self.words.is_empty() {
            add(Lane::Words, self.words(asset));
        }
        add(Lane::Colors, colors(plan, asset.palette));
        if let (Some(wanted), Some(own)) = (&query.look, asset.look) {
            let percent = libm::round(f64::from(wanted.likeness(own)).clamp(0.0, 1.0) * 100.0);
            add(Lane::Look, Some(format!("looks {percent} % alike")));
        }
        if !query.embedding.is_empty() && why.is_empty() {
            why.push(Why { lane: Lane::Embedding, said: "is near in meaning".to_owned() });
        }
        let personal = &query.personal;
        if personal.favourites.contains(asset.id) {
            why.push(Why { lane: Lane::Personal, said: "is a favourite".to_owned() });
        } else if personal.knows(asset.id) {
            why.push(Why { lane: Lane::Personal, said: "was used lately".to_owned() });
        }
        why
    }

    fn words(&self, asset: &Told<'_>) -> Option<String> {
        let mut held = vec![false; self.words.len()];
        let mut read = |plain: &str| {
            for word in plain.split(' ') {
                if let Ok(at) = self.words.binary_search_by(|one| one.as_str().cmp(word)) {
                    held[at] = true;
                }
            }
        };
        for name in &asset.names {
            let plain = folded(name);
            if plain.split(' ').flat_map(str::bytes).eq(self.closed.bytes()) {
                return Some(format!("is called {}", shown(name)));
            }
            read(&plain);
        }
        let facets = asset.facets;
        let said = [&facets.role, &facets.orientation, &facets.campaign, &facets.language].into_iter().flatten();
        let said = said.chain(&facets.on).map(String::as_str);
        asset.tags.iter().copied().chain([asset.text]).chain(said).for_each(|text| read(&folded(text)));
        asset.kind.words().iter().for_each(|word| read(word));
        let shared = self.words.iter().zip(held).filter(|(_, held)| *held).map(|(word, _)| word.as_str());
        let shared: Vec<&str> = shared.take(WORDS_MAX).collect();
        if !shared.is_empty() {
            return Some(format!("shares {}", shared.join(", ")));
        }
        // Of its tags, where no name of it shares anything.
        let like = self.most_like(&asset.names).or_else(|| self.most_like(&asset.tags))?;
        Some(format!("{WRITTEN_LIKE} {}", shown(like)))
    }

    /// The name that shares the most letters with the question; none, where none shares any.
    fn most_like<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        let shares = names.iter().map(|name| (self.terms.held_by_name(name), *name));
        let (shares, best) = shares.max_by_key(|(shares, _)| *shares)?;
        (shares > 0).then_some(best)
    }
}

fn colors(plan: &Plan, palette: &[Swatch]) -> Option<String> {
    let nearest = plan.colors.iter().filter_map(|asked| {
        let distance = |own: design::Srgb| Lab::of(own).distance2(Lab::of(*asked));
        let own = palette.iter().min_by(|a, b| distance(a.color).total_cmp(&distance(b.color)))?;
        Some(format!("{} is {:.0} from {asked}", own.color, libm::sqrt(distance(own.color))))
    });
    let said: Vec<String> = nearest.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A name of outside as it is recited.
fn shown(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
