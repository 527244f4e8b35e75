//! Reads a kit from its files, and trusts none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::dtcg::{self, KitFinding, KitFindingCode, Place, Token, TokenValue, place};
use super::{BrandKit, KitError, KitFiles, Manifest, TokenPath, roles};
use crate::canonical::Sha256;
use crate::day::Day;
pub(super) use crate::shown::clip;

/// Most files in one kit.
pub const FILES_MAX: usize = 512;

/// Most bytes of all files of a kit together.
pub const FILES_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most bytes of one JSON file; parsed it takes about twenty times that.
pub const JSON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Deepest nesting of a JSON file.
const DEPTH_MAX: usize = 32;

/// Longest path of a file, bytes.
const PATH_BYTES_MAX: usize = 512;

/// Most bytes of `templates` and `rules` each, as canonical JSON.
const RAW_BYTES_MAX: usize = 256 * 1024;

/// Below this a colour is not a fill.
const OPAQUE: f64 = 0.999;

/// Most choices among contexts, and most characters of a name in one.
const CHOICES_MAX: usize = 64;
const CHOICE_CHARS_MAX: usize = 128;

/// Most logos, faces or pictures that a manifest lists.
const LISTED_MAX: usize = FILES_MAX;

pub(super) const MANIFEST: &str = "kit.json";

impl BrandKit {
    /// Reads a kit from the files of its folder.
    ///
    /// Pictures and faces are not decoded here: whoever draws with them does that.
    ///
    /// # Errors
    ///
    /// [`KitError`]: no `kit.json`, a file that is not what it should be (with its place), a named file that is not
    /// there, tokens in a circle, no colours, or more than the limits allow.
    pub fn from_files(files: &KitFiles) -> Result<Self, KitError> {
        check_files(files)?;
        let manifest = read_manifest(files)?;
        Self::from_manifest(manifest, files).map_err(|error| in_manifest(error, files))
    }

    fn from_manifest(manifest: Manifest, files: &KitFiles) -> Result<Self, KitError> {
        check_manifest(&manifest, files)?;
        let dtcg::Tokens { tokens, mut findings } =
            dtcg::read(files, &token_files(&manifest, files)?, &manifest.modifiers)?;
        let colors = opaque(&tokens);
        if colors.is_empty() {
            return Err(KitError::NoColors);
        }
        check_tokens(&manifest, &tokens, &colors)?;
        findings.extend(deprecated_roles(&manifest, &tokens, files));
        let deprecated = |token: &TokenPath| tokens.get(token).is_some_and(|token| token.deprecated.is_some());
        let assigned = roles::assign(manifest.roles, manifest.neutrals, colors, &deprecated);
        Ok(Self {
            id: manifest.id,
            name: manifest.name,
            version: manifest.version,
            sha256: digest(files),
            colors: assigned.colors,
            tokens,
            roles: assigned.roles,
            neutrals: assigned.neutrals,
            logos: manifest.logos,
            fonts: manifest.fonts,
            voice: manifest.voice,
            imagery: manifest.imagery,
            blocked_terms: manifest.policy.blocked_terms,
            templates: manifest.templates,
            rules: manifest.rules,
            inferred: assigned.inferred,
            findings,
            files: files.clone(),
        })
    }
}

fn invalid(file: &str, reason: impl Into<String>) -> KitError {
    KitError::Invalid { file: clip(file), place: None, reason: reason.into() }
}

/// Places an error that begins with a JSON pointer into `kit.json`.
fn in_manifest(error: KitError, files: &KitFiles) -> KitError {
    match (error, files.0.get(MANIFEST)) {
        (KitError::Invalid { file, place: None, reason }, Some(text)) if file == MANIFEST => {
            let pointer = reason.split(": ").next().filter(|pointer| pointer.starts_with('/'));
            let place = pointer.map(|pointer| place::find(without_mark(text), pointer));
            KitError::Invalid { file, place, reason }
        }
        (error, _) => error,
    }
}

fn check_files(files: &KitFiles) -> Result<(), KitError> {
    if files.0.len() > FILES_MAX {
        return Err(KitError::TooLarge { what: "files", found: files.0.len(), limit: FILES_MAX });
    }
    let bytes = files.0.values().fold(0usize, |sum, file| sum.saturating_add(file.len()));
    if bytes > FILES_BYTES_MAX {
        return Err(KitError::TooLarge { what: "bytes", found: bytes, limit: FILES_BYTES_MAX });
    }
    files.0.keys().try_for_each(|path| check_path(path).map_err(|reason| invalid(path, reason)))
}

