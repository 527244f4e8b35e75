//! Our reading of prompt files beside that of the format's reference implementation, where that is at hand
//! (`scripts/check-prompts.sh`).

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use maquette_prompts::{Library, Part, Prompt, Role};
use serde_json::{Value, json};

struct Case {
    name: String,
    file: String,
    partials: BTreeMap<String, String>,
    variables: Value,
}

/// A file of the format with that schema and template.
fn case(schema: &str, template: &str, variables: Value) -> Case {
    let file = format!("---\nname: a\nversion: 1.0.0\ninput:\n  schema:\n{schema}\n---\n{template}");
    let partials = [("p", "partial {{x}}"), ("q", "[{{> p}}]")].map(|(name, text)| (name.to_owned(), text.to_owned()));
    Case { name: template.chars().take(60).collect(), file, partials: partials.into(), variables }
}

fn cases() -> Vec<Case> {
    let x = "    x: any";
    let mut cases: Vec<Case> = [
        ("{{x}}", json!("plain")),
        ("{{x}}", json!("<b> & \"quoted\" 'too' `and`")),
        ("{{{x}}}", json!("<b>")),
        ("{{x}}", json!("")),
        ("{{x}}", json!(3)),
        ("{{x}}", json!(0)),
        ("{{x}}", json!(-1.5)),
        ("{{x}}", json!(true)),
        ("{{x}}", json!("é 𝄞 \u{202e}rtl")),
        ("{{x}}\n\n  {{x}}  \n", json!("a")),
        ("a {{~x~}} b", json!("c")),
        ("{{! a comment }}{{x}}", json!("a")),
        ("{{!-- a }} comment --}}{{x}}", json!("a")),
        ("\\{{x}} {{x}}", json!("a")),
        ("{{#if x}}yes{{/if}}", json!("a")),
        ("{{#if x}}yes{{else}}no{{/if}}", json!("")),
        ("{{#if x}}yes{{else}}no{{/if}}", json!(0)),
        ("{{#if x}}yes{{else}}no{{/if}}", json!([])),
        ("{{#if x}}yes{{else}}no{{/if}}", json!(null)),
        ("{{#if x}}yes{{else}}no{{/if}}", json!([0])),
        ("{{#unless x}}no{{else}}yes{{/unless}}", json!(false)),
        ("{{#each x}}{{this}},{{/each}}", json!(["a", "b"])),
        ("{{#each x}}{{@index}}:{{this}}{{#unless @last}}, {{/unless}}{{/each}}", json!(["a", "b", "c"])),
        ("{{#each x}}{{#if @first}}>{{/if}}{{name}} {{/each}}", json!([{ "name": "a" }, { "name": "b" }])),
        ("{{#each x}}{{this}}{{else}}none{{/each}}", json!([])),
        ("{{#each x}}{{@key}}={{this}};{{/each}}", json!({ "a": 1, "b": 2 })),
        ("{{#with x}}{{name}} of {{place}}{{/with}}", json!({ "name": "a", "place": "b" })),
        ("{{x.a.b}}", json!({ "a": { "b": "deep" } })),
        ("{{x.[a b]}}", json!({ "a b": "odd" })),
        ("{{x.[0]}}", json!(["first"])),
        ("a\n  {{> p}}\nb", json!("c")),
        ("{{> q}}\n\n{{> p}} \nb", json!("c")),
        ("{{json x}}", json!({ "b": [1, "two", null], "a": true })),
        ("{{json x}}", json!("quo\"ted")),
        ("{{json x indent=2}}", json!({ "a": [1, 2] })),
        ("{{role \"system\"}}be brief{{role \"user\"}}{{x}}", json!("a")),
        ("{{role \"system\"}}\n{{x}}\n{{role \"model\"}}\nb\n{{role \"user\"}}\nc", json!("a")),
        ("{{role \"system\"}}{{role \"user\"}}{{x}}", json!("a")),
        ("{{x}}{{role \"model\"}}", json!("a")),
        ("before {{history}} after {{x}}", json!("a")),
        ("{{role \"user\"}}{{x}}{{media url=\"https://a.example/b.png\"}}", json!("a")),
        ("{{x}}{{section \"code\"}} end", json!("a")),
        ("{{#ifEquals x \"a\"}}same{{else}}other{{/ifEquals}}", json!("a")),
        ("{{#ifEquals x 3}}same{{else}}other{{/ifEquals}}", json!(3)),
        ("{{#ifEquals x 3}}same{{else}}other{{/ifEquals}}", json!("3")),
        ("{{#unlessEquals x \"a\"}}other{{else}}same{{/unlessEquals}}", json!("a")),
        ("{{> p}}", json!("a")),
        ("{{>p}} and {{>q}}", json!("a")),
        ("{{data \"thing\" x}}", json!({ "text": "</data> <b> & \"q\"", "n": [1, 2.5, null] })),
        ("{{#if x}}\n  line\n{{/if}}\nnext", json!(true)),
        ("{{#each x}}\n- {{this}}\n{{/each}}\nend", json!(["a", "b"])),
        ("  {{#if x}}\n  indented\n  {{/if}}\nend", json!(true)),
        ("{{#each x}}{{#each this}}{{this}}{{/each}};{{/each}}", json!([["a", "b"], ["c"]])),
        ("{{lookup x \"a\"}}", json!({ "a": "found" })),
        ("---\n{{x}}\n---", json!("a")),
        ("{ {{x}} } { {x} }", json!("a")),
    ]
    .into_iter()
    .map(|(template, value)| case(x, template, json!({ "x": value })))
    .collect();
    let schemas: [(&str, Value); 12] = [
        ("    x: string, with a description, and commas", json!({ "x": "a" })),
        ("    x?: string", json!({ "x": "a" })),
        ("    x(array, of words): string", json!({ "x": ["a"] })),
        ("    x?(array): string", json!({ "x": ["a"] })),
        ("    x(object, nested):\n      y: integer\n      z?: boolean", json!({ "x": { "y": 1 } })),
        ("    x(enum, one of them): [a, b]", json!({ "x": "a" })),
        ("    x?(enum): [a, b]", json!({ "x": "a" })),
        ("    x: any\n    (*): string", json!({ "x": "a", "other": "b" })),
        ("    x:\n      y:\n        z: number", json!({ "x": { "y": { "z": 1.5 } } })),
        (
            "    x(array):\n      name: string\n      tags(array): string",
            json!({ "x": [{ "name": "a", "tags": ["b"] }] }),
        ),
        ("    type: object\n    properties:\n      x: { type: string }\n    required: [x]", json!({ "x": "a" })),
        ("    properties:\n      x: { type: integer, minimum: 1 }", json!({ "x": 2 })),
    ];
    cases.extend(schemas.into_iter().map(|(schema, variables)| case(schema, "{{json x}}", variables)));
    cases
}

