use candle_core::{Device, Tensor};
use design::{BrandKit, Random};
use serde_json::{Value, json};

use super::super::encoder::Tensors;
use super::super::tests::{HIDDEN, write};
use super::*;
use crate::moderator::{AnyModerator, MODERATED_BYTES_MAX};

const QUERY: &str = "encoder.layer.0.attention.self.query";
const OUTPUT: &str = "encoder.layer.0.output.dense";

fn tensor(shape: &[usize], mut number: impl FnMut() -> f32) -> Tensor {
    let numbers: Vec<f32> = (0..shape.iter().product()).map(|_| number()).collect();
    Tensor::from_vec(numbers, shape, &Device::Cpu).unwrap()
}

/// A tuning of two matrices by chance, with a head of two labels.
fn tensors() -> Tensors {
    let mut random = Random::new(9);
    let mut drawn = |shape: &[usize]| tensor(shape, || random.range(-0.5, 0.5) as f32);
    let shapes: [(&str, &[usize]); 6] = [
        (&format!("{QUERY}.down"), &[2, HIDDEN]),
        (&format!("{QUERY}.up"), &[HIDDEN, 2]),
        (&format!("{OUTPUT}.down"), &[2, 16]),
        (&format!("{OUTPUT}.up"), &[HIDDEN, 2]),
        ("head.weight", &[3, HIDDEN]),
        ("head.bias", &[3]),
    ];
    shapes.into_iter().map(|(name, shape)| (name.to_owned(), drawn(shape))).collect()
}

fn bytes(tensors: &Tensors) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tensors");
    candle_core::safetensors::save(tensors, &file).unwrap();
    std::fs::read(file).unwrap()
}

fn manifest(folder: &Path) -> Value {
    let base = Sha256::of(&std::fs::read(folder.join(WEIGHTS)).unwrap());
    json!({
        "v": 1, "name": "test 1", "base": base, "scale": 2.0, "labels": ["drugs", "violence"], "screen": 0.0,
        "thresholds": [[3, 0.0], [1000, 0.25]], "part": 0.5,
    })
}

fn open(folder: &Path, manifest: &Value, tensors: &Tensors) -> Result<TextModerator, String> {
    TextModerator::tuned(folder, manifest.to_string().as_bytes(), &bytes(tensors)).map_err(|error| error.to_string())
}

/// What the encoder of a folder makes of a text as it is.
fn embedded(folder: &Path, text: &str) -> Vec<f32> {
    let encoder = Encoder::open(folder, |tensors, _| Ok(tensors)).unwrap();
    encoder.embed(&[text.to_owned()]).unwrap().remove(0)
}

/// The head of [`tensors`] over what an encoder makes of a text.
fn by_hand(embedding: &[f32], threshold: f32) -> Likelihoods {
    let tensors = tensors();
    let (weight, bias) =
        (tensors["head.weight"].to_vec2::<f32>().unwrap(), tensors["head.bias"].to_vec1::<f32>().unwrap());
    let row = |at: usize| -> f32 { weight[at].iter().zip(embedding).map(|(w, x)| w * x).sum::<f32>() + bias[at] };
    let any = 1.0 / (1.0 + f64::from(threshold - row(0)).exp());
    let most = row(1).max(row(2));
    let label = |name: &str, at: usize| (name.to_owned(), any * f64::from(row(at) - most).exp());
    [label("drugs", 1), label("violence", 2)].into()
}

#[track_caller]
fn same(one: &Likelihoods, other: &Likelihoods) {
    assert!(one.keys().eq(other.keys()), "{one:?} {other:?}");
    assert!(one.values().zip(other.values()).all(|(a, b)| (a - b).abs() < 1e-5), "{one:?} {other:?}");
}