/// A path that stays inside the folder on every system.
fn check_path(path: &str) -> Result<(), &'static str> {
    if path.is_empty() || path.len() > PATH_BYTES_MAX {
        return Err("a path has 1 to 512 bytes");
    }
    if path.contains(['\\', ':']) || path.chars().any(char::is_control) {
        return Err("a path has no backslash, colon or control character; write folder/file");
    }
    if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Err("a path leads from the brand folder into it, without `..` and without a leading `/`");
    }
    Ok(())
}

pub(super) fn content<'a>(files: &'a KitFiles, path: &str) -> Result<&'a Arc<[u8]>, KitError> {
    files.0.get(path).ok_or_else(|| KitError::MissingFile { file: clip(path) })
}

pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Value, KitError> {
    if bytes.len() > JSON_BYTES_MAX {
        return Err(invalid(file, format!("{} bytes of JSON; at most {JSON_BYTES_MAX} are read", bytes.len())));
    }
    let mut value: Value = serde_json::from_slice(without_mark(bytes)).map_err(|error| malformed(file, &error))?;
    // One order, whatever order the program keeps objects in: which of two errors is named goes by it.
    value.sort_all_objects();
    if depth(&value) > DEPTH_MAX {
        return Err(invalid(file, format!("nested deeper than {DEPTH_MAX} levels")));
    }
    Ok(value)
}

/// Editors on some systems put a byte order mark in front, which JSON does not know.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn malformed(file: &str, error: &serde_json::Error) -> KitError {
    let text = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let what = text.strip_suffix(suffix.as_str()).unwrap_or(&text);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    let place = Some(Place { line: number(error.line()), column: number(error.column()) });
    KitError::Invalid { file: clip(file), place, reason: clip_long(what) }
}

