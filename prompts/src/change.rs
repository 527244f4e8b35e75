//! How far a change of a prompt goes: what its version must rise by at least.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::prompt::Contract;

/// How far a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What is told stays the same.
    Patch,
    /// Something was added, or is said otherwise.
    Minor,
    /// What worked before may not work any more.
    Major,
}

/// What changed, and how far that goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How far.
    pub level: Level,
    /// What, for people.
    pub what: String,
}

impl Contract {
    /// How this contract differs from the one before it.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        // Whoever fills it in gave what was taken before, and must still be able to.
        compare(&before.input, &self.input, "input", true, &mut changes);
        // Whoever reads the answer knows what there was before.
        compare(&before.output, &self.output, "output", false, &mut changes);
        let (was, is): (BTreeSet<_>, BTreeSet<_>) = (before.tools.iter().collect(), self.tools.iter().collect());
        let lost = was.difference(&is).map(|tool| (Level::Major, format!("the tool `{tool}` is not offered any more")));
        let new = is.difference(&was).map(|tool| (Level::Minor, format!("the tool `{tool}` is offered")));
        changes.extend(lost.chain(new).map(|(level, what)| Change { level, what }));
        changes
    }
}

/// Compares two schemas. What goes in may get wider; what comes out may get more.
fn compare(before: &Value, now: &Value, path: &str, goes_in: bool, changes: &mut Vec<Change>) {
    fn told(changes: &mut Vec<Change>, level: Level, what: String) {
        changes.push(Change { level, what });
    }
    if without_words(before) == without_words(now) {
        return;
    }
    let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned();
    let (Some(was), Some(is)) = (properties(before), properties(now)) else {
        return match widened(before, now) {
            Some(true) if goes_in => told(changes, Level::Minor, format!("`{path}` takes more than before")),
            Some(false) if !goes_in => told(changes, Level::Minor, format!("`{path}` is narrower than before")),
            _ => told(changes, Level::Major, format!("`{path}` is of another type")),
        };
    };
    let required = |schema: &Value| -> BTreeSet<String> {
        let names = schema.get("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (must, must_now) = (required(before), required(now));
    for name in was.keys().filter(|name| !is.contains_key(*name)) {
        told(changes, Level::Major, format!("`{path}.{name}` is gone"));
    }
    for name in is.keys().filter(|name| !was.contains_key(*name)) {
        let level = if goes_in && must_now.contains(name) { Level::Major } else { Level::Minor };
        let how = if level == Level::Major { "is new and required" } else { "is new" };
        told(changes, level, format!("`{path}.{name}` {how}"));
    }
    let rest = |schema: &Value| {
        let mut schema = without_words(schema);
        if let Some(fields) = schema.as_object_mut() {
            fields.retain(|key, _| !["properties", "required", "additionalProperties"].contains(&key.as_str()));
        }
        schema
    };
    if rest(before) != rest(now) {
        told(changes, Level::Major, format!("`{path}` has other rules"));
    }
    let others = |schema: &Value| schema.get("additionalProperties").cloned().unwrap_or(Value::Bool(true));
    if without_words(&others(before)) != without_words(&others(now)) {
        told(changes, Level::Major, format!("`{path}` takes other properties of other kinds"));
    }
    for (name, schema) in &was {
        let Some(now) = is.get(name) else { continue };
        match (must.contains(name), must_now.contains(name)) {
            (false, true) if goes_in => told(changes, Level::Major, format!("`{path}.{name}` is required now")),
            (true, false) if !goes_in => told(changes, Level::Major, format!("`{path}.{name}` may be missing now")),
            (was, is) if was != is => {
                told(changes, Level::Minor, format!("`{path}.{name}` {} required", if is { "is" } else { "is not" }))
            }
            _ => {}
        }
        compare(schema, now, &format!("{path}.{name}"), goes_in, changes);
    }
}

/// Whether a schema takes all that another took and more (`true`), or only some of it (`false`); `None` when neither is plain.
fn widened(before: &Value, now: &Value) -> Option<bool> {
    let rest = |schema: &Value| {
        let mut schema = without_words(schema);
        if let Some(fields) = schema.as_object_mut() {
            fields.remove("type");
            fields.remove("enum");
        }
        schema
    };
    if rest(before) != rest(now) {
        return None;
    }
    let taken = |schema: &Value, key: &str| -> Option<BTreeSet<String>> {
        match schema.get(key) {
            None => None,
            Some(Value::Array(values)) => Some(values.iter().map(Value::to_string).collect()),
            Some(one) => Some([one.to_string()].into()),
        }
    };
    // No type, or no choice, is any.
    let (mut wider, mut narrower) = (true, true);
    for key in ["type", "enum"] {
        let (was, is) = (taken(before, key), taken(now, key));
        wider &= is.is_none() || matches!((&was, &is), (Some(was), Some(is)) if was.is_subset(is));
        narrower &= was.is_none() || matches!((&was, &is), (Some(was), Some(is)) if is.is_subset(was));
    }
    match (wider, narrower) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// A schema without what is said of it.
fn without_words(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, value)| !(name.as_str() == "description" && value.is_string()));
            kept.map(|(name, value)| (name.clone(), without_words(value))).collect()
        }
        Value::Array(items) => Value::Array(items.iter().map(without_words).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::picoschema::to_json_schema;

    fn contract(input: Value, output: Value, tools: &[&str]) -> Contract {
        let schema = |pico: Value| to_json_schema(&pico).unwrap();
        Contract {
            input: schema(input),
            output: schema(output),
            tools: tools.iter().map(|&tool| tool.to_owned()).collect(),
        }
    }

    #[track_caller]
    fn check(input: Value, output: Value, tools: &[&str], want: Option<Level>) {
        let before = contract(json!({ "a": "string", "b?": "integer" }), json!({ "x": "string" }), &["search"]);
        let changes = contract(input, output, tools).changes_since(&before);
        assert_eq!(changes.iter().map(|change| change.level).max(), want, "{changes:?}");
    }

    #[test]
    fn a_change_goes_as_far_as_its_worst_part() {
        let (a, x) = (json!({ "a": "string", "b?": "integer" }), json!({ "x": "string" }));
        check(a.clone(), x.clone(), &["search"], None);
        check(json!({ "a": "string, in other words", "b?": "integer" }), x.clone(), &["search"], None);
        // What goes in.
        check(json!({ "a": "string", "b?": "integer", "c?": "string" }), x.clone(), &["search"], Some(Level::Minor));
        check(json!({ "a": "any", "b?": "integer" }), x.clone(), &["search"], Some(Level::Minor));
        check(json!({ "a?": "string", "b?": "integer" }), x.clone(), &["search"], Some(Level::Minor));
        check(json!({ "a": "string", "b?": "integer", "c": "string" }), x.clone(), &["search"], Some(Level::Major));
        check(json!({ "a": "string" }), x.clone(), &["search"], Some(Level::Major));
        check(json!({ "a": "integer", "b?": "integer" }), x.clone(), &["search"], Some(Level::Major));
        check(json!({ "a": "string", "b": "integer" }), x.clone(), &["search"], Some(Level::Major));
        // What comes out.
        check(a.clone(), json!({ "x": "string", "y": "string" }), &["search"], Some(Level::Minor));
        check(a.clone(), json!({}), &["search"], Some(Level::Major));
        check(a.clone(), json!({ "x": "any" }), &["search"], Some(Level::Major));
        check(a.clone(), json!({ "x?": "string" }), &["search"], Some(Level::Major));
        // Tools.
        check(a.clone(), x.clone(), &["search", "draw"], Some(Level::Minor));
        check(a, x, &[], Some(Level::Major));
    }
}
