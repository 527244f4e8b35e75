//! From pixels to numbers: by hand, and as Pillow does it.

use design::{Sha256, Srgb};
use proptest::prelude::*;
use render::Pixels;

use super::{JUDGE, expected, noise};
use crate::prepare::{PICTURE_SIDE_MAX, prepare};
use crate::resample::{Rgb, resample};
use crate::{Filter, Input, Layout, LearnedError, Manifest, Resize, Scale};

fn input(width: u32, height: u32, resize: Resize) -> Input {
    Input {
        name: None,
        width,
        height,
        resize,
        filter: Filter::Bilinear,
        layout: Layout::Nhwc,
        scale: Scale::Byte,
        mean: [0.0; 3],
        std: [1.0; 3],
        ground: Srgb::WHITE,
    }
}

/// Pixels of one row, opaque, all three channels alike.
fn greys(greys: &[u8]) -> Pixels {
    let data = greys.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect();
    Pixels { width: greys.len() as u32, height: 1, data }
}

/// The first channel of each pixel.
fn reds(picture: &Pixels, input: &Input) -> Vec<f32> {
    prepare(picture, input).unwrap().chunks_exact(3).map(|pixel| pixel[0]).collect()
}

fn rgb(picture: &Pixels) -> Rgb {
    let data = picture.data.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Rgb { width: picture.width, height: picture.height, data }
}

#[test]
fn noise_is_resized_as_pillow_does_it() {
    let cases = expected().resized;
    assert_eq!(cases.len(), 9);
    for case in cases {
        let picture = rgb(&noise(case.from.0, case.from.1));
        let ours = resample(&picture, case.to, 0..case.to.0, 0..case.to.1, case.filter);
        assert_eq!(ours.data.concat(), case.pixels, "{:?} from {:?} to {:?}", case.filter, case.from, case.to);
    }
}

#[test]
fn what_goes_into_a_model_is_what_numpy_makes() {
    let manifest = Manifest::from_json(JUDGE.as_bytes()).unwrap();
    for answer in expected().answers {
        let numbers = prepare(&noise(answer.size.0, answer.size.1), &manifest.encoder.input).unwrap();
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        assert_eq!(Sha256::of(&bytes), answer.tensor, "{:?}", answer.size);
    }
}

#[test]
fn half_the_size_is_a_triangle_over_four() {
    // Around 1.0 of 4: pixels at 0.5, 1.5 and 2.5, ¾, ¾ and ¼ of the triangle that is two wide.
    assert_eq!(reds(&greys(&[70, 140, 0, 0]), &input(2, 1, Resize::Stretch)), [90.0, 20.0]);
    assert_eq!(reds(&greys(&[9, 9, 9, 9, 9]), &input(2, 1, Resize::Stretch)), [9.0, 9.0]);
}

#[test]
fn the_middle_is_taken_or_the_rest_is_filled() {
    // 4 are left over, 2 on each side.
    let wide = greys(&[10, 20, 30, 40, 50, 60]);
    assert_eq!(reds(&wide, &input(2, 1, Resize::Cover)), [30.0, 40.0]);
    // 5 left over: 2.5, and the half goes to the even number.
    let wide = greys(&[10, 20, 30, 40, 50, 60]);
    assert_eq!(reds(&wide, &input(1, 1, Resize::Cover)), [30.0]);
    // 7 left over: 3.5, which is 4.
    let wider = greys(&[10, 20, 30, 40, 50, 60, 70, 80]);
    assert_eq!(reds(&wider, &input(1, 1, Resize::Cover)), [50.0]);
    let pad = Resize::Contain { pad: Srgb::new(1, 2, 3) };
    assert_eq!(reds(&greys(&[8, 8]), &input(2, 4, pad)), [1.0, 1.0, 1.0, 1.0, 8.0, 8.0, 1.0, 1.0]);
}

