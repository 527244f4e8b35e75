//! Manifests: what is taken, and where what is not taken is wrong.

use design::DataError;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{JUDGE, manifest_with};
use crate::{HEADS_MAX, MANIFEST_BYTES_MAX, Manifest, Resize};

#[track_caller]
fn check(pointer: &str, value: Value, want: &str) {
    let error = Manifest::from_json(&manifest_with(pointer, value.clone())).unwrap_err();
    assert_eq!(error.to_string(), want, "{pointer}: {value}");
}

#[test]
fn a_manifest_reads_back_as_it_was_written() {
    let manifest = Manifest::from_json(JUDGE.as_bytes()).unwrap();
    let written = serde_json::to_vec(&manifest).unwrap();
    assert_eq!(Manifest::from_json(&written).unwrap(), manifest);
    assert_eq!(manifest.files().into_keys().collect::<Vec<_>>(), ["encoder.onnx", "head.onnx"]);
    let contain = json!({ "contain": { "pad": "#123" } });
    let manifest = Manifest::from_json(&manifest_with("/encoder/input/resize", contain)).unwrap();
    assert_eq!(manifest.encoder.input.resize, Resize::Contain { pad: design::Srgb::new(0x11, 0x22, 0x33) });
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    check("/encoder/input/width", json!(0), "/encoder/input/width: expected 1 to 1024 px, found 0");
    check("/encoder/input/height", json!(1025), "/encoder/input/height: expected 1 to 1024 px, found 1025");
    check("/encoder/input/std/1", json!(0.0), "/encoder/input/std/1: expected a number above 0");
    check("/encoder/input/mean/2", json!(1e39), "line 1, column 143: number out of range");
    check("/heads", json!([]), "/heads: expected 1 to 32 heads, found 0");
    check("/heads/1/name", json!("liked"), "/heads/1/name: `liked` is taken");
    let name = "expected 1 to 64 of a–z, 0–9 and `_`, beginning with a letter";
    for strange in ["", "Liked", "1st", "_a", "a-b", "é", &"a".repeat(65)] {
        check("/heads/0/name", json!(strange), &format!("/heads/0/name: {name}"));
    }
    check("/name", json!(" "), "/name: expected 1 to 64 characters on one line");
    check("/version", json!("a\nb"), "/version: expected 1 to 64 characters on one line");
    check("/encoder/output", json!(""), "/encoder/output: expected 1 to 200 bytes, or nothing at all");
    check("/heads/0/sha256", Value::Null, "/heads/0/sha256: a file needs its SHA-256 beside it");
    check("/heads/0/file", Value::Null, "/heads/0/file: a SHA-256 needs its file beside it");
    let other = json!("0".repeat(64));
    check("/heads/1/sha256", other, "/heads/1/sha256: another part has another SHA-256 for this file");
    check("/heads/1/read", json!({ "expected": [1] }), "/heads/1/read/expected: expected 2 numbers or more, found 1");
}

#[test]
fn percentiles_rise() {
    check("/heads/0/percentiles", json!([1.0]), "/heads/0/percentiles: expected 2 to 101 numbers, found 1");
    check("/heads/0/percentiles", json!(vec![0; 102]), "/heads/0/percentiles: expected 2 to 101 numbers, found 102");
    let level = json!([0.0, 1.0, 1.0, 2.0]);
    check("/heads/0/percentiles", level, "/heads/0/percentiles/2: expected more than the number before it");
    let mut manifest = Manifest::from_json(JUDGE.as_bytes()).unwrap();
    manifest.heads[0].percentiles[1] = f32::NAN;
    let error = manifest.check().unwrap_err().to_string();
    assert_eq!(error, "/heads/0/percentiles/1: expected a number of 32 bits");
}

#[test]
fn files_stay_in_their_folder() {
    for path in ["/etc/passwd", "../a.onnx", "a/../../b", "a//b", "./a", "a/", "", ".."] {
        let want = format!("/encoder/file: `{path}` leaves the folder; name a file below it");
        check("/encoder/file", json!(path), &want);
    }
    let strange = "expected at most 200 bytes without control characters, `\\` and `:`";
    for path in ["C:a.onnx", "..\\a", "a\u{0}b", &"a".repeat(201)] {
        check("/heads/0/file", json!(path), &format!("/heads/0/file: {strange}"));
    }
    let below = manifest_with("/encoder/file", json!("models/v..2/encoder.onnx"));
    assert!(Manifest::from_json(&below).is_ok());
}

#[test]
fn what_is_not_known_is_refused_with_its_line() {
    let broken = JUDGE.replacen("\"version\"", "\"versions\"", 1);
    let error = Manifest::from_json(broken.as_bytes()).unwrap_err();
    let DataError::Malformed { line: 3, reason, .. } = &error else { panic!("{error}") };
    assert!(reason.starts_with("unknown field `versions`"), "{reason}");
    for (place, value) in
        [("/encoder/input/filter", "nearest"), ("/encoder/input/scale", "1/256"), ("/encoder/input/resize", "x")]
    {
        let error = Manifest::from_json(&manifest_with(place, json!(value))).unwrap_err();
        assert!(error.to_string().contains("unknown variant"), "{error}");
    }
    assert!(Manifest::from_json(&manifest_with("/heads/0/read", json!({ "value": -1 }))).is_err());
    assert!(Manifest::from_json(&manifest_with("/heads/0/read", json!({ "value": 1, "softmax": 2 }))).is_err());
}

#[test]
fn a_manifest_has_a_largest_size() {
    let mut long = JUDGE.as_bytes().to_vec();
    long.resize(MANIFEST_BYTES_MAX, b' ');
    assert!(Manifest::from_json(&long).is_ok());
    long.push(b' ');
    assert_eq!(
        Manifest::from_json(&long),
        Err(DataError::TooLarge { found: MANIFEST_BYTES_MAX + 1, max: MANIFEST_BYTES_MAX })
    );
    let heads: Vec<_> = (0..=HEADS_MAX)
        .map(
            |at| json!({ "name": format!("h{at}"), "read": { "value": 0 }, "percentiles": [0, 1], "better": "higher" }),
        )
        .collect();
    check("/heads", json!(heads), "/heads: expected 1 to 32 heads, found 33");
    assert!(Manifest::from_json("[".repeat(60_000).as_bytes()).is_err());
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let schema = serde_json::to_value(schemars::schema_for!(Manifest)).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema["required"], json!(["name", "version", "encoder", "heads"]));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(at in 0..JUDGE.len(), byte in any::<u8>(), cut in 0..JUDGE.trim_end().len()) {
        let mut bytes = JUDGE.as_bytes().to_vec();
        bytes[at] = byte;
        if let Err(error) = Manifest::from_json(&bytes) {
            prop_assert!(!error.to_string().contains(char::is_control));
        }
        // Without its last brace it is none.
        prop_assert!(Manifest::from_json(&JUDGE.as_bytes()[..cut]).is_err());
    }
}
