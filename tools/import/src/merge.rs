//! The tokens of many files as those of one kit.

use std::collections::{BTreeMap, BTreeSet};

use design::kit::TOKENS_MAX;
use serde_json::Value;

use crate::finding::{Findings, clip};
use crate::names;
use crate::source::stem;
use crate::token::{Found, Name, Said, Sheet, Typed};

/// Most themes beside the usual one.
const MODES_MAX: usize = 24;
/// Most tokens of all of these themes.
const MODE_TOKENS_MAX: usize = 30_000;

/// A token of the kit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) path: Vec<String>,
    /// Its type and what it is: a value, or a reference to another path.
    pub(crate) kind: String,
    pub(crate) value: Value,
    pub(crate) file: String,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) inferred: bool,
}

/// All tokens: those of the kit, and those that other themes have instead.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) tokens: Vec<Token>,
    pub(crate) modes: BTreeMap<String, Vec<Token>>,
}

type Table = BTreeMap<String, (String, Found)>;

/// Brings all sheets together. Earlier ones win; what is the same is one.
pub(crate) fn merge(mut sheets: Vec<Sheet>, findings: &mut Findings) -> Merged {
    order(&mut sheets);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for sheet in sheets {
        let mode = theme_of(&sheet, &tables);
        if let Some(mode) = &mode {
            findings.add(
                &sheet.file,
                None,
                "mode",
                format!(
                    "it says other values for the same names, and so is the theme `{}` beside the kit's",
                    clip(mode)
                ),
            );
        }
        add_sheet(sheet, mode.as_deref(), &mut tables, findings);
    }
    if tables.get("").is_none_or(BTreeMap::is_empty)
        && let Some((mode, table)) =
            tables.iter().find(|(_, table)| !table.is_empty()).map(|(mode, table)| (mode.clone(), table.clone()))
    {
        findings.add("kit.json", None, "mode", format!("there is only the theme `{}`; it is the kit's", clip(&mode)));
        tables.remove(&mode);
        tables.insert(String::new(), table);
    }
    cap(&mut tables, findings);
    // What has no path is gone before references are followed, so that what leads to it is said to lead to nothing.
    let paths = paths(&tables);
    for table in tables.values_mut() {
        table.retain(|key, (file, found)| {
            let has_path = paths.contains_key(key);
            if !has_path {
                findings.add(file, found.line, "left_out", format!("`{}` is too long a name", clip(key)));
            }
            has_path
        });
    }
    let kinds = resolve(&mut tables, findings);
    write(tables, &kinds)
}

/// Light and plain before dark, files in groups before names in a row, then by path.
fn order(sheets: &mut [Sheet]) {
    let rank = |sheet: &Sheet| {
        let stem = stem(&sheet.file);
        let words: Vec<&str> = stem.split(['-', '.', '_', ' ']).collect();
        let plain = !stem.contains("dark")
            && !stem.contains("contrast")
            && !stem.contains("colorblind")
            && !stem.contains("trit");
        let usual =
            ["light", "white", "default", "base", "root", "core", "global"].iter().any(|word| words.contains(word));
        let grouped = sheet.found.iter().any(|found| matches!(&found.name, Name::Path(path) if path.len() > 1));
        (!plain, !usual, !grouped, words.len())
    };
    sheets.sort_by_cached_key(|sheet| (rank(sheet), sheet.file.clone()));
}

/// The theme that a file is, when it says other values for many names that there are.
fn theme_of(sheet: &Sheet, tables: &BTreeMap<String, Table>) -> Option<String> {
    let usual = tables.get("")?;
    let plain: Vec<&Found> = sheet.found.iter().filter(|found| found.mode.is_none() && !found.scoped).collect();
    let other = plain.iter().filter(|found| {
        usual
            .get(&found.name.key())
            .is_some_and(|(file, there)| *file != sheet.file && there.said != found.said && !there.scoped)
    });
    let other = other.count();
    (other >= 4 && other * 5 >= plain.len()).then(|| stem(&sheet.file))
}

