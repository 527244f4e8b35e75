//! One version of a prompt.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jsonschema::Validator;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::front_matter::{self, Parts};
use crate::message::Message;
use crate::picoschema::to_json_schema;
use crate::template::{self, Template};
use crate::version::Version;
use crate::{digest_of, library::FILE_BYTES_MAX};

/// Longest name, characters.
const NAME_CHARS_MAX: usize = 64;
/// Most problems that are told of at once.
const PROBLEMS_MAX: usize = 6;

/// Why a file is no prompt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// The front matter cannot be read, or says what nobody knows.
    #[error("{file}: {what}")]
    Head {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The template cannot be read.
    #[error("{file}: the template cannot be read: {what}")]
    Template {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The file is longer than it may be.
    #[error("{file} is longer than {FILE_BYTES_MAX} bytes")]
    TooLong {
        /// The file.
        file: String,
    },
}

/// Why a prompt cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The variables are not what the prompt takes.
    #[error("the prompt `{prompt}` cannot be filled in: {}", problems.join("; "))]
    Variables {
        /// The prompt.
        prompt: String,
        /// What is wrong with which.
        problems: Vec<String>,
    },
    /// The template did not take them.
    #[error("the prompt `{prompt}` cannot be filled in: {what}")]
    Template {
        /// The prompt.
        prompt: String,
        /// What is wrong.
        what: String,
    },
}

/// What goes in and comes out, and which tools are offered: what a change of must not surprise anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// JSON Schema of the variables.
    pub input: Value,
    /// JSON Schema of the answer; null where it is free text.
    pub output: Value,
    /// The tools that it offers by name.
    pub tools: Vec<String>,
}

/// One version of a prompt. Cheap to clone.
#[derive(Clone)]
pub struct Prompt(Arc<Read>);

struct Read {
    name: String,
    version: Version,
    description: String,
    role: Option<String>,
    config: Map<String, Value>,
    /// How the answer is to be written.
    format: Option<Value>,
    defaults: Map<String, Value>,
    contract: Contract,
    validator: Validator,
    ext: BTreeMap<String, Map<String, Value>>,
    body: String,
    template: Template,
    digest: String,
}

impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prompt({}@{} {})", self.name(), self.version(), &self.digest()[..12])
    }
}

