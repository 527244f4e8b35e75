//! What there is to say, sorted into the parts that layouts have places for.

use design::brief::{CopyRole, FactKind};
use design::document::Role;
use design::{Copy, CopyBlock};

use crate::typography::polished;

/// One piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// What its node is for.
    pub role: Role,
    /// What kind of fact it is, if it is one.
    pub kind: Option<FactKind>,
    /// Whether it must appear.
    pub required: bool,
    /// 1 matters most.
    pub rank: u8,
}

/// An offer, a price or a date as a figure with its words before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockup {
    /// The words before the figure; may be empty.
    pub before: String,
    /// The figure with its sign: "30%", "£12", "14".
    pub figure: String,
    /// The words after it; may be empty.
    pub after: String,
    /// The piece it was made of.
    pub piece: Piece,
}

/// All that a design has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The line that is read first.
    pub headline: Piece,
    /// The figure that leads, when one does.
    pub lockup: Option<Lockup>,
    /// The headline taken apart, when it is a figure with its words.
    pub figure: Option<Lockup>,
    /// A small line above the headline: who speaks, what series it is.
    pub kicker: Option<Piece>,
    /// The line that supports the headline.
    pub sub: Option<Piece>,
    /// Running text.
    pub body: Vec<Piece>,
    /// When, where, how much.
    pub facts: Vec<Piece>,
    /// What to do next.
    pub cta: Option<Piece>,
    /// Small print.
    pub legal: Vec<Piece>,
}

/// Longest kicker, characters.
const KICKER_CHARS_MAX: usize = 44;
/// Longest line that a date and a time share, characters.
const WHEN_CHARS_MAX: usize = 34;
/// Most pieces that a design is made of; a brief of 64 KiB could hold thousands.
const PIECES_MAX: usize = 60;

impl Piece {
    /// The thing and what it costs, when the piece is a row of a price list: "Leek soup" and "£5.50".
    #[must_use]
    pub fn priced(&self) -> Option<(&str, &str)> {
        if self.kind != Some(FactKind::Price) {
            return None;
        }
        let priced = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || CURRENCY_MARKS.contains(c));
        let at = self.text.split(' ').take_while(|word| !priced(word)).map(|word| word.len() + 1).sum::<usize>();
        let (thing, amount) = (self.text.get(..at.checked_sub(1)?)?, self.text.get(at..)?);
        let bound = thing.split(' ').any(|word| BOUNDS.contains(&word.to_lowercase().as_str()));
        (!bound && !amount.is_empty() && thing.chars().any(char::is_alphabetic)).then_some((thing, amount))
    }

    /// The hour and what begins then, when the piece is a row of an agenda: "09:00" and "Opening keynote, Ada Birch".
    #[must_use]
    pub fn timed(&self) -> Option<(&str, &str)> {
        if self.kind != Some(FactKind::Time) {
            return None;
        }
        // "9 am Doors", "10:30 Panel"
        let hour = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_digit())
                || ["am", "pm", "a.m.", "p.m.", "uhr", "h", "–", "-", "to", "noon", "midnight"]
                    .contains(&word.to_lowercase().as_str())
        };
        let at = self.text.split(' ').take_while(|word| hour(word)).map(|word| word.len() + 1).sum::<usize>();
        let (time, matter) = (self.text.get(..at.checked_sub(1)?)?, self.text.get(at..)?);
        matter.chars().any(char::is_alphabetic).then_some((time, matter))
    }

    /// Whether it is a row of a price list or of an agenda.
    #[must_use]
    pub fn is_row(&self) -> bool {
        self.priced().or_else(|| self.timed()).is_some()
    }
}

/// Fewest rows that are a list.
pub(crate) const LIST_ROWS_MIN: usize = 2;
/// Marks that a sum of money may begin with.
const CURRENCY_MARKS: &str = "$€£¥₹₩₽₺₴฿";
/// Words that are a part of a price: "From £5".
const BOUNDS: [&str; 6] = ["from", "only", "just", "up", "under", "save"];

