//! What people say, and what it comes to; and that nothing they say does harm.

use proptest::prelude::*;

use super::*;
use crate::canonical::{BlobRef, Sha256};
use crate::document::{Align, Case, Content, Fit, FontRef, Lock, Node, NodeId, Paint, Role, Run, Shape, Text, VAlign};
use crate::{Editing, Format, Random};

fn text(words: &str, size: f64) -> Content {
    let text = Text {
        runs: vec![Run::new(words, FontRef::new("Lora", 400), size)],
        align: Align::Start,
        valign: VAlign::Top,
        leading: 1.1,
        case: Default::default(),
        wrap: true,
        language: "en".to_owned(),
    };
    Content::Text { text, fill: Paint::Token("maquette.neutral.ink".into()) }
}

fn form(token: &str) -> Content {
    Content::Shape { shape: Shape::Rect { radius: 8.0 }, fill: Some(Paint::Token(token.into())), stroke: None }
}

fn svg(fit: Fit) -> Content {
    Content::Svg { blob: BlobRef(Sha256::of(b"mark")), fit }
}

fn node(id: &str, role: Role, area: [f64; 4], content: Content) -> Node {
    Node::new(id, role, area.into(), content)
}

fn design() -> Document {
    let mut document = Document::new(&Format::parse("1000x1200").unwrap(), BrandKit::builtin().reference());
    let row = vec![
        node("dish", Role::Body, [60.0, 700.0, 300.0, 40.0], text("Soup", 24.0)),
        node("price", Role::Body, [400.0, 700.0, 100.0, 40.0], text("4.50", 24.0)),
    ];
    document.nodes = vec![
        node("ground", Role::Background, [0.0, 0.0, 1000.0, 1200.0], form("maquette.neutral.paper")),
        node("art", Role::Image, [0.0, 0.0, 1000.0, 500.0], svg(Fit::Cover)),
        node("headline", Role::Headline, [60.0, 520.0, 800.0, 120.0], text("Tonight", 64.0)),
        node("subhead", Role::Subhead, [60.0, 640.0, 800.0, 40.0], text("by candle light", 28.0)),
        node("dish-row", Role::Body, [60.0, 700.0, 440.0, 40.0], Content::Group { children: row }),
        node("body-2", Role::Body, [60.0, 760.0, 440.0, 40.0], text("and bread", 24.0)),
        node("cta-plate", Role::Underlay, [60.0, 900.0, 240.0, 80.0], form("maquette.coral.500")),
        node("cta", Role::Cta, [80.0, 920.0, 200.0, 40.0], text("Book a table", 24.0)),
        node("logo", Role::Logo, [860.0, 1100.0, 120.0, 40.0], svg(Fit::Contain)),
    ];
    document
}

fn families() -> Vec<String> {
    ["Inter", "Playfair Display", "Source Sans 3"].map(str::to_owned).to_vec()
}

fn exact(text: &str) -> (ExactRead, Document) {
    read(text, &design(), &BrandKit::builtin(), &families())
}

/// What is said, and what is not read, of a text.
#[track_caller]
fn check(text: &str, said: &[&str], unread: &[&str]) {
    let (read, _) = exact(text);
    let lines = |lines: &[String]| lines.join("\n");
    assert_eq!((lines(&read.said), lines(&read.unread)), (said.join("\n"), unread.join("\n")), "{text}");
}

fn text_of(document: &Document, id: &str) -> Text {
    match &document.node(&id.into()).unwrap().content {
        Content::Text { text, .. } => text.clone(),
        other => panic!("{other:?}"),
    }
}

fn fill_of(document: &Document, id: &str) -> String {
    match &document.node(&id.into()).unwrap().content {
        Content::Text { fill: Paint::Token(token), .. } | Content::Shape { fill: Some(Paint::Token(token)), .. } => {
            token.0.clone()
        }
        other => panic!("{other:?}"),
    }
}

fn box_of(document: &Document, id: &str) -> [f64; 4] {
    document.node(&id.into()).unwrap().area.into()
}