impl PartialEq for Prompt {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Prompt {
    /// Reads a prompt file, with the partials that it may name.
    ///
    /// # Errors
    ///
    /// [`PromptError`] that says what of it is wrong.
    pub fn read(file: &str, text: &str, partials: &BTreeMap<String, String>) -> Result<Self, PromptError> {
        if text.len() > FILE_BYTES_MAX {
            return Err(PromptError::TooLong { file: file.to_owned() });
        }
        let wrong = |what: String| PromptError::Head { file: file.to_owned(), what };
        let Parts { head, ext, body } = front_matter::split(file, text)?;
        let text_of = |key: &str| match head.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(wrong(format!("`{key}` is {other}, and must be text"))),
        };
        let name = text_of("name")?.ok_or_else(|| wrong("it has no `name`".to_owned()))?;
        if !is_name(&name) {
            return Err(wrong(format!("`{name}` is no name: at most {NAME_CHARS_MAX} of a–z, 0–9, `_` and `-`")));
        }
        let version = text_of("version")?.ok_or_else(|| wrong("it has no `version`".to_owned()))?;
        let version: Version = version.parse().map_err(&wrong)?;
        let object = |key: &str| match head.get(key) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(fields)) => Ok(fields.clone()),
            Some(other) => Err(wrong(format!("`{key}` is {other}, and must hold keys"))),
        };
        let (input, output, config) = (object("input")?, object("output")?, object("config")?);
        only(&input, "input", &["schema", "default"]).map_err(&wrong)?;
        only(&output, "output", &["schema", "format"]).map_err(&wrong)?;
        let schema = |fields: &Map<String, Value>, key: &str| match fields.get("schema") {
            None | Some(Value::Null) => Ok(Value::Null),
            Some(schema) => to_json_schema(schema).map_err(|error| wrong(format!("`{key}`: {error}"))),
        };
        let mut contract =
            Contract { input: schema(&input, "input")?, output: schema(&output, "output")?, tools: Vec::new() };
        if contract.input.is_null() {
            contract.input = json!({ "type": "object", "properties": {}, "additionalProperties": false });
        }
        contract.input.sort_all_objects();
        contract.output.sort_all_objects();
        for tool in head.get("tools").and_then(Value::as_array).into_iter().flatten() {
            let tool = tool.as_str().ok_or_else(|| wrong(format!("{tool} is no name of a tool")))?;
            contract.tools.push(tool.to_owned());
        }
        let defaults = match input.get("default") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(defaults)) => defaults.clone(),
            Some(other) => return Err(wrong(format!("`input.default` is {other}, and must hold keys"))),
        };
        let validator =
            jsonschema::validator_for(&contract.input).map_err(|error| wrong(format!("`input`: {error}")))?;
        for key in defaults.keys() {
            let known = contract.input.pointer("/properties").and_then(|known| known.get(key)).is_some();
            if !known {
                return Err(wrong(format!("`input.default` has `{key}`, which the prompt does not take")));
            }
        }
        let unreadable = |what: String| PromptError::Template { file: file.to_owned(), what };
        let body = template::with_partials(&body, partials).map_err(&unreadable)?.trim().to_owned();
        let template = Template::read(&body).map_err(&unreadable)?;
        let mut shaping = json!({
            "config": config, "contract": contract, "defaults": defaults, "format": output.get("format"), "model": head.get("model"),
        });
        // Whoever builds the program may have objects that keep their order: what a prompt is known by does not go by it.
        shaping.sort_all_objects();
        let digest = digest_of([name.as_str(), &version.to_string(), &shaping.to_string(), &body]);
        let description = text_of("description")?.unwrap_or_default();
        let role = text_of("model")?;
        Ok(Self(Arc::new(Read {
            name,
            version,
            description,
            role,
            config,
            format: output.get("format").cloned(),
            defaults,
            contract,
            validator,
            ext,
            body,
            template,
            digest,
        })))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.0.version
    }

    /// What it is for, for people.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.0.description
    }

    /// The role that a model has which is told this: `plan`, `write`, `judge`.
    #[must_use]
    pub fn model_role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }

    /// Parameters that it asks for: `temperature`, `maxOutputTokens`.
    #[must_use]
    pub fn config(&self) -> &Map<String, Value> {
        &self.0.config
    }

    /// What goes in and comes out.
    #[must_use]
    pub fn contract(&self) -> &Contract {
        &self.0.contract
    }

    /// What somebody else keeps in its front matter under a key with a dot, by namespace.
    #[must_use]
    pub fn ext(&self) -> &BTreeMap<String, Map<String, Value>> {
        &self.0.ext
    }

    /// Its template, with its partials in their place.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.0.body
    }

    /// The SHA-256 over all of it that shapes what a model is told, 64 hex digits: not its description, nor whose it is.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Fills it in.
    ///
    /// # Errors
    ///
    /// [`RenderError`] for variables that it does not take, or that are missing.
    pub fn render(&self, variables: &Value) -> Result<Vec<Message>, RenderError> {
        self.render_with(variables, &[])
    }

    /// Fills it in, with what was said before where the template has `{{history}}`, or else before the last words of the person.
    ///
    /// # Errors
    ///
    /// [`RenderError`] for variables that it does not take, or that are missing.
    pub fn render_with(&self, variables: &Value, history: &[Message]) -> Result<Vec<Message>, RenderError> {
        let complete = self.complete(variables)?;
        let wrong = |what: String| RenderError::Template { prompt: self.0.name.clone(), what };
        let filled = self.0.template.fill(&complete).map_err(wrong)?;
        template::messages(&filled, history).map_err(wrong)
    }

    /// The variables with the defaults of those that were not given, checked; what may be left out and was is null.
    fn complete(&self, variables: &Value) -> Result<Value, RenderError> {
        let wrong = |problems: Vec<String>| RenderError::Variables { prompt: self.0.name.clone(), problems };
        let Value::Object(mut given) = template::clean(variables) else {
            return Err(wrong(vec!["the variables must be a JSON object".to_owned()]));
        };
        for (name, default) in &self.0.defaults {
            given.entry(name.clone()).or_insert_with(|| default.clone());
        }
        let mut given = Value::Object(given);
        // Told in one order, whatever order the program keeps objects in.
        given.sort_all_objects();
        if has_long_list(&given) {
            return Err(wrong(vec![format!("a list has more than {ITEMS_MAX} items")]));
        }
        let problems: Vec<String> = self
            .0
            .validator
            .iter_errors(&given)
            .take(PROBLEMS_MAX)
            .map(|error| match error.instance_path().to_string() {
                at if at.is_empty() => error.masked().to_string(),
                at => format!("{at}: {}", error.masked()),
            })
            .collect();
        if !problems.is_empty() {
            return Err(wrong(problems));
        }
        let properties = self.0.contract.input.get("properties").and_then(Value::as_object);
        if let Value::Object(given) = &mut given {
            for name in properties.into_iter().flatten().map(|(name, _)| name) {
                given.entry(name.clone()).or_insert(Value::Null);
            }
        }
        Ok(given)
    }

    /// The file of this version alone, its partials in their place: what is kept of it when another takes its place.
    #[must_use]
    pub fn to_file(&self) -> String {
        let Read { name, version, description, role, config, format, defaults, contract, ext, .. } = &*self.0;
        let mut head = Map::new();
        head.insert("name".to_owned(), json!(name));
        head.insert("version".to_owned(), json!(version));
        head.insert("description".to_owned(), json!(description));
        head.insert("config".to_owned(), json!(config));
        if let Some(role) = role {
            head.insert("model".to_owned(), json!(role));
        }
        if !contract.tools.is_empty() {
            head.insert("tools".to_owned(), json!(contract.tools));
        }
        let mut input = json!({ "schema": contract.input });
        if !defaults.is_empty() {
            input["default"] = json!(defaults);
        }
        head.insert("input".to_owned(), input);
        let mut output = Map::new();
        output.extend(format.iter().map(|format| ("format".to_owned(), format.clone())));
        if !contract.output.is_null() {
            output.insert("schema".to_owned(), contract.output.clone());
        }
        if !output.is_empty() {
            head.insert("output".to_owned(), Value::Object(output));
        }
        for (namespace, fields) in ext {
            head.extend(fields.iter().map(|(key, value)| (format!("{namespace}.{key}"), value.clone())));
        }
        // JSON is YAML.
        let lines: Vec<String> = head.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        format!("---\n{}---\n{}\n", lines.concat(), self.0.body)
    }
}

