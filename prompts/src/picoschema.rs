//! Picoschema: schemas short enough for front matter, as JSON Schema.
//!
//! `name?: string, what it is` is an optional property that may be null; `tags(array, what for): string` a list,
//! `kind(enum): [a, b]` a choice, `size(object): {…}` a nested object, `(*)` any other property. What has a JSON Schema's
//! `type` or `properties` at its top is one, and stays as it is. Source: the format's reference, "Picoschema".

use serde_json::{Map, Value, json};

/// Deepest nesting.
const DEPTH_MAX: usize = 24;
const SCALARS: [&str; 6] = ["any", "boolean", "integer", "null", "number", "string"];
const WILDCARD: &str = "(*)";

/// What is no Picoschema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at {path:?} of a schema")]
pub struct PicoschemaError {
    /// What is wrong.
    pub what: String,
    /// Where, as keys from the top.
    pub path: String,
}

/// Reads a schema of front matter as JSON Schema.
///
/// # Errors
///
/// [`PicoschemaError`] for a type that there is not, or one nested too deeply.
pub fn to_json_schema(schema: &Value) -> Result<Value, PicoschemaError> {
    if let Value::Object(fields) = schema {
        let kind = fields.get("type").and_then(Value::as_str);
        let several = fields.get("type").is_some_and(Value::is_array);
        if several || kind.is_some_and(|kind| SCALARS.contains(&kind) || kind == "object" || kind == "array") {
            return Ok(schema.clone());
        }
        if fields.get("properties").is_some_and(Value::is_object) {
            let mut schema = fields.clone();
            schema.insert("type".to_owned(), json!("object"));
            return Ok(Value::Object(schema));
        }
    }
    let mut read = of_pico(schema, &mut Vec::new())?;
    // At the top the reference keeps the name `any`; nothing is ever of that type.
    if schema.is_string() && read.get("type").is_none() {
        read["type"] = json!(["array", "boolean", "integer", "null", "number", "object", "string"]);
    }
    Ok(read)
}

fn of_pico(schema: &Value, path: &mut Vec<String>) -> Result<Value, PicoschemaError> {
    let wrong = |what: String, path: &[String]| PicoschemaError { what, path: path.join(".") };
    if path.len() > DEPTH_MAX {
        return Err(wrong(format!("more than {DEPTH_MAX} levels"), path));
    }
    match schema {
        Value::String(text) => {
            let (kind, description) = described(text);
            if !SCALARS.contains(&kind) {
                return Err(wrong(format!("there is no type `{kind}`"), path));
            }
            let mut read = Map::new();
            if kind != "any" {
                read.insert("type".to_owned(), json!(kind));
            }
            describe(&mut read, description);
            Ok(Value::Object(read))
        }
        Value::Object(fields) => of_object(fields, path),
        other => Err(wrong(format!("{other} is neither a type nor an object"), path)),
    }
}

fn of_object(fields: &Map<String, Value>, path: &mut Vec<String>) -> Result<Value, PicoschemaError> {
    let (mut properties, mut required, mut others) = (Map::new(), Vec::new(), json!(false));
    for (key, value) in fields {
        path.push(key.clone());
        if key == WILDCARD {
            others = of_pico(value, path)?;
        } else {
            let (name, property) = of_property(key, value, path)?;
            if !key.split('(').next().unwrap_or(key).ends_with('?') {
                required.push(json!(name));
            }
            properties.insert(name, property);
        }
        path.pop();
    }
    let mut read = json!({ "type": "object", "properties": properties, "additionalProperties": others });
    if !required.is_empty() {
        read["required"] = Value::Array(required);
    }
    Ok(read)
}