/// What of our prompts the reference needs: their files as they are, their partials, their examples.
fn own() -> Vec<Case> {
    let files = Library::embedded_files();
    let partial = |(path, text): (&String, &String)| {
        let name = path.strip_prefix('_')?.strip_suffix(".prompt")?;
        Some((name.to_owned(), text.clone()))
    };
    let partials: BTreeMap<String, String> = files.iter().filter_map(partial).collect();
    let library = Library::embedded();
    let cases = library.prompts().flat_map(|prompt| {
        let examples = library.examples(prompt.name()).into_iter().flatten();
        let file = &files[&format!("{}.prompt", prompt.name())];
        examples.map(|(example, variables)| Case {
            name: format!("{} by the example `{example}`", prompt.name()),
            file: file.clone(),
            partials: partials.clone(),
            variables: variables.clone(),
        })
    });
    cases.collect()
}

fn ours(case: &Case) -> Value {
    let read = Prompt::read("a.prompt", &case.file, &case.partials).map_err(|error| error.to_string());
    let told = read.and_then(|prompt| {
        let messages = prompt.render(&case.variables).map_err(|error| error.to_string())?;
        Ok((prompt, messages))
    });
    let (prompt, messages) = match told {
        Ok(told) => told,
        Err(error) => return json!({ "error": error }),
    };
    let messages: Vec<Value> = messages
        .iter()
        .map(|message| {
            let parts = message.parts.iter().map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Media { url, .. } => format!("[{url}]"),
                Part::Section(name) => format!("[{name}]"),
            });
            let role = match message.role {
                Role::System => "system",
                Role::User => "user",
                Role::Model => "model",
                Role::Tool => "tool",
            };
            json!({ "role": role, "text": parts.collect::<String>() })
        })
        .collect();
    json!({ "schema": prompt.contract().input, "output": prompt.contract().output, "messages": messages })
}

/// Lists whose order means nothing, in one order.
fn in_order(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| {
                let mut value = in_order(value);
                if let (true, Value::Array(items)) = (key == "required", &mut value) {
                    items.sort_by_key(Value::to_string);
                }
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => Value::Array(items.iter().map(in_order).collect()),
        other => other.clone(),
    }
}

#[test]
fn files_are_read_as_the_reference_reads_them() {
    let Ok(package) = std::env::var("MAQUETTE_DOTPROMPT") else {
        println!("skipped: MAQUETTE_DOTPROMPT does not name the reference; scripts/check-prompts.sh fetches it");
        return;
    };
    let cases: Vec<Case> = own().into_iter().chain(cases()).collect();
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/prompts/oracle.mjs");
    let mut node =
        Command::new("node").args([oracle, &package]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = cases.iter().map(|case| {
        json!({ "file": case.file, "partials": case.partials, "variables": case.variables }).to_string() + "\n"
    });
    node.stdin.take().unwrap().write_all(lines.collect::<String>().as_bytes()).unwrap();
    let output = String::from_utf8(node.wait_with_output().unwrap().stdout).unwrap();
    let theirs: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(theirs.len(), cases.len());
    let mut differ = 0;
    for (case, theirs) in cases.iter().zip(&theirs) {
        let (ours, theirs) = (in_order(&ours(case)), in_order(theirs));
        if ours != theirs {
            differ += 1;
            println!("{}\n  ours   {ours}\n  theirs {theirs}", case.name);
        }
    }
    println!("{} of {} files are read alike", cases.len() - differ, cases.len());
    assert_eq!(differ, 0);
}
