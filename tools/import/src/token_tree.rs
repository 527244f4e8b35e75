//! Trees of tokens in JSON: DTCG, and the older ways of Style Dictionary and of plug-ins that write `value`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::finding::{Findings, clip};
use crate::literal::{Node, What};
use crate::token::{Found, Name, Said, Sheet, Typed, key_of_path};
use crate::value;

/// Most groups and tokens of one file.
const MEMBERS_MAX: usize = 60_000;
/// Longest name of a type, bytes; those that there are have less than twenty.
const KIND_BYTES_MAX: usize = 64;
/// Deepest nesting inside a value of several parts.
const PARTS_DEEP_MAX: usize = 6;
/// Most bytes of such a value.
const PARTS_BYTES_MAX: usize = 8_192;
/// Most names that a finding recites.
const NAMES_TOLD: usize = 6;

/// Names of weights that DTCG has.
const WEIGHTS: [&str; 18] = [
    "thin",
    "hairline",
    "extra-light",
    "ultra-light",
    "light",
    "normal",
    "regular",
    "book",
    "medium",
    "semi-bold",
    "demi-bold",
    "bold",
    "extra-bold",
    "ultra-bold",
    "black",
    "heavy",
    "extra-black",
    "ultra-black",
];

/// How a file writes its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `$value` and `$type`, and nothing without a type.
    Dtcg,
    /// `value`, with or without `type`; mixes with `$value`.
    StyleDictionary,
    /// Plain values: `{ "colors": { "red": "#f00" } }`.
    Plain,
}

/// Reads a tree of tokens.
pub(crate) fn read(file: &str, root: &Node, dialect: Dialect, findings: &mut Findings) -> Sheet {
    read_all(file, &[root], dialect, findings)
}

/// Reads trees of tokens that stand in one file.
pub(crate) fn read_all(file: &str, roots: &[&Node], dialect: Dialect, findings: &mut Findings) -> Sheet {
    let mut walk = Walk {
        dialect,
        findings,
        untyped: Vec::new(),
        untyped_count: 0,
        sheet: Sheet { file: file.to_owned(), found: Vec::new() },
    };
    let mut pending: Vec<(Vec<String>, &Node, Option<String>)> =
        roots.iter().rev().map(|root| (Vec::new(), *root, None)).collect();
    let mut members = 0usize;
    while let Some((path, group, inherited)) = pending.pop() {
        let stated = group.get("$type").and_then(Node::text).filter(|kind| kind.len() <= KIND_BYTES_MAX);
        let stated = stated.map(str::to_owned).or(inherited);
        let mut inner = Vec::new();
        for (name, member) in group.fields() {
            members += 1;
            if members > MEMBERS_MAX {
                walk.findings.add(file, None, "too_large", format!("only the first {MEMBERS_MAX} members are read"));
                walk.tell_untyped();
                return walk.sheet;
            }
            if name.starts_with('$') && name != "$root" {
                continue;
            }
            let mut path = path.clone();
            path.push(name.clone());
            let is_token = member.get("$value").is_some() || dialect != Dialect::Dtcg && is_old_token(member);
            if is_token {
                walk.token(&path, member, stated.as_deref());
                if dialect != Dialect::Dtcg {
                    // Tokens that are groups as well are common there.
                    let below = member.fields().iter().filter(|(name, inner)| inner.is_map() && !is_field(name));
                    inner.extend(below.map(|(name, below)| {
                        ([&path[..], std::slice::from_ref(name)].concat(), below, stated.clone())
                    }));
                }
            } else if member.is_map() {
                inner.push((path, member, stated.clone()));
            } else if dialect == Dialect::Plain {
                walk.leaf(&path, member);
            }
        }
        pending.extend(inner.into_iter().rev());
    }
    walk.tell_untyped();
    walk.sheet
}

/// A map with a plain `value`: a map there is a group that happens to be called so.
fn is_old_token(node: &Node) -> bool {
    node.get("value").is_some_and(|value| !value.is_map() || node.get("type").is_some_and(|kind| kind.text().is_some()))
}

