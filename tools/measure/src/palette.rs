//! The colours of a picture: clusters in Oklab, found the same way every time.
//!
//! Source: Lloyd, "Least squares quantization in PCM", 1982, for the clustering; Ottosson, 2020, for Oklab.

use design::Srgb;
use design::color::Lch;
use render::Pixels;

/// Most pixels that are looked at; larger pictures are sampled evenly.
const SAMPLES_MAX: usize = 250_000;
/// Clusters that are begun with.
const CLUSTERS: usize = 10;
/// Rounds of the clustering.
const ROUNDS: usize = 16;
/// Distance in Oklab below which two colours are one.
const NEAR: f64 = 0.055;
/// Bits of a channel by which colours are told apart at first; as many colours have room in two bytes.
const BITS: usize = 5;
/// Opacity from which a pixel counts.
pub(crate) const SEEN: u8 = 200;
/// Share of the picture below which a colour is the edge of others.
const SHARE_MIN: f64 = 0.015;

/// A colour and how much of what is drawn it covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swatch {
    /// The colour: one that is there.
    pub color: Srgb,
    /// Its share, 0–1.
    pub share: f64,
}

/// A colour in Oklab.
pub(crate) type Lab = [f64; 3];

fn lab(color: Srgb) -> Lab {
    let Lch { l, c, h } = color.to_lch();
    let angle = h.to_radians();
    [l, c * libm::cos(angle), c * libm::sin(angle)]
}

fn far(a: Lab, b: Lab) -> f64 {
    libm::sqrt(far2(a, b))
}

/// The square of how far.
fn far2(a: Lab, b: Lab) -> f64 {
    (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2])
}

/// The colours of what is drawn, the largest first: ten at most. What is mostly transparent is no colour of it.
#[must_use]
pub fn palette(pixels: &Pixels) -> Vec<Swatch> {
    let points = points(pixels);
    let total: f64 = points.iter().map(|(_, _, weight)| weight).sum();
    let mut centers = seeds(&points);
    let mut near: Vec<usize> = vec![0; points.len()];
    for round in 0..ROUNDS {
        let mut sums = vec![([0.0; 3], 0.0); centers.len()];
        let mut moved = round == 0;
        for ((_, lab, weight), near) in points.iter().zip(&mut near) {
            let nearest = nearest(&centers, *lab);
            moved |= nearest != *near;
            *near = nearest;
            let (sum, count) = &mut sums[*near];
            sum.iter_mut().zip(lab).for_each(|(sum, x)| *sum += x * weight);
            *count += weight;
        }
        if !moved {
            break;
        }
        for (center, (sum, count)) in centers.iter_mut().zip(sums) {
            if count > 0.0 {
                *center = sum.map(|x| x / count);
            }
        }
    }
    let mut swatches: Vec<(Swatch, Lab)> = Vec::new();
    for (at, center) in centers.iter().enumerate() {
        // The colour that is there most near the middle: an average would be one that nobody drew.
        let own = points.iter().zip(&near).filter(|(_, near)| **near == at).map(|(point, _)| point);
        let share: f64 = own.clone().map(|(_, _, weight)| weight).sum::<f64>() / total.max(1.0);
        let best = own.max_by(|a, b| {
            (a.2 / (0.02 + far(a.1, *center))).total_cmp(&(b.2 / (0.02 + far(b.1, *center)))).then(b.0.cmp(&a.0))
        });
        if let Some(&(rgb, lab, _)) = best {
            swatches.push((Swatch { color: Srgb::new(rgb[0], rgb[1], rgb[2]), share }, lab));
        }
    }
    merge(swatches)
}

fn merge(mut swatches: Vec<(Swatch, Lab)>) -> Vec<Swatch> {
    swatches.sort_by(|a, b| b.0.share.total_cmp(&a.0.share).then(a.0.color.cmp(&b.0.color)));
    let mut kept: Vec<(Swatch, Lab)> = Vec::new();
    for (swatch, lab) in swatches {
        match kept.iter_mut().find(|(_, other)| far(*other, lab) < NEAR) {
            Some((same, _)) => same.share += swatch.share,
            None => kept.push((swatch, lab)),
        }
    }
    // Edges are mixed of two others: little of them, and on the line between.
    let large: Vec<Lab> =
        kept.iter().filter(|(swatch, _)| swatch.share >= 4.0 * SHARE_MIN).map(|(_, lab)| *lab).collect();
    let mixed = |lab: Lab| {
        large
            .iter()
            .enumerate()
            .any(|(at, a)| large[at + 1..].iter().any(|b| far(*a, lab) + far(lab, *b) < 1.12 * far(*a, *b)))
    };
    kept.retain(|(swatch, lab)| swatch.share >= 4.0 * SHARE_MIN || swatch.share >= SHARE_MIN && !mixed(*lab));
    kept.into_iter().map(|(swatch, _)| swatch).collect()
}

