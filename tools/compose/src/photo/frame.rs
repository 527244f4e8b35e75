//! Forms that a photograph is cut to.

use design::{Random, Rect};
use render::Pixels;

/// What is cut out.
#[derive(Debug, Clone, Copy)]
enum Form {
    Disc,
    /// Round above, straight below.
    Arch,
    /// A soft form: radii of its eight directions, as shares of the half side.
    Soft([f64; 8]),
}

/// A form in its place on the sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The box around it, px of the sheet.
    pub(super) area: Rect,
    form: Form,
}

impl Frame {
    /// A form for `place`, by the seed.
    pub(super) fn of(place: Rect, seed: u64) -> Self {
        let mut random = Random::new(seed).fork("frame");
        let (cx, cy) = place.center();
        let short = place.w.min(place.h);
        let square = Rect::new(cx - short / 2.0, cy - short / 2.0, short, short);
        match random.index(3) {
            0 => Self { area: square, form: Form::Disc },
            1 => {
                // Taller than wide, as far as the place allows.
                let (w, h) = (place.w.min(place.h * 0.78), place.h.min(place.w * 1.3));
                Self { area: Rect::new(cx - w / 2.0, cy - h / 2.0, w, h), form: Form::Arch }
            }
            _ => {
                let mut radii = [0.0; 8];
                radii.iter_mut().for_each(|radius| *radius = random.range(0.8, 1.0));
                Self { area: square, form: Form::Soft(radii) }
            }
        }
    }

    /// Lays the print, which fills [`area`](Self::area), on a sheet of nothing, cut to the form; `scale` px of the sheet
    /// make one of its own.
    pub(super) fn mount(&self, print: &Pixels, width: u32, height: u32, scale: f64) -> Pixels {
        let mut data = vec![0_u8; width as usize * height as usize * 4];
        let (left, top) = (libm::round(self.area.x * scale) as i64, libm::round(self.area.y * scale) as i64);
        let half = (f64::from(print.width) / 2.0, f64::from(print.height) / 2.0);
        for y in 0..print.height {
            for x in 0..print.width {
                let (sx, sy) = (left + i64::from(x), top + i64::from(y));
                if sx < 0 || sy < 0 || sx >= i64::from(width) || sy >= i64::from(height) {
                    continue;
                }
                let inside = self.inside(f64::from(x) + 0.5 - half.0, f64::from(y) + 0.5 - half.1, half);
                let alpha = libm::round((inside + 0.5).clamp(0.0, 1.0) * 255.0) as u8;
                if alpha > 0 {
                    let from = (y as usize * print.width as usize + x as usize) * 4;
                    let to = (sy as usize * width as usize + sx as usize) * 4;
                    data[to..to + 3].copy_from_slice(&print.data[from..from + 3]);
                    data[to + 3] = alpha;
                }
            }
        }
        Pixels { width, height, data }
    }

    /// How far a place, px from the middle, lies inside the form, px; negative outside.
    fn inside(&self, x: f64, y: f64, (w, h): (f64, f64)) -> f64 {
        match self.form {
            Form::Disc => w.min(h) - libm::hypot(x, y),
            Form::Arch => {
                let spring = -h + w;
                if y < spring { w - libm::hypot(x, y - spring) } else { (w - libm::fabs(x)).min(h - y) }
            }
            Form::Soft(radii) => {
                let turn = (libm::atan2(y, x) / std::f64::consts::TAU + 1.0) % 1.0 * 8.0;
                let (from, part) = (libm::floor(turn) as usize % 8, turn - libm::floor(turn));
                let eased = part * part * (3.0 - 2.0 * part);
                let radius = radii[from] + (radii[(from + 1) % 8] - radii[from]) * eased;
                radius * w.min(h) - libm::hypot(x, y)
            }
        }
    }
}
