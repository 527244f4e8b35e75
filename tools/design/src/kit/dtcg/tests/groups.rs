use super::*;

/// A group of dimensions.
fn gap(value: u32) -> String {
    format!(r#"{{"$value":{{"value":{value},"unit":"px"}}}}"#)
}

#[track_caller]
fn px(kit: &BrandKit, path: &str, want: f64) {
    assert_eq!(value(kit, path), TokenValue::Dimension(Dimension { value: want, unit: DimensionUnit::Px }), "{path}");
}

fn paths(kit: &BrandKit) -> Vec<&str> {
    kit.tokens.keys().map(|token| token.0.as_str()).filter(|path| *path != "ink").collect()
}

#[test]
fn types_come_from_the_nearest_group() {
    let text = format!(r#""$type":"color","a":{{"$type":"dimension","b":{{"c":{},"$root":{}}}}}"#, gap(1), gap(2));
    let kit = members(&text).unwrap();
    px(&kit, "a.b.c", 1.0);
    px(&kit, "a.b.$root", 2.0);
}

#[test]
fn a_file_as_a_whole_can_have_a_type() {
    let text = format!(r#"{{"$type":"dimension","$deprecated":true,"a":{},{INK}}}"#, gap(1));
    let kit = tokens(&text).unwrap();
    px(&kit, "a", 1.0);
    assert_eq!(kit.tokens[&"a".into()].deprecated.as_deref(), Some(""));
}

#[test]
fn an_alias_has_the_type_of_its_target_whatever_its_group_says() {
    let text =
        format!(r#""d":{{"$type":"dimension","a":{}}},"c":{{"$type":"color","a":{{"$value":"{{d.a}}"}}}}"#, gap(3));
    px(&members(&text).unwrap(), "c.a", 3.0);
}

#[test]
fn groups_extend_groups_and_own_members_win() {
    for reference in [r#""$extends":"{base}""#, r##""$extends":"#/base""##, r##""$ref":"#/base""##] {
        let text = format!(
            r#""base":{{"$type":"dimension","deep":{{"a":{},"b":{}}},"c":{}}},"more":{{{reference},"deep":{{"a":{},"n":{}}},"d":{}}}"#,
            gap(1),
            gap(2),
            gap(3),
            gap(10),
            gap(11),
            gap(12)
        );
        let kit = members(&text).unwrap();
        let more = ["more.c", "more.d", "more.deep.a", "more.deep.b", "more.deep.n"];
        assert_eq!(paths(&kit)[3..], more, "{reference}");
        px(&kit, "more.deep.a", 10.0);
        px(&kit, "more.deep.b", 2.0);
        px(&kit, "more.d", 12.0);
        px(&kit, "base.deep.a", 1.0);
    }
}

#[test]
fn what_is_taken_over_keeps_its_type_and_aliases_reach_it() {
    let text = format!(
        r##""base":{{"$type":"color","red":{{"$value":"#f00"}}}},"more":{{"$extends":"{{base}}","$type":"dimension","gap":{}}},
        "use":{{"$value":"{{more.red}}"}},"far":{{"$extends":"{{mid.sub}}"}},"mid":{{"$extends":"{{low}}"}},"low":{{"sub":{{"$type":"dimension","x":{}}}}}"##,
        gap(7),
        gap(8)
    );
    let kit = members(&text).unwrap();
    px(&kit, "more.gap", 7.0);
    assert_eq!(kit.color(&"use".into()).unwrap().to_string(), "#ff0000");
    px(&kit, "far.x", 8.0);
    px(&kit, "mid.sub.x", 8.0);
}

#[test]
fn circles_of_groups_are_named() {
    refuses(
        members(r#""a":{"$extends":"{b}"},"b":{"$extends":"{c}"},"c":{"$extends":"{a}"}"#),
        &["circle: a → b → c → a"],
    );
    refuses(
        members(r#""button":{"x":{},"more":{"$extends":"{button}"}}"#),
        &["circle: ", "button.more → button → button.more"],
    );
    refuses(members(r#""a":{"$extends":"{a}"}"#), &["circle: a → a"]);
    refuses(members(r##""a":{"$ref":"#/b"},"b":{"$ref":"#/a"}"##), &["circle: a → b → a"]);
}

#[test]
fn extending_nothing_or_a_token_is_refused() {
    refuses(
        members(r#""brand":{},"a":{"$extends":"{brend}"}"#),
        &["a: $extends leads to `{brend}`", "did you mean `brand`"],
    );
    refuses(members(r#""a":{"$extends":"{ink}"}"#), &["which is a token; only groups are extended"]);
    refuses(members(r##""a":{"$ref":"#/ink","b":{}}"##), &["a token has no members; here is `b`"]);
    refuses(members(r#""a":{"$extends":"b"},"b":{}"#), &["`b` leads nowhere"]);
    refuses(members(r##""a":{"$extends":"{b}","$ref":"#/b"},"b":{}"##), &["either $extends or $ref"]);
    let clash =
        format!(r#""b":{{"$type":"dimension","x":{}}},"a":{{"$extends":"{{b}}","x":{{"y":{}}}}}"#, gap(1), gap(2));
    refuses(members(&clash), &["a.x: is a group", "`b.x`"]);
}

#[test]
fn groups_that_double_meet_a_limit() {
    let levels: Vec<String> = (0..30)
        .map(|n| format!(r#""g{n}":{{"x":{{"$extends":"{{g{0}}}"}},"y":{{"$extends":"{{g{0}}}"}}}}"#, n + 1))
        .collect();
    let text = format!(r#"{},"g30":{{"$type":"dimension","t":{}}}"#, levels.join(","), gap(1));
    refuses(members(&text), &["more than"]);
    let chain: Vec<String> = (0..40).map(|n| format!(r#""g{n}":{{"$extends":"{{g{}}}"}}"#, n + 1)).collect();
    refuses(members(&format!(r#"{},"g40":{{}}"#, chain.join(","))), &["more than 32 groups extend one another"]);
}

#[test]
fn wide_groups_that_extend_each_other_meet_a_limit() {
    let wide: Vec<String> = (0..3_000).map(|n| format!(r#""t{n}":{}"#, gap(1))).collect();
    let users: Vec<String> = (0..1_000).map(|n| format!(r#""u{n}":{{"$extends":"{{w}}"}}"#)).collect();
    let text = format!(r#""w":{{"$type":"dimension",{}}},{}"#, wide.join(","), users.join(","));
    refuses(members(&text), &["more than 20000 tokens"]);
}

#[test]
fn deprecation_is_inherited_and_lifted() {
    let text = format!(
        r#""old":{{"$type":"dimension","$deprecated":"use new","a":{},"b":{{"$deprecated":false,"c":{}}},"d":{{"$deprecated":true,"$value":"1px"}}}}"#,
        gap(1),
        gap(2)
    );
    let kit = members(&text).unwrap();
    let deprecated = |path: &str| kit.tokens[&path.into()].deprecated.as_deref();
    assert_eq!([deprecated("old.a"), deprecated("old.b.c"), deprecated("old.d")], [Some("use new"), None, Some("")]);
    refuses(members(r#""old":{"$deprecated":1}"#), &["old: $deprecated is true, false or a reason"]);
}

#[test]
fn deprecated_colours_get_no_role_while_others_serve() {
    let pair = r##""paper":{"$value":"#faf6ee"},"ink":{"$value":"#1b1a22"}"##;
    let red = r##""red":{"$deprecated":"too loud","$value":"#d0202a"}"##;
    let kit = tokens(&format!(r#"{{"a":{{"$type":"color",{pair},{red}}}}}"#)).unwrap();
    let roles = &kit.roles;
    let lists = [&roles.ground, &roles.ink, &roles.accent, &roles.support, &kit.neutrals];
    assert!(lists.iter().all(|list| !list.contains(&"a.red".into())), "{roles:?}");
    assert!(kit.color(&"a.red".into()).is_some());
    // Without another ink the deprecated one serves.
    let needed =
        r##"{"a":{"$type":"color","paper":{"$value":"#faf6ee"},"ink":{"$deprecated":true,"$value":"#1b1a22"}}}"##;
    assert_eq!(tokens(needed).unwrap().roles.ink[0].0, "a.ink");
    let named = MANIFEST_TEXT.replace("\"tokens\"", "\"roles\":{\"accent\":[\"a.red\"]},\n\"tokens\"");
    let text = format!(r#"{{"a":{{"$type":"color",{pair},{red}}}}}"#);
    let kit = BrandKit::from_files(&files(&[("kit.json", &named), ("a.tokens.json", &text)])).unwrap();
    let finding = kit.findings.iter().find(|finding| finding.code == KitFindingCode::DeprecatedInRole).unwrap();
    assert!(finding.message.contains("/roles/accent/0: `a.red` is deprecated: too loud") && finding.line == 1);
}

#[test]
fn names_and_fields_are_checked() {
    refuses(members(r#""$brand":{}"#), &["unknown field `$brand`; names of groups and tokens do not begin with `$`"]);
    refuses(members(r#""a}b":{}"#), &["`a}b` is no name"]);
    refuses(members(r#""a":{"$description":7}"#), &["a: $description is a string"]);
    refuses(members(r#""a":{"$extensions":7}"#), &["a: $extensions is an object"]);
    let kit = members(r#""a":{"$description":"x","$extensions":{"org.example":{"$value":1}},"$themes":[]}"#).unwrap();
    assert_eq!(codes(&kit), ["ignored_field"]);
}

#[test]
fn a_description_is_kept_up_to_a_limit() {
    let text = format!(r#""a":{{"$type":"number","$value":1,"$description":"{}"}}"#, "é".repeat(5000));
    let kit = members(&text).unwrap();
    let token = &kit.tokens[&"a".into()];
    assert_eq!(token.description.as_ref().map(|text| text.chars().count()), Some(DESCRIPTION_CHARS_MAX));
    assert_eq!(&*token.file, "a.tokens.json");
}
