//! Holds encoders against what the Python reference said of the same texts and pictures, over a folder that
//! `scripts/judges/encoders.py` wrote. Prints the largest difference of each engine that was built in, and ends with 1 when one is
//! over 1/10 000. `scripts/check-encoders.sh` makes the folder and runs this.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example reads the environment and files, and prints"
)]

use std::error::Error;
use std::path::{Path, PathBuf};

use learned::Engine;
use maquette_tools::AssetEncoder as _;
use maquette_tools::onnx_model::OnnxEmbeddings;
use serde::Deserialize;

/// Largest difference of a number of an embedding that is taken.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Reference {
    folder: String,
    texts: Vec<Text>,
    pictures: Vec<Picture>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct Picture {
    file: String,
    embedding: Vec<f32>,
}

fn engines() -> Result<Vec<Box<dyn Engine>>, Box<dyn Error>> {
    Ok(vec![
        #[cfg(feature = "tract")]
        Box::new(learned::Tract),
        #[cfg(feature = "ort")]
        Box::new(learned::OnnxRuntime::open()?),
    ])
}

/// The largest difference, and how many numbers were compared.
fn compare(folder: &Path, expected: &[Reference], engine: &dyn Engine) -> Result<(f32, usize), Box<dyn Error>> {
    let (mut most, mut count) = (0.0_f32, 0);
    let mut hold = |ours: &[f32], theirs: &[f32]| {
        assert_eq!(ours.len(), theirs.len(), "as many numbers");
        count += ours.len();
        most = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(most, f32::max);
    };
    for Reference { folder: name, texts, pictures } in expected {
        let encoder = OnnxEmbeddings::open(&folder.join(name), engine)?;
        // A question without words asks for nothing.
        for Text { text, embedding } in texts.iter().filter(|text| !text.text.is_empty()) {
            hold(&encoder.ask(text, None)?, embedding);
        }
        for Picture { file, embedding } in pictures {
            let bytes = std::fs::read(folder.join("pictures").join(file))?;
            hold(&encoder.ask("", Some(&bytes))?, embedding);
        }
    }
    Ok((most, count))
}

fn main() -> Result<(), Box<dyn Error>> {
    let engines = engines()?;
    let folder = PathBuf::from(std::env::var("MAQUETTE_ENCODERS").map_err(|_| "MAQUETTE_ENCODERS names no folder")?);
    let expected: Vec<Reference> = serde_json::from_slice(&std::fs::read(folder.join("expected.json"))?)?;
    let mut failed = engines.is_empty();
    for engine in engines {
        let (most, count) = compare(&folder, &expected, &*engine)?;
        println!("{}: {count} numbers, at most {most:.2e} off", engine.name());
        failed |= count == 0 || most > TOLERANCE;
    }
    if failed { Err("too far from the reference, or no engine was built in".into()) } else { Ok(()) }
}