#[test]
fn what_is_understood_is_said_in_plain_lines() {
    for (text, said) in [
        ("headline 96 px", &["headline: 96 px"][..]),
        ("headline Inter 800", &["headline: Inter", "headline: weight 800"]),
        ("headline 96 px, Inter 800", &["headline: 96 px", "headline: Inter", "headline: weight 800"]),
        ("Set the headline in Playfair Display Black.", &["headline: Playfair Display", "headline: weight 900"]),
        ("subhead source sans 3 450", &["subhead: Source Sans 3", "subhead: weight 450"]),
        ("subhead 32px semibold", &["subhead: 32 px", "subhead: weight 600"]),
        ("title Inter semi-bold 40", &["headline: Inter", "headline: weight 600", "headline: 40 px"]),
        (
            "headline: 72pt; italic; tracking -10",
            &["headline: 72 px", "headline: italic", "headline: letter spacing -0.01 em"],
        ),
        ("headline weight 350 and upright", &["headline: weight 350", "headline: upright"]),
        ("headline all caps, letter-spacing 2%", &["headline: in capitals", "headline: letter spacing 0.02 em"]),
        ("body left aligned", &["body (2 layers): lines at the left"]),
        (
            "align headline right, middle aligned",
            &["headline: lines at the right", "headline: lines in the middle of their box"],
        ),
        ("headline line height 1.2", &["headline: line height 1.2"]),
        ("headline leading 120%", &["headline: line height 1.2"]),
        ("logo at 40,40", &["logo: at x 40, y 40"]),
        ("move the logo to 40, -40.5 px", &["logo: at x 40, y -40.5"]),
        ("logo x 40, y 60", &["logo: at x 40", "logo: at y 60"]),
        ("logo 160 wide", &["logo: 160 px wide, and in proportion 53.33 px high"]),
        ("logo 160 × 80", &["logo: 160 px wide", "logo: 80 px high"]),
        ("logo width 160 height 80", &["logo: 160 px wide", "logo: 80 px high"]),
        ("logo 160 width 80 height", &["logo: 160 px wide", "logo: 80 px high"]),
        ("headline 1,200 px wide", &["headline: 1200 px wide"]),
        ("cta centred", &["cta: in the middle of the page's width"]),
        ("image opacity 80%", &["image: 80% opaque"]),
        ("image opacity 0.8 & logo 20% transparent", &["image: 80% opaque", "logo: 80% opaque"]),
        ("rotate image 3°", &["image: turned by 3°"]),
        ("turn image 5 degrees anti-clockwise", &["image: turned by -5°"]),
        ("move headline down 24", &["headline: 24 px down"]),
        ("move cta 24 px up and 10 left", &["cta: 24 px up", "cta: 10 px to the left"]),
        ("headline, subhead and body Inter", &["headline and subhead and body (2 layers): Inter"]),
        ("H1: Inter, 800 / 96 px", &["headline: Inter", "headline: weight 800", "headline: 96 px"]),
        ("headline 96 opacity 50%", &["headline: 50% opaque", "headline: 96 px"]),
        ("price 40px and body-2 at 10, 10", &["`price`: 40 px", "`body-2`: at x 10, y 10"]),
        ("please", &[]),
        ("", &[]),
    ] {
        check(text, said, &[]);
    }
}

