//! Every shape of page, short copy and long: sound designs.

use std::path::Path;
use std::sync::Arc;

use maquette::{BrandKit, Document, Maquette, load_kit};

use crate::{BRIEFS, deliver, first_set, request};

const FORMATS: [&str; 8] = ["300x250", "728x90", "160x600", "1080x1920", "A3", "business-card", "1500x500", "64x64"];

fn kits() -> Vec<Arc<BrandKit>> {
    let brands = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/brands");
    let mut folders: Vec<_> =
        std::fs::read_dir(brands).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert_eq!(folders.len(), 2, "two example brands");
    folders.iter().map(|folder| Arc::new(load_kit(folder).unwrap())).chain([BrandKit::builtin()]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_format_delivers_designs_that_pass_every_gate() {
    for (index, kit) in kits().into_iter().enumerate() {
        let engine = Maquette::builder().kit(kit).build().unwrap();
        for (place, format) in FORMATS.iter().enumerate() {
            // Each kit and format meets a short, a middling and a long brief, in turn.
            let brief = BRIEFS[(index + place * 3) % BRIEFS.len()];
            let delivered = deliver(&engine, request(brief).format(*format).candidates(6)).await;
            let set = first_set(&delivered);
            assert!(!set.options.is_empty(), "{format}: {brief}");
            for option in &set.options {
                let gates: Vec<_> = option.findings.iter().filter(|f| f.severity == maquette::Severity::Gate).collect();
                assert!(gates.is_empty(), "{format}: {brief}: {gates:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_required_is_in_the_delivered_design() {
    let engine = Maquette::builder().build().unwrap();
    for brief in BRIEFS {
        let asked = request(brief);
        let required = asked.brief.required();
        let delivered = deliver(&engine, asked.candidates(5)).await;
        let document: Document = serde_json::from_slice(&delivered.bytes("design.json").unwrap()).unwrap();
        let words = spoken(&document);
        for text in required {
            assert!(words.contains(&normal(&text)), "`{text}` of `{brief}` is not in `{words}`");
        }
    }
}

fn spoken(document: &Document) -> String {
    let texts = document.walk().filter_map(|node| match &node.content {
        maquette::Content::Text { text, .. } => Some(text.plain()),
        _ => None,
    });
    normal(&texts.collect::<Vec<_>>().join(" "))
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
