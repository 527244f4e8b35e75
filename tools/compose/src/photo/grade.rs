//! Colour: a photograph drawn towards the colours of the design, or made of two of them.

use design::Srgb;
use design::color::Lch;
use render::Pixels;

/// How far shadows and lights are drawn towards the design's.
const SHARE: f64 = 0.26;
/// What is left of a colour's own chroma.
const CHROMA: f64 = 0.9;
/// Nodes along each side of the cube that colours are looked up in.
const NODES: usize = 17;
/// Share of the pixels that may be darker, or lighter, than the ends of a duotone.
const CLIPPED: f64 = 0.02;

/// Tones the shadows towards `shade` and the lights towards `light`, on OKLab; lightness stays.
pub(super) fn toward(print: &mut Pixels, shade: Srgb, light: Srgb) {
    let (shade, light) = (lab(shade), lab(light));
    let steps = (NODES - 1) as f64;
    let level = |index: usize| libm::round(index as f64 * 255.0 / steps) as u8;
    let mut cube = vec![[0_i32; 3]; NODES * NODES * NODES];
    for (at, node) in cube.iter_mut().enumerate() {
        let (r, g, b) = (at / (NODES * NODES), at / NODES % NODES, at % NODES);
        let [l, a, b] = lab(Srgb::new(level(r), level(g), level(b)));
        let toned = |own: f64, axis: usize| {
            let tone = shade[axis] + (light[axis] - shade[axis]) * l;
            CHROMA * own * (1.0 - SHARE) + tone * SHARE
        };
        let graded = srgb([l, toned(a, 1), toned(b, 2)]);
        *node = [graded.r, graded.g, graded.b].map(|channel| i32::from(channel) << 8);
    }
    for rgba in print.data.chunks_exact_mut(4) {
        let graded = looked_up(&cube, [rgba[0], rgba[1], rgba[2]]);
        rgba[..3].copy_from_slice(&graded);
    }
}

/// The colour between the eight nodes around it, in whole numbers.
fn looked_up(cube: &[[i32; 3]], rgb: [u8; 3]) -> [u8; 3] {
    const STEP: i32 = 255 / (NODES as i32 - 1);
    let place = rgb.map(|channel| {
        let node = (i32::from(channel) * (NODES as i32 - 1) / 255).min(NODES as i32 - 2);
        let start = (node * 255 + (NODES as i32 - 1) / 2) / (NODES as i32 - 1);
        (node as usize, (i32::from(channel) - start).clamp(0, STEP + 1))
    });
    let full = STEP + 1;
    let mut out = [0_u8; 3];
    for (channel, out) in out.iter_mut().enumerate() {
        let mut sum = 0_i64;
        for corner in 0..8_usize {
            let mut weight = 1_i64;
            let mut index = 0;
            for (axis, &(node, part)) in place.iter().enumerate() {
                let upper = corner >> axis & 1 == 1;
                weight *= i64::from(if upper { part } else { full - part });
                index = index * NODES + node + usize::from(upper);
            }
            sum += weight * i64::from(cube[index][channel]);
        }
        let whole = i64::from(full).pow(3) << 8;
        *out = ((sum + whole / 2) / whole).clamp(0, 255) as u8;
    }
    out
}

/// Makes the picture of two colours: shadows of `dark`, lights of `accent` where it is light enough to show them, else of
/// `light`.
pub(super) fn duotone(print: &mut Pixels, dark: Srgb, light: Srgb, accent: Srgb) {
    let bright = if accent.contrast(dark) >= 4.5 { accent } else { light };
    let mut histogram = [0_u64; 256];
    for rgba in print.data.chunks_exact(4) {
        histogram[usize::from(luma(rgba))] += 1;
    }
    let clipped = (histogram.iter().sum::<u64>() as f64 * CLIPPED) as u64;
    let left = |level: usize| histogram[..=level].iter().sum::<u64>() > clipped;
    let low = (0..256).find(|&level| left(level)).unwrap_or(0) as f64;
    let total: u64 = histogram.iter().sum();
    let reached = |level: usize| histogram[..=level].iter().sum::<u64>() + clipped >= total;
    let high = (0..256).find(|&level| reached(level)).unwrap_or(255) as f64;
    let ramp: Vec<Srgb> = (0..256)
        .map(|level| {
            let t = ((f64::from(level) - low) / (high - low).max(1.0)).clamp(0.0, 1.0);
            dark.mix(bright, t * t * (3.0 - 2.0 * t) * 0.5 + t * 0.5)
        })
        .collect();
    for rgba in print.data.chunks_exact_mut(4) {
        let Srgb { r, g, b } = ramp[usize::from(luma(rgba))];
        rgba[..3].copy_from_slice(&[r, g, b]);
    }
}

/// Rec. 709 luma of the coded values, 0–255.
fn luma(rgba: &[u8]) -> u8 {
    ((u32::from(rgba[0]) * 54 + u32::from(rgba[1]) * 183 + u32::from(rgba[2]) * 19 + 128) >> 8) as u8
}

fn lab(color: Srgb) -> [f64; 3] {
    let Lch { l, c, h } = color.to_lch();
    [l, c * libm::cos(h.to_radians()), c * libm::sin(h.to_radians())]
}

fn srgb([l, a, b]: [f64; 3]) -> Srgb {
    let h = libm::atan2(b, a).to_degrees();
    Srgb::from_lch(Lch { l, c: libm::sqrt(a * a + b * b), h: if h < 0.0 { h + 360.0 } else { h } })
}
