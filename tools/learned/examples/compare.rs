//! Holds judges against what the Python reference said of the same pictures, over a folder that `scripts/judges/make.py` wrote:
//! `MAQUETTE_JUDGES=FOLDER cargo run -p maquette-learned --features tract --example compare`.
//!
//! Prints the largest difference of each engine that was built in, and ends with 1 when one is over 1/10 000 or when what goes
//! into a model is not the same bit by bit. `scripts/check-judges.sh` makes the folder and runs this.
#![allow(clippy::disallowed_methods, reason = "an example reads the environment and files")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use design::{Score, Sha256};
use maquette_learned::{Engine, HeadScore, Judge, prepare::prepare};
use render::{Pixels, decode_picture};
use serde::Deserialize;

/// Largest difference of a figure, or of a score, that is taken.
const TOLERANCE: f64 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    sizes: Vec<(u32, u32)>,
    judges: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    judge: String,
    files: Vec<String>,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    tensor: Sha256,
    scores: Vec<Said>,
}

#[derive(Deserialize)]
struct Said {
    head: String,
    raw: f64,
    score: f64,
}

/// The largest differences of an engine from the reference.
#[derive(Default)]
struct Differences {
    raw: f64,
    score: f64,
    /// Between a picture judged alone and with others.
    together: f64,
    /// Figures that were compared.
    figures: usize,
    /// Pictures of which the model was given other numbers than in Python.
    tensors: usize,
}

impl Differences {
    fn add(&mut self, said: &Said, alone: &HeadScore, together: &HeadScore) {
        assert_eq!((&said.head, &said.head), (&alone.head, &together.head), "heads come in order");
        let raw = f64::from(alone.raw);
        self.raw = self.raw.max((said.raw - raw).abs());
        let steps = Score::from_f64(said.score).steps().abs_diff(alone.score.steps());
        self.score = self.score.max(f64::from(steps) / 10_000.0);
        self.together = self.together.max((f64::from(together.raw) - raw).abs());
        self.figures += 1;
    }
}

fn engines() -> Result<Vec<Box<dyn Engine>>, Box<dyn Error>> {
    Ok(vec![
        #[cfg(feature = "tract")]
        Box::new(maquette_learned::Tract),
        #[cfg(feature = "ort")]
        Box::new(maquette_learned::OnnxRuntime::open()?),
    ])
}

fn compare(
    folder: &Path,
    expected: &Expected,
    pictures: &[Pixels],
    engine: &dyn Engine,
) -> Result<Differences, Box<dyn Error>> {
    let mut differences = Differences::default();
    let all: Vec<_> = pictures.iter().collect();
    for reference in &expected.judges {
        let place = folder.join("judges").join(&reference.judge);
        let mut files = BTreeMap::new();
        for file in &reference.files {
            files.insert(file.clone(), std::fs::read(place.join(file))?);
        }
        let judge = Judge::load(&std::fs::read(place.join("judge.json"))?, files, engine)?;
        let together = judge.score_all(&all)?;
        for ((answer, picture), together) in reference.answers.iter().zip(pictures).zip(&together) {
            let numbers = prepare(picture, &judge.manifest().encoder.input)?;
            let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            differences.tensors += usize::from(Sha256::of(&bytes) != answer.tensor);
            for ((said, alone), together) in answer.scores.iter().zip(&judge.score(picture)?).zip(together) {
                differences.add(said, alone, together);
            }
        }
    }
    Ok(differences)
}

fn main() -> Result<(), Box<dyn Error>> {
    let engines = engines()?;
    let folder = PathBuf::from(std::env::var("MAQUETTE_JUDGES").map_err(|_| "MAQUETTE_JUDGES names no folder")?);
    let expected: Expected = serde_json::from_slice(&std::fs::read(folder.join("expected.json"))?)?;
    let mut pictures = Vec::new();
    for (at, (width, height)) in expected.sizes.iter().enumerate() {
        let bytes = std::fs::read(folder.join("pictures").join(format!("{at}.png")))?;
        let picture = decode_picture(&bytes)?.into_pixels()?;
        if (picture.width, picture.height) != (*width, *height) {
            return Err(format!("picture {at} is not {width} × {height}").into());
        }
        pictures.push(picture);
    }
    let mut failed = engines.is_empty();
    for engine in engines {
        let found = compare(&folder, &expected, &pictures, &*engine)?;
        let Differences { raw, score, together, figures, tensors } = found;
        println!(
            "{}: {figures} figures, at most {raw:.2e} off, scores {score:.4}, together {together:.2e}",
            engine.name()
        );
        println!("  pictures prepared otherwise: {tensors} of {}", expected.judges.len() * pictures.len());
        failed |= figures == 0 || tensors > 0 || raw.max(score).max(together) > TOLERANCE;
    }
    if failed { Err("too far from the reference, or no engine was built in".into()) } else { Ok(()) }
}
