//! The structure of a page: what each part is to those who do not see it.

use std::num::NonZeroU16;

use design::document::Content;
use design::{Node, Role};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Tag, TagGroup, TagTree};
use usvg::Group;

use crate::layout::Layout;

/// The parts that were marked so far, in the order of drawing, which is the order of reading.
pub(super) struct Tags {
    groups: Vec<TagGroup>,
    /// Whether a heading was met: a smaller one may not come before it.
    headed: bool,
    /// Whether what is being drawn is marked; marks do not nest.
    open: bool,
}

/// What a group of the drawing is.
enum Part<'a> {
    /// A text or a picture that says something.
    Node(&'a Node),
    /// Nothing below it says anything.
    Decoration,
    /// Some of what lies below it does.
    Mixed,
}

impl Tags {
    pub(super) fn new() -> Self {
        Self { groups: Vec::new(), headed: false, open: false }
    }

    /// Marks what comes next, if all of `group` is one part; says whether it has to be closed.
    pub(super) fn open_group(&mut self, layout: &Layout, surface: &mut Surface<'_>, group: &Group) -> bool {
        if self.open {
            return false;
        }
        match part(layout, group) {
            Part::Node(node) => self.open_node(surface, node),
            Part::Decoration => return self.open_artifact(surface),
            Part::Mixed => return false,
        }
        true
    }

    /// Marks what comes next as decoration, unless it is marked already; says whether it has to be closed.
    pub(super) fn open_artifact(&mut self, surface: &mut Surface<'_>) -> bool {
        if self.open {
            return false;
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        self.open = true;
        true
    }

    fn open_node(&mut self, surface: &mut Surface<'_>, node: &Node) {
        let marked = surface.start_tagged(ContentTag::Other);
        self.open = true;
        let group = self.group(node, marked);
        self.groups.push(group);
    }

    fn group(&mut self, node: &Node, marked: Identifier) -> TagGroup {
        let mut group = match node.role {
            _ if node.alt.is_some() => TagGroup::new(Tag::Figure(node.alt.clone())),
            Role::Headline => {
                self.headed = true;
                TagGroup::new(Tag::Hn(NonZeroU16::MIN, words(node)))
            }
            Role::Subhead if self.headed => TagGroup::new(Tag::Hn(NonZeroU16::MIN.saturating_add(1), words(node))),
            _ => TagGroup::new(Tag::P),
        };
        group.push(marked);
        group
    }

    pub(super) fn close(&mut self, surface: &mut Surface<'_>) {
        surface.end_tagged();
        self.open = false;
    }

    pub(super) fn into_tree(self, language: Option<String>) -> TagTree {
        let mut tree = TagTree::new().with_lang(language);
        self.groups.into_iter().for_each(|group| tree.push(group));
        tree
    }
}

/// The words of a text on one line.
fn words(node: &Node) -> Option<String> {
    match &node.content {
        Content::Text { text, .. } => Some(text.plain().split_whitespace().collect::<Vec<_>>().join(" ")),
        Content::Group { .. } | Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => None,
    }
}

fn part<'a>(layout: &'a Layout, group: &Group) -> Part<'a> {
    if let Some(node) = layout.node_by_group(group.id()) {
        return Part::Node(node);
    }
    match first_node(layout, group) {
        None => Part::Decoration,
        // What is blended as a whole is drawn in a stream of its own, whose parts cannot be marked one by one.
        Some(node) if group.opacity().get() < 1.0 || group.isolate() => Part::Node(node),
        Some(_) => Part::Mixed,
    }
}

/// The first text or picture below a group that says something.
fn first_node<'a>(layout: &'a Layout, group: &Group) -> Option<&'a Node> {
    group.children().iter().find_map(|child| match child {
        usvg::Node::Group(below) => layout.node_by_group(below.id()).or_else(|| first_node(layout, below)),
        usvg::Node::Path(_) | usvg::Node::Image(_) | usvg::Node::Text(_) => None,
    })
}