/// The colours of the picture with how often each is there, in the order of their channels.
pub(crate) fn points(pixels: &Pixels) -> Vec<([u8; 3], Lab, f64)> {
    let count = pixels.data.len() / 4;
    let step = count.div_ceil(SAMPLES_MAX).max(1);
    // Photographs have a colour a pixel: the lowest bits are put together, the mean kept.
    let mut slots = vec![0_u16; 1 << (3 * BITS)];
    let mut bins: Vec<(usize, [u64; 3], u64)> = Vec::new();
    for pixel in pixels.data.chunks_exact(4).step_by(step).filter(|pixel| pixel[3] >= SEEN) {
        let key = pixel[..3].iter().fold(0, |key, channel| key << BITS | usize::from(channel >> (8 - BITS)));
        if slots[key] == 0 {
            bins.push((key, [0; 3], 0));
            slots[key] = bins.len() as u16;
        }
        let (_, sum, count) = &mut bins[usize::from(slots[key]) - 1];
        sum.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += u64::from(*channel));
        *count += 1;
    }
    bins.sort_unstable_by_key(|(key, ..)| *key);
    bins.into_iter()
        .map(|(_, sum, count)| {
            let rgb = sum.map(|sum| ((sum + count / 2) / count) as u8);
            (rgb, lab(Srgb::new(rgb[0], rgb[1], rgb[2])), count as f64)
        })
        .collect()
}

/// The most frequent colour, then each time the one that is most frequent and farthest from those before.
fn seeds(points: &[([u8; 3], Lab, f64)]) -> Vec<Lab> {
    let mut centers: Vec<Lab> = Vec::new();
    let mut distance: Vec<f64> = vec![1.0; points.len()];
    for _ in 0..CLUSTERS.min(points.len()) {
        let scored = points.iter().zip(&distance).map(|((_, lab, weight), far)| (weight * far * far, *lab));
        let best = scored.fold(None, |best: Option<(f64, Lab)>, (score, lab)| match best {
            Some((high, _)) if high >= score => best,
            _ => Some((score, lab)),
        });
        let Some((score, next)) = best else { break };
        if score <= 0.0 {
            break;
        }
        centers.push(next);
        for ((_, lab, _), distance) in points.iter().zip(&mut distance) {
            let to_next = far(*lab, next);
            *distance = if centers.len() == 1 { to_next } else { distance.min(to_next) };
        }
    }
    centers
}

fn nearest(centers: &[Lab], lab: Lab) -> usize {
    let mut best = (f64::INFINITY, 0);
    for (at, center) in centers.iter().enumerate() {
        let distance = far2(*center, lab);
        if distance < best.0 {
            best = (distance, at);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
        let data = (0..height).flat_map(|y| (0..width).flat_map(|x| paint(x, y)).collect::<Vec<u8>>()).collect();
        Pixels { width, height, data }
    }

    #[test]
    fn the_colours_of_a_picture_are_found_by_their_shares() {
        let flag = picture(120, 60, |x, _| match x {
            0..60 => [200, 30, 30, 255],
            60..96 => [250, 250, 250, 255],
            _ => [20, 40, 140, 255],
        });
        let colors = palette(&flag);
        let wanted = [([200, 30, 30], 0.5), ([250, 250, 250], 0.3), ([20, 40, 140], 0.2)];
        assert_eq!(colors.len(), 3, "{colors:?}");
        for (swatch, ([r, g, b], share)) in colors.iter().zip(wanted) {
            assert_eq!(swatch.color, Srgb::new(r, g, b));
            assert!((swatch.share - share).abs() < 0.02, "{colors:?}");
        }
    }

    #[test]
    fn what_is_transparent_is_no_colour() {
        assert!(palette(&picture(8, 8, |_, _| [9, 9, 9, 0])).is_empty());
        let mark = palette(&picture(40, 40, |x, _| if x < 10 { [0, 120, 60, 255] } else { [255, 255, 255, 0] }));
        assert_eq!(mark, [Swatch { color: Srgb::new(0, 120, 60), share: 1.0 }]);
    }
}
