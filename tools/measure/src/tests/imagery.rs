//! Pictures beside those of the kit.

use design::kit::KitImage;
use design::{Finding, Sha256};
use render::Pixels;

use super::*;
use crate::{Subject, figures};

/// A drawing as kits have them: flat forms on a plain ground.
const DRAWN: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#f4ead6"/><circle cx="110" cy="90" r="60" fill="#b4472e"/><circle cx="210" cy="130" r="40" fill="#2f5d50"/></svg>"##;

/// A picture with light and shadow of many sizes and some grain, as a photograph has them.
fn photograph(side: u32, warmth: f64) -> Vec<u8> {
    let mut random = design::Random::new(7);
    let pixel = |at: u32| {
        let (x, y) = (f64::from(at % side) / f64::from(side), f64::from(at / side) / f64::from(side));
        let wave = |across: f64, down: f64| libm::sin(across * x + down * y);
        let light = 110.0 + 45.0 * wave(5.0, 3.0) + 25.0 * wave(-23.0, 31.0) + 20.0 * wave(71.0, 55.0);
        let light = light + 16.0 * random.unit();
        [light + warmth, light, light - warmth, 255.0].map(|channel| channel.clamp(0.0, 255.0) as u8)
    };
    let data = (0..side * side).flat_map(pixel).collect();
    Pixels { width: side, height: side, data }.to_png().unwrap()
}

/// A sound design with a picture in place of its disc, beside a kit with these pictures.
fn showing(picture: &[u8], own: &[&[u8]]) -> Exhibit {
    let mut exhibit = sound();
    let mut digest = Vec::new();
    for (at, bytes) in own.iter().enumerate() {
        let (id, file) = (format!("own{at}"), format!("imagery/{at}"));
        exhibit.kit.files.0.insert(file.clone(), Arc::from(*bytes));
        digest.extend(Sha256::of(bytes).to_string().into_bytes());
        exhibit.kit.imagery.push(KitImage { id, file, tags: Vec::new(), licence: None, expires: None });
    }
    exhibit.kit.sha256 = Sha256::of(&digest);
    exhibit.kit.files.0.insert("shown".to_owned(), Arc::from(picture));
    let content = Content::Image { blob: BlobRef::of(picture), fit: Fit::Cover };
    exhibit.with(Operation::SetContent { id: "disc".into(), content: Box::new(content) })
}

fn found(exhibit: &Exhibit) -> Vec<Finding> {
    exhibit.judged().findings.into_iter().filter(|finding| finding.rule == "imagery_style").collect()
}

#[test]
fn a_photograph_beside_a_kit_of_drawings_is_told_and_mended() {
    let exhibit = showing(&photograph(300, 20.0), &[DRAWN]);
    let told = found(&exhibit);
    let [finding] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((finding.severity, finding.node.clone()), (Severity::Warn, Some("disc".into())));
    assert_eq!(finding.area, Some(design::Rect::new(560.0, 480.0, 640.0, 640.0)));
    let (value, threshold) = (finding.value.unwrap(), finding.threshold.unwrap());
    assert!(threshold == 0.5 && value > 0.55 && value <= 1.0, "{value} {threshold}");
    assert_eq!(
        finding.message,
        "`disc` is not in the style of the kit's pictures: beside `own0`, the nearest of them, it is full of tones as a \
         photograph is. Take a flat drawing, or show a picture of the kit."
    );
    let repair = finding.repair.clone().unwrap();
    assert_eq!(repair, Operation::SetSvg { id: "disc".into(), blob: BlobRef::of(DRAWN), fit: Fit::Cover });
    assert_eq!(found(&exhibit.with(repair)), []);
}

fn figures_of(exhibit: &Exhibit) -> BTreeMap<String, f64> {
    let layout = lay_out(&exhibit.document, &exhibit.kit, &FontBook::embedded(), &BTreeMap::new()).unwrap();
    let drawing = layout.to_drawing(1.0).unwrap();
    let subject = Subject::new(&layout, &exhibit.copy, &drawing);
    figures(&subject, &exhibit.judged())
}

