//! Photographs, developed: what is kept, what is coloured, what is veiled.

use std::sync::Arc;

use design::document::Fit;
use design::{BrandKit, Brief, ImageRequest, Random, Rect, Srgb, TokenPath};
use render::Pixels;

use super::*;

/// A grey photograph with noise, and a red disc at a place, as shares of its sides.
fn shot(width: u32, height: u32, (cx, cy): (f64, f64)) -> Pixels {
    let mut random = Random::new(7);
    let (x0, y0, r) = (cx * f64::from(width), cy * f64::from(height), 0.16 * f64::from(width.min(height)));
    let mut data = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let inside = libm::hypot(f64::from(x) - x0, f64::from(y) - y0) < r;
            let noise = random.index(9) as u8;
            data.extend(if inside { [200 + noise, 30, 40, 255] } else { [150 + noise, 150 + noise, 152, 255] });
        }
    }
    Pixels { width, height, data }
}

fn is_red(rgba: &[u8]) -> bool {
    rgba[3] > 0 && i32::from(rgba[0]) - i32::from(rgba[1]) > 80
}

/// The built-in kit with one photograph, and a request for it.
pub(super) fn kit_with(photo: &Pixels, tags: &[&str]) -> BrandKit {
    let mut kit = (*BrandKit::builtin()).clone();
    kit.files.0.insert("photos/ball.png".to_owned(), Arc::from(photo.to_png().unwrap()));
    kit.imagery.push(KitImage {
        id: "ball".to_owned(),
        file: "photos/ball.png".to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        licence: None,
        expires: None,
    });
    kit
}

pub(super) fn request(kit: &BrandKit, imagery: &str, width: f64, height: f64) -> ImageRequest {
    let token = |name: &[TokenPath]| name[0].clone();
    let dark = kit.roles.ink.first().or(kit.roles.ground.first()).cloned().unwrap();
    ImageRequest {
        node: "art".into(),
        prompt: String::new(),
        negative: String::new(),
        imagery: imagery.to_owned(),
        motif: "kit:ball".to_owned(),
        width,
        height,
        keep_clear: Vec::new(),
        focus: None,
        palette: [
            ("ground", token(&kit.roles.ground)),
            ("ink", token(&kit.roles.ink)),
            ("shade", dark),
            ("light", token(&kit.roles.ground)),
            ("accent", token(&kit.roles.accent)),
        ]
        .into_iter()
        .map(|(role, token)| (role.to_owned(), token))
        .collect(),
        transparent: false,
        seed: 3,
    }
}

#[test]
fn the_subject_is_kept_whole_wherever_it_stands() {
    for at in [(0.2, 0.5), (0.5, 0.5), (0.82, 0.4)] {
        let photo = shot(600, 300, at);
        let whole = photo.data.chunks_exact(4).filter(|rgba| is_red(rgba)).count() as f64;
        let crop = Crop::of(&reduced(&photo, LOOK_PX), 300.0, 300.0, &[]);
        let cut = crop.cut(&photo, 300, 300);
        let kept = cut.data.chunks_exact(4).filter(|rgba| is_red(rgba)).count() as f64;
        // The window may be closer than one of full height, so that the disc is larger in it.
        assert!(kept >= 0.98 * whole, "{at:?}: {kept} of {whole}");
    }
}

#[test]
fn the_subject_does_not_lie_under_words() {
    let photo = shot(600, 400, (0.5, 0.5));
    let clear = [Rect::new(0.0, 0.0, 150.0, 300.0)];
    let cut = Crop::of(&reduced(&photo, LOOK_PX), 300.0, 300.0, &clear).cut(&photo, 300, 300);
    let reds = |columns: std::ops::Range<u32>| {
        columns.flat_map(|x| (0..300).map(move |y| (x, y))).filter(|&(x, y)| is_red(&cut.at(x, y).unwrap())).count()
    };
    let (under, beside) = (reds(0..150), reds(150..300));
    assert!(beside > 12 * under.max(1), "{under} under the words, {beside} beside them");
}

