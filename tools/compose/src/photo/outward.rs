//! Photographs that are painted on beyond their edges: where cropping would lose too much, where the photograph stands on the larger
//! picture, and how both become one.

use design::{ImageRequest, Rect, Stand};
use render::Pixels;

use super::crop::{Crop, Salience, sampled};

/// Shares of a photograph that a crop may leave over for it to be painted on instead: where it leaves more, cropping is no loss;
/// where it leaves less, most of the picture would be invented.
const LEFT: (f64, f64) = (0.28, 0.64);
/// Share of what draws the eye that a crop has to keep.
const KEPT: f64 = 0.8;
/// How far proportions may be from those that were asked for.
const PROPORTIONS: f64 = 0.03;
/// How wide the seam is in which both lie over each other, as a share of the photograph's side.
const SEAM: f64 = 0.03;
/// Mean difference between the edge of the photograph and what was painted beside it from which they do not join, levels of 255.
const APART: u64 = 44;

/// Where a photograph stands on the picture that it is a part of, px.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// Why a picture that was painted on cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutpaintError {
    /// It is of other proportions.
    #[error("what it made is {width} × {height} px, which are not the proportions that were asked for")]
    Proportions {
        /// Its width, px.
        width: u32,
        /// Its height, px.
        height: u32,
    },
    /// What was painted does not join the photograph.
    #[error("what it painted does not join the photograph at its edge")]
    DoesNotJoin,
}

/// Where a photograph stands on a sheet: as large as fits, at the start, the middle or the end of the side that is left over.
#[must_use]
pub fn placed_on((width, height): (u32, u32), sheet: (u32, u32), stand: Stand) -> Place {
    let (w, h) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (sw, sh) = (u64::from(sheet.0), u64::from(sheet.1));
    let is_wide = sw * h >= sh * w;
    let (pw, ph) = if is_wide { ((sh * w + h / 2) / h, sh) } else { (sw, (sw * h + w / 2) / w) };
    let (pw, ph) = (pw.clamp(1, sw.max(1)), ph.clamp(1, sh.max(1)));
    let at = |room: u64| match stand {
        Stand::Start => 0,
        Stand::Middle => room / 2,
        Stand::End => room,
    };
    let (x, y) = (at(sw.saturating_sub(pw)), at(sh.saturating_sub(ph)));
    // Nothing of it is larger than the sheet, whose sides are such numbers.
    let side = |length: u64| u32::try_from(length).unwrap_or(u32::MAX);
    Place { x: side(x), y: side(y), width: side(pw), height: side(ph) }
}

/// Where a photograph, given as a small print, stands when it is painted on to the proportions of its place; `None` where it is
/// cropped to those as well.
pub(super) fn needed(print: &Pixels, request: &ImageRequest) -> Option<Stand> {
    let own = f64::from(print.width) / f64::from(print.height.max(1));
    let ratio = own / (request.width / request.height);
    if !(LEFT.0..LEFT.1).contains(&ratio.min(1.0 / ratio)) {
        return None;
    }
    let map = Salience::standing_out(print);
    let crop = Crop::of(print, request.width, request.height, &request.keep_clear);
    (crop.holds(&map) < KEPT).then(|| stand(print, &map, request))
}

/// Where least of what draws the eye lies under words; in the middle where that makes no difference.
fn stand(print: &Pixels, map: &Salience, request: &ImageRequest) -> Stand {
    let sheet = (request.width.max(1.0) as u32, request.height.max(1.0) as u32);
    let covered = |stand: Stand| {
        let place = placed_on((print.width, print.height), sheet, stand);
        let scale = f64::from(print.width) / f64::from(place.width.max(1));
        let under = request.keep_clear.iter().map(|area| {
            let area = area.translate(-f64::from(place.x), -f64::from(place.y));
            map.within(Rect::new(area.x * scale, area.y * scale, area.w * scale, area.h * scale))
        });
        under.sum::<f64>()
    };
    let middle = covered(Stand::Middle);
    [Stand::Start, Stand::End]
        .into_iter()
        .fold((Stand::Middle, middle), |best, stand| {
            let covered = covered(stand);
            if covered + 0.02 < best.1 { (stand, covered) } else { best }
        })
        .0
}

/// The picture that a model painted on, with the photograph as it was in its place, whatever the model made of that.
///
/// # Errors
///
/// [`OutpaintError`] where the two are not one picture.
pub fn outpainted(photo: &Pixels, made: &Pixels, sheet: (u32, u32), place: Place) -> Result<Pixels, OutpaintError> {
    let ratio = |width: u32, height: u32| f64::from(width) / f64::from(height.max(1));
    if libm::fabs(ratio(made.width, made.height) / ratio(sheet.0, sheet.1).max(1e-9) - 1.0) > PROPORTIONS {
        return Err(OutpaintError::Proportions { width: made.width, height: made.height });
    }
    let whole = Rect::new(0.0, 0.0, f64::from(made.width), f64::from(made.height));
    let mut whole = sampled(made, whole, sheet.0, sheet.1);
    let all = Rect::new(0.0, 0.0, f64::from(photo.width), f64::from(photo.height));
    let print = sampled(photo, all, place.width, place.height);
    if apart(&whole, &print, place) > APART {
        return Err(OutpaintError::DoesNotJoin);
    }
    let seam = (
        libm::ceil(f64::from(place.width) * SEAM).max(1.0) as u32,
        libm::ceil(f64::from(place.height) * SEAM).max(1.0) as u32,
    );
    // How far inside the photograph a place is, along a side that was painted on; edges of the sheet are none.
    let depth = |at: u32, from: u32, length: u32, sheet: u32, seam: u32| {
        let before = if from > 0 { at + 1 } else { seam };
        let after = if from + length < sheet { length - at } else { seam };
        before.min(after).min(seam) * 255 / seam
    };
    for y in 0..place.height {
        let down = depth(y, place.y, place.height, sheet.1, seam.1);
        for x in 0..place.width {
            let part = depth(x, place.x, place.width, sheet.0, seam.0).min(down);
            let from = ((y * place.width + x) * 4) as usize;
            let to = (((y + place.y) * sheet.0 + x + place.x) * 4) as usize;
            for channel in 0..3 {
                let (own, other) = (u32::from(print.data[from + channel]), u32::from(whole.data[to + channel]));
                whole.data[to + channel] = ((own * part + other * (255 - part) + 127) / 255) as u8;
            }
        }
    }
    Ok(whole)
}

/// How far the edge of the photograph is from what was painted beside it, in the mean.
fn apart(whole: &Pixels, print: &Pixels, place: Place) -> u64 {
    let (mut sum, mut count) = (0_u64, 0_u64);
    let mut compare = |own: (u32, u32), beside: (u32, u32)| {
        if let (Some(a), Some(b)) = (print.at(own.0, own.1), whole.at(beside.0, beside.1)) {
            sum += (0..3).map(|channel| u64::from(a[channel].abs_diff(b[channel]))).sum::<u64>();
            count += 3;
        }
    };
    let (right, bottom) = (place.x + place.width, place.y + place.height);
    for y in 0..place.height {
        if place.x > 0 {
            compare((0, y), (place.x - 1, y + place.y));
        }
        if right < whole.width {
            compare((place.width - 1, y), (right, y + place.y));
        }
    }
    for x in 0..place.width {
        if place.y > 0 {
            compare((x, 0), (x + place.x, place.y - 1));
        }
        if bottom < whole.height {
            compare((x, place.height - 1), (x + place.x, bottom));
        }
    }
    sum / count.max(1)
}
