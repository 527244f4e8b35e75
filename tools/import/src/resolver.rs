//! Resolver documents of DTCG: the tokens that they hold themselves, as their order and the contexts that are taken unasked say.
//!
//! Source: Design Tokens Community Group, "Design Tokens Resolver Module 2025.10". Files that a document refers to are read by
//! themselves where they were given.

use std::collections::BTreeMap;

use crate::finding::{Findings, clip};
use crate::literal::Node;
use crate::token::Sheet;
use crate::token_tree::{self, Dialect};

/// Most sources that are looked at.
const SOURCES_MAX: usize = 512;
/// Most references that lead to one another.
const REFERENCES_MAX: usize = 8;

/// Reads the tokens inside of a document.
pub(crate) fn read(file: &str, document: &Node, findings: &mut Findings) -> Sheet {
    let mut found = Found { document, sources: Vec::new(), elsewhere: Vec::new(), others: Vec::new() };
    let order = document.get("resolutionOrder").map_or(&[][..], Node::items);
    order.iter().take(SOURCES_MAX).for_each(|item| found.item(item));
    if !found.elsewhere.is_empty() {
        let files = found.elsewhere.join(", ");
        findings.add(file, None, "elsewhere", format!("it refers to {files}, which is read where it was given too"));
    }
    if !found.others.is_empty() {
        let contexts = found.others.join(", ");
        let said = format!("{contexts}: not taken; a kit whose `tokens` name the document itself has them");
        findings.add(file, None, "contexts", said);
    }
    let mut sheet = token_tree::read_all(file, &found.sources, Dialect::Dtcg, findings);
    // A source lies on top of those before it.
    let last: BTreeMap<String, usize> =
        sheet.found.iter().enumerate().map(|(at, found)| (found.name.key(), at)).collect();
    let mut at = 0..;
    sheet.found.retain(|found| last.get(&found.name.key()).copied() == at.next());
    sheet
}

struct Found<'a> {
    document: &'a Node,
    /// Groups of tokens, the lowest first.
    sources: Vec<&'a Node>,
    /// References out of the document.
    elsewhere: Vec<String>,
    /// Contexts that are taken only when they are chosen.
    others: Vec<String>,
}

impl<'a> Found<'a> {
    /// What a reference inside of the document leads to.
    fn target(&mut self, node: &'a Node) -> Option<&'a Node> {
        let mut node = node;
        for _ in 0..REFERENCES_MAX {
            let Some(reference) = node.get("$ref").and_then(Node::text) else { return Some(node) };
            let Some(pointer) = reference.strip_prefix("#/") else {
                if self.elsewhere.len() < REFERENCES_MAX {
                    self.elsewhere.push(clip(reference));
                }
                return None;
            };
            let unescaped = |part: &str| part.replace("~1", "/").replace("~0", "~");
            node = pointer.split('/').try_fold(self.document, |node, part| node.get(&unescaped(part)))?;
        }
        None
    }

    /// A set or a modifier of the order.
    fn item(&mut self, item: &'a Node) {
        let Some(item) = self.target(item) else { return };
        let Some(contexts) = item.get("contexts") else { return self.all(item.get("sources")) };
        let default = item.get("default").and_then(Node::text);
        for (name, sources) in contexts.fields().iter().take(SOURCES_MAX) {
            if default == Some(name) {
                self.all(Some(sources));
            } else if self.others.len() < REFERENCES_MAX {
                self.others.push(clip(name));
            }
        }
    }

    fn all(&mut self, sources: Option<&'a Node>) {
        let mut left: Vec<&Node> = sources.map_or(&[][..], Node::items).iter().rev().collect();
        for _ in 0..SOURCES_MAX {
            let Some(source) = left.pop() else { break };
            let Some(source) = self.target(source) else { continue };
            // A set inside of a set.
            match source.get("sources").filter(|inner| !inner.items().is_empty()) {
                Some(inner) => left.extend(inner.items().iter().rev()),
                None if self.sources.len() < SOURCES_MAX => self.sources.push(source),
                None => {}
            }
        }
    }
}