/// Most items of a list that is filled in: a template may go through two of them, one inside the other.
const ITEMS_MAX: usize = 2_000;

fn has_long_list(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.len() > ITEMS_MAX || items.iter().any(has_long_list),
        Value::Object(fields) => fields.len() > ITEMS_MAX || fields.values().any(has_long_list),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
    (1..=NAME_CHARS_MAX).contains(&name.len()) && name.bytes().all(plain)
}

fn only(fields: &Map<String, Value>, of: &str, known: &[&str]) -> Result<(), String> {
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("nobody knows `{of}.{key}`; there are {}", known.join(" and "))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Prompt, PromptError> {
        Prompt::read("a.prompt", text, &BTreeMap::new())
    }

    const SOUND: &str = "---\nname: a\nversion: 1.0.0\ninput:\n  schema:\n    x: string\n    n?: integer\n    m?: string\n  default: { n: 3 }\n---\n{{x}} {{n}}{{#if m}} {{m}}{{/if}}";

    #[test]
    fn defaults_are_applied_and_what_is_left_out_is_nothing() {
        let prompt = read(SOUND).unwrap();
        assert_eq!(prompt.render(&json!({ "x": "a" })).unwrap()[0].text(), "a 3");
        assert_eq!(prompt.render(&json!({ "x": "a", "n": 1, "m": "b" })).unwrap()[0].text(), "a 1 b");
    }

    #[test]
    fn variables_that_do_not_fit_are_named() {
        let prompt = read(SOUND).unwrap();
        let error = prompt.render(&json!({ "x": 3, "y": 1 })).unwrap_err().to_string();
        assert!(error.contains("/x") && error.contains('y'), "{error}");
        assert!(prompt.render(&json!({})).is_err());
        assert!(prompt.render(&json!([])).is_err());
    }

    #[test]
    fn a_prompt_is_as_its_own_file() {
        let text = "---\nname: a\nversion: 1.0.0\ndescription: \"what: it is # for\"\nmodel: plan\nmine.owner: us\ntools: [a, b]\nconfig: { temperature: 0.5 }\noutput: { format: json, schema: { y: string } }\n---\n{{role \"system\"}}Hello: #1\n---\nmore";
        let prompt = read(text).unwrap();
        let again = read(&prompt.to_file()).unwrap();
        assert_eq!(again.digest(), prompt.digest());
        assert_eq!((again.ext(), again.description()), (prompt.ext(), prompt.description()));
        let partials: BTreeMap<String, String> = [("p".to_owned(), "last\n\n".to_owned())].into();
        for (head, body) in [
            ("output: { schema: { y: string } }", "x"),
            ("output: { format: json }", "x"),
            ("input: { schema: any }", "x"),
            ("input: { schema: { x?: string } }", "{{>p}}\n\nx\n\n{{>p}}"),
        ] {
            let text = format!("---\nname: a\nversion: 1.0.0\n{head}\n---\n{body}");
            let prompt = Prompt::read("a.prompt", &text, &partials).unwrap();
            assert_eq!(read(&prompt.to_file()).unwrap().digest(), prompt.digest(), "{head} {body}");
        }
    }

    #[test]
    fn a_digest_covers_what_a_model_is_told_and_nothing_else() {
        let digest = |text: &str| read(text).unwrap().digest().to_owned();
        let own = digest(SOUND);
        assert_eq!(own, digest(&SOUND.replace('\n', "\r\n")));
        assert_eq!(own, digest(&SOUND.replace("name: a", "name: a\ndescription: new\nmine.owner: us")));
        for (from, to) in [
            ("name: a", "name: b"),
            ("1.0.0", "1.0.1"),
            ("n: 3", "n: 4"),
            ("{{x}} ", "{{x}}, "),
            ("x: string", "x: any"),
        ] {
            assert_ne!(own, digest(&SOUND.replacen(from, to, 1)), "{from}");
        }
    }

    #[test]
    fn what_is_no_prompt_is_refused() {
        for (from, to) in [
            ("name: a", "name: A b"),
            ("name: a", "title: a"),
            ("version: 1.0.0", "version: 1"),
            ("version: 1.0.0\n", ""),
            ("x: string", "x: strng"),
            ("default: { n: 3 }", "default: { z: 3 }"),
            ("default: { n: 3 }", "defaults: { n: 3 }"),
            ("{{x}}", "{{x"),
            ("{{#if m}}", ""),
        ] {
            assert!(read(&SOUND.replacen(from, to, 1)).is_err(), "{from} -> {to}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(head in "[ -~\n]{0,80}", body in "(\\{\\{[#/>a-z \"]{0,12}\\}\\}|[ -~]){0,20}") {
            let _ = read(&format!("---\nname: a\nversion: 1.0.0\n{head}\n---\n{body}"));
            let _ = read(&body);
        }

        #[test]
        fn no_variable_makes_a_message(x in any::<String>()) {
            let text = "---\nname: a\nversion: 1.0.0\ninput: { schema: { x: string } }\n---\n{{role \"system\"}}s{{role \"user\"}}u {{x}} {{data \"x\" x}}";
            let messages = read(text).unwrap().render(&json!({ "x": x })).unwrap();
            prop_assert_eq!(messages.len(), 2);
            prop_assert_eq!(messages[0].text(), "s");
        }
    }
}