/// Errors of the reader may recite what they read: long, but bounded.
fn clip_long(text: &str) -> String {
    text.chars().take(400).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn depth(value: &Value) -> usize {
    let mut deepest = 0;
    let mut pending = vec![(value, 1)];
    while let Some((value, level)) = pending.pop() {
        deepest = deepest.max(level);
        match value {
            Value::Array(items) => pending.extend(items.iter().map(|item| (item, level + 1))),
            Value::Object(fields) => pending.extend(fields.values().map(|field| (field, level + 1))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    deepest
}

fn read_manifest(files: &KitFiles) -> Result<Manifest, KitError> {
    let bytes = files.0.get(MANIFEST).ok_or(KitError::NoManifest)?;
    // Twice, because only the typed pass knows the line of a wrong field, and only the plain one the depth.
    parse(MANIFEST, bytes)?;
    serde_json::from_slice(without_mark(bytes)).map_err(|error| malformed(MANIFEST, &error))
}

fn check_manifest(manifest: &Manifest, files: &KitFiles) -> Result<(), KitError> {
    let wrong = |pointer: &str, reason: &str| Err(invalid(MANIFEST, format!("{pointer}: {reason}")));
    if manifest.v != 1 {
        return wrong("/v", "this reader knows version 1 of the format");
    }
    for (pointer, text) in [("/id", &manifest.id), ("/name", &manifest.name), ("/version", &manifest.version)] {
        if text.trim().is_empty() || text.chars().count() > 128 || text.chars().any(char::is_control) {
            return wrong(pointer, "expected 1 to 128 characters on one line");
        }
    }
    for (pointer, list) in [("/templates", &manifest.templates), ("/rules", &manifest.rules)] {
        if crate::canonical::to_canonical_json(list).len() > RAW_BYTES_MAX {
            return wrong(pointer, "more than 256 KiB");
        }
    }
    if manifest.modifiers.len() > CHOICES_MAX {
        return wrong("/modifiers", "more than 64");
    }
    if manifest
        .modifiers
        .iter()
        .any(|(name, context)| [name, context].into_iter().any(|text| text.chars().count() > CHOICE_CHARS_MAX))
    {
        return wrong("/modifiers", "expected names of at most 128 characters");
    }
    check_logos(manifest, files)?;
    check_fonts(manifest, files)?;
    check_imagery(manifest, files)
}

fn check_logos(manifest: &Manifest, files: &KitFiles) -> Result<(), KitError> {
    check_listed("logos", manifest.logos.iter().map(|logo| (logo.id.as_str(), logo.file.as_str())), files)?;
    for (at, logo) in manifest.logos.iter().enumerate() {
        if !(0.0..=4.0).contains(&logo.clear_space) {
            return Err(invalid(MANIFEST, format!("/logos/{at}/clear_space: a share of the logo's height, 0 to 4")));
        }
        if !(0.0..=8192.0).contains(&logo.min_px) {
            return Err(invalid(MANIFEST, format!("/logos/{at}/min_px: a height in px, 0 to 8192")));
        }
    }
    Ok(())
}

fn check_fonts(manifest: &Manifest, files: &KitFiles) -> Result<(), KitError> {
    if manifest.fonts.len() > LISTED_MAX {
        return Err(invalid(MANIFEST, format!("/fonts: more than {LISTED_MAX}")));
    }
    for (at, font) in manifest.fonts.iter().enumerate() {
        if font.family.trim().is_empty() {
            return Err(invalid(MANIFEST, format!("/fonts/{at}/family: a face needs a family name")));
        }
        if !(1..=1000).contains(&font.weight) {
            return Err(invalid(MANIFEST, format!("/fonts/{at}/weight: weights lie between 1 and 1000")));
        }
        if let Some(file) = &font.file {
            check_named(file, &format!("/fonts/{at}/file"), files)?;
        }
    }
    Ok(())
}

fn check_imagery(manifest: &Manifest, files: &KitFiles) -> Result<(), KitError> {
    check_listed("imagery", manifest.imagery.iter().map(|image| (image.id.as_str(), image.file.as_str())), files)?;
    for (at, image) in manifest.imagery.iter().enumerate() {
        if image.expires.as_deref().is_some_and(|day| Day::parse(day).is_none()) {
            return Err(invalid(MANIFEST, format!("/imagery/{at}/expires: a day is written YYYY-MM-DD")));
        }
    }
    Ok(())
}

/// Ids that are there and unique, files that are there.
fn check_listed<'a>(
    list: &str,
    items: impl Iterator<Item = (&'a str, &'a str)>,
    files: &KitFiles,
) -> Result<(), KitError> {
    let mut seen = BTreeSet::new();
    for (at, (id, file)) in items.enumerate() {
        if at == LISTED_MAX {
            return Err(invalid(MANIFEST, format!("/{list}: more than {LISTED_MAX}")));
        }
        if id.trim().is_empty() || !seen.insert(id) {
            return Err(invalid(MANIFEST, format!("/{list}/{at}/id: `{}` is empty or taken", clip(id))));
        }
        check_named(file, &format!("/{list}/{at}/file"), files)?;
    }
    Ok(())
}

fn check_named(file: &str, pointer: &str, files: &KitFiles) -> Result<(), KitError> {
    check_path(file).map_err(|reason| invalid(MANIFEST, format!("{pointer}: `{}`: {reason}", clip(file))))?;
    content(files, file).map(|_| ())
}

/// The token files that the manifest names, in the order of their paths.
fn token_files(manifest: &Manifest, files: &KitFiles) -> Result<BTreeSet<String>, KitError> {
    if manifest.tokens.is_empty() {
        return Err(invalid(MANIFEST, "/tokens: name one token file at least, such as \"*.tokens.json\""));
    }
    if manifest.tokens.len() > LISTED_MAX {
        return Err(invalid(MANIFEST, format!("/tokens: more than {LISTED_MAX}")));
    }
    let mut named = BTreeSet::new();
    for (at, pattern) in manifest.tokens.iter().enumerate() {
        check_path(pattern)
            .map_err(|reason| invalid(MANIFEST, format!("/tokens/{at}: `{}`: {reason}", clip(pattern))))?;
        let mut matched = files.0.keys().filter(|path| *path != MANIFEST && matches(pattern, path)).peekable();
        if matched.peek().is_none() {
            return Err(KitError::MissingFile { file: clip(pattern) });
        }
        named.extend(matched.cloned());
    }
    Ok(named)
}

/// Whether `path` is of the form `pattern`, where `*` stands for any run of characters but `/`.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go back to: the last `*`, and how far it reaches so far.
    let mut star: Option<(usize, usize)> = None;
    while t < path.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&path[t]) {
            p += 1;
            t += 1;
        } else {
            match star {
                Some((at, reach)) if path[reach] != b'/' => {
                    star = Some((at, reach + 1));
                    p = at + 1;
                    t = reach + 1;
                }
                _ => return false,
            }
        }
    }
    pattern[p..].iter().all(|&b| b == b'*')
}