/// Whether a member of an old token is no token below it.
fn is_field(name: &str) -> bool {
    name.starts_with('$')
        || matches!(name, "value" | "type" | "attributes" | "original" | "extensions" | "meta" | "path" | "comment")
}

struct Walk<'a> {
    dialect: Dialect,
    findings: &'a mut Findings,
    /// The first of those without a type, and how many there are.
    untyped: Vec<(String, u32)>,
    untyped_count: usize,
    sheet: Sheet,
}

impl Walk<'_> {
    fn token(&mut self, path: &[String], node: &Node, inherited: Option<&str>) {
        let Some(value) = node.get("$value").or_else(|| node.get("value")) else { return };
        let stated = node.get("$type").or_else(|| node.get("type")).and_then(Node::text).or(inherited);
        let told = path.join(".");
        if node.get("alpha").is_some() {
            self.findings.add(
                &self.sheet.file,
                Some(node.line),
                "computed",
                format!("`{}` changes the alpha of another token", clip(&told)),
            );
            return;
        }
        if let Some(to) = reference(value) {
            return self.add(path, Said::Alias { to, otherwise: None }, node, false);
        }
        let kind = stated.map(dtcg_kind);
        if self.dialect == Dialect::Dtcg && kind.is_none() {
            self.untyped_count += 1;
            if self.untyped.len() < NAMES_TOLD {
                self.untyped.push((told, node.line));
            }
            return;
        }
        match typed(kind, &told, value) {
            Some((typed, inferred)) => self.add(path, Said::Value(typed), node, inferred),
            None => {
                let message = format!(
                    "`{}` is no value of type {}",
                    clip(&told),
                    clip(kind.unwrap_or("color, dimension or number"))
                );
                self.findings.add(&self.sheet.file, Some(node.line), "unsupported", message);
            }
        }
    }

    /// A value that stands for itself.
    fn leaf(&mut self, path: &[String], node: &Node) {
        let told = path.join(".");
        if node.what == What::Computed || matches!(node.what, What::Name(_)) {
            self.findings.add(
                &self.sheet.file,
                Some(node.line),
                "computed",
                format!("`{}` is computed and left out", clip(&told)),
            );
            return;
        }
        if let Some(to) = reference(node).or_else(|| node.text().and_then(crate::css::reference).map(|(to, _)| to)) {
            return self.add(path, Said::Alias { to, otherwise: None }, node, true);
        }
        if let Some((typed, _)) = typed(None, &told, node) {
            self.add(path, Said::Value(typed), node, true);
        }
    }

    fn add(&mut self, path: &[String], said: Said, node: &Node, inferred: bool) {
        let described = ["$description", "description", "comment"].iter().find_map(|name| node.get(name)?.text());
        let deprecated = node.get("$deprecated").or_else(|| node.get("deprecated"));
        let deprecated = deprecated.is_some_and(|said| !matches!(said.what, What::Bool(false) | What::Null));
        // A name such as `--radius-1` in a tree is words in a row.
        let name = match path {
            [one] => Name::flat(one),
            [.., last] if last.starts_with("--") => Name::flat(last),
            _ => Name::path(path.iter().map(String::as_str)),
        };
        let found = Found::new(name, said, Some(node.line)).described(described);
        self.sheet.found.push(Found { deprecated, inferred, ..found });
    }

    fn tell_untyped(&mut self) {
        let Some((_, line)) = self.untyped.first() else { return };
        let names: Vec<String> = self.untyped.iter().map(|(name, _)| format!("`{}`", clip(name))).collect();
        let more = self.untyped_count.saturating_sub(NAMES_TOLD);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let whole = if self.sheet.found.is_empty() { "the file is refused: " } else { "" };
        let message = format!(
            "{whole}no $type is given, neither on the token nor on a group around it, for {}{more}; add one, such as \
             \"$type\": \"color\"",
            names.join(", ")
        );
        self.findings.add(&self.sheet.file, Some(*line), "untyped", message);
    }
}

