//! Designs made to get past the gates: each is caught, and the finding names the node that does it.

use design::document::{Gradient, GradientStop};
use design::{Rect, Score, TokenPath};

use super::*;

/// A gate or a warning of the rule names the node.
#[track_caller]
fn caught(exhibit: &Exhibit, rule: &str, id: &str) {
    let critique = exhibit.judged();
    let named = critique
        .findings
        .iter()
        .any(|finding| finding.rule == rule && finding.node == Some(id.into()) && finding.severity != Severity::Info);
    assert!(named, "{:?}", critique.findings);
}

/// The same, and the design is worth nothing.
#[track_caller]
fn refused(exhibit: &Exhibit, rule: &str, id: &str) {
    caught(exhibit, rule, id);
    assert_eq!(exhibit.judged().total(), Score::WORST);
}

fn paper() -> Paint {
    token(&sound().kit, |y| y > 0.85)
}

fn ink() -> Paint {
    token(&sound().kit, |y| y < 0.02)
}

fn path(paint: &Paint) -> TokenPath {
    let Paint::Token(path) = paint else { panic!("a token") };
    path.clone()
}

fn plate(area: [f64; 4], fill: Paint) -> Node {
    shape("plate", Role::Underlay, area, Shape::Rect { radius: 0.0 }, fill)
}

impl Exhibit {
    fn added(self, index: usize, node: Node) -> Self {
        self.with(Operation::AddNode { index, node: Box::new(node) })
    }

    /// With some nodes in a group of this opacity, at the top.
    fn grouped(mut self, ids: &[&str], opacity: f64) -> Self {
        let (inside, outside) =
            std::mem::take(&mut self.document.nodes).into_iter().partition(|node| ids.contains(&node.id.0.as_str()));
        self.document.nodes = outside;
        let mut group = node("group", Role::Body, [0.0, 0.0, 1080.0, 1080.0], Content::Group { children: inside });
        group.opacity = opacity;
        self.document.nodes.push(group);
        self
    }

    fn saying(self, id: &str, words: &str) -> Self {
        self.retext(id, |text| text.runs[0].text = words.to_owned())
    }

    fn logo_of(self, svg: &[u8]) -> Self {
        let content = Content::Svg { blob: BlobRef::of(svg), fit: Fit::Contain };
        let mut exhibit = self.with(Operation::SetContent { id: "logo".into(), content: Box::new(content) });
        exhibit.kit.files.0.insert("other.svg".to_owned(), Arc::from(svg));
        exhibit
    }
}

#[test]
fn words_in_the_colour_of_what_they_lie_on() {
    refused(&sound().filled("body", paper()), "contrast", "body");
    refused(&sound().with(Operation::SetOpacity { id: "body".into(), opacity: 0.1 }), "contrast", "body");
    let stops = [(0.0, ink()), (1.0, paper())].map(|(offset, paint)| GradientStop { offset, token: path(&paint) });
    let blend = Paint::Gradient(Gradient { angle: 0.0, stops: stops.to_vec() });
    refused(&sound().added(1, plate([60.0, 790.0, 300.0, 70.0], blend.clone())), "contrast", "body");
    refused(&sound().filled("body", blend), "contrast", "body");
}

#[test]
fn words_in_the_colours_of_a_picture_under_them() {
    // Broad stripes, dark as the words and light.
    let row: Vec<u8> =
        (0..440_u32).flat_map(|x| if x / 40 % 2 == 0 { [20, 20, 20, 255] } else { [250, 250, 250, 255] }).collect();
    let png = render::Pixels { width: 440, height: 60, data: row.repeat(60) }.to_png().unwrap();
    let mut exhibit = sound();
    let picture = Content::Image { blob: BlobRef::of(&png), fit: Fit::Cover };
    exhibit.kit.files.0.insert("stripes.png".to_owned(), Arc::from(png));
    refused(&exhibit.added(1, node("stripes", Role::Image, [60.0, 790.0, 440.0, 60.0], picture)), "contrast", "body");
}

#[test]
fn words_that_fade_with_the_plate_under_them() {
    // White page, black words, and a plate nearly as dark: half of all of it is a grey on a grey.
    let kit = sound().kit;
    let dark = token(&kit, |y| (0.005..0.05).contains(&y));
    let exhibit = sound().added(4, plate([60.0, 790.0, 440.0, 60.0], dark)).grouped(&["plate", "body"], 0.5);
    assert!(exhibit.judged().findings.iter().any(|finding| finding.severity == Severity::Gate));
    caught(&exhibit, "covered_text", "body");
}

#[test]
fn words_under_something_nearly_opaque() {
    let veil = |opacity: f64| {
        let mut veil = plate([60.0, 790.0, 440.0, 60.0], paper());
        veil.opacity = opacity;
        sound().added(7, veil)
    };
    for opacity in [0.9, 0.96, 0.99, 1.0] {
        refused(&veil(opacity), "covered_text", "body");
    }
    assert!(veil(0.1).judged().passes(), "a breath over them is no veil");
    // Type so thin that it covers no pixel wholly.
    let small = sound().retext("body", |text| (text.runs[0].size, text.runs[0].font.weight) = (7.0, 400));
    refused(&small.added(7, plate([60.0, 790.0, 440.0, 60.0], paper())), "covered_text", "body");
}

