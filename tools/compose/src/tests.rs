//! Every archetype at every format, with little to say and with much.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::brief::FactKind;
use design::document::{Content as Layer, Paint};
use design::{
    Archetype, BrandKit, Brief, Copy, CopyBlock, CopyRole, DesignPlan, Document, Format, KitFiles, Rect, Srgb,
};
use render::{FontBook, lay_out_text};

use crate::archetype::{CATALOGUE, NOTICE};
use crate::colour::SCHEMES;
use crate::content::says;
use crate::solver::Turned;
use crate::voice::voices;
use crate::{ComposeError, ProposeRequest, compose, propose};

fn block(role: CopyRole, kind: Option<FactKind>, text: &str, required: bool, rank: u8) -> CopyBlock {
    CopyBlock { role, kind, text: text.to_owned(), required, rank }
}

fn copy(blocks: Vec<CopyBlock>) -> Copy {
    Copy { blocks, language: "en".to_owned() }
}

fn short() -> Copy {
    copy(vec![
        block(CopyRole::Headline, None, "Open late", true, 1),
        block(CopyRole::Body, Some(FactKind::Date), "Friday 9 May", true, 2),
    ])
}

fn usual() -> Copy {
    copy(vec![
        block(CopyRole::Headline, None, "Jumble at the old mill", true, 1),
        block(
            CopyRole::Subhead,
            None,
            "Bring what you no longer need, leave with what you never knew you did",
            false,
            4,
        ),
        block(CopyRole::Body, Some(FactKind::Offer), "20% off all lamps", true, 2),
        block(CopyRole::Body, Some(FactKind::Date), "Saturday 17 August", true, 2),
        block(CopyRole::Body, Some(FactKind::Time), "10am–3pm", true, 2),
        block(CopyRole::Body, Some(FactKind::Place), "Mill Lane 4, Ashford", true, 2),
        block(CopyRole::Cta, None, "Book a table", true, 3),
    ])
}

fn long() -> Copy {
    let mut blocks = usual().blocks;
    blocks[0].text = "The forty-second annual gathering of amateur astronomers and their telescopes".to_owned();
    blocks.push(block(
        CopyRole::Body,
        None,
        "Three evenings of talks, a market of second-hand lenses, and from ten o’clock the darkest sky of the county, if the clouds allow it.",
        true,
        3,
    ));
    blocks.push(block(CopyRole::Body, Some(FactKind::Name), "Society of Patient Observers", true, 3));
    blocks.push(block(CopyRole::Body, Some(FactKind::Price), "Day ticket £14, weekend £32", true, 3));
    blocks.push(block(CopyRole::Body, Some(FactKind::Url), "patientobservers.example/gathering", true, 3));
    blocks.push(block(CopyRole::Body, Some(FactKind::Phone), "+44 20 7946 0958", true, 3));
    blocks.push(block(CopyRole::Legal, None, "Registered charity. Under-twelves come free with an adult.", true, 5));
    copy(blocks)
}

