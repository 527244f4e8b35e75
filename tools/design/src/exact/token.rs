//! A text as clauses of words, numbers and signs.

use super::words::{Key, Meaning, meaning};

/// A word, a number or a sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// As it was written; parts of a word that a hyphen joins are words of their own, unless the whole is a name.
    Word(String),
    Number(f64),
    /// What follows a `#`.
    Hex(String),
    /// A comma between the two numbers of a place.
    Glue,
    Times,
    Percent,
    Degree,
    Other(char),
}

impl Token {
    /// As it is compared: lower case, without the ending of a possessive.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Word(word) => {
                let lower = word.to_lowercase().replace('’', "'");
                lower.strip_suffix("'s").map_or(lower.clone(), str::to_owned)
            }
            Self::Number(number) => number.to_string(),
            Self::Hex(hex) => format!("#{hex}"),
            Self::Glue => ",".to_owned(),
            Self::Times => "×".to_owned(),
            Self::Percent => "%".to_owned(),
            Self::Degree => "°".to_owned(),
            Self::Other(sign) => sign.to_string(),
        }
    }
}

/// What is said in one go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
}

/// Divides a text at commas, semicolons, full stops, strokes, line ends, "and" and "then". `is_name` knows words that are
/// kept whole: names of layers and of tokens.
pub(super) fn clauses<'a>(text: &'a str, is_name: &dyn Fn(&str) -> bool) -> Vec<Clause<'a>> {
    let mut reader =
        Reader { text, at: 0, start: 0, is_in_brackets: false, is_name, tokens: Vec::new(), clauses: Vec::new() };
    while reader.at < text.len() {
        let before = reader.at;
        reader.advance();
        debug_assert!(reader.at > before, "each step reads a character");
    }
    reader.end(0);
    reader.clauses
}

struct Reader<'a, 'n> {
    text: &'a str,
    /// Where the next character begins, bytes.
    at: usize,
    /// Where the clause begins, bytes.
    start: usize,
    is_in_brackets: bool,
    is_name: &'n dyn Fn(&str) -> bool,
    tokens: Vec<Token>,
    clauses: Vec<Clause<'a>>,
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\'' | '’')
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '−' | '+')
}

/// Whether a text begins with a number.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(is_sign).unwrap_or(text);
    unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|c: char| c.is_ascii_digit())
}

