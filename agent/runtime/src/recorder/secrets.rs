//! Keeps credentials out of what is recorded, whoever wrote them there: a brief with a key pasted into it, a tool that answers
//! with one. Types that hold secrets cannot be serialised; this is the second line.
//!
//! What has the shape of a credential gives way to a mark. The mark is the same for the same credential within a run, and is
//! keyed by a number that is written nowhere, so that nobody can find the credential by trying.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use design::Sha256;
use planner::record::REDACTED;
use serde_json::Value;

/// Prefixes of credentials, and how many characters follow at least.
/// Source: the publishers' own documentation of their key formats (OpenAI, AWS, GitHub, GitLab, Slack, Google, Hugging Face,
/// Replicate).
const PREFIXES: &[(&str, usize)] = &[
    ("sk-", 20),
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("ghu_", 30),
    ("github_pat_", 22),
    ("glpat-", 20),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("AIza", 35),
    ("hf_", 30),
    ("r8_", 30),
    ("Bearer ", 20),
];
/// How a private key begins and ends.
const KEY_BEGIN: &str = "-----BEGIN ";
const KEY_END: &str = "PRIVATE KEY-----";

/// Finds and replaces credentials.
#[derive(Debug)]
pub(crate) struct Scanner {
    key: u64,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { key: RandomState::new().hash_one(0_u8) }
    }
}

