//! Tokens as their sources say them.

use serde_json::Value;

/// Longest name of a token or group, bytes.
const NAME_BYTES_MAX: usize = 96;
/// Longest description that is kept, characters.
const DESCRIPTION_CHARS_MAX: usize = 200;

/// A value and its DTCG type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Typed {
    pub(crate) kind: String,
    pub(crate) value: Value,
}

impl Typed {
    pub(crate) fn new(kind: &str, value: Value) -> Self {
        Self { kind: kind.to_owned(), value }
    }
}

/// What a source says of a token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    Value(Typed),
    /// Another token's key, and what holds when there is no such token.
    Alias {
        to: String,
        otherwise: Option<Typed>,
    },
}

/// The name of a token, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    /// Words in a row, whose groups are still to be found: `--color-red-500`.
    Flat(String),
    /// Groups that the source itself has.
    Path(Vec<String>),
}

impl Name {
    /// A name of words in a row.
    pub(crate) fn flat(text: &str) -> Self {
        Self::Flat(key_of_flat(text))
    }

    /// A name in groups; the last part may stand for the group itself.
    pub(crate) fn path<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = parts.into_iter().filter(|part| !matches!(*part, "$root" | "DEFAULT" | "@"));
        let parts: Vec<String> = parts.map(clean).collect();
        Self::Path(if parts.is_empty() { vec!["_".to_owned()] } else { parts })
    }

    /// What other tokens refer to it by: the same whether its groups are known or not.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Flat(key) => key.clone(),
            Self::Path(parts) => parts.join("-"),
        }
    }
}

/// The key of words in a row: `--Color--red` and `$Color-red` are `Color-red`.
pub(crate) fn key_of_flat(text: &str) -> String {
    let words = text.trim_start_matches(['-', '$', '@']).split('-').filter(|word| !word.is_empty()).map(clean);
    let key = words.collect::<Vec<_>>().join("-");
    if key.is_empty() { "_".to_owned() } else { key }
}

/// The key of a reference in groups: `color.red.$root`.
pub(crate) fn key_of_path(text: &str) -> String {
    let text = text.trim().trim_end_matches(".value").trim_end_matches(".$value");
    Name::path(text.split('.')).key()
}

/// A name that DTCG allows.
fn clean(part: &str) -> String {
    let part = part.trim().trim_start_matches("--").trim_start_matches('$');
    let mut out = String::new();
    for c in part.chars() {
        if out.len() >= NAME_BYTES_MAX {
            break;
        }
        match c {
            '.' | '{' | '}' | '\\' => out.push('_'),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    if out.is_empty() { "_".to_owned() } else { out }
}

/// `backgroundInverse01` as words in a row: `background-inverse-01`.
pub(crate) fn words_of_camel(text: &str) -> String {
    let mut out = String::new();
    let mut last = '-';
    for c in text.chars() {
        let turns = c.is_uppercase() && !last.is_uppercase() || c.is_ascii_digit() && !last.is_ascii_digit();
        if turns && last != '-' && last != '_' {
            out.push('-');
        }
        out.extend(c.to_lowercase());
        last = c;
    }
    out.replace('_', "-")
}

/// One token of a source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) name: Name,
    pub(crate) said: Said,
    pub(crate) line: Option<u32>,
    /// The theme that it holds in; `None` is the usual one.
    pub(crate) mode: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    /// Whether its type was guessed.
    pub(crate) inferred: bool,
    /// Whether it is one component's own: it yields to all others.
    pub(crate) scoped: bool,
}

impl Found {
    pub(crate) fn new(name: Name, said: Said, line: Option<u32>) -> Self {
        Self { name, said, line, mode: None, description: None, deprecated: false, inferred: false, scoped: false }
    }

    pub(crate) fn described(mut self, text: Option<&str>) -> Self {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        self.description = text.map(|text| {
            text.chars().take(DESCRIPTION_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
        });
        self
    }
}

/// The tokens of one file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) file: String,
    pub(crate) found: Vec<Found>,
}