#[test]
fn words_in_a_group_that_nobody_sees() {
    refused(&sound().grouped(&["body"], 0.0), "contrast", "body");
    assert!(gates(&sound().grouped(&["body"], 0.0).judged()).contains(&"required_copy"));
    refused(&sound().grouped(&["cta"], 0.02), "contrast", "cta");
}

#[test]
fn letters_of_a_hundredth_of_the_page() {
    let small = sound().retext("body", |text| text.runs[0].size = 10.8);
    caught(&small, "size_floor", "body");
    // One large letter does not make up for words that nobody can read.
    let beside = sound().retext("body", |text| {
        let mut first = text.runs[0].clone();
        first.text = "N".to_owned();
        (text.runs[0].text, text.runs[0].size) = ("12 Harbour Street".to_owned(), 3.0);
        text.runs.insert(0, first);
    });
    refused(&beside, "legible_size", "body");
}

#[test]
fn words_off_the_page() {
    refused(&sound().moved("cta", [1200.0, 860.0, 420.0, 50.0]), "off_page", "cta");
    refused(&sound().moved("cta", [-60.0, 860.0, 420.0, 50.0]), "overflow", "cta");
    let turned = sound().moved("cta", [-212.0, 800.0, 420.0, 50.0]);
    refused(&turned.with(Operation::SetRotation { id: "cta".into(), rotation: 90.0 }), "overflow", "cta");
    let mut out = sound().grouped(&["cta"], 1.0);
    out.document.apply(&Operation::SetRotation { id: "group".into(), rotation: 180.0 }).unwrap();
    out.document.apply(&Operation::SetBox { id: "group".into(), area: [0.0; 4].into() }).unwrap();
    refused(&out, "off_page", "cta");
}

#[test]
fn banned_words_in_disguise() {
    // Bold letters of mathematics are none of any face here, which gates by itself.
    refused(&sound().saying("cta", "𝐜𝐡𝐞𝐚𝐩"), "missing_glyph", "cta");
    for words in [
        "сheар drinks",          // two letters of another alphabet
        "CHEΑP drinks",          // a Greek capital
        "c\u{200b}he\u{200d}ap", // nothing seen between them
        "che\u{2060}a\u{feff}p",
        "ch3ap drinks",
        "CH34P",
        "che@p!",
        "c.h.e.a.p",
        "c h e a p",
        "che-ap",
        "cheeeeap",
        "ⓒⓗⓔⓐⓟ",
        "c̶h̶e̶a̶p̶",
        "ćhéàp",
        "\u{202e}paehc",
        "che\nap drinks",
        "c\nh\ne\na\np",
    ] {
        let exhibit = sound().saying("cta", words).moved("cta", [700.0, 300.0, 300.0, 300.0]);
        let critique = exhibit.judged();
        let named = critique
            .findings
            .iter()
            .any(|finding| finding.rule == "banned_words" && finding.node == Some("cta".into()));
        assert!(named, "{words:?}: {:?}", critique.findings);
    }
    for words in ["a cheaply said thing", "che sera", "Peach", "each app", "Cheapside", "heap", "reach a peak"] {
        assert!(!gates(&sound().saying("cta", words).judged()).contains(&"banned_words"), "{words}");
    }
}

#[test]
fn banned_words_over_two_texts() {
    let parts = |a: (&str, [f64; 4]), b: (&str, [f64; 4])| {
        let exhibit = sound().saying("cta", a.0).moved("cta", a.1);
        exhibit.added(3, words("tail", Role::Body, b.0, b.1, 30.0, 700, &ink()))
    };
    // Side by side, one below the other, and drawn the other way round.
    refused(&parts(("che", [70.0, 860.0, 60.0, 50.0]), ("ap", [130.0, 860.0, 200.0, 50.0])), "banned_words", "cta");
    refused(
        &parts(("Not che", [70.0, 840.0, 200.0, 50.0]), ("ap at all", [70.0, 890.0, 200.0, 50.0])),
        "banned_words",
        "cta",
    );
    // Words that are no such word stay two.
    assert!(parts(("the", [70.0, 840.0, 200.0, 50.0]), ("app", [70.0, 890.0, 200.0, 50.0])).judged().passes());
    // Down a column, drawn upwards, with other words beside.
    let column = sound().saying("cta", "ap").moved("cta", [70.0, 890.0, 200.0, 50.0]);
    let column = column.added(7, words("upper", Role::Body, "very che", [70.0, 845.0, 140.0, 45.0], 30.0, 700, &ink()));
    let beside = words("beside", Role::Body, "from seven", [300.0, 845.0, 200.0, 45.0], 30.0, 700, &ink());
    refused(&column.added(7, beside), "banned_words", "upper");
    let mut letters = sound();
    for (at, letter) in ["c", "h", "e", "a", "p"].into_iter().enumerate() {
        let area = [300.0 + 40.0 * at as f64, 720.0, 38.0, 50.0];
        letters = letters.added(3, words(&format!("letter-{at}"), Role::Body, letter, area, 30.0, 700, &ink()));
    }
    refused(&letters, "banned_words", "letter-0");
}

