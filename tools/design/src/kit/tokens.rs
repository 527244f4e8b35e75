//! Design tokens as the DTCG format writes them: groups, inherited types, references.
//!
//! Source: Design Tokens Community Group, "Design Tokens Format Module 2025.10". Colours are kept; tokens of every
//! other type are checked for structure and left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::color_value::{self, ColorValue};
use super::reader::clip;
use super::{KitError, TokenPath};
use crate::color::Srgb;

/// Most tokens in one kit, and most groups.
pub const TOKENS_MAX: usize = 20_000;

/// Longest path of a token, bytes; without it a long group name times many tokens would fill the memory.
const PATH_BYTES_MAX: usize = 512;

/// Most names of a circle that an error recites.
const CIRCLE_NAMES_MAX: usize = 12;

/// Below this a colour is not a fill: what lies beneath would show.
const OPAQUE: f64 = 0.999;

/// What a group may say beside its members; the last two are written by plug-ins.
const GROUP_FIELDS: [&str; 7] =
    ["$type", "$description", "$extensions", "$deprecated", "$schema", "$themes", "$metadata"];

/// The colours of a kit.
#[derive(Debug, Default)]
pub(super) struct Palette {
    pub(super) colors: BTreeMap<TokenPath, Srgb>,
    /// Colour tokens that let through what lies beneath, and so are no fills.
    pub(super) translucent: BTreeSet<TokenPath>,
}

/// Tokens on their way from files to a [`Palette`].
#[derive(Debug, Default)]
pub(super) struct Tokens {
    files: Vec<String>,
    tokens: BTreeMap<String, Token>,
    groups: usize,
}

#[derive(Debug)]
struct Token {
    /// Index into the files.
    file: usize,
    /// The type that the token itself states.
    stated: Option<Kind>,
    written: Written,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Color,
    Other,
}

#[derive(Debug)]
enum Written {
    Color(ColorValue),
    Other,
    Reference(String),
}

impl Tokens {
    /// Adds the tokens of one file.
    ///
    /// # Errors
    ///
    /// [`KitError::Invalid`] with the file and the token's path.
    pub(super) fn add(&mut self, file: &str, root: &Value) -> Result<(), KitError> {
        let invalid = |reason: String| KitError::Invalid { file: file.to_owned(), reason };
        let Value::Object(root) = root else {
            return Err(invalid("a token file is a JSON object of groups and tokens".to_owned()));
        };
        let index = self.files.len();
        self.files.push(file.to_owned());
        let mut pending: Vec<(String, &Map<String, Value>, Option<Kind>)> = vec![(String::new(), root, None)];
        while let Some((path, group, inherited)) = pending.pop() {
            let kind = stated_kind(group).map_err(|reason| invalid(format!("group `{path}`: {reason}")))?.or(inherited);
            for (name, member) in group {
                if name != "$root" && name.starts_with('$') {
                    check_group_field(name).map_err(|reason| invalid(format!("group `{path}`: {reason}")))?;
                    continue;
                }
                let path = join(&path, name).map_err(&invalid)?;
                let Value::Object(member) = member else {
                    return Err(invalid(format!(
                        "`{path}` is neither a group nor a token; a token is {{ \"$type\": \"color\", \"$value\": … }}"
                    )));
                };
                if member.contains_key("$value") {
                    let token =
                        read_token(index, member, kind).map_err(|reason| invalid(format!("`{path}`: {reason}")))?;
                    self.insert(path, token)?;
                } else {
                    self.groups += 1;
                    if self.groups > TOKENS_MAX {
                        return Err(invalid(format!("more than {TOKENS_MAX} groups")));
                    }
                    pending.push((path, member, kind));
                }
            }
        }
        Ok(())
    }

    fn insert(&mut self, path: String, token: Token) -> Result<(), KitError> {
        let file = &self.files[token.file];
        if let Some(other) = self.tokens.get(&path) {
            let reason = format!(
                "`{path}` is already a token of {}; list the files that belong together under `tokens` in kit.json",
                self.files[other.file]
            );
            return Err(KitError::Invalid { file: file.clone(), reason });
        }
        if self.tokens.len() == TOKENS_MAX {
            return Err(KitError::Invalid { file: file.clone(), reason: format!("more than {TOKENS_MAX} tokens") });
        }
        self.tokens.insert(path, token);
        Ok(())
    }

    /// Follows all references.
    ///
    /// # Errors
    ///
    /// [`KitError::Cycle`], or [`KitError::Invalid`] for a reference to nothing and for a colour that refers to
    /// something else.
    pub(super) fn resolve(&self) -> Result<Palette, KitError> {
        let mut resolved: BTreeMap<&str, Option<ColorValue>> = BTreeMap::new();
        for path in self.tokens.keys() {
            self.follow(path, &mut resolved)?;
        }
        let mut palette = Palette::default();
        for (path, value) in resolved {
            match value {
                Some(value) if value.alpha >= OPAQUE => {
                    palette.colors.insert(TokenPath::from(path), value.color);
                }
                Some(_) => {
                    palette.translucent.insert(TokenPath::from(path));
                }
                None => {}
            }
        }
        Ok(palette)
    }

