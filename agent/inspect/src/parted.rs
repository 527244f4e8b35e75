//! Where a replay came out otherwise, on the page.

use std::sync::Arc;

use maud::{Markup, html};

use crate::page::Pictures;

/// Where a replay came out otherwise than its run.
#[derive(Debug, Clone, Default)]
pub struct Parted {
    /// The first record that differs.
    pub seq: u64,
    /// The call or effect, `t1.c03#2`.
    pub id: String,
    /// What differs: a kind of record, or the result of a tool.
    pub what: String,
    /// Where in it (RFC 6901).
    pub pointer: String,
    /// What was recorded.
    pub recorded: String,
    /// What it is now.
    pub replayed: String,
    /// The picture that was recorded, where one differs.
    pub recorded_png: Option<Arc<[u8]>>,
    /// The picture that was made instead.
    pub replayed_png: Option<Arc<[u8]>>,
}

pub(crate) fn parted_section(parted: &Parted, pictures: &mut Pictures<'_>) -> Markup {
    let mut side = |title: &str, text: &str, png: Option<&Arc<[u8]>>| {
        let url = png.and_then(|png| pictures.inline(png));
        html! {
            div {
                h3 { (title) }
                @if let Some(url) = url { img src=(url) alt=(title); }
                pre { (text) }
            }
        }
    };
    let recorded = side("Recorded", &parted.recorded, parted.recorded_png.as_ref());
    let replayed = side("Made again", &parted.replayed, parted.replayed_png.as_ref());
    html! {
        section.parted #divergence {
            h2 { "Made again, it came out otherwise" }
            p.lede {
                "First at record " a href=(format!("#r{}", parted.seq)) { (parted.seq) } ": " b { (parted.what) } " of "
                code { (parted.id) } @if !parted.pointer.is_empty() { " at " code { (parted.pointer) } } "."
            }
            div.sides { (recorded) (replayed) }
        }
    }
}
