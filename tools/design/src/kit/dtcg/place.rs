//! Finds where in a JSON text something stands.
//!
//! A parsed value has forgotten its line. This scans the text again, but only once there is something to say about it,
//! so that reading what is right costs nothing.

use std::borrow::Cow;
use std::fmt;

/// A place in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line; the first is 1.
    pub line: u32,
    /// The column in characters; the first is 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The place of the value that a JSON pointer leads to; where it leads nowhere, of what it reaches last.
///
/// The text is one that has been parsed; of a name that occurs twice the last one counts, as it does for the parser.
pub(in crate::kit) fn find(text: &[u8], pointer: &str) -> Place {
    let mut at = skip_space(text, 0);
    for part in pointer.split('/').skip(1) {
        match child(text, at, &unescape(part)) {
            Some(next) => at = next,
            None => break,
        }
    }
    place(text, at)
}

/// A part of a JSON pointer as it is meant. Source: RFC 6901.
pub(super) fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains('~') { Cow::Owned(part.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(part) }
}

/// A name as a part of a JSON pointer. Source: RFC 6901.
pub(super) fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { Cow::Owned(name.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(name) }
}

fn place(text: &[u8], at: usize) -> Place {
    let before = &text[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    // Continuation bytes of UTF-8 are no characters of their own.
    let column = before[start..].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place { line: number(line), column: number(column) }
}

/// Where the member or item of that name begins, in the object or list that begins at `at`.
fn child(text: &[u8], at: usize, name: &str) -> Option<usize> {
    match text.get(at)? {
        b'{' => member(text, at + 1, name),
        b'[' => item(text, at + 1, name.parse().ok()?),
        _ => None,
    }
}

fn member(text: &[u8], mut at: usize, name: &str) -> Option<usize> {
    let mut found = None;
    loop {
        at = skip_space(text, at);
        if text.get(at) != Some(&b'"') {
            return found;
        }
        let end = skip_string(text, at);
        let same = is_key(&text[at..end], name);
        at = skip_space(text, end);
        if text.get(at) != Some(&b':') {
            return found;
        }
        at = skip_space(text, at + 1);
        if same {
            found = Some(at);
        }
        at = skip_space(text, skip_value(text, at));
        if text.get(at) != Some(&b',') {
            return found;
        }
        at += 1;
    }
}

fn item(text: &[u8], mut at: usize, index: usize) -> Option<usize> {
    at = skip_space(text, at);
    for _ in 0..index {
        at = skip_space(text, skip_value(text, at));
        if text.get(at) != Some(&b',') {
            return None;
        }
        at = skip_space(text, at + 1);
    }
    (text.get(at)? != &b']').then_some(at)
}

/// Whether a quoted key spells `name`.
fn is_key(quoted: &[u8], name: &str) -> bool {
    if quoted.contains(&b'\\') {
        return serde_json::from_slice::<String>(quoted).is_ok_and(|key| key == name);
    }
    quoted.len() == name.len() + 2 && &quoted[1..quoted.len() - 1] == name.as_bytes()
}

fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
}

/// Behind the string that begins at `at`.
fn skip_string(text: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Behind the value that begins at `at`; counts brackets, so that depth costs nothing.
fn skip_value(text: &[u8], mut at: usize) -> usize {
    let mut open = 0usize;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                at = skip_string(text, at);
                if open == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => open += 1,
            b'}' | b']' if open <= 1 => return if open == 1 { at + 1 } else { at },
            b'}' | b']' => open -= 1,
            b',' if open == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn stands(text: &str, pointer: &str, line: u32, column: u32) {
        assert_eq!(find(text.as_bytes(), pointer), Place { line, column }, "{pointer} in {text}");
    }

    #[test]
    fn members_and_items_are_found() {
        let text = "{\n  \"a\": { \"b\" : [1, {\"c\": null},\n    \"x\"] },\n  \"d\":true }";
        stands(text, "", 1, 1);
        stands(text, "/a", 2, 8);
        stands(text, "/a/b", 2, 16);
        stands(text, "/a/b/0", 2, 17);
        stands(text, "/a/b/1/c", 2, 26);
        stands(text, "/a/b/2", 3, 5);
        stands(text, "/d", 4, 7);
    }

    #[test]
    fn strings_hide_brackets_and_quotes() {
        let text = r#"{"x":"}]\",{[","y":[["]"],{"z":"\\"}],"w":2}"#;
        stands(text, "/y/1/z", 1, 32);
        stands(text, "/w", 1, 43);
    }

    #[test]
    fn keys_are_compared_as_they_are_meant() {
        let text = r#"{"a\u002fb":1,"c~d":{"é\n":2}}"#;
        stands(text, "/a~1b", 1, 13);
        stands(text, "/c~0d/é\n", 1, 28);
    }

    #[test]
    fn of_a_name_that_occurs_twice_the_last_one_counts() {
        stands(r#"{"a":{"x":1},"a":{"x":2}}"#, "/a/x", 1, 23);
    }

    #[test]
    fn columns_are_characters() {
        stands("{\"ä\":\"ö\",\n\"ü→\": [0]}", "/ü→/0", 2, 8);
    }

    #[test]
    fn what_is_not_there_is_placed_by_what_is() {
        stands(r#"{"a":{"b":1}}"#, "/a/c/d", 1, 6);
        stands(r#"{"a":[1]}"#, "/a/1", 1, 6);
        stands(r#"{"a":[]}"#, "/a/0", 1, 6);
        stands(r#"{"a":[1]}"#, "/a/x", 1, 6);
        stands("", "/a", 1, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_place_for_everything(text in prop::collection::vec(any::<u8>(), 0..64), pointer in "(/[a\"0~]{0,2}){0,4}") {
            let place = find(&text, &pointer);
            prop_assert!(place.line >= 1 && place.column >= 1);
        }

        #[test]
        fn every_member_of_a_list_of_lists_is_found(lengths in prop::collection::vec(0usize..4, 1..5)) {
            let rows: Vec<String> = lengths.iter().map(|&n| format!("[{}]", vec!["7"; n].join(" , "))).collect();
            let text = format!("[\n{}\n]", rows.join(",\n"));
            for (row, &length) in lengths.iter().enumerate() {
                for column in 0..length {
                    let place = find(text.as_bytes(), &format!("/{row}/{column}"));
                    prop_assert_eq!((place.line, place.column), (row as u32 + 2, column as u32 * 4 + 2));
                }
            }
        }
    }
}
