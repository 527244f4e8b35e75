//! All tokens of a tree by their paths, taken-over ones included, references not yet followed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::extend::Extended;
use super::group::{Body, Deprecated, Merge, ROOT, Stated, Tree, deprecated, stated};
use super::text::Fault;
use super::{PATH_BYTES_MAX, TOKENS_MAX};
use crate::kit::KitError;
use crate::kit::reader::clip;

/// A token whose references are not yet followed.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) path: String,
    pub(super) node: usize,
    pub(super) fields: &'a Map<String, Value>,
    /// `$value`, or for a token that is nothing but a `$ref` the whole token.
    pub(super) value: &'a Value,
    /// The type that it states itself.
    pub(super) stated: Option<Stated<'a>>,
    /// The type that the groups around it give it.
    pub(super) around: Option<Stated<'a>>,
    pub(super) deprecated: Option<String>,
}

/// The tokens of a tree, by path.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    pub(super) tree: Tree<'a>,
    /// Sorted by path.
    pub(super) entries: Vec<Entry<'a>>,
}

/// A group on the way: itself and what it extends, best first.
struct View<'a> {
    path: String,
    layers: Vec<usize>,
    /// The group that is really there, if one is; members of others are taken over.
    own: Option<usize>,
    around: Option<Stated<'a>>,
    deprecated: Option<Deprecated>,
}

impl<'a> Flat<'a> {
    /// Walks a tree.
    pub(super) fn of(tree: Tree<'a>, merge: Merge) -> Result<Self, KitError> {
        let mut walk = Walk { extended: Extended::of(tree)?, merge, entries: Vec::new(), groups: 0 };
        let root = walk.extended.tree.group(ROOT);
        let around = root.and_then(|root| root.stated);
        let deprecated = root.and_then(|root| root.deprecated.clone());
        let mut pending = vec![View { path: String::new(), layers: vec![ROOT], own: Some(ROOT), around, deprecated }];
        while let Some(view) = pending.pop() {
            walk.visit(view, &mut pending)?;
        }
        let mut entries = walk.entries;
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { tree: walk.extended.tree, entries })
    }

    /// The number of the token of a path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()
    }

    /// The file and JSON pointer of a token, and where `rest` leads on from its value.
    pub(super) fn pointer(&self, entry: usize, way: &[String]) -> (usize, String) {
        let entry = &self.entries[entry];
        let mut rest = if entry.fields.contains_key("$value") { "/$value".to_owned() } else { String::new() };
        for part in way.iter().rev() {
            rest.push('/');
            rest.push_str(&super::place::escape(part));
        }
        self.tree.pointer(entry.node, self.tree.nodes[entry.node].source, &rest)
    }

    /// A fault in the value of a token as an error that says where it is.
    pub(super) fn place(&self, entry: usize, fault: Fault) -> KitError {
        match fault {
            Fault::Placed(error) => *error,
            Fault::Here { way, reason } => {
                let (file, pointer) = self.pointer(entry, &way);
                let part: String = way.iter().rev().map(|part| format!("{part}: ")).collect();
                let reason = format!("{part}{reason}");
                self.tree.texts.invalid(file, &pointer, &clip(&self.entries[entry].path), &reason)
            }
        }
    }
}

struct Walk<'a> {
    extended: Extended<'a>,
    merge: Merge,
    entries: Vec<Entry<'a>>,
    groups: usize,
}