#[test]
fn what_is_transparent_is_laid_on_the_ground() {
    let picture = Pixels {
        width: 2,
        height: 2,
        data: [[200, 0, 9, 0], [200, 0, 9, 255], [200, 0, 9, 51], [0, 255, 9, 128]].concat(),
    };
    let ground = Input { ground: Srgb::new(100, 50, 0), ..input(2, 2, Resize::Stretch) };
    // 200 × ⅕ + 100 × ⅘ = 120; 255 × 128/255 + 50 × 127/255 = 152.9.
    let want = [[100.0, 50.0, 0.0], [200.0, 0.0, 9.0], [120.0, 40.0, 2.0], [50.0, 153.0, 5.0]];
    assert_eq!(prepare(&picture, &ground).unwrap(), want.concat());
}

#[test]
fn channels_are_scaled_shifted_and_laid_out() {
    let picture = Pixels { width: 2, height: 1, data: vec![0, 51, 255, 255, 255, 102, 0, 255] };
    let unit =
        Input { scale: Scale::Unit, mean: [0.5, 0.0, 1.0], std: [0.5, 0.1, 2.0], ..input(2, 1, Resize::Stretch) };
    assert_eq!(prepare(&picture, &unit).unwrap(), [-1.0, 2.0, 0.0, 1.0, 4.0, -0.5]);
    let planes = Input { layout: Layout::Nchw, ..unit };
    assert_eq!(prepare(&picture, &planes).unwrap(), [-1.0, 1.0, 2.0, 4.0, 0.0, -0.5]);
}

#[test]
fn what_is_no_picture_is_refused() {
    let input = input(4, 4, Resize::Cover);
    for (width, height, bytes) in [(0, 4, 0), (PICTURE_SIDE_MAX + 1, 1, 4), (2, 2, 15), (2, 2, 17), (16_384, 16_384, 4)]
    {
        let refused = prepare(&Pixels { width, height, data: vec![0; bytes] }, &input).unwrap_err();
        assert!(matches!(refused, LearnedError::Picture { .. }), "{refused}");
    }
    assert!(prepare(&noise(2, 2), &input).is_ok());
}

#[test]
fn a_line_of_pixels_is_no_more_work_than_a_picture() {
    for (width, height) in [(1, PICTURE_SIDE_MAX), (PICTURE_SIDE_MAX, 1)] {
        for resize in [Resize::Cover, Resize::Stretch, Resize::Contain { pad: Srgb::BLACK }] {
            let numbers = prepare(&noise(width, height), &input(96, 64, resize)).unwrap();
            assert_eq!(numbers.len(), 96 * 64 * 3);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_size_gives_numbers_of_a_picture(
        width in 1..90_u32, height in 1..90_u32, to_width in 1..50_u32, to_height in 1..50_u32, way in 0..3_usize, grey in any::<u8>(),
    ) {
        let filter = [Filter::Bilinear, Filter::Bicubic, Filter::Lanczos][way];
        let one = Pixels { width, height, data: vec![grey; (4 * width * height) as usize] };
        for resize in [Resize::Stretch, Resize::Cover, Resize::Contain { pad: Srgb::new(grey, grey, grey) }] {
            let input = Input { filter, ground: Srgb::new(grey, grey, grey), ..input(to_width, to_height, resize) };
            let numbers = prepare(&noise(width, height), &input).unwrap();
            prop_assert_eq!(numbers.len() as u32, to_width * to_height * 3);
            // One colour stays that colour.
            prop_assert!(prepare(&one, &input).unwrap().iter().all(|number| *number == f32::from(grey)));
        }
    }

    #[test]
    fn a_part_is_that_part_of_the_whole(width in 1..40_u32, height in 1..40_u32, left in 0..10_u32, top in 0..10_u32) {
        let picture = rgb(&noise(width, height));
        let whole = resample(&picture, (20, 16), 0..20, 0..16, Filter::Lanczos);
        let part = resample(&picture, (20, 16), left..left + 7, top..top + 5, Filter::Lanczos);
        for (y, row) in part.data.chunks_exact(7).enumerate() {
            let start = (top as usize + y) * 20 + left as usize;
            prop_assert_eq!(row, &whole.data[start..start + 7]);
        }
    }
}
