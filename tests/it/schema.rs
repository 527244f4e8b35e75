//! `docs/schema/` of what a run writes and says, and of what models are described by, is generated from the types. After a change of them, run the tests with
//! `UPDATE_SCHEMA=1`.

use learned::{EncoderManifest, Manifest};
use maquette::{RunEvent, RunManifest};
use planner::{OptionSet, Record};
use schemars::{JsonSchema, schema_for};

#[track_caller]
fn is_current<T: JsonSchema>(name: &str) {
    let path = format!("{}/../docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema = serde_json::to_string_pretty(&schema_for!(T)).expect("a schema is JSON") + "\n";
    if std::env::var("UPDATE_SCHEMA").is_ok_and(|value| value == "1") {
        std::fs::write(&path, &schema).expect("docs/schema is writable");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema, "docs/schema/{name}.schema.json is stale; run the tests with UPDATE_SCHEMA=1");
}

#[test]
fn the_schemas_of_what_a_run_writes_are_current() {
    is_current::<OptionSet>("set");
    is_current::<Record>("record");
    is_current::<RunManifest>("run");
    is_current::<RunEvent>("event");
}

#[test]
fn the_schemas_of_models_in_folders_are_current() {
    is_current::<Manifest>("judge");
    is_current::<EncoderManifest>("encoder");
}
