//! What somebody who speaks the trade is told of every option: its scores, and how large in which face its words are set.

use std::path::Path;

use design::document::{Content, Paint, Role, Run};
use design::{Document, Score};
use maquette::DesignOption;

use super::page::Page;
use super::text::clean;
use crate::file;

/// Largest document that is read, bytes.
const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Scores told beside the total: the lowest.
const SCORES_MAX: usize = 4;
/// The roles that are told, with their names.
const ROLES: [(Role, &str); 4] =
    [(Role::Headline, "headline"), (Role::Subhead, "subhead"), (Role::Body, "body"), (Role::Cta, "call to action")];

/// Tells an option's scores and values; values only where its file can be read.
pub(super) fn tell(page: &mut Page, option: &DesignOption, folder: Option<&Path>) {
    page.quietly_under("Scores", &scores(option));
    let document = folder.and_then(|folder| read(&folder.join(&option.design)));
    if let Some(values) = document.as_ref().map(values).filter(|values| !values.is_empty()) {
        page.quietly_under("Values", &values);
    }
}

/// The total, and what is furthest from being perfect.
fn scores(option: &DesignOption) -> String {
    let total = option.scores.get("total").copied().unwrap_or_default();
    let mut others: Vec<(&String, &Score)> = option.scores.iter().filter(|(name, _)| *name != "total").collect();
    others.sort_by_key(|(_, score)| **score);
    let others = others.iter().take(SCORES_MAX).map(|(name, score)| format!("{} {score}", name.replace('_', " ")));
    let others: Vec<String> = others.collect();
    format!("total {total}; lowest: {}", others.join(", "))
}

fn read(path: &Path) -> Option<Document> {
    serde_json::from_slice(&file::bytes(path, DOCUMENT_BYTES_MAX).ok()?).ok()
}

/// "headline 96 px Inter 800, brand.ink; body 28 px …", as a person may say it back.
fn values(document: &Document) -> String {
    let told = ROLES.iter().filter_map(|(role, name)| {
        let mut set = document.walk().filter(|node| node.role == *role).filter_map(|node| match &node.content {
            Content::Text { text, fill } => largest(&text.runs).map(|run| (run, run.fill.as_ref().unwrap_or(fill))),
            _ => None,
        });
        let (run, fill) = set.next()?;
        let slant = if run.font.italic { " italic" } else { "" };
        let size = format!("{:.1}", run.size);
        let size = size.trim_end_matches(".0");
        let colour = match fill {
            Paint::Token(token) => format!(", {token}"),
            Paint::Gradient(_) => String::new(),
        };
        Some(format!("{name} {size} px {} {}{slant}{colour}", run.font.family, run.font.weight))
    });
    clean(&told.collect::<Vec<_>>().join("; "))
}

fn largest(runs: &[Run]) -> Option<&Run> {
    runs.iter().max_by(|a, b| a.size.total_cmp(&b.size))
}
