use design::document::{Gradient, GradientStop, Paint, Shape, Stroke};
use design::{Document, TokenPath};
use proptest::prelude::*;

use super::*;
use crate::fixture::{self, Blobs, laid_out, node, page, paint, picture, png, shape, text, words};
use crate::{Pixels, RenderError};

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><defs><clipPath id="c"><path d="M0 0H40V20H0Z"/></clipPath><linearGradient id="g"><stop stop-color="#00f"/><stop offset="1" stop-color="#00f"/></linearGradient></defs><g clip-path="url(#c)"><path d="M0 0H40V20H0Z" fill="url(#g)"/></g></svg>"##;

fn drawn(document: &Document, blobs: &Blobs) -> Pixels {
    laid_out(document, blobs).unwrap().to_pixels(1.0, Layers::All).unwrap()
}

#[track_caller]
fn check_color(pixels: &Pixels, x: u32, y: u32, hex: &str) {
    let [r, g, b, a] = pixels.at(x, y).unwrap();
    let want = design::Srgb::parse_hex(hex).unwrap();
    let near = |got: u8, want: u8| got.abs_diff(want) <= 2;
    assert!(near(r, want.r) && near(g, want.g) && near(b, want.b) && a == 255, "{x},{y}: {r} {g} {b} {a} ≠ {hex}");
}

#[test]
fn pictures_are_kept_small_where_the_kit_has_some() {
    let mut blobs = Blobs::new();
    let red = png(400, 100, [255, 0, 0, 255]);
    let nodes = vec![
        picture("red", [10.0, 10.0, 80.0, 80.0], &red, Fit::Cover, &mut blobs),
        picture("drawing", [110.0, 10.0, 80.0, 80.0], DRAWING.as_bytes(), Fit::Cover, &mut blobs),
    ];
    let document = page(200, 200, nodes);
    let mut kit = fixture::kit();
    let small = |kit: &design::BrandKit, id: &str| {
        let layout = crate::lay_out(&document, kit, &crate::FontBook::embedded(), &blobs).unwrap();
        layout.thumbnail(&id.into()).cloned()
    };
    assert_eq!(small(&kit, "red"), None);
    kit.imagery.push(design::kit::KitImage {
        id: "roofs".to_owned(),
        file: "roofs.svg".to_owned(),
        tags: Vec::new(),
        licence: None,
        expires: None,
    });
    assert_eq!(small(&kit, "red"), Some(Pixels { width: 128, height: 32, data: [255, 0, 0, 255].repeat(4096) }));
    assert_eq!((small(&kit, "drawing"), small(&kit, "ground"), small(&kit, "none")), (None, None, None));
}

#[test]
fn shapes_fill_their_boxes() {
    let mut stroked = shape("stroked", [10.0, 110.0, 80.0, 80.0], Shape::Rect { radius: 0.0 }, "accent");
    if let Content::Shape { stroke, .. } = &mut stroked.content {
        *stroke = Some(Stroke { paint: paint("ink"), width: 20.0 });
    }
    let pixels = drawn(
        &page(
            300,
            200,
            vec![
                shape("round", [10.0, 10.0, 80.0, 80.0], Shape::Rect { radius: 40.0 }, "accent"),
                shape("oval", [110.0, 10.0, 80.0, 80.0], Shape::Ellipse, "accent"),
                shape("path", [210.0, 10.0, 80.0, 80.0], Shape::Path { d: "M0 0H80V80Z".to_owned() }, "accent"),
                stroked,
            ],
        ),
        &Blobs::new(),
    );
    for (x, y) in [(50, 50), (50, 12), (150, 50), (150, 12), (280, 20), (50, 150)] {
        check_color(&pixels, x, y, "#ff5030");
    }
    for (x, y) in [(12, 12), (112, 12), (220, 80), (98, 98)] {
        check_color(&pixels, x, y, "#f5eadd");
    }
    check_color(&pixels, 12, 150, "#1a1a2e"); // half the stroke lies inside
    check_color(&pixels, 3, 150, "#1a1a2e"); // and half outside
}

