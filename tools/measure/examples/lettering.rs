//! Writes the pictures by which [`maquette_measure::lettering`] is tested, with writing and without, to a folder, for other
//! readers: `cargo run --release -p maquette-measure --example lettering -- FOLDER COUNT`.
//!
//! COUNT is how many of each kind there are without writing; of those with writing there are four times as many. A line of JSON
//! is printed for each: its file, kind, what is special about it, whether there is writing in it, our likelihood and the lines
//! found.

#[expect(clippy::unwrap_used, reason = "pictures of the tests, which may stop where something is wrong")]
#[path = "../src/lettering/tests/pictures.rs"]
mod pictures;

use std::error::Error;
use std::path::Path;

use maquette_measure::lettering::find;
use pictures::{KINDS, written};
use render::Pixels;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else { return Err("FOLDER COUNT".into()) };
    let (folder, count) = (Path::new(folder), count.parse::<u64>()?);
    for seed in 0..count * 4 {
        let (pixels, special) = written(seed);
        tell(folder, "written", seed, &pixels, &special)?;
    }
    for (kind, paint) in KINDS {
        for seed in 0..count {
            tell(folder, kind, seed, &paint(seed), &[])?;
        }
    }
    Ok(())
}

fn tell(folder: &Path, kind: &str, seed: u64, pixels: &Pixels, special: &[String]) -> Result<(), Box<dyn Error>> {
    let (file, found) = (format!("{kind}-{seed}.png"), find(pixels));
    std::fs::write(folder.join(&file), pixels.to_png()?)?;
    let is_written = kind == "written";
    let (score, lines) = (found.score, found.lines);
    println!(
        "{}",
        json!({ "file": file, "kind": kind, "special": special, "written": is_written, "ours": score, "lines": lines })
    );
    Ok(())
}