impl Scanner {
    /// The text without credentials.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let mut kept = 0;
        let mut at = 0;
        while let Some((begin, end)) = find(text, at) {
            out.push_str(&text[kept..begin]);
            out.push_str(&self.mark(&text[begin..end]));
            (kept, at) = (end, end);
        }
        if kept == 0 && out.is_empty() {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[kept..]);
        Cow::Owned(out)
    }

    /// Bytes without credentials, where they are text.
    pub(crate) fn bytes<'t>(&self, bytes: &'t [u8]) -> Cow<'t, [u8]> {
        let Ok(text) = std::str::from_utf8(bytes) else { return Cow::Borrowed(bytes) };
        match self.text(text) {
            Cow::Borrowed(_) => Cow::Borrowed(bytes),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }
    }

    /// A value whose texts hold no credentials; `None` when it is one already.
    pub(crate) fn value(&self, value: &Value) -> Option<Value> {
        if holds_one(value) { self.without(value) } else { None }
    }

    fn without(&self, value: &Value) -> Option<Value> {
        match value {
            Value::String(text) => match self.text(text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(Value::String(text)),
            },
            Value::Array(items) => {
                let changed: Vec<Option<Value>> = items.iter().map(|item| self.without(item)).collect();
                changed.iter().any(Option::is_some).then(|| {
                    let items = items.iter().zip(changed);
                    Value::Array(items.map(|(item, changed)| changed.unwrap_or_else(|| item.clone())).collect())
                })
            }
            Value::Object(fields) => {
                let changed: Vec<Option<Value>> = fields.values().map(|field| self.without(field)).collect();
                changed.iter().any(Option::is_some).then(|| {
                    let fields = fields.iter().zip(changed);
                    let field = |((name, field), changed): ((&String, &Value), Option<Value>)| {
                        (name.clone(), changed.unwrap_or_else(|| field.clone()))
                    };
                    Value::Object(fields.map(field).collect())
                })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    fn mark(&self, secret: &str) -> String {
        let digest = Sha256::of_parts(&[&self.key.to_le_bytes(), secret.as_bytes()]);
        format!("{REDACTED}{}]", digest.short(6))
    }
}

/// Whether a credential is in a value: most have none, and every record is looked through.
fn holds_one(value: &Value) -> bool {
    match value {
        Value::String(text) => find(text, 0).is_some(),
        Value::Array(items) => items.iter().any(holds_one),
        Value::Object(fields) => fields.values().any(holds_one),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The next credential at or after a place: where it begins and ends, bytes.
fn find(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut at = from;
    while at < bytes.len() {
        if may_begin(bytes[at], bytes.get(at + 1)) && (at == 0 || !word(bytes[at - 1])) {
            let rest = &text[at..];
            for (prefix, least) in PREFIXES.iter().filter(|(prefix, _)| rest.starts_with(prefix)) {
                let tail = &bytes[at + prefix.len()..];
                let length =
                    tail.iter().take_while(|byte| word(**byte) || matches!(byte, b'.' | b'/' | b'+' | b'=')).count();
                // Words of prose have no figures in them.
                if length >= *least && tail[..length].iter().any(u8::is_ascii_digit) {
                    return Some((at, at + prefix.len() + length));
                }
            }
        }
        if bytes[at] == b'-' && text[at..].starts_with(KEY_BEGIN) {
            let rest = &text[at..];
            let first = rest.find('\n').or_else(|| rest.find("\\n")).unwrap_or(rest.len());
            if rest[..first].contains(KEY_END) {
                let end = rest[KEY_BEGIN.len()..]
                    .rfind(KEY_END)
                    .map_or(rest.len(), |end| KEY_BEGIN.len() + end + KEY_END.len());
                let all = rest.find("-----END ").map_or(rest.len(), |_| end);
                return Some((at, at + all.max(first)));
            }
        }
        at += 1;
    }
    None
}

/// Whether one of [`PREFIXES`] may begin with these two bytes: every text of a record is looked through.
fn may_begin(first: u8, second: Option<&u8>) -> bool {
    let Some(second) = second else { return false };
    match first {
        b's' => *second == b'k',
        b'A' => matches!(second, b'K' | b'S' | b'I'),
        b'g' => matches!(second, b'h' | b'i' | b'l'),
        b'x' => *second == b'o',
        b'h' => *second == b'f',
        b'r' => *second == b'8',
        b'B' => *second == b'e',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: &str = "sk-proj-abcDEF123456ghiJKL7890mn";

    #[test]
    fn credentials_give_way_to_a_mark_that_tells_them_apart() {
        let scanner = Scanner::default();
        let text = format!("use {KEY}, or {KEY}; not AKIAIOSFODNN7EXAMPLE.");
        let clean = scanner.text(&text);
        assert!(!clean.contains(KEY) && !clean.contains("IOSFODNN7"), "{clean}");
        let marks: Vec<&str> = clean.split(REDACTED).skip(1).map(|rest| rest.split(']').next().unwrap()).collect();
        assert!(marks.len() == 3 && marks[0] == marks[1] && marks[0] != marks[2], "{clean}");
        assert!(clean.starts_with("use ") && clean.ends_with('.') || clean.ends_with(']'), "{clean}");
        // Another run has another key.
        assert_ne!(Scanner::default().text(&text), clean);
    }

    #[test]
    fn a_private_key_goes_whole() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow1\nabc\n-----END RSA PRIVATE KEY-----";
        let clean = Scanner::default().text(&format!("a {key} b")).into_owned();
        assert!(clean.starts_with("a [redacted:") && clean.ends_with("] b") && !clean.contains("MIIEow1"), "{clean}");
    }

    #[test]
    fn every_prefix_is_looked_for() {
        for (prefix, _) in PREFIXES {
            assert!(may_begin(prefix.as_bytes()[0], prefix.as_bytes().get(1)), "{prefix}");
        }
    }

    #[test]
    fn prose_and_hashes_stay() {
        let scanner = Scanner::default();
        for text in [
            "A poster for the sk-8 skate park, AKIA and ghp_ included",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "task-force-with-a-very-long-hyphenated-name",
            "Bearer of good news from the mountains",
            "-----BEGIN READING-----",
            "Überraschung für alle — 12 Größen",
        ] {
            assert!(matches!(scanner.text(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn every_text_of_a_value_is_looked_at() {
        let scanner = Scanner::default();
        assert_eq!(scanner.value(&json!({ "a": [1, "fine", null] })), None);
        let clean = scanner.value(&json!({ "a": [1, { "b": format!("key {KEY}") }], "c": "fine" })).unwrap();
        assert!(!clean.to_string().contains(KEY) && clean["c"] == "fine" && clean["a"][0] == 1);
    }

    #[test]
    fn any_text_is_scanned() {
        let scanner = Scanner::default();
        let mut random = design::Random::new(3);
        let parts = [
            "é",
            "sk-",
            "AKIA",
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "\n",
            "\\n",
            "-----END ",
            "9",
            " ",
            "𝄞",
            "ghp_",
            "x",
        ];
        for _ in 0..20_000 {
            let noise: String = (0..random.index(12)).map(|_| parts[random.index(parts.len())]).collect();
            let _ = scanner.text(&noise);
            let text = format!("{noise} {KEY} {noise}");
            assert!(!scanner.text(&text).contains(KEY), "{text}");
        }
    }
}