#[test]
fn one_picture_is_told_once_and_few_of_many() {
    let photo = photograph(300, 20.0);
    let mut exhibit = showing(&photo, &[DRAWN]);
    let add = |exhibit: Exhibit, picture: &[u8], at: usize| {
        let mut exhibit = exhibit;
        exhibit.kit.files.0.insert(format!("other{at}"), Arc::from(picture));
        let content = Content::Image { blob: BlobRef::of(picture), fit: Fit::Cover };
        exhibit.document.nodes.push(node(&format!("more{at}"), Role::Image, [560.0, 480.0, 640.0, 640.0], content));
        exhibit
    };
    for at in 0..4 {
        exhibit = add(exhibit, &photo, at);
    }
    assert_eq!(found(&exhibit).len(), 1);
    for at in 4..9 {
        exhibit = add(exhibit, &photograph(300, 20.0 + at as f64), at);
    }
    assert_eq!(found(&exhibit).len(), 3);
}

#[test]
fn what_is_told_changes_no_score() {
    let told = showing(&photograph(300, 20.0), &[DRAWN]);
    let untold = showing(&photograph(300, 20.0), &[]);
    assert_eq!((found(&told).len(), found(&untold).len()), (1, 0));
    assert_eq!(told.judged().scores, untold.judged().scores);
    // Nor does the small head of the house, which never saw this rule, say anything else.
    assert_eq!(figures_of(&told), figures_of(&untold));
}

#[test]
fn the_nearest_picture_of_the_kit_counts() {
    let other = photograph(420, 12.0);
    for own in [vec![other.as_slice()], vec![DRAWN, other.as_slice()], vec![other.as_slice(), DRAWN]] {
        assert_eq!(found(&showing(&photograph(300, 20.0), &own)), [], "{} pictures", own.len());
    }
    let dark = Pixels { width: 90, height: 60, data: [12, 10, 16, 255].repeat(5_400) }.to_png().unwrap();
    let message = found(&showing(&photograph(300, 20.0), &[&dark, DRAWN]))[0].message.clone();
    assert!(message.contains("`own1`"), "{message}");
}

#[test]
fn a_picture_of_the_kit_is_its_own_style_whatever_is_beside_it() {
    let photo = photograph(300, 20.0);
    assert_eq!(found(&showing(&photo, &[DRAWN, &photo])), []);
    // One of so many that it is not looked at is still the kit's, and no other is.
    let mut many = vec![DRAWN; 30];
    many.push(&photo);
    assert_eq!(found(&showing(&photo, &many)), []);
    assert_eq!(found(&showing(&photograph(300, 21.0), &many)).len(), 1);
}

#[test]
fn a_kit_that_says_nothing_of_pictures_finds_nothing() {
    let photo = photograph(300, 20.0);
    let garbage: [&[u8]; 4] = [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nnot at all", b"<svg"];
    assert_eq!(found(&showing(&photo, &[])), []);
    assert_eq!(found(&showing(&photo, &garbage)), []);
    // What cannot be read does not stand in the way of what can.
    assert_eq!(found(&showing(&photo, &[b"GIF89a", DRAWN])).len(), 1);
    let mut missing = showing(&photo, &[DRAWN]);
    missing.kit.files.0.remove("imagery/0");
    assert_eq!(found(&missing), []);
}

#[test]
fn what_nobody_sees_and_what_is_a_mark_is_not_judged() {
    let exhibit = showing(&photograph(300, 20.0), &[DRAWN]);
    assert_eq!(found(&exhibit.clone().with(Operation::SetOpacity { id: "disc".into(), opacity: 0.0 })), []);
    assert_eq!(found(&exhibit.clone().moved("disc", [2000.0, 0.0, 100.0, 100.0])), []);
    let mut mark = exhibit;
    mark.document.nodes[1].role = Role::Logo;
    assert_eq!(found(&mark), []);
}

#[test]
fn a_picture_that_may_be_used_until_a_day_is_no_repair() {
    let mut exhibit = showing(&photograph(300, 20.0), &[DRAWN]);
    exhibit.kit.imagery[0].expires = Some("2031-01-31".to_owned());
    exhibit.kit.sha256 = Sha256::of(b"a kit of its own");
    let told = found(&exhibit);
    assert_eq!((told.len(), told[0].repair.clone()), (1, None));
}

#[test]
fn many_kits_are_told_apart() {
    let photo = photograph(200, 20.0);
    for round in 0..40 {
        let drawn = format!("{}<!-- {round} -->", String::from_utf8(DRAWN.to_vec()).unwrap());
        let own: &[u8] = if round % 2 == 0 { drawn.as_bytes() } else { &photo };
        assert_eq!(found(&showing(&photograph(180, 19.0), &[own])).len(), usize::from(round % 2 == 0), "{round}");
    }
}