fn add_sheet(sheet: Sheet, theme: Option<&str>, tables: &mut BTreeMap<String, Table>, findings: &mut Findings) {
    for found in sheet.found {
        let mode = clean_mode(theme.or(found.mode.as_deref()).unwrap_or(""));
        if !tables.contains_key(&mode) && tables.len() > MODES_MAX {
            findings.add(
                &sheet.file,
                None,
                "left_out",
                format!("the theme `{}`: more than {MODES_MAX} are not kept", clip(&mode)),
            );
            continue;
        }
        let key = found.name.key();
        let table = tables.entry(mode).or_default();
        match table.get_mut(&key) {
            None => {
                table.insert(key, (sheet.file.clone(), found));
            }
            Some((_, there)) if there.said == found.said => {
                if let (Name::Flat(_), Name::Path(_)) = (&there.name, &found.name) {
                    there.name = found.name;
                }
            }
            Some(there) if there.1.scoped && !found.scoped => *there = (sheet.file.clone(), found),
            Some((file, there)) => {
                // An alias that has the same name as its target says nothing new; a part of a page may differ.
                let same = matches!(&found.said, Said::Alias { to, .. } if *to == key) || found.scoped;
                if let Said::Alias { to, .. } = &there.said
                    && *to == key
                {
                    (there.said, there.line) = (found.said, found.line);
                } else if !same {
                    let message = format!("`{}` is something else in {}, which is kept", clip(&key), clip(file));
                    findings.add(&sheet.file, found.line, "conflict", message);
                }
            }
        }
    }
}

/// A theme's name as a file's: letters, digits and `-`.
fn clean_mode(mode: &str) -> String {
    let plain: String = mode.chars().take(48).map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    plain.trim_matches('-').to_lowercase()
}

/// Keeps the tokens of the files that are referred to most.
fn cap(tables: &mut BTreeMap<String, Table>, findings: &mut Findings) {
    let Some(usual) = tables.get_mut("") else { return };
    if usual.len() > TOKENS_MAX {
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        for (_, found) in usual.values() {
            if let Said::Alias { to, .. } = &found.said
                && let Some((file, _)) = usual.get(to)
            {
                *used.entry(file.clone()).or_insert(0) += 1;
            }
        }
        let mut keys: Vec<(usize, &String)> =
            usual.iter().map(|(key, (file, _))| (used.get(file).copied().unwrap_or(0), key)).collect();
        keys.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let kept: BTreeSet<String> = keys.into_iter().take(TOKENS_MAX).map(|(_, key)| key.clone()).collect();
        let message =
            format!("{} tokens were found; the {TOKENS_MAX} of the files that are used most are kept", usual.len());
        findings.add("kit.json", None, "too_large", message);
        usual.retain(|key, _| kept.contains(key));
    }
    let mut left = MODE_TOKENS_MAX;
    for (mode, table) in tables.iter_mut().filter(|(mode, _)| !mode.is_empty()) {
        if table.len() > left {
            findings.add(
                "kit.json",
                None,
                "too_large",
                format!("the theme `{}` is left out: there are too many tokens", clip(mode)),
            );
            table.clear();
        }
        left -= table.len();
    }
}

/// The type of every token by theme and key; what leads nowhere is dropped.
type Kinds = BTreeMap<(String, String), String>;

/// Why a reference leads to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    Unresolved,
    Circular,
}

/// What is to be done with the tokens of one theme.
#[derive(Default)]
struct Resolved {
    kinds: BTreeMap<String, String>,
    /// References to nothing that say what holds then.
    otherwise: Vec<(String, Typed)>,
    lost: Vec<(String, String, Lost)>,
}

