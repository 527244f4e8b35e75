//! The copy while it is being written: nothing twice, nothing banned, ranks by what a reader cannot do without.

use design::brief::FactKind;
use design::{BrandKit, Brief, Copy, CopyBlock, CopyRole};

use super::phrase::{fold, holds};

#[derive(Debug)]
pub(super) struct Sheet {
    blocks: Vec<CopyBlock>,
    folded: Vec<String>,
    /// Which lines the brief states without requiring them.
    stated: Vec<String>,
    required: Vec<String>,
    banned: Vec<String>,
    language: String,
}

impl Sheet {
    pub(super) fn new(brief: &Brief, kit: &BrandKit) -> Self {
        let required = brief.required().iter().chain(&kit.voice.required).map(|t| fold(t)).collect();
        let banned = kit.voice.banned.iter().chain(&kit.blocked_terms).map(|t| fold(t)).collect();
        Self {
            blocks: Vec::new(),
            folded: Vec::new(),
            stated: Vec::new(),
            required,
            banned,
            language: brief.language.clone(),
        }
    }

    /// Whether a line of the house may be shown: none of the kit's banned words are in it.
    pub(super) fn allows(&self, line: &str) -> bool {
        let folded = fold(line);
        !self.banned.iter().any(|word| holds(&folded, word))
    }

    /// Whether some block says `text` already.
    pub(super) fn says(&self, text: &str) -> bool {
        let text = fold(text);
        self.folded.iter().any(|line| holds(line, &text))
    }

    /// Whether some block begins with `word`.
    pub(super) fn begins_with(&self, word: &str) -> bool {
        let word = fold(word);
        self.folded.iter().any(|line| line.split(' ').next() == Some(word.as_str()))
    }

    /// Everything said so far, folded.
    pub(super) fn said(&self) -> String {
        self.folded.join(" ")
    }

    /// The text of the headline; empty before there is one.
    pub(super) fn headline(&self) -> &str {
        self.folded.first().map_or("", String::as_str)
    }

    pub(super) fn has(&self, role: CopyRole) -> bool {
        self.blocks.iter().any(|b| b.role == role)
    }

    /// Adds a line, unless it is said already.
    pub(super) fn add(&mut self, role: CopyRole, kind: Option<FactKind>, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.says(text) {
            return;
        }
        let folded = fold(text);
        let required = self.required.iter().any(|item| holds(&folded, item));
        self.folded.push(folded);
        self.blocks.push(CopyBlock { role, kind, text: text.to_owned(), required, rank: 0 });
    }

    /// Adds a line that the brief states: it goes after what is required and before what the house says.
    pub(super) fn state(&mut self, role: CopyRole, kind: Option<FactKind>, text: &str) {
        self.add(role, kind, text);
        self.stated.push(text.trim().to_owned());
    }

    /// The finished copy: reading order by role and kind, ranks by weight.
    pub(super) fn into_copy(self) -> Copy {
        let mut blocks = self.blocks;
        blocks.sort_by_key(place);
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&i| weight(&blocks[i], self.stated.contains(&blocks[i].text)));
        for (rank, &i) in order.iter().enumerate() {
            blocks[i].rank = u8::try_from(rank + 1).unwrap_or(u8::MAX);
        }
        Copy { blocks, language: self.language }
    }
}

/// Where a block stands in reading order.
fn place(block: &CopyBlock) -> u8 {
    match (block.role, block.kind) {
        (CopyRole::Headline, _) => 0,
        (CopyRole::Subhead, _) => 1,
        (CopyRole::Body, Some(FactKind::Offer)) => 2,
        (CopyRole::Body, Some(FactKind::Price)) => 3,
        (CopyRole::Body, None) => 4,
        (CopyRole::Body, Some(FactKind::Name)) => 5,
        (CopyRole::Body, Some(FactKind::Date | FactKind::Time)) => 6,
        (CopyRole::Body, Some(FactKind::Place)) => 7,
        (CopyRole::Cta, _) => 8,
        (CopyRole::Body, Some(FactKind::Url)) => 9,
        (CopyRole::Body, Some(FactKind::Phone)) => 10,
        (CopyRole::Legal, _) => 11,
    }
}

/// What matters most has the least weight; lines of the house go before anything required.
fn weight(block: &CopyBlock, stated: bool) -> u8 {
    let own = match (block.role, block.kind) {
        (CopyRole::Headline, _) => return 0,
        (_, Some(FactKind::Offer)) => 1,
        (_, Some(FactKind::Date | FactKind::Time)) => 2,
        (_, Some(FactKind::Price)) => 3,
        (_, Some(FactKind::Place)) => 4,
        (_, Some(FactKind::Name)) => 5,
        (CopyRole::Subhead, _) => 6,
        (CopyRole::Cta, _) => 7,
        (_, Some(FactKind::Url)) => 8,
        (_, Some(FactKind::Phone)) => 9,
        (CopyRole::Body, None) => 10,
        (CopyRole::Legal, _) => 11,
    };
    match (block.required, stated) {
        (true, _) => own,
        (false, true) => own + 20,
        (false, false) => own + 40,
    }
}