#[test]
fn colours_come_to_tokens_of_the_kit_and_that_is_said() {
    for (text, said) in [
        ("headline #0e2150", &["headline: maquette.blue.900 (#0e2150)"][..]),
        ("headline colour #1B2A41", &["headline: maquette.sky.900 (#03283d), the kit's nearest to #1b2a41 (ΔE 6.2)"]),
        ("accent #0A7", &["accent: maquette.green.500 (#0faa5f), the kit's nearest to #00aa77 (ΔE 5.3)"]),
        ("headline navy blue", &["headline: maquette.blue.900 (#0e2150), the kit's navy blue"]),
        (
            "headline Inter black, black",
            &["headline: Inter", "headline: weight 900", "headline: maquette.neutral.black (#000000), the kit's black"],
        ),
        ("headline in accent", &["headline: maquette.coral.500 (#f56333)"]),
        ("background maquette.neutral.white", &["background: maquette.neutral.white (#ffffff)"]),
        ("headline #0e215080", &["headline: maquette.blue.900 (#0e2150), 50% opaque"]),
        ("button #0e2150ff", &["button: maquette.blue.900 (#0e2150)"]),
    ] {
        check(text, said, &[]);
    }
    let (_, document) = exact("accent #0A7, headline #0e215080");
    assert_eq!(fill_of(&document, "cta-plate"), "maquette.green.500");
    assert_eq!(
        (fill_of(&document, "cta"), fill_of(&document, "headline")),
        ("maquette.neutral.ink".into(), "maquette.blue.900".into())
    );
    assert_eq!(document.node(&"headline".into()).unwrap().opacity, 0.5);
    let (_, document) = exact("button navy, cta white");
    assert_eq!(
        (fill_of(&document, "cta-plate"), fill_of(&document, "cta")),
        ("maquette.blue.900".into(), "maquette.neutral.white".into())
    );
}

#[test]
fn a_kit_without_such_a_colour_is_not_given_another() {
    let mut kit: BrandKit = (*BrandKit::builtin()).clone();
    kit.colors.retain(|token, _| token.0 == "maquette.neutral.ink" || token.0 == "maquette.coral.500");
    let read = read_exact("headline #00aa77, navy, #f56030", &design(), &kit, &[]);
    assert_eq!(read.said, ["headline: maquette.coral.500 (#f56333), the kit's nearest to #f56030 (ΔE 0.6)"]);
    assert!(read.unread[0].contains("the kit has nothing like #00aa77: its nearest is"), "{:?}", read.unread);
    assert!(read.unread[1].contains("the kit has no navy"), "{:?}", read.unread);
}

#[test]
fn what_is_not_read_says_why_and_changes_nothing() {
    for (text, unread) in [
        ("line height 1.2", "which layer is meant is not said; as in `headline 96 px`"),
        (
            "headline Garamond 800",
            "`Garamond` is no family that is at hand; known are Inter, Playfair Display, Source Sans 3, Lora",
        ),
        (
            "headline font papyrus",
            "`papyrus` is no family that is at hand; known are Inter, Playfair Display, Source Sans 3, Lora",
        ),
        ("headline 3000 px", "3000 is out of range: the size lies between 4 and 2000 px"),
        ("headline 3.9 px", "3.9 is out of range: the size lies between 4 and 2000 px"),
        ("image opacity 101%", "101 is out of range: the opacity lies between 0 and 100%"),
        ("logo at 10001,0", "10001 is out of range: the x lies between -10000 and 10000 px"),
        ("headline weight 1001", "1001 is out of range: the weight lies between 1 and 1000"),
        ("headline 800", "800 may be a size or a weight; say `800 px` or `weight 800`"),
        ("headline 96 px 40 px", "one thing is said to have two values at once; say one of them"),
        ("headline bigger", "`bigger` is no exact value; say one, such as `96 px` or `80%`"),
        ("don't make headline 96 px", "`don't` is not understood"),
        ("headline #12345", "`#12345` is no colour; give 3, 6 or 8 digits of 0–9 and a–f"),
        (
            "headline colour rgb(0, 170, 119)",
            "`rgb` is no colour; give its digits, as in `#1b2a41`, or a token of the kit",
        ),
        ("justify body", "text is set left, centred or right here, never to both edges"),
        ("logo colour red", "`logo` is a picture, and pictures keep their colours"),
        ("logo 40 px", "`logo` holds no text; say of a picture or form how wide, high or opaque it is"),
        (
            "legal 12 px",
            "there is no legal in this design; it has background, underlay, image, logo, headline, subhead, body, cta",
        ),
        ("body at 10,10", "2 layers cannot lie at one place; name one of `dish-row`, `body-2`"),
        ("dish-row 300 wide", "`dish-row` is a group: it is moved, not resized; name a layer in it"),
        ("headline left", "say how far, as in `left 24`, or which way lines are set, as in `left aligned`"),
        ("headline opacity", "the opacity has no number, or one of another kind"),
        ("logo at 40", "`logo` holds no text; say of a picture or form how wide, high or opaque it is"),
        ("accent 50 px", "the accent is a colour; name a layer for other values"),
        ("headline subhead 40 px", "two layers are named at once; part them with a comma, each with its own values"),
        ("headline", "no value is said for it"),
        ("opacity", "the opacity has no number, or one of another kind"),
        (
            "headline line height 900 px",
            "900 px is no line height for this text: it lies between 0.5 and 4 times its size",
        ),
    ] {
        let (read, document) = exact(text);
        assert_eq!(read.unread, [format!("{text}: {unread}")]);
        assert!(read.said.is_empty() && read.operations.is_empty() && document == design(), "{text}");
    }
    check(
        "banner 96 px, Inter 800",
        &[],
        &[
            "banner 96 px: `banner` is not understood",
            "Inter 800: which layer is meant is not said; as in `headline 96 px`",
        ],
    );
    check(
        "headline bigger, Inter",
        &["headline: Inter"],
        &["headline bigger: `bigger` is no exact value; say one, such as `96 px` or `80%`"],
    );
}

