//! Input that nobody means well.

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;

/// JSON made of the words of the format, so that it gets past the first checks often enough.
fn json_value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "$type",
        "$value",
        "$root",
        "$ref",
        "$extends",
        "$deprecated",
        "$description",
        "color",
        "dimension",
        "shadow",
        "gradient",
        "typography",
        "border",
        "number",
        "{a}",
        "{b}",
        "{a.b}",
        "#/a",
        "#/a/b",
        "#/a/$value",
        "#/b/$value/components/0",
        "#/a/$value/0",
        "a",
        "b",
        "colorSpace",
        "oklch",
        "components",
        "alpha",
        "none",
        "value",
        "unit",
        "px",
        "#abc",
        "16px",
        "position",
        "width",
        "style",
        "version",
        "2025.10",
        "sets",
        "modifiers",
        "contexts",
        "resolutionOrder",
        "sources",
        "default",
        "type",
        "set",
        "name",
        "#/sets/a",
        "#/modifiers/a",
        "b.json",
        "",
    ]);
    let number = prop_oneof![Just(0.0), Just(1.0), Just(1e308), -400.0..400.0f64];
    let leaf = prop_oneof![
        3 => word.clone().prop_map(Value::from),
        1 => number.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(6, 80, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => prop::collection::btree_map(word.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Tokens in groups, each a number or an alias of one that comes before it.
fn valid_tree(picks: &[(u8, u8, u16)]) -> (Value, Vec<(String, f64)>) {
    let mut root = Map::new();
    let mut want: Vec<(String, f64)> = Vec::new();
    for (at, &(group, form, target)) in picks.iter().enumerate() {
        let (group, name) = (format!("g{}", group % 7), format!("t{at}"));
        let target = want.get(usize::from(target) % want.len().max(1)).cloned();
        let pointer = |path: &str| format!("#/{}/$value", path.replace('.', "/"));
        let (token, value) = match (form % 5, target) {
            (1, Some((path, value))) => (json!({ "$value": format!("{{{path}}}") }), value),
            (2, Some((path, value))) => (json!({ "$value": { "$ref": pointer(&path) } }), value),
            (3, Some((path, value))) => (json!({ "$ref": pointer(&path) }), value),
            (4, Some((path, value))) => (json!({ "$type": "number", "$value": format!("{{ {path} }}") }), value),
            _ => (json!({ "$type": "number", "$value": at }), at as f64),
        };
        want.push((format!("{group}.{name}"), value));
        if let Value::Object(members) = root.entry(group).or_insert_with(|| json!({})) {
            members.insert(name, token);
        }
    }
    root.insert("ink".to_owned(), json!({ "$type": "color", "$value": "#000000" }));
    (Value::Object(root), want)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_json_is_read_or_refused(file in json_value(), other in json_value()) {
        let _ = tokens(&file.to_string());
        let _ = members(&format!(r#""a":{file},"b":{other}"#));
        let kit = MANIFEST_TEXT.replace("*.tokens.json", "a.resolver.json");
        let document = format!(r#"{{"version":"2025.10","sets":{{"a":{file}}},"modifiers":{{"a":{other}}},"resolutionOrder":[{{"$ref":"{}"}},{other}]}}"#, "#/sets/a");
        let _ = BrandKit::from_files(&files(&[("kit.json", &kit), ("a.resolver.json", &document), ("b.json", &other.to_string())]));
        let document = format!(r#"{{"version":"2025.10","resolutionOrder":[{{"type":"set","name":"s","sources":[{file},{other}]}}]}}"#);
        let _ = BrandKit::from_files(&files(&[("kit.json", &kit), ("a.resolver.json", &document), ("b.json", &file.to_string())]));
    }

    #[test]
    fn any_value_of_any_type_is_read_or_refused(value in json_value(), kind in 0usize..13) {
        let kind = TokenKind::ALL[kind].name();
        if let Err(error) = members(&format!(r#""t":{{"$type":"{kind}","$value":{value}}}"#)) {
            prop_assert!(error.to_string().starts_with("a.tokens.json:1:"), "{}", error);
        }
    }

    #[test]
    fn a_valid_tree_of_aliases_resolves(picks in prop::collection::vec(any::<(u8, u8, u16)>(), 1..60)) {
        let (tree, want) = valid_tree(&picks);
        let kit = tokens(&tree.to_string()).unwrap();
        for (path, number) in want {
            prop_assert_eq!(&kit.tokens[&TokenPath(path)].value, &TokenValue::Number(number));
        }
    }
}

#[test]
fn long_lists_that_are_shared_take_no_memory() {
    let stops = vec![r##"{"color":"#fff","position":0}"##; LIST_MAX].join(",");
    let aliases: Vec<String> = (0..15_000).map(|n| format!(r#""a{n}":{{"$value":"{{g}}"}}"#)).collect();
    let kit = members(&format!(r#""g":{{"$type":"gradient","$value":[{stops}]}},{}"#, aliases.join(","))).unwrap();
    let (TokenValue::Gradient(first), TokenValue::Gradient(last)) = (value(&kit, "g"), value(&kit, "a14999")) else {
        panic!("not gradients")
    };
    assert!(Arc::ptr_eq(&first, &last));
}

#[test]
fn text_of_outside_is_clipped_in_errors() {
    let long = "x".repeat(100_000);
    let error = members(&format!(r#""t":{{"$type":"dimension","$value":"1{long}"}}"#)).unwrap_err().to_string();
    assert!(error.len() < 600, "{}", error.len());
    refuses(members("\"a\\u0007b\":7"), &["is neither a group nor a token"]);
    refuses(members(&format!(r#""t":{{"$value":"{{{long}}}"}}"#)), &["no token of the kit"]);
}

#[test]
fn a_byte_order_mark_moves_no_line() {
    refuses(tokens("\u{feff}{\n  \"gap\": {\n    \"$value\": \"12px\"\n  }\n}"), &["a.tokens.json:3:", "$type"]);
}
