use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::color::Lch;

const MINIMAL: &str = r#"{"v":1,"id":"a","name":"A","version":"1","tokens":["*.tokens.json"]}"#;

fn files(entries: &[(&str, &str)]) -> KitFiles {
    KitFiles(entries.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect())
}

/// A kit of `manifest` and one token file.
fn read(manifest: &str, tokens: &str) -> Result<BrandKit, KitError> {
    BrandKit::from_files(&files(&[("kit.json", manifest), ("a.tokens.json", tokens)]))
}

/// The minimal kit with the members of its one group of colours.
fn read_colors(members: &str) -> Result<BrandKit, KitError> {
    read(MINIMAL, &format!(r#"{{"a":{{"$type":"color",{members}}}}}"#))
}

fn with(fields: &str) -> String {
    format!("{},{fields}}}", MINIMAL.trim_end_matches('}'))
}

#[track_caller]
fn refuses(result: Result<BrandKit, KitError>, parts: &[&str]) {
    let text = result.expect_err("the kit should be refused").to_string();
    for part in parts {
        assert!(text.contains(part), "`{text}` does not say `{part}`");
    }
}

const PAIR: &str = r##"{"a":{"$type":"color","paper":{"$value":"#faf6ee"},"ink":{"$value":"#1b1a22"}}}"##;

#[test]
fn a_folder_without_a_manifest_is_no_kit() {
    assert_eq!(BrandKit::from_files(&KitFiles::default()), Err(KitError::NoManifest));
}

#[test]
fn a_minimal_kit_is_valid_and_says_what_it_inferred() {
    let kit = read(MINIMAL, PAIR).unwrap();
    assert_eq!((kit.roles.ground[0].0.as_str(), kit.roles.ink[0].0.as_str()), ("a.paper", "a.ink"));
    assert_eq!(kit.colors.len(), 2);
    let said = ["/neutrals", "/roles/accent", "/roles/ground", "/roles/ink", "/roles/support"];
    assert_eq!(kit.inferred, said);
}

#[test]
fn malformed_json_is_placed_by_line_and_column() {
    refuses(read("{\n  \"v\": 1,\n  oops\n}", PAIR), &["kit.json:3:3: key must be a string"]);
    refuses(read(MINIMAL, "{\"a\":\n ["), &["a.tokens.json:2:2: EOF"]);
    refuses(read(MINIMAL, "[]"), &["a.tokens.json:1:1: ", "object"]);
    refuses(read(MINIMAL, ""), &["a.tokens.json:1:1: "]);
}

#[test]
fn the_manifest_is_strict() {
    refuses(read(&with(r#""colour":1"#), PAIR), &["kit.json:1:", "unknown field `colour`"]);
    refuses(read(&with(r#""roles":{"paper":[]}"#), PAIR), &["unknown field `paper`", "`ground`"]);
    refuses(read(&with(r#""policy":{"blocked_term":[]}"#), PAIR), &["unknown field `blocked_term`"]);
    refuses(read(&MINIMAL.replace(r#""v":1"#, r#""v":2"#), PAIR), &["/v"]);
    refuses(read(&MINIMAL.replace(r#""id":"a""#, r#""id":" ""#), PAIR), &["/id"]);
    refuses(read(&MINIMAL.replace(r#""id":"a","#, ""), PAIR), &["missing field `id`"]);
    refuses(read(&with(r#""fonts":[{"family":"Inter","role":"text","weight":0}]"#), PAIR), &["/fonts/0/weight"]);
    refuses(read(&with(r#""v":1"#), PAIR), &["duplicate field `v`"]);
}

#[test]
fn a_role_names_colour_tokens_of_the_kit() {
    refuses(
        read(&with(r#""roles":{"ink":["a.ink","b.ink"]}"#), PAIR),
        &["/roles/ink/1", "`b.ink`", "did you mean `a.ink`"],
    );
    refuses(read(&with(r#""neutrals":["a"]"#), PAIR), &["/neutrals/0"]);
    let glass = r##"{"a":{"$type":"color","ink":{"$value":"#111"},"glass":{"$value":"#ffffff80"}}}"##;
    refuses(read(&with(r#""roles":{"ground":["a.glass"]}"#), glass), &["/roles/ground/0", "translucent"]);
}

#[test]
fn what_is_said_is_not_inferred() {
    let kit = read(&with(r#""roles":{"ground":["a.ink"],"ink":["a.paper"]},"neutrals":["a.paper"]"#), PAIR).unwrap();
    assert_eq!(kit.roles.ground, ["a.ink".into()]);
    assert_eq!(kit.inferred, ["/roles/accent", "/roles/support"]);
}

#[test]
fn named_files_must_be_there_and_inside() {
    let logo = |file: &str| with(&format!(r#""logos":[{{"id":"m","file":{}}}]"#, serde_json::json!(file)));
    assert_eq!(read(&logo("m.svg"), PAIR), Err(KitError::MissingFile { file: "m.svg".to_owned() }));
    for path in ["../m.svg", "/m.svg", "a\\m.svg", "C:/m.svg", "a//m.svg", "./m.svg", "", "a/..", "a\nb"] {
        refuses(read(&logo(path), PAIR), &["kit.json", "/logos/0/file"]);
    }
    refuses(read(&MINIMAL.replace("*.tokens.json", "../*.json"), PAIR), &["/tokens/0"]);
    refuses(read(&MINIMAL.replace("*.tokens.json", "b.json"), PAIR), &["`b.json`", "not in the brand folder"]);
    refuses(read(&MINIMAL.replace(r#"["*.tokens.json"]"#, "[]"), PAIR), &["/tokens"]);
    let outside = files(&[("kit.json", MINIMAL), ("../a.tokens.json", PAIR)]);
    refuses(BrandKit::from_files(&outside), &["../a.tokens.json"]);
}

#[test]
fn ids_are_unique_and_days_are_days() {
    let twice = r#""imagery":[{"id":"x","file":"a.tokens.json"},{"id":"x","file":"a.tokens.json"}]"#;
    refuses(read(&with(twice), PAIR), &["/imagery/1/id", "`x`"]);
    for day in ["soon", "2027-13-01", "2027-1-1", "2027-01-32", "+027-01-01"] {
        let image = format!(r#""imagery":[{{"id":"x","file":"a.tokens.json","expires":"{day}"}}]"#);
        refuses(read(&with(&image), PAIR), &["/imagery/0/expires"]);
    }
}

#[test]
fn token_globs_stay_within_a_folder() {
    let entries = files(&[
        ("kit.json", &MINIMAL.replace("*.tokens.json", "t/*.tokens.json")),
        ("t/a.tokens.json", PAIR),
        ("t/b.tokens.json", r##"{"b":{"$type":"color","red":{"$value":"#c22"}}}"##),
        ("t/old/a.tokens.json", "not read"),
        ("a.tokens.json", "not read"),
    ]);
    let kit = BrandKit::from_files(&entries).unwrap();
    let names: Vec<&str> = kit.colors.keys().map(|token| token.0.as_str()).collect();
    assert_eq!(names, ["a.ink", "a.paper", "b.red"]);
}

#[test]
fn references_are_followed_and_types_inherited() {
    let tokens = r##"{
      "base": { "$type": "color", "deep": { "red": { "$value": "#c8202a" } }, "gap": { "$type": "dimension", "$value": "4px" } },
      "use": { "a": { "$value": "{use.b}" }, "b": { "$value": "{ base.deep.red }" }, "c": { "$value": { "$ref": "#/use/a/$value" } },
               "$root": { "$value": "{base.deep.red}" }, "gap": { "$value": "{base.gap}" } }
    }"##;
    let kit = read(MINIMAL, tokens).unwrap();
    let red = Srgb::parse_hex("#c8202a");
    for token in ["base.deep.red", "use.a", "use.b", "use.c", "use.$root"] {
        assert_eq!(kit.color(&token.into()), red, "{token}");
    }
    assert_eq!(kit.color(&"use.gap".into()), None);
}

#[test]
fn a_long_chain_is_followed_in_little_time() {
    let links: Vec<String> = (0..19_000).map(|n| format!(r#""t{n}":{{"$value":"{{a.t{}}}"}}"#, n + 1)).collect();
    let kit = read_colors(&format!(r##"{},"t19000":{{"$value":"#0a5"}}"##, links.join(","))).unwrap();
    assert_eq!(kit.color(&"a.t0".into()), Srgb::parse_hex("#0a5"));
}

#[test]
fn circles_are_recited() {
    let error = read_colors(r#""x":{"$value":"{a.y}"},"y":{"$value":"{a.z}"},"z":{"$value":"{a.y}"}"#).unwrap_err();
    let KitError::Cycle { file, place, path } = error else { panic!("{error}") };
    assert_eq!((file.as_str(), path.as_str()), ("a.tokens.json", "a.y → a.z → a.y"));
    assert_eq!(place, Some(Place { line: 1, column: 60 }));
    refuses(read_colors(r#""x":{"$value":"{a.x}"}"#), &["a.x → a.x"]);
    let links: Vec<String> =
        (0..5_000).map(|n| format!(r#""t{n}":{{"$value":"{{a.t{}}}"}}"#, (n + 1) % 5_000)).collect();
    let long = read_colors(&links.join(",")).unwrap_err().to_string();
    assert!(long.contains('…') && long.len() < 300, "{long}");
}

#[test]
fn what_is_no_token_is_named_by_its_path() {
    refuses(read_colors(r#""x":{"$value":"{a.y}"}"#), &["a.tokens.json:1:37: a.x: ", "{a.y}"]);
    refuses(read_colors(r##""x":"#fff""##), &["a.x: is neither a group nor a token"]);
    refuses(read_colors(r#""x":{"$valeu":"y"}"#), &["a.x: unknown field `$valeu`"]);
    refuses(read_colors(r##""x":{"$value":"#fff","y":{}}"##), &["a.x: ", "`y`", "no members"]);
    refuses(read_colors(r##""x":{"$value":"#fff","$root":{}}"##), &["a.x: ", "`$root`", "no members"]);
    refuses(read_colors(r##""x.y":{"$value":"#fff"}"##), &["`x.y`", "no name"]);
    refuses(read_colors(r##""x":{"$value":"#fff","$type":3}"##), &["a.x: ", "$type"]);
    refuses(read_colors(r#""$extends":"{b}""#), &["a.tokens.json:1:34: a: $extends", "`{b}`"]);
    refuses(
        read(MINIMAL, r##"{"a":{"x":{"$value":"#fff"}}}"##),
        &["a.tokens.json:1:21: a.x: ", "$value without a type"],
    );
    refuses(
        read_colors(r#""w":{"$type":"number","$value":1},"x":{"$type":"color","$value":"{a.w}"}"#),
        &["a.x: ", "another type, number"],
    );
    assert_eq!(read_colors(r#""x":{"$type":"number","$value":1}"#), Err(KitError::NoColors));
    let twice = files(&[("kit.json", MINIMAL), ("a.tokens.json", PAIR), ("b.tokens.json", PAIR)]);
    refuses(BrandKit::from_files(&twice), &["b.tokens.json:1:", "a.ink: is already a token of a.tokens.json"]);
}

/// The colour that a value is read as.
#[track_caller]
fn color(written: &str) -> Srgb {
    let kit =
        read_colors(&format!(r#""x":{{"$value":{written}}}"#)).unwrap_or_else(|error| panic!("{written}: {error}"));
    kit.color(&"a.x".into()).unwrap()
}

#[test]
fn colours_are_read_from_every_notation() {
    // Expected values: the worked examples of CSS Color 4 and conversions with its sample code.
    let cases = [
        (r##""#F60""##, "#ff6600"),
        (r##""#ff6600ff""##, "#ff6600"),
        (r#"{"colorSpace":"srgb","components":[1,0.4,0]}"#, "#ff6600"),
        (r#"{"colorSpace":"srgb-linear","components":[1,0.1328683,0]}"#, "#ff6600"),
        (r#"{"colorSpace":"hsl","components":[24,100,50]}"#, "#ff6600"),
        (r#"{"colorSpace":"hwb","components":[24,0,0],"alpha":1}"#, "#ff6600"),
        (r#"{"colorSpace":"oklch","components":[0.5196,0.1769,142.5]}"#, "#008000"),
        (r#"{"colorSpace":"oklab","components":[1,"none",0]}"#, "#ffffff"),
        (r#"{"colorSpace":"lab","components":[46.2775,-47.5621,48.5837]}"#, "#008000"),
        (r#"{"colorSpace":"lch","components":[46.2775,67.9892,134.3912]}"#, "#008000"),
        (r#"{"colorSpace":"display-p3","components":[0.21604,0.49418,0.13151]}"#, "#008000"),
        (r#"{"colorSpace":"rec2020","components":[1,1,1]}"#, "#ffffff"),
        (r#"{"colorSpace":"a98-rgb","components":[1,1,1]}"#, "#ffffff"),
        (r#"{"colorSpace":"xyz-d65","components":[0.07719,0.15438,0.02573]}"#, "#008000"),
        (r#"{"colorSpace":"xyz-d50","components":[0.08314,0.15475,0.02096]}"#, "#008000"),
        (r##"{"colorSpace":"acescg","components":[0,0,0],"hex":"#123456"}"##, "#123456"),
    ];
    for (written, want) in cases {
        let got = color(written);
        let want = Srgb::parse_hex(want).unwrap();
        let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
        assert!(near(got.r, want.r) && near(got.g, want.g) && near(got.b, want.b), "{written}: {got} is not {want}");
    }
}

#[test]
fn colours_outside_srgb_keep_their_hue() {
    for components in ["[0,1,0]", "[1,0,0]", "[0,0,1]", "[1,1,0]"] {
        let lch = color(&format!(r#"{{"colorSpace":"display-p3","components":{components}}}"#)).to_lch();
        assert!(lch.c > 0.15, "{components}: {lch:?}");
    }
    let lch = color(r#"{"colorSpace":"oklch","components":[0.7,0.4,150]}"#).to_lch();
    // Clipping what cannot be noticed turns it a little; clipping all of it would turn it by 14 degrees.
    assert!((lch.h - 150.0).abs() < 6.0, "{lch:?}");
}

#[test]
fn what_is_no_colour_is_refused() {
    for value in [
        r#""red""#,
        r#""rgb(1,2,3)""#,
        r##""#12""##,
        r##""#ggg""##,
        r##""#é1""##,
        "7",
        "null",
        "[]",
        "{}",
        r#"{"colorSpace":"srgb"}"#,
        r#"{"colorSpace":"srgb","components":[1,2]}"#,
        r#"{"colorSpace":"srgb","components":[255,0,0]}"#,
        r#"{"colorSpace":"srgb","components":["0",0,0]}"#,
        r#"{"colorSpace":"srgb","components":[0,0,0],"alpha":2}"#,
        r#"{"colorSpace":"cmyk","components":[0,0,0]}"#,
        r#"{"colorSpace":"srgb","components":[0,0,0],"opacity":1}"#,
    ] {
        refuses(read_colors(&format!(r#""x":{{"$value":{value}}}"#)), &["a.tokens.json:1:", ": a.x: "]);
    }
}

#[test]
fn limits_hold() {
    let deep = format!("{}{}", r#"{"a":"#.repeat(40), "}".repeat(41));
    refuses(read(MINIMAL, &deep[..deep.len() - 1].replace("\"a\":}", "\"a\":{}}")), &["deeper than 32"]);
    refuses(read(MINIMAL, &"[".repeat(100_000)), &["a.tokens.json:1:", "recursion"]);
    refuses(read(MINIMAL, &" ".repeat(JSON_BYTES_MAX + 1)), &["bytes of JSON"]);
    let many: Vec<String> = (0..=TOKENS_MAX).map(|n| format!(r##""t{n}":{{"$value":"#fff"}}"##)).collect();
    refuses(read_colors(&many.join(",")), &["more than 20000 tokens"]);
    let groups: Vec<String> = (0..=TOKENS_MAX).map(|n| format!(r#""t{n}":{{}}"#)).collect();
    refuses(read_colors(&groups.join(",")), &["more than 20000 groups"]);
    refuses(read_colors(&format!(r##""{}":{{"$value":"#fff"}}"##, "x".repeat(600))), &["longer than 512"]);
    refuses(read(&with(&format!(r#""rules":["{}"]"#, "x".repeat(300_000))), PAIR), &["/rules", "256 KiB"]);
    let crowd = KitFiles((0..=FILES_MAX).map(|n| (format!("{n}.svg"), Arc::from(&b""[..]))).collect());
    refuses(BrandKit::from_files(&crowd), &["513 files", "512"]);
    let large: Arc<[u8]> = Arc::from(vec![0; FILES_BYTES_MAX / 4 + 1]);
    let heavy = KitFiles((0..4).map(|n| (format!("{n}.png"), Arc::clone(&large))).collect());
    refuses(BrandKit::from_files(&heavy), &["bytes", "67108864"]);
}

/// Reads colours alone and hands back the first token of ground, ink and accent, and how readable the first two are.
#[track_caller]
fn infers(colors: &[(&str, &str)], want: [&str; 3]) -> BrandKit {
    let members: Vec<String> = colors.iter().map(|(name, hex)| format!(r#""{name}":{{"$value":"{hex}"}}"#)).collect();
    let kit = read_colors(&members.join(",")).unwrap();
    let first = |list: &[TokenPath]| list.first().map_or("", |token| token.0.as_str()).to_owned();
    let got = [first(&kit.roles.ground), first(&kit.roles.ink), first(&kit.roles.accent)];
    assert_eq!(got, want.map(str::to_owned), "{colors:?}");
    let contrast = kit.colors[&kit.roles.ground[0]].contrast(kit.colors[&kit.roles.ink[0]]);
    assert!(contrast >= 4.5, "{colors:?}: {contrast}");
    kit
}

#[test]
fn roles_follow_from_lightness_and_chroma() {
    infers(&[("blue", "#2340d8"), ("white", "#ffffff")], ["a.white", "a.blue", "a.blue"]);
    infers(&[("navy", "#10184a"), ("sun", "#ffd21f")], ["a.sun", "a.navy", "a.navy"]);
    infers(&[("cream", "#f7efdd"), ("green", "#14402c"), ("tomato", "#e0452b")], ["a.cream", "a.green", "a.tomato"]);
    infers(
        &[("bg", "#f4f4f2"), ("dark", "#15161a"), ("grey", "#8a8a8a"), ("pop", "#ff4a1c"), ("sky", "#9bd0ff")],
        ["a.bg", "a.dark", "a.pop"],
    );
    infers(&[("black", "#000000"), ("white", "#ffffff")], ["a.white", "a.black", "a.black"]);
}

#[test]
fn a_kit_without_a_readable_pair_gets_one() {
    for one in ["#d0202a", "#777777", "#ffe14d", "#0c0c30", "#ffffff", "#000000"] {
        let kit = infers(&[("one", one)], ["derived.paper", "derived.ink", "a.one"]);
        assert!(kit.inferred.contains(&"/tokens/derived.ink".to_owned()), "{:?}", kit.inferred);
    }
    infers(&[("pink", "#ff8fb0"), ("sky", "#7cc4ff")], ["derived.paper", "derived.ink", "a.pink"]);
    // Said and unreadable alone: only the partner is made up, light on dark and dark on light.
    for (role, value, made) in [
        ("ground", "#777777", "derived.ink"),
        ("ground", "#302060", "derived.paper"),
        ("ink", "#302060", "derived.paper"),
        ("ink", "#f0e0c0", "derived.ink"),
    ] {
        let tokens = format!(r#"{{"a":{{"$type":"color","one":{{"$value":"{value}"}}}}}}"#);
        let kit = read(&with(&format!(r#""roles":{{"{role}":["a.one"]}}"#)), &tokens).unwrap();
        let pair = [&kit.roles.ground[0], &kit.roles.ink[0]];
        assert!(pair.iter().any(|token| token.0 == made), "{role} {value}: {pair:?}");
        assert!(kit.colors[pair[0]].contrast(kit.colors[pair[1]]) >= 4.5, "{role} {value}");
        assert_eq!(kit.colors.len(), 2);
    }
}

#[test]
fn the_digest_is_that_of_paths_and_contents() {
    let of = |entries: &[(&str, &str)]| BrandKit::from_files(&files(entries)).unwrap().sha256;
    let base = of(&[("kit.json", MINIMAL), ("a.tokens.json", PAIR), ("x.svg", "<svg/>")]);
    assert_eq!(base, of(&[("x.svg", "<svg/>"), ("kit.json", MINIMAL), ("a.tokens.json", PAIR)]));
    assert_ne!(base, of(&[("kit.json", MINIMAL), ("a.tokens.json", PAIR), ("y.svg", "<svg/>")]));
    assert_ne!(base, of(&[("kit.json", MINIMAL), ("a.tokens.json", PAIR), ("x.svg", "<svg />")]));
}

const HUES: [&str; 18] = [
    "red",
    "coral",
    "orange",
    "amber",
    "yellow",
    "lime",
    "green",
    "teal",
    "sky",
    "blue",
    "ultraviolet",
    "purple",
    "pink",
    "terracotta",
    "olive",
    "gold",
    "rose",
    "sage",
];

#[test]
fn the_neutral_kit_is_complete() {
    let kit = BrandKit::builtin();
    assert_eq!(kit.inferred, Vec::<String>::new());
    let hues: BTreeSet<&str> = kit.colors.keys().filter_map(|token| token.0.split('.').nth(1)).collect();
    assert_eq!(hues, HUES.into_iter().chain(["neutral"]).collect());
    assert_eq!(kit.colors.len(), 18 + 18 * 5);
}

#[test]
fn the_components_and_hex_of_the_neutral_kit_agree() {
    let kit = BrandKit::builtin();
    let root: Value = serde_json::from_slice(kit.file("maquette.tokens.json").unwrap()).unwrap();
    for (token, color) in &kit.colors {
        let hex = root.pointer(&format!("/{}/$value/hex", token.0.replace('.', "/"))).and_then(Value::as_str);
        assert_eq!(hex, Some(color.to_string().as_str()), "{token}");
    }
}

#[test]
fn every_ramp_of_the_neutral_kit_is_readable_and_true_to_its_hue() {
    let kit = BrandKit::builtin();
    let at = |hue: &str, step: &str| kit.colors[&TokenPath(format!("maquette.{hue}.{step}"))];
    let (paper, ink) = (at("neutral", "paper"), at("neutral", "ink"));
    for hue in HUES {
        let ramp = ["100", "300", "500", "700", "900"].map(|step| at(hue, step));
        let [pale, light, signature, deep, darkest] = ramp;
        assert!(darkest.contrast(pale) >= 7.0, "{hue}: 900 on 100");
        assert!(paper.contrast(deep) >= 4.5, "{hue}: paper on 700");
        assert!(ink.contrast(light) >= 7.0, "{hue}: ink on 300");
        let best = ink.contrast(signature).max(paper.contrast(signature));
        assert!(best >= 4.45, "{hue}: text on 500 has {best}");
        let lch: Vec<Lch> = ramp.iter().map(|color| color.to_lch()).collect();
        assert!(lch.windows(2).all(|pair| pair[0].l - pair[1].l >= 0.035), "{hue}: lightness falls");
        for step in &lch {
            let drift = (step.h - lch[2].h + 540.0) % 360.0 - 180.0;
            // Six degrees are meant; eight bits a channel blur the hue of pale and dark steps.
            assert!(drift.abs() <= 9.0, "{hue}: hue drifts by {drift}");
        }
        assert!(lch[2].c >= lch[1].c && lch[2].c >= lch[3].c && lch[1].c > lch[0].c, "{hue}: chroma peaks at 500");
    }
}

#[track_caller]
fn means(name: &str, token: &str) {
    let got = BrandKit::builtin().named(name).map_or(String::new(), |token| token.0);
    assert_eq!(got, if token.is_empty() { String::new() } else { format!("maquette.{token}") }, "{name}");
}

#[test]
fn names_of_colours_are_understood() {
    for hue in
        ["red", "coral", "orange", "amber", "yellow", "lime", "green", "blue", "purple", "pink", "terracotta", "gold"]
    {
        means(hue, &format!("{hue}.500"));
    }
    means("navy", "blue.900");
    means("Navy blue", "blue.900");
    means("sky blue", "sky.500");
    means("turquoise", "teal.500");
    means("cream", "neutral.cream");
    means("black", "neutral.black");
    means("white", "neutral.white");
    means("charcoal", "neutral.graphite");
    means("light blue", "blue.300");
    means("dark green", "green.700");
    means("pale pink", "pink.100");
    means("brown", "terracotta.700");
    means("#1c64e3", "blue.500");
    for nonsense in ["", "loud", "#12", "colour", "redness"] {
        means(nonsense, "");
    }
}

#[test]
fn every_name_that_is_known_is_met_by_the_neutral_kit() {
    for name in [
        "crimson",
        "burgundy",
        "salmon",
        "mustard",
        "bronze",
        "emerald",
        "mint",
        "khaki",
        "indigo",
        "lavender",
        "rose",
        "rust",
        "chocolate",
        "sand",
        "silver",
        "slate",
        "magenta",
        "aubergine",
        "beige",
        "maroon",
        "peach",
        "cyan",
        "lilac",
    ] {
        assert!(BrandKit::builtin().named(name).is_some(), "{name}");
    }
}

#[test]
fn a_kit_is_narrowed_to_what_was_asked_for() {
    let asked =
        |colours: &[&str]| BrandKit::builtin().narrowed_to(&colours.iter().map(|&c| c.to_owned()).collect::<Vec<_>>());
    let kit = asked(&["navy", "gold"]).kit;
    assert_eq!(kit.roles.accent[..2], ["maquette.blue.900".into(), "maquette.gold.500".into()]);
    assert_eq!(kit.roles.ink[0], "maquette.blue.900".into());
    let foreign = ["maquette.red.500", "maquette.green.700", "maquette.blue.500", "maquette.pink.100"];
    assert!(foreign.iter().all(|&token| kit.color(&token.into()).is_none()));
    assert!(kit.color(&"maquette.neutral.cream".into()).is_some());
    assert_eq!(kit.sha256, BrandKit::builtin().sha256);

    let grey = asked(&["black", "white"]).kit;
    assert!(grey.colors.values().all(|color| color.to_lch().c < 0.05));
    assert_eq!(grey.roles.accent[0], "maquette.neutral.black".into());

    assert_eq!(asked(&["white"]).kit.colors, BrandKit::builtin().colors);
    let none = asked(&["infrared"]);
    assert_eq!((none.unmet, &none.kit), (vec!["infrared".to_owned()], &*BrandKit::builtin()));
}

#[test]
fn a_brand_without_the_colour_says_so_and_stays_itself() {
    let kit = read(MINIMAL, PAIR).unwrap();
    let narrowed = kit.narrowed_to(&["orange".to_owned()]);
    assert_eq!(narrowed.unmet, ["orange"]);
    assert_eq!(narrowed.kit, kit);
}

/// Small JSON with the words of both formats, so that it gets past the first checks often enough.
fn json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "$type",
        "$value",
        "$root",
        "$ref",
        "color",
        "{a.b}",
        "{b}",
        "#/a/b",
        "#abc",
        "a",
        "b",
        "colorSpace",
        "oklch",
        "components",
        "alpha",
        "none",
        "v",
        "id",
        "tokens",
        "roles",
        "ground",
        "*.tokens.json",
        "",
    ]);
    let number = prop_oneof![Just(0.0), Just(1.0), Just(1e308), Just(-1e-308), -400.0..400.0f64];
    let leaf = prop_oneof![
        word.clone().prop_map(Value::from),
        number.prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 60, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(word.clone().prop_map(str::to_owned), inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(manifest in json(), tokens in json(), color in json()) {
        let _ = read(&manifest.to_string(), &tokens.to_string());
        let _ = read(MINIMAL, &tokens.to_string());
        let _ = read_colors(&format!(r#""x":{{"$value":{color}}}"#));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let entries = [("kit.json".to_owned(), Arc::from(MINIMAL.as_bytes())), ("a.tokens.json".to_owned(), Arc::from(bytes))];
        prop_assert!(BrandKit::from_files(&KitFiles(entries.into())).is_err());
    }

    #[test]
    fn any_colours_make_a_kit_with_every_role(colors in prop::collection::vec(any::<[u8; 3]>(), 1..8)) {
        let members: Vec<String> = colors
            .iter()
            .enumerate()
            .map(|(n, &[r, g, b])| format!(r#""c{n}":{{"$value":"{}"}}"#, Srgb::new(r, g, b)))
            .collect();
        let kit = read_colors(&members.join(",")).unwrap();
        let roles = &kit.roles;
        for list in [&roles.ground, &roles.ink, &roles.accent, &roles.support, &kit.neutrals] {
            prop_assert!(list.iter().all(|token| kit.colors.contains_key(token)));
        }
        prop_assert!(!roles.accent.is_empty());
        let contrast = kit.colors[&roles.ground[0]].contrast(kit.colors[&roles.ink[0]]);
        prop_assert!(contrast >= 4.5, "{contrast}");
        let asked = ["red", "blue", "white", "dark green"].map(str::to_owned);
        let narrowed = kit.narrowed_to(&asked).kit;
        for list in [&narrowed.roles.ground, &narrowed.roles.ink, &narrowed.roles.accent] {
            prop_assert!(!list.is_empty() && list.iter().all(|token| narrowed.colors.contains_key(token)));
        }
    }
}
