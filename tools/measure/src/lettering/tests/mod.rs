//! Pictures with and without writing, made at random, and how often they are told apart.

mod pictures;

use std::collections::BTreeMap;

use super::*;
use pictures::{KINDS, written};

/// Pictures of each kind, unless told at the time of building.
const PICTURES: u64 = 20;

fn count() -> u64 {
    option_env!("MAQUETTE_LETTERING").and_then(|count| count.parse().ok()).unwrap_or(PICTURES)
}

fn flagged(pixels: &Pixels) -> bool {
    find(pixels).score >= Score::from_f64(0.5)
}

#[test]
fn writing_is_found() {
    let mut by: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for seed in 0..count() * 4 {
        let (pixels, told) = written(seed);
        let found = u64::from(flagged(&pixels));
        if found == 0 {
            println!("missed {seed}: {told:?} {}", find(&pixels).score);
        }
        for key in told.iter().map(String::as_str).chain(["all"]) {
            let tally = by.entry(key.to_owned()).or_default();
            *tally = (tally.0 + found, tally.1 + 1);
        }
    }
    for (key, (found, all)) in &by {
        println!("{key:24} {found}/{all} = {:.3}", *found as f64 / *all as f64);
    }
    let (found, all) = by["all"];
    assert!(found * 10 >= all * 9, "{found} of {all}");
}

#[test]
fn other_pictures_are_not_taken_for_writing() {
    let (mut wrong, mut all) = (0, 0);
    let mut worst = (0.0, "");
    for (name, paint) in KINDS {
        let flags: Vec<u64> = (0..count()).filter(|seed| flagged(&paint(*seed))).collect();
        let share = flags.len() as f64 / count() as f64;
        println!("{name:24} {}/{} {:?}", flags.len(), count(), &flags[..flags.len().min(8)]);
        (wrong, all) = (wrong + flags.len() as u64, all + count());
        if share > worst.0 {
            worst = (share, name);
        }
    }
    println!("all {wrong}/{all}");
    assert!(wrong * 20 <= all, "{wrong} of {all}");
    assert!(worst.0 <= 0.1, "{worst:?}");
}

#[test]
fn the_boxes_of_lines_are_where_the_words_are() {
    let (pixels, _) = written(1);
    let found = find(&pixels);
    let all = found.lines.iter().copied().reduce(Rect::union).unwrap();
    // The words stand in a box of 392 × 432 px in the middle, turned by no more than 15°.
    assert!(Rect::new(10.0, 10.0, 492.0, 492.0).contains(all, 0.0), "{all:?}");
    let larger = enlarged(&pixels, 3);
    let again = find(&larger);
    assert_eq!(again.score, found.score);
    for (one, other) in found.lines.iter().zip(&again.lines) {
        let apart = [one.x * 3.0 - other.x, one.y * 3.0 - other.y, one.w * 3.0 - other.w, one.h * 3.0 - other.h];
        assert!(apart.iter().all(|by| by.abs() < 1.0), "{one:?} {other:?}");
    }
}

#[test]
fn letters_are_told_by_how_light_they_are_not_by_which_colour() {
    let (pixels, _) = written(1);
    let inverted = Pixels {
        data: pixels.data.chunks_exact(4).flat_map(|rgba| [255 - rgba[0], 255 - rgba[1], 255 - rgba[2], 255]).collect(),
        ..pixels.clone()
    };
    let (one, other) = (find(&pixels), find(&inverted));
    assert!((one.score.as_f64() - other.score.as_f64()).abs() < 0.05, "{} {}", one.score, other.score);
}

#[test]
fn any_pixels_have_an_answer() {
    let none = |width: u32, height: u32, bytes: usize| {
        let found = find(&Pixels { width, height, data: vec![120; bytes] });
        assert_eq!((found.score, found.lines.len()), (Score::WORST, 0), "{width} × {height}");
    };
    for (width, height) in [(0, 0), (0, 9), (1, 1), (1, 4000), (4000, 1), (3, 3), (700, 2)] {
        none(width, height, (width * height * 4) as usize);
    }
    none(100, 100, 7);
    none(9, 9, 4000);
    // As many parts as there can be: single pixels, and combs that fill the page.
    for (across, down) in [(2, 2), (3, 9), (2, 13), (7, 20)] {
        let on = |at: u32| if (at % 512).is_multiple_of(across) && !(at / 512).is_multiple_of(down) { 0 } else { 255 };
        let data = (0..512 * 512).flat_map(|at| [on(at), on(at), on(at), 255]).collect();
        assert!(find(&Pixels { width: 512, height: 512, data }).score < Score::from_f64(0.5), "{across} {down}");
    }
}

/// The same, each pixel so many times on each side.
fn enlarged(pixels: &Pixels, times: u32) -> Pixels {
    let (width, height) = (pixels.width * times, pixels.height * times);
    let data =
        (0..height).flat_map(|y| (0..width).flat_map(move |x| pixels.at(x / times, y / times).unwrap())).collect();
    Pixels { width, height, data }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn scores_are_those_of_the_picture_alone(
        width in 1_u32..90,
        height in 1_u32..90,
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 64),
    ) {
        let data: Vec<u8> = bytes.iter().copied().cycle().take((width * height * 4) as usize).collect();
        let pixels = Pixels { width, height, data };
        let found = find(&pixels);
        proptest::prop_assert_eq!(&found, &find(&pixels));
        let page = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        proptest::prop_assert!(found.lines.iter().all(|line| page.contains(*line, 0.5)));
    }
}