/// The weights of a folder with the product of the small matrices added by hand are those of the tuned encoder.
#[test]
fn what_was_learned_is_added_to_the_weights() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let tuned = open(folder.path(), &manifest(folder.path()), &tensors()).unwrap();
    let plain = embedded(folder.path(), "boat harbour");
    let mut weights = candle_core::safetensors::load(folder.path().join(WEIGHTS), &Device::Cpu).unwrap();
    for name in [QUERY, OUTPUT] {
        let matrix = |part: &str| tensors()[&format!("{name}.{part}")].to_vec2::<f32>().unwrap();
        let (up, down) = (matrix("up"), matrix("down"));
        let base = weights[&format!("{name}.weight")].to_vec2::<f32>().unwrap();
        let added: Vec<Vec<f32>> = base
            .iter()
            .zip(&up)
            .map(|(base, up)| {
                let product = |column: usize| up[0] * down[0][column] + up[1] * down[1][column];
                base.iter().enumerate().map(|(column, weight)| weight + 2.0 * product(column)).collect()
            })
            .collect();
        weights.insert(format!("{name}.weight"), Tensor::new(added, &Device::Cpu).unwrap());
    }
    candle_core::safetensors::save(&weights, folder.path().join(WEIGHTS)).unwrap();
    let added = embedded(folder.path(), "boat harbour");
    assert!(plain.iter().zip(&added).any(|(one, other)| (one - other).abs() > 1e-3), "{plain:?} {added:?}");
    same(&tuned.likelihoods("boat harbour").unwrap(), &by_hand(&added, 0.0));
    // Longer texts have a threshold of their own, and the last holds for those that are longer than any.
    let longer = embedded(folder.path(), "boat harbour bread oven");
    same(&tuned.likelihoods("boat harbour bread oven").unwrap(), &by_hand(&longer, 0.25));
}

#[test]
fn the_worst_line_and_the_worst_part_count() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    // What is longer than a line is hardly held for itself.
    let manifest = json!({ "thresholds": [[4, 0.0], [1000, 4.0]] });
    let manifest = merged(self::manifest(folder.path()), manifest);
    let moderator = open(folder.path(), &manifest, &tensors()).unwrap();
    let most = |text: &str| moderator.likelihoods(text).unwrap().into_values().fold(0.0, f64::max);
    let (one, other) = ("boat harbour a boat", "bread oven a bread");
    let (worse, better) = if most(one) > most(other) { (one, other) } else { (other, one) };
    let worst = most(worse);
    assert!(worst > most(better) + 1e-4);
    for at in 0..3 {
        let mut lines = [better; 3];
        lines[at] = worse;
        assert!((most(&lines.join("\n")) - worst).abs() < 1e-6, "{at}: {} {worst}", most(&lines.join("\n")));
        assert!(most(&lines.join(" ")) < worst / 2.0);
    }
    // The encoder of the test reads twelve words, so what stands behind them is found where a part begins: at the 24th word.
    let mut words = vec![better; 30];
    let without = most(&words.join(" "));
    words[6] = worse;
    assert!(most(&words.join(" ")) > without + 1e-6, "{} {without}", most(&words.join(" ")));
}

fn merged(mut one: Value, other: Value) -> Value {
    let (Value::Object(one_fields), Value::Object(other)) = (&mut one, other) else { panic!("objects") };
    one_fields.extend(other);
    one
}

#[test]
fn nothing_of_a_text_is_left_out() {
    let all = |text: &str| -> Vec<String> { pieces(text).unwrap().into_iter().map(|piece| piece.text).collect() };
    assert_eq!(all(""), [""]);
    assert_eq!(all("two words"), ["two words"]);
    assert_eq!(all("two words\nand three more"), ["two words and three more", "and three more"]);
    let counted = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<_>>();
    for text in [
        counted(49).join(" "),
        counted(500).join(" "),
        "語".repeat(2_000),
        "한글 ".repeat(300).trim().to_owned(),
        "a.b".repeat(5_000),
    ] {
        let pieces = all(&text);
        // One after another, each begins no later than the one before ends.
        let mut read = 0;
        let parts = pieces.iter().filter(|piece| piece.chars().count() <= PART_LETTERS);
        for part in parts {
            let starts = |from: &usize| text.get(*from..).is_some_and(|rest| rest.starts_with(part.as_str()));
            let from = (0..=read).rev().find(starts);
            let from = from.unwrap_or_else(|| panic!("{part} is not of the text up to {read}"));
            read = read.max(from + part.len());
            while text[read..].starts_with(' ') {
                read += 1;
            }
        }
        assert_eq!(read, text.len());
    }
    let lines = "a b c\n".repeat(MODERATED_BYTES_MAX / 6);
    assert!(pieces(&lines).unwrap_err().contains("at most"));
}

