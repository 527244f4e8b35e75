//! The strict subset of JSON Schema that a model may be shown.
//!
//! Every property is required, objects are closed, optional values are nullable; there are no maps and no values of
//! any type. The full schema still validates what comes back: the strict one only narrows what a model may say.

use serde_json::{Map, Value, json};

/// Why a schema has no strict form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pointer}` {reason}")]
pub struct NotStrict {
    /// JSON pointer into the schema.
    pub pointer: String,
    /// What stands in the way.
    pub reason: &'static str,
}

/// Keywords that are kept as they are where they stand.
const KEPT: &[&str] = &[
    "description",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
];

/// Converts a root schema (an object's) to its strict form.
///
/// # Errors
///
/// [`NotStrict`] for maps, free JSON, tuples and roots that are not objects.
pub fn to_strict(schema: &Value) -> Result<Value, NotStrict> {
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(NotStrict { pointer: String::new(), reason: "is not an object" });
    }
    let mut strict = convert(schema, "")?;
    if let Some(definitions) = schema.get("$defs").and_then(Value::as_object) {
        let mut converted = Map::new();
        for (name, definition) in definitions {
            converted.insert(name.clone(), convert(definition, &format!("/$defs/{name}"))?);
        }
        strict["$defs"] = Value::Object(converted);
    }
    Ok(strict)
}

fn convert(schema: &Value, pointer: &str) -> Result<Value, NotStrict> {
    let refuse = |reason| Err(NotStrict { pointer: pointer.to_owned(), reason });
    let Some(fields) = schema.as_object() else {
        return refuse("takes a value of any type");
    };
    if let Some(target) = fields.get("$ref") {
        return Ok(json!({ "$ref": target }));
    }
    if let Some(variants) = fields.get("oneOf").or_else(|| fields.get("anyOf")).and_then(Value::as_array) {
        return convert_variants(fields, variants, pointer);
    }
    if let Some([only]) = fields.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        return convert(only, &format!("{pointer}/allOf/0"));
    }
    let mut strict: Map<String, Value> =
        KEPT.iter().filter_map(|&key| Some((key.to_owned(), fields.get(key)?.clone()))).collect();
    if let Some(only) = fields.get("const") {
        strict.insert("enum".to_owned(), json!([only]));
    }
    let Some(kind) = fields.get("type") else {
        return if strict.contains_key("enum") {
            Ok(Value::Object(strict))
        } else {
            refuse("takes a value of any type")
        };
    };
    strict.insert("type".to_owned(), kind.clone());
    if includes(kind, "object") {
        convert_object(fields, &mut strict, pointer)?;
    }
    if includes(kind, "array") {
        if fields.contains_key("prefixItems") {
            return refuse("is a tuple");
        }
        let Some(items) = fields.get("items") else {
            return refuse("is a list of values of any type");
        };
        strict.insert("items".to_owned(), convert(items, &format!("{pointer}/items"))?);
    }
    Ok(Value::Object(strict))
}

fn convert_variants(fields: &Map<String, Value>, variants: &[Value], pointer: &str) -> Result<Value, NotStrict> {
    let constants: Option<Vec<&Value>> = variants.iter().map(|variant| variant.get("const")).collect();
    let mut strict = Map::new();
    if let Some(description) = fields.get("description") {
        strict.insert("description".to_owned(), description.clone());
    }
    if let Some(constants) = constants.filter(|all| all.iter().all(|constant| constant.is_string())) {
        strict.insert("type".to_owned(), json!("string"));
        strict.insert("enum".to_owned(), json!(constants));
    } else {
        let one = |(index, variant)| convert(variant, &format!("{pointer}/anyOf/{index}"));
        let converted = variants.iter().enumerate().map(one).collect::<Result<Vec<_>, _>>()?;
        strict.insert("anyOf".to_owned(), Value::Array(converted));
    }
    Ok(Value::Object(strict))
}

fn convert_object(
    fields: &Map<String, Value>,
    strict: &mut Map<String, Value>,
    pointer: &str,
) -> Result<(), NotStrict> {
    let open = fields.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false));
    if open || fields.contains_key("patternProperties") {
        return Err(NotStrict { pointer: pointer.to_owned(), reason: "is a map" });
    }
    let required: Vec<&str> =
        fields.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut properties = Map::new();
    for (name, property) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let converted = convert(property, &format!("{pointer}/properties/{name}"))?;
        let converted = if required.contains(&name.as_str()) { converted } else { nullable(converted) };
        properties.insert(name.clone(), converted);
    }
    strict.insert("required".to_owned(), json!(properties.keys().collect::<Vec<_>>()));
    strict.insert("properties".to_owned(), Value::Object(properties));
    strict.insert("additionalProperties".to_owned(), Value::Bool(false));
    Ok(())
}

fn nullable(mut schema: Value) -> Value {
    if accepts_null(&schema) {
        return schema;
    }
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = match kind {
            Value::Array(mut kinds) => {
                kinds.push(json!("null"));
                Value::Array(kinds)
            }
            one => json!([one, "null"]),
        };
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.push(Value::Null);
        }
        return schema;
    }
    match schema.get_mut("anyOf") {
        Some(Value::Array(variants)) => {
            variants.push(json!({ "type": "null" }));
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

/// Whether `schema` names null among its types or variants.
pub(crate) fn accepts_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| includes(kind, "null"))
        || ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten().any(accepts_null)
}

fn includes(kind: &Value, name: &str) -> bool {
    match kind {
        Value::String(one) => one == name,
        Value::Array(many) => many.iter().any(|one| one == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schemars::{JsonSchema, schema_for};

    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Inner {
        size: f64,
    }

    /// How loud.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Volume {
        /// Hardly there.
        Soft,
        /// Unmissable.
        Loud,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Sound {
        name: String,
        limit: Option<u32>,
        inner: Option<Inner>,
        many: Vec<Inner>,
        #[schemars(default)]
        volume: Option<Volume>,
    }

    #[test]
    fn a_strict_schema_closes_every_object_and_requires_every_property() {
        let strict = to_strict(schema_for!(Sound).as_value()).unwrap();
        assert_eq!(strict["additionalProperties"], json!(false));
        assert_eq!(strict["required"].as_array().unwrap().len(), 5);
        assert_eq!(strict["properties"]["limit"]["type"], json!(["integer", "null"]));
        assert_eq!(strict["properties"]["inner"]["anyOf"][1], json!({ "type": "null" }));
        assert_eq!(strict["$defs"]["Inner"]["additionalProperties"], json!(false));
        assert_eq!(strict["$defs"]["Volume"]["enum"], json!(["Soft", "Loud"]));
        let text = strict.to_string();
        assert!(!text.contains("oneOf") && !text.contains("format"), "{text}");
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct WithMap {
        by_name: BTreeMap<String, u32>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct WithAny {
        whatever: Value,
    }

    #[test]
    fn maps_and_free_json_have_no_strict_form() {
        let check = |schema: &Value, pointer: &str| assert_eq!(to_strict(schema).unwrap_err().pointer, pointer);
        check(schema_for!(WithMap).as_value(), "/properties/by_name");
        check(schema_for!(WithAny).as_value(), "/properties/whatever");
        check(schema_for!(String).as_value(), "");
        check(schema_for!((u8, String)).as_value(), "");
    }
}
