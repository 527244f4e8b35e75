//! `docs/schema/` is generated from the types. After a change of them, run the tests with `UPDATE_SCHEMA=1`.

use maquette_design::kit::Manifest;
use maquette_design::{Brief, Document};
use schemars::{JsonSchema, schema_for};

#[expect(
    clippy::disallowed_methods,
    reason = "this test compares with committed files, and rewrites them when asked to"
)]
#[track_caller]
fn is_current<T: JsonSchema>(name: &str) {
    let path = format!("{}/../../docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema = serde_json::to_string_pretty(&schema_for!(T)).expect("a schema is JSON") + "\n";
    if std::env::var("UPDATE_SCHEMA").is_ok_and(|value| value == "1") {
        std::fs::write(&path, &schema).expect("docs/schema is writable");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema, "docs/schema/{name}.schema.json is stale; run the tests with UPDATE_SCHEMA=1");
}

#[test]
fn the_schema_of_kits_is_current() {
    is_current::<Manifest>("kit");
}

#[test]
fn the_schema_of_briefs_is_current() {
    is_current::<Brief>("brief");
}

#[test]
fn the_schema_of_designs_is_current() {
    is_current::<Document>("design");
}
