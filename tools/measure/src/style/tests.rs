use proptest::prelude::*;

use super::*;

/// A picture painted by the share of its width and height at which a pixel lies.
fn painted(width: u32, height: u32, paint: impl Fn(f64, f64) -> [u8; 3]) -> Pixels {
    let place = |at: u32, side: u32| (f64::from(at) + 0.5) / f64::from(side);
    let pixel = |at: u32| {
        let [r, g, b] = paint(place(at % width, width), place(at / width, height));
        [r, g, b, 255]
    };
    Pixels { width, height, data: (0..width * height).flat_map(pixel).collect() }
}

fn plain(rgb: [u8; 3]) -> Pixels {
    painted(64, 64, |_, _| rgb)
}

fn style(pixels: &Pixels) -> Style {
    Style::of(pixels).unwrap()
}

/// Waves of many lengths, as light and shadow of a photograph lie.
fn scene(width: u32, height: u32) -> Pixels {
    painted(width, height, |x, y| {
        let wave = |across: f64, down: f64| libm::sin(across * x + down * y);
        let light = 120.0 + 40.0 * wave(5.0, 3.0) + 25.0 * wave(-17.0, 29.0) + 20.0 * wave(60.0, 41.0);
        let warm = 20.0 * wave(9.0, -7.0);
        [light + warm, light, light - warm - 10.0].map(|channel| channel.clamp(0.0, 255.0) as u8)
    })
}

