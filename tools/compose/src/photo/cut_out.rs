//! A thing that an image model cut out of a photograph of the kit: the model's mask, the photograph's own colours.

use design::{BrandKit, ImageRequest, Rect, Srgb};
use render::Pixels;

use super::crop::spans;
use super::{SIDE_MAX, grade, place_of, px, role_of, shadow};
use crate::imagery::ImageryError;

/// Alpha up to which there is nothing, and from which there is all, of 255: what lies between is the thing's edge.
const ALPHA: (u8, u8) = (28, 228);
/// Shares of a photograph that a thing may take, of 1,000.
const SHARE: (u64, u64) = (15, 940);
/// Room around a thing in its place, as a share of that: for its shadow, and for air.
const AIR: f64 = 0.05;
/// How far proportions may be from those of the photograph.
const PROPORTIONS: f64 = 0.02;
/// How much of a scene's toning a thing has, per cent.
const TONED: u32 = 30;
/// Cells along a side when what belongs together is looked for, and the least share of the largest part that is kept.
const CELLS: usize = 96;
const PART: usize = 30;

/// Why a cut-out is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CutOutError {
    /// It is not of the photograph's proportions, so nobody knows what is where.
    #[error("what it cut out is {width} × {height} px, which are not the proportions of the photograph")]
    Proportions {
        /// Its width, px.
        width: u32,
        /// Its height, px.
        height: u32,
    },
    /// It is see-through nowhere.
    #[error("it cut nothing away: what it made has no transparent part")]
    NoAlpha,
    /// Hardly anything of it is to be seen.
    #[error("it cut everything away")]
    Nothing,
    /// It cannot be coloured or encoded.
    #[error(transparent)]
    Imagery(#[from] ImageryError),
}

/// Places a thing that was cut out of `photo` for a design, on nothing, in its colours, with a shadow: a PNG file. Of what the model
/// made, its alpha alone is taken, so that the thing has not changed.
///
/// # Errors
///
/// [`CutOutError`].
pub fn cut_out(photo: &Pixels, made: &Pixels, request: &ImageRequest, kit: &BrandKit) -> Result<Vec<u8>, CutOutError> {
    let ratio = |pixels: &Pixels| f64::from(pixels.width) / f64::from(pixels.height.max(1));
    if libm::fabs(ratio(made) / ratio(photo).max(1e-9) - 1.0) > PROPORTIONS {
        return Err(CutOutError::Proportions { width: made.width, height: made.height });
    }
    let mask = Mask::of(made)?;
    let scale = (SIDE_MAX / request.width.max(request.height)).min(1.0);
    let size = (px(request.width * scale), px(request.height * scale));
    let place = place_of(request);
    let place = place.inset(AIR * place.w.min(place.h));
    let place = Rect::new(place.x * scale, place.y * scale, place.w * scale, place.h * scale);
    let mut print = mask.mounted(photo, place, size);
    let shade = role_of(request, kit, "shade")?;
    print.tone(shade, role_of(request, kit, "light")?);
    let sheet = print.over_shadow([shade.r, shade.g, shade.b]);
    let encoded = sheet.to_png();
    Ok(encoded.map_err(|_| ImageryError::Size { width: request.width, height: request.height })?)
}

/// What there is of a photograph.
struct Mask {
    width: usize,
    height: usize,
    alpha: Vec<u8>,
    /// The box around it, px.
    area: Rect,
}

/// A thing on its sheet.
struct Print {
    pixels: Pixels,
    /// Its shorter side, px.
    short: f64,
}

