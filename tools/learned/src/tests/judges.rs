//! Judges over an engine that plays its models: what is asked of it, and what becomes of what it answers.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex};

use design::Sha256;
use serde_json::json;

use super::{ENCODER, HEAD, JUDGE, files, manifest_with, noise, with_encoder};
use crate::{
    BATCH_PICTURES_MAX, Engine, EngineError, Judge, LearnedError, MODEL_BYTES_MAX, Network, Numbers, OUTPUT_MAX, Port,
    Tensor,
};

/// How the engine plays.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// The encoder sees the first six numbers of a picture; the head gives back the first five of them.
    Sound,
    /// The same, one picture at a time.
    OneByOne,
    /// It takes many, and gives all of them what it sees of the first.
    Mixes,
    /// It says that it takes many, and does not.
    Boasts,
    NotANumber,
    Endless,
    Nothing,
    Panics,
    PanicsOnLoad,
    Fails,
}

/// Which numbers were asked about, by the shape of the tensors.
type Asked = Arc<Mutex<Vec<Vec<usize>>>>;

struct Played {
    part: Part,
    asked: Asked,
}

struct PlayedModel {
    part: Part,
    asked: Asked,
    answer: usize,
    many: bool,
}

impl Engine for Played {
    fn name(&self) -> &str {
        "played"
    }

    fn load(&self, _: &[u8], port: &Port) -> Result<Box<dyn Network>, EngineError> {
        assert!(self.part != Part::PanicsOnLoad, "no such\noperator");
        let answer = if port.output == "embedding" { 6 } else { 5 };
        let many = port.many && self.part != Part::OneByOne;
        Ok(Box::new(PlayedModel { part: self.part, asked: Arc::clone(&self.asked), answer, many }))
    }
}

impl Network for PlayedModel {
    fn takes_many(&self) -> bool {
        self.many
    }

    fn run(&self, mut inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError> {
        assert!(self.part != Part::Panics, "a shape that\u{7} nobody has");
        let tensor = inputs.remove(0);
        let Numbers::Floats(data) = tensor.data else { panic!("a judge is given floats") };
        assert_eq!(tensor.shape.iter().product::<usize>(), data.len());
        self.asked.lock().unwrap().push(tensor.shape.clone());
        let one: usize = tensor.shape[1..].iter().product();
        let mut answer: Vec<f32> = data.chunks(one).flat_map(|one| one[..self.answer].to_vec()).collect();
        match self.part {
            Part::Mixes => answer = answer[..self.answer].repeat(tensor.shape[0]),
            Part::Boasts => assert_eq!(tensor.shape[0], 1, "expected one"),
            Part::NotANumber => answer[0] = f32::NAN,
            Part::Endless => answer = vec![0.0; OUTPUT_MAX + 1],
            Part::Nothing => answer.clear(),
            Part::Fails => return Err(EngineError::Failed { reason: "out of luck".to_owned() }),
            Part::Sound | Part::OneByOne | Part::Panics | Part::PanicsOnLoad => {}
        }
        Ok(answer)
    }
}

fn played(part: Part) -> (Result<Judge, LearnedError>, Asked) {
    let asked = Asked::default();
    let judge = Judge::load(JUDGE.as_bytes(), files(), &Played { part, asked: Arc::clone(&asked) });
    asked.lock().unwrap().clear();
    (judge, asked)
}

#[test]
fn all_heads_share_what_the_encoder_sees() {
    let (judge, asked) = played(Part::Sound);
    let scores = judge.unwrap().score(&noise(40, 50)).unwrap();
    assert_eq!(scores.iter().map(|score| score.head.as_str()).collect::<Vec<_>>(), ["liked", "rated", "plain"]);
    // The encoder once, and a head's file for each of the two that have it.
    assert_eq!(*asked.lock().unwrap(), [vec![1, 3, 32, 32], vec![1, 6], vec![1, 6]]);
}

#[test]
fn many_pictures_are_judged_at_once_and_like_each_alone() {
    let pictures: Vec<_> = (0..BATCH_PICTURES_MAX as u32 + 3).map(|at| noise(20 + at, 70 - at)).collect();
    let all: Vec<_> = pictures.iter().collect();
    let one_by_one = vec![1; pictures.len()];
    for (part, runs) in [
        (Part::Sound, &vec![BATCH_PICTURES_MAX, 3]),
        (Part::OneByOne, &one_by_one),
        (Part::Mixes, &one_by_one),
        (Part::Boasts, &one_by_one),
    ] {
        let (judge, asked) = played(part);
        let judge = judge.unwrap();
        let together = judge.score_all(&all).unwrap();
        let seen: Vec<_> =
            asked.lock().unwrap().iter().filter(|shape| shape.len() == 4).map(|shape| shape[0]).collect();
        assert_eq!(seen, *runs);
        let alone: Vec<_> = all.iter().map(|picture| judge.score(picture).unwrap()).collect();
        assert_eq!(together, alone);
        assert_eq!(judge.score_all(&[]), Ok(vec![]));
    }
}

#[track_caller]
fn fails(result: Result<Judge, LearnedError>, want: &str, source: Option<&str>) {
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), want);
    assert_eq!(error.source().map(ToString::to_string).as_deref(), source);
}

