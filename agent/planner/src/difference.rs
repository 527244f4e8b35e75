//! Where two JSON values first differ.

use design::Sha256;
use serde_json::Value;

/// Longest text of a value, characters.
const TEXT_CHARS_MAX: usize = 400;

/// Where two values first differ, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The place (RFC 6901); empty when they differ as a whole.
    pub pointer: String,
    /// The first value there, as JSON, cut when it is long; `nothing` where there is none.
    pub a: String,
    /// The second.
    pub b: String,
}

impl Mismatch {
    /// Compares two values; `None` when they are the same. 540 and 540.0 are one number.
    #[must_use]
    pub fn between(a: &Value, b: &Value) -> Option<Self> {
        let mut pointer = String::new();
        let (mut a, mut b) = (Some(a), Some(b));
        if !differs(a, b) {
            return None;
        }
        loop {
            let step = match (a, b) {
                (Some(Value::Object(x)), Some(Value::Object(y))) => {
                    let names = x.keys().chain(y.keys().filter(|name| !x.contains_key(*name)));
                    let mut names: Vec<&String> = names.collect();
                    names.sort();
                    let differing = names.into_iter().find(|name| differs(x.get(*name), y.get(*name)));
                    differing.map(|name| (escape(name), x.get(name), y.get(name)))
                }
                (Some(Value::Array(x)), Some(Value::Array(y))) => {
                    let differing = (0..x.len().max(y.len())).find(|at| differs(x.get(*at), y.get(*at)));
                    differing.map(|at| (at.to_string(), x.get(at), y.get(at)))
                }
                _ => None,
            };
            let Some((name, x, y)) = step else { break };
            pointer = format!("{pointer}/{name}");
            (a, b) = (x, y);
        }
        Some(Self { pointer, a: text(a), b: text(b) })
    }
}

fn differs(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a != b && Sha256::of_json(a) != Sha256::of_json(b),
        (None, None) => false,
        _ => true,
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| cut(&value.to_string()))
}

/// A text, cut where it is long.
pub(crate) fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(TEXT_CHARS_MAX).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(a: Value, b: Value, want: Option<(&str, &str, &str)>) {
        let found = Mismatch::between(&a, &b);
        let found = found.as_ref().map(|found| (found.pointer.as_str(), found.a.as_str(), found.b.as_str()));
        assert_eq!(found, want);
    }

    #[test]
    fn the_first_place_is_named() {
        check(json!({ "a": 540, "b": [1] }), json!({ "a": 540.0, "b": [1] }), None);
        check(json!(1), json!("1"), Some(("", "1", "\"1\"")));
        check(json!({ "a": { "x/y": [1, 2] } }), json!({ "a": { "x/y": [1, 3] } }), Some(("/a/x~1y/1", "2", "3")));
        check(json!({ "a": 1 }), json!({ "a": 1, "b": null }), Some(("/b", "nothing", "null")));
        check(json!([1, 2]), json!([1]), Some(("/1", "2", "nothing")));
        let long = Mismatch::between(&json!("x".repeat(9_999)), &json!(null)).unwrap();
        assert!(long.a.ends_with('…') && long.a.chars().count() == TEXT_CHARS_MAX + 1);
    }
}
