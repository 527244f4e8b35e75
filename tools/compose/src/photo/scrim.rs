//! A veil of the ground's colour under words, only where they could not be read without it, and no thicker than they need.

use design::{Rect, Srgb};
use render::Pixels;

/// Contrast that words have after it (WCAG 2.2, level AA), with a little to spare for what smoothing takes.
const CONTRAST: f64 = 4.9;
/// Share of the pixels under words that may be worse.
const WORST: f64 = 0.02;
/// How far the veil fades out, as a share of the short side.
const FADE: f64 = 0.08;
/// Thicknesses that are tried.
const STEPS: u32 = 20;

/// Veils the areas, px of the sheet of which `scale` make one of the print, with `ground` until `ink` can be read there.
pub(super) fn quieten(print: &mut Pixels, areas: &[Rect], scale: f64, ground: Srgb, ink: Srgb) {
    let sheet = Rect::new(0.0, 0.0, f64::from(print.width), f64::from(print.height));
    let fade = FADE * f64::from(print.width.min(print.height));
    for area in areas {
        let area = Rect::new(area.x * scale, area.y * scale, area.w * scale, area.h * scale).intersection(sheet);
        if area.w < 1.0 || area.h < 1.0 {
            continue;
        }
        let thickness = needed(print, area, ground, ink);
        if thickness > 0 {
            veil(print, area, fade, f64::from(thickness) / f64::from(STEPS), ground);
        }
    }
}

/// The least thickness, in steps, with which ink can be read on nearly all of the area.
fn needed(print: &Pixels, area: Rect, ground: Srgb, ink: Srgb) -> u32 {
    let mut colours: Vec<Srgb> = Vec::new();
    let (step_x, step_y) = (((area.w / 64.0) as usize).max(1), ((area.h / 64.0) as usize).max(1));
    for y in (area.y as usize..libm::ceil(area.bottom()) as usize).step_by(step_y) {
        for x in (area.x as usize..libm::ceil(area.right()) as usize).step_by(step_x) {
            if let Some([r, g, b, _]) = print.at(x as u32, y as u32) {
                colours.push(Srgb::new(r, g, b));
            }
        }
    }
    let allowed = (colours.len() as f64 * WORST) as usize;
    (0..STEPS)
        .find(|&step| {
            let part = f64::from(step) / f64::from(STEPS);
            colours.iter().filter(|colour| blended(**colour, ground, part).contrast(ink) < CONTRAST).count() <= allowed
        })
        .unwrap_or(STEPS)
}

fn veil(print: &mut Pixels, area: Rect, fade: f64, thickness: f64, ground: Srgb) {
    let wide = area.inset(-fade);
    let width = print.width as usize;
    let rows = (wide.y.max(0.0) as usize)..(libm::ceil(wide.bottom()) as usize).min(print.height as usize);
    let columns = (wide.x.max(0.0) as usize)..(libm::ceil(wide.right()) as usize).min(width);
    for y in rows {
        for x in columns.clone() {
            let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
            let dx = (area.x - px).max(px - area.right()).max(0.0);
            let dy = (area.y - py).max(py - area.bottom()).max(0.0);
            let t = (1.0 - libm::hypot(dx, dy) / fade.max(1e-6)).clamp(0.0, 1.0);
            let part = thickness * t * t * (3.0 - 2.0 * t);
            let at = (y * width + x) * 4;
            let Srgb { r, g, b } =
                blended(Srgb::new(print.data[at], print.data[at + 1], print.data[at + 2]), ground, part);
            print.data[at..at + 3].copy_from_slice(&[r, g, b]);
        }
    }
}

fn blended(colour: Srgb, ground: Srgb, part: f64) -> Srgb {
    let mix = |a: u8, b: u8| libm::round(f64::from(a) + (f64::from(b) - f64::from(a)) * part) as u8;
    Srgb::new(mix(colour.r, ground.r), mix(colour.g, ground.g), mix(colour.b, ground.b))
}
