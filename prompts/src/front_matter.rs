//! The head of a prompt file: YAML between two lines of dashes.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::prompt::PromptError;

/// Longest front matter, bytes.
const BYTES_MAX: usize = 64 * 1024;
/// What the format knows. A key with a dot in it is somebody's own, and lands under its namespace.
const KEYS: [&str; 12] = [
    "config",
    "description",
    "ext",
    "input",
    "metadata",
    "model",
    "name",
    "output",
    "toolDefs",
    "tools",
    "variant",
    "version",
];

/// A file taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    pub(crate) head: Map<String, Value>,
    /// What stands under dotted keys, by namespace.
    pub(crate) ext: BTreeMap<String, Map<String, Value>>,
    /// The template, its lines ended by line feeds, without space around it.
    pub(crate) body: String,
}

/// Takes a prompt file apart.
pub(crate) fn split(file: &str, text: &str) -> Result<Parts, PromptError> {
    let wrong = |what: String| PromptError::Head { file: file.to_owned(), what };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let (head, body) =
        cut(&text).ok_or_else(|| wrong("it does not begin with front matter between two lines of `---`".to_owned()))?;
    if head.len() > BYTES_MAX {
        return Err(wrong(format!("the front matter is longer than {BYTES_MAX} bytes")));
    }
    let mut head: Value = serde_saphyr::from_str(head).map_err(|error| wrong(error.to_string()))?;
    head.sort_all_objects();
    let Value::Object(head) = head else { return Err(wrong("the front matter holds no keys".to_owned())) };
    let mut ext: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut known = Map::new();
    for (key, value) in head {
        match key.rsplit_once('.') {
            _ if KEYS.contains(&key.as_str()) => drop(known.insert(key, value)),
            Some((namespace, field)) => {
                drop(ext.entry(namespace.to_owned()).or_default().insert(field.to_owned(), value))
            }
            None => {
                return Err(wrong(format!(
                    "nobody knows the key `{key}`; one of your own has a dot in it: `mine.{key}`"
                )));
            }
        }
    }
    Ok(Parts { head: known, ext, body: body.trim().to_owned() })
}

/// The lines between the first line, which is dashes, and the next one that is, and what follows.
fn cut(text: &str) -> Option<(&str, &str)> {
    let is_fence = |line: &str| line.trim_end() == "---";
    let first = text.split_inclusive('\n').next().filter(|line| is_fence(line))?;
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if is_fence(line) {
            return Some((text[first.len()..at].trim_end_matches('\n'), &text[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_is_taken_apart() {
        let text = "---\r\nname: a\nversion: 1.2.0\nmine.owner: us\nmine.deep.key: 3\n---\n\n Hello\r\n{{x}} \n";
        let parts = split("a.prompt", text).unwrap();
        assert_eq!(parts.head, json!({ "name": "a", "version": "1.2.0" }).as_object().unwrap().clone());
        assert_eq!(parts.ext["mine"]["owner"], json!("us"));
        assert_eq!(parts.ext["mine.deep"]["key"], json!(3));
        assert_eq!(parts.body, "Hello\n{{x}}");
    }

    #[test]
    fn what_is_no_front_matter_is_refused() {
        for wrong in
            ["", "Hello", "---\nname: a\n", "---\nname: a: b\n---\n", "---\n- a\n---\n", "---\nowner: us\n---\nx"]
        {
            assert!(split("a.prompt", wrong).is_err(), "{wrong:?}");
        }
        let error = split("a.prompt", "---\nowner: us\n---\nx").unwrap_err();
        assert!(error.to_string().contains("`mine.owner`"), "{error}");
        // An alias bomb is bounded by the reader of YAML.
        let bomb = (1..30).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, i| {
            format!("{text}a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(","))
        });
        assert!(split("a.prompt", &format!("---\n{bomb}---\nx")).is_err());
    }
}
