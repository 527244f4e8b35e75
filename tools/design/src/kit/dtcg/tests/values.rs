use super::*;

const PX: fn(f64) -> Dimension = |value| Dimension { value, unit: DimensionUnit::Px };

/// The value of a token of some type.
#[track_caller]
fn reads(kind: &str, written: &str) -> TokenValue {
    let kit = members(&format!(r#""t":{{"$type":"{kind}","$value":{written}}}"#));
    value(&kit.unwrap_or_else(|error| panic!("{written}: {error}")), "t")
}

#[track_caller]
fn no(kind: &str, written: &str, parts: &[&str]) {
    refuses(members(&format!(r#""t":{{"$type":"{kind}","$value":{written}}}"#)), parts);
}

#[test]
fn simple_types_are_read() {
    assert_eq!(reads("dimension", r#"{"value":1.5,"unit":"rem"}"#), {
        TokenValue::Dimension(Dimension { value: 1.5, unit: DimensionUnit::Rem })
    });
    assert_eq!(reads("dimension", r#""16px""#), TokenValue::Dimension(PX(16.0)));
    assert_eq!(reads("duration", r#"{"value":1.5,"unit":"s"}"#), TokenValue::Duration(Duration { ms: 1500.0 }));
    assert_eq!(reads("duration", r#""200ms""#), TokenValue::Duration(Duration { ms: 200.0 }));
    assert_eq!(reads("number", "-2.5"), TokenValue::Number(-2.5));
    assert_eq!(reads("fontWeight", "350"), TokenValue::FontWeight(350.0));
    assert_eq!(reads("fontWeight", r#""extra-black""#), TokenValue::FontWeight(950.0));
    assert_eq!(reads("cubicBezier", "[0.5,-2,1,3]"), TokenValue::CubicBezier([0.5, -2.0, 1.0, 3.0]));
    let families = |names: &[&str]| TokenValue::FontFamily(names.iter().map(|&name| Arc::from(name)).collect());
    assert_eq!(reads("fontFamily", r#""Work Sans""#), families(&["Work Sans"]));
    assert_eq!(reads("fontFamily", r#"["Inter","sans-serif"]"#), families(&["Inter", "sans-serif"]));
    assert_eq!(reads("strokeStyle", r#""groove""#), TokenValue::StrokeStyle(StrokeStyle::Named(LineStyle::Groove)));
}

#[test]
fn simple_types_are_checked() {
    no("dimension", r#"{"value":1,"unit":"em"}"#, &["t: unit: `em` is no unit", "px or rem"]);
    no("dimension", r#""50%""#, &["`%` is no unit"]);
    no("dimension", r#""0""#, &["`` is no unit"]);
    no("dimension", r#"{"value":"1","unit":"px"}"#, &["t: value: `1` is no number"]);
    no("dimension", r#"{"value":1}"#, &["needs `unit`"]);
    no("dimension", r#"{"value":1,"unit":"px","x":1}"#, &["unknown field `x`"]);
    no("dimension", "16", &["a dimension is { value, unit }"]);
    no("duration", r#"{"value":1,"unit":"m"}"#, &["`m` is no unit", "ms or s"]);
    no("number", r#""1""#, &["`1` is no number"]);
    no("fontWeight", "0", &["0 is no font weight"]);
    no("fontWeight", "1001", &["1001 is no font weight"]);
    no("fontWeight", r#""Bold""#, &["`Bold` is no font weight"]);
    no("cubicBezier", "[0,0,1]", &["four numbers"]);
    no("cubicBezier", "[0,0,1.1,1]", &["t: 2: ", "between 0 and 1"]);
    no("fontFamily", "[]", &["1 to 64"]);
    no("fontFamily", r#""""#, &["needs a name"]);
    no("fontFamily", r#"["a",7]"#, &["t: 1: 7 is no font family"]);
    no("fontFamily", &format!("[{}]", vec![r#""a""#; 65].join(",")), &["1 to 64", "65"]);
    no("strokeStyle", r#""wavy""#, &["`wavy` is not one of solid"]);
}

const SHADOW: &str = r##""color":"#000","offsetX":"1px","offsetY":"2px","blur":"3px","spread":"0px""##;

#[test]
fn composite_types_are_read() {
    let border = r##"{"color":"#123","width":"2px","style":{"dashArray":["1px","2px"],"lineCap":"butt"}}"##;
    let TokenValue::Border(border) = reads("border", border) else { panic!() };
    assert_eq!((border.color.srgb.to_string().as_str(), border.width), ("#112233", PX(2.0)));
    let dashes = Arc::from([PX(1.0), PX(2.0)]);
    assert_eq!(border.style, StrokeStyle::Dashed { dashes, cap: LineCap::Butt });

    let transition = r#"{"duration":"1s","delay":"0ms","timingFunction":[0,0,1,1]}"#;
    let TokenValue::Transition(transition) = reads("transition", transition) else { panic!() };
    assert_eq!((transition.duration.ms, transition.delay.ms, transition.timing[2]), (1000.0, 0.0, 1.0));

    let TokenValue::Shadow(shadows) = reads("shadow", &format!(r#"[{{{SHADOW}}},{{{SHADOW},"inset":true}}]"#)) else {
        panic!()
    };
    assert_eq!((shadows.len(), shadows[0].inset, shadows[1].inset, shadows[1].blur), (2, false, true, PX(3.0)));

    let gradient = r##"[{"color":"#fff","position":-3},{"color":"#000","position":42}]"##;
    let TokenValue::Gradient(stops) = reads("gradient", gradient) else { panic!() };
    assert_eq!((stops[0].position, stops[1].position), (0.0, 1.0));

    let typography = r#"{"fontFamily":["Inter","serif"],"fontSize":"16px","fontWeight":"bold","letterSpacing":"0px","lineHeight":1.2}"#;
    let TokenValue::Typography(typography) = reads("typography", typography) else { panic!() };
    assert_eq!((typography.family.len(), typography.weight, typography.line_height), (2, 700.0, 1.2));
}

#[test]
fn composite_types_are_checked() {
    no("border", r##"{"color":"#123","width":"2px"}"##, &["t: a border needs `style`"]);
    no("border", r##"{"color":"#123","width":"2em","style":"solid"}"##, &["t: width: `em` is no unit"]);
    no("border", r#""solid""#, &["a border is { color, width, style }"]);
    no("strokeStyle", r#"{"dashArray":[],"lineCap":"butt"}"#, &["t: dashArray: ", "1 to 64"]);
    no("strokeStyle", r#"{"dashArray":["1px"],"lineCap":"flat"}"#, &["t: lineCap: `flat` is not one of round"]);
    no("shadow", r#"[]"#, &["1 to 64"]);
    no("shadow", &format!(r#"[[{{{SHADOW}}}]]"#), &["t: 0: a shadow is"]);
    no("shadow", &format!(r#"{{{SHADOW},"inset":1}}"#), &["t: inset: 1 is neither true nor false"]);
    no("gradient", r##"[{"color":"#fff"}]"##, &["t: 0: a gradient stop needs `position`"]);
    no("gradient", "7", &["a gradient is a list"]);
    no(
        "transition",
        r#"{"duration":"1s","delay":"1px","timingFunction":[0,0,1,1]}"#,
        &["t: delay: `px` is no unit of time"],
    );
    no(
        "typography",
        r#"{"fontFamily":"a","fontSize":"1px","fontWeight":1,"letterSpacing":"0px","lineHeight":"20px"}"#,
        &["t: lineHeight: `20px` is no number"],
    );
}

#[test]
fn errors_say_line_and_column() {
    let text = "{\n  \"gap\": {\n    \"$type\": \"dimension\",\n    \"wide\": {\n      \"$value\": { \"value\": 1, \"unit\": \"em\" }\n    }\n  }\n}";
    let error = tokens(text).unwrap_err();
    let KitError::Invalid { file, place, .. } = &error else { panic!("{error}") };
    assert_eq!((file.as_str(), *place), ("a.tokens.json", Some(Place { line: 5, column: 39 })));
    assert!(error.to_string().starts_with("a.tokens.json:5:39: gap.wide: unit: "), "{error}");
}

#[test]
fn parts_are_references_too() {
    let kit = members(
        r##""base":{"red":{"$type":"color","$value":{"colorSpace":"srgb","components":[1,0.2,0]}},
        "gap":{"$type":"dimension","$value":{"value":4,"unit":"px"}},"n":{"$type":"number","$value":0.25},
        "dash":{"$type":"strokeStyle","$value":{"dashArray":["{base.gap}",{"$ref":"#/base/gap"}],"lineCap":"round"}},
        "edge":{"$type":"border","$value":{"color":"{base.red}","width":"{base.gap}","style":"{base.dash}"}}},
        "a":{"$value":"{base.edge}"},
        "hue":{"$type":"number","$value":{"$ref":"#/base/red/$value/components/1"}},
        "mix":{"$type":"color","$value":{"colorSpace":{"$ref":"#/base/red/$value/colorSpace"},
            "components":[{"$ref":"#/base/red/$value/components/0"},"{base.n}",{"$ref":"#/mix/$value/components/1"}],"alpha":"{base.n}"}},
        "wide":{"$type":"dimension","$value":{"value":{"$ref":"#/base/gap/$value/value"},"unit":"rem"}},
        "through":{"$type":"dimension","$value":{"$ref":"#/a/$value/width"}},
        "token":{"$ref":"#/base/gap","$description":"a token that is a reference"},
        "grad":{"$type":"gradient","$value":["{stop}",{"color":"{base.red}","position":"{base.n}"}]},
        "stop":{"$type":"gradient","$value":[{"color":"#fff","position":0}]}"##,
    )
    .unwrap();
    let TokenValue::Border(edge) = value(&kit, "a") else { panic!() };
    assert_eq!(edge.width, PX(4.0));
    assert_eq!(value(&kit, "hue"), TokenValue::Number(0.2));
    let TokenValue::Color(mix) = value(&kit, "mix") else { panic!() };
    assert_eq!((mix.components, mix.alpha), ([Some(1.0), Some(0.25), Some(0.25)], 0.25));
    assert_eq!(value(&kit, "wide"), TokenValue::Dimension(Dimension { value: 4.0, unit: DimensionUnit::Rem }));
    assert_eq!(value(&kit, "through"), TokenValue::Dimension(PX(4.0)));
    assert_eq!(value(&kit, "token"), TokenValue::Dimension(PX(4.0)));
    assert_eq!(kit.tokens[&"token".into()].alias_of, Some("base.gap".into()));
    let TokenValue::Gradient(stops) = value(&kit, "grad") else { panic!() };
    assert_eq!((stops.len(), stops[1].position), (2, 0.25));
}

#[test]
fn references_of_the_wrong_kind_are_refused() {
    let base = r##""red":{"$type":"color","$value":"#f00"},"two":{"$type":"shadow","$value":[{"color":"#000","offsetX":"1px","offsetY":"2px","blur":"3px","spread":"0px"},{"color":"#000","offsetX":"1px","offsetY":"2px","blur":"3px","spread":"0px"}]}"##;
    let no = |more: &str, parts: &[&str]| refuses(members(&format!("{base},{more}")), parts);
    no(
        r#""t":{"$type":"border","$value":{"color":"{red}","width":"{red}","style":"solid"}}"#,
        &["t: width: refers to `{red}`, which is color; a dimension"],
    );
    no(
        r#""t":{"$type":"number","$value":"{red}"}"#,
        &["t: its $type is number, but it refers to `{red}`", "another type, color"],
    );
    no(r#""t":{"$type":"shadow","$value":["{two}"]}"#, &["t: 0: refers to `{two}`, which is more than one"]);
    no(
        r##""t":{"$type":"number","$value":{"$ref":"#/red/$value/components/9"}}"##,
        &["`red` has no `$value/components/9`"],
    );
    no(r##""t":{"$type":"color","$value":{"$ref":"other.json#/red"}}"##, &["is no pointer into the tokens"]);
    no(r##""t":{"$type":"color","$value":{"$ref":"#/red","alpha":1}}"##, &["a $ref stands alone"]);
    no(r#""t":{"$value":"{rad}"}"#, &["no token of the kit; did you mean `red`"]);
    no(r#""g":{"x":{"$value":"{red}"}},"t":{"$value":"{g}"}"#, &["is a group", "`g.x`"]);
    no(r#""t":{"$type":"color","$value":"{red"}"#, &["`{red` is no reference"]);
    no(r##""t":{"$value":{"$ref":"#/red/$value/components/0"}}"##, &["t: a $value without a type"]);
}

#[test]
fn circles_through_parts_are_named() {
    let edge = |to: &str| format!(r##"{{"$type":"gradient","$value":["{{{to}}}"]}}"##);
    let text = format!(r#""a":{},"b":{},"c":{}"#, edge("b"), edge("c"), edge("a"));
    refuses(members(&text), &["circle: a → b → c → a"]);
    let own = r##""t":{"$type":"dimension","$value":{"value":{"$ref":"#/t/$value/value"},"unit":"px"}}"##;
    refuses(members(own), &["t: value: ", "circle: t/$value/value → t/$value/value"]);
}

#[test]
fn values_that_nest_by_reference_have_a_limit() {
    let links: Vec<String> =
        (0..40).map(|n| format!(r#""s{n:02}":{{"$type":"gradient","$value":["{{s{:02}}}"]}}"#, n + 1)).collect();
    let end = r##""s40":{"$type":"gradient","$value":[{"color":"#fff","position":0}]}"##;
    refuses(members(&format!("{},{end}", links.join(","))), &["deeper than 32 levels"]);
    let kit = members(&format!("{},{end}", links[20..].join(","))).unwrap();
    assert!(matches!(value(&kit, "s20"), TokenValue::Gradient(stops) if stops.len() == 1));
}

#[test]
fn what_is_accepted_with_a_word_is_found_once_a_file() {
    let kit = members(
        r##""a":{"$type":"color","$value":"#fff"},"b":{"$type":"dimension","$value":"1px","$note":1},
        "c":{"$type":"string","$value":"x"},"d":{"$type":"color","$value":{"colorSpace":"display-p3","components":[0,1,0]}},
        "e":{"$type":"color","$value":{"colorSpace":"hsl","components":[360,50,50]}},
        "f":{"$type":"color","$value":{"colorSpace":"acescg","components":[0,0,0],"hex":"#123456"}},
        "g":{"$type":"typography","$value":{"fontFamily":"a","fontSize":"1px","fontWeight":1,"lineHeight":1}}"##,
    )
    .unwrap();
    let want = [
        "out_of_gamut",
        "legacy_form",
        "component_range",
        "hex_fallback",
        "unknown_type",
        "ignored_field",
        "no_letter_spacing",
    ];
    assert_eq!(codes(&kit), want);
    assert!(kit.findings[1].message.starts_with("a, b, g: "), "{:?}", kit.findings[1]);
    assert_eq!(kit.findings[0].line, 2);
    assert!(matches!(value(&kit, "c"), TokenValue::Other(name) if &*name == "string"));
    let TokenValue::Color(green) = value(&kit, "d") else { panic!() };
    assert!(green.mapped && green.space == ColorSpace::DisplayP3);
    let clean = tokens(&format!("{{{INK}}}")).unwrap();
    assert_eq!(codes(&clean), Vec::<&str>::new());
}

#[test]
fn every_colour_space_is_checked() {
    for space in ColorSpace::ALL {
        let name = space.name();
        let written = |components: &str| format!(r#"{{"colorSpace":"{name}","components":{components}}}"#);
        reads("color", &written(r#"["none",0,0]"#));
        no("color", &written("[0,0]"), &["t: components: ", "three components"]);
        no("color", &written("[0,0,0,0]"), &["three components"]);
        no("color", &written(r#"[0,"0",0]"#), &["t: components: 1: `0` is no number", "\"none\""]);
        no("color", &written("[0,0,5000]"), &["t: components: 2: component 3 of", "5000"]);
    }
    no("color", r#"{"colorSpace":"srgb","components":[0,0,0],"hex":"red"}"#, &["t: hex: `red` is no hex"]);
    no(
        "color",
        r#"{"colorSpace":"cmyk","components":[0,0,0]}"#,
        &["t: colorSpace: unknown colorSpace `cmyk`", "prophoto-rgb"],
    );
}