#[test]
fn required_copy_that_only_looks_like_it() {
    refused(&sound().saying("body", "12 Наrbоur Street"), "required_copy", "body");
    refused(&sound().saying("body", "12 Har\u{200b}bour Street"), "required_copy", "body");
    assert!(gates(&sound().saying("body", "\u{202e}12 Harbour Street").judged()).contains(&"required_copy"));
    refused(&sound().saying("headline", "N1ght garden"), "required_copy", "headline");
}

#[test]
fn a_mark_a_little_wider_than_it_is() {
    let cover = Content::Svg { blob: BlobRef::of(LOGO), fit: Fit::Cover };
    let stretched = |factor: f64| {
        let content = Operation::SetContent { id: "logo".into(), content: Box::new(cover.clone()) };
        sound().with(content).moved("logo", [70.0, 960.0, 120.0 * factor, 40.0])
    };
    for factor in [1.03, 0.97] {
        refused(&stretched(factor), "logo", "logo");
    }
    for factor in [1.01, 0.99, 1.0] {
        assert!(stretched(factor).judged().passes(), "{factor}");
    }
}

#[test]
fn a_mark_that_was_changed() {
    let text = std::str::from_utf8(LOGO).unwrap();
    refused(&sound().logo_of(text.replace("#1b1b1b", "#1b1b1c").as_bytes()), "logo", "logo");
    refused(&sound().logo_of(text.replace("width=\"120\"", "width=\"123.6\"").as_bytes()), "logo", "logo");
    // Its colours are changed by what lies over it.
    let accent = Paint::Token(sound().kit.roles.accent[0].clone());
    for opacity in [0.3, 1.0] {
        let mut veil = plate([60.0, 950.0, 140.0, 60.0], accent.clone());
        veil.opacity = opacity;
        refused(&sound().added(7, veil), "logo", "logo");
    }
    refused(&sound().added(7, plate([70.0, 960.0, 20.0, 20.0], paper())), "logo", "logo");
    let frame = Content::Shape {
        shape: Shape::Rect { radius: 0.0 },
        fill: None,
        stroke: Some(design::document::Stroke { paint: accent, width: 4.0 }),
    };
    let framed = sound().added(7, node("frame", Role::Embellishment, [20.0, 20.0, 1040.0, 1040.0], frame));
    assert!(framed.judged().passes(), "a frame round the page hides nothing");
}

#[test]
fn a_mark_where_it_may_not_be() {
    refused(&sound().moved("logo", [70.0, 960.0, 60.0, 20.0]), "logo", "logo");
    refused(&sound().with(Operation::SetRotation { id: "logo".into(), rotation: 2.0 }), "logo", "logo");
    refused(&sound().added(1, plate([40.0, 930.0, 200.0, 100.0], ink())), "logo", "logo");
    // A word, a form and another mark in its clear space.
    refused(
        &sound().added(3, words("near", Role::Body, "Near", [196.0, 960.0, 90.0, 50.0], 30.0, 700, &ink())),
        "logo",
        "logo",
    );
    let disc = shape("dot", Role::Embellishment, [198.0, 960.0, 16.0, 16.0], Shape::Ellipse, ink());
    caught(&sound().added(3, disc.clone()), "logo", "logo");
    caught(&sound().added(7, disc), "logo", "logo");
    let far = shape("dot", Role::Embellishment, [300.0, 960.0, 16.0, 16.0], Shape::Ellipse, ink());
    assert!(!sound().added(3, far).judged().findings.iter().any(|finding| finding.rule == "logo"));
    let second = sound().document.node(&"logo".into()).unwrap().clone();
    let second = Node { id: "second".into(), area: Rect::new(200.0, 960.0, 120.0, 40.0), ..second };
    refused(&sound().added(7, second), "logo", "logo");
}

#[test]
fn a_mark_that_says_it_is_a_picture() {
    let mut exhibit = sound();
    let mark = exhibit.document.nodes.iter_mut().find(|node| node.id == "logo".into()).unwrap();
    (mark.role, mark.rotation) = (Role::Image, 20.0);
    caught(&exhibit, "logo", "logo");
}

#[test]
fn a_mark_that_is_put_together_anew() {
    let bar = shape("bar", Role::Embellishment, [70.0, 960.0, 120.0, 40.0], Shape::Rect { radius: 0.0 }, ink());
    let mark = |children: Vec<Node>| {
        let exhibit = sound().with(Operation::RemoveNode { id: "logo".into() });
        exhibit.added(6, node("mark", Role::Logo, [70.0, 960.0, 120.0, 40.0], Content::Group { children }))
    };
    refused(&mark(vec![bar]), "logo", "mark");
    let own = sound().document.node(&"logo".into()).unwrap().clone();
    assert!(mark(vec![own]).judged().passes(), "a group may hold the mark");
}