/// The token that a value refers to as a whole: `{a.b}`, or `{ "$ref": "#/a/b" }`.
fn reference(value: &Node) -> Option<String> {
    if let Some(pointer) = value.get("$ref").and_then(Node::text) {
        let path = pointer.strip_prefix("#/")?;
        return Some(key_of_path(&path.trim_end_matches("/$value").replace('/', ".")));
    }
    let text = value.text()?.trim();
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    (!inside.contains(['{', '}']) && inside.len() <= 512).then(|| key_of_path(inside))
}

/// How many levels a value has.
fn depth(node: &Node) -> usize {
    let mut deepest = 0;
    let mut pending = vec![(node, 1)];
    while let Some((node, level)) = pending.pop() {
        deepest = deepest.max(level);
        pending.extend(
            node.items().iter().chain(node.fields().iter().map(|(_, field)| field)).map(|inner| (inner, level + 1)),
        );
    }
    deepest
}

/// The type that DTCG has for what others call otherwise.
fn dtcg_kind(kind: &str) -> &str {
    match kind {
        "colour" | "colors" => "color",
        "spacing" | "sizing" | "size" | "borderRadius" | "border-radius" | "borderWidth" | "fontSizes" | "fontSize"
        | "sizes" | "paragraphSpacing" => "dimension",
        "fontFamilies" | "font-family" => "fontFamily",
        "fontWeights" | "font-weight" => "fontWeight",
        "opacity" | "lineHeights" | "z-index" | "float" => "number",
        "time" => "duration",
        "boxShadow" | "box-shadow" => "shadow",
        other => other,
    }
}

/// A value of a type; of the type that it looks like when none is stated, or when the stated one is another's word.
fn typed(kind: Option<&str>, name: &str, node: &Node) -> Option<(Typed, bool)> {
    let known: BTreeSet<&str> = ["shadow", "gradient", "typography", "border", "transition", "strokeStyle"].into();
    match kind {
        Some("color") => {
            let value = match node.text() {
                Some(text) => value::color(text),
                None => value::color_object(&node.to_json()?),
            };
            value.map(|value| (Typed::new("color", value), false))
        }
        Some(kind) if known.contains(kind) && (node.is_map() || !node.items().is_empty()) => {
            let value = node.to_json().filter(|value| value.to_string().len() <= PARTS_BYTES_MAX)?;
            (depth(node) <= PARTS_DEEP_MAX).then(|| (Typed::new(kind, value), false))
        }
        Some("fontFamily") => {
            let names: Vec<&str> = match node.text() {
                Some(text) => text.split(',').map(|name| name.trim().trim_matches(['"', '\''])).collect(),
                None => node.items().iter().filter_map(Node::text).collect(),
            };
            let sound = !names.is_empty() && names.iter().all(|name| !name.is_empty() && name.len() < 96);
            sound.then(|| (Typed::new("fontFamily", serde_json::json!(names)), false))
        }
        Some("fontWeight") if node.text().is_some_and(|text| text.parse::<f64>().is_err()) => {
            // As plug-ins write them: `Bold`, `Semi Bold`, `semibold`.
            let word = node.text().filter(|word| word.len() < 32)?.trim().to_lowercase().replace([' ', '_'], "-");
            let close = word.replace('-', "");
            let known = WEIGHTS.iter().find(|name| name.replace('-', "") == close)?;
            Some((Typed::new("fontWeight", Value::from(*known)), false))
        }
        Some("dimension" | "duration") if node.is_map() => {
            let (amount, unit) = (node.get("value")?.number()?, node.get("unit")?.text()?);
            value::read(name, &format!("{amount}{unit}")).map(|(typed, _)| (typed, false))
        }
        _ => {
            let text = match &node.what {
                What::Text(text) => text.clone(),
                What::Number(number) if kind == Some("dimension") => format!("{number}px"),
                What::Number(number) => number.to_string(),
                What::List(items) => items.iter().map(Node::text).collect::<Option<Vec<_>>>()?.join(","),
                What::Null | What::Bool(_) | What::Map(_) | What::Name(_) | What::Computed => return None,
            };
            let hint = format!("{} {name}", kind.unwrap_or(""));
            value::read(&hint, &text).map(|(typed, inferred)| (typed, inferred || kind.is_none()))
        }
    }
}
