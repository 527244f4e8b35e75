//! Two runs side by side, as a page.

use std::sync::Arc;

use design::BlobRef;
use maud::{Markup, html};

use crate::compare::{Comparison, RunResult};
use crate::page::{Pictures, document};
use crate::tree::duration;

/// Looks the bytes of a blob up.
pub type BlobLookup<'a> = &'a dyn Fn(&BlobRef) -> Option<Arc<[u8]>>;

/// Writes a page that sets two runs side by side, with their pictures; self-contained as a report is. `a` and `b` look up the
/// blobs of the two runs.
#[must_use]
pub fn comparison_html(comparison: &Comparison, a: BlobLookup<'_>, b: BlobLookup<'_>) -> String {
    let set: Vec<String> = comparison.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let body = html! {
        header {
            p.kicker { "Maquette · two runs side by side" }
            h1 { @if set.is_empty() { "What differs" } @else { (set.join(", ")) } }
        }
        main {
            div.sides { (side("Before", &comparison.a, a)) (side("After", &comparison.b, b)) }
            (parting(comparison))
            (scores(comparison))
        }
    };
    document("Two runs side by side", &body)
}

fn side(title: &str, result: &RunResult, blob: BlobLookup<'_>) -> Markup {
    let mut pictures = Pictures::new(blob);
    let url = result.png.as_ref().and_then(|png| pictures.data_url(png));
    html! {
        article {
            @if let Some(url) = url { img src=(url) alt=(title); }
            h3 { (title) }
            p { code { (result.run) } }
            p.trade {
                (if result.outcome.is_empty() { "has no end" } else { &result.outcome }) " · $" (result.spent_nano_usd) " · "
                (duration(result.ms)) " · " (result.calls) " calls, " (result.reused) " of them taken from another run"
            }
        }
    }
}

fn parting(comparison: &Comparison) -> Markup {
    html! {
        section {
            h2 { "Where they part" }
            @match &comparison.parting {
                None => p.lede { "They are the same." },
                Some(parting) => {
                    p.lede {
                        b { (parting.what) } " of " code { (parting.at) }
                        @if !parting.pointer.is_empty() { " at " code { (parting.pointer) } }
                    }
                    div.sides { pre { (parting.a) } pre { (parting.b) } }
                }
            }
        }
    }
}

fn scores(comparison: &Comparison) -> Markup {
    let (a, b) = (&comparison.a.scores, &comparison.b.scores);
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort_by_key(|name| (name.as_str() != "total", name.as_str()));
    names.dedup();
    let shown = |score: Option<&design::Score>| score.map_or_else(|| "–".to_owned(), ToString::to_string);
    html! {
        section {
            h2 { "Scores" }
            table.steps {
                tr { th { "score" } th { "before" } th { "after" } }
                @for name in names {
                    @if a.get(name) != b.get(name) || name == "total" {
                        tr {
                            td { (name.replace('_', " ")) }
                            td.number { (shown(a.get(name))) }
                            td.number { (shown(b.get(name))) }
                        }
                    }
                }
            }
        }
    }
}