fn kit(tokens: &str, more: &str) -> BrandKit {
    let manifest = format!(r#"{{"v":1,"id":"k","name":"K","version":"1","tokens":["a.tokens.json"]{more}}}"#);
    let logo = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" fill="#20304a"/></svg>"##;
    let files: BTreeMap<String, Arc<[u8]>> = BTreeMap::from([
        ("kit.json".to_owned(), Arc::from(manifest.as_bytes())),
        ("a.tokens.json".to_owned(), Arc::from(tokens.as_bytes())),
        ("logo.svg".to_owned(), Arc::from(logo.as_bytes())),
    ]);
    BrandKit::from_files(&KitFiles(files)).unwrap()
}

fn kits() -> Vec<Arc<BrandKit>> {
    let color = |name: &str, hex: &str| format!(r#""{name}":{{"$type":"color","$value":"{hex}"}}"#);
    let two = format!("{{{},{}}}", color("dark", "#20304a"), color("light", "#f4e9d8"));
    let five = format!(
        "{{{},{},{},{},{}}}",
        color("a", "#b3123f"),
        color("b", "#f6b93b"),
        color("c", "#fdf6ec"),
        color("d", "#241b1f"),
        color("e", "#3d7a78")
    );
    let logos =
        r#","logos":[{"id":"l","file":"logo.svg","variant":"full","on":["light"],"clear_space":0.5,"min_px":12}]"#;
    vec![BrandKit::builtin(), Arc::new(kit(&two, "")), Arc::new(kit(&five, logos))]
}

fn plan(archetype: &str, variant: u32, turn: usize) -> DesignPlan {
    let voices: Vec<&str> = voices(&FontBook::embedded()).map(|voice| voice.name).collect();
    DesignPlan {
        archetype: Archetype(archetype.to_owned()),
        variant,
        mirrored: turn % 5 == 4,
        voice: voices[turn % voices.len()].to_owned(),
        scheme: SCHEMES[turn % SCHEMES.len()].to_owned(),
        palette: turn as u32 * 7,
        lead: ["headline", "offer", "date", "name", "image"][turn % 5].to_owned(),
        imagery: "rings".to_owned(),
        motif: "abstract".to_owned(),
        seed: turn as u64,
    }
}

/// What is wrong with a document as a reader would see it.
fn faults(document: &Document, copy: &Copy, kit: &BrandKit, fonts: &FontBook) -> Vec<String> {
    let mut faults = Vec::new();
    let page = document.page.area();
    let mut inks: Vec<(String, Turned)> = Vec::new();
    let mut fields: Vec<(Turned, Srgb)> = Vec::new();
    let mut words = String::new();
    for node in document.walk() {
        match &node.content {
            Layer::Shape { fill: Some(Paint::Token(token)), .. } => {
                let turned = Turned { rect: node.area, about: node.area.center(), turn: node.rotation };
                fields.push((turned, kit.color(token).expect("fills are tokens of the kit")));
            }
            Layer::Text { text, fill } => {
                let laid = lay_out_text(fonts, text, node.area);
                let id = &node.id;
                let turned = |rect: Rect| Turned { rect, about: node.area.center(), turn: node.rotation };
                if laid.overflows || !page.contains(turned(node.area).bounds(), 0.05) {
                    faults.push(format!("{id} leaves its box or the page"));
                }
                let own = turned(laid.ink.inset(0.5));
                for (other, ink) in &inks {
                    if ink.meets(&own) {
                        faults.push(format!("{id} meets {other}"));
                    }
                }
                let on = |field: &Turned| field.rect.contains(own.bounds_in(field), 0.6);
                let under: Vec<Srgb> = fields.iter().filter(|(field, _)| on(field)).map(|f| f.1).collect();
                let Paint::Token(token) = fill else { panic!("texts are of one colour") };
                let contrast = under.last().map_or(1.0, |on| on.contrast(kit.color(token).unwrap()));
                if contrast < 4.5 {
                    faults.push(format!("{id} has a contrast of {contrast:.2}"));
                }
                inks.push((id.0.clone(), own));
                words.push(' ');
                words.push_str(&text.plain());
            }
            _ => {}
        }
    }
    for block in copy.blocks.iter().filter(|block| block.required) {
        if !says(&words, &block.text) {
            faults.push(format!("`{}` is not said", block.text));
        }
    }
    faults
}

fn formats() -> Vec<Format> {
    let more = ["64x64", "300x600", "1500x500", "8192x64", "90x728", "2000x900", "4000x6000"];
    Format::names().chain(more).map(|name| Format::parse(name).unwrap()).collect()
}

#[test]
fn every_archetype_holds_what_it_takes_on_at_every_format() {
    let fonts = FontBook::embedded();
    let (kits, copies) = (kits(), [short(), usual(), long()]);
    let mut turn = 0;
    let mut held = 0;
    let mut broken: Vec<String> = Vec::new();
    for format in formats() {
        for archetype in CATALOGUE {
            for variant in 0..archetype.layouts(format.aspect()).len() as u32 {
                // The usual text every time, the short and the long one by turns.
                for copy in [&copies[1], &copies[if turn % 4 < 2 { 0 } else { 2 }]] {
                    turn += 1;
                    let kit = &kits[turn % kits.len()];
                    let plan = plan(archetype.name, variant, turn);
                    match compose(&plan, copy, kit, &fonts, &format) {
                        Ok(made) => {
                            let faults = faults(&made.document, copy, kit, &fonts);
                            if !faults.is_empty() {
                                broken.push(format!("{plan:?} at {}: {faults:?}", format.name));
                            }
                            held += 1;
                        }
                        Err(ComposeError::DoesNotFit { .. }) if archetype.name != NOTICE => {}
                        Err(error) => panic!("{plan:?} at {}: {error}", format.name),
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} of {held} are broken, such as {:#?}", broken.len(), &broken[..broken.len().min(12)]);
    assert!(held * 10 > turn * 6, "{held} of {turn} designs hold their text");
}

/// A list of prices and an agenda, as the copywriter hands them over.
fn lists() -> [Copy; 2] {
    let list = |title: &str, kind: FactKind, rows: &[&str]| {
        let mut blocks = vec![block(CopyRole::Headline, None, title, true, 1)];
        blocks.extend(rows.iter().map(|row| block(CopyRole::Body, Some(kind), row, true, 2)));
        copy(blocks)
    };
    let menu = ["Leek soup £5.50", "Pie of the day with mash and gravy £11", "Plum crumble £4.75", "Pot of tea £2.20"];
    let agenda =
        ["09:00 Opening words, Ada Birch", "10:30 Who owns the lake", "12:00 Lunch", "13:30 Streams for humans"];
    [list("The Blue Kettle", FactKind::Price, &menu), list("Harbour Summit", FactKind::Time, &agenda)]
}

#[test]
fn lists_are_set_in_rows_that_stay_together() {
    let (fonts, kit) = (FontBook::embedded(), BrandKit::builtin());
    let (mut held, mut rows) = (0, 0);
    for name in ["A4", "instagram-post", "presentation", "728x90", "160x600", "business-card"] {
        let format = Format::parse(name).unwrap();
        for (turn, archetype) in CATALOGUE.iter().enumerate() {
            for copy in &lists() {
                let plan = DesignPlan { lead: "headline".to_owned(), ..plan(archetype.name, turn as u32, turn) };
                let Ok(made) = compose(&plan, copy, &kit, &fonts, &format) else { continue };
                let faults = faults(&made.document, copy, &kit, &fonts);
                assert!(faults.is_empty(), "{plan:?} at {name}: {faults:?}");
                held += 1;
                rows += made.document.nodes.iter().filter(|n| matches!(n.content, Layer::Group { .. })).count();
            }
        }
    }
    assert!(held > 150 && rows > 3 * held, "{rows} rows in {held} designs");
}

#[test]
fn characters_that_no_face_has_are_named() {
    let (fonts, kit, format) = (FontBook::embedded(), BrandKit::builtin(), Format::default());
    let said = copy(vec![block(CopyRole::Headline, None, "桜まつり 2027", true, 1)]);
    let made = compose(&plan(NOTICE, 0, 0), &said, &kit, &fonts, &format);
    let wanted =
        ComposeError::MissingGlyphs { characters: "桜 ま つ り".to_owned(), package: Some("noto-sans-jp") };
    assert_eq!(made, Err(wanted));
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let (fonts, kit, format) = (FontBook::embedded(), BrandKit::builtin(), Format::default());
    for (turn, archetype) in CATALOGUE.iter().enumerate() {
        let plan = plan(archetype.name, 0, turn);
        let made = || compose(&plan, &usual(), &kit, &fonts, &format).map(|made| made.document.to_bytes());
        assert_eq!(made(), made(), "{}", archetype.name);
    }
}

#[test]
fn a_notice_holds_a_text_that_no_poster_should() {
    let fonts = FontBook::embedded();
    let kit = BrandKit::builtin();
    let mut endless = long();
    let sentence = "Every bench along the canal carries a small brass plate with a name and two dates on it. ";
    endless.blocks.push(block(CopyRole::Body, None, &sentence.repeat(12), true, 3));
    for format in formats() {
        let made = compose(&plan(NOTICE, 0, 0), &endless, &kit, &fonts, &format).unwrap();
        let faults = faults(&made.document, &endless, &kit, &fonts);
        assert!(faults.is_empty(), "{}: {faults:?}", format.name);
    }
}

#[test]
fn nothing_to_say_is_an_error() {
    let none = copy(Vec::new());
    let made = compose(&plan("notice", 0, 0), &none, &BrandKit::builtin(), &FontBook::embedded(), &Format::default());
    assert_eq!(made, Err(ComposeError::NoCopy));
    let odd =
        compose(&plan("origami", 0, 0), &short(), &BrandKit::builtin(), &FontBook::embedded(), &Format::default());
    assert!(matches!(odd, Err(ComposeError::UnknownArchetype { .. })));
}

fn market() -> Brief {
    Brief::read(
        "Poster for a winter flea market in the old tram depot, Saturday 6 December, 11am, entry 3 euros. Bold.",
    )
    .unwrap()
}

#[test]
fn ten_plans_differ_and_are_spread_over_the_axes() {
    let (brief, kit, copy) = (market(), BrandKit::builtin(), usual());
    for name in ["A4", "instagram-post", "facebook-post", "skyscraper", "leaderboard"] {
        let format = Format::parse(name).unwrap();
        let request = ProposeRequest {
            brief: &brief,
            copy: &copy,
            kit: &kit,
            fonts: &FontBook::embedded(),
            format: &format,
            count: 10,
            seed: 5,
            around: None,
            vary: &[],
            photographed: false,
            begun: None,
            edits: &[],
        };
        let plans = propose(&request);
        assert_eq!(plans, propose(&request), "{name}");
        assert_eq!(plans.len(), 10, "{name}");
        let kinds = |axis: &str| {
            let mut values: Vec<String> = plans.iter().map(|plan| plan.axes()[axis].clone()).collect();
            values.sort();
            values.dedup();
            values.len()
        };
        assert!(kinds("archetype") >= 6 && kinds("scheme") >= 3 && kinds("voice") >= 3, "{name}: {plans:#?}");
        let other = propose(&ProposeRequest { seed: 6, ..request });
        assert_ne!(plans, other, "{name}");
    }
}

#[test]
fn later_turns_vary_what_they_are_asked_to_and_nothing_else() {
    let (brief, kit, copy, format) = (market(), BrandKit::builtin(), usual(), Format::default());
    let first = ProposeRequest {
        brief: &brief,
        copy: &copy,
        kit: &kit,
        fonts: &FontBook::embedded(),
        format: &format,
        count: 10,
        seed: 5,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    };
    let base = propose(&first).remove(0);
    let vary = ["scheme".to_owned(), "palette".to_owned()];
    let plans = propose(&ProposeRequest { around: Some(&base), vary: &vary, ..first });
    assert_eq!(plans.len(), 10);
    for (index, plan) in plans.iter().enumerate() {
        let kept = DesignPlan { scheme: base.scheme.clone(), palette: base.palette, ..plan.clone() };
        assert_eq!(kept, base);
        assert!(!plans[..index].contains(plan) && *plan != base);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// A kit of any colours: where it has a readable pair at all, every text is readable.
    #[test]
    fn text_is_readable_in_any_kit_that_allows_it(colors in proptest::collection::vec(0u32..0x100_0000, 2..9)) {
        let named = colors.iter().enumerate().map(|(i, rgb)| format!(r##""c{i}":{{"$type":"color","$value":"#{rgb:06x}"}}"##));
        let tokens = format!("{{{}}}", named.collect::<Vec<_>>().join(","));
        let kit = kit(&tokens, "");
        let box_of = crate::colour::Paintbox::of(&kit);
        for scheme in SCHEMES {
            for colours in box_of.assignments(scheme) {
                for surface in [&colours.ground, &colours.panel] {
                    let best = kit.colors.values().map(|color| color.contrast(surface.fill.color)).fold(0.0, f64::max);
                    let wanted = best.min(crate::colour::CONTRAST_MIN) - 1e-9;
                    for text in [&surface.ink, &surface.muted, &surface.accent] {
                        proptest::prop_assert!(text.contrast(&surface.fill) >= wanted);
                    }
                    let best = kit.colors.values().map(|color| color.contrast(surface.plate.color)).fold(0.0, f64::max);
                    proptest::prop_assert!(surface.on_plate.contrast(&surface.plate) >= best.min(4.5) - 1e-9);
                }
            }
        }
    }
}