#[test]
fn edits_are_one_for_each_thing_and_lead_where_they_say() {
    let (read, document) = exact("headline 96 px, Inter 800, line height 1.2, centre aligned, uppercase");
    assert_eq!(read.operations.len(), 1);
    let text = text_of(&document, "headline");
    let run = &text.runs[0];
    assert_eq!((run.size, run.font.clone()), (96.0, FontRef::new("Inter", 800)));
    assert_eq!((text.leading, text.align, text.case), (1.2, Align::Center, Case::Upper));

    // A button is moved with its plate, a group with what is in it.
    let (_, document) = exact("cta centred, at 100,100; dish-row down 20; headline 40 mm");
    assert_eq!(box_of(&document, "cta-plate"), [100.0, 100.0, 240.0, 80.0]);
    assert_eq!(box_of(&document, "cta"), [120.0, 120.0, 200.0, 40.0]);
    assert_eq!(
        (box_of(&document, "dish-row"), box_of(&document, "price")),
        ([60.0, 720.0, 440.0, 40.0], [400.0, 720.0, 100.0, 40.0])
    );
    assert_eq!(text_of(&document, "headline").runs[0].size * 64.0 % 1.0, 0.0);
    let (_, document) = exact("underlay and cta down 10; button 280 wide");
    assert_eq!(
        (box_of(&document, "cta-plate"), box_of(&document, "cta")),
        ([40.0, 910.0, 280.0, 80.0], [80.0, 930.0, 200.0, 40.0])
    );
}

#[test]
fn runs_keep_their_shares_and_lose_their_own_colours() {
    let mut document = design();
    let mut price = text("49", 80.0);
    let Content::Text { text, .. } = &mut price else { panic!() };
    let mut pence = Run::new("90", FontRef::new("Lora", 400), 40.0);
    (pence.fill, pence.leading) = (Some(Paint::Token("maquette.coral.500".into())), Some(0.9));
    text.runs.push(pence);
    text.language = "ar-EG".to_owned();
    document.nodes[2].content = price;
    let words = "headline 120 px, #0e2150, line height 132px, left aligned, Inter";
    let (read, document) = read(words, &document, &BrandKit::builtin(), &families());
    assert_eq!((read.operations.len(), read.unread.len()), (2, 0));
    let text = text_of(&document, "headline");
    assert_eq!(text.runs.iter().map(|run| run.size).collect::<Vec<_>>(), [120.0, 60.0]);
    assert!(text.runs.iter().all(|run| run.fill.is_none() && run.font.family == "Inter"));
    assert_eq!((text.leading, text.runs[1].leading, text.align), (1.1, Some(0.9), Align::End));
}