/// The name and the schema of a property.
fn of_property(key: &str, value: &Value, path: &mut Vec<String>) -> Result<(String, Value), PicoschemaError> {
    let (name, inside) = key.split_once('(').unwrap_or((key, ""));
    let optional = name.ends_with('?');
    let name = name.strip_suffix('?').unwrap_or(name).to_owned();
    let Some(inside) = inside.strip_suffix(')') else {
        if !inside.is_empty() {
            let what = format!("`{key}` has no closing bracket");
            return Err(PicoschemaError { what, path: path.join(".") });
        }
        let mut property = of_pico(value, path)?;
        if optional {
            or_null(&mut property);
        }
        return Ok((name, property));
    };
    let (kind, description) = described(inside);
    let mut property = match kind {
        "array" => json!({ "type": "array", "items": of_pico(value, path)? }),
        "object" => of_pico(value, path)?,
        "enum" => match value {
            Value::Array(values) if !values.is_empty() => json!({ "enum": values }),
            _ => {
                let what = "an enum needs a list of its values".to_owned();
                return Err(PicoschemaError { what, path: path.join(".") });
            }
        },
        other => {
            let what = format!("`{other}` is none of array, object and enum");
            return Err(PicoschemaError { what, path: path.join(".") });
        }
    };
    if optional {
        or_null(&mut property);
    }
    if let Value::Object(fields) = &mut property {
        describe(fields, description);
    }
    Ok((name, property))
}

/// Lets a property be null as well: what is optional may be left out either way.
fn or_null(property: &mut Value) {
    if let Some(kind) = property.get("type").and_then(Value::as_str).filter(|kind| *kind != "null") {
        property["type"] = json!([kind, "null"]);
    }
    if let Some(values) = property.get_mut("enum").and_then(Value::as_array_mut)
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

fn describe(fields: &mut Map<String, Value>, description: Option<&str>) {
    if let Some(description) = description.filter(|description| !description.is_empty()) {
        fields.insert("description".to_owned(), json!(description));
    }
}

/// A type and what is said of it, which a comma parts.
fn described(text: &str) -> (&str, Option<&str>) {
    match text.split_once(',') {
        Some((kind, description)) => (kind, Some(description.trim_start_matches(' '))),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pico: Value, want: Value) {
        assert_eq!(to_json_schema(&pico), Ok(want));
    }

    #[test]
    fn properties_are_typed_described_and_optional() {
        check(
            json!({ "name": "string, of the person, as said", "age?": "integer", "extra?": "any" }),
            json!({
                "type": "object",
                "properties": {
                    "name": { "type": "string", "description": "of the person, as said" },
                    "age": { "type": ["integer", "null"] },
                    "extra": {},
                },
                "required": ["name"],
                "additionalProperties": false,
            }),
        );
    }

    #[test]
    fn lists_choices_and_objects_nest() {
        check(
            json!({ "tags?(array, what for)": "string", "kind(enum)": ["a", "b"], "size(object)": { "w": "number" } }),
            json!({
                "type": "object",
                "properties": {
                    "tags": { "type": ["array", "null"], "items": { "type": "string" }, "description": "what for" },
                    "kind": { "enum": ["a", "b"] },
                    "size": {
                        "type": "object", "properties": { "w": { "type": "number" } }, "required": ["w"],
                        "additionalProperties": false,
                    },
                },
                "required": ["kind", "size"],
                "additionalProperties": false,
            }),
        );
        check(
            json!({ "(*)": "string" }),
            json!({ "type": "object", "properties": {}, "additionalProperties": { "type": "string" } }),
        );
    }

    #[test]
    fn a_json_schema_stays_as_it_is() {
        check(json!({ "type": "array", "items": {} }), json!({ "type": "array", "items": {} }));
        check(json!({ "properties": {} }), json!({ "properties": {}, "type": "object" }));
    }

    #[test]
    fn what_is_no_schema_is_refused_with_its_place() {
        let error = to_json_schema(&json!({ "a": { "b": "strng" } })).unwrap_err();
        assert_eq!(error.to_string(), "there is no type `strng` at \"a.b\" of a schema");
        for wrong in [
            json!({ "a": 3 }),
            json!({ "a(list)": "string" }),
            json!({ "a(enum)": "b" }),
            json!({ "a(array": "string" }),
        ] {
            assert!(to_json_schema(&wrong).is_err(), "{wrong}");
        }
        let deep = (0..40).fold(json!("string"), |inner, _| json!({ "a": inner }));
        assert!(to_json_schema(&deep).is_err());
    }
}