impl Mask {
    fn of(made: &Pixels) -> Result<Self, CutOutError> {
        let (low, high) = (u32::from(ALPHA.0), u32::from(ALPHA.1));
        let firm = |alpha: u8| ((u32::from(alpha).clamp(low, high) - low) * 255 / (high - low)) as u8;
        let alpha: Vec<u8> = made.data.chunks_exact(4).map(|rgba| firm(rgba[3])).collect();
        let (width, height) = (made.width as usize, made.height as usize);
        let count = alpha.len().max(1) as u64;
        let share = alpha.iter().map(|level| u64::from(*level)).sum::<u64>() * 1_000 / (255 * count);
        if share > SHARE.1 {
            return Err(CutOutError::NoAlpha);
        }
        if share < SHARE.0 {
            return Err(CutOutError::Nothing);
        }
        let mut mask = Self { width, height, alpha, area: Rect::new(0.0, 0.0, 0.0, 0.0) };
        mask.drop_crumbs();
        mask.area = mask.around().ok_or(CutOutError::Nothing)?;
        Ok(mask)
    }

    /// Takes away what does not belong to the thing: parts that are small beside the largest.
    fn drop_crumbs(&mut self) {
        let cell = |at: usize, length: usize| at * CELLS / length.max(1);
        let mut full = vec![false; CELLS * CELLS];
        for (at, level) in self.alpha.iter().enumerate() {
            if *level > 96 {
                full[cell(at / self.width, self.height) * CELLS + cell(at % self.width, self.width)] = true;
            }
        }
        let (parts, sizes) = parts_of(&full);
        let largest = sizes.iter().copied().max().unwrap_or(0);
        // Crumbs are taken with the cells around them, where their edges are.
        let is_crumb = |part: usize| part > 0 && sizes[part - 1] * PART < largest;
        let is_kept = |part: usize| part > 0 && !is_crumb(part);
        for at in 0..self.alpha.len() {
            let (row, column) = (cell(at / self.width, self.height), cell(at % self.width, self.width));
            let near = |test: &dyn Fn(usize) -> bool| {
                (row.saturating_sub(1)..=(row + 1).min(CELLS - 1)).any(|y| {
                    (column.saturating_sub(1)..=(column + 1).min(CELLS - 1)).any(|x| test(parts[y * CELLS + x]))
                })
            };
            if self.alpha[at] > 0 && !near(&is_kept) {
                self.alpha[at] = 0;
            }
        }
    }

    /// The box around what there is.
    fn around(&self) -> Option<Rect> {
        let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
        for (at, _) in self.alpha.iter().enumerate().filter(|(_, level)| **level > 16) {
            let (x, y) = (at % self.width, at / self.width);
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1));
        }
        let size = |from: usize, to: usize| to.saturating_sub(from) as f64;
        (right > left && bottom > top).then(|| Rect::new(left as f64, top as f64, size(left, right), size(top, bottom)))
    }

    /// The thing in its place on a sheet of nothing, as large as fits.
    fn mounted(&self, photo: &Pixels, place: Rect, (width, height): (u32, u32)) -> Print {
        let fits = (place.w / self.area.w).min(place.h / self.area.h);
        let (w, h) = (px(self.area.w * fits), px(self.area.h * fits));
        let (cx, cy) = place.center();
        let left = libm::round(cx - f64::from(w) / 2.0) as i64;
        let top = libm::round(cy - f64::from(h) / 2.0) as i64;
        let thing = self.sampled(photo, w, h);
        let mut data = vec![0_u8; width as usize * height as usize * 4];
        for y in 0..i64::from(h) {
            for x in 0..i64::from(w) {
                let (sx, sy) = (left + x, top + y);
                if sx < 0 || sy < 0 || sx >= i64::from(width) || sy >= i64::from(height) {
                    continue;
                }
                let from = (y as usize * w as usize + x as usize) * 4;
                let to = (sy as usize * width as usize + sx as usize) * 4;
                data[to..to + 4].copy_from_slice(&thing[from..from + 4]);
            }
        }
        Print { pixels: Pixels { width, height, data }, short: f64::from(w.min(h)) }
    }

    /// The thing at another size: means of the photograph's colours, each by how much of it is there, so that nothing of the old
    /// ground comes along.
    fn sampled(&self, photo: &Pixels, width: u32, height: u32) -> Vec<u8> {
        let (mw, mh) = (self.width as f64, self.height as f64);
        let (pw, ph) = (f64::from(photo.width), f64::from(photo.height));
        let (across, down) = (pw / mw, ph / mh);
        let area = self.area;
        let columns = spans(area.x * across, area.w * across, width, photo.width);
        let rows = spans(area.y * down, area.h * down, height, photo.height);
        let mut data = Vec::with_capacity(width as usize * height as usize * 4);
        for &(top, bottom) in &rows {
            for &(left, right) in &columns {
                let (mut sums, mut weight, mut count) = ([0_u64; 3], 0_u64, 0_u64);
                for y in top..bottom {
                    let row = (y * self.height / photo.height as usize).min(self.height - 1);
                    for x in left..right {
                        let column = (x * self.width / photo.width as usize).min(self.width - 1);
                        let alpha = u64::from(self.alpha[row * self.width + column]);
                        let at = (y * photo.width as usize + x) * 4;
                        for (channel, sum) in sums.iter_mut().enumerate() {
                            *sum += u64::from(photo.data[at + channel]) * alpha;
                        }
                        (weight, count) = (weight + alpha, count + 1);
                    }
                }
                let colour = sums.map(|sum| ((sum + weight / 2) / weight.max(1)) as u8);
                data.extend([colour[0], colour[1], colour[2], (weight / count.max(1)) as u8]);
            }
        }
        data
    }
}

