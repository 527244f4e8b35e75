//! Whether a mark can be seen in a picture: by rule, as a look-alike of its drawing.
//!
//! The mark is drawn on white and on black, each in 23 sizes from an eighth to the whole of the picture, whose longer side is
//! [`SIDE_PX`] at most, and moved over it; how alike they are is the normalised cross-correlation of their luma, its sign left out:
//! a mark that is lighter than its ground is the same mark. Places that are nearly alike are looked at more closely.
//!
//! A mark that is nearly a disc, a square or a bar cannot be told from things that have that form, and is not looked for. One that
//! is turned, bent or seen from aside is missed, and so is one that is much smaller than an eighth.
//!
//! Source: Lewis, "Fast normalized cross-correlation", 1995.

use design::Score;
use render::Pixels;

/// Longer side of what is looked at, px.
pub const SIDE_PX: u32 = 160;
/// Longer sides of the mark, px.
const SIZES_PX: [u32; 23] =
    [20, 22, 24, 26, 28, 31, 34, 37, 40, 44, 48, 52, 57, 62, 68, 74, 80, 88, 96, 104, 114, 124, 136];
/// Longer side at which a mark's form is judged, px.
const FORM_PX: u32 = 64;
/// How often the tone of a mark changes along a line through it, at least: a disc changes twice.
const CHANGES_MIN: f64 = 2.6;
/// Shorter side of a mark that says something, px.
const SHORT_MIN: u32 = 5;
/// Standard deviation below which a place is plain, levels of 255.
const PLAIN: f64 = 8.0;
/// From so alike on a place is looked at more closely.
const NEAR: f64 = 0.45;
/// Most places of one size that are.
const NEAR_MAX: usize = 6;

/// How alike the most alike place of a picture is to a mark, 0–1; 0 for a mark that has no form of its own. The same picture and
/// mark give the same answer everywhere, and the time has a bound.
#[must_use]
pub fn likeness(picture: &Pixels, mark: &Pixels) -> Score {
    let grounds: Vec<Plane> = [255, 0].iter().filter_map(|ground| own_form(mark, *ground)).collect();
    if grounds.is_empty() {
        return Score::WORST;
    }
    let plane = Plane::of(&picture.within(SIDE_PX), 255);
    let sums = Sums::of(&plane);
    let sizes = SIZES_PX.iter().flat_map(|size| grounds.iter().map(move |form| form.within(*size)));
    let best = sizes.filter_map(|form| Template::of(&form)).map(|template| template.best(&sums)).fold(0.0, f64::max);
    Score::from_f64(best)
}

/// A mark on a ground, cut to where it differs from that; `None` where it has no form of its own.
fn own_form(mark: &Pixels, ground: u8) -> Option<Plane> {
    let whole = Plane::of(&mark.within(256), ground);
    let cut = whole.cut()?;
    let form = cut.within(FORM_PX);
    (form.width.min(form.height) >= SHORT_MIN && form.changes(whole.at(0, 0)) >= CHANGES_MIN).then_some(cut)
}

/// A picture's luma.
struct Plane {
    width: u32,
    height: u32,
    luma: Vec<u8>,
}

impl Plane {
    /// The luma of a picture on a ground of one grey.
    fn of(pixels: &Pixels, ground: u8) -> Self {
        let on_ground = |rgba: &[u8]| {
            let alpha = u32::from(rgba[3]);
            let luma = crate::grid::luma_of(rgba) >> 8;
            ((luma * alpha + u32::from(ground) * (255 - alpha)) / 255).min(255) as u8
        };
        let luma = pixels.data.chunks_exact(4).map(on_ground).collect();
        Self { width: pixels.width, height: pixels.height, luma }
    }

    fn at(&self, x: u32, y: u32) -> u8 {
        self.luma.get((y * self.width + x) as usize).copied().unwrap_or(0)
    }

    /// Where it is not as its corner; `None` where it is all over.
    fn cut(&self) -> Option<Self> {
        let corner = self.at(0, 0);
        let differs = |x: u32, y: u32| self.at(x, y).abs_diff(corner) > 24;
        let rows: Vec<u32> = (0..self.height).filter(|&y| (0..self.width).any(|x| differs(x, y))).collect();
        let columns: Vec<u32> = (0..self.width).filter(|&x| (0..self.height).any(|y| differs(x, y))).collect();
        let (top, bottom, left, right) = (*rows.first()?, *rows.last()?, *columns.first()?, *columns.last()?);
        let luma = (top..=bottom).flat_map(|y| (left..=right).map(move |x| self.at(x, y))).collect();
        Some(Self { width: right - left + 1, height: bottom - top + 1, luma })
    }

