//! Tokens in a row rather than in groups: Spectrum's sets, and Theo's lists of properties.

use crate::finding::{Findings, clip};
use crate::literal::{Node, What};
use crate::token::{Found, Name, Said, Sheet, key_of_flat, key_of_path, words_of_camel};
use crate::value;

/// Most tokens of one file.
const TOKENS_READ_MAX: usize = 20_000;
/// Sets that are the usual ones.
const USUAL_SETS: [&str; 4] = ["light", "desktop", "default", "base"];

/// Reads tokens whose values lie in sets by colour scheme or by scale.
pub(crate) fn read_spectrum(file: &str, root: &Node, findings: &mut Findings) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    let mut others: Vec<&str> = Vec::new();
    for (name, token) in root.fields().iter().filter(|(name, _)| !name.starts_with('$')).take(TOKENS_READ_MAX) {
        let sets = token.get("sets").map(Node::fields).unwrap_or_default();
        if sets.is_empty() {
            add(&mut sheet, name, token, token, None, findings);
            continue;
        }
        let usual = USUAL_SETS.iter().find_map(|usual| sets.iter().find(|(set, _)| set == usual)).or(sets.first());
        for (set, value) in sets {
            let is_usual = usual.is_some_and(|(usual, _)| usual == set);
            if !is_usual && !others.contains(&set.as_str()) && others.len() < 24 {
                others.push(set);
            }
            add(&mut sheet, name, value, token, (!is_usual).then_some(set.as_str()), findings);
        }
    }
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|name| format!("`{}`", clip(name))).collect();
        findings.add(file, None, "mode", format!("the sets {} lie beside the kit's usual ones", names.join(", ")));
    }
    sheet
}

fn add(sheet: &mut Sheet, name: &str, node: &Node, token: &Node, mode: Option<&str>, findings: &mut Findings) {
    let deprecated =
        [node, token].iter().any(|node| node.get("deprecated").is_some_and(|said| said.what == What::Bool(true)));
    let described = ["description", "deprecated_comment"].iter().find_map(|field| token.get(field)?.text());
    let written = node.get("value");
    let Some((said, inferred)) = written.and_then(|value| said(name, value)) else {
        if written.is_some() || node.get("sets").is_none() {
            findings.add(&sheet.file, Some(node.line), "unsupported", format!("`{}` has no plain value", clip(name)));
        }
        return;
    };
    let found = Found::new(Name::flat(name), said, Some(node.line)).described(described);
    sheet.found.push(Found { mode: mode.map(str::to_lowercase), deprecated, inferred, ..found });
}

fn said(name: &str, node: &Node) -> Option<(Said, bool)> {
    let text = match &node.what {
        What::Text(text) => text.trim().to_owned(),
        What::Number(number) => number.to_string(),
        _ => return None,
    };
    if let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        let to = inside.strip_prefix('!').map_or_else(|| key_of_path(inside), key_of_flat);
        return Some((Said::Alias { to, otherwise: None }, false));
    }
    value::read(name, &text).map(|(typed, inferred)| (Said::Value(typed), inferred))
}

/// Reads a list of properties: `{ "props": [ { "name", "value" } ] }`, the same by name, or the bare list.
pub(crate) fn read_theo(file: &str, root: &Node, findings: &mut Findings) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    let properties = root.get("props").or_else(|| root.get("properties")).unwrap_or(root);
    let listed = properties.items().iter().map(|item| (None, item));
    let named = properties.fields().iter().map(|(name, item)| (Some(name.as_str()), item));
    for (key, item) in listed.chain(named).take(TOKENS_READ_MAX) {
        // A variable's own name says more than one that is made for people.
        let name = ["token", "name"].iter().find_map(|field| item.get(field)?.text()).or(key);
        let Some(name) = name else { continue };
        let name = words_of_name(name);
        let kind = item.get("type").and_then(Node::text).unwrap_or("");
        match item.get("value").and_then(|value| said(&format!("{kind} {name}"), value)) {
            Some((said, inferred)) => {
                let described = item.get("comment").and_then(Node::text);
                let found = Found::new(Name::flat(&name), said, Some(item.line)).described(described);
                sheet.found.push(Found { inferred, ..found });
            }
            None => {
                let message = format!("`{}` has no plain value", clip(&name));
                findings.add(file, Some(item.line), "unsupported", message);
            }
        }
    }
    sheet
}

/// A name in any case as words in a row.
pub(crate) fn words_of_name(name: &str) -> String {
    let name = name.trim_start_matches(['$', '@', '-']);
    if name.contains(['-', ' ']) { name.to_lowercase().replace([' ', '_'], "-") } else { words_of_camel(name) }
}