#[test]
fn groups_turn_and_fade_their_children() {
    let bar = shape("bar", [50.0, 90.0, 100.0, 20.0], Shape::Rect { radius: 0.0 }, "ink");
    let mut group = node("group", [50.0, 50.0, 100.0, 100.0], Content::Group { children: vec![bar] });
    group.rotation = 90.0;
    let pixels = drawn(&page(200, 200, vec![group.clone()]), &Blobs::new());
    check_color(&pixels, 100, 55, "#1a1a2e");
    check_color(&pixels, 55, 100, "#f5eadd");
    group.opacity = 0.5;
    let faded = drawn(&page(200, 200, vec![group]), &Blobs::new());
    check_color(&faded, 100, 55, "#888286");
}

#[test]
fn gradients_run_at_their_angle() {
    let stop = |offset, token: &str| GradientStop { offset, token: TokenPath::from(token) };
    let gradient = Gradient { angle: 90.0, stops: vec![stop(0.0, "accent"), stop(1.0, "ink")] };
    let fill = Some(Paint::Gradient(gradient));
    let form = Content::Shape { shape: Shape::Path { d: "M0 0H200V200H0Z".to_owned() }, fill, stroke: None };
    let pixels = drawn(&page(200, 200, vec![node("form", [0.0, 0.0, 200.0, 200.0], form)]), &Blobs::new());
    check_color(&pixels, 10, 0, "#ff5030");
    check_color(&pixels, 190, 199, "#1a1a2e");
    check_color(&pixels, 100, 100, "#8c352f");
}

#[test]
fn pictures_cover_or_lie_inside_and_are_never_stretched() {
    let mut blobs = Blobs::new();
    let red = png(40, 20, [255, 0, 0, 255]);
    let nodes = vec![
        picture("cover", [10.0, 10.0, 80.0, 80.0], &red, Fit::Cover, &mut blobs),
        picture("contain", [110.0, 10.0, 80.0, 80.0], &red, Fit::Contain, &mut blobs),
        picture("art-cover", [10.0, 110.0, 80.0, 80.0], DRAWING.as_bytes(), Fit::Cover, &mut blobs),
        picture("art-contain", [110.0, 110.0, 80.0, 80.0], DRAWING.as_bytes(), Fit::Contain, &mut blobs),
    ];
    let document = page(200, 200, nodes);
    let pixels = drawn(&document, &blobs);
    for (x, y) in [(50, 12), (12, 50), (150, 50)] {
        check_color(&pixels, x, y, "#ff0000");
    }
    for (x, y) in [(50, 112), (12, 150), (150, 150)] {
        check_color(&pixels, x, y, "#0000ff");
    }
    for (x, y) in [(150, 20), (150, 120), (5, 50), (95, 150), (105, 150)] {
        check_color(&pixels, x, y, "#f5eadd");
    }
    let layout = laid_out(&document, &blobs).unwrap();
    assert_eq!(layout.picture_size(&"cover".into()), Some((40.0, 20.0)));
    // The drawing is there twice, and no id is.
    let svg = layout.to_svg(SvgText::Outlined);
    let ids: Vec<&str> = svg.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "{ids:?}");
}

#[test]
fn layers_can_be_drawn_apart() {
    let document = page(200, 100, vec![words("words", [10.0, 10.0, 180.0, 80.0], text("III", 80.0))]);
    let layout = laid_out(&document, &Blobs::new()).unwrap();
    let ink = layout.text(&"words".into()).unwrap().ink;
    let stem = (ink.x + 4.0) as u32;
    let middle = ink.center().1 as u32;
    check_color(&layout.to_pixels(1.0, Layers::All).unwrap(), stem, middle, "#1a1a2e");
    check_color(&layout.to_pixels(1.0, Layers::WithoutText).unwrap(), stem, middle, "#f5eadd");
    let mask = layout.to_pixels(1.0, Layers::OnlyText(&"words".into())).unwrap();
    assert_eq!(mask.at(stem, middle), Some([0, 0, 0, 255]));
    assert_eq!(mask.at(1, 1), Some([0, 0, 0, 0]));
    let nobody = layout.to_pixels(1.0, Layers::OnlyText(&"ground".into()));
    assert_eq!(nobody, Err(RenderError::NoSuchText { id: "ground".into() }));
}

