//! Has the house's moderator of words judge the texts of files, beside rules and screen, and says how often each is right:
//! `cargo run --release -p maquette-tools --features local-models --example moderate -- [--scores] FOLDER FILE...`.
//!
//! `FOLDER` holds the sentence encoder; each line of a file is `{"text": "...", "unsafe": true}`. What is wrongly let pass or held is
//! printed; `--scores` prints all of them.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example reads files and a clock, and prints")]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use maquette_tools::TextModerator;
use safety::policy::{Decision, Policies, Scope, Setting, builtin, judge};
use serde::Deserialize;

/// A labelled text.
#[derive(Deserialize)]
struct Text {
    text: String,
    #[serde(rename = "unsafe", default)]
    is_unsafe: bool,
}

/// How many texts there are, and how many are stopped: by rules and screen, by the moderator, and by any.
#[derive(Default)]
struct Counts {
    all: usize,
    ruled: usize,
    moderated: usize,
    stopped: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let tells = arguments.iter().position(|argument| argument == "--scores").map(|at| arguments.remove(at)).is_some();
    let (folder, files) = arguments.split_first().ok_or("name the folder of an encoder, and files")?;
    let moderator = TextModerator::open(Path::new(folder))?;
    let hold = TextModerator::moderation().hold;
    let policies = Policies::new(&builtin(), &Setting::default())?;
    let (mut longest, mut took) = (Duration::ZERO, Duration::ZERO);
    for file in files {
        let (mut bad, mut good) = (Counts::default(), Counts::default());
        for line in std::fs::read_to_string(file)?.lines() {
            let Text { text, is_unsafe } = serde_json::from_str(line)?;
            let ruled = judge(&text, Scope::Brief, &policies)?.decision != Decision::Allowed;
            let begun = Instant::now();
            let likely = moderator.likelihoods(&text)?;
            (longest, took) = (longest.max(begun.elapsed()), took + begun.elapsed());
            let most = likely.iter().max_by(|one, other| one.1.total_cmp(other.1)).ok_or("it says nothing")?;
            let moderated = *most.1 >= hold;
            let counts = if is_unsafe { &mut bad } else { &mut good };
            counts.all += 1;
            counts.ruled += usize::from(ruled);
            counts.moderated += usize::from(moderated);
            counts.stopped += usize::from(ruled || moderated);
            if tells || is_unsafe != (ruled || moderated) {
                let words = text.split_whitespace().count();
                println!("{is_unsafe}\t{ruled}\t{words}\t{}\t{:.5}\t{text}", most.0, most.1);
            }
        }
        for (what, counts) in [("harmful", bad), ("innocent", good)] {
            let Counts { all, ruled, moderated, stopped } = counts;
            println!(
                "{file}: of {all} {what}, stopped by rules and screen {ruled}, by the moderator {moderated}, in all {stopped}"
            );
        }
    }
    println!("the moderator took {took:?} in all, {longest:?} for one text at most");
    Ok(())
}
