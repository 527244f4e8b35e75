//! Says how the scores of many designs lie, so that one design's scores can be told as "more than 70 in 100".
//!
//! ```sh
//! cargo run --release -p maquette-examples --example calibrate -- FOLDER… > standing.json
//! ```
//!
//! Folders of runs are searched for the options that were shown (`options/turn-1/option-2.json`); each is judged anew. You will
//! see, for each scorer, its least score and that at each further twentieth of the designs, in steps of 1/10 000: the form of
//! `tools/measure/src/standing.json`. Scorers that are vetoes say nothing of this kind and are left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use maquette::DesignFile;

/// Deepest folder that is looked into, and most designs that are judged.
const DEEP_MAX: usize = 8;
const DESIGNS_MAX: usize = 5_000;
const PARTS: usize = 20;

/// Designs that were shown as options, below a folder.
fn options(folder: &Path, deep: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && deep < DEEP_MAX {
            options(&path, deep + 1, found)?;
        } else if name.starts_with("option-") && name.ends_with(".json") && found.len() < DESIGNS_MAX {
            found.push(path);
        }
    }
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let mut designs = Vec::new();
    for folder in std::env::args().skip(1) {
        options(Path::new(&folder), 0, &mut designs)?;
    }
    let mut scores: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for path in &designs {
        let judged = DesignFile::open(path, None)?.judged()?;
        for part in &judged.parts {
            if (part.weight.is_some() || part.scorer == "total") && judged.critique.passes() {
                scores.entry(part.scorer.clone()).or_default().push(judged.critique.scores[&part.scorer].steps());
            }
        }
    }
    anyhow::ensure!(!scores.is_empty(), "no option that was shown lies in these folders");
    for all in scores.values_mut() {
        all.sort_unstable();
        *all = (0..=PARTS).map(|part| all[part * (all.len() - 1) / PARTS]).collect();
    }
    let lines: Vec<String> = scores.iter().map(|(name, at)| format!("  \"{name}\": {at:?}")).collect();
    println!("{{\n{}\n}}", lines.join(",\n"));
    eprintln!("{} designs", designs.len());
    Ok(())
}