    /// The same with its longer side so many pixels: means of boxes.
    fn within(&self, side: u32) -> Self {
        let long = self.width.max(self.height).max(1);
        let scaled = |length: u32| (length * side / long).max(1);
        let (width, height) = (scaled(self.width), scaled(self.height));
        let span = |at: u32, to: u32, from: u32| {
            let start = at * from / to;
            start..((at + 1) * from).div_ceil(to).max(start + 1).min(from)
        };
        let mean = |x: u32, y: u32| {
            let (across, down) = (span(x, width, self.width), span(y, height, self.height));
            let count = (across.len() * down.len()).max(1) as u32;
            let sum: u32 = down.flat_map(|y| across.clone().map(move |x| u32::from(self.at(x, y)))).sum();
            (sum / count) as u8
        };
        let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
        Self { width, height, luma }
    }

    /// How often the tone changes along its lines, in the direction in which it does more often, with that ground around it.
    fn changes(&self, around: u8) -> f64 {
        let (dark, light) =
            self.luma.iter().fold((255, 0), |(dark, light), &level| (level.min(dark), level.max(light)));
        if light - dark < 48 {
            return 0.0;
        }
        let middle = dark / 2 + light / 2;
        let ground = around > middle;
        let line = |levels: &mut dyn Iterator<Item = u8>| {
            let mut before = ground;
            let mut count = 0_u32;
            for is_light in levels.map(|level| level > middle).chain([ground]) {
                count += u32::from(is_light != before);
                before = is_light;
            }
            count
        };
        let across: u32 = (0..self.height).map(|y| line(&mut (0..self.width).map(|x| self.at(x, y)))).sum();
        let down: u32 = (0..self.width).map(|x| line(&mut (0..self.height).map(|y| self.at(x, y)))).sum();
        (f64::from(across) / f64::from(self.height)).max(f64::from(down) / f64::from(self.width))
    }
}

/// A picture with the sums of its luma and of the squares of that, up to every place.
struct Sums<'a> {
    plane: &'a Plane,
    sums: Vec<(u64, u64)>,
}

impl<'a> Sums<'a> {
    fn of(plane: &'a Plane) -> Self {
        let width = plane.width as usize + 1;
        let mut sums = vec![(0, 0); width * (plane.height as usize + 1)];
        for y in 0..plane.height as usize {
            let mut row = (0_u64, 0_u64);
            for x in 0..plane.width as usize {
                let level = u64::from(plane.at(x as u32, y as u32));
                row = (row.0 + level, row.1 + level * level);
                let above = sums[y * width + x + 1];
                sums[(y + 1) * width + x + 1] = (above.0 + row.0, above.1 + row.1);
            }
        }
        Self { plane, sums }
    }

    /// The standard deviation in a box that lies inside, times the root of its pixels.
    fn spread(&self, (x, y): (u32, u32), (w, h): (u32, u32)) -> f64 {
        let width = self.plane.width as usize + 1;
        let at = |x: u32, y: u32| self.sums[y as usize * width + x as usize];
        let (a, b, c, d) = (at(x, y), at(x + w, y), at(x, y + h), at(x + w, y + h));
        let (sum, squares) = (d.0 + a.0 - b.0 - c.0, d.1 + a.1 - b.1 - c.1);
        let count = f64::from(w * h).max(1.0);
        libm::sqrt((squares as f64 - sum as f64 * sum as f64 / count).max(0.0))
    }
}

/// A mark in one size, its mean taken away.
struct Template {
    size: (u32, u32),
    apart: Vec<i32>,
    spread: f64,
}

impl Template {
    /// `None` for one that is too narrow to say anything.
    fn of(form: &Plane) -> Option<Self> {
        let count = form.luma.len() as u32;
        let mean = form.luma.iter().map(|level| u32::from(*level)).sum::<u32>() / count.max(1);
        let apart: Vec<i32> = form.luma.iter().map(|level| i32::from(*level) - mean as i32).collect();
        let spread = libm::sqrt(apart.iter().map(|level| f64::from(level * level)).sum());
        let says = form.width.min(form.height) >= SHORT_MIN && spread > PLAIN * libm::sqrt(f64::from(count));
        says.then_some(Self { size: (form.width, form.height), apart, spread })
    }

    /// How alike the most alike place is.
    fn best(&self, picture: &Sums<'_>) -> f64 {
        let (w, h) = self.size;
        let Some((right, bottom)) = picture.plane.width.checked_sub(w).zip(picture.plane.height.checked_sub(h)) else {
            return 0.0;
        };
        let step = (w.min(h) / 10).max(1);
        let mut near: Vec<(f64, u32, u32)> = Vec::new();
        for y in (0..=bottom).step_by(step as usize) {
            for x in (0..=right).step_by(step as usize) {
                let alike = self.alike(picture, x, y);
                if alike >= NEAR || step == 1 {
                    near.push((alike, x, y));
                }
            }
        }
        // Stable: of equals, the one that was found first.
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        near.truncate(NEAR_MAX);
        let closely = near.iter().flat_map(|&(_, x, y)| {
            let around = |at: u32, last: u32| at.saturating_sub(step)..=(at + step).min(last);
            around(y, bottom).flat_map(move |y| around(x, right).map(move |x| (x, y)))
        });
        closely.map(|(x, y)| self.alike(picture, x, y)).fold(0.0, f64::max)
    }

