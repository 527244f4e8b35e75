use design::document::Fit;
use proptest::prelude::*;

use super::*;

fn svg(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">{inside}</svg>"#
    )
}

#[track_caller]
fn check_refused(source: &str, why: &str) {
    let error = Vector::parse(source.as_bytes()).expect_err(why).to_string();
    assert!(error.contains(why), "{error}");
}

#[test]
fn plain_drawings_are_kept() {
    let source = svg(
        r##"<defs><linearGradient id="g"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient></defs><path id="p" d="M0 0H9V9Z" fill="url(#g)"/><use href="#p" x="20"/><a href="https://example.org"><circle r="4"/></a>"##,
    );
    let vector = Vector::parse(format!("\u{feff}<?xml version=\"1.0\"?><!DOCTYPE svg>{source}").as_bytes()).unwrap();
    assert_eq!((vector.width(), vector.height()), (100.0, 50.0));
    let elements = vector.elements("k-");
    assert_eq!(elements.matches("<path").count(), 3, "{elements}");
    assert!(elements.contains("k-g") && !elements.contains("example.org"), "{elements}");
}

#[test]
fn numbers_beyond_all_bounds_are_refused_and_long_names_are_not() {
    for fine in [
        r##"<path style="fill:url(#SVGID_00000098911870482340456660000010316493374471107187_)" d="M1-2-3e+2 4"/>"##,
        r##"<style>.a{fill:#1e9999}#SVGID_0000009891187048234 {opacity:.5}</style><g id="n99999999999999"/>"##,
    ] {
        assert!(Vector::parse(svg(fine).as_bytes()).is_ok(), "{fine}");
    }
    for bad in [
        r#"<path d="M1-2-3e+12 4"/>"#,
        r#"<path d="M0 0L99999999999,5"/>"#,
        r#"<g transform="scale(1e39)"/>"#,
        r#"<g style="stroke-miterlimit:1e39"/>"#,
        "<style>path{stroke-width:-1e30}</style>",
    ] {
        check_refused(&svg(bad), "beyond all bounds");
    }
}

