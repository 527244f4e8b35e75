//! Files that would fill the memory, stop an import, or pass for what they are not.

use super::*;

#[test]
fn names_that_lead_to_much_are_bounded() {
    let fields: String = (0..100_000).map(|n| format!("f{n}:0,")).collect();
    let themes: String = (0..40_000).map(|n| format!("x{n}:a,")).collect();
    let module = format!("const a=[{{{fields}}}]; module.exports={{theme:{{colors:{{red:'#f00'}},{themes}}}}}");
    let texts: String = (0..64).map(|_| format!("'{}',", "y".repeat(2_000))).collect();
    let listed = format!("const a=[{texts}]; module.exports={{theme:{{colors:{{red:'#f00'}},{themes}}}}}");
    for text in [module, listed] {
        let (_, kit) = kit(&[("tailwind.config.js", &text), ("a.css", ":root { --ink: #111; --paper: #fff }")]);
        assert!(kit.colors.len() >= 2);
    }
}

#[test]
fn a_long_name_is_not_written_before_all_that_is_in_it() {
    let long = "n".repeat(2_000_000);
    let groups: String = (0..40_000).map(|n| format!("\"a{n}\":{{}},")).collect();
    let tree = format!("{{\"c\":{{\"$type\":\"color\",\"$value\":\"#f00\"}},\"{long}\":{{{groups}\"z\":{{}}}}}}");
    let entries: String = (0..20_000).map(|n| format!("k{n}: red,")).collect();
    let sass = format!("$ink: #111;\n$m: ({long}: ({entries}));\n${long}: ({entries});");
    let css = ":root { --ink: #111; --paper: #fff }";
    let imported = import(&given(&[("a.json", &tree), ("b.scss", &sass), ("c.css", css)]), &wanted()).unwrap();
    assert!(codes(&imported, "a.json").contains(&"malformed"), "{}", told(&imported));
}

#[test]
fn a_reference_into_a_large_value_is_not_written_out() {
    let uses: String = (0..5_000).map(|n| format!("--a{n}: x var(--big);")).collect();
    let css = format!(":root {{ --ink: #111; --paper: #fff; --big: {}; {uses} }}", "z".repeat(3_000_000));
    let (_, kit) = kit(&[("a.css", &css)]);
    assert_eq!(kit.colors.len(), 2);
}

#[test]
fn more_themes_than_are_kept_are_left_out() {
    let themes: String = (0..600).map(|n| format!("[data-theme=t{n}] {{ --a: {n}px }}\n")).collect();
    let (imported, _) = kit(&[("a.css", &format!(":root {{ --a: 1px; --ink: #111; --paper: #fff }}\n{themes}"))]);
    let modes = imported.files.0.keys().filter(|file| file.starts_with("modes/")).count();
    assert!((20..=25).contains(&modes), "{modes}");
    assert!(codes(&imported, "a.css").contains(&"left_out"), "{}", told(&imported));
}

#[test]
fn what_leads_to_a_name_that_is_left_out_leads_to_nothing() {
    let long = (0..6).map(|n| format!("{n}").repeat(90)).collect::<Vec<_>>().join("-");
    let css = format!(":root {{ --{long}: red; --b: var(--{long}); --c: var(--b); --k: #111; --p: #fff }}");
    let (imported, kit) = kit(&[("a.css", &css)]);
    assert_eq!(kit.colors.len(), 2, "{:?}", kit.colors);
    assert_eq!(
        codes(&imported, "a.css").iter().filter(|code| **code == "unresolved").count(),
        2,
        "{}",
        told(&imported)
    );
}

#[test]
fn a_value_that_no_kit_reads_costs_its_kind_and_not_the_kit() {
    let tokens = r##"{
        "ink": { "type": "color", "value": "#111111" }, "paper": { "type": "color", "value": "#ffffff" },
        "heavy": { "type": "fontWeights", "value": "Semi Bold" },
        "odd": { "type": "fontWeights", "value": "Chunky" },
        "drop": { "type": "boxShadow", "value": { "x": "0", "y": "1", "blur": "2", "spread": "0", "color": "#000", "type": "dropShadow" } }
    }"##;
    let (imported, own) = kit(&[("tokens.json", tokens), ("b.css", ":root { --z: 1e305; --sea: #036 }")]);
    check(&own, &[("ink", "#111111"), ("paper", "#ffffff"), ("sea", "#003366")]);
    assert!(own.tokens.contains_key(&"heavy".into()) && !own.tokens.contains_key(&"odd".into()));
    assert!(!own.tokens.contains_key(&"drop".into()) && told(&imported).contains("shadows"), "{}", told(&imported));
}

#[test]
fn a_theme_called_default_is_not_the_kit_without_one() {
    let one = r##"{ "a": { "value": "#100000" }, "b": { "value": "#200000" }, "c": { "value": "#300000" }, "d": { "value": "#400000" } }"##;
    let files = [("base.json", one.to_owned()), ("default.json", one.replace("0000\"", "ffff\""))];
    let files = files.each_ref().map(|(file, text)| (*file, text.as_str()));
    let (imported, _) = kit(&files);
    let Some(document) = imported.files.0.get("kit.resolver.json") else { panic!("{}", told(&imported)) };
    let document: serde_json::Value = serde_json::from_slice(document).unwrap();
    let contexts = &document["modifiers"]["theme"]["contexts"];
    assert_eq!(contexts["default"], serde_json::json!([]), "{contexts}");
    assert_eq!(contexts.as_object().unwrap().len(), 2, "{contexts}");
}
