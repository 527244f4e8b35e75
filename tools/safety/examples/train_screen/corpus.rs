//! The texts that the screen learns from.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use design::Random;
use maquette_safety::policy::{Category, Scope, messages};
use serde::Deserialize;

use crate::constants::{FILES, ORDINARY_FILES, SUITE};
use crate::grammar::Grammar;

/// A labelled text.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Text {
    pub(crate) text: String,
    #[serde(default = "brief")]
    pub(crate) scope: Scope,
    #[serde(rename = "unsafe", default)]
    pub(crate) is_unsafe: bool,
    /// What it is, or what a careless reader takes it for.
    #[serde(default)]
    pub(crate) category: Option<String>,
    /// The file that it is of.
    #[serde(skip)]
    pub(crate) file: &'static str,
}

fn brief() -> Scope {
    Scope::Brief
}

impl Text {
    pub(crate) fn category(&self) -> Option<Category> {
        let name = self.category.clone()?;
        serde_json::from_value(serde_json::Value::String(name)).ok()
    }

    /// Whether it is of the corpus, not of the suite.
    pub(crate) fn is_of_corpus(&self) -> bool {
        FILES.contains(&self.file)
    }

    /// Whether it is nothing that anybody would look at twice.
    pub(crate) fn is_ordinary(&self) -> bool {
        !self.is_unsafe && self.category.as_deref() == Some("none") && ORDINARY_FILES.contains(&self.file)
    }
}

/// All texts, and what their files say, in the order of their digest.
pub(crate) struct Corpus {
    pub(crate) texts: Vec<Text>,
    pub(crate) files: Vec<String>,
}

impl Corpus {
    /// Reads the corpus of the room in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let read = |path: &str| std::fs::read_to_string(folder.join(path)).with_context(|| path.to_owned());
        let (mut texts, mut files) = (Vec::new(), vec![read("corpus/phrases.txt")?]);
        for file in FILES {
            let lines = read(&format!("corpus/{file}.jsonl"))?;
            for line in lines.lines() {
                let text: Text = serde_json::from_str(line).with_context(|| format!("{file}: {line}"))?;
                texts.push(Text { file, ..text });
            }
            files.push(lines);
        }
        for (file, is_unsafe) in SUITE {
            let cases = read(&format!("tests/{file}.json"))?;
            let list: Vec<Text> = serde_json::from_str(&cases)?;
            texts.extend(list.into_iter().map(|text| Text { file, is_unsafe, ..text }));
            files.push(cases);
        }
        // What a person is told is not held.
        texts.extend(messages().into_iter().map(|text| Text {
            text,
            scope: Scope::Copy,
            is_unsafe: false,
            category: None,
            file: "allowed",
        }));
        files.push(read("examples/train_screen/constants.rs")?);
        if texts.is_empty() { bail!("no texts") } else { Ok(Self { texts, files }) }
    }

    /// The phrases that ordinary texts are put together of.
    pub(crate) fn grammar(&self) -> Result<Grammar> {
        Grammar::read(&self.files[0])
    }
}

/// A text as part of a request: framed, or with ordinary words before or behind, so that these tell nothing.
pub(crate) fn framed(text: &str, grammar: &Grammar, random: &mut Random) -> String {
    let mut say = |slot: &str| grammar.say(slot, random);
    match say("place_of_text").as_str() {
        "framed" => format!("{} {text}", say("frame")),
        "before" => format!("{text} {}", say("more")),
        _ => format!("{} {text} {}", say("more"), say("more")),
    }
}
