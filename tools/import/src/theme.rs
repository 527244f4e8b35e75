//! Themes: modules of constants, plain JSON, and what Tailwind reads.

use crate::finding::{Findings, clip};
use crate::listed::words_of_name;
use crate::literal::{Node, What};
use crate::script::Module;
use crate::token::{Found, Name, Said, Sheet, key_of_flat};
use crate::token_tree::{self, Dialect};
use crate::value;

/// Most constants of one module.
const CONSTANTS_MAX: usize = 20_000;
/// Most values that names are looked up in.
const RESOLVED_MAX: usize = 60_000;

/// Longest text and list that a name may stand for.
const TEXT_BYTES_MAX: usize = 2_048;
const ITEMS_MAX: usize = 64;
/// Most objects that are handed out under another name.
const RENAMED_MAX: usize = 64;

/// The parts of a Tailwind theme that hold tokens of a brand.
const TAILWIND_PARTS: [&str; 14] = [
    "colors",
    "backgroundColor",
    "textColor",
    "borderColor",
    "fontFamily",
    "fontSize",
    "fontWeight",
    "spacing",
    "borderRadius",
    "borderWidth",
    "lineHeight",
    "letterSpacing",
    "transitionDuration",
    "transitionTimingFunction",
];

/// Reads the theme of a Tailwind configuration.
pub(crate) fn read_tailwind(file: &str, root: &Node, findings: &mut Findings) -> Sheet {
    let theme = root.get("theme").unwrap_or(root);
    let mut parts: Vec<(String, Node)> = Vec::new();
    for place in [Some(theme), theme.get("extend")].into_iter().flatten() {
        if matches!(place.what, What::Computed | What::Name(_)) {
            findings.add(file, Some(place.line), "computed", "the theme is computed and left out");
        }
        for (name, part) in place.fields() {
            if !TAILWIND_PARTS.contains(&name.as_str()) {
                continue;
            }
            let part = if name == "fontSize" { first_of_pairs(part) } else { part.clone() };
            parts.push((name.clone(), part));
        }
    }
    let whole = Node { line: theme.line, what: What::Map(parts) };
    token_tree::read(file, &whole, Dialect::Plain, findings)
}

/// `["1rem", { lineHeight: "1.5" }]` is `1rem`.
fn first_of_pairs(part: &Node) -> Node {
    let fields = part.fields().iter().map(|(name, node)| (name.clone(), node.items().first().unwrap_or(node).clone()));
    Node { line: part.line, what: What::Map(fields.collect()) }
}

/// A module's whole, with names looked up.
pub(crate) fn whole(module: &Module) -> Option<Node> {
    let whole = module.resolve(module.whole.as_ref()?);
    let mut left = RESOLVED_MAX;
    whole.is_map().then(|| resolved(module, whole, 0, &mut left))
}

fn resolved(module: &Module, node: &Node, depth: usize, left: &mut usize) -> Node {
    let node = module.resolve(node);
    *left = left.saturating_sub(1);
    // The reader held the depth of literals; names may add to it.
    if depth > 40 || *left == 0 {
        return Node { line: node.line, what: What::Computed };
    }
    let What::Map(fields) = &node.what else {
        // Names may stand for the same thing many times: what is copied is small, and counts.
        let Some(weight) = weight(node).filter(|weight| *weight <= *left) else {
            return Node { line: node.line, what: What::Computed };
        };
        *left -= weight;
        return node.clone();
    };
    let fields = fields.iter().map(|(name, field)| (name.clone(), resolved(module, field, depth + 1, left)));
    Node { line: node.line, what: What::Map(fields.collect()) }
}

/// What a value weighs, in nodes of a few bytes; `None`, where it is more than one should be: a list of plain things, or of maps
/// of those.
fn weight(node: &Node) -> Option<usize> {
    let plain = |node: &Node| match &node.what {
        What::Text(text) => (text.len() <= TEXT_BYTES_MAX).then(|| 1 + text.len() / 64),
        What::List(_) | What::Map(_) => None,
        What::Null | What::Bool(_) | What::Number(_) | What::Name(_) | What::Computed => Some(1),
    };
    let What::List(items) = &node.what else { return plain(node) };
    let map = |item: &Node| {
        let fields = item.fields();
        let small = item.is_map() && fields.len() <= ITEMS_MAX;
        small.then(|| fields.iter().map(|(name, field)| Some(1 + name.len() / 64 + plain(field)?)).sum())?
    };
    let small = items.len() <= ITEMS_MAX;
    small.then(|| items.iter().map(|item| plain(item).or_else(|| map(item))).sum())?
}

/// Reads the constants of a module.
pub(crate) fn read_module(file: &str, module: &Module, findings: &mut Findings) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    let exports: Vec<(&String, &Node)> = if module.exports.is_empty() && module.whole.is_none() {
        module.constants().collect()
    } else {
        module.exports.iter().map(|(name, node)| (name, node)).collect()
    };
    let mut renamed = 0;
    for (name, node) in exports.into_iter().take(CONSTANTS_MAX) {
        let resolved = module.resolve(node);
        renamed += usize::from(resolved.is_map() && !node.is_map());
        if renamed > RENAMED_MAX || sheet.found.len() > RESOLVED_MAX {
            findings.add(
                file,
                Some(node.line),
                "left_out",
                format!("more than {RENAMED_MAX} objects under other names, or {RESOLVED_MAX} values"),
            );
            break;
        }
        constant(name, resolved, node.line, &mut sheet, findings);
    }
    if let Some(whole) = whole(module) {
        for (name, node) in whole.fields().iter().take(CONSTANTS_MAX) {
            constant(name, node, node.line, &mut sheet, findings);
        }
    }
    sheet
}

fn constant(name: &str, node: &Node, line: u32, sheet: &mut Sheet, findings: &mut Findings) {
    let words = words_of_name(name);
    if node.is_map() {
        let mut inner = token_tree::read(&sheet.file, node, Dialect::Plain, findings);
        for found in &mut inner.found {
            // What names are written like in JavaScript is written like elsewhere: `{ blue: { 50 } }` of `colors`.
            let key = found.name.key();
            let own = matches!(key.as_str(), "DEFAULT" | "_");
            found.name = Name::flat(&if own { words.clone() } else { format!("{words}-{key}") });
        }
        return sheet.found.append(&mut inner.found);
    }
    let text = match &node.what {
        What::Text(text) => text.clone(),
        What::Number(number) => number.to_string(),
        What::Computed | What::Name(_) => {
            let message = format!("`{}` is computed and left out", clip(name));
            return findings.add(&sheet.file, Some(line), "computed", message);
        }
        What::Null | What::Bool(_) | What::List(_) | What::Map(_) => return,
    };
    if let Some((to, _)) = crate::css::reference(&text) {
        let said = Said::Alias { to: key_of_flat(&to), otherwise: None };
        return sheet.found.push(Found::new(Name::flat(&words), said, Some(line)));
    }
    if let Some((typed, inferred)) = value::read(&words, &text) {
        sheet.found.push(Found { inferred, ..Found::new(Name::flat(&words), Said::Value(typed), Some(line)) });
    }
}
