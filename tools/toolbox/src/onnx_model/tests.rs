//! A small space by an engine that plays its models: the colours of pictures, and words that name them.

use std::sync::atomic::{AtomicUsize, Ordering};

use design::{BrandKit, Sha256};
use learned::fixture::model;
use learned::{EngineError, Network, Numbers, Port, Tensor};
use retrieval::{AssetIndex, Query};
use serde_json::{Value, json};

use super::*;
use crate::brand_index::{AnyBrandIndex, EmbeddedIndex, TenantScope};
use crate::builtin::{BrandSearch, Catalogue};
use crate::embedder::AnyEmbedder;
use crate::tool::Tool as _;

const WORDS: [&str; 7] = ["[UNK]", "[END]", "tomato", "lagoon", "meadow", "soup", "boat"];
const TOKENS: usize = 6;

/// Plays both models: what is seen is how much of each channel there is, and what is read is which words stand for one.
struct Played;

struct Reader;
struct Looker;

impl Engine for Played {
    fn name(&self) -> &str {
        "played"
    }

    fn load(&self, _: &[u8], port: &Port) -> Result<Box<dyn Network>, EngineError> {
        let names: Vec<&str> = port.inputs.iter().map(|feed| feed.name.as_str()).collect();
        if port.output == "seen" {
            assert_eq!(names, ["pixels"]);
            return Ok(Box::new(Looker));
        }
        // In the order of the manifest, whatever the order of the file.
        assert_eq!(names, ["input_ids", "attention_mask"]);
        Ok(Box::new(Reader))
    }
}

impl Network for Looker {
    fn takes_many(&self) -> bool {
        false
    }

    fn run(&self, mut inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
        let Numbers::Floats(numbers) = inputs.remove(0).data else { panic!("a picture is floats") };
        let channel = numbers.len() / 3;
        Ok(numbers.chunks(channel).map(|channel| channel.iter().sum::<f32>() + 1e-3).collect())
    }
}

impl Network for Reader {
    fn takes_many(&self) -> bool {
        false
    }

    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
        let whole = |tensor: &Tensor| match &tensor.data {
            Numbers::Whole(whole) => (tensor.shape.clone(), whole.clone()),
            Numbers::Floats(_) => panic!("a text is whole numbers"),
        };
        let ((shape, ids), (_, mask)) = (whole(&inputs[0]), whole(&inputs[1]));
        assert_eq!(shape, [1, TOKENS]);
        // Padding stands behind the text, and is said to be some.
        let there = mask.iter().sum::<i64>() as usize;
        assert!(mask[..there].iter().all(|one| *one == 1) && ids[there..].iter().all(|id| *id == 1));
        let said = |id: i64| match id {
            2 => [1.0, 0.0, 0.0],
            3 => [0.0, 0.0, 1.0],
            4 => [0.0, 1.0, 0.0],
            _ => [0.01, 0.01, 0.01],
        };
        Ok(ids.into_iter().flat_map(said).collect())
    }
}

/// Writes a folder whose manifest was changed.
fn write(folder: &Path, change: impl FnOnce(&mut Value)) {
    let reader = model(&[("attention_mask", 7, &[0, TOKENS as u8]), ("input_ids", 7, &[0, 0])], "said", &[0, 0, 0]);
    let looker = model(&[("pixels", 1, &[0, 3, 4, 4])], "seen", &[0, 3]);
    let vocab: BTreeMap<&str, usize> = WORDS.iter().enumerate().map(|(at, word)| (*word, at)).collect();
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": { "type": "Lowercase" },
        "pre_tokenizer": { "type": "Whitespace" }, "post_processor": null, "decoder": null,
        "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]" },
    })
    .to_string();
    let mut manifest = json!({
        "name": "colours", "version": "1",
        "text": {
            "file": "text.onnx", "sha256": Sha256::of(&reader),
            "tokenizer": { "file": "words.json", "sha256": Sha256::of(tokenizer.as_bytes()) },
            "tokens": TOKENS, "pad": 1, "inputs": { "ids": "input_ids", "mask": "attention_mask" }, "output": "said", "pool": "mean",
        },
        "image": {
            "file": "image.onnx", "sha256": Sha256::of(&looker), "output": "seen",
            "input": {
                "width": 4, "height": 4, "resize": "cover", "filter": "bilinear", "layout": "nchw", "scale": "1/255",
                "mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0], "ground": "#000000",
            },
        },
    });
    change(&mut manifest);
    std::fs::write(folder.join("text.onnx"), reader).unwrap();
    std::fs::write(folder.join("image.onnx"), looker).unwrap();
    std::fs::write(folder.join("words.json"), tokenizer).unwrap();
    std::fs::write(folder.join(MANIFEST), manifest.to_string()).unwrap();
}

fn opened(change: impl FnOnce(&mut Value)) -> Result<OnnxEmbeddings, String> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), change);
    OnnxEmbeddings::open(folder.path(), &Played).map_err(|error| error.to_string())
}

