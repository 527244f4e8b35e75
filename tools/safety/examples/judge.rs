//! Judges every line of a file, or every column of text of a CSV file, and prints what is not allowed:
//! `cargo run -p maquette-safety --example judge -- FILE [SCOPE [AUDIENCE [REGION]]]`.
//!
//! `SCOPE` is `brief` (where none is said), `copy`, `image_text` or `prompt`; `AUDIENCE` is `general`, `teen` or `child`.
#![allow(clippy::disallowed_methods, reason = "an example reads a file and a clock")]

use std::error::Error;
use std::time::{Duration, Instant};

use maquette_safety::policy::{Decision, Policies, Scope, Setting, builtin, judge};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a file")?;
    let named = |name: Option<String>, otherwise: &str| serde_json::Value::String(name.unwrap_or(otherwise.to_owned()));
    let scope: Scope = serde_json::from_value(named(arguments.next(), "brief"))?;
    let audience = serde_json::from_value(named(arguments.next(), "general"))?;
    let setting = Setting { audience, regions: arguments.collect() };
    let policies = Policies::new(&builtin(), &setting)?;

    let mut counts = [0_usize; 3];
    let (mut longest, mut all) = (Duration::ZERO, Duration::ZERO);
    for (place, text) in texts(&file)? {
        let begun = Instant::now();
        let verdict = judge(&text, scope, &policies)?;
        let took = begun.elapsed();
        (longest, all) = (longest.max(took), all + took);
        counts[verdict.decision as usize] += 1;
        let Some(first) = verdict.findings.first() else { continue };
        if verdict.decision != Decision::Allowed {
            let found = &text[first.range.clone()];
            let rules: Vec<&str> = verdict.findings.iter().map(|finding| finding.rule.as_str()).collect();
            println!("{place}\t{:?}\t{}\t{found}\t{text}", verdict.decision, rules.join(" "));
        }
    }
    let [allowed, held, refused] = counts;
    println!("{allowed} allowed, {held} held, {refused} refused; {all:?} in all, {longest:?} the longest");
    Ok(())
}

/// The texts of a file with their places. In a CSV file those are the columns that are more than a word or number.
fn texts(file: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    if !file.ends_with(".csv") {
        let lines = std::fs::read_to_string(file)?;
        return Ok(lines.lines().enumerate().map(|(at, line)| ((at + 1).to_string(), line.to_owned())).collect());
    }
    let mut texts = Vec::new();
    for (at, record) in csv::Reader::from_path(file)?.records().enumerate() {
        for (column, text) in record?.iter().enumerate().filter(|(_, text)| text.contains(' ')) {
            texts.push((format!("{}/{}", at + 1, column + 1), text.to_owned()));
        }
    }
    Ok(texts)
}