    /// Resolves one token and everything on its way; each token is walked once over all calls.
    fn follow<'a>(
        &'a self,
        path: &'a str,
        resolved: &mut BTreeMap<&'a str, Option<ColorValue>>,
    ) -> Result<(), KitError> {
        let mut chain: Vec<(&str, &Token)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = path;
        let mut value = loop {
            if let Some(&known) = resolved.get(at) {
                break known;
            }
            let Some((at_key, token)) = self.tokens.get_key_value(at) else {
                return Err(self.dangling(chain.last(), at));
            };
            if !seen.insert(at) {
                return Err(self.circle(&chain, at));
            }
            chain.push((at_key, token));
            match &token.written {
                Written::Color(color) => break Some(*color),
                Written::Other => break None,
                Written::Reference(target) => at = target,
            }
        };
        for (path, token) in chain.into_iter().rev() {
            match (token.stated, value) {
                (Some(Kind::Color), None) => {
                    let reason = format!("`{path}` is a color but refers to a token of another type");
                    return Err(KitError::Invalid { file: self.files[token.file].clone(), reason });
                }
                (Some(Kind::Other), Some(_)) => value = None,
                _ => {}
            }
            resolved.insert(path, value);
        }
        Ok(())
    }

    fn dangling(&self, from: Option<&(&str, &Token)>, target: &str) -> KitError {
        let (file, name) = from.map_or(("", ""), |(name, token)| (self.files[token.file].as_str(), *name));
        let reason = format!("`{name}` refers to `{{{}}}`, which is no token of the kit", clip(target));
        KitError::Invalid { file: file.to_owned(), reason }
    }

    fn circle(&self, chain: &[(&str, &Token)], again: &str) -> KitError {
        let start = chain.iter().position(|(name, _)| *name == again).unwrap_or(0);
        let circle = &chain[start..];
        let mut names: Vec<&str> = circle.iter().take(CIRCLE_NAMES_MAX).map(|(name, _)| *name).collect();
        if circle.len() > CIRCLE_NAMES_MAX {
            names.push("…");
        }
        names.push(again);
        let file = circle.first().map_or("", |(_, token)| self.files[token.file].as_str());
        KitError::Cycle { file: file.to_owned(), path: names.join(" → ") }
    }
}

fn join(group: &str, name: &str) -> Result<String, String> {
    if name.is_empty() || name.contains(['.', '{', '}']) {
        return Err(format!(
            "group `{group}`: `{}` is no name; names are not empty and have no `.`, `{{` or `}}`",
            clip(name)
        ));
    }
    if group.len() + name.len() >= PATH_BYTES_MAX {
        return Err(format!("the path of `{}` is longer than {PATH_BYTES_MAX} bytes", clip(name)));
    }
    Ok(if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") })
}

fn check_group_field(name: &str) -> Result<(), String> {
    if name == "$extends" || name == "$ref" {
        return Err(format!("`{name}` on a group is not supported; write its tokens out or refer to them one by one"));
    }
    if GROUP_FIELDS.contains(&name) { Ok(()) } else { Err(format!("unknown field `{}`", clip(name))) }
}

/// The type that a group or token states itself.
fn stated_kind(fields: &Map<String, Value>) -> Result<Option<Kind>, String> {
    match fields.get("$type") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(if name == "color" { Kind::Color } else { Kind::Other })),
        Some(_) => Err("$type is a string, such as \"color\"".to_owned()),
    }
}

fn read_token(file: usize, fields: &Map<String, Value>, inherited: Option<Kind>) -> Result<Token, String> {
    if let Some(child) = fields.keys().find(|name| !name.starts_with('$')) {
        return Err(format!("a token has no members of its own, but here is `{}`", clip(child)));
    }
    let stated = stated_kind(fields)?;
    let value = fields.get("$value").unwrap_or(&Value::Null);
    let written = match (reference(value)?, stated.or(inherited)) {
        (Some(target), _) => Written::Reference(target),
        (None, Some(Kind::Color)) => Written::Color(color_value::read(value)?),
        (None, Some(Kind::Other)) => Written::Other,
        (None, None) => return Err("it has no $type, and neither has a group around it".to_owned()),
    };
    Ok(Token { file, stated, written })
}

/// The token that a value refers to as a whole: `{a.b}` or `{ "$ref": "#/a/b" }`.
fn reference(value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::String(text) => {
            Ok(text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(|path| path.trim().to_owned()))
        }
        Value::Object(fields) => match fields.get("$ref") {
            None => Ok(None),
            Some(Value::String(pointer)) => {
                let path =
                    pointer.strip_prefix("#/").ok_or("a $ref is a pointer into the tokens, such as \"#/brand/red\"")?;
                let path = path.strip_suffix("/$value").unwrap_or(path);
                Ok(Some(
                    path.split('/')
                        .map(|part| part.replace("~1", "/").replace("~0", "~"))
                        .collect::<Vec<_>>()
                        .join("."),
                ))
            }
            Some(_) => Err("a $ref is a string".to_owned()),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Ok(None),
    }
}
