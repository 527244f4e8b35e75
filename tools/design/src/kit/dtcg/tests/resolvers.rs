use super::*;

const KIT: &str = r#"{"v":1,"id":"a","name":"A","version":"1","tokens":["brand.resolver.json"]}"#;
const LIGHT: &str = r##"{"paper":{"$type":"color","$value":"#ffffff"}}"##;
const DARK: &str = r##"{"paper":{"$type":"color","$value":"#101010"}}"##;

const DOCUMENT: &str = r##"{
  "version": "2025.10",
  "sets": {
    "base": { "sources": [{ "$ref": "base.json" }, { "brand": { "accent": { "$value": "{brand.red}" } } }] }
  },
  "modifiers": {
    "theme": { "contexts": { "light": [{ "$ref": "themes/light.json" }], "dark": [{ "$ref": "./themes/dark.json" }] }, "default": "light" }
  },
  "resolutionOrder": [{ "$ref": "#/sets/base" }, { "$ref": "#/modifiers/theme" }]
}"##;

/// Aliases something that only the theme has.
const BASE: &str = r##"{"brand":{"$type":"color","red":{"$value":"#d0202a"},"card":{"$value":"{paper}"}},"paper":{"$type":"color","$value":"#777777"}}"##;

fn read_with(kit: &str, document: &str) -> Result<BrandKit, KitError> {
    BrandKit::from_files(&kit_files(kit, document))
}

fn kit_files(kit: &str, document: &str) -> KitFiles {
    files(&[
        ("kit.json", kit),
        ("brand.resolver.json", document),
        ("base.json", BASE),
        ("themes/light.json", LIGHT),
        ("themes/dark.json", DARK),
    ])
}

#[track_caller]
fn no(document: &str, parts: &[&str]) {
    refuses(read_with(KIT, document), parts);
}

fn chosen(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, context)| ((*name).to_owned(), (*context).to_owned())).collect()
}

#[track_caller]
fn is(kit: &BrandKit, token: &str, hex: &str) {
    assert_eq!(kit.color(&token.into()).map(|color| color.to_string()).as_deref(), Some(hex), "{token}");
}

#[test]
fn later_sources_win_and_aliases_are_followed_after_that() {
    let kit = read_with(KIT, DOCUMENT).unwrap();
    is(&kit, "paper", "#ffffff");
    is(&kit, "brand.card", "#ffffff");
    is(&kit, "brand.accent", "#d0202a");
    let file = |token: &str| kit.tokens[&token.into()].file.to_string();
    assert_eq!([file("paper"), file("brand.accent")], ["themes/light.json", "brand.resolver.json"]);
}

#[test]
fn a_kit_chooses_contexts_and_records_the_choice() {
    let plain = kit_files(KIT, DOCUMENT);
    let dark = plain.with_modifiers(&chosen(&[("theme", "dark")])).unwrap();
    let kit = BrandKit::from_files(&dark).unwrap();
    is(&kit, "brand.card", "#101010");
    assert_ne!(kit.sha256, BrandKit::from_files(&plain).unwrap().sha256);
    assert_eq!(dark.with_modifiers(&chosen(&[("theme", "dark")])).unwrap(), dark);
    assert_eq!(plain.with_modifiers(&BTreeMap::new()).unwrap(), plain);
    assert_eq!(BrandKit::from_files(&kit.files).unwrap(), kit);
    let shout = plain.with_modifiers(&chosen(&[("Theme", "DARK")])).unwrap();
    is(&BrandKit::from_files(&shout).unwrap(), "paper", "#101010");
    assert_eq!(KitFiles::default().with_modifiers(&chosen(&[("a", "b")])), Err(KitError::NoManifest));
}

#[test]
fn choices_that_are_not_offered_are_refused_with_what_there_is() {
    let with = |name: &str, context: &str| {
        BrandKit::from_files(&kit_files(KIT, DOCUMENT).with_modifiers(&chosen(&[(name, context)])).unwrap())
    };
    refuses(with("mood", "dark"), &["kit.json:1:", "/modifiers/mood: there is no modifier `mood`; there are: theme"]);
    refuses(with("theme", "sepia"), &["kit.json:1:", "`theme` has no context `sepia`; there are: dark, light"]);
    let open = DOCUMENT.replace(r#", "default": "light""#, "");
    no(&open, &["brand.resolver.json:7:", "the modifier `theme` has no default", "dark, light"]);
    let files = files(&[("kit.json", MANIFEST_TEXT), ("a.tokens.json", LIGHT)]);
    let files = files.with_modifiers(&chosen(&[("theme", "dark")])).unwrap();
    refuses(BrandKit::from_files(&files), &["kit.json:1:", "/modifiers/theme", "nothing to choose"]);
}

#[test]
fn sets_and_modifiers_are_written_into_the_order() {
    let document = r##"{"version":"2025.10","$defs":{"x":{"paper":{"$type":"color","$value":"#222222"}}},
      "sets":{"base":{"sources":[{"$ref":"base.json"}]}},
      "resolutionOrder":[
        {"type":"set","name":"first","sources":[{"$ref":"#/sets/base"},{"$ref":"#/$defs/x"}]},
        {"type":"modifier","name":"loud","contexts":{"no":[],"yes":[{"$ref":"base.json#/brand"},{"$ref":"#/sets/base"}]},"default":"no"},
        {"type":"set","name":"last","sources":[{"$ref":"themes/dark.json","extra":{"$type":"color","$value":"#010203"}}]}]}"##;
    let kit = read_with(KIT, document).unwrap();
    is(&kit, "paper", "#101010");
    is(&kit, "extra", "#010203");
    assert_eq!(kit.tokens.get(&"red".into()), None);
    let loud = kit_files(KIT, document).with_modifiers(&chosen(&[("loud", "yes")])).unwrap();
    is(&BrandKit::from_files(&loud).unwrap(), "red", "#d0202a");
}

