//! `$extends`: groups that take over what another group has.

use std::collections::{BTreeMap, BTreeSet};

use super::group::{Body, Link, ROOT, Tree};
use super::place::unescape;
use crate::kit::KitError;
use crate::kit::reader::{clip, nearest};

/// Most groups that one group extends, one through the other.
pub const EXTENDS_MAX: usize = 32;

/// Most members that are looked at on behalf of `$extends`; groups that extend groups that extend groups double fast.
pub const EXTENDED_MAX: usize = 1_000_000;

/// Most names of a circle that an error recites.
pub(super) const CIRCLE_NAMES_MAX: usize = 12;

/// A tree whose `$extends` and `$ref` are found.
#[derive(Debug)]
pub(super) struct Extended<'a> {
    pub(super) tree: Tree<'a>,
    /// What each linked group takes over, best first; `None` while it is being looked up.
    targets: BTreeMap<usize, Option<Vec<usize>>>,
    work: usize,
}

impl<'a> Extended<'a> {
    /// Finds out where every link leads.
    pub(super) fn of(tree: Tree<'a>) -> Result<Self, KitError> {
        let linked: Vec<usize> =
            (0..tree.nodes.len()).filter(|&node| tree.group(node).is_some_and(|group| group.link.is_some())).collect();
        let mut extended = Self { tree, targets: BTreeMap::new(), work: 0 };
        for &node in &linked {
            extended.settle(node, 0)?;
        }
        if !linked.is_empty() {
            extended.refuse_circles()?;
        }
        Ok(extended)
    }