#[test]
fn what_an_engine_answers_is_a_score_or_an_error() {
    let load = |part| played(part).0;
    fails(load(Part::NotANumber), "`encoder.onnx` answered with something that is no finite number", None);
    let counted = |found: usize| {
        format!(
            "`encoder.onnx` answered 1 at once with {found} numbers; expected 1 to 65536 for each, as many each time"
        )
    };
    fails(load(Part::Endless), &counted(OUTPUT_MAX + 1), None);
    fails(load(Part::Nothing), &counted(0), None);
    let cannot = "`encoder.onnx` cannot be run";
    fails(load(Part::Fails), cannot, Some("the model does not run: out of luck"));
    let panicked = "the engine gave up on this model: a shape that\u{fffd} nobody has";
    fails(load(Part::Panics), cannot, Some(panicked));
    fails(load(Part::PanicsOnLoad), cannot, Some("the engine gave up on this model: no such\u{fffd}operator"));
}

fn sound(manifest: &[u8], files: BTreeMap<String, Vec<u8>>) -> Result<Judge, LearnedError> {
    Judge::load(manifest, files, &Played { part: Part::Sound, asked: Asked::default() })
}

#[test]
fn files_are_those_that_the_manifest_means() {
    let mut without = files();
    without.remove("head.onnx");
    fails(sound(JUDGE.as_bytes(), without), "`head.onnx` is named by the manifest and not there", None);
    let mut other = files();
    other.insert("head.onnx".to_owned(), ENCODER.to_vec());
    let (found, expected) = (Sha256::of(ENCODER), Sha256::of(HEAD));
    fails(
        sound(JUDGE.as_bytes(), other),
        &format!("`head.onnx` has the SHA-256 {found}, and the manifest says {expected}"),
        None,
    );
    let (manifest, damaged) = with_encoder(b"no model".to_vec());
    let want = "this is no ONNX model, or it is damaged";
    fails(sound(&manifest, damaged), "`encoder.onnx` cannot be used as a model", Some(want));
    fails(sound(b"{}", files()), "the manifest cannot be used", Some("line 1, column 2: missing field `name`"));
    let mut large = files();
    // Never touched, so never there.
    large.insert("encoder.onnx".to_owned(), vec![0; MODEL_BYTES_MAX + 1]);
    let want = "`encoder.onnx` has 536870913 bytes; at most 536870912 are read";
    fails(sound(JUDGE.as_bytes(), large), want, None);
    let mut more = files();
    more.insert("README.md".to_owned(), b"words".to_vec());
    assert!(sound(JUDGE.as_bytes(), more).is_ok());
}

