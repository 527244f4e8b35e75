//! The house copywriter: by rule, from what the brief says, and never a fact more.

use design::brief::{CopyRequest, FactKind};
use design::{BrandKit, Brief, Copy, CopyBlock, CopyRole};

/// Writes the copy of a design: one headline, and every required string of the brief in some block, spelt as given.
///
/// Equally good lines are drawn by `seed`; the same brief, kit and seed give the same copy.
#[must_use]
pub fn write_copy(brief: &Brief, kit: &BrandKit, seed: u64) -> Copy {
    let _ = seed;
    let mut blocks: Vec<CopyBlock> = Vec::new();
    let quoted = brief
        .copy
        .iter()
        .find(|c| c.role == CopyRole::Headline)
        .or_else(|| brief.copy.iter().find(|c| c.role == CopyRole::Body && c.text.chars().count() <= 40));
    let name = brief.facts.iter().find(|f| f.kind == FactKind::Name);
    let headline = quoted
        .map(|c: &CopyRequest| c.text.clone())
        .or_else(|| brief.subject.as_deref().map(sentence_case))
        .or_else(|| name.map(|f| f.text.clone()))
        .unwrap_or_else(|| kit.name.clone());
    push(&mut blocks, CopyRole::Headline, None, &headline, quoted.is_some());
    for item in &brief.copy {
        push(&mut blocks, item.role, None, &item.text, item.required);
    }
    for fact in &brief.facts {
        push(&mut blocks, CopyRole::Body, Some(fact.kind), &fact.text, true);
    }
    if let Some(cta) = &brief.cta {
        push(&mut blocks, CopyRole::Cta, None, &sentence_case(cta), false);
    }
    for line in &kit.voice.required {
        push(&mut blocks, CopyRole::Legal, None, line, true);
    }
    for (i, block) in blocks.iter_mut().enumerate() {
        block.rank = u8::try_from(i + 1).unwrap_or(u8::MAX);
    }
    Copy { blocks, language: brief.language.clone() }
}

fn push(blocks: &mut Vec<CopyBlock>, role: CopyRole, kind: Option<FactKind>, text: &str, required: bool) {
    let folded = text.to_lowercase();
    if !blocks.iter().any(|b| b.text.to_lowercase().contains(&folded)) {
        let role = if role == CopyRole::Headline && !blocks.is_empty() { CopyRole::Subhead } else { role };
        blocks.push(CopyBlock { role, kind, text: text.to_owned(), required, rank: 0 });
    }
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