impl Print {
    /// Draws it a little towards the colours of the design: less than a scene, for people know the colour of what they buy.
    fn tone(&mut self, shade: Srgb, light: Srgb) {
        let own = self.pixels.data.clone();
        grade::toward(&mut self.pixels, shade, light);
        for (graded, own) in self.pixels.data.iter_mut().zip(own) {
            *graded = ((u32::from(*graded) * TONED + u32::from(own) * (100 - TONED) + 50) / 100) as u8;
        }
    }

    /// The thing above its shadow.
    fn over_shadow(self, shade: [u8; 3]) -> Pixels {
        let Pixels { width, height, mut data } = self.pixels;
        let alpha: Vec<u8> = data.chunks_exact(4).map(|rgba| rgba[3]).collect();
        let shadow = shadow::of(&alpha, width as usize, height as usize, self.short);
        for (rgba, dark) in data.chunks_exact_mut(4).zip(shadow) {
            let (own, dark) = (u32::from(rgba[3]), u32::from(dark));
            // Straight alpha: the thing over what of the shadow it does not hide.
            let behind = dark * (255 - own) / 255;
            let all = own + behind;
            if behind == 0 || all == 0 {
                continue;
            }
            for (channel, shade) in rgba.iter_mut().zip(shade) {
                *channel = ((u32::from(*channel) * own + u32::from(shade) * behind + all / 2) / all) as u8;
            }
            rgba[3] = all.min(255) as u8;
        }
        Pixels { width, height, data }
    }
}

/// Which part each cell belongs to, from 1, and how large they are: cells that touch at a side belong together.
fn parts_of(full: &[bool]) -> (Vec<usize>, Vec<usize>) {
    let mut parts = vec![0_usize; full.len()];
    let mut sizes = Vec::new();
    for first in 0..full.len() {
        if !full[first] || parts[first] > 0 {
            continue;
        }
        let (name, mut size, mut open) = (sizes.len() + 1, 0, vec![first]);
        parts[first] = name;
        while let Some(at) = open.pop() {
            size += 1;
            let (x, y) = (at % CELLS, at / CELLS);
            let beside = [
                (x > 0).then(|| at - 1),
                (x + 1 < CELLS).then(|| at + 1),
                (y > 0).then(|| at - CELLS),
                (y + 1 < CELLS).then(|| at + CELLS),
            ];
            for next in beside.into_iter().flatten() {
                if full[next] && parts[next] == 0 {
                    parts[next] = name;
                    open.push(next);
                }
            }
        }
        sizes.push(size);
    }
    (parts, sizes)
}
