//! The tree of groups and tokens that one or more sources make together.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::finding::{Findings, KitFindingCode};
use super::place::escape;
use super::text::Texts;
use super::token::bounded;
use super::value::TokenKind;
use super::{PATH_BYTES_MAX, TOKENS_MAX};
use crate::kit::KitError;
use crate::kit::reader::clip;

/// Most groups and tokens that are put on top of each other, those that are covered included.
pub(super) const MERGED_MAX: usize = 200_000;

/// The group that holds everything.
pub(super) const ROOT: usize = 0;

/// Fields that plug-ins write into groups; they say nothing about tokens.
const PLUGIN_FIELDS: [&str; 2] = ["$themes", "$metadata"];

/// Where tokens come from: a whole file, or an object inside one.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The file's number.
    pub(super) file: usize,
    /// The JSON pointer of the object in it.
    pub(super) base: String,
    /// Members of the object that do not count.
    pub(super) except: Vec<String>,
}

/// What happens when two sources say the same token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    /// It is refused: the files lie side by side. Each file's groups give their type to its own tokens.
    Apart,
    /// The later one counts: the sources lie on top of each other.
    Layered,
}

/// A type by the name that was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'a> {
    pub(super) kind: TokenKind,
    pub(super) name: &'a str,
}

/// A group or a token.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) parent: usize,
    pub(super) name: &'a str,
    /// Bytes of its path.
    path_bytes: usize,
    /// The source that it was first seen in.
    pub(super) source: usize,
    pub(super) body: Body<'a>,
}

#[derive(Debug)]
pub(super) enum Body<'a> {
    Group(Group<'a>),
    Token {
        /// The token as written.
        written: &'a Value,
        /// The type that the groups around it in its own file give it; of use only side by side.
        around: Option<Stated<'a>>,
    },
}

#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    pub(super) members: BTreeMap<&'a str, usize>,
    pub(super) stated: Option<Stated<'a>>,
    pub(super) deprecated: Option<Deprecated>,
    pub(super) link: Option<Link<'a>>,
}

/// What `$deprecated` says.
#[derive(Debug, Clone)]
pub(super) struct Deprecated {
    /// The reason, or nothing for `false`.
    pub(super) reason: Option<String>,
}

/// A group's `$extends`, or the `$ref` of something that is a group or a token, depending on where it leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    /// `$extends` or `$ref`.
    pub(super) field: &'static str,
    pub(super) target: &'a str,
    /// The object that it stands in.
    pub(super) written: &'a Value,
    pub(super) around: Option<Stated<'a>>,
}

#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) texts: &'a Texts<'a>,
    pub(super) nodes: Vec<Node<'a>>,
    sources: Vec<Source>,
    merge: Merge,
    groups: usize,
    tokens: usize,
    pub(super) findings: Findings,
}

impl<'a> Tree<'a> {
    pub(super) fn new(texts: &'a Texts<'a>, merge: Merge, findings: Findings) -> Self {
        let body = Body::Group(Group::default());
        let root = Node { parent: ROOT, name: "", path_bytes: 0, source: 0, body };
        Self { texts, nodes: vec![root], sources: Vec::new(), merge, groups: 0, tokens: 0, findings }
    }

    /// Adds the tokens of a source.
    pub(super) fn add(&mut self, source: Source, root: &'a Value) -> Result<(), KitError> {
        let number = self.sources.len();
        self.sources.push(source);
        let Value::Object(_) = root else {
            return Err(self.fault(ROOT, number, "", "a token file is a JSON object of groups and tokens"));
        };
        let mut pending = vec![(ROOT, root, None)];
        while let Some((group, written, around)) = pending.pop() {
            let Value::Object(fields) = written else { continue };
            let around = self.read_fields(group, number, written, fields, around)?;
            for (name, member) in fields {
                let reserved = name.starts_with('$') && name != "$root";
                if reserved || (group == ROOT && self.sources[number].except.contains(name)) {
                    continue;
                }
                if let Some(child) = self.member(group, number, name, member, around)? {
                    pending.push((child, member, around));
                }
            }
        }
        Ok(())
    }

