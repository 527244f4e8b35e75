//! Variables and maps of Sass, where they are written out.

use std::collections::BTreeMap;

use crate::finding::{Findings, clip};
use crate::sheet_text::declarations;
use crate::token::{Found, Name, Said, Sheet, key_of_flat};
use crate::value;

/// Most variables of one file.
const VARIABLES_MAX: usize = 20_000;
/// Longest name of a variable or key, bytes: it is written before each of those inside it.
const NAME_BYTES_MAX: usize = 256;
/// Deepest map.
const DEPTH_MAX: usize = 12;
/// Most entries of all maps of a file.
const ENTRIES_MAX: usize = 40_000;

/// Reads the variables of a Sass file that stand outside of mixins and functions.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> Sheet {
    let mut sheet = Sheet { file: file.to_owned(), found: Vec::new() };
    let (declared, cut) = declarations(text, "$", true, VARIABLES_MAX);
    if cut {
        findings.add(file, None, "too_large", format!("only the first {VARIABLES_MAX} variables are read"));
    }
    let named = declared.iter().filter(|declaration| declaration.name.len() <= NAME_BYTES_MAX);
    for declaration in named.filter(|declaration| declaration.depth == 0) {
        let value = plain(&declaration.value);
        let mut pending = vec![(vec![declaration.name.to_owned()], value.to_owned())];
        while let Some((path, value)) = pending.pop() {
            if let Some(entries) = entries(&value).filter(|_| path.len() < DEPTH_MAX) {
                for (key, value) in entries.into_iter().rev() {
                    let mut path = path.clone();
                    path.extend((!key.is_empty()).then_some(key));
                    pending.push((path, value));
                }
                if pending.len() > ENTRIES_MAX || sheet.found.len() > ENTRIES_MAX {
                    findings.add(file, Some(declaration.line), "too_large", "the maps of this file are too large");
                    return sheet;
                }
                continue;
            }
            add(&path, &value, declaration.line, &mut sheet, findings);
        }
    }
    sheet
}

fn add(path: &[String], value: &str, line: u32, sheet: &mut Sheet, findings: &mut Findings) {
    let told = path.join(".");
    // Maps whose keys are the words of the value rather than a name: `(colour: #a91c8e)`.
    let last = path.last().map_or("", String::as_str);
    if matches!(last, "deprecation-message" | "name" | "variant") {
        return;
    }
    let parts: Vec<&str> = match path {
        [all @ .., last] if path.len() > 1 && matches!(last.as_str(), "colour" | "color" | "value" | "default") => {
            all.iter().map(String::as_str).collect()
        }
        _ => path.iter().map(String::as_str).collect(),
    };
    let name = match parts[..] {
        [one] => Name::flat(one),
        _ => Name::flat(&parts.join("-")),
    };
    let is_variable = value
        .strip_prefix('$')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')));
    let (said, inferred) = if is_variable {
        (Said::Alias { to: key_of_flat(value), otherwise: None }, false)
    } else if let Some((typed, inferred)) = value::read(&told, value) {
        (Said::Value(typed), inferred)
    } else if let Some((said, inferred)) = crate::css::said(&told, value, &BTreeMap::new()) {
        (said, inferred)
    } else {
        if !is_setting(value) {
            let message = format!("`{}` is `{}`, which is no plain value", clip(&told), clip(value));
            findings.add(&sheet.file, Some(line), "computed", message);
        }
        return;
    };
    sheet.found.push(Found { inferred, ..Found::new(name, said, Some(line)) });
}

/// Whether a value is a switch or a word, which no designer would miss.
fn is_setting(value: &str) -> bool {
    matches!(value, "" | "true" | "false" | "null" | "none" | "()") || value.starts_with(['"', '\''])
}

/// A value without its flags.
fn plain(value: &str) -> &str {
    let mut value = value.trim();
    for flag in ["!default", "!global", "!default"] {
        value = value.strip_suffix(flag).unwrap_or(value).trim_end();
    }
    value
}

/// The entries of a map; in brackets inside brackets the first that is a map stands for all.
fn entries(value: &str) -> Option<Vec<(String, String)>> {
    let inside = value.trim().strip_prefix('(')?.strip_suffix(')')?;
    let mut out = Vec::new();
    for part in split(inside, ',') {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if part.starts_with('(') {
            out.push((String::new(), part.to_owned()));
            continue;
        }
        let pair = split(part, ':');
        let [key, value] = pair[..] else { return None };
        let key = key.trim().trim_matches(['"', '\'']).trim();
        let sound = (1..=NAME_BYTES_MAX).contains(&key.len())
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
        if !sound {
            return None;
        }
        out.push((key.replace(' ', "-"), value.trim().to_owned()));
    }
    (!out.is_empty()).then_some(out)
}

/// Splits outside of brackets and strings.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut open, mut quote, mut start) = (0usize, None, 0);
    let mut out = Vec::new();
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => open += 1,
            (None, ')' | ']' | '}') => open = open.saturating_sub(1),
            (None, _) if c == at && open == 0 => {
                out.push(&text[start..index]);
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_maps_become_tokens() {
        let text = "$govuk-blue: #1d70b8;\n$brand: $govuk-blue !default;\n$palette: (\"blue\": (\"primary\": #1d70b8, \
                    \"tint\": #5694ca)) !default;\n$org: (\"dept\": (colour: #a91c8e, deprecation-message: \"no\"));\n\
                    $mixed: mix($a, $b, 10%);\n$on: true;\n@mixin x { $local: red; }";
        let mut findings = Findings::default();
        let sheet = read("a.scss", text, &mut findings);
        let names: Vec<String> = sheet.found.iter().map(|found| found.name.key()).collect();
        assert_eq!(names, ["govuk-blue", "brand", "palette-blue-primary", "palette-blue-tint", "org-dept"]);
        assert_eq!(sheet.found[1].said, Said::Alias { to: "govuk-blue".to_owned(), otherwise: None });
        let findings = findings.finish();
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].code, findings[0].line), ("computed", Some(5)), "{findings:?}");
    }

    #[test]
    fn a_map_without_an_end_is_no_map() {
        let mut findings = Findings::default();
        for text in ["$a: (((((", "$a: (b: );", "$a: (:);", "$a: (a: (b: (c: red)));", "$: red"] {
            let _ = read("a.scss", text, &mut findings);
        }
    }
}
