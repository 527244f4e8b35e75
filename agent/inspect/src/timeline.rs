//! The time line of a run: a row a lane, so that what was done at once is seen at once.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::story::{EffectStory, RunStory};
use crate::tree::duration;

/// Most calls drawn.
const CALLS_MAX: usize = 2_000;

pub(crate) fn section(story: &RunStory) -> Markup {
    let mut lanes: BTreeMap<&str, Vec<&EffectStory>> = BTreeMap::new();
    for effect in story.effects.iter().take(CALLS_MAX) {
        let lane = effect.id.split('#').next().unwrap_or_default();
        lanes.entry(lane).or_default().push(effect);
    }
    let mut rows: Vec<(&str, Vec<&EffectStory>)> = lanes.into_iter().collect();
    // The order in which they began; what belongs to the whole run is first.
    rows.sort_by_key(|(lane, effects)| (*lane != "main", effects.first().map_or(0, |effect| effect.seq)));
    let whole = story.ms.max(1) as f64;
    let percent = |ms: u64| format!("{:.2}%", ms as f64 * 100.0 / whole);
    html! {
        section {
            h2 { "Time line" }
            p.lede { (duration(story.ms)) " from the first record to the last; people's own time is part of it." }
            div.timeline role="list" {
                @for (lane, effects) in &rows {
                    div.row role="listitem" {
                        code { (lane) }
                        div.track {
                            @for effect in effects {
                                a href=(format!("#r{}", effect.seq)) class=(format!("bar t-{}", effect.tool))
                                    style=(format!("left:{};width:max(2px,{})", percent(effect.at_ms), percent(effect.ms.unwrap_or(0))))
                                    title=(told(effect)) aria-label=(told(effect)) {}
                            }
                        }
                    }
                }
            }
        }
    }
}

fn told(effect: &EffectStory) -> String {
    let took = effect.ms.map_or_else(|| "no result".to_owned(), duration);
    format!("{} {}, {took}, from {}", effect.id, effect.tool, duration(effect.at_ms))
}