impl<'a> Reader<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn advance(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        let sign = match c {
            ';' | '\n' | '&' | '|' => return self.end(1),
            // "96 px / Inter 800", yet not "96/110".
            '/' if rest[1..].starts_with(char::is_whitespace) => return self.end(1),
            ',' if self.is_in_brackets || self.is_in_place() => Some(Token::Glue),
            ',' => return self.end(1),
            _ if is_number(rest) => return self.number(),
            '.' => return self.end(1),
            '#' => return self.hex(),
            '%' => Some(Token::Percent),
            '°' | 'º' => Some(Token::Degree),
            '×' | '*' => Some(Token::Times),
            _ if c.is_alphanumeric() => return self.word(),
            '(' | ')' => {
                // One that is never closed holds nothing together.
                self.is_in_brackets = c == '(' && rest.contains(')');
                None
            }
            _ if c.is_whitespace() || matches!(c, '"' | '“' | '”' | '„' | ':' | '=' | '-' | '–' | '—') => {
                None
            }
            _ => Some(Token::Other(c)),
        };
        self.tokens.extend(sign);
        self.at += c.len_utf8();
    }

    /// Ends the clause before the next `skip` bytes.
    fn end(&mut self, skip: usize) {
        let text = self.text[self.start..self.at].trim();
        let tokens = std::mem::take(&mut self.tokens);
        if !tokens.is_empty() {
            self.clauses.push(Clause { text, tokens });
        }
        self.at += skip;
        self.start = self.at;
    }

    /// Whether the comma that comes next parts the two numbers of a place: `at 40, 40`.
    fn is_in_place(&self) -> bool {
        let before = match self.tokens.as_slice() {
            [before @ .., Token::Number(_), Token::Word(unit)] if unit.chars().count() == 2 => before,
            [before @ .., Token::Number(_)] => before,
            _ => return false,
        };
        is_number(self.rest()[1..].trim_start()) && before.last().is_some_and(leads_to_place)
    }

    fn hex(&mut self) {
        let digits: String = self.rest()[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        self.at += 1 + digits.len();
        self.tokens.push(Token::Hex(digits));
    }

    fn word(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches(['.', '-', '\'', '’']);
        if self.name(word) {
            return;
        }
        let lower = word.to_lowercase();
        if lower == "and" || lower == "then" {
            return self.end(word.len());
        }
        if self.is_times(word) {
            self.at += 1;
            self.tokens.push(Token::Times);
            return;
        }
        self.at += word.len();
        self.tokens.extend(word.split('-').filter(|part| !part.is_empty()).map(|part| Token::Word(part.to_owned())));
    }

    /// Takes a word whole that is a name, or that of somebody's: "cta-plate's".
    fn name(&mut self, word: &str) -> bool {
        let owner = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
        let Some(name) = [word, owner].into_iter().find(|name| (self.is_name)(name)) else { return false };
        self.at += word.len();
        self.tokens.push(Token::Word(name.to_owned()));
        true
    }

    /// Whether an `x` stands between two numbers: `160x80`, `160 x 80`, yet not `y 60 x 40`.
    fn is_times(&self, word: &str) -> bool {
        let Some(after) = word.strip_prefix(['x', 'X']) else { return false };
        let number = if after.is_empty() { self.rest()[1..].trim_start() } else { after };
        let names_y = |token: &Token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("y"));
        is_number(number)
            && matches!(self.tokens.as_slice(), [before @ .., Token::Number(_)] if !before.last().is_some_and(names_y))
    }

    /// Reads a number. A comma in it parts thousands where three digits follow, else decimals; behind "at" it parts the
    /// numbers of a place.
    fn number(&mut self) {
        let rest = self.rest();
        let whole = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let name = rest[..whole].trim_end_matches('.');
        if name.contains(|c: char| c.is_alphabetic()) && self.name(name) {
            return;
        }
        let sign = rest.chars().next().filter(|c| is_sign(*c));
        self.at += sign.map_or(0, char::len_utf8);
        let mut digits = self.digits();
        if !self.tokens.last().is_some_and(leads_to_place) {
            while let Some(after) = self.rest().strip_prefix(',').filter(|after| is_digit(after)) {
                let more = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
                let parts_thousands = more == 3 && !digits.contains('.') && !digits.starts_with('0');
                if !parts_thousands && digits.contains('.') {
                    break;
                }
                self.at += 1;
                digits.push_str(if parts_thousands { "" } else { "." });
                digits.push_str(&after[..more]);
                self.at += more;
            }
            if !digits.contains('.') {
                digits.push_str(&self.decimals());
            }
        }
        let number: f64 = digits.parse().unwrap_or(f64::NAN);
        self.tokens.push(Token::Number(if matches!(sign, Some('-' | '−')) { -number } else { number }));
    }

    fn digits(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += end;
        let mut digits = rest[..end].to_owned();
        digits.push_str(&self.decimals());
        digits
    }

    fn decimals(&mut self) -> String {
        let Some(after) = self.rest().strip_prefix('.').filter(|after| is_digit(after)) else { return String::new() };
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        self.at += 1 + end;
        format!(".{}", &after[..end])
    }
}

fn is_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn leads_to_place(token: &Token) -> bool {
    matches!(meaning(&[token.plain()]), Some((1, Meaning::To | Meaning::Key(Key::At))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let is_name = |word: &str| word == "cta-plate" || word == "3d-art";
        let plain = |clause: Clause<'_>| clause.tokens.iter().map(Token::plain).collect::<Vec<_>>().join(" ");
        clauses(text, &is_name).into_iter().map(plain).collect()
    }

    #[test]
    fn texts_come_apart_at_commas_and_not_inside_of_numbers() {
        for (text, clauses) in [
            ("Headline 96 px, Inter 800", &["headline 96 px", "inter 800"][..]),
            ("headline 96px. Logo at 40,40; cta centred", &["headline 96 px", "logo at 40 , 40", "cta centred"]),
            ("logo at 40, -40 and body 1,200 wide", &["logo at 40 , -40", "body 1200 wide"]),
            ("logo at 40px, 60px", &["logo at 40 px , 60 px"]),
            ("line-height 1,25 & opacity .5", &["line height 1.25", "opacity 0.5"]),
            ("logo 160x80, 12 × 9, y 60 x 40", &["logo 160 × 80", "12 × 9", "y 60 x 40"]),
            ("cta-plate #0A7; 3d-art’s place −3°", &["cta-plate #0A7", "3d-art place -3 °"]),
            ("1,234,567.5 px; 1.234,5", &["1234567.5 px", "1.234", "5"]),
            ("; , and . & then\n", &[]),
            ("colour rgb(1, 2, 3), (x, y", &["colour rgb 1 , 2 , 3", "x", "y"]),
            ("12 px / Inter | 96/110", &["12 px", "inter", "96 / 110"]),
            ("a ~ b", &["a ~ b"]),
        ] {
            assert_eq!(read(text), clauses, "{text}");
        }
    }
}