fn svg(color: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="{color}"/></svg>"#
    )
}

#[tokio::test]
async fn words_and_pictures_lie_in_one_space() {
    let model = AnyEmbedder::new(opened(|_| {}).unwrap());
    assert!(model.reads() && model.sees() && model.dimensions() == 3);
    let context = crate::fixture::context((*BrandKit::builtin()).clone());
    let long = format!("tomato {}", "soup ".repeat(5_000));
    let texts = ["tomato", "LAGOON boat", "", &long].map(str::to_owned).to_vec();
    let read = model.embed("test", &context, texts).await.unwrap();
    let pictures = ["#f00", "#00f"].map(|color| svg(color).into_bytes()).to_vec();
    let seen = model.embed_pictures("test", &context, pictures).await.unwrap();
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    assert!(dot(&read[0], &seen[0]) > 0.99 && dot(&read[0], &seen[1]) < 0.1, "{read:?} {seen:?}");
    assert!(dot(&read[1], &seen[1]) > 0.99, "{read:?}");
    assert_eq!(read[2], [0.0; 3]);
    assert!(dot(&read[3], &seen[0]) > 0.9, "what is longer than the model reads is cut: {read:?}");
    let no_picture = model.embed_pictures("test", &context, vec![b"words".to_vec()]).await.unwrap_err();
    assert!(no_picture.to_string().contains("not a PNG"), "{no_picture}");
}

#[test]
fn half_a_space_says_what_it_cannot_do() {
    let reader = opened(|manifest| drop(manifest.as_object_mut().unwrap().remove("image"))).unwrap();
    let looker = opened(|manifest| drop(manifest.as_object_mut().unwrap().remove("text"))).unwrap();
    assert!((reader.reads(), reader.sees()) == (true, false) && (looker.reads(), looker.sees()) == (false, true));
    let seen = retrieval::see(svg("#0f0").as_bytes()).unwrap();
    let logo = Asset { look: Some(seen.look), ..Asset::new("logo", AssetKind::Logo, "tomato") };
    // A reader reads what a looker looks at.
    assert!(reader.encode(&logo, svg("#0f0").as_bytes()).unwrap()[0] > 0.9);
    assert!(looker.encode(&logo, svg("#0f0").as_bytes()).unwrap()[1] > 0.9);
    assert_eq!(looker.ask("tomato", None), Ok(Vec::new()));
    assert!(looker.ask("tomato", Some(svg("#00f").as_bytes())).unwrap()[2] > 0.9);
    assert!(reader.ask("tomato", Some(svg("#00f").as_bytes())).unwrap()[0] > 0.9);
    let both = opened(|_| {}).unwrap().ask("tomato", Some(svg("#00f").as_bytes())).unwrap();
    assert!((both[0] - both[2]).abs() < 0.1 && both[1] < 0.1, "each counts for half: {both:?}");
    assert_eq!(looker.encode(&Asset::new("voice", AssetKind::Voice, "tomato"), b""), Ok(Vec::new()));
    assert_ne!(AssetEncoder::name(&reader), AssetEncoder::name(&looker));
}

#[test]
fn a_folder_that_does_not_fit_is_named_with_what_is_wrong() {
    for (pointer, value, want) in [
        ("/text/tokens", json!(7), "expected an input of 1 or any × 7, found any × 6"),
        ("/text/inputs", json!({ "ids": "words", "mask": "attention_mask" }), "expected an input `words`, found "),
        (
            "/text/inputs",
            json!({ "ids": "input_ids", "mask": null }),
            "expected one input, found 2: `attention_mask`, `input_ids`",
        ),
        ("/text/pool", json!("none"), "expected an output of 2 sides, and `said` has 3"),
        ("/text/tokenizer/file", json!("../words.json"), "/text/tokenizer/file: `../words.json` leaves the folder"),
        ("/text/sha256", json!(Sha256::of(b"")), "`text.onnx` has the SHA-256"),
        ("/image/file", json!("text.onnx"), "another part has this file"),
        ("/image/file", json!("no.onnx"), "no.onnx"),
        ("/image/input/width", json!(5), "expected an input of 1 or any × 3 × 4 × 5, found any × 3 × 4 × 4"),
        ("/name", json!("a\nb"), "/name: expected 1 to 64 characters on one line"),
    ] {
        let error = opened(|manifest| *manifest.pointer_mut(pointer).unwrap() = value).unwrap_err();
        assert!(error.contains(want), "{pointer}: {error}");
    }
    let nothing = opened(|manifest| {
        manifest.as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "text" | "image"));
    });
    assert!(nothing.unwrap_err().contains("expected an encoder of texts, of pictures, or both"));
}

