//! JSON that a model nearly wrote: its marks are mended, never its meaning.
//!
//! What is mended: a fence or words around one object, commas before a closing bracket, strings and brackets that the end of
//! the text cut off, line breaks and other control characters inside a string, `True`, `False` and `None`. What could be read in two ways is not JSON.

use std::fmt::Write as _;

use serde_json::Value;

/// Longest text that is mended, bytes.
const BYTES_MAX: usize = 64 * 1024;
/// Deepest nesting.
const DEPTH_MAX: usize = 64;

/// The object that a text nearly is; `None` where that is not plain.
pub(crate) fn mend(text: &str) -> Option<Value> {
    if text.len() > BYTES_MAX {
        return None;
    }
    let start = text.find('{')?;
    let mended = Mender::default().run(&text[start..])?;
    let value: Value = serde_json::from_str(&mended).ok()?;
    value.is_object().then_some(value)
}

#[derive(Default)]
struct Mender {
    out: String,
    /// The brackets that are open, by what closes them.
    open: Vec<char>,
}

impl Mender {
    fn run(mut self, text: &str) -> Option<String> {
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' => self.string(&mut rest)?,
                '{' | '[' => {
                    self.out.push(c);
                    self.open.push(if c == '{' { '}' } else { ']' });
                    if self.open.len() > DEPTH_MAX {
                        return None;
                    }
                }
                '}' | ']' => {
                    if self.open.pop() != Some(c) {
                        return None;
                    }
                    self.drop_comma();
                    self.out.push(c);
                    if self.open.is_empty() {
                        // Whether what follows are words or another object matters.
                        let after: String = rest.collect();
                        return (!after.contains('{')).then_some(self.out);
                    }
                }
                c if c.is_ascii_alphabetic() => {
                    let mut word = String::from(c);
                    while let Some(next) = rest.next_if(char::is_ascii_alphabetic) {
                        word.push(next);
                    }
                    self.out.push_str(match word.as_str() {
                        "true" | "True" => "true",
                        "false" | "False" => "false",
                        "null" | "None" => "null",
                        "e" | "E" => "e",
                        _ => return None,
                    });
                }
                c => self.out.push(c),
            }
        }
        // It was cut off: what is open is closed, if a value stands before.
        self.drop_comma();
        // A value that is missing is unknown, and a number may have gone on.
        if self.out.trim_end().ends_with(|c: char| c == ':' || c.is_ascii_digit()) {
            return None;
        }
        while let Some(close) = self.open.pop() {
            self.out.push(close);
        }
        Some(self.out)
    }

    fn string(&mut self, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<()> {
        self.out.push('"');
        while let Some(c) = rest.next() {
            match c {
                '"' => {
                    self.out.push('"');
                    return Some(());
                }
                '\\' => {
                    self.out.push('\\');
                    self.out.push(rest.next()?);
                }
                '\n' => self.out.push_str("\\n"),
                '\r' => {}
                c if u32::from(c) < 0x20 => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        Some(())
    }

    fn drop_comma(&mut self) {
        let kept = self.out.trim_end();
        if let Some(kept) = kept.strip_suffix(',') {
            self.out.truncate(kept.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<Value>) {
        assert_eq!(mend(text), want, "{text}");
    }

    #[test]
    fn marks_are_mended() {
        check("```json\n{\"a\": 1}\n```", Some(json!({ "a": 1 })));
        check("Sure! {\"a\": [1, 2,], }", Some(json!({ "a": [1, 2] })));
        check("{\"a\": True, \"b\": None}", Some(json!({ "a": true, "b": null })));
        check("{\"a\": \"one\ntwo\"}", Some(json!({ "a": "one\ntwo" })));
        check("{\"a\": [\"x\", \"y", Some(json!({ "a": ["x", "y"] })));
        check("{\"a\": \"one\u{3}\ttwo\"}", Some(json!({ "a": "one\u{3}\ttwo" })));
        check("{\"a\": 1e5}", Some(json!({ "a": 1e5 })));
    }

    #[test]
    fn meaning_is_not() {
        for text in [
            "",
            "no",
            "{\"a\": }",
            "{\"a\":",
            "{a: 1}",
            "{'a': 1}",
            "{\"a\": 1} {\"b\": 2}",
            "{\"a\": \"say \"hi\" now\"}",
            "[1]",
            "{\"a\": 1]",
            "{\"a\": 1",
        ] {
            check(text, None);
        }
        check(&"[{".repeat(200), None);
    }

    proptest! {
        #[test]
        fn what_is_json_stays_what_it_is(key in "[a-z]{1,8}", text in any::<String>(), number in any::<i32>()) {
            let value = json!({ key: [text, number, { "deep": null }] });
            prop_assert_eq!(mend(&value.to_string()), Some(value));
        }

        #[test]
        fn nothing_breaks_it(text in any::<String>()) {
            let _ = mend(&text);
        }
    }
}