    fn link(&self, node: usize) -> Option<Link<'a>> {
        self.tree.group(node).and_then(|group| group.link)
    }

    /// Looks up what a linked group extends. A `$ref` to a token makes a token of it.
    fn settle(&mut self, node: usize, depth: usize) -> Result<(), KitError> {
        let Some(link) = self.link(node) else { return Ok(()) };
        if self.targets.contains_key(&node) {
            return Ok(());
        }
        if depth > EXTENDS_MAX {
            return Err(self.too_long(node, link));
        }
        self.targets.insert(node, None);
        let names = self.names(node, link)?;
        let to_value = names.iter().any(|name| name.starts_with('$') && name != "$root");
        let found = if to_value { Vec::new() } else { self.look_up(&names, depth + 1)? };
        let is_token = to_value || found.first().is_some_and(|&first| self.tree.group(first).is_none());
        if is_token {
            return self.make_token(node, link);
        }
        if found.is_empty() {
            return Err(self.leads_nowhere(node, link, &names.join(".")));
        }
        self.targets.insert(node, Some(found));
        Ok(())
    }

    fn make_token(&mut self, node: usize, link: Link<'a>) -> Result<(), KitError> {
        if link.field == "$extends" {
            let reason =
                format!("$extends leads to `{}`, which is a token; only groups are extended", clip(link.target));
            return Err(self.at(node, link, &reason));
        }
        if let Some(member) = self.tree.group(node).and_then(|group| group.members.keys().next()) {
            let reason = format!("its $ref leads to a token, but a token has no members; here is `{}`", clip(member));
            return Err(self.at(node, link, &reason));
        }
        self.targets.remove(&node);
        self.tree.nodes[node].body = Body::Token { written: link.written, around: link.around };
        Ok(())
    }

    /// The names on the way to the target: of `{a.b}` and of `#/a/b`.
    fn names(&self, node: usize, link: Link<'a>) -> Result<Vec<String>, KitError> {
        let target = link.target;
        let names: Option<Vec<String>> = if let Some(pointer) = target.strip_prefix("#/") {
            Some(pointer.split('/').map(|part| unescape(part).into_owned()).collect())
        } else {
            let path = target.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            path.filter(|_| link.field == "$extends").map(|path| path.trim().split('.').map(str::to_owned).collect())
        };
        names.filter(|names| names.iter().all(|name| !name.is_empty())).ok_or_else(|| {
            let forms = if link.field == "$ref" { "\"#/group/name\"" } else { "\"{group}\" or \"#/group\"" };
            self.at(node, link, &format!("`{}` leads nowhere; {} is written {forms}", clip(target), link.field))
        })
    }

    /// The groups that make up what lies at the end of a way, or the one token there; nothing when nothing does.
    fn look_up(&mut self, names: &[String], depth: usize) -> Result<Vec<usize>, KitError> {
        let mut layers = self.layers(&[ROOT], depth)?;
        for (at, name) in names.iter().enumerate() {
            let is_last = at + 1 == names.len();
            let found: Vec<usize> = layers.iter().filter_map(|&layer| self.member(layer, name)).collect();
            let Some(&first) = found.first() else { return Ok(found) };
            self.settle(first, depth)?;
            if self.tree.group(first).is_none() {
                return Ok(if is_last { vec![first] } else { Vec::new() });
            }
            layers = if is_last { found } else { self.layers(&found, depth)? };
        }
        layers.retain(|&layer| self.tree.group(layer).is_some());
        Ok(layers)
    }

    fn member(&self, group: usize, name: &str) -> Option<usize> {
        self.tree.group(group)?.members.get(name).copied()
    }

    /// Groups with all that they extend, best first, each once.
    pub(super) fn layers(&mut self, groups: &[usize], depth: usize) -> Result<Vec<usize>, KitError> {
        if let &[only] = groups
            && self.link(only).is_none()
        {
            return Ok(vec![only]);
        }
        let (mut layers, mut seen) = (Vec::new(), BTreeSet::new());
        let mut pending: Vec<(usize, usize)> = groups.iter().rev().map(|&group| (group, 0)).collect();
        while let Some((group, chain)) = pending.pop() {
            self.spend(group, 1)?;
            if self.tree.group(group).is_none() || !seen.insert(group) {
                continue;
            }
            layers.push(group);
            self.settle(group, depth + 1)?;
            if let (Some(link), Some(Some(targets))) = (self.link(group), self.targets.get(&group)) {
                if chain == EXTENDS_MAX {
                    return Err(self.too_long(group, link));
                }
                pending.extend(targets.iter().rev().map(|&target| (target, chain + 1)));
            }
        }
        // A `$ref` may have turned out to be a token on the way.
        layers.retain(|&layer| self.tree.group(layer).is_some());
        Ok(layers)
    }

    /// Counts work that is done for `$extends`.
    pub(super) fn spend(&mut self, node: usize, members: usize) -> Result<(), KitError> {
        self.work += members;
        if self.work <= EXTENDED_MAX || self.targets.is_empty() {
            return Ok(());
        }
        let reason = format!("the groups extend each other to more than {EXTENDED_MAX} members");
        Err(self.tree.fault(node, self.tree.nodes[node].source, "", &reason))
    }

    /// A group that comes to hold itself would have no end.
    fn refuse_circles(&self) -> Result<(), KitError> {
        let mut done = vec![false; self.tree.nodes.len()];
        let mut on_way = vec![false; self.tree.nodes.len()];
        for start in self.targets.keys() {
            let mut way: Vec<(usize, Vec<usize>)> = Vec::new();
            let mut next = Some(*start);
            loop {
                if let Some(node) = next.take()
                    && !done[node]
                {
                    if on_way[node] {
                        return Err(self.circle(&way, node));
                    }
                    on_way[node] = true;
                    way.push((node, self.leads_to(node)));
                }
                let Some((node, rest)) = way.last_mut() else { break };
                next = rest.pop();
                if next.is_none() {
                    done[*node] = true;
                    on_way[*node] = false;
                    way.pop();
                }
            }
        }
        Ok(())
    }

    /// The groups that are inside a group, or that it extends.
    fn leads_to(&self, node: usize) -> Vec<usize> {
        let members = self.tree.group(node).into_iter().flat_map(|group| group.members.values().copied());
        let targets = self.targets.get(&node).into_iter().flatten().flatten().copied();
        members.chain(targets).filter(|&next| self.tree.group(next).is_some()).collect()
    }

    fn circle(&self, way: &[(usize, Vec<usize>)], again: usize) -> KitError {
        let start = way.iter().position(|(node, _)| *node == again).unwrap_or(0);
        let circle: Vec<usize> = way[start..].iter().map(|(node, _)| *node).collect();
        let mut names: Vec<String> = circle.iter().take(CIRCLE_NAMES_MAX).map(|&node| self.tree.path(node)).collect();
        if circle.len() > CIRCLE_NAMES_MAX {
            names.push("…".to_owned());
        }
        names.push(self.tree.path(again));
        let linked = circle.iter().copied().find(|node| self.targets.contains_key(node)).unwrap_or(again);
        let reason = format!("groups extend each other in a circle: {}", clip_names(&names));
        self.tree.fault(linked, self.tree.nodes[linked].source, "", &reason)
    }

    fn at(&self, node: usize, link: Link<'a>, reason: &str) -> KitError {
        self.tree.fault(node, self.tree.nodes[node].source, &format!("/{}", link.field), reason)
    }

    fn too_long(&self, node: usize, link: Link<'a>) -> KitError {
        self.at(node, link, &format!("more than {EXTENDS_MAX} groups extend one another"))
    }

    fn leads_nowhere(&self, node: usize, link: Link<'a>, path: &str) -> KitError {
        let groups = (0..self.tree.nodes.len()).filter(|&other| other != node && other != ROOT);
        let paths: Vec<String> =
            groups.filter(|&other| self.tree.group(other).is_some()).map(|other| self.tree.path(other)).collect();
        let near = nearest(path, paths.iter().map(String::as_str));
        let hint = if near.is_empty() { String::new() } else { format!("; did you mean `{}`", clip(near)) };
        self.at(node, link, &format!("{} leads to `{}`, which is not there{hint}", link.field, clip(link.target)))
    }
}

/// Names of a circle on one line.
pub(super) fn clip_names(names: &[String]) -> String {
    names.iter().map(|name| clip(name)).collect::<Vec<_>>().join(" → ")
}
