//! What image models do to photographs: when it is asked for, and what becomes of what they send.

use design::{BrandKit, EditKind, EditOperation, ImageRequest, Rect, Stand};
use render::{Pixels, decode_picture};

use super::cut_out::{CutOutError, cut_out};
use super::edits::edits_for;
use super::outward::{OutpaintError, Place, outpainted, placed_on};
use super::tests::{kit_with, request};
use super::*;

/// A picture by shares of its sides.
fn picture(width: u32, height: u32, rgba: impl Fn(f64, f64) -> [u8; 4]) -> Pixels {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let at = |(x, y): (u32, u32)| rgba(f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
    Pixels { width, height, data: places.flat_map(at).collect() }
}

fn is_thing(x: f64, y: f64) -> bool {
    (x - 0.5).abs() < 0.2 && (y - 0.5).abs() < 0.3
}

/// A blue thing before a wall, and the same cut out by a model that paints it green meanwhile.
fn thing() -> (Pixels, Pixels) {
    let photo = picture(200, 160, |x, y| if is_thing(x, y) { [30, 60, 190, 255] } else { [220, 216, 208, 255] });
    let cut = picture(200, 160, |x, y| if is_thing(x, y) { [10, 200, 20, 255] } else { [10, 200, 20, 0] });
    (photo, cut)
}

fn shown(kit: &BrandKit, photo: &Pixels, made: &Pixels) -> Result<Pixels, CutOutError> {
    let wanted =
        ImageRequest { focus: Some(Rect::new(100.0, 20.0, 200.0, 160.0)), ..request(kit, CUT_OUT, 400.0, 200.0) };
    let png = cut_out(photo, made, &wanted, kit)?;
    Ok(decode_picture(&png).unwrap().into_pixels().unwrap())
}

#[test]
fn a_thing_keeps_its_own_colours_and_stands_whole_in_its_place_on_nothing() {
    let (photo, cut) = thing();
    let kit = kit_with(&photo, &["ball"]);
    let sheet = shown(&kit, &photo, &cut).unwrap();
    assert_eq!((sheet.width, sheet.height), (400, 200));
    let blue = |rgba: [u8; 4]| rgba[3] == 255 && rgba[2] > rgba[0].saturating_add(30) && rgba[2] > rgba[1];
    assert!(blue(sheet.at(200, 100).unwrap()), "{:?}", sheet.at(200, 100));
    let opaque: Vec<(u32, u32)> = (0..200)
        .flat_map(|y| (0..400).map(move |x| (x, y)))
        .filter(|&(x, y)| sheet.at(x, y).unwrap()[3] == 255)
        .collect();
    assert!(opaque.iter().all(|&(x, y)| (100..300).contains(&x) && (20..180).contains(&y)), "within its place");
    let rows = opaque.iter().map(|(_, y)| y).collect::<std::collections::BTreeSet<_>>().len();
    assert!(rows > 120, "as large as fits: {rows} rows");
    // Nothing of the old ground is at its edge: what is half there is as blue as the rest, or its shadow.
    assert_eq!(sheet.at(0, 0).unwrap()[3], 0);
    let fringe = sheet.data.chunks_exact(4).filter(|rgba| rgba[3] > 100 && rgba[0] > 150);
    assert_eq!(fringe.count(), 0);
}

#[test]
fn crumbs_beside_a_thing_are_left_out() {
    let (photo, mut cut) = thing();
    let whole = shown(&kit_with(&photo, &["ball"]), &photo, &cut).unwrap();
    for (x, y) in [(4_usize, 4_usize), (5, 4), (190, 150)] {
        cut.data[(y * 200 + x) * 4 + 3] = 255;
    }
    let crumbs = shown(&kit_with(&photo, &["ball"]), &photo, &cut).unwrap();
    assert_eq!(crumbs, whole);
}

#[test]
fn what_was_not_cut_out_is_not_placed() {
    let (photo, cut) = thing();
    let kit = kit_with(&photo, &["ball"]);
    assert_eq!(shown(&kit, &photo, &photo), Err(CutOutError::NoAlpha));
    let gone = picture(200, 160, |_, _| [0; 4]);
    assert_eq!(shown(&kit, &photo, &gone), Err(CutOutError::Nothing));
    let other = cut.part(0, 0, 100, 160).unwrap();
    assert_eq!(shown(&kit, &photo, &other), Err(CutOutError::Proportions { width: 100, height: 160 }));
    // A model's mask may be smaller than the photograph.
    let small = reduced(&picture(400, 320, |x, y| if is_thing(x, y) { [0, 0, 0, 255] } else { [0; 4] }), 400);
    assert!(shown(&kit, &photo, &small).is_ok());
}

/// Things in a row: whatever is cropped is missed.
fn row() -> Pixels {
    picture(900, 300, |x, y| {
        let cell = (x * 9.0).floor();
        let inside = (x * 9.0).fract();
        if (inside - 0.5).abs() < 0.3 && (y - 0.5).abs() < 0.3 {
            [40 + (cell * 20.0) as u8, 60, 200, 255]
        } else {
            [190, 180, 170, 255]
        }
    })
}

#[test]
fn a_photograph_is_painted_on_where_cropping_loses_too_much() {
    let kit = kit_with(&row(), &["ball"]);
    let asked = |width: f64, height: f64, offered: &[EditKind]| {
        let request = request(&kit, GRADED, width, height);
        edits_for(&[request], &kit, offered).into_values().next()
    };
    let edit = asked(400.0, 360.0, &[EditKind::Outpaint]).unwrap();
    let EditOperation::Outpaint { stand, .. } = &edit.operation else { panic!("{edit:?}") };
    assert_eq!((*stand, edit.width, edit.height), (Stand::Middle, 900, 810));
    // Its own proportions, nearly; far too different ones; nobody who does it.
    assert_eq!(asked(400.0, 160.0, &[EditKind::Outpaint]), None);
    assert_eq!(asked(100.0, 400.0, &[EditKind::Outpaint]), None);
    assert_eq!(asked(400.0, 360.0, &[EditKind::RemoveBackground, EditKind::StyleReference]), None);
    // One thing in the middle is cropped to.
    let lone = picture(900, 300, |x, y| {
        if libm::hypot(x - 0.5, (y - 0.5) / 3.0) < 0.08 { [200, 20, 20, 255] } else { [180, 180, 182, 255] }
    });
    let lone_kit = kit_with(&lone, &["ball"]);
    let request = request(&lone_kit, GRADED, 400.0, 300.0);
    assert!(edits_for(&[request], &lone_kit, &[EditKind::Outpaint]).is_empty());
}

#[test]
fn a_photograph_stands_away_from_words_on_the_larger_picture() {
    let kit = kit_with(&row(), &["ball"]);
    let words = Rect::new(0.0, 120.0, 400.0, 240.0);
    let request = ImageRequest { keep_clear: vec![words], ..request(&kit, GRADED, 400.0, 360.0) };
    let edit = edits_for(&[request], &kit, &[EditKind::Outpaint]).into_values().next().unwrap();
    assert!(matches!(edit.operation, EditOperation::Outpaint { stand: Stand::Start, .. }), "{edit:?}");
}

#[test]
fn what_is_painted_on_joins_the_photograph_which_stays_as_it_was() {
    let photo = picture(200, 100, |x, _| [(60.0 + 120.0 * x) as u8, 90, 120, 255]);
    let sheet = (200, 200);
    let place = placed_on((200, 100), sheet, Stand::Middle);
    assert_eq!(place, Place { x: 0, y: 50, width: 200, height: 100 });
    // A model that changed the photograph, and went on from what it was.
    let made = picture(100, 100, |x, y| {
        let level = (60.0 + 120.0 * x) as u8;
        if (0.35..0.65).contains(&y) { [255, 255, 255, 255] } else { [level, 90, 120, 255] }
    });
    let whole = outpainted(&photo, &made, sheet, place).unwrap();
    assert_eq!((whole.width, whole.height), sheet);
    assert_eq!(whole.at(100, 100), photo.at(100, 50));
    let strange = picture(200, 200, |_, _| [250, 250, 40, 255]);
    assert_eq!(outpainted(&photo, &strange, sheet, place), Err(OutpaintError::DoesNotJoin));
    let other = picture(200, 100, |_, _| [60, 90, 120, 255]);
    assert_eq!(outpainted(&photo, &other, sheet, place), Err(OutpaintError::Proportions { width: 200, height: 100 }));
}

#[test]
fn photographs_that_are_made_are_made_like_the_kits_own() {
    let kit = kit_with(&row(), &["ball"]);
    let request = ImageRequest { motif: "made:a regatta".to_owned(), ..request(&kit, GRADED, 400.0, 360.0) };
    let edits = |kit: &BrandKit, offered: &[EditKind]| edits_for(std::slice::from_ref(&request), kit, offered);
    let like = edits(&kit, &[EditKind::StyleReference]).into_values().next().unwrap();
    assert_eq!((like.references.len(), like.width, like.height), (1, 400, 360));
    assert!(edits(&kit, &[EditKind::Outpaint]).is_empty());
    let mut dated = kit.clone();
    dated.imagery[0].expires = Some("2030-01-01".to_owned());
    assert!(edits(&dated, &[EditKind::StyleReference]).is_empty());
}

#[test]
fn things_are_cut_out_where_somebody_does_that() {
    let (photo, _) = thing();
    let kit = kit_with(&photo, &["ball"]);
    let brief = design::Brief::read("Promote the ball: 20% off until 30 June. www.ball.example").unwrap();
    let fonts = render::FontBook::embedded();
    let copy = crate::write_copy(&brief, &kit, 5);
    let format = design::Format::default();
    let found = |edits: &[EditKind]| {
        let asked = crate::ProposeRequest {
            begun: None,
            brief: &brief,
            copy: &copy,
            kit: &kit,
            fonts: &fonts,
            format: &format,
            count: 10,
            seed: 5,
            around: None,
            vary: &[],
            photographed: true,
            edits,
        };
        let found = crate::search(&asked);
        found.into_iter().filter(|found| found.plan.imagery == CUT_OUT).map(|found| found.plan).collect::<Vec<_>>()
    };
    assert!(found(&[]).is_empty() && found(&[EditKind::Outpaint]).is_empty());
    let cut = found(&[EditKind::RemoveBackground]);
    assert!(!cut.is_empty() && cut.iter().all(|plan| plan.motif == "kit:ball"), "{cut:?}");
    let composition = crate::compose(&cut[0], &copy, &kit, &fonts, &format).unwrap();
    let edits = edits_for(&composition.images, &kit, &[EditKind::RemoveBackground]);
    assert_eq!(edits.values().map(|edit| edit.kind()).collect::<Vec<_>>(), [EditKind::RemoveBackground]);
    // Where nobody did, it is shown in a frame.
    let (document, pictures) = composition.illustrated(&kit).unwrap();
    let layout = render::lay_out(&document, &kit, &fonts, &pictures).unwrap();
    assert!(measure::critique(&layout, &copy).unwrap().passes());
}
