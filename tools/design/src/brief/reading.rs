//! A brief while it is being read: its tokens, what has been recognised so far, and which tokens that used up.

use std::collections::BTreeSet;
use std::ops::Range;

use super::text::{self, Token};
use super::{CopyRole, FactKind};

/// Something recognised in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Where it lies, bytes.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) what: What,
}

/// What a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Text to be shown as given.
    Copy(CopyRole),
    /// A fact.
    Fact(FactKind),
}

/// The state that recognisers share. Each takes the tokens it recognises, so that none is read twice.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) taken: Vec<bool>,
    pub(super) mentions: Vec<Mention>,
    /// The sentences that say a day or an hour.
    timed: BTreeSet<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let tokens = text::tokens(text);
        Self { text, taken: vec![false; tokens.len()], tokens, mentions: Vec::new(), timed: BTreeSet::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at `i`, whether taken or not.
    pub(super) fn token(&self, i: usize) -> Option<&Token> {
        self.tokens.get(i)
    }

    /// The token at `i`, unless it is taken.
    pub(super) fn free(&self, i: usize) -> Option<&Token> {
        if self.taken.get(i).copied().unwrap_or(true) { None } else { self.tokens.get(i) }
    }

    /// The lower-cased token at `i`; empty past either end.
    pub(super) fn lower(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &t.lower)
    }

    /// The lower-cased token `back` places before `i`; empty past the beginning.
    pub(super) fn before(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |b| self.lower(b))
    }

    /// The source of tokens `range`.
    pub(super) fn source(&self, range: Range<usize>) -> &'a str {
        let text: &'a str = self.text;
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|e| self.tokens.get(e))) {
            (Some(first), Some(last)) if first.span.start < last.span.end => &text[first.span.start..last.span.end],
            _ => "",
        }
    }

    /// Whether tokens `a` and `b` are in one sentence.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        matches!((self.tokens.get(a), self.tokens.get(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }

    /// Whether the phrase that token `i` stands in ends before it: at a mark, a sentence's end, or the text's.
    pub(super) fn at_boundary(&self, i: usize) -> bool {
        match self.tokens.get(i) {
            None => true,
            Some(t) => t.is_stop() || i.checked_sub(1).is_some_and(|b| !self.together(b, i)),
        }
    }

    /// The first token whose source begins at byte `offset` or later.
    pub(super) fn token_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|t| t.span.end <= offset)
    }

    /// Takes tokens `range` and notes them as `what`.
    pub(super) fn note(&mut self, range: Range<usize>, what: What) {
        let (Some(first), Some(last)) =
            (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|e| self.tokens.get(e)))
        else {
            return;
        };
        let span = first.span.start..last.span.end;
        if matches!(what, What::Fact(FactKind::Date | FactKind::Time)) {
            self.timed.insert(first.sentence);
        }
        self.take(range);
        if span.start < span.end {
            self.mentions.push(Mention { span, what });
        }
    }

    /// Takes the tokens that lie in `span` and notes it as `what`.
    pub(super) fn note_span(&mut self, span: Range<usize>, what: What) {
        let range = self.token_at(span.start)..self.tokens.partition_point(|t| t.span.start < span.end);
        self.take(range);
        self.mentions.push(Mention { span, what });
    }

    /// Takes tokens `range` without noting anything.
    pub(super) fn take(&mut self, range: Range<usize>) {
        let end = range.end.min(self.taken.len());
        if let Some(taken) = self.taken.get_mut(range.start..end) {
            taken.fill(true);
        }
    }

    /// Whether the sentence of token `i` says a day or an hour.
    pub(super) fn is_timed(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| self.timed.contains(&t.sentence))
    }

    /// The tokens of each sentence.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            match out.last_mut() {
                Some(last) if self.tokens[last.start].sentence == token.sentence => last.end = i + 1,
                _ => out.push(i..i + 1),
            }
        }
        out
    }
}