#[test]
fn the_same_layout_gives_the_same_bytes_and_they_parse() {
    let mut blobs = Blobs::new();
    let document = page(
        300,
        200,
        vec![
            picture("art", [0.0, 0.0, 300.0, 200.0], DRAWING.as_bytes(), Fit::Cover, &mut blobs),
            words("a\"<&>", [10.0, 10.0, 280.0, 180.0], text("Fish & chips <fresh> \"daily\"\nשלום", 30.0)),
        ],
    );
    for mode in [SvgText::Outlined, SvgText::Live] {
        let svg = laid_out(&document, &blobs).unwrap().to_svg(mode);
        assert_eq!(svg, laid_out(&document, &blobs).unwrap().to_svg(mode));
        let xml = usvg::roxmltree::Document::parse(&svg).unwrap();
        assert!(xml.descendants().any(|node| node.attribute("data-node") == Some("a\"<&>")), "{svg}");
        assert!(usvg::Tree::from_str(&svg, &crate::vector::usvg_options()).is_ok());
        let longest = svg.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|n| n.split_once('.'));
        assert!(longest.map(|(_, decimals)| decimals.len()).max() <= Some(6));
    }
    let png = || laid_out(&document, &blobs).unwrap().to_png(1.0).unwrap();
    assert_eq!(png(), png());
}

#[test]
fn live_words_can_be_read_letter_by_letter() {
    let document = page(300, 200, vec![words("w", [10.0, 10.0, 280.0, 180.0], text("fin office", 30.0))]);
    let svg = laid_out(&document, &Blobs::new()).unwrap().to_svg(SvgText::Live);
    let xml = usvg::roxmltree::Document::parse(&svg).unwrap();
    let element = xml.descendants().find(|node| node.has_tag_name("text")).unwrap();
    assert_eq!(element.text(), Some("fin office"));
    let places: Vec<f64> = element.attribute("x").unwrap().split(' ').map(|x| x.parse().unwrap()).collect();
    assert_eq!(places.len(), "fin office".len());
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    assert_eq!(element.attribute("font-family"), Some("'Inter', sans-serif"));
}