#[test]
fn a_duotone_lies_between_two_colours() {
    let (dark, light) = (Srgb::new(14, 33, 80), Srgb::new(247, 237, 213));
    let mut print = shot(120, 80, (0.5, 0.5));
    grade::duotone(&mut print, dark, light, Srgb::new(20, 40, 90));
    let mut seen = std::collections::BTreeSet::new();
    for rgba in print.data.chunks_exact(4) {
        let between = |c: u8, a: u8, b: u8| (a.min(b)..=a.max(b)).contains(&c);
        assert!(
            between(rgba[0], dark.r, light.r) && between(rgba[1], dark.g, light.g) && between(rgba[2], dark.b, light.b)
        );
        seen.insert([rgba[0], rgba[1], rgba[2]]);
    }
    assert!(seen.len() > 8, "tones between the two are kept");
}

#[test]
fn grading_draws_shadows_and_lights_towards_the_design_and_keeps_lightness() {
    let data: Vec<u8> = (0..=255_u8).flat_map(|level| [level, level, level, 255]).collect();
    let mut print = Pixels { width: 256, height: 1, data };
    let (shade, light) = (Srgb::new(14, 33, 80), Srgb::new(255, 235, 200));
    grade::toward(&mut print, shade, light);
    let at = |x: u32| print.at(x, 0).map(|[r, g, b, _]| Srgb::new(r, g, b).to_lch()).unwrap();
    assert!((at(60).h - shade.to_lch().h).abs() < 30.0 && at(60).c > 0.005, "{:?}", at(60));
    assert!((at(230).h - light.to_lch().h).abs() < 30.0 && at(230).c > 0.005, "{:?}", at(230));
    for level in [30_u8, 90, 150, 210] {
        let grey = Srgb::new(level, level, level).to_lch().l;
        assert!((at(u32::from(level)).l - grey).abs() < 0.03, "{level}: {:?} for {grey}", at(u32::from(level)));
    }
}

#[test]
fn a_veil_lies_only_where_words_could_not_be_read() {
    let (paper, ink) = (Srgb::new(255, 255, 255), Srgb::new(20, 20, 30));
    let photo = shot(400, 400, (0.5, 0.5));
    let words = Rect::new(20.0, 20.0, 160.0, 60.0);
    // Dark words on a grey that is light enough need none.
    let mut light = photo.clone();
    scrim::quieten(&mut light, &[words], 1.0, paper, ink);
    assert_eq!(light, photo);
    // On a dark photograph they need one, under them and a little around them, and nowhere else.
    let mut dark = photo.clone();
    dark.data.iter_mut().enumerate().filter(|(index, _)| index % 4 != 3).for_each(|(_, channel)| *channel /= 3);
    let before = dark.clone();
    scrim::quieten(&mut dark, &[words], 1.0, paper, ink);
    let readable = (0..400 * 400).filter(|&at| {
        let (x, y) = (at % 400, at / 400);
        let [r, g, b, _] = dark.at(x, y).unwrap();
        words.contains(Rect::new(f64::from(x), f64::from(y), 1.0, 1.0), 0.0) && Srgb::new(r, g, b).contrast(ink) >= 4.5
    });
    assert!(readable.count() as f64 > 0.97 * words.area());
    assert_eq!(dark.at(300, 300), before.at(300, 300));
    assert!(dark.at(100, 50).unwrap()[0] < 255, "no thicker than it must be");
}

#[test]
fn a_framed_photograph_has_nothing_around_it() {
    let kit = kit_with(&shot(400, 300, (0.5, 0.5)), &["ball"]);
    for seed in 0..6 {
        let request = ImageRequest { seed, ..request(&kit, FRAMED, 300.0, 200.0) };
        let print = photograph(&request, &kit).unwrap();
        assert_eq!((print.width, print.height), (300, 200));
        assert_eq!(print.at(1, 1).unwrap()[3], 0, "seed {seed}");
        assert_eq!(print.at(150, 100).unwrap()[3], 255, "seed {seed}");
        assert_eq!(print, photograph(&request, &kit).unwrap());
    }
}

