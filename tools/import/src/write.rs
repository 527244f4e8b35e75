//! Token files of DTCG 2025.10, and the resolver document that binds the themes to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use design::KitFiles;
use serde_json::{Map, Value, json};

use crate::merge::{Merged, Token};
use crate::source::stem;

/// Most bytes of one token file, about; a kit reads 4 MiB.
const FILE_BYTES: usize = 1_400_000;
/// Most files that tokens are kept apart by.
const APART_MAX: usize = 24;

/// The name of the resolver document.
pub(crate) const RESOLVER: &str = "kit.resolver.json";

/// Writes all tokens into the kit's files.
pub(crate) fn write(merged: &Merged, files: &mut KitFiles) {
    let sources: BTreeSet<&str> = merged.tokens.iter().map(|token| token.file.as_str()).collect();
    let apart = sources.len() <= APART_MAX;
    let mut by_file: BTreeMap<String, Vec<&Token>> = BTreeMap::new();
    for token in &merged.tokens {
        let name = if apart { file_name(&stem(&token.file)) } else { "brand".to_owned() };
        by_file.entry(name).or_default().push(token);
    }
    let mut written = Vec::new();
    for (name, tokens) in by_file {
        write_file(&name, &tokens, files, &mut written);
    }
    let mut contexts = Map::from_iter([("default".to_owned(), json!([]))]);
    for (mode, tokens) in &merged.modes {
        let mut parts = Vec::new();
        write_file(&format!("modes/{mode}"), &tokens.iter().collect::<Vec<_>>(), files, &mut parts);
        // `default` is what the kit is without a theme.
        let name = if mode == "default" { "default-theme" } else { mode };
        contexts.insert(name.to_owned(), sources_of(&parts));
    }
    if !merged.modes.is_empty() {
        let document = json!({
            "version": "2025.10",
            "sets": { "base": { "sources": sources_of(&written) } },
            "modifiers": { "theme": { "contexts": contexts, "default": "default" } },
            "resolutionOrder": [{ "$ref": "#/sets/base" }, { "$ref": "#/modifiers/theme" }],
        });
        insert(files, RESOLVER, &document);
    }
}

fn sources_of(files: &[String]) -> Value {
    files.iter().map(|file| json!({ "$ref": file })).collect()
}

/// A name that every system can store.
pub(crate) fn file_name(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(64).collect();
    if name.is_empty() { "tokens".to_owned() } else { name }
}

/// Writes a JSON file, with its lines.
pub(crate) fn insert(files: &mut KitFiles, name: &str, value: &Value) {
    let mut text = format!("{value:#}");
    text.push('\n');
    files.0.insert(name.to_owned(), Arc::from(text.into_bytes()));
}

fn write_file(name: &str, tokens: &[&Token], files: &mut KitFiles, written: &mut Vec<String>) {
    let mut at = 0;
    let mut part = 1;
    while at < tokens.len() {
        let mut root = Map::new();
        let mut bytes = 0;
        while at < tokens.len() && bytes < FILE_BYTES {
            let token = tokens[at];
            let said = said(token);
            // Its groups and its lines are indented, twice their depth.
            let pretty = format!("{said:#}");
            let lines = pretty.lines().count() + 2 * token.path.len();
            bytes += pretty.len() + lines * 2 * (token.path.len() + 1);
            bytes += token.path.iter().map(|part| part.len() + 8).sum::<usize>();
            place(&mut root, &token.path, said);
            at += 1;
        }
        let mut path = if part == 1 { format!("{name}.tokens.json") } else { format!("{name}-{part}.tokens.json") };
        while files.0.contains_key(&path) {
            part += 1;
            path = format!("{name}-{part}.tokens.json");
        }
        insert(files, &path, &Value::Object(root));
        written.push(path);
        part += 1;
    }
}

fn said(token: &Token) -> Value {
    let mut out = Map::new();
    if !token.kind.is_empty() {
        out.insert("$type".to_owned(), token.kind.clone().into());
    }
    out.insert("$value".to_owned(), token.value.clone());
    if let Some(text) = &token.description {
        out.insert("$description".to_owned(), text.clone().into());
    }
    if token.deprecated {
        out.insert("$deprecated".to_owned(), true.into());
    }
    if token.inferred {
        out.insert("$extensions".to_owned(), json!({ "maquette": { "inferred": true } }));
    }
    Value::Object(out)
}

fn place(root: &mut Map<String, Value>, path: &[String], said: Value) {
    let Some((last, groups)) = path.split_last() else { return };
    let mut at = root;
    for group in groups {
        let next = at.entry(group.clone()).or_insert_with(|| Value::Object(Map::new()));
        match next {
            Value::Object(inner) => at = inner,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => return,
        }
    }
    at.insert(last.clone(), said);
}