#[test]
fn what_reaches_the_edge_reaches_into_the_bleed() {
    let mut document = page(200, 100, vec![words("w", [10.0, 10.0, 180.0, 80.0], text("Card", 40.0))]);
    document.page.bleed = 10.0;
    let layout = laid_out(&document, &Blobs::new()).unwrap();
    let bled = layout.write_svg(View { words: SvgText::Outlined, layers: Layers::All, bleed: 10.0 });
    assert!(bled.contains(r#"viewBox="-10 -10 220 120""#) && bled.contains("M-10 -10H210V110H-10Z"), "{bled}");
    assert!(layout.to_svg(SvgText::Outlined).contains("M0 0H200V100H0Z"));
}

#[test]
fn a_picture_that_lies_in_the_bleed_keeps_its_place_and_scale() {
    let mut blobs = Blobs::new();
    let drawing = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 60"><path d="M0 0H110V60Z"/></svg>"##;
    let mut art = picture("art", [100.0, 20.0, 110.0, 60.0], drawing, Fit::Cover, &mut blobs);
    art.role = Role::Image;
    let mut document = page(200, 100, vec![art]);
    document.page.bleed = 10.0;
    let layout = laid_out(&document, &blobs).unwrap();
    for bleed in [0.0, 10.0] {
        let svg = layout.write_svg(View { words: SvgText::Outlined, layers: Layers::All, bleed });
        assert!(svg.contains("matrix(1 0 0 1 100 20)"), "{svg}");
    }
}

#[test]
fn unsound_documents_are_refused() {
    let refusal = |document: &Document| laid_out(document, &Blobs::new()).err().map(|error| error.to_string());
    let check = |document: &Document, why: &str| {
        let said = refusal(document).unwrap_or_default();
        assert!(said.contains(why), "{why}: {said}");
    };
    let rect = |id: &str| shape(id, [0.0, 0.0, 9.0, 9.0], Shape::Rect { radius: 0.0 }, "ink");
    check(&page(100, 100, vec![rect("a"), rect("a")]), "two nodes are named `a`");
    check(&page(100, 100, vec![shape("a", [0.0; 4], Shape::Ellipse, "gone")]), "the colour `gone`");
    let blob = BlobRef::of(b"nobody has it");
    check(&page(100, 100, vec![node("a", [0.0; 4], Content::Image { blob, fit: Fit::Cover })]), "neither among");
    let mut nested = rect("leaf");
    for n in 0..60 {
        nested = node(&format!("g{n}"), [0.0; 4], Content::Group { children: vec![nested] });
    }
    check(&page(100, 100, vec![nested]), "nested more than");
    let mut odd = page(100, 100, vec![]);
    odd.page.w = f64::INFINITY;
    check(&odd, "its page is");
    let mut far = page(100, 100, vec![rect("far")]);
    far.nodes[1].area.x = 1e12;
    check(&far, "beyond all bounds");
    far.nodes[1].area.x = f64::NAN;
    check(&far, "beyond all bounds");
}

#[test]
fn a_damaged_picture_is_named_with_its_node() {
    let mut blobs = Blobs::new();
    let mut damaged = png(30, 30, [1, 2, 3, 255]);
    damaged.truncate(50);
    let document = page(100, 100, vec![picture("photo", [0.0, 0.0, 50.0, 50.0], &damaged, Fit::Cover, &mut blobs)]);
    let error = laid_out(&document, &blobs).unwrap_err();
    assert!(error.to_string().contains("`photo`"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn logos_come_from_the_kit() {
    let mut kit = fixture::kit();
    let logo: std::sync::Arc<[u8]> = DRAWING.as_bytes().into();
    kit.files.0.insert("logo.svg".to_owned(), logo.clone());
    let content = Content::Svg { blob: BlobRef::of(&logo), fit: Fit::Contain };
    let document = page(100, 100, vec![node("logo", [0.0, 0.0, 100.0, 100.0], content)]);
    let layout = crate::lay_out(&document, &kit, &crate::FontBook::embedded(), &Blobs::new()).unwrap();
    check_color(&layout.to_pixels(1.0, Layers::All).unwrap(), 50, 50, "#0000ff");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_design_is_refused_or_drawn(
        d in "[MmLlHhVvCcSsQqTtAaZz0-9 .,eE+-]{0,60}",
        form in 0..3usize,
        length in prop_oneof![Just(f64::NAN), Just(1e300), Just(-1e9), -50.0..900.0f64],
        area in prop::array::uniform4(prop_oneof![9 => -300.0..600.0f64, 1 => Just(9e5)]),
        rotation in prop_oneof![Just(0.0), Just(f64::INFINITY), -1e6..1e6f64],
        opacity in prop_oneof![Just(f64::NAN), -1.0..2.0f64],
        offsets in prop::collection::vec(prop_oneof![Just(f64::NAN), -1.0..3.0f64], 0..4),
        size in prop_oneof![9 => 1.0..300.0f64, 1 => Just(16_000.0)],
    ) {
        let stops = offsets.iter().map(|&offset| GradientStop { offset, token: "ink".into() }).collect();
        let gradient = Paint::Gradient(Gradient { angle: length, stops });
        let shape = [Shape::Rect { radius: length }, Shape::Ellipse, Shape::Path { d }][form].clone();
        let stroke = Some(Stroke { paint: paint("accent"), width: length });
        let mut odd = node("odd", area, Content::Shape { shape, fill: Some(gradient), stroke });
        (odd.rotation, odd.opacity) = (rotation, opacity);
        let set = words("words", area, text("Odd words", size));
        let mut document = page(120, 90, vec![odd, set]);
        document.page.bleed = 9.0;
        if let Ok(layout) = laid_out(&document, &Blobs::new()) {
            let _ = layout.to_pixels(1.0, Layers::All);
            let _ = layout.to_pdf();
            let _ = layout.ink_mask(&"words".into(), 0, 3);
            prop_assert!(usvg::roxmltree::Document::parse(&layout.to_svg(SvgText::Live)).is_ok());
        }
    }
}
