//! Pixels laid on pixels: premultiplied RGBA, 8 bits a channel.
//!
//! A page is composed of layers that are as large as itself, so this is where much of its time goes. The values are those that
//! tiny-skia's pipelines give for a layer that lies on whole pixels, without their going through every pixel's place.

/// Keeps of each pixel the share (in 1/255) that is inside; rounded up, as tiny-skia does with masks.
pub(super) fn keep(pixels: &mut [u8], shares: &[u8]) {
    for (pixel, &share) in pixels.chunks_exact_mut(4).zip(shares) {
        match share {
            255 => {}
            0 => pixel.fill(0),
            share => pixel.iter_mut().for_each(|channel| {
                *channel = ((u16::from(*channel) * u16::from(share) + 255) >> 8) as u8;
            }),
        }
    }
}

/// Source over: d + s − d·a, each channel rounded once.
pub(super) fn over(under: &mut [u8], layer: &[u8]) {
    for (under, above) in under.chunks_exact_mut(4).zip(layer.chunks_exact(4)) {
        match above {
            [_, _, _, 255] => under.copy_from_slice(above),
            [0, 0, 0, 0] => {}
            &[.., alpha] => {
                let rest = 255 - u32::from(alpha);
                for (under, &above) in under.iter_mut().zip(above) {
                    *under = (u32::from(above) + share(u32::from(*under) * rest)).min(255) as u8;
                }
            }
            [] => {}
        }
    }
}

/// A product of two channels over 255, rounded; for products up to 255². No such quotient lies half-way.
fn share(product: u32) -> u32 {
    ((product + 128) * 257) >> 16
}

/// As [`over`], the layer at an opacity from 0 to 1.
pub(super) fn faintly_over(under: &mut [u8], layer: &[u8], opacity: f32) {
    const STEP: f32 = 1.0 / 255.0;
    // Added to a small number and taken away again, it rounds to the nearest whole one, of two as near to the even one.
    const WHOLE: f32 = 12_582_912.0;
    for (under, above) in under.chunks_exact_mut(4).zip(layer.chunks_exact(4)) {
        let &[.., alpha] = above else { continue };
        let rest = 1.0 - f32::from(alpha) * STEP * opacity;
        for (under, &above) in under.iter_mut().zip(above) {
            let mixed = f32::from(*under) * STEP * rest + f32::from(above) * STEP * opacity;
            *under = ((mixed.clamp(0.0, 1.0) * 255.0 + WHOLE) - WHOLE) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{
        FillRule, FilterQuality, IntSize, Mask, Paint, PathBuilder, Pattern, Pixmap, Rect, SpreadMode, Transform,
    };

    use super::*;

    const SIDE: u32 = 64;

    /// Any premultiplied pixels, many of them opaque or empty.
    fn any(random: &mut design::Random) -> Vec<u8> {
        let pixel = |_| {
            let alpha = [0, 255, random.index(256)][random.index(3)];
            [0, 1, 2, 3].map(|channel| if channel == 3 { alpha as u8 } else { random.index(alpha + 1) as u8 })
        };
        (0..SIDE * SIDE).flat_map(pixel).collect()
    }

    #[test]
    fn layers_are_laid_down_as_tiny_skia_does() {
        let mut random = design::Random::new(7);
        let size = IntSize::from_wh(SIDE, SIDE).unwrap();
        for opacity in [1.0, 0.7, 0.5, 0.16, 1.0 / 3.0, 0.0] {
            let (under, layer) = (any(&mut random), any(&mut random));
            let mut want = Pixmap::from_vec(under.clone(), size).unwrap();
            let layered = Pixmap::from_vec(layer.clone(), size).unwrap();
            let (spread, quality) = (SpreadMode::Pad, FilterQuality::Bilinear);
            let shader = Pattern::new(layered.as_ref(), spread, quality, opacity, Transform::identity());
            let paint = Paint { shader, ..Paint::default() };
            let all = PathBuilder::from_rect(Rect::from_xywh(0.0, 0.0, SIDE as f32, SIDE as f32).unwrap());
            want.fill_path(&all, &paint, FillRule::Winding, Transform::identity(), None);
            let mut got = under.clone();
            if opacity < 1.0 {
                faintly_over(&mut got, &layer, opacity)
            } else {
                over(&mut got, &layer)
            }
            assert!(got == want.data(), "{opacity}");
        }
    }

    #[test]
    fn what_is_outside_is_cut_as_tiny_skia_does() {
        let mut random = design::Random::new(8);
        let size = IntSize::from_wh(SIDE, SIDE).unwrap();
        let shares: Vec<u8> =
            (0..SIDE * SIDE).map(|at| if at < 256 { at as u8 } else { random.index(256) as u8 }).collect();
        let mut got = any(&mut random);
        let mut want = Pixmap::from_vec(got.clone(), size).unwrap();
        want.apply_mask(&Mask::from_vec(shares.clone(), size).unwrap());
        keep(&mut got, &shares);
        assert!(got == want.data());
    }

    #[test]
    fn shares_are_rounded() {
        for product in 0..=255 * 255 {
            assert_eq!(share(product), (f64::from(product) / 255.0).round() as u32, "{product}");
        }
    }
}