#[test]
fn locks_hold() {
    let mut document = design();
    document.nodes[2].locked = vec![Lock::Style];
    document.nodes[6].locked = vec![Lock::Move];
    let read = read_exact("headline 96 px, down 24; cta centred; cta 30 px", &document, &BrandKit::builtin(), &[]);
    assert_eq!(read.said, ["headline: 24 px down", "cta: 30 px"]);
    assert_eq!(
        read.unread,
        [
            "headline 96 px: `headline` stays as it is: the colours and type of `headline` are locked; unlock `headline` first",
            "cta centred: `cta-plate` stays as it is: the place of `cta-plate` is locked; unlock `cta-plate` first",
        ]
    );
}

#[test]
fn long_texts_many_clauses_and_many_layers_are_read_up_to_a_bound() {
    let (read, _) = exact(&"headline 96 px, ".repeat(20));
    assert_eq!((read.said.len(), read.operations.len()), (CLAUSES_MAX, 1));
    assert_eq!(read.unread, ["4 more parts: at most 16 are read at once"]);
    let (read, _) = exact(&format!("headline 96 px,{}é 40 px", " ".repeat(3_000)));
    assert_eq!((read.said.len(), read.unread.len()), (1, 1));
    let (read, _) = exact(&"up 1 down 1 ".repeat(100));
    assert!(read.unread[0].ends_with("at most 16 are read between two commas"), "{:?}", read.unread);
    let mut crowd = design();
    crowd.nodes.extend((0..500).map(|n| node(&format!("n{n}"), Role::Legal, [0.0; 4], text("x", 9.0))));
    let read = read_exact("legal 12 px, n7 12 px", &crowd, &BrandKit::builtin(), &[]);
    assert_eq!(read.said, ["`n7`: 12 px"]);
    assert!(read.unread[0].contains("500 layers are meant; at most 200"), "{:?}", read.unread);
    let many: Vec<String> = (0..50).map(|n| format!("Face {n}")).collect();
    let read = read_exact("headline Garamond", &design(), &BrandKit::builtin(), &many);
    assert!(read.unread[0].ends_with("known are Face 0, Face 1, Face 2, Face 3, Face 4, Face 5, Face 6, Face 7"));
}

/// What people may say, and what they would not.
const PIECES: &[&str] = &[
    "headline",
    "subhead",
    "body",
    "cta",
    "button",
    "accent",
    "logo",
    "image",
    "dish-row",
    "price",
    "cta-plate",
    "art",
    "96",
    "-3",
    "0.5",
    "1,5",
    "1,200",
    "99999",
    "px",
    "pt",
    "mm",
    "%",
    "°",
    "em",
    "×",
    "x",
    "y",
    "at",
    "40,40",
    "to",
    "wide",
    "high",
    "width",
    "height",
    "size",
    "weight",
    "opacity",
    "transparent",
    "rotate",
    "up",
    "down",
    "left",
    "right",
    "aligned",
    "centred",
    "locked",
    "unlocked",
    "vertically",
    "top",
    "Inter",
    "Playfair Display",
    "Garamond",
    "bold",
    "black",
    "navy",
    "light blue",
    "#0A7",
    "#1b2a41",
    "#11223344",
    "#é",
    "line height",
    "tracking",
    "uppercase",
    "bigger",
    "colour",
    "font",
    "maquette.blue.900",
    "and",
    ",",
    ";",
    "(",
    ")",
    ".",
    "\n",
    "the",
    "ink",
    "~",
    "−",
    "\u{202e}",
];

/// Clauses that are sound for the most part.
const CLAUSES: &[&str] = &[
    "headline 96 px",
    "Inter 800",
    "accent #0A7",
    "headline #1b2a4180",
    "subhead 32px semibold",
    "logo at 40,40",
    "logo 160 wide",
    "cta centred",
    "image opacity 80%",
    "rotate image 3°",
    "move cta down 24",
    "body left aligned",
    "line height 1.2",
    "dish-row up 9999",
    "button 300 × 90",
    "cta at -9999, 9999",
    "price 2000 px",
    "uppercase",
    "tracking 20",
    "navy",
    "body and headline",
    "logo 10000 high",
    "centred vertically",
    "cta-plate x 3",
    "ink",
    "right 7",
];

