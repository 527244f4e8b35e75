//! The small judge by real engines, held against what the ONNX Runtime said in Python.

use design::Score;

use super::{ENCODER, JUDGE, expected, files, manifest_with, noise, with_encoder};
use crate::{Engine, Judge};

/// Largest distance from the reference, of figures that are about 1.
const TOLERANCE: f64 = 1e-5;

/// Those that were built in and are there. The library of the ONNX Runtime is only where somebody has it; the script does.
fn engines() -> Vec<Box<dyn Engine>> {
    let mut engines: Vec<Box<dyn Engine>> = Vec::new();
    #[cfg(feature = "tract")]
    engines.push(Box::new(crate::Tract));
    #[cfg(feature = "ort")]
    match crate::OnnxRuntime::open() {
        Ok(engine) => engines.push(Box::new(engine)),
        Err(error) => eprintln!("skipped: {error}; ORT_DYLIB_PATH says where it is"),
    }
    engines
}

#[test]
fn figures_and_scores_are_those_of_the_reference() {
    for engine in engines() {
        let judge = Judge::load(JUDGE.as_bytes(), files(), &*engine).unwrap();
        let answers = expected().answers;
        let pictures: Vec<_> = answers.iter().map(|answer| noise(answer.size.0, answer.size.1)).collect();
        let together = judge.score_all(&pictures.iter().collect::<Vec<_>>()).unwrap();
        for ((answer, picture), together) in answers.iter().zip(&pictures).zip(&together) {
            for scores in [&judge.score(picture).unwrap(), together] {
                assert_eq!(scores.len(), answer.scores.len());
                for (said, ours) in answer.scores.iter().zip(scores) {
                    assert_eq!(said.head, ours.head);
                    assert!((said.raw - f64::from(ours.raw)).abs() < TOLERANCE, "{said:?}, {ours:?}");
                    let off = Score::from_f64(said.score).steps().abs_diff(ours.score.steps());
                    assert!(off <= 1, "{said:?}, {ours:?}");
                }
            }
        }
    }
}

#[test]
fn damaged_files_are_errors_or_models_and_nothing_else() {
    for engine in engines() {
        let (mut loaded, mut refused) = (0, 0);
        // Every byte of the file in turn, with one bit turned, and then cut off there.
        for at in (0..ENCODER.len()).step_by(2) {
            let mut damaged = ENCODER.to_vec();
            damaged[at] ^= 1 << (at / 2 % 8);
            for encoder in [damaged, ENCODER[..at].to_vec()] {
                let (manifest, files) = with_encoder(encoder);
                match Judge::load(&manifest, files, &*engine).map(|judge| judge.score(&noise(20, 30))) {
                    Ok(Ok(scores)) => {
                        assert!(scores.iter().all(|score| score.raw.is_finite()));
                        loaded += 1;
                    }
                    Ok(Err(_)) | Err(_) => refused += 1,
                }
            }
        }
        // Most bytes are weights: those still load. None that was cut off does.
        assert!(loaded > 200, "{loaded} loaded");
        assert!(refused > ENCODER.len() / 2, "{refused} were refused");
    }
}

#[test]
fn an_overflow_is_no_score() {
    for engine in engines() {
        // Each weight of the convolution becomes a number near the end of what floats hold.
        let mut huge = ENCODER.to_vec();
        let at = huge.windows(2).position(|pair| pair == b"cw").expect("the weights have a name");
        let start =
            huge[at..].windows(3).position(|key| key == [0x4a, 0xb0, 0x03]).expect("432 bytes of them follow") + at + 3;
        for weight in huge[start..start + 432].chunks_exact_mut(4) {
            weight.copy_from_slice(&f32::MAX.to_le_bytes());
        }
        let (manifest, files) = with_encoder(huge);
        let error = Judge::load(&manifest, files, &*engine).unwrap_err();
        assert_eq!(error.to_string(), "`encoder.onnx` answered with something that is no finite number");
    }
}

#[test]
fn a_head_may_be_a_model_alone() {
    for engine in engines() {
        let heads = serde_json::json!([
            { "name": "plain", "read": { "value": 3 }, "percentiles": [-10, 10], "better": "higher" }
        ]);
        let judge = Judge::load(&manifest_with("/heads", heads), files(), &*engine).unwrap();
        let scores = judge.score(&noise(32, 32)).unwrap();
        assert_eq!(scores.len(), 1);
        assert_eq!(scores[0].score, Score::from_f64((f64::from(scores[0].raw) + 10.0) / 20.0));
    }
}
