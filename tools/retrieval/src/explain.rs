//! Why something was found, in words for people.

use std::cell::OnceCell;
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
    Reasons::of(query, plan).why(asset)
}

/// A question, read once for all that was found.
pub(crate) struct Reasons<'a> {
    query: &'a Query,
    plan: &'a Plan,
    /// Its words in order, each once.
    words: Vec<String>,
    closed: String,
    /// Its terms; most reasons need none.
    question: OnceCell<Sparse>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn of(query: &'a Query, plan: &'a Plan) -> Self {
        let asked = folded(&plan.words);
        let words: BTreeSet<&str> = asked.split(' ').collect();
        let words = words.into_iter().map(str::to_owned).collect();
        Self { query, plan, words, closed: asked.replace(' ', ""), question: OnceCell::new() }
    }

    pub(crate) fn why(&self, asset: &Asset) -> Vec<Why> {
        let (query, plan) = (self.query, self.plan);
        let mut why = Vec::new();
        let mut add = |lane: Lane, said: Option<String>| why.extend(said.map(|said| Why { lane, said }));
        if !plan.words.is_empty() {
            add(Lane::Words, self.words(asset));
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

    fn words(&self, asset: &Asset) -> Option<String> {
        let names = || std::iter::once(&asset.name).chain(&asset.aliases);
        let mut own: Vec<String> = names().map(|name| folded(name)).collect();
        let is_called = |plain: &String| plain.split(' ').flat_map(str::bytes).eq(self.closed.bytes());
        if let Some((_, name)) = own.iter().zip(names()).find(|(plain, _)| is_called(plain)) {
            return Some(format!("is called {}", shown(name)));
        }
        own.extend(asset.tags.iter().chain([&asset.text]).map(|text| folded(text)));
        let facets = &asset.facets;
        let said = [&facets.role, &facets.orientation, &facets.campaign, &facets.language].into_iter().flatten();
        own.extend(said.chain(&facets.on).map(|text| folded(text)));
        own.extend(asset.kind.words().iter().map(|word| (*word).to_owned()));
        let is_own = |word: &&str| own.iter().any(|text| text.split(' ').any(|one| one == *word));
        let shared: Vec<&str> = self.words.iter().map(String::as_str).filter(is_own).take(WORDS_MAX).collect();
        if !shared.is_empty() {
            return Some(format!("shares {}", shared.join(", ")));
        }
        // Of its tags, where no name of it shares anything.
        let like = self.most_like(names()).or_else(|| self.most_like(asset.tags.iter()))?;
        Some(format!("{WRITTEN_LIKE} {}", shown(like)))
    }

    /// The name that shares the most letters with the question; none, where none shares any.
    fn most_like<'n>(&self, names: impl Iterator<Item = &'n String>) -> Option<&'n String> {
        let question = self.question.get_or_init(|| Sparse::question(&self.plan.words));
        let shares = |name: &String| {
            terms_of_name(name).iter().filter(|term| question.terms.binary_search(term).is_ok()).count()
        };
        let (shares, best) = names.map(|name| (shares(name), name)).max_by_key(|(shares, _)| *shares)?;
        (shares > 0).then_some(best)
    }
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
