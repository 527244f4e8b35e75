//! Values as JSON, JSON5 and JavaScript write them, read with their lines and never run.

use crate::finding::clip;

/// Longest name of a field, bytes.
const NAME_BYTES_MAX: usize = 1_024;
/// Deepest nesting.
const DEPTH_MAX: usize = 28;
/// Most values in one file.
const NODES_MAX: usize = 400_000;

/// What an expression goes on with on its next line.
const GOES_ON: [char; 14] = ['.', '?', ':', '&', '|', '+', '-', '*', '/', '=', '(', '[', '<', '>'];

/// A value and the line that it begins on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// The name of a value: `white`, `colors.red`.
    Name(String),
    /// What only running the program would tell.
    Computed,
}

impl Node {
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.fields().iter().rev().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    pub(crate) fn fields(&self) -> &[(String, Self)] {
        if let What::Map(fields) = &self.what { fields } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Self] {
        if let What::List(items) = &self.what { items } else { &[] }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let What::Text(text) = &self.what { Some(text) } else { None }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        if let What::Number(number) = self.what { Some(number) } else { None }
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.what, What::Map(_))
    }

    /// As JSON, when nothing in it is computed.
    pub(crate) fn to_json(&self) -> Option<serde_json::Value> {
        use serde_json::Value;
        Some(match &self.what {
            What::Null => Value::Null,
            What::Bool(flag) => Value::Bool(*flag),
            What::Number(number) => crate::value::number(*number),
            What::Text(text) => Value::String(text.clone()),
            What::List(items) => Value::Array(items.iter().map(Self::to_json).collect::<Option<_>>()?),
            What::Map(fields) => {
                let fields = fields.iter().map(|(name, node)| Some((name.clone(), node.to_json()?)));
                Value::Object(fields.collect::<Option<_>>()?)
            }
            What::Name(_) | What::Computed => return None,
        })
    }
}

/// Why a file is not what it seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) line: u32,
    pub(crate) reason: String,
}

/// Reads one value that is the whole text, as a JSON file is.
pub(crate) fn read_whole(text: &str) -> Result<Node, Malformed> {
    let mut reader = Reader::new(text);
    reader.skip_space();
    let node = reader.value(0)?;
    reader.skip_space();
    if node.what == What::Computed || reader.peek().is_some() {
        return Err(reader.malformed("it goes on after its end, or is no JSON"));
    }
    Ok(node)
}

pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where lines begin.
    lines: Vec<usize>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let lines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect();
        Self { text, at: 0, lines, nodes: 0 }
    }

    pub(crate) fn line(&self) -> u32 {
        u32::try_from(self.lines.partition_point(|start| *start <= self.at) + 1).unwrap_or(u32::MAX)
    }

    pub(crate) fn malformed(&self, reason: impl Into<String>) -> Malformed {
        Malformed { line: self.line(), reason: reason.into() }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let skipped = if trimmed.starts_with("//") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += skipped;
        }
    }

    /// A name: letters, digits, `_` and `$`; empty when there is none.
    pub(crate) fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Reads a value; what is no literal is skipped and told to be computed.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Node, Malformed> {
        self.nodes += 1;
        if depth > DEPTH_MAX || self.nodes > NODES_MAX {
            return Err(self.malformed(format!("more than {DEPTH_MAX} levels or {NODES_MAX} values")));
        }
        let line = self.line();
        let what = match self.peek() {
            Some('{') => What::Map(self.map(depth)?),
            Some('[') => What::List(self.list(depth)?),
            Some('"' | '\'' | '`') => self.string()?.map_or(What::Computed, What::Text),
            Some('-' | '+' | '.' | '0'..='9') => self.numeral(),
            Some(c) if c.is_alphabetic() || c == '_' || c == '$' => self.named(),
            Some('(') => What::Computed,
            Some(c) => return Err(self.malformed(format!("`{}` is not expected here", clip(&c.to_string())))),
            None => return Err(self.malformed("it ends too early")),
        };
        self.skip_space();
        self.skip_assertion();
        if what == What::Computed || !matches!(self.peek(), None | Some(',' | ';' | '}' | ']' | ')')) && self.goes_on()
        {
            self.skip_expression(depth == 0);
            return Ok(Node { line, what: What::Computed });
        }
        Ok(Node { line, what })
    }

    /// Whether an operator or a call follows rather than the next statement.
    fn goes_on(&self) -> bool {
        self.peek().is_some_and(|c| !(c.is_alphabetic() || c == '_' || c == '$' || c == '"' || c == '\''))
    }

    /// `as const` and `satisfies Config` of TypeScript.
    fn skip_assertion(&mut self) {
        for word in ["as", "satisfies"] {
            let after = self.rest().strip_prefix(word).filter(|rest| rest.starts_with(char::is_whitespace));
            if after.is_some() {
                let rest = self.rest();
                self.at += rest.find([',', ';', '}', ']', ')', '\n']).unwrap_or(rest.len());
                self.skip_space();
            }
        }
    }

    /// Skips to the end of an expression, past all brackets and strings in it; as a statement of its own it ends with its
    /// line unless the next goes on.
    fn skip_expression(&mut self, is_statement: bool) {
        let mut open = 0usize;
        while let Some(c) = self.peek() {
            match c {
                '"' | '\'' | '`' => {
                    if self.string().is_err() {
                        self.bump();
                    }
                    continue;
                }
                '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                    self.skip_space();
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' if open == 0 => return,
                ')' | ']' | '}' => open -= 1,
                ',' | ';' if open == 0 => return,
                '\n' if is_statement && open == 0 => {
                    self.skip_space();
                    if !self.rest().starts_with(GOES_ON) {
                        return;
                    }
                    continue;
                }
                _ => {}
            }
            self.bump();
        }
    }

    fn named(&mut self) -> What {
        let mut path = self.name().to_owned();
        while path.len() < 200 && self.rest().starts_with('.') {
            self.bump();
            path.push('.');
            path.push_str(self.name());
        }
        match path.as_str() {
            "true" => What::Bool(true),
            "false" => What::Bool(false),
            "null" | "undefined" => What::Null,
            "NaN" | "Infinity" | "function" | "async" | "new" | "await" | "class" | "typeof" => What::Computed,
            _ => What::Name(path),
        }
    }

    fn numeral(&mut self) -> What {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .find(|&(at, c)| {
                let signed = matches!(c, '+' | '-') && (at == 0 || rest[..at].ends_with(['e', 'E']));
                !(signed || c.is_ascii_alphanumeric() || c == '.' || c == '_')
            })
            .map_or(rest.len(), |(at, _)| at);
        self.at += end;
        let plain = rest[..end].replace('_', "");
        let number = match plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
            Some(hex) => u32::from_str_radix(hex, 16).ok().map(f64::from),
            None => plain.parse::<f64>().ok(),
        };
        number.filter(|number| number.is_finite()).map_or(What::Computed, What::Number)
    }

    /// A quoted text; `None` for a template with something computed in it.
    fn string(&mut self) -> Result<Option<String>, Malformed> {
        let quote = self.bump().unwrap_or('"');
        let mut out = String::new();
        let mut computed = false;
        loop {
            match self.bump() {
                None => return Err(self.malformed("a text without an end")),
                Some('\n') if quote != '`' => return Err(self.malformed("a text that does not end on its line")),
                Some(c) if c == quote => return Ok((!computed).then_some(out)),
                Some('\\') => self.escape(&mut out)?,
                Some('$') if quote == '`' && self.peek() == Some('{') => computed = true,
                Some(c) => out.push(c),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Malformed> {
        match self.bump() {
            None => return Err(self.malformed("a text without an end")),
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b' | 'f' | '0' | 'v' | '\n') => {}
            Some('u') => {
                let hex = self.rest().get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let hex = hex.ok_or_else(|| self.malformed("\\u is followed by four hex digits"))?;
                self.at += 4;
                out.push(char::from_u32(hex).unwrap_or('\u{fffd}'));
            }
            Some(c) => out.push(c),
        }
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Malformed> {
        self.bump();
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.eat("]") {
                return Ok(items);
            }
            if self.rest().starts_with("...") {
                items.push(Node { line: self.line(), what: What::Computed });
                self.skip_expression(false);
            } else {
                items.push(self.value(depth + 1)?);
            }
            self.skip_space();
            if !self.eat(",") && self.peek() != Some(']') {
                return Err(self.malformed("a list goes on with `,` or ends with `]`"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(String, Node)>, Malformed> {
        self.bump();
        let mut fields = Vec::new();
        loop {
            self.skip_space();
            if self.eat("}") {
                return Ok(fields);
            }
            fields.push(self.field(depth)?);
            self.skip_space();
            if !self.eat(",") && self.peek() != Some('}') {
                return Err(self.malformed("an object goes on with `,` or ends with `}`"));
            }
        }
    }

    fn field(&mut self, depth: usize) -> Result<(String, Node), Malformed> {
        let line = self.line();
        let computed = |name: String| (name, Node { line, what: What::Computed });
        let name = match self.peek() {
            Some('"' | '\'') => self.string()?.unwrap_or_default(),
            Some('[' | '.') => {
                self.skip_expression(false);
                return Ok(computed("…".to_owned()));
            }
            Some('0'..='9') => {
                let rest = self.rest();
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
                self.at += end;
                rest[..end].to_owned()
            }
            _ => self.name().to_owned(),
        };
        // A name is written before each of those inside it.
        if name.len() > NAME_BYTES_MAX {
            return Err(self.malformed("a name is longer than 1,024 bytes"));
        }
        self.skip_space();
        if self.eat(":") {
            self.skip_space();
            return Ok((name, self.value(depth + 1)?));
        }
        match self.peek() {
            Some(',' | '}') if !name.is_empty() => Ok((name.clone(), Node { line, what: What::Name(name) })),
            // A method, or `get name() {…}`.
            Some(c) if !name.is_empty() && (c == '(' || c.is_alphabetic()) => {
                self.skip_expression(false);
                Ok(computed(name))
            }
            _ => Err(self.malformed("a name and `:` are expected")),
        }
    }
}
