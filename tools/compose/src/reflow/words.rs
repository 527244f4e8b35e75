//! What a document says now, as copy.

use design::brief::{CopyRole, FactKind};
use design::document::Content as Layer;
use design::{Brief, Copy, CopyBlock, Document, Rect, Role};

use crate::content::says;

/// Longest text that is looked at for facts, characters.
const FACT_CHARS_MAX: usize = 120;
/// Most pieces of copy that a document gives.
const BLOCKS_MAX: usize = 60;

/// One text of a document.
struct Said {
    role: CopyRole,
    text: String,
    area: Rect,
    size: f64,
}

/// The copy of a document that has none of its own: every text, all of it required, with the facts it states.
#[must_use]
pub fn words_of(document: &Document) -> Copy {
    copy_of(said(document), document)
}

/// The copy of a foreign document for a page of its own: in reading order, labels with what they name.
pub(super) fn words_in_rows(document: &Document) -> Copy {
    let mut said = said(document);
    said.sort_by(|a, b| a.area.center().1.total_cmp(&b.area.center().1));
    let mut rows: Vec<Vec<Said>> = Vec::new();
    for text in said {
        match rows.last_mut() {
            Some(row) if row.iter().all(|other| beside(other, &text)) => row.push(text),
            _ => rows.push(vec![text]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.area.x.total_cmp(&b.area.x));
    }
    // One row of two may be chance; rows under each other with the same edges are a table.
    let edges = |row: &[Said]| match row {
        [label, value] if label.role == CopyRole::Body && value.role == CopyRole::Body => {
            Some((label.area.x, value.area.x))
        }
        _ => None,
    };
    let all: Vec<(f64, f64)> = rows.iter().filter_map(|row| edges(row)).collect();
    let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 4.0 && (a.1 - b.1).abs() < 4.0;
    let in_table =
        |row: &[Said]| edges(row).is_some_and(|own| all.iter().filter(|other| near(own, **other)).count() > 1);
    let joined = rows.into_iter().flat_map(|row| {
        if !in_table(&row) {
            return row;
        }
        let text = row.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ");
        row.into_iter().take(1).map(|label| Said { text: text.clone(), ..label }).collect()
    });
    copy_of(joined.collect(), document)
}

/// Whether two texts stand side by side at one size.
fn beside(a: &Said, b: &Said) -> bool {
    let size = a.size.max(b.size);
    (a.size - b.size).abs() <= 0.1 * size && (a.area.center().1 - b.area.center().1).abs() <= 0.5 * size
}

fn copy_of(said: Vec<Said>, document: &Document) -> Copy {
    let blocks = said
        .into_iter()
        .take(BLOCKS_MAX)
        .map(|said| {
            let kind = fact(&said.text);
            let rank = if said.role == CopyRole::Headline { 1 } else { 2 };
            CopyBlock { role: said.role, kind, text: said.text, required: true, rank }
        })
        .collect();
    Copy { blocks, language: language(document) }
}

/// `copy` as the document says it now: words that were changed or added since are changed or added in it.
///
/// What has no room in the document stays in the copy, for a page that has room for it.
pub(super) fn updated(copy: &Copy, document: &Document) -> Copy {
    let mut copy = copy.clone();
    let said = said(document);
    let in_document = |block: &CopyBlock| {
        let whole: Vec<&str> = said.iter().map(|said| said.text.as_str()).collect();
        says(&whole.join(" "), &block.text)
    };
    let mut silent: Vec<bool> = copy.blocks.iter().map(|block| !in_document(block)).collect();
    for said in &said {
        if is_of(&copy, &said.text) {
            continue;
        }
        let found = (0..copy.blocks.len()).find(|&index| silent[index] && copy.blocks[index].role == said.role);
        match found {
            Some(index) => {
                copy.blocks[index].text = said.text.clone();
                silent[index] = false;
            }
            None if copy.blocks.len() < BLOCKS_MAX => {
                let kind = fact(&said.text);
                copy.blocks.push(CopyBlock { role: said.role, kind, text: said.text.clone(), required: true, rank: 2 });
                silent.push(false);
            }
            None => {}
        }
    }
    copy
}

/// Whether a text is made of what the copy says: a part of one piece, or several of them with nothing in between.
fn is_of(copy: &Copy, text: &str) -> bool {
    if copy.blocks.iter().any(|block| says(&block.text, text)) {
        return true;
    }
    let mut rest = format!(" {} ", plain(text));
    let mut pieces: Vec<String> = copy.blocks.iter().map(|block| plain(&block.text)).collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        rest = rest.replacen(piece.as_str(), " ", 1);
    }
    !rest.chars().any(char::is_alphanumeric)
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn said(document: &Document) -> Vec<Said> {
    let role = |role: Role| match role {
        Role::Headline => CopyRole::Headline,
        Role::Subhead => CopyRole::Subhead,
        Role::Cta => CopyRole::Cta,
        Role::Legal => CopyRole::Legal,
        Role::Background | Role::Underlay | Role::Image | Role::Logo | Role::Body | Role::Embellishment => {
            CopyRole::Body
        }
    };
    document
        .walk()
        .filter_map(|node| match &node.content {
            Layer::Text { text, .. } => {
                let words = text.plain().split_whitespace().collect::<Vec<_>>().join(" ");
                let size = text.runs.first().map_or(0.0, |run| run.size);
                (!words.is_empty()).then(|| Said { role: role(node.role), text: words, area: node.area, size })
            }
            Layer::Group { .. } | Layer::Image { .. } | Layer::Shape { .. } | Layer::Svg { .. } => None,
        })
        .collect()
}

fn language(document: &Document) -> String {
    let of_text = document.walk().find_map(|node| match &node.content {
        Layer::Text { text, .. } if !text.language.is_empty() => Some(text.language.clone()),
        _ => None,
    });
    of_text.unwrap_or_else(|| "en".to_owned())
}

/// The fact that a text states, when it says little else.
fn fact(text: &str) -> Option<FactKind> {
    let letters = text.chars().count();
    if letters > FACT_CHARS_MAX {
        return None;
    }
    let brief = Brief::read(text).ok()?;
    let best = brief.facts.iter().max_by_key(|fact| fact.text.chars().count())?;
    (2 * best.text.chars().count() >= letters && best.kind != FactKind::Name).then_some(best.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(texts: &[(CopyRole, &str)]) -> Copy {
        let block = |(role, text): &(CopyRole, &str)| CopyBlock {
            role: *role,
            kind: None,
            text: (*text).to_owned(),
            required: false,
            rank: 1,
        };
        Copy { blocks: texts.iter().map(block).collect(), language: "en".to_owned() }
    }

    #[test]
    fn a_text_may_be_a_part_or_several_of_the_pieces() {
        let copy = copy(&[
            (CopyRole::Headline, "Plant sale"),
            (CopyRole::Body, "30% off everything"),
            (CopyRole::Body, "4 May"),
            (CopyRole::Body, "9am"),
        ]);
        for own in ["30%", "off everything", "4 May, 9am", "PLANT SALE", "9am · 4 May"] {
            assert!(is_of(&copy, own), "{own}");
        }
        for other in ["40%", "5 May, 9am", "Plant sale today"] {
            assert!(!is_of(&copy, other), "{other}");
        }
    }

    #[test]
    fn facts_are_known_by_their_form() {
        assert_eq!(fact("hello@crumb.example"), Some(FactKind::Url));
        assert_eq!(fact("7.30pm"), Some(FactKind::Time));
        assert_eq!(fact("An evening of songs about the sea, from 7.30pm"), None);
    }
}
