//! Custom properties of style sheets, and the themes that they are said in.

use std::collections::BTreeMap;

use crate::finding::{Findings, clip};
use crate::scope::Scope;
use crate::sheet_text::{Declaration, declarations};
use crate::token::{Found, Name, Said, Sheet, Typed, key_of_flat};
use crate::value;

/// Most declarations of one file.
const DECLARATIONS_MAX: usize = 40_000;
/// Most references that are followed inside one value.
const STEPS_MAX: usize = 8;
/// Longest value while references in it are written out, bytes.
const WRITTEN_BYTES_MAX: usize = 2_048;

/// Reads the custom properties of a style sheet.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> Sheet {
    let (declared, cut) = declarations(text, "--", false, DECLARATIONS_MAX);
    if cut {
        findings.add(file, None, "too_large", format!("only the first {DECLARATIONS_MAX} declarations are read"));
    }
    let mut plain: BTreeMap<String, &str> = BTreeMap::new();
    for declaration in &declared {
        if *declaration.scope == Scope::Root {
            plain.entry(key_of_flat(declaration.name)).or_insert(&declaration.value);
        }
    }
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    for declaration in &declared {
        add(declaration, &plain, &mut sheet, findings);
    }
    sheet
}

fn add(declaration: &Declaration<'_>, plain: &BTreeMap<String, &str>, sheet: &mut Sheet, findings: &mut Findings) {
    let value = declaration.value.trim_end_matches("!important").trim();
    if matches!(value, "" | "initial" | "inherit" | "unset" | "revert") || declaration.name.contains('*') {
        return;
    }
    let name = Name::flat(declaration.name);
    let (light, dark) = light_dark(value).map_or((value, None), |(light, dark)| (light, Some(dark)));
    for (text, theme) in [(Some(light), None), (dark, Some("dark"))] {
        let Some(text) = text else { continue };
        let Some((said, inferred)) = said(declaration.name, text, plain) else {
            let message = format!("`{}` is `{}`, which is no plain value", clip(declaration.name), clip(text));
            findings.add(&sheet.file, Some(declaration.line), "computed", message);
            continue;
        };
        let mode = theme.map(str::to_owned).or_else(|| match &*declaration.scope {
            Scope::Mode(mode) => Some(mode.clone()),
            Scope::Root | Scope::Part => None,
        });
        let found = Found::new(name.clone(), said, Some(declaration.line));
        sheet.found.push(Found { mode, inferred, scoped: *declaration.scope == Scope::Part, ..found });
    }
}

/// The value of a property, and whether its type was guessed.
pub(crate) fn said(name: &str, text: &str, plain: &BTreeMap<String, &str>) -> Option<(Said, bool)> {
    if let Some((to, otherwise)) = reference(text) {
        let otherwise = otherwise.and_then(|text| value::read(name, text)).map(|(typed, _)| typed);
        return Some((Said::Alias { to, otherwise }, false));
    }
    if let Some((typed, inferred)) = value::read(name, text) {
        return Some((Said::Value(typed), inferred));
    }
    let written = write_out(text, plain)?;
    let color: Option<Typed> = value::color(&written).map(|value| Typed::new("color", value));
    color.map(|typed| (Said::Value(typed), false))
}

/// `var(--x)` and `var(--x, otherwise)` when that is all there is; also `hsl(var(--x))`, whose channels are a token.
pub(crate) fn reference(text: &str) -> Option<(String, Option<&str>)> {
    let text = text.trim();
    let functions = ["hsl(", "hsla(", "rgb(", "rgba(", "oklch("];
    let inner = functions.iter().find_map(|function| text.strip_prefix(function)?.strip_suffix(')'));
    let inner = inner.map(|inner| inner.trim().trim_end_matches("/ <alpha-value>").trim());
    let text = inner.filter(|inner| inner.starts_with("var(") && inner.ends_with(')')).unwrap_or(text);
    let inside = text.strip_prefix("var(")?.strip_suffix(')')?;
    let (name, otherwise) = inside.split_once(',').map_or((inside, None), |(name, rest)| (name, Some(rest.trim())));
    let name = name.trim();
    let one = name.starts_with("--") && !name.contains(['(', ')', ' ']);
    let closed = otherwise.is_none_or(|rest| {
        let mut open = 0i32;
        rest.chars().all(|c| {
            open += i32::from(c == '(') - i32::from(c == ')');
            open >= 0
        })
    });
    (one && closed).then(|| (key_of_flat(name), otherwise))
}

/// Writes out the references inside a value, one after the other.
fn write_out(text: &str, plain: &BTreeMap<String, &str>) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..STEPS_MAX {
        let Some(start) = text.find("var(") else { return Some(text) };
        let end = start + matching(&text[start..])?;
        let inside = &text[start + 4..end];
        let (name, otherwise) = inside.split_once(',').map_or((inside, None), |(name, rest)| (name, Some(rest)));
        let value = plain.get(&key_of_flat(name.trim())).copied().or(otherwise)?;
        if text.len() + value.len() > WRITTEN_BYTES_MAX {
            return None;
        }
        let written = format!("{}{}{}", &text[..start], value.trim(), &text[end + 1..]);
        text = written;
    }
    None
}

/// Where the first bracket of a text closes.
fn matching(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 1 => return Some(at),
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The two values of `light-dark(…)`.
fn light_dark(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("light-dark(")?.strip_suffix(')')?;
    let mut open = 0usize;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            ',' if open == 0 => return Some((inside[..at].trim(), inside[at + 1..].trim())),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_values() {
        assert_eq!(reference("var(--a-b)"), Some(("a-b".to_owned(), None)));
        assert_eq!(reference("var(--a, rgb(1, 2, 3))"), Some(("a".to_owned(), Some("rgb(1, 2, 3)"))));
        assert_eq!(reference("hsl(var(--a))"), Some(("a".to_owned(), None)));
        assert_eq!(reference("rgb(var(--a) / <alpha-value>)"), Some(("a".to_owned(), None)));
        for no in ["var(--a) var(--b)", "calc(var(--a))", "var(a)", "var(", "hsl(var(--h) 50% 50%)"] {
            assert_eq!(reference(no), None, "{no}");
        }
    }
}
