//! What the options of a set have in common, and what tells them apart.

use std::collections::BTreeSet;

use maquette::{Document, Maquette, Reveal};
use measure::pdq;

use crate::{BRIEFS, deliver, first_set, request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_three_of_a_first_set_are_different_designs() {
    let engine = Maquette::builder().build().unwrap();
    for brief in BRIEFS {
        let folder = tempfile::tempdir().unwrap();
        let delivered = deliver(&engine, request(brief).out(folder.path().join("out"))).await;
        let set = first_set(&delivered);
        assert_eq!(set.options.len(), 3, "{brief}");
        assert_eq!(set.reveal, Reveal::Direction);
        assert!(!set.axes.is_empty() && set.axes.iter().all(|axis| axis.values.len() >= 2), "{:?}", set.axes);
        let labels: BTreeSet<&str> = set.options.iter().map(|option| option.label.as_str()).collect();
        assert_eq!(labels.len(), 3, "{labels:?}");

        let turn = folder.path().join("out/options/turn-1");
        let read = |name: &str| std::fs::read(turn.join(name)).unwrap();
        let hashes: Vec<pdq::Hash> = set
            .options
            .iter()
            .map(|option| {
                let picture = render::decode_picture(&read(&option.png)).unwrap().into_pixels().unwrap();
                pdq::hash(&picture).0
            })
            .collect();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let bits = hashes[a].distance(&hashes[b]);
            assert!(bits >= 32, "{brief}: options {} and {} are {bits} bits apart", a + 1, b + 1);
        }
        let documents: Vec<Document> =
            set.options.iter().map(|option| serde_json::from_slice(&read(&option.design)).unwrap()).collect();
        let shapes: BTreeSet<String> = documents.iter().map(arrangement).collect();
        assert_eq!(shapes.len(), 3, "{brief}: {shapes:?}");
    }
}

/// Where the text lies, read so that mirroring and recolouring do not show: distance from the nearer side edge, top
/// and height of every text, in eighths of the page.
pub(crate) fn arrangement(document: &Document) -> String {
    let page = document.page.area();
    let mut places: Vec<(i64, i64, i64)> = document
        .walk()
        .filter(|node| matches!(node.content, maquette::Content::Text { .. }))
        .map(|node| {
            let eighth = |x: f64, of: f64| (x / of * 8.0).round() as i64;
            let side = node.area.x.min(page.w - node.area.right());
            (eighth(side, page.w), eighth(node.area.y, page.h), eighth(node.area.h, page.h))
        })
        .collect();
    places.sort_unstable();
    format!("{places:?}")
}