/// The colours that can be fills: what lies beneath the others would show.
fn opaque(tokens: &BTreeMap<TokenPath, Token>) -> BTreeMap<TokenPath, crate::Srgb> {
    let opaque = |token: &Token| match &token.value {
        TokenValue::Color(color) if color.alpha >= OPAQUE => Some(color.srgb),
        _ => None,
    };
    tokens.iter().filter_map(|(path, token)| Some((path.clone(), opaque(token)?))).collect()
}

/// The tokens that a manifest names, each with the JSON pointer of its place.
fn named(manifest: &Manifest) -> impl Iterator<Item = (String, &TokenPath)> {
    let roles = &manifest.roles;
    let lists = [
        ("/roles/ground", &roles.ground),
        ("/roles/ink", &roles.ink),
        ("/roles/accent", &roles.accent),
        ("/roles/support", &roles.support),
        ("/neutrals", &manifest.neutrals),
    ];
    lists
        .into_iter()
        .flat_map(|(pointer, list)| list.iter().enumerate().map(move |(at, token)| (format!("{pointer}/{at}"), token)))
}

fn check_tokens(
    manifest: &Manifest,
    tokens: &BTreeMap<TokenPath, Token>,
    colors: &BTreeMap<TokenPath, crate::Srgb>,
) -> Result<(), KitError> {
    let mut missing = named(manifest).filter(|(_, token)| !colors.contains_key(token));
    let Some((pointer, token)) = missing.next() else { return Ok(()) };
    let reason = match tokens.get(token).map(|token| &token.value) {
        Some(TokenValue::Color(_)) => "is translucent, and so no fill".to_owned(),
        other => {
            let is = other.map_or(String::new(), |value| format!(" but a {}", value.kind().name()));
            let near = nearest(&token.0, colors.keys().map(|token| token.0.as_str()));
            format!("is no colour token of the kit{is}; did you mean `{}`", clip(near))
        }
    };
    Err(invalid(MANIFEST, format!("{pointer}: `{}` {reason}", clip(&token.0))))
}

/// A word on each deprecated token that the manifest gives a role, the first few of them.
fn deprecated_roles(manifest: &Manifest, tokens: &BTreeMap<TokenPath, Token>, files: &KitFiles) -> Vec<KitFinding> {
    const FINDINGS_MAX: usize = 32;
    let text = files.0.get(MANIFEST).map_or(&[][..], |text| without_mark(text));
    let finding = |(pointer, path): (String, &TokenPath)| {
        let reason = tokens.get(path)?.deprecated.as_deref()?;
        let why = if reason.is_empty() { String::new() } else { format!(": {}", clip(reason)) };
        Some(KitFinding {
            file: MANIFEST.to_owned(),
            line: place::find(text, &pointer).line,
            code: KitFindingCode::DeprecatedInRole,
            message: format!("{pointer}: `{}` is deprecated{why}", clip(&path.0)),
        })
    };
    named(manifest).filter_map(finding).take(FINDINGS_MAX).collect()
}

/// The name that shares the longest end and beginning with what was written.
pub(super) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> &'a str {
    let shared = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b).take_while(|(x, y)| x.eq_ignore_ascii_case(y)).count()
    };
    names
        .map(|name| {
            let end = shared(&mut name.chars().rev(), &mut written.chars().rev());
            let start = shared(&mut name.chars(), &mut written.chars());
            (end + start, name)
        })
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))
        .map_or("", |(_, name)| name)
}

/// Digests all files by path and content. Paths have no control characters, so the lines cannot be forged.
fn digest(files: &KitFiles) -> Sha256 {
    let lines: String = files.0.iter().map(|(path, bytes)| format!("{} {path}\n", Sha256::of(bytes))).collect();
    Sha256::of(lines.as_bytes())
}