/// Discs on a plain ground.
fn drawing(width: u32, height: u32) -> Pixels {
    painted(width, height, |x, y| {
        let within = |cx: f64, cy: f64, r: f64| (x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r;
        match () {
            () if within(0.35, 0.4, 0.2) => [200, 40, 30],
            () if within(0.7, 0.65, 0.15) => [30, 90, 60],
            () => [245, 235, 215],
        }
    })
}

#[track_caller]
fn near(value: f64, wanted: f64, error: f64) {
    assert!((value - wanted).abs() <= error, "{value} is not {wanted}");
}

#[test]
fn a_grey_picture_has_its_lightness_and_nothing_else() {
    let grey = style(&plain([119; 3]));
    // The cube root of the linear light of 119/255, 0.1845.
    near(grey.lightness, 0.5693, 0.001);
    assert_eq!((grey.hues, grey.flat, grey.fine, grey.coarse), ([0.0; HUES], 1.0, 0.0, 0.0));
    assert!(grey.contrast < 1e-9 && grey.chroma < 1e-3 && grey.chroma_spread < 1e-9, "{grey:?}");
}

#[test]
fn a_red_picture_is_colourful_in_one_hue() {
    // sRGB red is 0.628, 0.2577, 29.23° in OKLCH: nearly all of it in the step around 30°.
    let red = style(&plain([255, 0, 0]));
    near(red.lightness, 0.628, 0.001);
    near(red.chroma, 0.2577, 0.001);
    near(red.hues[1], 29.23 / 30.0, 0.001);
    near(red.hues[0], 1.0 - 29.23 / 30.0, 0.001);
    let pale = painted(64, 64, |x, _| if x < 0.5 { [255, 0, 0] } else { [255; 3] });
    let (half, all) = (style(&pale), red.chroma);
    near(half.chroma, all / 2.0, 0.001);
    near(half.chroma_spread, all / 2.0, 0.001);
    near(half.hues[1], red.hues[1], 1e-6);
}

#[test]
fn halves_of_black_and_white_have_one_edge() {
    let halves = style(&painted(64, 64, |x, _| if x < 0.5 { [0; 3] } else { [255; 3] }));
    near(halves.lightness, 0.5, 1e-3);
    near(halves.contrast, 0.5, 1e-3);
    // 64 of the 2 · 63 · 64 pairs of neighbours; 16 of 2 · 15 · 16 where it is seen coarsely.
    near(halves.fine, 1.0 / 126.0, 1e-9);
    near(halves.coarse, 1.0 / 30.0, 1e-9);
    // One column of 63, whose left neighbours are black.
    near(halves.flat, 62.0 / 63.0, 1e-9);
    let chequered =
        style(&painted(64, 64, |x, y| [if (((x + y) * 64.0) as u32).is_multiple_of(2) { 0 } else { 255 }; 3]));
    assert_eq!((chequered.flat, chequered.fine), (0.0, 1.0));
    near(chequered.coarse, 0.0, 1e-9);
}

#[test]
fn hues_are_moved_the_short_way_round() {
    let at = |places: &[(usize, f64)]| {
        let mut hues = [0.0; HUES];
        places.iter().for_each(|(place, share)| hues[*place] = *share);
        hues
    };
    let red = at(&[(0, 1.0)]);
    for (other, steps) in [
        (red, 0.0),
        (at(&[(3, 1.0)]), 3.0),
        (at(&[(6, 1.0)]), 6.0),
        (at(&[(11, 1.0)]), 1.0),
        (at(&[(2, 0.5), (10, 0.5)]), 2.0),
        (at(&[(0, 0.75), (4, 0.25)]), 1.0),
        (at(&[]), 0.0),
    ] {
        near(moved(&red, &other), steps, 1e-9);
        near(moved(&other, &red), steps, 1e-9);
    }
}

#[test]
fn what_differs_is_named() {
    let most = |a: [u8; 3], b: [u8; 3]| style(&plain(a)).apart(&style(&plain(b))).most();
    assert_eq!(most([30; 3], [220; 3]), Respect::Lightness);
    assert_eq!(most([128; 3], [200, 90, 30]), Respect::Chroma);
    assert_eq!(most([200, 60, 50], [30, 120, 200]), Respect::Hue);
    let apart = style(&scene(256, 256)).apart(&style(&drawing(256, 256)));
    assert_eq!(apart.most(), Respect::Flatness, "{apart:?}");
    near(apart.part(Respect::Flatness), 1.0, 0.2);
}

#[test]
fn the_hue_of_what_has_none_is_not_compared() {
    let (grey, red) = (style(&plain([128; 3])), style(&plain([200, 60, 50])));
    assert_eq!(grey.apart(&red).part(Respect::Hue), 0.0);
    assert!(style(&plain([60, 60, 200])).apart(&red).part(Respect::Hue) > 0.5);
}

#[test]
fn the_size_of_a_picture_is_no_part_of_its_style() {
    for paint in [scene, drawing] {
        let usual = style(&paint(400, 300));
        for scale in [1, 2, 4] {
            let distance = usual.apart(&style(&paint(200 * scale, 150 * scale))).distance();
            assert!(distance < 0.05, "{distance} at {scale}");
        }
        // Below a thumbnail details are lost.
        assert!(usual.apart(&style(&paint(100, 75))).distance() < 0.12);
    }
}

#[test]
fn a_photograph_in_two_colours_is_still_one() {
    let photo = scene(300, 300);
    let mut two = photo.clone();
    for pixel in two.data.chunks_exact_mut(4) {
        let share = f64::from(luma_of(pixel)) / (255.0 * 256.0);
        for (channel, (dark, light)) in pixel.iter_mut().zip([(25.0, 255.0), (30.0, 205.0), (100.0, 130.0)]) {
            *channel = (dark + (light - dark) * share) as u8;
        }
    }
    let (own, toned, drawn) = (style(&photo), style(&two), style(&drawing(300, 300)));
    let (kept, other) = (own.apart(&toned).distance(), own.apart(&drawn).distance());
    assert!(kept < 0.4 && other > 0.5, "{kept} {other}");
}

#[test]
fn what_is_transparent_is_not_looked_at() {
    let (mut framed, whole) = (plain([200, 60, 50]), style(&plain([200, 60, 50])));
    for (at, pixel) in framed.data.chunks_exact_mut(4).enumerate().filter(|(at, _)| at % 64 < 32) {
        let value = if at % 2 == 0 { 0 } else { 255 };
        pixel.copy_from_slice(&[value, value, value, 0]);
    }
    assert_eq!(style(&framed), whole);
    assert_eq!(Style::of(&Pixels { width: 8, height: 8, data: vec![0; 256] }), None);
    assert_eq!(Style::of(&Pixels { width: 0, height: 0, data: Vec::new() }), None);
    // One that does not hold what it says.
    assert!(Style::of(&Pixels { width: 90, height: 90, data: vec![255; 8] }).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_distance_is_one(
        (width, height) in (1..40_u32, 1..40_u32),
        bytes in prop::collection::vec(any::<u8>(), 1..64),
        others in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let of = |bytes: &[u8]| {
            let data = bytes.iter().copied().cycle().take((width * height * 4) as usize).collect();
            Style::of(&Pixels { width, height, data })
        };
        if let (Some(one), Some(other)) = (of(&bytes), of(&others)) {
            prop_assert_eq!(one.apart(&one).distance(), 0.0);
            let distance = one.apart(&other).distance();
            prop_assert!((0.0..=1.0).contains(&distance), "{}", distance);
            prop_assert!((distance - other.apart(&one).distance()).abs() < 1e-12);
        }
    }
}
