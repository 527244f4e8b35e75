//! Why something was found, in words for people.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::Asset;
use crate::palette::Lab;
use crate::query::{Lane, Plan, Query};
use crate::words::{Sparse, folded, terms_of_name};

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

/// Why an asset answers a question: the same on every back end, for it follows from the two alone.
#[must_use]
pub fn explain(query: &Query, plan: &Plan, asset: &Asset) -> Vec<Why> {
    let mut why = Vec::new();
    let mut add = |lane: Lane, said: Option<String>| why.extend(said.map(|said| Why { lane, said }));
    if !plan.words.is_empty() {
        add(Lane::Words, words(&plan.words, asset));
    }
    add(Lane::Colors, colors(plan, asset));
    if let (Some(wanted), Some(own)) = (&query.look, &asset.look) {
        let percent = libm::round(f64::from(wanted.likeness(own)).clamp(0.0, 1.0) * 100.0);
        add(Lane::Look, Some(format!("looks {percent} % alike")));
    }
    if !query.embedding.is_empty() && why.is_empty() {
        why.push(Why { lane: Lane::Embedding, said: "is near in meaning".to_owned() });
    }
    let personal = &query.personal;
    if personal.favourites.contains(&asset.id) {
        why.push(Why { lane: Lane::Personal, said: "is a favourite".to_owned() });
    } else if personal.knows(&asset.id) {
        why.push(Why { lane: Lane::Personal, said: "was used lately".to_owned() });
    }
    why
}

fn words(asked: &str, asset: &Asset) -> Option<String> {
    let names = || std::iter::once(&asset.name).chain(&asset.aliases);
    let close = |text: &str| folded(text).replace(' ', "");
    if let Some(name) = names().find(|name| close(name) == close(asked)) {
        return Some(format!("is called {}", shown(name)));
    }
    let asked = folded(asked);
    let asked_words: BTreeSet<&str> = asked.split(' ').collect();
    let said = names().chain(&asset.tags).chain([&asset.text]);
    let own: BTreeSet<String> =
        said.flat_map(|text| folded(text).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    let shared: Vec<&str> = asked_words.into_iter().filter(|word| own.contains(*word)).take(WORDS_MAX).collect();
    if !shared.is_empty() {
        return Some(format!("shares {}", shared.join(", ")));
    }
    let question = Sparse::question(&asked);
    let shares =
        |name: &String| terms_of_name(name).iter().filter(|term| question.terms.binary_search(term).is_ok()).count();
    let (shares, best) =
        names().chain(&asset.tags).map(|name| (shares(name), name)).max_by_key(|(shares, _)| *shares)?;
    (shares > 0).then(|| format!("is written like {}", shown(best)))
}

fn colors(plan: &Plan, asset: &Asset) -> Option<String> {
    let nearest = plan.colors.iter().filter_map(|asked| {
        let distance = |own: design::Srgb| Lab::of(own).distance2(Lab::of(*asked));
        let own = asset.palette.iter().min_by(|a, b| distance(a.color).total_cmp(&distance(b.color)))?;
        Some(format!("{} is {:.0} from {asked}", own.color, libm::sqrt(distance(own.color))))
    });
    let said: Vec<String> = nearest.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A name of outside as it is recited.
fn shown(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
