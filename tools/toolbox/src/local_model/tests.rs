use std::collections::BTreeMap;

use candle_core::safetensors::save;
use candle_core::{Device, Tensor};
use design::{BrandKit, Random};
use retrieval::{Asset, AssetIndex, AssetKind, Query};
use serde_json::json;

use super::*;
use crate::embedder::AnyEmbedder;

const WORDS: [&str; 9] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "boat", "harbour", "bread", "oven", "a"];
pub(super) const HIDDEN: usize = 8;

/// A small encoder of one layer, with weights by chance.
pub(super) fn write(folder: &Path) {
    let config = json!({
        "vocab_size": WORDS.len(), "hidden_size": HIDDEN, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 16, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "max_position_embeddings": 12,
        "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0, "model_type": "bert",
    });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let vocab: BTreeMap<&str, usize> = WORDS.iter().enumerate().map(|(at, word)| (*word, at)).collect();
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": { "type": "Whitespace" }, "post_processor": null, "decoder": null,
        "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]" },
    });
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    let mut random = Random::new(4);
    let mut weights = std::collections::HashMap::new();
    let mut add = |name: &str, shape: &[usize]| {
        let numbers: Vec<f32> = (0..shape.iter().product()).map(|_| random.range(-0.5, 0.5) as f32).collect();
        weights.insert(name.to_owned(), Tensor::from_vec(numbers, shape, &Device::Cpu).unwrap());
    };
    add("embeddings.word_embeddings.weight", &[WORDS.len(), HIDDEN]);
    add("embeddings.position_embeddings.weight", &[12, HIDDEN]);
    add("embeddings.token_type_embeddings.weight", &[2, HIDDEN]);
    let layer = "encoder.layer.0";
    for (name, rows, columns) in [
        ("attention.self.query", HIDDEN, HIDDEN),
        ("attention.self.key", HIDDEN, HIDDEN),
        ("attention.self.value", HIDDEN, HIDDEN),
        ("attention.output.dense", HIDDEN, HIDDEN),
        ("intermediate.dense", 16, HIDDEN),
        ("output.dense", HIDDEN, 16),
    ] {
        add(&format!("{layer}.{name}.weight"), &[rows, columns]);
        add(&format!("{layer}.{name}.bias"), &[rows]);
    }
    for norm in
        ["embeddings.LayerNorm", "encoder.layer.0.attention.output.LayerNorm", "encoder.layer.0.output.LayerNorm"]
    {
        add(&format!("{norm}.weight"), &[HIDDEN]);
        add(&format!("{norm}.bias"), &[HIDDEN]);
    }
    save(&weights, folder.join("model.safetensors")).unwrap();
}

fn context() -> Context {
    crate::fixture::context((*BrandKit::builtin()).clone())
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[tokio::test]
async fn what_a_text_means_does_not_depend_on_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let model = LocalEmbeddings::open(folder.path()).unwrap();
    assert_eq!((model.dimensions(), Embedder::name(&model).len()), (HIDDEN, "local/".len() + 24));
    let model = AnyEmbedder::new(model);
    let embed = async |texts: &[&str]| {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        model.embed("test", &context(), texts).await.unwrap()
    };
    let alone = embed(&["boat harbour"]).await;
    // Beside a longer one it is padded, which must say nothing; one that is longer than the model reads is cut.
    let long = "bread oven ".repeat(500);
    let beside = embed(&["boat harbour", "a bread oven a bread oven a", "", &long]).await;
    assert!(cosine(&alone[0], &beside[0]) > 0.9999, "{alone:?} {beside:?}");
    assert!(cosine(&beside[0], &beside[1]) < 0.999);
    assert!(beside.iter().flatten().all(|number| number.is_finite()));
    // More texts than are encoded at a time keep their order.
    let many: Vec<&str> =
        (0..40).map(|at| if at % 3 == 0 { "boat harbour" } else { "a bread oven a bread oven a" }).collect();
    for (at, one) in embed(&many).await.iter().enumerate() {
        assert!(cosine(one, &beside[usize::from(at % 3 != 0)]) > 0.9999, "{at}");
    }
}

#[test]
fn a_folder_that_holds_no_model_is_named_with_its_file() {
    for (file, content) in [
        ("config.json", &b"{}"[..]),
        ("config.json", &[b'x'; 70_000]),
        ("tokenizer.json", b"[]"),
        ("model.safetensors", b""),
        ("model.safetensors", &[0xff; 64]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        std::fs::write(folder.path().join(file), content).unwrap();
        let error = LocalEmbeddings::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains(file), "{error}");
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let config = std::fs::read_to_string(folder.path().join("config.json")).unwrap();
    for (from, to) in [
        (r#""hidden_size":8"#, r#""hidden_size":16"#),
        (r#""num_attention_heads":2"#, r#""num_attention_heads":3"#),
        (r#""num_hidden_layers":1"#, r#""num_hidden_layers":1000000"#),
        (r#""max_position_embeddings":12"#, r#""max_position_embeddings":0"#),
    ] {
        std::fs::write(folder.path().join("config.json"), config.replace(from, to)).unwrap();
        LocalEmbeddings::open(folder.path()).unwrap_err();
    }
    let missing = LocalEmbeddings::open(&folder.path().join("nowhere")).unwrap_err().to_string();
    assert!(missing.contains("config.json"), "{missing}");
}

/// A real encoder: the distances are those that its makers' own code gives, and it finds what shares no word.
#[tokio::test]
async fn a_real_encoder_finds_what_is_meant() {
    let Some(folder) = std::env::var_os("MAQUETTE_TEXT_MODEL") else {
        eprintln!(
            "skipped: MAQUETTE_TEXT_MODEL names no folder of a sentence encoder; see scripts/check-embeddings.sh"
        );
        return;
    };
    let model = AnyEmbedder::new(LocalEmbeddings::open(Path::new(&folder)).unwrap());
    let context = context();
    let embed = async |texts: &[&str]| {
        model.embed("test", &context, texts.iter().map(|&text| text.to_owned()).collect()).await.unwrap()
    };
    let three =
        embed(&["The cat sits on the mat.", "A kitten rests on the rug.", "Quarterly revenue grew by ten percent."])
            .await;
    eprintln!(
        "cat and kitten {:.3}, cat and revenue {:.3}",
        cosine(&three[0], &three[1]),
        cosine(&three[0], &three[2])
    );
    assert!(cosine(&three[0], &three[1]) > 0.5 && cosine(&three[0], &three[2]) < 0.1);

    let quotes = [
        ("q1", "My parcel was on the doorstep before breakfast."),
        ("q2", "The colours stayed bright after fifty washes."),
        ("q3", "Somebody answered the phone at midnight and stayed on the line."),
        ("q4", "It cost half of what we used to pay."),
    ];
    let mut index = AssetIndex::default();
    for ((id, said), embedding) in quotes.iter().zip(embed(&quotes.map(|(_, said)| said)).await) {
        index.put(Asset { text: (*said).to_owned(), embedding, ..Asset::new(*id, AssetKind::Voice, "") }).unwrap();
    }
    for (asked, id) in [
        ("customer quote about fast delivery", "q1"),
        ("testimonial about helpful support", "q3"),
        ("somebody who praises the price", "q4"),
    ] {
        let embedding = embed(&[asked]).await.remove(0);
        let by_meaning = index.search(&Query { embedding, limit: 4, ..Query::default() });
        assert_eq!(by_meaning.hits[0].id, id, "{asked}: {by_meaning:?}");
    }
}
