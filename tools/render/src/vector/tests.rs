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
fn what_acts_or_loads_is_refused() {
    check_refused(&svg("<script>alert(1)</script>"), "<script>");
    check_refused(&svg("<g><foreignObject/></g>"), "<foreignObject>");
    for link in ["file:///etc/hosts", "/etc/hosts", "http://example.org/a.png", "//example.org/a.png", "a.svg#x"] {
        check_refused(&svg(&format!(r#"<image width="9" height="9" xlink:href="{link}"/>"#)), "links to");
        check_refused(&svg(&format!(r#"<use href="{link}"/>"#)), "links to");
    }
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