#[test]
fn a_model_of_another_shape_is_refused() {
    let port = |pointer: &str, value, want: &str| {
        let want = format!("`encoder.onnx` does not fit the manifest: {want}");
        fails(sound(&manifest_with(pointer, value), files()), &want, None);
    };
    port("/encoder/input/width", json!(40), "expected an input of 1 or any × 3 × 32 × 40, found any × 3 × 32 × 32");
    port(
        "/encoder/input/layout",
        json!("nhwc"),
        "expected an input of 1 or any × 32 × 32 × 3, found any × 3 × 32 × 32",
    );
    port("/encoder/input/name", json!("image"), "expected an input `image`, found `pixels`");
    port("/encoder/output", json!("logits"), "expected an output `logits`, found `embedding`");
    // A head that takes pictures.
    let mut swapped = files();
    swapped.insert("head.onnx".to_owned(), ENCODER.to_vec());
    let manifest = String::from_utf8(JUDGE.into())
        .unwrap()
        .replace(&Sha256::of(HEAD).to_string(), &Sha256::of(ENCODER).to_string());
    let want = "`head.onnx` does not fit the manifest: expected an input of 1 or any × 6, found any × 3 × 32 × 32";
    fails(sound(manifest.as_bytes(), swapped), want, None);
}

#[test]
fn a_head_that_reads_too_far_is_named() {
    let far = manifest_with("/heads/0/read", json!({ "value": 5 }));
    fails(sound(&far, files()), "the head `liked` reads number 5, counted from 0, and the answer has 5 numbers", None);
    let few = manifest_with("/heads/2/read", json!({ "expected": [1, 2] }));
    fails(sound(&few, files()), "the head `plain` reads 2 numbers, and the answer has 6 numbers", None);
}

#[test]
fn a_judge_may_be_shared_between_threads() {
    let judge = sound(JUDGE.as_bytes(), files()).unwrap();
    let picture = noise(30, 20);
    let alone = judge.score(&picture).unwrap();
    std::thread::scope(|threads| {
        let both = [(); 2].map(|()| threads.spawn(|| judge.score(&picture).unwrap()));
        assert!(both.into_iter().all(|scores| scores.join().unwrap() == alone));
    });
}

#[test]
fn numbers_that_are_no_weights_give_no_score() {
    // The numbers of a picture that is black are all below zero.
    let judge = sound(&manifest_with("/heads/2/read", json!({ "mean": [1, 2, 3, 4, 5, 6] })), files()).unwrap();
    let black = render::Pixels { width: 4, height: 4, data: [0, 0, 0, 255].repeat(16) };
    let error = judge.score(&black).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the head `plain` takes numbers for weights that are below zero or add up to nothing"
    );
    let none = render::Pixels { width: 0, height: 0, data: vec![] };
    assert!(matches!(judge.score(&none), Err(LearnedError::Picture { .. })));
    assert!(judge.score(&render::Pixels { width: 4, height: 4, data: vec![255; 64] }).is_ok());
}

#[test]
fn an_id_is_of_the_manifest_and_of_every_file() {
    let judge = sound(JUDGE.as_bytes(), files()).unwrap();
    // The same on every machine, however the manifest is spaced.
    assert_eq!(judge.id(), sound(&manifest_with("/name", json!("small")), files()).unwrap().id());
    assert_eq!(judge.engine(), "played");
    assert_eq!(judge.manifest().heads.len(), 3);
    let changed = [
        sound(&manifest_with("/version", json!("2")), files()),
        sound(&manifest_with("/heads/2/percentiles/0", json!(-3)), files()),
        sound(&manifest_with("/encoder/input/ground", json!("#fffffe")), files()),
        {
            // A field that ONNX does not know changes a file, and nothing that is read of it.
            let (manifest, files) = with_encoder([ENCODER, &[0x98, 0x06, 1]].concat());
            sound(&manifest, files)
        },
    ];
    let mut ids: Vec<_> = changed.into_iter().map(|judge| judge.unwrap().id()).collect();
    ids.push(judge.id());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}
