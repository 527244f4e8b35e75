//! The shadow of a thing that was cut out: without one it floats before its ground.

/// How dark it is at most, of 255.
const DEPTH: u32 = 88;
/// How soft it is, and how far below the thing it falls, as shares of the thing's shorter side.
const SOFT: f64 = 0.045;
const FALL: f64 = 0.03;
/// Passes of a box, which together are nearly a bell.
const PASSES: usize = 3;

/// Where a shadow is, 0–255, for a thing of that alpha on the same sheet; `short` is its shorter side, px.
pub(super) fn of(alpha: &[u8], width: usize, height: usize, short: f64) -> Vec<u8> {
    let radius = libm::round(short * SOFT).clamp(1.0, 96.0) as usize;
    let fall = libm::round(short * FALL).clamp(0.0, 96.0) as usize;
    let mut shadow = vec![0_u8; alpha.len()];
    for y in fall..height {
        let (to, from) = (y * width, (y - fall) * width);
        shadow[to..to + width].copy_from_slice(&alpha[from..from + width]);
    }
    let mut spare = vec![0_u8; alpha.len()];
    for _ in 0..PASSES {
        for y in 0..height {
            averaged(&shadow, &mut spare, y * width, 1, width, radius);
        }
        for x in 0..width {
            averaged(&spare, &mut shadow, x, width, height, radius);
        }
    }
    // What would be cut off at the edge of the sheet has faded by then, or that edge would be seen.
    let reach = (2 * radius + fall) as u32;
    for (at, level) in shadow.iter_mut().enumerate() {
        let (x, y) = (at % width, at / width);
        let inside = x.min(width - 1 - x).min(y).min(height - 1 - y) as u32;
        *level = (u32::from(*level) * DEPTH / 255 * inside.min(reach) / reach.max(1)) as u8;
    }
    shadow
}

/// The means of a line's neighbours within `radius`; there is nothing beyond its ends.
fn averaged(from: &[u8], to: &mut [u8], start: usize, step: usize, count: usize, radius: usize) {
    let window = 2 * radius as u32 + 1;
    let level = |place: usize| u32::from(from[start + place * step]);
    let mut sum: u32 = (0..count.min(radius)).map(level).sum();
    for place in 0..count {
        if place + radius < count {
            sum += level(place + radius);
        }
        if place > radius {
            sum -= level(place - radius - 1);
        }
        to[start + place * step] = ((sum + window / 2) / window) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_soft_and_lies_below() {
        let (width, height) = (120, 120);
        let inside = |at: usize| (40..80).contains(&(at % width)) && (40..80).contains(&(at / width));
        let alpha: Vec<u8> = (0..width * height).map(|at| if inside(at) { 255 } else { 0 }).collect();
        let shadow = of(&alpha, width, height, 40.0);
        let at = |x: usize, y: usize| shadow[y * width + x];
        assert!(at(60, 60) > 80 && at(5, 5) == 0, "{} {}", at(60, 60), at(5, 5));
        assert!(at(60, 82) > at(60, 38), "more of it below than above");
        assert!(at(60, 82) > at(60, 84) && at(60, 84) > 0, "soft");
        // A thing at the edge of its sheet: the shadow is gone where the sheet ends.
        let low: Vec<u8> = (0..width * height).map(|at| if at / width > 100 { 255 } else { 0 }).collect();
        let shadow = of(&low, width, height, 40.0);
        assert!((0..width).all(|x| shadow[(height - 1) * width + x] == 0));
    }
}