fn saying(random: &mut Random) -> String {
    if random.chance(0.5) {
        let count = 1 + random.index(12);
        return (0..count).map(|_| CLAUSES[random.index(CLAUSES.len())]).collect::<Vec<_>>().join(", ");
    }
    let count = random.index(30);
    let gap = if random.chance(0.8) { " " } else { "" };
    (0..count).map(|_| PIECES[random.index(PIECES.len())]).collect::<Vec<_>>().join(gap)
}

/// Every edit applies in turn, to the document and for people who edit together, and leads where the reading led.
fn is_applied(text: &str, document: &Document) -> Result<(), TestCaseError> {
    let kit = BrandKit::builtin();
    let (exact, led) = read(text, document, &kit, &families());
    prop_assert_eq!(&exact, &read_exact(text, document, &kit, &families()));
    let mut applied = document.clone();
    let mut editing = Editing::new(document.clone()).unwrap();
    for operation in &exact.operations {
        let done = applied.apply(operation);
        prop_assert!(done.is_ok(), "{text}: {done:?}");
        let edited = editing.apply(operation);
        prop_assert!(edited.is_ok(), "{text}: {edited:?}");
    }
    prop_assert_eq!(applied.to_bytes(), led.to_bytes(), "{}", text);
    prop_assert_eq!(editing.document().to_bytes(), led.to_bytes(), "{}", text);
    prop_assert!(exact.unread.len() <= CLAUSES_MAX + 2);
    prop_assert!(exact.operations.is_empty() == exact.said.is_empty(), "{text}: {exact:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_said_leads_to_edits_that_apply(seed: u64) {
        let mut random = Random::new(seed);
        let mut document = design();
        for node in &mut document.nodes {
            let locks = [Lock::Move, Lock::Style, Lock::Content];
            node.locked = locks.into_iter().filter(|_| random.chance(0.1)).collect();
        }
        is_applied(&saying(&mut random), &document)?;
    }

    #[test]
    fn no_text_does_harm(text in "\\PC{0,120}", mixed in "[a-z0-9#%°.,; ×-]{0,80}") {
        is_applied(&text, &design())?;
        is_applied(&mixed, &design())?;
        is_applied(&format!("headline {mixed}"), &design())?;
    }

    #[test]
    fn names_of_layers_may_be_anything(name in "\\PC{0,12}", family in "\\PC{0,12}", size in 4_u16..2_000) {
        let mut document = design();
        document.nodes[5].id = NodeId(name.clone());
        prop_assume!(document.walk().filter(|node| node.id.0 == name).count() == 1);
        let kit = BrandKit::builtin();
        for text in [format!("{name} {size} px"), format!("headline {family} {size} px")] {
            let read = read_exact(&text, &document, &kit, std::slice::from_ref(&family));
            read.operations.iter().for_each(|operation| { document.apply(operation).unwrap(); });
        }
    }
}

#[test]
fn what_is_unlocked_changed_and_locked_again_can_be_made_in_that_order() {
    let mut locked = design();
    let all = [Lock::Move, Lock::Style, Lock::Content];
    locked.nodes[2].locked = all.to_vec();
    let said = "headline unlocked, 90 px, locked";
    let (read, draft) = read(said, &locked, &BrandKit::builtin(), &families());
    assert_eq!((read.said.len(), read.unread.as_slice()), (3, &[] as &[String]), "{read:?}");
    let mut editing = Editing::new(locked.clone()).unwrap();
    for operation in &read.operations {
        editing.apply(operation).unwrap();
    }
    assert_eq!(editing.document(), &draft);
    assert_eq!((text_of(&draft, "headline").runs[0].size, draft.nodes[2].locked.as_slice()), (90.0, &all[..]));
    // Without unlocking nothing is done.
    let (read, _) = super::read("headline 90 px", &locked, &BrandKit::builtin(), &families());
    assert!(read.operations.is_empty() && read.unread.len() == 1);
}
