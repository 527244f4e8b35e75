//! Canonical JSON (RFC 8785) and the SHA-256 names made from it.

use std::fmt;
use std::io::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256 as Hasher};

/// A SHA-256 digest; written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }

    /// Digests bytes that lie in parts.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = Hasher::new();
        parts.iter().for_each(|part| hasher.update(part));
        Self(hasher.finalize().into())
    }

    /// Digests the canonical JSON of `value`.
    ///
    /// # Panics
    ///
    /// When `value` has no JSON form (a map with keys that are not strings): a broken invariant of the type.
    #[must_use]
    pub fn of_json<T: Serialize + ?Sized>(value: &T) -> Self {
        Self::of(&to_canonical_json(value))
    }

    /// Reads 64 hex digits.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut out = [0u8; 32];
        for (byte, pair) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(out))
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first `bytes` bytes as hex digits: 2 × `bytes` characters.
    #[must_use]
    pub fn short(&self, bytes: usize) -> String {
        hex(&self.0[..bytes.min(32)])
    }

    /// Its first 53 bits as a number, for seeding: exact in any JSON reader.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.0[..8].iter().fold(0, |n: u64, &byte| (n << 8) | u64::from(byte)) >> 11
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256({self})")
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected 64 hex digits"))
    }
}

impl JsonSchema for Sha256 {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sha256".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// The name of a blob by its content; written as `sha256:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobRef(pub Sha256);

impl BlobRef {
    /// Names `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::of(bytes))
    }

    /// Reads `sha256:` followed by 64 hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix("sha256:").and_then(Sha256::parse).map(Self)
    }
}

impl fmt::Display for BlobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.0)
    }
}

impl Serialize for BlobRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected `sha256:` and 64 hex digits"))
    }
}

impl JsonSchema for BlobRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BlobRef".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" })
    }
}

/// Whether there is null anywhere in a value.
#[must_use]
pub fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(fields) => fields.values().any(holds_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Writes `value` as canonical JSON (RFC 8785): sorted keys, no spaces, one form for every number.
///
/// # Panics
///
/// When `value` has no JSON form (a map with keys that are not strings): a broken invariant of the type.
#[must_use]
pub fn to_canonical_json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let value = serde_json::to_value(value).expect("recorded types have string keys and finite numbers");
    let mut out = Vec::new();
    write_value(&value, &mut out);
    out
}

/// Appends a JSON value as canonical JSON.
pub fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_value(item, out);
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            out.push(b'{');
            // Keys are sorted by their UTF-16 code units. The map has them by code points, which is the same order unless
            // some lie beyond the basic plane; or as they came, where something else in the program has maps keep that order.
            let is_plain = |key: &String| key.is_ascii() || key.chars().all(|c| c < '\u{e000}');
            if fields.keys().all(is_plain) && fields.keys().is_sorted() {
                write_fields(fields.iter(), out);
            } else {
                let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
                sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                write_fields(sorted.into_iter(), out);
            }
            out.push(b'}');
        }
    }
}

fn write_fields<'v>(fields: impl Iterator<Item = (&'v String, &'v Value)>, out: &mut Vec<u8>) {
    for (place, (key, field)) in fields.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write_string(key, out);
        out.push(b':');
        write_value(field, out);
    }
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string has a JSON form");
}

fn write_number(number: &serde_json::Number, out: &mut Vec<u8>) {
    /// Whole numbers up to here have the same digits as a double (2⁵³).
    const EXACT: u64 = 1 << 53;
    let exact =
        number.as_u64().is_some_and(|n| n <= EXACT) || number.as_i64().is_some_and(|n| n.unsigned_abs() <= EXACT);
    if exact {
        let _ = write!(out, "{number}");
        return;
    }
    // Whatever is rare is left to the library.
    let text = serde_json_canonicalizer::to_vec(number).expect("a number of JSON is finite");
    out.extend_from_slice(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_order_does_not_change_the_hash() {
        let a: serde_json::Value = serde_json::from_str(r#"{"b":1.0,"a":[1e0,"é"]}"#).unwrap();
        let b: serde_json::Value = serde_json::from_str(r#"{"a":[1,"\u00e9"],"b":1}"#).unwrap();
        assert_eq!(Sha256::of_json(&a), Sha256::of_json(&b));
    }

    proptest::proptest! {
        #[test]
        fn it_is_what_the_library_writes(
            texts in proptest::collection::vec(proptest::prelude::any::<String>(), 0..6),
            floats in proptest::collection::vec(proptest::prelude::any::<f64>(), 0..6),
            small in proptest::collection::vec(-1e6..1e6_f64, 0..6),
            whole in proptest::collection::vec(proptest::prelude::any::<i64>(), 0..4),
            plain in proptest::collection::vec(0..1_000_u64, 0..4),
        ) {
            let mut fields = serde_json::Map::new();
            for (place, text) in texts.iter().enumerate() {
                fields.insert(text.clone(), serde_json::json!([text, place, null, true]));
            }
            for key in ["\u{fb01}", "\u{1d11e}", "a", "é"] {
                fields.insert(key.to_owned(), serde_json::json!({ key: {} }));
            }
            let all = [floats, small].concat();
            fields.insert("floats".to_owned(), serde_json::json!(all));
            fields.insert("whole".to_owned(), serde_json::json!([whole, plain]));
            let value = serde_json::Value::Object(fields);
            let theirs = serde_json_canonicalizer::to_vec(&value).unwrap();
            let ours = to_canonical_json(&value);
            proptest::prop_assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&theirs));
        }
    }

    #[test]
    fn a_blob_name_reads_back() {
        let name = BlobRef::of(b"abc");
        assert_eq!(BlobRef::parse(&name.to_string()), Some(name));
        assert_eq!(BlobRef::parse("sha256:xyz"), None);
        assert_eq!(name.0.short(4), "ba7816bf");
    }
}
