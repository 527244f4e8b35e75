//! Design tokens as the Design Tokens Community Group writes them.
//!
//! Source: "Design Tokens Format Module 2025.10", its Color Module and its Resolver Module. Sources are put together
//! ([`group`]), groups take over what they extend ([`extend`], [`flat`]), references are followed and every value is
//! checked against its type ([`resolve`]). A resolver document says which sources there are ([`resolver`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

mod color;
mod color_space;
mod composite;
mod extend;
mod finding;
mod flat;
mod gamut;
mod group;
mod modifier;
pub(super) mod place;
mod reference;
mod resolve;
mod resolver;
mod scalar;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod value;

pub use color::Color;
pub use color_space::ColorSpace;
pub use extend::{EXTENDED_MAX, EXTENDS_MAX};
pub use finding::{KitFinding, KitFindingCode};
pub use place::Place;
pub use reference::PART_REFERENCES_MAX;
pub use resolve::NESTED_MAX;
pub use resolver::SOURCES_MAX;
pub use scalar::{FAMILY_BYTES_MAX, LIST_MAX};
pub use token::{DESCRIPTION_CHARS_MAX, Token};
pub use value::{
    Border, Dimension, DimensionUnit, Duration, GradientStop, LineCap, LineStyle, Shadow, StrokeStyle, TokenKind,
    TokenValue, Transition, Typography,
};

use super::reader::{MANIFEST, clip, content, parse, without_mark};
use super::{KitError, KitFiles, TokenPath};
use finding::Findings;
use flat::Flat;
use group::{Merge, Source, Tree};
use modifier::Choice;
use reference::Reference;
use resolve::Values;
use resolver::{Chosen, Layer, Resolver};
use text::Texts;

/// Most tokens in one kit, and most groups.
pub const TOKENS_MAX: usize = 20_000;

/// Longest path of a token, bytes; without it a long group name times many tokens would fill the memory.
const PATH_BYTES_MAX: usize = 512;

/// The tokens of a kit, and what there is to say about them.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) tokens: BTreeMap<TokenPath, Token>,
    pub(super) findings: Vec<KitFinding>,
}

/// Reads the tokens of the files that `kit.json` lists, as it chooses among them.
///
/// # Errors
///
/// [`KitError`], with the file, the line and the token's path.
pub(super) fn read(files: &KitFiles, listed: &BTreeSet<String>, chosen: &Chosen) -> Result<Tokens, KitError> {
    let mut texts = Texts::default();
    let manifest = texts.add(MANIFEST, files.0.get(MANIFEST).map_or(&[], |bytes| without_mark(bytes)));
    let mut numbers = BTreeMap::new();
    for (name, bytes) in &files.0 {
        numbers.insert(name.as_str(), texts.add(name, without_mark(bytes)));
    }
    let choice = Choice { texts: &texts, manifest, chosen };
    let mut findings = Findings::default();
    let mut parsed: BTreeMap<String, Value> = BTreeMap::new();
    let (layers, merge) = match document(listed)? {
        None => (beside(listed, &choice)?, Merge::Apart),
        Some(name) => {
            let number = numbers.get(name).copied().unwrap_or(manifest);
            let value = parse(name, content(files, name)?)?;
            let plan = Resolver::plan(&texts, number, &value, files, &choice, &mut findings)?;
            refuse_strays(listed, name, &plan.mentioned)?;
            parsed.insert(name.to_owned(), value);
            (plan.layers, Merge::Layered)
        }
    };
    for layer in &layers {
        if !parsed.contains_key(&layer.file) {
            parsed.insert(layer.file.clone(), parse(&layer.file, content(files, &layer.file)?)?);
        }
    }
    let mut tree = Tree::new(&texts, merge, findings);
    for Layer { file, pointer, except } in layers {
        let number = numbers.get(file.as_str()).copied().unwrap_or(manifest);
        let Some(root) = parsed.get(&file).and_then(|value| value.pointer(&pointer)) else {
            let reason = format!("the resolver document refers to `{}` in it, which is not there", clip(&pointer));
            return Err(texts.invalid(number, &pointer, "", &reason));
        };
        tree.add(Source { file: number, base: pointer, except }, root)?;
    }
    finished(Flat::of(tree, merge)?, &texts)
}

/// Follows all references of a tree, and hands its tokens on.
fn finished(mut flat: Flat<'_>, texts: &Texts<'_>) -> Result<Tokens, KitError> {
    let findings = std::mem::take(&mut flat.tree.findings);
    let (values, findings) = Values::of(&flat, findings)?;
    let mut names: BTreeMap<usize, Arc<str>> = BTreeMap::new();
    let tokens = flat.entries.iter().zip(values).map(|(entry, value)| {
        let file = flat.tree.file(entry.node);
        let token = Token {
            value,
            deprecated: entry.deprecated.clone(),
            description: entry.fields.get("$description").and_then(Value::as_str).map(token::bounded),
            file: Arc::clone(names.entry(file).or_insert_with(|| Arc::from(texts.name(file)))),
            alias_of: match Reference::read(entry.value) {
                Ok(Some(Reference::Token(path))) => Some(TokenPath(path)),
                Ok(Some(Reference::Part { .. }) | None) | Err(_) => None,
            },
        };
        (TokenPath(entry.path.clone()), token)
    });
    Ok(Tokens { tokens: tokens.collect(), findings: findings.placed(texts) })
}

/// The resolver document among the listed files.
fn document(listed: &BTreeSet<String>) -> Result<Option<&str>, KitError> {
    let mut documents = listed.iter().filter(|name| name.ends_with(resolver::SUFFIX));
    match (documents.next(), documents.next()) {
        (Some(first), Some(second)) => Err(KitError::Invalid {
            file: MANIFEST.to_owned(),
            place: None,
            reason: format!(
                "/tokens: `{}` and `{}` are both resolver documents; a kit has one",
                clip(first),
                clip(second)
            ),
        }),
        (first, _) => Ok(first.map(String::as_str)),
    }
}

/// Files that lie side by side, without a resolver document.
fn beside(listed: &BTreeSet<String>, choice: &Choice<'_>) -> Result<Vec<Layer>, KitError> {
    if let Some(name) = choice.chosen.keys().next() {
        return Err(choice.fault(name, "there is nothing to choose: `tokens` lists no *.resolver.json"));
    }
    Ok(listed.iter().map(|file| Layer { file: file.clone(), pointer: String::new(), except: Vec::new() }).collect())
}

/// With a resolver document, a listed file that it does not name would be lost without a word.
fn refuse_strays(listed: &BTreeSet<String>, document: &str, mentioned: &BTreeSet<String>) -> Result<(), KitError> {
    match listed.iter().find(|name| *name != document && !mentioned.contains(*name)) {
        None => Ok(()),
        Some(stray) => Err(KitError::Invalid {
            file: MANIFEST.to_owned(),
            place: None,
            reason: format!(
                "/tokens: `{}` is listed, but no set of {} names it; name it there, or leave it out",
                clip(stray),
                clip(document)
            ),
        }),
    }
}
