//! What is to be said about an import.

use std::collections::BTreeMap;

/// Findings of one code that are told of one file; the rest is counted.
const TOLD_MAX: usize = 12;
/// Most findings of an import.
const FINDINGS_MAX: usize = 2_000;
/// Longest text from outside that a message recites, characters.
const RECITED_MAX: usize = 80;

/// Something that a person should know about an import.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportFinding {
    /// The file, as it was given; `kit.json` for what concerns the whole kit.
    pub file: String,
    /// The line, where it is known.
    pub line: Option<u32>,
    /// `inferred`, `computed`, `unsupported`, `unresolved`, `circular`, `conflict`, `duplicate`, `mode`, `untyped`,
    /// `malformed`, `too_large`, `left_out`, `picture`, `font` or `roles`.
    pub code: &'static str,
    /// What it is, in a sentence.
    pub message: String,
}

/// Findings on their way.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<ImportFinding>,
    counts: BTreeMap<(String, &'static str), usize>,
}

impl Findings {
    pub(crate) fn add(&mut self, file: &str, line: Option<u32>, code: &'static str, message: impl Into<String>) {
        let count = self.counts.entry((file.to_owned(), code)).or_insert(0);
        *count += 1;
        if *count <= TOLD_MAX && self.list.len() < FINDINGS_MAX {
            self.list.push(ImportFinding { file: clip(file), line, code, message: message.into() });
        }
    }

    /// All of them in the order of files; what was only counted is told by its number.
    pub(crate) fn finish(mut self) -> Vec<ImportFinding> {
        for ((file, code), count) in self.counts {
            let told = self.list.iter().filter(|told| told.code == code && told.file == clip(&file)).count();
            if count > told {
                let message = format!("and {} more of this kind", count - told);
                self.list.push(ImportFinding { file: clip(&file), line: None, code, message });
            }
        }
        // Stable: what was counted comes after what is told.
        self.list.sort_by(|a, b| a.file.cmp(&b.file));
        self.list
    }
}

/// Shortens text from outside, and keeps it on one line.
pub(crate) fn clip(text: &str) -> String {
    let mut short: String =
        text.chars().take(RECITED_MAX).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(RECITED_MAX).is_some() {
        short.push('…');
    }
    short
}
