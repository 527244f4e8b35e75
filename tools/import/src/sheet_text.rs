//! Style sheets taken apart into declarations and where they hold: CSS and, where it differs, Sass.

use std::rc::Rc;

use crate::scope::Scope;

/// Deepest nesting that is told apart.
const DEPTH_MAX: usize = 48;
/// Most characters of a selector that are looked at.
const BEFORE_CHARS_MAX: usize = 400;

/// A declaration of a custom property or a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    /// `--color-red` or `$color-red`.
    pub(crate) name: &'a str,
    pub(crate) value: String,
    pub(crate) line: u32,
    /// Where it holds.
    pub(crate) scope: Rc<Scope>,
    /// How many braces are around it.
    pub(crate) depth: usize,
}

/// Finds all declarations whose name begins with `start` (`--` or `$`), within at most `most` of them.
pub(crate) fn declarations<'a>(text: &'a str, start: &str, sass: bool, most: usize) -> (Vec<Declaration<'a>>, bool) {
    let mut scan = Scan { text, at: 0, sass, line: 1, counted: 0 };
    let root = Rc::new(Scope::Root);
    let mut around: Vec<Rc<Scope>> = Vec::new();
    let mut deeper = 0usize;
    let mut found = Vec::new();
    while let Some((chunk, from, end)) = scan.chunk() {
        // A comment may stand before a declaration; it was blanked, its lines kept.
        let trimmed = chunk.trim_start();
        let line = scan.line_of(from + (chunk.len() - trimmed.len()));
        let declared = trimmed.starts_with(start).then(|| trimmed.split_once(':')).flatten();
        if let Some((name, value)) = declared
            && end != Some('{')
        {
            if found.len() == most {
                return (found, true);
            }
            let name = &text[from + (chunk.len() - trimmed.len())..][..name.trim_end().len()];
            found.push(Declaration {
                name,
                value: value.trim().to_owned(),
                line,
                scope: Rc::clone(around.last().unwrap_or(&root)),
                depth: around.len(),
            });
        }
        match end {
            Some('{') if declared.is_none() && around.len() < DEPTH_MAX => {
                let before: String = trimmed.trim_end().chars().take(BEFORE_CHARS_MAX).collect();
                around.push(Rc::new(around.last().unwrap_or(&root).inside(&before)));
            }
            Some('{') => deeper += 1,
            Some('}') if deeper > 0 => deeper -= 1,
            Some('}') => {
                around.pop();
            }
            _ => {}
        }
    }
    (found, false)
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    sass: bool,
    line: u32,
    /// Up to where lines are counted.
    counted: usize,
}

impl Scan<'_> {
    fn line_of(&mut self, at: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line = self.line.saturating_add(passed.iter().filter(|byte| **byte == b'\n').count() as u32);
        self.counted = at.max(self.counted);
        self.line
    }

    /// The text up to the next `{`, `}` or `;` outside of brackets and strings, comments blanked byte by byte.
    fn chunk(&mut self) -> Option<(String, usize, Option<char>)> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        if from >= bytes.len() {
            return None;
        }
        let mut out: Vec<u8> = Vec::new();
        let mut open = 0usize;
        while let Some(&byte) = bytes.get(self.at) {
            let next = bytes.get(self.at + 1).copied();
            match byte {
                b'/' if next == Some(b'*') => self.blank("*/", &mut out),
                b'/' if next == Some(b'/') && self.sass && !out.ends_with(b":") => self.blank("\n", &mut out),
                b'"' | b'\'' => self.string(byte, &mut out),
                b'\\' => {
                    let end = (self.at + 2).min(bytes.len());
                    out.extend_from_slice(&bytes[self.at..end]);
                    self.at = end;
                }
                b'{' | b'}' | b';' if open == 0 => {
                    self.at += 1;
                    return Some((String::from_utf8_lossy(&out).into_owned(), from, Some(char::from(byte))));
                }
                _ => {
                    let opens = matches!(byte, b'(' | b'[') || byte == b'{';
                    let closes = matches!(byte, b')' | b']' | b'}');
                    open = if opens { open + 1 } else { open.saturating_sub(usize::from(closes)) };
                    out.push(byte);
                    self.at += 1;
                }
            }
        }
        Some((String::from_utf8_lossy(&out).into_owned(), from, None))
    }

    fn blank(&mut self, end: &str, out: &mut Vec<u8>) {
        let bytes = self.text.as_bytes();
        let inside = bytes.get(self.at + 2..).unwrap_or_default();
        let length = inside.windows(end.len()).position(|window| window == end.as_bytes());
        let to = length.map_or(bytes.len(), |length| self.at + 2 + length + end.len());
        out.resize(out.len() + (to - self.at), b' ');
        self.at = to;
    }

    fn string(&mut self, quote: u8, out: &mut Vec<u8>) {
        let bytes = self.text.as_bytes();
        out.push(quote);
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            out.push(byte);
            match byte {
                b'\\' => {
                    out.extend(bytes.get(self.at));
                    self.at += 1;
                }
                // A text that is not closed ends with its line.
                b'\n' => return,
                _ if byte == quote => return,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_found_with_what_is_around_them() {
        let text = "/* a: { */ :root { --a: 1px; /* --no: 1; */ --b : url(\"x;y}\") }\n\
                    @media (prefers-color-scheme: dark) { html { --a: {x;y}; --c: 3 } } .x{color:red}";
        let (found, cut) = declarations(text, "--", false, 100);
        let told: Vec<(&str, &str, u32, usize)> =
            found.iter().map(|found| (found.name, found.value.as_str(), found.line, found.depth)).collect();
        assert_eq!(told, [("--a", "1px", 1, 1), ("--b", "url(\"x;y}\")", 1, 1), ("--c", "3", 2, 2)]);
        assert_eq!(*found[2].scope, Scope::Mode("dark".to_owned()));
        assert!(!cut);
    }

    #[test]
    fn maps_and_line_comments_of_sass_are_one_value() {
        let text = "// $no: 1;\n$map: (\n  \"a\": #fff, // why; not\n  \"b\": (\"c\": red)\n) !default;\n$x: 'a;b';";
        let (found, _) = declarations(text, "$", true, 100);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name, found[0].line), ("$map", 2));
        assert!(found[0].value.contains("\"c\": red"));
        assert_eq!(found[1].value, "'a;b'");
    }

    #[test]
    fn what_never_ends_ends() {
        for text in ["--a: 'x", "/* --a: 1", "{{{{{{{", "}}}}--a:1", "--a: ((((", "\\", "--é: \u{1f600}"] {
            let _ = declarations(text, "--", true, 10);
        }
        let deep = "{".repeat(100_000);
        assert!(declarations(&deep, "--", false, 10).0.is_empty());
    }
}
