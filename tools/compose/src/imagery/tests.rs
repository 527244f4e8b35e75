use std::collections::BTreeMap;

use design::kit::ColorRoles;
use design::{BrandKit, Brief, ImageRequest, NodeId, Rect, Srgb, TokenPath};
use proptest::prelude::*;

use super::{ImageryError, canvas, family_names, lexicon, motif, motif_names, paint, subjects};

const COLOURS: [(&str, &str); 6] = [
    ("ground", "#f5e6c8"),
    ("ink", "#35190f"),
    ("accent", "#c04f2a"),
    ("panel", "#e9a12c"),
    ("support", "#6e2f1b"),
    ("leaf", "#8f9226"),
];

fn kit() -> BrandKit {
    let token = |name: &str| vec![TokenPath::from(name)];
    BrandKit {
        id: "test".into(),
        name: "Test".into(),
        version: "1".into(),
        sha256: design::Sha256::of(b"test"),
        colors: COLOURS.iter().map(|&(name, hex)| (name.into(), Srgb::parse_hex(hex).unwrap())).collect(),
        roles: ColorRoles {
            ground: token("ground"),
            ink: token("ink"),
            accent: token("accent"),
            support: token("support"),
        },
        neutrals: vec![],
        logos: vec![],
        fonts: vec![],
        voice: design::kit::Voice::default(),
        imagery: vec![],
        blocked_terms: vec![],
        inferred: vec![],
        tokens: Default::default(),
        findings: vec![],
        rules: Default::default(),
        templates: Default::default(),
        files: design::KitFiles::default(),
    }
}

fn request(imagery: &str, motif: &str, width: f64, height: f64) -> ImageRequest {
    ImageRequest {
        node: NodeId::from("art"),
        prompt: String::new(),
        negative: String::new(),
        imagery: imagery.into(),
        motif: motif.into(),
        width,
        height,
        keep_clear: vec![],
        focus: None,
        palette: COLOURS.iter().map(|&(name, _)| (name.to_owned(), name.into())).collect::<BTreeMap<_, _>>(),
        transparent: false,
        seed: 1,
    }
}

/// Checks what every picture promises: limits, elements and colours.
#[track_caller]
fn check(request: &ImageRequest) -> String {
    let svg = paint(request, &kit()).unwrap();
    assert!(svg.len() <= canvas::BYTES_MAX, "{} bytes", svg.len());
    assert!(svg.matches("<").count() < 2 * canvas::ELEMENTS_MAX);
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    for tag in svg.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
        let name = tag.split([' ', '>', '/']).next().unwrap();
        assert!(["svg", "path", "rect", "g", "clipPath"].contains(&name), "{name}");
    }
    for color in svg.split('"').filter(|text| text.starts_with('#')) {
        assert!(COLOURS.iter().any(|(_, hex)| *hex == color), "{color} is no colour of the palette");
    }
    svg
}

#[test]
fn every_motif_is_drawn_in_every_family() {
    for family in family_names() {
        check(&request(family, "abstract", 240.0, 240.0));
        for motif in motif_names().into_iter().filter(|_| super::shows_motif(family)) {
            check(&request(family, motif, 240.0, 240.0));
        }
    }
}

#[test]
fn every_motif_has_whole_path_data_and_known_company() {
    let mut names = motif_names();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "two motifs share a name");
    for motif in motif::all() {
        let ink = motif.sketch().bounds();
        assert!(ink.w.max(ink.h) >= 60.0 && ink.w.max(ink.h) <= 130.0, "{} fills {ink:?}", motif.name);
        for name in motif.kin {
            assert!(motif::find(name).is_some(), "{} keeps company with {name}, which is not drawn", motif.name);
        }
    }
}

#[test]
fn the_lexicon_names_only_what_can_be_drawn() {
    let mut seen = BTreeMap::new();
    for (motifs, words) in lexicon::MOTIF_WORDS {
        for entry in motifs.split(' ') {
            let name = entry.split('*').next().unwrap();
            assert!(motifs.is_empty() || name == "abstract" || motif::find(name).is_some(), "{name} is not drawn");
        }
        for word in words.split(", ") {
            assert_eq!(seen.insert(word, motifs), None, "{word} is listed twice");
        }
    }
    assert!(seen.len() >= 400, "{} words", seen.len());
    for word in lexicon::WEAK_WORDS.split(", ") {
        assert!(seen.contains_key(word), "{word} is weak but suggests nothing");
    }
    for (_, families) in lexicon::TONE_WORDS {
        for name in families.split(' ') {
            assert!(family_names().contains(&name), "there is no family {name}");
        }
    }
}