#[tokio::test]
async fn a_catalogue_is_searched_by_what_pictures_show() {
    let (place, photos) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (name, color) in [("a", "#e01010"), ("b", "#1010e0"), ("c", "#10e010")] {
        std::fs::write(photos.path().join(name).with_extension("svg"), svg(color)).unwrap();
    }
    std::fs::write(photos.path().join("d.txt"), "meadow").unwrap();
    let (index, acme) = (EmbeddedIndex::open(place.path()).unwrap(), TenantScope::of(crate::TenantId::local()));
    let plain = index.sync_folder(&acme, "photos", photos.path(), |_| true).await.unwrap();
    assert_eq!((plain.added, index.encoder(&acme, None).await.unwrap()), (4, None));
    let embedder = opened(|_| {}).unwrap();
    let encode = async |embedder: &OnnxEmbeddings| {
        index.sync_encoded_folder(&acme, "photos", photos.path(), Arc::new(embedder.clone()), |_| true).await
    };
    // What is known without an embedding gets one, once.
    let looked = Arc::new(AtomicUsize::new(0));
    // What is no picture is found by its words.
    for want in [4, 0] {
        let (seen, encoder) = (looked.clone(), Arc::new(embedder.clone()));
        let count = move |at| {
            seen.store(at, Ordering::Relaxed);
            true
        };
        let synced = index.sync_encoded_folder(&acme, "photos", photos.path(), encoder, count).await.unwrap();
        assert_eq!((synced.unchanged, synced.findings.len()), (4, 0), "{synced:?}");
        assert_eq!(looked.load(Ordering::Relaxed), want);
    }
    assert_eq!(index.encoder(&acme, None).await.unwrap().as_deref(), Some(AssetEncoder::name(&embedder)));
    let other = opened(|manifest| manifest["version"] = json!("2")).unwrap();
    let error = encode(&other).await.unwrap_err().to_string();
    assert!(error.contains("is another model"), "{error}");
    // It outlives the process, and a sync by somebody who has no model.
    drop(index);
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.sync_folder(&acme, "photos", photos.path(), |_| true).await.unwrap();
    let search =
        BrandSearch::with(Catalogue { index: AnyBrandIndex::new(index), embedder: Some(AnyEmbedder::new(embedder)) });
    let context = crate::fixture::context((*BrandKit::builtin()).clone());
    let like = context.blobs().put(svg("#2020ff").as_bytes()).unwrap();
    for (query, like, want) in [("tomato", None, "a"), ("lagoon boat", None, "b"), ("", Some(like), "b")] {
        let question = json!({ "query": query, "like": like, "kinds": ["imagery"], "limit": 5 });
        let hits = search.call(&context, serde_json::from_value(question).unwrap()).await.unwrap();
        let first = hits.hits.iter().find(|hit| hit.elsewhere).unwrap();
        assert!(hits.semantic && hits.degraded.is_empty(), "{hits:?}");
        assert_eq!(first.name, want, "{query}: {hits:?}");
    }
}

#[test]
fn an_index_of_assets_takes_its_embeddings() {
    let embedder = opened(|_| {}).unwrap();
    let mut index = AssetIndex::default();
    for (id, color) in [("red", "#f00"), ("blue", "#00f")] {
        let look = retrieval::see(svg(color).as_bytes()).unwrap().look;
        let bare = Asset { look: Some(look), ..Asset::new(id, AssetKind::Imagery, id) };
        let embedding = embedder.encode(&bare, svg(color).as_bytes()).unwrap();
        index.put(Asset { embedding, ..bare }).unwrap();
    }
    index.settle();
    let embedding = embedder.ask("lagoon", None).unwrap();
    let found = index.search(&Query { embedding, ..Query::words("", 2) });
    assert_eq!(found.hits[0].id, "blue");
}

#[test]
fn a_tokenizer_that_is_damaged_or_leaves_no_room_is_refused() {
    let marks = |ids: &[&str], known: &[&str]| {
        let special = |id: &&str| json!({ "SpecialToken": { "id": id, "type_id": 0 } });
        let single: Vec<_> =
            ids.iter().map(special).chain([json!({ "Sequence": { "id": "A", "type_id": 0 } })]).collect();
        let known = known.iter().map(|id| (*id, json!({ "id": id, "ids": [1], "tokens": [id] })));
        json!({
            "type": "TemplateProcessing", "single": single, "pair": [], "special_tokens": BTreeMap::from_iter(known),
        })
    };
    let tokenizer = |processor: Value| {
        json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
            "pre_tokenizer": { "type": "Whitespace" }, "post_processor": processor, "decoder": null,
            "model": { "type": "WordLevel", "vocab": { "[UNK]": 0, "[END]": 1 }, "unk_token": "[UNK]" },
        })
        .to_string()
    };
    let read = |processor, tokens| crate::model_folder::tokenizer(tokenizer(processor).as_bytes(), tokens, None).err();
    assert_eq!(read(marks(&["[END]"], &["[END]"]), 2), None);
    let full = read(marks(&["[END]", "[END]"], &["[END]"]), 2);
    assert_eq!(full.as_deref(), Some("it adds 2 tokens to a text, and the model is given 2 in all"));
    assert!(read(marks(&["[END]"], &[]), 6).is_some(), "a mark that nobody knows");
}
