//! A brief cut into words, with what the recognisers ask of each: case, sentence, spacing.

use std::ops::Range;

use super::lexicon;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Begins with a letter: `sale`, `Valentine's`, `e-mail`.
    Word,
    /// Begins with a digit: `30`, `23rd`, `7.30pm`, `13,900`.
    Number,
    /// One character of anything else: `%`, `,`, `@`.
    Mark,
}

/// A word, number or mark.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it lies in the text, bytes.
    pub(super) span: Range<usize>,
    /// What it is made of.
    pub(super) kind: TokenKind,
    /// Lower-cased, apostrophes straightened.
    pub(super) lower: String,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether all its letters are capitals, two at least.
    pub(super) upper: bool,
    /// Whether white space lies before it.
    pub(super) spaced: bool,
    /// Which sentence it is in, from 0.
    pub(super) sentence: usize,
    /// Whether it is the first word of its sentence.
    pub(super) opens: bool,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark && self.lower.starts_with(mark)
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == TokenKind::Number
    }

    /// `-`, `–` or `—`.
    pub(super) fn is_dash(&self) -> bool {
        matches!(self.lower.as_str(), "-" | "–" | "—" | "‑" | "−")
    }

    /// A bar with room before it: `bake sale / plant sale`, but not `and/or`.
    pub(super) fn is_spaced_bar(&self) -> bool {
        self.is_mark('/') && self.spaced
    }

    /// A mark that closes a phrase: comma, stop, colon, bracket and the like.
    pub(super) fn is_stop(&self) -> bool {
        matches!(self.lower.as_str(), "," | "." | ";" | ":" | "!" | "?" | "(" | ")" | "…" | "•" | "|") || self.is_dash()
    }
}

/// Makes text harmless and even: control and direction-override characters go, line ends become `\n`.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' => out.push('\n'),
            '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {}
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() || is_pictograph(c) => {}
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// Emoji and what joins them: they decorate a brief, and no text face draws them.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
        && !matches!(c, '\u{2605}' | '\u{2606}' | '\u{2713}' | '\u{2665}')
}

/// Cuts `text` into tokens and marks where sentences begin.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = cut(text);
    mark_sentences(text, &mut tokens);
    tokens
}

fn cut(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let offset = |i: usize| chars.get(i).map_or(text.len(), |&(o, _)| o);
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let (mut i, mut spaced) = (0, false);
    while let Some(c) = at(i) {
        if c.is_whitespace() {
            spaced = true;
            i += 1;
            continue;
        }
        let begin = i;
        i += 1;
        let kind = if c.is_alphanumeric() {
            while let Some(next) = at(i) {
                let joins = next.is_alphanumeric()
                    || is_combining(next)
                    || at(i + 1).is_some_and(|after| joins_words(at(i - 1), next, after));
                if !joins {
                    break;
                }
                i += 1;
            }
            if c.is_numeric() { TokenKind::Number } else { TokenKind::Word }
        } else {
            TokenKind::Mark
        };
        let span = offset(begin)..offset(i);
        tokens.push(token(&text[span.clone()], span, kind, spaced));
        spaced = false;
    }
    tokens
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{64b}'..='\u{652}' | '\u{5b0}'..='\u{5c7}')
}

/// Apostrophes and hyphens join letters; points, commas and colons join digits.
fn joins_words(before: Option<char>, c: char, after: char) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\'' | '’' => before.is_alphabetic() && after.is_alphabetic(),
        '-' | '‑' => before.is_alphabetic() && after.is_alphabetic(),
        '.' | ',' | ':' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => false,
    }
}

fn token(source: &str, span: Range<usize>, kind: TokenKind, spaced: bool) -> Token {
    let letters = source.chars().filter(|c| c.is_alphabetic());
    Token {
        span,
        kind,
        lower: source.to_lowercase().replace('’', "'"),
        capital: kind == TokenKind::Word && source.chars().next().is_some_and(char::is_uppercase),
        upper: letters.clone().count() >= 2 && letters.clone().all(char::is_uppercase),
        spaced,
        sentence: 0,
        opens: false,
    }
}

fn mark_sentences(text: &str, tokens: &mut [Token]) {
    let (mut sentence, mut opening) = (0, true);
    for i in 0..tokens.len() {
        if i > 0 && begins_sentence(text, tokens, i) {
            sentence += 1;
            opening = true;
        }
        tokens[i].sentence = sentence;
        if opening && tokens[i].kind != TokenKind::Mark {
            tokens[i].opens = true;
            opening = false;
        }
    }
}

/// Whether a sentence begins at token `i`: a full stop before it that is none of an abbreviation's, or a line of its own.
fn begins_sentence(text: &str, tokens: &[Token], i: usize) -> bool {
    let token = &tokens[i];
    let gap = &text[tokens[i - 1].span.end..token.span.start];
    if gap.contains('\n') {
        let flows_on = token.is_word() && !token.capital && !gap.contains("\n\n");
        return !flows_on;
    }
    if !token.spaced {
        return false;
    }
    // A closing quote or bracket after the stop belongs to the sentence that ends.
    let closing = |t: &Token| matches!(t.lower.as_str(), "'" | "\"" | "”" | "’" | ")" | "»");
    let mut end = i - 1;
    while end > 0 && closing(&tokens[end]) && !tokens[end].spaced {
        end -= 1;
    }
    match tokens[end].lower.as_str() {
        "!" | "?" | "…" => token.capital || token.kind != TokenKind::Word,
        "." => {
            if token.is_word() && !token.capital {
                return false;
            }
            let before = end.checked_sub(1).map(|b| &tokens[b]);
            // "14. Juni"
            if before.is_some_and(|b| b.is_number() && b.lower.len() <= 2) && super::date::is_month(&token.lower) {
                return false;
            }
            let abbreviated = before.is_some_and(|b| lexicon::is_abbreviation(&b.lower) && !b.opens);
            let initial = before.is_some_and(|b| b.capital && b.lower.chars().count() == 1);
            let imperative =
                lexicon::is_instruction(&token.lower) || lexicon::is_determiner(&token.lower) && !token.is("any");
            imperative || !(abbreviated || initial || before.is_some_and(|b| b.is("dr") || b.is("st")))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| &text[t.span.clone()]).collect()
    }

    #[test]
    fn words_keep_their_apostrophes_and_numbers_their_points() {
        assert_eq!(words("Valentine's Day, 7.30pm–9pm"), ["Valentine's", "Day", ",", "7.30pm", "–", "9pm"]);
        assert_eq!(words("$13,900 or 50%!"), ["$", "13,900", "or", "50", "%", "!"]);
        assert_eq!(words("12-14 West-Wing"), ["12", "-", "14", "West-Wing"]);
    }

    #[test]
    fn sentences_end_at_stops_that_are_no_abbreviations() {
        let count = |text: &str| tokens(text).last().map_or(0, |t| t.sentence + 1);
        for (text, want) in [
            ("One. Two! Three? Four", 4),
            ("Dr. Amy Lee speaks at 12 Main St. Include a map.", 2),
            ("St. Patrick's Day party", 1),
            ("Meet J. Smith. Bring tea.", 2),
            ("It costs 3.50 a cup", 1),
            ("Line\nAnother line\nthat flows on", 2),
            ("She said 'Go.' Then left.", 2),
        ] {
            assert_eq!(count(text), want, "{text}");
        }
    }

    #[test]
    fn control_and_override_characters_are_stripped() {
        assert_eq!(clean("a\u{0}b\u{202e}c\r\nd\te\u{200b}"), "abc\nd e");
    }
}
