//! Trains the screen of the room, and says how well it does on what was kept from it.
//!
//! ```sh
//! cargo run --release -p maquette-safety --example train_screen -- [--vectors=FILE.json] [--check] [ORDINARY.csv ...]
//! ```
//!
//! With `--vectors` it first makes `data/screen_meanings.bin` of word vectors (see `scripts/make-screen.sh`), and trains when it is
//! run again: what words mean is built into the program.
//!
//! It reads `corpus/` and the cases of the suite, writes `data/screen.bin` and prints a table. Of a CSV file every column of texts
//! is screened; nothing is learned of it. With `--check` nothing is written, and it fails unless the weights are those that there
//! are. The same texts make the same weights on every machine.
#![allow(clippy::disallowed_methods, reason = "an example reads and writes files")]

mod constants;
mod corpus;
mod figures;
mod grammar;
mod making;
mod training;
mod vectors;

use std::path::Path;

use anyhow::{Result, ensure};
use design::Random;

use corpus::Corpus;
use making::Maker;

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (options, ordinary): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let is_known = |option: &String| option == "--check" || option.starts_with("--vectors=");
    ensure!(options.iter().all(is_known), "there are --check and --vectors=FILE");
    let corpus = Corpus::read(folder)?;
    if let Some(file) = options.iter().find_map(|option| option.strip_prefix("--vectors=")) {
        let bytes = vectors::meanings(Path::new(file), &corpus)?.to_bytes();
        let path = folder.join("data/screen_meanings.bin");
        if options.iter().any(|option| option == "--check") {
            ensure!(std::fs::read(&path)? == bytes, "the meanings are not what the vectors and the corpus make");
            println!("the meanings are what the vectors and the corpus make");
            return Ok(());
        }
        std::fs::write(&path, &bytes)?;
        println!("{} bytes of meanings; now run it again without --vectors", bytes.len());
        return Ok(());
    }
    let maker = Maker::new(&corpus, &Random::new(constants::SEED))?;
    let held = maker.held_out();
    let thresholds = figures::thresholds(&corpus, &held);
    let weights = maker.weights(&thresholds)?;
    let bytes = weights.to_bytes();
    let path = folder.join("data/screen.bin");
    if options.iter().any(|option| option == "--check") {
        ensure!(std::fs::read(&path)? == bytes, "the weights are not what the corpus makes");
        println!("the weights are what the corpus makes");
        return ordinary.iter().try_for_each(|file| figures::tell_of_file(file, &weights));
    }
    std::fs::write(&path, &bytes)?;
    println!("{} texts, {} bytes of weights", corpus.texts.len(), bytes.len());
    figures::tell(&corpus, &maker, &held, &weights)?;
    ordinary.iter().try_for_each(|file| figures::tell_of_file(file, &weights))
}
