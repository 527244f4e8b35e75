//! Variables of Figma: the answer of its REST interface, and what plug-ins export in its words.

use std::collections::BTreeMap;

use serde_json::json;

use crate::finding::{Findings, clip};
use crate::literal::{Node, What};
use crate::token::{Found, Name, Said, Sheet, Typed};
use crate::value;

/// Most variables of one file.
const VARIABLES_MAX: usize = 20_000;
/// Longest name of a mode that is kept, characters.
const MODE_CHARS_MAX: usize = 64;
/// Most modes of one collection.
const MODES_MAX: usize = 24;

/// A collection: its name and its modes, the usual one first.
struct Collection {
    name: String,
    modes: Vec<(String, String)>,
}

/// Reads an export.
pub(crate) fn read(file: &str, root: &Node, findings: &mut Findings) -> Sheet {
    let meta = root.get("meta").unwrap_or(root);
    let empty = Node { line: 1, what: What::Null };
    let collections = meta.get("variableCollections").or_else(|| meta.get("collections")).unwrap_or(&empty);
    let read: BTreeMap<String, Collection> =
        members(collections).filter_map(|(id, node)| Some((id, collection(node)?))).collect();
    for collection in read.values().filter(|collection| collection.modes.len() > 1) {
        let names: Vec<String> = collection.modes.iter().map(|(_, name)| format!("`{}`", clip(name))).collect();
        let message = format!(
            "`{}` has the modes {}; the first is the kit's, the others lie beside it",
            clip(&collection.name),
            names.join(", ")
        );
        findings.add(file, Some(collections.line), "mode", message);
    }
    let variables = meta.get("variables").unwrap_or(&empty);
    // Plug-ins keep the variables of a collection inside it.
    let nested: Vec<(String, &Node)> = members(collections)
        .flat_map(|(id, node)| {
            node.get("variables").map(Node::items).unwrap_or_default().iter().map(move |item| (id.clone(), item))
        })
        .collect();
    let all: Vec<(Option<String>, String, &Node)> = members(variables)
        .map(|(id, node)| (None, id, node))
        .chain(nested.into_iter().map(|(collection, node)| (Some(collection), identity(node), node)))
        .take(VARIABLES_MAX)
        .collect();
    let keys: BTreeMap<&str, String> =
        all.iter().filter_map(|(_, id, node)| Some((id.as_str(), name(node)?.key()))).collect();
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    for (owner, _, node) in &all {
        let owner = owner.clone().or_else(|| Some(node.get("variableCollectionId")?.text()?.to_owned()));
        let collection = owner.and_then(|owner| read.get(&owner));
        variable(node, collection, &keys, &mut sheet, findings);
    }
    sheet
}

fn identity(node: &Node) -> String {
    ["id", "key", "name"].iter().find_map(|name| node.get(name)?.text()).unwrap_or_default().to_owned()
}

/// The members of a map, or of a list by their ids.
fn members(node: &Node) -> impl Iterator<Item = (String, &Node)> {
    let listed = node.items().iter().map(|item| (identity(item), item));
    listed.chain(node.fields().iter().map(|(id, item)| (id.clone(), item)))
}

fn collection(node: &Node) -> Option<Collection> {
    let name = node.get("name")?.text()?.to_owned();
    let modes = node.get("modes")?;
    let listed = modes.items().iter().filter_map(|mode| {
        let id = mode.get("modeId").or_else(|| mode.get("id"))?.text()?;
        Some((id.to_owned(), mode.get("name")?.text()?.to_owned()))
    });
    let mapped = modes.fields().iter().filter_map(|(id, name)| Some((id.clone(), name.text()?.to_owned())));
    let short = |(id, name): (String, String)| (id, name.chars().take(MODE_CHARS_MAX).collect());
    let mut modes: Vec<(String, String)> = listed.chain(mapped).map(short).take(MODES_MAX).collect();
    let usual = node.get("defaultModeId").and_then(Node::text);
    modes.sort_by_key(|(id, _)| Some(id.as_str()) != usual);
    Some(Collection { name, modes })
}

fn name(node: &Node) -> Option<Name> {
    Some(Name::path(node.get("name")?.text()?.split('/').take(16)))
}

fn variable(
    node: &Node,
    collection: Option<&Collection>,
    keys: &BTreeMap<&str, String>,
    sheet: &mut Sheet,
    findings: &mut Findings,
) {
    let Some(name) = name(node) else { return };
    let by_mode = ["valuesByMode", "resolvedValuesByMode"].iter().find_map(|name| node.get(name));
    let by_mode = by_mode.map(Node::fields).unwrap_or_default();
    let usual = collection.and_then(|collection| collection.modes.first()).map(|(id, _)| id.as_str());
    let usual = usual.or_else(|| by_mode.first().map(|(id, _)| id.as_str()));
    let described = node.get("description").and_then(Node::text);
    for (mode, value) in by_mode.iter().take(MODES_MAX) {
        let said = said(node, &name.key(), value, keys);
        let Some(said) = said else {
            let message = format!("`{}` has a value that is no colour, number or name", clip(&name.key()));
            findings.add(&sheet.file, Some(value.line), "unsupported", message);
            continue;
        };
        let told = collection.and_then(|collection| collection.modes.iter().find(|(id, _)| id == mode));
        let told = told.map_or(mode.as_str(), |(_, name)| name);
        let told: String = told.chars().take(MODE_CHARS_MAX).collect();
        let mode = (Some(mode.as_str()) != usual).then(|| told.to_lowercase());
        let found = Found::new(name.clone(), said, Some(value.line)).described(described);
        sheet.found.push(Found { mode, ..found });
    }
}

fn said(node: &Node, name: &str, value: &Node, keys: &BTreeMap<&str, String>) -> Option<Said> {
    let value = value.get("resolvedValue").filter(|_| value.get("alias").is_none()).unwrap_or(value);
    let alias = value.get("id").filter(|_| value.get("type").and_then(Node::text) == Some("VARIABLE_ALIAS"));
    if let Some(id) = alias.and_then(Node::text) {
        // One of another library: known by its id alone.
        let to = keys.get(id).cloned().unwrap_or_else(|| format!("?{}", clip(id)));
        return Some(Said::Alias { to, otherwise: None });
    }
    if value.get("r").is_some() {
        let channel = |name: &str| value.get(name)?.number().filter(|x| (0.0..=1.0).contains(x));
        let (r, g, b) = (channel("r")?, channel("g")?, channel("b")?);
        let alpha = channel("a").unwrap_or(1.0);
        let components: Vec<_> = [r, g, b].map(value::number).into();
        let mut color = json!({ "colorSpace": "srgb", "components": components });
        if alpha < 1.0 {
            color["alpha"] = value::number(alpha);
        }
        return Some(Said::Value(Typed::new("color", color)));
    }
    let kind = node.get("resolvedType").or_else(|| node.get("type")).and_then(Node::text).unwrap_or("");
    match &value.what {
        What::Number(number) if kind.eq_ignore_ascii_case("float") || kind.is_empty() => {
            Some(Said::Value(Typed::new("number", value::number(*number))))
        }
        What::Text(text) => value::read(name, text).map(|(typed, _)| Said::Value(typed)),
        _ => None,
    }
}