#[test]
fn what_acts_or_loads_is_refused() {
    check_refused(&svg("<script>alert(1)</script>"), "<script>");
    check_refused(&svg("<g><foreignObject/></g>"), "<foreignObject>");
    for link in ["file:///etc/hosts", "/etc/hosts", "http://example.org/a.png", "//example.org/a.png", "a.svg#x"] {
        check_refused(&svg(&format!(r#"<image width="9" height="9" xlink:href="{link}"/>"#)), "links to");
        check_refused(&svg(&format!(r#"<use href="{link}"/>"#)), "links to");
    }
    for sheet in ["@import url(http://example.org/a.css);", "path { fill: URL('http://example.org/a.svg#g') }"] {
        check_refused(&svg(&format!("<style>{sheet}</style>")), "loads from elsewhere");
    }
    check_refused(&svg(r#"<path d="M0 0H9" style="mask:url(//example.org/m)"/>"#), "loads from elsewhere");
    check_refused(&svg(r#"<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>"#), "links to");
}

#[test]
fn entities_are_refused_before_they_are_read() {
    let mut bomb = String::from("<!DOCTYPE svg [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        bomb += &format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1);
    }
    check_refused(&format!("{bomb}]>{}", svg("<title>&a29;</title>")), "entities");
    check_refused(&format!("<!DOCTYPE svg [<!entity x SYSTEM \"file:///etc/hosts\">]>{}", svg("&x;")), "entities");
}

#[test]
fn sizes_that_cannot_be_drawn_are_refused() {
    for root in [
        r#"viewBox="0 0 1e9 1e9""#,
        r#"width="1e9" height="10""#,
        r#"width="40000" height="40000""#,
        r#"viewBox="0 0 -5 10""#,
        r#"viewBox="0 0 nan 10""#,
    ] {
        let source = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {root}><rect width="5" height="5"/></svg>"#);
        let drawn = Vector::parse(source.as_bytes());
        assert!(drawn.as_ref().map_or(true, |vector| vector.width() <= 100.0), "{root}: {drawn:?}");
    }
    check_refused(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9"/>"#, "asks for the size");
    check_refused(r#"<svg xmlns="http://www.w3.org/2000/svg" width="40000" height="40000"/>"#, "40000");
}

#[test]
fn deep_and_wide_trees_are_refused() {
    check_refused(&svg(&("<g>".repeat(90_000) + &"</g>".repeat(90_000))), "deep");
    check_refused(&svg(&"<g/>".repeat(60_000)), "elements");
    check_refused(&"<svg>".repeat(600_000), "deep");
    assert!(
        Vector::parse(svg(&("<g>".repeat(90) + "<rect width='5' height='5'/>" + &"</g>".repeat(90))).as_bytes())
            .is_ok()
    );
}

#[test]
fn references_that_explode_or_turn_in_circles_are_refused() {
    let mut doubling = String::from(r#"<g id="u0"><rect width="1" height="1"/></g>"#);
    for n in 1..40 {
        let below = n - 1;
        doubling += &format!(r##"<g id="u{n}"><use href="#u{below}"/><use href="#u{below}"/></g>"##);
    }
    check_refused(&svg(&doubling), "grow");
    check_refused(&svg(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##), "circle");
    let mut masks = String::new();
    for n in 0..400 {
        masks += &format!(r##"<mask id="m{n}"><rect width="9" height="9" mask="url(#m{})"/></mask>"##, n + 1);
    }
    check_refused(&svg(&masks), "nested too deep");
    let styled = "<style>.a{fill:url(#p)}</style><pattern id='p' width='1' height='1'><rect class='a'/></pattern><rect class='a'/>";
    check_refused(&svg(styled), "circle");
}

#[test]
fn drawings_that_take_minutes_are_refused() {
    let blur = r##"<filter id="f"><feTurbulence baseFrequency=".1" numOctaves="9"/></filter>"##;
    let noisy = r##"<rect width="100" height="50" filter="url(#f)"/>"##.repeat(60);
    check_refused(&svg(&format!("{blur}{noisy}")), "too long");
    check_refused(&svg(&r#"<g opacity=".5"><path d="M0 0H100V50H0Z"/></g>"#.repeat(2000)), "too long");
}

#[test]
fn what_is_no_svg_is_refused() {
    for bytes in [
        &b""[..],
        b"<",
        b"<svg",
        b"<html></html>",
        b"\xff\xfe<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>",
    ] {
        assert!(Vector::parse(bytes).is_err(), "{bytes:?}");
    }
}

/// Numbers that readers stumble over.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        30 => (-150i32..150).prop_map(|n| n.to_string()),
        1 => prop::sample::select(vec![
            "0", "-0", "1e-30", "1e8", "-1e8", "1e39", "nan", "", "50%", "2em", "0.0000001", "999999",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Attributes by name; those that come later win.
fn attributes(defaults: &str, chosen: &[(String, String)]) -> String {
    let mut all: std::collections::BTreeMap<&str, &str> =
        defaults.split('|').filter_map(|a| a.split_once('=')).collect();
    all.extend(chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    all.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect()
}

/// One attribute of `names` with an odd value.
fn odd(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(String, String)>> {
    let one = (prop::sample::select(names), prop::collection::vec(number(), 1..7)).prop_map(|(name, numbers)| {
        let value = match name {
            "transform" | "patternTransform" | "gradientTransform" => format!("matrix({})", numbers.join(" ")),
            "viewBox" | "stroke-dasharray" | "kernelMatrix" | "values" => numbers.join(" "),
            "d" => format!("M1 1L{}a5 5 0 0 1{}C{}Z", numbers.join(" "), numbers.join(","), numbers.join(" ")),
            _ => numbers[0].clone(),
        };
        (name.to_owned(), value)
    });
    prop::collection::vec(one, 0..3)
}

fn form(links: bool) -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "x",
        "y",
        "width",
        "height",
        "r",
        "rx",
        "cx",
        "d",
        "transform",
        "opacity",
        "fill-opacity",
        "stroke-width",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-miterlimit",
    ];
    const BASE: &str =
        "x=5|y=6|width=60|height=30|r=14|cx=40|cy=20|d=M2 3L70 9C80 20 60 40 50 45Q20 30 9 48Z|stroke-width=2";
    let link = prop::sample::select(vec![
        "fill=url(#pattern)",
        "fill=url(#linear)",
        "fill=url(#radial)",
        "stroke=url(#radial)",
        "stroke=red",
        "mask=url(#mask)",
        "clip-path=url(#clip)",
        "filter=url(#filter)",
        "marker-mid=url(#marker)",
        "stroke-linejoin=miter-clip",
        "style=mix-blend-mode:color-burn",
        "stroke-linecap=square",
        "fill=none",
    ]);
    let tags = prop::sample::select(vec!["rect", "circle", "ellipse", "path", "path"]);
    (tags, odd(NAMES), prop::collection::vec(link, 0..if links { 4 } else { 1 })).prop_map(
        move |(tag, mut chosen, linked)| {
            let linked = linked.iter().filter(|_| links).filter_map(|link| link.split_once('='));
            chosen.extend(linked.map(|(name, value)| (name.to_owned(), value.to_owned())));
            format!("<{tag}{}/>", attributes(BASE, &chosen))
        },
    )
}

fn primitive() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "x",
        "y",
        "width",
        "height",
        "stdDeviation",
        "radius",
        "baseFrequency",
        "numOctaves",
        "dx",
        "dy",
        "scale",
        "order",
        "surfaceScale",
        "specularExponent",
        "seed",
        "kernelMatrix",
        "divisor",
        "bias",
        "k1",
        "values",
        "kernelUnitLength",
    ];
    const BASE: &str = "stdDeviation=3|radius=2|baseFrequency=.1|dx=4|scale=5|in2=SourceGraphic|order=3|kernelMatrix=1 2 1 0 0 0 1 2 1";
    let tags = vec![
        "feGaussianBlur",
        "feTurbulence",
        "feMorphology",
        "feOffset",
        "feTile",
        "feFlood",
        "feDropShadow",
        "feConvolveMatrix",
        "feDisplacementMap",
        "feSpecularLighting",
        "feDiffuseLighting",
        "feColorMatrix",
        "feComposite",
        "feBlend",
        "feMerge",
    ];
    (prop::sample::select(tags), odd(NAMES)).prop_map(|(tag, chosen)| {
        format!("<{tag}{}><fePointLight x=\"3\" y=\"4\" z=\"9\"/></{tag}>", attributes(BASE, &chosen))
    })
}

/// Masks, clips, patterns, markers, gradients and filters with odd numbers in them.
fn definitions() -> impl Strategy<Value = String> {
    const BOX: &[&str] =
        &["x", "y", "width", "height", "viewBox", "patternTransform", "markerWidth", "refX", "transform"];
    const LINE: &[&str] = &["x1", "y1", "x2", "cx", "cy", "r", "fx", "fr", "gradientTransform"];
    let part = |tag: &'static str, base: &'static str| {
        (odd(BOX), prop::collection::vec(form(false), 1..3))
            .prop_map(move |(chosen, forms)| format!("<{tag}{}>{}</{tag}>", attributes(base, &chosen), forms.concat()))
    };
    let gradient = |tag: &'static str, base: &'static str| {
        (odd(LINE), number()).prop_map(move |(chosen, offset)| {
            let stops =
                format!("<stop offset=\"{offset}\" stop-color=\"red\"/><stop offset=\"1\" stop-opacity=\".3\"/>");
            format!("<{tag}{}>{stops}</{tag}>", attributes(base, &chosen))
        })
    };
    let filter = (odd(BOX), prop::collection::vec(primitive(), 1..4))
        .prop_map(|(chosen, steps)| format!("<filter{}>{}</filter>", attributes("id=filter", &chosen), steps.concat()));
    (
        part("mask", "id=mask"),
        part("clipPath", "id=clip"),
        part("pattern", "id=pattern|width=.2|height=.3"),
        part("marker", "id=marker|markerWidth=4|markerHeight=4"),
        gradient("linearGradient", "id=linear|spreadMethod=repeat"),
        gradient("radialGradient", "id=radial"),
        filter,
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].concat())
}

#[test]
fn patterns_larger_than_the_picture_are_refused() {
    let source = svg(
        r##"<defs><pattern id="p" width="90000" height="90000" patternUnits="userSpaceOnUse"><rect width="9" height="9" fill="#123"/></pattern></defs><rect width="9" height="9" fill="url(#p)"/>"##,
    );
    assert!(Vector::parse(source.as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_drawing_is_refused_or_drawn(defs in definitions(), forms in prop::collection::vec(form(true), 1..5)) {
        let source = svg(&format!("<defs>{defs}</defs>{}", forms.concat()));
        if Vector::parse(source.as_bytes()).is_ok() {
            let mut blobs = crate::fixture::Blobs::new();
            let art = crate::fixture::picture("art", [5.0, 5.0, 60.0, 50.0], source.as_bytes(), Fit::Cover, &mut blobs);
            let layout = crate::fixture::laid_out(&crate::fixture::page(70, 64, vec![art]), &blobs).unwrap();
            let _ = layout.to_pixels(1.0, crate::Layers::All);
            let _ = layout.to_pdf();
        }
    }
}

#[test]
fn names_that_are_used_twice_hide_no_circle() {
    let plain = |id: &str| format!("<clipPath id='{id}'><rect width='1' height='1'/></clipPath>");
    let chained = |id: &str, next: &str| {
        format!("<clipPath id='{id}'><rect width='9' height='9' clip-path='url(#{next})'/></clipPath>")
    };
    let circle = [chained("a", "b"), chained("b", "c"), chained("c", "a")].concat();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{}{circle}<rect width='9' height='9' clip-path='url(#a)'/></svg>",
        ["a", "b", "c"].map(plain).concat()
    );
    let refused = Vector::parse(svg.as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("circle"), "{refused}");
}

#[test]
fn dashes_without_number_are_refused() {
    let dashed = |dash: &str| {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 900'>{}</svg>",
            format!("<path d='M0 0H900' stroke='red' stroke-dasharray='{dash}'/>").repeat(40)
        );
        Vector::parse(svg.as_bytes()).map(drop)
    };
    assert!(dashed("9 3").is_ok());
    assert!(dashed(".001").unwrap_err().to_string().contains("dashes"));
}