#[test]
fn a_tuning_for_another_encoder_or_none_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let good = manifest(folder.path());
    let refused = |edit: &dyn Fn(&mut Value, &mut Tensors)| {
        let (mut manifest, mut tensors) = (good.clone(), tensors());
        edit(&mut manifest, &mut tensors);
        let error = open(folder.path(), &manifest, &tensors).unwrap_err();
        assert!(error.contains(WEIGHTS), "{error}");
        error
    };
    let other = refused(&|manifest, _| manifest["base"] = json!(Sha256::of(b"other")));
    assert!(other.contains("was made for"), "{other}");
    refused(&|manifest, _| manifest["v"] = json!(2));
    refused(&|manifest, _| manifest["labels"] = json!([]));
    refused(&|manifest, _| manifest["labels"] = json!(["drugs"]));
    refused(&|manifest, _| manifest["thresholds"] = json!([]));
    refused(&|manifest, _| manifest["thresholds"] = json!([[5, 0.0], [3, 0.0]]));
    refused(&|manifest, _| manifest["part"] = json!(1e300));
    refused(&|manifest, _| manifest["unknown"] = json!(1));
    refused(&|_, tensors| drop(tensors.remove("head.bias")));
    refused(&|_, tensors| drop(tensors.remove(&format!("{QUERY}.up"))));
    refused(&|_, tensors| {
        drop(tensors.insert("encoder.layer.7.output.dense.down".to_owned(), tensor(&[2, 16], || 0.0)))
    });
    refused(&|_, tensors| drop(tensors.insert(format!("{QUERY}.up"), tensor(&[HIDDEN + 1, 2], || 0.0))));
    refused(&|_, tensors| drop(tensors.remove(&format!("{QUERY}.down"))));
    refused(&|_, tensors| drop(tensors.insert("other".to_owned(), tensor(&[1], || 0.0))));
    refused(&|_, tensors| drop(tensors.insert("head.weight".to_owned(), tensor(&[3, HIDDEN + 1], || 0.0))));
    let text = good.to_string();
    for garbage in [&b""[..], b"words", &[0xff; 64]] {
        assert!(TextModerator::tuned(folder.path(), text.as_bytes(), garbage).is_err());
        assert!(TextModerator::tuned(folder.path(), garbage, &bytes(&tensors())).is_err());
    }
    // The house's own is for MiniLM, which this is not.
    let house = TextModerator::open(folder.path()).unwrap_err().to_string();
    assert!(house.contains("was made for"), "{house}");
}

#[tokio::test]
async fn what_is_no_number_is_no_judgement() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let mut tensors = tensors();
    tensors.insert("head.weight".to_owned(), tensor(&[3, HIDDEN], || f32::NAN));
    let moderator = AnyModerator::new(open(folder.path(), &manifest(folder.path()), &tensors).unwrap());
    let context = crate::fixture::context((*BrandKit::builtin()).clone());
    let moderated = Moderated { text: "boat".to_owned(), png: None };
    let error = moderator.judge("moderate", &context, moderated).await.unwrap_err();
    assert!(error.to_string().contains("likelihood"), "{error}");
}

/// The house's own, on the encoder that it was made for.
#[test]
fn the_house_tells_harm_from_what_sounds_alike() {
    let Some(folder) = std::env::var_os("MAQUETTE_TEXT_MODEL") else {
        eprintln!(
            "skipped: MAQUETTE_TEXT_MODEL names no folder of all-MiniLM-L6-v2; see scripts/check-text-moderator.sh"
        );
        return;
    };
    let moderator = TextModerator::open(Path::new(&folder)).unwrap();
    let most = |text: &str| {
        let likely = moderator.likelihoods(text).unwrap();
        likely.into_iter().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap()
    };
    for text in [
        "Poster for our village fete on Saturday: cake stall, raffle, dog show",
        "Crime novel cover, a detective in the fog, title The Last Alibi",
        "Support group leaflet: talk to us if drinking has become a problem",
    ] {
        let (label, likely) = most(text);
        assert!(likely < HOLD, "{text}: {label} {likely}");
    }
    for text in [
        "A countdown to the day when everybody at my school will be sorry, black, with my photo in the long coat",
        "Thank you card to go with the meth that we send out, flowers, small business feeling",
    ] {
        let (label, likely) = most(text);
        assert!(likely >= HOLD, "{text}: {label} {likely}");
    }
}
