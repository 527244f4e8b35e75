//! Every shape of page, short copy and long: sound designs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use maquette::{BrandKit, Document, Maquette, load_kit};

use crate::sets::arrangement;
use crate::{BRIEFS, deliver, first_set, request};

const FORMATS: [&str; 8] = ["300x250", "728x90", "160x600", "1080x1920", "A3", "business-card", "1500x500", "250x250"];

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

/// More to say than any layout but a list can hold.
const PROGRAMME: &str = "Poster for the Harbour Film Week. 'Salt' 3 June 6pm, 'The Pilot' 3 June 9pm, 'Low Water' 4 June \
    6pm, 'Ropes' 4 June 9pm, 'Two Lighthouses' 5 June 6pm, 'Herring' 5 June 9pm, 'North' 6 June 6pm. Tickets $9, pass \
    $40. Old Customs House, 12 Quay Street. www.harbourfilm.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_programme_is_set_in_three_different_ways() {
    let engine = Maquette::builder().build().unwrap();
    for format in ["instagram-post", "300x250", "728x90", "160x600", "1080x1920", "A3", "business-card", "1500x500"] {
        let asked = request(PROGRAMME).format(format);
        let required = asked.brief.required();
        assert!(required.len() >= 14, "{required:?}");
        let folder = tempfile::tempdir().unwrap();
        let delivered = deliver(&engine, asked.out(folder.path().join("out"))).await;
        let set = first_set(&delivered);
        assert_eq!(set.options.len(), 3, "{format}");
        let document = |name: &str| -> Document {
            let path = folder.path().join("out/options/turn-1").join(name);
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let shapes: BTreeSet<String> =
            set.options.iter().map(|option| arrangement(&document(&option.design))).collect();
        assert_eq!(shapes.len(), 3, "{format}: {shapes:?}");
        let words = spoken(&document("option-1.json"));
        for text in &required {
            assert!(words.contains(&normal(text)), "{format}: `{text}` is not in `{words}`");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_too_small_for_its_copy_says_so_rather_than_set_what_nobody_can_read() {
    let engine = Maquette::builder().build().unwrap();
    let delivered = deliver(&engine, request("Sale").format("64x64")).await;
    assert!(!first_set(&delivered).options.is_empty());
    let run = engine.run(request(PROGRAMME).format("64x64")).await.unwrap();
    let error = run.finish().await.unwrap_err().to_string();
    assert!(error.contains("shorten the brief"), "{error}");
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