#[test]
fn briefs_suggest_their_subjects() {
    let cases = [
        ("Poster for the Harbour Jazz Club's summer season", "trumpet"),
        ("An Instagram post for a new ramen place: grand opening on Friday", "noodle_bowl"),
        ("Art book fair at the Old Mill, 3 May", "book"),
        ("We fix teeth. Business card for Dr Lund, dentist", "tooth"),
        ("Banner for tax accountants, 20 days free", "abacus"),
        ("Invitation to Maya and Tom's wedding in June", "ring"),
        ("Flyer for a dog-friendly open day at the animal shelter", "paw"),
        ("Talk on artificial intelligence and the law", "profile"),
        ("Half marathon along the river", "runner"),
        ("I run a little pottery studio and want to tell people we have evening classes", "vase"),
        ("Business card for Anna Kowalski, midwife", "baby_bottle"),
        ("Pumpkins, cider and a bonfire: our autumn market", "pumpkin"),
        ("Cupcakes for the library", "cupcake"),
        ("Houseplants at half price", "potted_plant"),
        ("A cover for a vintage goods store: a big sale on antique typewriters, up to 50% off", "typewriter"),
        ("Black Friday offer of a shop: 35% off this coffee maker", "coffee_maker"),
        ("Gift certificate of an online store for electronic gadgets", "headphones"),
        ("Winter tyres fitted in 40 minutes. Book online at gripfast.example", "car"),
    ];
    for (text, want) in cases {
        let got = subjects(&Brief::read(text).unwrap());
        assert_eq!(got.first(), Some(&want), "{text}: {got:?}");
    }
    for nothing in ["Hello there", "Order our carpets online. The store sells textiles"] {
        assert!(subjects(&Brief::read(nothing).unwrap()).is_empty(), "{nothing}");
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let refuse = |request: &ImageRequest| paint(request, &kit()).unwrap_err();
    let unknown = refuse(&request("collage", "cup", 100.0, 100.0));
    assert_eq!(unknown, ImageryError::UnknownFamily { name: "collage".into() });
    let unknown = refuse(&request("cut_paper", "unicorn", 100.0, 100.0));
    assert_eq!(unknown, ImageryError::UnknownMotif { name: "unicorn".into() });
    assert!(matches!(refuse(&request("rings", "cup", f64::NAN, 100.0)), ImageryError::Size { .. }));
    let mut request = request("rings", "cup", 100.0, 100.0);
    request.palette.insert("accent".into(), "nowhere".into());
    assert_eq!(refuse(&request), ImageryError::UnknownColour { token: "nowhere".into() });
}

#[test]
fn a_sheet_kept_clear_is_a_quiet_ground() {
    for family in family_names() {
        let mut request = request(family, "cup", 300.0, 200.0);
        request.keep_clear = vec![Rect::new(-10.0, -10.0, 400.0, 400.0)];
        let svg = check(&request);
        assert_eq!(svg.matches("<path").count(), 0, "{family}");
        request.transparent = true;
        assert_eq!(check(&request).matches("<rect").count(), 0, "{family}");
    }
}

#[test]
fn seeds_tell_pictures_apart_and_repeat_them() {
    for family in family_names() {
        let mut request = request(family, "teapot", 400.0, 400.0);
        let first = check(&request);
        assert_eq!(first, check(&request), "{family}");
        request.seed = 2;
        assert_ne!(first, check(&request), "{family}");
    }
}

/// Pixels of a picture, RGBA8, row by row.
fn pixels(svg: &str, width: u32, height: u32) -> Vec<u8> {
    let tree = resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).unwrap();
    let mut pixmap = resvg::tiny_skia::Pixmap::new(width, height).unwrap();
    resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    pixmap.take()
}

#[test]
fn nothing_but_the_ground_lies_in_what_is_kept_clear() {
    let clear =
        [Rect::new(20.0, 16.5, 200.0, 90.0), Rect::new(150.0, 60.0, 120.0, 60.0), Rect::new(16.0, 300.0, 90.0, 40.0)];
    let ground = Srgb::parse_hex(COLOURS[0].1).unwrap();
    for family in family_names() {
        for (motif, seed) in [("cup", 1), ("tree", 2), ("sun", 3), ("abstract", 4)] {
            let mut request = request(family, motif, 320.0, 400.0);
            request.keep_clear = clear.to_vec();
            request.seed = seed;
            let pixels = pixels(&check(&request), 320, 400);
            let plain = |p: &[u8]| p[..3] == [ground.r, ground.g, ground.b];
            let drawn = pixels.chunks(4).filter(|p| !plain(p)).count();
            assert!(drawn > 1_500, "{family} of {motif} draws {drawn} pixels only");
            for area in clear {
                for y in area.y as usize..area.bottom() as usize {
                    for x in area.x as usize..area.right() as usize {
                        assert!(plain(&pixels[(y * 320 + x) * 4..]), "{family} of {motif} at {x}, {y}");
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_size_and_any_clear_area_can_be_painted(
        family in proptest::sample::select(family_names()),
        motif in proptest::sample::select(motif_names()),
        size in prop_oneof![
            Just((728.0, 90.0)), Just((160.0, 600.0)), Just((8192.0, 64.0)), Just((64.0, 8192.0)), Just((1.0, 1.0)),
            (64.0..2000.0f64, 64.0..2000.0f64),
        ],
        clear in proptest::collection::vec((-0.2..1.0f64, -0.2..1.0f64, 0.0..1.0f64, 0.0..1.0f64), 0..5),
        seed in any::<u64>(),
        transparent in any::<bool>(),
    ) {
        let (width, height) = size;
        let mut request = request(family, motif, width, height);
        request.keep_clear = clear
            .into_iter()
            .map(|(x, y, w, h)| Rect::new(x * width, y * height, w * width, h * height))
            .collect();
        request.seed = seed;
        request.transparent = transparent;
        check(&request);
    }
}
