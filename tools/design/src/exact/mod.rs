//! Exact values as people say them: "headline 96 px, Inter 800; logo at 40,40".

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::kit::BrandKit;
use crate::operation::Operation;
use crate::shown::clip;

mod atom;
mod change;
mod colour;
mod draft;
mod setting;
#[cfg(test)]
mod tests;
mod token;
mod words;

use atom::{Atom, Reader, Target};
use change::Change;
use draft::Draft;
use token::{Clause, Token, clauses};
use words::{Meaning, meaning};

/// Longest text that is read, characters.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// Most clauses that are read.
pub const CLAUSES_MAX: usize = 16;

/// What a text says exactly.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExactRead {
    /// The edits, in order: each applies to the document after those before it, and none is against a lock.
    pub operations: Vec<Operation>,
    /// What was understood, a line for each value.
    pub said: Vec<String>,
    /// What was not understood, or is not possible, and why: a line for each clause. Nothing of such a clause is in
    /// the edits.
    pub unread: Vec<String>,
}

/// Reads exact values out of a text: sizes (px, pt, mm), faces, weights, colours, places, widths, turns, opacities,
/// alignment, line height, letter spacing and case.
///
/// Clauses are parted by commas, semicolons, full stops, line ends and "and". One that names no layer goes on with the
/// layers named last. A layer is named by its role ("headline", "logo"), which means all layers of that role, or by its
/// id. `families` are those that can be set, besides the kit's and the document's own.
///
/// A design holds tokens of the kit and no other colours: digits that are none of the kit's come to the nearest token,
/// and that is said; where the kit has nothing like them, the clause is not read. Of a text at most
/// [`TEXT_CHARS_MAX`] characters and [`CLAUSES_MAX`] clauses are read.
///
/// ```
/// use maquette_design::document::{Content, Document, FontRef, Node, Paint, Role, Run, Text};
/// use maquette_design::{BrandKit, Format, Rect, read_exact};
///
/// let kit = BrandKit::builtin();
/// let mut document = Document::new(&Format::parse("1080x1080").unwrap(), kit.reference());
/// let text = Text {
///     runs: vec![Run::new("Tonight", FontRef::new("Inter", 700), 64.0)],
///     align: Default::default(),
///     valign: Default::default(),
///     leading: 1.1,
///     case: Default::default(),
///     wrap: true,
///     language: "en".to_owned(),
/// };
/// let content = Content::Text { text, fill: Paint::token(&kit.roles.ink[0]) };
/// document.nodes.push(Node::new("headline", Role::Headline, Rect::new(40.0, 40.0, 900.0, 200.0), content));
///
/// let read = read_exact("headline 96 px, Inter 800 and a bit nicer", &document, &kit, &[]);
/// assert_eq!(read.said, ["headline: 96 px", "headline: Inter", "headline: weight 800"]);
/// assert_eq!(read.unread, ["a bit nicer: `bit nicer` is not understood"]);
/// assert_eq!(read.operations.len(), 1);
/// ```
#[must_use]
pub fn read_exact(text: &str, document: &Document, kit: &BrandKit, families: &[String]) -> ExactRead {
    read(text, document, kit, families).0
}

/// The same, with the document as it would be.
fn read(text: &str, document: &Document, kit: &BrandKit, families: &[String]) -> (ExactRead, Document) {
    let reader = Reader::new(document, kit, families);
    let mut session = Session {
        reader: &reader,
        draft: Draft::new(document, kit),
        meant: Vec::new(),
        open: None,
        after_family: false,
        read: ExactRead::default(),
    };
    let end = text.char_indices().nth(TEXT_CHARS_MAX).map_or(text.len(), |(end, _)| end);
    let clauses = clauses(&text[..end], &|word| reader.is_name(word));
    for clause in clauses.iter().take(CLAUSES_MAX) {
        session.clause(clause);
    }
    session.close();
    let Session { draft, mut read, .. } = session;
    if clauses.len() > CLAUSES_MAX {
        let more = clauses.len() - CLAUSES_MAX;
        read.unread.push(format!("{more} more parts: at most {CLAUSES_MAX} are read at once"));
    }
    if end < text.len() {
        read.unread.push(format!("the rest of the text: at most {TEXT_CHARS_MAX} characters are read"));
    }
    read.operations = draft.operations;
    (read, draft.document)
}

/// A text that is being read.
struct Session<'a> {
    reader: &'a Reader<'a>,
    draft: Draft<'a>,
    /// The layers named last.
    meant: Vec<Target>,
    /// The clause that named a layer and no value, while values may follow.
    open: Option<String>,
    /// Whether the last clause ended with a family.
    after_family: bool,
    read: ExactRead,
}

impl Session<'_> {
    fn clause(&mut self, clause: &Clause<'_>) {
        if let Err(why) = self.try_clause(clause) {
            self.read.unread.push(format!("{}: {why}", clip(clause.text)));
        }
    }

    fn try_clause(&mut self, clause: &Clause<'_>) -> Result<(), String> {
        let after_family = std::mem::take(&mut self.after_family);
        let is_filler = |token: &Token| matches!(meaning(&[token.plain()]), Some((_, Meaning::Filler | Meaning::To)));
        if clause.tokens.iter().all(is_filler) {
            return Ok(());
        }
        let atoms = self.reader.atoms(&clause.tokens).map_err(|unread| {
            // Without a layer that is known, whom it spoke of is not, nor whom the next clause goes on with.
            (self.meant, self.open) = (unread.target.into_iter().collect(), None);
            unread.why
        })?;
        let named: Vec<Target> = atoms
            .iter()
            .filter_map(|atom| match atom {
                Atom::Target(target) => Some(target.clone()),
                _ => None,
            })
            .collect();
        let is_open = self.open.take().is_some();
        if !named.is_empty() && !is_open {
            self.meant.clear();
        }
        let is_one = named.iter().all(|target| *target == named[0]);
        for target in named {
            if !self.meant.contains(&target) {
                self.meant.push(target);
            }
        }
        let (target, changes) = change::changes(&atoms, after_family).inspect_err(|_| {
            if !is_one {
                self.meant.clear();
            }
        })?;
        if changes.is_empty() {
            if target.is_none() {
                return Err("no value is said".to_owned());
            }
            self.open = Some(clip(clause.text));
            return Ok(());
        }
        if self.meant.is_empty() {
            return Err("which layer is meant is not said; as in `headline 96 px`".to_owned());
        }
        let mut draft = self.draft.clone();
        let said = draft.make(&self.meant, &changes)?;
        self.draft = draft;
        self.read.said.extend(said);
        self.after_family = matches!(changes.last(), Some(Change::Family(_)));
        Ok(())
    }

    /// Ends the text: a layer that no value followed is not read.
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.read.unread.push(format!("{open}: no value is said for it"));
        }
    }
}
