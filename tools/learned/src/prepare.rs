//! From the pixels of a picture to the numbers that a model takes, bit by bit as Pillow and NumPy get there.

use design::Srgb;
use render::Pixels;

use crate::error::LearnedError;
use crate::manifest::{Input, Layout, Resize, Scale};
use crate::resample::{Rgb, resample};

/// Longest side of a picture that is looked at, px.
pub const PICTURE_SIDE_MAX: u32 = 16_384;

/// The numbers of one picture: `width` × `height` × 3 of the input, in its layout.
///
/// A pixel is laid on the ground, the picture is brought to the size and rounded to 8 bits, and each channel becomes
/// `(channel × scale − mean) ÷ std` in floats of 32 bits.
///
/// # Errors
///
/// [`LearnedError::Picture`] when a side is 0 or beyond [`PICTURE_SIDE_MAX`], when there are more than
/// [`render::PICTURE_PIXELS_MAX`] pixels, or not as many bytes as the sides say.
pub fn prepare(picture: &Pixels, input: &Input) -> Result<Vec<f32>, LearnedError> {
    check(picture)?;
    let picture = lay_on(picture, input.ground);
    let picture = fit(&picture, input);
    Ok(numbers(&picture, input))
}

fn check(picture: &Pixels) -> Result<(), LearnedError> {
    let Pixels { width, height, ref data } = *picture;
    let refused = |reason: String| Err(LearnedError::Picture { width, height, reason });
    if width.min(height) == 0 || width.max(height) > PICTURE_SIDE_MAX {
        return refused(format!("expected sides of 1 to {PICTURE_SIDE_MAX} px"));
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > render::PICTURE_PIXELS_MAX {
        return refused(format!("at most {} pixels are looked at", render::PICTURE_PIXELS_MAX));
    }
    if data.len() as u64 != 4 * pixels {
        return refused(format!("expected {} bytes of pixels, found {}", 4 * pixels, data.len()));
    }
    Ok(())
}

/// Lays a picture on a colour; each channel is rounded to the nearest.
fn lay_on(picture: &Pixels, ground: Srgb) -> Rgb {
    let ground = [ground.r, ground.g, ground.b];
    let pixel = |rgba: &[u8]| {
        let alpha = u32::from(rgba[3]);
        std::array::from_fn(|channel| {
            let mixed = u32::from(rgba[channel]) * alpha + u32::from(ground[channel]) * (255 - alpha);
            ((mixed + 127) / 255) as u8
        })
    };
    let data = picture.data.chunks_exact(4).map(pixel).collect();
    Rgb { width: picture.width, height: picture.height, data }
}

fn fit(picture: &Rgb, input: &Input) -> Rgb {
    let to = (input.width, input.height);
    match input.resize {
        Resize::Stretch => resample(picture, to, 0..to.0, 0..to.1, input.filter),
        Resize::Cover => {
            let whole = covering((picture.width, picture.height), to);
            let (left, top) = (middle(whole.0 - to.0), middle(whole.1 - to.1));
            resample(picture, whole, left..left + to.0, top..top + to.1, input.filter)
        }
        Resize::Contain { pad } => {
            let whole = contained((picture.width, picture.height), to);
            let fitted = resample(picture, whole, 0..whole.0, 0..whole.1, input.filter);
            framed(&fitted, to, pad)
        }
    }
}

/// The smallest size of the shape `from` that covers `to`. The longer side is cut off to whole pixels, as torchvision does.
fn covering(from: (u32, u32), to: (u32, u32)) -> (u32, u32) {
    let wide = u64::from(from.0) * u64::from(to.1);
    let tall = u64::from(from.1) * u64::from(to.0);
    // Sides have limits: 16 384 × 1 024 is far from the end of 32 bits.
    if wide >= tall { ((wide / u64::from(from.1)) as u32, to.1) } else { (to.0, (tall / u64::from(from.0)) as u32) }
}

/// The largest size of the shape `from` that fits into `to`. The shorter side is rounded, halves to the even one, as Pillow does.
fn contained(from: (u32, u32), to: (u32, u32)) -> (u32, u32) {
    let [from_w, from_h, to_w, to_h] = [from.0, from.1, to.0, to.1].map(f64::from);
    let (shape, frame) = (from_w / from_h, to_w / to_h);
    if shape > frame {
        (to.0, (libm::rint(from_h / from_w * to_w) as u32).clamp(1, to.1))
    } else if shape < frame {
        ((libm::rint(from_w / from_h * to_h) as u32).clamp(1, to.0), to.1)
    } else {
        to
    }
}

/// Half of what is left over; halves go to the even one.
fn middle(left_over: u32) -> u32 {
    libm::rint(f64::from(left_over) * 0.5) as u32
}

fn framed(picture: &Rgb, to: (u32, u32), pad: Srgb) -> Rgb {
    let (left, top) = (middle(to.0 - picture.width) as usize, middle(to.1 - picture.height) as usize);
    let mut data = vec![[pad.r, pad.g, pad.b]; to.0 as usize * to.1 as usize];
    let width = picture.width as usize;
    for (y, row) in picture.data.chunks_exact(width).enumerate() {
        let start = (top + y) * to.0 as usize + left;
        data[start..start + width].copy_from_slice(row);
    }
    Rgb { width: to.0, height: to.1, data }
}

fn numbers(picture: &Rgb, input: &Input) -> Vec<f32> {
    let scaled = |channel: u8| match input.scale {
        Scale::Unit => f32::from(channel) / 255.0,
        Scale::Byte => f32::from(channel),
    };
    let tables: [[f32; 256]; 3] = std::array::from_fn(|at| {
        std::array::from_fn(|channel| (scaled(channel as u8) - input.mean[at]) / input.std[at])
    });
    let pixel = |rgb: &[u8; 3]| -> [f32; 3] { std::array::from_fn(|at| tables[at][usize::from(rgb[at])]) };
    match input.layout {
        Layout::Nhwc => picture.data.iter().flat_map(pixel).collect(),
        Layout::Nchw => (0..3)
            .flat_map(|at| picture.data.iter().map(move |rgb| (at, rgb[at])))
            .map(|(at, c)| tables[at][usize::from(c)])
            .collect(),
    }
}