/// A block as a piece: what a person gave as it was given, what the house wrote with the marks that printers use.
fn piece(block: &CopyBlock, role: Role, language: &str) -> Piece {
    let text = tidy(&block.text);
    let text = if block.required { text } else { polished(&text, language, block.kind) };
    Piece { text, role, kind: block.kind, required: block.required, rank: block.rank }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fact on a line of its own begins with a capital; addresses on the web keep their case.
fn capitalised(text: &str, kind: Option<FactKind>) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() && kind != Some(FactKind::Url) && !text.contains('@') => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Whether `whole` says `part`, at word boundaries, case aside.
#[must_use]
pub fn says(whole: &str, part: &str) -> bool {
    let (whole, part) = (tidy(whole).to_lowercase(), tidy(part).to_lowercase());
    if part.is_empty() {
        return true;
    }
    whole.match_indices(&part).any(|(at, found)| {
        let before = whole[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = whole[at + found.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}

impl Content {
    /// Sorts `copy` for a design led by `lead` (`headline`, `offer`, `date`, `name` or `image`).
    ///
    /// What another piece already says is said once. Copy without a headline is led by its first piece.
    #[must_use]
    pub fn of(copy: &Copy, lead: &str) -> Self {
        let blocks = once(copy);
        let role_of = |role: CopyRole| match role {
            CopyRole::Headline => Role::Headline,
            CopyRole::Subhead => Role::Subhead,
            CopyRole::Body => Role::Body,
            CopyRole::Cta => Role::Cta,
            CopyRole::Legal => Role::Legal,
        };
        let head = blocks.iter().position(|block| block.role == CopyRole::Headline).unwrap_or(0);
        let mut content = Self {
            headline: blocks.get(head).map_or_else(
                || Piece { text: String::new(), role: Role::Headline, kind: None, required: false, rank: 1 },
                |block| piece(block, Role::Headline, &copy.language),
            ),
            lockup: None,
            figure: None,
            kicker: None,
            sub: None,
            body: Vec::new(),
            facts: Vec::new(),
            cta: None,
            legal: Vec::new(),
        };
        for (index, block) in blocks.iter().enumerate() {
            if index != head {
                content.place(piece(block, role_of(block.role), &copy.language), block.role);
            }
        }
        // A day that leads is taken out before it shares a line with its hour.
        if lead == "date" {
            content.lead_with(lead);
        }
        content.join_when();
        content.facts.iter_mut().for_each(|fact| fact.text = capitalised(&fact.text, fact.kind));
        content.facts.sort_by_key(|fact| order(fact.kind));
        if lead != "date" {
            content.lead_with(lead);
        }
        content
    }

    fn place(&mut self, mut piece: Piece, role: CopyRole) {
        match (role, piece.kind) {
            (CopyRole::Cta, _) if self.cta.is_none() => self.cta = Some(piece),
            (CopyRole::Legal, _) => self.legal.push(piece),
            (_, Some(FactKind::Name)) if self.kicker.is_none() && piece.text.chars().count() <= KICKER_CHARS_MAX => {
                piece.role = Role::Subhead;
                self.kicker = Some(piece);
            }
            (_, Some(_)) => {
                piece.role = Role::Body;
                self.facts.push(piece);
            }
            (CopyRole::Subhead | CopyRole::Headline, None) if self.sub.is_none() => {
                piece.role = Role::Subhead;
                self.sub = Some(piece);
            }
            _ => {
                piece.role = Role::Body;
                self.body.push(piece);
            }
        }
    }

    /// One date and one time make one line.
    fn join_when(&mut self) {
        let only = |kind: FactKind, facts: &[Piece]| {
            let mut found = facts.iter().enumerate().filter(|(_, fact)| fact.kind == Some(kind));
            match (found.next(), found.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            }
        };
        let (Some(date), Some(time)) = (only(FactKind::Date, &self.facts), only(FactKind::Time, &self.facts)) else {
            return;
        };
        let joined = format!("{}, {}", self.facts[date].text, self.facts[time].text);
        if joined.chars().count() <= WHEN_CHARS_MAX {
            let required = self.facts[date].required || self.facts[time].required;
            let rank = self.facts[date].rank.min(self.facts[time].rank);
            self.facts[date] = Piece { text: joined, required, rank, ..self.facts[date].clone() };
            self.facts.remove(time);
        }
    }

    fn lead_with(&mut self, lead: &str) {
        match lead {
            "offer" => self.lead_with_figure(&[FactKind::Offer, FactKind::Price]),
            "date" => self.lead_with_figure(&[FactKind::Date]),
            "name" => {
                if let Some(name) = self.kicker.take() {
                    let said = std::mem::replace(&mut self.headline, Piece { role: Role::Headline, ..name });
                    if let Some(sub) = self.sub.replace(Piece { role: Role::Subhead, ..said }) {
                        self.body.insert(0, Piece { role: Role::Body, ..sub });
                    }
                }
            }
            _ => {}
        }
    }

    fn lead_with_figure(&mut self, kinds: &[FactKind]) {
        let listed = self.rows() >= LIST_ROWS_MIN;
        for &kind in kinds {
            let found = self.facts.iter().enumerate().find_map(|(index, fact)| {
                let printed = Piece { text: capitalised(&fact.text, fact.kind), ..fact.clone() };
                // One row of a price list is not what the page is about.
                let leads = fact.kind == Some(kind) && !(listed && fact.is_row());
                leads.then(|| Lockup::of(&printed)).flatten().map(|lockup| (index, lockup))
            });
            if let Some((index, lockup)) = found {
                self.facts.remove(index);
                self.lockup = Some(lockup);
                return;
            }
        }
    }

    /// Lets a figure lead as a plain line, for pages that are too low to stack it: the headline becomes the line above.
    pub fn flatten(&mut self) {
        let Some(lockup) = self.lockup.take() else { return };
        let figure = Piece { role: Role::Headline, ..lockup.piece.clone() };
        self.figure = Some(lockup);
        let old = std::mem::replace(&mut self.headline, figure);
        let old = Piece { role: Role::Subhead, ..old };
        if self.kicker.is_none() && old.text.chars().count() <= KICKER_CHARS_MAX {
            self.kicker = Some(old);
        } else if self.sub.is_none() {
            self.sub = Some(old);
        } else {
            self.body.insert(0, Piece { role: Role::Body, ..old });
        }
    }

    /// How many facts are rows of a price list or an agenda.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.facts.iter().filter(|fact| fact.is_row()).count()
    }

    /// How many facts are rows of a price list.
    #[must_use]
    pub fn prices(&self) -> usize {
        self.facts.iter().filter(|fact| fact.priced().is_some()).count()
    }

    /// Words in all.
    #[must_use]
    pub fn words(&self) -> usize {
        self.pieces().map(|piece| piece.text.split_whitespace().count()).sum()
    }

    /// All pieces.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        std::iter::once(&self.headline)
            .chain(self.lockup.as_ref().map(|lockup| &lockup.piece))
            .chain(&self.kicker)
            .chain(&self.sub)
            .chain(&self.body)
            .chain(&self.facts)
            .chain(&self.cta)
            .chain(&self.legal)
    }

    /// Drops what need not appear and whose rank is `rank` or higher; says whether anything went.
    pub fn drop_optional(&mut self, rank: u8) -> bool {
        let before = self.pieces().count();
        let keep = |piece: &Piece| piece.required || piece.rank < rank;
        self.body.retain(keep);
        self.facts.retain(keep);
        self.legal.retain(keep);
        for slot in [&mut self.kicker, &mut self.sub, &mut self.cta] {
            if slot.as_ref().is_some_and(|piece| !keep(piece)) {
                *slot = None;
            }
        }
        self.pieces().count() < before
    }
}

/// The blocks that no other block says already, in order.
fn once(copy: &Copy) -> Vec<CopyBlock> {
    let blocks: Vec<&CopyBlock> = copy.blocks.iter().filter(|b| !b.text.trim().is_empty()).take(PIECES_MAX).collect();
    let mut kept: Vec<CopyBlock> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let head = block.role == CopyRole::Headline;
        let said = blocks.iter().enumerate().any(|(other_index, other)| {
            if other_index == index || !says(&other.text, &block.text) || head {
                return false;
            }
            // Two that say the same: the earlier stays.
            !says(&block.text, &other.text) || other_index < index
        });
        // A call to action is worth saying as such even when the headline holds its words; but not word for word.
        if !said {
            kept.push((*block).clone());
        }
    }
    kept
}

fn order(kind: Option<FactKind>) -> u8 {
    match kind {
        Some(FactKind::Offer) => 0,
        Some(FactKind::Date) => 1,
        Some(FactKind::Time) => 2,
        Some(FactKind::Place) => 3,
        Some(FactKind::Name) => 4,
        Some(FactKind::Price) => 5,
        Some(FactKind::Phone) => 6,
        Some(FactKind::Url) => 7,
        None => 8,
    }
}

impl Lockup {
    /// Whether it is what something costs, rather than what is taken off or given.
    #[must_use]
    pub fn is_price(&self) -> bool {
        let money = |text: &str| text.contains(['$', '€', '£', '¥']);
        let cents = self.after.split_whitespace().next().is_some_and(|word| {
            matches!(
                word.to_lowercase().trim_matches(','),
                "cents" | "cent" | "dollars" | "euros" | "euro" | "pounds" | "p"
            )
        });
        let taken_off = self.after.split_whitespace().any(|word| word.eq_ignore_ascii_case("off"));
        (money(&self.figure) || cents) && !taken_off
    }

    /// Takes a fact apart around its first figure; `None` when it has none, or too many words around it.
    #[must_use]
    pub fn of(piece: &Piece) -> Option<Self> {
        let words: Vec<&str> = piece.text.split_whitespace().collect();
        let digit = |word: &str| word.chars().any(|c| c.is_ascii_digit());
        let at = words.iter().position(|word| digit(word))?;
        let (before, after) = (&words[..at], &words[at + 1..]);
        let mut figure = words[at].to_owned();
        let mut after = after.to_vec();
        if after.first() == Some(&"%") {
            figure.push_str(" %");
            after.remove(0);
        }
        let money = |word: &&str| word.contains(['$', '€', '£', '¥']);
        let per_unit = after.first() == Some(&"/") && !after.iter().any(money);
        // A year is read with its month, not as a second figure.
        let year = |word: &&&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
        let more_figures = after.iter().filter(|word| piece.kind != Some(FactKind::Date) || !year(word));
        let more_figures = more_figures.into_iter().any(|word| digit(word)) && !per_unit;
        let trailing = before.last().is_some_and(|word| word.ends_with(',')) || figure.ends_with(',');
        let long = trailing || figure.chars().count() > 8 || before.len() > 3 || after.len() > 7;
        let long_words = before.iter().chain(&after).any(|word| word.chars().count() > 14);
        (!more_figures && !long && !long_words).then(|| Self {
            before: before.join(" "),
            figure,
            after: after.join(" "),
            piece: Piece { role: Role::Headline, ..piece.clone() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: FactKind, text: &str) -> CopyBlock {
        CopyBlock { role: CopyRole::Body, kind: Some(kind), text: text.to_owned(), required: true, rank: 2 }
    }

    fn head(text: &str) -> CopyBlock {
        CopyBlock { role: CopyRole::Headline, kind: None, text: text.to_owned(), required: true, rank: 1 }
    }

    #[track_caller]
    fn check(text: &str, want: Option<[&str; 3]>) {
        let block = fact(FactKind::Offer, text);
        let found = Lockup::of(&piece(&block, Role::Body, "en"));
        let found = found.as_ref().map(|lockup| [&*lockup.before, &*lockup.figure, &*lockup.after]);
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn a_figure_is_taken_out_of_its_words() {
        check("30% off everything", Some(["", "30%", "off everything"]));
        check("Up to 50% off", Some(["Up to", "50%", "off"]));
        check("€14 / 250 g", Some(["", "€14", "/ 250 g"]));
        check("Friday 14 March", Some(["Friday", "14", "March"]));
        check("£12, £8 for members", None);
        check("£12 / £8 concessions", None);
        check("Buy one, get one free", None);
        check("From £12.50", Some(["From", "£12.50", ""]));
    }

    #[test]
    fn what_the_headline_says_is_not_said_again() {
        let copy = Copy {
            blocks: vec![
                head("Cupcakes for 50 cents"),
                fact(FactKind::Price, "50 cents"),
                fact(FactKind::Date, "14 March"),
                fact(FactKind::Time, "3pm"),
                fact(FactKind::Place, "the gym"),
            ],
            language: "en".to_owned(),
        };
        let content = Content::of(&copy, "headline");
        let facts: Vec<&str> = content.facts.iter().map(|fact| fact.text.as_str()).collect();
        assert_eq!(facts, ["14 March, 3pm", "The gym"]);
    }

    #[test]
    fn a_part_of_a_word_is_not_said() {
        assert!(says("Art fair on Friday", "art fair"));
        assert!(!says("Party fair", "art"));
    }
}
