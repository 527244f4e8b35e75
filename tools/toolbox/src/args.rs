//! From what a policy or a model says to typed arguments: parsed, validated against the full schema, decoded.

use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Problem, ToolError};
use crate::schema::accepts_null;

/// Largest arguments, bytes of JSON text.
pub const ARGS_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most problems reported at once.
const PROBLEMS_MAX: usize = 8;
/// Longest message of one problem, characters: it may quote what was given.
const MESSAGE_CHARS_MAX: usize = 240;
/// How deep optional values are looked for; schemas may refer to themselves.
const DEPTH_MAX: usize = 32;

/// Reads arguments that came as text.
///
/// # Errors
///
/// [`ToolError::InvalidInput`] when the text is too long or is not JSON.
pub fn parse(tool: &str, text: &str) -> Result<Value, ToolError> {
    if text.len() > ARGS_BYTES_MAX {
        let message = format!("the arguments are {} bytes long; at most {ARGS_BYTES_MAX} are read", text.len());
        return Err(ToolError::invalid(tool, "", message));
    }
    serde_json::from_str(text).map_err(|error| ToolError::invalid(tool, "", format!("not JSON: {error}")))
}

/// Checks `args` against the full schema and decodes them; a null for an optional value counts as left out.
pub(crate) fn decode<T: DeserializeOwned>(
    tool: &str,
    schema: &Value,
    validator: &Validator,
    args: &Value,
) -> Result<T, ToolError> {
    let mut args = as_recorded(args.clone());
    leave_out_nulls(schema, schema, &mut args, 0);
    if !validator.is_valid(&args) {
        let problem = |error: jsonschema::ValidationError<'_>| Problem {
            pointer: error.instance_path().to_string(),
            message: error.masked().to_string().chars().take(MESSAGE_CHARS_MAX).collect(),
        };
        let problems = validator.iter_errors(&args).take(PROBLEMS_MAX).map(problem).collect();
        return Err(ToolError::InvalidInput { tool: tool.to_owned(), problems });
    }
    serde_json::from_value(args).map_err(|error| ToolError::invalid(tool, "", error.to_string()))
}

/// The value as it reads back from a log: canonical JSON has one zero and no numbers beyond doubles. A replay is given
/// its arguments from the log, so a live call is given the same ones.
pub(crate) fn as_recorded(value: Value) -> Value {
    if reads_back(&value) {
        return value;
    }
    let mut bytes = Vec::new();
    design::canonical::write_value(&value, &mut bytes);
    serde_json::from_slice(&bytes).expect("canonical JSON is JSON")
}

/// Whether a value reads back from canonical JSON as it is: only some numbers do not.
fn reads_back(value: &Value) -> bool {
    /// Up to here a double holds every integer.
    const EXACT_MAX: u64 = 1 << 53;
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.unsigned_abs() <= EXACT_MAX,
            None => number.is_f64() && reads_back_as_it_is(value),
        },
        Value::Array(items) => items.iter().all(reads_back),
        Value::Object(fields) => fields.values().all(reads_back),
    }
}

fn reads_back_as_it_is(number: &Value) -> bool {
    let mut bytes = Vec::new();
    design::canonical::write_value(number, &mut bytes);
    serde_json::from_slice::<Value>(&bytes).is_ok_and(|read| read == *number)
}

/// Strict schemas make optional values nullable, so a model says null where it means nothing.
fn leave_out_nulls(root: &Value, schema: &Value, value: &mut Value, depth: usize) {
    // Most values have none, and most of a value that has one has none.
    if depth > DEPTH_MAX || !design::canonical::holds_null(value) {
        return;
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        if let Some(target) = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            leave_out_nulls(root, target, value, depth + 1);
        }
        return;
    }
    if let Some([first, second]) = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice) {
        let given = if accepts_null(second) { first } else { second };
        return leave_out_nulls(root, given, value, depth + 1);
    }
    match value {
        Value::Object(fields) => {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
            let required = schema.get("required").and_then(Value::as_array);
            let is_required = |name: &String| required.is_some_and(|all| all.iter().any(|one| one == name));
            fields.retain(|name, field| {
                let property = properties.get(name);
                !field.is_null() || is_required(name) || property.is_none_or(accepts_null)
            });
            for (name, field) in fields {
                if let Some(property) = properties.get(name) {
                    leave_out_nulls(root, property, field, depth + 1);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                items.iter_mut().for_each(|item| leave_out_nulls(root, schema, item, depth + 1));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, schema_for};
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Line {
        text: String,
        #[serde(default)]
        tags: Vec<String>,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Input {
        lines: Vec<Line>,
        size: u32,
        note: Option<String>,
    }

    fn read(args: &Value) -> Result<Input, ToolError> {
        let schema = schema_for!(Input);
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        decode("set_lines", schema.as_value(), &validator, args)
    }

    #[test]
    fn a_null_for_an_optional_value_counts_as_left_out() {
        let input = read(&json!({ "lines": [{ "text": "a", "tags": null }], "size": 3, "note": null })).unwrap();
        assert_eq!(input, Input { lines: vec![Line { text: "a".into(), tags: vec![] }], size: 3, note: None });
    }

    #[test]
    fn a_call_sees_its_arguments_as_a_log_holds_them() {
        let value = as_recorded(json!({ "zero": -0.0, "whole": 540.0, "text": "é" }));
        assert_eq!(value, json!({ "zero": 0, "whole": 540, "text": "é" }));
    }

    #[test]
    fn errors_name_where() {
        let error = read(&json!({ "lines": [{ "text": 7 }], "size": -1 })).unwrap_err();
        let ToolError::InvalidInput { problems, .. } = &error else { panic!("{error}") };
        let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, ["/lines/0/text", "/size"], "{error}");
    }

    #[test]
    fn text_that_is_no_json_or_too_long_is_refused() {
        assert!(parse("t", "{").is_err());
        assert!(parse("t", &"[".repeat(100_000)).is_err(), "nesting is bounded");
        assert!(parse("t", &" ".repeat(ARGS_BYTES_MAX + 1)).is_err());
        assert_eq!(parse("t", "{\"a\":1}").unwrap(), json!({ "a": 1 }));
    }
}