fn resolve(tables: &mut BTreeMap<String, Table>, findings: &mut Findings) -> Kinds {
    let mut kinds = Kinds::new();
    let resolved: Vec<(String, Resolved)> =
        tables.keys().map(|mode| (mode.clone(), resolve_mode(mode, tables))).collect();
    for (mode, resolved) in resolved {
        let Some(table) = tables.get_mut(&mode) else { continue };
        kinds.extend(resolved.kinds.into_iter().map(|(key, kind)| ((mode.clone(), key), kind)));
        for (key, typed) in resolved.otherwise {
            if let Some((_, found)) = table.get_mut(&key) {
                found.said = Said::Value(typed);
            }
        }
        for (key, to, lost) in resolved.lost {
            let Some((file, found)) = table.remove(&key) else { continue };
            let (code, why) = match lost {
                Lost::Unresolved => ("unresolved", "is no token of the files, or leads to none"),
                Lost::Circular => ("circular", "leads back to it"),
            };
            findings.add(&file, found.line, code, format!("`{}` refers to `{}`, which {why}", clip(&key), clip(&to)));
        }
    }
    kinds
}

/// Follows every reference as it holds in one theme; each token is walked once.
fn resolve_mode(mode: &str, tables: &BTreeMap<String, Table>) -> Resolved {
    let get = |key: &str| [mode, ""].iter().find_map(|mode| tables.get(*mode)?.get_key_value(key));
    let is_own = |key: &str| tables.get(mode).is_some_and(|table| table.contains_key(key));
    let mut known: BTreeMap<&str, Result<&str, Lost>> = BTreeMap::new();
    let mut resolved = Resolved::default();
    for start in tables.get(mode).into_iter().flat_map(BTreeMap::keys) {
        let mut chain: Vec<(&str, &Said)> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut at = start.as_str();
        let mut end = loop {
            if let Some(known) = known.get(at) {
                break known.map_err(|_| Lost::Unresolved);
            }
            let Some((key, (_, found))) = get(at) else { break Err(Lost::Unresolved) };
            if !seen.insert(key) {
                break Err(Lost::Circular);
            }
            chain.push((key, &found.said));
            match &found.said {
                Said::Value(typed) => break Ok(typed.kind.as_str()),
                Said::Alias { to, .. } => at = to,
            }
        };
        for (key, said) in chain.into_iter().rev() {
            if let (Err(lost), Said::Alias { to, otherwise }) = (end, said) {
                match otherwise {
                    Some(typed) => {
                        end = Ok(&typed.kind);
                        resolved.otherwise.extend(is_own(key).then(|| (key.to_owned(), typed.clone())));
                    }
                    None => resolved.lost.extend(is_own(key).then(|| (key.to_owned(), to.clone(), lost))),
                }
            }
            known.insert(key, end);
        }
    }
    let own = known.into_iter().filter(|(key, _)| is_own(key));
    resolved.kinds = own.filter_map(|(key, end)| Some((key.to_owned(), end.ok()?.to_owned()))).collect();
    resolved
}

/// The path of every key that can have one.
fn paths(tables: &BTreeMap<String, Table>) -> BTreeMap<String, Vec<String>> {
    let (mut known, mut flat) = (BTreeMap::new(), BTreeSet::new());
    for (key, (_, found)) in tables.values().flatten() {
        match &found.name {
            Name::Path(path) => {
                known.entry(key.clone()).or_insert_with(|| path.clone());
            }
            Name::Flat(_) => {
                flat.insert(key.clone());
            }
        }
    }
    names::paths(&known, &flat)
}

fn write(tables: BTreeMap<String, Table>, kinds: &Kinds) -> Merged {
    let paths = paths(&tables);
    let mut merged = Merged::default();
    for (mode, table) in tables {
        let mut tokens = Vec::new();
        for (key, (file, found)) in table {
            let Some(path) = paths.get(&key) else { continue };
            let kind = kinds.get(&(mode.clone(), key)).cloned().unwrap_or_default();
            let value = match found.said {
                Said::Value(typed) => typed.value,
                Said::Alias { to, .. } => match paths.get(&to) {
                    Some(target) => Value::String(format!("{{{}}}", target.join("."))),
                    None => continue,
                },
            };
            tokens.push(Token {
                path: path.clone(),
                kind,
                value,
                file,
                description: found.description,
                deprecated: found.deprecated,
                inferred: found.inferred,
            });
        }
        if mode.is_empty() {
            merged.tokens = tokens;
        } else if !tokens.is_empty() {
            merged.modes.insert(mode, tokens);
        }
    }
    merged
}