#[test]
fn a_reference_overrides_what_it_refers_to() {
    let dark = DOCUMENT
        .replace(r##"{ "$ref": "#/modifiers/theme" }"##, r##"{ "$ref": "#/modifiers/theme", "default": "dark" }"##);
    is(&read_with(KIT, &dark).unwrap(), "paper", "#101010");
    no(&dark.replace(r#""default": "dark""#, r#""default": "x""#), &["is none of the contexts, dark, light"]);
}

#[test]
fn references_stay_in_the_folder() {
    let with = |target: &str| DOCUMENT.replace("base.json", target);
    no(&with("../base.json"), &["brand.resolver.json:4:", "leads out of the brand folder"]);
    no(&with("themes/../../base.json"), &["leads out of the brand folder"]);
    no(&with("/base.json"), &["no path inside the brand folder"]);
    no(&with("https://example.com/base.json"), &["addresses are not followed"]);
    no(&with("kit.json"), &["is no token file"]);
    no(&with("bass.json"), &["is not in the brand folder; did you mean `base.json`"]);
    no(&with("base.json#/nothing"), &["base.json:1:1", "`/nothing`"]);
    is(&read_with(KIT, &with("themes/../base.json")).unwrap(), "brand.red", "#d0202a");
}

#[test]
fn documents_are_checked() {
    no("[]", &["brand.resolver.json:1:1: ", "is a JSON object"]);
    no(&DOCUMENT.replace("2025.10", "2024"), &["brand.resolver.json:2:14: version: ", "2025.10"]);
    no(&DOCUMENT.replace(r#""version": "2025.10","#, ""), &["needs \"version\""]);
    no(&DOCUMENT.replace("\"sets\":", "\"set\":"), &["set: unknown field; did you mean `sets`"]);
    no(&DOCUMENT.replace("#/sets/base", "#/sets/bass"), &["`#/sets/bass` leads nowhere; there are base"]);
    no(&DOCUMENT.replace("#/sets/base", "#/resolutionOrder/1"), &["neither \"#/sets/…\" nor"]);
    no(&DOCUMENT.replace("#/modifiers/theme", "#/sets/base"), &["`base` is in the order already"]);
    no(
        &DOCUMENT.replace(r#"{ "$ref": "base.json" }"#, r##"{ "$ref": "#/modifiers/theme" }"##),
        &["only the order refers to modifiers"],
    );
    no(&DOCUMENT.replace(r#"{ "$ref": "base.json" }"#, r##"{ "$ref": "#/sets/base" }"##), &["circle", "base → base"]);
    no(&DOCUMENT.replace(r#""default": "light""#, r#""default": "lite""#), &["is none of the contexts"]);
    no(r#"{"version":"2025.10"}"#, &["needs a resolutionOrder"]);
    no(r#"{"version":"2025.10","resolutionOrder":[{"type":"set","sources":[]}]}"#, &["`name` and `type`"]);
    no(
        r#"{"version":"2025.10","resolutionOrder":[{"type":"modifier","name":"m","contexts":{}}]}"#,
        &["one context at least"],
    );
    let lone = r#"{"version":"2025.10","resolutionOrder":[{"type":"modifier","name":"m","contexts":{"a":[{"$ref":"base.json"}]},"default":"a"}]}"#;
    assert!(codes(&read_with(KIT, lone).unwrap()).contains(&"lone_context"));
}

#[test]
fn a_listed_file_that_no_set_names_is_refused() {
    let both = KIT.replace(r#""brand.resolver.json""#, r#""*.resolver.json","*.json""#);
    is(&read_with(&both, DOCUMENT).unwrap(), "paper", "#ffffff");
    refuses(
        read_with(&both, &DOCUMENT.replace("base.json", "themes/light.json").replace("{brand.red}", "{paper}")),
        &["kit.json:1:", "`base.json` is listed"],
    );
}

#[test]
fn stacks_of_sources_have_a_limit() {
    let source = r#"{"$ref":"base.json"}"#;
    let many = format!(
        r#"{{"version":"2025.10","resolutionOrder":[{{"type":"set","name":"s","sources":[{}]}}]}}"#,
        vec![source; 600].join(",")
    );
    no(&many, &["more than 512 sources"]);
    let sets: Vec<String> = (0..20)
        .map(|n| format!(r##""s{n}":{{"sources":[{{"$ref":"#/sets/s{0}"}},{{"$ref":"#/sets/s{0}"}}]}}"##, n + 1))
        .collect();
    let doubling = format!(
        r##"{{"version":"2025.10","sets":{{{},"s20":{{"sources":[{source}]}}}},"resolutionOrder":[{{"$ref":"#/sets/s0"}}]}}"##,
        sets.join(",")
    );
    no(&doubling, &["more than 512 sources"]);
    let wide: Vec<String> = (0..15_000).map(|n| format!(r##""t{n}":{{"$type":"number","$value":1}}"##)).collect();
    let wide = format!("{{{}}}", wide.join(","));
    let stack = format!(
        r#"{{"version":"2025.10","resolutionOrder":[{{"type":"set","name":"s","sources":[{}]}}]}}"#,
        vec![r#"{"$ref":"wide.json"}"#; 20].join(",")
    );
    refuses(
        BrandKit::from_files(&files(&[("kit.json", KIT), ("brand.resolver.json", &stack), ("wide.json", &wide)])),
        &["more than 200000"],
    );
}