    /// Reads what a group says beside its members, and hands back the type that holds inside it.
    fn read_fields(
        &mut self,
        group: usize,
        source: usize,
        written: &'a Value,
        fields: &'a Map<String, Value>,
        around: Option<Stated<'a>>,
    ) -> Result<Option<Stated<'a>>, KitError> {
        let stated = stated(fields).map_err(|reason| self.fault(group, source, "/$type", reason))?;
        let around = stated.or(around);
        let layered = self.merge == Merge::Layered;
        for (name, value) in fields.iter().filter(|(name, _)| name.starts_with('$')) {
            if group == ROOT && self.sources[source].except.contains(name) {
                continue;
            }
            match (name.as_str(), value) {
                ("$type" | "$root" | "$schema", _)
                | ("$description", Value::String(_))
                | ("$extensions", Value::Object(_)) => {}
                ("$deprecated", _) => {
                    let deprecated =
                        deprecated(value).map_err(|reason| self.fault(group, source, "/$deprecated", reason))?;
                    let known = &mut self.group_mut(group).deprecated;
                    if layered || known.is_none() {
                        *known = Some(deprecated);
                    }
                }
                ("$extends" | "$ref", Value::String(target)) => {
                    let field = if name == "$ref" { "$ref" } else { "$extends" };
                    self.link(group, source, Link { field, target, written, around })?;
                }
                ("$extends" | "$ref" | "$description", _) => {
                    return Err(self.fault(group, source, &format!("/{name}"), &format!("{name} is a string")));
                }
                ("$extensions", _) => {
                    return Err(self.fault(group, source, "/$extensions", "$extensions is an object"));
                }
                (name, _) if PLUGIN_FIELDS.contains(&name) => {
                    let (file, pointer) = self.pointer(group, source, &format!("/{name}"));
                    self.findings.add(file, KitFindingCode::IgnoredField, name, || pointer);
                }
                (name, _) => {
                    let reason =
                        format!("unknown field `{}`; names of groups and tokens do not begin with `$`", clip(name));
                    return Err(self.fault(group, source, &format!("/{}", escape(name)), &reason));
                }
            }
        }
        let known = &mut self.group_mut(group).stated;
        if stated.is_some() && (layered || known.is_none()) {
            *known = stated;
        }
        Ok(around)
    }

    fn link(&mut self, group: usize, source: usize, link: Link<'a>) -> Result<(), KitError> {
        let field = format!("/{}", link.field);
        if group == ROOT {
            return Err(self.fault(group, source, &field, "the whole file extends nothing; only groups do"));
        }
        let apart = self.merge == Merge::Apart;
        let known = self.group_mut(group).link;
        match known {
            Some(other) if std::ptr::eq(other.written, link.written) => {
                Err(self.fault(group, source, &field, "a group has either $extends or $ref"))
            }
            Some(other) if apart && other.target != link.target => {
                let reason = format!("the group extends `{}` in another file already", clip(other.target));
                Err(self.fault(group, source, &field, &reason))
            }
            _ => {
                self.group_mut(group).link = Some(link);
                Ok(())
            }
        }
    }

    /// Adds one member; hands back its number when it is a group, whose members are still to come.
    fn member(
        &mut self,
        group: usize,
        source: usize,
        name: &'a str,
        member: &'a Value,
        around: Option<Stated<'a>>,
    ) -> Result<Option<usize>, KitError> {
        let path_bytes = self.check_name(group, source, name)?;
        let fault = |tree: &Self, rest: &str, reason: &str| {
            let (file, pointer) = tree.pointer(group, source, &format!("/{}{rest}", escape(name)));
            let path = if group == ROOT { name.to_owned() } else { format!("{}.{name}", tree.path(group)) };
            tree.texts.invalid(file, &pointer, &clip(&path), reason)
        };
        let Value::Object(fields) = member else {
            let reason = "is neither a group nor a token; a token is { \"$type\": \"color\", \"$value\": … }";
            return Err(fault(self, "", reason));
        };
        let is_token = fields.contains_key("$value");
        if is_token && let Some(inner) = fields.keys().find(|key| !key.starts_with('$') || *key == "$root") {
            let reason = format!("a token has no members of its own, but here is `{}`", clip(inner));
            return Err(fault(self, &format!("/{}", escape(inner)), &reason));
        }
        if let Some(&old) = self.group_mut(group).members.get(name) {
            match (&self.nodes[old].body, is_token) {
                (Body::Group(_), false) => return Ok(Some(old)),
                (body, _) if !replaces(body, is_token, fields, self.merge) => {
                    let reason = self.clash(old, is_token || fields.contains_key("$ref"));
                    return Err(fault(self, "", &reason));
                }
                _ => {}
            }
        }
        self.count(group, source, is_token)?;
        let body = if is_token { Body::Token { written: member, around } } else { Body::Group(Group::default()) };
        let number = self.nodes.len();
        self.nodes.push(Node { parent: group, name, path_bytes, source, body });
        self.group_mut(group).members.insert(name, number);
        Ok((!is_token).then_some(number))
    }

    /// Checks a name, and hands back how long the path is that it ends.
    fn check_name(&self, group: usize, source: usize, name: &str) -> Result<usize, KitError> {
        let at = || format!("/{}", escape(name));
        if name.is_empty() || name.contains(['.', '{', '}']) {
            let reason = format!("`{}` is no name; names are not empty and have no `.`, `{{` or `}}`", clip(name));
            return Err(self.fault(group, source, &at(), &reason));
        }
        let before = self.nodes[group].path_bytes;
        let path_bytes = if before == 0 { name.len() } else { before + 1 + name.len() };
        if path_bytes > PATH_BYTES_MAX {
            let reason = format!("the path of `{}` is longer than {PATH_BYTES_MAX} bytes", clip(name));
            return Err(self.fault(group, source, &at(), &reason));
        }
        Ok(path_bytes)
    }

    fn count(&mut self, group: usize, source: usize, is_token: bool) -> Result<(), KitError> {
        let (count, what) = if is_token { (&mut self.tokens, "tokens") } else { (&mut self.groups, "groups") };
        *count += 1;
        // What covers something else is counted once more, or a stack of sources would have no end.
        let (count, limit) = match self.merge {
            Merge::Apart => (*count, TOKENS_MAX),
            Merge::Layered => (self.nodes.len(), MERGED_MAX),
        };
        if count <= limit {
            return Ok(());
        }
        let what = if limit == MERGED_MAX { "groups and tokens of all sources together" } else { what };
        Err(self.fault(group, source, "", &format!("more than {limit} {what}")))
    }

    fn clash(&self, old: usize, is_token: bool) -> String {
        let other = self.texts.name(self.sources[self.nodes[old].source].file);
        match (&self.nodes[old].body, is_token) {
            (Body::Token { .. }, true) => {
                format!("is already a token of {other}; list the files that belong together under `tokens` in kit.json")
            }
            (Body::Token { .. }, false) => format!("is a group, but a token in {other}"),
            (Body::Group(_), _) => format!("is a token, but a group in {other}"),
        }
    }

    pub(super) fn group(&self, number: usize) -> Option<&Group<'a>> {
        match &self.nodes[number].body {
            Body::Group(group) => Some(group),
            Body::Token { .. } => None,
        }
    }

    fn group_mut(&mut self, number: usize) -> &mut Group<'a> {
        let node = &mut self.nodes[number];
        match &mut node.body {
            Body::Group(group) => group,
            Body::Token { .. } => unreachable!("only groups are asked for their members"),
        }
    }

    /// The names on the way to a node.
    fn names(&self, mut node: usize) -> Vec<&'a str> {
        let mut names = Vec::new();
        while node != ROOT {
            names.push(self.nodes[node].name);
            node = self.nodes[node].parent;
        }
        names.reverse();
        names
    }

    /// The path of a node: `brand.red`.
    pub(super) fn path(&self, node: usize) -> String {
        self.names(node).join(".")
    }

    /// The file and JSON pointer of a node, as one source has it.
    pub(super) fn pointer(&self, node: usize, source: usize, rest: &str) -> (usize, String) {
        let Some(source) = self.sources.get(source) else { return (0, String::new()) };
        let way: String = self.names(node).iter().map(|name| format!("/{}", escape(name))).collect();
        (source.file, format!("{}{way}{rest}", source.base))
    }

    /// An error about a node, as one source has it; `rest` leads on from there.
    pub(super) fn fault(&self, node: usize, source: usize, rest: &str, reason: &str) -> KitError {
        let (file, pointer) = self.pointer(node, source, rest);
        self.texts.invalid(file, &pointer, &clip(&self.path(node)), reason)
    }

    /// The file of a node.
    pub(super) fn file(&self, node: usize) -> usize {
        self.sources.get(self.nodes[node].source).map_or(0, |source| source.file)
    }
}

/// Whether something new may take the place of something old of the same name.
fn replaces(old: &Body<'_>, is_token: bool, fields: &Map<String, Value>, merge: Merge) -> bool {
    let could_be_token = is_token || (fields.contains_key("$ref") && fields.keys().all(|key| key.starts_with('$')));
    let was_token = match old {
        Body::Token { .. } => true,
        Body::Group(group) => group.members.is_empty() && group.link.is_some_and(|link| link.field == "$ref"),
    };
    merge == Merge::Layered && was_token && could_be_token
}

/// The type that a group or token states itself.
pub(super) fn stated<'a>(fields: &'a Map<String, Value>) -> Result<Option<Stated<'a>>, &'static str> {
    match fields.get("$type") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(Stated { kind: TokenKind::named(name), name })),
        Some(_) => Err("$type is a string, such as \"color\""),
    }
}

pub(super) fn deprecated(value: &Value) -> Result<Deprecated, &'static str> {
    match value {
        Value::Bool(false) => Ok(Deprecated { reason: None }),
        Value::Bool(true) => Ok(Deprecated { reason: Some(String::new()) }),
        Value::String(reason) => Ok(Deprecated { reason: Some(bounded(reason)) }),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err("$deprecated is true, false or a reason")
        }
    }
}