impl<'a> Walk<'a> {
    /// Collects the tokens of a group, and puts off the groups inside it.
    fn visit(&mut self, view: View<'a>, pending: &mut Vec<View<'a>>) -> Result<(), KitError> {
        let mut members: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        for &layer in &view.layers {
            let Some(group) = self.extended.tree.group(layer) else { continue };
            let count = group.members.len();
            for (&name, &node) in &group.members {
                members.entry(name).or_default().push(node);
            }
            self.extended.spend(layer, count)?;
        }
        for (name, nodes) in members {
            let first = nodes[0];
            let path = if view.path.is_empty() { name.to_owned() } else { format!("{}.{name}", view.path) };
            let source = self.extended.tree.nodes[first].source;
            if path.len() > PATH_BYTES_MAX {
                let reason = format!("what extends it has a path of more than {PATH_BYTES_MAX} bytes");
                return Err(self.extended.tree.fault(first, source, "", &reason));
            }
            if let Body::Token { written: Value::Object(fields), around } = &self.extended.tree.nodes[first].body {
                let (fields, around) = (fields, *around);
                let is_own = view.own == Some(self.extended.tree.nodes[first].parent);
                if let Some(&group) = nodes.iter().find(|&&node| self.extended.tree.group(node).is_some()) {
                    return Err(self.clash(first, group, "a token"));
                }
                let around = self.around(first, is_own, around, &view);
                self.push(path, first, fields, around, &view)?;
            } else {
                if let Some(&token) = nodes.iter().find(|&&node| self.extended.tree.group(node).is_none()) {
                    return Err(self.clash(first, token, "a group"));
                }
                pending.push(self.enter(path, &nodes, &view)?);
            }
        }
        Ok(())
    }

    /// The view of a group inside another.
    fn enter(&mut self, path: String, nodes: &[usize], outer: &View<'a>) -> Result<View<'a>, KitError> {
        let layers = self.extended.layers(nodes, 0)?;
        let tree = &self.extended.tree;
        self.groups += 1;
        if self.groups > TOKENS_MAX {
            return Err(tree.fault(
                nodes[0],
                tree.nodes[nodes[0]].source,
                "",
                &format!("more than {TOKENS_MAX} groups"),
            ));
        }
        let groups = || layers.iter().filter_map(|&layer| tree.group(layer));
        let around = groups().find_map(|group| group.stated).or(outer.around);
        let deprecated = groups().find_map(|group| group.deprecated.clone()).or_else(|| outer.deprecated.clone());
        let own = nodes.first().copied().filter(|&node| outer.own == Some(tree.nodes[node].parent));
        Ok(View { path, layers, own, around, deprecated })
    }

    /// The type that groups give a token. One that is taken over keeps the type that it has at home.
    fn around(&self, token: usize, is_own: bool, in_file: Option<Stated<'a>>, view: &View<'a>) -> Option<Stated<'a>> {
        let at_home = || {
            let tree = &self.extended.tree;
            let mut at = token;
            while at != ROOT {
                at = tree.nodes[at].parent;
                if let Some(stated) = tree.group(at).and_then(|group| group.stated) {
                    return Some(stated);
                }
            }
            None
        };
        match (self.merge, is_own) {
            (Merge::Apart, _) => in_file.or(view.around),
            (Merge::Layered, true) => view.around,
            (Merge::Layered, false) => at_home().or(view.around),
        }
    }

    fn push(
        &mut self,
        path: String,
        node: usize,
        fields: &'a Map<String, Value>,
        around: Option<Stated<'a>>,
        view: &View<'a>,
    ) -> Result<(), KitError> {
        let tree = &self.extended.tree;
        let fault = |rest: &str, reason: &str| tree.fault(node, tree.nodes[node].source, rest, reason);
        if self.entries.len() == TOKENS_MAX {
            return Err(fault("", &format!("more than {TOKENS_MAX} tokens")));
        }
        let stated = stated(fields).map_err(|reason| fault("/$type", reason))?;
        let own = fields.get("$deprecated").map(deprecated).transpose();
        let own = own.map_err(|reason| fault("/$deprecated", reason))?;
        let deprecated = own.as_ref().or(view.deprecated.as_ref()).and_then(|deprecated| deprecated.reason.clone());
        let written = match &tree.nodes[node].body {
            Body::Token { written, .. } => *written,
            Body::Group(_) => &Value::Null,
        };
        let value = fields.get("$value").unwrap_or(written);
        self.entries.push(Entry { path, node, fields, value, stated, around, deprecated });
        Ok(())
    }

    fn clash(&self, node: usize, other: usize, what: &str) -> KitError {
        let tree = &self.extended.tree;
        let reason = format!(
            "is {what}, but the group around it extends one where `{}` is not; it cannot be both",
            clip(&tree.path(other))
        );
        tree.fault(node, tree.nodes[node].source, "", &reason)
    }
}