#[test]
fn whatever_is_asked_for_is_developed_or_refused_by_name() {
    let kit = kit_with(&shot(40, 30, (0.5, 0.5)), &["ball"]);
    for (width, height) in [(1.0, 1.0), (3.0, 900.0), (9000.0, 2.0), (640.0, 480.0)] {
        for imagery in TREATMENTS {
            let mut asked = request(&kit, imagery, width, height);
            asked.keep_clear = vec![Rect::new(-50.0, -50.0, 1e6, 1e6), Rect::new(1e9, 0.0, 1.0, 1.0)];
            asked.focus = Some(Rect::new(-1e7, 0.0, 1.0, 1.0));
            let print = photograph(&asked, &kit).unwrap();
            assert!(print.width >= 1 && f64::from(print.width) <= SIDE_MAX, "{width} × {height}");
        }
    }
    let missing = ImageRequest { motif: "kit:none".to_owned(), ..request(&kit, GRADED, 100.0, 100.0) };
    assert!(matches!(photograph(&missing, &kit), Err(ImageryError::UnknownMotif { .. })));
}

#[test]
fn photographs_are_found_by_what_they_show() {
    let photo = shot(40, 30, (0.5, 0.5));
    let found = |text: &str, kit: &BrandKit| photographs(&Brief::read(text).unwrap(), kit);
    let kit = kit_with(&photo, &["red ball", "harbour"]);
    assert_eq!(found("A poster for the harbours festival", &kit), ["kit:ball"]);
    assert_eq!(found("A poster for red balls", &kit), ["kit:ball"]);
    assert!(found("A poster for a red car and a ball", &kit).is_empty());
    let mut dated = kit.clone();
    dated.imagery[0].expires = Some("2030-01-01".to_owned());
    assert!(found("A poster for the harbour", &dated).is_empty());
}

#[test]
fn a_design_shows_the_photograph_of_its_subject() {
    let kit = kit_with(&shot(900, 600, (0.6, 0.5)), &["harbour"]);
    let brief = Brief::read("Promote the harbour festival: 20 boats, 3 June, Pier 4.").unwrap();
    let fonts = render::FontBook::embedded();
    let copy = crate::write_copy(&brief, &kit, 5);
    let format = design::Format::default();
    let (brief, copy, format) = (&brief, &copy, &format);
    let asked = crate::ProposeRequest {
        brief,
        copy,
        kit: &kit,
        fonts: &fonts,
        format,
        count: 10,
        seed: 5,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    };
    let found = crate::search(&asked);
    let shown: Vec<_> = found.iter().filter(|found| is_treatment(&found.plan.imagery)).collect();
    assert!(shown.len() >= 3 && shown.len() < found.len(), "{} of {}", shown.len(), found.len());
    for found in shown {
        let composition = crate::compose(&found.plan, copy, &kit, &fonts, format).unwrap();
        let (document, pictures) = composition.illustrated(&kit).unwrap();
        let art = document.node(&"art".into()).unwrap();
        assert_eq!(art.provenance, design::document::Provenance::Kit);
        assert_eq!(art.alt.as_deref(), Some("harbour"));
        assert!(matches!(&art.content, design::document::Content::Image { fit: Fit::Cover, .. }));
        let layout = render::lay_out(&document, &kit, &fonts, &pictures).unwrap();
        let critique = measure::critique(&layout, copy).unwrap();
        let gates: Vec<_> = critique.findings.iter().filter(|f| f.severity == design::Severity::Gate).collect();
        assert!(gates.is_empty(), "{:?}: {gates:?}", found.plan);
    }
}
