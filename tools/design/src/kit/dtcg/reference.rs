//! References: `{a.b}` and `{ "$ref": "#/a/b/$value" }`.

use serde_json::Value;

use super::extend::CIRCLE_NAMES_MAX;
use super::flat::Flat;
use super::place::unescape;
use crate::kit::reader::{clip, nearest};

/// Most references that a part of a value leads through, one behind the other.
pub const PART_REFERENCES_MAX: usize = 64;

/// What a value refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// A token as a whole.
    Token(String),
    /// Something inside a token.
    Part {
        token: String,
        /// The way from the token: `$value`, `components`, `0`.
        way: Vec<String>,
    },
}

impl Reference {
    /// The reference that a value is, if it is one.
    pub(super) fn read(value: &Value) -> Result<Option<Self>, String> {
        match value {
            Value::String(text) => Self::read_braces(text),
            Value::Object(fields) => match fields.get("$ref") {
                None => Ok(None),
                Some(Value::String(pointer)) => {
                    // A whole token may say more than where it leads; a part of a value may not.
                    let extra = fields.keys().find(|key| !key.starts_with('$'));
                    match extra {
                        Some(extra) => Err(format!("a $ref stands alone, but here is `{}`", clip(extra))),
                        None => Self::read_pointer(pointer).map(Some),
                    }
                }
                Some(_) => Err("a $ref is a string".to_owned()),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Ok(None),
        }
    }

    fn read_braces(text: &str) -> Result<Option<Self>, String> {
        if !text.starts_with('{') {
            return Ok(None);
        }
        let path = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
        match path.filter(|path| !path.contains(['{', '}']) && path.split('.').all(|name| !name.is_empty())) {
            Some(path) => Ok(Some(Self::Token(path.to_owned()))),
            None => Err(format!("`{}` is no reference; one is written `{{group.token}}`", clip(text))),
        }
    }

    fn read_pointer(pointer: &str) -> Result<Self, String> {
        let Some(inside) = pointer.strip_prefix("#/") else {
            let reason =
                "is no pointer into the tokens, such as \"#/brand/red\"; files are named by a resolver document";
            return Err(format!("`{}` {reason}", clip(pointer)));
        };
        let mut names: Vec<String> = inside.split('/').map(|part| unescape(part).into_owned()).collect();
        let start = names.iter().position(|name| name.starts_with('$') && name != "$root").unwrap_or(names.len());
        let way = names.split_off(start);
        if names.is_empty() || names.iter().any(|name| name.is_empty() || name.contains(['.', '{', '}'])) {
            return Err(format!("`{}` leads to no token", clip(pointer)));
        }
        let token = names.join(".");
        Ok(if way.is_empty() || way == ["$value"] { Self::Token(token) } else { Self::Part { token, way } })
    }
}

impl<'a> Flat<'a> {
    /// The number of a token that is referred to.
    ///
    /// # Errors
    ///
    /// That there is none, with the nearest name.
    pub(super) fn target(&self, path: &str) -> Result<usize, String> {
        self.find(path).ok_or_else(|| {
            let inside = format!("{path}.");
            let next = self.entries.partition_point(|entry| entry.path.as_str() < inside.as_str());
            if let Some(entry) = self.entries.get(next).filter(|entry| entry.path.starts_with(&inside)) {
                let inner = clip(&entry.path);
                return format!(
                    "refers to `{{{}}}`, which is a group; refer to a token in it, such as `{inner}`",
                    clip(path)
                );
            }
            let near = nearest(path, self.entries.iter().map(|entry| entry.path.as_str()));
            format!("refers to `{{{}}}`, which is no token of the kit; did you mean `{}`", clip(path), clip(near))
        })
    }

    /// What a value says in the end, all references followed.
    pub(super) fn literal(&self, value: &'a Value) -> Result<&'a Value, String> {
        self.follow(value, &mut Vec::new())
    }

    /// `trail` holds every reference on the way: it bounds both the loop and the nesting.
    fn follow(&self, mut value: &'a Value, trail: &mut Vec<Reference>) -> Result<&'a Value, String> {
        while let Some(reference) = Reference::read(value)? {
            if let Some(start) = trail.iter().position(|earlier| *earlier == reference) {
                let circle = trail[start..].iter().take(CIRCLE_NAMES_MAX).map(Reference::text);
                let names: Vec<String> = circle.chain([reference.text()]).collect();
                return Err(format!("values refer to each other in a circle: {}", names.join(" → ")));
            }
            if trail.len() == PART_REFERENCES_MAX {
                return Err(format!("leads through more than {PART_REFERENCES_MAX} references"));
            }
            trail.push(reference.clone());
            value = match &reference {
                Reference::Token(path) => self.entries[self.target(path)?].value,
                Reference::Part { token, way } => self.part(token, way, trail)?,
            };
        }
        Ok(value)
    }

    fn part(&self, token: &str, way: &[String], trail: &mut Vec<Reference>) -> Result<&'a Value, String> {
        let entry = &self.entries[self.target(token)?];
        let nothing = |name: &str| format!("`{}` has no `{}`", clip(token), clip(name));
        let Some((first, rest)) = way.split_first() else { return Ok(entry.value) };
        let mut at = if first == "$value" { Some(entry.value) } else { entry.fields.get(first.as_str()) }
            .ok_or_else(|| nothing(first))?;
        for name in rest {
            at = self.follow(at, trail)?;
            at = match at {
                Value::Object(fields) => fields.get(name.as_str()),
                Value::Array(items) => index(name).and_then(|index| items.get(index)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            }
            .ok_or_else(|| nothing(&way.join("/")))?;
        }
        Ok(at)
    }
}

impl Reference {
    fn text(&self) -> String {
        match self {
            Self::Token(path) => clip(path),
            Self::Part { token, way } => format!("{}/{}", clip(token), clip(&way.join("/"))),
        }
    }
}

/// An index as JSON pointers write it: no sign, no leading zero. Source: RFC 6901.
fn index(name: &str) -> Option<usize> {
    let plain = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    name.parse().ok().filter(|_| plain)
}