    fn alike(&self, picture: &Sums<'_>, x: u32, y: u32) -> f64 {
        let (w, h) = self.size;
        let spread = picture.spread((x, y), (w, h));
        if spread < PLAIN * libm::sqrt(f64::from(w * h)) {
            return 0.0;
        }
        let mut sum = 0_i64;
        for (down, row) in (0..h).zip(self.apart.chunks_exact(w as usize)) {
            let start = ((y + down) * picture.plane.width + x) as usize;
            let Some(levels) = picture.plane.luma.get(start..start + w as usize) else { return 0.0 };
            let line: i32 = row.iter().zip(levels).map(|(own, level)| own * i32::from(*level)).sum();
            sum += i64::from(line);
        }
        (sum as f64 / (spread * self.spread)).abs().min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use render::decode_picture;

    use super::*;

    /// Something like a photograph: light that falls off, round things, grain.
    fn scene(seed: u32) -> Pixels {
        let (width, height) = (640, 480);
        let pixel = |at: u32| {
            let (x, y) = (at % width, at / width);
            let grain = (x.wrapping_mul(7 + seed) ^ y.wrapping_mul(13)).wrapping_mul(2_654_435_761) >> 27;
            let round = |cx: u32, cy: u32, r: u32| x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2) < r * r;
            let mut level = 210 - y / 4 - x / 12;
            for thing in 0..6 {
                let (cx, cy) = ((seed * 97 + thing * 131) % width, (seed * 61 + thing * 83) % height);
                if round(cx, cy, 30 + thing * 9) {
                    level = 40 + thing * 25 + (x.abs_diff(cx) / 2).min(40);
                }
            }
            let level = (level + grain).min(255) as u8;
            [level, level.saturating_sub(8), level.saturating_sub(20), 255]
        };
        Pixels { width, height, data: (0..width * height).flat_map(pixel).collect() }
    }

    fn mark() -> Pixels {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill="#134" d="M0 0h100v100h-100zM20 15v70h14v-45l30 45h16v-70h-14v45l-30-45z" fill-rule="evenodd"/></svg>"##;
        decode_picture(svg.as_bytes()).unwrap().thumbnail(200).unwrap()
    }

    fn stuck_on(scene: &mut Pixels, mark: &Pixels, (left, top): (u32, u32), inverted: bool) {
        for (y, row) in (0..mark.height).zip(mark.data.chunks_exact(mark.width as usize * 4)) {
            for (x, rgba) in (0..mark.width).zip(row.chunks_exact(4)) {
                let at = (((top + y) * scene.width + left + x) * 4) as usize;
                for channel in 0..3 {
                    let (own, alpha) = (u32::from(rgba[channel]), u32::from(rgba[3]));
                    let (own, alpha) = if inverted {
                        // The negative of what is printed on white.
                        ((255 - own) * alpha / 255, 255)
                    } else {
                        (own, alpha)
                    };
                    let below = u32::from(scene.data[at + channel]);
                    scene.data[at + channel] = ((own * alpha + below * (255 - alpha)) / 255) as u8;
                }
            }
        }
    }

    #[test]
    fn a_mark_in_a_picture_is_seen_and_things_of_other_forms_are_not() {
        let mark = mark();
        for seed in 1..9 {
            let without = likeness(&scene(seed), &mark).as_f64();
            assert!(without < 0.7, "{seed}: {without}");
            for (side, at, inverted) in [(200, (300, 200), false), (110, (60, 40), true), (150, (411, 17), false)] {
                let mut with = scene(seed);
                stuck_on(&mut with, &mark.within(side), at, inverted);
                let found = likeness(&with, &mark).as_f64();
                assert!(found > 0.78, "{seed} {side}: {found}");
            }
        }
    }

    #[test]
    fn a_form_that_many_things_have_is_not_looked_for() {
        let disc = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4" fill="#134"/></svg>"##;
        let disc = decode_picture(disc.as_bytes()).unwrap().thumbnail(90).unwrap();
        let mut with = scene(3);
        stuck_on(&mut with, &disc, (200, 200), false);
        assert_eq!(likeness(&with, &disc), Score::WORST);
        let nothing = Pixels { width: 30, height: 30, data: vec![0; 3_600] };
        assert_eq!(likeness(&scene(2), &nothing), Score::WORST);
        assert_eq!(likeness(&Pixels { width: 1, height: 1, data: vec![9, 9, 9, 255] }, &mark()), Score::WORST);
    }
}
